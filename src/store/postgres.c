/*
 * The PostgreSQL driver. Statements are queued (store/postgres_pipe.h) and their results read when
 * an answer is needed (a cursor's first step), at a savepoint or at commit. What a queued statement
 * failed with fails the transaction then.
 */
#include "store/postgres.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "store/postgres_pipe.h"
#include "store/schema.h"

#define PORTION_ROWS 1000
#define NAME_MAX_BYTES 32

/* ---- open ---- */
/* What the session must be, asked in text: the answer, or the answers, that are accepted. */
static const struct {
    const char *sql;
    const char *accepted[3];
    const char *hint;
} checks[] = {
    {"SHOW fsync", {"on"}, "set fsync = on"},
    {"SHOW full_page_writes", {"on"}, "set full_page_writes = on"},
    {"SHOW synchronous_commit", {"on", "remote_apply"}, "set synchronous_commit = on"},
    {"SHOW server_encoding", {"UTF8"}, "make the database with encoding UTF8"},
    {"SHOW default_transaction_isolation", {"serializable"}, "let the session set it"},
    {"SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'",
     {"1"},
     "install PostgreSQL's contrib package"},
};

/*
 * lock_timeout ends deadlocks with what the server cannot see; the other ends forgotten work. Every
 * statement has its index: a plan made while a table was small, of a query or of a constraint, must
 * not go on to scan it when a long transaction has filled it. And none is worth compiling: what the
 * planner takes for dear (a look into packages within packages) is over sooner. Nor is it worth
 * starting processes for: a page that reads for 30 ms waited longer for them.
 */
static const char session_sql[] =
    "SET enable_seqscan = off; SET jit = off; SET max_parallel_workers_per_gather = 0;"
    "SET default_transaction_isolation = 'serializable'; SET client_encoding = 'UTF8';"
    "SET standard_conforming_strings = on; SET client_min_messages = 'warning';"
    "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '10min'";

static enum ll_status run_text(PGconn *conn, const char *sql, struct ll_err *reterr)
{
    PGresult *result = PQexec(conn, sql);
    enum ll_status status = LL_OK;

    if (!ll_pipe_result_ok(result)) {
        status = PQstatus(conn) != CONNECTION_OK ? ll_postgres_lost(conn, "script", reterr)
                                                 : ll_postgres_fail(result, "script", reterr);
    }
    PQclear(result);
    return status;
}

static enum ll_status check_one(PGconn *conn, size_t at, struct ll_err *reterr)
{
    PGresult *result = PQexec(conn, checks[at].sql);
    bool ok = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    const char *answer = ok ? PQgetvalue(result, 0, 0) : "";
    enum ll_status status = LL_OK;
    bool accepted = false;

    for (size_t i = 0; i < 3 && checks[at].accepted[i] != NULL; i++) {
        accepted = accepted || strcmp(answer, checks[at].accepted[i]) == 0;
    }
    if (!accepted) {
        status = LL_FAIL(reterr, LL_EREFUSED, "%s: PostgreSQL answers \"%s\", not \"%s\"",
                         checks[at].sql, answer, checks[at].accepted[0]);
        if (reterr != NULL) {
            ll_err_hint(reterr, "%s", checks[at].hint);
        }
    }
    PQclear(result);
    return status;
}

static enum ll_status check_session(PGconn *conn, struct ll_err *reterr)
{
    if (PQserverVersion(conn) < 150000) {
        return LL_FAIL(reterr, LL_EREFUSED, "PostgreSQL %d is too old; 15 or newer is needed",
                       PQserverVersion(conn) / 10000);
    }
    LL_TRY(run_text(conn, session_sql, reterr));
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        LL_TRY(check_one(conn, i, reterr));
    }
    return LL_OK;
}

/* A commit whose wait for a replica was cancelled is reported by a warning only. */
static void take_notice(void *ctx, const PGresult *result)
{
    struct ll_pipe *c = ctx;
    const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    if (code != NULL && (strcmp(code, "57014") == 0 || strcmp(code, "57P01") == 0)) {
        c->doubtful = true;
    }
}

