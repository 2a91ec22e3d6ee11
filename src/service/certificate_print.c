#include "service/certificate_print.h"

#include "proof/data_integrity.h"
#include "service/certificate.h"
#include "service/grow.h"
#include "service/site.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_show_registry.h"

#define DATE_BYTES 10 /* 2026-03-01 */
#define CHECK_URL_BYTES_MAX 1024

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

/* A member that is a list; none has no items. */
static const struct ll_json *list_of(const struct ll_json *object, const char *name)
{
    static const struct ll_json none = {.type = LL_JSON_ARRAY};
    const struct ll_json *value = ll_json_get(object, name);
    return value == NULL || value->type != LL_JSON_ARRAY ? &none : value;
}

static enum ll_status day_of(const struct ll_json *object, const char *name,
                             struct ll_date *ret_day, struct ll_err *reterr)
{
    return ll_date_parse(ll_str_sub(ll_json_string_at(object, name), 0, DATE_BYTES), ret_day,
                         reterr);
}

/* ---- lists ---- */
/* Order lines of one class are one row. */
static enum ll_status read_demand(const struct ll_json *subject, struct ll_grow *demand,
                                  struct ll_err *reterr)
{
    const struct ll_json *list = list_of(subject, "demand");
    for (size_t i = 0; i < list->count; i++) {
        struct ll_str class_code = ll_json_string_at(&list->items[i], "classCode");
        struct ll_printed_demand *row = NULL;
        struct ll_printed_demand *rows = demand->items;
        for (size_t j = 0; j < demand->count; j++) {
            row = ll_str_eq(rows[j].class_code, class_code) ? &rows[j] : row;
        }
        row = row == NULL ? ll_grow_add(demand) : row;
        if (row == NULL) {
            return no_memory(reterr);
        }
        row->class_code = class_code;
        row->amount.is_mass = ll_json_get(&list->items[i], "grams") != NULL;
        row->amount.mass.g += ll_json_integer_at(&list->items[i], "grams");
        row->amount.units.n += ll_json_integer_at(&list->items[i], "units");
    }
    return LL_OK;
}

static enum ll_status read_scrap(const struct ll_json *subject, struct ll_grow *scrap,
                                 struct ll_err *reterr)
{
    const struct ll_json *list = list_of(subject, "scrap");
    for (size_t i = 0; i < list->count; i++) {
        struct ll_printed_scrap *row = ll_grow_add(scrap);
        if (row == NULL) {
            return no_memory(reterr);
        }
        row->country = ll_json_string_at(&list->items[i], "country");
        row->class_code = ll_json_string_at(&list->items[i], "classCode");
        row->amount.is_mass = ll_json_get(&list->items[i], "grams") != NULL;
        row->amount.mass.g = ll_json_integer_at(&list->items[i], "grams");
        row->amount.units.n = ll_json_integer_at(&list->items[i], "units");
    }
    return LL_OK;
}

static enum ll_status read_purchases(const struct ll_json *subject, struct ll_grow *purchases,
                                     struct ll_err *reterr)
{
    const struct ll_json *list = list_of(subject, "purchases");
    for (size_t i = 0; i < list->count; i++) {
        struct ll_printed_purchase *row = ll_grow_add(purchases);
        if (row == NULL) {
            return no_memory(reterr);
        }
        row->document = ll_json_string_at(&list->items[i], "document");
        row->has_date = true;
        row->amount.is_mass = ll_json_get(&list->items[i], "grams") != NULL;
        row->amount.mass.g = ll_json_integer_at(&list->items[i], "grams");
        row->amount.units.n = ll_json_integer_at(&list->items[i], "units");
        LL_TRY(day_of(&list->items[i], "date", &row->date, reterr));
    }
    return LL_OK;
}

/* Those of a receipt that the plant's row does not have yet. */
static enum ll_status read_certifications(struct ll_ctx *ctx, const struct ll_json *receipt,
                                          struct ll_printed_plant *plant, struct ll_err *reterr)
{
    const struct ll_json *list = list_of(receipt, "certifications");
    struct ll_printed_certification *kept = LL_NEW_ARRAY(
        ctx->arena, struct ll_printed_certification, plant->certification_count + list->count);
    if (kept == NULL) {
        return no_memory(reterr);
    }
    size_t count = 0;
    for (; count < plant->certification_count; count++) {
        kept[count] = plant->certifications[count];
    }
    for (size_t i = 0; i < list->count; i++) {
        struct ll_printed_certification one = {
            .standard = ll_json_string_at(&list->items[i], "standard"),
            .number = ll_json_string_at(&list->items[i], "number"),
        };
        LL_TRY(day_of(&list->items[i], "validTo", &one.valid_to, reterr));
        bool is_new = true;
        for (size_t j = 0; j < count; j++) {
            is_new = is_new && !(ll_str_eq(kept[j].standard, one.standard) &&
                                 ll_str_eq(kept[j].number, one.number) &&
                                 kept[j].valid_to.days == one.valid_to.days);
        }
        if (is_new) {
            kept[count++] = one;
        }
    }
    plant->certifications = kept;
    plant->certification_count = count;
    return LL_OK;
}

