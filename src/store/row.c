#include "store/row.h"

#include <string.h>

#include "store/driver.h"

#define TIME_US_END INT64_C(253402300800000000) /* year 10000 */

struct ll_store_value ll_value_null(void)
{
    return (struct ll_store_value){.type = LL_STORE_NULL};
}

struct ll_store_value ll_value_i64(int64_t value)
{
    return (struct ll_store_value){.type = LL_STORE_I64, .i64 = value};
}

struct ll_store_value ll_value_text(struct ll_str text)
{
    return (struct ll_store_value){.type = LL_STORE_TEXT, .text = text};
}

struct ll_store_value ll_value_bytes(struct ll_str bytes)
{
    return (struct ll_store_value){.type = LL_STORE_BYTES, .text = bytes};
}

struct ll_store_value ll_value_id(const struct ll_id *id)
{
    return ll_value_bytes((struct ll_str){(const char *)id->b, sizeof(id->b)});
}

static enum ll_status corrupt(const char *where, const char *what, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_ECORRUPT, "the store holds %s", what);

    if (reterr != NULL) {
        ll_err_where(reterr, "%s", where);
        ll_err_hint(reterr, "run the audit and restore the row from the events");
    }
    return status;
}

/* The driver's types were checked by ll_store_query_step; what is left is NULL and the range. */
static enum ll_status number_within(const struct ll_store_value *value, const char *where,
                                    int64_t min, int64_t max, const char *what,
                                    struct ll_err *reterr)
{
    if (value->type != LL_STORE_I64) {
        return corrupt(where, "NULL where a value must be", reterr);
    }
    return value->i64 >= min && value->i64 <= max ? LL_OK : corrupt(where, what, reterr);
}

enum ll_status ll_row_i64(const struct ll_store_value *value, const char *where, int64_t *ret_field,
                          struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, INT64_MIN, INT64_MAX, "", reterr));
    *ret_field = value->i64;
    return LL_OK;
}

enum ll_status ll_row_text(const struct ll_store_value *value, const char *where,
                           struct ll_str *ret_field, struct ll_err *reterr)
{
    if (value->type != LL_STORE_TEXT) {
        return corrupt(where, "NULL where a text must be", reterr);
    }
    *ret_field = value->text;
    return LL_OK;
}

enum ll_status ll_row_bytes(const struct ll_store_value *value, const char *where,
                            struct ll_str *ret_field, struct ll_err *reterr)
{
    if (value->type != LL_STORE_BYTES) {
        return corrupt(where, "NULL where bytes must be", reterr);
    }
    *ret_field = value->text;
    return LL_OK;
}

enum ll_status ll_row_bool(const struct ll_store_value *value, const char *where, bool *ret_field,
                           struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, 0, 1, "a truth value that is neither 0 nor 1", reterr));
    *ret_field = value->i64 == 1;
    return LL_OK;
}

enum ll_status ll_row_time(const struct ll_store_value *value, const char *where,
                           struct ll_time *ret_field, struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, 0, TIME_US_END - 1, "a time outside 1970 to 9999", reterr));
    ret_field->us = value->i64;
    return LL_OK;
}

enum ll_status ll_row_date(const struct ll_store_value *value, const char *where,
                           struct ll_date *ret_field, struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, INT32_MIN, INT32_MAX, "a day out of range", reterr));
    ret_field->days = (int32_t)value->i64;
    return LL_OK;
}

enum ll_status ll_row_month(const struct ll_store_value *value, const char *where,
                            struct ll_month *ret_field, struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, 0, INT32_MAX, "a month out of range", reterr));
    ret_field->months = (int32_t)value->i64;
    return LL_OK;
}

enum ll_status ll_row_units(const struct ll_store_value *value, const char *where,
                            struct ll_units *ret_field, struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, 0, LL_UNITS_MAX, "units out of range", reterr));
    ret_field->n = value->i64;
    return LL_OK;
}

enum ll_status ll_row_mass(const struct ll_store_value *value, const char *where,
                           struct ll_mass *ret_field, struct ll_err *reterr)
{
    LL_TRY(number_within(value, where, 0, LL_MASS_G_MAX, "grams out of range", reterr));
    ret_field->g = value->i64;
    return LL_OK;
}

enum ll_status ll_row_id(const struct ll_store_value *value, const char *where,
                         struct ll_id *ret_field, struct ll_err *reterr)
{
    if (value->type != LL_STORE_BYTES || value->text.len != sizeof(ret_field->b)) {
        return corrupt(where, "an id that has not 16 bytes", reterr);
    }
    memcpy(ret_field->b, value->text.ptr, sizeof(ret_field->b));
    return LL_OK;
}

enum ll_status ll_row_enum(const struct ll_store_value *value, const char *where,
                           const struct ll_enum_row *rows, size_t row_count, int *ret_field,
                           struct ll_err *reterr)
{
    LL_TRY(ll_row_i64(value, where, &(int64_t){0}, reterr));
    for (size_t i = 0; i < row_count; i++) {
        if (rows[i].value == value->i64) {
            *ret_field = rows[i].value;
            return LL_OK;
        }
    }
    return corrupt(where, "a number that is not in the list of its kind", reterr);
}

enum ll_status ll_row_keep(struct ll_arena *arena, struct ll_str *field, struct ll_err *reterr)
{
    struct ll_str copy = ll_str_copy(arena, *field);

    if (copy.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "a stored text of %zu bytes does not fit", field->len);
    }
    *field = copy;
    return LL_OK;
}

enum ll_status ll_row_only(struct ll_store_cursor *cursor, struct ll_store_value *ret_values,
                           struct ll_err *reterr)
{
    enum ll_status status = ll_store_query_step(cursor, ret_values, reterr);

    if (status == LL_EEND) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "%s finds no row", cursor->query->name);
    }
    return status;
}

enum ll_status ll_row_last(struct ll_store_cursor *cursor, enum ll_status status,
                           struct ll_err *reterr)
{
    struct ll_store_value values[LL_STORE_COLUMNS_MAX];

    if (status == LL_OK) {
        status = ll_store_query_step(cursor, values, reterr);
        if (status == LL_EEND) {
            status = LL_OK;
        } else if (status == LL_OK) {
            status = corrupt(cursor->query->name, "more than one row where one may be", reterr);
        }
    }
    ll_store_query_close(cursor);
    return status;
}

bool ll_row_cursor_is_of(const struct ll_store_cursor *cursor, const struct ll_store_query *query)
{
    return cursor->query == query;
}
