/* Do a bundle's intervals open what the log published? */
#include "base/catalogue.h"
#include "base/mem.h"
#include "proof/base64.h"
#include "proof/bundle.h"
#include "proof/heap_sort.h"

#define ENTRY_BYTES_MAX ((size_t)64 << 10)
#define TEXT_BYTES_MAX 256
#define SALT_SIZE 16
#define NUMBER_SIZE 16
/* No row of an entry is shorter as text: how many there can be is known before they are read. */
#define CITED_BYTES_MIN 40
#define PUBLISHED_BYTES_MIN 100

static const char label[] = "loopledger commitment v1";

static const struct {
    const char *code;
    const char *text;
} reasons[] = {
#define LL_ALLOCATED_ROW(symbol, code, text) [LL_ALLOCATED_##symbol] = {(code), (text)},
#include "proof/allocated_reasons.def"
#undef LL_ALLOCATED_ROW
};

const char *ll_allocated_reason_code(enum ll_allocated_reason reason)
{
    return reasons[reason].code;
}

const char *ll_allocated_reason_text(enum ll_allocated_reason reason)
{
    return reasons[reason].text;
}

struct span {
    uint8_t lot[NUMBER_SIZE];
    int64_t lo;
    int64_t hi;
};
struct spans {
    struct span *items;
    size_t count;
    size_t max;
};

/* A row of an allocation run. */
struct published {
    uint8_t commitment[LL_DIGEST_SIZE];
    struct span units;
};

struct checking {
    struct ll_arena *arena;
    const struct ll_proof_crypto *crypto;
    const struct ll_json *intervals;
    const struct ll_json *log;
    const struct ll_bundle_logged *logged;
    uint8_t (*lots)[NUMBER_SIZE];
    struct published *published;
    size_t published_count;
    size_t published_max;
};

static enum ll_status no_memory(struct ll_err *reterr)
{
    return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the log's allocations");
}

static const struct ll_json *list_of(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_ARRAY ? value : NULL;
}

/* LL_OK with NULL: no JSON. */
static enum ll_status read_entry(struct checking *c, const struct ll_json *item,
                                 const struct ll_json **ret_json, struct ll_err *reterr)
{
    struct ll_json *json = NULL;
    struct ll_err problem;
    struct ll_str text = ll_json_string_at(item, "entry");
    enum ll_status status = ll_json_read(c->arena, text, ENTRY_BYTES_MAX, &json, &problem);
    *ret_json = status == LL_OK ? json : NULL;
    return status == LL_ENOMEM ? no_memory(reterr) : LL_OK;
}

static size_t entries_bytes(const struct ll_json *list)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++) {
        bytes += ll_json_string_at(&list->items[i], "entry").len;
    }
    return bytes;
}

static bool read_hex(const struct ll_json *value, size_t size, uint8_t *ret_bytes)
{
    return value->type == LL_JSON_STRING && value->string.len == 2 * size &&
           ll_hex_decode(value->string, ret_bytes) == LL_OK;
}

/* [lot, lo, hi, …] of so many members. */
static bool read_span(const struct ll_json *row, size_t members, struct span *ret_span)
{
    if (row->type != LL_JSON_ARRAY || row->count != members || !row->items[1].is_integer ||
        !row->items[2].is_integer || !read_hex(&row->items[0], NUMBER_SIZE, ret_span->lot)) {
        return false;
    }
    ret_span->lo = row->items[1].integer;
    ret_span->hi = row->items[2].integer;
    return ret_span->lo >= 0 && ret_span->lo < ret_span->hi;
}

/* ---- the units that the certificate cites, here and in the log ---- */

static int compare_spans(const void *a, const void *b)
{
    const struct span *x = a;
    const struct span *y = b;
    int order = memcmp(x->lot, y->lot, NUMBER_SIZE);
    return order != 0 ? order : (x->lo > y->lo) - (x->lo < y->lo);
}

/* Sorted, what touches as one. */
static void join_spans(struct spans *spans)
{
    size_t count = 0;
    ll_heap_sort(spans->items, spans->count, sizeof(*spans->items), compare_spans);
    for (size_t i = 0; i < spans->count; i++) {
        struct span *last = count > 0 ? &spans->items[count - 1] : NULL;
        if (last != NULL && last->hi == spans->items[i].lo &&
            memcmp(last->lot, spans->items[i].lot, NUMBER_SIZE) == 0) {
            last->hi = spans->items[i].hi;
        } else {
            spans->items[count++] = spans->items[i];
        }
    }
    spans->count = count;
}

