/* Every address, for people who write programs: by what it is about, with its fields and a call. */
#include <string.h>

#include "base/catalogue.h"
#include "edge/http/chrome.h"
#include "edge/http/command_words.h"
#include "edge/http/inside.h"
#include "edge/http/own.h"

#define CALL_BYTES_MAX 4096

/* What a field takes, in a word, and as an example in JSON. */
static const struct {
    enum ll_field_type type;
    const char *context;
    const char *kind;
    const char *example;
} kinds[] = {
    {LL_FIELD_I64, LL_TC("api", "whole number"), "1"},
    {LL_FIELD_BOOL, LL_TC("api", "true or false"), "true"},
    {LL_FIELD_STR, LL_TC("api", "text"), "\"...\""},
    {LL_FIELD_CODE, LL_TC("api", "code"), "\"my-code\""},
    {LL_FIELD_REF, LL_TC("api", "code or id"), "\"its-code\""},
    {LL_FIELD_ID, LL_TC("api", "id"), "\"...\""},
    {LL_FIELD_TIME, LL_TC("api", "time"), "\"2026-01-31T10:00:00Z\""},
    {LL_FIELD_DATE, LL_TC("api", "date"), "\"2026-01-31\""},
    {LL_FIELD_MONTH, LL_TC("api", "month"), "\"2026-01\""},
    {LL_FIELD_UNITS, LL_TC("api", "number of units"), "10"},
    {LL_FIELD_MASS, LL_TC("api", "grams"), "1500"},
    {LL_FIELD_MONEY, LL_TC("api", "money"), "{\"currency\":\"EUR\",\"minor\":150}"},
    {LL_FIELD_BYTES, LL_TC("api", "bytes in hexadecimal"), "\"00ff\""},
    {LL_FIELD_ENUM, LL_TC("api", "one of several words"), NULL},
    {LL_FIELD_LIST, LL_TC("api", "list"), "[]"},
    {LL_FIELD_STRS, LL_TC("api", "list of texts"), "[\"...\"]"},
    {LL_FIELD_FILE, LL_TC("api", "file"), NULL},
};

static size_t kind_of(const struct ll_field *field)
{
    size_t i = 0;
    while (kinds[i].type != field->type) {
        i++;
        LL_ASSERT(i < sizeof(kinds) / sizeof(kinds[0]));
    }
    return i;
}

/* "/lots/{lot}/exclude" is about lots. */
static struct ll_str group_of(const struct ll_route *route)
{
    struct ll_str path = ll_str_from_cstr(route->path);
    struct ll_str rest = ll_str_sub(path, 1, path.len);
    struct ll_str first = ll_str_sub(rest, 0, ll_str_find_char(rest, '/'));
    return route->service == NULL ? LL_STR("server") : first;
}

/* ---- a call ---- */

static void put_json(struct ll_strbuf *buf, const struct ll_route *route,
                     const struct ll_record *input)
{
    const char *before = "{";
    ll_strbuf_cstr(buf, " -H 'Content-Type: application/json' -d '");
    for (size_t i = 0; i < input->field_count; i++) {
        const struct ll_field *field = &input->fields[i];
        if (!field->required || ll_route_names(route, field->name)) {
            continue;
        }
        const char *example = kinds[kind_of(field)].example;
        ll_strbuf_fmt(buf, "%s\"%s\":", before, field->name);
        if (field->type == LL_FIELD_ENUM) {
            ll_strbuf_fmt(buf, "\"%s\"", field->enum_rows[0].name);
        } else {
            ll_strbuf_cstr(buf, example == NULL ? "null" : example);
        }
        before = ",";
    }
    ll_strbuf_cstr(buf, before[0] == '{' ? "{}'" : "}'");
}

static void put_parts(struct ll_strbuf *buf, const struct ll_route *route,
                      const struct ll_record *input)
{
    for (size_t i = 0; i < input->field_count; i++) {
        const struct ll_field *field = &input->fields[i];
        if (field->required && !ll_route_names(route, field->name)) {
            ll_strbuf_fmt(buf, " -F %s=%s", field->name,
                          field->type == LL_FIELD_FILE ? "@FILE" : "...");
        }
    }
}

static struct ll_str call_of(struct ll_arena *arena, const struct ll_route *route)
{
    const struct ll_record *input = ll_route_input(route);
    struct ll_strbuf buf;
    struct ll_str text = {NULL, 0};
    ll_strbuf_init(&buf, arena, CALL_BYTES_MAX);
    ll_strbuf_cstr(&buf, "curl");
    if (route->permission != LL_MAY_PUBLIC) {
        ll_strbuf_cstr(&buf, " -H \"Authorization: Bearer $TOKEN\"");
    }
    if (route->method == LL_METHOD_POST && input == NULL) {
        ll_strbuf_cstr(&buf, " -X POST");
    } else if (route->method == LL_METHOD_POST && ll_route_takes_file(route)) {
        put_parts(&buf, route, input);
    } else if (route->method == LL_METHOD_POST) {
        put_json(&buf, route, input);
    }
    ll_strbuf_fmt(&buf, " \"$LEDGER%s\"", route->path);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : (struct ll_str){NULL, 0};
}

