/* What an exchange is answered: values, problems and forms, to programs and on pages. */
#include "edge/http/inside.h"
#include "edge/http/start.h"

#include <string.h>

#include "base/catalogue.h"
#include "edge/http/chrome.h"
#include "edge/http/list.h"
#include "edge/http/own.h"
#include "edge/web/choice.h"
#include "edge/web/device.h"
#include "edge/web/order.h"
#include "edge/web/permit.h"
#include "edge/web/quote.h"
#include "edge/web/row.h"
#include "edge/web/trail.h"
#include "edge/web/view.h"
#include "edge/web/wait.h"
#include "service/site.h"
#include "service/table.h"

static enum ll_status find_site(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    struct ll_str name;
    (void)input;
    LL_TRY(ll_site_name(ctx, &name, reterr));
    *ret_answer = ll_json_new_string(ctx->arena, name);
    return LL_OK;
}
static const struct ll_service site_find = {
    .noun = "site",
    .verb = "find",
    .mode = LL_SERVICE_READ,
    .run = find_site,
};

struct ll_str ll_call_site(struct ll_call *call)
{
    struct ll_job job = {
        .service = &site_find,
        .actor = LL_STR("server"),
        .arena = &call->exchange->arena,
    };
    ll_work_read(call->server->work, &job);
    return job.status == LL_OK && job.answer != NULL ? ll_json_string(job.answer)
                                                     : LL_STR(LL_SITE_NAME_DEFAULT);
}

/* ---- forms ---- */

#define RECORD_FIELDS_MAX 64 /* base/record.h */

static struct ll_str query_of(struct ll_arena *arena, const struct ll_choice_row *row)
{
    struct ll_strbuf buf;
    struct ll_str query = LL_STR("");
    ll_strbuf_init(&buf, arena, 256);
    ll_strbuf_fmt(&buf, "limit=%d%s%s", LL_CHOICES_MAX, row->query[0] == '\0' ? "" : "&",
                  row->query);
    return ll_strbuf_finish(&buf, &query, NULL) == LL_OK ? query : LL_STR("");
}

/* Lists that were read for a form, each once. */
struct choosing {
    struct ll_call *call;
    const struct ll_choice_row *read[RECORD_FIELDS_MAX];
    struct ll_json *answers[RECORD_FIELDS_MAX];
    size_t count;
    struct ll_json *choices;
};

static void add_choices(struct choosing *choosing, const char *noun, const struct ll_field *field)
{
    struct ll_arena *arena = &choosing->call->exchange->arena;
    const struct ll_choice_row *row = ll_choice_of(noun, field);
    size_t at = 0;
    if (row == NULL || ll_json_get(choosing->choices, field->name) != NULL) {
        return;
    }
    while (at < choosing->count && !ll_choice_is_same(choosing->read[at], row)) {
        at++;
    }
    if (at == RECORD_FIELDS_MAX) {
        return;
    }
    if (at == choosing->count) {
        choosing->read[at] = row;
        choosing->answers[at] =
            ll_call_read(choosing->call, row->noun, row->verb, query_of(arena, row));
        choosing->count++;
    }
    if (choosing->answers[at] != NULL) {
        struct ll_json copy = *choosing->answers[at];
        ll_json_set(arena, choosing->choices, field->name, &copy);
    }
}

/* What the fields of a form, and the cells of their rows, are chosen from of what its reader sees.
 */
