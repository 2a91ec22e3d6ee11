/* Events of demand that comes back: credit notes. */
#include "audit/model.h"

#define RETURNED sizeof(struct ll_returned)

static long long ll(int64_t value)
{
    return (long long)value;
}

/* Does any of these intervals meet [lo, hi)? */
static bool meets(const struct ll_vec *vec, size_t item_size, int64_t lo, int64_t hi)
{
    size_t at = ll_vec_find(vec, item_size, lo);
    if (at == vec->count) {
        return false;
    }
    const struct ll_interval *next =
        (const struct ll_interval *)(const void *)((const char *)vec->items + at * item_size);
    return next->lo < hi;
}

/* Did a credit note void any of [lo, hi)? */
static bool was_voided(const struct ll_line *line, int64_t lo, int64_t hi)
{
    for (size_t at = ll_vec_find(&line->voided, RETURNED, lo); at < line->voided.count; at++) {
        const struct ll_returned *one = LL_VEC_AT(&line->voided, struct ll_returned, at);
        if (one->at.lo >= hi) {
            return false;
        }
        if (one->from == NULL) {
            return true;
        }
    }
    return false;
}

/* How many of [lo, hi) a certificate holds. */
static int64_t held_units(const struct ll_line *line, int64_t lo, int64_t hi)
{
    int64_t held = 0;
    for (size_t at = ll_vec_find(&line->served, sizeof(struct ll_service_span), lo);
         at < line->served.count; at++) {
        const struct ll_service_span *s = LL_VEC_AT(&line->served, struct ll_service_span, at);
        if (s->at.lo >= hi) {
            break;
        }
        if (ll_audit_is_held(line, s)) {
            held += (s->at.hi < hi ? s->at.hi : hi) - (s->at.lo > lo ? s->at.lo : lo);
        }
    }
    return held;
}

/* The positions are of a slice that the document bought, and were not taken back before. */
static struct ll_slice *check_span(struct ll_audit *a, const struct ll_document *note,
                                   struct ll_line *line, const struct ll_json *b)
{
    int64_t lo = ll_body_i64(b, "lo");
    int64_t hi = ll_body_i64(b, "hi");
    struct ll_slice *slice =
        ll_vec_find_lo(&line->slices, sizeof(*slice), ll_body_i64(b, "slice_lo"));
    if (slice == NULL || slice->document == NULL || lo >= hi || lo < slice->at.lo ||
        hi > slice->at.hi || (note->of != NULL && slice->document != note->of)) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &line->o,
                            "positions [%lld, %lld) are not of the document", ll(lo), ll(hi));
        return NULL;
    }
    if (was_voided(line, lo, hi) || meets(&line->carry_over, RETURNED, lo, hi)) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &line->o,
                            "positions [%lld, %lld) were taken back before", ll(lo), ll(hi));
        return NULL;
    }
    return slice;
}

static void take_back(struct ll_audit *a, struct ll_document *note, const struct ll_json *b,
                      bool carried)
{
    struct ll_line *line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
    int64_t lo = ll_body_i64(b, "lo");
    int64_t hi = ll_body_i64(b, "hi");
    struct ll_slice *slice = line == NULL ? NULL : check_span(a, note, line, b);
    if (slice == NULL) {
        return;
    }
    if (carried && held_units(line, lo, hi) != hi - lo) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &line->o,
                            "positions [%lld, %lld) are carried over; a certificate holds %lld",
                            ll(lo), ll(hi), ll(held_units(line, lo, hi)));
    }
    if (!carried && meets(&line->served, sizeof(struct ll_service_span), lo, hi)) {
        ll_audit_find_fault(a, LL_AUDIT_LINE_VOIDED, &line->o,
                            "positions [%lld, %lld) are voided and served", ll(lo), ll(hi));
    }
    int64_t given_back = carried ? 0 : ll_audit_give_back(a, line, lo, hi);
    if (carried && line->carry_over.count == 0) {
        struct ll_line **place = ll_vec_push(a, &a->carry_lines, sizeof(struct ll_line *));
        if (place == NULL) {
            return;
        }
        *place = line;
    }
    struct ll_vec *vec = carried ? &line->carry_over : &line->voided;
    struct ll_returned *returned = ll_vec_insert(a, vec, ll_vec_find(vec, RETURNED, lo), RETURNED);
    if (returned == NULL) {
        return;
    }
    *returned = (struct ll_returned){
        .at = {lo, hi},
        .slice_lo = slice->at.lo,
        .slice_hi = slice->at.hi,
        .document = note,
        .event_id = a->event->id,
    };
    if (!carried) {
        slice->open -= hi - lo - given_back;
    }
}

