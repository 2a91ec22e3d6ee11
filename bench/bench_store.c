/*
 * What the store port costs: events through the generated functions, against the engine's own
 * library doing the same work with its own prepared statement. Rows a second, the median of five
 * alternated runs; PostgreSQL when LL_TEST_POSTGRES names one. The goal (docs: limits) is at least
 * four fifths of the library on SQLite.
 *
 *   library   sqlite3_step of a prepared INSERT, transactions of 1,000 rows
 *   events    ll_q_event_insert, transactions of 1,000 rows
 *   single    the same, one row a transaction: what a durable commit costs
 *   pieces    the same, transactions of 1,000 rows, each row in a savepoint
 *   reads     ll_q_request_by_key in one transaction
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/q_facts.h"
#include "support/store_fixture.h"

#define RUNS 5
#define ROWS 50000
#define ROWS_SINGLE 2000
#define ROWS_BATCH 1000
#define GOAL_PERCENT 80

static const char body[] =
    "{\"accepted\":1240,\"battery\":\"contained\",\"class\":\"smartphone\",\"collection_id\":"
    "\"col_01j9zq3h5w8k2v4m6n7p9r0s1t\",\"country\":\"GH\",\"eligible\":true,\"lot_id\":"
    "\"lot_01j9zq3h5w8k2v4m6n7p9r0s1t\",\"mass_g\":111600,\"programme_id\":"
    "\"prg_01j9zq3h5w8k2v4m6n7p9r0s1t\",\"units\":1240,\"vintage\":\"2026-01\"}";

static void must(bool condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "bench_store: %s\n", what);
        exit(1);
    }
}

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct ll_id id_of(uint64_t number)
{
    struct ll_id id = {{1}};

    for (size_t i = 0; i < 8; i++) {
        id.b[15 - i] = (uint8_t)(number >> (8 * i));
    }
    return id;
}

/* One request, to which all events of the run belong. */
static void insert_request(struct ll_fixture *f, uint64_t number)
{
    char key[32];
    static const char digest[32] = {0};
    struct ll_q_request_insert_in in = {
        .request_id = {id_of(number)},
        .command = LL_STR("bench"),
        .actor = LL_STR("bench"),
        .digest = {digest, 32},
        .key_id = {digest, 8},
        .recorded_at = {1},
        .answer = LL_STR("{}"),
    };

    (void)snprintf(key, sizeof(key), "%llu", (unsigned long long)number);
    in.request_key = ll_str_from_cstr(key);
    must(ll_store_begin(f->store, LL_STORE_WRITE, &f->err) == LL_OK, f->err.text);
    must(ll_q_request_insert(f->store, &in, &f->err) == LL_OK, f->err.text);
    must(ll_store_commit(f->store, &f->err) == LL_OK, f->err.text);
}

/* Rows a second through the port. `first` is the number of the first row and of its request. */
static double run_events(struct ll_fixture *f, uint64_t first, uint64_t rows, uint64_t batch,
                         bool pieces)
{
    double start = seconds();

    for (uint64_t at = 0; at < rows; at += batch) {
        must(ll_store_begin(f->store, LL_STORE_WRITE, &f->err) == LL_OK, f->err.text);
        for (uint64_t i = at; i < at + batch; i++) {
            const struct ll_q_event_insert_in in = {
                .event_id = {id_of(first + i)},
                .request_id = {id_of(first)},
                .kind = LL_STR("lot accepted"),
                .recorded_at = {(int64_t)i},
                .body = {body, sizeof(body) - 1},
            };

            must(!pieces || ll_store_savepoint(f->store, &f->err) == LL_OK, f->err.text);
            must(ll_q_event_insert(f->store, &in, &f->err) == LL_OK, f->err.text);
            must(!pieces || ll_store_release(f->store, &f->err) == LL_OK, f->err.text);
        }
        must(ll_store_commit(f->store, &f->err) == LL_OK, f->err.text);
    }
    return (double)rows / (seconds() - start);
}

static void run_sql(sqlite3 *db, const char *sql)
{
    must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sqlite3_errmsg(db));
}

