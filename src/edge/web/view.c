#include "edge/web/view.h"

#include <string.h>

#include "base/record.h"
#include "draw/certificate_words.h"
#include "edge/web/label.h"
#include "edge/web/name.h"

#define COLUMNS_MAX 64
#define TEXT_BYTES_MAX 8192
#define DEPTH_MAX 4
#define LONG_CELL_BYTES 80
#define NARROW_COLUMNS 2 /* that a narrow screen has room for */
#define DIGEST_DIGITS 32 /* of a digest or a signature, at least */
#define US_A_MINUTE ((int64_t)60 * 1000 * 1000)

struct view {
    struct ll_arena *arena;
    const struct ll_locale *locale;
    const char *row_path;
    bool lists_classes; /* whose codes are to be read, then */
    struct ll_json *sections;
};

/* Where objects are looked at, by the prefix of their ids. */
static const struct {
    const char *prefix;
    const char *path;
} addresses[] = {
    {"prg_", "/programmes/"},     {"org_", "/organisations/"},
    {"fac_", "/facilities/"},     {"col_", "/collections/"},
    {"lot_", "/lots/"},           {"pkg_", "/packages/"},
    {"hnd_", "/handovers/"},      {"shp_", "/shipments/"},
    {"rcp_", "/receipts/"},       {"trt_", "/treatments/"},
    {"dsp_", "/dispatches/"},     {"cas_", "/cases/"},
    {"hld_", "/holds/"},          {"ord_", "/orders/"},
    {"usr_", "/users/"},          {"pps_", "/proposals/"},
    {"lic_", "/licences/"},       {"stl_", "/settlements/"},
    {"cmp_", "/campaigns/"},      {"lbs_", "/labels?label_sheet="},
    {"ofl_", "/official-links/"},
};

struct ll_str ll_view_path(struct ll_arena *arena, const char *path, struct ll_str last)
{
    struct ll_strbuf buf;
    struct ll_str text = {0};
    ll_strbuf_init(&buf, arena, strlen(path) + 3 * last.len + 1);
    ll_strbuf_cstr(&buf, path);
    for (size_t i = 0; i < last.len; i++) {
        unsigned char c = (unsigned char)last.ptr[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                     c == '_' || c == '-' || c == '.';
        if (plain) {
            ll_strbuf_char(&buf, (char)c);
        } else {
            ll_strbuf_fmt(&buf, "%%%02X", c);
        }
    }
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : (struct ll_str){0};
}

struct ll_str ll_view_address(struct ll_arena *arena, struct ll_str id)
{
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        if (ll_str_starts(id, ll_str_from_cstr(addresses[i].prefix))) {
            return ll_view_path(arena, addresses[i].path, id);
        }
    }
    return (struct ll_str){0};
}

static struct ll_str words(const struct view *view, const char *text)
{
    return ll_locale_text(view->locale, text);
}

/* ---- one value as text ---- */

static bool is_money(const struct ll_json *value)
{
    return value->type == LL_JSON_OBJECT && value->count == 2 &&
           ll_json_get(value, "currency") != NULL && ll_json_get(value, "minor") != NULL;
}

static void put_money(struct view *view, struct ll_strbuf *buf, const struct ll_json *value)
{
    ll_locale_put_money(view->locale, buf, ll_json_get(value, "minor")->integer,
                        ll_json_string_at(value, "currency"));
}

static void put_text(struct view *view, struct ll_strbuf *buf, struct ll_str name,
                     const struct ll_json *value, int depth);

static bool is_one_of(struct ll_str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(name, names[i])) {
            return true;
        }
    }
    return false;
}

/* Members that name device classes. */
static const char *const class_names[] = {"class_code", "demand_class", "lot_classes"};

static bool is_class(struct ll_str name)
{
    return is_one_of(name, class_names, sizeof(class_names) / sizeof(class_names[0]));
}

