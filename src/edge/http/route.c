#include "edge/http/route.h"

#include <string.h>

#include "edge/http/access.h"
#include "edge/http/own.h"
#include "service/table.h"

const char *const ll_method_names[LL_METHOD_COUNT] = {"GET", "POST"};

const struct ll_route ll_routes[] = {
#define LL_ROUTE(METHOD, address, name, PERMISSION)                                                \
    {                                                                                              \
        .method = LL_METHOD_##METHOD,                                                              \
        .path = (address),                                                                         \
        .service = &ll_service_##name,                                                             \
        .permission = LL_MAY_##PERMISSION,                                                         \
    },
#define LL_ROUTE_OWN(METHOD, address, name, PERMISSION, text)                                      \
    {                                                                                              \
        .method = LL_METHOD_##METHOD,                                                              \
        .path = (address),                                                                         \
        .own = ll_own_##name,                                                                      \
        .permission = LL_MAY_##PERMISSION,                                                         \
        .help = (text),                                                                            \
    },
#define LL_ROUTE_OWN_INPUT(METHOD, address, name, record, PERMISSION, text)                        \
    {                                                                                              \
        .method = LL_METHOD_##METHOD,                                                              \
        .path = (address),                                                                         \
        .own = ll_own_##name,                                                                      \
        .input = &ll_own_##record##_input,                                                         \
        .permission = LL_MAY_##PERMISSION,                                                         \
        .help = (text),                                                                            \
    },
#include "edge/http/routes.def"
#undef LL_ROUTE
#undef LL_ROUTE_OWN
#undef LL_ROUTE_OWN_INPUT
};
const size_t ll_route_count = sizeof(ll_routes) / sizeof(ll_routes[0]);

const struct ll_record *ll_route_input(const struct ll_route *route)
{
    return route->service == NULL ? route->input : route->service->input;
}

struct instead {
    const struct ll_service *service;
    const struct ll_service *open;
};
static const struct instead opens[] = {
#define LL_OPEN(name, open_name) {&ll_service_##name, &ll_service_##open_name},
#define LL_PLAIN(...)
#include "edge/http/open.def"
#undef LL_OPEN
#undef LL_PLAIN
};
static const struct instead plains[] = {
#define LL_OPEN(...)
#define LL_PLAIN(name, plain_name) {&ll_service_##name, &ll_service_##plain_name},
#include "edge/http/open.def"
#undef LL_OPEN
#undef LL_PLAIN
};

static const struct ll_route *route_of(const struct ll_service *service)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].service == service) {
            return &ll_routes[i];
        }
    }
    LL_ASSERT(false);
}

static const struct ll_route *route_instead(const struct ll_route *route,
                                            const struct instead *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (route->method == LL_METHOD_GET && route->service == rows[i].service) {
            return route_of(rows[i].open);
        }
    }
    return NULL;
}

const struct ll_route *ll_route_open(const struct ll_route *route)
{
    return route_instead(route, opens, sizeof(opens) / sizeof(opens[0]));
}

const struct ll_route *ll_route_plain(const struct ll_route *route)
{
    return route_instead(route, plains, sizeof(plains) / sizeof(plains[0]));
}

/* ---- escapes ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

enum ll_status ll_unescape(struct ll_arena *arena, struct ll_str text, bool plus,
                           struct ll_str *ret_text, struct ll_err *reterr)
{
    char *out = ll_arena_alloc(arena, text.len + 1, 1);
    size_t len = 0;
    if (out == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the request");
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            bool is_whole = i + 2 < text.len;
            int high = is_whole ? hex_value(text.ptr[i + 1]) : -1;
            int low = is_whole ? hex_value(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                return LL_REFUSE(reterr, LL_EPARSE, "check the address",
                                 "a broken escape: '%%' needs two hex digits, and no zero");
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        out[len++] = c;
    }
    *ret_text = (struct ll_str){out, len};
    if (!ll_str_is_utf8(*ret_text)) {
        return LL_REFUSE(reterr, LL_EPARSE, "check the address", "the request is not UTF-8");
    }
    return LL_OK;
}

/* ---- finding ---- */

struct parts {
    struct ll_str at[LL_HTTP_SEGMENTS_MAX];
    size_t count;
};

/* "/lots/17" as "lots", "17". False: more parts than any route has, or an empty one. */
static bool split_path(struct ll_str path, struct parts *ret_parts)
{
    ret_parts->count = 0;
    if (!ll_str_starts(path, LL_STR("/"))) {
        return false;
    }
    size_t from = 1;
    while (from < path.len) {
        struct ll_str rest = ll_str_sub(path, from, path.len);
        size_t len = ll_str_find_char(rest, '/');
        if (len == 0 || ret_parts->count == LL_HTTP_SEGMENTS_MAX) {
            return false;
        }
        ret_parts->at[ret_parts->count++] = ll_str_sub(rest, 0, len);
        from += len + 1;
    }
    return path.len == 1 || !ll_str_ends(path, LL_STR("/"));
}

