#include "core/span_set.h"

#include <string.h>

#define FIRST_CAPACITY 8

void ll_span_set_init(struct ll_span_set *set, struct ll_arena *arena)
{
    *set = (struct ll_span_set){.arena = arena};
}

/* The index of the first span with hi > position, or with hi >= position when `touching`. */
static size_t find(const struct ll_span_set *set, int64_t position, bool touching)
{
    size_t lo = 0;
    size_t hi = set->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        bool before = touching ? set->spans[mid].hi < position : set->spans[mid].hi <= position;
        if (before) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

/* The index of the first span from `from` on with lo > position, or lo >= position. */
static size_t find_end(const struct ll_span_set *set, size_t from, int64_t position, bool touching)
{
    size_t lo = from;
    size_t hi = set->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        bool inside = touching ? set->spans[mid].lo <= position : set->spans[mid].lo < position;
        if (inside) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static enum ll_status reserve(struct ll_span_set *set, size_t count, struct ll_err *reterr)
{
    if (count <= set->capacity) {
        return LL_OK;
    }
    size_t capacity = set->capacity == 0 ? FIRST_CAPACITY : set->capacity;
    while (capacity < count) {
        if (capacity > SIZE_MAX / 2) {
            return LL_FAIL(reterr, LL_ENOMEM, "a set of %zu spans is too large", count);
        }
        capacity *= 2;
    }
    struct ll_span *spans = LL_NEW_ARRAY(set->arena, struct ll_span, capacity);
    if (spans == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a set of %zu spans", capacity);
    }
    if (set->count > 0) {
        memcpy(spans, set->spans, set->count * sizeof(spans[0]));
    }
    set->spans = spans;
    set->capacity = capacity;
    return LL_OK;
}

/* Put `piece_count` (0 to 2) pieces in the place of spans[from … to). */
static enum ll_status replace(struct ll_span_set *set, size_t from, size_t to,
                              const struct ll_span *pieces, size_t piece_count,
                              struct ll_err *reterr)
{
    size_t count = set->count - (to - from) + piece_count;
    LL_TRY(reserve(set, count, reterr));
    if (to < set->count && from + piece_count != to) {
        memmove(&set->spans[from + piece_count], &set->spans[to],
                (set->count - to) * sizeof(set->spans[0]));
    }
    for (size_t i = 0; i < piece_count; i++) {
        set->spans[from + i] = pieces[i];
    }
    set->count = count;
    return LL_OK;
}

enum ll_status ll_span_set_reserve(struct ll_span_set *set, size_t extra, struct ll_err *reterr)
{
    if (extra > SIZE_MAX - set->count) {
        return LL_FAIL(reterr, LL_ENOMEM, "a set of %zu more spans is too large", extra);
    }
    return reserve(set, set->count + extra, reterr);
}

static enum ll_status check_span(struct ll_span span, struct ll_err *reterr)
{
    if (!ll_span_ok(span)) {
        return LL_FAIL(reterr, LL_EINVAL, "[%lld, %lld) is no span of positions",
                       (long long)span.lo, (long long)span.hi);
    }
    return LL_OK;
}

enum ll_status ll_span_set_add(struct ll_span_set *set, struct ll_span span, struct ll_err *reterr)
{
    LL_TRY(check_span(span, reterr));
    size_t from = find(set, span.lo, true);
    size_t to = find_end(set, from, span.hi, true);
    struct ll_span joined = span;
    if (from < to) {
        if (set->spans[from].lo < joined.lo) {
            joined.lo = set->spans[from].lo;
        }
        if (set->spans[to - 1].hi > joined.hi) {
            joined.hi = set->spans[to - 1].hi;
        }
    }
    return replace(set, from, to, &joined, 1, reterr);
}

enum ll_status ll_span_set_subtract(struct ll_span_set *set, struct ll_span span,
                                    struct ll_err *reterr)
{
    LL_TRY(check_span(span, reterr));
    size_t from = find(set, span.lo, false);
    size_t to = find_end(set, from, span.hi, false);
    if (from == to) {
        return LL_OK;
    }
    struct ll_span pieces[2];
    size_t piece_count = 0;
    if (set->spans[from].lo < span.lo) {
        pieces[piece_count++] = (struct ll_span){set->spans[from].lo, span.lo};
    }
    if (set->spans[to - 1].hi > span.hi) {
        pieces[piece_count++] = (struct ll_span){span.hi, set->spans[to - 1].hi};
    }
    return replace(set, from, to, pieces, piece_count, reterr);
}

/* Append behind all others, joining; room was reserved. */
static void append(struct ll_span_set *set, int64_t lo, int64_t hi)
{
    if (lo >= hi) {
        return;
    }
    if (set->count > 0 && set->spans[set->count - 1].hi >= lo) {
        if (hi > set->spans[set->count - 1].hi) {
            set->spans[set->count - 1].hi = hi;
        }
        return;
    }
    LL_ASSERT(set->count < set->capacity);
    set->spans[set->count++] = (struct ll_span){lo, hi};
}

static enum ll_status init_with_room(struct ll_arena *arena, size_t count, struct ll_span_set *set,
                                     struct ll_err *reterr)
{
    ll_span_set_init(set, arena);
    if (count == 0) {
        return LL_OK;
    }
    set->spans = LL_NEW_ARRAY(arena, struct ll_span, count);
    if (set->spans == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a set of %zu spans", count);
    }
    set->capacity = count;
    return LL_OK;
}

enum ll_status ll_span_set_union(struct ll_arena *arena, const struct ll_span_set *a,
                                 const struct ll_span_set *b, struct ll_span_set *ret_set,
                                 struct ll_err *reterr)
{
    struct ll_span_set set;
    LL_TRY(init_with_room(arena, a->count + b->count, &set, reterr));
    size_t i = 0;
    size_t j = 0;
    while (i < a->count || j < b->count) {
        bool take_a = j == b->count || (i < a->count && a->spans[i].lo <= b->spans[j].lo);
        struct ll_span next = take_a ? a->spans[i++] : b->spans[j++];
        append(&set, next.lo, next.hi);
    }
    *ret_set = set;
    return LL_OK;
}

enum ll_status ll_span_set_intersect(struct ll_arena *arena, const struct ll_span_set *a,
                                     const struct ll_span_set *b, struct ll_span_set *ret_set,
                                     struct ll_err *reterr)
{
    struct ll_span_set set;
    LL_TRY(init_with_room(arena, a->count + b->count, &set, reterr));
    size_t i = 0;
    size_t j = 0;
    while (i < a->count && j < b->count) {
        struct ll_span x = a->spans[i];
        struct ll_span y = b->spans[j];
        append(&set, x.lo > y.lo ? x.lo : y.lo, x.hi < y.hi ? x.hi : y.hi);
        if (x.hi < y.hi) {
            i++;
        } else {
            j++;
        }
    }
    *ret_set = set;
    return LL_OK;
}

enum ll_status ll_span_set_difference(struct ll_arena *arena, const struct ll_span_set *a,
                                      const struct ll_span_set *b, struct ll_span_set *ret_set,
                                      struct ll_err *reterr)
{
    struct ll_span_set set;
    LL_TRY(init_with_room(arena, a->count + b->count, &set, reterr));
    size_t j = 0;
    for (size_t i = 0; i < a->count; i++) {
        int64_t lo = a->spans[i].lo;
        int64_t hi = a->spans[i].hi;
        while (j < b->count && b->spans[j].hi <= lo) {
            j++;
        }
        while (j < b->count && b->spans[j].lo < hi) {
            append(&set, lo, b->spans[j].lo);
            lo = b->spans[j].hi;
            if (lo >= hi) {
                break; /* this span of b may reach into the next of a */
            }
            j++;
        }
        append(&set, lo, hi);
    }
    *ret_set = set;
    return LL_OK;
}

enum ll_status ll_span_set_complement(struct ll_arena *arena, const struct ll_span_set *a,
                                      struct ll_units line, struct ll_span_set *ret_set,
                                      struct ll_err *reterr)
{
    if (line.n == 0) {
        ll_span_set_init(ret_set, arena);
        return LL_OK;
    }
    struct ll_span all = {0, line.n};
    LL_TRY(check_span(all, reterr));
    struct ll_span_set whole = {.spans = &all, .count = 1, .capacity = 1};
    return ll_span_set_difference(arena, &whole, a, ret_set, reterr);
}

static enum ll_status check_share(const struct ll_span_set *set, struct ll_units k,
                                  struct ll_err *reterr)
{
    if (k.n < 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "give a number from 1", "%lld is no number of units",
                         (long long)k.n);
    }
    struct ll_units total = ll_span_set_total(set);
    if (total.n < k.n) {
        return LL_FAIL(reterr, LL_ESHORT, "%lld units are asked for and there are %lld",
                       (long long)k.n, (long long)total.n);
    }
    return LL_OK;
}

enum ll_status ll_span_set_first(struct ll_arena *arena, const struct ll_span_set *set,
                                 struct ll_units k, struct ll_span_set *ret_set,
                                 struct ll_err *reterr)
{
    LL_TRY(check_share(set, k, reterr));
    struct ll_span_set first;
    LL_TRY(init_with_room(arena, set->count, &first, reterr));
    int64_t left = k.n;
    for (size_t i = 0; left > 0; i++) {
        int64_t len = ll_span_len(set->spans[i]);
        int64_t take = len < left ? len : left;
        append(&first, set->spans[i].lo, set->spans[i].lo + take);
        left -= take;
    }
    *ret_set = first;
    return LL_OK;
}

enum ll_status ll_span_set_last(struct ll_arena *arena, const struct ll_span_set *set,
                                struct ll_units k, struct ll_span_set *ret_set,
                                struct ll_err *reterr)
{
    LL_TRY(check_share(set, k, reterr));
    struct ll_span_set last;
    LL_TRY(init_with_room(arena, set->count, &last, reterr));
    int64_t skip = ll_span_set_total(set).n - k.n;
    for (size_t i = 0; i < set->count; i++) {
        int64_t len = ll_span_len(set->spans[i]);
        int64_t pass = len < skip ? len : skip;
        append(&last, set->spans[i].lo + pass, set->spans[i].hi);
        skip -= pass;
    }
    *ret_set = last;
    return LL_OK;
}

size_t ll_span_set_find(const struct ll_span_set *set, int64_t position)
{
    return find(set, position, false);
}

bool ll_span_set_contains(const struct ll_span_set *set, int64_t position)
{
    size_t i = find(set, position, false);
    return i < set->count && set->spans[i].lo <= position;
}

bool ll_span_set_covers(const struct ll_span_set *set, struct ll_span span)
{
    size_t i = find(set, span.lo, false);
    return i < set->count && set->spans[i].lo <= span.lo && span.hi <= set->spans[i].hi;
}

bool ll_span_set_overlaps(const struct ll_span_set *set, struct ll_span span)
{
    size_t i = find(set, span.lo, false);
    return i < set->count && ll_span_overlaps(set->spans[i], span);
}

struct ll_units ll_span_set_total(const struct ll_span_set *set)
{
    int64_t total = 0;
    for (size_t i = 0; i < set->count; i++) {
        total += ll_span_len(set->spans[i]);
    }
    return (struct ll_units){total};
}

bool ll_span_set_eq(const struct ll_span_set *a, const struct ll_span_set *b)
{
    return a->count == b->count &&
           (a->count == 0 || memcmp(a->spans, b->spans, a->count * sizeof(a->spans[0])) == 0);
}
