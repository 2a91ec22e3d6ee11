/*
 * Comparing stored rows with the model. Private to the audit.
 */
#ifndef LL_AUDIT_STORED_H
#define LL_AUDIT_STORED_H

#include "audit/model.h"
#include "store/q_audit.h"

/* One row at hand. */
struct ll_stored {
    struct ll_audit *a;
    const char *table;
    const struct ll_object *object;
};

/*
 * A row of `table` that should be the one of `object`, whose flag `seen` it sets. NULL: the events
 * give no such row. False, with a finding: an extra row, or one that was there before.
 */
bool ll_stored_row(struct ll_stored *ret_row, struct ll_audit *a, const char *table,
                   const struct ll_object *object, enum ll_audit_kind kind, struct ll_str id,
                   bool *seen);
/* Columns: what is stored, what the events give. */
void ll_stored_i64(const struct ll_stored *row, const char *column, int64_t stored,
                   int64_t derived);
void ll_stored_i64_opt(const struct ll_stored *row, const char *column, bool has, int64_t stored,
                       bool derived_has, int64_t derived);
void ll_stored_text(const struct ll_stored *row, const char *column, struct ll_str stored,
                    struct ll_str derived);
/* An absent text is an empty one in the model. */
void ll_stored_text_opt(const struct ll_stored *row, const char *column, bool has,
                        struct ll_str stored, struct ll_str derived);
void ll_stored_bytes(const struct ll_stored *row, const char *column, struct ll_str stored,
                     struct ll_str derived);
void ll_stored_id(const struct ll_stored *row, const char *column, struct ll_str stored,
                  struct ll_id derived);
/* NULL in the model is NULL in the row. */
void ll_stored_ref(const struct ll_stored *row, const char *column, bool has, struct ll_str stored,
                   const void *object);
void ll_stored_missing(struct ll_audit *a, const char *table, const struct ll_object *object,
                       const char *what, int64_t at);
/* LL_EEND is the end of a table; LL_ECORRUPT a finding; the rest is passed on. */
enum ll_status ll_stored_end(struct ll_audit *a, const char *table, enum ll_status status,
                             struct ll_err *reterr);

/* static read_NAME: check_NAME for each row of the query audit_NAME. */
#define LL_STORED_TABLE(name, table)                                                               \
    static enum ll_status read_##name(struct ll_audit *a, struct ll_err *reterr)                   \
    {                                                                                              \
        struct ll_q_audit_##name##_row row;                                                        \
        struct ll_store_cursor *cursor = NULL;                                                     \
        struct ll_arena_mark mark = ll_arena_mark(a->scratch);                                     \
        LL_TRY(ll_q_audit_##name##_open(a->store, a->scratch, &cursor, reterr));                   \
        enum ll_status status = LL_OK;                                                             \
        while (a->status == LL_OK &&                                                               \
               (status = ll_q_audit_##name##_next(cursor, &row, reterr)) == LL_OK) {               \
            ll_audit_count(a, LL_AUDIT_COUNT_ROWS, 1);                                             \
            check_##name(a, &row);                                                                 \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        ll_arena_rewind(a->scratch, mark);                                                         \
        return ll_stored_end(a, table, a->status == LL_OK ? status : LL_EEND, reterr);             \
    }

#endif