static bool is_name(struct ll_str part)
{
    return ll_str_starts(part, LL_STR("{"));
}

/* Does the pattern fit, and how many of its parts are literal? -1: it does not. */
static int fit_of(const char *pattern, const struct parts *parts)
{
    int literal = 0;
    const char *at = pattern;
    for (size_t i = 0; i < parts->count; i++) {
        struct ll_str part = parts->at[i];
        if (at[0] != '/' || at[1] == '\0') {
            return -1;
        }
        at++;
        if (*at == '{') {
            at += strcspn(at, "/");
            continue;
        }
        for (size_t k = 0; k < part.len; k++, at++) {
            if (*at != part.ptr[k]) {
                return -1;
            }
        }
        literal++;
    }
    return *at == '\0' || (parts->count == 0 && strcmp(at, "/") == 0) ? literal : -1;
}

static enum ll_status take_values(struct ll_arena *arena, const struct parts *parts,
                                  struct ll_route_match *match, struct ll_err *reterr)
{
    struct parts wanted;
    bool good = split_path(ll_str_from_cstr(match->route->path), &wanted);
    LL_ASSERT(good);
    match->count = 0;
    for (size_t i = 0; i < wanted.count; i++) {
        if (is_name(wanted.at[i])) {
            LL_TRY(ll_unescape(arena, parts->at[i], false, &match->values[match->count], reterr));
            match->names[match->count++] = ll_str_sub(wanted.at[i], 1, wanted.at[i].len - 1);
        }
    }
    return LL_OK;
}

static enum ll_status refuse_method(struct ll_str method, struct ll_str allowed,
                                    struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EPERM, "this address does not take %.*s",
                                    LL_STR_ARG(ll_str_sub(method, 0, 20)));
    ll_err_hint(reterr, "it takes %.*s", LL_STR_ARG(allowed));
    return status;
}

enum ll_status ll_route_find(struct ll_arena *arena, struct ll_str method, struct ll_str path,
                             struct ll_route_match *ret_match, struct ll_str *ret_allowed,
                             struct ll_err *reterr)
{
    struct parts parts;
    int best = -1;
    const char *allowed[LL_METHOD_COUNT] = {0};
    bool is_path = split_path(path, &parts);
    ret_match->route = NULL;
    for (size_t i = 0; is_path && i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        int fit = fit_of(route->path, &parts);
        if (fit >= 0) {
            allowed[route->method] = ll_method_names[route->method];
        }
        if (fit > best && ll_str_eq_cstr(method, ll_method_names[route->method])) {
            best = fit;
            ret_match->route = route;
        }
    }
    if (ret_match->route != NULL) {
        return take_values(arena, &parts, ret_match, reterr);
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, 64);
    for (size_t i = 0; i < LL_METHOD_COUNT; i++) {
        if (allowed[i] != NULL) {
            ll_strbuf_cstr(&buf, buf.len > 0 ? ", " : "");
            ll_strbuf_cstr(&buf, allowed[i]);
            ll_strbuf_cstr(&buf, i == LL_METHOD_GET ? ", HEAD" : "");
        }
    }
    LL_TRY(ll_strbuf_finish(&buf, ret_allowed, reterr));
    return ret_allowed->len > 0
               ? refuse_method(method, *ret_allowed, reterr)
               : LL_REFUSE(reterr, LL_ENOTFOUND, "check the address, or begin at the home page",
                           "there is nothing at this address");
}

bool ll_route_names(const struct ll_route *route, const char *name)
{
    size_t len = strlen(name);
    const char *at = strchr(route->path, '{');
    while (at != NULL && (strncmp(at + 1, name, len) != 0 || at[1 + len] != '}')) {
        at = strchr(at + 1, '{');
    }
    return at != NULL;
}

const char *ll_route_help(const struct ll_route *route)
{
    return route->service == NULL ? route->help : route->service->help;
}

static bool takes(const struct ll_route *route, enum ll_field_type type)
{
    const struct ll_record *input = ll_route_input(route);
    for (size_t i = 0; input != NULL && i < input->field_count; i++) {
        if (input->fields[i].type == type) {
            return true;
        }
    }
    return false;
}

bool ll_route_takes_file(const struct ll_route *route)
{
    return takes(route, LL_FIELD_FILE);
}

size_t ll_route_body_max(const struct ll_route *route)
{
    if (ll_route_takes_file(route)) {
        return LL_HTTP_UPLOAD_BYTES_MAX;
    }
    return takes(route, LL_FIELD_LIST) || takes(route, LL_FIELD_STRS) ? LL_HTTP_LIST_BYTES_MAX
                                                                      : LL_HTTP_BODY_BYTES_MAX;
}