/* ---- addresses ---- */

static struct ll_json *choices_of(struct ll_arena *arena, const struct ll_field *field)
{
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; i < field->enum_row_count; i++) {
        ll_json_append(arena, list, ll_json_new_cstr(arena, field->enum_rows[i].name));
    }
    return list;
}

static struct ll_json *fields_of(struct ll_arena *arena, const struct ll_route *route)
{
    const struct ll_record *input = ll_route_input(route);
    struct ll_json *list = ll_json_new_array(arena);
    for (size_t i = 0; input != NULL && i < input->field_count; i++) {
        const struct ll_field *field = &input->fields[i];
        struct ll_json *item = ll_json_new_object(arena);
        if (field->type == LL_FIELD_ENUM) {
            ll_json_set(arena, item, "choices", choices_of(arena, field));
        }
        ll_json_set_cstr(arena, item, "help", field->help == NULL ? "" : field->help);
        ll_json_set_cstr(arena, item, "kind", kinds[kind_of(field)].kind);
        ll_json_set_cstr(arena, item, "name", field->name);
        ll_json_set_bool(arena, item, "required", field->required);
        ll_json_append(arena, list, item);
    }
    return list;
}

static struct ll_json *address_of(struct ll_arena *arena, const struct ll_route *route, bool whole)
{
    struct ll_json *item = ll_json_new_object(arena);
    const char *details = route->service == NULL ? NULL : route->service->details;
    ll_json_set_cstr(arena, item, "address", route->path);
    ll_json_set_cstr(arena, item, "method", ll_method_names[route->method]);
    ll_json_set_cstr(arena, item, "permission", ll_permission_rows[route->permission].name);
    ll_json_set_cstr(arena, item, "what", ll_route_help(route));
    if (whole) {
        ll_json_set_str(arena, item, "call", call_of(arena, route));
        struct ll_str said = ll_str_from_cstr(details == NULL ? "" : details);
        ll_json_set_str(arena, item, "details", ll_command_words(arena, NULL, said));
        ll_json_set(arena, item, "fields", fields_of(arena, route));
        ll_json_set_cstr(arena, item, "permits", ll_permission_rows[route->permission].help);
    }
    return item;
}

static struct ll_json *group_json(struct ll_arena *arena, struct ll_str name, bool whole)
{
    struct ll_json *group = ll_json_new_object(arena);
    struct ll_json *addresses = ll_json_new_array(arena);
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_str_eq(group_of(&ll_routes[i]), name)) {
            ll_json_append(arena, addresses, address_of(arena, &ll_routes[i], whole));
        }
    }
    ll_json_set(arena, group, "addresses", addresses);
    ll_json_set_str(arena, group, "name", name);
    return group;
}

static bool is_first(size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (ll_str_eq(group_of(&ll_routes[i]), group_of(&ll_routes[at]))) {
            return false;
        }
    }
    return true;
}

/* ---- the page: the same in the reader's language ---- */

static const struct {
    const char *path;
    const char *context;
    const char *text;
} menu[] = {
#define LL_MENU_GROUP(...)
#define LL_MENU_ALSO(...)
#define LL_MENU_FORM(...)
#define LL_MENU(address, ...) {(address), __VA_ARGS__},
#include "edge/web/menu.def"
#undef LL_MENU_ALSO
#undef LL_MENU_FORM
#undef LL_MENU_GROUP
#undef LL_MENU
};

/* As the menu calls what it is about; what is in no menu by its own name. */
static struct ll_str group_words(const struct ll_chrome *d, struct ll_str name)
{
    if (ll_str_eq_cstr(name, "server")) {
        return ll_locale_text(d->locale, LL_T("The server itself"));
    }
    for (size_t i = 0; i < sizeof(menu) / sizeof(menu[0]); i++) {
        if (ll_str_eq_cstr(name, menu[i].path + 1)) {
            return ll_locale_text_in(d->locale, menu[i].context, menu[i].text);
        }
    }
    return name;
}

/* A text of the sources in the reader's language. */
static void set_said(const struct ll_chrome *d, struct ll_json *object, const char *name,
                     const char *context, const struct ll_json *of)
{
    char *text = ll_str_to_cstr(d->arena, ll_json_string_at(of, name));
    if (text != NULL && text[0] != '\0') {
        ll_json_set_str(d->arena, object, name,
                        context == NULL ? ll_locale_text(d->locale, text)
                                        : ll_locale_text_in(d->locale, context, text));
    }
}

