#include "core/sample.h"

#include <stdbool.h>
#include <string.h>

#include "core/limbs.h"

/*
 * The odds of a sample. T(k) = C(M, k) C(N - M, s - k) is the number of samples with k good units.
 * P(X >= x) > 1/20 is the same as 19 * (sum of T(k), k >= x) > (sum of T(k), k < x), for which T is
 * needed up to a common factor only. So T(x) is set to a power of two, and the others follow from
 * their ratios, outwards from x: every sum is held as a lower and an upper bound.
 */
struct odds {
    int64_t declared;
    int64_t sampled;
    int64_t good_units; /* M, the number that is tried */
    int64_t good;
};

enum answer {
    ANSWER_NO,
    ANSWER_YES,
    ANSWER_OPEN,
};

#define QUICK_LIMBS 4
/* T(x) is 2^128; a sum stays below 19 * 10^5 * 2^128, a term times a ratio's numerator below 2^197.
 */
#define QUICK_ONE_LIMB 2
#define ARRAYS 8 /* terms and sums, lower and upper, of two walks */
#define AGAINST 19

/* Terms from x upwards (times 19) or from x downwards. [0] is the lower bound and [1] the upper. */
struct walk {
    bool upwards;
    int64_t k;    /* of the last term */
    int64_t left; /* terms to come */
    size_t limbs;
    uint64_t *term[2];
    uint64_t *sum[2]; /* [1] bounds the whole sum when no terms are left */
};

/* T(next k) / T(k). Both below 10^14. */
static void ratio(const struct odds *odds, const struct walk *walk, uint64_t *ret_num,
                  uint64_t *ret_den)
{
    int64_t bad_units = odds->declared - odds->good_units;
    int64_t k = walk->upwards ? walk->k : walk->k - 1;
    uint64_t up = (uint64_t)((odds->good_units - k) * (odds->sampled - k));
    uint64_t down = (uint64_t)((k + 1) * (bad_units - odds->sampled + k + 1));
    *ret_num = walk->upwards ? up : down;
    *ret_den = walk->upwards ? down : up;
}

static bool is_zero(const uint64_t *a, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i] != 0) {
            return false;
        }
    }
    return true;
}

static void grow(struct walk *walk, int side)
{
    uint64_t carry = ll_limbs_add(walk->sum[side], walk->term[side], walk->limbs);
    LL_ASSERT(carry == 0);
}

/* Take the next term. T is log-concave: once it falls it goes on falling, so that when nothing is
 * left of the lower bound the rest is at most so many times the upper one. */
static void step(const struct odds *odds, struct walk *walk)
{
    uint64_t num;
    uint64_t den;
    ratio(odds, walk, &num, &den);
    for (int side = 0; side < 2; side++) {
        uint64_t carry = ll_limbs_mul(walk->term[side], walk->limbs, num);
        LL_ASSERT(carry == 0);
        uint64_t rest = ll_limbs_div(walk->term[side], walk->limbs, den);
        if (side == 1 && rest > 0) {
            (void)ll_limbs_add_one(walk->term[side], walk->limbs);
        }
    }
    if (num <= den && is_zero(walk->term[0], walk->limbs)) {
        uint64_t carry = ll_limbs_mul(walk->term[1], walk->limbs, (uint64_t)walk->left);
        LL_ASSERT(carry == 0);
        walk->left = 1;
    }
    grow(walk, 0);
    grow(walk, 1);
    walk->left--;
    walk->k += walk->upwards ? 1 : -1;
}

