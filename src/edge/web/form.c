#include "edge/web/form.h"

#include <string.h>

#include "draw/certificate_words.h"
#include "edge/web/choice.h"
#include "edge/web/country.h"
#include "edge/web/label.h"
#include "edge/web/row.h"

#define LONG_TEXT_BYTES 200 /* a text that may be longer gets lines */

/* HTML's type of the control for a field that is typed. */
static const char *const input_types[] = {
    [LL_FIELD_I64] = "number", [LL_FIELD_STR] = "text",    [LL_FIELD_CODE] = "text",
    [LL_FIELD_REF] = "text",   [LL_FIELD_ID] = "text",     [LL_FIELD_TIME] = "text",
    [LL_FIELD_DATE] = "date",  [LL_FIELD_MONTH] = "month", [LL_FIELD_UNITS] = "text",
    [LL_FIELD_MASS] = "text",  [LL_FIELD_MONEY] = "text",  [LL_FIELD_BYTES] = "text",
    [LL_FIELD_STRS] = "text",  [LL_FIELD_LIST] = "text",   [LL_FIELD_ENUM] = "text",
    [LL_FIELD_BOOL] = "text",  [LL_FIELD_FILE] = "file",
};

static bool is_left_out(const struct ll_form *form, const struct ll_field *field)
{
    for (size_t i = 0; i < form->left_out_count; i++) {
        if (ll_str_eq_cstr(form->left_out[i], field->name)) {
            return true;
        }
    }
    return field->type == LL_FIELD_LIST; /* no text stands for one */
}

static struct ll_str value_of(const struct ll_form *form, const char *name)
{
    for (size_t i = 0; i < form->value_count; i++) {
        if (ll_str_eq_cstr(form->values[i].name, name)) {
            return form->values[i].text;
        }
    }
    return LL_STR("");
}

static void add_choice(struct ll_arena *arena, struct ll_json *choices, struct ll_str value,
                       struct ll_str text, bool is_selected)
{
    struct ll_json *choice = ll_json_new_object(arena);
    ll_json_set_str(arena, choice, "value", value);
    ll_json_set_str(arena, choice, "text", text);
    if (is_selected) {
        ll_json_set_bool(arena, choice, "selected", true);
    }
    ll_json_append(arena, choices, choice);
}

/* An optional field may be left open, and one that is asked for is not answered by itself. */
static struct ll_json *choices_of(struct ll_arena *arena, const struct ll_locale *locale,
                                  const struct ll_field *field, struct ll_str value)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *choices = ll_json_new_array(arena);
    add_choice(arena, choices, LL_STR(""), LL_STR("\xE2\x80\x94"), value.len == 0);
    for (size_t i = 0; i < field->enum_row_count; i++) {
        enum ll_tone tone;
        struct ll_str name = ll_str_from_cstr(field->enum_rows[i].name);
        add_choice(arena, choices, name, ll_label_word(locale, name, &tone),
                   ll_str_eq(value, name));
    }
    ll_json_set(arena, whole, "items", choices);
    return whole;
}

/* ---- from lists ---- */

static bool is_named(const struct ll_json *item, struct ll_str text)
{
    return text.len > 0 && (ll_str_eq(ll_json_string_at(item, "value"), text) ||
                            ll_str_eq(ll_json_string_at(item, "id"), text));
}

/* One of a whole list. What was given and is none of it stays. A field that is asked for and has
 * one choice only is answered by it. */
static struct ll_json *one_of(struct ll_arena *arena, const struct ll_json *items,
                              const struct ll_field *field, struct ll_str value)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *choices = ll_json_new_array(arena);
    bool is_only = field->required && items->count == 1 && value.len == 0;
    bool is_found = value.len == 0;
    for (size_t i = 0; i < items->count; i++) {
        is_found = is_found || is_named(&items->items[i], value);
    }
    add_choice(arena, choices, LL_STR(""), LL_STR("\xE2\x80\x94"), value.len == 0 && !is_only);
    if (!is_found) {
        add_choice(arena, choices, value, value, true);
    }
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *item = &items->items[i];
        add_choice(arena, choices, ll_json_string_at(item, "value"),
                   ll_json_string_at(item, "text"), is_only || is_named(item, value));
    }
    ll_json_set(arena, whole, "items", choices);
    return whole;
}

