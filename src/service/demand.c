/*
 * order import: a client's purchase documents become demand slices. A document counts once, whoever
 * sends it and however often; a document that is not acceptable is imported not at all, or, for
 * row-wise lists when the user says so, without its bad rows.
 */
#include "service/demand.h"

#include "codec/purchase_list.h"
#include "codec/ubl.h"
#include "service/answer.h"
#include "service/demand_import.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/programme.h"
#include "service/visible.h"

static const struct ll_field order_import_fields[] = {
    LL_MEMBER(ll_order_import, beneficiary, LL_REQ(REF),
              .help = "organisation whose devices these are"),
    LL_MEMBER(ll_order_import, file, LL_REQ(FILE), .operand = true,
              .help = "UBL 2.1 Order or Invoice (XML), or a list (CSV or JSON)"),
    LL_MEMBER(ll_order_import, good_rows, LL_OPT(BOOL),
              .help = "lists: import the good rows and report the bad; else all or nothing"),
    LL_MEMBER(ll_order_import, order_line, LL_OPT(REF),
              .help = "append to this order line rather than to the client's line of the class"),
    LL_MEMBER(ll_order_import, payer, LL_OPT(REF),
              .help = "organisation that pays; the beneficiary when left out"),
    LL_MEMBER(
        ll_order_import, profile, LL_OPT(CODE),
        .help =
            "kind of list: generic, devices, coupa, odoo, sap, snipeit; recognised when left out"),
    LL_MEMBER(ll_order_import, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(ll_order_import, reseller, LL_OPT(REF), .help = "reseller that sold the devices"),
    LL_MEMBER(ll_order_import, reviewed, LL_OPT(BOOL),
              .help = "a person looked at the findings and decided: book what only needs review"),
    LL_MEMBER(ll_order_import, scope, LL_OPT(CODE),
              .help = "claim scope of listed devices; 'client' when left out"),
    LL_MEMBER(ll_order_import, trigger, LL_OPT(ENUM),
              LL_ENUM_OF(document_trigger, DOCUMENT_TRIGGER),
              .help = "what gave rise to the demand; 'purchase' when left out"),
};
static const struct ll_record order_import_record =
    LL_RECORD("order_import", ll_order_import, order_import_fields);

/* ---- the whole file ---- */
static enum ll_status refuse(struct ll_ctx *ctx, struct ll_demand_import *im, struct ll_err *reterr)
{
    struct ll_json *problem = ll_answer_object(ctx);
    ll_json_set(ctx->arena, problem, "findings", im->findings);
    ctx->problem = problem;
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "nothing was imported; findings: %lld",
                                    (long long)im->finding_count);
    ll_err_where(reterr, "%.*s", LL_STR_ARG(im->in->file.name));
    ll_err_hint(reterr, "%s",
                im->is_list
                    ? LL_R("mend what is listed and send the file again; --good-rows imports the "
                           "good rows, --reviewed what only needs review")
                    : LL_R("mend what is listed and send the file again; --reviewed imports what "
                           "only needs review"));
    return status;
}

static enum ll_status is_credit_note(struct ll_err *reterr)
{
    enum ll_status status = LL_FAIL(reterr, LL_EUNSUPPORTED, "this is a credit note");
    ll_err_hint(reterr, "book what comes back with 'loopledger order credit'");
    return status;
}

static enum ll_status import_ubl(struct ll_ctx *ctx, struct ll_demand_import *im,
                                 struct ll_err *reterr)
{
    struct ll_purchase_options options;
    struct ll_purchase purchase;
    bool bad = false;
    LL_TRY(ll_programme_classes(ctx, im->programme_id, &options, reterr));
    LL_TRY(ll_ubl_read(ctx->arena, im->in->file.bytes, &options, &purchase, reterr));
    if (purchase.doc_type == LL_DOC_CREDIT_NOTE) {
        return is_credit_note(reterr);
    }
    LL_TRY(ll_demand_book(ctx, im, &purchase, &bad, reterr));
    return bad ? refuse(ctx, im, reterr) : LL_OK;
}

static enum ll_status import_csv(struct ll_ctx *ctx, struct ll_demand_import *im,
                                 struct ll_json *answer, struct ll_err *reterr)
{
    im->is_list = true;
    struct ll_purchase_options classes;
    struct ll_purchase_csv_options options = {.purchase = &classes};
    struct ll_purchase_csv csv;
    LL_TRY(ll_programme_classes(ctx, im->programme_id, &classes, reterr));
    if (im->in->profile.len > 0 && !ll_csv_profile_from_name(im->in->profile, &options.profile)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "there is no list profile '%.*s'",
                                        LL_STR_ARG(im->in->profile));
        ll_err_where(reterr, "profile");
        ll_err_hint(reterr, "one of generic, devices, coupa, odoo, sap, snipeit");
        return status;
    }
    LL_TRY(ll_purchase_list_read(ctx->arena, im->in->file.bytes, &options, &csv, reterr));
    if (csv.profile == LL_CSV_PROFILE_CREDITS) {
        return is_credit_note(reterr);
    }
    for (size_t i = 0; i < csv.file_findings.count; i++) {
        ll_demand_tell(ctx, im, "", &csv.file_findings.items[i]);
    }
    for (size_t i = 0; i < csv.row_findings.count; i++) {
        ll_demand_tell(ctx, im, "", &csv.row_findings.items[i]);
    }
    size_t bad_documents = 0;
    for (size_t i = 0; i < csv.document_count; i++) {
        bool bad = false;
        LL_TRY(ll_demand_book(ctx, im, &csv.documents[i], &bad, reterr));
        bad_documents += bad ? 1 : 0;
        if (ctx->progress.report != NULL) {
            ctx->progress.report(ctx->progress.ctx, "documents", (int64_t)i + 1,
                                 (int64_t)csv.document_count);
        }
    }
    if ((csv.bad_rows > 0 || bad_documents > 0) && !im->in->good_rows) {
        return refuse(ctx, im, reterr);
    }
    ll_json_set_cstr(ctx->arena, answer, "profile", ll_csv_profile_name(csv.profile));
    ll_answer_i64(ctx, answer, "good_rows", (int64_t)csv.good_rows);
    ll_answer_i64(ctx, answer, "bad_rows", (int64_t)csv.bad_rows);
    ll_answer_i64(ctx, answer, "skipped_rows", (int64_t)csv.skipped_rows);
    ll_answer_i64(ctx, answer, "refused_documents", (int64_t)bad_documents);
    return LL_OK;
}

