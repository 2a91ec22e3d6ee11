/* Inputs of every shape from the words of a command line, and the progress bar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "edge/cli/args.h"
#include "edge/cli/progress.h"

#define ARENA_BYTES ((size_t)4 << 20)

struct part {
    struct ll_str code;
    struct ll_str note;
    struct ll_units units;
};
static const struct ll_field part_fields[] = {
    LL_MEMBER(part, code, LL_REQ(CODE), .help = "its code"),
    LL_MEMBER(part, note, LL_OPT(STR), .help = "a note"),
    LL_MEMBER(part, units, LL_REQ(UNITS), .help = "how many"),
};
static const struct ll_record part_record = LL_RECORD("part", part, part_fields);

struct shape {
    struct ll_list countries;
    bool fast;
    bool has_fast;
    struct ll_list parts;
    struct ll_str place;
    struct ll_list words;
};
static const struct ll_field shape_fields[] = {
    LL_MEMBER(shape, countries, LL_OPT(STRS), .max = 3, .help = "countries"),
    LL_MEMBER(shape, fast, LL_OPT(BOOL), LL_PRESENT(shape, has_fast), .help = "be fast"),
    LL_MEMBER(shape, parts, LL_OPT(LIST), .sub = &part_record, .max = 3, .help = "the parts"),
    LL_MEMBER(shape, place, LL_REQ(CODE), .operand = true, .help = "where"),
    LL_MEMBER(shape, words, LL_OPT(STRS), .max = 8, .operand = true, .help = "words"),
};
static const struct ll_record shape_record = LL_RECORD("shape", shape, shape_fields);

struct outcome {
    struct ll_arena arena;
    struct ll_err err;
    struct shape *input;
};

/* Reads the words, up to a NULL, as the input of a command of shape_record. */
static enum ll_status read_words(struct outcome *outcome, const char *const *words)
{
    char *argv[16] = {NULL};
    int argc = 1;
    for (; words[argc - 1] != NULL; argc++) {
        assert_true(argc < 16);
        memcpy(&argv[argc], &words[argc - 1], sizeof(argv[argc]));
    }
    struct ll_args args = {
        .argc = argc,
        .argv = argv,
        .at = 1,
        .words = LL_WORDS_COMMAND,
        .command = {.noun = "test", .input = &shape_record, .need = LL_NEED_NOTHING},
    };
    void *input = NULL;
    *outcome = (struct outcome){.input = NULL};
    ll_arena_init(&outcome->arena, &ll_arena_malloc, ARENA_BYTES);
    enum ll_status status = ll_args_input(&args, &outcome->arena, stdin, &input, &outcome->err);
    outcome->input = input;
    return status;
}
#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static void reads(struct outcome *outcome, const char *const *words)
{
    if (read_words(outcome, words) != LL_OK) {
        fail_msg("%s: %s", outcome->err.where, outcome->err.text);
    }
}

static void refuses(const char *const *words, enum ll_status status, const char *where,
                    const char *part_of_text)
{
    struct outcome outcome;
    assert_int_equal(read_words(&outcome, words), status);
    assert_string_equal(outcome.err.where, where);
    if (strstr(outcome.err.text, part_of_text) == NULL) {
        fail_msg("'%s' does not say '%s'", outcome.err.text, part_of_text);
    }
    assert_null(outcome.input);
    ll_arena_release(&outcome.arena);
}

static void lists_grow_item_by_item(void **state)
{
    (void)state;
    struct outcome outcome;
    reads(&outcome,
          WORDS("--parts", "code=a,units=40", "here", "--parts=note=x\\,y=z,units=2,code=b",
                "--parts", "{\"code\":\"c\",\"units\":1240}"));
    assert_int_equal(outcome.input->parts.count, 3);
    const struct part *parts = outcome.input->parts.items;
    assert_true(ll_str_eq(parts[0].code, LL_STR("a")));
    assert_int_equal(parts[0].units.n, 40);
    assert_true(ll_str_eq(parts[1].code, LL_STR("b")));
    assert_true(ll_str_eq(parts[1].note, LL_STR("x,y=z")));
    assert_int_equal(parts[2].units.n, 1240);
    assert_true(ll_str_eq(outcome.input->place, LL_STR("here")));
    ll_arena_release(&outcome.arena);
}

