#include "edge/http/list.h"

#include <string.h>

#include "codec/csv.h"
#include "edge/http/inside.h"
#include "edge/web/view.h"
#include "service/answers.h"
#include "service/keys.h"
#include "service/page_input.h"

bool ll_list_is(const struct ll_route *route)
{
    const char *words = route == NULL || route->service == NULL ? NULL
                        : route->method == LL_METHOD_GET        ? ll_answers_words(route->service)
                                                                : NULL;
    return words != NULL && strncmp(words, "page{", 5) == 0 &&
           route->service->mode == LL_SERVICE_READ;
}

bool ll_list_accepted(const struct ll_http_exchange *exchange)
{
    static const char *const kinds[] = {LL_LIST_TYPE, "text/html", "application/xhtml+xml",
                                        "application/json", "*/*"};
    return ll_page_accepts(exchange, kinds, sizeof(kinds) / sizeof(kinds[0])) == 0;
}

struct ll_str ll_list_address(struct ll_http_exchange *exchange, const char *suffix,
                              struct ll_str next)
{
    struct ll_strbuf buf;
    struct ll_str address = {NULL, 0};
    struct ll_str query = exchange->query;
    char before = '?';
    ll_strbuf_init(&buf, &exchange->arena, LL_HTTP_TARGET_BYTES_MAX * 2);
    ll_strbuf_str(&buf, exchange->path);
    ll_strbuf_cstr(&buf, suffix);
    for (size_t from = 0; from < query.len;) {
        struct ll_str rest = ll_str_sub(query, from, query.len);
        size_t len = ll_str_find_char(rest, '&');
        struct ll_str pair = ll_str_sub(rest, 0, len);
        bool is_place = ll_str_starts(pair, LL_STR("after=")) ||
                        (next.len == 0 && ll_str_starts(pair, LL_STR("limit=")));
        if (len > 0 && !is_place) {
            ll_strbuf_char(&buf, before);
            ll_strbuf_str(&buf, pair);
            before = '&';
        }
        from += len + 1;
    }
    if (next.len > 0) {
        ll_strbuf_char(&buf, before);
        ll_strbuf_str(&buf, ll_view_path(&exchange->arena, "after=", next));
    }
    return ll_strbuf_finish(&buf, &address, NULL) == LL_OK ? address : (struct ll_str){NULL, 0};
}

/* ---- making it ---- */

/* A list on its way into a file. */
struct file {
    struct ll_http_exchange *exchange;
    const struct ll_service *service;
    void *input;                 /* the service's; moved on from page to page */
    const struct ll_json *names; /* an object with a member for each column */
    struct ll_csv_writer csv;
    struct ll_strbuf buf;
    struct ll_str next; /* empty: it is whole */
};

static void write_cell(struct ll_csv_writer *csv, const struct ll_json *value)
{
    if (value != NULL && value->type == LL_JSON_NUMBER && value->is_integer) {
        ll_csv_write_i64(csv, value->integer);
    } else if (value != NULL && (value->type == LL_JSON_TRUE || value->type == LL_JSON_FALSE)) {
        ll_csv_write_text(csv, value->type == LL_JSON_TRUE ? LL_STR("true") : LL_STR("false"));
    } else {
        ll_csv_write_text(csv, ll_json_string(value));
    }
}

static const struct ll_json *member_of(const struct ll_json *item, struct ll_str name)
{
    for (size_t i = 0; i < item->count; i++) {
        if (ll_str_eq(item->members[i].name, name)) {
            return &item->members[i].value;
        }
    }
    return NULL;
}

static void write_heading(struct file *file)
{
    for (size_t i = 0; i < file->names->count; i++) {
        ll_csv_write_text(&file->csv, file->names->members[i].name);
    }
    ll_csv_write_end_row(&file->csv);
}

static void write_items(struct file *file, const struct ll_json *items)
{
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        for (size_t k = 0; k < file->names->count; k++) {
            write_cell(&file->csv, member_of(&items->items[i], file->names->members[k].name));
        }
        ll_csv_write_end_row(&file->csv);
    }
}

/* Who reads on without having seen the address in the head shall not take it for the whole. */
static void write_more(struct file *file)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, &file->exchange->arena, LL_HTTP_TARGET_BYTES_MAX * 3);
    ll_strbuf_cstr(&buf, "more: ");
    ll_strbuf_str(&buf, ll_list_address(file->exchange, LL_LIST_CSV, file->next));
    if (ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        ll_strbuf_fail(&file->buf, LL_ENOMEM);
    }
    for (size_t i = 0; i < file->names->count; i++) {
        ll_csv_write_text(&file->csv, i == 0 ? text : LL_STR(""));
    }
    ll_csv_write_end_row(&file->csv);
}

static enum ll_status set_place(struct ll_ctx *ctx, const struct file *file, const char *name,
                                struct ll_str text, struct ll_err *reterr)
{
    const struct ll_field *field = ll_record_find(file->service->input, ll_str_from_cstr(name));
    LL_ASSERT(field != NULL);
    return ll_field_from_text(ctx->arena, field, text, file->input, reterr);
}

