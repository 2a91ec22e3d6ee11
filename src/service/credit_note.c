/*
 * order credit: one credit note. What its lines take back of one document on one order line is a
 * share; the voiding rule chooses the positions of each, and one event holds them all.
 */
#include "service/credit_note.h"

#include "codec/purchase.h"
#include "service/answer.h"
#include "service/event.h"
#include "store/q_demand.h"

#include <stdlib.h>
#include <string.h>

/* How the document's positions of the line stand. */
struct standing {
    struct ll_span_set open;
    struct ll_span_set provisional;
    struct ll_span_set held;    /* by a certificate: also what is carried from earlier ones */
    struct ll_span_set carried; /* of `held`, what an earlier position stands for */
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_ENOMEM, "no memory for the positions of a document");
}

enum ll_status ll_credit_begin(struct ll_ctx *ctx, struct ll_programme_id programme_id,
                               struct ll_organisation_id beneficiary_id,
                               struct ll_credit_note *ret_note, struct ll_err *reterr)
{
    *ret_note = (struct ll_credit_note){
        .programme_id = programme_id,
        .beneficiary_id = beneficiary_id,
        .reason = LL_STR("returned"),
        .lines = LL_GROW(ctx->arena, struct ll_credit_line),
        .shares = LL_GROW(ctx->arena, struct ll_credit_share),
    };
    LL_TRY(ll_keys_fingerprint(ctx, &ret_note->key, reterr));
    return ll_allocation_lock(ctx, programme_id, reterr);
}

/* ---- which document ---- */
static enum ll_status not_bought(const struct ll_credit_line *line, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_ENOTFOUND, "no document '%.*s' bought on order line '%.*s'",
                LL_STR_ARG(line->document), LL_STR_ARG(line->line.code));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "'loopledger order show' lists what an order line's documents bought");
    return status;
}

static enum ll_status is_credit_note(const struct ll_credit_line *line, struct ll_err *reterr)
{
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "'%.*s' is a credit note itself: it bought nothing",
                LL_STR_ARG(line->document));
    ll_err_where(reterr, "document");
    ll_err_hint(reterr, "devices that are bought after all come with a document of their own");
    return status;
}

/* By its number, among the documents of the order line. */
static enum ll_status find_by_number(struct ll_ctx *ctx, struct ll_credit_line *line,
                                     struct ll_err *reterr)
{
    struct ll_q_document_of_line_in in = {line->line.order_line_id, line->document};
    struct ll_q_document_of_line_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t count = 0;
    LL_TRY(ll_q_document_of_line_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_document_of_line_next(cursor, &row, reterr)) == LL_OK) {
        line->of_document_id = row.document_id;
        line->bought_on = row.issued_on;
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
    return count == 1 ? LL_OK : not_bought(line, reterr);
}

static void identify(const struct ll_credit_note *note, struct ll_str number,
                     uint8_t ret_identity[32])
{
    const struct ll_str parts[] = {
        LL_STR("credit note"),
        {(const char *)note->beneficiary_id.raw.b, 16},
        number,
    };
    ll_fingerprint(&note->key->key, parts, sizeof(parts) / sizeof(parts[0]), ret_identity);
}

enum ll_status ll_credit_refuse_note(struct ll_ctx *ctx, const struct ll_credit_note *note,
                                     const struct ll_credit_line *line, struct ll_err *reterr)
{
    struct ll_q_document_by_id_in by_id;
    struct ll_q_document_by_id_row document;
    enum ll_status status;
    if (ll_id_parse("doc", line->document, &by_id.document_id.raw, NULL) == LL_OK) {
        status = ll_q_document_by_id(ctx->store, ctx->arena, &by_id, &document, reterr);
        bool is_note =
            status == LL_OK && ll_str_eq_cstr(document.kind, ll_doc_type_name(LL_DOC_CREDIT_NOTE));
        return is_note ? is_credit_note(line, reterr) : status == LL_ENOTFOUND ? LL_OK : status;
    }
    uint8_t identity[32];
    identify(note, line->document, identity);
    struct ll_q_document_by_identity_in in = {{(const char *)identity, 32}};
    struct ll_q_document_by_identity_row row;
    status = ll_q_document_by_identity(ctx->store, ctx->arena, &in, &row, reterr);
    if (status == LL_ENOTFOUND) {
        return LL_OK;
    }
    return status == LL_OK ? is_credit_note(line, reterr) : status;
}

