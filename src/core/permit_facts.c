#include <string.h>

#include "core/permit_inside.h"

#define ROW(symbol, number, text) {.value = (number), .name = (text)},
#define ENUM(type, PREFIX)                                                                         \
    const struct ll_enum_row ll_permit_##type##_rows[] = {LL_PERMIT_##PREFIX##_ROWS(ROW)};         \
    const char *ll_permit_##type##_name(enum ll_permit_##type value)                               \
    {                                                                                              \
        for (size_t i = 0; i < LL_PERMIT_##PREFIX##_ROW_COUNT; i++) {                              \
            if (ll_permit_##type##_rows[i].value == (int)value) {                                  \
                return ll_permit_##type##_rows[i].name;                                            \
            }                                                                                      \
        }                                                                                          \
        return "?";                                                                                \
    }
LL_PERMIT_ENUMS(ENUM)
#undef ENUM
#undef ROW

bool ll_permit_is_yes(const char *cell)
{
    return strncmp(cell, "yes", 3) == 0;
}

const struct ll_permit_country *ll_permit_state(struct ll_str code)
{
    const struct ll_permit_country *row = ll_permit_country_find(code);
    return row == NULL || strcmp(row->scheme_role, "bloc") == 0 ? NULL : row;
}

/* ---- setting ---- */

static void set(struct ll_permit_values *values, enum ll_permit_fact fact, const char *text)
{
    values->at[fact] = ll_str_from_cstr(text);
}

static void set_if(struct ll_permit_values *values, enum ll_permit_fact fact, bool is)
{
    set(values, fact, is ? "yes" : "no");
}

/* 0 is what is not known. */
static void set_enum(struct ll_permit_values *values, enum ll_permit_fact fact, int value,
                     const char *name)
{
    if (value != 0) {
        set(values, fact, name);
    }
}

static bool value_is(const struct ll_permit_values *values, enum ll_permit_fact fact,
                     const char *text)
{
    return values->at[fact].ptr != NULL && ll_str_eq_cstr(values->at[fact], text);
}

/* "yes…", "no…" or "not…"; anything else is not known. */
static void set_cell(struct ll_permit_values *values, enum ll_permit_fact fact, const char *cell)
{
    if (ll_permit_is_yes(cell)) {
        set(values, fact, "yes");
    } else if (strncmp(cell, "no", 2) == 0) {
        set(values, fact, "no");
    }
}

/* ---- checking ---- */

static enum ll_status check_state(struct ll_str code, const char *what, struct ll_err *reterr)
{
    if (code.len == 2 && code.ptr[0] >= 'A' && code.ptr[0] <= 'Z' && code.ptr[1] >= 'A' &&
        code.ptr[1] <= 'Z') {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "the %s '%.*s' is not a country code", what, LL_STR_ARG(code));
    ll_err_hint(reterr, "give the two capital letters of ISO 3166-1, as GH for Ghana");
    return status;
}

static enum ll_status check_route(const struct ll_permit_facts *facts, struct ll_err *reterr)
{
    struct ll_str before = facts->origin;
    LL_TRY(check_state(facts->origin, "origin", reterr));
    LL_TRY(check_state(facts->destination, "destination", reterr));
    if (facts->transit_count > LL_PERMIT_TRANSITS_MAX) {
        return LL_FAIL(reterr, LL_EINVAL, "%zu states of transit are more than %d",
                       facts->transit_count, LL_PERMIT_TRANSITS_MAX);
    }
    for (size_t i = 0; i <= facts->transit_count; i++) {
        bool is_last = i == facts->transit_count;
        struct ll_str state = is_last ? facts->destination : facts->transits[i];
        if (!is_last) {
            LL_TRY(check_state(state, LL_R("state of transit"), reterr));
        }
        if (ll_str_eq(state, before) && (!is_last || facts->transit_count > 0)) {
            enum ll_status status =
                LL_FAIL(reterr, LL_EINVAL, "%.*s follows itself on the route", LL_STR_ARG(state));
            ll_err_hint(reterr, "name as transit only the states between origin and destination");
            return status;
        }
        before = state;
    }
    return LL_OK;
}

