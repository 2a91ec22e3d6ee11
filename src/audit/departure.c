/* The right to depart, by code of the audit's own: licences, and where waste may not go. */
#include "audit/model.h"
#include "core/types.h"

#include <string.h>

#define RULE_LICENCES 1 /* since when licences are asked for, and prohibitions; */
#define RULE_STREAMS 2  /* and licences of the stream that is carried */
#define RULE_VERSION 2
#define MARGIN_DAYS 3

/* Who needs a licence: in one of the countries, at a place or anywhere. */
struct need {
    const struct ll_organisation *holder;
    int64_t kind;
    const struct ll_facility *place; /* NULL: none */
    struct ll_str countries[3];
    const char *who;
    bool by_stream; /* ask whether it is for what is carried */
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

/* Each day from the departure on has a licence that allows the mass. */
static bool is_covered(const struct ll_shipment *s, const struct need *n, int64_t until)
{
    for (int64_t day = s->departed_on; day <= until;) {
        int64_t next = day;
        for (size_t i = 0; i < n->holder->licences.count; i++) {
            const struct ll_licence *l = *LL_VEC_AT(&n->holder->licences, struct ll_licence *, i);
            int64_t ended = l->withdrawn ? l->withdrawn_on : l->valid_until + 1;
            if (is_one(n, l) && (!n->by_stream || bears(s, l)) && l->valid_from <= day &&
                ended > next && (!l->has_mass_max || s->about_g <= l->mass_max_g)) {
                next = ended;
            }
        }
        if (next == day) {
            return false;
        }
        day = next;
    }
    return true;
}

static void check_need(struct ll_audit *a, const struct ll_shipment *s, const struct need *n,
                       int64_t until)
{
    struct ll_str told = n->place != NULL ? n->place->code : LL_STR("");
    if (n->holder != NULL && !is_covered(s, n, until) &&
        !ll_audit_is_overridden(s, "licence-", n->countries[0],
                                told.len > 0 ? told : n->holder->code, n->kind)) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_LICENCE, &s->o,
                            "'%.*s' has no licence for it in %.*s until %d days after its arrival",
                            LL_STR_ARG(n->holder->code), LL_STR_ARG(n->countries[0]), MARGIN_DAYS);
    }
}

static void check_legs(struct ll_audit *a, const struct ll_shipment *s, int64_t until,
                       bool by_stream)
{
    for (size_t i = 0; i < s->legs.count; i++) {
        const struct ll_leg *leg = LL_VEC_AT(&s->legs, struct ll_leg, i);
        const struct ll_facility *from =
            ll_audit_find_id(a, LL_KIND_FACILITY, leg->from_facility_id);
        const struct ll_facility *to = ll_audit_find_id(a, LL_KIND_FACILITY, leg->to_facility_id);
        const struct ll_organisation *carrier =
            ll_audit_find_id(a, LL_KIND_ORGANISATION, leg->carrier_id);
        if (from == NULL || to == NULL || carrier == NULL) {
            continue;
        }
        struct need n = {.holder = carrier,
                         .kind = LL_LICENCE_KIND_CARRIER,
                         .countries = {from->country, to->country},
                         .by_stream = by_stream};
        if (!ll_str_eq(from->country, to->country)) {
            n.countries[2] = carrier->country;
        }
        check_need(a, s, &n, until);
    }
}

/* Where stores are licensed. */
static void check_store(struct ll_audit *a, const struct ll_shipment *s, int64_t until,
                        bool by_stream)
{
    if (s->from == NULL ||
        !(ll_str_eq_cstr(s->from->country, "RW") || ll_str_eq_cstr(s->from->country, "ZM"))) {
        return;
    }
    const struct need n = {
        .holder = ll_audit_find_id(a, LL_KIND_ORGANISATION, s->from->organisation_id),
        .kind = LL_LICENCE_KIND_STORE,
        .place = s->from,
        .countries = {s->from->country},
        .by_stream = by_stream,
    };
    check_need(a, s, &n, until);
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

static void check_bans(struct ll_audit *a, const struct ll_shipment *s)
{
    if (!s->crosses_border || s->from == NULL || s->to == NULL) {
        return;
    }
    bool goes_home = s->carries_from.len == 0 ||
                     (!s->from_several && ll_str_eq(s->carries_from, s->to->country));
    const char *why = why_not(find(s->from->country), find(s->to->country), goes_home);
    for (size_t i = 0; why == NULL && i < s->countries.count; i++) {
        struct ll_str code = *LL_VEC_AT(&s->countries, struct ll_str, i);
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
    if (why != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_DEPARTURE_PROHIBITED, &s->o, "%s", why);
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
    bool by_stream = rule_version >= RULE_STREAMS;
    check_legs(a, s, arrival + MARGIN_DAYS, by_stream);
    check_store(a, s, arrival + MARGIN_DAYS, by_stream);
    check_bans(a, s);
}
