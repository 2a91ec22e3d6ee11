/* treatment record, show: what a plant made of what it received */
#include "service/answer.h"
#include "service/data.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/words.h"
#include "store/q_show.h"

#define OUTPUTS_MAX 64
#define PPM INT64_C(1000000)
#define TOLERANCE_PPM_DEFAULT 5000 /* 0.5 % */
#define TOLERANCE_PPM_MAX 50000

struct treatment_record {
    int kind; /* enum ll_treatment_kind */
    struct ll_str operation;
    struct ll_list outputs; /* of struct ll_str */
    struct ll_str receipt;
    int64_t tolerance_ppm;
    bool has_tolerance_ppm;
    struct ll_date treated_on;
    bool has_treated_on;
};
static const struct ll_field record_fields[] = {
    LL_MEMBER(treatment_record, kind, LL_REQ(ENUM), LL_ENUM_OF(treatment_kind, TREATMENT_KIND),
              .help = "mechanical: outputs weighed; metallurgical: outputs calculated"),
    LL_MEMBER(treatment_record, operation, LL_REQ(CODE),
              .help = "operation of the Basel Convention's Annex IV: r12, r4"),
    LL_MEMBER(treatment_record, outputs, LL_OPT(STRS), .max = OUTPUTS_MAX,
              .help = "FRACTION:MASS, as boards:12.5kg,metals:40kg"),
    LL_MEMBER(treatment_record, receipt, LL_REQ(REF), .operand = true, .help = "the receipt's id"),
    LL_MEMBER(treatment_record, tolerance_ppm, LL_OPT(I64),
              LL_PRESENT(treatment_record, has_tolerance_ppm), .min = 1, .max = TOLERANCE_PPM_MAX,
              .help = "how far outputs may miss the input, in millionths (5000)"),
    LL_MEMBER(treatment_record, treated_on, LL_OPT(DATE),
              LL_PRESENT(treatment_record, has_treated_on), .help = "the day it was done (today)"),
};
static const struct ll_record record_record =
    LL_RECORD("treatment_record", treatment_record, record_fields);

/* ---- operations ---- */
static const char *const operation_columns[] = {"code", "interim", "operation", "reaches"};
#define OPERATION_COLUMN_COUNT (sizeof(operation_columns) / sizeof(operation_columns[0]))

/* Is the operation interim? From data/operations.csv; refused when it recycles nothing. */
static enum ll_status find_operation(struct ll_ctx *ctx, struct ll_str code, bool *ret_interim,
                                     struct ll_err *reterr)
{
    struct ll_csv_reader reader;
    size_t at[OPERATION_COLUMN_COUNT];
    struct ll_str cells[OPERATION_COLUMN_COUNT];
    LL_TRY(ll_data_open("operations.csv", ctx->arena, operation_columns, OPERATION_COLUMN_COUNT,
                        &reader, at, reterr));
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, OPERATION_COLUMN_COUNT, cells, reterr)) == LL_OK) {
        if (!ll_str_eq(cells[0], code)) {
            continue;
        }
        if (ll_str_eq_cstr(cells[3], "none")) {
            return LL_FAIL(reterr, LL_EREFUSED, "%.*s (%.*s) is not recycling: it serves no demand",
                           LL_STR_ARG(code), LL_STR_ARG(cells[2]));
        }
        *ret_interim = ll_str_eq_cstr(cells[1], "yes");
        return LL_OK;
    }
    if (status != LL_EEND) {
        return status;
    }
    status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no operation of Annex IV", LL_STR_ARG(code));
    ll_err_where(reterr, "operation");
    ll_err_hint(reterr, "r3, r4 or r5; r12 for sorting and dismantling before them");
    return status;
}

