/* Second factors; user reset-factor; access set, access show */
#include "service/second_factor.h"

#include <string.h>

#include "crypto/seal.h"
#include "crypto/totp.h"
#include "service/access.h"
#include "service/answer.h"
#include "service/control.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/site.h"
#include "service/table.h"
#include "service/user.h"
#include "store/q_access.h"

#define STEPS_OFF 1 /* a device's clock may be so many steps off, either way */
#define RECOVERY_BYTES 10
#define URI_BYTES_MAX 2048

struct secret {
    uint8_t b[LL_TOTP_SECRET_SIZE];
};

/* ---- at rest ---- */

static enum ll_status seal_key(struct ll_ctx *ctx, struct ll_seal_key *ret_key,
                               struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_seal_key_of(&key->key, LL_STR("second factor"), ret_key);
    return LL_OK;
}

static struct ll_str bytes_of(const struct ll_user_id *user_id)
{
    return (struct ll_str){(const char *)user_id->raw.b, sizeof(user_id->raw.b)};
}

static enum ll_status unseal(struct ll_ctx *ctx, const struct ll_user_id *user_id,
                             struct ll_str sealed, struct secret *ret_secret, struct ll_err *reterr)
{
    struct ll_seal_key key;
    LL_TRY(seal_key(ctx, &key, reterr));
    bool opened = ll_unseal(&key, bytes_of(user_id), sealed, ret_secret->b, sizeof(ret_secret->b));
    ll_wipe(&key, sizeof(key));
    if (opened) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EIO, "the secret of a second factor was sealed with another key");
    ll_err_hint(reterr, "put back the keys of this store, or reset the factor: 'loopledger user "
                        "reset-factor'");
    return status;
}

static enum ll_status begin(struct ll_ctx *ctx, struct ll_user_id user_id, struct ll_err *reterr)
{
    struct ll_seal_key key;
    struct secret secret;
    uint8_t nonce[LL_SEAL_NONCE_SIZE];
    uint8_t sealed[LL_SEALED_SIZE(LL_TOTP_SECRET_SIZE)];
    LL_TRY(seal_key(ctx, &key, reterr));
    ctx->ids.random(ctx->ids.ctx, secret.b, sizeof(secret.b));
    ctx->ids.random(ctx->ids.ctx, nonce, sizeof(nonce));
    ll_seal(&key, nonce, bytes_of(&user_id),
            (struct ll_str){(const char *)secret.b, sizeof(secret.b)}, sealed);
    ll_wipe(&secret, sizeof(secret));
    ll_wipe(&key, sizeof(key));
    struct ll_q_second_factor_begin_in in = {
        user_id, {(const char *)sealed, sizeof(sealed)}, ctx->now};
    return ll_q_second_factor_begin(ctx->store, &in, reterr);
}

