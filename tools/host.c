#include "host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"

struct host_block {
    struct host_block *next;
    max_align_t bytes[];
};

_Noreturn void host_die(const struct host *host, const char *file, int line, const char *fmt, ...)
{
    va_list args;

    fprintf(stderr, "%s: ", host->program);
    if (file != NULL && line > 0) {
        fprintf(stderr, "%s:%d: ", file, line);
    } else if (file != NULL) {
        fprintf(stderr, "%s: ", file);
    }
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

void *host_alloc(struct host *host, size_t size)
{
    struct host_block *block;

    if (size > SIZE_MAX / 2) {
        host_die(host, NULL, 0, "out of memory");
    }
    block = calloc(1, sizeof(*block) + size);
    if (block == NULL) {
        host_die(host, NULL, 0, "out of memory");
    }
    block->next = host->blocks;
    host->blocks = block;
    return block->bytes;
}

void host_release(struct host *host)
{
    while (host->blocks != NULL) {
        struct host_block *next = host->blocks->next;

        free(host->blocks);
        host->blocks = next;
    }
}

void host_add(struct host *host, struct host_text *text, const char *ptr, size_t len)
{
    if (text->cap - text->len < len + 1) {
        size_t cap = (text->len + len + 1) * 2;
        char *grown = host_alloc(host, cap);

        if (text->len > 0) {
            memcpy(grown, text->ptr, text->len);
        }
        text->ptr = grown;
        text->cap = cap;
    }
    if (len > 0) {
        memcpy(text->ptr + text->len, ptr, len);
    }
    text->len += len;
    text->ptr[text->len] = '\0';
}

void host_fmt(struct host *host, struct host_text *text, const char *fmt, ...)
{
    char piece[4096];
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(piece, sizeof(piece), fmt, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof(piece)) {
        host_die(host, NULL, 0, "a line of output is longer than %zu bytes", sizeof(piece));
    }
    host_add(host, text, piece, (size_t)len);
}

struct host_text host_read(struct host *host, const char *path)
{
    struct host_text text = {0};
    char piece[65536];
    size_t got;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        host_die(host, path, 0, "cannot open: %s", strerror(errno));
    }
    while ((got = fread(piece, 1, sizeof(piece), file)) > 0) {
        host_add(host, &text, piece, got);
    }
    if (ferror(file) != 0) {
        host_die(host, path, 0, "cannot read: %s", strerror(errno));
    }
    fclose(file);
    host_add(host, &text, "", 0);
    return text;
}

void host_write(struct host *host, const char *path, const struct host_text *text)
{
    struct host_text part = {0};
    FILE *file;
    bool ok;

    host_fmt(host, &part, "%s.part", path);
    file = fopen(part.ptr, "wb");
    if (file == NULL) {
        host_die(host, part.ptr, 0, "cannot write: %s", strerror(errno));
    }
    ok = fwrite(text->ptr, 1, text->len, file) == text->len;
    ok = fclose(file) == 0 && ok;
    if (!ok || rename(part.ptr, path) != 0) {
        host_die(host, path, 0, "cannot write: %s", strerror(errno));
    }
}

const char *host_basename(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

char *host_stem(struct host *host, const char *path)
{
    const char *base = host_basename(path);
    const char *dot = strrchr(base, '.');
    size_t len = dot == NULL ? strlen(base) : (size_t)(dot - base);
    char *stem = host_alloc(host, len + 1);

    memcpy(stem, base, len);
    return stem;
}

void host_byte_list(struct host *host, struct host_text *text, const char *bytes, size_t count)
{
    char item[8];

    for (size_t i = 0; i < count; i++) {
        int value = (unsigned char)bytes[i];
        int len = snprintf(item, sizeof(item), "%d,", value > 127 ? value - 256 : value);

        host_add(host, text, item, (size_t)len);
        if (i % 24 == 23) {
            host_add(host, text, "\n", 1);
        }
    }
    host_add(host, text, "0", 1);
}

void host_sha256(const char *bytes, size_t count, uint8_t ret_digest[HOST_SHA256_BYTES])
{
    struct ll_sha256 state;
    ll_sha256_begin(&state);
    ll_sha256_add(&state, (const uint8_t *)bytes, count);
    ll_sha256_end(&state, ret_digest);
}

void host_digest_list(struct host *host, struct host_text *text,
                      const uint8_t digest[HOST_SHA256_BYTES])
{
    for (size_t i = 0; i < HOST_SHA256_BYTES; i++) {
        host_fmt(host, text, "%s0x%02x", i == 0 ? "" : ",", (unsigned)digest[i]);
    }
}
