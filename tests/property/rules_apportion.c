/* Apportionment, remainder by remainder: the largest is looked for anew for each unit left over. */
#include "property/rules.h"

#include <string.h>

#include "core/apportion.h"

#define PARTS_MAX 12
#define LEVELS_MAX 3

__extension__ typedef __int128 wide;

struct level {
    struct ll_apportion_part parts[PARTS_MAX];
    size_t count;
    int64_t naive[PARTS_MAX];
};

static int64_t random_weight(struct seed *seed, bool all_zero)
{
    if (all_zero || seed_chance(seed, 6)) {
        return 0;
    }
    if (seed_chance(seed, 8)) {
        return LL_APPORTION_MAX - (int64_t)seed_below(seed, 2);
    }
    return (int64_t)(seed_next(seed) >> (2 + seed_below(seed, 62)));
}

/* Parts of the level above, every one of which has one at least, in any order. */
static void make_level(struct level *level, size_t whole_count, struct seed *seed)
{
    level->count = whole_count + seed_below(seed, PARTS_MAX - whole_count + 1);
    bool all_zero = seed_chance(seed, 10);
    for (size_t i = 0; i < level->count; i++) {
        size_t number = seed_below(seed, 3);
        level->parts[i] = (struct ll_apportion_part){
            .id = rules_id(number),
            .lo = (int64_t)(i * 7 % PARTS_MAX), /* differs from part to part */
            .weight = random_weight(seed, all_zero),
            .whole = (uint32_t)(i < whole_count ? i : seed_below(seed, whole_count)),
        };
    }
    for (size_t i = level->count; i > 1; i--) {
        size_t j = seed_below(seed, i);
        struct ll_apportion_part moved = level->parts[i - 1];
        level->parts[i - 1] = level->parts[j];
        level->parts[j] = moved;
    }
}

static bool is_smaller(const struct ll_apportion_part *a, const struct ll_apportion_part *b)
{
    int order = memcmp(a->id.b, b->id.b, 16);
    return order < 0 || (order == 0 && a->lo < b->lo);
}

/* Give one more to the part of the whole with the most left, which then has nothing left. */
static void give_one(struct level *level, size_t whole, wide *rest)
{
    size_t best = level->count;
    for (size_t i = 0; i < level->count; i++) {
        if (level->parts[i].whole == whole &&
            (best == level->count || rest[i] > rest[best] ||
             (rest[i] == rest[best] && is_smaller(&level->parts[i], &level->parts[best])))) {
            best = i;
        }
    }
    level->naive[best]++;
    rest[best] = 0;
}

static void deal(struct level *level, size_t whole, int64_t size)
{
    wide rest[PARTS_MAX] = {0};
    wide weights = 0;
    size_t count = 0;
    for (size_t i = 0; i < level->count; i++) {
        if (level->parts[i].whole == whole) {
            weights += (wide)level->parts[i].weight;
            count++;
        }
    }
    wide amount = (wide)(size < 0 ? -size : size);
    wide given = 0;
    for (size_t i = 0; i < level->count; i++) {
        if (level->parts[i].whole == whole) {
            wide weight = weights == 0 ? 1 : (wide)level->parts[i].weight;
            wide sum = weights == 0 ? (wide)count : weights;
            level->naive[i] = (int64_t)(amount * weight / sum);
            rest[i] = amount * weight - (wide)level->naive[i] * sum;
            given += (wide)level->naive[i];
        }
    }
    for (; given < amount; given++) {
        give_one(level, whole, rest);
    }
    for (size_t i = 0; i < level->count; i++) {
        if (level->parts[i].whole == whole && size < 0) {
            level->naive[i] = -level->naive[i];
        }
    }
}

static void check_sum(struct seed *seed, const struct level *level, const int64_t *shares,
                      size_t whole, int64_t size)
{
    int64_t sum = 0;
    for (size_t i = 0; i < level->count; i++) {
        sum += level->parts[i].whole == whole ? shares[i] : 0;
    }
    SEED_CHECK(seed, sum == size);
}

void rules_apportion(struct seed *seed, struct ll_arena *arena, uint64_t *digest)
{
    struct level levels[LEVELS_MAX];
    struct ll_apportion_level given[LEVELS_MAX];
    size_t level_count = 1 + seed_below(seed, LEVELS_MAX);
    int64_t whole = (int64_t)(seed_next(seed) >> (2 + seed_below(seed, 62)));
    whole = seed_chance(seed, 20) ? LL_APPORTION_MAX : whole;
    whole = seed_chance(seed, 3) ? -whole : whole;
    size_t whole_count = 1;
    for (size_t l = 0; l < level_count; l++) {
        make_level(&levels[l], whole_count, seed);
        given[l] = (struct ll_apportion_level){levels[l].parts, levels[l].count};
        whole_count = levels[l].count;
    }
    int64_t **shares;
    SEED_CHECK(seed, ll_apportion_down(arena, whole, given, level_count, &shares, NULL) == LL_OK);
    const int64_t *wholes = &whole;
    whole_count = 1;
    for (size_t l = 0; l < level_count; l++) {
        for (size_t w = 0; w < whole_count; w++) {
            deal(&levels[l], w, wholes[w]);
            check_sum(seed, &levels[l], shares[l], w, wholes[w]);
        }
        for (size_t i = 0; i < levels[l].count; i++) {
            SEED_CHECK(seed, shares[l][i] == levels[l].naive[i]);
            rules_digest(digest, (uint64_t)shares[l][i]);
        }
        wholes = shares[l];
        whole_count = levels[l].count;
    }
}