/* ---- outputs ---- */
static enum ll_status read_outputs(struct ll_ctx *ctx, const struct ll_list *texts,
                                   struct ll_list *ret_outputs, struct ll_mass *ret_total,
                                   struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_treatment_output *outputs =
        LL_NEW_ARRAY(ctx->arena, struct ll_treatment_output, texts->count);
    struct ll_mass total = {0};
    if (outputs == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the outputs");
    }
    for (size_t i = 0; i < texts->count; i++) {
        struct ll_str words[2];
        if (ll_words_split(items[i], ':', words, 2) != 2) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not an output", LL_STR_ARG(items[i]));
            ll_err_where(reterr, "outputs[%zu]", i);
            ll_err_hint(reterr, "write FRACTION:MASS, as copper:12.5kg");
            return status;
        }
        LL_TRY(ll_words_code(ctx->arena, words[0], "fraction", &outputs[i].fraction, reterr));
        LL_TRY(ll_words_mass(words[1], "mass", &outputs[i].mass_g, reterr));
        if (ll_mass_add(total, outputs[i].mass_g, &total) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the outputs are heavier than can be stored");
        }
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(outputs[j].fraction, outputs[i].fraction)) {
                return LL_FAIL(reterr, LL_EINVAL, "fraction '%.*s' comes twice",
                               LL_STR_ARG(outputs[i].fraction));
            }
        }
    }
    *ret_outputs = (struct ll_list){outputs, texts->count};
    *ret_total = total;
    return LL_OK;
}

/*
 * Promise 5: outputs never weigh more than the input and its tolerance; where they are weighed
 * (mechanical) they do not weigh less than that either. Whole numbers: differences times 10^6,
 * split so that 10^15 g times 10^6 does not overflow.
 */
static enum ll_status check_balance(const struct treatment_record *in, struct ll_mass input,
                                    struct ll_mass output, int64_t tolerance_ppm,
                                    struct ll_err *reterr)
{
    int64_t slack = input.g / PPM * tolerance_ppm + input.g % PPM * tolerance_ppm / PPM;
    bool heavy = output.g - input.g > slack;
    bool light = input.g - output.g > slack;
    if (!heavy && (!light || in->kind != (int)LL_TREATMENT_KIND_MECHANICAL)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED, "outputs of %lld g do not balance an input of %lld g (within %lld g)",
        (long long)output.g, (long long)input.g, (long long)slack);
    ll_err_hint(reterr, "%s",
                heavy ? "what comes out cannot weigh more than what went in"
                      : "name what is missing as a fraction: dust, loss, residue");
    return status;
}

/* ---- record ---- */
struct before {
    bool dismantled; /* an interim treatment is recorded */
    bool recycled;
    struct ll_mass output; /* of the interim treatment */
};

static enum ll_status sum_outputs(struct ll_ctx *ctx, struct ll_treatment_id treatment_id,
                                  struct ll_mass *ret_total, struct ll_err *reterr)
{
    struct ll_q_material_of_treatment_in in = {treatment_id};
    struct ll_q_material_of_treatment_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_mass total = {0};
    LL_TRY(ll_q_material_of_treatment_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_material_of_treatment_next(cursor, &row, reterr)) == LL_OK) {
        if (ll_mass_add(total, row.mass_g, &total) != LL_OK) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "stored outputs are heavier than is possible");
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_total = total;
    return LL_OK;
}

static enum ll_status look_before(struct ll_ctx *ctx, struct ll_receipt_id receipt_id,
                                  struct before *ret_before, struct ll_err *reterr)
{
    struct ll_q_treatment_of_receipt_in in = {receipt_id};
    struct ll_q_treatment_of_receipt_row row;
    struct ll_store_cursor *cursor = NULL;
    struct before before = {.dismantled = false};
    struct ll_treatment_id interim_id = {{{0}}};
    LL_TRY(ll_q_treatment_of_receipt_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_treatment_of_receipt_next(cursor, &row, reterr)) == LL_OK) {
        before.dismantled = before.dismantled || row.interim;
        before.recycled = before.recycled || !row.interim;
        interim_id = row.interim ? row.treatment_id : interim_id;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (before.dismantled) {
        LL_TRY(sum_outputs(ctx, interim_id, &before.output, reterr));
    }
    *ret_before = before;
    return LL_OK;
}

