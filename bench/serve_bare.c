/*
 * What a request stores, as the columns and sizes of its rows, in tables with their keys and
 * indexes but no other constraint. PostgreSQL gets a transaction in one pipeline: one wait.
 */
#include "serve_bare.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

#define STATEMENTS_MAX 7
#define PARAMETERS 4

struct bare {
    sqlite3 *db;
    sqlite3_stmt *begin;
    sqlite3_stmt *writes[STATEMENTS_MAX];
    sqlite3_stmt *commit;
    PGconn *conn;
    const struct kind *kind;
    uint64_t number;
};

/* ---- rows ---- */
#define COMMON_TABLES(blob, integer, end)                                                          \
    "CREATE TABLE bare_request (request_id " blob " PRIMARY KEY, request_key TEXT UNIQUE,"         \
    " command TEXT, actor TEXT, digest " blob ", key_id " blob ", recorded_at " integer            \
    ", answer TEXT)" end "CREATE TABLE bare_event (event_id " blob                                 \
    " PRIMARY KEY, request_id " blob ", kind TEXT, recorded_at " integer                           \
    ", body TEXT, public_body TEXT, salt " blob ")" end                                            \
    "CREATE INDEX bare_event_by_request ON bare_event (request_id);"                               \
    "CREATE TABLE bare_annex (annex_id " blob " PRIMARY KEY, event_id " blob                       \
    ", field TEXT, body TEXT, erased_at " integer ")" end                                          \
    "CREATE INDEX bare_annex_by_event ON bare_annex (event_id);"
#define ORGANISATION_TABLES(blob, integer, end)                                                    \
    COMMON_TABLES(blob, integer, end)                                                              \
    "CREATE TABLE bare_organisation (organisation_id " blob " PRIMARY KEY, code TEXT UNIQUE,"      \
    " country TEXT, name_annex_id " blob ", event_id " blob ")" end
#define PURCHASE_TABLES(blob, integer, end, end_by_key)                                            \
    COMMON_TABLES(blob, integer, end)                                                              \
    "CREATE TABLE bare_document (document_id " blob " PRIMARY KEY, kind TEXT, identity " blob      \
    " UNIQUE, content_digest " blob ", order_identity " blob ", issued_on " integer                \
    ", name_annex_id " blob ", of_document_id " blob ", event_id " blob ")" end                    \
    "CREATE INDEX bare_document_by_of ON bare_document (of_document_id)"                           \
    " WHERE of_document_id IS NOT NULL;"                                                           \
    "CREATE INDEX bare_document_by_order ON bare_document (order_identity)"                        \
    " WHERE order_identity IS NOT NULL;"                                                           \
    "CREATE TABLE bare_line (order_line_id " blob " PRIMARY KEY, code TEXT UNIQUE,"                \
    " programme_id " blob ", payer_id " blob ", beneficiary_id " blob ", reseller_id " blob        \
    ", class_code TEXT, measure " integer ", countries TEXT, vintage_from " integer                \
    ", vintage_to " integer ", funder_id " blob ", standard TEXT, demanded " integer               \
    ", event_id " blob ", UNIQUE (order_line_id, programme_id))" end                               \
    "CREATE INDEX bare_line_by_beneficiary ON bare_line (beneficiary_id, programme_id,"            \
    " class_code);"                                                                                \
    "INSERT INTO bare_line SELECT id, 'line', id, id, id, NULL, 'smartphone', 1, '', NULL, NULL,"  \
    " NULL, NULL, 0, id FROM (SELECT CAST('0123456789abcdef' AS " blob ") AS id) AS one;"          \
    "CREATE TABLE bare_slice (order_line_id " blob ", lo " integer ", hi " integer                 \
    ", programme_id " blob ", trigger " integer ", document_id " blob ", queue_at " integer        \
    ", event_id " blob ", PRIMARY KEY (order_line_id, lo),"                                        \
    " UNIQUE (order_line_id, lo, hi, programme_id))" end_by_key                                    \
    "CREATE INDEX bare_slice_by_document ON bare_slice (document_id);"                             \
    "CREATE TABLE bare_open (programme_id " blob ", queue_at " integer ", order_line_id " blob     \
    ", lo " integer ", hi " integer                                                                \
    ", PRIMARY KEY (programme_id, queue_at, order_line_id, lo))" end_by_key

#define ORGANISATION_ANSWER                                                                        \
    "'{\"code\":\"bench-0-100000\",\"organisation_id\":\"org_018r9qx5yg001gp1q6a0fbwd94\"}'"
#define ORGANISATION_BODY                                                                          \
    "'{\"code\":\"bench-0-100000\",\"country\":\"GH\",\"name_annex_id\":"                          \
    "\"anx_018r9qx5yg001gp1q6a0fbwd94\",\"organisation_id\":\"org_018r9qx5yg001gp1q6a0fbwd94\"}'"
