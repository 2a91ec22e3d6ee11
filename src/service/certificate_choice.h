/*
 * What a certificate is asked to cite: order lines of one beneficiary in a programme, all of them
 * or one; of their documents all, one, or those of a period. And why the rest of it is not cited.
 */
#ifndef LL_SERVICE_CERTIFICATE_CHOICE_H
#define LL_SERVICE_CERTIFICATE_CHOICE_H

#include "service/ctx.h"
#include "service/grow.h"
#include "store/q_certificate.h"

struct ll_certificate_choice {
    bool counted_only; /* so many units were asked for: what nobody counted is left out */
    struct ll_organisation_id beneficiary_id;
    struct ll_programme_id programme_id;
    bool has_line;
    struct ll_order_line_id order_line_id;
    bool has_document;
    struct ll_document_id document_id;
    bool has_from; /* both days inclusive, of the documents' dates */
    bool has_to;
    struct ll_date from;
    struct ll_date to;
    struct ll_grow lines; /* of struct ll_q_order_line_of_beneficiary_row */
    /* Counted while it is cited: what could be, but for devices that came back. */
    struct ll_units returned;
    struct ll_mass returned_g; /* of what nobody counted */
};

/* By its number among the beneficiary's documents in the programme, or by its id. LL_ENOTFOUND;
 * LL_EREFUSED when several have the number: names their ids. */
LL_MUST enum ll_status ll_certificate_choose_document(struct ll_ctx *ctx,
                                                      struct ll_certificate_choice *choice,
                                                      struct ll_str number, struct ll_err *reterr);
/* Reads the lines. The store's errors, LL_ENOMEM. */
LL_MUST enum ll_status ll_certificate_choose_lines(struct ll_ctx *ctx,
                                                   struct ll_certificate_choice *choice,
                                                   struct ll_err *reterr);
/* Is what this document demands asked for? */
bool ll_certificate_chosen(const struct ll_certificate_choice *choice,
                           struct ll_document_id document_id, struct ll_date issued_on);

/* Units that were asked for and are not cited, for one reason. */
enum ll_left_out {
    LL_LEFT_OUT_CITED = 1, /* by another certificate */
    LL_LEFT_OUT_REVIEW,    /* by an open case */
    LL_LEFT_OUT_STAGE,     /* they are at another stage */
    LL_LEFT_OUT_REFUSED,   /* a plant refused them, and they have not left it since */
    LL_LEFT_OUT_STANDARD,  /* a plant without the standard demanded received them */
    LL_LEFT_OUT_WAITING,   /* positions that nothing serves yet */
    LL_LEFT_OUT_RETURNED,  /* they serve devices that came back, and nothing since */
    LL_LEFT_OUT_UNCOUNTED, /* nobody counted them, and so many units were asked for */
};
struct ll_certificate_left_out {
    enum ll_left_out reason;
    struct ll_str serial; /* of the certificate */
    enum ll_stage stage;
    bool in_grams; /* grams of what nobody counted, or that wait on a line in grams */
    int64_t units;
};
/* All of the choice that a certificate at `stage` cannot cite, before it is stated: a list of
 * struct ll_certificate_left_out, certificates by serial, then the rest. The store's errors,
 * LL_ENOMEM. One query of the allocations of each line. */
LL_MUST enum ll_status ll_certificate_left_out(struct ll_ctx *ctx,
                                               const struct ll_certificate_choice *choice,
                                               enum ll_stage stage, struct ll_grow *ret_left_out,
                                               struct ll_err *reterr);
/* "20 are cited by LL-…, 12 are at stage 'received'"; empty when there is nothing. */
LL_MUST enum ll_status ll_certificate_left_out_text(struct ll_ctx *ctx,
                                                    const struct ll_grow *left_out,
                                                    struct ll_str *ret_text, struct ll_err *reterr);
/* The same as the member `left_out` of an answer. */
void ll_certificate_left_out_answer(struct ll_ctx *ctx, const struct ll_grow *left_out,
                                    struct ll_json *answer);

#endif