static enum ll_status write_page(struct ll_ctx *ctx, struct file *file, struct ll_err *reterr)
{
    struct ll_json *answer = NULL;
    struct ll_arena scratch;
    struct ll_ctx one = *ctx; /* what it keeps goes with its memory */
    ll_arena_child(&scratch, ctx->arena);
    one.arena = &scratch;
    enum ll_status status = file->service->run(&one, file->input, &answer, reterr);
    if (status == LL_OK) {
        write_items(file, ll_json_get(answer, "items"));
        file->next = ll_str_copy(ctx->arena, ll_json_string_at(answer, "next"));
    }
    ll_keys_forget(&one);
    ll_arena_release(&scratch);
    return status;
}

static enum ll_status run_file(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct file *file = *(struct file *const *)input;
    int64_t limit = 0;
    const struct ll_field *field = ll_record_find(file->service->input, LL_STR("limit"));
    LL_ASSERT(field != NULL);
    memcpy(&limit, (const char *)file->input + field->offset, sizeof(limit));
    write_heading(file);
    if (limit > 0) {
        LL_TRY(write_page(ctx, file, reterr));
    } else {
        LL_TRY(set_place(ctx, file, "limit", LL_STR("1000"), reterr));
        for (int i = 0; i < LL_LIST_PAGES_MAX && (i == 0 || file->next.len > 0); i++) {
            if (i > 0) {
                LL_TRY(set_place(ctx, file, "after", file->next, reterr));
            }
            LL_TRY(write_page(ctx, file, reterr));
        }
    }
    *ret_answer = ll_json_new_null(ctx->arena);
    return LL_OK;
}
static const struct ll_service file_make = {
    .noun = "list",
    .verb = "file",
    .mode = LL_SERVICE_READ,
    .run = run_file,
};

/* ---- answering ---- */

/* The columns: of the shape of its answers, so that those that nothing is in are there, too. */
static enum ll_status read_names(struct file *file, struct ll_err *reterr)
{
    struct ll_arena *arena = &file->exchange->arena;
    const struct ll_answer_shape *shape = NULL;
    LL_TRY(ll_answers_shape(arena, file->service, &shape, reterr));
    const struct ll_json *items =
        ll_json_get(ll_json_get(ll_answer_shape_schema(arena, shape), "properties"), "items");
    file->names = ll_json_get(ll_json_get(items, "items"), "properties");
    return file->names == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for the list") : LL_OK;
}

/* "lots.csv", after the last word of its address; "lots-part.csv" when it goes on. */
static void add_name(struct ll_call *call, const struct file *file)
{
    struct ll_strbuf buf;
    struct ll_str value;
    const char *name = strrchr(call->match.route->path, '/') + 1;
    ll_strbuf_init(&buf, &call->exchange->arena, 256);
    ll_strbuf_fmt(&buf, "attachment; filename=\"%s%s.csv\"", name,
                  file->next.len > 0 ? "-part" : "");
    if (ll_strbuf_finish(&buf, &value, NULL) == LL_OK) {
        ll_http_add(call->exchange, "Content-Disposition", value);
    }
}

static void add_more(struct ll_call *call, const struct file *file)
{
    struct ll_strbuf buf;
    struct ll_str link;
    ll_strbuf_init(&buf, &call->exchange->arena, LL_HTTP_TARGET_BYTES_MAX * 3);
    ll_strbuf_char(&buf, '<');
    ll_strbuf_str(&buf, ll_list_address(call->exchange, LL_LIST_CSV, file->next));
    ll_strbuf_cstr(&buf, ">; rel=\"next\"");
    if (ll_strbuf_finish(&buf, &link, NULL) == LL_OK) {
        ll_http_add(call->exchange, "Link", link);
    }
}

void ll_list_reply(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_str text = LL_STR("");
    struct file file = {
        .exchange = exchange,
        .service = call->match.route->service,
        .input = call->input.input,
    };
    struct file *input = &file;
    struct ll_job job = {
        .service = &file_make,
        .input = &input,
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &exchange->arena,
    };
    ll_strbuf_init(&file.buf, &exchange->arena, LL_REPLY_BYTES_MAX);
    ll_csv_write_begin(&file.csv, &file.buf, ',');
    job.status = read_names(&file, &job.err);
    if (job.status == LL_OK) {
        ll_work_read(call->server->work, &job);
    }
    if (job.status == LL_OK && file.next.len > 0) {
        write_more(&file);
    }
    if (job.status == LL_OK) {
        job.status = ll_strbuf_finish(&file.buf, &text, &job.err);
    }
    if (job.status != LL_OK) {
        struct ll_err err = job.err;
        err.status = job.status;
        ll_call_refuse(call, &err);
        return;
    }
    if (file.next.len > 0) {
        add_more(call, &file);
    }
    add_name(call, &file);
    ll_http_add(exchange, "Vary", LL_STR("Accept"));
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    ll_reply_plain(exchange, 200, LL_LIST_TYPE "; charset=utf-8", text);
}
