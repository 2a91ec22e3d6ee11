/* settlement record, list, show: what a plant settled of what it recycled */
#include "core/yield.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/metals.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/treatment_statement.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_plant.h"
#include "store/q_supply.h"

#include <stdlib.h>

#define ASSAYS_MAX 1024
#define MG_PER_G 1000
#define MG_DIGITS 3

/* ---- record ---- */
struct settlement_record {
    struct ll_money amount;
    bool has_amount;
    struct ll_list assays; /* of struct ll_str */
    struct ll_str laboratory;
    struct ll_str number;
    struct ll_str replaces;
    struct ll_date settled_on;
    bool has_settled_on;
    struct ll_str treatment;
};
static const struct ll_field record_fields[] = {
    LL_MEMBER(settlement_record, amount, LL_OPT(MONEY), LL_PRESENT(settlement_record, has_amount),
              .help = "what the plant pays for it: 1250.00 EUR"),
    LL_MEMBER(settlement_record, assays, LL_REQ(STRS), .min = 1, .max = ASSAYS_MAX,
              .help = "FRACTION/METAL:GRAMS:METHOD, the grams in a tonne of the fraction, as "
                      "boards/gold:347.5:fire-assay"),
    LL_MEMBER(settlement_record, laboratory, LL_REQ(CODE), .help = "who found it, as a code"),
    LL_MEMBER(settlement_record, number, LL_REQ(STR), .min = 1, .max = 64,
              .help = "the number of the plant's settlement, without blanks"),
    LL_MEMBER(settlement_record, replaces, LL_OPT(REF),
              .help = "the settlement in whose place it counts from now on"),
    LL_MEMBER(settlement_record, settled_on, LL_OPT(DATE),
              LL_PRESENT(settlement_record, has_settled_on), .help = "its day (today)"),
    LL_MEMBER(settlement_record, treatment, LL_REQ(REF), .operand = true,
              .help = "the treatment's id"),
};
static const struct ll_record record_record =
    LL_RECORD("settlement_record", settlement_record, record_fields);

static enum ll_status refuse(struct ll_err *reterr, enum ll_status code, const char *where,
                             const char *text, const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, code, "%s", text);
    ll_err_where(reterr, "%s", where);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

/* Grams in a tonne, with three decimals at most, as milligrams. */
static enum ll_status read_content(struct ll_str text, size_t item, int64_t *ret_mg_per_t,
                                   struct ll_err *reterr)
{
    struct ll_str parts[2];
    int64_t grams = 0;
    int64_t mg = 0;
    size_t count = ll_words_split(text, '.', parts, 2);
    enum ll_status status =
        count > 2 || (count == 2 && parts[1].len > MG_DIGITS) ? LL_EINVAL : LL_OK;
    if (status == LL_OK) {
        status = ll_words_i64(parts[0], "assays", 0, LL_YIELD_MG_PER_T / MG_PER_G, &grams, NULL);
    }
    if (status == LL_OK && count == 2) {
        status = ll_words_i64(parts[1], "assays", 0, MG_PER_G - 1, &mg, NULL);
        for (size_t i = parts[1].len; status == LL_OK && i < MG_DIGITS; i++) {
            mg *= 10;
        }
    }
    mg += grams * MG_PER_G;
    if (status == LL_OK && mg <= LL_YIELD_MG_PER_T) {
        *ret_mg_per_t = mg;
        return LL_OK;
    }
    status =
        LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no content of a tonne in grams", LL_STR_ARG(text));
    ll_err_where(reterr, "assays[%zu]", item);
    ll_err_hint(reterr, "from 0 to 1000000, with at most three decimals: 347.5");
    return status;
}

static int compare_assays(const void *a, const void *b)
{
    const struct ll_assay *x = a;
    const struct ll_assay *y = b;
    int order = ll_str_cmp(x->fraction, y->fraction);
    return order != 0 ? order : ll_str_cmp(x->metal, y->metal);
}

/* Each metal of a fraction once, and no fraction of more than itself. Sorted. */
static enum ll_status check_assays(const struct ll_assay *assays, size_t count,
                                   struct ll_err *reterr)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && ll_str_eq(assays[i].fraction, assays[i - 1].fraction);
        if (same && ll_str_eq(assays[i].metal, assays[i - 1].metal)) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "%.*s of %.*s comes twice", LL_STR_ARG(assays[i].metal),
                        LL_STR_ARG(assays[i].fraction));
            ll_err_where(reterr, "assays");
            ll_err_hint(reterr, "give the one content that was settled");
            return status;
        }
        sum = same ? sum + assays[i].mg_per_t : assays[i].mg_per_t;
        if (sum > LL_YIELD_MG_PER_T) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "the metals of a tonne of %.*s weigh more than a tonne",
                        LL_STR_ARG(assays[i].fraction));
            ll_err_where(reterr, "assays");
            ll_err_hint(reterr,
                        "contents are grams in a tonne of the fraction: 10000 are a hundredth");
            return status;
        }
    }
    return LL_OK;
}

