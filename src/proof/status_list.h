/*
 * Bitstring Status Lists (W3C): a credential of the issuer's, as vc+jwt, with one bit a
 * certificate, and the entry by which a certificate names its list and its place there.
 *
 *     entry  {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
 *             "statusListIndex": 94567, "statusListCredential": "https://…"}
 *     list   subject {"type": "BitstringStatusList", "statusPurpose": "revocation",
 *                     "encodedList": "u" base64url(gzip(bits))}, the first bit the highest of its
 * byte
 *
 * Freestanding.
 */
#ifndef LL_PROOF_STATUS_LIST_H
#define LL_PROOF_STATUS_LIST_H

#include "base/time.h"
#include "proof/jws.h"

#define LL_STATUS_ENTRIES_MIN 131072 /* of any list, so that one place says nothing */
#define LL_STATUS_BYTES_MAX ((size_t)4 << 20)

enum ll_status_reason {
#define LL_STATUS_ROW(symbol, code, text) LL_STATUS_##symbol,
#include "proof/status_reasons.def"
#undef LL_STATUS_ROW
};
const char *ll_status_reason_code(enum ll_status_reason reason);
const char *ll_status_reason_text(enum ll_status_reason reason);

struct ll_status_found {
    enum ll_status_reason reason;
    struct ll_str state; /* with LL_STATUS_READ: "revoked", "not-revoked", "under-review"… */
    struct ll_str as_of; /* validFrom of the list */
};

/*
 * What a list says of a certificate. `certificate`: the credential, authentic; `opened`: the list,
 * whose signature the caller found sound (`is_signed`) and by the certificate's issuer. `now`: NULL
 * when the host has no clock: nothing is past then. LL_ENOMEM. Cost: O(list).
 */
LL_MUST enum ll_status ll_status_judge(struct ll_arena *arena, const struct ll_json *certificate,
                                       const struct ll_jws_opened *opened, bool is_signed,
                                       const struct ll_time *now, struct ll_status_found *ret_found,
                                       struct ll_err *reterr);

#endif
