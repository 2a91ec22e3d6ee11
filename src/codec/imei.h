/*
 * Identities of single devices: IMEI, IMEISV, MEID, serial numbers; and article numbers (GTIN).
 *
 * Two spellings of one device must give one key, and a damaged number must never pass for a good
 * one: a spreadsheet that rounded an IMEI to 3.57E+14 has lost it for good.
 * Rules: 3GPP TS 23.003 section 6 and annex B (IMEI), 3GPP2 S.R0048 (MEID), GS1 General
 * Specifications 7.9 (GTIN). The keys are personal data where a device belongs to a person: they
 * go into keyed fingerprints, never into a log or a public page.
 */
#ifndef LL_CODEC_IMEI_H
#define LL_CODEC_IMEI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

#define LL_IMEI_KEY_LEN 14
#define LL_IMEI_KEY_MAX (LL_IMEI_KEY_LEN + 1)
#define LL_SERIAL_MAX 64 /* bytes of a serial number or a maker's name */

enum ll_device_kind {
    LL_DEVICE_IMEI = 1,
    LL_DEVICE_MEID = 2,
    LL_DEVICE_SERIAL = 3,
};

/* "imei", "meid", "serial". */
const char *ll_device_kind_name(enum ll_device_kind kind);

/*
 * Why a number is no identity of a phone: symbol, code (as in purchase_errors.def), what is wrong
 * and what to do.
 */
#define LL_IMEI_FAULT_ROWS(X)                                                                      \
    X(NONE, "", "", "")                                                                            \
    X(EMPTY, "E_IMEI_LENGTH", LL_R("the number is empty"),                                         \
      LL_R("give the 15 digits that *#06# shows"))                                                 \
    X(LOSSY, "E_IMEI_LOSSY",                                                                       \
      LL_R("a spreadsheet has rounded the number; its last digits are lost"),                      \
      LL_R("format the column as text and export it again"))                                       \
    X(LENGTH, "E_IMEI_LENGTH", LL_R("it has neither 14, 15 nor 16 digits"),                        \
      LL_R("give the 15 digits that *#06# shows; a leading zero may be missing"))                  \
    X(CHECK, "E_IMEI_CHECK", LL_R("the last digit does not fit the others"),                       \
      LL_R("look for a mistyped digit; *#06# shows the number"))                                   \
    X(PLACEHOLDER, "E_IMEI_PLACEHOLDER", LL_R("this is a placeholder or a test number"),           \
      LL_R("give the number of the device itself"))                                                \
    X(DIGITS, "E_IMEI_DIGITS", LL_R("it has digits of another script"),                            \
      LL_R("write the number with the digits 0 to 9"))                                             \
    X(CHARS, "E_IMEI_CHARS", LL_R("it has characters that no such number has"),                    \
      LL_R("give only the digits; spaces, '-' and '/' between them are fine"))

enum ll_imei_fault {
#define X(symbol, code, text, hint) LL_IMEI_##symbol,
    LL_IMEI_FAULT_ROWS(X)
#undef X
};

const char *ll_imei_fault_code(enum ll_imei_fault fault);
const char *ll_imei_fault_text(enum ll_imei_fault fault);
const char *ll_imei_fault_hint(enum ll_imei_fault fault);

struct ll_imei {
    enum ll_device_kind kind;  /* LL_DEVICE_IMEI or LL_DEVICE_MEID */
    bool check_missing;        /* 14 digits were given: nothing proves that they are right */
    bool has_version;          /* 16 digits were given (IMEISV); the version was dropped */
    char key[LL_IMEI_KEY_MAX]; /* 14 digits (IMEI) or upper-case hex digits (MEID), zero-ended */
};

/*
 * Read an IMEI (14 or 15 digits), IMEISV (16), MEID (14 hex digits that start with A to F, 15 with
 * a check digit, or 18 decimal digits). White space, '-' and '/' are taken out. On any fault
 * *ret_imei is untouched. Cost: O(text), which is given up after 32 digits.
 */
enum ll_imei_fault ll_imei_read(struct ll_str text, struct ll_imei *ret_imei);

/* The check digit, 0 to 9, of 14 decimal digits. */
int ll_imei_check_digit(const char digits[LL_IMEI_KEY_LEN]);

/*
 * A serial number in one spelling: trimmed, ASCII letters in upper case, white space inside taken
 * out. LL_EPARSE when it is empty, a known filler ("N/A", "0", "TO BE FILLED BY O.E.M.") or holds
 * control characters, LL_ELIMIT above LL_SERIAL_MAX, LL_ENOMEM.
 */
LL_MUST enum ll_status ll_serial_normalise(struct ll_arena *arena, struct ll_str text,
                                           struct ll_str *ret_serial, struct ll_err *reterr);

/*
 * A maker's name in one spelling, so that one serial of one maker has one key: upper case, words
 * joined by one space, legal forms at the end dropped ("Apple Inc." is "APPLE"), common short
 * forms resolved ("HP INC" and "HEWLETT-PACKARD" are "HP"). Empty stays empty. LL_ELIMIT,
 * LL_ENOMEM.
 */
LL_MUST enum ll_status ll_maker_normalise(struct ll_arena *arena, struct ll_str text,
                                          struct ll_str *ret_maker, struct ll_err *reterr);

#define LL_GTIN_MAX 15
/*
 * An article number of 8, 12, 13 or 14 digits with its check digit, padded to 14 in ret_gtin.
 * *ret_global is false for numbers that are valid inside one shop only. LL_EPARSE.
 */
LL_MUST enum ll_status ll_gtin_read(struct ll_str text, char ret_gtin[LL_GTIN_MAX],
                                    bool *ret_global, struct ll_err *reterr);

#endif
