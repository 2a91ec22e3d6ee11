#include "crypto/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/record.h"
#include "crypto/wholefile.h"

#define KEYFILE_BYTES_MAX 1024
#define NAME_BYTES_MAX 200
#define KIND_SIGNING "loopledger-signing-key"
#define KIND_FINGERPRINT "loopledger-fingerprint-key"

struct keyfile {
    struct ll_time created;
    struct ll_str kind;
    struct ll_str public_text;
    struct ll_str secret;
};

static const struct ll_field keyfile_fields[] = {
    {.name = "created",
     .type = LL_FIELD_TIME,
     .offset = offsetof(struct keyfile, created),
     .required = true},
    {.name = "kind",
     .type = LL_FIELD_STR,
     .offset = offsetof(struct keyfile, kind),
     .required = true,
     .min = 1,
     .max = 64},
    {.name = "public",
     .type = LL_FIELD_STR,
     .offset = offsetof(struct keyfile, public_text),
     .required = true,
     .min = 1,
     .max = 128},
    {.name = "secret",
     .type = LL_FIELD_STR,
     .offset = offsetof(struct keyfile, secret),
     .required = true,
     .min = 1,
     .max = 128},
};
static const struct ll_record keyfile_record = {
    .name = "key file", .size = sizeof(struct keyfile), .fields = keyfile_fields, .field_count = 4};

/* ---- the folder ------------------------------------------------------------------------------ */

/* Fails when anybody but the owner has any right, or the owner is neither this user nor, for a
 * process of root, anybody. */
static enum ll_status check_private(int fd, const char *path, const char *what, const char *mode,
                                    struct ll_err *reterr)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return LL_FAIL(reterr, LL_EIO, "cannot look at %s: %s", path, strerror(errno));
    }
    if (status.st_uid != geteuid() && geteuid() != 0) {
        return LL_FAIL(reterr, LL_EPERM, "the %s %s belongs to another user", what, path);
    }
    if ((status.st_mode & (mode_t)077) != 0) {
        enum ll_status refused = LL_FAIL(reterr, LL_EPERM,
                                         "the %s %s is open to others (mode %03o): treat its keys "
                                         "as known to them",
                                         what, path, (unsigned)(status.st_mode & (mode_t)0777));
        if (reterr != NULL) {
            ll_err_hint(reterr, "make new keys, or if nobody could have read it: chmod %s %s", mode,
                        path);
        }
        return refused;
    }
    return LL_OK;
}

/* Open a folder that is one itself. */
static enum ll_status open_itself(const char *folder, int *ret_fd, struct ll_err *reterr)
{
    struct stat facts;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
        *ret_fd = fd;
        return LL_OK;
    }
    int why = errno;
    if (lstat(folder, &facts) == 0 && S_ISLNK(facts.st_mode)) {
        return LL_FAIL(reterr, LL_EPERM, "the folder of keys %s must not be a symbolic link",
                       folder);
    }
    return LL_FAIL(reterr, why == ENOENT ? LL_ENOTFOUND : LL_EIO, "cannot open %s: %s", folder,
                   strerror(why));
}

/* Open the folder a file is in, and check it. *ret_name points into `path`. */
static enum ll_status open_folder(struct ll_arena *arena, const char *path, int *ret_fd,
                                  const char **ret_name, struct ll_err *reterr)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *folder = ".";
    if (slash != NULL) {
        size_t length = slash == path ? 1 : (size_t)(slash - path);
        folder = ll_str_to_cstr(arena, (struct ll_str){path, length});
    }
    if (folder == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory left for a path");
    }
    if (name[0] == '\0' || strlen(name) > NAME_BYTES_MAX) {
        return LL_FAIL(reterr, LL_EINVAL, "'%s' does not name a key file", path);
    }
    int fd = -1;
    LL_TRY(open_itself(folder, &fd, reterr));
    enum ll_status status = check_private(fd, folder, "folder", "0700", reterr);
    if (status != LL_OK) {
        (void)close(fd);
        return status;
    }
    *ret_fd = fd;
    *ret_name = name;
    return LL_OK;
}