static void postgres_close(struct ll_store *store)
{
    PGconn *conn = ll_pipe_of(store)->conn;

    if (!store->broken && ll_pipe_drain(store, true, NULL, NULL) != LL_OK) {
        store->broken = true; /* the end of a transaction cannot fail otherwise */
    }
    /* The server notices an end later: an upgrade that comes next must find the schema unused. */
    if (PQstatus(conn) == CONNECTION_OK && PQtransactionStatus(conn) == PQTRANS_IDLE &&
        PQexitPipelineMode(conn) == 1) {
        PQclear(PQexec(conn, "SELECT pg_advisory_unlock_all()"));
    }
    PQfinish(conn);
}

/* A server that takes the connection and says nothing would be waited for without end: after so
 * long it counts as gone, unless the target, or the environment, says how long. */
#define CONNECT_SECONDS "10"

static PGconn *connect_to(const char *target)
{
    const char *const names[] = {"connect_timeout", "fallback_application_name", "dbname", NULL};
    const char *const values[] = {CONNECT_SECONDS, LL_STORE_APPLICATION, target, NULL};
    size_t from = getenv("PGCONNECT_TIMEOUT") == NULL ? 0 : 1;
    return PQconnectdbParams(names + from, values + from, 1); /* what is named last counts */
}

static enum ll_status postgres_open(struct ll_store *store, const struct ll_store_options *options,
                                    struct ll_err *reterr)
{
    const char *target = ll_str_to_cstr(&store->arena, options->target);
    struct ll_pipe *c = LL_NEW(&store->arena, struct ll_pipe);
    enum ll_status status;

    if (target == NULL || c == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a connection to the store");
    }
    c->prepared = LL_NEW_ARRAY(&store->arena, enum ll_pipe_prepared, store->set->query_count);
    if (c->prepared == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a connection to the store");
    }
    c->conn = connect_to(target);
    store->connection = c;
    if (c->conn == NULL || PQstatus(c->conn) != CONNECTION_OK) {
        status = ll_postgres_lost(c->conn, "open", reterr);
        PQfinish(c->conn);
        return status;
    }
    PQsetNoticeReceiver(c->conn, take_notice, c);
    status = check_session(c->conn, reterr);
    if (status == LL_OK && options->read_only) {
        status = run_text(c->conn, "SET default_transaction_read_only = on", reterr);
    }
    if (status == LL_OK && PQenterPipelineMode(c->conn) != 1) {
        status = ll_postgres_lost(c->conn, "open", reterr);
    }
    if (status != LL_OK) {
        PQfinish(c->conn);
    }
    return status;
}

/* ---- transactions ---- */
/* Reading needs a snapshot, not a place in the order of writers; a standby gives nothing more. */
static enum ll_status postgres_begin(struct ll_store *store, enum ll_store_mode mode,
                                     struct ll_err *reterr)
{
    LL_TRY(ll_pipe_make_room(store, reterr));
    return ll_pipe_send_known(
        store, mode == LL_STORE_WRITE ? LL_PIPE_BEGIN_WRITE : LL_PIPE_BEGIN_READ, reterr);
}

/* End the server's transaction, of which nothing is on its way any more. */
static void end_known(struct ll_store *store)
{
    struct ll_pipe *c = ll_pipe_of(store);
    enum ll_status status;

    if (!store->broken && PQtransactionStatus(c->conn) != PQTRANS_IDLE) {
        status = ll_pipe_send_known(store, LL_PIPE_ROLLBACK, NULL);
        status = status == LL_OK ? ll_pipe_drain(store, true, NULL, NULL) : status;
    }
    store->broken = store->broken || PQtransactionStatus(c->conn) != PQTRANS_IDLE;
}

/* One wait; none after reading, when all that was asked was answered. */
static void postgres_rollback(struct ll_store *store)
{
    struct ll_pipe *c = ll_pipe_of(store);
    enum ll_status status = ll_pipe_make_room(store, NULL);

    if (status != LL_OK) { /* what is undone may well have failed */
        end_known(store);
        return;
    }
    status = ll_pipe_send_known(store, LL_PIPE_ROLLBACK, NULL);
    if (status == LL_OK && store->mode == LL_STORE_READ && c->work_count == 0) {
        status = ll_pipe_leave(store, NULL);
        store->broken = store->broken || status != LL_OK;
        return;
    }
    /* After a failure that was not known yet the server passes over the rollback. */
    status = status == LL_OK ? ll_pipe_drain(store, true, NULL, NULL) : status;
    end_known(store);
}

