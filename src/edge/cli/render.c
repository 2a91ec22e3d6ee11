#include "edge/cli/render.h"

#include <string.h>

#include "base/record.h"
#include "edge/cli/label.h"
#include "edge/cli/text.h"

#define COLUMNS_MAX 64
#define CELL_BYTES_MAX ((size_t)1 << 20)
#define TABLE_GAP 2
#define COLUMNS_KEPT 2 /* of a table that is too wide: a name, and what is said of it */
#define SECTION_INDENT 2
#define SECTIONS_DEEP 3
#define SECTIONS_DEEPEST 6
#define INNER_INDENT 4 /* of a table below a row */
#define TEXT_WIDTH 100 /* of sentences */
#define TEXT_WIDTH_LEAST 40
#define SENTENCE_BYTES 40 /* longer than any code or id */

/* What has a code or a serial number of its own. */
static const char *const coded[] = {"certificate", "facility",  "order_line", "organisation",
                                    "package",     "programme", "shipment"};

/* ---- one value on one line ---- */

static bool is_money(const struct ll_json *value)
{
    const struct ll_json *currency = ll_json_get(value, "currency");
    const struct ll_json *minor = ll_json_get(value, "minor");
    return value->type == LL_JSON_OBJECT && value->count == 2 && currency != NULL &&
           minor != NULL && currency->type == LL_JSON_STRING && minor->is_integer;
}

static void put_money(struct ll_strbuf *buf, const struct ll_json *value)
{
    int64_t minor = ll_json_get(value, "minor")->integer;
    struct ll_str currency = ll_json_string_at(value, "currency");
    char code[4] = "";
    if (currency.len < sizeof(code)) {
        memcpy(code, currency.ptr, currency.len);
    }
    int scale = ll_currency_scale(code);
    int64_t whole = 1;
    for (int i = 0; i < scale; i++) {
        whole *= 10;
    }
    int64_t fraction = minor % whole;
    if (minor < 0 && minor / whole == 0) {
        ll_strbuf_char(buf, '-');
    }
    ll_text_thousands(buf, minor / whole);
    if (scale > 0) {
        ll_strbuf_fmt(buf, ".%0*d", scale, (int)(fraction < 0 ? -fraction : fraction));
    }
    ll_strbuf_char(buf, ' ');
    ll_text_escape(buf, currency, "");
}

static void put_number(struct ll_strbuf *buf, struct ll_str name, const struct ll_json *value,
                       bool with_unit)
{
    char text[32];
    if (!value->is_integer) {
        size_t len = ll_json_format_double(value->number, text);
        ll_strbuf_str(buf, (struct ll_str){text, len});
        return;
    }
    if (ll_cli_label_is_plain(name)) {
        ll_strbuf_i64(buf, value->integer);
        return;
    }
    ll_text_thousands(buf, value->integer);
    const struct ll_cli_label_unit *unit = ll_cli_label_unit(name);
    if (unit != NULL && with_unit) {
        ll_strbuf_char(buf, ' ');
        ll_strbuf_cstr(buf, value->integer == 1 ? unit->one : unit->many);
    }
}

static bool is_scalar(const struct ll_json *value)
{
    return (value->type != LL_JSON_ARRAY && value->type != LL_JSON_OBJECT) || is_money(value);
}

static void put_scalar(struct ll_strbuf *buf, struct ll_str name, const struct ll_json *value,
                       bool with_unit)
{
    switch (value->type) {
    case LL_JSON_NULL:
        ll_strbuf_char(buf, '-');
        break;
    case LL_JSON_FALSE:
        ll_strbuf_cstr(buf, "no");
        break;
    case LL_JSON_TRUE:
        ll_strbuf_cstr(buf, "yes");
        break;
    case LL_JSON_NUMBER:
        put_number(buf, name, value, with_unit);
        break;
    case LL_JSON_STRING:
        ll_text_escape(buf, value->string.len > 0 ? value->string : LL_STR("-"), "");
        break;
    case LL_JSON_ARRAY:
        break;
    case LL_JSON_OBJECT:
        put_money(buf, value);
        break;
    }
}

static bool all_scalars(const struct ll_json *array)
{
    for (size_t i = 0; i < array->count; i++) {
        if (!is_scalar(&array->items[i])) {
            return false;
        }
    }
    return true;
}

