/*
 * Memory for one request, command or import row: bump allocation out of blocks, one hard cap,
 * freed all at once. Freestanding: blocks come from a provider (hosted: malloc; in WebAssembly: one
 * static block). With AddressSanitizer every allocation is fenced by poisoned bytes.
 */
#ifndef LL_BASE_ARENA_H
#define LL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ll_arena_block;

/* Where blocks come from. `take` returns NULL when it has no more; `give` takes a block back. */
struct ll_arena_source {
    void *(*take)(void *ctx, size_t size);
    void (*give)(void *ctx, void *ptr, size_t size);
    void *ctx;
};

struct ll_arena {
    struct ll_arena_source source;
    struct ll_arena_block *block; /* newest first */
    size_t cap_bytes;             /* never exceeded */
    size_t taken_bytes;           /* from the source, now */
    size_t peak_bytes;            /* highest taken_bytes */
};

/* A point to go back to. */
struct ll_arena_mark {
    struct ll_arena_block *block;
    size_t used;
};

/* The malloc source (hosted builds only). */
extern const struct ll_arena_source ll_arena_malloc;

void ll_arena_init(struct ll_arena *arena, const struct ll_arena_source *source, size_t cap_bytes);
void ll_arena_release(struct ll_arena *arena);
/*
 * An arena within `parent`: its blocks count against the parent's cap and peak, and go back to the
 * source one by one as the child is rewound or released. For what must go before the rest (an
 * index, scratch) while the parent goes on growing. Release it before the parent.
 */
void ll_arena_child(struct ll_arena *child, struct ll_arena *parent);
/* Forget everything, keep one block for reuse. */
void ll_arena_reset(struct ll_arena *arena);

/*
 * Zeroed memory for `count` things of `size` bytes, aligned for any type; NULL when the cap would
 * be passed or count * size overflows (then report LL_ENOMEM). Zero bytes give a valid pointer.
 */
void *ll_arena_alloc(struct ll_arena *arena, size_t count, size_t size);
#define LL_NEW(arena, type) ((type *)ll_arena_alloc((arena), 1, sizeof(type)))
#define LL_NEW_ARRAY(arena, type, count) ((type *)ll_arena_alloc((arena), (count), sizeof(type)))

/* Grow the newest allocation where it stands, from old_size to new_size bytes, the new bytes
 * zeroed; false when it is not the newest or there is no room: then allocate anew and copy. */
bool ll_arena_extend(struct ll_arena *arena, void *ptr, size_t old_size, size_t new_size);

struct ll_arena_mark ll_arena_mark(const struct ll_arena *arena);
/* Free what was allocated after the mark; pointers to it are dead. */
void ll_arena_rewind(struct ll_arena *arena, struct ll_arena_mark mark);

#endif