/* No synchronization point: should something of it fail, the server passes over all up to the next
 * one, which who finds out sends. */
static enum ll_status postgres_leave(struct ll_store *store, struct ll_err *reterr)
{
    LL_TRY(ll_pipe_make_room(store, reterr));
    return ll_pipe_send_known(store, LL_PIPE_ROLLBACK, reterr);
}

static bool postgres_has_news(const struct ll_store *store)
{
    char byte;

    return recv(PQsocket(ll_pipe_of(store)->conn), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != -1 ||
           errno != EAGAIN;
}

/* A connection that was lost is noticed by who reads from it. */
static void postgres_push(struct ll_store *store)
{
    (void)PQflush(ll_pipe_of(store)->conn);
}

/*
 * One process after another. Read committed, so that what is read after the lock is what the last
 * holder left; the number of the lock is this program's own.
 */
static enum ll_status postgres_begin_migration(struct ll_store *store, struct ll_err *reterr)
{
    enum ll_status status;

    LL_TRY(ll_pipe_send_plain(store, "begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                              reterr));
    status =
        ll_pipe_send_plain(store, "lock", "SELECT pg_advisory_xact_lock(7813216402817)", reterr);
    status = status == LL_OK ? ll_pipe_drain(store, false, NULL, reterr) : status;
    if (status != LL_OK) {
        postgres_rollback(store);
    }
    return status;
}

static void postgres_defer(struct ll_store *store)
{
    struct ll_pipe *c = ll_pipe_of(store);

    c->defer_count = c->pending_count;
    c->work_count = 0;
}

static enum ll_status unknown(struct ll_store *store, struct ll_err *reterr)
{
    enum ll_status status;

    if (store->mode == LL_STORE_READ) {
        return LL_FAIL(reterr, LL_EIO, "the connection to PostgreSQL is lost");
    }
    status = LL_FAIL(reterr, LL_EUNKNOWN,
                     "whether the transaction was stored is unknown: the answer did not come");
    if (reterr != NULL) {
        ll_err_hint(reterr, "send the same again, with the same key: it is stored once");
    }
    return status;
}

static enum ll_status postgres_commit(struct ll_store *store, struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);
    PGresult *result = NULL;
    enum ll_status status;
    bool committed;

    c->doubtful = false;
    status = ll_pipe_make_room(store, reterr);
    status = status == LL_OK ? ll_pipe_send_known(store, LL_PIPE_COMMIT, reterr) : status;
    status = status == LL_OK ? ll_pipe_drain(store, true, &result, reterr) : status;
    if (store->broken) {
        PQclear(result);
        return unknown(store, reterr);
    }
    committed = status == LL_OK && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    if (committed) {
        return c->doubtful ? unknown(store, reterr) : LL_OK;
    }
    end_known(store);
    return status != LL_OK ? status
                           : LL_FAIL(reterr, LL_ERETRY, "PostgreSQL rolled the transaction back");
}

static enum ll_status savepoint_do(struct ll_store *store, const char *verb, unsigned depth,
                                   struct ll_err *reterr)
{
    char sql[64];

    snprintf(sql, sizeof(sql), "%s ll_%u", verb, depth);
    return ll_pipe_send_plain(store, "savepoint", sql, reterr);
}

/* What failed before the point cannot be undone by going back to it: it must be known now. */
static enum ll_status postgres_savepoint(struct ll_store *store, unsigned depth,
                                         struct ll_err *reterr)
{
    LL_TRY(ll_pipe_of(store)->work_count > 0 ? ll_pipe_drain(store, false, NULL, reterr)
                                             : ll_pipe_make_room(store, reterr));
    return depth == 1 ? ll_pipe_send_known(store, LL_PIPE_SAVEPOINT, reterr)
                      : savepoint_do(store, "SAVEPOINT", depth, reterr);
}

static enum ll_status postgres_release(struct ll_store *store, unsigned depth,
                                       struct ll_err *reterr)
{
    LL_TRY(ll_pipe_of(store)->work_count > 0 ? ll_pipe_drain(store, false, NULL, reterr)
                                             : ll_pipe_make_room(store, reterr));
    return depth == 1 ? ll_pipe_send_known(store, LL_PIPE_RELEASE, reterr)
                      : savepoint_do(store, "RELEASE", depth, reterr);
}

static enum ll_status postgres_rollback_to(struct ll_store *store, unsigned depth,
                                           struct ll_err *reterr)
{
    enum ll_status status =
        ll_pipe_drain(store, false, NULL, reterr); /* a failure is what is undone here */

    if (status != LL_OK && (store->broken || store->doomed)) {
        return status;
    }
    LL_TRY(savepoint_do(store, "ROLLBACK TO", depth, reterr));
    LL_TRY(savepoint_do(store, "RELEASE", depth, reterr));
    return ll_pipe_drain(store, false, NULL, reterr);
}

/* ---- statements ---- */
static enum ll_status postgres_exec(struct ll_store *store, const struct ll_store_query *query,
                                    const struct ll_store_value *params, int64_t *ret_changed,
                                    struct ll_err *reterr)
{
    PGresult *result = NULL;

    LL_TRY(ll_pipe_make_room(store, reterr));
    LL_TRY(ll_pipe_send_query(store, query, params, NULL, reterr));
    if (ret_changed == NULL) {
        return LL_OK;
    }
    LL_TRY(ll_pipe_drain(store, false, &result, reterr));
    *ret_changed = strtoll(PQcmdTuples(result), NULL, 10);
    PQclear(result);
    return LL_OK;
}

/* Do the columns have the types that the query's header says? */
static enum ll_status check_columns(const struct ll_store_query *query, const PGresult *result,
                                    struct ll_err *reterr)
{
    if (PQnfields(result) != query->column_count) {
        return LL_FAIL(reterr, LL_ECORRUPT, "%s gives another number of columns than its header",
                       query->name);
    }
    for (int i = 0; i < query->column_count; i++) {
        enum ll_store_type type = LL_STORE_NULL;

        switch (PQftype(result, i)) {
        case LL_PIPE_I64:
        case LL_PIPE_I32:
        case LL_PIPE_I16:
            type = LL_STORE_I64;
            break;
        case LL_PIPE_TEXT:
        case LL_PIPE_VARCHAR:
        case LL_PIPE_NAME:
            type = LL_STORE_TEXT;
            break;
        case LL_PIPE_BYTES:
            type = LL_STORE_BYTES;
            break;
        default:
            break;
        }
        if (type != query->column_types[i]) {
            return LL_FAIL(reterr, LL_ECORRUPT, "%s: column %d has another type than expected",
                           query->name, i + 1);
        }
    }
    return LL_OK;
}

/* The name of a cursor's portal is made of its generation, which no other cursor has. */
static void portal_sql(const struct ll_store_reading *reading, const char *verb,
                       char ret_sql[NAME_MAX_BYTES * 2])
{
    snprintf(ret_sql, NAME_MAX_BYTES * 2, "%s ll_c%llu", verb,
             (unsigned long long)reading->generation);
}

static enum ll_status fetch_portion(struct ll_store *store, const struct ll_store_query *query,
                                    struct ll_store_reading *reading, struct ll_err *reterr)
{
    char sql[NAME_MAX_BYTES * 2];
    PGresult *result = NULL;
    enum ll_status status;

    portal_sql(reading, "FETCH 1000 FROM", sql);
    LL_TRY(ll_pipe_make_room(store, reterr));
    LL_TRY(ll_pipe_send_plain(store, query->name, sql, reterr));
    LL_TRY(ll_pipe_drain(store, false, &result, reterr));
    status = check_columns(query, result, reterr);
    if (status != LL_OK) {
        PQclear(result);
        return status;
    }
    PQclear(reading->handle);
    reading->handle = result;
    reading->row = 0;
    return LL_OK;
}

static enum ll_status open_portions(struct ll_store *store, const struct ll_store_query *query,
                                    const struct ll_store_value *params,
                                    struct ll_store_reading *reading, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(&store->arena);
    size_t size = strlen(query->sql) + NAME_MAX_BYTES * 4;
    char *sql = ll_arena_alloc(&store->arena, size, 1);
    char head[NAME_MAX_BYTES * 2];
    enum ll_status status;

    if (sql == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "%s: no memory for a cursor", query->name);
    }
    portal_sql(reading, "DECLARE", head);
    snprintf(sql, size, "%s NO SCROLL CURSOR FOR %s", head, query->sql);
    status = ll_pipe_send_query(store, query, params, sql, reterr);
    ll_arena_rewind(&store->arena, mark);
    LL_TRY(status);
    reading->portions = true;
    return fetch_portion(store, query, reading, reterr);
}

static enum ll_status postgres_read_open(struct ll_store *store, const struct ll_store_query *query,
                                         const struct ll_store_value *params,
                                         struct ll_store_reading *reading, struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);

    LL_TRY(ll_pipe_make_room(store, reterr));
    if (query->whole_table) {
        return open_portions(store, query, params, reading, reterr);
    }
    if (query->plan != LL_STORE_PLAN_ANY) {
        bool is_once = query->plan == LL_STORE_PLAN_ONCE;
        LL_TRY(ll_pipe_send_known(store, is_once ? LL_PIPE_PLAN_ONCE : LL_PIPE_PLAN_ANEW, reterr));
    }
    LL_TRY(ll_pipe_send_query(store, query, params, NULL, reterr));
    c->pending[c->pending_count - 1].reading = reading;
    return query->plan != LL_STORE_PLAN_ANY ? ll_pipe_send_known(store, LL_PIPE_PLAN_ANY, reterr)
                                            : LL_OK;
}

