/*
 * Decimal numbers as text: one spelling for each value, never a floating-point number.
 */
#ifndef LL_CODEC_DECIMAL_H
#define LL_CODEC_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define LL_DECIMAL_DIGITS_MAX 38

/* How a source writes decimals. */
enum ll_decimal_format {
    LL_DECIMAL_PLAIN = 1, /* 1250.5: a point, no grouping (XML) */
    LL_DECIMAL_POINT,     /* 1250.5 or 1,250.50; "1,250" can be read in two ways: refused */
    LL_DECIMAL_COMMA,     /* 1.250,000 and 1250,5; a point groups by three */
};

/*
 * The number in one spelling: optional '-', no leading zeros, a point, no trailing zeros
 * ("-1250.5", "0"). A sign may stand behind ("20,000-", as SAP writes). Spaces around are taken
 * off. LL_EPARSE, LL_ELIMIT above LL_DECIMAL_DIGITS_MAX digits, LL_ENOMEM.
 */
LL_MUST enum ll_status ll_decimal_read(struct ll_arena *arena, struct ll_str text,
                                       enum ll_decimal_format format, struct ll_str *ret_decimal,
                                       struct ll_err *reterr);

/* Such a spelling to a whole number: LL_EINVAL when it has a fraction, LL_EOVERFLOW. */
LL_MUST enum ll_status ll_decimal_to_i64(struct ll_str decimal, int64_t *ret_value);

/*
 * Such a spelling times `factor`, a power of ten, to a whole number: "1.25" kilograms are 1250
 * grams. LL_EINVAL when a fraction is left, or the text is no such spelling; LL_EOVERFLOW.
 */
LL_MUST enum ll_status ll_decimal_scale(struct ll_str decimal, int64_t factor, int64_t *ret_value);

#endif
