/*
 * Sets of positions on a line, kept as sorted, disjoint, joined half-open spans in an array in an
 * arena. Pure. Two sets with the same positions have the same spans, so they compare bytewise.
 *
 * A set belongs to the arena it was made with; growing leaves the old array there (in sum less than
 * the final one). Reading a set is reading `spans[0 … count)`: a plain loop is the iterator.
 * n below is the number of spans, not of positions. A function that fails changes nothing.
 */
#ifndef LL_CORE_SPAN_SET_H
#define LL_CORE_SPAN_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"

struct ll_span_set {
    struct ll_arena *arena;
    struct ll_span *spans; /* rising; spans[i].hi < spans[i + 1].lo */
    size_t count;
    size_t capacity;
};

/* The empty set. Takes no memory yet. */
void ll_span_set_init(struct ll_span_set *set, struct ll_arena *arena);

/*
 * Put positions in or take them out. LL_EINVAL when `span` is no span (ll_span_ok), LL_ENOMEM.
 * Cost: O(log n) to find, O(n) memory moves behind the place; adding in rising order O(log n).
 */
LL_MUST enum ll_status ll_span_set_add(struct ll_span_set *set, struct ll_span span,
                                       struct ll_err *reterr);
LL_MUST enum ll_status ll_span_set_subtract(struct ll_span_set *set, struct ll_span span,
                                            struct ll_err *reterr);

/*
 * Make room so that the next `extra` additions or subtractions cannot fail for memory. LL_ENOMEM.
 * Cost: O(n) when the array has to grow.
 */
LL_MUST enum ll_status ll_span_set_reserve(struct ll_span_set *set, size_t extra,
                                           struct ll_err *reterr);

/*
 * New sets in `arena`: in a or b; in both; in a and not in b; not in a and in [0, line). What lies
 * at or beyond `line` is left out. `ret_set` may not be an operand. LL_ENOMEM; complement also
 * LL_EINVAL for a negative line or one above LL_UNITS_MAX. Cost: O(na + nb).
 */
LL_MUST enum ll_status ll_span_set_union(struct ll_arena *arena, const struct ll_span_set *a,
                                         const struct ll_span_set *b, struct ll_span_set *ret_set,
                                         struct ll_err *reterr);
LL_MUST enum ll_status ll_span_set_intersect(struct ll_arena *arena, const struct ll_span_set *a,
                                             const struct ll_span_set *b,
                                             struct ll_span_set *ret_set, struct ll_err *reterr);
LL_MUST enum ll_status ll_span_set_difference(struct ll_arena *arena, const struct ll_span_set *a,
                                              const struct ll_span_set *b,
                                              struct ll_span_set *ret_set, struct ll_err *reterr);
LL_MUST enum ll_status ll_span_set_complement(struct ll_arena *arena, const struct ll_span_set *a,
                                              struct ll_units line, struct ll_span_set *ret_set,
                                              struct ll_err *reterr);

/*
 * The k lowest or k highest positions, as a new set in `arena`. LL_ESHORT when there are fewer,
 * LL_EINVAL when k is negative, LL_ENOMEM. Cost: O(n).
 */
LL_MUST enum ll_status ll_span_set_first(struct ll_arena *arena, const struct ll_span_set *set,
                                         struct ll_units k, struct ll_span_set *ret_set,
                                         struct ll_err *reterr);
LL_MUST enum ll_status ll_span_set_last(struct ll_arena *arena, const struct ll_span_set *set,
                                        struct ll_units k, struct ll_span_set *ret_set,
                                        struct ll_err *reterr);

/* Is this position in; are all of these; is any of these? Cost: O(log n). */
bool ll_span_set_contains(const struct ll_span_set *set, int64_t position);
bool ll_span_set_covers(const struct ll_span_set *set, struct ll_span span);
bool ll_span_set_overlaps(const struct ll_span_set *set, struct ll_span span);

/* The index of the first span that ends after `position` (count when none does). O(log n). */
size_t ll_span_set_find(const struct ll_span_set *set, int64_t position);

/* How many positions are in: at most LL_UNITS_MAX, as all lie below it. Cost: O(n). */
struct ll_units ll_span_set_total(const struct ll_span_set *set);

bool ll_span_set_eq(const struct ll_span_set *a, const struct ll_span_set *b);

#endif
