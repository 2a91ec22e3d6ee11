/* Events of campaigns: treatments that go on over days and receipts, and what open ones hold. */
#include "audit/model.h"

#include <stdio.h>

__extension__ typedef __int128 wide;

/* ---- what open ones hold ---- */
int64_t ll_audit_next_free(const struct ll_audit *a, const struct ll_lot *lot, int64_t *lo,
                           int64_t hi)
{
    for (bool moved = true; moved && *lo < hi;) {
        int64_t until = hi;
        moved = false;
        for (size_t i = 0; i < a->campaigns.count; i++) {
            const struct ll_campaign *m = *LL_VEC_AT(&a->campaigns, struct ll_campaign *, i);
            for (size_t j = 0; j < m->inputs.count; j++) {
                const struct ll_vec *held =
                    &LL_VEC_AT(&m->inputs, struct ll_campaign_input, j)->contents;
                for (size_t k = 0; k < held->count; k++) {
                    const struct ll_content *one = LL_VEC_AT(held, struct ll_content, k);
                    if (one->lot != lot || one->hi <= *lo || one->lo >= hi) {
                        continue;
                    }
                    if (one->lo <= *lo) {
                        *lo = one->hi;
                        moved = true;
                    } else if (one->lo < until) {
                        until = one->lo;
                    }
                }
            }
        }
        if (!moved) {
            return until;
        }
    }
    *lo = hi;
    return hi;
}

void ll_audit_check_held(struct ll_audit *a, const struct ll_object *o, const struct ll_lot *lot,
                         int64_t lo, int64_t hi)
{
    int64_t units = 0;
    for (size_t i = 0; i < a->campaigns.count; i++) {
        const struct ll_campaign *m = *LL_VEC_AT(&a->campaigns, struct ll_campaign *, i);
        for (size_t j = 0; j < m->inputs.count; j++) {
            units += ll_content_units(&LL_VEC_AT(&m->inputs, struct ll_campaign_input, j)->contents,
                                      lot, lo, hi);
        }
    }
    if (units > 0) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_UNITS, o,
                            "%lld of units [%lld, %lld) are in an open campaign", (long long)units,
                            (long long)lo, (long long)hi);
    }
}

static void forget(struct ll_audit *a, const struct ll_campaign *m)
{
    for (size_t i = a->campaigns.count; i > 0; i--) {
        if (*LL_VEC_AT(&a->campaigns, struct ll_campaign *, i - 1) == m) {
            ll_vec_remove(&a->campaigns, i - 1, sizeof(struct ll_campaign *));
        }
    }
}

/* ---- events ---- */
static void check_number(struct ll_audit *a, struct ll_campaign *m)
{
    char key[LL_ID_TEXT_MAX + 80];
    char plant[LL_ID_TEXT_MAX];
    ll_id_format("fac", m->facility->o.id, plant);
    int len = snprintf(key, sizeof(key), "%s %.*s", plant, LL_STR_ARG(m->number));
    if (len <= 0 || (size_t)len >= sizeof(key) ||
        !ll_audit_take_name(a, "campaign", (struct ll_str){key, (size_t)len}, m)) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o, "its number is another's");
    }
}

static void check_day(struct ll_audit *a, const struct ll_campaign *m, int64_t day,
                      int64_t not_before)
{
    if (day < not_before) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &m->o,
                            "a fact of it is %lld days before what it follows",
                            (long long)(not_before - day));
    }
}

void ll_apply_campaign_opened(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_campaign *m =
        ll_audit_make(a, LL_KIND_CAMPAIGN, ll_body_id(b, "campaign_id"), sizeof(*m));
    struct ll_campaign **place = NULL;
    if (m == NULL || (place = ll_vec_push(a, &a->campaigns, sizeof(*place))) == NULL) {
        return;
    }
    *place = m;
    m->facility = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    m->number = ll_audit_copy(a, ll_body_str(b, "number"));
    m->operation = ll_audit_copy(a, ll_body_str(b, "operation"));
    m->interim = ll_body_bool(b, "interim");
    m->opened_on = ll_body_date(b, "opened_on");
    m->state = LL_CAMPAIGN_STATE_OPEN;
    if (m->facility == NULL) {
        return;
    }
    if (!m->facility->is_plant) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o, "the facility is no plant");
    }
    check_number(a, m);
}

