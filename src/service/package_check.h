/*
 * What services share that deal with a package as it is: weights, seals, counts, hand-overs. Days
 * of such entries never go back.
 */
#ifndef LL_SERVICE_PACKAGE_CHECK_H
#define LL_SERVICE_PACKAGE_CHECK_H

#include "service/case.h"
#include "service/package.h"

/*
 * ll_find_package for who has it at hand: it stands at a facility or is on its way, inside no
 * other, and of others than the operator, at a warehouse or plant of theirs, or carried by them.
 * LL_EREFUSED says where it is, LL_ENOTFOUND as if there were none.
 */
LL_MUST enum ll_status ll_package_at_hand(struct ll_ctx *ctx, struct ll_str ref,
                                          struct ll_q_package_by_id_row *ret_row,
                                          struct ll_err *reterr);

/* A day before which nothing of the kind can have happened. */
struct ll_package_since {
    bool has;
    struct ll_date day;
    const char *why; /* "what is in it came on", before the day */
};
/*
 * The day given, or today: not ahead, nor before one of `since`. LL_EINVAL at `field`, with the day
 * from which on it is taken.
 */
LL_MUST enum ll_status ll_package_day(const struct ll_ctx *ctx, bool given, struct ll_date day,
                                      const char *field, const struct ll_package_since *since,
                                      size_t count, struct ll_date *ret_day, struct ll_err *reterr);

/* What it holds and may weigh, and when it was last dealt with. One query. */
LL_MUST enum ll_status ll_package_weights(struct ll_ctx *ctx, struct ll_package_id package_id,
                                          struct ll_q_package_weights_row *ret_weights,
                                          struct ll_err *reterr);

/* What is told of a case that a difference opens. */
struct ll_package_claim {
    struct ll_money amount;
    bool has_amount;
    struct ll_organisation_id claimant_id; /* who claims it; not of an input */
    bool has_claimant_id;
    struct ll_str counterparty; /* empty: who brought the package last, when somebody did */
    struct ll_date deadline;
    bool has_deadline; /* without: the usual one */
    struct ll_str note;
};
/* The fields of a claim: of an input that has one as its member `claim`. */
#define LL_PACKAGE_CLAIM(S, member, ...)                                                           \
    {                                                                                              \
        .name = #member, .offset = offsetof(struct S, claim.member), __VA_ARGS__                   \
    }
#define LL_PACKAGE_CLAIM_AMOUNT(S)                                                                 \
    LL_PACKAGE_CLAIM(S, amount, LL_OPT(MONEY), LL_PRESENT(S, claim.has_amount),                    \
                     .help = "what is claimed, of a difference: 1200.00 EUR")
#define LL_PACKAGE_CLAIM_COUNTERPARTY(S)                                                           \
    LL_PACKAGE_CLAIM(S, counterparty, LL_OPT(REF),                                                 \
                     .help = "who is to answer for a difference (who brought it last)")
#define LL_PACKAGE_CLAIM_DEADLINE(S)                                                               \
    LL_PACKAGE_CLAIM(S, deadline, LL_OPT(DATE), LL_PRESENT(S, claim.has_deadline),                 \
                     .help = "by when a difference has to be settled (30 days)")
#define LL_PACKAGE_CLAIM_NOTE(S)                                                                   \
    LL_PACKAGE_CLAIM(S, note, LL_OPT(STR), .min = 1, .max = 4000,                                  \
                     .help = "a difference in words; kept apart from the ledger, where it can be " \
                             "erased")

/* Open a case about the package with all that is in it. */
LL_MUST enum ll_status ll_package_open_case(struct ll_ctx *ctx, struct ll_package_id package_id,
                                            const char *cause, const struct ll_package_claim *claim,
                                            struct ll_case_id *ret_case_id, struct ll_err *reterr);

/* Who has a package at hand: who asks when they see a part of the ledger only, who runs the place
 * where it stands, or who carries it. The store's errors. */
LL_MUST enum ll_status ll_package_holder(struct ll_ctx *ctx,
                                         const struct ll_q_package_by_id_row *package,
                                         bool *ret_has, struct ll_organisation_id *ret_id,
                                         struct ll_err *reterr);

/*
 * The organisation that `by` names as the one that did it. Who sees a part of the ledger only does
 * things for their own: LL_EPERM for another. LL_ENOTFOUND; the store's errors.
 */
LL_MUST enum ll_status ll_package_by(struct ll_ctx *ctx, struct ll_str by,
                                     struct ll_organisation_id *ret_id, struct ll_err *reterr);

#endif
