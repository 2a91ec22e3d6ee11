/* order import: one document, booked or not, and what is told of it. */
#include "service/answer.h"
#include "service/demand_import.h"
#include "service/event.h"
#include "service/line_tail.h"
#include "service/paper.h"

#include <stdio.h>

#define DAYS_AHEAD_MAX 7
#define UNITS_LARGE INT64_C(1000000)
#define MASS_LARGE_G INT64_C(10000000000) /* ten thousand tonnes */

static struct ll_str bytes32(const uint8_t *digest)
{
    return (struct ll_str){(const char *)digest, 32};
}

static const char *const outcome_words[] = {
    [LL_PAPER_BOOK] = "booked",
    [LL_PAPER_UNCHANGED] = "unchanged",
    [LL_PAPER_COUNTED] = "counted before",
    [LL_PAPER_NOTHING] = "no devices",
    [LL_PAPER_PARTLY] = "partly counted before",
    [LL_PAPER_CONFLICT] = "conflict",
};

struct ll_json *ll_demand_finding(struct ll_ctx *ctx, struct ll_str document,
                                  const struct ll_finding *finding)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, item, "code", ll_finding_name(finding->code));
    if (document.len > 0) {
        ll_answer_text(ctx, item, "document", document);
    }
    if (finding->source_line > 0) {
        ll_answer_i64(ctx, item, "line", finding->source_line);
    }
    ll_answer_text(ctx, item, "field", finding->field);
    ll_answer_text(ctx, item, "value", finding->value);
    ll_answer_text(ctx, item, "message", finding->message);
    ll_answer_text(ctx, item, "hint", finding->hint);
    return item;
}

void ll_demand_tell(struct ll_ctx *ctx, struct ll_demand_import *im, const char *document,
                    const struct ll_finding *finding)
{
    ll_json_append(ctx->arena, im->findings,
                   ll_demand_finding(ctx, ll_str_from_cstr(document), finding));
    im->finding_count++;
}

void ll_demand_find(struct ll_ctx *ctx, struct ll_demand_import *im, const char *code,
                    const struct ll_purchase *purchase, int64_t line, const char *message,
                    const char *hint)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, item, "code", code);
    ll_answer_text(ctx, item, "document", purchase->doc_id);
    if (line > 0) {
        ll_answer_i64(ctx, item, "line", line);
    }
    ll_json_set_cstr(ctx->arena, item, "message", message);
    ll_json_set_cstr(ctx->arena, item, "hint", hint);
    ll_json_append(ctx->arena, im->findings, item);
    im->finding_count++;
}

/* Findings of a document. Those of a list's rows were added with the list. */
static void add_findings(struct ll_ctx *ctx, struct ll_demand_import *im,
                         const struct ll_purchase *purchase)
{
    char number[128] = "";
    (void)snprintf(number, sizeof(number), "%.*s",
                   LL_STR_ARG(ll_str_sub(purchase->doc_id, 0, 120)));
    for (size_t i = 0; i < purchase->findings.count; i++) {
        if (!im->is_list || purchase->findings.items[i].source_line == 0) {
            ll_demand_tell(ctx, im, number, &purchase->findings.items[i]);
        }
    }
}

/* ---- one document ---- */
static enum ll_status store_document(struct ll_ctx *ctx, const struct ll_demand_import *im,
                                     const struct ll_purchase *purchase,
                                     const struct ll_paper_identity *identity,
                                     struct ll_grow *shares, struct ll_grow *claims,
                                     struct ll_document_id *ret_id, struct ll_err *reterr)
{
    struct ll_demand_share *items = shares->items;
    struct ll_accepted_slice *slices =
        LL_NEW_ARRAY(ctx->arena, struct ll_accepted_slice, shares->count);
    if (slices == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's slices");
    }
    for (size_t i = 0; i < shares->count; i++) {
        slices[i] = (struct ll_accepted_slice){
            .carried = items[i].carried,
            .hi = items[i].lo + items[i].positions,
            .lo = items[i].lo,
            .order_line_id = items[i].order_line_id,
            .trigger = (int)items[i].trigger,
        };
    }
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_demand_accepted body = {
        .content_digest = bytes32(identity->content),
        .device_count = (int64_t)claims->count,
        .document_id = {ll_ctx_id(ctx)},
        .identity = bytes32(identity->own),
        .issued_on = purchase->has_issue_date ? purchase->issue_date : ll_time_date(ctx->now),
        .key_id = {(const char *)im->key->id, sizeof(im->key->id)},
        .kind = ll_str_from_cstr(ll_doc_type_name(purchase->doc_type)),
        .slices = {slices, shares->count},
    };
    if (identity->has_order) {
        body.order_identity = bytes32(identity->order);
    }
    uint8_t digest[32];
    if (claims->count > 0) {
        LL_TRY(ll_demand_register(ctx, im, &meta, claims, digest, reterr));
        body.device_digest = bytes32(digest);
    }
    LL_TRY(ll_annex_store(ctx, &meta, "document", purchase->doc_id, &body.document_name_annex_id,
                          reterr));
    struct ll_event_id before = ctx->start.event_id;
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_DEMAND_ACCEPTED, &body, reterr));
    for (size_t i = 0; i < shares->count; i++) {
        items[i].tail.demanded = items[i].lo + items[i].positions;
        ll_line_tail_grow(ctx, before, &items[i].tail);
    }
    *ret_id = body.document_id;
    return LL_OK;
}

