/*
 * Amounts of money in a reader's form. Apart from locale.c, which stands without a C library.
 */
#include "base/locale.h"
#include "base/record.h"

void ll_locale_put_money(const struct ll_locale *locale, struct ll_strbuf *buf, int64_t minor,
                         struct ll_str currency)
{
    char code[4] = "";
    int64_t whole = 1;
    for (size_t i = 0; i < currency.len && currency.len < sizeof(code); i++) {
        code[i] = currency.ptr[i];
    }
    int scale = ll_currency_scale(code);
    for (int i = 0; i < scale; i++) {
        whole *= 10;
    }
    if (minor < 0) {
        ll_strbuf_char(buf, '-');
        minor = -minor;
    }
    ll_locale_put_i64(locale, buf, minor / whole);
    if (scale > 0) {
        ll_strbuf_cstr(buf, locale->language->decimal);
        ll_strbuf_fmt(buf, "%0*d", scale, (int)(minor % whole));
    }
    ll_strbuf_char(buf, ' ');
    ll_strbuf_str(buf, currency);
}
