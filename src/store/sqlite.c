/*
 * The SQLite driver. One connection writes and checkpoints; read-only connections never checkpoint
 * (section 5 of the design: Debian 12's SQLite can corrupt a WAL that two processes checkpoint).
 */
#include "store/sqlite.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/schema.h"

#define BUSY_TIMEOUT_MS 5000

/* A prepared statement and where it has its parameters: SQLite takes "$2" as a name and numbers
 * names by first appearance. */
struct statement {
    sqlite3_stmt *stmt;
    bool in_use;            /* by an open cursor */
    struct statement *next; /* of the same query: one for each cursor that was open at once */
    int place[LL_STORE_PARAMS_MAX];
};

enum control {
    CONTROL_BEGIN,
    CONTROL_BEGIN_IMMEDIATE,
    CONTROL_COMMIT,
    CONTROL_ROLLBACK,
    CONTROL_COUNT,
};
static const char *const control_sql[CONTROL_COUNT] = {"BEGIN", "BEGIN IMMEDIATE", "COMMIT",
                                                       "ROLLBACK"};

struct connection {
    sqlite3 *db;
    sqlite3_stmt *control[CONTROL_COUNT];
    struct statement **statements; /* [query_count], each made when first needed */
};

static struct connection *connection_of(const struct ll_store *store)
{
    return store->connection;
}

/* ---- open ---- */
/*
 * Settings in their order. `expected` is what must come back, else the store is refused. A file
 * that is not in WAL mode yet is switched under synchronous=EXTRA: a power cut at the switch can
 * otherwise bring a rollback journal back to life.
 */
static const struct {
    const char *sql;
    const char *expected;
    bool writer;
    bool reader;
} settings[] = {
    {"PRAGMA busy_timeout = 5000", NULL, true, true},
    {"PRAGMA mmap_size = 0", NULL, true, true},
    {"PRAGMA cell_size_check = ON", NULL, true, true},
    {"PRAGMA trusted_schema = OFF", NULL, true, true},
    {"PRAGMA foreign_keys = ON", NULL, true, true},
    {"PRAGMA foreign_keys", "1", true, true},
    /* Else REPLACE deletes rows without firing the triggers that forbid it. */
    {"PRAGMA recursive_triggers = ON", NULL, true, true},
    {"PRAGMA recursive_triggers", "1", true, true},
    {"PRAGMA synchronous = EXTRA", NULL, true, false},
    {"PRAGMA journal_mode = WAL", "wal", true, false},
    {"PRAGMA synchronous = FULL", NULL, true, false},
    {"PRAGMA synchronous", "2", true, false},
    {"PRAGMA wal_autocheckpoint = 16000", "16000", true, false},
    {"PRAGMA journal_size_limit = 67108864", NULL, true, false},
    {"PRAGMA cache_size = -65536", NULL, true, false},
    /* What a page of the desk reads, and not the two megabytes that are the rule. */
    {"PRAGMA cache_size = -16384", NULL, false, true},
    {"PRAGMA wal_autocheckpoint = 0", "0", false, true},
    {"PRAGMA temp_store = MEMORY", NULL, true, true},
    {"SELECT count(*) FROM sqlite_schema", NULL, true, true},
};

static enum ll_status apply_setting(sqlite3 *db, const char *sql, const char *expected,
                                    struct ll_err *reterr)
{
    sqlite3_stmt *stmt = NULL;
    enum ll_status status = LL_OK;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

    rc = rc == SQLITE_OK ? sqlite3_step(stmt) : rc;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        status = (rc & 0xff) == SQLITE_BUSY
                     ? LL_FAIL(reterr, LL_EBUSY, "%s: another process holds the file", sql)
                     : ll_sqlite_fail(db, rc, sql, reterr);
    } else if (expected != NULL) {
        const char *answer = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;

        if (answer == NULL || strcmp(answer, expected) != 0) {
            status = LL_FAIL(reterr, LL_EIO, "%s: SQLite answers \"%s\", not \"%s\"", sql,
                             answer == NULL ? "" : answer, expected);
            if (reterr != NULL) {
                ll_err_hint(reterr, "the file system must support shared memory and locks");
            }
        }
    }
    sqlite3_finalize(stmt);
    return status;
}