static enum ll_status read_assays(struct ll_ctx *ctx, const struct ll_list *texts,
                                  struct ll_list *ret_assays, struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_assay *assays = LL_NEW_ARRAY(ctx->arena, struct ll_assay, texts->count);
    if (assays == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the assays");
    }
    for (size_t i = 0; i < texts->count; i++) {
        struct ll_str words[3];
        struct ll_str of[2];
        if (ll_words_split(items[i], ':', words, 3) != 3 ||
            ll_words_split(words[0], '/', of, 2) != 2) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not an assay", LL_STR_ARG(items[i]));
            ll_err_where(reterr, "assays[%zu]", i);
            ll_err_hint(reterr, "write FRACTION/METAL:GRAMS:METHOD, as "
                                "boards/gold:347.5:fire-assay");
            return status;
        }
        LL_TRY(ll_words_code(ctx->arena, of[0], "fraction", &assays[i].fraction, reterr));
        LL_TRY(ll_words_code(ctx->arena, of[1], "metal", &assays[i].metal, reterr));
        LL_TRY(ll_words_code(ctx->arena, words[2], "method", &assays[i].method, reterr));
        LL_TRY(read_content(words[1], i, &assays[i].mg_per_t, reterr));
    }
    if (texts->count > 1) {
        qsort(assays, texts->count, sizeof(*assays), compare_assays);
    }
    *ret_assays = (struct ll_list){assays, texts->count};
    return check_assays(assays, texts->count, reterr);
}

