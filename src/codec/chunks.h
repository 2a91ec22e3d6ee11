/*
 * Lists and texts that grow without garbage. A plain list in an arena doubles and leaves the old
 * place behind, so that it may take four times its items; these take their items and little more,
 * and nothing in them moves once their first chunk is full. For what readers gather, row by row, of
 * long files.
 */
#ifndef LL_CODEC_CHUNKS_H
#define LL_CODEC_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Things of one size. */
struct ll_chunks {
    struct ll_arena *arena;
    size_t size;
    size_t shift; /* a chunk holds 1 << shift things */
    size_t count;
    size_t room;   /* things the newest chunk has room for */
    char **chunks; /* [chunk_count] */
    size_t chunk_count;
    size_t chunk_capacity;
};

/* `size`: 1 to LL_CHUNK_BYTES. */
#define LL_CHUNK_BYTES ((size_t)16384)
void ll_chunks_init(struct ll_chunks *list, struct ll_arena *arena, size_t size);
/* A zeroed thing at the end; others may move. NULL: the arena's cap, or UINT32_MAX things. */
void *ll_chunks_add(struct ll_chunks *list);
/* The i-th; valid until the next is added. */
void *ll_chunks_at(const struct ll_chunks *list, size_t i);

/*
 * Texts, kept one behind the other and named by a number; 0 is the empty text. They stay in place
 * for the arena's life.
 */
#define LL_TEXTS_RECENT 512
struct ll_texts {
    struct ll_arena *arena;
    char **chunks;
    size_t count;
    size_t capacity;
    size_t used; /* of the newest chunk */
    size_t room;
    uint32_t recent[LL_TEXTS_RECENT]; /* by a hash of the text: what columns repeat is kept once */
};

void ll_texts_init(struct ll_texts *texts, struct ll_arena *arena);
/* Keep a copy. LL_ENOMEM; LL_ELIMIT above 4 GiB of texts. */
LL_MUST enum ll_status ll_texts_put(struct ll_texts *texts, struct ll_str text, uint32_t *ret_name,
                                    struct ll_err *reterr);
/* The same, but the name of an equal text that was kept not long ago, if there is one. */
LL_MUST enum ll_status ll_texts_intern(struct ll_texts *texts, struct ll_str text,
                                       uint32_t *ret_name, struct ll_err *reterr);
struct ll_str ll_texts_get(const struct ll_texts *texts, uint32_t name);
/* Forget the text that was put last (never an interned one). */
void ll_texts_undo(struct ll_texts *texts, uint32_t name);

#endif
