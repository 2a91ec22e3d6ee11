/* Completion for bash: the tables as associative arrays, and one function that reads them. */
#include "edge/cli/manual.h"

static void put_verbs(struct ll_strbuf *out, const char *noun)
{
    bool first = true;
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        if (ll_str_eq_cstr(ll_str_from_cstr(noun), command.noun) && command.verb != NULL) {
            ll_strbuf_cstr(out, first ? "" : " ");
            ll_strbuf_cstr(out, command.verb);
            first = false;
        }
    }
}

/* Has the noun come before row `at`? Each is listed once. */
static bool is_first(const char *noun, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        if (ll_str_eq_cstr(ll_str_from_cstr(noun), command.noun)) {
            return false;
        }
    }
    return true;
}

static void put_options(struct ll_strbuf *out, const struct ll_command *command)
{
    const struct ll_record *input = command->input;
    for (size_t i = 0; input != NULL && i < input->field_count; i++) {
        char name[LL_OPTION_NAME_MAX];
        ll_option_name(&input->fields[i], name);
        if (!input->fields[i].operand) {
            ll_strbuf_cstr(out, "--");
            ll_strbuf_cstr(out, name);
            ll_strbuf_char(out, ' ');
        }
    }
    for (size_t i = 0; i < LL_GENERAL_COUNT; i++) {
        if (ll_general_applies((enum ll_general_option)i, command)) {
            ll_strbuf_cstr(out, "--");
            ll_strbuf_cstr(out, ll_general_rows[i].name);
            ll_strbuf_char(out, ' ');
        }
    }
}

static void put_enums(struct ll_strbuf *out, const struct ll_command *command)
{
    const struct ll_record *input = command->input;
    for (size_t i = 0; input != NULL && i < input->field_count; i++) {
        const struct ll_field *field = &input->fields[i];
        char name[LL_OPTION_NAME_MAX];
        if (field->type != LL_FIELD_ENUM || field->operand) {
            continue;
        }
        ll_option_name(field, name);
        ll_strbuf_cstr(out, "    ['");
        ll_command_name(command, out);
        ll_strbuf_fmt(out, " --%s']='", name);
        for (size_t k = 0; k < field->enum_row_count; k++) {
            ll_strbuf_cstr(out, k > 0 ? " " : "");
            ll_strbuf_cstr(out, field->enum_rows[k].name);
        }
        ll_strbuf_cstr(out, "'\n");
    }
}

static const char script[] =
    "_loopledger()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local noun=${COMP_WORDS[1]:-} verb=${COMP_WORDS[2]:-} name words=''\n"
    "    name=$noun\n"
    "    [ -z \"${_loopledger_verbs[$noun]:-}\" ] || name=\"$noun $verb\"\n"
    "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "        words=${!_loopledger_verbs[*]}\n"
    "    elif [ \"$COMP_CWORD\" -eq 2 ] && [ -n \"${_loopledger_verbs[$noun]:-}\" ]; then\n"
    "        words=${_loopledger_verbs[$noun]}\n"
    "    elif [ -n \"${_loopledger_values[$name $before]:-}\" ]; then\n"
    "        words=${_loopledger_values[$name $before]}\n"
    "    elif [[ $word == -* ]]; then\n"
    "        words=${_loopledger_options[$name]:-}\n"
    "    fi\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
    "}\n"
    "complete -o default -F _loopledger loopledger\n";

void ll_completion_bash(struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "# bash completion for loopledger, made by 'loopledger completion bash'\n"
                        "declare -gA _loopledger_verbs=(\n");
    struct ll_command command;
    for (size_t i = 0; i < ll_command_count(); i++) {
        ll_command_at(i, &command);
        if (is_first(command.noun, i)) {
            ll_strbuf_fmt(out, "    ['%s']='", command.noun);
            put_verbs(out, command.noun);
            ll_strbuf_cstr(out, "'\n");
        }
    }
    ll_strbuf_cstr(out, ")\ndeclare -gA _loopledger_options=(\n");
    for (size_t i = 0; i < ll_command_count(); i++) {
        ll_command_at(i, &command);
        ll_strbuf_cstr(out, "    ['");
        ll_command_name(&command, out);
        ll_strbuf_cstr(out, "']='");
        put_options(out, &command);
        ll_strbuf_cstr(out, "'\n");
    }
    ll_strbuf_cstr(out, ")\ndeclare -gA _loopledger_values=(\n");
    for (size_t i = 0; i < ll_command_count(); i++) {
        ll_command_at(i, &command);
        put_enums(out, &command);
    }
    ll_strbuf_cstr(out, ")\n");
    ll_strbuf_cstr(out, script);
}
