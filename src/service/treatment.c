/* treatment record, list: what a plant made of what it received */
#include "core/measure.h"
#include "service/answer.h"
#include "service/data.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/incident.h"
#include "service/page_input.h"
#include "service/receipt_statement.h"
#include "service/signed.h"
#include "service/table.h"
#include "service/treatment_balance.h"
#include "service/treatment_statement.h"
#include "service/treatment_units.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_registry.h"
#include "store/q_show_plant.h"

struct treatment_record {
    int64_t from;
    bool has_from;
    int kind; /* enum ll_treatment_kind */
    struct ll_str lot;
    struct ll_mass mass;
    struct ll_str operation;
    struct ll_list outputs;   /* of struct ll_str */
    struct ll_str public_key; /* of who is to sign */
    struct ll_str receipt;
    struct ll_file statement; /* not of what is to be signed */
    int64_t to;
    bool has_to;
    int64_t tolerance_ppm;
    bool has_tolerance_ppm;
    struct ll_date treated_on;
    bool has_treated_on;
    struct ll_units units;
};
/* What is signed is asked for like what is recorded. */
#define FIELD_FROM                                                                                 \
    LL_MEMBER(treatment_record, from, LL_OPT(I64), LL_PRESENT(treatment_record, has_from),         \
              .min = 0, .max = LL_UNITS_MAX, .help = "with a lot: the number of the first unit")
#define FIELD_KIND(NEED)                                                                           \
    LL_MEMBER(treatment_record, kind, NEED(ENUM), LL_ENUM_OF(treatment_kind, TREATMENT_KIND),      \
              .help = "mechanical: outputs weighed; metallurgical: outputs calculated")
#define FIELD_LOT                                                                                  \
    LL_MEMBER(treatment_record, lot, LL_OPT(REF),                                                  \
              .help = "the lot, when the very units are known that were treated")
#define FIELD_MASS                                                                                 \
    LL_MEMBER(treatment_record, mass, LL_OPT(MASS), .min = 1, .max = LL_UNITS_MAX,                 \
              .help = "how much of the receipt's grams that wait for it, of what nobody counted "  \
                      "(all)")
#define FIELD_OPERATION(NEED)                                                                      \
    LL_MEMBER(treatment_record, operation, NEED(CODE),                                             \
              .help = "operation of the Basel Convention's Annex IV: r12, r4")
#define FIELD_OUTPUTS(NEED)                                                                        \
    LL_MEMBER(treatment_record, outputs, NEED(STRS), .max = LL_TREATMENT_OUTPUTS_MAX,              \
              .help = "FRACTION:MASS, as boards:12.5kg,metals:40kg")
#define FIELD_RECEIPT                                                                              \
    LL_MEMBER(treatment_record, receipt, LL_REQ(REF), .operand = true, .help = "the receipt's id")
#define FIELD_TO                                                                                   \
    LL_MEMBER(treatment_record, to, LL_OPT(I64), LL_PRESENT(treatment_record, has_to), .min = 1,   \
              .max = LL_UNITS_MAX, .help = "with a lot: the number behind the last unit")
#define FIELD_TOLERANCE                                                                            \
    LL_MEMBER(treatment_record, tolerance_ppm, LL_OPT(I64),                                        \
              LL_PRESENT(treatment_record, has_tolerance_ppm), .min = 0, .max = LL_PPM,            \
              .help = "how far outputs may miss the input, in millionths; no further than the "    \
                      "table of tolerances lets (that)")
#define FIELD_TREATED_ON                                                                           \
    LL_MEMBER(treatment_record, treated_on, LL_OPT(DATE),                                          \
              LL_PRESENT(treatment_record, has_treated_on), .help = "the day it was done (today)")
#define FIELD_UNITS                                                                                \
    LL_MEMBER(treatment_record, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,               \
              .help = "how many of the receipt's devices that wait for it (all of them)")