static void set_same(const struct ll_chrome *d, struct ll_json *object, const char *name,
                     const struct ll_json *of)
{
    const struct ll_json *value = ll_json_get(of, name);
    if (value != NULL) {
        struct ll_json copy = *value;
        ll_json_set(d->arena, object, name, &copy);
    }
}

static struct ll_json *fields_said(const struct ll_chrome *d, const struct ll_json *fields)
{
    struct ll_json *list = ll_json_new_array(d->arena);
    for (size_t i = 0; fields != NULL && i < fields->count; i++) {
        struct ll_json *item = ll_json_new_object(d->arena);
        set_same(d, item, "choices", &fields->items[i]);
        set_said(d, item, "help", NULL, &fields->items[i]);
        set_said(d, item, "kind", "api", &fields->items[i]);
        set_same(d, item, "name", &fields->items[i]);
        set_same(d, item, "required", &fields->items[i]);
        ll_json_append(d->arena, list, item);
    }
    return list;
}

static struct ll_json *group_said(const struct ll_chrome *d, const struct ll_json *group)
{
    struct ll_json *said = ll_json_new_object(d->arena);
    struct ll_json *list = ll_json_new_array(d->arena);
    const struct ll_json *addresses = ll_json_get(group, "addresses");
    for (size_t i = 0; addresses != NULL && i < addresses->count; i++) {
        const struct ll_json *of = &addresses->items[i];
        struct ll_json *item = ll_json_new_object(d->arena);
        set_same(d, item, "address", of);
        set_same(d, item, "call", of);
        set_same(d, item, "details", of);
        set_same(d, item, "method", of);
        set_same(d, item, "permission", of);
        set_said(d, item, "permits", "refusal", of);
        set_said(d, item, "what", NULL, of);
        ll_json_set(d->arena, item, "fields", fields_said(d, ll_json_get(of, "fields")));
        ll_json_append(d->arena, list, item);
    }
    ll_json_set(d->arena, said, "addresses", list);
    set_same(d, said, "name", group);
    ll_json_set_str(d->arena, said, "title", group_words(d, ll_json_string_at(group, "name")));
    return said;
}

/* What its addresses do at length is told in English alone. */
static void fill(const struct ll_chrome *d, struct ll_json *ret_page)
{
    const struct ll_json *data = d->page->data;
    const struct ll_json *groups = ll_json_get(data, "groups");
    struct ll_json *api = groups == NULL ? group_said(d, data) : ll_json_new_object(d->arena);
    struct ll_json *list = ll_json_new_array(d->arena);
    for (size_t i = 0; groups != NULL && i < groups->count; i++) {
        ll_json_append(d->arena, list, group_said(d, &groups->items[i]));
    }
    ll_json_set(d->arena, api, "groups", list);
    ll_json_set_str(d->arena, api, "openapi", ll_locale_text(d->locale, LL_T("As OpenAPI 3.1")));
    ll_json_set(d->arena, ret_page, "api", api);
}

/* ---- answering ---- */

static void reply(struct ll_call *call, const char *template, const struct ll_json *answer)
{
    struct ll_http_exchange *exchange = call->exchange;
    if (answer == NULL || answer->broken) {
        exchange->reply.status = 507;
        return;
    }
    if (!ll_page_wanted(exchange)) {
        ll_call_reply(call, NULL, answer);
        return;
    }
    const struct ll_page page = {
        .route = call->match.route,
        .who = &call->who,
        .site = ll_call_site(call),
        .data = answer,
        .template = template,
        .title = LL_T("Every address"),
        .status = 200,
        .fill = fill,
    };
    ll_page_reply(call->server->pages, exchange, &page);
}

void ll_own_api(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_arena *arena = &exchange->arena;
    struct ll_json *answer = ll_json_new_object(arena);
    struct ll_json *groups = ll_json_new_array(arena);
    (void)server;
    for (size_t i = 0; i < ll_route_count; i++) {
        if (is_first(i)) {
            ll_json_append(arena, groups, group_json(arena, group_of(&ll_routes[i]), false));
        }
    }
    ll_json_set(arena, answer, "groups", groups);
    reply(exchange->own, "api", answer);
}

void ll_own_api_group(struct ll_server *server, struct ll_http_exchange *exchange)
{
    struct ll_call *call = exchange->own;
    struct ll_json *group = group_json(&exchange->arena, call->match.values[0], true);
    const struct ll_json *addresses = ll_json_get(group, "addresses");
    (void)server;
    if (addresses != NULL && addresses->count == 0) {
        struct ll_err err = {0};
        ll_fail_(&err, LL_ENOTFOUND, __FILE__, __LINE__, "no addresses are about that");
        ll_err_hint(&err, "GET /api lists them all");
        ll_call_refuse(call, &err);
        return;
    }
    reply(call, "api_group", group);
}
