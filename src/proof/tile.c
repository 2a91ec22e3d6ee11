#include "proof/tile.h"

#include "base/mem.h"
#include "base/text.h"

static const char prefix[] = "tile/";
static const char entries[] = "entries";

/* ---- paths ----------------------------------------------------------------------------------- */

size_t ll_tile_path(const struct ll_tile *tile, char ret_path[LL_TILE_PATH_MAX])
{
    struct ll_text out;
    char digits[20];
    LL_ASSERT(tile->level < LL_TILE_LEVELS && tile->index >= 0 && tile->width > 0 &&
              tile->width <= LL_TILE_WIDTH);
    ll_text_init(&out, ret_path, LL_TILE_PATH_MAX);
    ll_text_cstr(&out, prefix);
    if (tile->level == LL_TILE_ENTRIES) {
        ll_text_cstr(&out, entries);
    } else {
        ll_text_i64(&out, tile->level);
    }
    size_t count = ll_i64_digits(tile->index, digits);
    size_t groups = (count + 2) / 3;
    size_t zeros = groups * 3 - count;
    for (size_t i = 0; i < groups * 3; i++) {
        if (i % 3 == 0) {
            ll_text_cstr(&out, i / 3 + 1 < groups ? "/x" : "/");
        }
        ll_text_str(&out, i < zeros ? LL_STR("0") : (struct ll_str){digits + (i - zeros), 1});
    }
    if (tile->width < LL_TILE_WIDTH) {
        ll_text_cstr(&out, ".p/");
        ll_text_i64(&out, tile->width);
    }
    return out.len;
}

static bool take(struct ll_str *rest, const char *word)
{
    struct ll_str start = ll_str_from_cstr(word);
    if (!ll_str_starts(*rest, start)) {
        return false;
    }
    *rest = ll_str_sub(*rest, start.len, rest->len);
    return true;
}

/* Decimal digits in front, at most `max` of them. */
static bool take_digits(struct ll_str *rest, size_t max, int64_t *ret_value)
{
    int64_t value = 0;
    size_t count = 0;
    while (count < max && count < rest->len && rest->ptr[count] >= '0' && rest->ptr[count] <= '9') {
        value = value * 10 + (rest->ptr[count++] - '0');
    }
    *rest = ll_str_sub(*rest, count, rest->len);
    *ret_value = value;
    return count > 0;
}

/* Whatever a reading leaves open (leading zeros, groups that are too short) shows when the path is
 * written again: every tile has one path. */
enum ll_status ll_tile_parse(struct ll_str path, struct ll_tile *ret_tile)
{
    struct ll_tile tile = {.level = LL_TILE_ENTRIES, .index = 0, .width = LL_TILE_WIDTH};
    struct ll_str rest = path;
    int64_t number = 0;
    if (path.len >= LL_TILE_PATH_MAX || !take(&rest, prefix)) {
        return LL_EPARSE;
    }
    if (!take(&rest, entries)) {
        if (!take_digits(&rest, 1, &number) || number >= LL_TILE_LEVELS) {
            return LL_EPARSE;
        }
        tile.level = (int)number;
    }
    for (bool more = true; more;) {
        if (!take(&rest, "/")) {
            return LL_EPARSE;
        }
        more = take(&rest, "x");
        if (!take_digits(&rest, 3, &number) || tile.index > LL_TREE_SIZE_MAX / 1000) {
            return LL_EPARSE;
        }
        tile.index = tile.index * 1000 + number;
    }
    if (take(&rest, ".p/")) {
        if (!take_digits(&rest, 3, &number) || number < 1 || number >= LL_TILE_WIDTH) {
            return LL_EPARSE;
        }
        tile.width = (int)number;
    }
    char again[LL_TILE_PATH_MAX];
    size_t length = ll_tile_path(&tile, again);
    if (!ll_str_eq(path, (struct ll_str){again, length})) {
        return LL_EPARSE;
    }
    *ret_tile = tile;
    return LL_OK;
}

/* ---- where hashes are ------------------------------------------------------------------------ */

int64_t ll_tile_hashes(int level, int64_t size)
{
    if (level == LL_TILE_ENTRIES) {
        return size;
    }
    return level * LL_TILE_BITS >= 63 ? 0 : size >> (unsigned)(level * LL_TILE_BITS);
}

int ll_tile_width(int level, int64_t index, int64_t size)
{
    int64_t hashes = ll_tile_hashes(level, size);
    if (index < 0 || index > hashes / LL_TILE_WIDTH) {
        return 0;
    }
    int64_t from = index * LL_TILE_WIDTH;
    return hashes - from < LL_TILE_WIDTH ? (int)(hashes - from) : LL_TILE_WIDTH;
}

