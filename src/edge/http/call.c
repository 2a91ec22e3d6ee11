/* One exchange from its head to its answer. */
#include "edge/http/inside.h"

#include <stdio.h>
#include <string.h>

#include "edge/http/fields.h"
#include "edge/http/framing.h"
#include "edge/http/list.h"
#include "edge/http/own.h"
#include "edge/http/start.h"
#include "service/session.h"
#include "service/site.h"

#define REQUEST_ARENA_BYTES ((size_t)256 << 20)
#define KEY_RANDOM_BYTES 16
#define SEEN_ARENA_BYTES ((size_t)1 << 20)

/* ---- what is sent with every answer ---- */

static const struct ll_http_field always[] = {
    {"Content-Security-Policy",
     {"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
      "base-uri 'none'; frame-ancestors 'none'",
      0}},
    {"X-Content-Type-Options", {"nosniff", 0}},
    {"Referrer-Policy", {"same-origin", 0}},
    {"Cross-Origin-Opener-Policy", {"same-origin", 0}},
    {"Cross-Origin-Resource-Policy", {"same-origin", 0}},
    {"Permissions-Policy", {"camera=(), geolocation=(), microphone=()", 0}},
};

static void add_always(struct ll_http_exchange *exchange)
{
    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
        ll_http_add(exchange, always[i].name, ll_str_from_cstr(always[i].value.ptr));
    }
}

static void answer_written(struct ll_http_exchange *exchange)
{
    ll_call_answer(exchange->own);
}

/* The writer has others to do: who waits for connections makes the answer. */
static void on_written(void *ctx, struct ll_job *job)
{
    struct ll_call *call = ctx;
    (void)job;
    ll_http_hand_back(call->exchange, answer_written);
}

void ll_call_start(struct ll_call *call)
{
    struct ll_job *job = &call->job;
    enum ll_service_mode mode = job->service->mode;
    if (mode != LL_SERVICE_WRITE && mode != LL_SERVICE_MANAGE) {
        ll_work_read(call->server->work, job);
        ll_call_answer(call);
        return;
    }
    job->done = on_written;
    job->ctx = call;
    ll_http_set_aside(call->exchange);
    /* Once it is taken, all of it is the writer's: it may be over by now. */
    struct ll_err err = {0};
    enum ll_status status = ll_work_write(call->server->work, job, &err);
    if (status != LL_OK) {
        job->status = status;
        job->err = err;
        ll_call_answer(call);
        ll_http_bring_back(call->exchange);
    }
}

/* ---- has it changed? ---- */

/* Not of "/orders/import" what is at "/orders/{ref}": a word of the one is no name in the other. */
static bool has_names_where(const char *path, const char *resource)
{
    while (*resource != '\0' && *path != '\0') {
        if ((*path == '{') != (*resource == '{')) {
            return false;
        }
        path += strcspn(path + 1, "/") + 1;
        resource += strcspn(resource + 1, "/") + 1;
        path += *path == '/';
        resource += *resource == '/';
    }
    return true;
}

bool ll_call_find_resource(struct ll_call *call, struct ll_str *ret_path,
                           struct ll_route_match *ret_match)
{
    struct ll_str path = call->exchange->path;
    struct ll_str allowed;
    while (path.len > 1) {
        if (ll_route_find(&call->exchange->arena, LL_STR("GET"), path, ret_match, &allowed, NULL) ==
                LL_OK &&
            ret_match->route->service != NULL && ret_match->count > 0 &&
            has_names_where(call->match.route->path, ret_match->route->path) &&
            ret_match->route->service->mode == LL_SERVICE_READ) {
            *ret_path = path;
            return true;
        }
        size_t cut = path.len;
        while (cut > 0 && path.ptr[cut - 1] != '/') {
            cut--;
        }
        path = ll_str_sub(path, 0, cut - 1);
    }
    return false;
}

