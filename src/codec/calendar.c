#include "codec/calendar.h"

#include <stdio.h>

#define LINE_OCTETS 75
#define CALENDAR_BYTES_MAX ((size_t)8 << 20)

/* A line while it is written: how many octets of it stand since the last fold. */
struct line {
    struct ll_strbuf *buf;
    size_t octets;
};

/* The octets of the character that begins so. */
static size_t character_octets(char lead)
{
    unsigned char c = (unsigned char)lead;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static void put(struct line *line, struct ll_str unit)
{
    if (line->octets + unit.len > LINE_OCTETS) {
        ll_strbuf_cstr(line->buf, "\r\n ");
        line->octets = 1;
    }
    ll_strbuf_str(line->buf, unit);
    line->octets += unit.len;
}

static void put_raw(struct line *line, struct ll_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t octets = character_octets(text.ptr[at]);
        put(line, ll_str_sub(text, at, at + octets));
        at += octets;
    }
}

static void put_escaped(struct line *line, struct ll_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t octets = character_octets(text.ptr[at]);
        char c = text.ptr[at];
        char escaped[2] = {'\\', c == '\n' ? 'n' : c};
        if (c == '\\' || c == ';' || c == ',' || c == '\n') {
            put(line, (struct ll_str){escaped, 2});
        } else if ((unsigned char)c >= 0x20 && c != 0x7F) {
            put(line, ll_str_sub(text, at, at + octets));
        }
        at += octets;
    }
}

static void put_line(struct ll_strbuf *buf, const char *name, struct ll_str value, bool is_text)
{
    struct line line = {buf, 0};
    put_raw(&line, ll_str_from_cstr(name));
    if (is_text) {
        put_escaped(&line, value);
    } else {
        put_raw(&line, value);
    }
    ll_strbuf_cstr(buf, "\r\n");
}

/* 20260311 */
static struct ll_str day_text(struct ll_date day, char ret_text[LL_TIME_TEXT_MAX])
{
    char dashed[LL_TIME_TEXT_MAX];
    size_t len = 0;
    ll_date_format(day, dashed);
    for (size_t i = 0; dashed[i] != '\0'; i++) {
        if (dashed[i] != '-') {
            ret_text[len++] = dashed[i];
        }
    }
    return (struct ll_str){ret_text, len};
}

static void put_event(struct ll_strbuf *buf, const struct ll_calendar_event *event,
                      struct ll_str stamp)
{
    char day[LL_TIME_TEXT_MAX];
    struct ll_date next = {event->day.days + 1};
    ll_strbuf_cstr(buf, "BEGIN:VEVENT\r\n");
    put_line(buf, "UID:", event->uid, true);
    put_line(buf, "DTSTAMP:", stamp, false);
    put_line(buf, "DTSTART;VALUE=DATE:", day_text(event->day, day), false);
    put_line(buf, "DTEND;VALUE=DATE:", day_text(next, day), false);
    put_line(buf, "SUMMARY:", event->summary, true);
    if (event->description.len > 0) {
        put_line(buf, "DESCRIPTION:", event->description, true);
    }
    if (event->url.len > 0) {
        put_line(buf, "URL:", event->url, false);
    }
    ll_strbuf_cstr(buf, "TRANSP:TRANSPARENT\r\n");
    for (size_t i = 0; i < LL_CALENDAR_ALARMS_MAX; i++) {
        if (event->alarms[i] > 0) {
            ll_strbuf_cstr(buf, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
            put_line(buf, "DESCRIPTION:", event->summary, true);
            ll_strbuf_fmt(buf, "TRIGGER:-P%dD\r\nEND:VALARM\r\n", event->alarms[i]);
        }
    }
    ll_strbuf_cstr(buf, "END:VEVENT\r\n");
}

enum ll_status ll_calendar_write(struct ll_arena *arena, struct ll_str name, struct ll_time made_at,
                                 const struct ll_calendar_event *events, size_t count,
                                 struct ll_str *ret_text, struct ll_err *reterr)
{
    struct ll_strbuf buf;
    char day[LL_TIME_TEXT_MAX];
    char stamp[LL_TIME_TEXT_MAX + 8];
    int64_t seconds = made_at.us / 1000000 % 86400;
    struct ll_str text = day_text(ll_time_date(made_at), day);
    int len = snprintf(stamp, sizeof(stamp), "%.*sT%02d%02d%02dZ", LL_STR_ARG(text),
                       (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60));
    ll_strbuf_init(&buf, arena, CALENDAR_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!ll_str_is_utf8(events[i].uid) || !ll_str_is_utf8(events[i].summary) ||
            !ll_str_is_utf8(events[i].description) || !ll_str_is_utf8(events[i].url)) {
            return LL_FAIL(reterr, LL_EINVAL, "a text of a calendar is not UTF-8");
        }
    }
    ll_strbuf_cstr(&buf, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Loopledger//reminders//EN\r\n"
                         "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    put_line(&buf, "X-WR-CALNAME:", name, true);
    ll_strbuf_cstr(&buf, "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n");
    for (size_t i = 0; i < count; i++) {
        put_event(&buf, &events[i], (struct ll_str){stamp, (size_t)len});
    }
    ll_strbuf_cstr(&buf, "END:VCALENDAR\r\n");
    return ll_strbuf_finish(&buf, ret_text, reterr);
}
