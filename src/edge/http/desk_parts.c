/* What the parts of the desk's page are made of. */
#include "edge/http/desk_parts.h"

#include <string.h>

#include "edge/http/input.h"
#include "edge/web/view.h"

#define ADDRESS_BYTES_MAX (2 * LL_HTTP_TARGET_BYTES_MAX)

/* ---- texts ---- */

struct ll_str ll_desk_finish(struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    return ll_strbuf_finish(buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

struct ll_str ll_desk_number(const struct ll_chrome *d, int64_t value)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
    ll_locale_put_i64(d->locale, &buf, value);
    return ll_desk_finish(&buf);
}

struct ll_str ll_desk_mass(const struct ll_chrome *d, int64_t grams)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
    ll_locale_put_mass(d->locale, &buf, (struct ll_mass){grams}, LL_MASS_BY_SIZE);
    return ll_desk_finish(&buf);
}

struct ll_str ll_desk_fill(const struct ll_chrome *d, struct ll_str text, struct ll_str n)
{
    struct ll_strbuf buf;
    const struct ll_slot slot = {.name = "n", .value = n};
    ll_strbuf_init(&buf, d->arena, LL_DESK_TEXT_BYTES_MAX);
    ll_locale_fill(&buf, text, &slot, 1);
    return ll_desk_finish(&buf);
}

struct ll_str ll_desk_units(const struct ll_chrome *d, int64_t units)
{
    return ll_desk_fill(d, ll_locale_count(d->locale, LL_TN("{n} unit", "{n} units"), units),
                        ll_desk_number(d, units));
}

int64_t ll_desk_integer(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_NUMBER && value->is_integer ? value->integer : 0;
}

/* ---- addresses ---- */

/* "?" or "&", then "name=value". */
static void put_query(const struct ll_chrome *d, struct ll_strbuf *buf, const char *name,
                      struct ll_str value)
{
    ll_strbuf_char(buf, memchr(buf->ptr, '?', buf->len) == NULL ? '?' : '&');
    ll_strbuf_cstr(buf, name);
    ll_strbuf_str(buf, ll_view_path(d->arena, "=", value));
}

/* The list of a noun, if the reader may see it. */
const struct ll_route *ll_desk_list(const struct ll_chrome *d, struct ll_str noun)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->method == LL_METHOD_GET && route->service != NULL &&
            ll_str_eq_cstr(noun, route->service->noun) &&
            strcmp(route->service->verb, "list") == 0) {
            return ll_who_may(d->page->who, route->permission, NULL) == LL_OK ? route : NULL;
        }
    }
    return NULL;
}

struct ll_str ll_desk_list_address(const struct ll_chrome *d, const char *noun,
                                   const struct ll_desk_query *queries, size_t count)
{
    const struct ll_route *list = ll_desk_list(d, ll_str_from_cstr(noun));
    struct ll_strbuf buf;
    if (list == NULL) {
        return LL_STR("");
    }
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, list->path);
    for (size_t i = 0; i < count; i++) {
        if (queries[i].value.len > 0) {
            put_query(d, &buf, queries[i].name, queries[i].value);
        }
    }
    return ll_desk_finish(&buf);
}

struct ll_str ll_desk_filtered(const struct ll_chrome *d, const struct ll_route *list,
                               const struct ll_json *filter)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, d->arena, ADDRESS_BYTES_MAX);
    ll_strbuf_cstr(&buf, list->path);
    for (size_t i = 0; filter != NULL && i < filter->count; i++) {
        put_query(d, &buf, ll_str_to_cstr(d->arena, filter->members[i].name),
                  ll_json_string(&filter->members[i].value));
    }
    return ll_desk_finish(&buf);
}

/* ---- tables ---- */

void ll_desk_add_column(const struct ll_chrome *d, struct ll_json *columns, struct ll_str text,
                        bool is_number)
{
    struct ll_json *column = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, column, "text", text);
    if (is_number) {
        ll_json_set_bool(d->arena, column, "number", true);
    }
    ll_json_append(d->arena, columns, column);
}

struct ll_json *ll_desk_add_cell(const struct ll_chrome *d, struct ll_json *cells,
                                 struct ll_str text, struct ll_str href, bool is_number)
{
    struct ll_json *cell = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, cell, "text", text);
    if (href.len > 0) {
        ll_json_set_str(d->arena, cell, "href", href);
    }
    if (is_number) {
        ll_json_set_bool(d->arena, cell, "number", true);
    }
    ll_json_append(d->arena, cells, cell);
    return cells == NULL || cells->broken ? NULL : &cells->items[cells->count - 1];
}

void ll_desk_add_row(const struct ll_chrome *d, struct ll_json *rows, struct ll_json *cells)
{
    struct ll_json *row = ll_json_new_object(d->arena);
    ll_json_set(d->arena, row, "cells", cells);
    ll_json_append(d->arena, rows, row);
}

struct ll_json *ll_desk_new_table(const struct ll_chrome *d, const char *title, const char *note)
{
    struct ll_json *table = ll_json_new_object(d->arena);
    ll_json_set_str(d->arena, table, "title", ll_locale_text(d->locale, title));
    if (note != NULL) {
        ll_json_set_str(d->arena, table, "note", ll_locale_text(d->locale, note));
    }
    return table;
}

void ll_desk_finish_table(const struct ll_chrome *d, struct ll_json *tables, struct ll_json *table,
                          struct ll_json *columns, struct ll_json *rows)
{
    ll_json_set(d->arena, table, "columns", columns);
    ll_json_set(d->arena, table, "rows", rows);
    if (ll_json_get(table, "charts") == NULL) {
        ll_json_set_bool(d->arena, table, "charts", false);
    }
    if (ll_json_get(table, "map") == NULL) {
        ll_json_set_bool(d->arena, table, "map", false);
    }
    ll_json_append(d->arena, tables, table);
}

struct ll_str ll_desk_words(const struct ll_chrome *d, const char *text)
{
    return ll_locale_text(d->locale, text);
}

struct ll_str ll_desk_measured(const struct ll_chrome *d, bool in_grams, int64_t amount)
{
    return amount == 0 ? LL_STR("")
           : in_grams  ? ll_desk_mass(d, amount)
                       : ll_desk_number(d, amount);
}