static enum ll_status configure(sqlite3 *db, bool read_only, struct ll_err *reterr)
{
    static const struct {
        int option;
        int value;
        bool read_only; /* for read-only connections only */
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1, false},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, false},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1, false},     {SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, false},
        {SQLITE_DBCONFIG_DQS_DML, 0, false},         {SQLITE_DBCONFIG_DQS_DDL, 0, false},
        {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, true},
    };

    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        int now = -1;

        if (options[i].read_only && !read_only) {
            continue;
        }
        if (sqlite3_db_config(db, options[i].option, options[i].value, &now) != SQLITE_OK ||
            now != options[i].value) {
            return LL_FAIL(reterr, LL_EIO, "SQLite does not take its option %d", options[i].option);
        }
    }
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (read_only ? settings[i].reader : settings[i].writer) {
            LL_TRY(apply_setting(db, settings[i].sql, settings[i].expected, reterr));
        }
    }
    return LL_OK;
}

/* Nobody asks SQLite how much memory it has taken, and to count it takes a lock at every piece: a
 * sixteenth of a purchase. Too late where the library was used before, which does no harm. */
static void count_no_memory(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum ll_status open_file(const struct ll_store_options *options, const char *path,
                                sqlite3 **ret_db, struct ll_err *reterr)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3 *db = NULL;
    int there = 0;
    int rc;

    (void)pthread_once(&once, count_no_memory);
    sqlite3_vfs *vfs = sqlite3_vfs_find(options->sqlite_vfs);

    flags |= options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= options->create && !options->read_only ? SQLITE_OPEN_CREATE : 0;
    if (vfs == NULL) {
        return LL_FAIL(reterr, LL_EIO, "SQLite has no file layer \"%s\"",
                       options->sqlite_vfs == NULL ? "" : options->sqlite_vfs);
    }
    if ((flags & SQLITE_OPEN_CREATE) == 0 &&
        vfs->xAccess(vfs, path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && there == 0) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "there is no store at \"%s\"", path);
    }
    rc = sqlite3_open_v2(path, &db, flags, options->sqlite_vfs);
    if (rc != SQLITE_OK) {
        enum ll_status status = ll_sqlite_fail(db, rc, path, reterr);

        sqlite3_close(db);
        return status;
    }
    *ret_db = db;
    return LL_OK;
}

static enum ll_status sqlite_open(struct ll_store *store, const struct ll_store_options *options,
                                  struct ll_err *reterr)
{
    struct ll_str path = ll_str_sub(options->target, strlen("sqlite:"), options->target.len);
    const char *path_cstr = ll_str_to_cstr(&store->arena, path);
    struct connection *conn = LL_NEW(&store->arena, struct connection);
    enum ll_status status;

    if (path_cstr == NULL || conn == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a connection to the store");
    }
    if (path.len == 0 || strlen(path_cstr) != path.len) {
        return LL_REFUSE(reterr, LL_EINVAL,
                         "give sqlite: with a file's path: sqlite:/path/ledger.db",
                         "the store's path is empty or has a zero byte");
    }
    conn->statements = LL_NEW_ARRAY(&store->arena, struct statement *, store->set->query_count);
    if (conn->statements == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a connection to the store");
    }
    LL_TRY(open_file(options, path_cstr, &conn->db, reterr));
    status = configure(conn->db, options->read_only, reterr);
    for (int i = 0; i < CONTROL_COUNT && status == LL_OK; i++) {
        int rc = sqlite3_prepare_v3(conn->db, control_sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                    &conn->control[i], NULL);

        status = rc == SQLITE_OK ? LL_OK : ll_sqlite_fail(conn->db, rc, control_sql[i], reterr);
    }
    store->connection = conn;
    if (status != LL_OK) {
        store->driver->close(store);
    }
    return status;
}

