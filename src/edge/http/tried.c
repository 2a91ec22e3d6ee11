#include "edge/http/tried.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "edge/http/spool.h"

#define TRIED_MAX 128
#define NAME_RANDOM_BYTES ((LL_TRIED_NAME_SIZE - 1) / 2)
#define FIELD_BYTES 64
#define FILE_NAME_BYTES 256

struct entry {
    uint8_t name[LL_FINGERPRINT_SIZE]; /* with the session's secret */
    uint8_t session[LL_FINGERPRINT_SIZE];
    uint8_t user[LL_FINGERPRINT_SIZE];
    uint8_t key[LL_FINGERPRINT_SIZE]; /* of the request that stored it */
    bool is_stored;
    bool is_there;
    int fd;
    size_t len;
    int64_t until_us;
    uint64_t turn;
    struct ll_str field;
    struct ll_str file_name;
    char field_bytes[FIELD_BYTES];
    char file_name_bytes[FILE_NAME_BYTES];
};

struct ll_tried {
    struct ll_fingerprint_key key;
    struct ll_str dir;
    struct ll_id_source ids;
    pthread_mutex_t lock;
    uint64_t turns;
    struct entry all[TRIED_MAX];
};

enum ll_status ll_tried_open(struct ll_str dir, const struct ll_id_source *ids,
                             struct ll_tried **ret_tried, struct ll_err *reterr)
{
    struct ll_tried *tried = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*tried));
    if (tried == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(tried, 0, sizeof(*tried));
    tried->dir = dir;
    tried->ids = *ids;
    ids->random(ids->ctx, tried->key.b, sizeof(tried->key.b));
    (void)pthread_mutex_init(&tried->lock, NULL);
    *ret_tried = tried;
    return LL_OK;
}

static void drop(struct entry *entry)
{
    if (entry->is_there) {
        (void)close(entry->fd);
    }
    memset(entry, 0, sizeof(*entry));
}

void ll_tried_close(struct ll_tried *tried)
{
    if (tried == NULL) {
        return;
    }
    for (size_t i = 0; i < TRIED_MAX; i++) {
        drop(&tried->all[i]);
    }
    (void)pthread_mutex_destroy(&tried->lock);
    ll_arena_malloc.give(ll_arena_malloc.ctx, tried, sizeof(*tried));
}

/* Neither names nor secrets are kept. */
static void print_of(const struct ll_tried *tried, const char *what, struct ll_str a,
                     struct ll_str b, uint8_t ret_print[LL_FINGERPRINT_SIZE])
{
    const struct ll_str parts[] = {ll_str_from_cstr(what), a, b};
    ll_fingerprint(&tried->key, parts, sizeof(parts) / sizeof(parts[0]), ret_print);
}

static void sweep(struct ll_tried *tried, int64_t now_us)
{
    for (size_t i = 0; i < TRIED_MAX; i++) {
        if (tried->all[i].is_there && tried->all[i].until_us <= now_us) {
            drop(&tried->all[i]);
        }
    }
}

void ll_tried_sweep(struct ll_tried *tried, int64_t now_us)
{
    (void)pthread_mutex_lock(&tried->lock);
    sweep(tried, now_us);
    (void)pthread_mutex_unlock(&tried->lock);
}

static struct entry *find(struct ll_tried *tried, const uint8_t name[LL_FINGERPRINT_SIZE])
{
    for (size_t i = 0; i < TRIED_MAX; i++) {
        struct entry *entry = &tried->all[i];
        if (entry->is_there && memcmp(entry->name, name, LL_FINGERPRINT_SIZE) == 0) {
            return entry;
        }
    }
    return NULL;
}

/* A place for `len` bytes of the user's: their oldest give way, then the oldest of all. */
static struct entry *make_room(struct ll_tried *tried, const uint8_t user[LL_FINGERPRINT_SIZE],
                               size_t len)
{
    for (;;) {
        struct entry *place = NULL;
        struct entry *own = NULL;
        struct entry *oldest = NULL;
        size_t files = 0;
        size_t bytes = 0;
        for (size_t i = 0; i < TRIED_MAX; i++) {
            struct entry *entry = &tried->all[i];
            if (!entry->is_there) {
                place = entry;
                continue;
            }
            oldest = oldest == NULL || entry->turn < oldest->turn ? entry : oldest;
            if (memcmp(entry->user, user, LL_FINGERPRINT_SIZE) == 0) {
                own = own == NULL || entry->turn < own->turn ? entry : own;
                files++;
                bytes += entry->len;
            }
        }
        bool is_full = files >= LL_TRIED_USER_FILES_MAX || bytes + len > LL_TRIED_USER_BYTES_MAX;
        if (!is_full && place != NULL) {
            return place;
        }
        drop(is_full ? own : oldest);
    }
}

static struct ll_str copy(char *into, struct ll_str text)
{
    memcpy(into, text.ptr, text.len);
    return (struct ll_str){into, text.len};
}

