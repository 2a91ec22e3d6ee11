/* What two people let a shipment leave without. */
#include "audit/model.h"
#include "core/types.h"

/* By the audit's own reading: never what is prohibited, in doubt, or beyond what was booked. */
static const char *const may_be[] = {
    "consent-missing", "consent-ends", "consent-begins", "departure-days",
    "licence-missing", "licence-ends", "licence-mass",   "review",
};

bool ll_audit_is_overridden(const struct ll_shipment *s, const char *blocker, struct ll_str country,
                            struct ll_str holder, int64_t kind)
{
    for (size_t i = 0; i < s->overrides.count; i++) {
        const struct ll_overridden *one = LL_VEC_AT(&s->overrides, struct ll_overridden, i);
        if (ll_str_starts(one->blocker, ll_str_from_cstr(blocker)) &&
            ll_str_eq(one->country, country) && ll_str_eq(one->holder, holder) &&
            one->kind == kind) {
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
            .kind = ll_body_has(item, "kind") ? ll_body_enum(item, "kind", ll_licence_kind_rows,
                                                             LL_LICENCE_KIND_ROW_COUNT)
                                              : 0,
            .blocker = ll_audit_copy(a, ll_body_str(item, "blocker")),
            .country = ll_audit_copy(a, ll_body_str(item, "country")),
            .holder = ll_audit_copy(a, ll_body_str(item, "holder")),
            .reason = ll_audit_copy(a, ll_body_str(b, "reason")),
        };
        if (!may_override(one->blocker)) {
            ll_audit_find_fault(a, LL_AUDIT_OVERRIDE_SHAPE, &s->o, "nobody may override '%.*s'",
                                LL_STR_ARG(one->blocker));
        }
    }
}
