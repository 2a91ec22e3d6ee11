/*
 * order credit: devices of a document are returned or cancelled. The positions of an order line
 * that they stood for are no longer demanded (core/voiding.h says which); what serves them
 * provisionally is released first and goes to whoever waits.
 */
#include "service/credit.h"

#include "codec/purchase.h"
#include "core/voiding.h"
#include "service/answer.h"
#include "service/event.h"
#include "service/grow.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/settle.h"
#include "store/q_demand.h"

#include <string.h>

#define NUMBER_BYTES_MAX 200

struct order_credit {
    struct ll_str document;
    struct ll_date issued_on;
    bool has_issued_on;
    struct ll_str number;
    struct ll_str order_line;
    struct ll_str reason;
    struct ll_units units;
};
static const struct ll_field credit_fields[] = {
    LL_MEMBER(order_credit, document, LL_REQ(STR), .min = 1, .max = NUMBER_BYTES_MAX,
              .help = "number or id of the document whose devices come back"),
    LL_MEMBER(order_credit, issued_on, LL_OPT(DATE), LL_PRESENT(order_credit, has_issued_on),
              .help = "date of the credit note; today when left out"),
    LL_MEMBER(order_credit, number, LL_REQ(STR), .min = 1, .max = NUMBER_BYTES_MAX,
              .help = "number of the credit note: it counts once"),
    LL_MEMBER(order_credit, order_line, LL_REQ(REF), .help = "order line, by code or id"),
    LL_MEMBER(order_credit, reason, LL_OPT(CODE),
              .help = "why, as a code: cancelled; 'returned' when left out"),
    LL_MEMBER(order_credit, units, LL_REQ(UNITS), .help = "how many devices"),
};
static const struct ll_record credit_record =
    LL_RECORD("order_credit", order_credit, credit_fields);

/* What a credit note says, with the document that it is about. */
struct credit {
    const struct order_credit *in;
    const struct ll_kept_key *key; /* of the digests: see service/keys.h */
    struct ll_q_order_line_by_id_row line;
    struct ll_document_id of_document_id;
    struct ll_date bought_on;
    int64_t given_back; /* units of carry-over that it had used */
    struct ll_equivalence rule;
    struct ll_units positions; /* that the devices take */
    uint8_t identity[32];
    uint8_t content[32];
};

/* How the document's positions of the line stand. */
struct standing {
    struct ll_grow slices; /* of struct ll_span */
    struct ll_span_set open;
    struct ll_span_set provisional;
    struct ll_span_set held;    /* by a certificate: also what is carried from earlier ones */
    struct ll_span_set carried; /* of `held`, what an earlier position stands for */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the positions of a document");
}

/* ---- which document ---- */
static enum ll_status not_bought(const struct credit *credit, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_ENOTFOUND, "no document '%.*s' bought on order line '%.*s'",
                LL_STR_ARG(credit->in->document), LL_STR_ARG(credit->line.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "'loopledger order show' lists what an order line's documents bought");
    return status;
}

static enum ll_status is_credit_note(const struct credit *credit, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "'%.*s' is a credit note itself: it bought nothing",
                LL_STR_ARG(credit->in->document));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "devices that are bought after all come with a document of their own");
    return status;
}

/* By its number, among the documents of the order line. */
static enum ll_status find_by_number(struct ll_ctx *ctx, struct credit *credit,
                                     struct ll_err *reterr)
{
    struct ll_q_document_of_line_in in = {credit->line.order_line_id, credit->in->document};
    struct ll_q_document_of_line_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t count = 0;
    LL_TRY(ll_q_document_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_document_of_line_next(cursor, &row, reterr)) == LL_OK) {
        credit->of_document_id = row.document_id;
        credit->bought_on = row.issued_on;
        count++;
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    if (count > 1) {
        status =
            LL_FAIL(reterr, LL_EREFUSED, "%zu documents of the order line have this number", count);
        ll_err_where(reterr, "document");
        ll_err_hint(reterr, "give its id; 'loopledger order show' lists them");
        return status;
    }
    return count == 1 ? LL_OK : not_bought(credit, reterr);
}

