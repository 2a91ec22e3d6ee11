/*
 * Tampering: in a copy of a sound ledger whose file has lost all its constraints, one value of one
 * row is changed, emptied or swapped with another's, one row deleted or doubled; each time the
 * audit must report it, in words that name the table's kind of fault. What cannot be seen is listed
 * here with the reason, and it is checked that it still cannot.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sqlite3.h>

#include "audit/full_ledger.h"
#include "audit/tamper_tables.h"
#include "proof/data_integrity.h"
#include "proof/tile.h"
#include "service/keys.h"

#define TABLES_MAX 128
#define ROWS_TRIED 4
#define ROWS_TRIED_WHOLE 12
#define LATER_US 10000000

struct bench {
    struct ll_ledger *ledger;
    sqlite3 *db;            /* the copy to tamper with; "sound" and "plain" are attached */
    struct ll_store *store; /* the same for the audit, which reads only */
    char path[512];
    struct ll_arena arena;
    int64_t tried;
    int64_t unseen;
    int64_t failed;
};

static void sql(struct bench *b, const char *text)
{
    char *message = NULL;
    if (sqlite3_exec(b->db, text, NULL, NULL, &message) != SQLITE_OK) {
        fail_msg("%s: %s", text, message);
    }
}

static void sqlf(struct bench *b, const char *format, ...) LL_PRINTF(2, 3);
static void sqlf(struct bench *b, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    sql(b, text);
}

static sqlite3_stmt *prepare(struct bench *b, const char *text)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(b->db, text, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", text, sqlite3_errmsg(b->db));
    }
    return statement;
}

/* ---- the copy ---- */
struct table {
    char name[64];
    char columns[40][64];
    char types[40][16];
    size_t column_count;
    int64_t rows;
};

/* So that the audit finds rows as fast as in a sound store; not unique. */
static void add_index(struct bench *b, const char *table)
{
    sqlite3_stmt *keys = prepare(b, "SELECT group_concat(name) FROM (SELECT name FROM"
                                    " pragma_table_info(?1, 'sound') WHERE pk > 0 ORDER BY pk)");
    sqlite3_bind_text(keys, 1, table, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(keys), SQLITE_ROW);
    sqlf(b, "CREATE INDEX main.\"%s_by_key\" ON \"%s\" (%s)", table, table,
         (const char *)sqlite3_column_text(keys, 0));
    sqlite3_finalize(keys);
}

static size_t list_tables(struct bench *b, struct table *tables, size_t max)
{
    sqlite3_stmt *names = prepare(b, "SELECT name FROM sound.sqlite_schema WHERE type = 'table' "
                                     "AND name NOT LIKE 'sqlite_%' ORDER BY name");
    size_t count = 0;
    while (sqlite3_step(names) == SQLITE_ROW) {
        struct table *t = &tables[count++];
        char text[256];
        assert_true(count <= max);
        (void)snprintf(t->name, sizeof(t->name), "%s", (const char *)sqlite3_column_text(names, 0));
        (void)snprintf(text, sizeof(text),
                       "SELECT name, type FROM pragma_table_info('%s', 'sound')", t->name);
        sqlite3_stmt *columns = prepare(b, text);
        while (sqlite3_step(columns) == SQLITE_ROW) {
            size_t at = t->column_count++;
            (void)snprintf(t->columns[at], sizeof(t->columns[at]), "%s",
                           (const char *)sqlite3_column_text(columns, 0));
            (void)snprintf(t->types[at], sizeof(t->types[at]), "%s",
                           (const char *)sqlite3_column_text(columns, 1));
        }
        sqlite3_finalize(columns);
        sqlf(b, "CREATE TABLE plain.\"%s\" AS SELECT * FROM sound.\"%s\"", t->name, t->name);
        sqlf(b, "CREATE TABLE main.\"%s\" AS SELECT * FROM plain.\"%s\" ORDER BY rowid", t->name,
             t->name);
        add_index(b, t->name);
        (void)snprintf(text, sizeof(text), "SELECT count(*) FROM main.\"%s\"", t->name);
        sqlite3_stmt *rows = prepare(b, text);
        assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
        t->rows = sqlite3_column_int64(rows, 0);
        sqlite3_finalize(rows);
    }
    sqlite3_finalize(names);
    return count;
}

