#include "service/certificate_body.h"

#include "service/answer.h"
#include "service/certificate_words.h"
#include "service/event.h"
#include "service/receipt_statement.h"
#include "store/q_certificate.h"
#include "store/q_registry.h"

static enum ll_status organisation_name(struct ll_ctx *ctx, struct ll_organisation_id id,
                                        struct ll_q_organisation_by_id_row *ret_row,
                                        struct ll_str *ret_name, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_in in = {.has_organisation_id = true, .organisation_id = id};
    LL_TRY(ll_q_organisation_by_id(ctx->store, ctx->arena, &in, ret_row, reterr));
    return ll_annex_name(ctx, ret_row->name_annex_id, ret_row->code, ret_name, reterr);
}

static enum ll_status put_organisation(struct ll_ctx *ctx, struct ll_organisation_id id,
                                       struct ll_json **ret_json, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row row;
    struct ll_str name;
    LL_TRY(organisation_name(ctx, id, &row, &name, reterr));
    struct ll_json *json = ll_answer_object(ctx);
    ll_answer_text(ctx, json, "code", row.code);
    ll_answer_text(ctx, json, "country", row.country);
    ll_answer_text(ctx, json, "name", name);
    *ret_json = json;
    return LL_OK;
}

/* Payers or resellers of the lines, each once. */
static enum ll_status put_parties(struct ll_ctx *ctx, const struct ll_certified *certified,
                                  bool resellers, struct ll_json **ret_json, struct ll_err *reterr)
{
    const struct ll_certified_line *lines = certified->lines.items;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->lines.count; i++) {
        struct ll_organisation_id id = resellers ? lines[i].reseller_id : lines[i].payer_id;
        bool wanted = !resellers || lines[i].has_reseller_id;
        for (size_t j = 0; wanted && j < i; j++) {
            struct ll_organisation_id other = resellers ? lines[j].reseller_id : lines[j].payer_id;
            wanted = !ll_id_eq(other.raw, id.raw);
        }
        if (wanted) {
            struct ll_json *party = NULL;
            LL_TRY(put_organisation(ctx, id, &party, reterr));
            ll_json_append(ctx->arena, json, party);
        }
    }
    *ret_json = json;
    return LL_OK;
}

static struct ll_json *put_demand(struct ll_ctx *ctx, const struct ll_certified *certified)
{
    const struct ll_certified_line *lines = certified->lines.items;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->lines.count; i++) {
        const struct ll_span *spans = lines[i].spans.items;
        struct ll_json *item = ll_answer_object(ctx);
        struct ll_json *positions = ll_json_new_array(ctx->arena);
        for (size_t j = 0; j < lines[i].spans.count; j++) {
            struct ll_json *pair = ll_json_new_array(ctx->arena);
            ll_json_append(ctx->arena, pair, ll_json_new_integer(ctx->arena, spans[j].lo));
            ll_json_append(ctx->arena, pair, ll_json_new_integer(ctx->arena, spans[j].hi));
            ll_json_append(ctx->arena, positions, pair);
        }
        ll_answer_text(ctx, item, "classCode", lines[i].class_code);
        if (lines[i].measure == LL_MEASURE_GRAMS) {
            ll_answer_i64(ctx, item, "grams", lines[i].positions);
        } else {
            ll_answer_i64(ctx, item, "units", lines[i].units);
        }
        ll_answer_text(ctx, item, "orderLine", lines[i].code);
        ll_json_set(ctx->arena, item, "positions", positions);
        ll_json_append(ctx->arena, json, item);
    }
    return json;
}

static struct ll_json *put_scrap(struct ll_ctx *ctx, const struct ll_certified *certified)
{
    const struct ll_certified_scrap *scrap = certified->scrap.items;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->scrap.count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "classCode", ll_str_from_cstr(scrap[i].class_code));
        ll_answer_text(ctx, item, "country", ll_str_from_cstr(scrap[i].country));
        ll_answer_i64(ctx, item, scrap[i].measure == LL_MEASURE_GRAMS ? "grams" : "units",
                      scrap[i].units);
        ll_json_append(ctx->arena, json, item);
    }
    return json;
}

