/*
 * Promise 12 at its lowest level: SQLite itself, set up as the store sets it up, on a disk that
 * loses its power. A small ledger of its own is written by one connection and watched by a second.
 * The control runs leave out one precaution each and must lose something, else this test would
 * prove nothing.
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
#include <sqlite3.h>

#include "fault/env.h"
#include "fault/powercut_run.h"

/* How the file is made and used. */
struct pragmas {
    const char *create_sync; /* while the file is made and switched to its journal mode */
    const char *journal;
    const char *sync;
};

struct rig {
    sqlite3 *writer;
    sqlite3 *reader;
    sqlite3_stmt *insert;
    sqlite3_stmt *update;
    sqlite3_stmt *release;
};

static struct rig *rig_of(const struct powercut_run *run)
{
    return run->subject;
}

static const struct pragmas *pragmas_of(const struct powercut_run *run)
{
    return run->setup->options;
}

/* Note what the engine says; false unless it says OK. */
static bool good(struct powercut_run *run, sqlite3 *db, int rc)
{
    if (rc == SQLITE_OK) {
        return true;
    }
    (void)snprintf(run->why, sizeof(run->why), "error %d: %.180s", rc, sqlite3_errmsg(db));
    return false;
}

/* ---- connections ---- */

static int run_sql(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int set_pragma(sqlite3 *db, const char *name, const char *value)
{
    char sql[64];
    (void)snprintf(sql, sizeof(sql), "PRAGMA %s=%s", name, value);
    return run_sql(db, sql);
}

/* The first column of the one row of a query. */
static int query_number(sqlite3 *db, const char *sql, sqlite3_int64 *ret_number)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_step(stmt);
        if (rc == SQLITE_ROW) {
            *ret_number = sqlite3_column_int64(stmt, 0);
            rc = SQLITE_OK;
        }
    }
    (void)sqlite3_finalize(stmt);
    return rc;
}

static void rig_close(struct powercut_run *run)
{
    struct rig *rig = rig_of(run);
    (void)sqlite3_finalize(rig->insert);
    (void)sqlite3_finalize(rig->update);
    (void)sqlite3_finalize(rig->release);
    (void)sqlite3_close(rig->reader);
    (void)sqlite3_close(rig->writer);
    *rig = (struct rig){0};
}

