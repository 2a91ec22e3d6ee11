/*
 * Events by hand, stored without services or projections, for tests of single findings.
 *
 * Bodies are JSON with ' for ", and with names for what is long:
 *     #lot1     an id of that prefix, number 1 to 9
 *     #h32a     32 bytes in hexadecimal, every digit an a
 * A receipt's `statement` is written as an object; it is turned into canonical text and signed with
 * the key of #plant (32 bytes in hexadecimal: its public key; #plantkey: the same as z6Mk…).
 */
#ifndef LL_TESTS_AUDIT_STORY_H
#define LL_TESTS_AUDIT_STORY_H

#include "audit/full_ledger.h"

#define LL_EDITS_MAX 24

struct ll_story_event {
    const char *label;
    const char *kind;
    const char *body;
};

/* In the event called `label`: `from` becomes `to`; or, when `kind` is set, a further event comes
 * after it. `raw`: the body is stored as it is written. */
struct ll_story_edit {
    const char *label;
    const char *from;
    const char *to;
    const char *kind;
    const char *body;
    bool raw;
    const char *actor;    /* who asked; NULL: the machine */
    bool two;             /* user 1 asked for it, and user 2 approved it; else the machine did it */
    bool early;           /* all of the story is recorded on 8 March, not on 1 May */
    bool alone;           /* nobody is said to stand behind it (a step that needs two people) */
    bool spoil_signature; /* of the receipt of this label */
    int64_t later_us;     /* the event's time is moved, its id is not */
};

/* A sound story of about thirty events. */
extern const struct ll_story_event ll_story[];
extern const size_t ll_story_count;

/* Store the story with the edits, and audit it. The report lives in the ledger's arena. */
const struct ll_audit_report *ll_tell(struct ll_ledger *ledger, const struct ll_story_edit *edits,
                                      size_t edit_count);

/* The ledger of *state (NULL: none yet) as if new: on PostgreSQL, where a schema takes long to
 * make, what was told in it is taken out. Skips the test when there is no engine for it. */
struct ll_ledger *ll_empty_ledger(void **state);

#endif
