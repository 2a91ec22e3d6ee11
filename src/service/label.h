/*
 * Labels that are printed before they are on anything: what services about packages share with
 * those of labels.
 */
#ifndef LL_SERVICE_LABEL_H
#define LL_SERVICE_LABEL_H

#include "base/locale.h"
#include "service/ctx.h"
#include "store/q_supply.h"

#define LL_LABELS_MAX 240 /* of one sheet: ten pages */

/*
 * A label that is neither claimed nor withdrawn, for who may claim it: the organisation that is to
 * stick it, or the operator. LL_EINVAL: no label's code, at `label`; LL_EREFUSED says what became
 * of it; LL_ENOTFOUND. Strings live in ctx->arena.
 */
LL_MUST enum ll_status ll_label_open(struct ll_ctx *ctx, struct ll_str text,
                                     struct ll_q_label_by_code_row *ret_row, struct ll_err *reterr);

/* A sheet, for who may print, claim and withdraw what is on it. LL_ENOTFOUND of others: also of
 * auditors, who see it. */
LL_MUST enum ll_status ll_label_sheet_own(struct ll_ctx *ctx, struct ll_str ref,
                                          struct ll_q_label_sheet_by_id_row *ret_row,
                                          struct ll_err *reterr);

/* It is on this package from now on: the event. Of another programme: LL_EREFUSED. */
LL_MUST enum ll_status ll_label_claim(struct ll_ctx *ctx, const struct ll_q_label_by_code_row *row,
                                      struct ll_package_id package_id,
                                      struct ll_programme_id programme_id, struct ll_err *reterr);

/*
 * To be printed, as PDF: of a sheet's id those of its labels that are open, on A4, 24 a page of
 * 70 by 37 mm; of a label's code that one, on a page of its size. The QR code opens the label's
 * page where the site has an address, else it holds the code. LL_EREFUSED: none is left to print.
 * LL_ENOTFOUND; LL_EIO, LL_ELIMIT and LL_ENOMEM of drawing.
 */
LL_MUST enum ll_status ll_label_pdf(struct ll_ctx *ctx, struct ll_str ref,
                                    const struct ll_locale *locale, struct ll_str *ret_pdf,
                                    struct ll_err *reterr);

#endif
