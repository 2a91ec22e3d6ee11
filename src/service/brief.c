#include "service/brief.h"

#include <string.h>

#include "core/notification.h"
#include "draw/print.h"
#include "service/answer.h"
#include "service/briefing.h"
#include "service/summary.h"

#define TEXT_BYTES_MAX 8192

/* ---- texts ---- */

static struct ll_str finish(struct ll_briefing *b, struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    b->f.failed = ll_strbuf_finish(buf, &text, NULL) != LL_OK || b->f.failed;
    return text;
}

struct ll_str ll_briefing_fill(struct ll_briefing *b, const char *text, const struct ll_slot *slots,
                               size_t count)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, b->f.ctx->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_text(b->f.locale, text), slots, count);
    return finish(b, &buf);
}

struct ll_str ll_briefing_count(struct ll_briefing *b, const char *one, const char *many, int64_t n)
{
    struct ll_strbuf buf;
    const struct ll_slot slot = {"n", ll_filling_number(&b->f, n)};
    ll_strbuf_init(&buf, b->f.ctx->arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_count(b->f.locale, one, many, n), &slot, 1);
    return finish(b, &buf);
}

struct ll_str ll_briefing_source(struct ll_briefing *b, const char *rule, const char *source)
{
    const struct ll_str parts[] = {ll_str_from_cstr(rule), ll_str_from_cstr(source)};
    return ll_filling_join(&b->f, parts, 2, " \xC2\xB7 ");
}

struct ll_str ll_briefing_country(const struct ll_briefing *b, struct ll_str code)
{
    return ll_locale_country(b->f.locale, code);
}

struct ll_str ll_briefing_state(struct ll_briefing *b,
                                const struct ll_q_notification_state_all_row *state)
{
    static const char *const texts[] = {
        [LL_ROUTE_PART_EXPORT] = LL_T("{country}, state of export"),
        [LL_ROUTE_PART_TRANSIT] = LL_T("{country}, state of transit"),
        [LL_ROUTE_PART_IMPORT] = LL_T("{country}, state of import"),
    };
    const struct ll_slot slot = {"country", ll_briefing_country(b, state->country)};
    return ll_briefing_fill(b, texts[state->part], &slot, 1);
}

/* As edge/web/words.def has them: the catalogues hold each once. */
static const struct {
    const char *name;
    const char *context;
    const char *text;
} words[] = {
    {"battery-lead-acid", LL_TC("word", "lead-acid batteries")},
    {"battery-li-ion", LL_TC("word", "lithium-ion batteries")},
    {"battery-li-metal", LL_TC("word", "lithium metal batteries")},
    {"battery-mixed", LL_TC("word", "mixed batteries")},
    {"battery-nicd", LL_TC("word", "nickel-cadmium batteries")},
    {"battery-nimh", LL_TC("word", "nickel-metal hydride batteries")},
    {"black-mass", LL_TC("word", "black mass")},
    {"cables", LL_TC("word", "cables")},
    {"metal-scrap-clean", LL_TC("word", "clean metal")},
    {"pcb-scrap", LL_TC("word", "circuit boards")},
    {"phone-scrap", LL_TC("word", "scrap phones")},
    {"phone-scrap-no-battery", LL_TC("word", "scrap phones without batteries")},
    {"plastics-from-weee", LL_TC("word", "plastics")},
    {"shred-fraction", LL_TC("word", "shredded fractions")},
    {"small-it-scrap", LL_TC("word", "other small scrap devices")},
    {"used-phone", LL_TC("word", "used phones")},
    {"installed-damaged", LL_TC("word", "installed, damaged")},
    {"installed-intact", LL_TC("word", "installed, intact")},
    {"loose-damaged", LL_TC("word", "loose, damaged")},
    {"loose-protected", LL_TC("word", "loose, protected")},
    {"none", LL_TC("word", "none")},
    {"submitted", LL_TC("word", "submitted")},
    {"forwarded", LL_TC("word", "forwarded")},
    {"acknowledged", LL_TC("word", "acknowledged")},
    {"questioned", LL_TC("word", "questioned")},
    {"answered", LL_TC("word", "answered")},
    {"completed", LL_TC("word", "found complete")},
    {"consented", LL_TC("word", "consented")},
    {"objected", LL_TC("word", "objected")},
    {"withdrawn", LL_TC("word", "withdrawn")},
    {"reserved", LL_TC("word", "reserved")},
    {"drawn", LL_TC("word", "drawn")},
};

