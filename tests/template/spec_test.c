/* The official cases of the language, where they are at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/shared_data.h"
#include "template/support.h"

#define CAP ((size_t)64 << 20)

static struct ll_arena arena;

static int setup(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, CAP);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

/* Whether one case gives what it should; says so if not. */
static bool is_good(const struct ll_json *test)
{
    const struct ll_json *partials = ll_json_get(test, "partials");
    size_t partial_count = partials == NULL ? 0 : partials->count;
    struct ll_mustache_source *sources =
        LL_NEW_ARRAY(&arena, struct ll_mustache_source, partial_count + 1);
    struct ll_str expected = ll_json_string_at(test, "expected");
    struct ll_mustache *set = NULL;
    struct ll_err err = {.text = ""};
    assert_non_null(sources);
    sources[0] =
        (struct ll_mustache_source){LL_STR("(the case)"), ll_json_string_at(test, "template")};
    for (size_t i = 0; i < partial_count; i++) {
        sources[i + 1] = (struct ll_mustache_source){partials->members[i].name,
                                                     partials->members[i].value.string};
    }
    if (ll_mustache_compile(&arena, sources, partial_count + 1, LL_MUSTACHE_MISSING_IS_EMPTY, &set,
                            &err) != LL_OK) {
        print_error("%.*s: %s: %s\n", LL_STR_ARG(ll_json_string_at(test, "name")), err.where,
                    err.text);
        return false;
    }
    struct ll_str text =
        ll_test_render(&arena, ll_mustache_find(set, "(the case)"), ll_json_get(test, "data"));
    if (!ll_str_eq(text, expected)) {
        print_error("%.*s: made\n%.*s<<<\ninstead of\n%.*s<<<\n",
                    LL_STR_ARG(ll_json_string_at(test, "name")), LL_STR_ARG(text),
                    LL_STR_ARG(expected));
        return false;
    }
    return true;
}

static void official_cases(void **state)
{
    (void)state;
    const char *folder = ll_test_shared_path(&arena, "mustache");
    size_t file_count = 0;
    size_t case_count = 0;
    size_t bad_count = 0;
    if (folder == NULL) {
        skip();
    }
    const char **names = ll_test_list_folder(&arena, folder, "", &file_count);
    assert_non_null(names);
    for (size_t i = 0; i < file_count; i++) {
        char path[4096];
        struct ll_str text;
        if (!ll_str_ends(ll_str_from_cstr(names[i]), LL_STR(".json"))) {
            continue;
        }
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        text = ll_test_read_file(&arena, path);
        assert_non_null(text.ptr);
        const struct ll_json *tests = ll_json_get(ll_test_json(&arena, text), "tests");
        assert_non_null(tests);
        for (size_t j = 0; j < tests->count; j++) {
            bad_count += !is_good(&tests->items[j]);
        }
        case_count += tests->count;
    }
    print_message("%zu cases\n", case_count);
    assert_int_equal(bad_count, 0);
    assert_true(case_count >= 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(official_cases, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