static enum ll_status find(struct ll_ctx *ctx, struct ll_user_id user_id,
                           struct ll_q_second_factor_of_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_second_factor_of_in of = {user_id};
    *ret_row = (struct ll_q_second_factor_of_row){0};
    enum ll_status status = ll_q_second_factor_of(ctx->store, ctx->arena, &of, ret_row, reterr);
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* ---- who has to have one ---- */

static enum ll_status asked_of(struct ll_ctx *ctx, enum ll_asked_of *ret_of, struct ll_err *reterr)
{
    struct ll_q_access_rule_last_row row;
    enum ll_status status = ll_q_access_rule_last(ctx->store, ctx->arena, &row, reterr);
    *ret_of = status == LL_OK ? row.second_factor : LL_ASKED_OF_OPERATORS;
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static bool is_asked(enum ll_asked_of of, struct ll_roles roles)
{
    bool is_operators = false;
    for (size_t i = 0; i < LL_ROLE_ROW_COUNT; i++) {
        enum ll_role role = (enum ll_role)ll_role_rows[i].value;
        is_operators |= (roles.bits & 1U << role) != 0 && ll_role_is_operators(role);
    }
    return of == LL_ASKED_OF_EVERYBODY || (of == LL_ASKED_OF_OPERATORS && is_operators);
}

enum ll_status ll_second_factor_needed(struct ll_ctx *ctx, struct ll_user_id user_id,
                                       struct ll_str *ret_waits_for, struct ll_err *reterr)
{
    struct ll_q_second_factor_of_row row;
    struct ll_roles roles;
    enum ll_asked_of of = LL_ASKED_OF_OPERATORS;
    LL_TRY(find(ctx, user_id, &row, reterr));
    LL_TRY(ll_user_roles(ctx, user_id, &roles, reterr));
    LL_TRY(asked_of(ctx, &of, reterr));
    *ret_waits_for = LL_STR("");
    if (row.has_secret) {
        *ret_waits_for = LL_STR(LL_WAITS_FACTOR);
    } else if (is_asked(of, roles)) {
        *ret_waits_for = LL_STR(LL_WAITS_ENROLMENT);
        return row.has_pending ? LL_OK : begin(ctx, user_id, reterr);
    }
    return LL_OK;
}

enum ll_status ll_second_factor_needed_too(struct ll_ctx *ctx, struct ll_user_id user_id,
                                           struct ll_str *ret_waits_for, struct ll_err *reterr)
{
    struct ll_q_second_factor_of_row row;
    LL_TRY(find(ctx, user_id, &row, reterr));
    *ret_waits_for = row.has_secret ? LL_STR(LL_WAITS_FACTOR) : LL_STR("");
    return LL_OK;
}

enum ll_status ll_second_factor_has(struct ll_ctx *ctx, struct ll_user_id user_id, bool *ret_has,
                                    struct ll_err *reterr)
{
    struct ll_q_second_factor_of_row row;
    LL_TRY(find(ctx, user_id, &row, reterr));
    *ret_has = row.has_secret;
    return LL_OK;
}

enum ll_status ll_second_factor_forget(struct ll_ctx *ctx, struct ll_user_id user_id,
                                       struct ll_err *reterr)
{
    struct ll_q_second_factor_delete_in factor = {user_id};
    struct ll_q_recovery_code_delete_of_in codes = {user_id};
    LL_TRY(ll_q_second_factor_delete(ctx->store, &factor, reterr));
    return ll_q_recovery_code_delete_of(ctx->store, &codes, reterr);
}

/* ---- setting up ---- */

static void put_escaped(struct ll_strbuf *buf, struct ll_str text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c != '\0' && strchr("-._~", c) != NULL);
        if (plain) {
            ll_strbuf_char(buf, (char)c);
        } else {
            ll_strbuf_char(buf, '%');
            ll_strbuf_char(buf, digits[c >> 4U]);
            ll_strbuf_char(buf, digits[c & 15U]);
        }
    }
}

static enum ll_status uri_of(struct ll_ctx *ctx, struct ll_user_id user_id, struct ll_str base32,
                             struct ll_str *ret_uri, struct ll_err *reterr)
{
    struct ll_q_user_by_id_in by = {user_id};
    struct ll_q_user_by_id_row user;
    struct ll_strbuf buf;
    struct ll_str email;
    struct ll_str site;
    LL_TRY(ll_site_name(ctx, &site, reterr));
    LL_TRY(ll_q_user_by_id(ctx->store, ctx->arena, &by, &user, reterr));
    LL_TRY(ll_annex_text(ctx, user.email_annex_id, &email, reterr));
    ll_strbuf_init(&buf, ctx->arena, URI_BYTES_MAX);
    ll_strbuf_cstr(&buf, "otpauth://totp/");
    put_escaped(&buf, site);
    ll_strbuf_char(&buf, ':');
    put_escaped(&buf, email);
    ll_strbuf_fmt(&buf, "?secret=%.*s&issuer=", LL_STR_ARG(base32));
    put_escaped(&buf, site);
    ll_strbuf_fmt(&buf, "&algorithm=SHA1&digits=%d&period=%d", LL_TOTP_DIGITS,
                  (int)(LL_TOTP_STEP_US / 1000000));
    return ll_strbuf_finish(&buf, ret_uri, reterr);
}

static enum ll_status run_enrolment_find(struct ll_ctx *ctx, const void *input,
                                         struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct ll_enrolment_find *in = input;
    struct ll_q_second_factor_of_row row;
    struct secret secret;
    char text[LL_BASE32_SIZE(LL_TOTP_SECRET_SIZE)];
    LL_TRY(find(ctx, in->user_id, &row, reterr));
    if (!row.has_pending) {
        enum ll_status status = LL_FAIL(reterr, LL_ENOTFOUND, "no device is to be set up");
        ll_err_hint(reterr, "begin: POST /sessions/enrolment");
        return status;
    }
    LL_TRY(unseal(ctx, &in->user_id, row.pending, &secret, reterr));
    ll_base32((struct ll_str){(const char *)secret.b, sizeof(secret.b)}, text);
    ll_wipe(&secret, sizeof(secret));
    *in->ret_secret = ll_str_copy(ctx->arena, ll_str_from_cstr(text));
    if (in->ret_secret->ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the enrolment");
    }
    LL_TRY(uri_of(ctx, in->user_id, *in->ret_secret, in->ret_uri, reterr));
    return ll_answer_done(ll_answer_object(ctx), ret_answer, reterr);
}

