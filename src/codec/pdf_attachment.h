/*
 * A file inside a PDF (PDF 2.0, associated files), by libqpdf's C interface, which takes its memory
 * itself, in proportion to the document. Only PDFs of our own making are given to it; a reader's
 * file is searched by proof/pdf.h instead.
 */
#ifndef LL_CODEC_PDF_ATTACHMENT_H
#define LL_CODEC_PDF_ATTACHMENT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct ll_pdf_attachment {
    const char *name;        /* of the file: letters, digits, '.', '-' and '_' */
    const char *description; /* a sentence without parentheses and backslashes */
    struct ll_str json;      /* its content */
};

/*
 * The same document with the file attached: packed by Flate, with its size told, so that
 * proof/pdf.h finds it by its dictionary alone; as associated data of the document, which is marked
 * as tagged. The same input gives the same bytes. LL_EINVAL: a name or description that may not be;
 * LL_EPARSE: no PDF; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_pdf_attach(struct ll_arena *arena, struct ll_str pdf,
                                     const struct ll_pdf_attachment *attachment,
                                     struct ll_str *ret_pdf, struct ll_err *reterr);

#endif
