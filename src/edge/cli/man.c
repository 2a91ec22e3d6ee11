/* The manual page, in mdoc(7), made from the tables. */
#include <string.h>

#include "edge/cli/manual.h"
#include "edge/cli/text.h"

/* The day of the release that the page belongs to. */
#define PAGE_DATE "November 22, 2026"

/* Text in a line: backslashes, and what begins a line as a request would. */
static void put_text(struct ll_strbuf *out, struct ll_str text)
{
    bool line_begins = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (line_begins && (c == '.' || c == '\'')) {
            ll_strbuf_cstr(out, "\\&");
        }
        if (c == '\\') {
            ll_strbuf_cstr(out, "\\e");
        } else {
            ll_strbuf_char(out, c);
        }
        line_begins = c == '\n';
    }
}

/* An argument of a macro: quoted, so that words that are macros too stay words. */
static void put_argument(struct ll_strbuf *out, const char *text)
{
    ll_strbuf_cstr(out, " \"");
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"') {
            ll_strbuf_cstr(out, "\\(dq");
        } else if (*c == '\\') {
            ll_strbuf_cstr(out, "\\e");
        } else if (*c == '-') {
            ll_strbuf_cstr(out, "\\-");
        } else if (*c == '|') {
            ll_strbuf_cstr(out, "|\\:"); /* a long list of words may be broken here */
        } else {
            if (c == text && strlen(text) <= 3) {
                ll_strbuf_cstr(out, "\\&"); /* "No" would be a macro */
            }
            ll_strbuf_char(out, *c);
        }
    }
    ll_strbuf_char(out, '"');
}

/* Paragraphs, each line ended where a sentence ends, as mdoc wants them. */
static void put_paragraphs(struct ll_strbuf *out, struct ll_str text)
{
    bool first = true;
    while (text.len > 0) {
        size_t end = ll_str_find(text, LL_STR("\n\n"), false);
        size_t next = end == SIZE_MAX ? text.len : end + 2;
        struct ll_str part = ll_str_trim(ll_str_sub(text, 0, end == SIZE_MAX ? text.len : end));
        ll_strbuf_cstr(out, first || part.len == 0 ? "" : ".Pp\n");
        first = false;
        while (part.len > 0) {
            size_t stop = ll_str_find(part, LL_STR(". "), false);
            size_t len = stop == SIZE_MAX ? part.len : stop + 1;
            put_text(out, ll_str_trim(ll_str_sub(part, 0, len)));
            ll_strbuf_char(out, '\n');
            part = ll_str_trim(ll_str_sub(part, len, part.len));
        }
        text = ll_str_sub(text, next, text.len);
    }
}

static void put_value(struct ll_strbuf *out, const struct ll_field *field)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, out->arena, LL_MANUAL_BYTES_MAX);
    ll_option_value(field, &buf);
    ll_strbuf_char(&buf, '\0');
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        ll_strbuf_fail(out, LL_ENOMEM);
        return;
    }
    put_argument(out, text.ptr);
}

