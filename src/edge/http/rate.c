#include "edge/http/rate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/arena.h"
#include "crypto/crypto.h"

#define SETS 8192U
#define WAYS 8U
#define LOCKS 64U
#define MINUTE_US INT64_C(60000000)

const struct ll_rate_row ll_rate_rows[LL_RATE_COUNT] = {
#define LL_RATE(NAME, text, minute, once, of)                                                      \
    {.name = (text), .per_minute = (minute), .at_once = (once), .what = (of)},
#define LL_RATE_ROUTE(METHOD, path, NAME)
#include "edge/http/rates.def"
#undef LL_RATE
#undef LL_RATE_ROUTE
};

static const struct {
    enum ll_method method;
    const char *path;
    enum ll_rate rate;
} routes[] = {
#define LL_RATE(NAME, name, minute, once, what)
#define LL_RATE_ROUTE(METHOD, address, NAME) {LL_METHOD_##METHOD, (address), LL_RATE_##NAME},
#include "edge/http/rates.def"
#undef LL_RATE
#undef LL_RATE_ROUTE
};

/* A bucket that is filled evenly, kept as the time at which it will be full again. */
struct bucket {
    uint64_t who; /* 0: nobody */
    int64_t full_us;
};

struct ll_rates {
    struct ll_fingerprint_key key;
    unsigned percent;
    pthread_mutex_t locks[LOCKS];
    atomic_llong refused[LL_RATE_COUNT];
    struct bucket buckets[SETS][WAYS];
};

enum ll_rate ll_rate_of(const struct ll_route *route)
{
    for (size_t i = 0; route != NULL && i < sizeof(routes) / sizeof(routes[0]); i++) {
        if (routes[i].method == route->method && strcmp(routes[i].path, route->path) == 0) {
            return routes[i].rate;
        }
    }
    return LL_RATE_PLAIN;
}

enum ll_status ll_rates_open(unsigned percent, const struct ll_id_source *ids,
                             struct ll_rates **ret_rates, struct ll_err *reterr)
{
    struct ll_rates *rates = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*rates));
    if (rates == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the server");
    }
    memset(rates, 0, sizeof(*rates));
    rates->percent = percent;
    ids->random(ids->ctx, rates->key.b, sizeof(rates->key.b));
    for (size_t i = 0; i < LOCKS; i++) {
        (void)pthread_mutex_init(&rates->locks[i], NULL);
    }
    *ret_rates = rates;
    return LL_OK;
}

void ll_rates_close(struct ll_rates *rates)
{
    for (size_t i = 0; rates != NULL && i < LOCKS; i++) {
        (void)pthread_mutex_destroy(&rates->locks[i]);
    }
    if (rates != NULL) {
        ll_arena_malloc.give(ll_arena_malloc.ctx, rates, sizeof(*rates));
    }
}

/* Theirs; or, when they have none, that of who could ask most, who is forgotten. */
static struct bucket *find_bucket(struct bucket set[WAYS], uint64_t who)
{
    struct bucket *fullest = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].who == who) {
            return &set[i];
        }
        if (set[i].full_us < fullest->full_us) {
            fullest = &set[i];
        }
    }
    *fullest = (struct bucket){.who = who};
    return fullest;
}

static int64_t take(struct bucket *bucket, const struct ll_rate_row *row, unsigned percent,
                    int64_t now_us)
{
    int64_t each_us = MINUTE_US * 100 / (row->per_minute * percent);
    int64_t at_once = row->at_once * percent / 100;
    int64_t room_us = each_us * (at_once > 0 ? at_once : 1);
    int64_t from_us = bucket->full_us > now_us ? bucket->full_us : now_us;
    int64_t wait_us = from_us + each_us - now_us - room_us;
    if (wait_us <= 0) {
        bucket->full_us = from_us + each_us;
    }
    return wait_us;
}

enum ll_status ll_rates_take(struct ll_rates *rates, enum ll_rate rate, struct ll_str who,
                             int64_t now_us, int64_t *ret_wait_us, struct ll_err *reterr)
{
    uint8_t digest[LL_FINGERPRINT_SIZE];
    uint64_t number = 0;
    if (rates == NULL) {
        return LL_OK;
    }
    const struct ll_rate_row *row = &ll_rate_rows[rate];
    const struct ll_str parts[] = {ll_str_from_cstr(row->name), who};
    ll_fingerprint(&rates->key, parts, 2, digest);
    memcpy(&number, digest, sizeof(number));
    number |= 1; /* 0 is nobody */
    size_t at = (size_t)(number >> 32U) % SETS;
    (void)pthread_mutex_lock(&rates->locks[at % LOCKS]);
    int64_t wait_us = take(find_bucket(rates->buckets[at], number), row, rates->percent, now_us);
    (void)pthread_mutex_unlock(&rates->locks[at % LOCKS]);
    if (wait_us <= 0) {
        return LL_OK;
    }
    *ret_wait_us = wait_us;
    atomic_fetch_add_explicit(&rates->refused[rate], 1, memory_order_relaxed);
    enum ll_status status = LL_FAIL(reterr, LL_ERATE, "too many %s", row->what);
    ll_err_hint(reterr, "nothing was done; ask again when Retry-After says");
    return status;
}

int64_t ll_rates_refused(const struct ll_rates *rates, enum ll_rate rate)
{
    return rates == NULL ? 0 : atomic_load_explicit(&rates->refused[rate], memory_order_relaxed);
}
