/* What each kind of entry may say, and what it changes: docs/events.md and docs/log.md once more.
 */
#include <string.h>

#include "audit/replay_model.h"
#include "proof/multikey.h"

#define LOT_NUMBER_SIZE 16
#define UNITS_MAX INT64_C(1000000000000) /* of one line or receipt: sums stay exact */
#define STATEMENT_BYTES_MAX ((size_t)64 << 10)

static const char *const fact_words[] = {"lose", "divert", "return", "seize"};

/* The lot of a public number, or LL_REPLAY_NONE with a finding. */
static size_t find_lot(struct ll_replay *r, const struct ll_json *value)
{
    uint8_t number[LOT_NUMBER_SIZE];
    if (!ll_replay_hex(ll_json_string(value), number, sizeof(number))) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return LL_REPLAY_NONE;
    }
    size_t lot = ll_replay_map_get(&r->lot_numbers, number, sizeof(number));
    if (lot == LL_REPLAY_NONE) {
        ll_replay_find(r, LL_REPLAY_UNKNOWN);
    }
    return lot;
}

/* [lot, lo, hi], and in an allocation run the commitment. */
static bool row_of(struct ll_replay *r, const struct ll_json *row, bool committed,
                   struct ll_replay_span *ret_span)
{
    uint8_t commitment[LL_DIGEST_SIZE];
    struct ll_replay_span span = {0, 0, 0};
    bool shaped = row->type == LL_JSON_ARRAY && row->count == (committed ? 4U : 3U) &&
                  ll_replay_number(&row->items[1], &span.lo) &&
                  ll_replay_number(&row->items[2], &span.hi) &&
                  (!committed ||
                   ll_replay_hex(ll_json_string(&row->items[3]), commitment, sizeof(commitment)));
    if (!shaped) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return false;
    }
    span.lot = find_lot(r, &row->items[0]);
    if (span.lot == LL_REPLAY_NONE) {
        return false;
    }
    if (span.lo >= span.hi || span.hi > ll_replay_lot_at(r, span.lot)->units) {
        ll_replay_find(r, LL_REPLAY_OUTSIDE);
        return false;
    }
    *ret_span = span;
    return true;
}

/* Rows that are in order; of the others there are findings. In `arena`. */
struct ll_replay_span *ll_replay_rows(struct ll_replay *r, struct ll_arena *arena,
                                      const struct ll_json *list, bool committed, size_t *ret_count)
{
    struct ll_replay_span *spans = LL_NEW_ARRAY(arena, struct ll_replay_span, list->count);
    *ret_count = 0;
    if (spans == NULL) {
        r->status = LL_ENOMEM;
        return NULL;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (row_of(r, &list->items[i], committed, &spans[*ret_count])) {
            ++*ret_count;
        }
    }
    return spans;
}

void ll_replay_count(struct ll_replay *r, const struct ll_replay_lot *lot, enum ll_replay_count of,
                     int64_t units)
{
    r->report->counts[(int)of + (lot->grams ? 1 : 0)] += units;
}

/* ---- segments -------------------------------------------------------------------------------- */

static void change(struct ll_replay *r, const struct ll_replay_span *span, ll_replay_change_fn *fn,
                   size_t certificate)
{
    struct ll_replay_lot *lot = ll_replay_lot_at(r, span->lot);
    enum ll_replay_code last = LL_REPLAY_FINE;
    size_t first = 0;
    size_t count = 0;
    if (!ll_replay_cut(r, lot, span->lo, span->hi, &first, &count)) {
        return;
    }
    for (size_t i = first; i < first + count; i++) {
        enum ll_replay_code code = fn(r, lot, &lot->segments[i], certificate);
        if (code != LL_REPLAY_FINE && code != last) {
            ll_replay_find(r, code);
            last = code;
        }
    }
    ll_replay_join(lot, first, count);
}

void ll_replay_change_all(struct ll_replay *r, const struct ll_replay_span *spans, size_t count,
                          ll_replay_change_fn *fn, size_t certificate)
{
    for (size_t i = 0; i < count && r->status == LL_OK; i++) {
        change(r, &spans[i], fn, certificate);
    }
}

