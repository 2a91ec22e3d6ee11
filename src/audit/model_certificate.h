/* Of the audit's model: certificates, and what leaves plants. Private to the audit. */
#ifndef LL_AUDIT_MODEL_CERTIFICATE_H
#define LL_AUDIT_MODEL_CERTIFICATE_H

#include "audit/model_object.h"

struct ll_facility;
struct ll_organisation;
struct ll_programme;
struct ll_treatment;

/* What of a material left the plant. */
struct ll_dispatched {
    struct ll_treatment *treatment;
    struct ll_str fraction;
    int64_t mass_g;
    bool stored;
};
struct ll_dispatch {
    struct ll_object o;
    struct ll_facility *facility;
    struct ll_organisation *buyer;
    struct ll_str number;
    int64_t dispatched_on;
    struct ll_vec items; /* of struct ll_dispatched */
};

/* A revision's place in a status list. */
struct ll_place {
    int64_t list, index, revision;
    bool restated; /* another revision took back what it says */
    bool stored;
};
struct ll_status_list {
    struct ll_str origin;
    const struct ll_certificate *first; /* that had a place in it */
    bool stored;
};
struct ll_certificate {
    struct ll_object o;
    struct ll_str serial, body_digest, state_reason;
    struct ll_programme *programme;
    struct ll_id programme_id, beneficiary_id;
    int64_t stage, units, revision, issued_at, state;
    int64_t uncounted_g;       /* cited grams that nobody counted; `units` are the others */
    int64_t cited_g;           /* scratch: the same as they are cited */
    struct ll_vec cites;       /* of struct ll_content: what it cites, allocation by allocation */
    struct ll_vec bodies;      /* of bool, by revision: its stored body was seen */
    struct ll_str last_digest; /* of the revision before */
    struct ll_vec reissued;    /* of struct ll_certificate *: revoked ones, by serial */
    struct ll_vec places;      /* of struct ll_place, by revision */
    int64_t dropped;           /* units that the event at hand no longer cites, */
    int64_t dropped_g;         /* and grams that nobody counted */
    int64_t left;              /* superseded: units that the next one must cite */
    struct ll_id by_id;        /* superseded: by this one, which may be still to come */
    struct ll_certificate *replaces;
    bool is_replaced;
};

#endif
