/*
 * The signed body of a certificate: its digest, its signature, and every number in it derived again
 * from the event's spans.
 */
#include "audit/model.h"

#include "proof/data_integrity.h"
#include "proof/multikey.h"
#include "store/q_audit.h"

#include <stdlib.h>
#include <string.h>

#define TRIGGER_MAX 63

/* What the body must say. */
struct scrap {
    struct ll_str class_code, country;
    bool in_grams;
    int64_t units;
};
struct made {
    struct ll_str fraction;
    bool is_calculated;
    int64_t mass_g;
};
struct positions {
    const struct ll_line *line;
    int64_t positions;
    struct ll_vec spans; /* of struct ll_interval */
};
struct expected {
    struct ll_arena *model; /* what outlives this certificate */
    int64_t mass_g, lots, collections;
    bool unpaid;                    /* a collection has no price */
    bool triggers[TRIGGER_MAX + 1]; /* of the slices */
    bool has_documents;
    int64_t documents_from, documents_to;
    struct ll_vec scrap;     /* of struct scrap */
    struct ll_vec lines;     /* of struct positions */
    struct ll_vec receipts;  /* of struct ll_receipt *; their `cited` */
    struct ll_vec documents; /* of struct ll_document *; their `cited` */
    struct ll_vec made;      /* of struct made */
};

static void differs(struct ll_audit *a, const struct ll_certificate *c, const char *what,
                    int64_t says, int64_t derived)
{
    if (says != derived) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_NUMBERS, &c->o,
                            "%s: the certificate says %lld, the events give %lld", what,
                            (long long)says, (long long)derived);
    }
}

static void differs_text(struct ll_audit *a, const struct ll_certificate *c, const char *what,
                         struct ll_str says, struct ll_str derived)
{
    if (!ll_str_eq(says, derived)) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_NUMBERS, &c->o,
                            "%s: the certificate says '%.*s', the events give '%.*s'", what,
                            (int)(says.len < 80 ? says.len : 80), says.ptr,
                            (int)(derived.len < 80 ? derived.len : 80), derived.ptr);
    }
}

/* ---- deriving ---- */
int64_t ll_lot_share_g(const struct ll_lot *lot, int64_t lo, int64_t hi)
{
    __extension__ typedef __int128 wide;
    if (lot->accepted <= 0) {
        return 0;
    }
    return (int64_t)((wide)lot->mass_g * hi / lot->accepted -
                     (wide)lot->mass_g * lo / lot->accepted);
}

static void add_scrap_of(struct ll_audit *a, struct expected *e, const struct ll_lot *lot,
                         struct ll_str class_code, int64_t units)
{
    for (size_t i = 0; i < e->scrap.count; i++) {
        struct scrap *one = LL_VEC_AT(&e->scrap, struct scrap, i);
        if (ll_str_eq(one->class_code, class_code) && ll_str_eq(one->country, lot->country) &&
            one->in_grams == (lot->measure == LL_MEASURE_GRAMS)) {
            one->units += units;
            return;
        }
    }
    struct scrap *one = ll_vec_push(a, &e->scrap, sizeof(*one));
    if (one != NULL) {
        *one = (struct scrap){class_code, lot->country, lot->measure == LL_MEASURE_GRAMS, units};
    }
}

/* What the units turned out to be by now. */
static void add_scrap(struct ll_audit *a, struct expected *e, const struct ll_lot *lot, int64_t lo,
                      int64_t hi)
{
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (c->at.lo >= hi) {
            break;
        }
        add_scrap_of(a, e, lot, ll_custody_class(lot, c),
                     (c->at.hi < hi ? c->at.hi : hi) - (c->at.lo > lo ? c->at.lo : lo));
    }
}

