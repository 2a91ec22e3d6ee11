/*
 * Passwords: Argon2id with 64 MiB and three passes, some 0.1 s each, in the PHC form that says so
 * itself.
 */
#ifndef LL_CRYPTO_PASSWORD_H
#define LL_CRYPTO_PASSWORD_H

#include "base/err.h"
#include "base/str.h"

#define LL_PASSWORD_HASH_MAX 128 /* with an ending zero */

/* LL_ENOMEM: the 64 MiB are not there. */
LL_MUST enum ll_status ll_password_hash(struct ll_str password, char ret_hash[LL_PASSWORD_HASH_MAX],
                                        struct ll_err *reterr);
/* Takes as long whatever comes of it. An empty `hash` is nobody's: as long, and false. */
bool ll_password_is(struct ll_str hash, struct ll_str password);

/* Was it made with other parameters than now? Then it is to be made anew from the password. */
bool ll_password_hash_is_old(struct ll_str hash);

#endif
