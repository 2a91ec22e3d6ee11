#include <string.h>

#include "core/permit_inside.h"

#define BIT(fact) (UINT64_C(1) << (fact))

const char *const ll_permit_event_names[LL_PERMIT_EVENT_COUNT] = {
#define X(name) #name,
    LL_PERMIT_EVENTS(X)
#undef X
};

const char *ll_permit_part_name(enum ll_permit_part part)
{
    static const char *const names[] = {"export", "transit", "import"};
    return (size_t)part < sizeof(names) / sizeof(names[0]) ? names[part] : "?";
}

static const char *const unit_names[] = {"none", "days", "working-days", "months"};
#define UNIT_COUNT (sizeof(unit_names) / sizeof(unit_names[0]))

const char *ll_permit_unit_name(enum ll_permit_unit unit)
{
    return (size_t)unit < UNIT_COUNT ? unit_names[unit] : "?";
}

/* A decision on its way. Its lists are as long as they can become, so that nothing has to grow. */
struct deciding {
    const struct ll_permit_facts *facts;
    struct ll_permit_values values;
    struct ll_permit_decision *decision;
    const struct ll_permit_rule **rules;
    struct ll_permit_said *reasons;
    struct ll_permit_said *advice;
    struct ll_permit_open *open;
    struct ll_permit_consent *consents;
    struct ll_permit_need *needs;
    struct ll_permit_deadline *deadlines;
    struct ll_permit_check *checks;
    bool is_prohibited;
    bool is_review;
};

/* ---- going over a layer ---- */

/* Judge a rule; what held or stays open is noted. */
static bool holds(struct deciding *d, const struct ll_permit_rule *rule)
{
    uint64_t lacking = 0;
    enum ll_permit_verdict verdict = ll_permit_judge(rule, &d->values, &lacking);
    if (verdict == LL_PERMIT_OPEN) {
        d->open[d->decision->open_count++] = (struct ll_permit_open){rule, lacking};
    } else if (verdict == LL_PERMIT_HELD) {
        d->rules[d->decision->rule_count++] = rule;
        d->decision->assumed |= lacking;
        d->decision->certain = d->decision->certain && rule->certainty != LL_PERMIT_CERTAINTY_low;
    }
    return verdict == LL_PERMIT_HELD;
}

static const struct ll_permit_rule *first_match(struct deciding *d, enum ll_permit_layer layer)
{
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        if (ll_permit_rules[i].layer == layer && holds(d, &ll_permit_rules[i])) {
            return &ll_permit_rules[i];
        }
    }
    return NULL;
}

typedef void (*take_fn)(struct deciding *d, const struct ll_permit_rule *rule);

static void collect(struct deciding *d, enum ll_permit_layer layer, take_fn take)
{
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        if (ll_permit_rules[i].layer == layer && holds(d, &ll_permit_rules[i])) {
            take(d, &ll_permit_rules[i]);
        }
    }
}

static void set_result(struct deciding *d, enum ll_permit_fact fact,
                       const struct ll_permit_rule *rule, enum ll_permit_result_name name)
{
    const char *value = ll_permit_rule_value(rule, name);
    if (value != NULL) {
        d->values.at[fact] = ll_str_from_cstr(value);
    }
}

/* ---- what may be done ---- */

static void classify(struct deciding *d)
{
    const struct ll_permit_rule *rule = first_match(d, LL_PERMIT_LAYER_classification);
    d->decision->basel_code = "unknown";
    if (rule != NULL) {
        set_result(d, LL_PERMIT_FACT_waste_status, rule, LL_PERMIT_RESULT_waste_status);
        set_result(d, LL_PERMIT_FACT_basel_code, rule, LL_PERMIT_RESULT_basel_code);
        d->decision->basel_code = ll_permit_rule_value(rule, LL_PERMIT_RESULT_basel_code);
    }
    ll_permit_values_classified(&d->values);
}

static void take_admissibility(struct deciding *d, const struct ll_permit_rule *rule)
{
    const char *verdict = ll_permit_rule_value(rule, LL_PERMIT_RESULT_admissible);
    if (strcmp(verdict, "prohibited") == 0) {
        d->is_prohibited = true;
    } else {
        d->is_review = true;
    }
    d->reasons[d->decision->reason_count++] =
        (struct ll_permit_said){rule, ll_permit_rule_value(rule, LL_PERMIT_RESULT_reason)};
}

