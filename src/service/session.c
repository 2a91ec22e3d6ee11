#include "service/session.h"

#include <stdio.h>
#include <string.h>

#include "base/locale.h"
#include "service/access.h"
#include "service/answer.h"
#include "service/control.h"
#include "service/identity.h"
#include "service/mail.h"
#include "service/run.h"
#include "service/second_factor.h"
#include "service/site.h"
#include "service/table.h"
#include "service/user.h"
#include "service/visible.h"
#include "store/q_access.h"
#include "store/q_control.h"
#include "store/q_facts.h"

#define TRIES_MAX 5
#define LINKS_MAX 3 /* that a user may have asked for */
#define FREE_FAILURES 5
#define WAIT_US_MAX INT64_C(900000000)
#define PURPOSE_FIRST "first"
#define PURPOSE_SET_UP "set-up"
#define PURPOSE_RESET "reset"

void ll_secret_make(const struct ll_id_source *ids, struct ll_secret_text *ret_secret)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[LL_SECRET_TEXT_SIZE / 2];
    ids->random(ids->ctx, bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        ret_secret->hex[2 * i] = digits[bytes[i] >> 4U];
        ret_secret->hex[2 * i + 1] = digits[bytes[i] & 15U];
    }
    ret_secret->hex[LL_SECRET_TEXT_SIZE] = '\0';
    ll_wipe(bytes, sizeof(bytes));
}

struct ll_str ll_access_digest_of(struct ll_ctx *ctx, struct ll_str secret,
                                  struct ll_access_digest *buffer)
{
    ll_crypto_sha256(ctx->crypto, secret, buffer->b);
    return (struct ll_str){(const char *)buffer->b, sizeof(buffer->b)};
}

