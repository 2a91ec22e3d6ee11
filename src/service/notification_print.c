#include "service/notification_print.h"

#include "base/catalogue.h"
#include "draw/print.h"
#include "service/booking.h"
#include "service/find.h"
#include "service/notification_filling.h"
#include "service/summary.h"

#include <string.h>

/* ---- reading ---- */

#define READ_ALL(name, query, KEY, ROW)                                                            \
    static enum ll_status name(struct ll_ctx *ctx, KEY key, struct ll_list *ret_list,              \
                               struct ll_err *reterr)                                              \
    {                                                                                              \
        struct ll_q_##query##_in in = {key};                                                       \
        struct ll_store_cursor *cursor = NULL;                                                     \
        struct ll_grow rows = LL_GROW(ctx->arena, struct ROW);                                     \
        struct ROW row;                                                                            \
        LL_TRY(ll_q_##query##_open(ctx->store, ctx->arena, &in, &cursor, reterr));                 \
        enum ll_status status;                                                                     \
        while ((status = ll_q_##query##_next(cursor, &row, reterr)) == LL_OK) {                    \
            struct ROW *one = keep_##name(ctx, &row) ? ll_grow_add(&rows) : NULL;                  \
            if (one == NULL) {                                                                     \
                ll_store_query_close(cursor);                                                      \
                return LL_FAIL(reterr, LL_ENOMEM, "no memory for a form");                         \
            }                                                                                      \
            *one = row;                                                                            \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        *ret_list = (struct ll_list){rows.items, rows.count};                                      \
        return status == LL_EEND ? LL_OK : status;                                                 \
    }

/* A cursor's texts go with its next row. */
static bool keep(struct ll_ctx *ctx, bool has, struct ll_str *text)
{
    if (has) {
        *text = ll_str_copy(ctx->arena, *text);
    }
    return !has || text->ptr != NULL;
}
static bool keep_read_said(struct ll_ctx *ctx, struct ll_q_notification_said_row *row)
{
    return keep(ctx, true, &row->field) && keep(ctx, true, &row->body);
}
static bool keep_read_carriers(struct ll_ctx *ctx, struct ll_q_notification_carrier_names_row *row)
{
    return keep(ctx, true, &row->code) && keep(ctx, true, &row->mode) &&
           keep(ctx, row->has_name, &row->name);
}
static bool keep_read_legs(struct ll_ctx *ctx, struct ll_q_movement_carriers_row *row)
{
    return keep(ctx, true, &row->code) && keep(ctx, true, &row->mode) &&
           keep(ctx, row->has_name, &row->name);
}
static bool keep_read_packages(struct ll_ctx *ctx, struct ll_q_movement_packages_row *row)
{
    return keep(ctx, true, &row->code) && keep(ctx, row->has_number, &row->number) &&
           keep(ctx, row->has_seal, &row->seal);
}
READ_ALL(read_said, notification_said, struct ll_notification_id, ll_q_notification_said_row)
READ_ALL(read_carriers, notification_carrier_names, struct ll_notification_id,
         ll_q_notification_carrier_names_row)
READ_ALL(read_legs, movement_carriers, struct ll_shipment_id, ll_q_movement_carriers_row)
READ_ALL(read_packages, movement_packages, struct ll_shipment_id, ll_q_movement_packages_row)

/* A shipment that is booked is the movement that it was booked as. */
static enum ll_status read_booking(struct ll_filling *f, struct ll_shipment_id shipment_id,
                                   struct ll_err *reterr)
{
    LL_TRY(ll_booking_find(f->ctx, shipment_id, &f->is_booked, &f->booking, reterr));
    if (!f->is_booked) {
        return f->wanted->is_booked ? ll_find_failed("shipment", f->wanted->shipment, reterr)
                                    : LL_OK;
    }
    bool is_same = ll_id_eq(f->booking.notification_id.raw, f->dossier.notification_id.raw) &&
                   (f->wanted->serial == 0 || f->wanted->serial == f->booking.serial);
    if (!is_same && f->wanted->is_booked) {
        return ll_find_failed("shipment", f->wanted->shipment, reterr);
    }
    if (!is_same) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "shipment '%.*s' is movement %.*s",
                    LL_STR_ARG(f->wanted->shipment), LL_STR_ARG(f->booking.number));
        ll_err_where(reterr, "shipment");
        ll_err_hint(reterr, "print it as that one, of notification '%.*s'",
                    LL_STR_ARG(f->booking.code));
        return status;
    }
    f->serial = f->booking.serial;
    return LL_OK;
}

static enum ll_status read_shipment(struct ll_filling *f, struct ll_err *reterr)
{
    struct ll_shipment_id shipment_id;
    struct ll_q_shipment_route_row route;
    LL_TRY(ll_find_shipment(f->ctx, f->wanted->shipment, &shipment_id, &route, reterr));
    if (!ll_id_eq(route.to_facility_id.raw, f->dossier.row.plant_id.raw)) {
        if (f->wanted->is_booked) { /* by a link: of other shipments nothing is told */
            return ll_find_failed("shipment", f->wanted->shipment, reterr);
        }
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED,
                                        "shipment '%.*s' does not go to the plant of this "
                                        "notification",
                                        LL_STR_ARG(f->wanted->shipment));
        ll_err_where(reterr, "shipment");
        ll_err_hint(reterr, "a movement document is of one shipment on its own notification");
        return status;
    }
    LL_TRY(read_booking(f, shipment_id, reterr));
    struct ll_q_movement_item_in in = {shipment_id};
    LL_TRY(ll_q_movement_item(f->ctx->store, f->ctx->arena, &in, &f->shipment, reterr));
    LL_TRY(read_legs(f->ctx, shipment_id, &f->legs, reterr));
    LL_TRY(read_packages(f->ctx, shipment_id, &f->packages, reterr));
    f->has_shipment = true;
    return LL_OK;
}

