/* lot list, show, exclude, admit */
#include "core/measure.h"
#include "service/answer.h"
#include "service/collection.h"
#include "service/control.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/incident.h"
#include "service/page_input.h"
#include "service/part.h"
#include "service/programme.h"
#include "service/settle.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_allocate.h"
#include "store/q_certificate.h"
#include "store/q_show_supply.h"
#include "store/q_supply.h"

/* What units of a lot wait for; numbered as in store/queries/desk.sql. */
static const struct ll_enum_row waits_rows[] = {{1, "packing"}, {2, "review"}};
struct lot_list {
    struct ll_str after;
    struct ll_str class_code;
    struct ll_str country;
    bool eligible;
    bool has_eligible;
    int64_t limit;
    bool newest_first;
    struct ll_str programme;
    int source; /* enum ll_source */
    struct ll_month vintage;
    bool has_vintage;
    int waits; /* enum waits */
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(lot_list),
    LL_MEMBER(lot_list, class_code, LL_OPT(CODE), .help = "only of this class"),
    LL_MEMBER(lot_list, country, LL_OPT(STR), .min = 2, .max = 2,
              .help = "only collected in this country: GH"),
    LL_MEMBER(lot_list, eligible, LL_OPT(BOOL), LL_PRESENT(lot_list, has_eligible),
              .help = "only what may serve demand; no: only what may not"),
    LL_PAGE_LIMIT(lot_list),
    LL_PAGE_NEWEST_ID(lot_list),
    LL_MEMBER(lot_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(lot_list, source, LL_OPT(ENUM), LL_ENUM_OF(source, SOURCE),
              .help = "only of this source"),
    LL_MEMBER(lot_list, vintage, LL_OPT(MONTH), LL_PRESENT(lot_list, has_vintage),
              .help = "only collected in this month"),
    LL_MEMBER(lot_list, waits, LL_OPT(ENUM), .enum_rows = waits_rows,
              .enum_row_count = sizeof(waits_rows) / sizeof(waits_rows[0]),
              .help = "only with units that wait for this"),
};
static const struct ll_record list_record = LL_RECORD("lot_list", lot_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct lot_list *in = input;
    struct ll_q_lot_list_in by = {
        .not_eligible = !in->has_eligible ? 2
                        : in->eligible    ? 0
                                          : 1,
        .limit = ll_page_limit(in->limit),
        .source_first = (enum ll_source)in->source,
        .source_last = in->source != 0 ? (enum ll_source)in->source : LL_SOURCE_FOUND,
        .has_waits = in->waits != 0,
        .waits = in->waits,
        .has_before = in->newest_first,
        .before = {ll_id_last()},
        .vintage_from = in->vintage,
        .vintage_to = in->has_vintage ? in->vintage : (struct ll_month){INT32_MAX},
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    if (in->newest_first && in->after.len > 0) {
        struct ll_q_lot_by_id_row last;
        LL_TRY(ll_find_lot(ctx, in->after, &last, reterr));
        by.before = last.lot_id;
    } else {
        LL_TRY(ll_find_after("lot", in->after, &by.after.raw, reterr));
    }
    LL_TRY(ll_filter_class(ctx, in->class_code, &by.has_class_code, &by.class_code, reterr));
    LL_TRY(ll_filter_country(in->country, &by.has_country, &by.country, reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_lot_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr));
    return ll_visible_trim_each(ctx, LL_OBJECT_LOT, *ret_answer, "items", reterr);
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_ref_input *in = input;
    struct ll_q_lot_by_id_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_find_lot(ctx, in->ref, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_lot_item_in by = {row.lot_id};
    LL_TRY(ll_q_lot_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    struct ll_part_page page;
    LL_TRY(ll_part_page(ctx, "custody", &page, reterr));
    struct ll_q_lot_custody_in custody = {
        .lot_id = row.lot_id,
        .after = page.number,
        .has_limit = page.has_limit,
        .limit = page.limit,
        LL_VIEWER_FILTER(ctx),
    };
    LL_TRY(ll_q_lot_custody_open(ctx->store, ctx->arena, &custody, &cursor, reterr));
    LL_TRY(ll_answer_items(ctx, cursor, answer, "custody", reterr));
    LL_TRY(ll_visible_cut(ctx, answer, "custody", &row.lot_id, reterr));
    LL_TRY(ll_part_page(ctx, "allocations", &page, reterr));
    struct ll_q_lot_allocations_in allocations = {
        .lot_id = row.lot_id, LL_PART_FILTER(page, number), LL_VIEWER_FILTER(ctx)};
    LL_TRY(ll_q_lot_allocations_open(ctx->store, ctx->arena, &allocations, &cursor, reterr));
    LL_TRY(ll_answer_seen(ctx, cursor, answer, "allocations", "order_line_id", reterr));
    LL_TRY(ll_incident_put_lot(ctx, row.lot_id, answer, reterr));
    LL_TRY(ll_control_answer_lot(ctx, row.lot_id, answer, reterr));
    LL_TRY(ll_visible_trim(ctx, LL_OBJECT_LOT, answer, reterr));
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

/* What was lost of it may be what explains others, which then were never explained. */
static enum ll_status refuse_explaining(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                        struct ll_err *reterr)
{
    struct ll_q_lot_explains_in of = {lot_id};
    struct ll_q_lot_explains_row row;
    enum ll_status status = ll_q_lot_explains(ctx->store, ctx->arena, &of, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    LL_TRY(status);
    char text[LL_ID_TEXT_MAX];
    ll_id_format("lot", row.lot_id.raw, text);
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "what was lost of it explains found units (lost-before): %s", text);
    ll_err_where(reterr, "lot");
    ll_err_hint(reterr,
                "exclude that one first, or explain it otherwise: 'loopledger lot exclude "
                "%s --reason CODE'",
                text);
    return status;
}

static enum ll_status run_exclude(struct ll_ctx *ctx, const void *input,
                                  struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct lot_exclude *in = input;
    struct ll_q_lot_by_id_row lot;
    LL_TRY(ll_find_lot(ctx, in->lot, &lot, reterr));
    if (!lot.eligible) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "the lot is not eligible already: %.*s",
                    LL_STR_ARG(lot.ineligible_reason));
        ll_err_hint(reterr, "there is nothing to do: its free units serve nobody");
        return status;
    }
    LL_TRY(refuse_explaining(ctx, lot.lot_id, reterr));
    struct ll_settle settle;
    struct ll_lot_span whole = {.lot_id = lot.lot_id, .lo = 0, .hi = lot.accepted.n};
    ll_settle_begin(ctx, lot.programme_id, &settle);
    LL_TRY(ll_settle_out(&settle, &whole, reterr));
    LL_TRY(ll_settle_before(&settle, LL_STR("lot-excluded"), reterr));
    struct ll_lot_excluded body = {.lot_id = lot.lot_id, .reason = in->reason};
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LOT_EXCLUDED, &body, reterr));
    LL_TRY(ll_settle_refill(&settle, false, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "lot_id", "lot", lot.lot_id.raw);
    ll_answer_text(ctx, answer, "reason", in->reason);
    ll_settle_answer(&settle, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- admit ---- */
struct lot_admit {
    struct ll_str explanation;
    struct ll_str lot;
    struct ll_str note;
};
static const struct ll_field admit_fields[] = {
    LL_MEMBER(
        lot_admit, explanation, LL_OPT(CODE),
        .help =
            "of found units: what they are: lost-before, or miscounted, with a note; of what was "
            "collected and is in doubt: weighed-again"),
    LL_MEMBER(lot_admit, lot, LL_REQ(REF), .operand = true, .help = "the lot's id"),
    LL_MEMBER(lot_admit, note, LL_OPT(STR), .min = 1, .max = 4000,
              .help = "in words; kept apart from the ledger, where it can be erased"),
};
static const struct ll_record admit_record = LL_RECORD("lot_admit", lot_admit, admit_fields);

/* Evidence that was shown before is one doubt, a mass that devices of the class hardly have
 * another: the lot bears the graver, and who lifts both says why. */
static enum ll_status check_two_doubts(struct ll_ctx *ctx, const struct ll_q_lot_by_id_row *lot,
                                       struct ll_err *reterr)
{
    struct ll_q_collection_evidence_again_in by = {lot->collection_id};
    struct ll_q_collection_evidence_again_row shown;
    struct ll_q_device_class_by_code_row class_row;
    bool fits = true;
    LL_TRY(ll_q_collection_evidence_again(ctx->store, ctx->arena, &by, &shown, reterr));
    if (!shown.evidence_again) {
        return LL_OK;
    }
    LL_TRY(ll_find_class(ctx, lot->class_code, &class_row, reterr));
    LL_TRY(ll_collection_mass_fits(lot->accepted, lot->mass_g, &class_row, &fits, reterr));
    if (fits) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED,
                "two doubts stand against it: its evidence was shown before "
                "(evidence-seen-before), and %lld of '%.*s' hardly weigh %lld g "
                "(mass-implausible)",
                (long long)lot->accepted.n, LL_STR_ARG(lot->class_code), (long long)lot->mass_g.g);
    ll_err_where(reterr, "explanation");
    ll_err_hint(reterr, "clear both, and say how: --explanation weighed-again");
    return status;
}

/* A device is counted once: as many turn up as went missing, and no more. */
static enum ll_status check_lost(struct ll_ctx *ctx, const struct ll_q_lot_by_id_row *found,
                                 struct ll_str programme, struct ll_err *reterr)
{
    struct ll_q_lot_lost_before_row row;
    char day[LL_TIME_TEXT_MAX];
    const char *word = ll_measure_word(found->measure);
    struct ll_q_lot_lost_before_in before = {found->lot_id};
    LL_TRY(ll_q_lot_lost_before(ctx->store, ctx->arena, &before, &row, reterr));
    if (row.lost >= row.explained + found->accepted.n) {
        return LL_OK;
    }
    ll_date_format(row.found_on, day);
    enum ll_status status = LL_FAIL(
        reterr, LL_EREFUSED,
        "%lld %s of class '%.*s' collected for programme '%.*s' in %.*s were lost by %s, and %lld "
        "found ones are explained by that already: %lld more cannot be",
        (long long)row.lost, word, LL_STR_ARG(found->class_code), LL_STR_ARG(programme),
        LL_STR_ARG(found->country), day, (long long)row.explained, (long long)found->accepted.n);
    ll_err_where(reterr, "explanation");
    ll_err_hint(reterr, "say what else they are (--explanation miscounted, with a --note), or "
                        "record first what was lost, with its day: see 'loopledger units lose'");
    return status;
}

/* What may be said of a lot that is admitted (docs/rules.md, "Explanations"). */
static const struct explanation {
    const char *code;
    bool of_found;   /* of what turned up; else of what was collected and is in doubt */
    bool needs_note; /* nothing in the ledger bears it out: somebody says so in words */
    bool needs_loss; /* no more than were lost */
} explanations[] = {
    {"lost-before", true, false, true},
    {"miscounted", true, true, false},
    {"weighed-again", false, false, false},
};

static enum ll_status explain_hint(bool is_found, enum ll_status status, struct ll_err *reterr)
{
    ll_err_where(reterr, "explanation");
    ll_err_hint(reterr, is_found
                            ? LL_R("say what they are: --explanation lost-before, or miscounted "
                                   "with a --note")
                            : LL_R("what was collected is explained as weighed-again, or not at "
                                   "all"));
    return status;
}

static enum ll_status check_explanation(struct ll_ctx *ctx, const struct lot_admit *in,
                                        const struct ll_q_lot_by_id_row *lot,
                                        struct ll_str programme, struct ll_err *reterr)
{
    const struct explanation *row = NULL;
    bool is_found = lot->source == LL_SOURCE_FOUND;
    for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++) {
        row = ll_str_eq_cstr(in->explanation, explanations[i].code) ? &explanations[i] : row;
    }
    if (row == NULL || row->of_found != is_found) {
        return explain_hint(is_found,
                            LL_FAIL(reterr, LL_EREFUSED,
                                    "'%.*s' explains nothing of units that "
                                    "were %s",
                                    LL_STR_ARG(in->explanation), is_found ? "found" : "collected"),
                            reterr);
    }
    if (row->needs_note && in->note.len == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "nothing bears out that they were %s", row->code);
        ll_err_where(reterr, "note");
        ll_err_hint(reterr, "say in words how it was found out: --note");
        return status;
    }
    return row->needs_loss ? check_lost(ctx, lot, programme, reterr) : LL_OK;
}

static enum ll_status check_doubts(struct ll_ctx *ctx, const struct lot_admit *in,
                                   const struct ll_q_lot_by_id_row *lot, struct ll_str programme,
                                   struct ll_err *reterr)
{
    if (in->explanation.len > 0) {
        return check_explanation(ctx, in, lot, programme, reterr);
    }
    if (lot->source == LL_SOURCE_FOUND) {
        return explain_hint(
            true,
            LL_FAIL(reterr, LL_EREFUSED, "found units are not eligible until they are explained"),
            reterr);
    }
    return lot->has_collection_id && lot->measure == LL_MEASURE_PIECES
               ? check_two_doubts(ctx, lot, reterr)
               : LL_OK;
}

static enum ll_status run_admit(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct lot_admit *in = input;
    struct ll_q_lot_by_id_row lot;
    LL_TRY(ll_find_lot(ctx, in->lot, &lot, reterr));
    if (lot.eligible) {
        enum ll_status status = LL_FAIL(reterr, LL_EREFUSED, "the lot is eligible already");
        ll_err_hint(reterr, "there is nothing to do: what is free of it serves who waits");
        return status;
    }
    struct ll_q_programme_by_id_in by = {.has_programme_id = true,
                                         .programme_id = lot.programme_id};
    struct ll_q_programme_by_id_row programme;
    struct ll_str rule;
    LL_TRY(ll_q_programme_by_id(ctx->store, ctx->arena, &by, &programme, reterr));
    const struct ll_programme_lot about = {lot.class_code, lot.measure, lot.vintage};
    LL_TRY(ll_programme_refuses(ctx, lot.programme_id, programme.oldest_vintage, &about, &rule,
                                reterr));
    if (rule.len > 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "programme '%.*s' does not take it: %.*s",
                    LL_STR_ARG(programme.code), LL_STR_ARG(rule));
        ll_err_hint(reterr, "only a doubt can be lifted, not a rule of the programme");
        return status;
    }
    LL_TRY(check_doubts(ctx, in, &lot, programme.code, reterr));
    if (lot.source == LL_SOURCE_FOUND) {
        LL_TRY(ll_incident_refuse_beside(ctx, lot.lot_id, reterr));
    }
    struct ll_settle settle;
    struct ll_lot_admitted body = {
        .explanation = in->explanation,
        .lot_id = lot.lot_id,
        .has_note_annex_id = in->note.len > 0,
    };
    LL_TRY(ll_control_store(ctx, LL_CONTROL_STEP_LOT_ADMIT, lot.lot_id.raw, reterr));
    struct ll_event_meta meta = ll_event_begin(ctx);
    if (body.has_note_annex_id) {
        LL_TRY(ll_annex_store(ctx, &meta, "lot.note", in->note, &body.note_annex_id, reterr));
    }
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LOT_ADMITTED, &body, reterr));
    ll_settle_begin(ctx, lot.programme_id, &settle);
    LL_TRY(ll_settle_refill(&settle, true, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "lot_id", "lot", lot.lot_id.raw);
    ll_settle_answer(&settle, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_lot_list = {
    .noun = "lot",
    .verb = "list",
    .help = "list lots in the order in which they were recorded",
    .input = &list_record,
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
    .help = "make a lot not eligible, and let others serve what it served",
    .details = "Its provisional allocations are released and refilled from other lots at their old "
               "queue place, in the same request. Units that a certificate cites stay with it, and "
               "the certificate is put under review.",
    .input = &exclude_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_exclude,
};
const struct ll_service ll_service_lot_admit = {
    .noun = "lot",
    .verb = "admit",
    .help = "make a lot eligible once the doubt is cleared, or found units explained",
    .details =
        "It enters the queue at its own place, and serves at once what waits for it. No more "
        "found units are lost-before than were lost of their programme, country and class "
        "by the day they were found.",
    .input = &admit_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_admit,
};
