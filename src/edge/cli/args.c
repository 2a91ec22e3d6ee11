#include "edge/cli/args.h"

#include <string.h>

#include "crypto/keyfile.h"
#include "edge/cli/state.h"
#include "edge/cli/text.h"

#define LIST_ITEMS_MAX 1000
#define WHERE_MAX 128

/* ---- words of the command line ---- */

enum word_kind {
    WORD_END,
    WORD_OPTION,
    WORD_OPERAND,
};

struct word {
    enum word_kind kind;
    struct ll_str text;  /* operand, or the option as written without its value ("--json") */
    struct ll_str name;  /* option: without dashes */
    struct ll_str value; /* option: after '=' */
    bool has_value;
};

static enum ll_status next_word(struct ll_args *args, struct word *ret_word, struct ll_err *reterr)
{
    if (!args->only_operands && args->at < args->argc && strcmp(args->argv[args->at], "--") == 0) {
        args->only_operands = true;
        args->at++;
    }
    if (args->at >= args->argc) {
        *ret_word = (struct word){.kind = WORD_END};
        return LL_OK;
    }
    struct ll_str text = ll_str_from_cstr(args->argv[args->at++]);
    if (!ll_str_is_utf8(text)) {
        return LL_FAIL(reterr, LL_EUSAGE, "argument %d is not UTF-8", args->at - 1);
    }
    if (args->only_operands || text.len < 2 || text.ptr[0] != '-') {
        *ret_word = (struct word){.kind = WORD_OPERAND, .text = text};
        return LL_OK;
    }
    if (ll_str_eq(text, LL_STR("-h"))) {
        text = LL_STR("--help");
    }
    size_t equals = ll_str_find_char(text, '=');
    size_t dashes = text.ptr[1] == '-' ? 2 : 1;
    *ret_word = (struct word){
        .kind = WORD_OPTION,
        .text = ll_str_sub(text, 0, equals),
        .name = ll_str_sub(text, dashes, equals),
        .value = ll_str_sub(text, equals + 1, text.len),
        .has_value = equals < text.len,
    };
    return LL_OK;
}

/* The value of an option: after '=', else the next word, whatever it looks like. */
static enum ll_status option_value(struct ll_args *args, const struct word *option,
                                   struct ll_str *ret_value, struct ll_err *reterr)
{
    if (option->has_value) {
        *ret_value = option->value;
        return LL_OK;
    }
    if (args->at >= args->argc) {
        return LL_FAIL(reterr, LL_EUSAGE, "%.*s needs a value after it", LL_STR_ARG(option->text));
    }
    struct ll_str value = ll_str_from_cstr(args->argv[args->at++]);
    if (!ll_str_is_utf8(value)) {
        return LL_FAIL(reterr, LL_EUSAGE, "the value of %.*s is not UTF-8",
                       LL_STR_ARG(option->text));
    }
    *ret_value = value;
    return LL_OK;
}

/* ---- general options ---- */

static bool find_general(struct ll_str name, enum ll_general_option *ret_option)
{
    for (size_t i = 0; i < LL_GENERAL_COUNT; i++) {
        if (ll_str_eq_cstr(name, ll_general_rows[i].name)) {
            *ret_option = (enum ll_general_option)i;
            return true;
        }
    }
    return false;
}

static enum ll_status take_general(struct ll_args *args, const struct word *word,
                                   enum ll_general_option option, struct ll_err *reterr)
{
    const struct ll_general_row *row = &ll_general_rows[option];
    if (args->general.given[option] && row->value != NULL) {
        return LL_FAIL(reterr, LL_EUSAGE, "--%s is given twice", row->name);
    }
    if (row->value == NULL && word->has_value) {
        return LL_FAIL(reterr, LL_EUSAGE, "--%s takes no value", row->name);
    }
    if (row->value != NULL) {
        LL_TRY(option_value(args, word, &args->general.values[option], reterr));
        if (args->general.values[option].len == 0) {
            return LL_FAIL(reterr, LL_EUSAGE, "--%s needs a value that is not empty", row->name);
        }
    }
    args->general.given[option] = true;
    return LL_OK;
}

