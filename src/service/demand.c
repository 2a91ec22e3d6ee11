/*
 * order import: a client's purchase documents become demand slices. A document counts once, whoever
 * sends it and however often; a document that is not acceptable is imported not at all, or, for
 * row-wise lists when the user says so, without its bad rows.
 */
#include "service/demand.h"

#include "codec/purchase_csv.h"
#include "codec/ubl.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/paper.h"
#include "store/q_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLASSES_MAX 64

struct order_import_input {
    struct ll_str beneficiary;
    struct ll_file file;
    bool good_rows;
    struct ll_str order_line;
    struct ll_str payer;
    struct ll_str profile;
    struct ll_str programme;
    struct ll_str reseller;
    bool reviewed;
    struct ll_str scope;
    int trigger;
};
static const struct ll_field order_import_fields[] = {
    LL_MEMBER(order_import_input, beneficiary, LL_REQ(REF),
              .help = "organisation whose devices these are"),
    LL_MEMBER(order_import_input, file, LL_REQ(FILE), .operand = true,
              .help = "UBL 2.1 Order or Invoice (XML), or a list (CSV)"),
    LL_MEMBER(order_import_input, good_rows, LL_OPT(BOOL),
              .help = "lists: import the good rows and report the bad; else all or nothing"),
    LL_MEMBER(order_import_input, order_line, LL_OPT(REF),
              .help = "append to this order line rather than to the client's line of the class"),
    LL_MEMBER(order_import_input, payer, LL_OPT(REF),
              .help = "organisation that pays; the beneficiary when left out"),
    LL_MEMBER(
        order_import_input, profile, LL_OPT(CODE),
        .help =
            "kind of list: generic, devices, coupa, odoo, sap, snipeit; recognised when left out"),
    LL_MEMBER(order_import_input, programme, LL_REQ(REF), .help = "programme, by code or id"),
    LL_MEMBER(order_import_input, reseller, LL_OPT(REF), .help = "reseller that sold the devices"),
    LL_MEMBER(order_import_input, reviewed, LL_OPT(BOOL),
              .help = "a person looked at the findings and decided: book what only needs review"),
    LL_MEMBER(order_import_input, scope, LL_OPT(CODE),
              .help = "claim scope of listed devices; 'client' when left out"),
    LL_MEMBER(order_import_input, trigger, LL_OPT(ENUM), LL_ENUM_OF(trigger, TRIGGER),
              .help = "what gave rise to the demand; 'purchase' when left out"),
};
static const struct ll_record order_import_record =
    LL_RECORD("order_import", order_import_input, order_import_fields);

/* What the import knows besides its input. */
struct import {
    const struct order_import_input *in;
    struct ll_programme_id programme_id;
    struct ll_str programme_code;
    struct ll_organisation_id beneficiary_id;
    struct ll_str beneficiary_code;
    struct ll_organisation_id payer_id;
    bool has_reseller_id;
    struct ll_organisation_id reseller_id;
    struct ll_str scope;
    bool is_list;                  /* CSV: findings of rows are told once, for the file */
    struct ll_fingerprint_key key; /* secret: outside the database */
    uint8_t key_id[LL_FINGERPRINT_KEY_ID_SIZE];
    struct ll_json *documents;
    struct ll_json *numbers; /* as the client wrote them: shown, never stored */
    struct ll_json *slices;
    struct ll_json *findings;
    int64_t finding_count;
    int64_t units;
};

/* What one document appends to one order line. */
struct share {
    struct ll_order_line_id order_line_id;
    struct ll_str order_line; /* its code */
    struct ll_str class_code;
    enum ll_trigger trigger;
    int64_t lo;
    int64_t units;
};

/* ---- findings ---- */
static void add_finding(struct ll_ctx *ctx, struct import *im, const char *document,
                        const struct ll_finding *finding)
{
    struct ll_json *item = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, item, "code", ll_finding_name(finding->code));
    if (document[0] != '\0') {
        ll_answer_text(ctx, item, "document", ll_str_from_cstr(document));
    }
    if (finding->source_line > 0) {
        ll_answer_i64(ctx, item, "line", finding->source_line);
    }
    ll_answer_text(ctx, item, "field", finding->field);
    ll_answer_text(ctx, item, "value", finding->value);
    ll_answer_text(ctx, item, "message", finding->message);
    ll_answer_text(ctx, item, "hint", finding->hint);
    ll_json_append(ctx->arena, im->findings, item);
    im->finding_count++;
}

