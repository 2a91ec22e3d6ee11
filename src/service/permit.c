/* permit ask, list: what moving something across borders takes, and the tables that say so. */
#include "service/permit.h"

#include "service/answer.h"
#include "service/country.h"
#include "service/service.h"

/* ---- ask ---- */

struct permit_ask {
    struct ll_date acknowledged;
    bool has_acknowledged;
    bool agreed_no_waste;
    bool has_agreed_no_waste;
    bool air_approved;
    bool has_air_approved;
    struct ll_date arrival;
    bool has_arrival;
    bool article_11;
    bool has_article_11;
    int battery;
    struct ll_date completed;
    bool has_completed;
    struct ll_date consented;
    bool has_consented;
    struct ll_date departure;
    bool has_departure;
    struct ll_str destination;
    int evidence;
    struct ll_mass mass;
    int mode;
    struct ll_str operation;
    struct ll_str origin;
    bool preconsented;
    bool has_preconsented;
    bool producer;
    bool has_producer;
    int purpose;
    struct ll_date received;
    bool has_received;
    struct ll_date recovered;
    bool has_recovered;
    bool reuse_complete;
    bool has_reuse_complete;
    bool several;
    bool has_several;
    int64_t shipments;
    int stream;
    struct ll_date submitted;
    bool has_submitted;
    struct ll_date told;
    bool has_told;
    struct ll_list transits;
};
#define ASK(member, ...) LL_MEMBER(permit_ask, member, __VA_ARGS__)
#define IF(flag) LL_PRESENT(permit_ask, flag)
#define SHIPMENTS_MAX 10000
static const struct ll_field ask_fields[] = {
    ASK(acknowledged, LL_OPT(DATE), .place = 16, IF(has_acknowledged),
        .help = "day on which the authority of destination acknowledged the notification"),
    ASK(agreed_no_waste, LL_OPT(BOOL), .place = 25, IF(has_agreed_no_waste),
        .help = "every state agrees that it is no waste"),
    ASK(air_approved, LL_OPT(BOOL), .place = 27, IF(has_air_approved),
        .help = "the States of origin and of the operator approved that waste cells fly"),
    ASK(arrival, LL_OPT(DATE), .place = 11, IF(has_arrival),
        .help = "planned arrival at the plant"),
    ASK(article_11, LL_OPT(BOOL), .place = 26, IF(has_article_11),
        .help = "there is an agreement under Article 11 of the Basel Convention"),
    ASK(battery, LL_OPT(ENUM), .place = 5, LL_ENUM_OF(permit_battery, PERMIT_BATTERY),
        .help = "state of the batteries"),
    ASK(completed, LL_OPT(DATE), .place = 17, IF(has_completed),
        .help = "day on which the notification was called properly completed"),
    ASK(consented, LL_OPT(DATE), .place = 18, IF(has_consented),
        .help = "day of the first consent"),
    ASK(departure, LL_OPT(DATE), .place = 10, IF(has_departure),
        .help = "planned departure (today): it decides which law is in force"),
    ASK(destination, LL_OPT(STR), .place = 3, .max = 2, .help = "country it goes to: NL"),
    ASK(evidence, LL_OPT(ENUM), .place = 6, LL_ENUM_OF(permit_evidence, PERMIT_EVIDENCE),
        .help = "what an analysis says of hazards"),
    ASK(mass, LL_OPT(MASS), .place = 13, .help = "of all shipments together"),
    ASK(mode, LL_OPT(ENUM), .place = 9, LL_ENUM_OF(permit_mode, PERMIT_MODE),
        .help = "how it crosses"),
    ASK(operation, LL_OPT(CODE), .place = 8, .help = "what the plant does: r4 recycles metals"),
    ASK(origin, LL_OPT(STR), .place = 1, .max = 2, .help = "country it comes from: GH"),
    ASK(preconsented, LL_OPT(BOOL), .place = 22, IF(has_preconsented),
        .help = "the plant is pre-consented"),
    ASK(producer, LL_OPT(BOOL), .place = 23, IF(has_producer),
        .help = "who notifies is the producer"),
    ASK(purpose, LL_OPT(ENUM), .place = 7, LL_ENUM_OF(permit_purpose, PERMIT_PURPOSE),
        .help = "what it is moved for (recovery)"),
    ASK(received, LL_OPT(DATE), .place = 19, IF(has_received),
        .help = "day on which the plant received it"),
    ASK(recovered, LL_OPT(DATE), .place = 20, IF(has_recovered),
        .help = "day on which its treatment ended"),
    ASK(reuse_complete, LL_OPT(BOOL), .place = 24, IF(has_reuse_complete),
        .help = "all proofs of re-use are there for each item"),
    ASK(several, LL_OPT(BOOL), .place = 21, IF(has_several),
        .help = "one notification for several shipments"),
    ASK(shipments, LL_OPT(I64), .place = 12, .min = 0, .max = SHIPMENTS_MAX,
        .help = "how many shipments"),
    ASK(stream, LL_OPT(ENUM), .place = 4, LL_ENUM_OF(permit_stream, PERMIT_STREAM),
        .help = "what is moved"),
    ASK(submitted, LL_OPT(DATE), .place = 14, IF(has_submitted),
        .help = "day on which the notification was submitted"),
    ASK(told, LL_OPT(DATE), .place = 15, IF(has_told),
        .help = "day on which the others were told that it was properly carried out"),
    ASK(transits, LL_OPT(STRS), .place = 2, .max = LL_PERMIT_TRANSITS_MAX,
        .help = "countries between, in order, those of transhipment too: SN,ES"),
};
#undef ASK
#undef IF
static const struct ll_record ask_record = LL_RECORD("permit_ask", permit_ask, ask_fields);