/* One that is open; NULL: a fault was found. */
static struct ll_campaign *find_open(struct ll_audit *a, const struct ll_json *b)
{
    struct ll_campaign *m = ll_audit_named(a, LL_KIND_CAMPAIGN, b, "campaign_id");
    if (m != NULL && m->state != LL_CAMPAIGN_STATE_OPEN) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o, "it is not open any more");
        return NULL;
    }
    return m;
}

void ll_apply_campaign_fed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_campaign *m = find_open(a, b);
    struct ll_receipt *r = ll_audit_named(a, LL_KIND_RECEIPT, b, "receipt_id");
    if (m == NULL || r == NULL) {
        return;
    }
    struct ll_campaign_input in = {.event_id = event->id,
                                   .receipt = r,
                                   .input_mass_g = ll_body_i64(b, "input_mass_g"),
                                   .entry = ++m->entries,
                                   .fed_on = ll_body_date(b, "fed_on")};
    if (!ll_audit_read_spans(a, &m->o, LL_AUDIT_CAMPAIGN_SHAPE, ll_body_list(b, "spans"),
                             &in.contents)) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o,
                            "its spans are none, overlap or are not joined");
    }
    for (size_t i = 0; i < in.contents.count; i++) {
        const struct ll_content *one = LL_VEC_AT(&in.contents, struct ll_content, i);
        in.units += one->hi - one->lo;
    }
    if (r->facility != m->facility) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o, "the receipt is of another plant");
    }
    struct ll_treatment as = {.o = m->o,
                              .receipt = r,
                              .treated_on = in.fed_on,
                              .interim = m->interim,
                              .units = in.contents};
    int64_t input_g = ll_audit_check_treatable(a, &as, ll_body_i64(b, "rule_version"));
    if (input_g != in.input_mass_g) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o,
                            "%lld g were put in that weighed %lld g", (long long)in.input_mass_g,
                            (long long)input_g);
    }
    check_day(a, m, in.fed_on, m->opened_on);
    struct ll_campaign_input *place = ll_vec_push(a, &m->inputs, sizeof(*place));
    if (place != NULL) {
        *place = in;
    }
}

/* INT64_MAX: nothing counts that was put in. */
static int64_t first_fed(const struct ll_campaign *m)
{
    int64_t day = INT64_MAX;
    for (size_t i = 0; i < m->inputs.count; i++) {
        const struct ll_campaign_input *one = LL_VEC_AT(&m->inputs, struct ll_campaign_input, i);
        day = one->correction.len == 0 && one->fed_on < day ? one->fed_on : day;
    }
    return day;
}

void ll_apply_campaign_weighed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *list = ll_body_list(b, "materials");
    struct ll_campaign *m = find_open(a, b);
    int64_t day = ll_body_date(b, "weighed_on");
    if (m == NULL) {
        return;
    }
    m->entries++;
    if (first_fed(m) == INT64_MAX) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o,
                            "something came out of it before anything was put in");
    } else {
        check_day(a, m, day, first_fed(m));
    }
    size_t before = m->outputs.count;
    for (size_t i = 0; i < list->count; i++) {
        struct ll_str fraction = ll_body_str(&list->items[i], "fraction");
        for (size_t j = before; j < m->outputs.count; j++) {
            if (ll_str_eq(LL_VEC_AT(&m->outputs, struct ll_campaign_output, j)->fraction,
                          fraction)) {
                ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &m->o, "fraction '%.*s' is there twice",
                                    LL_STR_ARG(fraction));
            }
        }
        struct ll_campaign_output *out = ll_vec_push(a, &m->outputs, sizeof(*out));
        if (out != NULL) {
            *out = (struct ll_campaign_output){.event_id = event->id,
                                               .fraction = ll_audit_copy(a, fraction),
                                               .mass_g = ll_body_i64(&list->items[i], "mass_g"),
                                               .weighed_on = day,
                                               .entry = m->entries};
        }
    }
}