static int64_t get_number(const char *bytes, int len)
{
    uint64_t value = len > 0 && (bytes[0] & 0x80) != 0 ? UINT64_MAX : 0;

    for (int i = 0; i < len; i++) {
        value = value << 8 | (uint8_t)bytes[i];
    }
    return (int64_t)value;
}

static enum ll_status postgres_read_step(struct ll_store *store, struct ll_store_reading *reading,
                                         struct ll_store_value *ret_values, struct ll_err *reterr)
{
    const struct ll_store_query *query = reading->query;
    const PGresult *result;

    if (reading->handle == NULL) {
        LL_TRY(ll_pipe_drain(store, false, NULL, reterr));
        if (reading->handle == NULL) {
            return LL_FAIL(reterr, LL_EINVAL, "%s: was undone before it was read", query->name);
        }
        LL_TRY(check_columns(query, reading->handle, reterr));
    }
    result = reading->handle;
    if (reading->portions && reading->row == PORTION_ROWS) {
        LL_TRY(fetch_portion(store, query, reading, reterr));
        result = reading->handle;
    }
    if (reading->row == PQntuples(result)) {
        return LL_EEND;
    }
    for (int i = 0; i < query->column_count; i++) {
        const char *bytes = PQgetvalue(result, reading->row, i);
        int len = PQgetlength(result, reading->row, i);
        struct ll_store_value value = {.type = LL_STORE_NULL, .text = {"", 0}};

        if (PQgetisnull(result, reading->row, i) == 0) {
            value.type = query->column_types[i];
            value.text = (struct ll_str){bytes, (size_t)len};
            value.i64 = value.type == LL_STORE_I64 ? get_number(bytes, len) : 0;
        }
        ret_values[i] = value;
    }
    reading->row++;
    return LL_OK;
}

