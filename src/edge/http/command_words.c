#include "edge/http/command_words.h"

#include <string.h>

#include "edge/http/route.h"
#include "edge/web/label.h"
#include "edge/web/view.h"

#define PROGRAM "loopledger "
#define TEXT_BYTES_MAX ((size_t)16 << 10)

/* What ends a quotation, in the languages that there are. */
static const char *const quotes[] = {"'", "\xC2\xA0»", "»", "’"};

static size_t end_of(struct ll_str text)
{
    size_t end = SIZE_MAX;
    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
        size_t at = ll_str_find(text, ll_str_from_cstr(quotes[i]), false);
        end = at < end ? at : end;
    }
    return end;
}

/* The next word, which is taken from *text. */
static struct ll_str take_word(struct ll_str *text)
{
    struct ll_str rest = ll_str_trim(*text);
    size_t len = ll_str_find_char(rest, ' ');
    struct ll_str word = ll_str_sub(rest, 0, len < rest.len ? len : rest.len);
    *text = ll_str_sub(rest, word.len, rest.len);
    return word;
}

/* "pallet", not "--label" nor "FILE", which stands for one. */
static bool is_named(struct ll_str word)
{
    bool has_small = false;
    for (size_t i = 0; i < word.len; i++) {
        has_small = has_small || (word.ptr[i] >= 'a' && word.ptr[i] <= 'z') ||
                    (word.ptr[i] >= '0' && word.ptr[i] <= '9');
    }
    return has_small && !ll_str_starts(word, LL_STR("-"));
}

/* "POST /webhooks/{webhook}/enable", with the first of those where it is named. */
static void put_request(struct ll_arena *arena, struct ll_strbuf *buf, const struct ll_route *route,
                        struct ll_str name)
{
    const char *brace = name.len == 0 ? NULL : strchr(route->path, '{');
    ll_strbuf_cstr(buf, route->method == LL_METHOD_POST ? "POST " : "GET ");
    if (brace == NULL) {
        ll_strbuf_cstr(buf, route->path);
        return;
    }
    struct ll_str front = {route->path, (size_t)(brace - route->path)};
    char *before = ll_str_to_cstr(arena, front);
    if (before != NULL) {
        ll_strbuf_str(buf, ll_view_path(arena, before, name));
    }
    ll_strbuf_cstr(buf, strchr(brace, '}') + 1);
}

static void put_address(struct ll_arena *arena, struct ll_strbuf *buf, const struct ll_route *route,
                        struct ll_str name)
{
    const char *brace = strchr(route->path, '{');
    const char *rest = brace == NULL ? "" : strchr(brace, '}') + 1;
    bool is_whole = brace == NULL || (name.len > 0 && strchr(rest, '{') == NULL);
    if (is_whole && route->method == LL_METHOD_POST) {
        ll_strbuf_cstr(buf, "/forms");
    }
    if (brace == NULL) {
        ll_strbuf_cstr(buf, route->path);
        return;
    }
    /* Of what is not named the list: it stands before the brace, and a slash. */
    struct ll_str front = {route->path, (size_t)(brace - route->path)};
    if (!is_whole) {
        ll_strbuf_str(buf, ll_str_sub(front, 0, front.len - 1));
        return;
    }
    char *before = ll_str_to_cstr(arena, front);
    if (before != NULL) {
        ll_strbuf_str(buf, ll_view_path(arena, before, name));
    }
    ll_strbuf_cstr(buf, rest);
}

/* False: no address does it. */
static bool put_command(struct ll_arena *arena, const struct ll_locale *locale,
                        struct ll_strbuf *buf, struct ll_str command)
{
    struct ll_str noun = take_word(&command);
    struct ll_str verb = take_word(&command);
    struct ll_str name = take_word(&command);
    const struct ll_service *service = ll_service_find(noun, verb);
    for (size_t i = 0; service != NULL && i < ll_route_count; i++) {
        if (ll_routes[i].service == service && ll_routes[i].permission != LL_MAY_LOCAL) {
            struct ll_str named = is_named(name) ? name : LL_STR("");
            if (locale == NULL) {
                put_request(arena, buf, &ll_routes[i], named);
            } else {
                put_address(arena, buf, &ll_routes[i], named);
            }
            return true;
        }
    }
    return false;
}

static bool is_option(char c)
{
    return (c >= 'a' && c <= 'z') || c == '-';
}

