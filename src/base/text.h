/*
 * Short messages in a fixed buffer, for freestanding code that cannot format. What does not fit is
 * cut at a character boundary; the text is always ended by a zero.
 */
#ifndef LL_BASE_TEXT_H
#define LL_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct ll_text {
    char *ptr;  /* the caller's */
    size_t cap; /* with the zero; at least 1 */
    size_t len;
};

void ll_text_init(struct ll_text *text, char *buffer, size_t cap);
void ll_text_cstr(struct ll_text *text, const char *cstr);
void ll_text_str(struct ll_text *text, struct ll_str s);
void ll_text_i64(struct ll_text *text, int64_t value);
/* In double quotes, at most 60 bytes of it, control characters and broken UTF-8 as '?'. */
#define LL_TEXT_QUOTED_MAX 66
void ll_text_quoted(struct ll_text *text, struct ll_str s);
/* A format of "%s" and "%lld", each of which the next piece stands for, already as text. */
void ll_text_filled(struct ll_text *text, const char *format, const char *const *pieces,
                    size_t count);

/* Decimal digits of `value` without an ending zero; 20 bytes suffice. Their number. */
size_t ll_i64_digits(int64_t value, char ret_text[20]);

#endif
