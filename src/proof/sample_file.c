/* An auditor's sample: its form, and that the seed draws these units. */
#include "proof/sample_file.h"

#include "base/catalogue.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/time.h"

static const struct {
    const char *code;
    const char *text;
} reasons[] = {
#define LL_SAMPLE_ROW(symbol, code, text) [LL_SAMPLE_##symbol] = {(code), (text)},
#include "proof/sample_reasons.def"
#undef LL_SAMPLE_ROW
};

const char *ll_sample_reason_code(enum ll_sample_reason reason)
{
    return reasons[reason].code;
}

const char *ll_sample_reason_text(enum ll_sample_reason reason)
{
    return reasons[reason].text;
}

static const struct ll_json *typed(const struct ll_json *object, const char *name,
                                   enum ll_json_type type)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == type ? value : NULL;
}

bool ll_sample_looks_like(const struct ll_json *whole)
{
    return ll_str_starts(ll_json_string_at(whole, "format"), LL_STR("loopledger-sample-"));
}

/* ---- members ---- */

static const char *const members[] = {"certificates", "draw",     "format",  "issuer",
                                      "keys",         "log",      "made_at", "population",
                                      "proof",        "receipts", "units"};

static bool is_member(struct ll_str name)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (ll_str_eq_cstr(name, members[i])) {
            return true;
        }
    }
    return false;
}

/* Left out, or of its type. */
static bool is_sound(const struct ll_json *whole, const char *name, const struct ll_json *value)
{
    return value != NULL || ll_json_get(whole, name) == NULL;
}

static enum ll_sample_reason read_members(struct ll_sample_file *file)
{
    const struct ll_json *whole = file->whole;
    struct ll_time time;
    for (size_t i = 0; i < whole->count; i++) {
        if (!is_member(whole->members[i].name)) {
            return LL_SAMPLE_MEMBER;
        }
    }
    file->draw = typed(whole, "draw", LL_JSON_OBJECT);
    file->units = typed(whole, "units", LL_JSON_ARRAY);
    file->receipts = typed(whole, "receipts", LL_JSON_ARRAY);
    file->certificates = typed(whole, "certificates", LL_JSON_ARRAY);
    file->population = typed(whole, "population", LL_JSON_ARRAY);
    file->log = typed(whole, "log", LL_JSON_OBJECT);
    file->keys = typed(whole, "keys", LL_JSON_ARRAY);
    file->issuer = ll_json_string_at(whole, "issuer");
    file->made_at = ll_json_string_at(whole, "made_at");
    bool good = ll_str_eq_cstr(ll_json_string_at(whole, "format"), LL_SAMPLE_FORMAT) &&
                file->draw != NULL && file->units != NULL && file->receipts != NULL &&
                file->certificates != NULL && file->issuer.len > 0 &&
                file->units->count <= LL_SAMPLE_UNITS_MAX &&
                typed(whole, "proof", LL_JSON_OBJECT) != NULL &&
                ll_time_parse(file->made_at, &time, NULL) == LL_OK &&
                is_sound(whole, "population", file->population) &&
                is_sound(whole, "log", file->log) && is_sound(whole, "keys", file->keys);
    return good ? LL_SAMPLE_SOUND : LL_SAMPLE_MEMBER;
}

/* ---- drawing again ---- */

struct population {
    const struct ll_json *rows;
    int64_t *first; /* [rows->count]: number of each row's first unit */
    int64_t size;
};

