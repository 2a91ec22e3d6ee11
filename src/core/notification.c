#include "core/notification.h"

#include <string.h>

#define LENGTH(table) (sizeof(table) / sizeof((table)[0]))
#define EXPORT LL_PART_BIT(EXPORT)
#define IMPORT LL_PART_BIT(IMPORT)
#define TRANSIT LL_PART_BIT(TRANSIT)
#define OTHERS (IMPORT | TRANSIT)
#define ALL (EXPORT | OTHERS)
#define S(symbol) LL_STEP_BIT(symbol)
#define STEP(symbol) LL_NOTIFICATION_STEP_##symbol

#define NOTIFIER "notifier"
#define AUTHORITY "authority of the state"
#define SENDER "authority of export, or the notifier where it lets them"

/* Basel Art.6; the days of Regulation (EU) 2024/1157. Silence of a state of export or import is
 * never a consent; that of a transit state is one only by what ll_notification_check_consent says.
 */
const struct ll_notification_rule ll_notification_rules[] = {
    {LL_STEP_BIT_NONE, STEP(SUBMITTED), EXPORT, NOTIFIER, 0, false, "BC-ART6 p.1"},
    {LL_STEP_BIT_NONE, STEP(FORWARDED), OTHERS, SENDER, 0, false, "BC-ART6 p.1"},
    {S(FORWARDED), STEP(ACKNOWLEDGED), OTHERS, AUTHORITY, 0, false, "BC-ART6 p.2, p.4"},
    {S(SUBMITTED), STEP(QUESTIONED), EXPORT, AUTHORITY, 10, true, "EU-WSR2024 Art.8(2)"},
    {S(FORWARDED) | S(ACKNOWLEDGED), STEP(QUESTIONED), OTHERS, AUTHORITY, 10, true,
     "EU-WSR2024 Art.8(7)"},
    {S(ANSWERED), STEP(QUESTIONED), ALL, AUTHORITY, 7, true, "EU-WSR2024 Art.8(4), 8(9)"},
    {S(QUESTIONED), STEP(ANSWERED), ALL, NOTIFIER, 10, true, "EU-WSR2024 Art.8(3), 8(8)"},
    {S(SUBMITTED) | S(ANSWERED), STEP(COMPLETED), EXPORT, AUTHORITY, 3, true,
     "EU-WSR2024 Art.8(11)"},
    {S(ACKNOWLEDGED) | S(ANSWERED), STEP(COMPLETED), OTHERS, AUTHORITY, 3, true,
     "EU-WSR2024 Art.8(11)"},
    {S(SUBMITTED) | S(ANSWERED) | S(COMPLETED) | S(CONSENTED), STEP(CONSENTED), EXPORT, AUTHORITY,
     30, false, "BC-ART6; EU-WSR2024 Art.9(1)"},
    {S(FORWARDED) | S(ACKNOWLEDGED) | S(ANSWERED) | S(COMPLETED) | S(CONSENTED), STEP(CONSENTED),
     IMPORT, AUTHORITY, 30, false, "BC-ART6 p.2, p.3; EU-WSR2024 Art.9(1)"},
    {S(FORWARDED) | S(ACKNOWLEDGED) | S(ANSWERED) | S(COMPLETED) | S(CONSENTED), STEP(CONSENTED),
     TRANSIT, AUTHORITY, 60, false, "BC-ART6 p.4; EU-WSR2024 Art.51(2)(e)"},
    {S(SUBMITTED) | S(FORWARDED) | S(ACKNOWLEDGED) | S(ANSWERED) | S(COMPLETED), STEP(OBJECTED),
     ALL, AUTHORITY, 30, false, "BC-ART6 p.2; EU-WSR2024 Art.9(1)"},
    {S(CONSENTED), STEP(WITHDRAWN), ALL, AUTHORITY, 0, false, "EU-WSR2024 Art.9"},
    {S(SUBMITTED) | S(FORWARDED) | S(ACKNOWLEDGED) | S(QUESTIONED) | S(ANSWERED) | S(COMPLETED),
     STEP(WITHDRAWN), ALL, NOTIFIER, 0, false, "EU-WSR2024 Art.8"},
};
const size_t ll_notification_rule_count = LENGTH(ll_notification_rules);

static void hint_next(enum ll_route_part part, enum ll_notification_step from,
                      struct ll_err *reterr)
{
    char next[128] = "";
    size_t at = 0;
    for (size_t i = 0; i < ll_notification_rule_count; i++) {
        const struct ll_notification_rule *rule = &ll_notification_rules[i];
        if ((rule->from & 1U << from) != 0 && (rule->parts & 1U << part) != 0) {
            struct ll_str name = ll_str_from_cstr(ll_notification_step_name(rule->step));
            struct ll_str comma = ll_str_from_cstr(at == 0 ? "" : ", ");
            if (at + comma.len + name.len < sizeof(next)) {
                memcpy(next + at, comma.ptr, comma.len);
                memcpy(next + at + comma.len, name.ptr, name.len);
                at += comma.len + name.len;
                next[at] = '\0';
            }
        }
    }
    if (at == 0) {
        ll_err_hint(reterr, "nothing follows it: draft a new notification");
    } else {
        ll_err_hint(reterr, "with a state of %s there may follow: %s", ll_route_part_name(part),
                    next);
    }
}

