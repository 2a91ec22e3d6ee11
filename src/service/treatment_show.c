/* treatment show: what came of which units, beside what such devices hold on average */
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
#include "store/q_show_plant.h"

#define UG INT64_C(1000000) /* in a gram */
#define UG_PER_UNIT_MAX INT64_C(1000000000000)

/* A class average of data/class_materials.csv, of a fraction that the treatment has. */
struct average {
    struct ll_str class_code;
    size_t fraction;
    int64_t ug_per_unit;
};

/* One lot's part in the treatment. */
struct lot_part {
    struct ll_lot_id lot_id;
    enum ll_measure measure;
    int64_t units;
    struct ll_mass recorded[LL_TREATMENT_OUTPUTS_MAX];
    struct ll_mass expected[LL_TREATMENT_OUTPUTS_MAX];
    bool is_unknown[LL_TREATMENT_OUTPUTS_MAX]; /* no average for some of its units */
};

struct view {
    struct ll_treatment_id treatment_id;
    struct ll_receipt_id receipt_id;
    struct ll_treatment_output outputs[LL_TREATMENT_OUTPUTS_MAX];
    struct ll_mass bound[LL_TREATMENT_OUTPUTS_MAX]; /* what of them falls to the units */
    size_t output_count;
    struct ll_grow averages; /* of struct average */
    struct ll_grow lots;     /* of struct lot_part, by id */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the shares of a treatment");
}

static enum ll_status read_outputs(struct ll_ctx *ctx, struct view *view, struct ll_err *reterr)
{
    struct ll_q_material_of_treatment_in in = {view->treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_str fraction = ll_str_copy(ctx->arena, row.fraction);
        if (fraction.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
        if (view->output_count == LL_TREATMENT_OUTPUTS_MAX) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "a treatment has more than %d fractions",
                             LL_TREATMENT_OUTPUTS_MAX);
            break;
        }
        view->outputs[view->output_count++] = (struct ll_treatment_output){fraction, row.mass_g};
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- what such devices hold on average ---- */
static enum ll_status read_averages(struct ll_ctx *ctx, struct view *view, struct ll_err *reterr)
{
    static const char *const columns[] = {"class_id", "fraction", "ug_per_unit"};
    struct ll_csv_reader reader;
    size_t at[3];
    struct ll_str cells[3];
    LL_TRY(ll_data_open("class_materials.csv", ctx->arena, columns, 3, &reader, at, reterr));
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, 3, cells, reterr)) == LL_OK) {
        for (size_t i = 0; i < view->output_count; i++) {
            if (!ll_str_eq(cells[1], view->outputs[i].fraction)) {
                continue;
            }
            struct average *one = ll_grow_add(&view->averages);
            if (one == NULL) {
                return no_memory(reterr);
            }
            one->fraction = i;
            one->class_code = ll_str_copy(ctx->arena, cells[0]);
            if (one->class_code.ptr == NULL) {
                return no_memory(reterr);
            }
            LL_TRY(ll_words_i64(cells[2], "ug_per_unit", 0, UG_PER_UNIT_MAX, &one->ug_per_unit,
                                reterr));
        }
    }
    return status == LL_EEND ? LL_OK : status;
}

/* Units times micrograms, in grams rounded down: split so that it does not overflow. */
static int64_t average_mass(int64_t units, int64_t ug_per_unit)
{
    return units / UG * ug_per_unit + units % UG * (ug_per_unit / UG) +
           units % UG * (ug_per_unit % UG) / UG;
}

static enum ll_status add_expected(const struct view *view, struct lot_part *lot,
                                   struct ll_str class_code, int64_t units, struct ll_err *reterr)
{
    bool known[LL_TREATMENT_OUTPUTS_MAX] = {false};
    const struct average *averages = view->averages.items;
    for (size_t i = 0; i < view->averages.count; i++) {
        if (!ll_str_eq(averages[i].class_code, class_code)) {
            continue;
        }
        size_t fraction = averages[i].fraction;
        struct ll_mass mass = {average_mass(units, averages[i].ug_per_unit)};
        known[fraction] = true;
        if (ll_mass_add(lot->expected[fraction], mass, &lot->expected[fraction]) != LL_OK) {
            return LL_FAIL(reterr, LL_ECORRUPT, "units are heavier than is possible");
        }
    }
    for (size_t i = 0; i < view->output_count; i++) {
        lot->is_unknown[i] = lot->is_unknown[i] || !known[i];
    }
    return LL_OK;
}

