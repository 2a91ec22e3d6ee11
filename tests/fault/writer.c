/*
 * The writer of the kill loop until, and beside, real commands: a small ledger of its own on the
 * store port.
 *
 *     fault_writer make TARGET     make the tables
 *     fault_writer write TARGET    the same, then commit for ever; "ack KEY" after each commit
 *     fault_writer check TARGET    every key of the file LL_FAULT_ACKS is there, whole, once
 *
 * A transaction adds one order, one to four rows that belong to it and their sum in one hot row;
 * what each holds follows from the key, so that a part of one cannot pass for the whole.
 * Exit 0 good, 1 something is lost or in pieces, 2 usage, 3 the store cannot be reached.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "fault/env.h"
#include "store/lock.h"
#include "store/set.h"
#include "store/store.h"

#define HOT_ROWS 2
#define BODY_MAX 600
#define RETRIES_MAX 20000

static const enum ll_store_type numbers[] = {LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
                                             LL_STORE_I64};
static const enum ll_store_type row_params[] = {LL_STORE_I64, LL_STORE_I64, LL_STORE_TEXT};
static const enum ll_store_type one_text[] = {LL_STORE_TEXT};

enum query {
    MAKE_ORDERS,
    MAKE_ROWS,
    MAKE_HOT,
    FILL_HOT,
    ADD_ORDER,
    ADD_ROW,
    ADD_HOT,
    READ_ORDERS,
    READ_TOTALS,
    READ_INTEGRITY,
    QUERY_COUNT
};

static const struct ll_store_query queries[QUERY_COUNT] = {
    [MAKE_ORDERS] = {.name = "make_orders",
                     .sql = "CREATE TABLE IF NOT EXISTS fault_order (id BIGINT PRIMARY KEY,"
                            " units BIGINT NOT NULL)",
                     .slot = MAKE_ORDERS},
    [MAKE_ROWS] = {.name = "make_rows",
                   .sql = "CREATE TABLE IF NOT EXISTS fault_row (order_id BIGINT NOT NULL"
                          " REFERENCES fault_order (id), n BIGINT NOT NULL, body TEXT NOT NULL,"
                          " PRIMARY KEY (order_id, n))",
                   .slot = MAKE_ROWS},
    [MAKE_HOT] = {.name = "make_hot",
                  .sql = "CREATE TABLE IF NOT EXISTS fault_hot (id BIGINT PRIMARY KEY,"
                         " units BIGINT NOT NULL)",
                  .slot = MAKE_HOT},
    [FILL_HOT] = {.name = "fill_hot",
                  .sql = "INSERT INTO fault_hot (id, units) VALUES (0, 0), (1, 0)"
                         " ON CONFLICT (id) DO NOTHING",
                  .slot = FILL_HOT},
    [ADD_ORDER] = {.name = "add_order",
                   .sql = "INSERT INTO fault_order (id, units) VALUES ($1, $2)",
                   .slot = ADD_ORDER,
                   .param_count = 2,
                   .param_types = numbers},
    [ADD_ROW] = {.name = "add_row",
                 .sql = "INSERT INTO fault_row (order_id, n, body) VALUES ($1, $2, $3)",
                 .slot = ADD_ROW,
                 .param_count = 3,
                 .param_types = row_params},
    [ADD_HOT] = {.name = "add_hot",
                 .sql = "UPDATE fault_hot SET units = units + $2 WHERE id = $1",
                 .slot = ADD_HOT,
                 .param_count = 2,
                 .param_types = numbers},
    [READ_ORDERS] = {.name = "read_orders",
                     .sql = "SELECT o.id, o.units, count(r.n),"
                            " CAST(coalesce(sum(length(r.body)), 0) AS BIGINT)"
                            " FROM fault_order AS o LEFT JOIN fault_row AS r ON r.order_id = o.id"
                            " GROUP BY o.id, o.units ORDER BY o.id",
                     .slot = READ_ORDERS,
                     .whole_table = true,
                     .column_count = 4,
                     .column_types = numbers},
    [READ_TOTALS] = {.name = "read_totals",
                     .sql = "SELECT CAST((SELECT coalesce(sum(units), 0) FROM fault_hot) AS"
                            " BIGINT), CAST((SELECT coalesce(sum(units), 0) FROM fault_order) AS"
                            " BIGINT)",
                     .slot = READ_TOTALS,
                     .column_count = 2,
                     .column_types = numbers},
    [READ_INTEGRITY] = {.name = "read_integrity",
                        .sql = "PRAGMA integrity_check",
                        .slot = READ_INTEGRITY,
                        .column_count = 1,
                        .column_types = one_text},
};

/* No migrations: the tables are this program's own affair. */
static const struct ll_store_set own_set = {.query_count = QUERY_COUNT};

static int64_t units_of(int64_t key)
{
    return 1 + key % 4;
}

static int64_t body_len_of(int64_t key)
{
    return 10 + key * 31 % (BODY_MAX - 10);
}

