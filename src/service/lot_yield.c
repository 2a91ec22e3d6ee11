/* lot yield: what was expected of a lot's devices, beside what plants settled */
#include "core/yield.h"
#include "service/answer.h"
#include "service/data.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/treatment_statement.h"
#include "service/treatment_units.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_plant.h"
#include "store/q_supply.h"

#define CLASSES_MAX 64
#define UG_PER_UNIT_MAX INT64_C(1000000000000)

/* How the mass of a fraction or metal is known; of several, mixed. */
static const char weighed[] = "weighed";
static const char calculated[] = "calculated";
static const char assayed[] = "assayed";
static const char mixed[] = "mixed";

/* An average of data/class_materials.csv. */
struct average {
    struct ll_str class_code;
    struct ll_str fraction;
    int64_t ug_per_unit;
};
/* A fraction or metal, over all treatments of the lot. */
struct yield {
    struct ll_str fraction;
    const char *basis;              /* NULL: nothing states it */
    struct ll_mass expected;        /* of all treated */
    struct ll_mass compared;        /* of those treatments that state it */
    struct ll_mass settled;         /* by the rule of sharing */
    struct ll_mass at_least;        /* what came of this lot alone */
    struct ll_mass at_most;         /* and with others */
    bool unknown, unknown_compared; /* no average for some of it */
    /* What one treatment made of it, while that is read: by itself, and inside other fractions. */
    struct ll_mass itself, inside;
    const char *itself_basis; /* NULL: not a fraction of it */
    bool is_inside;
};
/* The units of the lot in one treatment, of one class. */
struct kind {
    struct ll_str class_code;
    struct ll_mass each;
    int64_t units;
};
struct view {
    struct ll_lot_id lot_id;
    enum ll_measure measure;
    struct ll_grow averages; /* of struct average */
    struct ll_grow yields;   /* of struct yield */
    struct kind kinds[CLASSES_MAX];
    size_t kind_count;
    int64_t units;
    bool any;   /* a treatment was read */
    bool hides; /* there are treatments that the viewer does not see whole */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the yield of a lot");
}

static struct yield *yield_of(struct ll_ctx *ctx, struct view *view, struct ll_str fraction)
{
    struct yield *yields = view->yields.items;
    for (size_t i = 0; i < view->yields.count; i++) {
        if (ll_str_eq(yields[i].fraction, fraction)) {
            return &yields[i];
        }
    }
    struct yield *one = ll_grow_add(&view->yields);
    if (one != NULL) {
        one->fraction = ll_str_copy(ctx->arena, fraction);
        one->unknown = view->any; /* of what was treated before there is no average */
        one = one->fraction.ptr == NULL ? NULL : one;
    }
    return one;
}

