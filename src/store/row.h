/*
 * For the functions that tools/sqlgen makes: a field to a stored value, and a stored value to a
 * field, checked. What a field cannot hold is LL_ECORRUPT with "query.column" in reterr->where.
 */
#ifndef LL_STORE_ROW_H
#define LL_STORE_ROW_H

#include "base/record.h"
#include "store/store.h"

struct ll_store_value ll_value_null(void);
struct ll_store_value ll_value_i64(int64_t value);
struct ll_store_value ll_value_text(struct ll_str text);
struct ll_store_value ll_value_bytes(struct ll_str bytes);
struct ll_store_value ll_value_id(const struct ll_id *id); /* borrowed */

LL_MUST enum ll_status ll_row_i64(const struct ll_store_value *value, const char *where,
                                  int64_t *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_text(const struct ll_store_value *value, const char *where,
                                   struct ll_str *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_bytes(const struct ll_store_value *value, const char *where,
                                    struct ll_str *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_bool(const struct ll_store_value *value, const char *where,
                                   bool *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_time(const struct ll_store_value *value, const char *where,
                                   struct ll_time *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_date(const struct ll_store_value *value, const char *where,
                                   struct ll_date *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_month(const struct ll_store_value *value, const char *where,
                                    struct ll_month *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_units(const struct ll_store_value *value, const char *where,
                                    struct ll_units *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_mass(const struct ll_store_value *value, const char *where,
                                   struct ll_mass *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_id(const struct ll_store_value *value, const char *where,
                                 struct ll_id *ret_field, struct ll_err *reterr);
LL_MUST enum ll_status ll_row_enum(const struct ll_store_value *value, const char *where,
                                   const struct ll_enum_row *rows, size_t row_count, int *ret_field,
                                   struct ll_err *reterr);

/* Copy a text or bytes into the arena, in place. LL_ENOMEM. */
LL_MUST enum ll_status ll_row_keep(struct ll_arena *arena, struct ll_str *field,
                                   struct ll_err *reterr);

/* :one. The first row's values; LL_ENOTFOUND when there is none. */
LL_MUST enum ll_status ll_row_only(struct ll_store_cursor *cursor,
                                   struct ll_store_value *ret_values, struct ll_err *reterr);
/* :one. Close the cursor. Passes `status` on; when it is LL_OK a further row is LL_ECORRUPT. */
LL_MUST enum ll_status ll_row_last(struct ll_store_cursor *cursor, enum ll_status status,
                                   struct ll_err *reterr);
/* :many. Was the cursor opened for this query? */
bool ll_row_cursor_is_of(const struct ll_store_cursor *cursor, const struct ll_store_query *query);

#endif