static enum ll_status check_facts(const struct ll_permit_facts *facts, struct ll_err *reterr)
{
    LL_TRY(check_route(facts, reterr));
    if (facts->stream == 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "give --stream: what kind of waste it is",
                         "the stream is not said: nothing follows without it");
    }
    if (facts->purpose == 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the purpose is not said");
        ll_err_hint(reterr, "say recovery for what a plant treats: bans do not hold for what is "
                            "taken back");
        return status;
    }
    if (facts->departure.days == 0) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "the day of departure is not said");
        ll_err_hint(reterr, "give the planned day: it decides which law is in force");
        return status;
    }
    if (facts->operation.len > 0 && ll_permit_operation_find(facts->operation) == NULL) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no operation", LL_STR_ARG(facts->operation));
        ll_err_hint(reterr, "r1 to r13 recover, d1 to d15 dispose; r4 recycles metals");
        return status;
    }
    if (facts->shipments < 0) {
        return LL_REFUSE(reterr, LL_EINVAL, "give a number from 1",
                         "%lld is no number of shipments", (long long)facts->shipments);
    }
    return LL_OK;
}

/* ---- given ---- */

static enum ll_status set_day(struct ll_date day, enum ll_permit_fact fact, struct ll_arena *arena,
                              struct ll_permit_values *values, struct ll_err *reterr)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format(day, text);
    values->at[fact] = ll_str_copy(arena, ll_str_from_cstr(text));
    return values->at[fact].ptr == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for a decision")
                                        : LL_OK;
}

/* Nothing arrives before it departs: that is the earliest day where none is said. */
static enum ll_status set_days(const struct ll_permit_facts *facts, struct ll_arena *arena,
                               struct ll_permit_values *values, struct ll_err *reterr)
{
    LL_TRY(set_day(facts->departure, LL_PERMIT_FACT_departure_date, arena, values, reterr));
    LL_TRY(set_day(facts->has_arrival ? facts->arrival : facts->departure,
                   LL_PERMIT_FACT_arrival_date, arena, values, reterr));
    if (facts->has_acknowledged) {
        set_if(values, LL_PERMIT_FACT_dest_ack_before_2026_05_21,
               facts->acknowledged.days < ll_date_from_ymd(2026, 5, 21).days);
    }
    return LL_OK;
}

static void set_answers(const struct ll_permit_facts *facts, struct ll_permit_values *values)
{
    const struct {
        enum ll_permit_fact fact;
        enum ll_permit_answer answer;
    } answers[] = {
        {LL_PERMIT_FACT_reuse_dossier_complete, facts->reuse_complete},
        {LL_PERMIT_FACT_all_states_agree_not_waste, facts->agreed_no_waste},
        {LL_PERMIT_FACT_art11_agreement, facts->article_11},
        {LL_PERMIT_FACT_preconsented, facts->preconsented},
        {LL_PERMIT_FACT_general_notification, facts->several_shipments},
        {LL_PERMIT_FACT_notifier_is_producer, facts->notifier_is_producer},
        {LL_PERMIT_FACT_air_approval, facts->air_approval},
    };
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        set_enum(values, answers[i].fact, (int)answers[i].answer,
                 ll_permit_answer_name(answers[i].answer));
    }
    if (facts->several_shipments == 0 && facts->shipments > 0) {
        set_if(values, LL_PERMIT_FACT_general_notification, facts->shipments > 1);
    }
}

static void set_given(const struct ll_permit_facts *facts, struct ll_permit_values *values)
{
    values->at[LL_PERMIT_FACT_origin] = facts->origin;
    values->at[LL_PERMIT_FACT_destination] = facts->destination;
    set_enum(values, LL_PERMIT_FACT_stream, (int)facts->stream,
             ll_permit_stream_name(facts->stream));
    set_enum(values, LL_PERMIT_FACT_battery_state, (int)facts->battery,
             ll_permit_battery_name(facts->battery));
    set_enum(values, LL_PERMIT_FACT_purpose, (int)facts->purpose,
             ll_permit_purpose_name(facts->purpose));
    set_enum(values, LL_PERMIT_FACT_hazard_evidence, (int)facts->evidence,
             ll_permit_evidence_name(facts->evidence));
    set_enum(values, LL_PERMIT_FACT_transport_mode, (int)facts->mode,
             ll_permit_mode_name(facts->mode));
    if (facts->operation.len > 0) {
        values->at[LL_PERMIT_FACT_operation] = facts->operation;
        set(values, LL_PERMIT_FACT_operation_class, facts->operation.ptr[0] == 'r' ? "r" : "d");
    }
    set_answers(facts, values);
}

/* ---- what follows from the route ---- */

