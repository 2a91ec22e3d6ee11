/*
 * A set of texts, each with a number, that finds doubles: a binary trie over the bits in which keys
 * differ. Its depth is bounded by the keys' length whatever the keys are, so that no input can make
 * it slow, and it needs no secret. Memory: 32 bytes a key and less than LL_CHUNK_BYTES.
 */
#ifndef LL_CODEC_KEYSET_H
#define LL_CODEC_KEYSET_H

#include "base/arena.h"
#include "base/str.h"
#include "codec/chunks.h"

struct ll_keyset {
    struct ll_arena *arena; /* given by the user, the rest zero */
    struct ll_chunks nodes; /* of struct node */
    uint32_t root;
};

/*
 * The number kept with `key`, or NULL; its place holds until the next put. A key's bytes must not
 * be NUL. Cost: O(bits of the key).
 */
size_t *ll_keyset_find(const struct ll_keyset *set, struct ll_str key);

/*
 * Put `key` (borrowed) with `value` if it is not there. *ret_existing is the number's place when it
 * was there, else NULL. LL_ENOMEM, LL_ELIMIT (a key of 512 MiB).
 */
LL_MUST enum ll_status ll_keyset_put(struct ll_keyset *set, struct ll_str key, size_t value,
                                     size_t **ret_existing, struct ll_err *reterr);

#endif
