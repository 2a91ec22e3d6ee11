/*
 * Base 64 (RFC 4648), strict: base64url without padding for JOSE and multibase prefix "u", and
 * standard base64 with padding for signed notes. Every byte string has exactly one text in each
 * form; unused bits must be zero, no white space.
 */
#ifndef LL_PROOF_BASE64_H
#define LL_PROOF_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum ll_base64_form {
    LL_BASE64_URL,      /* "-" and "_", no padding */
    LL_BASE64_STANDARD, /* "+" and "/", padded with "=" */
};

/* The length of the text of `count` bytes, without an ending zero. */
size_t ll_base64_length(enum ll_base64_form form, size_t count);
/* Append the text of the bytes. */
void ll_base64_put(struct ll_strbuf *out, enum ll_base64_form form, struct ll_str bytes);
/* LL_EPARSE: not the one text of any bytes, or more bytes than `cap`. */
LL_MUST enum ll_status ll_base64_decode(enum ll_base64_form form, struct ll_str text, size_t cap,
                                        uint8_t *ret_bytes, size_t *ret_count);

#endif