static const struct ll_field record_fields[] = {
    FIELD_FROM,
    FIELD_KIND(LL_OPT),
    FIELD_LOT,
    FIELD_MASS,
    FIELD_OPERATION(LL_OPT),
    FIELD_OUTPUTS(LL_OPT),
    FIELD_RECEIPT,
    LL_MEMBER(treatment_record, statement, LL_OPT(FILE),
              .help = "what the plant signed of it, as treatment sign printed it"),
    FIELD_TO,
    FIELD_TOLERANCE,
    FIELD_TREATED_ON,
    FIELD_UNITS,
};
static const struct ll_record record_record =
    LL_RECORD("treatment_record", treatment_record, record_fields);
static const struct ll_field prepare_fields[] = {
    FIELD_FROM,
    FIELD_KIND(LL_REQ),
    FIELD_LOT,
    FIELD_MASS,
    FIELD_OPERATION(LL_REQ),
    FIELD_OUTPUTS(LL_REQ),
    LL_SIGNED_PUBLIC_KEY(treatment_record),
    FIELD_RECEIPT,
    FIELD_TO,
    FIELD_TOLERANCE,
    FIELD_TREATED_ON,
    FIELD_UNITS,
};
static const struct ll_record prepare_record =
    LL_RECORD("treatment_prepare", treatment_record, prepare_fields);

/* ---- what was done ---- */
static enum ll_status refuse_where(struct ll_err *reterr, enum ll_status code, const char *where,
                                   const char *text, const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, code, "%s", text);
    ll_err_where(reterr, "%s", where);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

/* From the options; what is calculated stands on the plant's signature, not on these. */
static enum ll_status read_options(struct ll_ctx *ctx, const struct treatment_record *in,
                                   bool is_to_be_signed, struct ll_treatment_recorded *body,
                                   struct ll_mass *ret_output, struct ll_err *reterr)
{
    const char *either = LL_R("give --kind, --operation and --outputs, or --statement");
    if (in->kind == 0) {
        return refuse_where(reterr, LL_EINVAL, "kind", LL_R("say what kind of treatment it was"),
                            either);
    }
    if (in->operation.len == 0) {
        return refuse_where(reterr, LL_EINVAL, "operation", LL_R("say by which operation"), either);
    }
    body->kind = in->kind;
    body->operation = in->operation;
    LL_TRY(ll_treatment_operation(ctx, body->operation, &body->interim, reterr));
    LL_TRY(ll_treatment_outputs(ctx, &in->outputs, &body->materials, ret_output, reterr));
    if (in->kind != (int)LL_TREATMENT_KIND_METALLURGICAL || is_to_be_signed) {
        return LL_OK;
    }
    return refuse_where(
        reterr, LL_EREFUSED, "statement",
        LL_R("outputs that are calculated need the plant's signature"),
        LL_R("have the plant sign it with 'loopledger treatment sign' and give the file "
             "with --statement"));
}

/* The number of the plant's receipt, as its own statement has it: its bytes and, for people, hex.
 */
static enum ll_status receipt_number(struct ll_ctx *ctx,
                                     const struct ll_q_receipt_by_id_row *receipt,
                                     struct ll_str *ret_number, struct ll_str *ret_text,
                                     struct ll_err *reterr)
{
    struct ll_json *statement = NULL;
    uint8_t *own = LL_NEW_ARRAY(ctx->arena, uint8_t, LL_TREATMENT_NUMBER_SIZE);
    if (own == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the number of a receipt");
    }
    LL_TRY(ll_json_read(ctx->arena, receipt->statement, LL_RECEIPT_STATEMENT_BYTES_MAX, &statement,
                        reterr));
    *ret_text = ll_json_string_at(statement, "receipt");
    bool is_one = ret_text->len == 2 * (size_t)LL_TREATMENT_NUMBER_SIZE &&
                  ll_hex_decode(*ret_text, own) == LL_OK;
    *ret_number =
        is_one ? (struct ll_str){(const char *)own, LL_TREATMENT_NUMBER_SIZE} : LL_STR("");
    return LL_OK;
}

