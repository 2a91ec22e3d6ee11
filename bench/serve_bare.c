/*
 * What `organisation add` stores, as the columns and sizes of its four rows, in tables with their
 * keys and indexes but no other constraint. PostgreSQL gets a transaction in one pipeline: one
 * wait.
 */
#include "serve_bare.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

#define STATEMENTS 4
#define PARAMETERS 3

struct bare {
    sqlite3 *db;
    sqlite3_stmt *begin;
    sqlite3_stmt *inserts[STATEMENTS];
    sqlite3_stmt *commit;
    PGconn *conn;
    uint64_t number;
};

/* $1: an id of the row, $2: a text that is its own, $3: 32 bytes. `digest` of requests is one. */
#define TABLES(blob, integer, end)                                                                 \
    "CREATE TABLE bare_request (request_id " blob " PRIMARY KEY, request_key TEXT UNIQUE,"         \
    " command TEXT, actor TEXT, digest " blob ", key_id " blob ", recorded_at " integer            \
    ", answer TEXT)" end "CREATE TABLE bare_event (event_id " blob                                 \
    " PRIMARY KEY, request_id " blob ", kind TEXT, recorded_at " integer                           \
    ", body TEXT, public_body TEXT, salt " blob ")" end                                            \
    "CREATE INDEX bare_event_by_request ON bare_event (request_id);"                               \
    "CREATE TABLE bare_annex (annex_id " blob " PRIMARY KEY, event_id " blob                       \
    ", field TEXT, body TEXT, erased_at " integer ")" end                                          \
    "CREATE INDEX bare_annex_by_event ON bare_annex (event_id);"                                   \
    "CREATE TABLE bare_organisation (organisation_id " blob " PRIMARY KEY, code TEXT UNIQUE,"      \
    " country TEXT, name_annex_id " blob ", event_id " blob ")" end
#define ANSWER                                                                                     \
    "'{\"code\":\"bench-0-100000\",\"organisation_id\":\"org_018r9qx5yg001gp1q6a0fbwd94\"}'"
#define BODY                                                                                       \
    "'{\"code\":\"bench-0-100000\",\"country\":\"GH\",\"name_annex_id\":"                          \
    "\"anx_018r9qx5yg001gp1q6a0fbwd94\",\"organisation_id\":\"org_018r9qx5yg001gp1q6a0fbwd94\"}'"

static const char *const inserts[STATEMENTS] = {
    "INSERT INTO bare_request VALUES ($1, $2, 'organisation add', 'uid:0', $3, $1,"
    " 1772438400000000, " ANSWER ")",
    "INSERT INTO bare_event VALUES ($1, $1, 'organisation_registered', 1772438400000000, " BODY
    ", NULL, NULL)",
    "INSERT INTO bare_annex VALUES ($1, $1, 'organisation.name', 'Anokye', NULL)",
    "INSERT INTO bare_organisation VALUES ($1, $2, 'GH', $1, $1)",
};
static const int parameters[STATEMENTS] = {3, 1, 1, 2};

static void open_sqlite(struct bare *bare, const char *path)
{
    bench_must(sqlite3_open(path, &bare->db) == SQLITE_OK &&
                   sqlite3_exec(bare->db,
                                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                "PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -65536;"
                                "PRAGMA mmap_size = 0;" TABLES("BLOB", "INTEGER", " STRICT;"),
                                NULL, NULL, NULL) == SQLITE_OK &&
                   sqlite3_prepare_v2(bare->db, "BEGIN IMMEDIATE", -1, &bare->begin, NULL) ==
                       SQLITE_OK &&
                   sqlite3_prepare_v2(bare->db, "COMMIT", -1, &bare->commit, NULL) == SQLITE_OK,
               "the bare store cannot be made");
    for (int i = 0; i < STATEMENTS; i++) {
        bench_must(sqlite3_prepare_v2(bare->db, inserts[i], -1, &bare->inserts[i], NULL) ==
                       SQLITE_OK,
                   sqlite3_errmsg(bare->db));
    }
}

