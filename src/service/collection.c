/* collection receive, list, show: the receipt of scrap from a collector, one lot a class */
#include "service/collection.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/evidence.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/programme.h"
#include "service/stock.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_supply.h"

#include <string.h>

#define LOTS_MAX 64
#define PUBLIC_NUMBER_SIZE 16
#define MASS_IMPLAUSIBLE "mass-implausible"
#define IMPOSSIBLE_TIMES 1000 /* what the heaviest of a class weigh */

static const struct ll_field receive_fields[] = {
    LL_MEMBER(ll_collection_input, collected_on, LL_REQ(DATE), .help = "the day of the receipt"),
    LL_MEMBER(ll_collection_input, collector, LL_REQ(REF), .help = "who brought it"),
    LL_MEMBER(ll_collection_input, evidence, LL_OPT(FILE), .one_of = "evidence",
              .help = "photo or paper; the ledger keeps its SHA-256"),
    LL_MEMBER(ll_collection_input, evidence_again, LL_OPT(BOOL),
              .help = "take it in, not eligible, though the same was shown for another collection"),
    LL_MEMBER(ll_collection_input, evidence_digest, LL_OPT(BYTES), .min = LL_DIGEST_SIZE,
              .max = LL_DIGEST_SIZE, .one_of = "evidence",
              .help = "that SHA-256, instead of the file"),
    LL_MEMBER(ll_collection_input, facility, LL_REQ(REF), .help = "where it was received"),
    LL_MEMBER(ll_collection_input, lots, LL_REQ(STRS), .min = 1, .max = LOTS_MAX,
              .help = "CLASS:UNITS:MASS:BATTERY[:FUNDER], as feature_phone_nb:180:16.2kg:removed; "
                      "CLASS:grams:MASS:BATTERY[:FUNDER] for what nobody counted"),
    LL_MEMBER(ll_collection_input, price, LL_REQ(MONEY), .help = "paid for all of it: 79.20 GHS"),
    LL_MEMBER(ll_collection_input, programme, LL_REQ(REF), .help = "under which programme"),
    LL_MEMBER(ll_collection_input, record, LL_OPT(STR), .min = 1, .max = 64,
              .help = "the collector's own record number: sent twice, it counts once"),
    LL_MEMBER(ll_collection_input, source, LL_OPT(ENUM), LL_ENUM_OF(source, SOURCE),
              .help = "where it comes from (collection)"),
};
static const struct ll_record receive_record =
    LL_RECORD("collection_receive", ll_collection_input, receive_fields);

/* What was looked up for one collection. */
struct parts {
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row collector;
    struct ll_q_facility_by_id_row facility;
};

enum ll_status ll_collection_mass_fits(struct ll_units units, struct ll_mass mass,
                                       const struct ll_q_device_class_by_code_row *class_row,
                                       bool *ret_fits, struct ll_err *reterr)
{
    int64_t twice;
    int64_t low;
    int64_t high;
    int64_t high_each;
    /* Whole numbers: 2 * mass against the bounds times units. */
    if (ll_i64_mul(mass.g, 2, &twice) != LL_OK ||
        ll_i64_mul(class_row->mass_high_g.g, 3, &high_each) != LL_OK ||
        ll_i64_mul(class_row->mass_low_g.g, units.n, &low) != LL_OK ||
        ll_i64_mul(high_each, units.n, &high) != LL_OK) {
        return LL_FAIL(reterr, LL_EOVERFLOW, "%lld units of '%.*s' are more than can be weighed",
                       (long long)units.n, LL_STR_ARG(class_row->class_code));
    }
    *ret_fits = low <= twice && twice <= high;
    return LL_OK;
}

/* No device weighs less than a gram, and none a thousand times what the heaviest of its class does:
 * a number or a mass was misread, and doubts are about what can be. */