static bool same_spans(const struct spans *a, const struct spans *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = compare_spans(&a->items[i], &b->items[i]) == 0 && a->items[i].hi == b->items[i].hi;
    }
    return same;
}

/* Their form was checked when the bundle was opened; so was which lot a row names. */
static enum ll_status read_lots(struct checking *c, struct ll_err *reterr)
{
    const struct ll_json *lots = ll_json_get(c->intervals, "lots");
    c->lots = ll_arena_alloc(c->arena, lots->count, NUMBER_SIZE);
    if (c->lots == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < lots->count; i++) {
        (void)!ll_hex_decode(lots->items[i].string, c->lots[i]);
    }
    return LL_OK;
}

static struct span units_of(const struct checking *c, const struct ll_json *row, size_t lo,
                            size_t hi)
{
    struct span units = {.lo = row->items[lo].integer, .hi = row->items[hi].integer};
    memcpy(units.lot, c->lots[row->items[LL_INTERVAL_LOT].integer], NUMBER_SIZE);
    return units;
}

static enum ll_status intervals_units(struct checking *c, struct spans *ret_spans,
                                      struct ll_err *reterr)
{
    const struct ll_json *rows = ll_json_get(c->intervals, "rows");
    ret_spans->count = rows->count;
    ret_spans->items = LL_NEW_ARRAY(c->arena, struct span, rows->count);
    if (ret_spans->items == NULL) {
        return no_memory(reterr);
    }
    for (size_t i = 0; i < rows->count; i++) {
        ret_spans->items[i] = units_of(c, &rows->items[i], LL_INTERVAL_LOT_LO, LL_INTERVAL_LOT_HI);
    }
    return LL_OK;
}

static bool add_cited(const struct ll_json *entry, struct spans *spans)
{
    const struct ll_json *rows = list_of(ll_json_get(entry, "body"), "cited");
    bool good = rows != NULL && rows->count <= spans->max - spans->count;
    for (size_t i = 0; good && i < rows->count; i++) {
        good = read_span(&rows->items[i], 3, &spans->items[spans->count++]);
    }
    return good;
}

/* In all parts of the certificate's entry. */
static enum ll_status cited_units(struct checking *c, struct spans *ret_spans, bool *ret_good,
                                  struct ll_err *reterr)
{
    const struct ll_json *entries = ll_json_get(c->log, "entries");
    ret_spans->count = 0;
    ret_spans->max = entries_bytes(entries) / CITED_BYTES_MIN + 1;
    ret_spans->items = LL_NEW_ARRAY(c->arena, struct span, ret_spans->max);
    if (ret_spans->items == NULL) {
        return no_memory(reterr);
    }
    *ret_good = true;
    for (size_t i = 0; *ret_good && i < entries->count; i++) {
        struct ll_arena_mark mark = ll_arena_mark(c->arena);
        const struct ll_json *entry = NULL;
        LL_TRY(read_entry(c, &entries->items[i], &entry, reterr));
        *ret_good = add_cited(entry, ret_spans);
        ll_arena_rewind(c->arena, mark);
    }
    return LL_OK;
}

static enum ll_status check_cited(struct checking *c, bool *ret_same, struct ll_err *reterr)
{
    struct spans stated;
    struct spans cited;
    LL_TRY(intervals_units(c, &stated, reterr));
    LL_TRY(cited_units(c, &cited, ret_same, reterr));
    if (*ret_same) {
        join_spans(&stated);
        join_spans(&cited);
        *ret_same = same_spans(&stated, &cited);
    }
    return LL_OK;
}

/* ---- what the runs published ---- */

static int compare_published(const void *a, const void *b)
{
    const struct published *x = a;
    const struct published *y = b;
    return memcmp(x->commitment, y->commitment, sizeof(x->commitment));
}

static bool add_published(struct checking *c, const struct ll_json *rows)
{
    bool good = rows->count <= c->published_max - c->published_count;
    for (size_t i = 0; good && i < rows->count; i++) {
        struct published *row = &c->published[c->published_count++];
        good = read_span(&rows->items[i], 4, &row->units) &&
               read_hex(&rows->items[i].items[3], sizeof(row->commitment), row->commitment);
    }
    return good;
}

