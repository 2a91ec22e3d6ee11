/* The right to depart, by code of the audit's own: licences, and where waste may not go. */
#include "audit/model.h"
#include "core/types.h"

#include <string.h>

#define RULE_LICENCES 1 /* since when licences are asked for, and prohibitions; */
#define RULE_STREAMS 2  /* and licences of the stream that is carried */
#define RULE_DAYS 3     /* and overrides for their own day, and what was recorded later is said */
#define RULE_PAPERS                                                                                \
    4 /* and the contract and the guarantee of a booked one, and what of it was                    \
         notified that the rules leave to people */
#define RULE_MOVEMENTS                                                                             \
    5 /* and of a booked one its movement document in time, the papers of dangerous goods, its     \
         containers, the permit of its plant, and what the old law still lets move */
#define RULE_NOTIFIED 6 /* and nothing that needs a notification moves on consents to it alone */
#define RULE_VERSION 6
#define MARGIN_DAYS 3

/* Who needs a licence: in one of the countries, at a place or anywhere; and by which rule. */
struct need {
    const struct ll_organisation *holder;
    int64_t kind;
    const struct ll_facility *place; /* NULL: none */
    struct ll_str countries[3];
    const char *rule;
    bool by_stream; /* ask whether it is for what is carried */
};
/* Who lacks what was told once, of however many legs. */
struct told {
    struct ll_str holder, country;
    int64_t kind;
};
struct departure {
    struct ll_audit *a;
    const struct ll_shipment *s;
    int64_t until;
    bool by_stream;
    bool by_then; /* by what was recorded by the end of the day alone: does it then lack more? */
    bool is_late;
    struct ll_vec told; /* of struct told, in the scratch */
};

static bool is_one(const struct need *n, const struct ll_licence *l)
{
    bool is_of = false;
    for (size_t i = 0; i < 3; i++) {
        is_of = is_of || (n->countries[i].len > 0 && ll_str_eq(n->countries[i], l->country));
    }
    return is_of && l->kind == n->kind &&
           (!l->has_facility || (n->place != NULL && ll_id_eq(n->place->o.id, l->facility_id)));
}

/* Of what is carried: phones, with cells or surely without, or anything else. */
static bool bears(const struct ll_shipment *s, const struct ll_licence *l)
{
    const char *stream = s->measure == LL_MEASURE_GRAMS || s->carries_others ? "small-it-scrap"
                         : s->carries_batteries                              ? "phone-scrap"
                                                : "phone-scrap-no-battery";
    size_t at = 0;
    while (at < l->streams.len) {
        size_t end = at;
        while (end < l->streams.len && l->streams.ptr[end] != ' ') {
            end++;
        }
        struct ll_str one = ll_str_sub(l->streams, at, end);
        if (ll_str_eq_cstr(one, stream) ||
            (strcmp(stream, "phone-scrap-no-battery") == 0 && ll_str_eq_cstr(one, "phone-scrap"))) {
            return true;
        }
        at = end + 1;
    }
    return l->streams.len == 0;
}

/* The first day from the departure on for which there is no licence; one for less than the mass
 * counts without `by_mass` alone. */
static int64_t lacks_from(const struct departure *d, const struct need *n, bool by_mass)
{
    int64_t day = d->s->departed_on;
    for (int64_t next = day; day <= d->until; day = next) {
        for (size_t i = 0; i < n->holder->licences.count; i++) {
            const struct ll_licence *l = *LL_VEC_AT(&n->holder->licences, struct ll_licence *, i);
            int64_t ended = l->withdrawn ? l->withdrawn_on : l->valid_until + 1;
            bool counts = !d->by_then || l->recorded_on <= d->s->departed_on;
            if (counts && is_one(n, l) && (!d->by_stream || bears(d->s, l)) &&
                l->valid_from <= day && ended > next &&
                (!by_mass || !l->has_mass_max || d->s->about_g <= l->mass_max_g)) {
                next = ended;
            }
        }
        if (next == day) {
            break;
        }
    }
    return day;
}

