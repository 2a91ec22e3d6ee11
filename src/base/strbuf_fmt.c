#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"

void ll_strbuf_fmt(struct ll_strbuf *buf, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    char small[256];
    int wanted = vsnprintf(small, sizeof(small), fmt, args);
    if (wanted < 0) {
        ll_strbuf_fail(buf, LL_EINVAL);
    } else if ((size_t)wanted < sizeof(small)) {
        ll_strbuf_str(buf, (struct ll_str){small, (size_t)wanted});
    } else if ((size_t)wanted > buf->max - buf->len) {
        ll_strbuf_fail(buf, LL_ELIMIT);
    } else if (ll_strbuf_reserve(buf, (size_t)wanted + 1)) {
        /* The ending zero is written behind the text and overwritten by what comes next. */
        (void)vsnprintf(buf->ptr + buf->len, (size_t)wanted + 1, fmt, again);
        buf->len += (size_t)wanted;
    }
    va_end(again);
    va_end(args);
}
