/*
 * Any bytes as a gzip file, and as a zlib stream: no crash, nothing written beyond the room, and an
 * answer that zlib gives too: the same bytes, or none.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fuzz.h"
#include "proof/inflate.h"

#define SIZE_MAX_HERE ((size_t)1 << 20)

static bool gzip_reads(const uint8_t *data, size_t count, size_t size, uint8_t *ret_bytes)
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

static void as_gzip(const uint8_t *data, size_t size)
{
    struct ll_str file = {(const char *)data, size};
    size_t claimed = 0;
    if (!ll_gunzip_size(file, &claimed) || claimed > SIZE_MAX_HERE) {
        return;
    }
    uint8_t *ours = malloc(claimed + 1);
    uint8_t *theirs = malloc(claimed + 1);
    LL_ASSERT(ours != NULL && theirs != NULL);
    bool good = ll_gunzip(file, claimed, ours);
    bool plain = (data[3] & ~8U) == 0; /* other fields of the header are not read here */
    LL_ASSERT(!plain || good == gzip_reads(data, size, claimed, theirs));
    LL_ASSERT(!good || (plain && memcmp(ours, theirs, claimed) == 0));
    free(ours);
    free(theirs);
}

/* Of any size: the one that zlib finds, and its neighbours. */
static void as_zlib(const uint8_t *data, size_t size)
{
    if (size > SIZE_MAX_HERE) {
        return;
    }
    uint8_t *ours = malloc(SIZE_MAX_HERE + 1);
    uint8_t *theirs = malloc(SIZE_MAX_HERE + 1);
    uLongf found = SIZE_MAX_HERE;
    uLong count = size;
    LL_ASSERT(ours != NULL && theirs != NULL);
    bool good = uncompress2(theirs, &found, data, &count) == Z_OK && count == size;
    struct ll_str stream = {(const char *)data, size};
    found = good ? found : size;
    LL_ASSERT(ll_unzlib(stream, found, ours) == good);
    LL_ASSERT(!good || memcmp(ours, theirs, found) == 0);
    LL_ASSERT(!ll_unzlib(stream, found + 1, ours) || !good);
    LL_ASSERT(found == 0 || !good || !ll_unzlib(stream, found - 1, ours));
    free(ours);
    free(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    as_gzip(data, size);
    as_zlib(data, size);
    return 0;
}