/* The same rows by the library alone, with the same settings. */
static double run_library(struct ll_fixture *f, uint64_t first)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    double start;
    double rate;

    must(sqlite3_open(f->target + strlen("sqlite:"), &db) == SQLITE_OK, "open");
    run_sql(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                "PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -65536");
    must(sqlite3_prepare_v2(db,
                            "INSERT INTO event (event_id, request_id, kind, recorded_at, body)"
                            " VALUES (?, ?, ?, ?, ?)",
                            -1, &stmt, NULL) == SQLITE_OK,
         "prepare");
    start = seconds();
    for (uint64_t i = 0; i < ROWS; i++) {
        struct ll_id event = id_of(first + i);
        struct ll_id request = id_of(first);

        if (i % ROWS_BATCH == 0) {
            run_sql(db, "BEGIN IMMEDIATE");
        }
        sqlite3_bind_blob(stmt, 1, event.b, 16, SQLITE_STATIC);
        sqlite3_bind_blob(stmt, 2, request.b, 16, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 3, "lot accepted", 12, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 4, (int64_t)i);
        sqlite3_bind_text(stmt, 5, body, sizeof(body) - 1, SQLITE_STATIC);
        must(sqlite3_step(stmt) == SQLITE_DONE, sqlite3_errmsg(db));
        sqlite3_reset(stmt);
        if (i % ROWS_BATCH == ROWS_BATCH - 1) {
            run_sql(db, "COMMIT");
        }
    }
    rate = ROWS / (seconds() - start);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return rate;
}

static double run_reads(struct ll_fixture *f, uint64_t first)
{
    char key[32];
    double start = seconds();
    struct ll_q_request_by_key_row row;
    struct ll_q_request_by_key_in in;
    struct ll_store_cursor *cursor;

    (void)snprintf(key, sizeof(key), "%llu", (unsigned long long)first);
    in.request_key = ll_str_from_cstr(key);
    must(ll_store_begin(f->store, LL_STORE_READ, &f->err) == LL_OK, f->err.text);
    for (int i = 0; i < ROWS; i++) {
        must(ll_q_request_by_key_open(f->store, &f->arena, &in, &cursor, &f->err) == LL_OK &&
                 ll_q_request_by_key_next(cursor, &row, &f->err) == LL_OK,
             f->err.text);
        ll_store_query_close(cursor);
        ll_arena_reset(&f->arena);
    }
    must(ll_store_commit(f->store, &f->err) == LL_OK, f->err.text);
    return ROWS / (seconds() - start);
}

static int compare(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return *x < *y ? -1 : *x > *y ? 1 : 0;
}

static double median(double *rates)
{
    qsort(rates, RUNS, sizeof(*rates), compare);
    return rates[RUNS / 2];
}

enum shape {
    LIBRARY,
    EVENTS,
    SINGLE,
    PIECES,
    READS,
    SHAPES,
};

static double run_shape(struct ll_fixture *f, enum shape shape, uint64_t first)
{
    switch (shape) {
    case LIBRARY:
        return f->postgres ? 0 : run_library(f, first);
    case EVENTS:
        return run_events(f, first, ROWS, ROWS_BATCH, false);
    case SINGLE:
        return run_events(f, first, ROWS_SINGLE, 1, false);
    case PIECES:
        return run_events(f, first, ROWS, ROWS_BATCH, true);
    case READS:
    case SHAPES:
        break;
    }
    return run_reads(f, first);
}

static void run_engine(bool postgres)
{
    static const char *const names[SHAPES] = {"library", "events", "single", "pieces", "reads"};
    struct ll_fixture fixture;
    double rates[SHAPES][RUNS];
    double medians[SHAPES];
    uint64_t first = 1;

    ll_fixture_start_on(&fixture, NULL, postgres);
    ll_fixture_migrate(&fixture);
    for (int run = 0; run < RUNS; run++) {
        for (int shape = 0; shape < SHAPES; shape++) {
            insert_request(&fixture, first);
            rates[shape][run] = run_shape(&fixture, (enum shape)shape, first);
            first += ROWS;
        }
    }
    for (int shape = 0; shape < SHAPES; shape++) {
        medians[shape] = median(rates[shape]);
        if (postgres && shape == LIBRARY) {
            continue;
        }
        printf("%-9s %-8s %9.0f /s  (%.0f to %.0f)\n", postgres ? "postgres" : "sqlite",
               names[shape], medians[shape], rates[shape][0], rates[shape][RUNS - 1]);
    }
    ll_fixture_end(&fixture);
    if (postgres) {
        return;
    }
    printf("sqlite    events are %.0f %% of library (goal: %d)\n",
           100 * medians[EVENTS] / medians[LIBRARY], GOAL_PERCENT);
}

int main(void)
{
    run_engine(false);
    if (getenv("LL_TEST_POSTGRES") != NULL) {
        run_engine(true);
    }
    return 0; /* it states, it does not fail */
}