void ll_demand_answer_sum(struct ll_ctx *ctx, struct ll_json *answer, int64_t units, int64_t mass_g)
{
    ll_answer_i64(ctx, answer, "units", units);
    if (mass_g > 0) {
        ll_answer_i64(ctx, answer, "mass_g", mass_g);
    }
}

static void answer_document(struct ll_ctx *ctx, struct ll_demand_import *im,
                            const struct ll_purchase *purchase, enum ll_paper_outcome outcome,
                            const struct ll_document_id *document_id, struct ll_grow *shares)
{
    struct ll_json *item = ll_answer_object(ctx);
    const struct ll_demand_share *items = shares->items;
    int64_t units = 0;
    int64_t mass_g = 0;
    for (size_t i = 0; i < shares->count; i++) {
        struct ll_json *slice = ll_answer_object(ctx);
        ll_answer_text(ctx, slice, "order_line", items[i].order_line);
        ll_answer_text(ctx, slice, "class_code", items[i].class_code);
        ll_json_set_cstr(ctx->arena, slice, "measure", ll_measure_name(items[i].rule.measure));
        ll_answer_i64(ctx, slice, "lo", items[i].lo);
        ll_answer_i64(ctx, slice, "hi", items[i].lo + items[i].positions);
        if (items[i].carried_positions > 0) {
            ll_answer_i64(ctx, slice,
                          items[i].rule.measure == LL_MEASURE_GRAMS ? "carried_g" : "carried_units",
                          items[i].carried_positions);
        }
        ll_json_append(ctx->arena, im->slices, slice);
        units += items[i].units;
        mass_g += items[i].mass_g;
    }
    im->units += units;
    im->mass_g += mass_g;
    ll_json_set_cstr(ctx->arena, item, "outcome", outcome_words[outcome]);
    ll_json_set_cstr(ctx->arena, item, "kind", ll_doc_type_name(purchase->doc_type));
    ll_demand_answer_sum(ctx, item, units, mass_g);
    if (document_id != NULL) {
        ll_answer_id(ctx, item, "document_id", "doc", document_id->raw);
    }
    ll_json_append(ctx->arena, im->documents, item);
    struct ll_json *number = ll_answer_object(ctx);
    ll_answer_text(ctx, number, "document", purchase->doc_id);
    ll_json_set_cstr(ctx->arena, number, "outcome", outcome_words[outcome]);
    ll_demand_answer_sum(ctx, number, units, mass_g);
    ll_json_append(ctx->arena, im->numbers, number);
}

static bool is_large(struct ll_units units, struct ll_mass mass)
{
    return units.n > UNITS_LARGE || mass.g > MASS_LARGE_G;
}

/* What is possible but hardly meant: dated ahead of the clock, or more than anybody buys at once. A
 * person looks at it first (--reviewed). */
static bool is_doubtful(struct ll_ctx *ctx, struct ll_demand_import *im,
                        const struct ll_purchase *purchase)
{
    bool doubtful = false;
    if (purchase->has_issue_date &&
        purchase->issue_date.days > ll_time_date(ctx->now).days + DAYS_AHEAD_MAX) {
        ll_demand_find(ctx, im, "W_DATE_AHEAD", purchase, 0,
                       LL_R("the document is dated more than a week ahead"),
                       LL_R("check the year and the order of day and month"));
        doubtful = true;
    }
    bool large_line = false;
    for (size_t i = 0; i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        if (line->kind == LL_LINE_DEVICE && is_large(line->units, line->mass)) {
            ll_demand_find(ctx, im, "W_QTY_LARGE", purchase, line->source_line,
                           line->mass.g > 0 ? LL_R("the line demands more than ten thousand tonnes")
                                            : LL_R("the line counts more than a million devices"),
                           LL_R("check the quantity"));
            large_line = true;
        }
    }
    if (!large_line && is_large(purchase->device_units, purchase->device_mass)) {
        ll_demand_find(ctx, im, "W_QTY_LARGE", purchase, 0,
                       purchase->device_units.n > UNITS_LARGE
                           ? LL_R("the document counts more than a million devices")
                           : LL_R("the document demands more than ten thousand tonnes"),
                       LL_R("check the quantities"));
        large_line = true;
    }
    return doubtful || large_line;
}

