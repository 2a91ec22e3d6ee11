#include "core/gate.h"

#include <string.h>

#define BOOL_OF(word) ((word)[0] == 'y')
const struct ll_gate_row ll_gate_rows[LL_GATE_CODE_COUNT] = {
#define ROW(code, word, who, override, rule, certainty, source)                                    \
    {word, who, BOOL_OF(override), rule, certainty, source},
#include "core/gate_blockers.def"
#undef ROW
};

/* Which licences are needed: of whoever carries on a leg, or of the place where it starts. */
struct duty {
    const char *rule;
    const char *country; /* "any" */
    const char *kind;
    const char *place; /* "leg", "start", "plant" */
    const char *certainty, *source;
};
static const struct duty duties[] = {
#define ROW(rule, country, kind, place, certainty, source, note)                                   \
    {rule, country, kind, place, certainty, source},
#include "core/licence_duties.def"
#undef ROW
};
#define DUTY_COUNT (sizeof(duties) / sizeof(duties[0]))

#define CLOCK_MOVEMENT "movement_document"

struct gate {
    const struct ll_gate_facts *facts;
    struct ll_gate_blocker *blockers;
    size_t count;
    size_t capacity;
    struct ll_date until;
    bool by_then; /* by what was recorded by the end of the day of departure alone */
};

struct ll_date ll_gate_needed_until(struct ll_date departs_on, struct ll_date planned_arrival)
{
    int32_t arrival =
        planned_arrival.days > departs_on.days ? planned_arrival.days : departs_on.days;
    return (struct ll_date){arrival + LL_GATE_MARGIN_DAYS};
}

static struct ll_gate_blocker *add(struct gate *g, enum ll_gate_code code)
{
    LL_ASSERT(g->count < g->capacity);
    struct ll_gate_blocker *b = &g->blockers[g->count++];
    *b = (struct ll_gate_blocker){.code = code,
                                  .rule = ll_gate_rows[code].rule,
                                  .certainty = ll_gate_rows[code].certainty,
                                  .source = ll_gate_rows[code].source,
                                  .may_override = ll_gate_rows[code].may_override};
    return b;
}

static bool is_stream(struct ll_str word, enum ll_permit_stream stream)
{
    return ll_str_eq_cstr(word, ll_permit_stream_name(stream));
}

bool ll_gate_waste_fits(struct ll_str notified, struct ll_str battery,
                        const struct ll_gate_packed *packed)
{
    bool is_bare = is_stream(notified, LL_PERMIT_STREAM_PHONE_SCRAP_NO_BATTERY);
    bool is_phones = is_bare || is_stream(notified, LL_PERMIT_STREAM_PHONE_SCRAP);
    bool is_devices = is_phones || is_stream(notified, LL_PERMIT_STREAM_SMALL_IT_SCRAP);
    bool no_cells =
        is_bare || ll_str_eq_cstr(battery, ll_permit_battery_name(LL_PERMIT_BATTERY_NONE));
    bool as_damaged =
        ll_str_eq_cstr(battery, ll_permit_battery_name(LL_PERMIT_BATTERY_INSTALLED_DAMAGED)) ||
        ll_str_eq_cstr(battery, ll_permit_battery_name(LL_PERMIT_BATTERY_LOOSE_DAMAGED));
    return (as_damaged || !packed->has_damaged) &&
           (!is_phones || packed->stream != LL_PERMIT_STREAM_SMALL_IT_SCRAP) &&
           (is_devices || !packed->has_whole) && (!no_cells || !packed->has_cells);
}

static bool counts(const struct gate *g, struct ll_date recorded_on)
{
    return !g->by_then || recorded_on.days <= g->facts->departs_on.days;
}

/* The rule by which the procedure asks for a document; NULL: it does not. */
static const struct ll_permit_rule *asks_for(const struct ll_permit_decision *decision,
                                             const char *document)
{
    for (size_t i = 0; decision != NULL && i < decision->need_count; i++) {
        if (strcmp(decision->needs[i].document->code, document) == 0) {
            return decision->needs[i].rule;
        }
    }
    return NULL;
}

bool ll_gate_needs_notification(const struct ll_permit_decision *decision, bool is_taken_back)
{
    return !is_taken_back && asks_for(decision, "DOC-NOTIF") != NULL;
}