static bool is_told(struct departure *d, struct ll_str holder, const struct need *n)
{
    for (size_t i = 0; i < d->told.count; i++) {
        const struct told *t = LL_VEC_AT(&d->told, struct told, i);
        if (ll_str_eq(t->holder, holder) && ll_str_eq(t->country, n->countries[0]) &&
            t->kind == n->kind) {
            return true;
        }
    }
    if (d->by_then) {
        return false;
    }
    struct ll_arena *model = d->a->arena;
    d->a->arena = d->a->scratch;
    struct told *t = ll_vec_push(d->a, &d->told, sizeof(*t));
    d->a->arena = model;
    if (t != NULL) {
        *t = (struct told){holder, n->countries[0], n->kind};
    }
    return false;
}

static void check_need(struct departure *d, const struct need *n)
{
    struct ll_str holder = n->holder == NULL  ? LL_STR("")
                           : n->place != NULL ? n->place->code
                                              : n->holder->code;
    int64_t from = n->holder == NULL ? d->until + 1 : lacks_from(d, n, true);
    if (from > d->until || is_told(d, holder, n)) {
        return;
    }
    if (d->by_then) {
        d->is_late = true;
        return;
    }
    const struct ll_blocked blocked = {
        .blocker = lacks_from(d, n, false) > d->until ? "licence-mass"
                   : from > d->s->departed_on         ? "licence-ends"
                                                      : "licence-missing",
        .rule = n->rule,
        .country = n->countries[0],
        .holder = holder,
        .kind = n->kind,
    };
    if (!ll_audit_is_overridden(d->s, &blocked)) {
        ll_audit_find_fault(d->a, LL_AUDIT_DEPARTURE_LICENCE, &d->s->o,
                            "'%.*s' has no licence for it in %.*s until %d days after its arrival",
                            LL_STR_ARG(n->holder->code), LL_STR_ARG(n->countries[0]), MARGIN_DAYS);
    }
}

static void check_legs(struct departure *d)
{
    for (size_t i = 0; i < d->s->legs.count; i++) {
        const struct ll_leg *leg = LL_VEC_AT(&d->s->legs, struct ll_leg, i);
        const struct ll_facility *from =
            ll_audit_find_id(d->a, LL_KIND_FACILITY, leg->from_facility_id);
        const struct ll_facility *to =
            ll_audit_find_id(d->a, LL_KIND_FACILITY, leg->to_facility_id);
        const struct ll_organisation *carrier =
            ll_audit_find_id(d->a, LL_KIND_ORGANISATION, leg->carrier_id);
        if (from == NULL || to == NULL || carrier == NULL) {
            continue;
        }
        struct need n = {.holder = carrier,
                         .kind = LL_LICENCE_KIND_CARRIER,
                         .countries = {from->country, to->country},
                         .rule = "L01"};
        if (!ll_str_eq(from->country, to->country)) {
            n.countries[2] = carrier->country;
        }
        check_need(d, &n);
    }
}

/* Where stores are licensed. */
static void check_store(struct departure *d)
{
    static const char *const where[][2] = {{"RW", "L02"}, {"ZM", "L03"}};
    const struct ll_facility *from = d->s->from;
    for (size_t i = 0; from != NULL && i < sizeof(where) / sizeof(where[0]); i++) {
        if (ll_str_eq_cstr(from->country, where[i][0])) {
            const struct need n = {
                .holder = ll_audit_find_id(d->a, LL_KIND_ORGANISATION, from->organisation_id),
                .kind = LL_LICENCE_KIND_STORE,
                .place = from,
                .countries = {from->country},
                .rule = where[i][1],
            };
            check_need(d, &n);
        }
    }
}

/* ---- where waste may not go ---- */
struct country {
    const char *code, *party, *bamako, *annex_vii, *regime, *import_rule, *transit_rule;
};
static const struct country countries[] = {
#define ROW(code, name, role, party, since, ban, ban_date, bamako, oecd, eu, eea, annex_vii,       \
            regime, import_rule, transit_rule, export_rule, authority, confidence, as_of, source)  \
    {code, party, bamako, annex_vii, regime, import_rule, transit_rule},
#include "audit/audit_countries.def"
#undef ROW
};

static const struct country *find(struct ll_str code)
{
    for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
        if (ll_str_eq_cstr(code, countries[i].code)) {
            return &countries[i];
        }
    }
    return NULL;
}

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

static bool is_european(const struct country *c)
{
    return begins(c->regime, "EU") || begins(c->regime, "UK") || begins(c->regime, "CH") ||
           begins(c->regime, "NO");
}

/* ---- by which law ---- */
#define NEW_LAW 20594 /* 2026-05-21 */

