#include "core/voiding.h"

/* As many of the highest as there are and are wanted. */
static enum ll_status take(struct ll_arena *arena, const struct ll_span_set *from, int64_t *wanted,
                           struct ll_span_set *ret_taken, struct ll_err *reterr)
{
    int64_t there = ll_span_set_total(from).n;
    struct ll_units k = {*wanted < there ? *wanted : there};
    LL_TRY(ll_span_set_last(arena, from, k, ret_taken, reterr));
    *wanted -= k.n;
    return LL_OK;
}

enum ll_status ll_voiding_choose(struct ll_arena *arena, const struct ll_span_set *open,
                                 const struct ll_span_set *provisional,
                                 const struct ll_span_set *held, struct ll_units k,
                                 struct ll_voiding *ret_voiding, struct ll_err *reterr)
{
    struct ll_span_set first;
    struct ll_span_set second;
    struct ll_voiding voiding;
    int64_t wanted = k.n;
    if (k.n <= 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "give a number from 1",
                         "%lld devices cannot be returned", (long long)k.n);
    }
    LL_TRY(take(arena, open, &wanted, &first, reterr));
    LL_TRY(take(arena, provisional, &wanted, &second, reterr));
    LL_TRY(take(arena, held, &wanted, &voiding.carried, reterr));
    if (wanted > 0) {
        return LL_FAIL(reterr, LL_ESHORT, "%lld more than there are", (long long)wanted);
    }
    LL_TRY(ll_span_set_union(arena, &first, &second, &voiding.voided, reterr));
    *ret_voiding = voiding;
    return LL_OK;
}
