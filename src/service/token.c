/* token make, revoke, list */
#include "service/token.h"

#include <string.h>

#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/permission.h"
#include "service/table.h"
#include "service/user.h"
#include "service/visible.h"
#include "store/q_access.h"
#include "store/q_show_registry.h"

#define NAME_LETTERS 8
#define SECRET_LETTERS 32
#define CHECK_LETTERS 6
#define DAYS_MAX 366
#define US_A_DAY INT64_C(86400000000)

_Static_assert(LL_TOKEN_TEXT_SIZE == 3 + NAME_LETTERS + 1 + SECRET_LETTERS + 1 + CHECK_LETTERS + 1,
               "text of a token, with an ending zero");

static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
#define LETTER_COUNT (sizeof(letters) - 1)

/* Each as likely as the others: bytes beyond the last whole round are drawn again. */
static void put_random(struct ll_ctx *ctx, char *out, size_t count)
{
    for (size_t i = 0; i < count;) {
        uint8_t byte = 0;
        ctx->ids.random(ctx->ids.ctx, &byte, 1);
        if (byte < 256 / LETTER_COUNT * LETTER_COUNT) {
            out[i++] = letters[byte % LETTER_COUNT];
        }
    }
}

/* CRC-32 of IEEE 802.3. */
static uint32_t crc_of(const char *bytes, size_t count)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 1U) != 0 ? crc >> 1U ^ UINT32_C(0xEDB88320) : crc >> 1U;
        }
    }
    return ~crc;
}

static void put_check(const char *text, size_t count, char *out)
{
    uint32_t crc = crc_of(text, count);
    for (size_t i = CHECK_LETTERS; i > 0; i--) {
        out[i - 1] = letters[crc % LETTER_COUNT];
        crc /= LETTER_COUNT;
    }
}

#define CHECK_AT (3 + NAME_LETTERS + 1 + SECRET_LETTERS + 1)

static void make_text(struct ll_ctx *ctx, char ret_text[LL_TOKEN_TEXT_SIZE])
{
    memcpy(ret_text, "ll_", 3);
    put_random(ctx, ret_text + 3, NAME_LETTERS);
    ret_text[3 + NAME_LETTERS] = '_';
    put_random(ctx, ret_text + 3 + NAME_LETTERS + 1, SECRET_LETTERS);
    ret_text[CHECK_AT - 1] = '_';
    put_check(ret_text, CHECK_AT - 1, ret_text + CHECK_AT);
    ret_text[LL_TOKEN_TEXT_SIZE - 1] = '\0';
}

bool ll_token_is_whole(struct ll_str text)
{
    char check[CHECK_LETTERS];
    if (text.len != LL_TOKEN_TEXT_SIZE - 1 || !ll_str_starts(text, LL_STR("ll_"))) {
        return false;
    }
    put_check(text.ptr, CHECK_AT - 1, check);
    return memcmp(check, text.ptr + CHECK_AT, sizeof(check)) == 0;
}

/* ---- permissions ---- */

static enum ll_status find_permission(struct ll_str name, enum ll_permission *ret_permission,
                                      struct ll_err *reterr)
{
    for (int i = 0; i < LL_PERMISSION_COUNT; i++) {
        if (i != LL_MAY_LOCAL && i != LL_MAY_PUBLIC &&
            ll_str_eq_cstr(name, ll_permission_rows[i].name)) {
            *ret_permission = (enum ll_permission)i;
            return LL_OK;
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "there is no permission '%.*s'", LL_STR_ARG(name));
    ll_err_where(reterr, "permissions");
    ll_err_hint(reterr, "GET /api lists which one each address needs");
    return status;
}

/* ---- make ---- */
struct token_make {
    struct ll_date expires_on;
    struct ll_list permissions;
    struct ll_str user;
};
static const struct ll_field make_fields[] = {
    LL_MEMBER(token_make, expires_on, LL_REQ(DATE),
              .help = "its last day (UTC), at most 366 days from today"),
    LL_MEMBER(token_make, permissions, LL_REQ(STRS), .max = LL_PERMISSION_COUNT,
              .help = "what it may, of what the user may: handle,ship"),
    LL_MEMBER(token_make, user, LL_REQ(REF), .operand = true, .help = "the id of whom it asks as"),
};
static const struct ll_record make_record = LL_RECORD("token_make", token_make, make_fields);

static enum ll_status check_make(struct ll_ctx *ctx, const struct token_make *in,
                                 struct ll_q_user_by_id_row *ret_user, struct ll_err *reterr)
{
    const struct ll_str *names = in->permissions.items;
    uint64_t seen = 0;
    LL_TRY(ll_user_find(ctx, in->user, ret_user, reterr));
    if (ret_user->has_disabled_at) {
        return LL_REFUSE(reterr, LL_EREFUSED,
                         "ask an administrator: a new user may have the same address",
                         "the user is disabled");
    }
    for (size_t i = 0; i < in->permissions.count; i++) {
        enum ll_permission permission = LL_MAY_PUBLIC;
        LL_TRY(find_permission(names[i], &permission, reterr));
        if ((seen & UINT64_C(1) << permission) != 0) {
            return LL_REFUSE(reterr, LL_EINVAL, "name it once", "'%.*s' is named twice",
                             LL_STR_ARG(names[i]));
        }
        seen |= UINT64_C(1) << permission;
    }
    int64_t today = ctx->now.us / US_A_DAY;
    if (in->expires_on.days < today || in->expires_on.days > today + DAYS_MAX) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "give a day from today to 366 days from now",
                      "a token ends today, or at most 366 days later");
        ll_err_where(reterr, "expires_on");
        return status;
    }
    return LL_OK;
}

