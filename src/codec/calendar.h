/* Days as a calendar that other programs subscribe to: iCalendar (RFC 5545), written only. */
#ifndef LL_CODEC_CALENDAR_H
#define LL_CODEC_CALENDAR_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"

#define LL_CALENDAR_ALARMS_MAX 3

/* An event of a whole day, which keeps nobody busy. Texts are UTF-8. */
struct ll_calendar_event {
    struct ll_str uid; /* the same as long as it is the same thing, whatever its day */
    struct ll_date day;
    struct ll_str summary;
    struct ll_str description;          /* or empty */
    struct ll_str url;                  /* https; or empty */
    int alarms[LL_CALENDAR_ALARMS_MAX]; /* each so many days before; 0: none */
};

/*
 * The whole calendar: lines end in CRLF and are folded at 75 octets, never within a character;
 * backslashes, semicolons, commas and line ends in texts are escaped, other control characters left
 * out. `made_at` stamps every event. The same input gives the same bytes. LL_ENOMEM; LL_EINVAL: a
 * text is not UTF-8.
 */
LL_MUST enum ll_status ll_calendar_write(struct ll_arena *arena, struct ll_str name,
                                         struct ll_time made_at,
                                         const struct ll_calendar_event *events, size_t count,
                                         struct ll_str *ret_text, struct ll_err *reterr);

#endif
