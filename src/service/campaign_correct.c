/* campaign correct: an input or output that was none, or another */
#include "service/answer.h"
#include "service/campaign.h"
#include "service/event.h"
#include "service/table.h"

struct campaign_correct {
    struct ll_str campaign;
    int64_t entry;
    struct ll_str reason;
};
static const struct ll_field correct_fields[] = {
    LL_MEMBER(campaign_correct, campaign, LL_REQ(REF), .operand = true,
              .help = "the campaign's id"),
    LL_MEMBER(campaign_correct, entry, LL_REQ(I64), .min = 1, .max = LL_UNITS_MAX,
              .help = "which of its inputs and outputs, by the number that 'campaign show' says"),
    LL_MEMBER(campaign_correct, reason, LL_REQ(CODE), .help = "why, as a code: wrong-receipt"),
};
static const struct ll_record correct_record =
    LL_RECORD("campaign_correct", campaign_correct, correct_fields);

/* What came out stays after something that was put in. */
static enum ll_status check_entry(struct ll_ctx *ctx, const struct campaign_correct *in,
                                  struct ll_campaign_id campaign_id, struct ll_err *reterr)
{
    struct ll_q_campaign_entry_in by = {campaign_id, in->entry};
    struct ll_q_campaign_entry_row row;
    enum ll_status status = ll_q_campaign_entry(ctx->store, ctx->arena, &by, &row, reterr);
    if (status == LL_ENOTFOUND) {
        status =
            LL_FAIL(reterr, LL_EREFUSED, "the campaign has no entry %lld", (long long)in->entry);
        ll_err_where(reterr, "entry");
        ll_err_hint(reterr, "see 'loopledger campaign show %.*s'", LL_STR_ARG(in->campaign));
    }
    LL_TRY(status);
    if (row.has_correction) {
        return ll_campaign_refused(reterr, LL_EREFUSED, "entry",
                                   LL_R("the entry was corrected already"),
                                   LL_R("record what was so with 'loopledger campaign input' or "
                                        "'campaign output'"));
    }
    if (row.is_input && row.has_first_weighed &&
        (!row.has_first_left || row.first_weighed.days < row.first_left.days)) {
        return ll_campaign_refused(
            reterr, LL_EREFUSED, "entry",
            LL_R("something came out before anything else was put in"),
            LL_R("record first what was put in instead, or correct that output, too"));
    }
    return LL_OK;
}

static enum ll_status run_correct(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct campaign_correct *in = input;
    struct ll_q_campaign_by_id_row campaign;
    LL_TRY(ll_campaign_find_open(ctx, in->campaign, &campaign, reterr));
    LL_TRY(check_entry(ctx, in, campaign.campaign_id, reterr));
    struct ll_campaign_corrected body = {campaign.campaign_id, in->entry, in->reason};
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CAMPAIGN_CORRECTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "campaign_id", "cmp", campaign.campaign_id.raw);
    ll_answer_i64(ctx, answer, "entry", in->entry);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_campaign_correct = {
    .noun = "campaign",
    .verb = "correct",
    .help = "take back one input or output of an open campaign",
    .details = "The entry stays, with why, and counts no more: the units that it put in wait as "
               "before, the grams that it weighed came out of nothing. What was so is recorded "
               "by another 'campaign input' or 'campaign output'.",
    .input = &correct_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_correct,
};