static void postgres_read_close(struct ll_store *store, struct ll_store_reading *reading)
{
    struct ll_pipe *c = ll_pipe_of(store);
    char sql[NAME_MAX_BYTES * 2];

    for (unsigned i = 0; reading->handle == NULL && i < c->pending_count; i++) {
        if (c->pending[i].reading == reading) {
            c->pending[i].reading = NULL; /* nobody waits for it any more */
        }
    }
    PQclear(reading->handle);
    reading->handle = NULL;
    /* The end of the transaction closes it too; so does a failure. */
    if (reading->portions && !store->failed && !store->broken &&
        ll_pipe_make_room(store, &store->failure) == LL_OK) {
        portal_sql(reading, "CLOSE", sql);
        store->failed = ll_pipe_send_plain(store, "close", sql, &store->failure) != LL_OK;
    }
}

/* One wait: the end of the pipeline is the end of its transaction. */
static enum ll_status postgres_version(struct ll_store *store, int64_t *ret_version,
                                       struct ll_err *reterr)
{
    PGresult *result = NULL;

    LL_TRY(ll_pipe_make_room(store, reterr));
    LL_TRY(ll_pipe_send_known(store, LL_PIPE_VERSION, reterr));
    LL_TRY(ll_pipe_drain(store, true, &result, reterr));
    bool is_number = PQntuples(result) == 1 && PQgetlength(result, 0, 0) == 8;
    *ret_version = is_number ? get_number(PQgetvalue(result, 0, 0), 8) : 0;
    PQclear(result);
    return is_number ? LL_OK
                     : LL_FAIL(reterr, LL_ECORRUPT, "PostgreSQL gives its version otherwise");
}

