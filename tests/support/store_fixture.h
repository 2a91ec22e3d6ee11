/*
 * A store of its own for one test, on the engine that the environment names:
 *     LL_TEST_ENGINE    "sqlite" (when unset) or "postgres"
 *     LL_TEST_POSTGRES  postgresql://… of a database in which the test makes its own schema
 *     LL_SKIP_POSTGRES  "1": tests on PostgreSQL are skipped rather than failed without one
 */
#ifndef LL_TESTS_STORE_FIXTURE_H
#define LL_TESTS_STORE_FIXTURE_H

#include "base/arena.h"
#include "store/set.h"
#include "store/store.h"

struct ll_fixture {
    bool postgres;
    char dir[256];     /* a folder of its own, removed at the end */
    char target[1024]; /* for ll_store_options */
    char schema[64];   /* PostgreSQL */
    struct ll_arena arena;
    struct ll_store *store; /* open for writing, not migrated */
    const struct ll_store_set *set;
    struct ll_err err;
};

bool ll_fixture_is_postgres(void);
/* True when the test is to be skipped. Fails the test when the engine is not to be had. */
bool ll_fixture_skip(void);
/* Folder, empty store, open connection. `set` NULL: the product's. */
void ll_fixture_start(struct ll_fixture *fixture, const struct ll_store_set *set);
/* The same on a given engine, for tests that compare the two. */
void ll_fixture_start_on(struct ll_fixture *fixture, const struct ll_store_set *set, bool postgres);
/* Closes, and removes folder and schema. */
void ll_fixture_end(struct ll_fixture *fixture);
/* A further connection to the same store. */
struct ll_store *ll_fixture_open(struct ll_fixture *fixture, bool read_only);
void ll_fixture_migrate(struct ll_fixture *fixture);
/* SQL without parameters, outside the driver: the sqlite3 or libpq library at work. */
void ll_fixture_raw(struct ll_fixture *fixture, const char *sql);

/* Fail the test with the error's text unless the status is what it should be. */
#define ASSERT_STATUS(fixture, expected, expr)                                                     \
    ll_fixture_status((fixture), (expected), (expr), #expr, __FILE__, __LINE__)
#define ASSERT_OK(fixture, expr) ASSERT_STATUS((fixture), LL_OK, (expr))
void ll_fixture_status(const struct ll_fixture *fixture, enum ll_status expected,
                       enum ll_status status, const char *text, const char *file, int line);

#endif
