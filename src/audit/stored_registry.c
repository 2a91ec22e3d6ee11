/* Stored rows of classes, organisations, programmes and parties. */
#include "audit/stored.h"

static void check_device_class(struct ll_audit *a, const struct ll_q_audit_device_class_row *r)
{
    struct ll_class *c = ll_audit_name(a, "class", r->class_code);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "device_class", c == NULL ? NULL : &c->o, LL_KIND_NONE, r->event_id,
                       c == NULL ? NULL : &c->o.stored)) {
        return;
    }
    ll_stored_text(&row, "unu_key", r->unu_key, c->unu_key);
    ll_stored_text(&row, "hs_code", r->hs_code, c->hs_code);
    ll_stored_i64(&row, "mass_low_g", r->mass_low_g, c->mass_low_g);
    ll_stored_i64(&row, "mass_g", r->mass_g, c->mass_g);
    ll_stored_i64(&row, "mass_high_g", r->mass_high_g, c->mass_high_g);
    ll_stored_id(&row, "event_id", r->event_id, c->o.event_id);
}
LL_STORED_TABLE(device_class, "device_class")

static void check_organisation(struct ll_audit *a, const struct ll_q_audit_organisation_row *r)
{
    struct ll_organisation *o = ll_audit_find(a, LL_KIND_ORGANISATION, r->organisation_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "organisation", o == NULL ? NULL : &o->o, LL_KIND_ORGANISATION,
                       r->organisation_id, o == NULL ? NULL : &o->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, o->code);
    ll_stored_text(&row, "country", r->country, o->country);
    ll_stored_id(&row, "name_annex_id", r->name_annex_id, o->name_annex_id);
    ll_stored_id(&row, "event_id", r->event_id, o->o.event_id);
}
LL_STORED_TABLE(organisation, "organisation")

static void check_facility(struct ll_audit *a, const struct ll_q_audit_facility_row *r)
{
    struct ll_facility *f = ll_audit_find(a, LL_KIND_FACILITY, r->facility_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "facility", f == NULL ? NULL : &f->o, LL_KIND_FACILITY,
                       r->facility_id, f == NULL ? NULL : &f->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, f->code);
    ll_stored_id(&row, "organisation_id", r->organisation_id, f->organisation_id);
    ll_stored_text(&row, "country", r->country, f->country);
    ll_stored_i64(&row, "is_plant", r->is_plant, f->is_plant);
    ll_stored_id(&row, "name_annex_id", r->name_annex_id, f->name_annex_id);
    ll_stored_id(&row, "event_id", r->event_id, f->o.event_id);
}
LL_STORED_TABLE(facility, "facility")

static void check_signing_key(struct ll_audit *a, const struct ll_q_audit_signing_key_row *r)
{
    struct ll_signing_key *k = ll_audit_find(a, LL_KIND_SIGNING_KEY, r->signing_key_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "signing_key", k == NULL ? NULL : &k->o, LL_KIND_SIGNING_KEY,
                       r->signing_key_id, k == NULL ? NULL : &k->o.stored)) {
        return;
    }
    struct ll_str key = {(const char *)k->key.b, sizeof(k->key.b)};
    struct ll_str retired = {(const char *)k->retired.b, sizeof(k->retired.b)};
    ll_stored_bytes(&row, "public_key", r->public_key, key);
    ll_stored_bytes(&row, "retired_key", r->retired_key, retired);
    ll_stored_bytes(&row, "signature", r->signature, k->signature);
    ll_stored_i64(&row, "changed_at", r->changed_at, k->changed_at);
    ll_stored_id(&row, "event_id", r->event_id, k->o.event_id);
}
LL_STORED_TABLE(signing_key, "signing_key")

static void check_plant_key(struct ll_audit *a, const struct ll_q_audit_plant_key_row *r)
{
    struct ll_plant_key *k = ll_audit_find(a, LL_KIND_PLANT_KEY, r->plant_key_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "plant_key", k == NULL ? NULL : &k->o, LL_KIND_PLANT_KEY,
                       r->plant_key_id, k == NULL ? NULL : &k->o.stored)) {
        return;
    }
    struct ll_str key = {(const char *)k->key.b, sizeof(k->key.b)};
    ll_stored_id(&row, "facility_id", r->facility_id, k->facility_id);
    ll_stored_bytes(&row, "public_key", r->public_key, key);
    ll_stored_id(&row, "event_id", r->event_id, k->o.event_id);
}
LL_STORED_TABLE(plant_key, "plant_key")