/* What the plant was certified for on the day of its receipt, as it is recorded. */
static enum ll_status put_certifications(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                         struct ll_date day, struct ll_json **ret_json,
                                         struct ll_err *reterr)
{
    struct ll_q_certification_on_in in = {facility_id, day};
    struct ll_q_certification_on_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_certification_on_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_certification_on_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "number", row.number);
        ll_answer_text(ctx, item, "scope", row.scope);
        ll_answer_text(ctx, item, "standard", row.standard);
        ll_answer_date(ctx, item, "validFrom", row.valid_from);
        ll_answer_date(ctx, item, "validTo", row.valid_to);
        ll_json_append(ctx->arena, json, item);
    }
    ll_store_query_close(cursor);
    *ret_json = json;
    return status == LL_EEND ? LL_OK : status;
}

/* The documents, by date, with what each demands of it. */
static enum ll_status put_purchases(struct ll_ctx *ctx, const struct ll_certified *certified,
                                    struct ll_json **ret_json, struct ll_err *reterr)
{
    const struct ll_certified_purchase *purchases = certified->purchases.items;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->purchases.count; i++) {
        struct ll_q_document_printed_in in = {purchases[i].document_id};
        struct ll_q_document_printed_row row;
        LL_TRY(ll_q_document_printed(ctx->store, ctx->arena, &in, &row, reterr));
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_date(ctx, item, "date", purchases[i].issued_on);
        if (row.has_number) {
            ll_answer_text(ctx, item, "document", row.number);
        }
        ll_answer_text(ctx, item, "kind", row.kind);
        ll_answer_i64(ctx, item, purchases[i].measure == LL_MEASURE_GRAMS ? "grams" : "units",
                      purchases[i].positions);
        ll_json_append(ctx->arena, json, item);
    }
    *ret_json = json;
    return LL_OK;
}

/* And on what basis their plants knew how many units they were. */
static enum ll_status put_receipts(struct ll_ctx *ctx, struct ll_certified *certified,
                                   struct ll_json **ret_json, struct ll_err *reterr)
{
    const struct ll_certified_receipt *receipts = certified->receipts.items;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->receipts.count; i++) {
        struct ll_q_receipt_plant_in in = {receipts[i].receipt_id};
        struct ll_q_receipt_plant_row row;
        struct ll_str plant;
        struct ll_str organisation;
        char key[LL_MULTIKEY_PUBLIC_SIZE];
        struct ll_public_key public_key;
        LL_TRY(ll_q_receipt_plant(ctx->store, ctx->arena, &in, &row, reterr));
        LL_TRY(ll_annex_text(ctx, row.name_annex_id, &plant, reterr));
        LL_TRY(ll_annex_text(ctx, row.organisation_name_annex_id, &organisation, reterr));
        for (size_t b = 0; b < sizeof(public_key.b); b++) {
            public_key.b[b] = (uint8_t)row.public_key.ptr[b];
        }
        ll_multikey_public_format(&public_key, key);
        struct ll_json *certifications = NULL;
        struct ll_json *statement = NULL;
        LL_TRY(put_certifications(ctx, row.facility_id, row.received_on, &certifications, reterr));
        LL_TRY(ll_json_read(ctx->arena, row.statement, LL_RECEIPT_STATEMENT_BYTES_MAX, &statement,
                            reterr));
        struct ll_json *item = ll_answer_object(ctx);
        enum ll_receipt_basis basis;
        if (!ll_receipt_basis_from_name(ll_json_string_at(statement, "basis"), &basis)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "a stored receipt has no basis");
        }
        bool in_grams = ll_json_get(statement, "measure") != NULL;
        certified->bases |= in_grams ? 0 : 1u << basis; /* what tells how many there are */
        certified->has_certifications = certified->has_certifications || certifications->count > 0;
        ll_json_set_cstr(ctx->arena, item, "basis", ll_receipt_basis_name(basis));
        ll_json_set(ctx->arena, item, "certifications", certifications);
        ll_answer_text(ctx, item, "country", row.country);
        ll_answer_text(ctx, item, "operator", organisation);
        ll_answer_text(ctx, item, "plant", plant);
        ll_answer_text(ctx, item, "plantKey", ll_str_from_cstr(key));
        ll_answer_date(ctx, item, "receivedOn", row.received_on);
        ll_answer_i64(ctx, item, in_grams ? "gramsCited" : "unitsCited", receipts[i].units);
        ll_answer_i64(ctx, item, in_grams ? "gramsSigned" : "unitsSigned", row.units.n);
        ll_json_append(ctx->arena, json, item);
    }
    *ret_json = json;
    return LL_OK;
}

