/* What two people let a shipment leave without. */
#include "audit/model.h"
#include "core/types.h"

#define RULE_DAYS 3 /* since when one is for a day, and for rules */

/* By the audit's own reading: never what is prohibited, in doubt, or beyond what was booked. */
static const char *const may_be[] = {
    "consent-missing",
    "consent-ends",
    "consent-begins",
    "departure-days",
    "licence-missing",
    "licence-ends",
    "licence-mass",
    "review",
    "contract-missing",
    "contract-ends",
    "guarantee-missing",
    "guarantee-ends",
    "movement-document-missing",
    "movement-document-late",
    "dangerous-goods-missing",
    "packing-certificate-missing",
    "battery-packing-missing",
    "container-number-missing",
    "seal-missing",
};

/* Until version 2 one of any licence stood for what was wrong with it, and all for any day. */
static bool is_word(const struct ll_shipment *s, const struct ll_overridden *one,
                    const struct ll_blocked *b)
{
    struct ll_str licence = LL_STR("licence-");
    bool both = ll_str_starts(one->blocker, licence) &&
                ll_str_starts(ll_str_from_cstr(b->blocker), licence);
    if (s->gate_rule < RULE_DAYS) {
        return both || ll_str_eq_cstr(one->blocker, b->blocker);
    }
    return ll_str_eq_cstr(one->blocker, b->blocker) && ll_str_eq_cstr(one->rule, b->rule) &&
           one->has_day && one->departs_on == s->departed_on;
}

bool ll_audit_is_overridden(const struct ll_shipment *s, const struct ll_blocked *b)
{
    for (size_t i = 0; i < s->overrides.count; i++) {
        const struct ll_overridden *one = LL_VEC_AT(&s->overrides, struct ll_overridden, i);
        if (is_word(s, one, b) && ll_str_eq(one->country, b->country) &&
            ll_str_eq(one->holder, b->holder) && one->kind == b->kind) {
            return true;
        }
    }
    return false;
}

static bool may_override(struct ll_str blocker)
{
    for (size_t i = 0; i < sizeof(may_be) / sizeof(may_be[0]); i++) {
        if (ll_str_eq_cstr(blocker, may_be[i])) {
            return true;
        }
    }
    return false;
}

void ll_apply_departure_overridden(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_shipment *s = ll_audit_named(a, LL_KIND_SHIPMENT, b, "shipment_id");
    const struct ll_json *blockers = ll_body_list(b, "blockers");
    if (s == NULL) {
        return;
    }
    if (s->state != LL_SHIPMENT_STATE_PLANNED || blockers->count == 0) {
        ll_audit_find_fault(a, LL_AUDIT_OVERRIDE_SHAPE, &s->o,
                            "it is of nothing, or comes after the departure");
    }
    for (size_t i = 0; i < blockers->count; i++) {
        const struct ll_json *item = &blockers->items[i];
        struct ll_overridden *one = ll_vec_push(a, &s->overrides, sizeof(*one));
        if (one == NULL) {
            return;
        }
        *one = (struct ll_overridden){
            .event_id = event->id,
            .number = (int64_t)i + 1,
            .has_day = ll_body_has(b, "departs_on"),
            .departs_on = ll_body_date(b, "departs_on"),
            .rule = ll_audit_copy(a, ll_body_str(item, "rule")),
            .kind = ll_body_has(item, "kind") ? ll_body_enum(item, "kind", ll_licence_kind_rows,
                                                             LL_LICENCE_KIND_ROW_COUNT)
                                              : 0,
            .blocker = ll_audit_copy(a, ll_body_str(item, "blocker")),
            .country = ll_audit_copy(a, ll_body_str(item, "country")),
            .holder = ll_audit_copy(a, ll_body_str(item, "holder")),
            .reason = ll_audit_copy(a, ll_body_str(b, "reason")),
        };
        if (i == 0 && one->has_day && ll_time_date(event->at).days > one->departs_on) {
            ll_audit_find_fault(a, LL_AUDIT_OVERRIDE_SHAPE, &s->o, "it is for a day that was over");
        }
        if (one->has_day != (one->rule.len > 0)) {
            ll_audit_find_fault(a, LL_AUDIT_OVERRIDE_SHAPE, &s->o,
                                "it tells a day without rules, or rules without a day");
        }
        if (!may_override(one->blocker)) {
            ll_audit_find_fault(a, LL_AUDIT_OVERRIDE_SHAPE, &s->o, "nobody may override '%.*s'",
                                LL_STR_ARG(one->blocker));
        }
    }
}