static void bad_items_are_named(void **state)
{
    (void)state;
    refuses(WORDS("here", "--parts", "code=a,units=x"), LL_EINVAL, "--parts units", "\"x\"");
    refuses(WORDS("here", "--parts", "code=a"), LL_EINVAL, "--parts units", "missing");
    refuses(WORDS("here", "--parts", "code=a,unit=1"), LL_EINVAL, "--parts", "'unit'");
    refuses(WORDS("here", "--parts", "code=a,code=b,units=1"), LL_EINVAL, "--parts", "twice");
    refuses(WORDS("here", "--parts", "a"), LL_EINVAL, "--parts", "no '='");
    refuses(WORDS("here", "--parts", "{\"code\":\"a\",\"units\":-1}"), LL_EINVAL, "--parts units",
            "");
    refuses(WORDS("here", "--parts", "code=a,units=1", "--parts", "code=a,units=1", "--parts",
                  "code=a,units=1", "--parts", "code=a,units=1"),
            LL_EINVAL, "--parts", "more than 3");
}

static void words_are_joined(void **state)
{
    (void)state;
    struct outcome outcome;
    reads(&outcome, WORDS("--countries", "GH,NG", "here", "one", "--countries=CM", "two", "three"));
    assert_int_equal(outcome.input->countries.count, 3);
    assert_int_equal(outcome.input->words.count, 3);
    const struct ll_str *words = outcome.input->words.items;
    assert_true(ll_str_eq(words[2], LL_STR("three")));
    ll_arena_release(&outcome.arena);
    refuses(WORDS("here", "--countries", "A,B", "--countries", "C,D"), LL_EINVAL, "--countries",
            "");
}

static void flags_say_that_they_came(void **state)
{
    (void)state;
    struct outcome outcome;
    reads(&outcome, WORDS("here"));
    assert_false(outcome.input->has_fast);
    ll_arena_release(&outcome.arena);
    reads(&outcome, WORDS("--fast", "here"));
    assert_true(outcome.input->has_fast && outcome.input->fast);
    ll_arena_release(&outcome.arena);
    reads(&outcome, WORDS("--fast=no", "here"));
    assert_true(outcome.input->has_fast && !outcome.input->fast);
    ll_arena_release(&outcome.arena);
    refuses(WORDS("here", "--fast=perhaps"), LL_EINVAL, "--fast", "\"perhaps\"");
    refuses(WORDS("--fast"), LL_EUSAGE, "PLACE", "missing");
}

/* ---- the progress bar ---- */

static struct ll_time bar_now(void *ctx)
{
    return *(const struct ll_time *)ctx;
}

static void the_bar_draws_now_and_then(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct ll_time now = {1000000};
    struct ll_bar bar = {.err = out, .enabled = true, .timer = {.now = bar_now, .ctx = &now}};
    assert_non_null(out);
    ll_bar_report(&bar, "events", 12000, 48000);
    now.us += 1000;
    ll_bar_report(&bar, "events", 12001, 48000); /* too soon */
    now.us += 1000000;
    ll_bar_report(&bar, "events", 1234567, 0);
    ll_bar_clear(&bar);
    ll_bar_clear(&bar); /* nothing left to wipe */
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "\r\033[Kevents [#####                   ] 12,000 of 48,000"
                              "\r\033[Kevents 1,234,567"
                              "\r\033[K");
    free(text);
}

static void without_a_terminal_nothing_is_drawn(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    struct ll_time now = {1000000};
    struct ll_bar bar = {.err = out, .timer = {.now = bar_now, .ctx = &now}};
    assert_non_null(out);
    ll_bar_report(&bar, "events", 1, 2);
    ll_bar_clear(&bar);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(len, 0);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_grow_item_by_item),
        cmocka_unit_test(bad_items_are_named),
        cmocka_unit_test(words_are_joined),
        cmocka_unit_test(flags_say_that_they_came),
        cmocka_unit_test(the_bar_draws_now_and_then),
        cmocka_unit_test(without_a_terminal_nothing_is_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