/* A file with the same rows and no constraint, key or trigger. */
static size_t open_bench(struct bench *b, struct ll_ledger *l, struct table *tables, size_t max)
{
    char sound[512];
    *b = (struct bench){.ledger = l};
    (void)snprintf(sound, sizeof(sound), "%s/sound.db", l->fixture.dir);
    (void)snprintf(b->path, sizeof(b->path), "%s/tampered.db", l->fixture.dir);
    assert_int_equal(ll_store_backup(l->ctx.store, ll_str_from_cstr(sound), &l->err), LL_OK);
    assert_int_equal(sqlite3_open(b->path, &b->db), SQLITE_OK);
    sql(b, "PRAGMA journal_mode = WAL");
    sql(b, "PRAGMA synchronous = OFF"); /* nothing of it outlasts the test */
    sqlf(b, "ATTACH '%s' AS sound", sound);
    sql(b, "ATTACH ':memory:' AS plain"); /* the rows in an order of their own, to restore from */
    ll_arena_init(&b->arena, &ll_arena_malloc, (size_t)256 << 20);
    return list_tables(b, tables, max);
}

static void close_bench(struct bench *b)
{
    char path[600];
    static const char *const endings[] = {"sound.db",    "sound.db-wal",    "sound.db-shm",
                                          "tampered.db", "tampered.db-wal", "tampered.db-shm"};
    ll_store_close(b->store);
    assert_int_equal(sqlite3_close(b->db), SQLITE_OK);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        (void)snprintf(path, sizeof(path), "%s/%s", b->ledger->fixture.dir, endings[i]);
        (void)remove(path);
    }
    ll_arena_release(&b->arena);
}

static const struct ll_audit_report *audit_copy(struct bench *b)
{
    char target[600];
    (void)snprintf(target, sizeof(target), "sqlite:%s", b->path);
    const struct ll_store_options options = {.target = ll_str_from_cstr(target), .read_only = true};
    ll_arena_reset(&b->arena);
    if (b->store == NULL && ll_store_open(&options, &b->store, &b->ledger->err) != LL_OK) {
        fail_msg("%s: %s", b->ledger->err.where, b->ledger->err.text);
    }
    return ll_audit_of(b->ledger, b->store, &b->arena);
}

/* ---- what is expected ---- */
static bool is_expected(const struct ll_audit_report *report, const char *table, const char *column)
{
    size_t row = 0;
    while (expected[row].table != NULL &&
           (strcmp(expected[row].table, table) != 0 ||
            (expected[row].column != NULL &&
             strcmp(expected[row].column, column == NULL ? "" : column) != 0))) {
        row++;
    }
    for (size_t i = 0; i < LL_AUDIT_CODE_COUNT; i++) {
        for (size_t k = 0; report->code_counts[i] > 0 && k < CODES_MAX; k++) {
            const char *code = expected[row].codes[k];
            if (code != NULL && strcmp(code, ll_audit_code_name((enum ll_audit_code)i)) == 0) {
                return true;
            }
        }
    }
    return false;
}

static size_t find_unseen(const char *table, const char *column, enum deed deed)
{
    size_t i = 0;
    for (; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        if (strcmp(unseen[i].table, table) == 0 && unseen[i].deeds[deed] &&
            (unseen[i].column == NULL ||
             (column != NULL && strcmp(unseen[i].column, column) == 0))) {
            break;
        }
    }
    return i;
}