/* It stands on a notification, or may it go without? */
static bool lacks_notification(const struct gate *g)
{
    return g->facts->booking == NULL &&
           ll_gate_needs_notification(g->facts->decision, g->facts->is_taken_back);
}

static void check_unbooked(struct gate *g)
{
    if (g->facts->notified_by.len > 0 && !g->facts->is_taken_back) {
        (void)add(g, LL_GATE_booking_missing);
    } else if (lacks_notification(g)) {
        (void)add(g, LL_GATE_notification_missing);
    }
}

static void check_booking(struct gate *g)
{
    const struct ll_gate_booking *booking = g->facts->booking;
    int32_t day = g->facts->departs_on.days;
    if (booking == NULL) {
        check_unbooked(g);
        return;
    }
    if (!counts(g, booking->recorded_on)) {
        (void)add(g, LL_GATE_booking_missing);
    }
    if (day < booking->first_departure.days || day > booking->last_departure.days) {
        struct ll_gate_blocker *b = add(g, LL_GATE_departure_days);
        b->has_first_day = true;
        b->first_day = booking->first_departure;
        b->has_last_day = true;
        b->last_day = booking->last_departure;
    }
    if (g->facts->mass.g > booking->mass.g) {
        (void)add(g, LL_GATE_booked_mass);
    }
    if (!ll_gate_waste_fits(booking->stream, booking->battery, &g->facts->packed)) {
        (void)add(g, LL_GATE_booked_waste);
    }
}

/* ---- papers of the dossier ---- */

/* How far from the day of departure on papers of a kind reach, one after another. */
static int32_t papers_reach(const struct gate *g, enum ll_gate_paper_kind kind)
{
    const struct ll_gate_booking *booking = g->facts->booking;
    int32_t day = g->facts->departs_on.days - 1;
    for (bool went_on = true; went_on;) {
        went_on = false;
        for (size_t i = 0; i < booking->paper_count; i++) {
            const struct ll_gate_paper *p = &booking->papers[i];
            bool follows = p->valid_from.days <= (int64_t)day + 1; /* a paper may have no end */
            if (p->kind == kind && counts(g, p->recorded_on) && follows && p->last_day.days > day) {
                day = p->last_day.days;
                went_on = true;
            }
        }
    }
    return day;
}

static void check_papers(struct gate *g)
{
    static const struct {
        enum ll_gate_paper_kind kind;
        const char *document;
        enum ll_gate_code missing, ends;
    } kinds[] = {
        {LL_GATE_PAPER_CONTRACT, "DOC-CONTRACT", LL_GATE_contract_missing, LL_GATE_contract_ends},
        {LL_GATE_PAPER_GUARANTEE, "DOC-FINGUAR", LL_GATE_guarantee_missing, LL_GATE_guarantee_ends},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct ll_permit_rule *rule = asks_for(g->facts->decision, kinds[i].document);
        int32_t day = papers_reach(g, kinds[i].kind);
        if (rule == NULL || day >= g->until.days) {
            continue;
        }
        bool some = day >= g->facts->departs_on.days;
        struct ll_gate_blocker *b = add(g, some ? kinds[i].ends : kinds[i].missing);
        b->rule = rule->id;
        b->has_last_day = some;
        b->last_day = (struct ll_date){day};
    }
}

/* ---- papers of the movement ---- */

/* The term by which the authorities have the movement document, of the law in force; NULL: none. */
static const struct ll_permit_deadline *movement_term(const struct ll_permit_decision *decision)
{
    for (size_t i = 0; decision != NULL && i < decision->deadline_count; i++) {
        const struct ll_permit_deadline *one = &decision->deadlines[i];
        if (strncmp(one->clock, CLOCK_MOVEMENT, sizeof(CLOCK_MOVEMENT) - 1) == 0 && one->before &&
            one->event == LL_PERMIT_EVENT_departed && one->unit == LL_PERMIT_UNIT_WORKING_DAYS) {
            return one;
        }
    }
    return NULL;
}

/* The first day on which it may leave by a document that was sent on a day. */
static struct ll_date may_leave_on(struct ll_date sent_on, int32_t working_days)
{
    struct ll_date day = sent_on;
    while (ll_permit_add_working_days(day, -working_days).days < sent_on.days) {
        day.days++;
    }
    return day;
}

