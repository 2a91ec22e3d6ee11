/* The product's own schema and queries, on the engine under test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "store/driver.h"
#include "support/store_fixture.h"

static int start(void **state)
{
    struct ll_fixture *fixture;

    if (ll_fixture_skip()) {
        return 0;
    }
    fixture = calloc(1, sizeof(*fixture));
    ll_fixture_start(fixture, NULL);
    ll_fixture_migrate(fixture);
    *state = fixture;
    return 0;
}

static int end(void **state)
{
    if (*state != NULL) {
        ll_fixture_end(*state);
        free(*state);
    }
    return 0;
}

/* NULL for every parameter (but numbers: LIMIT takes no NULL) is enough for the engine to parse and
 * plan a statement. */
static void try_query(struct ll_fixture *f, const struct ll_store_query *query)
{
    struct ll_store_value params[LL_STORE_PARAMS_MAX] = {{.type = LL_STORE_NULL}};
    struct ll_store_value row[64];
    struct ll_store_cursor *cursor = NULL;
    enum ll_status status;

    for (size_t i = 0; i < query->param_count; i++) {
        params[i].i64 = 1;
        if (query->param_types[i] == LL_STORE_I64) {
            params[i].type = LL_STORE_I64;
        }
    }
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    if (query->column_count == 0) {
        int64_t changed = 0;

        status = ll_store_exec(f->store, query, params, &changed, &f->err);
        if (status != LL_OK && status != LL_ECONSTRAINT) {
            fail_msg("%s: %s %s", query->name, ll_status_name(status), f->err.text);
        }
    } else {
        status = ll_store_query_open(f->store, &f->arena, query, params, &cursor, &f->err);
        if (status == LL_OK) {
            status = ll_store_query_step(cursor, row, &f->err);
        }
        ll_store_query_close(cursor);
        if (status != LL_OK && status != LL_EEND && status != LL_ECONSTRAINT) {
            fail_msg("%s: %s %s", query->name, ll_status_name(status), f->err.text);
        }
    }
    ll_store_rollback(f->store);
}

static void every_query_is_understood(void **state)
{
    struct ll_fixture *f = *state;
    size_t count = 0;

    if (f == NULL) {
        skip();
    }
    for (size_t i = 0; ll_store_product_set.queries[i] != NULL; i++) {
        const struct ll_store_query *const *list = ll_store_product_set.queries[i];

        for (; *list != NULL; list++) {
            assert_int_equal((*list)->slot, count);
            try_query(f, *list);
            count++;
        }
    }
    assert_int_equal(count, ll_store_product_set.query_count);
}

static void schema_is_up_to_date(void **state)
{
    struct ll_fixture *f = *state;

    if (f == NULL) {
        skip();
    }
    ASSERT_OK(f, ll_store_check_schema(f->store, &f->arena, &f->err));
}

static void projections_clear(void **state)
{
    struct ll_fixture *f = *state;

    if (f == NULL) {
        skip();
    }
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_store_clear_projections(f->store, true, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_is_understood),
        cmocka_unit_test(schema_is_up_to_date),
        cmocka_unit_test(projections_clear),
    };

    return cmocka_run_group_tests(tests, start, end);
}
