#include "demo/call.h"

#include "service/run.h"
#include "service/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *noun;
    const char *verb;
} names[LL_DEMO_SERVICE_COUNT] = {
#define LL_DEMO_SERVICE(symbol, noun, verb) [LL_DEMO_##symbol] = {noun, verb},
#include "demo/services.def"
#undef LL_DEMO_SERVICE
};

void ll_demo_call_begin(struct ll_demo *demo, struct ll_demo_call *call, enum ll_demo_service what)
{
    const struct ll_service *service = demo->services[what];
    if (service == NULL) {
        service =
            ll_service_find(ll_str_from_cstr(names[what].noun), ll_str_from_cstr(names[what].verb));
        LL_ASSERT(service != NULL);
        demo->services[what] = service;
    }
    *call = (struct ll_demo_call){.demo = demo, .service = service};
    if (service->input == NULL) {
        return;
    }
    LL_ASSERT(service->input->field_count <= sizeof(call->given));
    call->input = ll_arena_alloc(demo->ctx->arena, 1, service->input->size);
    if (call->input == NULL) {
        call->status = LL_FAIL(&call->err, LL_ENOMEM, "no memory for a service's input");
    }
}

/* The field of a name; NULL once anything failed. */
static const struct ll_field *field_of(struct ll_demo_call *call, const char *name)
{
    if (call->status != LL_OK) {
        return NULL;
    }
    const struct ll_field *field = ll_record_find(call->service->input, ll_str_from_cstr(name));
    LL_ASSERT(field != NULL);
    call->given[field - call->service->input->fields] = true;
    return field;
}

void ll_demo_put(struct ll_demo_call *call, const char *name, struct ll_str text)
{
    const struct ll_field *field = field_of(call, name);
    if (field != NULL) {
        call->status =
            ll_field_from_text(call->demo->ctx->arena, field, text, call->input, &call->err);
    }
}

void ll_demo_put_cstr(struct ll_demo_call *call, const char *name, const char *text)
{
    ll_demo_put(call, name, ll_str_from_cstr(text));
}

void ll_demo_put_i64(struct ll_demo_call *call, const char *name, int64_t value)
{
    ll_demo_put_fmt(call, name, "%lld", (long long)value);
}

void ll_demo_put_date(struct ll_demo_call *call, const char *name, int32_t day)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){day}, text);
    ll_demo_put_cstr(call, name, text);
}

void ll_demo_put_fmt(struct ll_demo_call *call, const char *name, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    LL_ASSERT(len >= 0 && (size_t)len < sizeof(text));
    ll_demo_put_cstr(call, name, text);
}

void ll_demo_put_digest(struct ll_demo_call *call, const char *name)
{
    struct ll_demo_random *numbers = &call->demo->numbers;
    unsigned long long parts[4];
    for (size_t i = 0; i < 4; i++) {
        parts[i] = ll_demo_random_next(numbers);
    }
    ll_demo_put_fmt(call, name, "%016llx%016llx%016llx%016llx", parts[0], parts[1], parts[2],
                    parts[3]);
}

void ll_demo_put_file(struct ll_demo_call *call, const char *name, const char *file_name,
                      struct ll_str bytes)
{
    const struct ll_field *field = field_of(call, name);
    if (field == NULL) {
        return;
    }
    LL_ASSERT(field->type == LL_FIELD_FILE);
    struct ll_file file = {ll_str_copy(call->demo->ctx->arena, ll_str_from_cstr(file_name)), bytes};
    if (file.name.ptr == NULL) {
        call->status = LL_FAIL(&call->err, LL_ENOMEM, "no memory for a file's name");
        return;
    }
    memcpy((char *)call->input + field->offset, &file, sizeof(file));
}

enum ll_status ll_demo_call_run(struct ll_demo_call *call, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    enum ll_status status = call->status;
    if (status == LL_OK && call->service->input != NULL) {
        status = ll_record_complete(call->service->input, call->given, &call->err);
    }
    if (status == LL_OK) {
        status = ll_run(call->demo->ctx, call->service, call->input, &options, &answer, &call->err);
    }
    if (status != LL_OK) {
        *reterr = call->err;
        ll_err_where(reterr, "%s %s", call->service->noun, call->service->verb);
        return status;
    }
    call->demo->counts.requests++;
    if (ret_answer != NULL) {
        *ret_answer = answer;
    }
    return LL_OK;
}

void ll_demo_forget(struct ll_demo *demo)
{
    ll_arena_rewind(demo->ctx->arena, demo->mark);
}

enum ll_status ll_demo_answer_id(const struct ll_json *answer, const char *name,
                                 char ret_text[LL_ID_TEXT_MAX], struct ll_err *reterr)
{
    const struct ll_json *member = ll_json_get(answer, name);
    if (member == NULL || member->type != LL_JSON_STRING || member->string.len >= LL_ID_TEXT_MAX) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a service's answer has no '%s'", name);
    }
    memcpy(ret_text, member->string.ptr, member->string.len);
    ret_text[member->string.len] = '\0';
    return LL_OK;
}
