/* Is the file of a store whole? */
#include "store/driver.h"

static const enum ll_store_type fault_types[] = {LL_STORE_TEXT};

enum ll_status ll_store_check_integrity(struct ll_store *store, struct ll_arena *arena,
                                        struct ll_err *reterr)
{
    const struct ll_store_query query = {
        .name = "integrity",
        .sql = store->driver->integrity_sql,
        .slot = LL_STORE_SLOT_NONE,
        .column_count = 1,
        .column_types = fault_types,
    };
    struct ll_store_value fault;
    struct ll_store_cursor *cursor;
    enum ll_status status;

    if (query.sql == NULL) {
        return LL_FAIL(reterr, LL_EUNSUPPORTED, "PostgreSQL checks its own files");
    }
    LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
    status = ll_store_query_open(store, arena, &query, NULL, &cursor, reterr);
    if (status == LL_OK) {
        status = ll_store_query_step(cursor, &fault, reterr);
        if (status == LL_OK) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "the store is damaged: %.*s",
                             LL_STR_ARG(ll_str_sub(fault.text, 0, 200)));
        } else if (status == LL_EEND) {
            status = LL_OK;
        }
        ll_store_query_close(cursor);
    }
    ll_store_rollback(store);
    return status;
}
