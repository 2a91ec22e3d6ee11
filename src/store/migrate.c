/*
 * Bringing a schema to this program's. Migrations of the facts: forward only, recorded with the
 * digest of their texts. Then the projections (store/projection.h), made anew when they are not
 * this program's. One transaction for all of it: an upgrade that fails leaves what was.
 */
#include <string.h>
#include <time.h>

#include "store/driver.h"
#include "store/projection.h"

#define ALONE_TRIES 100
#define ALONE_PAUSE_NS 20000000
#define CLEAR_SQL_MAX 4096 /* the names of all projections */

static const enum ll_store_type record_params[] = {LL_STORE_I64, LL_STORE_TEXT, LL_STORE_BYTES,
                                                   LL_STORE_I64};
static const enum ll_store_type recorded_columns[] = {LL_STORE_I64, LL_STORE_TEXT, LL_STORE_BYTES};

static const struct ll_store_query record_query =
    LL_STORE_RUN_TIME_QUERY("schema_migration_add",
                            "INSERT INTO schema_migration (version, slug, digest, applied_at)"
                            " VALUES ($1, $2, $3, $4)",
                            record_params, 4, NULL, 0);
static const struct ll_store_query recorded_query = LL_STORE_RUN_TIME_QUERY(
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
    if (!ll_str_eq_cstr(row[1].text, migration->slug)) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "an unreleased version made the store: its migration %lld is \"%.*s\"",
                         (long long)row[0].i64, LL_STR_ARG(row[1].text));
        if (reterr != NULL) {
            ll_err_hint(reterr, "make it anew with 'loopledger init', or use that version");
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
    enum ll_status status = ll_store_script(store, sql, reterr);

    if (status != LL_OK) {
        if (reterr != NULL) {
            ll_err_where(reterr, "migration %d %s", migration->version, migration->slug);
        }
        return status;
    }
    return ll_store_exec(store, &record_query, params, NULL, reterr);
}

/* ---- upgrade ---- */
struct upgrade {
    struct ll_store *store;
    struct ll_arena *arena;
    struct ll_time now;
    const struct ll_store_filler *filler;
    struct ll_store_upgraded done;
};

/* No other program goes on with the schema that it knows. SQLite: the caller holds the lock. */
enum ll_status ll_store_claim_schema(struct ll_store *store, struct ll_arena *arena,
                                     bool *ret_claimed, struct ll_err *reterr)
{
    const char *sql = store->driver->schema_claim_sql;
    int64_t claimed = 1;

    if (sql != NULL) {
        LL_TRY(ll_store_ask(store, arena, "schema_claim", sql, &claimed, reterr));
    }
    *ret_claimed = claimed == 1;
    return LL_OK;
}

static enum ll_status claim(struct ll_store *store, struct ll_arena *arena, const char *hint,
                            struct ll_err *reterr)
{
    bool claimed = false;
    int64_t others = 0;
    enum ll_status status;

    LL_TRY(ll_store_claim_schema(store, arena, &claimed, reterr));
    if (claimed) {
        return LL_OK;
    }
    LL_TRY(ll_store_ask(store, arena, "schema_others", store->driver->schema_others_sql, &others,
                        reterr));
    status = LL_FAIL(reterr, LL_EBUSY, "other programs have the store open");
    ll_err_where(reterr, "%lld connections of " LL_STORE_APPLICATION " in pg_stat_activity",
                 (long long)others);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

static enum ll_status try_alone(struct ll_store *store, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(&store->arena);
    enum ll_status status;

    LL_TRY(ll_store_begin_migration(store, reterr));
    status = claim(store, &store->arena,
                   "end the servers on it, and what else writes or reads it, and try again; they "
                   "may begin once it is done",
                   reterr);
    ll_arena_rewind(&store->arena, mark);
    if (status != LL_OK) {
        ll_store_rollback(store);
    }
    return status;
}

/* Commands end soon, and of what was killed the server learns in a moment. Nobody is kept from
 * coming meanwhile: a claim that waited in line would turn others away before it has anything. */
enum ll_status ll_store_begin_alone(struct ll_store *store, struct ll_err *reterr)
{
    const struct timespec pause = {.tv_nsec = ALONE_PAUSE_NS};
    enum ll_status status = try_alone(store, reterr);

