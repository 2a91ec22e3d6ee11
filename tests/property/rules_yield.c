/* What devices are expected to hold, and the metal in a fraction, gram by gram. */
#include "property/rules.h"

#include "core/yield.h"

#define PARTS_MAX 4

void rules_yield(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    struct ll_yield_part parts[PARTS_MAX] = {{.units = 0}};
    size_t count = (size_t)(seed_next(seed) % (PARTS_MAX + 1));
    struct ll_mass weighed = {(int64_t)(seed_next(seed) % 3000)};
    int64_t held_ug = 0;
    int64_t usual_g = 0;
    bool weightless = false;
    struct ll_mass expected = {0};
    int64_t naive_g = 0;
    (void)arena;
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct ll_yield_part){
            .units = (int64_t)(seed_next(seed) % 20),
            .each = {seed_chance(seed, 30) ? 0 : 1 + (int64_t)(seed_next(seed) % 300)},
            .ug_per_unit = (int64_t)(seed_next(seed) % 50000000),
        };
        weightless = weightless || parts[i].each.g == 0;
        held_ug += parts[i].units * parts[i].ug_per_unit;
        usual_g += parts[i].units * parts[i].each.g;
    }
    enum ll_status status = ll_yield_expected(parts, count, weighed, &expected);
    SEED_CHECK(seed, status == (weightless || usual_g == 0 ? LL_EINVAL : LL_OK));
    while (status == LL_OK && (naive_g + 1) * usual_g * 1000000 <= held_ug * weighed.g) {
        naive_g++;
    }
    SEED_CHECK(seed, expected.g == naive_g);
    rules_digest(digest, (uint64_t)status);
    rules_digest(digest, (uint64_t)expected.g);

    struct ll_mass fraction = {(int64_t)(seed_next(seed) % 4000)};
    int64_t content = (int64_t)(seed_next(seed) % (uint64_t)(LL_YIELD_MG_PER_T + 1));
    for (naive_g = 0; (naive_g + 1) * LL_YIELD_MG_PER_T <= fraction.g * content; naive_g++) {
    }
    SEED_CHECK(seed, ll_yield_metal(fraction, content).g == naive_g);
    rules_digest(digest, (uint64_t)naive_g);
    /* The largest that there can be. */
    const struct ll_yield_part most = {LL_UNITS_MAX, {1}, INT64_C(1000000000000)};
    SEED_CHECK(seed,
               ll_yield_expected(&most, 1, (struct ll_mass){LL_UNITS_MAX}, &expected) == LL_OK &&
                   expected.g == INT64_C(1000000) * LL_UNITS_MAX);
}