enum ll_status ll_notification_next(enum ll_route_part part, enum ll_notification_step from,
                                    enum ll_notification_step step,
                                    const struct ll_notification_rule **ret_rule,
                                    struct ll_err *reterr)
{
    for (size_t i = 0; i < ll_notification_rule_count; i++) {
        const struct ll_notification_rule *rule = &ll_notification_rules[i];
        if (rule->step == step && (rule->from & 1U << from) != 0 &&
            (rule->parts & 1U << part) != 0) {
            *ret_rule = rule;
            return LL_OK;
        }
    }
    enum ll_status status =
        LL_FAIL(reterr, LL_EREFUSED, "'%s' does not follow '%s' with a state of %s",
                ll_notification_step_name(step),
                from == 0 ? "drafted" : ll_notification_step_name(from), ll_route_part_name(part));
    hint_next(part, from, reterr);
    return status;
}

#define LAST_YEAR 9999 /* that dates are written of */

struct ll_date ll_notification_years_after(struct ll_date day, int years)
{
    int year = 0;
    int month = 0;
    int of_month = 0;
    ll_date_to_ymd(day, &year, &month, &of_month);
    if (year + years > LAST_YEAR) {
        return ll_date_from_ymd(LAST_YEAR, 12, 31);
    }
    bool is_leap_day = month == 2 && of_month == 29;
    return ll_date_from_ymd(year + years, is_leap_day ? 3 : month, is_leap_day ? 1 : of_month);
}

static enum ll_status refuse(struct ll_err *reterr, const char *member, const char *text,
                             const char *hint)
{
    enum ll_status status = LL_FAIL(reterr, LL_EINVAL, "%s", text);
    ll_err_where(reterr, "%s", member);
    ll_err_hint(reterr, "%s", hint);
    return status;
}

enum ll_status ll_notification_check_consent(const struct ll_notification_terms *notified,
                                             const struct ll_consent_terms *consent,
                                             struct ll_err *reterr)
{
    struct ll_date longest =
        ll_notification_years_after(consent->valid_from, notified->preconsented ? 3 : 1);
    if (consent->is_tacit && consent->part != LL_ROUTE_PART_TRANSIT) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EREFUSED, "silence of a state of %s is never a consent",
                    ll_route_part_name(consent->part));
        ll_err_hint(reterr, "ask its authority to decide (Basel Art.6; Regulation (EU) 2024/1157 "
                            "Art.9(1))");
        return status;
    }
    if (consent->valid_from.days > consent->valid_until.days) {
        return refuse(reterr, "valid_until", LL_R("the consent would end before it begins"),
                      LL_R("read both days off the paper again"));
    }
    if (consent->valid_until.days > longest.days) {
        return refuse(
            reterr, "valid_until",
            notified->preconsented ? LL_R("a consent holds for three years at most")
                                   : LL_R("a consent holds for a year at most"),
            LL_R("Basel Art.6(8); Regulation (EU) 2024/1157 Art.9(4), 14(12): three years only "
                 "to a pre-consented plant; read the days off the paper again"));
    }
    if (consent->shipments_max < 1 || consent->mass_max_g < 1) {
        return refuse(reterr, consent->shipments_max < 1 ? "shipments_max" : "mass_max_g",
                      LL_R("a consent to nothing lets nothing depart"),
                      LL_R("leave it out where the paper names no limit: that of the notification "
                           "holds then; an objection is a step of its own"));
    }
    if (consent->shipments_max > notified->shipments_max) {
        return refuse(reterr, "shipments_max", LL_R("that is more shipments than were notified"),
                      LL_R("is it the consent to another notification?"));
    }
    if (consent->mass_max_g > notified->mass_max_g) {
        return refuse(reterr, "mass_max_g", LL_R("that is more than was notified"),
                      LL_R("is it the consent to another notification?"));
    }
    return LL_OK;
}

#define TACIT_DAYS 30
#define WAIVER_DAYS 60

enum ll_status ll_notification_check_silence(bool may_be_tacit, struct ll_str basis,
                                             enum ll_notification_step step, struct ll_date since,
                                             struct ll_date on, struct ll_err *reterr)
{
    bool is_waiver = ll_str_eq_cstr(basis, "basel-6-4-waiver");
    struct ll_date ends = {since.days + (is_waiver ? WAIVER_DAYS : TACIT_DAYS)};
    char day[LL_TIME_TEXT_MAX];
    enum ll_status status = LL_OK;
    if (!is_waiver && !may_be_tacit) {
        status = LL_FAIL(reterr, LL_EREFUSED,
                         "silence of this state counts only where it waived written consent");
        ll_err_hint(reterr, "ask its authority; where it did, say --tacit basel-6-4-waiver (Basel "
                            "Art.6(4))");
        return status;
    }
    if (!is_waiver && step != LL_NOTIFICATION_STEP_COMPLETED) {
        status =
            LL_FAIL(reterr, LL_EREFUSED,
                    "silence counts from the day on which the notification was found complete");
        ll_err_hint(reterr, "record that step first (Regulation (EU) 2024/1157 Art.9(1))");
        return status;
    }
    if (on.days < ends.days) {
        ll_date_format(ends, day);
        status = LL_FAIL(reterr, LL_EREFUSED, "the time in which it may answer runs until %s", day);
        ll_err_where(reterr, "on");
        ll_err_hint(reterr, is_waiver
                                ? "60 days from its acknowledgement, or the last step that is "
                                  "recorded (Basel Art.6(4))"
                                : LL_R("30 days from the day on which it was found complete "
                                       "(Regulation (EU) 2024/1157 Art.9(1))"));
    }
    return status;
}