static enum ll_replay_code allocate(struct ll_replay *r, struct ll_replay_lot *lot,
                                    struct ll_replay_segment *segment, size_t certificate)
{
    (void)certificate;
    enum ll_replay_code code = segment->allocated ? LL_REPLAY_OVERLAP
                               : segment->gone    ? LL_REPLAY_GONE
                               : segment->refused ? LL_REPLAY_PROGRAMME
                                                  : LL_REPLAY_FINE;
    if (!segment->allocated) {
        ll_replay_count(r, lot, LL_REPLAY_COUNT_ALLOCATED_UNITS, segment->hi - segment->lo);
    }
    segment->allocated = true;
    return code;
}

void ll_replay_free(struct ll_replay *r, const struct ll_replay_lot *lot,
                    struct ll_replay_segment *segment)
{
    ll_replay_count(r, lot, LL_REPLAY_COUNT_ALLOCATED_UNITS, segment->lo - segment->hi);
    segment->allocated = false;
    segment->certificate = LL_REPLAY_NONE;
}

static enum ll_replay_code release(struct ll_replay *r, struct ll_replay_lot *lot,
                                   struct ll_replay_segment *segment, size_t certificate)
{
    (void)certificate;
    if (!segment->allocated || segment->certificate != LL_REPLAY_NONE) {
        return LL_REPLAY_RELEASE;
    }
    ll_replay_free(r, lot, segment);
    return LL_REPLAY_FINE;
}

/* Nothing may serve what leaves, but for what a certificate cites that is under review. */
static enum ll_replay_code look_left(struct ll_replay *r, const struct ll_replay_segment *segment)
{
    if (!segment->allocated) {
        return LL_REPLAY_FINE;
    }
    if (segment->certificate == LL_REPLAY_NONE) {
        return LL_REPLAY_STRANDED;
    }
    return ll_replay_certificate_at(r, segment->certificate)->state == LL_REPLAY_LIVE
               ? LL_REPLAY_CERTIFICATE
               : LL_REPLAY_FINE;
}

static enum ll_replay_code remove_units(struct ll_replay *r, struct ll_replay_lot *lot,
                                        struct ll_replay_segment *segment, size_t certificate)
{
    (void)certificate;
    enum ll_replay_code code = segment->gone ? LL_REPLAY_GONE : look_left(r, segment);
    if (!segment->gone) {
        ll_replay_count(r, lot, LL_REPLAY_COUNT_REMOVED_UNITS, segment->hi - segment->lo);
    }
    segment->gone = true;
    return code;
}

/* ---- registry and supply --------------------------------------------------------------------- */

static void apply_plant_key(struct ll_replay *r, const struct ll_json *body)
{
    uint8_t key[LL_DIGEST_SIZE];
    if (!ll_replay_hex(ll_replay_text(body, "public_key"), key, sizeof(key))) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
    } else if (!ll_replay_map_put(r, &r->plant_keys, key, sizeof(key), 0)) {
        ll_replay_find(r, LL_REPLAY_TWICE);
    }
}

/* Each by the one in use, and no key comes back. */
static void apply_signing_key(struct ll_replay *r, const struct ll_json *body)
{
    struct ll_public_key key;
    struct ll_public_key retired;
    if (!ll_replay_hex(ll_replay_text(body, "public_key"), key.b, sizeof(key.b)) ||
        !ll_replay_hex(ll_replay_text(body, "retired_key"), retired.b, sizeof(retired.b))) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return;
    }
    if (!r->has_signing_key) {
        (void)ll_replay_map_put(r, &r->signing_keys, retired.b, sizeof(retired.b), 0);
    } else if (memcmp(r->signing_key.b, retired.b, sizeof(retired.b)) != 0) {
        ll_replay_find(r, LL_REPLAY_UNKNOWN);
    }
    if (!ll_replay_map_put(r, &r->signing_keys, key.b, sizeof(key.b), 0)) {
        ll_replay_find(r, LL_REPLAY_TWICE);
    }
    r->signing_key = key;
    r->has_signing_key = true;
}

static size_t find_programme(struct ll_replay *r, const struct ll_json *body)
{
    struct ll_str id = ll_replay_text(body, "programme_id");
    size_t found =
        id.len > LL_REPLAY_KEY_MAX
            ? LL_REPLAY_NONE
            : ll_replay_map_get(&r->programme_ids, (const uint8_t *)(const void *)id.ptr, id.len);
    if (found == LL_REPLAY_NONE) {
        ll_replay_find(r, LL_REPLAY_UNKNOWN);
    }
    return found;
}

