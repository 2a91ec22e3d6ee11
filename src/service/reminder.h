/* What expires or falls due, and who has to act. */
#ifndef LL_SERVICE_REMINDER_H
#define LL_SERVICE_REMINDER_H

#include "service/service.h"

enum ll_reminder_kind {
    LL_REMINDER_NONE,
#define LL_REMINDER(symbol, name, before, presses, after, who, source) LL_REMINDER_##symbol,
#include "service/reminders.def"
#undef LL_REMINDER
    LL_REMINDER_COUNT
};
struct ll_reminder_row {
    const char *name;
    int32_t before;
    int32_t presses;
    int32_t after;
    const char *who;
    const char *source;
};
extern const struct ll_reminder_row ll_reminder_rows[LL_REMINDER_COUNT];

/* One of them. Texts are in ctx->arena. */
struct ll_reminder {
    enum ll_reminder_kind kind;
    struct ll_date due;
    struct ll_id object_id;
    struct ll_str code; /* the object's; of a case why it was opened */
    struct ll_str note; /* country, standard, paper, term; or empty */
    struct ll_str who;
    struct ll_str source;
};

/*
 * All of them for a day, the earliest first; equals by kind, code and note: what shows then, and
 * what will within `ahead` days. LL_EPERM: the viewer is not of the operator. LL_ENOMEM; the
 * store's errors. Cost: a walk over what has an end, and a decision of the permit rules for each
 * notification with movements, and for each that the end of a law may concern.
 */
LL_MUST enum ll_status ll_reminders_read(struct ll_ctx *ctx, struct ll_date today, int32_t ahead,
                                         struct ll_reminder **ret_items, size_t *ret_count,
                                         struct ll_err *reterr);

#endif