/* A finding of the import itself, beyond what the document says. */
static void add_own_finding(struct ll_ctx *ctx, struct import *im, const char *code,
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
static void add_findings(struct ll_ctx *ctx, struct import *im, const struct ll_purchase *purchase)
{
    char number[128] = "";
    (void)snprintf(number, sizeof(number), "%.*s",
                   LL_STR_ARG(ll_str_sub(purchase->doc_id, 0, 120)));
    for (size_t i = 0; i < purchase->findings.count; i++) {
        if (!im->is_list || purchase->findings.items[i].source_line == 0) {
            add_finding(ctx, im, number, &purchase->findings.items[i]);
        }
    }
}

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

/* ---- order lines ---- */
static enum ll_status open_default_line(struct ll_ctx *ctx, const struct import *im,
                                        struct ll_str class_code, struct ll_order_line_id *ret_id,
                                        struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, ctx->arena, 64);
    ll_strbuf_str(&buf, im->beneficiary_code);
    ll_strbuf_char(&buf, '.');
    ll_strbuf_str(&buf, class_code);
    ll_strbuf_char(&buf, '.');
    ll_strbuf_str(&buf, im->programme_code);
    struct ll_order_terms terms = {
        .programme_id = im->programme_id,
        .payer_id = im->payer_id,
        .beneficiary_id = im->beneficiary_id,
        .has_reseller_id = im->has_reseller_id,
        .reseller_id = im->reseller_id,
        .class_code = class_code,
    };
    enum ll_status status = ll_strbuf_finish(&buf, &terms.code, reterr);
    struct ll_q_order_line_by_code_in by_code = {terms.code};
    struct ll_q_order_line_by_code_row taken;
    if (status == LL_OK) {
        status = ll_q_order_line_by_code(ctx->store, ctx->arena, &by_code, &taken, reterr);
    }
    if (status == LL_ENOTFOUND) {
        return ll_order_open(ctx, &terms, ret_id, reterr);
    }
    if (status != LL_OK && status != LL_ELIMIT) {
        return status;
    }
    status = LL_FAIL(reterr, LL_EREFUSED,
                     "no order line of '%.*s' for class '%.*s' fits, and the code "
                     "for a new one is taken or too long",
                     LL_STR_ARG(im->beneficiary_code), LL_STR_ARG(class_code));
    ll_err_hint(reterr, "open one with 'loopledger order open' and give it as --order-line");
    return status;
}

/* The client's line for a class: the only one of these parties, or the only one without terms. */
static enum ll_status choose_line(struct ll_ctx *ctx, const struct import *im,
                                  struct ll_str class_code, struct ll_order_line_id *ret_id,
                                  struct ll_err *reterr)
{
    struct ll_q_order_line_for_in in = {im->beneficiary_id, im->programme_id, class_code};
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_order_line_for_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    struct ll_q_order_line_for_row row;
    size_t all = 0;
    size_t free_of_terms = 0;
    struct ll_order_line_id any = {0};
    struct ll_order_line_id plain = {0};
    enum ll_status status;
    while ((status = ll_q_order_line_for_next(cursor, &row, reterr)) == LL_OK) {
        if (!ll_id_eq(row.payer_id.raw, im->payer_id.raw) ||
            row.has_reseller_id != im->has_reseller_id ||
            (row.has_reseller_id && !ll_id_eq(row.reseller_id.raw, im->reseller_id.raw))) {
            continue;
        }
        any = row.order_line_id;
        all++;
        if (row.countries.len == 0 && !row.has_vintage_from && !row.has_vintage_to &&
            !row.has_funder_id) {
            plain = row.order_line_id;
            free_of_terms++;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (all == 0) {
        return open_default_line(ctx, im, class_code, ret_id, reterr);
    }
    if (all > 1 && free_of_terms != 1) {
        status = LL_FAIL(reterr, LL_EREFUSED, "'%.*s' has %zu order lines for class '%.*s'",
                         LL_STR_ARG(im->beneficiary_code), all, LL_STR_ARG(class_code));
        ll_err_hint(reterr, "say which one with --order-line");
        return status;
    }
    *ret_id = all == 1 ? any : plain;
    return LL_OK;
}

static enum ll_status given_line(struct ll_ctx *ctx, const struct import *im,
                                 struct ll_str class_code, struct ll_order_line_id *ret_id,
                                 struct ll_err *reterr)
{
    struct ll_q_order_line_by_id_row row;
    LL_TRY(ll_find_order_line(ctx, im->in->order_line, &row, reterr));
    if (!ll_id_eq(row.programme_id.raw, im->programme_id.raw) ||
        !ll_id_eq(row.beneficiary_id.raw, im->beneficiary_id.raw)) {
        return LL_FAIL(reterr, LL_EREFUSED,
                       "order line '%.*s' is of another programme or beneficiary",
                       LL_STR_ARG(row.code));
    }
    if (!ll_str_eq(row.class_code, class_code)) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED,
                    "order line '%.*s' is for class '%.*s'; the document also "
                    "has '%.*s'",
                    LL_STR_ARG(row.code), LL_STR_ARG(row.class_code), LL_STR_ARG(class_code));
        ll_err_hint(reterr, "leave --order-line out, or open a line for that class");
        return status;
    }
    *ret_id = row.order_line_id;
    return LL_OK;
}

