#include "edge/http/reply.h"

#include <string.h>

#include "crypto/crypto.h"
#include "edge/http/page.h"

#define TYPE_JSON "application/json"
#define TYPE_PROBLEM "application/problem+json"
#define RETRY_AFTER_S "1"
#define LOOKED_AT "private, no-cache"

void ll_tag_of(struct ll_str text, char ret_tag[LL_TAG_BYTES])
{
    static const struct ll_fingerprint_key none = {{0}};
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[LL_FINGERPRINT_SIZE];
    size_t at = 0;
    ll_fingerprint(&none, &text, 1, digest);
    ret_tag[at++] = '"';
    for (size_t i = 0; i < 16; i++) {
        ret_tag[at++] = digits[digest[i] >> 4U];
        ret_tag[at++] = digits[digest[i] & 15U];
    }
    ret_tag[at++] = '"';
    ret_tag[at] = '\0';
}

bool ll_tag_listed(struct ll_str field, const char *tag)
{
    struct ll_str wanted = ll_str_from_cstr(tag);
    for (size_t from = 0; from < field.len;) {
        struct ll_str rest = ll_str_sub(field, from, field.len);
        size_t len = ll_str_find_char(rest, ',');
        struct ll_str item = ll_str_trim(ll_str_sub(rest, 0, len));
        if (ll_str_starts(item, LL_STR("W/"))) {
            item = ll_str_sub(item, 2, item.len);
        }
        if (ll_str_eq(item, wanted) || ll_str_eq_cstr(item, "*")) {
            return true;
        }
        from += len + 1;
    }
    return false;
}

void ll_reply_instead(struct ll_http_exchange *exchange, const char *name, struct ll_str value)
{
    struct ll_http_reply *reply = &exchange->reply;
    for (size_t i = 0; i < reply->field_count; i++) {
        if (strcmp(reply->fields[i].name, name) == 0) {
            reply->fields[i].value = value;
            return;
        }
    }
    ll_http_add(exchange, name, value);
}

void ll_reply_plain(struct ll_http_exchange *exchange, int status, const char *type,
                    struct ll_str text)
{
    exchange->reply.status = status;
    exchange->reply.type = type;
    exchange->reply.body = text;
}

/* Nothing could be written into the exchange's memory. */
static void reply_empty(struct ll_http_exchange *exchange, int status)
{
    exchange->reply = (struct ll_http_reply){.status = status};
}

void ll_reply_same(struct ll_http_exchange *exchange, struct ll_str tag)
{
    ll_http_add(exchange, "ETag", tag);
    ll_http_add(exchange, "Cache-Control", LL_STR(LOOKED_AT));
    ll_reply_plain(exchange, 304, NULL, LL_STR(""));
}

void ll_reply_json(struct ll_http_exchange *exchange, int status, const struct ll_json *value)
{
    struct ll_str text;
    char tag[LL_TAG_BYTES];
    struct ll_err err = {0};
    if (ll_json_canonical(&exchange->arena, value, LL_REPLY_BYTES_MAX, &text, &err) != LL_OK) {
        reply_empty(exchange, ll_status_http(err.status));
        return;
    }
    ll_tag_of(text, tag);
    struct ll_str kept = ll_str_copy(&exchange->arena, ll_str_from_cstr(tag));
    if (kept.ptr == NULL) {
        reply_empty(exchange, ll_status_http(LL_ENOMEM));
        return;
    }
    bool looks = ll_str_eq_cstr(exchange->method, "GET");
    if (looks && ll_tag_listed(ll_http_field_of(exchange, "If-None-Match"), tag)) {
        ll_reply_same(exchange, kept);
        return;
    }
    ll_http_add(exchange, "ETag", kept);
    /* What is made may hold a secret that is told once: a token, a link. */
    ll_http_add(exchange, "Cache-Control", looks ? LL_STR(LOOKED_AT) : LL_STR("no-store"));
    ll_reply_plain(exchange, status, TYPE_JSON, text);
}

void ll_reply_after(struct ll_http_exchange *exchange, int64_t wait_us)
{
    struct ll_strbuf buf;
    struct ll_str seconds;
    ll_strbuf_init(&buf, &exchange->arena, 32);
    ll_strbuf_i64(&buf, (wait_us + 999999) / 1000000);
    if (ll_strbuf_finish(&buf, &seconds, NULL) == LL_OK) {
        ll_http_add(exchange, LL_REPLY_AGAIN, seconds);
    }
}

void ll_reply_again(struct ll_http_exchange *exchange, int status)
{
    const struct ll_http_reply *reply = &exchange->reply;
    bool is_due = status == 503 || status == 429;
    for (size_t i = 0; is_due && i < reply->field_count; i++) {
        is_due = strcmp(reply->fields[i].name, LL_REPLY_AGAIN) != 0;
    }
    if (is_due) {
        ll_http_add(exchange, LL_REPLY_AGAIN, LL_STR(RETRY_AFTER_S));
    }
}

/* Of its own failures the server tells no more than that they are. */
static bool is_inside(enum ll_status status)
{
    return status == LL_EIO || status == LL_ECORRUPT;
}

struct ll_json *ll_problem_json(struct ll_arena *arena, int http_status, const struct ll_err *err,
                                const struct ll_json *findings)
{
    struct ll_json *problem = ll_json_new_object(arena);
    int status = http_status != 0 ? http_status : ll_status_http(err->status);
    bool inside = is_inside(err->status);
    ll_json_set_cstr(arena, problem, "type", "about:blank");
    ll_json_set_cstr(arena, problem, "title", ll_status_text(err->status));
    ll_json_set_integer(arena, problem, "status", status);
    ll_json_set_cstr(arena, problem, "code", ll_status_name(err->status));
    if (!inside && err->text[0] != '\0') {
        ll_json_set_cstr(arena, problem, "detail", err->text);
    }
    if (!inside && err->where[0] != '\0') {
        ll_json_set_cstr(arena, problem, "where", err->where);
    }
    bool has_own = !inside && err->hint[0] != '\0';
    ll_json_set_cstr(arena, problem, "hint", has_own ? err->hint : ll_status_hint(err->status));
    const struct ll_json *list = ll_json_get(findings, "findings");
    if (list != NULL) {
        struct ll_json *copy = ll_json_new_null(arena);
        if (copy != NULL) {
            *copy = *list;
        }
        ll_json_set(arena, problem, "findings", copy);
    }
    return problem;
}

void ll_reply_problem(struct ll_http_exchange *exchange, int http_status, const struct ll_err *err,
                      const struct ll_json *findings)
{
    struct ll_arena *arena = &exchange->arena;
    struct ll_json *problem = ll_problem_json(arena, http_status, err, findings);
    struct ll_json told = {.broken = true};
    struct ll_str text;
    int status = http_status != 0 ? http_status : ll_status_http(err->status);
    ll_reply_again(exchange, status);
    if (problem != NULL) {
        told = ll_page_told(NULL, arena, problem, true);
    }
    if (ll_json_canonical(arena, &told, LL_REPLY_BYTES_MAX, &text, NULL) != LL_OK) {
        reply_empty(exchange, status);
        return;
    }
    ll_reply_plain(exchange, status, TYPE_PROBLEM, text);
    ll_http_add(exchange, "Cache-Control", LL_STR("no-store"));
}
