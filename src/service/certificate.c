/* certificate issue, list, show. */
#include "service/certificate.h"

#include "proof/data_integrity.h"
#include "service/answer.h"
#include "service/certificate_draft.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/order.h"
#include "service/page_input.h"
#include "store/q_facts.h"
#include "store/q_show.h"

#define BODY_BYTES_MAX LL_DI_DOCUMENT_BYTES_MAX

struct certificate_issue_input {
    struct ll_str beneficiary;
    struct ll_str order_line;
    struct ll_str programme;
    int stage;
    struct ll_units units;
};
static const struct ll_field certificate_issue_fields[] = {
    LL_MEMBER(certificate_issue_input, beneficiary, LL_REQ(REF),
              .help = "organisation the certificate is for"),
    LL_MEMBER(certificate_issue_input, order_line, LL_OPT(REF),
              .help = "only this order line; all of the beneficiary's when left out"),
    LL_MEMBER(certificate_issue_input, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(certificate_issue_input, stage, LL_OPT(ENUM), .enum_rows = ll_stage_rows,
              .enum_row_count = LL_STAGE_REACHED_ROW_COUNT,
              .help = "stage that the cited units are at; 'recycled' when left out"),
    LL_MEMBER(certificate_issue_input, units, LL_OPT(UNITS),
              .help = "at most so many units, earliest positions first"),
};
static const struct ll_record certificate_issue_record =
    LL_RECORD("certificate_issue", certificate_issue_input, certificate_issue_fields);

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "the certificate does not fit into this command's memory");
}