static enum ll_status read_averages(struct ll_ctx *ctx, struct view *view, struct ll_err *reterr)
{
    static const char *const columns[] = {"class_id", "fraction", "ug_per_unit"};
    struct ll_csv_reader reader;
    size_t at[3];
    struct ll_str cells[3];
    LL_TRY(ll_data_open("class_materials.csv", ctx->arena, columns, 3, &reader, at, reterr));
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, 3, cells, reterr)) == LL_OK) {
        struct average *one = ll_grow_add(&view->averages);
        if (one == NULL) {
            return no_memory(reterr);
        }
        one->class_code = ll_str_copy(ctx->arena, cells[0]);
        one->fraction = ll_str_copy(ctx->arena, cells[1]);
        if (one->class_code.ptr == NULL || one->fraction.ptr == NULL) {
            return no_memory(reterr);
        }
        LL_TRY(
            ll_words_i64(cells[2], "ug_per_unit", 0, UG_PER_UNIT_MAX, &one->ug_per_unit, reterr));
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_kinds(struct ll_ctx *ctx, struct view *view,
                                 struct ll_treatment_id treatment_id, struct ll_err *reterr)
{
    struct ll_q_yield_class_in in = {view->lot_id, treatment_id};
    struct ll_q_yield_class_row row;
    struct ll_store_cursor *cursor = NULL;
    view->kind_count = 0;
    LL_TRY(ll_q_yield_class_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_yield_class_next(cursor, &row, reterr)) == LL_OK) {
        struct kind *one = &view->kinds[view->kind_count];
        if (view->kind_count == CLASSES_MAX) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "a lot is of more than %d classes", CLASSES_MAX);
            break;
        }
        *one = (struct kind){ll_str_copy(ctx->arena, row.class_code), row.mass_g, row.units};
        if (one->class_code.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
        view->kind_count++;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* What devices of these classes that weigh so much hold; LL_ENOTFOUND: no average of some. */
static enum ll_status expect(const struct view *view, struct ll_str fraction, struct ll_mass mass,
                             struct ll_mass *ret_expected)
{
    const struct average *averages = view->averages.items;
    struct ll_yield_part parts[CLASSES_MAX];
    for (size_t i = 0; i < view->kind_count; i++) {
        bool known = false;
        parts[i] = (struct ll_yield_part){view->kinds[i].units, view->kinds[i].each, 0};
        for (size_t k = 0; k < view->averages.count && !known; k++) {
            known = ll_str_eq(averages[k].class_code, view->kinds[i].class_code) &&
                    ll_str_eq(averages[k].fraction, fraction);
            parts[i].ug_per_unit = averages[k].ug_per_unit;
        }
        if (!known) {
            return LL_ENOTFOUND;
        }
    }
    /* Averages are of devices: of what nobody counted there is none. */
    return view->measure == LL_MEASURE_PIECES &&
                   ll_yield_expected(parts, view->kind_count, mass, ret_expected) == LL_OK
               ? LL_OK
               : LL_ENOTFOUND;
}

/* Every fraction of which there is an average of any class that was treated has a row. */
static enum ll_status add_expected_rows(struct ll_ctx *ctx, struct view *view,
                                        struct ll_err *reterr)
{
    const struct average *averages = view->averages.items;
    for (size_t i = 0; i < view->averages.count; i++) {
        for (size_t k = 0; k < view->kind_count; k++) {
            if (view->measure == LL_MEASURE_PIECES &&
                ll_str_eq(averages[i].class_code, view->kinds[k].class_code) &&
                yield_of(ctx, view, averages[i].fraction) == NULL) {
                return no_memory(reterr);
            }
        }
    }
    return LL_OK;
}

/* What the laboratory found: metals inside fractions. One of the fraction's own name says how pure
 * it is, and stands for its weight. */
static enum ll_status read_assays(struct ll_ctx *ctx, struct view *view,
                                  struct ll_settlement_id settlement_id, struct ll_err *reterr)
{
    struct ll_q_settlement_assay_all_in in = {settlement_id};
    struct ll_q_settlement_assay_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_settlement_assay_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_settlement_assay_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_mass metal = ll_yield_metal(row.fraction_g, row.mg_per_t);
        bool is_itself = ll_str_eq(row.metal, row.fraction);
        struct yield *one = yield_of(ctx, view, row.metal);
        if (one == NULL) {
            status = no_memory(reterr);
            break;
        }
        one->is_inside = one->is_inside || !is_itself;
        one->inside.g += is_itself ? 0 : metal.g;
        one->itself = is_itself ? metal : one->itself;
        one->itself_basis = is_itself ? assayed : one->itself_basis;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status read_outputs(struct ll_ctx *ctx, struct view *view,
                                   const struct ll_q_yield_treatment_row *treatment,
                                   struct ll_err *reterr)
{
    struct ll_q_material_of_treatment_in in = {treatment->treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    const char *basis = treatment->kind == LL_TREATMENT_KIND_METALLURGICAL ? calculated : weighed;
    struct yield *yields = view->yields.items;
    for (size_t i = 0; i < view->yields.count; i++) {
        yields[i].itself = yields[i].inside = (struct ll_mass){0};
        yields[i].itself_basis = NULL;
        yields[i].is_inside = false;
    }
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        struct yield *one = yield_of(ctx, view, row.fraction);
        if (one == NULL) {
            status = no_memory(reterr);
            break;
        }
        one->itself = row.mass_g;
        one->itself_basis = basis;
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK : status);
    return treatment->has_settlement_id ? read_assays(ctx, view, treatment->settlement_id, reterr)
                                        : LL_OK;
}

/* The lot's part of a mass that was shared. */
static enum ll_status share_of(struct ll_ctx *ctx, const struct view *view, struct ll_mass mass,
                               struct ll_treatment_whole *whole, struct ll_mass *ret_share,
                               struct ll_err *reterr)
{
    ret_share->g = 0;
    LL_TRY(ll_treatment_share(ctx, mass, whole, reterr));
    for (size_t i = 0; i < whole->count; i++) {
        if (ll_id_eq(whole->spans[i].lot_id.raw, view->lot_id.raw)) {
            ret_share->g += whole->shares[i].g;
        }
    }
    return LL_OK;
}

static enum ll_status add_yield(struct ll_ctx *ctx, const struct view *view, struct yield *one,
                                const struct ll_q_yield_treatment_row *treatment,
                                struct ll_treatment_whole *whole, bool is_alone,
                                struct ll_mass input, struct ll_err *reterr)
{
    struct ll_mass expected;
    struct ll_mass bound;
    struct ll_mass share;
    bool known = expect(view, one->fraction, input, &expected) == LL_OK;
    one->unknown = one->unknown || !known;
    one->expected.g += known ? expected.g : 0;
    if (one->itself_basis == NULL && !one->is_inside) {
        return LL_OK;
    }
    struct ll_mass made = {one->itself.g + one->inside.g};
    const char *basis = !one->is_inside ? one->itself_basis
                        : one->itself_basis == NULL || one->itself_basis == assayed ? assayed
                                                                                    : mixed;
    one->unknown_compared = one->unknown_compared || !known;
    one->compared.g += known ? expected.g : 0;
    one->basis = one->basis == NULL || one->basis == basis ? basis : mixed;
    LL_TRY(ll_treatment_bound_mass(ctx, treatment->receipt_id, made, &bound, reterr));
    LL_TRY(share_of(ctx, view, bound, whole, &share, reterr));
    one->settled.g += share.g;
    one->at_least.g += is_alone && bound.g == made.g ? made.g : 0;
    one->at_most.g += made.g;
    return LL_OK;
}

static void put_treatment(struct ll_ctx *ctx, const struct view *view,
                          const struct ll_q_yield_treatment_row *row, struct ll_mass input,
                          bool is_alone, struct ll_json *items)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "facility", row->facility);
    ll_answer_id(ctx, item, "facility_id", "fac", row->facility_id.raw);
    ll_answer_i64(ctx, item, "mass_g", input.g);
    ll_answer_bool(ctx, item, "with_others", !is_alone);
    if (row->has_settlement_id) {
        ll_answer_id(ctx, item, "settlement_id", "stl", row->settlement_id.raw);
    }
    ll_answer_date(ctx, item, "treated_on", row->treated_on);
    ll_answer_id(ctx, item, "treatment_id", "trt", row->treatment_id.raw);
    if (view->measure == LL_MEASURE_PIECES) {
        ll_answer_i64(ctx, item, "units", row->units);
    }
    ll_json_append(ctx->arena, items, item);
}