static void check_certification(struct ll_audit *a, const struct ll_q_audit_certification_row *r)
{
    struct ll_certification *c = ll_audit_find(a, LL_KIND_CERTIFICATION, r->certification_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "certification", c == NULL ? NULL : &c->o, LL_KIND_CERTIFICATION,
                       r->certification_id, c == NULL ? NULL : &c->o.stored)) {
        return;
    }
    ll_stored_id(&row, "facility_id", r->facility_id, c->facility_id);
    ll_stored_text(&row, "standard", r->standard, c->standard);
    ll_stored_text(&row, "scope", r->scope, c->scope);
    ll_stored_text(&row, "number", r->number, c->number);
    ll_stored_i64(&row, "valid_from", r->valid_from, c->valid_from);
    ll_stored_i64(&row, "valid_to", r->valid_to, c->valid_to);
    ll_stored_id(&row, "event_id", r->event_id, c->o.event_id);
}
LL_STORED_TABLE(certification, "certification")

static void check_licence(struct ll_audit *a, const struct ll_q_audit_licence_row *r)
{
    struct ll_licence *l = ll_audit_find(a, LL_KIND_LICENCE, r->licence_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "licence", l == NULL ? NULL : &l->o, LL_KIND_LICENCE, r->licence_id,
                       l == NULL ? NULL : &l->o.stored)) {
        return;
    }
    ll_stored_id(&row, "organisation_id", r->organisation_id, l->organisation_id);
    ll_stored_ref(&row, "facility_id", r->has_facility_id, r->facility_id,
                  l->has_facility ? ll_audit_find_id(a, LL_KIND_FACILITY, l->facility_id) : NULL);
    ll_stored_i64(&row, "kind", r->kind, l->kind);
    ll_stored_text(&row, "country", r->country, l->country);
    ll_stored_text(&row, "number", r->number, l->number);
    ll_stored_text(&row, "streams", r->streams, l->streams);
    ll_stored_i64_opt(&row, "mass_max_g", r->has_mass_max_g, r->mass_max_g, l->has_mass_max,
                      l->mass_max_g);
    ll_stored_bytes(&row, "document_digest", r->document_digest, l->document_digest);
    ll_stored_i64(&row, "valid_from", r->valid_from, l->valid_from);
    ll_stored_i64(&row, "valid_until", r->valid_until, l->valid_until);
    ll_stored_i64_opt(&row, "withdrawn_on", r->has_withdrawn_on, r->withdrawn_on, l->withdrawn,
                      l->withdrawn_on);
    ll_stored_text_opt(&row, "withdraw_reason", r->has_withdraw_reason, r->withdraw_reason,
                       l->reason);
    ll_stored_id(&row, "event_id", r->event_id, l->o.event_id);
}
LL_STORED_TABLE(licence, "licence")

static void check_programme(struct ll_audit *a, const struct ll_q_audit_programme_row *r)
{
    struct ll_programme *p = ll_audit_find(a, LL_KIND_PROGRAMME, r->programme_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "programme", p == NULL ? NULL : &p->o, LL_KIND_PROGRAMME,
                       r->programme_id, p == NULL ? NULL : &p->o.stored)) {
        return;
    }
    ll_stored_text(&row, "code", r->code, p->code);
    ll_stored_i64(&row, "version", r->version, p->version);
    ll_stored_id(&row, "operator_id", r->operator_id, p->operator_id);
    ll_stored_i64(&row, "oldest_vintage", r->oldest_vintage, p->oldest_vintage);
    ll_stored_id(&row, "event_id", r->event_id, p->o.event_id);
}
LL_STORED_TABLE(programme, "programme")

static void check_programme_class(struct ll_audit *a,
                                  const struct ll_q_audit_programme_class_row *r)
{
    struct ll_programme *p = ll_audit_find(a, LL_KIND_PROGRAMME, r->programme_id);
    struct ll_rule *rule = NULL;
    struct ll_stored row;
    for (size_t i = 0; p != NULL && i < p->rules.count; i++) {
        struct ll_rule *one = LL_VEC_AT(&p->rules, struct ll_rule, i);
        rule = ll_str_eq(one->demand_class, r->demand_class) ? one : rule;
    }
    if (!ll_stored_row(&row, a, "programme_class", p == NULL ? NULL : &p->o, LL_KIND_PROGRAMME,
                       r->programme_id, rule == NULL ? NULL : &rule->stored)) {
        return;
    }
    ll_stored_text(&row, "lot_classes", r->lot_classes, rule->lot_classes);
    ll_stored_i64(&row, "fee_minor", r->fee_minor, rule->fee_minor);
    ll_stored_text(&row, "fee_currency", r->fee_currency, rule->fee_currency);
    ll_stored_i64_opt(&row, "grams_per_device", r->has_grams_per_device, r->grams_per_device,
                      rule->grams_per_device > 0, rule->grams_per_device);
}
LL_STORED_TABLE(programme_class, "programme_class")

