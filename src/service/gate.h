/* The right to depart, asked of the store: core's gate (core/gate.h) over a planned shipment. */
#ifndef LL_SERVICE_GATE_H
#define LL_SERVICE_GATE_H

#include "core/gate.h"
#include "service/ctx.h"
#include "store/q_case.h"
#include "store/q_notification.h"
#include "store/q_supply.h"

struct ll_gate_look {
    struct ll_gate_answer answer;
    enum ll_permit_outcome procedure;
    const struct ll_permit_decision *decision; /* NULL: no border is crossed */
    bool is_taken_back;                        /* to where all of it is from */
    bool has_case;                             /* that units of it are under */
    struct ll_q_case_of_shipment_row under_case;
    bool is_booked;
    struct ll_q_booking_of_shipment_row booking;
    struct ll_str notified_by; /* a notification that it ought to be booked on; or empty */
    bool has_damaged;          /* cells are packed that are damaged */
    const char *un;            /* as what the waste that was notified goes: UN3481; or NULL */
};

/* What blocks the departure of a shipment on a day. LL_ENOMEM, the store's errors. Six queries;
 * across a border up to twelve. */
LL_MUST enum ll_status ll_gate_look(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                    const struct ll_q_shipment_route_row *route,
                                    struct ll_date departs_on, struct ll_gate_look *ret_look,
                                    struct ll_err *reterr);

/* What is packed. What nobody counted is scrap of whatever kind; of phones that may have cells in
 * them all count as with cells. */
struct ll_gate_packed ll_gate_packed(const struct ll_q_gate_load_row *load);

/* LL_OK when it is open; LL_EREFUSED with every blocker, and what would clear the first. */
LL_MUST enum ll_status ll_gate_refuse(struct ll_ctx *ctx,
                                      const struct ll_q_shipment_route_row *route,
                                      const struct ll_gate_look *look, struct ll_err *reterr);

/* Across a border, to where its procedure begins with a notification, and it is on none. */
bool ll_gate_lacks_notification(const struct ll_gate_look *look);

/* "uncertain": the law and the states that it rests on little about; left out when there are none
 * unless `always`. "ground": on what the movement stands; with "legal_basis" across a border. */
void ll_gate_put_uncertain(struct ll_ctx *ctx, const struct ll_gate_look *look, bool always,
                           struct ll_json *answer);
void ll_gate_put_ground(struct ll_ctx *ctx, const struct ll_gate_look *look,
                        struct ll_json *answer);
/* "; the law of KR is not verified: …", or nothing. */
void ll_gate_put_doubt(const struct ll_gate_look *look, struct ll_strbuf *buf);

/* "authorised", "needed_until", "procedure", "blockers" and what these two put. LL_ENOMEM. */
LL_MUST enum ll_status ll_gate_put(struct ll_ctx *ctx, const struct ll_gate_look *look,
                                   struct ll_date departs_on, struct ll_json *answer,
                                   struct ll_err *reterr);

#endif
