#include "service/answer.h"

#include <string.h>

#include "proof/multikey.h"
#include "service/part.h"
#include "service/visible.h"
#include "store/row.h"

#define AMOUNT_TEXT_BYTES 64

struct ll_json *ll_answer_object(struct ll_ctx *ctx)
{
    return ll_json_new_object(ctx->arena);
}

/* A NULL value marks the object as broken (base/json.h). */
void ll_answer_text(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_str text)
{
    struct ll_str copy = ll_str_copy(ctx->arena, text);
    ll_json_set(ctx->arena, object, name,
                copy.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, copy));
}

void ll_answer_id(struct ll_ctx *ctx, struct ll_json *object, const char *name, const char *prefix,
                  struct ll_id id)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format(prefix, id, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_hex(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                   struct ll_str bytes)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, ctx->arena, bytes.len * 2);
    ll_strbuf_hex(&buf, (const uint8_t *)(const void *)bytes.ptr, bytes.len);
    bool whole = ll_strbuf_finish(&buf, &text, NULL) == LL_OK;
    ll_json_set(ctx->arena, object, name, whole ? ll_json_new_string(ctx->arena, text) : NULL);
}

void ll_answer_i64(struct ll_ctx *ctx, struct ll_json *object, const char *name, int64_t value)
{
    ll_json_set_integer(ctx->arena, object, name, value);
}

void ll_answer_measured(struct ll_ctx *ctx, struct ll_json *object, enum ll_measure measure,
                        int64_t units)
{
    ll_answer_i64(ctx, object, measure == LL_MEASURE_GRAMS ? "mass_g" : "units", units);
}

void ll_amount_add(struct ll_amount *amount, enum ll_measure measure, int64_t units)
{
    *(measure == LL_MEASURE_GRAMS ? &amount->mass_g : &amount->units) += units;
}

bool ll_amount_any(struct ll_amount amount)
{
    return amount.units != 0 || amount.mass_g != 0;
}

