/* label sheet, handover sheet, dispatch print: what is drawn of one object, as a PDF. */
#include "base/locale.h"
#include "edge/cli/state.h"
#include "service/dispatch_statement.h"
#include "service/handover.h"
#include "service/label.h"

struct sheet_input {
    struct ll_str ref;
    struct ll_str language;
    struct ll_str output;
};

/* What of it is drawn, by the name that the command gives it; the rest is the same for all. */
#define SHEET_FIELDS(of, what)                                                                     \
    {.name = of,                                                                                   \
     .offset = offsetof(struct sheet_input, ref),                                                  \
     LL_REQ(STR),                                                                                  \
     .min = 1,                                                                                     \
     .max = 64,                                                                                    \
     .operand = true,                                                                              \
     .help = what},                                                                                \
        LL_MEMBER(sheet_input, language, LL_OPT(STR), .min = 2, .max = 2,                          \
                  .help = "its language: en, fr or nl; 'en' when left out"),                       \
        LL_MEMBER(sheet_input, output, LL_REQ(STR), .min = 1, .max = 4000,                         \
                  .help = "the file to make; it must not be there yet")

typedef enum ll_status draw_sheet(struct ll_ctx *ctx, struct ll_str ref,
                                  const struct ll_locale *locale, struct ll_str *ret_pdf,
                                  struct ll_err *reterr);

static enum ll_status write_sheet(struct ll_cli *cli, draw_sheet *pdf, const struct sheet_input *in,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    enum ll_language language = LL_LANGUAGE_EN;
    char path[LL_PATH_MAX];
    struct ll_locale locale;
    struct ll_str bytes = LL_STR("");
    if (in->language.len > 0) {
        LL_TRY(ll_language_find(in->language, &language, reterr));
    }
    LL_TRY(ll_cli_path(in->output, "", path, reterr));
    LL_TRY(ll_locale_open(language, &locale, reterr));
    LL_TRY(ll_store_begin(cli->ctx.store, LL_STORE_READ, reterr));
    enum ll_status status = pdf(&cli->ctx, in->ref, &locale, &bytes, reterr);
    ll_store_rollback(cli->ctx.store);
    LL_TRY(status);
    LL_TRY(ll_directory_write(path, cli->host->shared_mode, bytes, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "bytes", (int64_t)bytes.len);
    ll_json_set_str(&cli->arena, answer, "output", in->output);
    *ret_answer = answer;
    return LL_OK;
}

static const struct ll_field label_fields[] = {
    SHEET_FIELDS("label", "a sheet's id, or a label's code"),
};
const struct ll_record ll_cmd_label_sheet_record =
    LL_RECORD("label_sheet", sheet_input, label_fields);

enum ll_status ll_cmd_label_sheet(struct ll_cli *cli, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    return write_sheet(cli, ll_label_pdf, input, ret_answer, reterr);
}

static const struct ll_field handover_fields[] = {
    SHEET_FIELDS("handover", "the hand-over's id"),
};
const struct ll_record ll_cmd_handover_sheet_record =
    LL_RECORD("handover_sheet", sheet_input, handover_fields);

enum ll_status ll_cmd_handover_sheet(struct ll_cli *cli, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    return write_sheet(cli, ll_handover_pdf, input, ret_answer, reterr);
}

static const struct ll_field dispatch_fields[] = {
    SHEET_FIELDS("dispatch", "its id, as 'dispatch list' gives it"),
};
const struct ll_record ll_cmd_dispatch_print_record =
    LL_RECORD("dispatch_print", sheet_input, dispatch_fields);

enum ll_status ll_cmd_dispatch_print(struct ll_cli *cli, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    return write_sheet(cli, ll_dispatch_pdf, input, ret_answer, reterr);
}
