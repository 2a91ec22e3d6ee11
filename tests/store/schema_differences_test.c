/*
 * Every table, column, constraint, index, trigger and function of the product's schema is taken
 * away, altered, or put under another name: the comparison names each. All of one kind at once,
 * since each is told by its own name; and one of each kind alone, which is then all that is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "store/schema.h"
#include "support/store_fixture.h"

#define SQL_BYTES_MAX ((size_t)1 << 20)

enum deed {
    DEED_DROP,
    DEED_ALTER
};

static const char *const kinds[] = {"table", "column",  "constraint",
                                    "index", "trigger", "function"};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

struct bench {
    struct ll_fixture f;
    sqlite3 *db; /* SQLite: the file by the library alone */
    struct ll_schema sound;
};

/* ---- PostgreSQL: in a transaction that is rolled back ---- */
static const struct {
    const char *kind;
    const char *deeds[2]; /* %t the table, %n the name */
} postgres_deeds[KIND_COUNT] = {
    {"table", {"DROP TABLE %t CASCADE", "ALTER TABLE %t ENABLE ROW LEVEL SECURITY"}},
    {"column",
     {"ALTER TABLE %t DROP COLUMN %n CASCADE", "ALTER TABLE %t ALTER COLUMN %n SET DEFAULT '7'"}},
    {"constraint",
     {"ALTER TABLE %t DROP CONSTRAINT IF EXISTS %n CASCADE",
      "ALTER TABLE %t DROP CONSTRAINT IF EXISTS %n CASCADE;"
      "ALTER TABLE %t ADD CONSTRAINT %n CHECK (true)"}},
    {"index", {"DROP INDEX %n", "DROP INDEX %n; CREATE INDEX %n ON %t ((1))"}},
    {"trigger", {"DROP TRIGGER %n ON %t", "ALTER TABLE %t DISABLE TRIGGER %n"}},
    {"function",
     {"DROP FUNCTION %n() CASCADE",
      "CREATE OR REPLACE FUNCTION %n() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN RETURN new; END'"}},
};

static void do_on_postgres(struct bench *b, const struct ll_schema_object *object, size_t kind,
                           enum deed deed)
{
    struct ll_arena_mark mark = ll_arena_mark(&b->f.arena);
    struct ll_strbuf buf;
    struct ll_str text;

    ll_strbuf_init(&buf, &b->f.arena, SQL_BYTES_MAX);
    for (const char *sql = postgres_deeds[kind].deeds[deed]; *sql != '\0'; sql++) {
        if (*sql == '%') {
            sql++;
            ll_strbuf_str(&buf, *sql == 't' ? object->table : object->name);
        } else {
            ll_strbuf_char(&buf, *sql);
        }
    }
    ll_strbuf_char(&buf, '\0');
    ASSERT_OK(&b->f, ll_strbuf_finish(&buf, &text, &b->f.err));
    ASSERT_OK(&b->f, ll_store_script(b->f.store, text.ptr, &b->f.err));
    ll_arena_rewind(&b->f.arena, mark);
}

/* ---- SQLite: the texts are rows, written over and put back ---- */
static void lite(struct bench *b, const char *sql)
{
    if (sqlite3_exec(b->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(b->db));
    }
}

/* A statement with up to two texts. */
static void lite_with(struct bench *b, const char *sql, struct ll_str first, struct ll_str second)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(b->db, sql, -1, &stmt, NULL), SQLITE_OK);
    sqlite3_bind_text(stmt, 1, first.ptr, (int)first.len, SQLITE_TRANSIENT);
    if (sqlite3_bind_parameter_count(stmt) > 1) {
        sqlite3_bind_text(stmt, 2, second.ptr, (int)second.len, SQLITE_TRANSIENT);
    }
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(b->db), 1);
    sqlite3_finalize(stmt);
}

/* Parts that are to go, or to be another; the others as they were. */
static void write_table(struct bench *b, const struct ll_schema_object *table, const char *kind,
                        const struct ll_schema_object *only, enum deed deed)
{
    struct ll_strbuf buf;
    struct ll_str sql;
    const char *between = "";

    ll_strbuf_init(&buf, &b->f.arena, SQL_BYTES_MAX);
    ll_strbuf_fmt(&buf, "CREATE TABLE %.*s (", LL_STR_ARG(table->name));
    for (size_t i = 0; i < b->sound.count; i++) {
        const struct ll_schema_object *part = &b->sound.objects[i];
        bool is_part =
            ll_str_eq(part->table, table->name) &&
            (ll_str_eq_cstr(part->kind, "column") || ll_str_eq_cstr(part->kind, "constraint"));
        bool hit = ll_str_eq_cstr(part->kind, kind) && (only == NULL || only == part);

        if (is_part && !(hit && deed == DEED_DROP)) {
            ll_strbuf_fmt(&buf, "%s%.*s%s", between, LL_STR_ARG(part->definition),
                          hit ? " CHECK (1 = 1)" : "");
            between = ", ";
        }
    }
    ll_strbuf_fmt(&buf, ") %.*s%s", LL_STR_ARG(table->definition),
                  strcmp(kind, "table") == 0 ? " -- none\n, UNKNOWN" : "");
    ASSERT_OK(&b->f, ll_strbuf_finish(&buf, &sql, &b->f.err));
    lite_with(b, "UPDATE sqlite_schema SET sql = ?2 WHERE type = 'table' AND name = ?1",
              table->name, sql);
}

