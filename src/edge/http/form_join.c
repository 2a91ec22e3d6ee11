#include "edge/http/form_join.h"

#include "base/str.h"
#include "edge/web/row.h"

static bool is_list(const struct ll_record *record, const struct ll_http_part *part)
{
    const struct ll_field *field =
        part->is_file || part->name.ptr == NULL ? NULL : ll_record_find(record, part->name);
    return field != NULL && field->type == LL_FIELD_STRS;
}

/* "lots.0.3": the row "lots.0", and its cell 3. False: it is no cell. */
static bool split_name(struct ll_str name, struct ll_str *ret_row, size_t *ret_cell)
{
    size_t len = name.len;
    if (len < 2 || name.ptr[len - 2] != '.' || name.ptr[len - 1] < '0' ||
        name.ptr[len - 1] >= '0' + LL_ROW_CELLS_MAX) {
        return false;
    }
    *ret_row = ll_str_sub(name, 0, len - 2);
    *ret_cell = (size_t)(name.ptr[len - 1] - '0');
    return true;
}

/* The row that begins at parts[at], if one does: under the name of its list. */
static void join_row(struct ll_arena *arena, const struct ll_route *route,
                     struct ll_http_part *parts, size_t count, size_t at)
{
    struct ll_str row;
    struct ll_str other;
    size_t cell = 0;
    struct ll_str cells[LL_ROW_CELLS_MAX] = {{0}};
    if (parts[at].is_file || !split_name(parts[at].name, &row, &cell)) {
        return;
    }
    struct ll_str field = ll_str_sub(row, 0, ll_str_find_char(row, '.'));
    const struct ll_row_form *form =
        ll_row_form_of(route->service->noun, route->service->verb, field);
    if (form == NULL || field.len == row.len) {
        return;
    }
    for (size_t i = at; i < count; i++) {
        if (!parts[i].is_file && split_name(parts[i].name, &other, &cell) &&
            ll_str_eq(other, row) && cell < ll_row_cell_count(form) && cells[cell].ptr == NULL) {
            cells[cell] = ll_str_trim(parts[i].value);
            parts[i].name = (struct ll_str){NULL, 0};
        }
    }
    parts[at].name = field;
    parts[at].value = ll_row_join(arena, form, cells);
}

static void join_list(struct ll_arena *arena, struct ll_http_part *parts, size_t count, size_t at)
{
    for (size_t i = at + 1; i < count; i++) {
        struct ll_strbuf buf;
        struct ll_str whole = parts[at].value;
        if (parts[i].is_file || parts[i].name.ptr == NULL ||
            !ll_str_eq(parts[i].name, parts[at].name)) {
            continue;
        }
        ll_strbuf_init(&buf, arena, whole.len + parts[i].value.len + 2);
        ll_strbuf_str(&buf, whole);
        ll_strbuf_cstr(&buf, whole.len > 0 && parts[i].value.len > 0 ? "," : "");
        ll_strbuf_str(&buf, parts[i].value);
        if (ll_strbuf_finish(&buf, &parts[at].value, NULL) != LL_OK) {
            return;
        }
        parts[i].name = (struct ll_str){NULL, 0};
    }
}

void ll_form_join(struct ll_arena *arena, const struct ll_route *route, struct ll_http_part *parts,
                  size_t count)
{
    const struct ll_record *record = ll_route_input(route);
    if (record == NULL || route->service == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        join_row(arena, route, parts, count, i);
    }
    for (size_t i = 0; i < count; i++) {
        if (is_list(record, &parts[i])) {
            join_list(arena, parts, count, i);
        }
    }
}
