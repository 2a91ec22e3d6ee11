/*
 * What the store makes of this program's schema is what src/store/schema_postgres.txt says, which
 * the audit compares stores with. After a change of migrations or projections:
 *     tests/support/schema_text.sh
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "store/schema.h"
#include "support/store_fixture.h"

static void put(struct ll_strbuf *buf, const struct ll_schema_object *object)
{
    ll_strbuf_fmt(buf, "%.*s %.*s %.*s %.*s", LL_STR_ARG(object->kind),
                  object->table.len == 0 ? 1 : (int)object->table.len,
                  object->table.len == 0 ? "-" : object->table.ptr, LL_STR_ARG(object->name),
                  LL_STR_ARG(object->definition));
    ll_strbuf_char(buf, '\n');
}

static void write_text(struct ll_fixture *f, const char *path)
{
    struct ll_schema there = {.arena = &f->arena};
    struct ll_strbuf buf;
    struct ll_str text;
    FILE *file = fopen(path, "wb");

    ASSERT_OK(f, ll_schema_read(f->store, &there, &f->err));
    ll_strbuf_init(&buf, &f->arena, (size_t)1 << 22);
    for (size_t i = 0; i < there.count; i++) {
        put(&buf, &there.objects[i]);
    }
    ASSERT_OK(f, ll_strbuf_finish(&buf, &text, &f->err));
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void it_is_what_is_made(void **state)
{
    struct ll_fixture f;
    const struct ll_store_difference *d = NULL;
    const char *path = getenv("LL_SCHEMA_TEXT");

    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    ll_fixture_start(&f, NULL);
    ll_fixture_migrate(&f);
    ASSERT_OK(&f, ll_store_begin(f.store, LL_STORE_READ, &f.err));
    if (path != NULL) {
        write_text(&f, path);
    } else {
        ASSERT_OK(&f, ll_store_compare_schema(f.store, &f.arena, &d, &f.err));
        for (const struct ll_store_difference *at = d; at != NULL; at = at->next) {
            print_error("%.*s %.*s %.*s\n", LL_STR_ARG(at->kind), LL_STR_ARG(at->table),
                        LL_STR_ARG(at->name));
        }
        if (d != NULL) {
            fail_msg("src/store/schema_postgres.txt: run tests/support/schema_text.sh");
        }
    }
    ll_store_rollback(f.store);
    ll_fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(it_is_what_is_made)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
