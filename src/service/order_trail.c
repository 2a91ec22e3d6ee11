/* order trail: what a client wants to know of an order, told from one end to the other. */
#include "service/answer.h"
#include "service/find.h"
#include "service/order.h"
#include "service/page_input.h"
#include "service/visible.h"
#include "store/q_order.h"
#include "store/q_show_demand.h"

/* More than these are behind links: what is new is what is asked about. */
#define PURCHASES_MAX 12
#define CERTIFICATES_MAX 6

static bool is_bound(struct ll_str name)
{
    return ll_str_eq_cstr(name, "lo") || ll_str_eq_cstr(name, "hi");
}

static bool is_same(const struct ll_json *a, const struct ll_json *b)
{
    return b != NULL && a->type == b->type && a->integer == b->integer &&
           ll_str_eq(ll_json_string(a), ll_json_string(b));
}

/* Does the second go on where the first ends, with the same said of both? */
static bool goes_on(const struct ll_json *first, const struct ll_json *second)
{
    if (first->count != second->count ||
        ll_json_get(first, "hi")->integer != ll_json_get(second, "lo")->integer) {
        return false;
    }
    for (size_t i = 0; i < first->count; i++) {
        const struct ll_json_member *at = &first->members[i];
        if (!is_bound(at->name) && !(ll_str_eq(at->name, second->members[i].name) &&
                                     is_same(&at->value, &second->members[i].value))) {
            return false;
        }
    }
    return true;
}

/* Neighbours of which the same is told are one: lots and packages are no matter here. */
static void join_places(struct ll_json *places)
{
    size_t kept = 0;
    for (size_t i = 1; i < places->count; i++) {
        if (goes_on(&places->items[kept], &places->items[i])) {
            for (size_t k = 0; k < places->items[kept].count; k++) {
                if (ll_str_eq_cstr(places->items[kept].members[k].name, "hi")) {
                    places->items[kept].members[k].value = *ll_json_get(&places->items[i], "hi");
                }
            }
        } else {
            places->items[++kept] = places->items[i];
        }
    }
    places->count = places->count == 0 ? 0 : kept + 1;
}

static struct ll_json *member_of(struct ll_json *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq_cstr(object->members[i].name, name)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

static enum ll_status put_places(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                 struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_order_places_in in = {order_line_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_places_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "places", reterr));
    struct ll_json *places = member_of(answer, "places");
    if (places != NULL) {
        join_places(places);
    }
    return LL_OK;
}

static enum ll_status put_purchases(struct ll_ctx *ctx, const struct ll_q_order_line_by_id_row *row,
                                    struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_order_purchase_count_in count_in = {row->order_line_id};
    struct ll_q_order_purchase_count_row count;
    struct ll_q_order_waiting_since_in since_in = {row->order_line_id, row->programme_id};
    struct ll_q_order_waiting_since_row since;
    struct ll_q_order_purchases_in in = {row->order_line_id, PURCHASES_MAX};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_purchase_count(ctx->store, ctx->arena, &count_in, &count, reterr));
    ll_answer_i64(ctx, answer, "purchase_count", count.purchases);
    LL_TRY(ll_q_order_purchases_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "purchases", reterr));
    enum ll_status status =
        ll_q_order_waiting_since(ctx->store, ctx->arena, &since_in, &since, reterr);
    if (status == LL_OK) {
        ll_answer_time(ctx, answer, "waiting_since", since.queue_at);
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status put_certificates(struct ll_ctx *ctx, struct ll_order_line_id order_line_id,
                                       struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_order_certified_in certified_in = {order_line_id};
    struct ll_q_order_certified_row certified;
    struct ll_q_order_certificates_in in = {
        .order_line_id = order_line_id,
        .limit = CERTIFICATES_MAX,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_certified(ctx->store, ctx->arena, &certified_in, &certified, reterr));
    ll_answer_i64(ctx, answer, "certificate_count", certified.certificates);
    ll_answer_i64(ctx, answer, "certified_positions", certified.positions);
    LL_TRY(ll_q_order_certificates_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    return ll_answer_items(ctx, cursor, answer, "certificates", reterr);
}

static enum ll_status run_trail(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_order_line_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_order_line(ctx, in->ref, &row, reterr));
    struct ll_q_order_item_in item = {row.order_line_id};
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(ll_q_order_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    ll_order_name_grams(answer);
    ll_answer_date(ctx, answer, "as_of", ll_time_date(ctx->now));
    LL_TRY(put_purchases(ctx, &row, answer, reterr));
    LL_TRY(put_places(ctx, row.order_line_id, answer, reterr));
    LL_TRY(put_certificates(ctx, row.order_line_id, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_order_trail = {
    .noun = "order",
    .verb = "trail",
    .help = "tell of one order line what was bought, where its scrap devices are, what comes next",
    .details =
        "Of each part of the line, how far its scrap devices have come, in which country they are "
        "and with which shipment they go on; the newest purchases and certificates, and since when "
        "something waits. Of a line in grams, grams.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_trail,
};
