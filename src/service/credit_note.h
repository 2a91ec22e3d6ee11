/*
 * order credit, private to its files: a credit note as it is put together line by line, and the
 * steps by which it is booked, all or nothing:
 *
 *     struct ll_credit_note note;
 *     ll_credit_begin(ctx, programme_id, beneficiary_id, &note, reterr);
 *     ll_credit_add(ctx, &note, &line, reterr);            once a line, its document found
 *     ll_credit_known(ctx, &note, reterr);                 it counts once
 *     ll_credit_choose(ctx, &note, i, reterr);             once a share: what it takes back
 *     ll_credit_store(ctx, &note, reterr);
 */
#ifndef LL_SERVICE_CREDIT_NOTE_H
#define LL_SERVICE_CREDIT_NOTE_H

#include "core/voiding.h"
#include "service/grow.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/settle.h"

#define LL_CREDIT_SHARES_MAX 1000

struct ll_order_credit {
    struct ll_str beneficiary;
    struct ll_str document;
    struct ll_file file;
    struct ll_date issued_on;
    bool has_issued_on;
    struct ll_mass mass;
    struct ll_str number;
    struct ll_str order_line;
    struct ll_str programme;
    struct ll_str reason;
    bool reviewed;
    struct ll_units units;
};

/* A line as it was given. */
struct ll_credit_line {
    struct ll_str document; /* that it takes back from: number or id */
    struct ll_document_id of_document_id;
    struct ll_date bought_on;
    struct ll_q_order_line_by_id_row line;
    struct ll_units units;
    struct ll_mass mass; /* in place of units, on an order line in grams */
    int64_t source_line; /* of a file; 0: of a command */
    struct ll_str path;  /* in a file: "CreditNote/CreditNoteLine[2]", or "" */
};

/* What the note takes back of one document on one order line, over all its lines. */
struct ll_credit_share {
    struct ll_credit_line first;
    struct ll_equivalence rule;
    struct ll_units units;
    struct ll_mass mass;
    struct ll_units positions; /* that devices and mass take */
    int64_t given_back;        /* units of carry-over that they had used */
    struct ll_grow slices;     /* of struct ll_span */
    struct ll_voiding voiding;
};

struct ll_credit_note {
    const struct ll_kept_key *key; /* of the digests: see service/keys.h */
    struct ll_programme_id programme_id;
    struct ll_organisation_id beneficiary_id;
    struct ll_str number;
    struct ll_date issued_on;
    bool has_issued_on;
    struct ll_str reason;
    struct ll_grow lines;  /* of struct ll_credit_line */
    struct ll_grow shares; /* of struct ll_credit_share */
    uint8_t identity[32];
    uint8_t content[32];
    struct ll_settle settle;
    bool is_known; /* booked before, or now */
    bool is_booked;
    struct ll_document_id document_id;
};

LL_MUST enum ll_status ll_credit_begin(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                       struct ll_organisation_id beneficiary_id,
                                       struct ll_credit_note *ret_note, struct ll_err *reterr);
/* LL_EREFUSED when what a line names is a credit note, with where "document". */
LL_MUST enum ll_status ll_credit_refuse_note(struct ll_ctx *ctx, const struct ll_credit_note *note,
                                             const struct ll_credit_line *line,
                                             struct ll_err *reterr);
/* The document that a line names, which has `document` and the order line. LL_ENOTFOUND,
 * LL_EREFUSED, with where "document". */
LL_MUST enum ll_status ll_credit_find(struct ll_ctx *ctx, const struct ll_credit_note *note,
                                      struct ll_credit_line *line, struct ll_err *reterr);
/* Add a line whose document was found. */
LL_MUST enum ll_status ll_credit_add(struct ll_ctx *ctx, struct ll_credit_note *note,
                                     const struct ll_credit_line *line, struct ll_err *reterr);
/* Sets is_known. LL_ECONFLICT, with where "number". Reorders the shares. */
LL_MUST enum ll_status ll_credit_known(struct ll_ctx *ctx, struct ll_credit_note *note,
                                       struct ll_err *reterr);
/* The note's day, against that of a line's document. LL_EINVAL, with where "issued_on". */
LL_MUST enum ll_status ll_credit_check_day(const struct ll_ctx *ctx,
                                           const struct ll_credit_note *note,
                                           const struct ll_credit_line *line,
                                           struct ll_err *reterr);
/* Which positions a share takes back. LL_ESHORT, with where "units"; *ret_line is the line with
 * which it is too many. LL_EREFUSED, with where "mass", for a mass of what counts in pieces;
 * *ret_line is a line that gives one. */
LL_MUST enum ll_status ll_credit_choose(struct ll_ctx *ctx, struct ll_credit_note *note,
                                        struct ll_credit_share *share,
                                        const struct ll_credit_line **ret_line,
                                        struct ll_err *reterr);
LL_MUST enum ll_status ll_credit_store(struct ll_ctx *ctx, struct ll_credit_note *note,
                                       struct ll_err *reterr);
/* What became of it, as members of an answer. */
void ll_credit_answer(struct ll_ctx *ctx, struct ll_credit_note *note, struct ll_json *answer);

/* ---- credit_import.c ---- */
LL_MUST enum ll_status ll_credit_import(struct ll_ctx *ctx, const struct ll_order_credit *in,
                                        struct ll_json **ret_answer, struct ll_err *reterr);

#endif
