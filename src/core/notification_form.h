/*
 * The notification form (IA): where the entry of each of its fields comes from, the free texts that
 * a dossier takes for it, and the numbers of notifications and movements. Pure.
 */
#ifndef LL_CORE_NOTIFICATION_FORM_H
#define LL_CORE_NOTIFICATION_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "core/permit_tables.h"

enum ll_form_source {
    LL_FORM_KEPT,      /* the notification has it always */
    LL_FORM_TEXT,      /* a free text, `text` */
    LL_FORM_NUMBER,    /* its number, from the authority of export */
    LL_FORM_PACKAGING, /* codes of block 7 */
    LL_FORM_PHYSICAL,  /* codes of block 13 */
    LL_FORM_CARRIERS,  /* carriers, each with its mode */
    LL_FORM_CODES,     /* what the permit rules say of the waste */
    LL_FORM_HAZARD,    /* a free text, `text`, of hazardous waste: the rules do not know it */
    LL_FORM_EXPORT,    /* the code of the authority, and the points of exit or entry, of the */
    LL_FORM_TRANSIT,   /* states of that part */
    LL_FORM_IMPORT,    /* */
    LL_FORM_CONTRACT,  /* contract and guarantee are attached */
    LL_FORM_SIGNED,    /* signed on the form itself */
    LL_FORM_AUTHORITY, /* an authority fills it in */
    LL_FORM_OTHERWISE, /* another field of the block stands for it, or it does not apply */
};

/* The first row fits whose block is the field's, and with whose words its text begins. */
struct ll_form_entry {
    const char *block;
    const char *field;
    enum ll_form_source source;
    const char *text; /* code of the free text */
};
/* NULL: the table has no row, which a test refuses. */
const struct ll_form_entry *ll_form_entry_of(const struct ll_permit_form_field *field);

/* A free text or contact of a dossier. */
struct ll_form_text {
    const char *code;  /* notifier-address */
    const char *block; /* of the form */
};
extern const struct ll_form_text ll_form_texts[];
extern const size_t ll_form_text_count;
const struct ll_form_text *ll_form_text_find(struct ll_str code); /* or NULL */
/* The entry that says which, where one of the codes of a list is that of another kind; or NULL. */
const char *ll_form_other_of(const char *list, struct ll_str codes);
/* Is it said of each carrier? */
bool ll_form_text_is_carriers(struct ll_str code);

/*
 * A number as the authority of export gives it. Of a state of the EU: the code of the authority
 * (two letters of the state, two digits), two digits of the year, twelve characters in all
 * (Implementing Regulation (EU) 2025/1290 Art.15(3)). Elsewhere as its own rules say. LL_EINVAL
 * with what is wrong.
 */
LL_MUST enum ll_status ll_notification_check_number(struct ll_str number, struct ll_str country,
                                                    bool is_eu, struct ll_err *reterr);

/* What stands before the last point and six digits, as of a movement; empty: it is no movement's.
 */
struct ll_str ll_notification_of_movement(struct ll_str number);

#define LL_MOVEMENT_NUMBER_MAX 80
/* "NUMBER.000001": of a movement where no national rule says otherwise (Art.15(6) to (8)). */
void ll_notification_movement_number(struct ll_str number, int64_t serial,
                                     char ret_text[LL_MOVEMENT_NUMBER_MAX]);

#endif