/* Which of the listed `value` are items, to be ticked; what is none of them is typed. */
static struct ll_str set_checks(struct ll_arena *arena, const struct ll_json *items,
                                struct ll_str value, struct ll_json *control)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *checks = ll_json_new_array(arena);
    bool *ticked = LL_NEW_ARRAY(arena, bool, items->count);
    struct ll_strbuf rest;
    struct ll_str text = value;
    if (ticked == NULL) {
        return value;
    }
    ll_strbuf_init(&rest, arena, value.len + 1);
    while (value.len > 0) {
        size_t end = ll_str_find_char(value, ',');
        struct ll_str one = ll_str_trim(ll_str_sub(value, 0, end));
        bool is_item = false;
        for (size_t i = 0; i < items->count; i++) {
            if (is_named(&items->items[i], one)) {
                ticked[i] = true;
                is_item = true;
            }
        }
        if (!is_item && one.len > 0) {
            ll_strbuf_cstr(&rest, rest.len > 0 ? "," : "");
            ll_strbuf_str(&rest, one);
        }
        value = end < value.len ? ll_str_sub(value, end + 1, value.len) : LL_STR("");
    }
    for (size_t i = 0; i < items->count; i++) {
        struct ll_json *check = ll_json_new_object(arena);
        struct ll_json copy = *ll_json_get(&items->items[i], "value");
        ll_json_set(arena, check, "value", &copy);
        copy = *ll_json_get(&items->items[i], "text");
        ll_json_set(arena, check, "text", &copy);
        if (ticked[i]) {
            ll_json_set_bool(arena, check, "checked", true);
        }
        ll_json_append(arena, checks, check);
    }
    ll_json_set(arena, whole, "items", checks);
    ll_json_set(arena, control, "checks", whole);
    return ll_strbuf_finish(&rest, &text, NULL) == LL_OK ? text : LL_STR("");
}

#define COUNTRY_BYTES 2

/* By their names; what was given and is no country stays. */
static struct ll_json *countries_of(struct ll_arena *arena, const struct ll_locale *locale,
                                    struct ll_str value)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *choices = ll_json_new_array(arena);
    struct ll_json *all = ll_country_choices(arena, locale, value);
    bool is_found = value.len == 0;
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        is_found = is_found || ll_json_get(&all->items[i], "selected") != NULL;
    }
    add_choice(arena, choices, LL_STR(""), LL_STR("\xE2\x80\x94"), value.len == 0);
    if (!is_found) {
        add_choice(arena, choices, value, value, true);
    }
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        struct ll_json copy = all->items[i];
        ll_json_append(arena, choices, &copy);
    }
    ll_json_set(arena, whole, "items", choices);
    return whole;
}

/* Where a permit is asked for says origin and destination. */
static bool is_country(const struct ll_field *field)
{
    struct ll_str name = ll_str_from_cstr(field->name);
    return field->type == LL_FIELD_STR && field->max == COUNTRY_BYTES &&
           (ll_str_ends(name, LL_STR("country")) || ll_str_eq_cstr(name, "origin") ||
            ll_str_eq_cstr(name, "destination"));
}

/* The rows of the list that a field is chosen from; NULL: it is typed. */
static struct ll_json *items_of(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_form *form, const struct ll_field *field,
                                bool *ret_is_typed)
{
    const struct ll_choice_row *row = form->noun == NULL ? NULL : ll_choice_of(form->noun, field);
    const struct ll_json *answer =
        row == NULL || form->choices == NULL ? NULL : ll_json_get(form->choices, field->name);
    struct ll_json *items = answer == NULL ? NULL : ll_choice_items(arena, locale, row, answer);
    if (items == NULL || items->count == 0) {
        return NULL;
    }
    *ret_is_typed = row->is_typed || ll_json_get(answer, "next") != NULL;
    return items;
}

/* ---- rows ---- */