/* A half open span of units or positions. */
static bool is_span(const struct ll_json *value)
{
    return value->type == LL_JSON_ARRAY && value->count == 2 &&
           value->items[0].type == LL_JSON_NUMBER && value->items[0].is_integer &&
           value->items[1].type == LL_JSON_NUMBER && value->items[1].is_integer;
}

static bool all_spans(const struct ll_json *array)
{
    for (size_t i = 0; i < array->count; i++) {
        if (!is_span(&array->items[i])) {
            return false;
        }
    }
    return true;
}

/* "[0, 19), [40, 50)" */
static void put_spans(struct ll_strbuf *buf, const struct ll_json *array)
{
    for (size_t i = 0; i < array->count; i++) {
        ll_strbuf_cstr(buf, i > 0 ? ", [" : "[");
        ll_text_thousands(buf, array->items[i].items[0].integer);
        ll_strbuf_cstr(buf, ", ");
        ll_text_thousands(buf, array->items[i].items[1].integer);
        ll_strbuf_char(buf, ')');
    }
}

static bool is_flat(const struct ll_json *object)
{
    for (size_t i = 0; object->type == LL_JSON_OBJECT && i < object->count; i++) {
        if (!is_scalar(&object->members[i].value)) {
            return false;
        }
    }
    return object->type == LL_JSON_OBJECT;
}

/* "code client-01, country NL" */
static void put_members(struct ll_strbuf *buf, const struct ll_json *object)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *member = &object->members[i];
        ll_strbuf_cstr(buf, i > 0 ? ", " : "");
        ll_cli_label_put(buf, member->name);
        ll_strbuf_char(buf, ' ');
        put_scalar(buf, member->name, &member->value,
                   ll_cli_label_is_apart(ll_cli_label_unit(member->name)));
    }
}

/* Anything on one line: what has no shorter form is written as JSON. */
static void put_inline(struct ll_strbuf *buf, struct ll_str name, const struct ll_json *value,
                       bool with_unit)
{
    struct ll_str json;
    if (is_scalar(value)) {
        put_scalar(buf, name, value, with_unit);
    } else if (value->count == 0) {
        ll_strbuf_char(buf, '-');
    } else if (value->type == LL_JSON_ARRAY && all_scalars(value)) {
        for (size_t i = 0; i < value->count; i++) {
            ll_strbuf_cstr(buf, i > 0 ? ", " : "");
            put_scalar(buf, name, &value->items[i], with_unit);
        }
    } else if (value->type == LL_JSON_ARRAY && all_spans(value)) {
        put_spans(buf, value);
    } else if (is_flat(value)) {
        put_members(buf, value);
    } else if (ll_json_canonical(buf->arena, value, CELL_BYTES_MAX, &json, NULL) == LL_OK) {
        ll_text_escape(buf, json, "");
    } else {
        ll_strbuf_fail(buf, LL_ENOMEM);
    }
}

/* ---- ids ---- */

/* The word of an id's name: "facility" of "facility_id"; empty when it is none. */
static struct ll_str id_word(struct ll_str name)
{
    bool is_id = ll_str_ends(name, LL_STR("_id"));
    return is_id ? ll_str_sub(name, 0, name.len - 3) : LL_STR("");
}

static bool is_coded(struct ll_str word)
{
    for (size_t i = 0; i < sizeof(coded) / sizeof(coded[0]); i++) {
        if (ll_str_eq_cstr(word, coded[i])) {
            return true;
        }
    }
    return false;
}

/* ---- tables ---- */

/* Where it is written: at most so many columns of a terminal; 0: as many as there are. */
struct page {
    struct ll_arena *arena;
    size_t width;
};

struct table {
    struct ll_str names[COLUMNS_MAX];
    size_t widths[COLUMNS_MAX];
    bool numeric[COLUMNS_MAX];
    size_t columns;
    struct ll_str nested[COLUMNS_MAX];
    size_t nested_count;
    struct ll_str *cells; /* [rows][columns], the heading first */
    size_t rows;
    size_t shown[COLUMNS_MAX]; /* which columns, in their order */
    size_t shown_count;
    size_t heading_lines; /* 0: one */
};

static bool is_table(const struct ll_json *value)
{
    if (value->type != LL_JSON_ARRAY || value->count == 0) {
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        if (value->items[i].type != LL_JSON_OBJECT || is_money(&value->items[i])) {
            return false;
        }
    }
    return true;
}