static void add_positions(struct ll_audit *a, struct expected *e, const struct ll_line *line,
                          int64_t lo, int64_t hi)
{
    struct positions *p = NULL;
    for (size_t i = 0; i < e->lines.count && p == NULL; i++) {
        struct positions *one = LL_VEC_AT(&e->lines, struct positions, i);
        p = one->line == line ? one : NULL;
    }
    if (p == NULL) {
        p = ll_vec_push(a, &e->lines, sizeof(*p));
        if (p == NULL) {
            return;
        }
        p->line = line;
    }
    p->positions += hi - lo;
    struct ll_interval *last =
        p->spans.count == 0 ? NULL : LL_VEC_AT(&p->spans, struct ll_interval, p->spans.count - 1);
    if (last != NULL && last->hi == lo) {
        last->hi = hi;
        return;
    }
    struct ll_interval *span = ll_vec_push(a, &p->spans, sizeof(*span));
    if (span != NULL) {
        *span = (struct ll_interval){lo, hi};
    }
}

static void add_receipts(struct ll_audit *a, struct expected *e, const struct ll_lot *lot,
                         int64_t lo, int64_t hi)
{
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *custody = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        struct ll_receipt *r = custody->receipt;
        if (custody->at.lo >= hi) {
            break;
        }
        if (r == NULL) {
            continue;
        }
        if (!ll_id_eq(r->cited_in, a->event->id)) {
            struct ll_receipt **place = ll_vec_push(a, &e->receipts, sizeof(*place));
            if (place == NULL) {
                return;
            }
            *place = r;
            r->cited_in = a->event->id;
            r->cited = 0;
        }
        int64_t from = custody->at.lo > lo ? custody->at.lo : lo;
        r->cited += (custody->at.hi < hi ? custody->at.hi : hi) - from;
    }
}

static void add_made(struct ll_audit *a, struct expected *e, struct ll_str fraction,
                     bool is_calculated, int64_t mass_g)
{
    for (size_t i = 0; i < e->made.count; i++) {
        struct made *one = LL_VEC_AT(&e->made, struct made, i);
        if (ll_str_eq(one->fraction, fraction) && one->is_calculated == is_calculated) {
            one->mass_g += mass_g;
            return;
        }
    }
    struct made *one = ll_vec_push(a, &e->made, sizeof(*one));
    if (one != NULL) {
        *one = (struct made){fraction, is_calculated, mass_g};
    }
}

/* The units' share of what their latest treatments made. */
static void add_materials(struct ll_audit *a, struct expected *e, const struct ll_lot *lot,
                          int64_t lo, int64_t hi)
{
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), lo);
    for (; at < lot->custody.count; at++) {
        const struct ll_custody *custody = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        struct ll_treatment *t = custody->treatment;
        if (custody->at.lo >= hi) {
            break;
        }
        for (size_t i = 0; t != NULL && i < t->materials.count; i++) {
            struct ll_material *m = LL_VEC_AT(&t->materials, struct ll_material, i);
            struct ll_arena *scratch = a->arena;
            a->arena = e->model; /* shares are kept for the certificates to come */
            ll_audit_share(a, ll_audit_bound_mass(t->receipt, m->mass_g), &t->units, &m->shares);
            a->arena = scratch;
            add_made(a, e, m->fraction, t->treatment_kind == LL_TREATMENT_KIND_METALLURGICAL,
                     ll_audit_share_of(&t->units, &m->shares, lot,
                                       custody->at.lo > lo ? custody->at.lo : lo,
                                       custody->at.hi < hi ? custody->at.hi : hi));
        }
    }
}

