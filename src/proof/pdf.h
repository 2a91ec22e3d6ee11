/*
 * A bundle attached to a PDF, found without a PDF library: a hostile PDF can make one work without
 * end. Files stored as they are, or packed by Flate alone in one go, with their size told; whatever
 * else a PDF may do with a file is not read here. The bundle proves itself, wherever it was found;
 * nothing is said of the page around it. Freestanding.
 */
#ifndef LL_PROOF_PDF_H
#define LL_PROOF_PDF_H

#include "base/str.h"

enum ll_pdf_found {
    LL_PDF_NONE, /* no file is attached */
    LL_PDF_ONE,
    LL_PDF_SEVERAL, /* which of them the page means cannot be told */
    LL_PDF_FORM,    /* packed or laid out as this program does not, by one that wrote it anew */
    LL_PDF_DAMAGED, /* does not end where it should, or is cut off */
};

struct ll_pdf_file {
    struct ll_str bytes; /* as they stand in the PDF; borrowed */
    bool is_packed;      /* a zlib stream, for ll_unzlib */
    size_t size;         /* of the file itself; when packed, as the PDF claims */
};

bool ll_pdf_looks_like(struct ll_str bytes);
/* The attached file, with LL_PDF_ONE. Cost: O(bytes). */
enum ll_pdf_found ll_pdf_find(struct ll_str bytes, struct ll_pdf_file *ret_file);

#endif