static const struct ll_json *member_of(const struct ll_json *item, struct ll_str name)
{
    for (size_t i = 0; i < item->count; i++) {
        if (ll_str_eq(item->members[i].name, name)) {
            return &item->members[i].value;
        }
    }
    return NULL;
}

static bool has_name(const struct ll_str *names, size_t count, struct ll_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq(names[i], name)) {
            return true;
        }
    }
    return false;
}

/* What is a table in any row stands below it, and is no column. */
static void find_nested(struct table *table, const struct ll_json *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *item = &items->items[i];
        for (size_t k = 0; k < item->count && table->nested_count < COLUMNS_MAX; k++) {
            struct ll_str name = item->members[k].name;
            if (is_table(&item->members[k].value) &&
                !has_name(table->nested, table->nested_count, name)) {
                table->nested[table->nested_count++] = name;
            }
        }
    }
}

static void add_columns(struct table *table, const struct ll_json *item)
{
    for (size_t i = 0; i < item->count && table->columns < COLUMNS_MAX; i++) {
        struct ll_str name = item->members[i].name;
        if (!has_name(table->names, table->columns, name) &&
            !has_name(table->nested, table->nested_count, name)) {
            table->names[table->columns] = name;
            table->numeric[table->columns++] = true;
        }
    }
}

static bool has_column(const struct table *table, struct ll_str name)
{
    return has_name(table->names, table->columns, name);
}

/* An id tells people nothing where the code of what it names stands in the same row; JSON has both.
 */
static void drop_ids(struct table *table)
{
    struct table all = *table;
    bool own = has_column(&all, LL_STR("code")) || has_column(&all, LL_STR("serial"));
    table->columns = 0;
    for (size_t i = 0; i < all.columns; i++) {
        struct ll_str word = id_word(all.names[i]);
        if (word.len > 0 && (has_column(&all, word) || (own && is_coded(word)))) {
            continue;
        }
        table->names[table->columns] = all.names[i];
        table->numeric[table->columns++] = true;
    }
}

static enum ll_status make_cell(struct ll_arena *arena, struct table *table, size_t row,
                                size_t column, const struct ll_json *item, struct ll_err *reterr)
{
    struct ll_str name = table->names[column];
    struct ll_str *cell = &table->cells[row * table->columns + column];
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, CELL_BYTES_MAX);
    if (row == 0) {
        const struct ll_cli_label_unit *unit = ll_cli_label_unit(name);
        ll_cli_label_put(&buf, name);
        if (ll_cli_label_is_apart(unit)) {
            ll_strbuf_fmt(&buf, " (%s)", unit->many);
        }
    } else {
        const struct ll_json *value = member_of(item, name);
        if (value != NULL) {
            put_inline(&buf, name, value, false);
            table->numeric[column] &= value->type == LL_JSON_NUMBER || is_money(value);
        }
    }
    LL_TRY(ll_strbuf_finish(&buf, cell, reterr));
    size_t width = ll_text_columns(*cell);
    table->widths[column] = width > table->widths[column] ? width : table->widths[column];
    return LL_OK;
}

/* ---- a table that is wider than the page: headings on several lines, then fewer columns ---- */

static size_t table_width(const struct table *table, size_t indent)
{
    size_t width = indent + (table->shown_count - 1) * TABLE_GAP;
    for (size_t i = 0; i < table->shown_count; i++) {
        width += table->widths[table->shown[i]];
    }
    return width;
}

/* Does the column say anything in any row? */
static bool is_telling(const struct table *table, size_t column)
{
    for (size_t row = 1; row < table->rows; row++) {
        struct ll_str cell = table->cells[row * table->columns + column];
        if (cell.len > 0 && !ll_str_eq_cstr(cell, "0")) {
            return true;
        }
    }
    return false;
}

/* Leaves the last one out that tells nothing, else the last. */
static void leave_out(struct table *table)
{
    size_t at = table->shown_count - 1;
    while (at > 0 && is_telling(table, table->shown[at])) {
        at--;
    }
    at = at == 0 ? table->shown_count - 1 : at;
    table->shown_count--;
    for (; at < table->shown_count; at++) {
        table->shown[at] = table->shown[at + 1];
    }
}

