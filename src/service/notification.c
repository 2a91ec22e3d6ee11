/* notification draft, set, list, show */
#include "core/notification.h"
#include "core/permit.h"
#include "service/answer.h"
#include "service/country.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/official.h"
#include "service/page_input.h"
#include "service/shipment.h"
#include "service/table.h"
#include "service/visible.h"
#include "service/words.h"
#include "store/q_show_transport.h"

#include <string.h>

#define PACKAGING_MAX 9 /* codes of block 7 */
#define PHYSICAL_MAX 7  /* codes of block 13 */

struct notification_draft {
    int battery;             /* enum ll_permit_battery */
    struct ll_list carriers; /* of struct ll_str */
    struct ll_str code;
    struct ll_str consignee;
    struct ll_date first_departure;
    struct ll_str from;
    struct ll_date last_departure;
    struct ll_mass mass_max;
    struct ll_mass mass_min;
    bool has_mass_min;
    struct ll_str notifier;
    struct ll_str operation;
    struct ll_list packaging; /* of struct ll_str */
    struct ll_list physical;  /* of struct ll_str */
    struct ll_str plant;
    bool preconsented;
    int purpose; /* enum ll_permit_purpose */
    int64_t shipments_max;
    bool special_handling;
    struct ll_list states; /* of struct ll_str */
    int stream;            /* enum ll_permit_stream */
};
static const struct ll_field draft_fields[] = {
    LL_MEMBER(notification_draft, battery, LL_REQ(ENUM), LL_ENUM_OF(permit_battery, PERMIT_BATTERY),
              .help = "the state of the cells"),
    LL_MEMBER(notification_draft, carriers, LL_OPT(STRS), .max = LL_NOTIFICATION_CARRIERS_MAX,
              .help = "CARRIER:MODE, those intended: acme:road,blueline:sea"),
    LL_MEMBER(notification_draft, code, LL_REQ(CODE), .operand = true, .help = "a short code"),
    LL_MEMBER(notification_draft, consignee, LL_REQ(REF), .help = "importer-consignee (block 2)"),
    LL_MEMBER(notification_draft, first_departure, LL_REQ(DATE), .help = "the first day"),
    LL_MEMBER(notification_draft, from, LL_REQ(REF), .help = "the facility where it starts"),
    LL_MEMBER(notification_draft, last_departure, LL_REQ(DATE), .help = "the last day"),
    LL_MEMBER(notification_draft, mass_max, LL_REQ(MASS),
              .help = "all shipments together: 60000 kg"),
    LL_MEMBER(notification_draft, mass_min, LL_OPT(MASS),
              LL_PRESENT(notification_draft, has_mass_min), .help = "at least this much in all"),
    LL_MEMBER(notification_draft, notifier, LL_REQ(REF), .help = "exporter-notifier (block 1)"),
    LL_MEMBER(notification_draft, operation, LL_REQ(CODE), .help = "recovery or disposal: r4"),
    LL_MEMBER(notification_draft, packaging, LL_OPT(STRS), .max = PACKAGING_MAX,
              .help = "codes of block 7: 1 drum, 4 box, 5 bag, 6 composite, 8 bulk, 9 other"),
    LL_MEMBER(notification_draft, physical, LL_OPT(STRS), .max = PHYSICAL_MAX,
              .help = "codes of block 13: 1 powder, 2 solid, 7 other"),
    LL_MEMBER(notification_draft, plant, LL_REQ(REF), .help = "the plant it goes to (block 10)"),
    LL_MEMBER(notification_draft, preconsented, LL_OPT(BOOL),
              .help = "the plant has a general pre-consent"),
    LL_MEMBER(notification_draft, purpose, LL_REQ(ENUM), LL_ENUM_OF(permit_purpose, PERMIT_PURPOSE),
              .help = "what it moves for"),
    LL_MEMBER(notification_draft, shipments_max, LL_REQ(I64), .min = 1,
              .max = LL_NOTIFICATION_SHIPMENTS_MAX, .help = "how many shipments; 1: individual"),
    LL_MEMBER(notification_draft, special_handling, LL_OPT(BOOL),
              .help = "it asks for special handling, told in an annex"),
    LL_MEMBER(notification_draft, states, LL_REQ(STRS), .min = 2, .max = LL_NOTIFICATION_STATES_MAX,
              .help = "COUNTRY[:ENTRY[:EXIT[:AUTHORITY]]], in travelling order, every port's state "
                      "too: GH::GHTEM,BE:BEANR::BE001"),
    LL_MEMBER(notification_draft, stream, LL_REQ(ENUM), LL_ENUM_OF(permit_stream, PERMIT_STREAM),
              .help = "what it is"),
};
static const struct ll_record draft_record =
    LL_RECORD("notification_draft", notification_draft, draft_fields);

