/* Time: every day of 10,000 years against counting, RFC 3339 texts, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/time.h"
#include "support/random.h"

static struct ll_str text_of(const char *cstr)
{
    return ll_str_from_cstr(cstr);
}

/* Counts day by day, so that it shares nothing with the arithmetic under test. */
static void every_day_by_counting(void **state)
{
    (void)state;
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t days = ll_date_from_ymd(1, 1, 1).days;
    assert_int_equal(days, -719162);
    for (int year = 1; year <= 9999; year++) {
        bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap);
            for (int day = 1; day <= length; day++) {
                int back_year;
                int back_month;
                int back_day;
                struct ll_date date = ll_date_from_ymd(year, month, day);
                ll_date_to_ymd(date, &back_year, &back_month, &back_day);
                if (date.days != days || back_year != year || back_month != month ||
                    back_day != day || ll_date_month(date).months != year * 12 + month - 1) {
                    fail_msg("day %d-%d-%d", year, month, day);
                }
                days++;
            }
        }
    }
}

static void times_of_http(void **state)
{
    static const struct {
        const char *text;
        int64_t us; /* -1: it is none */
    } rows[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", INT64_C(784111777000000)},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Fri, 31 Dec 9999 23:59:59 GMT", INT64_C(253402300799000000)},
        {"Mon, 29 Feb 2016 00:00:00 GMT", INT64_C(1456704000000000)},
        {"Wed, 29 Feb 2017 00:00:00 GMT", -1},
        {"Sun, 00 Nov 1994 08:49:37 GMT", -1},
        {"Sun, 31 Nov 1994 08:49:37 GMT", -1},
        {"Sun, 06 Nox 1994 08:49:37 GMT", -1},
        {"Sun, 06 Nov 1969 08:49:37 GMT", -1},
        {"Sun, 06 Nov 1994 24:00:00 GMT", -1},
        {"Sun, 06 Nov 1994 08:49:37 UTC", -1},
        {"Sun, 06 Nov 1994 08:49:37 GMT ", -1},
        {"Sunday, 06-Nov-94 08:49:37 GMT", -1},
        {"Sun Nov  6 08:49:37 1994", -1},
        {"120", -1},
        {"", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_time time = {-1};
        enum ll_status status = ll_time_parse_http(text_of(rows[i].text), &time, NULL);
        if (status != (rows[i].us < 0 ? LL_EPARSE : LL_OK) || time.us != rows[i].us) {
            fail_msg("%s", rows[i].text);
        }
    }
}

static void times_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t us;
        const char *canonical; /* NULL: the same */
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0, NULL},
        {"2016-03-01T00:00:00Z", INT64_C(1456790400000000), NULL},
        {"2000-02-29T12:34:56.000001Z", INT64_C(951827696000001), NULL},
        {"9999-12-31T23:59:59.999999Z", INT64_C(253402300799999999), NULL},
        {"2016-03-01t00:00:00z", INT64_C(1456790400000000), "2016-03-01T00:00:00Z"},
        {"2016-03-01T00:00:00.5Z", INT64_C(1456790400500000), "2016-03-01T00:00:00.500000Z"},
        {"2016-03-01T00:00:00.000000Z", INT64_C(1456790400000000), "2016-03-01T00:00:00Z"},
        {"2016-03-01T01:30:00+01:30", INT64_C(1456790400000000), "2016-03-01T00:00:00Z"},
        {"2016-02-29T19:00:00-05:00", INT64_C(1456790400000000), "2016-03-01T00:00:00Z"},
        {"1969-12-31T23:00:00-01:00", 0, "1970-01-01T00:00:00Z"},
        {"2016-03-01T23:59:00+23:59", INT64_C(1456790400000000), "2016-03-01T00:00:00Z"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_time time;
        char text[LL_TIME_TEXT_MAX];
        assert_int_equal(ll_time_parse(text_of(rows[i].text), &time, NULL), LL_OK);
        assert_true(time.us == rows[i].us);
        ll_time_format(time, text);
        assert_string_equal(text, rows[i].canonical == NULL ? rows[i].text : rows[i].canonical);
    }
}

static void times_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2016",
        "2016-03-01",
        "2016-03-01T00:00:00",
        "2016-03-01 00:00:00Z",
        "2016-03-01T00:00Z",
        "2016-03-01T24:00:00Z",
        "2016-03-01T00:60:00Z",
        "2016-12-31T23:59:60Z",
        "2016-03-01T00:00:00.Z",
        "2016-03-01T00:00:00.1234567Z",
        "2016-03-01T00:00:00,5Z",
        "2016-03-01T00:00:00+0100",
        "2016-03-01T00:00:00+24:00",
        "2016-03-01T00:00:00+01:60",
        "2016-03-01T00:00:00ZZ",
        "2016-03-01T00:00:00Z ",
        " 2016-03-01T00:00:00Z",
        "2016-02-30T00:00:00Z",
        "2015-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2016-13-01T00:00:00Z",
        "2016-00-01T00:00:00Z",
        "2016-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "+2016-03-01T00:00:00Z",
        "02016-03-01T00:00:00Z",
        "2016-3-01T00:00:00Z",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ll_time time = {77};
        struct ll_err err;
        assert_int_equal(ll_time_parse(text_of(texts[i]), &time, &err), LL_EPARSE);
        assert_true(time.us == 77);
        assert_non_null(strstr(err.hint, "2016-03-01T"));
    }
}