/* Receipts of one plant are one row. */
static enum ll_status read_plants(struct ll_ctx *ctx, const struct ll_json *subject,
                                  struct ll_grow *plants, struct ll_err *reterr)
{
    const struct ll_json *list = list_of(subject, "receipts");
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *item = &list->items[i];
        struct ll_str name = ll_json_string_at(item, "plant");
        struct ll_str operator_name = ll_json_string_at(item, "operator");
        bool in_grams = ll_json_get(item, "gramsCited") != NULL;
        struct ll_date day;
        struct ll_printed_plant *row = NULL;
        struct ll_printed_plant *rows = plants->items;
        LL_TRY(day_of(item, "receivedOn", &day, reterr));
        for (size_t j = 0; j < plants->count; j++) {
            bool same = ll_str_eq(rows[j].name, name) &&
                        ll_str_eq(rows[j].operator_name, operator_name) &&
                        ll_str_eq(rows[j].country, ll_json_string_at(item, "country")) &&
                        rows[j].amount.is_mass == in_grams;
            row = same ? &rows[j] : row;
        }
        bool is_new = row == NULL;
        row = is_new ? ll_grow_add(plants) : row;
        if (row == NULL) {
            return no_memory(reterr);
        }
        row->name = name;
        row->operator_name = operator_name;
        row->country = ll_json_string_at(item, "country");
        row->amount.is_mass = in_grams;
        row->amount.mass.g += ll_json_integer_at(item, "gramsCited");
        row->amount.units.n += ll_json_integer_at(item, "unitsCited");
        row->received_from =
            is_new || day.days < row->received_from.days ? day : row->received_from;
        row->received_to = is_new || day.days > row->received_to.days ? day : row->received_to;
        enum ll_receipt_basis basis;
        if (!in_grams && ll_receipt_basis_from_name(ll_json_string_at(item, "basis"), &basis)) {
            row->bases |= 1u << basis;
        }
        LL_TRY(read_certifications(ctx, item, row, reterr));
    }
    return LL_OK;
}

static enum ll_status read_materials(const struct ll_json *subject, struct ll_grow *materials,
                                     struct ll_err *reterr)
{
    const struct ll_json *list = list_of(subject, "materials");
    for (size_t i = 0; i < list->count; i++) {
        struct ll_printed_material *row = ll_grow_add(materials);
        if (row == NULL) {
            return no_memory(reterr);
        }
        row->fraction = ll_json_string_at(&list->items[i], "fraction");
        row->mass.g = ll_json_integer_at(&list->items[i], "massGrams");
        row->is_calculated =
            !ll_str_eq_cstr(ll_json_string_at(&list->items[i], "basis"), "weighed");
    }
    return LL_OK;
}

/* Strings of a list, or a member of its objects. */
static enum ll_status read_texts(const struct ll_json *list, const char *member,
                                 struct ll_grow *texts, struct ll_err *reterr)
{
    for (size_t i = 0; i < list->count; i++) {
        struct ll_str *text = ll_grow_add(texts);
        if (text == NULL) {
            return no_memory(reterr);
        }
        *text = member == NULL ? ll_json_string(&list->items[i])
                               : ll_json_string_at(&list->items[i], member);
    }
    return LL_OK;
}