static int64_t first_weighed(const struct ll_campaign *m)
{
    int64_t day = INT64_MAX;
    for (size_t i = 0; i < m->outputs.count; i++) {
        const struct ll_campaign_output *one = LL_VEC_AT(&m->outputs, struct ll_campaign_output, i);
        day = one->correction.len == 0 && one->weighed_on < day ? one->weighed_on : day;
    }
    return day;
}

void ll_apply_campaign_corrected(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_campaign *m = find_open(a, b);
    int64_t entry = ll_body_i64(b, "entry");
    struct ll_str reason = ll_audit_copy(a, ll_body_str(b, "reason"));
    size_t found = 0;
    for (size_t i = 0; m != NULL && i < m->inputs.count; i++) {
        struct ll_campaign_input *in = LL_VEC_AT(&m->inputs, struct ll_campaign_input, i);
        if (in->entry == entry && in->correction.len == 0) {
            in->correction = reason;
            in->contents.count = 0;
            found++;
        }
    }
    for (size_t i = 0; m != NULL && i < m->outputs.count; i++) {
        struct ll_campaign_output *out = LL_VEC_AT(&m->outputs, struct ll_campaign_output, i);
        if (out->entry == entry && out->correction.len == 0) {
            out->correction = reason;
            found++;
        }
    }
    if (m != NULL && found == 0) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o,
                            "what is corrected is no entry of it, or was corrected");
    }
    if (m != NULL && first_weighed(m) != INT64_MAX && first_weighed(m) < first_fed(m)) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o,
                            "something came out of it before anything was put in");
    }
}

void ll_apply_campaign_closed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_campaign *m = find_open(a, b);
    if (m == NULL) {
        return;
    }
    m->state = LL_CAMPAIGN_STATE_CLOSED;
    m->ended_on = ll_body_date(b, "closed_on");
    forget(a, m);
    if (first_fed(m) == INT64_MAX || first_weighed(m) == INT64_MAX) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &m->o, "nothing went in, or came out");
    }
    check_day(a, m, m->ended_on, m->opened_on);
    for (size_t i = 0; i < m->inputs.count; i++) {
        const struct ll_campaign_input *one = LL_VEC_AT(&m->inputs, struct ll_campaign_input, i);
        check_day(a, m, one->correction.len == 0 ? m->ended_on : one->fed_on, one->fed_on);
    }
    for (size_t i = 0; i < m->outputs.count; i++) {
        const struct ll_campaign_output *one = LL_VEC_AT(&m->outputs, struct ll_campaign_output, i);
        check_day(a, m, one->correction.len == 0 ? m->ended_on : one->weighed_on, one->weighed_on);
    }
}

void ll_apply_campaign_cancelled(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_campaign *m = find_open(a, b);
    if (m == NULL) {
        return;
    }
    m->state = LL_CAMPAIGN_STATE_CANCELLED;
    m->ended_on = ll_body_date(b, "cancelled_on");
    m->reason = ll_audit_copy(a, ll_body_str(b, "reason"));
    forget(a, m);
    check_day(a, m, m->ended_on, m->opened_on);
}

/* ---- the treatments that close one ---- */
/* Of a fraction, all that came out of the campaign. */
static int64_t output_of(const struct ll_campaign *m, struct ll_str fraction)
{
    int64_t mass_g = 0;
    for (size_t i = 0; i < m->outputs.count; i++) {
        const struct ll_campaign_output *one = LL_VEC_AT(&m->outputs, struct ll_campaign_output, i);
        bool counts = one->correction.len == 0 && ll_str_eq(one->fraction, fraction);
        mass_g += counts ? one->mass_g : 0;
    }
    return mass_g;
}

