#include "edge/web/row.h"

#include <string.h>

#include "base/catalogue.h"
#include "base/str.h"

static const struct ll_row_form forms[] = {
#define LL_CELL(kind, name, words, otherwise)                                                      \
    {                                                                                              \
        LL_CELL_KIND_##kind, (name), (words), (otherwise)                                          \
    }
#define LL_ROWS(noun, verb, field, note, ...) {(noun), (verb), (field), (note), {__VA_ARGS__}},
#include "edge/web/row.def"
#undef LL_CELL
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
        most += cells[i].len + strlen(form->cells[i].otherwise) + 1;
    }
    ll_strbuf_init(&buf, arena, most + 1);
    for (size_t i = 0; i < count; i++) {
        ll_strbuf_cstr(&buf, i == 0 ? "" : ":");
        if (cells[i].len > 0) {
            ll_strbuf_str(&buf, cells[i]);
        } else {
            ll_strbuf_cstr(&buf, form->cells[i].otherwise);
        }
    }
    return ll_strbuf_finish(&buf, &item, NULL) == LL_OK ? item : LL_STR("");
}

bool ll_row_split(const struct ll_row_form *form, struct ll_str item,
                  struct ll_str ret_cells[LL_ROW_CELLS_MAX])
{
    size_t count = ll_row_cell_count(form);
    for (size_t i = 0; i < LL_ROW_CELLS_MAX; i++) {
        size_t end = ll_str_find_char(item, ':');
        struct ll_str cell = ll_str_sub(item, 0, end);
        bool is_otherwise = i < count && form->cells[i].otherwise[0] != '\0' &&
                            ll_str_eq_cstr(cell, form->cells[i].otherwise);
        ret_cells[i] = is_otherwise ? LL_STR("") : cell;
        item = end < item.len ? ll_str_sub(item, end + 1, item.len) : LL_STR("");
        if (i + 1 == count) {
            return item.len == 0;
        }
    }
    return item.len == 0;
}
