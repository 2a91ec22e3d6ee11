/*
 * order credit: credit notes out of a file. Everything that is wrong with it is told by line and
 * field, and nothing of a file is booked that is not right: a credit note counts once, so that a
 * part of it could never be completed.
 */
#include "codec/purchase_list.h"
#include "codec/ubl.h"
#include "service/answer.h"
#include "service/credit_note.h"
#include "service/demand_import.h"
#include "service/find.h"
#include "service/programme.h"

#include <string.h>

#define REASON_BYTES_MAX 32

struct credit_import {
    const struct ll_order_credit *in;
    struct ll_programme_id programme_id;
    struct ll_organisation_id beneficiary_id;
    bool is_list;
    struct ll_json *notes;
    struct ll_json *lines;
    struct ll_json *numbers; /* as they were written: shown, never stored */
    struct ll_json *findings;
};

/* ---- findings ---- */
static void tell(struct ll_ctx *ctx, struct credit_import *im, struct ll_str document,
                 const struct ll_finding *finding)
{
    ll_json_append(ctx->arena, im->findings, ll_demand_finding(ctx, document, finding));
}

/* A member of the command, and what a file calls it. */
static struct ll_str field_of(struct ll_ctx *ctx, const struct credit_import *im,
                              const struct ll_credit_line *line, const char *member)
{
    static const struct {
        const char *member;
        const char *column;
        const char *element;
        bool of_line;
    } rows[] = {
        {"document", "of_document", "cac:BillingReference", true},
        {"order_line", "order_line", "cac:Item", true},
        {"units", "quantity", "cbc:CreditedQuantity", true},
        {"mass", "unit", "cbc:CreditedQuantity/@unitCode", true},
        {"number", "document_id", "CreditNote/cbc:ID", false},
        {"issued_on", "date", "CreditNote/cbc:IssueDate", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(member, rows[i].member) != 0) {
            continue;
        }
        if (im->is_list || !rows[i].of_line || line == NULL) {
            return ll_str_from_cstr(im->is_list ? rows[i].column : rows[i].element);
        }
        struct ll_strbuf buf;
        struct ll_str field;
        ll_strbuf_init(&buf, ctx->arena, line->path.len + 32);
        ll_strbuf_str(&buf, line->path);
        ll_strbuf_char(&buf, '/');
        ll_strbuf_str(&buf, ll_str_from_cstr(rows[i].element));
        return ll_strbuf_finish(&buf, &field, NULL) == LL_OK ? field : line->path;
    }
    return LL_STR("");
}

/* A refusal becomes a finding and *ret_bad; any other failure stays one. */
static enum ll_status tell_refusal(struct ll_ctx *ctx, struct credit_import *im,
                                   const struct ll_credit_note *note,
                                   const struct ll_credit_line *line, enum ll_status status,
                                   const struct ll_err *err, bool *ret_bad, struct ll_err *reterr)
{
    static const struct {
        enum ll_status status;
        const char *where; /* NULL: anywhere else */
        const char *code;
    } rows[] = {
        {LL_ENOTFOUND, NULL, "E_NOT_BOUGHT"},   {LL_EREFUSED, NULL, "E_OF_DOCUMENT"},
        {LL_EREFUSED, "mass", "E_MEASURE"},     {LL_ESHORT, NULL, "E_MORE_THAN_LEFT"},
        {LL_ECONFLICT, NULL, "E_CONFLICT_DOC"}, {LL_EINVAL, NULL, "E_DATE"},
        {LL_EOVERFLOW, NULL, "E_QTY"},
    };
    const char *code = NULL;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool fits = rows[i].status == status &&
                    (rows[i].where == NULL || strcmp(rows[i].where, err->where) == 0);
        code = fits ? rows[i].code : code;
    }
    if (code == NULL) {
        if (status != LL_OK && reterr != NULL) {
            *reterr = *err;
        }
        return status;
    }
    struct ll_json *item = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, item, "code", code);
    ll_answer_text(ctx, item, "document", note->number);
    if (line != NULL && line->source_line > 0) {
        ll_answer_i64(ctx, item, "line", line->source_line);
    }
    ll_answer_text(ctx, item, "field", field_of(ctx, im, line, err->where));
    ll_answer_text(ctx, item, "message", ll_str_from_cstr(err->text));
    ll_answer_text(ctx, item, "hint", ll_str_from_cstr(err->hint));
    ll_json_append(ctx->arena, im->findings, item);
    *ret_bad = true;
    return LL_OK;
}