static void judge(struct bench *b, const struct table *t, const char *column, int64_t row,
                  enum deed deed)
{
    const struct ll_audit_report *report = audit_copy(b);
    size_t listed = find_unseen(t->name, column, deed);
    bool is_listed = listed < sizeof(unseen) / sizeof(unseen[0]);
    b->tried++;
    if (is_listed && report->finding_count == 0) {
        b->unseen++;
        return;
    }
    bool good = is_listed ? unseen[listed].sometimes : is_expected(report, t->name, column);
    if (!good) {
        b->failed++;
        print_error("%s %s.%s of row %lld: %lld findings%s\n", deed_names[deed], t->name,
                    column == NULL ? "*" : column, (long long)row, (long long)report->finding_count,
                    is_listed ? ", though it is listed as not to be seen" : "");
        ll_print_findings(report);
    }
}

static void restore(struct bench *b, const struct table *t)
{
    sqlf(b, "DELETE FROM main.\"%s\"", t->name);
    sqlf(b, "INSERT INTO main.\"%s\" SELECT * FROM plain.\"%s\" ORDER BY rowid", t->name, t->name);
}

/* ---- deeds ---- */
/* Another value of the same type; false when the value is NULL and stays so. */
static void change(struct bench *b, const struct table *t, size_t column, int64_t rowid)
{
    const char *name = t->columns[column];
    const char *type = t->types[column];
    if (strcmp(type, "INTEGER") == 0 || strcmp(type, "INT") == 0) {
        /* An event's time is checked against its id's, to the second. */
        int by = strcmp(name, "recorded_at") == 0 ? LATER_US : 1;
        sqlf(b, "UPDATE main.\"%s\" SET \"%s\" = coalesce(\"%s\" + %d, 1) WHERE rowid = %lld",
             t->name, name, name, by, (long long)rowid);
    } else if (strcmp(type, "TEXT") == 0) {
        sqlf(b, "UPDATE main.\"%s\" SET \"%s\" = coalesce(\"%s\", '') || 'x' WHERE rowid = %lld",
             t->name, name, name, (long long)rowid);
    } else {
        char text[512];
        (void)snprintf(text, sizeof(text), "SELECT \"%s\" FROM main.\"%s\" WHERE rowid = %lld",
                       name, t->name, (long long)rowid);
        sqlite3_stmt *read = prepare(b, text);
        assert_int_equal(sqlite3_step(read), SQLITE_ROW);
        uint8_t bytes[LL_TILE_BYTES] = {0};
        int size = sqlite3_column_bytes(read, 0);
        assert_true(size <= (int)sizeof(bytes));
        if (size > 0) {
            memcpy(bytes, sqlite3_column_blob(read, 0), (size_t)size);
        }
        sqlite3_finalize(read);
        size = size == 0 ? 16 : size;
        bytes[size - 1] ^= 1;
        (void)snprintf(text, sizeof(text), "UPDATE main.\"%s\" SET \"%s\" = ?1 WHERE rowid = %lld",
                       t->name, name, (long long)rowid);
        sqlite3_stmt *write = prepare(b, text);
        sqlite3_bind_blob(write, 1, bytes, size, SQLITE_TRANSIENT);
        assert_int_equal(sqlite3_step(write), SQLITE_DONE);
        sqlite3_finalize(write);
    }
}

static bool has_sql(struct bench *b, const char *format, ...) LL_PRINTF(2, 3);
static bool has_sql(struct bench *b, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    sqlite3_stmt *statement = prepare(b, text);
    bool has = sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int(statement, 0) != 0;
    sqlite3_finalize(statement);
    return has;
}

/* The value that another row has in the sound ledger. */
static void take_value(struct bench *b, const struct table *t, const char *name, int64_t row,
                       int64_t from)
{
    sqlf(b,
         "UPDATE main.\"%s\" SET \"%s\" = (SELECT \"%s\" FROM plain.\"%s\" WHERE rowid = %lld) "
         "WHERE rowid = %lld",
         t->name, name, name, t->name, (long long)from, (long long)row);
}

/* Consents of two countries are the same in either order: no row says which came first. */
static bool may_change_places(struct bench *b, const struct table *t, const char *name, int64_t row,
                              int64_t other)
{
    return strcmp(t->name, "event") == 0 && strcmp(name, "body") == 0 &&
           has_sql(b,
                   "SELECT count(*) = 2 FROM main.event WHERE rowid IN (%lld, %lld) "
                   "AND kind = 'consent_recorded'",
                   (long long)row, (long long)other);
}