/* ---- shares: what the document appends to which line ---- */
static enum ll_status add_to_share(struct ll_ctx *ctx, struct import *im, struct ll_grow *shares,
                                   const struct ll_purchase *purchase,
                                   const struct ll_purchase_line *line, bool *ret_bad,
                                   struct ll_err *reterr)
{
    enum ll_trigger trigger = line->trigger != 0     ? line->trigger
                              : im->in->trigger != 0 ? (enum ll_trigger)im->in->trigger
                                                     : LL_TRIGGER_PURCHASE;
    struct share *items = shares->items;
    for (size_t i = 0; i < shares->count; i++) {
        if (items[i].trigger == trigger && ll_str_eq(items[i].class_code, line->class_id)) {
            return ll_i64_add(items[i].units, line->units.n, &items[i].units);
        }
    }
    if (shares->count == CLASSES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "the document has more than %d classes", CLASSES_MAX);
    }
    struct ll_err refused = {0};
    enum ll_status status = ll_order_check_class(ctx, im->programme_id, line->class_id, &refused);
    if (status == LL_EREFUSED) {
        add_own_finding(ctx, im, "E_CLASS_RULE", purchase, line->source_line,
                        ll_str_to_cstr(ctx->arena, ll_str_from_cstr(refused.text)),
                        "take the line out, or use a programme that covers the class");
        *ret_bad = true;
        return LL_OK;
    }
    if (status != LL_OK) {
        *reterr = refused;
        return status;
    }
    struct share *share = ll_grow_add(shares);
    if (share == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's classes");
    }
    *share =
        (struct share){.class_code = line->class_id, .trigger = trigger, .units = line->units.n};
    if (im->in->order_line.len > 0) {
        return given_line(ctx, im, line->class_id, &share->order_line_id, reterr);
    }
    return choose_line(ctx, im, line->class_id, &share->order_line_id, reterr);
}

/* Where each share begins: at the tail of its line, behind earlier shares of the same line. */
static enum ll_status place_shares(struct ll_ctx *ctx, struct ll_grow *shares,
                                   struct ll_err *reterr)
{
    struct share *items = shares->items;
    for (size_t i = 0; i < shares->count; i++) {
        struct ll_q_order_line_by_id_in key = {items[i].order_line_id};
        struct ll_q_order_line_by_id_row row;
        LL_TRY(ll_q_order_line_by_id(ctx->store, ctx->arena, &key, &row, reterr));
        items[i].lo = row.demanded;
        items[i].order_line = row.code;
        for (size_t j = 0; j < i; j++) {
            if (ll_id_eq(items[j].order_line_id.raw, items[i].order_line_id.raw)) {
                items[i].lo = items[j].lo + items[j].units;
            }
        }
        int64_t hi;
        if (ll_i64_add(items[i].lo, items[i].units, &hi) != LL_OK || hi > LL_UNITS_MAX) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "order line '%.*s' would grow past %lld units",
                           LL_STR_ARG(row.code), (long long)LL_UNITS_MAX);
        }
    }
    return LL_OK;
}

/* ---- devices ---- */
struct claim {
    uint8_t fingerprint[32];
    struct ll_order_line_id order_line_id;
    int64_t position;
};

