/* The language of a PDF document, which cairo 1.16 has no call for. */
#ifndef LL_DRAW_PDF_LANGUAGE_H
#define LL_DRAW_PDF_LANGUAGE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The same document with "/Lang" in its catalogue, in `arena`. `language` is made of letters,
 * digits and '-'. LL_EINVAL: it is not. LL_EPARSE: not a PDF as cairo ends one. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_pdf_language_set(struct ll_arena *arena, struct ll_str pdf,
                                           struct ll_str language, struct ll_str *ret_pdf,
                                           struct ll_err *reterr);

#endif