static void fit_table(const struct page *page, struct table *table, size_t indent)
{
    if (page->width == 0 || table->columns == 0 || table_width(table, indent) <= page->width) {
        return;
    }
    size_t lines[COLUMNS_MAX];
    for (size_t column = 0; column < table->columns; column++) {
        size_t body = 1;
        for (size_t row = 1; row < table->rows; row++) {
            size_t width = ll_text_columns(table->cells[row * table->columns + column]);
            body = width > body ? width : body;
        }
        table->widths[column] = ll_text_stack(table->cells[column], body, &lines[column]);
    }
    while (table->shown_count > COLUMNS_KEPT && table_width(table, indent) > page->width) {
        leave_out(table);
    }
    for (size_t i = 0; i < table->shown_count; i++) {
        size_t of = lines[table->shown[i]];
        table->heading_lines = of > table->heading_lines ? of : table->heading_lines;
    }
}

/* One of a line: a number stands at its column's right end. `owed` are spaces, written only before
 * something. */
static void put_in_column(struct ll_strbuf *out, const struct table *table, size_t column,
                          struct ll_str text, size_t *owed)
{
    size_t space = table->widths[column] - ll_text_columns(text);
    *owed += table->numeric[column] ? space : 0;
    if (text.len > 0) {
        ll_text_pad(out, *owed);
        ll_strbuf_str(out, text);
        *owed = 0;
    }
    *owed += table->numeric[column] ? 0 : space;
}

/* Each heading ends on the line above the first row. */
static void put_headings(struct ll_strbuf *out, const struct table *table, size_t indent)
{
    for (size_t line = 0; line < table->heading_lines; line++) {
        size_t owed = indent;
        for (size_t i = 0; i < table->shown_count; i++) {
            size_t column = table->shown[i];
            struct ll_str heading = table->cells[column];
            struct ll_str text = LL_STR("");
            size_t lines = 0;
            size_t width = table->widths[column];
            (void)ll_text_stack(heading, width, &lines);
            size_t skip = table->heading_lines - lines;
            for (size_t at = 0, from = 0; line >= skip && at <= line - skip; at++) {
                text = ll_text_stacked(heading, from, width);
                from += text.len + 1;
            }
            owed += i > 0 ? TABLE_GAP : 0;
            put_in_column(out, table, column, text, &owed);
        }
        ll_strbuf_char(out, '\n');
    }
}

/* Which columns the page has no room for. */
static void put_left_out(struct ll_strbuf *out, const struct table *table, size_t indent)
{
    const char *between = "(wider terminals and --json also show: ";
    if (table->shown_count == table->columns) {
        return;
    }
    ll_text_pad(out, indent);
    for (size_t column = 0, at = 0; column < table->columns; column++) {
        if (at < table->shown_count && table->shown[at] == column) {
            at++;
            continue;
        }
        ll_strbuf_cstr(out, between);
        ll_strbuf_str(out, table->cells[column]);
        between = ", ";
    }
    ll_strbuf_cstr(out, ")\n");
}

/* `nests`: what is a table itself is no column. */
static enum ll_status make_table(struct ll_arena *arena, const struct ll_json *items, bool nests,
                                 struct table *ret_table, struct ll_err *reterr)
{
    struct table table = {.rows = items->count + 1};
    if (nests) {
        find_nested(&table, items);
    }
    for (size_t i = 0; i < items->count; i++) {
        add_columns(&table, &items->items[i]);
    }
    drop_ids(&table);
    for (size_t i = 0; i < table.columns; i++) {
        table.shown[table.shown_count++] = i;
    }
    table.cells = LL_NEW_ARRAY(arena, struct ll_str, table.rows * (table.columns + 1));
    if (table.cells == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to print the table; --json needs less");
    }
    for (size_t row = 0; row < table.rows; row++) {
        for (size_t column = 0; column < table.columns; column++) {
            const struct ll_json *item = row == 0 ? NULL : &items->items[row - 1];
            LL_TRY(make_cell(arena, &table, row, column, item, reterr));
        }
    }
    *ret_table = table;
    return LL_OK;
}

static void put_row(struct ll_strbuf *out, const struct table *table, size_t row, size_t indent)
{
    if (row == 0 && table->heading_lines > 0) {
        put_headings(out, table, indent);
        return;
    }
    size_t owed = indent;
    for (size_t i = 0; i < table->shown_count; i++) {
        size_t column = table->shown[i];
        owed += i > 0 ? TABLE_GAP : 0;
        put_in_column(out, table, column, table->cells[row * table->columns + column], &owed);
    }
    ll_strbuf_char(out, '\n');
}

