/*
 * Promise 12 through the store port: the product's SQLite driver, its settings, its migrations and
 * its reports of failure, on a disk that loses its power. A commit that reports anything but
 * LL_EUNKNOWN is taken at its word: it must not be there.
 *
 * LL_TEST_SEED and LL_FAULT_CUTS change the run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "fault/env.h"
#include "fault/powercut_run.h"
#include "store/set.h"
#include "store/store.h"

#define MIGRATIONS_MAX 64
#define ARENA_BYTES ((size_t)4 << 20)

struct rig {
    struct ll_store *writer;
    struct ll_store *reader;
    struct ll_arena arena;
    struct ll_store_set set;
};

static struct rig *rig_of(const struct powercut_run *run)
{
    return run->subject;
}

/* ---- the statements ---- */

enum query {
    ADD_ROW,
    CHANGE_LOT,
    RELEASE,
    SET_CHECKPOINT,
    READ_INTEGRITY,
    READ_ROWS,
    READ_BAD_LOTS,
    READ_DIFFERENCE,
    QUERY_COUNT
};

static const enum ll_store_type numbers[] = {LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
                                             LL_STORE_I64};
static const enum ll_store_type row_params[] = {LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
                                                LL_STORE_I64, LL_STORE_TEXT};
static const enum ll_store_type one_text[] = {LL_STORE_TEXT};

static const struct ll_store_query queries[QUERY_COUNT] = {
    [ADD_ROW] = {.name = "fault_add_row",
                 .sql = "INSERT INTO fault_allocation (id, txn, lot, units, body)"
                        " VALUES ($1, $2, $3, $4, $5)",
                 .slot = ADD_ROW,
                 .param_count = 5,
                 .param_types = row_params},
    [CHANGE_LOT] = {.name = "fault_change_lot",
                    .sql = "UPDATE fault_lot SET allotted = allotted + $2 WHERE id = $1",
                    .slot = CHANGE_LOT,
                    .param_count = 2,
                    .param_types = numbers},
    [RELEASE] = {.name = "fault_release",
                 .sql = "DELETE FROM fault_allocation WHERE txn = $1",
                 .slot = RELEASE,
                 .param_count = 1,
                 .param_types = numbers},
    [SET_CHECKPOINT] = {.name = "fault_set_checkpoint",
                        .sql = "PRAGMA wal_autocheckpoint = 12",
                        .slot = SET_CHECKPOINT,
                        .column_count = 1,
                        .column_types = numbers},
    [READ_INTEGRITY] = {.name = "fault_read_integrity",
                        .sql = "PRAGMA integrity_check",
                        .slot = READ_INTEGRITY,
                        .column_count = 1,
                        .column_types = one_text},
    [READ_ROWS] = {.name = "fault_read_rows",
                   .sql = "SELECT txn, count(*), sum(length(body)), min(lot), max(lot)"
                          " FROM fault_allocation NOT INDEXED GROUP BY txn",
                   .slot = READ_ROWS,
                   .column_count = 5,
                   .column_types = numbers},
    [READ_BAD_LOTS] = {.name = "fault_read_bad_lots",
                       .sql = "SELECT count(*) FROM fault_lot AS l WHERE l.allotted <>"
                              " (SELECT coalesce(sum(a.units), 0) FROM fault_allocation AS a"
                              " WHERE a.lot = l.id)",
                       .slot = READ_BAD_LOTS,
                       .column_count = 1,
                       .column_types = numbers},
    [READ_DIFFERENCE] = {.name = "fault_read_difference",
                         .sql = "SELECT (SELECT coalesce(sum(units), 0) FROM fault_allocation)"
                                " - (SELECT sum(allotted) FROM fault_lot)",
                         .slot = READ_DIFFERENCE,
                         .column_count = 1,
                         .column_types = numbers},
};

/* They follow the product's when those are used. */
static const char *const own_migrations[] = {
    "CREATE TABLE fault_lot (id INTEGER NOT NULL, allotted INTEGER NOT NULL,"
    " CONSTRAINT fault_lot_pkey PRIMARY KEY (id)) STRICT;"
    "INSERT INTO fault_lot VALUES (0,0),(1,0),(2,0),(3,0),(4,0),(5,0),(6,0),(7,0);",
    "CREATE TABLE fault_allocation (id INTEGER NOT NULL, txn INTEGER NOT NULL,"
    " lot INTEGER NOT NULL REFERENCES fault_lot (id), units INTEGER NOT NULL, body TEXT NOT NULL,"
    " CONSTRAINT fault_allocation_pkey PRIMARY KEY (id)) STRICT;"
    "CREATE INDEX fault_allocation_lot ON fault_allocation (lot);"
    "CREATE INDEX fault_allocation_txn ON fault_allocation (txn);",
};

