/*
 * Building answers: members of the kinds that services speak of. What is put in is copied into the
 * request's arena, so that a cursor's row may go. A failed allocation shows at ll_answer_done only.
 */
#ifndef LL_SERVICE_ANSWER_H
#define LL_SERVICE_ANSWER_H

#include "service/ctx.h"

struct ll_json *ll_answer_object(struct ll_ctx *ctx);
void ll_answer_id(struct ll_ctx *ctx, struct ll_json *object, const char *name, const char *prefix,
                  struct ll_id id);
void ll_answer_text(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_str text);
void ll_answer_hex(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                   struct ll_str bytes);
void ll_answer_i64(struct ll_ctx *ctx, struct ll_json *object, const char *name, int64_t value);
void ll_answer_bool(struct ll_ctx *ctx, struct ll_json *object, const char *name, bool value);
void ll_answer_date(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_date date);
void ll_answer_month(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                     struct ll_month month);
void ll_answer_time(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                    struct ll_time time);
/* {"currency": "EUR", "minor": 150} */
void ll_answer_money(struct ll_ctx *ctx, struct ll_json *object, const char *name, int64_t minor,
                     struct ll_str currency);

/*
 * The answer of a list: {"items": [...], "next": code}. Add items with ll_json_append; `next` says
 * where to go on (the `after` of the next call) and is set when the page is full.
 */
#define LL_PAGE_DEFAULT 100
#define LL_PAGE_MAX 1000
struct ll_page {
    int64_t limit;
    int64_t count;
    struct ll_json *items;
};
/* `limit` 0: the default. LL_EINVAL when it is out of range. */
LL_MUST enum ll_status ll_page_begin(struct ll_ctx *ctx, int64_t limit, struct ll_page *ret_page,
                                     struct ll_err *reterr);
/* `next` is the last item's code; it is left out when the page is not full. */
LL_MUST enum ll_status ll_page_done(struct ll_ctx *ctx, struct ll_page *page, struct ll_str next,
                                    struct ll_json **ret_answer, struct ll_err *reterr);

/* The answer is whole: LL_ENOMEM when anything was not. */
LL_MUST enum ll_status ll_answer_done(struct ll_json *answer, struct ll_json **ret_answer,
                                      struct ll_err *reterr);

#endif
