/*
 * The sentences of a certificate, and nothing but them: facts by stage (promise 13). Below
 * `received` they are a commitment and say so first. No store: what they say is handed in.
 */
#ifndef LL_SERVICE_CERTIFICATE_WORDS_H
#define LL_SERVICE_CERTIFICATE_WORDS_H

#include "service/certificate_body.h"

/*
 * "For 60 (smartphone) devices of …, bought (documents of 2026-02-01 to 2026-02-28), 60 scrap
 * devices (5.4 kg, weighed at collection) were collected and paid for in GH and received at …"
 * `plants` is the list of plants in words; empty below `received`. LL_ENOMEM, LL_ELIMIT.
 */
LL_MUST enum ll_status ll_certificate_lead(struct ll_arena *arena,
                                           const struct ll_certified *certified,
                                           struct ll_str beneficiary, struct ll_str plants,
                                           struct ll_str *ret_text, struct ll_err *reterr);
/* What has not happened yet at the stage; NULL at the last. */
const char *ll_certificate_caveat(enum ll_stage stage);
/* What came before it: that it is reissued, that it replaces another, what it no longer cites. As
 * many sentences as there are things to say. LL_ENOMEM, LL_ELIMIT. */
#define LL_CERTIFICATE_HISTORY_MAX 3
LL_MUST enum ll_status ll_certificate_history(struct ll_arena *arena,
                                              const struct ll_certified *certified,
                                              struct ll_str ret_texts[LL_CERTIFICATE_HISTORY_MAX],
                                              size_t *ret_count, struct ll_err *reterr);
/* Said on every certificate, after the lead and the caveat. */
extern const char ll_certificate_footprint[];
/* What is conventional or not said, one sentence each. */
extern const char *const ll_certificate_conventions[];
extern const size_t ll_certificate_convention_count;

#endif
