/*
 * What the host programs (sqlgen, embed) share: memory freed at the end, whole files, messages
 * with file and line, SHA-256. They stand alone, so that the build starts with a C compiler only.
 */
#ifndef LL_TOOLS_HOST_H
#define LL_TOOLS_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define HOST_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define HOST_SHA256_BYTES 32

struct host_block;

/* Every piece of memory a program takes, given back by host_release. */
struct host {
    const char *program;
    struct host_block *blocks;
};

/* Text that grows. `ptr` always ends with a zero. */
struct host_text {
    char *ptr;
    size_t len;
    size_t cap;
};

void *host_alloc(struct host *host, size_t size); /* zeroed; ends the program when there is none */
void host_release(struct host *host);

/* Print "program: file:line: text" and end with exit code 1. line 0: no line. */
_Noreturn void host_die(const struct host *host, const char *file, int line, const char *fmt, ...)
    HOST_PRINTF(4, 5);

void host_add(struct host *host, struct host_text *text, const char *ptr, size_t len);
void host_fmt(struct host *host, struct host_text *text, const char *fmt, ...) HOST_PRINTF(3, 4);

/* A whole file, ended by a zero. */
struct host_text host_read(struct host *host, const char *path);
/* Written beside and renamed, so that a stopped build leaves no half of a file. */
void host_write(struct host *host, const char *path, const struct host_text *text);

/* "a/b/lot.sql" -> "lot.sql"; and without the last ending: "lot". */
const char *host_basename(const char *path);
char *host_stem(struct host *host, const char *path);

/* C text of bytes: "45,32,…" in lines; one zero at the end, so that no array is empty. */
void host_byte_list(struct host *host, struct host_text *text, const char *bytes, size_t count);

/* SHA-256. */
void host_sha256(const char *bytes, size_t count, uint8_t ret_digest[HOST_SHA256_BYTES]);
/* C text of a digest: "0x1f,0x00,…". */
void host_digest_list(struct host *host, struct host_text *text,
                      const uint8_t digest[HOST_SHA256_BYTES]);

#endif
