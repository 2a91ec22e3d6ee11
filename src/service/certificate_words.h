/*
 * The sentences of a certificate, and nothing but them: facts by stage (promise 13). Below
 * `received` they are a commitment and say so first. No store: what they say is handed in. The
 * opening paragraph is that of the printed page (draw/certificate_words.h), in English.
 */
#ifndef LL_SERVICE_CERTIFICATE_WORDS_H
#define LL_SERVICE_CERTIFICATE_WORDS_H

#include "service/certificate_body.h"

/*
 * "For 60 devices, bought (documents of 1 to 28 February 2026), 60 scrap devices (5.4 kg, weighed
 * at collection) were collected, paid for and recycled. …", with what has not happened yet at the
 * stage. LL_ENOMEM, LL_ELIMIT.
 */
LL_MUST enum ll_status ll_certificate_lead(struct ll_arena *arena,
                                           const struct ll_certified *certified,
                                           struct ll_str *ret_text, struct ll_err *reterr);
/* What came before it: that it is reissued, that it replaces another. As many sentences as there
 * are things to say. LL_ENOMEM, LL_ELIMIT. */
#define LL_CERTIFICATE_HISTORY_MAX 2
LL_MUST enum ll_status ll_certificate_history(struct ll_arena *arena,
                                              const struct ll_certified *certified,
                                              struct ll_str ret_texts[LL_CERTIFICATE_HISTORY_MAX],
                                              size_t *ret_count, struct ll_err *reterr);
/* What is calculated, conventional or not said, one sentence each; NULL where this certificate has
 * nothing that the sentence is about. */
extern const size_t ll_certificate_convention_count;
const char *ll_certificate_convention(const struct ll_certified *certified, size_t i);

#endif
