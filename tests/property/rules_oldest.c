/* Oldest first, gram by gram. */
#include "property/rules.h"

#include "core/oldest_first.h"

#define STOCKS_MAX 8

void rules_oldest(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    struct ll_mass left[STOCKS_MAX];
    struct ll_mass taken[STOCKS_MAX];
    int64_t naive[STOCKS_MAX] = {0};
    size_t count = (size_t)(seed_next(seed) % (STOCKS_MAX + 1));
    struct ll_mass wanted = {(int64_t)(seed_next(seed) % 60)};
    int64_t open_g = wanted.g;
    (void)arena;
    for (size_t i = 0; i < count; i++) {
        left[i].g = (int64_t)(seed_next(seed) % 20);
    }
    for (size_t i = 0; i < count; i++) {
        for (; open_g > 0 && naive[i] < left[i].g; open_g--) {
            naive[i]++;
        }
    }
    enum ll_status status = ll_oldest_first(left, count, wanted, taken);
    SEED_CHECK(seed, status == (open_g == 0 ? LL_OK : LL_ESHORT));
    rules_digest(digest, (uint64_t)status);
    for (size_t i = 0; i < count; i++) {
        SEED_CHECK(seed, taken[i].g == (status == LL_OK ? naive[i] : 0));
        rules_digest(digest, (uint64_t)taken[i].g);
    }
}