/* Give each identified device its place in the order; find devices that were claimed before. */
static enum ll_status claim_devices(struct ll_ctx *ctx, struct import *im,
                                    const struct ll_purchase *purchase,
                                    const struct ll_grow *shares, struct ll_grow *claims,
                                    int64_t *ret_claimed_before, struct ll_err *reterr)
{
    const struct share *items = shares->items;
    int64_t next[CLASSES_MAX];
    int64_t before = 0;
    for (size_t i = 0; i < shares->count; i++) {
        next[i] = items[i].lo;
    }
    for (size_t i = 0; i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        if (line->kind != LL_LINE_DEVICE) {
            continue;
        }
        size_t share = 0;
        while (!ll_str_eq(items[share].class_code, line->class_id) ||
               (line->trigger != 0 && items[share].trigger != line->trigger)) {
            share++;
            LL_ASSERT(share < shares->count);
        }
        for (size_t d = 0; d < line->device_count; d++) {
            struct claim *claim = ll_grow_add(claims);
            if (claim == NULL) {
                return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's devices");
            }
            const struct ll_purchase_device *device = &line->devices[d];
            ll_device_fingerprint(&im->key, device->kind, device->maker, device->key,
                                  claim->fingerprint);
            claim->order_line_id = items[share].order_line_id;
            claim->position = next[share]++;
            struct ll_q_device_claim_in in = {bytes32(claim->fingerprint), im->scope};
            struct ll_q_device_claim_row row;
            enum ll_status status = ll_q_device_claim(ctx->store, ctx->arena, &in, &row, reterr);
            if (status == LL_OK) {
                add_own_finding(ctx, im, "E_DEVICE_CLAIMED", purchase, line->devices[d].source_line,
                                "this device has been claimed before in this scope",
                                "take it out; a device counts once in its life");
                before++;
            } else if (status != LL_ENOTFOUND) {
                return status;
            }
        }
    }
    *ret_claimed_before = before;
    return LL_OK;
}

static int compare_claims(const void *a, const void *b)
{
    const struct claim *x = a;
    const struct claim *y = b;
    int order = ll_id_cmp(x->order_line_id.raw, y->order_line_id.raw);
    if (order != 0) {
        return order;
    }
    return (x->position > y->position) - (x->position < y->position);
}

/* Register the devices, and the digest over them that the event holds. */
static enum ll_status register_devices(struct ll_ctx *ctx, const struct import *im,
                                       const struct ll_event_meta *meta, struct ll_grow *claims,
                                       uint8_t ret_digest[32], struct ll_err *reterr)
{
    struct claim *items = claims->items;
    struct ll_hash hash;
    qsort(items, claims->count, sizeof(*items), compare_claims);
    ll_hash_begin(ctx->crypto, &hash);
    for (size_t i = 0; i < claims->count; i++) {
        struct ll_q_device_insert_in in = {
            .fingerprint = bytes32(items[i].fingerprint),
            .claim_scope = im->scope,
            .life = 1,
            .key_id = {(const char *)im->key_id, sizeof(im->key_id)},
            .order_line_id = items[i].order_line_id,
            .position = items[i].position,
            .event_id = meta->event_id,
        };
        uint8_t position[8];
        for (int shift = 0; shift < 8; shift++) {
            position[shift] = (uint8_t)((uint64_t)items[i].position >> (56 - 8 * shift));
        }
        ll_hash_str(&hash, in.fingerprint);
        ll_hash_str(&hash, (struct ll_str){(const char *)items[i].order_line_id.raw.b, 16});
        ll_hash_str(&hash, (struct ll_str){(const char *)position, sizeof(position)});
        ll_hash_str(&hash, im->scope);
        ll_hash_str(&hash, LL_STR("\n"));
        LL_TRY(ll_q_device_insert(ctx->store, &in, reterr));
    }
    ll_hash_end(&hash, ret_digest);
    return LL_OK;
}