bool ll_bundle_read_proof(const struct ll_json *list, struct ll_tree_proof *ret_proof)
{
    bool good = list != NULL && list->count <= LL_TREE_PROOF_MAX;
    ret_proof->count = 0;
    for (size_t i = 0; good && i < list->count; i++) {
        size_t length = 0;
        struct ll_tree_hash *hash = &ret_proof->hashes[ret_proof->count++];
        good = ll_base64_decode(LL_BASE64_STANDARD, ll_json_string(&list->items[i]),
                                sizeof(hash->b), hash->b, &length) == LL_OK &&
               length == sizeof(hash->b);
    }
    return good;
}

/* Under the certificate's own checkpoint, before it, and after the one before. */
static enum ll_allocated_reason check_place(const struct checking *c, const struct ll_json *item,
                                            int64_t *last)
{
    const struct ll_json *index = ll_json_get(item, "index");
    struct ll_tree_proof proof;
    struct ll_tree_hash leaf;
    if (item->count != 3 || index == NULL || !index->is_integer || index->integer <= *last ||
        !ll_bundle_read_proof(list_of(item, "hashes"), &proof)) {
        return LL_ALLOCATED_SHAPE;
    }
    *last = index->integer;
    ll_tree_leaf(c->crypto, ll_json_string_at(item, "entry"), &leaf);
    return index->integer < c->logged->index &&
                   ll_tree_includes(c->crypto, index->integer, c->logged->size, &leaf, &proof,
                                    &c->logged->root)
               ? LL_ALLOCATED_OPENED
               : LL_ALLOCATED_NOT_INCLUDED;
}

/* The rows of an entry of a run; NULL: it is none. */
static const struct ll_json *rows_of(const struct ll_json *entry)
{
    const struct ll_json *version = ll_json_get(entry, "v");
    bool is_run = version != NULL && version->is_integer && version->integer == 1 &&
                  ll_str_eq_cstr(ll_json_string_at(entry, "kind"), "allocation_run");
    return is_run ? list_of(ll_json_get(entry, "body"), "rows") : NULL;
}

static enum ll_status read_allocation(struct checking *c, const struct ll_json *item, int64_t *last,
                                      enum ll_allocated_reason *ret_reason, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(c->arena);
    const struct ll_json *entry = NULL;
    *ret_reason = check_place(c, item, last);
    if (*ret_reason != LL_ALLOCATED_OPENED) {
        return LL_OK;
    }
    LL_TRY(read_entry(c, item, &entry, reterr));
    const struct ll_json *rows = rows_of(entry);
    if (rows == NULL || !add_published(c, rows)) {
        *ret_reason = LL_ALLOCATED_SHAPE;
    }
    ll_arena_rewind(c->arena, mark);
    return LL_OK;
}

static enum ll_status read_allocations(struct checking *c, const struct ll_json *list,
                                       enum ll_allocated_reason *ret_reason, struct ll_err *reterr)
{
    int64_t last = -1;
    c->published_max = entries_bytes(list) / PUBLISHED_BYTES_MIN + 1;
    c->published = LL_NEW_ARRAY(c->arena, struct published, c->published_max);
    if (c->published == NULL) {
        return no_memory(reterr);
    }
    *ret_reason = LL_ALLOCATED_OPENED;
    for (size_t i = 0; *ret_reason == LL_ALLOCATED_OPENED && i < list->count; i++) {
        LL_TRY(read_allocation(c, &list->items[i], &last, ret_reason, reterr));
    }
    ll_heap_sort(c->published, c->published_count, sizeof(*c->published), compare_published);
    return LL_OK;
}

/* ---- opening ---- */

