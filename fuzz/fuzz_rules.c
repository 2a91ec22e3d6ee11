/*
 * The first byte names a rule and how it is fed: by choices of the property test, where it must
 * agree with its slow version; or by any numbers at all, where it must refuse or keep what it
 * promises of every result.
 */
#include <string.h>

#include "core/apportion.h"
#include "core/lot_mass.h"
#include "core/pour.h"
#include "core/sample.h"
#include "core/select.h"
#include "fuzz.h"
#include "property/rules.h"

#define ITEMS_MAX 24
#define ARENA_BYTES_MAX ((size_t)16 << 20)

struct bytes {
    const uint8_t *at;
    size_t count;
};

/* A number of one to eight bytes: small ones come often. */
static int64_t number(struct bytes *bytes)
{
    static const size_t sizes[] = {1, 1, 1, 1, 2, 2, 5, 8};
    uint8_t raw[8] = {0};
    size_t size = bytes->count > 0 ? sizes[bytes->at[0] % 8] : 0;
    size_t taken = size < bytes->count ? size : bytes->count;
    memcpy(raw, bytes->at, taken);
    bytes->at += taken;
    bytes->count -= taken;
    int64_t value;
    memcpy(&value, raw, sizeof(value));
    return value;
}

static struct ll_lot_span lot_span(struct bytes *bytes)
{
    struct ll_lot_span span = {.lot_id = {rules_id((size_t)(number(bytes) & 3))}};
    span.lo = number(bytes);
    span.hi = number(bytes);
    if (span.lo >= 0 && span.lo <= LL_UNITS_MAX && span.hi >= 0 && span.hi <= LL_UNITS_MAX) {
        span.hi += span.lo; /* as a length: more of them are spans */
    }
    return span;
}

static struct ll_span units_of(const struct ll_lot_span *span)
{
    return (struct ll_span){span->lo, span->hi};
}

static void any_select(struct bytes *bytes, struct ll_arena *arena)
{
    struct ll_select_span contents[ITEMS_MAX];
    struct ll_units k = {number(bytes)};
    enum ll_select_kind kind = (number(bytes) & 1) == 0 ? LL_SELECT_ADVERSE : LL_SELECT_NEUTRAL;
    size_t count = 0;
    while (count < ITEMS_MAX && bytes->count > 0) {
        struct ll_select_span *span = &contents[count++];
        *span = (struct ll_select_span){.at = lot_span(bytes)};
        int64_t state = number(bytes);
        span->allocated = (state & 3) != 0;
        span->state = (enum ll_allocation_state)(state & 3);
        span->queue.at.us = number(bytes);
    }
    struct ll_select_result result;
    if (ll_select(arena, contents, count, k, kind, &result, NULL) != LL_OK) {
        return;
    }
    int64_t units = 0;
    for (size_t i = 0; i < result.count; i++) {
        units += ll_span_len(units_of(&result.spans[i]));
        LL_ASSERT(i == 0 || ll_lot_span_cmp(&result.spans[i - 1], &result.spans[i]) < 0);
    }
    LL_ASSERT(units == k.n);
    LL_ASSERT(units ==
              result.unallocated.n + result.provisional.n + result.committed.n + result.final.n);
}

static void any_pour(struct bytes *bytes, struct ll_arena *arena)
{
    struct ll_pour_span contents[ITEMS_MAX];
    struct ll_pour_target targets[ITEMS_MAX];
    struct ll_pour_origin source = {.has_funder = (number(bytes) & 1) != 0};
    struct ll_pour_input input = {&source, 1, contents, 0, targets, 0};
    size_t target_count = (size_t)(number(bytes) & 7);
    while (input.target_count < target_count) {
        struct ll_pour_target *target = &targets[input.target_count++];
        *target = (struct ll_pour_target){.origin = source, .units = {number(bytes)}};
        target->origin.funder.raw.b[0] = number(bytes) == 1 ? 1 : 0;
    }
    int64_t left = 0;
    while (input.content_count < ITEMS_MAX && bytes->count > 0) {
        struct ll_pour_span *span = &contents[input.content_count++];
        *span = (struct ll_pour_span){.at = lot_span(bytes), .tag = (uint64_t)number(bytes)};
        left += ll_span_ok(units_of(&span->at)) ? ll_span_len(units_of(&span->at)) : 0;
    }
    for (size_t i = 0; i + 1 < target_count; i++) {
        left -= targets[i].units.n & 0xffff;
    }
    if (target_count > 0 && (targets[target_count - 1].units.n & 1) == 0) {
        targets[target_count - 1].units.n = left; /* so that the sums often agree */
    }
    struct ll_pour_result result;
    if (ll_pour(arena, &input, &result, NULL) != LL_OK) {
        return;
    }
    LL_ASSERT(result.span_count <= input.content_count + input.target_count - 1);
    size_t at = 0;
    for (size_t i = 0; i < input.target_count; i++) {
        LL_ASSERT(result.parts[i].first == at);
        int64_t held = 0;
        for (; at < result.parts[i].first + result.parts[i].count; at++) {
            held += ll_span_len(units_of(&result.spans[at].at));
        }
        LL_ASSERT(held == targets[i].units.n);
    }
}

