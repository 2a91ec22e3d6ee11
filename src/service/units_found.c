/* units find: what was not there by the papers, and is */
#include "service/units_found.h"

#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/find.h"
#include "service/table.h"
#include "service/words.h"
#include "store/q_selection.h"

#define PUBLIC_NUMBER_SIZE 16

/* ---- storing ---- */
/* From half the least to twice the most that a device of the class weighs, each. */
static enum ll_status check_mass(struct ll_ctx *ctx, const struct ll_units_found *body,
                                 struct ll_err *reterr)
{
    struct ll_q_device_class_by_code_row class_row;
    if (body->measure == LL_MEASURE_GRAMS) {
        return LL_OK; /* its units are its grams */
    }
    LL_TRY(ll_find_class(ctx, body->class_code, &class_row, reterr));
    if (class_row.mass_g.g == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "class '%.*s' is of what nobody counts, not of devices",
                    LL_STR_ARG(class_row.class_code));
        ll_err_hint(reterr, "say of which class the devices are");
        return status;
    }
    struct ll_q_shipment_contents_row row = {
        .hi = body->units.n,
        .mass_low_g = class_row.mass_low_g,
        .mass_high_g = class_row.mass_high_g,
    };
    const struct ll_receipt_contents alone = {{&row, 1}, body->units, LL_MEASURE_PIECES};
    return ll_receipt_check_mass(&alone, &(struct ll_receipt_beyond){{0}, {0}}, body->mass_g,
                                 reterr);
}

enum ll_status ll_units_found_store(struct ll_ctx *ctx, struct ll_units_found *body,
                                    struct ll_err *reterr)
{
    uint8_t *number = LL_NEW_ARRAY(ctx->arena, uint8_t, PUBLIC_NUMBER_SIZE);
    if (number == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a lot");
    }
    LL_TRY(check_mass(ctx, body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    ctx->ids.random(ctx->ids.ctx, number, PUBLIC_NUMBER_SIZE);
    body->public_number = (struct ll_str){(const char *)number, PUBLIC_NUMBER_SIZE};
    body->lot_id.raw = ll_ctx_id(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_UNITS_FOUND, body, reterr);
}

/* ---- in what they were found ---- */
static bool same_origin(const struct ll_q_shipment_contents_row *a,
                        const struct ll_q_shipment_contents_row *b)
{
    return ll_id_eq(a->programme_id.raw, b->programme_id.raw) &&
           ll_str_eq(a->country, b->country) && a->has_funder_id == b->has_funder_id &&
           (!a->has_funder_id || ll_id_eq(a->funder_id.raw, b->funder_id.raw));
}

static enum ll_status ask_package(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL,
                                    "the shipment carries several programmes, countries or "
                                    "funders: which of them the units above the declared count "
                                    "belong to is not known");
    ll_err_where(reterr, "found_package");
    ll_err_hint(reterr, "say in which package there were more: --found-package P");
    return status;
}

/* The rows of the package, or all of them; they are of one origin. */
static enum ll_status find_origin(struct ll_ctx *ctx, const struct ll_found_where *where,
                                  const struct ll_receipt_contents *contents,
                                  const struct ll_q_shipment_contents_row **ret_row,
                                  struct ll_units_found *body, struct ll_err *reterr)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    const struct ll_q_shipment_contents_row *first = NULL;
    struct ll_q_package_by_id_row package;
    if (where->package.len > 0) {
        LL_TRY(ll_find_package(ctx, where->package, &package, reterr));
        body->has_package_id = true;
        body->package_id = package.package_id;
    }
    for (size_t i = 0; i < contents->rows.count; i++) {
        if (body->has_package_id && !ll_id_eq(rows[i].package_id.raw, body->package_id.raw)) {
            continue;
        }
        first = first == NULL ? &rows[i] : first;
        if (!same_origin(first, &rows[i])) {
            return ask_package(reterr);
        }
    }
    if (first == NULL) {
        return LL_REFUSE(
            reterr, LL_EINVAL, "name a package that came with it: 'loopledger shipment show'",
            "package '%.*s' holds nothing of this shipment", LL_STR_ARG(where->package));
    }
    *ret_row = first;
    return LL_OK;
}

