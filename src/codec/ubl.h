/*
 * UBL 2.x Order, Invoice and CreditNote (plain OASIS, Peppol BIS, EN 16931) to the purchase record.
 *
 * Elements are known by namespace URI and name, never by prefix. The text is untrusted: no network,
 * no external anything, every DOCTYPE is refused (no UBL document has one), and size, depth, text
 * and lines are bounded. The parser's own messages are kept, never printed.
 */
#ifndef LL_CODEC_UBL_H
#define LL_CODEC_UBL_H

#include "codec/purchase.h"

#define LL_UBL_BYTES_MAX ((size_t)16 << 20)
#define LL_UBL_DEPTH_MAX 64
#define LL_UBL_TAG_MAX (64 << 10)          /* bytes of one tag with its attributes */
#define LL_UBL_TEXT_MAX ((size_t)64 << 10) /* of a field we read; attachments are passed over */
#define LL_UBL_CODES_MAX 64                /* classifications of one line */

/*
 * Read one document. LL_OK also when the document is not acceptable: then findings and disposition
 * say so. Otherwise, with reterr->where as "line N Invoice/InvoiceLine[2]/…" and reterr->text led
 * by a code: LL_EPARSE        E_XML_SYNTAX, E_XML_DTD, E_ENCODING LL_ELIMIT        E_TOO_LARGE,
 * E_TOO_DEEP LL_EUNSUPPORTED  E_ROOT_UNSUPPORTED (OrderChange, OrderCancellation,
 * OrderResponse, DespatchAdvice: with what to do), E_ROOT_UNKNOWN LL_ENOMEM Everything in
 * *ret_purchase lives in the arena; nothing points into `bytes`. Cost: O(bytes).
 */
LL_MUST enum ll_status ll_ubl_read(struct ll_arena *arena, struct ll_str bytes,
                                   const struct ll_purchase_options *options,
                                   struct ll_purchase *ret_purchase, struct ll_err *reterr);

/* Does the text look like XML (its first character that is no space or mark is '<')? */
bool ll_ubl_looks_like_xml(struct ll_str bytes);

#endif
