/* Events of notifications: their routes, the steps with each state, and what was consented to. */
#include "audit/model.h"

#define SHIPMENTS_MAX 10000
#define RULE_MOVEMENTS 5 /* since when the gate asks for papers of each movement */
#define YEAR_DAYS 366    /* the longest from a day to the same day of the next year */

static struct ll_str copy_of(struct ll_audit *a, const struct ll_json *object, const char *name)
{
    return ll_audit_copy(a, ll_body_str(object, name));
}

static void fault(struct ll_audit *a, const struct ll_notification *n, const char *what)
{
    ll_audit_find_fault(a, LL_AUDIT_NOTIFICATION_SHAPE, &n->o, "%s", what);
}

/* ---- drafting ---- */
static void add_state(struct ll_audit *a, struct ll_notification *n, const struct ll_json *b,
                      size_t at, size_t count)
{
    for (size_t i = 0; i < n->states.count; i++) {
        if (ll_str_eq(LL_VEC_AT(&n->states, struct ll_notified, i)->country,
                      ll_body_str(b, "country"))) {
            fault(a, n, LL_R("its route names a state twice"));
        }
    }
    struct ll_notified *state = ll_vec_push(a, &n->states, sizeof(*state));
    if (state != NULL) {
        state->country = copy_of(a, b, "country");
        state->entry = copy_of(a, b, "entry");
        state->exit = copy_of(a, b, "exit");
        state->authority = copy_of(a, b, "authority");
        state->part = at == 0           ? LL_ROUTE_PART_EXPORT
                      : at + 1 == count ? LL_ROUTE_PART_IMPORT
                                        : LL_ROUTE_PART_TRANSIT;
    }
}

static void add_carrier(struct ll_audit *a, struct ll_notification *n, const struct ll_json *b)
{
    struct ll_organisation *carrier = ll_audit_named(a, LL_KIND_ORGANISATION, b, "carrier_id");
    for (size_t i = 0; i < n->carriers.count; i++) {
        const struct ll_notified_by *one = LL_VEC_AT(&n->carriers, struct ll_notified_by, i);
        if (one->carrier == carrier && ll_str_eq(one->mode, ll_body_str(b, "mode"))) {
            fault(a, n, LL_R("it names a carrier twice by the same mode"));
        }
    }
    struct ll_notified_by *by = ll_vec_push(a, &n->carriers, sizeof(*by));
    if (by != NULL) {
        by->carrier = carrier;
        by->mode = copy_of(a, b, "mode");
    }
}

static bool goes_from_to(const struct ll_notification *n)
{
    if (n->from == NULL || n->plant == NULL || n->states.count < 2) {
        return n->states.count >= 2;
    }
    return ll_str_eq(LL_VEC_AT(&n->states, struct ll_notified, 0)->country, n->from->country) &&
           ll_str_eq(LL_VEC_AT(&n->states, struct ll_notified, n->states.count - 1)->country,
                     n->plant->country);
}

static void check_drafted(struct ll_audit *a, const struct ll_notification *n)
{
    if (!goes_from_to(n)) {
        fault(a, n, LL_R("its route does not lead from its facility to its plant"));
    }
    if (n->plant != NULL && !n->plant->is_plant) {
        fault(a, n, LL_R("it goes to what is no plant"));
    }
    if (n->shipments_max < 1 || n->shipments_max > SHIPMENTS_MAX || n->mass_max_g < 1 ||
        n->mass_max_g > LL_MASS_G_MAX || (n->has_mass_min && n->mass_min_g > n->mass_max_g)) {
        fault(a, n, LL_R("its limits let nothing move, or more than there can be"));
    }
    if (n->last_departure < n->first_departure ||
        n->last_departure - n->first_departure > (n->preconsented ? 3 : 1) * YEAR_DAYS) {
        fault(a, n, LL_R("its departures end before they begin, or last too long"));
    }
}

