/*
 * An answer for people: key and value lines for an object, aligned tables for arrays of objects,
 * counts with thousands separators and the words of their units, which member names carry at their
 * end (mass_g, distance_km). An id is left out where the code of what it names stands beside it.
 * Made for terminals: nothing in it acts.
 */
#ifndef LL_EDGE_CLI_RENDER_H
#define LL_EDGE_CLI_RENDER_H

#include "base/json.h"

/*
 * Append the text of an answer. The member "next" of a list becomes a line that says how to go on.
 * A table wider than `width` (0: none is) gets its headings on several lines and, when that is not
 * enough, leaves out columns, those without a value
 * first, then the last ones; a line below it names them.
 * Cost: O(answer); memory for a table: its cells. LL_ENOMEM.
 */
LL_MUST enum ll_status ll_render(struct ll_arena *arena, const struct ll_json *answer, size_t width,
                                 struct ll_strbuf *out, struct ll_err *reterr);

#endif
