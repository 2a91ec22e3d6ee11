/*
 * What an official has to know of a notification, in plain words: what is asked of their authority,
 * why, where it stands, the papers, who is who. English or French; the page and the print both
 * come from it.
 */
#ifndef LL_SERVICE_BRIEF_H
#define LL_SERVICE_BRIEF_H

#include "base/locale.h"
#include "draw/brief.h"
#include "service/ctx.h"

struct ll_brief_wanted {
    struct ll_str notification; /* its code or id */
    struct ll_str country;      /* whose authority reads it; empty: every state's of the route */
};

/*
 * In ctx->arena, in the locale's language (Dutch readers get the English of the tables).
 * LL_ENOTFOUND: no notification that the viewer sees, or the state is not on its route. LL_ENOMEM;
 * the store's errors. A few seeks.
 */
LL_MUST enum ll_status ll_brief_make(struct ll_ctx *ctx, const struct ll_brief_wanted *wanted,
                                     const struct ll_locale *locale,
                                     struct ll_printed_brief *ret_brief, struct ll_err *reterr);

/* The same as a PDF of two pages at most; made, it says, as the day began, so that a day's prints
 * are the same bytes. What drawing fails with, too. */
LL_MUST enum ll_status ll_brief_pdf(struct ll_ctx *ctx, const struct ll_brief_wanted *wanted,
                                    const struct ll_locale *locale, struct ll_str *ret_pdf,
                                    struct ll_err *reterr);

/* The same as JSON: {"title", "number"?, "lead", "sections": [{"title", "intro"?, "lines":
 * [{"head"?, "text", "note"?, "file"?, "subject"?, "doubtful"?}]}], "foot", "summary"? (what its QR
 * code reads as)}. */
struct ll_json *ll_brief_json(struct ll_ctx *ctx, const struct ll_printed_brief *brief);

#endif