/* Every class of scrap that serves any class of demand. */
static void read_classes(struct ll_replay *r, const struct ll_json *rules,
                         struct ll_replay_programme *programme)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++) {
        count += ll_replay_list_in(&rules->items[i], "lot_classes")->count;
        if (!ll_replay_has_members(&rules->items[i],
                                   "demand_class:c grams_per_device:n? lot_classes:l")) {
            ll_replay_find(r, LL_REPLAY_MEMBER);
        }
    }
    programme->classes = LL_NEW_ARRAY(r->arena, struct ll_replay_class, count);
    if (programme->classes == NULL) {
        r->status = LL_ENOMEM;
        return;
    }
    for (size_t i = 0; i < rules->count; i++) {
        const struct ll_json *classes = ll_replay_list_in(&rules->items[i], "lot_classes");
        for (size_t k = 0; k < classes->count; k++) {
            if (!ll_replay_is_code(&classes->items[k])) {
                ll_replay_find(r, LL_REPLAY_MEMBER);
            }
            programme->classes[programme->count++] = (struct ll_replay_class){
                ll_str_copy(r->arena, ll_json_string(&classes->items[k])),
                ll_json_get(&rules->items[i], "grams_per_device") != NULL,
            };
        }
    }
}

static void apply_programme(struct ll_replay *r, const struct ll_json *body)
{
    struct ll_str id = ll_replay_text(body, "programme_id");
    if (id.len == 0 || id.len > LL_REPLAY_KEY_MAX) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return;
    }
    if (!ll_replay_map_put(r, &r->programme_ids, (const uint8_t *)(const void *)id.ptr, id.len,
                           r->programmes.count)) {
        ll_replay_find(r, LL_REPLAY_TWICE);
        return;
    }
    struct ll_replay_programme *programme = ll_replay_add(r, &r->programmes, sizeof(*programme));
    if (programme != NULL) {
        programme->oldest = ll_str_copy(r->arena, ll_replay_text(body, "oldest_vintage"));
        read_classes(r, ll_replay_list_in(body, "classes"), programme);
        r->report->counts[LL_REPLAY_COUNT_PROGRAMMES]++;
    }
}

static const struct ll_replay_programme *programme_at(struct ll_replay *r, size_t index)
{
    return &((struct ll_replay_programme *)r->programmes.items)[index];
}

/* A lot in grams serves demand in grams alone. */
static bool takes_class(const struct ll_replay_programme *programme, struct ll_str class_code,
                        bool grams)
{
    for (size_t i = 0; i < programme->count; i++) {
        const struct ll_replay_class *one = &programme->classes[i];
        if (ll_str_eq(one->code, class_code) && (one->grams || !grams)) {
            return true;
        }
    }
    return false;
}

struct lot_facts {
    size_t programme;
    struct ll_str class_code;
    struct ll_str month;
    int64_t units;
    bool eligible;
    bool grams;
};

static void add_lot(struct ll_replay *r, const uint8_t number[LOT_NUMBER_SIZE],
                    const struct lot_facts *facts)
{
    const struct ll_replay_programme *programme = programme_at(r, facts->programme);
    if (!ll_replay_map_put(r, &r->lot_numbers, number, LOT_NUMBER_SIZE, r->lots.count)) {
        ll_replay_find(r, LL_REPLAY_TWICE);
        return;
    }
    struct ll_replay_lot *lot = ll_replay_add(r, &r->lots, sizeof(*lot));
    if (lot == NULL) {
        return;
    }
    lot->units = facts->units;
    lot->programme = facts->programme;
    lot->eligible = facts->eligible;
    lot->grams = facts->grams;
    lot->taken = takes_class(programme, facts->class_code, facts->grams) &&
                 ll_str_cmp(facts->month, programme->oldest) >= 0;
    if (lot->eligible && !lot->taken) {
        ll_replay_find(r, LL_REPLAY_PROGRAMME);
    }
    (void)ll_replay_line(r, lot);
    r->report->counts[LL_REPLAY_COUNT_LOTS]++;
    ll_replay_count(r, lot, LL_REPLAY_COUNT_LOT_UNITS, lot->units);
}

