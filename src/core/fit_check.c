#include "core/fit.h"
#include "core/sort.h"

static bool is_country(struct ll_country country)
{
    return country.code[0] >= 'A' && country.code[0] <= 'Z' && country.code[1] >= 'A' &&
           country.code[1] <= 'Z';
}

static bool is_month(struct ll_month month)
{
    return month.months >= 0 && month.months <= LL_VINTAGE_MONTHS_MAX;
}

static bool credit_ok(const struct ll_allocate_lot *lot)
{
    switch (lot->measure) {
    case LL_MEASURE_PIECES:
        return lot->credit_g >= 0 && lot->credit_g <= LL_UNITS_MAX;
    case LL_MEASURE_GRAMS:
        return lot->credit_g == 1;
    }
    return false;
}

static enum ll_status check_lots(const struct ll_allocate_input *input, struct ll_err *reterr)
{
    for (size_t i = 0; i < input->lot_count; i++) {
        const struct ll_allocate_lot *lot = &input->lots[i];
        if (lot->class_number > LL_CLASS_NUMBER_MAX) {
            return LL_FAIL(reterr, LL_ECORRUPT, "lot %zu has class number %d", i,
                           (int)lot->class_number);
        }
        if (!is_country(lot->country)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "the country of lot %zu is no country code", i);
        }
        if (!is_month(lot->vintage)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "the vintage of lot %zu is no month", i);
        }
        if (!credit_ok(lot)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "lot %zu of measure %d credits %lld g a unit", i,
                           (int)lot->measure, (long long)lot->credit_g);
        }
    }
    return LL_OK;
}

static bool funder_rule_ok(const struct ll_restriction *restriction)
{
    switch (restriction->funder_rule) {
    case LL_FUNDER_NONE:
        return restriction->funder == 0;
    case LL_FUNDER_ONLY:
    case LL_FUNDER_ALSO:
        return restriction->funder != 0;
    }
    return false;
}

static enum ll_status check_restrictions(const struct ll_allocate_input *input,
                                         struct ll_err *reterr)
{
    for (size_t i = 0; i < input->restriction_count; i++) {
        const struct ll_restriction *restriction = &input->restrictions[i];
        for (size_t j = 0; j < restriction->country_count; j++) {
            if (!is_country(restriction->countries[j])) {
                return LL_FAIL(reterr, LL_ECORRUPT, "restriction %zu names no country code", i);
            }
        }
        bool from_ok = !restriction->has_vintage_from || is_month(restriction->vintage_from);
        bool to_ok = !restriction->has_vintage_to || is_month(restriction->vintage_to);
        bool rising = !restriction->has_vintage_from || !restriction->has_vintage_to ||
                      restriction->vintage_from.months <= restriction->vintage_to.months;
        if (!from_ok || !to_ok || !rising) {
            return LL_FAIL(reterr, LL_ECORRUPT, "the vintages of restriction %zu are no months", i);
        }
        if (!funder_rule_ok(restriction)) {
            return LL_FAIL(reterr, LL_ECORRUPT,
                           "restriction %zu names a funder its rule does not use, or none", i);
        }
        if (restriction->measure != LL_MEASURE_PIECES && restriction->measure != LL_MEASURE_GRAMS) {
            return LL_FAIL(reterr, LL_ECORRUPT, "restriction %zu has measure %d", i,
                           (int)restriction->measure);
        }
    }
    return LL_OK;
}

static enum ll_status add_span(struct ll_units *total, struct ll_span span, const char *what,
                               struct ll_err *reterr)
{
    if (ll_units_add(*total, (struct ll_units){ll_span_len(span)}, total) != LL_OK) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "more than %lld %s positions in one run",
                       (long long)LL_UNITS_MAX, what);
    }
    return LL_OK;
}

