/*
 * Bitstring Status Lists (W3C): whether a certificate still stands, for who holds nothing but a
 * token. Lists are numbered from 1; each is served in two, one of what is revoked or superseded and
 * one of what is under review, at
 *
 *     https://ORIGIN/status/N/revocation      https://ORIGIN/status/N/suspension
 *
 * where ORIGIN is the name that the log has when the list begins: without a log there is no place
 * to serve one, and certificates name none. A revision of a certificate has the same place in both,
 * drawn at random: neither its number nor its neighbours tell when it was stated.
 */
#ifndef LL_SERVICE_STATUS_LIST_H
#define LL_SERVICE_STATUS_LIST_H

#include "proof/data_integrity.h"
#include "service/ctx.h"

#define LL_STATUS_ENTRIES 131072 /* in each list, the least that the standard allows */
#define LL_STATUS_DAYS 7         /* for which a list says that it is valid */

struct ll_status_place {
    bool given;
    struct ll_str origin;
    int64_t list;
    int64_t index;
};

/* A place that no revision has had, in the last list or, once that is as good as full, in a new
 * one. Not given when there is no log. LL_ECORRUPT, LL_ENOMEM, the store's errors. */
LL_MUST enum ll_status ll_status_choose(struct ll_ctx *ctx, struct ll_status_place *ret_place,
                                        struct ll_err *reterr);

/* `credentialStatus` of a credential with that place: both entries. NULL: no memory. */
struct ll_json *ll_status_entries(struct ll_ctx *ctx, const struct ll_status_place *place);

/* ---- giving them out ---- */

struct ll_status_files {
    /* Store it under "status/N/…", in the place of what is there; LL_EIO. */
    enum ll_status (*put)(void *ctx, const char *path, struct ll_str bytes, struct ll_err *reterr);
    void *ctx;
};
struct ll_status_written {
    int64_t lists;
    int64_t files;
    struct ll_time until;
};
/*
 * Every list as of now, signed by the installation's key: as application/vc+jwt at "status/N/…",
 * and with a Data Integrity proof beside it, at "status/N/….json". `issuer`: a did:web that
 * publishes the key, or "" for its did:key. Inside an open transaction. LL_EINVAL: no did:web; the
 * keys', the files' and the store's errors.
 */
LL_MUST enum ll_status ll_status_write(struct ll_ctx *ctx, struct ll_str issuer,
                                       const struct ll_status_files *files,
                                       struct ll_status_written *ret_written,
                                       struct ll_err *reterr);

#endif
