#include "edge/fetch/fetch.h"

#include <string.h>

#include "base/url.h"
#include "edge/fetch/connect.h"

#define CONNECT_MS 5000
#define WHOLE_MS 10000
#define BODY_MAX ((size_t)64 << 10)
#define FIELDS_MAX 32

struct ll_fetch {
    struct ll_fetch_rules rules;
    struct ll_connect connect;
    CURL *curl;
};

/* One answer while it comes. */
struct coming {
    struct ll_strbuf body;
    size_t body_max;
    size_t head_bytes;
    bool too_long;
    bool cuts_body;
    bool is_cut;
};

enum ll_status ll_fetch_open(const struct ll_fetch_rules *rules, struct ll_fetch **ret_fetch,
                             struct ll_err *reterr)
{
    struct ll_fetch *fetch;
    struct ll_curl lib;
    LL_TRY(ll_curl_open(&lib, reterr));
    fetch = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*fetch));
    if (fetch == NULL) {
        ll_curl_close(&lib);
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to ask other servers");
    }
    memset(fetch, 0, sizeof(*fetch));
    fetch->connect.lib = lib;
    fetch->rules = *rules;
    fetch->rules.connect_ms = rules->connect_ms > 0 ? rules->connect_ms : CONNECT_MS;
    fetch->rules.whole_ms = rules->whole_ms > 0 ? rules->whole_ms : WHOLE_MS;
    fetch->rules.body_max = rules->body_max > 0 ? rules->body_max : BODY_MAX;
    atomic_init(&fetch->connect.stopped, false);
    fetch->curl = lib.easy_init();
    if (fetch->curl == NULL) {
        ll_fetch_close(fetch);
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to ask other servers");
    }
    *ret_fetch = fetch;
    return LL_OK;
}

void ll_fetch_close(struct ll_fetch *fetch)
{
    if (fetch == NULL) {
        return;
    }
    const struct ll_curl lib = fetch->connect.lib;
    lib.easy_cleanup(fetch->curl);
    ll_arena_malloc.give(ll_arena_malloc.ctx, fetch, sizeof(*fetch));
    ll_curl_close(&lib);
}

void ll_fetch_stop(struct ll_fetch *fetch)
{
    atomic_store(&fetch->connect.stopped, true);
}

/* ---- what comes ---- */

static size_t on_head(char *bytes, size_t size, size_t count, void *ctx)
{
    struct coming *coming = ctx;
    (void)bytes;
    coming->head_bytes += size * count;
    coming->too_long = coming->too_long || coming->head_bytes > LL_FETCH_HEAD_MAX;
    return coming->too_long ? 0 : size * count;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *ctx)
{
    struct coming *coming = ctx;
    if (coming->cuts_body && size * count > coming->body_max - coming->body.len) {
        coming->is_cut = true;
        return 0;
    }
    ll_strbuf_str(&coming->body, (struct ll_str){bytes, size * count});
    return coming->body.failed ? 0 : size * count;
}

static struct ll_str field_of(struct ll_fetch *fetch, struct ll_arena *arena, const char *name)
{
    struct curl_header *header = NULL;
    if (fetch->connect.lib.easy_header(fetch->curl, name, 0, CURLH_HEADER, -1, &header) !=
        CURLHE_OK) {
        return LL_STR("");
    }
    struct ll_str copy = ll_str_copy(arena, ll_str_from_cstr(header->value));
    return copy.ptr != NULL ? copy : LL_STR("");
}

/* ---- what is asked ---- */

static bool may_plain(const struct ll_fetch *fetch)
{
    return fetch->rules.may_near || fetch->rules.allowed_count > 0;
}

static enum ll_status judge(const struct ll_fetch *fetch, const struct ll_url *url,
                            struct ll_err *reterr)
{
    if (ll_str_eq_cstr(url->scheme, "https") ||
        (may_plain(fetch) && ll_str_eq_cstr(url->scheme, "http"))) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EPERM, "other servers are asked over HTTPS alone");
    ll_err_hint(reterr, "write the address as https://host.example/path");
    return status;
}

/* "Name: value"; a line break would be another field. */
static enum ll_status write_field(struct ll_arena *arena, const struct ll_fetch_field *field,
                                  char **ret_line, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str line;
    for (size_t i = 0; i < field->value.len; i++) {
        unsigned char c = (unsigned char)field->value.ptr[i];
        if (c < ' ' || c == 0x7F) {
            enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "a field holds a control character");
            ll_err_where(reterr, "%s", field->name);
            return status;
        }
    }
    ll_strbuf_init(&buf, arena, LL_FETCH_HEAD_MAX);
    ll_strbuf_cstr(&buf, field->name);
    /* libcurl's way to say that a field is there and empty */
    ll_strbuf_cstr(&buf, field->value.len > 0 ? ": " : ";");
    ll_strbuf_str(&buf, field->value);
    ll_strbuf_char(&buf, '\0');
    LL_TRY(ll_strbuf_finish(&buf, &line, reterr));
    *ret_line = buf.ptr;
    return LL_OK;
}

