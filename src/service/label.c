/* label print, claim, withdraw, list, show */
#include "service/label.h"

#include "codec/label_code.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/filter.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/package.h"
#include "service/page_input.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_show_supply.h"

/* ---- one label ---- */
/* A sheet is its organisation's; a label that is claimed is for who sees the package, too. */
static enum ll_status is_theirs(struct ll_ctx *ctx, const struct ll_q_label_by_code_row *row,
                                bool *ret_theirs, struct ll_err *reterr)
{
    LL_TRY(ll_visible(ctx, LL_OBJECT_LABEL_SHEET, row->label_sheet_id.raw, ret_theirs, reterr));
    if (*ret_theirs || !row->has_package_id) {
        return LL_OK;
    }
    return ll_visible(ctx, LL_OBJECT_PACKAGE, row->package_id.raw, ret_theirs, reterr);
}

static enum ll_status find_label(struct ll_ctx *ctx, struct ll_str text,
                                 struct ll_q_label_by_code_row *ret_row, struct ll_err *reterr)
{
    bool is_there = false;
    char *code = ll_arena_alloc(ctx->arena, LL_LABEL_CODE_MAX, 1);
    if (code == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a label's code");
    }
    enum ll_status status = ll_label_code_read(text, code, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "label");
        ll_err_hint(reterr, "read it again, or scan it: three groups of four, as on the label");
        return status;
    }
    struct ll_q_label_by_code_in by = {ll_str_from_cstr(code)};
    status = ll_q_label_by_code(ctx->store, ctx->arena, &by, ret_row, reterr);
    if (status == LL_OK) {
        LL_TRY(is_theirs(ctx, ret_row, &is_there, reterr));
    } else if (status != LL_ENOTFOUND) {
        return status;
    }
    return is_there ? LL_OK : ll_find_failed("label", by.label, reterr);
}

/* What became of it, as far as who asks may know. */
static enum ll_status refuse_used(struct ll_ctx *ctx, const struct ll_q_label_by_code_row *row,
                                  struct ll_err *reterr)
{
    char day[LL_TIME_TEXT_MAX];
    bool is_visible = false;
    enum ll_status status;
    ll_date_format(row->used_on, day);
    if (row->has_package_id) {
        LL_TRY(ll_visible(ctx, LL_OBJECT_PACKAGE, row->package_id.raw, &is_visible, reterr));
        status = is_visible ? LL_FAIL(reterr, LL_EREFUSED,
                                      "label %.*s was claimed for package '%.*s' on %s",
                                      LL_STR_ARG(row->label), LL_STR_ARG(row->package), day)
                            : LL_FAIL(reterr, LL_EREFUSED, "label %.*s was claimed on %s",
                                      LL_STR_ARG(row->label), day);
    } else {
        status = LL_FAIL(reterr, LL_EREFUSED, "label %.*s was withdrawn on %s: %.*s",
                         LL_STR_ARG(row->label), day, LL_STR_ARG(row->reason));
    }
    ll_err_where(reterr, "label");
    ll_err_hint(reterr, "a label is used once: take another");
    return status;
}

/* A sheet may be seen by auditors, too: what is done with its labels is for who sticks them. */
static bool is_own(struct ll_ctx *ctx, struct ll_organisation_id organisation_id)
{
    return !ll_viewer_is_partial(ctx) ||
           ll_id_eq(organisation_id.raw, ctx->viewer.organisation_id.raw);
}

enum ll_status ll_label_sheet_own(struct ll_ctx *ctx, struct ll_str ref,
                                  struct ll_q_label_sheet_by_id_row *ret_row, struct ll_err *reterr)
{
    struct ll_q_label_sheet_by_id_row row;
    LL_TRY(ll_find_label_sheet(ctx, ref, &row, reterr));
    if (!is_own(ctx, row.organisation_id)) {
        return ll_find_failed("label", ref, reterr);
    }
    *ret_row = row;
    return LL_OK;
}

