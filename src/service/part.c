#include "service/part.h"

#include <string.h>

#include "base/catalogue.h"
#include "base/text.h"
#include "service/answer.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"

#define AFTER_BYTES_MAX 128

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

/* What a list is ordered by, and a page goes on after. */
enum key {
    KEY_LO,    /* where an interval begins: the rows of a list do not overlap */
    KEY_HI,    /* where it ends: of rows of which a viewer may see a piece */
    KEY_UNIT,  /* a lot and where an interval of it begins: "lot_….17" */
    KEY_CODE,  /* the row's code */
    KEY_COUNT, /* so many rows were told: of what is worked out as a whole */
};

static const struct part {
    const char *noun;
    const char *name;
    enum key key;
} parts[] = {
#define LL_PART(noun, name, key, help) {#noun, #name, KEY_##key},
#include "service/parts.def"
#undef LL_PART
};

static const struct part *find(const char *noun, const char *name)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (strcmp(parts[i].noun, noun) == 0 && strcmp(parts[i].name, name) == 0) {
            return &parts[i];
        }
    }
    return NULL;
}

bool ll_part_skips(const struct ll_part *part, const char *name)
{
    return part != NULL && strcmp(part->name, name) != 0 && find(part->noun, name) != NULL;
}

/* The lots of units, and so their order, are not shown to everybody. */
static enum key key_of(const struct ll_ctx *ctx, const struct ll_part *part)
{
    const struct part *row = find(part->noun, part->name);
    enum key key = row == NULL ? KEY_COUNT : row->key;
    return key == KEY_UNIT && ll_viewer_is_partial(ctx) ? KEY_COUNT : key;
}

/* ---- what a page goes on after ---- */

static enum ll_status refuse_after(struct ll_str after, struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(
        reterr, LL_EINVAL, "'%.*s' is not where a page of this list ends", LL_STR_ARG(after));
    ll_err_where(reterr, "after");
    ll_err_hint(reterr, "give `next` of the page before");
    return status;
}

static bool read_number(struct ll_str text, int64_t *ret_number)
{
    return ll_str_to_i64(text, ret_number) == LL_OK && *ret_number >= 0;
}

static bool read_unit(struct ll_str text, struct ll_lot_id *ret_lot_id, int64_t *ret_number)
{
    size_t dot = ll_str_find_char(text, '.');
    return dot < text.len &&
           ll_id_parse("lot", ll_str_sub(text, 0, dot), &ret_lot_id->raw, NULL) == LL_OK &&
           read_number(ll_str_sub(text, dot + 1, text.len), ret_number);
}

enum ll_status ll_part_page(struct ll_ctx *ctx, const char *name, struct ll_part_page *ret_page,
                            struct ll_err *reterr)
{
    struct ll_part *part = ctx->part;
    struct ll_part_page page = {.has_limit = ll_part_skips(part, name), .number = -1};
    if (part == NULL || strcmp(part->name, name) != 0 || key_of(ctx, part) == KEY_COUNT) {
        *ret_page = page;
        return LL_OK;
    }
    enum key key = key_of(ctx, part);
    bool is_good = true;
    page.has_after = part->after.len > 0;
    page.code = part->after;
    if (page.has_after && key == KEY_UNIT) {
        is_good = read_unit(part->after, &page.lot_id, &page.number);
    } else if (page.has_after && key != KEY_CODE) {
        is_good = read_number(part->after, &page.number);
    }
    if (!is_good) {
        return refuse_after(part->after, reterr);
    }
    page.has_limit = true;
    page.limit = part->most + 2; /* one to know that there are more; one that `after` cuts off */
    *ret_page = page;
    return LL_OK;
}

static void drop(struct ll_json *rows, int64_t count)
{
    size_t dropped = (size_t)count < rows->count ? (size_t)count : rows->count;
    rows->items += dropped;
    rows->count -= dropped;
}

/* What of the list comes before the page: all that ends there, or as many rows as were told. */
static enum ll_status drop_before(struct ll_ctx *ctx, const struct ll_part *part,
                                  struct ll_json *rows, struct ll_err *reterr)
{
    enum key key = key_of(ctx, part);
    int64_t number = 0;
    if (part->after.len == 0 || (key != KEY_HI && key != KEY_COUNT)) {
        return LL_OK;
    }
    if (!read_number(part->after, &number)) {
        return refuse_after(part->after, reterr);
    }
    if (key == KEY_COUNT) {
        drop(rows, number);
    }
    while (key == KEY_HI && rows->count > 0 &&
           ll_json_integer_at(&rows->items[0], "hi") <= number) {
        drop(rows, 1);
    }
    return LL_OK;
}

/* By what the last row that was told shows of itself. */
static enum ll_status put_next(struct ll_ctx *ctx, const struct ll_part *part,
                               const struct ll_json *rows, struct ll_json *answer,
                               struct ll_err *reterr)
{
    const struct ll_json *last = &rows->items[rows->count - 1];
    struct ll_str text = LL_STR("");
    struct ll_strbuf buf;
    int64_t told = 0;
    ll_strbuf_init(&buf, ctx->arena, AFTER_BYTES_MAX);
    switch (key_of(ctx, part)) {
    case KEY_LO:
        ll_strbuf_i64(&buf, ll_json_integer_at(last, "lo"));
        break;
    case KEY_HI:
        ll_strbuf_i64(&buf, ll_json_integer_at(last, "hi"));
        break;
    case KEY_UNIT:
        ll_strbuf_str(&buf, ll_json_string_at(last, "lot_id"));
        ll_strbuf_char(&buf, '.');
        ll_strbuf_i64(&buf, ll_json_integer_at(last, "lo"));
        break;
    case KEY_CODE:
        ll_strbuf_str(&buf, ll_json_string_at(last, "code"));
        break;
    case KEY_COUNT:
        (void)read_number(part->after, &told);
        ll_strbuf_i64(&buf, told + part->most);
        break;
    }
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    ll_answer_text(ctx, answer, "next", text);
    return LL_OK;
}

/* What of the object its reader sees, cuts and leaves out is for the object's own service to say.
 */
static enum ll_status run_part(struct ll_ctx *ctx, const struct ll_service *show, const char *name,
                               const struct part_page *in, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input object = {in->ref};
    struct ll_part part = {
        .noun = show->noun, .name = name, .after = in->after, .most = ll_page_limit(in->limit)};
    struct ll_json *whole = NULL;
    struct ll_json *answer = ll_answer_object(ctx);
    ctx->part = &part;
    enum ll_status status = show->run(ctx, &object, &whole, reterr);
    ctx->part = NULL;
    LL_TRY(status);
    const struct ll_json *found = ll_json_get(whole, name);
    struct ll_json *rows = ll_json_new_array(ctx->arena);
    bool is_more = false;
    if (rows != NULL && found != NULL) {
        *rows = *found;
        LL_TRY(drop_before(ctx, &part, rows, reterr));
        is_more = (int64_t)rows->count > part.most;
        rows->count = is_more ? (size_t)part.most : rows->count;
    }
    ll_json_set(ctx->arena, answer, "items", rows);
    if (is_more) {
        LL_TRY(put_next(ctx, &part, rows, answer, reterr));
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

#define LL_PART(noun_, name_, key_, help_)                                                         \
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
