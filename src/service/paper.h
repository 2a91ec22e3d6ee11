/*
 * What a client's purchase papers are known by, so that a purchase counts once: along an order, its
 * list of devices and its invoices, whoever sends them and however often.
 */
#ifndef LL_SERVICE_PAPER_H
#define LL_SERVICE_PAPER_H

#include "codec/purchase.h"
#include "service/ctx.h"

/* For whom a paper is booked. */
struct ll_paper_parties {
    struct ll_programme_id programme_id;
    struct ll_organisation_id beneficiary_id;
    struct ll_organisation_id payer_id;
    const struct ll_fingerprint_key *key; /* secret; borrowed */
};

/*
 * What a document is known by. own: its number and issuer. order: of an invoice the order it refers
 * to, of a client's paper its number with the beneficiary as issuer, so that a list without a buyer
 * and an order that names one are known for the same purchase.
 */
struct ll_paper_identity {
    uint8_t own[32];
    uint8_t content[32];
    uint8_t order[32];
    uint8_t order_by_client[32]; /* of an invoice: the order it refers to, with the beneficiary as
                                    issuer */
    bool has_order;
};

/* What is to be done with a document. */
enum ll_paper_outcome {
    LL_PAPER_BOOK,
    LL_PAPER_UNCHANGED, /* it was booked before */
    LL_PAPER_COUNTED,   /* its order or its invoices were booked before */
    LL_PAPER_NOTHING,   /* no devices in it */
    LL_PAPER_PARTLY,    /* papers of this order booked some of it before */
    LL_PAPER_CONFLICT,  /* its number was booked with other content */
};
/* LL_ENOMEM, LL_ELIMIT. Cost: O(purchase). */
LL_MUST enum ll_status ll_paper_identify(struct ll_ctx *ctx, const struct ll_paper_parties *parties,
                                         const struct ll_purchase *purchase,
                                         struct ll_paper_identity *ret_identity,
                                         struct ll_err *reterr);
/* Ask early for what ll_paper_known looks up (ll_store_early_begin). */
void ll_paper_ask(struct ll_ctx *ctx, const struct ll_purchase *purchase,
                  const struct ll_paper_identity *identity);
/* For a request that goes ahead (ll_ctx.ahead): nothing is known of it that ll_paper_known would
 * ask for, or the transaction fails; what was stored before it is asked for together with what
 * other papers of the commit expect. LL_ERETRY: another paper of the commit is of the same order.
 */
LL_MUST enum ll_status ll_paper_expect_new(struct ll_ctx *ctx, const struct ll_purchase *purchase,
                                           const struct ll_paper_identity *identity,
                                           struct ll_err *reterr);
/* A commit that goes ahead begins, behind this event. */
void ll_paper_expect_begin(struct ll_ctx *ctx, struct ll_event_id until);
/* It ends: have the store expect what it was not told yet. */
LL_MUST enum ll_status ll_paper_expect_rest(struct ll_ctx *ctx, struct ll_err *reterr);
/* What is known of it in the store. A few index seeks; the store's errors, LL_EOVERFLOW. */
LL_MUST enum ll_status ll_paper_known(struct ll_ctx *ctx, const struct ll_paper_parties *parties,
                                      const struct ll_purchase *purchase,
                                      const struct ll_paper_identity *identity,
                                      enum ll_paper_outcome *ret_outcome, struct ll_err *reterr);

#endif
