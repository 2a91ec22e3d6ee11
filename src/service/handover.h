/*
 * Hand-overs: who gives states what, and signs; who takes confirms it, or notes differences, and
 * signs. What was signed stays; a correction is a hand-over of its own. The chain of them says who
 * holds a package.
 */
#ifndef LL_SERVICE_HANDOVER_H
#define LL_SERVICE_HANDOVER_H

#include "base/locale.h"
#include "crypto/crypto.h"
#include "service/event_bodies.h"
#include "service/service.h"

#define LL_HANDOVER_PACKAGES_MAX 1000
#define LL_HANDOVER_SALT_BYTES 16
/* What the receiver signs: from the second on also amount, deadline and note of the differences. */
#define LL_HANDOVER_TAKEN_VERSION 2

extern const struct ll_service ll_service_handover_show;

/* SHA-256 of what the giver signs: the canonical JSON of the members below (docs/custody.md), into
 * body->digest. LL_ENOMEM. */
LL_MUST enum ll_status ll_handover_digest_given(struct ll_ctx *ctx, struct ll_handover_given *body,
                                                struct ll_err *reterr);
/* The same of the receiver, about what was given with `given_digest`. */
LL_MUST enum ll_status ll_handover_digest_taken(struct ll_ctx *ctx, struct ll_str given_digest,
                                                struct ll_handover_taken *body,
                                                struct ll_err *reterr);

/* What is kept of a note, `salt` (empty: a new one) in hex, a blank and the note; its digest into
 * body->note_digest. LL_ENOMEM. */
LL_MUST enum ll_status ll_handover_note(struct ll_ctx *ctx, struct ll_str salt, struct ll_str note,
                                        struct ll_str *ret_text, struct ll_handover_taken *body,
                                        struct ll_err *reterr);

/*
 * A file of 'handover sign': a key of a plant of the organisation signed this digest.
 * LL_ESIGNATURE, LL_EREFUSED when it is of another digest; the errors of ll_signed_read and of the
 * store.
 */
LL_MUST enum ll_status ll_handover_signature(struct ll_ctx *ctx, const struct ll_file *file,
                                             struct ll_organisation_id organisation_id,
                                             struct ll_str digest,
                                             struct ll_plant_key_id *ret_key_id,
                                             struct ll_str *ret_signature, struct ll_err *reterr);

/* Put the chain of a package (or, when that is NULL, of a shipment) into `answer`, as "handovers".
 * The store's errors. */
LL_MUST enum ll_status ll_handover_put_chain(struct ll_ctx *ctx,
                                             const struct ll_package_id *package_id,
                                             const struct ll_shipment_id *shipment_id,
                                             struct ll_json *answer, struct ll_err *reterr);

/* The sheet of a hand-over that the viewer sees, as a PDF. The errors of 'handover show', of the
 * drawing; LL_ENOMEM. */
LL_MUST enum ll_status ll_handover_pdf(struct ll_ctx *ctx, struct ll_str ref,
                                       const struct ll_locale *locale, struct ll_str *ret_pdf,
                                       struct ll_err *reterr);

#endif