static size_t make_migrations(bool with_product, struct ll_store_migration *ret_migrations)
{
    size_t count = 0;
    if (with_product) {
        count = ll_store_product_set.migration_count;
        assert_true(count + 2 <= MIGRATIONS_MAX);
        memcpy(ret_migrations, ll_store_product_set.migrations, count * sizeof(*ret_migrations));
    }
    for (size_t i = 0; i < 2; i++, count++) {
        ret_migrations[count] = (struct ll_store_migration){
            .version = (int)count + 1,
            .slug = "fault",
            .sqlite = own_migrations[i],
            .postgres = own_migrations[i],
            .digest = {(uint8_t)(i + 1)},
        };
    }
    return count;
}

/* ---- connections ---- */

static bool good(struct powercut_run *run, enum ll_status status, const struct ll_err *err)
{
    if (status == LL_OK) {
        return true;
    }
    (void)snprintf(run->why, sizeof(run->why), "%s %.60s: %.140s", ll_status_name(status),
                   err->where, err->text);
    return false;
}

static void rig_close(struct powercut_run *run)
{
    struct rig *rig = rig_of(run);
    ll_store_close(rig->reader);
    ll_store_close(rig->writer);
    rig->reader = NULL;
    rig->writer = NULL;
    ll_arena_reset(&rig->arena);
}

static enum ll_status open_one(struct rig *rig, bool read_only, struct ll_store **ret_store,
                               struct ll_err *reterr)
{
    const struct ll_store_options options = {
        .target = LL_STR("sqlite:" POWERCUT_DB_PATH),
        .read_only = read_only,
        .create = !read_only,
        .sqlite_vfs = POWERCUT_VFS_NAME,
        .set = &rig->set,
    };
    return ll_store_open(&options, ret_store, reterr);
}

/* The one number of a query without parameters. */
static enum ll_status read_number(struct ll_store *store, struct rig *rig, enum query query,
                                  int64_t *ret_number, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value value = {0};
    LL_TRY(ll_store_query_open(store, &rig->arena, &queries[query], NULL, &cursor, reterr));
    enum ll_status status = ll_store_query_step(cursor, &value, reterr);
    ll_store_query_close(cursor);
    LL_TRY(status);
    *ret_number = value.i64;
    return LL_OK;
}

/* The driver checkpoints after 16,000 pages, which no short run ever writes. */
static enum ll_status checkpoint_often(struct rig *rig, struct ll_err *reterr)
{
    int64_t pages = 0;
    LL_TRY(ll_store_begin(rig->writer, LL_STORE_READ, reterr));
    LL_TRY(read_number(rig->writer, rig, SET_CHECKPOINT, &pages, reterr));
    return ll_store_commit(rig->writer, reterr);
}

static bool rig_open(struct powercut_run *run)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    struct ll_store_upgraded upgraded;
    enum ll_status status = open_one(rig, false, &rig->writer, &err);
    if (status == LL_OK && !run->made) {
        status =
            ll_store_upgrade(rig->writer, &rig->arena, (struct ll_time){1}, NULL, &upgraded, &err);
        run->made = status == LL_OK;
    } else if (status == LL_OK) {
        status = ll_store_check_schema(rig->writer, &rig->arena, &err);
        run->schema_lost = status == LL_EREFUSED;
    }
    if (status == LL_OK && fault_chance(&run->random, 3, 4)) {
        status = checkpoint_often(rig, &err);
    }
    if (status == LL_OK && fault_chance(&run->random, 1, 2)) {
        status = open_one(rig, true, &rig->reader, &err);
    }
    return good(run, status, &err);
}

/* ---- the writing ---- */

static struct ll_store_value number(int64_t value)
{
    return (struct ll_store_value){.type = LL_STORE_I64, .i64 = value};
}

static enum ll_status change_lot(struct ll_store *store, uint32_t txn, int64_t sign,
                                 struct ll_err *reterr)
{
    struct ll_store_value params[] = {number(powercut_txn_lot(txn)),
                                      number(sign * powercut_txn_rows(txn))};
    return ll_store_exec(store, &queries[CHANGE_LOT], params, NULL, reterr);
}

static enum ll_status add_row(struct ll_store *store, uint32_t txn, uint32_t n,
                              struct ll_err *reterr)
{
    char body[5000 + POWERCUT_TXN_MAX];
    struct ll_str text = {body, (size_t)powercut_txn_body_bytes(txn)};
    memset(body, 'a' + (int)(txn % 26), sizeof(body));
    struct ll_store_value params[] = {
        number((int64_t)txn * 8 + n),          number(txn),
        number(powercut_txn_lot(txn)),         number(1),
        {.type = LL_STORE_TEXT, .text = text},
    };
    return ll_store_exec(store, &queries[ADD_ROW], params, NULL, reterr);
}

