#include "base/arena.h"

#include <stdalign.h>

#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define LL_ARENA_FENCED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LL_ARENA_FENCED 1
#endif
#endif

#ifdef LL_ARENA_FENCED
#include <sanitizer/asan_interface.h>
#define FENCE_BYTES ((size_t)16)
#define POISON(ptr, size) ASAN_POISON_MEMORY_REGION((ptr), (size))
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION((ptr), (size))
#else
#define FENCE_BYTES ((size_t)0)
#define POISON(ptr, size) ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#endif

#define ALIGN alignof(max_align_t)
#define BLOCK_MIN_BYTES ((size_t)4096)
#define BLOCK_MAX_BYTES ((size_t)1024 * 1024) /* larger only for one larger allocation */

struct ll_arena_block {
    struct ll_arena_block *older;
    size_t size; /* with this header */
    size_t used; /* with this header; a multiple of ALIGN */
};

static size_t round_up(size_t size)
{
    return (size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
}

static size_t header_bytes(void)
{
    return round_up(sizeof(struct ll_arena_block));
}

static char *block_at(struct ll_arena_block *block, size_t offset)
{
    return (char *)block + offset;
}

/* Bytes that an allocation takes of its block; 0 when that overflows. */
static size_t footprint(size_t bytes)
{
    if (bytes > SIZE_MAX / 2) {
        return 0;
    }
    return round_up(bytes == 0 ? 1 : bytes) + FENCE_BYTES;
}

static void drop_newest(struct ll_arena *arena)
{
    struct ll_arena_block *block = arena->block;
    size_t size = block->size;
    arena->block = block->older;
    arena->taken_bytes -= size;
    UNPOISON(block, size);
    arena->source.give(arena->source.ctx, block, size);
}

/* Shorten the newest block to `used` bytes. */
static void cut_newest(struct ll_arena *arena, size_t used)
{
    struct ll_arena_block *block = arena->block;
    block->used = used;
    POISON(block_at(block, used), block->size - used);
}

/* A new newest block with room for `need` bytes, or false. */
static bool add_block(struct ll_arena *arena, size_t need)
{
    size_t least = header_bytes() + need;
    size_t left = arena->cap_bytes - arena->taken_bytes;
    if (least > left) {
        return false;
    }
    size_t size = arena->block == NULL ? BLOCK_MIN_BYTES : arena->block->size;
    size = size >= BLOCK_MAX_BYTES / 2 ? BLOCK_MAX_BYTES : size * 2;
    size = size < least ? least : size;
    size = size > left ? left : size;
    struct ll_arena_block *block = arena->source.take(arena->source.ctx, size);
    if (block == NULL && size > least) {
        size = least;
        block = arena->source.take(arena->source.ctx, size);
    }
    if (block == NULL) {
        return false;
    }
    *block = (struct ll_arena_block){.older = arena->block, .size = size};
    arena->block = block;
    arena->taken_bytes += size;
    if (arena->taken_bytes > arena->peak_bytes) {
        arena->peak_bytes = arena->taken_bytes;
    }
    cut_newest(arena, header_bytes());
    return true;
}

void ll_arena_init(struct ll_arena *arena, const struct ll_arena_source *source, size_t cap_bytes)
{
    *arena = (struct ll_arena){.source = *source, .cap_bytes = cap_bytes};
}

static void *take_of_parent(void *ctx, size_t size)
{
    struct ll_arena *parent = ctx;
    if (size > parent->cap_bytes - parent->taken_bytes) {
        return NULL;
    }
    void *block = parent->source.take(parent->source.ctx, size);
    if (block == NULL) {
        return NULL;
    }
    parent->taken_bytes += size;
    if (parent->taken_bytes > parent->peak_bytes) {
        parent->peak_bytes = parent->taken_bytes;
    }
    return block;
}

static void give_to_parent(void *ctx, void *ptr, size_t size)
{
    struct ll_arena *parent = ctx;
    parent->taken_bytes -= size;
    parent->source.give(parent->source.ctx, ptr, size);
}

void ll_arena_child(struct ll_arena *child, struct ll_arena *parent)
{
    const struct ll_arena_source source = {
        .take = take_of_parent, .give = give_to_parent, .ctx = parent};
    ll_arena_init(child, &source, parent->cap_bytes);
}

void ll_arena_release(struct ll_arena *arena)
{
    while (arena->block != NULL) {
        drop_newest(arena);
    }
}

void ll_arena_reset(struct ll_arena *arena)
{
    if (arena->block == NULL) {
        return;
    }
    /* Keep the newest: blocks grow, so it is the largest but for single large allocations. */
    struct ll_arena_block *kept = arena->block;
    arena->block = kept->older;
    while (arena->block != NULL) {
        drop_newest(arena);
    }
    kept->older = NULL;
    arena->block = kept;
    cut_newest(arena, header_bytes());
}

void *ll_arena_alloc(struct ll_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    size_t bytes = count * size;
    size_t need = footprint(bytes);
    if (need == 0) {
        return NULL;
    }
    if (arena->block == NULL || need > arena->block->size - arena->block->used) {
        if (!add_block(arena, need)) {
            return NULL;
        }
    }
    char *ptr = block_at(arena->block, arena->block->used);
    arena->block->used += need;
    UNPOISON(ptr, bytes);
    if (bytes != 0) {
        memset(ptr, 0, bytes);
    }
    return ptr;
}

bool ll_arena_extend(struct ll_arena *arena, void *ptr, size_t old_size, size_t new_size)
{
    struct ll_arena_block *block = arena->block;
    size_t old_need = footprint(old_size);
    size_t new_need = footprint(new_size);
    if (block == NULL || old_need == 0 || new_need < old_need ||
        old_need > block->used - header_bytes()) {
        return false;
    }
    size_t start = block->used - old_need;
    if (ptr != block_at(block, start) || new_need > block->size - start) {
        return false;
    }
    block->used = start + new_need;
    UNPOISON(ptr, new_size);
    if (new_size > old_size) {
        memset((char *)ptr + old_size, 0, new_size - old_size);
    }
    return true;
}

struct ll_arena_mark ll_arena_mark(const struct ll_arena *arena)
{
    return (struct ll_arena_mark){
        .block = arena->block,
        .used = arena->block == NULL ? 0 : arena->block->used,
    };
}

void ll_arena_rewind(struct ll_arena *arena, struct ll_arena_mark mark)
{
    while (arena->block != mark.block) {
        drop_newest(arena);
    }
    if (arena->block != NULL) {
        cut_newest(arena, mark.used);
    }
}