/* ---- the command's words ---- */

static void suggest_noun(struct ll_str asked, struct ll_err *reterr)
{
    struct ll_nearest nearest;
    ll_nearest_init(&nearest, asked);
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        ll_nearest_offer(&nearest, command.noun);
    }
    if (nearest.best != NULL) {
        ll_err_hint(reterr, "did you mean '%s'? 'loopledger help' lists all commands",
                    nearest.best);
    } else {
        ll_err_hint(reterr, "'loopledger help' lists all commands");
    }
}

static void suggest_verb(struct ll_str noun, struct ll_str asked, struct ll_err *reterr)
{
    struct ll_nearest nearest;
    ll_nearest_init(&nearest, asked);
    char verbs[LL_ERR_HINT_MAX] = "";
    size_t used = 0;
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        if (!ll_str_eq_cstr(noun, command.noun) || command.verb == NULL) {
            continue;
        }
        ll_nearest_offer(&nearest, command.verb);
        int written = snprintf(verbs + used, sizeof(verbs) - used, "%s%s", used > 0 ? ", " : "",
                               command.verb);
        if (written > 0 && (size_t)written < sizeof(verbs) - used) {
            used += (size_t)written;
        } else {
            verbs[used] = '\0';
        }
    }
    if (nearest.best != NULL) {
        ll_err_hint(reterr, "did you mean '%.*s %s'? %.*s knows: %s", LL_STR_ARG(noun),
                    nearest.best, LL_STR_ARG(noun), verbs);
    } else {
        ll_err_hint(reterr, "%.*s knows: %s", LL_STR_ARG(noun), verbs);
    }
}

static enum ll_status early_option(struct ll_args *args, const struct word *word,
                                   struct ll_err *reterr)
{
    enum ll_general_option option;
    enum ll_status status;
    if (!find_general(word->name, &option)) {
        status = LL_FAIL(reterr, LL_EUSAGE, "the option '%.*s' comes before the command",
                         LL_STR_ARG(word->text));
        ll_err_hint(reterr, "write the command's own options after it: loopledger NOUN VERB %.*s",
                    LL_STR_ARG(word->text));
        return status;
    }
    if (option == LL_GENERAL_KEY || option == LL_GENERAL_DRY_RUN || option == LL_GENERAL_CLOCK_OK) {
        return LL_FAIL(reterr, LL_EUSAGE, "write '%.*s' after the command", LL_STR_ARG(word->text));
    }
    return take_general(args, word, option, reterr);
}

/* What is known when the words end. */
static enum ll_status end_of_words(struct ll_args *args, struct ll_err *reterr)
{
    bool helps = args->general.given[LL_GENERAL_HELP] || args->general.given[LL_GENERAL_VERSION];
    if (args->noun.len == 0) {
        args->words = LL_WORDS_NONE;
        return LL_OK;
    }
    args->words = LL_WORDS_NOUN;
    if (helps) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EUSAGE, "'%.*s' needs a verb", LL_STR_ARG(args->noun));
    suggest_verb(args->noun, LL_STR(""), reterr);
    return status;
}

