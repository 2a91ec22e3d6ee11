#include "service/certificate_file.h"

#include "codec/csv.h"
#include "codec/pdf_attachment.h"
#include "draw/print.h"
#include "service/certificate.h"
#include "service/certificate_print.h"
#include "service/certificate_write.h"
#include "store/q_certificate.h"

#define PDF_BYTES_MAX 100000
#define JSON_BYTES_MAX ((size_t)64 << 20)
#define CSV_BYTES_MAX ((size_t)64 << 20)

static enum ll_status attach(struct ll_ctx *ctx, const struct ll_log_view *view,
                             struct ll_str serial, struct ll_str page, struct ll_str *ret_pdf,
                             struct ll_err *reterr)
{
    struct ll_pdf_attachment attachment = {
        .name = "certificate.bundle.json",
        .description = "The certificate with its proofs: loopledger verify",
    };
    for (int extent = LL_BUNDLE_IN_PAGE; extent <= LL_BUNDLE_NO_INTERVALS; extent++) {
        LL_TRY(ll_certificate_bundle(ctx, view, serial, (enum ll_bundle_extent)extent,
                                     &attachment.json, reterr));
        LL_TRY(ll_pdf_attach(ctx->arena, page, &attachment, ret_pdf, reterr));
        if (ret_pdf->len <= PDF_BYTES_MAX) {
            break;
        }
    }
    return LL_OK;
}

enum ll_status ll_certificate_pdf(struct ll_ctx *ctx, const struct ll_log_view *view,
                                  struct ll_str serial, const struct ll_locale *locale,
                                  struct ll_str *ret_pdf, struct ll_err *reterr)
{
    struct ll_fonts *fonts = NULL;
    struct ll_scene scene;
    struct ll_printed_certificate facts;
    struct ll_str page;
    LL_TRY(ll_certificate_facts(ctx, serial, &facts, reterr));
    facts.proof = LL_PRINTED_PROOF_ATTACHED;
    LL_TRY(ll_fonts_open(ctx->arena, &fonts, reterr));
    enum ll_status status = ll_certificate_print(&facts, locale, fonts, ctx->arena, &scene, reterr);
    if (status == LL_OK) {
        status = ll_pdf_write(&scene, ctx->clock.now(ctx->clock.ctx), ctx->arena, &page, reterr);
    }
    if (status == LL_OK) {
        status = attach(ctx, view, serial, page, ret_pdf, reterr);
    }
    ll_fonts_close(fonts);
    return status;
}

static void write_row(struct ll_csv_writer *csv,
                      const struct ll_q_certificate_position_all_row *row)
{
    char lot_id[LL_ID_TEXT_MAX];
    char vintage[LL_TIME_TEXT_MAX];
    ll_id_format("lot", row->lot_id.raw, lot_id);
    ll_month_format(row->vintage, vintage);
    ll_csv_write_text(csv, row->order_line);
    ll_csv_write_i64(csv, row->line_lo);
    ll_csv_write_i64(csv, row->line_hi);
    ll_csv_write_text(csv, ll_str_from_cstr(ll_measure_name(row->measure)));
    ll_csv_write_text(csv, ll_str_from_cstr(lot_id));
    ll_csv_write_i64(csv, row->lot_lo);
    ll_csv_write_i64(csv, row->lot_hi);
    ll_csv_write_text(csv, row->class_code);
    ll_csv_write_text(csv, row->country);
    ll_csv_write_text(csv, ll_str_from_cstr(vintage));
    ll_csv_write_end_row(csv);
}

static enum ll_status make_csv(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                               struct ll_str *ret_csv, struct ll_err *reterr)
{
    static const char *const heads[] = {"order_line", "line_lo", "line_hi", "measure",
                                        "lot_id",     "lot_lo",  "lot_hi",  "class_code",
                                        "country",    "vintage"};
    struct ll_q_certificate_position_all_in in = {certificate_id};
    struct ll_q_certificate_position_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_strbuf buf;
    struct ll_csv_writer csv;
    enum ll_status status;
    ll_strbuf_init(&buf, ctx->arena, CSV_BYTES_MAX);
    ll_csv_write_begin(&csv, &buf, ',');
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        ll_csv_write_text(&csv, ll_str_from_cstr(heads[i]));
    }
    ll_csv_write_end_row(&csv);
    LL_TRY(ll_q_certificate_position_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_position_all_next(cursor, &row, reterr)) == LL_OK) {
        write_row(&csv, &row);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? ll_strbuf_finish(&buf, ret_csv, reterr) : status;
}

static enum ll_status make_json(struct ll_ctx *ctx, struct ll_str serial, struct ll_str *ret_json,
                                struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    struct ll_json *body = NULL;
    LL_TRY(ll_certificate_latest(ctx, serial, &row, &body, reterr));
    return ll_json_canonical(ctx->arena, body, JSON_BYTES_MAX, ret_json, reterr);
}

static enum ll_status make(struct ll_ctx *ctx, const struct ll_log_view *view, struct ll_str serial,
                           enum ll_certificate_form form, const struct ll_locale *locale,
                           struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    LL_TRY(ll_certificate_find(ctx, serial, &row, reterr));
    switch (form) {
    case LL_CERTIFICATE_CSV:
        return make_csv(ctx, row.certificate_id, ret_bytes, reterr);
    case LL_CERTIFICATE_JSON:
        return make_json(ctx, serial, ret_bytes, reterr);
    case LL_CERTIFICATE_JWT:
        return ll_certificate_jwt(ctx, serial, LL_STR(""), ret_bytes, reterr);
    case LL_CERTIFICATE_PDF:
        return ll_certificate_pdf(ctx, view, serial, locale, ret_bytes, reterr);
    }
    LL_ASSERT(false);
}

enum ll_status ll_certificate_file(struct ll_ctx *ctx, struct ll_str serial,
                                   enum ll_certificate_form form, const struct ll_locale *locale,
                                   struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct ll_log_view view;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr)); /* as the store is at one moment */
    enum ll_status status = make(ctx, &view, serial, form, locale, ret_bytes, reterr);
    ll_store_rollback(ctx->store);
    return status;
}
