/* Events of certificates: what they cite, and what becomes of them. */
#include "audit/model.h"

#define ALLOCATION sizeof(struct ll_allocation)

static long long ll(int64_t value)
{
    return (long long)value;
}

/* What a certificate cites is counted in. */
static const char *certificate_word(const struct ll_certificate *c)
{
    return c->uncounted_g == 0 ? "units" : c->units == 0 ? "grams" : "units and grams";
}

/* Units become final, or (-1) are it no longer: counted on every receipt that covers them. */
static void count_final(struct ll_audit *a, const struct ll_lot *lot, int64_t lo, int64_t hi,
                        int sign)
{
    for (size_t i = 0; i < lot->receipts.count; i++) {
        struct ll_receipt *r = *LL_VEC_AT(&lot->receipts, struct ll_receipt *, i);
        int64_t units = ll_content_units(&r->contents, lot, lo, hi);
        r->final_units += sign * units;
        if (sign > 0 && units > 0 && r->final_units > r->units) {
            ll_audit_find_fault(a, LL_AUDIT_RECEIPT_EXCEEDED, &r->o,
                                "%lld %s are final of %lld signed: %lld too many",
                                ll(r->final_units), ll_lot_word(lot), ll(r->units),
                                ll(r->final_units - r->units));
        }
    }
}

/* Units at stage 'shipped' that a plant refused are on their way once they have left it. */
static bool is_on_its_way(const struct ll_custody *custody)
{
    for (const struct ll_package *p = custody->package; p != NULL; p = p->parent) {
        if (p->shipment != NULL || p->arrived_on != 0) {
            return true;
        }
    }
    return false;
}

/* Every cited unit has reached the stage. */
static void check_reached(struct ll_audit *a, struct ll_certificate *c, struct ll_lot *lot,
                          int64_t lo, int64_t hi)
{
    int64_t reached = 0;
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        struct ll_custody *custody = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (custody->at.lo >= hi) {
            break;
        }
        ll_audit_check_review(a, custody, lot, "cited");
        int64_t from = custody->at.lo > lo ? custody->at.lo : lo;
        int64_t to = custody->at.hi < hi ? custody->at.hi : hi;
        bool is_refused = c->stage == LL_STAGE_SHIPPED && custody->stage == LL_STAGE_SHIPPED &&
                          !is_on_its_way(custody);
        if (custody->stage >= c->stage && custody->stage <= LL_STAGE_RECYCLED && !is_refused) {
            reached += to - from;
        }
    }
    if (reached != hi - lo) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STAGE, &c->o,
                            "%lld of the %s [%lld, %lld) of a lot had not reached '%s', or lie "
                            "refused at a plant",
                            ll(hi - lo - reached), ll_lot_word(lot), ll(lo), ll(hi),
                            ll_stage_name((enum ll_stage)c->stage));
    }
}

/* The allocation that holds [lo, hi) and serves the position, or a finding. */
static bool find_cited(struct ll_audit *a, const struct ll_certificate *c, struct ll_lot *lot,
                       const struct ll_line *line, int64_t lo, int64_t hi, int64_t line_lo,
                       size_t *ret_at)
{
    size_t at = ll_vec_find(&lot->allocations, ALLOCATION, lo);
    const struct ll_allocation *whole =
        at < lot->allocations.count ? LL_VEC_AT(&lot->allocations, struct ll_allocation, at) : NULL;
    for (size_t i = at; i < lot->allocations.count; i++) {
        const struct ll_allocation *one = LL_VEC_AT(&lot->allocations, struct ll_allocation, i);
        if (one->at.lo >= hi) {
            break;
        }
        if (one->certificate != NULL) {
            ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_OVERLAP, &c->o,
                                "%s [%lld, %lld) are cited by '%.*s'", ll_lot_word(lot),
                                ll(one->at.lo), ll(one->at.hi),
                                LL_STR_ARG(one->certificate->serial));
            return false;
        }
    }
    if (lo >= hi || whole == NULL || whole->at.lo > lo || whole->at.hi < hi ||
        whole->line != line || ll_allocation_line(whole, lo) != line_lo) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_NOT_ALLOCATED, &c->o,
                            "%s [%lld, %lld) of a lot are not allocated to positions from %lld",
                            ll_lot_word(lot), ll(lo), ll(hi), ll(line_lo));
        return false;
    }
    *ret_at = at;
    return true;
}