static void open_postgres(struct bare *bare, const char *target)
{
    static const char *const names[STATEMENTS] = {"0", "1", "2", "3"};
    bare->conn = PQconnectdb(target);
    PQclear(PQexec(bare->conn, "SET client_min_messages = error"));
    PGresult *made = PQexec(bare->conn, TABLES("BYTEA", "BIGINT", ";"));
    bench_must(PQresultStatus(made) == PGRES_COMMAND_OK, PQerrorMessage(bare->conn));
    PQclear(made);
    for (int i = 0; i < STATEMENTS; i++) {
        PGresult *result = PQprepare(bare->conn, names[i], inserts[i], 0, NULL);
        bench_must(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(bare->conn));
        PQclear(result);
    }
    bench_must(PQenterPipelineMode(bare->conn) == 1, PQerrorMessage(bare->conn));
}

struct bare *bench_bare_open(const char *target, bool postgres)
{
    struct bare *bare = calloc(1, sizeof(*bare));
    bench_must(bare != NULL, "out of memory");
    if (postgres) {
        open_postgres(bare, target);
    } else {
        open_sqlite(bare, target);
    }
    return bare;
}

static void step(struct bare *bare, sqlite3_stmt *stmt)
{
    bench_must(sqlite3_step(stmt) == SQLITE_DONE, sqlite3_errmsg(bare->db));
    (void)sqlite3_reset(stmt);
}

static void commit_sqlite(struct bare *bare, const char *id, const char *text, const char *digest)
{
    step(bare, bare->begin);
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_stmt *stmt = bare->inserts[i];
        sqlite3_bind_blob(stmt, 1, id, 16, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 2, text, -1, SQLITE_STATIC);
        sqlite3_bind_blob(stmt, 3, digest, 32, SQLITE_STATIC);
        step(bare, stmt);
    }
    step(bare, bare->commit);
}

static void must_result(struct bare *bare, ExecStatusType expected)
{
    PGresult *result = PQgetResult(bare->conn);
    bench_must(PQresultStatus(result) == expected, PQerrorMessage(bare->conn));
    PQclear(result);
    if (expected == PGRES_COMMAND_OK) {
        bench_must(PQgetResult(bare->conn) == NULL, "one result a command");
    }
}

static void send(struct bare *bare, const char *sql)
{
    bench_must(PQsendQueryParams(bare->conn, sql, 0, NULL, NULL, NULL, NULL, 1) == 1,
               PQerrorMessage(bare->conn));
}

static void commit_postgres(struct bare *bare, const char *id, const char *text, const char *digest)
{
    static const char *const names[STATEMENTS] = {"0", "1", "2", "3"};
    const char *const values[PARAMETERS] = {id, text, digest};
    const int lengths[PARAMETERS] = {16, 0, 32};
    const int formats[PARAMETERS] = {1, 0, 1};
    send(bare, "BEGIN");
    for (int i = 0; i < STATEMENTS; i++) {
        bench_must(PQsendQueryPrepared(bare->conn, names[i], parameters[i], values, lengths,
                                       formats, 1) == 1,
                   PQerrorMessage(bare->conn));
    }
    send(bare, "COMMIT");
    bench_must(PQpipelineSync(bare->conn) == 1, PQerrorMessage(bare->conn));
    for (int i = 0; i < STATEMENTS + 2; i++) {
        must_result(bare, PGRES_COMMAND_OK);
    }
    must_result(bare, PGRES_PIPELINE_SYNC);
}

double bench_bare_run(struct bare *bare, double seconds)
{
    double start = bench_seconds();
    double passed = 0;
    int64_t count = 0;
    for (; passed < seconds; passed = bench_seconds() - start, count++) {
        char id[17];
        char text[40];
        char digest[33];
        uint64_t number = bare->number++;
        (void)snprintf(id, sizeof(id), "%016llx", (unsigned long long)number);
        (void)snprintf(text, sizeof(text), "bench-%026llu", (unsigned long long)number);
        (void)snprintf(digest, sizeof(digest), "%016llx%016llx",
                       (unsigned long long)(number * UINT64_C(0x9e3779b97f4a7c15)),
                       (unsigned long long)number);
        if (bare->db != NULL) {
            commit_sqlite(bare, id, text, digest);
        } else {
            commit_postgres(bare, id, text, digest);
        }
    }
    return (double)count / passed;
}

void bench_bare_close(struct bare *bare)
{
    sqlite3_finalize(bare->begin);
    sqlite3_finalize(bare->commit);
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(bare->inserts[i]);
    }
    sqlite3_close(bare->db);
    PQfinish(bare->conn);
    free(bare);
}
