/*
 * What whoever has a certificate's serial may see: what it states, by stage, and where its scrap
 * stands now. Months, countries and counts only: never a day, a place of collection, who brought
 * it, a document's number or how large an order is (docs/certificates.md, "In public").
 */
#include "service/certificate.h"

#include "proof/data_integrity.h"
#include "service/answer.h"
#include "service/certificate_write.h"
#include "service/find.h"
#include "service/log.h"
#include "service/visible.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_log.h"
#include "store/q_show_registry.h"

#define DATE_BYTES 10 /* 2026-03-01 */

struct trail_input {
    struct ll_str serial;
};
static const struct ll_field trail_fields[] = {
    LL_MEMBER(trail_input, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
static const struct ll_record trail_record =
    LL_RECORD("certificate_trail", trail_input, trail_fields);

struct trail {
    struct ll_ctx *ctx;
    struct ll_q_certificate_by_serial_row row;
    const struct ll_json *subject; /* of the latest revision */
    struct ll_json *answer;
};

/* By its serial alone, whoever asks. */
static enum ll_status find_any(struct ll_ctx *ctx, struct ll_str serial,
                               struct ll_q_certificate_by_serial_row *ret_row,
                               struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_in key = {serial};
    enum ll_status status =
        ll_q_certificate_by_serial(ctx->store, ctx->arena, &key, ret_row, reterr);
    if (status != LL_ENOTFOUND) {
        return status;
    }
    return LL_REFUSE(reterr, LL_ENOTFOUND, "read it off the certificate again, with its dashes",
                     "no certificate has this serial");
}

/* A member that is a list; none has no items. */
static const struct ll_json *list_of(const struct ll_json *object, const char *name)
{
    static const struct ll_json none = {.type = LL_JSON_ARRAY};
    const struct ll_json *value = ll_json_get(object, name);
    return value == NULL || value->type != LL_JSON_ARRAY ? &none : value;
}

static enum ll_status put_day(struct ll_ctx *ctx, struct ll_json *answer, const char *name,
                              struct ll_str text, struct ll_err *reterr)
{
    struct ll_date day;
    LL_TRY(ll_date_parse(ll_str_sub(text, 0, DATE_BYTES), &day, reterr));
    ll_answer_date(ctx, answer, name, day);
    return LL_OK;
}

static enum ll_status put_month(struct ll_ctx *ctx, struct ll_json *answer, const char *name,
                                struct ll_str text, struct ll_err *reterr)
{
    struct ll_date day;
    LL_TRY(ll_date_parse(ll_str_sub(text, 0, DATE_BYTES), &day, reterr));
    ll_answer_month(ctx, answer, name, ll_date_month(day));
    return LL_OK;
}

/* Pieces, or the grams of what nobody counted. */
static void put_amount(struct ll_ctx *ctx, struct ll_json *answer, const struct ll_json *item,
                       const char *units, const char *grams)
{
    if (ll_json_get(item, grams) != NULL) {
        ll_answer_i64(ctx, answer, "mass_g", ll_json_integer_at(item, grams));
    } else {
        ll_answer_i64(ctx, answer, "units", ll_json_integer_at(item, units));
    }
}

/* ---- lists ---- */

/* By class: how many devices of one order it was is not for everybody. */
static struct ll_json *demand_of(const struct trail *t)
{
    const struct ll_json *list = list_of(t->subject, "demand");
    struct ll_json *items = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < list->count; i++) {
        struct ll_str class_code = ll_json_string_at(&list->items[i], "classCode");
        int64_t units = 0;
        int64_t grams = 0;
        bool is_first = true;
        for (size_t k = 0; k < list->count; k++) {
            bool is_same = ll_str_eq(ll_json_string_at(&list->items[k], "classCode"), class_code);
            is_first = is_first && !(is_same && k < i);
            units += is_same ? ll_json_integer_at(&list->items[k], "units") : 0;
            grams += is_same ? ll_json_integer_at(&list->items[k], "grams") : 0;
        }
        if (is_first) {
            struct ll_json *item = ll_answer_object(t->ctx);
            ll_answer_text(t->ctx, item, "class_code", class_code);
            ll_answer_i64(t->ctx, item, grams > 0 ? "mass_g" : "units", grams > 0 ? grams : units);
            ll_json_append(t->ctx->arena, items, item);
        }
    }
    return items;
}

static struct ll_json *scrap_of(const struct trail *t)
{
    const struct ll_json *list = list_of(t->subject, "scrap");
    struct ll_json *items = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < list->count; i++) {
        struct ll_json *item = ll_answer_object(t->ctx);
        ll_answer_text(t->ctx, item, "class_code", ll_json_string_at(&list->items[i], "classCode"));
        ll_answer_text(t->ctx, item, "country", ll_json_string_at(&list->items[i], "country"));
        put_amount(t->ctx, item, &list->items[i], "units", "grams");
        ll_json_append(t->ctx->arena, items, item);
    }
    return items;
}