static void identify(const struct credit *credit, struct ll_str number, uint8_t ret_identity[32])
{
    const struct ll_str parts[] = {
        LL_STR("credit note"),
        {(const char *)credit->line.beneficiary_id.raw.b, 16},
        number,
    };
    ll_fingerprint(&credit->key->key, parts, sizeof(parts) / sizeof(parts[0]), ret_identity);
}

static enum ll_status find_document(struct ll_ctx *ctx, struct credit *credit,
                                    struct ll_err *reterr)
{
    struct ll_q_document_by_id_in by_id;
    struct ll_q_document_by_id_row row;
    if (ll_id_parse("doc", credit->in->document, &by_id.document_id.raw, NULL) == LL_OK) {
        enum ll_status status = ll_q_document_by_id(ctx->store, ctx->arena, &by_id, &row, reterr);
        if (status == LL_ENOTFOUND) {
            return not_bought(credit, reterr);
        }
        LL_TRY(status);
        credit->of_document_id = row.document_id;
        credit->bought_on = row.issued_on;
        return ll_str_eq_cstr(row.kind, ll_doc_type_name(LL_DOC_CREDIT_NOTE))
                   ? is_credit_note(credit, reterr)
                   : LL_OK;
    }
    uint8_t identity[32];
    identify(credit, credit->in->document, identity);
    struct ll_q_document_by_identity_in by_identity = {{(const char *)identity, 32}};
    struct ll_q_document_by_identity_row note;
    enum ll_status status =
        ll_q_document_by_identity(ctx->store, ctx->arena, &by_identity, &note, reterr);
    if (status != LL_ENOTFOUND) {
        return status == LL_OK ? is_credit_note(credit, reterr) : status;
    }
    return find_by_number(ctx, credit, reterr);
}

/* ---- known before? ---- */
/* By what it is known again, and what it says: the document, the order line and how many. */
static enum ll_status known(struct ll_ctx *ctx, struct credit *credit, bool *ret_known,
                            struct ll_document_id *ret_id, struct ll_err *reterr)
{
    struct ll_strbuf text;
    struct ll_str said;
    ll_strbuf_init(&text, ctx->arena, 64);
    ll_strbuf_i64(&text, credit->in->units.n);
    LL_TRY(ll_strbuf_finish(&text, &said, reterr));
    const struct ll_str parts[] = {
        LL_STR("credit note content"),
        {(const char *)credit->of_document_id.raw.b, 16},
        {(const char *)credit->line.order_line_id.raw.b, 16},
        said,
    };
    identify(credit, credit->in->number, credit->identity);
    ll_fingerprint(&credit->key->key, parts, sizeof(parts) / sizeof(parts[0]), credit->content);

    struct ll_q_document_by_identity_in in = {{(const char *)credit->identity, 32}};
    struct ll_q_document_by_identity_row row;
    enum ll_status status = ll_q_document_by_identity(ctx->store, ctx->arena, &in, &row, reterr);
    *ret_known = status == LL_OK;
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    *ret_id = row.document_id;
    if (row.content_digest.len != 32 || memcmp(row.content_digest.ptr, credit->content, 32) != 0) {
        status = LL_FAIL(reterr, LL_ECONFLICT,
                         "credit note '%.*s' of this client was booked before with other content",
                         LL_STR_ARG(credit->in->number));
        ll_err_where(reterr, "number");
        ll_err_hint(reterr, "if another seller gave the same number, put the seller before it");
        return status;
    }
    return LL_OK;
}

/* Neither ahead nor before what it takes back. */
static enum ll_status check_day(const struct ll_ctx *ctx, const struct credit *credit,
                                struct ll_err *reterr)
{
    const struct order_credit *in = credit->in;
    bool is_ahead = in->issued_on.days > ll_time_date(ctx->now).days;
    if (!in->has_issued_on || (!is_ahead && in->issued_on.days >= credit->bought_on.days)) {
        return LL_OK;
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EINVAL, "%s",
                is_ahead ? "the day lies ahead" : "the day is before that of the document");
    ll_err_where(reterr, "issued_on");
    ll_err_hint(reterr, "give the date that the credit note bears");
    return status;
}