/* Work that goes back to a point inside the transaction leaves nothing. */
static enum ll_status try_and_go_back(struct ll_store *store, uint32_t txn, struct ll_err *reterr)
{
    LL_TRY(ll_store_savepoint(store, reterr));
    LL_TRY(add_row(store, txn, 7, reterr));
    LL_TRY(change_lot(store, txn, 1, reterr));
    return ll_store_rollback_to(store, reterr);
}

static enum ll_status write_rows(struct ll_store *store, uint32_t adds, uint32_t releases,
                                 struct ll_err *reterr)
{
    LL_TRY(ll_store_begin(store, LL_STORE_WRITE, reterr));
    for (uint32_t i = 0; i < powercut_txn_rows(adds); i++) {
        LL_TRY(add_row(store, adds, i, reterr));
    }
    if (adds % 3 == 0) {
        LL_TRY(try_and_go_back(store, adds, reterr));
    }
    LL_TRY(change_lot(store, adds, 1, reterr));
    if (releases > 0) {
        struct ll_store_value params[] = {number(releases)};
        LL_TRY(ll_store_exec(store, &queries[RELEASE], params, NULL, reterr));
        LL_TRY(change_lot(store, releases, -1, reterr));
    }
    return LL_OK;
}

static enum powercut_outcome rig_write(struct powercut_run *run, uint32_t adds, uint32_t releases)
{
    struct ll_store *store = rig_of(run)->writer;
    struct ll_err err = {0};
    enum ll_status status = write_rows(store, adds, releases, &err);
    if (status != LL_OK) {
        ll_store_rollback(store);
        (void)good(run, status, &err);
        return POWERCUT_FAILED;
    }
    status = ll_store_commit(store, &err);
    if (good(run, status, &err)) {
        return POWERCUT_DONE;
    }
    return status == LL_EUNKNOWN ? POWERCUT_UNKNOWN : POWERCUT_FAILED;
}

static bool rig_write_and_undo(struct powercut_run *run, uint32_t adds)
{
    struct ll_store *store = rig_of(run)->writer;
    struct ll_err err = {0};
    enum ll_status status = write_rows(store, adds, 0, &err);
    ll_store_rollback(store);
    return good(run, status, &err);
}

/* A reader's snapshot agrees with itself whatever the writer does meanwhile; it is held for a
 * while, so that checkpoints have to stop at it. */
static bool rig_other(struct powercut_run *run, uint64_t what)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    int64_t difference = 0;
    if (rig->reader == NULL) {
        return true;
    }
    enum ll_status status = LL_OK;
    if (ll_store_in_transaction(rig->reader) && what % 2 == 0) {
        return good(run, ll_store_commit(rig->reader, &err), &err);
    }
    if (!ll_store_in_transaction(rig->reader)) {
        status = ll_store_begin(rig->reader, LL_STORE_READ, &err);
    }
    if (status == LL_OK) {
        status = read_number(rig->reader, rig, READ_DIFFERENCE, &difference, &err);
    }
    if (status == LL_OK && difference != 0) {
        (void)snprintf(run->why, sizeof(run->why), "a reader saw half a transaction");
        return false;
    }
    return good(run, status, &err);
}

/* ---- the looking ---- */

static enum ll_status look_integrity(struct rig *rig, bool *ret_sound, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value value = {0};
    LL_TRY(ll_store_query_open(rig->writer, &rig->arena, &queries[READ_INTEGRITY], NULL, &cursor,
                               reterr));
    enum ll_status status = ll_store_query_step(cursor, &value, reterr);
    *ret_sound = status == LL_OK && ll_str_eq_cstr(value.text, "ok");
    ll_store_query_close(cursor);
    return status;
}

