/*
 * Second factors: codes of a device (crypto/totp.h), and recovery codes for who lost it. Signing in
 * with a password alone begins a session that waits for one of these words, and lets nobody in:
 * "second-factor", a code; "enrolment", a first code of a device that is to be set up. What is kept
 * is neither fact nor projection (migrations/0005_second_factor.sql); secrets lie there sealed with
 * a key of DATA/keys. Run by the server, no commands, but for what an administrator decides.
 */
#ifndef LL_SERVICE_SECOND_FACTOR_H
#define LL_SERVICE_SECOND_FACTOR_H

#include "service/service.h"

#define LL_WAITS_FACTOR "second-factor"
#define LL_WAITS_ENROLMENT "enrolment"

/* What a session of theirs has to wait for: the empty string: nothing. Who has to enrol has a
 * secret from here on, to be confirmed. Inside a transaction. */
LL_MUST enum ll_status ll_second_factor_needed(struct ll_ctx *ctx, struct ll_user_id user_id,
                                               struct ll_str *ret_waits_for, struct ll_err *reterr);
/* The same of who showed a second factor elsewhere: a device that was set up here is asked for all
 * the same, or who connects an account of their own to somebody's user would get past it. */
LL_MUST enum ll_status ll_second_factor_needed_too(struct ll_ctx *ctx, struct ll_user_id user_id,
                                                   struct ll_str *ret_waits_for,
                                                   struct ll_err *reterr);
/* Have they set a device up? */
LL_MUST enum ll_status ll_second_factor_has(struct ll_ctx *ctx, struct ll_user_id user_id,
                                            bool *ret_has, struct ll_err *reterr);
/* Theirs is gone. Inside a transaction. */
LL_MUST enum ll_status ll_second_factor_forget(struct ll_ctx *ctx, struct ll_user_id user_id,
                                               struct ll_err *reterr);

/* What is to be set up in a device: LL_ENOTFOUND when nothing is. */
struct ll_enrolment_find {
    struct ll_user_id user_id;
    struct ll_str *ret_uri;    /* otpauth://… (as a QR code) */
    struct ll_str *ret_secret; /* the same to be typed: base32 */
};
extern const struct ll_service ll_enrolment_find;

/* A new secret to be set up. `code`: of the device so far, if there is one: LL_EAUTH. */
struct ll_enrolment_begin {
    struct ll_user_id user_id;
    struct ll_str code;
};
extern const struct ll_service ll_enrolment_begin;

#define LL_RECOVERY_CODES 10
#define LL_RECOVERY_CODE_SIZE 19 /* abcd-efgh-ijkl-mnop */

/*
 * Take a code; of what is to be set up when that is so, which then is, with new recovery codes. The
 * session `old` ends, `session` begins. LL_EAUTH in the same words whatever was wrong; after some
 * failures nothing is right for a while, as with passwords. LL_ENOTFOUND: nothing is to be set up.
 */
struct ll_second_factor_take {
    struct ll_user_id user_id;
    struct ll_str code; /* six digits, or a recovery code */
    struct ll_str old;
    struct ll_str session;
    struct ll_str csrf;
    bool enrols;
    char (*ret_codes)[LL_RECOVERY_CODE_SIZE + 1]; /* LL_RECOVERY_CODES, of who enrols */
};
extern const struct ll_service ll_second_factor_take;

#endif
