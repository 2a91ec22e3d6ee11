/* programme add, list, show */
#include "service/programme.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/name.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/words.h"
#include "store/q_show_registry.h"

#define CLASSES_MAX 64
#define GRAMS_PER_DEVICE_MAX 10000000 /* ten tonnes */

struct programme_add {
    struct ll_list classes; /* of struct ll_str */
    struct ll_str code;
    struct ll_month oldest_vintage;
    struct ll_str operator_;
    int64_t version;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(programme_add, classes, LL_REQ(STRS), .min = 1, .max = CLASSES_MAX,
              .help = "what serves a demand, and its fee: smartphone=smartphone+tablet:1.50 EUR; "
                      "demanded by mass: laptop@2.1kg=laptop:4 EUR"),
    LL_MEMBER(programme_add, code, LL_REQ(CODE), .operand = true, .help = "a short code"),
    LL_MEMBER(programme_add, oldest_vintage, LL_REQ(MONTH),
              .help = "lots collected before this month are not eligible: 2024-01"),
    {.name = "operator",
     .offset = offsetof(struct programme_add, operator_),
     LL_REQ(REF),
     .help = "the organisation that runs it"},
    LL_MEMBER(programme_add, version, LL_OPT(I64), .min = 1, .max = 1000000,
              .help = "of the rulebook (1)"),
};
static const struct ll_record add_record = LL_RECORD("programme_add", programme_add, add_fields);

static bool has_class(const struct ll_str *classes, size_t count, struct ll_str code)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq(classes[i], code)) {
            return true;
        }
    }
    return false;
}

/* "smartphone+feature_phone_nb": classes that exist, each once. */
static enum ll_status read_lot_classes(struct ll_ctx *ctx, struct ll_str text,
                                       struct ll_list *ret_classes, struct ll_err *reterr)
{
    struct ll_str *classes = LL_NEW_ARRAY(ctx->arena, struct ll_str, CLASSES_MAX);
    if (classes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the classes of a programme");
    }
    size_t count = ll_words_split(text, '+', classes, CLASSES_MAX);
    if (count > CLASSES_MAX) {
        return LL_REFUSE(reterr, LL_EINVAL, "name fewer classes after '='",
                         "more than %d classes serve one demand", CLASSES_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        struct ll_q_device_class_by_code_row row;
        LL_TRY(ll_find_class(ctx, classes[i], &row, reterr));
        if (has_class(classes, i, classes[i])) {
            return LL_REFUSE(reterr, LL_EINVAL, "name each class once", "class '%.*s' comes twice",
                             LL_STR_ARG(classes[i]));
        }
        classes[i] = row.class_code;
    }
    *ret_classes = (struct ll_list){classes, count};
    return LL_OK;
}

/* "laptop@2.1kg": what a device is on a line in grams. */
static enum ll_status read_device_mass(const struct ll_str *demanded, size_t count,
                                       int64_t *ret_grams_per_device, struct ll_err *reterr)
{
    struct ll_mass each = {0};
    if (count > 1) {
        LL_TRY(ll_words_mass(demanded[1], "classes", &each, reterr));
    }
    if (count > 2 || (count == 2 && (each.g < 1 || each.g > GRAMS_PER_DEVICE_MAX))) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s@%.*s' gives a device no mass from 1 g to %d kg",
                    LL_STR_ARG(demanded[0]), LL_STR_ARG(demanded[1]), GRAMS_PER_DEVICE_MAX / 1000);
        ll_err_where(reterr, "classes");
        ll_err_hint(reterr, "write what one device counts, as laptop@2.1kg=laptop:4 EUR");
        return status;
    }
    *ret_grams_per_device = each.g;
    return LL_OK;
}