enum ll_status ll_filling_read(struct ll_filling *f, struct ll_err *reterr)
{
    struct ll_ctx *ctx = f->ctx;
    LL_TRY(ll_dossier_read(ctx, f->wanted->notification, &f->dossier, reterr));
    LL_TRY(ll_dossier_decide(ctx, &f->dossier, &f->decision, reterr));
    struct ll_q_notification_names_in in = {f->dossier.notification_id};
    LL_TRY(ll_q_notification_names(ctx->store, ctx->arena, &in, &f->names, reterr));
    LL_TRY(read_said(ctx, f->dossier.notification_id, &f->said, reterr));
    LL_TRY(read_carriers(ctx, f->dossier.notification_id, &f->carriers, reterr));
    return f->wanted->shipment.len > 0 ? read_shipment(f, reterr) : LL_OK;
}

/* ---- lists of codes ---- */

static const struct {
    const char *list;
    const char *title;
} lists[] = {
    {"packaging", LL_T("Packaging types (block 7)")},
    {"transport", LL_T("Means of transport (block 8)")},
    {"physical", LL_T("Physical characteristics (block 13)")},
    {"h-code", LL_T("Hazard characteristics, H-code (block 14)")},
};
#define LIST_COUNT (sizeof(lists) / sizeof(lists[0]))

static bool add_code(struct ll_grow *codes, struct ll_str code, struct ll_str meaning)
{
    struct ll_printed_code *added = ll_grow_add(codes);
    if (added != NULL) {
        *added = (struct ll_printed_code){code, meaning};
    }
    return added != NULL;
}

static struct ll_str upper(struct ll_ctx *ctx, const char *code)
{
    size_t len = strlen(code);
    char *copy = LL_NEW_ARRAY(ctx->arena, char, len + 1);
    for (size_t i = 0; copy != NULL && i < len; i++) {
        copy[i] = code[i] >= 'a' && code[i] <= 'z' ? (char)(code[i] - 'a' + 'A') : code[i];
    }
    return copy == NULL ? LL_STR("") : (struct ll_str){copy, len};
}

static bool fill_list(struct ll_filling *f, const char *list, struct ll_grow *codes)
{
    bool good = true;
    for (size_t i = 0; good && i < ll_permit_form_code_count; i++) {
        const struct ll_permit_form_code *row = &ll_permit_form_codes[i];
        if (strcmp(row->list, list) == 0) {
            good = add_code(codes, ll_str_from_cstr(row->code), ll_filling_words(f, row->meaning));
        }
    }
    return good;
}

static bool fill_operations(struct ll_filling *f, struct ll_grow *codes)
{
    bool good = true;
    for (size_t i = 0; good && i < ll_permit_operation_count; i++) {
        good = add_code(codes, upper(f->ctx, ll_permit_operations[i].code),
                        ll_filling_words(f, ll_permit_operations[i].operation));
    }
    return good;
}

