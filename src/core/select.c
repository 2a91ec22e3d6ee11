#include "core/select.h"

#include "core/sort.h"

/* What is being chosen from. A place is an index in the order of (lot, number). */
struct choice {
    const struct ll_select_span *contents;
    size_t count;
    uint32_t *at_place; /* [count]: index into contents */
    uint32_t *order;    /* [count]: places, in the order in which they are taken */
    int64_t *taken;     /* [count], by place: how many units of it */
};

/* The order in which adverse facts take units by what they serve; 0: a state not in the table. */
static int reluctance(const struct ll_select_span *span)
{
    if (!span->allocated) {
        return 1;
    }
    switch (span->state) {
    case LL_ALLOCATION_STATE_PROVISIONAL:
        return 2;
    case LL_ALLOCATION_STATE_COMMITTED:
        return 3;
    case LL_ALLOCATION_STATE_FINAL:
        return 4;
    }
    return 0;
}

static bool adverse_before(const void *ctx, uint32_t a, uint32_t b)
{
    const struct choice *choice = ctx;
    const struct ll_select_span *x = &choice->contents[choice->at_place[a]];
    const struct ll_select_span *y = &choice->contents[choice->at_place[b]];
    if (reluctance(x) != reluctance(y)) {
        return reluctance(x) < reluctance(y);
    }
    int queued = x->allocated ? ll_queue_key_cmp(&x->queue, &y->queue) : 0;
    return queued != 0 ? queued > 0 : a > b;
}

static enum ll_status check_states(const struct choice *choice, struct ll_err *reterr)
{
    for (size_t i = 0; i < choice->count; i++) {
        const struct ll_select_span *span = &choice->contents[i];
        if (reluctance(span) == 0) {
            return LL_FAIL(reterr, LL_ECORRUPT, "an allocation has state %d", (int)span->state);
        }
    }
    return LL_OK;
}

static enum ll_status start(struct ll_arena *arena, struct choice *choice,
                            struct ll_units *ret_units, struct ll_err *reterr)
{
    LL_TRY(check_states(choice, reterr));
    struct ll_lot_span *spans = LL_NEW_ARRAY(arena, struct ll_lot_span, choice->count);
    choice->order = LL_NEW_ARRAY(arena, uint32_t, choice->count);
    choice->taken = LL_NEW_ARRAY(arena, int64_t, choice->count);
    if (spans == NULL || choice->order == NULL || choice->taken == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to choose among %zu spans", choice->count);
    }
    for (size_t i = 0; i < choice->count; i++) {
        spans[i] = choice->contents[i].at;
        choice->order[i] = (uint32_t)i;
    }
    return ll_lot_span_order(arena, spans, choice->count, &choice->at_place, ret_units, reterr);
}

/* Say how many units of each place are taken, and count them by what they serve. */
static void take(struct choice *choice, struct ll_units k, struct ll_select_result *result)
{
    int64_t none = 0; /* states not in the table were refused */
    int64_t *const sums[] = {&none, &result->unallocated.n, &result->provisional.n,
                             &result->committed.n, &result->final.n};
    int64_t left = k.n;
    for (size_t i = 0; left > 0; i++) {
        uint32_t place = choice->order[i];
        const struct ll_select_span *span = &choice->contents[choice->at_place[place]];
        int64_t len = span->at.hi - span->at.lo;
        choice->taken[place] = len < left ? len : left;
        *sums[reluctance(span)] += choice->taken[place];
        left -= choice->taken[place];
    }
}

/* The taken units, from the end of each place when adverse. */
static void collect(const struct choice *choice, enum ll_select_kind kind,
                    struct ll_select_result *result)
{
    for (size_t place = 0; place < choice->count; place++) {
        if (choice->taken[place] == 0) {
            continue;
        }
        struct ll_lot_span part = choice->contents[choice->at_place[place]].at;
        if (kind == LL_SELECT_ADVERSE) {
            part.lo = part.hi - choice->taken[place];
        } else {
            part.hi = part.lo + choice->taken[place];
        }
        struct ll_lot_span *last = result->count > 0 ? &result->spans[result->count - 1] : NULL;
        if (last != NULL && ll_lot_span_meets(last, &part)) {
            last->hi = part.hi;
        } else {
            result->spans[result->count++] = part;
        }
    }
}

static enum ll_status choose(struct ll_arena *arena, const struct ll_select_span *contents,
                             size_t count, struct ll_units k, enum ll_select_kind kind,
                             struct ll_select_result *ret_result, struct ll_err *reterr)
{
    struct choice choice = {.contents = contents, .count = count};
    struct ll_select_result result = {.spans = LL_NEW_ARRAY(arena, struct ll_lot_span, count)};
    if (result.spans == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the units of %zu spans", count);
    }
    struct ll_arena_mark scratch = ll_arena_mark(arena);
    struct ll_units units;
    LL_TRY(start(arena, &choice, &units, reterr));
    if (k.n < 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "give a number from 1", "%lld is no number of units",
                         (long long)k.n);
    }
    if (units.n < k.n) {
        return LL_REFUSE(reterr, LL_ESHORT, "ask for at most what it holds",
                         "%lld units are asked for and the package holds %lld", (long long)k.n,
                         (long long)units.n);
    }
    if (kind == LL_SELECT_ADVERSE) {
        ll_sort_index(choice.order, count, adverse_before, &choice);
    }
    take(&choice, k, &result);
    collect(&choice, kind, &result);
    ll_arena_rewind(arena, scratch);
    *ret_result = result;
    return LL_OK;
}

enum ll_status ll_select(struct ll_arena *arena, const struct ll_select_span *contents,
                         size_t count, struct ll_units k, enum ll_select_kind kind,
                         struct ll_select_result *ret_result, struct ll_err *reterr)
{
    LL_ASSERT(kind == LL_SELECT_ADVERSE || kind == LL_SELECT_NEUTRAL);
    struct ll_arena_mark before = ll_arena_mark(arena);
    enum ll_status status = choose(arena, contents, count, k, kind, ret_result, reterr);
    if (status != LL_OK) {
        ll_arena_rewind(arena, before);
    }
    return status;
}
