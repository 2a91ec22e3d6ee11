/* Countries to choose from, by their names in the reader's language. */
#ifndef LL_EDGE_WEB_COUNTRY_H
#define LL_EDGE_WEB_COUNTRY_H

#include "base/json.h"
#include "base/locale.h"

/* [{"value": "GH", "text": "Ghana", "selected"?}] in the order of their names; `chosen` is a code
 * or empty. */
struct ll_json *ll_country_choices(struct ll_arena *arena, const struct ll_locale *locale,
                                   struct ll_str chosen);

#endif
