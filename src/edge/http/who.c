#include "edge/http/who.h"

#include "service/session.h"
#include "service/token.h"

bool ll_who_is_secure(const struct ll_http_exchange *exchange, bool tls)
{
    bool is_near = exchange->is_local || ll_str_eq_cstr(exchange->peer, "127.0.0.1") ||
                   ll_str_eq_cstr(exchange->peer, "::1");
    return tls || !is_near ||
           ll_str_eq_cstr(ll_http_field_of(exchange, "X-Forwarded-Proto"), "https");
}

const char *ll_who_cookie(bool is_secure)
{
    return is_secure ? "__Host-session" : "session";
}

static enum ll_status set_user(struct ll_http_exchange *exchange, const struct ll_viewer *viewer,
                               struct ll_who *who, struct ll_err *reterr)
{
    char id[LL_ID_TEXT_MAX];
    ll_id_format("usr", viewer->user_id.raw, id);
    who->actor = ll_str_copy(&exchange->arena, ll_str_from_cstr(id));
    who->viewer = *viewer;
    who->is_known = true;
    return who->actor.ptr == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the request") : LL_OK;
}

static enum ll_status refuse_token(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EAUTH, "the token lets nobody in");
    ll_err_hint(reterr, "it is not whole, revoked, too old, or its user acts no more");
    return status;
}

static enum ll_status find_token(struct ll_http_exchange *exchange, struct ll_work *work,
                                 struct ll_str authorization, struct ll_who *who,
                                 struct ll_err *reterr)
{
    struct ll_str scheme = LL_STR("Bearer ");
    struct ll_str token = ll_str_trim(ll_str_sub(authorization, scheme.len, authorization.len));
    struct ll_viewer viewer = {.is_limited = true};
    const struct ll_token_find find = {token, &viewer, &who->permissions};
    struct ll_job job = {
        .service = &ll_token_find,
        .input = &find,
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    if (!ll_str_eq_nocase(ll_str_sub(authorization, 0, scheme.len), scheme) ||
        !ll_token_is_whole(token)) {
        return refuse_token(reterr);
    }
    ll_work_read(work, &job);
    if (job.status == LL_ENOTFOUND) {
        return refuse_token(reterr);
    }
    if (job.status != LL_OK) {
        *reterr = job.err;
        return job.status;
    }
    who->is_by_token = true;
    return set_user(exchange, &viewer, who, reterr);
}

static enum ll_status find_session(struct ll_http_exchange *exchange, struct ll_work *work,
                                   struct ll_str session, struct ll_who *who, struct ll_err *reterr)
{
    struct ll_viewer viewer = {.is_limited = true};
    const struct ll_session_find find = {
        .session = session,
        .ret_viewer = &viewer,
        .ret_user_id = &who->session_user_id,
        .ret_waits_for = &who->waits_for,
        .ret_csrf = &who->csrf,
        .ret_language = &who->language,
        .ret_has_password = &who->has_password,
        .ret_stale = &who->is_stale,
    };
    struct ll_job job = {
        .service = &ll_session_find,
        .input = &find,
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    ll_work_read(work, &job);
    if (job.status == LL_ENOTFOUND) {
        who->waits_for = LL_STR("");
        return LL_OK;
    }
    if (job.status != LL_OK) {
        *reterr = job.err;
        return job.status;
    }
    who->session = session;
    return who->waits_for.len > 0 ? LL_OK : set_user(exchange, &viewer, who, reterr);
}

enum ll_status ll_who_asks(struct ll_http_exchange *exchange, struct ll_work *work, bool tls,
                           struct ll_who *ret_who, struct ll_err *reterr)
{
    *ret_who = (struct ll_who){
        .actor = exchange->is_local ? exchange->peer : LL_STR("anonymous"),
        .viewer = {.is_limited = !exchange->is_local},
        .is_local = exchange->is_local,
        .is_known = exchange->is_local,
    };
    if (exchange->is_local) {
        return LL_OK;
    }
    struct ll_str authorization = ll_http_field_of(exchange, "Authorization");
    if (authorization.len > 0) {
        return find_token(exchange, work, authorization, ret_who, reterr);
    }
    struct ll_str session =
        ll_http_cookie_of(exchange, ll_who_cookie(ll_who_is_secure(exchange, tls)));
    return session.len == LL_SECRET_TEXT_SIZE
               ? find_session(exchange, work, session, ret_who, reterr)
               : LL_OK;
}

static enum ll_status refuse_foreign(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EPERM, "another site sent this request");
    ll_err_hint(reterr, "send it from a page of this server");
    return status;
}

enum ll_status ll_who_same_site(const struct ll_http_exchange *exchange, struct ll_err *reterr)
{
    struct ll_str site = ll_http_field_of(exchange, "Sec-Fetch-Site");
    struct ll_str origin = ll_http_field_of(exchange, "Origin");
    struct ll_str host = ll_http_field_of(exchange, "Host");
    if (site.len > 0 && !ll_str_eq_cstr(site, "same-origin") && !ll_str_eq_cstr(site, "none")) {
        return refuse_foreign(reterr);
    }
    size_t scheme = ll_str_find(origin, LL_STR("://"), false);
    bool is_ours =
        origin.len == 0 ||
        (scheme < origin.len && ll_str_eq_nocase(ll_str_sub(origin, scheme + 3, origin.len), host));
    return is_ours ? LL_OK : refuse_foreign(reterr);
}

/* In a time that does not depend on where they differ. */
static bool is_same_secret(struct ll_str a, struct ll_str b)
{
    unsigned differs = 0;
    for (size_t i = 0; i < a.len && a.len == b.len; i++) {
        differs |= (unsigned char)a.ptr[i] ^ (unsigned char)b.ptr[i];
    }
    return a.len > 0 && a.len == b.len && differs == 0;
}

enum ll_status ll_who_meant_it(const struct ll_http_exchange *exchange, const struct ll_who *who,
                               struct ll_str csrf, struct ll_err *reterr)
{
    if (who->session.len == 0) {
        return LL_OK;
    }
    LL_TRY(ll_who_same_site(exchange, reterr));
    if (is_same_secret(who->csrf, csrf) ||
        is_same_secret(who->csrf, ll_http_field_of(exchange, "X-CSRF-Token"))) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EPERM, "the request lacks the session's token");
    ll_err_hint(reterr,
                "send the `csrf` of GET /sessions/me as X-CSRF-Token, or as the field _csrf "
                "of a form");
    return status;
}

enum ll_status ll_who_may(const struct ll_who *who, enum ll_permission permission,
                          struct ll_err *reterr)
{
    bool is_kept_out = who->is_by_token && permission != LL_MAY_PUBLIC &&
                       (who->permissions & UINT64_C(1) << permission) == 0;
    if (is_kept_out) {
        return LL_REFUSE(reterr, LL_EPERM, "use a token made with this permission",
                         "the token does not include: %s", ll_permission_rows[permission].help);
    }
    if (who->is_local || ll_roles_may(who->viewer.roles, permission)) {
        return LL_OK;
    }
    if (who->is_known) {
        return LL_REFUSE(reterr, LL_EPERM,
                         "ask an administrator for a role that may, or ask somebody who has one",
                         "your roles do not include: %s", ll_permission_rows[permission].help);
    }
    enum ll_status status = LL_FAIL(reterr, LL_EAUTH, "this is not for everybody");
    ll_err_hint(reterr,
                who->waits_for.len > 0
                    ? LL_R("finish signing in first: GET /sessions/me says what is waited for")
                    : LL_R("sign in, or send a token: Authorization: Bearer ll_..."));
    return status;
}
