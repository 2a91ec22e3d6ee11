/* A brief while it is made: what its parts share. Texts are in the arena of the context; a failure
 * is latched in the filling. */
#ifndef LL_SERVICE_BRIEFING_H
#define LL_SERVICE_BRIEFING_H

#include "service/brief.h"
#include "service/notification_filling.h"
#include "store/q_official.h"

struct ll_briefing {
    struct ll_filling f;
    struct ll_form_wanted form;
    struct ll_str country;   /* empty: every state of the route */
    struct ll_list bookings; /* of struct ll_q_official_bookings_row */
    struct ll_list papers;   /* of struct ll_q_official_papers_row */
    int64_t missing;         /* what 'notification check' counts */
    struct ll_grow sections; /* of struct ll_printed_section */
    struct ll_grow lines;    /* of the section under way */
};

/* ---- texts ---- */
struct ll_str ll_briefing_fill(struct ll_briefing *b, const char *text, const struct ll_slot *slots,
                               size_t count);
struct ll_str ll_briefing_count(struct ll_briefing *b, const char *one, const char *many,
                                int64_t n);
/* "S14 · BC-ART6 p.4" */
struct ll_str ll_briefing_source(struct ll_briefing *b, const char *rule, const char *source);
struct ll_str ll_briefing_country(const struct ll_briefing *b, struct ll_str code);
/* "Ghana, state of export" */
struct ll_str ll_briefing_state(struct ll_briefing *b,
                                const struct ll_q_notification_state_all_row *state);
/* In the words that pages have for it: a step, a stream. */
struct ll_str ll_briefing_word(const struct ll_briefing *b, struct ll_str name);
/* "Consent valid from … to …, for 4 shipments and 40 t." */
struct ll_str ll_briefing_consent(struct ll_briefing *b,
                                  const struct ll_q_notification_state_all_row *state);
struct ll_str ll_briefing_mass(struct ll_briefing *b, struct ll_mass mass);

/* Is the state one that the brief is for? */
bool ll_briefing_is_for(const struct ll_briefing *b, struct ll_str country);
/* What the rules say of the consent of a state; NULL: nothing. */
const struct ll_permit_consent *ll_briefing_consent_rule(const struct ll_briefing *b,
                                                         struct ll_str country);

/* ---- parts ---- */
void ll_briefing_add(struct ll_briefing *b, struct ll_printed_line line);
/* The lines since the last one become a section; none without lines. */
void ll_briefing_end(struct ll_briefing *b, const char *title, struct ll_str intro, bool is_aside);

/* brief_asked.c */
void ll_briefing_asked(struct ll_briefing *b);
void ll_briefing_steps(struct ll_briefing *b);
/* brief_papers.c */
void ll_briefing_papers(struct ll_briefing *b);
void ll_briefing_people(struct ll_briefing *b);

#endif
