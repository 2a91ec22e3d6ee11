/* dispatch show: the statement for who makes something of recovered materials */
#include "service/answer.h"
#include "service/dispatch_statement.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/treatment_units.h"
#include "store/q_show_plant.h"

/* What of a fraction comes from one country. */
struct origin {
    struct ll_str country;
    struct ll_str fraction;
    struct ll_mass mass;
};

struct view {
    struct ll_grow origins; /* of struct origin */
    struct ll_mass beyond;  /* of what came beyond the bound of a sample: of no recorded unit */
    bool has_month;
    struct ll_month first, last; /* in which the devices were collected */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the origins of materials");
}

static enum ll_status add_origin(struct ll_ctx *ctx, struct view *view, struct ll_str country,
                                 struct ll_str fraction, struct ll_mass mass, struct ll_err *reterr)
{
    struct origin *items = view->origins.items;
    for (size_t i = 0; i < view->origins.count; i++) {
        if (ll_str_eq(items[i].country, country) && ll_str_eq(items[i].fraction, fraction)) {
            return ll_mass_add(items[i].mass, mass, &items[i].mass) == LL_OK
                       ? LL_OK
                       : LL_FAIL(reterr, LL_ECORRUPT, "materials are heavier than is possible");
        }
    }
    struct origin *one = ll_grow_add(&view->origins);
    if (one == NULL) {
        return no_memory(reterr);
    }
    *one =
        (struct origin){ll_str_copy(ctx->arena, country), ll_str_copy(ctx->arena, fraction), mass};
    return one->country.ptr == NULL || one->fraction.ptr == NULL ? no_memory(reterr) : LL_OK;
}

static void note_month(struct view *view, struct ll_month month)
{
    if (!view->has_month || month.months < view->first.months) {
        view->first = month;
    }
    if (!view->has_month || month.months > view->last.months) {
        view->last = month;
    }
    view->has_month = true;
}

/* What falls to each lot of the treatment, added up by the country in which it was collected. */
static enum ll_status add_shares(struct ll_ctx *ctx, struct view *view,
                                 const struct ll_q_dispatch_source_row *source,
                                 const struct ll_treatment_whole *whole, struct ll_err *reterr)
{
    struct ll_q_treatment_lot_origin_in in = {source->treatment_id};
    struct ll_q_treatment_lot_origin_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t at = 0;
    LL_TRY(ll_q_treatment_lot_origin_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_treatment_lot_origin_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_mass mass = {0};
        for (; at < whole->count && ll_id_eq(whole->spans[at].lot_id.raw, row.lot_id.raw); at++) {
            mass.g += whole->shares[at].g;
        }
        status = add_origin(ctx, view, row.country, source->fraction, mass, reterr);
        if (status != LL_OK) {
            break;
        }
        note_month(view, row.vintage);
    }
    ll_store_query_close(cursor);
    if (status == LL_EEND && at < whole->count) {
        return LL_FAIL(reterr, LL_ECORRUPT, "a treatment is of units that are nowhere");
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status trace(struct ll_ctx *ctx, struct ll_dispatch_id dispatch_id,
                            struct view *view, struct ll_err *reterr)
{
    struct ll_q_dispatch_source_in in = {dispatch_id};
    struct ll_q_dispatch_source_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_dispatch_source_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_dispatch_source_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_treatment_whole whole;
        struct ll_mass bound;
        status = ll_treatment_bound_mass(ctx, row.receipt_id, row.mass_g, &bound, reterr);
        if (status == LL_OK) {
            status = ll_treatment_whole(ctx, row.treatment_id, bound, &whole, reterr);
        }
        if (status == LL_OK) {
            view->beyond.g += row.mass_g.g - bound.g;
            status = add_shares(ctx, view, &row, &whole, reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static void put_origins(struct ll_ctx *ctx, const struct view *view, int64_t lots,
                        struct ll_json *answer)
{
    const struct origin *items = view->origins.items;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < view->origins.count; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "country", items[i].country);
        ll_answer_text(ctx, item, "fraction", items[i].fraction);
        ll_answer_i64(ctx, item, "mass_g", items[i].mass.g);
        ll_json_append(ctx->arena, list, item);
    }
    ll_json_set(ctx->arena, answer, "origins", list);
    if (view->beyond.g > 0) {
        ll_answer_i64(ctx, answer, "beyond_mass_g", view->beyond.g);
    }
    ll_answer_i64(ctx, answer, "lots", lots);
    if (view->has_month) {
        ll_answer_month(ctx, answer, "collected_from", view->first);
        ll_answer_month(ctx, answer, "collected_until", view->last);
    }
}

/* What may be said of it, by docs/materials.md; `calculated` of any of its materials, `doubted` any
 * lot of it, or no device stands behind some of its mass. */
static void put_claims(struct ll_ctx *ctx, bool calculated, bool doubted, struct ll_json *answer)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    if (!doubted) {
        ll_json_append(ctx->arena, list, ll_json_new_cstr(ctx->arena, "from-discarded-devices"));
        ll_json_append(ctx->arena, list, ll_json_new_cstr(ctx->arena, "no-mine-of-origin"));
    }
    ll_json_append(ctx->arena, list,
                   ll_json_new_cstr(ctx->arena, calculated ? "by-mass-balance" : "by-weight"));
    ll_json_set(ctx->arena, answer, "may_be_claimed", list);
}

static bool any_calculated(const struct ll_json *answer)
{
    const struct ll_json *list = ll_json_get(answer, "materials");
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const struct ll_json *calculated = ll_json_get(&list->items[i], "calculated");
        if (calculated != NULL && calculated->type == LL_JSON_TRUE) {
            return true;
        }
    }
    return false;
}

enum ll_status ll_dispatch_answer(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_q_dispatch_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    struct view view = {.origins = LL_GROW(ctx->arena, struct origin)};
    LL_TRY(ll_find_dispatch(ctx, ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_dispatch_item_in item = {row.dispatch_id};
    LL_TRY(ll_q_dispatch_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    struct ll_q_dispatch_materials_in materials = {row.dispatch_id};
    LL_TRY(ll_q_dispatch_materials_open(ctx->store, ctx->arena, &materials, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "materials", reterr));
    struct ll_q_dispatch_sources_in sources = {row.dispatch_id};
    LL_TRY(ll_q_dispatch_sources_open(ctx->store, ctx->arena, &sources, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "sources", reterr));
    LL_TRY(trace(ctx, row.dispatch_id, &view, reterr));
    struct ll_q_dispatch_lots_in of = {row.dispatch_id};
    struct ll_q_dispatch_lots_row lots;
    LL_TRY(ll_q_dispatch_lots(ctx->store, ctx->arena, &of, &lots, reterr));
    put_origins(ctx, &view, lots.lots, answer);
    put_claims(ctx, any_calculated(answer), lots.doubted > 0 || view.beyond.g > 0, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    return ll_dispatch_answer(ctx, in->ref, ret_answer, reterr);
}

const struct ll_service ll_service_dispatch_show = {
    .noun = "dispatch",
    .verb = "show",
    .help = "show what left a plant: masses, where it was collected, what may be claimed",
    .details = "The statement for who makes something of the materials. Each fraction is shared "
               "among the treatments' lots by what their units weighed where they were collected, "
               "and added up by country; that is a convention, as which device a gram was of "
               "cannot be known. What may be claimed, and in which words, stands in "
               "docs/materials.md.",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