/* What gave rise to the demand, when, and whether the scrap has a price. */
static void add_purchase(struct ll_audit *a, struct expected *e, const struct ll_lot *lot,
                         const struct ll_line *line, int64_t line_lo, int64_t positions)
{
    size_t at = ll_vec_find(&line->slices, sizeof(struct ll_slice), line_lo);
    e->unpaid = e->unpaid || lot->collection == NULL || lot->collection->price_minor == 0;
    if (at == line->slices.count) {
        return; /* found already */
    }
    const struct ll_slice *slice = LL_VEC_AT(&line->slices, struct ll_slice, at);
    if (slice->trigger >= 0 && slice->trigger <= TRIGGER_MAX) {
        e->triggers[slice->trigger] = true;
    }
    if (slice->document == NULL) {
        return;
    }
    struct ll_document *document = slice->document;
    int64_t day = document->issued_on;
    if (!ll_id_eq(document->cited_in, a->event->id)) {
        struct ll_document **place = ll_vec_push(a, &e->documents, sizeof(*place));
        if (place == NULL) {
            return;
        }
        *place = document;
        document->cited_in = a->event->id;
        document->cited = 0;
        document->cited_g = 0;
    }
    *(line->measure == LL_MEASURE_GRAMS ? &document->cited_g : &document->cited) += positions;
    e->documents_from = !e->has_documents || day < e->documents_from ? day : e->documents_from;
    e->documents_to = !e->has_documents || day > e->documents_to ? day : e->documents_to;
    e->has_documents = true;
}

static void derive(struct ll_audit *a, struct expected *e)
{
    const struct ll_json *cited = ll_body_list(a->event->body, "cited");
    struct ll_map collections = {0};
    for (size_t i = 0; i < cited->count; i++) {
        const struct ll_json *b = &cited->items[i];
        struct ll_lot *lot = ll_audit_find_id(a, LL_KIND_LOT, ll_body_id(b, "lot_id"));
        struct ll_line *line =
            ll_audit_find_id(a, LL_KIND_ORDER_LINE, ll_body_id(b, "order_line_id"));
        int64_t lo = ll_body_i64(b, "lot_lo");
        int64_t hi = ll_body_i64(b, "lot_hi");
        int64_t line_lo = ll_body_i64(b, "line_lo");
        if (lot == NULL || line == NULL || lo >= hi || hi > lot->accepted) {
            continue; /* found already */
        }
        struct ll_id collection = lot->collection == NULL ? lot->o.id : lot->collection->o.id;
        if (!ll_id_eq(lot->counted_in, a->event->id)) {
            lot->counted_in = a->event->id;
            e->lots++;
        }
        if (ll_map_put(a, &collections,
                       (struct ll_str){(const char *)collection.b, sizeof(collection.b)}, lot)) {
            e->collections += lot->collection != NULL ? 1 : 0;
        }
        int64_t share = ll_lot_share_g(lot, lo, hi);
        e->mass_g = share > INT64_MAX - e->mass_g ? INT64_MAX : e->mass_g + share;
        const struct ll_allocation *one =
            ll_vec_find_lo(&lot->allocations, sizeof(struct ll_allocation), lo);
        int64_t line_hi = one == NULL ? line_lo : one->line_hi;
        add_purchase(a, e, lot, line, line_lo, line_hi - line_lo);
        add_scrap(a, e, lot, lo, hi);
        add_positions(a, e, line, line_lo, line_hi);
        add_receipts(a, e, lot, lo, hi);
        add_materials(a, e, lot, lo, hi);
    }
}

/* ---- comparing ---- */
static void compare_demand(struct ll_audit *a, const struct ll_certificate *c,
                           const struct expected *e, const struct ll_json *list)
{
    differs(a, c, LL_R("order lines"), (int64_t)list->count, (int64_t)e->lines.count);
    for (size_t i = 0; i < list->count && i < e->lines.count; i++) {
        const struct ll_json *item = &list->items[i];
        const struct positions *p = LL_VEC_AT(&e->lines, struct positions, i);
        const struct ll_json *spans = ll_body_list(item, "positions");
        differs_text(a, c, LL_R("order line"), ll_body_str(item, "orderLine"), p->line->code);
        differs_text(a, c, "class", ll_body_str(item, "classCode"), p->line->class_code);
        bool in_grams = p->line->measure == LL_MEASURE_GRAMS;
        differs(a, c, LL_R("units of an order line"), ll_body_i64(item, "units"),
                in_grams ? 0 : p->positions);
        differs(a, c, LL_R("grams of an order line"), ll_body_i64(item, "grams"),
                in_grams ? p->positions : 0);
        differs(a, c, LL_R("spans of an order line"), (int64_t)spans->count,
                (int64_t)p->spans.count);
        for (size_t j = 0; j < spans->count && j < p->spans.count; j++) {
            const struct ll_json *pair = &spans->items[j];
            const struct ll_interval *span = LL_VEC_AT(&p->spans, struct ll_interval, j);
            bool is_pair = pair->type == LL_JSON_ARRAY && pair->count == 2;
            differs(a, c, "a position", is_pair ? pair->items[0].integer : -1, span->lo);
            differs(a, c, "a position", is_pair ? pair->items[1].integer : -1, span->hi);
        }
    }
}