/* A span of the lists, as if they were one. */
static const struct ll_json *span_at(const struct ll_json *voided, const struct ll_json *carried,
                                     size_t at)
{
    return at < voided->count ? &voided->items[at] : &carried->items[at - voided->count];
}

/* The document whose positions on which order line a span takes back. */
static const struct ll_document *span_of(struct ll_audit *a, const struct ll_json *b,
                                         const struct ll_line **ret_line)
{
    const struct ll_line *line =
        ll_audit_find_id(a, LL_KIND_ORDER_LINE, ll_body_id(b, "order_line_id"));
    const struct ll_slice *slice =
        line == NULL ? NULL
                     : ll_vec_find_lo(&line->slices, sizeof(*slice), ll_body_i64(b, "slice_lo"));
    *ret_line = line;
    return slice == NULL ? NULL : slice->document;
}

static bool was_checked(struct ll_audit *a, const struct ll_json *voided,
                        const struct ll_json *carried, size_t count)
{
    const struct ll_line *line;
    const struct ll_document *of = span_of(a, span_at(voided, carried, count), &line);
    for (size_t i = 0; i < count; i++) {
        const struct ll_line *earlier;
        if (span_of(a, span_at(voided, carried, i), &earlier) == of && earlier == line) {
            return true;
        }
    }
    return false;
}

/* By the rule, for each document and order line. */
static void check_rule(struct ll_audit *a, const struct ll_json *voided,
                       const struct ll_json *carried)
{
    struct ll_arena *model = a->arena;
    a->arena = a->scratch;
    for (size_t i = 0; i < voided->count + carried->count && a->status == LL_OK; i++) {
        const struct ll_line *line;
        const struct ll_document *of = span_of(a, span_at(voided, carried, i), &line);
        if (of != NULL && !was_checked(a, voided, carried, i)) {
            ll_audit_check_voiding(a, of, line, voided, carried);
        }
    }
    a->arena = model;
}

/* Of one client and programme; and of several documents exactly when none is named. */
static void check_parties(struct ll_audit *a, const struct ll_document *note,
                          const struct ll_json *voided, const struct ll_json *carried)
{
    const struct ll_line *first = NULL;
    const struct ll_document *of = NULL;
    bool has_several = false;
    for (size_t i = 0; i < voided->count + carried->count; i++) {
        const struct ll_line *line;
        const struct ll_document *one = span_of(a, span_at(voided, carried, i), &line);
        if (line == NULL) {
            continue;
        }
        if (first != NULL && (line->programme != first->programme ||
                              !ll_id_eq(line->beneficiary_id, first->beneficiary_id))) {
            ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &note->o,
                                "it is of several clients or programmes");
            return;
        }
        has_several = has_several || (of != NULL && one != of);
        first = line;
        of = one;
    }
    if (first != NULL && note->of == NULL && !has_several) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &note->o,
                            "it is about one document and does not name it");
    }
}

void ll_apply_demand_voided(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_document *of = ll_audit_named(a, LL_KIND_DOCUMENT, b, "of_document_id");
    struct ll_document *note =
        ll_audit_make(a, LL_KIND_DOCUMENT, ll_body_id(b, "document_id"), sizeof(*note));
    if (note == NULL) {
        return;
    }
    note->code = ll_audit_copy(a, ll_body_str(b, "kind"));
    note->identity = ll_body_bytes(a, b, "identity");
    note->content_digest = ll_body_bytes(a, b, "content_digest");
    note->issued_on = ll_body_date(b, "issued_on");
    note->name_annex_id = ll_audit_annex_of(a, b, "document_name_annex_id", "document");
    note->of = of;
    note->is_note = true;
    if (!ll_audit_take_name(a, "document", note->identity, note)) {
        ll_audit_find_fault(a, LL_AUDIT_DOCUMENT_TWICE, &note->o,
                            "a document of this identity was booked before");
    }
    if (of != NULL && of->is_note) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &note->o,
                            "it is about a document that is a credit note itself");
    }
    if (note->issued_on > ll_time_date(event->at).days) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &note->o, "it is dated %lld days ahead",
                            ll(note->issued_on - ll_time_date(event->at).days));
    }
    const struct ll_json *voided = ll_body_list(b, "voided");
    const struct ll_json *carried = ll_body_list(b, "carried");
    if (voided->count + carried->count == 0) {
        ll_audit_find_fault(a, LL_AUDIT_VOIDED_WRONG, &note->o, "it takes nothing back");
    }
    check_parties(a, note, voided, carried);
    check_rule(a, voided, carried);
    for (size_t i = 0; i < voided->count && a->status == LL_OK; i++) {
        take_back(a, note, &voided->items[i], false);
    }
    for (size_t i = 0; i < carried->count && a->status == LL_OK; i++) {
        take_back(a, note, &carried->items[i], true);
    }
}