/* When its destination had acknowledged it, at the latest; 0: not yet. */
static int64_t acknowledged_on(const struct ll_notification *n)
{
    int64_t first = 0;
    const struct ll_notified *goal =
        n->states.count == 0 ? NULL
                             : LL_VEC_AT(&n->states, struct ll_notified, n->states.count - 1);
    for (size_t i = 0; goal != NULL && i < n->steps.count; i++) {
        const struct ll_stepped *s = LL_VEC_AT(&n->steps, struct ll_stepped, i);
        bool shows = s->step == LL_NOTIFICATION_STEP_ACKNOWLEDGED ||
                     s->step == LL_NOTIFICATION_STEP_COMPLETED ||
                     s->step == LL_NOTIFICATION_STEP_CONSENTED;
        if (shows && ll_str_eq(s->country, goal->country) && (first == 0 || s->day < first)) {
            first = s->day;
        }
    }
    return first;
}

static bool is_old_law(const struct ll_notification *n)
{
    int64_t day = acknowledged_on(n);
    return day != 0 && day < NEW_LAW;
}

/* Regulation (EU) 2024/1157 Art.85(5), (6): a year, three to a pre-consented plant. */
static bool outlives_old_law(const struct ll_shipment *s, const struct country *to)
{
    const struct ll_notification *n = s->booked_on;
    int64_t arrival = s->planned_arrival > s->departed_on ? s->planned_arrival : s->departed_on;
    return n != NULL && s->gate_rule >= RULE_MOVEMENTS && to != NULL && begins(to->regime, "EU") &&
           is_old_law(n) && arrival > NEW_LAW + (n->preconsented ? 3 * 365 + 1 : 365);
}

bool ll_audit_is_eu(struct ll_str country)
{
    const struct country *c = find(country);
    return c != NULL && begins(c->regime, "EU");
}

/* Why it may not go from here to there; NULL: it may. Of what goes home, or is empty, bans say
 * nothing. */
static const char *why_not(const struct country *from, const struct country *to, bool goes_home)
{
    if (from == NULL || to == NULL || goes_home) {
        return NULL;
    }
    if (begins(to->import_rule, "prohibited:")) {
        return LL_R("its destination bans the import");
    }
    if (is_european(from) && begins(from->annex_vii, "yes") && begins(to->annex_vii, "no")) {
        return LL_R("it leaves the states of Annex VII for another");
    }
    return !begins(from->regime, "AFRICA") && begins(to->bamako, "yes")
               ? LL_R("its destination takes no waste from outside Africa")
               : NULL;
}

/* The states concerned: those notified, which may be more than it passes, or those it passes. */
static size_t count_states(const struct ll_shipment *s)
{
    return s->booked_on != NULL ? s->booked_on->states.count : s->countries.count;
}

static struct ll_str state_at(const struct ll_shipment *s, size_t i)
{
    return s->booked_on != NULL ? LL_VEC_AT(&s->booked_on->states, struct ll_notified, i)->country
                                : *LL_VEC_AT(&s->countries, struct ll_str, i);
}

static bool goes_home(const struct ll_shipment *s)
{
    return s->carries_from.len == 0 ||
           (!s->from_several && ll_str_eq(s->carries_from, s->to->country));
}

static const char *why_prohibited(const struct ll_shipment *s)
{
    const char *why = why_not(find(s->from->country), find(s->to->country), goes_home(s));
    if (why == NULL && outlives_old_law(s, find(s->to->country))) {
        why = LL_R("it was acknowledged under the old law, which ends before it arrives");
    }
    for (size_t i = 0; why == NULL && i < count_states(s); i++) {
        struct ll_str code = state_at(s, i);
        const struct country *c = find(code);
        bool is_transit = !ll_str_eq(code, s->from->country) && !ll_str_eq(code, s->to->country);
        if (c != NULL && is_transit && begins(c->transit_rule, "prohibited")) {
            why = LL_R("a country on its way bans the transit");
        }
        if (c != NULL && !begins(c->party, "yes")) {
            why = LL_R("a country of its route is no party to the Basel Convention");
        }
    }
    for (size_t i = 0; why == NULL && s->carries_batteries && i < s->legs.count; i++) {
        if (ll_str_eq_cstr(LL_VEC_AT(&s->legs, struct ll_leg, i)->mode, "air")) {
            why = LL_R("batteries that are waste do not fly");
        }
    }
    return why;
}

/* ---- what is left to people ---- */