static void tamper_value(struct bench *b, const struct table *t, size_t column, int64_t row)
{
    const char *name = t->columns[column];
    change(b, t, column, row);
    judge(b, t, name, row, DEED_CHANGE);
    restore(b, t);
    if (has_sql(b, "SELECT \"%s\" IS NOT NULL FROM main.\"%s\" WHERE rowid = %lld", name, t->name,
                (long long)row)) {
        sqlf(b, "UPDATE main.\"%s\" SET \"%s\" = NULL WHERE rowid = %lld", t->name, name,
             (long long)row);
        judge(b, t, name, row, DEED_NULL);
        restore(b, t);
    }
    int64_t other = row % t->rows + 1;
    if (has_sql(b,
                "SELECT a.\"%s\" IS NOT b.\"%s\" FROM main.\"%s\" AS a, main.\"%s\" AS b "
                "WHERE a.rowid = %lld AND b.rowid = %lld",
                name, name, t->name, t->name, (long long)row, (long long)other)) {
        take_value(b, t, name, row, other);
        take_value(b, t, name, other, row);
        /* Rows that differ in this column alone are the same two after it. */
        if (!may_change_places(b, t, name, row, other) &&
            has_sql(b,
                    "SELECT count(*) FROM (SELECT * FROM main.\"%s\" EXCEPT "
                    "SELECT * FROM plain.\"%s\")",
                    t->name, t->name)) {
            judge(b, t, name, row, DEED_SWAP);
        }
        restore(b, t);
    }
}

static void tamper_row(struct bench *b, const struct table *t, int64_t row)
{
    sqlf(b, "DELETE FROM main.\"%s\" WHERE rowid = %lld", t->name, (long long)row);
    judge(b, t, NULL, row, DEED_DELETE);
    restore(b, t);
    sqlf(b, "INSERT INTO main.\"%s\" SELECT * FROM main.\"%s\" WHERE rowid = %lld", t->name,
         t->name, (long long)row);
    judge(b, t, NULL, row, DEED_DOUBLE);
    restore(b, t);
}

static void tamper_table(struct bench *b, const struct table *t)
{
    int64_t step = t->rows > ROWS_TRIED ? t->rows / ROWS_TRIED : 1;
    for (int64_t row = 1; row <= t->rows; row += step) {
        for (size_t c = 0; c < t->column_count; c++) {
            tamper_value(b, t, c, row);
        }
    }
    step = t->rows > ROWS_TRIED_WHOLE ? t->rows / ROWS_TRIED_WHOLE : 1;
    for (int64_t row = 1; row <= t->rows; row += step) {
        tamper_row(b, t, row);
    }
}

static bool may_have_no_rows(const char *table)
{
    bool may = false;
    for (size_t i = 0; i < sizeof(without_rows) / sizeof(without_rows[0]); i++) {
        may = may || strcmp(without_rows[i].table, table) == 0;
    }
    return may;
}

static void every_column_and_row(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static struct table tables[TABLES_MAX];
    struct bench b;
    memset(tables, 0, sizeof(tables));
    ll_make_full_ledger(l);
    size_t count = open_bench(&b, l, tables, TABLES_MAX);
    const struct ll_audit_report *sound = audit_copy(&b);
    ll_print_findings(sound);
    assert_int_equal(sound->finding_count, 0);
    for (size_t i = 0; i < count; i++) {
        const struct table *t = &tables[i];
        if (strncmp(t->name, "schema_", 7) == 0) {
            continue; /* of the store, which checks them whenever it is opened */
        }
        if ((t->rows == 0) != may_have_no_rows(t->name)) {
            fail_msg("the ledger has %lld rows of %s to tamper with", (long long)t->rows, t->name);
        }
        tamper_table(&b, t);
    }
    print_message("%lld tamperings, %lld listed as not to be seen\n", (long long)b.tried,
                  (long long)b.unseen);
    assert_true(b.tried > 1000);
    assert_int_equal(b.failed, 0);
    close_bench(&b);
}