/* "road rail sea" as choices, in the reader's words. */
static struct ll_json *words_of(struct ll_arena *arena, const struct ll_locale *locale,
                                const char *words)
{
    struct ll_json *items = ll_json_new_array(arena);
    for (const char *at = words; *at != '\0';) {
        enum ll_tone tone;
        size_t len = strcspn(at, " ");
        struct ll_str word = {at, len};
        struct ll_str text = ll_label_word(locale, word, &tone);
        struct ll_json *item = ll_json_new_object(arena);
        ll_json_set_str(arena, item, "value", word);
        ll_json_set_str(arena, item, "text",
                        ll_str_eq(text, word) ? ll_fraction_words(locale, word) : text);
        ll_json_append(arena, items, item);
        at += len + (at[len] == ' ' ? 1 : 0);
    }
    return items;
}

static struct ll_str cell_name(struct ll_arena *arena, const char *field, size_t row, size_t cell)
{
    struct ll_strbuf buf;
    struct ll_str name = LL_STR("");
    ll_strbuf_init(&buf, arena, strlen(field) + 32);
    ll_strbuf_fmt(&buf, "%s.%zu.%zu", field, row, cell);
    return ll_strbuf_finish(&buf, &name, NULL) == LL_OK ? name : LL_STR("");
}

/* "Distance (km)" */
static struct ll_str cell_label(struct ll_arena *arena, const struct ll_locale *locale,
                                struct ll_str name)
{
    const char *unit = ll_label_unit(name);
    struct ll_str label = ll_label(arena, locale, name);
    struct ll_strbuf buf;
    if (unit == NULL) {
        return label;
    }
    ll_strbuf_init(&buf, arena, label.len + 32);
    ll_strbuf_str(&buf, label);
    ll_strbuf_fmt(&buf, " (%s)", unit + 1);
    return ll_strbuf_finish(&buf, &label, NULL) == LL_OK ? label : LL_STR("");
}

static struct ll_json *cell_of(struct ll_arena *arena, const struct ll_locale *locale,
                               const struct ll_form *form, const struct ll_row_cell *cell,
                               struct ll_str value)
{
    struct ll_json *control = ll_json_new_object(arena);
    struct ll_json *items = NULL;
    const struct ll_field field = {.name = cell->name, .type = LL_FIELD_REF};
    bool is_typed = cell->kind != LL_CELL_KIND_WORD;
    if (cell->kind == LL_CELL_KIND_LISTED) {
        items = items_of(arena, locale, form, &field, &is_typed);
    } else if (cell->words[0] != '\0') {
        items = words_of(arena, locale, cell->words);
    }
    if (items != NULL && is_typed) {
        struct ll_json *offer = ll_json_new_object(arena);
        ll_json_set(arena, offer, "items", items);
        ll_json_set(arena, control, "offer", offer);
    } else if (items != NULL) {
        ll_json_set(arena, control, "select", one_of(arena, items, &field, value));
    }
    ll_json_set_str(arena, control, "label",
                    cell_label(arena, locale, ll_str_from_cstr(cell->name)));
    ll_json_set_str(arena, control, "value", value);
    return control;
}

static void add_row(struct ll_arena *arena, const struct ll_locale *locale,
                    const struct ll_form *form, const struct ll_row_form *rows, struct ll_str item,
                    struct ll_json *items)
{
    struct ll_json *row = ll_json_new_object(arena);
    struct ll_json *cells = ll_json_new_array(arena);
    struct ll_str values[LL_ROW_CELLS_MAX];
    (void)ll_row_split(rows, item, values);
    for (size_t i = 0; i < ll_row_cell_count(rows); i++) {
        struct ll_json *cell = cell_of(arena, locale, form, &rows->cells[i], values[i]);
        ll_json_set_str(arena, cell, "name", cell_name(arena, rows->field, items->count, i));
        ll_json_append(arena, cells, cell);
    }
    ll_json_set(arena, row, "cells", cells);
    ll_json_append(arena, items, row);
}