static bool read_lot(const struct ll_json *value, uint8_t ret_number[LOT_NUMBER_SIZE],
                     struct lot_facts *facts)
{
    const struct ll_json *measure = ll_json_get(value, "measure");
    facts->class_code = ll_replay_text(value, "class_code");
    facts->grams = measure != NULL;
    return (measure == NULL || ll_str_eq_cstr(ll_json_string(measure), "grams")) &&
           ll_replay_hex(ll_replay_text(value, "number"), ret_number, LOT_NUMBER_SIZE) &&
           ll_replay_number(ll_json_get(value, "units"), &facts->units) && facts->units > 0 &&
           facts->units <= UNITS_MAX;
}

static void add_received(struct ll_replay *r, const struct ll_json *value, size_t programme,
                         struct ll_str month)
{
    uint8_t number[LOT_NUMBER_SIZE];
    struct lot_facts facts = {.programme = programme, .month = month};
    const struct ll_json *eligible = ll_json_get(value, "eligible");
    if (!ll_replay_has_members(value, "class_code:c eligible measure? number units") ||
        (eligible->type != LL_JSON_TRUE && eligible->type != LL_JSON_FALSE) ||
        !read_lot(value, number, &facts)) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return;
    }
    facts.eligible = eligible->type == LL_JSON_TRUE;
    add_lot(r, number, &facts);
}

/* A lot that nobody brought: it may not serve until it is explained. */
static void apply_found(struct ll_replay *r, const struct ll_json *body)
{
    uint8_t number[LOT_NUMBER_SIZE];
    struct lot_facts facts = {.programme = find_programme(r, body),
                              .month = ll_replay_text(body, "month")};
    if (!read_lot(body, number, &facts)) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
    } else if (facts.programme != LL_REPLAY_NONE) {
        add_lot(r, number, &facts);
    }
}

static void apply_collection(struct ll_replay *r, const struct ll_json *body)
{
    size_t programme = find_programme(r, body);
    const struct ll_json *lots = ll_replay_list_in(body, "lots");
    for (size_t i = 0; i < lots->count && programme != LL_REPLAY_NONE; i++) {
        add_received(r, &lots->items[i], programme, ll_replay_text(body, "month"));
    }
}

static void apply_excluded(struct ll_replay *r, const struct ll_json *body)
{
    size_t index = find_lot(r, ll_json_get(body, "lot"));
    if (index == LL_REPLAY_NONE) {
        return;
    }
    struct ll_replay_lot *lot = ll_replay_lot_at(r, index);
    if (!lot->eligible) {
        ll_replay_find(r, LL_REPLAY_ELIGIBLE);
    }
    lot->eligible = false;
    enum ll_replay_code last = LL_REPLAY_FINE;
    for (size_t i = 0; i < lot->count; i++) {
        enum ll_replay_code code = look_left(r, &lot->segments[i]);
        if (code != LL_REPLAY_FINE && code != last) {
            ll_replay_find(r, code);
            last = code;
        }
    }
}

static void apply_admitted(struct ll_replay *r, const struct ll_json *body)
{
    size_t index = find_lot(r, ll_json_get(body, "lot"));
    if (index == LL_REPLAY_NONE) {
        return;
    }
    struct ll_replay_lot *lot = ll_replay_lot_at(r, index);
    if (lot->eligible) {
        ll_replay_find(r, LL_REPLAY_ELIGIBLE);
    }
    if (!lot->taken) {
        ll_replay_find(r, LL_REPLAY_PROGRAMME);
    }
    lot->eligible = true;
}

static void apply_removed(struct ll_replay *r, const struct ll_json *body)
{
    size_t count = 0;
    struct ll_replay_span *spans =
        ll_replay_rows(r, r->scratch, ll_replay_list_in(body, "rows"), false, &count);
    if (LL_REPLAY_WORD(ll_replay_text(body, "fact"), fact_words) == 0) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
    }
    ll_replay_change_all(r, spans, count, remove_units, LL_REPLAY_NONE);
}