enum ll_status ll_label_open(struct ll_ctx *ctx, struct ll_str text,
                             struct ll_q_label_by_code_row *ret_row, struct ll_err *reterr)
{
    LL_TRY(find_label(ctx, text, ret_row, reterr));
    if (ret_row->has_used_on) {
        return refuse_used(ctx, ret_row, reterr);
    }
    return is_own(ctx, ret_row->organisation_id) ? LL_OK
                                                 : ll_find_failed("label", ret_row->label, reterr);
}

enum ll_status ll_label_claim(struct ll_ctx *ctx, const struct ll_q_label_by_code_row *row,
                              struct ll_package_id package_id, struct ll_programme_id programme_id,
                              struct ll_err *reterr)
{
    if (!ll_id_eq(row->programme_id.raw, programme_id.raw)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "label %.*s was printed for another programme",
                    LL_STR_ARG(row->label));
        ll_err_where(reterr, "label");
        ll_err_hint(reterr, "take a label of the package's programme");
        return status;
    }
    struct ll_label_claimed body = {.label = row->label, .package_id = package_id};
    struct ll_event_meta meta = ll_event_begin(ctx);
    return ll_event_store(ctx, &meta, LL_EVENT_LABEL_CLAIMED, &body, reterr);
}

/* ---- print ---- */
struct label_print {
    int64_t labels;
    struct ll_str organisation;
    struct ll_str programme;
};
static const struct ll_field print_fields[] = {
    LL_MEMBER(label_print, labels, LL_REQ(I64), .min = 1, .max = LL_LABELS_MAX,
              .help = "how many; 24 are a page"),
    LL_MEMBER(label_print, organisation, LL_OPT(REF),
              .help = "who is to stick them, and may claim them (whoever asks)"),
    LL_MEMBER(label_print, programme, LL_REQ(REF), .help = "for packages of this programme"),
};
static const struct ll_record print_record = LL_RECORD("label_print", label_print, print_fields);

static enum ll_status find_sticker(struct ll_ctx *ctx, const struct label_print *in,
                                   const struct ll_q_programme_by_id_row *programme,
                                   struct ll_organisation_id *ret_id, struct ll_err *reterr)
{
    struct ll_q_organisation_by_id_row organisation;
    bool is_partial = ll_viewer_is_partial(ctx);
    if (in->organisation.len == 0) {
        *ret_id = is_partial ? ctx->viewer.organisation_id : programme->operator_id;
        return LL_OK;
    }
    LL_TRY(ll_find_organisation(ctx, in->organisation, &organisation, reterr));
    if (is_partial &&
        !ll_id_eq(organisation.organisation_id.raw, ctx->viewer.organisation_id.raw)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EPERM, "labels for '%.*s' are for them or the operator to print",
                    LL_STR_ARG(organisation.code));
        ll_err_where(reterr, "organisation");
        ll_err_hint(reterr, "leave it out: what you print is for your own organisation");
        return status;
    }
    *ret_id = organisation.organisation_id;
    return LL_OK;
}

/* Codes that nobody guesses. That two are the same is refused by the store: once in 2^55 tries. */
static enum ll_status make_codes(struct ll_ctx *ctx, int64_t count, struct ll_list *ret_labels,
                                 struct ll_err *reterr)
{
    struct ll_str *labels = LL_NEW_ARRAY(ctx->arena, struct ll_str, (size_t)count);
    char *codes = ll_arena_alloc(ctx->arena, (size_t)count * LL_LABEL_CODE_MAX, 1);
    if (labels == NULL || codes == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for labels");
    }
    for (int64_t i = 0; i < count; i++) {
        uint8_t random[LL_LABEL_CODE_RANDOM];
        char *code = codes + i * LL_LABEL_CODE_MAX;
        ctx->ids.random(ctx->ids.ctx, random, sizeof(random));
        ll_label_code_make(random, code);
        labels[i] = ll_str_from_cstr(code);
    }
    *ret_labels = (struct ll_list){labels, (size_t)count};
    return LL_OK;
}