/* It was sent so many working days before the departure; where no law says how many, by then. */
static void check_movement(struct gate *g)
{
    const struct ll_gate_booking *booking = g->facts->booking;
    const struct ll_permit_rule *rule = asks_for(g->facts->decision, "DOC-MOVE");
    const struct ll_permit_deadline *term = movement_term(g->facts->decision);
    int32_t days = term == NULL ? 0 : term->amount;
    const struct ll_gate_paper *first = NULL;
    for (size_t i = 0; i < booking->paper_count; i++) {
        const struct ll_gate_paper *p = &booking->papers[i];
        bool holds = p->kind == LL_GATE_PAPER_MOVEMENT && counts(g, p->recorded_on) &&
                     p->valid_from.days <= g->facts->departs_on.days;
        first = holds && (first == NULL || p->sent_on.days < first->sent_on.days) ? p : first;
    }
    struct ll_date latest = ll_permit_add_working_days(g->facts->departs_on, -days);
    if (rule == NULL || (first != NULL && first->sent_on.days <= latest.days)) {
        return;
    }
    struct ll_gate_blocker *b =
        add(g, first == NULL ? LL_GATE_movement_missing : LL_GATE_movement_late);
    b->rule = term == NULL ? rule->id : term->rule->id;
    b->source = term == NULL ? b->source : term->rule->source;
    b->has_last_day = true;
    b->last_day = latest;
    b->has_first_day = first != NULL;
    b->first_day = first == NULL ? latest : may_leave_on(first->sent_on, days);
}

/* Is there one that holds on the day? A declaration of other goods is none of these. */
static bool has_on_the_day(const struct gate *g, enum ll_gate_paper_kind kind)
{
    const struct ll_gate_booking *booking = g->facts->booking;
    const struct ll_permit_un *un = booking->notified->un;
    int32_t day = g->facts->departs_on.days;
    for (size_t i = 0; i < booking->paper_count; i++) {
        const struct ll_gate_paper *p = &booking->papers[i];
        bool fits = kind != LL_GATE_PAPER_DGD || un == NULL || ll_str_eq_cstr(p->un, un->un);
        if (p->kind == kind && fits && counts(g, p->recorded_on) && p->valid_from.days <= day &&
            p->last_day.days >= day) {
            return true;
        }
    }
    return false;
}

/* Of cells that go by sea, as they were notified; a packing certificate is of a container. */
static void check_dangerous(struct gate *g)
{
    static const struct {
        enum ll_gate_paper_kind kind;
        const char *document;
        enum ll_gate_code code;
        bool of_container;
    } kinds[] = {
        {LL_GATE_PAPER_DGD, "DOC-DGD", LL_GATE_dgd_missing, false},
        {LL_GATE_PAPER_PACKING, "DOC-CPC", LL_GATE_packing_missing, true},
        {LL_GATE_PAPER_BATTERY_PACKING, "DOC-BATT-PACK", LL_GATE_battery_packing_missing, false},
    };
    const struct ll_permit_decision *notified = g->facts->booking->notified;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct ll_permit_rule *rule = asks_for(notified, kinds[i].document);
        if (rule == NULL || has_on_the_day(g, kinds[i].kind) ||
            (kinds[i].of_container && g->facts->container_count == 0)) {
            continue;
        }
        struct ll_gate_blocker *b = add(g, kinds[i].code);
        b->rule = rule->id;
        b->reason = notified->packing;
    }
}

static void check_containers(struct gate *g)
{
    for (size_t i = 0; i < g->facts->container_count; i++) {
        const struct ll_gate_container *one = &g->facts->containers[i];
        if (!one->has_number) {
            add(g, LL_GATE_container_number)->holder = one->code;
        }
        if (!one->is_sealed) {
            add(g, LL_GATE_seal_missing)->holder = one->code;
        }
    }
}

/* All that is asked of a booked one alone. */
static void check_movement_papers(struct gate *g)
{
    if (g->facts->booking == NULL) {
        return;
    }
    check_papers(g);
    check_movement(g);
    check_dangerous(g);
    if (asks_for(g->facts->decision, "DOC-SEAL") != NULL) {
        check_containers(g);
    }
}

