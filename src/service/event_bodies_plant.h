/* What events of what plants settle say (service/event_bodies.h). */
#ifndef LL_SERVICE_EVENT_BODIES_PLANT_H
#define LL_SERVICE_EVENT_BODIES_PLANT_H

#include "base/record.h"
#include "core/types.h"

/* plan_step_stated: how far a plant is with a step towards a certification; said again, it changes
 */
struct ll_plan_step_stated {
    struct ll_date due_on;
    struct ll_str evidence_digest; /* 32 bytes, or none */
    struct ll_facility_id facility_id;
    struct ll_organisation_id helper_id;
    bool has_helper_id;
    struct ll_plan_step_id plan_step_id;
    struct ll_str scheme; /* a code (service/plan.h) */
    int state;            /* enum ll_plan_state */
    struct ll_str step;   /* a code */
};

/* settlement_recorded: what a laboratory found in what a treatment made, and what was paid */
struct ll_assay {
    struct ll_str fraction;
    struct ll_str metal;
    struct ll_str method; /* a code */
    int64_t mg_per_t;     /* milligrams of the metal in a tonne of the fraction */
};
struct ll_settlement_recorded {
    struct ll_money amount; /* what the plant pays */
    bool has_amount;
    struct ll_list assays; /* of struct ll_assay, by fraction and metal */
    struct ll_facility_id facility_id;
    struct ll_str laboratory; /* a code */
    struct ll_str number;     /* of the plant's settlement, a token */
    struct ll_settlement_id replaces_id;
    bool has_replaces_id;
    struct ll_date settled_on;
    struct ll_settlement_id settlement_id;
    struct ll_treatment_id treatment_id;
};

/* campaign_opened: a treatment begins that goes on over days and receipts */
struct ll_campaign_opened {
    struct ll_campaign_id campaign_id;
    struct ll_facility_id facility_id;
    bool interim;
    struct ll_str number; /* the plant's own, a token */
    struct ll_date opened_on;
    struct ll_str operation; /* a code */
};
/* campaign_fed: units of a receipt go into it */
struct ll_campaign_fed {
    struct ll_campaign_id campaign_id;
    struct ll_date fed_on;
    struct ll_mass input_mass_g;
    struct ll_receipt_id receipt_id;
    int64_t rule_version; /* of the selection rule; 0: the very units were named */
    struct ll_list spans; /* of struct ll_lot_span, by (lot, number), joined */
};
/* campaign_weighed: fractions came out of it */
struct ll_campaign_weighed {
    struct ll_campaign_id campaign_id;
    struct ll_list materials; /* of struct ll_treatment_output */
    struct ll_date weighed_on;
};
/* campaign_corrected: an entry of it was none; it stays, and counts no more */
struct ll_campaign_corrected {
    struct ll_campaign_id campaign_id;
    int64_t entry; /* which of its inputs and outputs, in the order of their recording, from 1 on */
    struct ll_str reason; /* a code */
};
/* campaign_closed: it balances; a treatment of each of its receipts follows */
struct ll_campaign_closed {
    struct ll_campaign_id campaign_id;
    struct ll_date closed_on;
};
/* campaign_cancelled: it is none; its units wait as before */
struct ll_campaign_cancelled {
    struct ll_campaign_id campaign_id;
    struct ll_date cancelled_on;
    struct ll_str reason; /* a code */
};

#endif