#define PURCHASE_ANSWER                                                                            \
    "'{\"bad_rows\":0,\"documents\":[{\"document_id\":\"doc_018r9qx5yg001gp1q6a0fbwd94\","         \
    "\"kind\":\"order\",\"outcome\":\"booked\",\"units\":7}],\"good_rows\":1,\"profile\":"         \
    "\"generic\","                                                                                 \
    "\"refused_documents\":0,\"skipped_rows\":0,\"slices\":[{\"class_code\":\"smartphone\","       \
    "\"hi\":700007,\"lo\":700000,\"measure\":\"pieces\",\"order_line\":\"line0\"}],\"units\":7}'"
#define DIGEST_TEXT "8c4551450b8cec24463757bfd4d2836605149f749135f465241a83bbac28ce44"
#define PURCHASE_BODY                                                                              \
    "'{\"content_digest\":\"" DIGEST_TEXT "\",\"device_count\":0,\"document_id\":"                 \
    "\"doc_018r9qx5yg001gp1q6a0fbwd94\",\"document_name_annex_id\":"                               \
    "\"anx_018r9qx5yg001gp1q6a0fbwd94\",\"identity\":\"" DIGEST_TEXT                               \
    "\",\"issued_on\":\"2026-02-01\",\"key_id\":\"11b2a11663472dad\",\"kind\":\"order\","          \
    "\"slices\":[{\"hi\":700007,\"lo\":700000,\"order_line_id\":"                                  \
    "\"ord_018r9qx5yg001gp1q6a0fbwd94\",\"trigger\":\"purchase\"}]}'"

/* $1: an id of the row, $2: a text that is its own, $3: 32 bytes, $4: how many came before. */
static const char *const organisation_writes[] = {
    "INSERT INTO bare_request VALUES ($1, $2, 'organisation add', 'uid:0', $3, $1,"
    " 1772438400000000, " ORGANISATION_ANSWER ")",
    "INSERT INTO bare_event VALUES ($1, $1, 'organisation_registered', "
    "1772438400000000, " ORGANISATION_BODY ", NULL, NULL)",
    "INSERT INTO bare_annex VALUES ($1, $1, 'organisation.name', 'Anokye', NULL)",
    "INSERT INTO bare_organisation VALUES ($1, $2, 'GH', $1, $1)",
    NULL,
};
static const char *const purchase_writes[] = {
    "INSERT INTO bare_request VALUES ($1, $2, 'order import', 'uid:0', $3, $1,"
    " 1772438400000000, " PURCHASE_ANSWER ")",
    "INSERT INTO bare_event VALUES ($1, $1, 'demand_accepted', 1772438400000000, " PURCHASE_BODY
    ", NULL, NULL)",
    "INSERT INTO bare_annex VALUES ($1, $1, 'document', 'PO-100000', NULL)",
    "INSERT INTO bare_document VALUES ($1, 'order', $3, $3, NULL, 20485, $1, NULL, $1)",
    "UPDATE bare_line SET demanded = (CAST($4 AS BIGINT) + 1) * 7 WHERE code = 'line'",
    "INSERT INTO bare_slice SELECT order_line_id, CAST($4 AS BIGINT) * 7,"
    " CAST($4 AS BIGINT) * 7 + 7, programme_id, 1, $1, 1772438400000000 + CAST($4 AS BIGINT), $1"
    " FROM bare_line WHERE code = 'line'",
    "INSERT INTO bare_open SELECT programme_id, 1772438400000000 + CAST($4 AS BIGINT),"
    " order_line_id, CAST($4 AS BIGINT) * 7, CAST($4 AS BIGINT) * 7 + 7"
    " FROM bare_line WHERE code = 'line'",
    NULL,
};

static const struct kind {
    const char *sqlite_tables;
    const char *postgres_tables;
    const char *const *writes;
} kinds[] = {
    [BARE_ORGANISATION] = {ORGANISATION_TABLES("BLOB", "INTEGER", " STRICT;"),
                           ORGANISATION_TABLES("BYTEA", "BIGINT", ";"), organisation_writes},
    [BARE_PURCHASE] = {PURCHASE_TABLES("BLOB", "INTEGER", " STRICT;", " STRICT, WITHOUT ROWID;"),
                       PURCHASE_TABLES("BYTEA", "BIGINT", ";", ";"), purchase_writes},
};
static const char *const statement_names[STATEMENTS_MAX] = {"0", "1", "2", "3", "4", "5", "6"};

/* ---- the engines ---- */
static void must_sqlite(struct bare *bare, int result)
{
    bench_must(result == SQLITE_OK, sqlite3_errmsg(bare->db));
}

