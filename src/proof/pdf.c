#include "proof/pdf.h"

#define HEADER_BYTES_MAX 1024 /* a PDF's header may have something before it */
#define DICT_BYTES_MAX 1024
#define DIGITS_MAX 9
#define FILES_MAX 64 /* looked at; a certificate's page has one */

bool ll_pdf_looks_like(struct ll_str bytes)
{
    struct ll_str head = ll_str_sub(bytes, 0, HEADER_BYTES_MAX);
    return ll_str_find(head, LL_STR("%PDF-"), false) != SIZE_MAX;
}

/* Where the last `mark` before `at` ends, looking back no further than a dictionary is long. */
static size_t after_last(struct ll_str bytes, size_t at, struct ll_str mark)
{
    size_t least = at > DICT_BYTES_MAX ? at - DICT_BYTES_MAX : 0;
    for (size_t i = at; i-- > least;) {
        if (ll_str_starts(ll_str_sub(bytes, i, at), mark)) {
            return i + mark.len;
        }
    }
    return SIZE_MAX;
}

/* "/Length 1234" among the members. */
static bool length_of(struct ll_str dict, size_t *ret_length)
{
    const struct ll_str word = LL_STR("/Length ");
    size_t at = ll_str_find(dict, word, false);
    size_t length = 0;
    size_t digits = 0;
    if (at == SIZE_MAX) {
        return false;
    }
    for (size_t i = at + word.len; i < dict.len && dict.ptr[i] >= '0' && dict.ptr[i] <= '9'; i++) {
        length = length * 10 + (size_t)(dict.ptr[i] - '0');
        if (++digits > DIGITS_MAX) {
            return false;
        }
    }
    *ret_length = length;
    return digits > 0;
}

/* The stream whose dictionary has its type at `at`. */
static enum ll_pdf_found open_stream(struct ll_str bytes, size_t at, struct ll_str *ret_file)
{
    const struct ll_str word = LL_STR("stream");
    size_t begin = after_last(bytes, at, LL_STR("obj"));
    struct ll_str rest = ll_str_sub(bytes, at, at + DICT_BYTES_MAX);
    size_t end = ll_str_find(rest, word, false);
    size_t length = 0;
    if (begin == SIZE_MAX || end == SIZE_MAX) {
        return LL_PDF_NONE;
    }
    struct ll_str dict = ll_str_sub(bytes, begin, at + end);
    if (ll_str_find(dict, LL_STR("/Filter"), false) != SIZE_MAX) {
        return LL_PDF_COMPRESSED;
    }
    size_t data = at + end + word.len;
    data += data < bytes.len && bytes.ptr[data] == '\r' ? 1 : 0;
    data += data < bytes.len && bytes.ptr[data] == '\n' ? 1 : 0;
    if (!length_of(dict, &length) || length > bytes.len - data) {
        return LL_PDF_NONE;
    }
    *ret_file = ll_str_sub(bytes, data, data + length);
    return LL_PDF_ONE;
}

enum ll_pdf_found ll_pdf_find(struct ll_str bytes, struct ll_str *ret_file)
{
    const struct ll_str type = LL_STR("/EmbeddedFile");
    enum ll_pdf_found found = LL_PDF_NONE;
    size_t files = 0;
    for (size_t at = 0; at < bytes.len; at++) {
        struct ll_str rest = ll_str_sub(bytes, at, bytes.len);
        size_t next = ll_str_find(rest, type, false);
        if (next == SIZE_MAX) {
            break;
        }
        at += next + type.len;
        if (at < bytes.len && bytes.ptr[at] == 's') {
            continue; /* the tree of names */
        }
        if (++files > FILES_MAX) {
            return LL_PDF_SEVERAL;
        }
        struct ll_str file = {"", 0};
        enum ll_pdf_found one = open_stream(bytes, at, &file);
        if (one == LL_PDF_ONE && found == LL_PDF_ONE) {
            return LL_PDF_SEVERAL;
        }
        if (one == LL_PDF_ONE || (one == LL_PDF_COMPRESSED && found == LL_PDF_NONE)) {
            *ret_file = file;
            found = one;
        }
        /* What stands in the file is no further file. */
        at += one == LL_PDF_ONE ? (size_t)(file.ptr - bytes.ptr) + file.len - at : 0;
    }
    return found;
}
