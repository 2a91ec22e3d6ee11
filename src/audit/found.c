/* Found units: what a plant counted above the papers, or what turned up in a stock. */
#include "audit/model.h"

void ll_audit_check_surplus(struct ll_audit *a)
{
    const struct ll_receipt *r = a->surplus;
    a->surplus = NULL;
    if (r != NULL && a->status == LL_OK) {
        ll_audit_find_fault(a, LL_AUDIT_RECEIPT_COUNT, &r->o,
                            "signed for %lld units that were in no shipment and are not found",
                            (long long)r->to_find);
    }
}

/* Where what is above the declared count was found: of a package of the shipment, or of all of it;
 * what else the event says follows from that. */
static bool is_origin(const struct ll_receipt *r, const struct ll_package *p,
                      const struct ll_lot *lot)
{
    bool same = true;
    if (p != NULL) {
        return p->programme == lot->programme && p->funder == lot->funder &&
               ll_str_eq(p->country, lot->country);
    }
    for (size_t i = 0; r != NULL && i < r->contents.count; i++) {
        const struct ll_lot *one = LL_VEC_AT(&r->contents, struct ll_content, i)->lot;
        same = same && one->programme == lot->programme && one->funder == lot->funder &&
               ll_str_eq(one->country, lot->country);
    }
    return same;
}

static void find_at_receipt(struct ll_audit *a, struct ll_receipt *r, struct ll_lot *lot)
{
    const struct ll_class *class = ll_audit_name(a, "class", lot->class_code);
    __extension__ typedef __int128 wide;
    bool in_grams =
        lot->measure == LL_MEASURE_GRAMS; /* and weighed: that a gram is one is checked */
    if (r != a->surplus || lot->units != r->to_find || in_grams != r->in_grams ||
        (class != NULL && !in_grams && lot->mass_g != (wide) class->mass_g * lot->units)) {
        ll_audit_find_fault(a, LL_AUDIT_FOUND_SHAPE, &lot->o,
                            "%lld units of %lld g are found at a receipt of %lld too many",
                            (long long)lot->units, (long long)lot->mass_g, (long long)r->to_find);
    }
    a->surplus = NULL;
    struct ll_content *content = ll_vec_push(a, &r->contents, sizeof(*content));
    if (content != NULL) {
        *content = (struct ll_content){lot, 0, lot->units, false};
    }
    struct ll_content twice;
    (void)ll_content_join(&r->contents, &twice);
    ll_audit_check_mass(a, r);
}

void ll_audit_find_units(struct ll_audit *a, struct ll_lot *lot, const struct ll_json *b)
{
    struct ll_receipt *r = ll_audit_named(a, LL_KIND_RECEIPT, b, "receipt_id");
    const struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, b, "package_id");
    struct ll_facility *f = ll_audit_named(a, LL_KIND_FACILITY, b, "facility_id");
    struct ll_custody *custody = ll_vec_push(a, &lot->custody, sizeof(*custody));
    struct ll_content whole = {lot, 0, lot->units, false};
    struct ll_vec alone = {&whole, 1, 1};
    if (custody == NULL) {
        return;
    }
    *custody = (struct ll_custody){
        .at = {0, lot->units},
        .stage = r == NULL ? LL_STAGE_ACCEPTED : LL_STAGE_RECEIVED,
        .facility = f,
        .receipt = r,
        .since = lot->accepted_on,
    };
    if (!is_origin(r, p, lot) || (r != NULL && f != r->facility) ||
        !ll_audit_can_weigh(a, &alone, lot->mass_g)) {
        ll_audit_find_fault(a, LL_AUDIT_FOUND_SHAPE, &lot->o,
                            "%lld units of %lld g are not of what they were found in",
                            (long long)lot->units, (long long)lot->mass_g);
    }
    if (r != NULL) {
        find_at_receipt(a, r, lot);
    } else if (p != NULL && lot->accepted_on < ll_audit_package_since(a, p)) {
        ll_audit_find_fault(a, LL_AUDIT_FACTS_OUT_OF_ORDER, &lot->o,
                            "found %lld days before the package, or anything in it, was there",
                            (long long)(ll_audit_package_since(a, p) - lot->accepted_on));
    }
}

/* ---- what they are ---- */
static bool is_like(const struct ll_lot *lot, struct ll_str class_code, const struct ll_lot *found)
{
    return lot->eligible && lot->programme == found->programme && lot->measure == found->measure &&
           ll_str_eq(lot->country, found->country) && ll_str_eq(class_code, found->class_code);
}

static bool is_lost_before(const struct ll_lot *lot)
{
    return lot->source == LL_SOURCE_FOUND && ll_str_eq_cstr(lot->explanation, "lost-before");
}

/* The codes, and of what each is said. */
void ll_audit_check_explanation(struct ll_audit *a, const struct ll_lot *lot, bool has_note)
{
    bool is_found = lot->source == LL_SOURCE_FOUND;
    bool is_miscount = ll_str_eq_cstr(lot->explanation, "miscounted");
    bool fits = is_found ? is_miscount || is_lost_before(lot)
                         : ll_str_eq_cstr(lot->explanation, "weighed-again");
    if (lot->explanation.len > 0 && (!fits || (is_miscount && !has_note))) {
        ll_audit_find_fault(
            a, LL_AUDIT_EXPLAINED_BEYOND, &lot->o,
            has_note ? LL_R("'%.*s' explains nothing of what was %s")
                     : LL_R("'%.*s' without a note explains nothing of what was %s"),
            LL_STR_ARG(lot->explanation), is_found ? LL_R("found") : LL_R("collected"));
    }
}

