#include "edge/cli/command.h"

#include <string.h>

#define MIB ((size_t)1 << 20)
#define SERVICE_ARENA_BYTES (256 * MIB)

/* Services that need more memory than the rest, because they read whole files into many rows. */
static const struct {
    const char *noun;
    const char *verb;
    size_t arena_bytes;
} larger_arenas[] = {
    {"order", "import", 1024 * MIB},
    {"certificate", "issue", 512 * MIB},
    {"log", "sequence", 1024 * MIB}, /* one event at a time, however long it is */
};

const struct ll_general_row ll_general_rows[LL_GENERAL_COUNT] = {
    [LL_GENERAL_CLOCK_OK] = {"clock-ok", NULL,
                             "the machine's clock is right, though far from the last event's time"},
    [LL_GENERAL_DATA] = {"data", "DIR",
                         "the data directory; without it $LOOPLEDGER_DATA, else ./loopledger.data"},
    [LL_GENERAL_DRY_RUN] = {"dry-run", NULL,
                            "do all the work and answer, then store nothing of it"},
    [LL_GENERAL_HELP] = {"help", NULL, "say what the command does and takes"},
    [LL_GENERAL_JSON] = {"json", NULL, "answer, and report errors, as JSON"},
    [LL_GENERAL_KEY] = {"key", "KEY",
                        "idempotency key: the same request with the same key is done once"},
    [LL_GENERAL_QUIET] = {"quiet", NULL, "no answer and no progress; only errors"},
    [LL_GENERAL_STATS] = {"stats", NULL,
                          "report the memory and the time that were used on standard error"},
    [LL_GENERAL_STORE] = {"store", "TARGET",
                          "which store: postgresql://... or sqlite:FILE; without it what "
                          "DIR/store.conf names, else sqlite:DIR/ledger.db"},
    [LL_GENERAL_VERSION] = {"version", NULL, "print the version of the program"},
};

bool ll_general_applies(enum ll_general_option option, const struct ll_command *command)
{
    switch (option) {
    case LL_GENERAL_DATA:
    case LL_GENERAL_STORE:
        return command->need != LL_NEED_NOTHING;
    case LL_GENERAL_CLOCK_OK:
    case LL_GENERAL_DRY_RUN:
    case LL_GENERAL_KEY:
        return command->takes_key;
    case LL_GENERAL_HELP:
    case LL_GENERAL_JSON:
    case LL_GENERAL_QUIET:
    case LL_GENERAL_STATS:
        return true;
    case LL_GENERAL_VERSION: /* stands alone; a programme's version is a field */
        return false;
    case LL_GENERAL_COUNT:
        break;
    }
    LL_ASSERT(false);
}

/* ---- the list ---- */

static enum ll_need need_of(enum ll_service_mode mode)
{
    switch (mode) {
    case LL_SERVICE_ALONE:
        return LL_NEED_NOTHING;
    case LL_SERVICE_READ:
    case LL_SERVICE_VIEW:
        return LL_NEED_READ;
    case LL_SERVICE_WRITE:
    case LL_SERVICE_MANAGE:
        return LL_NEED_WRITE;
    }
    LL_ASSERT(false);
}

static void from_service(const struct ll_service *service, struct ll_command *ret_command)
{
    *ret_command = (struct ll_command){
        .noun = service->noun,
        .verb = service->verb,
        .help = service->help,
        .details = service->details,
        .input = service->input,
        .need = need_of(service->mode),
        .changes = service->mode == LL_SERVICE_WRITE || service->mode == LL_SERVICE_MANAGE,
        .takes_key = service->mode == LL_SERVICE_WRITE,
        .arena_bytes = SERVICE_ARENA_BYTES,
        .service = service,
    };
    for (size_t i = 0; i < sizeof(larger_arenas) / sizeof(larger_arenas[0]); i++) {
        if (strcmp(larger_arenas[i].noun, service->noun) == 0 &&
            strcmp(larger_arenas[i].verb, service->verb) == 0) {
            ret_command->arena_bytes = larger_arenas[i].arena_bytes;
        }
    }
}

size_t ll_command_count(void)
{
    return ll_service_count + ll_edge_command_count;
}

void ll_command_at(size_t at, struct ll_command *ret_command)
{
    LL_ASSERT(at < ll_command_count());
    if (at < ll_service_count) {
        from_service(ll_services[at], ret_command);
    } else {
        *ret_command = ll_edge_commands[at - ll_service_count];
    }
}

bool ll_command_find(struct ll_str noun, struct ll_str verb, struct ll_command *ret_command)
{
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        if (ll_str_eq_cstr(noun, command.noun) &&
            ll_str_eq_cstr(verb, command.verb == NULL ? "" : command.verb)) {
            *ret_command = command;
            return true;
        }
    }
    return false;
}

bool ll_command_noun(struct ll_str noun)
{
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        if (ll_str_eq_cstr(noun, command.noun)) {
            return true;
        }
    }
    return false;
}

/* ---- fields as options ---- */

void ll_option_name(const struct ll_field *field, char ret_name[LL_OPTION_NAME_MAX])
{
    size_t len = 0;
    for (; field->name[len] != '\0' && len + 1 < LL_OPTION_NAME_MAX; len++) {
        ret_name[len] = field->name[len];
        if (ret_name[len] == '_') {
            ret_name[len] = '-';
        }
    }
    ret_name[len] = '\0';
}

