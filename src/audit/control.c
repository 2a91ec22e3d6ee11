/* Steps that need two people: that there were two who could, or that it says there was one. */
#include "audit/model.h"

#include <string.h>

/* What such a step is, the member that says what it is about, and who may, besides administrators,
 * ask for it and approve it. */
static const struct step {
    enum ll_control_step step;
    void (*apply)(struct ll_audit *a, const struct ll_audit_event *event);
    const char *object;
    int64_t asks; /* 0: nobody else */
    int64_t approves;
} steps[] = {
    {LL_CONTROL_STEP_CERTIFICATE_REVOKE, ll_apply_certificate_revoked, "certificate_id",
     LL_ROLE_PROGRAMME, LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_LOT_ADMIT, ll_apply_lot_admitted, "lot_id", LL_ROLE_PROGRAMME,
     LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_ANNEX_ERASE, ll_apply_annex_erased, "organisation_id", LL_ROLE_PROGRAMME,
     LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_GIVE_ROLE, ll_apply_user_role_given, "user_id", 0, LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_FACTOR_RESET, ll_apply_second_factor_reset, "user_id", 0, LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_ACCESS_SET, ll_apply_access_ruled, "access_rule_id", 0, LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_KEY_CHANGE, ll_apply_signing_key_changed, "signing_key_id", 0, 0},
    {LL_CONTROL_STEP_SHIPMENT_OVERRIDE, ll_apply_departure_overridden, "shipment_id",
     LL_ROLE_PERMITS, LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_INCIDENT_CLEAR, ll_apply_incident_cleared, "shipment_id", LL_ROLE_PERMITS,
     LL_ROLE_PROGRAMME},
    {LL_CONTROL_STEP_SITE_SET, ll_apply_site_set, "site_id", 0, LL_ROLE_PROGRAMME},
};
#define STEP_COUNT (sizeof(steps) / sizeof(steps[0]))

static const struct step *step_of(const struct ll_audit *a, const struct ll_audit_event_kind *kind,
                                  const struct ll_json *b)
{
    int64_t role = kind->apply == ll_apply_user_role_given
                       ? ll_body_enum(b, "role", ll_role_rows, LL_ROLE_ROW_COUNT)
                       : LL_ROLE_ADMIN;
    bool exempt = (role != LL_ROLE_ADMIN && role != LL_ROLE_PROGRAMME) ||
                  (kind->apply == ll_apply_annex_erased && ll_json_get(b, "again") != NULL) ||
                  (kind->apply == ll_apply_site_set && !a->has_site);
    for (size_t i = 0; !exempt && i < STEP_COUNT; i++) {
        if (steps[i].apply == kind->apply) {
            return &steps[i];
        }
    }
    return NULL;
}

/* Of what is erased without an organisation, the first entry. */
static struct ll_id object_of(const struct step *step, const struct ll_json *b)
{
    if (ll_json_get(b, step->object) != NULL) {
        return ll_body_id(b, step->object);
    }
    const struct ll_json *entries = ll_body_list(b, "entries");
    return entries->count == 0 ? (struct ll_id){{0}} : ll_body_id(&entries->items[0], "annex_id");
}

void ll_audit_check_control(struct ll_audit *a, const struct ll_audit_event_kind *kind,
                            const struct ll_audit_event *event)
{
    const struct ll_controlled *due = a->control;
    const struct step *step = kind == NULL ? NULL : step_of(a, kind, event->body);
    a->control = NULL;
    if (due == NULL && step != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_CONTROL_MISSING, NULL, "nobody stands behind it");
        return;
    }
    bool is_it = due != NULL && step != NULL && (int64_t)step->step == due->step &&
                 ll_id_cmp(due->request_id, event->request_id) == 0 &&
                 ll_id_cmp(due->object_id, object_of(step, event->body)) == 0;
    /* Since it is said for which day: before, somebody could do it alone. */
    bool is_two = due != NULL && (due->step == LL_CONTROL_STEP_INCIDENT_CLEAR ||
                                  (due->step == LL_CONTROL_STEP_SHIPMENT_OVERRIDE &&
                                   ll_body_has(event->body, "departs_on")));
    if (is_it && due->single && is_two) {
        ll_audit_find_fault(a, LL_AUDIT_CONTROL_WRONG, &due->o, "one person did what two do");
    }
    if (due != NULL && !is_it) {
        ll_audit_find_fault(a, LL_AUDIT_CONTROL_WRONG, &due->o,
                            "what comes after it is not that step");
    }
}

static bool has_role(const struct ll_user *u, int64_t role)
{
    for (size_t i = 0; i < u->roles.count; i++) {
        if (LL_VEC_AT(&u->roles, struct ll_user_role, i)->role == role) {
            return true;
        }
    }
    return false;
}

static const struct step *step_named(int64_t step)
{
    size_t at = 0;
    while (at < STEP_COUNT && (int64_t)steps[at].step != step) {
        at++;
    }
    return at < STEP_COUNT ? &steps[at] : NULL;
}

/* As an administrator, or in `role`, if it is not 0. */
static bool acts_as(const struct ll_user *u, int64_t role)
{
    return u != NULL && !u->disabled &&
           (has_role(u, LL_ROLE_ADMIN) || (role != 0 && has_role(u, role)));
}

