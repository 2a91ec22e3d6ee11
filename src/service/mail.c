#include "service/mail.h"

#include <string.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/run.h"
#include "service/site.h"
#include "store/q_facts.h"
#include "store/q_mail.h"
#include "store/q_user.h"

/* ---- writing ---- */

static enum ll_status secret_of(struct ll_ctx *ctx, struct ll_id mail_id,
                                struct ll_secret_text *ret_link, struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    uint8_t secret[LL_FINGERPRINT_SIZE];
    const struct ll_str parts[] = {LL_STR("mail.link"),
                                   {(const char *)mail_id.b, sizeof(mail_id.b)}};
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_fingerprint(&key->key, parts, 2, secret);
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, LL_SECRET_TEXT_SIZE);
    ll_strbuf_hex(&buf, secret, sizeof(secret));
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    memcpy(ret_link->hex, text.ptr, LL_SECRET_TEXT_SIZE);
    ret_link->hex[LL_SECRET_TEXT_SIZE] = '\0';
    return LL_OK;
}

enum ll_status ll_mail_put(struct ll_ctx *ctx, struct ll_user_id user_id, struct ll_str purpose,
                           struct ll_str language, struct ll_secret_text *ret_link,
                           struct ll_err *reterr)
{
    const struct ll_q_mail_insert_in in = {ll_ctx_id(ctx), user_id, purpose, language, ctx->now};
    LL_TRY(secret_of(ctx, in.mail_id, ret_link, reterr));
    return ll_q_mail_insert(ctx->store, &in, reterr);
}

enum ll_status ll_mail_forget_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                   struct ll_err *reterr)
{
    const struct ll_q_mail_delete_of_in of = {user_id};
    return ll_q_mail_delete_of(ctx->store, &of, reterr);
}

/* ---- sending ---- */

static int64_t wait_us(int64_t tries)
{
    int64_t wait = LL_MAIL_WAIT_US_FIRST;
    for (int64_t i = 0; i < tries && wait < LL_MAIL_WAIT_US_MAX; i++) {
        wait *= 2;
    }
    return wait < LL_MAIL_WAIT_US_MAX ? wait : LL_MAIL_WAIT_US_MAX;
}

/* The address of who is there to read it; empty of who is not. */
static enum ll_status find_address(struct ll_ctx *ctx, struct ll_user_id user_id,
                                   struct ll_str *ret_to, struct ll_err *reterr)
{
    const struct ll_q_user_by_id_in by = {user_id};
    struct ll_q_user_by_id_row user;
    struct ll_q_annex_known_row known;
    *ret_to = LL_STR("");
    enum ll_status status = ll_q_user_by_id(ctx->store, ctx->arena, &by, &user, reterr);
    if (status == LL_ENOTFOUND || (status == LL_OK && user.has_disabled_at)) {
        return LL_OK;
    }
    LL_TRY(status);
    const struct ll_q_annex_known_in of = {user.email_annex_id};
    LL_TRY(ll_q_annex_known(ctx->store, ctx->arena, &of, &known, reterr));
    return known.is_erased ? LL_OK : ll_annex_text(ctx, user.email_annex_id, ret_to, reterr);
}

static enum ll_status fill(struct ll_ctx *ctx, const struct ll_q_mail_due_row *row,
                           struct ll_mail *ret_mail, struct ll_err *reterr)
{
    *ret_mail = (struct ll_mail){
        .mail_id = row->mail_id,
        .user_id = row->user_id,
        .purpose = row->purpose,
        .language = row->language,
    };
    ll_id_format("mail", row->mail_id, ret_mail->id_text);
    LL_TRY(find_address(ctx, row->user_id, &ret_mail->to, reterr));
    LL_TRY(ll_site_address(ctx, &ret_mail->address, reterr));
    LL_TRY(ll_site_name(ctx, &ret_mail->site, reterr));
    return secret_of(ctx, row->mail_id, &ret_mail->link, reterr);
}

static enum ll_status forget(struct ll_ctx *ctx, struct ll_id mail_id, struct ll_err *reterr)
{
    const struct ll_q_mail_delete_in of = {mail_id};
    return ll_q_mail_delete(ctx->store, &of, reterr);
}

static enum ll_status change(struct ll_ctx *ctx, ll_run_change_fn *fn, const void *input,
                             struct ll_json **ret_answer, struct ll_err *reterr)
{
    LL_TRY(ll_run_change(ctx, fn, input, reterr));
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

static enum ll_status take(struct ll_ctx *ctx, const void *input, struct ll_err *reterr)
{
    const struct ll_mail_take *in = input;
    const struct ll_q_mail_due_in by = {ctx->now};
    struct ll_q_mail_due_row row;
    *in->ret_state = LL_MAIL_NONE;
    enum ll_status status = ll_q_mail_due(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    LL_TRY(fill(ctx, &row, in->ret_mail, reterr));
    if (in->ret_mail->to.len == 0) {
        *in->ret_state = LL_MAIL_MOOT;
        return forget(ctx, row.mail_id, reterr);
    }
    if (ctx->now.us >= row.created_at.us + LL_LINK_US) {
        *in->ret_state = LL_MAIL_LATE;
        return forget(ctx, row.mail_id, reterr);
    }
    const struct ll_q_mail_again_in again = {row.mail_id, {ctx->now.us + wait_us(row.tries)}};
    *in->ret_state = LL_MAIL_DUE;
    return ll_q_mail_again(ctx->store, &again, reterr);
}

static enum ll_status run_take(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    return change(ctx, take, input, ret_answer, reterr);
}

static enum ll_status done(struct ll_ctx *ctx, const void *input, struct ll_err *reterr)
{
    const struct ll_mail_done *in = input;
    return forget(ctx, in->mail_id, reterr);
}

static enum ll_status run_done(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    return change(ctx, done, input, ret_answer, reterr);
}

static enum ll_status run_count(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct ll_mail_count *in = input;
    const struct ll_q_mail_waiting_in by = {ctx->now};
    struct ll_q_mail_waiting_row row;
    LL_TRY(ll_q_mail_waiting(ctx->store, ctx->arena, &by, &row, reterr));
    *in->ret_waiting = row.mails;
    *in->ret_due = row.due;
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

const struct ll_service ll_mail_take = {
    .noun = "mail", .verb = "take", .mode = LL_SERVICE_MANAGE, .run = run_take};
const struct ll_service ll_mail_done = {
    .noun = "mail", .verb = "done", .mode = LL_SERVICE_MANAGE, .run = run_done};
const struct ll_service ll_mail_count = {
    .noun = "mail", .verb = "count", .mode = LL_SERVICE_READ, .run = run_count};