static enum ll_status refuse(struct ll_err *reterr, enum ll_status kind, const char *member,
                             const char *text, const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, kind, "%s", text);
    ll_err_where(reterr, "%s", member);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

/* ---- what a list of words holds ---- */

/* A port that the tables know is of one state; a crossing of a border is of both, of which they
 * name one. Others are taken as they are written. */
static enum ll_status check_port(struct ll_str country, struct ll_str code, struct ll_err *reterr)
{
    const struct ll_permit_port *port = ll_permit_port_find(code);
    if (port == NULL || ll_str_eq_cstr(country, port->country) ||
        strcmp(port->kind, "border") == 0) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s (%s) is in %s, not in %.*s", port->code,
                                    port->name, port->country, LL_STR_ARG(country));
    ll_err_where(reterr, "states");
    ll_err_hint(reterr, "name of each state where the waste enters and leaves it, there: "
                        "'loopledger permit list ports'");
    return status;
}

static enum ll_status read_state(struct ll_str text, struct ll_notified_state *ret_state,
                                 struct ll_err *reterr)
{
    struct ll_str words[4] = {LL_STR(""), LL_STR(""), LL_STR(""), LL_STR("")};
    size_t count = ll_words_split(text, ':', words, 4);
    if (count < 1 || count > 4) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no state of a route", LL_STR_ARG(text));
        ll_err_hint(reterr, "write COUNTRY:ENTRY:EXIT:AUTHORITY, from ENTRY on as far as known");
        return status;
    }
    for (size_t i = 1; i < count; i++) {
        static const char *const whats[] = {"country", "entry", "exit", "authority"};
        if (words[i].len > 0) {
            LL_TRY(ll_words_token(words[i], whats[i], reterr));
        }
    }
    LL_TRY(check_port(words[0], words[1], reterr));
    LL_TRY(check_port(words[0], words[2], reterr));
    *ret_state = (struct ll_notified_state){
        .country = words[0], .entry = words[1], .exit = words[2], .authority = words[3]};
    return LL_OK;
}

static enum ll_status read_states(struct ll_ctx *ctx, const struct ll_list *texts,
                                  struct ll_list *ret_states, struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_notified_state *states =
        LL_NEW_ARRAY(ctx->arena, struct ll_notified_state, texts->count);
    if (states == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the states of a route");
    }
    for (size_t i = 0; i < texts->count; i++) {
        LL_TRY(read_state(items[i], &states[i], reterr));
        LL_TRY(ll_country_check(states[i].country, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(states[j].country, states[i].country)) {
                enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%.*s is on the route twice",
                                                LL_STR_ARG(states[i].country));
                ll_err_hint(reterr, "name each state once, where the route enters it first");
                return status;
            }
        }
    }
    *ret_states = (struct ll_list){states, texts->count};
    return LL_OK;
}

static enum ll_status check_end(const struct ll_notified_state *state, struct ll_str country,
                                const char *end, struct ll_str facility, struct ll_err *reterr)
{
    if (ll_str_eq(state->country, country)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "the route %s in %.*s, and '%.*s' is in %.*s", end,
                LL_STR_ARG(state->country), LL_STR_ARG(facility), LL_STR_ARG(country));
    ll_err_where(reterr, "states");
    ll_err_hint(reterr, "name the states from that of the facility where it starts to that of the "
                        "plant");
    return status;
}

