/* What objects are called on pages that have no code of their own. */
#ifndef LL_EDGE_WEB_NAME_H
#define LL_EDGE_WEB_NAME_H

#include "base/json.h"
#include "base/locale.h"

/*
 * Of what an object of a list ("/lots") answers, what a person calls it, in the reader's words:
 * "Smartphones, without battery, Uganda, January 2021". Empty: its kind has no such words, or they
 * are not there. ret_is_words: it may begin with a capital; what begins with a code may not.
 * Cost: O(members).
 */
struct ll_str ll_name_of(struct ll_arena *arena, const struct ll_locale *locale, const char *list,
                         const struct ll_json *data, bool *ret_is_words);

/* Is it an id, "lot_01…"? */
bool ll_name_is_id(struct ll_str ref);
/* An id by its end, "…ecsak0"; another name as it is. .ptr NULL without memory. */
struct ll_str ll_name_short(struct ll_arena *arena, struct ll_str ref);

#endif