static enum ll_status find_class(struct ll_ctx *ctx, const struct ll_found_where *where,
                                 const struct ll_receipt_contents *contents,
                                 struct ll_units_found *body, struct ll_err *reterr)
{
    const struct ll_q_shipment_contents_row *rows = contents->rows.items;
    struct ll_q_device_class_by_code_row class_row;
    if (where->class_code.len > 0) {
        LL_TRY(ll_find_class(ctx, where->class_code, &class_row, reterr));
        body->class_code = class_row.class_code;
        return LL_OK;
    }
    body->class_code = LL_STR("");
    for (size_t i = 0; i < contents->rows.count; i++) {
        if (body->has_package_id && !ll_id_eq(rows[i].package_id.raw, body->package_id.raw)) {
            continue;
        }
        if (body->class_code.len > 0 && !ll_str_eq(body->class_code, rows[i].class_code)) {
            enum ll_status status = LL_FAIL(reterr, LL_EINVAL,
                                            "there are devices of several classes: of which the "
                                            "units above the declared count are is not known");
            ll_err_where(reterr, "found_class");
            ll_err_hint(reterr, "say which: --found-class CLASS");
            return status;
        }
        body->class_code = rows[i].class_code;
    }
    return LL_OK;
}

enum ll_status ll_units_found_where(struct ll_ctx *ctx, const struct ll_found_where *where,
                                    const struct ll_receipt_contents *contents,
                                    struct ll_units_found *ret_body, struct ll_err *reterr)
{
    const struct ll_q_shipment_contents_row *row = NULL;
    struct ll_units_found body = {.battery = LL_BATTERY_UNKNOWN};
    LL_TRY(find_origin(ctx, where, contents, &row, &body, reterr));
    LL_TRY(find_class(ctx, where, contents, &body, reterr));
    body.country = row->country;
    body.has_funder_id = row->has_funder_id;
    body.funder_id = row->funder_id;
    body.measure = contents->measure == LL_MEASURE_GRAMS ? LL_MEASURE_GRAMS : 0;
    body.programme_id = row->programme_id;
    *ret_body = body;
    return LL_OK;
}

/* ---- find: when a stock is counted ---- */
struct units_find {
    int battery; /* enum ll_battery; 0: unknown */
    struct ll_str class_code;
    struct ll_str country;
    struct ll_str facility;
    struct ll_date found_on;
    bool has_found_on;
    struct ll_str funder;
    struct ll_mass mass;
    int measure; /* enum ll_measure; 0: pieces */
    struct ll_str package;
    struct ll_str programme;
    struct ll_units units;
};
static const struct ll_field find_fields[] = {
    LL_MEMBER(units_find, battery, LL_OPT(ENUM), LL_ENUM_OF(battery, BATTERY),
              .help = "state of the batteries (unknown)"),
    LL_MEMBER(units_find, class_code, LL_REQ(CODE), .help = "of which class they are"),
    LL_MEMBER(units_find, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "where they were collected (the facility's country)"),
    LL_MEMBER(units_find, facility, LL_REQ(REF), .help = "where they lie"),
    LL_MEMBER(units_find, found_on, LL_OPT(DATE), LL_PRESENT(units_find, has_found_on),
              .help = "the day (today)"),
    LL_MEMBER(units_find, funder, LL_OPT(REF), .help = "who paid for them, if that is known"),
    LL_MEMBER(units_find, mass, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "what all of them weigh"),
    LL_MEMBER(units_find, measure, LL_OPT(ENUM), LL_ENUM_OF(measure, MEASURE),
              .help = "grams: nobody counted it, and --mass tells how much it is (pieces)"),
    LL_MEMBER(units_find, package, LL_OPT(REF), .one_of = "whose",
              .help = "in which package there were more than there should be: its programme, "
                      "country and funder are theirs"),
    LL_MEMBER(units_find, programme, LL_OPT(REF), .one_of = "whose",
              .help = "or of which programme they are"),
    LL_MEMBER(units_find, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how many; none of what nobody counted"),
};
static const struct ll_record find_record = LL_RECORD("units_find", units_find, find_fields);

/* Nothing is found in a package before there was anything in it, nor where it was not yet. */
static enum ll_status check_found_on(struct ll_ctx *ctx, struct ll_package_id package_id,
                                     struct ll_date found_on, struct ll_err *reterr)
{
    struct ll_q_package_first_day_in of = {package_id};
    struct ll_q_package_first_day_row row;
    char day[LL_TIME_TEXT_MAX];
    LL_TRY(ll_q_package_first_day(ctx->store, ctx->arena, &of, &row, reterr));
    struct ll_date first =
        row.has_last_moved && (!row.has_first_day || row.last_moved.days > row.first_day.days)
            ? row.last_moved
            : row.first_day;
    if ((!row.has_first_day && !row.has_last_moved) || first.days <= found_on.days) {
        return LL_OK;
    }
    ll_date_format(first, day);
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "neither the package nor what it holds was here before %s", day);
    ll_err_where(reterr, "found_on");
    ll_err_hint(reterr, "give the day on which they were found, %s or later", day);
    return status;
}

