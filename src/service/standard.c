#include "service/standard.h"

#include "service/answer.h"
#include "service/receipt_difference.h"
#include "service/settle.h"
#include "service/visible.h"
#include "store/q_allocate.h"
#include "store/q_certificate.h"
#include "store/q_registry.h"

#include <stdlib.h>

#define HELD_BYTES_MAX 65536

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the standards of a plant");
}

enum ll_status ll_standard_held(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                struct ll_date day, struct ll_str *ret_held, struct ll_err *reterr)
{
    struct ll_q_certification_on_in in = {facility_id, day};
    struct ll_q_certification_on_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_strbuf held;
    ll_strbuf_init(&held, ctx->arena, HELD_BYTES_MAX);
    LL_TRY(ll_q_certification_on_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    const char *before = "";
    enum ll_status status;
    while ((status = ll_q_certification_on_next(cursor, &row, reterr)) == LL_OK) {
        ll_strbuf_cstr(&held, before);
        ll_strbuf_str(&held, row.standard);
        before = " ";
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? ll_strbuf_finish(&held, ret_held, reterr) : status;
}

/* The settle of the programme, or NULL when no line of it demands a standard. */
static enum ll_status settle_of(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                struct ll_grow *settles, struct ll_grow *others,
                                struct ll_settle **ret_settle, struct ll_err *reterr)
{
    struct ll_settle *items = settles->items;
    const struct ll_programme_id *idle = others->items;
    *ret_settle = NULL;
    for (size_t i = 0; i < settles->count; i++) {
        if (ll_id_eq(items[i].programme_id.raw, programme_id.raw)) {
            *ret_settle = &items[i];
            return LL_OK;
        }
    }
    for (size_t i = 0; i < others->count; i++) {
        if (ll_id_eq(idle[i].raw, programme_id.raw)) {
            return LL_OK;
        }
    }
    struct ll_q_standard_demanded_in in = {programme_id};
    struct ll_q_standard_demanded_row row;
    LL_TRY(ll_q_standard_demanded(ctx->store, ctx->arena, &in, &row, reterr));
    if (row.lines == 0) {
        struct ll_programme_id *other = ll_grow_add(others);
        if (other == NULL) {
            return no_memory(reterr);
        }
        *other = programme_id;
        return LL_OK;
    }
    *ret_settle = ll_grow_add(settles);
    if (*ret_settle == NULL) {
        return no_memory(reterr);
    }
    ll_settle_begin(ctx, programme_id, *ret_settle);
    return LL_OK;
}

static int compare_programmes(const void *a, const void *b)
{
    const struct ll_settle *x = a;
    const struct ll_settle *y = b;
    return ll_id_cmp(x->programme_id.raw, y->programme_id.raw);
}

enum ll_status ll_standard_settles(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                   struct ll_facility_id facility_id, struct ll_date day,
                                   struct ll_list *ret_settles, struct ll_err *reterr)
{
    struct ll_receipt_contents contents;
    struct ll_str held;
    struct ll_grow settles = LL_GROW(ctx->arena, struct ll_settle);
    struct ll_grow others = LL_GROW(ctx->arena, struct ll_programme_id);
    LL_TRY(ll_receipt_contents(ctx, shipment_id, &contents, reterr));
    LL_TRY(ll_standard_held(ctx, facility_id, day, &held, reterr));
    const struct ll_q_shipment_contents_row *rows = contents.rows.items;
    for (size_t i = 0; i < contents.rows.count; i++) {
        const struct ll_lot_span span = {
            .lot_id = rows[i].lot_id, .lo = rows[i].lo, .hi = rows[i].hi};
        struct ll_settle *settle = NULL;
        LL_TRY(settle_of(ctx, rows[i].programme_id, &settles, &others, &settle, reterr));
        if (settle != NULL) {
            LL_TRY(ll_settle_standard(settle, &span, held, reterr));
        }
    }
    if (settles.count > 1) {
        qsort(settles.items, settles.count, sizeof(struct ll_settle), compare_programmes);
    }
    *ret_settles = ll_grow_list(&settles);
    return LL_OK;
}

enum ll_status ll_standard_before(const struct ll_list *settles, struct ll_err *reterr)
{
    struct ll_settle *items = settles->items;
    for (size_t i = 0; i < settles->count; i++) {
        LL_TRY(ll_settle_before(&items[i], LL_STR("standard"), reterr));
    }
    return LL_OK;
}

enum ll_status ll_standard_refill(struct ll_ctx *ctx, const struct ll_list *settles,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_settle *items = settles->items;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < settles->count; i++) {
        LL_TRY(ll_settle_refill(&items[i], false, reterr));
        if (items[i].released.count > 0 || items[i].certificates.count > 0) {
            struct ll_json *item = ll_answer_object(ctx);
            ll_answer_id(ctx, item, "programme_id", "prg", items[i].programme_id.raw);
            ll_settle_answer(&items[i], item);
            ll_json_append(ctx->arena, list, item);
        }
    }
    if (list != NULL && list->count > 0 && !ll_viewer_is_partial(ctx)) {
        ll_json_set(ctx->arena, answer, "standard", list);
    }
    return LL_OK;
}

static enum ll_status put_conflicts(struct ll_ctx *ctx, const struct ll_list *settles,
                                    struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_settle *items = settles->items;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < settles->count; i++) {
        struct ll_json *item = NULL;
        LL_TRY(ll_settle_list(&items[i], &item, reterr));
        if (items[i].released.count > 0 || items[i].certificates.count > 0) {
            ll_json_append(ctx->arena, list, item);
        }
    }
    if (list != NULL && list->count > 0) {
        ll_json_set(ctx->arena, answer, "conflicts", list);
    }
    return LL_OK;
}

enum ll_status ll_standard_conflicts(struct ll_ctx *ctx, struct ll_shipment_id shipment_id,
                                     struct ll_facility_id facility_id, struct ll_date day,
                                     struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_facility_by_id_in by = {.has_facility_id = true, .facility_id = facility_id};
    struct ll_q_facility_by_id_row facility;
    struct ll_list settles = {0};
    LL_TRY(ll_q_facility_by_id(ctx->store, ctx->arena, &by, &facility, reterr));
    if (!facility.is_plant) {
        return LL_OK;
    }
    LL_TRY(ll_standard_settles(ctx, shipment_id, facility_id, day, &settles, reterr));
    return put_conflicts(ctx, &settles, answer, reterr);
}

enum ll_status ll_standard_conflicts_of(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                        const struct ll_list *spans,
                                        struct ll_facility_id facility_id, struct ll_date day,
                                        struct ll_json *answer, struct ll_err *reterr)
{
    const struct ll_lot_span *items = spans->items;
    struct ll_settle settle;
    struct ll_list one = {&settle, 1};
    struct ll_str held;
    LL_TRY(ll_standard_held(ctx, facility_id, day, &held, reterr));
    ll_settle_begin(ctx, programme_id, &settle);
    for (size_t i = 0; i < spans->count; i++) {
        LL_TRY(ll_settle_standard(&settle, &items[i], held, reterr));
    }
    return put_conflicts(ctx, &one, answer, reterr);
}
