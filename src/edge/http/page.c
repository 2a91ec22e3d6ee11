#include "edge/http/page.h"

#include <string.h>
#include <zlib.h>

#include "base/embedded.h"
#include "edge/http/reply.h"
#include "edge/http/web_static.h"
#include "edge/web/view.h"
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

/* The language that the reader chose, or else the first of the reader's that there is. */
static const struct ll_locale *locale_of(const struct ll_pages *pages,
                                         const struct ll_http_exchange *exchange)
{
    enum ll_language chosen = LL_LANGUAGE_EN;
    struct ll_str cookie = ll_http_cookie_of(exchange, LL_LANGUAGE_COOKIE);
    if (ll_language_find(cookie, &chosen, NULL) == LL_OK) {
        return &pages->locales[chosen];
    }
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

static void set_text_in(struct drawing *d, struct ll_json *object, const char *name,
                        const char *context, const char *text)
{
    ll_json_set_str(d->arena, object, name, ll_locale_text_in(d->locale, context, text));
}

/* A row without a path begins a group. */
static const struct menu_row {
    const char *path;
    const char *context;
    const char *text;
} menu_rows[] = {
#define LL_MENU_GROUP(...) {NULL, __VA_ARGS__},
#define LL_MENU(address, ...) {(address), __VA_ARGS__},
#include "edge/web/menu.def"
#undef LL_MENU_GROUP
#undef LL_MENU
};

#define MENU_ROW_COUNT (sizeof(menu_rows) / sizeof(menu_rows[0]))

/* What looks at an address without names in it. */
static const struct ll_route *route_at(const char *path)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_GET && strcmp(ll_routes[i].path, path) == 0) {
            return &ll_routes[i];
        }
    }
    LL_ASSERT(false);
}

/* Is the address, or one below it, what is shown? */
static bool is_here(const struct drawing *d, const char *path)
{
    struct ll_str here = ll_str_from_cstr(d->page->route == NULL ? "" : d->page->route->path);
    size_t len = strlen(path);
    return ll_str_starts(here, ll_str_from_cstr(path)) && (here.len == len || here.ptr[len] == '/');
}

static struct ll_json *menu_item(struct drawing *d, const struct menu_row *row)
{
    struct ll_json *item = ll_json_new_object(d->arena);
    ll_json_set_cstr(d->arena, item, "href", row->path);
    set_text_in(d, item, "text", row->context, row->text);
    if (is_here(d, row->path)) {
        ll_json_set_bool(d->arena, item, "current", true);
    }
    return item;
}

/* The items of a group that the reader may see; NULL: none. */
static struct ll_json *menu_group(struct drawing *d, size_t group)
{
    const struct menu_row *rows = menu_rows;
    struct ll_json *items = ll_json_new_array(d->arena);
    struct ll_json *whole = ll_json_new_object(d->arena);
    for (size_t i = group + 1; i < MENU_ROW_COUNT && rows[i].path != NULL; i++) {
        if (ll_who_may(d->page->who, route_at(rows[i].path)->permission, NULL) == LL_OK) {
            ll_json_append(d->arena, items, menu_item(d, &rows[i]));
        }
    }
    if (items == NULL || items->count == 0) {
        return NULL;
    }
    set_text_in(d, whole, "title", rows[group].context, rows[group].text);
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

/* The groups of which the reader may see something; a passer-by needs no menu. */
static struct ll_json *navigation(struct drawing *d)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *groups = ll_json_new_array(d->arena);
    if (d->page->who == NULL || !d->page->who->is_known) {
        return NULL;
    }
    for (size_t i = 0; i < MENU_ROW_COUNT; i++) {
        struct ll_json *group = menu_rows[i].path == NULL ? menu_group(d, i) : NULL;
        if (group != NULL) {
            ll_json_append(d->arena, groups, group);
        }
    }
    set_text(d, whole, "label", LL_T("Main"));
    set_text(d, whole, "open", LL_T("Menu"));
    ll_json_set(d->arena, whole, "groups", groups);
    return whole;
}

/* The languages that pages come in, to choose one. */
static struct ll_json *languages(struct drawing *d)
{
    struct ll_json *whole = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    set_text(d, whole, "label", LL_T("Language"));
    ll_json_set_str(d->arena, whole, "to", d->exchange->path);
    for (int i = 0; i < LL_LANGUAGE_COUNT; i++) {
        const struct ll_language_row *row = &ll_language_rows[i];
        struct ll_json *item = ll_json_new_object(d->arena);
        ll_json_set_cstr(d->arena, item, "tag", row->tag);
        ll_json_set_cstr(d->arena, item, "text", row->name);
        if (row == d->locale->language) {
            ll_json_set_bool(d->arena, item, "current", true);
        }
        ll_json_append(d->arena, items, item);
    }
    ll_json_set(d->arena, whole, "items", items);
    return whole;
}

