/*
 * Promise 9 under random operations: licences, consents to a notification, its papers, bookings,
 * overrides by two people and departures of some shipments, today and dated back, beside a model
 * that says plainly what each shipment lacks on each day. What the gate answers, whether it lets
 * leave, whether it says that papers came later, and what may be booked are as the model has them;
 * a rebuild and an audit at the end of each life find nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "property/seed.h"
#include "service/support.h"

#define LIVES 60
#define LIVES_POSTGRES 3
#define STEPS 50
#define SHIPMENTS 5
#define LICENCES 12
#define LACKING 10
#define PAPERS 6
#define OVERRIDES 32
#define FIRST_DAY 20514 /* 2026-03-02 */
#define MASS_G 5100
#define MOVEMENTS 3
#define MASS_MAX_G 12000
#define LAST_DEPARTURE (FIRST_DAY + 12)

/* What lacks, of whom, and whether two people may let it pass. */
struct lack {
    const char *blocker;
    const char *of; /* a country, or a holder */
    bool may_override;
};
struct licence {
    int from, until, recorded;
    int64_t mass_max_g; /* 0: any */
    const char *id;     /* "licence=lic_…" */
    bool withdrawn;
};
struct consent {
    bool is_given;
    int from, until, given, recorded;
};
struct paper {
    int from, until, recorded;
};
struct overridden {
    int shipment, day;
    const char *blocker;
    const char *of;
};
struct sent {
    int on, recorded;
};
struct shipment {
    bool abroad, planned, booked, was_booked;
    int arrival, booked_on;
    struct sent sent[PAPERS]; /* its movement document, on the day on which it was with them */
    int sent_count;
};
struct world {
    struct ll_ledger *l;
    struct seed seed;
    struct licence licences[LICENCES];
    int licence_count;
    struct consent consents[2];     /* GH, BE */
    struct paper papers[2][PAPERS]; /* contracts, guarantees */
    int paper_counts[2];
    struct overridden overrides[OVERRIDES];
    int override_count;
    struct shipment shipments[SHIPMENTS];
    int shipment_count;
    int movements; /* booked and not given back */
    unsigned sendings;
    int departed, refused, late, overriding;
};
static const char *const states[] = {"GH", "BE"};
static const char *const paper_words[2][2] = {{"contract-missing", "contract-ends"},
                                              {"guarantee-missing", "guarantee-ends"}};

static int today(const struct world *w)
{
    return (int)(ll_time_date(w->l->clock).days);
}

static const char *day_option(struct world *w, const char *name, int day)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){day}, text);
    return ll_option(w->l, name, ll_str_from_cstr(text));
}

static const char *shipment_option(struct world *w, const char *name, int number)
{
    char text[16];
    (void)snprintf(text, sizeof(text), "s-%d", number);
    return ll_option(w->l, name, ll_str_from_cstr(text));
}

static enum ll_status attempt(struct world *w, const struct ll_json **ret_answer,
                              const char *command, ...)
{
    const struct ll_json *answer = NULL;
    va_list options;
    va_start(options, command);
    enum ll_status status =
        ll_try(w->l, false, ret_answer != NULL ? ret_answer : &answer, command, options);
    va_end(options);
    return status;
}

/* ---- what it lacks, said plainly ---- */

/* Is there a licence for every single day, one after another? */
static bool is_licensed(const struct world *w, int day, int until, bool by_mass, int by)
{
    for (int at = day; at <= until; at++) {
        bool any = false;
        for (int i = 0; i < w->licence_count; i++) {
            const struct licence *one = &w->licences[i];
            bool bears = !by_mass || one->mass_max_g == 0 || one->mass_max_g >= MASS_G;
            any = any || (one->recorded <= by && bears && one->from <= at && one->until >= at);
        }
        if (!any) {
            return false;
        }
    }
    return true;
}

/* The first day for which there is no paper of a kind. */
static int papers_end(const struct world *w, int kind, int day, int until, int by)
{
    for (int at = day; at <= until; at++) {
        bool any = false;
        for (int i = 0; i < w->paper_counts[kind]; i++) {
            const struct paper *p = &w->papers[kind][i];
            any = any || (p->recorded <= by && p->from <= at && p->until >= at);
        }
        if (!any) {
            return at;
        }
    }
    return until + 1;
}

