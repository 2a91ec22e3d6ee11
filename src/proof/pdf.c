#include "proof/pdf.h"

#define HEADER_BYTES_MAX 1024 /* a PDF's header may have something before it */
#define DICT_BYTES_MAX 2048
#define DIGITS_MAX 9
#define FILES_MAX 64 /* looked at; a certificate's page has one */

bool ll_pdf_looks_like(struct ll_str bytes)
{
    struct ll_str head = ll_str_sub(bytes, 0, HEADER_BYTES_MAX);
    return ll_str_find(head, LL_STR("%PDF-"), false) != SIZE_MAX;
}

/* ---- a dictionary (PDF 2.0, 7.3) ---- */

struct scan {
    struct ll_str text;
    size_t at;
};

/* What is left begins with `mark`. */
static bool has_next(const struct scan *scan, struct ll_str mark)
{
    return ll_str_starts(ll_str_sub(scan->text, scan->at, scan->text.len), mark);
}

static bool take(struct scan *scan, struct ll_str mark)
{
    bool taken = has_next(scan, mark);
    scan->at += taken ? mark.len : 0;
    return taken;
}

static bool is_one_of(char c, struct ll_str set)
{
    return ll_str_find_char(set, c) < set.len;
}

static void skip_white(struct scan *scan)
{
    while (scan->at < scan->text.len &&
           is_one_of(scan->text.ptr[scan->at], LL_STR("\0\t\n\f\r "))) {
        scan->at++;
    }
}

/* A name without its slash, a number, a keyword; "": none. */
static struct ll_str take_word(struct scan *scan)
{
    size_t from = scan->at;
    while (scan->at < scan->text.len &&
           !is_one_of(scan->text.ptr[scan->at], LL_STR("\0\t\n\f\r ()<>[]{}/%"))) {
        scan->at++;
    }
    return ll_str_sub(scan->text, from, scan->at);
}

/* To the bracket that closes the one before; false: there is none. */
static bool skip_string(struct scan *scan)
{
    size_t depth = 1;
    while (scan->at < scan->text.len && depth > 0) {
        char c = scan->text.ptr[scan->at++];
        depth += c == '(' ? 1 : 0;
        depth -= c == ')' ? 1 : 0;
        scan->at += c == '\\' ? 1 : 0;
    }
    return depth == 0 && scan->at <= scan->text.len;
}

static bool skip_hex(struct scan *scan)
{
    while (scan->at < scan->text.len && scan->text.ptr[scan->at] != '>') {
        scan->at++;
    }
    return take(scan, LL_STR(">"));
}

/* One token; `depth` counts dictionaries and arrays that are open. */
static bool skip_token(struct scan *scan, size_t *depth)
{
    if (take(scan, LL_STR("<<")) || take(scan, LL_STR("["))) {
        ++*depth;
        return true;
    }
    if (*depth > 0 && (take(scan, LL_STR(">>")) || take(scan, LL_STR("]")))) {
        --*depth;
        return true;
    }
    if (take(scan, LL_STR("("))) {
        return skip_string(scan);
    }
    if (take(scan, LL_STR("<"))) {
        return skip_hex(scan);
    }
    bool is_name = take(scan, LL_STR("/"));
    return take_word(scan).len > 0 || is_name;
}

static bool is_number(struct ll_str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9') {
            return false;
        }
    }
    return word.len > 0;
}

/* A number may begin a reference: "12 0 R". */
static void skip_reference(struct scan *scan)
{
    size_t at = scan->at;
    skip_white(scan);
    bool has_generation = is_number(take_word(scan));
    skip_white(scan);
    if (!has_generation || !ll_str_eq(take_word(scan), LL_STR("R"))) {
        scan->at = at;
    }
}

static bool take_value(struct scan *scan, struct ll_str *ret_value)
{
    size_t depth = 0;
    skip_white(scan);
    size_t from = scan->at;
    do {
        skip_white(scan);
        if (!skip_token(scan, &depth)) {
            return false;
        }
    } while (depth > 0);
    if (is_number(ll_str_sub(scan->text, from, scan->at))) {
        skip_reference(scan);
    }
    *ret_value = ll_str_sub(scan->text, from, scan->at);
    return true;
}

/* The members of a dictionary that are asked for by name; a name that is escaped is none of them.
 */
struct wanted {
    const char *name;
    struct ll_str value; /* "": not there */
};

/* All of it, from "<<" to ">>". false: it is none, or has a member twice. */
static bool read_dict(struct scan *scan, struct wanted *wanted, size_t count)
{
    if (!take(scan, LL_STR("<<"))) {
        return false;
    }
    for (;;) {
        struct ll_str value;
        skip_white(scan);
        if (take(scan, LL_STR(">>"))) {
            return true;
        }
        if (!take(scan, LL_STR("/"))) {
            return false;
        }
        struct ll_str name = take_word(scan);
        if (!take_value(scan, &value)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            if (ll_str_eq_cstr(name, wanted[i].name)) {
                if (wanted[i].value.len > 0) {
                    return false;
                }
                wanted[i].value = value;
            }
        }
    }
}

static bool number_of(struct ll_str value, size_t *ret_number)
{
    size_t number = 0;
    if (!is_number(value) || value.len > DIGITS_MAX) {
        return false;
    }
    for (size_t i = 0; i < value.len; i++) {
        number = number * 10 + (size_t)(value.ptr[i] - '0');
    }
    *ret_number = number;
    return true;
}

