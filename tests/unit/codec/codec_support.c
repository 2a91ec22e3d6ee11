#include "codec_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)1 << 30)

struct ll_str fixture(struct ll_arena *arena, const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof(path), FIXTURES "%s", name);
    struct ll_str bytes = ll_test_read_file(arena, path);
    if (bytes.ptr == NULL) {
        fail_msg("cannot read %s", path);
    }
    return bytes;
}

struct ll_str sample(struct ll_arena *arena, const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "interop/%s", name);
    const char *full = ll_test_shared_path(arena, path);
    if (full == NULL) {
        skip();
        return (struct ll_str){"", 0};
    }
    struct ll_str bytes = ll_test_read_file(arena, full);
    assert_non_null(bytes.ptr);
    return bytes;
}

size_t count_findings(const struct ll_findings *findings, enum ll_finding_code code)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        count += findings->items[i].code == code;
    }
    return count;
}

void print_findings(const char *title, const struct ll_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct ll_finding *f = &findings->items[i];
        print_message("%s: line %lld %.*s: %s \"%.*s\": %.*s\n", title, (long long)f->source_line,
                      LL_STR_ARG(f->field), ll_finding_name(f->code), LL_STR_ARG(f->value),
                      LL_STR_ARG(f->message));
    }
}

void assert_str(struct ll_str got, const char *want)
{
    if (!ll_str_eq_cstr(got, want)) {
        fail_msg("got \"%.*s\", wanted \"%s\"", LL_STR_ARG(got), want);
    }
}

int arena_setup(void **state)
{
    struct ll_arena *arena = malloc(sizeof(*arena));
    if (arena == NULL) {
        return -1;
    }
    ll_arena_init(arena, &ll_arena_malloc, ARENA_BYTES);
    *state = arena;
    return 0;
}

int arena_teardown(void **state)
{
    ll_arena_release(*state);
    free(*state);
    return 0;
}