static enum ll_status check_possible(const struct ll_received_lot *lot,
                                     const struct ll_q_device_class_by_code_row *class_row,
                                     struct ll_err *reterr)
{
    bool is_light = lot->mass_g.g < lot->units.n;
    bool is_heavy =
        (lot->mass_g.g - 1) / lot->units.n / IMPOSSIBLE_TIMES >= class_row->mass_high_g.g;
    if (!is_light && !is_heavy) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED, "%lld of '%.*s' cannot weigh %lld g: that is %s",
        (long long)lot->units.n, LL_STR_ARG(class_row->class_code), (long long)lot->mass_g.g,
        is_light ? LL_R("less than 1 g each")
                 : LL_R("more than 1000 times what the heaviest of that class weigh"));
    ll_err_hint(reterr,
                "give how many there are and what all of them weigh together, in g or kg: one of "
                "'%.*s' weighs %lld to %lld g",
                LL_STR_ARG(class_row->class_code), (long long)class_row->mass_low_g.g,
                (long long)class_row->mass_high_g.g);
    return status;
}

static enum ll_measure lot_measure(const struct ll_received_lot *lot)
{
    return lot->measure == LL_MEASURE_GRAMS ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
}

/* How many, or "grams" for what nobody counted: each gram of it is a unit. What a class without
 * masses has is not counted at all. */
static enum ll_status read_units(struct ll_str units, struct ll_str mass,
                                 const struct ll_q_device_class_by_code_row *class_row,
                                 struct ll_received_lot *lot, struct ll_err *reterr)
{
    LL_TRY(ll_words_mass(mass, "mass", &lot->mass_g, reterr));
    if (ll_str_eq_cstr(units, ll_measure_name(LL_MEASURE_GRAMS))) {
        lot->measure = LL_MEASURE_GRAMS;
        return ll_words_measured(mass, LL_MEASURE_GRAMS, "mass", &lot->units, reterr);
    }
    if (class_row->mass_g.g == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "class '%.*s' is of what nobody counts, not of devices",
                    LL_STR_ARG(class_row->class_code));
        ll_err_hint(reterr, "take it in by mass: %.*s:grams:%.*s:...",
                    LL_STR_ARG(class_row->class_code), LL_STR_ARG(mass));
        return status;
    }
    return ll_words_units(units, "units", &lot->units, reterr);
}

/* What keeps the lot from serving demand, as a code; a rule of the programme before a doubt. */
static enum ll_status judge(struct ll_ctx *ctx, const struct parts *parts,
                            struct ll_date collected_on,
                            const struct ll_q_device_class_by_code_row *class_row,
                            struct ll_received_lot *lot, struct ll_err *reterr)
{
    bool plausible = true;
    const struct ll_programme_lot about = {class_row->class_code, lot_measure(lot),
                                           ll_date_month(collected_on)};
    lot->ineligible_reason = LL_STR("");
    LL_TRY(ll_programme_refuses(ctx, parts->programme.programme_id, parts->programme.oldest_vintage,
                                &about, &lot->ineligible_reason, reterr));
    if (about.measure == LL_MEASURE_PIECES) {
        LL_TRY(check_possible(lot, class_row, reterr));
        LL_TRY(ll_collection_mass_fits(lot->units, lot->mass_g, class_row, &plausible, reterr));
    }
    if (lot->ineligible_reason.len == 0 && !plausible) {
        lot->ineligible_reason = LL_STR(MASS_IMPLAUSIBLE);
    }
    lot->eligible = lot->ineligible_reason.len == 0;
    return LL_OK;
}

