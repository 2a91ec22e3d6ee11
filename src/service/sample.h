/*
 * An auditor's sample: drawn, and written with all that proves it (docs/sampling.md).
 */
#ifndef LL_SERVICE_SAMPLE_H
#define LL_SERVICE_SAMPLE_H

#include "proof/sample_file.h"
#include "service/log.h"
#include "service/service.h"

struct ll_sample_draw {
    struct ll_str programme;
    struct ll_str seed;
    int64_t units; /* 0: sixty */
    struct ll_str until;
};
extern const struct ll_record ll_sample_draw_record;

struct ll_sample_span {
    struct ll_receipt_id receipt_id;
    struct ll_lot_id lot_id;
    int64_t lo;
    int64_t hi;
    int64_t first; /* number of its first unit in the population */
};
struct ll_sample {
    struct ll_json *answer; /* of `sample draw` */
    const struct ll_sample_span *spans;
    size_t span_count;
};
/* Of a programme and a seed that were given. LL_ENOTFOUND; LL_ENOMEM, the store's errors. Cost: the
 * population, every pour of the ledger, and some twenty queries a unit. */
LL_MUST enum ll_status ll_sample_make(struct ll_ctx *ctx, const struct ll_sample_draw *in,
                                      struct ll_sample *ret_sample, struct ll_err *reterr);

/*
 * The same as a file (proof/sample_file.h), signed now. Inside the transaction of `view`.
 * LL_EINVAL: without programme or seed; LL_ELIMIT: larger than what is verified; LL_EREFUSED: the
 * store's log does not extend what is kept; the keys' and the store's errors.
 */
LL_MUST enum ll_status ll_sample_file_of(struct ll_ctx *ctx, const struct ll_log_view *view,
                                         const struct ll_sample_draw *in, struct ll_str *ret_text,
                                         struct ll_err *reterr);

#endif
