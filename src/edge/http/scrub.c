#include "edge/http/scrub.h"

#define WAIT_MS 50 /* no request waits longer for who reads */
#define AGAIN_US 100000
#define AGAIN_US_MAX 2000000

void ll_scrub_begin(struct ll_scrub *ret_scrub, const struct ll_store *writer)
{
    bool is_due = ll_store_engine(writer) == LL_STORE_SQLITE;
    *ret_scrub = (struct ll_scrub){.after_us = is_due ? AGAIN_US : 0};
}

void ll_scrub_when_due(struct ll_scrub *scrub, struct ll_ctx *ctx, int64_t now_us)
{
    if (ctx->has_erased) {
        ctx->has_erased = false; /* tried at its commit */
        *scrub = (struct ll_scrub){.after_us = AGAIN_US, .at_us = now_us + AGAIN_US};
    }
    if (scrub->after_us == 0 || now_us < scrub->at_us) {
        return;
    }
    if (ll_store_scrub(ctx->store, WAIT_MS)) {
        scrub->after_us = 0;
        return;
    }
    scrub->after_us *= scrub->after_us < AGAIN_US_MAX ? 2 : 1;
    scrub->at_us = now_us + scrub->after_us;
}
