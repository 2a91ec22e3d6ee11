/*
 * From what a user wrote (a code, or the text of an id) to the row it names, among what they see
 * (service/visible.h). Every one answers
 * LL_ENOTFOUND with how to list what there is; the store's errors; LL_ENOMEM. Texts of the rows
 * live in ctx->arena. Cost: one or two index seeks.
 */
#ifndef LL_SERVICE_FIND_H
#define LL_SERVICE_FIND_H

#include "service/ctx.h"
#include "store/q_case.h"
#include "store/q_handover.h"
#include "store/q_notification.h"
#include "store/q_registry.h"
#include "store/q_supply.h"

LL_MUST enum ll_status ll_find_class(struct ll_ctx *ctx, struct ll_str ref,
                                     struct ll_q_device_class_by_code_row *ret_row,
                                     struct ll_err *reterr);
LL_MUST enum ll_status ll_find_organisation(struct ll_ctx *ctx, struct ll_str ref,
                                            struct ll_q_organisation_by_id_row *ret_row,
                                            struct ll_err *reterr);
LL_MUST enum ll_status ll_find_facility(struct ll_ctx *ctx, struct ll_str ref,
                                        struct ll_q_facility_by_id_row *ret_row,
                                        struct ll_err *reterr);
LL_MUST enum ll_status ll_find_programme(struct ll_ctx *ctx, struct ll_str ref,
                                         struct ll_q_programme_by_id_row *ret_row,
                                         struct ll_err *reterr);
LL_MUST enum ll_status ll_find_package(struct ll_ctx *ctx, struct ll_str ref,
                                       struct ll_q_package_by_id_row *ret_row,
                                       struct ll_err *reterr);
/* The route does not hold the shipment's own id. */
LL_MUST enum ll_status ll_find_shipment(struct ll_ctx *ctx, struct ll_str ref,
                                        struct ll_shipment_id *ret_shipment_id,
                                        struct ll_q_shipment_route_row *ret_route,
                                        struct ll_err *reterr);
LL_MUST enum ll_status ll_find_notification(struct ll_ctx *ctx, struct ll_str ref,
                                            struct ll_q_notification_by_id_row *ret_row,
                                            struct ll_err *reterr);

/* These have no code: by id only. */
LL_MUST enum ll_status ll_find_collection(struct ll_ctx *ctx, struct ll_str ref,
                                          struct ll_q_collection_by_id_row *ret_row,
                                          struct ll_err *reterr);
LL_MUST enum ll_status ll_find_lot(struct ll_ctx *ctx, struct ll_str ref,
                                   struct ll_q_lot_by_id_row *ret_row, struct ll_err *reterr);
LL_MUST enum ll_status ll_find_receipt(struct ll_ctx *ctx, struct ll_str ref,
                                       struct ll_q_receipt_by_id_row *ret_row,
                                       struct ll_err *reterr);
LL_MUST enum ll_status ll_find_treatment(struct ll_ctx *ctx, struct ll_str ref,
                                         struct ll_q_treatment_by_id_row *ret_row,
                                         struct ll_err *reterr);

LL_MUST enum ll_status ll_find_dispatch(struct ll_ctx *ctx, struct ll_str ref,
                                        struct ll_q_dispatch_by_id_row *ret_row,
                                        struct ll_err *reterr);
LL_MUST enum ll_status ll_find_handover(struct ll_ctx *ctx, struct ll_str ref,
                                        struct ll_q_handover_by_id_row *ret_row,
                                        struct ll_err *reterr);
LL_MUST enum ll_status ll_find_label_sheet(struct ll_ctx *ctx, struct ll_str ref,
                                           struct ll_q_label_sheet_by_id_row *ret_row,
                                           struct ll_err *reterr);
LL_MUST enum ll_status ll_find_case(struct ll_ctx *ctx, struct ll_str ref,
                                    struct ll_q_case_by_id_row *ret_row, struct ll_err *reterr);

/* "no NOUN 'ref'; list them with 'loopledger NOUN list'": LL_ENOTFOUND. */
LL_MUST enum ll_status ll_find_failed(const char *noun, struct ll_str ref, struct ll_err *reterr);

/* The `after` of a page over ids: the id's text, or nothing for the first page. LL_EPARSE. */
LL_MUST enum ll_status ll_find_after(const char *prefix, struct ll_str after, struct ll_id *ret_id,
                                     struct ll_err *reterr);

#endif