    for (int i = 0; status == LL_EBUSY && i < ALONE_TRIES; i++) {
        (void)nanosleep(&pause, NULL);
        if (reterr != NULL) {
            *reterr = (struct ll_err){0};
        }
        status = try_alone(store, reterr);
    }
    return status;
}

static enum ll_status remake(struct upgrade *u, const struct ll_store_projections *there,
                             struct ll_err *reterr)
{
    if (u->filler == NULL && there->any) {
        return ll_store_projections_check(u->store, there, reterr);
    }
    LL_TRY(ll_store_projections_drop(u->store, there, reterr));
    LL_TRY(ll_store_projections_make(u->store, u->arena, u->now, reterr));
    if (u->filler != NULL) {
        LL_TRY(u->filler->fill(u->filler->ctx, reterr));
    }
    u->done.projections = true;
    return LL_OK;
}

/* Made by this program, and nobody took anything off them or put anything on since. */
static enum ll_status are_current(const struct upgrade *u, const struct ll_store_projections *there,
                                  bool *ret_current, struct ll_err *reterr)
{
    const struct ll_store_difference *difference = NULL;
    enum ll_status status;

    *ret_current = ll_store_projections_check(u->store, there, NULL) == LL_OK;
    if (!*ret_current || u->filler == NULL) {
        return LL_OK;
    }
    status = ll_store_compare_schema(u->store, u->arena, &difference, reterr);
    if (status == LL_EUNSUPPORTED) {
        return LL_OK;
    }
    for (; difference != NULL; difference = difference->next) {
        *ret_current = *ret_current && !difference->is_projection;
    }
    return status;
}

/* The transaction is open. */
static enum ll_status upgrade(struct upgrade *u, struct ll_err *reterr)
{
    const struct ll_store_set *set = u->store->set;
    struct ll_store_projections there;
    size_t recorded;
    bool current;

    LL_TRY(ll_store_script(u->store, u->store->driver->bookkeeping_sql, reterr));
    LL_TRY(count_recorded(u->store, u->arena, &recorded, reterr));
    LL_TRY(ll_store_projections_read(u->store, u->arena, &there, reterr));
    LL_TRY(are_current(u, &there, &current, reterr));
    if (current && recorded == set->migration_count) {
        return LL_OK;
    }
    LL_TRY(claim(u->store, u->arena, "end them, then upgrade: they know the schema as it was",
                 reterr));
    for (; recorded < set->migration_count; recorded++) {
        LL_TRY(apply(u->store, &set->migrations[recorded], u->now, reterr));
        u->done.migrations++;
    }
    return current ? LL_OK : remake(u, &there, reterr);
}

enum ll_status ll_store_upgrade(struct ll_store *store, struct ll_arena *arena, struct ll_time now,
                                const struct ll_store_filler *filler,
                                struct ll_store_upgraded *ret_upgraded, struct ll_err *reterr)
{
    struct upgrade u = {.store = store, .arena = arena, .now = now, .filler = filler};
    struct ll_arena_mark mark = ll_arena_mark(arena);
    enum ll_status status;

    LL_TRY(ll_store_begin_migration(store, reterr));
    status = upgrade(&u, reterr);
    if (status == LL_OK) {
        status = ll_store_commit(store, reterr);
    }
    if (ll_store_in_transaction(store)) {
        ll_store_rollback(store);
    }
    ll_arena_rewind(arena, mark);
    LL_TRY(status);
    LL_TRY(ll_store_check_schema(store, arena, reterr));
    *ret_upgraded = u.done;
    return LL_OK;
}

/* ---- check ---- */
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
    struct ll_store_projections there;
    size_t recorded = 0;
    int64_t any;