/* Both are African, and it is known that one is a party to the Bamako Convention and one is not. */
static bool is_bamako_mixed(const struct country *from, const struct country *to)
{
    bool are_african = begins(from->regime, "AFRICA") && begins(to->regime, "AFRICA");
    bool is_known = (begins(from->bamako, "yes") || begins(from->bamako, "no")) &&
                    (begins(to->bamako, "yes") || begins(to->bamako, "no"));
    return are_african && is_known && begins(from->bamako, "yes") != begins(to->bamako, "yes");
}

static bool has_procedure(const struct country *to)
{
    static const char *const regimes[] = {"EU", "UK", "CH", "NO", "JP", "KR", "AFRICA"};
    for (size_t i = 0; i < sizeof(regimes) / sizeof(regimes[0]); i++) {
        if (strcmp(to->regime, regimes[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void check_review(struct ll_audit *a, const struct ll_shipment *s)
{
    const struct country *from = find(s->from->country);
    const struct country *to = find(s->to->country);
    bool any_unlisted = from == NULL || to == NULL;
    for (size_t i = 0; i < count_states(s); i++) {
        any_unlisted = any_unlisted || find(state_at(s, i)) == NULL;
    }
    bool both = from != NULL && to != NULL;
    bool is_ban = both && !goes_home(s) && !is_european(from) && begins(from->annex_vii, "yes") &&
                  begins(to->annex_vii, "no");
    bool is_mixed = both && is_bamako_mixed(from, to);
    const struct {
        const char *rule;
        bool holds;
    } reviews[] = {
        {"P06", is_mixed},
        {"S01", is_ban},
        {"S02", any_unlisted},
        {"R99", !is_mixed && !is_ban && !any_unlisted && !has_procedure(to)},
    };
    for (size_t i = 0; i < sizeof(reviews) / sizeof(reviews[0]); i++) {
        const struct ll_blocked blocked = {"review", reviews[i].rule, LL_STR(""), LL_STR(""), 0};
        if (reviews[i].holds && !ll_audit_is_overridden(s, &blocked)) {
            ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_UNDECIDED, &s->o, "by rule %s",
                                reviews[i].rule);
        }
    }
}

/* Of what was notified: a disposal, loose cells among devices, cells where there should be none. */
static void check_notified(struct ll_audit *a, const struct ll_shipment *s)
{
    static const char *const devices[] = {"used-phone", "phone-scrap", "phone-scrap-no-battery",
                                          "small-it-scrap", "pcb-scrap"};
    const struct ll_notification *n = s->booked_on;
    struct ll_str cells = n->battery;
    bool are_devices = false;
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++) {
        are_devices = are_devices || ll_str_eq_cstr(n->stream, devices[i]);
    }
    bool is_installed = ll_str_starts(cells, LL_STR("installed-"));
    const struct {
        const char *rule;
        bool holds;
    } reviews[] = {
        {"P07", ll_str_starts(n->operation, LL_STR("d"))},
        {"P09", ll_str_eq_cstr(n->stream, "plastics-from-weee")},
        {"S04", are_devices && ll_str_starts(cells, LL_STR("loose-"))},
        {"S05", ll_str_starts(n->stream, LL_STR("battery-")) &&
                    (is_installed || ll_str_eq_cstr(cells, "none"))},
        {"S06", ll_str_eq_cstr(n->stream, "phone-scrap-no-battery") && is_installed},
    };
    for (size_t i = 0; i < sizeof(reviews) / sizeof(reviews[0]); i++) {
        const struct ll_blocked blocked = {"review", reviews[i].rule, LL_STR(""), LL_STR(""), 0};
        if (reviews[i].holds && !ll_audit_is_overridden(s, &blocked)) {
            ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_UNDECIDED, &s->o, "by rule %s",
                                reviews[i].rule);
        }
    }
}

static void check_way(struct ll_audit *a, const struct ll_shipment *s, int64_t rule_version)
{
    if (!s->crosses_border || s->from == NULL || s->to == NULL) {
        return;
    }
    const char *why = why_prohibited(s);
    if (why != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_PROHIBITED, &s->o, "%s", why);
    } else if (rule_version >= RULE_STREAMS) {
        check_review(a, s);
        if (rule_version >= RULE_PAPERS && s->booked_on != NULL) {
            check_notified(a, s);
        }
    }
}

/* ---- papers of the dossier ---- */

/* The first day from the departure on for which there is no paper of a kind. */
static int64_t lacks_paper_from(const struct departure *d, const char *kind)
{
    const struct ll_vec *papers = &d->s->booked_on->papers;
    int64_t day = d->s->departed_on;
    for (int64_t next = day; day <= d->until; day = next) {
        for (size_t i = 0; i < papers->count; i++) {
            const struct ll_paper *p = LL_VEC_AT(papers, struct ll_paper, i);
            bool holds = (!p->has_from || p->valid_from <= day) &&
                         (!d->by_then || p->recorded_on <= d->s->departed_on);
            if (holds && ll_str_eq_cstr(p->kind, kind)) {
                int64_t ended = p->has_until ? p->valid_until + 1 : d->until + 1;
                next = ended > next ? ended : next;
            }
        }
        if (next == day) {
            break;
        }
    }
    return day;
}

static void check_paper(struct departure *d, const char *kind, const char *rule,
                        const char *missing, const char *ends)
{
    bool by_then = d->by_then;
    int64_t then = lacks_paper_from(d, kind);
    d->by_then = false;
    int64_t from = lacks_paper_from(d, kind);
    d->by_then = by_then;
    if (by_then) {
        d->is_late = d->is_late || (then <= d->until && from > d->until);
        return;
    }
    const struct ll_blocked blocked = {from > d->s->departed_on ? ends : missing, rule, LL_STR(""),
                                       LL_STR(""), 0};
    if (from <= d->until && !ll_audit_is_overridden(d->s, &blocked)) {
        ll_audit_find_fault(d->a, LL_AUDIT_DEPARTURE_PAPER, &d->s->o,
                            "notification '%.*s' has no %s until %d days after its arrival",
                            LL_STR_ARG(d->s->booked_on->code), kind, MARGIN_DAYS);
    }
}

/* ---- papers of the movement ---- */

/* Counted back day by day; 1970-01-01 was a Thursday. */
static int64_t working_days_before(int64_t day, int64_t count)
{
    while (count > 0) {
        day--;
        count -= (day + 4) % 7 == 0 || (day + 4) % 7 == 6 ? 0 : 1;
    }
    return day;
}

static void find_paper_fault(struct departure *d, const char *blocker, const char *rule,
                             struct ll_str holder)
{
    const struct ll_blocked blocked = {blocker, rule, LL_STR(""), holder, 0};
    if (!ll_audit_is_overridden(d->s, &blocked)) {
        ll_audit_find_fault(d->a, LL_AUDIT_DEPARTURE_PAPER, &d->s->o, "%s", blocker);
    }
}

/* Papers of the shipment when it was another movement are none of this one. */
static bool is_of_movement(const struct ll_paper *p, const struct ll_shipment *s)
{
    return p->shipment == s && p->serial == s->booked_serial;
}

/* The first day on which the authorities had its movement document; INT64_MAX: none. */
static int64_t movement_sent_on(const struct departure *d, bool by_then)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < d->s->booked_on->papers.count; i++) {
        const struct ll_paper *p = LL_VEC_AT(&d->s->booked_on->papers, struct ll_paper, i);
        bool counts = !by_then || p->recorded_on <= d->s->departed_on;
        bool begun = !p->has_from || p->valid_from <= d->s->departed_on;
        if (counts && begun && is_of_movement(p, d->s) && p->has_sent && p->sent_on < first &&
            ll_str_eq_cstr(p->kind, "doc-move")) {
            first = p->sent_on;
        }
    }
    return first;
}

