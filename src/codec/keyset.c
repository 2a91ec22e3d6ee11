#include "codec/keyset.h"

#include <stdint.h>

/* A leaf, or a fork at the first bit in which the keys below differ. */
struct ll_keyset_node {
    struct ll_keyset_node *child[2]; /* NULL in a leaf */
    struct ll_str key;               /* of a leaf */
    size_t value;                    /* of a leaf; of a fork: the index of the bit */
};

static unsigned byte_at(struct ll_str key, size_t i)
{
    return i < key.len ? (unsigned char)key.ptr[i] : 0;
}

static size_t bit_at(struct ll_str key, size_t bit)
{
    return byte_at(key, bit / 8) >> (7 - bit % 8) & 1;
}

static struct ll_keyset_node *closest(struct ll_keyset_node *node, struct ll_str key)
{
    while (node->child[0] != NULL) {
        node = node->child[bit_at(key, node->value)];
    }
    return node;
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

size_t *ll_keyset_find(const struct ll_keyset *set, struct ll_str key)
{
    if (set->root == NULL) {
        return NULL;
    }
    struct ll_keyset_node *leaf = closest(set->root, key);
    return first_difference(leaf->key, key) == SIZE_MAX ? &leaf->value : NULL;
}

enum ll_status ll_keyset_put(struct ll_keyset *set, struct ll_str key, size_t value,
                             size_t **ret_existing, struct ll_err *reterr)
{
    struct ll_keyset_node *leaf = NULL;
    size_t bit = 0;
    if (set->root != NULL) {
        leaf = closest(set->root, key);
        bit = first_difference(leaf->key, key);
        if (bit == SIZE_MAX) {
            *ret_existing = &leaf->value;
            return LL_OK;
        }
    }
    struct ll_keyset_node *fresh = LL_NEW(set->arena, struct ll_keyset_node);
    struct ll_keyset_node *fork = LL_NEW(set->arena, struct ll_keyset_node);
    if (fresh == NULL || fork == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to remember what was read");
    }
    *fresh = (struct ll_keyset_node){.key = key, .value = value};
    *ret_existing = NULL;
    struct ll_keyset_node **place = &set->root;
    if (set->root == NULL) {
        *place = fresh;
        return LL_OK;
    }
    while ((*place)->child[0] != NULL && (*place)->value < bit) {
        place = &(*place)->child[bit_at(key, (*place)->value)];
    }
    size_t side = bit_at(key, bit);
    fork->child[side] = fresh;
    fork->child[1 - side] = *place;
    fork->value = bit;
    *place = fork;
    return LL_OK;
}
