#include "service/paper.h"

#include "service/order.h"
#include "store/q_demand.h"

#include <string.h>

static struct ll_str bytes32(const uint8_t *digest)
{
    return (struct ll_str){(const char *)digest, 32};
}

/* Spelled in one way: ASCII letters in upper case, without blanks. "po-1 " is "PO-1". */
static enum ll_status spell(struct ll_ctx *ctx, struct ll_str text, struct ll_str *ret_text,
                            struct ll_err *reterr)
{
    char *spelled = ll_arena_alloc(ctx->arena, text.len + 1, 1);
    size_t len = 0;
    if (spelled == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the number of a document");
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= 'a' && c <= 'z') {
            c = (char)(c - 'a' + 'A');
        }
        if (c != ' ' && c != '\t') {
            spelled[len++] = c;
        }
    }
    *ret_text = (struct ll_str){spelled, len};
    return LL_OK;
}

/*
 * All of these are keyed: names and numbers of papers are few enough to be guessed, and what was
 * erased from the annex must not be found again by trying.
 */
static enum ll_status spell_party(struct ll_ctx *ctx, const struct ll_purchase_party *party,
                                  struct ll_str *ret_text, struct ll_err *reterr)
{
    return spell(ctx, party->id.len > 0 ? party->id : party->name, ret_text, reterr);
}

/* Orders and lists are the client's papers, numbered by the client: by the buyer that the paper
 * names, or by the beneficiary, which stands for it where no buyer is named. */
static enum ll_status client_paper_identity(struct ll_ctx *ctx,
                                            const struct ll_paper_parties *parties,
                                            const struct ll_purchase_party *buyer,
                                            struct ll_str doc_id, uint8_t ret_digest[32],
                                            struct ll_err *reterr)
{
    bool named = buyer != NULL && buyer->id.len > 0;
    struct ll_str issuer = {(const char *)parties->beneficiary_id.raw.b, 16};
    struct ll_str number;
    LL_TRY(spell(ctx, doc_id, &number, reterr));
    if (named) {
        LL_TRY(spell_party(ctx, buyer, &issuer, reterr));
    }
    const struct ll_str parts[] = {
        LL_STR("client paper"),
        named ? LL_STR("buyer") : LL_STR("beneficiary"),
        named ? buyer->scheme : LL_STR(""),
        issuer,
        number,
    };
    ll_fingerprint(parties->key, parts, sizeof(parts) / sizeof(parts[0]), ret_digest);
    return LL_OK;
}

/* Invoices are numbered by the seller. */
static enum ll_status seller_paper_identity(struct ll_ctx *ctx,
                                            const struct ll_paper_parties *parties,
                                            const struct ll_purchase *purchase,
                                            uint8_t ret_digest[32], struct ll_err *reterr)
{
    struct ll_str issuer;
    struct ll_str number;
    LL_TRY(spell_party(ctx, &purchase->seller, &issuer, reterr));
    LL_TRY(spell(ctx, purchase->doc_id, &number, reterr));
    const struct ll_str parts[] = {
        LL_STR("seller paper"),
        ll_str_from_cstr(ll_doc_type_name(purchase->doc_type)),
        purchase->seller.scheme,
        issuer,
        number,
    };
    ll_fingerprint(parties->key, parts, sizeof(parts) / sizeof(parts[0]), ret_digest);
    return LL_OK;
}