/* The items of a list are what the list is named. */
static void put_inline(struct view *view, struct ll_strbuf *buf, struct ll_str of,
                       const struct ll_json *value, int depth)
{
    for (size_t i = 0; depth < DEPTH_MAX && i < value->count; i++) {
        bool is_object = value->type == LL_JSON_OBJECT;
        const struct ll_json *item = is_object ? &value->members[i].value : &value->items[i];
        struct ll_str name = is_object ? value->members[i].name : of;
        ll_strbuf_cstr(buf, i == 0 ? "" : is_class(of) ? "; " : ", ");
        if (is_object) {
            ll_strbuf_str(buf, ll_label(view->arena, view->locale, name));
            ll_strbuf_char(buf, ' ');
        }
        put_text(view, buf, name, item, depth + 1);
    }
}

/* Times are told to the minute, in UTC, as the ledger keeps them. */
static void put_time(struct view *view, struct ll_strbuf *buf, struct ll_time time)
{
    int64_t minute = (time.us - ll_date_start(ll_time_date(time)).us) / US_A_MINUTE;
    ll_locale_put_date(view->locale, buf, ll_time_date(time));
    ll_strbuf_fmt(buf, " %02d:%02d UTC", (int)(minute / 60), (int)(minute % 60));
}

/* Ends of names whose values are days, months or times. What is no such thing stays as it is. */
static const char *const day_ends[] = {"_on", "_at", "_from", "_to", "_arrival", "_until"};
static const char *const day_names[] = {
    "at",    "day", "deadline", "from",        "month",   "oldest_vintage",
    "since", "to",  "until",    "valid_until", "vintage", "vintage_from"};

static bool is_day(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(day_ends) / sizeof(day_ends[0]); i++) {
        if (ll_str_ends(name, ll_str_from_cstr(day_ends[i]))) {
            return true;
        }
    }
    return is_one_of(name, day_names, sizeof(day_names) / sizeof(day_names[0]));
}

static bool put_day(struct view *view, struct ll_strbuf *buf, struct ll_str text)
{
    struct ll_date date;
    struct ll_month month;
    struct ll_time time;
    if (ll_date_parse(text, &date, NULL) == LL_OK) {
        ll_locale_put_date(view->locale, buf, date);
    } else if (ll_month_parse(text, &month, NULL) == LL_OK) {
        ll_locale_put_month(view->locale, buf, month);
    } else if (ll_time_parse(text, &time, NULL) == LL_OK) {
        put_time(view, buf, time);
    } else {
        return false;
    }
    return true;
}

/* Members whose values are words of an enumeration. */
static const char *const word_names[] = {
    "basis",         "battery", "blocker",   "case",    "cause",   "deed",    "fact",
    "ground",        "kind",    "limited",   "measure", "missing", "mode",    "object",
    "operation",     "outcome", "procedure", "reason",  "role",    "roles",   "scope",
    "second_factor", "stage",   "state",     "status",  "step",    "trigger", "who"};

static bool is_word(struct ll_str name)
{
    return is_one_of(name, word_names, sizeof(word_names) / sizeof(word_names[0]));
}

static bool is_country(struct ll_str name)
{
    static const char *const names[] = {"country", "countries", "from_country", "to_country"};
    return is_one_of(name, names, sizeof(names) / sizeof(names[0]));
}

static void put_string(struct view *view, struct ll_strbuf *buf, struct ll_str name,
                       struct ll_str text)
{
    enum ll_tone tone;
    if (is_day(name) && put_day(view, buf, text)) {
        return;
    }
    if (is_word(name)) {
        text = ll_label_word(view->locale, text, &tone);
    } else if (is_country(name)) {
        text = ll_locale_country(view->locale, text);
    } else if (is_class(name) && !view->lists_classes) {
        text = ll_class_words(view->locale, text);
    } else if (ll_str_eq_cstr(name, "fraction") || ll_str_eq_cstr(name, "metal")) {
        text = ll_fraction_words(view->locale, text);
    }
    ll_strbuf_str(buf, text);
}

static void put_number(struct view *view, struct ll_strbuf *buf, struct ll_str name,
                       const struct ll_json *value)
{
    const char *unit = ll_label_unit(name);
    if (!value->is_integer) {
        char text[32];
        ll_strbuf_str(buf, (struct ll_str){text, ll_json_format_double(value->number, text)});
    } else if (unit != NULL && strcmp(unit, "_g") == 0) {
        ll_locale_put_mass(view->locale, buf, (struct ll_mass){value->integer}, LL_MASS_BY_SIZE);
        return;
    } else {
        ll_locale_put_i64(view->locale, buf, value->integer);
    }
    if (unit != NULL) {
        ll_strbuf_char(buf, ' ');
        ll_strbuf_cstr(buf, unit + 1);
    }
}

