/*
 * The permit desk over random facts, beside a slow second version of its rules that reads the
 * tables anew: a rule holds when every condition does, and no condition on what is not known but
 * `is_not`. A decision is the same twice; nothing that is banned in addition opens what was closed.
 */
#include <string.h>

#include "core/permit.h"
#include "property/seed.h"

#define CASES 20000
#define ARENA_BYTES ((size_t)1 << 20)
#define STATE_COUNT 16

/* Ours, those on the way, a bloc of states, a state that no table has, and one that is no Party. */
static const char *const states[STATE_COUNT] = {"GH", "CM", "ML", "NG", "UG", "RW", "ZM", "NL",
                                                "GB", "CH", "NO", "JP", "KR", "US", "EU", "PA"};

struct room {
    struct ll_permit_facts facts;
    struct ll_str transits[LL_PERMIT_TRANSITS_MAX];
};

static struct ll_str pick_state(struct seed *seed, struct ll_str but)
{
    struct ll_str state;
    do {
        state = ll_str_from_cstr(states[seed_below(seed, STATE_COUNT)]);
    } while (ll_str_eq(state, but));
    return state;
}

static void make_facts(struct seed *seed, struct room *room)
{
    struct ll_permit_facts *f = &room->facts;
    memset(room, 0, sizeof(*room));
    f->origin = pick_state(seed, LL_STR(""));
    f->transits = room->transits;
    struct ll_str before = f->origin;
    for (size_t count = seed_below(seed, 4); f->transit_count < count; f->transit_count++) {
        before = room->transits[f->transit_count] = pick_state(seed, before);
    }
    f->destination = pick_state(seed, f->transit_count > 0 ? before : LL_STR(""));
    f->stream = (enum ll_permit_stream)(1 + seed_below(seed, LL_PERMIT_STREAM_ROW_COUNT));
    f->battery = (enum ll_permit_battery)seed_below(seed, LL_PERMIT_BATTERY_ROW_COUNT + 1);
    f->purpose = (enum ll_permit_purpose)(1 + seed_below(seed, LL_PERMIT_PURPOSE_ROW_COUNT));
    f->evidence = (enum ll_permit_evidence)seed_below(seed, LL_PERMIT_EVIDENCE_ROW_COUNT + 1);
    f->mode = (enum ll_permit_mode)seed_below(seed, LL_PERMIT_MODE_ROW_COUNT + 1);
    /* 2023-06 to 2028 */
    f->departure.days = 19509 + (int32_t)seed_below(seed, 1700);
    f->has_acknowledged = seed_below(seed, 2) == 0;
    f->acknowledged.days = f->departure.days - (int32_t)seed_below(seed, 400);
    if (seed_below(seed, 3) > 0) {
        f->operation = ll_str_from_cstr(
            ll_permit_operations[seed_below(seed, ll_permit_operation_count)].code);
    }
    enum ll_permit_answer *answers[] = {
        &f->reuse_complete,    &f->agreed_no_waste,      &f->article_11,  &f->preconsented,
        &f->several_shipments, &f->notifier_is_producer, &f->air_approval};
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        *answers[i] = (enum ll_permit_answer)seed_below(seed, LL_PERMIT_ANSWER_ROW_COUNT + 1);
    }
    f->shipments = (int64_t)seed_below(seed, 3);
    f->has_arrival = seed_below(seed, 2) == 0;
    f->arrival.days = f->departure.days + (int32_t)seed_below(seed, 90);
}

static struct ll_permit_decision decide(struct seed *seed, const struct ll_permit_facts *facts,
                                        struct ll_arena *arena)
{
    struct ll_permit_decision decision;
    SEED_CHECK(seed, ll_permit_decide(facts, arena, &decision, NULL) == LL_OK);
    return decision;
}

/* ---- the second version of a rule ---- */

static bool is_one_of(const char *values, struct ll_str value)
{
    char list[512];
    char item[128];
    (void)snprintf(list, sizeof(list), ";%s;", values);
    (void)snprintf(item, sizeof(item), ";%.*s;", LL_STR_ARG(value));
    return strstr(list, item) != NULL;
}

static bool condition_holds(const struct ll_permit_condition *condition, struct ll_str value)
{
    char text[128];
    (void)snprintf(text, sizeof(text), "%.*s", LL_STR_ARG(value));
    const char *op = ll_permit_operator_name(condition->op);
    if (strcmp(op, "is") == 0 || strcmp(op, "in") == 0) {
        return is_one_of(condition->value, value);
    }
    if (strcmp(op, "is_not") == 0 || strcmp(op, "not_in") == 0) {
        return !is_one_of(condition->value, value);
    }
    return strcmp(op, "before") == 0 ? strcmp(text, condition->value) < 0
                                     : strcmp(text, condition->value) >= 0;
}