static enum ll_status check_unchanged(void *before_ctx, struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_call *call = before_ctx;
    struct ll_route_match match;
    struct ll_json *answer = NULL;
    struct ll_str text;
    char tag[LL_TAG_BYTES];
    struct ll_str path;
    if (!ll_call_find_resource(call, &path, &match)) {
        return LL_REFUSE(reterr, LL_EINVAL, "leave it out; GET answers with ETag where it goes",
                         "If-Match: nothing at this address has a tag");
    }
    const struct ll_route *route = match.route;
    const struct ll_route *open = ll_route_open(route);
    /* whoever may not look at it saw nothing, and learns nothing by guessing what it is */
    if (open != NULL && ll_who_may(&call->who, route->permission, NULL) != LL_OK) {
        route = open;
    }
    LL_TRY(ll_who_may(&call->who, route->permission, reterr));
    const struct ll_record *record = route->service->input;
    void *input = ll_arena_alloc(ctx->arena, 1, record->size);
    if (input == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    for (size_t i = 0; i < match.count; i++) {
        const struct ll_field *field = ll_record_find(record, match.names[i]);
        LL_TRY(ll_field_from_text(ctx->arena, field, match.values[i], input, reterr));
    }
    LL_TRY(route->service->run(ctx, input, &answer, reterr));
    LL_TRY(ll_json_canonical(ctx->arena, answer, LL_REPLY_BYTES_MAX, &text, reterr));
    ll_tag_of(text, tag);
    if (ll_tag_listed(call->input.if_match, tag)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_ECHANGED, "it is not as you saw it any more");
    ll_err_hint(reterr, "nothing was stored; look at it again, then ask again");
    return status;
}

/* ---- one exchange ---- */

static void refuse_route(struct ll_call *call, enum ll_status status, struct ll_str allowed,
                         const struct ll_err *err)
{
    ll_call_problem(call, status == LL_EPERM ? 405 : 0, err, NULL);
    if (status == LL_EPERM) {
        ll_http_add(call->exchange, "Allow", allowed);
    }
}

/* ---- has it asked too much? ---- */

/* False: it did, and is answered. */
static bool take_rate(struct ll_call *call, enum ll_rate rate, struct ll_str who)
{
    const struct ll_work_options *work = &call->server->options.work;
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_err err = {0};
    int64_t wait_us = 0;
    if (ll_rates_take(call->server->rates, rate, who, work->timer.now(work->timer.ctx).us, &wait_us,
                      &err) == LL_OK) {
        return true;
    }
    ll_reply_after(exchange, wait_us);
    ll_call_refuse(call, &err);
    return false;
}

/* By the address that it comes from, before anything else is done for it. */
static bool take_address(struct ll_call *call)
{
    const struct ll_server_options *options = &call->server->options;
    struct ll_http_exchange *exchange = call->exchange;
    enum ll_rate rate = ll_rate_of(call->match.route);
    struct ll_address address;
    struct ll_str forwarded = LL_STR("");
    struct ll_err err = {0};
    if (exchange->is_local || call->server->rates == NULL || rate == LL_RATE_FREE) {
        return true;
    }
    if (options->trusted_count > 0 &&
        ll_http_fields_of(exchange, "X-Forwarded-For", &forwarded, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return false;
    }
    if (!ll_address_of_client(exchange->peer, forwarded, options->trusted, options->trusted_count,
                              &address)) {
        return true;
    }
    ll_address_mask(&address);
    struct ll_str who = {(const char *)address.b, sizeof(address.b)};
    return take_rate(call, LL_RATE_ADDRESS, who) &&
           (rate == LL_RATE_PLAIN || take_rate(call, rate, who));
}

/* By who they are, once that is known. */
static bool take_user(struct ll_call *call)
{
    const struct ll_who *who = &call->who;
    if (who->is_local || !who->is_known || ll_rate_of(call->match.route) == LL_RATE_FREE) {
        return true;
    }
    return who->is_by_token
               ? take_rate(call, LL_RATE_TOKEN, ll_http_field_of(call->exchange, "Authorization"))
               : take_rate(call, LL_RATE_USER, who->actor);
}

/* Nothing else that it says is believed, nor anything behind it on its connection. */
static void refuse_framing(struct ll_http_exchange *exchange)
{
    const struct ll_framing_fault *fault = exchange->fault;
    struct ll_err err = {0};
    enum ll_status status = fault->http_status == 501 ? LL_EUNSUPPORTED : LL_EPARSE;
    ll_fail_(&err, status, __FILE__, __LINE__, "%s", fault->text);
    ll_err_hint(&err, "%s", fault->hint);
    ll_reply_problem(exchange, fault->http_status, &err, NULL);
    ll_http_close_after(exchange);
}

/* False: it is more than is taken of a head, and is answered. */
static bool check_head(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_err err = {0};
    if (exchange->head_bytes > LL_HTTP_HEAD_BYTES_MAX ||
        exchange->field_count > LL_HTTP_FIELDS_MAX) {
        ll_fail_(&err, LL_ELIMIT, __FILE__, __LINE__,
                 "the head has more than %d bytes or more than %d fields", LL_HTTP_HEAD_BYTES_MAX,
                 LL_HTTP_FIELDS_MAX);
        ll_err_hint(&err, "send fewer and shorter fields; cookies count, too");
        ll_call_problem(call, 431, &err, NULL);
        return false;
    }
    if (exchange->path.len + exchange->query.len > LL_HTTP_TARGET_BYTES_MAX) {
        ll_fail_(&err, LL_ELIMIT, __FILE__, __LINE__, "the address is longer than %d bytes",
                 LL_HTTP_TARGET_BYTES_MAX);
        ll_err_hint(&err, "ask with fewer and shorter parameters");
        ll_call_problem(call, 414, &err, NULL);
        return false;
    }
    if (ll_fields_check(exchange, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return false;
    }
    return true;
}

/* Of those who answer at once, and whose names may be followed by it. */
static bool may_take_suffix(const struct ll_route *route)
{
    return route->service != NULL || route->own == ll_own_api_group || route->own == ll_own_upload;
}

/* The same address without ".json" behind, or of a list ".csv"; false: there is no such. */
static bool find_without_suffix(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_route_match match;
    struct ll_str allowed;
    struct ll_str path = exchange->path;
    bool is_csv = ll_str_ends(path, LL_STR(LL_LIST_CSV));
    if (!ll_str_eq_cstr(exchange->method, "GET") ||
        (!is_csv && !ll_str_ends(path, LL_STR(LL_CALL_JSON)))) {
        return false;
    }
    path = ll_str_sub(path, 0, path.len - strlen(is_csv ? LL_LIST_CSV : LL_CALL_JSON));
    if (ll_route_find(&exchange->arena, exchange->method, path, &match, &allowed, NULL) != LL_OK ||
        (is_csv && !ll_list_is(match.route))) {
        return false;
    }
    call->match = match;
    exchange->path = path;
    exchange->wants_json = !is_csv;
    exchange->wants_csv = is_csv;
    return true;
}

/* A name may end in ".json" itself: what is there under the whole of it is meant (run_route). */
static enum ll_status find_route(struct ll_call *call, struct ll_str *ret_allowed,
                                 struct ll_err *reterr)
{
    struct ll_http_exchange *exchange = call->exchange;
    enum ll_status status = ll_route_find(&exchange->arena, exchange->method, exchange->path,
                                          &call->match, ret_allowed, reterr);
    if ((status == LL_ENOTFOUND || status == LL_EPERM) && find_without_suffix(call)) {
        return LL_OK;
    }
    call->may_mean_json = status == LL_OK && call->match.route->method == LL_METHOD_GET &&
                          may_take_suffix(call->match.route) &&
                          ll_str_ends(exchange->path, LL_STR(LL_CALL_JSON));
    exchange->wants_csv = status == LL_OK && call->match.route->method == LL_METHOD_GET &&
                          ll_list_is(call->match.route) && ll_list_accepted(exchange);
    return status;
}

void ll_call_begin(void *ctx, struct ll_http_exchange *exchange)
{
    struct ll_server *server = ctx;
    struct ll_call *call = LL_NEW(&exchange->arena, struct ll_call);
    struct ll_err err = {0};
    struct ll_str allowed = LL_STR("");
    add_always(exchange);
    if (server->options.tls_key.len > 0 && !exchange->is_local) {
        ll_http_add(exchange, "Strict-Transport-Security", LL_STR("max-age=31536000"));
    }
    exchange->arena.cap_bytes = REQUEST_ARENA_BYTES;
    exchange->body_max = LL_HTTP_BODY_BYTES_MAX;
    exchange->own = call;
    if (call == NULL) {
        exchange->reply.status = 507;
        return;
    }
    call->server = server;
    call->exchange = exchange;
    if (atomic_load(&server->ending)) {
        ll_http_close_after(exchange);
    }
    if (exchange->fault != NULL) {
        refuse_framing(exchange);
        return;
    }
    if (!check_head(call)) {
        return;
    }
    if (ll_local_is_call(exchange)) {
        call->is_local_call = true;
        exchange->body_max = LL_HTTP_UPLOAD_BYTES_MAX * 2;
        return;
    }
    enum ll_status status = find_route(call, &allowed, &err);
    if (!take_address(call)) {
        return;
    }
    if (status != LL_OK) {
        refuse_route(call, status, allowed, &err);
        return;
    }
    exchange->body_max = ll_route_body_max(call->match.route);
    struct ll_str key = ll_http_field_of(exchange, "Idempotency-Key");
    if (ll_route_takes_file(call->match.route) && key.len > 0 && key.len <= LL_HTTP_KEY_BYTES_MAX) {
        call->upload = ll_upload_begin(server->uploads, exchange, key);
    }
}

void ll_call_take(void *ctx, struct ll_http_exchange *exchange)
{
    const struct ll_call *call = exchange->own;
    (void)ctx;
    if (call->upload != NULL) {
        ll_upload_received(call->upload, exchange->received);
    }
}

void ll_call_make_key(struct ll_call *call)
{
    const struct ll_work_options *options = &call->server->options.work;
    uint8_t bytes[KEY_RANDOM_BYTES];
    options->random(options->random_ctx, bytes, sizeof(bytes));
    memcpy(call->made_key, "web-", 4);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        (void)snprintf(call->made_key + 4 + 2 * i, 3, "%02x", bytes[i]);
    }
}

struct ll_tried_who ll_call_tried(const struct ll_call *call)
{
    const struct ll_work_options *work = &call->server->options.work;
    return (struct ll_tried_who){
        .tried = call->server->tried,
        .session = call->who.session,
        .user = call->who.actor,
        .now_us = work->timer.now(work->timer.ctx).us,
    };
}

/* Too many wait: all are told the same, so that it is made once; fields of local ones differ. */
static void refuse_full(struct ll_call *call, const struct ll_err *err)
{
    static const char *const keys[2][2] = {{"full", "full.json"},
                                           {"full local", "full local.json"}};
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_kept *kept = call->server->kept;
    struct ll_str key =
        ll_str_from_cstr(keys[exchange->is_local ? 1 : 0][exchange->wants_json ? 1 : 0]);
    struct ll_http_made *made = ll_kept_find(kept, key, 0);
    if (made != NULL) {
        ll_http_give(exchange, made);
        return;
    }
    ll_call_refuse(call, err);
    made = ll_http_make(&exchange->reply);
    if (made != NULL) {
        ll_kept_put(kept, key, 0, made);
        ll_http_drop(made);
    }
}

static void run_service(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    const struct ll_tried_who tried = ll_call_tried(call);
    const struct ll_service *service = call->match.route->service;
    bool writes = service->mode == LL_SERVICE_WRITE;
    struct ll_err err = {0};
    /* A form is read all the same: what was typed into it is shown again. */
    if (writes && !ll_page_wanted(exchange) && ll_work_admit(call->server->work, &err) != LL_OK) {
        refuse_full(call, &err);
        return;
    }
    if (ll_input_read_tried(exchange, &call->match, &tried, &call->input, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    if (call->match.route->method != LL_METHOD_GET &&
        ll_who_meant_it(exchange, &call->who, call->input.csrf, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    if (exchange->wants_csv) {
        ll_list_reply(call);
        return;
    }
    if (writes && call->input.key.len == 0) {
        ll_call_make_key(call);
        call->input.key = ll_str_from_cstr(call->made_key);
    }
    call->job = (struct ll_job){
        .service = service,
        .input = call->input.input,
        .options = {.key = call->input.key, .dry_run = call->input.dry_run},
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &exchange->arena,
    };
    if (writes && call->input.if_match.len > 0) {
        call->job.options.before = check_unchanged;
        call->job.options.before_ctx = call;
    }
    if (call->upload != NULL) {
        call->job.progress = (struct ll_progress){.report = ll_upload_report, .ctx = call->upload};
    }
    ll_call_start(call);
}

bool ll_call_open(struct ll_call *call)
{
    const struct ll_route *open = ll_route_open(call->match.route);
    if (open == NULL) {
        return false;
    }
    call->match.route = open;
    run_service(call);
    return true;
}

/* ---- answers that were rendered before ---- */

/* Pages of who is signed in hold the token of their session; those of others are alike. */
static bool may_be_kept(const struct ll_call *call)
{
    const struct ll_http_exchange *exchange = call->exchange;
    const struct ll_route *route = call->match.route;
    return route->service != NULL && ll_kept_service(route->service) && exchange->body.len == 0 &&
           !exchange->wants_csv && !ll_call_is_accessed(call) &&
           !atomic_load(&call->server->ending) &&
           (!ll_page_wanted(exchange) || (!call->who.is_known && !exchange->is_local));
}

/* All that an answer depends on, beside the store. Empty without memory. */
static struct ll_str key_of(const struct ll_call *call)
{
    const struct ll_http_exchange *exchange = call->exchange;
    const struct ll_viewer *viewer = &call->who.viewer;
    struct ll_strbuf buf;
    struct ll_str key = LL_STR("");
    ll_strbuf_init(&buf, &call->exchange->arena, 2 * (size_t)LL_HTTP_TARGET_BYTES_MAX);
    ll_strbuf_char(&buf, exchange->is_local ? 'l' : 'o'); /* their fields differ */
    ll_strbuf_char(&buf, exchange->wants_json ? 'j' : 'a');
    ll_strbuf_cstr(&buf, ll_page_wanted(exchange) ? ll_page_language(call->server->pages, exchange)
                                                  : "json");
    ll_strbuf_char(&buf, viewer->is_limited ? 'v' : 'a');
    ll_strbuf_char(&buf, viewer->sees_all ? 'a' : 'v');
    ll_strbuf_str(&buf, (struct ll_str){(const char *)&viewer->user_id, sizeof(viewer->user_id)});
    ll_strbuf_str(&buf, (struct ll_str){(const char *)&viewer->organisation_id,
                                        sizeof(viewer->organisation_id)});
    ll_strbuf_str(&buf, (struct ll_str){(const char *)&viewer->roles, sizeof(viewer->roles)});
    ll_strbuf_str(&buf, exchange->path);
    ll_strbuf_char(&buf, '?');
    ll_strbuf_str(&buf, exchange->query);
    return ll_strbuf_finish(&buf, &key, NULL) == LL_OK ? key : LL_STR("");
}

static void set_aside(void *ctx)
{
    struct ll_call *call = ctx;
    ll_http_set_aside(call->exchange);
}

static void go_on(void *ctx)
{
    struct ll_call *call = ctx;
    ll_http_go_on(call->exchange);
}

/* The store's version, where it has to be asked for. True: the request was set aside until it is
 * known, and ll_call_run is called once more. */
static bool look_first(struct ll_call *call)
{
    if (call->server->looks == NULL || !may_be_kept(call)) {
        return false;
    }
    call->look = (struct ll_look){
        .who = ll_http_connection_of(call->exchange),
        .set_aside = set_aside,
        .done = go_on,
        .ctx = call,
    };
    call->has_looked = true;
    return !ll_looks_ask(call->server->looks, &call->look);
}

static enum ll_status find_version(struct ll_call *call)
{
    if (!call->has_looked) {
        return ll_work_version(call->server->work, &call->kept_version, NULL);
    }
    call->kept_version = call->look.version;
    return call->look.status;
}

/* False: it has to be made. */
static bool answer_kept(struct ll_call *call)
{
    struct ll_server *server = call->server;
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_str key = key_of(call);
    if (key.len == 0 || find_version(call) != LL_OK) {
        return false;
    }
    call->kept_key = key;
    struct ll_http_made *made = ll_kept_find(server->kept, key, call->kept_version);
    if (made == NULL) {
        return false;
    }
    struct ll_str tag = ll_http_made_field(made, "ETag");
    if (tag.len == 0 || !ll_tag_listed(ll_http_field_of(exchange, "If-None-Match"), tag.ptr)) {
        ll_http_give(exchange, made);
        return true;
    }
    tag = ll_str_copy(&exchange->arena, tag);
    ll_http_drop(made);
    if (tag.ptr == NULL) {
        return false;
    }
    if (!exchange->wants_json) {
        ll_http_add(exchange, "Vary", LL_STR("Accept"));
    }
    ll_reply_same(exchange, tag);
    return true;
}

static void keep_answer(const struct ll_call *call)
{
    struct ll_http_made *made = NULL;
    if (call->kept_key.len > 0 && call->exchange->reply.status == 200) {
        made = ll_http_make(&call->exchange->reply);
    }
    if (made != NULL) {
        ll_kept_put(call->server->kept, call->kept_key, call->kept_version, made);
        ll_http_drop(made);
    }
}

/* ---- */

/* That a session was seen, kept now and then; nobody waits for it. */
struct seen {
    struct ll_arena arena;
    struct ll_job job;
    struct ll_session_touch touch;
};

static void drop_seen(void *ctx, struct ll_job *job)
{
    struct seen *seen = ctx;
    (void)job;
    ll_arena_release(&seen->arena);
    ll_arena_malloc.give(ll_arena_malloc.ctx, seen, sizeof(*seen));
}

static void note_seen(const struct ll_call *call)
{
    struct seen *seen = NULL;
    if (call->who.is_stale) {
        seen = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*seen));
    }
    if (seen == NULL) {
        return;
    }
    memset(seen, 0, sizeof(*seen));
    ll_arena_init(&seen->arena, &ll_arena_malloc, SEEN_ARENA_BYTES);
    memcpy(seen->touch.session.hex, call->who.session.ptr, LL_SECRET_TEXT_SIZE);
    seen->job = (struct ll_job){
        .service = &ll_session_seen,
        .input = &seen->touch,
        .actor = LL_STR("server"),
        .arena = &seen->arena,
        .done = drop_seen,
        .ctx = seen,
    };
    if (ll_work_write(call->server->work, &seen->job, NULL) != LL_OK) {
        drop_seen(seen, NULL);
    }
}

static void run_once(struct ll_call *call)
{
    if (call->match.route->service == NULL) {
        call->match.route->own(call->server, call->exchange);
        return;
    }
    const struct ll_route *plain = ll_route_plain(call->match.route);
    if (plain != NULL && ll_page_wanted(call->exchange) && ll_start_is_client(&call->who)) {
        call->match.route = plain;
    }
    if (!may_be_kept(call)) {
        run_service(call); /* the exchange may be over by now */
    } else if (!answer_kept(call)) {
        run_service(call);
        keep_answer(call);
    }
}

/* Who may not see it may be answered by another route. False: there is none. */
static bool take_open(struct ll_call *call)
{
    const struct ll_route *open = ll_route_open(call->match.route);
    if (open == NULL || ll_who_may(&call->who, open->permission, NULL) != LL_OK) {
        return false;
    }
    call->match.route = open;
    return true;
}

static void run_meant(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    if (!call->may_mean_json) {
        run_once(call);
        return;
    }
    const struct ll_http_reply before = exchange->reply;
    run_once(call);
    if (exchange->reply.status == 404 || exchange->reply.status == 422) {
        struct ll_http_reply whole = exchange->reply;
        exchange->reply = before;
        if (find_without_suffix(call) &&
            (ll_who_may(&call->who, call->match.route->permission, NULL) == LL_OK ||
             take_open(call))) {
            run_once(call);
        } else {
            exchange->reply = whole;
        }
    }
}

static void run_route(struct ll_call *call)
{
    const struct ll_http_reply before = call->exchange->reply;
    bool is_accessed = ll_call_is_accessed(call);
    run_meant(call); /* the exchange may be over by now, unless it only looked */
    if (is_accessed) {
        ll_call_log_access(call, &before);
    }
}

static void run_call(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_err err = {0};
    if (call->has_looked) {
        run_route(call);
        return;
    }
    if (exchange->reply.status != 0) { /* too long, or too much for its memory */
        bool is_long = exchange->reply.status == 413;
        ll_fail_(&err, is_long ? LL_ELIMIT : LL_ENOMEM, __FILE__, __LINE__,
                 is_long ? LL_R("the body is longer than %zu bytes")
                         : LL_R("there is no room for a body of up to %zu bytes now"),
                 exchange->body_max);
        ll_err_hint_text(&err, is_long ? LL_R("send it in parts, each as a request of its own")
                                       : LL_R("send it again in a moment"));
        ll_call_problem(call, exchange->reply.status, &err, NULL);
        return;
    }
    if (call->upload != NULL) {
        ll_upload_work(call->upload);
    }
    bool tls = server->options.tls_key.len > 0;
    if (ll_who_asks(exchange, server->work, tls, &call->who, &err) != LL_OK) {
        ll_call_refuse(call, &err);
        return;
    }
    note_seen(call);
    if (call->is_local_call) {
        ll_local_run(call);
        return;
    }
    if (!take_user(call)) {
        return;
    }
    if (ll_who_may(&call->who, call->match.route->permission, &err) != LL_OK && !take_open(call)) {
        ll_call_refuse(call, &err);
        if (err.status == LL_EAUTH) {
            ll_http_add(exchange, "WWW-Authenticate", LL_STR("Bearer"));
        }
        return;
    }
    if (!look_first(call)) {
        run_route(call);
    }
}

/* A body that was slow may be whole when what would answer it is gone. */
void ll_call_run(void *ctx, struct ll_http_exchange *exchange)
{
    struct ll_server *server = ctx;
    struct ll_err err = {0};
    atomic_fetch_add(&server->running, 1);
    if (atomic_load(&server->shut)) {
        ll_fail_(&err, LL_EBUSY, __FILE__, __LINE__, "the server is ending: nothing was done");
        ll_err_hint(&err, "send it again, with the same key, once it is back");
        ll_reply_problem(exchange, 503, &err, NULL);
    } else {
        run_call(server, exchange);
    }
    atomic_fetch_sub(&server->running, 1);
}

static void log_request(struct ll_server *server, const struct ll_http_exchange *exchange,
                        const struct ll_route *route, int64_t took_us)
{
    char at[LL_TIME_TEXT_MAX];
    const struct ll_work_options *work = &server->options.work;
    ll_time_format(work->clock.now(work->clock.ctx), at);
    (void)pthread_mutex_lock(&server->log_lock);
    (void)fprintf(server->options.log,
                  "{\"at\":\"%s\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%d,\"in\":%zu,"
                  "\"out\":%zu,\"took_us\":%lld}\n",
                  at, route == NULL ? "" : ll_method_names[route->method],
                  route == NULL ? "" : route->path, exchange->reply.status, exchange->body.len,
                  exchange->reply.body.len, (long long)took_us);
    (void)fflush(server->options.log);
    (void)pthread_mutex_unlock(&server->log_lock);
}

void ll_call_end(void *ctx, struct ll_http_exchange *exchange)
{
    struct ll_server *server = ctx;
    const struct ll_call *call = exchange->own;
    const struct ll_work_options *work = &server->options.work;
    int64_t took_us = work->timer.now(work->timer.ctx).us - exchange->began_us;
    const struct ll_route *route = call == NULL ? NULL : call->match.route;
    ll_tried_sweep(server->tried, work->timer.now(work->timer.ctx).us);
    if (call != NULL && call->upload != NULL) {
        ll_upload_end(call->upload, exchange->reply.status);
    }
    ll_metrics_note(server->metrics, route, exchange->reply.status, took_us);
    if (server->options.log != NULL) {
        log_request(server, exchange, route, took_us);
    }
}
