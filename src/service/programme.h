/* What a programme's rules say of a lot. */
#ifndef LL_SERVICE_PROGRAMME_H
#define LL_SERVICE_PROGRAMME_H

#include "codec/purchase.h"
#include "core/types.h"
#include "service/ctx.h"

/* What its rules are asked about. */
struct ll_programme_lot {
    struct ll_str class_code;
    enum ll_measure measure;
    struct ll_month vintage;
};

/*
 * Why the rules of a programme keep a lot from serving demand: "class-not-in-programme",
 * "not-counted" (a lot in grams, of a class that serves demand in pieces alone), "too-old"
 * (collected before its oldest vintage), or nothing. Cost: the classes of the programme.
 */
LL_MUST enum ll_status ll_programme_refuses(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                            struct ll_month oldest_vintage,
                                            const struct ll_programme_lot *lot,
                                            struct ll_str *ret_reason, struct ll_err *reterr);
/*
 * The classes that the programme counts, by their codes, for readers of purchase documents: also
 * those that are not built in. In ctx->arena.
 */
LL_MUST enum ll_status ll_programme_classes(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                            struct ll_purchase_options *ret_options,
                                            struct ll_err *reterr);

#endif