static void read_terms(struct ll_audit *a, struct ll_notification *n, const struct ll_json *b)
{
    n->notifier = ll_audit_named(a, LL_KIND_ORGANISATION, b, "notifier_id");
    n->consignee = ll_audit_named(a, LL_KIND_ORGANISATION, b, "consignee_id");
    n->from = ll_audit_named(a, LL_KIND_FACILITY, b, "from_facility_id");
    n->plant = ll_audit_named(a, LL_KIND_FACILITY, b, "plant_id");
    n->stream = copy_of(a, b, "stream");
    n->battery = copy_of(a, b, "battery");
    n->purpose = copy_of(a, b, "purpose");
    n->operation = copy_of(a, b, "operation");
    n->packaging = ll_audit_words(a, ll_body_list(b, "packaging"));
    n->physical = ll_audit_words(a, ll_body_list(b, "physical"));
    n->preconsented = ll_body_bool(b, "preconsented");
    n->special_handling = ll_body_bool(b, "special_handling");
    n->shipments_max = ll_body_i64(b, "shipments_max");
    n->mass_max_g = ll_body_i64(b, "mass_max_g");
    n->has_mass_min = ll_body_has(b, "mass_min_g");
    n->mass_min_g = ll_body_i64(b, "mass_min_g");
    n->first_departure = ll_body_date(b, "first_departure");
    n->last_departure = ll_body_date(b, "last_departure");
    const struct ll_json *states = ll_body_list(b, "states");
    const struct ll_json *carriers = ll_body_list(b, "carriers");
    n->states.count = 0;
    n->carriers.count = 0;
    for (size_t i = 0; i < states->count; i++) {
        add_state(a, n, &states->items[i], i, states->count);
    }
    for (size_t i = 0; i < carriers->count; i++) {
        add_carrier(a, n, &carriers->items[i]);
    }
    check_drafted(a, n);
}

void ll_apply_notification_drafted(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_notification *n =
        ll_audit_make(a, LL_KIND_NOTIFICATION, ll_body_id(b, "notification_id"), sizeof(*n));
    if (n == NULL) {
        return;
    }
    n->code = copy_of(a, b, "code");
    if (!ll_audit_take_name(a, "notification", n->code, &n->o)) {
        ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &n->o,
                            "the notification '%.*s' names another object", LL_STR_ARG(n->code));
    }
    read_terms(a, n, b);
}

/* Nothing of it changes once a state was told. */
void ll_apply_notification_changed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    if (n == NULL) {
        return;
    }
    for (size_t i = 0; i < n->states.count; i++) {
        if (LL_VEC_AT(&n->states, struct ll_notified, i)->step != 0) {
            ll_audit_find_fault(a, LL_AUDIT_NOTIFICATION_STATE, &n->o,
                                "it is changed when a state was told of it");
            return;
        }
    }
    if (!ll_str_eq(n->code, ll_body_str(b, "code"))) {
        fault(a, n, LL_R("it changes its code"));
    }
    read_terms(a, n, b);
}

/* Movements have their notification's number, a point and six digits: of no number may there be
 * such a one beside it, whichever came first. */
static bool is_of_movement(struct ll_audit *a, struct ll_notification *n)
{
    size_t point = n->number.len < 8 ? 0 : n->number.len - 7;
    bool is_like = point > 0 && n->number.ptr[point] == '.';
    for (size_t i = point + 1; is_like && i < n->number.len; i++) {
        is_like = n->number.ptr[i] >= '0' && n->number.ptr[i] <= '9';
    }
    if (ll_audit_name(a, "number before a movement's", n->number) != NULL) {
        return true;
    }
    if (!is_like) {
        return false;
    }
    struct ll_str front = ll_str_sub(n->number, 0, point);
    (void)ll_audit_take_name(a, "number before a movement's", front, n);
    return ll_audit_name(a, "notification number", front) != NULL;
}