static void check_movement(struct departure *d, const struct country *to)
{
    bool is_eu = begins(to->regime, "EU");
    bool is_new = is_eu && d->s->departed_on >= NEW_LAW && !is_old_law(d->s->booked_on);
    bool is_old = (is_eu && !is_new) || begins(to->regime, "UK");
    const char *rule = is_new ? "T18" : is_old ? "T30" : "D01";
    int64_t latest = working_days_before(d->s->departed_on, is_new ? 2 : is_old ? 3 : 0);
    int64_t sent_on = movement_sent_on(d, false);
    if (d->by_then) {
        d->is_late = d->is_late || (sent_on <= latest && movement_sent_on(d, true) > latest);
    } else if (sent_on > latest) {
        find_paper_fault(
            d, sent_on == INT64_MAX ? "movement-document-missing" : "movement-document-late", rule,
            LL_STR(""));
    }
}

static bool has_paper_of(const struct departure *d, const char *kind, const char *un, bool by_then)
{
    for (size_t i = 0; i < d->s->booked_on->papers.count; i++) {
        const struct ll_paper *p = LL_VEC_AT(&d->s->booked_on->papers, struct ll_paper, i);
        if (is_of_movement(p, d->s) && ll_str_eq_cstr(p->kind, kind) &&
            (!by_then || p->recorded_on <= d->s->departed_on) &&
            (!p->has_from || p->valid_from <= d->s->departed_on) &&
            (!p->has_until || p->valid_until >= d->s->departed_on) &&
            (un == NULL || ll_str_eq_cstr(p->un, un))) {
            return true;
        }
    }
    return false;
}

