/* What members of answers and their words are called on pages (labels.def). */
#ifndef LL_EDGE_WEB_LABEL_H
#define LL_EDGE_WEB_LABEL_H

#include "base/arena.h"
#include "base/locale.h"

enum ll_tone {
    LL_TONE_CALM,
    LL_TONE_GOOD,
    LL_TONE_WAIT,
    LL_TONE_BAD,
};
/* "good" and so on, as styles call them; NULL of a calm one. */
extern const char *const ll_tone_names[];

/* "mass_g" as "mass", "order_line_id" as "order line". What has no row is its name with blanks for
 * underscores. Cost: O(log rows). */
struct ll_str ll_label(struct ll_arena *arena, const struct ll_locale *locale, struct ll_str name);

/* "under-review" as "under review", LL_TONE_WAIT. What has no row is itself, and calm. */
struct ll_str ll_label_word(const struct ll_locale *locale, struct ll_str word,
                            enum ll_tone *ret_tone);

/* The end of a member's name that is the unit of its value ("_g", "_km", "_ppm"), or NULL. */
const char *ll_label_unit(struct ll_str name);

#endif
