/* Sample bounds, by the definition: whole sums of products of binomials, from Pascal's triangle. */
#include "property/rules.h"

#include <string.h>

#include "core/sample.h"

#define DECLARED_MAX 240
#define DIGITS 9 /* of 32 bits: 20 * C(240, 120) has 242 bits */

struct big {
    uint32_t digit[DIGITS];
};

static struct big choose[DECLARED_MAX + 1][DECLARED_MAX + 1];

static void add(struct big *a, const struct big *b)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        carry += (uint64_t)a->digit[i] + b->digit[i];
        a->digit[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static struct big multiply(const struct big *a, const struct big *b)
{
    struct big product = {{0}};
    for (size_t i = 0; i < DIGITS; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; i + j < DIGITS; j++) {
            carry += (uint64_t)a->digit[i] * b->digit[j] + product.digit[i + j];
            product.digit[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
    }
    return product;
}

static bool is_more(const struct big *a, const struct big *b)
{
    for (size_t i = DIGITS; i > 0; i--) {
        if (a->digit[i - 1] != b->digit[i - 1]) {
            return a->digit[i - 1] > b->digit[i - 1];
        }
    }
    return false;
}

static void make_triangle(void)
{
    if (choose[0][0].digit[0] == 1) {
        return;
    }
    for (size_t n = 0; n <= DECLARED_MAX; n++) {
        choose[n][0].digit[0] = 1;
        for (size_t k = 1; k <= n; k++) {
            choose[n][k] = choose[n - 1][k - 1];
            add(&choose[n][k], &choose[n - 1][k]);
        }
    }
}

/* Are x or more good ones likelier than 1 in 20, if `good` of the `declared` are? */
static bool is_likely(size_t declared, size_t good, size_t sampled, size_t x)
{
    static const struct big twenty = {{20}};
    struct big tail = {{0}};
    for (size_t k = x; k <= sampled && k <= good; k++) {
        if (sampled - k <= declared - good) {
            struct big term = multiply(&choose[good][k], &choose[declared - good][sampled - k]);
            add(&tail, &term);
        }
    }
    tail = multiply(&tail, &twenty);
    return is_more(&tail, &choose[declared][sampled]);
}

void rules_sample(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    make_triangle();
    /* Half of them small, where a probability may well be 1 in 20 exactly. */
    size_t declared = seed_below(seed, seed_chance(seed, 2) ? 41 : DECLARED_MAX + 1);
    size_t sampled = seed_below(seed, declared + 1);
    sampled = seed_chance(seed, 3) ? sampled % 4 : sampled;
    size_t bad = seed_below(seed, sampled + 1);
    bad = seed_chance(seed, 2) ? bad % 4 : bad;
    struct ll_sample sample = {.declared = {(int64_t)declared},
                               .sampled = {(int64_t)sampled},
                               .good = {(int64_t)(sampled - bad)}};
    size_t naive = 0;
    while (!is_likely(declared, naive, sampled, sampled - bad)) {
        naive++;
        SEED_CHECK(seed, naive <= declared);
    }
    struct ll_units bound;
    SEED_CHECK(seed, ll_sample_bound(arena, &sample, &bound, NULL) == LL_OK);
    SEED_CHECK(seed, bound.n == (int64_t)naive);
    SEED_CHECK(seed, bound.n >= sample.good.n && bound.n <= (int64_t)(declared - bad));
    rules_digest(digest, (uint64_t)bound.n);
}

/* Long division of a product, bit by bit. */
void rules_weighed(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    (void)arena;
    int shift = (int)seed_below(seed, 40);
    struct ll_units declared = {(int64_t)(seed_next(seed) % (uint64_t)LL_UNITS_MAX) >> shift};
    struct ll_mass collected = {1 + (int64_t)(seed_next(seed) % (uint64_t)LL_MASS_G_MAX)};
    struct ll_mass weighed = {(int64_t)(seed_next(seed) % (uint64_t)LL_MASS_G_MAX)};
    if (seed_chance(seed, 2)) {
        weighed.g %= collected.g + 1;
    }
    struct ll_units bound;
    SEED_CHECK(seed, ll_weighed_bound(declared, weighed, collected, &bound, NULL) == LL_OK);
    SEED_CHECK(seed, bound.n >= 0 && bound.n <= declared.n);
    int64_t quotient = 0;
    int64_t rest = 0;
    for (int bit = 62; bit >= 0; bit--) {
        int64_t add_g = (declared.n >> bit & 1) == 1 ? weighed.g : 0;
        rest = 2 * rest + add_g;
        quotient = 2 * quotient + rest / collected.g;
        rest %= collected.g;
        if (quotient > LL_UNITS_MAX) {
            quotient = LL_UNITS_MAX; /* only ever grows: the cap holds */
        }
    }
    SEED_CHECK(seed, bound.n == (quotient < declared.n ? quotient : declared.n));
    rules_digest(digest, (uint64_t)bound.n);
}
