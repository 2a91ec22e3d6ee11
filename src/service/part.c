#include "service/part.h"

#include <string.h>

#include "base/catalogue.h"
#include "base/text.h"
#include "service/answer.h"
#include "service/page_input.h"
#include "service/table.h"

struct part_page {
    struct ll_str after;
    int64_t limit;
    struct ll_str ref;
};
static const struct ll_field part_fields[] = {
    LL_PAGE_AFTER(part_page),
    LL_PAGE_LIMIT(part_page),
    LL_MEMBER(part_page, ref, LL_REQ(REF), .operand = true, .help = "its code or id"),
};
static const struct ll_record part_record = LL_RECORD("part_page", part_page, part_fields);

static const struct {
    const char *noun;
    const char *name;
} parts[] = {
#define LL_PART(noun, name, help) {#noun, #name},
#include "service/parts.def"
#undef LL_PART
};

bool ll_part_skips(const struct ll_part *part, const char *name)
{
    bool is_one = false;
    for (size_t i = 0; part != NULL && i < sizeof(parts) / sizeof(parts[0]); i++) {
        is_one =
            is_one || (strcmp(parts[i].noun, part->noun) == 0 && strcmp(parts[i].name, name) == 0);
    }
    return is_one && strcmp(part->name, name) != 0;
}

/* Pages go on by how many rows were told: rows of an object have no name of their own. */
static enum ll_status read_after(struct ll_str after, int64_t *ret_from, struct ll_err *reterr)
{
    int64_t from = 0;
    if (after.len > 0 && (ll_str_to_i64(after, &from) != LL_OK || from < 0)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EINVAL, "'%.*s' is no number of rows", LL_STR_ARG(after));
        ll_err_where(reterr, "after");
        ll_err_hint(reterr, "give `next` of the page before");
        return status;
    }
    *ret_from = from;
    return LL_OK;
}

/* Rows that were not read from the store one by one. */
static void cut(struct ll_json *rows, struct ll_part *part)
{
    int64_t count = (int64_t)rows->count;
    int64_t from = part->from < count ? part->from : count;
    rows->items += from;
    rows->count -= (size_t)from;
    part->is_more = (int64_t)rows->count > part->most;
    rows->count = part->is_more ? (size_t)part->most : rows->count;
}

/* What of the object its reader sees, cuts and leaves out is for the object's own service to say.
 */
static enum ll_status run_part(struct ll_ctx *ctx, const struct ll_service *show, const char *name,
                               const struct part_page *in, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input object = {in->ref};
    struct ll_part part = {.noun = show->noun, .name = name, .most = ll_page_limit(in->limit)};
    struct ll_json *whole = NULL;
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(read_after(in->after, &part.from, reterr));
    ctx->part = &part;
    enum ll_status status = show->run(ctx, &object, &whole, reterr);
    ctx->part = NULL;
    LL_TRY(status);
    const struct ll_json *found = ll_json_get(whole, name);
    struct ll_json *rows = ll_json_new_array(ctx->arena);
    if (rows != NULL && found != NULL) {
        *rows = *found;
        if (!part.is_met) {
            cut(rows, &part);
        }
    }
    ll_json_set(ctx->arena, answer, "items", rows);
    if (part.is_more) {
        char text[20];
        ll_answer_text(ctx, answer, "next",
                       (struct ll_str){text, ll_i64_digits(part.from + part.most, text)});
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

#define LL_PART(noun_, name_, help_)                                                               \
    static enum ll_status run_##noun_##_##name_(                                                   \
        struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer, struct ll_err *reterr) \
    {                                                                                              \
        return run_part(ctx, &ll_service_##noun_##_show, #name_, input, ret_answer, reterr);       \
    }                                                                                              \
    const struct ll_service ll_service_##noun_##_##name_ = {                                       \
        .noun = #noun_,                                                                            \
        .verb = #name_,                                                                            \
        .help = (help_),                                                                           \
        .input = &part_record,                                                                     \
        .mode = LL_SERVICE_READ,                                                                   \
        .run = run_##noun_##_##name_,                                                              \
    };
#include "service/parts.def"
#undef LL_PART
