#include "base/qty.h"

#include "base/mem.h"

static enum ll_status checked_add(int64_t a, int64_t b, int64_t max, int64_t *ret_sum)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum) || sum < 0 || sum > max) {
        return LL_EOVERFLOW;
    }
    *ret_sum = sum;
    return LL_OK;
}

static enum ll_status checked_sub(int64_t a, int64_t b, int64_t max, int64_t *ret_diff)
{
    int64_t diff;
    if (__builtin_sub_overflow(a, b, &diff) || diff < 0 || diff > max) {
        return LL_EOVERFLOW;
    }
    *ret_diff = diff;
    return LL_OK;
}

enum ll_status ll_units_add(struct ll_units a, struct ll_units b, struct ll_units *ret_sum)
{
    return checked_add(a.n, b.n, LL_UNITS_MAX, &ret_sum->n);
}

enum ll_status ll_units_sub(struct ll_units a, struct ll_units b, struct ll_units *ret_diff)
{
    return checked_sub(a.n, b.n, LL_UNITS_MAX, &ret_diff->n);
}

enum ll_status ll_mass_add(struct ll_mass a, struct ll_mass b, struct ll_mass *ret_sum)
{
    return checked_add(a.g, b.g, LL_MASS_G_MAX, &ret_sum->g);
}

enum ll_status ll_mass_sub(struct ll_mass a, struct ll_mass b, struct ll_mass *ret_diff)
{
    return checked_sub(a.g, b.g, LL_MASS_G_MAX, &ret_diff->g);
}

enum ll_status ll_mass_mul(struct ll_mass each, struct ll_units count, struct ll_mass *ret_total)
{
    int64_t total;
    if (__builtin_mul_overflow(each.g, count.n, &total) || total < 0 || total > LL_MASS_G_MAX) {
        return LL_EOVERFLOW;
    }
    ret_total->g = total;
    return LL_OK;
}

enum ll_status ll_money_add(struct ll_money a, struct ll_money b, struct ll_money *ret_sum)
{
    if (memcmp(a.currency, b.currency, sizeof(a.currency)) != 0) {
        return LL_EINVAL;
    }
    LL_TRY(ll_i64_add(a.minor, b.minor, &a.minor));
    *ret_sum = a;
    return LL_OK;
}

enum ll_status ll_money_mul(struct ll_money each, struct ll_units count, struct ll_money *ret_total)
{
    LL_TRY(ll_i64_mul(each.minor, count.n, &each.minor));
    *ret_total = each;
    return LL_OK;
}

enum ll_status ll_i64_add(int64_t a, int64_t b, int64_t *ret_sum)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) {
        return LL_EOVERFLOW;
    }
    *ret_sum = sum;
    return LL_OK;
}

enum ll_status ll_i64_mul(int64_t a, int64_t b, int64_t *ret_product)
{
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product)) {
        return LL_EOVERFLOW;
    }
    *ret_product = product;
    return LL_OK;
}