static enum ll_status refuse(struct ll_ctx *ctx, const struct credit_import *im,
                             struct ll_err *reterr)
{
    struct ll_json *problem = ll_answer_object(ctx);
    ll_json_set(ctx->arena, problem, "findings", im->findings);
    ctx->problem = problem;
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "nothing was booked; findings: %lld",
                                    (long long)im->findings->count);
    ll_err_where(reterr, "%.*s", LL_STR_ARG(im->in->file.name));
    ll_err_hint(reterr, "mend what is listed and send the file again: credit notes are booked "
                        "whole or not at all; --reviewed books what only needs review");
    return status;
}

/* ---- the order line that a line is about ---- */
static enum ll_status no_line(const struct ll_credit_line *line, struct ll_str class_code,
                              size_t count, struct ll_err *reterr)
{
    enum ll_status status =
        count == 0
            ? LL_FAIL(reterr, LL_ENOTFOUND, "no document '%.*s' bought '%.*s' for the client",
                      LL_STR_ARG(line->document), LL_STR_ARG(class_code))
            : LL_FAIL(reterr, LL_EREFUSED, "'%.*s' bought '%.*s' on %zu order lines of the client",
                      LL_STR_ARG(line->document), LL_STR_ARG(class_code), count);
    ll_err_where(reterr, "document");
    ll_err_hint(reterr,
                count == 0
                    ? LL_R("give the number of the order or invoice that was imported")
                    : LL_R("give the order line: in a list with a column order_line, or book "
                           "it without a file"));
    return status;
}

/* Does this order line fit the client, the programme and the class? Count it. */
static enum ll_status take_line(struct ll_ctx *ctx, const struct credit_import *im,
                                struct ll_order_line_id id, struct ll_str class_code,
                                struct ll_credit_line *line, size_t *count, struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_in key = {id};
    struct ll_q_order_line_by_id_row row;
    LL_TRY(ll_q_order_line_by_id(ctx->store, ctx->arena, &key, &row, reterr));
    if (ll_id_eq(row.beneficiary_id.raw, im->beneficiary_id.raw) &&
        ll_id_eq(row.programme_id.raw, im->programme_id.raw) &&
        ll_str_eq(row.class_code, class_code)) {
        line->line = row;
        (*count)++;
    }
    return LL_OK;
}

static enum ll_status lines_of_id(struct ll_ctx *ctx, struct ll_document_id document_id,
                                  struct ll_grow *ids, struct ll_err *reterr)
{
    struct ll_q_line_of_document_in in = {document_id};
    struct ll_q_line_of_document_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_line_of_document_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_line_of_document_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_order_line_id *id = ll_grow_add(ids);
        if (id == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for order lines");
            break;
        }
        *id = row.order_line_id;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status lines_of_number(struct ll_ctx *ctx, const struct credit_import *im,
                                      struct ll_str number, struct ll_grow *ids,
                                      struct ll_err *reterr)
{
    struct ll_q_line_of_number_in in = {im->beneficiary_id, im->programme_id, number};
    struct ll_q_line_of_number_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_line_of_number_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_line_of_number_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_order_line_id *id = ll_grow_add(ids);
        if (id == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for order lines");
            break;
        }
        *id = row.order_line_id;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* By the class, among the lines to which the document appended. */
static enum ll_status choose_line(struct ll_ctx *ctx, const struct credit_import *im,
                                  const struct ll_credit_note *note, struct ll_str class_code,
                                  struct ll_credit_line *line, struct ll_err *reterr)
{
    struct ll_grow ids = LL_GROW(ctx->arena, struct ll_order_line_id);
    struct ll_document_id document_id;
    size_t count = 0;
    if (ll_id_parse("doc", line->document, &document_id.raw, NULL) == LL_OK) {
        LL_TRY(lines_of_id(ctx, document_id, &ids, reterr));
    } else {
        LL_TRY(lines_of_number(ctx, im, line->document, &ids, reterr));
    }
    const struct ll_order_line_id *items = ids.items;
    for (size_t i = 0; i < ids.count; i++) {
        LL_TRY(take_line(ctx, im, items[i], class_code, line, &count, reterr));
    }
    if (count == 0) {
        LL_TRY(ll_credit_refuse_note(ctx, note, line, reterr));
    }
    return count == 1 ? LL_OK : no_line(line, class_code, count, reterr);
}

static enum ll_status given_line(struct ll_ctx *ctx, const struct credit_import *im,
                                 struct ll_str ref, struct ll_str class_code,
                                 struct ll_credit_line *line, struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_row row;
    size_t count = 0;
    enum ll_status status = ll_find_order_line(ctx, ref, &row, reterr);
    if (status != LL_OK) {
        ll_err_where(reterr, "order_line");
        return status;
    }
    LL_TRY(take_line(ctx, im, row.order_line_id, class_code, line, &count, reterr));
    if (count == 0) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "order line '%.*s' is of another client, programme or class",
                         LL_STR_ARG(row.code));
        ll_err_where(reterr, "order_line");
        ll_err_hint(reterr, "'loopledger order list' lists the client's order lines");
    }
    return status;
}