static void sqlite_close(struct ll_store *store)
{
    struct connection *conn = connection_of(store);
    int rc;

    for (size_t i = 0; i < CONTROL_COUNT; i++) {
        sqlite3_finalize(conn->control[i]);
    }
    for (size_t i = 0; i < store->set->query_count; i++) {
        for (struct statement *own = conn->statements[i]; own != NULL; own = own->next) {
            sqlite3_finalize(own->stmt);
        }
    }
    rc = sqlite3_close(conn->db);
    LL_ASSERT(rc != SQLITE_BUSY); /* every statement was finalized */
}

/* ---- transactions ---- */
static int control(struct connection *conn, enum control which)
{
    int rc = sqlite3_step(conn->control[which]);

    sqlite3_reset(conn->control[which]);
    return rc;
}

static enum ll_status sqlite_begin(struct ll_store *store, enum ll_store_mode mode,
                                   struct ll_err *reterr)
{
    struct connection *conn = connection_of(store);
    int rc = control(conn, mode == LL_STORE_WRITE ? CONTROL_BEGIN_IMMEDIATE : CONTROL_BEGIN);

    if (rc == SQLITE_DONE) {
        return LL_OK;
    }
    if ((rc & 0xff) == SQLITE_BUSY) {
        return LL_FAIL(reterr, LL_EBUSY, "another process is writing to the store");
    }
    return ll_sqlite_fail(conn->db, rc, "begin", reterr);
}

static enum ll_status sqlite_begin_migration(struct ll_store *store, struct ll_err *reterr)
{
    return sqlite_begin(store, LL_STORE_WRITE, reterr);
}

static void sqlite_rollback(struct ll_store *store)
{
    struct connection *conn = connection_of(store);

    /* A full disk or an I/O error may have rolled it back already. */
    if (sqlite3_get_autocommit(conn->db) == 0) {
        int rc = control(conn, CONTROL_ROLLBACK);

        store->broken = store->broken || rc != SQLITE_DONE;
    }
}

static enum ll_status sqlite_commit(struct ll_store *store, struct ll_err *reterr)
{
    struct connection *conn = connection_of(store);
    enum ll_status status;
    int rc;

    if (sqlite3_get_autocommit(conn->db) != 0) {
        return LL_FAIL(reterr, LL_EIO, "SQLite rolled the transaction back by itself");
    }
    rc = control(conn, CONTROL_COMMIT);
    if (rc == SQLITE_DONE) {
        return LL_OK;
    }
    status = ll_sqlite_fail(conn->db, rc, "commit", reterr);
    sqlite_rollback(store);
    if (status == LL_ECONSTRAINT || status == LL_ERETRY || store->mode == LL_STORE_READ) {
        return status;
    }
    /* The frame that commits may have reached the disk: only the file, read anew, can tell. */
    status =
        LL_FAIL(reterr, LL_EUNKNOWN, "whether the transaction was stored is unknown (code %d)", rc);
    if (reterr != NULL) {
        ll_err_hint(reterr, "send the same again, with the same key: it is stored once");
    }
    return status;
}

static bool sqlite_scrub(struct ll_store *store, int wait_ms)
{
    sqlite3 *db = connection_of(store)->db;
    (void)sqlite3_busy_timeout(db, wait_ms);
    int rc = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
    return rc == SQLITE_OK;
}

static enum ll_status savepoint_do(struct ll_store *store, const char *verb, unsigned depth,
                                   struct ll_err *reterr)
{
    struct connection *conn = connection_of(store);
    char sql[64];
    int rc;