static void check_party(struct ll_audit *a, const struct ll_q_audit_party_row *r)
{
    struct ll_party *p =
        ll_audit_find_party(a, r->object_kind, r->object_id, r->role, r->organisation_id);
    struct ll_object object = {0};
    struct ll_stored row;
    if (p != NULL) {
        object =
            (struct ll_object){.kind = p->object_kind, .id = p->object_id, .event_id = p->event_id};
    }
    (void)ll_stored_row(&row, a, "party", p == NULL ? NULL : &object,
                        ll_audit_kind_from_name(r->object_kind), r->object_id,
                        p == NULL ? NULL : &p->stored);
}
LL_STORED_TABLE(party, "party")

static void check_user(struct ll_audit *a, const struct ll_q_audit_user_row *r)
{
    struct ll_user *u = ll_audit_find(a, LL_KIND_USER, r->user_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "ledger_user", u == NULL ? NULL : &u->o, LL_KIND_USER, r->user_id,
                       u == NULL ? NULL : &u->o.stored)) {
        return;
    }
    ll_stored_id(&row, "organisation_id", r->organisation_id, u->organisation_id);
    ll_stored_bytes(&row, "email_digest", r->email_digest, u->email_digest);
    ll_stored_bytes(&row, "key_id", r->key_id, u->key_id);
    ll_stored_id(&row, "name_annex_id", r->name_annex_id, u->name_annex_id);
    ll_stored_id(&row, "email_annex_id", r->email_annex_id, u->email_annex_id);
    ll_stored_i64_opt(&row, "disabled_at", r->has_disabled_at, r->disabled_at, u->disabled,
                      u->disabled_at_us);
    ll_stored_id(&row, "event_id", r->event_id, u->o.event_id);
}
LL_STORED_TABLE(user, "ledger_user")

static void check_token(struct ll_audit *a, const struct ll_q_audit_token_row *r)
{
    struct ll_token *t = ll_audit_find(a, LL_KIND_TOKEN, r->token_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "token", t == NULL ? NULL : &t->o, LL_KIND_TOKEN, r->token_id,
                       t == NULL ? NULL : &t->o.stored)) {
        return;
    }
    ll_stored_id(&row, "user_id", r->user_id, t->user_id);
    ll_stored_text(&row, "permissions", r->permissions, t->permissions);
    ll_stored_i64(&row, "expires_on", r->expires_on, t->expires_on);
    ll_stored_i64_opt(&row, "revoked_at", r->has_revoked_at, r->revoked_at, t->revoked,
                      t->revoked_at_us);
    ll_stored_id(&row, "event_id", r->event_id, t->o.event_id);
}
LL_STORED_TABLE(token, "token")

static void check_site(struct ll_audit *a, const struct ll_q_audit_site_row *r)
{
    struct ll_site *s = ll_audit_find(a, LL_KIND_SITE, r->site_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "site", s == NULL ? NULL : &s->o, LL_KIND_SITE, r->site_id,
                       s == NULL ? NULL : &s->o.stored)) {
        return;
    }
    ll_stored_text(&row, "address", r->address, s->address);
    ll_stored_id(&row, "name_annex_id", r->name_annex_id, s->name_annex_id);
    ll_stored_id(&row, "event_id", r->event_id, s->o.event_id);
}
LL_STORED_TABLE(site, "site")
static void check_webhook(struct ll_audit *a, const struct ll_q_audit_webhook_row *r)
{
    struct ll_webhook *w = ll_audit_find(a, LL_KIND_WEBHOOK, r->webhook_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "webhook", w == NULL ? NULL : &w->o, LL_KIND_WEBHOOK, r->webhook_id,
                       w == NULL ? NULL : &w->o.stored)) {
        return;
    }
    ll_stored_id(&row, "organisation_id", r->organisation_id, w->organisation_id);
    ll_stored_id(&row, "url_annex_id", r->url_annex_id, w->url_annex_id);
    ll_stored_text(&row, "kinds", r->kinds, w->kinds);
    ll_stored_id(&row, "secret_id", r->secret_id, w->secret_id);
    ll_stored_i64(&row, "secret_at", r->secret_at, w->secret_at_us);
    ll_stored_i64_opt(&row, "former_id", r->has_former_id, 0, w->has_former, 0);
    if (r->has_former_id && w->has_former) {
        ll_stored_id(&row, "former_id", r->former_id, w->former_id);
    }
    ll_stored_i64_opt(&row, "disabled_at", r->has_disabled_at, r->disabled_at, w->disabled,
                      w->disabled_at_us);
    ll_stored_text_opt(&row, "disabled_reason", r->has_disabled_reason, r->disabled_reason,
                       w->reason);
    ll_stored_id(&row, "event_id", r->event_id, w->o.event_id);
}
LL_STORED_TABLE(webhook, "webhook")

