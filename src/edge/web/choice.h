/* Fields of forms that name something: which list to choose it from, and its rows as choices. */
#ifndef LL_EDGE_WEB_CHOICE_H
#define LL_EDGE_WEB_CHOICE_H

#include "base/json.h"
#include "base/locale.h"
#include "base/record.h"

#define LL_CHOICES_MAX 100     /* of a list; who means another types its code */
#define LL_CHOICE_TICKS_MAX 30 /* of a list that is ticked: a form has 64 fields at most */
#define LL_CHOICE_MEMBERS_MAX 5

struct ll_choice_row {
    const char *field;
    const char *form; /* the noun of the service that asks; "": any */
    const char *noun; /* of the list */
    const char *verb;
    const char *query; /* what is asked of the list */
    bool is_typed;     /* what is not in it may be named, too */
    const char *members[LL_CHOICE_MEMBERS_MAX];
};

/* What a field of the form of services with the noun is chosen from; NULL: it is typed. */
const struct ll_choice_row *ll_choice_of(const char *noun, const struct ll_field *field);

/* Are both chosen from the same answer? */
bool ll_choice_is_same(const struct ll_choice_row *a, const struct ll_choice_row *b);

/* [{"value", "id", "text"}…] of the rows of a list's answer: what to send, the id that names the
 * same, and how it is called. What runs out of memory shows when it is written. */
struct ll_json *ll_choice_items(struct ll_arena *arena, const struct ll_locale *locale,
                                const struct ll_choice_row *row, const struct ll_json *answer);

#endif