/* "feature_phone_nb:180:16.2kg:removed[:funder]" */
static enum ll_status read_lot(struct ll_ctx *ctx, const struct parts *parts,
                               struct ll_date collected_on, struct ll_str text,
                               struct ll_received_lot *ret_lot, struct ll_err *reterr)
{
    struct ll_str words[5];
    struct ll_q_device_class_by_code_row class_row;
    struct ll_received_lot lot = {.class_code = LL_STR("")};
    enum ll_battery battery = LL_BATTERY_UNKNOWN;
    size_t count = ll_words_split(text, ':', words, 5);
    if (count != 4 && count != 5) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not a lot", LL_STR_ARG(text));
        ll_err_hint(reterr, "write CLASS:UNITS:MASS:BATTERY, or CLASS:grams:MASS:BATTERY for what "
                            "nobody counted, and :FUNDER where one paid for it");
        return status;
    }
    LL_TRY(ll_find_class(ctx, words[0], &class_row, reterr));
    LL_TRY(read_units(words[1], words[2], &class_row, &lot, reterr));
    if (!ll_battery_from_name(words[3], &battery)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no battery state", LL_STR_ARG(words[3]));
        ll_err_hint(reterr, "none, removed, contained, damaged or unknown");
        return status;
    }
    if (count == 5) {
        struct ll_q_organisation_by_id_row funder;
        LL_TRY(ll_find_organisation(ctx, words[4], &funder, reterr));
        lot.has_funder_id = true;
        lot.funder_id = funder.organisation_id;
    }
    lot.class_code = class_row.class_code;
    lot.battery = (int)battery;
    LL_TRY(judge(ctx, parts, collected_on, &class_row, &lot, reterr));
    *ret_lot = lot;
    return LL_OK;
}

static enum ll_status read_lots(struct ll_ctx *ctx, const struct parts *parts,
                                const struct ll_collection_input *in, struct ll_list *ret_lots,
                                struct ll_err *reterr)
{
    const struct ll_str *texts = in->lots.items;
    struct ll_received_lot *lots = LL_NEW_ARRAY(ctx->arena, struct ll_received_lot, in->lots.count);
    if (lots == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the lots of a collection");
    }
    for (size_t i = 0; i < in->lots.count; i++) {
        enum ll_status status = read_lot(ctx, parts, in->collected_on, texts[i], &lots[i], reterr);
        for (size_t j = 0; status == LL_OK && j < i; j++) {
            if (ll_str_eq(lots[j].class_code, lots[i].class_code)) {
                status = LL_REFUSE(
                    reterr, LL_EINVAL, "add the two up to one, or record two receipts",
                    "class '%.*s' has two lots: one lot a class", LL_STR_ARG(lots[i].class_code));
            }
        }
        if (status != LL_OK) {
            ll_err_where(reterr, "lots[%zu]", i);
            return status;
        }
    }
    *ret_lots = (struct ll_list){lots, in->lots.count};
    return LL_OK;
}

static void put_lot(struct ll_ctx *ctx, struct ll_json *items, struct ll_lot_id lot_id,
                    struct ll_str class_code, enum ll_measure measure, struct ll_units units,
                    struct ll_str reason)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "class_code", class_code);
    ll_answer_bool(ctx, item, "eligible", reason.len == 0);
    if (reason.len > 0) {
        ll_answer_text(ctx, item, "ineligible_reason", reason);
    }
    ll_answer_id(ctx, item, "lot_id", "lot", lot_id.raw);
    ll_answer_measured(ctx, item, measure, units.n);
    ll_json_append(ctx->arena, items, item);
}

static bool same_lot(const struct ll_q_lot_of_collection_row *row,
                     const struct ll_received_lot *lot)
{
    return row->units.n == lot->units.n && row->mass_g.g == lot->mass_g.g &&
           row->measure == lot_measure(lot) && (int)row->battery == lot->battery &&
           row->has_funder_id == lot->has_funder_id &&
           (!row->has_funder_id || ll_id_eq(row->funder_id.raw, lot->funder_id.raw));
}

/* Are the stored lots those of the event body? The stored ones go into `items`. */
static enum ll_status compare_lots(struct ll_ctx *ctx, const struct ll_collection_received *body,
                                   bool *ret_same, struct ll_json *items, struct ll_err *reterr)
{
    const struct ll_received_lot *lots = body->lots.items;
    struct ll_q_lot_of_collection_in in = {body->collection_id};
    struct ll_q_lot_of_collection_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t matched = 0;
    size_t stored = 0;
    LL_TRY(ll_q_lot_of_collection_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_lot_of_collection_next(cursor, &row, reterr)) == LL_OK) {
        stored++;
        for (size_t i = 0; i < body->lots.count; i++) {
            if (ll_str_eq(row.class_code, lots[i].class_code) && same_lot(&row, &lots[i])) {
                matched++;
            }
        }
        put_lot(ctx, items, row.lot_id, row.class_code, row.measure, row.units,
                row.eligible ? LL_STR("") : row.ineligible_reason);
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_same = matched == stored && stored == body->lots.count;
    return LL_OK;
}