/* Is it known that no ship calls there? */
static bool is_landlocked(struct ll_str code)
{
    bool is_listed = false;
    for (size_t i = 0; i < ll_permit_port_count; i++) {
        if (ll_str_eq_cstr(code, ll_permit_ports[i].country)) {
            is_listed = true;
            if (strstr(ll_permit_ports[i].kind, "seaport") != NULL) {
                return false;
            }
        }
    }
    return is_listed;
}

/* Over all states of the way: is any unlisted, is any known not to be a Party? */
static void set_parties(const struct ll_permit_facts *facts, struct ll_permit_values *values)
{
    bool any_unlisted = false;
    bool any_non_party = false;
    for (size_t i = 0; i < facts->transit_count + 2; i++) {
        struct ll_str code = i == 0   ? facts->origin
                             : i == 1 ? facts->destination
                                      : facts->transits[i - 2];
        const struct ll_permit_country *row = ll_permit_state(code);
        any_unlisted = any_unlisted || row == NULL;
        any_non_party = any_non_party || (row != NULL && !ll_permit_is_yes(row->basel_party));
    }
    set_if(values, LL_PERMIT_FACT_any_unlisted, any_unlisted);
    if (any_non_party || !any_unlisted) {
        set_if(values, LL_PERMIT_FACT_any_non_party, any_non_party);
    }
}

static void set_transit(const struct ll_permit_facts *facts, struct ll_permit_values *values)
{
    bool bans = false;
    bool is_settled = true;
    bool has_eu = false;
    for (size_t i = 0; i < facts->transit_count; i++) {
        const struct ll_permit_country *row = ll_permit_state(facts->transits[i]);
        bans = bans || (row != NULL && strncmp(row->transit_rule, "prohibited", 10) == 0);
        has_eu = has_eu || (row != NULL && ll_permit_is_yes(row->eu));
        is_settled = is_settled && row != NULL && strcmp(row->transit_rule, "unknown") != 0;
    }
    set_if(values, LL_PERMIT_FACT_has_transit, facts->transit_count > 0);
    set_if(values, LL_PERMIT_FACT_transit_has_eu, has_eu);
    if (bans || is_settled) {
        set_if(values, LL_PERMIT_FACT_transit_bans_waste, bans);
    }
}

static void set_ends(const struct ll_permit_facts *facts, struct ll_permit_values *values)
{
    const struct ll_permit_country *origin = ll_permit_state(facts->origin);
    const struct ll_permit_country *destination = ll_permit_state(facts->destination);
    if (origin != NULL) {
        set(values, LL_PERMIT_FACT_origin_regime, origin->regime);
        set_cell(values, LL_PERMIT_FACT_origin_annex_vii, origin->annex_vii);
        set_cell(values, LL_PERMIT_FACT_origin_bamako, origin->bamako);
        set_if(values, LL_PERMIT_FACT_origin_is_african, strcmp(origin->regime, "AFRICA") == 0);
    }
    if (destination != NULL) {
        set(values, LL_PERMIT_FACT_dest_regime, destination->regime);
        set_cell(values, LL_PERMIT_FACT_dest_annex_vii, destination->annex_vii);
        set_cell(values, LL_PERMIT_FACT_dest_bamako, destination->bamako);
        set_if(values, LL_PERMIT_FACT_dest_is_african, strcmp(destination->regime, "AFRICA") == 0);
        if (strcmp(destination->import_rule, "unknown") != 0) {
            set_if(values, LL_PERMIT_FACT_dest_bans_waste,
                   strncmp(destination->import_rule, "prohibited:", 11) == 0);
        }
    }
    if (values->at[LL_PERMIT_FACT_origin_bamako].ptr != NULL &&
        values->at[LL_PERMIT_FACT_dest_bamako].ptr != NULL) {
        set_if(values, LL_PERMIT_FACT_bamako_mixed,
               !ll_str_eq(values->at[LL_PERMIT_FACT_origin_bamako],
                          values->at[LL_PERMIT_FACT_dest_bamako]));
    }
}

