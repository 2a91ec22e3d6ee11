#include "edge/http/page.h"

#include <string.h>
#include <zlib.h>

#include "base/embedded.h"
#include "edge/http/reply.h"
#include "edge/http/view.h"
#include "edge/http/web_static.h"
#include "template/templates.h"

#define MIB ((size_t)1 << 20)
#define PAGE_BYTES_MAX (16 * MIB)
#define FILE_PATH_BYTES_MAX 128
#define TYPE_HTML "text/html; charset=utf-8"
#define GZIP_WINDOW (15 + 16) /* of zlib: its largest window, in gzip's wrapping */

/* A file of web/static: its address changes with its content, so that it may be kept for ever. */
struct page_file {
    struct ll_str name; /* "style.css" */
    struct ll_str plain;
    struct ll_str gzip;
    const char *type;
    char tag[LL_TAG_BYTES];
    struct ll_str address; /* "/static/style.css?v=1a2b3c4d" */
};

struct ll_pages {
    struct ll_arena arena;
    struct ll_mustache *templates;
    struct ll_locale locales[LL_LANGUAGE_COUNT];
    struct page_file *files;
    size_t file_count;
};

static const struct {
    const char *end;
    const char *type;
} types[] = {
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".wasm", "application/wasm"},
};

static const char *type_of(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (ll_str_ends(name, ll_str_from_cstr(types[i].end))) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

/* ---- files ---- */

static enum ll_status compress_file(struct ll_arena *arena, struct ll_str plain,
                                    struct ll_str *ret_gzip, struct ll_err *reterr)
{
    z_stream stream = {0};
    uLong most = compressBound((uLong)plain.len) + 64;
    char *out = ll_arena_alloc(arena, most, 1);
    if (out == NULL || deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9,
                                    Z_DEFAULT_STRATEGY) != Z_OK) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the files of pages");
    }
    stream.next_in = (Bytef *)(uintptr_t)plain.ptr; /* only read */
    stream.avail_in = (uInt)plain.len;
    stream.next_out = (Bytef *)(void *)out;
    stream.avail_out = (uInt)most;
    int done = deflate(&stream, Z_FINISH);
    *ret_gzip = (struct ll_str){out, most - stream.avail_out};
    (void)deflateEnd(&stream);
    return done == Z_STREAM_END ? LL_OK
                                : LL_FAIL(reterr, LL_EIO, "a file of the pages does not compress");
}

static enum ll_status open_file(struct ll_pages *pages, const struct ll_embedded *from,
                                struct page_file *ret_file, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ret_file->name = ll_str_from_cstr(from->path);
    ret_file->plain = from->bytes;
    ret_file->type = type_of(ret_file->name);
    ll_tag_of(from->bytes, ret_file->tag);
    LL_TRY(compress_file(&pages->arena, from->bytes, &ret_file->gzip, reterr));
    ll_strbuf_init(&buf, &pages->arena, FILE_PATH_BYTES_MAX);
    ll_strbuf_fmt(&buf, "/static/%s?v=", from->path);
    ll_strbuf_hex(&buf, from->digest, 4);
    return ll_strbuf_finish(&buf, &ret_file->address, reterr);
}

static enum ll_status open_all(struct ll_pages *pages, struct ll_err *reterr)
{
    LL_TRY(ll_templates_open(&pages->arena, &pages->templates, reterr));
    for (int i = 0; i < LL_LANGUAGE_COUNT; i++) {
        LL_TRY(ll_locale_open((enum ll_language)i, &pages->locales[i], reterr));
    }
    pages->file_count = ll_web_static_file_count;
    pages->files = LL_NEW_ARRAY(&pages->arena, struct page_file, pages->file_count);
    if (pages->files == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the files of pages");
    }
    for (size_t i = 0; i < pages->file_count; i++) {
        LL_TRY(open_file(pages, &ll_web_static_files[i], &pages->files[i], reterr));
    }
    return LL_OK;
}

enum ll_status ll_pages_open(struct ll_pages **ret_pages, struct ll_err *reterr)
{
    struct ll_pages *pages = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*pages));
    if (pages == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the pages");
    }
    memset(pages, 0, sizeof(*pages));
    ll_arena_init(&pages->arena, &ll_arena_malloc, 16 * MIB);
    enum ll_status status = open_all(pages, reterr);
    if (status != LL_OK) {
        ll_pages_close(pages);
        return status;
    }
    *ret_pages = pages;
    return LL_OK;
}

void ll_pages_close(struct ll_pages *pages)
{
    if (pages != NULL) {
        ll_arena_release(&pages->arena);
        ll_arena_malloc.give(ll_arena_malloc.ctx, pages, sizeof(*pages));
    }
}