/* The side that falls is summed up whole first; the other only until the answer is plain. */
static enum answer compare(const struct odds *odds, struct walk *up, struct walk *down)
{
    uint64_t num = 0;
    uint64_t den = 1;
    if (up->left > 0) {
        ratio(odds, up, &num, &den);
    }
    struct walk *first = num <= den ? up : down;
    struct walk *second = num <= den ? down : up;
    while (first->left > 0) {
        step(odds, first);
    }
    for (;;) {
        if (up->left == 0 && ll_limbs_cmp(down->sum[0], up->sum[1], up->limbs) >= 0) {
            return ANSWER_NO;
        }
        if (down->left == 0 && ll_limbs_cmp(up->sum[0], down->sum[1], up->limbs) > 0) {
            return ANSWER_YES;
        }
        if (second->left == 0) {
            return ANSWER_OPEN;
        }
        step(odds, second);
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Both walks at x, with T(x) in up.term[0]. `memory` has ARRAYS * limbs limbs. */
static void start_walks(const struct odds *odds, uint64_t *memory, size_t limbs, struct walk *up,
                        struct walk *down)
{
    int64_t bad_units = odds->declared - odds->good_units;
    int64_t most = least(odds->sampled, odds->good_units);
    int64_t fewest = odds->sampled > bad_units ? odds->sampled - bad_units : 0;
    *up = (struct walk){.upwards = true, .k = odds->good, .left = most - odds->good};
    *down = (struct walk){.upwards = false, .k = odds->good, .left = odds->good - fewest};
    struct walk *const walks[] = {up, down};
    for (size_t i = 0; i < 2; i++) {
        walks[i]->limbs = limbs;
        for (size_t side = 0; side < 2; side++) {
            walks[i]->term[side] = memory + (4 * i + side) * limbs;
            walks[i]->sum[side] = memory + (4 * i + 2 + side) * limbs;
        }
    }
}

static enum answer ask(const struct odds *odds, struct walk *up, struct walk *down)
{
    size_t size = up->limbs * sizeof(up->term[0][0]);
    memcpy(down->term[0], up->term[0], size);
    memcpy(down->term[1], up->term[0], size);
    uint64_t carry = ll_limbs_mul(up->term[0], up->limbs, AGAINST);
    LL_ASSERT(carry == 0);
    memcpy(up->term[1], up->term[0], size);
    memcpy(up->sum[0], up->term[0], size);
    memcpy(up->sum[1], up->term[0], size);
    return compare(odds, up, down);
}

static enum answer ask_quickly(const struct odds *odds)
{
    uint64_t memory[ARRAYS * QUICK_LIMBS] = {0};
    struct walk up;
    struct walk down;
    start_walks(odds, memory, QUICK_LIMBS, &up, &down);
    up.term[0][QUICK_ONE_LIMB] = 1;
    return ask(odds, &up, &down);
}

/* a *= C(n, k); every product on the way is whole and at most the last. */
static void multiply_choose(uint64_t *a, size_t limbs, int64_t n, int64_t k)
{
    int64_t steps = least(k, n - k);
    for (int64_t i = 0; i < steps; i++) {
        uint64_t carry = ll_limbs_mul(a, limbs, (uint64_t)(n - i));
        uint64_t rest = ll_limbs_div(a, limbs, (uint64_t)(i + 1));
        LL_ASSERT(carry == 0 && rest == 0);
    }
}

/*
 * The same with the very T(x): every division comes out even, and both bounds are the sum. C(M, k)
 * C(N - M, s - k) and C(s, k) C(N - s, M - k) differ by a factor alone, and sum up to C(N, s) and
 * C(N, M): the smaller form is taken.
 */
static enum ll_status ask_exactly(struct ll_arena *arena, const struct odds *odds,
                                  enum answer *ret_answer, struct ll_err *reterr)
{
    int64_t by_sample = least(odds->sampled, odds->declared - odds->sampled);
    int64_t by_good = least(odds->good_units, odds->declared - odds->good_units);
    int64_t n = by_sample <= by_good ? odds->good_units : odds->sampled;
    int64_t drawn = by_sample <= by_good ? odds->sampled : odds->good_units;
    /* C(N, d) is below 2^30d; 20 times that and a numerator's 47 bits go on top. */
    size_t limbs = ((size_t)least(by_sample, by_good) * 30 + 52) / 64 + 1;
    struct ll_arena_mark scratch = ll_arena_mark(arena);
    uint64_t *memory = LL_NEW_ARRAY(arena, uint64_t, ARRAYS * limbs);
    if (memory == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the odds of a sample of %lld units",
                       (long long)odds->sampled);
    }
    struct walk up;
    struct walk down;
    start_walks(odds, memory, limbs, &up, &down);
    up.term[0][0] = 1;
    multiply_choose(up.term[0], limbs, n, odds->good);
    multiply_choose(up.term[0], limbs, odds->declared - n, drawn - odds->good);
    *ret_answer = ask(odds, &up, &down);
    LL_ASSERT(*ret_answer != ANSWER_OPEN);
    ll_arena_rewind(arena, scratch);
    return LL_OK;
}

static enum ll_status check(const struct ll_sample *sample, struct ll_err *reterr)
{
    if (sample->good.n < 0 || sample->good.n > sample->sampled.n ||
        sample->sampled.n > sample->declared.n) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL,
            "%lld good of %lld sampled of %lld declared: each is at most the next",
            (long long)sample->good.n, (long long)sample->sampled.n, (long long)sample->declared.n);
        ll_err_hint(reterr, "give how many were drawn and how many of these were good: no more are "
                            "good than drawn, and no more drawn than declared");
        return status;
    }
    if (sample->declared.n > LL_SAMPLE_DECLARED_MAX || sample->sampled.n > LL_SAMPLE_SAMPLED_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT,
                       "a sample is of at most %lld units, out of at most %lld declared",
                       (long long)LL_SAMPLE_SAMPLED_MAX, (long long)LL_SAMPLE_DECLARED_MAX);
    }
    return LL_OK;
}

enum ll_status ll_sample_bound(struct ll_arena *arena, const struct ll_sample *sample,
                               struct ll_units *ret_bound, struct ll_err *reterr)
{
    LL_TRY(check(sample, reterr));
    /* The more good units, the likelier x of them: the first M that passes is looked for by
     * halves. The last one possible passes, since the sample is then certain to have x. */
    int64_t lo = sample->good.n;
    int64_t hi = sample->declared.n - (sample->sampled.n - sample->good.n);
    while (lo < hi) {
        struct odds odds = {.declared = sample->declared.n,
                            .sampled = sample->sampled.n,
                            .good_units = lo + (hi - lo) / 2,
                            .good = sample->good.n};
        enum answer answer = ask_quickly(&odds);
        if (answer == ANSWER_OPEN) {
            LL_TRY(ask_exactly(arena, &odds, &answer, reterr));
        }
        if (answer == ANSWER_YES) {
            hi = odds.good_units;
        } else {
            lo = odds.good_units + 1;
        }
    }
    ret_bound->n = lo;
    return LL_OK;
}

enum ll_status ll_weighed_bound(struct ll_units declared, struct ll_mass weighed,
                                struct ll_mass collected, struct ll_units *ret_bound,
                                struct ll_err *reterr)
{
    __extension__ typedef __int128 wide;
    if (declared.n < 0 || declared.n > LL_UNITS_MAX || weighed.g < 0 || weighed.g > LL_MASS_G_MAX ||
        collected.g <= 0 || collected.g > LL_MASS_G_MAX) {
        return LL_FAIL(reterr, LL_EINVAL,
                       "%lld units of %lld g collected and %lld g weighed: no count follows",
                       (long long)declared.n, (long long)collected.g, (long long)weighed.g);
    }
    wide bound = (wide)declared.n * weighed.g / collected.g;
    ret_bound->n = bound < declared.n ? (int64_t)bound : declared.n;
    return LL_OK;
}
