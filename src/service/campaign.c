/* campaign open, input, output, cancel: treatments that go on over days and receipts */
#include "service/campaign.h"

#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/incident.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/treatment_balance.h"
#include "service/treatment_statement.h"
#include "service/treatment_units.h"
#include "service/visible.h"
#include "service/words.h"

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for a campaign");
}

enum ll_status ll_campaign_refused(struct ll_err *reterr, enum ll_status code, const char *where,
                                   const char *text, const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, code, "%s", text);
    ll_err_where(reterr, "%s", where);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

/* ---- what open ones hold ---- */
enum ll_status ll_campaign_refuse(struct ll_ctx *ctx, const struct ll_list *spans,
                                  struct ll_err *reterr)
{
    const struct ll_lot_span *items = spans->items;
    struct ll_q_campaign_any_row any;
    enum ll_status status = ll_q_campaign_any(ctx->store, ctx->arena, &any, reterr);
    for (size_t i = 0; status == LL_OK && i < spans->count; i++) {
        struct ll_q_campaign_over_in in = {items[i].lot_id, items[i].lo, items[i].hi};
        struct ll_q_campaign_over_row row;
        status = ll_q_campaign_over(ctx->store, ctx->arena, &in, &row, reterr);
        if (status == LL_OK) {
            char lot[LL_ID_TEXT_MAX];
            char id[LL_ID_TEXT_MAX];
            ll_id_format("lot", items[i].lot_id.raw, lot);
            ll_id_format("cmp", row.campaign_id.raw, id);
            status = LL_FAIL(reterr, LL_EREFUSED,
                             "units [%lld, %lld) of %s are in campaign '%.*s', which is open",
                             (long long)(row.lo > items[i].lo ? row.lo : items[i].lo),
                             (long long)(row.hi < items[i].hi ? row.hi : items[i].hi), lot,
                             LL_STR_ARG(row.number));
            ll_err_hint(reterr, "close or cancel it first: 'loopledger campaign show %s'", id);
            return status;
        }
        status = status == LL_ENOTFOUND ? LL_OK : status;
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

bool ll_campaign_next_free(const struct ll_grow *held, size_t *at, struct ll_lot_span *rest,
                           struct ll_lot_span *ret_free)
{
    const struct ll_lot_span *items = held->items;
    for (; *at < held->count; (*at)++) {
        int order = ll_id_cmp(items[*at].lot_id.raw, rest->lot_id.raw);
        if (order > 0 || (order == 0 && items[*at].hi > rest->lo)) {
            break;
        }
    }
    bool meets = *at < held->count && ll_id_eq(items[*at].lot_id.raw, rest->lot_id.raw) &&
                 items[*at].lo < rest->hi;
    int64_t lo = rest->lo;
    int64_t hi = meets ? items[*at].lo : rest->hi;
    rest->lo = !meets ? rest->hi : items[*at].hi < rest->hi ? items[*at].hi : rest->hi;
    *ret_free = (struct ll_lot_span){.hi = hi, .lo = lo, .lot_id = rest->lot_id};
    return lo < hi;
}

enum ll_status ll_campaign_find(struct ll_ctx *ctx, struct ll_str ref,
                                struct ll_q_campaign_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_campaign_by_id_in in;
    if (ll_id_parse("cmp", ref, &in.campaign_id.raw, NULL) != LL_OK) {
        return ll_find_failed("campaign", ref, reterr);
    }
    enum ll_status status = ll_q_campaign_by_id(ctx->store, ctx->arena, &in, ret_row, reterr);
    LL_TRY(ll_visible_found(ctx, status, LL_OBJECT_CAMPAIGN, in.campaign_id.raw, "campaign", ref,
                            reterr));
    ret_row->number = ll_str_copy(ctx->arena, ret_row->number);
    ret_row->operation = ll_str_copy(ctx->arena, ret_row->operation);
    return ret_row->number.ptr == NULL || ret_row->operation.ptr == NULL ? no_memory(reterr)
                                                                         : LL_OK;
}

/* One that is still open, at a plant of the person's. */
enum ll_status ll_campaign_find_open(struct ll_ctx *ctx, struct ll_str ref,
                                     struct ll_q_campaign_by_id_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(ll_campaign_find(ctx, ref, ret_row, reterr));
    LL_TRY(ll_acts_at(ctx, LL_ROLE_RECYCLER, ret_row->facility_id, "campaign", ref, reterr));
    if (ret_row->state == LL_CAMPAIGN_STATE_OPEN) {
        return LL_OK;
    }
    return LL_REFUSE(reterr, LL_EREFUSED, "open another one for what is treated now",
                     "campaign '%.*s' is %s", LL_STR_ARG(ret_row->number),
                     ret_row->state == LL_CAMPAIGN_STATE_CLOSED ? LL_R("closed")
                                                                : LL_R("cancelled"));
}

/* A day up to today, not before another; none: today. */
enum ll_status ll_campaign_day(const struct ll_ctx *ctx, bool is_given, struct ll_date given,
                               struct ll_date not_before, const char *where,
                               struct ll_date *ret_day, struct ll_err *reterr)
{
    struct ll_date today = ll_time_date(ctx->now);
    struct ll_date day = is_given ? given : today;
    if (day.days > today.days) {
        return ll_campaign_refused(reterr, LL_EINVAL, where, LL_R("the day lies ahead"),
                                   LL_R("give the day on which it was done"));
    }
    if (day.days < not_before.days) {
        char text[LL_TIME_TEXT_MAX];
        ll_date_format(not_before, text);
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "what it follows was after that day");
        ll_err_where(reterr, "%s", where);
        ll_err_hint(reterr, "give the day on which it was done, %s or later", text);
        return status;
    }
    *ret_day = day;
    return LL_OK;
}

struct ll_date ll_campaign_later(struct ll_date a, bool has_b, struct ll_date b)
{
    return has_b && b.days > a.days ? b : a;
}

/* ---- open ---- */
struct campaign_open {
    struct ll_str facility;
    struct ll_str number;
    struct ll_date opened_on;
    bool has_opened_on;
    struct ll_str operation;
};
static const struct ll_field open_fields[] = {
    LL_MEMBER(campaign_open, facility, LL_REQ(REF), .operand = true,
              .help = "the plant, by its code or id"),
    LL_MEMBER(campaign_open, number, LL_REQ(STR), .min = 1, .max = 64,
              .help = "the plant's own number of it: K-2026-07"),
    LL_MEMBER(campaign_open, opened_on, LL_OPT(DATE), LL_PRESENT(campaign_open, has_opened_on),
              .help = "the day it begins (today)"),
    LL_MEMBER(campaign_open, operation, LL_REQ(CODE),
              .help = "operation of the Basel Convention's Annex IV: r12, r4"),
};
static const struct ll_record open_record = LL_RECORD("campaign_open", campaign_open, open_fields);

static enum ll_status check_number(struct ll_ctx *ctx, struct ll_facility_id facility_id,
                                   struct ll_str number, struct ll_err *reterr)
{
    struct ll_q_campaign_by_number_in by = {facility_id, number};
    struct ll_q_campaign_by_number_row known;
    char id[LL_ID_TEXT_MAX];
    LL_TRY(ll_words_token(number, "number", reterr));
    enum ll_status status = ll_q_campaign_by_number(ctx->store, ctx->arena, &by, &known, reterr);
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    ll_id_format("cmp", known.campaign_id.raw, id);
    status = LL_FAIL(reterr, LL_EEXISTS, "campaign '%.*s' of this plant is recorded already",
                     LL_STR_ARG(number));
    ll_err_where(reterr, "number");
    ll_err_hint(reterr, "see it with 'loopledger campaign show %s'", id);
    return status;
}

static enum ll_status run_open(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct campaign_open *in = input;
    struct ll_q_facility_by_id_row plant;
    struct ll_campaign_opened body = {.number = in->number, .operation = in->operation};
    LL_TRY(ll_find_facility(ctx, in->facility, &plant, reterr));
    LL_TRY(ll_acts_at(ctx, LL_ROLE_RECYCLER, plant.facility_id, "facility", in->facility, reterr));
    if (!plant.is_plant) {
        return ll_campaign_refused(
            reterr, LL_EREFUSED, "facility", LL_R("the facility is no plant"),
            LL_R("a campaign is of a plant that signs for what it receives"));
    }
    LL_TRY(check_number(ctx, plant.facility_id, in->number, reterr));
    LL_TRY(ll_treatment_operation(ctx, in->operation, &body.interim, reterr));
    LL_TRY(ll_campaign_day(ctx, in->has_opened_on, in->opened_on, (struct ll_date){INT32_MIN},
                           "opened_on", &body.opened_on, reterr));
    body.facility_id = plant.facility_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.campaign_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CAMPAIGN_OPENED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "campaign_id", "cmp", body.campaign_id.raw);
    ll_answer_bool(ctx, answer, "interim", body.interim);
    ll_answer_text(ctx, answer, "number", in->number);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- input ---- */
struct campaign_input {
    struct ll_str campaign;
    struct ll_date fed_on;
    bool has_fed_on;
    int64_t from;
    bool has_from;
    struct ll_str lot;
    struct ll_mass mass;
    struct ll_str receipt;
    int64_t to;
    bool has_to;
    struct ll_units units;
};
static const struct ll_field input_fields[] = {
    LL_MEMBER(campaign_input, campaign, LL_REQ(REF), .operand = true, .help = "the campaign's id"),
    LL_MEMBER(campaign_input, fed_on, LL_OPT(DATE), LL_PRESENT(campaign_input, has_fed_on),
              .help = "the day it was put in (today)"),
    LL_MEMBER(campaign_input, from, LL_OPT(I64), LL_PRESENT(campaign_input, has_from), .min = 0,
              .max = LL_UNITS_MAX, .help = "with a lot: the number of the first unit"),
    LL_MEMBER(campaign_input, lot, LL_OPT(REF),
              .help = "the lot, when the very units are known that were put in"),
    LL_MEMBER(campaign_input, mass, LL_OPT(MASS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how much of the receipt's grams that wait, of what nobody counted (all)"),
    LL_MEMBER(campaign_input, receipt, LL_REQ(REF), .help = "the receipt by which they came"),
    LL_MEMBER(campaign_input, to, LL_OPT(I64), LL_PRESENT(campaign_input, has_to), .min = 1,
              .max = LL_UNITS_MAX, .help = "with a lot: the number behind the last unit"),
    LL_MEMBER(campaign_input, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "how many of the receipt's devices that wait (all of them)"),
};
static const struct ll_record input_record =
    LL_RECORD("campaign_input", campaign_input, input_fields);

static enum ll_status find_receipt_of(struct ll_ctx *ctx, struct ll_str ref,
                                      const struct ll_q_campaign_by_id_row *campaign,
                                      struct ll_q_receipt_by_id_row *ret_receipt,
                                      struct ll_err *reterr)
{
    LL_TRY(ll_find_receipt(ctx, ref, ret_receipt, reterr));
    LL_TRY(ll_acts_at(ctx, LL_ROLE_RECYCLER, ret_receipt->facility_id, "receipt", ref, reterr));
    if (!ll_id_eq(ret_receipt->facility_id.raw, campaign->facility_id.raw)) {
        return ll_campaign_refused(
            reterr, LL_EREFUSED, "receipt",
            LL_R("the receipt is of another plant than the campaign"),
            LL_R("what lies at another plant is treated there, or shipped on first"));
    }
    return LL_OK;
}

enum ll_fact ll_campaign_fact(const struct ll_q_campaign_by_id_row *campaign)
{
    return campaign->interim ? LL_FACT_DISMANTLE : LL_FACT_RECYCLE;
}

/* The number of what was just recorded, by which it is corrected. */
static enum ll_status put_entry(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_campaign_entry_last_in in = {campaign_id};
    struct ll_q_campaign_entry_last_row row;
    LL_TRY(ll_q_campaign_entry_last(ctx->store, ctx->arena, &in, &row, reterr));
    ll_answer_i64(ctx, answer, "entry", row.entry);
    return LL_OK;
}

static enum ll_status run_input(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct campaign_input *in = input;
    struct ll_q_campaign_by_id_row campaign;
    struct ll_q_receipt_by_id_row receipt;
    struct ll_treatment_asked asked;
    struct ll_treatment_chosen chosen;
    bool after_interim = false;
    const struct ll_treatment_options options = {.lot = in->lot,
                                                 .from = in->from,
                                                 .has_from = in->has_from,
                                                 .to = in->to,
                                                 .has_to = in->has_to,
                                                 .units = in->units,
                                                 .mass = in->mass};
    LL_TRY(ll_campaign_find_open(ctx, in->campaign, &campaign, reterr));
    LL_TRY(find_receipt_of(ctx, in->receipt, &campaign, &receipt, reterr));
    LL_TRY(ll_treatment_notified(ctx, receipt.shipment_id, campaign.operation, campaign.interim,
                                 &after_interim, reterr));
    LL_TRY(ll_treatment_read_asked(receipt.measure, &options, &asked, reterr));
    LL_TRY(
        ll_treatment_choose(ctx, &receipt, ll_campaign_fact(&campaign), &asked, &chosen, reterr));
    LL_TRY(after_interim ? ll_treatment_taken_apart(ctx, &chosen.spans, reterr) : LL_OK);
    if (!campaign.interim) {
        LL_TRY(ll_incident_refuse(ctx, &chosen.spans, reterr));
    }
    struct ll_campaign_fed body = {
        .campaign_id = campaign.campaign_id,
        .input_mass_g = chosen.input_mass_g,
        .receipt_id = receipt.receipt_id,
        .rule_version = chosen.rule_version,
        .spans = chosen.spans,
    };
    LL_TRY(ll_campaign_day(ctx, in->has_fed_on, in->fed_on,
                           ll_campaign_later(campaign.opened_on, true, chosen.not_before), "fed_on",
                           &body.fed_on, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CAMPAIGN_FED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "campaign_id", "cmp", campaign.campaign_id.raw);
    LL_TRY(put_entry(ctx, campaign.campaign_id, answer, reterr));
    ll_answer_i64(ctx, answer, "input_mass_g", chosen.input_mass_g.g);
    if (receipt.measure == LL_MEASURE_PIECES) {
        ll_answer_i64(ctx, answer, "units", chosen.units.n);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- output ---- */
struct campaign_output {
    struct ll_str campaign;
    struct ll_list outputs; /* of struct ll_str */
    struct ll_date weighed_on;
    bool has_weighed_on;
};
static const struct ll_field output_fields[] = {
    LL_MEMBER(campaign_output, campaign, LL_REQ(REF), .operand = true, .help = "the campaign's id"),
    LL_MEMBER(campaign_output, outputs, LL_REQ(STRS), .max = LL_TREATMENT_OUTPUTS_MAX,
              .help = "FRACTION:MASS, as boards:12.5kg,metals:40kg"),
    LL_MEMBER(campaign_output, weighed_on, LL_OPT(DATE),
              LL_PRESENT(campaign_output, has_weighed_on),
              .help = "the day it was weighed (today)"),
};
static const struct ll_record output_record =
    LL_RECORD("campaign_output", campaign_output, output_fields);

enum ll_status ll_campaign_days(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                struct ll_q_campaign_days_row *ret_days, struct ll_err *reterr)
{
    struct ll_q_campaign_days_in in = {campaign_id};
    LL_TRY(ll_q_campaign_days(ctx->store, ctx->arena, &in, ret_days, reterr));
    return ret_days->has_first_fed
               ? LL_OK
               : ll_campaign_refused(reterr, LL_EREFUSED, "campaign",
                                     LL_R("nothing was put into it yet"),
                                     LL_R("record what was, with 'loopledger campaign input'"));
}

enum ll_status ll_campaign_outputs(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                   struct ll_grow *outputs, struct ll_mass *ret_total,
                                   struct ll_err *reterr)
{
    struct ll_q_campaign_fraction_all_in in = {campaign_id};
    struct ll_q_campaign_fraction_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_mass total = {0};
    LL_TRY(ll_q_campaign_fraction_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_campaign_fraction_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_treatment_output *one = ll_grow_add(outputs);
        struct ll_str fraction = ll_str_copy(ctx->arena, row.fraction);
        if (one == NULL || fraction.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
        *one = (struct ll_treatment_output){fraction, row.mass_g};
        if (ll_mass_add(total, row.mass_g, &total) != LL_OK) {
            status = LL_FAIL(reterr, LL_EOVERFLOW, "the outputs are heavier than can be stored");
            break;
        }
    }
    ll_store_query_close(cursor);
    *ret_total = total;
    return status == LL_EEND ? LL_OK : status;
}

/* A treatment has so many fractions at most, and so much. */
static enum ll_status check_room(struct ll_ctx *ctx, struct ll_campaign_id campaign_id,
                                 const struct ll_list *more, struct ll_mass mass,
                                 struct ll_err *reterr)
{
    const struct ll_treatment_output *items = more->items;
    struct ll_grow outputs = LL_GROW(ctx->arena, struct ll_treatment_output);
    struct ll_mass total;
    LL_TRY(ll_campaign_outputs(ctx, campaign_id, &outputs, &total, reterr));
    size_t count = outputs.count;
    for (size_t i = 0; i < more->count; i++) {
        const struct ll_treatment_output *known = outputs.items;
        bool same = false;
        for (size_t j = 0; j < outputs.count; j++) {
            same = same || ll_str_eq(known[j].fraction, items[i].fraction);
        }
        count += same ? 0 : 1;
    }
    if (count > LL_TREATMENT_OUTPUTS_MAX) {
        return LL_REFUSE(reterr, LL_EREFUSED, "call fractions alike that are",
                         "a campaign has at most %d fractions", LL_TREATMENT_OUTPUTS_MAX);
    }
    return ll_mass_add(total, mass, &total) == LL_OK
               ? LL_OK
               : LL_FAIL(reterr, LL_EOVERFLOW, "the outputs are heavier than can be stored");
}

static enum ll_status run_output(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct campaign_output *in = input;
    struct ll_q_campaign_by_id_row campaign;
    struct ll_q_campaign_days_row days;
    struct ll_mass mass;
    LL_TRY(ll_campaign_find_open(ctx, in->campaign, &campaign, reterr));
    LL_TRY(ll_campaign_days(ctx, campaign.campaign_id, &days, reterr));
    struct ll_campaign_weighed body = {.campaign_id = campaign.campaign_id};
    LL_TRY(ll_treatment_outputs(ctx, &in->outputs, &body.materials, &mass, reterr));
    LL_TRY(check_room(ctx, campaign.campaign_id, &body.materials, mass, reterr));
    LL_TRY(ll_campaign_day(ctx, in->has_weighed_on, in->weighed_on, days.first_fed, "weighed_on",
                           &body.weighed_on, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CAMPAIGN_WEIGHED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "campaign_id", "cmp", campaign.campaign_id.raw);
    LL_TRY(put_entry(ctx, campaign.campaign_id, answer, reterr));
    ll_answer_i64(ctx, answer, "output_mass_g", mass.g);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- cancel ---- */
struct campaign_cancel {
    struct ll_str campaign;
    struct ll_date cancelled_on;
    bool has_cancelled_on;
    struct ll_str reason;
};
static const struct ll_field cancel_fields[] = {
    LL_MEMBER(campaign_cancel, campaign, LL_REQ(REF), .operand = true, .help = "the campaign's id"),
    LL_MEMBER(campaign_cancel, cancelled_on, LL_OPT(DATE),
              LL_PRESENT(campaign_cancel, has_cancelled_on), .help = "the day (today)"),
    LL_MEMBER(campaign_cancel, reason, LL_REQ(CODE), .help = "why, as a code: wrong-receipt"),
};
static const struct ll_record cancel_record =
    LL_RECORD("campaign_cancel", campaign_cancel, cancel_fields);

static enum ll_status run_cancel(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    const struct campaign_cancel *in = input;
    struct ll_q_campaign_by_id_row campaign;
    LL_TRY(ll_campaign_find_open(ctx, in->campaign, &campaign, reterr));
    struct ll_campaign_cancelled body = {.campaign_id = campaign.campaign_id, .reason = in->reason};
    LL_TRY(ll_campaign_day(ctx, in->has_cancelled_on, in->cancelled_on, campaign.opened_on,
                           "cancelled_on", &body.cancelled_on, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_CAMPAIGN_CANCELLED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "campaign_id", "cmp", campaign.campaign_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_campaign_open = {
    .noun = "campaign",
    .verb = "open",
    .help = "begin a treatment that goes on over days and receipts",
    .details =
        "At a plant, by one operation, with outputs that are weighed. What is put in (campaign "
        "input) lies at the plant as before, but is treated, packed or removed by nothing "
        "else. When what came out (campaign output) balances it, campaign close records a "
        "treatment of each receipt. What is calculated, as a smelter does, is recorded with "
        "treatment record by the plant's signed statement.",
    .input = &open_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_open,
};
const struct ll_service ll_service_campaign_input = {
    .noun = "campaign",
    .verb = "input",
    .help = "record what of a receipt was put into an open campaign",
    .details =
        "All units of the receipt that wait for it at the plant, so many of them (the first, "
        "by lot and number), or the very units that are named. What went in is their share "
        "of what was weighed last.",
    .input = &input_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_input,
};
const struct ll_service ll_service_campaign_output = {
    .noun = "campaign",
    .verb = "output",
    .help = "record fractions that came out of an open campaign, as they were weighed",
    .input = &output_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_output,
};
const struct ll_service ll_service_campaign_cancel = {
    .noun = "campaign",
    .verb = "cancel",
    .help = "end a campaign without a treatment: its units wait as before",
    .input = &cancel_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_cancel,
};
