/*
 * The site: where the installation is found on the web, and its name. Whatever leaves the program
 * and is to lead back to it (mails, codes on certificates, feeds) takes its address from here.
 */
#ifndef LL_SERVICE_SITE_H
#define LL_SERVICE_SITE_H

#include "service/ctx.h"

#define LL_SITE_ADDRESS_MAX 267
#define LL_SITE_NAME_DEFAULT "Loopledger"

/*
 * The address that counts now, to which a path that begins with '/' can be added:
 * "https://ledger.example", or "" when none was set. Inside an open transaction; the text lives in
 * ctx->arena. One index seek. The store's errors; LL_ENOMEM.
 */
LL_MUST enum ll_status ll_site_address(struct ll_ctx *ctx, struct ll_str *ret_address,
                                       struct ll_err *reterr);
/* A path with the address in front, or as it is when none was set; otherwise as ll_site_address. */
LL_MUST enum ll_status ll_site_link(struct ll_ctx *ctx, const char *path, struct ll_str *ret_link,
                                    struct ll_err *reterr);
/* The name that counts now, or LL_SITE_NAME_DEFAULT; otherwise as ll_site_address. */
LL_MUST enum ll_status ll_site_name(struct ll_ctx *ctx, struct ll_str *ret_name,
                                    struct ll_err *reterr);

/*
 * An address in its one form: in small letters, without "/" at its end and the usual port.
 * LL_EINVAL: it is not https://HOST, with a port or without (http:// of localhost alone), or holds
 * a user, a path, a query or a fragment. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_site_normalise(struct ll_arena *arena, struct ll_str address,
                                         struct ll_str *ret_address, struct ll_err *reterr);

#endif
