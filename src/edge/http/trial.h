/*
 * How the HTTP library at hand reads what may be read in two ways (edge/http/framing.h): folded
 * lines, zeros, lines that begin with a colon or end with LF alone. Its versions differ, and
 * nothing that they promise says where a head's lines lay; so at its start a server tries it, over
 * a socket of its own.
 */
#ifndef LL_EDGE_HTTP_TRIAL_H
#define LL_EDGE_HTTP_TRIAL_H

#include "edge/http/http.h"

/* Is every sound head taken, and every other refused, with lines told in that way? `socket_path` is
 * free for the time of it. */
LL_MUST enum ll_status ll_http_try(const struct ll_http_options *options, const char *socket_path,
                                   enum ll_http_lines lines, bool *ret_good, struct ll_err *reterr);

/* The first way that is good; LL_HTTP_LINES_DOUBTFUL: none is. */
LL_MUST enum ll_status ll_http_choose_lines(const struct ll_http_options *options,
                                            const char *socket_path, enum ll_http_lines *ret_lines,
                                            struct ll_err *reterr);

#endif