/* What needs a notification has nobody's consent before it is booked on one. */
static void check_consents(struct gate *g)
{
    for (size_t i = 0; !lacks_notification(g) && i < g->facts->consent_count; i++) {
        const struct ll_gate_consent *consent = &g->facts->consents[i];
        bool begins_late =
            consent->has_valid_from && consent->valid_from.days > g->facts->departs_on.days;
        bool is_given = consent->is_given && counts(g, consent->recorded_on);
        if (is_given && !begins_late && consent->valid_until.days >= g->until.days) {
            continue;
        }
        struct ll_gate_blocker *b = add(g, !is_given     ? LL_GATE_consent_missing
                                           : begins_late ? LL_GATE_consent_begins
                                                         : LL_GATE_consent_ends);
        b->country = consent->country;
        b->part = consent->part;
        b->may_override = b->may_override && !consent->is_refused;
        b->has_first_day = b->code == LL_GATE_consent_begins;
        b->first_day = consent->valid_from;
        b->has_last_day = consent->is_given;
        b->last_day = consent->valid_until;
    }
}

/* ---- licences ---- */

/* Who needs a licence of a kind, and of which countries one is enough. */
struct needed {
    const struct duty *duty;
    enum ll_licence_kind kind;
    struct ll_organisation_id holder_id;
    struct ll_str holder;
    const struct ll_facility_id *place_id; /* NULL: at no place */
    struct ll_str countries[3];
};

static bool fits(const struct ll_gate_licence *l, const struct needed *n)
{
    bool is_theirs = ll_id_eq(l->holder_id.raw, n->holder_id.raw) && l->kind == n->kind;
    bool is_there =
        !l->has_place || (n->place_id != NULL && ll_id_eq(l->place_id.raw, n->place_id->raw));
    bool is_of = false;
    for (size_t i = 0; i < sizeof(n->countries) / sizeof(n->countries[0]); i++) {
        is_of = is_of || (n->countries[i].len > 0 && ll_str_eq(l->country, n->countries[i]));
    }
    return is_theirs && is_there && is_of;
}

/* A licence for some streams of waste bears these only; one for phones bears those without cells,
 * too. */
static bool bears_stream(const struct ll_gate_licence *l, enum ll_permit_stream stream)
{
    struct ll_str rest = l->streams;
    struct ll_str name = stream == 0 ? LL_STR("") : ll_str_from_cstr(ll_permit_stream_name(stream));
    bool is_bare = stream == LL_PERMIT_STREAM_PHONE_SCRAP_NO_BATTERY;
    while (rest.len > 0) {
        size_t end = ll_str_find(rest, LL_STR(" "), false);
        struct ll_str one = ll_str_sub(rest, 0, end == SIZE_MAX ? rest.len : end);
        if (ll_str_eq(one, name) || (is_bare && ll_str_eq_cstr(one, "phone-scrap"))) {
            return true;
        }
        rest = end == SIZE_MAX ? LL_STR("") : ll_str_sub(rest, end + 1, rest.len);
    }
    return l->streams.len == 0;
}

/* How far from a day on licences reach, one after another; the day before it when none holds. */
static int32_t reach(const struct gate *g, const struct needed *n, bool by_mass)
{
    const struct ll_gate_facts *f = g->facts;
    int32_t day = f->departs_on.days - 1;
    for (bool went_on = true; went_on;) {
        went_on = false;
        for (size_t i = 0; i < f->licence_count; i++) {
            const struct ll_gate_licence *l = &f->licences[i];
            bool bears = !by_mass || l->mass_max.g == 0 || f->mass.g <= l->mass_max.g;
            if (counts(g, l->recorded_on) && bears && bears_stream(l, f->packed.stream) &&
                fits(l, n) && l->valid_from.days <= day + 1 && l->last_day.days > day) {
                day = l->last_day.days;
                went_on = true;
            }
        }
    }
    return day;
}

static bool is_told(const struct gate *g, const struct needed *n)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct ll_gate_blocker *b = &g->blockers[i];
        if (b->kind == n->kind && ll_str_eq(b->holder, n->holder) &&
            ll_str_eq(b->country, n->countries[0])) {
            return true;
        }
    }
    return false;
}

static void check_licence(struct gate *g, const struct needed *n)
{
    int32_t day = reach(g, n, true);
    if (day >= g->until.days || is_told(g, n)) {
        return;
    }
    int32_t whatever_mass = reach(g, n, false);
    bool some = day >= g->facts->departs_on.days;
    struct ll_gate_blocker *b = add(g, whatever_mass >= g->until.days ? LL_GATE_licence_mass
                                       : some                         ? LL_GATE_licence_ends
                                                                      : LL_GATE_licence_missing);
    b->rule = n->duty->rule;
    b->certainty = n->duty->certainty;
    b->source = n->duty->source;
    b->kind = n->kind;
    b->holder = n->holder;
    b->country = n->countries[0];
    b->has_last_day = b->code == LL_GATE_licence_ends;
    b->last_day = (struct ll_date){day};
}