/* Of what was lost by the day that a found lot was found, and of what turned up by then. */
static int64_t left_of(const struct ll_audit *a, const struct ll_lot *found)
{
    int64_t left = 0;
    for (size_t i = 0; i < a->losses.count; i++) {
        const struct ll_loss *loss = LL_VEC_AT(&a->losses, struct ll_loss, i);
        bool counts =
            loss->happened_on <= found->accepted_on && is_like(loss->lot, loss->class_code, found);
        left += counts ? loss->hi - loss->lo : 0;
    }
    for (size_t i = 0; i < a->turned_up.count; i++) {
        const struct ll_lot *lot = *LL_VEC_AT(&a->turned_up, struct ll_lot *, i);
        bool counts = is_lost_before(lot) && lot->accepted_on <= found->accepted_on &&
                      is_like(lot, lot->class_code, found);
        left -= counts ? lot->units : 0;
    }
    return left;
}

void ll_audit_check_explaining(struct ll_audit *a, const struct ll_lot *excluded)
{
    for (size_t i = 0; i < a->turned_up.count; i++) {
        const struct ll_lot *found = *LL_VEC_AT(&a->turned_up, struct ll_lot *, i);
        bool by_it = false;
        for (size_t j = 0; j < a->losses.count; j++) {
            const struct ll_loss *loss = LL_VEC_AT(&a->losses, struct ll_loss, j);
            by_it = by_it || loss->lot == excluded;
        }
        if (by_it && found->eligible && is_lost_before(found) && left_of(a, found) < 0) {
            ll_audit_find_fault(a, LL_AUDIT_EXPLAINED_BEYOND, &found->o,
                                "what explains %lld of its kind was lost of a lot that is excluded",
                                (long long)-left_of(a, found));
        }
    }
}

/* Of a loss, what left without authority, where that is not cleared: it explains nothing. */
static int64_t under_incident(const struct ll_audit *a, const struct ll_loss *loss)
{
    int64_t most = 0;
    for (size_t i = 0; i < a->incidents.count; i++) {
        const struct ll_incident *n = *LL_VEC_AT(&a->incidents, struct ll_incident *, i);
        int64_t units = ll_content_units(&n->of->left_with, loss->lot, loss->lo, loss->hi);
        most = units > most ? units : most;
    }
    return most;
}

static bool came_with(const struct ll_lot *found, const struct ll_content *left)
{
    for (size_t i = 0; i < left->lot->receipts.count; i++) {
        const struct ll_receipt *r = *LL_VEC_AT(&left->lot->receipts, struct ll_receipt *, i);
        if (ll_content_units(&r->contents, found, 0, found->accepted) > 0 &&
            ll_content_units(&r->contents, left->lot, left->lo, left->hi) > 0) {
            return true;
        }
    }
    return false;
}

/* What a plant found beside units that left without authority waits until that is cleared. */
static void check_beside(struct ll_audit *a, const struct ll_lot *found)
{
    for (size_t i = 0; i < a->incidents.count; i++) {
        const struct ll_incident *n = *LL_VEC_AT(&a->incidents, struct ll_incident *, i);
        for (size_t j = 0; j < n->of->left_with.count; j++) {
            if (came_with(found, LL_VEC_AT(&n->of->left_with, struct ll_content, j))) {
                ll_audit_find_fault(a, LL_AUDIT_EXPLAINED_BEYOND, &found->o,
                                    "it came with what left without authority, and is admitted "
                                    "before that is cleared");
                return;
            }
        }
    }
}

/* No more turn up of what is eligible than were lost of it by then; itself it was not eligible. */
void ll_audit_check_explained(struct ll_audit *a, struct ll_lot *found)
{
    int64_t lost = 0;
    int64_t explained = 0;
    bool known = false;
    if (found->source == LL_SOURCE_FOUND) {
        check_beside(a, found);
    }
    if (!is_lost_before(found)) {
        return;
    }
    for (size_t i = 0; i < a->losses.count; i++) {
        const struct ll_loss *loss = LL_VEC_AT(&a->losses, struct ll_loss, i);
        if (loss->lot != found && loss->happened_on <= found->accepted_on &&
            is_like(loss->lot, loss->class_code, found)) {
            lost += loss->hi - loss->lo - under_incident(a, loss);
        }
    }
    for (size_t i = 0; i < a->turned_up.count; i++) {
        const struct ll_lot *lot = *LL_VEC_AT(&a->turned_up, struct ll_lot *, i);
        known = known || lot == found;
        if (lot != found && is_lost_before(lot) && is_like(lot, lot->class_code, found)) {
            explained += lot->units;
        }
    }
    if (lost < explained + found->units) {
        ll_audit_find_fault(a, LL_AUDIT_EXPLAINED_BEYOND, &found->o,
                            "%lld like it were lost by the day it was found, %lld of them explain "
                            "others, and it has %lld",
                            (long long)lost, (long long)explained, (long long)found->units);
    }
    struct ll_lot **kept = known ? NULL : ll_vec_push(a, &a->turned_up, sizeof(struct ll_lot *));
    if (kept != NULL) {
        *kept = found;
    }
}