/* "--good-rows" as the form calls it, in the quotation marks of the language; as JSON does. */
static void put_option(struct ll_arena *arena, const struct ll_locale *locale,
                       struct ll_strbuf *buf, struct ll_str option)
{
    struct ll_strbuf name;
    struct ll_str field = option;
    ll_strbuf_init(&name, arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < option.len; i++) {
        ll_strbuf_char(&name, option.ptr[i] == '-' ? '_' : option.ptr[i]);
    }
    if (ll_strbuf_finish(&name, &field, NULL) != LL_OK) {
        field = option;
    }
    if (locale == NULL) {
        ll_strbuf_fmt(buf, "'%.*s'", LL_STR_ARG(field));
        return;
    }
    const struct ll_slot slot = {"field", ll_label(arena, locale, field)};
    ll_locale_fill(buf, ll_locale_text(locale, LL_T("'{field}'")), &slot, 1);
}

/* What stands around commands: options are fields there, but not within quotation marks ('--all').
 */
static void put_prose(struct ll_arena *arena, const struct ll_locale *locale, struct ll_strbuf *buf,
                      struct ll_str text)
{
    bool is_quoted = false;
    for (size_t i = 0; i < text.len;) {
        bool begins = i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '(';
        size_t end = i + 2;
        if (text.ptr[i] == '\'' && (begins || is_quoted)) {
            is_quoted = !is_quoted;
        }
        while (end < text.len && is_option(text.ptr[end])) {
            end++;
        }
        if (begins && !is_quoted && ll_str_starts(ll_str_sub(text, i, text.len), LL_STR("--")) &&
            end > i + 2) {
            put_option(arena, locale, buf, ll_str_sub(text, i + 2, end));
            i = end;
        } else {
            ll_strbuf_char(buf, text.ptr[i++]);
        }
    }
}

/* Does a quotation begin before it? */
static bool is_after_quote(struct ll_str text, size_t at)
{
    static const char *const opening[] = {"'", "‘", "«", "«\xC2\xA0"};
    for (size_t i = 0; i < sizeof(opening) / sizeof(opening[0]); i++) {
        size_t len = strlen(opening[i]);
        if (at >= len && memcmp(text.ptr + at - len, opening[i], len) == 0) {
            return true;
        }
    }
    return false;
}

/* Where a command begins, and how many bytes of it are the program's name: none in 'order credit'.
 * SIZE_MAX: there is none. */
static size_t find_command(struct ll_str text, size_t *ret_name)
{
    for (size_t i = 0; i < text.len; i++) {
        struct ll_str rest = ll_str_sub(text, i, text.len);
        if (ll_str_starts(rest, LL_STR(PROGRAM))) {
            *ret_name = strlen(PROGRAM);
            return i;
        }
        if (!is_after_quote(text, i)) {
            continue;
        }
        size_t end = end_of(rest);
        struct ll_str command = ll_str_sub(rest, 0, end == SIZE_MAX ? 0 : end);
        struct ll_str noun = take_word(&command);
        if (ll_service_find(noun, take_word(&command)) != NULL) {
            *ret_name = 0;
            return i;
        }
    }
    return SIZE_MAX;
}

struct ll_str ll_command_words(struct ll_arena *arena, const struct ll_locale *locale,
                               struct ll_str text)
{
    struct ll_strbuf buf;
    struct ll_str told = text;
    struct ll_str rest = text;
    size_t name = 0;
    size_t at;
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    while ((at = find_command(rest, &name)) != SIZE_MAX) {
        struct ll_str command = ll_str_sub(rest, at + name, rest.len);
        size_t len = end_of(command);
        len = len == SIZE_MAX ? command.len : len;
        put_prose(arena, locale, &buf, ll_str_sub(rest, 0, at));
        if (!put_command(arena, locale, &buf, ll_str_sub(command, 0, len))) {
            ll_strbuf_str(&buf, ll_str_sub(rest, at, at + name + len));
        }
        rest = ll_str_sub(command, len, command.len);
        if (ll_str_starts(rest, LL_STR("'"))) { /* it opens no quotation */
            ll_strbuf_char(&buf, '\'');
            rest = ll_str_sub(rest, 1, rest.len);
        }
    }
    put_prose(arena, locale, &buf, rest);
    return ll_strbuf_finish(&buf, &told, NULL) == LL_OK ? told : text;
}