static void put_text(struct view *view, struct ll_strbuf *buf, struct ll_str name,
                     const struct ll_json *value, int depth)
{
    switch (value->type) {
    case LL_JSON_NULL:
        break;
    case LL_JSON_FALSE:
        ll_strbuf_str(buf, words(view, LL_T("no")));
        break;
    case LL_JSON_TRUE:
        ll_strbuf_str(buf, words(view, LL_T("yes")));
        break;
    case LL_JSON_NUMBER:
        put_number(view, buf, name, value);
        break;
    case LL_JSON_STRING:
        put_string(view, buf, name, value->string);
        break;
    case LL_JSON_ARRAY:
    case LL_JSON_OBJECT:
        if (is_money(value)) {
            put_money(view, buf, value);
        } else {
            put_inline(view, buf, name, value, depth);
        }
        break;
    }
}

static struct ll_str text_of(struct view *view, struct ll_str name, const struct ll_json *value)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    ll_strbuf_init(&buf, view->arena, TEXT_BYTES_MAX);
    put_text(view, &buf, name, value, 0);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("…");
}

static const struct ll_json *member(const struct ll_json *object, struct ll_str name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq(object->members[i].name, name)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

/*
 * What has a code is shown by it, with its id beside it (service/answer.h): "facility" and
 * "facility_id". On a page they are one: the code, as a link to what the id names.
 */
static const struct ll_json *id_beside(const struct ll_json *object, struct ll_str name)
{
    for (size_t i = 0; i < object->count; i++) {
        struct ll_str other = object->members[i].name;
        if (other.len == name.len + 3 && ll_str_starts(other, name) &&
            ll_str_ends(other, LL_STR("_id"))) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

static bool is_id_beside(const struct ll_json *object, struct ll_str name)
{
    return ll_str_ends(name, LL_STR("_id")) &&
           member(object, ll_str_sub(name, 0, name.len - 3)) != NULL;
}

/* Digests and signatures are compared, not read. */
static bool is_digest(struct ll_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return text.len >= DIGEST_DIGITS;
}

/* How a string is shown: a word with a tone as a mark, an id as one, a day in one line. */
static void set_shape(struct view *view, struct ll_json *cell, struct ll_str name,
                      struct ll_str text)
{
    enum ll_tone tone = LL_TONE_CALM;
    if (is_word(name)) {
        (void)ll_label_word(view->locale, text, &tone);
    }
    if (ll_tone_names[tone] != NULL) {
        ll_json_set_cstr(view->arena, cell, "tone", ll_tone_names[tone]);
    }
    if (ll_name_is_id(text) || is_digest(text)) {
        ll_json_set_bool(view->arena, cell, "id", true);
    }
    if (is_day(name)) {
        ll_json_set_bool(view->arena, cell, "day", true);
    }
}

/* Where what a string names is looked at; .ptr NULL: nowhere. */
static struct ll_str address_of(struct view *view, const struct ll_json *object, struct ll_str name,
                                struct ll_str text)
{
    const struct ll_json *id = id_beside(object, name);
    if (id != NULL) {
        return ll_view_address(view->arena, ll_json_string(id));
    }
    return is_class(name) && text.len > 0 ? ll_view_path(view->arena, "/classes/", text)
                                          : ll_view_address(view->arena, text);
}

/* A member as {"text", "href"?, "number"?, "tone"?, "id"?, "day"?}. */
static struct ll_json *cell_of(struct view *view, const struct ll_json *object, struct ll_str name)
{
    static const struct ll_json nothing = {.type = LL_JSON_NULL};
    const struct ll_json *there = member(object, name);
    const struct ll_json *value = there == NULL ? &nothing : there;
    struct ll_json *cell = ll_json_new_object(view->arena);
    ll_json_set_str(view->arena, cell, "text", text_of(view, name, value));
    if (value->type == LL_JSON_STRING) {
        set_shape(view, cell, name, value->string);
        struct ll_str address = address_of(view, object, name, value->string);
        if (address.ptr != NULL) {
            ll_json_set_str(view->arena, cell, "href", address);
        }
    }
    if (value->type == LL_JSON_NUMBER) {
        ll_json_set_bool(view->arena, cell, "number", true);
    }
    return cell;
}

/* The same in a table: of an id that leads somewhere the end, the whole for who points at it. */
static struct ll_json *row_cell_of(struct view *view, const struct ll_json *row, struct ll_str name)
{
    struct ll_json *cell = cell_of(view, row, name);
    for (size_t i = 0; ll_json_get(cell, "href") != NULL && i < cell->count; i++) {
        struct ll_json *text = &cell->members[i].value;
        if (ll_str_eq_cstr(cell->members[i].name, "text") && ll_name_is_id(text->string)) {
            struct ll_str whole = text->string;
            text->string = ll_name_short(view->arena, whole);
            ll_json_set_str(view->arena, cell, "whole", whole);
            break;
        }
    }
    return cell;
}

/* ---- tables ---- */

static bool is_table(const struct ll_json *value)
{
    if (value->type != LL_JSON_ARRAY || value->count == 0) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].type != LL_JSON_OBJECT) {
            return false;
        }
    }
    return true;
}