/* ---- codes ---- */

static enum ll_status refuse_code(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EAUTH, "the code does not let anybody in now");
    ll_err_where(reterr, "code");
    ll_err_hint(reterr,
                "wait for the next one; each is taken once, and after several failures none "
                "is for a while, up to 15 minutes");
    return status;
}

/* What was typed, in small letters, without blanks and dashes. */
static struct ll_str plain_code(struct ll_str code, char *buffer, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < code.len && len < size; i++) {
        char c = code.ptr[i];
        if (c != ' ' && c != '-') {
            buffer[len++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        }
    }
    return (struct ll_str){buffer, len};
}

/* The step whose code it is, later than the last that was taken; -1: none. Every step is tried. */
static enum ll_status find_step(struct ll_ctx *ctx, const struct secret *secret, struct ll_str code,
                                int64_t last_step, int64_t *ret_step, struct ll_err *reterr)
{
    struct ll_str bytes = {(const char *)secret->b, sizeof(secret->b)};
    int64_t now = ctx->now.us / LL_TOTP_STEP_US;
    uint32_t typed = 0;
    bool is_code = code.len == LL_TOTP_DIGITS;
    for (size_t i = 0; i < code.len; i++) {
        is_code = is_code && code.ptr[i] >= '0' && code.ptr[i] <= '9';
        typed = typed * 10 + (uint32_t)(code.ptr[i] - '0');
    }
    *ret_step = -1;
    for (int64_t step = now - STEPS_OFF; step <= now + STEPS_OFF; step++) {
        uint32_t right = 0;
        LL_TRY(ll_totp_code(bytes, step, LL_TOTP_DIGITS, &right, reterr));
        if (is_code && right == typed && step > last_step) {
            *ret_step = step;
        }
    }
    return LL_OK;
}

static enum ll_status recovery_digest(struct ll_ctx *ctx, const struct ll_user_id *user_id,
                                      struct ll_str code, uint8_t ret_digest[LL_FINGERPRINT_SIZE],
                                      struct ll_err *reterr)
{
    const struct ll_kept_key *key = NULL;
    const struct ll_str parts[] = {LL_STR("recovery code"), bytes_of(user_id), code};
    LL_TRY(ll_keys_fingerprint(ctx, &key, reterr));
    ll_fingerprint(&key->key, parts, 3, ret_digest);
    return LL_OK;
}

/* Is it one of theirs? Then it is no more. */
static enum ll_status spend_recovery(struct ll_ctx *ctx, struct ll_user_id user_id,
                                     struct ll_str code, bool *ret_is, struct ll_err *reterr)
{
    uint8_t digest[LL_FINGERPRINT_SIZE];
    LL_TRY(recovery_digest(ctx, &user_id, code, digest, reterr));
    struct ll_str bytes = {(const char *)digest, sizeof(digest)};
    struct ll_q_recovery_code_known_in by = {bytes, user_id};
    struct ll_q_recovery_code_known_row row;
    struct ll_q_recovery_code_delete_in spent = {bytes};
    LL_TRY(ll_q_recovery_code_known(ctx->store, ctx->arena, &by, &row, reterr));
    *ret_is = row.codes > 0;
    return *ret_is ? ll_q_recovery_code_delete(ctx->store, &spent, reterr) : LL_OK;
}

/* ret_step: of the code that is taken; of a recovery code the last one's. ret_taken: whether. A
 * failure is noted. `pending`: of what is to be set up, which has no recovery codes yet. */
static enum ll_status take_code(struct ll_ctx *ctx, struct ll_user_id user_id,
                                const struct ll_q_second_factor_of_row *row, bool pending,
                                struct ll_str typed, int64_t *ret_step, bool *ret_taken,
                                struct ll_err *reterr)
{
    char buffer[64];
    struct secret secret;
    struct ll_str code = plain_code(typed, buffer, sizeof(buffer));
    bool waits = ctx->now.us < row->failed_at.us + ll_access_wait_us(row->failures);
    int64_t step = -1;
    bool recovered = false;
    LL_TRY(unseal(ctx, &user_id, pending ? row->pending : row->secret, &secret, reterr));
    enum ll_status status =
        find_step(ctx, &secret, code, pending ? 0 : row->last_step, &step, reterr);
    ll_wipe(&secret, sizeof(secret));
    LL_TRY(status);
    if (!waits && step < 0 && !pending) {
        LL_TRY(spend_recovery(ctx, user_id, code, &recovered, reterr));
    }
    *ret_taken = !waits && (step >= 0 || recovered);
    *ret_step = step >= 0 ? step : row->last_step;
    if (waits || *ret_taken) {
        return LL_OK;
    }
    struct ll_q_second_factor_tries_in tries = {user_id, row->failures + 1, ctx->now};
    return ll_q_second_factor_tries(ctx->store, &tries, reterr);
}

