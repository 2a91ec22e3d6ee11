/*
 * A certificate as others take it away: as a signed token, and as the bundle that proves it.
 */
#ifndef LL_SERVICE_CERTIFICATE_WRITE_H
#define LL_SERVICE_CERTIFICATE_WRITE_H

#include "service/ctx.h"

/*
 * The latest revision as application/vc+jwt in the shape of a UNTP Digital Conformity Credential
 * 0.7.0, signed now, by the installation's key. `issuer`: a did:web that publishes this key (see
 * did document), or "" for the key's own did:key. The same certificate, key and issuer give the
 * same token. LL_ENOTFOUND; LL_EINVAL: no did:web; the keys' errors.
 */
LL_MUST enum ll_status ll_certificate_jwt(struct ll_ctx *ctx, struct ll_str serial,
                                          struct ll_str issuer, struct ll_str *ret_token,
                                          struct ll_err *reterr);

/*
 * The latest revision as a bundle (proof/bundle.h), signed now: the certificate, the intervals that
 * it cites with what opens the commitments of the allocation runs, and what it stands for today.
 * Bound to the moment at which it is made.
 * With less than all of it it says less: docs/bundle.md. Cost: with what opens the allocations it
 * reads every allocation run of the ledger.
 * Inside the transaction of `view`. LL_EREFUSED: the store's log does not extend what is kept;
 * LL_ENOTFOUND, LL_ECORRUPT, LL_ELIMIT; the keys' and the store's errors.
 */
struct ll_log_view;
enum ll_bundle_extent {
    LL_BUNDLE_WHOLE,        /* but the log's entries of allocations beyond 3 MiB */
    LL_BUNDLE_IN_PAGE,      /* those up to 64 KiB, and what opens them only where they are there */
    LL_BUNDLE_UNOPENED,     /* without these entries and what opens them */
    LL_BUNDLE_NO_INTERVALS, /* without what is cited, which the certificate's own entry names */
};
LL_MUST enum ll_status ll_certificate_bundle(struct ll_ctx *ctx, const struct ll_log_view *view,
                                             struct ll_str serial, enum ll_bundle_extent extent,
                                             struct ll_str *ret_bundle, struct ll_err *reterr);

/* The same of a certificate that was found. */
struct ll_q_certificate_by_serial_row;
LL_MUST enum ll_status ll_certificate_bundle_of(struct ll_ctx *ctx, const struct ll_log_view *view,
                                                const struct ll_q_certificate_by_serial_row *row,
                                                enum ll_bundle_extent extent,
                                                struct ll_str *ret_bundle, struct ll_err *reterr);

/* For whoever has the serial: whole for who sees the certificate and may (`may_see`), else without
 * the intervals and what opens the log's commitments to them. LL_ENOTFOUND, of a revoked one too.
 */
LL_MUST enum ll_status ll_certificate_bundle_open(struct ll_ctx *ctx,
                                                  const struct ll_log_view *view,
                                                  struct ll_str serial, bool may_see,
                                                  struct ll_str *ret_bundle, struct ll_err *reterr);

/* A bundle, or another file like it, with its proof by the installation's key, as canonical text.
 * LL_ELIMIT: larger than what is verified; LL_ENOMEM. */
struct ll_sign_key;
LL_MUST enum ll_status ll_bundle_sign(struct ll_ctx *ctx, const struct ll_sign_key *key,
                                      const struct ll_json *bundle, struct ll_str as_of,
                                      struct ll_str *ret_text, struct ll_err *reterr);

/* DID and DID#key: the issuer's, a did:web, or the key's own. LL_EINVAL: no did:web. */
LL_MUST enum ll_status ll_certificate_method(struct ll_ctx *ctx, const struct ll_public_key *key,
                                             struct ll_str issuer, struct ll_str *ret_did,
                                             struct ll_str *ret_method, struct ll_err *reterr);

/* The latest body of a certificate as it was signed, with its row. */
LL_MUST enum ll_status ll_certificate_latest(struct ll_ctx *ctx, struct ll_str serial,
                                             struct ll_q_certificate_by_serial_row *ret_row,
                                             struct ll_json **ret_body, struct ll_err *reterr);

/* The event that stated or raised it last. Cost: the events of the same millisecond, no more. */
LL_MUST enum ll_status ll_certificate_event(struct ll_ctx *ctx,
                                            const struct ll_q_certificate_by_serial_row *row,
                                            struct ll_event_id *ret_id, struct ll_err *reterr);

#endif
