/* treatment sign: a plant's statement of what it made of units that it received */
#include "service/treatment_statement.h"

#include "service/signed.h"
#include "service/table.h"
#include "service/words.h"

#define TREATMENT_FILE_BYTES_MAX 16384

static const char statement_type[] = "loopledger treatment v1";

static const struct ll_field output_fields[] = {
    LL_MEMBER(ll_treatment_output, fraction, LL_REQ(CODE)),
    LL_MEMBER(ll_treatment_output, mass_g, LL_REQ(MASS)),
};
static const struct ll_record output_record =
    LL_RECORD("material", ll_treatment_output, output_fields);
static const struct ll_field statement_fields[] = {
    LL_MEMBER(ll_treatment_statement, key, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_treatment_statement, kind, LL_REQ(ENUM),
              LL_ENUM_OF(treatment_kind, TREATMENT_KIND)),
    LL_MEMBER(ll_treatment_statement, materials, LL_REQ(LIST), .sub = &output_record, .min = 1,
              .max = LL_TREATMENT_OUTPUTS_MAX),
    LL_MEMBER(ll_treatment_statement, measure, LL_OPT(ENUM),
              .enum_rows = &ll_measure_rows[LL_MEASURE_ROW_COUNT - 1], .enum_row_count = 1),
    LL_MEMBER(ll_treatment_statement, month, LL_REQ(MONTH)),
    LL_MEMBER(ll_treatment_statement, operation, LL_REQ(CODE)),
    LL_MEMBER(ll_treatment_statement, receipt, LL_REQ(BYTES), .min = LL_TREATMENT_NUMBER_SIZE,
              .max = LL_TREATMENT_NUMBER_SIZE),
    LL_MEMBER(ll_treatment_statement, treatment, LL_REQ(BYTES), .min = LL_TREATMENT_NUMBER_SIZE,
              .max = LL_TREATMENT_NUMBER_SIZE),
    LL_MEMBER(ll_treatment_statement, type, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_treatment_statement, units, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX),
};
static const struct ll_record statement_record =
    LL_RECORD("statement", ll_treatment_statement, statement_fields);

/* ---- outputs ---- */
enum ll_status ll_treatment_check_outputs(const struct ll_list *list, struct ll_mass *ret_total,
                                          struct ll_err *reterr)
{
    const struct ll_treatment_output *outputs = list->items;
    struct ll_mass total = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (ll_mass_add(total, outputs[i].mass_g, &total) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the outputs are heavier than can be stored");
        }
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(outputs[j].fraction, outputs[i].fraction)) {
                return LL_REFUSE(reterr, LL_EINVAL, "add the two up to one",
                                 "fraction '%.*s' comes twice", LL_STR_ARG(outputs[i].fraction));
            }
        }
    }
    if (total.g == 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "no output has a mass");
        ll_err_where(reterr, "outputs");
        ll_err_hint(reterr, "say what became of it: metals:1.8kg,slag:5kg,fuel:6.6kg");
        return status;
    }
    *ret_total = total;
    return LL_OK;
}

enum ll_status ll_treatment_outputs(struct ll_ctx *ctx, const struct ll_list *texts,
                                    struct ll_list *ret_outputs, struct ll_mass *ret_total,
                                    struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_treatment_output *outputs =
        LL_NEW_ARRAY(ctx->arena, struct ll_treatment_output, texts->count);
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
    }
    struct ll_list list = {outputs, texts->count};
    LL_TRY(ll_treatment_check_outputs(&list, ret_total, reterr));
    *ret_outputs = list;
    return LL_OK;
}

