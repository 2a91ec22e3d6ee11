#include "edge/http/page.h"

#include <string.h>
#include <zlib.h>

#include "base/embedded.h"
#include "base/refusal.h"
#include "draw/svg.h"
#include "edge/http/chrome.h"
#include "edge/http/command_words.h"
#include "edge/http/inside.h"
#include "edge/http/reply.h"
#include "edge/http/web_static.h"
#include "edge/web/label.h"
#ifdef LL_HAS_VERIFIER
#include "edge/http/web_wasm.h"
#else /* built without clang and lld */
#define ll_web_wasm_files ((const struct ll_embedded *)NULL)
#define ll_web_wasm_file_count ((size_t)0)
#endif
#include "template/templates.h"

#define MIB ((size_t)1 << 20)
#define PAGE_BYTES_MAX (16 * MIB)
#define FILE_PATH_BYTES_MAX 128
#define DRAW_STYLE_BYTES_MAX ((size_t)64 << 10)
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

static enum ll_status open_file(struct ll_pages *pages, const char *name, struct ll_str bytes,
                                struct ll_err *reterr)
{
    struct page_file *file = &pages->files[pages->file_count++];
    struct ll_strbuf buf;
    file->name = ll_str_from_cstr(name);
    file->plain = bytes;
    file->type = type_of(file->name);
    ll_tag_of(bytes, file->tag);
    LL_TRY(compress_file(&pages->arena, bytes, &file->gzip, reterr));
    ll_strbuf_init(&buf, &pages->arena, FILE_PATH_BYTES_MAX);
    ll_strbuf_fmt(&buf, "/static/%s?v=%.8s", name, file->tag + 1);
    return ll_strbuf_finish(&buf, &file->address, reterr);
}

/* The colours and types of drawings. */
static enum ll_status open_draw_style(struct ll_pages *pages, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    struct ll_str bytes;
    ll_strbuf_init(&buf, &pages->arena, DRAW_STYLE_BYTES_MAX);
    ll_svg_styles(&buf);
    LL_TRY(ll_strbuf_finish(&buf, &bytes, reterr));
    return open_file(pages, "draw.css", bytes, reterr);
}

static enum ll_status open_files(struct ll_pages *pages, const struct ll_embedded *files,
                                 size_t count, struct ll_err *reterr)
{
    for (size_t i = 0; i < count; i++) {
        LL_TRY(open_file(pages, files[i].path, files[i].bytes, reterr));
    }
    return LL_OK;
}

