#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"

/* What was quoted may be no UTF-8, or cut within a character: as '?', so that it can be told. */
static void mend_bytes(char *text)
{
    struct ll_str whole = ll_str_from_cstr(text);
    size_t at = ll_str_utf8_prefix(whole);
    while (at < whole.len) {
        text[at] = '?';
        at += ll_str_utf8_prefix(ll_str_sub(whole, at, whole.len));
    }
}

/* vsnprintf cut it: take off the bytes of a character that lost its end. */
static void mend_cut(char *text, size_t cap)
{
    size_t end = cap - 1;
    size_t start = end;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0u) == 0x80u && end - start < 3) {
        start--;
    }
    if (start == 0) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t size = lead >= 0xF0u ? 4 : lead >= 0xE0u ? 3 : lead >= 0xC0u ? 2 : 1;
    if (end - (start - 1) < size) {
        text[start - 1] = '\0';
    }
}

static void mend(char *text, size_t cap, int wanted)
{
    if (wanted < 0) {
        text[0] = '\0';
        return;
    }
    if ((size_t)wanted >= cap) {
        mend_cut(text, cap);
    }
    mend_bytes(text);
}

void ll_fail_(struct ll_err *reterr, enum ll_status status, const char *file, int line,
              const char *fmt, ...)
{
    if (reterr != NULL) {
        char text[LL_ERR_TEXT_MAX]; /* the arguments may point into *reterr */
        va_list args;
        va_start(args, fmt);
        mend(text, sizeof(text), vsnprintf(text, sizeof(text), fmt, args));
        va_end(args);
        ll_fail_text_(reterr, status, file, line, text);
    }
}

void ll_err_hint(struct ll_err *err, const char *fmt, ...)
{
    char text[LL_ERR_HINT_MAX];
    va_list args;
    va_start(args, fmt);
    mend(text, sizeof(text), vsnprintf(text, sizeof(text), fmt, args));
    va_end(args);
    ll_err_hint_text(err, text);
}

void ll_err_where(struct ll_err *err, const char *fmt, ...)
{
    char text[LL_ERR_WHERE_MAX];
    va_list args;
    va_start(args, fmt);
    mend(text, sizeof(text), vsnprintf(text, sizeof(text), fmt, args));
    va_end(args);
    ll_err_where_text(err, text, " ");
}
