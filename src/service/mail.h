/*
 * Mails that are to be sent: written in the transaction whose news they carry, sent by whoever
 * serves with a mail server (edge/http/mailer.h), and gone once sent. What a mail says, and to
 * what address, is worked out when it is sent; the secret of its link is made of the mail's id by
 * the fingerprint key, so that who reads the store alone can open no link.
 */
#ifndef LL_SERVICE_MAIL_H
#define LL_SERVICE_MAIL_H

#include "service/session.h"

#define LL_MAIL_WAIT_US_FIRST INT64_C(60000000) /* then twice as long each time */
#define LL_MAIL_WAIT_US_MAX INT64_C(3600000000)

/* Inside a transaction that writes: a mail with a link for a user (or nobody: it is never sent).
 * `purpose` as of links. The caller stores the link. */
LL_MUST enum ll_status ll_mail_put(struct ll_ctx *ctx, struct ll_user_id user_id,
                                   struct ll_str purpose, struct ll_str language,
                                   struct ll_secret_text *ret_link, struct ll_err *reterr);
LL_MUST enum ll_status ll_mail_forget_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                           struct ll_err *reterr);

struct ll_mail {
    struct ll_id mail_id;
    struct ll_user_id user_id;
    struct ll_str purpose;
    struct ll_str language; /* its tag */
    struct ll_str to;
    struct ll_str site;           /* the ledger's name */
    struct ll_str address;        /* the ledger's, or empty: none was set */
    struct ll_secret_text link;   /* of the address's /links/ */
    char id_text[LL_ID_TEXT_MAX]; /* "mail_..." */
};
enum ll_mail_state {
    LL_MAIL_NONE, /* none is due */
    LL_MAIL_DUE,  /* ret_mail is to be sent; it is tried again later unless it is said to be done */
    LL_MAIL_LATE, /* it was given up: its link is over. ret_mail has its ids */
    LL_MAIL_MOOT, /* it is gone: of nobody, or of a user who is disabled or erased */
};
/* The next one that is due. All texts live in the job's arena. */
struct ll_mail_take {
    enum ll_mail_state *ret_state;
    struct ll_mail *ret_mail;
};
extern const struct ll_service ll_mail_take;
/* Sent, or refused for good. */
struct ll_mail_done {
    struct ll_id mail_id;
};
extern const struct ll_service ll_mail_done;
/* How many wait, and how many of them are due. */
struct ll_mail_count {
    int64_t *ret_waiting;
    int64_t *ret_due;
};
extern const struct ll_service ll_mail_count;

#endif