/* ---- how its positions stand ---- */
static enum ll_status read_slices(struct ll_ctx *ctx, const struct credit *credit,
                                  struct ll_grow *slices, struct ll_err *reterr)
{
    struct ll_q_slice_of_document_in in = {credit->of_document_id, credit->line.order_line_id};
    struct ll_q_slice_of_document_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_slice_of_document_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_slice_of_document_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_span *slice = ll_grow_add(slices);
        if (slice == NULL) {
            status = no_memory(reterr);
            break;
        }
        *slice = (struct ll_span){row.lo, row.hi};
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return slices->count > 0 ? LL_OK : not_bought(credit, reterr);
}

static enum ll_status add_row(struct standing *standing, struct ll_span_set *gone,
                              const struct ll_q_line_standing_row *row, struct ll_err *reterr)
{
    struct ll_span span = {row->lo, row->hi};
    struct ll_span_set *set = row->state == 1   ? &standing->provisional
                              : row->state == 3 ? gone
                                                : &standing->held;
    LL_TRY(ll_span_set_add(set, span, reterr));
    if (row->state == 4) {
        LL_TRY(ll_span_set_add(&standing->carried, span, reterr));
    }
    return ll_span_set_subtract(&standing->open, span, reterr);
}

static enum ll_status read_standing(struct ll_ctx *ctx, const struct credit *credit,
                                    struct standing *standing, struct ll_err *reterr)
{
    struct ll_span_set gone; /* also what serves them now, when a revocation made it provisional */
    struct ll_span_set provisional;
    struct ll_span_set held;
    *standing = (struct standing){.slices = LL_GROW(ctx->arena, struct ll_span)};
    ll_span_set_init(&standing->open, ctx->arena);
    ll_span_set_init(&standing->provisional, ctx->arena);
    ll_span_set_init(&standing->held, ctx->arena);
    ll_span_set_init(&standing->carried, ctx->arena);
    ll_span_set_init(&gone, ctx->arena);
    LL_TRY(read_slices(ctx, credit, &standing->slices, reterr));
    const struct ll_span *slices = standing->slices.items;
    for (size_t i = 0; i < standing->slices.count; i++) {
        struct ll_q_line_standing_in in = {credit->line.order_line_id, slices[i].lo, slices[i].hi};
        struct ll_q_line_standing_row row;
        struct ll_store_cursor *cursor = NULL;
        LL_TRY(ll_span_set_add(&standing->open, slices[i], reterr));
        LL_TRY(ll_q_line_standing_open(ctx->store, ctx->arena, &in, &cursor, reterr));
        enum ll_status status;
        while ((status = ll_q_line_standing_next(cursor, &row, reterr)) == LL_OK) {
            status = add_row(standing, &gone, &row, reterr);
            if (status != LL_OK) {
                break;
            }
        }
        ll_store_query_close(cursor);
        if (status != LL_EEND) {
            return status;
        }
    }
    LL_TRY(ll_span_set_difference(ctx->arena, &standing->provisional, &gone, &provisional, reterr));
    LL_TRY(ll_span_set_difference(ctx->arena, &standing->held, &gone, &held, reterr));
    standing->provisional = provisional;
    standing->held = held;
    return LL_OK;
}

