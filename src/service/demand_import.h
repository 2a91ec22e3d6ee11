/*
 * order import, private to its files: what the import knows besides its input, and the steps by
 * which a document becomes slices of order lines.
 */
#ifndef LL_SERVICE_DEMAND_IMPORT_H
#define LL_SERVICE_DEMAND_IMPORT_H

#include "codec/purchase.h"
#include "core/measure.h"
#include "crypto/crypto.h"
#include "service/event.h"
#include "service/grow.h"
#include "store/q_demand.h"

struct ll_order_import {
    struct ll_str beneficiary;
    struct ll_file file;
    bool good_rows;
    struct ll_str order_line;
    struct ll_str payer;
    struct ll_str profile;
    struct ll_str programme;
    struct ll_str reseller;
    bool reviewed;
    struct ll_str scope;
    int trigger;
};

/* What the import knows besides its input. */
struct ll_demand_import {
    const struct ll_order_import *in;
    struct ll_programme_id programme_id;
    struct ll_str programme_code;
    struct ll_organisation_id beneficiary_id;
    struct ll_str beneficiary_code;
    struct ll_organisation_id payer_id;
    bool has_reseller_id;
    struct ll_organisation_id reseller_id;
    struct ll_str scope;
    bool has_line; /* the order line that was given is one that may be used */
    struct ll_q_order_line_terms_row line;
    bool is_list;                  /* CSV: findings of rows are told once, for the file */
    const struct ll_kept_key *key; /* secret: outside the database */
    struct ll_json *documents;
    struct ll_json *numbers; /* as the client wrote them: shown, never stored */
    struct ll_json *slices;
    struct ll_json *findings;
    int64_t finding_count;
    int64_t units;
    int64_t mass_g;
};

/* What one document appends to one order line: devices, or a mass. */
struct ll_demand_share {
    struct ll_order_line_id order_line_id;
    struct ll_str order_line; /* its code */
    struct ll_str class_code;
    enum ll_trigger trigger;
    struct ll_equivalence rule; /* how many positions a device takes */
    struct ll_line_tail tail;   /* of the line, before the document */
    int64_t lo;
    bool by_mass;
    int64_t units;          /* devices */
    int64_t mass_g;         /* of a share by mass, which counts no devices */
    int64_t positions;      /* that these take */
    struct ll_list carried; /* of struct ll_carried_span: its first positions */
    int64_t carried_positions;
};

#define LL_DEMAND_SHARES_MAX 64

/* A device of a document, at its place in an order line. */
struct ll_demand_claim {
    uint8_t fingerprint[LL_FINGERPRINT_SIZE];
    struct ll_order_line_id order_line_id;
    int64_t position;
};

/* ---- demand_document.c ---- */
/* Book one document, or say why not. *ret_bad: it could not be booked. */
LL_MUST enum ll_status ll_demand_book(struct ll_ctx *ctx, struct ll_demand_import *im,
                                      const struct ll_purchase *purchase, bool *ret_bad,
                                      struct ll_err *reterr);
/* A finding of a reader, for an answer; `document` is its number, or empty. */
struct ll_json *ll_demand_finding(struct ll_ctx *ctx, struct ll_str document,
                                  const struct ll_finding *finding);
/* "units", and "mass_g" when there is any: members of an answer. */
void ll_demand_answer_sum(struct ll_ctx *ctx, struct ll_json *answer, int64_t units,
                          int64_t mass_g);
/* A finding of the reader; `document` is its number, or empty. */
void ll_demand_tell(struct ll_ctx *ctx, struct ll_demand_import *im, const char *document,
                    const struct ll_finding *finding);
/* A finding of the import itself, beyond what the document says. */
void ll_demand_find(struct ll_ctx *ctx, struct ll_demand_import *im, const char *code,
                    const struct ll_purchase *purchase, int64_t line, const char *message,
                    const char *hint);

/* ---- demand_share.c: what the document appends to which line ---- */
/* Add a device line to the share of its class and trigger. *ret_bad: the programme does not serve
 * its class, or counts it in pieces and the line gives a mass; which was told. */
LL_MUST enum ll_status ll_demand_share_add(struct ll_ctx *ctx, struct ll_demand_import *im,
                                           struct ll_grow *shares,
                                           const struct ll_purchase *purchase,
                                           const struct ll_purchase_line *line, bool *ret_bad,
                                           struct ll_err *reterr);
/* Where each share begins: at the tail of its line, behind earlier shares of the same line. */
LL_MUST enum ll_status ll_demand_share_place(struct ll_ctx *ctx, struct ll_grow *shares,
                                             struct ll_err *reterr);

/* ---- demand_carry.c ---- */
/* Let each share, once it has its place, use its beneficiary's carry-over (docs/rules.md). */
LL_MUST enum ll_status ll_demand_carry(struct ll_ctx *ctx, struct ll_grow *shares,
                                       struct ll_err *reterr);

/* ---- demand_device.c ---- */
/* Give each identified device its place in the order; tell those that were claimed before. */
LL_MUST enum ll_status ll_demand_claim_devices(struct ll_ctx *ctx, struct ll_demand_import *im,
                                               const struct ll_purchase *purchase,
                                               const struct ll_grow *shares, struct ll_grow *claims,
                                               int64_t *ret_claimed_before, struct ll_err *reterr);
/* Register the devices, and the digest over them that the event holds. Sorts the claims. */
LL_MUST enum ll_status ll_demand_register(struct ll_ctx *ctx, const struct ll_demand_import *im,
                                          const struct ll_event_meta *meta, struct ll_grow *claims,
                                          uint8_t ret_digest[32], struct ll_err *reterr);

/* ---- asked before it is needed (demand_ask.c); on SQLite nothing ---- */
struct ll_paper_identity;
/* Who and what the request names. */
void ll_demand_ask_parties(struct ll_ctx *ctx, const struct ll_order_import *in);
/* The programme's classes, and the order line that was given. */
void ll_demand_ask_terms(struct ll_ctx *ctx, const struct ll_demand_import *im);
/* What is known of a paper, and to what it is appended. */
void ll_demand_ask_paper(struct ll_ctx *ctx, const struct ll_demand_import *im,
                         const struct ll_purchase *purchase,
                         const struct ll_paper_identity *identity);
/* How far the lines of shares have grown, and what was carried over for them. */
void ll_demand_ask_shares(struct ll_ctx *ctx, const struct ll_grow *shares);

#endif