static struct ll_json *choices_of(struct ll_call *call, const struct ll_route_match *match)
{
    const struct ll_record *record = ll_route_input(match->route);
    const struct ll_service *service = match->route->service;
    struct choosing choosing = {.call = call,
                                .choices = ll_json_new_object(&call->exchange->arena)};
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        struct ll_str name = ll_str_from_cstr(record->fields[i].name);
        const struct ll_row_form *rows = ll_row_form_of(service->noun, service->verb, name);
        bool is_said = false;
        for (size_t k = 0; k < match->count; k++) {
            is_said = is_said || ll_str_eq(match->names[k], name);
        }
        if (!is_said) {
            add_choices(&choosing, service->noun, &record->fields[i]);
        }
        for (size_t k = 0; rows != NULL && k < ll_row_cell_count(rows); k++) {
            const struct ll_field cell = {.name = rows->cells[k].name, .type = LL_FIELD_REF};
            if (rows->cells[k].kind == LL_CELL_KIND_LISTED) {
                add_choices(&choosing, service->noun, &cell);
            }
        }
    }
    return choosing.choices;
}

void ll_call_edit(struct ll_call *call, struct ll_page_edit *edit, const struct ll_json *data,
                  int http_status)
{
    static const struct ll_json nothing = {.type = LL_JSON_OBJECT};
    struct ll_http_exchange *exchange = call->exchange;
    ll_call_make_key(call);
    edit->choices = choices_of(call, edit->match);
    edit->key = ll_str_copy(&exchange->arena, ll_str_from_cstr(call->made_key));
    call->made_key[0] = '\0';
    const struct ll_page page = {
        .route = edit->match->route,
        .who = &call->who,
        .site = ll_call_site(call),
        .data = data == NULL ? &nothing : data,
        .template = "edit",
        .status = http_status,
        .edit = edit,
        .is_tried = data != NULL && edit->err == NULL && edit->sign == NULL,
    };
    ll_reply_again(exchange, http_status);
    ll_page_reply(call->server->pages, exchange, &page);
}

/* Was it a form of ours? */
static bool is_form(const struct ll_call *call)
{
    const struct ll_route *route = call->match.route;
    return route != NULL && route->method == LL_METHOD_POST && route->service != NULL &&
           call->exchange->body.len > 0 &&
           !ll_str_starts(ll_http_field_of(call->exchange, "Content-Type"),
                          LL_STR("application/json"));
}

/* Who may not is told so and no more. */
static bool is_kept_out(const struct ll_err *err)
{
    return err != NULL &&
           (err->status == LL_EAUTH || err->status == LL_EPERM || err->status == LL_ELIMIT);
}

/* Its file is kept for when it is sent again, if it was sent by a page of ours. */
static void keep_file(struct ll_call *call, struct ll_page_edit *edit)
{
    const struct ll_request_input *input = &call->input;
    const struct ll_tried_who who = ll_call_tried(call);
    char name[LL_TRIED_NAME_SIZE];
    if (input->file.bytes.len == 0 || who.session.len == 0 ||
        ll_who_meant_it(call->exchange, &call->who, input->csrf, NULL) != LL_OK) {
        return;
    }
    edit->file = input->file;
    edit->tried = input->tried;
    if (edit->tried.len == 0 && ll_tried_put(&who, &input->file, name)) {
        edit->tried = ll_str_copy(&call->exchange->arena, ll_str_from_cstr(name));
    }
}

/* The form that was sent, as it was: with what was wrong beside its fields, or (`err` NULL) with
 * what it would do. False: it cannot be shown. */
static bool reply_form(struct ll_call *call, const struct ll_err *err, const struct ll_json *data,
                       int http_status)
{
    struct ll_form_value *values = NULL;
    struct ll_page_edit edit = {.match = &call->match, .action = call->exchange->path, .err = err};
    if (!is_form(call) || is_kept_out(err) ||
        ll_form_values(call->exchange, call->match.route, &values, &edit.value_count, NULL) !=
            LL_OK) {
        return false;
    }
    edit.values = values;
    keep_file(call, &edit);
    ll_call_edit(call, &edit, data, http_status);
    return true;
}

/* ---- problems ---- */

