#include "core/pour.h"

static bool same_funder(const struct ll_pour_origin *a, const struct ll_pour_origin *b)
{
    if (a->has_funder != b->has_funder) {
        return false;
    }
    return !a->has_funder || ll_id_eq(a->funder.raw, b->funder.raw);
}

/* `what` and `number` name the package that `origin` is of; the first source sets what is asked. */
static enum ll_status check_origin(const struct ll_pour_origin *first,
                                   const struct ll_pour_origin *origin, const char *what,
                                   size_t number, struct ll_err *reterr)
{
    enum ll_status status = LL_OK;
    if (!ll_id_eq(first->programme.raw, origin->programme.raw)) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "%s %zu is of another programme than source 1: a pour never crosses "
                         "programmes",
                         what, number);
    } else if (first->country.code[0] != origin->country.code[0] ||
               first->country.code[1] != origin->country.code[1]) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "%s %zu is of country %.2s and source 1 of %.2s: a pour never crosses "
                         "countries",
                         what, number, origin->country.code, first->country.code);
    } else if (!same_funder(first, origin)) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "%s %zu is of another funder than source 1: a pour never crosses funders",
                         what, number);
    }
    if (status != LL_OK) {
        ll_err_hint(reterr, "pour what belongs together, one programme, country and funder at a "
                            "time");
    }
    return status;
}

static enum ll_status check_packages(const struct ll_pour_input *input, struct ll_units *ret_units,
                                     struct ll_err *reterr)
{
    if (input->source_count == 0 || input->target_count == 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "name at least one of each",
                         "a pour needs packages to empty and packages to fill");
    }
    for (size_t i = 0; i < input->source_count; i++) {
        LL_TRY(check_origin(&input->sources[0], &input->sources[i], "source", i + 1, reterr));
    }
    struct ll_units units = {0};
    for (size_t i = 0; i < input->target_count; i++) {
        const struct ll_pour_target *target = &input->targets[i];
        LL_TRY(check_origin(&input->sources[0], &target->origin, "target", i + 1, reterr));
        if (target->units.n <= 0) {
            return LL_REFUSE(reterr, LL_EINVAL, "give each package that is filled a number from 1",
                             "target %zu is to hold %lld units", i + 1, (long long)target->units.n);
        }
        if (ll_units_add(units, target->units, &units) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the targets are to hold more than %lld units",
                           (long long)LL_UNITS_MAX);
        }
    }
    *ret_units = units;
    return LL_OK;
}

/* Add to a target's spans, joining. */
static void put(struct ll_pour_result *result, struct ll_pour_part *part,
                const struct ll_pour_span *span)
{
    struct ll_pour_span *last = part->count > 0 ? &result->spans[result->span_count - 1] : NULL;
    if (last != NULL && last->tag == span->tag && ll_lot_span_meets(&last->at, &span->at)) {
        last->at.hi = span->at.hi;
        return;
    }
    result->spans[result->span_count++] = *span;
    part->count++;
}

/* The counts were checked: the targets hold as many as there are. */
static void deal(const struct ll_pour_input *input, const uint32_t *index,
                 struct ll_pour_result *result)
{
    size_t at = 0;
    struct ll_pour_span rest = input->contents[index[0]];
    for (size_t i = 0; i < input->target_count; i++) {
        struct ll_pour_part *part = &result->parts[i];
        part->first = result->span_count;
        int64_t room = input->targets[i].units.n;
        while (room > 0) {
            int64_t len = rest.at.hi - rest.at.lo;
            struct ll_pour_span dealt = rest;
            dealt.at.hi = rest.at.lo + (len < room ? len : room);
            put(result, part, &dealt);
            rest.at.lo = dealt.at.hi;
            room -= dealt.at.hi - dealt.at.lo;
            if (rest.at.lo == rest.at.hi && ++at < input->content_count) {
                rest = input->contents[index[at]];
            }
        }
    }
}

static enum ll_status pour(struct ll_arena *arena, const struct ll_pour_input *input,
                           struct ll_pour_result *ret_result, struct ll_err *reterr)
{
    struct ll_units wanted;
    LL_TRY(check_packages(input, &wanted, reterr));
    /* A border between two targets cuts one span at most. */
    size_t most = input->content_count + input->target_count - 1;
    struct ll_pour_result result = {
        .spans = LL_NEW_ARRAY(arena, struct ll_pour_span, most),
        .parts = LL_NEW_ARRAY(arena, struct ll_pour_part, input->target_count),
    };
    struct ll_arena_mark scratch = ll_arena_mark(arena);
    struct ll_lot_span *spans = LL_NEW_ARRAY(arena, struct ll_lot_span, input->content_count);
    if (result.spans == NULL || result.parts == NULL || spans == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to deal %zu spans into %zu packages",
                       input->content_count, input->target_count);
    }
    for (size_t i = 0; i < input->content_count; i++) {
        spans[i] = input->contents[i].at;
    }
    uint32_t *index;
    struct ll_units held;
    LL_TRY(ll_lot_span_order(arena, spans, input->content_count, &index, &held, reterr));
    if (held.n != wanted.n) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "the sources hold %lld and the targets are to hold %lld",
                    (long long)held.n, (long long)wanted.n);
        ll_err_hint(reterr, "what is missing or too much is a fact of its own: record it first");
        return status;
    }
    deal(input, index, &result);
    ll_arena_rewind(arena, scratch);
    *ret_result = result;
    return LL_OK;
}

enum ll_status ll_pour(struct ll_arena *arena, const struct ll_pour_input *input,
                       struct ll_pour_result *ret_result, struct ll_err *reterr)
{
    struct ll_arena_mark before = ll_arena_mark(arena);
    enum ll_status status = pour(arena, input, ret_result, reterr);
    if (status != LL_OK) {
        ll_arena_rewind(arena, before);
    }
    return status;
}