/* What came back is not stated anew, unless a later purchase stands on it. */
static void check_returned(struct ll_audit *a, const struct ll_certificate *c,
                           const struct ll_line *line, const struct ll_allocation *allocation)
{
    int64_t returned = ll_audit_carry_left(line, allocation->line_lo, allocation->line_hi);
    if (returned > 0) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_RETURNED, &c->o,
                            "%lld of the positions [%lld, %lld) of order line '%.*s' came back",
                            ll(returned), ll(allocation->line_lo), ll(allocation->line_hi),
                            LL_STR_ARG(line->code));
    }
}

/* `before`: the certificate that has to have cited it, when there is one; its units are counted in
 * *again. */
static int64_t cite(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *b,
                    const struct ll_certificate *before, int64_t *again)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, b, "lot_id");
    const struct ll_line *line = ll_audit_named(a, LL_KIND_ORDER_LINE, b, "order_line_id");
    int64_t lo = ll_body_i64(b, "lot_lo");
    int64_t hi = ll_body_i64(b, "lot_hi");
    int64_t units = hi > lo && hi <= LL_UNITS_MAX ? hi - lo : 0;
    size_t at;
    c->cited_g += lot != NULL && lot->measure == LL_MEASURE_GRAMS ? units : 0;
    if (lot == NULL || line == NULL) {
        return units;
    }
    if (!ll_id_eq(line->beneficiary_id, c->beneficiary_id) || line->programme != c->programme) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_PARTY, &c->o, "order line '%.*s'",
                            LL_STR_ARG(line->code));
    }
    if (!find_cited(a, c, lot, line, lo, hi, ll_body_i64(b, "line_lo"), &at)) {
        return units;
    }
    bool becomes_final = c->stage >= LL_STAGE_RECEIVED;
    struct ll_allocation *allocation = ll_allocation_cut(a, lot, at, lo, hi);
    if (allocation == NULL) {
        return units;
    }
    const struct ll_slice *slice =
        ll_vec_find_lo(&line->slices, sizeof(struct ll_slice), allocation->slice_lo);
    if (slice != NULL && slice->trigger == LL_TRIGGER_HOLD) {
        ll_audit_find_fault(a, LL_AUDIT_HOLD_WRONG, &c->o, "it cites %s of a hold",
                            ll_lot_word(lot));
    }
    bool is_again = before != NULL && allocation->was == before;
    *again += is_again ? units : 0;
    if (!is_again) {
        check_returned(a, c, line, allocation);
    }
    check_reached(a, c, lot, lo, hi);
    int64_t unfit = ll_audit_unfit_units(lot, line, lo, hi);
    if (unfit > 0) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_UNFIT, &lot->o,
                            "%lld of the %s [%lld, %lld) are cited for order line '%.*s', which "
                            "their class does not serve",
                            ll(unfit), ll_lot_word(lot), ll(lo), ll(hi), LL_STR_ARG(line->code));
    }
    if (ll_audit_lacking(lot, lo, hi, line) > 0) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_BROKEN, &c->o,
                            "%s [%lld, %lld) were received without '%.*s'", ll_lot_word(lot),
                            ll(lo), ll(hi), LL_STR_ARG(line->standard));
    }
    int64_t light = line->measure == LL_MEASURE_GRAMS
                        ? ll_audit_light_units(lot, lo, hi, allocation->credit)
                        : 0;
    if (light > 0) {
        ll_audit_find_fault(a, LL_AUDIT_ALLOCATION_CREDIT, &lot->o,
                            "%lld of the %s [%lld, %lld) are cited for more than they weigh",
                            ll(light), ll_lot_word(lot), ll(lo), ll(hi));
    }
    if (becomes_final && !allocation->final) {
        count_final(a, lot, lo, hi, 1);
    }
    allocation->certificate = c;
    allocation->final = allocation->final || becomes_final;
    struct ll_content *kept = ll_vec_push(a, &c->cites, sizeof(*kept));
    if (kept != NULL) {
        *kept = (struct ll_content){.lot = lot, .lo = lo, .hi = hi};
    }
    return units;
}