/* Three working days before, counted day by day; 1970-01-01 was a Thursday. */
static int sent_by(int day)
{
    for (int left = 3; left > 0;) {
        day--;
        int weekday = (day + 3) % 7;
        left -= weekday < 5 ? 1 : 0;
    }
    return day;
}

static const char *movement_lack(const struct shipment *s, int day, int by)
{
    bool any = false;
    for (int i = 0; i < s->sent_count; i++) {
        if (s->sent[i].recorded <= by && s->sent[i].on <= sent_by(day)) {
            return NULL;
        }
        any = any || s->sent[i].recorded <= by;
    }
    return any ? "movement-document-late" : "movement-document-missing";
}

static void lack(struct lack *list, int *count, const char *blocker, const char *of,
                 bool may_override)
{
    list[(*count)++] = (struct lack){blocker, of, may_override};
}

/* By what was recorded until a day. */
static int lacking(const struct world *w, const struct shipment *s, int day, int by,
                   struct lack list[LACKING])
{
    int count = 0;
    int until = (s->arrival > day ? s->arrival : day) + 3;
    bool is_booked = s->booked && s->booked_on <= by;
    if (s->abroad && s->booked && (day < FIRST_DAY - 1 || day > LAST_DEPARTURE)) {
        lack(list, &count, "departure-days", "", true);
    }
    if (s->abroad && !is_booked) {
        bool is_notified = s->booked || (day >= FIRST_DAY - 1 && day <= LAST_DEPARTURE);
        lack(list, &count, is_notified ? "booking-missing" : "notification-missing", "", false);
    }
    for (int i = 0; s->abroad && s->booked && i < 2; i++) {
        const struct consent *c = &w->consents[i];
        int from = c->given > c->from ? c->given : c->from;
        if (!c->is_given || c->recorded > by) {
            lack(list, &count, "consent-missing", states[i], true);
        } else if (from > day) {
            lack(list, &count, "consent-begins", states[i], true);
        } else if (c->until < until) {
            lack(list, &count, "consent-ends", states[i], true);
        }
    }
    for (int i = 0; s->abroad && s->booked && i < 2; i++) {
        int end = papers_end(w, i, day, until, by);
        if (end <= until) {
            lack(list, &count, paper_words[i][end > day ? 1 : 0], "", true);
        }
    }
    const char *movement = s->abroad && s->booked ? movement_lack(s, day, by) : NULL;
    if (movement != NULL) {
        lack(list, &count, movement, "", true);
    }
    if (!is_licensed(w, day, until, true, by)) {
        const char *blocker = is_licensed(w, day, until, false, by) ? "licence-mass"
                              : is_licensed(w, day, day, true, by)  ? "licence-ends"
                                                                    : "licence-missing";
        lack(list, &count, blocker, "smelter", true);
    }
    return count;
}

static bool is_overridden(const struct world *w, int number, int day, const struct lack *one)
{
    for (int i = 0; i < w->override_count; i++) {
        const struct overridden *o = &w->overrides[i];
        if (o->shipment == number && o->day == day && strcmp(o->blocker, one->blocker) == 0 &&
            strcmp(o->of, one->of) == 0 && one->may_override) {
            return true;
        }
    }
    return false;
}

/* Of one class: what is missing, ends or begins is the same to lack. */
static bool are_of_one(const struct lack *a, const struct lack *b)
{
    size_t word = strcspn(a->blocker, "-");
    return strncmp(a->blocker, b->blocker, word + 1) == 0 && strcmp(a->of, b->of) == 0;
}

static bool is_late(const struct world *w, const struct shipment *s, int day)
{
    struct lack now[LACKING];
    struct lack then[LACKING];
    int now_count = lacking(w, s, day, INT32_MAX, now);
    int then_count = lacking(w, s, day, day, then);
    for (int i = 0; i < then_count; i++) {
        bool among = false;
        for (int j = 0; j < now_count; j++) {
            among = among || are_of_one(&then[i], &now[j]);
        }
        if (!among) {
            return true;
        }
    }
    return false;
}

