/* What a brief says is asked of an authority, by which law, and where the movement stands. */
#include "service/briefing.h"

#include <string.h>

#include "core/notification.h"

#define NOTIFIER "notifier"
#define STEPS_BYTES_MAX 16384

typedef struct ll_q_notification_state_all_row state_row;

/* ---- terms ---- */

static struct ll_str days_text(struct ll_briefing *b, int64_t days, bool is_working)
{
    return is_working ? ll_briefing_count(b, LL_TN("{n} working day", "{n} working days"), days)
                      : ll_briefing_count(b, LL_TN("{n} day", "{n} days"), days);
}

static bool is_eu(struct ll_str code)
{
    const struct ll_permit_country *country = ll_permit_country_find(code);
    return country != NULL && strcmp(country->eu, "yes") == 0;
}

/* Does the Convention itself set it? Sixty days of a state of transit. */
static bool binds_all(const struct ll_notification_rule *rule)
{
    return rule->days == 60;
}

/* "Within 30 days of 2 March 2026: by 1 April 2026." and whom that binds. */
static struct ll_str term(struct ll_briefing *b, const state_row *state,
                          const struct ll_notification_rule *rule)
{
    if (rule->days == 0 || !state->has_stepped_on) {
        return LL_STR("");
    }
    struct ll_date due = rule->working
                             ? ll_permit_add_working_days(state->stepped_on, (int32_t)rule->days)
                             : ll_permit_add_days(state->stepped_on, (int32_t)rule->days);
    const struct ll_slot slots[] = {
        {"days", days_text(b, rule->days, rule->working)},
        {"day", ll_filling_date(&b->f, state->stepped_on)},
        {"due", ll_filling_date(&b->f, due)},
    };
    const struct ll_str parts[] = {
        ll_briefing_fill(b, LL_T("Within {days} of {day}: by {due}."), slots, 3),
        is_eu(state->country) || binds_all(rule)
            ? LL_STR("")
            : ll_filling_text(&b->f, LL_T("That is a term of EU law: it does not bind you, and is "
                                          "what others expect.")),
    };
    return ll_filling_join(&b->f, parts, 2, " ");
}

/* ---- what is asked now ---- */

static const struct {
    enum ll_notification_step step;
    const char *does; /* what has to be done, by whom */
} acts[] = {
    {LL_NOTIFICATION_STEP_SUBMITTED, LL_T("The notifier hands the notification in.")},
    {LL_NOTIFICATION_STEP_FORWARDED,
     LL_T("The authority of export, or the notifier where it lets them, sends the notification to "
          "you.")},
    {LL_NOTIFICATION_STEP_ACKNOWLEDGED, LL_T("Confirm in writing that you received it.")},
    {LL_NOTIFICATION_STEP_QUESTIONED,
     LL_T("Ask for what is missing or not clear, if anything is.")},
    {LL_NOTIFICATION_STEP_ANSWERED, LL_T("The notifier answers what you asked.")},
    {LL_NOTIFICATION_STEP_COMPLETED, LL_T("Say that the notification is complete.")},
    {LL_NOTIFICATION_STEP_CONSENTED,
     LL_T("Consent in writing, with the conditions that you need.")},
    {LL_NOTIFICATION_STEP_OBJECTED, LL_T("Or object in writing, and say why.")},
    {LL_NOTIFICATION_STEP_WITHDRAWN,
     LL_T("You may take the consent back, in writing and with your reasons.")},
};

static struct ll_str act_text(struct ll_briefing *b, enum ll_notification_step step)
{
    for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
        if (acts[i].step == step) {
            return ll_filling_text(&b->f, acts[i].does);
        }
    }
    return LL_STR("");
}

static bool may_follow(const state_row *state, const struct ll_notification_rule *rule)
{
    unsigned at = state->has_step ? 1U << (unsigned)state->step : LL_STEP_BIT_NONE;
    bool again = state->has_step && rule->step == state->step; /* a second consent is not asked */
    bool gives_up =
        rule->step == LL_NOTIFICATION_STEP_WITHDRAWN && strcmp(rule->actor, NOTIFIER) == 0;
    return (rule->from & at) != 0 && (rule->parts & 1U << (unsigned)state->part) != 0 && !again &&
           !gives_up;
}

static void put_acts(struct ll_briefing *b, const state_row *state)
{
    for (size_t i = 0; i < ll_notification_rule_count; i++) {
        const struct ll_notification_rule *rule = &ll_notification_rules[i];
        if (!may_follow(state, rule)) {
            continue;
        }
        const struct ll_str parts[] = {act_text(b, rule->step), term(b, state, rule)};
        ll_briefing_add(b, (struct ll_printed_line){
                               .text = ll_filling_join(&b->f, parts, 2, " "),
                               .note = ll_str_from_cstr(rule->source),
                           });
    }
}

