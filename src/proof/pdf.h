/*
 * A bundle attached to a PDF, found without a PDF library: a hostile PDF can make one work without
 * end, and nothing has to be unpacked to find a file that was stored as it is. The bundle proves
 * itself, wherever it was found; nothing is said of the page around it. Freestanding.
 */
#ifndef LL_PROOF_PDF_H
#define LL_PROOF_PDF_H

#include "base/str.h"

enum ll_pdf_found {
    LL_PDF_NONE,       /* no file is attached */
    LL_PDF_ONE,        /* one, stored as it is */
    LL_PDF_SEVERAL,    /* which of them the page means cannot be told */
    LL_PDF_COMPRESSED, /* by a program that wrote the PDF anew */
};

bool ll_pdf_looks_like(struct ll_str bytes);
/* The attached file; borrowed. Cost: O(bytes). */
enum ll_pdf_found ll_pdf_find(struct ll_str bytes, struct ll_str *ret_file);

#endif