/* What fits rows stands in them; the rest is typed. */
static bool set_rows(struct ll_arena *arena, const struct ll_locale *locale,
                     const struct ll_form *form, const struct ll_field *field, struct ll_str value,
                     struct ll_json *control)
{
    const struct ll_row_form *rows =
        form->noun == NULL ? NULL
                           : ll_row_form_of(form->noun, form->verb, ll_str_from_cstr(field->name));
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *items = ll_json_new_array(arena);
    struct ll_str cells[LL_ROW_CELLS_MAX];
    struct ll_strbuf rest;
    struct ll_str text = value;
    if (rows == NULL || items == NULL) {
        return false;
    }
    ll_strbuf_init(&rest, arena, value.len + 1);
    while (value.len > 0) {
        size_t end = ll_str_find_char(value, ',');
        struct ll_str one = ll_str_trim(ll_str_sub(value, 0, end));
        if (one.len > 0 && items->count < LL_ROWS_MAX && ll_row_split(rows, one, cells)) {
            add_row(arena, locale, form, rows, one, items);
        } else if (one.len > 0) {
            ll_strbuf_cstr(&rest, rest.len > 0 ? "," : "");
            ll_strbuf_str(&rest, one);
        }
        value = end < value.len ? ll_str_sub(value, end + 1, value.len) : LL_STR("");
    }
    for (size_t least = items->count < LL_ROWS_EMPTY ? LL_ROWS_EMPTY : items->count + 1;
         items->count < least && items->count < LL_ROWS_MAX && !items->broken;) {
        add_row(arena, locale, form, rows, LL_STR(""), items);
    }
    ll_json_set(arena, whole, "items", items);
    if (rows->note != NULL) {
        ll_json_set_str(arena, whole, "note", ll_locale_text(locale, rows->note));
    }
    ll_json_set(arena, control, "rows", whole);
    ll_json_set_cstr(arena, control, "input", "text");
    ll_json_set_str(arena, control, "value",
                    ll_strbuf_finish(&rest, &text, NULL) == LL_OK ? text : LL_STR(""));
    return true;
}

/* False: nothing is listed of what the field names; it is typed. */
static bool set_listed(struct ll_arena *arena, const struct ll_locale *locale,
                       const struct ll_form *form, const struct ll_field *field,
                       struct ll_str value, struct ll_json *control)
{
    bool is_typed = false;
    struct ll_json *items = items_of(arena, locale, form, field, &is_typed);
    if (items == NULL) {
        return false;
    }
    if (field->type == LL_FIELD_STRS) {
        items->count = items->count < LL_CHOICE_TICKS_MAX ? items->count : LL_CHOICE_TICKS_MAX;
        value = set_checks(arena, items, value, control);
        ll_json_set_cstr(arena, control, "input", "text");
    } else if (is_typed) {
        struct ll_json *list = ll_json_new_object(arena);
        ll_json_set(arena, list, "items", items);
        ll_json_set(arena, control, "list", list);
        ll_json_set_cstr(arena, control, "input", "text");
    } else {
        ll_json_set(arena, control, "choices", one_of(arena, items, field, value));
    }
    ll_json_set_str(arena, control, "value", value);
    return true;
}

/* Of what may be left open, too. */
static struct ll_json *yes_or_no(struct ll_arena *arena, const struct ll_locale *locale,
                                 struct ll_str value)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *choices = ll_json_new_array(arena);
    add_choice(arena, choices, LL_STR(""), LL_STR("\xE2\x80\x94"), value.len == 0);
    add_choice(arena, choices, LL_STR("true"), ll_locale_text(locale, LL_T("yes")),
               ll_str_eq_cstr(value, "true"));
    add_choice(arena, choices, LL_STR("false"), ll_locale_text(locale, LL_T("no")),
               ll_str_eq_cstr(value, "false"));
    ll_json_set(arena, whole, "items", choices);
    return whole;
}

/* What a control of HTML would not show, since it is no day or number, is shown as text: who typed
 * it sees what is to be mended. */
static const char *input_type(const struct ll_field *field, struct ll_str value)
{
    struct ll_date date;
    struct ll_month month;
    int64_t number;
    bool fits = true;
    if (field->type == LL_FIELD_DATE) {
        fits = ll_date_parse(value, &date, NULL) == LL_OK;
    } else if (field->type == LL_FIELD_MONTH) {
        fits = ll_month_parse(value, &month, NULL) == LL_OK;
    } else if (field->type == LL_FIELD_I64) {
        fits = ll_str_to_i64(value, &number) == LL_OK;
    }
    return value.len == 0 || fits ? input_types[field->type] : "text";
}