static struct ll_str role_text(struct ll_briefing *b, const state_row *state)
{
    static const char *const roles[] = {
        [LL_ROUTE_PART_EXPORT] =
            LL_T("The waste would leave from here. You are told first: you look at the "
                 "notification, send it on to the other states, and say whether it may leave."),
        [LL_ROUTE_PART_TRANSIT] =
            LL_T("The waste would pass through, and not be treated here. You say whether it may "
                 "pass."),
        [LL_ROUTE_PART_IMPORT] =
            LL_T("The waste would be treated here. You say whether the plant may receive it."),
    };
    return ll_filling_text(&b->f, roles[state->part]);
}

/* Where it is over, or has not begun. */
static struct ll_str state_text(struct ll_briefing *b, const state_row *state)
{
    if (!state->has_step) {
        return ll_filling_text(&b->f, LL_T("Nothing is asked of you yet: it was not sent to you."));
    }
    if (state->step == LL_NOTIFICATION_STEP_CONSENTED) {
        const struct ll_str parts[] = {
            ll_filling_text(&b->f, LL_T("Nothing is asked of you now: you consented.")),
            ll_briefing_consent(b, state)};
        return ll_filling_join(&b->f, parts, 2, " ");
    }
    if (state->step == LL_NOTIFICATION_STEP_OBJECTED) {
        return ll_filling_text(&b->f, LL_T("You objected: nothing may move on this notification."));
    }
    if (state->step == LL_NOTIFICATION_STEP_WITHDRAWN) {
        return ll_filling_text(&b->f, LL_T("It was withdrawn: nothing may move on it here."));
    }
    return ll_filling_text(&b->f, LL_T("This is asked of you now:"));
}

static void put_silence(struct ll_briefing *b, struct ll_str country)
{
    const struct ll_permit_consent *rule = ll_briefing_consent_rule(b, country);
    if (rule != NULL) {
        const struct ll_slot slot = {"silence", ll_filling_words(&b->f, rule->silence)};
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .text = ll_briefing_fill(b, LL_T("If you do not answer: {silence}."), &slot, 1),
                   .note = ll_briefing_source(b, rule->rule->id, rule->rule->source),
               });
    }
}

/* ---- the law ---- */

static void put_procedure(struct ll_briefing *b)
{
    const struct ll_permit_decision *d = &b->f.decision;
    const char *id = "";
    const char *source = "";
    for (size_t i = 0; i < d->rule_count; i++) {
        if (strcmp(ll_permit_layer_names[d->rules[i]->layer], "procedure") == 0) {
            id = d->rules[i]->id;
            source = d->rules[i]->source;
        }
    }
    if (d->legal_basis != NULL) {
        ll_briefing_add(b, (struct ll_printed_line){
                               .head = ll_filling_text(&b->f, LL_T("Procedure")),
                               .text = ll_filling_words(&b->f, d->legal_basis),
                               .note = ll_briefing_source(b, id, source),
                           });
    }
    for (size_t i = 0; i < d->reason_count; i++) {
        ll_briefing_add(b, (struct ll_printed_line){
                               .head = ll_filling_text(&b->f, LL_T("It may not go this way, or a "
                                                                   "person has to decide")),
                               .text = ll_filling_words(&b->f, d->reasons[i].text),
                               .note = ll_briefing_source(b, d->reasons[i].rule->id,
                                                          d->reasons[i].rule->source),
                           });
    }
}

static struct ll_str known_text(struct ll_briefing *b, struct ll_str text, const char *as_of)
{
    const struct ll_slot slots[] = {{"text", text}, {"as_of", ll_str_from_cstr(as_of)}};
    return ll_briefing_fill(b, LL_T("{text} (uncertain; as known in {as_of})"), slots, 2);
}

static void put_national(struct ll_briefing *b, const state_row *state)
{
    const struct ll_permit_country *row = ll_permit_country_find(state->country);
    if (row == NULL) {
        return;
    }
    const char *rule = state->part == LL_ROUTE_PART_EXPORT    ? row->export_rule
                       : state->part == LL_ROUTE_PART_TRANSIT ? row->transit_rule
                                                              : row->import_rule;
    bool is_doubtful = strcmp(row->confidence, "high") != 0;
    struct ll_str text = ll_filling_words(&b->f, rule);
    ll_briefing_add(b, (struct ll_printed_line){
                           .head = ll_briefing_state(b, state),
                           .text = is_doubtful ? known_text(b, text, row->as_of) : text,
                           .note = ll_str_from_cstr(row->source),
                           .is_doubtful = is_doubtful,
                       });
}