/* Of a file that the pages themselves ask for. */
static struct ll_str address_of(const struct ll_pages *pages, const char *name)
{
    for (size_t i = 0; i < pages->file_count; i++) {
        if (ll_str_eq_cstr(pages->files[i].name, name)) {
            return pages->files[i].address;
        }
    }
    LL_ASSERT(false);
}

void ll_page_file(const struct ll_pages *pages, struct ll_http_exchange *exchange,
                  struct ll_str name)
{
    for (size_t i = 0; i < pages->file_count; i++) {
        const struct page_file *file = &pages->files[i];
        if (!ll_str_eq(file->name, name)) {
            continue;
        }
        bool gzip = ll_str_find(ll_http_field_of(exchange, "Accept-Encoding"), LL_STR("gzip"),
                                true) != SIZE_MAX;
        bool there = ll_tag_listed(ll_http_field_of(exchange, "If-None-Match"), file->tag);
        ll_http_add(exchange, "ETag", ll_str_from_cstr(file->tag));
        ll_http_add(exchange, "Vary", LL_STR("Accept-Encoding"));
        ll_http_add(exchange, "Cache-Control",
                    exchange->query.len > 0 ? LL_STR("public, max-age=31536000, immutable")
                                            : LL_STR("public, no-cache"));
        if (there) {
            ll_reply_plain(exchange, 304, NULL, LL_STR(""));
            return;
        }
        if (gzip) {
            ll_http_add(exchange, "Content-Encoding", LL_STR("gzip"));
        }
        ll_reply_plain(exchange, 200, file->type, gzip ? file->gzip : file->plain);
        return;
    }
    struct ll_err err = {0};
    ll_fail_(&err, LL_ENOTFOUND, __FILE__, __LINE__, "there is no such file");
    ll_reply_problem(exchange, 0, &err, NULL);
}

/* ---- what is wanted ---- */

static bool is_kind(struct ll_str item, const char *kind)
{
    struct ll_str name = ll_str_trim(ll_str_sub(item, 0, ll_str_find_char(item, ';')));
    return ll_str_eq_nocase(name, ll_str_from_cstr(kind));
}

bool ll_page_wanted(const struct ll_http_exchange *exchange)
{
    struct ll_str accept = ll_http_field_of(exchange, "Accept");
    for (size_t from = 0; from < accept.len;) {
        struct ll_str rest = ll_str_sub(accept, from, accept.len);
        size_t len = ll_str_find_char(rest, ',');
        struct ll_str item = ll_str_sub(rest, 0, len);
        if (is_kind(item, "text/html") || is_kind(item, "application/xhtml+xml")) {
            return true;
        }
        if (is_kind(item, "application/json") || is_kind(item, "*/*")) {
            return false;
        }
        from += len + 1;
    }
    return false;
}

/* The first language of the reader's that there is. */
static const struct ll_locale *locale_of(const struct ll_pages *pages,
                                         const struct ll_http_exchange *exchange)
{
    struct ll_str wanted = ll_http_field_of(exchange, "Accept-Language");
    for (size_t from = 0; from < wanted.len;) {
        struct ll_str rest = ll_str_sub(wanted, from, wanted.len);
        size_t len = ll_str_find_char(rest, ',');
        struct ll_str item = ll_str_trim(ll_str_sub(rest, 0, len));
        enum ll_language language = LL_LANGUAGE_EN;
        if (ll_language_find(ll_str_sub(item, 0, 2), &language, NULL) == LL_OK) {
            return &pages->locales[language];
        }
        from += len + 1;
    }
    return &pages->locales[LL_LANGUAGE_EN];
}

/* ---- the chrome ---- */

struct drawing {
    const struct ll_pages *pages;
    struct ll_http_exchange *exchange;
    const struct ll_page *page;
    const struct ll_locale *locale;
    struct ll_arena *arena;
};

static void set_text(struct drawing *d, struct ll_json *object, const char *name, const char *text)
{
    ll_json_set_str(d->arena, object, name, ll_locale_text(d->locale, text));
}

/* A list of its own, without names in its path. */
static bool is_list(const struct ll_route *route)
{
    return route->method == LL_METHOD_GET && route->service != NULL &&
           strcmp(route->service->verb, "list") == 0 && strchr(route->path, '{') == NULL;
}