/* ---- sign: run by the plant ---- */
struct treatment_sign {
    struct ll_file key;
    int kind; /* enum ll_treatment_kind */
    struct ll_mass mass;
    struct ll_month month;
    bool has_month;
    struct ll_str operation;
    struct ll_list outputs; /* of struct ll_str */
    struct ll_str receipt;
    struct ll_units units;
};
static const struct ll_field sign_fields[] = {
    LL_MEMBER(treatment_sign, key, LL_REQ(FILE), .secret = true,
              .help = "the plant's own secret key, in a file and folder that nobody else can read"),
    LL_MEMBER(treatment_sign, kind, LL_REQ(ENUM), LL_ENUM_OF(treatment_kind, TREATMENT_KIND),
              .help = "mechanical: outputs weighed; metallurgical: outputs calculated"),
    LL_MEMBER(treatment_sign, mass, LL_OPT(MASS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how much of that receipt was treated, of e-waste that nobody counted"),
    LL_MEMBER(treatment_sign, month, LL_OPT(MONTH), LL_PRESENT(treatment_sign, has_month),
              .help = "the month of the treatment (this one)"),
    LL_MEMBER(treatment_sign, operation, LL_REQ(CODE),
              .help = "operation of the Basel Convention's Annex IV: r12, r4"),
    LL_MEMBER(treatment_sign, outputs, LL_REQ(STRS), .max = LL_TREATMENT_OUTPUTS_MAX,
              .help = "FRACTION:MASS, as boards:12.5kg,metals:40kg"),
    LL_MEMBER(treatment_sign, receipt, LL_REQ(BYTES), .min = LL_TREATMENT_NUMBER_SIZE,
              .max = LL_TREATMENT_NUMBER_SIZE,
              .help = "the number of the plant's receipt, as its statement has it"),
    LL_MEMBER(treatment_sign, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how many devices of that receipt were treated"),
};
static const struct ll_record sign_record =
    LL_RECORD("treatment_sign", treatment_sign, sign_fields);

enum ll_status ll_treatment_state(struct ll_ctx *ctx, const struct ll_treatment_facts *facts,
                                  struct ll_str key, struct ll_str *ret_text, struct ll_err *reterr)
{
    uint8_t number[LL_TREATMENT_NUMBER_SIZE];
    struct ll_mass total;
    struct ll_strbuf buf;
    ctx->ids.random(ctx->ids.ctx, number, sizeof(number));
    struct ll_treatment_statement statement = {
        .key = key,
        .kind = facts->kind,
        .measure = facts->in_grams ? LL_MEASURE_GRAMS : 0,
        .month = facts->month,
        .operation = facts->operation,
        .receipt = facts->receipt,
        .treatment = {(const char *)number, sizeof(number)},
        .type = ll_str_from_cstr(statement_type),
        .units = facts->units,
    };
    LL_TRY(ll_treatment_outputs(ctx, facts->outputs, &statement.materials, &total, reterr));
    ll_strbuf_init(&buf, ctx->arena, LL_TREATMENT_STATEMENT_BYTES_MAX);
    ll_record_to_json(&statement_record, &statement, &buf);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

static enum ll_status sign(struct ll_ctx *ctx, const struct treatment_sign *in,
                           const struct ll_sign_key *key, struct ll_json **ret_answer,
                           struct ll_err *reterr)
{
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_str text;
    bool in_grams = in->mass.g > 0;
    struct ll_treatment_facts facts = {
        .kind = in->kind,
        .in_grams = in_grams,
        .month = in->has_month ? in->month : ll_date_month(ll_time_date(ctx->now)),
        .operation = in->operation,
        .outputs = &in->outputs,
        .receipt = in->receipt,
    };
    LL_TRY(ll_words_asked(in_grams ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES, in->units, in->mass,
                          &facts.units, reterr));
    ll_multikey_public_format(&key->public_key, public_key);
    LL_TRY(ll_treatment_state(ctx, &facts, ll_str_from_cstr(public_key), &text, reterr));
    return ll_signed_make(ctx, key, text, NULL, NULL, ret_answer, reterr);
}

static enum ll_status run_sign(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct treatment_sign *in = input;
    struct ll_sign_key key;
    LL_TRY(ll_signed_key(ctx, &in->key, &key, reterr));
    enum ll_status status = sign(ctx, in, &key, ret_answer, reterr);
    ll_sign_key_wipe(&key);
    return status;
}

/* ---- read ---- */
enum ll_status ll_treatment_read(struct ll_ctx *ctx, const struct ll_file *file,
                                 struct ll_signed_treatment *ret_treatment, struct ll_err *reterr)
{
    struct ll_signed read;
    struct ll_signed_treatment treatment;
    LL_TRY(ll_signed_read(ctx, file, "treatment", NULL, TREATMENT_FILE_BYTES_MAX,
                          LL_TREATMENT_STATEMENT_BYTES_MAX, &read, reterr));
    LL_TRY(ll_record_from_json(ctx->arena, &statement_record, read.statement, &treatment.statement,
                               reterr));
    if (!ll_str_eq_cstr(treatment.statement.type, statement_type)) {
        return LL_REFUSE(
            reterr, LL_EUNSUPPORTED, "have the plant sign with this version of the program",
            "a statement '%.*s' is not known here", LL_STR_ARG(treatment.statement.type));
    }
    treatment.text = read.text;
    treatment.signature = read.signature;
    LL_TRY(ll_signed_verify(&read, treatment.statement.key, &treatment.key, reterr));
    *ret_treatment = treatment;
    return LL_OK;
}

const struct ll_service ll_service_treatment_sign = {
    .noun = "treatment",
    .verb = "sign",
    .help = "sign what a plant made of what it received, with the plant's own key",
    .details = "Run by the plant, which needs neither data directory nor store. The "
               "answer is the file that treatment record takes with --statement. The statement "
               "carries the key, the number of the plant's own receipt, how many of its devices "
               "(or how much of what nobody counted) were treated and how, the grams of each "
               "fraction, the month and a random number.",
    .input = &sign_record,
    .mode = LL_SERVICE_ALONE,
    .is_document = true,
    .run = run_sign,
};