/* ---- one document ---- */
static enum ll_status store_document(struct ll_ctx *ctx, const struct import *im,
                                     const struct ll_purchase *purchase,
                                     const struct ll_paper_identity *identity,
                                     struct ll_grow *shares, struct ll_grow *claims,
                                     struct ll_document_id *ret_id, struct ll_err *reterr)
{
    struct share *items = shares->items;
    struct ll_accepted_slice *slices =
        LL_NEW_ARRAY(ctx->arena, struct ll_accepted_slice, shares->count);
    if (slices == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the document's slices");
    }
    for (size_t i = 0; i < shares->count; i++) {
        slices[i] = (struct ll_accepted_slice){
            .hi = items[i].lo + items[i].units,
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
        .kind = ll_str_from_cstr(ll_doc_type_name(purchase->doc_type)),
        .slices = {slices, shares->count},
    };
    if (identity->has_order) {
        body.order_identity = bytes32(identity->order);
    }
    uint8_t digest[32];
    if (claims->count > 0) {
        LL_TRY(register_devices(ctx, im, &meta, claims, digest, reterr));
        body.device_digest = bytes32(digest);
    }
    LL_TRY(ll_annex_store(ctx, &meta, "document", purchase->doc_id, &body.document_name_annex_id,
                          reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_DEMAND_ACCEPTED, &body, reterr));
    *ret_id = body.document_id;
    return LL_OK;
}

static void answer_document(struct ll_ctx *ctx, struct import *im,
                            const struct ll_purchase *purchase, enum ll_paper_outcome outcome,
                            const struct ll_document_id *document_id, struct ll_grow *shares)
{
    struct ll_json *item = ll_answer_object(ctx);
    const struct share *items = shares->items;
    int64_t units = 0;
    for (size_t i = 0; i < shares->count; i++) {
        struct ll_json *slice = ll_answer_object(ctx);
        ll_answer_text(ctx, slice, "order_line", items[i].order_line);
        ll_answer_text(ctx, slice, "class_code", items[i].class_code);
        ll_answer_i64(ctx, slice, "lo", items[i].lo);
        ll_answer_i64(ctx, slice, "hi", items[i].lo + items[i].units);
        ll_json_append(ctx->arena, im->slices, slice);
        units += items[i].units;
    }
    im->units += units;
    ll_json_set_cstr(ctx->arena, item, "outcome", outcome_words[outcome]);
    ll_json_set_cstr(ctx->arena, item, "kind", ll_doc_type_name(purchase->doc_type));
    ll_answer_i64(ctx, item, "units", units);
    if (document_id != NULL) {
        ll_answer_id(ctx, item, "document_id", "doc", document_id->raw);
    }
    ll_json_append(ctx->arena, im->documents, item);
    struct ll_json *number = ll_answer_object(ctx);
    ll_answer_text(ctx, number, "document", purchase->doc_id);
    ll_json_set_cstr(ctx->arena, number, "outcome", outcome_words[outcome]);
    ll_answer_i64(ctx, number, "units", units);
    ll_json_append(ctx->arena, im->numbers, number);
}

/* What the user should know about a document that is not simply booked. */
static enum ll_status tell_outcome(struct ll_ctx *ctx, struct import *im,
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
        add_own_finding(ctx, im, "W_COUNTED_BEFORE", purchase, 0,
                        "this purchase was counted by another paper of the same order; nothing is "
                        "counted, and devices listed here are not registered",
                        "nothing to do, unless the two papers differ");
        return LL_OK;
    case LL_PAPER_PARTLY:
        add_own_finding(ctx, im, "E_PARTLY_COUNTED", purchase, 0,
                        "other papers of this order counted fewer devices than it has",
                        "send the remaining invoices instead of the order");
        *ret_bad = true;
        return LL_OK;
    case LL_PAPER_CONFLICT:
        add_own_finding(ctx, im, "E_CONFLICT_DOC", purchase, 0,
                        "a document with this number was booked before with other content, or for "
                        "another client or programme",
                        "send only what is new, under a number of its own");
        *ret_bad = true;
        return LL_OK;
    }
    LL_ASSERT(false);
}

