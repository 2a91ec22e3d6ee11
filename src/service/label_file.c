/* Labels as a PDF, to be printed. */
#include <stdio.h>

#include "draw/label.h"
#include "draw/print.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/label.h"
#include "service/site.h"

#define TEXT_BYTES_MAX 512

/* What all labels of a file have in common. */
struct sheet {
    const struct ll_locale *locale;
    struct ll_str address;
    struct ll_str name;
    struct ll_str programme;
    int64_t labels;
};
/* One of them. */
struct one {
    struct ll_str label;
    int64_t number;
};

static enum ll_status read_site(struct ll_ctx *ctx, struct sheet *sheet, struct ll_err *reterr)
{
    LL_TRY(ll_site_address(ctx, &sheet->address, reterr));
    return ll_site_name(ctx, &sheet->name, reterr);
}

static enum ll_status describe(struct ll_ctx *ctx, const struct sheet *sheet, const struct one *one,
                               struct ll_printed_label *ret_label, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    char number[24];
    char labels[24];
    (void)snprintf(number, sizeof(number), "%lld", (long long)one->number);
    (void)snprintf(labels, sizeof(labels), "%lld", (long long)sheet->labels);
    const struct ll_slot slots[] = {{"programme", sheet->programme},
                                    {"number", ll_str_from_cstr(number)},
                                    {"labels", ll_str_from_cstr(labels)}};
    *ret_label = (struct ll_printed_label){.code = one->label, .title = sheet->name};
    ll_strbuf_init(&buf, ctx->arena, TEXT_BYTES_MAX);
    if (sheet->address.len > 0) {
        ll_strbuf_str(&buf, sheet->address);
        ll_strbuf_cstr(&buf, "/labels/");
    }
    ll_strbuf_str(&buf, one->label);
    LL_TRY(ll_strbuf_finish(&buf, &ret_label->link, reterr));
    ll_strbuf_init(&buf, ctx->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(sheet->locale, LL_T("{programme}: {number} of {labels}")),
                   slots, 3);
    return ll_strbuf_finish(&buf, &ret_label->detail, reterr);
}

/* On pages of A4; one label alone on a page of its size. */
static enum ll_status draw(struct ll_ctx *ctx, const struct sheet *sheet, const struct one *ones,
                           size_t count, struct ll_fonts *fonts, bool is_alone,
                           struct ll_str *ret_pdf, struct ll_err *reterr)
{
    size_t pages = (count + LL_LABELS_PER_PAGE - 1) / LL_LABELS_PER_PAGE;
    struct ll_scene *scenes = LL_NEW_ARRAY(ctx->arena, struct ll_scene, pages);
    struct ll_scene_facts facts = {
        .title = ll_locale_text(sheet->locale, LL_T("Labels for packages")),
        .author = sheet->name,
        .language = sheet->locale->language->tag,
    };
    if (scenes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for labels");
    }
    for (size_t i = 0; i < count; i++) {
        size_t place = i % LL_LABELS_PER_PAGE;
        struct ll_scene *scene = &scenes[i / LL_LABELS_PER_PAGE];
        struct ll_printed_label label;
        LL_TRY(describe(ctx, sheet, &ones[i], &label, reterr));
        if (place == 0) {
            ll_scene_init(scene, ctx->arena, fonts, is_alone ? LL_LABEL_WIDTH : LL_A4_WIDTH,
                          is_alone ? LL_LABEL_HEIGHT : LL_A4_HEIGHT, &facts);
        }
        ll_label_add(scene, &label, is_alone ? (struct ll_point){0, 0} : ll_label_place(place));
    }
    return ll_pdf_write_pages(scenes, pages, ctx->clock.now(ctx->clock.ctx), ctx->arena, ret_pdf,
                              reterr);
}

static enum ll_status read_sheet(struct ll_ctx *ctx, struct ll_label_sheet_id sheet_id,
                                 struct ll_grow *ones, struct ll_err *reterr)
{
    struct ll_q_label_open_all_in in = {sheet_id};
    struct ll_q_label_open_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_label_open_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_label_open_all_next(cursor, &row, reterr)) == LL_OK) {
        struct one *one = ll_grow_add(ones);
        if (one == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for labels");
            break;
        }
        *one = (struct one){ll_str_copy(ctx->arena, row.label), row.number};
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Those of a sheet, or the one that is named: what is claimed already is not printed again. */
static enum ll_status read_labels(struct ll_ctx *ctx, struct ll_str ref, bool is_alone,
                                  struct sheet *sheet, struct ll_grow *ones, struct ll_err *reterr)
{
    struct ll_q_label_by_code_row label;
    struct ll_q_label_sheet_by_id_row row;
    struct ll_q_label_sheet_by_id_in by;
    if (is_alone) {
        LL_TRY(ll_label_open(ctx, ref, &label, reterr));
        by.label_sheet_id = label.label_sheet_id;
        LL_TRY(ll_q_label_sheet_by_id(ctx->store, ctx->arena, &by, &row, reterr));
    } else {
        LL_TRY(ll_label_sheet_own(ctx, ref, &row, reterr));
    }
    sheet->programme = row.programme;
    sheet->labels = row.labels;
    LL_TRY(read_sheet(ctx, row.label_sheet_id, ones, reterr));
    struct one *items = ones->items;
    for (size_t i = 0; is_alone && i < ones->count; i++) {
        if (ll_str_eq(items[i].label, label.label)) {
            items[0] = items[i];
            ones->count = 1;
        }
    }
    if (ones->count == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "all of its labels are claimed or withdrawn");
        ll_err_hint(reterr, "make others with 'loopledger label print'");
        return status;
    }
    return LL_OK;
}

enum ll_status ll_label_pdf(struct ll_ctx *ctx, struct ll_str ref, const struct ll_locale *locale,
                            struct ll_str *ret_pdf, struct ll_err *reterr)
{
    struct ll_fonts *fonts = NULL;
    struct sheet sheet = {.locale = locale};
    struct ll_grow ones = LL_GROW(ctx->arena, struct one);
    bool is_alone = !ll_str_starts(ref, LL_STR("lbs_"));
    LL_TRY(read_site(ctx, &sheet, reterr));
    LL_TRY(read_labels(ctx, ref, is_alone, &sheet, &ones, reterr));
    LL_TRY(ll_fonts_open(ctx->arena, &fonts, reterr));
    enum ll_status status =
        draw(ctx, &sheet, ones.items, ones.count, fonts, is_alone, ret_pdf, reterr);
    ll_fonts_close(fonts);
    return status;
}
