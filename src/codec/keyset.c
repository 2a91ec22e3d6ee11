#include "codec/keyset.h"

#include <stdint.h>

/* Keys of which the index of a bit fits. */
#define KEY_BYTES_MAX (UINT32_MAX / 8)

/*
 * A key, and the fork that came with it: at the first bit in which the keys below differ. A link
 * is the index of a node, doubled, and one more when its key is meant rather than its fork. The
 * first node's fork is never used.
 */
struct node {
    const char *key;
    size_t value;
    uint32_t key_len;
    uint32_t bit;
    uint32_t child[2];
};

static struct node *node_of(const struct ll_keyset *set, uint32_t link)
{
    return ll_chunks_at(&set->nodes, link >> 1);
}

static bool is_key(uint32_t link)
{
    return (link & 1) != 0;
}

static unsigned byte_at(struct ll_str key, size_t i)
{
    return i < key.len ? (unsigned char)key.ptr[i] : 0;
}

static size_t bit_at(struct ll_str key, size_t bit)
{
    return byte_at(key, bit / 8) >> (7 - bit % 8) & 1;
}

/* The key that `key` would meet; the set is not empty. */
static struct node *closest(const struct ll_keyset *set, struct ll_str key)
{
    uint32_t link = set->root;
    while (!is_key(link)) {
        const struct node *fork = node_of(set, link);
        link = fork->child[bit_at(key, fork->bit)];
    }
    return node_of(set, link);
}

/* The first bit in which the keys differ, or SIZE_MAX. */
static size_t first_difference(struct ll_str a, struct ll_str b)
{
    size_t len = a.len > b.len ? a.len : b.len;
    for (size_t i = 0; i < len; i++) {
        unsigned diff = byte_at(a, i) ^ byte_at(b, i);
        if (diff != 0) {
            size_t bit = i * 8;
            while ((diff & 0x80) == 0) {
                diff <<= 1;
                bit++;
            }
            return bit;
        }
    }
    return SIZE_MAX;
}

static size_t difference_from(const struct node *node, struct ll_str key)
{
    return first_difference((struct ll_str){node->key, node->key_len}, key);
}

size_t *ll_keyset_find(const struct ll_keyset *set, struct ll_str key)
{
    if (set->nodes.count == 0) {
        return NULL;
    }
    struct node *node = closest(set, key);
    return difference_from(node, key) == SIZE_MAX ? &node->value : NULL;
}

/* Hang the newest node in, whose key differs at `bit` from the closest one. */
static void hang_in(struct ll_keyset *set, uint32_t index, struct ll_str key, size_t bit)
{
    uint32_t *place = &set->root;
    while (!is_key(*place)) {
        struct node *fork = node_of(set, *place);
        if (fork->bit > bit) {
            break;
        }
        place = &fork->child[bit_at(key, fork->bit)];
    }
    struct node *fresh = node_of(set, index << 1);
    size_t side = bit_at(key, bit);
    fresh->bit = (uint32_t)bit;
    fresh->child[side] = index << 1 | 1;
    fresh->child[1 - side] = *place;
    *place = index << 1;
}

enum ll_status ll_keyset_put(struct ll_keyset *set, struct ll_str key, size_t value,
                             size_t **ret_existing, struct ll_err *reterr)
{
    size_t bit = 0;
    if (set->nodes.count > 0) {
        struct node *node = closest(set, key);
        bit = difference_from(node, key);
        if (bit == SIZE_MAX) {
            *ret_existing = &node->value;
            return LL_OK;
        }
    } else if (set->nodes.arena == NULL) {
        ll_chunks_init(&set->nodes, set->arena, sizeof(struct node));
    }
    if (key.len > KEY_BYTES_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "a number of %zu bytes is too long", key.len);
    }
    size_t index = set->nodes.count;
    struct node *fresh = index > UINT32_MAX / 2 ? NULL : ll_chunks_add(&set->nodes);
    if (fresh == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to remember what was read");
    }
    *fresh = (struct node){.key = key.ptr, .key_len = (uint32_t)key.len, .value = value};
    if (index == 0) {
        set->root = 1;
    } else {
        hang_in(set, (uint32_t)index, key, bit);
    }
    *ret_existing = NULL;
    return LL_OK;
}