/* As what the waste that was notified goes; NULL: the rules name nothing. */
static const char *un_of(const struct ll_notification *n)
{
    bool is_in_device = ll_str_eq_cstr(n->stream, "phone-scrap") ||
                        ll_str_eq_cstr(n->stream, "small-it-scrap") ||
                        ll_str_eq_cstr(n->stream, "used-phone");
    bool is_intact = ll_str_eq_cstr(n->battery, "installed-intact");
    return ll_str_eq_cstr(n->battery, "installed-damaged") || (is_intact && is_in_device) ? "UN3481"
           : ll_str_eq_cstr(n->stream, "battery-li-ion") ||
                   ll_str_eq_cstr(n->stream, "battery-mixed")
               ? "UN3480"
           : ll_str_eq_cstr(n->stream, "battery-li-metal") ? "UN3090"
                                                           : NULL;
}

static bool has_lithium(const struct ll_notification *n)
{
    if (ll_str_starts(n->stream, LL_STR("battery-"))) {
        return un_of(n) != NULL && (ll_str_ends(n->stream, LL_STR("-li-ion")) ||
                                    ll_str_ends(n->stream, LL_STR("-li-metal")) ||
                                    ll_str_ends(n->stream, LL_STR("-mixed")));
    }
    return !ll_str_eq_cstr(n->battery, "none");
}

/* Of lithium cells that were notified and go by sea, by the rule D07. */
static void check_dangerous(struct departure *d, bool in_container)
{
    static const struct {
        const char *kind, *blocker;
        bool declares, of_container;
    } papers[] = {
        {"doc-dgd", "dangerous-goods-missing", true, false},
        {"doc-cpc", "packing-certificate-missing", false, true},
        {"doc-batt-pack", "battery-packing-missing", false, false},
    };
    bool sails = false;
    bool flies = false;
    for (size_t i = 0; i < d->s->legs.count; i++) {
        struct ll_str mode = LL_VEC_AT(&d->s->legs, struct ll_leg, i)->mode;
        sails = sails || ll_str_eq_cstr(mode, "sea");
        flies = flies || ll_str_eq_cstr(mode, "air");
    }
    for (size_t i = 0;
         sails && !flies && has_lithium(d->s->booked_on) && i < sizeof(papers) / sizeof(papers[0]);
         i++) {
        const char *un = papers[i].declares ? un_of(d->s->booked_on) : NULL;
        bool has = has_paper_of(d, papers[i].kind, un, false);
        if (papers[i].of_container && !in_container) {
            continue;
        }
        if (d->by_then) {
            d->is_late = d->is_late || (has && !has_paper_of(d, papers[i].kind, un, true));
        } else if (!has) {
            find_paper_fault(d, papers[i].blocker, "D07", LL_STR(""));
        }
    }
}

/* Containers are numbered and sealed. */
static bool check_containers(struct departure *d)
{
    bool any = false;
    for (size_t i = 0; i < d->s->loads.count; i++) {
        const struct ll_package *p = LL_VEC_AT(&d->s->loads, struct ll_load, i)->package;
        if (p == NULL || p->package_kind != LL_PACKAGE_KIND_CONTAINER) {
            continue;
        }
        any = true;
        if (!d->by_then && p->number.len == 0) {
            find_paper_fault(d, "container-number-missing", "G01", p->code);
        }
        if (!d->by_then && p->seal.len == 0) {
            find_paper_fault(d, "seal-missing", "G01", p->code);
        }
    }
    return any;
}

