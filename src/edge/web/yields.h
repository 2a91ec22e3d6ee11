/* What plants settled of a lot beside what was expected, as bars. */
#ifndef LL_EDGE_WEB_YIELDS_H
#define LL_EDGE_WEB_YIELDS_H

#include "base/json.h"
#include "base/locale.h"

/*
 * Of an answer with `yields`: a drawing as ll_lines_of gives them, in which the first bar is what
 * was expected and each other what was settled of a fraction, of the treatments that state it; NULL
 * when there is none of which both are known. The table on the page has the masses.
 */
struct ll_json *ll_yields_of(struct ll_arena *arena, const struct ll_locale *locale,
                             const struct ll_json *value);

#endif