/* The collector sent this record before: the same content is answered again, other is refused. */
static enum ll_status repeat(struct ll_ctx *ctx, struct ll_collection_id collection_id,
                             struct ll_collection_received *body, struct ll_json *answer,
                             struct ll_err *reterr)
{
    struct ll_q_collection_by_id_in in = {collection_id};
    struct ll_q_collection_by_id_row row;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    bool same_lots = false;
    LL_TRY(ll_q_collection_by_id(ctx->store, ctx->arena, &in, &row, reterr));
    body->collection_id = collection_id;
    LL_TRY(compare_lots(ctx, body, &same_lots, items, reterr));
    bool same = same_lots && ll_id_eq(row.programme_id.raw, body->programme_id.raw) &&
                ll_id_eq(row.facility_id.raw, body->facility_id.raw) &&
                row.collected_on.days == body->collected_on.days &&
                (int)row.source == body->source &&
                ll_str_eq(row.evidence_digest, body->evidence_digest) &&
                row.price_minor == body->price.minor &&
                ll_str_eq_cstr(row.price_currency, body->price.currency);
    if (!same) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("col", collection_id.raw, text);
        enum ll_status status =
            LL_FAIL(reterr, LL_ECONFLICT, "record '%.*s' came before with other content: %s",
                    LL_STR_ARG(body->record_key), text);
        ll_err_where(reterr, "record");
        ll_err_hint(reterr,
                    "compare it with 'loopledger collection show %s'; a new receipt needs "
                    "a new record number",
                    text);
        return status;
    }
    ll_answer_id(ctx, answer, "collection_id", "col", collection_id.raw);
    ll_json_set(ctx->arena, answer, "lots", items);
    ll_answer_bool(ctx, answer, "repeated", true);
    return LL_OK;
}

/* LL_ENOTFOUND: this collector sent no such record yet (or it has no number). */
static enum ll_status find_record(struct ll_ctx *ctx, const struct ll_collection_received *body,
                                  struct ll_collection_id *ret_collection_id, struct ll_err *reterr)
{
    if (body->record_key.len == 0) {
        return LL_ENOTFOUND;
    }
    struct ll_q_collection_id_by_record_in in = {body->collector_id, body->record_key};
    struct ll_q_collection_id_by_record_row row;
    LL_TRY(ll_q_collection_id_by_record(ctx->store, ctx->arena, &in, &row, reterr));
    *ret_collection_id = row.collection_id;
    return LL_OK;
}

/* The graver doubt stands ('lot admit' asks about the other as well); what a rule of the programme
 * refuses stays refused by it. */
static void doubt_evidence(struct ll_collection_received *body)
{
    struct ll_received_lot *lots = body->lots.items;
    body->evidence_again = true;
    for (size_t i = 0; i < body->lots.count; i++) {
        if (lots[i].eligible || ll_str_eq_cstr(lots[i].ineligible_reason, MASS_IMPLAUSIBLE)) {
            lots[i].eligible = false;
            lots[i].ineligible_reason = LL_STR("evidence-seen-before");
        }
    }
}