static struct ll_store_value number(int64_t value)
{
    return (struct ll_store_value){.type = LL_STORE_I64, .i64 = value};
}

static void report(const char *doing, const struct ll_err *err)
{
    (void)fprintf(stderr, "fault_writer: %s: %s: %s\n", doing, ll_status_name(err->status),
                  err->text);
}

/* ---- write ---- */

static enum ll_status make_tables(struct ll_store *store, struct ll_err *reterr)
{
    LL_TRY(ll_store_begin(store, LL_STORE_WRITE, reterr));
    for (enum query q = MAKE_ORDERS; q <= FILL_HOT; q++) {
        LL_TRY(ll_store_exec(store, &queries[q], NULL, NULL, reterr));
    }
    return ll_store_commit(store, reterr);
}

static enum ll_status add_order(struct ll_store *store, int64_t key, struct ll_err *reterr)
{
    char body[BODY_MAX];
    struct ll_str text = {body, (size_t)body_len_of(key)};
    memset(body, 'a' + (int)(key % 26), sizeof(body));
    LL_TRY(ll_store_begin(store, LL_STORE_WRITE, reterr));
    struct ll_store_value order[] = {number(key), number(units_of(key))};
    LL_TRY(ll_store_exec(store, &queries[ADD_ORDER], order, NULL, reterr));
    for (int64_t n = 0; n < units_of(key); n++) {
        struct ll_store_value row[] = {
            number(key), number(n), {.type = LL_STORE_TEXT, .text = text}};
        LL_TRY(ll_store_exec(store, &queries[ADD_ROW], row, NULL, reterr));
    }
    struct ll_store_value hot[] = {number(key % HOT_ROWS), number(units_of(key))};
    LL_TRY(ll_store_exec(store, &queries[ADD_HOT], hot, NULL, reterr));
    return ll_store_commit(store, reterr);
}

/* One write, so that a kill leaves the line whole or away. */
static int say_ack(int64_t key)
{
    char line[40];
    int len = snprintf(line, sizeof(line), "ack %lld\n", (long long)key);
    ssize_t written = 0;
    do {
        written = write(STDOUT_FILENO, line, (size_t)len);
    } while (written < 0 && errno == EINTR);
    return written == (ssize_t)len ? 0 : 3;
}

static bool lost_a_race(enum ll_status status)
{
    return status == LL_ERETRY || status == LL_EBUSY;
}

static int write_for_ever(struct ll_store *store)
{
    int64_t base = (int64_t)fault_env("LL_FAULT_ROUND", 1) * INT64_C(1000000000) +
                   (int64_t)fault_env("LL_FAULT_WRITER", 0) * INT64_C(10000000);
    struct ll_err err = {0};
    int retries = 0;
    for (int64_t i = 0; i < INT64_C(10000000);) {
        enum ll_status status = add_order(store, base + i, &err);
        if (status == LL_OK) {
            if (say_ack(base + i) != 0) {
                return 3;
            }
            i++;
            retries = 0;
            continue;
        }
        if (ll_store_in_transaction(store)) {
            ll_store_rollback(store);
        }
        if (!lost_a_race(status) || ++retries > RETRIES_MAX) {
            report("write", &err);
            return 3;
        }
    }
    return 0;
}

static int run_make(struct ll_store *store)
{
    struct ll_err err = {0};
    enum ll_status status = make_tables(store, &err);
    /* Two writers that make the same table at once collide in PostgreSQL's catalogue. */
    for (int i = 0; status != LL_OK && i < RETRIES_MAX; i++) {
        ll_store_rollback(store);
        if (!lost_a_race(status) && status != LL_ECONSTRAINT) {
            break;
        }
        status = make_tables(store, &err);
    }
    if (status != LL_OK) {
        report("make tables", &err);
        return 3;
    }
    return 0;
}

/* ---- check ---- */

struct keys {
    int64_t *items;
    size_t count;
    size_t cap;
};

