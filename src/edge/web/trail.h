/* The page of a certificate for everybody: its claim, its trail, its limits and how to check it. */
#ifndef LL_EDGE_WEB_TRAIL_H
#define LL_EDGE_WEB_TRAIL_H

#include "base/json.h"
#include "base/locale.h"

/*
 * Of the answer of 'certificate trail': "kind", "state" (a CELL, view.h), "claim" and "for" (the
 * heading), "notice"? {"text", "tone"}, "facts" [{"label", "text"}], "drawing"? {"svg"}, "stops"
 * [{"title", "amount", "text"}], "shown" (the tables: an answer for ll_view_of), "limits"
 * {"title", "items"}, "proof" {"title", "facts", "items" [{"href", "text"}], "verify", "doubt"}.
 */
struct ll_json *ll_trail_of(struct ll_arena *arena, const struct ll_locale *locale,
                            const struct ll_json *data);

/*
 * Of the answer of 'certificate show', for who works on it: "shown" (the answer without what was
 * signed, which is read by programs) and "links" {"items" [{"href", "text"}]}: the page for
 * everybody, and the signed files.
 */
struct ll_json *ll_trail_behind(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_json *data);

#endif