static enum ll_status read_carriers(struct ll_ctx *ctx, const struct ll_list *texts,
                                    struct ll_list *ret_carriers, struct ll_err *reterr)
{
    const struct ll_str *items = texts->items;
    struct ll_notified_carrier *carriers =
        LL_NEW_ARRAY(ctx->arena, struct ll_notified_carrier, texts->count + 1);
    if (carriers == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the carriers of a notification");
    }
    for (size_t i = 0; i < texts->count; i++) {
        struct ll_str words[2];
        struct ll_q_organisation_by_id_row row;
        if (ll_words_split(items[i], ':', words, 2) != 2) {
            enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no carrier with a mode",
                                            LL_STR_ARG(items[i]));
            ll_err_hint(reterr, "write CARRIER:MODE, as blueline:sea");
            return status;
        }
        LL_TRY(ll_find_organisation(ctx, words[0], &row, reterr));
        LL_TRY(ll_shipment_check_mode(words[1], reterr));
        carriers[i] = (struct ll_notified_carrier){row.organisation_id, words[1]};
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(carriers[j].carrier_id.raw, row.organisation_id.raw) &&
                ll_str_eq(carriers[j].mode, words[1])) {
                return LL_REFUSE(reterr, LL_EINVAL, "name each carrier once for each mode",
                                 "carrier '%.*s' is named twice", LL_STR_ARG(items[i]));
            }
        }
    }
    *ret_carriers = (struct ll_list){carriers, texts->count};
    return LL_OK;
}

/* Codes of a block, "1" to "9", each once. */
static enum ll_status check_codes(const struct ll_list *codes, int most, const char *block,
                                  struct ll_err *reterr)
{
    const struct ll_str *items = codes->items;
    for (size_t i = 0; i < codes->count; i++) {
        int64_t code = 0;
        LL_TRY(ll_words_i64(items[i], block, 1, most, &code, reterr));
        for (size_t j = 0; j < i; j++) {
            if (ll_str_eq(items[i], items[j])) {
                return LL_REFUSE(reterr, LL_EINVAL, "name each code once",
                                 "code %lld of %s is named twice", (long long)code, block);
            }
        }
    }
    return LL_OK;
}

/* ---- draft ---- */

static bool is_operation(struct ll_str code)
{
    int64_t number = 0;
    struct ll_str digits = ll_str_sub(code, 1, code.len);
    bool recovers = code.len > 1 && code.ptr[0] == 'r';
    return code.len > 1 && code.len < 4 && (recovers || code.ptr[0] == 'd') &&
           digits.ptr[0] != '0' &&
           ll_words_i64(digits, "operation", 1, recovers ? 13 : 15, &number, NULL) == LL_OK;
}

/* Block 3 asks for the one or the other. What is taken back, or looked at in a laboratory, may be
 * for either. */
static enum ll_status check_operation(const struct notification_draft *in, struct ll_err *reterr)
{
    bool disposes = in->operation.ptr[0] == 'd';
    bool for_either =
        in->purpose == LL_PERMIT_PURPOSE_TAKE_BACK || in->purpose == LL_PERMIT_PURPOSE_LAB_ANALYSIS;
    if (for_either || disposes == (in->purpose == LL_PERMIT_PURPOSE_DISPOSAL)) {
        return LL_OK;
    }
    return refuse(reterr, LL_EINVAL, "operation",
                  disposes ? LL_R("that is an operation of disposal, and it moves for another "
                                  "purpose")
                           : LL_R("that is an operation of recovery, and it moves for disposal"),
                  LL_R("d1 to d15 dispose, r1 to r13 recover (Basel Annex IV): which of the two is "
                       "it?"));
}

static enum ll_status check_numbers(const struct notification_draft *in, struct ll_err *reterr)
{
    if (in->mass_max.g < 1) {
        return refuse(reterr, LL_EINVAL, "mass_max", LL_R("nothing would be moved"),
                      LL_R("say how much all shipments may weigh together"));
    }
    if (in->has_mass_min && in->mass_min.g > in->mass_max.g) {
        return refuse(reterr, LL_EINVAL, "mass_min", LL_R("the least is more than the most"),
                      LL_R("are mass_min and mass_max the wrong way round?"));
    }
    if (in->first_departure.days > in->last_departure.days) {
        return refuse(reterr, LL_EINVAL, "last_departure",
                      LL_R("the last departure is before the first"),
                      LL_R("are the two days the wrong way round?"));
    }
    struct ll_date longest =
        ll_notification_years_after(in->first_departure, in->preconsented ? 3 : 1);
    if (in->last_departure.days > longest.days) {
        return refuse(reterr, LL_EINVAL, "last_departure",
                      LL_R("that is later than one notification covers"),
                      LL_R("a year from the first departure, three to a pre-consented plant (Basel "
                           "Art.6(8); Regulation (EU) 2024/1157 Art.9(4), 14(12))"));
    }
    if (!is_operation(in->operation)) {
        return refuse(reterr, LL_EINVAL, "operation", LL_R("there is no such operation"),
                      LL_R("r1 to r13 recovers, d1 to d15 disposes (Basel Annex IV)"));
    }
    LL_TRY(check_operation(in, reterr));
    LL_TRY(check_codes(&in->packaging, PACKAGING_MAX, "packaging", reterr));
    return check_codes(&in->physical, PHYSICAL_MAX, "physical", reterr);
}