/* ---- a line ---- */
/* What a line takes back from, as far as it is said: the document itself, and its order, which was
 * counted in its place when it came first. */
static size_t list_documents(const struct credit_import *im, const struct ll_purchase *purchase,
                             const struct ll_purchase_more *more, struct ll_str ret_documents[2])
{
    struct ll_str head = purchase->refers_to_several ? LL_STR("") : purchase->refers_to;
    struct ll_str of = more->of_document.len > 0 || im->is_list ? more->of_document : head;
    struct ll_str order = more->of_order.len > 0 ? more->of_order : purchase->order_ref;
    size_t count = 0;
    if (of.len > 0) {
        ret_documents[count++] = of;
    }
    if (order.len > 0 && !im->is_list) {
        ret_documents[count++] = order;
    }
    return count;
}

static enum ll_status find_line(struct ll_ctx *ctx, const struct credit_import *im,
                                const struct ll_credit_note *note,
                                const struct ll_purchase *purchase,
                                const struct ll_purchase_line *from, struct ll_credit_line *line,
                                struct ll_err *reterr)
{
    const struct ll_purchase_more *more = ll_purchase_line_more(from);
    struct ll_str documents[2];
    size_t count = list_documents(im, purchase, more, documents);
    struct ll_str order_line = im->is_list ? more->order_line_ref : LL_STR("");
    enum ll_status status = LL_ENOTFOUND;
    if (count == 0) {
        status = LL_FAIL(reterr, LL_EREFUSED, "nothing says what the line takes back from");
        ll_err_where(reterr, "document");
        ll_err_hint(reterr, "name the order or invoice that bought the devices; where the credit "
                            "note names several, each line says which");
        return status;
    }
    for (size_t i = 0; i < count && status == LL_ENOTFOUND; i++) {
        struct ll_err ignored = {0};
        struct ll_err *err = i == 0 ? reterr : &ignored; /* what is told is the document itself */
        line->document = documents[i];
        status = order_line.len > 0 ? given_line(ctx, im, order_line, from->class_id, line, err)
                                    : choose_line(ctx, im, note, from->class_id, line, err);
        if (status == LL_OK) {
            status = ll_credit_find(ctx, note, line, err);
        }
        if (i > 0 && status != LL_OK && status != LL_ENOTFOUND && reterr != NULL) {
            *reterr = ignored;
        }
    }
    return status;
}

static enum ll_status add_line(struct ll_ctx *ctx, struct credit_import *im,
                               struct ll_credit_note *note, const struct ll_purchase *purchase,
                               const struct ll_purchase_line *from, bool *ret_bad,
                               struct ll_err *reterr)
{
    struct ll_err err = {0};
    struct ll_credit_line line = {
        .units = from->units,
        .mass = from->mass,
        .source_line = from->source_line,
        .path = ll_purchase_line_more(from)->path,
    };
    enum ll_status status = find_line(ctx, im, note, purchase, from, &line, &err);
    if (status == LL_OK) {
        status = ll_credit_add(ctx, note, &line, &err);
    }
    return tell_refusal(ctx, im, note, &line, status, &err, ret_bad, reterr);
}

