/* What freestanding code asks of its host, where the host is WebAssembly alone. */
#ifndef LL_WASM_HOST_H
#define LL_WASM_HOST_H

#include <stddef.h>

#include "base/arena.h"
#include "proof/primitives.h"

#define LL_WASM_EXPORT __attribute__((visibility("default"), used))

/* Memory behind the program's own, which grows and is taken back all at once. */
void ll_wasm_memory_reset(void);
void *ll_wasm_memory_take(size_t size); /* NULL: there is no more */
extern const struct ll_arena_source ll_wasm_memory;

#endif