static void compare_day(struct ll_audit *a, const struct ll_certificate *c, const char *what,
                        struct ll_str says, int64_t day)
{
    char text[LL_TIME_TEXT_MAX];
    struct ll_date date = {(int32_t)day};
    ll_date_format(date, text);
    differs_text(a, c, what, says, ll_str_from_cstr(text));
}

static void compare_purchase(struct ll_audit *a, const struct ll_certificate *c,
                             const struct expected *e, const struct ll_json *subject)
{
    const struct ll_json *documents = ll_json_get(subject, "documents");
    const struct ll_json *triggers = ll_body_list(subject, "triggers");
    size_t next = 0;
    for (size_t i = 0; i < LL_TRIGGER_ROW_COUNT; i++) {
        if (e->triggers[ll_trigger_rows[i].value]) {
            differs_text(a, c, "trigger",
                         next < triggers->count ? ll_json_string(&triggers->items[next])
                                                : LL_STR(""),
                         ll_str_from_cstr(ll_trigger_rows[i].name));
            next++;
        }
    }
    differs(a, c, "triggers", (int64_t)triggers->count, (int64_t)next);
    differs(a, c, LL_R("collection paid"), ll_body_bool(subject, "collectionPaid"), !e->unpaid);
    differs(a, c, LL_R("dates of documents"), documents != NULL, e->has_documents);
    if (documents != NULL && e->has_documents) {
        compare_day(a, c, LL_R("documents from"), ll_body_str(documents, "from"),
                    e->documents_from);
        compare_day(a, c, LL_R("documents to"), ll_body_str(documents, "to"), e->documents_to);
    }
}

static int compare_documents(const void *a, const void *b)
{
    const struct ll_document *x = *(struct ll_document *const *)a;
    const struct ll_document *y = *(struct ll_document *const *)b;
    if (x->issued_on != y->issued_on) {
        return x->issued_on < y->issued_on ? -1 : 1;
    }
    return ll_id_cmp(x->o.id, y->o.id);
}

/* Every document that brought demand of it, by date. */
static void compare_documents_of(struct ll_audit *a, const struct ll_certificate *c,
                                 struct expected *e, const struct ll_json *list)
{
    if (e->documents.count > 0) {
        qsort(e->documents.items, e->documents.count, sizeof(struct ll_document *),
              compare_documents);
    }
    size_t next = 0;
    for (size_t i = 0; i < e->documents.count; i++) {
        const struct ll_document *d = *LL_VEC_AT(&e->documents, struct ll_document *, i);
        const int64_t amounts[] = {d->cited, d->cited_g};
        for (size_t k = 0; k < 2; k++) {
            if (amounts[k] == 0 || next++ >= list->count) {
                continue;
            }
            const struct ll_json *item = &list->items[next - 1];
            compare_day(a, c, "a purchase's date", ll_body_str(item, "date"), d->issued_on);
            differs_text(a, c, "a purchase's kind", ll_body_str(item, "kind"), d->code);
            differs(a, c, LL_R("units of a purchase"), ll_body_i64(item, "units"),
                    k == 0 ? d->cited : 0);
            differs(a, c, LL_R("grams of a purchase"), ll_body_i64(item, "grams"),
                    k == 1 ? d->cited_g : 0);
        }
    }
    differs(a, c, "purchases", (int64_t)list->count, (int64_t)next);
}

