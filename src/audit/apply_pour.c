/* Pours: contents of packages, mixed and dealt anew. */
#include "audit/model.h"

#define RULE 1

/* Counted units, or grams that nobody counted. */
static void check_measure(struct ll_audit *a, const struct ll_package *p,
                          const struct ll_vec *contents)
{
    for (size_t i = 1; i < contents->count; i++) {
        if (LL_VEC_AT(contents, struct ll_content, i)->lot->measure !=
            LL_VEC_AT(contents, struct ll_content, 0)->lot->measure) {
            ll_audit_find_fault(a, LL_AUDIT_PACKAGE_MIXED, &p->o,
                                "counted units are poured with grams that nobody counted");
            return;
        }
    }
}

/* Everything directly in a package, and nothing of it under review; `since`: no earlier than it. */
static void gather(struct ll_audit *a, const struct ll_package *p, struct ll_vec *contents,
                   int64_t *since)
{
    for (size_t i = 0; i < p->contents.count; i++) {
        const struct ll_content *content = LL_VEC_AT(&p->contents, struct ll_content, i);
        const struct ll_vec *custody = &content->lot->custody;
        size_t at = ll_vec_find(custody, sizeof(struct ll_custody), content->lo);
        for (; at < custody->count; at++) {
            const struct ll_custody *c = LL_VEC_AT(custody, struct ll_custody, at);
            if (c->at.lo >= content->hi) {
                break;
            }
            struct ll_content *one =
                c->package == p ? ll_vec_push(a, contents, sizeof(*one)) : NULL;
            if (one != NULL) {
                *one = (struct ll_content){
                    content->lot,
                    c->at.lo > content->lo ? c->at.lo : content->lo,
                    c->at.hi < content->hi ? c->at.hi : content->hi,
                    false,
                };
                ll_audit_check_review(a, c, content->lot, "poured");
                *since = c->since > *since ? c->since : *since;
            }
        }
    }
}

/* All stand at the place of the pour, hold no packages, and are of one origin. */
static void check_package(struct ll_audit *a, const struct ll_package *p,
                          const struct ll_package *first, const struct ll_facility *facility)
{
    if (p->facility == NULL || p->facility != facility || p->children.count > 0) {
        ll_audit_find_fault(a, LL_AUDIT_PACKAGE_PLACE, &p->o, "%s",
                            p->children.count > 0 ? "it is poured and holds packages"
                                                  : "it is not where it is poured");
    }
    if (p->programme != first->programme || p->funder != first->funder ||
        !ll_str_eq(p->country, first->country)) {
        ll_audit_find_fault(
            a, LL_AUDIT_PACKAGE_MIXED, &p->o,
            "it is poured with what is from %.*s, or of another programme or funder",
            LL_STR_ARG(first->country));
    }
}

static void read_spans(struct ll_audit *a, const struct ll_json *list, struct ll_vec *spans)
{
    for (size_t i = 0; i < list->count; i++) {
        struct ll_lot *lot = ll_audit_named(a, LL_KIND_LOT, &list->items[i], "lot_id");
        struct ll_content *span = lot == NULL ? NULL : ll_vec_push(a, spans, sizeof(*span));
        if (span != NULL) {
            *span = (struct ll_content){lot, ll_body_i64(&list->items[i], "lo"),
                                        ll_body_i64(&list->items[i], "hi"), false};
        }
    }
}

/* Where the deal stands: the next unit to be given out. */
struct deal {
    const struct ll_vec *contents; /* joined: in the order of lot and unit */
    size_t at;
    int64_t next;
};

/* A package was given the next units, in order, without a gap. */
static bool dealt(struct deal *deal, const struct ll_vec *spans)
{
    for (size_t i = 0; i < spans->count; i++) {
        const struct ll_content *span = LL_VEC_AT(spans, struct ll_content, i);
        int64_t lo = span->lo;
        while (lo < span->hi) {
            if (deal->at == deal->contents->count) {
                return false;
            }
            const struct ll_content *from = LL_VEC_AT(deal->contents, struct ll_content, deal->at);
            int64_t next = deal->next > from->lo ? deal->next : from->lo;
            if (from->lot != span->lot || lo != next) {
                return false;
            }
            lo = span->hi < from->hi ? span->hi : from->hi;
            deal->next = lo;
            if (lo == from->hi) {
                deal->at++;
                deal->next = 0;
            }
        }
    }
    return true;
}

