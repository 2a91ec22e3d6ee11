/*
 * Whatever is in the command table can be read about: help, manual page and completion name every
 * command and every option, and no two things have one name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/cli/manual.h"

#define ARENA_BYTES ((size_t)64 << 20)

struct page {
    struct ll_arena arena;
    struct ll_strbuf buf;
    struct ll_str text;
};

static void begin(struct page *page)
{
    ll_arena_init(&page->arena, &ll_arena_malloc, ARENA_BYTES);
    ll_strbuf_init(&page->buf, &page->arena, LL_MANUAL_BYTES_MAX);
}

static void finish(struct page *page)
{
    assert_int_equal(ll_strbuf_finish(&page->buf, &page->text, NULL), LL_OK);
}

/* The page says `wanted`, or the test says what is missing where. */
static void must_say(const struct page *page, const char *wanted, const char *about)
{
    if (ll_str_find(page->text, ll_str_from_cstr(wanted), false) == SIZE_MAX) {
        fail_msg("'%s' is missing: %s", wanted, about);
    }
}

static void is_filled(const char *text, const char *about, const char *what)
{
    if (text == NULL || strlen(text) < 2) {
        fail_msg("%s has no %s", about, what);
    }
}

static void name_of(const struct ll_command *command, char ret_name[128])
{
    snprintf(ret_name, 128, "%s%s%s", command->noun, command->verb == NULL ? "" : " ",
             command->verb == NULL ? "" : command->verb);
}

static void check_fields(const struct ll_record *record, const char *about)
{
    ll_record_check(record);
    for (size_t i = 0; i < record->field_count; i++) {
        char where[256];
        snprintf(where, sizeof(where), "%s, field %s", about, record->fields[i].name);
        is_filled(record->fields[i].help, where, "help");
        if (record->fields[i].type == LL_FIELD_LIST) {
            check_fields(record->fields[i].sub, where);
        }
    }
}

/* Of which one has to be given: several, and none that is needed by itself. */
static void check_choices(const struct ll_record *record, const char *about)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        size_t count = 0;
        for (size_t k = 0; field->one_of != NULL && k < record->field_count; k++) {
            count += ll_option_is_choice(field, &record->fields[k]) ? 1 : 0;
        }
        if (field->one_of != NULL && (count < 2 || field->required || field->operand)) {
            fail_msg("%s, field %s: it is no choice of several", about, field->name);
        }
    }
}

static void choices_are_shown(void **state)
{
    (void)state;
    struct ll_command command;
    struct page help;
    struct page man;
    assert_true(ll_command_find(LL_STR("collection"), LL_STR("receive"), &command));
    begin(&help);
    ll_help_command(&command, &help.buf);
    finish(&help);
    must_say(&help, "{--evidence FILE |", "usage");
    must_say(&help, "  --evidence-digest HEX  (one of --evidence, --evidence-digest)\n", "help");
    begin(&man);
    ll_man_page(LL_STR("collection"), &man.buf);
    finish(&man);
    must_say(&man, ".Brq Cm \"\\-\\-evidence\" Ar \"FILE\" | Cm \"\\-\\-evidence\\-digest\" Ar",
             "synopsis");
    must_say(&man, "Needed is one of\n.Cm \"\\-\\-evidence\"\nor\n", "manual page");
    ll_arena_release(&help.arena);
    ll_arena_release(&man.arena);
}

static void every_command_is_described(void **state)
{
    (void)state;
    assert_true(ll_service_count > 0);
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        char name[128];
        ll_command_at(i, &command);
        name_of(&command, name);
        is_filled(command.noun, name, "noun");
        is_filled(command.help, name, "help");
        assert_true(command.arena_bytes > 0);
        assert_true((command.service == NULL) != (command.run == NULL));
        if (command.service != NULL) {
            is_filled(command.verb, name, "verb");
        }
        if (command.input != NULL) {
            check_fields(command.input, name);
            check_choices(command.input, name);
        }
    }
}

/* One noun is not a command and a folder of commands at once; no command is there twice. */
static void names_are_clear(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_command_count(); i++) {
        for (size_t k = i + 1; k < ll_command_count(); k++) {
            struct ll_command a;
            struct ll_command b;
            ll_command_at(i, &a);
            ll_command_at(k, &b);
            if (strcmp(a.noun, b.noun) == 0 &&
                (a.verb == NULL || b.verb == NULL || strcmp(a.verb, b.verb) == 0)) {
                fail_msg("two commands: %s %s", a.noun, a.verb == NULL ? "" : a.verb);
            }
        }
    }
}

/* A general option hidden by a field would mean two things. */
static void options_are_clear(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        for (size_t f = 0; command.input != NULL && f < command.input->field_count; f++) {
            char name[LL_OPTION_NAME_MAX];
            ll_option_name(&command.input->fields[f], name);
            assert_true(strlen(name) == strlen(command.input->fields[f].name));
            for (size_t g = 0; g < LL_GENERAL_COUNT; g++) {
                if (!command.input->fields[f].operand &&
                    ll_general_applies((enum ll_general_option)g, &command) &&
                    strcmp(name, ll_general_rows[g].name) == 0) {
                    fail_msg("%s %s: --%s is a general option", command.noun,
                             command.verb == NULL ? "" : command.verb, name);
                }
            }
        }
    }
}

/* In roff a hyphen that is to be copied is written \-. */
static void roff_option(const char *name, char ret_text[256])
{
    size_t len = 0;
    memcpy(ret_text, "\\-\\-", 4);
    len = 4;
    for (const char *c = name; *c != '\0' && len + 3 < 256; c++) {
        if (*c == '-') {
            ret_text[len++] = '\\';
        }
        ret_text[len++] = *c;
    }
    ret_text[len] = '\0';
}

static void pages_name_everything(void **state)
{
    (void)state;
    struct page man;
    struct page completion;
    begin(&man);
    ll_man_page(LL_STR(""), &man.buf);
    finish(&man);
    begin(&completion);
    ll_completion_bash(&completion.buf);
    finish(&completion);
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        struct page help;
        char name[128];
        char line[256];
        ll_command_at(i, &command);
        name_of(&command, name);
        begin(&help);
        ll_help_command(&command, &help.buf);
        finish(&help);
        snprintf(line, sizeof(line), ".Ss loopledger %s\n", name);
        must_say(&man, line, "manual page");
        snprintf(line, sizeof(line), "['%s']='", name);
        must_say(&completion, line, "completion");
        for (size_t f = 0; command.input != NULL && f < command.input->field_count; f++) {
            char option[LL_OPTION_NAME_MAX];
            if (command.input->fields[f].operand) {
                continue;
            }
            ll_option_name(&command.input->fields[f], option);
            roff_option(option, line);
            must_say(&man, line, name);
            snprintf(line, sizeof(line), "--%s ", option);
            must_say(&completion, line, name);
            snprintf(line, sizeof(line), "  --%s", option);
            must_say(&help, line, name);
        }
        ll_arena_release(&help.arena);
    }
    for (size_t g = 0; g < LL_GENERAL_COUNT; g++) {
        char line[256];
        roff_option(ll_general_rows[g].name, line);
        must_say(&man, line, "general options");
    }
    ll_arena_release(&completion.arena);
    ll_arena_release(&man.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_described),
        cmocka_unit_test(choices_are_shown),
        cmocka_unit_test(names_are_clear),
        cmocka_unit_test(options_are_clear),
        cmocka_unit_test(pages_name_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