static bool holds(const struct ll_permit_rule *rule, const struct ll_permit_decision *decision)
{
    size_t count = 0;
    const struct ll_permit_condition *conditions = ll_permit_rule_conditions(rule, &count);
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        struct ll_str value = decision->values[conditions[i].fact];
        all = all &&
              (value.ptr == NULL ? strcmp(ll_permit_operator_name(conditions[i].op), "is_not") == 0
                                 : condition_holds(&conditions[i], value));
    }
    return all;
}

static bool has_held(const struct ll_permit_decision *decision, const struct ll_permit_rule *rule)
{
    for (size_t i = 0; i < decision->rule_count; i++) {
        if (decision->rules[i] == rule) {
            return true;
        }
    }
    return false;
}

/* Of the layers of which all rules are collected: exactly those hold that hold. Prohibitions are
 * judged before a procedure is known, and the rest only of what is not prohibited. */
static void check_collected(struct seed *seed, const struct ll_permit_decision *decision)
{
    bool is_prohibited = decision->outcome == LL_PERMIT_OUTCOME_PROHIBITED;
    for (size_t i = 0; i < ll_permit_rule_count; i++) {
        const struct ll_permit_rule *rule = &ll_permit_rules[i];
        bool is_later =
            rule->layer == LL_PERMIT_LAYER_documents || rule->layer == LL_PERMIT_LAYER_deadline ||
            rule->layer == LL_PERMIT_LAYER_gate || rule->layer == LL_PERMIT_LAYER_advice;
        if (rule->layer == LL_PERMIT_LAYER_admissibility || (is_later && !is_prohibited)) {
            SEED_CHECK(seed, holds(rule, decision) == has_held(decision, rule));
        } else if (is_later) {
            SEED_CHECK(seed, !has_held(decision, rule));
        }
    }
}

/* ---- promises ---- */

static void check_promises(struct seed *seed, const struct ll_permit_facts *facts,
                           const struct ll_permit_decision *decision)
{
    bool is_prohibited = decision->outcome == LL_PERMIT_OUTCOME_PROHIBITED;
    bool prohibits = false;
    for (size_t i = 0; i < decision->reason_count; i++) {
        const char *verdict =
            ll_permit_rule_value(decision->reasons[i].rule, LL_PERMIT_RESULT_admissible);
        prohibits = prohibits || (verdict != NULL && strcmp(verdict, "prohibited") == 0);
    }
    SEED_CHECK(seed, prohibits == is_prohibited);
    SEED_CHECK(seed, !is_prohibited || (decision->need_count == 0 && decision->consent_count == 0));
    /* Where consents are needed, every state of the way is asked, in order. */
    if (decision->outcome == LL_PERMIT_OUTCOME_PIC) {
        SEED_CHECK(seed, decision->consent_count == facts->transit_count + 2);
        SEED_CHECK(seed, ll_str_eq(decision->consents[0].state, facts->origin));
        for (size_t i = 0; i < facts->transit_count; i++) {
            SEED_CHECK(seed, ll_str_eq(decision->consents[i + 1].state, facts->transits[i]));
        }
        SEED_CHECK(seed, !decision->consents[0].may_be_tacit);
        SEED_CHECK(seed, !decision->consents[facts->transit_count + 1].may_be_tacit);
    }
    for (size_t i = 0; i < decision->rule_count; i++) {
        SEED_CHECK(seed,
                   decision->rules[i]->certainty != LL_PERMIT_CERTAINTY_low || !decision->certain);
    }
    /* Nothing that no table tells of is let go. */
    struct ll_str unlisted = decision->values[LL_PERMIT_FACT_any_unlisted];
    SEED_CHECK(seed, !ll_str_eq_cstr(unlisted, "yes") || is_prohibited ||
                         decision->outcome == LL_PERMIT_OUTCOME_REVIEW);
}

static void check_same(struct seed *seed, const struct ll_permit_decision *a,
                       const struct ll_permit_decision *b)
{
    SEED_CHECK(seed, a->outcome == b->outcome && a->certain == b->certain);
    SEED_CHECK(seed, a->rule_count == b->rule_count && a->need_count == b->need_count);
    SEED_CHECK(seed, a->assumed == b->assumed && a->open_count == b->open_count);
    for (size_t i = 0; i < a->rule_count; i++) {
        SEED_CHECK(seed, a->rules[i] == b->rules[i]);
    }
}