static enum ll_status write_fields(const struct ll_curl *lib, struct ll_arena *arena,
                                   const struct ll_fetch_request *request,
                                   struct curl_slist **ret_list, struct ll_err *reterr)
{
    struct curl_slist *list = lib->slist_append(NULL, "Expect:"); /* no waiting for 100 */
    enum ll_status status = list != NULL ? LL_OK : LL_FAIL(reterr, LL_ENOMEM, "no memory");
    for (size_t i = 0; i < request->field_count && status == LL_OK; i++) {
        char *line = NULL;
        struct curl_slist *longer = NULL;
        status = write_field(arena, &request->fields[i], &line, reterr);
        if (status == LL_OK) {
            longer = lib->slist_append(list, line);
            status = longer != NULL ? LL_OK : LL_FAIL(reterr, LL_ENOMEM, "no memory");
        }
        list = longer != NULL ? longer : list;
    }
    if (status != LL_OK) {
        lib->slist_free_all(list);
        return status;
    }
    *ret_list = list;
    return LL_OK;
}

static bool set_request(struct ll_fetch *fetch, const struct ll_fetch_request *request,
                        bool is_plain, const char *url, struct curl_slist *fields)
{
    CURL *curl = fetch->curl;
    const struct ll_curl *lib = &fetch->connect.lib;
    bool may_near = fetch->rules.may_near;
    CURLcode failed = CURLE_OK;
    fetch->connect.reach = is_plain ? (may_near ? LL_CONNECT_NEAR : LL_CONNECT_NONE)
                                    : (may_near ? LL_CONNECT_OWN : LL_CONNECT_PUBLIC);
    fetch->connect.allowed = fetch->rules.allowed;
    fetch->connect.allowed_count = fetch->rules.allowed_count;
    if (!ll_connect_set(curl, &fetch->connect, fetch->rules.authorities, fetch->rules.connect_ms,
                        fetch->rules.whole_ms)) {
        return false;
    }
    failed |=
        lib->easy_setopt(curl, CURLOPT_PROTOCOLS_STR, may_plain(fetch) ? "http,https" : "https");
    failed |= lib->easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    failed |= lib->easy_setopt(curl, CURLOPT_USERAGENT, "loopledger");
    failed |= lib->easy_setopt(curl, CURLOPT_URL, url);
    failed |= lib->easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    failed |= lib->easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    if (strcmp(request->method, "POST") == 0) {
        failed |= lib->easy_setopt(curl, CURLOPT_POST, 1L);
        failed |=
            lib->easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        failed |= lib->easy_setopt(curl, CURLOPT_POSTFIELDS,
                                   request->body.len > 0 ? request->body.ptr : "");
    }
    return failed == CURLE_OK;
}

static enum ll_status ask(struct ll_fetch *fetch, struct ll_arena *arena,
                          struct ll_fetch_answer *ret_answer, struct ll_err *reterr)
{
    CURL *curl = fetch->curl;
    const struct ll_curl *lib = &fetch->connect.lib;
    char text[CURL_ERROR_SIZE] = "";
    long status = 0;
    struct coming coming = {
        .cuts_body = fetch->rules.cuts_body,
        .body_max = fetch->rules.body_max,
    };
    struct ll_fetch_answer answer = {0};
    CURLcode failed = CURLE_OK;
    ll_strbuf_init(&coming.body, arena, fetch->rules.body_max);
    failed |= lib->easy_setopt(curl, CURLOPT_ERRORBUFFER, text);
    failed |= lib->easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_head);
    failed |= lib->easy_setopt(curl, CURLOPT_HEADERDATA, &coming);
    failed |= lib->easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    failed |= lib->easy_setopt(curl, CURLOPT_WRITEDATA, &coming);
    if (failed == CURLE_OK) {
        failed = lib->easy_perform(curl);
    }
    if (coming.too_long || coming.body.failed) {
        return coming.body.status == LL_ENOMEM
                   ? LL_FAIL(reterr, LL_ENOMEM, "no memory for another server's answer")
                   : LL_FAIL(reterr, LL_ELIMIT, "another server's answer is too long");
    }
    if (failed != CURLE_OK && !coming.is_cut) {
        return ll_connect_failed(&fetch->connect, failed, text, reterr);
    }
    LL_TRY(ll_strbuf_finish(&coming.body, &answer.body, reterr));
    (void)lib->easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    answer.status = (int)status;
    answer.content_type = field_of(fetch, arena, "Content-Type");
    answer.cache_control = field_of(fetch, arena, "Cache-Control");
    answer.retry_after = field_of(fetch, arena, "Retry-After");
    *ret_answer = answer;
    return LL_OK;
}

enum ll_status ll_fetch(struct ll_fetch *fetch, const struct ll_fetch_request *request,
                        struct ll_arena *arena, struct ll_fetch_answer *ret_answer,
                        struct ll_err *reterr)
{
    struct ll_url url;
    struct curl_slist *fields = NULL;
    if (atomic_load(&fetch->connect.stopped)) {
        return LL_FAIL(reterr, LL_EBUSY, "the program is ending");
    }
    LL_TRY(ll_url_parse(request->url, &url, reterr));
    LL_TRY(judge(fetch, &url, reterr));
    const char *text = ll_str_to_cstr(arena, request->url);
    if (text == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to ask another server");
    }
    LL_TRY(write_fields(&fetch->connect.lib, arena, request, &fields, reterr));
    bool is_plain = ll_str_eq_cstr(url.scheme, "http");
    enum ll_status status = set_request(fetch, request, is_plain, text, fields)
                                ? ask(fetch, arena, ret_answer, reterr)
                                : LL_FAIL(reterr, LL_ENOMEM, "no memory to ask another server");
    fetch->connect.lib.easy_reset(fetch->curl);
    fetch->connect.lib.slist_free_all(fields);
    return status;
}