/* Several statements in one text need the simple protocol, which a pipeline does not speak. */
static enum ll_status postgres_script(struct ll_store *store, const char *sql,
                                      struct ll_err *reterr)
{
    struct ll_pipe *c = ll_pipe_of(store);
    enum ll_status status;

    LL_TRY(ll_pipe_drain(store, true, NULL, reterr));
    if (PQexitPipelineMode(c->conn) != 1) {
        return ll_pipe_lost(store, "script", reterr);
    }
    status = run_text(c->conn, sql, reterr);
    if (PQenterPipelineMode(c->conn) != 1) {
        return ll_pipe_lost(store, "script", reterr);
    }
    return status;
}

/* One database may hold several ledgers, each in its schema. */
#define SCHEMA_LOCK "hashtextextended(current_schema(), 7813216402817)"

const struct ll_store_driver ll_store_postgres_driver = {
    .engine = LL_STORE_POSTGRES,
    .open = postgres_open,
    .close = postgres_close,
    .begin = postgres_begin,
    .begin_migration = postgres_begin_migration,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .leave = postgres_leave,
    .has_news = postgres_has_news,
    .push = postgres_push,
    .savepoint = postgres_savepoint,
    .release = postgres_release,
    .rollback_to = postgres_rollback_to,
    .defer = postgres_defer,
    .exec = postgres_exec,
    .read_open = postgres_read_open,
    .read_step = postgres_read_step,
    .read_close = postgres_read_close,
    .script = postgres_script,
    .backup = NULL,
    .columns_sql =
        "SELECT t.relname, a.attname, CASE a.atttypid::bigint WHEN 20 THEN 1 WHEN 25 THEN 2"
        " WHEN 17 THEN 3 ELSE 0 END::bigint,"
        " coalesce(array_position(k.conkey, a.attnum), 0)::bigint"
        " FROM pg_catalog.pg_class AS t"
        " JOIN pg_catalog.pg_attribute AS a"
        " ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " LEFT JOIN pg_catalog.pg_constraint AS k ON k.conrelid = t.oid AND k.contype = 'p'"
        " WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace"
        " ORDER BY t.relname COLLATE \"C\", a.attname COLLATE \"C\"",
    .schema_sql = ll_postgres_schema_sql,
    .schema_made = ll_postgres_schema_made,
    .bookkeeping_sql =
        "CREATE TABLE IF NOT EXISTS schema_migration ("
        "version BIGINT NOT NULL, slug TEXT COLLATE \"C\" NOT NULL, digest BYTEA NOT NULL,"
        " applied_at BIGINT NOT NULL, CONSTRAINT schema_migration_pkey PRIMARY KEY (version),"
        " CONSTRAINT schema_migration_digest CHECK (length(digest) = 32));"
        "CREATE TABLE IF NOT EXISTS schema_projection ("
        "digest BYTEA NOT NULL, tables TEXT COLLATE \"C\" NOT NULL,"
        " functions TEXT COLLATE \"C\" NOT NULL, made_at BIGINT NOT NULL,"
        " CONSTRAINT schema_projection_pkey PRIMARY KEY (digest))",
    .has_migration_table_sql =
        "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'schema_migration'"
        " AND relkind = 'r' AND relnamespace = current_schema()::regnamespace",
    .schema_share_sql = "SELECT pg_try_advisory_lock_shared(" SCHEMA_LOCK ")::int::bigint",
    .schema_claim_sql = "SELECT pg_try_advisory_xact_lock(" SCHEMA_LOCK ")::int::bigint",
    .schema_others_sql =
        "SELECT count(DISTINCT pid) FROM pg_catalog.pg_locks WHERE locktype = 'advisory'"
        " AND granted AND objsubid = 1 AND pid <> pg_backend_pid() AND database ="
        " (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
        " AND ((classid::bigint << 32) | objid::bigint) = " SCHEMA_LOCK,
    .version = postgres_version,
    .truncates = true,
};