/* A client orders for itself, a reseller for whom it sells to. */
static enum ll_status check_orderer(const struct ll_ctx *ctx, const struct ll_demand_import *im,
                                    struct ll_err *reterr)
{
    const struct ll_viewer *viewer = &ctx->viewer;
    bool is_own = ll_id_eq(im->beneficiary_id.raw, viewer->organisation_id.raw) &&
                  (viewer->roles.bits & 1U << LL_ROLE_CLIENT) != 0;
    bool is_sold = im->has_reseller_id &&
                   ll_id_eq(im->reseller_id.raw, viewer->organisation_id.raw) &&
                   (viewer->roles.bits & 1U << LL_ROLE_RESELLER) != 0;
    bool pays_itself = ll_id_eq(im->payer_id.raw, im->beneficiary_id.raw) ||
                       ll_id_eq(im->payer_id.raw, viewer->organisation_id.raw);
    if (!ll_viewer_is_partial(ctx) || ((is_own || is_sold) && pays_itself)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EPERM, "you order for your own organisation");
    ll_err_hint(reterr, "a client as the beneficiary, a reseller as the reseller; whoever pays is "
                        "one of the two");
    return status;
}

static enum ll_status prepare(struct ll_ctx *ctx, const struct ll_order_import *in,
                              struct ll_demand_import *im, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row organisation;
    ll_demand_ask_parties(ctx, in);
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    im->programme_id = programme.programme_id;
    im->programme_code = programme.code;
    LL_TRY(ll_find_organisation(ctx, in->beneficiary, &organisation, reterr));
    im->beneficiary_id = organisation.organisation_id;
    im->beneficiary_code = organisation.code;
    im->payer_id = organisation.organisation_id;
    if (in->payer.len > 0) {
        LL_TRY(ll_find_organisation(ctx, in->payer, &organisation, reterr));
        im->payer_id = organisation.organisation_id;
    }
    if (in->reseller.len > 0) {
        LL_TRY(ll_find_organisation(ctx, in->reseller, &organisation, reterr));
        im->reseller_id = organisation.organisation_id;
        im->has_reseller_id = true;
    }
    LL_TRY(check_orderer(ctx, im, reterr));
    im->scope = in->scope.len > 0 ? in->scope : LL_STR("client");
    LL_TRY(ll_claim_scope_check(im->scope, reterr));
    im->documents = ll_json_new_array(ctx->arena);
    im->numbers = ll_json_new_array(ctx->arena);
    im->slices = ll_json_new_array(ctx->arena);
    im->findings = ll_json_new_array(ctx->arena);
    return ll_keys_fingerprint(ctx, &im->key, reterr);
}

static enum ll_status run_order_import(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_demand_import im = {.in = input};
    LL_TRY(prepare(ctx, input, &im, reterr));
    ll_demand_ask_terms(ctx, &im);
    struct ll_json *answer = ll_answer_object(ctx);
    enum ll_status status = ll_ubl_looks_like_xml(im.in->file.bytes)
                                ? import_ubl(ctx, &im, reterr)
                                : import_csv(ctx, &im, answer, reterr);
    if (status != LL_OK) {
        if (reterr != NULL && ctx->problem == NULL) {
            ll_err_where(reterr, "%.*s", LL_STR_ARG(im.in->file.name));
        }
        return status;
    }
    ll_demand_answer_sum(ctx, answer, im.units, im.mass_g);
    ll_json_set(ctx->arena, answer, "documents", im.documents);
    ll_json_set(ctx->arena, answer, "slices", im.slices);
    struct ll_json *transient = ll_answer_object(ctx);
    ll_json_set(ctx->arena, transient, "numbers", im.numbers);
    ll_json_set(ctx->arena, transient, "findings", im.findings);
    ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_order_import = {
    .noun = "order",
    .verb = "import",
    .help = "append the devices of a purchase document to the client's order lines",
    .details =
        "Reads a UBL 2.1 Order or Invoice, or a list of several kinds: CSV, or a JSON array of "
        "objects with its columns as members. A document counts once: the same one again changes "
        "nothing, and so does an invoice whose order was counted, or an "
        "order whose invoices counted all of it. The same number with other content is a conflict. "
        "A document "
        "that is not acceptable is imported not at all; of a list, --good-rows imports the good "
        "rows and reports the bad ones. Where the programme counts a class in grams, a line may "
        "give a mass in place of devices: in kilograms, grams or tonnes (unit KGM, GRM or TNE), of "
        "whole grams.",
    .input = &order_import_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_order_import,
};
