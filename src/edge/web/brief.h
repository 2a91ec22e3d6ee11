/* The page that tells an official of a notification: service/brief.h's JSON, with its files as
 * links. */
#ifndef LL_EDGE_WEB_BRIEF_H
#define LL_EDGE_WEB_BRIEF_H

#include "base/json.h"
#include "base/locale.h"

/*
 * "languages" [{"href", "tag", "text"}], "until"?, "uncertain" and "take" (words of the page),
 * "print" and "print_text" (where the same is printed), "summary"? (what that is), "sections"
 * [{"title", "intro"?, "lines" [{"head"?, "text", "note"?, "href"?, "doubtful"?}]}].
 */
struct ll_json *ll_brief_page(struct ll_arena *arena, const struct ll_locale *locale,
                              const struct ll_json *data);

#endif