static enum ll_permit_outcome outcome_of(struct ll_str procedure)
{
    for (size_t i = 0; i < LL_PERMIT_OUTCOME_ROW_COUNT; i++) {
        if (ll_str_eq_cstr(procedure, ll_permit_outcome_rows[i].name)) {
            return (enum ll_permit_outcome)ll_permit_outcome_rows[i].value;
        }
    }
    return LL_PERMIT_OUTCOME_REVIEW;
}

static void find_procedure(struct deciding *d)
{
    struct ll_permit_decision *decision = d->decision;
    decision->outcome = LL_PERMIT_OUTCOME_PROHIBITED;
    if (d->is_prohibited) {
        return;
    }
    const struct ll_permit_rule *rule = first_match(d, LL_PERMIT_LAYER_procedure);
    decision->outcome = LL_PERMIT_OUTCOME_REVIEW;
    if (rule == NULL) {
        return;
    }
    set_result(d, LL_PERMIT_FACT_procedure, rule, LL_PERMIT_RESULT_procedure);
    set_result(d, LL_PERMIT_FACT_legal_basis_id, rule, LL_PERMIT_RESULT_legal_basis_id);
    decision->legal_basis = ll_permit_rule_value(rule, LL_PERMIT_RESULT_legal_basis);
    decision->legal_basis_id = ll_permit_rule_value(rule, LL_PERMIT_RESULT_legal_basis_id);
    if (!d->is_review) {
        decision->outcome = outcome_of(d->values.at[LL_PERMIT_FACT_procedure]);
    }
    if (decision->outcome == LL_PERMIT_OUTCOME_REVIEW && decision->reason_count == 0) {
        d->reasons[decision->reason_count++] = (struct ll_permit_said){rule, decision->legal_basis};
    }
}

/* ---- who consents ---- */

static void ask_state(struct deciding *d, struct ll_str state, enum ll_permit_part part)
{
    const struct ll_permit_country *country = ll_permit_state(state);
    d->values.at[LL_PERMIT_FACT_role] = ll_str_from_cstr(ll_permit_part_name(part));
    d->values.at[LL_PERMIT_FACT_state_eu] = (struct ll_str){NULL, 0};
    if (country != NULL) {
        d->values.at[LL_PERMIT_FACT_state_eu] =
            ll_permit_is_yes(country->eu) ? LL_STR("yes") : LL_STR("no");
    }
    const struct ll_permit_rule *rule = first_match(d, LL_PERMIT_LAYER_consent);
    if (rule != NULL) {
        d->consents[d->decision->consent_count++] = (struct ll_permit_consent){
            .state = state,
            .part = part,
            .country = country,
            .rule = rule,
            .may_be_tacit = strcmp(ll_permit_rule_value(rule, LL_PERMIT_RESULT_form), "tacit") == 0,
            .silence = ll_permit_rule_value(rule, LL_PERMIT_RESULT_silence),
        };
    }
    if (country == NULL || strcmp(country->confidence, "low") == 0) {
        d->decision->certain = false;
    }
}

/* Rules of this layer hold once for each state: each is noted once. */
static void forget_repeated(struct deciding *d, size_t rules_before, size_t open_before)
{
    struct ll_permit_decision *decision = d->decision;
    size_t kept = rules_before;
    for (size_t i = rules_before; i < decision->rule_count; i++) {
        bool is_known = false;
        for (size_t k = rules_before; k < kept; k++) {
            is_known = is_known || d->rules[k] == d->rules[i];
        }
        if (!is_known) {
            d->rules[kept++] = d->rules[i];
        }
    }
    decision->rule_count = kept;
    kept = open_before;
    for (size_t i = open_before; i < decision->open_count; i++) {
        bool is_known = false;
        for (size_t k = open_before; k < kept; k++) {
            is_known = is_known || d->open[k].rule == d->open[i].rule;
        }
        if (!is_known) {
            d->open[kept++] = d->open[i];
        }
    }
    decision->open_count = kept;
}

static void ask_states(struct deciding *d)
{
    const struct ll_permit_facts *facts = d->facts;
    size_t rules_before = d->decision->rule_count;
    size_t open_before = d->decision->open_count;
    ask_state(d, facts->origin, LL_PERMIT_PART_EXPORT);
    for (size_t i = 0; i < facts->transit_count; i++) {
        ask_state(d, facts->transits[i], LL_PERMIT_PART_TRANSIT);
    }
    ask_state(d, facts->destination, LL_PERMIT_PART_IMPORT);
    d->values.at[LL_PERMIT_FACT_role] = (struct ll_str){NULL, 0};
    d->values.at[LL_PERMIT_FACT_state_eu] = (struct ll_str){NULL, 0};
    forget_repeated(d, rules_before, open_before);
}

