/* Home of who is not signed in: what the programmes have come to, and how it works. */
#ifndef LL_EDGE_WEB_HOME_H
#define LL_EDGE_WEB_HOME_H

#include "base/json.h"
#include "base/locale.h"

/*
 * Of an answer with "figures" (service/figures.h): "over", "claim", "lead", "drawing"? {"svg",
 * "title"} with "stops" [{"title", "amount"}], "map"? {"svg", "title", "note", "legend" [{"colour",
 * "text"}]}, "facts" [{"label", "text"}], "how" {"title",
 * "items"}, "links" [{"href", "text"}], "shown" (the table by country: an answer for ll_view_of).
 */
struct ll_json *ll_home_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_json *data);

#endif
