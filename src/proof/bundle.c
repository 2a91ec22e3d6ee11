#include "proof/bundle.h"

#include "base/catalogue.h"
#include "base/mem.h"
#include "base/time.h"
#include "proof/heap_sort.h"

#define NUMBER_DIGITS 32 /* of a lot, in hex */
#define SALT_DIGITS 32

static const struct {
    const char *code;
    const char *text;
} reasons[] = {
#define LL_BUNDLE_ROW(symbol, code, text) [LL_BUNDLE_##symbol] = {(code), (text)},
#include "proof/bundle_reasons.def"
#undef LL_BUNDLE_ROW
};

const char *ll_bundle_reason_code(enum ll_bundle_reason reason)
{
    return reasons[reason].code;
}

const char *ll_bundle_reason_text(enum ll_bundle_reason reason)
{
    return reasons[reason].text;
}

static const struct ll_json *typed(const struct ll_json *object, const char *name,
                                   enum ll_json_type type)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == type ? value : NULL;
}

bool ll_bundle_looks_like(const struct ll_json *whole)
{
    return ll_str_starts(ll_json_string_at(whole, "format"), LL_STR("loopledger-bundle-"));
}

/* ---- members ---- */

static const char *const members[] = {"certificate", "format", "intervals", "issuer",
                                      "keys",        "log",    "proof",     "status"};
static const char *const states[] = {"live", "under-review", "superseded", "revoked"};

static bool is_one_of(struct ll_str text, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(text, names[i])) {
            return true;
        }
    }
    return false;
}
#define IS_ONE_OF(text, names) is_one_of((text), (names), sizeof(names) / sizeof((names)[0]))

static enum ll_bundle_reason read_members(const struct ll_json *whole, struct ll_bundle *bundle)
{
    for (size_t i = 0; i < whole->count; i++) {
        if (!IS_ONE_OF(whole->members[i].name, members)) {
            return LL_BUNDLE_MEMBER;
        }
    }
    bundle->certificate = typed(whole, "certificate", LL_JSON_OBJECT);
    bundle->intervals = typed(whole, "intervals", LL_JSON_OBJECT);
    bundle->log = typed(whole, "log", LL_JSON_OBJECT);
    bundle->keys = typed(whole, "keys", LL_JSON_ARRAY);
    bundle->issuer = ll_json_string_at(whole, "issuer");
    bool whole_there = ll_str_eq_cstr(ll_json_string_at(whole, "format"), LL_BUNDLE_FORMAT) &&
                       bundle->certificate != NULL && bundle->issuer.len > 0 &&
                       typed(whole, "proof", LL_JSON_OBJECT) != NULL &&
                       (bundle->intervals != NULL || ll_json_get(whole, "intervals") == NULL) &&
                       (bundle->log != NULL || ll_json_get(whole, "log") == NULL) &&
                       (bundle->keys != NULL || ll_json_get(whole, "keys") == NULL);
    return whole_there ? LL_BUNDLE_SOUND : LL_BUNDLE_MEMBER;
}

static enum ll_bundle_reason read_status(const struct ll_json *whole, struct ll_bundle *bundle)
{
    const struct ll_json *status = typed(whole, "status", LL_JSON_OBJECT);
    struct ll_time time;
    if (status == NULL || status->count != 2) {
        return LL_BUNDLE_STATUS;
    }
    bundle->as_of = ll_json_string_at(status, "asOf");
    bundle->state = ll_json_string_at(status, "state");
    bool known =
        IS_ONE_OF(bundle->state, states) && ll_time_parse(bundle->as_of, &time, NULL) == LL_OK;
    return known ? LL_BUNDLE_SOUND : LL_BUNDLE_STATUS;
}

/* ---- intervals ---- */

struct row {
    int64_t lot;
    int64_t lot_lo;
    int64_t lot_hi;
    int64_t line;
    int64_t line_lo;
    int64_t line_hi;
    bool in_turn; /* as many positions as units, as far into the run's row */
};

