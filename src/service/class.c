/* class add, load, list, show: device classes with their mass bands */
#include "service/answer.h"
#include "service/data.h"
#include "service/event.h"
#include "service/find.h"
#include "service/name.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/words.h"
#include "store/q_show_registry.h"

struct class_add {
    struct ll_str code;
    struct ll_str hs_code;
    struct ll_mass mass;
    struct ll_mass mass_high;
    struct ll_mass mass_low;
    struct ll_str unu_key;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(class_add, code, LL_REQ(CODE), .operand = true, .help = "its code: smartphone"),
    LL_MEMBER(class_add, hs_code, LL_REQ(STR), .min = 4, .max = 16,
              .help = "customs code: 8517.13"),
    LL_MEMBER(class_add, mass, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "mass of one device, central figure (none: it is not counted)"),
    LL_MEMBER(class_add, mass_high, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "upper end of the usual mass"),
    LL_MEMBER(class_add, mass_low, LL_OPT(MASS), .min = 1, .max = LL_MASS_G_MAX,
              .help = "lower end of the usual mass"),
    LL_MEMBER(class_add, unu_key, LL_REQ(STR), .min = 4, .max = 4, .help = "UNU key: 0306"),
};
static const struct ll_record add_record = LL_RECORD("class_add", class_add, add_fields);

/* LL_ENOTFOUND without a sentence when the class is new. */
static enum ll_status look_up(struct ll_ctx *ctx, struct ll_str code,
                              struct ll_q_device_class_by_code_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_device_class_by_code_in in = {code};
    return ll_q_device_class_by_code(ctx->store, ctx->arena, &in, ret_row, reterr);
}

static enum ll_status define(struct ll_ctx *ctx, const struct class_add *in, struct ll_err *reterr)
{
    bool is_band =
        in->mass_low.g > 0 && in->mass_low.g <= in->mass.g && in->mass.g <= in->mass_high.g;
    bool is_none = in->mass_low.g == 0 && in->mass.g == 0 && in->mass_high.g == 0;
    if (!is_band && !is_none) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, "the mass band of '%.*s' is not in order: %lld, %lld, %lld g",
            LL_STR_ARG(in->code), (long long)in->mass_low.g, (long long)in->mass.g,
            (long long)in->mass_high.g);
        ll_err_hint(reterr, "say all three, or none for what is taken in by mass alone");
        return status;
    }
    LL_TRY(ll_name_code(in->code, reterr));
    LL_TRY(ll_words_token(in->hs_code, "hs_code", reterr));
    LL_TRY(ll_words_token(in->unu_key, "unu_key", reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_class_defined body = {
        .class_code = in->code,
        .hs_code = in->hs_code,
        .mass_g = in->mass,
        .mass_high_g = in->mass_high,
        .mass_low_g = in->mass_low,
        .unu_key = in->unu_key,
    };
    return ll_event_store(ctx, &meta, LL_EVENT_CLASS_DEFINED, &body, reterr);
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct class_add *in = input;
    struct ll_q_device_class_by_code_row row;
    enum ll_status status = look_up(ctx, in->code, &row, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS,
                         "choose another code, or use that class: 'loopledger class show'",
                         "there is a class '%.*s' already", LL_STR_ARG(in->code));
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(define(ctx, in, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "class_code", in->code);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* Columns of data/device_classes.csv that a class is made from, in the order of add_fields. */
static const char *const load_columns[] = {"class_id",    "hs_code",    "mass_g_central",
                                           "mass_g_high", "mass_g_low", "unu_key"};
#define LOAD_COLUMN_COUNT (sizeof(load_columns) / sizeof(load_columns[0]))

/* One row of the built-in table; what is there already is counted and left as it is. */
static enum ll_status load_row(struct ll_ctx *ctx, const struct ll_str *fields,
                               struct ll_json *added, int64_t *known, struct ll_err *reterr)
{
    struct class_add in = {.code = LL_STR("")};
    for (size_t c = 0; c < LOAD_COLUMN_COUNT; c++) {
        LL_TRY(ll_field_from_text(ctx->arena, &add_fields[c], fields[c], &in, reterr));
    }
    struct ll_q_device_class_by_code_row stored;
    enum ll_status status = look_up(ctx, in.code, &stored, reterr);
    if (status == LL_OK) {
        (*known)++;
        return LL_OK;
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(define(ctx, &in, reterr));
    ll_json_append(ctx->arena, added, ll_json_new_string(ctx->arena, in.code));
    return LL_OK;
}

static enum ll_status run_load(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    (void)input;
    struct ll_csv_reader reader;
    struct ll_str fields[LOAD_COLUMN_COUNT];
    size_t at[LOAD_COLUMN_COUNT];
    const struct ll_embedded *data = ll_data_file("device_classes.csv");
    LL_TRY(ll_data_open("device_classes.csv", ctx->arena, load_columns, LOAD_COLUMN_COUNT, &reader,
                        at, reterr));
    struct ll_json *added = ll_json_new_array(ctx->arena);
    int64_t known = 0;
    enum ll_status status;
    while ((status = ll_data_next(&reader, at, LOAD_COLUMN_COUNT, fields, reterr)) == LL_OK) {
        LL_TRY(load_row(ctx, fields, added, &known, reterr));
    }
    if (status != LL_EEND) {
        return status;
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_json_set(ctx->arena, answer, "added", added);
    ll_answer_hex(ctx, answer, "data_digest",
                  (struct ll_str){(const char *)data->digest, sizeof(data->digest)});
    ll_answer_i64(ctx, answer, "known", known);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_page_input *in = input;
    struct ll_q_class_list_in by = {in->after, ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_class_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_device_class_by_code_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_class(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_class_item_in by = {row.class_code};
    LL_TRY(ll_q_class_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_class_add = {
    .noun = "class",
    .verb = "add",
    .help = "define a device class and its mass band",
    .details =
        "A class without masses is of what nobody counts, as cables or mixed parts: its lots "
        "are taken in by mass alone ('collection receive'), each gram a unit.",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_class_load = {
    .noun = "class",
    .verb = "load",
    .help = "define the built-in device classes that are not there yet",
    .details = "The table is data/device_classes.csv, with the source of every row. Classes that "
               "are there already stay as they are. The answer gives the table's SHA-256.",
    .mode = LL_SERVICE_WRITE,
    .run = run_load,
};
const struct ll_service ll_service_class_list = {
    .noun = "class",
    .verb = "list",
    .help = "list device classes",
    .input = &ll_page_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_class_show = {
    .noun = "class",
    .verb = "show",
    .help = "show one device class",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
