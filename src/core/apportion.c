#include "core/apportion.h"

#include <stdbool.h>

#include "core/sort.h"

__extension__ typedef unsigned __int128 wide;

/* A place is an index in the order of (whole, id, lo). */
struct dealing {
    const struct ll_apportion_part *parts;
    size_t count;
    uint32_t *at_place; /* [count]: index into parts */
    uint32_t *by_rest;  /* [count]: places; those of one whole by falling remainder */
    wide *rest;         /* [count], by place */
    int64_t *shares;    /* [count], by part */
};

static int compare_names(const struct ll_apportion_part *a, const struct ll_apportion_part *b)
{
    if (a->whole != b->whole) {
        return a->whole < b->whole ? -1 : 1;
    }
    int order = ll_id_cmp(a->id, b->id);
    if (order != 0) {
        return order;
    }
    if (a->lo != b->lo) {
        return a->lo < b->lo ? -1 : 1;
    }
    return 0;
}

static bool named_before(const void *ctx, uint32_t a, uint32_t b)
{
    const struct ll_apportion_part *parts = ctx;
    return compare_names(&parts[a], &parts[b]) < 0;
}

/* Equals stay in the order of their places, which is that of their names. */
static bool has_more_left(const void *ctx, uint32_t a, uint32_t b)
{
    const wide *rest = ctx;
    return rest[a] > rest[b];
}