static bool applies(const struct duty *duty, struct ll_str country)
{
    return strcmp(duty->country, "any") == 0 || ll_str_eq_cstr(country, duty->country);
}

/* Within a country its own licence; across a border that of either end, or the carrier's at home.
 */
static void check_legs(struct gate *g, const struct duty *duty, enum ll_licence_kind kind)
{
    for (size_t i = 0; i < g->facts->leg_count; i++) {
        const struct ll_gate_leg *leg = &g->facts->legs[i];
        bool crosses = !ll_str_eq(leg->from_country, leg->to_country);
        struct needed n = {
            .duty = duty,
            .kind = kind,
            .holder_id = leg->carrier_id,
            .holder = leg->carrier,
            .countries = {leg->from_country, leg->to_country},
        };
        if (crosses) {
            n.countries[2] = leg->home;
        }
        if (applies(duty, leg->from_country)) {
            check_licence(g, &n);
        }
    }
}

/* Where a notification asks for the permit of the facility. */
static void check_plant(struct gate *g, const struct duty *duty, enum ll_licence_kind kind)
{
    const struct ll_gate_place *plant = &g->facts->plant;
    const struct needed n = {
        .duty = duty,
        .kind = kind,
        .holder_id = plant->runner_id,
        .holder = plant->code,
        .place_id = &plant->facility_id,
        .countries = {plant->country},
    };
    if (g->facts->booking != NULL && applies(duty, plant->country) &&
        asks_for(g->facts->decision, "DOC-FACILITY-PERMIT") != NULL) {
        check_licence(g, &n);
    }
}

static void check_duties(struct gate *g)
{
    const struct ll_gate_place *start = &g->facts->start;
    for (size_t i = 0; i < DUTY_COUNT; i++) {
        enum ll_licence_kind kind = LL_LICENCE_KIND_CARRIER;
        bool is_kind = ll_licence_kind_from_name(ll_str_from_cstr(duties[i].kind), &kind);
        LL_ASSERT(is_kind);
        if (strcmp(duties[i].place, "leg") == 0) {
            check_legs(g, &duties[i], kind);
        } else if (strcmp(duties[i].place, "plant") == 0) {
            check_plant(g, &duties[i], kind);
        } else if (applies(&duties[i], start->country)) {
            const struct needed n = {
                .duty = &duties[i],
                .kind = kind,
                .holder_id = start->runner_id,
                .holder = start->code,
                .place_id = &start->facility_id,
                .countries = {start->country},
            };
            check_licence(g, &n);
        }
    }
}