static void any_sample(struct bytes *bytes, struct ll_arena *arena)
{
    struct ll_units good = {number(bytes)};
    struct ll_units sampled = {number(bytes)};
    struct ll_sample sample = {{number(bytes)}, sampled, good};
    struct ll_units bound;
    if (ll_sample_bound(arena, &sample, &bound, NULL) == LL_OK) {
        LL_ASSERT(bound.n >= good.n && bound.n <= sample.declared.n - (sampled.n - good.n));
    }
    struct ll_mass weighed = {number(bytes)};
    struct ll_mass collected = {number(bytes)};
    if (ll_weighed_bound(sample.declared, weighed, collected, &bound, NULL) == LL_OK) {
        LL_ASSERT(bound.n >= 0 && bound.n <= sample.declared.n);
    }
}

static void any_apportion(struct bytes *bytes, struct ll_arena *arena)
{
    int64_t wholes[] = {number(bytes), number(bytes)};
    struct ll_apportion_part parts[ITEMS_MAX];
    size_t count = 0;
    while (count < ITEMS_MAX && bytes->count > 0) {
        struct ll_apportion_part *part = &parts[count];
        *part = (struct ll_apportion_part){.id = rules_id((size_t)(number(bytes) & 3)),
                                           .lo = (int64_t)count,
                                           .weight = number(bytes)};
        part->whole = (uint32_t)(number(bytes) & 63) % 3 % 2;
        count++;
    }
    int64_t *shares;
    if (ll_apportion(arena, wholes, 2, parts, count, &shares, NULL) != LL_OK) {
        return;
    }
    for (uint32_t w = 0; w < 2; w++) {
        int64_t left = wholes[w];
        for (size_t i = 0; i < count; i++) {
            left -= parts[i].whole == w ? shares[i] : 0;
        }
        LL_ASSERT(left == 0);
    }
}

static void any_lot_mass(struct bytes *bytes, struct ll_arena *arena)
{
    (void)arena;
    struct ll_mass mass = {number(bytes)};
    struct ll_units units = {number(bytes)};
    struct ll_lot_span span = lot_span(bytes);
    struct ll_mass part;
    if (ll_lot_mass(mass, units, units_of(&span), &part, NULL) == LL_OK) {
        LL_ASSERT(part.g >= 0 && part.g <= mass.g);
    }
}

static rules_check *const checks[] = {rules_apportion, rules_lot_mass, rules_pour,
                                      rules_sample,    rules_select,   rules_weighed};
static void (*const any[])(struct bytes *, struct ll_arena *) = {any_apportion, any_lot_mass,
                                                                 any_pour, any_sample, any_select};
#define CHECK_COUNT (sizeof(checks) / sizeof(checks[0]))
#define ANY_COUNT (sizeof(any) / sizeof(any[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    size_t way = data[0] % (CHECK_COUNT + ANY_COUNT);
    if (way < CHECK_COUNT) {
        struct seed seed = seed_from_bytes(data + 1, size - 1);
        uint64_t digest = 0;
        checks[way](&seed, &arena, &digest);
    } else {
        struct bytes bytes = {data + 1, size - 1};
        any[way - CHECK_COUNT](&bytes, &arena);
    }
    ll_arena_release(&arena);
    return 0;
}