/* ---- papers ---- */

static void need(struct deciding *d, const struct ll_permit_rule *rule,
                 const struct ll_permit_document *document, bool after, struct ll_str state)
{
    for (size_t i = 0; i < d->decision->need_count; i++) {
        if (d->needs[i].document == document && ll_str_eq(d->needs[i].state, state)) {
            return;
        }
    }
    d->needs[d->decision->need_count++] = (struct ll_permit_need){document, rule, after, state};
}

static void take_documents(struct deciding *d, const struct ll_permit_rule *rule)
{
    const struct ll_permit_facts *facts = d->facts;
    size_t count = 0;
    const struct ll_permit_result *rows = ll_permit_rule_results(rule, &count);
    for (size_t i = 0; i < count; i++) {
        struct ll_str code = ll_str_from_cstr(rows[i].value);
        const struct ll_permit_document *document = ll_permit_document_find(code);
        struct ll_str state = LL_STR("");
        LL_ASSERT(document != NULL); /* a test looks every name up */
        if (ll_str_eq_cstr(code, "DOC-CONSENT-TRANSIT")) {
            for (size_t k = 0; k < facts->transit_count; k++) {
                need(d, rule, document, false, facts->transits[k]);
            }
            continue;
        }
        if (ll_str_eq_cstr(code, "DOC-CONSENT-EXPORT")) {
            state = facts->origin;
        } else if (ll_str_eq_cstr(code, "DOC-CONSENT-IMPORT")) {
            state = facts->destination;
        }
        need(d, rule, document, rows[i].name == LL_PERMIT_RESULT_after, state);
    }
}

/* ---- terms and gates ---- */

static int index_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return (int)i;
        }
    }
    LL_ASSERT(false); /* a name of the tables of rules; a test looks every one up */
    return 0;
}

static void take_deadline(struct deciding *d, const struct ll_permit_rule *rule)
{
    const char *amount = ll_permit_rule_value(rule, LL_PERMIT_RESULT_amount);
    struct ll_permit_deadline deadline = {
        .rule = rule,
        .clock = ll_permit_rule_value(rule, LL_PERMIT_RESULT_clock),
        .start = ll_permit_rule_value(rule, LL_PERMIT_RESULT_start_event),
        .event = (enum ll_permit_event)index_of(ll_permit_event_names, LL_PERMIT_EVENT_COUNT,
                                                ll_permit_rule_value(rule, LL_PERMIT_RESULT_event)),
        .unit = (enum ll_permit_unit)index_of(unit_names, UNIT_COUNT,
                                              ll_permit_rule_value(rule, LL_PERMIT_RESULT_unit)),
        .before = strcmp(ll_permit_rule_value(rule, LL_PERMIT_RESULT_direction), "before") == 0,
        .owner = ll_permit_rule_value(rule, LL_PERMIT_RESULT_owner),
        .state = LL_STR(""),
    };
    int64_t count = 0;
    if (ll_str_to_i64(ll_str_from_cstr(amount), &count) == LL_OK) {
        deadline.amount = (int32_t)count;
    }
    bool is_transit = deadline.event == LL_PERMIT_EVENT_transit_received ||
                      deadline.event == LL_PERMIT_EVENT_transit_acknowledged;
    for (size_t i = 0; is_transit && i < d->facts->transit_count; i++) {
        const struct ll_permit_country *country = ll_permit_state(d->facts->transits[i]);
        bool is_eu = country != NULL && ll_permit_is_yes(country->eu);
        if (!is_eu || deadline.event == LL_PERMIT_EVENT_transit_received) {
            deadline.state = d->facts->transits[i];
            d->deadlines[d->decision->deadline_count++] = deadline;
        }
    }
    if (!is_transit) {
        d->deadlines[d->decision->deadline_count++] = deadline;
    }
}

static void take_gate(struct deciding *d, const struct ll_permit_rule *rule)
{
    size_t count = 0;
    const struct ll_permit_result *rows = ll_permit_rule_results(rule, &count);
    const char *gate = ll_permit_rule_value(rule, LL_PERMIT_RESULT_gate);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].name == LL_PERMIT_RESULT_check) {
            d->checks[d->decision->check_count++] =
                (struct ll_permit_check){rule, gate, rows[i].value};
        }
    }
}

static void take_advice(struct deciding *d, const struct ll_permit_rule *rule)
{
    d->advice[d->decision->advice_count++] =
        (struct ll_permit_said){rule, ll_permit_rule_value(rule, LL_PERMIT_RESULT_advice)};
}