/* ---- a credit note ---- */
/* The sender's code, when it is one: other text is not for the ledger. */
static struct ll_str reason_of(struct ll_ctx *ctx, struct ll_str text)
{
    char buf[REASON_BYTES_MAX];
    if (text.len == 0 || text.len > sizeof(buf)) {
        return LL_STR("returned");
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!is_word && (i == 0 || (c != '-' && c != '_' && c != '.'))) {
            return LL_STR("returned");
        }
        buf[i] = c;
    }
    struct ll_str copy = ll_str_copy(ctx->arena, (struct ll_str){buf, text.len});
    return copy.ptr == NULL ? LL_STR("returned") : copy;
}

/* Is it known, and what do its shares take? With bad lines it is not what it is known by; what is
 * wrong with the others is told all the same. */
static enum ll_status check_note(struct ll_ctx *ctx, struct credit_import *im,
                                 struct ll_credit_note *note, bool *ret_bad, struct ll_err *reterr)
{
    struct ll_err err = {0};
    enum ll_status status = ll_credit_known(ctx, note, &err);
    if (!*ret_bad || status != LL_ECONFLICT) {
        LL_TRY(tell_refusal(ctx, im, note, NULL, status, &err, ret_bad, reterr));
    }
    struct ll_credit_share *shares = note->shares.items;
    for (size_t i = 0; !note->is_known && i < note->shares.count; i++) {
        const struct ll_credit_line *line = &shares[i].first;
        status = ll_credit_check_day(ctx, note, line, &err);
        if (status == LL_OK) {
            status = ll_credit_choose(ctx, note, &shares[i], &line, &err);
        }
        LL_TRY(tell_refusal(ctx, im, note, line, status, &err, ret_bad, reterr));
    }
    return LL_OK;
}

static void answer_note(struct ll_ctx *ctx, struct credit_import *im, struct ll_credit_note *note)
{
    struct ll_json *item = ll_answer_object(ctx);
    struct ll_json *number = ll_answer_object(ctx);
    const struct ll_credit_share *shares = note->shares.items;
    for (size_t i = 0; i < note->shares.count; i++) {
        struct ll_json *line = ll_answer_object(ctx);
        ll_answer_id(ctx, line, "document_id", "doc", note->document_id.raw);
        ll_answer_id(ctx, line, "of_document_id", "doc", shares[i].first.of_document_id.raw);
        ll_answer_text(ctx, line, "order_line", shares[i].first.line.code);
        ll_demand_answer_sum(ctx, line, shares[i].units.n, shares[i].mass.g);
        ll_json_append(ctx->arena, im->lines, line);
    }
    if (note->shares.count == 0) {
        ll_json_set_cstr(ctx->arena, item, "outcome", "no devices");
    } else {
        ll_credit_answer(ctx, note, item);
    }
    ll_json_append(ctx->arena, im->notes, item);
    ll_answer_text(ctx, number, "document", note->number);
    ll_json_append(ctx->arena, im->numbers, number);
}

static enum ll_status book(struct ll_ctx *ctx, struct credit_import *im,
                           const struct ll_purchase *purchase, bool *bad, struct ll_err *reterr)
{
    struct ll_credit_note note;
    bool is_bad = purchase->disposition == LL_DISPOSITION_REJECT ||
                  (purchase->disposition == LL_DISPOSITION_REVIEW && !im->in->reviewed);
    LL_TRY(ll_credit_begin(ctx, im->programme_id, im->beneficiary_id, &note, reterr));
    note.number = purchase->doc_id;
    note.issued_on = purchase->issue_date;
    note.has_issued_on = purchase->has_issue_date;
    note.reason = im->in->reason.len > 0 ? im->in->reason : reason_of(ctx, purchase->reason);
    for (size_t i = 0; i < purchase->findings.count; i++) {
        if (!im->is_list || purchase->findings.items[i].source_line == 0) {
            tell(ctx, im, note.number, &purchase->findings.items[i]);
        }
    }
    for (size_t i = 0; i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        if (line->kind == LL_LINE_RETURN && (line->units.n > 0 || line->mass.g > 0)) {
            LL_TRY(add_line(ctx, im, &note, purchase, line, &is_bad, reterr));
        }
    }
    if (note.shares.count > 0) {
        LL_TRY(check_note(ctx, im, &note, &is_bad, reterr));
    }
    if (!is_bad && note.shares.count > 0 && !note.is_known) {
        LL_TRY(ll_credit_store(ctx, &note, reterr));
    }
    if (!is_bad) {
        answer_note(ctx, im, &note);
    }
    *bad = *bad || is_bad;
    return LL_OK;
}

