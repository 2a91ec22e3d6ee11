/* A form while it is filled in: what its parts share. Texts are in the arena of the context; a
 * failure is latched. */
#ifndef LL_SERVICE_NOTIFICATION_FILLING_H
#define LL_SERVICE_NOTIFICATION_FILLING_H

#include "core/notification_form.h"
#include "draw/form.h"
#include "service/grow.h"
#include "service/notification_dossier.h"
#include "service/notification_print.h"

struct ll_filling {
    struct ll_ctx *ctx;
    const struct ll_locale *locale;
    const struct ll_form_wanted *wanted;
    struct ll_dossier dossier;
    struct ll_permit_decision decision;
    struct ll_q_notification_names_row names;
    struct ll_list said;     /* of struct ll_q_notification_said_row */
    struct ll_list carriers; /* of struct ll_q_notification_carrier_names_row */
    int64_t serial;          /* of the movement; 0: not known */
    bool is_booked;          /* the shipment: `booking` */
    struct ll_q_booking_of_shipment_row booking;
    bool has_shipment;
    struct ll_q_movement_item_row shipment;
    struct ll_list legs;     /* of struct ll_q_movement_carriers_row */
    struct ll_list packages; /* of struct ll_q_movement_packages_row */
    struct ll_grow blocks;   /* of struct ll_printed_block */
    int64_t lacking;         /* entries that are to be filled in */
    bool failed;
};

/* How a block of the form stands on the page (notification_blocks.c). */
struct ll_form_block {
    const char *number;
    const char *title; /* in words.csv, with its French */
    int width;
    int columns;
    size_t lines_max;
    size_t group_max;
};
extern const struct ll_form_block ll_form_blocks_ia[];
extern const size_t ll_form_block_ia_count;
extern const struct ll_form_block ll_form_blocks_ib[];
extern const size_t ll_form_block_ib_count;

/* What `f->wanted` names, with the dossier, the rules' decision and all names. LL_ENOTFOUND,
 * LL_EREFUSED, LL_ENOMEM; the store's errors. */
LL_MUST enum ll_status ll_filling_read(struct ll_filling *f, struct ll_err *reterr);

/* ---- texts (notification_values.c) ---- */

/* A text of the tables of data/permit in the form's language. */
struct ll_str ll_filling_words(const struct ll_filling *f, const char *text);
/* A text of ours (LL_T) in the form's language. */
struct ll_str ll_filling_text(const struct ll_filling *f, const char *text);
struct ll_str ll_filling_number(struct ll_filling *f, int64_t n);
struct ll_str ll_filling_date(struct ll_filling *f, struct ll_date date);
struct ll_str ll_filling_tonnes(struct ll_filling *f, struct ll_mass mass);
/* "4 (box), 1 (drum)" of codes with blanks between. */
struct ll_str ll_filling_codes(struct ll_filling *f, const char *list, struct ll_str codes);
/* "S (sea)" */
struct ll_str ll_filling_mode(struct ll_filling *f, struct ll_str mode);
/* Parts that are not empty, with `between`. */
struct ll_str ll_filling_join(struct ll_filling *f, const struct ll_str *parts, size_t count,
                              const char *between);
/* What the dossier says in words; empty: nothing, or it was erased. */
struct ll_str ll_filling_said(const struct ll_filling *f, const char *field,
                              struct ll_id subject_id);
/* What stands in a field that the notification always has, or that follows from the rules. */
struct ll_printed_entry ll_filling_kept(struct ll_filling *f,
                                        const struct ll_permit_form_field *field);
struct ll_printed_entry ll_filling_identified(struct ll_filling *f,
                                              const struct ll_permit_form_field *field);

/* An entry that is there, or else is to be filled in, which is counted. */
struct ll_printed_entry ll_filling_entry(struct ll_filling *f, struct ll_str value);

/* ---- parts ---- */

/* The blocks of the notification document; and of it as the movement document repeats them. */
void ll_filling_notification(struct ll_filling *f);
void ll_filling_add_fields(struct ll_filling *f, struct ll_grow *entries, const char *form,
                           const char *block, const char *begins);
void ll_filling_add_block(struct ll_filling *f, const struct ll_form_block *row,
                          const struct ll_grow *groups);
void ll_filling_add_group(struct ll_filling *f, struct ll_grow *groups,
                          const struct ll_grow *entries);
void ll_filling_add_entry(struct ll_filling *f, struct ll_grow *entries,
                          struct ll_printed_entry entry);
void ll_filling_movement(struct ll_filling *f);

#endif
