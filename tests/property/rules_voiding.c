/* Voiding, position by position: take the best that is left until enough are taken. */
#include "property/rules.h"

#include "core/voiding.h"

#define LINE_MAX 60

enum standing {
    GONE,
    HELD,
    PROVISIONAL,
    OPEN,
    STANDING_COUNT,
};

static void fill(struct seed *seed, struct ll_span_set sets[STANDING_COUNT], int64_t line,
                 enum standing at[LINE_MAX])
{
    enum standing now = GONE;
    for (int64_t i = 0; i < line; i++) {
        now = seed_chance(seed, 4) ? (enum standing)(seed_next(seed) % STANDING_COUNT) : now;
        at[i] = now;
        SEED_CHECK(seed, ll_span_set_add(&sets[now], (struct ll_span){i, i + 1}, NULL) == LL_OK);
    }
}

/* The position to be taken next, or -1. */
static int64_t naive_next(const enum standing at[LINE_MAX], int64_t line)
{
    int64_t best = -1;
    for (int64_t i = 0; i < line; i++) {
        if (at[i] != GONE && (best < 0 || at[i] >= at[best])) {
            best = i;
        }
    }
    return best;
}

void rules_voiding(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    struct ll_span_set sets[STANDING_COUNT];
    enum standing at[LINE_MAX];
    struct ll_voiding voiding;
    int64_t line = 1 + (int64_t)(seed_next(seed) % LINE_MAX);
    struct ll_units k = {(int64_t)(seed_next(seed) % (uint64_t)(line + 2))};
    for (size_t i = 0; i < STANDING_COUNT; i++) {
        ll_span_set_init(&sets[i], arena);
    }
    fill(seed, sets, line, at);
    int64_t there = line - ll_span_set_total(&sets[GONE]).n;
    enum ll_status status =
        ll_voiding_choose(arena, &sets[OPEN], &sets[PROVISIONAL], &sets[HELD], k, &voiding, NULL);
    rules_digest(digest, (uint64_t)status);
    SEED_CHECK(seed, status == (k.n == 0 ? LL_EINVAL : k.n > there ? LL_ESHORT : LL_OK));
    if (status != LL_OK) {
        return;
    }
    SEED_CHECK(seed,
               ll_span_set_total(&voiding.voided).n + ll_span_set_total(&voiding.carried).n == k.n);
    for (int64_t i = 0; i < k.n; i++) {
        int64_t position = naive_next(at, line);
        const struct ll_span_set *where = at[position] == HELD ? &voiding.carried : &voiding.voided;
        SEED_CHECK(seed, ll_span_set_contains(where, position));
        rules_digest(digest, (uint64_t)position);
        at[position] = GONE;
    }
}
