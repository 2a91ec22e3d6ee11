/* campaign list, show: what was put in, what came out, and how far apart they are */
#include "service/answer.h"
#include "service/campaign.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"

struct campaign_list {
    struct ll_str after;
    struct ll_str facility;
    int64_t limit;
    bool open;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(campaign_list),
    LL_MEMBER(campaign_list, facility, LL_OPT(REF), .help = "only of this plant"),
    LL_PAGE_LIMIT(campaign_list),
    LL_MEMBER(campaign_list, open, LL_OPT(BOOL), .help = "only open ones"),
};
static const struct ll_record list_record = LL_RECORD("campaign_list", campaign_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct campaign_list *in = input;
    struct ll_q_campaign_list_in by = {
        .limit = ll_page_limit(in->limit),
        .last_state = in->open ? LL_CAMPAIGN_STATE_OPEN : LL_CAMPAIGN_STATE_CANCELLED,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_after("cmp", in->after, &by.after.raw, reterr));
    LL_TRY(ll_filter_facility(ctx, in->facility, &by.has_facility_id, &by.facility_id, reterr));
    LL_TRY(ll_q_campaign_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

static enum ll_status put_sums(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                               struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_campaign_input_mass_in of_input = {campaign_id};
    struct ll_q_campaign_input_mass_row went_in;
    struct ll_q_campaign_fraction_all_in in = {campaign_id};
    struct ll_q_campaign_fraction_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *fractions = ll_json_new_array(ctx->arena);
    struct ll_mass total = {0};
    LL_TRY(ll_q_campaign_input_mass(ctx->store, ctx->arena, &of_input, &went_in, reterr));
    LL_TRY(ll_q_campaign_fraction_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_campaign_fraction_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "fraction", row.fraction);
        ll_answer_i64(ctx, item, "mass_g", row.mass_g.g);
        ll_json_append(ctx->arena, fractions, item);
        if (ll_mass_add(total, row.mass_g, &total) != LL_OK) {
            status = LL_FAIL(reterr, LL_ECORRUPT, "stored outputs are heavier than is possible");
            break;
        }
    }
    ll_store_query_close(cursor);
    LL_TRY(status == LL_EEND ? LL_OK : status);
    ll_answer_i64(ctx, answer, "input_mass_g", went_in.input_mass_g.g);
    ll_answer_i64(ctx, answer, "output_mass_g", total.g);
    ll_json_set(ctx->arena, answer, "fractions", fractions);
    return LL_OK;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_campaign_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_campaign_find(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_campaign_item_in item = {row.campaign_id};
    struct ll_q_campaign_input_all_in inputs = {row.campaign_id};
    struct ll_q_campaign_output_all_in outputs = {row.campaign_id};
    struct ll_q_campaign_treatment_all_in treatments = {row.campaign_id};
    LL_TRY(ll_q_campaign_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    LL_TRY(put_sums(ctx, row.campaign_id, answer, reterr));
    struct ll_date until = row.has_ended_on ? row.ended_on : ll_time_date(ctx->now);
    ll_answer_i64(ctx, answer, "days_open", until.days - row.opened_on.days);
    LL_TRY(ll_q_campaign_input_all_open(ctx->store, ctx->arena, &inputs, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "inputs", reterr));
    LL_TRY(ll_q_campaign_output_all_open(ctx->store, ctx->arena, &outputs, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "outputs", reterr));
    LL_TRY(ll_q_campaign_treatment_all_open(ctx->store, ctx->arena, &treatments, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "treatments", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_campaign_list = {
    .noun = "campaign",
    .verb = "list",
    .help = "list campaigns in the order in which they were opened",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_campaign_show = {
    .noun = "campaign",
    .verb = "show",
    .help = "show one campaign: what was put in, what came out, and for how long it is open",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
