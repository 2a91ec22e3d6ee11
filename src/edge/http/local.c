/* The server's side of the local socket. */
#include "edge/http/local.h"

#include <stdio.h>

#include "edge/http/inside.h"

struct local_file {
    struct ll_str field;
    struct ll_str name;
    int64_t size;
};
static const struct ll_field file_fields[] = {
    LL_MEMBER(local_file, field, LL_REQ(STR), .max = 64),
    LL_MEMBER(local_file, name, LL_OPT(STR)),
    LL_MEMBER(local_file, size, LL_REQ(I64), .max = LL_HTTP_UPLOAD_BYTES_MAX),
};
static const struct ll_record file_record = LL_RECORD("local_file", local_file, file_fields);

bool ll_local_is_call(const struct ll_http_exchange *exchange)
{
    return exchange->is_local && ll_str_eq_cstr(exchange->method, "POST") &&
           ll_str_starts(exchange->path, LL_STR(LL_LOCAL_PATH));
}

static const struct ll_service *find_service(struct ll_str path)
{
    struct ll_str words = ll_str_sub(path, sizeof(LL_LOCAL_PATH) - 1, path.len);
    size_t slash = ll_str_find_char(words, '/');
    return ll_service_find(ll_str_sub(words, 0, slash), ll_str_sub(words, slash + 1, words.len));
}

/* The files' bytes follow the line, in the order in which it names them. */
static enum ll_status take_files(struct ll_arena *arena, const struct ll_record *record,
                                 const struct ll_json *files, struct ll_str bytes, void *input,
                                 struct ll_err *reterr)
{
    size_t at = 0;
    for (size_t i = 0; files != NULL && i < files->count; i++) {
        struct local_file file;
        LL_TRY(ll_record_from_json(arena, &file_record, &files->items[i], &file, reterr));
        const struct ll_field *field = record == NULL ? NULL : ll_record_find(record, file.field);
        if (field == NULL || field->type != LL_FIELD_FILE || file.size < 0 ||
            (size_t)file.size > bytes.len - at) {
            return LL_FAIL(reterr, LL_EPARSE, "a file of the call is not what it says");
        }
        LL_TRY(ll_field_from_text(arena, field, file.name.len > 0 ? file.name : file.field, input,
                                  reterr));
        struct ll_file *slot = (struct ll_file *)(void *)((char *)input + field->offset);
        slot->bytes = ll_str_sub(bytes, at, at + (size_t)file.size);
        at += (size_t)file.size;
    }
    return LL_OK;
}

/* A record whose files, wanted or not, are left to take_files. */
static enum ll_status without_files(struct ll_arena *arena, const struct ll_record *record,
                                    struct ll_record *ret_record, struct ll_err *reterr)
{
    struct ll_field *fields = LL_NEW_ARRAY(arena, struct ll_field, record->field_count + 1);
    if (fields == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the call");
    }
    *ret_record = *record;
    ret_record->fields = fields;
    for (size_t i = 0; i < record->field_count; i++) {
        fields[i] = record->fields[i];
        fields[i].required = fields[i].required && fields[i].type != LL_FIELD_FILE;
    }
    return LL_OK;
}

static enum ll_status read_input(struct ll_call *call, const struct ll_record *record,
                                 const struct ll_json *line, struct ll_str bytes,
                                 struct ll_err *reterr)
{
    struct ll_arena *arena = &call->exchange->arena;
    struct ll_record plain;
    if (record == NULL) {
        return LL_OK;
    }
    call->input.input = ll_arena_alloc(arena, 1, record->size);
    const struct ll_json *input = ll_json_get(line, "input");
    if (call->input.input == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the call");
    }
    if (input == NULL) {
        return LL_FAIL(reterr, LL_EPARSE, "the call has no input");
    }
    LL_TRY(without_files(arena, record, &plain, reterr));
    LL_TRY(ll_record_from_json(arena, &plain, input, call->input.input, reterr));
    return take_files(arena, record, ll_json_get(line, "files"), bytes, call->input.input, reterr);
}

static enum ll_status read_call(struct ll_call *call, struct ll_err *reterr)
{
    struct ll_http_exchange *exchange = call->exchange;
    const struct ll_service *service = find_service(exchange->path);
    struct ll_json *line = NULL;
    size_t end = ll_str_find_char(exchange->body, '\n');
    if (service == NULL) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "the server does not know this command");
    }
    LL_TRY(ll_json_read(&exchange->arena, ll_str_sub(exchange->body, 0, end),
                        LL_LOCAL_LINE_BYTES_MAX, &line, reterr));
    LL_TRY(read_input(call, service->input, line,
                      ll_str_sub(exchange->body, end + 1, exchange->body.len), reterr));
    call->job = (struct ll_job){
        .service = service,
        .input = call->input.input,
        .options = {.key = ll_json_string_at(line, "key"),
                    .dry_run = ll_json_true_at(line, "dry_run"),
                    .clock_ok = ll_json_true_at(line, "clock_ok")},
        .actor = call->who.actor,
        .viewer = call->who.viewer,
        .arena = &exchange->arena,
    };
    return LL_OK;
}

void ll_local_run(struct ll_call *call)
{
    call->job.status = read_call(call, &call->job.err);
    if (call->job.status != LL_OK) {
        ll_local_answer(call);
        return;
    }
    ll_call_start(call);
}

void ll_local_answer(struct ll_call *call)
{
    struct ll_http_exchange *exchange = call->exchange;
    struct ll_arena *arena = &exchange->arena;
    const struct ll_job *job = &call->job;
    struct ll_json *outer = ll_json_new_object(arena);
    if (job->status == LL_OK) {
        ll_json_set(arena, outer, "answer", job->answer);
    } else {
        struct ll_json *error = ll_json_new_object(arena);
        ll_json_set_cstr(arena, error, "code", ll_status_name(job->status));
        ll_json_set_cstr(arena, error, "where", job->err.where);
        ll_json_set_cstr(arena, error, "text", job->err.text);
        ll_json_set_cstr(arena, error, "hint", job->err.hint);
        if (job->problem != NULL) {
            ll_json_set(arena, error, "problem", job->problem);
        }
        ll_json_set(arena, outer, "error", error);
    }
    struct ll_str text;
    struct ll_err err = {0};
    if (ll_json_pretty(arena, outer, LL_LOCAL_LINE_BYTES_MAX, &text, &err) != LL_OK) {
        exchange->reply.status = ll_status_http(err.status);
        return;
    }
    ll_reply_plain(exchange, 200, "application/json", text);
}