/* ---- codes and packing ---- */

static bool is_waste(const struct deciding *d)
{
    return !ll_str_eq_cstr(d->values.at[LL_PERMIT_FACT_waste_status], "not-waste");
}

/* The stream by which tables list codes: used phones that are waste, and phones that have no
 * batteries any more, are other things there. */
static struct ll_str stream_of_codes(const struct deciding *d)
{
    enum ll_permit_stream stream = d->facts->stream;
    bool is_phone = stream == LL_PERMIT_STREAM_PHONE_SCRAP ||
                    (stream == LL_PERMIT_STREAM_USED_PHONE && is_waste(d));
    if (is_phone) {
        stream = d->facts->battery == LL_PERMIT_BATTERY_NONE
                     ? LL_PERMIT_STREAM_PHONE_SCRAP_NO_BATTERY
                     : LL_PERMIT_STREAM_PHONE_SCRAP;
    }
    return ll_str_from_cstr(ll_permit_stream_name(stream));
}

static void add_waste_code(struct deciding *d, const struct ll_permit_waste_code **codes,
                           const struct ll_permit_waste_code *row)
{
    for (size_t i = 0; i < d->decision->waste_code_count; i++) {
        if (codes[i] == row) {
            return;
        }
    }
    if (row != NULL) {
        codes[d->decision->waste_code_count++] = row;
    }
}

/* In the EU's list a code has a twin where the same thing may be hazardous or not. */
static void add_eu_code(struct deciding *d, const struct ll_permit_waste_code **codes,
                        const struct ll_permit_waste_code *row)
{
    struct ll_str hazardous = d->values.at[LL_PERMIT_FACT_hazardous];
    if (row->mirror[0] != '\0' && hazardous.ptr != NULL &&
        !ll_str_eq_cstr(hazardous, row->hazardous)) {
        row = ll_permit_waste_code_find(LL_STR("eu-low"), ll_str_from_cstr(row->mirror),
                                        d->facts->departure);
    }
    add_waste_code(d, codes, row);
}

static void list_waste_codes(struct deciding *d, const struct ll_permit_waste_code **codes)
{
    struct ll_str stream = stream_of_codes(d);
    struct ll_str basel = ll_str_from_cstr(d->decision->basel_code);
    if (!is_waste(d)) {
        return;
    }
    add_waste_code(d, codes,
                   ll_permit_waste_code_find(LL_STR("basel"), basel, d->facts->departure));
    for (size_t i = 0; i < ll_permit_waste_code_count; i++) {
        const struct ll_permit_waste_code *row = &ll_permit_waste_codes[i];
        if (!ll_permit_listed(row->streams, stream) ||
            !ll_permit_waste_code_valid(row, d->facts->departure)) {
            continue;
        }
        if (strcmp(row->system, "eu-low") == 0) {
            add_eu_code(d, codes, row);
        } else if (strcmp(row->system, "basel-annex-i") == 0) {
            add_waste_code(d, codes, row);
        }
    }
}

static void list_customs_codes(struct deciding *d, const struct ll_permit_customs_code **codes)
{
    struct ll_str stream = stream_of_codes(d);
    const char *kind = is_waste(d) ? "waste" : "good";
    for (size_t i = 0; i < ll_permit_customs_code_count; i++) {
        const struct ll_permit_customs_code *row = &ll_permit_customs_codes[i];
        if (strcmp(row->kind, kind) == 0 && ll_permit_listed(row->streams, stream)) {
            codes[d->decision->customs_code_count++] = row;
        }
    }
}

static const char *established(const char *cell)
{
    return cell[0] == '\0' || strcmp(cell, "unknown") == 0 ? NULL : cell;
}

/* Loose batteries that no rule names: by the table of UN numbers. */
static void pack_by_table(struct deciding *d)
{
    struct ll_permit_decision *decision = d->decision;
    struct ll_str stream = d->values.at[LL_PERMIT_FACT_stream];
    if (!ll_str_starts(stream, LL_STR("battery-"))) {
        return;
    }
    for (size_t i = 0; i < ll_permit_un_count && decision->un == NULL; i++) {
        if (ll_permit_listed(ll_permit_un_numbers[i].streams, stream)) {
            decision->un = &ll_permit_un_numbers[i];
        }
    }
    if (decision->un == NULL) {
        return;
    }
    if (d->facts->battery == LL_PERMIT_BATTERY_LOOSE_DAMAGED) {
        decision->packing = established(decision->un->packing_damaged);
    } else if (d->facts->battery == LL_PERMIT_BATTERY_LOOSE_PROTECTED) {
        decision->packing = established(decision->un->packing_waste);
        if (decision->packing == NULL) {
            decision->packing = established(decision->un->packing);
        }
    }
    decision->certain = false;
}