/* Their share of what their treatments made; nothing below `dismantled`. */
static struct ll_json *put_materials(struct ll_ctx *ctx, const struct ll_certified *certified)
{
    const struct ll_certified_material *materials = certified->materials.items;
    struct ll_json *json = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->materials.count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_json_set_cstr(ctx->arena, item, "basis",
                         materials[i].is_calculated ? "calculated" : "weighed");
        ll_answer_text(ctx, item, "fraction", materials[i].fraction);
        ll_answer_i64(ctx, item, "massGrams", materials[i].mass.g);
        ll_json_append(ctx->arena, json, item);
    }
    return json;
}

/* When the demand arose and by what, and whether every collection has a price. */
static void put_purchase(struct ll_ctx *ctx, const struct ll_certified *certified,
                         struct ll_json *subject)
{
    struct ll_json *triggers = ll_json_new_array(ctx->arena);
    for (int i = 0; i < (int)LL_TRIGGER_ROW_COUNT; i++) {
        int64_t trigger = ll_trigger_rows[i].value;
        if ((certified->triggers & (1u << trigger)) != 0) {
            ll_json_append(ctx->arena, triggers,
                           ll_json_new_cstr(ctx->arena, ll_trigger_rows[i].name));
        }
    }
    ll_answer_bool(ctx, subject, "collectionPaid", certified->unpaid_units == 0);
    ll_json_set(ctx->arena, subject, "triggers", triggers);
    if (certified->has_period) {
        struct ll_json *period = ll_answer_object(ctx);
        ll_answer_date(ctx, period, "from", certified->period_from);
        ll_answer_date(ctx, period, "to", certified->period_to);
        ll_json_set(ctx->arena, subject, "documents", period);
    }
}

/* The lead, what came before it, and what is calculated or a convention. */
static enum ll_status put_words(struct ll_ctx *ctx, const struct ll_certified *certified,
                                struct ll_json *subject, struct ll_err *reterr)
{
    struct ll_str lead;
    struct ll_str history[LL_CERTIFICATE_HISTORY_MAX];
    size_t count = 0;
    LL_TRY(ll_certificate_lead(ctx->arena, certified, &lead, reterr));
    LL_TRY(ll_certificate_history(ctx->arena, certified, history, &count, reterr));
    struct ll_json *statements = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, statements, ll_json_new_string(ctx->arena, lead));
    for (size_t i = 0; i < count; i++) {
        ll_json_append(ctx->arena, statements, ll_json_new_string(ctx->arena, history[i]));
    }
    struct ll_json *notes = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < ll_certificate_convention_count; i++) {
        const char *note = ll_certificate_convention(certified, i);
        if (note != NULL) {
            ll_json_append(ctx->arena, notes, ll_json_new_cstr(ctx->arena, note));
        }
    }
    ll_json_set(ctx->arena, subject, "conventions", notes);
    ll_json_set(ctx->arena, subject, "statements", statements);
    return LL_OK;
}

/* What came before it, left out where there is nothing to say. */
static void put_earlier(struct ll_ctx *ctx, const struct ll_certified *certified,
                        struct ll_json *subject)
{
    const struct ll_reissued_item *reissued = certified->reissued.items;
    struct ll_json *serials = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < certified->reissued.count; i++) {
        ll_json_append(ctx->arena, serials, ll_json_new_string(ctx->arena, reissued[i].serial));
    }
    if (certified->dropped_g > 0) {
        ll_answer_i64(ctx, subject, "droppedGrams", certified->dropped_g);
    }
    if (certified->dropped_units > 0) {
        ll_answer_i64(ctx, subject, "droppedUnits", certified->dropped_units);
    }
    if (certified->reissued.count > 0) {
        ll_json_set(ctx->arena, subject, "reissuedFrom", serials);
    }
    if (certified->replaces.len > 0) {
        ll_answer_text(ctx, subject, "replaces", certified->replaces);
    }
}

