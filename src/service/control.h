/*
 * Four eyes: steps that one person proposes and another approves (control.def). Where only one
 * could, and on the machine itself, a step is done at once, and says so: "single control"; but for
 * those that two people do or nobody.
 */
#ifndef LL_SERVICE_CONTROL_H
#define LL_SERVICE_CONTROL_H

#include "service/service.h"

struct ll_control_row {
    const struct ll_service *service;
    bool by_role; /* only where its field `role` is one that may approve */
    enum ll_control_step step;
    enum ll_permission asks;     /* what the first person needs */
    enum ll_permission approves; /* and the second */
    /* Set: it needs two people wherever it is asked for, and nobody does it alone. It fills in what
     * was left out of the input, a copy, so that what is approved is what was proposed. */
    enum ll_status (*complete)(struct ll_ctx *ctx, void *input, struct ll_err *reterr);
};
/* The row that the request falls under, or NULL: it needs nobody else. */
const struct ll_control_row *ll_control_find(const struct ll_service *service, const void *input);
/* Of incident clear (incident.c): it leaves nothing to be filled in. */
LL_MUST enum ll_status ll_incident_clear_complete(struct ll_ctx *ctx, void *input,
                                                  struct ll_err *reterr);
/* Of shipment override (override.c). LL_EREFUSED: nothing of it can be overridden. */
LL_MUST enum ll_status ll_shipment_override_complete(struct ll_ctx *ctx, void *input,
                                                     struct ll_err *reterr);
/* Is it a role in which people approve such steps? */
bool ll_control_role(enum ll_role role);
/* What the second person of its step needs. False: it is in no row. */
bool ll_control_permission(const struct ll_service *service, enum ll_permission *ret_permission);
/* Is it one that people of some step need? */
bool ll_control_needs(enum ll_permission permission);
/* Is it in the table, maybe only for some inputs? */
bool ll_control_is(const struct ll_service *service);

/* Does a person ask for it, never a program? Of some in the table only for some inputs. */
bool ll_control_is_of_people(const struct ll_service *service);

/* For the runner, first of all. LL_EPERM: a program asks for what is a person's. */
LL_MUST enum ll_status ll_control_person(const struct ll_ctx *ctx, const struct ll_service *service,
                                         const void *input, struct ll_err *reterr);

/*
 * For the runner, before a service that writes: *ret_answer stays NULL when it may go on, and
 * ctx->control says who stands behind it. Otherwise its input is kept as a proposal, of which the
 * answer tells: {"proposal_id", "digest", "expires_at"}. What would be refused now is refused.
 * LL_EEXISTS: it is proposed already.
 */
LL_MUST enum ll_status ll_control_gate(struct ll_ctx *ctx, const struct ll_service *service,
                                       const void *input, struct ll_json **ret_answer,
                                       struct ll_err *reterr);

/* For a service, right before the event of such a step: who stands behind it, as an event. `object`
 * is what the step is about. */
LL_MUST enum ll_status ll_control_store(struct ll_ctx *ctx, enum ll_control_step step,
                                        struct ll_id object, struct ll_err *reterr);

/* Of a lot, a shipment or a certificate (with the lots that it cites units of, and the shipments
 * that brought these): who stood behind what was done to it, as "controls"; nothing when nothing
 * was that needs two people. */
LL_MUST enum ll_status ll_control_answer_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                             struct ll_json *answer, struct ll_err *reterr);
LL_MUST enum ll_status ll_control_answer_shipment(struct ll_ctx *ctx,
                                                  struct ll_shipment_id shipment_id,
                                                  struct ll_json *answer, struct ll_err *reterr);
LL_MUST enum ll_status ll_control_answer_certificate(struct ll_ctx *ctx,
                                                     struct ll_certificate_id certificate_id,
                                                     struct ll_json *answer, struct ll_err *reterr);

/*
 * Before a way in is made for a user: a link that is shown, an account elsewhere. LL_EREFUSED: from
 * afar, for somebody who may approve such steps and has no device yet, since whoever made it could
 * use it, and be two people.
 */
LL_MUST enum ll_status ll_control_way_in(struct ll_ctx *ctx, struct ll_user_id user_id,
                                         const char *hint, struct ll_err *reterr);

#define LL_PROPOSAL_US INT64_C(604800000000) /* how long one stands: 7 days */

#endif