static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_str code, struct ll_err *reterr)
{
    struct ll_q_notification_id_by_code_in in = {code};
    struct ll_q_notification_id_by_code_row row;
    enum ll_status status = ll_q_notification_id_by_code(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_OK) {
        return LL_REFUSE(
            reterr, LL_EEXISTS,
            "choose another code, or go on with that one: 'loopledger notification show'",
            "there is a notification '%.*s' already", LL_STR_ARG(code));
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* Who and where, and that the route leads from there to there. */
static enum ll_status read_route(struct ll_ctx *ctx, const struct notification_draft *in,
                                 struct ll_notification_drafted *body, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row notifier;
    struct ll_q_organisation_by_id_row consignee;
    struct ll_q_facility_by_id_row from;
    struct ll_q_facility_by_id_row plant;
    LL_TRY(ll_find_organisation(ctx, in->notifier, &notifier, reterr));
    LL_TRY(ll_find_organisation(ctx, in->consignee, &consignee, reterr));
    LL_TRY(ll_find_facility(ctx, in->from, &from, reterr));
    LL_TRY(ll_find_facility(ctx, in->plant, &plant, reterr));
    if (!plant.is_plant) {
        return LL_REFUSE(reterr, LL_EREFUSED, "name the plant that treats what is moved",
                         "facility '%.*s' is not a plant", LL_STR_ARG(plant.code));
    }
    if (ll_str_eq(from.country, plant.country)) {
        return refuse(
            reterr, LL_EREFUSED, "plant", LL_R("that crosses no border"),
            LL_R("what stays in its country needs a licence and a carrier, not a notification"));
    }
    LL_TRY(read_states(ctx, &in->states, &body->states, reterr));
    const struct ll_notified_state *states = body->states.items;
    LL_TRY(check_end(&states[0], from.country, "begins", from.code, reterr));
    LL_TRY(check_end(&states[body->states.count - 1], plant.country, "ends", plant.code, reterr));
    body->notifier_id = notifier.organisation_id;
    body->consignee_id = consignee.organisation_id;
    body->from_facility_id = from.facility_id;
    body->plant_id = plant.facility_id;
    return read_carriers(ctx, &in->carriers, &body->carriers, reterr);
}

/* All that a draft says, in the words of an event. */
static enum ll_status read_draft(struct ll_ctx *ctx, const struct notification_draft *in,
                                 struct ll_notification_drafted *ret_body, struct ll_err *reterr)
{
    struct ll_notification_drafted body = {
        .battery = ll_str_from_cstr(ll_permit_battery_name((enum ll_permit_battery)in->battery)),
        .code = in->code,
        .first_departure = in->first_departure,
        .has_mass_min_g = in->has_mass_min,
        .last_departure = in->last_departure,
        .mass_max_g = in->mass_max,
        .mass_min_g = in->mass_min,
        .operation = in->operation,
        .packaging = in->packaging,
        .physical = in->physical,
        .preconsented = in->preconsented,
        .purpose = ll_str_from_cstr(ll_permit_purpose_name((enum ll_permit_purpose)in->purpose)),
        .shipments_max = in->shipments_max,
        .special_handling = in->special_handling,
        .stream = ll_str_from_cstr(ll_permit_stream_name((enum ll_permit_stream)in->stream)),
    };
    LL_TRY(check_numbers(in, reterr));
    LL_TRY(read_route(ctx, in, &body, reterr));
    *ret_body = body;
    return LL_OK;
}

static enum ll_status store_draft(struct ll_ctx *ctx, enum ll_event_kind kind,
                                  const struct ll_event_meta *meta,
                                  const struct ll_notification_drafted *body,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    LL_TRY(ll_event_store(ctx, meta, kind, body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "code", body->code);
    ll_answer_id(ctx, answer, "notification_id", "ntf", body->notification_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_draft(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct notification_draft *in = input;
    struct ll_notification_drafted body;
    LL_TRY(refuse_known(ctx, in->code, reterr));
    LL_TRY(read_draft(ctx, in, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.notification_id.raw = ll_ctx_id(ctx);
    return store_draft(ctx, LL_EVENT_NOTIFICATION_DRAFTED, &meta, &body, ret_answer, reterr);
}

/* ---- set ---- */
static enum ll_status run_set(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct notification_draft *in = input;
    struct ll_notification_drafted body;
    struct ll_q_notification_by_id_row row;
    struct ll_q_notification_told_row told;
    LL_TRY(ll_find_notification(ctx, in->code, &row, reterr));
    struct ll_q_notification_told_in by = {row.notification_id};
    LL_TRY(ll_q_notification_told(ctx->store, ctx->arena, &by, &told, reterr));
    if (told.states > 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "states were told of notification '%.*s' as it is",
                    LL_STR_ARG(row.code));
        ll_err_hint(reterr, "an essential change needs a new notification: draft it, and record "
                            "that this one is withdrawn");
        return status;
    }
    LL_TRY(read_draft(ctx, in, &body, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.code = row.code; /* it may have been named by its id */
    body.notification_id = row.notification_id;
    return store_draft(ctx, LL_EVENT_NOTIFICATION_CHANGED, &meta, &body, ret_answer, reterr);
}

/* ---- list, show ---- */
struct notification_list {
    struct ll_str after;
    int64_t limit;
    struct ll_str plant;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(notification_list),
    LL_PAGE_LIMIT(notification_list),
    LL_MEMBER(notification_list, plant, LL_OPT(REF), .help = "only those to this plant"),
};
static const struct ll_record list_record =
    LL_RECORD("notification_list", notification_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct notification_list *in = input;
    struct ll_q_notification_list_in by = {
        .after = in->after, .limit = ll_page_limit(in->limit), LL_VIEWER_FILTER(ctx)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_facility(ctx, in->plant, &by.has_plant_id, &by.plant_id, reterr));
    LL_TRY(ll_q_notification_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_notification_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_notification(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_notification_item_in item = {row.notification_id};
    LL_TRY(ll_q_notification_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    struct ll_q_notification_states_in states = {row.notification_id};
    LL_TRY(ll_q_notification_states_open(ctx->store, ctx->arena, &states, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "states", reterr));
    struct ll_q_notification_steps_in steps = {row.notification_id};
    LL_TRY(ll_q_notification_steps_open(ctx->store, ctx->arena, &steps, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "steps", reterr));
    struct ll_q_notification_carriers_in carriers = {row.notification_id};
    LL_TRY(ll_q_notification_carriers_open(ctx->store, ctx->arena, &carriers, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "carriers", reterr));
    struct ll_q_notification_documents_in documents = {row.notification_id};
    LL_TRY(ll_q_notification_documents_open(ctx->store, ctx->arena, &documents, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "documents", reterr));
    struct ll_q_notification_texts_in texts = {row.notification_id};
    LL_TRY(ll_q_notification_texts_open(ctx->store, ctx->arena, &texts, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "texts", reterr));
    struct ll_q_notification_bookings_in bookings = {row.notification_id};
    LL_TRY(ll_q_notification_bookings_open(ctx->store, ctx->arena, &bookings, &cursor, reterr));
    LL_TRY(ll_answer_seen(ctx, cursor, answer, "bookings", "shipment_id", reterr));
    LL_TRY(ll_official_answer(ctx, row.notification_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_notification_draft = {
    .noun = "notification",
    .verb = "draft",
    .help = "begin the notification of a movement of waste to the states of its route",
    .details = "It says what is to move, from where to which plant, through which states, how much "
               "in how many shipments and when. 'notification step' then records where it stands "
               "with each state, 'notification consent' what a state consents to.",
    .input = &draft_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_draft,
};
const struct ll_service ll_service_notification_set = {
    .noun = "notification",
    .verb = "set",
    .help = "say anew what a drafted notification says",
    .details =
        "All of it, as for 'notification draft', as long as no state was told. Papers, texts "
        "and number stay.",
    .input = &draft_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_set,
};
const struct ll_service ll_service_notification_list = {
    .noun = "notification",
    .verb = "list",
    .help = "list notifications by code",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_notification_show = {
    .noun = "notification",
    .verb = "show",
    .help = "show one notification: its states, consents, carriers and papers",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
