/* What a brief says of papers, and who is who. */
#include "service/briefing.h"

#include <string.h>

#define KIND_MAX 64
#define HEX_MAX 96

typedef struct ll_q_notification_state_all_row state_row;

static void put_forms(struct ll_briefing *b)
{
    const struct ll_q_official_bookings_row *rows = b->bookings.items;
    ll_briefing_add(b, (struct ll_printed_line){
                           .head = ll_filling_text(&b->f, LL_T("Notification document (IA)")),
                           .text = ll_filling_text(
                               &b->f, LL_T("every numbered block, as the dossier has it today")),
                           .note = LL_STR("EU-WSR2024 Annex IA; BC-ANNEX5A"),
                           .file = LL_STR("ia"),
                       });
    for (size_t i = 0; i < b->bookings.count; i++) {
        const struct ll_slot slot = {"number", rows[i].number};
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .head = ll_briefing_fill(b, LL_T("Movement document (IB), {number}"), &slot, 1),
                   .text = ll_filling_text(&b->f, LL_T("of this shipment, as it is planned or "
                                                       "was carried out")),
                   .note = LL_STR("EU-WSR2024 Annex IB; BC-ANNEX5B"),
                   .file = LL_STR("ib"),
                   .subject = rows[i].shipment,
               });
    }
}

static bool is_kind(struct ll_str kind, const char *code)
{
    size_t len = strlen(code);
    bool same = kind.len == len && len < KIND_MAX;
    for (size_t i = 0; same && i < len; i++) {
        char c = code[i] >= 'A' && code[i] <= 'Z' ? (char)(code[i] - 'A' + 'a') : code[i];
        same = c == kind.ptr[i];
    }
    return same;
}

static struct ll_str digest_text(struct ll_briefing *b, struct ll_str digest)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, b->f.ctx->arena, HEX_MAX);
    ll_strbuf_cstr(&buf, "SHA-256 ");
    ll_strbuf_hex(&buf, (const uint8_t *)digest.ptr, digest.len);
    b->f.failed = ll_strbuf_finish(&buf, &text, NULL) != LL_OK || b->f.failed;
    return text;
}

/* Those of a kind that are in the dossier. False: there is none. */
static bool put_held(struct ll_briefing *b, const struct ll_permit_document *document)
{
    const struct ll_q_official_papers_row *rows = b->papers.items;
    bool has = false;
    for (size_t i = 0; i < b->papers.count; i++) {
        if (!is_kind(rows[i].kind, document->code)) {
            continue;
        }
        const struct ll_slot slot = {"day", rows[i].has_valid_until
                                                ? ll_filling_date(&b->f, rows[i].valid_until)
                                                : LL_STR("")};
        has = true;
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .head = ll_filling_words(&b->f, document->name),
                   .text = rows[i].has_valid_until
                               ? ll_briefing_fill(b, LL_T("in the dossier, valid until {day}"),
                                                  &slot, 1)
                               : ll_filling_text(&b->f, LL_T("in the dossier")),
                   .note = digest_text(b, rows[i].document_digest),
               });
    }
    return has;
}

/* Consents stand with the states, the two forms above. */
static bool is_elsewhere(const struct ll_permit_need *need)
{
    return need->state.len > 0 || strcmp(need->document->code, "DOC-NOTIF") == 0 ||
           strcmp(need->document->code, "DOC-MOVE") == 0;
}

static void put_needs(struct ll_briefing *b)
{
    for (size_t i = 0; i < b->f.decision.need_count; i++) {
        const struct ll_permit_need *need = &b->f.decision.needs[i];
        if (is_elsewhere(need) || put_held(b, need->document)) {
            continue;
        }
        const struct ll_slot slots[] = {
            {"issuer", ll_filling_words(&b->f, need->document->issuer)},
            {"when", ll_filling_words(&b->f, need->document->needed)},
        };
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .head = ll_filling_words(&b->f, need->document->name),
                   .text = ll_briefing_fill(
                       b, LL_T("not in the dossier; from: {issuer}; needed: {when}"), slots, 2),
                   .note = ll_briefing_source(b, need->rule->id, need->document->source),
                   .is_doubtful = need->rule->certainty == LL_PERMIT_CERTAINTY_low,
               });
    }
}

