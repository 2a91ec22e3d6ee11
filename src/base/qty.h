/*
 * Quantities: each its own type, so that grams cannot be added to units, with arithmetic that
 * fails rather than wraps. No code outside qty.c and the record and store drivers reads the fields
 * to calculate; printing and comparing go through the functions below.
 */
#ifndef LL_BASE_QTY_H
#define LL_BASE_QTY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ll_units {
    int64_t n; /* pieces, never fractional */
};
struct ll_mass {
    int64_t g; /* grams */
};
struct ll_money {
    int64_t minor;    /* minor units of the currency: cents; whole francs for XAF */
    char currency[4]; /* ISO 4217, ended by a zero */
};

/* A half-open run of positions on a line: lo <= x < hi. */
struct ll_span {
    int64_t lo;
    int64_t hi;
};

#define LL_UNITS_MAX INT64_C(1000000000000)     /* 10^12: far above any line; sums stay exact */
#define LL_MASS_G_MAX INT64_C(1000000000000000) /* 10^15 g = a billion tonnes */

/* LL_EOVERFLOW when the result is negative or above the maximum. */
LL_MUST enum ll_status ll_units_add(struct ll_units a, struct ll_units b, struct ll_units *ret_sum);
LL_MUST enum ll_status ll_units_sub(struct ll_units a, struct ll_units b,
                                    struct ll_units *ret_diff);
LL_MUST enum ll_status ll_mass_add(struct ll_mass a, struct ll_mass b, struct ll_mass *ret_sum);
LL_MUST enum ll_status ll_mass_sub(struct ll_mass a, struct ll_mass b, struct ll_mass *ret_diff);
/* Mass of `count` pieces. */
LL_MUST enum ll_status ll_mass_mul(struct ll_mass each, struct ll_units count,
                                   struct ll_mass *ret_total);
/* LL_EINVAL when the currencies differ. */
LL_MUST enum ll_status ll_money_add(struct ll_money a, struct ll_money b, struct ll_money *ret_sum);
LL_MUST enum ll_status ll_money_mul(struct ll_money each, struct ll_units count,
                                    struct ll_money *ret_total);

/* Checked plain integers, for line positions. */
LL_MUST enum ll_status ll_i64_add(int64_t a, int64_t b, int64_t *ret_sum);
LL_MUST enum ll_status ll_i64_mul(int64_t a, int64_t b, int64_t *ret_product);

/* Inline: an allocation run asks them of every span. */
static inline bool ll_span_ok(struct ll_span s)
{
    return s.lo >= 0 && s.lo < s.hi && s.hi <= LL_UNITS_MAX;
}
static inline bool ll_span_overlaps(struct ll_span a, struct ll_span b)
{
    return a.lo < b.hi && b.lo < a.hi;
}
static inline int64_t ll_span_len(struct ll_span s)
{
    return s.hi - s.lo;
}

#endif
