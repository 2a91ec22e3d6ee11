#include "core/lot_span.h"

#include "core/sort.h"

int ll_lot_span_cmp(const struct ll_lot_span *a, const struct ll_lot_span *b)
{
    int order = ll_id_cmp(a->lot_id.raw, b->lot_id.raw);
    if (order != 0) {
        return order;
    }
    if (a->lo != b->lo) {
        return a->lo < b->lo ? -1 : 1;
    }
    return 0;
}

bool ll_lot_span_meets(const struct ll_lot_span *a, const struct ll_lot_span *b)
{
    return a->hi == b->lo && ll_id_eq(a->lot_id.raw, b->lot_id.raw);
}

static bool comes_before(const void *ctx, uint32_t a, uint32_t b)
{
    const struct ll_lot_span *spans = ctx;
    return ll_lot_span_cmp(&spans[a], &spans[b]) < 0;
}

static enum ll_status bad_span(const struct ll_lot_span *span, const char *what,
                               struct ll_err *reterr)
{
    char lot[LL_ID_TEXT_MAX];
    ll_id_format("lot", span->lot_id.raw, lot);
    return LL_FAIL(reterr, LL_ECORRUPT, "units [%lld, %lld) of %s %s", (long long)span->lo,
                   (long long)span->hi, lot, what);
}

/* Sorted ones: each a span, none meeting the next, and their sum. */
static enum ll_status check(const struct ll_lot_span *spans, const uint32_t *index, size_t count,
                            struct ll_units *ret_units, struct ll_err *reterr)
{
    struct ll_units units = {0};
    for (size_t i = 0; i < count; i++) {
        const struct ll_lot_span *span = &spans[index[i]];
        if (!ll_span_ok((struct ll_span){span->lo, span->hi})) {
            return bad_span(span, "are no span", reterr);
        }
        const struct ll_lot_span *before = i > 0 ? &spans[index[i - 1]] : NULL;
        if (before != NULL && ll_id_eq(before->lot_id.raw, span->lot_id.raw) &&
            before->hi > span->lo) {
            return bad_span(span, "are there twice, at least in part", reterr);
        }
        struct ll_units more = {span->hi - span->lo};
        if (ll_units_add(units, more, &units) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the spans hold more than %lld units",
                           (long long)LL_UNITS_MAX);
        }
    }
    *ret_units = units;
    return LL_OK;
}

enum ll_status ll_lot_span_order(struct ll_arena *arena, const struct ll_lot_span *spans,
                                 size_t count, uint32_t **ret_index, struct ll_units *ret_units,
                                 struct ll_err *reterr)
{
    if (count >= UINT32_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "%zu spans of lots to sort", count);
    }
    uint32_t *index = LL_NEW_ARRAY(arena, uint32_t, count);
    if (index == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to sort %zu spans of lots", count);
    }
    for (size_t i = 0; i < count; i++) {
        index[i] = (uint32_t)i;
    }
    ll_sort_index(index, count, comes_before, spans);
    LL_TRY(check(spans, index, count, ret_units, reterr));
    *ret_index = index;
    return LL_OK;
}