static int open_reader(struct rig *rig)
{
    int rc =
        sqlite3_open_v2(POWERCUT_DB_PATH, &rig->reader, SQLITE_OPEN_READONLY, POWERCUT_VFS_NAME);
    if (rc == SQLITE_OK) {
        rc = sqlite3_db_config(rig->reader, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    }
    return rc == SQLITE_OK ? set_pragma(rig->reader, "wal_autocheckpoint", "0") : rc;
}

/* The file is made with `create_sync`, then `sync` holds; checkpoints every few transactions, so
 * that short runs see many. */
static int open_writer(struct rig *rig, const struct pragmas *pragmas)
{
    const struct {
        const char *name;
        const char *value;
    } settings[] = {
        {"synchronous", pragmas->create_sync},
        {"journal_mode", pragmas->journal},
        {"synchronous", pragmas->sync},
        {"wal_autocheckpoint", "12"},
    };
    int rc = sqlite3_open_v2(POWERCUT_DB_PATH, &rig->writer,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, POWERCUT_VFS_NAME);
    for (size_t i = 0; rc == SQLITE_OK && i < sizeof(settings) / sizeof(settings[0]); i++) {
        rc = set_pragma(rig->writer, settings[i].name, settings[i].value);
    }
    return rc;
}

static int make_schema(struct powercut_run *run)
{
    static const char *const sql =
        "BEGIN IMMEDIATE;"
        "CREATE TABLE lot (id INTEGER PRIMARY KEY, accepted INTEGER NOT NULL,"
        " allotted INTEGER NOT NULL CHECK (allotted BETWEEN 0 AND accepted)) STRICT;"
        "CREATE TABLE allocation (id INTEGER PRIMARY KEY, txn INTEGER NOT NULL,"
        " lot INTEGER NOT NULL REFERENCES lot (id), lo INTEGER NOT NULL, hi INTEGER NOT NULL,"
        " body BLOB NOT NULL, CHECK (hi > lo)) STRICT;"
        "CREATE UNIQUE INDEX allocation_lot ON allocation (lot, lo);"
        "CREATE INDEX allocation_txn ON allocation (txn);"
        "INSERT INTO lot VALUES (0,100000,0),(1,100000,0),(2,100000,0),(3,100000,0),"
        "(4,100000,0),(5,100000,0),(6,100000,0),(7,100000,0);"
        "COMMIT";
    sqlite3_int64 tables = 0;
    int rc = query_number(rig_of(run)->writer, "SELECT count(*) FROM sqlite_schema", &tables);
    if (rc == SQLITE_OK && tables == 0 && !run->made) {
        rc = run_sql(rig_of(run)->writer, sql);
    }
    run->schema_lost = rc == SQLITE_OK && tables == 0 && run->made;
    run->made = run->made || rc == SQLITE_OK;
    return rc;
}

static int prepare_all(struct rig *rig)
{
    int rc =
        sqlite3_prepare_v2(rig->writer, "INSERT INTO allocation VALUES (?,?,?,?,?,zeroblob(?))", -1,
                           &rig->insert, NULL);
    if (rc == SQLITE_OK) {
        rc = sqlite3_prepare_v2(rig->writer, "UPDATE lot SET allotted = allotted + ? WHERE id = ?",
                                -1, &rig->update, NULL);
    }
    if (rc == SQLITE_OK) {
        rc = sqlite3_prepare_v2(rig->writer, "DELETE FROM allocation WHERE txn = ?", -1,
                                &rig->release, NULL);
    }
    return rc;
}

static bool rig_open(struct powercut_run *run)
{
    struct rig *rig = rig_of(run);
    int rc = open_writer(rig, pragmas_of(run));
    if (rc == SQLITE_OK) {
        rc = make_schema(run);
    }
    if (rc == SQLITE_OK) {
        rc = prepare_all(rig);
    }
    /* With a rollback journal a reader would only hold the writer up. */
    bool wal = strcmp(pragmas_of(run)->journal, "WAL") == 0;
    if (rc == SQLITE_OK && wal && fault_chance(&run->random, 1, 2)) {
        return good(run, rig->reader, open_reader(rig));
    }
    return good(run, rig->writer, rc);
}

/* ---- the writing ---- */

static int step_once(sqlite3_stmt *stmt)
{
    int rc = sqlite3_step(stmt);
    int reset_rc = sqlite3_reset(stmt);
    return rc == SQLITE_DONE ? SQLITE_OK : reset_rc;
}

static int change_lot(struct rig *rig, uint32_t txn, int sign)
{
    (void)sqlite3_bind_int(rig->update, 1, sign * (int)powercut_txn_rows(txn));
    (void)sqlite3_bind_int64(rig->update, 2, powercut_txn_lot(txn));
    return step_once(rig->update);
}

static int add_rows(struct rig *rig, uint32_t txn)
{
    for (uint32_t i = 0; i < powercut_txn_rows(txn); i++) {
        sqlite3_int64 lo = (sqlite3_int64)txn * 4 + i;
        (void)sqlite3_bind_int64(rig->insert, 1, lo);
        (void)sqlite3_bind_int64(rig->insert, 2, txn);
        (void)sqlite3_bind_int64(rig->insert, 3, powercut_txn_lot(txn));
        (void)sqlite3_bind_int64(rig->insert, 4, lo);
        (void)sqlite3_bind_int64(rig->insert, 5, lo + 1);
        (void)sqlite3_bind_int(rig->insert, 6, powercut_txn_body_bytes(txn));
        int rc = step_once(rig->insert);
        if (rc != SQLITE_OK) {
            return rc;
        }
    }
    return change_lot(rig, txn, 1);
}

static int release_rows(struct rig *rig, uint32_t txn)
{
    (void)sqlite3_bind_int64(rig->release, 1, txn);
    int rc = step_once(rig->release);
    return rc == SQLITE_OK ? change_lot(rig, txn, -1) : rc;
}

static bool write_rows(struct powercut_run *run, uint32_t adds, uint32_t releases)
{
    struct rig *rig = rig_of(run);
    int rc = run_sql(rig->writer, "BEGIN IMMEDIATE");
    if (rc == SQLITE_OK) {
        rc = add_rows(rig, adds);
    }
    if (rc == SQLITE_OK && releases > 0) {
        rc = release_rows(rig, releases);
    }
    return good(run, rig->writer, rc);
}

static enum powercut_outcome rig_write(struct powercut_run *run, uint32_t adds, uint32_t releases)
{
    sqlite3 *db = rig_of(run)->writer;
    if (!write_rows(run, adds, releases)) {
        return POWERCUT_FAILED;
    }
    return good(run, db, run_sql(db, "COMMIT")) ? POWERCUT_DONE : POWERCUT_UNKNOWN;
}

static bool rig_write_and_undo(struct powercut_run *run, uint32_t adds)
{
    sqlite3 *db = rig_of(run)->writer;
    return write_rows(run, adds, 0) && good(run, db, run_sql(db, "ROLLBACK"));
}

/* A reader's snapshot agrees with itself whatever the writer does meanwhile. */
static bool read_snapshot(struct powercut_run *run)
{
    sqlite3 *db = rig_of(run)->reader;
    sqlite3_int64 difference = 0;
    if (db == NULL) {
        return true;
    }
    if (!sqlite3_get_autocommit(db) && fault_chance(&run->random, 1, 2)) {
        return good(run, db, run_sql(db, "COMMIT"));
    }
    if (sqlite3_get_autocommit(db) && !good(run, db, run_sql(db, "BEGIN"))) {
        return false;
    }
    int rc = query_number(db,
                          "SELECT (SELECT coalesce(sum(hi - lo), 0) FROM allocation)"
                          " - (SELECT sum(allotted) FROM lot)",
                          &difference);
    if (rc == SQLITE_OK && difference != 0) {
        (void)snprintf(run->why, sizeof(run->why), "a reader saw half a transaction");
        return false;
    }
    return good(run, db, rc);
}

static bool rig_other(struct powercut_run *run, uint64_t what)
{
    static const int modes[] = {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_FULL,
                                SQLITE_CHECKPOINT_RESTART, SQLITE_CHECKPOINT_TRUNCATE};
    sqlite3 *db = rig_of(run)->writer;
    if (what % 4 != 0) {
        return read_snapshot(run);
    }
    int rc = sqlite3_wal_checkpoint_v2(db, NULL, modes[what / 4 % 4], NULL, NULL);
    return rc == SQLITE_BUSY || good(run, db, rc); /* a reader may hold it up */
}

/* ---- the looking ---- */

static enum powercut_verdict look_integrity(struct powercut_run *run)
{
    sqlite3_stmt *stmt = NULL;
    enum powercut_verdict verdict = POWERCUT_CORRUPT;
    int rc = sqlite3_prepare_v2(rig_of(run)->writer, "PRAGMA integrity_check", -1, &stmt, NULL);
    if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(stmt, 0);
        bool sound = text != NULL && strcmp(text, "ok") == 0;
        (void)snprintf(run->why, sizeof(run->why), "integrity: %.180s", text ? text : "-");
        verdict = sound ? POWERCUT_GOOD : POWERCUT_CORRUPT;
    } else {
        (void)good(run, rig_of(run)->writer, rc);
    }
    (void)sqlite3_finalize(stmt);
    return verdict;
}