static enum ll_status begin_again(struct ll_ctx *ctx, const void *input,
                                  enum ll_status *ret_refused, struct ll_err *reterr)
{
    const struct ll_enrolment_begin *in = input;
    struct ll_q_second_factor_of_row row;
    bool taken = true;
    int64_t step = 0;
    LL_TRY(find(ctx, in->user_id, &row, reterr));
    if (row.has_secret) {
        LL_TRY(take_code(ctx, in->user_id, &row, false, in->code, &step, &taken, reterr));
        struct ll_q_second_factor_took_in took = {in->user_id, step};
        if (!taken) {
            *ret_refused = refuse_code(reterr);
            return LL_OK;
        }
        LL_TRY(ll_q_second_factor_took(ctx->store, &took, reterr));
    }
    return begin(ctx, in->user_id, reterr);
}

static enum ll_status run_enrolment_begin(struct ll_ctx *ctx, const void *input,
                                          struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, begin_again, input, ret_answer, reterr);
}

/* "abcd-efgh-ijkl-mnop" */
static enum ll_status make_recovery(struct ll_ctx *ctx, struct ll_user_id user_id,
                                    char ret_code[LL_RECOVERY_CODE_SIZE + 1], struct ll_err *reterr)
{
    uint8_t bytes[RECOVERY_BYTES];
    char text[LL_BASE32_SIZE(RECOVERY_BYTES)];
    char plain[LL_BASE32_SIZE(RECOVERY_BYTES)];
    uint8_t digest[LL_FINGERPRINT_SIZE];
    size_t at = 0;
    ctx->ids.random(ctx->ids.ctx, bytes, sizeof(bytes));
    ll_base32((struct ll_str){(const char *)bytes, sizeof(bytes)}, text);
    struct ll_str code = plain_code(ll_str_from_cstr(text), plain, sizeof(plain));
    for (size_t i = 0; i < code.len; i++) {
        if (i > 0 && i % 4 == 0) {
            ret_code[at++] = '-';
        }
        ret_code[at++] = code.ptr[i];
    }
    ret_code[at] = '\0';
    LL_TRY(recovery_digest(ctx, &user_id, code, digest, reterr));
    struct ll_q_recovery_code_insert_in in = {{(const char *)digest, sizeof(digest)}, user_id};
    return ll_q_recovery_code_insert(ctx->store, &in, reterr);
}

/* What was to be set up is; what it came after is no more, with its recovery codes. */
static enum ll_status confirm(struct ll_ctx *ctx, const struct ll_second_factor_take *in,
                              struct ll_str sealed, int64_t step, struct ll_err *reterr)
{
    struct ll_q_second_factor_confirm_in confirm = {in->user_id, sealed, step};
    struct ll_q_recovery_code_delete_of_in old = {in->user_id};
    LL_TRY(ll_q_second_factor_confirm(ctx->store, &confirm, reterr));
    LL_TRY(ll_q_recovery_code_delete_of(ctx->store, &old, reterr));
    for (size_t i = 0; i < LL_RECOVERY_CODES; i++) {
        LL_TRY(make_recovery(ctx, in->user_id, in->ret_codes[i], reterr));
    }
    return LL_OK;
}

static enum ll_status take(struct ll_ctx *ctx, const void *input, enum ll_status *ret_refused,
                           struct ll_err *reterr)
{
    const struct ll_second_factor_take *in = input;
    const struct ll_access_session session = {in->session, in->csrf, in->user_id, LL_STR("")};
    struct ll_q_second_factor_of_row row;
    struct ll_access_digest digest;
    bool taken = false;
    int64_t step = 0;
    LL_TRY(find(ctx, in->user_id, &row, reterr));
    if (in->enrols ? !row.has_pending : !row.has_secret) {
        return LL_REFUSE(reterr, LL_ENOTFOUND, "begin again: set a device up anew",
                         "no code is waited for");
    }
    LL_TRY(take_code(ctx, in->user_id, &row, in->enrols, in->code, &step, &taken, reterr));
    if (!taken) {
        *ret_refused = refuse_code(reterr);
        return LL_OK;
    }
    if (in->enrols) {
        LL_TRY(confirm(ctx, in, row.pending, step, reterr));
    } else {
        struct ll_q_second_factor_took_in took = {in->user_id, step};
        LL_TRY(ll_q_second_factor_took(ctx->store, &took, reterr));
    }
    struct ll_q_session_delete_in old = {ll_access_digest_of(ctx, in->old, &digest)};
    LL_TRY(ll_q_session_delete(ctx->store, &old, reterr));
    return ll_access_open(ctx, &session, reterr);
}