static enum ll_status put_subject(struct ll_ctx *ctx, const struct ll_certified *certified,
                                  struct ll_json **ret_subject, struct ll_err *reterr)
{
    struct ll_json *beneficiary = NULL;
    struct ll_json *payers = NULL;
    struct ll_json *purchases = NULL;
    struct ll_json *receipts = NULL;
    struct ll_json *resellers = NULL;
    struct ll_certified known = *certified; /* and what its receipts tell */
    LL_TRY(put_organisation(ctx, certified->beneficiary_id, &beneficiary, reterr));
    LL_TRY(put_parties(ctx, certified, false, &payers, reterr));
    LL_TRY(put_parties(ctx, certified, true, &resellers, reterr));
    LL_TRY(put_purchases(ctx, certified, &purchases, reterr));
    LL_TRY(put_receipts(ctx, &known, &receipts, reterr));
    struct ll_json *programme = ll_answer_object(ctx);
    ll_answer_text(ctx, programme, "code", certified->programme_code);
    ll_answer_i64(ctx, programme, "version", certified->programme_version);
    struct ll_json *subject = ll_answer_object(ctx);
    ll_json_set(ctx->arena, subject, "beneficiary", beneficiary);
    ll_answer_i64(ctx, subject, "collections", certified->collections);
    put_purchase(ctx, certified, subject);
    put_earlier(ctx, certified, subject);
    ll_json_set(ctx->arena, subject, "demand", put_demand(ctx, certified));
    ll_answer_i64(ctx, subject, "lots", certified->lots);
    ll_answer_i64(ctx, subject, "massGrams", certified->mass_g);
    ll_json_set(ctx->arena, subject, "materials", put_materials(ctx, certified));
    ll_json_set(ctx->arena, subject, "payers", payers);
    ll_json_set(ctx->arena, subject, "programme", programme);
    ll_json_set(ctx->arena, subject, "purchases", purchases);
    ll_json_set(ctx->arena, subject, "receipts", receipts);
    ll_json_set(ctx->arena, subject, "resellers", resellers);
    ll_answer_i64(ctx, subject, "revision", certified->revision);
    ll_json_set(ctx->arena, subject, "scrap", put_scrap(ctx, certified));
    ll_answer_text(ctx, subject, "serial", ll_str_from_cstr(certified->serial));
    ll_json_set_cstr(ctx->arena, subject, "stage", ll_stage_name(certified->stage));
    if (certified->uncounted_g > 0) {
        ll_answer_i64(ctx, subject, "uncountedGrams", certified->uncounted_g);
    }
    ll_answer_i64(ctx, subject, "units", certified->units);
    LL_TRY(put_words(ctx, &known, subject, reterr));
    *ret_subject = subject;
    return LL_OK;
}

enum ll_status ll_certificate_body(struct ll_ctx *ctx, const struct ll_certified *certified,
                                   const char issuer[LL_DID_KEY_SIZE], struct ll_json **ret_body,
                                   struct ll_err *reterr)
{
    struct ll_json *subject = NULL;
    struct ll_q_organisation_by_id_row row;
    struct ll_str operator_name;
    LL_TRY(put_subject(ctx, certified, &subject, reterr));
    LL_TRY(organisation_name(ctx, certified->operator_id, &row, &operator_name, reterr));
    struct ll_json *contexts = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, contexts,
                   ll_json_new_cstr(ctx->arena, "https://www.w3.org/ns/credentials/v2"));
    ll_json_append(ctx->arena, contexts, ll_json_new_cstr(ctx->arena, LL_CERTIFICATE_CONTEXT));
    struct ll_json *types = ll_json_new_array(ctx->arena);
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, "VerifiableCredential"));
    ll_json_append(ctx->arena, types, ll_json_new_cstr(ctx->arena, "LoopledgerCertificate"));
    struct ll_json *issuer_json = ll_answer_object(ctx);
    ll_answer_text(ctx, issuer_json, "id", ll_str_from_cstr(issuer));
    ll_answer_text(ctx, issuer_json, "name", operator_name);
    struct ll_strbuf id;
    struct ll_str id_text;
    ll_strbuf_init(&id, ctx->arena, 128);
    ll_strbuf_fmt(&id, "urn:loopledger:certificate:%s", certified->serial);
    LL_TRY(ll_strbuf_finish(&id, &id_text, reterr));
    struct ll_time whole_second = {ctx->now.us / 1000000 * 1000000};
    struct ll_json *body = ll_answer_object(ctx);
    ll_json_set(ctx->arena, body, "@context", contexts);
    if (certified->status.given) {
        ll_json_set(ctx->arena, body, "credentialStatus",
                    ll_status_entries(ctx, &certified->status));
    }
    ll_json_set(ctx->arena, body, "credentialSubject", subject);
    ll_answer_text(ctx, body, "id", id_text);
    ll_json_set(ctx->arena, body, "issuer", issuer_json);
    ll_json_set(ctx->arena, body, "type", types);
    ll_answer_time(ctx, body, "validFrom", whole_second);
    return ll_answer_done(body, ret_body, reterr);
}
