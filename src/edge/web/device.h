/* The page of a client's device for everybody who has its code: what stands for it, no more. */
#ifndef LL_EDGE_WEB_DEVICE_H
#define LL_EDGE_WEB_DEVICE_H

#include "base/json.h"
#include "base/locale.h"

/*
 * Of the answer of 'device trail', for the template of certificates: "kind", "claim", "for"?,
 * "notice"? {"text", "tone"}, "facts" [{"label", "text"}], "drawing"? {"svg", "title"} with "stops"
 * [{"title", "amount"}], "shown" (nothing), "limits" {"title", "items"}, "proof" {"title",
 * "verify", "items" [{"href", "text"}], "facts", "doubt"? {"href",
 * "text"}}.
 */
struct ll_json *ll_device_page_of(struct ll_arena *arena, const struct ll_locale *locale,
                                  const struct ll_json *data);

#endif