    if (sqlite3_get_autocommit(conn->db) != 0) {
        return LL_FAIL(reterr, LL_EIO, "SQLite rolled the transaction back by itself");
    }
    snprintf(sql, sizeof(sql), "%s ll_%u", verb, depth);
    rc = sqlite3_exec(conn->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? LL_OK : ll_sqlite_fail(conn->db, rc, sql, reterr);
}

static enum ll_status sqlite_savepoint(struct ll_store *store, unsigned depth,
                                       struct ll_err *reterr)
{
    return savepoint_do(store, "SAVEPOINT", depth, reterr);
}

static enum ll_status sqlite_release(struct ll_store *store, unsigned depth, struct ll_err *reterr)
{
    return savepoint_do(store, "RELEASE", depth, reterr);
}

static enum ll_status sqlite_rollback_to(struct ll_store *store, unsigned depth,
                                         struct ll_err *reterr)
{
    LL_TRY(savepoint_do(store, "ROLLBACK TO", depth, reterr));
    return savepoint_do(store, "RELEASE", depth, reterr);
}

/* ---- statements ---- */
static enum ll_status prepare(struct ll_store *store, const struct ll_store_query *query,
                              bool cached, sqlite3_stmt **ret_stmt, struct ll_err *reterr)
{
    sqlite3 *db = connection_of(store)->db;
    sqlite3_stmt *stmt = NULL;
    int rc =
        sqlite3_prepare_v3(db, query->sql, -1, cached ? SQLITE_PREPARE_PERSISTENT : 0, &stmt, NULL);

    if (rc != SQLITE_OK) {
        return ll_sqlite_fail(db, rc, query->name, reterr);
    }
    if (sqlite3_column_count(stmt) != query->column_count) {
        sqlite3_finalize(stmt);
        return LL_FAIL(reterr, LL_ECORRUPT, "%s gives another number of columns than its header",
                       query->name);
    }
    *ret_stmt = stmt;
    return LL_OK;
}

static void find_places(const struct ll_store_query *query, sqlite3_stmt *stmt,
                        int ret_place[LL_STORE_PARAMS_MAX])
{
    char name[8];

    for (unsigned i = 0; i < query->param_count; i++) {
        snprintf(name, sizeof(name), "$%u", i + 1);
        ret_place[i] = sqlite3_bind_parameter_index(stmt, name);
        LL_ASSERT(ret_place[i] > 0); /* tools/sqlgen checked that each is used */
    }
}

/* A statement of the slot that no cursor uses, made when there is none. */
static enum ll_status statement_of(struct ll_store *store, const struct ll_store_query *query,
                                   struct statement **ret_statement, struct ll_err *reterr)
{
    struct statement **place = &connection_of(store)->statements[query->slot];

    LL_ASSERT(query->slot < store->set->query_count);
    while (*place != NULL && (*place)->in_use) {
        place = &(*place)->next;
    }
    if (*place == NULL) {
        struct statement *made = LL_NEW(&store->arena, struct statement);

        if (made == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for a prepared statement");
        }
        LL_TRY(prepare(store, query, true, &made->stmt, reterr));
        find_places(query, made->stmt, made->place);
        *place = made;
    }
    if (store->mode == LL_STORE_READ && sqlite3_stmt_readonly((*place)->stmt) == 0) {
        return LL_FAIL(reterr, LL_EPERM, "%s writes in a transaction for reading", query->name);
    }
    *ret_statement = *place;
    return LL_OK;
}

/* `keep`: SQLite copies texts and bytes, since the statement outlives the caller's values. */
static enum ll_status bind(sqlite3 *db, sqlite3_stmt *stmt, const int *place,
                           const struct ll_store_query *query, const struct ll_store_value *params,
                           bool keep, struct ll_err *reterr)
{
    sqlite3_destructor_type copy = keep ? SQLITE_TRANSIENT : SQLITE_STATIC;

    for (size_t i = 0; i < query->param_count; i++) {
        const struct ll_store_value *value = &params[i];
        const char *ptr = value->text.len == 0 ? "" : value->text.ptr;
        int rc = SQLITE_OK;

        switch (value->type) {
        case LL_STORE_NULL:
            rc = sqlite3_bind_null(stmt, place[i]);
            break;
        case LL_STORE_I64:
            rc = sqlite3_bind_int64(stmt, place[i], value->i64);
            break;
        case LL_STORE_TEXT:
            rc = sqlite3_bind_text64(stmt, place[i], ptr, value->text.len, copy, SQLITE_UTF8);
            break;
        case LL_STORE_BYTES:
            rc = sqlite3_bind_blob64(stmt, place[i], ptr, value->text.len, copy);
            break;
        }
        if (rc != SQLITE_OK) {
            return ll_sqlite_fail(db, rc, query->name, reterr);
        }
    }
    return LL_OK;
}

static enum ll_status sqlite_exec(struct ll_store *store, const struct ll_store_query *query,
                                  const struct ll_store_value *params, int64_t *ret_changed,
                                  struct ll_err *reterr)
{
    sqlite3 *db = connection_of(store)->db;
    struct statement own = {0};
    struct statement *statement = &own;
    enum ll_status status;
    int rc = SQLITE_OK;