enum ll_status ll_args_command(int argc, char *const *argv, struct ll_args *ret_args,
                               struct ll_err *reterr)
{
    struct ll_args args = {.argc = argc, .argv = argv, .at = 1, .noun = LL_STR("")};
    for (;;) {
        struct word word = {0};
        LL_TRY(next_word(&args, &word, reterr));
        if (word.kind == WORD_END) {
            LL_TRY(end_of_words(&args, reterr));
            break;
        }
        if (word.kind == WORD_OPTION) {
            LL_TRY(early_option(&args, &word, reterr));
            continue;
        }
        args.words = LL_WORDS_COMMAND;
        if (args.noun.len > 0) {
            if (ll_command_find(args.noun, word.text, &args.command)) {
                break;
            }
            enum ll_status status = LL_FAIL(reterr, LL_EUSAGE, "there is no command '%.*s %.*s'",
                                            LL_STR_ARG(args.noun), LL_STR_ARG(word.text));
            suggest_verb(args.noun, word.text, reterr);
            return status;
        }
        if (ll_command_find(word.text, LL_STR(""), &args.command)) {
            break;
        }
        if (word.text.len == 0 || !ll_command_noun(word.text)) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EUSAGE, "there is no command '%.*s'", LL_STR_ARG(word.text));
            suggest_noun(word.text, reterr);
            return status;
        }
        args.noun = word.text;
    }
    *ret_args = args;
    return LL_OK;
}

/* ---- the input ---- */

struct input {
    struct ll_args *args;
    const struct ll_record *record;
    struct ll_arena *arena;
    FILE *in;
    void *value;  /* the struct */
    bool *given;  /* [field_count] */
    bool in_used; /* standard input was read */
};

/* The error's place becomes the option or operand as the user knows it. */
static void name_place(const struct ll_field *field, struct ll_err *reterr)
{
    char name[LL_OPTION_NAME_MAX];
    char inner[WHERE_MAX];
    if (reterr == NULL) {
        return;
    }
    ll_option_name(field, name);
    snprintf(inner, sizeof(inner), "%.100s", reterr->where);
    size_t skip = strlen(field->name);
    bool named = strncmp(inner, field->name, skip) == 0;
    for (char *c = name; field->operand && *c != '\0'; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    snprintf(reterr->where, sizeof(reterr->where), "%s%s%s%s", field->operand ? "" : "--", name,
             named || inner[0] == '\0' ? "" : " ", named ? inner + skip : inner);
}

void ll_args_name_place(const struct ll_record *record, struct ll_err *reterr)
{
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        size_t len = strlen(field->name);
        /* Of a file the place is its own name. What strchr finds at the end is the end. */
        if (field->type != LL_FIELD_FILE && strncmp(reterr->where, field->name, len) == 0 &&
            strchr("[ ", reterr->where[len]) != NULL) {
            name_place(field, reterr);
            return;
        }
    }
}

/* "class_code=smartphone,units=40"; "\," is a comma in a value. */
static enum ll_status next_pair(struct ll_arena *arena, struct ll_str *text,
                                struct ll_str *ret_name, struct ll_str *ret_value,
                                struct ll_err *reterr)
{
    struct ll_strbuf buf;
    size_t at = 0;
    ll_strbuf_init(&buf, arena, text->len + 1);
    for (; at < text->len && text->ptr[at] != ','; at++) {
        at += text->ptr[at] == '\\' && at + 1 < text->len && text->ptr[at + 1] == ',';
        ll_strbuf_char(&buf, text->ptr[at]);
    }
    struct ll_str pair;
    LL_TRY(ll_strbuf_finish(&buf, &pair, reterr));
    size_t equals = ll_str_find_char(pair, '=');
    if (equals == pair.len) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' has no '='", LL_STR_ARG(ll_str_sub(pair, 0, 80)));
        ll_err_hint(reterr, "write NAME=VALUE,NAME=VALUE; a comma inside a value as \\,");
        return status;
    }
    *ret_name = ll_str_sub(pair, 0, equals);
    *ret_value = ll_str_sub(pair, equals + 1, pair.len);
    *text = ll_str_sub(*text, at + 1, text->len);
    return LL_OK;
}