/* Nobody knows which of what was poured came last, so that all of it is there since then. */
static void put_into(struct ll_audit *a, struct ll_package *p, const struct ll_content *span,
                     int64_t since)
{
    struct ll_lot *lot = span->lot;
    if (span->lo >= span->hi || span->hi > lot->accepted ||
        !ll_custody_cut(a, lot, span->lo, span->hi)) {
        return;
    }
    size_t at = ll_vec_find(&lot->custody, sizeof(struct ll_custody), span->lo);
    for (; at < lot->custody.count; at++) {
        struct ll_custody *c = LL_VEC_AT(&lot->custody, struct ll_custody, at);
        if (c->at.lo >= span->hi) {
            break;
        }
        c->package = p;
        c->since = since > c->since ? since : c->since;
    }
    ll_custody_join(lot);
    struct ll_content *content = ll_vec_push(a, &p->contents, sizeof(*content));
    if (content != NULL) {
        *content = *span;
    }
}

/* The sources are emptied; what they held is given back in the order of lot and unit. */
static struct ll_package *empty(struct ll_audit *a, const struct ll_json *sources,
                                const struct ll_facility *facility, struct ll_vec *contents,
                                int64_t *ret_since)
{
    struct ll_package *first = NULL;
    struct ll_content twice = {0};
    *ret_since = INT64_MIN;
    for (size_t i = 0; i < sources->count; i++) {
        struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, &sources->items[i], "package_id");
        if (p == NULL) {
            continue;
        }
        first = first == NULL ? p : first;
        check_package(a, p, first, facility);
        gather(a, p, contents, ret_since);
        p->contents.count = 0;
    }
    (void)ll_content_join(contents, &twice); /* disjoint: each unit is in one package */
    if (first != NULL) {
        check_measure(a, first, contents);
    }
    return first;
}

static void break_seals(struct ll_audit *a, const struct ll_json *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        struct ll_package *p =
            ll_audit_find_id(a, LL_KIND_PACKAGE, ll_body_id(&sources->items[i], "package_id"));
        if (p != NULL) {
            ll_audit_break_seal(a, p, LL_STR("poured"), ll_time_date(a->event->at).days);
        }
    }
}

void ll_apply_package_poured(struct ll_audit *a, const struct ll_audit_event *event)
{
    const struct ll_json *targets = ll_body_list(event->body, "targets");
    const struct ll_facility *facility =
        ll_audit_named(a, LL_KIND_FACILITY, event->body, "facility_id");
    struct ll_arena *model = a->arena;
    struct ll_vec contents = {0};
    struct deal deal = {.contents = &contents};
    int64_t since = 0;
    a->arena = a->scratch;
    const struct ll_package *first =
        empty(a, ll_body_list(event->body, "sources"), facility, &contents, &since);
    bool by_rule = first != NULL && ll_body_i64(event->body, "rule_version") == RULE;
    for (size_t i = 0; first != NULL && i < targets->count; i++) {
        struct ll_package *p = ll_audit_named(a, LL_KIND_PACKAGE, &targets->items[i], "package_id");
        struct ll_vec spans = {0};
        if (p == NULL) {
            continue;
        }
        a->arena = a->scratch;
        check_package(a, p, first, facility);
        read_spans(a, ll_body_list(&targets->items[i], "spans"), &spans);
        by_rule = p->contents.count == 0 && dealt(&deal, &spans) && by_rule;
        a->arena = model;
        for (size_t j = 0; j < spans.count; j++) {
            put_into(a, p, LL_VEC_AT(&spans, struct ll_content, j), since);
        }
    }
    a->arena = model;
    break_seals(a, ll_body_list(event->body, "sources"));
    if (a->status == LL_OK && first != NULL && (!by_rule || deal.at != contents.count)) {
        ll_audit_find_fault(a, LL_AUDIT_POUR_RULE, &first->o,
                            "what it held is not what the packages got, in the order of lot and "
                            "unit");
    }
}
