/*
 * A certificate being put together: what it cites, summed up for its body, then stated and signed.
 *
 *     ll_certificate_draft_begin(ctx, &programme, beneficiary_id, &draft);
 *     for each order line: ll_certificate_cite(...) once a part, ll_certificate_keep_line(...)
 *     ll_certificate_draft_end(...), then the serial, stage and revision, then
 *     ll_certificate_state(...), or prepare, an event of another kind, and publish.
 *
 * LL_ENOMEM, LL_ECORRUPT and the store's errors.
 */
#ifndef LL_SERVICE_CERTIFICATE_DRAFT_H
#define LL_SERVICE_CERTIFICATE_DRAFT_H

#include "crypto/crypto.h"
#include "service/answer.h"
#include "service/certificate_body.h"
#include "service/event.h"
#include "store/q_certificate.h"
#include "store/q_registry.h"

struct ll_certificate_draft {
    struct ll_certified certified;
    struct ll_grow cited;       /* of struct ll_cited_span */
    struct ll_grow lots;        /* of struct ll_id, as they come; counted at the end */
    struct ll_grow collections; /* of struct ll_id */
    struct ll_grow treated;     /* of struct ll_certified_treated */
    bool counted_only;          /* what nobody counted is left out */
    int64_t units_left;         /* may still be cited */
    int64_t last_allocation_lo; /* of the last cited span, to join its neighbours */
};

/* What it cites: devices, and grams of what nobody counted. */
struct ll_amount ll_certificate_amount(const struct ll_certificate_draft *draft);

void ll_certificate_draft_begin(struct ll_ctx *ctx,
                                const struct ll_q_programme_by_id_row *programme,
                                struct ll_organisation_id beneficiary_id,
                                struct ll_certificate_draft *ret_draft);
/* Cite one part of an allocation; parts of one allocation that touch become one. */
LL_MUST enum ll_status ll_certificate_cite(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                           struct ll_certified_line *line,
                                           struct ll_order_line_id line_id,
                                           const struct ll_q_citable_of_line_row *row,
                                           struct ll_err *reterr);
/* The line is whole; left out when nothing of it is cited. */
LL_MUST enum ll_status ll_certificate_keep_line(struct ll_certificate_draft *draft,
                                                const struct ll_certified_line *line,
                                                struct ll_err *reterr);
/* All lines are there: count, and find what the units are reissued from. */
LL_MUST enum ll_status ll_certificate_draft_end(struct ll_ctx *ctx,
                                                struct ll_certificate_draft *draft,
                                                struct ll_err *reterr);

/* "LL-" and 80 random bits in Crockford base 32: a serial that tells nothing and cannot be guessed.
 */
void ll_certificate_make_serial(struct ll_ctx *ctx, char ret_serial[LL_CERTIFICATE_SERIAL_SIZE]);

/* The body before it is signed: an event commits to its digest. */
struct ll_certificate_text {
    struct ll_json *body;
    uint8_t digest[LL_DIGEST_SIZE];
};
LL_MUST enum ll_status ll_certificate_prepare(struct ll_ctx *ctx,
                                              const struct ll_certificate_draft *draft,
                                              const struct ll_sign_key *key,
                                              struct ll_certificate_text *ret_text,
                                              struct ll_err *reterr);
/* Sign the body and keep it: after its event. */
LL_MUST enum ll_status ll_certificate_publish(struct ll_ctx *ctx, const struct ll_sign_key *key,
                                              const struct ll_certificate_text *text,
                                              struct ll_certificate_id certificate_id,
                                              int64_t revision, struct ll_err *reterr);
/* A new certificate: its event, then its signed body. `replaces` may be NULL. */
LL_MUST enum ll_status ll_certificate_state(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                            struct ll_programme_id programme_id,
                                            const struct ll_certificate_id *replaces,
                                            struct ll_certificate_id certificate_id,
                                            struct ll_err *reterr);

#endif
