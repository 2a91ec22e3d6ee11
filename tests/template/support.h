/* Rendering in tests. */
#ifndef LL_TESTS_TEMPLATE_SUPPORT_H
#define LL_TESTS_TEMPLATE_SUPPORT_H

#include "base/json.h"
#include "template/mustache.h"

#define LL_TEST_PAGE_BYTES_MAX ((size_t)1 << 20)

/* A JSON text, which must be one. */
const struct ll_json *ll_test_json(struct ll_arena *arena, struct ll_str text);

/* What a template makes of data; fails the test when it makes nothing. */
struct ll_str ll_test_render(struct ll_arena *arena, const struct ll_mustache_template *template,
                             const struct ll_json *data);

/* Templates given as name, text, name, text…, NULL: the first one's output over a JSON text. */
struct ll_str ll_test_render_texts(struct ll_arena *arena, const char *json,
                                   const char *const *texts);

#endif