/* ["rcp_…", "lot_…", lo, hi] each, in their order. */
static bool read_population(struct population *p)
{
    for (size_t i = 0; i < p->rows->count; i++) {
        const struct ll_json *row = &p->rows->items[i];
        if (row->type != LL_JSON_ARRAY || row->count != 4 || row->items[0].type != LL_JSON_STRING ||
            row->items[1].type != LL_JSON_STRING || !row->items[2].is_integer ||
            !row->items[3].is_integer || row->items[2].integer < 0 ||
            row->items[2].integer >= row->items[3].integer) {
            return false;
        }
        if (i > 0) {
            const struct ll_json *last = &p->rows->items[i - 1];
            int order = ll_str_cmp(last->items[0].string, row->items[0].string);
            order = order != 0 ? order : ll_str_cmp(last->items[1].string, row->items[1].string);
            if (order > 0 || (order == 0 && last->items[3].integer > row->items[2].integer)) {
                return false;
            }
        }
        p->first[i] = p->size;
        p->size += row->items[3].integer - row->items[2].integer;
        if (p->size > LL_JSON_INT_MAX) {
            return false;
        }
    }
    return true;
}

/* Are these the unit's receipt, lot and number? */
static bool is_unit(const struct population *p, int64_t number, const struct ll_json *unit)
{
    size_t lo = 0;
    size_t hi = p->rows->count;
    while (hi - lo > 1) {
        size_t middle = lo + (hi - lo) / 2;
        if (p->first[middle] <= number) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    const struct ll_json *row = &p->rows->items[lo];
    const struct ll_json *at = ll_json_get(unit, "unit");
    return ll_str_eq(row->items[0].string, ll_json_string_at(unit, "receipt_id")) &&
           ll_str_eq(row->items[1].string, ll_json_string_at(unit, "lot_id")) && at != NULL &&
           at->is_integer && at->integer == row->items[2].integer + number - p->first[lo];
}

/* The first 64 bits of the hash of one draw. */
static uint64_t hash_of(const struct ll_sample_file *file, int64_t draw)
{
    static const char title[] = "loopledger sample " LL_SAMPLE_ALGORITHM "\n";
    char digits[20];
    uint8_t digest[LL_DIGEST_SIZE];
    uint64_t hash = 0;
    const struct ll_str end = LL_STR("\n");
    const struct ll_str pieces[] = {{title, sizeof(title) - 1},
                                    ll_json_string_at(file->draw, "programme_id"),
                                    end,
                                    ll_json_string_at(file->draw, "until"),
                                    end,
                                    {digits, ll_i64_digits(draw, digits)},
                                    end,
                                    ll_json_string_at(file->draw, "seed")};
    file->crypto->sha256(file->crypto->ctx, pieces, sizeof(pieces) / sizeof(pieces[0]), digest);
    for (size_t i = 0; i < 8; i++) {
        hash = hash << 8U | digest[i];
    }
    return hash;
}

static bool is_drawn(const int64_t *numbers, size_t count, int64_t number)
{
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

/* As docs/sampling.md says: as many as there are in the file, each in its place. */
static bool draws_these(const struct ll_sample_file *file, const struct population *p,
                        int64_t *numbers)
{
    uint64_t size = (uint64_t)p->size;
    uint64_t beyond = UINT64_MAX - (UINT64_MAX % size + 1) % size;
    size_t count = 0;
    for (int64_t draw = 0; count < file->units->count; draw++) {
        uint64_t hash = hash_of(file, draw);
        int64_t number = (int64_t)(hash % size);
        if (hash > beyond || is_drawn(numbers, count, number)) {
            continue;
        }
        if (!is_unit(p, number, &file->units->items[count])) {
            return false;
        }
        numbers[count++] = number;
    }
    return true;
}

static bool is_number(const struct ll_json *object, const char *name, int64_t wanted)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->is_integer && value->integer == wanted;
}

static enum ll_status check_draw(const struct ll_sample_file *file, bool *ret_good,
                                 struct ll_err *reterr)
{
    struct population p = {.rows = file->population};
    int64_t numbers[LL_SAMPLE_UNITS_MAX];
    int64_t count = (int64_t)file->units->count;
    *ret_good = is_number(file->draw, "drawn_units", count) &&
                ll_str_eq_cstr(ll_json_string_at(file->draw, "algorithm"), LL_SAMPLE_ALGORITHM);
    if (!*ret_good || file->population == NULL) {
        return LL_OK;
    }
    p.first = LL_NEW_ARRAY(file->arena, int64_t, p.rows->count + 1);
    if (p.first == NULL) {
        return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the population");
    }
    *ret_good = p.rows->count <= LL_SAMPLE_POPULATION_MAX && read_population(&p) &&
                count <= p.size && is_number(file->draw, "population_units", p.size) &&
                (count == 0 || draws_these(file, &p, numbers));
    return LL_OK;
}

/* ---- the whole ---- */

enum ll_status ll_sample_open(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                              struct ll_str text, const struct ll_json *whole,
                              enum ll_sample_reason *ret_reason, struct ll_sample_file *ret_file,
                              struct ll_err *reterr)
{
    struct ll_sample_file file = {.arena = arena, .crypto = crypto, .whole = whole};
    struct ll_arena_mark mark = ll_arena_mark(arena);
    struct ll_str canonical;
    bool is_these = true;
    LL_TRY(ll_json_canonical(arena, whole, 6 * LL_BUNDLE_BYTES_MAX, &canonical, reterr));
    bool same = ll_str_eq(canonical, text);
    ll_arena_rewind(arena, mark);
    enum ll_sample_reason reason = same ? read_members(&file) : LL_SAMPLE_CANONICAL;
    if (reason == LL_SAMPLE_SOUND) {
        LL_TRY(check_draw(&file, &is_these, reterr));
        reason = is_these ? LL_SAMPLE_SOUND : LL_SAMPLE_DRAW;
    }
    *ret_reason = reason;
    *ret_file = file;
    return LL_OK;
}

/* ---- for who reads ---- */

static void tell(const struct ll_sample_file *file, struct ll_json *list, const char *name,
                 struct ll_str value)
{
    if (value.len > 0) {
        struct ll_json *item = ll_json_new_object(file->arena);
        ll_json_set_cstr(file->arena, item, "name", name);
        ll_json_set_str(file->arena, item, "value", value);
        ll_json_append(file->arena, list, item);
    }
}

static void tell_count(const struct ll_sample_file *file, struct ll_json *list, const char *name,
                       const struct ll_json *value, int64_t count)
{
    char digits[20];
    int64_t n = value == NULL ? count : value->integer;
    if (value == NULL || value->is_integer) {
        struct ll_str text = {digits, ll_i64_digits(n, digits)};
        tell(file, list, name, ll_str_copy(file->arena, text));
    }
}

/* Of which nothing is missing, by what stands beside each: not by the sum in "draw". */
static int64_t count_complete(const struct ll_sample_file *file)
{
    int64_t count = 0;
    for (size_t i = 0; i < file->units->count; i++) {
        const struct ll_json *missing = typed(&file->units->items[i], "missing", LL_JSON_ARRAY);
        count += missing != NULL && missing->count == 0 ? 1 : 0;
    }
    return count;
}

struct ll_json *ll_sample_json(const struct ll_sample_file *file)
{
    struct ll_json *list = ll_json_new_array(file->arena);
    const struct ll_json *entries = typed(file->log, "entries", LL_JSON_ARRAY);
    tell(file, list, "programme", ll_json_string_at(file->draw, "programme_id"));
    tell(file, list, "seed", ll_json_string_at(file->draw, "seed"));
    tell(file, list, "until", ll_json_string_at(file->draw, "until"));
    tell_count(file, list, "population", ll_json_get(file->draw, "population_units"), 0);
    tell_count(file, list, "units", NULL, (int64_t)file->units->count);
    tell_count(file, list, "complete", NULL, count_complete(file));
    tell_count(file, list, "receipts", NULL, (int64_t)file->receipts->count);
    tell_count(file, list, "certificates", NULL, (int64_t)file->certificates->count);
    tell_count(file, list, "entries", NULL, entries == NULL ? 0 : (int64_t)entries->count);
    tell(file, list, file->population == NULL ? "not_redrawn" : "redrawn", file->made_at);
    return list;
}
