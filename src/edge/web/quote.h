/* A quote, as it is printed and as its client reads it (docs/pages.md). */
#ifndef LL_EDGE_WEB_QUOTE_H
#define LL_EDGE_WEB_QUOTE_H

#include "base/json.h"
#include "base/locale.h"

/*
 * `page.own` of what `hold quote` answers: "title", "lead", "figures" [{"label", "amount"}…],
 * "parts" {"title", "items": [{"amount", "text", "note"}…]}, "consents" {"title", "items":
 * [{"href", "text"}…]}?, "terms" [text…], "notes" [text…], "hold" {"href", "text"}, "price"
 * {"label", "value", "hint", "button"}: the form that asks for another price. O(answer).
 */
struct ll_json *ll_quote_page_of(struct ll_arena *arena, const struct ll_locale *locale,
                                 const struct ll_json *data);

#endif