static int64_t cite_all(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *cited,
                        const struct ll_certificate *before, int64_t *ret_again)
{
    int64_t units = 0;
    *ret_again = 0;
    c->cited_g = 0;
    for (size_t i = 0; i < cited->count && a->status == LL_OK; i++) {
        units += cite(a, c, &cited->items[i], before, ret_again);
    }
    if (units - c->cited_g != c->units || c->cited_g != c->uncounted_g) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_UNITS, &c->o,
                            "%lld units and %lld uncounted grams are cited, %lld and %lld stated",
                            ll(units - c->cited_g), ll(c->cited_g), ll(c->units),
                            ll(c->uncounted_g));
    }
    return units;
}

static void add_body(struct ll_audit *a, struct ll_certificate *c)
{
    (void)ll_vec_push(a, &c->bodies, sizeof(bool));
}

/* The one that it replaces was superseded by it. */
static void begin_replacing(struct ll_audit *a, struct ll_certificate *c)
{
    c->replaces = ll_audit_named(a, LL_KIND_CERTIFICATE, a->event->body, "replaces_id");
    if (c->replaces == NULL) {
        return;
    }
    if (c->replaces->state != LL_CERTIFICATE_STATE_SUPERSEDED || c->replaces->is_replaced ||
        !ll_id_eq(c->replaces->by_id, c->o.id)) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STATE, &c->o,
                            "it replaces '%.*s', which was not superseded by it",
                            LL_STR_ARG(c->replaces->serial));
    }
    c->replaces->is_replaced = true;
    c->dropped = c->replaces->dropped;
    c->dropped_g = c->replaces->dropped_g;
}

/* ---- reissue ---- */
static void add_reissued(struct ll_audit *a, struct ll_certificate *c, struct ll_certificate *from)
{
    size_t at = 0;
    for (; at < c->reissued.count; at++) {
        const struct ll_certificate *one = *LL_VEC_AT(&c->reissued, struct ll_certificate *, at);
        int order = ll_str_cmp(one->serial, from->serial);
        if (one == from) {
            return;
        }
        if (order > 0) {
            break;
        }
    }
    struct ll_certificate **place = ll_vec_insert(a, &c->reissued, at, sizeof(from));
    if (place != NULL) {
        *place = from;
    }
}

static void derive_reissued(struct ll_audit *a, struct ll_certificate *c)
{
    c->reissued.count = 0;
    for (size_t i = 0; i < c->cites.count; i++) {
        const struct ll_content *span = LL_VEC_AT(&c->cites, struct ll_content, i);
        for (size_t j = 0; j < span->lot->reissues.count; j++) {
            const struct ll_reissue *one = LL_VEC_AT(&span->lot->reissues, struct ll_reissue, j);
            if (one->at.lo < span->hi && one->at.hi > span->lo) {
                add_reissued(a, c, one->certificate);
            }
        }
    }
}

/* The event names every revoked certificate that cited any of its units, by serial. */
static void check_reissued(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *b)
{
    const struct ll_json *says = ll_body_list(b, "reissued_from");
    derive_reissued(a, c);
    bool same = says->count == c->reissued.count;
    for (size_t i = 0; same && i < says->count; i++) {
        const struct ll_certificate *one = *LL_VEC_AT(&c->reissued, struct ll_certificate *, i);
        same = ll_id_eq(ll_body_id(&says->items[i], "certificate_id"), one->o.id);
    }
    if (!same) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_REISSUE, &c->o,
                            "it names %zu, what it cites is reissued from %zu", says->count,
                            c->reissued.count);
    }
}

