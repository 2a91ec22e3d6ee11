/* The words of a printed certificate: its sentences, and names of classes and standards. */
#ifndef LL_DRAW_CERTIFICATE_WORDS_H
#define LL_DRAW_CERTIFICATE_WORDS_H

#include "draw/certificate.h"

/* Two texts of one message: of one and of more. */
struct ll_plural_words {
    const char *one;
    const char *many;
};

/* What may be said at a stage. */
struct ll_stage_words {
    enum ll_stage stage;
    bool is_commitment;
    const char *kind;                /* what the page calls itself */
    struct ll_plural_words done;     /* below the number of scrap devices */
    struct ll_plural_words was;      /* verb of the lead */
    struct ll_plural_words was_paid; /* the same, when all was paid for */
    const char *caveat;              /* or NULL */
};

/* NULL for a stage that no certificate states. */
const struct ll_stage_words *ll_stage_words_of(enum ll_stage stage);

/* A sum of amounts: pieces, and grams of what is not counted. */
struct ll_printed_sum {
    struct ll_units units;
    struct ll_mass mass;
};

/*
 * The opening paragraph: what was done for what, what has not happened yet, and that the footprint
 * of the new devices stays what it is. Failures are latched in `buf`.
 */
void ll_certificate_lead_put(const struct ll_locale *locale,
                             const struct ll_printed_certificate *certificate,
                             const struct ll_printed_sum *demand,
                             const struct ll_printed_sum *scrap, struct ll_arena *arena,
                             struct ll_strbuf *buf);

/* "Smartphones"; a class that is not known by name as its code. */
struct ll_str ll_class_words(const struct ll_locale *locale, struct ll_str class_code);
/* "Circuit boards"; a fraction that is not known by name as its code. */
struct ll_str ll_fraction_words(const struct ll_locale *locale, struct ll_str fraction);
/* What was not approved by a second person, with {days}; NULL of a step that nobody reads of on a
 * certificate. One that was revoked cites nothing: its step is its own revocation. */
const char *ll_control_words(enum ll_control_step step, bool is_revoked);
/* What is said for ever of units that left without authority: slots {scrap}, {day}, {found}, and
 * {cleared} once two people cleared it. */
const char *ll_incident_words(bool is_cleared);
/* "R2v3"; a standard that is not known by name as its code. */
struct ll_str ll_standard_words(struct ll_str standard);

#endif
