/*
 * Building answers: members of the kinds that services speak of, and whole rows of queries. What is
 * put in is copied into the request's arena, so that a cursor's row may go. A failed allocation
 * shows at ll_answer_done only.
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
/* How much of what is counted in `measure`: as "units", or grams as "mass_g". */
void ll_answer_measured(struct ll_ctx *ctx, struct ll_json *object, enum ll_measure measure,
                        int64_t units);
/* A sum over lots of both measures: what was counted, and the grams of what nobody counted. */
struct ll_amount {
    int64_t units;
    int64_t mass_g;
};
void ll_amount_add(struct ll_amount *amount, enum ll_measure measure, int64_t units);
/* Is it more than nothing? */
bool ll_amount_any(struct ll_amount amount);
/* "12 units", "340 g", "12 units and 340 g"; "0 units" of nothing. LL_ENOMEM. */
LL_MUST enum ll_status ll_amount_text(struct ll_ctx *ctx, struct ll_amount amount,
                                      struct ll_str *ret_text, struct ll_err *reterr);
/* As two members; that of the mass only when there is any. */
void ll_answer_amount(struct ll_ctx *ctx, struct ll_json *object, const char *units_name,
                      const char *mass_name, struct ll_amount amount);
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

/* A plant's key as Multikey, z6Mk…; `bytes` are its 32. */
void ll_answer_public_key(struct ll_ctx *ctx, struct ll_json *object, const char *name,
                          struct ll_str bytes);

/*
 * What a query of the kind :list or :item gives (tools/sqlgen.c): every column is a member, in
 * their order, and left out where it is NULL. The cursor is closed, whatever happens. The store's
 * errors; LL_ECORRUPT for a value that its column cannot hold.
 *
 * Naming: what has a code is shown by it, under the word for what it is ("facility"), and its id
 * beside it ("facility_id"); a thing's own code is "code", its own id as everywhere. Both are left
 * out where the viewer does not see what they name (service/visible.h).
 */
/* The only row's members into `object`. LL_ECORRUPT when there is none: what a service found by its
 * id has what belongs to it. */
LL_MUST enum ll_status ll_answer_item(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                                      struct ll_json *object, struct ll_err *reterr);
/* The rows as the array `name` of `object`. */
LL_MUST enum ll_status ll_answer_items(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                                       struct ll_json *object, const char *name,
                                       struct ll_err *reterr);
/* The same without the rows whose `subject`, a column of ids, the viewer does not see. */
LL_MUST enum ll_status ll_answer_seen(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                                      struct ll_json *object, const char *name, const char *subject,
                                      struct ll_err *reterr);
/*
 * A page: {"items": [...], "next": ...}. `limit` is the query's, from ll_page_limit; `next`, the
 * `after` of the next call, is the first column of the last row, by which the list must be ordered;
 * it is left out when the page is not full. The first id of a row is its own, which the query must
 * have filtered by what the viewer sees.
 */
#define LL_PAGE_DEFAULT 100
#define LL_PAGE_MAX 1000
int64_t ll_page_limit(int64_t asked); /* 0: the default */
LL_MUST enum ll_status ll_answer_page(struct ll_ctx *ctx, struct ll_store_cursor *cursor,
                                      int64_t limit, struct ll_json **ret_answer,
                                      struct ll_err *reterr);

/* The answer is whole: LL_ENOMEM when anything was not. */
LL_MUST enum ll_status ll_answer_done(struct ll_json *answer, struct ll_json **ret_answer,
                                      struct ll_err *reterr);

#endif
