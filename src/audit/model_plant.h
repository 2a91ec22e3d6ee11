/* Of the audit's model: what plants settle. Private to the audit. */
#ifndef LL_AUDIT_MODEL_PLANT_H
#define LL_AUDIT_MODEL_PLANT_H

#include "audit/model_object.h"

struct ll_facility;
struct ll_treatment;

struct ll_organisation;

struct ll_plan_step {
    struct ll_object o;
    struct ll_facility *facility;
    struct ll_organisation *helper;
    struct ll_str scheme, step, evidence_digest;
    int64_t state, due_on; /* enum ll_plan_state */
};

struct ll_assayed {
    struct ll_str fraction, metal, method;
    int64_t mg_per_t;
    bool stored;
};
struct ll_settlement {
    struct ll_object o;
    struct ll_treatment *treatment;
    struct ll_facility *facility;
    struct ll_settlement *replaces;
    struct ll_str number, laboratory, amount_currency;
    int64_t settled_on, amount_minor;
    bool has_amount, replaced;
    struct ll_vec assays; /* of struct ll_assayed */
};

/* ---- treatments ---- */
struct ll_receipt;
struct ll_plant_key;
struct ll_campaign;
struct ll_lot;
struct ll_audit;
struct ll_material {
    struct ll_str fraction;
    int64_t mass_g, dispatched_g;
    bool stored;
    struct ll_vec shares; /* of int64_t: grams of each of the treatment's units, once asked for */
};
struct ll_treatment {
    struct ll_object o;
    struct ll_receipt *receipt;
    struct ll_id facility_id;
    int64_t treatment_kind, input_mass_g, output_mass_g, tolerance_ppm, treated_on;
    struct ll_str operation;
    bool interim;
    struct ll_vec materials; /* of struct ll_material */
    struct ll_vec units;     /* of struct ll_content: what was treated */
    struct ll_vec shares;    /* of int64_t: grams of each that came out; empty until asked for */
    struct ll_plant_key *key;
    struct ll_id plant_key_id;
    struct ll_str statement, signature; /* empty: not signed */
    struct ll_settlement *settlement;   /* the one that counts */
    struct ll_campaign *campaign;       /* that it closed; NULL: none */
};

/* What was put into a campaign at one time. */
struct ll_campaign_input {
    struct ll_id event_id;
    struct ll_receipt *receipt;
    int64_t units, input_mass_g, fed_on, entry;
    struct ll_str correction; /* empty: it counts */
    struct ll_vec contents;   /* of struct ll_content; none once it was corrected */
    bool stored;
};
struct ll_campaign_output {
    struct ll_id event_id;
    struct ll_str fraction, correction;
    int64_t mass_g, weighed_on, entry;
    bool stored;
};
struct ll_campaign {
    struct ll_object o;
    struct ll_facility *facility;
    struct ll_str number, operation, reason;
    bool interim;
    int64_t opened_on, state, ended_on; /* enum ll_campaign_state */
    int64_t entries;                    /* inputs and outputs, corrected ones too */
    struct ll_vec inputs;               /* of struct ll_campaign_input */
    struct ll_vec outputs;              /* of struct ll_campaign_output */
    struct ll_vec treated;              /* of struct ll_receipt *: closed, these are treated */
};

/* What units weigh that go in, as those of a treatment: which they are (`rule`), that they wait,
 * and that they did on its day. Changes nothing. */
int64_t ll_audit_check_treatable(struct ll_audit *a, const struct ll_treatment *t, int64_t rule);
/* Of a treatment that closes a campaign: that it is what its receipt's part of it is. */
void ll_audit_check_campaign(struct ll_audit *a, struct ll_treatment *t);
/* Units become something, or go somewhere, that no open campaign may hold. */
void ll_audit_check_held(struct ll_audit *a, const struct ll_object *o, const struct ll_lot *lot,
                         int64_t lo, int64_t hi);
/* The first part of [*lo, hi) that no open campaign holds: up to the result, and `lo` is set to its
 * begin; hi: there is none. */
int64_t ll_audit_next_free(const struct ll_audit *a, const struct ll_lot *lot, int64_t *lo,
                           int64_t hi);

#endif
