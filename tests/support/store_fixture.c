#include "support/store_fixture.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define FIXTURE_ARENA_BYTES ((size_t)256 << 20)

bool ll_fixture_is_postgres(void)
{
    const char *engine = getenv("LL_TEST_ENGINE");

    return engine != NULL && strcmp(engine, "postgres") == 0;
}

bool ll_fixture_skip(void)
{
    const char *skip = getenv("LL_SKIP_POSTGRES");

    if (!ll_fixture_is_postgres() || getenv("LL_TEST_POSTGRES") != NULL) {
        return false;
    }
    if (skip == NULL || strcmp(skip, "1") != 0) {
        fail_msg("LL_TEST_POSTGRES is not set: start one with tests/support/pg_cluster.sh start, "
                 "or set LL_SKIP_POSTGRES=1 to leave PostgreSQL untested");
    }
    return true;
}

void ll_fixture_status(const struct ll_fixture *fixture, enum ll_status expected,
                       enum ll_status status, const char *text, const char *file, int line)
{
    if (status != expected) {
        print_error("%s\n  is %s, not %s: [%s] %s %s\n", text, ll_status_name(status),
                    ll_status_name(expected), fixture->err.where, fixture->err.text,
                    fixture->err.hint);
        _fail(file, line);
    }
}

static PGconn *raw_connect(const char *target)
{
    PGconn *conn = PQconnectdb(target);

    if (PQstatus(conn) != CONNECTION_OK) {
        fail_msg("LL_TEST_POSTGRES: %s", PQerrorMessage(conn));
    }
    return conn;
}

static void raw_postgres(const char *target, const char *sql)
{
    PGconn *conn = raw_connect(target);
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    }
    PQclear(result);
    PQfinish(conn);
}

static void raw_sqlite(const char *path, const char *sql)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

void ll_fixture_raw(struct ll_fixture *fixture, const char *sql)
{
    if (fixture->postgres) {
        raw_postgres(fixture->target, sql);
    } else {
        raw_sqlite(fixture->target + strlen("sqlite:"), sql);
    }
}

static void name_postgres(struct ll_fixture *fixture)
{
    const char *base = getenv("LL_TEST_POSTGRES");
    struct timespec now;
    char sql[128];

    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(fixture->schema, sizeof(fixture->schema), "t_%ld_%ld_%ld", (long)getpid(),
             (long)now.tv_sec, now.tv_nsec);
    snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", fixture->schema);
    raw_postgres(base, sql);
    /* The schema first, so that tables are made there; extensions are found in public. */
    snprintf(fixture->target, sizeof(fixture->target),
             "%s%capplication_name=%s&options=-csearch_path%%3D%s%%2Cpublic", base,
             strchr(base, '?') == NULL ? '?' : '&', fixture->schema, fixture->schema);
}

struct ll_store *ll_fixture_open(struct ll_fixture *fixture, bool read_only)
{
    struct ll_store_options options = {
        .target = ll_str_from_cstr(fixture->target),
        .read_only = read_only,
        .create = !read_only,
        .set = fixture->set,
    };
    struct ll_store *store = NULL;

    ASSERT_OK(fixture, ll_store_open(&options, &store, &fixture->err));
    return store;
}

void ll_fixture_start(struct ll_fixture *fixture, const struct ll_store_set *set)
{
    ll_fixture_start_on(fixture, set, ll_fixture_is_postgres());
}

void ll_fixture_start_on(struct ll_fixture *fixture, const struct ll_store_set *set, bool postgres)
{
    const char *tmp = getenv("TMPDIR");

    memset(fixture, 0, sizeof(*fixture));
    fixture->set = set;
    fixture->postgres = postgres;
    snprintf(fixture->dir, sizeof(fixture->dir), "%s/ll_store_XXXXXX", tmp == NULL ? "/tmp" : tmp);
    assert_non_null(mkdtemp(fixture->dir));
    if (fixture->postgres) {
        name_postgres(fixture);
    } else {
        snprintf(fixture->target, sizeof(fixture->target), "sqlite:%s/ledger.db", fixture->dir);
    }
    ll_arena_init(&fixture->arena, &ll_arena_malloc, FIXTURE_ARENA_BYTES);
    fixture->store = ll_fixture_open(fixture, false);
}

/* The folder and the files in it. */
static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            assert_int_equal(unlinkat(dirfd(dir), entry->d_name, 0), 0);
        }
    }
    closedir(dir);
    assert_int_equal(rmdir(path), 0);
}

void ll_fixture_end(struct ll_fixture *fixture)
{
    char command[512];

    ll_store_close(fixture->store);
    ll_arena_release(&fixture->arena);
    if (fixture->postgres) {
        snprintf(command, sizeof(command),
                 "SET client_min_messages = warning; DROP SCHEMA %s CASCADE", fixture->schema);
        raw_postgres(getenv("LL_TEST_POSTGRES"), command);
    }
    remove_folder(fixture->dir);
}

void ll_fixture_migrate(struct ll_fixture *fixture)
{
    const struct ll_time now = {INT64_C(1767225600000000)};
    struct ll_store_upgraded upgraded;

    ASSERT_OK(fixture, ll_store_upgrade(fixture->store, &fixture->arena, now, NULL, &upgraded,
                                        &fixture->err));
}