    LL_TRY(ll_store_ask(store, arena, "schema_migration_there",
                        store->driver->has_migration_table_sql, &any, reterr));
    if (any > 0) {
        LL_TRY(count_recorded(store, arena, &recorded, reterr));
    }
    if (recorded == 0) {
        enum ll_status none = LL_FAIL(reterr, LL_EREFUSED, "the store holds no ledger");
        ll_err_hint(reterr, "make one with 'loopledger init', or name another store");
        return none;
    }
    if (recorded < store->set->migration_count) {
        return schema_behind(store, recorded, reterr);
    }
    LL_TRY(ll_store_projections_read(store, arena, &there, reterr));
    return ll_store_projections_check(store, &there, reterr);
}

/* Until the connection ends nobody changes the schema under it. */
static enum ll_status share(struct ll_store *store, struct ll_arena *arena, struct ll_err *reterr)
{
    int64_t shared = 1;

    LL_TRY(ll_store_ask(store, arena, "schema_share", store->driver->schema_share_sql, &shared,
                        reterr));
    if (shared == 1) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EBUSY, "another program is upgrading or rebuilding the store");
    ll_err_hint(reterr, "wait until it has ended, and try again");
    return status;
}

enum ll_status ll_store_check_schema(struct ll_store *store, struct ll_arena *arena,
                                     struct ll_err *reterr)
{
    enum ll_status status = LL_OK;

    /* A transaction of its own: what the next one reads must be younger than the lock. */
    if (store->driver->schema_share_sql != NULL) {
        LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
        status = share(store, arena, reterr);
        ll_store_rollback(store);
        LL_TRY(status);
    }
    LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
    status = check_schema(store, arena, reterr);
    ll_store_rollback(store);
    return status;
}

enum ll_status ll_store_is_empty(struct ll_store *store, struct ll_arena *arena, bool *ret_empty,
                                 struct ll_err *reterr)
{
    enum ll_status status;
    int64_t any = 0;

    LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
    status = ll_store_ask(store, arena, "schema_migration_there",
                          store->driver->has_migration_table_sql, &any, reterr);
    ll_store_rollback(store);
    LL_TRY(status);
    *ret_empty = any == 0;
    return LL_OK;
}

/* ---- clearing ---- */
static enum ll_status clear(struct ll_store *store, struct ll_arena *arena, bool many,
                            struct ll_err *reterr)
{
    const struct ll_store_set *set = store->set;
    struct ll_store_query query = {.name = "clear_projections", .slot = LL_STORE_SLOT_NONE};
    struct ll_strbuf sql;
    struct ll_str text;
    bool claimed = false;
    bool at_once = many && store->driver->truncates;

    if (at_once) {
        LL_TRY(ll_store_claim_schema(store, arena, &claimed, reterr));
        at_once = claimed;
    }
    ll_strbuf_init(&sql, arena, CLEAR_SQL_MAX);
    for (size_t i = set->projection_count; i-- > 0;) {
        ll_strbuf_cstr(&sql, !at_once                         ? "DELETE FROM "
                             : i + 1 == set->projection_count ? "TRUNCATE "
                                                              : ", ");
        ll_strbuf_cstr(&sql, set->projections[i]);
        if (!at_once || i == 0) {
            ll_strbuf_char(&sql, '\0');
            LL_TRY(ll_strbuf_finish(&sql, &text, reterr));
            query.sql = text.ptr;
            LL_TRY(ll_store_exec(store, &query, NULL, NULL, reterr));
            ll_strbuf_init(&sql, arena, CLEAR_SQL_MAX);
        }
    }
    return LL_OK;
}

enum ll_status ll_store_clear_projections(struct ll_store *store, bool many, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(&store->arena);
    enum ll_status status = clear(store, &store->arena, many, reterr);

    ll_arena_rewind(&store->arena, mark);
    return status;
}