/* A table that stands below a row of another: one within it is told on one line. */
static enum ll_status put_inner_table(const struct page *page, const struct ll_json *items,
                                      size_t indent, struct ll_strbuf *out, struct ll_err *reterr)
{
    struct table table = {0};
    LL_TRY(make_table(page->arena, items, false, &table, reterr));
    fit_table(page, &table, indent);
    for (size_t row = 0; row < table.rows; row++) {
        put_row(out, &table, row, indent);
    }
    put_left_out(out, &table, indent);
    return LL_OK;
}

static enum ll_status put_table(const struct page *page, const struct ll_json *items, size_t indent,
                                struct ll_strbuf *out, struct ll_err *reterr)
{
    struct table table = {0};
    LL_TRY(make_table(page->arena, items, true, &table, reterr));
    fit_table(page, &table, indent);
    for (size_t row = 0; row < table.rows; row++) {
        put_row(out, &table, row, indent);
        const struct ll_json *item = row == 0 ? NULL : &items->items[row - 1];
        for (size_t i = 0; item != NULL && i < item->count; i++) {
            if (is_table(&item->members[i].value)) {
                ll_text_pad(out, indent + INNER_INDENT);
                ll_cli_label_put(out, item->members[i].name);
                ll_strbuf_cstr(out, ":\n");
                LL_TRY(put_inner_table(page, &item->members[i].value,
                                       indent + INNER_INDENT + SECTION_INDENT, out, reterr));
            }
        }
    }
    put_left_out(out, &table, indent);
    return LL_OK;
}

/* ---- objects ---- */

/* What stands on lines of its own; deep down only what is not said on one. */
static bool is_section(const struct ll_json *value, size_t depth)
{
    size_t deepest = is_flat(value) ? SECTIONS_DEEP : SECTIONS_DEEPEST;
    return is_table(value) || (depth + 1 < deepest && value->type == LL_JSON_OBJECT &&
                               !is_money(value) && value->count > 0);
}

/* Sentences read better one a line than joined by commas. */
static bool has_sentence(const struct ll_json *value)
{
    for (size_t i = 0; value->type == LL_JSON_ARRAY && i < value->count; i++) {
        if (ll_json_string(&value->items[i]).len > SENTENCE_BYTES) {
            return true;
        }
    }
    return false;
}

/* Sentences, each from the column where the first begins. */
static void put_sentences(struct ll_strbuf *out, const struct ll_json *list, size_t indent)
{
    size_t width = TEXT_WIDTH > indent + TEXT_WIDTH_LEAST ? TEXT_WIDTH : indent + TEXT_WIDTH_LEAST;
    for (size_t i = 0; i < list->count; i++) {
        struct ll_strbuf sentence;
        struct ll_strbuf lines;
        struct ll_str text;
        ll_strbuf_init(&sentence, out->arena, CELL_BYTES_MAX);
        ll_strbuf_init(&lines, out->arena, CELL_BYTES_MAX);
        put_inline(&sentence, LL_STR(""), &list->items[i], true);
        if (ll_strbuf_finish(&sentence, &text, NULL) != LL_OK) {
            ll_strbuf_fail(out, LL_ENOMEM);
            return;
        }
        ll_text_wrap(&lines, text, indent, width);
        if (ll_strbuf_finish(&lines, &text, NULL) != LL_OK) {
            ll_strbuf_fail(out, LL_ENOMEM);
            return;
        }
        ll_strbuf_str(out, i == 0 ? ll_str_sub(text, indent, text.len) : text);
    }
}

/* What stands after a label; `indent` is where it began, for further lines. */
static void put_value(struct ll_strbuf *out, const struct ll_json_member *member, size_t indent)
{
    if (has_sentence(&member->value)) {
        put_sentences(out, &member->value, indent);
        return;
    }
    put_inline(out, member->name, &member->value, true);
    ll_strbuf_char(out, '\n');
}

static struct ll_str label_of(struct ll_arena *arena, struct ll_str name)
{
    struct ll_strbuf buf;
    struct ll_str label;
    ll_strbuf_init(&buf, arena, CELL_BYTES_MAX);
    ll_cli_label_put(&buf, name);
    return ll_strbuf_finish(&buf, &label, NULL) == LL_OK ? label : LL_STR("");
}

/* An empty list of what is summed up under the same label: "carried  0 g". */
static bool is_said(struct ll_arena *arena, const struct ll_json *object,
                    const struct ll_json_member *member)
{
    bool said = false;
    if (member->value.type != LL_JSON_ARRAY || member->value.count > 0) {
        return false;
    }
    struct ll_str label = label_of(arena, member->name);
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *other = &object->members[i];
        said = said || (other != member && is_scalar(&other->value) &&
                        ll_str_eq(label_of(arena, other->name), label));
    }
    return said;
}

