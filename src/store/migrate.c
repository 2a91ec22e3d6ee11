/* Migrations: forward only, each in one transaction, recorded with the digest of its text. */
#include <string.h>

#include "store/driver.h"

#define RUN_TIME_QUERY(query_name, query_sql, params, params_count, columns, columns_count)        \
    {                                                                                              \
        .name = (query_name), .sql = (query_sql), .slot = LL_STORE_SLOT_NONE,                      \
        .param_count = (params_count), .column_count = (columns_count), .param_types = (params),   \
        .column_types = (columns)                                                                  \
    }

static const enum ll_store_type record_params[] = {LL_STORE_I64, LL_STORE_TEXT, LL_STORE_BYTES,
                                                   LL_STORE_I64};
static const enum ll_store_type recorded_columns[] = {LL_STORE_I64, LL_STORE_TEXT, LL_STORE_BYTES};
static const enum ll_store_type count_columns[] = {LL_STORE_I64};

static const struct ll_store_query record_query =
    RUN_TIME_QUERY("schema_migration_add",
                   "INSERT INTO schema_migration (version, slug, digest, applied_at)"
                   " VALUES ($1, $2, $3, $4)",
                   record_params, 4, NULL, 0);
static const struct ll_store_query recorded_query = RUN_TIME_QUERY(
    "schema_migration_all", "SELECT version, slug, digest FROM schema_migration ORDER BY version",
    NULL, 0, recorded_columns, 3);

static enum ll_status check_recorded(const struct ll_store_set *set,
                                     const struct ll_store_value *row, size_t at,
                                     struct ll_err *reterr)
{
    const struct ll_store_migration *migration = &set->migrations[at];
    enum ll_status status;

    if (at >= set->migration_count) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "the store has migration %lld (%.*s), which this program does not know",
                         (long long)row[0].i64, LL_STR_ARG(row[1].text));
        if (reterr != NULL) {
            ll_err_hint(reterr, "use a program at least as new as the one that wrote the store");
        }
        return status;
    }
    if (row[0].i64 != migration->version || row[2].text.len != sizeof(migration->digest) ||
        memcmp(row[2].text.ptr, migration->digest, sizeof(migration->digest)) != 0) {
        status = LL_FAIL(reterr, LL_ECORRUPT,
                         "migration %lld was applied with another text than this program's",
                         (long long)row[0].i64);
        if (reterr != NULL) {
            ll_err_where(reterr, "schema_migration");
            ll_err_hint(reterr, "use the program that made the store, or restore a backup");
        }
        return status;
    }
    return LL_OK;
}

/* How many of the set's migrations are recorded; each checked. */
static enum ll_status count_recorded(struct ll_store *store, struct ll_arena *arena,
                                     size_t *ret_count, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor;
    struct ll_store_value row[3];
    enum ll_status status;
    size_t count = 0;

    LL_TRY(ll_store_query_open(store, arena, &recorded_query, NULL, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        status = check_recorded(store->set, row, count, reterr);
        if (status != LL_OK) {
            break;
        }
        count++;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_count = count;
    return LL_OK;
}

static enum ll_status apply(struct ll_store *store, const struct ll_store_migration *migration,
                            struct ll_time now, struct ll_err *reterr)
{
    struct ll_str digest = {(const char *)migration->digest, sizeof(migration->digest)};
    struct ll_store_value params[4] = {
        {.type = LL_STORE_I64, .i64 = migration->version},
        {.type = LL_STORE_TEXT, .text = ll_str_from_cstr(migration->slug)},
        {.type = LL_STORE_BYTES, .text = digest},
        {.type = LL_STORE_I64, .i64 = now.us},
    };
    const char *sql =
        store->driver->engine == LL_STORE_SQLITE ? migration->sqlite : migration->postgres;
    enum ll_status status = store->driver->script(store, sql, reterr);

    if (status != LL_OK) {
        if (reterr != NULL) {
            ll_err_where(reterr, "migration %d %s", migration->version, migration->slug);
        }
        return status;
    }
    return ll_store_exec(store, &record_query, params, NULL, reterr);
}

/* One migration, or none when all are there: *ret_applied. The transaction is open. */
static enum ll_status migrate_one(struct ll_store *store, struct ll_arena *arena,
                                  struct ll_time now, bool *ret_applied, struct ll_err *reterr)
{
    size_t recorded;

    LL_TRY(store->driver->script(store, store->driver->migration_table_sql, reterr));
    LL_TRY(count_recorded(store, arena, &recorded, reterr));
    *ret_applied = recorded < store->set->migration_count;
    return *ret_applied ? apply(store, &store->set->migrations[recorded], now, reterr) : LL_OK;
}

enum ll_status ll_store_migrate(struct ll_store *store, struct ll_arena *arena, struct ll_time now,
                                int *ret_applied, struct ll_err *reterr)
{
    int applied_count = 0;
    bool applied = true;

    while (applied) {
        struct ll_arena_mark mark = ll_arena_mark(arena);
        enum ll_status status;

        LL_TRY(ll_store_begin_migration(store, reterr));
        status = migrate_one(store, arena, now, &applied, reterr);
        if (status != LL_OK) {
            ll_store_rollback(store);
            return status;
        }
        LL_TRY(ll_store_commit(store, reterr));
        ll_arena_rewind(arena, mark);
        applied_count += applied ? 1 : 0;
    }
    *ret_applied = applied_count;
    return LL_OK;
}

static enum ll_status schema_behind(const struct ll_store *store, size_t recorded,
                                    struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "the store's schema has %zu of this program's %zu migrations",
                recorded, store->set->migration_count);

    if (reterr != NULL) {
        ll_err_hint(reterr, "bring it up to date: loopledger db upgrade");
    }
    return status;
}

static enum ll_status check_schema(struct ll_store *store, struct ll_arena *arena,
                                   struct ll_err *reterr)
{
    const struct ll_store_query has_table =
        RUN_TIME_QUERY("schema_migration_there", store->driver->has_migration_table_sql, NULL, 0,
                       count_columns, 1);
    struct ll_store_cursor *cursor;
    struct ll_store_value there = {0};
    enum ll_status status;
    size_t recorded = 0;

    LL_TRY(ll_store_query_open(store, arena, &has_table, NULL, &cursor, reterr));
    status = ll_store_query_step(cursor, &there, reterr);
    ll_store_query_close(cursor);
    LL_TRY(status);
    if (there.i64 > 0) {
        LL_TRY(count_recorded(store, arena, &recorded, reterr));
    }
    return recorded < store->set->migration_count ? schema_behind(store, recorded, reterr) : LL_OK;
}

enum ll_status ll_store_check_schema(struct ll_store *store, struct ll_arena *arena,
                                     struct ll_err *reterr)
{
    enum ll_status status;

    LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
    status = check_schema(store, arena, reterr);
    ll_store_rollback(store);
    return status;
}
