/* What a log may say of certificates. */
#include <string.h>

#include "audit/replay_model.h"

#define STAGE_RECEIVED 3

static const char *const stage_words[] = {"accepted", "shipped", "received", "dismantled",
                                          "recycled"};

static bool is_status(const struct ll_json *body, const char *status)
{
    return ll_str_eq_cstr(ll_replay_text(body, "status"), status);
}

static void sum_units(struct ll_replay *r, struct ll_replay_certificate *c)
{
    c->units = 0;
    c->pieces = 0;
    for (size_t i = 0; i < c->count; i++) {
        int64_t units = c->cited[i].hi - c->cited[i].lo;
        c->units += units;
        c->pieces += ll_replay_lot_at(r, c->cited[i].lot)->grams ? 0 : units;
    }
}

static enum ll_replay_code cite(struct ll_replay *r, struct ll_replay_lot *lot,
                                struct ll_replay_segment *segment, size_t certificate)
{
    (void)r;
    (void)lot;
    enum ll_replay_code code = segment->certificate != LL_REPLAY_NONE ? LL_REPLAY_CITED_TWICE
                               : !segment->allocated                  ? LL_REPLAY_CITED
                               : segment->gone                        ? LL_REPLAY_GONE
                                                                      : LL_REPLAY_FINE;
    if (segment->certificate == LL_REPLAY_NONE) {
        segment->certificate = certificate;
    }
    return code;
}

/* A revision drops units that left, and no others. */
static enum ll_replay_code drop(struct ll_replay *r, struct ll_replay_lot *lot,
                                struct ll_replay_segment *segment, size_t certificate)
{
    if (segment->certificate != certificate || !segment->gone) {
        return LL_REPLAY_RELEASE;
    }
    ll_replay_free(r, lot, segment);
    return LL_REPLAY_FINE;
}

/* A revocation gives back what may not serve, too. What became another class may serve others, and
 * no longer what it did: which that is, is not public. */
static enum ll_replay_code give_back(struct ll_replay *r, struct ll_replay_lot *lot,
                                     struct ll_replay_segment *segment, size_t certificate)
{
    bool serves = !segment->gone && !segment->reclassified && lot->eligible;
    if (segment->certificate != certificate || serves) {
        return LL_REPLAY_RELEASE;
    }
    ll_replay_free(r, lot, segment);
    return LL_REPLAY_FINE;
}

static enum ll_replay_code is_covered(struct ll_replay *r, struct ll_replay_lot *lot,
                                      struct ll_replay_segment *segment, size_t certificate)
{
    (void)r;
    (void)lot;
    return segment->certificate == certificate ? LL_REPLAY_FINE : LL_REPLAY_CERTIFICATE;
}

/* ---- certificates ---------------------------------------------------------------------------- */

static size_t find_certificate(struct ll_replay *r, struct ll_str digest_text)
{
    uint8_t digest[LL_DIGEST_SIZE];
    if (!ll_replay_hex(digest_text, digest, sizeof(digest))) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return LL_REPLAY_NONE;
    }
    size_t found = ll_replay_map_get(&r->bodies, digest, sizeof(digest));
    if (found == LL_REPLAY_NONE) {
        ll_replay_find(r, LL_REPLAY_UNKNOWN);
        return LL_REPLAY_NONE;
    }
    if (memcmp(ll_replay_certificate_at(r, found)->body, digest, sizeof(digest)) != 0) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE); /* an earlier revision's */
    }
    return found;
}

static bool is_open(const struct ll_replay_certificate *c)
{
    return c->state == LL_REPLAY_LIVE || c->state == LL_REPLAY_UNDER_REVIEW;
}

static void count_units(struct ll_replay *r, const struct ll_replay_certificate *c, int64_t sign)
{
    int64_t grams = c->units - c->pieces;
    r->report->counts[LL_REPLAY_COUNT_CITED_UNITS] += sign * c->pieces;
    r->report->counts[LL_REPLAY_COUNT_CITED_G] += sign * grams;
    if (c->stage >= STAGE_RECEIVED) {
        r->report->counts[LL_REPLAY_COUNT_FINAL_UNITS] += sign * c->pieces;
        r->report->counts[LL_REPLAY_COUNT_FINAL_G] += sign * grams;
    }
}