static enum ll_status add_treatment(struct ll_ctx *ctx, struct view *view,
                                    const struct ll_q_yield_treatment_row *row,
                                    struct ll_json *items, struct ll_err *reterr)
{
    struct ll_treatment_whole whole;
    struct ll_mass input;
    bool is_alone = true;
    LL_TRY(read_kinds(ctx, view, row->treatment_id, reterr));
    LL_TRY(add_expected_rows(ctx, view, reterr));
    LL_TRY(read_outputs(ctx, view, row, reterr));
    LL_TRY(ll_treatment_whole(ctx, row->treatment_id, row->input_mass_g, &whole, reterr));
    for (size_t i = 0; i < whole.count; i++) {
        is_alone = is_alone && ll_id_eq(whole.spans[i].lot_id.raw, view->lot_id.raw);
    }
    LL_TRY(share_of(ctx, view, row->input_mass_g, &whole, &input, reterr));
    struct yield *yields = view->yields.items;
    for (size_t i = 0; i < view->yields.count; i++) {
        LL_TRY(add_yield(ctx, view, &yields[i], row, &whole, is_alone, input, reterr));
    }
    view->units += row->units;
    view->any = true;
    put_treatment(ctx, view, row, input, is_alone, items);
    return LL_OK;
}

/* Those that the viewer sees whole: shares of others tell how much there was of theirs. */
static enum ll_status read_treatments(struct ll_ctx *ctx, struct view *view, struct ll_json *answer,
                                      struct ll_err *reterr)
{
    struct ll_q_yield_treatment_in in = {view->lot_id};
    struct ll_q_yield_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_yield_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_yield_treatment_next(cursor, &row, reterr)) == LL_OK) {
        bool is_whole = false;
        status =
            ll_visible_whole(ctx, LL_OBJECT_TREATMENT, row.treatment_id.raw, &is_whole, reterr);
        if (status == LL_OK && is_whole) {
            status = add_treatment(ctx, view, &row, items, reterr);
        }
        view->hides = view->hides || !is_whole;
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "treatments", items);
    return status == LL_EEND ? LL_OK : status;
}