static void check_enquiry(struct ll_audit *a, const struct ll_q_audit_enquiry_row *r)
{
    struct ll_enquiry *e = ll_audit_find(a, LL_KIND_ENQUIRY, r->enquiry_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "enquiry", e == NULL ? NULL : &e->o, LL_KIND_ENQUIRY, r->enquiry_id,
                       e == NULL ? NULL : &e->o.stored)) {
        return;
    }
    ll_stored_i64_opt(&row, "organisation_annex_id", r->has_organisation_annex_id, 0, !e->doubts,
                      0);
    if (r->has_organisation_annex_id && !e->doubts) {
        ll_stored_id(&row, "organisation_annex_id", r->organisation_annex_id,
                     e->organisation_annex_id);
    }
    ll_stored_i64_opt(&row, "certificate_id", r->has_certificate_id, 0, e->doubts, 0);
    if (r->has_certificate_id && e->doubts) {
        ll_stored_id(&row, "certificate_id", r->certificate_id, e->certificate_id);
    }
    ll_stored_id(&row, "name_annex_id", r->name_annex_id, e->name_annex_id);
    ll_stored_id(&row, "email_annex_id", r->email_annex_id, e->email_annex_id);
    ll_stored_i64_opt(&row, "message_annex_id", r->has_message_annex_id, 0, e->has_message, 0);
    if (r->has_message_annex_id && e->has_message) {
        ll_stored_id(&row, "message_annex_id", r->message_annex_id, e->message_annex_id);
    }
    ll_stored_text_opt(&row, "country", r->has_country, r->country, e->country);
    ll_stored_text_opt(&row, "devices", r->has_devices, r->devices, e->devices);
    ll_stored_i64_opt(&row, "units_a_year", r->has_units_a_year, r->units_a_year, !e->doubts,
                      e->units_a_year);
    ll_stored_i64_opt(&row, "trigger", r->has_trigger, r->trigger, !e->doubts, e->trigger);
    ll_stored_i64_opt(&row, "closed_at", r->has_closed_at, r->closed_at, e->closed,
                      e->closed_at_us);
    ll_stored_i64_opt(&row, "order_line_id", r->has_order_line_id, 0, e->accepted, 0);
    ll_stored_i64_opt(&row, "user_id", r->has_user_id, 0, e->accepted, 0);
    if (r->has_order_line_id && r->has_user_id && e->accepted) {
        ll_stored_id(&row, "order_line_id", r->order_line_id, e->order_line_id);
        ll_stored_id(&row, "user_id", r->user_id, e->user_id);
    }
    ll_stored_id(&row, "event_id", r->event_id, e->o.event_id);
}
LL_STORED_TABLE(enquiry, "enquiry")

static void check_access_rule(struct ll_audit *a, const struct ll_q_audit_access_rule_row *r)
{
    struct ll_access_rule *rule = ll_audit_find(a, LL_KIND_ACCESS_RULE, r->access_rule_id);
    struct ll_stored row;
    if (ll_stored_row(&row, a, "access_rule", rule == NULL ? NULL : &rule->o, LL_KIND_ACCESS_RULE,
                      r->access_rule_id, rule == NULL ? NULL : &rule->o.stored)) {
        ll_stored_i64(&row, "second_factor", r->second_factor, rule->second_factor);
        ll_stored_id(&row, "event_id", r->event_id, rule->o.event_id);
    }
}
LL_STORED_TABLE(access_rule, "access_rule")

