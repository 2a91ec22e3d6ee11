/*
 * How many units a declared count stands for when not all of them were counted: by a random sample,
 * or by weight. What is bound is never above what was declared. Pure, whole numbers only.
 *
 * The rule for samples (LL_SAMPLE_RULE_VERSION): of N declared units s were drawn at random, none
 * twice, and x were good. The bound is the smallest number M of good units among the N with which x
 * or more good ones in such a sample have a probability above 5 %: the exact one-sided lower 95 %
 * bound of the hypergeometric distribution. With M good units that probability is
 *
 *     sum over k >= x of C(M, k) C(N - M, s - k) / C(N, s)
 *
 * and it is compared with 1/20 without any rounding, so that every right program finds the same M.
 *
 * The rule for weights (LL_WEIGHED_RULE_VERSION): declared * weighed / collected, rounded down, at
 * most the declared count.
 */
#ifndef LL_CORE_SAMPLE_H
#define LL_CORE_SAMPLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/qty.h"

#define LL_SAMPLE_RULE_VERSION 1
#define LL_WEIGHED_RULE_VERSION 1

#define LL_SAMPLE_DECLARED_MAX INT64_C(1000000000)
#define LL_SAMPLE_SAMPLED_MAX INT64_C(100000)

struct ll_sample {
    struct ll_units declared; /* N: 0 … LL_SAMPLE_DECLARED_MAX */
    struct ll_units sampled;  /* s: 0 … N, at most LL_SAMPLE_SAMPLED_MAX */
    struct ll_units good;     /* x: 0 … s */
};

/*
 * The bound: from x up to N - (s - x); x when all were drawn, 0 when none or none good. LL_EINVAL
 * when the counts contradict each other, LL_ELIMIT above the limits, LL_ENOMEM.
 *
 * Cost: log2(N) probabilities, each in O(sqrt(s)) steps or so: terms are taken from x outwards in
 * 256 bits, rounded both ways, until they cannot matter. Only when that leaves the answer open, as
 * it does at exactly 1/20, are whole terms calculated: d steps with numbers of 4 d bytes, d the
 * least of s, N - s, M and N - M. `arena` lends the memory for that.
 */
LL_MUST enum ll_status ll_sample_bound(struct ll_arena *arena, const struct ll_sample *sample,
                                       struct ll_units *ret_bound, struct ll_err *reterr);

/*
 * `collected` is what the declared units weighed where they were collected, `weighed` what arrived.
 * LL_EINVAL for a quantity that is negative or above its maximum, and when nothing was collected.
 */
LL_MUST enum ll_status ll_weighed_bound(struct ll_units declared, struct ll_mass weighed,
                                        struct ll_mass collected, struct ll_units *ret_bound,
                                        struct ll_err *reterr);

#endif