    if (query->slot == LL_STORE_SLOT_NONE) {
        LL_TRY(prepare(store, query, false, &own.stmt, reterr));
        find_places(query, own.stmt, own.place);
    } else {
        LL_TRY(statement_of(store, query, &statement, reterr));
    }
    status = bind(db, statement->stmt, statement->place, query, params, false, reterr);
    if (status == LL_OK) {
        rc = sqlite3_step(statement->stmt);
        status = rc == SQLITE_DONE ? LL_OK : ll_sqlite_fail(db, rc, query->name, reterr);
    }
    if (status == LL_OK && ret_changed != NULL) {
        *ret_changed = sqlite3_changes64(db);
    }
    sqlite3_reset(statement->stmt);
    sqlite3_clear_bindings(statement->stmt); /* they point into the caller's memory */
    sqlite3_finalize(own.stmt);
    return status;
}

static enum ll_status open_statement(struct ll_store *store, const struct ll_store_query *query,
                                     const struct ll_store_value *params,
                                     struct ll_store_reading *reading, struct ll_err *reterr)
{
    sqlite3 *db = connection_of(store)->db;
    struct statement own = {0};
    struct statement *statement = &own;
    enum ll_status status;

    if (query->slot != LL_STORE_SLOT_NONE) {
        LL_TRY(statement_of(store, query, &statement, reterr));
    }
    if (statement == &own) {
        LL_TRY(prepare(store, query, false, &own.stmt, reterr));
        find_places(query, own.stmt, own.place);
    }
    status = bind(db, statement->stmt, statement->place, query, params, true, reterr);
    if (status != LL_OK) {
        sqlite3_finalize(own.stmt);
        return status;
    }
    reading->cached = statement != &own;
    statement->in_use = true;
    reading->handle = statement->stmt;
    return LL_OK;
}

static void read_value(sqlite3_stmt *stmt, int column, struct ll_store_value *ret_value,
                       bool *ret_ok)
{
    struct ll_store_value value = {.type = LL_STORE_NULL, .text = {"", 0}};
    const void *ptr = NULL;

    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_NULL:
        break;
    case SQLITE_INTEGER:
        value.type = LL_STORE_I64;
        value.i64 = sqlite3_column_int64(stmt, column);
        break;
    case SQLITE_TEXT:
        value.type = LL_STORE_TEXT;
        ptr = sqlite3_column_text(stmt, column);
        break;
    case SQLITE_BLOB:
        value.type = LL_STORE_BYTES;
        ptr = sqlite3_column_blob(stmt, column);
        break;
    default: /* a float */
        *ret_ok = false;
        return;
    }
    if (ptr != NULL) {
        value.text = (struct ll_str){ptr, (size_t)sqlite3_column_bytes(stmt, column)};
    }
    /* A text always has an address: without one the library was out of memory. */
    *ret_ok = *ret_ok && !(value.type == LL_STORE_TEXT && ptr == NULL);
    *ret_value = value;
}

static enum ll_status step_statement(struct ll_store *store, const struct ll_store_query *query,
                                     struct ll_store_reading *reading,
                                     struct ll_store_value *ret_values, struct ll_err *reterr)
{
    sqlite3 *db = connection_of(store)->db;
    int rc = sqlite3_step(reading->handle);
    bool ok = true;

