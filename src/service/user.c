/* user add, give-role, take-role, disable, enable, list, show */
#include "service/user.h"

#include <stdio.h>
#include <string.h>

#include "service/answer.h"
#include "service/ask.h"
#include "service/control.h"
#include "service/country.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/page_input.h"
#include "service/second_factor.h"
#include "service/session.h"
#include "service/table.h"
#include "service/token.h"
#include "store/q_control.h"
#include "store/q_show_registry.h"

/* ---- addresses ---- */

static enum ll_status refuse_email(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "this is no e-mail address");
    ll_err_where(reterr, "email");
    ll_err_hint(reterr, "write it as ama@example.org");
    return status;
}

static enum ll_status normalise(struct ll_ctx *ctx, struct ll_str email, struct ll_str *ret_email,
                                struct ll_err *reterr)
{
    struct ll_str trimmed = ll_str_trim(email);
    char *text = ll_str_to_cstr(ctx->arena, trimmed);
    size_t ats = 0;
    if (text == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the address");
    }
    for (size_t i = 0; i < trimmed.len; i++) {
        unsigned char c = (unsigned char)text[i];
        ats += c == '@' ? 1 : 0;
        if (c <= ' ' || c == 0x7F || strchr("<>()[],;:\\\"", c) != NULL) {
            return refuse_email(reterr);
        }
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : (char)c;
    }
    if (ats != 1 || trimmed.len < 3 || trimmed.len > LL_USER_EMAIL_MAX || text[0] == '@' ||
        text[trimmed.len - 1] == '@') {
        return refuse_email(reterr);
    }
    *ret_email = (struct ll_str){text, trimmed.len};
    return LL_OK;
}

enum ll_status ll_user_email_digest(struct ll_ctx *ctx, struct ll_str email,
                                    uint8_t ret_digest[LL_FINGERPRINT_SIZE], struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    struct ll_str parts[2] = {LL_STR("user.email")};
    LL_TRY(normalise(ctx, email, &parts[1], reterr));
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_fingerprint(&key->key, parts, 2, ret_digest);
    return LL_OK;
}

/* ---- finding ---- */

enum ll_status ll_user_find(struct ll_ctx *ctx, struct ll_str ref,
                            struct ll_q_user_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_user_by_id_in in;
    if (ll_id_parse("usr", ref, &in.user_id.raw, NULL) != LL_OK) {
        return ll_find_failed("user", ref, reterr);
    }
    enum ll_status status = ll_q_user_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    return status == LL_ENOTFOUND ? ll_find_failed("user", ref, reterr) : status;
}

enum ll_status ll_user_roles(struct ll_ctx *ctx, struct ll_user_id user_id,
                             struct ll_roles *ret_roles, struct ll_err *reterr)
{
    struct ll_q_user_role_of_in in = {user_id};
    struct ll_q_user_role_of_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_roles roles = {0};
    LL_TRY(ll_q_user_role_of_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_user_role_of_next(cursor, &row, reterr)) == LL_OK) {
        roles.bits |= 1U << row.role;
    }
    ll_store_query_close(cursor);
    *ret_roles = roles;
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status find_active(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_user_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(ll_user_find(ctx, ref, ret_row, reterr));
    return ret_row->has_disabled_at
               ? LL_REFUSE(reterr, LL_EREFUSED,
                           "name somebody who still acts: 'loopledger user list'",
                           "the user '%.*s' is disabled", LL_STR_ARG(ref))
               : LL_OK;
}

/* ---- roles ---- */

/* The operator's roles are its own people's. Before the first programme nobody is the operator. */
static enum ll_status check_role(struct ll_ctx *ctx, struct ll_organisation_id organisation_id,
                                 enum ll_role role, struct ll_err *reterr)
{
    struct ll_q_operator_known_in in = {organisation_id};
    struct ll_q_operator_known_row row;
    if (!ll_role_is_operators(role)) {
        return LL_OK;
    }
    LL_TRY(ll_q_operator_known(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.programmes == 0 || row.operated > 0) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "'%s' is a role of the operator's people", ll_role_name(role));
    ll_err_hint(reterr, "the user's organisation operates no programme");
    return status;
}

