/*
 * Bitstring Status Lists (W3C): a credential of the issuer's, as vc+jwt or with a Data Integrity
 * proof, with one bit a certificate; and the entry by which a certificate names its list and its
 * place there.
 *
 *     entry  {"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
 *             "statusListIndex": "94567", "statusListCredential": "https://…"}
 *     list   subject {"type": "BitstringStatusList", "statusPurpose": "revocation",
 *                     "encodedList": "u" base64url(gzip(bits))}, the first bit the highest of its
 *             byte
 *
 * UNTP leaves room for one entry. A certificate that this program wrote (`issuingSoftware`) and
 * that names the list X/revocation has the same place in the list X/suspension of its issuer.
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

enum ll_status_purpose {
    LL_STATUS_REVOCATION,
    LL_STATUS_SUSPENSION,
    LL_STATUS_PURPOSE_COUNT,
};

/* A list as it was read; `document` is NULL when it was none. */
struct ll_status_given {
    const struct ll_json *document;
    bool is_signed; /* soundly, by the certificate's issuer */
};

struct ll_status_found {
    enum ll_status_reason reason;
    /* With LL_STATUS_READ: */
    enum ll_status_purpose purpose;
    bool set;
    struct ll_str as_of; /* validFrom of the list */
    struct ll_time as_of_time;
};

/* A list by its shape: type, @context and validFrom. */
bool ll_status_looks_like(const struct ll_json *document);

/*
 * What a list says of a certificate. `certificate`: the credential, authentic. `now`: NULL when the
 * host has no clock: nothing is past then. LL_ENOMEM. Cost: O(list).
 */
LL_MUST enum ll_status ll_status_judge(struct ll_arena *arena, const struct ll_json *certificate,
                                       const struct ll_status_given *given,
                                       const struct ll_time *now, struct ll_status_found *ret_found,
                                       struct ll_err *reterr);

/* ---- what several lists say together ---- */

struct ll_status_sum {
    bool any; /* a list was read */
    bool is_read[LL_STATUS_PURPOSE_COUNT];
    struct ll_status_found found[LL_STATUS_PURPOSE_COUNT]; /* where `is_read` */
    bool is_bad;
    enum ll_status_reason bad; /* why the first one that was not read was not */
};
void ll_status_add(struct ll_status_sum *sum, const struct ll_status_found *found);

/*
 * The state and its moment, given what the issuer said elsewhere (a bundle's state and moment; ""
 * nothing): "revoked", "under-review", "live" when both purposes were read and neither is set,
 * "not-revoked" or "not-under-review" when one was. What is over stays over, and what was said
 * later stands.
 */
enum ll_status_reason ll_status_conclude(const struct ll_status_sum *sum, struct ll_str *state,
                                         struct ll_str *as_of);

#endif