/* `alone`: not what else of its kind the table has, too. */
static void do_on_sqlite(struct bench *b, const struct ll_schema_object *object, size_t kind,
                         enum deed deed, bool alone)
{
    bool is_part = strcmp(kinds[kind], "column") == 0 || strcmp(kinds[kind], "constraint") == 0;

    if (is_part || (strcmp(kinds[kind], "table") == 0 && deed == DEED_ALTER)) {
        for (size_t i = 0; i < b->sound.count; i++) {
            const struct ll_schema_object *table = &b->sound.objects[i];

            if (ll_str_eq_cstr(table->kind, "table") && ll_str_eq(table->name, object->table)) {
                write_table(b, table, kinds[kind], is_part && alone ? object : NULL, deed);
            }
        }
    } else if (deed == DEED_DROP) {
        lite_with(b, "DELETE FROM sqlite_schema WHERE name = ?1", object->name, LL_STR(""));
    } else {
        lite_with(b, "UPDATE sqlite_schema SET sql = sql || ' WHERE 1' WHERE name = ?1",
                  object->name, LL_STR(""));
    }
}

/* ---- both ---- */
static void begin(struct bench *b)
{
    if (b->f.postgres) {
        ASSERT_OK(&b->f, ll_store_begin(b->f.store, LL_STORE_WRITE, &b->f.err));
    }
}

static const struct ll_store_difference *compare(struct bench *b)
{
    const struct ll_store_difference *first = NULL;

    if (!ll_store_in_transaction(b->f.store)) {
        ASSERT_OK(&b->f, ll_store_begin(b->f.store, LL_STORE_READ, &b->f.err));
    }
    ASSERT_OK(&b->f, ll_store_compare_schema(b->f.store, &b->f.arena, &first, &b->f.err));
    ll_store_rollback(b->f.store);
    return first;
}

static void put_back(struct bench *b)
{
    if (!b->f.postgres) {
        lite(b, "DELETE FROM sqlite_schema; INSERT INTO sqlite_schema SELECT * FROM sound");
    }
    assert_null(compare(b));
}

static void do_one(struct bench *b, const struct ll_schema_object *object, size_t kind,
                   enum deed deed, bool alone)
{
    if (b->f.postgres) {
        do_on_postgres(b, object, kind, deed);
    } else {
        do_on_sqlite(b, object, kind, deed, alone);
    }
}

static bool is_told(const struct ll_store_difference *first, const struct ll_schema_object *object,
                    enum deed deed)
{
    enum ll_store_difference_how how = deed == DEED_DROP ? LL_STORE_MISSING : LL_STORE_CHANGED;

    while (first != NULL &&
           !(first->how == how && ll_str_eq(first->kind, object->kind) &&
             ll_str_eq(first->table, object->table) && ll_str_eq(first->name, object->name))) {
        first = first->next;
    }
    return first != NULL;
}

static void try_all(struct bench *b, size_t kind, enum deed deed)
{
    size_t tried = 0;

    begin(b);
    for (size_t i = 0; i < b->sound.count; i++) {
        if (ll_str_eq_cstr(b->sound.objects[i].kind, kinds[kind])) {
            do_one(b, &b->sound.objects[i], kind, deed, false);
            tried++;
        }
    }
    const struct ll_store_difference *first = compare(b);

    for (size_t i = 0; i < b->sound.count; i++) {
        const struct ll_schema_object *object = &b->sound.objects[i];

        if (ll_str_eq_cstr(object->kind, kinds[kind]) && !is_told(first, object, deed)) {
            fail_msg("%s %.*s %.*s of %.*s is not told", deed == DEED_DROP ? "dropped" : "altered",
                     LL_STR_ARG(object->kind), LL_STR_ARG(object->name), LL_STR_ARG(object->table));
        }
    }
    assert_true(tried > 10 || (!b->f.postgres && strcmp(kinds[kind], "function") == 0));
    put_back(b);
}

/* Of its kind, and nothing hangs on it. */
static bool is_free(const struct ll_schema_object *object, size_t kind)
{
    return ll_str_eq_cstr(object->kind, kinds[kind]) &&
           (strcmp(kinds[kind], "constraint") != 0 ||
            ll_str_find(object->definition, LL_STR("CHECK ("), false) != SIZE_MAX);
}