/* Why it is the waste that it is, and what else held: rule by rule, with where each is from. */
static void put_rules(struct ll_briefing *b)
{
    const struct ll_permit_decision *d = &b->f.decision;
    for (size_t i = 0; i < d->rule_count; i++) {
        const struct ll_permit_rule *rule = d->rules[i];
        const char *layer = ll_permit_layer_names[rule->layer];
        bool is_doubtful = rule->certainty != LL_PERMIT_CERTAINTY_high;
        if (strcmp(layer, "classification") != 0 && strcmp(layer, "admissibility") != 0) {
            continue;
        }
        struct ll_str text = ll_filling_words(&b->f, rule->note);
        text = text.len > 0 ? text : ll_str_from_cstr(rule->id);
        const struct ll_slot slot = {"text", text};
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .head = ll_filling_text(&b->f, LL_T("Why it is this waste")),
                   .text = is_doubtful ? ll_briefing_fill(b, LL_T("{text} (uncertain)"), &slot, 1)
                                       : text,
                   .note = ll_briefing_source(b, rule->id, rule->source),
                   .is_doubtful = is_doubtful,
               });
    }
    for (size_t i = 0; i < d->advice_count; i++) {
        ll_briefing_add(
            b, (struct ll_printed_line){
                   .head = ll_filling_text(&b->f, LL_T("To mind")),
                   .text = ll_filling_words(&b->f, d->advice[i].text),
                   .note = ll_briefing_source(b, d->advice[i].rule->id, d->advice[i].rule->source),
               });
    }
}

void ll_briefing_asked(struct ll_briefing *b)
{
    const state_row *states = b->f.dossier.states.items;
    for (size_t i = 0; i < b->f.dossier.states.count; i++) {
        if (!ll_briefing_is_for(b, states[i].country)) {
            continue;
        }
        const struct ll_str parts[] = {role_text(b, &states[i]), state_text(b, &states[i])};
        ll_briefing_add(b, (struct ll_printed_line){
                               .head = ll_briefing_state(b, &states[i]),
                               .text = ll_filling_join(&b->f, parts, 2, " "),
                           });
        put_acts(b, &states[i]);
        if (!states[i].has_step || states[i].step < LL_NOTIFICATION_STEP_CONSENTED) {
            put_silence(b, states[i].country);
        }
    }
    ll_briefing_end(b, LL_T("What is asked of you"), LL_STR(""), false);
    put_procedure(b);
    for (size_t i = 0; i < b->f.dossier.states.count; i++) {
        if (ll_briefing_is_for(b, states[i].country)) {
            put_national(b, &states[i]);
        }
    }
    put_rules(b);
    ll_briefing_end(b, LL_T("The law it rests on"), LL_STR(""), false);
}

/* ---- where it stands ---- */

static struct ll_str stands(struct ll_briefing *b, const state_row *state)
{
    struct ll_str name =
        state->has_step ? ll_str_from_cstr(ll_notification_step_name(state->step)) : LL_STR("");
    const struct ll_slot slots[] = {{"step", ll_briefing_word(b, name)},
                                    {"day", ll_filling_date(&b->f, state->stepped_on)}};
    const struct ll_str parts[] = {
        !state->has_step ? ll_filling_text(&b->f, LL_T("not told yet"))
                         : ll_briefing_fill(b, "{step}, {day}", slots, 2),
        state->questions > 0
            ? ll_briefing_count(
                  b, LL_TN("{n} request for information", "{n} requests for information"),
                  state->questions)
            : LL_STR(""),
        ll_briefing_consent(b, state),
    };
    return ll_filling_join(&b->f, parts, 3, ". ");
}

/* Every step with the state's authority, in order: where it stands alone says not how it came. */
static void put_taken(struct ll_briefing *b, const state_row *state)
{
    const struct ll_q_notification_step_all_row *steps = b->f.dossier.steps.items;
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, b->f.ctx->arena, STEPS_BYTES_MAX);
    for (size_t i = 0; i < b->f.dossier.steps.count; i++) {
        if (!ll_str_eq(steps[i].country, state->country)) {
            continue;
        }
        struct ll_str name = ll_str_from_cstr(ll_notification_step_name(steps[i].step));
        const struct ll_slot slots[] = {{"step", ll_briefing_word(b, name)},
                                        {"day", ll_filling_date(&b->f, steps[i].stepped_on)}};
        ll_strbuf_cstr(&buf, buf.len == 0 ? "" : "; ");
        ll_strbuf_str(&buf, ll_briefing_fill(b, LL_T("{step} {day}"), slots, 2));
    }
    b->f.failed = ll_strbuf_finish(&buf, &text, NULL) != LL_OK || b->f.failed;
    if (text.len > 0) {
        const struct ll_slot slot = {"steps", text};
        ll_briefing_add(b, (struct ll_printed_line){
                               .text = ll_briefing_fill(b, LL_T("Steps: {steps}."), &slot, 1)});
    }
}