    if (rc == SQLITE_DONE) {
        return LL_EEND;
    }
    if (rc != SQLITE_ROW) {
        return ll_sqlite_fail(db, rc, query->name, reterr);
    }
    for (int i = 0; i < query->column_count; i++) {
        read_value(reading->handle, i, &ret_values[i], &ok);
    }
    if (!ok) {
        return LL_FAIL(reterr, LL_ECORRUPT, "%s: a column holds a float, or cannot be read",
                       query->name);
    }
    return LL_OK;
}

static void close_statement(struct ll_store *store, const struct ll_store_query *query,
                            const struct ll_store_reading *reading)
{
    struct statement *own;

    if (!reading->cached) {
        sqlite3_finalize(reading->handle);
        return;
    }
    sqlite3_reset(reading->handle);
    sqlite3_clear_bindings(reading->handle);
    own = connection_of(store)->statements[query->slot];
    while (own->stmt != reading->handle) {
        own = own->next;
    }
    own->in_use = false;
}

/* ---- rows that outlive their statement ---- */
#define COPY_BYTES_MAX ((size_t)4 << 20)

struct copy_row {
    struct copy_row *next;
    struct ll_store_value values[];
};

/* All rows of a standing query, which may be read again in a later transaction. */
struct copy {
    struct ll_arena arena; /* it lies in it */
    struct copy_row *first;
    struct copy_row *at; /* the next one to be read */
};

static enum ll_status copy_row(struct copy *copy, const struct ll_store_query *query,
                               const struct ll_store_value *values, struct copy_row ***tail,
                               struct ll_err *reterr)
{
    size_t bytes = query->column_count * sizeof(values[0]);
    struct copy_row *row = ll_arena_alloc(&copy->arena, 1, sizeof(*row) + bytes);

    for (size_t i = 0; row != NULL && i < query->column_count; i++) {
        row->values[i] = values[i];
        row->values[i].text = ll_str_copy(&copy->arena, values[i].text);
        row = row->values[i].text.ptr == NULL ? NULL : row;
    }
    if (row == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "%s: no memory for what it finds", query->name);
    }
    **tail = row;
    *tail = &row->next;
    return LL_OK;
}

static void drop_copy(struct copy *copy)
{
    struct ll_arena arena = copy->arena;
    ll_arena_release(&arena);
}

static enum ll_status copy_all(struct ll_store *store, const struct ll_store_query *query,
                               struct ll_store_reading *reading, struct ll_err *reterr)
{
    struct ll_store_value values[LL_STORE_COLUMNS_MAX];
    struct ll_arena arena;
    enum ll_status status = LL_OK;

    ll_arena_init(&arena, &ll_arena_malloc, COPY_BYTES_MAX);
    struct copy *copy = LL_NEW(&arena, struct copy);
    if (copy == NULL) {
        status = LL_FAIL(reterr, LL_ENOMEM, "%s: no memory for what it finds", query->name);
    } else {
        struct copy_row **tail = &copy->first;
        copy->arena = arena;
        while (status == LL_OK) {
            status = step_statement(store, query, reading, values, reterr);
            status = status == LL_OK ? copy_row(copy, query, values, &tail, reterr) : status;
        }
        arena = copy->arena;
    }
    close_statement(store, query, reading);
    if (status != LL_EEND) {
        ll_arena_release(&arena);
        return status;
    }
    copy->at = copy->first;
    reading->handle = copy;
    reading->copied = true;
    return LL_OK;
}

static enum ll_status sqlite_read_open(struct ll_store *store, const struct ll_store_query *query,
                                       const struct ll_store_value *params,
                                       struct ll_store_reading *reading, struct ll_err *reterr)
{
    LL_TRY(open_statement(store, query, params, reading, reterr));
    return query->is_standing ? copy_all(store, query, reading, reterr) : LL_OK;
}