static void set_control(struct ll_arena *arena, const struct ll_locale *locale,
                        const struct ll_form *form, const struct ll_field *field,
                        struct ll_json *control)
{
    struct ll_str value = value_of(form, field->name);
    if (set_rows(arena, locale, form, field, value, control) ||
        set_listed(arena, locale, form, field, value, control)) {
        return;
    }
    if (form->noun != NULL && is_country(field)) {
        ll_json_set(arena, control, "choices", countries_of(arena, locale, value));
    } else if (field->type == LL_FIELD_ENUM) {
        ll_json_set(arena, control, "choices", choices_of(arena, locale, field, value));
    } else if (field->type == LL_FIELD_BOOL && field->present_offset != 0) {
        ll_json_set(arena, control, "choices", yes_or_no(arena, locale, value));
    } else if (field->type == LL_FIELD_BOOL) {
        struct ll_json *check = ll_json_new_object(arena);
        ll_json_set_bool(arena, check, "checked", ll_str_eq_cstr(value, "true"));
        ll_json_set(arena, control, "check", check);
    } else if (field->type == LL_FIELD_FILE) {
        ll_json_set_bool(arena, control, "file", true);
    } else if (field->type == LL_FIELD_STR && field->max > LONG_TEXT_BYTES) {
        ll_json_set_bool(arena, control, "long", true);
    } else {
        ll_json_set_cstr(arena, control, "input", input_type(field, value));
    }
    ll_json_set_str(arena, control, "value", field->type == LL_FIELD_FILE ? LL_STR("") : value);
}

static struct ll_json *control_of(struct ll_arena *arena, const struct ll_locale *locale,
                                  const struct ll_form *form, const struct ll_field *field)
{
    struct ll_json *control = ll_json_new_object(arena);
    ll_json_set_cstr(arena, control, "name", field->name);
    ll_json_set_str(arena, control, "label",
                    ll_label(arena, locale, ll_str_from_cstr(field->name)));
    if (form->sent.len > 0 && ll_str_eq_cstr(form->sent, field->name)) {
        ll_json_set_str(arena, control, "sent", form->sent_file);
    } else if (field->required) {
        ll_json_set_bool(arena, control, "required", true);
    }
    if (field->help != NULL) {
        ll_json_set_str(arena, control, "help", ll_locale_text(locale, field->help));
    }
    set_control(arena, locale, form, field, control);
    if (ll_str_eq_cstr(form->wrong, field->name)) {
        ll_json_set_str(arena, control, "error", form->message);
        ll_json_set_str(arena, control, "hint", form->hint);
    }
    return control;
}

/* Those required, those that have a place, then the others: as their record has them. */
static int order_of(const struct ll_field *field)
{
    return field->required ? 0 : field->place > 0 ? field->place : LL_FORM_PLACES_MAX + 1;
}

static bool is_asked(const struct ll_form *form, const struct ll_field *field)
{
    bool in_place =
        form->to_place == 0 || (field->place >= form->from_place && field->place <= form->to_place);
    return in_place && !is_left_out(form, field);
}

bool ll_form_is_filled(const struct ll_form *form)
{
    for (size_t i = 0; form->record != NULL && i < form->record->field_count; i++) {
        const struct ll_field *field = &form->record->fields[i];
        if (is_asked(form, field) &&
            (value_of(form, field->name).len > 0 || ll_str_eq_cstr(form->wrong, field->name))) {
            return true;
        }
    }
    return false;
}

struct ll_json *ll_form_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_form *form)
{
    struct ll_json *whole = ll_json_new_object(arena);
    struct ll_json *fields = ll_json_new_array(arena);
    bool has_file = false;
    for (int order = 0; form->record != NULL && order <= LL_FORM_PLACES_MAX + 1; order++) {
        for (size_t i = 0; i < form->record->field_count; i++) {
            const struct ll_field *field = &form->record->fields[i];
            if (order_of(field) == order && is_asked(form, field)) {
                has_file = has_file || field->type == LL_FIELD_FILE;
                ll_json_append(arena, fields, control_of(arena, locale, form, field));
            }
        }
    }
    ll_json_set(arena, whole, "fields", fields);
    if (has_file) {
        ll_json_set_bool(arena, whole, "has_file", true);
    }
    return whole;
}