/* "smartphone=smartphone+feature_phone_nb:1.50 EUR", "laptop@2.1kg=laptop:4 EUR" */
static enum ll_status read_rule(struct ll_ctx *ctx, struct ll_str text,
                                struct ll_programme_class_rule *ret_rule, struct ll_err *reterr)
{
    struct ll_str sides[2];
    struct ll_str terms[2];
    struct ll_str demanded[2];
    struct ll_q_device_class_by_code_row demand;
    size_t demanded_count = 0;
    if (ll_words_split(text, '=', sides, 2) != 2 || ll_words_split(sides[1], ':', terms, 2) != 2) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not a class with its fee", LL_STR_ARG(text));
        ll_err_where(reterr, "classes");
        ll_err_hint(reterr, "write DEMAND=LOT+LOT:FEE, as smartphone=smartphone:1.50 EUR");
        return status;
    }
    demanded_count = ll_words_split(sides[0], '@', demanded, 2);
    LL_TRY(ll_find_class(ctx, demanded[0], &demand, reterr));
    LL_TRY(read_device_mass(demanded, demanded_count, &ret_rule->grams_per_device, reterr));
    LL_TRY(read_lot_classes(ctx, terms[0], &ret_rule->lot_classes, reterr));
    LL_TRY(ll_words_money(terms[1], "fee", &ret_rule->fee, reterr));
    if (ret_rule->fee.minor < 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "give 0 or more", "the fee '%.*s' is negative",
                         LL_STR_ARG(terms[1]));
    }
    ret_rule->demand_class = demand.class_code;
    return LL_OK;
}