/* "--collected-on", or an operand's name in capitals. */
static void field_word(const struct ll_field *field, char ret_word[LL_OPTION_NAME_MAX])
{
    char name[LL_OPTION_NAME_MAX];
    ll_option_name(field, name);
    for (char *c = name; field->operand && *c != '\0'; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    snprintf(ret_word, LL_OPTION_NAME_MAX, "%s%.*s", field->operand ? "" : "--",
             LL_OPTION_NAME_MAX - 3, name);
}

/* "Needed is one of a or b." */
static void put_choices(struct ll_strbuf *out, const struct ll_record *input,
                        const struct ll_field *field)
{
    const char *before = "Needed is one of\n";
    for (size_t i = 0; i < input->field_count; i++) {
        char word[LL_OPTION_NAME_MAX];
        if (ll_option_is_choice(field, &input->fields[i])) {
            field_word(&input->fields[i], word);
            ll_strbuf_cstr(out, before);
            ll_strbuf_cstr(out, ".Cm");
            put_argument(out, word);
            before = "\nor\n";
        }
    }
    ll_strbuf_cstr(out, " .\n");
}

static void put_field(struct ll_strbuf *out, const struct ll_record *input,
                      const struct ll_field *field)
{
    char word[LL_OPTION_NAME_MAX];
    field_word(field, word);
    ll_strbuf_cstr(out, field->operand ? ".It Ar" : ".It Cm");
    put_argument(out, word);
    if (!field->operand && field->type != LL_FIELD_BOOL) {
        ll_strbuf_cstr(out, " Ar");
        put_value(out, field);
    }
    ll_strbuf_char(out, '\n');
    put_paragraphs(out, ll_text_sentence(out->arena, field->help));
    if (field->one_of != NULL) {
        put_choices(out, input, field);
    } else if (!field->required) {
        ll_strbuf_cstr(out, "Optional.\n");
    }
    if (field->type != LL_FIELD_LIST) {
        return;
    }
    ll_strbuf_cstr(out, ".Bl -tag -width Ds -compact\n");
    for (size_t i = 0; i < field->sub->field_count; i++) {
        const struct ll_field *member = &field->sub->fields[i];
        ll_strbuf_cstr(out, ".It Cm");
        put_argument(out, member->name);
        ll_strbuf_cstr(out, " Ar");
        put_value(out, member);
        ll_strbuf_char(out, '\n');
        put_paragraphs(out, ll_text_sentence(out->arena, member->help));
    }
    ll_strbuf_cstr(out, ".El\n");
}

static void put_word(struct ll_strbuf *out, const struct ll_field *field)
{
    char word[LL_OPTION_NAME_MAX];
    field_word(field, word);
    ll_strbuf_cstr(out, field->operand ? "Ar" : "Cm");
    put_argument(out, word);
    if (field->operand && field->type == LL_FIELD_STRS) {
        ll_strbuf_cstr(out, " ...");
    }
    if (!field->operand && field->type != LL_FIELD_BOOL) {
        ll_strbuf_cstr(out, " Ar");
        put_value(out, field);
    }
}

/* In braces, with bars between, at the first of them. */
static void put_choice(struct ll_strbuf *out, const struct ll_record *input,
                       const struct ll_field *field)
{
    const char *before = ".Brq ";
    for (size_t i = 0; i < input->field_count; i++) {
        const struct ll_field *other = &input->fields[i];
        if (!ll_option_is_choice(field, other)) {
            continue;
        }
        if (other < field) {
            return;
        }
        ll_strbuf_cstr(out, before);
        put_word(out, other);
        before = " | ";
    }
    ll_strbuf_char(out, '\n');
}

static void put_synopsis(struct ll_strbuf *out, const struct ll_command *command)
{
    const struct ll_record *input = command->input;
    ll_strbuf_cstr(out, ".Nm loopledger");
    ll_strbuf_cstr(out, " Cm");
    put_argument(out, command->noun);
    if (command->verb != NULL) {
        put_argument(out, command->verb);
    }
    ll_strbuf_char(out, '\n');
    for (size_t pass = 0; input != NULL && pass < 3; pass++) {
        for (size_t i = 0; i < input->field_count; i++) {
            const struct ll_field *field = &input->fields[i];
            size_t its = field->operand ? 0 : field->required || field->one_of != NULL ? 1 : 2;
            if (its == pass && field->one_of != NULL) {
                put_choice(out, input, field);
            } else if (its == pass) {
                ll_strbuf_cstr(out, field->required ? "." : ".Op ");
                put_word(out, field);
                ll_strbuf_char(out, '\n');
            }
        }
    }
}

static void put_command(struct ll_strbuf *out, const struct ll_command *command)
{
    ll_strbuf_cstr(out, ".Ss loopledger ");
    ll_command_name(command, out);
    ll_strbuf_cstr(out, "\n.Bd -ragged -compact\n");
    put_synopsis(out, command);
    ll_strbuf_cstr(out, ".Ed\n.Pp\n");
    put_paragraphs(out, ll_text_sentence(out->arena, command->help));
    if (command->details != NULL) {
        ll_strbuf_cstr(out, ".Pp\n");
        put_paragraphs(out, ll_str_from_cstr(command->details));
    }
    ll_strbuf_fmt(out, ".Pp\nMemory: at most %zu MiB.\n", command->arena_bytes >> 20);
    if (command->takes_key) {
        ll_strbuf_cstr(out, "Takes\n.Cm \\-\\-dry\\-run\nand\n.Cm \\-\\-key .\n");
    }
    const struct ll_record *input = command->input;
    if (input != NULL && input->field_count > 0) {
        ll_strbuf_cstr(out, ".Bl -tag -width Ds\n");
        for (size_t pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < input->field_count; i++) {
                if (input->fields[i].operand == (pass == 0)) {
                    put_field(out, input, &input->fields[i]);
                }
            }
        }
        ll_strbuf_cstr(out, ".El\n");
    }
}