static enum ll_replay_code reclassify(struct ll_replay *r, struct ll_replay_lot *lot,
                                      struct ll_replay_segment *segment, bool refused)
{
    bool served = segment->allocated && segment->certificate == LL_REPLAY_NONE;
    (void)lot;
    segment->reclassified = true;
    segment->refused = refused;
    if (segment->gone) {
        return LL_REPLAY_GONE;
    }
    return served && !refused ? LL_REPLAY_FINE : look_left(r, segment);
}

static enum ll_replay_code reclassify_taken(struct ll_replay *r, struct ll_replay_lot *lot,
                                            struct ll_replay_segment *segment, size_t certificate)
{
    (void)certificate;
    return reclassify(r, lot, segment, false);
}

static enum ll_replay_code reclassify_refused(struct ll_replay *r, struct ll_replay_lot *lot,
                                              struct ll_replay_segment *segment, size_t certificate)
{
    (void)certificate;
    return reclassify(r, lot, segment, true);
}

static void apply_reclassified(struct ll_replay *r, const struct ll_json *body)
{
    size_t count = 0;
    struct ll_str class_code = ll_replay_text(body, "class_code");
    struct ll_replay_span *spans =
        ll_replay_rows(r, r->scratch, ll_replay_list_in(body, "rows"), false, &count);
    for (size_t i = 0; i < count && r->status == LL_OK; i++) {
        const struct ll_replay_lot *lot = ll_replay_lot_at(r, spans[i].lot);
        bool taken = takes_class(programme_at(r, lot->programme), class_code, lot->grams);
        change(r, &spans[i], taken ? reclassify_taken : reclassify_refused, LL_REPLAY_NONE);
    }
}

/* ---- receipts -------------------------------------------------------------------------------- */

static bool statement_ok(struct ll_replay *r, const struct ll_json *body,
                         const struct ll_json *statement)
{
    struct ll_public_key key;
    struct ll_signature signature;
    struct ll_str text;
    return ll_multikey_public_parse(ll_replay_text(statement, "key"), &key, NULL) == LL_OK &&
           ll_replay_map_get(&r->plant_keys, key.b, sizeof(key.b)) != LL_REPLAY_NONE &&
           ll_replay_hex(ll_replay_text(body, "signature"), signature.b, sizeof(signature.b)) &&
           ll_json_canonical(r->scratch, statement, STATEMENT_BYTES_MAX, &text, NULL) == LL_OK &&
           r->crypto.ed25519_verify(r->crypto.ctx, &key, text, &signature);
}

/* Of what nobody counted each gram is a unit, and the scale binds. */
static bool is_measure(const struct ll_json *statement)
{
    const struct ll_json *measure = ll_json_get(statement, "measure");
    int64_t units = 0;
    int64_t mass_g = 0;
    return measure == NULL ||
           (ll_str_eq_cstr(ll_json_string(measure), "grams") &&
            ll_str_eq_cstr(ll_replay_text(statement, "basis"), "weighed") &&
            ll_replay_number(ll_json_get(statement, "units"), &units) &&
            ll_replay_number(ll_json_get(statement, "mass_g"), &mass_g) && units == mass_g);
}

static void apply_receipt(struct ll_replay *r, const struct ll_json *body)
{
    const struct ll_json *statement = ll_json_get(body, "statement");
    const struct ll_json *packages = ll_json_get(statement, "packages_digest");
    uint8_t number[LOT_NUMBER_SIZE];
    uint8_t digest[LL_DIGEST_SIZE];
    int64_t units = 0;
    if (statement->type != LL_JSON_OBJECT ||
        !ll_replay_has_members(
            statement,
            "basis:c collected_g:n? declared:n drawn:n? good:n? key mass_g:n measure? month:m "
            "packages_digest? reason:c? receipt rejected:n? type units") ||
        !is_measure(statement) ||
        (packages != NULL && !ll_replay_hex(ll_json_string(packages), digest, sizeof(digest))) ||
        !ll_str_eq_cstr(ll_replay_text(statement, "type"), "loopledger receipt v1") ||
        !ll_replay_hex(ll_replay_text(statement, "receipt"), number, sizeof(number)) ||
        !ll_replay_number(ll_json_get(statement, "units"), &units) || units > UNITS_MAX) {
        ll_replay_find(r, LL_REPLAY_MEMBER);
        return;
    }
    if (!statement_ok(r, body, statement)) {
        ll_replay_find(r, LL_REPLAY_RECEIPT);
        return;
    }
    if (!ll_replay_map_put(r, &r->receipts, number, sizeof(number), 0)) {
        ll_replay_find(r, LL_REPLAY_TWICE);
        return;
    }
    r->report->counts[LL_REPLAY_COUNT_RECEIPTS]++;
    const struct ll_replay_lot of = {.grams = ll_json_get(statement, "measure") != NULL};
    ll_replay_count(r, &of, LL_REPLAY_COUNT_RECEIVED_UNITS, units);
}