void ll_apply_certificate_stated(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    const struct ll_json *cited = ll_body_list(b, "cited");
    struct ll_certificate *c =
        ll_audit_make(a, LL_KIND_CERTIFICATE, ll_body_id(b, "certificate_id"), sizeof(*c));
    if (c == NULL) {
        return;
    }
    c->serial = ll_audit_copy(a, ll_body_str(b, "serial"));
    c->body_digest = ll_body_bytes(a, b, "body_digest");
    c->programme = ll_audit_named(a, LL_KIND_PROGRAMME, b, "programme_id");
    c->programme_id = ll_body_id(b, "programme_id");
    (void)ll_audit_named(a, LL_KIND_ORGANISATION, b, "beneficiary_id");
    c->beneficiary_id = ll_body_id(b, "beneficiary_id");
    c->stage = ll_body_enum(b, "stage", ll_stage_rows, LL_STAGE_ROW_COUNT);
    c->units = ll_body_i64(b, "units");
    c->uncounted_g = ll_body_i64(b, "uncounted_g");
    c->revision = ll_body_i64(b, "revision");
    c->issued_at = event->at.us;
    c->state = LL_CERTIFICATE_STATE_LIVE;
    if (c->stage > LL_STAGE_RECYCLED || c->revision != 1 || cited->count == 0) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_SHAPE, &c->o,
                            "stage '%s', revision %lld, %zu spans",
                            ll_stage_name((enum ll_stage)c->stage), ll(c->revision), cited->count);
    }
    if (!ll_audit_take_name(a, "serial", c->serial, c)) {
        ll_audit_find_fault(a, LL_AUDIT_CODE_TWICE, &c->o, "the serial '%.*s' was given out before",
                            LL_STR_ARG(c->serial));
    }
    begin_replacing(a, c);
    int64_t again = 0;
    (void)cite_all(a, c, cited, c->replaces, &again);
    if (c->replaces != NULL && again != c->replaces->left) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_UNITS, &c->o,
                            "it cites %lld of the %lld %s of the one that it replaces", ll(again),
                            ll(c->replaces->left), certificate_word(c->replaces));
    }
    check_reissued(a, c, b);
    ll_audit_status_given(a, c, b);
    add_body(a, c);
    ll_audit_add_party(a, LL_KIND_CERTIFICATE, c->o.id, LL_PARTY_ROLE_BENEFICIARY,
                       c->beneficiary_id);
    ll_audit_count(a, LL_AUDIT_COUNT_CERTIFICATES, 1);
    ll_audit_certificate_body(a, c);
}

void ll_apply_certificate_put_under_review(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_certificate *c =
        ll_audit_named(a, LL_KIND_CERTIFICATE, event->body, "certificate_id");
    if (c == NULL) {
        return;
    }
    if (c->state != LL_CERTIFICATE_STATE_LIVE) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STATE, &c->o,
                            "it is %s when it is put under review",
                            ll_certificate_state_name((enum ll_certificate_state)c->state));
    }
    c->state = LL_CERTIFICATE_STATE_UNDER_REVIEW;
    c->state_reason = ll_audit_copy(a, ll_body_str(event->body, "reason"));
}

/* ---- what becomes of them ---- */
static struct ll_certificate *ending(struct ll_audit *a, const char *deed)
{
    struct ll_certificate *c =
        ll_audit_named(a, LL_KIND_CERTIFICATE, a->event->body, "certificate_id");
    if (c != NULL && c->state != LL_CERTIFICATE_STATE_LIVE &&
        c->state != LL_CERTIFICATE_STATE_UNDER_REVIEW) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_STATE, &c->o, "it is %s when it is %s",
                            ll_certificate_state_name((enum ll_certificate_state)c->state), deed);
    }
    return c;
}