/* An altered object, alone: nothing else is told. The one in the middle of its kind. */
static void try_one(struct bench *b, size_t kind)
{
    const struct ll_schema_object *object = NULL;
    size_t count = 0;

    for (size_t pass = 0; pass < 2; pass++) {
        size_t at = 0;

        for (size_t i = 0; i < b->sound.count; i++) {
            if (is_free(&b->sound.objects[i], kind) && at++ == count / 2) {
                object = &b->sound.objects[i];
            }
        }
        count = at;
    }
    if (object == NULL) {
        return;
    }
    begin(b);
    do_one(b, object, kind, DEED_ALTER, true);
    const struct ll_store_difference *first = compare(b);

    assert_true(is_told(first, object, DEED_ALTER));
    if (first->next != NULL) {
        fail_msg("beside %.*s, %.*s of %.*s is told", LL_STR_ARG(object->name),
                 LL_STR_ARG(first->next->name), LL_STR_ARG(first->next->table));
    }
    put_back(b);
}

static void start(struct bench *b)
{
    *b = (struct bench){.db = NULL};
    ll_fixture_start(&b->f, NULL);
    ll_fixture_migrate(&b->f);
    b->sound.arena = &b->f.arena;
    ASSERT_OK(&b->f, ll_store_begin(b->f.store, LL_STORE_READ, &b->f.err));
    ASSERT_OK(&b->f, ll_schema_read(b->f.store, &b->sound, &b->f.err));
    ll_store_rollback(b->f.store);
    if (!b->f.postgres) {
        assert_int_equal(sqlite3_open(b->f.target + strlen("sqlite:"), &b->db), SQLITE_OK);
        lite(b, "PRAGMA synchronous = OFF; PRAGMA writable_schema = ON;"
                "CREATE TEMP TABLE sound AS SELECT * FROM sqlite_schema");
    }
}

static void every_object_is_named(void **state)
{
    struct bench b;

    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    start(&b);
    put_back(&b);
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        try_all(&b, kind, DEED_DROP);
        try_all(&b, kind, DEED_ALTER);
        try_one(&b, kind);
    }
    sqlite3_close(b.db);
    ll_fixture_end(&b.f);
}

/* One at a time, what somebody added or took off; and what they are said to be part of. */
static void what_is_told_of_each(void **state)
{
    static const struct {
        const char *sqlite;
        const char *postgres;
        const char *told; /* how, kind, table, name, made anew by an upgrade */
    } cases[] = {
        {"CREATE TABLE notes (a)", "CREATE TABLE notes (a bigint)", "2 table notes notes 0"},
        {"CREATE VIEW seen AS SELECT 1", "CREATE VIEW seen AS SELECT 1", "2 view seen seen 0"},
        {"CREATE INDEX mine ON lot (mass_g)", "CREATE INDEX mine ON lot (mass_g)",
         "2 index lot mine 1"},
        {"ALTER TABLE lot ADD COLUMN note TEXT", "ALTER TABLE lot ADD COLUMN note text",
         "2 column lot note 1"},
        {"DROP INDEX annex_by_event", "DROP INDEX annex_by_event",
         "0 index annex annex_by_event 0"},
        {"CREATE TRIGGER quiet BEFORE INSERT ON lot BEGIN SELECT RAISE(IGNORE); END",
         "CREATE RULE quiet AS ON INSERT TO lot DO INSTEAD NOTHING", NULL},
        {"DROP TABLE party", "DROP TABLE party", "0 table party party 1"},
        {"DROP TABLE mail", "DROP TABLE mail", "0 table mail mail 0"},
    };
    struct ll_fixture f;

    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    ll_fixture_start(&f, NULL);
    ll_fixture_migrate(&f);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct ll_store_difference *d = NULL;
        char told[256];

        ASSERT_OK(&f, ll_store_begin(f.store, LL_STORE_WRITE, &f.err));
        ASSERT_OK(
            &f, ll_store_script(f.store, f.postgres ? cases[i].postgres : cases[i].sqlite, &f.err));
        ASSERT_OK(&f, ll_store_compare_schema(f.store, &f.arena, &d, &f.err));
        assert_non_null(d);
        assert_null(d->next);
        snprintf(told, sizeof(told), "%d %.*s %.*s %.*s %d", (int)d->how, LL_STR_ARG(d->kind),
                 LL_STR_ARG(d->table), LL_STR_ARG(d->name), d->is_projection ? 1 : 0);
        assert_string_equal(told, cases[i].told != NULL ? cases[i].told
                                  : f.postgres          ? "2 rule lot quiet 1"
                                                        : "2 trigger lot quiet 1");
        ll_store_rollback(f.store);
    }
    ll_fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_object_is_named),
        cmocka_unit_test(what_is_told_of_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