enum ll_status ll_keyfile_make_folder(const char *folder, struct ll_err *reterr)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return LL_FAIL(reterr, LL_EIO, "cannot make the folder %s: %s", folder, strerror(errno));
    }
    int fd = -1;
    LL_TRY(open_itself(folder, &fd, reterr));
    enum ll_status status = check_private(fd, folder, "folder", "0700", reterr);
    (void)close(fd);
    return status;
}

/* ---- writing --------------------------------------------------------------------------------- */

/*
 * Write under a passing name, then link to the real one: a link never replaces, and a power cut
 * leaves either no key file or a whole one.
 */
static enum ll_status write_new(int folder, const char *name, const char *path, struct ll_str text,
                                struct ll_err *reterr)
{
    char passing[NAME_BYTES_MAX + 32];
    uint8_t random[8];
    ll_crypto_random(NULL, random, sizeof(random));
    int length = snprintf(passing, sizeof(passing), ".%s.", name);
    for (size_t i = 0; i < sizeof(random) && length > 0; i++) {
        length += snprintf(passing + length, sizeof(passing) - (size_t)length, "%02x", random[i]);
    }
    int fd = openat(folder, passing, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return LL_FAIL(reterr, LL_EIO, "cannot write beside %s: %s", path, strerror(errno));
    }
    bool written = ll_wholefile_write(fd, text) && fsync(fd) == 0;
    int why = errno;
    if (close(fd) != 0 && written) {
        written = false;
        why = errno;
    }
    bool linked = written && linkat(folder, passing, folder, name, 0) == 0;
    why = written && !linked ? errno : why;
    bool removed = unlinkat(folder, passing, 0) == 0;
    if (linked && (!removed || fsync(folder) != 0)) {
        return LL_FAIL(reterr, LL_EIO, "wrote %s, but cannot sync its folder: %s", path,
                       strerror(errno));
    }
    if (!linked && why == EEXIST) {
        return LL_FAIL(reterr, LL_EEXISTS, "there is a key in %s already: it is not replaced",
                       path);
    }
    if (!linked) {
        return LL_FAIL(reterr, LL_EIO, "cannot write %s: %s", path, strerror(why));
    }
    return LL_OK;
}

static enum ll_status create(struct ll_arena *arena, const char *path,
                             const struct keyfile *content, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str text;
    int folder = -1;
    const char *name = NULL;
    ll_strbuf_init(&buf, arena, KEYFILE_BYTES_MAX);
    ll_record_to_json(&keyfile_record, content, &buf);
    ll_strbuf_char(&buf, '\n');
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    enum ll_status status = open_folder(arena, path, &folder, &name, reterr);
    if (status == LL_OK) {
        status = write_new(folder, name, path, text, reterr);
        (void)close(folder);
    }
    ll_wipe(buf.ptr, buf.cap);
    return status;
}

enum ll_status ll_keyfile_create_signing(struct ll_arena *arena, const char *path,
                                         struct ll_time created, const struct ll_sign_key *key,
                                         struct ll_err *reterr)
{
    char public_text[LL_MULTIKEY_PUBLIC_SIZE];
    char secret[LL_MULTIKEY_SECRET_SIZE];
    ll_multikey_public_format(&key->public_key, public_text);
    ll_multikey_secret_format(key->seed, secret);
    struct keyfile content = {.created = created,
                              .kind = LL_STR(KIND_SIGNING),
                              .public_text = ll_str_from_cstr(public_text),
                              .secret = ll_str_from_cstr(secret)};
    enum ll_status status = create(arena, path, &content, reterr);
    ll_wipe(secret, sizeof(secret));
    return status;
}

static void to_hex(const uint8_t *bytes, size_t count, char *ret_text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        ret_text[2 * i] = digits[bytes[i] >> 4U];
        ret_text[2 * i + 1] = digits[bytes[i] & 15U];
    }
}