static enum ll_status read_rules(struct ll_ctx *ctx, const struct ll_list *texts,
                                 struct ll_list *ret_rules, struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_programme_class_rule *rules =
        LL_NEW_ARRAY(ctx->arena, struct ll_programme_class_rule, texts->count);
    if (rules == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the rules of a programme");
    }
    for (size_t i = 0; i < texts->count; i++) {
        LL_TRY(read_rule(ctx, items[i], &rules[i], reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(rules[j].demand_class, rules[i].demand_class)) {
                return LL_REFUSE(reterr, LL_EINVAL, "give one rule for each class that is demanded",
                                 "class '%.*s' is demanded twice",
                                 LL_STR_ARG(rules[i].demand_class));
            }
        }
    }
    *ret_rules = (struct ll_list){rules, texts->count};
    return LL_OK;
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct programme_add *in = input;
    struct ll_q_organisation_by_id_row operator_row;
    LL_TRY(ll_name_code(in->code, reterr));
    LL_TRY(ll_find_organisation(ctx, in->operator_, &operator_row, reterr));
    struct ll_q_programme_id_by_code_in by = {in->code};
    struct ll_q_programme_id_by_code_row known;
    enum ll_status status = ll_q_programme_id_by_code(ctx->store, ctx->arena, &by, &known, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(reterr, LL_EEXISTS,
                         "choose another code: the rules of a programme do not change",
                         "there is a programme '%.*s' already", LL_STR_ARG(in->code));
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_programme_defined body = {
        .code = in->code,
        .oldest_vintage = in->oldest_vintage,
        .operator_id = operator_row.organisation_id,
        .version = in->version == 0 ? 1 : in->version,
    };
    LL_TRY(read_rules(ctx, &in->classes, &body.classes, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.programme_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_PROGRAMME_DEFINED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "programme_id", "prg", body.programme_id.raw);
    ll_answer_text(ctx, answer, "code", in->code);
    ll_answer_i64(ctx, answer, "version", body.version);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_page_input *in = input;
    struct ll_q_programme_list_in by = {in->after, ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_programme_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

/* Is this one of the words of a rule ("smartphone feature_phone_nb")? */
static bool rule_names(struct ll_str lot_classes, struct ll_str class_code)
{
    struct ll_str words[CLASSES_MAX];
    size_t count = ll_words_split(lot_classes, ' ', words, CLASSES_MAX);
    return has_class(words, count < CLASSES_MAX ? count : CLASSES_MAX, class_code);
}

enum ll_status ll_programme_refuses(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                    struct ll_month oldest_vintage,
                                    const struct ll_programme_lot *lot, struct ll_str *ret_reason,
                                    struct ll_err *reterr)
{
    struct ll_q_programme_class_of_in in = {programme_id};
    struct ll_q_programme_class_of_row row;
    struct ll_store_cursor *cursor = NULL;
    bool is_named = false;
    bool serves = false;
    LL_TRY(ll_q_programme_class_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_programme_class_of_next(cursor, &row, reterr)) == LL_OK) {
        bool names = rule_names(row.lot_classes, lot->class_code);
        is_named = is_named || names;
        serves =
            serves || (names && (lot->measure == LL_MEASURE_PIECES || row.has_grams_per_device));
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_reason = !is_named                                     ? LL_STR("class-not-in-programme")
                  : !serves                                     ? LL_STR("not-counted")
                  : lot->vintage.months < oldest_vintage.months ? LL_STR("too-old")
                                                                : LL_STR("");
    return LL_OK;
}

enum ll_status ll_programme_classes(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                    struct ll_purchase_options *ret_options, struct ll_err *reterr)
{
    struct ll_q_programme_class_of_in in = {programme_id};
    struct ll_q_programme_class_of_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_class_map *map = LL_NEW_ARRAY(ctx->arena, struct ll_class_map, CLASSES_MAX);
    size_t count = 0;
    if (map == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the programme's classes");
    }
    LL_TRY(ll_q_programme_class_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_programme_class_of_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_str code = ll_str_copy(ctx->arena, row.demand_class);
        if (code.ptr == NULL || count == CLASSES_MAX) {
            ll_store_query_close(cursor);
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the programme's classes");
        }
        map[count++] = (struct ll_class_map){LL_CLASS_MAP_NAME, code, code};
    }
    ll_store_query_close(cursor);
    *ret_options = (struct ll_purchase_options){map, count};
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_classes(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_programme_class_of_in in = {programme_id};
    struct ll_q_programme_class_of_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *classes = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_programme_class_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_programme_class_of_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        struct ll_str parts[CLASSES_MAX];
        struct ll_json *lot_classes = ll_json_new_array(ctx->arena);
        ll_answer_text(ctx, item, "demand_class", row.demand_class);
        ll_answer_money(ctx, item, "fee", row.fee_minor, row.fee_currency);
        if (row.has_grams_per_device) {
            ll_answer_i64(ctx, item, "grams_per_device", row.grams_per_device);
        }
        /* What is put in lives as long as the copy of the whole. */
        struct ll_str all = ll_str_copy(ctx->arena, row.lot_classes);
        size_t count = all.ptr == NULL ? 0 : ll_words_split(all, ' ', parts, CLASSES_MAX);
        for (size_t i = 0; i < count && i < CLASSES_MAX; i++) {
            ll_json_append(ctx->arena, lot_classes, ll_json_new_string(ctx->arena, parts[i]));
        }
        ll_json_set(ctx->arena, item, "lot_classes", all.ptr == NULL ? NULL : lot_classes);
        ll_json_append(ctx->arena, classes, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "classes", classes);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_programme_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_programme(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_programme_item_in by = {row.programme_id};
    LL_TRY(ll_q_programme_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    LL_TRY(put_classes(ctx, row.programme_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_programme_add = {
    .noun = "programme",
    .verb = "add",
    .help = "define a programme: its classes, fees and oldest vintage",
    .details =
        "Each class is written DEMAND=LOT+LOT:FEE: which classes of scrap serve a demand of "
        "the class, and the fee for one device. DEMAND@MASS=LOT:FEE counts the class in grams: "
        "each device demanded is so many, and whole units of scrap are credited what they "
        "weigh. Allocation never crosses programmes.",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_programme_list = {
    .noun = "programme",
    .verb = "list",
    .help = "list programmes by code",
    .input = &ll_page_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_programme_show = {
    .noun = "programme",
    .verb = "show",
    .help = "show one programme with its classes and fees",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
