#include "wasm/host.h"

#include "base/mem.h"

#define PAGE_BYTES ((size_t)65536)
#define ALIGN_BYTES ((size_t)16)

extern uint8_t __heap_base; /* where the linker's own ends */

_Noreturn void ll_assert_failed(const char *text, const char *file, int line)
{
    (void)text;
    (void)file;
    (void)line;
    __builtin_trap();
}

/* ---- memory ---- */

static size_t used_to; /* 0: not begun */

void ll_wasm_memory_reset(void)
{
    used_to = (size_t)&__heap_base;
}

void *ll_wasm_memory_take(size_t size)
{
    size_t at = (used_to + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
    size_t have = __builtin_wasm_memory_size(0) * PAGE_BYTES;
    if (size > SIZE_MAX - at - PAGE_BYTES) {
        return NULL;
    }
    if (at + size > have && __builtin_wasm_memory_grow(0, (at + size - have + PAGE_BYTES - 1) /
                                                              PAGE_BYTES) == SIZE_MAX) {
        return NULL;
    }
    used_to = at + size;
    return (void *)at;
}

static void *take(void *ctx, size_t size)
{
    (void)ctx;
    return ll_wasm_memory_take(size);
}

/* What was taken last comes back; the rest goes with the next reset. */
static void give(void *ctx, void *ptr, size_t size)
{
    (void)ctx;
    if ((size_t)ptr + size == used_to) {
        used_to = (size_t)ptr;
    }
}

const struct ll_arena_source ll_wasm_memory = {.take = take, .give = give};

/* ---- what a C library would have ---- */

void *memcpy(void *restrict dst, const void *restrict src, size_t size)
{
    uint8_t *to = dst;
    const uint8_t *from = src;
    for (size_t i = 0; i < size; i++) {
        to[i] = from[i];
    }
    return dst;
}

void *memmove(void *dst, const void *src, size_t size)
{
    uint8_t *to = dst;
    const uint8_t *from = src;
    if (to <= from) {
        return memcpy(dst, src, size);
    }
    for (size_t i = size; i-- > 0;) {
        to[i] = from[i];
    }
    return dst;
}

void *memset(void *dst, int byte, size_t size)
{
    uint8_t *to = dst;
    for (size_t i = 0; i < size; i++) {
        to[i] = (uint8_t)byte;
    }
    return dst;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *x = a;
    const uint8_t *y = b;
    for (size_t i = 0; i < size; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

/* ---- what the compiler's own library would have ---- */

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

static unsigned_wide multiply(uint64_t a, uint64_t b)
{
    uint64_t low = (uint32_t)a * (uint64_t)(uint32_t)b;
    uint64_t cross_a = (a >> 32U) * (uint32_t)b;
    uint64_t cross_b = (uint32_t)a * (b >> 32U);
    uint64_t middle = (low >> 32U) + (uint32_t)cross_a + (uint32_t)cross_b;
    uint64_t high = (a >> 32U) * (b >> 32U) + (cross_a >> 32U) + (cross_b >> 32U) + (middle >> 32U);
    return (unsigned_wide)high << 64U | ((middle << 32U) | (uint32_t)low);
}

wide __multi3(wide a, wide b);
wide __multi3(wide a, wide b)
{
    uint64_t a_low = (uint64_t)a;
    uint64_t b_low = (uint64_t)b;
    uint64_t a_high = (uint64_t)((unsigned_wide)a >> 64U);
    uint64_t b_high = (uint64_t)((unsigned_wide)b >> 64U);
    unsigned_wide cross = (unsigned_wide)(a_high * b_low + a_low * b_high) << 64U;
    return (wide)(multiply(a_low, b_low) + cross);
}