/* Which transactions are there; LL_EINVAL for one that is not whole. */
static enum ll_status look_rows(struct rig *rig, bool *ret_there, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value row[5];
    enum ll_status status = LL_OK;
    LL_TRY(
        ll_store_query_open(rig->writer, &rig->arena, &queries[READ_ROWS], NULL, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        uint32_t txn = (uint32_t)row[0].i64 % POWERCUT_TXN_MAX;
        int64_t rows = powercut_txn_rows(txn);
        ret_there[txn] = true;
        if (row[1].i64 != rows || row[2].i64 != rows * powercut_txn_body_bytes(txn) ||
            row[3].i64 != powercut_txn_lot(txn) || row[4].i64 != powercut_txn_lot(txn)) {
            ll_store_query_close(cursor);
            return LL_FAIL(reterr, LL_EINVAL, "transaction %u is not whole", txn);
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status look_all(struct rig *rig, bool *ret_there, bool *ret_sound,
                               struct ll_err *reterr)
{
    int64_t bad_lots = 0;
    LL_TRY(ll_store_begin(rig->writer, LL_STORE_READ, reterr));
    LL_TRY(look_integrity(rig, ret_sound, reterr));
    LL_TRY(look_rows(rig, ret_there, reterr));
    LL_TRY(read_number(rig->writer, rig, READ_BAD_LOTS, &bad_lots, reterr));
    LL_TRY(ll_store_commit(rig->writer, reterr));
    return bad_lots == 0 ? LL_OK : LL_FAIL(reterr, LL_EINVAL, "two tables disagree");
}

static enum powercut_verdict rig_look(struct powercut_run *run, bool *ret_there)
{
    struct ll_err err = {0};
    bool sound = false;
    enum ll_status status = look_all(rig_of(run), ret_there, &sound, &err);
    if (!good(run, status, &err)) {
        ll_store_rollback(rig_of(run)->writer);
        return status == LL_EINVAL ? POWERCUT_LOST : POWERCUT_CORRUPT;
    }
    if (!sound) {
        (void)snprintf(run->why, sizeof(run->why), "integrity_check does not say ok");
    }
    return sound ? POWERCUT_GOOD : POWERCUT_CORRUPT;
}

static const struct powercut_subject subject = {
    .open = rig_open,
    .close = rig_close,
    .write = rig_write,
    .write_and_undo = rig_write_and_undo,
    .other = rig_other,
    .look = rig_look,
};

/* ---- what must hold ---- */

struct plan {
    const char *name;
    bool with_product; /* the product's schema, too */
    unsigned disk_flags;
    uint64_t hasty_operations; /* 0: not hasty; else about how many the making takes */
    uint64_t making_operations;
};

static void run_plan(const struct plan *plan, uint64_t cuts, bool expect_clean,
                     struct powercut_figures *ret_figures)
{
    struct ll_store_migration migrations[MIGRATIONS_MAX];
    size_t count = make_migrations(plan->with_product, migrations);
    struct rig rig = {0};
    struct powercut_setup setup = {
        .name = plan->name,
        .subject = &subject,
        .disk_flags = plan->disk_flags,
        .hasty = plan->hasty_operations > 0,
        .hasty_operations =
            plan->hasty_operations > 0 ? plan->hasty_operations : plan->making_operations,
    };
    if (plan->with_product) {
        rig.set = ll_store_product_set;
    }
    rig.set.queries = NULL;
    rig.set.query_count = QUERY_COUNT;
    rig.set.migrations = migrations;
    rig.set.migration_count = count;
    ll_arena_init(&rig.arena, &ll_arena_malloc, ARENA_BYTES);
    if (expect_clean) {
        powercut_expect_clean(&setup, &rig, cuts);
    } else {
        *ret_figures = powercut_run(&setup, &rig, cuts);
    }
    ll_arena_release(&rig.arena);
}

static uint64_t main_cuts(void)
{
    return fault_env("LL_FAULT_CUTS", 20000);
}

static void store_keeps_all(void **state)
{
    const struct plan plan = {.name = "store", .making_operations = 60};
    (void)state;
    run_plan(&plan, main_cuts(), true, NULL);
}

static void store_keeps_all_on_torn_sectors(void **state)
{
    const struct plan plan = {.name = "store, torn sectors",
                              .disk_flags = POWERCUT_TORN_SECTORS,
                              .making_operations = 60};
    (void)state;
    run_plan(&plan, main_cuts() / 10, true, NULL);
}

static void store_is_made_safely(void **state)
{
    const struct plan plan = {.name = "store, cut while made", .hasty_operations = 60};
    (void)state;
    run_plan(&plan, main_cuts() / 5, true, NULL);
}

static void product_is_made_safely(void **state)
{
    const struct plan plan = {
        .name = "product, cut while made", .with_product = true, .hasty_operations = 500};
    (void)state;
    run_plan(&plan, main_cuts() / 40, true, NULL);
}

static void lying_disk_is_caught(void **state)
{
    const struct plan plan = {.name = "CONTROL store, lying disk",
                              .disk_flags = POWERCUT_LYING_DISK,
                              .making_operations = 60};
    struct powercut_figures figures = {0};
    (void)state;
    run_plan(&plan, 300, false, &figures);
    assert_true(figures.disks_lost + figures.disks_corrupt > figures.disks / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store_keeps_all),      cmocka_unit_test(store_keeps_all_on_torn_sectors),
        cmocka_unit_test(store_is_made_safely), cmocka_unit_test(product_is_made_safely),
        cmocka_unit_test(lying_disk_is_caught),
    };
    return cmocka_run_group_tests_name("powercut_store", tests, NULL, NULL);
}