static enum ll_status check_supply(const struct ll_allocate_input *input, struct ll_err *reterr)
{
    struct ll_units total = {0};
    for (size_t i = 0; i < input->supply_count; i++) {
        const struct ll_allocate_supply *supply = &input->supply[i];
        if (supply->lot >= input->lot_count || !ll_span_ok(supply->free)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "free span %zu is no span of a given lot", i);
        }
        if (i > 0) {
            const struct ll_allocate_supply *last = &input->supply[i - 1];
            if (last->lot > supply->lot ||
                (last->lot == supply->lot && last->free.hi > supply->free.lo)) {
                return LL_FAIL(reterr, LL_ECORRUPT,
                               "free span %zu is out of order or overlaps the one before", i);
            }
        }
        LL_TRY(add_span(&total, supply->free, "free", reterr));
    }
    return LL_OK;
}

/* The rare case that a line's spans are queued in another order than that of their positions. */
static enum ll_status check_disjoint_by_sorting(struct ll_arena *arena,
                                                const struct ll_allocate_input *input,
                                                struct ll_err *reterr)
{
    size_t count = input->demand_count;
    struct ll_sort_item *items = LL_NEW_ARRAY(arena, struct ll_sort_item, count);
    struct ll_sort_item *scratch = LL_NEW_ARRAY(arena, struct ll_sort_item, count);
    if (items == NULL || scratch == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to sort %zu open spans", count);
    }
    for (size_t i = 0; i < count; i++) {
        const struct ll_allocate_demand *demand = &input->demand[i];
        items[i] = (struct ll_sort_item){(uint64_t)demand->open.lo, demand->line, (uint32_t)i};
    }
    ll_sort_items(items, scratch, count);
    for (size_t i = 1; i < count; i++) {
        const struct ll_allocate_demand *last = &input->demand[items[i - 1].index];
        if (items[i - 1].high == items[i].high && (uint64_t)last->open.hi > items[i].low) {
            return LL_FAIL(reterr, LL_ECORRUPT, "open spans %lu and %lu of line %lu overlap",
                           (unsigned long)items[i - 1].index, (unsigned long)items[i].index,
                           (unsigned long)items[i].high);
        }
    }
    return LL_OK;
}

static enum ll_status check_demand(struct ll_arena *arena, const struct ll_allocate_input *input,
                                   struct ll_err *reterr)
{
    int64_t *line_hi = LL_NEW_ARRAY(arena, int64_t, input->line_count);
    if (line_hi == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to check %zu lines", input->line_count);
    }
    struct ll_units total = {0};
    bool rising = true;
    for (size_t i = 0; i < input->demand_count; i++) {
        const struct ll_allocate_demand *demand = &input->demand[i];
        if (demand->line >= input->line_count || !ll_span_ok(demand->open)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "open span %zu is no span of a given line", i);
        }
        if (demand->restriction >= input->restriction_count) {
            return LL_FAIL(reterr, LL_ECORRUPT, "open span %zu has no given restriction", i);
        }
        rising = rising && line_hi[demand->line] <= demand->open.lo;
        line_hi[demand->line] = demand->open.hi;
        LL_TRY(add_span(&total, demand->open, "open", reterr));
    }
    if (!rising) {
        LL_TRY(check_disjoint_by_sorting(arena, input, reterr));
    }
    return LL_OK;
}

enum ll_status ll_fit_check(struct ll_arena *arena, const struct ll_allocate_input *input,
                            struct ll_err *reterr)
{
    if (input->lot_count >= UINT32_MAX || input->supply_count >= UINT32_MAX ||
        input->demand_count >= UINT32_MAX || input->restriction_count >= UINT32_MAX ||
        input->line_count >= UINT32_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "one run takes fewer than %lu lots, spans and lines",
                       (unsigned long)UINT32_MAX);
    }
    LL_TRY(check_lots(input, reterr));
    LL_TRY(check_restrictions(input, reterr));
    LL_TRY(check_supply(input, reterr));
    return check_demand(arena, input, reterr);
}
