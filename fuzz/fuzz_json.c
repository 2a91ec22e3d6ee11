/* A text that is read has a canonical form, which reads back and is its own canonical form. */
#include "base/json.h"
#include "fuzz.h"

#define ARENA_BYTES_MAX ((size_t)64 << 20)
#define TEXT_BYTES_MAX ((size_t)4 << 20)

static void check_text(struct ll_arena *arena, struct ll_str text)
{
    struct ll_json *value;
    struct ll_str once;
    struct ll_str twice;
    struct ll_str pretty;
    struct ll_err err;
    if (ll_json_read(arena, text, TEXT_BYTES_MAX, &value, &err) != LL_OK) {
        LL_ASSERT(err.text[0] != '\0' && ll_str_is_utf8(ll_str_from_cstr(err.text)));
        return;
    }
    enum ll_status status = ll_json_canonical(arena, value, TEXT_BYTES_MAX, &once, &err);
    LL_ASSERT(status == LL_OK);
    status = ll_json_pretty(arena, value, TEXT_BYTES_MAX, &pretty, &err);
    LL_ASSERT(status == LL_OK);

    status = ll_json_read(arena, once, TEXT_BYTES_MAX, &value, &err);
    LL_ASSERT(status == LL_OK);
    status = ll_json_canonical(arena, value, TEXT_BYTES_MAX, &twice, &err);
    LL_ASSERT(status == LL_OK && ll_str_eq(once, twice));

    status = ll_json_read(arena, pretty, TEXT_BYTES_MAX, &value, &err);
    LL_ASSERT(status == LL_OK);
    status = ll_json_canonical(arena, value, TEXT_BYTES_MAX, &twice, &err);
    LL_ASSERT(status == LL_OK && ll_str_eq(once, twice));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    /* A copy in the arena is fenced on both sides. */
    struct ll_str text = ll_str_copy(&arena, (struct ll_str){(const char *)data, size});
    if (text.ptr != NULL) {
        check_text(&arena, text);
    }
    ll_arena_release(&arena);
    return 0;
}
