#include "service/answer.h"

#include <string.h>

struct ll_json *ll_answer_object(struct ll_ctx *ctx)
{
    return ll_json_new_object(ctx->arena);
}

/* A NULL value marks the object as broken (base/json.h). */
void ll_answer_text(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_str text)
{
    struct ll_str copy = ll_str_copy(ctx->arena, text);
    ll_json_set(ctx->arena, object, name,
                copy.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, copy));
}

void ll_answer_id(struct ll_ctx *ctx, struct ll_json *object, const char *name, const char *prefix,
                  struct ll_id id)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format(prefix, id, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_hex(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                   struct ll_str bytes)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, bytes.len * 2);
    ll_strbuf_hex(&buf, (const uint8_t *)(const void *)bytes.ptr, bytes.len);
    bool whole = ll_strbuf_finish(&buf, &text, NULL) == LL_OK;
    ll_json_set(ctx->arena, object, name, whole ? ll_json_new_string(ctx->arena, text) : NULL);
}

void ll_answer_i64(struct ll_ctx *ctx, struct ll_json *object, const char *name, int64_t value)
{
    ll_json_set_integer(ctx->arena, object, name, value);
}

void ll_answer_bool(struct ll_ctx *ctx, struct ll_json *object, const char *name, bool value)
{
    ll_json_set_bool(ctx->arena, object, name, value);
}

void ll_answer_date(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_date date)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format(date, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_month(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                     struct ll_month month)
{
    char text[LL_TIME_TEXT_MAX];
    ll_month_format(month, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_time(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_time time)
{
    char text[LL_TIME_TEXT_MAX];
    ll_time_format(time, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_money(struct ll_ctx *ctx, struct ll_json *object, const char *name, int64_t minor,
                     struct ll_str currency)
{
    struct ll_json *money = ll_json_new_object(ctx->arena);
    ll_answer_text(ctx, money, "currency", currency);
    ll_json_set_integer(ctx->arena, money, "minor", minor);
    ll_json_set(ctx->arena, object, name, money);
}

enum ll_status ll_page_begin(struct ll_ctx *ctx, int64_t limit, struct ll_page *ret_page,
                             struct ll_err *reterr)
{
    if (limit == 0) {
        limit = LL_PAGE_DEFAULT;
    }
    if (limit < 0 || limit > LL_PAGE_MAX) {
        return LL_FAIL(reterr, LL_EINVAL, "a list gives 1 to %d rows at a time, not %lld",
                       LL_PAGE_MAX, (long long)limit);
    }
    *ret_page = (struct ll_page){.limit = limit, .items = ll_json_new_array(ctx->arena)};
    return LL_OK;
}

enum ll_status ll_page_done(struct ll_ctx *ctx, struct ll_page *page, struct ll_str next,
                            struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_json_new_object(ctx->arena);
    ll_json_set(ctx->arena, answer, "items", page->items);
    if (page->count == page->limit) {
        ll_answer_text(ctx, answer, "next", next);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

enum ll_status ll_answer_done(struct ll_json *answer, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    if (answer == NULL || answer->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
    }
    *ret_answer = answer;
    return LL_OK;
}