bool ll_option_is_choice(const struct ll_field *field, const struct ll_field *other)
{
    return field->one_of != NULL && other->one_of != NULL &&
           strcmp(field->one_of, other->one_of) == 0;
}

void ll_option_choices(const struct ll_record *record, const struct ll_field *field,
                       struct ll_strbuf *buf)
{
    const char *before = "--";
    for (size_t i = 0; i < record->field_count; i++) {
        char name[LL_OPTION_NAME_MAX];
        if (ll_option_is_choice(field, &record->fields[i])) {
            ll_option_name(&record->fields[i], name);
            ll_strbuf_cstr(buf, before);
            ll_strbuf_cstr(buf, name);
            before = ", --";
        }
    }
}

static const char *const value_words[] = {
    [LL_FIELD_I64] = "NUMBER",   [LL_FIELD_BOOL] = "yes|no", [LL_FIELD_STR] = "TEXT",
    [LL_FIELD_CODE] = "CODE",    [LL_FIELD_REF] = "CODE|ID", [LL_FIELD_ID] = "ID",
    [LL_FIELD_TIME] = "TIME",    [LL_FIELD_DATE] = "DATE",   [LL_FIELD_MONTH] = "MONTH",
    [LL_FIELD_UNITS] = "UNITS",  [LL_FIELD_MASS] = "MASS",   [LL_FIELD_MONEY] = "MONEY",
    [LL_FIELD_BYTES] = "HEX",    [LL_FIELD_ENUM] = "",       [LL_FIELD_LIST] = "NAME=VALUE,...",
    [LL_FIELD_STRS] = "A,B,...", [LL_FIELD_FILE] = "FILE",
};

void ll_option_value(const struct ll_field *field, struct ll_strbuf *buf)
{
    if (field->type != LL_FIELD_ENUM) {
        ll_strbuf_cstr(buf, value_words[field->type]);
        return;
    }
    for (size_t i = 0; i < field->enum_row_count; i++) {
        if (i > 0) {
            ll_strbuf_char(buf, '|');
        }
        ll_strbuf_cstr(buf, field->enum_rows[i].name);
    }
}

static void operand_usage(const struct ll_field *field, struct ll_strbuf *buf)
{
    ll_strbuf_cstr(buf, field->required ? " " : " [");
    for (const char *c = field->name; *c != '\0'; c++) {
        bool lower = *c >= 'a' && *c <= 'z';
        ll_strbuf_char(buf, lower ? (char)(*c - 'a' + 'A') : *c);
    }
    ll_strbuf_cstr(buf, field->type == LL_FIELD_STRS ? "..." : "");
    ll_strbuf_cstr(buf, field->required ? "" : "]");
}

static void option_words(const struct ll_field *field, struct ll_strbuf *buf)
{
    char name[LL_OPTION_NAME_MAX];
    ll_option_name(field, name);
    ll_strbuf_cstr(buf, "--");
    ll_strbuf_cstr(buf, name);
    if (field->type != LL_FIELD_BOOL) {
        ll_strbuf_char(buf, ' ');
        ll_option_value(field, buf);
    }
}

static void option_usage(const struct ll_field *field, struct ll_strbuf *buf)
{
    ll_strbuf_cstr(buf, field->required ? " " : " [");
    option_words(field, buf);
    ll_strbuf_cstr(buf, field->required ? "" : "]");
    ll_strbuf_cstr(buf, field->type == LL_FIELD_LIST ? "..." : "");
}

/* "{--a X | --b Y}", at the first of them. */
static void choice_usage(const struct ll_record *input, const struct ll_field *field,
                         struct ll_strbuf *buf)
{
    const char *before = " {";
    for (size_t i = 0; i < input->field_count; i++) {
        const struct ll_field *other = &input->fields[i];
        if (!ll_option_is_choice(field, other)) {
            continue;
        }
        if (other < field) {
            return;
        }
        ll_strbuf_cstr(buf, before);
        option_words(other, buf);
        before = " | ";
    }
    ll_strbuf_char(buf, '}');
}

void ll_command_usage(const struct ll_command *command, struct ll_strbuf *buf)
{
    /* Operands first, then what must be given, then what may be. */
    const struct ll_record *input = command->input;
    for (size_t pass = 0; input != NULL && pass < 3; pass++) {
        for (size_t i = 0; i < input->field_count; i++) {
            const struct ll_field *field = &input->fields[i];
            if (field->operand && pass == 0) {
                operand_usage(field, buf);
            } else if (field->one_of != NULL && pass == 1) {
                choice_usage(input, field, buf);
            } else if (!field->operand && field->one_of == NULL &&
                       pass == (field->required ? 1 : 2)) {
                option_usage(field, buf);
            }
        }
    }
}

void ll_command_name(const struct ll_command *command, struct ll_strbuf *buf)
{
    ll_strbuf_cstr(buf, command->noun);
    if (command->verb != NULL) {
        ll_strbuf_char(buf, ' ');
        ll_strbuf_cstr(buf, command->verb);
    }
}