/* Each entry of an event that has several. */
static void tamper_parts(struct bench *b, const struct table *t)
{
    int64_t tried = 0;
    for (int64_t row = 1; row <= t->rows; row++) {
        if (!has_sql(b,
                     "SELECT entry LIKE '%%,\"parts\":%%' FROM main.log_entry WHERE rowid = %lld",
                     (long long)row)) {
            continue;
        }
        for (size_t c = 0; c < t->column_count; c++) {
            tamper_value(b, t, c, row);
        }
        tamper_row(b, t, row);
        tried++;
    }
    assert_true(tried >= 4);
}

/* Two logs of the same events, with full tiles and an event of several entries. */
static void full_tiles(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static struct table tables[TABLES_MAX];
    struct bench b;
    memset(tables, 0, sizeof(tables));
    ll_make_registry(l);
    ll_call(l, "log start", "origin=log.example.org/tiles", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,100000,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    for (int i = 0; i < 2; i++) {
        for (int lot = 0; lot < LL_TILE_WIDTH + 3; lot++) {
            char record[16];
            (void)snprintf(record, sizeof(record), "r-%d-%d", i, lot);
            (void)ll_receive(l, record, "smartphone:10:1.7kg:removed");
        }
        ll_call(l, "log sequence", NULL);
    }
    ll_call(l, "allocation run", "programme=africa", NULL);
    (void)ll_receive(l, "last", "smartphone:10:1.7kg:removed");
    const struct ll_json *answer = ll_call(l, "log sequence", NULL);
    assert_true(ll_number_at(answer, "entries") > ll_number_at(answer, "events"));
    ll_call(l, "log start", "origin=log.example.org/more", NULL);
    ll_call(l, "log sequence", NULL);
    size_t count = open_bench(&b, l, tables, TABLES_MAX);
    const struct ll_audit_report *sound = audit_copy(&b);
    ll_print_findings(sound);
    assert_int_equal(sound->finding_count, 0);
    assert_true(sound->counts[LL_AUDIT_COUNT_LOG_ENTRIES] > (int64_t)4 * LL_TILE_WIDTH);
    for (size_t i = 0; i < count; i++) {
        const struct table *t = &tables[i];
        if (strncmp(t->name, "log", 3) != 0) {
            continue;
        }
        assert_true(t->rows > 1);
        tamper_table(&b, t);
        if (strcmp(t->name, "log_entry") == 0) {
            tamper_parts(&b, t);
        }
    }
    assert_true(b.tried > 100);
    assert_int_equal(b.failed, 0);
    close_bench(&b);
}

/* Why a lot was excluded that was admitted again, why allocations were released, units left or a
 * certificate was under review until it was raised or revoked, stands nowhere but in the event
 * itself; the public log leaves it out, too. */
static bool is_reason(const char *body, size_t at)
{
    const char *reason = strstr(body, "\"reason\":\"");
    const char *end = reason == NULL ? NULL : strpbrk(reason + 10, ",}");
    return reason != NULL && at > (size_t)(reason - body) && at < (size_t)(end - body);
}

/* So does what a notification said before its draft was changed, or a step of a plan before it was
 * stated again. */
static bool is_first_draft(struct bench *b, int64_t row)
{
    return has_sql(b,
                   "SELECT kind = 'notification_drafted' OR (kind = 'plan_step_stated' AND EXISTS "
                   "(SELECT 1 FROM main.event AS later WHERE later.kind = draft.kind "
                   "AND later.rowid > draft.rowid "
                   "AND later.body ->> 'plan_step_id' = draft.body ->> 'plan_step_id')) "
                   "FROM main.event AS draft WHERE rowid = %lld",
                   (long long)row);
}

/* Any other letter or digit in an event's body or public part is seen. */
static void every_letter_of_events(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static struct table tables[TABLES_MAX];
    struct bench b;
    struct table event = {.name = "event"};
    static const char *const columns[] = {"body", "public_body"};
    memset(tables, 0, sizeof(tables));
    ll_make_full_ledger(l);
    (void)open_bench(&b, l, tables, TABLES_MAX);
    for (size_t c = 0; c < 2; c++) {
        for (int64_t row = 1; row <= ll_event_total(l); row++) {
            char text[256];
            (void)snprintf(text, sizeof(text), "SELECT %s FROM main.event WHERE rowid = %lld",
                           columns[c], (long long)row);
            sqlite3_stmt *read = prepare(&b, text);
            assert_int_equal(sqlite3_step(read), SQLITE_ROW);
            const char *stored = (const char *)sqlite3_column_text(read, 0);
            char *body = strdup(stored == NULL ? "" : stored);
            sqlite3_finalize(read);
            size_t length = strlen(body);
            size_t from = ll_test_random_below(&l->random, 29);
            for (size_t at = from; at < length; at += 29) {
                char was = body[at];
                if ((was < '0' || was > '9') && (was < 'a' || was > 'z')) {
                    continue;
                }
                body[at] = was == '9' ? '0' : was == 'z' ? 'a' : (char)(was + 1);
                (void)snprintf(text, sizeof(text),
                               "UPDATE main.event SET %s = ?1 WHERE rowid = %lld", columns[c],
                               (long long)row);
                sqlite3_stmt *write = prepare(&b, text);
                sqlite3_bind_text(write, 1, body, -1, SQLITE_TRANSIENT);
                assert_int_equal(sqlite3_step(write), SQLITE_DONE);
                sqlite3_finalize(write);
                b.tried++;
                if (audit_copy(&b)->finding_count == 0 && !is_reason(body, at) &&
                    !is_first_draft(&b, row)) {
                    b.failed++;
                    print_error("%s of event %lld, byte %zu, %c for %c: %.120s\n", columns[c],
                                (long long)row, at, body[at], was, body);
                }
                body[at] = was;
            }
            free(body);
            restore(&b, &event);
        }
    }
    print_message("%lld letters changed\n", (long long)b.tried);
    assert_true(b.tried > 300);
    assert_int_equal(b.failed, 0);
    close_bench(&b);
}

static struct ll_str text_of(struct bench *b, const char *query, struct ll_arena *arena)
{
    sqlite3_stmt *read = prepare(b, query);
    assert_int_equal(sqlite3_step(read), SQLITE_ROW);
    struct ll_str text =
        ll_str_copy(arena, (struct ll_str){(const char *)sqlite3_column_blob(read, 0),
                                           (size_t)sqlite3_column_bytes(read, 0)});
    sqlite3_finalize(read);
    return text;
}

/* ---- whatever is stored, the audit comes to its end ---- */
static void any_value(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static struct table tables[TABLES_MAX];
    static const char *const values[] = {
        "-9223372036854775808",
        "9223372036854775807",
        "-1",
        "''",
        "x''",
        "replace(hex(zeroblob(20000)), '0', '[')",
        "'{\"a\":{}}'",
        "cast(x'ff00fe' as text)",
        "zeroblob(100000)",
        "1.5",
    };
    struct bench b;
    memset(tables, 0, sizeof(tables));
    ll_make_full_ledger(l);
    size_t count = open_bench(&b, l, tables, TABLES_MAX);
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < tables[i].column_count; c++) {
            for (size_t v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
                sqlf(&b, "UPDATE main.\"%s\" SET \"%s\" = %s WHERE rowid %% 2 = 1", tables[i].name,
                     tables[i].columns[c], values[v]);
                (void)audit_copy(&b);
                restore(&b, &tables[i]);
                b.tried++;
            }
        }
    }
    assert_true(b.tried > 1500);
    close_bench(&b);
}

