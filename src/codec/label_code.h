/*
 * The code of a label that is printed before what it is stuck on: eleven characters that nobody
 * guesses and a check character, of 32 that nobody mistakes for another (no I, L, O, U). Any one
 * character mistyped, and any two that changed places, are found where it is typed.
 */
#ifndef LL_CODEC_LABEL_CODE_H
#define LL_CODEC_LABEL_CODE_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define LL_LABEL_CODE_LEN 14 /* 7k3m-9qxt-2wbh */
#define LL_LABEL_CODE_MAX (LL_LABEL_CODE_LEN + 1)
#define LL_LABEL_CODE_RANDOM 11 /* bytes, of which each gives 5 bits */

/* The code of random bytes, zero-ended. */
void ll_label_code_make(const uint8_t random[LL_LABEL_CODE_RANDOM],
                        char ret_code[LL_LABEL_CODE_MAX]);

/*
 * In its one form, zero-ended, from what was typed or scanned: capitals are taken for small
 * letters, O for 0, I and L for 1; blanks and '-' are left out. LL_EINVAL says what is wrong.
 */
LL_MUST enum ll_status ll_label_code_read(struct ll_str text, char ret_code[LL_LABEL_CODE_MAX],
                                          struct ll_err *reterr);

#endif
