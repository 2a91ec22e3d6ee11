/*
 * A JSON list becomes the CSV text of the same rows, so that one reader judges both; then its rows
 * get the lines on which they stand.
 */
#include "codec/purchase_list.h"

#include "base/json.h"

#define CSV_BYTES_MAX ((size_t)64 << 20)

struct list {
    struct ll_arena *scratch;
    struct ll_str text;
    const struct ll_json *rows;
    int64_t *lines; /* on which each row begins */
    struct ll_str columns[LL_PURCHASE_LIST_JSON_COLUMNS_MAX];
    size_t column_count;
    struct ll_err *reterr;
};

static bool is_json(struct ll_str bytes)
{
    struct ll_str s = ll_str_trim(bytes);
    return s.len > 0 && (s.ptr[0] == '[' || s.ptr[0] == '{');
}

static enum ll_status refuse(const struct list *list, size_t row, const char *what)
{
    enum ll_status status = LL_FAIL(list->reterr, LL_EINVAL, "%s", what);
    ll_err_where(list->reterr, "line %lld", (long long)list->lines[row]);
    ll_err_hint(list->reterr, "send an array of objects: one for each row, with the columns of the "
                              "list as members, each a text, a number or null");
    return status;
}

static enum ll_status find_lines(struct list *list)
{
    int64_t line = 1;
    size_t at = 0;
    list->lines = LL_NEW_ARRAY(list->scratch, int64_t, list->rows->count);
    if (list->lines == NULL) {
        return LL_FAIL(list->reterr, LL_ENOMEM, "no memory for the rows of a list");
    }
    for (size_t i = 0; i < list->rows->count; i++) {
        for (; at < list->rows->items[i].offset; at++) {
            line += list->text.ptr[at] == '\n' ? 1 : 0;
        }
        list->lines[i] = line;
    }
    return LL_OK;
}

static enum ll_status add_column(struct list *list, struct ll_str name)
{
    for (size_t i = 0; i < list->column_count; i++) {
        if (ll_str_eq(list->columns[i], name)) {
            return LL_OK;
        }
    }
    if (list->column_count == LL_PURCHASE_LIST_JSON_COLUMNS_MAX) {
        return LL_FAIL(list->reterr, LL_ELIMIT, "the rows have more than %d columns",
                       LL_PURCHASE_LIST_JSON_COLUMNS_MAX);
    }
    list->columns[list->column_count++] = name;
    return LL_OK;
}

static bool is_clean(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < 0x20) {
            return false;
        }
    }
    return true;
}

/* All columns of all rows; and is each row what it must be? */
static enum ll_status find_columns(struct list *list)
{
    for (size_t i = 0; i < list->rows->count; i++) {
        const struct ll_json *row = &list->rows->items[i];
        if (row->type != LL_JSON_OBJECT) {
            return refuse(list, i, LL_R("a row of the list is no object"));
        }
        for (size_t k = 0; k < row->count; k++) {
            const struct ll_json *value = &row->members[k].value;
            if (value->type != LL_JSON_STRING && value->type != LL_JSON_NUMBER &&
                value->type != LL_JSON_NULL) {
                return refuse(list, i, LL_R("a member of a row is no text and no number"));
            }
            if (!is_clean(row->members[k].name) ||
                (value->type == LL_JSON_STRING && !is_clean(value->string))) {
                return refuse(list, i,
                              LL_R("a text holds line breaks or other control characters"));
            }
            LL_TRY(add_column(list, row->members[k].name));
        }
    }
    return list->column_count > 0 ? LL_OK : refuse(list, 0, LL_R("the rows of the list are empty"));
}

static void put_cell(struct ll_strbuf *out, size_t column, struct ll_str text)
{
    if (column > 0) {
        ll_strbuf_char(out, ',');
    }
    ll_strbuf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') {
            ll_strbuf_char(out, '"');
        }
        ll_strbuf_char(out, text.ptr[i]);
    }
    ll_strbuf_char(out, '"');
}