/* Is it shown on a line of its own? Not what is a section, nor an id beside its code. */
static bool is_line(struct ll_arena *arena, const struct ll_json *object,
                    const struct ll_json_member *member, size_t depth)
{
    struct ll_str word = id_word(member->name);
    return !is_section(&member->value, depth) &&
           (word.len == 0 || member_of(object, word) == NULL) && !is_said(arena, object, member);
}

static void put_lines(struct ll_arena *arena, const struct ll_json *object, size_t depth,
                      struct ll_strbuf *out)
{
    size_t widest = 0;
    for (size_t i = 0; i < object->count; i++) {
        if (is_line(arena, object, &object->members[i], depth)) {
            size_t width = ll_text_columns(label_of(arena, object->members[i].name));
            widest = width > widest ? width : widest;
        }
    }
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *member = &object->members[i];
        if (!is_line(arena, object, member, depth)) {
            continue;
        }
        struct ll_str label = label_of(arena, member->name);
        ll_text_pad(out, depth * SECTION_INDENT);
        ll_strbuf_str(out, label);
        ll_text_pad(out, widest - ll_text_columns(label) + TABLE_GAP);
        put_value(out, member, depth * SECTION_INDENT + widest + TABLE_GAP);
    }
}

/* Depth ends at SECTIONS_DEEPEST, whatever the answer. */
static enum ll_status put_object(const struct page *page, const struct ll_json *object,
                                 size_t depth, struct ll_strbuf *out, struct ll_err *reterr)
{
    put_lines(page->arena, object, depth, out);
    for (size_t i = 0; i < object->count; i++) {
        const struct ll_json_member *member = &object->members[i];
        if (!is_section(&member->value, depth)) {
            continue;
        }
        if (out->len > 0 && depth == 0) {
            ll_strbuf_char(out, '\n');
        }
        ll_text_pad(out, depth * SECTION_INDENT);
        ll_cli_label_put(out, member->name);
        ll_strbuf_cstr(out, ":\n");
        if (is_table(&member->value)) {
            LL_TRY(put_table(page, &member->value, (depth + 1) * SECTION_INDENT, out, reterr));
        } else {
            LL_TRY(put_object(page, &member->value, depth + 1, out, reterr));
        }
    }
    return LL_OK;
}

/* {"items": […], "next": …}: the table alone, and how to go on. */
static enum ll_status put_list(const struct page *page, const struct ll_json *answer,
                               struct ll_strbuf *out, struct ll_err *reterr)
{
    const struct ll_json *items = ll_json_get(answer, "items");
    const struct ll_json *next = ll_json_get(answer, "next");
    if (items->count == 0) {
        ll_strbuf_cstr(out, "(none)\n");
    } else if (is_table(items)) {
        LL_TRY(put_table(page, items, 0, out, reterr));
    } else {
        put_inline(out, LL_STR("items"), items, true);
        ll_strbuf_char(out, '\n');
    }
    if (next != NULL && next->type != LL_JSON_NULL) {
        ll_strbuf_cstr(out, "(more: --after ");
        put_inline(out, LL_STR("next"), next, false);
        ll_strbuf_cstr(out, ")\n");
    }
    return LL_OK;
}

static bool is_list(const struct ll_json *answer)
{
    const struct ll_json *items = ll_json_get(answer, "items");
    const struct ll_json *next = ll_json_get(answer, "next");
    return items != NULL && items->type == LL_JSON_ARRAY &&
           answer->count == (next == NULL ? 1U : 2U);
}

enum ll_status ll_render(struct ll_arena *arena, const struct ll_json *answer, size_t width,
                         struct ll_strbuf *out, struct ll_err *reterr)
{
    const struct page page = {arena, width};
    if (answer->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
    }
    if (is_list(answer)) {
        return put_list(&page, answer, out, reterr);
    }
    if (answer->type == LL_JSON_OBJECT && !is_money(answer)) {
        return put_object(&page, answer, 0, out, reterr);
    }
    if (is_table(answer)) {
        return put_table(&page, answer, 0, out, reterr);
    }
    put_inline(out, LL_STR(""), answer, true);
    ll_strbuf_char(out, '\n');
    return LL_OK;
}