/* ---- the file ---- */

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

/* The file's own size, which need not be told. false: told in a way that is not read here. */
static bool read_size(struct ll_str params, bool *ret_has_size, size_t *ret_size)
{
    struct scan scan = {params, 0};
    struct wanted size = {"Size", {"", 0}};
    if (params.len == 0) {
        return true;
    }
    if (!read_dict(&scan, &size, 1)) {
        return false;
    }
    *ret_has_size = size.value.len > 0;
    return !*ret_has_size || number_of(size.value, ret_size);
}

enum {
    WANTED_TYPE,
    WANTED_LENGTH,
    WANTED_FILTER,
    WANTED_PARAMS,
    WANTED_NONE_OF, /* from here on: what a file of ours never has */
    WANTED_COUNT = WANTED_NONE_OF + 4,
};

/* What the stream's dictionary says of the file, where its bytes are not looked at yet. */
static enum ll_pdf_found judge_dict(const struct wanted *wanted, struct ll_pdf_file *ret_file,
                                    size_t *ret_length)
{
    struct ll_str filter = wanted[WANTED_FILTER].value;
    bool has_size = false;
    *ret_file = (struct ll_pdf_file){.is_packed = filter.len > 0};
    if (!number_of(wanted[WANTED_LENGTH].value, ret_length) ||
        !read_size(wanted[WANTED_PARAMS].value, &has_size, &ret_file->size)) {
        return LL_PDF_FORM;
    }
    for (size_t i = WANTED_NONE_OF; i < WANTED_COUNT; i++) {
        if (wanted[i].value.len > 0) {
            return LL_PDF_FORM;
        }
    }
    if (ret_file->is_packed) {
        return has_size && ll_str_eq(filter, LL_STR("/FlateDecode")) ? LL_PDF_ONE : LL_PDF_FORM;
    }
    if (has_size && ret_file->size != *ret_length) {
        return LL_PDF_DAMAGED;
    }
    ret_file->size = *ret_length;
    return LL_PDF_ONE;
}

/* Exactly `length` bytes, then what ends a stream. */
static bool take_data(struct scan *scan, size_t length, struct ll_str *ret_data)
{
    if (length > scan->text.len - scan->at) {
        return false;
    }
    *ret_data = ll_str_sub(scan->text, scan->at, scan->at + length);
    scan->at += length;
    (void)take(scan, LL_STR("\r"));
    (void)take(scan, LL_STR("\n"));
    return take(scan, LL_STR("endstream"));
}

/* The stream whose dictionary has its type at `at`; *ret_end: where it was read to. */
static enum ll_pdf_found open_stream(struct ll_str bytes, size_t at, struct ll_pdf_file *ret_file,
                                     size_t *ret_end)
{
    struct wanted wanted[WANTED_COUNT] = {
        [WANTED_TYPE] = {.name = "Type"},
        [WANTED_LENGTH] = {.name = "Length"},
        [WANTED_FILTER] = {.name = "Filter"},
        [WANTED_PARAMS] = {.name = "Params"},
        [WANTED_NONE_OF] = {.name = "DecodeParms"},
        {.name = "F"},
        {.name = "FFilter"},
        {.name = "FDecodeParms"},
    };
    size_t begin = after_last(bytes, at, LL_STR("obj"));
    size_t length = 0;
    if (begin == SIZE_MAX) {
        return LL_PDF_NONE;
    }
    struct scan scan = {ll_str_sub(bytes, 0, begin + 2 * DICT_BYTES_MAX), begin};
    skip_white(&scan);
    if (!read_dict(&scan, wanted, WANTED_COUNT) ||
        !ll_str_eq(wanted[WANTED_TYPE].value, LL_STR("/EmbeddedFile"))) {
        return LL_PDF_NONE;
    }
    skip_white(&scan);
    if (!take(&scan, LL_STR("stream\n")) && !take(&scan, LL_STR("stream\r\n"))) {
        return LL_PDF_NONE;
    }
    enum ll_pdf_found found = judge_dict(wanted, ret_file, &length);
    scan.text = bytes;
    *ret_end = scan.at;
    if (found == LL_PDF_ONE && !take_data(&scan, length, &ret_file->bytes)) {
        found = LL_PDF_DAMAGED;
    }
    *ret_end = found == LL_PDF_ONE ? scan.at : *ret_end;
    return found;
}

enum ll_pdf_found ll_pdf_find(struct ll_str bytes, struct ll_pdf_file *ret_file)
{
    const struct ll_str type = LL_STR("/EmbeddedFile");
    enum ll_pdf_found found = LL_PDF_NONE;
    struct ll_pdf_file file = {.is_packed = false};
    size_t files = 0;
    size_t at = 0;
    while (at < bytes.len) {
        size_t next = ll_str_find(ll_str_sub(bytes, at, bytes.len), type, false);
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
        /* What stands in the file is no further file. */
        size_t end = at;
        enum ll_pdf_found one = open_stream(bytes, at, &file, &end);
        at = end > at ? end : at;
        if (one != LL_PDF_NONE && found != LL_PDF_NONE) {
            return LL_PDF_SEVERAL;
        }
        if (one != LL_PDF_NONE) {
            *ret_file = file;
            found = one;
        }
    }
    return found;
}