static void pack(struct deciding *d)
{
    struct ll_permit_decision *decision = d->decision;
    decision->transport = first_match(d, LL_PERMIT_LAYER_transport);
    if (decision->transport == NULL) {
        pack_by_table(d);
        return;
    }
    const char *un = ll_permit_rule_value(decision->transport, LL_PERMIT_RESULT_un);
    decision->un = ll_permit_un_find(ll_str_from_cstr(un));
    decision->packing = ll_permit_rule_value(decision->transport, LL_PERMIT_RESULT_packing);
}

/* ---- all of it ---- */

/* Most that any layer could add: each rule of it at once, for every state. */
#define STATES_MAX (LL_PERMIT_TRANSITS_MAX + 2)

static bool make_room(struct deciding *d, struct ll_arena *arena)
{
    size_t rules = ll_permit_rule_count + STATES_MAX * 4;
    d->rules = LL_NEW_ARRAY(arena, const struct ll_permit_rule *, rules);
    d->open = LL_NEW_ARRAY(arena, struct ll_permit_open, rules);
    d->reasons = LL_NEW_ARRAY(arena, struct ll_permit_said, ll_permit_rule_count);
    d->advice = LL_NEW_ARRAY(arena, struct ll_permit_said, ll_permit_rule_count);
    d->consents = LL_NEW_ARRAY(arena, struct ll_permit_consent, STATES_MAX);
    d->needs = LL_NEW_ARRAY(arena, struct ll_permit_need, ll_permit_document_count + STATES_MAX);
    d->deadlines =
        LL_NEW_ARRAY(arena, struct ll_permit_deadline, ll_permit_rule_count + STATES_MAX * 2);
    d->checks = LL_NEW_ARRAY(arena, struct ll_permit_check, ll_permit_rule_count * 2);
    return d->rules != NULL && d->open != NULL && d->reasons != NULL && d->advice != NULL &&
           d->consents != NULL && d->needs != NULL && d->deadlines != NULL && d->checks != NULL;
}

static void hand_over(const struct deciding *d)
{
    struct ll_permit_decision *decision = d->decision;
    decision->rules = d->rules;
    decision->open = d->open;
    decision->reasons = d->reasons;
    decision->advice = d->advice;
    decision->consents = d->consents;
    decision->needs = d->needs;
    decision->deadlines = d->deadlines;
    decision->checks = d->checks;
    memcpy(decision->values, d->values.at, sizeof(decision->values));
}

static void follow_procedure(struct deciding *d, const struct ll_permit_waste_code **waste_codes,
                             const struct ll_permit_customs_code **customs_codes)
{
    list_waste_codes(d, waste_codes);
    if (d->is_prohibited) {
        return;
    }
    list_customs_codes(d, customs_codes);
    ask_states(d);
    collect(d, LL_PERMIT_LAYER_documents, take_documents);
    collect(d, LL_PERMIT_LAYER_deadline, take_deadline);
    collect(d, LL_PERMIT_LAYER_gate, take_gate);
    pack(d);
    collect(d, LL_PERMIT_LAYER_advice, take_advice);
}

enum ll_status ll_permit_decide(const struct ll_permit_facts *facts, struct ll_arena *arena,
                                struct ll_permit_decision *ret_decision, struct ll_err *reterr)
{
    struct ll_permit_decision decision = {.certain = true};
    struct deciding d = {.facts = facts, .decision = &decision};
    LL_TRY(ll_permit_values_given(facts, arena, &d.values, reterr));
    const struct ll_permit_waste_code **waste_codes =
        LL_NEW_ARRAY(arena, const struct ll_permit_waste_code *, ll_permit_waste_code_count);
    const struct ll_permit_customs_code **customs_codes =
        LL_NEW_ARRAY(arena, const struct ll_permit_customs_code *, ll_permit_customs_code_count);
    if (!make_room(&d, arena) || waste_codes == NULL || customs_codes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a decision");
    }
    classify(&d);
    collect(&d, LL_PERMIT_LAYER_admissibility, take_admissibility);
    find_procedure(&d);
    follow_procedure(&d, waste_codes, customs_codes);
    decision.waste_codes = waste_codes;
    decision.customs_codes = customs_codes;
    hand_over(&d);
    *ret_decision = decision;
    return LL_OK;
}
