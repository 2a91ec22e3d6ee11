/*
 * The four memory functions that freestanding code may call. Hosted builds take them from the C
 * library; a freestanding build (WebAssembly) supplies them itself.
 */
#ifndef LL_BASE_MEM_H
#define LL_BASE_MEM_H

#include <stddef.h>

#if __STDC_HOSTED__
#include <string.h>
#else
void *memcpy(void *restrict dst, const void *restrict src, size_t size);
void *memmove(void *dst, const void *src, size_t size);
void *memset(void *dst, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
#endif

#endif