/* Is it said already, of what is carried? */
static bool is_said(const struct gate *g, enum ll_gate_code code, const char *rule)
{
    for (size_t i = 0; i < g->count; i++) {
        if (g->blockers[i].code == code && strcmp(g->blockers[i].rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

static void check_decision(struct gate *g, const struct ll_permit_decision *decision)
{
    if (decision == NULL || (decision->outcome != LL_PERMIT_OUTCOME_PROHIBITED &&
                             decision->outcome != LL_PERMIT_OUTCOME_REVIEW)) {
        return;
    }
    enum ll_gate_code code =
        decision->outcome == LL_PERMIT_OUTCOME_REVIEW ? LL_GATE_review : LL_GATE_prohibited;
    for (size_t i = 0; i < decision->reason_count || i == 0; i++) {
        if (is_said(g, code,
                    i < decision->reason_count ? decision->reasons[i].rule->id
                                               : ll_gate_rows[code].rule)) {
            continue;
        }
        struct ll_gate_blocker *b = add(g, code);
        if (i < decision->reason_count) {
            const struct ll_permit_said *said = &decision->reasons[i];
            b->rule = said->rule->id;
            b->source = said->rule->source;
            b->certainty = ll_permit_certainty_name(said->rule->certainty);
            b->reason = said->text;
        }
    }
}

static bool is_overridden(const struct ll_gate_facts *facts, const struct ll_gate_blocker *b)
{
    for (size_t i = 0; i < facts->override_count; i++) {
        const struct ll_gate_override *one = &facts->overrides[i];
        if (b->may_override && one->departs_on.days == facts->departs_on.days &&
            ll_str_eq_cstr(one->rule, b->rule) &&
            ll_str_eq_cstr(one->blocker, ll_gate_rows[b->code].word) &&
            ll_str_eq(one->country, b->country) && ll_str_eq(one->holder, b->holder) &&
            one->kind == b->kind) {
            return true;
        }
    }
    return false;
}

static size_t count_open(struct gate *g)
{
    size_t open = 0;
    for (size_t i = 0; i < g->count; i++) {
        g->blockers[i].is_overridden = is_overridden(g->facts, &g->blockers[i]);
        open += g->blockers[i].is_overridden ? 0 : 1;
    }
    return open;
}

/* ---- what was recorded after the fact ---- */
static int class_of(enum ll_gate_code code)
{
    bool is_consent = code == LL_GATE_consent_missing || code == LL_GATE_consent_ends ||
                      code == LL_GATE_consent_begins;
    bool is_licence = code == LL_GATE_licence_missing || code == LL_GATE_licence_ends ||
                      code == LL_GATE_licence_mass;
    bool is_contract = code == LL_GATE_contract_missing || code == LL_GATE_contract_ends;
    bool is_guarantee = code == LL_GATE_guarantee_missing || code == LL_GATE_guarantee_ends;
    bool is_movement = code == LL_GATE_movement_missing || code == LL_GATE_movement_late;
    return is_consent     ? (int)LL_GATE_consent_missing
           : is_contract  ? (int)LL_GATE_contract_missing
           : is_guarantee ? (int)LL_GATE_guarantee_missing
           : is_movement  ? (int)LL_GATE_movement_missing
           : is_licence   ? (int)LL_GATE_licence_missing
                          : (int)code;
}

static bool is_among(const struct gate *g, const struct ll_gate_blocker *b)
{
    for (size_t i = 0; i < g->count; i++) {
        const struct ll_gate_blocker *one = &g->blockers[i];
        if (class_of(one->code) == class_of(b->code) && ll_str_eq(one->country, b->country) &&
            ll_str_eq(one->holder, b->holder) && one->kind == b->kind) {
            return true;
        }
    }
    return false;
}

static void check_all(struct gate *g)
{
    check_decision(g, g->facts->decision);
    if (g->facts->booking != NULL) {
        check_decision(g, g->facts->booking->notified);
    }
    check_booking(g);
    check_consents(g);
    check_movement_papers(g);
    check_duties(g);
    if (g->facts->is_under_review) {
        (void)add(g, LL_GATE_under_review);
    }
}

/* Is something blocked by what was recorded by then that nothing blocks now? */
static bool rests_on_later(const struct gate *g, struct gate *then)
{
    then->by_then = true;
    check_all(then);
    for (size_t i = 0; i < then->count; i++) {
        if (!is_among(g, &then->blockers[i])) {
            return true;
        }
    }
    return false;
}

enum ll_status ll_gate_decide(const struct ll_gate_facts *facts, struct ll_arena *arena,
                              struct ll_gate_answer *ret_answer, struct ll_err *reterr)
{
    const struct ll_permit_decision *notified =
        facts->booking == NULL ? NULL : facts->booking->notified;
    size_t reasons = (facts->decision == NULL ? 0 : facts->decision->reason_count + 1) +
                     (notified == NULL ? 0 : notified->reason_count + 1);
    struct gate g = {
        .facts = facts,
        .capacity = facts->consent_count + (facts->leg_count + 1) * DUTY_COUNT + reasons + 5 +
                    LL_GATE_PAPER_KIND_COUNT + facts->container_count * 2,
        .until = ll_gate_needed_until(facts->departs_on, facts->planned_arrival),
    };
    struct gate then = g;
    g.blockers = LL_NEW_ARRAY(arena, struct ll_gate_blocker, g.capacity);
    then.blockers = LL_NEW_ARRAY(arena, struct ll_gate_blocker, g.capacity);
    if (g.blockers == NULL || then.blockers == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what blocks a departure");
    }
    check_all(&g);
    size_t open = count_open(&g);
    bool is_late = rests_on_later(&g, &then);
    *ret_answer = (struct ll_gate_answer){g.blockers, g.count, open, is_late, g.until};
    return LL_OK;
}