static enum ll_status run_second_factor_take(struct ll_ctx *ctx, const void *input,
                                             struct ll_json **ret_answer, struct ll_err *reterr)
{
    return ll_access_change(ctx, take, input, ret_answer, reterr);
}

/* ---- user reset-factor ---- */
struct user_reset_factor {
    struct ll_str reason;
    struct ll_str user;
};
static const struct ll_field reset_fields[] = {
    LL_MEMBER(user_reset_factor, reason, LL_REQ(CODE), .help = "why, as a code: device-lost"),
    LL_MEMBER(user_reset_factor, user, LL_REQ(REF), .operand = true, .help = "the user's id"),
};
static const struct ll_record reset_record =
    LL_RECORD("user_reset_factor", user_reset_factor, reset_fields);

static enum ll_status run_reset(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct user_reset_factor *in = input;
    struct ll_q_user_by_id_row user;
    struct ll_q_second_factor_of_row row;
    LL_TRY(ll_user_find(ctx, in->user, &user, reterr));
    LL_TRY(find(ctx, user.user_id, &row, reterr));
    if (!row.has_secret) {
        return LL_REFUSE(reterr, LL_EREFUSED, "there is nothing to take away",
                         "the user has no second factor");
    }
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_FACTOR_RESET, user.user_id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_second_factor_reset body = {.reason = in->reason, .user_id = user.user_id};
    struct ll_q_session_delete_of_in sessions = {user.user_id};
    LL_TRY(ll_second_factor_forget(ctx, user.user_id, reterr));
    LL_TRY(ll_q_session_delete_of(ctx->store, &sessions, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_SECOND_FACTOR_RESET, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "user_id", "usr", user.user_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- access set, show ---- */
struct access_set {
    int second_factor; /* enum ll_asked_of */
};
static const struct ll_field set_fields[] = {
    LL_MEMBER(access_set, second_factor, LL_REQ(ENUM), LL_ENUM_OF(asked_of, ASKED_OF),
              .help = "of whom signing in asks a second factor"),
};
static const struct ll_record set_record = LL_RECORD("access_set", access_set, set_fields);

static enum ll_status answer_access(struct ll_ctx *ctx, enum ll_asked_of of,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "second_factor", ll_str_from_cstr(ll_asked_of_name(of)));
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_set(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    const struct access_set *in = input;
    const struct ll_access_rule_id id = {ll_ctx_id(ctx)};
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_ACCESS_SET, id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    const struct ll_access_ruled body = {
        .access_rule_id = id,
        .second_factor = in->second_factor,
    };
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_ACCESS_RULED, &body, reterr));
    return answer_access(ctx, (enum ll_asked_of)in->second_factor, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    enum ll_asked_of of = LL_ASKED_OF_OPERATORS;
    (void)input;
    LL_TRY(asked_of(ctx, &of, reterr));
    return answer_access(ctx, of, ret_answer, reterr);
}

const struct ll_service ll_service_user_reset_factor = {
    .noun = "user",
    .verb = "reset-factor",
    .help = "take a user's second factor away, when they lost the device",
    .details = "Their sessions end, and their recovery codes. Of whom a second factor is asked "
               "sets up another when they sign in next: make sure that it is they who do.",
    .input = &reset_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_reset,
};
const struct ll_service ll_service_access_set = {
    .noun = "access",
    .verb = "set",
    .help = "say of whom signing in asks a second factor",
    .details = "Without it: of the operator's people. Who has one is asked for it in any case.",
    .input = &set_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_set,
};
const struct ll_service ll_service_access_show = {
    .noun = "access",
    .verb = "show",
    .help = "show of whom signing in asks a second factor",
    .mode = LL_SERVICE_READ,
    .run = run_show,
};

#define INSIDE(name, mode_)                                                                        \
    const struct ll_service ll_##name = {                                                          \
        .noun = "session", .verb = #name, .mode = (mode_), .run = run_##name}
INSIDE(enrolment_find, LL_SERVICE_READ);
INSIDE(enrolment_begin, LL_SERVICE_MANAGE);
INSIDE(second_factor_take, LL_SERVICE_MANAGE);