static void dates_and_months(void **state)
{
    (void)state;
    char text[LL_TIME_TEXT_MAX];
    struct ll_date date = {77};
    struct ll_month month = {77};
    struct ll_err err;
    assert_int_equal(ll_date_parse(text_of("2016-02-29"), &date, NULL), LL_OK);
    ll_date_format(date, text);
    assert_string_equal(text, "2016-02-29");
    assert_int_equal(ll_month_parse(text_of("2016-03"), &month, NULL), LL_OK);
    assert_int_equal(month.months, 24194);
    ll_month_format(month, text);
    assert_string_equal(text, "2016-03");
    static const char *const bad_dates[] = {
        "",         "2016-02",  "2016-02-30", "2016-02-29 ",
        "2016-2-9", "20160229", "0000-01-01", "2016-02-29T00:00:00Z"};
    for (size_t i = 0; i < sizeof(bad_dates) / sizeof(bad_dates[0]); i++) {
        date.days = 77;
        assert_int_equal(ll_date_parse(text_of(bad_dates[i]), &date, &err), LL_EPARSE);
        assert_int_equal(date.days, 77);
        assert_string_equal(err.hint, "write it as 2016-03-01");
    }
    static const char *const bad_months[] = {"",       "2016",       "2016-00", "2016-13",
                                             "2016-3", "2016-03-01", "0000-01", "2016/03"};
    for (size_t i = 0; i < sizeof(bad_months) / sizeof(bad_months[0]); i++) {
        month.months = 77;
        assert_int_equal(ll_month_parse(text_of(bad_months[i]), &month, &err), LL_EPARSE);
        assert_int_equal(month.months, 77);
        assert_string_equal(err.hint, "write it as 2016-03");
    }
}

static void days_of_times(void **state)
{
    (void)state;
    const int64_t day_us = INT64_C(86400000000);
    assert_int_equal(ll_time_date((struct ll_time){0}).days, 0);
    assert_int_equal(ll_time_date((struct ll_time){day_us - 1}).days, 0);
    assert_int_equal(ll_time_date((struct ll_time){day_us}).days, 1);
    assert_int_equal(ll_time_date((struct ll_time){-1}).days, -1);
    assert_int_equal(ll_time_date((struct ll_time){-day_us}).days, -1);
    assert_true(ll_date_start((struct ll_date){-1}).us == -day_us);
    assert_true(ll_date_start((struct ll_date){INT32_MAX}).us == INT64_MAX);
    assert_true(ll_date_start((struct ll_date){INT32_MIN}).us == INT64_MIN);
}

/* Damaged data must have a text too, for findings to show. */
static void any_value_has_a_text(void **state)
{
    (void)state;
    char text[LL_TIME_TEXT_MAX];
    ll_time_format((struct ll_time){INT64_MIN}, text);
    assert_string_equal(text, "-290308-12-21T19:59:05.224192Z");
    ll_time_format((struct ll_time){INT64_MAX}, text);
    assert_string_equal(text, "294247-01-10T04:00:54.775807Z");
    ll_time_format((struct ll_time){-1}, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999999Z");
    ll_date_format((struct ll_date){INT32_MIN}, text);
    assert_string_equal(text, "-5877641-06-23");
    ll_month_format((struct ll_month){INT32_MIN}, text);
    assert_string_equal(text, "-178956971-05");
    ll_month_format((struct ll_month){0}, text);
    assert_string_equal(text, "0000-01");
}

static void random_times_read_back(void **state)
{
    (void)state;
    struct ll_test_random random = ll_test_random_begin();
    for (int i = 0; i < 100000; i++) {
        int64_t us = (int64_t)ll_test_random_below(&random, UINT64_C(253402300800000000));
        us -= i % 2 == 0 ? us % 1000000 : 0;
        struct ll_time back;
        char text[LL_TIME_TEXT_MAX];
        ll_time_format((struct ll_time){us}, text);
        assert_int_equal(ll_time_parse(text_of(text), &back, NULL), LL_OK);
        assert_true(back.us == us);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_by_counting), cmocka_unit_test(times_read_and_written),
        cmocka_unit_test(times_of_http),         cmocka_unit_test(times_refused),
        cmocka_unit_test(dates_and_months),      cmocka_unit_test(days_of_times),
        cmocka_unit_test(any_value_has_a_text),  cmocka_unit_test(random_times_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