/* Book one acceptable document, or say why not. *ret_bad: it could not be booked. */
static enum ll_status import_document(struct ll_ctx *ctx, struct import *im,
                                      const struct ll_purchase *purchase, bool *ret_bad,
                                      struct ll_err *reterr)
{
    struct ll_grow shares = LL_GROW(ctx->arena, struct share);
    struct ll_grow claims = LL_GROW(ctx->arena, struct claim);
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
        .key = &im->key,
    };
    LL_TRY(ll_paper_identify(ctx, &parties, purchase, &identity, reterr));
    LL_TRY(ll_paper_known(ctx, purchase, &identity, &outcome, reterr));
    LL_TRY(tell_outcome(ctx, im, purchase, outcome, ret_bad, reterr));
    for (size_t i = 0; outcome == LL_PAPER_BOOK && i < purchase->line_count; i++) {
        if (purchase->lines[i].kind == LL_LINE_DEVICE && purchase->lines[i].units.n > 0) {
            LL_TRY(add_to_share(ctx, im, &shares, purchase, &purchase->lines[i], ret_bad, reterr));
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
        LL_TRY(place_shares(ctx, &shares, reterr));
        LL_TRY(claim_devices(ctx, im, purchase, &shares, &claims, &before, reterr));
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

/* ---- the whole file ---- */
static enum ll_status refuse(struct ll_ctx *ctx, struct import *im, struct ll_err *reterr)
{
    struct ll_json *problem = ll_answer_object(ctx);
    ll_json_set(ctx->arena, problem, "findings", im->findings);
    ctx->problem = problem;
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "nothing was imported: %lld findings",
                                    (long long)im->finding_count);
    ll_err_where(reterr, "%.*s", LL_STR_ARG(im->in->file.name));
    ll_err_hint(reterr, "%s",
                im->is_list
                    ? "mend what is listed and send the file again; --good-rows imports the "
                      "good rows, --reviewed what only needs review"
                    : "mend what is listed and send the file again; --reviewed imports what "
                      "only needs review");
    return status;
}

static enum ll_status import_ubl(struct ll_ctx *ctx, struct import *im, struct ll_err *reterr)
{
    struct ll_purchase purchase;
    bool bad = false;
    LL_TRY(ll_ubl_read(ctx->arena, im->in->file.bytes, NULL, &purchase, reterr));
    LL_TRY(import_document(ctx, im, &purchase, &bad, reterr));
    return bad ? refuse(ctx, im, reterr) : LL_OK;
}

static enum ll_status import_csv(struct ll_ctx *ctx, struct import *im, struct ll_json *answer,
                                 struct ll_err *reterr)
{
    im->is_list = true;
    struct ll_purchase_csv_options options = {0};
    struct ll_purchase_csv csv;
    if (im->in->profile.len > 0 && !ll_csv_profile_from_name(im->in->profile, &options.profile)) {
        enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "there is no list profile '%.*s'",
                                        LL_STR_ARG(im->in->profile));
        ll_err_where(reterr, "profile");
        ll_err_hint(reterr, "one of generic, devices, coupa, odoo, sap, snipeit");
        return status;
    }
    LL_TRY(ll_purchase_csv_read(ctx->arena, im->in->file.bytes, &options, &csv, reterr));
    for (size_t i = 0; i < csv.file_findings.count; i++) {
        add_finding(ctx, im, "", &csv.file_findings.items[i]);
    }
    for (size_t i = 0; i < csv.row_findings.count; i++) {
        add_finding(ctx, im, "", &csv.row_findings.items[i]);
    }
    size_t bad_documents = 0;
    for (size_t i = 0; i < csv.document_count; i++) {
        bool bad = false;
        LL_TRY(import_document(ctx, im, &csv.documents[i], &bad, reterr));
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

static enum ll_status prepare(struct ll_ctx *ctx, const struct order_import_input *in,
                              struct import *im, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_organisation_by_id_row organisation;
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
    im->scope = in->scope.len > 0 ? in->scope : LL_STR("client");
    LL_TRY(ll_claim_scope_check(im->scope, reterr));
    im->documents = ll_json_new_array(ctx->arena);
    im->numbers = ll_json_new_array(ctx->arena);
    im->slices = ll_json_new_array(ctx->arena);
    im->findings = ll_json_new_array(ctx->arena);
    LL_TRY(ll_keys_read_fingerprint(ctx, &im->key, reterr));
    ll_fingerprint_key_id(&im->key, im->key_id);
    return LL_OK;
}

static enum ll_status run_order_import(struct ll_ctx *ctx, const void *input,
                                       struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct import im = {.in = input};
    LL_TRY(prepare(ctx, input, &im, reterr));
    struct ll_json *answer = ll_answer_object(ctx);
    enum ll_status status = ll_ubl_looks_like_xml(im.in->file.bytes)
                                ? import_ubl(ctx, &im, reterr)
                                : import_csv(ctx, &im, answer, reterr);
    ll_wipe(&im.key, sizeof(im.key));
    if (status != LL_OK) {
        if (reterr != NULL && ctx->problem == NULL) {
            ll_err_where(reterr, "%.*s ", LL_STR_ARG(im.in->file.name));
        }
        return status;
    }
    ll_answer_i64(ctx, answer, "units", im.units);
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
        "Reads a UBL 2.1 Order or Invoice, or a list (CSV) of several kinds. A document counts "
        "once: "
        "the same one again changes nothing, and so does an invoice whose order was counted, or an "
        "order whose invoices counted all of it. The same number with other content is a conflict. "
        "A document "
        "that is not acceptable is imported not at all; of a list, --good-rows imports the good "
        "rows and reports the bad ones.",
    .input = &order_import_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_order_import,
};