static bool is_hex(const struct ll_json *value, size_t digits)
{
    struct ll_str text = ll_json_string(value);
    bool good = text.len == digits;
    for (size_t i = 0; good && i < text.len; i++) {
        char c = text.ptr[i];
        good = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    return good;
}

/* Sorted, each once: numbers of lots, codes of lines. */
static bool rises(struct ll_str a, struct ll_str b)
{
    return ll_str_cmp(a, b) < 0;
}

static bool check_lists(const struct ll_json *lots, const struct ll_json *lines)
{
    for (size_t i = 0; i < lots->count; i++) {
        if (!is_hex(&lots->items[i], NUMBER_DIGITS) ||
            (i > 0 && !rises(lots->items[i - 1].string, lots->items[i].string))) {
            return false;
        }
    }
    for (size_t i = 0; i < lines->count; i++) {
        const struct ll_json *line = &lines->items[i];
        if (line->count != 2 || ll_json_string_at(line, "orderLine").len == 0 ||
            !ll_str_starts(ll_json_string_at(line, "orderLineId"), LL_STR("ord_")) ||
            (i > 0 && !rises(ll_json_string_at(line - 1, "orderLine"),
                             ll_json_string_at(line, "orderLine")))) {
            return false;
        }
    }
    return lots->count > 0 && lines->count > 0;
}

/* One row; its last five fields open the commitment of the run's own row, of which this is part.
 * On a line in grams units may be credited less later on, which moves them within these bounds. */
static enum ll_bundle_reason read_row(const struct ll_json *json, size_t fields, size_t lots,
                                      size_t lines, struct row *ret_row)
{
    int64_t field[LL_INTERVAL_SALT] = {0};
    bool is_opened = fields == LL_INTERVAL_FIELDS;
    size_t numbers = is_opened ? LL_INTERVAL_SALT : fields;
    if (fields == 0 || json->type != LL_JSON_ARRAY || json->count != fields) {
        return LL_BUNDLE_INTERVALS;
    }
    for (size_t i = 0; i < numbers; i++) {
        if (!json->items[i].is_integer || json->items[i].integer < 0) {
            return LL_BUNDLE_INTERVALS;
        }
        field[i] = json->items[i].integer;
    }
    int64_t lot_lo = field[LL_INTERVAL_LOT_LO];
    int64_t lot_hi = field[LL_INTERVAL_LOT_HI];
    int64_t line_lo = field[LL_INTERVAL_LINE_LO];
    int64_t line_hi = field[LL_INTERVAL_LINE_HI];
    int64_t run_lot_lo = is_opened ? field[LL_INTERVAL_RUN_LOT_LO] : lot_lo;
    int64_t run_lot_hi = is_opened ? field[LL_INTERVAL_RUN_LOT_HI] : lot_hi;
    int64_t run_line_lo = is_opened ? field[LL_INTERVAL_RUN_LINE_LO] : line_lo;
    int64_t run_line_hi = is_opened ? field[LL_INTERVAL_RUN_LINE_HI] : line_hi;
    if (field[LL_INTERVAL_LOT] >= (int64_t)lots || lot_lo >= lot_hi || line_lo >= line_hi ||
        field[LL_INTERVAL_LINE] >= (int64_t)lines ||
        (is_opened && !is_hex(&json->items[LL_INTERVAL_SALT], SALT_DIGITS))) {
        return LL_BUNDLE_INTERVALS;
    }
    *ret_row = (struct row){
        .lot = field[LL_INTERVAL_LOT],
        .lot_lo = lot_lo,
        .lot_hi = lot_hi,
        .line = field[LL_INTERVAL_LINE],
        .line_lo = line_lo,
        .line_hi = line_hi,
        .in_turn = line_hi - line_lo == lot_hi - lot_lo &&
                   run_lot_hi - run_lot_lo == run_line_hi - run_line_lo &&
                   lot_lo - run_lot_lo == line_lo - run_line_lo,
    };
    return run_lot_lo <= lot_lo && lot_hi <= run_lot_hi && run_line_lo <= line_lo &&
                   line_hi <= run_line_hi
               ? LL_BUNDLE_SOUND
               : LL_BUNDLE_OPENING;
}

/* How many fields every row has: with what opens it or, where no allocation is there to be opened,
 * without. 0: neither. */
static size_t fields_of(const struct ll_bundle *bundle, const struct ll_json *rows)
{
    size_t fields = rows->count > 0 ? rows->items[0].count : LL_INTERVAL_FIELDS;
    bool may_lack = ll_json_get(bundle->log, "allocations") == NULL;
    return fields == LL_INTERVAL_FIELDS || (fields == LL_INTERVAL_UNOPENED_FIELDS && may_lack)
               ? fields
               : 0;
}

static int compare_by_lot(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    return x->lot != y->lot ? (x->lot > y->lot) - (x->lot < y->lot)
                            : (x->lot_lo > y->lot_lo) - (x->lot_lo < y->lot_lo);
}

static bool overlaps_on_lots(const struct row *sorted, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (sorted[i - 1].lot == sorted[i].lot && sorted[i - 1].lot_hi > sorted[i].lot_lo) {
            return true;
        }
    }
    return false;
}