static enum ll_status read_lots(struct ll_ctx *ctx, struct view *view, struct ll_err *reterr)
{
    struct ll_q_treatment_lot_class_in in = {view->treatment_id};
    struct ll_q_treatment_lot_class_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_treatment_lot_class_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_treatment_lot_class_next(cursor, &row, reterr)) == LL_OK) {
        struct lot_part *lots = view->lots.items;
        struct lot_part *lot = view->lots.count == 0 ? NULL : &lots[view->lots.count - 1];
        if (lot == NULL || !ll_id_eq(lot->lot_id.raw, row.lot_id.raw)) {
            lot = ll_grow_add(&view->lots);
            if (lot == NULL) {
                status = no_memory(reterr);
                break;
            }
            lot->lot_id = row.lot_id;
            lot->measure = row.measure;
        }
        lot->units += row.units;
        /* Averages are of devices: of what nobody counted there is none. */
        status =
            add_expected(view, lot, row.measure == LL_MEASURE_PIECES ? row.class_code : LL_STR(""),
                         row.units, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- what falls to each lot ---- */
static enum ll_status share_fraction(struct ll_ctx *ctx, struct view *view, size_t fraction,
                                     struct ll_err *reterr)
{
    struct ll_treatment_whole whole;
    struct lot_part *lots = view->lots.items;
    size_t at = 0;
    struct ll_mass *bound = &view->bound[fraction];
    LL_TRY(ll_treatment_bound_mass(ctx, view->receipt_id, view->outputs[fraction].mass_g, bound,
                                   reterr));
    LL_TRY(ll_treatment_whole(ctx, view->treatment_id, *bound, &whole, reterr));
    for (size_t i = 0; i < whole.count; i++) {
        while (at < view->lots.count && !ll_id_eq(lots[at].lot_id.raw, whole.spans[i].lot_id.raw)) {
            at++;
        }
        if (at == view->lots.count || ll_mass_add(lots[at].recorded[fraction], whole.shares[i],
                                                  &lots[at].recorded[fraction]) != LL_OK) {
            return LL_FAIL(reterr, LL_ECORRUPT, "a treatment is of units that are nowhere");
        }
    }
    return LL_OK;
}

/* ---- telling ---- */
static void put_outputs(struct ll_ctx *ctx, const struct view *view, struct ll_json *answer)
{
    const struct lot_part *lots = view->lots.items;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < view->output_count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        int64_t expected_g = 0;
        bool is_unknown = false;
        for (size_t k = 0; k < view->lots.count; k++) {
            is_unknown = is_unknown || lots[k].is_unknown[i];
            expected_g += lots[k].expected[i].g;
        }
        ll_answer_text(ctx, item, "fraction", view->outputs[i].fraction);
        ll_answer_i64(ctx, item, "mass_g", view->outputs[i].mass_g.g);
        if (view->bound[i].g != view->outputs[i].mass_g.g) {
            ll_answer_i64(ctx, item, "beyond_mass_g", view->outputs[i].mass_g.g - view->bound[i].g);
        }
        if (!is_unknown) {
            ll_answer_i64(ctx, item, "calculated_mass_g", expected_g);
        }
        ll_json_append(ctx->arena, items, item);
    }
    ll_json_set(ctx->arena, answer, "outputs", items);
}

static void put_lots(struct ll_ctx *ctx, const struct view *view, struct ll_json *answer)
{
    const struct lot_part *lots = view->lots.items;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    for (size_t k = 0; k < view->lots.count; k++) {
        for (size_t i = 0; i < view->output_count; i++) {
            struct ll_json *item = ll_answer_object(ctx);
            ll_answer_id(ctx, item, "lot_id", "lot", lots[k].lot_id.raw);
            if (lots[k].measure == LL_MEASURE_PIECES) {
                ll_answer_i64(ctx, item, "units", lots[k].units);
            } else {
                ll_answer_i64(ctx, item, "treated_g", lots[k].units);
            }
            ll_answer_text(ctx, item, "fraction", view->outputs[i].fraction);
            ll_answer_i64(ctx, item, "mass_g", lots[k].recorded[i].g);
            if (!lots[k].is_unknown[i]) {
                ll_answer_i64(ctx, item, "calculated_mass_g", lots[k].expected[i].g);
            }
            ll_json_append(ctx->arena, items, item);
        }
    }
    ll_json_set(ctx->arena, answer, "shares", items);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_treatment_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    struct view *view = LL_NEW_ARRAY(ctx->arena, struct view, 1);
    if (view == NULL) {
        return no_memory(reterr);
    }
    LL_TRY(ll_find_treatment(ctx, in->ref, &row, reterr));
    *view = (struct view){
        .treatment_id = row.treatment_id,
        .receipt_id = row.receipt_id,
        .averages = LL_GROW(ctx->arena, struct average),
        .lots = LL_GROW(ctx->arena, struct lot_part),
    };
    LL_TRY(read_outputs(ctx, view, reterr));
    LL_TRY(read_averages(ctx, view, reterr));
    LL_TRY(read_lots(ctx, view, reterr));
    for (size_t i = 0; i < view->output_count; i++) {
        LL_TRY(share_fraction(ctx, view, i, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_treatment_item_in item = {row.treatment_id};
    LL_TRY(ll_q_treatment_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    /* Masses of a metallurgical treatment follow from assays and yields; they are not weighed. */
    ll_answer_bool(ctx, answer, "calculated", row.kind == LL_TREATMENT_KIND_METALLURGICAL);
    put_outputs(ctx, view, answer);
    put_lots(ctx, view, answer);
    LL_TRY(ll_visible_unnumber(ctx, answer, "shares", reterr));
    LL_TRY(ll_visible_trim(ctx, LL_OBJECT_TREATMENT, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_treatment_show = {
    .noun = "treatment",
    .verb = "show",
    .help = "show one treatment with its outputs and what of them falls to each lot",
    .details = "Each fraction is shared among the lots by what their units weighed where they were "
               "collected, so that the shares sum to it exactly; where the receipt was sampled, "
               "with what falls "
               "to what came beyond the bound of the sample (beyond_mass_g). Beside what is "
               "recorded stands "
               "what so many devices of these classes hold on average (calculated_mass_g); that is "
               "calculated and claims nothing about these devices.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