static enum ll_status origin_of_package(struct ll_ctx *ctx, const struct units_find *in,
                                        const struct ll_q_facility_by_id_row *facility,
                                        struct ll_units_found *body, struct ll_err *reterr)
{
    struct ll_q_package_by_id_row package;
    LL_TRY(ll_find_package(ctx, in->package, &package, reterr));
    if (in->programme.len > 0 || in->country.len > 0 || in->funder.len > 0) {
        return LL_REFUSE(
            reterr, LL_EINVAL,
            "give --package alone, or leave it out and give --programme, --country and --funder",
            "a package says of which programme, country and funder they are: leave "
            "these out");
    }
    if (!package.has_facility_id || !ll_id_eq(package.facility_id.raw, facility->facility_id.raw)) {
        return LL_REFUSE(reterr, LL_EREFUSED, "see where it is with 'loopledger package show'",
                         "package '%.*s' does not stand at '%.*s'", LL_STR_ARG(package.code),
                         LL_STR_ARG(facility->code));
    }
    LL_TRY(check_found_on(ctx, package.package_id, body->found_on, reterr));
    body->has_package_id = true;
    body->package_id = package.package_id;
    body->programme_id = package.programme_id;
    body->country = package.country;
    body->has_funder_id = package.has_funder_id;
    body->funder_id = package.funder_id;
    return LL_OK;
}

static enum ll_status origin_of_words(struct ll_ctx *ctx, const struct units_find *in,
                                      const struct ll_q_facility_by_id_row *facility,
                                      struct ll_units_found *body, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row funder;
    if (in->programme.len == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "of which programme they are is not known");
        ll_err_where(reterr, "programme");
        ll_err_hint(reterr, "say --programme, or the --package in which they were found");
        return status;
    }
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    body->programme_id = programme.programme_id;
    body->country = facility->country;
    if (in->country.len > 0) {
        LL_TRY(ll_country_check(in->country, reterr));
        body->country = in->country;
    }
    if (in->funder.len > 0) {
        LL_TRY(ll_find_organisation(ctx, in->funder, &funder, reterr));
        body->has_funder_id = true;
        body->funder_id = funder.organisation_id;
    }
    return LL_OK;
}

static enum ll_status run_find(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct units_find *in = input;
    struct ll_q_facility_by_id_row facility;
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_units_found body = {
        .battery = in->battery == 0 ? LL_BATTERY_UNKNOWN : in->battery,
        .class_code = in->class_code,
        .found_on = in->has_found_on ? in->found_on : today,
        .mass_g = in->mass,
        .measure = in->measure == LL_MEASURE_GRAMS ? LL_MEASURE_GRAMS : 0,
    };
    LL_TRY(ll_words_asked(in->measure == 0 ? LL_MEASURE_PIECES : (enum ll_measure)in->measure,
                          in->units, body.measure == 0 ? (struct ll_mass){0} : in->mass,
                          &body.units, reterr));
    LL_TRY(ll_find_facility(ctx, in->facility, &facility, reterr));
    body.facility_id = facility.facility_id;
    LL_TRY(in->package.len > 0 ? origin_of_package(ctx, in, &facility, &body, reterr)
                               : origin_of_words(ctx, in, &facility, &body, reterr));
    if (body.found_on.days > today.days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "record it once it is done, with the day on which it was",
                      "the day lies ahead");
        ll_err_where(reterr, "found_on");
        return status;
    }
    LL_TRY(ll_units_found_store(ctx, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "lot_id", "lot", body.lot_id.raw);
    ll_answer_measured(ctx, answer, body.measure == 0 ? LL_MEASURE_PIECES : LL_MEASURE_GRAMS,
                       body.units.n);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_units_find = {
    .noun = "units",
    .verb = "find",
    .help = "record units that turned up and should not be there",
    .details = "They are a new lot of source 'found', loose at the facility. It is not eligible "
               "until 'lot admit' explains it. A unit that was recorded as lost is never un-lost: "
               "when it turns up it is found, and explained as lost-before. What a plant counts "
               "above the declared number is found by 'receipt record'.",
    .input = &find_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_find,
};
