/* lot list, show, exclude, admit */
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/page_input.h"
#include "service/programme.h"
#include "service/table.h"
#include "store/q_allocate.h"
#include "store/q_certificate.h"

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_page_input *in = input;
    struct ll_page page;
    struct ll_q_lot_page_in by;
    LL_TRY(ll_page_begin(ctx, in->limit, &page, reterr));
    LL_TRY(ll_find_after("lot", in->after, &by.after.raw, reterr));
    by.limit = page.limit;
    struct ll_q_lot_page_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_str last = LL_STR("");
    LL_TRY(ll_q_lot_page_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_lot_page_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "battery", ll_str_from_cstr(ll_battery_name(row.battery)));
        ll_answer_text(ctx, item, "class_code", row.class_code);
        ll_answer_text(ctx, item, "country", row.country);
        ll_answer_bool(ctx, item, "eligible", row.eligible);
        if (row.has_ineligible_reason) {
            ll_answer_text(ctx, item, "ineligible_reason", row.ineligible_reason);
        }
        ll_answer_id(ctx, item, "lot_id", "lot", row.lot_id.raw);
        ll_answer_i64(ctx, item, "mass_g", row.mass_g.g);
        ll_answer_i64(ctx, item, "units", row.accepted.n);
        ll_answer_month(ctx, item, "vintage", row.vintage);
        last = ll_json_string(ll_json_get(item, "lot_id"));
        ll_json_append(ctx->arena, page.items, item);
        page.count++;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return ll_page_done(ctx, &page, last, ret_answer, reterr);
}

