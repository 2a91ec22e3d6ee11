#include "edge/web/row.h"

#include <string.h>

#include "base/catalogue.h"
#include "base/str.h"

static const struct ll_row_form forms[] = {
#define LL_CELL(kind, name, words, otherwise) LL_CELL_AFTER(':', kind, name, words, otherwise)
#define LL_CELL_AFTER(before, kind, name, words, otherwise)                                        \
    {                                                                                              \
        LL_CELL_KIND_##kind, (name), (words), (otherwise), (before)                                \
    }
#define LL_ROWS(noun, verb, field, note, ...) {(noun), (verb), (field), (note), {__VA_ARGS__}},
#include "edge/web/row.def"
#undef LL_CELL
#undef LL_CELL_AFTER
#undef LL_ROWS
};

const struct ll_row_form *ll_row_form_of(const char *noun, const char *verb, struct ll_str field)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        if (strcmp(forms[i].noun, noun) == 0 && strcmp(forms[i].verb, verb) == 0 &&
            ll_str_eq_cstr(field, forms[i].field)) {
            return &forms[i];
        }
    }
    return NULL;
}

size_t ll_row_cell_count(const struct ll_row_form *form)
{
    size_t count = 0;
    while (count < LL_ROW_CELLS_MAX && form->cells[count].name != NULL) {
        count++;
    }
    return count;
}

static bool is_digit_at(struct ll_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

/* Commas part items: within a cell one is the reader's decimal mark, "4,4 kg". With three digits
 * behind it it may also part thousands: then another mark stands for it, and is refused. */
static void put_cell(struct ll_strbuf *buf, struct ll_str cell)
{
    for (size_t i = 0; i < cell.len; i++) {
        bool is_decimal =
            i > 0 && is_digit_at(cell, i - 1) && is_digit_at(cell, i + 1) &&
            !(is_digit_at(cell, i + 2) && is_digit_at(cell, i + 3) && !is_digit_at(cell, i + 4));
        if (cell.ptr[i] != ',') {
            ll_strbuf_char(buf, cell.ptr[i]);
        } else {
            ll_strbuf_cstr(buf, is_decimal ? "." : "\xE2\x80\x9A");
        }
    }
}

struct ll_str ll_row_join(struct ll_arena *arena, const struct ll_row_form *form,
                          const struct ll_str cells[LL_ROW_CELLS_MAX])
{
    struct ll_strbuf buf;
    struct ll_str item = LL_STR("");
    size_t count = ll_row_cell_count(form);
    size_t most = 0;
    while (count > 0 && cells[count - 1].len == 0) {
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        most += 3 * cells[i].len + strlen(form->cells[i].otherwise) + 1;
    }
    ll_strbuf_init(&buf, arena, most + 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (cells[i].len > 0 || form->cells[i].before == ':')) {
            ll_strbuf_char(&buf, form->cells[i].before);
        }
        if (cells[i].len > 0) {
            put_cell(&buf, cells[i]);
        } else {
            ll_strbuf_cstr(&buf, form->cells[i].otherwise);
        }
    }
    return ll_strbuf_finish(&buf, &item, NULL) == LL_OK ? item : LL_STR("");
}

/* Where the next sign of the row stands, or the item's end. */
static size_t find_sign(const struct ll_row_form *form, struct ll_str item)
{
    size_t count = ll_row_cell_count(form);
    size_t at = item.len;
    for (size_t i = 0; i < count; i++) {
        size_t here = ll_str_find_char(item, form->cells[i].before);
        at = here < at ? here : at;
    }
    return at;
}

/* The next cell that has this sign before it; the count of all: none has. */
static size_t cell_after(const struct ll_row_form *form, size_t from, char sign)
{
    size_t count = ll_row_cell_count(form);
    while (from < count && form->cells[from].before != sign) {
        from++;
    }
    return from;
}

bool ll_row_split(const struct ll_row_form *form, struct ll_str item,
                  struct ll_str ret_cells[LL_ROW_CELLS_MAX])
{
    size_t count = ll_row_cell_count(form);
    for (size_t i = 0; i < LL_ROW_CELLS_MAX; i++) {
        ret_cells[i] = LL_STR("");
    }
    for (size_t i = 0; i < count;) {
        size_t end = find_sign(form, item);
        struct ll_str cell = ll_str_sub(item, 0, end);
        bool is_otherwise =
            form->cells[i].otherwise[0] != '\0' && ll_str_eq_cstr(cell, form->cells[i].otherwise);
        ret_cells[i] = is_otherwise ? LL_STR("") : cell;
        if (end == item.len) {
            return true;
        }
        i = cell_after(form, i + 1, item.ptr[end]);
        item = ll_str_sub(item, end + 1, item.len);
    }
    return false;
}
