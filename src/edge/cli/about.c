/* Commands about the program itself: help, man, completion, version. */
#include "edge/cli/manual.h"
#include "edge/cli/state.h"
#include "edge/cli/text.h"

enum ll_status ll_cli_answer(struct ll_json *answer, struct ll_json **ret_answer,
                             struct ll_err *reterr)
{
    if (answer == NULL || answer->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
    }
    *ret_answer = answer;
    return LL_OK;
}

enum ll_status ll_cli_text(struct ll_cli *cli, struct ll_strbuf *buf, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    struct ll_str text;
    LL_TRY(ll_strbuf_finish(buf, &text, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_str(&cli->arena, answer, "text", text);
    LL_TRY(ll_cli_answer(answer, ret_answer, reterr));
    cli->raw_text = true;
    return LL_OK;
}

/* ---- help ---- */

struct help_input {
    struct ll_str noun;
    struct ll_str verb;
};
static const struct ll_field help_fields[] = {
    LL_MEMBER(help_input, noun, LL_OPT(CODE), .operand = true,
              .help = "what the commands are about; without it all are listed"),
    LL_MEMBER(help_input, verb, LL_OPT(CODE), .operand = true,
              .help = "the one command to explain"),
};
const struct ll_record ll_cmd_help_record = LL_RECORD("help", help_input, help_fields);

static enum ll_status unknown_noun(struct ll_str noun, struct ll_err *reterr)
{
    struct ll_nearest nearest;
    ll_nearest_init(&nearest, noun);
    for (size_t i = 0; i < ll_command_count(); i++) {
        struct ll_command command;
        ll_command_at(i, &command);
        ll_nearest_offer(&nearest, command.noun);
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EUSAGE, "there is no command '%.*s'", LL_STR_ARG(noun));
    if (nearest.best != NULL) {
        ll_err_hint(reterr, "did you mean '%s'?", nearest.best);
    } else {
        ll_err_hint(reterr, "'loopledger help' lists all commands");
    }
    return status;
}

enum ll_status ll_cmd_help(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    const struct help_input *in = input;
    struct ll_command command;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &cli->arena, LL_MANUAL_BYTES_MAX);
    if (in->noun.len > 0 && !ll_command_noun(in->noun)) {
        return unknown_noun(in->noun, reterr);
    }
    if (in->noun.len > 0 && ll_command_find(in->noun, in->verb, &command)) {
        ll_help_command(&command, &buf);
    } else if (in->verb.len > 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EUSAGE, "there is no command '%.*s %.*s'",
                                        LL_STR_ARG(in->noun), LL_STR_ARG(in->verb));
        ll_err_hint(reterr, "'loopledger help %.*s' lists what there is", LL_STR_ARG(in->noun));
        return status;
    } else {
        ll_help_list(in->noun, &buf);
    }
    return ll_cli_text(cli, &buf, ret_answer, reterr);
}

/* ---- man ---- */

struct man_input {
    struct ll_str noun;
};
static const struct ll_field man_fields[] = {
    LL_MEMBER(man_input, noun, LL_OPT(CODE), .operand = true,
              .help = "only the commands of one noun"),
};
const struct ll_record ll_cmd_man_record = LL_RECORD("man", man_input, man_fields);

enum ll_status ll_cmd_man(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                          struct ll_err *reterr)
{
    const struct man_input *in = input;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &cli->arena, LL_MANUAL_BYTES_MAX);
    if (in->noun.len > 0 && !ll_command_noun(in->noun)) {
        return unknown_noun(in->noun, reterr);
    }
    ll_man_page(in->noun, &buf);
    return ll_cli_text(cli, &buf, ret_answer, reterr);
}

/* ---- completion, version ---- */

enum ll_status ll_cmd_completion_bash(struct ll_cli *cli, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr)
{
    (void)input;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &cli->arena, LL_MANUAL_BYTES_MAX);
    ll_completion_bash(&buf);
    return ll_cli_text(cli, &buf, ret_answer, reterr);
}

enum ll_status ll_cmd_version(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    (void)input;
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_cstr(&cli->arena, answer, "version", LL_VERSION);
    return ll_cli_answer(answer, ret_answer, reterr);
}
