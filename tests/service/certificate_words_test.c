/* Every sentence that a certificate can hold: none claims what it may not, and each is as meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/claim.h"
#include "service/certificate_words.h"

#define ARENA_BYTES ((size_t)1 << 20)

static void lint(struct ll_str sentence)
{
    struct ll_claim claim;
    if (ll_claim_find(sentence, LL_CLAIM_ANY, true, &claim)) {
        fail_msg("'%.*s' claims '%.*s' (%s)", LL_STR_ARG(sentence), LL_STR_ARG(claim.words),
                 ll_claim_kind_name(claim.kind));
    }
    if (sentence.len == 0 || sentence.ptr[sentence.len - 1] != '.') {
        fail_msg("'%.*s' is no sentence", LL_STR_ARG(sentence));
    }
}

static struct ll_certified_line line = {.class_code = {"smartphone", 10}, .units = 12000};
static struct ll_certified_scrap scrap[] = {
    {.class_code = "smartphone", .country = "GH", .units = 9000},
    {.class_code = "feature_phone_nb", .country = "GH", .units = 2000},
    {.class_code = "smartphone", .country = "NG", .units = 1000},
};

static struct ll_certified certified_at(enum ll_stage stage)
{
    return (struct ll_certified){
        .stage = stage,
        .units = 12000,
        .mass_g = 1080090,
        .triggers = 1u << LL_TRIGGER_PURCHASE,
        .has_period = true,
        .period_from = {20485},
        .period_to = {20512},
        .lines = {.items = &line, .count = 1},
        .scrap = {.items = scrap, .count = 3},
    };
}

static struct ll_str lead(struct ll_arena *arena, const struct ll_certified *certified)
{
    struct ll_str text = LL_STR("");
    struct ll_err err = {0};
    assert_int_equal(ll_certificate_lead(arena, certified, LL_STR("City of Utrecht"),
                                         LL_STR("Hoboken (BE)"), &text, &err),
                     LL_OK);
    return text;
}

static void all_that_can_be_said_is_sober(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    for (size_t i = 0; i < LL_STAGE_ROW_COUNT; i++) {
        enum ll_stage stage = (enum ll_stage)ll_stage_rows[i].value;
        if (stage > LL_STAGE_RECYCLED) {
            continue;
        }
        const char *caveat = ll_certificate_caveat(stage);
        assert_int_equal(caveat == NULL, stage == LL_STAGE_RECYCLED);
        lint(ll_str_from_cstr(caveat == NULL ? "None." : caveat));
        for (unsigned triggers = 2; triggers < 32; triggers += 2) {
            for (int which = 0; which < 4; which++) {
                struct ll_certified certified = certified_at(stage);
                certified.triggers = triggers;
                certified.has_period = (which & 1) != 0;
                certified.unpaid_units = which & 2;
                struct ll_str text = lead(&arena, &certified);
                lint(text);
                assert_int_equal(ll_str_starts(text, LL_STR("Commitment:")),
                                 stage < LL_STAGE_RECEIVED);
                assert_int_equal(ll_str_find(text, LL_STR("paid for"), false) != SIZE_MAX,
                                 certified.unpaid_units == 0);
            }
        }
        ll_arena_reset(&arena);
    }
    lint(ll_str_from_cstr(ll_certificate_footprint));
    for (size_t i = 0; i < ll_certificate_convention_count; i++) {
        lint(ll_str_from_cstr(ll_certificate_conventions[i]));
    }
    ll_arena_release(&arena);
}

static void the_lead_says_what_is_known(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    struct ll_certified certified = certified_at(LL_STAGE_RECYCLED);
    struct ll_str text = lead(&arena, &certified);
    assert_string_equal(
        ll_str_to_cstr(&arena, text),
        "For 12,000 (smartphone) devices of City of Utrecht, bought (documents of 2026-02-01 to "
        "2026-02-28), 12,000 scrap devices (1,080.0 kg, weighed at collection) were collected and "
        "paid for in GH, NG and recycled at Hoboken (BE).");
    certified = certified_at(LL_STAGE_SHIPPED);
    certified.period_to = certified.period_from;
    certified.unpaid_units = 1;
    certified.triggers = 1u << LL_TRIGGER_LEASE | 1u << LL_TRIGGER_DISPOSAL;
    text = lead(&arena, &certified);
    assert_string_equal(
        ll_str_to_cstr(&arena, text),
        "Commitment: for 12,000 (smartphone) devices of City of Utrecht, leased or disposed of "
        "(documents of 2026-02-01), 12,000 scrap devices (1,080.0 kg, weighed at collection) were "
        "collected in GH, NG and are on their way to a recycler.");
    ll_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_can_be_said_is_sober),
        cmocka_unit_test(the_lead_says_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
