#include "base/time.h"

#include <stdbool.h>

#include "base/text.h"

#define US_PER_SECOND INT64_C(1000000)
#define SECONDS_PER_DAY INT64_C(86400)
#define US_PER_DAY (SECONDS_PER_DAY * US_PER_SECOND)
#define YEAR_FIRST 1
#define YEAR_LAST 9999
#define US_LAST INT64_C(253402300799999999) /* 9999-12-31T23:59:59.999999Z */
#define DAYS_PER_ERA 146097                 /* 400 years of the Gregorian calendar */
#define DAYS_TO_1970 719468                 /* from 0000-03-01 */

struct day {
    int64_t year;
    int month;
    int day;
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t floor_mod(int64_t a, int64_t b)
{
    return a % b < 0 ? a % b + b : a % b;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int64_t year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years are counted from March, so that the leap day is a year's last; months of 30.6 days. */
static int64_t days_of(struct day date)
{
    int64_t year = date.month > 2 ? date.year : date.year - 1;
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month_from_march = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970;
}

static struct day day_of(int64_t days)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = floor_div(shifted, DAYS_PER_ERA);
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    return (struct day){
        .year = year_of_era + era * 400 + (month <= 2),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
    };
}

/* ---- reading ---- */

/* Exactly `count` digits at the front of *rest, taken off it. */
static bool take_digits(struct ll_str *rest, size_t count, int *ret_value)
{
    int value = 0;
    if (rest->len < count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        char c = rest->ptr[i];
        if (c < '0' || c > '9') {
            return false;
        }
        value = value * 10 + (c - '0');
    }
    *rest = ll_str_sub(*rest, count, rest->len);
    *ret_value = value;
    return true;
}

static bool take_char(struct ll_str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    *rest = ll_str_sub(*rest, 1, rest->len);
    return true;
}

static bool take_month(struct ll_str *rest, struct day *ret_date)
{
    int year;
    int month;
    if (!take_digits(rest, 4, &year) || !take_char(rest, '-') || !take_digits(rest, 2, &month) ||
        year < YEAR_FIRST || month < 1 || month > 12) {
        return false;
    }
    *ret_date = (struct day){.year = year, .month = month, .day = 1};
    return true;
}

static bool take_date(struct ll_str *rest, struct day *ret_date)
{
    struct day date;
    int day;
    if (!take_month(rest, &date) || !take_char(rest, '-') || !take_digits(rest, 2, &day) ||
        day < 1 || day > month_days(date.year, date.month)) {
        return false;
    }
    date.day = day;
    *ret_date = date;
    return true;
}

/* "12:34:56.789" as microseconds. Second 60 is refused: the count of days has no place for it. */
static bool take_clock(struct ll_str *rest, int64_t *ret_us)
{
    int hour;
    int minute;
    int second;
    if (!take_digits(rest, 2, &hour) || !take_char(rest, ':') || !take_digits(rest, 2, &minute) ||
        !take_char(rest, ':') || !take_digits(rest, 2, &second) || hour > 23 || minute > 59 ||
        second > 59) {
        return false;
    }
    int64_t us = 0;
    if (take_char(rest, '.')) {
        int64_t scale = US_PER_SECOND;
        int digit;
        while (take_digits(rest, 1, &digit)) {
            scale /= 10;
            if (scale == 0) {
                return false;
            }
            us += digit * scale;
        }
        if (scale == US_PER_SECOND) {
            return false;
        }
    }
    *ret_us = ((int64_t)hour * 3600 + minute * 60 + second) * US_PER_SECOND + us;
    return true;
}

/* "Z" or "+01:00", in minutes east. */
static bool take_offset(struct ll_str *rest, int *ret_minutes)
{
    if (take_char(rest, 'Z') || take_char(rest, 'z')) {
        *ret_minutes = 0;
        return true;
    }
    bool west = rest->len > 0 && rest->ptr[0] == '-';
    int hours;
    int minutes;
    if ((!take_char(rest, '+') && !take_char(rest, '-')) || !take_digits(rest, 2, &hours) ||
        !take_char(rest, ':') || !take_digits(rest, 2, &minutes) || hours > 23 || minutes > 59) {
        return false;
    }
    *ret_minutes = (hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

static enum ll_status refuse(struct ll_str s, const char *what, const char *hint,
                             struct ll_err *reterr)
{
    char message[LL_ERR_TEXT_MAX];
    char quoted[LL_TEXT_QUOTED_MAX];
    const char *piece = quoted;
    struct ll_text text;
    ll_text_init(&text, quoted, sizeof(quoted));
    ll_text_quoted(&text, s);
    ll_text_init(&text, message, sizeof(message));
    ll_text_filled(&text, what, &piece, 1);
    enum ll_status status = LL_FAIL_TEXT(reterr, LL_EPARSE, message);
    ll_err_hint_text(reterr, hint);
    return status;
}

enum ll_status ll_time_parse(struct ll_str s, struct ll_time *ret_time, struct ll_err *reterr)
{
    const char *hint = LL_R("write it as 2016-03-01T14:30:00Z or 2016-03-01T15:30:00+01:00, with "
                            "at most 6 digits after the second");
    struct ll_str rest = s;
    struct day date;
    int64_t us;
    int offset_minutes;
    if (!take_date(&rest, &date) || (!take_char(&rest, 'T') && !take_char(&rest, 't')) ||
        !take_clock(&rest, &us) || !take_offset(&rest, &offset_minutes) || rest.len != 0) {
        return refuse(s, LL_R("%s is no time"), hint, reterr);
    }
    us += days_of(date) * US_PER_DAY - (int64_t)offset_minutes * 60 * US_PER_SECOND;
    if (us < 0 || us > US_LAST) {
        return refuse(s, LL_R("%s is not between the years 1970 and 9999 (UTC)"), hint, reterr);
    }
    ret_time->us = us;
    return LL_OK;
}

enum ll_status ll_date_parse(struct ll_str s, struct ll_date *ret_date, struct ll_err *reterr)
{
    struct ll_str rest = s;
    struct day date;
    if (!take_date(&rest, &date) || rest.len != 0) {
        return refuse(s, LL_R("%s is no day of the calendar"), LL_R("write it as 2016-03-01"),
                      reterr);
    }
    ret_date->days = (int32_t)days_of(date);
    return LL_OK;
}

enum ll_status ll_month_parse(struct ll_str s, struct ll_month *ret_month, struct ll_err *reterr)
{
    struct ll_str rest = s;
    struct day date;
    if (!take_month(&rest, &date) || rest.len != 0) {
        return refuse(s, LL_R("%s is no month"), LL_R("write it as 2016-03"), reterr);
    }
    ret_month->months = (int32_t)(date.year * 12 + date.month - 1);
    return LL_OK;
}

static bool take_month_name(struct ll_str *rest, int *ret_month)
{
    struct ll_str names = LL_STR("JanFebMarAprMayJunJulAugSepOctNovDec");
    for (int month = 1; month <= 12; month++) {
        size_t at = (size_t)(month - 1) * 3;
        if (ll_str_starts(*rest, ll_str_sub(names, at, at + 3))) {
            *rest = ll_str_sub(*rest, 3, rest->len);
            *ret_month = month;
            return true;
        }
    }
    return false;
}

enum ll_status ll_time_parse_http(struct ll_str s, struct ll_time *ret_time, struct ll_err *reterr)
{
    struct ll_str rest = ll_str_sub(s, 3, s.len); /* the day's name */
    struct day date = {0};
    int year;
    int64_t us;
    if (!take_char(&rest, ',') || !take_char(&rest, ' ') || !take_digits(&rest, 2, &date.day) ||
        !take_char(&rest, ' ') || !take_month_name(&rest, &date.month) || !take_char(&rest, ' ') ||
        !take_digits(&rest, 4, &year) || !take_char(&rest, ' ') || !take_clock(&rest, &us) ||
        !ll_str_eq_cstr(rest, " GMT") || year < 1970 || date.day < 1 ||
        date.day > month_days(year, date.month)) {
        return refuse(s, LL_R("%s is no time of HTTP"), "Sun, 06 Nov 1994 08:49:37 GMT", reterr);
    }
    date.year = year;
    ret_time->us = us + days_of(date) * US_PER_DAY;
    return LL_OK;
}

/* ---- writing ---- any value of the types has a text, also one outside the years read ---- */

static void put_digits(struct ll_text *text, int64_t value, size_t least)
{
    char digits[20];
    size_t len = ll_i64_digits(value < 0 ? -value : value, digits);
    if (value < 0) {
        ll_text_cstr(text, "-");
    }
    for (size_t i = len; i < least; i++) {
        ll_text_cstr(text, "0");
    }
    ll_text_str(text, (struct ll_str){digits, len});
}

static void put_month(struct ll_text *text, int64_t year, int month)
{
    put_digits(text, year, 4);
    ll_text_cstr(text, "-");
    put_digits(text, month, 2);
}

static void put_date(struct ll_text *text, int64_t days)
{
    struct day date = day_of(days);
    put_month(text, date.year, date.month);
    ll_text_cstr(text, "-");
    put_digits(text, date.day, 2);
}

void ll_time_format(struct ll_time time, char ret_text[LL_TIME_TEXT_MAX])
{
    struct ll_text text;
    ll_text_init(&text, ret_text, LL_TIME_TEXT_MAX);
    int64_t seconds = floor_mod(time.us, US_PER_DAY) / US_PER_SECOND;
    int64_t us = floor_mod(time.us, US_PER_SECOND);
    put_date(&text, floor_div(time.us, US_PER_DAY));
    ll_text_cstr(&text, "T");
    put_digits(&text, seconds / 3600, 2);
    ll_text_cstr(&text, ":");
    put_digits(&text, seconds / 60 % 60, 2);
    ll_text_cstr(&text, ":");
    put_digits(&text, seconds % 60, 2);
    if (us != 0) {
        ll_text_cstr(&text, ".");
        put_digits(&text, us, 6);
    }
    ll_text_cstr(&text, "Z");
}

void ll_date_format(struct ll_date date, char ret_text[LL_TIME_TEXT_MAX])
{
    struct ll_text text;
    ll_text_init(&text, ret_text, LL_TIME_TEXT_MAX);
    put_date(&text, date.days);
}

void ll_month_format(struct ll_month month, char ret_text[LL_TIME_TEXT_MAX])
{
    struct ll_text text;
    ll_text_init(&text, ret_text, LL_TIME_TEXT_MAX);
    int64_t year = floor_div(month.months, 12);
    put_month(&text, year, (int)(month.months - year * 12) + 1);
}

/* ---- the calendar ---- */

struct ll_date ll_date_from_ymd(int year, int month, int day)
{
    LL_ASSERT(year >= YEAR_FIRST && year <= YEAR_LAST);
    LL_ASSERT(month >= 1 && month <= 12);
    LL_ASSERT(day >= 1 && day <= month_days(year, month));
    struct day date = {.year = year, .month = month, .day = day};
    return (struct ll_date){(int32_t)days_of(date)};
}

void ll_date_to_ymd(struct ll_date date, int *ret_year, int *ret_month, int *ret_day)
{
    struct day split = day_of(date.days);
    *ret_year = (int)split.year;
    *ret_month = split.month;
    *ret_day = split.day;
}

struct ll_date ll_time_date(struct ll_time time)
{
    return (struct ll_date){(int32_t)floor_div(time.us, US_PER_DAY)};
}

struct ll_time ll_date_start(struct ll_date date)
{
    int64_t us;
    if (__builtin_mul_overflow((int64_t)date.days, US_PER_DAY, &us)) {
        us = date.days < 0 ? INT64_MIN : INT64_MAX; /* 290,000 years away: stay sorted */
    }
    return (struct ll_time){us};
}

struct ll_month ll_date_month(struct ll_date date)
{
    struct day split = day_of(date.days);
    return (struct ll_month){(int32_t)(split.year * 12 + split.month - 1)};
}

struct ll_date ll_month_start(struct ll_month month)
{
    struct day first = {.year = floor_div(month.months, 12),
                        .month = (int)floor_mod(month.months, 12) + 1,
                        .day = 1};
    return (struct ll_date){(int32_t)days_of(first)};
}

struct ll_date ll_month_end(struct ll_month month)
{
    return ll_month_start((struct ll_month){month.months + 1});
}
