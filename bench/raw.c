/* The engine's own library at work, without the program: what the benchmarks compare with. */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

#define PIPELINE_MAX 500
#define COLUMNS 12

struct bench_raw {
    sqlite3 *db;
    PGconn *conn;
};

static void must_result(PGconn *conn, PGresult *result, ExecStatusType expected)
{
    bench_must(PQresultStatus(result) == expected, PQerrorMessage(conn));
    PQclear(result);
}

void bench_raw_sql(struct bench_raw *raw, const char *sql)
{
    if (raw->db != NULL) {
        bench_must(sqlite3_exec(raw->db, sql, NULL, NULL, NULL) == SQLITE_OK,
                   sqlite3_errmsg(raw->db));
        return;
    }
    PGresult *result = PQexec(raw->conn, sql);
    bool ok =
        PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
    bench_must(ok, PQerrorMessage(raw->conn));
    PQclear(result);
}

struct sqlite3_stmt *bench_raw_prepare(struct bench_raw *raw, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    bench_must(sqlite3_prepare_v2(raw->db, sql, -1, &stmt, NULL) == SQLITE_OK,
               sqlite3_errmsg(raw->db));
    return stmt;
}

int64_t bench_raw_number(struct bench_raw *raw, const char *sql)
{
    int64_t number = 0;
    if (raw->db != NULL) {
        sqlite3_stmt *stmt = bench_raw_prepare(raw, sql);
        bench_must(sqlite3_step(stmt) == SQLITE_ROW, sqlite3_errmsg(raw->db));
        number = sqlite3_column_int64(stmt, 0);
        sqlite3_finalize(stmt);
        return number;
    }
    PGresult *result = PQexec(raw->conn, sql);
    bench_must(PQresultStatus(result) == PGRES_TUPLES_OK, PQerrorMessage(raw->conn));
    number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return number;
}

