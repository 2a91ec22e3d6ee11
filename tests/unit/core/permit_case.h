/* Cases of the permit desk, written as text: what is known, and what has to follow. */
#ifndef LL_TESTS_PERMIT_CASE_H
#define LL_TESTS_PERMIT_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/permit.h"

/* What is known; NULL is "not known". Transits are separated by blanks. */
struct permit_known {
    const char *origin, *transits, *destination, *stream, *battery, *purpose, *departure;
    const char *acknowledged, *operation, *evidence, *mode;
    const char *reuse_complete, *agreed_no_waste, *article_11, *preconsented, *several;
    const char *producer, *air_approval, *arrival;
    int64_t shipments;
};

/* What has to follow; NULL is not looked at. */
struct permit_expected {
    const char *outcome, *code, *law;
    const char *consents; /* "ML SN ES* NL": * where silence may count */
    const char *needs;    /* documents that have to be among those needed, by blanks */
    const char *lacks;    /* documents that must not be */
    const char *un, *packing;
    const char *rules; /* rules that have to have held */
    const char *not_rules;
    const char *certain; /* "yes", "no" */
};

struct permit_case {
    const char *name;
    struct permit_known known;
    struct permit_expected expected;
};

/* Room for facts that are made of text. */
struct permit_facts_room {
    struct ll_permit_facts facts;
    struct ll_str transits[LL_PERMIT_TRANSITS_MAX];
};

void permit_case_facts(const struct permit_known *known, struct permit_facts_room *room);
/* Decide and hold the decision against what is expected; `seen` counts how often a rule held. */
void permit_case_check(const struct permit_case *one, int *seen);
bool permit_case_held(const struct ll_permit_decision *decision, const char *rule);

#endif
