/* The signed summary of a notification, or of one movement of it, for a QR code (proof/summary.h).
 */
#ifndef LL_SERVICE_SUMMARY_H
#define LL_SERVICE_SUMMARY_H

#include "service/notification_print.h"

/*
 * Signed with the key of the public log, in ctx->arena; of a movement when `wanted` is one.
 * Packages for which there is no room are counted. LL_ENOTFOUND: as ll_notification_form.
 * LL_EREFUSED: the notification has no number, the shipment is not booked on it, no log was begun,
 * or its key is elsewhere; the hint says what to do. LL_ELIMIT: it does not fit
 * LL_SUMMARY_BYTES_MAX; the store's errors.
 */
LL_MUST enum ll_status ll_summary_make(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                       struct ll_str *ret_summary, struct ll_err *reterr);
/* The same for a print: empty where there can be none. */
LL_MUST enum ll_status ll_summary_for_print(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                            struct ll_str *ret_summary, struct ll_err *reterr);

#endif
