/*
 * The stage machine: its table is sound, and docs/stages.md shows this table and no other.
 * LL_UPDATE_DOCS=1 writes the document anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/stage.h"

#define DOCUMENT "docs/stages.md"
#define DOCUMENT_MAX 16384

static void test_table_is_sound(void **state)
{
    (void)state;
    assert_int_equal(ll_stage_trait_count, LL_STAGE_ROW_COUNT);
    for (size_t i = 0; i < ll_stage_step_count; i++) {
        const struct ll_stage_step *step = &ll_stage_steps[i];
        assert_string_not_equal(ll_stage_name(step->from), "?");
        assert_string_not_equal(ll_stage_name(step->to), "?");
        assert_string_not_equal(ll_fact_name(step->fact), "?");
        for (size_t j = 0; j < i; j++) {
            assert_false(ll_stage_steps[j].from == step->from &&
                         ll_stage_steps[j].fact == step->fact);
        }
        /* A stage never falls but to one that has reached nothing. */
        assert_true(ll_stage_rank(step->to) == 0 ||
                    ll_stage_rank(step->to) >= ll_stage_rank(step->from));
        /* Nothing comes back into the reckoning from outside it. */
        assert_true(ll_stage_rank(step->from) > 0 || ll_stage_rank(step->to) == 0);
    }
    for (size_t i = 0; i < LL_STAGE_ROW_COUNT; i++) {
        enum ll_place place;
        assert_true(ll_stage_place((enum ll_stage)ll_stage_rows[i].value, &place));
    }
}

static enum ll_stage follow(const enum ll_fact *facts, size_t count)
{
    enum ll_stage stage = LL_STAGE_ACCEPTED;
    for (size_t i = 0; i < count; i++) {
        struct ll_err err;
        if (ll_stage_next(stage, facts[i], &stage, &err) != LL_OK) {
            fail_msg("fact %zu: %s", i, err.text);
        }
    }
    return stage;
}

static void test_ways_through(void **state)
{
    (void)state;
    const enum ll_fact abroad[] = {LL_FACT_DEPART,  LL_FACT_ARRIVE,         LL_FACT_DEPART,
                                   LL_FACT_RECEIVE, LL_FACT_DISMANTLE,      LL_FACT_DEPART,
                                   LL_FACT_ARRIVE,  LL_FACT_RECEIVE_ONWARD, LL_FACT_RECYCLE};
    const enum ll_fact at_home[] = {LL_FACT_RECEIVE_DOMESTIC, LL_FACT_RECYCLE};
    const enum ll_fact sent_back[] = {LL_FACT_DEPART, LL_FACT_SEIZE, LL_FACT_RETURN};
    assert_int_equal(follow(abroad, 9), LL_STAGE_RECYCLED);
    assert_int_equal(follow(abroad, 4), LL_STAGE_RECEIVED);
    assert_int_equal(follow(abroad, 8), LL_STAGE_DISMANTLED);
    assert_int_equal(follow(at_home, 2), LL_STAGE_RECYCLED);
    assert_int_equal(follow(sent_back, 3), LL_STAGE_RETURNED);
}

static void test_refuses_what_is_not_in_the_table(void **state)
{
    (void)state;
    const struct {
        enum ll_stage from;
        enum ll_fact fact;
    } refused[] = {
        {LL_STAGE_ACCEPTED, LL_FACT_RECEIVE},  {LL_STAGE_ACCEPTED, LL_FACT_RECYCLE},
        {LL_STAGE_ACCEPTED, LL_FACT_RETURN},   {LL_STAGE_SHIPPED, LL_FACT_RECYCLE},
        {LL_STAGE_RECEIVED, LL_FACT_RECEIVE},  {LL_STAGE_SHIPPED, LL_FACT_RECEIVE_DOMESTIC},
        {LL_STAGE_RECYCLED, LL_FACT_LOSE},     {LL_STAGE_LOST, LL_FACT_RECEIVE},
        {LL_STAGE_DIVERTED, LL_FACT_DEPART},   {LL_STAGE_RETURNED, LL_FACT_DEPART},
        {LL_STAGE_DISMANTLED, LL_FACT_RETURN}, {(enum ll_stage)99, LL_FACT_DEPART},
        {LL_STAGE_ACCEPTED, (enum ll_fact)99},
    };
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        enum ll_stage to = LL_STAGE_SEIZED;
        struct ll_err err;
        assert_int_equal(ll_stage_next(refused[i].from, refused[i].fact, &to, &err), LL_EREFUSED);
        assert_int_equal(to, LL_STAGE_SEIZED);
        assert_non_null(strstr(err.text, ll_stage_name(refused[i].from)));
    }
}

