/* Passwords: which may be, and changing one's own. Run by the server (session.h), no commands. */
#include "core/guess.h"
#include "service/access.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/session.h"
#include "service/site.h"
#include "service/user.h"

#define OWN_WORDS_MAX 64

/* Words that are about whom a password is for. */
struct own {
    struct ll_str words[OWN_WORDS_MAX];
    size_t count;
};

static void add(struct own *own, struct ll_str word)
{
    if (word.len > 0 && own->count < OWN_WORDS_MAX) {
        own->words[own->count++] = word;
    }
}

/* The whole, and its parts: "Ama Mensah", "Ama", "Mensah". */
static void add_parts(struct own *own, struct ll_str text)
{
    size_t from = 0;
    add(own, text);
    for (size_t i = 0; i <= text.len; i++) {
        bool ends = i == text.len || text.ptr[i] == ' ' || text.ptr[i] == '@' ||
                    text.ptr[i] == '.' || text.ptr[i] == '-' || text.ptr[i] == '_';
        if (ends) {
            add(own, ll_str_sub(text, from, i));
            from = i + 1;
        }
    }
}

static enum ll_status add_user(struct ll_ctx *ctx, struct ll_user_id user_id, struct own *own,
                               struct ll_err *reterr)
{
    struct ll_q_user_by_id_in by = {user_id};
    struct ll_q_user_by_id_row user;
    struct ll_str text;
    LL_TRY(ll_q_user_by_id(ctx->store, ctx->arena, &by, &user, reterr));
    struct ll_q_organisation_by_id_in of = {.has_organisation_id = true,
                                            .organisation_id = user.organisation_id};
    struct ll_q_organisation_by_id_row organisation;
    LL_TRY(ll_annex_text(ctx, user.email_annex_id, &text, reterr));
    add_parts(own, text);
    LL_TRY(ll_annex_text(ctx, user.name_annex_id, &text, reterr));
    add_parts(own, text);
    LL_TRY(ll_q_organisation_by_id(ctx->store, ctx->arena, &of, &organisation, reterr));
    add(own, organisation.code);
    LL_TRY(ll_annex_text(ctx, organisation.name_annex_id, &text, reterr));
    add_parts(own, text);
    return LL_OK;
}

static enum ll_status run_password_try(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_password_try *in = input;
    struct ll_q_link_by_digest_row link = {.has_user_id = true, .user_id = in->user_id};
    struct own own = {.count = 0};
    struct ll_str site;
    if (in->link.len > 0) {
        LL_TRY(ll_access_link(ctx, in->link, &link, reterr));
    }
    if (link.has_user_id) {
        LL_TRY(add_user(ctx, link.user_id, &own, reterr));
    }
    LL_TRY(ll_site_name(ctx, &site, reterr));
    add_parts(&own, site);
    add_parts(&own, in->email);
    add_parts(&own, in->name);
    add_parts(&own, in->organisation_name);
    if (ll_guess_weight(in->password, own.words, own.count) >= LL_GUESS_WEIGHT_MIN) {
        return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "this password is among the first that are tried");
    ll_err_where(reterr, "password");
    ll_err_hint(reterr, "take several words that have nothing to do with you, nor with each other");
    return status;
}

/* ---- changing one's own ---- */

static enum ll_status run_password_find(struct ll_ctx *ctx, const void *input,
                                        struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_password_find *in = input;
    struct ll_q_credential_of_in of = {in->user_id};
    struct ll_q_credential_of_row row = {0};
    enum ll_status status = ll_q_credential_of(ctx->store, ctx->arena, &of, &row, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    *in->ret_password = row.has_password ? row.password : LL_STR("");
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

static enum ll_status change_password(struct ll_ctx *ctx, const void *input,
                                      enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct ll_password_change *in = input;
    struct ll_access_digest digest;
    bool open = false;
    LL_TRY(ll_access_try(ctx, in->user_id, in->old, in->is_right, &open, reterr));
    if (!open) {
        *ret_refused = ll_access_refuse(reterr);
        return LL_OK;
    }
    struct ll_q_credential_password_in password = {in->user_id, in->password, ctx->now};
    struct ll_q_session_delete_others_in sessions = {
        in->user_id, ll_access_digest_of(ctx, in->session, &digest)};
    struct ll_q_link_delete_of_in links = {in->user_id};
    LL_TRY(ll_q_credential_password(ctx->store, &password, reterr));
    LL_TRY(ll_q_session_delete_others(ctx->store, &sessions, reterr));
    return ll_q_link_delete_of(ctx->store, &links, reterr);
}

static enum ll_status run_password_change(struct ll_ctx *ctx, const void *input,
                                          struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, change_password, input, ret_answer, reterr);
}

#define INSIDE(name, mode_)                                                                        \
    const struct ll_service ll_##name = {                                                          \
        .noun = "session", .verb = #name, .mode = (mode_), .run = run_##name}
INSIDE(password_try, LL_SERVICE_READ);
INSIDE(password_find, LL_SERVICE_READ);
INSIDE(password_change, LL_SERVICE_MANAGE);