/* Was it a question, by the address, that was not put right? Then it is put again. */
static const struct ll_err *question_of(const struct ll_call *call, const struct ll_err *err)
{
    const struct ll_route *route = call->match.route;
    bool is_wrong = err != NULL && (err->status == LL_EINVAL || err->status == LL_EPARSE ||
                                    err->status == LL_EOVERFLOW || err->status == LL_EREFUSED ||
                                    err->status == LL_ENOTFOUND);
    return is_wrong && route != NULL && route->method == LL_METHOD_GET &&
                   call->exchange->query.len > 0
               ? err
               : NULL;
}

void ll_call_problem(struct ll_call *call, int http_status, const struct ll_err *err,
                     const struct ll_json *findings)
{
    struct ll_http_exchange *exchange = call->exchange;
    if (call->is_local_call || !ll_page_wanted(exchange)) {
        ll_reply_problem(exchange, http_status, err, findings);
        return;
    }
    const struct ll_page page = {
        .route = call->match.route,
        .who = &call->who,
        .site = ll_call_site(call),
        .data = ll_problem_json(&exchange->arena, http_status, err, findings),
        .template = "problem",
        .status = http_status != 0 ? http_status : ll_status_http(err->status),
        .asked = question_of(call, err),
    };
    if (page.data == NULL) {
        ll_reply_problem(exchange, http_status, err, findings);
        return;
    }
    if (reply_form(call, err, page.data, page.status)) {
        return;
    }
    ll_reply_again(exchange, page.status);
    ll_page_reply(call->server->pages, exchange, &page);
}

void ll_call_refuse(struct ll_call *call, const struct ll_err *err)
{
    ll_call_problem(call, 0, err, NULL);
}

/* ---- answers ---- */

void ll_call_reply_page(struct ll_call *call, const struct ll_page_kind *kind,
                        const struct ll_json *answer)
{
    struct ll_http_exchange *exchange = call->exchange;
    int status = kind->status == 0 ? 200 : kind->status;
    if (!ll_page_wanted(exchange)) {
        if (!exchange->wants_json) {
            ll_http_add(exchange, "Vary", LL_STR("Accept"));
        }
        ll_reply_json(exchange, status, answer);
        return;
    }
    enum ll_start_page start = strcmp(kind->template, "resource") == 0
                                   ? ll_start_at(call->match.route, &call->who)
                                   : LL_START_NONE;
    const struct ll_page page = {
        .route = call->match.route,
        .who = &call->who,
        .site = ll_call_site(call),
        .data = answer,
        .template = start == LL_START_NONE ? kind->template : "start",
        .title = start == LL_START_NONE ? kind->title : ll_start_title(start),
        .status = status,
        .is_tried = call->input.dry_run,
        .fill = kind->fill,
        .own = kind->own,
        .start = start,
    };
    ll_page_reply(call->server->pages, exchange, &page);
}

/* Services whose answers have a template of their own. */
static const struct {
    const struct ll_service *service;
    struct ll_page_kind kind;
} kinds[] = {
#define LL_PAGE_KIND(name, template, title, fill)                                                  \
    {&ll_service_##name, {(template), title, (fill), NULL, 0}},
#define LL_PAGE_OWN(name, template, own) {&ll_service_##name, {(template), NULL, NULL, (own), 0}},
#include "edge/http/page_kinds.def"
#undef LL_PAGE_KIND
#undef LL_PAGE_OWN
};

void ll_call_reply(struct ll_call *call, const char *title, const struct ll_json *answer)
{
    const struct ll_route *route = call->match.route;
    struct ll_page_kind kind = {.template = "resource", .title = title};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (route != NULL && route->service == kinds[i].service) {
            kind = kinds[i].kind;
        }
    }
    ll_call_reply_page(call, &kind, answer);
}