/* ---- the same, asked ---- */
static void compare(struct world *w, int number, int day)
{
    struct lack list[LACKING];
    int count = lacking(w, &w->shipments[number], day, INT32_MAX, list);
    const struct ll_json *answer =
        ll_call(w->l, "shipment check", shipment_option(w, "shipment", number),
                day_option(w, "departs_on", day), NULL);
    const struct ll_json *blockers = ll_at(answer, "blockers");
    bool open = false;
    SEED_CHECK(&w->seed, (int)blockers->count == count);
    for (int i = 0; i < count; i++) {
        bool found = false;
        bool overridden = is_overridden(w, number, day, &list[i]);
        for (size_t j = 0; j < blockers->count; j++) {
            const struct ll_json *b = &blockers->items[j];
            struct ll_str of = ll_json_string_at(b, "holder");
            of = of.len > 0 ? of : ll_json_string_at(b, "country");
            found = found || (ll_str_eq_cstr(ll_text_at(b, "blocker"), list[i].blocker) &&
                              ll_str_eq_cstr(of, list[i].of) &&
                              ll_bool_at(b, "may_override") == list[i].may_override &&
                              ll_bool_at(b, "overridden") == overridden);
        }
        SEED_CHECK(&w->seed, found);
        open = open || !overridden;
    }
    SEED_CHECK(&w->seed, ll_bool_at(answer, "authorised") == !open);
}

/* ---- what is done ---- */
static int any_planned(struct world *w)
{
    int number = (int)seed_below(&w->seed, SHIPMENTS);
    return number < w->shipment_count && w->shipments[number].planned ? number : -1;
}

static void step_plan(struct world *w)
{
    char text[3][32];
    int number = w->shipment_count;
    if (number == SHIPMENTS) {
        return;
    }
    struct shipment *s = &w->shipments[w->shipment_count++];
    *s = (struct shipment){.abroad = seed_chance(&w->seed, 2),
                           .planned = true,
                           .arrival = today(w) + (int)seed_below(&w->seed, 8)};
    (void)snprintf(text[0], sizeof(text[0]), "box-%d", number);
    (void)snprintf(text[1], sizeof(text[1]), "packages=box-%d", number);
    ll_pack(w->l, text[0],
            ll_text_at(ll_receive(w->l, text[0], "smartphone_nb:30:5.1kg:none"), "lots.0.lot_id"));
    ll_call(w->l, "shipment plan", shipment_option(w, "code", number), "from=kumasi",
            s->abroad ? "to=hoboken" : "to=tema",
            s->abroad ? "legs=road:smelter:250:tema,sea:blueline:7600" : "legs=road:smelter:250",
            day_option(w, "planned_arrival", s->arrival), text[1], NULL);
}

static void step_license(struct world *w)
{
    char number[32];
    if (w->licence_count == LICENCES) {
        return;
    }
    int from = today(w) - 6 + (int)seed_below(&w->seed, 9);
    int until = from + (int)seed_below(&w->seed, 20);
    bool by_mass = seed_chance(&w->seed, 3);
    (void)snprintf(number, sizeof(number), "number=N-%d", w->licence_count);
    const struct ll_json *answer = NULL;
    enum ll_status status = attempt(
        w, &answer, "licence add", number, "kind=carrier", "organisation=smelter", "country=GH",
        day_option(w, "valid_from", from), day_option(w, "valid_until", until),
        "document_digest=b0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf",
        by_mass ? "mass_max=4kg" : NULL, NULL);
    if (status == LL_OK) {
        w->licences[w->licence_count++] =
            (struct licence){from,
                             until,
                             today(w),
                             by_mass ? 4000 : 0,
                             ll_option(w->l, "licence", ll_text_at(answer, "licence_id")),
                             false};
    }
}

static void step_withdraw(struct world *w)
{
    if (w->licence_count == 0) {
        return;
    }
    struct licence *one = &w->licences[seed_below(&w->seed, (size_t)w->licence_count)];
    bool may = !one->withdrawn && one->from <= today(w) && today(w) <= one->until;
    enum ll_status status = attempt(w, NULL, "licence withdraw", one->id, "reason=suspended",
                                    day_option(w, "withdrawn_on", today(w)), NULL);
    SEED_CHECK(&w->seed, (status == LL_OK) == may);
    if (may) {
        one->until = today(w) - 1;
        one->withdrawn = true;
    }
}