enum ll_status ll_credit_find(struct ll_ctx *ctx, const struct ll_credit_note *note,
                              struct ll_credit_line *line, struct ll_err *reterr)
{
    struct ll_q_document_by_id_in by_id;
    struct ll_q_document_by_id_row row;
    if (ll_id_parse("doc", line->document, &by_id.document_id.raw, NULL) == LL_OK) {
        enum ll_status status = ll_q_document_by_id(ctx->store, ctx->arena, &by_id, &row, reterr);
        if (status == LL_ENOTFOUND) {
            return not_bought(line, reterr);
        }
        LL_TRY(status);
        line->of_document_id = row.document_id;
        line->bought_on = row.issued_on;
        return ll_str_eq_cstr(row.kind, ll_doc_type_name(LL_DOC_CREDIT_NOTE))
                   ? is_credit_note(line, reterr)
                   : LL_OK;
    }
    struct ll_err missing = {0};
    enum ll_status status = find_by_number(ctx, line, &missing);
    if (status == LL_ENOTFOUND) {
        LL_TRY(ll_credit_refuse_note(ctx, note, line, reterr));
    }
    if (status != LL_OK && reterr != NULL) {
        *reterr = missing;
    }
    return status;
}

/* ---- its shares ---- */
enum ll_status ll_credit_add(struct ll_ctx *ctx, struct ll_credit_note *note,
                             const struct ll_credit_line *line, struct ll_err *reterr)
{
    struct ll_credit_line *kept = ll_grow_add(&note->lines);
    if (kept == NULL) {
        return no_memory(reterr);
    }
    *kept = *line;
    struct ll_credit_share *shares = note->shares.items;
    for (size_t i = 0; i < note->shares.count; i++) {
        if (ll_id_eq(shares[i].first.of_document_id.raw, line->of_document_id.raw) &&
            ll_id_eq(shares[i].first.line.order_line_id.raw, line->line.order_line_id.raw)) {
            return ll_units_add(shares[i].units, line->units, &shares[i].units) == LL_OK &&
                           ll_mass_add(shares[i].mass, line->mass, &shares[i].mass) == LL_OK
                       ? LL_OK
                       : LL_FAIL(reterr, LL_EOVERFLOW, "the credit note takes too many back");
        }
    }
    if (note->shares.count == LL_CREDIT_SHARES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT,
                       "a credit note is about more than %d documents and order lines",
                       LL_CREDIT_SHARES_MAX);
    }
    struct ll_credit_share *share = ll_grow_add(&note->shares);
    if (share == NULL) {
        return no_memory(reterr);
    }
    *share = (struct ll_credit_share){.first = *line,
                                      .units = line->units,
                                      .mass = line->mass,
                                      .slices = LL_GROW(ctx->arena, struct ll_span)};
    return LL_OK;
}

static int cmp_shares(const void *a, const void *b)
{
    const struct ll_credit_share *left = a;
    const struct ll_credit_share *right = b;
    int by_document = ll_id_cmp(left->first.of_document_id.raw, right->first.of_document_id.raw);
    return by_document != 0
               ? by_document
               : ll_id_cmp(left->first.line.order_line_id.raw, right->first.line.order_line_id.raw);
}

/* ---- known before? ---- */
/* What it says: how many of which document and order line, whatever the order of its lines. */
static enum ll_status digest_content(struct ll_ctx *ctx, struct ll_credit_note *note,
                                     struct ll_err *reterr)
{
    struct ll_credit_share *shares = note->shares.items;
    size_t count = note->shares.count;
    struct ll_str *parts = LL_NEW_ARRAY(ctx->arena, struct ll_str, 1 + 3 * count);
    if (parts == NULL) {
        return no_memory(reterr);
    }
    if (count > 1) {
        qsort(shares, count, sizeof(*shares), cmp_shares);
    }
    parts[0] = LL_STR("credit note content");
    for (size_t i = 0; i < count; i++) {
        struct ll_strbuf text;
        ll_strbuf_init(&text, ctx->arena, 48);
        ll_strbuf_i64(&text, shares[i].units.n);
        if (shares[i].mass.g > 0) {
            ll_strbuf_fmt(&text, "+%lldg", (long long)shares[i].mass.g);
        }
        parts[1 + 3 * i] = (struct ll_str){(const char *)shares[i].first.of_document_id.raw.b, 16};
        parts[2 + 3 * i] =
            (struct ll_str){(const char *)shares[i].first.line.order_line_id.raw.b, 16};
        LL_TRY(ll_strbuf_finish(&text, &parts[3 + 3 * i], reterr));
    }
    ll_fingerprint(&note->key->key, parts, 1 + 3 * count, note->content);
    return LL_OK;
}