static void compare_scrap(struct ll_audit *a, const struct ll_certificate *c,
                          const struct expected *e, const struct ll_json *list)
{
    differs(a, c, LL_R("kinds of scrap"), (int64_t)list->count, (int64_t)e->scrap.count);
    for (size_t i = 0; i < e->scrap.count; i++) {
        const struct scrap *one = LL_VEC_AT(&e->scrap, struct scrap, i);
        int64_t says = 0;
        for (size_t j = 0; j < list->count; j++) {
            const struct ll_json *item = &list->items[j];
            if (ll_str_eq(ll_body_str(item, "classCode"), one->class_code) &&
                ll_str_eq(ll_body_str(item, "country"), one->country) &&
                ll_body_has(item, "grams") == one->in_grams &&
                ll_body_has(item, "units") != one->in_grams) {
                says += ll_body_i64(item, one->in_grams ? "grams" : "units");
            }
        }
        differs(a, c,
                one->in_grams ? LL_R("grams of a class and country")
                              : LL_R("units of a class and country"),
                says, one->units);
    }
}

static bool says_certification(const struct ll_json *list, const struct ll_certification *held)
{
    char from[LL_TIME_TEXT_MAX];
    char to[LL_TIME_TEXT_MAX];
    struct ll_date first = {(int32_t)held->valid_from};
    struct ll_date last = {(int32_t)held->valid_to};
    ll_date_format(first, from);
    ll_date_format(last, to);
    for (size_t i = 0; i < list->count; i++) {
        const struct ll_json *item = &list->items[i];
        if (ll_str_eq(ll_body_str(item, "standard"), held->standard) &&
            ll_str_eq(ll_body_str(item, "scope"), held->scope) &&
            ll_str_eq(ll_body_str(item, "number"), held->number) &&
            ll_str_eq_cstr(ll_body_str(item, "validFrom"), from) &&
            ll_str_eq_cstr(ll_body_str(item, "validTo"), to)) {
            return true;
        }
    }
    return false;
}

/* Exactly what the plant held on the day of the receipt. */
static bool says_certifications(const struct ll_json *list, const struct ll_receipt *r)
{
    size_t held = 0;
    for (size_t i = 0; i < r->facility->certifications.count; i++) {
        const struct ll_certification *one =
            *LL_VEC_AT(&r->facility->certifications, struct ll_certification *, i);
        if (one->valid_from <= r->received_on && r->received_on <= one->valid_to) {
            held++;
            if (!says_certification(list, one)) {
                return false;
            }
        }
    }
    return held == list->count;
}

/* Grams are said to be grams, and nothing to be devices. */
static bool says_amount(const struct ll_json *item, const struct ll_receipt *r)
{
    return ll_body_i64(item, r->in_grams ? "gramsCited" : "unitsCited") == r->cited &&
           ll_body_i64(item, r->in_grams ? "gramsSigned" : "unitsSigned") == r->units &&
           !ll_body_has(item, r->in_grams ? "unitsCited" : "gramsCited") &&
           !ll_body_has(item, r->in_grams ? "unitsSigned" : "gramsSigned");
}

static bool says_receipt(const struct ll_json *item, const struct ll_receipt *r)
{
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    char date[LL_TIME_TEXT_MAX];
    struct ll_date received = {(int32_t)r->received_on};
    if (r->key == NULL || r->facility == NULL || r->basis == 0) {
        return true; /* found already */
    }
    ll_multikey_public_format(&r->key->key, key);
    ll_date_format(received, date);
    return ll_str_eq_cstr(ll_body_str(item, "plantKey"), key) &&
           ll_str_eq_cstr(ll_body_str(item, "receivedOn"), date) &&
           ll_str_eq(ll_body_str(item, "country"), r->facility->country) &&
           says_certifications(ll_body_list(item, "certifications"), r) && says_amount(item, r) &&
           ll_str_eq_cstr(ll_body_str(item, "basis"),
                          ll_receipt_basis_name((enum ll_receipt_basis)r->basis));
}