struct bench_raw *bench_raw_open(const struct bench_ledger *ledger, const char *sqlite_path)
{
    struct bench_raw *raw = calloc(1, sizeof(*raw));
    bench_must(raw != NULL, "out of memory");
    if (ledger != NULL && ledger->fixture.postgres) {
        raw->conn = PQconnectdb(ledger->fixture.target);
        bench_must(PQstatus(raw->conn) == CONNECTION_OK, PQerrorMessage(raw->conn));
        bench_raw_sql(raw, "SET default_transaction_isolation = 'serializable';"
                           "SET enable_seqscan = off; SET jit = off");
        return raw;
    }
    const char *path =
        sqlite_path != NULL ? sqlite_path : ledger->fixture.target + strlen("sqlite:");
    bench_must(sqlite3_open(path, &raw->db) == SQLITE_OK, "open");
    bench_raw_sql(raw, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                       "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16000;"
                       "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;"
                       "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
    return raw;
}

void bench_raw_close(struct bench_raw *raw)
{
    sqlite3_close(raw->db);
    PQfinish(raw->conn);
    free(raw);
}

void bench_raw_make_bare(struct bench_raw *raw)
{
    char sql[1024];
    const char *id = raw->db != NULL ? "BLOB" : "BYTEA";
    const char *end = raw->db != NULL ? ") STRICT, WITHOUT ROWID" : ")";
    (void)snprintf(sql, sizeof(sql),
                   "CREATE TABLE allocation_bare (lot_id %s NOT NULL, lot_lo %s NOT NULL,"
                   " lot_hi %s NOT NULL, lot_accepted %s NOT NULL, lot_eligible %s NOT NULL,"
                   " order_line_id %s NOT NULL, line_lo %s NOT NULL, line_hi %s NOT NULL,"
                   " slice_lo %s NOT NULL, slice_hi %s NOT NULL, programme_id %s NOT NULL,"
                   " state %s NOT NULL, credit %s NOT NULL, PRIMARY KEY (lot_id, lot_lo)%s",
                   id, "INTEGER", "INTEGER", "INTEGER", "INTEGER", id, "INTEGER", "INTEGER",
                   "INTEGER", "INTEGER", id, "INTEGER", "INTEGER", end);
    if (raw->conn != NULL) { /* the program's own type of numbers */
        for (char *at = sql; (at = strstr(at, "INTEGER")) != NULL;) {
            memcpy(at, "BIGINT ", 7);
        }
    }
    bench_raw_sql(raw, sql);
    bench_raw_sql(raw, raw->db != NULL ? "CREATE INDEX allocation_bare_by_line"
                                         " ON allocation_bare (order_line_id, line_lo, line_hi)"
                                       : "CREATE UNIQUE INDEX allocation_bare_by_line"
                                         " ON allocation_bare (order_line_id, line_lo)");
}

/* One row's columns: an id, or a number when the id is NULL. */
struct column {
    const struct ll_id *id;
    int64_t number;
};

static void columns_of(const struct ll_allocation_run *run, size_t i, struct column ret[COLUMNS])
{
    const struct ll_allocated_span *a =
        (const struct ll_allocated_span *)run->allocations.items + i;
    const struct column row[COLUMNS] = {
        {&a->lot_id.raw, 0},
        {NULL, a->lot_lo},
        {NULL, a->lot_hi},
        {NULL, a->lot_accepted},
        {NULL, 1},
        {&a->order_line_id.raw, 0},
        {NULL, a->line_lo},
        {NULL, a->line_lo + (a->lot_hi - a->lot_lo)},
        {NULL, a->slice_lo},
        {NULL, a->slice_hi},
        {&run->programme_id.raw, 0},
        {NULL, LL_ALLOCATION_STATE_PROVISIONAL},
    };
    memcpy(ret, row, sizeof(row));
}

static void sqlite_rows(struct bench_raw *raw, const char *sql, const struct ll_allocation_run *run)
{
    sqlite3_stmt *stmt = bench_raw_prepare(raw, sql);
    bench_raw_sql(raw, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < run->allocations.count; i++) {
        struct column row[COLUMNS];
        columns_of(run, i, row);
        for (int c = 0; c < COLUMNS; c++) {
            if (row[c].id != NULL) {
                sqlite3_bind_blob(stmt, c + 1, row[c].id->b, 16, SQLITE_STATIC);
            } else {
                sqlite3_bind_int64(stmt, c + 1, row[c].number);
            }
        }
        bench_must(sqlite3_step(stmt) == SQLITE_DONE, sqlite3_errmsg(raw->db));
        sqlite3_reset(stmt);
    }
    bench_raw_sql(raw, "COMMIT");
    sqlite3_finalize(stmt);
}

/* Read the results of `count` commands that were sent. */
static void take(PGconn *conn, unsigned count)
{
    bench_must(PQsendFlushRequest(conn) == 1 && PQflush(conn) == 0, PQerrorMessage(conn));
    for (unsigned i = 0; i < count; i++) {
        must_result(conn, PQgetResult(conn), PGRES_COMMAND_OK);
        bench_must(PQgetResult(conn) == NULL, "one result a command");
    }
}

static void send_sql(PGconn *conn, const char *sql)
{
    bench_must(PQsendQueryParams(conn, sql, 0, NULL, NULL, NULL, NULL, 1) == 1,
               PQerrorMessage(conn));
}

static void postgres_rows(struct bench_raw *raw, const char *sql,
                          const struct ll_allocation_run *run)
{
    unsigned sent = 2;
    bench_must(PQenterPipelineMode(raw->conn) == 1, PQerrorMessage(raw->conn));
    send_sql(raw->conn, "BEGIN");
    bench_must(PQsendPrepare(raw->conn, "rows", sql, 0, NULL) == 1, PQerrorMessage(raw->conn));
    for (size_t i = 0; i < run->allocations.count; i++) {
        struct column row[COLUMNS];
        const char *values[COLUMNS];
        int lengths[COLUMNS];
        int formats[COLUMNS];
        char numbers[COLUMNS][8];
        columns_of(run, i, row);
        for (int c = 0; c < COLUMNS; c++) {
            for (int b = 0; b < 8; b++) {
                numbers[c][b] = (char)(uint8_t)((uint64_t)row[c].number >> (56 - 8 * b));
            }
            values[c] = row[c].id != NULL ? (const char *)row[c].id->b : numbers[c];
            lengths[c] = row[c].id != NULL ? 16 : 8;
            formats[c] = 1;
        }
        bench_must(PQsendQueryPrepared(raw->conn, "rows", COLUMNS, values, lengths, formats, 1) ==
                       1,
                   PQerrorMessage(raw->conn));
        if (++sent == PIPELINE_MAX) {
            take(raw->conn, sent);
            sent = 0;
        }
    }
    send_sql(raw->conn, "COMMIT");
    send_sql(raw->conn, "DEALLOCATE rows");
    take(raw->conn, sent + 2);
    bench_must(PQpipelineSync(raw->conn) == 1, PQerrorMessage(raw->conn));
    must_result(raw->conn, PQgetResult(raw->conn), PGRES_PIPELINE_SYNC);
    bench_must(PQexitPipelineMode(raw->conn) == 1, PQerrorMessage(raw->conn));
}

double bench_raw_rows(struct bench_raw *raw, const char *table, const struct ll_allocation_run *run)
{
    char sql[512];
    (void)snprintf(sql, sizeof(sql),
                   "INSERT INTO %s (lot_id, lot_lo, lot_hi, lot_accepted, lot_eligible,"
                   " order_line_id, line_lo, line_hi, slice_lo, slice_hi, programme_id, state,"
                   " credit)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
                   table);
    double start = bench_seconds();
    if (raw->db != NULL) {
        sqlite_rows(raw, sql, run);
    } else {
        postgres_rows(raw, sql, run);
    }
    return bench_seconds() - start;
}