/* Which transactions are there; one with wrong rows is a loss at once. */
static bool look_rows(struct powercut_run *run, bool *ret_there)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(rig_of(run)->writer,
                                "SELECT txn, count(*), sum(length(body)), min(lot), max(lot)"
                                " FROM allocation NOT INDEXED GROUP BY txn",
                                -1, &stmt, NULL);
    bool whole = true;
    while (rc == SQLITE_OK && whole && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        uint32_t txn = (uint32_t)sqlite3_column_int64(stmt, 0) % POWERCUT_TXN_MAX;
        sqlite3_int64 rows = powercut_txn_rows(txn);
        ret_there[txn] = true;
        whole = sqlite3_column_int64(stmt, 1) == rows &&
                sqlite3_column_int64(stmt, 2) == rows * powercut_txn_body_bytes(txn) &&
                sqlite3_column_int64(stmt, 3) == powercut_txn_lot(txn) &&
                sqlite3_column_int64(stmt, 4) == powercut_txn_lot(txn);
        (void)snprintf(run->why, sizeof(run->why), "transaction %u is not whole", txn);
        rc = SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt);
    return whole && (rc == SQLITE_DONE || good(run, rig_of(run)->writer, rc));
}

static enum powercut_verdict rig_look(struct powercut_run *run, bool *ret_there)
{
    static const char *const sql =
        "SELECT count(*) FROM lot WHERE allotted <> (SELECT coalesce(sum(hi - lo), 0)"
        " FROM allocation WHERE lot = lot.id)";
    sqlite3_int64 bad_lots = 0;
    enum powercut_verdict verdict = look_integrity(run);
    if (verdict != POWERCUT_GOOD) {
        return verdict;
    }
    if (!look_rows(run, ret_there) ||
        !good(run, rig_of(run)->writer, query_number(rig_of(run)->writer, sql, &bad_lots))) {
        return POWERCUT_LOST;
    }
    if (bad_lots != 0) {
        (void)snprintf(run->why, sizeof(run->why), "two tables disagree");
        return POWERCUT_LOST;
    }
    return POWERCUT_GOOD;
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

static struct powercut_setup setup_of(const char *name, const struct pragmas *pragmas,
                                      unsigned disk_flags, bool hasty)
{
    return (struct powercut_setup){
        .name = name,
        .subject = &subject,
        .options = pragmas,
        .disk_flags = disk_flags,
        .hasty = hasty,
        .hasty_operations = 45,
    };
}

static uint64_t main_cuts(void)
{
    return fault_env("LL_FAULT_CUTS", 20000);
}

static const struct pragmas wal_full = {"EXTRA", "WAL", "FULL"};

static void wal_full_keeps_all(void **state)
{
    struct rig rig = {0};
    struct powercut_setup setup = setup_of("wal, full", &wal_full, 0, false);
    (void)state;
    powercut_expect_clean(&setup, &rig, main_cuts());
}

static void wal_full_keeps_all_on_torn_sectors(void **state)
{
    struct rig rig = {0};
    struct powercut_setup setup =
        setup_of("wal, full, torn sectors", &wal_full, POWERCUT_TORN_SECTORS, false);
    (void)state;
    powercut_expect_clean(&setup, &rig, main_cuts() / 10);
}

static void wal_full_is_made_safely(void **state)
{
    struct rig rig = {0};
    struct powercut_setup setup = setup_of("wal, full, cut while made", &wal_full, 0, true);
    (void)state;
    powercut_expect_clean(&setup, &rig, main_cuts() / 5);
}

static void journal_extra_keeps_all(void **state)
{
    struct rig rig = {0};
    const struct pragmas pragmas = {"EXTRA", "DELETE", "EXTRA"};
    struct powercut_setup setup = setup_of("delete, extra", &pragmas, 0, false);
    (void)state;
    powercut_expect_clean(&setup, &rig, main_cuts() / 10);
}

/* ---- controls: each leaves out one precaution and must be caught ---- */

static struct powercut_figures control(const char *name, const struct pragmas *pragmas,
                                       unsigned disk_flags, bool hasty, uint64_t cuts)
{
    struct rig rig = {0};
    struct powercut_setup setup = setup_of(name, pragmas, disk_flags, hasty);
    return powercut_run(&setup, &rig, cuts);
}

static void making_with_full_is_caught(void **state)
{
    const struct pragmas pragmas = {"FULL", "WAL", "FULL"};
    struct powercut_figures figures = control("CONTROL made with full", &pragmas, 0, true, 6000);
    (void)state;
    assert_true(figures.disks_lost + figures.disks_corrupt > 0);
}

static void wal_normal_is_caught(void **state)
{
    const struct pragmas pragmas = {"EXTRA", "WAL", "NORMAL"};
    struct powercut_figures figures = control("CONTROL wal, normal", &pragmas, 0, false, 500);
    (void)state;
    assert_true(figures.disks_lost > figures.disks / 4);
    /* What NORMAL promises, it keeps: acknowledged rows go, the file stays sound. */
    assert_int_equal(figures.disks_corrupt, 0);
}

static void wal_off_is_caught(void **state)
{
    const struct pragmas pragmas = {"EXTRA", "WAL", "OFF"};
    struct powercut_figures figures = control("CONTROL wal, off", &pragmas, 0, false, 300);
    (void)state;
    assert_true(figures.disks_lost > 0);
    assert_true(figures.disks_corrupt > 0);
    assert_true(figures.disks_lost + figures.disks_corrupt > figures.disks / 2);
}

static void journal_full_is_caught(void **state)
{
    /* The removal of a rollback journal is its commit; FULL does not sync the directory. */
    const struct pragmas pragmas = {"EXTRA", "DELETE", "FULL"};
    struct powercut_figures figures = control("CONTROL delete, full", &pragmas, 0, false, 500);
    (void)state;
    assert_true(figures.disks_lost > 0);
    assert_int_equal(figures.disks_corrupt, 0);
}

static void lying_disk_is_caught(void **state)
{
    struct powercut_figures figures =
        control("CONTROL lying disk", &wal_full, POWERCUT_LYING_DISK, false, 300);
    (void)state;
    assert_true(figures.disks_lost + figures.disks_corrupt > figures.disks / 2);
}

static void a_run_is_its_seed(void **state)
{
    struct rig rig = {0};
    struct powercut_setup setup = setup_of("repeat", &wal_full, POWERCUT_TORN_SECTORS, false);
    struct powercut_figures figures = {0};
    uint64_t previous = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t first = 0;
        uint64_t second = 0;
        powercut_run_seed(&setup, &rig, seed, &figures, &first);
        powercut_run_seed(&setup, &rig, seed, &figures, &second);
        assert_int_equal(first, second);
        assert_int_not_equal(first, previous);
        previous = first;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_its_seed),
        cmocka_unit_test(wal_full_keeps_all),
        cmocka_unit_test(wal_full_keeps_all_on_torn_sectors),
        cmocka_unit_test(wal_full_is_made_safely),
        cmocka_unit_test(journal_extra_keeps_all),
        cmocka_unit_test(making_with_full_is_caught),
        cmocka_unit_test(wal_normal_is_caught),
        cmocka_unit_test(wal_off_is_caught),
        cmocka_unit_test(journal_full_is_caught),
        cmocka_unit_test(lying_disk_is_caught),
    };
    return cmocka_run_group_tests_name("powercut", tests, NULL, NULL);
}
