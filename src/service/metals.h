/*
 * Precious metals under whatever name they go, and how much of each can come out of devices:
 * nobody brings gold of another origin into the ledger as what came out of a bag of phones.
 */
#ifndef LL_SERVICE_METALS_H
#define LL_SERVICE_METALS_H

#include "base/qty.h"
#include "service/ctx.h"

/* So much of what goes by that name: a fraction, or a metal that an assay found. */
struct ll_metal_part {
    struct ll_str name;
    struct ll_mass mass_g;
};

/*
 * Which metal a name means: "gold" of gold, fine-gold, au-9999 (data/metal_names.csv); of two of
 * them together, "precious-metals"; empty: of none, or of something that only holds some.
 * LL_ECORRUPT for a bad table, LL_ENOMEM.
 */
LL_MUST enum ll_status ll_metals_find(struct ll_ctx *ctx, struct ll_str name,
                                      struct ll_str *ret_metal, struct ll_err *reterr);

/*
 * Can so much of each come out of what went in? All parts that mean a metal of
 * data/metal_limits.csv are at most the share of the input that it has there, together; a gram
 * where that is less. What means any of them counts as precious-metals, too. LL_EREFUSED at
 * `where`, with the bound, where it comes from and the hint.
 */
LL_MUST enum ll_status ll_metals_check(struct ll_ctx *ctx, const struct ll_metal_part *parts,
                                       size_t count, struct ll_mass input, const char *where,
                                       const char *hint, struct ll_err *reterr);

#endif