/* Who may approve from now on, and has no device, comes in anew: whoever gave them their first link
 * may have used it. */
static enum ll_status end_ways_in(struct ll_ctx *ctx, struct ll_user_id user_id,
                                  struct ll_err *reterr)
{
    bool has_device = false;
    if (!ctx->viewer.is_limited) {
        return LL_OK;
    }
    LL_TRY(ll_second_factor_has(ctx, user_id, &has_device, reterr));
    return has_device ? LL_OK : ll_session_forget_user(ctx, user_id, reterr);
}

static enum ll_status store_role(struct ll_ctx *ctx, struct ll_user_id user_id, int role,
                                 struct ll_err *reterr)
{
    if (ll_control_role((enum ll_role)role)) {
        LL_TRY(end_ways_in(ctx, user_id, reterr));
        LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_GIVE_ROLE, user_id.raw, reterr));
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_user_role_given body = {.role = role, .user_id = user_id};
    return ll_event_store(ctx, &meta, LL_EVENT_USER_ROLE_GIVEN, &body, reterr);
}

static enum ll_status answer_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "user_id", "usr", user_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- add ---- */
struct user_add {
    struct ll_str email;
    struct ll_str name;
    struct ll_str organisation;
    int role; /* enum ll_role */
    bool has_role;
};
static const struct ll_field add_fields[] = {
    LL_MEMBER(user_add, email, LL_REQ(STR), .min = 3, .max = LL_USER_EMAIL_MAX, .operand = true,
              .personal = true, .help = "their e-mail address; kept in the annex"),
    LL_MEMBER(user_add, name, LL_REQ(STR), .min = 1, .max = 200, .personal = true,
              .help = "their name; kept in the annex, where it can be erased"),
    LL_MEMBER(user_add, organisation, LL_REQ(REF), .help = "for whom they act"),
    LL_MEMBER(user_add, role, LL_OPT(ENUM), LL_ENUM_OF(role, ROLE), LL_PRESENT(user_add, has_role),
              .help = "a role to begin with"),
};
static const struct ll_record add_record = LL_RECORD("user_add", user_add, add_fields);