/* What is not said stays 0, "not known". */
static enum ll_permit_answer yes_or_no(bool is_said, bool value)
{
    return !is_said ? (enum ll_permit_answer)0 : value ? LL_PERMIT_ANSWER_YES : LL_PERMIT_ANSWER_NO;
}

static enum ll_status check_state(struct ll_str code, const char *field, struct ll_err *reterr)
{
    enum ll_status status = ll_country_check(code, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "%s", field);
    }
    return status;
}

static enum ll_status check_states(const struct permit_ask *in, struct ll_err *reterr)
{
    const struct ll_str *transits = in->transits.items;
    LL_TRY(check_state(in->origin, "origin", reterr));
    LL_TRY(check_state(in->destination, "destination", reterr));
    for (size_t i = 0; i < in->transits.count; i++) {
        LL_TRY(check_state(transits[i], "transits", reterr));
    }
    return LL_OK;
}

static void put_day(struct ll_permit_days *days, enum ll_permit_event event, bool is_said,
                    struct ll_date day)
{
    days->known[event] = is_said;
    days->day[event] = day;
}

static void read_days(const struct permit_ask *in, struct ll_date departure,
                      struct ll_permit_days *ret_days)
{
    struct ll_permit_days days = {.has_arrival = in->has_arrival, .arrival = in->arrival};
    put_day(&days, LL_PERMIT_EVENT_submitted, in->has_submitted, in->submitted);
    put_day(&days, LL_PERMIT_EVENT_told, in->has_told, in->told);
    put_day(&days, LL_PERMIT_EVENT_acknowledged, in->has_acknowledged, in->acknowledged);
    put_day(&days, LL_PERMIT_EVENT_completed, in->has_completed, in->completed);
    put_day(&days, LL_PERMIT_EVENT_consented, in->has_consented, in->consented);
    put_day(&days, LL_PERMIT_EVENT_departed, in->has_departure, departure);
    put_day(&days, LL_PERMIT_EVENT_received, in->has_received, in->received);
    put_day(&days, LL_PERMIT_EVENT_recovered, in->has_recovered, in->recovered);
    *ret_days = days;
}

static void read_facts(const struct permit_ask *in, struct ll_date departure,
                       struct ll_permit_asked *ret_asked)
{
    ret_asked->mass = in->mass;
    ret_asked->facts = (struct ll_permit_facts){
        .origin = in->origin,
        .destination = in->destination,
        .transits = in->transits.items,
        .transit_count = in->transits.count,
        .stream = (enum ll_permit_stream)in->stream,
        .battery = (enum ll_permit_battery)in->battery,
        .purpose =
            in->purpose == 0 ? LL_PERMIT_PURPOSE_RECOVERY : (enum ll_permit_purpose)in->purpose,
        .operation = in->operation,
        .departure = departure,
        .has_acknowledged = in->has_acknowledged,
        .acknowledged = in->acknowledged,
        .evidence = (enum ll_permit_evidence)in->evidence,
        .reuse_complete = yes_or_no(in->has_reuse_complete, in->reuse_complete),
        .agreed_no_waste = yes_or_no(in->has_agreed_no_waste, in->agreed_no_waste),
        .article_11 = yes_or_no(in->has_article_11, in->article_11),
        .mode = (enum ll_permit_mode)in->mode,
        .preconsented = yes_or_no(in->has_preconsented, in->preconsented),
        .several_shipments = yes_or_no(in->has_several, in->several),
        .notifier_is_producer = yes_or_no(in->has_producer, in->producer),
        .air_approval = yes_or_no(in->has_air_approved, in->air_approved),
        .has_arrival = in->has_arrival,
        .arrival = in->arrival,
        .shipments = in->shipments,
    };
    read_days(in, departure, &ret_asked->days);
}