static enum ll_status run_print(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct label_print *in = input;
    struct ll_q_programme_by_id_row programme;
    struct ll_labels_printed body;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    LL_TRY(find_sticker(ctx, in, &programme, &body.organisation_id, reterr));
    LL_TRY(make_codes(ctx, in->labels, &body.labels, reterr));
    body.programme_id = programme.programme_id;
    struct ll_event_meta meta = ll_event_begin(ctx);
    body.label_sheet_id.raw = ll_ctx_id(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LABELS_PRINTED, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "label_sheet", "lbs", body.label_sheet_id.raw);
    ll_answer_i64(ctx, answer, "labels", in->labels);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- claim ---- */
struct label_claim {
    struct ll_str label;
    struct ll_str package;
};
static const struct ll_field claim_fields[] = {
    LL_MEMBER(label_claim, label, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "its code, as scanned or typed"),
    LL_MEMBER(label_claim, package, LL_REQ(REF), .help = "what it is stuck on, by code or id"),
};
static const struct ll_record claim_record = LL_RECORD("label_claim", label_claim, claim_fields);

static enum ll_status run_claim(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct label_claim *in = input;
    struct ll_q_label_by_code_row label;
    struct ll_q_package_by_id_row package;
    LL_TRY(ll_label_open(ctx, in->label, &label, reterr));
    LL_TRY(ll_package_handled(ctx, in->package, &package, reterr));
    if (!package.has_facility_id && !package.has_parent_id && !package.has_shipment_id) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "package '%.*s' is unpacked: its content was received",
                    LL_STR_ARG(package.code));
        ll_err_where(reterr, "package");
        ll_err_hint(reterr, "make a new one with 'loopledger package make --label'");
        return status;
    }
    LL_TRY(ll_label_claim(ctx, &label, package.package_id, package.programme_id, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_text(ctx, answer, "label", label.label);
    ll_answer_text(ctx, answer, "package", package.code);
    ll_answer_id(ctx, answer, "package_id", "pkg", package.package_id.raw);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- withdraw ---- */
struct label_withdraw {
    struct ll_str label;
    struct ll_str reason;
};
static const struct ll_field withdraw_fields[] = {
    LL_MEMBER(label_withdraw, label, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "a label's code; or the id of a sheet, for all of it that nobody claimed"),
    LL_MEMBER(label_withdraw, reason, LL_REQ(CODE), .help = "why, as a code: lost, misprinted"),
};
static const struct ll_record withdraw_record =
    LL_RECORD("label_withdraw", label_withdraw, withdraw_fields);

static enum ll_status add_label(struct ll_ctx *ctx, struct ll_grow *labels, struct ll_str code,
                                struct ll_err *reterr)
{
    struct ll_str *place = ll_grow_add(labels);
    struct ll_str copy = ll_str_copy(ctx->arena, code);
    if (place == NULL || copy.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for labels");
    }
    *place = copy;
    return LL_OK;
}

static enum ll_status add_sheet(struct ll_ctx *ctx, struct ll_str ref, struct ll_grow *labels,
                                struct ll_err *reterr)
{
    struct ll_q_label_sheet_by_id_row sheet;
    struct ll_q_label_open_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_label_sheet_own(ctx, ref, &sheet, reterr));
    struct ll_q_label_open_all_in in = {sheet.label_sheet_id};
    LL_TRY(ll_q_label_open_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_label_open_all_next(cursor, &row, reterr)) == LL_OK) {
        status = add_label(ctx, labels, row.label, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    if (status == LL_EEND && labels->count == 0) {
        status = LL_FAIL(reterr, LL_EREFUSED, "all of its labels are claimed or withdrawn");
        ll_err_where(reterr, "label");
        ll_err_hint(reterr, "see them with 'loopledger label list --label-sheet %.*s'",
                    LL_STR_ARG(ref));
    }
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_withdraw(struct ll_ctx *ctx, const void *input,
                                   struct ll_json **ret_answer, struct ll_err *reterr)
{
    const struct label_withdraw *in = input;
    struct ll_grow labels = LL_GROW(ctx->arena, struct ll_str);
    if (ll_str_starts(in->label, LL_STR("lbs_"))) {
        LL_TRY(add_sheet(ctx, in->label, &labels, reterr));
    } else {
        struct ll_q_label_by_code_row row;
        LL_TRY(ll_label_open(ctx, in->label, &row, reterr));
        LL_TRY(add_label(ctx, &labels, row.label, reterr));
    }
    struct ll_labels_withdrawn body = {.labels = ll_grow_list(&labels), .reason = in->reason};
    struct ll_event_meta meta = ll_event_begin(ctx);
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_LABELS_WITHDRAWN, &body, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_i64(ctx, answer, "labels", (int64_t)labels.count);
    ll_answer_text(ctx, answer, "reason", in->reason);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- list, show ---- */
struct label_list {
    struct ll_str after;
    struct ll_str label_sheet;
    int64_t limit;
    bool open;
    bool has_open;
    struct ll_str programme;
};
static const struct ll_field list_fields[] = {
    LL_PAGE_AFTER(label_list),
    LL_MEMBER(label_list, label_sheet, LL_OPT(REF), .help = "only of this sheet"),
    LL_PAGE_LIMIT(label_list),
    LL_MEMBER(label_list, open, LL_OPT(BOOL), LL_PRESENT(label_list, has_open),
              .help = "only those that nobody claimed or withdrew; no: only those that are used"),
    LL_MEMBER(label_list, programme, LL_OPT(REF), .help = "only of this programme"),
};
static const struct ll_record list_record = LL_RECORD("label_list", label_list, list_fields);

static enum ll_status run_list(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct label_list *in = input;
    struct ll_q_label_list_in by = {
        .after = in->after,
        .limit = ll_page_limit(in->limit),
        .has_open = in->has_open,
        .open = in->open,
        LL_VIEWER_FILTER(ctx),
    };
    struct ll_store_cursor *cursor = NULL;
    if (in->label_sheet.len > 0) {
        struct ll_q_label_sheet_by_id_row sheet;
        LL_TRY(ll_find_label_sheet(ctx, in->label_sheet, &sheet, reterr));
        by.has_label_sheet_id = true;
        by.label_sheet_id = sheet.label_sheet_id;
    }
    LL_TRY(ll_filter_programme(ctx, in->programme, &by.has_programme_id, &by.programme_id, reterr));
    LL_TRY(ll_q_label_list_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    return ll_answer_page(ctx, cursor, by.limit, ret_answer, reterr);
}

struct label_show {
    struct ll_str label;
};
static const struct ll_field show_fields[] = {
    LL_MEMBER(label_show, label, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "its code, as scanned or typed"),
};
static const struct ll_record show_record = LL_RECORD("label_show", label_show, show_fields);

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct label_show *in = input;
    struct ll_q_label_by_code_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(find_label(ctx, in->label, &row, reterr));
    bool sees_package = false;
    if (row.has_package_id) {
        LL_TRY(ll_visible(ctx, LL_OBJECT_PACKAGE, row.package_id.raw, &sees_package, reterr));
    }
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_q_label_item_in item = {row.label, sees_package ? 1 : 0};
    LL_TRY(ll_q_label_item_open(ctx->store, ctx->arena, &item, &cursor, reterr));
    LL_TRY(ll_answer_item(ctx, cursor, answer, reterr));
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_label_print = {
    .noun = "label",
    .verb = "print",
    .help = "make labels to be printed, before there are packages for them",
    .details = "Each has a code that nobody guesses, with a check character. 'label sheet' draws "
               "them as a PDF. Who scans one first claims it: 'package make --label' for a new "
               "package, 'label claim' for one that there is. A label is claimed once.",
    .input = &print_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_print,
};
const struct ll_service ll_service_label_claim = {
    .noun = "label",
    .verb = "claim",
    .help = "claim a label for a package that there is",
    .details = "Once: a label that is claimed stays on its package, which may have others, too.",
    .input = &claim_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_claim,
};
const struct ll_service ll_service_label_withdraw = {
    .noun = "label",
    .verb = "withdraw",
    .help = "withdraw labels that were lost or spoilt: nobody claims them any more",
    .input = &withdraw_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_withdraw,
};
const struct ll_service ll_service_label_list = {
    .noun = "label",
    .verb = "list",
    .help = "list labels by code, with what became of them",
    .input = &list_record,
    .mode = LL_SERVICE_READ,
    .run = run_list,
};
const struct ll_service ll_service_label_show = {
    .noun = "label",
    .verb = "show",
    .help = "show one label: which package it is on, if any",
    .input = &show_record,
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
