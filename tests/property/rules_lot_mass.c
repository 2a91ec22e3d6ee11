/* The mass of units, gram by gram for small lots; for all lots that a partition sums to the whole.
 */
#include "property/rules.h"

#include "core/lot_mass.h"

#define PARTS_MAX 8

/* How many whole grams fit into the first `hi` units' part. */
static int64_t naive_below(int64_t mass_g, int64_t units, int64_t hi)
{
    int64_t grams = 0;
    while ((grams + 1) * units <= mass_g * hi) {
        grams++;
    }
    return grams;
}

void rules_lot_mass(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    (void)arena;
    bool small = seed_chance(seed, 2);
    struct ll_units units = {1 + (int64_t)(seed_next(seed) % (small ? 40 : LL_UNITS_MAX))};
    struct ll_mass mass = {(int64_t)(seed_next(seed) % (small ? 300 : LL_MASS_G_MAX + 1))};
    int64_t lo = 0;
    int64_t sum_g = 0;
    for (size_t i = 0; lo < units.n; i++) {
        int64_t hi = lo + 1 + (int64_t)(seed_next(seed) % (uint64_t)(units.n - lo));
        hi = i == PARTS_MAX ? units.n : hi;
        struct ll_mass part;
        SEED_CHECK(seed, ll_lot_mass(mass, units, (struct ll_span){lo, hi}, &part, NULL) == LL_OK);
        SEED_CHECK(seed, part.g >= 0);
        SEED_CHECK(seed, !small || part.g == naive_below(mass.g, units.n, hi) -
                                                 naive_below(mass.g, units.n, lo));
        rules_digest(digest, (uint64_t)part.g);
        sum_g += part.g;
        lo = hi;
    }
    SEED_CHECK(seed, sum_g == mass.g);
}