static enum ll_status choose(struct ll_ctx *ctx, const struct credit *credit,
                             const struct standing *standing, struct ll_voiding *ret_voiding,
                             struct ll_err *reterr)
{
    enum ll_status status =
        ll_voiding_choose(ctx->arena, &standing->open, &standing->provisional, &standing->held,
                          credit->positions, ret_voiding, reterr);
    if (status == LL_ESHORT) {
        int64_t left = ll_span_set_total(&standing->open).n +
                       ll_span_set_total(&standing->provisional).n +
                       ll_span_set_total(&standing->held).n;
        int64_t each = credit->positions.n / credit->in->units.n;
        status = LL_FAIL(reterr, LL_ESHORT,
                         "document '%.*s' has %lld devices left on order line '%.*s', not %lld",
                         LL_STR_ARG(credit->in->document), (long long)(left / each),
                         LL_STR_ARG(credit->line.code), (long long)credit->in->units.n);
        ll_err_where(reterr, "units");
        ll_err_hint(reterr, "'loopledger order show' lists what was bought and taken back");
    }
    return status;
}

/* What was carried is voided: the carry-over that it used is the client's again. */
static enum ll_status give_back(struct ll_ctx *ctx, const struct standing *standing,
                                struct ll_voiding *voiding, int64_t *ret_units,
                                struct ll_err *reterr)
{
    struct ll_span_set given;
    struct ll_span_set voided;
    struct ll_span_set carried;
    struct ll_arena *arena = ctx->arena;
    LL_TRY(ll_span_set_intersect(arena, &voiding->carried, &standing->carried, &given, reterr));
    LL_TRY(ll_span_set_union(arena, &voiding->voided, &given, &voided, reterr));
    LL_TRY(ll_span_set_difference(arena, &voiding->carried, &given, &carried, reterr));
    *ret_units = ll_span_set_total(&given).n;
    voiding->voided = voided;
    voiding->carried = carried;
    return LL_OK;
}

/* ---- storing ---- */
/* The positions of a set, cut where slices end. */
static enum ll_status put_spans(struct ll_ctx *ctx, const struct credit *credit,
                                const struct standing *standing, const struct ll_span_set *set,
                                struct ll_list *ret_spans, struct ll_err *reterr)
{
    struct ll_grow spans = LL_GROW(ctx->arena, struct ll_voided_span);
    const struct ll_span *slices = standing->slices.items;
    for (size_t i = 0; i < standing->slices.count; i++) {
        for (size_t k = ll_span_set_find(set, slices[i].lo);
             k < set->count && set->spans[k].lo < slices[i].hi; k++) {
            const struct ll_span *from = &set->spans[k];
            struct ll_voided_span *span = ll_grow_add(&spans);
            if (span == NULL) {
                return no_memory(reterr);
            }
            *span = (struct ll_voided_span){
                .hi = from->hi < slices[i].hi ? from->hi : slices[i].hi,
                .lo = from->lo > slices[i].lo ? from->lo : slices[i].lo,
                .order_line_id = credit->line.order_line_id,
                .slice_lo = slices[i].lo,
            };
        }
    }
    *ret_spans = ll_grow_list(&spans);
    return LL_OK;
}

static enum ll_status store(struct ll_ctx *ctx, const struct credit *credit,
                            const struct standing *standing, const struct ll_voiding *voiding,
                            struct ll_document_id *ret_id, struct ll_err *reterr)
{
    const struct order_credit *in = credit->in;
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_demand_voided body = {
        .content_digest = {(const char *)credit->content, 32},
        .document_id = {ll_ctx_id(ctx)},
        .identity = {(const char *)credit->identity, 32},
        .issued_on = in->has_issued_on ? in->issued_on : ll_time_date(ctx->now),
        .key_id = {(const char *)credit->key->id, sizeof(credit->key->id)},
        .kind = ll_str_from_cstr(ll_doc_type_name(LL_DOC_CREDIT_NOTE)),
        .of_document_id = credit->of_document_id,
        .reason = in->reason.len > 0 ? in->reason : LL_STR("returned"),
    };
    LL_TRY(put_spans(ctx, credit, standing, &voiding->voided, &body.voided, reterr));
    LL_TRY(put_spans(ctx, credit, standing, &voiding->carried, &body.carried, reterr));
    LL_TRY(
        ll_annex_store(ctx, &meta, "document", in->number, &body.document_name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_DEMAND_VOIDED, &body, reterr));
    *ret_id = body.document_id;
    return LL_OK;
}