static enum ll_status refuse_known(struct ll_ctx *ctx, struct ll_str digest, struct ll_err *reterr)
{
    struct ll_q_user_by_email_in in = {digest};
    struct ll_q_user_by_email_row row;
    enum ll_status status = ll_q_user_by_email(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_OK) {
        status = LL_REFUSE(reterr, LL_EEXISTS, "use that one: 'loopledger user list' finds it",
                           "there is a user with this address already");
        ll_err_where(reterr, "email");
        return status;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status add(struct ll_ctx *ctx, const struct user_add *in,
                          struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row organisation;
    uint8_t digest[LL_FINGERPRINT_SIZE];
    LL_TRY(ll_user_email_digest(ctx, in->email, digest, reterr));
    LL_TRY(ll_find_organisation(ctx, in->organisation, &organisation, reterr));
    if (in->has_role) {
        LL_TRY(check_role(ctx, organisation.organisation_id, (enum ll_role)in->role, reterr));
    }
    struct ll_user_added body = {
        .email_digest = {(const char *)digest, sizeof(digest)},
        .key_id = {(const char *)ctx->fingerprint.id, sizeof(ctx->fingerprint.id)},
        .organisation_id = organisation.organisation_id,
    };
    LL_TRY(refuse_known(ctx, body.email_digest, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.user_id = (struct ll_user_id){ll_ctx_id(ctx)};
    LL_TRY(ll_annex_store(ctx, &meta, "user.email", ll_str_trim(in->email), &body.email_annex_id,
                          reterr));
    LL_TRY(ll_annex_store(ctx, &meta, "user.name", in->name, &body.name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_USER_ADDED, &body, reterr));
    if (in->has_role) {
        LL_TRY(store_role(ctx, body.user_id, in->role, reterr));
    }
    return answer_user(ctx, body.user_id, ret_answer, reterr);
}

static enum ll_status run_add(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct user_add *in = input;
    LL_TRY(add(ctx, in, ret_answer, reterr));
    return in->has_role && in->role == LL_ROLE_ADMIN ? ll_session_forget_first(ctx, reterr) : LL_OK;
}

/* ---- the first administrator ---- */
struct user_first {
    struct ll_str country;
    struct ll_str email;
    struct ll_str name;
    struct ll_str organisation;
    struct ll_str organisation_name;
};
static const struct ll_field first_fields[] = {
    LL_MEMBER(user_first, country, LL_OPT(STR)),
    LL_MEMBER(user_first, email, LL_REQ(STR), .personal = true),
    LL_MEMBER(user_first, name, LL_REQ(STR), .personal = true),
    LL_MEMBER(user_first, organisation, LL_REQ(REF)),
    LL_MEMBER(user_first, organisation_name, LL_OPT(STR), .personal = true),
};
static const struct ll_record first_record = LL_RECORD("user_first", user_first, first_fields);

static enum ll_status refuse_invalid(struct ll_err *reterr, const char *where)
{
    enum ll_status status = LL_REFUSE(reterr, LL_EINVAL, "give the name and an e-mail address",
                                      "the first administrator needs it");
    ll_err_where(reterr, "%s", where);
    return status;
}

static enum ll_status refuse_unnamed(const struct user_first *in, struct ll_err *reterr)
{
    enum ll_status status = LL_REFUSE(
        reterr, LL_EINVAL, "give its name and its country too, and it is registered with you",
        "there is no organisation '%.*s' yet", LL_STR_ARG(in->organisation));
    ll_err_where(reterr, in->organisation_name.len == 0 ? "organisation_name" : "country");
    return status;
}

/* What is wrong is said of the fields of whoever asked, which are ours. */
static enum ll_status register_operator(struct ll_ctx *ctx, const struct user_first *in,
                                        struct ll_err *reterr)
{
    struct ll_id organisation_id;
    struct ll_err err = {0};
    const struct ll_asked asked[] = {
        {"code", in->organisation}, {"country", in->country}, {"name", in->organisation_name}};
    enum ll_status status = LL_ASK(ctx, &ll_service_organisation_add, asked, "organisation_id",
                                   "org", &organisation_id, &err);
    if (status != LL_OK) {
        bool is_name = strcmp(err.where, "name") == 0;
        bool is_country = ll_country_check(in->country, NULL) != LL_OK;
        (void)snprintf(err.where, sizeof(err.where), "%s",
                       is_name      ? "organisation_name"
                       : is_country ? "country"
                                    : "organisation");
        *reterr = err;
    }
    return status;
}

static enum ll_status run_first(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct user_first *in = input;
    struct ll_q_organisation_by_id_row row;
    const struct user_add first = {
        .email = in->email,
        .name = in->name,
        .organisation = in->organisation,
        .role = LL_ROLE_ADMIN,
        .has_role = true,
    };
    enum ll_status found = ll_find_organisation(ctx, in->organisation, &row, NULL);
    if (found == LL_ENOTFOUND && (in->organisation_name.len == 0 || in->country.len == 0)) {
        return refuse_unnamed(in, reterr);
    }
    if (in->organisation_name.len > 0) {
        LL_TRY(register_operator(ctx, in, reterr));
    }
    return add(ctx, &first, ret_answer, reterr);
}

/* Recorded as what it is above all. */
static const struct ll_service user_first = {
    .noun = "user",
    .verb = "add",
    .input = &first_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_first,
};

enum ll_status ll_user_add_first(struct ll_ctx *ctx, const struct ll_user_first *first,
                                 const struct ll_run_options *options, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct user_first in = {
        .country = first->country,
        .email = first->email,
        .name = first->name,
        .organisation = first->organisation,
        .organisation_name = first->organisation_name,
    };
    if (in.email.len == 0 || in.name.len == 0 || in.organisation.len == 0) {
        return refuse_invalid(reterr, in.email.len == 0  ? "email"
                                      : in.name.len == 0 ? "name"
                                                         : "organisation");
    }
    return ll_run(ctx, &user_first, &in, options, ret_answer, reterr);
}

/* ---- give and take roles ---- */
struct user_role {
    int role; /* enum ll_role */
    struct ll_str user;
};
static const struct ll_field role_fields[] = {
    LL_MEMBER(user_role, role, LL_REQ(ENUM), LL_ENUM_OF(role, ROLE), .help = "which role"),
    LL_MEMBER(user_role, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record role_record = LL_RECORD("user_role", user_role, role_fields);

static bool has_role(struct ll_roles roles, int role)
{
    return (roles.bits & 1U << (unsigned)role) != 0;
}

static enum ll_status run_give_role(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct user_role *in = input;
    struct ll_q_user_by_id_row user;
    struct ll_roles roles;
    LL_TRY(find_active(ctx, in->user, &user, reterr));
    LL_TRY(ll_user_roles(ctx, user.user_id, &roles, reterr));
    if (has_role(roles, in->role)) {
        return LL_REFUSE(reterr, LL_EEXISTS, "there is nothing left to do",
                         "the user has the role '%s' already",
                         ll_role_name((enum ll_role)in->role));
    }
    LL_TRY(check_role(ctx, user.organisation_id, (enum ll_role)in->role, reterr));
    LL_TRY(store_role(ctx, user.user_id, in->role, reterr));
    if (in->role == LL_ROLE_ADMIN) {
        LL_TRY(ll_session_forget_first(ctx, reterr));
    }
    return answer_user(ctx, user.user_id, ret_answer, reterr);
}

/* ---- four eyes, which nobody ends alone ---- */

/* How many who act have roles in which they may so much, once `user_id` has `roles`. */
static enum ll_status count_who_may(struct ll_ctx *ctx, struct ll_user_id user_id,
                                    struct ll_roles roles, enum ll_permission permission,
                                    size_t *ret_count, struct ll_err *reterr)
{
    struct ll_q_user_roles_of_others_in in = {user_id};
    struct ll_q_user_roles_of_others_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_user_id last = {0};
    size_t count = ll_roles_may(roles, permission) ? 1 : 0;
    LL_TRY(ll_q_user_roles_of_others_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_user_roles_of_others_next(cursor, &row, reterr)) == LL_OK) {
        if (ll_roles_may((struct ll_roles){1U << row.role}, permission) &&
            ll_id_cmp(row.user_id.raw, last.raw) != 0) {
            last = row.user_id;
            count++;
        }
    }
    ll_store_query_close(cursor);
    *ret_count = count;
    return status == LL_EEND ? LL_OK : status;
}

/* From afar a step that needs two people keeps two who may do it, and users somebody who
 * administers them: otherwise one person would take the others away, and then act alone. */
static enum ll_status check_enough_left(struct ll_ctx *ctx, struct ll_user_id user_id,
                                        struct ll_roles before, struct ll_roles after,
                                        struct ll_err *reterr)
{
    for (int i = 0; ctx->viewer.is_limited && i < LL_PERMISSION_COUNT; i++) {
        enum ll_permission permission = (enum ll_permission)i;
        size_t had = 0;
        size_t left = 0;
        if (!ll_control_needs(permission) || !ll_roles_may(before, permission) ||
            ll_roles_may(after, permission)) {
            continue;
        }
        LL_TRY(count_who_may(ctx, user_id, before, permission, &had, reterr));
        LL_TRY(count_who_may(ctx, user_id, after, permission, &left, reterr));
        if (left < 2 && (had >= 2 || permission == LL_MAY_OPERATE)) {
            enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "it would leave %s for: %s",
                                            left == 0 ? "nobody" : LL_R("one person alone"),
                                            ll_permission_rows[permission].help);
            ll_err_hint(reterr, "give the role to somebody else first, or ask on the server's "
                                "machine itself");
            return status;
        }
    }
    return LL_OK;
}

static enum ll_status run_take_role(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct user_role *in = input;
    struct ll_q_user_by_id_row user;
    struct ll_roles roles;
    LL_TRY(find_active(ctx, in->user, &user, reterr));
    LL_TRY(ll_user_roles(ctx, user.user_id, &roles, reterr));
    if (!has_role(roles, in->role)) {
        return LL_REFUSE(reterr, LL_EREFUSED, "see their roles with 'loopledger user show'",
                         "the user does not have the role '%s'",
                         ll_role_name((enum ll_role)in->role));
    }
    struct ll_roles after = {roles.bits & ~(1U << (unsigned)in->role)};
    LL_TRY(check_enough_left(ctx, user.user_id, roles, after, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_user_role_taken body = {.role = in->role, .user_id = user.user_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_USER_ROLE_TAKEN, &body, reterr));
    return answer_user(ctx, user.user_id, ret_answer, reterr);
}

/* ---- disable ---- */
struct user_disable {
    struct ll_str reason;
    struct ll_str user;
};
static const struct ll_field disable_fields[] = {
    LL_MEMBER(user_disable, reason, LL_REQ(CODE), .help = "why, as a code: left"),
    LL_MEMBER(user_disable, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record disable_record =
    LL_RECORD("user_disable", user_disable, disable_fields);

enum ll_status ll_user_disable(struct ll_ctx *ctx, struct ll_user_id user_id, struct ll_str reason,
                               struct ll_err *reterr)
{
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_user_disabled body = {.reason = reason, .user_id = user_id};
    LL_TRY(ll_session_forget_user(ctx, user_id, reterr));
    return ll_event_store(ctx, &meta, LL_EVENT_USER_DISABLED, &body, reterr);
}

static enum ll_status run_disable(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct user_disable *in = input;
    struct ll_q_user_by_id_row user;
    struct ll_roles roles;
    LL_TRY(find_active(ctx, in->user, &user, reterr));
    LL_TRY(ll_user_roles(ctx, user.user_id, &roles, reterr));
    LL_TRY(check_enough_left(ctx, user.user_id, roles, (struct ll_roles){0}, reterr));
    LL_TRY(ll_user_disable(ctx, user.user_id, in->reason, reterr));
    return answer_user(ctx, user.user_id, ret_answer, reterr);
}

/* ---- enable ---- */
struct user_enable {
    struct ll_str reason;
    int role; /* enum ll_role */
    bool has_role;
    struct ll_str user;
};
static const struct ll_field enable_fields[] = {
    LL_MEMBER(user_enable, reason, LL_REQ(CODE), .help = "why, as a code: mistake"),
    LL_MEMBER(user_enable, role, LL_OPT(ENUM), LL_ENUM_OF(role, ROLE),
              LL_PRESENT(user_enable, has_role), .help = "a role to begin with"),
    LL_MEMBER(user_enable, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record enable_record = LL_RECORD("user_enable", user_enable, enable_fields);

/* Who was erased has no address to come back to; and it is another's since, maybe. */
static enum ll_status check_enable(struct ll_ctx *ctx, struct ll_str ref,
                                   const struct ll_q_user_by_id_row *user, struct ll_err *reterr)
{
    struct ll_q_user_email_in by = {user->user_id};
    struct ll_q_user_email_row email;
    if (!user->has_disabled_at) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "the user '%.*s' is not disabled", LL_STR_ARG(ref));
    }
    LL_TRY(ll_q_user_email(ctx->store, ctx->arena, &by, &email, reterr));
    if (email.is_erased) {
        return LL_REFUSE(reterr, LL_EREFUSED, "add them anew",
                         "the name or the address of the user '%.*s' was erased", LL_STR_ARG(ref));
    }
    return refuse_known(ctx, email.email_digest, reterr);
}

static enum ll_status run_enable(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct user_enable *in = input;
    struct ll_q_user_by_id_row user;
    LL_TRY(ll_user_find(ctx, in->user, &user, reterr));
    LL_TRY(check_enable(ctx, in->user, &user, reterr));
    if (in->has_role) {
        LL_TRY(check_role(ctx, user.organisation_id, (enum ll_role)in->role, reterr));
    }
    LL_TRY(ll_token_end_all(ctx, user.user_id, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_user_enabled body = {.reason = in->reason, .user_id = user.user_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_USER_ENABLED, &body, reterr));
    if (in->has_role) {
        LL_TRY(store_role(ctx, user.user_id, in->role, reterr));
    }
    return answer_user(ctx, user.user_id, ret_answer, reterr);
}

/* ---- looking ---- */
struct user_list {
    struct ll_str after;
    int64_t limit;
    struct ll_str organisation;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(user_list),
    LL_PAGE_LIMIT(user_list),
    LL_MEMBER(user_list, organisation, LL_OPT(REF), .help = "only those who act for it"),
};
static const struct ll_record list_record = LL_RECORD("user_list", user_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct user_list *in = input;
    struct ll_q_user_list_in by = {.limit = ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("usr", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_organisation(ctx, in->organisation, &by.has_organisation_id,
                                  &by.organisation_id, reterr));
    LL_TRY(ll_q_user_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_user_by_id_row user;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_user_find(ctx, in->ref, &user, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_user_item_in by = {user.user_id};
    LL_TRY(ll_q_user_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    struct ll_q_user_roles_in of = {user.user_id};
    LL_TRY(ll_q_user_roles_open(ctx->store, ctx->arena, &of, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "roles", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_user_add = {
    .noun = "user",
    .verb = "add",
    .help = "let a person act for an organisation",
    .details =
        "A user is known by an e-mail address, which is another user's only once this one is "
        "disabled. Name and address are kept in the annex; events hold a keyed fingerprint "
        "of the address.",
    .input = &add_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_add,
};
const struct ll_service ll_service_user_give_role = {
    .noun = "user",
    .verb = "give-role",
    .help = "give a user a role in their organisation",
    .details =
        "The roles admin, logistics, permits, finance and programme are those of the "
        "operator's people: who operates no programme cannot have them. Who is given admin or "
        "programme from afar and has no device sets a password anew.",
    .input = &role_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_give_role,
};
const struct ll_service ll_service_user_take_role = {
    .noun = "user",
    .verb = "take-role",
    .help = "take a role away from a user",
    .input = &role_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_take_role,
};
const struct ll_service ll_service_user_disable = {
    .noun = "user",
    .verb = "disable",
    .help = "end what a user may do",
    .details = "What they did stays, under their id. Who comes back is enabled again.",
    .input = &disable_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_disable,
};
const struct ll_service ll_service_user_enable = {
    .noun = "user",
    .verb = "enable",
    .help = "let a user who was disabled act again",
    .details = "Nothing of what they had comes back: roles are given anew, a link lets them sign "
               "in, and tokens are made anew. Who was erased, or whose address is another user's "
               "since, is not enabled.",
    .input = &enable_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_enable,
};
const struct ll_service ll_service_user_list = {
    .noun = "user",
    .verb = "list",
    .help = "list users in the order they were added",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_user_show = {
    .noun = "user",
    .verb = "show",
    .help = "show one user with their roles",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