/* ---- the file ---- */
static enum ll_status no_credit_note(const char *what, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EUNSUPPORTED, "this is no credit note: it is %s", what);
    ll_err_hint(reterr, "purchases are booked with 'loopledger order import'; a list of credit "
                        "notes has a column of_document");
    return status;
}

static enum ll_status import_ubl(struct ll_ctx *ctx, struct credit_import *im, bool *bad,
                                 struct ll_err *reterr)
{
    struct ll_purchase_options options;
    struct ll_purchase purchase;
    LL_TRY(ll_programme_classes(ctx, im->programme_id, &options, reterr));
    LL_TRY(ll_ubl_read(ctx->arena, im->in->file.bytes, &options, &purchase, reterr));
    if (purchase.doc_type != LL_DOC_CREDIT_NOTE) {
        return no_credit_note(
            purchase.doc_type == LL_DOC_ORDER ? LL_R("an order") : LL_R("an invoice"), reterr);
    }
    return book(ctx, im, &purchase, bad, reterr);
}

static enum ll_status import_csv(struct ll_ctx *ctx, struct credit_import *im, bool *bad,
                                 struct ll_err *reterr)
{
    struct ll_purchase_options classes;
    struct ll_purchase_csv_options options = {.purchase = &classes};
    struct ll_purchase_csv csv;
    LL_TRY(ll_programme_classes(ctx, im->programme_id, &classes, reterr));
    im->is_list = true;
    LL_TRY(ll_purchase_list_read(ctx->arena, im->in->file.bytes, &options, &csv, reterr));
    if (csv.profile != LL_CSV_PROFILE_CREDITS) {
        return no_credit_note(LL_R("a list of purchases"), reterr);
    }
    for (size_t i = 0; i < csv.file_findings.count; i++) {
        tell(ctx, im, LL_STR(""), &csv.file_findings.items[i]);
    }
    for (size_t i = 0; i < csv.row_findings.count; i++) {
        tell(ctx, im, LL_STR(""), &csv.row_findings.items[i]);
    }
    *bad = csv.bad_rows > 0;
    for (size_t i = 0; i < csv.document_count; i++) {
        LL_TRY(book(ctx, im, &csv.documents[i], bad, reterr));
    }
    return LL_OK;
}

enum ll_status ll_credit_import(struct ll_ctx *ctx, const struct ll_order_credit *in,
                                struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row beneficiary;
    struct credit_import im = {
        .in = in,
        .notes = ll_json_new_array(ctx->arena),
        .lines = ll_json_new_array(ctx->arena),
        .numbers = ll_json_new_array(ctx->arena),
        .findings = ll_json_new_array(ctx->arena),
    };
    bool bad = false;
    LL_TRY(ll_find_programme(ctx, in->programme, &programme, reterr));
    LL_TRY(ll_find_organisation(ctx, in->beneficiary, &beneficiary, reterr));
    im.programme_id = programme.programme_id;
    im.beneficiary_id = beneficiary.organisation_id;
    enum ll_status status = ll_ubl_looks_like_xml(in->file.bytes)
                                ? import_ubl(ctx, &im, &bad, reterr)
                                : import_csv(ctx, &im, &bad, reterr);
    if (status != LL_OK) {
        if (reterr != NULL && reterr->where[0] == '\0') {
            ll_err_where(reterr, "%.*s", LL_STR_ARG(in->file.name));
        }
        return status;
    }
    if (bad) {
        return refuse(ctx, &im, reterr);
    }
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *transient = ll_answer_object(ctx);
    ll_json_set(ctx->arena, answer, "credit_notes", im.notes);
    ll_json_set(ctx->arena, answer, "lines", im.lines);
    ll_json_set(ctx->arena, transient, "numbers", im.numbers);
    ll_json_set(ctx->arena, transient, "findings", im.findings);
    ll_json_set(ctx->arena, answer, LL_ANSWER_TRANSIENT, transient);
    return ll_answer_done(answer, ret_answer, reterr);
}