static enum ll_status sqlite_read_step(struct ll_store *store, struct ll_store_reading *reading,
                                       struct ll_store_value *ret_values, struct ll_err *reterr)
{
    if (!reading->copied) {
        return step_statement(store, reading->query, reading, ret_values, reterr);
    }
    struct copy *copy = reading->handle;
    copy->at = reading->row == 0 ? copy->first : copy->at;
    if (copy->at == NULL) {
        return LL_EEND;
    }
    memcpy(ret_values, copy->at->values, reading->query->column_count * sizeof(ret_values[0]));
    copy->at = copy->at->next;
    reading->row++;
    return LL_OK;
}

static void sqlite_read_close(struct ll_store *store, struct ll_store_reading *reading)
{
    if (reading->copied) {
        drop_copy(reading->handle);
    } else {
        close_statement(store, reading->query, reading);
    }
}

static enum ll_status sqlite_script(struct ll_store *store, const char *sql, struct ll_err *reterr)
{
    sqlite3 *db = connection_of(store)->db;
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? LL_OK : ll_sqlite_fail(db, rc, "script", reterr);
}

static enum ll_status sqlite_backup(struct ll_store *store, const char *path, struct ll_err *reterr)
{
    sqlite3 *db = connection_of(store)->db;
    sqlite3_stmt *stmt = NULL;
    enum ll_status status = LL_OK;
    int rc = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &stmt, NULL);

    rc = rc == SQLITE_OK ? sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC) : rc;
    rc = rc == SQLITE_OK ? sqlite3_step(stmt) : rc;
    if (rc != SQLITE_DONE) {
        status = ll_sqlite_fail(db, rc, "backup", reterr);
    }
    sqlite3_finalize(stmt);
    return status;
}

const struct ll_store_driver ll_store_sqlite_driver = {
    .engine = LL_STORE_SQLITE,
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .begin_migration = sqlite_begin_migration,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .scrub = sqlite_scrub,
    .savepoint = sqlite_savepoint,
    .release = sqlite_release,
    .rollback_to = sqlite_rollback_to,
    .exec = sqlite_exec,
    .read_open = sqlite_read_open,
    .read_step = sqlite_read_step,
    .read_close = sqlite_read_close,
    .script = sqlite_script,
    .backup = sqlite_backup,
    .columns_sql =
        "SELECT t.name, c.name,"
        " CASE c.type WHEN 'INTEGER' THEN 1 WHEN 'TEXT' THEN 2 WHEN 'BLOB' THEN 3 ELSE 0 END, c.pk"
        " FROM sqlite_schema AS t, pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.name",
    .schema_sql = "SELECT type, tbl_name, name, coalesce(sql, '') FROM sqlite_schema"
                  " WHERE substr(name, 1, 7) <> 'sqlite_'",
    .schema_made = ll_sqlite_schema_made,
    .integrity_sql =
        "SELECT integrity_check FROM pragma_integrity_check(8) WHERE integrity_check <> 'ok'"
        " UNION ALL"
        " SELECT 'a row of ' || \"table\" || ' refers to no row of ' || parent"
        " FROM pragma_foreign_key_check",
    .bookkeeping_sql = "CREATE TABLE IF NOT EXISTS schema_migration ("
                       "version INTEGER NOT NULL, slug TEXT NOT NULL, digest BLOB NOT NULL,"
                       " applied_at INTEGER NOT NULL,"
                       " CONSTRAINT schema_migration_pkey PRIMARY KEY (version),"
                       " CONSTRAINT schema_migration_digest CHECK (length(digest) = 32)) STRICT;"
                       "CREATE TABLE IF NOT EXISTS schema_projection ("
                       "digest BLOB NOT NULL, tables TEXT NOT NULL, functions TEXT NOT NULL,"
                       " made_at INTEGER NOT NULL,"
                       " CONSTRAINT schema_projection_pkey PRIMARY KEY (digest)) STRICT",
    .has_migration_table_sql = "SELECT count(*) FROM sqlite_schema"
                               " WHERE type = 'table' AND name = 'schema_migration'",
};
