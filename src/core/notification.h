/*
 * A notification of a movement of waste: the steps it takes with each authority, as a table
 * (printed into docs/notifications.md by its test), who acts and how long the law gives them. Pure.
 */
#ifndef LL_CORE_NOTIFICATION_H
#define LL_CORE_NOTIFICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "core/types.h"

#define LL_NOTIFICATION_STATES_MAX 16
#define LL_NOTIFICATION_CARRIERS_MAX 64
#define LL_NOTIFICATION_SHIPMENTS_MAX 10000

/* A set of steps or of parts; step 0 stands for "nothing yet". */
#define LL_STEP_BIT(symbol) (1U << LL_NOTIFICATION_STEP_##symbol)
#define LL_STEP_BIT_NONE 1U
#define LL_PART_BIT(symbol) (1U << LL_ROUTE_PART_##symbol)

/*
 * A step that may be taken with the authority of a state. `days` after the step before, in working
 * days or calendar days; 0: no limit in law. EU limits bind authorities of EU states only: of
 * others they are what to expect.
 */
struct ll_notification_rule {
    unsigned from; /* set of enum ll_notification_step */
    enum ll_notification_step step;
    unsigned parts; /* set of enum ll_route_part */
    const char *actor;
    int64_t days;
    bool working;
    const char *source;
};
extern const struct ll_notification_rule ll_notification_rules[];
extern const size_t ll_notification_rule_count;

/*
 * The rule by which a step follows where the notification stands with a state (0: nothing yet).
 * LL_EREFUSED when the table has none: the text names both, the hint what may follow. Cost: the
 * length of the table.
 */
LL_MUST enum ll_status ll_notification_next(enum ll_route_part part, enum ll_notification_step from,
                                            enum ll_notification_step step,
                                            const struct ll_notification_rule **ret_rule,
                                            struct ll_err *reterr);

/* What a consent must be within: the notification's own limits and term. */
struct ll_notification_terms {
    int64_t shipments_max;
    int64_t mass_max_g;
    bool preconsented;
};
struct ll_consent_terms {
    enum ll_route_part part;
    bool is_tacit;
    struct ll_date valid_from;
    struct ll_date valid_until;
    int64_t shipments_max;
    int64_t mass_max_g;
};
/*
 * LL_EINVAL (where: the member): it ends before it begins, is longer than a year (three years to a
 * pre-consented plant), is to nothing, or to more than was notified. LL_EREFUSED: it is tacit of a
 * state whose silence is no consent. The hint says what would fix it.
 */
LL_MUST enum ll_status ll_notification_check_consent(const struct ll_notification_terms *notified,
                                                     const struct ll_consent_terms *consent,
                                                     struct ll_err *reterr);

/*
 * May the silence of a state of transit count? Of one of the EU, which the tables say
 * `may_be_tacit` of, 30 days after the notification was properly completed (Regulation (EU)
 * 2024/1157 Art.9(1)); of another only where it waived written consent, which is what the basis
 * "basel-6-4-waiver" says, 60 days after its acknowledgement (Basel Art.6(4)). `since`: the day of
 * the step where it stands, which is that day or a later one. LL_EREFUSED; the hint says what would
 * fix it.
 */
LL_MUST enum ll_status ll_notification_check_silence(bool may_be_tacit, struct ll_str basis,
                                                     enum ll_notification_step step,
                                                     struct ll_date since, struct ll_date on,
                                                     struct ll_err *reterr);

/* The same day so many years later; 29 February becomes 1 March. */
struct ll_date ll_notification_years_after(struct ll_date day, int years);

#endif