/* A number as it stands in the text: no digit is lost on the way. */
static struct ll_str number_text(const struct list *list, const struct ll_json *number)
{
    size_t end = number->offset;
    while (end < list->text.len) {
        char c = list->text.ptr[end];
        if ((c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
            break;
        }
        end++;
    }
    return ll_str_sub(list->text, number->offset, end);
}

static struct ll_str cell_text(const struct list *list, const struct ll_json *row,
                               struct ll_str column)
{
    for (size_t i = 0; i < row->count; i++) {
        const struct ll_json *value = &row->members[i].value;
        if (ll_str_eq(row->members[i].name, column)) {
            return value->type == LL_JSON_NUMBER ? number_text(list, value) : ll_json_string(value);
        }
    }
    return LL_STR("");
}

static enum ll_status write_csv(const struct list *list, struct ll_str *ret_text)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, list->scratch, CSV_BYTES_MAX);
    for (size_t k = 0; k < list->column_count; k++) {
        put_cell(&out, k, list->columns[k]);
    }
    for (size_t i = 0; i < list->rows->count && !out.failed; i++) {
        ll_strbuf_char(&out, '\n');
        for (size_t k = 0; k < list->column_count; k++) {
            put_cell(&out, k, cell_text(list, &list->rows->items[i], list->columns[k]));
        }
    }
    return ll_strbuf_finish(&out, ret_text, list->reterr);
}

/* ---- lines ---- */
/* Row i stood on line i + 2 of the CSV text, below the heading. */
static void move(const struct list *list, int64_t *line)
{
    if (*line >= 2 && *line - 2 < (int64_t)list->rows->count) {
        *line = list->lines[*line - 2];
    }
}

static void move_findings(const struct list *list, struct ll_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        move(list, &findings->items[i].source_line);
    }
}

static void move_all(const struct list *list, struct ll_purchase_csv *csv)
{
    for (size_t i = 0; i < csv->row_count; i++) {
        move(list, &csv->rows[i].source_line);
    }
    move_findings(list, &csv->row_findings);
    for (size_t d = 0; d < csv->document_count; d++) {
        struct ll_purchase *document = &csv->documents[d];
        move_findings(list, &document->findings);
        for (size_t i = 0; i < document->line_count; i++) {
            struct ll_purchase_line *line = &document->lines[i];
            move(list, &line->source_line);
            for (size_t k = 0; k < line->device_count; k++) {
                move(list, &line->devices[k].source_line);
            }
        }
    }
}

static enum ll_status read_json(struct ll_arena *arena, struct list *list,
                                const struct ll_purchase_csv_options *options,
                                struct ll_purchase_csv *ret_csv)
{
    struct ll_json *value = NULL;
    struct ll_str text;
    struct ll_purchase_csv csv;
    struct ll_purchase_csv_options plain =
        options == NULL ? (struct ll_purchase_csv_options){0} : *options;
    plain.delimiter = ',';
    plain.decimal = LL_DECIMAL_PLAIN;
    LL_TRY(ll_json_read(list->scratch, list->text, LL_PURCHASE_LIST_JSON_BYTES_MAX, &value,
                        list->reterr));
    if (value->type != LL_JSON_ARRAY || value->count == 0) {
        enum ll_status status = LL_FAIL(list->reterr, LL_EINVAL, "this is no list of rows");
        ll_err_hint(list->reterr, "send an array of objects, one for each row");
        return status;
    }
    list->rows = value;
    LL_TRY(find_lines(list));
    LL_TRY(find_columns(list));
    LL_TRY(write_csv(list, &text));
    enum ll_status status = ll_purchase_csv_read(arena, text, &plain, &csv, list->reterr);
    if (status != LL_OK) {
        ll_err_where(list->reterr, "%s", ""); /* a line of a text that nobody sent */
        return status;
    }
    move_all(list, &csv);
    *ret_csv = csv;
    return LL_OK;
}

enum ll_status ll_purchase_list_read(struct ll_arena *arena, struct ll_str bytes,
                                     const struct ll_purchase_csv_options *options,
                                     struct ll_purchase_csv *ret_csv, struct ll_err *reterr)
{
    if (!is_json(bytes)) {
        return ll_purchase_csv_read(arena, bytes, options, ret_csv, reterr);
    }
    struct ll_arena scratch;
    struct list list = {.scratch = &scratch, .text = bytes, .reterr = reterr};
    ll_arena_child(&scratch, arena);
    enum ll_status status = read_json(arena, &list, options, ret_csv);
    ll_arena_release(&scratch);
    return status;
}
