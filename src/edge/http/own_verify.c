/* Verifying a certificate where it is read: the page, and the bundle that it may fetch from here.
 */
#include "base/catalogue.h"
#include "edge/http/access.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"
#include "edge/web/view.h"
#include "proof/multikey.h"
#include "service/answer.h"
#include "service/certificate_write.h"
#include "service/keys.h"
#include "service/log.h"

#define KEY_BYTES_MAX 1024
#define NAME_BYTES_MAX 128

/* As with every answer, and WebAssembly beside it: on this page alone. */
static const char policy[] =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' "
    "data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/* ---- whom this installation's certificates are by ---- */

static void put_issuer(struct ll_ctx *ctx, struct ll_json *answer)
{
    struct ll_sign_key key;
    char did[LL_DID_KEY_SIZE];
    if (ll_keys_signing(ctx, &key, NULL) == LL_OK) {
        ll_did_key_format(&key.public_key, did);
        ll_sign_key_wipe(&key);
        ll_answer_text(ctx, answer, "issuer", ll_str_copy(ctx->arena, ll_str_from_cstr(did)));
    }
}

static enum ll_status put_log(struct ll_ctx *ctx, const struct ll_log *log, struct ll_json *answer,
                              struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str key;
    ll_strbuf_init(&buf, ctx->arena, KEY_BYTES_MAX);
    ll_note_key_put(&buf, &log->key);
    LL_TRY(ll_strbuf_finish(&buf, &key, reterr));
    ll_answer_text(ctx, answer, "log", key);
    return LL_OK;
}

static enum ll_status find_keys(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_log_view view;
    enum ll_status status = LL_OK;
    (void)input;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    put_issuer(ctx, answer);
    if (view.status != LL_ENOTFOUND) {
        status = put_log(ctx, &view.log, answer, reterr);
    }
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    return ll_answer_done(answer, ret_answer, reterr);
}
static const struct ll_service keys_find = {
    .noun = "keys",
    .verb = "find",
    .mode = LL_SERVICE_VIEW,
    .run = find_keys,
};

/* ---- the page ---- */

struct verify {
    struct ll_str certificate;
};
static const struct ll_field fields[] = {
    LL_MEMBER(verify, certificate, LL_OPT(STR), .min = 1, .max = 64,
              .help = "serial of a certificate of this installation, to be fetched from here"),
};
const struct ll_record ll_own_verify_input = LL_RECORD("verify", verify, fields);

/* "/certificates/LL-…/bundle" */
static void put_certificate(struct ll_arena *arena, struct ll_json *answer, struct ll_str serial)
{
    struct ll_strbuf buf;
    struct ll_str address;
    struct ll_str front = ll_view_path(arena, "/certificates/", serial);
    ll_strbuf_init(&buf, arena, front.len + NAME_BYTES_MAX);
    ll_strbuf_str(&buf, front);
    ll_strbuf_cstr(&buf, "/bundle");
    if (ll_strbuf_finish(&buf, &address, NULL) == LL_OK) {
        ll_json_set_str(arena, answer, "bundle", address);
        ll_json_set_str(arena, answer, "certificate", serial);
    }
}

void ll_own_verify(struct ll_server *server, struct ll_http_exchange *exchange)
{
    static const struct ll_page_kind kind = {
        .template = "verify",
        .title = LL_T("Verify a certificate"),
        .fill = ll_verify_words,
    };
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    struct ll_job job = {
        .service = &keys_find,
        .actor = LL_STR("server"),
        .arena = &exchange->arena,
    };
    if (ll_input_read(exchange, &call->match, &call->input, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        ll_call_refuse(call, &job.err);
        return;
    }
    const struct verify *in = call->input.input;
    struct ll_str wasm = ll_page_file_address(server->pages, "verify.wasm");
    if (in->certificate.len > 0) {
        put_certificate(&exchange->arena, job.answer, in->certificate);
    }
    if (wasm.ptr != NULL) {
        ll_json_set_str(&exchange->arena, job.answer, "verifier", wasm);
    }
    ll_reply_instead(exchange, "Content-Security-Policy", ll_str_from_cstr(policy));
    ll_call_reply_page(call, &kind, job.answer);
}

/* ---- the bundle ---- */

struct bundle_of {
    struct ll_str serial;
    bool may_see; /* certificates as their holders do */
};

/* As text, since each of its bytes counts. */
static enum ll_status make_bundle(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct bundle_of *in = input;
    struct ll_log_view view;
    struct ll_str text;
    LL_TRY(ll_log_view_begin(ctx, &view, reterr));
    enum ll_status status =
        ll_certificate_bundle_open(ctx, &view, in->serial, in->may_see, &text, reterr);
    ll_store_rollback(ctx->store);
    LL_TRY(status);
    *ret_answer = ll_json_new_string(ctx->arena, text);
    return *ret_answer == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the bundle") : LL_OK;
}
static const struct ll_service bundle_make = {
    .noun = "bundle",
    .verb = "make",
    .mode = LL_SERVICE_VIEW,
    .run = make_bundle,
};

void ll_own_bundle(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    const struct bundle_of in = {
        .serial = call->match.values[0],
        .may_see = ll_who_may(&call->who, LL_MAY_SEE_DEMAND, NULL) == LL_OK,
    };
    struct ll_job job = {
        .service = &bundle_make,
        .input = &in,
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &exchange->arena,
    };
    ll_work_read(server->work, &job);
    if (job.status != LL_OK) {
        ll_call_refuse(call, &job.err);
        return;
    }
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    ll_http_add(exchange, "Content-Disposition",
                LL_STR("attachment; filename=\"certificate.bundle.json\""));
    ll_reply_plain(exchange, 200, "application/json", ll_json_string(job.answer));
}