void ll_apply_notification_numbered(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    if (n == NULL) {
        return;
    }
    if (n->number.len > 0) {
        fault(a, n, LL_R("it has a number already"));
    }
    n->number = copy_of(a, b, "number");
    if (!ll_audit_take_name(a, "notification number", n->number, &n->o)) {
        fault(a, n, LL_R("its number is another's"));
    } else if (is_of_movement(a, n)) {
        fault(a, n,
              LL_R("its number is that of a movement, or those of its movements are others'"));
    }
    struct ll_notification **place =
        n->plant == NULL ? NULL : ll_vec_push(a, &n->plant->notified, sizeof(*place));
    if (place != NULL) {
        *place = n;
    }
}

void ll_apply_notification_described(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    struct ll_said *text = NULL;
    if (n == NULL) {
        return;
    }
    bool of_carrier = ll_body_has(b, "carrier_id");
    struct ll_id subject_id = of_carrier ? ll_body_id(b, "carrier_id") : n->o.id;
    if (of_carrier != ll_str_starts(ll_body_str(b, "field"), LL_STR("carrier-"))) {
        fault(a, n, LL_R("a text is of a carrier, or is not, as its field is not"));
    }
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "carrier_id");
    for (size_t i = 0; i < n->texts.count; i++) {
        struct ll_said *one = LL_VEC_AT(&n->texts, struct ll_said, i);
        bool is_it =
            ll_str_eq(one->field, ll_body_str(b, "field")) && ll_id_eq(one->subject_id, subject_id);
        text = is_it ? one : text;
    }
    text = text != NULL ? text : ll_vec_push(a, &n->texts, sizeof(*text));
    if (text != NULL) {
        text->field = copy_of(a, b, "field");
        text->subject_id = subject_id;
        text->annex_id = ll_audit_annex_of(a, b, "annex_id", "notification.text");
    }
}

/* ---- steps ---- */

/* After which steps may one be taken, with the state of export ("x") or with the others ("o").
 * Letters are the steps in the order of their numbers, "." nothing yet: s f a q w c g o x. */
static const struct {
    int64_t step;
    const char *after_export;
    const char *after_others;
} orders[] = {
    {LL_NOTIFICATION_STEP_SUBMITTED, ".", ""},
    {LL_NOTIFICATION_STEP_FORWARDED, "", "."},
    {LL_NOTIFICATION_STEP_ACKNOWLEDGED, "", "f"},
    {LL_NOTIFICATION_STEP_QUESTIONED, "sw", "faw"},
    {LL_NOTIFICATION_STEP_ANSWERED, "q", "q"},
    {LL_NOTIFICATION_STEP_COMPLETED, "sw", "aw"},
    {LL_NOTIFICATION_STEP_CONSENTED, "swcg", "fawcg"},
    {LL_NOTIFICATION_STEP_OBJECTED, "swc", "fawc"},
    {LL_NOTIFICATION_STEP_WITHDRAWN, "sqwcg", "faqwcg"},
};

static bool may_follow(const struct ll_notified *state, int64_t step)
{
    static const char letters[] = ".sfaqwcgox";
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        if (orders[i].step == step) {
            const char *after = state->part == LL_ROUTE_PART_EXPORT ? orders[i].after_export
                                                                    : orders[i].after_others;
            while (*after != '\0' && *after != letters[state->step]) {
                after++;
            }
            return *after != '\0';
        }
    }
    return false;
}

static struct ll_notified *find_state(struct ll_audit *a, const struct ll_notification *n,
                                      const struct ll_json *b)
{
    for (size_t i = 0; n != NULL && i < n->states.count; i++) {
        struct ll_notified *state = LL_VEC_AT(&n->states, struct ll_notified, i);
        if (ll_str_eq(state->country, ll_body_str(b, "country"))) {
            return state;
        }
    }
    if (n != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_NOTIFICATION_STATE, &n->o, "'%.*s' is not on its route",
                            LL_STR_ARG(ll_body_str(b, "country")));
    }
    return NULL;
}

