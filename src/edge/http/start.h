/* Where people begin: which page is whose, and what it is made of (edge/web/start.def). */
#ifndef LL_EDGE_HTTP_START_H
#define LL_EDGE_HTTP_START_H

#include "edge/http/inside.h"
#include "edge/web/start.h"

/* Of somebody who is not of the operator's people, by the first of their roles that has a page;
 * LL_START_NONE of others. */
enum ll_start_page ll_start_of(const struct ll_who *who);
/* Do they begin as those who buy or sell, rather than keep the books? */
bool ll_start_is_client(const struct ll_who *who);
/* The screen that an address is for who asks: LL_START_NONE, and it is a page like any other. */
enum ll_start_page ll_start_at(const struct ll_route *route, const struct ll_who *who);

/* Has somebody a menu of their own, and which of its rows is theirs (of ll_start_menu)? */
bool ll_start_has_menu(const struct ll_who *who);
bool ll_start_is_mine(const struct ll_who *who, enum ll_start_page start);

/* Of a start page, what its services answer, as members of `answer`. What its reader may not ask,
 * or what cannot be read, is left out. */
void ll_start_read(struct ll_call *call, enum ll_start_page start, struct ll_json *answer);

#endif