static enum ll_status run_ask(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct permit_ask *in = input;
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_permit_asked asked;
    struct ll_permit_decision decision;
    struct ll_permit_due *dues = NULL;
    bool is_asked = in->origin.len > 0 || in->destination.len > 0 || in->stream != 0;
    ll_answer_bool(ctx, answer, "is_asked", is_asked);
    if (!is_asked) {
        return ll_answer_done(answer, ret_answer, reterr);
    }
    LL_TRY(check_states(in, reterr));
    if (in->stream == 0) {
        enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "give --stream", "say what is moved");
        ll_err_where(reterr, "stream");
        return status;
    }
    read_facts(in, in->has_departure ? in->departure : ll_time_date(ctx->now), &asked);
    LL_TRY(ll_permit_decide(&asked.facts, ctx->arena, &decision, reterr));
    LL_TRY(ll_permit_calendar(&decision, &asked.days, ctx->arena, &dues, reterr));
    ll_permit_answer(ctx, &asked, &decision, dues, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_permit_ask = {
    .noun = "permit",
    .verb = "ask",
    .help = "what moving waste or used devices across borders takes, with rules and sources",
    .details =
        "Says the procedure by the law in force on the day of departure, the codes, who has to "
        "consent, the papers, the terms and who owes them, how to pack, and what has to hold "
        "before departure. Each piece cites its rule (permit list) and the rule's source. What "
        "rests on little is said to be so: confirm it with the authority. What you do not say is "
        "not guessed: rules that ask for it are listed as open. This is no legal advice.\n\n"
        "Working days are Monday to Friday; holidays are not known.",
    .input = &ask_record,
    .mode = LL_SERVICE_READ,
    .run = run_ask,
};

/* ---- list ---- */

#define TABLE_ROWS(X)                                                                              \
    X(RULES, 1, "rules")                                                                           \
    X(COUNTRIES, 2, "countries")                                                                   \
    X(WASTE_CODES, 3, "waste-codes")                                                               \
    X(CUSTOMS_CODES, 4, "customs-codes")                                                           \
    X(UN_NUMBERS, 5, "un-numbers")                                                                 \
    X(DOCUMENTS, 6, "documents")                                                                   \
    X(OPERATIONS, 7, "operations")                                                                 \
    X(PORTS, 8, "ports")                                                                           \
    X(CERTIFICATIONS, 9, "certifications")                                                         \
    X(FORM_FIELDS, 10, "form-fields")                                                              \
    X(FORM_CODES, 11, "form-codes")
enum table {
#define X(symbol, number, name) TABLE_##symbol = (number),
    TABLE_ROWS(X)
#undef X
};
static const struct ll_enum_row tables[] = {
#define X(symbol, number, text) {.value = (number), .name = (text)},
    TABLE_ROWS(X)
#undef X
};
#define TABLE_COUNT (sizeof(tables) / sizeof(tables[0]))

struct permit_list {
    int table;
};
static const struct ll_field list_fields[] = {
    LL_MEMBER(permit_list, table, LL_OPT(ENUM), .enum_rows = tables, .enum_row_count = TABLE_COUNT,
              .operand = true, .help = "which table (rules)"),
};
static const struct ll_record list_record = LL_RECORD("permit_list", permit_list, list_fields);

/* A table of texts: what its columns are called, and where in a row they stand. */
struct column {
    const char *name;
    size_t offset;
};
#define COLUMNS_MAX 20
struct text_table {
    enum table table;
    const void *rows;
    const size_t *count;
    size_t row_size;
    struct column columns[COLUMNS_MAX];
};
#define OF(type, member)                                                                           \
    {                                                                                              \
#member, offsetof(struct ll_permit_##type, member)                                         \
    }
#define TEXTS(TABLE, type, texts)                                                                  \
    .table = TABLE_##TABLE, .rows = (texts), .count = &ll_permit_##type##_count,                   \
    .row_size = sizeof(struct ll_permit_##type)
static const struct text_table text_tables[] = {
    {TEXTS(COUNTRIES, country, ll_permit_countries),
     {OF(country, code), OF(country, regime), OF(country, basel_party), OF(country, ban),
      OF(country, bamako), OF(country, annex_vii), OF(country, import_rule),
      OF(country, transit_rule), OF(country, export_rule), OF(country, authority),
      OF(country, confidence), OF(country, as_of), OF(country, source)}},
    {TEXTS(WASTE_CODES, waste_code, ll_permit_waste_codes),
     {OF(waste_code, system), OF(waste_code, code), OF(waste_code, description),
      OF(waste_code, hazardous), OF(waste_code, control), OF(waste_code, valid_from),
      OF(waste_code, valid_until), OF(waste_code, streams), OF(waste_code, notes),
      OF(waste_code, certainty), OF(waste_code, source)}},
    {TEXTS(CUSTOMS_CODES, customs_code, ll_permit_customs_codes),
     {OF(customs_code, edition), OF(customs_code, code), OF(customs_code, description),
      OF(customs_code, kind), OF(customs_code, streams), OF(customs_code, replaces),
      OF(customs_code, notes), OF(customs_code, certainty), OF(customs_code, source)}},
    {TEXTS(UN_NUMBERS, un, ll_permit_un_numbers),
     {OF(un, un), OF(un, shipping_name), OF(un, hazard_class), OF(un, packing),
      OF(un, packing_waste), OF(un, packing_damaged), OF(un, packing_critical), OF(un, mark),
      OF(un, small_limits), OF(un, air), OF(un, road_only_relief), OF(un, special_provisions),
      OF(un, certainty), OF(un, source)}},
    {TEXTS(DOCUMENTS, document, ll_permit_documents),
     {OF(document, code), OF(document, name), OF(document, issuer), OF(document, fields),
      OF(document, validity), OF(document, needed), OF(document, source)}},
    {TEXTS(OPERATIONS, operation, ll_permit_operations),
     {OF(operation, code), OF(operation, operation), OF(operation, interim), OF(operation, use),
      OF(operation, offset), OF(operation, notes), OF(operation, source)}},
    {TEXTS(PORTS, port, ll_permit_ports),
     {OF(port, code), OF(port, name), OF(port, country), OF(port, kind), OF(port, lat),
      OF(port, lon), OF(port, corridor), OF(port, place_source), OF(port, source)}},
    {TEXTS(CERTIFICATIONS, certification, ll_permit_certifications),
     {OF(certification, code), OF(certification, scheme), OF(certification, scope),
      OF(certification, applies_to), OF(certification, duty), OF(certification, evidence),
      OF(certification, validity), OF(certification, audits), OF(certification, end_processing),
      OF(certification, level), OF(certification, notes), OF(certification, certainty),
      OF(certification, source)}},
    {TEXTS(FORM_FIELDS, form_field, ll_permit_form_fields),
     {OF(form_field, form), OF(form_field, block), OF(form_field, field), OF(form_field, mandatory),
      OF(form_field, filled_by), OF(form_field, annex_v), OF(form_field, source)}},
    {TEXTS(FORM_CODES, form_code, ll_permit_form_codes),
     {OF(form_code, list), OF(form_code, code), OF(form_code, meaning), OF(form_code, note),
      OF(form_code, source)}},
};
#undef OF

static void list_texts(struct ll_ctx *ctx, const struct text_table *table, struct ll_json *items)
{
    for (size_t i = 0; i < *table->count; i++) {
        const char *row = (const char *)table->rows + i * table->row_size;
        struct ll_json *item = ll_answer_object(ctx);
        for (size_t c = 0; c < COLUMNS_MAX && table->columns[c].name != NULL; c++) {
            const char *cell = *(const char *const *)(const void *)(row + table->columns[c].offset);
            ll_answer_text(ctx, item, table->columns[c].name, ll_str_from_cstr(cell));
        }
        ll_json_append(ctx->arena, items, item);
    }
}

static void list_rules(struct ll_ctx *ctx, struct ll_json *items)
{
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        const struct ll_permit_rule *rule = &ll_permit_rules[i];
        struct ll_json *item = ll_answer_object(ctx);
        ll_json_set_cstr(ctx->arena, item, "rule", rule->id);
        ll_json_set_cstr(ctx->arena, item, "layer", ll_permit_layer_names[rule->layer]);
        ll_answer_text(ctx, item, "condition", ll_permit_condition_text(ctx, rule));
        ll_answer_text(ctx, item, "result", ll_permit_result_text(ctx, rule));
        ll_json_set_cstr(ctx->arena, item, "certainty", ll_permit_certainty_name(rule->certainty));
        ll_json_set_cstr(ctx->arena, item, "source", rule->source);
        ll_json_set_cstr(ctx->arena, item, "note", rule->note);
        ll_json_append(ctx->arena, items, item);
    }
}

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct permit_list *in = input;
    int wanted = in->table == 0 ? TABLE_RULES : in->table;
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *items = ll_json_new_array(ctx->arena);
    ll_json_set_cstr(ctx->arena, answer, "table", tables[wanted - 1].name);
    if (wanted == TABLE_RULES) {
        list_rules(ctx, items);
    }
    for (size_t i = 0; i < sizeof(text_tables) / sizeof(text_tables[0]); i++) {
        if ((int)text_tables[i].table == wanted) {
            list_texts(ctx, &text_tables[i], items);
        }
    }
    ll_json_set(ctx->arena, answer, "items", items);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_permit_list = {
    .noun = "permit",
    .verb = "list",
    .help = "the tables behind 'permit ask': rules, countries, codes, documents, ports",
    .details = "Each row with its source, as it was researched on the day that its columns say. A "
               "rule holds when all of its conditions do; what is not known holds for 'is_not' "
               "only.",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