static enum ll_status run_make(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct token_make *in = input;
    struct ll_q_user_by_id_row user;
    char text[LL_TOKEN_TEXT_SIZE];
    uint8_t digest[LL_DIGEST_SIZE];
    LL_TRY(check_make(ctx, in, &user, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_token_made body = {
        .expires_on = in->expires_on,
        .permissions = in->permissions,
        .token_id = {ll_ctx_id(ctx)},
        .user_id = user.user_id,
    };
    make_text(ctx, text);
    ll_crypto_sha256(ctx->crypto, ll_str_from_cstr(text), digest);
    struct ll_q_token_secret_insert_in secret = {{(const char *)digest, sizeof(digest)},
                                                 body.token_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_TOKEN_MADE, &body, reterr));
    LL_TRY(ll_q_token_secret_insert(ctx->store, &secret, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *transient = ll_json_new_object(ctx->arena);
    ll_answer_id(ctx, answer, "token_id", "tok", body.token_id.raw);
    if (!ctx->dry_run) { /* there will be no such token */
        ll_answer_text(ctx, transient, "token", ll_str_from_cstr(text));
        ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- revoke ---- */
struct token_revoke {
    struct ll_str token;
};
static const struct ll_field revoke_fields[] = {
    LL_MEMBER(token_revoke, token, LL_REQ(REF), .operand = true, .help = "the token's id"),
};
static const struct ll_record revoke_record =
    LL_RECORD("token_revoke", token_revoke, revoke_fields);

static enum ll_status revoke(struct ll_ctx *ctx, struct ll_token_id token_id, struct ll_err *reterr)
{
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_token_revoked body = {token_id};
    struct ll_q_token_secret_delete_in secret = {token_id};
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_TOKEN_REVOKED, &body, reterr));
    return ll_q_token_secret_delete(ctx->store, &secret, reterr);
}

enum ll_status ll_token_end_all(struct ll_ctx *ctx, struct ll_user_id user_id,
                                struct ll_err *reterr)
{
    struct ll_q_token_live_of_in in = {user_id};
    struct ll_q_token_live_of_row row;
    enum ll_status status;
    while ((status = ll_q_token_live_of(ctx->store, ctx->arena, &in, &row, reterr)) == LL_OK) {
        LL_TRY(revoke(ctx, row.token_id, reterr));
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status run_revoke(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct token_revoke *in = input;
    struct ll_q_token_by_id_in by;
    struct ll_q_token_by_id_row row;
    if (ll_id_parse("tok", in->token, &by.token_id.raw, NULL) != LL_OK) {
        return ll_find_failed("token", in->token, reterr);
    }
    enum ll_status status = ll_q_token_by_id(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return ll_find_failed("token", in->token, reterr);
    }
    LL_TRY(status);
    if (row.has_revoked_at) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing left to do",
                         "the token is revoked already");
    }
    LL_TRY(revoke(ctx, row.token_id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "token_id", "tok", row.token_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- looking ---- */

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_page_input *in = input;
    struct ll_q_token_list_in by = {.limit = ll_page_limit(in->limit)};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("tok", in->after, &by.after.raw, reterr));
    LL_TRY(ll_q_token_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status run_find(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_token_find *in = input;
    uint8_t digest[LL_DIGEST_SIZE];
    ll_crypto_sha256(ctx->crypto, in->token, digest);
    struct ll_q_token_by_digest_in by = {{(const char *)digest, sizeof(digest)}};
    struct ll_q_token_by_digest_row row;
    LL_TRY(ll_q_token_by_digest(ctx->store, ctx->arena, &by, &row, reterr));
    if (ctx->now.us / US_A_DAY > row.expires_on.days) {
        return LL_REFUSE(reterr, LL_ENOTFOUND, "make a new one: 'loopledger token make'",
                         "the token is too old");
    }
    struct ll_viewer viewer = {
        .is_limited = true,
        .is_program = true,
        .user_id = row.user_id,
        .organisation_id = row.organisation_id,
    };
    uint64_t permissions = 0;
    LL_TRY(ll_user_roles(ctx, row.user_id, &viewer.roles, reterr));
    LL_TRY(ll_viewer_complete(ctx, &viewer, reterr));
    for (size_t from = 0; from < row.permissions.len;) {
        struct ll_str rest = ll_str_sub(row.permissions, from, row.permissions.len);
        size_t len = ll_str_find_char(rest, ' ');
        enum ll_permission permission = LL_MAY_PUBLIC;
        /* One that there is no more says nothing. */
        if (find_permission(ll_str_sub(rest, 0, len), &permission, NULL) == LL_OK) {
            permissions |= UINT64_C(1) << permission;
        }
        from += (len < rest.len ? len : rest.len) + 1;
    }
    viewer.permissions = permissions;
    *in->ret_viewer = viewer;
    *in->ret_permissions = permissions;
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

const struct ll_service ll_token_find = {
    .noun = "token",
    .verb = "find",
    .mode = LL_SERVICE_READ,
    .run = run_find,
};
const struct ll_service ll_service_token_make = {
    .noun = "token",
    .verb = "make",
    .help = "let a program ask as a user",
    .details = "The token is shown once. It may what is named here and what the user may, no more, "
               "until its last day, until it is revoked, or the user is disabled.",
    .input = &make_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_make,
};
const struct ll_service ll_service_token_revoke = {
    .noun = "token",
    .verb = "revoke",
    .help = "end a token",
    .input = &revoke_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_revoke,
};
const struct ll_service ll_service_token_list = {
    .noun = "token",
    .verb = "list",
    .help = "list tokens in the order they were made",
    .input = &ll_page_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
