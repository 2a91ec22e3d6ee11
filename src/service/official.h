/*
 * Links by which an official, who has no account here, reads about one notification, and the log of
 * what was opened. A link's secret is a text of 64 hex digits (service/session.h); the store has
 * its SHA-256.
 */
#ifndef LL_SERVICE_OFFICIAL_H
#define LL_SERVICE_OFFICIAL_H

#include "service/service.h"

/* What can be opened, as the log names it. */
#define LL_OPENED_ROWS(X)                                                                          \
    X(PAGE, "page")                                                                                \
    X(DOSSIER, "dossier")                                                                          \
    X(RECORD, "record")                                                                            \
    X(NOTIFICATION, "notification-form")                                                           \
    X(MOVEMENT, "movement-form")                                                                   \
    X(BRIEF, "printed-brief")
enum ll_opened {
#define X(symbol, name) LL_OPENED_##symbol,
    LL_OPENED_ROWS(X)
#undef X
};

/*
 * Before anything is shown: log that it is opened. By a link, or, with `link` empty, by the viewer,
 * who is signed in, of the notification `notification`, or (empty) of none, at `address`.
 * LL_ENOTFOUND: no such link, or it is over, or no such notification for them; one text for all
 * links. Run by the server, no command.
 */
struct ll_official_open {
    struct ll_str link;
    struct ll_str notification;
    struct ll_str address;
    enum ll_opened opened;
    struct ll_str *ret_notification; /* its id, in the request's arena */
    struct ll_str *ret_country;      /* by a link: the state whose authority it is for */
    struct ll_str *ret_language;     /* likewise, its tag */
    struct ll_date *ret_expires_on;  /* likewise, its last day */
};
extern const struct ll_service ll_official_open;
/* The same without logging it, which has to follow before anything is shown. */
extern const struct ll_service ll_official_find;

/* The links of a notification and what was opened last, as members of `answer`, for who may invite;
 * nothing for others. */
LL_MUST enum ll_status ll_official_answer(struct ll_ctx *ctx,
                                          struct ll_notification_id notification_id,
                                          struct ll_json *answer, struct ll_err *reterr);

#endif
