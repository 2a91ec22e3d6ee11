/*
 * The numbers that are painted or stuck on packages: containers by ISO 6346, anything else by the
 * serial shipping container code of GS1 (SSCC). Each ends in a check digit, so that a mistyped one
 * is found where it is typed rather than at the border.
 */
#ifndef LL_CODEC_PACKAGE_NUMBER_H
#define LL_CODEC_PACKAGE_NUMBER_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

#define LL_CONTAINER_NUMBER_LEN 11
#define LL_SSCC_LEN 18
#define LL_PACKAGE_NUMBER_MAX (LL_SSCC_LEN + 1)

/*
 * A container's number: three letters of its owner, U, J or Z, six digits, a check digit (ISO
 * 6346). Small letters are taken for capitals; blanks, '-' and the frame of the last digit ('[3]')
 * are left out. ret_number has its one form, zero-ended. *ret_shares_digit: the sum leaves 10,
 * which is written 0 as for another sum: owners are advised against such numbers, and the digit
 * proves less. LL_EINVAL says what is wrong, the right digit when that is all.
 */
LL_MUST enum ll_status ll_container_number_read(struct ll_str text,
                                                char ret_number[LL_PACKAGE_NUMBER_MAX],
                                                bool *ret_shares_digit, struct ll_err *reterr);

/*
 * An SSCC: 18 digits, the last a check digit (GS1 General Specifications 7.9.1). Blanks and a
 * leading
 * '(00)', which says on labels that an SSCC follows, are left out. LL_EINVAL as above.
 */
LL_MUST enum ll_status ll_sscc_read(struct ll_str text, char ret_number[LL_PACKAGE_NUMBER_MAX],
                                    struct ll_err *reterr);

#endif