static struct ll_json *navigation(struct drawing *d)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (!is_list(route) || ll_who_may(d->page->who, route->permission, NULL) != LL_OK) {
            continue;
        }
        struct ll_json *item = ll_json_new_object(d->arena);
        ll_json_set_cstr(d->arena, item, "href", route->path);
        ll_json_set_str(d->arena, item, "text",
                        ll_view_label(d->arena, ll_str_from_cstr(route->path + 1)));
        if (route == d->page->route) {
            ll_json_set_bool(d->arena, item, "current", true);
        }
        ll_json_append(d->arena, items, item);
    }
    if (items == NULL || items->count == 0) {
        return NULL;
    }
    set_text(d, whole, "label", LL_T("Main"));
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

static struct ll_json *texts(struct drawing *d)
{
    struct ll_json *texts = ll_json_new_object(d->arena);
    set_text(d, texts, "home", LL_T("Home"));
    set_text(d, texts, "line", LL_T("Line"));
    set_text(d, texts, "skip", LL_T("Skip to the content"));
    return texts;
}

/* The address of the next page of a list is in the reply already, as a link. */
static struct ll_json *next_of(struct drawing *d)
{
    const struct ll_http_reply *reply = &d->exchange->reply;
    for (size_t i = 0; i < reply->field_count; i++) {
        if (strcmp(reply->fields[i].name, "Link") == 0) {
            struct ll_str link = reply->fields[i].value;
            struct ll_json *next = ll_json_new_object(d->arena);
            ll_json_set_str(d->arena, next, "href",
                            ll_str_sub(link, 1, ll_str_find_char(link, '>')));
            set_text(d, next, "text", LL_T("Next page"));
            return next;
        }
    }
    return NULL;
}

/* Of a list, the address of one of its rows without the row's name: "/lots/" of "/lots". */
static const char *row_path_of(struct drawing *d)
{
    const struct ll_route *list = d->page->route;
    size_t len = list == NULL ? 0 : strlen(list->path);
    for (size_t i = 0; list != NULL && i < ll_route_count; i++) {
        const char *path = ll_routes[i].path;
        if (ll_routes[i].method == LL_METHOD_GET && strncmp(path, list->path, len) == 0 &&
            strncmp(path + len, "/{", 2) == 0 && strchr(path + len + 1, '/') == NULL) {
            char *front = ll_str_to_cstr(d->arena, (struct ll_str){path, len + 1});
            return front;
        }
    }
    return NULL;
}

static struct ll_json *page_of(struct drawing *d)
{
    const struct ll_page *page = d->page;
    struct ll_json *chrome = ll_json_new_object(d->arena);
    struct ll_json *view = ll_view_of(d->arena, d->locale, row_path_of(d), page->data);
    struct ll_json *next = next_of(d);
    struct ll_json *links = navigation(d);
    ll_json_set_cstr(d->arena, chrome, "language", d->locale->language->tag);
    ll_json_set_str(d->arena, chrome, "site", page->site);
    ll_json_set_str(d->arena, chrome, "style", address_of(d->pages, "style.css"));
    if (page->title != NULL) {
        set_text(d, chrome, "title", page->title);
    } else if (page->route != NULL && page->route->service != NULL) {
        ll_json_set_cstr(d->arena, chrome, "title", page->route->service->help);
    }
    ll_json_set(d->arena, chrome, "text", texts(d));
    if (links != NULL) {
        ll_json_set(d->arena, chrome, "navigation", links);
    }
    if (next != NULL) {
        ll_json_set(d->arena, view, "next", next);
    }
    ll_json_set(d->arena, chrome, "view", view);
    return chrome;
}

void ll_page_reply(const struct ll_pages *pages, struct ll_http_exchange *exchange,
                   const struct ll_page *page)
{
    struct drawing drawing = {
        .pages = pages,
        .exchange = exchange,
        .page = page,
        .locale = locale_of(pages, exchange),
        .arena = &exchange->arena,
    };
    struct ll_json *whole = ll_json_new_object(&exchange->arena);
    struct ll_json data = *page->data;
    struct ll_strbuf buf;
    struct ll_str text;
    ll_json_set(&exchange->arena, whole, "data", &data);
    ll_json_set(&exchange->arena, whole, "page", page_of(&drawing));
    ll_strbuf_init(&buf, &exchange->arena, PAGE_BYTES_MAX);
    const struct ll_mustache_template *template =
        ll_mustache_find(pages->templates, page->template);
    LL_ASSERT(template != NULL);
    ll_http_add(exchange, "Vary", LL_STR("Accept, Accept-Language, Cookie"));
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    if (whole == NULL || ll_mustache_render(template, whole, &buf, NULL) != LL_OK ||
        ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        ll_reply_plain(exchange, 500, "text/plain", LL_STR("this page cannot be shown\n"));
        return;
    }
    ll_reply_plain(exchange, page->status, TYPE_HTML, text);
}