enum ll_status ll_paper_identify(struct ll_ctx *ctx, const struct ll_paper_parties *parties,
                                 const struct ll_purchase *purchase,
                                 struct ll_paper_identity *ret_identity, struct ll_err *reterr)
{
    struct ll_str canonical;
    LL_TRY(ll_purchase_canonical(ctx->arena, purchase, &canonical, reterr));
    *ret_identity = (struct ll_paper_identity){0};
    /* Keyed, since the record holds device numbers that a plain digest would give away. For whom it
     * is booked belongs to the content: the same paper for another client is a conflict. */
    const struct ll_str parts[] = {
        LL_STR("content"),
        canonical,
        {(const char *)parties->programme_id.raw.b, 16},
        {(const char *)parties->beneficiary_id.raw.b, 16},
        {(const char *)parties->payer_id.raw.b, 16},
    };
    ll_fingerprint(parties->key, parts, sizeof(parts) / sizeof(parts[0]), ret_identity->content);
    if (purchase->doc_type != LL_DOC_INVOICE) {
        LL_TRY(client_paper_identity(ctx, parties, &purchase->buyer, purchase->doc_id,
                                     ret_identity->own, reterr));
        LL_TRY(client_paper_identity(ctx, parties, NULL, purchase->doc_id, ret_identity->order,
                                     reterr));
        ret_identity->has_order =
            memcmp(ret_identity->own, ret_identity->order, sizeof(ret_identity->own)) != 0;
        return LL_OK;
    }
    LL_TRY(seller_paper_identity(ctx, parties, purchase, ret_identity->own, reterr));
    ret_identity->has_order = purchase->order_ref.len > 0;
    if (ret_identity->has_order) {
        LL_TRY(client_paper_identity(ctx, parties, &purchase->buyer, purchase->order_ref,
                                     ret_identity->order, reterr));
        LL_TRY(client_paper_identity(ctx, parties, NULL, purchase->order_ref,
                                     ret_identity->order_by_client, reterr));
    }
    return LL_OK;
}

/* How much a paper demands: positions of lines in pieces, and of lines in grams. */
struct demanded {
    int64_t units;
    int64_t mass_g;
};

/* What documents of an order have booked so far: invoices, or a list of the same number. */
static enum ll_status booked_of_order(struct ll_ctx *ctx, const uint8_t *order_identity,
                                      struct demanded *sum, struct ll_err *reterr)
{
    struct ll_q_units_of_order_in in = {bytes32(order_identity)};
    struct ll_q_units_of_order_row row;
    LL_TRY(ll_q_units_of_order(ctx->store, ctx->arena, &in, &row, reterr));
    sum->units += row.units;
    sum->mass_g += row.mass_g;
    return LL_OK;
}

/* A class of a paper that the programme does not serve is refused later: it counts in pieces here.
 */
static enum ll_status rule_of(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                              struct ll_str class_code, struct ll_equivalence *ret_rule,
                              struct ll_err *reterr)
{
    struct ll_err refused = {0};
    enum ll_status status = ll_order_rule(ctx, programme_id, class_code, ret_rule, &refused);
    if (status == LL_EREFUSED) {
        *ret_rule = (struct ll_equivalence){.measure = LL_MEASURE_PIECES};
        return LL_OK;
    }
    if (status != LL_OK && reterr != NULL) {
        *reterr = refused;
    }
    return status;
}

/* What a paper itself demands. Its lines repeat few classes, one after another. */
static enum ll_status sum_paper(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                const struct ll_purchase *purchase, struct demanded *ret_sum,
                                struct ll_err *reterr)
{
    struct ll_str class_code = LL_STR("");
    struct ll_equivalence rule = {.measure = LL_MEASURE_PIECES};
    struct demanded sum = {0};
    for (size_t i = 0; i < purchase->line_count; i++) {
        const struct ll_purchase_line *line = &purchase->lines[i];
        struct ll_units positions = line->units;
        if (line->kind != LL_LINE_DEVICE) {
            continue;
        }
        if (!ll_str_eq(class_code, line->class_id)) {
            class_code = line->class_id;
            LL_TRY(rule_of(ctx, programme_id, class_code, &rule, reterr));
        }
        if (line->units.n > 0) {
            LL_TRY(ll_measure_positions(&rule, line->units, &positions, reterr));
        }
        int64_t *to = rule.measure == LL_MEASURE_GRAMS ? &sum.mass_g : &sum.units;
        if (ll_i64_add(*to, positions.n, to) != LL_OK ||
            ll_i64_add(sum.mass_g, line->mass.g, &sum.mass_g) != LL_OK) {
            return LL_FAIL(reterr, LL_EOVERFLOW, "the document demands more than can be stored");
        }
    }
    *ret_sum = sum;
    return LL_OK;
}