static struct ll_json *materials_of(const struct trail *t)
{
    const struct ll_json *list = list_of(t->subject, "materials");
    struct ll_json *items = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < list->count; i++) {
        struct ll_json *item = ll_answer_object(t->ctx);
        ll_answer_text(t->ctx, item, "basis", ll_json_string_at(&list->items[i], "basis"));
        ll_answer_text(t->ctx, item, "fraction", ll_json_string_at(&list->items[i], "fraction"));
        ll_answer_i64(t->ctx, item, "mass_g", ll_json_integer_at(&list->items[i], "massGrams"));
        ll_json_append(t->ctx->arena, items, item);
    }
    return items;
}

static enum ll_status certifications_of(const struct trail *t, const struct ll_json *receipt,
                                        struct ll_json **ret_items, struct ll_err *reterr)
{
    const struct ll_json *list = list_of(receipt, "certifications");
    struct ll_json *items = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *from = &list->items[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        ll_answer_text(t->ctx, item, "number", ll_json_string_at(from, "number"));
        ll_answer_text(t->ctx, item, "standard", ll_json_string_at(from, "standard"));
        LL_TRY(put_day(t->ctx, item, "valid_from", ll_json_string_at(from, "validFrom"), reterr));
        LL_TRY(put_day(t->ctx, item, "valid_to", ll_json_string_at(from, "validTo"), reterr));
        ll_json_append(t->ctx->arena, items, item);
    }
    *ret_items = items;
    return LL_OK;
}

static enum ll_status put_receipts(const struct trail *t, struct ll_err *reterr)
{
    const struct ll_json *list = list_of(t->subject, "receipts");
    struct ll_json *items = ll_json_new_array(t->ctx->arena);
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *from = &list->items[i];
        struct ll_json *item = ll_answer_object(t->ctx);
        struct ll_json *certifications = NULL;
        LL_TRY(certifications_of(t, from, &certifications, reterr));
        ll_answer_text(t->ctx, item, "basis", ll_json_string_at(from, "basis"));
        ll_json_set(t->ctx->arena, item, "certifications", certifications);
        ll_answer_text(t->ctx, item, "country", ll_json_string_at(from, "country"));
        put_amount(t->ctx, item, from, "unitsCited", "gramsCited");
        ll_answer_text(t->ctx, item, "operator", ll_json_string_at(from, "operator"));
        ll_answer_text(t->ctx, item, "plant", ll_json_string_at(from, "plant"));
        LL_TRY(
            put_month(t->ctx, item, "received_in", ll_json_string_at(from, "receivedOn"), reterr));
        if (ll_json_get(from, "gramsSigned") != NULL) {
            ll_answer_i64(t->ctx, item, "signed_mass_g", ll_json_integer_at(from, "gramsSigned"));
        } else {
            ll_answer_i64(t->ctx, item, "signed_units", ll_json_integer_at(from, "unitsSigned"));
        }
        ll_json_append(t->ctx->arena, items, item);
    }
    ll_json_set(t->ctx->arena, t->answer, "receipts", items);
    return LL_OK;
}