static enum ll_status open_all(struct ll_pages *pages, struct ll_err *reterr)
{
    LL_TRY(ll_templates_open(&pages->arena, &pages->templates, reterr));
    for (int i = 0; i < LL_LANGUAGE_COUNT; i++) {
        LL_TRY(ll_locale_open((enum ll_language)i, &pages->locales[i], reterr));
    }
    size_t most = ll_web_static_file_count + ll_web_wasm_file_count + 1;
    pages->files = LL_NEW_ARRAY(&pages->arena, struct page_file, most);
    if (pages->files == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the files of pages");
    }
    LL_TRY(open_files(pages, ll_web_static_files, ll_web_static_file_count, reterr));
    LL_TRY(open_files(pages, ll_web_wasm_files, ll_web_wasm_file_count, reterr));
    return open_draw_style(pages, reterr);
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

struct ll_str ll_page_file_address(const struct ll_pages *pages, const char *name)
{
    for (size_t i = 0; i < pages->file_count; i++) {
        if (ll_str_eq_cstr(pages->files[i].name, name)) {
            return pages->files[i].address;
        }
    }
    return (struct ll_str){NULL, 0};
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

/* "q=0", "q=0.00": not at any rate. */
static bool is_unwanted(struct ll_str item)
{
    for (size_t from = ll_str_find_char(item, ';') + 1; from < item.len;) {
        struct ll_str rest = ll_str_sub(item, from, item.len);
        size_t len = ll_str_find_char(rest, ';');
        struct ll_str parameter = ll_str_trim(ll_str_sub(rest, 0, len));
        if (ll_str_eq_nocase(ll_str_sub(parameter, 0, 2), LL_STR("q="))) {
            struct ll_str weight = ll_str_sub(parameter, 2, parameter.len);
            size_t at = 0;
            while (at < weight.len && (weight.ptr[at] == '0' || weight.ptr[at] == '.')) {
                at++;
            }
            return at == weight.len;
        }
        from += len + 1;
    }
    return false;
}

size_t ll_page_accepts(const struct ll_http_exchange *exchange, const char *const *kinds,
                       size_t count)
{
    struct ll_str accept = ll_http_field_of(exchange, "Accept");
    for (size_t from = 0; from < accept.len;) {
        struct ll_str rest = ll_str_sub(accept, from, accept.len);
        size_t len = ll_str_find_char(rest, ',');
        struct ll_str item = ll_str_sub(rest, 0, len);
        from += len + 1;
        for (size_t i = 0; i < count && !is_unwanted(item); i++) {
            if (is_kind(item, kinds[i])) {
                return i;
            }
        }
    }
    return count;
}

bool ll_page_wanted(const struct ll_http_exchange *exchange)
{
    static const char *const kinds[] = {"text/html", "application/xhtml+xml", "application/json",
                                        "*/*"};
    return !exchange->wants_json && !exchange->wants_csv &&
           ll_page_accepts(exchange, kinds, sizeof(kinds) / sizeof(kinds[0])) < 2;
}

/* The language that the reader chose, with their account or in this browser, or else the first of
 * the reader's that there is. */
const struct ll_locale *ll_page_locale(const struct ll_pages *pages,
                                       const struct ll_http_exchange *exchange)
{
    const struct ll_call *call = exchange->own;
    enum ll_language chosen = LL_LANGUAGE_EN;
    struct ll_str cookie = ll_http_cookie_of(exchange, LL_LANGUAGE_COOKIE);
    struct ll_str own = call == NULL ? LL_STR("") : call->who.language;
    if (ll_language_find(own, &chosen, NULL) == LL_OK ||
        ll_language_find(cookie, &chosen, NULL) == LL_OK) {
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

const char *ll_page_language(const struct ll_pages *pages, const struct ll_http_exchange *exchange)
{
    return ll_page_locale(pages, exchange)->language->tag;
}

/* ---- what was refused, in the reader's language (base/refusal.h) ---- */

static struct ll_str word_of(const struct ll_locale *locale, struct ll_str word)
{
    enum ll_tone tone;
    return ll_label_word(locale, word, &tone);
}

/* A copy of `object`, which others read as it is, whose members can be put others in place of;
 * with none without memory. */
static struct ll_json copy_of(struct ll_arena *arena, const struct ll_json *object)
{
    struct ll_json copy = *object;
    copy.members = LL_NEW_ARRAY(arena, struct ll_json_member, object->count + 1);
    copy.count = copy.members == NULL ? 0 : object->count;
    for (size_t i = 0; i < copy.count; i++) {
        copy.members[i] = object->members[i];
    }
    return copy;
}

static void tell_member(const struct ll_locale *locale, struct ll_arena *arena, const char *name,
                        struct ll_json *ret_object)
{
    for (size_t i = 0; i < ret_object->count; i++) {
        struct ll_json *value = &ret_object->members[i].value;
        if (value->type == LL_JSON_STRING && ll_str_eq_cstr(ret_object->members[i].name, name)) {
            struct ll_str text = locale == NULL
                                     ? value->string
                                     : ll_refusal_in(locale, arena, value->string, word_of);
            value->string = ll_command_words(arena, locale, text);
        }
    }
}

/* Findings of a document and of the audit; what a notification lacks, and its rehearsal. */
static const struct {
    const char *list;
    const char *members[3];
} told_lists[] = {
    {"blocks", {"do"}},
    {"checks", {"do", "says"}},
    {"documents", {"do"}},
    {"findings", {"hint", "message", "text"}},
};
#define TOLD_LISTS (sizeof(told_lists) / sizeof(told_lists[0]))

static void tell_list(const struct ll_locale *locale, struct ll_arena *arena,
                      const char *const members[3], struct ll_json *ret_list)
{
    const struct ll_json *items = ret_list->items;
    ret_list->items = LL_NEW_ARRAY(arena, struct ll_json, ret_list->count + 1);
    ret_list->count = ret_list->items == NULL ? 0 : ret_list->count;
    for (size_t i = 0; i < ret_list->count; i++) {
        ret_list->items[i] = items[i];
        if (items[i].type == LL_JSON_OBJECT) {
            ret_list->items[i] = copy_of(arena, &items[i]);
            for (size_t j = 0; j < 3 && members[j] != NULL; j++) {
                tell_member(locale, arena, members[j], &ret_list->items[i]);
            }
        }
    }
}

/* Is there what is told in such lists? */
static bool has_told_list(const struct ll_json *data)
{
    for (size_t i = 0; i < TOLD_LISTS; i++) {
        if (ll_json_get(data, told_lists[i].list) != NULL) {
            return true;
        }
    }
    return false;
}

struct ll_json ll_page_told(const struct ll_locale *locale, struct ll_arena *arena,
                            const struct ll_json *data, bool is_problem)
{
    struct ll_json told = *data;
    if (told.type != LL_JSON_OBJECT || (!is_problem && !has_told_list(&told))) {
        return told;
    }
    told = copy_of(arena, data);
    if (is_problem) {
        tell_member(locale, arena, "detail", &told);
        tell_member(locale, arena, "hint", &told);
    }
    for (size_t i = 0; i < told.count; i++) {
        struct ll_json *value = &told.members[i].value;
        for (size_t j = 0; j < TOLD_LISTS && value->type == LL_JSON_ARRAY; j++) {
            if (ll_str_eq_cstr(told.members[i].name, told_lists[j].list)) {
                tell_list(locale, arena, told_lists[j].members, value);
            }
        }
    }
    return told;
}

/* ---- answering ---- */

void ll_page_reply(const struct ll_pages *pages, struct ll_http_exchange *exchange,
                   const struct ll_page *page)
{
    const struct ll_locale *locale = ll_page_locale(pages, exchange);
    struct ll_json data = ll_page_told(locale, &exchange->arena, page->data, page->status >= 400);
    struct ll_page told = *page;
    told.data = &data;
    const struct ll_chrome chrome = {
        .exchange = exchange,
        .arena = &exchange->arena,
        .page = &told,
        .locale = locale,
        .pages = pages,
        .style = ll_page_file_address(pages, "style.css"),
        .icon = ll_page_file_address(pages, "icon.svg"),
        .public_style = ll_page_file_address(pages, "public.css"),
        .draw_style = ll_page_file_address(pages, "draw.css"),
    };
    struct ll_json *whole = ll_json_new_object(&exchange->arena);
    struct ll_strbuf buf;
    struct ll_str text;
    ll_json_set(&exchange->arena, whole, "data", &data);
    ll_json_set(&exchange->arena, whole, "page", ll_chrome_of(&chrome));
    ll_strbuf_init(&buf, &exchange->arena, PAGE_BYTES_MAX);
    const struct ll_mustache_template *template =
        ll_mustache_find(pages->templates, page->template);
    LL_ASSERT(template != NULL);
    ll_http_add(exchange, "Vary", LL_STR("Accept, Accept-Language, Cookie"));
    ll_http_add(exchange, "Cache-Control", LL_STR("private, no-store"));
    if (whole == NULL || ll_mustache_render(template, whole, &buf, NULL) != LL_OK ||
        ll_strbuf_finish(&buf, &text, NULL) != LL_OK) {
        /* What used up the memory of the request may be why it was refused: that is told still. */
        struct ll_str detail = ll_json_string_at(page->data, "detail");
        bool is_told = page->status >= 400 && detail.len > 0;
        ll_reply_plain(exchange, is_told ? page->status : 500, "text/plain; charset=utf-8",
                       is_told ? detail : LL_STR("this page cannot be shown\n"));
        return;
    }
    ll_reply_plain(exchange, page->status, TYPE_HTML, text);
}
