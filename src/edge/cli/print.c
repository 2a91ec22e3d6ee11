/* certificate print: one A4 page, as a file. */
#include "draw/print.h"
#include "base/locale.h"
#include "codec/pdf_attachment.h"
#include "draw/svg.h"
#include "edge/cli/state.h"
#include "service/answer.h"
#include "service/certificate_print.h"
#include "service/certificate_write.h"
#include "service/log.h"

#define PNG_DPI 144
#define PDF_BYTES_MAX 100000

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

/* The page, with the bundle that proves what it says: with as much of it as the file has room for.
 */
static enum ll_status write_pdf(struct ll_cli *cli, const struct ll_log_view *view,
                                struct ll_str serial, const struct ll_scene *scene,
                                struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct ll_pdf_attachment attachment = {
        .name = "certificate.bundle.json",
        .description = "The certificate with its proofs: loopledger verify",
    };
    struct ll_str page;
    const struct ll_time now = cli->ctx.clock.now(cli->ctx.clock.ctx);
    LL_TRY(ll_pdf_write(scene, now, &cli->arena, &page, reterr));
    for (int extent = LL_BUNDLE_IN_PAGE; extent <= LL_BUNDLE_NO_INTERVALS; extent++) {
        LL_TRY(ll_certificate_bundle(&cli->ctx, view, serial, (enum ll_bundle_extent)extent,
                                     &attachment.json, reterr));
        LL_TRY(ll_pdf_attach(&cli->arena, page, &attachment, ret_bytes, reterr));
        if (ret_bytes->len <= PDF_BYTES_MAX) {
            break;
        }
    }
    return LL_OK;
}

static enum ll_status write_out(struct ll_cli *cli, const struct ll_log_view *view,
                                const struct print_input *in, const struct ll_scene *scene,
                                struct ll_str *ret_bytes, struct ll_err *reterr)
{
    switch (in->format) {
    case PRINT_SVG:
        return ll_svg_write(scene, LL_SVG_FILE, &cli->arena, ret_bytes, reterr);
    case PRINT_PNG:
        return ll_png_write(scene, PNG_DPI, &cli->arena, ret_bytes, reterr);
    default:
        return write_pdf(cli, view, in->serial, scene, ret_bytes, reterr);
    }
}

static enum ll_status draw(struct ll_cli *cli, const struct ll_log_view *view,
                           const struct print_input *in, const struct ll_locale *locale,
                           struct ll_str *ret_bytes, struct ll_err *reterr)
{
    bool is_pdf = in->format != PRINT_SVG && in->format != PRINT_PNG;
    struct ll_fonts *fonts = NULL;
    struct ll_scene scene;
    struct ll_printed_certificate facts;
    LL_TRY(ll_certificate_facts(&cli->ctx, in->serial, &facts, reterr));
    facts.proof = is_pdf ? LL_PRINTED_PROOF_ATTACHED : LL_PRINTED_PROOF_ELSEWHERE;
    LL_TRY(ll_fonts_open(&cli->arena, &fonts, reterr));
    enum ll_status status =
        ll_certificate_print(&facts, locale, fonts, &cli->arena, &scene, reterr);
    if (status == LL_OK) {
        status = write_out(cli, view, in, &scene, ret_bytes, reterr);
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
    enum ll_status status = draw(cli, &view, in, &locale, &bytes, reterr);
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
