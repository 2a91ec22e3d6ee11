/* The bound of a sample, proved for one number: it passes, and the number below it does not. */
#include "audit/model.h"

#include <string.h>

/*
 * With M good units among N, a sample of s has at least x good ones with a probability above 1/20
 * exactly when 19 * (samples with at least x) > (samples with less). The samples with k good ones
 * are C(M, k) C(N - M, s - k); each follows from its neighbour by a product and a quotient, so a
 * common factor is enough. Numbers are arrays of 32-bit digits, lowest first.
 *
 * First with a few digits: the neighbour's lower limit is rounded down and its upper one up. When
 * the two sums then overlap, once more with all digits there are, which divides evenly.
 */
#define SHORT_DIGITS 12
#define SHORT_ONE 6 /* the digit that is 1 in the number of samples with x good ones */
#define DECLARED_MAX INT64_C(1000000000)
#define DRAWN_MAX INT64_C(100000)

struct sample {
    int64_t declared, drawn, good;
    int64_t all_good; /* M, the number that is tried */
};
/* A number between two limits. */
struct limits {
    uint32_t *low;
    uint32_t *high;
    size_t digits;
    bool is_over; /* more than the digits hold */
};

static bool multiply(struct limits *n, uint32_t by)
{
    uint32_t *const sides[] = {n->low, n->high};
    bool fits = true;
    for (size_t side = 0; side < 2; side++) {
        uint64_t carry = 0;
        for (size_t i = 0; i < n->digits; i++) {
            carry += (uint64_t)sides[side][i] * by;
            sides[side][i] = (uint32_t)carry;
            carry >>= 32;
        }
        fits = fits && carry == 0;
    }
    return fits;
}

static void divide(struct limits *n, uint32_t by)
{
    uint64_t rest_low = 0;
    uint64_t rest_high = 0;
    for (size_t i = n->digits; i > 0; i--) {
        rest_low = rest_low << 32 | n->low[i - 1];
        n->low[i - 1] = (uint32_t)(rest_low / by);
        rest_low %= by;
        rest_high = rest_high << 32 | n->high[i - 1];
        n->high[i - 1] = (uint32_t)(rest_high / by);
        rest_high %= by;
    }
    for (size_t i = 0; rest_high > 0 && i < n->digits; i++) {
        n->high[i]++;
        rest_high = n->high[i] == 0 ? 1 : 0;
    }
}