static enum ll_status check(const int64_t *wholes, size_t whole_count,
                            const struct ll_apportion_part *parts, size_t count,
                            struct ll_err *reterr)
{
    if (count >= UINT32_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "%zu parts to apportion to", count);
    }
    for (size_t i = 0; i < whole_count; i++) {
        if (wholes[i] > LL_APPORTION_MAX || wholes[i] < -LL_APPORTION_MAX) {
            return LL_FAIL(reterr, LL_EINVAL, "%lld is too much to apportion",
                           (long long)wholes[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (parts[i].weight < 0 || parts[i].weight > LL_APPORTION_MAX) {
            return LL_FAIL(reterr, LL_EINVAL, "%lld is no weight of a part",
                           (long long)parts[i].weight);
        }
        if (parts[i].whole >= whole_count) {
            return LL_FAIL(reterr, LL_EINVAL, "part %zu is of whole %lu, and there are %zu", i,
                           (unsigned long)parts[i].whole, whole_count);
        }
    }
    return LL_OK;
}

static enum ll_status start(struct ll_arena *arena, struct dealing *dealing, struct ll_err *reterr)
{
    dealing->at_place = LL_NEW_ARRAY(arena, uint32_t, dealing->count);
    dealing->by_rest = LL_NEW_ARRAY(arena, uint32_t, dealing->count);
    dealing->rest = LL_NEW_ARRAY(arena, wide, dealing->count);
    if (dealing->at_place == NULL || dealing->by_rest == NULL || dealing->rest == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to apportion to %zu parts", dealing->count);
    }
    for (size_t i = 0; i < dealing->count; i++) {
        dealing->at_place[i] = (uint32_t)i;
        dealing->by_rest[i] = (uint32_t)i;
    }
    ll_sort_index(dealing->at_place, dealing->count, named_before, dealing->parts);
    for (size_t i = 1; i < dealing->count; i++) {
        if (compare_names(&dealing->parts[dealing->at_place[i - 1]],
                          &dealing->parts[dealing->at_place[i]]) == 0) {
            return LL_FAIL(reterr, LL_EINVAL, "part %lu and part %lu of a whole are the same",
                           (unsigned long)dealing->at_place[i - 1],
                           (unsigned long)dealing->at_place[i]);
        }
    }
    return LL_OK;
}

/* The parts of one whole are those at [from, to). */
static void deal(struct dealing *dealing, int64_t whole, size_t from, size_t to)
{
    uint64_t size = (uint64_t)(whole < 0 ? -whole : whole);
    wide weights = 0;
    for (size_t p = from; p < to; p++) {
        weights += (uint64_t)dealing->parts[dealing->at_place[p]].weight;
    }
    bool equal = weights == 0;
    weights = equal ? to - from : weights;
    uint64_t left = size;
    for (size_t p = from; p < to; p++) {
        uint32_t part = dealing->at_place[p];
        wide product = (wide)size * (equal ? 1 : (uint64_t)dealing->parts[part].weight);
        dealing->shares[part] = (int64_t)(product / weights);
        dealing->rest[p] = product % weights;
        left -= (uint64_t)dealing->shares[part];
    }
    LL_ASSERT(left <= to - from);
    if (left > 0) {
        ll_sort_index(dealing->by_rest + from, to - from, has_more_left, dealing->rest);
    }
    for (size_t p = from; p < to; p++) {
        if (p - from < left) {
            dealing->shares[dealing->at_place[dealing->by_rest[p]]]++;
        }
    }
    for (size_t p = from; whole < 0 && p < to; p++) {
        dealing->shares[dealing->at_place[p]] *= -1;
    }
}

static enum ll_status apportion(struct ll_arena *arena, const int64_t *wholes, size_t whole_count,
                                const struct ll_apportion_part *parts, size_t count,
                                int64_t **ret_shares, struct ll_err *reterr)
{
    LL_TRY(check(wholes, whole_count, parts, count, reterr));
    struct dealing dealing = {
        .parts = parts, .count = count, .shares = LL_NEW_ARRAY(arena, int64_t, count)};
    if (dealing.shares == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu shares", count);
    }
    struct ll_arena_mark scratch = ll_arena_mark(arena);
    LL_TRY(start(arena, &dealing, reterr));
    size_t from = 0;
    for (size_t i = 0; i < whole_count; i++) {
        size_t to = from;
        while (to < count && parts[dealing.at_place[to]].whole == i) {
            to++;
        }
        if (from == to && wholes[i] != 0) {
            return LL_FAIL(reterr, LL_EINVAL, "%lld is to be apportioned and has no part to go to",
                           (long long)wholes[i]);
        }
        deal(&dealing, wholes[i], from, to);
        from = to;
    }
    ll_arena_rewind(arena, scratch);
    *ret_shares = dealing.shares;
    return LL_OK;
}

enum ll_status ll_apportion(struct ll_arena *arena, const int64_t *wholes, size_t whole_count,
                            const struct ll_apportion_part *parts, size_t count,
                            int64_t **ret_shares, struct ll_err *reterr)
{
    struct ll_arena_mark before = ll_arena_mark(arena);
    enum ll_status status = apportion(arena, wholes, whole_count, parts, count, ret_shares, reterr);
    if (status != LL_OK) {
        ll_arena_rewind(arena, before);
    }
    return status;
}

static enum ll_status deal_down(struct ll_arena *arena, int64_t whole,
                                const struct ll_apportion_level *levels, size_t level_count,
                                int64_t ***ret_shares, struct ll_err *reterr)
{
    if (level_count == 0) {
        return LL_FAIL(reterr, LL_EINVAL, "%lld is to be apportioned and has no part to go to",
                       (long long)whole);
    }
    int64_t **shares = LL_NEW_ARRAY(arena, int64_t *, level_count);
    if (shares == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for %zu levels of shares", level_count);
    }
    const int64_t *wholes = &whole;
    size_t whole_count = 1;
    for (size_t l = 0; l < level_count; l++) {
        LL_TRY(ll_apportion(arena, wholes, whole_count, levels[l].parts, levels[l].count,
                            &shares[l], reterr));
        wholes = shares[l];
        whole_count = levels[l].count;
    }
    *ret_shares = shares;
    return LL_OK;
}

enum ll_status ll_apportion_down(struct ll_arena *arena, int64_t whole,
                                 const struct ll_apportion_level *levels, size_t level_count,
                                 int64_t ***ret_shares, struct ll_err *reterr)
{
    struct ll_arena_mark before = ll_arena_mark(arena);
    enum ll_status status = deal_down(arena, whole, levels, level_count, ret_shares, reterr);
    if (status != LL_OK) {
        ll_arena_rewind(arena, before);
    }
    return status;
}
