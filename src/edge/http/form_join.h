/*
 * Lists of a form, which come in several fields: what is ticked, under the list's name, and rows of
 * controls (edge/web/row.h), under "NAME.ROW.CELL". They are put together as the list's text.
 */
#ifndef LL_EDGE_HTTP_FORM_JOIN_H
#define LL_EDGE_HTTP_FORM_JOIN_H

#include "edge/http/multipart.h"
#include "edge/http/route.h"

/* The first part of a list gets all of it; the others lose their names (.ptr NULL). What is of no
 * list of the route's stays as it is. Memory that runs out leaves parts unjoined, to be refused.
 * Cost: O(parts^2), of which there are few (limits.def). */
void ll_form_join(struct ll_arena *arena, const struct ll_route *route, struct ll_http_part *parts,
                  size_t count);

#endif
