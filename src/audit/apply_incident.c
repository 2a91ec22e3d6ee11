/* Departures that nothing authorised, and what they keep back. */
#include "audit/model.h"

#define LACKED_BYTES_MAX 4096

static struct ll_str join(struct ll_audit *a, const struct ll_json *list)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, a->scratch, LACKED_BYTES_MAX);
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, ll_json_string(&list->items[i]));
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? ll_audit_copy(a, text) : LL_STR("");
}

/* Of what it left with, what is neither recycled nor gone. */
static void add_left(struct ll_audit *a, const struct ll_shipment *s, struct ll_vec *ret_left)
{
    for (size_t i = 0; i < s->left_with.count; i++) {
        const struct ll_content *was = LL_VEC_AT(&s->left_with, struct ll_content, i);
        const struct ll_custody *c = ll_custody_from(was->lot, was->lo, was->hi);
        for (; c != NULL; c = ll_custody_next(was->lot, c, was->hi)) {
            struct ll_content *is =
                c->stage >= LL_STAGE_RECYCLED ? NULL : ll_vec_push(a, ret_left, sizeof(*is));
            if (is != NULL) {
                *is = (struct ll_content){was->lot, c->at.lo > was->lo ? c->at.lo : was->lo,
                                          c->at.hi < was->hi ? c->at.hi : was->hi, false};
            }
        }
    }
}

/* The case is about all that the shipment carries, or took along that can be kept back, and nothing
 * else. */
static bool covers(struct ll_audit *a, const struct ll_case *c, const struct ll_shipment *s)
{
    struct ll_vec carried = {0};
    struct ll_content twice;
    struct ll_arena *model = a->arena;
    bool came = s->state == LL_SHIPMENT_STATE_ARRIVED || s->state == LL_SHIPMENT_STATE_RECEIVED;
    a->arena = a->scratch;
    for (size_t i = 0; !came && i < s->loads.count; i++) {
        ll_audit_contents_within(a, LL_VEC_AT(&s->loads, struct ll_load, i)->package, &carried);
    }
    if (came) {
        add_left(a, s, &carried);
    }
    (void)ll_content_join(&carried, &twice);
    bool same = carried.count == c->spans.count;
    for (size_t i = 0; same && i < carried.count; i++) {
        const struct ll_content *one = LL_VEC_AT(&carried, struct ll_content, i);
        const struct ll_content *other = LL_VEC_AT(&c->spans, struct ll_content, i);
        same = one->lot == other->lot && one->lo == other->lo && one->hi == other->hi;
    }
    a->arena = model;
    return same;
}

static const char *wrong(struct ll_audit *a, const struct ll_shipment *s, const struct ll_case *c,
                         const struct ll_incident *n)
{
    bool is_planned = s->state == LL_SHIPMENT_STATE_PLANNED;
    if (s->incident != NULL) {
        return LL_R("it has two");
    }
    if (s->state == LL_SHIPMENT_STATE_CANCELLED) {
        return LL_R("it is of what does not leave");
    }
    if (is_planned == (n->lacked.len == 0)) {
        return LL_R("it says not what a departure lacked, or what one lacked that was authorised");
    }
    if (c->shipment != s || c->is_closed || c->incident != NULL) {
        return LL_R("its case is about something else, or closed");
    }
    return covers(a, c, s) ? NULL : LL_R("its case has not all that leaves under review");
}

void ll_apply_incident_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    struct ll_case *c = ll_audit_named(a, LL_KIND_CASE, b, "case_id");
    struct ll_incident *n = LL_NEW(a->arena, struct ll_incident);
    struct ll_incident **place = NULL;
    if (s == NULL || c == NULL) {
        return;
    }
    if (n == NULL || (place = ll_vec_push(a, &a->incidents, sizeof(*place))) == NULL) {
        a->status = LL_ENOMEM;
        return;
    }
    *n = (struct ll_incident){
        .under = c,
        .of = s,
        .found_by = ll_audit_named(a, LL_KIND_ORGANISATION, b, "found_by_id"),
        .cause = ll_audit_copy(a, ll_body_str(b, "cause")),
        .lacked = join(a, ll_body_list(b, "lacked")),
        .document_digest = ll_audit_copy(a, ll_body_bytes(a, b, "document_digest")),
        .event_id = event->id,
        .found_on = ll_body_date(b, "found_on"),
    };
    *place = n;
    const char *fault = wrong(a, s, c, n);
    if (fault != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_INCIDENT_SHAPE, &s->o, "%s", fault);
    }
    if (n->found_on > ll_time_date(event->at).days ||
        (s->state != LL_SHIPMENT_STATE_PLANNED && n->found_on < s->departed_on)) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &s->o,
                            "its incident is found before it left, or later than it is recorded");
    }
    s->incident = n;
    c->incident = n;
}

void ll_apply_incident_cleared(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    struct ll_incident *n = s == NULL ? NULL : s->incident;
    if (n == NULL || n->is_cleared || s->state == LL_SHIPMENT_STATE_PLANNED) {
        if (s != NULL) {
            ll_audit_find_fault(a, LL_AUDIT_INCIDENT_SHAPE, &s->o,
                                "it is cleared twice, or without an incident, or before it left");
        }
        return;
    }
    n->is_cleared = true;
    n->cleared_on = ll_body_date(b, "cleared_on");
    n->outcome = ll_audit_copy(a, ll_body_str(b, "outcome"));
    n->reason = ll_audit_copy(a, ll_body_str(b, "reason"));
    n->clearing_digest = ll_audit_copy(a, ll_body_bytes(a, b, "document_digest"));
    if (n->cleared_on < n->found_on || n->cleared_on > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &s->o,
                            "its incident is cleared before it is found, or on a day ahead");
    }
    for (size_t i = a->incidents.count; i > 0; i--) {
        if (*LL_VEC_AT(&a->incidents, struct ll_incident *, i - 1) == n) {
            ll_vec_remove(&a->incidents, i - 1, sizeof(struct ll_incident *));
        }
    }
}

void ll_audit_check_incident(struct ll_audit *a, const struct ll_lot *lot, int64_t lo, int64_t hi)
{
    for (size_t i = 0; i < a->incidents.count; i++) {
        const struct ll_incident *n = *LL_VEC_AT(&a->incidents, struct ll_incident *, i);
        int64_t units = ll_content_units(&n->under->spans, lot, lo, hi);
        if (units > 0) {
            ll_audit_find_fault(a, LL_AUDIT_INCIDENT_FINAL, &lot->o,
                                "%lld of units [%lld, %lld) left without authority, and are "
                                "recycled before that is cleared",
                                (long long)units, (long long)lo, (long long)hi);
        }
    }
}