static enum ll_status is_booked(struct ll_ctx *ctx, const uint8_t *own, bool *ret_booked,
                                struct ll_q_document_by_identity_row *ret_row,
                                struct ll_err *reterr)
{
    struct ll_q_document_by_identity_in in = {bytes32(own)};
    enum ll_status status = ll_q_document_by_identity(ctx->store, ctx->arena, &in, ret_row, reterr);
    *ret_booked = status == LL_OK;
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* An invoice after its order counts nothing. */
static enum ll_status invoice_known(struct ll_ctx *ctx, const struct ll_paper_identity *identity,
                                    enum ll_paper_outcome *ret_outcome, struct ll_err *reterr)
{
    struct ll_q_document_by_identity_row row;
    bool by_buyer = false;
    bool by_client = false;
    if (identity->has_order) {
        LL_TRY(is_booked(ctx, identity->order, &by_buyer, &row, reterr));
        LL_TRY(is_booked(ctx, identity->order_by_client, &by_client, &row, reterr));
    }
    *ret_outcome = by_buyer || by_client ? LL_PAPER_COUNTED : LL_PAPER_BOOK;
    return LL_OK;
}

/* An order after its invoices counts nothing when they counted all of it; else a person decides. */
static enum ll_status order_known(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                                  const struct ll_purchase *purchase,
                                  const struct ll_paper_identity *identity,
                                  enum ll_paper_outcome *ret_outcome, struct ll_err *reterr)
{
    struct demanded booked = {0};
    struct demanded sum = {0};
    bool by_client = false;
    struct ll_q_document_by_identity_row row;
    LL_TRY(booked_of_order(ctx, identity->own, &booked, reterr));
    if (identity->has_order) {
        LL_TRY(booked_of_order(ctx, identity->order, &booked, reterr));
        LL_TRY(is_booked(ctx, identity->order, &by_client, &row, reterr));
    }
    if (by_client || (booked.units == 0 && booked.mass_g == 0)) {
        *ret_outcome = by_client ? LL_PAPER_CONFLICT : LL_PAPER_BOOK;
        return LL_OK;
    }
    LL_TRY(sum_paper(ctx, programme_id, purchase, &sum, reterr));
    *ret_outcome = booked.units >= sum.units && booked.mass_g >= sum.mass_g ? LL_PAPER_COUNTED
                                                                            : LL_PAPER_PARTLY;
    return LL_OK;
}

/* LL_EEND, or what who looks in earnest meets, too. */
static void asked(enum ll_status status)
{
    (void)status;
}

void ll_paper_ask(struct ll_ctx *ctx, const struct ll_purchase *purchase,
                  const struct ll_paper_identity *identity)
{
    struct ll_q_document_by_identity_row row;
    struct demanded sum = {0};
    bool booked;
    asked(is_booked(ctx, identity->own, &booked, &row, NULL));
    if (identity->has_order) {
        asked(is_booked(ctx, identity->order, &booked, &row, NULL));
    }
    if (purchase->doc_type == LL_DOC_INVOICE) {
        if (identity->has_order) {
            asked(is_booked(ctx, identity->order_by_client, &booked, &row, NULL));
        }
        return;
    }
    asked(booked_of_order(ctx, identity->own, &sum, NULL));
    if (identity->has_order) {
        asked(booked_of_order(ctx, identity->order, &sum, NULL));
    }
}

/* ---- papers that go ahead ---- */

void ll_paper_expect_begin(struct ll_ctx *ctx, struct ll_event_id until)
{
    ctx->papers.count = 0;
    ctx->papers.identity_count = 0;
    ctx->papers.order_count = 0;
    ctx->papers.until = until;
}

/* Empty places hold nothing that is an identity. */
static struct ll_str listed(const uint8_t *digests, size_t count)
{
    return (struct ll_str){(const char *)digests, 32 * count};
}

enum ll_status ll_paper_expect_rest(struct ll_ctx *ctx, struct ll_err *reterr)
{
    struct ll_papers *papers = &ctx->papers;
    struct ll_q_paper_expect_all_in in = {
        .until = papers->until,
        .identities = listed(papers->identities, papers->identity_count),
        .order_identities = listed(papers->orders, papers->order_count),
    };
    bool is_any = papers->identity_count > 0 || papers->order_count > 0;
    papers->identity_count = 0;
    papers->order_count = 0;
    return is_any ? ll_q_paper_expect_all(ctx->store, &in, reterr) : LL_OK;
}

static bool is_digest(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, 32) == 0;
}

/* Would one be looked for by the other? An invoice looks for its order, and an order for what it
 * is the order of. */
