/* What a plant counted package by package: which units are missing is then known more closely. */
#ifndef LL_SERVICE_RECEIPT_PACKAGES_H
#define LL_SERVICE_RECEIPT_PACKAGES_H

#include "service/receipt_difference.h"

/*
 * What a plant counted, and the salt with which its statement commits to it: package codes do not
 * become public with the statement.
 */
struct ll_package_counts {
    struct ll_list counts; /* of struct ll_package_count, by code; none: no salt either */
    struct ll_str salt;
};
extern const struct ll_record ll_package_counts_record;
/* The canonical JSON {"counts": [...], "salt": hex}. LL_ENOMEM. */
LL_MUST enum ll_status ll_package_counts_text(struct ll_ctx *ctx,
                                              const struct ll_package_counts *counts,
                                              struct ll_str *ret_text, struct ll_err *reterr);
/* Its SHA-256. LL_ENOMEM. */
LL_MUST enum ll_status ll_package_counts_digest(struct ll_ctx *ctx,
                                                const struct ll_package_counts *counts,
                                                uint8_t ret_digest[32], struct ll_err *reterr);

/* "bag-1:118" a word, each package once; LL_EINVAL. In the order of codes. */
LL_MUST enum ll_status ll_package_counts_read(struct ll_ctx *ctx, const struct ll_list *words,
                                              struct ll_list *ret_counts, struct ll_err *reterr);

/*
 * Whether each of them can hold of the shipment, before the plant signs. LL_ENOTFOUND, LL_EINVAL
 * for a package that holds nothing of it, LL_EREFUSED when one was sent with less than was counted.
 */
LL_MUST enum ll_status ll_receipt_packages_check(struct ll_ctx *ctx,
                                                 const struct ll_receipt_contents *contents,
                                                 const struct ll_list *counts,
                                                 struct ll_err *reterr);

/*
 * Store, before the receipt, what is missing in each of the packages: a case about the package,
 * also when nothing of it came, with what `claimed` says (ll_receipt_claim) and the note,
 * certificates under review, releases, the units' loss. `missing` is what all of them lack
 * together. LL_EINVAL for a package that holds nothing of the shipment, LL_EREFUSED when one holds
 * less than was counted or they do not lack `missing`.
 */
LL_MUST enum ll_status ll_receipt_packages_store(
    struct ll_ctx *ctx, const struct ll_receipt_contents *contents, const struct ll_list *counts,
    struct ll_units missing, const struct ll_units_removed *about,
    const struct ll_case_opened *claimed, struct ll_str note, struct ll_list *ret_settles,
    struct ll_json *answer, struct ll_err *reterr);

#endif