static enum ll_status find_member(const struct ll_record *sub, struct ll_str name, size_t *ret_at,
                                  struct ll_err *reterr)
{
    struct ll_nearest nearest;
    ll_nearest_init(&nearest, name);
    for (size_t i = 0; i < sub->field_count; i++) {
        char option[LL_OPTION_NAME_MAX];
        ll_option_name(&sub->fields[i], option);
        if (ll_str_eq_cstr(name, option) || ll_str_eq_cstr(name, sub->fields[i].name)) {
            *ret_at = i;
            return LL_OK;
        }
        ll_nearest_offer(&nearest, sub->fields[i].name);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "no member is called '%.*s'",
                                    LL_STR_ARG(ll_str_sub(name, 0, 80)));
    if (nearest.best != NULL) {
        ll_err_hint(reterr, "did you mean '%s'?", nearest.best);
    }
    return status;
}

/* One item of a list into `item`, zeroed memory of sub->size. */
static enum ll_status read_item(struct input *input, const struct ll_record *sub,
                                struct ll_str text, void *item, struct ll_err *reterr)
{
    bool *given = LL_NEW_ARRAY(input->arena, bool, sub->field_count);
    if (given == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the item");
    }
    while (text.len > 0) {
        struct ll_str name;
        struct ll_str value;
        size_t at = 0;
        LL_TRY(next_pair(input->arena, &text, &name, &value, reterr));
        LL_TRY(find_member(sub, name, &at, reterr));
        if (given[at]) {
            return LL_FAIL(reterr, LL_EINVAL, "'%s' is given twice", sub->fields[at].name);
        }
        LL_TRY(ll_field_from_text(input->arena, &sub->fields[at], value, item, reterr));
        given[at] = true;
    }
    return ll_record_complete(sub, given, reterr);
}

/* An item more. A JSON object may stand for the pairs. */
static enum ll_status append_item(struct input *input, const struct ll_field *field,
                                  struct ll_str text, struct ll_err *reterr)
{
    struct ll_list *list = (struct ll_list *)(void *)((char *)input->value + field->offset);
    const struct ll_record *sub = field->sub;
    size_t most = field->max > 0 ? (size_t)field->max : LIST_ITEMS_MAX;
    if (list->count == most) {
        return LL_FAIL(reterr, LL_EINVAL, "more than %zu items", most);
    }
    /* Command lines are short: a new array each time. */
    char *items = ll_arena_alloc(input->arena, list->count + 1, sub->size);
    if (items == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the list");
    }
    if (list->count > 0) {
        memcpy(items, list->items, list->count * sub->size);
    }
    void *item = items + list->count * sub->size;
    if (text.len > 0 && text.ptr[0] == '{') {
        struct ll_json *object;
        LL_TRY(ll_json_read(input->arena, text, LL_FILE_BYTES_MAX, &object, reterr));
        LL_TRY(ll_record_from_json(input->arena, sub, object, item, reterr));
    } else {
        LL_TRY(read_item(input, sub, text, item, reterr));
    }
    *list = (struct ll_list){.items = items, .count = list->count + 1};
    if (field->present_offset > 0) {
        *((bool *)input->value + field->present_offset) = true;
    }
    return LL_OK;
}

/* A key: by the rules of our own. What comes on standard input was somebody else's to keep. */
static enum ll_status read_secret(struct input *input, const struct ll_field *field,
                                  struct ll_file *file, struct ll_err *reterr)
{
    const char *path = ll_str_to_cstr(input->arena, file->name);
    if (path == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a path");
    }
    return ll_cli_missing(
        ll_keyfile_read_text(input->arena, path, (size_t)field->max, &file->bytes, reterr), reterr);
}

static enum ll_status read_file_field(struct input *input, const struct ll_field *field,
                                      struct ll_err *reterr)
{
    struct ll_file *file = (struct ll_file *)(void *)((char *)input->value + field->offset);
    if (ll_str_eq(file->name, LL_STR("-"))) {
        if (input->in_used) {
            return LL_FAIL(reterr, LL_EUSAGE, "standard input can be read once only");
        }
        input->in_used = true;
    }
    if (field->secret && !ll_str_eq(file->name, LL_STR("-"))) {
        return read_secret(input, field, file, reterr);
    }
    size_t limit = field->max > 0 ? (size_t)field->max : LL_FILE_BYTES_MAX;
    return ll_cli_missing(ll_file_read(input->arena, file->name, input->in, limit, file, reterr),
                          reterr);
}