/* ---- the service ---- */
/* Without a voiding it was known before. */
static enum ll_status answer_credit(struct ll_ctx *ctx, const struct credit *credit,
                                    struct ll_document_id document_id,
                                    const struct ll_voiding *voiding, struct ll_settle *settle,
                                    struct ll_json **ret_answer, struct ll_err *reterr)
{
    struct ll_json *answer = ll_answer_object(ctx);
    ll_answer_id(ctx, answer, "document_id", "doc", document_id.raw);
    ll_json_set_cstr(ctx->arena, answer, "outcome", voiding == NULL ? "unchanged" : "booked");
    if (voiding != NULL) {
        bool in_grams = credit->rule.measure == LL_MEASURE_GRAMS;
        ll_answer_i64(ctx, answer, in_grams ? "voided_g" : "voided_units",
                      ll_span_set_total(&voiding->voided).n);
        ll_answer_i64(ctx, answer, in_grams ? "carried_over_g" : "carried_over_units",
                      ll_span_set_total(&voiding->carried).n);
        ll_answer_i64(ctx, answer, in_grams ? "given_back_g" : "given_back_units",
                      credit->given_back);
        ll_settle_answer(settle, answer);
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

static enum ll_status run_credit(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                 struct ll_err *reterr)
{
    struct credit credit = {.in = input};
    struct standing standing;
    struct ll_voiding voiding;
    struct ll_settle settle;
    struct ll_document_id document_id;
    bool is_known = false;
    LL_TRY(ll_keys_fingerprint(ctx, &credit.key, reterr));
    LL_TRY(ll_find_order_line(ctx, credit.in->order_line, &credit.line, reterr));
    LL_TRY(ll_allocation_lock(ctx, credit.line.programme_id, reterr));
    LL_TRY(find_document(ctx, &credit, reterr));
    LL_TRY(known(ctx, &credit, &is_known, &document_id, reterr));
    if (is_known) {
        return answer_credit(ctx, &credit, document_id, NULL, NULL, ret_answer, reterr);
    }
    LL_TRY(check_day(ctx, &credit, reterr));
    LL_TRY(
        ll_order_rule(ctx, credit.line.programme_id, credit.line.class_code, &credit.rule, reterr));
    LL_TRY(ll_measure_positions(&credit.rule, credit.in->units, &credit.positions, reterr));
    LL_TRY(read_standing(ctx, &credit, &standing, reterr));
    LL_TRY(choose(ctx, &credit, &standing, &voiding, reterr));
    LL_TRY(give_back(ctx, &standing, &voiding, &credit.given_back, reterr));
    ll_settle_begin(ctx, credit.line.programme_id, &settle);
    for (size_t i = 0; i < voiding.voided.count; i++) {
        LL_TRY(ll_settle_void(&settle, credit.line.order_line_id, voiding.voided.spans[i], reterr));
    }
    LL_TRY(ll_settle_before(&settle, LL_STR("demand-voided"), reterr));
    LL_TRY(store(ctx, &credit, &standing, &voiding, &document_id, reterr));
    LL_TRY(ll_settle_refill(&settle, false, reterr));
    return answer_credit(ctx, &credit, document_id, &voiding, &settle, ret_answer, reterr);
}

const struct ll_service ll_service_order_credit = {
    .noun = "order",
    .verb = "credit",
    .help = "take devices of a purchase document back: returned, cancelled, credited",
    .details =
        "Open positions are voided first, then provisionally served ones, the highest first; what "
        "served them goes to whoever waits. Devices whose scrap devices a certificate holds "
        "already cannot be voided: they are the client's carry-over, which its next purchase uses. "
        "A purchase that used carry-over gives it back. A credit note counts once: "
        "the "
        "same one again changes nothing, and its number with other content is a conflict.",
    .input = &credit_record,
    .mode = LL_SERVICE_WRITE,
    .run = run_credit,
};
