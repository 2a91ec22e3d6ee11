/*
 * How often one may ask (rates.def). Who asks is a digest by a key that this process made up: what
 * is kept names nobody, and nobody can aim at another's place in the table. Its memory is bounded:
 * when it is full, who has asked least is forgotten first, which gives them no more than they had.
 */
#ifndef LL_EDGE_HTTP_RATE_H
#define LL_EDGE_HTTP_RATE_H

#include "edge/http/address.h"
#include "edge/http/route.h"

enum ll_rate {
#define LL_RATE(NAME, name, minute, once, what) LL_RATE_##NAME,
#define LL_RATE_ROUTE(METHOD, path, NAME)
#include "edge/http/rates.def"
#undef LL_RATE
#undef LL_RATE_ROUTE
    LL_RATE_COUNT,
    LL_RATE_FREE = LL_RATE_COUNT,
    LL_RATE_PLAIN, /* a route that counts as nothing in particular */
};

struct ll_rate_row {
    const char *name;
    int64_t per_minute;
    int64_t at_once;
    const char *what;
};
extern const struct ll_rate_row ll_rate_rows[LL_RATE_COUNT];

/* What rates.def says of a route. NULL: PLAIN. */
enum ll_rate ll_rate_of(const struct ll_route *route);

struct ll_rates;
/* `percent` of what the table gives; `ids` makes the key. LL_ENOMEM. */
LL_MUST enum ll_status ll_rates_open(unsigned percent, const struct ll_id_source *ids,
                                     struct ll_rates **ret_rates, struct ll_err *reterr);
void ll_rates_close(struct ll_rates *rates); /* NULL is allowed */

/*
 * One more request of `who`. LL_ERATE: too many, and *ret_wait_us until one is let through. NULL
 * for `rates` lets all through. Any number of threads. O(1).
 */
LL_MUST enum ll_status ll_rates_take(struct ll_rates *rates, enum ll_rate rate, struct ll_str who,
                                     int64_t now_us, int64_t *ret_wait_us, struct ll_err *reterr);
/* How many were refused. */
int64_t ll_rates_refused(const struct ll_rates *rates, enum ll_rate rate);

#endif
