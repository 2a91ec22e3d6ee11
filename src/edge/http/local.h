/*
 * Commands through the server's local socket: the service call that a command would have run
 * itself, as one POST to /service/NOUN/VERB.
 *
 * Its body is a line of JSON, {"clock_ok", "dry_run", "files": [{"field", "name", "size"}…],
 * "input": …, "key"}, and behind it the bytes of the files, one after another. The answer is
 * {"answer": …} or {"error": {"code", "hint", "problem", "text", "where"}}.
 */
#ifndef LL_EDGE_HTTP_LOCAL_H
#define LL_EDGE_HTTP_LOCAL_H

#include "service/run.h"

#define LL_LOCAL_SOCKET "server.sock" /* in the data directory */
#define LL_LOCAL_PATH "/service/"
#define LL_LOCAL_TYPE "application/x-loopledger-call"
#define LL_LOCAL_LINE_BYTES_MAX ((size_t)64 << 20)

#define LL_LOCAL_ALIVE_S 10 /* a server that says nothing so long, of whether it lives, hangs */

/*
 * Run a service in the server that listens at `socket_path`, as ll_run would here. *ret_served is
 * false when nobody listens there: nothing was asked. LL_EBUSY: it does not say within `alive_s`
 * seconds that it lives; nothing was asked. LL_EUNKNOWN: it was asked and no answer came;
 * ask again with the same key. ret_problem: struct ll_ctx's.
 */
LL_MUST enum ll_status ll_local_call(struct ll_arena *arena, const char *socket_path, int alive_s,
                                     const struct ll_service *service, const void *input,
                                     const struct ll_run_options *options, bool *ret_served,
                                     struct ll_json **ret_answer, struct ll_json **ret_problem,
                                     struct ll_err *reterr);

#endif