static void step_consent(struct world *w)
{
    size_t i = seed_below(&w->seed, 2);
    int given = today(w) - (int)seed_below(&w->seed, 3);
    int from = given - 2 + (int)seed_below(&w->seed, 6);
    int until = from + 4 + (int)seed_below(&w->seed, 20);
    enum ll_status status =
        attempt(w, NULL, "notification consent", "notification=n-1",
                ll_option(w->l, "country", ll_str_from_cstr(states[i])), day_option(w, "on", given),
                day_option(w, "valid_from", from), day_option(w, "valid_until", until),
                i == 0 ? "document_digest="
                         "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
                       : "document_digest="
                         "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
                NULL);
    if (status == LL_OK) {
        w->consents[i] = (struct consent){true, from, until, given, today(w)};
    }
}

static void step_attach(struct world *w)
{
    char digest[96];
    int kind = (int)seed_below(&w->seed, 2);
    int count = w->paper_counts[kind];
    int from = today(w) - 3 + (int)seed_below(&w->seed, 5);
    int until = from + (int)seed_below(&w->seed, 24);
    if (count == PAPERS) {
        return;
    }
    (void)snprintf(digest, sizeof(digest), "document_digest=%02x%062x", 0xd0 + kind, count + 1);
    enum ll_status status = attempt(
        w, NULL, "notification attach", "notification=n-1", digest,
        kind == 0 ? "kind=doc-contract" : "kind=doc-finguar", day_option(w, "valid_from", from),
        day_option(w, "valid_until", until), kind == 0 ? NULL : "amount=25000 EUR", NULL);
    SEED_CHECK(&w->seed, (status == LL_OK) == (until >= today(w)));
    if (status == LL_OK) {
        w->papers[kind][w->paper_counts[kind]++] = (struct paper){from, until, today(w)};
    }
}

static void step_send(struct world *w)
{
    char digest[96];
    int number = any_planned(w);
    int on = today(w) - (int)seed_below(&w->seed, 8);
    if (number < 0 || w->shipments[number].sent_count == PAPERS) {
        return;
    }
    struct shipment *s = &w->shipments[number];
    (void)snprintf(digest, sizeof(digest), "document_digest=d2%060x%02x", w->sendings++, number);
    enum ll_status status =
        attempt(w, NULL, "notification attach", "notification=n-1", digest, "kind=doc-move",
                shipment_option(w, "shipment", number), day_option(w, "sent_on", on), NULL);
    SEED_CHECK(&w->seed, (status == LL_OK) == s->booked);
    if (status == LL_OK) {
        s->sent[s->sent_count++] = (struct sent){on, today(w)};
    }
}

static bool may_book(const struct world *w, const struct shipment *s)
{
    int until = (s->arrival > today(w) ? s->arrival : today(w)) + 3;
    bool holds = true;
    for (int i = 0; i < 2; i++) {
        holds = holds && (!w->consents[i].is_given || w->consents[i].until >= until);
    }
    return s->abroad && !s->booked && holds && w->movements < MOVEMENTS &&
           (w->movements + 1) * MASS_G <= MASS_MAX_G;
}

static void step_book(struct world *w)
{
    int number = any_planned(w);
    if (number < 0) {
        return;
    }
    struct shipment *s = &w->shipments[number];
    bool may = may_book(w, s);
    enum ll_status status = attempt(
        w, NULL, "shipment book", shipment_option(w, "shipment", number), "notification=n-1", NULL);
    SEED_CHECK(&w->seed, (status == LL_OK) == may);
    if (may) {
        s->booked = true;
        s->booked_on = today(w);
        w->movements++;
    }
}

static void step_give_back(struct world *w)
{
    int number = any_planned(w);
    if (number < 0) {
        return;
    }
    struct shipment *s = &w->shipments[number];
    bool cancels = seed_chance(&w->seed, 4);
    enum ll_status status = attempt(w, NULL, cancels ? "shipment cancel" : "shipment unbook",
                                    shipment_option(w, "shipment", number), "reason=other", NULL);
    SEED_CHECK(&w->seed, (status == LL_OK) == (cancels || s->booked));
    if (status == LL_OK) {
        w->movements -= s->booked ? 1 : 0;
        s->booked = false;
        s->sent_count = 0; /* booked anew it is another movement */
        s->planned = !cancels;
    }
}