static void take_step(struct ll_audit *a, struct ll_notification *n, struct ll_notified *state,
                      int64_t step, int64_t day, struct ll_id event_id)
{
    struct ll_stepped *taken = ll_vec_push(a, &n->steps, sizeof(*taken));
    const struct ll_notified *export = LL_VEC_AT(&n->states, struct ll_notified, 0);
    if (!may_follow(state, step)) {
        ll_audit_find_fault(a, LL_AUDIT_NOTIFICATION_STATE, &n->o, "%.*s: it is %s when it is %s",
                            LL_STR_ARG(state->country),
                            state->step == 0
                                ? "drafted"
                                : ll_notification_step_name((enum ll_notification_step)state->step),
                            ll_notification_step_name((enum ll_notification_step)step));
    }
    if (state->step != 0 && day < state->stepped_on) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &n->o,
                            "%.*s: a step %lld days before the last one",
                            LL_STR_ARG(state->country), (long long)(state->stepped_on - day));
    }
    if (state != export && state->step == 0 &&
        (export->step == 0 ||
         (export->step == LL_NOTIFICATION_STEP_SUBMITTED && day < export->stepped_on))) {
        ll_audit_find_fault(a, LL_AUDIT_NOTIFICATION_STATE, &n->o,
                            "%.*s is told before the state of export", LL_STR_ARG(state->country));
    }
    state->step = step;
    state->stepped_on = day;
    if (taken != NULL) {
        *taken = (struct ll_stepped){
            .event_id = event_id, .country = state->country, .step = step, .day = day};
    }
}

/* ---- papers ---- */
static struct ll_paper *find_paper(const struct ll_notification *n, struct ll_str digest)
{
    for (size_t i = 0; i < n->papers.count; i++) {
        struct ll_paper *paper = LL_VEC_AT(&n->papers, struct ll_paper, i);
        if (ll_str_eq(paper->digest, digest)) {
            return paper;
        }
    }
    return NULL;
}

/* Which dossier a paper is in. */
struct holder {
    struct ll_notification *notification;
};

static void check_paper_once(struct ll_audit *a, struct ll_notification *n, struct ll_str digest)
{
    struct holder *holder = ll_audit_name(a, "paper", digest);
    if (holder == NULL) {
        holder = LL_AUDIT_NEW(a, struct holder);
        if (holder == NULL || !ll_audit_take_name(a, "paper", digest, holder)) {
            return;
        }
    } else if (holder->notification != n && find_paper(holder->notification, digest) != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_PAPER_SHARED, &n->o, "its paper is one of '%.*s'",
                            LL_STR_ARG(holder->notification->code));
    }
    holder->notification = n;
}

static void add_consent_paper(struct ll_audit *a, struct ll_notification *n, struct ll_str digest,
                              int64_t recorded_on)
{
    const struct ll_paper *known = find_paper(n, digest);
    check_paper_once(a, n, digest);
    if (known != NULL && !ll_str_eq_cstr(known->kind, "consent")) {
        ll_audit_find_fault(a, LL_AUDIT_PAPER_SHARED, &n->o, "a consent is its '%.*s', too",
                            LL_STR_ARG(known->kind));
    }
    struct ll_paper *paper = known != NULL ? NULL : ll_vec_push(a, &n->papers, sizeof(*paper));
    if (paper != NULL) {
        paper->digest = digest;
        paper->kind = LL_STR("consent");
        paper->recorded_on = recorded_on;
    }
}

/* A paper of one movement is of a shipment booked on the notification by then; movement documents
 * alone are sent, and declarations of dangerous goods alone declare. */
static void check_movement_paper(struct ll_audit *a, const struct ll_notification *n,
                                 const struct ll_paper *paper)
{
    bool is_sent = ll_str_eq_cstr(paper->kind, "doc-move");
    bool declares = ll_str_eq_cstr(paper->kind, "doc-dgd");
    bool is_of_one = is_sent || declares || ll_str_eq_cstr(paper->kind, "doc-cpc") ||
                     ll_str_eq_cstr(paper->kind, "doc-batt-pack");
    if (paper->shipment != NULL && paper->shipment->booked_on != n) {
        fault(a, n, LL_R("a paper is of a shipment that is no movement of it"));
    }
    if (a->departure_rule >= RULE_MOVEMENTS &&
        (is_of_one != (paper->shipment != NULL) || is_sent != paper->has_sent ||
         declares != (paper->un.len > 0))) {
        fault(a, n, LL_R("a paper of a movement lacks what it says, or another says it"));
    }
}