bool ll_tried_put(const struct ll_tried_who *who, const struct ll_tried_file *file,
                  char ret_name[LL_TRIED_NAME_SIZE])
{
    struct ll_tried *tried = who->tried;
    struct entry made = {.is_there = true, .len = file->bytes.len};
    uint8_t random[NAME_RANDOM_BYTES];
    if (who->session.len == 0 || file->bytes.len == 0 ||
        file->bytes.len > LL_TRIED_FILE_BYTES_MAX || file->field.len > FIELD_BYTES ||
        file->name.len == 0 || file->name.len > FILE_NAME_BYTES ||
        ll_spool_file(tried->dir, file->bytes, &made.fd, NULL) != LL_OK) {
        return false;
    }
    tried->ids.random(tried->ids.ctx, random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++) {
        (void)snprintf(ret_name + 2 * i, 3, "%02x", random[i]);
    }
    print_of(tried, "name", ll_str_from_cstr(ret_name), who->session, made.name);
    print_of(tried, "session", who->session, LL_STR(""), made.session);
    print_of(tried, "user", who->user, LL_STR(""), made.user);
    made.until_us = who->now_us + LL_TRIED_US;
    (void)pthread_mutex_lock(&tried->lock);
    sweep(tried, who->now_us);
    struct entry *entry = make_room(tried, made.user, made.len);
    *entry = made;
    entry->turn = ++tried->turns;
    entry->field = copy(entry->field_bytes, file->field);
    entry->file_name = copy(entry->file_name_bytes, file->name);
    (void)pthread_mutex_unlock(&tried->lock);
    return true;
}

/* From a handle of its own: the entry may go meanwhile. */
static bool read_all(int fd, struct ll_arena *arena, size_t len, struct ll_str *ret_bytes)
{
    char *bytes = ll_arena_alloc(arena, len, 1);
    size_t have = 0;
    while (bytes != NULL && have < len) {
        ssize_t count = pread(fd, bytes + have, len - have, (off_t)have);
        if (count <= 0) {
            return false;
        }
        have += (size_t)count;
    }
    *ret_bytes = (struct ll_str){bytes, len};
    return bytes != NULL;
}

bool ll_tried_find(const struct ll_tried_who *who, struct ll_str name, struct ll_str key,
                   struct ll_arena *arena, struct ll_tried_file *ret_file)
{
    struct ll_tried *tried = who->tried;
    uint8_t print[LL_FINGERPRINT_SIZE];
    uint8_t key_print[LL_FINGERPRINT_SIZE];
    int fd = -1;
    size_t len = 0;
    if (who->session.len == 0) {
        return false;
    }
    print_of(tried, "name", name, who->session, print);
    print_of(tried, "key", key, LL_STR(""), key_print);
    (void)pthread_mutex_lock(&tried->lock);
    sweep(tried, who->now_us);
    const struct entry *entry = find(tried, print);
    if (entry != NULL &&
        (!entry->is_stored || memcmp(entry->key, key_print, sizeof(key_print)) == 0)) {
        fd = fcntl(entry->fd, F_DUPFD_CLOEXEC, 0);
        len = entry->len;
        ret_file->field = ll_str_copy(arena, entry->field);
        ret_file->name = ll_str_copy(arena, entry->file_name);
    }
    (void)pthread_mutex_unlock(&tried->lock);
    if (fd < 0) {
        return false;
    }
    bool is_read = read_all(fd, arena, len, &ret_file->bytes);
    (void)close(fd);
    return is_read && ret_file->field.ptr != NULL && ret_file->name.ptr != NULL;
}

void ll_tried_stored(const struct ll_tried_who *who, struct ll_str name, struct ll_str key)
{
    struct ll_tried *tried = who->tried;
    uint8_t print[LL_FINGERPRINT_SIZE];
    print_of(tried, "name", name, who->session, print);
    (void)pthread_mutex_lock(&tried->lock);
    struct entry *entry = find(tried, print);
    if (entry != NULL && !entry->is_stored) {
        print_of(tried, "key", key, LL_STR(""), entry->key);
        entry->is_stored = true;
        entry->until_us = who->now_us + LL_TRIED_STORED_US;
    }
    (void)pthread_mutex_unlock(&tried->lock);
}

void ll_tried_forget(const struct ll_tried_who *who)
{
    struct ll_tried *tried = who->tried;
    uint8_t print[LL_FINGERPRINT_SIZE];
    print_of(tried, "session", who->session, LL_STR(""), print);
    (void)pthread_mutex_lock(&tried->lock);
    for (size_t i = 0; i < TRIED_MAX; i++) {
        if (tried->all[i].is_there &&
            memcmp(tried->all[i].session, print, LL_FINGERPRINT_SIZE) == 0) {
            drop(&tried->all[i]);
        }
    }
    (void)pthread_mutex_unlock(&tried->lock);
}
