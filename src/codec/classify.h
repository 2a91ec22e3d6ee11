/*
 * What classification codes, unit codes and words say about a purchase line: look-ups in the tables
 * data/device_class_codes.csv, data/unit_codes.csv and data/device_words.csv. The rule that weighs
 * them is ll_purchase_check_line.
 */
#ifndef LL_CODEC_CLASSIFY_H
#define LL_CODEC_CLASSIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum ll_sign_kind {
    LL_SIGN_NONE,   /* says nothing */
    LL_SIGN_OTHER,  /* no device: an accessory, a part, a service */
    LL_SIGN_DEVICE, /* of class_id */
    LL_SIGN_WEAK,   /* words only: may be such a device, or something quite different */
    LL_SIGN_COARSE, /* codes only: somewhere among devices and their accessories */
    LL_SIGN_CLASH,  /* says two different things */
    LL_SIGN_UNKNOWN_CODE,
};

struct ll_sign {
    enum ll_sign_kind kind;
    struct ll_str class_id; /* of DEVICE and WEAK */
};

/* A code of a list as written in the document; "" as the list means UNSPSC. */
struct ll_sign ll_sign_of_code(struct ll_str list, struct ll_str code);
/* A class as written in a column: one of our class ids or names ("phone", "Mobile phone"). */
struct ll_sign ll_sign_of_class(struct ll_str name);

struct ll_words {
    struct ll_sign sign;
    bool several; /* "twin pack" */
    bool refurbished;
    bool buyback;
};

/* Read at most the first LL_WORDS_MAX words. Cost: O(words * table). */
#define LL_WORDS_MAX 96
struct ll_words ll_words_read(struct ll_str text);
/* The table of words is sorted bytewise and has none twice, as the look-up needs: for a test. */
bool ll_words_sorted(void);

enum ll_unit_rule {
    LL_UNIT_UNKNOWN,
    LL_UNIT_PIECE,
    LL_UNIT_LENIENT, /* pieces, but not in the standard's list */
    LL_UNIT_SEVERAL, /* `factor` pieces (0: unknown) */
    LL_UNIT_PACK,    /* a package: its size must be given */
    LL_UNIT_MASS,    /* `factor` grams: a power of ten */
    LL_UNIT_NEVER,   /* another measure, never devices */
};

struct ll_unit {
    enum ll_unit_rule rule;
    int64_t factor;
};

struct ll_unit ll_unit_read(struct ll_str code);

#endif