static void set_route(const struct ll_permit_facts *facts, struct ll_permit_values *values)
{
    bool crosses = facts->transit_count > 0 || !ll_str_eq(facts->origin, facts->destination);
    set_if(values, LL_PERMIT_FACT_crosses_border, crosses);
    set_parties(facts, values);
    set_transit(facts, values);
    set_ends(facts, values);
    bool is_african = value_is(values, LL_PERMIT_FACT_origin_is_african, "yes") &&
                      value_is(values, LL_PERMIT_FACT_dest_is_african, "yes");
    set_if(values, LL_PERMIT_FACT_route_incomplete,
           crosses && !is_african && facts->transit_count == 0 &&
               facts->mode != LL_PERMIT_MODE_AIR &&
               (is_landlocked(facts->origin) || is_landlocked(facts->destination)));
    if (!crosses) {
        /* Nothing is traded or brought in. */
        set(values, LL_PERMIT_FACT_any_non_party, "no");
        set(values, LL_PERMIT_FACT_any_unlisted, "no");
        set(values, LL_PERMIT_FACT_dest_bans_waste, "no");
    }
}

static void set_lithium(struct ll_permit_values *values)
{
    struct ll_str stream = values->at[LL_PERMIT_FACT_stream];
    struct ll_str battery = values->at[LL_PERMIT_FACT_battery_state];
    if (ll_permit_listed("battery-li-ion;battery-li-metal;battery-mixed", stream)) {
        set(values, LL_PERMIT_FACT_has_lithium, "yes");
    } else if (ll_permit_listed("battery-nimh;battery-nicd;battery-lead-acid", stream)) {
        set(values, LL_PERMIT_FACT_has_lithium, "no");
    } else if (battery.ptr != NULL) {
        set_if(values, LL_PERMIT_FACT_has_lithium, !ll_str_eq_cstr(battery, "none"));
    }
}

enum ll_status ll_permit_values_given(const struct ll_permit_facts *facts, struct ll_arena *arena,
                                      struct ll_permit_values *ret_values, struct ll_err *reterr)
{
    struct ll_permit_values values = {0};
    LL_TRY(check_facts(facts, reterr));
    LL_TRY(set_days(facts, arena, &values, reterr));
    set_given(facts, &values);
    set_route(facts, &values);
    set_lithium(&values);
    *ret_values = values;
    return LL_OK;
}

void ll_permit_values_classified(struct ll_permit_values *values)
{
    struct ll_str code = values->at[LL_PERMIT_FACT_basel_code];
    if (code.ptr == NULL || ll_str_eq_cstr(code, "unknown")) {
        return;
    }
    bool is_hazardous = code.ptr[0] == 'A';
    set_if(values, LL_PERMIT_FACT_hazardous, is_hazardous);
    set_if(values, LL_PERMIT_FACT_controlled, is_hazardous || ll_str_eq_cstr(code, "Y49"));
}

/* ---- judging a rule ---- */

static bool condition_holds(const struct ll_permit_condition *condition, struct ll_str value)
{
    switch (condition->op) {
    case LL_PERMIT_OPERATOR_is:
        return ll_str_eq_cstr(value, condition->value);
    case LL_PERMIT_OPERATOR_is_not:
        return !ll_str_eq_cstr(value, condition->value);
    case LL_PERMIT_OPERATOR_in:
        return ll_permit_listed(condition->value, value);
    case LL_PERMIT_OPERATOR_not_in:
        return !ll_permit_listed(condition->value, value);
    case LL_PERMIT_OPERATOR_before:
        return ll_str_cmp(value, ll_str_from_cstr(condition->value)) < 0;
    case LL_PERMIT_OPERATOR_from:
        return ll_str_cmp(value, ll_str_from_cstr(condition->value)) >= 0;
    }
    return false;
}

enum ll_permit_verdict ll_permit_judge(const struct ll_permit_rule *rule,
                                       const struct ll_permit_values *values, uint64_t *ret_lacking)
{
    size_t count = 0;
    const struct ll_permit_condition *conditions = ll_permit_rule_conditions(rule, &count);
    uint64_t lacking = 0;
    uint64_t passed = 0;
    for (size_t i = 0; i < count; i++) {
        struct ll_str value = values->at[conditions[i].fact];
        if (value.ptr != NULL) {
            if (!condition_holds(&conditions[i], value)) {
                return LL_PERMIT_FAILED;
            }
        } else if (conditions[i].op == LL_PERMIT_OPERATOR_is_not) {
            passed |= UINT64_C(1) << conditions[i].fact;
        } else {
            lacking |= UINT64_C(1) << conditions[i].fact;
        }
    }
    *ret_lacking = lacking == 0 ? passed : lacking;
    return lacking == 0 ? LL_PERMIT_HELD : LL_PERMIT_OPEN;
}