static enum ll_status read_lists(struct ll_ctx *ctx, const struct ll_json *subject,
                                 struct ll_printed_certificate *facts, struct ll_err *reterr)
{
    struct ll_grow payers = LL_GROW(ctx->arena, struct ll_str);
    struct ll_grow resellers = LL_GROW(ctx->arena, struct ll_str);
    struct ll_grow notes = LL_GROW(ctx->arena, struct ll_str);
    struct ll_grow demand = LL_GROW(ctx->arena, struct ll_printed_demand);
    struct ll_grow purchases = LL_GROW(ctx->arena, struct ll_printed_purchase);
    struct ll_grow scrap = LL_GROW(ctx->arena, struct ll_printed_scrap);
    struct ll_grow plants = LL_GROW(ctx->arena, struct ll_printed_plant);
    struct ll_grow materials = LL_GROW(ctx->arena, struct ll_printed_material);
    struct ll_grow reissued = LL_GROW(ctx->arena, struct ll_str);
    LL_TRY(read_texts(list_of(subject, "payers"), "name", &payers, reterr));
    LL_TRY(read_texts(list_of(subject, "resellers"), "name", &resellers, reterr));
    LL_TRY(read_texts(list_of(subject, "conventions"), NULL, &notes, reterr));
    LL_TRY(read_demand(subject, &demand, reterr));
    LL_TRY(read_scrap(subject, &scrap, reterr));
    LL_TRY(read_purchases(subject, &purchases, reterr));
    LL_TRY(read_plants(ctx, subject, &plants, reterr));
    LL_TRY(read_materials(subject, &materials, reterr));
    LL_TRY(read_texts(list_of(subject, "reissuedFrom"), NULL, &reissued, reterr));
    facts->payers = payers.items;
    facts->payer_count = payers.count;
    facts->resellers = resellers.items;
    facts->reseller_count = resellers.count;
    facts->notes = notes.items;
    facts->note_count = notes.count;
    facts->demand = demand.items;
    facts->demand_count = demand.count;
    facts->purchases = purchases.items;
    facts->purchase_count = purchases.count;
    facts->scrap = scrap.items;
    facts->scrap_count = scrap.count;
    facts->plants = plants.items;
    facts->plant_count = plants.count;
    facts->materials = materials.items;
    facts->material_count = materials.count;
    facts->reissued_from = reissued.items;
    facts->reissued_count = reissued.count;
    return LL_OK;
}

/* ---- what it stands for today ---- */
static enum ll_status read_standing(struct ll_ctx *ctx,
                                    const struct ll_q_certificate_by_serial_row *row,
                                    struct ll_printed_certificate *facts, struct ll_err *reterr)
{
    static const enum ll_standing standings[] = {
        [LL_CERTIFICATE_STATE_LIVE] = LL_STANDING_VALID,
        [LL_CERTIFICATE_STATE_UNDER_REVIEW] = LL_STANDING_UNDER_REVIEW,
        [LL_CERTIFICATE_STATE_SUPERSEDED] = LL_STANDING_SUPERSEDED,
        [LL_CERTIFICATE_STATE_REVOKED] = LL_STANDING_REVOKED,
    };
    facts->standing = standings[row->state];
    facts->standing_reason = row->has_state_reason ? row->state_reason : LL_STR("");
    if (row->state != LL_CERTIFICATE_STATE_SUPERSEDED) {
        return LL_OK;
    }
    struct ll_q_certificate_replacing_in in = {row->certificate_id};
    struct ll_q_certificate_replacing_row by;
    LL_TRY(ll_q_certificate_replacing(ctx->store, ctx->arena, &in, &by, reterr));
    facts->superseded_by = by.serial;
    return LL_OK;
}

static enum ll_status read_purchase(const struct ll_json *subject,
                                    struct ll_printed_certificate *facts, struct ll_err *reterr)
{
    const struct ll_json *triggers = list_of(subject, "triggers");
    const struct ll_json *documents = ll_json_get(subject, "documents");
    const struct ll_json *paid = ll_json_get(subject, "collectionPaid");
    for (size_t i = 0; i < triggers->count; i++) {
        enum ll_trigger trigger;
        if (ll_trigger_from_name(ll_json_string(&triggers->items[i]), &trigger)) {
            facts->triggers |= 1u << trigger;
        }
    }
    facts->is_paid = paid != NULL && paid->type == LL_JSON_TRUE;
    facts->has_period = documents != NULL;
    if (facts->has_period) {
        LL_TRY(day_of(documents, "from", &facts->period_from, reterr));
        LL_TRY(day_of(documents, "to", &facts->period_to, reterr));
    }
    return LL_OK;
}

/* What no second person approved. */
static enum ll_status read_controls(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                                    struct ll_printed_certificate *facts, struct ll_err *reterr)
{
    struct ll_grow controls = LL_GROW(ctx->arena, struct ll_printed_control);
    struct ll_q_certificate_single_in in = {certificate_id};
    struct ll_q_certificate_single_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_printed_control *control = NULL;
    enum ll_status status;
    LL_TRY(ll_q_certificate_single_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_single_next(cursor, &row, reterr)) == LL_OK &&
           (control = ll_grow_add(&controls)) != NULL) {
        *control = (struct ll_printed_control){row.step, ll_time_date(row.recorded_from),
                                               ll_time_date(row.recorded_to)};
    }
    ll_store_query_close(cursor);
    facts->controls = controls.items;
    facts->control_count = controls.count;
    if (status == LL_OK) {
        return no_memory(reterr);
    }
    return status == LL_EEND ? LL_OK : status;
}

