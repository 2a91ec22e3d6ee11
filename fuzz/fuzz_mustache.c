/*
 * Templates over data: a JSON text, then templates, each after a line "%%%". The first is rendered,
 * the others are its partials "a", "b", "c". What compiles renders the same twice, within its
 * limits; the same steps without raw values and without markup of their own make no markup.
 */
#include "fuzz.h"
#include "template/mustache_op.h"

#define ARENA_BYTES_MAX ((size_t)64 << 20)
#define TEXT_BYTES_MAX ((size_t)1 << 20)
#define PAGE_BYTES_MAX ((size_t)1 << 18)
#define TEMPLATES_MAX 4

static bool has_markup(struct ll_str text)
{
    static const char marks[] = {'<', '>', '"', '\''};
    for (size_t i = 0; i < sizeof(marks); i++) {
        if (ll_str_find_char(text, marks[i]) != text.len) {
            return true;
        }
    }
    return false;
}

/* Whether a template could write markup that the data holds, or has some itself. */
static bool may_make_markup(const struct ll_mustache *set)
{
    for (size_t i = 0; i < set->count; i++) {
        for (uint32_t j = 0; j < set->templates[i].op_count; j++) {
            const struct ll_mustache_op *op = &set->templates[i].ops[j];
            if (op->raw || (op->kind == LL_MUSTACHE_TEXT && has_markup(op->text))) {
                return true;
            }
        }
    }
    return false;
}

static enum ll_status render(struct ll_arena *arena, const struct ll_mustache *set,
                             const struct ll_json *data, struct ll_str *ret_text)
{
    struct ll_strbuf out;
    struct ll_err err = {.text = ""};
    ll_strbuf_init(&out, arena, PAGE_BYTES_MAX);
    enum ll_status status = ll_mustache_render(&set->templates[0], data, &out, &err);
    if (status != LL_OK) {
        LL_ASSERT(err.text[0] != '\0' && ll_str_is_utf8(ll_str_from_cstr(err.text)));
        return status;
    }
    status = ll_strbuf_finish(&out, ret_text, &err);
    LL_ASSERT(status == LL_OK && ret_text->len <= PAGE_BYTES_MAX);
    return LL_OK;
}

static void check_set(struct ll_arena *arena, const struct ll_mustache *set,
                      const struct ll_json *data)
{
    struct ll_str once = {"", 0};
    struct ll_str twice = {"", 0};
    enum ll_status status = render(arena, set, data, &once);
    LL_ASSERT(render(arena, set, data, &twice) == status);
    LL_ASSERT(ll_str_eq(once, twice) && ll_str_is_utf8(once));
    LL_ASSERT(may_make_markup(set) || !has_markup(once));
}

static void check_text(struct ll_arena *arena, struct ll_str text)
{
    static const char *const names[TEMPLATES_MAX] = {"page", "a", "b", "c"};
    struct ll_mustache_source sources[TEMPLATES_MAX];
    struct ll_json *data;
    struct ll_mustache *set;
    size_t count = 0;
    struct ll_str parts[TEMPLATES_MAX + 1];
    while (count <= TEMPLATES_MAX) {
        size_t end = ll_str_find(text, LL_STR("%%%\n"), false);
        parts[count++] = ll_str_sub(text, 0, end);
        if (end == SIZE_MAX) {
            break;
        }
        text = ll_str_sub(text, end + 4, text.len);
    }
    if (count < 2 || ll_json_read(arena, parts[0], TEXT_BYTES_MAX, &data, NULL) != LL_OK) {
        return;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        sources[i] = (struct ll_mustache_source){ll_str_from_cstr(names[i]), parts[i + 1]};
    }
    for (int missing = LL_MUSTACHE_MISSING_FAILS; missing <= LL_MUSTACHE_MISSING_IS_EMPTY;
         missing++) {
        struct ll_err err = {.text = ""};
        if (ll_mustache_compile(arena, sources, count - 1, (enum ll_mustache_missing)missing, &set,
                                &err) == LL_OK) {
            check_set(arena, set, data);
        } else {
            LL_ASSERT(err.text[0] != '\0' && ll_str_is_utf8(ll_str_from_cstr(err.text)));
        }
    }
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
