/*
 * Bytes of an encoding to UTF-8, for the CSV reader and its guess.
 */
#ifndef LL_CODEC_CSV_DECODE_H
#define LL_CODEC_CSV_DECODE_H

#include "codec/csv.h"

/* Every input byte gives at most three bytes of UTF-8. */
#define LL_CSV_DECODE_GROWTH 3

/*
 * Decode the whole characters at the head of `in` into `out` (in.len * LL_CSV_DECODE_GROWTH bytes
 * suffice). *ret_taken bytes were used: fewer than in.len when a character is cut by the end, or
 * when bytes follow that the encoding does not have. LL_EPARSE with text: such bytes come first. So
 * a caller that goes on behind what was taken meets the mistake at its place. For UTF-16 and
 * Windows-1252 only.
 */
LL_MUST enum ll_status ll_csv_decode(enum ll_csv_encoding encoding, struct ll_str in, char *out,
                                     size_t *ret_taken, size_t *ret_len, struct ll_err *reterr);

/* Bytes of the byte order mark `in` starts with, and its encoding (untouched when there is none).
 */
size_t ll_csv_mark(struct ll_str in, enum ll_csv_encoding *ret_encoding);

#endif
