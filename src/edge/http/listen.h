/* Sockets that a server listens on. */
#ifndef LL_EDGE_HTTP_LISTEN_H
#define LL_EDGE_HTTP_LISTEN_H

#include "base/err.h"
#include "base/str.h"

/* *ret_fd is the caller's to close, also after a failure, unless it is as it was. */
/* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one. LL_EINVAL: it is none; LL_EIO. */
LL_MUST enum ll_status ll_listen_address(struct ll_str address, int *ret_fd, int *ret_port,
                                         struct ll_err *reterr);
/* A Unix socket of mode 0600. LL_EINVAL: too long a path; LL_EBUSY: somebody answers there; LL_EIO.
 */
LL_MUST enum ll_status ll_listen_local(const char *path, int *ret_fd, struct ll_err *reterr);

#endif
