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

static struct ll_certified_line pieces = {
    .measure = LL_MEASURE_PIECES, .units = 12000, .positions = 12000};
static struct ll_certified_line grams = {
    .measure = LL_MEASURE_GRAMS, .units = 12000, .positions = 1080000};

static struct ll_certified certified_at(enum ll_stage stage)
{
    return (struct ll_certified){
        .stage = stage,
        .lines = {.items = &pieces, .count = 1},
        .units = 12000,
        .mass_g = 1080090,
        .triggers = 1u << LL_TRIGGER_PURCHASE,
        .has_period = true,
        .period_from = {20485},
        .period_to = {20512},
    };
}

static struct ll_str lead(struct ll_arena *arena, const struct ll_certified *certified)
{
    struct ll_str text = LL_STR("");
    struct ll_err err = {0};
    assert_int_equal(ll_certificate_lead(arena, certified, &text, &err), LL_OK);
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
        for (unsigned triggers = 2; triggers < 32; triggers += 2) {
            for (int which = 0; which < 4; which++) {
                struct ll_certified certified = certified_at(stage);
                certified.triggers = triggers;
                certified.has_period = (which & 1) != 0;
                certified.unpaid_units = which & 2;
                struct ll_str text = lead(&arena, &certified);
                lint(text);
                assert_int_equal(ll_str_starts(text, LL_STR("This is a commitment.")),
                                 stage < LL_STAGE_RECEIVED);
                assert_int_equal(ll_str_find(text, LL_STR("paid for"), false) != SIZE_MAX,
                                 certified.unpaid_units == 0);
                assert_int_equal(ll_str_find(text, LL_STR("yet."), false) == SIZE_MAX,
                                 stage == LL_STAGE_RECYCLED);
            }
        }
        ll_arena_reset(&arena);
    }
    struct ll_certified all = certified_at(LL_STAGE_RECYCLED);
    all.lines.items = &grams;
    all.has_certifications = true;
    all.found_units = 1;
    all.uncounted_g = 5000;
    all.bases = 1u << LL_RECEIPT_BASIS_SAMPLED | 1u << LL_RECEIPT_BASIS_WEIGHED;
    struct ll_certified_material material = {.is_calculated = true};
    all.materials.items = &material;
    all.materials.count = 1;
    struct ll_certified unpaid = certified_at(LL_STAGE_ACCEPTED);
    unpaid.unpaid_units = 1;
    size_t said = 0;
    for (size_t i = 0; i < ll_certificate_convention_count; i++) {
        assert_non_null(ll_certificate_convention(&all, i));
        lint(ll_str_from_cstr(ll_certificate_convention(&all, i)));
        said += ll_certificate_convention(&unpaid, i) != NULL ? 1 : 0;
    }
    /* Neither what was paid or found nor anything of plants, nor grams, nor what is not counted. */
    assert_int_equal(said, ll_certificate_convention_count - 11);
    ll_arena_release(&arena);
}

static void the_lead_says_what_is_known(void **state)
{
    (void)state;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    struct ll_certified certified = certified_at(LL_STAGE_RECYCLED);
    struct ll_str text = lead(&arena, &certified);
    assert_string_equal(ll_str_to_cstr(&arena, text),
                        "For 12,000 devices, bought (documents of 1\u00A0February 2026 to "
                        "28\u00A0February 2026), 12,000 "
                        "scrap devices (1,080.09\u00A0kg, weighed at collection) were collected, "
                        "paid for and recycled. "
                        "This "
                        "does not change the footprint of the new devices.");
    certified = certified_at(LL_STAGE_SHIPPED);
    certified.period_to = certified.period_from;
    certified.unpaid_units = 1;
    certified.triggers = 1u << LL_TRIGGER_LEASE | 1u << LL_TRIGGER_DISPOSAL;
    text = lead(&arena, &certified);
    assert_string_equal(
        ll_str_to_cstr(&arena, text),
        "This is a commitment. For 12,000 devices, leased or disposed of (documents of "
        "1\u00A0February "
        "2026), 12,000 scrap devices (1,080.09\u00A0kg, weighed at collection) were collected and "
        "are "
        "on "
        "their way to a recycler. They have not been received or recycled yet. This does not "
        "change the footprint of the new devices.");
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