static bool add_digits(uint32_t *sum, const uint32_t *part, size_t digits)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < digits; i++) {
        carry += (uint64_t)sum[i] + part[i];
        sum[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return carry == 0;
}

static int compare(const uint32_t *x, const uint32_t *y, size_t digits)
{
    for (size_t i = digits; i > 0; i--) {
        if (x[i - 1] != y[i - 1]) {
            return x[i - 1] < y[i - 1] ? -1 : 1;
        }
    }
    return 0;
}

/* From samples with k good ones to those with k + 1, or to those with k - 1. */
static bool step(const struct sample *s, struct limits *samples, int64_t k, bool is_up)
{
    int64_t bad = s->declared - s->all_good;
    int64_t from = is_up ? k : k - 1;
    uint32_t gain[] = {(uint32_t)(s->all_good - from), (uint32_t)(s->drawn - from)};
    uint32_t loss[] = {(uint32_t)(from + 1), (uint32_t)(bad - s->drawn + from + 1)};
    const uint32_t *times = is_up ? gain : loss;
    const uint32_t *over = is_up ? loss : gain;
    bool fits = multiply(samples, times[0]) && multiply(samples, times[1]);
    divide(samples, over[0]);
    divide(samples, over[1]);
    return fits;
}

/* The sum of samples with x, x + 1 … good ones, or of those with x - 1, x - 2 … */
static void sum_up(const struct sample *s, const struct limits *first, struct limits *walk,
                   bool is_up, struct limits *ret_sum)
{
    int64_t bad = s->declared - s->all_good;
    int64_t most = s->drawn < s->all_good ? s->drawn : s->all_good;
    int64_t fewest = s->drawn > bad ? s->drawn - bad : 0;
    size_t size = first->digits * sizeof(first->low[0]);
    bool fits = true;
    memcpy(walk->low, first->low, size);
    memcpy(walk->high, first->high, size);
    memset(ret_sum->low, 0, size);
    memset(ret_sum->high, 0, size);
    if (is_up) {
        memcpy(ret_sum->low, first->low, size);
        memcpy(ret_sum->high, first->high, size);
    }
    for (int64_t k = s->good; fits && (is_up ? k < most : k > fewest); k += is_up ? 1 : -1) {
        fits = step(s, walk, k, is_up) && add_digits(ret_sum->low, walk->low, first->digits) &&
               add_digits(ret_sum->high, walk->high, first->digits);
    }
    ret_sum->is_over = !fits;
}

enum verdict {
    VERDICT_NO,
    VERDICT_YES,
    VERDICT_OPEN,
};

/*
 * `digits` holds four pairs of numbers; the first pair is the number of samples with x good ones.
 * A sum that the digits do not hold is the larger one by far: what rises on one side of x falls on
 * the other.
 */
static enum verdict judge(const struct sample *s, uint32_t *memory, size_t digits)
{
    struct limits n[4];
    for (size_t i = 0; i < 4; i++) {
        n[i] =
            (struct limits){memory + 2 * i * digits, memory + (2 * i + 1) * digits, digits, false};
    }
    sum_up(s, &n[0], &n[1], true, &n[2]);
    sum_up(s, &n[0], &n[1], false, &n[3]);
    if (n[2].is_over || n[3].is_over) {
        return n[2].is_over ? VERDICT_YES : VERDICT_NO;
    }
    if (!multiply(&n[2], 19)) {
        return VERDICT_YES;
    }
    if (compare(n[2].low, n[3].high, digits) > 0) {
        return VERDICT_YES;
    }
    return compare(n[2].high, n[3].low, digits) <= 0 ? VERDICT_NO : VERDICT_OPEN;
}

/* The very number of samples with x good ones, in as many digits as all sums need. */
static enum verdict judge_exactly(struct ll_audit *a, const struct sample *s)
{
    size_t digits = (size_t)s->drawn + 4; /* C(N, s) is below 2^(30 s) */
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    uint32_t *memory = LL_NEW_ARRAY(a->scratch, uint32_t, 8 * digits);
    if (memory == NULL) {
        a->status = LL_ENOMEM;
        return VERDICT_OPEN;
    }
    struct limits first = {memory, memory + digits, digits, false};
    int64_t bad = s->declared - s->all_good;
    first.low[0] = 1;
    first.high[0] = 1;
    for (int64_t i = 0; i < s->good; i++) {
        (void)multiply(&first, (uint32_t)(s->all_good - i));
        divide(&first, (uint32_t)(i + 1));
    }
    for (int64_t i = 0; i < s->drawn - s->good; i++) {
        (void)multiply(&first, (uint32_t)(bad - i));
        divide(&first, (uint32_t)(i + 1));
    }
    enum verdict verdict = judge(s, memory, digits);
    ll_arena_rewind(a->scratch, mark);
    return verdict;
}

static bool passes(struct ll_audit *a, const struct sample *s)
{
    uint32_t memory[8 * SHORT_DIGITS] = {0};
    memory[SHORT_ONE] = 1;
    memory[SHORT_DIGITS + SHORT_ONE] = 1;
    enum verdict verdict = judge(s, memory, SHORT_DIGITS);
    if (verdict == VERDICT_OPEN) {
        verdict = judge_exactly(a, s);
    }
    return verdict == VERDICT_YES;
}

bool ll_audit_is_sample_bound(struct ll_audit *a, int64_t declared, int64_t drawn, int64_t good,
                              int64_t units)
{
    if (good < 0 || good > drawn || drawn > declared || declared > DECLARED_MAX ||
        drawn > DRAWN_MAX || units < good || units > declared - (drawn - good)) {
        return false;
    }
    struct sample sample = {declared, drawn, good, units};
    if (!passes(a, &sample)) {
        return false;
    }
    sample.all_good = units - 1;
    return units == good || !passes(a, &sample);
}
