/* Events of users and their roles. */
#include "audit/model.h"

#define US_A_DAY INT64_C(86400000000)
#define TOKEN_DAYS_MAX 366

/* Roles that belong to the operator's own people. */
static const enum ll_role operators_roles[] = {LL_ROLE_ADMIN, LL_ROLE_LOGISTICS, LL_ROLE_PERMITS,
                                               LL_ROLE_FINANCE, LL_ROLE_PROGRAMME};

static bool is_operators(int64_t role)
{
    for (size_t i = 0; i < sizeof(operators_roles) / sizeof(operators_roles[0]); i++) {
        if (role == (int64_t)operators_roles[i]) {
            return true;
        }
    }
    return false;
}

/* One address is one user's who is not disabled: that of `u`, added or enabled. */
static void take_email(struct ll_audit *a, struct ll_user *u)
{
    struct ll_user_email *email = ll_audit_name(a, "user email", u->email_digest);
    if (email == NULL) {
        email = LL_AUDIT_NEW(a, struct ll_user_email);
        if (email == NULL) {
            return;
        }
        (void)ll_audit_take_name(a, "user email", u->email_digest, email);
    } else if (email->user != u && !email->user->disabled) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o,
                            "its address is that of a user who is not disabled");
    }
    email->user = u;
}

void ll_apply_user_added(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_user *u = ll_audit_make(a, LL_KIND_USER, ll_body_id(b, "user_id"), sizeof(*u));
    if (u == NULL) {
        return;
    }
    u->organisation = ll_audit_named(a, LL_KIND_ORGANISATION, b, "organisation_id");
    u->organisation_id = ll_body_id(b, "organisation_id");
    u->email_digest = ll_body_bytes(a, b, "email_digest");
    u->key_id = ll_body_bytes(a, b, "key_id");
    u->name_annex_id = ll_audit_annex_of(a, b, "name_annex_id", "user.name");
    u->email_annex_id = ll_audit_annex_of(a, b, "email_annex_id", "user.email");
    take_email(a, u);
}

/* The user of the event at hand; a finding when they are disabled. */
static struct ll_user *active(struct ll_audit *a, const struct ll_json *b)
{
    struct ll_user *u = ll_audit_named(a, LL_KIND_USER, b, "user_id");
    if (u != NULL && u->disabled) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o, "they are disabled already");
        return NULL;
    }
    return u;
}

static size_t find_role(const struct ll_user *u, int64_t role)
{
    size_t at = 0;
    while (at < u->roles.count && LL_VEC_AT(&u->roles, struct ll_user_role, at)->role != role) {
        at++;
    }
    return at;
}

void ll_apply_user_role_given(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_user *u = active(a, event->body);
    int64_t role = ll_body_enum(event->body, "role", ll_role_rows, LL_ROLE_ROW_COUNT);
    if (u == NULL) {
        return;
    }
    if (find_role(u, role) < u->roles.count) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o, "they have the role '%s' already",
                            ll_role_name((enum ll_role)role));
        return;
    }
    if (is_operators(role) && a->has_operator &&
        (u->organisation == NULL || !u->organisation->operates)) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o,
                            "'%s' is a role of the operator's people, which they are not",
                            ll_role_name((enum ll_role)role));
    }
    struct ll_user_role *given = ll_vec_push(a, &u->roles, sizeof(*given));
    if (given != NULL) {
        given->role = role;
        given->event_id = event->id;
    }
}

void ll_apply_user_role_taken(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_user *u = active(a, event->body);
    int64_t role = ll_body_enum(event->body, "role", ll_role_rows, LL_ROLE_ROW_COUNT);
    size_t at = u == NULL ? 0 : find_role(u, role);
    if (u != NULL && at == u->roles.count) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o, "they do not have the role '%s'",
                            ll_role_name((enum ll_role)role));
    } else if (u != NULL) {
        ll_audit_check_enough_left(a, event, u, role);
        ll_vec_remove(&u->roles, at, sizeof(struct ll_user_role));
    }
}

void ll_apply_user_disabled(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_user *u = active(a, event->body);
    if (u != NULL) {
        ll_audit_check_enough_left(a, event, u, 0);
        u->disabled = true;
        u->disabled_at_us = event->at.us;
    }
}

void ll_apply_user_enabled(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_user *u = ll_audit_named(a, LL_KIND_USER, event->body, "user_id");
    if (u == NULL) {
        return;
    }
    const struct ll_annex *email = ll_audit_find_id(a, LL_KIND_ANNEX, u->email_annex_id);
    const struct ll_annex *name = ll_audit_find_id(a, LL_KIND_ANNEX, u->name_annex_id);
    if (!u->disabled) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o, "they are not disabled");
    }
    if ((email != NULL && email->erased) || (name != NULL && name->erased)) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &u->o, "who they are was erased before");
    }
    u->disabled = false;
    u->roles.count = 0;
    take_email(a, u);
}

void ll_apply_second_factor_reset(struct ll_audit *a, const struct ll_audit_event *event)
{
    (void)active(a, event->body);
}

void ll_apply_access_ruled(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_access_rule *r =
        ll_audit_make(a, LL_KIND_ACCESS_RULE, ll_body_id(b, "access_rule_id"), sizeof(*r));
    if (r != NULL) {
        r->second_factor =
            ll_body_enum(b, "second_factor", ll_asked_of_rows, LL_ASKED_OF_ROW_COUNT);
    }
}

struct ll_str ll_audit_words(struct ll_audit *a, const struct ll_json *list)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, a->scratch, 4096);
    for (size_t i = 0; i < list->count; i++) {
        ll_strbuf_cstr(&buf, i > 0 ? " " : "");
        ll_strbuf_str(&buf, ll_json_string(&list->items[i]));
    }
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
    }
    return ll_audit_copy(a, text);
}

void ll_apply_token_made(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_token *t = ll_audit_make(a, LL_KIND_TOKEN, ll_body_id(b, "token_id"), sizeof(*t));
    int64_t day = event->at.us / US_A_DAY;
    if (t == NULL) {
        return;
    }
    (void)active(a, b);
    t->user_id = ll_body_id(b, "user_id");
    t->permissions = ll_audit_words(a, ll_body_list(b, "permissions"));
    t->expires_on = ll_body_date(b, "expires_on");
    if (t->expires_on < day || t->expires_on > day + TOKEN_DAYS_MAX) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &t->o,
                            "it lasts longer than a year, or no day");
    }
}

void ll_apply_token_revoked(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_token *t = ll_audit_named(a, LL_KIND_TOKEN, event->body, "token_id");
    if (t != NULL && t->revoked) {
        ll_audit_find_fault(a, LL_AUDIT_USER_STATE, &t->o, "it was revoked before");
    } else if (t != NULL) {
        t->revoked = true;
        t->revoked_at_us = event->at.us;
    }
}