static enum ll_status cite_line(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                const struct ll_q_order_line_of_beneficiary_row *from,
                                struct ll_err *reterr)
{
    struct ll_certified_line line = {
        .code = ll_str_copy(ctx->arena, from->code),
        .class_code = ll_str_copy(ctx->arena, from->class_code),
        .payer_id = from->payer_id,
        .has_reseller_id = from->has_reseller_id,
        .reseller_id = from->reseller_id,
        .spans = LL_GROW(ctx->arena, struct ll_span),
    };
    if (line.code.ptr == NULL || line.class_code.ptr == NULL) {
        return no_memory(reterr);
    }
    struct ll_q_citable_of_line_in in = {from->order_line_id, draft->certified.stage};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_citable_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_citable_of_line_row row;
    enum ll_status status;
    while ((status = ll_q_citable_of_line_next(cursor, &row, reterr)) == LL_OK) {
        status = ll_certificate_cite(ctx, draft, &line, from->order_line_id, &row, reterr);
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

/* All lines of the beneficiary in the programme, or the one asked for. */
static enum ll_status cite_lines(struct ll_ctx *ctx, struct ll_certificate_draft *draft,
                                 struct ll_programme_id programme_id,
                                 const struct ll_order_line_id *only, struct ll_err *reterr)
{
    struct ll_grow lines = LL_GROW(ctx->arena, struct ll_q_order_line_of_beneficiary_row);
    struct ll_q_order_line_of_beneficiary_in in = {draft->certified.beneficiary_id, programme_id};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_line_of_beneficiary_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_order_line_of_beneficiary_row row;
    enum ll_status status;
    while ((status = ll_q_order_line_of_beneficiary_next(cursor, &row, reterr)) == LL_OK) {
        if (only != NULL && !ll_id_eq(only->raw, row.order_line_id.raw)) {
            continue;
        }
        struct ll_q_order_line_of_beneficiary_row *kept = ll_grow_add(&lines);
        if (kept == NULL) {
            status = no_memory(reterr);
            break;
        }
        *kept = row;
        kept->code = ll_str_copy(ctx->arena, row.code);
        kept->class_code = ll_str_copy(ctx->arena, row.class_code);
        if (kept->code.ptr == NULL || kept->class_code.ptr == NULL) {
            status = no_memory(reterr);
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    const struct ll_q_order_line_of_beneficiary_row *items = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        LL_TRY(cite_line(ctx, draft, &items[i], reterr));
    }
    return LL_OK;
}

static enum ll_status draft_certificate(struct ll_ctx *ctx,
                                        const struct certificate_issue_input *in,
                                        struct ll_certificate_draft *draft,
                                        struct ll_programme_id *ret_programme_id,
                                        struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row beneficiary;
    struct ll_q_order_line_by_id_row line;
    enum ll_stage stage = in->stage == 0 ? LL_STAGE_RECYCLED : (enum ll_stage)in->stage;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    LL_TRY(ll_find_organisation(ctx, in->beneficiary, &beneficiary, reterr));
    if (in->order_line.len > 0) {
        LL_TRY(ll_find_order_line(ctx, in->order_line, &line, reterr));
    }
    ll_certificate_draft_begin(ctx, &programme, beneficiary.organisation_id, draft);
    draft->certified.stage = stage;
    ll_certificate_make_serial(ctx, draft->certified.serial);
    draft->units_left = in->units.n > 0 ? in->units.n : LL_UNITS_MAX;
    LL_TRY(cite_lines(ctx, draft, programme.programme_id,
                      in->order_line.len > 0 ? &line.order_line_id : NULL, reterr));
    if (draft->certified.units == 0) {
        enum ll_status status =
            LL_FAIL(reterr, LL_ESHORT,
                    "no allocated unit of '%.*s' is at stage '%s' and not certified already",
                    LL_STR_ARG(beneficiary.code), ll_stage_name(stage));
        ll_err_hint(reterr, "run the allocation, or state another stage with --stage");
        return status;
    }
    *ret_programme_id = programme.programme_id;
    return ll_certificate_draft_end(ctx, draft, reterr);
}

static enum ll_status run_certificate_issue(struct ll_ctx *ctx, const void *input,
                                            struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_certificate_draft draft;
    struct ll_programme_id programme_id;
    LL_TRY(draft_certificate(ctx, input, &draft, &programme_id, reterr));
    struct ll_certificate_id id = {ll_ctx_id(ctx)};
    LL_TRY(ll_certificate_state(ctx, &draft, programme_id, NULL, id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "certificate_id", "crt", id.raw);
    ll_answer_text(ctx, answer, "serial", ll_str_from_cstr(draft.certified.serial));
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(draft.certified.stage));
    ll_answer_i64(ctx, answer, "units", draft.certified.units);
    ll_answer_i64(ctx, answer, "mass_g", draft.certified.mass_g);
    ll_answer_i64(ctx, answer, "lots", draft.certified.lots);
    ll_answer_i64(ctx, answer, "collections", draft.certified.collections);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- certificate list ---- */
struct certificate_list {
    struct ll_str after;
    struct ll_str beneficiary;
    int64_t limit;
    struct ll_str programme;
    int stage; /* enum ll_stage */
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(certificate_list),
    LL_MEMBER(certificate_list, beneficiary, LL_OPT(REF), .help = "only for this organisation"),
    LL_PAGE_LIMIT(certificate_list),
    LL_MEMBER(certificate_list, programme, LL_OPT(REF), .help = "only of this programme"),
    LL_MEMBER(certificate_list, stage, LL_OPT(ENUM), .enum_rows = ll_stage_rows,
              .enum_row_count = LL_STAGE_REACHED_ROW_COUNT, .help = "only at this stage"),
};
static const struct ll_record list_record =
    LL_RECORD("certificate_list", certificate_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct certificate_list *in = input;
    struct ll_q_certificate_list_in by = {
        .after = in->after,
        .has_stage = in->stage != 0,
        .stage = (enum ll_stage)in->stage,
        .limit = ll_page_limit(in->limit),
    };
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_filter_organisation(ctx, in->beneficiary, &by.has_beneficiary_id, &by.beneficiary_id,
                                  reterr));
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
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
    return status == LL_ENOTFOUND ? ll_find_failed("certificate", serial, reterr) : status;
}

/* The signed credential itself, as it was stored. */
static enum ll_status run_certificate_show(struct ll_ctx *ctx, const void *input,
                                           struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct certificate_show_input *in = input;
    struct ll_q_certificate_by_serial_row row;
    struct ll_q_certificate_body_latest_row body;
    LL_TRY(ll_certificate_find(ctx, in->serial, &row, reterr));
    struct ll_q_certificate_body_latest_in body_key = {row.certificate_id};
    LL_TRY(ll_q_certificate_body_latest(ctx->store, ctx->arena, &body_key, &body, reterr));
    return ll_json_read(ctx->arena, body.body, BODY_BYTES_MAX, ret_answer, reterr);
}

const struct ll_service ll_service_certificate_issue = {
    .noun = "certificate",
    .verb = "issue",
    .help = "state and sign what a beneficiary's order lines have reached",
    .details =
        "Cites every allocated unit of the beneficiary that has reached the stage and that no "
        "live certificate cites yet. From stage 'received' on the cited units are final. The "
        "signed credential is printed by 'loopledger certificate show SERIAL --json' and "
        "checked by anyone with 'loopledger verify FILE'.",
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
    .help = "one certificate as it was signed",
    .input = &certificate_show_record,
    .mode = LL_SERVICE_READ,
    .run = run_certificate_show,
};
