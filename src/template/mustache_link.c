/* Templates that call each other: every name is looked up once, here. */
#include <string.h>

#include "template/mustache_op.h"

static uint32_t find(const struct ll_mustache *set, struct ll_str name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (ll_str_eq(set->templates[i].name, name)) {
            return (uint32_t)i;
        }
    }
    return LL_MUSTACHE_NO_TEMPLATE;
}

static bool calls(const struct ll_mustache_op *op)
{
    return op->kind == LL_MUSTACHE_PARTIAL || op->kind == LL_MUSTACHE_PARENT;
}

static enum ll_status link_template(const struct ll_mustache *set,
                                    const struct ll_mustache_template *template,
                                    enum ll_mustache_missing missing, struct ll_err *reterr)
{
    for (uint32_t i = 0; i < template->op_count; i++) {
        struct ll_mustache_op *op = &template->ops[i];
        if (!calls(op)) {
            continue;
        }
        op->target = find(set, op->text);
        if (op->target == LL_MUSTACHE_NO_TEMPLATE && missing == LL_MUSTACHE_MISSING_FAILS) {
            enum ll_status status = LL_FAIL(reterr, LL_ENOTFOUND, "there is no template '%.*s'",
                                            LL_STR_ARG(ll_str_sub(op->text, 0, 60)));
            ll_mustache_locate(template, op->offset, reterr);
            return status;
        }
    }
    return LL_OK;
}

static bool has_block(const struct ll_mustache_template *template, struct ll_str name)
{
    for (uint32_t i = 0; i < template->op_count; i++) {
        const struct ll_mustache_op *op = &template->ops[i];
        if (op->kind == LL_MUSTACHE_BLOCK && !op->argument && ll_str_eq(op->text, name)) {
            return true;
        }
    }
    return false;
}

/* Whether a template, or one that it calls at any distance, has the block. `seen` and `queue` are
 * scratch, one for each template. */
static bool reaches_block(const struct ll_mustache *set, uint32_t first, struct ll_str name,
                          bool *seen, uint32_t *queue)
{
    size_t count = 0;
    memset(seen, 0, set->count * sizeof(*seen));
    seen[first] = true;
    queue[count++] = first;
    for (size_t next = 0; next < count; next++) {
        const struct ll_mustache_template *template = &set->templates[queue[next]];
        if (has_block(template, name)) {
            return true;
        }
        for (uint32_t i = 0; i < template->op_count; i++) {
            const struct ll_mustache_op *op = &template->ops[i];
            if (calls(op) && !seen[op->target]) {
                seen[op->target] = true;
                queue[count++] = op->target;
            }
        }
    }
    return false;
}

/* A block that is given to a parent without such a block would never be seen. */
static enum ll_status check_arguments(const struct ll_mustache *set,
                                      const struct ll_mustache_template *template, bool *seen,
                                      uint32_t *queue, struct ll_err *reterr)
{
    for (uint32_t at = 0; at < template->op_count; at++) {
        const struct ll_mustache_op *parent = &template->ops[at];
        if (parent->kind != LL_MUSTACHE_PARENT) {
            continue;
        }
        for (uint32_t i = at + 1; i < parent->end; i = template->ops[i].end) {
            const struct ll_mustache_op *op = &template->ops[i];
            if (!reaches_block(set, parent->target, op->text, seen, queue)) {
                enum ll_status status =
                    LL_FAIL(reterr, LL_ENOTFOUND, "the template '%.*s' has no block '%.*s'",
                            LL_STR_ARG(ll_str_sub(parent->text, 0, 60)),
                            LL_STR_ARG(ll_str_sub(op->text, 0, 60)));
                ll_mustache_locate(template, op->offset, reterr);
                return status;
            }
        }
    }
    return LL_OK;
}

static enum ll_status check_set(struct ll_arena *arena, const struct ll_mustache *set,
                                struct ll_err *reterr)
{
    struct ll_arena scratch;
    enum ll_status status = LL_OK;
    ll_arena_child(&scratch, arena);
    bool *seen = LL_NEW_ARRAY(&scratch, bool, set->count);
    uint32_t *queue = LL_NEW_ARRAY(&scratch, uint32_t, set->count);
    if (seen == NULL || queue == NULL) {
        status = LL_FAIL(reterr, LL_ENOMEM, "no memory for templates");
    }
    for (size_t i = 0; status == LL_OK && i < set->count; i++) {
        status = check_arguments(set, &set->templates[i], seen, queue, reterr);
    }
    ll_arena_release(&scratch);
    return status;
}

enum ll_status ll_mustache_compile(struct ll_arena *arena, const struct ll_mustache_source *sources,
                                   size_t count, enum ll_mustache_missing missing,
                                   struct ll_mustache **ret_set, struct ll_err *reterr)
{
    if (count > LL_MUSTACHE_SOURCES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "%zu templates are more than %zu", count,
                       LL_MUSTACHE_SOURCES_MAX);
    }
    struct ll_mustache *set = LL_NEW(arena, struct ll_mustache);
    struct ll_mustache_template *templates =
        LL_NEW_ARRAY(arena, struct ll_mustache_template, count);
    if (set == NULL || templates == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for templates");
    }
    set->templates = templates;
    for (size_t i = 0; i < count; i++) {
        if (find(set, sources[i].name) != LL_MUSTACHE_NO_TEMPLATE) {
            return LL_FAIL(reterr, LL_EEXISTS, "there are two templates '%.*s'",
                           LL_STR_ARG(sources[i].name));
        }
        templates[i] = (struct ll_mustache_template){
            .name = sources[i].name, .source = sources[i].text, .all = templates};
        LL_TRY(ll_mustache_read(arena, &templates[i], reterr));
        set->count++;
    }
    for (size_t i = 0; i < count; i++) {
        LL_TRY(link_template(set, &templates[i], missing, reterr));
    }
    if (missing == LL_MUSTACHE_MISSING_FAILS) {
        LL_TRY(check_set(arena, set, reterr));
    }
    *ret_set = set;
    return LL_OK;
}

const struct ll_mustache_template *ll_mustache_find(const struct ll_mustache *set, const char *name)
{
    uint32_t at = find(set, ll_str_from_cstr(name));
    return at == LL_MUSTACHE_NO_TEMPLATE ? NULL : &set->templates[at];
}

size_t ll_mustache_count(const struct ll_mustache *set)
{
    return set->count;
}

struct ll_str ll_mustache_name(const struct ll_mustache *set, size_t index)
{
    LL_ASSERT(index < set->count);
    return set->templates[index].name;
}