/* Evidence makes one collection: shown for another it is refused, or let in as doubtful. */
static enum ll_status check_evidence(struct ll_ctx *ctx, const struct ll_collection_input *in,
                                     struct ll_collection_received *body, struct ll_err *reterr)
{
    struct ll_q_collection_by_evidence_in by = {body->evidence_digest};
    struct ll_q_collection_by_evidence_row row;
    char text[LL_ID_TEXT_MAX];
    char date[LL_TIME_TEXT_MAX];
    enum ll_status status = ll_q_collection_by_evidence(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    if (in->evidence_again) {
        doubt_evidence(body);
        return LL_OK;
    }
    bool is_visible = false;
    LL_TRY(ll_visible(ctx, LL_OBJECT_COLLECTION, row.collection_id.raw, &is_visible, reterr));
    if (!is_visible) {
        status = LL_FAIL(reterr, LL_ECONFLICT, "this evidence was shown before");
        ll_err_where(reterr, "evidence");
        ll_err_hint(reterr, "show the receipt's own, or take it in as not eligible with "
                            "--evidence-again");
        return status;
    }
    ll_id_format("col", row.collection_id.raw, text);
    ll_date_format(row.collected_on, date);
    status = row.has_record_key
                 ? LL_FAIL(reterr, LL_ECONFLICT,
                           "this evidence was shown for collection %s already: '%.*s', %s, record "
                           "'%.*s'",
                           text, LL_STR_ARG(row.collector_code), date, LL_STR_ARG(row.record_key))
                 : LL_FAIL(reterr, LL_ECONFLICT,
                           "this evidence was shown for collection %s already: '%.*s', %s", text,
                           LL_STR_ARG(row.collector_code), date);
    ll_err_where(reterr, "evidence");
    ll_err_hint(reterr,
                "if that is this receipt, it is recorded: see 'loopledger collection show "
                "%s'; else show its own evidence, or take it in as not eligible with "
                "--evidence-again",
                text);
    return status;
}

static enum ll_status store_new(struct ll_ctx *ctx, struct ll_collection_received *body,
                                struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_received_lot *lots = body->lots.items;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    struct ll_event_meta meta = ll_event_begin(ctx);
    body->collection_id.raw = ll_ctx_id(ctx);
    for (size_t i = 0; i < body->lots.count; i++) {
        uint8_t *number = LL_NEW_ARRAY(ctx->arena, uint8_t, PUBLIC_NUMBER_SIZE);
        if (number == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for a lot");
        }
        ctx->ids.random(ctx->ids.ctx, number, PUBLIC_NUMBER_SIZE);
        lots[i].public_number = (struct ll_str){(const char *)number, PUBLIC_NUMBER_SIZE};
        lots[i].lot_id.raw = ll_ctx_id(ctx);
        put_lot(ctx, items, lots[i].lot_id, lots[i].class_code, lot_measure(&lots[i]),
                lots[i].units, lots[i].ineligible_reason);
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_COLLECTION_RECEIVED, body, reterr));
    ll_answer_id(ctx, answer, "collection_id", "col", body->collection_id.raw);
    ll_json_set(ctx->arena, answer, "lots", items);
    return LL_OK;
}

enum ll_status ll_collection_receive(struct ll_ctx *ctx, const struct ll_collection_input *in,
                                     struct ll_json *answer, struct ll_facility_id *ret_facility_id,
                                     struct ll_err *reterr)
{
    struct parts parts;
    LL_TRY(ll_find_programme(ctx, in->programme, &parts.programme, reterr));
    LL_TRY(ll_find_organisation(ctx, in->collector, &parts.collector, reterr));
    if (ll_viewer_is_partial(ctx) &&
        !ll_id_eq(parts.collector.organisation_id.raw, ctx->viewer.organisation_id.raw)) {
        return ll_find_failed("organisation", in->collector, reterr);
    }
    LL_TRY(ll_find_facility(ctx, in->facility, &parts.facility, reterr));
    if (in->collected_on.days > ll_time_date(ctx->now).days) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the day of the receipt lies ahead");
        ll_err_where(reterr, "collected_on");
        return status;
    }
    if (in->source == LL_SOURCE_FOUND) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "what was found was brought by no collector");
        ll_err_where(reterr, "source");
        ll_err_hint(reterr, "record it with 'loopledger units find'");
        return status;
    }
    if (in->record.len > 0) {
        LL_TRY(ll_words_token(in->record, "record", reterr));
    }
    struct ll_collection_received body = {
        .collected_on = in->collected_on,
        .collector_id = parts.collector.organisation_id,
        .country = parts.facility.country,
        .facility_id = parts.facility.facility_id,
        .price = in->price,
        .programme_id = parts.programme.programme_id,
        .record_key = in->record,
        .source = in->source == 0 ? (int)LL_SOURCE_COLLECTION : in->source,
    };
    LL_TRY(ll_evidence_digest(ctx, "evidence", &in->evidence, in->evidence_digest,
                              &body.evidence_digest, reterr));
    LL_TRY(read_lots(ctx, &parts, in, &body.lots, reterr));
    struct ll_collection_id known;
    *ret_facility_id = body.facility_id;
    enum ll_status status = find_record(ctx, &body, &known, reterr);
    if (status == LL_OK) {
        return repeat(ctx, known, &body, answer, reterr);
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(check_evidence(ctx, in, &body, reterr));
    return store_new(ctx, &body, answer, reterr);
}

