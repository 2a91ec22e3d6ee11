/* certificate print: one A4 page, as a file. */
#include "draw/print.h"
#include "base/locale.h"
#include "draw/svg.h"
#include "edge/cli/state.h"
#include "service/answer.h"
#include "service/certificate_file.h"
#include "service/certificate_print.h"
#include "service/log.h"

#define PNG_DPI 144

enum print_format {
    PRINT_PDF = 1,
    PRINT_SVG,
    PRINT_PNG,
};
static const struct ll_enum_row formats[] = {
    {PRINT_PDF, "pdf"}, {PRINT_SVG, "svg"}, {PRINT_PNG, "png"}};

struct print_input {
    int format;
    struct ll_str language;
    struct ll_str output;
    struct ll_str serial;
};
static const struct ll_field print_fields[] = {
    LL_MEMBER(print_input, format, LL_OPT(ENUM), .enum_rows = formats, .enum_row_count = 3,
              .help = "'pdf' when left out"),
    LL_MEMBER(print_input, language, LL_OPT(STR), .min = 2, .max = 2,
              .help = "its language: en, fr or nl; 'en' when left out"),
    LL_MEMBER(print_input, output, LL_REQ(STR), .min = 1, .max = 4000,
              .help = "the file to make; it must not be there yet"),
    LL_MEMBER(print_input, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
const struct ll_record ll_cmd_certificate_print_record =
    LL_RECORD("certificate_print", print_input, print_fields);

/* A picture: what proves it is elsewhere. */
static enum ll_status draw(struct ll_cli *cli, const struct print_input *in,
                           const struct ll_locale *locale, struct ll_str *ret_bytes,
                           struct ll_err *reterr)
{
    struct ll_fonts *fonts = NULL;
    struct ll_scene scene;
    struct ll_printed_certificate facts;
    LL_TRY(ll_certificate_facts(&cli->ctx, in->serial, &facts, reterr));
    facts.proof = LL_PRINTED_PROOF_ELSEWHERE;
    LL_TRY(ll_fonts_open(&cli->arena, &fonts, reterr));
    enum ll_status status =
        ll_certificate_print(&facts, locale, fonts, &cli->arena, &scene, reterr);
    if (status == LL_OK) {
        status = in->format == PRINT_SVG
                     ? ll_svg_write(&scene, LL_SVG_FILE, &cli->arena, ret_bytes, reterr)
                     : ll_png_write(&scene, PNG_DPI, &cli->arena, ret_bytes, reterr);
    }
    ll_fonts_close(fonts);
    return status;
}

enum ll_status ll_cmd_certificate_print(struct ll_cli *cli, const void *input,
                                        struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct print_input *in = input;
    enum ll_language language = LL_LANGUAGE_EN;
    char path[LL_PATH_MAX];
    struct ll_locale locale;
    struct ll_log_view view;
    struct ll_str bytes = LL_STR("");
    if (in->language.len > 0) {
        LL_TRY(ll_language_find(in->language, &language, reterr));
    }
    LL_TRY(ll_cli_path(in->output, "", path, reterr));
    LL_TRY(ll_locale_open(language, &locale, reterr));
    LL_TRY(ll_log_view_begin(&cli->ctx, &view, reterr)); /* as the store is at one moment */
    bool is_picture = in->format == PRINT_SVG || in->format == PRINT_PNG;
    enum ll_status status =
        is_picture ? draw(cli, in, &locale, &bytes, reterr)
                   : ll_certificate_pdf(&cli->ctx, &view, in->serial, &locale, &bytes, reterr);
    ll_store_rollback(cli->ctx.store);
    LL_TRY(status);
    LL_TRY(ll_directory_write(path, cli->host->shared_mode, bytes, reterr));
    struct ll_json *answer = ll_json_new_object(&cli->arena);
    ll_json_set_integer(&cli->arena, answer, "bytes", (int64_t)bytes.len);
    ll_json_set_str(&cli->arena, answer, "output", in->output);
    ll_json_set_str(&cli->arena, answer, "serial", in->serial);
    *ret_answer = answer;
    return LL_OK;
}