/* 2: prohibited, 1: a person decides, 0: it may go by some procedure. */
static int closed(const struct ll_permit_decision *decision)
{
    return decision->outcome == LL_PERMIT_OUTCOME_PROHIBITED ? 2
           : decision->outcome == LL_PERMIT_OUTCOME_REVIEW   ? 1
                                                             : 0;
}

/* What is prohibited in addition never opens what was closed. */
static void check_monotone(struct seed *seed, const struct room *room, int was, bool is_waste,
                           struct ll_arena *arena)
{
    struct room more = *room;
    more.facts.transits = more.transits;
    struct ll_str last = more.facts.transit_count == 0
                             ? more.facts.origin
                             : more.transits[more.facts.transit_count - 1];
    bool may_add = !ll_str_eq_cstr(last, "CM") && !ll_str_eq_cstr(more.facts.destination, "CM");
    if (may_add) {
        more.transits[more.facts.transit_count++] = LL_STR("CM");
        struct ll_permit_decision decision = decide(seed, &more.facts, arena);
        SEED_CHECK(seed, closed(&decision) >= was);
        SEED_CHECK(seed, !is_waste || decision.outcome == LL_PERMIT_OUTCOME_PROHIBITED);
    }
    more = *room;
    more.facts.transits = more.transits;
    more.facts.mode = LL_PERMIT_MODE_AIR;
    struct ll_permit_decision decision = decide(seed, &more.facts, arena);
    SEED_CHECK(seed, closed(&decision) >= was);
    if (more.facts.purpose == LL_PERMIT_PURPOSE_TAKE_BACK) {
        more.facts.mode = room->facts.mode;
        more.facts.purpose = LL_PERMIT_PURPOSE_RECOVERY;
        decision = decide(seed, &more.facts, arena);
        SEED_CHECK(seed, closed(&decision) >= was);
    }
}

/* ---- calendar ---- */

/* Counted day by day. */
static int32_t naive_working(int32_t from, int32_t count)
{
    int32_t step = count < 0 ? -1 : 1;
    int32_t day = from;
    for (int32_t found = 0; found != count;) {
        day += step;
        int32_t weekday = (day + 4) % 7; /* 0: Sunday; 1970-01-01 was a Thursday */
        found += weekday == 0 || weekday == 6 ? 0 : step;
    }
    return day;
}

static void check_calendar(struct seed *seed, const struct ll_permit_decision *decision,
                           struct ll_arena *arena)
{
    struct ll_permit_days days = {0};
    struct ll_permit_due *dues = NULL;
    int32_t day = 19509 + (int32_t)seed_below(seed, 1700);
    for (size_t i = 0; i < LL_PERMIT_EVENT_COUNT; i++) {
        days.known[i] = seed_below(seed, 2) == 0;
        days.day[i].days = day;
    }
    SEED_CHECK(seed, ll_permit_calendar(decision, &days, arena, &dues, NULL) == LL_OK);
    for (size_t i = 0; i < decision->deadline_count; i++) {
        const struct ll_permit_deadline *deadline = dues[i].deadline;
        SEED_CHECK(seed, i == 0 || dues[i - 1].has_day || !dues[i].has_day);
        SEED_CHECK(seed, i == 0 || !dues[i].has_day || dues[i - 1].day.days <= dues[i].day.days);
        if (dues[i].has_day && dues[i].is_working) {
            int32_t count = deadline->before ? -deadline->amount : deadline->amount;
            SEED_CHECK(seed, dues[i].day.days == naive_working(day, count));
        } else if (dues[i].has_day && deadline->unit == LL_PERMIT_UNIT_DAYS) {
            SEED_CHECK(seed, dues[i].day.days == day + deadline->amount);
        }
        SEED_CHECK(seed, dues[i].has_day || deadline->unit == LL_PERMIT_UNIT_NONE ||
                             !days.known[deadline->event]);
    }
}

static void check_case(uint64_t number)
{
    struct seed seed = seed_make(number);
    struct ll_arena arena;
    struct room room;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES);
    make_facts(&seed, &room);
    struct ll_permit_decision decision = decide(&seed, &room.facts, &arena);
    struct ll_permit_decision again = decide(&seed, &room.facts, &arena);
    bool is_waste = ll_str_eq_cstr(decision.values[LL_PERMIT_FACT_waste_status], "waste");
    check_same(&seed, &decision, &again);
    check_collected(&seed, &decision);
    check_promises(&seed, &room.facts, &decision);
    check_monotone(&seed, &room, closed(&decision), is_waste, &arena);
    check_calendar(&seed, &decision, &arena);
    ll_arena_release(&arena);
}

int main(void)
{
    uint64_t first;
    uint64_t end;
    seed_range(CASES, &first, &end);
    for (uint64_t number = first; number < end; number++) {
        check_case(number);
    }
    return 0;
}
