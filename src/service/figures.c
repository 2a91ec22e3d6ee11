#include "service/figures.h"

#include "service/answer.h"
#include "store/q_figures.h"

static enum ll_status put_stages(struct ll_ctx *ctx, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_figures_by_stage_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_figures_by_stage_open(ctx->store, ctx->arena, &cursor, reterr));
    while ((status = ll_q_figures_by_stage_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "country", row.country);
        ll_answer_month(ctx, item, "newest", row.newest);
        ll_answer_month(ctx, item, "oldest", row.oldest);
        ll_answer_text(ctx, item, "programme", row.programme);
        ll_json_set_cstr(ctx->arena, item, "stage", ll_stage_name(row.stage));
        ll_answer_measured(ctx, item, row.measure, row.units);
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "stages", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_countries(struct ll_ctx *ctx, struct ll_json *answer,
                                    struct ll_err *reterr)
{
    struct ll_q_figures_of_lots_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_figures_of_lots_open(ctx->store, ctx->arena, &cursor, reterr));
    while ((status = ll_q_figures_of_lots_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_i64(ctx, item, "collections", row.collections);
        ll_answer_text(ctx, item, "country", row.country);
        ll_answer_i64(ctx, item, "lots", row.lots);
        ll_answer_i64(ctx, item, "mass_g", row.mass_g.g);
        ll_answer_text(ctx, item, "programme", row.programme);
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "countries", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_certificates(struct ll_ctx *ctx, struct ll_json *answer,
                                       struct ll_err *reterr)
{
    struct ll_q_figures_of_certificates_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_figures_of_certificates_open(ctx->store, ctx->arena, &cursor, reterr));
    while ((status = ll_q_figures_of_certificates_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_i64(ctx, item, "certificates", row.certificates);
        ll_answer_text(ctx, item, "programme", row.programme);
        ll_answer_i64(ctx, item, "units", row.units);
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "certificates", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_plants(struct ll_ctx *ctx, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_figures_of_plants_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_figures_of_plants_open(ctx->store, ctx->arena, &cursor, reterr));
    while ((status = ll_q_figures_of_plants_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_str country = ll_str_copy(ctx->arena, row.country);
        ll_json_append(ctx->arena, items,
                       country.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, country));
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "received_in", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_treatments(struct ll_ctx *ctx, struct ll_json *answer,
                                     struct ll_err *reterr)
{
    struct ll_q_figures_of_treatments_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_figures_of_treatments_open(ctx->store, ctx->arena, &cursor, reterr));
    while ((status = ll_q_figures_of_treatments_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_str country = ll_str_copy(ctx->arena, row.country);
        ll_json_append(ctx->arena, items,
                       country.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, country));
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "treated_in", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_ways(struct ll_ctx *ctx, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_figures_of_ways_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    LL_TRY(ll_q_figures_of_ways_open(ctx->store, ctx->arena, &cursor, reterr));
    while ((status = ll_q_figures_of_ways_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "from_country", row.origin);
        ll_answer_measured(ctx, item, row.measure, row.units);
        ll_answer_text(ctx, item, "to_country", row.goal);
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "ways", items);
    return status == LL_EEND ? LL_OK : status;
}

/* Only where there is a log may a page say that anybody can check it. */
static enum ll_status put_logged(struct ll_ctx *ctx, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_figures_logged_row row;
    LL_TRY(ll_q_figures_logged(ctx->store, ctx->arena, &row, reterr));
    ll_answer_bool(ctx, answer, "logged", row.logs > 0);
    return LL_OK;
}

enum ll_status ll_figures(struct ll_ctx *ctx, struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(put_certificates(ctx, answer, reterr));
    LL_TRY(put_countries(ctx, answer, reterr));
    LL_TRY(put_logged(ctx, answer, reterr));
    ll_answer_date(ctx, answer, "on", ll_time_date(ctx->now));
    LL_TRY(put_plants(ctx, answer, reterr));
    LL_TRY(put_stages(ctx, answer, reterr));
    LL_TRY(put_treatments(ctx, answer, reterr));
    LL_TRY(put_ways(ctx, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}