static bool is_related(const struct ll_papers *papers, size_t i,
                       const struct ll_paper_identity *identity, bool is_invoice)
{
    const uint8_t *own = papers->papers[i].own;
    const uint8_t *order = papers->papers[i].order;
    bool has_order = papers->papers[i].has_order;
    bool both = has_order && identity->has_order;
    return is_digest(own, identity->own) || (has_order && is_digest(order, identity->own)) ||
           (identity->has_order && is_digest(own, identity->order)) ||
           (both && !(is_invoice && papers->papers[i].is_invoice) &&
            is_digest(order, identity->order)) ||
           (is_invoice && identity->has_order && is_digest(own, identity->order_by_client)) ||
           (papers->papers[i].is_invoice && has_order &&
            is_digest(papers->papers[i].order_by_client, identity->own));
}

static void keep_paper(struct ll_papers *papers, const struct ll_paper_identity *identity,
                       bool is_invoice)
{
    size_t i = papers->count++;
    memcpy(papers->papers[i].own, identity->own, 32);
    memcpy(papers->papers[i].order, identity->order, 32);
    memcpy(papers->papers[i].order_by_client, identity->order_by_client, 32);
    papers->papers[i].has_order = identity->has_order;
    papers->papers[i].is_invoice = is_invoice;
}

static void add_digest(uint8_t *digests, size_t *count, const uint8_t *digest)
{
    memcpy(digests + 32 * (*count)++, digest, 32);
}

/* With the others of the commit. That its own identity is new, document_identity tells. */
static enum ll_status expect_together(struct ll_ctx *ctx, const struct ll_paper_identity *identity,
                                      bool is_invoice, struct ll_err *reterr)
{
    struct ll_papers *papers = &ctx->papers;
    for (size_t i = 0; i < papers->count; i++) {
        if (is_related(papers, i, identity, is_invoice)) {
            return LL_FAIL(reterr, LL_ERETRY, "another paper of the commit is of the same order");
        }
    }
    if (papers->identity_count + 2 > LL_PAPERS_ASKED || papers->order_count + 2 > LL_PAPERS_ASKED) {
        LL_TRY(ll_paper_expect_rest(ctx, reterr));
    }
    keep_paper(papers, identity, is_invoice);
    if (identity->has_order) {
        add_digest(papers->identities, &papers->identity_count, identity->order);
    }
    if (is_invoice && identity->has_order) {
        add_digest(papers->identities, &papers->identity_count, identity->order_by_client);
    }
    if (!is_invoice) {
        add_digest(papers->orders, &papers->order_count, identity->own);
    }
    if (!is_invoice && identity->has_order) {
        add_digest(papers->orders, &papers->order_count, identity->order);
    }
    return LL_OK;
}

enum ll_status ll_paper_expect_new(struct ll_ctx *ctx, const struct ll_purchase *purchase,
                                   const struct ll_paper_identity *identity, struct ll_err *reterr)
{
    bool is_invoice = purchase->doc_type == LL_DOC_INVOICE;
    if (ctx->papers.count < LL_PAPERS_MAX) {
        return expect_together(ctx, identity, is_invoice, reterr);
    }
    struct ll_q_paper_expect_new_in in = {
        .own = bytes32(identity->own),
        .has_order_identity = identity->has_order,
        .order_identity = bytes32(identity->order),
        .has_order_by_client = is_invoice && identity->has_order,
        .order_by_client = bytes32(identity->order_by_client),
        .has_counted_by = !is_invoice,
        .counted_by = bytes32(identity->own),
        .has_counted_by_client = !is_invoice && identity->has_order,
        .counted_by_client = bytes32(identity->order),
    };
    return ll_q_paper_expect_new(ctx->store, &in, reterr);
}

enum ll_status ll_paper_known(struct ll_ctx *ctx, const struct ll_paper_parties *parties,
                              const struct ll_purchase *purchase,
                              const struct ll_paper_identity *identity,
                              enum ll_paper_outcome *ret_outcome, struct ll_err *reterr)
{
    struct ll_q_document_by_identity_row row;
    bool booked = false;
    LL_TRY(is_booked(ctx, identity->own, &booked, &row, reterr));
    if (booked) {
        bool same = memcmp(row.content_digest.ptr, identity->content, 32) == 0;
        *ret_outcome = same ? LL_PAPER_UNCHANGED : LL_PAPER_CONFLICT;
        return LL_OK;
    }
    return purchase->doc_type == LL_DOC_INVOICE
               ? invoice_known(ctx, identity, ret_outcome, reterr)
               : order_known(ctx, parties->programme_id, purchase, identity, ret_outcome, reterr);
}
