/* log request, log witness: the two sides of C2SP tlog-witness, by way of files. */
#include "service/witness.h"
#include "edge/cli/state.h"
#include "service/log.h"

/* ---- request ---- */

struct request_input {
    int64_t old;
};
static const struct ll_field request_fields[] = {
    LL_MEMBER(request_input, old, LL_OPT(I64), .min = 0, .max = (INT64_C(1) << 53) - 1,
              .help =
                  "how many entries the witness cosigned last, as its refusal says; 0 when left "
                  "out: none"),
};
const struct ll_record ll_cmd_log_request_record =
    LL_RECORD("log_request", request_input, request_fields);

enum ll_status ll_cmd_log_request(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct request_input *in = input;
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    struct ll_str text = LL_STR("");
    LL_TRY(ll_log_request(&cli->ctx, in->old, &text, reterr));
    cli->raw_text = true;
    ll_json_set_str(&cli->arena, answer, "text", text);
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- witness ---- */

struct witness_input {
    struct ll_file file;
    struct ll_list key;
    struct ll_str name;
};
static const struct ll_field witness_fields[] = {
    LL_MEMBER(witness_input, file, LL_REQ(FILE), .operand = true,
              .max = LL_WITNESS_REQUEST_BYTES_MAX, .help = "the request; - is standard input"),
    LL_MEMBER(witness_input, key, LL_REQ(STRS), .min = 1, .max = LL_WITNESS_LOGS_MAX,
              .help = "keys of the logs to cosign, as their operators give them: NAME+HEX+BASE64"),
    LL_MEMBER(witness_input, name, LL_REQ(STR), .min = 1, .max = LL_NOTE_NAME_MAX,
              .help = "the witness's own name: a host and path of yours, without https://"),
};
const struct ll_record ll_cmd_log_witness_record =
    LL_RECORD("log_witness", witness_input, witness_fields);

enum ll_status ll_cli_log_keys(struct ll_cli *cli, const struct ll_list *texts,
                               struct ll_note_key *ret_logs, struct ll_err *reterr)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(cli->host->crypto);
    const struct ll_str *items = texts->items;
    for (size_t i = 0; i < texts->count; i++) {
        LL_TRY(ll_note_key_parse(&crypto, items[i], &ret_logs[i], reterr));
        if (ret_logs[i].type != LL_NOTE_ED25519) {
            return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is the key of a witness, not of a log",
                           LL_STR_ARG(ret_logs[i].name));
        }
    }
    return LL_OK;
}

/* A cosignature is the output as it is; a refusal is a verdict with its reason. */
static enum ll_status show_answer(struct ll_cli *cli, const struct ll_witness_answer *given,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_arena *arena = &cli->arena;
    struct ll_json *answer = ll_json_new_object(arena);
    bool cosigned = given->reason == LL_WITNESS_COSIGNED;
    ll_json_set_integer(arena, answer, "status", ll_witness_reason_http(given->reason));
    ll_json_set_str(arena, answer, "reason",
                    ll_str_from_cstr(ll_witness_reason_code(given->reason)));
    ll_json_set_str(arena, answer, "explanation",
                    ll_str_from_cstr(ll_witness_reason_text(given->reason)));
    if (given->problem.text[0] != '\0') {
        ll_json_set_str(arena, answer, "problem",
                        ll_str_copy(arena, ll_str_from_cstr(given->problem.text)));
    }
    if (given->size >= 0) {
        ll_json_set_integer(arena, answer, "size", given->size);
    }
    ll_json_set_str(arena, answer, "witness_key", given->key);
    if (cosigned) {
        cli->raw_text = true;
        ll_json_set_str(arena, answer, "text", given->cosignature);
    }
    cli->exit_code = cosigned ? 0 : 1;
    return ll_cli_answer(answer, ret_answer, reterr);
}

enum ll_status ll_cmd_log_witness(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct witness_input *in = input;
    struct ll_note_key logs[LL_WITNESS_LOGS_MAX];
    const struct ll_witness witness = {in->name, logs, in->key.count};
    struct ll_witness_answer given;
    LL_TRY(ll_cli_log_keys(cli, &in->key, logs, reterr));
    LL_TRY(ll_witness_request(&cli->ctx, &witness, in->file.bytes, &given, reterr));
    return show_answer(cli, &given, ret_answer, reterr);
}