static void put_movements(struct ll_briefing *b)
{
    const struct ll_q_official_bookings_row *rows = b->bookings.items;
    for (size_t i = 0; i < b->bookings.count; i++) {
        const struct ll_slot departed = {"day", rows[i].has_departed_on
                                                    ? ll_filling_date(&b->f, rows[i].departed_on)
                                                    : LL_STR("")};
        const struct ll_slot arrived = {"day", rows[i].has_arrived_on
                                                   ? ll_filling_date(&b->f, rows[i].arrived_on)
                                                   : LL_STR("")};
        const struct ll_str parts[] = {
            ll_briefing_mass(b, rows[i].mass_g),
            rows[i].has_departed_on ? ll_briefing_fill(b, LL_T("departed on {day}"), &departed, 1)
                                    : ll_filling_text(&b->f, LL_T("not departed yet")),
            rows[i].has_arrived_on ? ll_briefing_fill(b, LL_T("arrived on {day}"), &arrived, 1)
                                   : LL_STR(""),
        };
        const struct ll_slot slot = {"number", rows[i].number};
        ll_briefing_add(b, (struct ll_printed_line){
                               .head = ll_briefing_fill(b, LL_T("Movement {number}"), &slot, 1),
                               .text = ll_filling_join(&b->f, parts, 3, ", "),
                           });
    }
}

/* ---- the steps ---- */

static struct ll_str owed(struct ll_briefing *b, const struct ll_permit_deadline *deadline)
{
    const struct ll_slot slots[] = {
        {"term",
         deadline->unit == LL_PERMIT_UNIT_MONTHS
             ? ll_briefing_count(b, LL_TN("{n} month", "{n} months"), deadline->amount)
             : days_text(b, deadline->amount, deadline->unit == LL_PERMIT_UNIT_WORKING_DAYS)},
        {"event", ll_filling_words(&b->f, deadline->start)},
        {"owner", ll_filling_words(&b->f, deadline->owner)},
    };
    return ll_briefing_fill(b,
                            deadline->before ? LL_T("{owner}: {term} before: {event}")
                                             : LL_T("{owner}: {term} after: {event}"),
                            slots, 3);
}

/* What comes after the consents, of each shipment: by the law that is in force when it departs. */
static void put_owed(struct ll_briefing *b)
{
    const struct ll_permit_decision *d = &b->f.decision;
    for (size_t i = 0; i < d->deadline_count; i++) {
        const struct ll_permit_deadline *deadline = &d->deadlines[i];
        bool is_of_shipment = deadline->event == LL_PERMIT_EVENT_departed ||
                              deadline->event == LL_PERMIT_EVENT_received ||
                              deadline->event == LL_PERMIT_EVENT_recovered;
        if (is_of_shipment && deadline->unit != LL_PERMIT_UNIT_NONE && deadline->amount > 0) {
            ll_briefing_add(
                b, (struct ll_printed_line){
                       .head = ll_filling_words(&b->f, deadline->clock),
                       .text = owed(b, deadline),
                       .note = ll_briefing_source(b, deadline->rule->id, deadline->rule->source),
                   });
        }
    }
}

static void put_step(struct ll_briefing *b, const char *head, const char *text, const char *source)
{
    ll_briefing_add(b, (struct ll_printed_line){.head = ll_filling_text(&b->f, head),
                                                .text = ll_filling_text(&b->f, text),
                                                .note = ll_str_from_cstr(source)});
}

void ll_briefing_steps(struct ll_briefing *b)
{
    const state_row *states = b->f.dossier.states.items;
    for (size_t i = 0; i < b->f.dossier.states.count; i++) {
        ll_briefing_add(b, (struct ll_printed_line){.head = ll_briefing_state(b, &states[i]),
                                                    .text = stands(b, &states[i])});
        put_taken(b, &states[i]);
    }
    put_movements(b);
    ll_briefing_end(b, LL_T("Where it stands"), LL_STR(""), false);
    put_step(b, LL_T("1. Notification"),
             LL_T("The notifier describes what is to move, and hands it in to the authority of "
                  "export, which sends it to every state of the way."),
             "BC-ART6 p.1");
    put_step(b, LL_T("2. Answers"),
             LL_T("Each authority confirms that it received it, asks for what is missing, and "
                  "consents or objects in writing. Nothing moves before all have consented."),
             "BC-ART6 p.2-4");
    put_step(b, LL_T("3. Each shipment"),
             LL_T("A movement document travels along, from the departure to the plant; everybody "
                  "who takes charge of the waste signs it."),
             "BC-ART6 p.9");
    put_step(b, LL_T("4. At the plant"),
             LL_T("The plant confirms to the notifier and to the authorities that it received "
                  "the waste, and later that it was treated as was notified."),
             "BC-ART6 p.9");
    put_owed(b);
    ll_briefing_end(b, LL_T("The steps"), LL_STR(""), true);
}