/* ---- where it stands now ---- */

static enum ll_status put_standing(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_q_certificate_standing_in in = {t->row.certificate_id};
    struct ll_q_certificate_standing_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    struct ll_month oldest = {0};
    struct ll_month newest = {0};
    enum ll_status status;
    LL_TRY(ll_q_certificate_standing_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_standing_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        bool is_first = items != NULL && items->count == 0;
        oldest = is_first || row.oldest.months < oldest.months ? row.oldest : oldest;
        newest = is_first || row.newest.months > newest.months ? row.newest : newest;
        ll_answer_text(ctx, item, "country", row.country);
        ll_answer_month(ctx, item, "newest", row.newest);
        ll_answer_month(ctx, item, "oldest", row.oldest);
        ll_json_set_cstr(ctx->arena, item, "stage", ll_stage_name(row.stage));
        ll_answer_bool(ctx, item, "under_review", row.under_review);
        ll_answer_measured(ctx, item, row.measure, row.units);
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (items != NULL && items->count > 0) {
        ll_answer_month(ctx, t->answer, "newest", newest);
        ll_answer_month(ctx, t->answer, "oldest", oldest);
        ll_json_set(ctx->arena, t->answer, "standing", items);
    }
    return LL_OK;
}

static enum ll_status put_ways(const struct trail *t, struct ll_err *reterr)
{
    struct ll_q_certificate_ways_in in = {t->row.certificate_id};
    struct ll_q_certificate_ways_row row;
    LL_TRY(ll_q_certificate_ways(t->ctx->store, t->ctx->arena, &in, &row, reterr));
    ll_answer_i64(t->ctx, t->answer, "packages", row.packages);
    ll_answer_i64(t->ctx, t->answer, "shipments", row.shipments);
    ll_answer_i64(t->ctx, t->answer, "treatments", row.treatments);
    return LL_OK;
}

/* ---- what it stated, and states ---- */

static enum ll_status read_body(struct ll_ctx *ctx, struct ll_str text, struct ll_json **ret_body,
                                struct ll_err *reterr)
{
    return ll_json_read(ctx->arena, text, LL_DI_DOCUMENT_BYTES_MAX, ret_body, reterr);
}

static enum ll_status put_revision(struct ll_ctx *ctx, struct ll_str text, struct ll_json *items,
                                   struct ll_err *reterr)
{
    struct ll_json *body = NULL;
    struct ll_json *item = ll_answer_object(ctx);
    LL_TRY(read_body(ctx, text, &body, reterr));
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    LL_TRY(put_day(ctx, item, "issued_on", ll_json_string_at(body, "validFrom"), reterr));
    ll_answer_i64(ctx, item, "mass_g", ll_json_integer_at(subject, "massGrams"));
    ll_answer_i64(ctx, item, "revision", ll_json_integer_at(subject, "revision"));
    ll_answer_text(ctx, item, "stage", ll_json_string_at(subject, "stage"));
    if (ll_json_integer_at(subject, "uncountedGrams") > 0) {
        ll_answer_i64(ctx, item, "uncounted_g", ll_json_integer_at(subject, "uncountedGrams"));
    }
    ll_answer_i64(ctx, item, "units", ll_json_integer_at(subject, "units"));
    ll_json_append(ctx->arena, items, item);
    return LL_OK;
}

static enum ll_status put_revisions(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_q_certificate_bodies_in in = {t->row.certificate_id};
    struct ll_q_certificate_bodies_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_certificate_bodies_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_bodies_next(cursor, &row, reterr)) == LL_OK) {
        status = put_revision(ctx, row.body, items, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, t->answer, "revisions", items);
    return status == LL_EEND ? LL_OK : status;
}