/* A unit serves one position; in grams one or more. */
static bool serves(const struct row *row, bool in_grams)
{
    return in_grams ? row->line_hi - row->line_lo >= row->lot_hi - row->lot_lo : row->in_turn;
}

/* The rows of one line, from *at on, joined where they touch: the positions that the body states?
 */
static enum ll_bundle_reason check_line(const struct row *rows, size_t count, size_t *at,
                                        int64_t line, bool in_grams,
                                        const struct ll_json *positions)
{
    for (size_t i = 0; i < positions->count; i++) {
        const struct ll_json *pair = &positions->items[i];
        if (pair->type != LL_JSON_ARRAY || pair->count != 2 || *at >= count ||
            rows[*at].line != line || pair->items[0].integer != rows[*at].line_lo) {
            return LL_BUNDLE_POSITIONS;
        }
        int64_t end = rows[*at].line_lo;
        while (*at < count && rows[*at].line == line && rows[*at].line_lo == end) {
            if (!serves(&rows[*at], in_grams)) {
                return LL_BUNDLE_OPENING;
            }
            end = rows[*at].line_hi;
            (*at)++;
        }
        if (*at < count && rows[*at].line == line && rows[*at].line_lo < end) {
            return LL_BUNDLE_OVERLAP;
        }
        if (pair->items[1].integer != end) {
            return LL_BUNDLE_POSITIONS;
        }
    }
    return LL_BUNDLE_SOUND;
}

static enum ll_bundle_reason check_demand(const struct row *rows, size_t count,
                                          const struct ll_json *lines, const struct ll_json *demand)
{
    size_t at = 0;
    if (demand == NULL || demand->count != lines->count) {
        return LL_BUNDLE_POSITIONS;
    }
    for (size_t i = 0; i < demand->count; i++) {
        const struct ll_json *positions = typed(&demand->items[i], "positions", LL_JSON_ARRAY);
        bool in_grams = ll_json_get(&demand->items[i], "grams") != NULL;
        if (positions == NULL || !ll_str_eq(ll_json_string_at(&demand->items[i], "orderLine"),
                                            ll_json_string_at(&lines->items[i], "orderLine"))) {
            return LL_BUNDLE_POSITIONS;
        }
        enum ll_bundle_reason reason =
            check_line(rows, count, &at, (int64_t)i, in_grams, positions);
        if (reason != LL_BUNDLE_SOUND) {
            return reason;
        }
    }
    return at == count ? LL_BUNDLE_SOUND : LL_BUNDLE_POSITIONS;
}