enum ll_status ll_access_change(struct ll_ctx *ctx, ll_access_fn *fn, const void *input,
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    enum ll_status refused = LL_OK;
    enum ll_status status = LL_ERETRY;
    for (int i = 0; i < TRIES_MAX && status == LL_ERETRY; i++) {
        refused = LL_OK;
        status = ll_store_begin(ctx->store, LL_STORE_WRITE, reterr);
        if (status == LL_OK) {
            status = fn(ctx, input, &refused, reterr);
        }
        if (status == LL_OK) {
            status = ll_store_commit(ctx->store, reterr);
        }
        if (ll_store_in_transaction(ctx->store)) {
            ll_store_rollback(ctx->store);
        }
    }
    LL_TRY(status);
    LL_TRY(refused);
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

/* ---- who asks ---- */

static enum ll_status run_session_find(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_session_find *in = input;
    struct ll_access_digest digest;
    struct ll_q_session_by_digest_in by = {ll_access_digest_of(ctx, in->session, &digest)};
    struct ll_q_session_by_digest_row row;
    LL_TRY(ll_q_session_by_digest(ctx->store, ctx->arena, &by, &row, reterr));
    if (ctx->now.us >= row.created_at.us + LL_SESSION_WHOLE_US ||
        ctx->now.us >= row.seen_at.us + LL_SESSION_IDLE_US) {
        return LL_REFUSE(reterr, LL_ENOTFOUND, "sign in again", "the session is over");
    }
    *in->ret_user_id = row.user_id;
    *in->ret_csrf = row.csrf;
    *in->ret_language = row.has_language ? row.language : LL_STR("");
    *in->ret_waits_for = row.has_waits_for ? row.waits_for : LL_STR("");
    *in->ret_has_password = row.passwords > 0;
    if (row.has_waits_for) {
        *in->ret_viewer = (struct ll_viewer){.is_limited = true};
        *in->ret_stale = false;
        return ctx->now.us < row.created_at.us + LL_SESSION_HALF_US
                   ? ll_answer_done(ll_answer_object(ctx), ret_answer, reterr)
                   : LL_REFUSE(reterr, LL_ENOTFOUND, "sign in again", "the session is over");
    }
    struct ll_viewer viewer = {
        .is_limited = true,
        .user_id = row.user_id,
        .organisation_id = row.organisation_id,
    };
    LL_TRY(ll_user_roles(ctx, row.user_id, &viewer.roles, reterr));
    LL_TRY(ll_viewer_complete(ctx, &viewer, reterr));
    *in->ret_viewer = viewer;
    *in->ret_stale = ctx->now.us >= row.seen_at.us + LL_SESSION_SEEN_US;
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

/* ---- the language that a user reads ---- */

static enum ll_status choose_language(struct ll_ctx *ctx, const void *input,
                                      enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct ll_language_choose *in = input;
    const struct ll_q_language_set_in set = {in->user_id, in->language};
    *ret_refused = LL_OK;
    return ll_q_language_set(ctx->store, &set, reterr);
}

static enum ll_status run_language_choose(struct ll_ctx *ctx, const void *input,
                                          struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, choose_language, input, ret_answer, reterr);
}

enum ll_status ll_language_of_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                   struct ll_str otherwise, struct ll_str *ret_language,
                                   struct ll_err *reterr)
{
    const struct ll_q_language_of_in of = {user_id};
    struct ll_q_language_of_row row;
    enum ll_status status = ll_q_language_of(ctx->store, ctx->arena, &of, &row, reterr);
    if (status == LL_OK || status == LL_ENOTFOUND) {
        *ret_language = status == LL_OK ? row.language : otherwise;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* ---- signing in ---- */

static enum ll_status run_credential_find(struct ll_ctx *ctx, const void *input,
                                          struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_credential_find *in = input;
    uint8_t digest[LL_FINGERPRINT_SIZE];
    struct ll_q_user_by_email_row user = {0};
    struct ll_q_credential_of_row row = {0};
    *in->ret_user_id = (struct ll_user_id){{{0}}};
    *in->ret_password = LL_STR("");
    enum ll_status status = ll_user_email_digest(ctx, in->email, digest, reterr);
    if (status == LL_OK) {
        struct ll_q_user_by_email_in by = {{(const char *)digest, sizeof(digest)}};
        status = ll_q_user_by_email(ctx->store, ctx->arena, &by, &user, reterr);
    }
    if (status == LL_OK) {
        *in->ret_user_id = user.user_id;
        struct ll_q_credential_of_in of = {user.user_id};
        status = ll_q_credential_of(ctx->store, ctx->arena, &of, &row, reterr);
    }
    if (status == LL_OK && row.has_password) {
        *in->ret_password = row.password;
    }
    if (status != LL_OK && status != LL_ENOTFOUND && status != LL_EINVAL) {
        return status;
    }
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

int64_t ll_access_wait_us(int64_t failures)
{
    int64_t wait = 1000000;
    for (int64_t i = FREE_FAILURES; i < failures && wait < WAIT_US_MAX; i++) {
        wait *= 2;
    }
    return failures < FREE_FAILURES ? 0 : wait < WAIT_US_MAX ? wait : WAIT_US_MAX;
}

enum ll_status ll_access_refuse(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EAUTH, "address and password do not let anybody in now");
    ll_err_hint(reterr, "after several failures an account waits, up to 15 minutes; a new password "
                        "is had by POST /links");
    return status;
}

enum ll_status ll_access_open(struct ll_ctx *ctx, const struct ll_access_session *session,
                              struct ll_err *reterr)
{
    struct ll_access_digest digest;
    struct ll_q_session_delete_old_in old = {{ctx->now.us - LL_SESSION_WHOLE_US},
                                             {ctx->now.us - LL_SESSION_IDLE_US}};
    struct ll_q_session_insert_in in = {
        .digest = ll_access_digest_of(ctx, session->session, &digest),
        .user_id = session->user_id,
        .csrf = session->csrf,
        .at = ctx->now,
        .has_waits_for = session->waits_for.len > 0,
        .waits_for = session->waits_for,
    };
    LL_TRY(ll_q_session_delete_old(ctx->store, &old, reterr));
    return ll_q_session_insert(ctx->store, &in, reterr);
}

/* Who does not exist has a row too, of nobody, so that it takes as long. */
enum ll_status ll_access_try(struct ll_ctx *ctx, struct ll_user_id user_id, struct ll_str tried,
                             bool is_right, bool *ret_open, struct ll_err *reterr)
{
    struct ll_q_credential_of_in of = {user_id};
    struct ll_q_credential_of_row row = {0};
    enum ll_status status = ll_q_credential_of(ctx->store, ctx->arena, &of, &row, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    bool waits = ctx->now.us < row.failed_at.us + ll_access_wait_us(row.failures);
    *ret_open = !waits && is_right && row.has_password && ll_str_eq(row.password, tried);
    struct ll_q_credential_tries_in tries = {user_id,
                                             *ret_open ? 0
                                             : waits   ? row.failures
                                                       : row.failures + 1,
                                             waits ? row.failed_at : ctx->now};
    return ll_q_credential_tries(ctx->store, &tries, reterr);
}

static enum ll_status open_session(struct ll_ctx *ctx, const void *input,
                                   enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct ll_session_open *in = input;
    bool open = false;
    LL_TRY(ll_access_try(ctx, in->user_id, in->password, in->is_right, &open, reterr));
    if (!open) {
        *ret_refused = ll_access_refuse(reterr);
        return LL_OK;
    }
    struct ll_q_credential_rehash_in rehash = {in->user_id, in->rehashed};
    struct ll_access_session session = {in->session, in->csrf, in->user_id, LL_STR("")};
    if (in->rehashed.len > 0) {
        LL_TRY(ll_q_credential_rehash(ctx->store, &rehash, reterr));
    }
    LL_TRY(ll_second_factor_needed(ctx, in->user_id, &session.waits_for, reterr));
    *in->ret_waits_for = session.waits_for;
    return ll_access_open(ctx, &session, reterr);
}

static enum ll_status run_session_open(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, open_session, input, ret_answer, reterr);
}

static enum ll_status see_session(struct ll_ctx *ctx, const void *input,
                                  enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct ll_session_touch *in = input;
    struct ll_access_digest digest;
    struct ll_q_session_seen_in by = {
        ll_access_digest_of(ctx, ll_str_from_cstr(in->session.hex), &digest), ctx->now};
    (void)ret_refused;
    return ll_q_session_seen(ctx->store, &by, reterr);
}

static enum ll_status run_session_seen(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, see_session, input, ret_answer, reterr);
}

static enum ll_status end_session(struct ll_ctx *ctx, const void *input,
                                  enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct ll_session_touch *in = input;
    struct ll_access_digest digest;
    struct ll_q_session_delete_in by = {
        ll_access_digest_of(ctx, ll_str_from_cstr(in->session.hex), &digest)};
    (void)ret_refused;
    return ll_q_session_delete(ctx->store, &by, reterr);
}

static enum ll_status run_session_end(struct ll_ctx *ctx, const void *input,
                                      struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, end_session, input, ret_answer, reterr);
}