/* How many of the units have left the supply. */
static int64_t count_gone(const struct ll_lot *lot, int64_t lo, int64_t hi)
{
    int64_t gone = 0;
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *custody = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (custody->at.lo >= hi) {
            break;
        }
        if (custody->stage > LL_STAGE_RECYCLED) {
            int64_t from = custody->at.lo > lo ? custody->at.lo : lo;
            gone += (custody->at.hi < hi ? custody->at.hi : hi) - from;
        }
    }
    return gone;
}

/* One span that the certificate cites no longer and that is no longer allocated; how many of its
 * units have left the supply. `unfit_too`: units of a lot that is not eligible may go as well. */
static int64_t drop(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *b,
                    bool unfit_too)
{
    struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, b, "lot_id");
    int64_t lo = ll_body_i64(b, "lot_lo");
    int64_t hi = ll_body_i64(b, "lot_hi");
    if (lot == NULL) {
        return 0;
    }
    size_t at = ll_vec_find(&lot->allocations, ALLOCATION, lo);
    const struct ll_allocation *whole =
        at < lot->allocations.count ? LL_VEC_AT(&lot->allocations, struct ll_allocation, at) : NULL;
    if (whole == NULL || lo >= hi || whole->at.lo > lo || whole->at.hi < hi ||
        whole->certificate != c) {
        ll_audit_find_fault(a, LL_AUDIT_RELEASE_WRONG, &lot->o,
                            "%s [%lld, %lld) are released with certificate '%.*s', which does "
                            "not cite them",
                            ll_lot_word(lot), ll(lo), ll(hi), LL_STR_ARG(c->serial));
        return 0;
    }
    int64_t gone = count_gone(lot, lo, hi);
    int64_t unfit = lot->eligible ? ll_audit_unfit_units(lot, whole->line, lo, hi) : hi - lo - gone;
    bool lacks = unfit_too && ll_audit_lacking(lot, lo, hi, whole->line) == hi - lo;
    if (!lacks && gone + (unfit_too ? unfit : 0) != hi - lo) {
        ll_audit_find_fault(a, LL_AUDIT_FINAL_RELEASED, &lot->o,
                            "%s [%lld, %lld), of which %lld have left the supply", ll_lot_word(lot),
                            ll(lo), ll(hi), ll(gone));
    }
    struct ll_allocation *part = ll_allocation_cut(a, lot, at, lo, hi);
    if (part == NULL) {
        return gone;
    }
    if (part->final) {
        count_final(a, lot, lo, hi, -1);
    }
    part->final = false;
    part->certificate = NULL;
    ll_audit_release(a, c->programme, b);
    return gone;
}

static void drop_all(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *list,
                     bool unfit_too)
{
    c->dropped = 0;
    c->dropped_g = 0;
    for (size_t i = 0; i < list->count && a->status == LL_OK; i++) {
        const struct ll_lot *lot =
            ll_audit_find_id(a, LL_KIND_LOT, ll_body_id(&list->items[i], "lot_id"));
        bool in_grams = lot != NULL && lot->measure == LL_MEASURE_GRAMS;
        *(in_grams ? &c->dropped_g : &c->dropped) += drop(a, c, &list->items[i], unfit_too);
    }
}

/* Call for every allocation that the certificate cites. */
static void each_cited(struct ll_audit *a, struct ll_certificate *c,
                       void (*each)(struct ll_audit *a, struct ll_certificate *c,
                                    struct ll_lot *lot, struct ll_allocation *allocation))
{
    for (size_t i = 0; i < c->cites.count; i++) {
        const struct ll_content *span = LL_VEC_AT(&c->cites, struct ll_content, i);
        size_t at = ll_vec_find(&span->lot->allocations, ALLOCATION, span->lo);
        for (; at < span->lot->allocations.count; at++) {
            struct ll_allocation *one =
                LL_VEC_AT(&span->lot->allocations, struct ll_allocation, at);
            if (one->at.lo >= span->hi) {
                break;
            }
            if (one->certificate == c) {
                each(a, c, span->lot, one);
            }
        }
    }
}