enum ll_status ll_credit_known(struct ll_ctx *ctx, struct ll_credit_note *note,
                               struct ll_err *reterr)
{
    identify(note, note->number, note->identity);
    LL_TRY(digest_content(ctx, note, reterr));
    struct ll_q_document_by_identity_in in = {{(const char *)note->identity, 32}};
    struct ll_q_document_by_identity_row row;
    enum ll_status status = ll_q_document_by_identity(ctx->store, ctx->arena, &in, &row, reterr);
    note->is_known = status == LL_OK;
    if (status != LL_OK) {
        return status == LL_ENOTFOUND ? LL_OK : status;
    }
    note->document_id = row.document_id;
    if (row.content_digest.len != 32 || memcmp(row.content_digest.ptr, note->content, 32) != 0) {
        status = LL_FAIL(reterr, LL_ECONFLICT,
                         "credit note '%.*s' of this client was booked before with other content",
                         LL_STR_ARG(note->number));
        ll_err_where(reterr, "number");
        ll_err_hint(reterr, "if another seller gave the same number, put the seller before it");
        return status;
    }
    return LL_OK;
}

/* Neither ahead nor before what it takes back. */
enum ll_status ll_credit_check_day(const struct ll_ctx *ctx, const struct ll_credit_note *note,
                                   const struct ll_credit_line *line, struct ll_err *reterr)
{
    bool is_ahead = note->issued_on.days > ll_time_date(ctx->now).days;
    if (!note->has_issued_on || (!is_ahead && note->issued_on.days >= line->bought_on.days)) {
        return LL_OK;
    }
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s",
                                    is_ahead ? LL_R("the day lies ahead")
                                             : LL_R("the day is before that of the document"));
    ll_err_where(reterr, "issued_on");
    ll_err_hint(reterr, "give the date that the credit note bears");
    return status;
}

