/*
 * What of an answer is a line of units or devices, as drawings: any list whose items have `lo`,
 * `hi` and a `stage` or `state`. A pure function of the answer and the language.
 */
#ifndef LL_EDGE_WEB_LINES_H
#define LL_EDGE_WEB_LINES_H

#include "base/json.h"
#include "base/locale.h"

/*
 * {"items": [{"title", "svg" (markup of ours), "legend": [{"colour" (a class of it), "text",
 * "amount"}…]}…]}, or NULL when there is nothing to draw. The lists stay on the page as tables:
 * they are the data of the drawings. Cost: O(value).
 */
struct ll_json *ll_lines_of(struct ll_arena *arena, const struct ll_locale *locale,
                            const struct ll_json *value);

#endif