/* Each number of each event's body as large as JSON takes it. */
static void any_number_in_events(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static struct table tables[TABLES_MAX];
    struct table event = {.name = "event"};
    struct bench b;
    memset(tables, 0, sizeof(tables));
    ll_make_full_ledger(l);
    (void)open_bench(&b, l, tables, TABLES_MAX);
    for (int64_t row = 1; row <= ll_event_total(l); row++) {
        char query[128];
        (void)snprintf(query, sizeof(query), "SELECT body FROM plain.event WHERE rowid = %lld",
                       (long long)row);
        struct ll_str body = text_of(&b, query, l->ctx.arena);
        for (size_t at = 0; at + 1 < body.len; at++) {
            if (body.ptr[at] != ':' || body.ptr[at + 1] < '0' || body.ptr[at + 1] > '9') {
                continue;
            }
            size_t end = at + 1;
            while (body.ptr[end] >= '0' && body.ptr[end] <= '9') {
                end++;
            }
            sqlite3_stmt *write =
                prepare(&b, "UPDATE main.event SET body = ?1 || ':9007199254740991' || ?2 "
                            "WHERE rowid = ?3");
            sqlite3_bind_text(write, 1, body.ptr, (int)at, SQLITE_TRANSIENT);
            sqlite3_bind_text(write, 2, body.ptr + end, (int)(body.len - end), SQLITE_TRANSIENT);
            sqlite3_bind_int64(write, 3, row);
            assert_int_equal(sqlite3_step(write), SQLITE_DONE);
            sqlite3_finalize(write);
            if (audit_copy(&b)->finding_count == 0) {
                print_error("not seen: the number at %zu of %.*s\n", at, LL_STR_ARG(body));
                b.failed++;
            }
            b.tried++;
        }
        restore(&b, &event);
    }
    assert_int_equal(b.failed, 0);
    assert_true(b.tried > 100);
    close_bench(&b);
}