static enum ll_status check_receipt_number(struct ll_ctx *ctx,
                                           const struct ll_q_receipt_by_id_row *receipt,
                                           struct ll_str number, struct ll_err *reterr)
{
    struct ll_str own;
    struct ll_str text;
    LL_TRY(receipt_number(ctx, receipt, &own, &text, reterr));
    if (ll_str_eq(number, own)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the plant signed it for another receipt");
    ll_err_where(reterr, "statement");
    ll_err_hint(reterr, "the number of this one is %.*s", LL_STR_ARG(text));
    return status;
}

static enum ll_status check_key(struct ll_ctx *ctx, const struct ll_q_receipt_by_id_row *receipt,
                                const struct ll_signed_treatment *treatment,
                                struct ll_plant_key_id *ret_plant_key_id, struct ll_err *reterr)
{
    struct ll_q_plant_key_by_public_key_in of = {
        {(const char *)treatment->key.b, sizeof(treatment->key.b)}};
    struct ll_q_plant_key_by_public_key_row key;
    enum ll_status status = ll_q_plant_key_by_public_key(ctx->store, ctx->arena, &of, &key, reterr);
    if (status == LL_ENOTFOUND ||
        (status == LL_OK && !ll_id_eq(key.facility_id.raw, receipt->facility_id.raw))) {
        status =
            LL_FAIL(reterr, LL_ESIGNATURE, "it is not signed with a key of the receipt's plant");
        ll_err_hint(reterr, "register the plant's keys with 'loopledger facility key-add'");
        return status;
    }
    LL_TRY(status);
    *ret_plant_key_id = key.plant_key_id;
    return LL_OK;
}

/* One signed statement is one treatment. */
static enum ll_status check_new(struct ll_ctx *ctx, struct ll_str statement, struct ll_err *reterr)
{
    struct ll_q_treatment_by_statement_in by = {statement};
    struct ll_q_treatment_by_statement_row before;
    enum ll_status status =
        ll_q_treatment_by_statement(ctx->store, ctx->arena, &by, &before, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    char text[LL_ID_TEXT_MAX];
    ll_id_format("trt", before.treatment_id.raw, text);
    return LL_REFUSE(reterr, LL_EEXISTS,
                     "look at what was recorded of it; for a further receipt or treatment the "
                     "plant signs another statement",
                     "this signed statement was recorded before: %s", text);
}

/* From what the plant signed: it says all but which units they were, and the day. */
static enum ll_status read_statement(struct ll_ctx *ctx, const struct treatment_record *in,
                                     const struct ll_q_receipt_by_id_row *receipt,
                                     struct ll_signed_treatment *treatment,
                                     struct ll_treatment_recorded *body, struct ll_mass *ret_output,
                                     struct ll_err *reterr)
{
    const struct ll_treatment_statement *says = &treatment->statement;
    if (in->kind != 0 || in->operation.len > 0 || in->outputs.count > 0) {
        return refuse_where(
            reterr, LL_EINVAL, "statement",
            LL_R("the statement says what was done, by which operation and with what "
                 "outputs"),
            LL_R("leave out --kind, --operation and --outputs"));
    }
    enum ll_status status = ll_treatment_read(ctx, &in->statement, treatment, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%.*s", LL_STR_ARG(in->statement.name));
        return status;
    }
    LL_TRY(check_receipt_number(ctx, receipt, says->receipt, reterr));
    if ((says->measure == LL_MEASURE_GRAMS) != (receipt->measure == LL_MEASURE_GRAMS)) {
        return refuse_where(
            reterr, LL_EREFUSED, "statement",
            receipt->measure == LL_MEASURE_GRAMS
                ? LL_R("the plant signed for devices, and received what nobody counted")
                : LL_R("the plant signed for a mass, and received counted devices"),
            receipt->measure == LL_MEASURE_GRAMS
                ? LL_R("the plant signs with --mass in place of --units")
                : LL_R("the plant signs with --units in place of --mass"));
    }
    LL_TRY(check_key(ctx, receipt, treatment, &body->plant_key_id, reterr));
    LL_TRY(check_new(ctx, treatment->text, reterr));
    LL_TRY(ll_treatment_operation(ctx, says->operation, &body->interim, reterr));
    LL_TRY(ll_treatment_check_outputs(&says->materials, ret_output, reterr));
    body->kind = says->kind;
    body->operation = says->operation;
    body->materials = says->materials;
    body->has_plant_key_id = true;
    body->statement = treatment->text;
    body->signature =
        (struct ll_str){(const char *)treatment->signature.b, sizeof(treatment->signature.b)};
    return LL_OK;
}

/* ---- which units, and when ---- */
static enum ll_status choose(struct ll_ctx *ctx, const struct treatment_record *in,
                             const struct ll_q_receipt_by_id_row *receipt, bool interim,
                             const struct ll_signed_treatment *treatment,
                             struct ll_treatment_chosen *ret_chosen, struct ll_err *reterr)
{
    const struct ll_treatment_options options = {.lot = in->lot,
                                                 .from = in->from,
                                                 .has_from = in->has_from,
                                                 .to = in->to,
                                                 .has_to = in->has_to,
                                                 .units = in->units,
                                                 .mass = in->mass};
    struct ll_treatment_asked asked;
    LL_TRY(ll_treatment_read_asked(receipt->measure, &options, &asked, reterr));
    struct ll_units signed_units = treatment == NULL ? asked.units : treatment->statement.units;
    if (in->lot.len == 0 && asked.units.n == 0) {
        asked.units = signed_units;
    }
    LL_TRY(ll_treatment_choose(ctx, receipt, interim ? LL_FACT_DISMANTLE : LL_FACT_RECYCLE, &asked,
                               ret_chosen, reterr));
    if (treatment == NULL || signed_units.n == ret_chosen->units.n) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the plant signed for %lld %s, not %lld",
                                    (long long)signed_units.n, ll_measure_word(receipt->measure),
                                    (long long)ret_chosen->units.n);
    ll_err_where(reterr, "%s", ll_measure_option(receipt->measure));
    ll_err_hint(reterr, "name as much as the statement says, or have the plant sign anew");
    return status;
}

static enum ll_status check_day(const struct ll_ctx *ctx, const struct treatment_record *in,
                                const struct ll_treatment_chosen *chosen,
                                const struct ll_signed_treatment *treatment,
                                struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date day = in->has_treated_on ? in->treated_on : today;
    const char *what = NULL;
    if (day.days > today.days) {
        what = LL_R("the day lies ahead");
    } else if (day.days < chosen->not_before.days) {
        what = LL_R("it was received, or dismantled, after that");
    } else if (treatment != NULL &&
               ll_date_month(day).months != treatment->statement.month.months) {
        what = LL_R("the plant's statement is for another month");
    }
    if (what != NULL) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", what);
        ll_err_where(reterr, "treated_on");
        if (day.days < chosen->not_before.days) {
            char text[LL_TIME_TEXT_MAX];
            ll_date_format(chosen->not_before, text);
            ll_err_hint(reterr, "give the day on which it was done, %s or later", text);
        } else {
            ll_err_hint(reterr, "give the day on which it was done; the plant signs for its month: "
                                "'loopledger treatment sign --month'");
        }
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

/* ---- record ---- */
static enum ll_status answer_of(struct ll_ctx *ctx, const struct ll_treatment_recorded *body,
                                const struct ll_treatment_chosen *chosen, enum ll_measure measure,
                                struct ll_mass output, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "input_mass_g", body->input_mass_g.g);
    ll_answer_bool(ctx, answer, "interim", body->interim);
    ll_answer_i64(ctx, answer, "output_mass_g", output.g);
    ll_answer_id(ctx, answer, "receipt_id", "rcp", body->receipt_id.raw);
    ll_answer_text(
        ctx, answer, "stage",
        ll_str_from_cstr(ll_stage_name(body->interim ? LL_STAGE_DISMANTLED : LL_STAGE_RECYCLED)));
    ll_answer_id(ctx, answer, "treatment_id", "trt", body->treatment_id.raw);
    if (measure == LL_MEASURE_PIECES) {
        ll_answer_i64(ctx, answer, "units", chosen->units.n);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* Which units, when, and whether it balances. */
static enum ll_status check_whole(struct ll_ctx *ctx, const struct treatment_record *in,
                                  const struct ll_q_receipt_by_id_row *receipt,
                                  const struct ll_signed_treatment *treatment,
                                  struct ll_mass output, struct ll_treatment_chosen *ret_chosen,
                                  struct ll_treatment_recorded *body, struct ll_err *reterr)
{
    bool after_interim = false;
    LL_TRY(ll_treatment_notified(ctx, receipt->shipment_id, body->operation, body->interim,
                                 &after_interim, reterr));
    LL_TRY(choose(ctx, in, receipt, body->interim, treatment, ret_chosen, reterr));
    LL_TRY(after_interim ? ll_treatment_taken_apart(ctx, &ret_chosen->spans, reterr) : LL_OK);
    if (!body->interim) {
        LL_TRY(ll_incident_refuse(ctx, &ret_chosen->spans, reterr));
    }
    LL_TRY(check_day(ctx, in, ret_chosen, treatment, &body->treated_on, reterr));
    body->facility_id = receipt->facility_id;
    body->input_mass_g = ret_chosen->input_mass_g;
    body->receipt_id = receipt->receipt_id;
    body->rule_version = ret_chosen->rule_version;
    body->spans = ret_chosen->spans;
    const struct ll_treatment_asked_ppm asked = {in->has_tolerance_ppm, in->tolerance_ppm};
    LL_TRY(ll_treatment_balance(&asked, (enum ll_treatment_kind)body->kind, body->treated_on,
                                body->input_mass_g, output, &body->tolerance_ppm, reterr));
    return ll_treatment_metals(ctx, &body->materials, body->input_mass_g, reterr);
}

static enum ll_status run_record(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct treatment_record *in = input;
    struct ll_q_receipt_by_id_row receipt;
    struct ll_signed_treatment treatment;
    struct ll_treatment_chosen chosen;
    struct ll_mass output = {0};
    struct ll_treatment_recorded body = {.signature = LL_STR(""), .statement = LL_STR("")};
    bool is_signed = in->statement.name.len > 0;
    LL_TRY(ll_find_receipt(ctx, in->receipt, &receipt, reterr));
    LL_TRY(ll_acts_at(ctx, LL_ROLE_RECYCLER, receipt.facility_id, "receipt", in->receipt, reterr));
    LL_TRY(is_signed ? read_statement(ctx, in, &receipt, &treatment, &body, &output, reterr)
                     : read_options(ctx, in, false, &body, &output, reterr));
    LL_TRY(check_whole(ctx, in, &receipt, is_signed ? &treatment : NULL, output, &chosen, &body,
                       reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.treatment_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_TREATMENT_RECORDED, &body, reterr));
    return answer_of(ctx, &body, &chosen, receipt.measure, output, ret_answer, reterr);
}

/* ---- prepare ---- */
/* What 'treatment record' is to be given beside the file: what no plant signs. */
static struct ll_json *with_of(struct ll_ctx *ctx, const struct treatment_record *said,
                               struct ll_date treated_on)
{
    struct ll_json *with = ll_answer_object(ctx);
    if (said->has_from) {
        ll_answer_i64(ctx, with, "from", said->from);
    }
    if (said->lot.len > 0) {
        ll_answer_text(ctx, with, "lot", said->lot);
    }
    if (said->has_to) {
        ll_answer_i64(ctx, with, "to", said->to);
    }
    if (said->has_tolerance_ppm) {
        ll_answer_i64(ctx, with, "tolerance_ppm", said->tolerance_ppm);
    }
    ll_answer_date(ctx, with, "treated_on", treated_on);
    return with;
}

static enum ll_status run_prepare(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct treatment_record *said = input;
    struct ll_q_receipt_by_id_row receipt;
    struct ll_treatment_chosen chosen;
    struct ll_treatment_recorded body = {.signature = LL_STR(""), .statement = LL_STR("")};
    struct ll_mass output = {0};
    struct ll_str hex;
    struct ll_str text;
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    LL_TRY(ll_find_receipt(ctx, said->receipt, &receipt, reterr));
    LL_TRY(
        ll_acts_at(ctx, LL_ROLE_RECYCLER, receipt.facility_id, "receipt", said->receipt, reterr));
    LL_TRY(ll_signed_plant_key(ctx, receipt.facility_id, said->public_key, key, reterr));
    LL_TRY(read_options(ctx, said, true, &body, &output, reterr));
    LL_TRY(check_whole(ctx, said, &receipt, NULL, output, &chosen, &body, reterr));
    struct ll_treatment_facts facts = {
        .kind = said->kind,
        .in_grams = receipt.measure == LL_MEASURE_GRAMS,
        .month = ll_date_month(body.treated_on),
        .operation = said->operation,
        .outputs = &said->outputs,
        .units = chosen.units,
    };
    LL_TRY(receipt_number(ctx, &receipt, &facts.receipt, &hex, reterr));
    LL_TRY(ll_treatment_state(ctx, &facts, ll_str_from_cstr(key), &text, reterr));
    return ll_signed_prepare(ctx, text, NULL, NULL, with_of(ctx, said, body.treated_on), ret_answer,
                             reterr);
}

/* ---- list ---- */
struct treatment_list {
    struct ll_str after;
    struct ll_str facility;
    bool interim;
    bool has_interim;
    int kind; /* enum ll_treatment_kind */
    int64_t limit;
    struct ll_month treated_in;
    bool has_treated_in;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(treatment_list),
    LL_MEMBER(treatment_list, facility, LL_OPT(REF), .help = "only at this plant"),
    LL_MEMBER(treatment_list, interim, LL_OPT(BOOL), LL_PRESENT(treatment_list, has_interim),
              .help = "only interim ones; no: only what recycled"),
    LL_MEMBER(treatment_list, kind, LL_OPT(ENUM), LL_ENUM_OF(treatment_kind, TREATMENT_KIND),
              .help = "only of this kind"),
    LL_PAGE_LIMIT(treatment_list),
    LL_MEMBER(treatment_list, treated_in, LL_OPT(MONTH), LL_PRESENT(treatment_list, has_treated_in),
              .help = "only treated in this month"),
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
        .has_interim = in->has_interim,
        .interim = in->interim,
        .treated_from = ll_filter_from(in->has_treated_in, in->treated_in),
        .treated_before = ll_filter_before(in->has_treated_in, in->treated_in),
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("trt", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_treatment_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    return ll_visible_trim_each(ctx, LL_OBJECT_TREATMENT, *ret_answer, "items", reterr);
}

const struct ll_service ll_service_treatment_record = {
    .noun = "treatment",
    .verb = "record",
    .help = "record what a plant made of what it received",
    .details =
        "Of all units of the receipt that wait for it at the plant, of so many of them (the first, "
        "by lot and number), or of the very units that are named; again until all are treated. An "
        "interim operation (r12) makes units dismantled; one that is not (r3, r4, r5) makes them "
        "recycled, from received or from dismantled. What went in is their share of what was "
        "weighed last. Mechanical outputs are weighed and must balance it, within what the table "
        "of tolerances lets of its kind on that day; metallurgical ones are calculated, shown as "
        "such, and need the plant's signature. What is not recycling is "
        "refused.",
    .input = &record_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_record,
};
const struct ll_service ll_service_treatment_prepare = {
    .noun = "treatment",
    .verb = "prepare",
    .help = "prepare what a plant signs of what it made",
    .details =
        "Answers the statement that 'treatment sign' would make, once all is checked that "
        "'treatment record' would check. Nothing is stored. Its canonical JSON is to be signed "
        "with "
        "the plant's own key, where that lies: the page does so in the browser, and sends no key. "
        "What goes to 'treatment record' is the statement with its signature, and what is answered "
        "as 'with'.",
    .input = &prepare_record,
    .mode = LL_SERVICE_READ,
    .run = run_prepare,
};
const struct ll_service ll_service_treatment_list = {
    .noun = "treatment",
    .verb = "list",
    .help = "list treatments in the order in which they were recorded",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