/* What took its place, with how much that states. */
static enum ll_status put_superseding(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_q_certificate_replacing_in in = {t->row.certificate_id};
    struct ll_q_certificate_replacing_row by;
    struct ll_q_certificate_body_latest_row stored;
    struct ll_json *body = NULL;
    if (t->row.state != LL_CERTIFICATE_STATE_SUPERSEDED) {
        return LL_OK;
    }
    LL_TRY(ll_q_certificate_replacing(ctx->store, ctx->arena, &in, &by, reterr));
    struct ll_q_certificate_body_latest_in key = {by.certificate_id};
    ll_answer_text(ctx, t->answer, "superseded_by", by.serial);
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &key, &stored, reterr));
    LL_TRY(read_body(ctx, stored.body, &body, reterr));
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    ll_answer_i64(ctx, t->answer, "superseding_units", ll_json_integer_at(subject, "units"));
    if (ll_json_integer_at(subject, "uncountedGrams") > 0) {
        ll_answer_i64(ctx, t->answer, "superseding_uncounted_g",
                      ll_json_integer_at(subject, "uncountedGrams"));
    }
    return LL_OK;
}

/* Under which checkpoint of the public log, and whether anybody else vouches for that. */
static enum ll_status put_log(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_log log;
    struct ll_event_id event_id;
    struct ll_q_log_entry_of_event_row entry;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *witnesses = NULL;
    struct ll_json *item = ll_answer_object(ctx);
    enum ll_status status = ll_log_open(ctx, &log, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    LL_TRY(ll_certificate_event(ctx, &t->row, &event_id, reterr));
    struct ll_q_log_entry_of_event_in in = {log.log_id, event_id};
    LL_TRY(ll_q_log_entry_of_event_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    status = ll_q_log_entry_of_event_next(cursor, &entry, reterr);
    bool is_entered = status == LL_OK && entry.log_index < log.size;
    ll_store_query_close(cursor);
    if (status != LL_OK && status != LL_EEND) {
        return status;
    }
    LL_TRY(ll_log_cosigned(ctx, &log, &witnesses, reterr));
    ll_answer_bool(ctx, item, "entered", is_entered);
    ll_answer_text(ctx, item, "origin", log.key.name);
    if (log.size > 0) {
        ll_answer_time(ctx, item, "signed_at", log.signed_at);
    }
    ll_answer_i64(ctx, item, "size", log.size);
    ll_answer_i64(ctx, item, "witnesses", (int64_t)witnesses->count);
    ll_json_set(ctx->arena, t->answer, "log", item);
    return LL_OK;
}

/* What needs two people and had one, by month; nothing when nothing was. */
static enum ll_status put_single(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_q_certificate_single_in in = {t->row.certificate_id};
    struct ll_q_certificate_single_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_certificate_single_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_single_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_month(ctx, item, "recorded_from", ll_date_month(ll_time_date(row.recorded_from)));
        ll_answer_month(ctx, item, "recorded_to", ll_date_month(ll_time_date(row.recorded_to)));
        ll_json_set_cstr(ctx->arena, item, "step", ll_control_step_name(row.step));
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    if (status == LL_EEND && items != NULL && items->count > 0) {
        ll_json_set(ctx->arena, t->answer, "single_control", items);
    }
    return status == LL_EEND ? LL_OK : status;
}

/* That units which it cites once left without authority; nothing when none did. */
static enum ll_status put_incidents(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_q_certificate_incidents_in in = {t->row.certificate_id};
    struct ll_q_certificate_incidents_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_certificate_incidents_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_certificate_incidents_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        if (row.has_cleared_on) {
            ll_answer_month(ctx, item, "cleared_in", ll_date_month(row.cleared_on));
        }
        ll_answer_month(ctx, item, "departed_in", ll_date_month(row.departed_on));
        ll_answer_month(ctx, item, "found_in", ll_date_month(row.found_on));
        ll_answer_amount(ctx, item, "units", "uncounted_g",
                         (struct ll_amount){row.units, row.uncounted_g});
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    if (status == LL_EEND && items != NULL && items->count > 0) {
        ll_json_set(ctx->arena, t->answer, "incidents", items);
    }
    return status == LL_EEND ? LL_OK : status;
}

/* What is said of one that was revoked, too: it states nothing any more, so that whose it was, and
 * what it counted, is nobody's to read on. (Certificates that cite its units since name it.) */
static enum ll_status put_head(const struct trail *t, const struct ll_json *body,
                               struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    const struct ll_json *programme = ll_json_get(t->subject, "programme");
    LL_TRY(put_day(ctx, t->answer, "issued_on", ll_json_string_at(body, "validFrom"), reterr));
    ll_answer_text(ctx, t->answer, "issuer",
                   ll_json_string_at(ll_json_get(body, "issuer"), "name"));
    ll_answer_i64(ctx, t->answer, "mass_g", ll_json_integer_at(t->subject, "massGrams"));
    ll_answer_text(ctx, t->answer, "programme", ll_json_string_at(programme, "code"));
    ll_answer_i64(ctx, t->answer, "programme_version", ll_json_integer_at(programme, "version"));
    if (t->row.has_state_reason) {
        ll_answer_text(ctx, t->answer, "reason", t->row.state_reason);
    }
    ll_answer_i64(ctx, t->answer, "revision", t->row.revision);
    ll_answer_text(ctx, t->answer, "serial", t->row.serial);
    ll_json_set_cstr(ctx->arena, t->answer, "stage", ll_stage_name(t->row.stage));
    ll_json_set_cstr(ctx->arena, t->answer, "state", ll_certificate_state_name(t->row.state));
    if (ll_json_integer_at(t->subject, "uncountedGrams") > 0) {
        ll_answer_i64(ctx, t->answer, "uncounted_g",
                      ll_json_integer_at(t->subject, "uncountedGrams"));
    }
    ll_answer_i64(ctx, t->answer, "units", ll_json_integer_at(t->subject, "units"));
    return LL_OK;
}

/* The period is that of the documents, to the month. */
static enum ll_status put_claim(const struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    const struct ll_json *documents = ll_json_get(t->subject, "documents");
    const struct ll_json *notes = list_of(t->subject, "conventions");
    const struct ll_json *paid = ll_json_get(t->subject, "collectionPaid");
    struct ll_json *conventions = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < notes->count; i++) {
        ll_json_append(ctx->arena, conventions,
                       ll_json_new_string(ctx->arena, ll_json_string(&notes->items[i])));
    }
    ll_answer_text(ctx, t->answer, "beneficiary",
                   ll_json_string_at(ll_json_get(t->subject, "beneficiary"), "name"));
    ll_answer_bool(ctx, t->answer, "collection_paid", paid != NULL && paid->type == LL_JSON_TRUE);
    ll_answer_i64(ctx, t->answer, "collections", ll_json_integer_at(t->subject, "collections"));
    ll_json_set(ctx->arena, t->answer, "conventions", conventions);
    ll_json_set(ctx->arena, t->answer, "demand", demand_of(t));
    if (ll_json_integer_at(t->subject, "droppedGrams") > 0) {
        ll_answer_i64(ctx, t->answer, "dropped_mass_g",
                      ll_json_integer_at(t->subject, "droppedGrams"));
    }
    if (ll_json_integer_at(t->subject, "droppedUnits") > 0) {
        ll_answer_i64(ctx, t->answer, "dropped_units",
                      ll_json_integer_at(t->subject, "droppedUnits"));
    }
    ll_answer_i64(ctx, t->answer, "lots", ll_json_integer_at(t->subject, "lots"));
    ll_json_set(ctx->arena, t->answer, "materials", materials_of(t));
    if (documents != NULL) {
        LL_TRY(
            put_month(ctx, t->answer, "period_from", ll_json_string_at(documents, "from"), reterr));
        LL_TRY(put_month(ctx, t->answer, "period_to", ll_json_string_at(documents, "to"), reterr));
    }
    ll_answer_i64(ctx, t->answer, "purchases", (int64_t)list_of(t->subject, "purchases")->count);
    if (list_of(t->subject, "reissuedFrom")->count > 0) {
        ll_answer_i64(ctx, t->answer, "reissued_from",
                      (int64_t)list_of(t->subject, "reissuedFrom")->count);
    }
    if (ll_json_string_at(t->subject, "replaces").len > 0) {
        ll_answer_text(ctx, t->answer, "replaces", ll_json_string_at(t->subject, "replaces"));
    }
    ll_json_set(ctx->arena, t->answer, "scrap", scrap_of(t));
    return LL_OK;
}

static enum ll_status run_trail(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct trail_input *in = input;
    struct trail t = {.ctx = ctx, .answer = ll_answer_object(ctx)};
    struct ll_q_certificate_body_latest_row stored;
    struct ll_json *body = NULL;
    LL_TRY(find_any(ctx, in->serial, &t.row, reterr));
    struct ll_q_certificate_body_latest_in key = {t.row.certificate_id};
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &key, &stored, reterr));
    LL_TRY(read_body(ctx, stored.body, &body, reterr));
    t.subject = ll_json_get(body, "credentialSubject");
    LL_TRY(put_head(&t, body, reterr));
    LL_TRY(put_incidents(&t, reterr));
    LL_TRY(put_single(&t, reterr));
    LL_TRY(put_log(&t, reterr));
    if (t.row.state != LL_CERTIFICATE_STATE_REVOKED) {
        LL_TRY(put_claim(&t, reterr));
        LL_TRY(put_receipts(&t, reterr));
        LL_TRY(put_revisions(&t, reterr));
        LL_TRY(put_superseding(&t, reterr));
        LL_TRY(put_standing(&t, reterr));
        LL_TRY(put_ways(&t, reterr));
    }
    return ll_answer_done(t.answer, ret_answer, reterr);
}