static void put_lists(struct ll_filling *f, struct ll_printed_form *form)
{
    struct ll_printed_code_list *made =
        LL_NEW_ARRAY(f->ctx->arena, struct ll_printed_code_list, LIST_COUNT + 1);
    for (size_t i = 0; made != NULL && i <= LIST_COUNT; i++) {
        struct ll_grow codes = LL_GROW(f->ctx->arena, struct ll_printed_code);
        bool is_list = i < LIST_COUNT;
        bool good = is_list ? fill_list(f, lists[i].list, &codes) : fill_operations(f, &codes);
        f->failed = f->failed || !good;
        made[i] = (struct ll_printed_code_list){
            .title = ll_filling_text(
                f, is_list ? lists[i].title : LL_T("Disposal and recovery operations (block 11)")),
            .codes = codes.items,
            .count = codes.count,
        };
    }
    f->failed = f->failed || made == NULL;
    form->code_lists = made;
    form->code_list_count = made == NULL ? 0 : LIST_COUNT + 1;
}

/* ---- the whole ---- */

static struct ll_str foot(struct ll_filling *f)
{
    const struct ll_slot slot = {"code", f->dossier.code};
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, f->ctx->arena, 1024);
    ll_locale_fill(&buf,
                   ll_filling_text(f, LL_T("Drawn by Loopledger from dossier {code}: the blocks "
                                           "and captions of the form, not the authority's own "
                                           "print. Ask which one it takes.")),
                   &slot, 1);
    f->failed = ll_strbuf_finish(&buf, &text, NULL) != LL_OK || f->failed;
    return text;
}

/* "GH/2026-7.000003" of a movement that has a number; else the notification's. */
static struct ll_str number_of(struct ll_filling *f)
{
    char number[LL_MOVEMENT_NUMBER_MAX];
    const struct ll_q_notification_whole_row *row = &f->dossier.row;
    if (!row->has_number || !f->wanted->is_movement) {
        return row->has_number ? row->number : LL_STR("");
    }
    if (f->serial == 0) {
        return LL_STR("");
    }
    ll_notification_movement_number(row->number, f->serial, number);
    return ll_str_copy(f->ctx->arena, ll_str_from_cstr(number));
}

enum ll_status ll_notification_form(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                    const struct ll_locale *locale,
                                    struct ll_printed_form *ret_form, struct ll_err *reterr)
{
    struct ll_filling f = {.ctx = ctx,
                           .locale = locale,
                           .wanted = wanted,
                           .serial = wanted->serial,
                           .blocks = LL_GROW(ctx->arena, struct ll_printed_block)};
    int64_t missing = 0;
    LL_TRY(ll_filling_read(&f, reterr));
    LL_TRY(ll_dossier_missing(ctx, &f.dossier, &missing, reterr));
    if (wanted->is_movement) {
        ll_filling_movement(&f);
    } else {
        ll_filling_notification(&f);
    }
    struct ll_printed_form form = {
        .title = ll_filling_text(
            &f, wanted->is_movement
                    ? LL_T("Movement document for transboundary movements of waste")
                    : LL_T("Notification document for transboundary movements of waste")),
        .subtitle = wanted->is_movement ? LL_STR("IB") : LL_STR("IA"),
        .number_caption = ll_filling_text(&f, wanted->is_movement ? LL_T("Movement number")
                                                                  : LL_T("Notification number")),
        .number = number_of(&f),
        .foot = foot(&f),
        .is_draft = f.lacking > 0 || missing > 0,
        .blocks = f.blocks.items,
        .block_count = f.blocks.count,
    };
    put_lists(&f, &form);
    if (wanted->is_movement) {
        LL_TRY(ll_summary_for_print(ctx, wanted, &form.code, reterr));
        form.code_title = ll_filling_text(&f, LL_T("Signed summary (no part of the form)"));
        form.code_note = ll_filling_text(
            &f, LL_T("Signed by the operator, to be checked offline: what, how much, from where "
                     "to where, the consents, containers and seals, and the last day. Save what "
                     "the code reads as to a file, and open it at /verify, or with 'loopledger "
                     "verify'."));
    }
    if (f.failed) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a form");
    }
    *ret_form = form;
    return LL_OK;
}

enum ll_status ll_notification_pdf(struct ll_ctx *ctx, const struct ll_form_wanted *wanted,
                                   const struct ll_locale *locale, struct ll_str *ret_pdf,
                                   struct ll_err *reterr)
{
    struct ll_fonts *fonts = NULL;
    struct ll_printed_form form;
    const struct ll_scene *pages = NULL;
    size_t count = 0;
    struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    LL_TRY(ll_notification_form(ctx, wanted, locale, &form, reterr));
    LL_TRY(ll_fonts_open(ctx->arena, &fonts, reterr));
    enum ll_status status = ll_form_print(&form, locale, fonts, ctx->arena, &pages, &count, reterr);
    if (status == LL_OK) {
        status = ll_pdf_write_pages(pages, count, ll_date_start(ll_time_date(now)), ctx->arena,
                                    ret_pdf, reterr);
    }
    ll_fonts_close(fonts);
    return status;
}
