/*
 * Settling: the one place that works out what a fact about units or positions does to allocations
 * and certificates, and stores it in the order in which every promise holds after each event:
 *
 *     struct ll_settle settle;
 *     ll_settle_begin(ctx, programme_id, &settle);
 *     LL_TRY(ll_settle_out(&settle, &span, reterr));          once a span
 *     LL_TRY(ll_settle_before(&settle, reason, reterr));      certificates under review, releases
 *     ... store the fact itself ...
 *     LL_TRY(ll_settle_refill(&settle, false, reterr));       the ordinary run, in queue order
 *
 * What is provisional and no longer fits is released; what a certificate cites stays, and its
 * certificate, when live, is put under review. Cost: one query for each lot or order line named,
 * and O(spans + allocations met, times log for sorting); the refill is one allocation run.
 *
 * Everything lives in the request's arena. Any function may answer the store's errors, LL_ENOMEM,
 * and LL_ECORRUPT for stored data that contradicts itself.
 */
#ifndef LL_SERVICE_SETTLE_H
#define LL_SERVICE_SETTLE_H

#include "service/allocation.h"
#include "service/answer.h"
#include "service/event_bodies.h"
#include "service/grow.h"

/* A certificate that cites what a fact is about. */
struct ll_settle_certificate {
    struct ll_certificate_id certificate_id;
    struct ll_str serial;
    enum ll_certificate_state state; /* before the fact */
    struct ll_amount units;          /* of those that the fact is about */
};

/* Part of an allocation that a certificate holds and that is therefore not released. */
struct ll_settle_held {
    struct ll_lot_id lot_id;
    struct ll_span lot_span;
    struct ll_order_line_id order_line_id;
    struct ll_span line_span;
    struct ll_certificate_id certificate_id;
};

struct ll_settle {
    struct ll_ctx *ctx;
    struct ll_programme_id programme_id;
    struct ll_grow changes; /* what was named, until it is planned */
    struct ll_grow rules;   /* of the programme: which lot classes serve a demand class */
    bool has_rules;
    bool is_planned;
    bool is_refilled;
    struct ll_grow released;     /* of struct ll_released_span, by lot, then unit */
    struct ll_grow line_codes;   /* of struct ll_str: the order line of each of `released` */
    struct ll_grow held;         /* of struct ll_settle_held */
    struct ll_grow certificates; /* of struct ll_settle_certificate, by id, each once */
    struct ll_grow measures;     /* of enum ll_measure: of the lot of each of `released` */
    struct ll_amount released_units;
    struct ll_allocation_outcome refill;
};

/* Empty; nothing is read or locked yet, so that services that only read may list what would happen.
 */
void ll_settle_begin(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                     struct ll_settle *ret_settle);

/* Units leave the supply: they may serve nobody any more. */
LL_MUST enum ll_status ll_settle_out(struct ll_settle *settle, const struct ll_lot_span *span,
                                     struct ll_err *reterr);
/* Units are of another class from now on: they stay where the programme lets it serve. What a
 * certificate cites of them is broken in any case, since it says of what class they are. */
LL_MUST enum ll_status ll_settle_reclass(struct ll_settle *settle, const struct ll_lot_span *span,
                                         struct ll_str class_code, struct ll_err *reterr);
/* Units are credited at most so many grams each from now on. What they serve provisionally keeps
 * them (allocation_recredited shrinks it); certificates that say more are broken. */
LL_MUST enum ll_status ll_settle_recredit(struct ll_settle *settle, const struct ll_lot_span *span,
                                          int64_t credit_g, struct ll_err *reterr);
/* Does the programme let units of this class serve such a demand? Cost: one query, once. */
LL_MUST enum ll_status ll_settle_serves(struct ll_settle *settle, struct ll_str demand_class,
                                        struct ll_str lot_class, bool *ret_serves,
                                        struct ll_err *reterr);
/* Units were received by a plant that holds the standards `held` (with a blank between): they serve
 * no line that demands another. */
LL_MUST enum ll_status ll_settle_standard(struct ll_settle *settle, const struct ll_lot_span *span,
                                          struct ll_str held, struct ll_err *reterr);
/* Positions of an order line are no longer demanded. Certificates that serve them stay live: what
 * is held is the client's carry-over. Not together with facts about units. */
LL_MUST enum ll_status ll_settle_void(struct ll_settle *settle,
                                      struct ll_order_line_id order_line_id, struct ll_span span,
                                      struct ll_err *reterr);

/*
 * Work out what was named; ll_settle_before does it by itself. Afterwards `released`, `held` and
 * `certificates` may be read, and nothing more be named.
 */
LL_MUST enum ll_status ll_settle_plan(struct ll_settle *settle, struct ll_err *reterr);

/* Store what has to come before the fact: `certificate_put_under_review` for every live certificate
 * broken, then `allocation_released` when anything is. `reason` is a code. Takes turns with the
 * runs of the programme (service/allocation.h): what was planned from is what is changed, or the
 * store has the request tried again. */
LL_MUST enum ll_status ll_settle_before(struct ll_settle *settle, struct ll_str reason,
                                        struct ll_err *reterr);
/* After the fact: an allocation run, when something was released or `has_new` (supply or demand
 * came with the fact). */
LL_MUST enum ll_status ll_settle_refill(struct ll_settle *settle, bool has_new,
                                        struct ll_err *reterr);

/*
 * What would happen, for previews and for warnings beforehand: {"certificates": [{"serial",
 * "state", "units"}], "order_lines": [{"order_line", "units"}], "released_units"}; of what nobody
 * counted "mass_g" and "released_g" beside the units. Stores nothing.
 */
LL_MUST enum ll_status ll_settle_list(struct ll_settle *settle, struct ll_json **ret_list,
                                      struct ll_err *reterr);
/* What happened, as members of an answer: released_allocations, released_units,
 * certificates_under_review (serials), and after a refill refilled_allocations, refilled_units,
 * still_open_units, and expired_holds when it ended any: what it released of them counts too; with
 * released_g, refilled_g and still_open_g where there is any of what nobody counted. */
void ll_settle_answer(struct ll_settle *settle, struct ll_json *answer);

#endif
