/* dispatch statement, and its print */
#include "service/dispatch_statement.h"

#include <string.h>

#include "codec/pdf_attachment.h"
#include "draw/brief.h"
#include "draw/print.h"
#include "proof/data_integrity.h"
#include "proof/jws.h"
#include "proof/multikey.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/keys.h"
#include "service/page_input.h"
#include "service/table.h"

#define TEXT_BYTES_MAX 4096
#define CONTEXT "urn:loopledger:material:1"

/* ---- signed ---- */

static struct ll_json *texts(struct ll_ctx *ctx, const char *first, const char *second)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, list, ll_json_new_cstr(ctx->arena, first));
    ll_json_append(ctx->arena, list, ll_json_new_cstr(ctx->arena, second));
    return list;
}

static enum ll_status make_credential(struct ll_ctx *ctx, struct ll_json *subject,
                                      const char *issuer, struct ll_json **ret_credential,
                                      struct ll_err *reterr)
{
    struct ll_str dispatch = ll_json_string_at(subject, "dispatch_id");
    struct ll_json *credential = ll_answer_object(ctx);
    struct ll_strbuf buf;
    struct ll_str id;
    ll_strbuf_init(&buf, ctx->arena, TEXT_BYTES_MAX);
    ll_strbuf_fmt(&buf, "urn:loopledger:dispatch:%.*s", LL_STR_ARG(dispatch));
    LL_TRY(ll_strbuf_finish(&buf, &id, reterr));
    ll_json_set(ctx->arena, credential, "@context",
                texts(ctx, "https://www.w3.org/ns/credentials/v2", CONTEXT));
    ll_json_set(ctx->arena, credential, "credentialSubject", subject);
    ll_answer_text(ctx, credential, "id", id);
    ll_answer_text(ctx, credential, "issuer", ll_str_from_cstr(issuer));
    ll_json_set(ctx->arena, credential, "type",
                texts(ctx, "VerifiableCredential", LL_TYPE_MATERIAL_STATEMENT));
    ll_answer_time(ctx, credential, "validFrom", ctx->clock.now(ctx->clock.ctx));
    return ll_answer_done(credential, ret_credential, reterr);
}

static enum ll_status sign(struct ll_ctx *ctx, const struct ll_sign_key *key,
                           struct ll_json *subject, struct ll_str *ret_text, struct ll_err *reterr)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(ctx->crypto);
    char issuer[LL_DID_KEY_SIZE];
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    struct ll_signature signature;
    struct ll_json *credential = NULL;
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    ll_did_key_format(&key->public_key, issuer);
    ll_did_key_method(&key->public_key, method);
    LL_TRY(make_credential(ctx, subject, issuer, &credential, reterr));
    const struct ll_di_options options = {
        .method = ll_str_from_cstr(method),
        .created = ll_json_string_at(credential, "validFrom"),
    };
    LL_TRY(ll_di_sign_input(ctx->arena, &crypto, credential, &options, input, &proof, reterr));
    ll_sign(key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    LL_TRY(ll_di_attach(ctx->arena, credential, proof, &signature, &whole, reterr));
    return ll_json_canonical(ctx->arena, whole, LL_DI_DOCUMENT_BYTES_MAX, ret_text, reterr);
}

static enum ll_status sign_answer(struct ll_ctx *ctx, struct ll_json *answer,
                                  struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_sign_key key;
    LL_TRY(ll_keys_signing(ctx, &key, reterr));
    enum ll_status status = sign(ctx, &key, answer, ret_text, reterr);
    ll_sign_key_wipe(&key);
    return status;
}

enum ll_status ll_dispatch_statement(struct ll_ctx *ctx, struct ll_str ref, struct ll_str *ret_text,
                                     struct ll_err *reterr)
{
    struct ll_json *answer = NULL;
    LL_TRY(ll_dispatch_answer(ctx, ref, &answer, reterr));
    return sign_answer(ctx, answer, ret_text, reterr);
}

/* ---- printed ---- */

struct printing {
    struct ll_ctx *ctx;
    const struct ll_locale *locale;
    const struct ll_json *data;
    struct ll_grow lines;
    struct ll_grow sections;
    bool failed;
};