/* What is assayed is what the treatment made. */
static enum ll_status check_fractions(struct ll_ctx *ctx, struct ll_treatment_id treatment_id,
                                      const struct ll_list *list, struct ll_err *reterr)
{
    const struct ll_assay *assays = list->items;
    struct ll_q_material_of_treatment_in in = {treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t at = 0;
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        for (; at < list->count && ll_str_eq(assays[at].fraction, row.fraction); at++) {
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND || at == list->count) {
        return status == LL_EEND ? LL_OK : status;
    }
    char id[LL_ID_TEXT_MAX];
    ll_id_format("trt", treatment_id.raw, id);
    status =
        LL_FAIL(reterr, LL_EREFUSED, "the treatment made no %.*s", LL_STR_ARG(assays[at].fraction));
    ll_err_where(reterr, "assays");
    ll_err_hint(reterr, "see its fractions with 'loopledger treatment show %s'", id);
    return status;
}

static enum ll_status add_part(struct ll_grow *parts, struct ll_str name, struct ll_mass mass_g,
                               struct ll_err *reterr)
{
    struct ll_metal_part *part = ll_grow_add(parts);
    if (part == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the assays");
    }
    *part = (struct ll_metal_part){name, mass_g};
    return LL_OK;
}

/* A fraction holds what its assays say; one that is a metal and has none of it is all of that. */
static enum ll_status add_fraction(struct ll_ctx *ctx,
                                   const struct ll_q_material_of_treatment_row *row,
                                   const struct ll_list *list, struct ll_grow *parts,
                                   struct ll_err *reterr)
{
    const struct ll_assay *assays = list->items;
    struct ll_str whole;
    LL_TRY(ll_metals_find(ctx, row->fraction, &whole, reterr));
    for (size_t i = 0; i < list->count; i++) {
        struct ll_str metal;
        if (!ll_str_eq(assays[i].fraction, row->fraction)) {
            continue;
        }
        LL_TRY(ll_metals_find(ctx, assays[i].metal, &metal, reterr));
        bool says =
            metal.len > 0 && (ll_str_eq(metal, whole) || ll_str_eq_cstr(whole, "precious-metals"));
        whole = says ? LL_STR("") : whole;
        LL_TRY(add_part(parts, assays[i].metal, ll_yield_metal(row->mass_g, assays[i].mg_per_t),
                        reterr));
    }
    return whole.len > 0 ? add_part(parts, whole, row->mass_g, reterr) : LL_OK;
}

/* What all assays together find came out of devices. */
static enum ll_status check_metals(struct ll_ctx *ctx,
                                   const struct ll_q_treatment_by_id_row *treatment,
                                   const struct ll_list *assays, struct ll_err *reterr)
{
    struct ll_q_material_of_treatment_in in = {treatment->treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow parts = LL_GROW(ctx->arena, struct ll_metal_part);
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        status = add_fraction(ctx, &row, assays, &parts, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK : status);
    return ll_metals_check(ctx, parts.items, parts.count, treatment->input_mass_g, "assays",
                           LL_R("read them again: contents are grams in a tonne of the fraction"),
                           reterr);
}

/* A delivery of numbers counts once, and one settlement of a treatment counts. */
static enum ll_status check_place(struct ll_ctx *ctx, const struct settlement_record *in,
                                  struct ll_settlement_recorded *body, struct ll_err *reterr)
{
    struct ll_q_settlement_by_number_in by = {body->facility_id, in->number};
    struct ll_q_settlement_by_number_row known;
    struct ll_q_settlement_of_treatment_in of = {body->treatment_id};
    struct ll_q_settlement_of_treatment_row now;
    struct ll_id named = {{0}};
    char id[LL_ID_TEXT_MAX];
    enum ll_status status = ll_q_settlement_by_number(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        ll_id_format("stl", known.settlement_id.raw, id);
        status = LL_FAIL(reterr, LL_EEXISTS, "settlement '%.*s' of this plant is recorded already",
                         LL_STR_ARG(in->number));
        ll_err_where(reterr, "number");
        ll_err_hint(reterr, "see it with 'loopledger settlement show %s'", id);
        return status;
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    status = ll_q_settlement_of_treatment(ctx->store, ctx->arena, &of, &now, reterr);
    if (status == LL_ENOTFOUND) {
        return in->replaces.len == 0 ? LL_OK
                                     : refuse(reterr, LL_EREFUSED, "replaces",
                                              LL_R("nothing was settled of this treatment yet"),
                                              LL_R("leave --replaces out"));
    }
    LL_TRY(status);
    ll_id_format("stl", now.settlement_id.raw, id);
    if (in->replaces.len > 0 && ll_id_parse("stl", in->replaces, &named, NULL) == LL_OK &&
        ll_id_eq(named, now.settlement_id.raw)) {
        body->has_replaces_id = true;
        body->replaces_id = now.settlement_id;
        return LL_OK;
    }
    status = LL_FAIL(reterr, LL_EREFUSED, "of this treatment settlement '%.*s' counts",
                     LL_STR_ARG(now.number));
    ll_err_where(reterr, "replaces");
    ll_err_hint(reterr, "a correction is a new settlement in its place: --replaces %s", id);
    return status;
}

static enum ll_status check_day(const struct ll_ctx *ctx, const struct settlement_record *in,
                                struct ll_date treated_on, struct ll_date *ret_day,
                                struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date day = in->has_settled_on ? in->settled_on : today;
    if (day.days > today.days) {
        return refuse(reterr, LL_EINVAL, "settled_on", LL_R("the day lies ahead"),
                      LL_R("give the day of the plant's settlement"));
    }
    if (day.days < treated_on.days) {
        char text[LL_TIME_TEXT_MAX];
        ll_date_format(treated_on, text);
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "it was treated after that");
        ll_err_where(reterr, "settled_on");
        ll_err_hint(reterr, "give the day of the settlement, %s or later", text);
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct settlement_record *in = input;
    struct ll_q_treatment_by_id_row treatment;
    struct ll_settlement_recorded body = {.laboratory = in->laboratory, .number = in->number};
    LL_TRY(ll_find_treatment(ctx, in->treatment, &treatment, reterr));
    LL_TRY(ll_acts_at(ctx, LL_ROLE_RECYCLER, treatment.facility_id, "treatment", in->treatment,
                      reterr));
    if (treatment.interim) {
        return refuse(reterr, LL_EREFUSED, "treatment",
                      LL_R("the treatment dismantled: its parts are still units"),
                      LL_R("the plant that recycles them settles: record its treatment first"));
    }
    LL_TRY(ll_words_token(in->number, "number", reterr));
    LL_TRY(read_assays(ctx, &in->assays, &body.assays, reterr));
    LL_TRY(check_fractions(ctx, treatment.treatment_id, &body.assays, reterr));
    LL_TRY(check_metals(ctx, &treatment, &body.assays, reterr));
    LL_TRY(check_day(ctx, in, treatment.treated_on, &body.settled_on, reterr));
    body.facility_id = treatment.facility_id;
    body.treatment_id = treatment.treatment_id;
    LL_TRY(check_place(ctx, in, &body, reterr));
    body.has_amount = in->has_amount;
    body.amount = in->amount;
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.settlement_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SETTLEMENT_RECORDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "number", in->number);
    ll_answer_id(ctx, answer, "settlement_id", "stl", body.settlement_id.raw);
    ll_answer_id(ctx, answer, "treatment_id", "trt", body.treatment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct settlement_list {
    struct ll_str after;
    struct ll_str facility;
    int64_t limit;
    bool live;
    struct ll_month settled_in;
    bool has_settled_in;
    struct ll_str treatment;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(settlement_list),
    LL_MEMBER(settlement_list, facility, LL_OPT(REF), .help = "only of this plant"),
    LL_PAGE_LIMIT(settlement_list),
    LL_MEMBER(settlement_list, live, LL_OPT(BOOL), .help = "only those that count"),
    LL_MEMBER(settlement_list, settled_in, LL_OPT(MONTH),
              LL_PRESENT(settlement_list, has_settled_in), .help = "only settled in this month"),
    LL_MEMBER(settlement_list, treatment, LL_OPT(REF), .help = "only of this treatment"),
};
static const struct ll_record list_record =
    LL_RECORD("settlement_list", settlement_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct settlement_list *in = input;
    struct ll_q_settlement_list_in by = {
        .limit = ll_page_limit(in->limit),
        .settled_from = ll_filter_from(in->has_settled_in, in->settled_in),
        .settled_before = ll_filter_before(in->has_settled_in, in->settled_in),
        .live_only = in->live ? 1 : 0,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("stl", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    if (in->treatment.len > 0) {
        struct ll_q_treatment_by_id_row treatment;
        LL_TRY(ll_find_treatment(ctx, in->treatment, &treatment, reterr));
        by.has_treatment_id = true;
        by.treatment_id = treatment.treatment_id;
    }
    LL_TRY(ll_q_settlement_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status find_settlement(struct ll_ctx *ctx, struct ll_str ref,
                                      struct ll_q_settlement_by_id_row *ret_row,
                                      struct ll_err *reterr)
{
    struct ll_q_settlement_by_id_in in;
    if (ll_id_parse("stl", ref, &in.settlement_id.raw, NULL) != LL_OK) {
        return ll_find_failed("settlement", ref, reterr);
    }
    enum ll_status status = ll_q_settlement_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return ll_visible_found(ctx, status, LL_OBJECT_SETTLEMENT, in.settlement_id.raw, "settlement",
                            ref, reterr);
}

static enum ll_status put_assays(struct ll_ctx *ctx, struct ll_settlement_id settlement_id,
                                 struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_settlement_assay_all_in in = {settlement_id};
    struct ll_q_settlement_assay_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_settlement_assay_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_settlement_assay_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "fraction", row.fraction);
        ll_answer_i64(ctx, item, "fraction_mass_g", row.fraction_g.g);
        ll_answer_text(ctx, item, "metal", row.metal);
        ll_answer_i64(ctx, item, "mg_per_t", row.mg_per_t);
        ll_answer_i64(ctx, item, "mass_g", ll_yield_metal(row.fraction_g, row.mg_per_t).g);
        ll_answer_text(ctx, item, "method", row.method);
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "assays", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_settlement_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(find_settlement(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_settlement_item_in item = {row.settlement_id};
    LL_TRY(ll_q_settlement_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    if (row.has_amount_minor) {
        ll_answer_money(ctx, answer, "amount", row.amount_minor, row.amount_currency);
    }
    LL_TRY(put_assays(ctx, row.settlement_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_settlement_record = {
    .noun = "settlement",
    .verb = "record",
    .help = "record what a plant settled of what it recycled: assays, and what it pays",
    .details = "How much of each metal a laboratory found in a fraction of the treatment, by which "
               "method, and the amount that the plant pays. The amount is kept as the plant "
               "stated it: no account is moved by it. One settlement of a treatment counts; a "
               "correction is a new one, in the place of the earlier. What falls to a lot, beside "
               "what was expected, is in 'lot yield'.",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_settlement_list = {
    .noun = "settlement",
    .verb = "list",
    .help = "list settlements in the order in which they were recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_settlement_show = {
    .noun = "settlement",
    .verb = "show",
    .help = "show one settlement: assays, and the metal that follows from them",
    .details = "The metal in a fraction (mass_g) is the fraction's mass times the content that was "
               "found, in grams rounded down.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