static void uncite(struct ll_audit *a, struct ll_certificate *c, struct ll_lot *lot,
                   struct ll_allocation *allocation)
{
    (void)a;
    (void)lot;
    allocation->certificate = NULL;
    allocation->was = c;
    c->left += allocation->at.hi - allocation->at.lo;
}

/* What it cites no longer is credited what it weighs. */
static void recredit_cited(struct ll_audit *a, const struct ll_certificate *c)
{
    for (size_t i = 0; i < c->cites.count; i++) {
        const struct ll_content *span = LL_VEC_AT(&c->cites, struct ll_content, i);
        ll_audit_recredit(a, span->lot, span->lo, span->hi);
    }
}

static void uncite_all(struct ll_audit *a, struct ll_certificate *c)
{
    c->left = 0;
    each_cited(a, c, uncite);
    recredit_cited(a, c);
    c->cites.count = 0;
}

static void check_raise(struct ll_audit *a, const struct ll_certificate *c, const struct ll_json *b)
{
    int64_t stage = ll_body_enum(b, "stage", ll_stage_rows, LL_STAGE_ROW_COUNT);
    int64_t reason = ll_body_enum(b, "reason", ll_raise_reason_rows, LL_RAISE_REASON_ROW_COUNT);
    bool was_live = c->state == LL_CERTIFICATE_STATE_LIVE;
    bool is_progress = was_live && c->dropped == 0 && c->dropped_g == 0;
    if (stage > LL_STAGE_RECYCLED || stage < c->stage || (is_progress && stage == c->stage) ||
        ll_body_i64(b, "revision") != c->revision + 1 ||
        is_progress != (reason == LL_RAISE_REASON_PROGRESS)) {
        ll_audit_find_fault(
            a, LL_AUDIT_CERTIFICATE_SHAPE, &c->o,
            "%s from '%s' to '%s', revision %lld to %lld, %lld units and %lld uncounted "
            "grams dropped",
            ll_raise_reason_name((enum ll_raise_reason)reason),
            ll_stage_name((enum ll_stage)c->stage), ll_stage_name((enum ll_stage)stage),
            ll(c->revision), ll(ll_body_i64(b, "revision")), ll(c->dropped), ll(c->dropped_g));
    }
}

void ll_apply_certificate_raised(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *b = event->body;
    struct ll_certificate *c = ending(a, "raised");
    if (c == NULL) {
        return;
    }
    drop_all(a, c, ll_body_list(b, "dropped"), false);
    check_raise(a, c, b);
    uncite_all(a, c);
    c->stage = ll_body_enum(b, "stage", ll_stage_rows, LL_STAGE_ROW_COUNT);
    c->units = ll_body_i64(b, "units");
    c->uncounted_g = ll_body_i64(b, "uncounted_g");
    c->revision++;
    c->last_digest = c->body_digest;
    c->body_digest = ll_body_bytes(a, b, "body_digest");
    c->issued_at = event->at.us;
    c->state = LL_CERTIFICATE_STATE_LIVE;
    c->state_reason = LL_STR("");
    int64_t again = 0;
    int64_t units = cite_all(a, c, ll_body_list(b, "cited"), c, &again);
    if (again != c->left || units != again) {
        ll_audit_find_fault(a, LL_AUDIT_CERTIFICATE_UNITS, &c->o,
                            "of the %lld %s left of it %lld are cited again, and %lld others",
                            ll(c->left), certificate_word(c), ll(again), ll(units - again));
    }
    derive_reissued(a, c);
    if (ll_body_enum(b, "reason", ll_raise_reason_rows, LL_RAISE_REASON_ROW_COUNT) ==
        LL_RAISE_REASON_RESTATEMENT) {
        ll_audit_status_restated(c);
    }
    ll_audit_status_given(a, c, b);
    add_body(a, c);
    ll_audit_certificate_body(a, c);
}

