/* The page of the permit desk: the answer of 'permit ask' for people who do not know the process.
 */
#ifndef LL_EDGE_WEB_PERMIT_H
#define LL_EDGE_WEB_PERMIT_H

#include "base/json.h"
#include "base/locale.h"

/*
 * "title", "question", "ask", "again", "tables" (words of the page), "intro" (as long as nothing is
 * asked), "verdict"? {"mark" (a CELL, view.h), "says", "reasons"? [{"text", "source"}], "facts"
 * [{"label", "text"}], "doubt"?}, "sections"? [{"title", "intro"? and one of "facts" {"items"
 * [{"label", "text"}]}, "cards" {"items" [{"title", "what", "mark"? (a CELL), "lines", "source"}]},
 * "table" {"columns", "rows" [{"cells"}]}, "list" {"items" [{"text", "source"}]}}]. Texts of the
 * tables of data/permit are in plain English or in French; Dutch readers get the English.
 */
struct ll_json *ll_permit_page(struct ll_arena *arena, const struct ll_locale *locale,
                               const struct ll_json *data);

#endif
