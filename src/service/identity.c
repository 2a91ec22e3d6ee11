/* user connect, disconnect; signing in by a provider */
#include "service/identity.h"

#include "service/access.h"
#include "service/answer.h"
#include "service/control.h"
#include "service/keys.h"
#include "service/second_factor.h"
#include "service/site.h"
#include "service/table.h"
#include "service/user.h"
#include "store/q_identity.h"

#define IDENTITIES_MAX 8 /* of one user */

/* ---- identities ---- */

struct identity {
    uint8_t b[LL_FINGERPRINT_SIZE];
};

static enum ll_status digest_of(struct ll_ctx *ctx, struct ll_str issuer, struct ll_str subject,
                                struct identity *ret, struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    const struct ll_str parts[] = {LL_STR("user.identity"), issuer, subject};
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_fingerprint(&key->key, parts, 3, ret->b);
    return LL_OK;
}

static struct ll_str text_of(const struct identity *identity)
{
    return (struct ll_str){(const char *)identity->b, sizeof(identity->b)};
}

/* Nobody's so far, or already theirs. */
static enum ll_status connect_to(struct ll_ctx *ctx, const struct identity *identity,
                                 struct ll_user_id user_id, struct ll_err *reterr)
{
    const struct ll_q_identity_by_digest_in by = {text_of(identity)};
    const struct ll_q_identity_count_of_in of = {user_id};
    const struct ll_q_identity_insert_in in = {text_of(identity), user_id, ctx->now};
    struct ll_q_identity_by_digest_row row;
    struct ll_q_identity_count_of_row count;
    enum ll_status status = ll_q_identity_by_digest(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_OK) {
        return ll_id_eq(row.user_id.raw, user_id.raw)
                   ? LL_OK
                   : LL_FAIL(reterr, LL_EREFUSED, "another user signs in with this account");
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(ll_q_identity_count_of(ctx->store, ctx->arena, &of, &count, reterr));
    if (count.identities >= IDENTITIES_MAX) {
        status = LL_FAIL(reterr, LL_EREFUSED, "the user signs in with %d accounts already",
                         IDENTITIES_MAX);
        ll_err_hint(reterr, "loopledger user disconnect ends them");
        return status;
    }
    return ll_q_identity_insert(ctx->store, &in, reterr);
}

enum ll_status ll_identity_forget_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                       struct ll_err *reterr)
{
    const struct ll_q_identity_delete_of_in of = {user_id};
    return ll_q_identity_delete_of(ctx->store, &of, reterr);
}

/* ---- signing in ---- */

static enum ll_status refuse_unknown(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EAUTH, "nobody here is known by this account");
    ll_err_hint(reterr, "open the link that you were sent and choose the account there, or ask an "
                        "administrator to connect it");
    return status;
}

/* Whose the one-time link is; it is used, and so are others of theirs. */
static enum ll_status use_link(struct ll_ctx *ctx, struct ll_str link, struct ll_user_id *ret_user,
                               struct ll_err *reterr)
{
    struct ll_q_link_by_digest_row row;
    LL_TRY(ll_access_link(ctx, link, &row, reterr));
    if (!row.has_user_id) {
        return LL_REFUSE(reterr, LL_EREFUSED, "sign in with it, then connect the account",
                         "the first administrator signs in with a password");
    }
    const struct ll_q_link_delete_of_in of = {row.user_id};
    *ret_user = row.user_id;
    return ll_q_link_delete_of(ctx->store, &of, reterr);
}

static enum ll_status find_by_email(struct ll_ctx *ctx, struct ll_str email,
                                    struct ll_user_id *ret_user, struct ll_err *reterr)
{
    uint8_t digest[LL_FINGERPRINT_SIZE];
    struct ll_q_user_by_email_row row;
    if (email.len == 0 || ll_user_email_digest(ctx, email, digest, NULL) != LL_OK) {
        return refuse_unknown(reterr);
    }
    const struct ll_q_user_by_email_in by = {{(const char *)digest, sizeof(digest)}};
    enum ll_status status = ll_q_user_by_email(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return refuse_unknown(reterr);
    }
    LL_TRY(status);
    *ret_user = row.user_id;
    return LL_OK;
}

static enum ll_status find_user(struct ll_ctx *ctx, const struct ll_identity_sign_in *in,
                                struct ll_user_id *ret_user, struct ll_err *reterr)
{
    struct identity identity;
    struct ll_q_identity_by_digest_row row;
    LL_TRY(digest_of(ctx, in->issuer, in->subject, &identity, reterr));
    if (in->link.len > 0) {
        LL_TRY(use_link(ctx, in->link, ret_user, reterr));
        return connect_to(ctx, &identity, *ret_user, reterr);
    }
    const struct ll_q_identity_by_digest_in by = {text_of(&identity)};
    enum ll_status status = ll_q_identity_by_digest(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_OK) {
        *ret_user = row.user_id;
        return LL_OK;
    }
    if (status != LL_ENOTFOUND) {
        return status;
    }
    LL_TRY(find_by_email(ctx, in->email, ret_user, reterr));
    return connect_to(ctx, &identity, *ret_user, reterr);
}