/* ---- one-time links ---- */

static enum ll_status refuse_link(struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_ENOTFOUND, "the link was used, is too old, or never was");
    ll_err_hint(reterr, "ask for a new one: POST /links");
    return status;
}

enum ll_status ll_access_link(struct ll_ctx *ctx, struct ll_str link,
                              struct ll_q_link_by_digest_row *ret_row, struct ll_err *reterr)
{
    struct ll_access_digest digest;
    struct ll_q_link_by_digest_in by = {ll_access_digest_of(ctx, link, &digest), ctx->now};
    enum ll_status status = ll_q_link_by_digest(ctx->store, ctx->arena, &by, ret_row, reterr);
    return status == LL_ENOTFOUND ? refuse_link(reterr) : status;
}

/* The key of what the first administrator's link does, so that a repetition adds nobody twice. */
static enum ll_status first_key(struct ll_ctx *ctx, struct ll_str link, struct ll_str *ret_key,
                                struct ll_err *reterr)
{
    struct ll_access_digest digest;
    struct ll_strbuf buf;
    (void)ll_access_digest_of(ctx, link, &digest);
    ll_strbuf_init(&buf, ctx->arena, 64);
    ll_strbuf_cstr(&buf, "first-");
    ll_strbuf_hex(&buf, digest.b, 16);
    return ll_strbuf_finish(&buf, ret_key, reterr);
}