struct ll_str ll_briefing_word(const struct ll_briefing *b, struct ll_str name)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ll_str_eq_cstr(name, words[i].name)) {
            return ll_locale_text_in(b->f.locale, words[i].context, words[i].text);
        }
    }
    return name;
}

struct ll_str ll_briefing_mass(struct ll_briefing *b, struct ll_mass mass)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, b->f.ctx->arena, TEXT_BYTES_MAX);
    ll_locale_put_mass(b->f.locale, &buf, mass, LL_MASS_BY_SIZE);
    return finish(b, &buf);
}

struct ll_str ll_briefing_consent(struct ll_briefing *b,
                                  const struct ll_q_notification_state_all_row *state)
{
    if (!state->has_valid_from || !state->has_valid_until) {
        return LL_STR("");
    }
    const struct ll_slot slots[] = {
        {"number", state->has_consent_number ? state->consent_number : LL_STR("")},
        {"day", ll_filling_date(&b->f, state->consented_on)},
        {"from", ll_filling_date(&b->f, state->valid_from)},
        {"until", ll_filling_date(&b->f, state->valid_until)},
        {"shipments", ll_briefing_count(b, LL_TN("{n} shipment", "{n} shipments"),
                                        state->has_shipments_max ? state->shipments_max : 0)},
        {"mass",
         ll_briefing_mass(b, state->has_mass_max_g ? state->mass_max_g : (struct ll_mass){0})},
        {"booked",
         ll_briefing_count(b, LL_TN("{n} shipment", "{n} shipments"), b->f.dossier.row.booked)},
        {"booked_mass", ll_briefing_mass(b, b->f.dossier.row.booked_g)},
    };
    if (state->has_consent_number) {
        return ll_briefing_fill(b,
                                LL_T("Consent {number} of {day}, valid from {from} to {until}, for "
                                     "{shipments} and {mass}; {booked} and {booked_mass} of it are "
                                     "booked."),
                                slots, 8);
    }
    return ll_briefing_fill(b,
                            LL_T("Consent of {day}, valid from {from} to {until}, for {shipments} "
                                 "and {mass}; {booked} and {booked_mass} of it are booked."),
                            slots, 8);
}

bool ll_briefing_is_for(const struct ll_briefing *b, struct ll_str country)
{
    return b->country.len == 0 || ll_str_eq(b->country, country);
}

const struct ll_permit_consent *ll_briefing_consent_rule(const struct ll_briefing *b,
                                                         struct ll_str country)
{
    for (size_t i = 0; i < b->f.decision.consent_count; i++) {
        if (ll_str_eq(b->f.decision.consents[i].state, country)) {
            return &b->f.decision.consents[i];
        }
    }
    return NULL;
}

/* ---- parts ---- */

void ll_briefing_add(struct ll_briefing *b, struct ll_printed_line line)
{
    struct ll_printed_line *added = line.text.len == 0 ? NULL : ll_grow_add(&b->lines);
    if (added != NULL) {
        *added = line;
    }
    b->f.failed = b->f.failed || (line.text.len > 0 && added == NULL);
}

void ll_briefing_end(struct ll_briefing *b, const char *title, struct ll_str intro, bool is_aside)
{
    struct ll_printed_section *added = b->lines.count == 0 ? NULL : ll_grow_add(&b->sections);
    if (added != NULL) {
        *added = (struct ll_printed_section){
            .title = ll_filling_text(&b->f, title),
            .intro = intro,
            .lines = b->lines.items,
            .line_count = b->lines.count,
            .is_aside = is_aside,
        };
    }
    b->f.failed = b->f.failed || (b->lines.count > 0 && added == NULL);
    b->lines = (struct ll_grow)LL_GROW(b->f.ctx->arena, struct ll_printed_line);
}

/* ---- what would move ---- */

/* What stands in a field of the form (notification_values.c). */
static struct ll_str entered(struct ll_briefing *b, const char *block, const char *field)
{
    const struct ll_permit_form_field of = {.block = block, .field = field};
    return ll_filling_kept(&b->f, &of).value;
}

static struct ll_str codes(struct ll_briefing *b)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, b->f.ctx->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < b->f.decision.waste_code_count; i++) {
        const struct ll_permit_waste_code *row = b->f.decision.waste_codes[i];
        ll_strbuf_cstr(&buf, i == 0 ? "" : "; ");
        ll_strbuf_cstr(&buf, row->code);
        ll_strbuf_cstr(&buf, " (");
        ll_strbuf_str(&buf, ll_filling_words(&b->f, row->description));
        ll_strbuf_char(&buf, ')');
    }
    return finish(b, &buf);
}

