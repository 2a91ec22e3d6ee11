#include "base/catalogue.h"

#include <stdbool.h>

#include "base/mem.h"

#define MAGIC 0x950412deU
#define HEADER_BYTES 20U
#define ROW_BYTES 8U             /* a length and an offset */
#define CONTEXT_SEPARATOR '\004' /* between a context and its text, as gettext has it */

static uint32_t u32_at(struct ll_str bytes, size_t offset)
{
    uint32_t value = 0;
    for (size_t i = 4; i-- > 0;) {
        value = value << 8 | (unsigned char)bytes.ptr[offset + i];
    }
    return value;
}

/* Row `index` of a table whose rows were checked. */
static struct ll_str string_at(const struct ll_catalogue *catalogue, uint32_t table, uint32_t index)
{
    size_t row = (size_t)table + (size_t)index * ROW_BYTES;
    return (struct ll_str){catalogue->bytes.ptr + u32_at(catalogue->bytes, row + 4),
                           u32_at(catalogue->bytes, row)};
}

/* What stands before the first zero: a plural's texts and forms follow each other. */
static struct ll_str first_part(struct ll_str s)
{
    return ll_str_sub(s, 0, ll_str_find_char(s, '\0'));
}

static enum ll_status check_table(struct ll_str bytes, uint32_t table, uint32_t count,
                                  struct ll_err *reterr)
{
    if (table > bytes.len || count > (bytes.len - table) / ROW_BYTES) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "a table is not within the catalogue");
    }
    for (uint32_t i = 0; i < count; i++) {
        size_t len = u32_at(bytes, table + (size_t)i * ROW_BYTES);
        size_t offset = u32_at(bytes, table + (size_t)i * ROW_BYTES + 4);
        if (offset > bytes.len || len >= bytes.len - offset || bytes.ptr[offset + len] != '\0') {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "a text is not within the catalogue");
        }
        if (!ll_str_is_utf8((struct ll_str){bytes.ptr + offset, len})) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "a text of the catalogue is not UTF-8");
        }
    }
    return LL_OK;
}

enum ll_status ll_catalogue_open(struct ll_str bytes, struct ll_catalogue *ret_catalogue,
                                 struct ll_err *reterr)
{
    if (bytes.len > LL_CATALOGUE_BYTES_MAX) {
        return LL_FAIL_TEXT(reterr, LL_ELIMIT, "the catalogue is larger than 16 MiB");
    }
    if (bytes.len < HEADER_BYTES || u32_at(bytes, 0) != MAGIC || u32_at(bytes, 4) != 0) {
        return LL_FAIL_TEXT(reterr, LL_EPARSE, "not a little-endian .mo file of revision 0");
    }
    struct ll_catalogue catalogue = {
        .bytes = bytes,
        .count = u32_at(bytes, 8),
        .originals = u32_at(bytes, 12),
        .translations = u32_at(bytes, 16),
    };
    LL_TRY(check_table(bytes, catalogue.originals, catalogue.count, reterr));
    LL_TRY(check_table(bytes, catalogue.translations, catalogue.count, reterr));
    for (uint32_t i = 1; i < catalogue.count; i++) {
        struct ll_str before = first_part(string_at(&catalogue, catalogue.originals, i - 1));
        struct ll_str text = first_part(string_at(&catalogue, catalogue.originals, i));
        if (ll_str_cmp(before, text) >= 0) {
            return LL_FAIL_TEXT(reterr, LL_EPARSE, "the texts of the catalogue are not sorted");
        }
    }
    *ret_catalogue = catalogue;
    return LL_OK;
}

/* `key` beside the text that is looked for, bytewise: below 0 when it sorts before. */
static int compare_key(struct ll_str key, struct ll_str context, struct ll_str text)
{
    if (context.ptr == NULL) {
        return ll_str_cmp(key, text);
    }
    int order = ll_str_cmp(ll_str_sub(key, 0, context.len), context);
    if (order != 0) {
        return order;
    }
    if (key.len == context.len) {
        return -1;
    }
    order = (unsigned char)key.ptr[context.len] - CONTEXT_SEPARATOR;
    return order != 0 ? order : ll_str_cmp(ll_str_sub(key, context.len + 1, key.len), text);
}

static struct ll_str find(const struct ll_catalogue *catalogue, struct ll_str context,
                          struct ll_str text)
{
    uint32_t lo = 0;
    uint32_t hi = catalogue->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        struct ll_str key = first_part(string_at(catalogue, catalogue->originals, middle));
        int order = compare_key(key, context, text);
        if (order == 0) {
            return string_at(catalogue, catalogue->translations, middle);
        }
        lo = order < 0 ? middle + 1 : lo;
        hi = order < 0 ? hi : middle;
    }
    return (struct ll_str){NULL, 0};
}

struct ll_str ll_catalogue_find(const struct ll_catalogue *catalogue, const char *context,
                                const char *text)
{
    struct ll_str found =
        find(catalogue, context == NULL ? (struct ll_str){NULL, 0} : ll_str_from_cstr(context),
             ll_str_from_cstr(text));
    return found.ptr == NULL ? found : first_part(found);
}

struct ll_str ll_catalogue_find_form(const struct ll_catalogue *catalogue, const char *one,
                                     uint32_t form)
{
    struct ll_str rest = find(catalogue, (struct ll_str){NULL, 0}, ll_str_from_cstr(one));
    if (rest.ptr == NULL) {
        return rest;
    }
    for (uint32_t i = 0; i < form; i++) {
        size_t end = ll_str_find_char(rest, '\0');
        if (end == rest.len) {
            return (struct ll_str){NULL, 0};
        }
        rest = ll_str_sub(rest, end + 1, rest.len);
    }
    return first_part(rest);
}

/* Is the row's key before the context's texts, of them (0), or behind them? */
static int beside_context(const struct ll_catalogue *catalogue, struct ll_str context, uint32_t row)
{
    struct ll_str key = first_part(string_at(catalogue, catalogue->originals, row));
    int order = ll_str_cmp(ll_str_sub(key, 0, context.len), context);
    if (order != 0 || key.len == context.len) {
        return order != 0 ? order : -1;
    }
    return (unsigned char)key.ptr[context.len] - CONTEXT_SEPARATOR;
}

/* The first row that stands at least so beside the context. */
static uint32_t first_row(const struct ll_catalogue *catalogue, struct ll_str context, int least)
{
    uint32_t lo = 0;
    uint32_t hi = catalogue->count;
    while (lo < hi) {
        uint32_t middle = lo + (hi - lo) / 2;
        bool is_before = beside_context(catalogue, context, middle) < least;
        lo = is_before ? middle + 1 : lo;
        hi = is_before ? hi : middle;
    }
    return lo;
}

void ll_catalogue_context(const struct ll_catalogue *catalogue, const char *context,
                          uint32_t *ret_from, uint32_t *ret_end)
{
    *ret_from = first_row(catalogue, ll_str_from_cstr(context), 0);
    *ret_end = first_row(catalogue, ll_str_from_cstr(context), 1);
}

void ll_catalogue_row(const struct ll_catalogue *catalogue, const char *context, uint32_t row,
                      struct ll_str *ret_text, struct ll_str *ret_translation)
{
    struct ll_str key = first_part(string_at(catalogue, catalogue->originals, row));
    *ret_text = ll_str_sub(key, ll_str_from_cstr(context).len + 1, key.len);
    *ret_translation = first_part(string_at(catalogue, catalogue->translations, row));
}