/* What the user should know about a document that is not simply booked. */
static enum ll_status tell_outcome(struct ll_ctx *ctx, struct ll_demand_import *im,
                                   const struct ll_purchase *purchase,
                                   enum ll_paper_outcome outcome, bool *ret_bad,
                                   struct ll_err *reterr)
{
    (void)reterr;
    switch (outcome) {
    case LL_PAPER_BOOK:
    case LL_PAPER_UNCHANGED:
    case LL_PAPER_NOTHING:
        return LL_OK;
    case LL_PAPER_COUNTED:
        ll_demand_find(
            ctx, im, "W_COUNTED_BEFORE", purchase, 0,
            LL_R("this purchase was counted by another paper of the same order; nothing is "
                 "counted, and devices listed here are not registered"),
            LL_R("nothing to do, unless the two papers differ"));
        return LL_OK;
    case LL_PAPER_PARTLY:
        ll_demand_find(ctx, im, "E_PARTLY_COUNTED", purchase, 0,
                       LL_R("other papers of this order counted fewer devices than it has"),
                       LL_R("send the remaining invoices instead of the order"));
        *ret_bad = true;
        return LL_OK;
    case LL_PAPER_CONFLICT:
        ll_demand_find(
            ctx, im, "E_CONFLICT_DOC", purchase, 0,
            LL_R("a document with this number was booked before with other content, or for "
                 "another client or programme"),
            LL_R("send only what is new, under a number of its own"));
        *ret_bad = true;
        return LL_OK;
    }
    LL_ASSERT(false);
}

static enum ll_status book(struct ll_ctx *ctx, struct ll_demand_import *im,
                           const struct ll_purchase *purchase, struct ll_arena *scratch,
                           bool *ret_bad, struct ll_err *reterr)
{
    struct ll_grow shares = LL_GROW(ctx->arena, struct ll_demand_share);
    struct ll_grow claims = LL_GROW(scratch, struct ll_demand_claim);
    struct ll_paper_identity identity;
    enum ll_paper_outcome outcome;
    *ret_bad = false;
    add_findings(ctx, im, purchase);
    if (purchase->disposition == LL_DISPOSITION_REJECT ||
        (purchase->disposition == LL_DISPOSITION_REVIEW && !im->in->reviewed)) {
        *ret_bad = true;
        return LL_OK;
    }
    const struct ll_paper_parties parties = {
        .programme_id = im->programme_id,
        .beneficiary_id = im->beneficiary_id,
        .payer_id = im->payer_id,
        .key = &im->key->key,
    };
    LL_TRY(ll_paper_identify(ctx, &parties, purchase, &identity, reterr));
    if (ctx->ahead) {
        outcome = LL_PAPER_BOOK;
        LL_TRY(ll_paper_expect_new(ctx, purchase, &identity, reterr));
    } else {
        ll_demand_ask_paper(ctx, im, purchase, &identity);
        LL_TRY(ll_paper_known(ctx, &parties, purchase, &identity, &outcome, reterr));
    }
    LL_TRY(tell_outcome(ctx, im, purchase, outcome, ret_bad, reterr));
    if (outcome == LL_PAPER_BOOK && is_doubtful(ctx, im, purchase) && !im->in->reviewed) {
        *ret_bad = true;
    }
    for (size_t i = 0; outcome == LL_PAPER_BOOK && i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        if (line->kind == LL_LINE_DEVICE && (line->units.n > 0 || line->mass.g > 0)) {
            LL_TRY(ll_demand_share_add(ctx, im, &shares, purchase, line, ret_bad, reterr));
        }
    }
    if (*ret_bad) {
        return LL_OK;
    }
    if (outcome == LL_PAPER_BOOK && shares.count == 0) {
        outcome = LL_PAPER_NOTHING;
    }
    struct ll_document_id document_id;
    if (outcome == LL_PAPER_BOOK) {
        int64_t before = 0;
        ll_demand_ask_shares(ctx, &shares);
        LL_TRY(ll_demand_share_place(ctx, &shares, reterr));
        LL_TRY(ll_demand_carry(ctx, &shares, reterr));
        LL_TRY(ll_demand_claim_devices(ctx, im, purchase, &shares, &claims, &before, reterr));
        if (before > 0) {
            *ret_bad = true;
            return LL_OK;
        }
        LL_TRY(
            store_document(ctx, im, purchase, &identity, &shares, &claims, &document_id, reterr));
    }
    answer_document(ctx, im, purchase, outcome, outcome == LL_PAPER_BOOK ? &document_id : NULL,
                    &shares);
    return LL_OK;
}

/* A list may have as many documents as devices: what one needs of memory, the next has again. */
enum ll_status ll_demand_book(struct ll_ctx *ctx, struct ll_demand_import *im,
                              const struct ll_purchase *purchase, bool *ret_bad,
                              struct ll_err *reterr)
{
    struct ll_arena scratch;
    ll_arena_child(&scratch, ctx->arena);
    enum ll_status status = book(ctx, im, purchase, &scratch, ret_bad, reterr);
    ll_arena_release(&scratch);
    return status;
}