/* Rows that are called by their codes or serials need no ids in a table. */
static bool is_hidden(const struct ll_json *row, struct ll_str name)
{
    bool is_called = member(row, LL_STR("code")) != NULL || member(row, LL_STR("serial")) != NULL;
    bool is_own = is_called && ll_str_ends(name, LL_STR("_id"));
    return is_own || is_id_beside(row, name);
}

/* The names of all rows' members, in the order in which they come. */
static size_t columns_of(const struct ll_json *rows, struct ll_str names[COLUMNS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        for (size_t k = 0; k < rows->items[i].count; k++) {
            struct ll_str name = rows->items[i].members[k].name;
            size_t at = 0;
            while (at < count && !ll_str_eq(names[at], name)) {
                at++;
            }
            if (at == count && count < COLUMNS_MAX && !is_hidden(&rows->items[i], name)) {
                names[count++] = name;
            }
        }
    }
    return count;
}

/* Is it a number in the first row that has it? */
static bool is_number_in(const struct ll_json *rows, struct ll_str name)
{
    const struct ll_json *value = NULL;
    for (size_t i = 0; value == NULL && i < rows->count; i++) {
        value = member(&rows->items[i], name);
    }
    return value != NULL && value->type == LL_JSON_NUMBER;
}

/* Sentences: on a narrow screen the cells of a row stand below one another. */
static bool is_long(const struct ll_json *cell)
{
    struct ll_str text = ll_json_string_at(cell, "text");
    return text.len > LONG_CELL_BYTES && ll_str_find_char(text, ' ') < text.len;
}

/* What a row is about, where its first cell does not say so already. */
static void link_row(struct view *view, const char *row_path, struct ll_json *cell)
{
    struct ll_str text = ll_json_string_at(cell, "text");
    if (cell == NULL || row_path == NULL || text.len == 0 || ll_json_get(cell, "href") != NULL) {
        return;
    }
    struct ll_str address = ll_view_path(view->arena, row_path, text);
    if (address.ptr != NULL) {
        ll_json_set_str(view->arena, cell, "href", address);
    }
}

/* "packages" inside a shipment: a row that is called by its code leads to what its own id is of. */
static void link_code(struct view *view, const struct ll_json *row, struct ll_json *cell)
{
    for (size_t i = 0; i < row->count; i++) {
        struct ll_str name = row->members[i].name;
        struct ll_str id = ll_json_string(&row->members[i].value);
        if (!ll_str_ends(name, LL_STR("_id")) || is_id_beside(row, name)) {
            continue;
        }
        for (size_t k = 0; k < sizeof(addresses) / sizeof(addresses[0]); k++) {
            if (ll_str_starts(id, ll_str_from_cstr(addresses[k].prefix))) {
                link_row(view, addresses[k].path, cell);
            }
        }
    }
}