static void check_final(struct ll_replay *r)
{
    const int64_t *counts = r->report->counts;
    if (counts[LL_REPLAY_COUNT_FINAL_UNITS] > counts[LL_REPLAY_COUNT_RECEIVED_UNITS] ||
        counts[LL_REPLAY_COUNT_FINAL_G] > counts[LL_REPLAY_COUNT_RECEIVED_G]) {
        ll_replay_find(r, LL_REPLAY_FINAL);
    }
}

/* Take all that it cites away from it; what it was still citing becomes its list. */
static void uncite(struct ll_replay *r, size_t index)
{
    struct ll_replay_certificate *c = ll_replay_certificate_at(r, index);
    struct ll_replay_list left = {NULL, 0, 0};
    for (size_t i = 0; i < c->count && r->status == LL_OK; i++) {
        struct ll_replay_lot *lot = ll_replay_lot_at(r, c->cited[i].lot);
        size_t first = 0;
        size_t count = 0;
        if (!ll_replay_cut(r, lot, c->cited[i].lo, c->cited[i].hi, &first, &count)) {
            return;
        }
        for (size_t k = first; k < first + count; k++) {
            struct ll_replay_segment *segment = &lot->segments[k];
            struct ll_replay_span *span = NULL;
            if (segment->certificate == index) {
                span = ll_replay_add(r, &left, sizeof(*span));
                segment->certificate = LL_REPLAY_NONE;
            }
            if (span != NULL) {
                *span = (struct ll_replay_span){c->cited[i].lot, segment->lo, segment->hi};
            }
        }
        ll_replay_join(lot, first, count);
    }
    c->cited = left.items;
    c->count = left.count;
    sum_units(r, c);
}

/* What a statement says of a revision. */
static void read_revision(struct ll_replay *r, const struct ll_json *body, size_t index)
{
    struct ll_replay_certificate *c = ll_replay_certificate_at(r, index);
    uint8_t digest[LL_DIGEST_SIZE];
    c->stage = LL_REPLAY_WORD(ll_replay_text(body, "stage"), stage_words);
    if (c->stage == 0 || !is_status(body, "live") ||
        !ll_replay_number(ll_json_get(body, "revision"), &c->revision) ||
        !ll_replay_hex(ll_replay_text(body, "body"), digest, sizeof(digest))) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return;
    }
    if (!ll_replay_map_put(r, &r->bodies, digest, sizeof(digest), index)) {
        ll_replay_find(r, LL_REPLAY_TWICE);
    }
    memcpy(c->body, digest, sizeof(digest));
    c->state = LL_REPLAY_LIVE;
    c->cited = ll_replay_rows(r, r->arena, ll_replay_list_in(body, "cited"), false, &c->count);
    sum_units(r, c);
    ll_replay_change_all(r, c->cited, c->count, cite, index);
    count_units(r, c, 1);
    check_final(r);
}

/* The one whose place it takes: all that was left of it is cited by the new one. */
static void check_replaced(struct ll_replay *r, const struct ll_json *body, size_t index)
{
    size_t old = r->superseded;
    const struct ll_json *replaces = ll_json_get(body, "replaces");
    r->superseded = LL_REPLAY_NONE;
    if (replaces == NULL && old == LL_REPLAY_NONE) {
        return;
    }
    if (replaces == NULL || old == LL_REPLAY_NONE ||
        find_certificate(r, ll_json_string(replaces)) != old) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE);
        return;
    }
    const struct ll_replay_certificate *c = ll_replay_certificate_at(r, old);
    ll_replay_change_all(r, c->cited, c->count, is_covered, index);
}

void ll_replay_apply_stated(struct ll_replay *r, const struct ll_json *body)
{
    const struct ll_json *from = ll_replay_list_in(body, "reissued_from");
    size_t index = r->certificates.count;
    if (ll_replay_add(r, &r->certificates, sizeof(struct ll_replay_certificate)) == NULL) {
        return;
    }
    r->report->counts[LL_REPLAY_COUNT_CERTIFICATES]++;
    read_revision(r, body, index);
    if (ll_replay_certificate_at(r, index)->revision != 1) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE);
    }
    for (size_t i = 0; i < from->count; i++) {
        size_t revoked = find_certificate(r, ll_json_string(&from->items[i]));
        if (revoked != LL_REPLAY_NONE &&
            ll_replay_certificate_at(r, revoked)->state != LL_REPLAY_REVOKED) {
            ll_replay_find(r, LL_REPLAY_CERTIFICATE);
        }
    }
    check_replaced(r, body, index);
}