static struct ll_str words(const struct printing *p, const char *text)
{
    return ll_locale_text(p->locale, text);
}

static struct ll_str finish(struct printing *p, struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    p->failed = ll_strbuf_finish(buf, &text, NULL) != LL_OK || p->failed;
    return text;
}

static struct ll_strbuf start(struct printing *p)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, p->ctx->arena, TEXT_BYTES_MAX);
    return buf;
}

static struct ll_str fill(struct printing *p, const char *text, const struct ll_slot *slots,
                          size_t count)
{
    struct ll_strbuf buf = start(p);
    ll_locale_fill(&buf, words(p, text), slots, count);
    return finish(p, &buf);
}

static struct ll_str mass_of(struct printing *p, int64_t mass_g)
{
    struct ll_strbuf buf = start(p);
    ll_locale_put_mass(p->locale, &buf, (struct ll_mass){mass_g}, LL_MASS_BY_SIZE);
    return finish(p, &buf);
}

static struct ll_str day_of(struct printing *p, const struct ll_json *object, const char *name)
{
    struct ll_date day;
    struct ll_strbuf buf = start(p);
    if (ll_date_parse(ll_json_string_at(object, name), &day, NULL) != LL_OK) {
        return LL_STR("");
    }
    ll_locale_put_date(p->locale, &buf, day);
    return finish(p, &buf);
}

static struct ll_str month_of(struct printing *p, const char *name)
{
    struct ll_month month;
    struct ll_strbuf buf = start(p);
    if (ll_month_parse(ll_json_string_at(p->data, name), &month, NULL) != LL_OK) {
        return LL_STR("");
    }
    ll_locale_put_month(p->locale, &buf, month);
    return finish(p, &buf);
}

static void add(struct printing *p, struct ll_str head, struct ll_str text, struct ll_str note)
{
    struct ll_printed_line *line = ll_grow_add(&p->lines);
    p->failed = p->failed || line == NULL;
    if (line != NULL) {
        *line = (struct ll_printed_line){.head = head, .text = text, .note = note};
    }
}

static void end(struct printing *p, const char *title, bool is_aside)
{
    struct ll_printed_section *section = p->lines.count == 0 ? NULL : ll_grow_add(&p->sections);
    if (section != NULL) {
        *section = (struct ll_printed_section){.title = words(p, title),
                                               .lines = p->lines.items,
                                               .line_count = p->lines.count,
                                               .is_aside = is_aside};
    }
    p->failed = p->failed || (p->lines.count > 0 && section == NULL);
    p->lines = (struct ll_grow)LL_GROW(p->ctx->arena, struct ll_printed_line);
}

/* A list of the answer. */
static const struct ll_json *list_of(const struct printing *p, const char *name)
{
    static const struct ll_json none = {.type = LL_JSON_ARRAY};
    const struct ll_json *list = ll_json_get(p->data, name);
    return list == NULL ? &none : list;
}

static void put_materials(struct printing *p)
{
    const struct ll_json *list = list_of(p, "materials");
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *one = &list->items[i];
        const struct ll_json *calculated = ll_json_get(one, "calculated");
        bool is_calculated = calculated != NULL && calculated->type == LL_JSON_TRUE;
        const struct ll_slot slot = {"mass", mass_of(p, ll_json_integer_at(one, "mass_g"))};
        add(p, ll_json_string_at(one, "fraction"),
            fill(p,
                 is_calculated ? LL_T("{mass}, calculated from signed yields")
                               : LL_T("{mass}, weighed"),
                 &slot, 1),
            LL_STR(""));
    }
    end(p, LL_T("What was handed over"), false);
}

