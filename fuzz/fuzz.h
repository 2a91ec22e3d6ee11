/* What every fuzz target is: called with one input; what it finds it reports by stopping. */
#ifndef LL_FUZZ_FUZZ_H
#define LL_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
