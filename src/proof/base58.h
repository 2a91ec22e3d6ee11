/*
 * Base 58 in the Bitcoin alphabet, as multibase prefix "z" of W3C Multikey and Data Integrity uses
 * it. Every byte string has exactly one text and the reader takes no other.
 */
#ifndef LL_PROOF_BASE58_H
#define LL_PROOF_BASE58_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

/* Keys and signatures are what this is for; the cost grows with the square of the length. */
#define LL_BASE58_BYTES_MAX 128
#define LL_BASE58_TEXT_MAX 177 /* of that many bytes, with the ending zero */

/* Text ended by a zero; its length. Asserts count <= LL_BASE58_BYTES_MAX. */
size_t ll_base58_encode(const uint8_t *bytes, size_t count, char ret_text[LL_BASE58_TEXT_MAX]);

/* LL_EPARSE: a character outside the alphabet, or more bytes than `cap`. */
LL_MUST enum ll_status ll_base58_decode(struct ll_str text, size_t cap, uint8_t *ret_bytes,
                                        size_t *ret_count);

#endif