/* "next" of a page as a link. */
static void add_next(struct ll_http_exchange *exchange, const struct ll_json *answer)
{
    struct ll_str next = ll_json_string_at(answer, "next");
    struct ll_strbuf buf;
    struct ll_str link;
    if (next.len == 0) {
        return;
    }
    ll_strbuf_init(&buf, &exchange->arena, LL_HTTP_TARGET_BYTES_MAX * 3);
    ll_strbuf_char(&buf, '<');
    ll_strbuf_str(&buf, ll_list_address(exchange, exchange->wants_json ? LL_CALL_JSON : "", next));
    ll_strbuf_cstr(&buf, ">; rel=\"next\"");
    if (ll_strbuf_finish(&buf, &link, NULL) == LL_OK) {
        ll_http_add(exchange, "Link", link);
    }
}

/* Members that a reader has to see before they go on: words shown once, what an import found, what
 * a run matched or a loss released, that a place is full. */
static const char *const told[] = {LL_ANSWER_TRANSIENT, "findings", "still_open_units",
                                   "conflicts",         "limits",   "proposal_id"};

static bool is_told(const struct ll_json *answer)
{
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        if (ll_json_get(answer, told[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Where what was stored is looked at; .ptr NULL: nowhere. */
static struct ll_str address_of(struct ll_call *call, const struct ll_json *answer)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_route_match match;
    struct ll_str path = call->exchange->path;
    if (call->match.count > 0 && ll_call_find_resource(call, &path, &match)) {
        return path;
    }
    for (size_t i = 0; call->match.count == 0 && i < answer->count; i++) {
        struct ll_str text = ll_json_string(&answer->members[i].value);
        bool is_serial = ll_str_eq_cstr(answer->members[i].name, "serial");
        struct ll_str address =
            is_serial ? ll_view_path(arena, "/certificates/", text) : ll_view_address(arena, text);
        if (address.ptr != NULL) {
            return address;
        }
    }
    return (struct ll_str){0};
}

/* A form that was stored leads to what it made or changed: looking again sends nothing again. */
static bool reply_there(struct ll_call *call, const struct ll_json *answer)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_strbuf buf;
    struct ll_str there;
    if (call->match.route->method != LL_METHOD_POST || call->input.dry_run || is_told(answer) ||
        !ll_page_wanted(exchange)) {
        return false;
    }
    struct ll_str address = address_of(call, answer);
    ll_strbuf_init(&buf, &exchange->arena, LL_HTTP_TARGET_BYTES_MAX);
    ll_strbuf_str(&buf, address);
    ll_strbuf_cstr(&buf, "#stored");
    if (address.ptr == NULL || ll_strbuf_finish(&buf, &there, NULL) != LL_OK) {
        return false;
    }
    ll_http_add(exchange, "Location", there);
    ll_reply_plain(exchange, 303, NULL, LL_STR(""));
    return true;
}

/* What was only tried is shown under the form that asked, to be sent for good or changed. */
static bool reply_tried(struct ll_call *call)
{
    return call->input.dry_run && ll_page_wanted(call->exchange) &&
           reply_form(call, NULL, call->job.answer, 200);
}

void ll_call_answer(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    const struct ll_job *job = &call->job;
    if (call->is_local_call) {
        ll_local_answer(call);
        return;
    }
    if (job->status == LL_ENOTFOUND && ll_call_open(call)) {
        return;
    }
    if (job->status == LL_OK && !call->input.dry_run && call->input.tried.len > 0) {
        const struct ll_tried_who who = ll_call_tried(call);
        ll_tried_stored(&who, call->input.tried, call->input.key);
    }
    if (job->status != LL_OK) {
        struct ll_err err = job->err;
        err.status = job->status;
        ll_call_problem(call, 0, &err, job->problem);
    } else if (!reply_tried(call) && !ll_call_sign(call, job->answer) &&
               !reply_there(call, job->answer)) {
        add_next(exchange, job->answer);
        ll_call_reply(call, NULL, job->answer);
    }
    if (call->made_key[0] != '\0') {
        ll_http_add(exchange, "Idempotency-Key", ll_str_from_cstr(call->made_key));
    }
}