static bool may_ask(const struct ll_user *u, int64_t step)
{
    const struct step *row = step_named(step);
    return acts_as(u, row == NULL ? 0 : row->asks);
}

static bool may_approve(const struct ll_user *u, int64_t step)
{
    const struct step *row = step_named(step);
    return acts_as(u, row == NULL ? 0 : row->approves);
}

static bool is_actor(const struct ll_audit_event *event, struct ll_id user)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format("usr", user, text);
    return ll_str_eq_cstr(event->actor, text);
}

/* Could somebody else have approved it? */
static bool had_other(const struct ll_audit *a, int64_t step, struct ll_id user)
{
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_USER && ll_id_cmp(o->id, user) != 0 &&
            may_approve((const struct ll_user *)(const void *)o, step)) {
            return true;
        }
    }
    return false;
}

/* How many others act as administrators, or in `role`. */
static size_t count_others(const struct ll_audit *a, const struct ll_user *but, int64_t role)
{
    size_t count = 0;
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_user *u = (const struct ll_user *)(const void *)o;
        count += o->kind == LL_KIND_USER && u != but && acts_as(u, role) ? 1 : 0;
    }
    return count;
}

void ll_audit_check_enough_left(struct ll_audit *a, const struct ll_audit_event *event,
                                const struct ll_user *u, int64_t taken)
{
    static const int64_t besides[] = {0, LL_ROLE_PROGRAMME};
    if (!ll_str_starts(event->actor, LL_STR("usr_")) || u->organisation == NULL ||
        !u->organisation->operates) {
        return;
    }
    for (size_t i = 0; i < sizeof(besides) / sizeof(besides[0]); i++) {
        int64_t role = besides[i];
        bool stays = taken != 0 && ((taken != LL_ROLE_ADMIN && has_role(u, LL_ROLE_ADMIN)) ||
                                    (role != 0 && taken != role && has_role(u, role)));
        if (!acts_as(u, role) || stays) {
            continue;
        }
        size_t others = count_others(a, u, role);
        if (others == 1 || (others == 0 && role == 0)) {
            ll_audit_find_fault(
                a, LL_AUDIT_CONTROL_ENDED, &u->o,
                role == 0 ? LL_R("from afar it left %s for what needs two people, of those who "
                                 "administer users")
                          : LL_R("from afar it left %s for what needs two people"),
                others == 0 ? LL_R("nobody") : LL_R("one person alone"));
            return;
        }
    }
}

/* Why those whom it names cannot have been, or NULL. */
static const char *wrong_people(struct ll_audit *a, const struct ll_controlled *c,
                                const struct ll_audit_event *event)
{
    const struct ll_user *first =
        c->has_proposed_by ? ll_audit_named(a, LL_KIND_USER, event->body, "proposed_by") : NULL;
    const struct ll_user *second =
        c->has_approved_by ? ll_audit_named(a, LL_KIND_USER, event->body, "approved_by") : NULL;
    if (c->has_proposed_by && !may_ask(first, c->step)) {
        return LL_R("who proposed it could not");
    }
    if (c->single) {
        return c->has_approved_by                 ? LL_R("one person has a second")
               : !c->has_proposed_by              ? (ll_str_starts(event->actor, LL_STR("usr_"))
                                                         ? LL_R("a user did it, and is not named")
                                                         : NULL)
               : !is_actor(event, c->proposed_by) ? LL_R("another asked for it")
               : had_other(a, c->step, c->proposed_by) ? LL_R("one person did it where two could")
                                                       : NULL;
    }
    if (!c->has_proposed_by || !c->has_approved_by ||
        ll_id_cmp(c->proposed_by, c->approved_by) == 0) {
        return LL_R("it does not have two people");
    }
    return !may_approve(second, c->step)      ? LL_R("who approved it could not")
           : !is_actor(event, c->approved_by) ? LL_R("another than who approved it asked for it")
                                              : NULL;
}

void ll_apply_control_recorded(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_controlled *c =
        ll_audit_make(a, LL_KIND_CONTROL, ll_body_id(b, "control_id"), sizeof(*c));
    if (c == NULL) {
        return;
    }
    struct ll_str object = ll_body_bytes(a, b, "object_id");
    memcpy(c->object_id.b, object.ptr, object.len == sizeof(c->object_id.b) ? object.len : 0);
    c->step = ll_body_enum(b, "step", ll_control_step_rows, LL_CONTROL_STEP_ROW_COUNT);
    c->has_proposed_by = ll_json_get(b, "proposed_by") != NULL;
    c->has_approved_by = ll_json_get(b, "approved_by") != NULL;
    c->proposed_by = c->has_proposed_by ? ll_body_id(b, "proposed_by") : c->proposed_by;
    c->approved_by = c->has_approved_by ? ll_body_id(b, "approved_by") : c->approved_by;
    c->single = ll_body_bool(b, "single_control");
    c->request_id = event->request_id;
    a->control = c;
    const char *why = wrong_people(a, c, event);
    if (why != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_CONTROL_WRONG, &c->o, "%s", why);
    }
}