enum ll_status ll_keyfile_create_fingerprint(struct ll_arena *arena, const char *path,
                                             struct ll_time created,
                                             const struct ll_fingerprint_key *key,
                                             struct ll_err *reterr)
{
    uint8_t id[LL_FINGERPRINT_KEY_ID_SIZE];
    char id_text[2 * sizeof(id)];
    char secret[2 * sizeof(key->b)];
    ll_fingerprint_key_id(key, id);
    to_hex(id, sizeof(id), id_text);
    to_hex(key->b, sizeof(key->b), secret);
    struct keyfile content = {.created = created,
                              .kind = LL_STR(KIND_FINGERPRINT),
                              .public_text = {id_text, sizeof(id_text)},
                              .secret = {secret, sizeof(secret)}};
    enum ll_status status = create(arena, path, &content, reterr);
    ll_wipe(secret, sizeof(secret));
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum ll_status read_private(int folder, const char *name, const char *path, char *ret_bytes,
                                   size_t size, size_t *ret_count, struct ll_err *reterr)
{
    /* O_NONBLOCK: a named pipe put there must not hang us. */
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "there is no key in %s", path);
    }
    if (fd < 0) {
        bool link = errno == ELOOP || errno == EMLINK;
        return LL_FAIL(reterr, link ? LL_EPERM : LL_EIO, "cannot open %s: %s", path,
                       link ? "a key file must not be a symbolic link" : strerror(errno));
    }
    struct stat file;
    enum ll_status status = check_private(fd, path, "key file", "0600", reterr);
    if (status == LL_OK && (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode))) {
        status = LL_FAIL(reterr, LL_EPERM, "%s is not a regular file", path);
    }
    size_t count = 0;
    if (status == LL_OK && !ll_wholefile_read(fd, ret_bytes, size, &count)) {
        status = LL_FAIL(reterr, LL_EIO, "cannot read %s: %s", path, strerror(errno));
    }
    (void)close(fd);
    *ret_count = count;
    return status;
}

static enum ll_status parse(struct ll_arena *arena, const char *path, struct ll_str text,
                            const char *kind, struct keyfile *ret_content, struct ll_err *reterr)
{
    struct ll_json *value = NULL;
    enum ll_status status = ll_json_read(arena, text, KEYFILE_BYTES_MAX, &value, NULL);
    if (status == LL_OK) {
        status = ll_record_from_json(arena, &keyfile_record, value, ret_content, NULL);
    }
    if (status == LL_ENOMEM) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory left to read %s", path);
    }
    if (status != LL_OK) {
        return LL_FAIL(reterr, LL_EPARSE, "%s is not a key file, or it was damaged", path);
    }
    if (!ll_str_eq_cstr(ret_content->kind, kind)) {
        return LL_FAIL(reterr, LL_EINVAL, "%s holds a '%.*s', not a '%s'", path,
                       LL_STR_ARG(ret_content->kind), kind);
    }
    return LL_OK;
}

static enum ll_status read_bytes(struct ll_arena *arena, const char *path, char *ret_bytes,
                                 size_t size, size_t *ret_count, struct ll_err *reterr)
{
    int folder = -1;
    const char *name = NULL;
    LL_TRY(open_folder(arena, path, &folder, &name, reterr));
    enum ll_status status = read_private(folder, name, path, ret_bytes, size, ret_count, reterr);
    (void)close(folder);
    return status;
}

/* Read and parse; `bytes` keeps the text that the content points into. */
static enum ll_status load(struct ll_arena *arena, const char *path, const char *kind,
                           char bytes[KEYFILE_BYTES_MAX + 1], struct keyfile *ret_content,
                           struct ll_err *reterr)
{
    size_t count = 0;
    LL_TRY(read_bytes(arena, path, bytes, KEYFILE_BYTES_MAX + 1, &count, reterr));
    return parse(arena, path, (struct ll_str){bytes, count}, kind, ret_content, reterr);
}