/* Sign the body anew with the operator's own key. */
static struct ll_str sign_again(struct ll_ledger *l, struct ll_str text, char ret_digest_hex[65])
{
    struct ll_arena *arena = l->ctx.arena;
    struct ll_sign_key key;
    struct ll_json *body = NULL;
    struct ll_json *proof = NULL;
    struct ll_json *whole = NULL;
    struct ll_signature signature;
    struct ll_str bare;
    struct ll_str result;
    char method[LL_DID_KEY_METHOD_SIZE];
    uint8_t input[LL_DI_INPUT_SIZE];
    uint8_t digest[LL_DIGEST_SIZE];
    struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_keys_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    assert_int_equal(ll_json_read(arena, text, (size_t)1 << 20, &body, &l->err), LL_OK);
    struct ll_json *unsigned_body = ll_json_new_object(arena);
    for (size_t i = 0; i < body->count; i++) {
        if (!ll_str_eq_cstr(body->members[i].name, "proof")) {
            struct ll_json *copy = ll_json_new_null(arena);
            *copy = body->members[i].value;
            ll_json_set(arena, unsigned_body, ll_str_to_cstr(arena, body->members[i].name), copy);
        }
    }
    assert_int_equal(ll_json_canonical(arena, unsigned_body, (size_t)1 << 20, &bare, &l->err),
                     LL_OK);
    ll_crypto_sha256(l->ctx.crypto, bare, digest);
    for (size_t i = 0; i < sizeof(digest); i++) {
        (void)snprintf(ret_digest_hex + 2 * i, 3, "%02x", digest[i]);
    }
    ll_did_key_method(&key.public_key, method);
    struct ll_di_options options = {
        .method = ll_str_from_cstr(method),
        .created = ll_json_string_at(body, "validFrom"),
    };
    assert_int_equal(
        ll_di_sign_input(arena, &crypto, unsigned_body, &options, input, &proof, &l->err), LL_OK);
    ll_sign(&key, (struct ll_str){(const char *)input, sizeof(input)}, &signature);
    assert_int_equal(ll_di_attach(arena, unsigned_body, proof, &signature, &whole, &l->err), LL_OK);
    assert_int_equal(ll_json_canonical(arena, whole, (size_t)1 << 20, &result, &l->err), LL_OK);
    return result;
}