static enum ll_bundle_reason check_units(const struct row *rows, size_t count,
                                         const struct ll_json *subject, struct ll_bundle *bundle)
{
    const struct ll_json *stated = ll_json_get(subject, "units");
    const struct ll_json *uncounted = ll_json_get(subject, "uncountedGrams"); /* each a unit */
    int64_t grams = uncounted == NULL ? 0 : uncounted->integer;
    int64_t units = 0;
    for (size_t i = 0; i < count; i++) {
        units += rows[i].lot_hi - rows[i].lot_lo;
        if (units > LL_JSON_INT_MAX) {
            return LL_BUNDLE_UNITS;
        }
    }
    if (grams < 0 || grams > units || (uncounted != NULL && !uncounted->is_integer)) {
        return LL_BUNDLE_UNITS;
    }
    bundle->units = units - grams;
    return stated != NULL && stated->is_integer && stated->integer == bundle->units
               ? LL_BUNDLE_SOUND
               : LL_BUNDLE_UNITS;
}

static enum ll_status check_intervals(struct ll_arena *arena, struct ll_bundle *bundle,
                                      enum ll_bundle_reason *ret_reason, struct ll_err *reterr)
{
    const struct ll_json *lots = typed(bundle->intervals, "lots", LL_JSON_ARRAY);
    const struct ll_json *lines = typed(bundle->intervals, "lines", LL_JSON_ARRAY);
    const struct ll_json *json = typed(bundle->intervals, "rows", LL_JSON_ARRAY);
    const struct ll_json *subject = ll_json_get(bundle->certificate, "credentialSubject");
    *ret_reason = LL_BUNDLE_INTERVALS;
    if (bundle->intervals->count != 3 || lots == NULL || lines == NULL || json == NULL ||
        !check_lists(lots, lines)) {
        return LL_OK;
    }
    struct row *rows = LL_NEW_ARRAY(arena, struct row, json->count);
    if (rows == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the intervals");
    }
    size_t fields = fields_of(bundle, json);
    for (size_t i = 0; i < json->count; i++) {
        *ret_reason = read_row(&json->items[i], fields, lots->count, lines->count, &rows[i]);
        if (*ret_reason != LL_BUNDLE_SOUND) {
            return LL_OK;
        }
    }
    *ret_reason = check_units(rows, json->count, subject, bundle);
    if (*ret_reason == LL_BUNDLE_SOUND) {
        *ret_reason =
            check_demand(rows, json->count, lines, typed(subject, "demand", LL_JSON_ARRAY));
    }
    if (*ret_reason == LL_BUNDLE_SOUND) {
        ll_heap_sort(rows, json->count, sizeof(*rows), compare_by_lot);
        *ret_reason = overlaps_on_lots(rows, json->count) ? LL_BUNDLE_OVERLAP : LL_BUNDLE_SOUND;
    }
    return LL_OK;
}

/* ---- the whole ---- */

enum ll_status ll_bundle_open(struct ll_arena *arena, struct ll_str text,
                              const struct ll_json *whole, enum ll_bundle_reason *ret_reason,
                              struct ll_bundle *ret_bundle, struct ll_err *reterr)
{
    struct ll_bundle bundle = {.units = 0};
    struct ll_arena_mark mark = ll_arena_mark(arena);
    struct ll_str canonical;
    LL_TRY(ll_json_canonical(arena, whole, 6 * LL_BUNDLE_BYTES_MAX, &canonical, reterr));
    bool same = ll_str_eq(canonical, text);
    ll_arena_rewind(arena, mark);
    enum ll_bundle_reason reason = same ? read_members(whole, &bundle) : LL_BUNDLE_CANONICAL;
    if (reason == LL_BUNDLE_SOUND) {
        reason = read_status(whole, &bundle);
    }
    if (reason == LL_BUNDLE_SOUND && bundle.intervals != NULL) {
        LL_TRY(check_intervals(arena, &bundle, &reason, reterr));
    }
    *ret_reason = reason;
    *ret_bundle = bundle;
    return LL_OK;
}