enum ll_status ll_amount_text(struct ll_ctx *ctx, struct ll_amount amount, struct ll_str *ret_text,
                              struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, AMOUNT_TEXT_BYTES);
    if (amount.units != 0 || amount.mass_g == 0) {
        ll_strbuf_fmt(&buf, "%lld units", (long long)amount.units);
        ll_strbuf_cstr(&buf, amount.mass_g != 0 ? " and " : "");
    }
    if (amount.mass_g != 0) {
        ll_strbuf_fmt(&buf, "%lld g", (long long)amount.mass_g);
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

void ll_answer_amount(struct ll_ctx *ctx, struct ll_json *object, const char *units_name,
                      const char *mass_name, struct ll_amount amount)
{
    ll_answer_i64(ctx, object, units_name, amount.units);
    if (amount.mass_g > 0) {
        ll_answer_i64(ctx, object, mass_name, amount.mass_g);
    }
}

void ll_answer_bool(struct ll_ctx *ctx, struct ll_json *object, const char *name, bool value)
{
    ll_json_set_bool(ctx->arena, object, name, value);
}

void ll_answer_date(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_date date)
{
    char text[LL_TIME_TEXT_MAX];
    ll_date_format(date, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_month(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                     struct ll_month month)
{
    char text[LL_TIME_TEXT_MAX];
    ll_month_format(month, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_time(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_time time)
{
    char text[LL_TIME_TEXT_MAX];
    ll_time_format(time, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

void ll_answer_money(struct ll_ctx *ctx, struct ll_json *object, const char *name, int64_t minor,
                     struct ll_str currency)
{
    struct ll_json *money = ll_json_new_object(ctx->arena);
    ll_answer_text(ctx, money, "currency", currency);
    ll_json_set_integer(ctx->arena, money, "minor", minor);
    ll_json_set(ctx->arena, object, name, money);
}

void ll_answer_public_key(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                          struct ll_str bytes)
{
    struct ll_public_key key;
    char text[LL_MULTIKEY_PUBLIC_SIZE];
    LL_ASSERT(bytes.len == sizeof(key.b));
    memcpy(key.b, bytes.ptr, sizeof(key.b));
    ll_multikey_public_format(&key, text);
    ll_answer_text(ctx, object, name, ll_str_from_cstr(text));
}

/* ---- rows as they are ---- */
static enum ll_status put_number(struct ll_ctx *ctx, struct ll_json *object,
                                 const struct ll_store_column *column,
                                 const struct ll_store_value *value, struct ll_err *reterr)
{
    int64_t number = 0;
    bool yes = false;
    LL_TRY(ll_row_i64(value, column->name, &number, reterr));
    if (column->shape == LL_SHAPE_BOOL) {
        LL_TRY(ll_row_bool(value, column->name, &yes, reterr));
        ll_answer_bool(ctx, object, column->name, yes);
    } else {
        ll_answer_i64(ctx, object, column->name, number);
    }
    return LL_OK;
}

static enum ll_status put_bytes(struct ll_ctx *ctx, struct ll_json *object,
                                const struct ll_store_column *column,
                                const struct ll_store_value *value, struct ll_err *reterr)
{
    struct ll_str bytes;
    struct ll_id id;
    LL_TRY(ll_row_bytes(value, column->name, &bytes, reterr));
    if (column->shape == LL_SHAPE_ID) {
        LL_TRY(ll_row_id(value, column->name, &id, reterr));
        ll_answer_id(ctx, object, column->name, column->id_prefix, id);
    } else if (column->shape == LL_SHAPE_PUBLIC_KEY) {
        if (bytes.len != sizeof(struct ll_public_key)) {
            return LL_FAIL(reterr, LL_ECORRUPT, "the store holds a public key of %zu bytes",
                           bytes.len);
        }
        ll_answer_public_key(ctx, object, column->name, bytes);
    } else {
        ll_answer_hex(ctx, object, column->name, bytes);
    }
    return LL_OK;
}

static enum ll_status put_day(struct ll_ctx *ctx, struct ll_json *object,
                              const struct ll_store_column *column,
                              const struct ll_store_value *value, struct ll_err *reterr)
{
    struct ll_time time;
    struct ll_date date;
    struct ll_month month;
    if (column->shape == LL_SHAPE_TIME) {
        LL_TRY(ll_row_time(value, column->name, &time, reterr));
        ll_answer_time(ctx, object, column->name, time);
    } else if (column->shape == LL_SHAPE_DATE) {
        LL_TRY(ll_row_date(value, column->name, &date, reterr));
        ll_answer_date(ctx, object, column->name, date);
    } else {
        LL_TRY(ll_row_month(value, column->name, &month, reterr));
        ll_answer_month(ctx, object, column->name, month);
    }
    return LL_OK;
}

static enum ll_status put_word(struct ll_ctx *ctx, struct ll_json *object,
                               const struct ll_store_column *column,
                               const struct ll_store_value *value, struct ll_err *reterr)
{
    struct ll_str text = LL_STR("");
    int number = 0;
    if (column->shape == LL_SHAPE_TEXT) {
        LL_TRY(ll_row_text(value, column->name, &text, reterr));
    } else {
        LL_TRY(ll_row_enum(value, column->name, column->enum_rows, column->enum_row_count, &number,
                           reterr));
    }
    for (size_t i = 0; i < column->enum_row_count; i++) {
        if (column->enum_rows[i].value == number) {
            text = ll_str_from_cstr(column->enum_rows[i].name);
        }
    }
    ll_answer_text(ctx, object, column->name, text);
    return LL_OK;
}

/* How each shape is put; rows in the order of enum ll_shape. */
static enum ll_status (*const put_shape[])(struct ll_ctx *ctx, struct ll_json *object,
                                           const struct ll_store_column *column,
                                           const struct ll_store_value *value,
                                           struct ll_err *reterr) = {
    [LL_SHAPE_BOOL] = put_number, [LL_SHAPE_I64] = put_number,       [LL_SHAPE_TEXT] = put_word,
    [LL_SHAPE_BYTES] = put_bytes, [LL_SHAPE_PUBLIC_KEY] = put_bytes, [LL_SHAPE_ID] = put_bytes,
    [LL_SHAPE_TIME] = put_day,    [LL_SHAPE_DATE] = put_day,         [LL_SHAPE_MONTH] = put_day,
    [LL_SHAPE_ENUM] = put_word,
};

/* ---- what is left out of rows ---- */

#define SEEN_MAX 64

/* What was asked about the ids of the rows so far: few facilities and organisations come again and
 * again. The last SEEN_MAX are known. */
struct seen {
    struct {
        struct ll_id id;
        bool is_visible;
    } answers[SEEN_MAX];
    size_t count;
};

/* How rows are put. */
struct put {
    const char
        *subject;     /* rows of which the viewer does not see this column are left out, or NULL */
    bool own_is_seen; /* the first id, a list's own, was filtered by */
    struct seen seen;
};

static enum ll_status is_seen(struct ll_ctx *ctx, struct seen *seen, const char *prefix,
                              struct ll_id id, bool *ret_seen, struct ll_err *reterr)
{
    size_t known = seen->count < SEEN_MAX ? seen->count : SEEN_MAX;
    for (size_t i = 0; i < known; i++) {
        if (ll_id_eq(seen->answers[i].id, id)) {
            *ret_seen = seen->answers[i].is_visible;
            return LL_OK;
        }
    }
    LL_TRY(ll_visible_id(ctx, prefix, id, ret_seen, reterr));
    seen->answers[seen->count % SEEN_MAX].id = id;
    seen->answers[seen->count % SEEN_MAX].is_visible = *ret_seen;
    seen->count++;
    return LL_OK;
}

/* "facility" and "facility_id" are about the same; a code of no other column's id is the row's. */
static bool is_named(const char *name, const char *id_name)
{
    size_t len = strlen(name);
    return strncmp(name, id_name, len) == 0 &&
           (id_name[len] == '\0' || strcmp(id_name + len, "_id") == 0);
}

/* Of others than the operator: which columns they do not see, by the ids of the row. */
static enum ll_status find_hidden(struct ll_ctx *ctx, const struct ll_store_query *query,
                                  const struct ll_store_value *values, struct put *put,
                                  bool ret_hidden[LL_STORE_COLUMNS_MAX], struct ll_err *reterr)
{
    size_t ids = 0;
    memset(ret_hidden, 0, sizeof(bool) * LL_STORE_COLUMNS_MAX);
    for (size_t i = 0; ll_viewer_is_partial(ctx) && i < query->column_count; i++) {
        const struct ll_store_column *column = &query->columns[i];
        struct ll_id id;
        bool is_visible = false;
        if (column->shape != LL_SHAPE_ID || (ids++ == 0 && put->own_is_seen) ||
            values[i].type == LL_STORE_NULL) {
            continue;
        }
        LL_TRY(ll_row_id(&values[i], column->name, &id, reterr));
        LL_TRY(is_seen(ctx, &put->seen, column->id_prefix, id, &is_visible, reterr));
        for (size_t k = 0; k < query->column_count && !is_visible; k++) {
            ret_hidden[k] = ret_hidden[k] || is_named(query->columns[k].name, column->name);
        }
    }
    return LL_OK;
}

/* One row's members; LL_EEND when there is none left. *ret_seen: it is not to be left out. */
static enum ll_status put_row(struct ll_ctx *ctx, struct ll_store_cursor *cursor, struct put *put,
                              struct ll_json *object, bool *ret_seen, struct ll_err *reterr)
{
    const struct ll_store_query *query = ll_store_cursor_query(cursor);
    struct ll_store_value values[LL_STORE_COLUMNS_MAX];
    bool hidden[LL_STORE_COLUMNS_MAX];
    LL_ASSERT(query->columns != NULL);
    LL_TRY(ll_store_query_step(cursor, values, reterr));
    LL_TRY(find_hidden(ctx, query, values, put, hidden, reterr));
    *ret_seen = true;
    for (size_t i = 0; i < query->column_count; i++) {
        const struct ll_store_column *column = &query->columns[i];
        if (hidden[i]) {
            *ret_seen =
                *ret_seen && (put->subject == NULL || strcmp(put->subject, column->name) != 0);
        } else if (values[i].type != LL_STORE_NULL || !column->nullable) {
            LL_TRY(put_shape[column->shape](ctx, object, column, &values[i], reterr));
        }
    }
    return LL_OK;
}

static enum ll_status put_all(struct ll_ctx *ctx, struct ll_store_cursor *cursor, struct put *put,
                              struct ll_json *items, struct ll_err *reterr)
{
    enum ll_status status;
    bool is_shown = true;
    struct ll_json *item = ll_answer_object(ctx);
    while ((status = put_row(ctx, cursor, put, item, &is_shown, reterr)) == LL_OK) {
        if (is_shown) {
            ll_json_append(ctx->arena, items, item);
        }
        item = ll_answer_object(ctx);
    }
    return status;
}

/* All rows as the array `name`, unless a page of another list is asked for; the cursor is closed.
 */
static enum ll_status put_rows(struct ll_ctx *ctx, struct ll_store_cursor *cursor, struct put *put,
                               struct ll_json *object, const char *name, struct ll_err *reterr)
{
    enum ll_status status = LL_EEND;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    if (!ll_part_skips(ctx->part, name)) {
        status = put_all(ctx, cursor, put, items, reterr);
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    ll_json_set(ctx->arena, object, name, items);
    return LL_OK;
}

enum ll_status ll_answer_item(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                              struct ll_json *object, struct ll_err *reterr)
{
    bool is_shown = true;
    struct put put = {.subject = NULL};
    enum ll_status status = put_row(ctx, cursor, &put, object, &is_shown, reterr);
    const char *name = ll_store_cursor_query(cursor)->name;
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_FAIL(reterr, LL_ECORRUPT, "%s gives no row", name) : status;
}

enum ll_status ll_answer_items(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                               struct ll_json *object, const char *name, struct ll_err *reterr)
{
    return ll_answer_seen(ctx, cursor, object, name, NULL, reterr);
}

enum ll_status ll_answer_seen(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                              struct ll_json *object, const char *name, const char *subject,
                              struct ll_err *reterr)
{
    struct put put = {.subject = subject};
    return put_rows(ctx, cursor, &put, object, name, reterr);
}

int64_t ll_page_limit(int64_t asked)
{
    return asked == 0 ? LL_PAGE_DEFAULT : asked;
}

enum ll_status ll_answer_page(struct ll_ctx *ctx, struct ll_store_cursor *cursor, int64_t limit,
                              struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    struct put put = {.own_is_seen = true};
    LL_TRY(put_rows(ctx, cursor, &put, answer, "items", reterr));
    const struct ll_json *items = ll_json_get(answer, "items");
    if (items != NULL && items->count > 0 && (int64_t)items->count == limit) {
        const struct ll_json *last = &items->items[items->count - 1];
        const char *key = ll_store_cursor_query(cursor)->columns[0].name;
        ll_answer_text(ctx, answer, "next", ll_json_string_at(last, key));
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

enum ll_status ll_answer_done(struct ll_json *answer, struct ll_json **ret_answer,
                              struct ll_err *reterr)
{
    if (answer == NULL || answer->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the answer");
    }
    *ret_answer = answer;
    return LL_OK;
}