void ll_replay_apply_review(struct ll_replay *r, const struct ll_json *body)
{
    size_t index = find_certificate(r, ll_replay_text(body, "body"));
    if (index == LL_REPLAY_NONE) {
        return;
    }
    struct ll_replay_certificate *c = ll_replay_certificate_at(r, index);
    if (c->state != LL_REPLAY_LIVE || !is_status(body, "under-review")) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE);
        return;
    }
    c->state = LL_REPLAY_UNDER_REVIEW;
}

/* Progress: it was live, drops nothing and reaches further. A restatement reaches no less far. */
static bool raise_ok(const struct ll_json *body, const struct ll_replay_certificate *before,
                     const struct ll_replay_certificate *after, size_t dropped)
{
    bool progress = ll_str_eq_cstr(ll_replay_text(body, "reason"), "progress");
    bool restatement = ll_str_eq_cstr(ll_replay_text(body, "reason"), "restatement");
    return is_open(before) && after->revision == before->revision + 1 &&
           after->stage >= before->stage &&
           (restatement || (progress && before->state == LL_REPLAY_LIVE && dropped == 0 &&
                            after->stage > before->stage));
}

void ll_replay_apply_raised(struct ll_replay *r, const struct ll_json *body)
{
    size_t dropped = 0;
    size_t index = find_certificate(r, ll_replay_text(body, "raises"));
    struct ll_replay_span *spans =
        ll_replay_rows(r, r->scratch, ll_replay_list_in(body, "dropped"), false, &dropped);
    if (index == LL_REPLAY_NONE || r->status != LL_OK) {
        return;
    }
    struct ll_replay_certificate before = *ll_replay_certificate_at(r, index);
    if (!is_open(&before)) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE);
        return;
    }
    count_units(r, &before, -1);
    ll_replay_change_all(r, spans, dropped, drop, index);
    uncite(r, index);
    struct ll_replay_certificate left = *ll_replay_certificate_at(r, index);
    read_revision(r, body, index);
    if (!raise_ok(body, &before, ll_replay_certificate_at(r, index), dropped) ||
        ll_replay_certificate_at(r, index)->units != left.units) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE);
    }
    ll_replay_change_all(r, left.cited, left.count, is_covered, index);
}

/* It ends: its state, and what it gives back. What is left of it stays allocated. */
static size_t end_certificate(struct ll_replay *r, const struct ll_json *body, const char *status,
                              ll_replay_change_fn *fn, enum ll_replay_state state)
{
    size_t count = 0;
    size_t index = find_certificate(r, ll_replay_text(body, "body"));
    struct ll_replay_span *spans =
        ll_replay_rows(r, r->scratch, ll_replay_list_in(body, "released"), false, &count);
    if (index == LL_REPLAY_NONE || r->status != LL_OK) {
        return LL_REPLAY_NONE;
    }
    struct ll_replay_certificate *c = ll_replay_certificate_at(r, index);
    if (!is_open(c) || !is_status(body, status)) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE);
        return LL_REPLAY_NONE;
    }
    count_units(r, c, -1);
    ll_replay_change_all(r, spans, count, fn, index);
    uncite(r, index);
    c->state = state;
    return index;
}

static enum ll_replay_code may_serve(struct ll_replay *r, struct ll_replay_lot *lot,
                                     struct ll_replay_segment *segment, size_t certificate)
{
    (void)r;
    (void)certificate;
    return segment->gone || segment->refused || !lot->eligible ? LL_REPLAY_STRANDED
                                                               : LL_REPLAY_FINE;
}

void ll_replay_apply_revoked(struct ll_replay *r, const struct ll_json *body)
{
    size_t index = end_certificate(r, body, "revoked", give_back, LL_REPLAY_REVOKED);
    if (index != LL_REPLAY_NONE) {
        const struct ll_replay_certificate *c = ll_replay_certificate_at(r, index);
        ll_replay_change_all(r, c->cited, c->count, may_serve, index);
    }
}

void ll_replay_apply_superseded(struct ll_replay *r, const struct ll_json *body)
{
    r->superseded = end_certificate(r, body, "superseded", drop, LL_REPLAY_SUPERSEDED);
}
