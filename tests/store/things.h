/* What the tests of the store share: their schema, and a thing with a value in every field. */
#ifndef LL_TESTS_THINGS_H
#define LL_TESTS_THINGS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "store_sql/q_things.h"
#include "support/store_fixture.h"

extern const struct ll_store_set ll_store_test_set;

/* Set-up and tear-down of one test: *state = struct ll_fixture * with the schema in place, or NULL
 * when the engine is to be skipped. */
int things_start(void **state);
int things_end(void **state);
/* The fixture of a test; skips it when there is none. */
struct ll_fixture *things_fixture(void **state);
#define THINGS_TEST(f) cmocka_unit_test_setup_teardown(f, things_start, things_end)

struct ll_id things_id(uint64_t number);
/* Code "code-N", amount N, every nullable field there. */
struct ll_q_thing_insert_in things_make(uint64_t number);
/* Begin, insert first … last, commit. */
void things_insert(struct ll_fixture *fixture, uint64_t first, uint64_t last);
int64_t things_count(struct ll_fixture *fixture, struct ll_store *store);

#endif