/* Does a state have it before it, complete, or has decided? Not while it asks and is answered. */
static bool was_judged(const struct ll_notification *n)
{
    bool judged = false;
    for (size_t i = 0; i < n->states.count; i++) {
        int64_t step = LL_VEC_AT(&n->states, struct ll_notified, i)->step;
        judged = judged || step == LL_NOTIFICATION_STEP_ACKNOWLEDGED ||
                 step >= LL_NOTIFICATION_STEP_COMPLETED;
    }
    return judged;
}

void ll_apply_notification_attached(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *amount = ll_json_get(b, "amount");
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    if (n == NULL) {
        return;
    }
    struct ll_str digest = ll_body_bytes(a, b, "document_digest");
    if (find_paper(n, digest) != NULL || ll_str_eq_cstr(ll_body_str(b, "kind"), "consent")) {
        ll_audit_find_fault(a, LL_AUDIT_PAPER_SHARED, &n->o,
                            "a paper is attached twice, or as a consent");
        return;
    }
    check_paper_once(a, n, digest);
    struct ll_paper *paper = ll_vec_push(a, &n->papers, sizeof(*paper));
    if (paper == NULL) {
        return;
    }
    *paper = (struct ll_paper){
        .digest = digest,
        .kind = copy_of(a, b, "kind"),
        .final_here = ll_body_bool(b, "final_here"),
        .is_late = was_judged(n),
        .has_from = ll_body_has(b, "valid_from"),
        .has_until = ll_body_has(b, "valid_until"),
        .has_amount = amount != NULL,
        .valid_from = ll_body_date(b, "valid_from"),
        .valid_until = ll_body_date(b, "valid_until"),
        .recorded_on = ll_time_date(event->at).days,
        .un = copy_of(a, b, "un"),
        .shipment = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id"),
        .has_sent = ll_body_has(b, "sent_on"),
        .sent_on = ll_body_date(b, "sent_on"),
    };
    if (paper->shipment != NULL && paper->shipment->booked_on == n) {
        paper->serial = paper->shipment->booked_serial;
    }
    check_movement_paper(a, n, paper);
    if (amount != NULL) {
        paper->amount_minor = ll_body_i64(amount, "minor");
        paper->currency = copy_of(a, amount, "currency");
    }
    if (paper->has_from && paper->has_until && paper->valid_until < paper->valid_from) {
        fault(a, n, LL_R("a paper ends before it begins"));
    }
}

/* Consents that no state's stands on any more leave the dossier. */
static void drop_unused(struct ll_notification *n)
{
    for (size_t i = n->papers.count; i > 0; i--) {
        const struct ll_paper *paper = LL_VEC_AT(&n->papers, struct ll_paper, i - 1);
        bool is_used = !ll_str_eq_cstr(paper->kind, "consent");
        for (size_t j = 0; j < n->states.count; j++) {
            const struct ll_notified *state = LL_VEC_AT(&n->states, struct ll_notified, j);
            is_used = is_used || (state->has_consent && ll_str_eq(state->digest, paper->digest));
        }
        if (!is_used) {
            ll_vec_remove(&n->papers, i - 1, sizeof(struct ll_paper));
        }
    }
}

