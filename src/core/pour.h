/*
 * The pour: contents of packages are mixed and dealt into packages, by unit counts alone. Which
 * unit is where after that is a convention, and this is it. Pure.
 *
 * The rule (LL_POUR_RULE_VERSION): the contents in the order of (lot, number), lots by id, are
 * dealt to the targets in the order given, each as many as it holds; neighbours with the same tag
 * are joined. n spans into p packages make at most n + p - 1. A pour never crosses programme,
 * country or funder.
 */
#ifndef LL_CORE_POUR_H
#define LL_CORE_POUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"
#include "core/allocate.h"
#include "core/lot_span.h"
#include "core/types.h"

#define LL_POUR_RULE_VERSION 1

/* What contents are never mixed across. */
struct ll_pour_origin {
    struct ll_programme_id programme;
    struct ll_country country;
    bool has_funder;
    struct ll_organisation_id funder; /* when has_funder */
};

/* Units with what else is stored of them (stage, receipt, class…) as the caller's number for it. */
struct ll_pour_span {
    struct ll_lot_span at;
    uint64_t tag; /* spans of different tags are not joined; tags have no order */
};

struct ll_pour_target {
    struct ll_pour_origin origin;
    struct ll_units units;
};

struct ll_pour_input {
    const struct ll_pour_origin *sources; /* of the packages that are emptied */
    size_t source_count;
    const struct ll_pour_span *contents; /* all they hold, in any order */
    size_t content_count;
    const struct ll_pour_target *targets;
    size_t target_count;
};

/* One target's part of the spans dealt. */
struct ll_pour_part {
    size_t first;
    size_t count;
};

struct ll_pour_result {
    struct ll_pour_span *spans; /* target by target, each in the order of (lot, number) */
    size_t span_count;
    struct ll_pour_part *parts; /* [target_count] */
};

/*
 * Deal. The result lives in `arena`. LL_EREFUSED when programme, country or funder differ among
 * sources and targets; LL_EINVAL without a source or target, for a target of no units, or when the
 * targets do not hold as many as the sources; LL_ECORRUPT when a unit is there twice or a span is
 * none; LL_EOVERFLOW for more than LL_UNITS_MAX units; LL_ELIMIT for 2^32 - 1 spans or more;
 * LL_ENOMEM. A failure writes no result and leaves the arena as it was. n spans: time
 * O(n log n + p), memory 36 bytes a span and the result.
 */
LL_MUST enum ll_status ll_pour(struct ll_arena *arena, const struct ll_pour_input *input,
                               struct ll_pour_result *ret_result, struct ll_err *reterr);

#endif
