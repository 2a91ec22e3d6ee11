/* What an allocation run would do, and why the rest waits, in sentences. */
#ifndef LL_EDGE_WEB_WAIT_H
#define LL_EDGE_WEB_WAIT_H

#include "base/json.h"
#include "base/locale.h"

/* Of the answer of 'allocation preview': {"shown"}, the same answer for ll_view_of, in which "why"
 * is a sentence: how much waits, and what is free and fails one restriction alone. */
struct ll_json *ll_wait_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_json *data);

#endif
