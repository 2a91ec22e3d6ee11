#include "edge/http/uploads.h"

#include <pthread.h>
#include <string.h>

#include "crypto/crypto.h"

#define UPLOADS_MAX 256

struct ll_upload {
    struct ll_uploads *uploads;
    uint8_t name[LL_FINGERPRINT_SIZE]; /* of its key and of who sends it */
    uint64_t turn;                     /* 0: never used */
    bool is_under_way;
    struct ll_upload_facts facts;
};

struct ll_uploads {
    struct ll_fingerprint_key key;
    pthread_mutex_t lock;
    uint64_t turns;
    struct ll_upload all[UPLOADS_MAX];
};

enum ll_status ll_uploads_open(const struct ll_id_source *ids, struct ll_uploads **ret_uploads,
                               struct ll_err *reterr)
{
    struct ll_uploads *uploads = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*uploads));
    if (uploads == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(uploads, 0, sizeof(*uploads));
    ids->random(ids->ctx, uploads->key.b, sizeof(uploads->key.b));
    (void)pthread_mutex_init(&uploads->lock, NULL);
    *ret_uploads = uploads;
    return LL_OK;
}

void ll_uploads_close(struct ll_uploads *uploads)
{
    if (uploads != NULL) {
        (void)pthread_mutex_destroy(&uploads->lock);
        ll_arena_malloc.give(ll_arena_malloc.ctx, uploads, sizeof(*uploads));
    }
}

/* Of the words that let them in, which are not kept: an upload's user is known only at its end. */
static void name_of(const struct ll_uploads *uploads, const struct ll_http_exchange *exchange,
                    struct ll_str key, uint8_t ret_name[LL_FINGERPRINT_SIZE])
{
    const struct ll_str parts[] = {
        key,
        exchange->is_local ? exchange->peer : LL_STR(""),
        ll_http_field_of(exchange, "Authorization"),
        ll_http_cookie_of(exchange, "__Host-session"),
        ll_http_cookie_of(exchange, "session"),
    };
    ll_fingerprint(&uploads->key, parts, sizeof(parts) / sizeof(parts[0]), ret_name);
}

static int64_t stated_length(const struct ll_http_exchange *exchange)
{
    int64_t length = 0;
    struct ll_str text = ll_http_field_of(exchange, "Content-Length");
    return text.len > 0 && ll_str_to_i64(text, &length) == LL_OK ? length : -1;
}

/* The last of that name. Under the lock. */
static struct ll_upload *find(struct ll_uploads *uploads, const uint8_t name[LL_FINGERPRINT_SIZE])
{
    struct ll_upload *found = NULL;
    for (size_t i = 0; i < UPLOADS_MAX; i++) {
        struct ll_upload *upload = &uploads->all[i];
        if (upload->turn != 0 && memcmp(upload->name, name, LL_FINGERPRINT_SIZE) == 0 &&
            (found == NULL || upload->turn > found->turn)) {
            found = upload;
        }
    }
    return found;
}

/* The same once more takes the place of the first. Under the lock. */
static struct ll_upload *find_place(struct ll_uploads *uploads,
                                    const uint8_t name[LL_FINGERPRINT_SIZE])
{
    struct ll_upload *place = find(uploads, name);
    if (place != NULL && !place->is_under_way) {
        return place;
    }
    place = NULL;
    for (size_t i = 0; i < UPLOADS_MAX; i++) {
        struct ll_upload *upload = &uploads->all[i];
        if (!upload->is_under_way && (place == NULL || upload->turn < place->turn)) {
            place = upload;
        }
    }
    return place;
}

struct ll_upload *ll_upload_begin(struct ll_uploads *uploads,
                                  const struct ll_http_exchange *exchange, struct ll_str key)
{
    uint8_t name[LL_FINGERPRINT_SIZE];
    name_of(uploads, exchange, key, name);
    (void)pthread_mutex_lock(&uploads->lock);
    struct ll_upload *upload = find_place(uploads, name);
    if (upload != NULL) {
        *upload = (struct ll_upload){
            .uploads = uploads,
            .turn = ++uploads->turns,
            .is_under_way = true,
            .facts = {.state = "receiving", .total = stated_length(exchange)},
        };
        memcpy(upload->name, name, sizeof(name));
    }
    (void)pthread_mutex_unlock(&uploads->lock);
    return upload;
}

void ll_upload_received(struct ll_upload *upload, size_t bytes)
{
    (void)pthread_mutex_lock(&upload->uploads->lock);
    upload->facts.received = (int64_t)bytes;
    (void)pthread_mutex_unlock(&upload->uploads->lock);
}

void ll_upload_work(struct ll_upload *upload)
{
    (void)pthread_mutex_lock(&upload->uploads->lock);
    upload->facts.state = "working";
    (void)pthread_mutex_unlock(&upload->uploads->lock);
}

void ll_upload_report(void *ctx, const char *what, int64_t done, int64_t total)
{
    struct ll_upload *upload = ctx;
    (void)pthread_mutex_lock(&upload->uploads->lock);
    upload->facts.counted = what;
    upload->facts.done = done;
    upload->facts.of = total;
    (void)pthread_mutex_unlock(&upload->uploads->lock);
}

void ll_upload_end(struct ll_upload *upload, int http_status)
{
    (void)pthread_mutex_lock(&upload->uploads->lock);
    upload->facts.state = http_status == 0 ? "broken" : "done";
    upload->facts.http_status = http_status;
    upload->is_under_way = false;
    (void)pthread_mutex_unlock(&upload->uploads->lock);
}

bool ll_uploads_find(struct ll_uploads *uploads, const struct ll_http_exchange *exchange,
                     struct ll_str key, struct ll_upload_facts *ret_facts)
{
    uint8_t name[LL_FINGERPRINT_SIZE];
    name_of(uploads, exchange, key, name);
    (void)pthread_mutex_lock(&uploads->lock);
    const struct ll_upload *upload = find(uploads, name);
    if (upload != NULL) {
        *ret_facts = upload->facts;
    }
    (void)pthread_mutex_unlock(&uploads->lock);
    return upload != NULL;
}