static void open_sqlite(struct bare *bare, const char *path)
{
    bench_must(sqlite3_open(path, &bare->db) == SQLITE_OK, "the bare store cannot be made");
    must_sqlite(bare, sqlite3_exec(bare->db,
                                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                   "PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -65536;"
                                   "PRAGMA mmap_size = 0;",
                                   NULL, NULL, NULL));
    must_sqlite(bare, sqlite3_exec(bare->db, bare->kind->sqlite_tables, NULL, NULL, NULL));
    must_sqlite(bare, sqlite3_prepare_v2(bare->db, "BEGIN IMMEDIATE", -1, &bare->begin, NULL));
    must_sqlite(bare, sqlite3_prepare_v2(bare->db, "COMMIT", -1, &bare->commit, NULL));
    for (int i = 0; bare->kind->writes[i] != NULL; i++) {
        must_sqlite(
            bare, sqlite3_prepare_v2(bare->db, bare->kind->writes[i], -1, &bare->writes[i], NULL));
    }
}

static void open_postgres(struct bare *bare, const char *target)
{
    static const Oid types[PARAMETERS] = {17, 25, 17, 25}; /* bytea, text */
    bare->conn = PQconnectdb(target);
    PQclear(PQexec(bare->conn, "SET client_min_messages = error"));
    PGresult *made = PQexec(bare->conn, bare->kind->postgres_tables);
    bench_must(PQresultStatus(made) == PGRES_COMMAND_OK, PQerrorMessage(bare->conn));
    PQclear(made);
    for (int i = 0; bare->kind->writes[i] != NULL; i++) {
        PGresult *result =
            PQprepare(bare->conn, statement_names[i], bare->kind->writes[i], PARAMETERS, types);
        bench_must(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(bare->conn));
        PQclear(result);
    }
    bench_must(PQenterPipelineMode(bare->conn) == 1, PQerrorMessage(bare->conn));
}

struct bare *bench_bare_open(const char *target, bool postgres, enum bare_rows rows)
{
    struct bare *bare = calloc(1, sizeof(*bare));
    bench_must(bare != NULL, "out of memory");
    bare->kind = &kinds[rows];
    if (postgres) {
        open_postgres(bare, target);
    } else {
        open_sqlite(bare, target);
    }
    return bare;
}

/* What is written: the row's own values. */
struct values {
    char id[17];
    char text[40];
    char digest[33];
    char number[24];
};

static void step(struct bare *bare, sqlite3_stmt *stmt)
{
    bench_must(sqlite3_step(stmt) == SQLITE_DONE, sqlite3_errmsg(bare->db));
    (void)sqlite3_reset(stmt);
}

/* An index of 0, of a parameter that the statement has not, is refused and of no matter. */
static void commit_sqlite(struct bare *bare, const struct values *values)
{
    step(bare, bare->begin);
    for (int i = 0; bare->kind->writes[i] != NULL; i++) {
        sqlite3_stmt *stmt = bare->writes[i];
        (void)sqlite3_bind_blob(stmt, sqlite3_bind_parameter_index(stmt, "$1"), values->id, 16,
                                SQLITE_STATIC);
        (void)sqlite3_bind_text(stmt, sqlite3_bind_parameter_index(stmt, "$2"), values->text, -1,
                                SQLITE_STATIC);
        (void)sqlite3_bind_blob(stmt, sqlite3_bind_parameter_index(stmt, "$3"), values->digest, 32,
                                SQLITE_STATIC);
        (void)sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, "$4"),
                                 (int64_t)bare->number);
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

static void commit_postgres(struct bare *bare, const struct values *own)
{
    const char *const values[PARAMETERS] = {own->id, own->text, own->digest, own->number};
    const int lengths[PARAMETERS] = {16, 0, 32, 0};
    const int formats[PARAMETERS] = {1, 0, 1, 0};
    int sent = 2;
    send(bare, "BEGIN");
    for (int i = 0; bare->kind->writes[i] != NULL; i++, sent++) {
        bench_must(PQsendQueryPrepared(bare->conn, statement_names[i], PARAMETERS, values, lengths,
                                       formats, 1) == 1,
                   PQerrorMessage(bare->conn));
    }
    send(bare, "COMMIT");
    bench_must(PQpipelineSync(bare->conn) == 1, PQerrorMessage(bare->conn));
    for (int i = 0; i < sent; i++) {
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
        struct values own;
        uint64_t number = bare->number;
        (void)snprintf(own.id, sizeof(own.id), "%016llx", (unsigned long long)number);
        (void)snprintf(own.text, sizeof(own.text), "bench-%026llu", (unsigned long long)number);
        (void)snprintf(own.digest, sizeof(own.digest), "%016llx%016llx",
                       (unsigned long long)(number * UINT64_C(0x9e3779b97f4a7c15)),
                       (unsigned long long)number);
        (void)snprintf(own.number, sizeof(own.number), "%llu", (unsigned long long)number);
        if (bare->db != NULL) {
            commit_sqlite(bare, &own);
        } else {
            commit_postgres(bare, &own);
        }
        bare->number++;
    }
    return (double)count / passed;
}

void bench_bare_close(struct bare *bare)
{
    sqlite3_finalize(bare->begin);
    sqlite3_finalize(bare->commit);
    for (int i = 0; i < STATEMENTS_MAX; i++) {
        sqlite3_finalize(bare->writes[i]);
    }
    sqlite3_close(bare->db);
    PQfinish(bare->conn);
    free(bare);
}
