/* certificate issue, list, show. */
#include "service/certificate.h"

#include "proof/data_integrity.h"
#include "service/answer.h"
#include "service/carry_over.h"
#include "service/certificate_choice.h"
#include "service/certificate_draft.h"
#include "service/control.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/incident.h"
#include "service/order.h"
#include "service/page_input.h"
#include "service/visible.h"
#include "store/q_facts.h"
#include "store/q_show_demand.h"

#define BODY_BYTES_MAX LL_DI_DOCUMENT_BYTES_MAX
#define NUMBER_BYTES_MAX 200

struct certificate_issue_input {
    struct ll_str beneficiary;
    struct ll_str document;
    struct ll_date from;
    bool has_from;
    struct ll_str order_line;
    struct ll_str programme;
    int stage;
    struct ll_date to;
    bool has_to;
    struct ll_units units;
};
static const struct ll_field certificate_issue_fields[] = {
    LL_MEMBER(certificate_issue_input, beneficiary, LL_REQ(REF),
              .help = "organisation the certificate is for"),
    LL_MEMBER(certificate_issue_input, document, LL_OPT(STR), .min = 1, .max = NUMBER_BYTES_MAX,
              .help = "only what this document demands, by its number or id"),
    LL_MEMBER(certificate_issue_input, from, LL_OPT(DATE),
              LL_PRESENT(certificate_issue_input, has_from),
              .help = "only documents of this day or later"),
    LL_MEMBER(certificate_issue_input, order_line, LL_OPT(REF),
              .help = "only this order line; all of the beneficiary's when left out"),
    LL_MEMBER(certificate_issue_input, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(certificate_issue_input, stage, LL_OPT(ENUM), .enum_rows = ll_stage_rows,
              .enum_row_count = LL_STAGE_REACHED_ROW_COUNT,
              .help = "stage that the cited units are at; 'recycled' when left out"),
    LL_MEMBER(certificate_issue_input, to, LL_OPT(DATE),
              LL_PRESENT(certificate_issue_input, has_to),
              .help = "only documents of this day or earlier"),
    LL_MEMBER(certificate_issue_input, units, LL_OPT(UNITS), .min = 1, .max = LL_UNITS_MAX,
              .help = "at most so many units, earliest positions first; what nobody counted is "
                      "left out"),
};
static const struct ll_record certificate_issue_record =
    LL_RECORD("certificate_issue", certificate_issue_input, certificate_issue_fields);

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

/* Units [lo, hi) of a part of an allocation. */
static enum ll_status cite_units(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                 struct ll_certified_line *line, struct ll_order_line_id line_id,
                                 const struct ll_q_citable_of_line_row *row, int64_t lo, int64_t hi,
                                 struct ll_err *reterr)
{
    struct ll_q_citable_of_line_row part = *row;
    part.lot_lo = lo;
    part.lot_hi = hi;
    part.line_lo = row->line_lo + (lo - row->lot_lo) * row->credit;
    part.line_hi =
        hi == row->lot_hi ? row->line_hi : row->line_lo + (hi - row->lot_lo) * row->credit;
    return lo < hi ? ll_certificate_cite(ctx, draft, line, line_id, &part, reterr) : LL_OK;
}

/* Units that serve devices which came back are not cited; whole ones, since a unit is cited with
 * all its grams or not. */
static enum ll_status cite_demanded(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                    struct ll_certificate_choice *choice,
                                    const struct ll_span_set *returned,
                                    struct ll_certified_line *line, struct ll_order_line_id line_id,
                                    const struct ll_q_citable_of_line_row *row,
                                    struct ll_err *reterr)
{
    bool in_grams = row->lot_measure == LL_MEASURE_GRAMS;
    int64_t at = row->lot_lo;
    int64_t left_out = 0;
    for (size_t i = ll_span_set_find(returned, row->line_lo);
         i < returned->count && returned->spans[i].lo < row->line_hi; i++) {
        struct ll_span span = returned->spans[i];
        int64_t first = span.lo > row->line_lo ? span.lo - row->line_lo : 0;
        int64_t last = (span.hi < row->line_hi ? span.hi : row->line_hi) - row->line_lo - 1;
        int64_t lo = row->lot_lo + first / row->credit;
        int64_t hi = row->lot_lo + last / row->credit + 1;
        LL_TRY(cite_units(ctx, draft, line, line_id, row, at, lo, reterr));
        left_out += hi - (lo > at ? lo : at); /* two spans may touch one unit */
        at = hi;
    }
    choice->returned.n += in_grams ? 0 : left_out;
    choice->returned_g.g += in_grams && !draft->counted_only ? left_out : 0;
    return cite_units(ctx, draft, line, line_id, row, at, row->lot_hi, reterr);
}

static enum ll_status cite_line(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                struct ll_certificate_choice *choice,
                                const struct ll_q_order_line_of_beneficiary_row *from,
                                struct ll_err *reterr)
{
    struct ll_certified_line line = {
        .code = ll_str_copy(ctx->arena, from->code),
        .class_code = ll_str_copy(ctx->arena, from->class_code),
        .measure = from->measure,
        .payer_id = from->payer_id,
        .has_reseller_id = from->has_reseller_id,
        .reseller_id = from->reseller_id,
        .spans = LL_GROW(ctx->arena, struct ll_span),
    };
    if (line.code.ptr == NULL || line.class_code.ptr == NULL) {
        return no_memory(reterr);
    }
    struct ll_span_set returned;
    struct ll_q_citable_of_line_in in = {from->order_line_id, draft->certified.stage};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_carry_over_left(ctx, from->order_line_id, &returned, reterr));
    LL_TRY(ll_q_citable_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_citable_of_line_row row;
    enum ll_status status;
    while ((status = ll_q_citable_of_line_next(cursor, &row, reterr)) == LL_OK) {
        if (ll_certificate_chosen(choice, row.document_id, row.issued_on)) {
            status = cite_demanded(ctx, draft, choice, &returned, &line, from->order_line_id, &row,
                                   reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return ll_certificate_keep_line(draft, &line, reterr);
}

/* What was asked for, checked. */
static enum ll_status choose(struct ll_ctx *ctx, const struct certificate_issue_input *in,
                             struct ll_certificate_choice *choice, struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_row line;
    choice->has_from = in->has_from;
    choice->from = in->from;
    choice->has_to = in->has_to;
    choice->to = in->to;
    if (in->has_from && in->has_to && in->from.days > in->to.days) {
        enum ll_status status =
            LL_REFUSE(reterr, LL_EINVAL, "are --from and --to the wrong way round?",
                      "the period ends before it begins");
        ll_err_where(reterr, "to");
        return status;
    }
    if (in->document.len > 0) {
        LL_TRY(ll_certificate_choose_document(ctx, choice, in->document, reterr));
    }
    if (in->order_line.len > 0) {
        LL_TRY(ll_find_order_line(ctx, in->order_line, &line, reterr));
        choice->has_line = true;
        choice->order_line_id = line.order_line_id;
    }
    LL_TRY(ll_certificate_choose_lines(ctx, choice, reterr));
    if (choice->has_line && choice->lines.count == 0) {
        enum ll_status status = LL_FAIL(
            reterr, LL_EINVAL, "order line '%.*s' is not of '%.*s' in programme '%.*s'",
            LL_STR_ARG(in->order_line), LL_STR_ARG(in->beneficiary), LL_STR_ARG(in->programme));
        ll_err_where(reterr, "order_line");
        ll_err_hint(reterr, "'loopledger order show' tells whose it is");
        return status;
    }
    return LL_OK;
}

/* Why there is nothing to certify. */
static enum ll_status nothing_left(struct ll_ctx *ctx, const struct certificate_issue_input *in,
                                   enum ll_stage stage, const struct ll_grow *left_out,
                                   struct ll_err *reterr)
{
    struct ll_str why;
    LL_TRY(ll_certificate_left_out_text(ctx, left_out, &why, reterr));
    bool is_of_documents = in->document.len > 0 || in->has_from || in->has_to;
    enum ll_status status =
        why.len > 0
            ? LL_FAIL(reterr, LL_ESHORT,
                      is_of_documents
                          ? LL_R("no allocated unit of '%.*s' for these documents is at stage "
                                 "'%s' and not certified already: %.*s")
                          : LL_R("no allocated unit of '%.*s' is at stage '%s' and not certified "
                                 "already: %.*s"),
                      LL_STR_ARG(in->beneficiary), ll_stage_name(stage), LL_STR_ARG(why))
            : LL_FAIL(reterr, LL_ESHORT,
                      is_of_documents
                          ? LL_R("no allocated unit of '%.*s' for these documents is at stage "
                                 "'%s' and not certified already")
                          : LL_R("no allocated unit of '%.*s' is at stage '%s' and not certified "
                                 "already"),
                      LL_STR_ARG(in->beneficiary), ll_stage_name(stage));
    ll_err_hint(reterr, "run the allocation, or state another stage with --stage; 'certificate "
                        "show' tells what a certificate cites");
    return status;
}

static enum ll_status draft_certificate(struct ll_ctx *ctx,
                                        const struct certificate_issue_input *in,
                                        struct ll_certificate_draft *draft,
                                        struct ll_certificate_choice *choice,
                                        struct ll_grow *left_out, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row beneficiary;
    enum ll_stage stage = in->stage == 0 ? LL_STAGE_RECYCLED : (enum ll_stage)in->stage;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    LL_TRY(ll_find_organisation(ctx, in->beneficiary, &beneficiary, reterr));
    *choice = (struct ll_certificate_choice){
        .beneficiary_id = beneficiary.organisation_id,
        .programme_id = programme.programme_id,
        .counted_only = in->units.n > 0,
    };
    LL_TRY(choose(ctx, in, choice, reterr));
    ll_certificate_draft_begin(ctx, &programme, beneficiary.organisation_id, draft);
    draft->certified.stage = stage;
    ll_certificate_make_serial(ctx, draft->certified.serial);
    draft->units_left = in->units.n > 0 ? in->units.n : LL_UNITS_MAX;
    draft->counted_only = in->units.n > 0;
    const struct ll_q_order_line_of_beneficiary_row *lines = choice->lines.items;
    for (size_t i = 0; i < choice->lines.count; i++) {
        LL_TRY(cite_line(ctx, draft, choice, &lines[i], reterr));
    }
    LL_TRY(ll_certificate_left_out(ctx, choice, stage, left_out, reterr));
    if (draft->certified.units == 0 && draft->certified.uncounted_g == 0) {
        return nothing_left(ctx, in, stage, left_out, reterr);
    }
    return ll_certificate_draft_end(ctx, draft, reterr);
}

static enum ll_status run_certificate_issue(struct ll_ctx *ctx, const void *input,
                                            struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_certificate_draft draft;
    struct ll_certificate_choice choice;
    struct ll_grow left_out;
    LL_TRY(draft_certificate(ctx, input, &draft, &choice, &left_out, reterr));
    struct ll_certificate_id id = {ll_ctx_id(ctx)};
    LL_TRY(ll_certificate_state(ctx, &draft, choice.programme_id, NULL, id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certificate_id", "crt", id.raw);
    ll_answer_text(ctx, answer, "serial", ll_str_from_cstr(draft.certified.serial));
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(draft.certified.stage));
    ll_answer_amount(ctx, answer, "units", "uncounted_g", ll_certificate_amount(&draft));
    ll_answer_i64(ctx, answer, "mass_g", draft.certified.mass_g);
    ll_answer_i64(ctx, answer, "lots", draft.certified.lots);
    ll_answer_i64(ctx, answer, "collections", draft.certified.collections);
    ll_certificate_left_out_answer(ctx, &left_out, answer);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- certificate list ---- */
struct certificate_list {
    struct ll_str after;
    struct ll_str beneficiary;
    struct ll_month issued_in;
    bool has_issued_in;
    int64_t limit;
    bool live;
    bool newest_first;
    struct ll_str programme;
    int stage; /* enum ll_stage */
    int state; /* enum ll_certificate_state */
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(certificate_list),
    LL_MEMBER(certificate_list, beneficiary, LL_OPT(REF), .help = "only for this organisation"),
    LL_MEMBER(certificate_list, issued_in, LL_OPT(MONTH),
              LL_PRESENT(certificate_list, has_issued_in), .help = "only issued in this month"),
    LL_PAGE_LIMIT(certificate_list),
    LL_MEMBER(certificate_list, live, LL_OPT(BOOL),
              .help = "only what was neither superseded nor revoked"),
    LL_PAGE_NEWEST(certificate_list),
    LL_MEMBER(certificate_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(certificate_list, stage, LL_OPT(ENUM), .enum_rows = ll_stage_rows,
              .enum_row_count = LL_STAGE_REACHED_ROW_COUNT, .help = "only at this stage"),
    LL_MEMBER(certificate_list, state, LL_OPT(ENUM), .enum_rows = ll_certificate_state_rows,
              .enum_row_count = LL_CERTIFICATE_STATE_ROW_COUNT, .help = "only in this state"),
};
static const struct ll_record list_record =
    LL_RECORD("certificate_list", certificate_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct certificate_list *in = input;
    struct ll_q_certificate_list_in by = {
        .after = in->newest_first ? LL_STR("") : in->after,
        .has_before = in->newest_first,
        .before = {ll_id_last()},
        .has_stage = in->stage != 0,
        .stage = (enum ll_stage)in->stage,
        .has_state = in->state != 0,
        .state = (enum ll_certificate_state)in->state,
        .limit = ll_page_limit(in->limit),
        .issued_from = ll_date_start(ll_filter_from(in->has_issued_in, in->issued_in)),
        .issued_before = ll_date_start(ll_filter_before(in->has_issued_in, in->issued_in)),
        .last_state = in->live ? LL_CERTIFICATE_STATE_UNDER_REVIEW : LL_CERTIFICATE_STATE_REVOKED,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_organisation(ctx, in->beneficiary, &by.has_beneficiary_id, &by.beneficiary_id,
                                  reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    if (in->newest_first && in->after.len > 0) {
        struct ll_q_certificate_by_serial_row last;
        LL_TRY(ll_certificate_find(ctx, in->after, &last, reterr));
        by.before = last.certificate_id;
    }
    LL_TRY(ll_q_certificate_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

/* ---- certificate show ---- */
struct certificate_show_input {
    struct ll_str serial;
};
static const struct ll_field certificate_show_fields[] = {
    LL_MEMBER(certificate_show_input, serial, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "serial of the certificate"),
};
static const struct ll_record certificate_show_record =
    LL_RECORD("certificate_show", certificate_show_input, certificate_show_fields);

enum ll_status ll_certificate_find(struct ll_ctx *ctx, struct ll_str serial,
                                   struct ll_q_certificate_by_serial_row *ret_row,
                                   struct ll_err *reterr)
{
    struct ll_q_certificate_by_serial_in key = {serial};
    enum ll_status status =
        ll_q_certificate_by_serial(ctx->store, ctx->arena, &key, ret_row, reterr);
    struct ll_id id = status == LL_OK ? ret_row->certificate_id.raw : (struct ll_id){{0}};
    return ll_visible_found(ctx, status, LL_OBJECT_CERTIFICATE, id, "certificate", serial, reterr);
}

/* The latest signed revision, as it was stored. */
static enum ll_status read_credential(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                                      struct ll_json **ret_credential, struct ll_err *reterr)
{
    struct ll_q_certificate_body_latest_in key = {certificate_id};
    struct ll_q_certificate_body_latest_row body;
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &key, &body, reterr));
    return ll_json_read(ctx->arena, body.body, BODY_BYTES_MAX, ret_credential, reterr);
}

/* Serials as the array `name`; left out when there are none. */
static enum ll_status put_reissued_in(struct ll_ctx *ctx, struct ll_certificate_id certificate_id,
                                      struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_reissued_in_in in = {certificate_id};
    struct ll_q_reissued_in_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *serials = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_reissued_in_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_reissued_in_next(cursor, &row, reterr)) == LL_OK) {
        bool is_visible = false;
        struct ll_str serial = ll_str_copy(ctx->arena, row.serial);
        status =
            ll_visible(ctx, LL_OBJECT_CERTIFICATE, row.certificate_id.raw, &is_visible, reterr);
        if (status != LL_OK) {
            break;
        }
        if (!is_visible) {
            continue;
        }
        ll_json_append(ctx->arena, serials,
                       serial.ptr == NULL ? NULL : ll_json_new_string(ctx->arena, serial));
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (serials != NULL && serials->count > 0) {
        ll_json_set(ctx->arena, answer, "reissued_in", serials);
    }
    return LL_OK;
}

/* What the ledger knows of it today, then what was signed. */
static enum ll_status run_certificate_show(struct ll_ctx *ctx, const void *input,
                                           struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct certificate_show_input *in = input;
    struct ll_q_certificate_by_serial_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *credential = NULL;
    LL_TRY(ll_certificate_find(ctx, in->serial, &row, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_certificate_item_in by = {row.certificate_id};
    LL_TRY(ll_q_certificate_item_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    if (row.state ==
        LL_CERTIFICATE_STATE_REVOKED) { /* else there is nothing, found by a long look */
        LL_TRY(put_reissued_in(ctx, row.certificate_id, answer, reterr));
    }
    LL_TRY(ll_control_answer_certificate(ctx, row.certificate_id, answer, reterr));
    LL_TRY(ll_incident_put_certificate(ctx, row.certificate_id, answer, reterr));
    LL_TRY(read_credential(ctx, row.certificate_id, &credential, reterr));
    const struct ll_json *from =
        ll_json_get(ll_json_get(credential, "credentialSubject"), "reissuedFrom");
    if (from != NULL) {
        struct ll_json *serials = ll_json_new_array(ctx->arena);
        for (size_t i = 0; i < from->count; i++) {
            ll_json_append(ctx->arena, serials,
                           ll_json_new_string(ctx->arena, ll_json_string(&from->items[i])));
        }
        ll_json_set(ctx->arena, answer, "reissued_from", serials);
    }
    ll_json_set(ctx->arena, answer, "credential", credential);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* The signed credential itself, and nothing else. */
static enum ll_status run_certificate_export(struct ll_ctx *ctx, const void *input,
                                             struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct certificate_show_input *in = input;
    struct ll_q_certificate_by_serial_row row;
    bool is_visible = false;
    LL_TRY(ll_certificate_find_open(ctx, in->serial, &row, &is_visible, reterr));
    return read_credential(ctx, row.certificate_id, ret_answer, reterr);
}

const struct ll_service ll_service_certificate_issue = {
    .noun = "certificate",
    .verb = "issue",
    .help = "state and sign what a beneficiary's order lines have reached",
    .details =
        "Cites every allocated unit of the beneficiary that is at the stage, that no certificate "
        "cites yet and that no case has under review, but for those that serve devices which came "
        "back: of all order lines and documents, or of those that are named. From stage 'received' "
        "on the cited units are final. What was asked for and is not cited is told in the answer, "
        "with the certificates that cite it. The signed credential is printed by 'loopledger "
        "certificate export SERIAL' and checked by anyone with 'loopledger verify FILE'.",
    .input = &certificate_issue_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_certificate_issue,
};
const struct ll_service ll_service_certificate_list = {
    .noun = "certificate",
    .verb = "list",
    .help = "certificates by serial",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_certificate_show = {
    .noun = "certificate",
    .verb = "show",
    .help = "one certificate: what it stands for today, and what was signed",
    .details =
        "State, reason and revision; what it replaces or is reissued from, and what took its "
        "place; then the latest signed revision as `credential`. For the file that others "
        "check, see 'certificate export'.",
    .input = &certificate_show_record,
    .mode = LL_SERVICE_READ,
    .run = run_certificate_show,
};
const struct ll_service ll_service_certificate_export = {
    .noun = "certificate",
    .verb = "export",
    .help = "the signed certificate alone, for others to check",
    .details = "Exactly the credential that was signed, in its latest revision: what "
               "'loopledger verify FILE' checks.",
    .input = &certificate_show_record,
    .mode = LL_SERVICE_READ,
    .is_document = true,
    .run = run_certificate_export,
};