static void put_yields(struct ll_ctx *ctx, const struct view *view, struct ll_json *answer)
{
    const struct yield *yields = view->yields.items;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < view->yields.count; i++) {
        const struct yield *one = &yields[i];
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "fraction", one->fraction);
        if (!one->unknown) {
            ll_answer_i64(ctx, item, "expected_mass_g", one->expected.g);
        }
        if (one->basis != NULL) {
            ll_answer_i64(ctx, item, "at_least_g", one->at_least.g);
            ll_answer_i64(ctx, item, "at_most_g", one->at_most.g);
            ll_answer_text(ctx, item, "basis", ll_str_from_cstr(one->basis));
            if (!one->unknown_compared) {
                ll_answer_i64(ctx, item, "compared_mass_g", one->compared.g);
            }
            ll_answer_i64(ctx, item, "settled_mass_g", one->settled.g);
        }
        ll_json_append(ctx->arena, items, item);
    }
    ll_json_set(ctx->arena, answer, "yields", items);
}

static enum ll_status run_yield(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_lot_by_id_row lot;
    struct view *view = LL_NEW_ARRAY(ctx->arena, struct view, 1);
    if (view == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(ll_find_lot(ctx, in->ref, &lot, reterr));
    *view = (struct view){
        .lot_id = lot.lot_id,
        .measure = lot.measure,
        .averages = LL_GROW(ctx->arena, struct average),
        .yields = LL_GROW(ctx->arena, struct yield),
    };
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "lot_id", "lot", lot.lot_id.raw);
    LL_TRY(read_averages(ctx, view, reterr));
    LL_TRY(read_treatments(ctx, view, answer, reterr));
    if (!view->hides) { /* else a sum would say less than was recycled */
        ll_answer_i64(ctx, answer,
                      lot.measure == LL_MEASURE_PIECES ? "recycled_units" : "recycled_g",
                      view->units);
    }
    put_yields(ctx, view, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_lot_yield = {
    .noun = "lot",
    .verb = "yield",
    .help = "show what was expected of a lot beside what plants settled",
    .details =
        "Over the treatments that recycled units of the lot. Expected (expected_mass_g) is what "
        "devices of these classes hold on average, in the proportion of what the plant weighed; "
        "compared_mass_g is the same of those treatments that state the fraction or metal at all. "
        "Settled is what the plant weighed or calculated, or what a laboratory found, and falls to "
        "the lot by what its units weighed where they were collected. Which device a gram was of "
        "cannot be known: of what was treated together with other lots between nothing and all may "
        "be this lot's (at_least_g, at_most_g).",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_yield,
};