void ll_briefing_papers(struct ll_briefing *b)
{
    put_forms(b);
    ll_briefing_end(b, LL_T("The forms"),
                    b->missing > 0
                        ? ll_briefing_count(b,
                                            LL_TN("{n} entry or paper is still missing: the "
                                                  "forms say DRAFT.",
                                                  "{n} entries or papers are still missing: the "
                                                  "forms say DRAFT."),
                                            b->missing)
                        : LL_STR(""),
                    false);
    put_needs(b);
    ll_briefing_end(b, LL_T("Other papers"),
                    ll_filling_text(&b->f, LL_T("The dossier here keeps the SHA-256 of each paper, "
                                                "not the paper: the notifier sends it to you, and "
                                                "the same file has the same SHA-256.")),
                    true);
}

/* ---- who is who ---- */

static void put_office(struct ll_briefing *b, const state_row *state)
{
    const struct ll_permit_country *row = ll_permit_country_find(state->country);
    bool is_known = row != NULL && strcmp(row->authority, "unknown") != 0 && row->authority[0] != 0;
    bool is_doubtful = !is_known || strcmp(row->confidence, "high") != 0;
    struct ll_str parts[2] = {
        is_known ? ll_filling_words(&b->f, row->authority)
                 : ll_filling_text(&b->f, LL_T("the office is not established: please name it")),
        LL_STR("")};
    if (is_known && is_doubtful) {
        const struct ll_slot slot = {"as_of", ll_str_from_cstr(row->as_of)};
        parts[1] = ll_briefing_fill(b, LL_T("uncertain; as known in {as_of}"), &slot, 1);
    }
    if (state->has_authority) {
        const struct ll_slot slot = {"code", state->authority};
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .head = ll_briefing_state(b, state),
                   .text = ll_briefing_fill(b, LL_T("code on the form: {code}"), &slot, 1)});
    }
    ll_briefing_add(b, (struct ll_printed_line){
                           .head = ll_briefing_state(b, state),
                           .text = ll_filling_join(&b->f, parts, 2, "; "),
                           .note = ll_str_from_cstr(row == NULL ? "" : row->source),
                           .is_doubtful = is_doubtful,
                       });
}

/* What the form has of it (notification_values.c), and the address that the dossier tells. */
static void put_party(struct ll_briefing *b, const char *head, const char *block,
                      const char *const fields[3])
{
    const struct ll_permit_form_field of = {.block = block, .field = ""};
    struct ll_id own = b->f.dossier.notification_id.raw;
    const struct ll_str parts[] = {
        ll_filling_kept(&b->f, &of).value, ll_filling_said(&b->f, fields[0], own),
        ll_filling_said(&b->f, fields[1], own), ll_filling_said(&b->f, fields[2], own)};
    ll_briefing_add(b, (struct ll_printed_line){
                           .head = ll_filling_text(&b->f, head),
                           .text = ll_filling_join(&b->f, parts, 4, ", "),
                       });
}
#define CONTACT(party)                                                                             \
    (const char *const[3])                                                                         \
    {                                                                                              \
        party "-address", party "-telephone", party "-email"                                       \
    }

void ll_briefing_people(struct ll_briefing *b)
{
    const state_row *states = b->f.dossier.states.items;
    const struct ll_q_notification_carrier_names_row *carriers = b->f.carriers.items;
    put_party(b, LL_T("Notifier"), "1", CONTACT("notifier"));
    put_party(b, LL_T("Consignee"), "2", CONTACT("consignee"));
    put_party(b, LL_T("Where it starts"), "9", CONTACT("generator"));
    put_party(b, LL_T("Plant"), "10", CONTACT("plant"));
    for (size_t i = 0; i < b->f.carriers.count; i++) {
        const struct ll_str parts[] = {
            carriers[i].has_name ? carriers[i].name : carriers[i].code,
            ll_filling_mode(&b->f, carriers[i].mode),
            ll_filling_said(&b->f, "carrier-address", carriers[i].carrier_id.raw)};
        ll_briefing_add(b, (struct ll_printed_line){
                               .head = ll_filling_text(&b->f, LL_T("Carrier")),
                               .text = ll_filling_join(&b->f, parts, 3, ", "),
                           });
    }
    for (size_t i = 0; i < b->f.dossier.states.count; i++) {
        put_office(b, &states[i]);
    }
    ll_briefing_end(b, LL_T("Who is who"),
                    ll_filling_text(&b->f, LL_T("Authorities are named by office, from public "
                                                "tables; who answers there is not kept.")),
                    false);
}