static int compare_keys(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static bool read_keys(const char *path, struct keys *ret_keys)
{
    struct keys keys = {0};
    char line[64];
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    if (file == NULL) {
        return false;
    }
    while (fgets(line, sizeof(line), file) != NULL) {
        if (keys.count == keys.cap) {
            keys.cap = keys.cap == 0 ? 4096 : keys.cap * 2;
            int64_t *items = realloc(keys.items, keys.cap * sizeof(*items));
            if (items == NULL) {
                abort();
            }
            keys.items = items;
        }
        keys.items[keys.count++] = strtoll(line, NULL, 10);
    }
    (void)fclose(file);
    if (keys.count > 0) {
        qsort(keys.items, keys.count, sizeof(*keys.items), compare_keys);
    }
    *ret_keys = keys;
    return true;
}

/* Walk the orders and the acknowledged keys side by side. */
static enum ll_status check_orders(struct ll_store *store, struct ll_arena *arena,
                                   const struct keys *keys, int *ret_bad, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value row[4];
    enum ll_status status = LL_OK;
    size_t next = 0;
    LL_TRY(ll_store_query_open(store, arena, &queries[READ_ORDERS], NULL, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        int64_t key = row[0].i64;
        for (; next < keys->count && keys->items[next] < key; next++) {
            (void)fprintf(stderr, "lost: %lld\n", (long long)keys->items[next]);
            ++*ret_bad;
        }
        if (next < keys->count && keys->items[next] == key) {
            next++;
        }
        if (row[1].i64 != units_of(key) || row[2].i64 != units_of(key) ||
            row[3].i64 != units_of(key) * body_len_of(key)) {
            (void)fprintf(stderr, "in pieces: %lld\n", (long long)key);
            ++*ret_bad;
        }
    }
    ll_store_query_close(cursor);
    for (; next < keys->count; next++) {
        (void)fprintf(stderr, "lost: %lld\n", (long long)keys->items[next]);
        ++*ret_bad;
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status check_totals(struct ll_store *store, struct ll_arena *arena, int *ret_bad,
                                   struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value row[2];
    LL_TRY(ll_store_query_open(store, arena, &queries[READ_TOTALS], NULL, &cursor, reterr));
    enum ll_status status = ll_store_query_step(cursor, row, reterr);
    if (status == LL_OK && row[0].i64 != row[1].i64) {
        (void)fprintf(stderr, "totals differ: %lld, %lld\n", (long long)row[0].i64,
                      (long long)row[1].i64);
        ++*ret_bad;
    }
    ll_store_query_close(cursor);
    return status;
}

static enum ll_status check_integrity(struct ll_store *store, struct ll_arena *arena, int *ret_bad,
                                      struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value row[1];
    if (ll_store_engine(store) != LL_STORE_SQLITE) {
        return LL_OK;
    }
    LL_TRY(ll_store_query_open(store, arena, &queries[READ_INTEGRITY], NULL, &cursor, reterr));
    enum ll_status status = ll_store_query_step(cursor, row, reterr);
    if (status == LL_OK && !ll_str_eq_cstr(row[0].text, "ok")) {
        (void)fprintf(stderr, "integrity: %.*s\n", LL_STR_ARG(row[0].text));
        ++*ret_bad;
    }
    ll_store_query_close(cursor);
    return status;
}

static enum ll_status check_all(struct ll_store *store, struct ll_arena *arena,
                                const struct keys *keys, int *ret_bad, struct ll_err *reterr)
{
    LL_TRY(ll_store_begin(store, LL_STORE_READ, reterr));
    LL_TRY(check_integrity(store, arena, ret_bad, reterr));
    LL_TRY(check_orders(store, arena, keys, ret_bad, reterr));
    LL_TRY(check_totals(store, arena, ret_bad, reterr));
    return ll_store_commit(store, reterr);
}

static int run_check(struct ll_store *store)
{
    struct keys keys = {0};
    struct ll_arena arena;
    struct ll_err err = {0};
    int bad = 0;
    if (!read_keys(getenv("LL_FAULT_ACKS"), &keys)) {
        (void)fputs("fault_writer: LL_FAULT_ACKS names no file that can be read\n", stderr);
        return 3;
    }
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    enum ll_status status = check_all(store, &arena, &keys, &bad, &err);
    if (status != LL_OK) {
        report("check", &err);
    }
    ll_arena_release(&arena);
    free(keys.items);
    return status != LL_OK || bad > 0;
}

/* ---- both ---- */

/* SQLite: one process at a time, by the lock on the folder of the file. */
static enum ll_status lock_folder(struct ll_str target, struct ll_err *reterr)
{
    struct ll_str scheme = LL_STR("sqlite:");
    int fd = -1;
    if (!ll_str_starts(target, scheme)) {
        return LL_OK;
    }
    size_t end = target.len;
    while (end > scheme.len && target.ptr[end - 1] != '/') {
        end--;
    }
    struct ll_str folder = ll_str_sub(target, scheme.len, end);
    return ll_lock_take(folder.len == 0 ? LL_STR(".") : folder, 10000, &fd, reterr);
}

int main(int argc, char **argv)
{
    const char *verb = argc == 3 ? argv[1] : "";
    bool makes = strcmp(verb, "make") == 0 || strcmp(verb, "write") == 0;
    struct ll_store *store = NULL;
    struct ll_err err = {0};
    if (!makes && strcmp(verb, "check") != 0) {
        (void)fputs("usage: fault_writer make|write|check TARGET\n", stderr);
        return 2;
    }
    struct ll_store_options options = {
        .target = ll_str_from_cstr(argv[2]),
        .read_only = !makes,
        .create = makes,
        .set = &own_set,
    };
    enum ll_status status = makes ? lock_folder(options.target, &err) : LL_OK;
    if (status == LL_OK) {
        status = ll_store_open(&options, &store, &err);
    }
    if (status != LL_OK) {
        report("open", &err);
        return 3;
    }
    int exit_code = makes ? run_make(store) : run_check(store);
    if (exit_code == 0 && strcmp(verb, "write") == 0) {
        exit_code = write_for_ever(store);
    }
    ll_store_close(store);
    return exit_code;
}
