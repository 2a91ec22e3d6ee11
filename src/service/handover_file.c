/* A hand-over as a PDF, to be printed: of what is shown of it. */
#include "draw/handover.h"
#include "draw/print.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/handover.h"
#include "service/page_input.h"
#include "service/site.h"

#define TEXT_BYTES_MAX 512
#define FACTS_MAX 24

struct sheet {
    struct ll_ctx *ctx;
    const struct ll_locale *locale;
    const struct ll_json *shown;
    struct ll_printed_fact facts[FACTS_MAX];
    size_t fact_count;
};

/* "Kumasi, 3 March 2026": who and when; either may be missing. */
static struct ll_str who_and_when(const struct sheet *sheet, struct ll_str who, struct ll_str day)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    struct ll_date date;
    ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
    ll_strbuf_str(&buf, who);
    if (ll_date_parse(day, &date, NULL) == LL_OK) {
        ll_strbuf_cstr(&buf, who.len > 0 ? ", " : "");
        ll_locale_put_date(sheet->locale, &buf, date);
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

/* "Blue Line (blueline)", whoever it is; the code alone of who has no name that the reader sees. */
static struct ll_str name_of(const struct sheet *sheet, struct ll_str code)
{
    struct ll_q_organisation_by_id_row row;
    struct ll_str name = LL_STR("");
    struct ll_str text = code;
    struct ll_strbuf buf;
    if (code.len == 0 || ll_find_organisation(sheet->ctx, code, &row, NULL) != LL_OK ||
        ll_annex_text(sheet->ctx, row.name_annex_id, &name, NULL) != LL_OK || name.len == 0) {
        return code;
    }
    ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
    ll_strbuf_str(&buf, name);
    ll_strbuf_fmt(&buf, " (%.*s)", LL_STR_ARG(code));
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : code;
}

/* What the receiver claims of each difference. */
static struct ll_str claim_of(const struct sheet *sheet)
{
    const struct ll_json *amount = ll_json_get(sheet->shown, "amount");
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    if (amount == NULL) {
        return text;
    }
    ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
    ll_locale_put_money(sheet->locale, &buf, ll_json_get(amount, "minor")->integer,
                        ll_json_string_at(amount, "currency"));
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static void add_fact(struct sheet *sheet, const char *label, struct ll_str text)
{
    if (text.len > 0 && sheet->fact_count < FACTS_MAX) {
        sheet->facts[sheet->fact_count++] =
            (struct ll_printed_fact){ll_locale_text(sheet->locale, label), text};
    }
}

/* A digest in four groups of 16, which are read to one another. */
static struct ll_str grouped(const struct sheet *sheet, struct ll_str hex)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < hex.len; i += 16) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, ll_str_sub(hex, i, i + 16 < hex.len ? i + 16 : hex.len));
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static void put_facts(struct sheet *sheet)
{
    const struct ll_json *s = sheet->shown;
    bool is_taken = ll_json_get(s, "taken_on") != NULL;
    add_fact(sheet, LL_T("Hand-over"), ll_json_string_at(s, "handover_id"));
    add_fact(sheet, LL_T("In place of"), ll_json_string_at(s, "corrects_id"));
    add_fact(sheet, LL_T("Corrected by"), ll_json_string_at(s, "corrected_by_id"));
    add_fact(sheet, LL_T("Correction that waits for the other side"),
             ll_json_string_at(s, "waiting_id"));
    add_fact(sheet, LL_T("Shipment"), ll_json_string_at(s, "shipment"));
    add_fact(sheet, LL_T("Condition"), ll_json_string_at(s, "condition"));
    add_fact(sheet, LL_T("Given by"),
             who_and_when(sheet, name_of(sheet, ll_json_string_at(s, "giver")),
                          ll_json_string_at(s, "given_on")));
    add_fact(sheet, LL_T("Signed by a person of"),
             name_of(sheet, ll_json_string_at(s, "given_by_organisation")));
    add_fact(sheet, LL_T("Signed content"), grouped(sheet, ll_json_string_at(s, "given_digest")));
    add_fact(sheet, LL_T("Taken by"),
             who_and_when(sheet, name_of(sheet, ll_json_string_at(s, "receiver")),
                          ll_json_string_at(s, "taken_on")));
    add_fact(sheet, LL_T("Signed by a person of"),
             name_of(sheet, ll_json_string_at(s, "taken_by_organisation")));
    add_fact(sheet, LL_T("Signed content"), grouped(sheet, ll_json_string_at(s, "taken_digest")));
    add_fact(sheet, LL_T("Claimed of each difference"), claim_of(sheet));
    add_fact(sheet, LL_T("To be settled by"),
             who_and_when(sheet, LL_STR(""), ll_json_string_at(s, "deadline")));
    add_fact(sheet, LL_T("Note"), ll_json_string_at(s, "note"));
    if (!is_taken) {
        add_fact(sheet, LL_T("Taken"), ll_locale_text(sheet->locale, LL_T("not yet")));
    }
}

