/*
 * A made-up programme of realistic size, to look at and to try commands on: 2.2 million scrap
 * phones from seven African countries, 2021 to 2025, and what 32 clients bought in that time. Every
 * person, organisation, place and paper in it is invented, and says so.
 *
 * All of it goes in through services, as a user's would; nothing here knows the store.
 */
#ifndef LL_DEMO_DEMO_H
#define LL_DEMO_DEMO_H

#include "service/ctx.h"

#define LL_DEMO_SEED_DEFAULT 2014
#define LL_DEMO_SEED_MAX INT64_C(9007199254740991)
#define LL_DEMO_SCALE_DEFAULT 100
#define LL_DEMO_SCALE_MAX 1000

struct ll_demo_options {
    int64_t seed;          /* the same seed and scale make the same programme */
    int64_t scale_percent; /* of 2.2 million phones: 1 to LL_DEMO_SCALE_MAX */
};

/*
 * Fill an empty, migrated store whose data directory has its keys. ctx->clock and the source of
 * ctx->ids are the demonstration's own while it runs, since the programme's time is 2021 to 2025
 * and its ids come from the seed, and are what they were afterwards. Reports to ctx->progress by
 * days.
 *
 * Not from the seed: the signing key and the fingerprint key of the data directory, and so the
 * signatures of certificates, device fingerprints, and what is digested from them.
 *
 * ret_summary lives in ctx->arena: counts, backlog, stages, clients, and codes to try. Any failure
 * of a service comes back as it is, with what was being done in reterr->where; the store then holds
 * the months before. Cost: about 60,000 events at 100 percent; memory 20 MB and the largest
 * allocation run.
 */
LL_MUST enum ll_status ll_demo_fill(struct ll_ctx *ctx, const struct ll_demo_options *options,
                                    struct ll_json **ret_summary, struct ll_err *reterr);

#endif