/* ---- proofs ---- */

static enum ll_status refuse_revoked(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_ENOTFOUND, "the certificate was revoked");
    ll_err_hint(reterr, "it states nothing any more; its holder has what was signed");
    return status;
}

enum ll_status ll_certificate_find_open(struct ll_ctx *ctx, struct ll_str serial,
                                        struct ll_q_certificate_by_serial_row *ret_row,
                                        bool *ret_visible, struct ll_err *reterr)
{
    LL_TRY(find_any(ctx, serial, ret_row, reterr));
    LL_TRY(
        ll_visible(ctx, LL_OBJECT_CERTIFICATE, ret_row->certificate_id.raw, ret_visible, reterr));
    return *ret_visible || ret_row->state != LL_CERTIFICATE_STATE_REVOKED ? LL_OK
                                                                          : refuse_revoked(reterr);
}

enum ll_status ll_certificate_bundle_open(struct ll_ctx *ctx, const struct ll_log_view *view,
                                          struct ll_str serial, bool may_see,
                                          struct ll_str *ret_bundle, struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_row row;
    bool is_visible = false;
    LL_TRY(ll_certificate_find_open(ctx, serial, &row, &is_visible, reterr));
    return ll_certificate_bundle_of(
        ctx, view, &row, is_visible && may_see ? LL_BUNDLE_WHOLE : LL_BUNDLE_NO_INTERVALS,
        ret_bundle, reterr);
}

const struct ll_service ll_service_certificate_trail = {
    .noun = "certificate",
    .verb = "trail",
    .help = "what anybody who has its serial may see of a certificate",
    .details = "What it states, by stage, in months, countries and counts; where its scrap stands "
               "now; what became of it since. Of one that was revoked, that it was and why.",
    .input = &trail_record,
    .mode = LL_SERVICE_READ,
    .run = run_trail,
};