static enum ll_status run_receive(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_facility_id facility_id;
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(ll_collection_receive(ctx, input, answer, &facility_id, reterr));
    LL_TRY(ll_stock_warn(ctx, facility_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

struct collection_list {
    struct ll_str after;
    struct ll_str collector;
    struct ll_str country;
    struct ll_str facility;
    int64_t limit;
    bool newest_first;
    struct ll_str programme;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(collection_list),
    LL_MEMBER(collection_list, collector, LL_OPT(REF), .help = "only from this collector"),
    LL_MEMBER(collection_list, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "only collected in this country: GH"),
    LL_MEMBER(collection_list, facility, LL_OPT(REF), .help = "only received there"),
    LL_PAGE_LIMIT(collection_list),
    LL_PAGE_NEWEST_ID(collection_list),
    LL_MEMBER(collection_list, programme, LL_OPT(REF), .help = "only of this programme"),
};
static const struct ll_record list_record =
    LL_RECORD("collection_list", collection_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct collection_list *in = input;
    struct ll_q_collection_list_in by = {
        .limit = ll_page_limit(in->limit),
        .has_before = in->newest_first,
        .before = {ll_id_last()},
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    if (in->newest_first && in->after.len > 0) {
        struct ll_q_collection_by_id_row last;
        LL_TRY(ll_find_collection(ctx, in->after, &last, reterr));
        by.before = last.collection_id;
    } else {
        LL_TRY(ll_find_after("col", in->after, &by.after.raw, reterr));
    }
    LL_TRY(
        ll_filter_organisation(ctx, in->collector, &by.has_collector_id, &by.collector_id, reterr));
    LL_TRY(ll_filter_country(in->country, &by.has_country, &by.country, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_collection_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_collection_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_collection(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_collection_item_in by = {row.collection_id};
    LL_TRY(ll_q_collection_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_answer_money(ctx, answer, "price", row.price_minor, row.price_currency);
    struct ll_q_collection_lots_in of = {row.collection_id};
    LL_TRY(ll_q_collection_lots_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "lots", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_collection_receive = {
    .noun = "collection",
    .verb = "receive",
    .help = "receive scrap from a collector: one lot a class",
    .details =
        "What nobody counted, as mixed parts or cables, is taken in by its net mass, with 'grams' "
        "in place of the number: each gram is a unit, and serves order lines in grams alone. "
        "A lot whose mean mass lies outside half the low to one and a half times the high figure "
        "of its class is stored, but not eligible (mass-implausible); one of less than 1 g each, "
        "or of more than 1000 times the high figure, is refused. Stored and not eligible is one "
        "older than the programme takes (too-old), of a class that serves no demand there "
        "(class-not-in-programme), or in grams where its class serves demand in pieces alone "
        "(not-counted). The same record of a collector again changes nothing. Evidence "
        "that was shown for another collection is refused; with --evidence-again it is taken in, "
        "not eligible (evidence-seen-before) until 'lot admit', which asks for an explanation when "
        "the mass is in doubt too. Who keeps the place is told which of its limits are passed or "
        "near now; nothing is refused for one.",
    .input = &receive_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_receive,
};
const struct ll_service ll_service_collection_list = {
    .noun = "collection",
    .verb = "list",
    .help = "list collections in the order in which they were recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_collection_show = {
    .noun = "collection",
    .verb = "show",
    .help = "show one collection with its lots",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
