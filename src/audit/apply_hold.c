/* Events of holds: slices without a document, until a day. */
#include "audit/model.h"

static long long ll(int64_t value)
{
    return (long long)value;
}

static int64_t today(const struct ll_audit *a)
{
    return ll_time_date(a->event->at).days;
}

static struct ll_slice *slice_of(const struct ll_hold *hold)
{
    return hold->line == NULL
               ? NULL
               : ll_vec_find_lo(&hold->line->slices, sizeof(struct ll_slice), hold->lo);
}

void ll_apply_hold_placed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_line *line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
    struct ll_hold *hold = ll_audit_make(a, LL_KIND_HOLD, ll_body_id(b, "hold_id"), sizeof(*hold));
    int64_t lo = ll_body_i64(b, "lo");
    int64_t hi = ll_body_i64(b, "hi");
    if (hold == NULL || line == NULL) {
        return;
    }
    hold->line = line;
    hold->lo = lo;
    hold->until = ll_body_date(b, "until");
    hold->state = LL_HOLD_STATE_HELD;
    if (hold->until < today(a)) {
        ll_audit_find_fault(a, LL_AUDIT_HOLD_WRONG, &hold->o, "it ended %lld days before it began",
                            ll(today(a) - hold->until));
    }
    if (lo != line->demanded || hi <= lo || hi > LL_UNITS_MAX) {
        ll_audit_find_fault(a, LL_AUDIT_SLICE_NOT_AT_TAIL, &line->o,
                            "slice [%lld, %lld) of a line that ends at %lld", ll(lo), ll(hi),
                            ll(line->demanded));
        if (lo < line->demanded || hi <= lo || hi > LL_UNITS_MAX) {
            return; /* kept disjoint, so that what follows can be judged */
        }
    }
    struct ll_slice *slice = ll_vec_push(a, &line->slices, sizeof(*slice));
    struct ll_hold **place = ll_vec_push(a, &a->holds, sizeof(struct ll_hold *));
    if (slice == NULL || place == NULL) {
        return;
    }
    *slice = (struct ll_slice){
        .at = {lo, hi},
        .trigger = LL_TRIGGER_HOLD,
        .queue_at = event->at.us,
        .open = hi - lo,
        .event_id = event->id,
    };
    *place = hold;
    line->demanded = hi;
    ll_audit_count(a, LL_AUDIT_COUNT_SLICES, 1);
}

/* It is held until now, and not any more. */
static struct ll_hold *take(struct ll_audit *a, const struct ll_json *b, const char *deed)
{
    struct ll_hold *hold = ll_audit_named(a, LL_KIND_HOLD, b, "hold_id");
    if (hold == NULL) {
        return NULL;
    }
    if (hold->state != LL_HOLD_STATE_HELD) {
        ll_audit_find_fault(a, LL_AUDIT_HOLD_WRONG, &hold->o, "it is %s when it is %s",
                            ll_hold_state_name((enum ll_hold_state)hold->state), deed);
        return NULL;
    }
    for (size_t i = 0; i < a->holds.count; i++) {
        if (*LL_VEC_AT(&a->holds, struct ll_hold *, i) == hold) {
            ll_vec_remove(&a->holds, i, sizeof(struct ll_hold *));
            break;
        }
    }
    return hold;
}

void ll_apply_hold_confirmed(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_hold *hold = take(a, b, "confirmed");
    struct ll_document *d =
        ll_audit_make(a, LL_KIND_DOCUMENT, ll_body_id(b, "document_id"), sizeof(*d));
    if (d == NULL) {
        return;
    }
    d->code = ll_audit_copy(a, ll_body_str(b, "kind"));
    d->identity = ll_body_bytes(a, b, "identity");
    d->content_digest = ll_body_bytes(a, b, "content_digest");
    d->issued_on = ll_body_date(b, "issued_on");
    d->name_annex_id = ll_audit_annex_of(a, b, "document_name_annex_id", "document");
    ll_audit_check_identity(a, d);
    struct ll_slice *slice = hold == NULL ? NULL : slice_of(hold);
    if (slice == NULL) {
        return;
    }
    int64_t trigger = ll_body_enum(b, "trigger", ll_trigger_rows, LL_TRIGGER_ROW_COUNT);
    if (hold->until < today(a) || d->issued_on > today(a) || trigger == LL_TRIGGER_HOLD) {
        ll_audit_find_fault(a, LL_AUDIT_HOLD_WRONG, &hold->o,
                            "it is confirmed %lld days after its last, by a document %lld days "
                            "ahead, as a %s",
                            ll(today(a) - hold->until), ll(d->issued_on - today(a)),
                            ll_trigger_name((enum ll_trigger)trigger));
    }
    hold->state = LL_HOLD_STATE_CONFIRMED;
    hold->document = d;
    slice->document = d;
    slice->trigger = trigger;
}

void ll_apply_hold_ended(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_hold *hold = take(a, event->body, "ended");
    int64_t reason =
        ll_body_enum(event->body, "reason", ll_hold_state_rows, LL_HOLD_STATE_ROW_COUNT);
    struct ll_slice *slice = hold == NULL ? NULL : slice_of(hold);
    if (slice == NULL) {
        return;
    }
    bool is_due = hold->until < today(a);
    if ((reason != LL_HOLD_STATE_EXPIRED || !is_due) && reason != LL_HOLD_STATE_WITHDRAWN) {
        ll_audit_find_fault(a, LL_AUDIT_HOLD_WRONG, &hold->o, "it is %s %lld days before its end",
                            ll_hold_state_name((enum ll_hold_state)reason),
                            ll(hold->until - today(a)));
    }
    if (slice->open != slice->at.hi - slice->at.lo) {
        ll_audit_find_fault(a, LL_AUDIT_LINE_VOIDED, &hold->line->o,
                            "positions [%lld, %lld) are voided and served", ll(slice->at.lo),
                            ll(slice->at.hi));
    }
    struct ll_vec *voided = &hold->line->voided;
    struct ll_returned *ended =
        ll_vec_insert(a, voided, ll_vec_find(voided, sizeof(*ended), slice->at.lo), sizeof(*ended));
    if (ended == NULL) {
        return;
    }
    *ended = (struct ll_returned){
        .at = slice->at,
        .slice_lo = slice->at.lo,
        .slice_hi = slice->at.hi,
        .event_id = event->id,
    };
    slice->open = 0;
    hold->state = reason;
}

void ll_audit_check_holds(struct ll_audit *a, const struct ll_programme *programme)
{
    for (size_t i = 0; i < a->holds.count; i++) {
        const struct ll_hold *hold = *LL_VEC_AT(&a->holds, struct ll_hold *, i);
        if (hold->line->programme == programme && hold->until < today(a)) {
            ll_audit_find_fault(a, LL_AUDIT_HOLD_WRONG, &hold->o,
                                "a run leaves it, %lld days after its last",
                                ll(today(a) - hold->until));
        }
    }
}