static struct ll_str route(struct ll_briefing *b)
{
    const struct ll_q_notification_state_all_row *states = b->f.dossier.states.items;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, b->f.ctx->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < b->f.dossier.states.count; i++) {
        const struct ll_str ends[] = {states[i].has_entry ? states[i].entry : LL_STR(""),
                                      states[i].has_exit ? states[i].exit : LL_STR("")};
        struct ll_str by = ll_filling_join(&b->f, ends, 2, ", ");
        ll_strbuf_cstr(&buf, i == 0 ? "" : " \xE2\x86\x92 ");
        ll_strbuf_str(&buf, ll_briefing_country(b, states[i].country));
        if (by.len > 0) {
            ll_strbuf_cstr(&buf, " (");
            ll_strbuf_str(&buf, by);
            ll_strbuf_char(&buf, ')');
        }
    }
    return finish(b, &buf);
}

static struct ll_str waste(struct ll_briefing *b)
{
    const struct ll_slot slots[] = {
        {"waste", ll_briefing_word(b, b->f.dossier.row.stream)},
        {"battery", ll_briefing_word(b, b->f.dossier.row.battery)},
    };
    return ll_briefing_fill(b, LL_T("{waste}; batteries: {battery}"), slots, 2);
}

static struct ll_str amount(struct ll_briefing *b)
{
    const struct ll_slot slots[] = {
        {"mass", ll_briefing_mass(b, b->f.dossier.row.mass_max_g)},
        {"shipments", ll_briefing_count(b, LL_TN("{n} shipment", "{n} shipments"),
                                        b->f.dossier.row.shipments_max)},
    };
    return ll_briefing_fill(b, LL_T("at most {mass} in all, in at most {shipments}"), slots, 2);
}

static struct ll_str when(struct ll_briefing *b)
{
    const struct ll_slot slots[] = {
        {"from", ll_filling_date(&b->f, b->f.dossier.row.first_departure)},
        {"until", ll_filling_date(&b->f, b->f.dossier.row.last_departure)},
    };
    return ll_briefing_fill(b, LL_T("departures from {from} to {until}"), slots, 2);
}

static struct ll_str packing(struct ll_briefing *b)
{
    const struct ll_permit_un *un = b->f.decision.un;
    if (un == NULL) {
        return LL_STR("");
    }
    const struct ll_str parts[] = {
        ll_str_from_cstr(un->un), ll_str_from_cstr(un->shipping_name),
        ll_filling_words(&b->f, b->f.decision.packing == NULL ? "" : b->f.decision.packing)};
    return ll_filling_join(&b->f, parts, 3, ", ");
}

static void add_plain(struct ll_briefing *b, const char *head, struct ll_str text)
{
    ll_briefing_add(b,
                    (struct ll_printed_line){.head = ll_filling_text(&b->f, head), .text = text});
}

static void put_moves(struct ll_briefing *b)
{
    const struct ll_permit_un *un = b->f.decision.un;
    add_plain(b, LL_T("What"), waste(b));
    add_plain(b, LL_T("Codes"), codes(b));
    add_plain(b, LL_T("How much"), amount(b));
    add_plain(b, LL_T("When"), when(b));
    add_plain(b, LL_T("Way"), route(b));
    add_plain(b, LL_T("From whom"), entered(b, "9", ""));
    add_plain(b, LL_T("To which plant"), entered(b, "10", ""));
    add_plain(b, LL_T("What is done there"), entered(b, "11", "D-code"));
    ll_briefing_add(b, (struct ll_printed_line){
                           .head = ll_filling_text(&b->f, LL_T("Packed as")),
                           .text = packing(b),
                           .note = ll_str_from_cstr(un == NULL ? "" : un->source),
                       });
    ll_briefing_end(b, LL_T("What would move"), LL_STR(""), false);
}

/* ---- reading ---- */

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for a brief");
}

