/*
 * How people get in: signing in, sessions, one-time links. What is kept of it is neither fact nor
 * projection (migrations/0003_access.sql), and none of these services is a command: the server runs
 * them, with inputs that hold secrets and are not recorded.
 *
 * A session or link is a text of 64 hex digits, 256 random bits; the store has its SHA-256.
 */
#ifndef LL_SERVICE_SESSION_H
#define LL_SERVICE_SESSION_H

#include "service/service.h"

#define LL_SECRET_TEXT_SIZE 64
#define LL_SESSION_IDLE_US INT64_C(1800000000)   /* 30 minutes */
#define LL_SESSION_WHOLE_US INT64_C(43200000000) /* 12 hours */
#define LL_SESSION_SEEN_US INT64_C(60000000)     /* how exactly it is kept when it was seen */
#define LL_SESSION_HALF_US INT64_C(600000000)    /* one that waits: 10 minutes */
#define LL_LINK_US INT64_C(86400000000)          /* a day */
#define LL_PASSWORD_MIN 15
#define LL_PASSWORD_MAX 128

struct ll_secret_text {
    char hex[LL_SECRET_TEXT_SIZE + 1];
};
void ll_secret_make(const struct ll_id_source *ids, struct ll_secret_text *ret_secret);

/* ---- who asks ---- */
/* LL_ENOTFOUND: there is no such session, or it is over. One that waits for something
 * (second_factor.h) lets nobody in: its viewer is nobody known. */
struct ll_session_find {
    struct ll_str session;
    struct ll_viewer *ret_viewer;
    struct ll_user_id *ret_user_id;
    struct ll_str *ret_waits_for;
    struct ll_str *ret_csrf;     /* in the request's arena */
    struct ll_str *ret_language; /* the tag that the user chose; empty: none */
    bool *ret_has_password;      /* one of their own, beside accounts elsewhere */
    bool *ret_stale;             /* it ought to be noted that it was seen */
};
extern const struct ll_service ll_session_find;

/* ---- signing in ---- */
/* Who it would be, and the hash to try; nobody and an empty one when there is none such. */
struct ll_credential_find {
    struct ll_str email;
    struct ll_user_id *ret_user_id;
    struct ll_str *ret_password;
};
extern const struct ll_service ll_credential_find;

/*
 * Begin a session, or count a failure: LL_EAUTH in the same words whatever was wrong. Each failure
 * after the fifth makes the account wait twice as long, at most 15 minutes, in which nothing is
 * right.
 */
struct ll_session_open {
    struct ll_user_id user_id;
    struct ll_str password; /* the hash that was tried */
    bool is_right;
    struct ll_str rehashed; /* it is to be kept so from now on; or empty */
    struct ll_str session;
    struct ll_str csrf;
    struct ll_str *ret_waits_for; /* second_factor.h; empty: nothing */
};
extern const struct ll_service ll_session_open;

struct ll_session_touch {
    struct ll_secret_text session;
};
extern const struct ll_service ll_session_seen;
extern const struct ll_service ll_session_end;

/* ---- the language that a user reads ---- */
struct ll_language_choose {
    struct ll_user_id user_id;
    struct ll_str language; /* a tag that there is */
};
extern const struct ll_service ll_language_choose;
/* The tag that a user chose; `otherwise` when none. Inside a transaction. */
LL_MUST enum ll_status ll_language_of_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                           struct ll_str otherwise, struct ll_str *ret_language,
                                           struct ll_err *reterr);

/* ---- passwords ---- */
/* May it be theirs? LL_EINVAL: it is among the first that are tried (core/guess.h), also of those
 * made of name, address and organisation. Of who follows `link`, or of `user_id`; `email`, `name`
 * and `organisation_name` of who is nobody yet. LL_ENOTFOUND: there is no such link. */
struct ll_password_try {
    struct ll_str password;
    struct ll_str link; /* or empty */
    struct ll_user_id user_id;
    struct ll_str email;
    struct ll_str name;
    struct ll_str organisation_name;
};
extern const struct ll_service ll_password_try;

/* The hash of who is signed in, and setting another: other sessions of theirs end, and links. */
struct ll_password_find {
    struct ll_user_id user_id;
    struct ll_str *ret_password;
};
extern const struct ll_service ll_password_find;
/* `is_right`: the password so far was; LL_EAUTH, counted and delayed as in signing in. */
struct ll_password_change {
    struct ll_user_id user_id;
    struct ll_str old; /* the hash that was tried */
    bool is_right;
    struct ll_str password; /* the new one's */
    struct ll_str session;  /* which stays */
};
extern const struct ll_service ll_password_change;

/* ---- one-time links ---- */
/* "set-up" and "reset" are a user's, "first" makes the first administrator. LL_ENOTFOUND. */
struct ll_link_find {
    struct ll_str link;
};
extern const struct ll_service ll_link_find;

/* Set a password, once. The first administrator gives an address, a name and an organisation too,
 * and of one that is to be registered its name and country. */
struct ll_link_use {
    struct ll_str link;
    struct ll_str password; /* its hash */
    struct ll_str email;
    struct ll_str name;
    struct ll_str organisation;
    struct ll_str organisation_name;
    struct ll_str country;
};
extern const struct ll_service ll_link_use;

/* A link for who forgot a password, where there is such a user and they do not have several
 * already: ret_made says. By mail it is another link, and nobody is to be told. */
struct ll_link_reset {
    struct ll_str email;
    struct ll_secret_text link;
    bool by_mail;
    struct ll_str language; /* of the mail, its tag, where the user chose none */
    bool *ret_made;
    struct ll_user_id *ret_user_id;
    struct ll_str *ret_address; /* of the site, in ctx->arena; "": it has none */
};
extern const struct ll_service ll_link_reset;

/* A link for the first administrator, where there is no user yet: ret_made says. */
struct ll_link_first {
    struct ll_secret_text link;
    bool *ret_made;
};
extern const struct ll_service ll_link_first;

/* For user disable: nothing of theirs lets anybody in any more. Inside a transaction. */
LL_MUST enum ll_status ll_session_forget_user(struct ll_ctx *ctx, struct ll_user_id user_id,
                                              struct ll_err *reterr);
/* For who makes an administrator: the first one's link ends for ever, though they may end. Inside a
 * transaction. */
LL_MUST enum ll_status ll_session_forget_first(struct ll_ctx *ctx, struct ll_err *reterr);

#endif