/* ---- how its positions stand ---- */
static enum ll_status read_slices(struct ll_ctx *ctx, struct ll_credit_share *share,
                                  struct ll_err *reterr)
{
    struct ll_q_slice_of_document_in in = {share->first.of_document_id,
                                           share->first.line.order_line_id};
    struct ll_q_slice_of_document_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_slice_of_document_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_slice_of_document_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_span *slice = ll_grow_add(&share->slices);
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
    return share->slices.count > 0 ? LL_OK : not_bought(&share->first, reterr);
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

static enum ll_status read_standing(struct ll_ctx *ctx, struct ll_credit_share *share,
                                    struct standing *standing, struct ll_err *reterr)
{
    struct ll_span_set gone; /* also what serves them now, when a revocation made it provisional */
    struct ll_span_set provisional;
    struct ll_span_set held;
    ll_span_set_init(&standing->open, ctx->arena);
    ll_span_set_init(&standing->provisional, ctx->arena);
    ll_span_set_init(&standing->held, ctx->arena);
    ll_span_set_init(&standing->carried, ctx->arena);
    ll_span_set_init(&gone, ctx->arena);
    LL_TRY(read_slices(ctx, share, reterr));
    const struct ll_span *slices = share->slices.items;
    for (size_t i = 0; i < share->slices.count; i++) {
        struct ll_q_line_standing_in in = {share->first.line.order_line_id, slices[i].lo,
                                           slices[i].hi};
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

/* Is a line one of those that a share sums up? */
static bool is_of(const struct ll_credit_line *line, const struct ll_credit_share *share)
{
    return ll_id_eq(line->of_document_id.raw, share->first.of_document_id.raw) &&
           ll_id_eq(line->line.order_line_id.raw, share->first.line.order_line_id.raw);
}

/* The line with which a share is more than `left` positions. */
static const struct ll_credit_line *line_too_many(const struct ll_credit_note *note,
                                                  const struct ll_credit_share *share, int64_t left)
{
    const struct ll_credit_line *lines = note->lines.items;
    const struct ll_credit_line *last = &share->first;
    int64_t positions = 0;
    for (size_t i = 0; i < note->lines.count && positions <= left; i++) {
        struct ll_units of_line = {0};
        if (is_of(&lines[i], share) && ll_measure_demand(&share->rule, lines[i].units,
                                                         lines[i].mass, &of_line, NULL) == LL_OK) {
            positions += of_line.n;
            last = &lines[i];
        }
    }
    return last;
}

/* What is left is told as it was asked for: in devices, or in grams. */
static enum ll_status too_many(const struct ll_credit_note *note,
                               const struct ll_credit_share *share, const struct standing *standing,
                               const struct ll_credit_line **ret_line, struct ll_err *reterr)
{
    int64_t left = ll_span_set_total(&standing->open).n +
                   ll_span_set_total(&standing->provisional).n +
                   ll_span_set_total(&standing->held).n;
    bool by_mass = share->mass.g > 0;
    int64_t each = by_mass ? 1 : share->positions.n / share->units.n;
    *ret_line = line_too_many(note, share, left);
    enum ll_status status = LL_FAIL(
        reterr, LL_ESHORT, "document '%.*s' has %lld %s left on order line '%.*s', not %lld",
        LL_STR_ARG(share->first.document), (long long)(left / each), by_mass ? "grams" : "devices",
        LL_STR_ARG(share->first.line.code), (long long)(share->positions.n / each));
    ll_err_where(reterr, "units");
    ll_err_hint(reterr, "'loopledger order show' lists what was bought and taken back");
    return status;
}

/* The positions that the devices and the mass of a share take. */
static enum ll_status count_positions(const struct ll_credit_note *note,
                                      struct ll_credit_share *share,
                                      const struct ll_credit_line **ret_line, struct ll_err *reterr)
{
    const struct ll_credit_line *lines = note->lines.items;
    for (size_t i = 0; i < note->lines.count; i++) {
        if (is_of(&lines[i], share) && lines[i].mass.g > 0) {
            *ret_line = &lines[i];
            break;
        }
    }
    LL_TRY(ll_measure_demand(&share->rule, share->units, share->mass, &share->positions, reterr));
    *ret_line = &share->first;
    return LL_OK;
}

/* What was carried is voided: the carry-over that it used is the client's again. */
static enum ll_status give_back(struct ll_ctx *ctx, const struct standing *standing,
                                struct ll_credit_share *share, struct ll_err *reterr)
{
    struct ll_voiding *voiding = &share->voiding;
    struct ll_span_set given;
    struct ll_span_set voided;
    struct ll_span_set carried;
    struct ll_arena *arena = ctx->arena;
    LL_TRY(ll_span_set_intersect(arena, &voiding->carried, &standing->carried, &given, reterr));
    LL_TRY(ll_span_set_union(arena, &voiding->voided, &given, &voided, reterr));
    LL_TRY(ll_span_set_difference(arena, &voiding->carried, &given, &carried, reterr));
    share->given_back = ll_span_set_total(&given).n;
    voiding->voided = voided;
    voiding->carried = carried;
    return LL_OK;
}

enum ll_status ll_credit_choose(struct ll_ctx *ctx, struct ll_credit_note *note,
                                struct ll_credit_share *share,
                                const struct ll_credit_line **ret_line, struct ll_err *reterr)
{
    struct standing standing;
    *ret_line = &share->first;
    LL_TRY(
        ll_order_rule(ctx, note->programme_id, share->first.line.class_code, &share->rule, reterr));
    LL_TRY(count_positions(note, share, ret_line, reterr));
    LL_TRY(read_standing(ctx, share, &standing, reterr));
    enum ll_status status =
        ll_voiding_choose(ctx->arena, &standing.open, &standing.provisional, &standing.held,
                          share->positions, &share->voiding, reterr);
    if (status == LL_ESHORT) {
        return too_many(note, share, &standing, ret_line, reterr);
    }
    LL_TRY(status);
    return give_back(ctx, &standing, share, reterr);
}

/* ---- storing ---- */
/* The positions of a set, cut where slices end. */
static enum ll_status put_spans(const struct ll_credit_share *share, const struct ll_span_set *set,
                                struct ll_grow *spans, struct ll_err *reterr)
{
    const struct ll_span *slices = share->slices.items;
    for (size_t i = 0; i < share->slices.count; i++) {
        for (size_t k = ll_span_set_find(set, slices[i].lo);
             k < set->count && set->spans[k].lo < slices[i].hi; k++) {
            const struct ll_span *from = &set->spans[k];
            struct ll_voided_span *span = ll_grow_add(spans);
            if (span == NULL) {
                return no_memory(reterr);
            }
            *span = (struct ll_voided_span){
                .hi = from->hi < slices[i].hi ? from->hi : slices[i].hi,
                .lo = from->lo > slices[i].lo ? from->lo : slices[i].lo,
                .order_line_id = share->first.line.order_line_id,
                .slice_lo = slices[i].lo,
            };
        }
    }
    return LL_OK;
}

static enum ll_status store_note(struct ll_ctx *ctx, struct ll_credit_note *note,
                                 struct ll_err *reterr)
{
    const struct ll_credit_share *shares = note->shares.items;
    struct ll_grow voided = LL_GROW(ctx->arena, struct ll_voided_span);
    struct ll_grow carried = LL_GROW(ctx->arena, struct ll_voided_span);
    struct ll_event_meta meta = ll_event_begin(ctx);
    struct ll_demand_voided body = {
        .content_digest = {(const char *)note->content, 32},
        .document_id = {ll_ctx_id(ctx)},
        .has_of_document_id = true,
        .identity = {(const char *)note->identity, 32},
        .issued_on = note->has_issued_on ? note->issued_on : ll_time_date(ctx->now),
        .key_id = {(const char *)note->key->id, sizeof(note->key->id)},
        .kind = ll_str_from_cstr(ll_doc_type_name(LL_DOC_CREDIT_NOTE)),
        .of_document_id = shares[0].first.of_document_id,
        .reason = note->reason,
    };
    for (size_t i = 0; i < note->shares.count; i++) {
        LL_TRY(put_spans(&shares[i], &shares[i].voiding.voided, &voided, reterr));
        LL_TRY(put_spans(&shares[i], &shares[i].voiding.carried, &carried, reterr));
        body.has_of_document_id =
            body.has_of_document_id &&
            ll_id_eq(shares[i].first.of_document_id.raw, body.of_document_id.raw);
    }
    body.voided = ll_grow_list(&voided);
    body.carried = ll_grow_list(&carried);
    LL_TRY(
        ll_annex_store(ctx, &meta, "document", note->number, &body.document_name_annex_id, reterr));
    LL_TRY(ll_event_store(ctx, &meta, LL_EVENT_DEMAND_VOIDED, &body, reterr));
    note->document_id = body.document_id;
    note->is_booked = true;
    return LL_OK;
}

enum ll_status ll_credit_store(struct ll_ctx *ctx, struct ll_credit_note *note,
                               struct ll_err *reterr)
{
    const struct ll_credit_share *shares = note->shares.items;
    ll_settle_begin(ctx, note->programme_id, &note->settle);
    for (size_t i = 0; i < note->shares.count; i++) {
        const struct ll_span_set *voided = &shares[i].voiding.voided;
        for (size_t k = 0; k < voided->count; k++) {
            LL_TRY(ll_settle_void(&note->settle, shares[i].first.line.order_line_id,
                                  voided->spans[k], reterr));
        }
    }
    LL_TRY(ll_settle_before(&note->settle, LL_STR("demand-voided"), reterr));
    LL_TRY(store_note(ctx, note, reterr));
    return ll_settle_refill(&note->settle, false, reterr);
}

/* ---- the answer ---- */
/* How many of each kind the shares of one measure took; no members where there are none. */
static void answer_sums(struct ll_ctx *ctx, const struct ll_credit_note *note,
                        enum ll_measure measure, struct ll_json *answer)
{
    const struct ll_credit_share *shares = note->shares.items;
    bool in_grams = measure == LL_MEASURE_GRAMS;
    int64_t voided = 0;
    int64_t carried_over = 0;
    int64_t given_back = 0;
    bool any = false;
    for (size_t i = 0; i < note->shares.count; i++) {
        if (shares[i].rule.measure != measure) {
            continue;
        }
        any = true;
        voided += ll_span_set_total(&shares[i].voiding.voided).n;
        carried_over += ll_span_set_total(&shares[i].voiding.carried).n;
        given_back += shares[i].given_back;
    }
    if (any) {
        ll_answer_i64(ctx, answer, in_grams ? "voided_g" : "voided_units", voided);
        ll_answer_i64(ctx, answer, in_grams ? "carried_over_g" : "carried_over_units",
                      carried_over);
        ll_answer_i64(ctx, answer, in_grams ? "given_back_g" : "given_back_units", given_back);
    }
}

void ll_credit_answer(struct ll_ctx *ctx, struct ll_credit_note *note, struct ll_json *answer)
{
    ll_answer_id(ctx, answer, "document_id", "doc", note->document_id.raw);
    ll_json_set_cstr(ctx->arena, answer, "outcome", note->is_booked ? "booked" : "unchanged");
    if (note->is_booked) {
        answer_sums(ctx, note, LL_MEASURE_PIECES, answer);
        answer_sums(ctx, note, LL_MEASURE_GRAMS, answer);
        ll_settle_answer(&note->settle, answer);
    }
}