static enum ll_status read_bookings(struct ll_briefing *b, struct ll_err *reterr)
{
    struct ll_ctx *ctx = b->f.ctx;
    struct ll_q_official_bookings_in in = {b->f.dossier.notification_id};
    struct ll_q_official_bookings_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow rows = LL_GROW(ctx->arena, struct ll_q_official_bookings_row);
    LL_TRY(ll_q_official_bookings_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_official_bookings_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_official_bookings_row *one = ll_grow_add(&rows);
        row.number = ll_str_copy(ctx->arena, row.number);
        row.shipment = ll_str_copy(ctx->arena, row.shipment);
        if (one == NULL || row.number.ptr == NULL || row.shipment.ptr == NULL) {
            ll_store_query_close(cursor);
            return no_memory(reterr);
        }
        *one = row;
    }
    ll_store_query_close(cursor);
    b->bookings = ll_grow_list(&rows);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_papers(struct ll_briefing *b, struct ll_err *reterr)
{
    struct ll_ctx *ctx = b->f.ctx;
    struct ll_q_official_papers_in in = {b->f.dossier.notification_id};
    struct ll_q_official_papers_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow rows = LL_GROW(ctx->arena, struct ll_q_official_papers_row);
    LL_TRY(ll_q_official_papers_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_official_papers_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_q_official_papers_row *one = ll_grow_add(&rows);
        row.kind = ll_str_copy(ctx->arena, row.kind);
        row.document_digest = ll_str_copy(ctx->arena, row.document_digest);
        if (one == NULL || row.kind.ptr == NULL || row.document_digest.ptr == NULL) {
            ll_store_query_close(cursor);
            return no_memory(reterr);
        }
        *one = row;
    }
    ll_store_query_close(cursor);
    b->papers = ll_grow_list(&rows);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status check_country(const struct ll_briefing *b, struct ll_err *reterr)
{
    const struct ll_q_notification_state_all_row *states = b->f.dossier.states.items;
    for (size_t i = 0; i < b->f.dossier.states.count; i++) {
        if (ll_briefing_is_for(b, states[i].country)) {
            return LL_OK;
        }
    }
    enum ll_status status = LL_REFUSE(
        reterr, LL_ENOTFOUND, "'loopledger notification show' lists the states of its route",
        "%.*s is not on the route of notification '%.*s'", LL_STR_ARG(b->country),
        LL_STR_ARG(b->f.dossier.code));
    ll_err_where(reterr, "country");
    return status;
}

/* ---- the whole ---- */

static struct ll_str lead(struct ll_briefing *b)
{
    struct ll_date today = ll_time_date(b->f.ctx->clock.now(b->f.ctx->clock.ctx));
    const struct ll_slot slots[] = {{"day", ll_filling_date(&b->f, today)},
                                    {"country", ll_briefing_country(b, b->country)}};
    return b->country.len > 0
               ? ll_briefing_fill(b,
                                  LL_T("A movement of waste concerns {country}. This says, for "
                                       "somebody who does not know the procedure, what is asked, "
                                       "why, and where it stands on {day}."),
                                  slots, 2)
               : ll_briefing_fill(b,
                                  LL_T("This says, for somebody who does not know the procedure, "
                                       "what a movement of waste asks of each authority, why, and "
                                       "where it stands on {day}."),
                                  slots, 1);
}

static struct ll_str foot(struct ll_briefing *b)
{
    const struct ll_slot slot = {"code", b->f.dossier.code};
    return ll_briefing_fill(b,
                            LL_T("Made by Loopledger from dossier {code}, to inform: it is no "
                                 "legal advice and no form of an authority. What counts are the "
                                 "law and the papers. What is marked as uncertain rests on little: "
                                 "please correct it."),
                            &slot, 1);
}

static struct ll_str foot_short(struct ll_briefing *b)
{
    const struct ll_slot slot = {"code", b->f.dossier.code};
    return ll_briefing_fill(b,
                            LL_T("Made by Loopledger from dossier {code}, to inform: no legal "
                                 "advice, no form of an authority. Two pages do not hold all: the "
                                 "page that a link opens does."),
                            &slot, 1);
}

enum ll_status ll_brief_make(struct ll_ctx *ctx, const struct ll_brief_wanted *wanted,
                             const struct ll_locale *locale, struct ll_printed_brief *ret_brief,
                             struct ll_err *reterr)
{
    struct ll_briefing b = {
        .form = {.notification = wanted->notification},
        .country = wanted->country,
        .sections = LL_GROW(ctx->arena, struct ll_printed_section),
        .lines = LL_GROW(ctx->arena, struct ll_printed_line),
    };
    b.f = (struct ll_filling){.ctx = ctx,
                              .locale = locale,
                              .wanted = &b.form,
                              .blocks = LL_GROW(ctx->arena, struct ll_printed_block)};
    struct ll_str code;
    LL_TRY(ll_filling_read(&b.f, reterr));
    LL_TRY(check_country(&b, reterr));
    LL_TRY(ll_dossier_missing(ctx, &b.f.dossier, &b.missing, reterr));
    LL_TRY(read_bookings(&b, reterr));
    LL_TRY(read_papers(&b, reterr));
    LL_TRY(ll_summary_for_print(ctx, &b.form, &code, reterr));
    ll_briefing_asked(&b);
    put_moves(&b);
    ll_briefing_steps(&b);
    ll_briefing_papers(&b);
    ll_briefing_people(&b);
    const struct ll_printed_brief brief = {
        .title = ll_filling_text(&b.f, LL_T("A movement of waste, in plain words")),
        .number = b.f.dossier.row.has_number ? b.f.dossier.row.number : LL_STR(""),
        .lead = lead(&b),
        .sections = b.sections.items,
        .section_count = b.sections.count,
        .foot = foot(&b),
        .foot_short = foot_short(&b),
        .code = code,
        .code_note = ll_filling_text(
            &b.f, LL_T("Signed by the operator, to be checked offline: what, how much, from where "
                       "to where, the consents and the last day. Save what the code reads as to a "
                       "file, and open it at /verify, or with 'loopledger verify'.")),
    };
    if (b.f.failed) {
        return no_memory(reterr);
    }
    *ret_brief = brief;
    return LL_OK;
}

/* ---- as JSON ---- */

static void put_text(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                     struct ll_str text)
{
    if (text.len > 0) {
        ll_answer_text(ctx, object, name, text);
    }
}

static struct ll_json *line_json(struct ll_ctx *ctx, const struct ll_printed_line *line)
{
    struct ll_json *item = ll_answer_object(ctx);
    put_text(ctx, item, "head", line->head);
    put_text(ctx, item, "text", line->text);
    put_text(ctx, item, "note", line->note);
    put_text(ctx, item, "file", line->file);
    put_text(ctx, item, "subject", line->subject);
    if (line->is_doubtful) {
        ll_answer_bool(ctx, item, "doubtful", true);
    }
    return item;
}

struct ll_json *ll_brief_json(struct ll_ctx *ctx, const struct ll_printed_brief *brief)
{
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *sections = ll_json_new_array(ctx->arena);
    put_text(ctx, answer, "title", brief->title);
    put_text(ctx, answer, "number", brief->number);
    put_text(ctx, answer, "lead", brief->lead);
    for (size_t i = 0; i < brief->section_count; i++) {
        const struct ll_printed_section *section = &brief->sections[i];
        struct ll_json *item = ll_answer_object(ctx);
        struct ll_json *lines = ll_json_new_array(ctx->arena);
        put_text(ctx, item, "title", section->title);
        put_text(ctx, item, "intro", section->intro);
        for (size_t j = 0; j < section->line_count; j++) {
            ll_json_append(ctx->arena, lines, line_json(ctx, &section->lines[j]));
        }
        ll_json_set(ctx->arena, item, "lines", lines);
        ll_json_append(ctx->arena, sections, item);
    }
    ll_json_set(ctx->arena, answer, "sections", sections);
    put_text(ctx, answer, "foot", brief->foot);
    put_text(ctx, answer, "summary", brief->code);
    return answer;
}

/* ---- as a PDF ---- */

enum ll_status ll_brief_pdf(struct ll_ctx *ctx, const struct ll_brief_wanted *wanted,
                            const struct ll_locale *locale, struct ll_str *ret_pdf,
                            struct ll_err *reterr)
{
    struct ll_fonts *fonts = NULL;
    struct ll_printed_brief brief;
    const struct ll_scene *pages = NULL;
    size_t count = 0;
    struct ll_time now = ctx->clock.now(ctx->clock.ctx);
    LL_TRY(ll_brief_make(ctx, wanted, locale, &brief, reterr));
    LL_TRY(ll_fonts_open(ctx->arena, &fonts, reterr));
    enum ll_status status =
        ll_brief_print(&brief, locale, fonts, ctx->arena, &pages, &count, reterr);
    if (status == LL_OK) {
        status = ll_pdf_write_pages(pages, count, ll_date_start(ll_time_date(now)), ctx->arena,
                                    ret_pdf, reterr);
    }
    ll_fonts_close(fonts);
    return status;
}