/* The permit of the plant that was notified. */
static void check_plant(struct departure *d)
{
    const struct ll_facility *plant = d->s->to;
    const struct need n = {
        .holder = ll_audit_find_id(d->a, LL_KIND_ORGANISATION, plant->organisation_id),
        .kind = LL_LICENCE_KIND_TREAT,
        .place = plant,
        .countries = {plant->country},
        .rule = "L04",
    };
    check_need(d, &n);
}

static void check_movement_papers(struct departure *d)
{
    const struct country *to = d->s->to == NULL ? NULL : find(d->s->to->country);
    if (d->s->gate_rule < RULE_MOVEMENTS || d->s->booked_on == NULL || to == NULL ||
        !has_procedure(to)) {
        return;
    }
    check_movement(d, to);
    check_dangerous(d, check_containers(d));
    check_plant(d);
}

/* Where a notification is needed so is its contract; the Union, its neighbours that follow it and
 * the United Kingdom ask for a guarantee. */
static void check_papers(struct departure *d)
{
    const struct country *to = d->s->to == NULL ? NULL : find(d->s->to->country);
    if (d->s->booked_on == NULL || to == NULL || !has_procedure(to)) {
        return;
    }
    check_paper(d, "doc-contract", "D01", "contract-missing", "contract-ends");
    if (begins(to->regime, "EU") || begins(to->regime, "UK") || begins(to->regime, "NO")) {
        check_paper(d, "doc-finguar", "D03", "guarantee-missing", "guarantee-ends");
    }
}

/* Consents to one shipment alone are for where nothing is notified. */
static void check_unbooked(struct ll_audit *a, const struct ll_shipment *s)
{
    bool is_asked = s->booked_on == NULL && s->crosses_border && s->to != NULL &&
                    (s->gate_rule < RULE_NOTIFIED || !goes_home(s));
    for (size_t i = 0; is_asked && i < s->to->notified.count; i++) {
        const struct ll_notification *n = *LL_VEC_AT(&s->to->notified, struct ll_notification *, i);
        if (n->plant == s->to && n->from == s->from && n->first_departure <= s->departed_on &&
            n->last_departure >= s->departed_on) {
            ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_CONSENT, &s->o,
                                "it is no movement of notification '%.*s', which is for its way",
                                LL_STR_ARG(n->code));
            return;
        }
    }
}

/* Where the rules know a procedure it begins with a notification; what is taken back goes by what
 * the states agree on for it alone. */
static void check_without(struct ll_audit *a, const struct ll_shipment *s)
{
    const struct country *to = s->to == NULL ? NULL : find(s->to->country);
    if (s->gate_rule >= RULE_NOTIFIED && s->booked_on == NULL && s->crosses_border && to != NULL &&
        has_procedure(to) && !goes_home(s)) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_CONSENT, &s->o,
                            "it is no movement of a notification, and needs one");
    }
}

/* What it rests on and was recorded after its day is said, and nothing else is. */
static void check_late(struct departure *d, const struct ll_shipment *s)
{
    d->by_then = true;
    check_legs(d);
    check_store(d);
    if (s->gate_rule >= RULE_PAPERS) {
        check_papers(d);
    }
    check_movement_papers(d);
    if ((s->is_late || d->is_late) != s->recorded_late) {
        ll_audit_find_fault(d->a, LL_AUDIT_DEPARTURE_LATE, &s->o, "%s",
                            s->recorded_late ? LL_R("it says so, and all was recorded by then")
                                             : LL_R("it does not say so"));
    }
}

void ll_audit_check_departure(struct ll_audit *a, const struct ll_shipment *s, int64_t rule_version)
{
    int64_t arrival = s->departed_on > s->planned_arrival ? s->departed_on : s->planned_arrival;
    if (rule_version > RULE_VERSION || rule_version < a->departure_rule) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_RULE, &s->o, "it is by version %lld",
                            (long long)rule_version);
    }
    a->departure_rule = rule_version > a->departure_rule ? rule_version : a->departure_rule;
    if (rule_version < RULE_LICENCES || s->incident != NULL) {
        return;
    }
    struct departure d = {
        .a = a, .s = s, .until = arrival + MARGIN_DAYS, .by_stream = rule_version >= RULE_STREAMS};
    check_legs(&d);
    check_store(&d);
    check_way(a, s, rule_version);
    if (rule_version >= RULE_PAPERS) {
        check_papers(&d);
    }
    check_movement_papers(&d);
    if (rule_version >= RULE_DAYS) {
        check_unbooked(a, s);
        check_without(a, s);
        check_late(&d, s);
    }
}
