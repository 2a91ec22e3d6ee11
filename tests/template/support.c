#include "template/support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

const struct ll_json *ll_test_json(struct ll_arena *arena, struct ll_str text)
{
    struct ll_json *value = NULL;
    struct ll_err err = {.text = ""};
    if (ll_json_read(arena, text, LL_TEST_PAGE_BYTES_MAX, &value, &err) != LL_OK) {
        fail_msg("%.*s: %s: %s", LL_STR_ARG(text), err.where, err.text);
    }
    return value;
}

struct ll_str ll_test_render(struct ll_arena *arena, const struct ll_mustache_template *template,
                             const struct ll_json *data)
{
    struct ll_strbuf out;
    struct ll_str text = {"", 0};
    struct ll_err err = {.text = ""};
    ll_strbuf_init(&out, arena, LL_TEST_PAGE_BYTES_MAX);
    if (ll_mustache_render(template, data, &out, &err) != LL_OK ||
        ll_strbuf_finish(&out, &text, &err) != LL_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return text;
}

struct ll_str ll_test_render_texts(struct ll_arena *arena, const char *json,
                                   const char *const *texts)
{
    struct ll_mustache_source sources[16];
    struct ll_mustache *set = NULL;
    struct ll_err err = {.text = ""};
    size_t count = 0;
    for (; texts[2 * count] != NULL; count++) {
        assert_true(count < sizeof(sources) / sizeof(sources[0]));
        sources[count] = (struct ll_mustache_source){ll_str_from_cstr(texts[2 * count]),
                                                     ll_str_from_cstr(texts[2 * count + 1])};
    }
    if (ll_mustache_compile(arena, sources, count, LL_MUSTACHE_MISSING_FAILS, &set, &err) !=
        LL_OK) {
        fail_msg("%s: %s", err.where, err.text);
    }
    return ll_test_render(arena, ll_mustache_find(set, texts[0]),
                          ll_test_json(arena, ll_str_from_cstr(json)));
}
