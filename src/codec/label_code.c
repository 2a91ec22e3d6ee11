#include "codec/label_code.h"

#include <string.h>

#define CHARACTERS (LL_LABEL_CODE_RANDOM + 1)
#define GROUP 4

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* A field of 32 elements, x^5 + x^2 + 1: every element but 0 is a power of 2. */
static unsigned twice(unsigned value)
{
    value <<= 1;
    return (value & 0x20U) != 0 ? value ^ 0x25U : value;
}

static unsigned times(unsigned a, unsigned b)
{
    unsigned product = 0;
    for (; b != 0; b >>= 1) {
        product ^= (b & 1U) != 0 ? a : 0;
        a = twice(a);
    }
    return product;
}

/*
 * Of all twelve 0. Each place has another weight than 0 and than every other place: a change of one
 * character changes the sum, and so do two different ones that change places.
 */
static unsigned weigh(const uint8_t *values, size_t count)
{
    unsigned weight = 1;
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        weight = twice(weight);
        sum ^= times(weight, values[i]);
    }
    return sum;
}

static void write(const uint8_t values[CHARACTERS], char ret_code[LL_LABEL_CODE_MAX])
{
    size_t at = 0;
    for (size_t i = 0; i < CHARACTERS; i++) {
        if (i > 0 && i % GROUP == 0) {
            ret_code[at++] = '-';
        }
        ret_code[at++] = alphabet[values[i]];
    }
    ret_code[at] = '\0';
}

void ll_label_code_make(const uint8_t random[LL_LABEL_CODE_RANDOM],
                        char ret_code[LL_LABEL_CODE_MAX])
{
    uint8_t values[CHARACTERS];
    for (size_t i = 0; i < LL_LABEL_CODE_RANDOM; i++) {
        values[i] = random[i] & 0x1FU;
    }
    values[LL_LABEL_CODE_RANDOM] = (uint8_t)weigh(values, LL_LABEL_CODE_RANDOM);
    write(values, ret_code);
}

/* -1: none of a label's. */
static int value_of(char c)
{
    c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);
    return at == NULL ? -1 : (int)(at - alphabet);
}

enum ll_status ll_label_code_read(struct ll_str text, char ret_code[LL_LABEL_CODE_MAX],
                                  struct ll_err *reterr)
{
    uint8_t values[CHARACTERS];
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '-') {
            continue;
        }
        int value = value_of(c);
        if (value < 0) {
            return LL_FAIL(reterr, LL_EINVAL, "a label's code has no such character at place %zu",
                           count + 1);
        }
        if (count < CHARACTERS) {
            values[count] = (uint8_t)value;
        }
        count++;
    }
    if (count != CHARACTERS) {
        return LL_FAIL(reterr, LL_EINVAL, "a label's code has %d characters, not %zu", CHARACTERS,
                       count);
    }
    if (weigh(values, LL_LABEL_CODE_RANDOM) != values[LL_LABEL_CODE_RANDOM]) {
        return LL_FAIL(reterr, LL_EINVAL,
                       "this is no label's code: a character is another, or two changed places");
    }
    write(values, ret_code);
    return LL_OK;
}