static void put_rows(struct ll_strbuf *out, const char *macro, const struct ll_manual_row *rows,
                     size_t count)
{
    ll_strbuf_cstr(out, ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_fmt(out, ".It %s", macro);
        put_argument(out, rows[i].name);
        ll_strbuf_char(out, '\n');
        put_paragraphs(out, ll_text_sentence(out->arena, rows[i].text));
    }
    ll_strbuf_cstr(out, ".El\n");
}

static void put_general(struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, ".Sh GENERAL OPTIONS\n"
                        "They may stand anywhere after the command;\n"
                        "all but those of writing commands also before it.\n"
                        ".Bl -tag -width Ds\n");
    for (size_t i = 0; i < LL_GENERAL_COUNT; i++) {
        const struct ll_general_row *row = &ll_general_rows[i];
        char name[LL_OPTION_NAME_MAX];
        snprintf(name, sizeof(name), "--%s", row->name);
        ll_strbuf_cstr(out, ".It Cm");
        put_argument(out, name);
        if (row->value != NULL) {
            ll_strbuf_cstr(out, " Ar");
            put_argument(out, row->value);
        }
        ll_strbuf_char(out, '\n');
        put_paragraphs(out, ll_text_sentence(out->arena, row->help));
    }
    ll_strbuf_cstr(out, ".El\n");
}

static void put_head(struct ll_strbuf *out, struct ll_str noun)
{
    ll_strbuf_cstr(out, ".Dd " PAGE_DATE "\n.Dt LOOPLEDGER");
    for (size_t i = 0; i < noun.len; i++) {
        char c = noun.ptr[i];
        ll_strbuf_cstr(out, i == 0 ? "-" : "");
        ll_strbuf_char(out, (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
    }
    ll_strbuf_cstr(out, " 1\n.Os Loopledger " LL_VERSION "\n.Sh NAME\n.Nm loopledger");
    if (noun.len > 0) {
        ll_strbuf_char(out, '-');
        ll_strbuf_str(out, noun);
    }
    ll_strbuf_cstr(out, "\n.Nd ledger of a one\\-for\\-one device recovery programme\n"
                        ".Sh SYNOPSIS\n.Nm loopledger\n.Ar noun\n.Ar verb\n"
                        ".Op Ar operands\n.Op Ar options\n"
                        ".Sh DESCRIPTION\n"
                        ".Nm loopledger\n"
                        "keeps the ledger of a one\\-for\\-one programme: for every device that a "
                        "client buys, leases,\nsells or throws away, one scrap device is recovered "
                        "and recycled, and is counted once only.\n"
                        "Options may stand anywhere;\n"
                        ".Cm \\-\\-\nends them.\n"
                        "The answer goes to standard output, errors and progress to standard "
                        "error.\n");
}

void ll_man_page(struct ll_str noun, struct ll_strbuf *out)
{
    put_head(out, noun);
    ll_strbuf_cstr(out, ".Sh COMMANDS\n");
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        if (noun.len == 0 || ll_str_eq_cstr(noun, command.noun)) {
            put_command(out, &command);
        }
    }
    put_general(out);
    ll_strbuf_cstr(out, ".Sh VALUES\n");
    put_rows(out, "Ar", ll_value_rows, ll_value_row_count);
    ll_strbuf_cstr(out, ".Sh ENVIRONMENT\n");
    put_rows(out, "Ev", ll_environment_rows, ll_environment_row_count);
    ll_strbuf_cstr(out, ".Sh FILES\n");
    put_rows(out, "Pa", ll_file_rows, ll_file_row_count);
    ll_strbuf_cstr(out, ".Sh EXIT STATUS\n");
    put_rows(out, "Li", ll_exit_rows, ll_exit_row_count);
}
