/*
 * Forms: the fields of a record table as controls, for what a service asks. What is given in a form
 * goes through ll_field_from_text as options of a command do, so both are told the same.
 */
#ifndef LL_EDGE_WEB_FORM_H
#define LL_EDGE_WEB_FORM_H

#include "base/json.h"
#include "base/locale.h"
#include "base/record.h"

#define LL_FORM_PLACES_MAX 32 /* struct ll_field's `place` */

/* What a control holds: as typed, right or wrong. */
struct ll_form_value {
    struct ll_str name;
    struct ll_str text;
};

struct ll_form {
    const struct ll_record *record; /* NULL: nothing is asked */
    const struct ll_form_value *values;
    size_t value_count;
    const struct ll_str *left_out; /* names of fields that are given elsewhere: by the address */
    size_t left_out_count;
    int from_place, to_place; /* those with a place among these alone; both 0: all */
    struct ll_str sent;       /* the field whose file came before, and */
    struct ll_str sent_file;  /* its name; both empty: none did */
    const char
        *noun; /* of the service that asks, and its verb; NULL: nothing is chosen from lists */
    const char *verb;
    const struct ll_json *choices; /* by the field's name, the list's answer (choice.h); or NULL */
    struct ll_str wrong;           /* the field whose value was refused, and */
    struct ll_str message;         /* why, and */
    struct ll_str hint;            /* what it takes; all empty: none was */
};

/*
 * {"fields": [{"name", "label", "value", "required"?, "help"?, "error"?, "hint"?, and one of
 * "input" (its HTML type; with "list", choices to type or to choose), "choices" ({"items":
 * [{"value", "text", "selected"?}…]}), "checks" ({"items": [{"value", "text", "checked"?}…]},
 * beside an input for others), "check" ({"checked"?}), "file" (true; with "sent" if one came
 * before), "long" (true)}…], "has_file"?}. What is required comes first, then what has a place. A
 * file's field keeps no value: browsers let nobody fill it. Memory that runs out shows when the
 * value is written.
 */
struct ll_json *ll_form_of(struct ll_arena *arena, const struct ll_locale *locale,
                           const struct ll_form *form);
/* Whether any of those has a value, or had one that was refused. */
bool ll_form_is_filled(const struct ll_form *form);

#endif