static void compare_receipts(struct ll_audit *a, const struct ll_certificate *c,
                             const struct expected *e, const struct ll_json *list)
{
    differs(a, c, "receipts", (int64_t)list->count, (int64_t)e->receipts.count);
    for (size_t i = 0; i < e->receipts.count; i++) {
        const struct ll_receipt *r = *LL_VEC_AT(&e->receipts, struct ll_receipt *, i);
        bool said = false;
        for (size_t j = 0; j < list->count; j++) {
            said = said || says_receipt(&list->items[j], r);
        }
        if (!said) {
            ll_audit_find_fault(a, LL_AUDIT_BODY_NUMBERS, &r->o,
                                "certificate '%.*s' does not say that %lld of its %s are among "
                                "the %lld of this receipt, as its plant was certified then",
                                LL_STR_ARG(c->serial), (long long)r->cited,
                                r->in_grams ? "grams" : "units", (long long)r->units);
        }
    }
}

static void compare_materials(struct ll_audit *a, const struct ll_certificate *c,
                              const struct expected *e, const struct ll_json *list)
{
    differs(a, c, "materials", (int64_t)list->count, (int64_t)e->made.count);
    for (size_t i = 0; i < e->made.count; i++) {
        const struct made *one = LL_VEC_AT(&e->made, struct made, i);
        int64_t says = 0;
        for (size_t j = 0; j < list->count; j++) {
            const struct ll_json *item = &list->items[j];
            if (ll_str_eq(ll_body_str(item, "fraction"), one->fraction) &&
                ll_str_eq_cstr(ll_body_str(item, "basis"),
                               one->is_calculated ? "calculated" : "weighed")) {
                says += ll_body_i64(item, "massGrams");
            }
        }
        differs(a, c, LL_R("grams of a material"), says, one->mass_g);
    }
}

static void compare_party(struct ll_audit *a, const struct ll_certificate *c, const char *what,
                          const struct ll_json *says, struct ll_id id)
{
    const struct ll_organisation *o = ll_audit_find_id(a, LL_KIND_ORGANISATION, id);
    if (o != NULL) {
        differs_text(a, c, what, ll_body_str(says, "code"), o->code);
        differs_text(a, c, what, ll_body_str(says, "country"), o->country);
    }
}

/* Payers or resellers: each once, in the order of the lines. */
static void compare_parties(struct ll_audit *a, const struct ll_certificate *c,
                            const struct expected *e, const struct ll_json *list, bool resellers)
{
    size_t next = 0;
    for (size_t i = 0; i < e->lines.count; i++) {
        const struct ll_line *line = LL_VEC_AT(&e->lines, struct positions, i)->line;
        bool wanted = !resellers || line->reseller != NULL;
        struct ll_id id = resellers && wanted ? line->reseller->o.id : line->payer_id;
        for (size_t j = 0; wanted && j < i; j++) {
            const struct ll_line *other = LL_VEC_AT(&e->lines, struct positions, j)->line;
            wanted = resellers ? other->reseller != line->reseller : !ll_id_eq(other->payer_id, id);
        }
        if (wanted && next < list->count) {
            compare_party(a, c, resellers ? "reseller" : "payer", &list->items[next], id);
        }
        next += wanted ? 1 : 0;
    }
    differs(a, c, resellers ? "resellers" : "payers", (int64_t)list->count, (int64_t)next);
}

static void compare_head(struct ll_audit *a, const struct ll_certificate *c,
                         const struct ll_json *body)
{
    char time[LL_TIME_TEXT_MAX];
    struct ll_time second = {c->issued_at / 1000000 * 1000000};
    struct ll_str id = ll_body_str(body, "id");
    static const char prefix[] = "urn:loopledger:certificate:";
    ll_time_format(second, time);
    differs_text(a, c, "validFrom", ll_body_str(body, "validFrom"), ll_str_from_cstr(time));
    if (!ll_str_starts(id, ll_str_from_cstr(prefix)) ||
        !ll_str_eq(ll_str_sub(id, sizeof(prefix) - 1, id.len), c->serial)) {
        differs_text(a, c, "id", id, c->serial);
    }
}

