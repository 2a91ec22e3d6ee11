/*
 * The operator's secret keys: files in DATA/keys, never in the database.
 */
#ifndef LL_SERVICE_KEYS_H
#define LL_SERVICE_KEYS_H

#include "codec/imei.h"
#include "service/ctx.h"

#define LL_KEYS_FOLDER "keys"
#define LL_KEYS_SIGNING "keys/signing.key"
#define LL_KEYS_FINGERPRINT "keys/fingerprint.key"

/* Make the folder and both keys. LL_EEXISTS when one is there already; see crypto/keyfile.h. */
LL_MUST enum ll_status ll_keys_create(struct ll_ctx *ctx, struct ll_err *reterr);
/* LL_EIO: a key that this installation should have is not there; says where it goes. */
enum ll_status ll_keys_missing(const char *path, struct ll_err *reterr);
/* The caller wipes it. Errors: see crypto/keyfile.h, but LL_EIO for a file that is not there. */
LL_MUST enum ll_status ll_keys_read_signing(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                            struct ll_err *reterr);
/*
 * The key that the installation signs with now, inside an open transaction: once it was changed,
 * what the ledger says, and no other. Errors as above; LL_EIO when its file is missing.
 */
LL_MUST enum ll_status ll_keys_signing(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                       struct ll_err *reterr);
/* A file for the next one, keys/signing-z6Mk….key; not for a dry run. */
LL_MUST enum ll_status ll_keys_create_next(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                           struct ll_err *reterr);
/* The key of log number `log_id`, a file of its own. LL_EEXISTS when there is one. */
LL_MUST enum ll_status ll_keys_create_log(struct ll_ctx *ctx, int64_t log_id,
                                          struct ll_sign_key *ret_key, struct ll_err *reterr);
LL_MUST enum ll_status ll_keys_read_log(struct ll_ctx *ctx, int64_t log_id,
                                        struct ll_sign_key *ret_key, struct ll_err *reterr);
/* The key that cosigns other people's logs: keys/witness.key, made with 'key make'. */
#define LL_KEYS_WITNESS "keys/witness.key"
LL_MUST enum ll_status ll_keys_read_witness(struct ll_ctx *ctx, struct ll_sign_key *ret_key,
                                            struct ll_err *reterr);
/*
 * What makes digests that cannot be searched for without it: of devices, papers and requests. Read
 * once, then kept in the context until it is forgotten. Errors as above.
 */
LL_MUST enum ll_status ll_keys_fingerprint(struct ll_ctx *ctx, const struct ll_kept_key **ret_key,
                                           struct ll_err *reterr);
void ll_keys_forget(struct ll_ctx *ctx);
/*
 * Those that were before it, which operators keep beside it as keys/fingerprint-ID.key: what they
 * were made for stays found. In no order; the caller wipes them. LL_EIO: a file that
 * is no such key, or another's than its name says; LL_ELIMIT: more than there is room for.
 */
#define LL_KEYS_FORMER_MAX 16
struct ll_keys_former {
    struct ll_kept_key keys[LL_KEYS_FORMER_MAX];
    size_t count;
};
LL_MUST enum ll_status ll_keys_former(struct ll_ctx *ctx, struct ll_keys_former *ret_former,
                                      struct ll_err *reterr);

/* Who may claim a device once each: a closed set, so that a claim cannot be made twice by calling
 * it something else. LL_EINVAL names them. */
LL_MUST enum ll_status ll_claim_scope_check(struct ll_str scope, struct ll_err *reterr);

/* The fingerprint of a device: its kind, its maker (serial numbers only) and its normalised key. */
void ll_device_fingerprint(const struct ll_fingerprint_key *key, enum ll_device_kind kind,
                           struct ll_str maker, struct ll_str device_key,
                           uint8_t ret_fingerprint[LL_FINGERPRINT_SIZE]);

#endif
