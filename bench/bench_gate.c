/*
 * The gate's decision for one shipment: Kumasi by Tema and Antwerp to Hoboken, three legs of two
 * carriers, the consents of its countries, LICENCES licences among which one after another holds;
 * with the permit desk's decision that it rests on, and without. Goal: under 1 ms. The benchmark
 * states, it does not fail.
 */
#include <stdio.h>
#include <time.h>

#include "core/gate.h"

#define LICENCES 64
#define TIMES 20000
#define ARENA_BYTES ((size_t)1 << 20)

static double now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct ll_gate_licence licences[LICENCES];
static const struct ll_organisation_id carrier = {{{1}}};

static void make_licences(void)
{
    for (int i = 0; i < LICENCES; i++) {
        licences[i] = (struct ll_gate_licence){
            .holder_id = carrier,
            .kind = LL_LICENCE_KIND_CARRIER,
            .country = i % 2 == 0 ? LL_STR("GH") : LL_STR("BE"),
            .valid_from = {20500 + i / 2},
            .last_day = {20500 + i / 2},
        };
    }
}

static void measure(struct ll_arena *arena, bool decide)
{
    const struct ll_gate_consent consents[] = {
        {.country = LL_STR("GH"), .part = "export", .is_given = true, .valid_until = {20999}},
        {.country = LL_STR("BE"), .part = "import", .is_given = true, .valid_until = {20999}},
    };
    const struct ll_gate_leg legs[] = {
        {carrier, LL_STR("c"), LL_STR("NL"), LL_STR("GH"), LL_STR("GH"), false, false},
        {carrier, LL_STR("c"), LL_STR("NL"), LL_STR("GH"), LL_STR("BE"), false, true},
        {carrier, LL_STR("c"), LL_STR("NL"), LL_STR("BE"), LL_STR("BE"), false, false},
    };
    size_t blockers = 0;
    double begin = now_us();
    for (int i = 0; i < TIMES; i++) {
        struct ll_arena_mark mark = ll_arena_mark(arena);
        struct ll_permit_decision decision;
        struct ll_gate_answer answer = {.blockers = NULL};
        const struct ll_permit_facts in = {
            .origin = LL_STR("GH"),
            .destination = LL_STR("BE"),
            .stream = LL_PERMIT_STREAM_PHONE_SCRAP,
            .purpose = LL_PERMIT_PURPOSE_RECOVERY,
            .departure = {20502},
        };
        struct ll_gate_facts facts = {
            .departs_on = {20502},
            .planned_arrival = {20522},
            .consents = consents,
            .consent_count = 2,
            .legs = legs,
            .leg_count = 3,
            .licences = licences,
            .licence_count = LICENCES,
        };
        if (decide && ll_permit_decide(&in, arena, &decision, NULL) == LL_OK) {
            facts.decision = &decision;
        }
        if (ll_gate_decide(&facts, arena, &answer, NULL) == LL_OK) {
            blockers += answer.count;
        }
        ll_arena_rewind(arena, mark);
    }
    printf("%-24s %8.2f us a decision (goal 1000), %zu blockers\n",
           decide ? "with the permit desk's" : "the gate alone", (now_us() - begin) / TIMES,
           blockers);
}

int main(void)
{
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    make_licences();
    measure(&arena, false);
    measure(&arena, true);
    ll_arena_release(&arena);
    return 0;
}