void ll_apply_certificate_superseded(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_certificate *c = ending(a, "superseded");
    if (c == NULL) {
        return;
    }
    drop_all(a, c, ll_body_list(event->body, "dropped"), false);
    uncite_all(a, c);
    c->state = LL_CERTIFICATE_STATE_SUPERSEDED;
    c->state_reason = LL_STR("");
    c->by_id = ll_body_id(event->body, "by_id");
}

static void make_provisional(struct ll_audit *a, struct ll_certificate *c, struct ll_lot *lot,
                             struct ll_allocation *allocation)
{
    int64_t gone = count_gone(lot, allocation->at.lo, allocation->at.hi);
    int64_t unfit =
        ll_audit_unfit_units(lot, allocation->line, allocation->at.lo, allocation->at.hi);
    unfit += ll_audit_lacking(lot, allocation->at.lo, allocation->at.hi, allocation->line);
    if (!lot->eligible || gone > 0 || unfit > 0) {
        ll_audit_find_fault(a, LL_AUDIT_RELEASE_WRONG, &lot->o,
                            "certificate '%.*s' is revoked with %s [%lld, %lld) still "
                            "allocated, which may serve nobody",
                            LL_STR_ARG(c->serial), ll_lot_word(lot), ll(allocation->at.lo),
                            ll(allocation->at.hi));
    }
    if (allocation->final) {
        count_final(a, lot, allocation->at.lo, allocation->at.hi, -1);
    }
    allocation->final = false;
    allocation->certificate = NULL;
}

void ll_apply_certificate_revoked(struct ll_audit *a, const struct ll_audit_event *event)
{
    struct ll_certificate *c = ending(a, "revoked");
    if (c == NULL) {
        return;
    }
    drop_all(a, c, ll_body_list(event->body, "released"), true);
    each_cited(a, c, make_provisional);
    recredit_cited(a, c);
    for (size_t i = 0; i < c->cites.count; i++) {
        const struct ll_content *span = LL_VEC_AT(&c->cites, struct ll_content, i);
        struct ll_reissue *one = ll_vec_push(a, &span->lot->reissues, sizeof(*one));
        if (one != NULL) {
            *one = (struct ll_reissue){.at = {span->lo, span->hi}, .certificate = c};
        }
    }
    c->cites.count = 0;
    c->state = LL_CERTIFICATE_STATE_REVOKED;
    c->state_reason = ll_audit_copy(a, ll_body_str(event->body, "reason"));
    (void)ll_audit_annex_of(a, event->body, "note_annex_id", "certificate.note");
}

void ll_audit_count_certified(struct ll_audit *a)
{
    for (size_t i = 0; i < a->all.count && a->status == LL_OK; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        if (o->kind != LL_KIND_CERTIFICATE) {
            continue;
        }
        const struct ll_certificate *c = (const struct ll_certificate *)(const void *)o;
        int64_t units = c->units >= 0 && c->units <= LL_UNITS_MAX ? c->units : 0;
        int64_t grams = c->uncounted_g >= 0 && c->uncounted_g <= LL_UNITS_MAX ? c->uncounted_g : 0;
        if (c->state == LL_CERTIFICATE_STATE_LIVE) {
            ll_audit_count(a, LL_AUDIT_COUNT_CERTIFIED_UNITS, units);
            ll_audit_count(a, LL_AUDIT_COUNT_CERTIFIED_G, grams);
        } else if (c->state == LL_CERTIFICATE_STATE_UNDER_REVIEW) {
            ll_audit_count(a, LL_AUDIT_COUNT_UNITS_UNDER_REVIEW, units);
        }
    }
}