struct ll_tile_place ll_tile_place(int level, int64_t index)
{
    unsigned above = (unsigned)(level % LL_TILE_BITS);
    int64_t first = (int64_t)((uint64_t)index << above);
    return (struct ll_tile_place){
        .level = level / LL_TILE_BITS,
        .index = first / LL_TILE_WIDTH,
        .first = (int)(first % LL_TILE_WIDTH),
        .count = 1 << above,
    };
}

void ll_tile_subtree(const struct ll_proof_crypto *crypto, const struct ll_tile_place *place,
                     const struct ll_tree_hash *tile_hashes, struct ll_tree_hash *ret_hash)
{
    struct ll_tree_hash scratch[LL_TILE_WIDTH / 2];
    memcpy(scratch, tile_hashes + place->first, (size_t)place->count * sizeof(scratch[0]));
    ll_tree_fold(crypto, scratch, (size_t)place->count, ret_hash);
}

/* ---- growing --------------------------------------------------------------------------------- */

void ll_tile_edge_init(struct ll_tile_edge *ret_edge)
{
    memset(ret_edge, 0, sizeof(*ret_edge));
}

enum ll_status ll_tile_edge_append(const struct ll_proof_crypto *crypto, struct ll_tile_edge *edge,
                                   const struct ll_tree_hash *leaf, const struct ll_tile_sink *sink,
                                   struct ll_err *reterr)
{
    if (edge->size >= LL_TREE_SIZE_MAX) {
        return LL_FAIL_TEXT(reterr, LL_EINVAL, "the log is as long as a log can be");
    }
    struct ll_tree_hash hash = *leaf;
    edge->size++;
    for (int level = 0;; level++) {
        LL_ASSERT(level < LL_TILE_LEVELS);
        edge->hashes[level][edge->width[level]++] = hash;
        if (edge->width[level] < LL_TILE_WIDTH) {
            return LL_OK;
        }
        struct ll_tree_hash scratch[LL_TILE_WIDTH];
        memcpy(scratch, edge->hashes[level], sizeof(scratch));
        ll_tree_fold(crypto, scratch, LL_TILE_WIDTH, &hash);
        if (sink != NULL) {
            struct ll_tile tile = {
                .level = level,
                .index = ll_tile_hashes(level, edge->size) / LL_TILE_WIDTH - 1,
                .width = LL_TILE_WIDTH,
            };
            LL_TRY(sink->full(sink->ctx, &tile, edge->hashes[level], &hash, reterr));
        }
        edge->width[level] = 0;
    }
}

void ll_tile_edge_root(const struct ll_proof_crypto *crypto, const struct ll_tile_edge *edge,
                       struct ll_tree_hash *ret_root)
{
    struct ll_tree_hash root;
    bool any = false;
    for (int level = 0; level < LL_TILE_LEVELS; level++) {
        int end = edge->width[level];
        for (unsigned bit = 0; end > 0; bit++) {
            if (((unsigned)end >> bit & 1U) == 0) {
                continue;
            }
            struct ll_tile_place place = {.count = 1 << bit};
            struct ll_tree_hash left;
            end -= place.count;
            place.first = end;
            ll_tile_subtree(crypto, &place, edge->hashes[level], &left);
            if (any) {
                ll_tree_node(crypto, &left, &root, &root);
            } else {
                root = left;
                any = true;
            }
        }
    }
    if (any) {
        *ret_root = root;
    } else {
        ll_tree_empty(crypto, ret_root);
    }
}

/* ---- bundles --------------------------------------------------------------------------------- */

void ll_bundle_put(struct ll_strbuf *out, struct ll_str entry)
{
    if (entry.len > LL_ENTRY_BYTES_MAX) {
        ll_strbuf_fail(out, LL_ELIMIT);
        return;
    }
    ll_strbuf_char(out, (char)(entry.len >> 8U));
    ll_strbuf_char(out, (char)(entry.len & 0xffU));
    ll_strbuf_str(out, entry);
}

enum ll_status ll_bundle_next(struct ll_str *rest, struct ll_str *ret_entry)
{
    if (rest->len == 0) {
        return LL_EEND;
    }
    if (rest->len < 2) {
        return LL_EPARSE;
    }
    size_t length = (size_t)(uint8_t)rest->ptr[0] << 8U | (uint8_t)rest->ptr[1];
    if (rest->len - 2 < length) {
        return LL_EPARSE;
    }
    *ret_entry = (struct ll_str){rest->ptr + 2, length};
    *rest = ll_str_sub(*rest, 2 + length, rest->len);
    return LL_OK;
}