static enum ll_status put_custody(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                  struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_custody_of_lot_in in = {lot_id};
    struct ll_q_custody_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_custody_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_custody_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        if (row.has_facility_id) {
            ll_answer_id(ctx, item, "facility_id", "fac", row.facility_id.raw);
        }
        ll_answer_i64(ctx, item, "hi", row.hi);
        ll_answer_i64(ctx, item, "lo", row.lo);
        if (row.has_package_id) {
            ll_answer_id(ctx, item, "package_id", "pkg", row.package_id.raw);
        }
        if (row.has_receipt_id) {
            ll_answer_id(ctx, item, "receipt_id", "rcp", row.receipt_id.raw);
        }
        ll_answer_text(ctx, item, "stage", ll_str_from_cstr(ll_stage_name(row.stage)));
        if (row.has_treatment_id) {
            ll_answer_id(ctx, item, "treatment_id", "trt", row.treatment_id.raw);
        }
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "custody", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_allocations(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                      struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_allocation_of_lot_in in = {lot_id};
    struct ll_q_allocation_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_allocation_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_allocation_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_i64(ctx, item, "hi", row.lot_hi);
        ll_answer_i64(ctx, item, "line_lo", row.line_lo);
        ll_answer_i64(ctx, item, "lo", row.lot_lo);
        ll_answer_id(ctx, item, "order_line_id", "ord", row.order_line_id.raw);
        ll_answer_text(ctx, item, "state", ll_str_from_cstr(ll_allocation_state_name(row.state)));
        ll_json_append(ctx->arena, items, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "allocations", items);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_lot_by_id_row row;
    LL_TRY(ll_find_lot(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    LL_TRY(put_allocations(ctx, row.lot_id, answer, reterr));
    ll_answer_text(ctx, answer, "battery", ll_str_from_cstr(ll_battery_name(row.battery)));
    ll_answer_text(ctx, answer, "class_code", row.class_code);
    ll_answer_id(ctx, answer, "collection_id", "col", row.collection_id.raw);
    ll_answer_text(ctx, answer, "country", row.country);
    LL_TRY(put_custody(ctx, row.lot_id, answer, reterr));
    ll_answer_bool(ctx, answer, "eligible", row.eligible);
    if (row.has_funder_id) {
        ll_answer_id(ctx, answer, "funder_id", "org", row.funder_id.raw);
    }
    if (row.has_ineligible_reason) {
        ll_answer_text(ctx, answer, "ineligible_reason", row.ineligible_reason);
    }
    ll_answer_id(ctx, answer, "lot_id", "lot", row.lot_id.raw);
    ll_answer_i64(ctx, answer, "mass_g", row.mass_g.g);
    ll_answer_id(ctx, answer, "programme_id", "prg", row.programme_id.raw);
    ll_answer_hex(ctx, answer, "public_number", row.public_number);
    ll_answer_time(ctx, answer, "queue_at", row.queue_at);
    ll_answer_text(ctx, answer, "source", ll_str_from_cstr(ll_source_name(row.source)));
    ll_answer_i64(ctx, answer, "units", row.accepted.n);
    ll_answer_month(ctx, answer, "vintage", row.vintage);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- exclude ---- */
struct lot_exclude {
    struct ll_str lot;
    struct ll_str reason;
};
static const struct ll_field exclude_fields[] = {
    LL_MEMBER(lot_exclude, lot, LL_REQ(REF), .operand = true, .help = "the lot's id"),
    LL_MEMBER(lot_exclude, reason, LL_REQ(CODE), .help = "why, as a code: doubtful-evidence"),
};
static const struct ll_record exclude_record =
    LL_RECORD("lot_exclude", lot_exclude, exclude_fields);

/* What a certificate states is not taken from under it; below `received` neither. */
static enum ll_status refuse_cited(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                   struct ll_err *reterr)
{
    struct ll_q_lot_cited_in in = {lot_id};
    struct ll_q_lot_cited_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_lot_cited_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status = ll_q_lot_cited_next(cursor, &row, reterr);
    if (status == LL_OK) {
        status = LL_FAIL(reterr, LL_EREFUSED, "units [%lld, %lld) are cited by certificate %.*s",
                         (long long)row.lot_lo, (long long)row.lot_hi, LL_STR_ARG(row.serial));
        ll_err_hint(reterr, "see it with 'loopledger certificate show %.*s'",
                    LL_STR_ARG(row.serial));
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Every live allocation of the lot, in the order of its units. */
static enum ll_status list_released(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                    struct ll_list *ret_released, int64_t *ret_units,
                                    struct ll_err *reterr)
{
    struct ll_grow released = LL_GROW(ctx->arena, struct ll_released_span);
    struct ll_q_allocation_of_lot_in in = {lot_id};
    struct ll_q_allocation_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    int64_t units = 0;
    LL_TRY(ll_q_allocation_of_lot_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_allocation_of_lot_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_released_span *span = ll_grow_add(&released);
        if (span == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for the allocations of a lot");
            break;
        }
        if (row.state == LL_ALLOCATION_STATE_FINAL) {
            status = LL_FAIL(reterr, LL_EREFUSED, "units [%lld, %lld) are final",
                             (long long)row.lot_lo, (long long)row.lot_hi);
            break;
        }
        *span = (struct ll_released_span){
            .line_lo = row.line_lo,
            .lot_hi = row.lot_hi,
            .lot_lo = row.lot_lo,
            .order_line_id = row.order_line_id,
            .slice_lo = row.slice_lo,
        };
        units += row.lot_hi - row.lot_lo;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    *ret_released = ll_grow_list(&released);
    *ret_units = units;
    return LL_OK;
}

static enum ll_status run_exclude(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct lot_exclude *in = input;
    struct ll_q_lot_by_id_row lot;
    int64_t units = 0;
    LL_TRY(ll_find_lot(ctx, in->lot, &lot, reterr));
    if (!lot.eligible) {
        return LL_FAIL(reterr, LL_EREFUSED, "the lot is not eligible already: %.*s",
                       LL_STR_ARG(lot.ineligible_reason));
    }
    LL_TRY(refuse_cited(ctx, lot.lot_id, reterr));
    struct ll_lot_excluded body = {.lot_id = lot.lot_id, .reason = in->reason};
    LL_TRY(list_released(ctx, lot.lot_id, &body.released, &units, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LOT_EXCLUDED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "lot_id", "lot", lot.lot_id.raw);
    ll_answer_text(ctx, answer, "reason", in->reason);
    ll_answer_i64(ctx, answer, "released_allocations", (int64_t)body.released.count);
    ll_answer_i64(ctx, answer, "released_units", units);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- admit ---- */
struct lot_admit {
    struct ll_str lot;
};
static const struct ll_field admit_fields[] = {
    LL_MEMBER(lot_admit, lot, LL_REQ(REF), .operand = true, .help = "the lot's id"),
};
static const struct ll_record admit_record = LL_RECORD("lot_admit", lot_admit, admit_fields);

static enum ll_status run_admit(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct lot_admit *in = input;
    struct ll_q_lot_by_id_row lot;
    LL_TRY(ll_find_lot(ctx, in->lot, &lot, reterr));
    if (lot.eligible) {
        return LL_FAIL(reterr, LL_EREFUSED, "the lot is eligible already");
    }
    struct ll_q_programme_by_id_in by = {lot.programme_id};
    struct ll_q_programme_by_id_row programme;
    struct ll_str rule;
    LL_TRY(ll_q_programme_by_id(ctx->store, ctx->arena, &by, &programme, reterr));
    LL_TRY(ll_programme_refuses(ctx, lot.programme_id, programme.oldest_vintage, lot.class_code,
                                lot.vintage, &rule, reterr));
    if (rule.len > 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "programme '%.*s' does not take it: %.*s",
                    LL_STR_ARG(programme.code), LL_STR_ARG(rule));
        ll_err_hint(reterr, "only a doubt can be lifted, not a rule of the programme");
        return status;
    }
    struct ll_lot_admitted body = {.lot_id = lot.lot_id};
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LOT_ADMITTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "lot_id", "lot", lot.lot_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_lot_list = {
    .noun = "lot",
    .verb = "list",
    .help = "list lots in the order in which they were recorded",
    .input = &ll_page_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_lot_show = {
    .noun = "lot",
    .verb = "show",
    .help = "show one lot: where its units are, and what they serve",
    .input = &ll_ref_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
const struct ll_service ll_service_lot_exclude = {
    .noun = "lot",
    .verb = "exclude",
    .help = "make a lot not eligible, and release what it serves",
    .details = "Provisional allocations are released and refilled at their old queue place by the "
               "next run. A lot with units that a certificate cites is not excluded.",
    .input = &exclude_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_exclude,
};
const struct ll_service ll_service_lot_admit = {
    .noun = "lot",
    .verb = "admit",
    .help = "make an excluded lot eligible again, once the doubt is cleared",
    .input = &admit_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_admit,
};
