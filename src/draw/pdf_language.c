#include "draw/pdf_language.h"

/* What stands before and after the last `mark`; false when there is none. */
static bool split_at_last(struct ll_str s, struct ll_str mark, struct ll_str *ret_before,
                          struct ll_str *ret_after)
{
    for (size_t at = s.len; at-- > 0;) {
        if (ll_str_starts(ll_str_sub(s, at, s.len), mark)) {
            *ret_before = ll_str_sub(s, 0, at);
            *ret_after = ll_str_sub(s, at + mark.len, s.len);
            return true;
        }
    }
    return false;
}

static bool is_tag(struct ll_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-')) {
            return false;
        }
    }
    return s.len > 0 && s.len <= 35;
}

/*
 * cairo writes the catalogue as the last object, then the table of places, then the place of that
 * table: so words put into the catalogue move nothing but that table.
 */
enum ll_status ll_pdf_language_set(struct ll_arena *arena, struct ll_str pdf,
                                   struct ll_str language, struct ll_str *ret_pdf,
                                   struct ll_err *reterr)
{
    struct ll_str head = {"", 0};
    struct ll_str tail = {"", 0};
    struct ll_str catalogue = {"", 0};
    struct ll_str rest = {"", 0};
    struct ll_str number = {"", 0};
    struct ll_str between = {"", 0};
    int64_t place = 0;
    if (!is_tag(language)) {
        return LL_FAIL(reterr, LL_EINVAL, "'%.*s' is not the tag of a language",
                       (int)(language.len < 40 ? language.len : 40), language.ptr);
    }
    bool good = split_at_last(pdf, LL_STR("<< /Type /Catalog\n"), &head, &tail) &&
                split_at_last(tail, LL_STR("startxref\n"), &catalogue, &rest) &&
                split_at_last(catalogue, LL_STR("endobj\nxref\n"), &between, &number) &&
                ll_str_find(between, LL_STR("endobj"), false) == SIZE_MAX &&
                ll_str_to_i64(ll_str_sub(rest, 0, ll_str_find_char(rest, '\n')), &place) == LL_OK &&
                place == (int64_t)(pdf.len - tail.len + between.len + 7);
    if (!good) {
        return LL_FAIL(reterr, LL_EPARSE, "cairo ended the PDF in a way that is not known");
    }
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, arena, pdf.len + 128);
    ll_strbuf_str(&buf, ll_str_sub(pdf, 0, pdf.len - tail.len));
    size_t before = buf.len;
    ll_strbuf_fmt(&buf, "   /Lang (%.*s)\n", LL_STR_ARG(language));
    size_t added = buf.len - before;
    ll_strbuf_str(&buf, catalogue);
    ll_strbuf_cstr(&buf, "startxref\n");
    ll_strbuf_i64(&buf, place + (int64_t)added);
    ll_strbuf_str(&buf, ll_str_sub(rest, ll_str_find_char(rest, '\n'), rest.len));
    return ll_strbuf_finish(&buf, ret_pdf, reterr);
}
