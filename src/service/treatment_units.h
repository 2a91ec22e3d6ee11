/*
 * Which units of a receipt a treatment is of, and what went into it: a plant weighs what it
 * receives and what it makes, so the mass of a part follows from that of the whole
 * (docs/rules.md, "Units of what was weighed together").
 */
#ifndef LL_SERVICE_TREATMENT_UNITS_H
#define LL_SERVICE_TREATMENT_UNITS_H

#include "core/stage.h"
#include "service/ctx.h"
#include "service/event_bodies.h"
#include "store/q_supply.h"

/* What is asked for: exact units of a lot, or so many of what waits, or all of it. */
struct ll_treatment_asked {
    struct ll_str lot; /* or empty */
    struct ll_span exact;
    struct ll_units units; /* 0: all that waits */
};

/* As options say it; how many are units, or a mass of what nobody counted. */
struct ll_treatment_options {
    struct ll_str lot;
    int64_t from, to;
    bool has_from, has_to;
    struct ll_units units;
    struct ll_mass mass;
};
/* LL_EINVAL when it is neither, or both. */
LL_MUST enum ll_status ll_treatment_read_asked(enum ll_measure measure,
                                               const struct ll_treatment_options *options,
                                               struct ll_treatment_asked *ret_asked,
                                               struct ll_err *reterr);

struct ll_treatment_chosen {
    struct ll_list spans; /* of struct ll_lot_span, by (lot, number), joined */
    struct ll_units units;
    int64_t rule_version; /* of the selection rule; 0: the very units were named */
    struct ll_mass input_mass_g;
    struct ll_date not_before; /* the last day on which anything became of any of them */
};

/*
 * LL_EREFUSED when nothing waits, or a unit named does not: the error says what became of it, or
 * which open campaign holds it;
 * LL_ESHORT when fewer wait; LL_EINVAL when the lot has no such units. The store's errors;
 * LL_ENOMEM. Cost: a query, and one for each whole of which units are chosen (the receipt, and its
 * earlier treatments).
 */
LL_MUST enum ll_status ll_treatment_choose(struct ll_ctx *ctx,
                                           const struct ll_q_receipt_by_id_row *receipt,
                                           enum ll_fact fact,
                                           const struct ll_treatment_asked *asked,
                                           struct ll_treatment_chosen *ret_chosen,
                                           struct ll_err *reterr);

/* The same of these very units (of struct ll_lot_span, by lot and number), which a campaign held
 * for it. */
LL_MUST enum ll_status ll_treatment_choose_held(struct ll_ctx *ctx,
                                                const struct ll_q_receipt_by_id_row *receipt,
                                                enum ll_fact fact, const struct ll_list *held,
                                                struct ll_treatment_chosen *ret_chosen,
                                                struct ll_err *reterr);

/* Spans of which the sum was weighed, each with its share of it. */
struct ll_treatment_whole {
    struct ll_lot_span *spans;       /* by (lot, number) */
    struct ll_apportion_part *parts; /* what each weighs */
    struct ll_mass *shares;
    size_t count;
};
/* What a treatment made something of, with each span's share of `mass`. */
LL_MUST enum ll_status ll_treatment_whole(struct ll_ctx *ctx, struct ll_treatment_id treatment_id,
                                          struct ll_mass mass, struct ll_treatment_whole *ret_whole,
                                          struct ll_err *reterr);
/* What a receipt covers, with each span's share of `mass`. */
LL_MUST enum ll_status ll_treatment_whole_of_receipt(struct ll_ctx *ctx,
                                                     struct ll_receipt_id receipt_id,
                                                     struct ll_mass mass,
                                                     struct ll_treatment_whole *ret_whole,
                                                     struct ll_err *reterr);
/* The shares of another mass, in the place of those before. */
LL_MUST enum ll_status ll_treatment_share(struct ll_ctx *ctx, struct ll_mass mass,
                                          struct ll_treatment_whole *whole, struct ll_err *reterr);
/* What of a mass, of all that came by the receipt, falls to what it covers: all of it, unless the
 * bound of a sample left some out. */
LL_MUST enum ll_status ll_treatment_bound_mass(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                               struct ll_mass mass, struct ll_mass *ret_bound,
                                               struct ll_err *reterr);
/* Add the mass of units of a lot, which are part of the whole; they may lie in several of its
 * spans. LL_ECORRUPT when they are not. O(log spans + spans met). */
LL_MUST enum ll_status ll_treatment_add_mass(const struct ll_treatment_whole *whole,
                                             const struct ll_lot_span *units, struct ll_mass *total,
                                             struct ll_err *reterr);
/* The sum of what a treatment made. */
LL_MUST enum ll_status ll_treatment_output_mass(struct ll_ctx *ctx,
                                                struct ll_treatment_id treatment_id,
                                                struct ll_mass *ret_mass, struct ll_err *reterr);

#endif