static enum ll_status check_day(const struct ll_ctx *ctx, const struct treatment_record *in,
                                struct ll_date received_on, struct ll_date *ret_day,
                                struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date day = in->has_treated_on ? in->treated_on : today;
    if (day.days > today.days || day.days < received_on.days) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "%s",
                    day.days > today.days ? "the day lies ahead" : "it was received after that");
        ll_err_where(reterr, "treated_on");
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct treatment_record *in = input;
    struct ll_q_receipt_by_id_row receipt;
    struct before before = {.dismantled = false};
    struct ll_mass output = {0};
    struct ll_treatment_recorded body = {.kind = in->kind, .operation = in->operation};
    LL_TRY(ll_find_receipt(ctx, in->receipt, &receipt, reterr));
    LL_TRY(find_operation(ctx, in->operation, &body.interim, reterr));
    LL_TRY(look_before(ctx, receipt.receipt_id, &before, reterr));
    if (before.recycled || (before.dismantled && body.interim)) {
        return LL_FAIL(reterr, LL_EREFUSED, "what came with this receipt is %s already",
                       before.recycled ? "recycled" : "dismantled");
    }
    LL_TRY(read_outputs(ctx, &in->outputs, &body.materials, &output, reterr));
    if (output.g == 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "no output has a mass");
        ll_err_where(reterr, "outputs");
        ll_err_hint(reterr, "say what became of it: metals:1.8kg,slag:5kg,fuel:6.6kg");
        return status;
    }
    LL_TRY(check_day(ctx, in, receipt.received_on, &body.treated_on, reterr));
    body.facility_id = receipt.facility_id;
    body.input_mass_g = before.dismantled ? before.output : receipt.mass_g;
    body.receipt_id = receipt.receipt_id;
    body.tolerance_ppm = in->has_tolerance_ppm ? in->tolerance_ppm : TOLERANCE_PPM_DEFAULT;
    LL_TRY(check_balance(in, body.input_mass_g, output, body.tolerance_ppm, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.treatment_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_TREATMENT_RECORDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "input_mass_g", body.input_mass_g.g);
    ll_answer_bool(ctx, answer, "interim", body.interim);
    ll_answer_i64(ctx, answer, "output_mass_g", output.g);
    ll_answer_id(ctx, answer, "receipt_id", "rcp", body.receipt_id.raw);
    ll_answer_text(
        ctx, answer, "stage",
        ll_str_from_cstr(ll_stage_name(body.interim ? LL_STAGE_DISMANTLED : LL_STAGE_RECYCLED)));
    ll_answer_id(ctx, answer, "treatment_id", "trt", body.treatment_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct treatment_list {
    struct ll_str after;
    struct ll_str facility;
    int kind; /* enum ll_treatment_kind */
    int64_t limit;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(treatment_list),
    LL_MEMBER(treatment_list, facility, LL_OPT(REF), .help = "only at this plant"),
    LL_MEMBER(treatment_list, kind, LL_OPT(ENUM), LL_ENUM_OF(treatment_kind, TREATMENT_KIND),
              .help = "only of this kind"),
    LL_PAGE_LIMIT(treatment_list),
};
static const struct ll_record list_record =
    LL_RECORD("treatment_list", treatment_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct treatment_list *in = input;
    struct ll_q_treatment_list_in by = {
        .has_kind = in->kind != 0,
        .kind = (enum ll_treatment_kind)in->kind,
        .limit = ll_page_limit(in->limit),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("trt", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_treatment_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_treatment_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_treatment(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_treatment_item_in item = {row.treatment_id};
    LL_TRY(ll_q_treatment_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    /* Masses of a metallurgical treatment follow from assays and yields; they are not weighed. */
    ll_answer_bool(ctx, answer, "calculated", row.kind == LL_TREATMENT_KIND_METALLURGICAL);
    struct ll_q_treatment_outputs_in outputs = {row.treatment_id};
    LL_TRY(ll_q_treatment_outputs_open(ctx->store, ctx->arena, &outputs, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "outputs", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_treatment_record = {
    .noun = "treatment",
    .verb = "record",
    .help = "record what a plant made of what it received",
    .details =
        "An interim operation (r12) makes the units of the receipt dismantled; one that is not "
        "(r3, r4, r5) makes them recycled, from received or from dismantled. Mechanical outputs "
        "are weighed and must balance; metallurgical ones are calculated, and shown as such. What "
        "is not recycling is refused.",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_treatment_list = {
    .noun = "treatment",
    .verb = "list",
    .help = "list treatments in the order in which they were recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_treatment_show = {
    .noun = "treatment",
    .verb = "show",
    .help = "show one treatment with its outputs",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
