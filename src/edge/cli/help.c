#include <string.h>

#include "edge/cli/manual.h"
#include "edge/cli/text.h"

#define WIDTH 80
#define OPTION_INDENT 6
#define USAGE_INDENT 7
#define NAME_COLUMNS 26

static bool is_of(const struct ll_command *command, struct ll_str noun)
{
    return noun.len == 0 || ll_str_eq_cstr(noun, command->noun);
}

static void put_entry(struct ll_strbuf *out, const char *name, const char *help)
{
    size_t columns = strlen(name);
    ll_strbuf_cstr(out, "  ");
    ll_strbuf_cstr(out, name);
    ll_text_pad(out, columns < NAME_COLUMNS ? NAME_COLUMNS - columns : 1);
    ll_strbuf_cstr(out, help);
    ll_strbuf_char(out, '\n');
}

void ll_help_list(struct ll_str noun, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "usage: loopledger NOUN [VERB] [OPERANDS] [OPTIONS]\n\n");
    struct ll_command last = {0};
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        char name[128];
        ll_command_at(i, &command);
        if (!is_of(&command, noun)) {
            continue;
        }
        /* A noun's verbs stand together; commands of one word follow one another. */
        bool parted = last.noun != NULL && strcmp(last.noun, command.noun) != 0 &&
                      (last.verb != NULL || command.verb != NULL);
        ll_strbuf_cstr(out, parted ? "\n" : "");
        last = command;
        snprintf(name, sizeof(name), "%s%s%s", command.noun, command.verb == NULL ? "" : " ",
                 command.verb == NULL ? "" : command.verb);
        put_entry(out, name, command.help);
    }
    ll_strbuf_cstr(out,
                   "\n'loopledger help NOUN VERB' tells all about one command, 'loopledger man'"
                   " prints the\nmanual page.\n");
}

static void put_option(struct ll_strbuf *out, const char *name, const char *value, const char *help)
{
    ll_strbuf_cstr(out, "  ");
    ll_strbuf_cstr(out, name);
    if (value[0] != '\0') {
        ll_strbuf_char(out, ' ');
        ll_strbuf_cstr(out, value);
    }
    ll_strbuf_char(out, '\n');
    ll_text_wrap(out, ll_text_sentence(out->arena, help), OPTION_INDENT, WIDTH);
}

static void put_field(struct ll_strbuf *out, const struct ll_record *input,
                      const struct ll_field *field)
{
    char name[LL_OPTION_NAME_MAX];
    struct ll_strbuf buf;
    struct ll_str value;
    ll_option_name(field, name);
    ll_strbuf_init(&buf, out->arena, LL_MANUAL_BYTES_MAX);
    if (field->operand) {
        for (char *c = name; *c != '\0'; c++) {
            *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
        }
    } else {
        ll_strbuf_cstr(&buf, "--");
    }
    ll_strbuf_cstr(&buf, name);
    if (field->type != LL_FIELD_BOOL && !field->operand) {
        ll_strbuf_char(&buf, ' ');
        ll_option_value(field, &buf);
    }
    if (field->one_of != NULL) {
        ll_strbuf_cstr(&buf, "  (one of ");
        ll_option_choices(input, field, &buf);
        ll_strbuf_cstr(&buf, ")");
    } else {
        ll_strbuf_cstr(&buf, field->required ? "" : "  (optional)");
    }
    ll_strbuf_char(&buf, '\0');
    if (ll_strbuf_finish(&buf, &value, NULL) != LL_OK) {
        ll_strbuf_fail(out, LL_ENOMEM);
        return;
    }
    put_option(out, value.ptr, "", field->help);
    for (size_t i = 0; field->type == LL_FIELD_LIST && i < field->sub->field_count; i++) {
        const struct ll_field *member = &field->sub->fields[i];
        ll_text_pad(out, OPTION_INDENT);
        ll_strbuf_cstr(out, member->name);
        ll_strbuf_char(out, '=');
        ll_option_value(member, out);
        ll_strbuf_cstr(out, member->required ? "\n" : "  (optional)\n");
        ll_text_wrap(out, ll_text_sentence(out->arena, member->help), OPTION_INDENT + 4, WIDTH);
    }
}

static void put_fields(struct ll_strbuf *out, const struct ll_record *input, bool operands,
                       const char *heading)
{
    bool first = true;
    for (size_t i = 0; input != NULL && i < input->field_count; i++) {
        if (input->fields[i].operand != operands) {
            continue;
        }
        if (first) {
            ll_strbuf_cstr(out, heading);
            first = false;
        }
        put_field(out, input, &input->fields[i]);
    }
}

/* On as many lines as it takes, all but the first indented. */
static void put_usage(struct ll_strbuf *out, const struct ll_command *command)
{
    struct ll_strbuf words;
    struct ll_strbuf lines;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&words, out->arena, LL_MANUAL_BYTES_MAX);
    ll_strbuf_init(&lines, out->arena, LL_MANUAL_BYTES_MAX);
    ll_strbuf_cstr(&words, "usage: loopledger ");
    ll_command_name(command, &words);
    ll_command_usage(command, &words);
    ll_strbuf_cstr(&words, " [OPTIONS]");
    if (ll_strbuf_finish(&words, &text, NULL) != LL_OK) {
        ll_strbuf_fail(out, LL_ENOMEM);
        return;
    }
    ll_text_wrap(&lines, text, 0, WIDTH - USAGE_INDENT);
    if (ll_strbuf_finish(&lines, &text, NULL) != LL_OK) {
        ll_strbuf_fail(out, LL_ENOMEM);
        return;
    }
    for (size_t i = 0; i < text.len; i++) {
        ll_strbuf_char(out, text.ptr[i]);
        if (text.ptr[i] == '\n' && i + 1 < text.len) {
            ll_text_pad(out, USAGE_INDENT);
        }
    }
    ll_strbuf_char(out, '\n');
}

void ll_help_command(const struct ll_command *command, struct ll_strbuf *out)
{
    put_usage(out, command);
    ll_text_wrap(out, ll_text_sentence(out->arena, command->help), 0, WIDTH);
    if (command->details != NULL) {
        ll_strbuf_char(out, '\n');
        ll_text_wrap(out, ll_str_from_cstr(command->details), 0, WIDTH);
    }
    put_fields(out, command->input, true, "\noperands:\n");
    put_fields(out, command->input, false, "\noptions of this command:\n");
    ll_strbuf_cstr(out, "\ngeneral options:\n");
    for (size_t i = 0; i < LL_GENERAL_COUNT; i++) {
        const struct ll_general_row *row = &ll_general_rows[i];
        if (ll_general_applies((enum ll_general_option)i, command)) {
            char name[LL_OPTION_NAME_MAX];
            snprintf(name, sizeof(name), "--%s", row->name);
            put_option(out, name, row->value == NULL ? "" : row->value, row->help);
        }
    }
    ll_strbuf_fmt(out, "\nIt uses at most %zu MiB of memory for its data.\n",
                  command->arena_bytes >> 20);
}
