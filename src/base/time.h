/*
 * Time: instants in microseconds since 1970 (UTC), calendar days, and months (of a vintage). Text
 * is RFC 3339 with Z; no time zone, no locale, no C library calendar.
 */
#ifndef LL_BASE_TIME_H
#define LL_BASE_TIME_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct ll_time {
    int64_t us; /* microseconds since 1970-01-01T00:00:00Z; year 1970 to 9999 */
};
struct ll_date {
    int32_t days; /* days since 1970-01-01 */
};
struct ll_month {
    int32_t months; /* year * 12 + (month - 1): 2016-03 is 24194 */
};

#define LL_TIME_TEXT_MAX 32 /* "2016-03-01T00:00:00.000000Z" and its zero */

/* RFC 3339, offset allowed on input; LL_EPARSE with text. Seconds fraction up to 6 digits. */
LL_MUST enum ll_status ll_time_parse(struct ll_str s, struct ll_time *ret_time,
                                     struct ll_err *reterr);
LL_MUST enum ll_status ll_date_parse(struct ll_str s, struct ll_date *ret_date, /* 2016-03-01 */
                                     struct ll_err *reterr);
LL_MUST enum ll_status ll_month_parse(struct ll_str s, struct ll_month *ret_month, /* 2016-03 */
                                      struct ll_err *reterr);
/* As HTTP writes it: "Sun, 06 Nov 1994 08:49:37 GMT"; the name of the day is not held against it.
 * LL_EPARSE. The older two forms are not read. */
LL_MUST enum ll_status ll_time_parse_http(struct ll_str s, struct ll_time *ret_time,
                                          struct ll_err *reterr);
/* Write text ended by a zero. Microseconds are written only when not zero (6 digits). */
void ll_time_format(struct ll_time time, char ret_text[LL_TIME_TEXT_MAX]);
void ll_date_format(struct ll_date date, char ret_text[LL_TIME_TEXT_MAX]);
void ll_month_format(struct ll_month month, char ret_text[LL_TIME_TEXT_MAX]);

struct ll_date ll_date_from_ymd(int year, int month, int day); /* asserts a real day */
void ll_date_to_ymd(struct ll_date date, int *ret_year, int *ret_month, int *ret_day);
struct ll_date ll_time_date(struct ll_time time);
struct ll_time ll_date_start(struct ll_date date);
struct ll_month ll_date_month(struct ll_date date);
struct ll_date ll_month_start(struct ll_month month);
struct ll_date ll_month_end(struct ll_month month); /* the first day of the next */

#endif