static void test_reached(void **state)
{
    (void)state;
    assert_true(ll_stage_reached(LL_STAGE_RECYCLED, LL_STAGE_DISMANTLED));
    assert_true(ll_stage_reached(LL_STAGE_RECEIVED, LL_STAGE_RECEIVED));
    assert_false(ll_stage_reached(LL_STAGE_SHIPPED, LL_STAGE_RECEIVED));
    assert_false(ll_stage_reached(LL_STAGE_LOST, LL_STAGE_ACCEPTED));
    assert_false(ll_stage_reached(LL_STAGE_LOST, LL_STAGE_LOST));
    assert_false(ll_stage_reached(LL_STAGE_RECYCLED, LL_STAGE_SEIZED));
    assert_false(ll_stage_reached((enum ll_stage)99, LL_STAGE_ACCEPTED));
    assert_false(ll_stage_reached(LL_STAGE_RECYCLED, (enum ll_stage)99));
}

static void test_balance(void **state)
{
    (void)state;
    const struct ll_stage_span spans[] = {
        {{0, 5}, LL_STAGE_ACCEPTED},   {{5, 7}, LL_STAGE_LOST},      {{7, 8}, LL_STAGE_SHIPPED},
        {{8, 12}, LL_STAGE_RECYCLED},  {{12, 13}, LL_STAGE_SEIZED},  {{13, 16}, LL_STAGE_DIVERTED},
        {{16, 18}, LL_STAGE_RETURNED}, {{18, 20}, LL_STAGE_RECEIVED}};
    const int64_t expected[LL_PLACE_COUNT] = {8, 4, 2, 3, 2, 1};
    struct ll_units counts[LL_PLACE_COUNT];
    struct ll_units accepted = {20};
    assert_int_equal(ll_stage_balance(spans, 8, accepted, counts, NULL), LL_OK);
    for (size_t i = 0; i < LL_PLACE_COUNT; i++) {
        assert_int_equal(counts[i].n, expected[i]);
    }
    /* Too short, a gap, a stage that is none. */
    assert_int_equal(ll_stage_balance(spans, 7, accepted, counts, NULL), LL_ECORRUPT);
    assert_int_equal(ll_stage_balance(spans + 1, 7, accepted, counts, NULL), LL_ECORRUPT);
    const struct ll_stage_span strange = {{0, 20}, (enum ll_stage)99};
    assert_int_equal(ll_stage_balance(&strange, 1, accepted, counts, NULL), LL_ECORRUPT);
    assert_int_equal(ll_stage_balance(NULL, 0, (struct ll_units){0}, counts, NULL), LL_OK);
    assert_int_equal(counts[LL_PLACE_CUSTODY].n, 0);
}

static void add(char *text, const char *fmt, ...) LL_PRINTF(2, 3);
static void add(char *text, const char *fmt, ...)
{
    size_t len = strlen(text);
    va_list args;
    va_start(args, fmt);
    int added = vsnprintf(text + len, DOCUMENT_MAX - len, fmt, args);
    va_end(args);
    assert_true(added >= 0 && (size_t)added < DOCUMENT_MAX - len);
}

static void print_document(char *text)
{
    add(text,
        "# Stages\n\n"
        "The stage machine of `src/core/stage.c`, printed by its test. Every fact about units "
        "takes them\nfrom one stage to another; a fact that is not in this table is "
        "refused.\n\n"
        "| from | fact | to | note |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < ll_stage_step_count; i++) {
        const struct ll_stage_step *step = &ll_stage_steps[i];
        add(text, "| %s | %s | %s |%s%s |\n", ll_stage_name(step->from), ll_fact_name(step->fact),
            ll_stage_name(step->to), step->note[0] == '\0' ? "" : " ", step->note);
    }
    add(text, "\n## What a stage counts as\n\n"
              "A unit has reached a stage when its own rank is at least that stage's; without a "
              "rank it has\nreached nothing. The place is where the unit counts in `accepted = in "
              "custody + treated + lost +\ndiverted + returned + seized`.\n\n"
              "| stage | rank | place |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < ll_stage_trait_count; i++) {
        const struct ll_stage_trait *trait = &ll_stage_traits[i];
        char rank[16] = "";
        if (trait->rank > 0) {
            (void)snprintf(rank, sizeof(rank), " %d", trait->rank);
        }
        add(text, "| %s |%s | %s |\n", ll_stage_name(trait->stage), rank,
            ll_place_name(trait->place));
    }
}

static void test_document(void **state)
{
    (void)state;
    static char expected[DOCUMENT_MAX];
    static char found[DOCUMENT_MAX];
    print_document(expected);
    if (getenv("LL_UPDATE_DOCS") != NULL) {
        FILE *out = fopen(DOCUMENT, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(expected, 1, strlen(expected), out), strlen(expected));
        assert_int_equal(fclose(out), 0);
    }
    FILE *in = fopen(DOCUMENT, "rb");
    if (in == NULL) {
        fail_msg("%s is missing: run this test once with LL_UPDATE_DOCS=1", DOCUMENT);
    }
    size_t len = fread(found, 1, sizeof(found) - 1, in);
    (void)fclose(in);
    found[len] = '\0';
    if (strcmp(found, expected) != 0) {
        fail_msg("%s is stale: run this test once with LL_UPDATE_DOCS=1", DOCUMENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_is_sound),
        cmocka_unit_test(test_ways_through),
        cmocka_unit_test(test_refuses_what_is_not_in_the_table),
        cmocka_unit_test(test_reached),
        cmocka_unit_test(test_balance),
        cmocka_unit_test(test_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
