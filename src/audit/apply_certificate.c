/* Events of certificates: what they cite, and what becomes of them. */
#include "audit/model.h"

#define ALLOCATION sizeof(struct ll_allocation)

static long long ll(int64_t value)
{
    return (long long)value;
}

/* Every cited unit has reached the stage; final units are counted on their receipts. */
static void check_reached(struct ll_audit *a, struct ll_certificate *c, struct ll_lot *lot,
                          int64_t lo, int64_t hi, bool becomes_final)
{
    int64_t reached = 0;
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        struct ll_custody *custody = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (custody->at.lo >= hi) {
            break;
        }
        ll_audit_check_review(a, custody, lot, "cited");
        int64_t from = custody->at.lo > lo ? custody->at.lo : lo;
        int64_t to = custody->at.hi < hi ? custody->at.hi : hi;
        if (custody->stage >= c->stage && custody->stage <= LL_STAGE_RECYCLED) {
            reached += to - from;
        }
        if (becomes_final && custody->receipt != NULL) {
            struct ll_receipt *r = custody->receipt;
            r->final_units += to - from;
            if (r->final_units > r->units) {
                ll_audit_find_fault(a, LL_AUDIT_RECEIPT_EXCEEDED, &r->o,
                                    "%lld units are final of %lld signed: %lld too many",
                                    ll(r->final_units), ll(r->units),
                                    ll(r->final_units - r->units));
            }
        }
    }
    if (reached != hi - lo) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STAGE, &c->o,
                            "%lld of the units [%lld, %lld) of a lot had not reached '%s'",
                            ll(hi - lo - reached), ll(lo), ll(hi),
                            ll_stage_name((enum ll_stage)c->stage));
    }
}

/* The allocation that holds [lo, hi) and serves the position, or a finding. */
static bool find_cited(struct ll_audit *a, const struct ll_certificate *c, struct ll_lot *lot,
                       const struct ll_line *line, int64_t lo, int64_t hi, int64_t line_lo,
                       size_t *ret_at)
{
    size_t at = ll_vec_find(&lot->allocations, ALLOCATION, lo);
    const struct ll_allocation *whole =
        at < lot->allocations.count ? LL_VEC_AT(&lot->allocations, struct ll_allocation, at) : NULL;
    for (size_t i = at; i < lot->allocations.count; i++) {
        const struct ll_allocation *one = LL_VEC_AT(&lot->allocations, struct ll_allocation, i);
        if (one->at.lo >= hi) {
            break;
        }
        if (one->certificate != NULL) {
            ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_OVERLAP, &c->o,
                                "units [%lld, %lld) are cited by '%.*s'", ll(one->at.lo),
                                ll(one->at.hi), LL_STR_ARG(one->certificate->serial));
            return false;
        }
    }
    if (lo >= hi || whole == NULL || whole->at.lo > lo || whole->at.hi < hi ||
        whole->line != line || whole->line_lo + (lo - whole->at.lo) != line_lo) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_NOT_ALLOCATED, &c->o,
                            "units [%lld, %lld) of a lot are not allocated to positions from %lld",
                            ll(lo), ll(hi), ll(line_lo));
        return false;
    }
    *ret_at = at;
    return true;
}

static int64_t cite(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *b)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, b, "lot_id");
    const struct ll_line *line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
    int64_t lo = ll_body_i64(b, "lot_lo");
    int64_t hi = ll_body_i64(b, "lot_hi");
    int64_t units = hi > lo && hi <= LL_UNITS_MAX ? hi - lo : 0;
    size_t at;
    if (lot == NULL || line == NULL) {
        return units;
    }
    if (!ll_id_eq(line->beneficiary_id, c->beneficiary_id) || line->programme != c->programme) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_PARTY, &c->o, "order line '%.*s'",
                            LL_STR_ARG(line->code));
    }
    if (!find_cited(a, c, lot, line, lo, hi, ll_body_i64(b, "line_lo"), &at)) {
        return units;
    }
    bool becomes_final = c->stage >= LL_STAGE_RECEIVED;
    struct ll_allocation *allocation = ll_allocation_cut(a, lot, at, lo, hi);
    if (allocation == NULL) {
        return units;
    }
    check_reached(a, c, lot, lo, hi, becomes_final && !allocation->final);
    allocation->certificate = c;
    allocation->final = allocation->final || becomes_final;
    return units;
}

void ll_apply_certificate_stated(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *cited = ll_body_list(b, "cited");
    struct ll_certificate *c =
        ll_audit_make(a, LL_KIND_CERTIFICATE, ll_body_id(b, "certificate_id"), sizeof(*c));
    if (c == NULL) {
        return;
    }
    c->serial = ll_audit_copy(a, ll_body_str(b, "serial"));
    c->body_digest = ll_body_bytes(a, b, "body_digest");
    c->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    c->programme_id = ll_body_id(b, "programme_id");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "beneficiary_id");
    c->beneficiary_id = ll_body_id(b, "beneficiary_id");
    c->stage = ll_body_enum(b, "stage", ll_stage_rows, LL_STAGE_ROW_COUNT);
    c->units = ll_body_i64(b, "units");
    c->revision = ll_body_i64(b, "revision");
    c->issued_at = event->at.us;
    c->state = LL_CERTIFICATE_STATE_LIVE;
    if (c->stage > LL_STAGE_RECYCLED || c->revision != 1 || cited->count == 0) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_SHAPE, &c->o,
                            "stage '%s', revision %lld, %zu spans",
                            ll_stage_name((enum ll_stage)c->stage), ll(c->revision), cited->count);
    }
    if (!ll_audit_take_name(a, "serial", c->serial, c)) {
        ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &c->o, "the serial '%.*s' was given out before",
                            LL_STR_ARG(c->serial));
    }
    int64_t units = 0;
    for (size_t i = 0; i < cited->count && a->status == LL_OK; i++) {
        units += cite(a, c, &cited->items[i]);
    }
    if (units != c->units) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_UNITS, &c->o,
                            "%lld units are cited and %lld stated: off by %lld", ll(units),
                            ll(c->units), ll(units - c->units));
    }
    ll_audit_add_party(a, LL_KIND_CERTIFICATE, c->o.id, LL_PARTY_ROLE_BENEFICIARY,
                       c->beneficiary_id);
    ll_audit_count(a, LL_AUDIT_COUNT_CERTIFICATES, 1);
    ll_audit_count(a, LL_AUDIT_COUNT_CERTIFIED_UNITS, units);
    ll_audit_certificate_body(a, c);
}

void ll_apply_certificate_put_under_review(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_certificate *c =
        ll_audit_named(a, LL_KIND_CERTIFICATE, event->body, "certificate_id");
    if (c == NULL) {
        return;
    }
    if (c->state != LL_CERTIFICATE_STATE_LIVE) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STATE, &c->o,
                            "it is %s when it is put under review",
                            ll_certificate_state_name((enum ll_certificate_state)c->state));
    }
    c->state = LL_CERTIFICATE_STATE_UNDER_REVIEW;
    c->state_reason = ll_audit_copy(a, ll_body_str(event->body, "reason"));
}