static void check_control(struct ll_audit *a, const struct ll_q_audit_control_row *r)
{
    struct ll_controlled *c = ll_audit_find(a, LL_KIND_CONTROL, r->control_id);
    struct ll_stored row;
    if (!ll_stored_row(&row, a, "control", c == NULL ? NULL : &c->o, LL_KIND_CONTROL, r->control_id,
                       c == NULL ? NULL : &c->o.stored)) {
        return;
    }
    ll_stored_i64(&row, "step", r->step, c->step);
    ll_stored_id(&row, "object_id", r->object_id, c->object_id);
    ll_stored_i64_opt(&row, "proposed_by", r->has_proposed_by, 0, c->has_proposed_by, 0);
    if (r->has_proposed_by && c->has_proposed_by) {
        ll_stored_id(&row, "proposed_by", r->proposed_by, c->proposed_by);
    }
    ll_stored_i64_opt(&row, "approved_by", r->has_approved_by, 0, c->has_approved_by, 0);
    if (r->has_approved_by && c->has_approved_by) {
        ll_stored_id(&row, "approved_by", r->approved_by, c->approved_by);
    }
    ll_stored_i64(&row, "single_control", r->single_control, c->single ? 1 : 0);
    ll_stored_id(&row, "event_id", r->event_id, c->o.event_id);
}
LL_STORED_TABLE(control, "control")

static void check_user_role(struct ll_audit *a, const struct ll_q_audit_user_role_row *r)
{
    struct ll_user *u = ll_audit_find(a, LL_KIND_USER, r->user_id);
    struct ll_user_role *role = NULL;
    struct ll_stored row;
    for (size_t i = 0; u != NULL && i < u->roles.count; i++) {
        struct ll_user_role *one = LL_VEC_AT(&u->roles, struct ll_user_role, i);
        role = one->role == r->role ? one : role;
    }
    if (ll_stored_row(&row, a, "user_role", role == NULL ? NULL : &u->o, LL_KIND_USER, r->user_id,
                      role == NULL ? NULL : &role->stored)) {
        ll_stored_id(&row, "event_id", r->event_id, role->event_id);
    }
}
LL_STORED_TABLE(user_role, "user_role")

static void find_missing(struct ll_audit *a)
{
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind == LL_KIND_PROGRAMME) {
            const struct ll_programme *p = (const struct ll_programme *)(const void *)o;
            for (size_t j = 0; j < p->rules.count; j++) {
                if (!LL_VEC_AT(&p->rules, struct ll_rule, j)->stored) {
                    ll_stored_missing(a, "programme_class", o, "rule", (int64_t)j);
                }
            }
        }
    }
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_user *u = (const struct ll_user *)(const void *)o;
        for (size_t j = 0; o->kind == LL_KIND_USER && j < u->roles.count; j++) {
            const struct ll_user_role *role = LL_VEC_AT(&u->roles, struct ll_user_role, j);
            if (!role->stored) {
                ll_stored_missing(a, "user_role", o, "role", role->role);
            }
        }
    }
    for (size_t i = 0; i < a->party_list.count; i++) {
        const struct ll_party *p = *LL_VEC_AT(&a->party_list, struct ll_party *, i);
        struct ll_object object = {
            .kind = p->object_kind, .id = p->object_id, .event_id = p->event_id};
        if (!p->stored) {
            ll_stored_missing(a, "party", &object, "role", p->role);
        }
    }
}

enum ll_status ll_audit_stored_registry(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_device_class(a, reterr));
    LL_TRY(read_organisation(a, reterr));
    LL_TRY(read_facility(a, reterr));
    LL_TRY(read_plant_key(a, reterr));
    LL_TRY(read_signing_key(a, reterr));
    LL_TRY(read_certification(a, reterr));
    LL_TRY(read_licence(a, reterr));
    LL_TRY(read_programme(a, reterr));
    LL_TRY(read_programme_class(a, reterr));
    LL_TRY(read_party(a, reterr));
    LL_TRY(read_user(a, reterr));
    LL_TRY(read_user_role(a, reterr));
    LL_TRY(read_token(a, reterr));
    LL_TRY(read_site(a, reterr));
    LL_TRY(read_webhook(a, reterr));
    LL_TRY(read_enquiry(a, reterr));
    LL_TRY(read_access_rule(a, reterr));
    LL_TRY(read_control(a, reterr));
    find_missing(a);
    return LL_OK;
}
