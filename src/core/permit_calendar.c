#include "core/permit.h"

#define DAYS_OF_WEEK 7
#define MONTHS_OF_YEAR 12

/* 1970-01-01 was a Thursday: Monday is 0. */
static int weekday(struct ll_date day)
{
    int32_t since_monday = (day.days + 3) % DAYS_OF_WEEK;
    return since_monday < 0 ? since_monday + DAYS_OF_WEEK : since_monday;
}

struct ll_date ll_permit_add_days(struct ll_date day, int32_t days)
{
    return (struct ll_date){day.days + days};
}

struct ll_date ll_permit_add_working_days(struct ll_date day, int32_t days)
{
    int32_t step = days < 0 ? -1 : 1;
    for (int32_t left = days < 0 ? -days : days; left > 0;) {
        day.days += step;
        left -= weekday(day) < 5 ? 1 : 0;
    }
    return day;
}

struct ll_date ll_permit_add_months(struct ll_date day, int32_t months)
{
    int year;
    int month;
    int number;
    ll_date_to_ymd(day, &year, &month, &number);
    int total = year * MONTHS_OF_YEAR + (month - 1) + months;
    struct ll_month target = {total};
    struct ll_date first = ll_month_start(target);
    int32_t length = ll_month_end(target).days - first.days;
    return (struct ll_date){first.days + (number <= length ? number : length) - 1};
}

static struct ll_date due_day(const struct ll_permit_deadline *deadline, struct ll_date from)
{
    int32_t amount = deadline->before ? -deadline->amount : deadline->amount;
    switch (deadline->unit) {
    case LL_PERMIT_UNIT_NONE:
        return from;
    case LL_PERMIT_UNIT_DAYS:
        return ll_permit_add_days(from, amount);
    case LL_PERMIT_UNIT_WORKING_DAYS:
        return ll_permit_add_working_days(from, amount);
    case LL_PERMIT_UNIT_MONTHS:
        return ll_permit_add_months(from, amount);
    }
    return from;
}

struct ll_date ll_permit_new_law(void)
{
    return ll_date_from_ymd(2026, 5, 21);
}

/* What cannot come before what. The plant's day is the planned one until there is another. */
static const struct {
    enum ll_permit_event first;
    enum ll_permit_event then;
} orders[] = {
    {LL_PERMIT_EVENT_submitted, LL_PERMIT_EVENT_told},
    {LL_PERMIT_EVENT_submitted, LL_PERMIT_EVENT_acknowledged},
    {LL_PERMIT_EVENT_submitted, LL_PERMIT_EVENT_completed},
    {LL_PERMIT_EVENT_submitted, LL_PERMIT_EVENT_consented},
    {LL_PERMIT_EVENT_submitted, LL_PERMIT_EVENT_departed},
    {LL_PERMIT_EVENT_acknowledged, LL_PERMIT_EVENT_consented},
    {LL_PERMIT_EVENT_completed, LL_PERMIT_EVENT_consented},
    {LL_PERMIT_EVENT_departed, LL_PERMIT_EVENT_received},
    {LL_PERMIT_EVENT_received, LL_PERMIT_EVENT_recovered},
    {LL_PERMIT_EVENT_recovered, LL_PERMIT_EVENT_certified},
};

static enum ll_status wrong_order(const char *then, struct ll_date then_day, const char *first,
                                  struct ll_date first_day, struct ll_err *reterr)
{
    char then_text[LL_TIME_TEXT_MAX];
    char first_text[LL_TIME_TEXT_MAX];
    ll_date_format(then_day, then_text);
    ll_date_format(first_day, first_text);
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "'%s' on %s comes before '%s' on %s", then,
                                    then_text, first, first_text);
    ll_err_hint(reterr, "correct one of the two days");
    return status;
}

/* So far ahead that adding a term to it could leave the calendar. */
#define YEAR_MAX 9900

static enum ll_status check_days(const struct ll_permit_days *days, struct ll_err *reterr)
{
    for (size_t i = 0; i < LL_PERMIT_EVENT_COUNT; i++) {
        if (days->known[i] &&
            (days->day[i].days < 0 || days->day[i].days >= ll_date_from_ymd(YEAR_MAX, 1, 1).days)) {
            return LL_FAIL(reterr, LL_EINVAL, "the day '%s' is out of this world's calendars",
                           ll_permit_event_names[i]);
        }
    }
    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
        enum ll_permit_event first = orders[i].first;
        enum ll_permit_event then = orders[i].then;
        if (days->known[first] && days->known[then] &&
            days->day[then].days < days->day[first].days) {
            return wrong_order(ll_permit_event_names[then], days->day[then],
                               ll_permit_event_names[first], days->day[first], reterr);
        }
    }
    if (days->has_arrival && days->known[LL_PERMIT_EVENT_departed] &&
        days->arrival.days < days->day[LL_PERMIT_EVENT_departed].days) {
        return wrong_order("arrival", days->arrival, "departed",
                           days->day[LL_PERMIT_EVENT_departed], reterr);
    }
    return LL_OK;
}

/* Days first, the earliest first; else as they were. */
static bool comes_after(const struct ll_permit_due *a, const struct ll_permit_due *b)
{
    return (!a->has_day && b->has_day) || (a->has_day && b->has_day && a->day.days > b->day.days);
}

enum ll_status ll_permit_calendar(const struct ll_permit_decision *decision,
                                  const struct ll_permit_days *days, struct ll_arena *arena,
                                  struct ll_permit_due **ret_dues, struct ll_err *reterr)
{
    LL_TRY(check_days(days, reterr));
    struct ll_permit_due *dues =
        LL_NEW_ARRAY(arena, struct ll_permit_due, decision->deadline_count);
    if (dues == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a calendar");
    }
    for (size_t i = 0; i < decision->deadline_count; i++) {
        const struct ll_permit_deadline *deadline = &decision->deadlines[i];
        bool is_law = deadline->event == LL_PERMIT_EVENT_new_law;
        struct ll_permit_due due = {
            .deadline = deadline,
            .has_day =
                deadline->unit != LL_PERMIT_UNIT_NONE && (is_law || days->known[deadline->event]),
            .is_working = deadline->unit == LL_PERMIT_UNIT_WORKING_DAYS,
        };
        if (due.has_day) {
            due.day = due_day(deadline, is_law ? ll_permit_new_law() : days->day[deadline->event]);
        }
        size_t at = i;
        for (; at > 0 && comes_after(&dues[at - 1], &due); at--) {
            dues[at] = dues[at - 1];
        }
        dues[at] = due;
    }
    *ret_dues = dues;
    return LL_OK;
}
