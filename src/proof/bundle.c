#include "proof/bundle.h"

#include "base/mem.h"
#include "base/time.h"

#define ROW_FIELDS 9
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

static struct ll_str string_of(const struct ll_json *object, const char *name)
{
    return ll_json_string(ll_json_get(object, name));
}

static const struct ll_json *typed(const struct ll_json *object, const char *name,
                                   enum ll_json_type type)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == type ? value : NULL;
}

bool ll_bundle_looks_like(const struct ll_json *whole)
{
    return ll_str_starts(string_of(whole, "format"), LL_STR("loopledger-bundle-"));
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
    bundle->issuer = string_of(whole, "issuer");
    bool whole_there = ll_str_eq_cstr(string_of(whole, "format"), LL_BUNDLE_FORMAT) &&
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
    bundle->as_of = string_of(status, "asOf");
    bundle->state = string_of(status, "state");
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
        if (line->count != 2 || string_of(line, "orderLine").len == 0 ||
            !ll_str_starts(string_of(line, "orderLineId"), LL_STR("ord_")) ||
            (i > 0 && !rises(string_of(line - 1, "orderLine"), string_of(line, "orderLine")))) {
            return false;
        }
    }
    return lots->count > 0 && lines->count > 0;
}

/* One row; its last four fields open the commitment of the run's own row, of which this is part. */
static enum ll_bundle_reason read_row(const struct ll_json *json, size_t lots, size_t lines,
                                      struct row *ret_row)
{
    int64_t field[ROW_FIELDS - 1];
    if (json->type != LL_JSON_ARRAY || json->count != ROW_FIELDS) {
        return LL_BUNDLE_INTERVALS;
    }
    for (size_t i = 0; i < ROW_FIELDS - 1; i++) {
        if (!json->items[i].is_integer || json->items[i].integer < 0) {
            return LL_BUNDLE_INTERVALS;
        }
        field[i] = json->items[i].integer;
    }
    *ret_row = (struct row){field[0], field[1], field[2], field[3], field[4]};
    if (field[0] >= (int64_t)lots || field[1] >= field[2] || field[3] >= (int64_t)lines ||
        !is_hex(&json->items[ROW_FIELDS - 1], SALT_DIGITS)) {
        return LL_BUNDLE_INTERVALS;
    }
    int64_t run_lot_lo = field[5];
    int64_t run_line_lo = field[6];
    int64_t run_line_hi = field[7];
    bool inside = run_lot_lo <= ret_row->lot_lo && run_line_lo <= ret_row->line_lo &&
                  ret_row->lot_lo - run_lot_lo == ret_row->line_lo - run_line_lo &&
                  ret_row->line_lo + (ret_row->lot_hi - ret_row->lot_lo) <= run_line_hi;
    return inside ? LL_BUNDLE_SOUND : LL_BUNDLE_OPENING;
}

static bool by_lot(const struct row *a, const struct row *b)
{
    return a->lot < b->lot || (a->lot == b->lot && a->lot_lo < b->lot_lo);
}

/* Heap sort: no recursion and no memory, whatever the order was. */
static void sift(struct row *rows, size_t at, size_t count)
{
    for (size_t child = 2 * at + 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && by_lot(&rows[child], &rows[child + 1])) {
            child++;
        }
        if (!by_lot(&rows[at], &rows[child])) {
            return;
        }
        struct row swap = rows[at];
        rows[at] = rows[child];
        rows[child] = swap;
        at = child;
    }
}

static void sort_by_lot(struct row *rows, size_t count)
{
    for (size_t i = count / 2; i-- > 0;) {
        sift(rows, i, count);
    }
    for (size_t last = count; last-- > 1;) {
        struct row swap = rows[0];
        rows[0] = rows[last];
        rows[last] = swap;
        sift(rows, 0, last);
    }
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

/* The rows of one line, from *at on, joined where they touch: the positions that the body states?
 */
static enum ll_bundle_reason check_line(const struct row *rows, size_t count, size_t *at,
                                        int64_t line, const struct ll_json *positions)
{
    for (size_t i = 0; i < positions->count; i++) {
        const struct ll_json *pair = &positions->items[i];
        if (pair->type != LL_JSON_ARRAY || pair->count != 2 || *at >= count ||
            rows[*at].line != line || pair->items[0].integer != rows[*at].line_lo) {
            return LL_BUNDLE_POSITIONS;
        }
        int64_t end = rows[*at].line_lo;
        while (*at < count && rows[*at].line == line && rows[*at].line_lo == end) {
            end += rows[*at].lot_hi - rows[*at].lot_lo;
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
        if (positions == NULL || !ll_str_eq(string_of(&demand->items[i], "orderLine"),
                                            string_of(&lines->items[i], "orderLine"))) {
            return LL_BUNDLE_POSITIONS;
        }
        enum ll_bundle_reason reason = check_line(rows, count, &at, (int64_t)i, positions);
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
    int64_t units = 0;
    for (size_t i = 0; i < count; i++) {
        units += rows[i].lot_hi - rows[i].lot_lo;
        if (units > LL_JSON_INT_MAX) {
            return LL_BUNDLE_UNITS;
        }
    }
    bundle->units = units;
    return stated != NULL && stated->is_integer && stated->integer == units ? LL_BUNDLE_SOUND
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
    for (size_t i = 0; i < json->count; i++) {
        *ret_reason = read_row(&json->items[i], lots->count, lines->count, &rows[i]);
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
        sort_by_lot(rows, json->count);
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
    struct ll_str canonical;
    LL_TRY(ll_json_canonical(arena, whole, 6 * LL_BUNDLE_BYTES_MAX, &canonical, reterr));
    enum ll_bundle_reason reason =
        ll_str_eq(canonical, text) ? read_members(whole, &bundle) : LL_BUNDLE_CANONICAL;
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