/* What came before it. */
static void compare_earlier(struct ll_audit *a, const struct ll_certificate *c,
                            const struct ll_json *subject)
{
    const struct ll_json *from = ll_body_list(subject, "reissuedFrom");
    differs(a, c, LL_R("reissued from"), (int64_t)from->count, (int64_t)c->reissued.count);
    for (size_t i = 0; i < from->count && i < c->reissued.count; i++) {
        differs_text(a, c, LL_R("reissued from"), ll_json_string(&from->items[i]),
                     (*LL_VEC_AT(&c->reissued, struct ll_certificate *, i))->serial);
    }
    differs_text(a, c, "replaces", ll_body_str(subject, "replaces"),
                 c->replaces == NULL || c->revision > 1 ? LL_STR("") : c->replaces->serial);
    differs(a, c, LL_R("dropped units"), ll_body_i64(subject, "droppedUnits"), c->dropped);
    differs(a, c, LL_R("dropped grams"), ll_body_i64(subject, "droppedGrams"), c->dropped_g);
}

static void compare(struct ll_audit *a, struct ll_certificate *c, const struct ll_json *body)
{
    const struct ll_json *subject = ll_json_get(body, "credentialSubject");
    const struct ll_json *programme = ll_json_get(subject, "programme");
    struct expected e = {0};
    struct ll_arena *model = a->arena;
    e.model = model;
    a->arena = a->scratch; /* what is derived here is needed no longer than this certificate */
    derive(a, &e);
    a->arena = model;
    compare_head(a, c, body);
    differs_text(a, c, "serial", ll_body_str(subject, "serial"), c->serial);
    differs_text(a, c, "stage", ll_body_str(subject, "stage"),
                 ll_str_from_cstr(ll_stage_name((enum ll_stage)c->stage)));
    differs(a, c, "revision", ll_body_i64(subject, "revision"), c->revision);
    differs(a, c, "units", ll_body_i64(subject, "units"), c->units);
    differs(a, c, LL_R("uncounted grams"), ll_body_i64(subject, "uncountedGrams"), c->uncounted_g);
    differs(a, c, "grams", ll_body_i64(subject, "massGrams"), e.mass_g);
    differs(a, c, "lots", ll_body_i64(subject, "lots"), e.lots);
    differs(a, c, "collections", ll_body_i64(subject, "collections"), e.collections);
    if (c->programme != NULL) {
        differs_text(a, c, "programme", ll_body_str(programme, "code"), c->programme->code);
        differs(a, c, "programme's version", ll_body_i64(programme, "version"),
                c->programme->version);
    }
    compare_party(a, c, "beneficiary", ll_json_get(subject, "beneficiary"), c->beneficiary_id);
    compare_parties(a, c, &e, ll_body_list(subject, "payers"), false);
    compare_parties(a, c, &e, ll_body_list(subject, "resellers"), true);
    compare_demand(a, c, &e, ll_body_list(subject, "demand"));
    compare_purchase(a, c, &e, subject);
    compare_documents_of(a, c, &e, ll_body_list(subject, "purchases"));
    compare_scrap(a, c, &e, ll_body_list(subject, "scrap"));
    compare_receipts(a, c, &e, ll_body_list(subject, "receipts"));
    compare_materials(a, c, &e, ll_body_list(subject, "materials"));
    compare_earlier(a, c, subject);
    ll_audit_status_body(a, c, body);
    ll_audit_certificate_words(a, c, body);
}

/* ---- digest and signature ---- */
/* The canonical text without its proof. */
static bool without_proof(struct ll_audit *a, const struct ll_json *body, struct ll_str *ret_text)
{
    struct ll_json kept = *body;
    kept.members = LL_NEW_ARRAY(a->scratch, struct ll_json_member, body->count);
    if (kept.members == NULL) {
        a->status = LL_ENOMEM;
        return false;
    }
    kept.count = 0;
    for (size_t i = 0; i < body->count; i++) {
        if (!ll_str_eq_cstr(body->members[i].name, "proof")) {
            kept.members[kept.count++] = body->members[i];
        }
    }
    return ll_json_canonical(a->scratch, &kept, LL_DI_DOCUMENT_BYTES_MAX, ret_text, NULL) == LL_OK;
}

