/* The notification document (IA) and the movement document (IB), printed from a dossier. */
#ifndef LL_SERVICE_NOTIFICATION_PRINT_H
#define LL_SERVICE_NOTIFICATION_PRINT_H

#include "base/locale.h"
#include "draw/form.h"
#include "service/ctx.h"

struct ll_form_wanted {
    struct ll_str notification;
    bool is_movement;
    struct ll_str shipment; /* of a movement; empty: what it would say is to be filled in */
    int64_t serial; /* which shipment of the notification; 0: as it is booked, or not known */
    bool is_booked; /* of a shipment that is booked on it alone */
};

/*
 * What the form says, in ctx->arena, in the locale's language (Dutch readers get the English).
 * LL_ENOTFOUND: no notification or shipment that the viewer sees. LL_EREFUSED: the shipment goes
 * elsewhere. LL_ENOMEM; the store's errors.
 */
LL_MUST enum ll_status ll_notification_form(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                            const struct ll_locale *locale,
                                            struct ll_printed_form *ret_form,
                                            struct ll_err *reterr);

/* The same as a PDF; made, it says, as the day began, so that a day's prints are the same bytes.
 * What drawing fails with, too. */
LL_MUST enum ll_status ll_notification_pdf(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                           const struct ll_locale *locale, struct ll_str *ret_pdf,
                                           struct ll_err *reterr);

#endif