static void put_origins(struct printing *p)
{
    const struct ll_json *list = list_of(p, "origins");
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *one = &list->items[i];
        const struct ll_slot slots[] = {{"fraction", ll_json_string_at(one, "fraction")},
                                        {"mass", mass_of(p, ll_json_integer_at(one, "mass_g"))}};
        add(p, ll_locale_country(p->locale, ll_json_string_at(one, "country")),
            fill(p, LL_T("{fraction}: {mass}"), slots, 2), LL_STR(""));
    }
    const struct ll_slot months[] = {{"from", month_of(p, "collected_from")},
                                     {"until", month_of(p, "collected_until")}};
    if (months[0].value.len > 0) {
        bool is_one = ll_str_eq(months[0].value, months[1].value);
        add(p, LL_STR(""),
            is_one ? fill(p, LL_T("Devices collected in {from}."), months, 1)
                   : fill(p, LL_T("Devices collected from {from} to {until}."), months, 2),
            LL_STR(""));
    }
    if (ll_json_integer_at(p->data, "beyond_mass_g") > 0) {
        const struct ll_slot slot = {"mass",
                                     mass_of(p, ll_json_integer_at(p->data, "beyond_mass_g"))};
        add(p, LL_STR(""),
            fill(p,
                 LL_T("{mass} came beyond the bound of a sample: no recorded device stands behind "
                      "it."),
                 &slot, 1),
            LL_STR(""));
    }
    add(p, LL_STR(""),
        words(p, LL_T("Grams fall to countries by what the devices weighed where they were "
                      "collected. That is a convention: which device a gram was of cannot be "
                      "known.")),
        LL_STR(""));
    end(p, LL_T("Where the devices were collected"), false);
}

/* In the words of docs/materials.md. */
static const struct {
    const char *claim;
    const char *may;
    const char * not ;
} claims[] = {
    {"from-discarded-devices",
     LL_T("Recovered from devices that people had discarded, collected in the countries named."),
     LL_T("It does not say that a product consists of it: that is its maker's own accounting.")},
    {"no-mine-of-origin",
     LL_T("These grams come out of discarded devices and not out of a mine, so there is no mine "
          "to name. Who calls it \"conflict-free\" says so in the same sentence."),
     LL_T("It says nothing about the mines from which the metal once came.")},
    {"by-weight", LL_T("The masses were weighed."), NULL},
    {"by-mass-balance",
     LL_T("The masses follow from what went in and the plant's signed yields; the metal itself "
          "was not kept apart from other metal."),
     LL_T("It does not say that these very atoms are from these devices.")},
};

static void put_claims(struct printing *p)
{
    const struct ll_json *list = list_of(p, "may_be_claimed");
    for (size_t i = 0; i < list->count; i++) {
        for (size_t j = 0; j < sizeof(claims) / sizeof(claims[0]); j++) {
            if (ll_str_eq_cstr(ll_json_string(&list->items[i]), claims[j].claim)) {
                add(p, LL_STR(""), words(p, claims[j].may),
                    claims[j].not == NULL ? LL_STR("") : words(p, claims[j].not ));
            }
        }
    }
    end(p, LL_T("What may be said of it"), false);
}

static void put_chain(struct printing *p)
{
    const struct ll_json *list = list_of(p, "sources");
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *one = &list->items[i];
        const struct ll_slot slots[] = {
            {"mass", mass_of(p, ll_json_integer_at(one, "mass_g"))},
            {"operation", ll_json_string_at(one, "operation")},
            {"treated", day_of(p, one, "treated_on")},
            {"received", day_of(p, one, "received_on")},
        };
        add(p, ll_json_string_at(one, "fraction"),
            fill(p, LL_T("{mass}, treated ({operation}) on {treated}, received on {received}"),
                 slots, 4),
            ll_json_string_at(one, "treatment_id"));
    }
    end(p, LL_T("The chain"), true);
}

static enum ll_status names_of(struct printing *p, struct ll_str *ret_buyer,
                               struct ll_str *ret_plant, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row buyer;
    struct ll_q_facility_by_id_row plant;
    LL_TRY(ll_find_organisation(p->ctx, ll_json_string_at(p->data, "buyer_id"), &buyer, reterr));
    LL_TRY(ll_find_facility(p->ctx, ll_json_string_at(p->data, "facility_id"), &plant, reterr));
    LL_TRY(ll_annex_text(p->ctx, buyer.name_annex_id, ret_buyer, reterr));
    LL_TRY(ll_annex_text(p->ctx, plant.name_annex_id, ret_plant, reterr));
    *ret_buyer = ret_buyer->len > 0 ? *ret_buyer : ll_json_string_at(p->data, "buyer");
    *ret_plant = ret_plant->len > 0 ? *ret_plant : ll_json_string_at(p->data, "facility");
    return LL_OK;
}

