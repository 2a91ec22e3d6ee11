/*
 * Incidents: departures that happened though nothing authorised them. A case has the units of such
 * a shipment under review, by lot and number, wherever they are brought or poured, until two people
 * cleared it; until then none of them is recycled.
 */
#ifndef LL_SERVICE_INCIDENT_H
#define LL_SERVICE_INCIDENT_H

#include "service/ctx.h"

/* Refuses spans (of struct ll_lot_span) that meet units of an incident that is not cleared. The
 * store's errors. Cost: one look-up; while an incident is open, one for each span. */
LL_MUST enum ll_status ll_incident_refuse(struct ll_ctx *ctx, const struct ll_list *spans,
                                          struct ll_err *reterr);

/* Refuses a found lot that a plant received together with such units. */
LL_MUST enum ll_status ll_incident_refuse_beside(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                                 struct ll_err *reterr);

/* Puts the incident of a shipment into `answer`, as "incident"; nothing when there is none. */
LL_MUST enum ll_status ll_incident_put(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                       struct ll_json *answer, struct ll_err *reterr);

/* Puts those of units that a certificate cites into `answer`, as "incidents"; likewise. */
LL_MUST enum ll_status ll_incident_put_certificate(struct ll_ctx *ctx,
                                                   struct ll_certificate_id certificate_id,
                                                   struct ll_json *answer, struct ll_err *reterr);

/* Puts those of units of a lot into `answer`, as "incidents"; nothing when there are none. */
LL_MUST enum ll_status ll_incident_put_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                           struct ll_json *answer, struct ll_err *reterr);

#endif