static enum ll_status decode_signing(const struct keyfile *content, const char *path,
                                     struct ll_sign_key *ret_key, struct ll_err *reterr)
{
    uint8_t seed[LL_SEED_SIZE];
    if (ll_multikey_secret_parse(content->secret, seed, NULL) != LL_OK) {
        return LL_FAIL(reterr, LL_EPARSE, "the secret in %s is not an Ed25519 key", path);
    }
    struct ll_sign_key key;
    char public_text[LL_MULTIKEY_PUBLIC_SIZE];
    ll_sign_key_from_seed(seed, &key);
    ll_multikey_public_format(&key.public_key, public_text);
    enum ll_status status = LL_OK;
    if (ll_str_eq_cstr(content->public_text, public_text)) {
        *ret_key = key;
    } else {
        status = LL_FAIL(reterr, LL_EINVAL, "the public key in %s is not that of its secret", path);
    }
    ll_sign_key_wipe(&key);
    ll_wipe(seed, sizeof(seed));
    return status;
}

enum ll_status ll_keyfile_read_signing(struct ll_arena *arena, const char *path,
                                       struct ll_sign_key *ret_key, struct ll_time *ret_created,
                                       struct ll_err *reterr)
{
    char bytes[KEYFILE_BYTES_MAX + 1];
    struct keyfile content;
    enum ll_status status = load(arena, path, KIND_SIGNING, bytes, &content, reterr);
    if (status == LL_OK) {
        status = decode_signing(&content, path, ret_key, reterr);
    }
    if (status == LL_OK && ret_created != NULL) {
        *ret_created = content.created;
    }
    ll_wipe(bytes, sizeof(bytes));
    return status;
}

enum ll_status ll_keyfile_read_text(struct ll_arena *arena, const char *path, size_t max_bytes,
                                    struct ll_str *ret_text, struct ll_err *reterr)
{
    size_t count = 0;
    size_t most = max_bytes > 0 ? max_bytes : KEYFILE_BYTES_MAX;
    char *bytes = ll_arena_alloc(arena, most + 1, 1);
    if (bytes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory left to read %s", path);
    }
    LL_TRY(read_bytes(arena, path, bytes, most + 1, &count, reterr));
    if (max_bytes > 0 && count > most) { /* one of ours is refused as none when it is read */
        return LL_FAIL(reterr, LL_ELIMIT, "%s is larger than %zu bytes", path, most);
    }
    *ret_text = (struct ll_str){bytes, count};
    return LL_OK;
}

enum ll_status ll_keyfile_parse_signing(struct ll_arena *arena, const char *name,
                                        struct ll_str text, struct ll_sign_key *ret_key,
                                        struct ll_err *reterr)
{
    struct keyfile content;
    LL_TRY(parse(arena, name, text, KIND_SIGNING, &content, reterr));
    return decode_signing(&content, name, ret_key, reterr);
}

static enum ll_status decode_fingerprint(const struct keyfile *content, const char *path,
                                         struct ll_fingerprint_key *ret_key, struct ll_err *reterr)
{
    struct ll_fingerprint_key key;
    if (content->secret.len != 2 * sizeof(key.b) ||
        ll_hex_decode(content->secret, key.b) != LL_OK) {
        return LL_FAIL(reterr, LL_EPARSE, "the secret in %s is not 32 bytes in hex", path);
    }
    uint8_t id[LL_FINGERPRINT_KEY_ID_SIZE];
    char id_text[2 * sizeof(id)];
    ll_fingerprint_key_id(&key, id);
    to_hex(id, sizeof(id), id_text);
    enum ll_status status = LL_OK;
    if (ll_str_eq(content->public_text, (struct ll_str){id_text, sizeof(id_text)})) {
        *ret_key = key;
    } else {
        status = LL_FAIL(reterr, LL_EINVAL, "the id in %s is not that of its key", path);
    }
    ll_wipe(&key, sizeof(key));
    return status;
}

enum ll_status ll_keyfile_read_fingerprint(struct ll_arena *arena, const char *path,
                                           struct ll_fingerprint_key *ret_key,
                                           struct ll_time *ret_created, struct ll_err *reterr)
{
    char bytes[KEYFILE_BYTES_MAX + 1];
    struct keyfile content;
    enum ll_status status = load(arena, path, KIND_FINGERPRINT, bytes, &content, reterr);
    if (status == LL_OK) {
        status = decode_fingerprint(&content, path, ret_key, reterr);
    }
    if (status == LL_OK && ret_created != NULL) {
        *ret_created = content.created;
    }
    ll_wipe(bytes, sizeof(bytes));
    return status;
}
