/*
 * Bytes as one gzip file (RFC 1952, RFC 1951), small when most of them are the same: for bitmaps.
 */
#ifndef LL_CODEC_GZIP_H
#define LL_CODEC_GZIP_H

#include "base/text.h"

/* At most 9 bits a byte, and LL_GZIP_BYTES_MORE. */
#define LL_GZIP_BYTES_MORE 32

/* Append the file to `out`. The same bytes give the same file: it names neither time nor system.
 * Cost: O(bytes). */
void ll_gzip_put(struct ll_strbuf *out, struct ll_str bytes);

#endif