/* That units of it once left without authority. */
static enum ll_status read_incidents(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                                     struct ll_printed_certificate *facts, struct ll_err *reterr)
{
    struct ll_grow incidents = LL_GROW(ctx->arena, struct ll_printed_incident);
    struct ll_q_certificate_incidents_in in = {certificate_id};
    struct ll_q_certificate_incidents_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_printed_incident *incident = NULL;
    enum ll_status status;
    LL_TRY(ll_q_certificate_incidents_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_incidents_next(cursor, &row, reterr)) == LL_OK &&
           (incident = ll_grow_add(&incidents)) != NULL) {
        *incident = (struct ll_printed_incident){
            .scrap = {row.units == 0, {row.units}, {row.uncounted_g}},
            .departed_on = row.departed_on,
            .found_on = row.found_on,
            .is_cleared = row.has_cleared_on,
            .cleared_on = row.cleared_on,
        };
    }
    ll_store_query_close(cursor);
    facts->incidents = incidents.items;
    facts->incident_count = incidents.count;
    if (status == LL_OK) {
        return no_memory(reterr);
    }
    return status == LL_EEND ? LL_OK : status;
}

/* Where the page is that tells what it stands for. Only over https: what is printed outlasts a site
 * that is tried out on one machine. */
static enum ll_status read_address(struct ll_ctx *ctx, struct ll_printed_certificate *facts,
                                   struct ll_err *reterr)
{
    struct ll_str address;
    struct ll_strbuf buf;
    LL_TRY(ll_site_address(ctx, &address, reterr));
    if (!ll_str_starts(address, LL_STR("https://"))) {
        return LL_OK;
    }
    ll_strbuf_init(&buf, ctx->arena, CHECK_URL_BYTES_MAX);
    ll_strbuf_str(&buf, address);
    ll_strbuf_cstr(&buf, "/certificates/");
    ll_strbuf_str(&buf, facts->serial);
    return ll_strbuf_finish(&buf, &facts->check_url, reterr);
}

enum ll_status ll_certificate_facts(struct ll_ctx *ctx, struct ll_str serial,
                                    struct ll_printed_certificate *ret_facts, struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    struct ll_q_certificate_body_latest_row stored;
    struct ll_json *body = NULL;
    LL_TRY(ll_certificate_find(ctx, serial, &row, reterr));
    struct ll_q_certificate_body_latest_in key = {row.certificate_id};
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &key, &stored, reterr));
    LL_TRY(ll_json_read(ctx->arena, stored.body, LL_DI_DOCUMENT_BYTES_MAX, &body, reterr));
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    const struct ll_json *programme = ll_json_get(subject, "programme");
    *ret_facts = (struct ll_printed_certificate){
        .serial = row.serial,
        .revision = row.revision,
        .stage = row.stage,
        .replaces = ll_json_string_at(subject, "replaces"),
        .issuer = ll_json_string_at(ll_json_get(body, "issuer"), "name"),
        .beneficiary = ll_json_string_at(ll_json_get(subject, "beneficiary"), "name"),
        .programme_code = ll_json_string_at(programme, "code"),
        .programme_version = ll_json_integer_at(programme, "version"),
        .mass = {ll_json_integer_at(subject, "massGrams")},
        .lots = ll_json_integer_at(subject, "lots"),
        .collections = ll_json_integer_at(subject, "collections"),
        .dropped = {ll_json_integer_at(subject, "droppedUnits")},
        .dropped_uncounted = {ll_json_integer_at(subject, "droppedGrams")},
    };
    LL_TRY(day_of(body, "validFrom", &ret_facts->issued_on, reterr));
    LL_TRY(read_address(ctx, ret_facts, reterr));
    LL_TRY(read_standing(ctx, &row, ret_facts, reterr));
    LL_TRY(read_controls(ctx, row.certificate_id, ret_facts, reterr));
    LL_TRY(read_incidents(ctx, row.certificate_id, ret_facts, reterr));
    LL_TRY(read_purchase(subject, ret_facts, reterr));
    return read_lists(ctx, subject, ret_facts, reterr);
}
