/*
 * What was compressed by RFC 1951, in a gzip member (RFC 1952) or a zlib stream (RFC 1950), into
 * memory of a size known beforehand: for what strangers compressed, so that no text makes it write
 * more, or work longer than in proportion to its input and the room it was given. Freestanding.
 */
#ifndef LL_PROOF_INFLATE_H
#define LL_PROOF_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What the trailer claims to come out; false: too short for a gzip file. Claimed, not checked. */
bool ll_gunzip_size(struct ll_str bytes, size_t *ret_size);

/*
 * Exactly one member that gives exactly `size` bytes, with its checksum, and nothing after it; the
 * header may give a file's name, no other field. false: it is none, whatever is in `ret_bytes`.
 * Cost: O(bytes + size).
 */
bool ll_gunzip(struct ll_str bytes, size_t size, uint8_t *ret_bytes);

/* The same of one zlib stream, without a preset dictionary. */
bool ll_unzlib(struct ll_str bytes, size_t size, uint8_t *ret_bytes);

#endif
