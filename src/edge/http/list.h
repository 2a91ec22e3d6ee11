/*
 * Lists as files: what a list answers, without pages in between, as comma-separated values.
 */
#ifndef LL_EDGE_HTTP_LIST_H
#define LL_EDGE_HTTP_LIST_H

#include "edge/http/http.h"
#include "edge/http/route.h"

struct ll_call;

#define LL_LIST_CSV ".csv"   /* behind a list's address: it as CSV, whatever is accepted */
#define LL_LIST_PAGES_MAX 50 /* of LL_PAGE_MAX entries that one file goes through */
#define LL_LIST_TYPE "text/csv"

/* Is what it answers a page of a list? */
bool ll_list_is(const struct ll_route *route);
/* Does its sender accept CSV before anything else that there is? */
bool ll_list_accepted(const struct ll_http_exchange *exchange);

/*
 * The address of a list as it was asked for, with `suffix` behind its path and going on after
 * `next`; an empty `next` is its beginning, in as large pages as may be. .ptr NULL without memory.
 */
struct ll_str ll_list_address(struct ll_http_exchange *exchange, const char *suffix,
                              struct ll_str next);

/*
 * Answer with all of a list, whose input was read: a heading of the members' names, then a row for
 * each entry, as it was at one moment. A list that goes on beyond LL_LIST_PAGES_MAX pages, or
 * beyond the `limit` that was asked for, says so in its last row, its name and a link.
 */
void ll_list_reply(struct ll_call *call);

#endif