/* Operands of STRS may be several words: they are joined as its text has them. */
static enum ll_status join_text(struct input *input, const struct ll_field *field,
                                struct ll_str text, struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_list *list =
        (const struct ll_list *)(const void *)((const char *)input->value + field->offset);
    const struct ll_str *items = list->items;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, input->arena, LL_FILE_BYTES_MAX);
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_str(&buf, items[i]);
        ll_strbuf_char(&buf, ',');
    }
    ll_strbuf_str(&buf, text);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

static enum ll_status set_field(struct input *input, size_t at, struct ll_str text,
                                struct ll_err *reterr)
{
    const struct ll_field *field = &input->record->fields[at];
    bool many = field->type == LL_FIELD_LIST || field->type == LL_FIELD_STRS;
    if (input->given[at] && !many) {
        return LL_FAIL(reterr, LL_EUSAGE, "this is given twice");
    }
    bool more = input->given[at];
    input->given[at] = true;
    if (field->type == LL_FIELD_LIST) {
        return append_item(input, field, text, reterr);
    }
    if (field->type == LL_FIELD_STRS && more) {
        LL_TRY(join_text(input, field, text, &text, reterr));
    }
    LL_TRY(ll_field_from_text(input->arena, field, text, input->value, reterr));
    if (field->type == LL_FIELD_FILE) {
        LL_TRY(read_file_field(input, field, reterr));
    }
    return LL_OK;
}

static enum ll_status take_field(struct input *input, size_t at, struct ll_str text,
                                 struct ll_err *reterr)
{
    enum ll_status status = set_field(input, at, text, reterr);
    if (status != LL_OK && reterr != NULL) {
        char file[WHERE_MAX];
        bool is_file = input->record->fields[at].type == LL_FIELD_FILE && reterr->where[0] != '\0';
        snprintf(file, sizeof(file), "%.120s", reterr->where);
        name_place(&input->record->fields[at], reterr);
        if (is_file && strcmp(file, input->record->fields[at].name) != 0) {
            snprintf(reterr->where, sizeof(reterr->where), "%s", file);
        }
    }
    return status;
}

/* The field that the next operand goes to: the first operand not given, or the last if it takes
 * many. */
static enum ll_status take_operand(struct input *input, struct ll_str text, struct ll_err *reterr)
{
    size_t last = SIZE_MAX;
    for (size_t i = 0; input->record != NULL && i < input->record->field_count; i++) {
        if (!input->record->fields[i].operand) {
            continue;
        }
        if (!input->given[i]) {
            return take_field(input, i, text, reterr);
        }
        last = i;
    }
    if (last != SIZE_MAX && input->record->fields[last].type == LL_FIELD_STRS) {
        return take_field(input, last, text, reterr);
    }
    return LL_FAIL(reterr, LL_EUSAGE, "'%.*s' is one word too many",
                   LL_STR_ARG(ll_str_sub(text, 0, 80)));
}

static bool find_option(const struct ll_record *record, struct ll_str name, size_t *ret_at)
{
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        char option[LL_OPTION_NAME_MAX];
        ll_option_name(&record->fields[i], option);
        if (!record->fields[i].operand && ll_str_eq_cstr(name, option)) {
            *ret_at = i;
            return true;
        }
    }
    return false;
}