static struct ll_json *table_of(struct view *view, struct ll_str label, const char *row_path,
                                const struct ll_json *rows)
{
    struct ll_arena *arena = view->arena;
    struct ll_str names[COLUMNS_MAX];
    size_t count = columns_of(rows, names);
    struct ll_json *table = ll_json_new_object(arena);
    struct ll_json *columns = ll_json_new_array(arena);
    struct ll_json *lines = ll_json_new_array(arena);
    bool stacks = count > NARROW_COLUMNS;
    for (size_t i = 0; i < count; i++) {
        struct ll_json *column = ll_json_new_object(arena);
        ll_json_set_str(arena, column, "text", ll_label(arena, view->locale, names[i]));
        if (is_number_in(rows, names[i])) {
            ll_json_set_bool(arena, column, "number", true);
        }
        ll_json_append(arena, columns, column);
    }
    for (size_t i = 0; i < rows->count; i++) {
        struct ll_json *line = ll_json_new_object(arena);
        struct ll_json *cells = ll_json_new_array(arena);
        for (size_t k = 0; k < count; k++) {
            struct ll_json *cell = row_cell_of(view, &rows->items[i], names[k]);
            if (k == 0) {
                link_row(view, row_path, cell);
            }
            if (ll_str_eq_cstr(names[k], "code")) {
                link_code(view, &rows->items[i], cell);
            }
            ll_json_set_str(arena, cell, "column", ll_label(arena, view->locale, names[k]));
            if (is_long(cell)) {
                ll_json_set_bool(arena, cell, "long", true);
                stacks = true;
            }
            ll_json_append(arena, cells, cell);
        }
        ll_json_set(arena, line, "cells", cells);
        ll_json_append(arena, lines, line);
    }
    ll_json_set_str(arena, table, "label", label);
    if (stacks) {
        ll_json_set_bool(arena, table, "stacks", true);
    }
    ll_json_set(arena, table, "columns", columns);
    ll_json_set(arena, table, "rows", lines);
    return table;
}

/* ---- sections ---- */

struct ll_str ll_view_left(struct ll_arena *arena, const struct ll_locale *locale, const char *one,
                           const char *many, size_t left)
{
    struct ll_strbuf buf;
    struct ll_strbuf number;
    struct ll_str text = LL_STR("");
    struct ll_slot slot = {.name = "n"};
    ll_strbuf_init(&number, arena, 64);
    ll_locale_put_i64(locale, &number, (int64_t)left);
    if (ll_strbuf_finish(&number, &slot.value, NULL) != LL_OK) {
        return text;
    }
    ll_strbuf_init(&buf, arena, TEXT_BYTES_MAX);
    ll_locale_fill(&buf, ll_locale_count(locale, one, many, (int64_t)left), &slot, 1);
    return ll_strbuf_finish(&buf, &text, NULL) == LL_OK ? text : LL_STR("");
}

static void add_table(struct view *view, struct ll_str name, const struct ll_json *rows)
{
    struct ll_str label = ll_label(view->arena, view->locale, name);
    struct ll_json *section = ll_json_new_object(view->arena);
    bool is_list = ll_str_eq_cstr(name, "items");
    if (!is_list) {
        ll_json_set_str(view->arena, section, "title", label);
    }
    struct ll_json shown = *rows;
    if (!is_list && shown.count > LL_VIEW_ROWS_MAX) {
        shown.count = LL_VIEW_ROWS_MAX;
        ll_json_set_str(view->arena, section, "more",
                        ll_view_left(view->arena, view->locale,
                                     LL_TN("{n} more row is in the answer as JSON.",
                                           "{n} more rows are in the answer as JSON."),
                                     rows->count - LL_VIEW_ROWS_MAX));
        ll_json_set_str(view->arena, section, "of", name);
    }
    ll_json_set(view->arena, section, "table",
                table_of(view, label, is_list ? view->row_path : NULL, &shown));
    ll_json_append(view->arena, view->sections, section);
}