/* ---- allocations ----------------------------------------------------------------------------- */

static void apply_run(struct ll_replay *r, const struct ll_json *body)
{
    size_t programme = find_programme(r, body);
    size_t count = 0;
    struct ll_replay_span *spans =
        ll_replay_rows(r, r->scratch, ll_replay_list_in(body, "rows"), true, &count);
    for (size_t i = 0; i < count && r->status == LL_OK; i++) {
        const struct ll_replay_lot *lot = ll_replay_lot_at(r, spans[i].lot);
        if (programme != LL_REPLAY_NONE && lot->programme != programme) {
            ll_replay_find(r, LL_REPLAY_PROGRAMME);
        }
        if (!lot->eligible) {
            ll_replay_find(r, LL_REPLAY_ELIGIBLE);
        }
        change(r, &spans[i], allocate, LL_REPLAY_NONE);
    }
    r->report->counts[LL_REPLAY_COUNT_ALLOCATIONS] += (int64_t)count;
}

static void apply_released(struct ll_replay *r, const struct ll_json *body)
{
    size_t count = 0;
    struct ll_replay_span *spans =
        ll_replay_rows(r, r->scratch, ll_replay_list_in(body, "released"), false, &count);
    ll_replay_change_all(r, spans, count, release, LL_REPLAY_NONE);
    r->report->counts[LL_REPLAY_COUNT_RELEASES] += (int64_t)count;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *members;
    void (*apply)(struct ll_replay *r, const struct ll_json *body);
} kinds[] = {
    {"plant_key_registered", "public_key", apply_plant_key},
    {"signing_key_changed", "public_key retired_key", apply_signing_key},
    {"programme_defined", "classes:l oldest_vintage:m programme_id:c version:n", apply_programme},
    {"collection_received", "country:y lots:l month:m programme_id", apply_collection},
    {"lot_excluded", "lot", apply_excluded},
    {"lot_admitted", "lot", apply_admitted},
    {"units_removed", "fact rows:l", apply_removed},
    {"units_reclassified", "class_code:c rows:l", apply_reclassified},
    {"units_found", "class_code:c country:y measure? month:m number programme_id units",
     apply_found},
    {"receipt_recorded", "signature statement", apply_receipt},
    {"allocation_run", "programme_id rows:l rule_version:n", apply_run},
    {"allocation_released", "released:l", apply_released},
    {"certificate_stated", "body cited:l reissued_from:l? replaces? revision stage status",
     ll_replay_apply_stated},
    {"certificate_put_under_review", "body status", ll_replay_apply_review},
    {"certificate_raised", "body cited:l dropped:l raises reason revision stage status",
     ll_replay_apply_raised},
    {"certificate_revoked", "body released:l status", ll_replay_apply_revoked},
    {"certificate_superseded", "body released:l status", ll_replay_apply_superseded},
};

void ll_replay_apply(struct ll_replay *r, struct ll_str kind, const struct ll_json *body)
{
    if (r->superseded != LL_REPLAY_NONE && !ll_str_eq_cstr(kind, "certificate_stated")) {
        ll_replay_end(r);
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (!ll_str_eq_cstr(kind, kinds[i].name)) {
            continue;
        }
        if (ll_replay_has_members(body, kinds[i].members)) {
            kinds[i].apply(r, body);
        } else {
            ll_replay_find(r, LL_REPLAY_MEMBER);
        }
        return;
    }
    ll_replay_find(r, LL_REPLAY_KIND);
}

void ll_replay_end(struct ll_replay *r)
{
    if (r->superseded != LL_REPLAY_NONE) {
        ll_replay_find(r, LL_REPLAY_CERTIFICATE); /* nothing took its place */
        r->superseded = LL_REPLAY_NONE;
    }
}