static enum ll_status make_page(struct printing *p, struct ll_printed_brief *ret_page,
                                struct ll_err *reterr)
{
    struct ll_slot slots[] = {
        {"plant", LL_STR("")},
        {"country", ll_locale_country(p->locale, ll_json_string_at(p->data, "facility_country"))},
        {"buyer", LL_STR("")},
        {"day", day_of(p, p->data, "dispatched_on")},
    };
    LL_TRY(names_of(p, &slots[2].value, &slots[0].value, reterr));
    put_materials(p);
    put_origins(p);
    put_claims(p);
    put_chain(p);
    struct ll_str foot = words(p, LL_T("Attached to this file is the statement as the operator "
                                       "signed it: 'loopledger verify FILE', or the page /verify, "
                                       "checks it offline. The print alone proves nothing."));
    *ret_page = (struct ll_printed_brief){
        .title = words(p, LL_T("Recovered materials")),
        .number = ll_json_string_at(p->data, "number"),
        .lead = fill(p, LL_T("Handed over by {plant} ({country}) to {buyer} on {day}."), slots, 4),
        .sections = p->sections.items,
        .section_count = p->sections.count,
        .foot = foot,
        .foot_short = foot,
    };
    return p->failed ? LL_FAIL(reterr, LL_ENOMEM, "no memory for a statement") : LL_OK;
}

static enum ll_status draw(struct ll_ctx *ctx, const struct ll_printed_brief *page,
                           const struct ll_locale *locale, struct ll_str *ret_pdf,
                           struct ll_err *reterr)
{
    struct ll_fonts *fonts = NULL;
    const struct ll_scene *scenes = NULL;
    size_t count = 0;
    LL_TRY(ll_fonts_open(ctx->arena, &fonts, reterr));
    enum ll_status status =
        ll_brief_print(page, locale, fonts, ctx->arena, &scenes, &count, reterr);
    if (status == LL_OK) {
        status = ll_pdf_write_pages(scenes, count, ctx->clock.now(ctx->clock.ctx), ctx->arena,
                                    ret_pdf, reterr);
    }
    ll_fonts_close(fonts);
    return status;
}

enum ll_status ll_dispatch_pdf(struct ll_ctx *ctx, struct ll_str ref,
                               const struct ll_locale *locale, struct ll_str *ret_pdf,
                               struct ll_err *reterr)
{
    struct ll_pdf_attachment attachment = {
        .name = "material.statement.json",
        .description = "The statement as it was signed: loopledger verify",
    };
    struct ll_json *answer = NULL;
    struct ll_printed_brief page;
    struct ll_str pdf;
    LL_TRY(ll_dispatch_answer(ctx, ref, &answer, reterr));
    struct printing p = {.ctx = ctx,
                         .locale = locale,
                         .data = answer,
                         .lines = LL_GROW(ctx->arena, struct ll_printed_line),
                         .sections = LL_GROW(ctx->arena, struct ll_printed_section)};
    LL_TRY(make_page(&p, &page, reterr));
    LL_TRY(draw(ctx, &page, locale, &pdf, reterr));
    LL_TRY(sign_answer(ctx, answer, &attachment.json, reterr));
    return ll_pdf_attach(ctx->arena, pdf, &attachment, ret_pdf, reterr);
}

/* ---- the command ---- */

static enum ll_status run_statement(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_str text;
    LL_TRY(ll_dispatch_statement(ctx, in->ref, &text, reterr));
    return ll_json_read(ctx->arena, text, LL_DI_DOCUMENT_BYTES_MAX, ret_answer, reterr);
}

const struct ll_service ll_service_dispatch_statement = {
    .noun = "dispatch",
    .verb = "statement",
    .help = "sign what a maker gets with recovered materials",
    .details = "What 'dispatch show' tells, as a credential signed now by this installation: mass, "
               "origin, chain and what may be claimed. 'loopledger verify' reads it; 'dispatch "
               "print' draws it with the signed statement attached.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .is_document = true,
    .run = run_statement,
};