/* Of a list that has nothing; the page may say more. */
static void add_nothing(struct view *view)
{
    struct ll_json *section = ll_json_new_object(view->arena);
    ll_json_set_str(view->arena, section, "nothing", words(view, LL_T("none")));
    ll_json_append(view->arena, view->sections, section);
}

/* What of an object is an empty list: in one line, so that what there is stands out. */
static void add_none(struct view *view, const struct ll_json *object)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    size_t count = 0;
    ll_strbuf_init(&buf, view->arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *at = &object->members[i];
        if (at->value.type == LL_JSON_ARRAY && at->value.count == 0 &&
            !ll_str_eq_cstr(at->name, "items")) {
            ll_strbuf_cstr(&buf, count++ == 0 ? "" : " · ");
            ll_strbuf_str(&buf, ll_label(view->arena, view->locale, at->name));
        }
    }
    if (count > 0 && ll_strbuf_finish(&buf, &text, NULL) == LL_OK) {
        struct ll_json *section = ll_json_new_object(view->arena);
        struct ll_json *none = ll_json_new_object(view->arena);
        ll_json_set_str(view->arena, none, "label", words(view, LL_T("None of these:")));
        ll_json_set_str(view->arena, none, "text", text);
        ll_json_set(view->arena, section, "none", none);
        ll_json_append(view->arena, view->sections, section);
    }
}

static bool is_fact(const struct ll_json *value)
{
    bool is_list = value->type == LL_JSON_ARRAY && (value->count == 0 || is_table(value));
    bool is_object = value->type == LL_JSON_OBJECT && !is_money(value);
    return !is_list && !is_object;
}

/* Its facts first, then what it is made of. */
static void add_object(struct view *view, struct ll_str name, const struct ll_json *object,
                       int depth)
{
    struct ll_arena *arena = view->arena;
    struct ll_json *items = ll_json_new_array(arena);
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *at = &object->members[i];
        if (!is_fact(&at->value) || ll_str_eq_cstr(at->name, "next") ||
            is_id_beside(object, at->name)) {
            continue;
        }
        struct ll_json *item = cell_of(view, object, at->name);
        if (ll_json_string_at(item, "text").len > 0) {
            ll_json_set_str(arena, item, "label", ll_label(arena, view->locale, at->name));
            ll_json_append(arena, items, item);
        }
    }
    if (items != NULL && items->count > 0) {
        struct ll_json *section = ll_json_new_object(arena);
        struct ll_json *facts = ll_json_new_object(arena);
        if (name.len > 0) {
            ll_json_set_str(arena, section, "title", ll_label(arena, view->locale, name));
        }
        ll_json_set(arena, facts, "items", items);
        ll_json_set(arena, section, "facts", facts);
        ll_json_append(arena, view->sections, section);
    }
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *at = &object->members[i];
        if (is_fact(&at->value)) {
            continue;
        }
        if (at->value.type == LL_JSON_ARRAY && at->value.count == 0) {
            continue;
        }
        if (at->value.type == LL_JSON_ARRAY) {
            add_table(view, at->name, &at->value);
        } else if (depth < DEPTH_MAX) {
            add_object(view, at->name, &at->value, depth + 1);
        }
    }
    add_none(view, object);
    const struct ll_json *rows = member(object, LL_STR("items"));
    if (rows != NULL && rows->type == LL_JSON_ARRAY && rows->count == 0) {
        add_nothing(view);
    }
}

struct ll_json *ll_view_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const char *row_path, const struct ll_json *value)
{
    struct view view = {
        .arena = arena,
        .locale = locale,
        .row_path = row_path,
        .lists_classes = row_path != NULL && strcmp(row_path, "/classes/") == 0,
        .sections = ll_json_new_array(arena),
    };
    struct ll_json *whole = ll_json_new_object(arena);
    if (value->type == LL_JSON_OBJECT) {
        add_object(&view, LL_STR(""), value, 0);
    }
    ll_json_set(arena, whole, "sections", view.sections);
    return whole;
}

struct ll_json *ll_view_cell(struct ll_arena *arena, const struct ll_locale *locale,
                             const struct ll_json *object, const char *name)
{
    struct view view = {.arena = arena, .locale = locale};
    return cell_of(&view, object, ll_str_from_cstr(name));
}