static void step_override(struct world *w)
{
    struct lack list[LACKING];
    int number = any_planned(w);
    int day = today(w);
    bool may = true;
    bool any = false;
    if (number < 0) {
        return;
    }
    int count = lacking(w, &w->shipments[number], day, INT32_MAX, list);
    for (int i = 0; i < count; i++) {
        may = may && list[i].may_override;
        any = any || !is_overridden(w, number, day, &list[i]);
    }
    const char *option = shipment_option(w, "shipment", number);
    if (may && any && w->override_count + count <= OVERRIDES) {
        ll_override(w->l, option, NULL, "reason=by-telephone");
        for (int i = 0; i < count; i++) {
            w->overrides[w->override_count++] =
                (struct overridden){number, day, list[i].blocker, list[i].of};
        }
        w->overriding++;
    } else if (!may || !any) {
        ll_ask_as(w->l, w->l->asks, LL_ROLE_PERMITS);
        SEED_CHECK(&w->seed, attempt(w, NULL, "shipment override", option, "reason=by-telephone",
                                     NULL) == LL_EREFUSED);
        ll_ask_as(w->l, NULL, LL_ROLE_ADMIN);
    }
}

static void step_depart(struct world *w)
{
    struct lack list[LACKING];
    const struct ll_json *answer = NULL;
    int number = any_planned(w);
    int day = today(w) - (int)seed_below(&w->seed, 3);
    if (number < 0 || day < FIRST_DAY) {
        return;
    }
    struct shipment *s = &w->shipments[number];
    int count = lacking(w, s, day, INT32_MAX, list);
    bool may = true;
    for (int i = 0; i < count; i++) {
        may = may && is_overridden(w, number, day, &list[i]);
    }
    bool late = is_late(w, s, day);
    enum ll_status status =
        attempt(w, &answer, "shipment depart", shipment_option(w, "shipment", number),
                day_option(w, "departed_on", day), NULL);
    SEED_CHECK(&w->seed, status == (may ? LL_OK : LL_EREFUSED));
    if (may) {
        SEED_CHECK(&w->seed, (ll_json_get(answer, "recorded_late") != NULL) == late);
        s->planned = false;
        w->departed++;
        w->late += late ? 1 : 0;
    } else {
        w->refused++;
    }
}

static void step_wait(struct world *w)
{
    ll_advance_days(w->l, 1);
}

/* ---- a life ---- */
static void begin(struct world *w)
{
    ll_make_registry(w->l);
    w->l->asks = ll_add_user(w->l, "email=asks@example.org", "role=permits");
    w->l->approves = ll_add_user(w->l, "email=approves@example.org", "role=programme");
    ll_call(w->l, "notification draft", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=phone-scrap-no-battery", "battery=none",
            "purpose=recovery", "operation=r4", "shipments_max=3", "mass_max=12 kg",
            "first_departure=2026-03-01", day_option(w, "last_departure", LAST_DEPARTURE),
            "states=GH::GHTEM:GH01,BE:BEANR::BE001", "carriers=smelter:road,blueline:sea", NULL);
    ll_call(w->l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(w->l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(w->l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-03", NULL);
}

static void live(struct world *w)
{
    static void (*const steps[])(struct world * w) = {
        step_plan,    step_plan,   step_license, step_license,   step_withdraw, step_consent,
        step_consent, step_book,   step_book,    step_give_back, step_override, step_override,
        step_depart,  step_depart, step_wait,    step_attach,    step_attach,   step_attach,
        step_send,    step_send,   step_send,
    };
    begin(w);
    for (int i = 0; i < STEPS; i++) {
        steps[seed_below(&w->seed, sizeof(steps) / sizeof(steps[0]))](w);
        int number = any_planned(w);
        if (number >= 0) {
            compare(w, number, today(w) - 2 + (int)seed_below(&w->seed, 6));
        }
    }
}

static void departures(void **state)
{
    uint64_t first = 0;
    uint64_t end = 0;
    int departed = 0;
    int refused = 0;
    int late = 0;
    int overriding = 0;
    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    bool postgres = ll_fixture_is_postgres();
    seed_range(postgres ? LIVES_POSTGRES : LIVES, &first, &end);
    for (uint64_t seed = first; seed < end; seed++) {
        struct world w = {.l = ll_ledger_make(postgres), .seed = seed_make(seed)};
        live(&w);
        ll_ledger_finish(w.l);
        departed += w.departed;
        refused += w.refused;
        late += w.late;
        overriding += w.overriding;
    }
    print_message("%d departed, %d of them late; %d refused; %d overrides\n", departed, late,
                  refused, overriding);
    if (first == 1 && end >= LIVES) { /* fewer do not come across everything */
        assert_true(departed > 10 && refused > 10 && late > 1 && overriding > 5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(departures)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