/* The first certificate of a stage that is not over, in its latest revision. */
#define LATEST_BODY                                                                                \
    "main.certificate_body JOIN main.certificate USING (certificate_id, revision) WHERE body "     \
    "LIKE '%%\"stage\":\"%s\"%%' AND state < 3 ORDER BY certificate_body.rowid LIMIT 1"

/* The lie everywhere: body, event, public part, projection. */
static void tell_lie(struct bench *b, size_t lie)
{
    struct ll_ledger *l = b->ledger;
    char query[512];
    char was[65];
    char is[65];
    (void)snprintf(query, sizeof(query), "SELECT body FROM " LATEST_BODY, lies[lie].stage);
    struct ll_str text = text_of(b, query, l->ctx.arena);
    (void)sign_again(l, text, was);
    size_t at = ll_str_find(text, ll_str_from_cstr(lies[lie].from), false);
    if (at == SIZE_MAX) {
        fail_msg("the certificate does not say %s: %.*s", lies[lie].from, LL_STR_ARG(text));
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, l->ctx.arena, (size_t)1 << 20);
    ll_strbuf_str(&buf, ll_str_sub(text, 0, at));
    ll_strbuf_cstr(&buf, lies[lie].to);
    ll_strbuf_str(&buf, ll_str_sub(text, at + strlen(lies[lie].from), text.len));
    assert_int_equal(ll_strbuf_finish(&buf, &text, &l->err), LL_OK);
    text = sign_again(l, text, is);
    (void)snprintf(query, sizeof(query),
                   "UPDATE main.certificate_body SET body = ?1 WHERE rowid = "
                   "(SELECT certificate_body.rowid FROM " LATEST_BODY ")",
                   lies[lie].stage);
    sqlite3_stmt *write = prepare(b, query);
    sqlite3_bind_text(write, 1, text.ptr, (int)text.len, SQLITE_TRANSIENT);
    assert_int_equal(sqlite3_step(write), SQLITE_DONE);
    sqlite3_finalize(write);
    assert_int_equal(sqlite3_changes(b->db), 1);
    sqlf(b,
         "UPDATE main.event SET body = replace(body, '%s', '%s'), "
         "public_body = replace(public_body, '%s', '%s')",
         was, is, was, is);
    sqlf(b, "UPDATE main.certificate SET body_digest = x'%s' WHERE body_digest = x'%s'", is, was);
    assert_int_equal(sqlite3_changes(b->db), 1);
}

static void signed_lies(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static struct table tables[TABLES_MAX];
    static const struct table changed[] = {
        {.name = "certificate_body"}, {.name = "event"}, {.name = "certificate"}};
    struct bench b;
    memset(tables, 0, sizeof(tables));
    ll_make_full_ledger(l);
    (void)open_bench(&b, l, tables, TABLES_MAX);
    /* Whoever has the operator's key has not the log's: the log would tell at once. */
    static const char *const logs[] = {"log", "log_entry", "log_tile", "log_checkpoint"};
    for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
        sqlf(&b, "DELETE FROM main.\"%s\"", logs[i]);
    }
    for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
        tell_lie(&b, i);
        const struct ll_audit_report *report = audit_copy(&b);
        if (report->finding_count == 0 ||
            report->code_counts[lies[i].code] != report->finding_count) {
            print_error("%s for %s\n", lies[i].to, lies[i].from);
            ll_print_findings(report);
            b.failed++;
        }
        for (size_t k = 0; k < sizeof(changed) / sizeof(changed[0]); k++) {
            restore(&b, &changed[k]);
        }
    }
    assert_int_equal(b.failed, 0);
    close_bench(&b);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, ll_ledger_start, ll_full_ledger_end)
    const struct CMUnitTest tests[] = {
        CASE(every_column_and_row), CASE(full_tiles), CASE(every_letter_of_events),
        CASE(signed_lies),          CASE(any_value),  CASE(any_number_in_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
