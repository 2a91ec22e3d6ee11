/* treatment show: what came of which units */
#include "service/answer.h"
#include "service/find.h"
#include "service/page_input.h"
#include "service/table.h"
#include "store/q_show.h"

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_treatment_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_treatment(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_treatment_item_in item = {row.treatment_id};
    LL_TRY(ll_q_treatment_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    /* Masses of a metallurgical treatment follow from assays and yields; they are not weighed. */
    ll_answer_bool(ctx, answer, "calculated", row.kind == LL_TREATMENT_KIND_METALLURGICAL);
    struct ll_q_treatment_outputs_in outputs = {row.treatment_id};
    LL_TRY(ll_q_treatment_outputs_open(ctx->store, ctx->arena, &outputs, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "outputs", reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_treatment_show = {
    .noun = "treatment",
    .verb = "show",
    .help = "show one treatment with its outputs",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
