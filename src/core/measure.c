#include "core/measure.h"

enum ll_status ll_measure_credit(struct ll_mass net, struct ll_units accepted,
                                 int64_t *ret_credit_g, struct ll_err *reterr)
{
    if (accepted.n < 1 || net.g < 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "weigh and count again: a unit weighs at least a gram",
                         "%lld g of %lld units credit nothing: weigh and count", (long long)net.g,
                         (long long)accepted.n);
    }
    int64_t credit_g = net.g / accepted.n;
    if (credit_g > LL_UNITS_MAX) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "a unit of %lld g is more than any line takes",
                       (long long)credit_g);
    }
    *ret_credit_g = credit_g;
    return LL_OK;
}

/* Positions of one device; 0 when the rule is none. */
static int64_t positions_each(const struct ll_equivalence *rule)
{
    switch (rule->measure) {
    case LL_MEASURE_PIECES:
        return rule->grams_per_device == 0 ? 1 : 0;
    case LL_MEASURE_GRAMS:
        return rule->grams_per_device >= 1 && rule->grams_per_device <= LL_UNITS_MAX
                   ? rule->grams_per_device
                   : 0;
    }
    return 0;
}

enum ll_status ll_measure_positions(const struct ll_equivalence *rule, struct ll_units devices,
                                    struct ll_units *ret_positions, struct ll_err *reterr)
{
    int64_t each = positions_each(rule);
    if (each == 0) {
        return LL_FAIL(reterr, LL_EINVAL,
                       "a device counts as a piece, or as 1 to %lld g; not as %lld g of measure %d",
                       (long long)LL_UNITS_MAX, (long long)rule->grams_per_device,
                       (int)rule->measure);
    }
    if (devices.n < 1) {
        return LL_REFUSE(reterr, LL_EINVAL, "give a number from 1", "%lld devices are no demand",
                         (long long)devices.n);
    }
    if (devices.n > LL_UNITS_MAX / each) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "%lld devices of %lld %s are longer than any line",
                       (long long)devices.n, (long long)each, ll_measure_name(rule->measure));
    }
    ret_positions->n = devices.n * each;
    return LL_OK;
}

enum ll_status ll_measure_demand(const struct ll_equivalence *rule, struct ll_units devices,
                                 struct ll_mass mass, struct ll_units *ret_positions,
                                 struct ll_err *reterr)
{
    struct ll_units positions = {0};
    if (mass.g < 0 || (mass.g > 0 && rule->measure != LL_MEASURE_GRAMS)) {
        enum ll_status status =
            mass.g < 0 ? LL_FAIL(reterr, LL_EINVAL, "%lld g are no demand", (long long)mass.g)
                       : LL_FAIL(reterr, LL_EREFUSED, "a mass is given of what counts in pieces");
        ll_err_where(reterr, "mass");
        ll_err_hint(reterr, "give the number of devices");
        return status;
    }
    if (devices.n != 0 || mass.g == 0) {
        LL_TRY(ll_measure_positions(rule, devices, &positions, reterr));
    }
    if (mass.g > LL_UNITS_MAX - positions.n) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "%lld g are longer than any line", (long long)mass.g);
    }
    ret_positions->n = positions.n + mass.g;
    return LL_OK;
}

/* Is this a span of whole devices? */
static bool is_slice(struct ll_span slice, int64_t each)
{
    return each > 0 && ll_span_ok(slice) && ll_span_len(slice) % each == 0;
}

bool ll_measure_place(const struct ll_equivalence *rule, struct ll_span slice, int64_t number,
                      int64_t *ret_position)
{
    int64_t each = positions_each(rule);
    if (!is_slice(slice, each) || number < 0 || number >= ll_span_len(slice) / each) {
        return false;
    }
    *ret_position = slice.lo + number * each;
    return true;
}

bool ll_measure_device_at(const struct ll_equivalence *rule, struct ll_span slice, int64_t position,
                          int64_t *ret_number)
{
    int64_t each = positions_each(rule);
    if (!is_slice(slice, each) || position < slice.lo || position >= slice.hi) {
        return false;
    }
    *ret_number = (position - slice.lo) / each;
    return true;
}