static enum ll_status unknown_option(const struct input *input, const struct word *word,
                                     struct ll_err *reterr)
{
    const struct ll_record *record = input->record;
    struct ll_nearest nearest;
    char best[LL_OPTION_NAME_MAX] = "";
    ll_nearest_init(&nearest, word->name);
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        char option[LL_OPTION_NAME_MAX];
        const char *before = nearest.best;
        ll_option_name(&record->fields[i], option);
        if (record->fields[i].operand) {
            continue;
        }
        ll_nearest_offer(&nearest, option);
        if (nearest.best != before) {
            memcpy(best, option, sizeof(best));
            nearest.best = best;
        }
    }
    for (size_t i = 0; i < LL_GENERAL_COUNT; i++) {
        if (ll_general_applies((enum ll_general_option)i, &input->args->command)) {
            ll_nearest_offer(&nearest, ll_general_rows[i].name);
        }
    }
    enum ll_status status = LL_FAIL(reterr, LL_EUSAGE, "there is no option '%.*s'",
                                    LL_STR_ARG(ll_str_sub(word->text, 0, 80)));
    if (nearest.best != NULL) {
        ll_err_hint(reterr, "did you mean '--%s'?", nearest.best);
    } else {
        ll_err_hint(reterr, "'--help' after the command lists its options");
    }
    return status;
}

static enum ll_status take_option(struct input *input, const struct word *word,
                                  struct ll_err *reterr)
{
    size_t at;
    enum ll_general_option option;
    bool is_long = ll_str_starts(word->text, LL_STR("--"));
    if (is_long && find_option(input->record, word->name, &at)) {
        struct ll_str value = LL_STR("yes");
        if (input->record->fields[at].type != LL_FIELD_BOOL || word->has_value) {
            LL_TRY(option_value(input->args, word, &value, reterr));
        }
        return take_field(input, at, value, reterr);
    }
    if (is_long && find_general(word->name, &option) &&
        ll_general_applies(option, &input->args->command)) {
        return take_general(input->args, word, option, reterr);
    }
    return unknown_option(input, word, reterr);
}

static enum ll_status check_complete(const struct input *input, struct ll_err *reterr)
{
    for (size_t i = 0; input->record != NULL && i < input->record->field_count; i++) {
        const struct ll_field *field = &input->record->fields[i];
        if (!field->required || input->given[i]) {
            continue;
        }
        enum ll_status status = LL_FAIL(reterr, LL_EUSAGE, "this is missing: %s", field->help);
        name_place(field, reterr);
        ll_err_hint(reterr, "'--help' after the command says all that it takes");
        return status;
    }
    return LL_OK;
}

/* General options that were given before the command, and mean nothing to it. */
static enum ll_status check_general(const struct ll_args *args, struct ll_err *reterr)
{
    for (size_t i = 0; i < LL_GENERAL_COUNT; i++) {
        if (args->general.given[i] &&
            !ll_general_applies((enum ll_general_option)i, &args->command)) {
            return LL_FAIL(reterr, LL_EUSAGE, "--%s means nothing to this command",
                           ll_general_rows[i].name);
        }
    }
    return LL_OK;
}

enum ll_status ll_args_input(struct ll_args *args, struct ll_arena *arena, FILE *in,
                             void **ret_input, struct ll_err *reterr)
{
    struct input input = {.args = args, .record = args->command.input, .arena = arena, .in = in};
    if (input.record != NULL) {
        input.value = ll_arena_alloc(arena, 1, input.record->size);
        input.given = LL_NEW_ARRAY(arena, bool, input.record->field_count);
        if (input.value == NULL || input.given == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the command's input");
        }
    }
    LL_TRY(check_general(args, reterr));
    while (!args->general.given[LL_GENERAL_HELP]) {
        struct word word = {0};
        LL_TRY(next_word(args, &word, reterr));
        if (word.kind == WORD_END) {
            LL_TRY(check_complete(&input, reterr));
            break;
        }
        if (word.kind == WORD_OPTION) {
            LL_TRY(take_option(&input, &word, reterr));
        } else {
            LL_TRY(take_operand(&input, word.text, reterr));
        }
    }
    *ret_input = input.value;
    return LL_OK;
}