static int64_t material_of(const struct ll_treatment *t, struct ll_str fraction)
{
    for (size_t i = 0; i < t->materials.count; i++) {
        const struct ll_material *one = LL_VEC_AT(&t->materials, struct ll_material, i);
        if (ll_str_eq(one->fraction, fraction)) {
            return one->mass_g;
        }
    }
    return 0;
}

/* Each fraction in the proportion of what went in, to the gram. */
static bool is_shared(const struct ll_campaign *m, const struct ll_treatment *t, int64_t part_g,
                      int64_t whole_g)
{
    bool ok = true;
    for (size_t i = 0; ok && i < m->outputs.count; i++) {
        struct ll_str fraction = LL_VEC_AT(&m->outputs, struct ll_campaign_output, i)->fraction;
        wide exact = (wide)output_of(m, fraction) * part_g;
        wide given = (wide)material_of(t, fraction) * whole_g;
        wide off = given > exact ? given - exact : exact - given;
        ok = whole_g > 0 && off < whole_g;
    }
    for (size_t i = 0; ok && i < t->materials.count; i++) {
        ok = output_of(m, LL_VEC_AT(&t->materials, struct ll_material, i)->fraction) > 0;
    }
    return ok;
}

static bool was_treated(const struct ll_campaign *m, const struct ll_receipt *r)
{
    for (size_t i = 0; i < m->treated.count; i++) {
        if (*LL_VEC_AT(&m->treated, struct ll_receipt *, i) == r) {
            return true;
        }
    }
    return false;
}

void ll_audit_check_campaign(struct ll_audit *a, struct ll_treatment *t)
{
    struct ll_campaign *m = t->campaign;
    const char *fault = NULL;
    int64_t units = 0;
    int64_t held = 0;
    int64_t same = 0;
    int64_t part_g = 0;
    int64_t whole_g = 0;
    if (m == NULL) {
        return;
    }
    for (size_t i = 0; i < t->units.count; i++) {
        const struct ll_content *one = LL_VEC_AT(&t->units, struct ll_content, i);
        units += one->hi - one->lo;
        for (size_t j = 0; j < m->inputs.count; j++) {
            const struct ll_campaign_input *in = LL_VEC_AT(&m->inputs, struct ll_campaign_input, j);
            same += in->receipt == t->receipt
                        ? ll_content_units(&in->contents, one->lot, one->lo, one->hi)
                        : 0;
        }
    }
    for (size_t j = 0; j < m->inputs.count; j++) {
        const struct ll_campaign_input *in = LL_VEC_AT(&m->inputs, struct ll_campaign_input, j);
        bool counts = in->correction.len == 0;
        held += counts && in->receipt == t->receipt ? in->units : 0;
        part_g += counts && in->receipt == t->receipt ? in->input_mass_g : 0;
        whole_g += counts ? in->input_mass_g : 0;
    }
    fault = m->state != LL_CAMPAIGN_STATE_CLOSED ? LL_R("the campaign is not closed")
            : was_treated(m, t->receipt)         ? LL_R("its receipt was treated before")
            : t->treated_on != m->ended_on       ? LL_R("it is of another day")
            : t->interim != m->interim || !ll_str_eq(t->operation, m->operation) ||
                    t->treatment_kind != LL_TREATMENT_KIND_MECHANICAL
                ? LL_R("it is of another operation, or not weighed")
            : units != held || same != held     ? LL_R("it is of other units")
            : part_g != t->input_mass_g         ? LL_R("other grams went in")
            : !is_shared(m, t, part_g, whole_g) ? LL_R("its fractions are not its share")
                                                : NULL;
    if (fault != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_CAMPAIGN_SHAPE, &t->o, "%s", fault);
    }
    struct ll_receipt **place = ll_vec_push(a, &m->treated, sizeof(*place));
    if (place != NULL) {
        *place = t->receipt;
    }
}