static struct ll_json *texts(struct drawing *d)
{
    struct ll_json *texts = ll_json_new_object(d->arena);
    set_text(d, texts, "api", LL_T("For programs"));
    set_text(d, texts, "home", LL_T("Home"));
    set_text(d, texts, "line", LL_T("Line"));
    set_text(d, texts, "log", LL_T("The public log"));
    set_text(d, texts, "sign_in", LL_T("Sign in"));
    set_text(d, texts, "sign_out", LL_T("Sign out"));
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

/* The row of the menu at whose address the page stands, or one name below it. */
static const struct menu_row *menu_row_of(const struct ll_route *route, bool *ret_below)
{
    struct ll_str path = ll_str_from_cstr(route == NULL ? "" : route->path);
    for (size_t i = 0; i < MENU_ROW_COUNT; i++) {
        struct ll_str row = ll_str_from_cstr(menu_rows[i].path == NULL ? "" : menu_rows[i].path);
        struct ll_str rest = ll_str_sub(path, row.len, path.len);
        if (row.len == 0 || !ll_str_starts(path, row)) {
            continue;
        }
        *ret_below = ll_str_starts(rest, LL_STR("/{")) &&
                     ll_str_find_char(ll_str_sub(rest, 1, rest.len), '/') + 1 == rest.len;
        if (rest.len == 0 || *ret_below) {
            return &menu_rows[i];
        }
    }
    return NULL;
}

/* What an object is called by, the best first. */
static const char *const titles[] = {"code",   "serial", "title",        "name",
                                     "number", "email",  "order_line_id"};

static struct ll_str title_of(const struct ll_json *data, struct ll_str otherwise)
{
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        struct ll_str text = ll_json_string(ll_json_get(data, titles[i]));
        if (text.len > 0) {
            return text;
        }
    }
    return otherwise;
}

static void set_path(struct drawing *d, struct ll_json *chrome, const struct menu_row *row)
{
    struct ll_json *path = ll_json_new_object(d->arena);
    struct ll_json *items = ll_json_new_array(d->arena);
    ll_json_append(d->arena, items, menu_item(d, row));
    ll_json_set(d->arena, path, "items", items);
    ll_json_set(d->arena, chrome, "path", path);
}

/* Of a list its name in the menu; of what is in one, what it is called by, and its state. */
static void set_title(struct drawing *d, struct ll_json *chrome)
{
    const struct ll_page *page = d->page;
    bool is_below = false;
    const struct menu_row *row = menu_row_of(page->route, &is_below);
    if (page->title != NULL) {
        set_text(d, chrome, "title", page->title);
    } else if (row != NULL && !is_below) {
        set_text_in(d, chrome, "title", row->context, row->text);
    } else if (row != NULL) {
        struct ll_str here = d->exchange->path;
        struct ll_str ref = ll_str_sub(here, strlen(row->path) + 1, here.len);
        struct ll_json *state = ll_view_cell(d->arena, d->locale, page->data, "state");
        set_path(d, chrome, row);
        ll_json_set_str(d->arena, chrome, "title", title_of(page->data, ref));
        if (ll_json_string(ll_json_get(state, "text")).len > 0) {
            ll_json_set(d->arena, chrome, "state", state);
        }
    } else if (page->route != NULL && page->route->service != NULL) {
        ll_json_set_cstr(d->arena, chrome, "title", page->route->service->help);
    }
}

/* Who reads: signed in, with the token that forms of theirs carry, or not. */
static void set_who(struct drawing *d, struct ll_json *chrome)
{
    const struct ll_who *who = d->page->who;
    if (who != NULL && who->csrf.len > 0) {
        ll_json_set_str(d->arena, chrome, "csrf", who->csrf);
        ll_json_set_bool(d->arena, chrome, "signed_in", true);
    } else {
        ll_json_set_cstr(d->arena, chrome, "csrf", "");
    }
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
    ll_json_set_str(d->arena, chrome, "icon", address_of(d->pages, "icon.svg"));
    set_title(d, chrome);
    ll_json_set(d->arena, chrome, "text", texts(d));
    ll_json_set(d->arena, chrome, "languages", languages(d));
    set_who(d, chrome);
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