void ll_apply_notification_stepped(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    struct ll_notified *state = find_state(a, n, b);
    int64_t step =
        ll_body_enum(b, "step", ll_notification_step_rows, LL_NOTIFICATION_STEP_ROW_COUNT);
    if (state == NULL) {
        return;
    }
    if (step == LL_NOTIFICATION_STEP_CONSENTED) {
        ll_audit_find_fault(a, LL_AUDIT_NOTIFICATION_STATE, &n->o,
                            "a step says that %.*s consents, and not to what",
                            LL_STR_ARG(state->country));
    }
    take_step(a, n, state, step, ll_body_date(b, "stepped_on"), event->id);
    state->questions += step == LL_NOTIFICATION_STEP_QUESTIONED ? 1 : 0;
    if (step == LL_NOTIFICATION_STEP_WITHDRAWN) {
        state->has_consent = false;
        drop_unused(n);
    }
}

/* ---- consents ---- */
/* Did the time run in which the state could have answered? */
static bool was_silent(const struct ll_notified *state, int64_t before, int64_t since)
{
    bool is_waiver = ll_str_eq_cstr(state->basis, "basel-6-4-waiver");
    bool may =
        is_waiver || (ll_audit_is_eu(state->country) && before == LL_NOTIFICATION_STEP_COMPLETED);
    return may && state->consented_on - since >= (is_waiver ? 60 : 30);
}

static void check_consent(struct ll_audit *a, const struct ll_notification *n,
                          const struct ll_notified *state, int64_t before, int64_t since)
{
    int64_t longest = (n->preconsented ? 3 : 1) * YEAR_DAYS;
    bool is_tacit = state->basis.len > 0;
    if (state->valid_until < state->valid_from ||
        state->valid_until - state->valid_from > longest) {
        ll_audit_find_fault(a, LL_AUDIT_CONSENT_TERMS, &n->o, "that of %.*s holds for %lld days",
                            LL_STR_ARG(state->country),
                            (long long)(state->valid_until - state->valid_from));
    }
    if (state->shipments_max < 1 || state->mass_max_g < 1 ||
        state->shipments_max > n->shipments_max || state->mass_max_g > n->mass_max_g) {
        ll_audit_find_fault(a, LL_AUDIT_CONSENT_TERMS, &n->o,
                            "that of %.*s is to %lld shipments of %lld g",
                            LL_STR_ARG(state->country), (long long)state->shipments_max,
                            (long long)state->mass_max_g);
    }
    if (!is_tacit && state->digest.len == 0) {
        ll_audit_find_fault(a, LL_AUDIT_CONSENT_TERMS, &n->o, "that of %.*s has no paper",
                            LL_STR_ARG(state->country));
    }
    if (is_tacit &&
        (state->part != LL_ROUTE_PART_TRANSIT || before == LL_NOTIFICATION_STEP_FORWARDED ||
         !was_silent(state, before, since))) {
        ll_audit_find_fault(a, LL_AUDIT_CONSENT_TERMS, &n->o, "the silence of %.*s is no consent",
                            LL_STR_ARG(state->country));
    }
}

void ll_apply_notification_consented(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_notification *n = ll_audit_named(a, LL_KIND_NOTIFICATION, b, "notification_id");
    struct ll_notified *state = find_state(a, n, b);
    if (state == NULL) {
        return;
    }
    int64_t before = state->step;
    int64_t since = state->stepped_on;
    state->consented_on = ll_body_date(b, "consented_on");
    take_step(a, n, state, LL_NOTIFICATION_STEP_CONSENTED, state->consented_on, event->id);
    state->has_consent = true;
    state->recorded_on = ll_time_date(event->at).days;
    state->valid_from = ll_body_date(b, "valid_from");
    state->valid_until = ll_body_date(b, "valid_until");
    state->shipments_max = ll_body_i64(b, "shipments_max");
    state->mass_max_g = ll_body_i64(b, "mass_max_g");
    state->basis = copy_of(a, b, "basis");
    state->digest = ll_body_bytes(a, b, "document_digest");
    state->number = copy_of(a, b, "number");
    check_consent(a, n, state, before, since);
    ll_audit_check_booked(a, n);
    if (state->digest.len > 0) {
        add_consent_paper(a, n, state->digest, ll_time_date(event->at).days);
    }
    drop_unused(n);
}