/* SHA-256(label || salt || {"hi":…,"lo":…,"order_line_id":…}) */
static enum ll_status commit(struct checking *c, const struct ll_json *row,
                             uint8_t ret_commitment[LL_DIGEST_SIZE], struct ll_err *reterr)
{
    const struct ll_json *lines = ll_json_get(c->intervals, "lines");
    const struct ll_json *line = &lines->items[row->items[LL_INTERVAL_LINE].integer];
    struct ll_arena_mark mark = ll_arena_mark(c->arena);
    uint8_t salt[SALT_SIZE] = {0};
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, c->arena, TEXT_BYTES_MAX);
    ll_strbuf_cstr(&buf, "{\"hi\":");
    ll_strbuf_i64(&buf, row->items[LL_INTERVAL_RUN_LINE_HI].integer);
    ll_strbuf_cstr(&buf, ",\"lo\":");
    ll_strbuf_i64(&buf, row->items[LL_INTERVAL_RUN_LINE_LO].integer);
    ll_strbuf_cstr(&buf, ",\"order_line_id\":");
    ll_json_put_string(&buf, ll_json_string_at(line, "orderLineId"));
    ll_strbuf_char(&buf, '}');
    enum ll_status status = ll_strbuf_finish(&buf, &text, reterr);
    if (status == LL_ELIMIT) {
        text = LL_STR(""); /* no id of ours is that long: opens nothing */
    } else if (status != LL_OK) {
        return status;
    }
    (void)!ll_hex_decode(row->items[LL_INTERVAL_SALT].string, salt); /* its form was checked */
    const struct ll_str pieces[] = {
        {label, sizeof(label) - 1}, {(const char *)salt, sizeof(salt)}, text};
    c->crypto->sha256(c->crypto->ctx, pieces, 3, ret_commitment);
    ll_arena_rewind(c->arena, mark);
    return LL_OK;
}

/* The row of a run with this commitment over these units. */
static bool find_published(const struct checking *c, const struct published *wanted)
{
    size_t lo = 0;
    size_t hi = c->published_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (compare_published(&c->published[middle], wanted) < 0) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    for (; lo < c->published_count && compare_published(&c->published[lo], wanted) == 0; lo++) {
        const struct published *row = &c->published[lo];
        if (compare_spans(&row->units, &wanted->units) == 0 && row->units.hi == wanted->units.hi) {
            return true;
        }
    }
    return false;
}

static enum ll_status open_rows(struct checking *c, enum ll_allocated_reason *ret_reason,
                                struct ll_err *reterr)
{
    const struct ll_json *rows = ll_json_get(c->intervals, "rows");
    for (size_t i = 0; i < rows->count; i++) {
        struct published wanted = {
            .units = units_of(c, &rows->items[i], LL_INTERVAL_RUN_LOT_LO, LL_INTERVAL_RUN_LOT_HI)};
        LL_TRY(commit(c, &rows->items[i], wanted.commitment, reterr));
        if (!find_published(c, &wanted)) {
            *ret_reason = LL_ALLOCATED_UNOPENED;
            return LL_OK;
        }
    }
    return LL_OK;
}

enum ll_status ll_bundle_check_allocated(struct ll_arena *arena,
                                         const struct ll_proof_crypto *crypto,
                                         const struct ll_bundle *bundle,
                                         const struct ll_bundle_logged *logged,
                                         enum ll_allocated_reason *ret_reason,
                                         struct ll_err *reterr)
{
    struct checking c = {.arena = arena,
                         .crypto = crypto,
                         .intervals = bundle->intervals,
                         .log = bundle->log,
                         .logged = logged};
    bool same = false;
    bool is_live =
        ll_str_eq_cstr(bundle->state, "live") || ll_str_eq_cstr(bundle->state, "under-review");
    *ret_reason = is_live ? LL_ALLOCATED_INTERVALS_LEFT_OUT : LL_ALLOCATED_NO_INTERVALS;
    if (c.intervals == NULL) {
        return LL_OK;
    }
    *ret_reason = LL_ALLOCATED_NOT_LOGGED;
    if (c.log == NULL || logged->outcome != LL_DI_OUTCOME_VALID) {
        return LL_OK;
    }
    LL_TRY(read_lots(&c, reterr));
    LL_TRY(check_cited(&c, &same, reterr));
    *ret_reason = LL_ALLOCATED_CITED;
    if (!same) {
        return LL_OK;
    }
    const struct ll_json *list = ll_json_get(c.log, "allocations");
    *ret_reason = list == NULL ? LL_ALLOCATED_LEFT_OUT : LL_ALLOCATED_SHAPE;
    if (list == NULL || list->type != LL_JSON_ARRAY || list->count == 0) {
        return LL_OK;
    }
    LL_TRY(read_allocations(&c, list, ret_reason, reterr));
    return *ret_reason == LL_ALLOCATED_OPENED ? open_rows(&c, ret_reason, reterr) : LL_OK;
}