static enum ll_status put_rows(const struct sheet *sheet, struct ll_printed_handover *printed,
                               struct ll_err *reterr)
{
    const struct ll_json *list = ll_json_get(sheet->shown, "packages");
    size_t count = list == NULL ? 0 : list->count;
    struct ll_printed_row *rows = LL_NEW_ARRAY(sheet->ctx->arena, struct ll_printed_row, count + 1);
    if (rows == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the sheet of a hand-over");
    }
    for (size_t i = 0; i < count; i++) {
        const struct ll_json *item = &list->items[i];
        const struct ll_json *gross = ll_json_get(item, "gross_g");
        struct ll_strbuf buf;
        rows[i].cells[0] = ll_json_string_at(item, "code");
        rows[i].cells[1] = ll_json_string_at(item, "seal");
        rows[i].cells[3] = ll_json_string_at(item, "cause");
        ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
        if (gross != NULL) {
            ll_locale_put_mass(sheet->locale, &buf, (struct ll_mass){gross->integer},
                               LL_MASS_BY_SIZE);
        }
        LL_TRY(ll_strbuf_finish(&buf, &rows[i].cells[2], reterr));
    }
    printed->rows = rows;
    printed->row_count = count;
    return LL_OK;
}

/* Its page, where the site has an address; else its id. */
static enum ll_status put_link(const struct sheet *sheet, struct ll_str *ret_link,
                               struct ll_err *reterr)
{
    struct ll_str address;
    struct ll_strbuf buf;
    LL_TRY(ll_site_address(sheet->ctx, &address, reterr));
    ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
    if (address.len > 0) {
        ll_strbuf_str(&buf, address);
        ll_strbuf_cstr(&buf, "/handovers/");
    }
    ll_strbuf_str(&buf, ll_json_string_at(sheet->shown, "handover_id"));
    return ll_strbuf_finish(&buf, ret_link, reterr);
}

static enum ll_status draw(const struct sheet *sheet, const struct ll_printed_handover *printed,
                           struct ll_str *ret_pdf, struct ll_err *reterr)
{
    struct ll_ctx *ctx = sheet->ctx;
    size_t pages = ll_handover_pages(printed);
    struct ll_scene *scenes = LL_NEW_ARRAY(ctx->arena, struct ll_scene, pages);
    struct ll_scene_facts facts = {.title = printed->title,
                                   .language = sheet->locale->language->tag};
    struct ll_fonts *fonts = NULL;
    if (scenes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the sheet of a hand-over");
    }
    LL_TRY(ll_site_name(ctx, &facts.author, reterr));
    LL_TRY(ll_fonts_open(ctx->arena, &fonts, reterr));
    for (size_t i = 0; i < pages; i++) {
        ll_scene_init(&scenes[i], ctx->arena, fonts, LL_A4_WIDTH, LL_A4_HEIGHT, &facts);
        ll_handover_draw(&scenes[i], printed, i);
    }
    enum ll_status status = ll_pdf_write_pages(scenes, pages, ctx->clock.now(ctx->clock.ctx),
                                               ctx->arena, ret_pdf, reterr);
    ll_fonts_close(fonts);
    return status;
}

/* "Given by: Blue Line (blueline)", under a line to sign on. */
static struct ll_str signer(const struct sheet *sheet, const char *label, const char *member)
{
    struct ll_strbuf buf;
    struct ll_str text = ll_locale_text(sheet->locale, label);
    struct ll_str name = name_of(sheet, ll_json_string_at(sheet->shown, member));
    const struct ll_slot slots[] = {{"what", text}, {"which", name}};
    ll_strbuf_init(&buf, sheet->ctx->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(sheet->locale, LL_T("{what}: {which}")), slots, 2);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : name;
}

enum ll_status ll_handover_pdf(struct ll_ctx *ctx, struct ll_str ref,
                               const struct ll_locale *locale, struct ll_str *ret_pdf,
                               struct ll_err *reterr)
{
    const struct ll_ref_input in = {ref};
    struct ll_json *shown = NULL;
    LL_TRY(ll_service_handover_show.run(ctx, &in, &shown, reterr));
    struct sheet sheet = {.ctx = ctx, .locale = locale, .shown = shown};
    struct ll_printed_handover printed = {
        .title = ll_locale_text(locale, LL_T("Hand-over of packages")),
        .head = {{ll_locale_text(locale, LL_T("Package")), ll_locale_text(locale, LL_T("Seal")),
                  ll_locale_text(locale, LL_T("Gross mass")),
                  ll_locale_text(locale, LL_T("Difference"))}},
        .foot = ll_locale_text(locale, LL_T("What was signed does not change: a correction is a "
                                            "hand-over of its own. The code opens its page.")),
    };
    put_facts(&sheet);
    printed.giver = signer(&sheet, LL_T("Given by"), "giver");
    printed.receiver = signer(&sheet, LL_T("Taken by"), "receiver");
    printed.facts = sheet.facts;
    printed.fact_count = sheet.fact_count;
    LL_TRY(put_rows(&sheet, &printed, reterr));
    LL_TRY(put_link(&sheet, &printed.link, reterr));
    return draw(&sheet, &printed, ret_pdf, reterr);
}