static void check_signature(struct ll_audit *a, struct ll_certificate *c, struct ll_str text)
{
    struct ll_di_opened opened;
    struct ll_di_verdict verdict;
    struct ll_proof_crypto crypto = ll_crypto_for_proof(a->crypto);
    if (ll_di_verify(a->scratch, &crypto, text, &ll_di_did_key, &opened, &verdict, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return;
    }
    ll_audit_count(a, LL_AUDIT_COUNT_SIGNATURES, 1);
    if (verdict.outcome != LL_DI_OUTCOME_VALID) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_SIGNATURE, &c->o, "%s",
                            ll_di_reason_text(verdict.reason));
        return;
    }
    struct ll_public_key key;
    if (ll_did_key_parse(opened.method, &key, NULL) != LL_OK) {
        return;
    }
    if (!a->has_signing_key) {
        a->signing_key = key;
        a->has_signing_key = true;
    } else if (memcmp(a->signing_key.b, key.b, sizeof(key.b)) != 0) {
        ll_audit_find_fault(a, LL_AUDIT_SIGNING_KEY, &c->o,
                            "the certificate is signed with another key than the one in use");
    }
}

static void check_text(struct ll_audit *a, struct ll_certificate *c, struct ll_str text)
{
    struct ll_json *body = NULL;
    struct ll_str canonical = LL_STR("");
    struct ll_str bare = LL_STR("");
    uint8_t digest[LL_DIGEST_SIZE];
    check_signature(a, c, text);
    if (ll_json_read(a->scratch, text, LL_DI_DOCUMENT_BYTES_MAX, &body, NULL) != LL_OK ||
        body->type != LL_JSON_OBJECT) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_DIGEST, &c->o, "the stored body is no JSON object");
        return;
    }
    if (ll_json_canonical(a->scratch, body, 2 * LL_DI_DOCUMENT_BYTES_MAX, &canonical, NULL) !=
            LL_OK ||
        !ll_str_eq(canonical, text)) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_DIGEST, &c->o, "the stored body is not canonical");
    }
    if (!without_proof(a, body, &bare)) {
        return;
    }
    ll_crypto_sha256(a->crypto, bare, digest);
    if (c->body_digest.len != sizeof(digest) ||
        memcmp(c->body_digest.ptr, digest, sizeof(digest)) != 0) {
        ll_audit_find_fault(a, LL_AUDIT_BODY_DIGEST, &c->o,
                            "the digest of the stored body is another");
    }
    compare(a, c, body);
}

void ll_audit_certificate_body(struct ll_audit *a, struct ll_certificate *c)
{
    struct ll_q_audit_body_of_in in = {{(const char *)c->o.id.b, sizeof(c->o.id.b)}, c->revision};
    struct ll_q_audit_body_of_row row;
    struct ll_store_cursor *cursor = NULL;
    enum ll_status status = ll_q_audit_body_of_open(a->store, a->scratch, &in, &cursor, NULL);
    if (status == LL_OK) {
        status = ll_q_audit_body_of_next(cursor, &row, NULL);
    }
    struct ll_str text = status == LL_OK ? ll_str_copy(a->scratch, row.body) : LL_STR("");
    ll_store_query_close(cursor);
    if (text.ptr == NULL || status == LL_ENOMEM) {
        a->status = LL_ENOMEM;
    } else if (status == LL_OK) {
        check_text(a, c, text);
    } else if (status == LL_EEND) {
        ll_audit_find_fault(a, LL_AUDIT_ROW_MISSING, &c->o,
                            "there is no certificate_body of revision %lld",
                            (long long)c->revision);
    } else if (status == LL_ECORRUPT) {
        ll_audit_find_fault(a, LL_AUDIT_ROW_UNREADABLE, &c->o, "its certificate_body");
    } else {
        a->status = status;
    }
}
