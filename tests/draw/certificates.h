/* Made-up certificates: the smallest, a usual one, the largest, one of hostile texts, and others.
 */
#ifndef LL_TESTS_DRAW_CERTIFICATES_H
#define LL_TESTS_DRAW_CERTIFICATES_H

#include "draw/certificate.h"
#include "draw/support.h"

enum ll_sample {
    LL_SAMPLE_TINY,
    LL_SAMPLE_USUAL,
    LL_SAMPLE_HUGE,
    LL_SAMPLE_HOSTILE,
    LL_SAMPLE_COMMITMENT,
    LL_SAMPLE_REVOKED,
    LL_SAMPLE_GRAMS,
};
#define LL_SAMPLE_COUNT 7

const char *ll_sample_name(enum ll_sample sample);
/* Its lists are in the test's arena. */
struct ll_printed_certificate ll_sample_certificate(struct ll_draw_test *test,
                                                    enum ll_sample sample);

#endif