/* The first administrator's link ends with the first administrator, whoever made one meanwhile. */
static enum ll_status check_first(void *before_ctx, struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_q_role_of_others_in nobody = {0};
    struct ll_q_role_of_others_row row;
    struct ll_store_cursor *cursor = NULL;
    bool is_over = false;
    enum ll_status status;
    (void)before_ctx;
    LL_TRY(ll_q_role_of_others_open(ctx->store, ctx->arena, &nobody, &cursor, reterr));
    while ((status = ll_q_role_of_others_next(cursor, &row, reterr)) == LL_OK) {
        is_over = is_over || row.role == LL_ROLE_ADMIN;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return is_over ? refuse_link(reterr) : LL_OK;
}

/* The same before it is used: unless it was itself that made them, and gives the password yet. */
static enum ll_status check_first_link(struct ll_ctx *ctx, struct ll_str link,
                                       struct ll_err *reterr)
{
    struct ll_q_request_by_key_in in;
    struct ll_q_request_by_key_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(first_key(ctx, link, &in.request_key, reterr));
    LL_TRY(ll_q_request_by_key_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status = ll_q_request_by_key_next(cursor, &row, reterr);
    ll_store_query_close(cursor);
    return status == LL_EEND ? check_first(NULL, ctx, reterr) : status;
}

static enum ll_status run_link_find(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_link_find *in = input;
    struct ll_q_link_by_digest_row row;
    LL_TRY(ll_access_link(ctx, in->link, &row, reterr));
    if (!row.has_user_id) {
        LL_TRY(check_first_link(ctx, in->link, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_time(ctx, answer, "expires_at", row.expires_at);
    ll_answer_text(ctx, answer, "purpose", row.purpose);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status make_link(struct ll_ctx *ctx, const struct ll_user_id *user_id,
                                const char *purpose, struct ll_str link, struct ll_err *reterr)
{
    struct ll_access_digest digest;
    struct ll_q_link_delete_old_in old = {ctx->now};
    struct ll_q_link_insert_in in = {
        .digest = ll_access_digest_of(ctx, link, &digest),
        .has_user_id = user_id != NULL,
        .purpose = ll_str_from_cstr(purpose),
        .expires_at = {ctx->now.us + LL_LINK_US},
    };
    if (user_id != NULL) {
        in.user_id = *user_id;
    } else {
        LL_TRY(ll_q_link_delete_first(ctx->store, reterr));
    }
    LL_TRY(ll_q_link_delete_old(ctx->store, &old, reterr));
    return ll_q_link_insert(ctx->store, &in, reterr);
}

struct new_password {
    const struct ll_link_use *in;
    struct ll_user_id user_id;
};

/* The link is gone with its use; so are sessions begun with the old password. */
static enum ll_status set_password(struct ll_ctx *ctx, const void *input,
                                   enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct new_password *new = input;
    struct ll_q_link_by_digest_row row;
    (void)ret_refused;
    LL_TRY(ll_access_link(ctx, new->in->link, &row, reterr));
    struct ll_q_credential_password_in password = {new->user_id, new->in->password, ctx->now};
    struct ll_q_session_delete_of_in sessions = {new->user_id};
    struct ll_q_link_delete_of_in links = {new->user_id};
    LL_TRY(ll_q_credential_password(ctx->store, &password, reterr));
    LL_TRY(ll_q_session_delete_of(ctx->store, &sessions, reterr));
    return row.has_user_id ? ll_q_link_delete_of(ctx->store, &links, reterr)
                           : ll_q_link_delete_first(ctx->store, reterr);
}

/* As the command would add them. */
static enum ll_status add_first(struct ll_ctx *ctx, const struct ll_link_use *in,
                                struct ll_user_id *ret_user_id, struct ll_err *reterr)
{
    struct ll_json *answer = NULL;
    struct ll_run_options options = {.before = check_first};
    const struct ll_user_first first = {
        .country = in->country,
        .email = in->email,
        .name = in->name,
        .organisation = in->organisation,
        .organisation_name = in->organisation_name,
    };
    LL_TRY(first_key(ctx, in->link, &options.key, reterr));
    LL_TRY(ll_user_add_first(ctx, &first, &options, &answer, reterr));
    struct ll_str id = ll_json_string_at(answer, "user_id");
    return ll_id_parse("usr", id, &ret_user_id->raw, reterr);
}

static enum ll_status run_link_use(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_link_use *in = input;
    struct ll_q_link_by_digest_row row;
    struct new_password new = {.in = in};
    LL_TRY(ll_store_begin(ctx->store, LL_STORE_READ, reterr));
    enum ll_status status = ll_access_link(ctx, in->link, &row, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    if (row.has_user_id) {
        new.user_id = row.user_id;
    } else {
        LL_TRY(add_first(ctx, in, &new.user_id, reterr));
    }
    return ll_access_change(ctx, set_password, &new, ret_answer, reterr);
}

/* Nobody's links, which nobody is told, make room for another. */
static enum ll_status clear_nobody(struct ll_ctx *ctx, struct ll_user_id nobody,
                                   struct ll_err *reterr)
{
    const struct ll_q_link_delete_of_in links = {nobody};
    LL_TRY(ll_mail_forget_user(ctx, nobody, reterr));
    return ll_q_link_delete_of(ctx->store, &links, reterr);
}

/*
 * Who does not exist is nobody, with a link that nobody is told, and so is who has several already:
 * something is stored each time, so that none can be told from the others by how long it takes.
 */
static enum ll_status reset(struct ll_ctx *ctx, const void *input, enum ll_status *ret_refused,
                            struct ll_err *reterr)
{
    const struct ll_link_reset *in = input;
    uint8_t digest[LL_FINGERPRINT_SIZE];
    struct ll_q_user_by_email_row user = {0};
    struct ll_q_link_count_of_row count;
    (void)ret_refused;
    enum ll_status status = ll_user_email_digest(ctx, in->email, digest, reterr);
    if (status == LL_OK) {
        struct ll_q_user_by_email_in by = {{(const char *)digest, sizeof(digest)}};
        status = ll_q_user_by_email(ctx->store, ctx->arena, &by, &user, reterr);
    }
    if (status != LL_OK && status != LL_ENOTFOUND && status != LL_EINVAL) {
        return status;
    }
    struct ll_q_link_count_of_in of = {user.user_id, ctx->now};
    LL_TRY(ll_q_link_count_of(ctx->store, ctx->arena, &of, &count, reterr));
    bool is_somebody = status == LL_OK && count.links < LINKS_MAX;
    struct ll_user_id user_id = {{{0}}};
    if (is_somebody) {
        user_id = user.user_id;
    } else {
        LL_TRY(clear_nobody(ctx, user_id, reterr));
    }
    *in->ret_made = is_somebody && !in->by_mail;
    *in->ret_user_id = user_id;
    LL_TRY(ll_site_address(ctx, in->ret_address, reterr));
    struct ll_secret_text link = in->link;
    if (in->by_mail) {
        struct ll_str language;
        LL_TRY(ll_language_of_user(ctx, user_id, in->language, &language, reterr));
        LL_TRY(ll_mail_put(ctx, user_id, LL_STR(PURPOSE_RESET), language, &link, reterr));
    }
    return make_link(ctx, &user_id, PURPOSE_RESET, ll_str_from_cstr(link.hex), reterr);
}

static enum ll_status run_link_reset(struct ll_ctx *ctx, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, reset, input, ret_answer, reterr);
}

static enum ll_status make_first(struct ll_ctx *ctx, const void *input, enum ll_status *ret_refused,
                                 struct ll_err *reterr)
{
    const struct ll_link_first *in = input;
    struct ll_q_user_any_row row;
    (void)ret_refused;
    LL_TRY(ll_q_user_any(ctx->store, ctx->arena, &row, reterr));
    *in->ret_made = row.users == 0;
    return row.users > 0
               ? LL_OK
               : make_link(ctx, NULL, PURPOSE_FIRST, ll_str_from_cstr(in->link.hex), reterr);
}

static enum ll_status run_link_first(struct ll_ctx *ctx, const void *input,
                                     struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, make_first, input, ret_answer, reterr);
}

enum ll_status ll_session_forget_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                      struct ll_err *reterr)
{
    struct ll_q_credential_delete_in credential = {user_id};
    struct ll_q_session_delete_of_in sessions = {user_id};
    struct ll_q_link_delete_of_in links = {user_id};
    struct ll_q_language_delete_in language = {user_id};
    LL_TRY(ll_q_credential_delete(ctx->store, &credential, reterr));
    LL_TRY(ll_second_factor_forget(ctx, user_id, reterr));
    LL_TRY(ll_q_session_delete_of(ctx->store, &sessions, reterr));
    LL_TRY(ll_mail_forget_user(ctx, user_id, reterr));
    LL_TRY(ll_q_language_delete(ctx->store, &language, reterr));
    LL_TRY(ll_identity_forget_user(ctx, user_id, reterr));
    return ll_q_link_delete_of(ctx->store, &links, reterr);
}

enum ll_status ll_session_forget_first(struct ll_ctx *ctx, struct ll_err *reterr)
{
    return ll_q_link_delete_first(ctx->store, reterr);
}

/* ---- user link ---- */
struct user_link {
    struct ll_str language;
    bool mail;
    struct ll_str user;
};
static const struct ll_field link_fields[] = {
    LL_MEMBER(user_link, language, LL_OPT(CODE),
              .help = "that they read, until they choose one: en, fr or nl"),
    LL_MEMBER(user_link, mail, LL_OPT(BOOL),
              .help = "send it to the user's address rather than show it"),
    LL_MEMBER(user_link, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record link_record = LL_RECORD("user_link", user_link, link_fields);

static enum ll_status mail_link(struct ll_ctx *ctx, struct ll_user_id user_id,
                                struct ll_secret_text *ret_link, struct ll_err *reterr)
{
    struct ll_str language;
    struct ll_str address;
    LL_TRY(ll_language_of_user(ctx, user_id, ll_str_from_cstr(ll_language_rows[LL_LANGUAGE_EN].tag),
                               &language, reterr));
    LL_TRY(ll_site_address(ctx, &address, reterr));
    if (address.len == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "the ledger has no address that a mail could lead to");
        ll_err_hint(reterr, "loopledger site set --address https://ledger.example --name NAME");
        return status;
    }
    return ll_mail_put(ctx, user_id, LL_STR(PURPOSE_SET_UP), language, ret_link, reterr);
}

/* What who makes the link knows of them, unless they chose themselves. */
static enum ll_status note_language(struct ll_ctx *ctx, struct ll_user_id user_id,
                                    struct ll_str asked, struct ll_err *reterr)
{
    enum ll_language language = LL_LANGUAGE_EN;
    struct ll_str known;
    if (asked.len == 0) {
        return LL_OK;
    }
    LL_TRY(ll_language_find(asked, &language, reterr));
    LL_TRY(ll_language_of_user(ctx, user_id, LL_STR(""), &known, reterr));
    const struct ll_q_language_set_in set = {user_id,
                                             ll_str_from_cstr(ll_language_rows[language].tag)};
    return known.len > 0 ? LL_OK : ll_q_language_set(ctx->store, &set, reterr);
}

static enum ll_status run_user_link(struct ll_ctx *ctx, const void *input,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct user_link *in = input;
    struct ll_q_user_by_id_row user;
    struct ll_secret_text link;
    struct ll_str whole;
    char path[LL_SECRET_TEXT_SIZE + 16];
    LL_TRY(ll_user_find(ctx, in->user, &user, reterr));
    if (user.has_disabled_at) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "ask an administrator: a new user may have the same address",
                         "the user is disabled");
    }
    if (!in->mail) {
        LL_TRY(ll_control_way_in(
            ctx, user.user_id,
            LL_R("who sees the link could be both people: mail it (`mail`), or make "
                 "it on the server's machine"),
            reterr));
    }
    struct ll_q_link_delete_of_in earlier = {user.user_id};
    LL_TRY(ll_q_link_delete_of(ctx->store, &earlier, reterr));
    LL_TRY(ll_mail_forget_user(ctx, user.user_id, reterr));
    LL_TRY(note_language(ctx, user.user_id, in->language, reterr));
    if (in->mail) {
        LL_TRY(mail_link(ctx, user.user_id, &link, reterr));
    } else {
        ll_secret_make(&ctx->ids, &link);
    }
    LL_TRY(make_link(ctx, &user.user_id, PURPOSE_SET_UP, ll_str_from_cstr(link.hex), reterr));
    (void)snprintf(path, sizeof(path), "/links/%s", link.hex);
    LL_TRY(ll_site_link(ctx, path, &whole, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *transient = ll_json_new_object(ctx->arena);
    ll_answer_id(ctx, answer, "user_id", "usr", user.user_id.raw);
    ll_answer_time(ctx, answer, "expires_at", (struct ll_time){ctx->now.us + LL_LINK_US});
    if (!in->mail && !ctx->dry_run) { /* there will be no such link */
        ll_answer_text(ctx, transient, "link", whole);
        ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_user_link = {
    .noun = "user",
    .verb = "link",
    .help = "make a link by which a user sets a password, once",
    .details =
        "The link is shown once, works for a day, and ends earlier ones. Give it to the user "
        "and nobody else. It is a path alone as long as the site has no address ('site set'). With "
        "--mail the server sends it, if it has a mail server (--smtp), and "
        "nobody else sees it. From afar it is not shown for who approves what needs two people and "
        "has no device yet.",
    .input = &link_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_user_link,
};

#define INSIDE(name, mode_)                                                                        \
    const struct ll_service ll_##name = {                                                          \
        .noun = "session", .verb = #name, .mode = (mode_), .run = run_##name}
INSIDE(session_find, LL_SERVICE_READ);
INSIDE(credential_find, LL_SERVICE_READ);
INSIDE(session_open, LL_SERVICE_MANAGE);
INSIDE(language_choose, LL_SERVICE_MANAGE);
INSIDE(session_seen, LL_SERVICE_MANAGE);
INSIDE(session_end, LL_SERVICE_MANAGE);
INSIDE(link_find, LL_SERVICE_READ);
INSIDE(link_use, LL_SERVICE_MANAGE);
INSIDE(link_reset, LL_SERVICE_MANAGE);
INSIDE(link_first, LL_SERVICE_MANAGE);
