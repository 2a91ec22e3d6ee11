#include "codec/csv_decode.h"

#include <string.h>

/* What Windows-1252 has at 0x80 to 0x9f; 0 where it has nothing (Unicode's CP1252.TXT). */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

static enum ll_status decode_1252(struct ll_str in, char *out, size_t *ret_taken, size_t *ret_len,
                                  struct ll_err *reterr)
{
    size_t len = 0;
    for (size_t i = 0; i < in.len; i++) {
        uint32_t c = (unsigned char)in.ptr[i];
        if (c >= 0x80 && c < 0xa0) {
            uint32_t byte = c;
            c = windows_1252[byte - 0x80];
            if (c == 0 && i > 0) {
                *ret_taken = i;
                *ret_len = len;
                return LL_OK;
            }
            if (c == 0) {
                return LL_FAIL(reterr, LL_EPARSE,
                               "byte 0x%02x is in neither UTF-8 nor Windows-1252: save the file as "
                               "\"CSV UTF-8\"",
                               (unsigned)byte);
            }
        }
        len += put_utf8(out + len, c);
    }
    *ret_taken = in.len;
    *ret_len = len;
    return LL_OK;
}

static uint32_t unit16(const char *p, bool big)
{
    uint32_t a = (unsigned char)p[0];
    uint32_t b = (unsigned char)p[1];
    return big ? a << 8 | b : b << 8 | a;
}

static enum ll_status decode_16(bool big, struct ll_str in, char *out, size_t *ret_taken,
                                size_t *ret_len, struct ll_err *reterr)
{
    size_t len = 0;
    size_t at = 0;
    bool broken = false;
    while (at + 2 <= in.len && !broken) {
        uint32_t c = unit16(in.ptr + at, big);
        size_t used = 2;
        if (c >= 0xd800 && c < 0xdc00) {
            if (at + 4 > in.len) {
                break;
            }
            uint32_t low = unit16(in.ptr + at + 2, big);
            broken = low < 0xdc00 || low > 0xdfff;
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            used = 4;
        } else {
            broken = c >= 0xdc00 && c < 0xe000;
        }
        if (!broken) {
            len += put_utf8(out + len, c);
            at += used;
        }
    }
    if (broken && at == 0) {
        return LL_FAIL(reterr, LL_EPARSE, "UTF-16: half of a pair is missing");
    }
    *ret_taken = at;
    *ret_len = len;
    return LL_OK;
}

enum ll_status ll_csv_decode(enum ll_csv_encoding encoding, struct ll_str in, char *out,
                             size_t *ret_taken, size_t *ret_len, struct ll_err *reterr)
{
    LL_ASSERT(encoding != LL_CSV_UTF8);
    if (encoding == LL_CSV_WINDOWS_1252) {
        return decode_1252(in, out, ret_taken, ret_len, reterr);
    }
    return decode_16(encoding == LL_CSV_UTF16BE, in, out, ret_taken, ret_len, reterr);
}

size_t ll_csv_mark(struct ll_str in, enum ll_csv_encoding *ret_encoding)
{
    static const struct {
        enum ll_csv_encoding encoding;
        const char *mark;
    } marks[] = {
        {LL_CSV_UTF8, "\xef\xbb\xbf"}, {LL_CSV_UTF16LE, "\xff\xfe"}, {LL_CSV_UTF16BE, "\xfe\xff"}};
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        struct ll_str mark = ll_str_from_cstr(marks[i].mark);
        if (ll_str_starts(in, mark)) {
            *ret_encoding = marks[i].encoding;
            return mark.len;
        }
    }
    return 0;
}

const char *ll_csv_encoding_name(enum ll_csv_encoding encoding)
{
    switch (encoding) {
    case LL_CSV_UTF8:
        return "UTF-8";
    case LL_CSV_UTF16LE:
        return "UTF-16LE";
    case LL_CSV_UTF16BE:
        return "UTF-16BE";
    case LL_CSV_WINDOWS_1252:
        return "windows-1252";
    }
    return "?";
}
