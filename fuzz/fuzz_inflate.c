/*
 * Any bytes as a gzip file: no crash, nothing written beyond the room, and an answer that zlib
 * gives too: the same bytes, or none.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fuzz.h"
#include "proof/inflate.h"

#define SIZE_MAX_HERE ((size_t)1 << 20)

static bool zlib_reads(const uint8_t *data, size_t count, size_t size, uint8_t *ret_bytes)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)data,
                  .avail_in = (uInt)count,
                  .next_out = ret_bytes,
                  .avail_out = (uInt)size + 1};
    LL_ASSERT(inflateInit2(&z, 31) == Z_OK);
    bool good = inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0 && z.total_out == size;
    LL_ASSERT(inflateEnd(&z) == Z_OK);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_str file = {(const char *)data, size};
    size_t claimed = 0;
    if (!ll_gunzip_size(file, &claimed) || claimed > SIZE_MAX_HERE) {
        return 0;
    }
    uint8_t *ours = malloc(claimed + 1);
    uint8_t *theirs = malloc(claimed + 1);
    LL_ASSERT(ours != NULL && theirs != NULL);
    bool good = ll_gunzip(file, claimed, ours);
    bool plain = (data[3] & ~8U) == 0; /* other fields of the header are not read here */
    LL_ASSERT(!plain || good == zlib_reads(data, size, claimed, theirs));
    LL_ASSERT(!good || (plain && memcmp(ours, theirs, claimed) == 0));
    free(ours);
    free(theirs);
    return 0;
}
