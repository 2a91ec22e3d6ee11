#include "edge/http/kept.h"

#include <pthread.h>
#include <string.h>

#include "service/table.h"

#define SHARDS 16U
#define CHAINS 512U   /* of a shard */
#define ONE_PART 8U   /* one answer takes no more than this part of a shard */
#define OWN_BYTES 512 /* of an entry, beside its key and its answer */

static const struct ll_service *const services[] = {
#define LL_KEPT(name) &ll_service_##name,
#include "edge/http/kept.def"
#undef LL_KEPT
};

struct entry {
    struct entry *chain;
    struct entry *newer; /* in the order in which they were asked for */
    struct entry *older;
    struct ll_http_made *made;
    uint64_t version;
    uint64_t hash;
    size_t bytes;
    size_t key_len;
    char key[];
};

struct shard {
    pthread_mutex_t lock;
    struct entry *chains[CHAINS];
    struct entry *newest;
    struct entry *oldest;
    struct ll_kept_facts facts;
};

struct ll_kept {
    size_t shard_bytes_max;
    struct shard shards[SHARDS];
};

bool ll_kept_service(const struct ll_service *service)
{
    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
        if (services[i] == service) {
            return true;
        }
    }
    return false;
}

enum ll_status ll_kept_open(size_t bytes_max, struct ll_kept **ret_kept, struct ll_err *reterr)
{
    struct ll_kept *kept = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*kept));
    if (kept == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(kept, 0, sizeof(*kept));
    kept->shard_bytes_max = bytes_max / SHARDS;
    for (size_t i = 0; i < SHARDS; i++) {
        (void)pthread_mutex_init(&kept->shards[i].lock, NULL);
    }
    *ret_kept = kept;
    return LL_OK;
}

/* ---- a shard, under its lock ---- */

static void unlink_entry(struct shard *shard, struct entry *entry)
{
    *(entry->newer == NULL ? &shard->newest : &entry->newer->older) = entry->older;
    *(entry->older == NULL ? &shard->oldest : &entry->older->newer) = entry->newer;
}

static void make_newest(struct shard *shard, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = shard->newest;
    *(shard->newest == NULL ? &shard->oldest : &shard->newest->newer) = entry;
    shard->newest = entry;
}

static void forget(struct shard *shard, struct entry *entry)
{
    struct entry **at = &shard->chains[entry->hash % CHAINS];
    while (*at != entry) {
        at = &(*at)->chain;
    }
    *at = entry->chain;
    unlink_entry(shard, entry);
    shard->facts.bytes -= (int64_t)entry->bytes;
    shard->facts.count--;
    ll_http_drop(entry->made);
    ll_arena_malloc.give(ll_arena_malloc.ctx, entry, sizeof(*entry) + entry->key_len);
}

static struct entry *find(struct shard *shard, uint64_t hash, struct ll_str key)
{
    struct entry *entry = shard->chains[hash % CHAINS];
    while (entry != NULL && (entry->hash != hash || entry->key_len != key.len ||
                             memcmp(entry->key, key.ptr, key.len) != 0)) {
        entry = entry->chain;
    }
    return entry;
}

/* ---- */

void ll_kept_close(struct ll_kept *kept)
{
    for (size_t i = 0; kept != NULL && i < SHARDS; i++) {
        while (kept->shards[i].newest != NULL) {
            forget(&kept->shards[i], kept->shards[i].newest);
        }
        (void)pthread_mutex_destroy(&kept->shards[i].lock);
    }
    if (kept != NULL) {
        ll_arena_malloc.give(ll_arena_malloc.ctx, kept, sizeof(*kept));
    }
}

/* FNV-1a, then mixed. Chains stay short whatever is asked, since a shard's bytes are few. */
static uint64_t hash_of(struct ll_str key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (unsigned char)key.ptr[i]) * UINT64_C(0x100000001b3);
    }
    hash ^= hash >> 32U;
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29U;
}

static struct shard *shard_of(struct ll_kept *kept, uint64_t hash)
{
    return &kept->shards[(hash >> 32U) % SHARDS];
}

struct ll_http_made *ll_kept_find(struct ll_kept *kept, struct ll_str key, uint64_t version)
{
    uint64_t hash = hash_of(key);
    struct shard *shard = shard_of(kept, hash);
    struct ll_http_made *made = NULL;
    (void)pthread_mutex_lock(&shard->lock);
    struct entry *entry = find(shard, hash, key);
    if (entry != NULL && entry->version == version) {
        made = entry->made;
        ll_http_hold(made);
        unlink_entry(shard, entry);
        make_newest(shard, entry);
        shard->facts.given++;
    } else {
        shard->facts.missed++;
    }
    (void)pthread_mutex_unlock(&shard->lock);
    return made;
}

void ll_kept_put(struct ll_kept *kept, struct ll_str key, uint64_t version,
                 struct ll_http_made *made)
{
    uint64_t hash = hash_of(key);
    struct shard *shard = shard_of(kept, hash);
    size_t bytes = key.len + ll_http_made_bytes(made) + OWN_BYTES;
    struct entry *entry = NULL;
    if (bytes <= kept->shard_bytes_max / ONE_PART) {
        entry = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*entry) + key.len);
    }
    if (entry == NULL) {
        return;
    }
    *entry = (struct entry){
        .made = made, .version = version, .hash = hash, .bytes = bytes, .key_len = key.len};
    memcpy(entry->key, key.ptr, key.len);
    ll_http_hold(made);
    (void)pthread_mutex_lock(&shard->lock);
    struct entry *was = find(shard, hash, key);
    if (was != NULL) {
        forget(shard, was);
    }
    while (shard->facts.bytes + (int64_t)bytes > (int64_t)kept->shard_bytes_max) {
        forget(shard, shard->oldest);
    }
    entry->chain = shard->chains[hash % CHAINS];
    shard->chains[hash % CHAINS] = entry;
    make_newest(shard, entry);
    shard->facts.bytes += (int64_t)bytes;
    shard->facts.count++;
    (void)pthread_mutex_unlock(&shard->lock);
}

void ll_kept_facts(struct ll_kept *kept, struct ll_kept_facts *ret_facts)
{
    *ret_facts = (struct ll_kept_facts){0};
    for (size_t i = 0; i < SHARDS; i++) {
        (void)pthread_mutex_lock(&kept->shards[i].lock);
        ret_facts->given += kept->shards[i].facts.given;
        ret_facts->missed += kept->shards[i].facts.missed;
        ret_facts->bytes += kept->shards[i].facts.bytes;
        ret_facts->count += kept->shards[i].facts.count;
        (void)pthread_mutex_unlock(&kept->shards[i].lock);
    }
}
