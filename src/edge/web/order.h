/* An order line as its client reads it: what was bought, where the scrap devices for it are, what
 * comes next, and what is certified (docs/pages.md). */
#ifndef LL_EDGE_WEB_ORDER_H
#define LL_EDGE_WEB_ORDER_H

#include "base/json.h"
#include "base/locale.h"

/*
 * `page.own` of what `order trail` answers: "code", "lead", "figures", "drawing" {"title", "svg",
 * "legend"}, "places" {"title", "items": [{"colour"?, "amount", "text", "next", "note"?}…]},
 * "certificates" {"title", "items": [{"serial", "href", "stage", "state", "text"}…], "nothing"?,
 * "note"?, "link"?}, "purchases" {"title", "columns", "rows", "nothing"?, "link"}, "terms".
 * Cost: O(places * groups of places).
 */
struct ll_json *ll_order_page_of(struct ll_arena *arena, const struct ll_locale *locale,
                                 const struct ll_json *data);

struct ll_say;
/* What scrap an order line takes, sentence by sentence, of an answer with its terms. */
struct ll_json *ll_order_terms(const struct ll_say *words, const struct ll_json *data);

#endif
