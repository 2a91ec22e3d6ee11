/*
 * A certificate as files that its holder takes along: printed, with what proves it attached; as
 * signed JSON or as a token; and the positions that it cites as a table.
 */
#ifndef LL_SERVICE_CERTIFICATE_FILE_H
#define LL_SERVICE_CERTIFICATE_FILE_H

#include "base/locale.h"
#include "service/ctx.h"
#include "service/log.h"

/*
 * A page as PDF, with as much of the bundle attached as 100 kB have room for (certificate_write.h).
 * Inside the transaction of `view`. LL_ENOTFOUND; what the bundle fails with; LL_EIO, LL_ELIMIT and
 * LL_ENOMEM of drawing.
 */
LL_MUST enum ll_status ll_certificate_pdf(struct ll_ctx *ctx, const struct ll_log_view *view,
                                          struct ll_str serial, const struct ll_locale *locale,
                                          struct ll_str *ret_pdf, struct ll_err *reterr);

enum ll_certificate_form {
    LL_CERTIFICATE_CSV,
    LL_CERTIFICATE_JSON, /* signed, alone */
    LL_CERTIFICATE_JWT,  /* ll_certificate_jwt, by the key's own name */
    LL_CERTIFICATE_PDF,
};
/*
 * The same for who sees the certificate, in a transaction of its own; LL_ENOTFOUND for others. Of
 * the CSV: the positions of order lines that a live certificate cites, with the units that serve
 * them, without formulas: none of one that is over. `locale`: of a PDF.
 */
LL_MUST enum ll_status ll_certificate_file(struct ll_ctx *ctx, struct ll_str serial,
                                           enum ll_certificate_form form,
                                           const struct ll_locale *locale, struct ll_str *ret_bytes,
                                           struct ll_err *reterr);

#endif
