/* certificate write, sample write: what others take away and judge on their own, as text. */
#include "edge/cli/state.h"
#include "service/certificate_write.h"
#include "service/log.h"
#include "service/sample.h"

enum write_format {
    WRITE_BUNDLE = 1,
    WRITE_JWT,
};
static const struct ll_enum_row formats[] = {{WRITE_BUNDLE, "bundle"}, {WRITE_JWT, "jwt"}};

struct write_input {
    int format;
    struct ll_str issuer;
    struct ll_str output;
    struct ll_str serial;
};
static const struct ll_field write_fields[] = {
    LL_MEMBER(write_input, format, LL_OPT(ENUM), .enum_rows = formats,
              .enum_row_count = sizeof(formats) / sizeof(formats[0]),
              .help = "'bundle' when left out"),
    LL_MEMBER(write_input, issuer, LL_OPT(STR), .min = 1, .max = 256,
              .help = "for jwt: the did:web that publishes the signing key; the key's own did:key "
                      "when left out"),
    LL_MEMBER(write_input, output, LL_OPT(STR), .min = 1, .max = 4000,
              .help = "the file to make, which must not be there yet; the standard output when "
                      "left out"),
    LL_MEMBER(write_input, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
const struct ll_record ll_cmd_certificate_write_record =
    LL_RECORD("certificate_write", write_input, write_fields);

/* As the store is at one moment. */
static enum ll_status make(struct ll_cli *cli, const struct write_input *in,
                           struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_log_view view;
    LL_TRY(ll_log_view_begin(&cli->ctx, &view, reterr));
    enum ll_status status =
        in->format == WRITE_JWT
            ? ll_certificate_jwt(&cli->ctx, in->serial, in->issuer, ret_text, reterr)
            : ll_certificate_bundle(&cli->ctx, &view, in->serial, LL_BUNDLE_WHOLE, ret_text,
                                    reterr);
    ll_store_rollback(cli->ctx.store);
    return status;
}

/* Into the file, or to the standard output. */
static enum ll_status give(struct ll_cli *cli, struct ll_str output, const char *path,
                           struct ll_str text, struct ll_json *answer, struct ll_err *reterr)
{
    if (output.len > 0) {
        LL_TRY(ll_directory_write(path, cli->host->shared_mode, text, reterr));
        ll_json_set_integer(&cli->arena, answer, "bytes", (int64_t)text.len);
        ll_json_set_str(&cli->arena, answer, "output", output);
    } else {
        cli->raw_text = true;
        ll_json_set_str(&cli->arena, answer, "text", text);
    }
    return LL_OK;
}

enum ll_status ll_cmd_certificate_write(struct ll_cli *cli, const void *input,
                                        struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct write_input *in = input;
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    struct ll_str text = LL_STR("");
    char path[LL_PATH_MAX];
    if (in->issuer.len > 0 && in->format != WRITE_JWT) {
        return LL_FAIL(reterr, LL_EUSAGE, "--issuer goes with --format jwt");
    }
    if (in->output.len > 0) {
        LL_TRY(ll_cli_path(in->output, "", path, reterr));
    }
    LL_TRY(make(cli, in, &text, reterr));
    LL_TRY(give(cli, in->output, path, text, answer, reterr));
    if (in->output.len > 0) {
        ll_json_set_str(&cli->arena, answer, "serial", in->serial);
    }
    return ll_cli_answer(answer, ret_answer, reterr);
}

/* ---- samples ---- */

struct sample_input {
    struct ll_str output;
    struct ll_str programme;
    struct ll_str seed;
    int64_t units;
    struct ll_str until;
};
static const struct ll_field sample_fields[] = {
    LL_MEMBER(sample_input, output, LL_OPT(STR), .min = 1, .max = 4000,
              .help = "the file to make, which must not be there yet; the standard output when "
                      "left out"),
    LL_MEMBER(sample_input, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(sample_input, seed, LL_REQ(STR), .min = 1, .max = 128,
              .help = "any text: the same gives the same units again"),
    LL_MEMBER(sample_input, units, LL_OPT(I64), .min = 1, .max = LL_SAMPLE_UNITS_MAX,
              .help = "how many units (60)"),
    LL_MEMBER(sample_input, until, LL_OPT(STR), .min = 1, .max = 64,
              .help = "of what was received up to this event; the last one when left out"),
};
const struct ll_record ll_cmd_sample_write_record =
    LL_RECORD("sample_write", sample_input, sample_fields);

enum ll_status ll_cmd_sample_write(struct ll_cli *cli, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct sample_input *in = input;
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    struct ll_str text = LL_STR("");
    const struct ll_sample_draw draw = {in->programme, in->seed, in->units, in->until};
    struct ll_log_view view;
    char path[LL_PATH_MAX];
    if (in->output.len > 0) {
        LL_TRY(ll_cli_path(in->output, "", path, reterr));
    }
    LL_TRY(ll_log_view_begin(&cli->ctx, &view, reterr));
    enum ll_status status = ll_sample_file_of(&cli->ctx, &view, &draw, &text, reterr);
    ll_store_rollback(cli->ctx.store);
    LL_TRY(status);
    LL_TRY(give(cli, in->output, path, text, answer, reterr));
    return ll_cli_answer(answer, ret_answer, reterr);
}