static enum ll_status sign_in(struct ll_ctx *ctx, const void *input, enum ll_status *ret_refused,
                              struct ll_err *reterr)
{
    const struct ll_identity_sign_in *in = input;
    struct ll_access_session session = {.session = in->session, .csrf = in->csrf};
    struct ll_q_user_by_id_row user;
    char id[LL_ID_TEXT_MAX];
    (void)ret_refused;
    LL_TRY(find_user(ctx, in, &session.user_id, reterr));
    ll_id_format("usr", session.user_id.raw, id);
    LL_TRY(ll_user_find(ctx, ll_str_from_cstr(id), &user, reterr));
    if (user.has_disabled_at) {
        return refuse_unknown(reterr);
    }
    LL_TRY(in->has_factor
               ? ll_second_factor_needed_too(ctx, session.user_id, &session.waits_for, reterr)
               : ll_second_factor_needed(ctx, session.user_id, &session.waits_for, reterr));
    *in->ret_user_id = session.user_id;
    *in->ret_waits_for = session.waits_for;
    return ll_access_open(ctx, &session, reterr);
}

static enum ll_status run_sign_in(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, sign_in, input, ret_answer, reterr);
}

static enum ll_status run_home(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_identity_home *in = input;
    LL_TRY(ll_site_address(ctx, in->ret_address, reterr));
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

const struct ll_service ll_identity_sign_in = {
    .noun = "identity", .verb = "sign_in", .mode = LL_SERVICE_MANAGE, .run = run_sign_in};
const struct ll_service ll_identity_home = {
    .noun = "identity", .verb = "home", .mode = LL_SERVICE_READ, .run = run_home};

/* ---- user connect and disconnect ---- */
struct user_connect {
    struct ll_str issuer;
    struct ll_str subject;
    struct ll_str user;
};
static const struct ll_field connect_fields[] = {
    LL_MEMBER(user_connect, issuer, LL_REQ(STR), .min = 8, .max = 1024,
              .help = "the provider's issuer, as serve --openid names it"),
    LL_MEMBER(user_connect, subject, LL_REQ(STR), .min = 1, .max = 255, .personal = true,
              .help = "what the provider calls them (sub); not an e-mail address"),
    LL_MEMBER(user_connect, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record connect_record =
    LL_RECORD("user_connect", user_connect, connect_fields);

static enum ll_status answer_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "user_id", "usr", user_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_user_connect(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct user_connect *in = input;
    struct identity identity;
    struct ll_q_user_by_id_row user;
    LL_TRY(ll_user_find(ctx, in->user, &user, reterr));
    if (user.has_disabled_at) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "ask an administrator: a new user may have the same address",
                         "the user is disabled");
    }
    LL_TRY(ll_control_way_in(ctx, user.user_id,
                             LL_R("who connects the account could be both people: they connect it "
                                  "themselves, by a link, or it is done on the server's machine"),
                             reterr));
    LL_TRY(digest_of(ctx, in->issuer, in->subject, &identity, reterr));
    LL_TRY(connect_to(ctx, &identity, user.user_id, reterr));
    return answer_user(ctx, user.user_id, ret_answer, reterr);
}

struct user_disconnect {
    struct ll_str user;
};
static const struct ll_field disconnect_fields[] = {
    LL_MEMBER(user_disconnect, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record disconnect_record =
    LL_RECORD("user_disconnect", user_disconnect, disconnect_fields);

/* Sessions that began so end too: which did is not kept. */
static enum ll_status run_user_disconnect(struct ll_ctx *ctx, const void *input,
                                          struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct user_disconnect *in = input;
    struct ll_q_user_by_id_row user;
    LL_TRY(ll_user_find(ctx, in->user, &user, reterr));
    const struct ll_q_session_delete_of_in of = {user.user_id};
    LL_TRY(ll_identity_forget_user(ctx, user.user_id, reterr));
    LL_TRY(ll_q_session_delete_of(ctx->store, &of, reterr));
    return answer_user(ctx, user.user_id, ret_answer, reterr);
}

const struct ll_service ll_service_user_connect = {
    .noun = "user",
    .verb = "connect",
    .help = "let a user sign in with an account elsewhere",
    .details = "The account is one of a provider of OpenID Connect (serve --openid): its issuer, "
               "and the name that it gives them there, which no address is. What is kept of it "
               "is a keyed digest.",
    .input = &connect_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_user_connect,
};
const struct ll_service ll_service_user_disconnect = {
    .noun = "user",
    .verb = "disconnect",
    .help = "forget the accounts elsewhere that a user signs in with",
    .details = "Sessions of theirs end.",
    .input = &disconnect_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_user_disconnect,
};
