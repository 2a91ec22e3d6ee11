/* A mail as bytes: RFC 5322, 2045 and 2047. */
#include <stdio.h>

#include "edge/fetch/smtp.h"

#define TEXT_MAX ((size_t)64 << 10)
#define LINE_MAX_BYTES 72 /* and the sign of a soft break; 76 are allowed */
#define WORD_BYTES 15     /* of a subject in one encoded word: at most 45 of 75 */
#define DAY_US INT64_C(86400000000)

static enum ll_status refuse_address(struct ll_err *reterr)
{
    return LL_FAIL(reterr, LL_EREFUSED, "the address is none that mail can be sent to");
}

enum ll_status ll_smtp_check_address(struct ll_str address, struct ll_err *reterr)
{
    size_t at = ll_str_find_char(address, '@');
    if (address.len > LL_SMTP_ADDRESS_MAX || at == 0 || at + 1 >= address.len) {
        return refuse_address(reterr);
    }
    for (size_t i = 0; i < address.len; i++) {
        char c = address.ptr[i];
        bool is_bad = c <= ' ' || c >= 0x7F || c == '<' || c == '>' || c == '(' || c == ')' ||
                      c == '[' || c == ']' || c == ',' || c == ';' || c == ':' || c == '\\' ||
                      c == '"' || (c == '@' && i != at);
        if (is_bad) {
            return refuse_address(reterr);
        }
    }
    return LL_OK;
}

static void put_escaped(struct ll_strbuf *buf, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    ll_strbuf_char(buf, '=');
    ll_strbuf_char(buf, digits[c >> 4U]);
    ll_strbuf_char(buf, digits[c & 15U]);
}

static bool is_plain(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many bytes from `at` on, at most `most`, are whole characters. */
static size_t whole_characters(struct ll_str s, size_t at, size_t most)
{
    size_t end = at + most < s.len ? at + most : s.len;
    while (end < s.len && end > at && ((unsigned char)s.ptr[end] & 0xC0U) == 0x80U) {
        end--;
    }
    return end > at ? end - at : 1;
}

/* Encoded words alone, each of whole characters. */
static void put_subject(struct ll_strbuf *buf, struct ll_str subject)
{
    ll_strbuf_cstr(buf, "Subject:");
    for (size_t at = 0; at < subject.len;) {
        size_t count = whole_characters(subject, at, WORD_BYTES);
        ll_strbuf_cstr(buf, at == 0 ? " =?utf-8?Q?" : "\r\n =?utf-8?Q?");
        for (size_t i = at; i < at + count; i++) {
            unsigned char c = (unsigned char)subject.ptr[i];
            if (is_plain(c)) {
                ll_strbuf_char(buf, (char)c);
            } else if (c == ' ') {
                ll_strbuf_char(buf, '_');
            } else {
                put_escaped(buf, c < ' ' ? '?' : c);
            }
        }
        ll_strbuf_cstr(buf, "?=");
        at += count;
    }
    ll_strbuf_cstr(buf, "\r\n");
}

/* A full stop that begins a line is escaped too: no end of the mail, whoever passes it on. */
static void put_text(struct ll_strbuf *buf, struct ll_str text)
{
    size_t column = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool at_end = i + 1 == text.len || text.ptr[i + 1] == '\n';
        if (c == '\n') {
            ll_strbuf_cstr(buf, "\r\n");
            column = 0;
            continue;
        }
        if (column >= LINE_MAX_BYTES) {
            ll_strbuf_cstr(buf, "=\r\n");
            column = 0;
        }
        bool is_bare = c > ' ' && c < 0x7F && c != '=' && (c != '.' || column > 0);
        if (is_bare || (c == ' ' && !at_end)) {
            ll_strbuf_char(buf, (char)c);
            column++;
        } else {
            put_escaped(buf, c);
            column += 3;
        }
    }
    ll_strbuf_cstr(buf, column > 0 ? "\r\n" : "");
}

static void put_date(struct ll_strbuf *buf, struct ll_time at)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year;
    int month;
    int day;
    struct ll_date date = ll_time_date(at);
    int64_t second = at.us % DAY_US / 1000000;
    ll_date_to_ymd(date, &year, &month, &day);
    ll_strbuf_fmt(buf, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[date.days % 7], day,
                  months[month - 1], year, (int)(second / 3600), (int)(second / 60 % 60),
                  (int)(second % 60));
}

static bool is_id(struct ll_str id)
{
    for (size_t i = 0; i < id.len; i++) {
        if (!is_plain((unsigned char)id.ptr[i]) && id.ptr[i] != '_' && id.ptr[i] != '-') {
            return false;
        }
    }
    return id.len > 0;
}

enum ll_status ll_smtp_write(const struct ll_smtp_mail *mail, struct ll_str from,
                             struct ll_arena *arena, struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    LL_TRY(ll_smtp_check_address(from, reterr));
    LL_TRY(ll_smtp_check_address(mail->to, reterr));
    if (!is_id(mail->id) || !ll_str_is_utf8(mail->subject) || !ll_str_is_utf8(mail->text)) {
        return LL_FAIL(reterr, LL_EINVAL, "the mail's texts cannot be sent");
    }
    size_t at = ll_str_find_char(from, '@');
    ll_strbuf_init(&buf, arena, TEXT_MAX);
    put_date(&buf, mail->at);
    ll_strbuf_fmt(&buf, "From: <%.*s>\r\nTo: <%.*s>\r\n", LL_STR_ARG(from), LL_STR_ARG(mail->to));
    put_subject(&buf, mail->subject);
    ll_strbuf_fmt(&buf, "Message-ID: <%.*s%.*s>\r\n", LL_STR_ARG(mail->id),
                  LL_STR_ARG(ll_str_sub(from, at, from.len)));
    ll_strbuf_cstr(&buf, "Auto-Submitted: auto-generated\r\n"
                         "MIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=utf-8\r\n"
                         "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    put_text(&buf, mail->text);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}
