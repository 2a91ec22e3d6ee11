/*
 * What each kind of event says: one struct a kind, described by a record table (event_bodies.c), in
 * canonical JSON in the store. Events hold ids, codes, counts, digests and dates only: names and
 * notes are in the annex, which events refer to by id.
 *
 * A struct's members are the JSON members, with the same names.
 */
#ifndef LL_SERVICE_EVENT_BODIES_H
#define LL_SERVICE_EVENT_BODIES_H

#include "base/record.h"
#include "core/lot_span.h"
#include "core/types.h"
#include "service/event_bodies_custody.h"
#include "service/event_bodies_gate.h"
#include "service/event_bodies_notification.h"
#include "service/event_bodies_plant.h"
#include "service/event_bodies_user.h"

/* class_defined */
struct ll_class_defined {
    struct ll_str class_code;
    struct ll_str hs_code;
    struct ll_mass mass_g;
    struct ll_mass mass_high_g;
    struct ll_mass mass_low_g;
    struct ll_str unu_key;
};

/* annex_erased: the text of entries is gone; what refers to them stays */
struct ll_erased_entry {
    struct ll_annex_id annex_id;
};
struct ll_annex_erased {
    bool again;             /* it was erased before, and came back with a restored store */
    struct ll_list entries; /* of struct ll_erased_entry */
    struct ll_organisation_id organisation_id;
    bool has_organisation_id;
    struct ll_str reason;
};

/* organisation_registered */
struct ll_organisation_registered {
    struct ll_str code;
    struct ll_str country;
    struct ll_annex_id name_annex_id;
    struct ll_organisation_id organisation_id;
};

/* facility_registered */
struct ll_facility_registered {
    struct ll_str code;
    struct ll_str country;
    struct ll_facility_id facility_id;
    bool is_plant;
    struct ll_annex_id name_annex_id;
    struct ll_organisation_id organisation_id;
};

/* plant_key_registered */
struct ll_plant_key_registered {
    struct ll_facility_id facility_id;
    struct ll_plant_key_id plant_key_id;
    struct ll_str public_key; /* 32 bytes */
};

/* signing_key_changed: the installation signs with another key from here on; said by the one that
 * retires (proof/succession.h), at the event's time in whole seconds */
struct ll_signing_key_changed {
    struct ll_str public_key;  /* 32 bytes */
    struct ll_str retired_key; /* 32 bytes */
    struct ll_str signature;   /* 64 bytes */
    struct ll_signing_key_id signing_key_id;
};

/* facility_certified: by whom a plant's work is certified, for what, how long */
struct ll_facility_certified {
    struct ll_certification_id certification_id;
    struct ll_facility_id facility_id;
    struct ll_str number;   /* the certifier's, a token */
    struct ll_str scope;    /* a code: recycling */
    struct ll_str standard; /* a code: r2v3 */
    struct ll_date valid_from;
    struct ll_date valid_to; /* the last day */
};

/* programme_defined */
struct ll_programme_class_rule {
    struct ll_str demand_class;
    struct ll_money fee;
    int64_t grams_per_device;   /* 0: demand of the class counts in pieces */
    struct ll_list lot_classes; /* of struct ll_str */
};
struct ll_programme_defined {
    struct ll_list classes; /* of struct ll_programme_class_rule */
    struct ll_str code;
    struct ll_month oldest_vintage;
    struct ll_organisation_id operator_id;
    struct ll_programme_id programme_id;
    int64_t version;
};

/* party_added: object_kind is an id's kind ("lot"), object_id its 32 hex digits */
struct ll_party_added {
    struct ll_str object_id; /* 16 bytes */
    struct ll_str object_kind;
    struct ll_organisation_id organisation_id;
    int role; /* enum ll_party_role */
};

/* collection_received: the lots enter the queue at the event's time */
struct ll_received_lot {
    int battery; /* enum ll_battery */
    struct ll_str class_code;
    bool eligible;
    struct ll_organisation_id funder_id;
    bool has_funder_id;
    struct ll_str ineligible_reason; /* a code, empty when eligible */
    struct ll_lot_id lot_id;
    struct ll_mass mass_g;
    int measure;                 /* enum ll_measure: grams, units are mass_g; 0: pieces */
    struct ll_str public_number; /* 16 random bytes */
    struct ll_units units;
};
struct ll_collection_received {
    struct ll_date collected_on;
    struct ll_collection_id collection_id;
    struct ll_organisation_id collector_id;
    struct ll_str country;
    bool evidence_again;           /* it was shown for an earlier collection */
    struct ll_str evidence_digest; /* 32 bytes */
    struct ll_facility_id facility_id;
    struct ll_list lots; /* of struct ll_received_lot */
    struct ll_money price;
    struct ll_programme_id programme_id;
    struct ll_str record_key; /* the collector's own record number; empty: none */
    int source;               /* enum ll_source */
};

/* lot_excluded: not eligible from now on */
struct ll_lot_excluded {
    struct ll_lot_id lot_id;
    struct ll_str reason; /* a code */
};

/* lot_admitted: eligible from now on */
struct ll_lot_admitted {
    struct ll_str explanation; /* a code: what found units are; empty when the lot was excluded */
    struct ll_lot_id lot_id;
    struct ll_annex_id note_annex_id;
    bool has_note_annex_id;
};

/* units_found: more units than there should be: a new lot without a collection, not eligible until
 * it is explained */
struct ll_units_found {
    int battery; /* enum ll_battery */
    struct ll_str class_code;
    struct ll_str country;
    struct ll_facility_id facility_id; /* where they lie */
    struct ll_date found_on;           /* its month is the vintage */
    struct ll_organisation_id funder_id;
    bool has_funder_id;
    struct ll_lot_id lot_id;
    struct ll_mass mass_g;
    int measure;                     /* enum ll_measure: grams, units are mass_g; 0: pieces */
    struct ll_package_id package_id; /* what they were found in */
    bool has_package_id;
    struct ll_programme_id programme_id;
    struct ll_str public_number;     /* 16 random bytes */
    struct ll_receipt_id receipt_id; /* that covers them too, when a plant counted them */
    bool has_receipt_id;
    struct ll_units units;
};

/* package_made */
struct ll_package_made {
    struct ll_str code;
    struct ll_str country;
    struct ll_facility_id facility_id;
    struct ll_organisation_id funder_id;
    bool has_funder_id;
    int kind;             /* enum ll_package_kind */
    struct ll_str number; /* a container's by ISO 6346, another's SSCC, in its one form; or empty */
    struct ll_package_id package_id;
    struct ll_programme_id programme_id;
};

/* package_filled: loose units of lots put into a package */
struct ll_package_filled {
    struct ll_package_id package_id;
    struct ll_list spans; /* of struct ll_lot_span */
};

/* package_nested: packages put into another */
struct ll_package_item {
    struct ll_package_id package_id;
};
struct ll_package_nested {
    struct ll_list packages; /* of struct ll_package_item */
    struct ll_package_id parent_id;
};

/* package_poured: contents mixed and dealt anew; sources that are no targets are empty, and no seal
 * is left */
struct ll_poured_package {
    struct ll_package_id package_id;
    struct ll_list spans; /* of struct ll_lot_span */
};
struct ll_package_poured {
    struct ll_facility_id facility_id;
    int64_t rule_version;
    struct ll_list sources; /* of struct ll_package_item */
    struct ll_list
        targets; /* of struct ll_poured_package, in the order in which they were filled */
};

/* shipment_planned */
struct ll_shipment_leg {
    struct ll_organisation_id carrier_id;
    int64_t distance_km;
    struct ll_facility_id from_facility_id;
    struct ll_str mode;
    struct ll_facility_id to_facility_id;
};
struct ll_shipment_planned {
    struct ll_str code;
    bool crosses_border;
    struct ll_facility_id from_facility_id;
    struct ll_list legs;     /* of struct ll_shipment_leg, in travelling order */
    struct ll_list packages; /* of struct ll_package_item: outermost packages */
    struct ll_date planned_arrival;
    struct ll_shipment_id shipment_id;
    struct ll_facility_id to_facility_id;
};

/* consent_recorded */
struct ll_consent_recorded {
    struct ll_str country;
    struct ll_str document_digest; /* 32 bytes */
    struct ll_shipment_id shipment_id;
    struct ll_date valid_until;
};

/* shipment_cancelled: it does not take place; its packages are free again */
struct ll_shipment_cancelled {
    struct ll_str reason;
    struct ll_shipment_id shipment_id;
};

/* shipment_departed: across a border its units become shipped */
struct ll_shipment_departed {
    struct ll_date departed_on;
    bool recorded_late;   /* it rests on what was recorded after that day (core/gate.h) */
    int64_t rule_version; /* LL_GATE_RULE_VERSION; 0: the consents alone were asked for */
    struct ll_shipment_id shipment_id;
};

/* shipment_arrived: its packages are at the destination */
struct ll_shipment_arrived {
    struct ll_date arrived_on;
    struct ll_shipment_id shipment_id;
};

/* receipt_recorded: the plant's signed count; what is in the shipment becomes received */
#define LL_PACKAGE_COUNTS_MAX 1000 /* of a receipt */
#define LL_PACKAGES_SALT_SIZE 16

/* As many units were in a package that was counted on its own. */
struct ll_package_count {
    struct ll_str code;
    struct ll_units units;
};
struct ll_receipt_recorded {
    struct ll_facility_id facility_id;
    struct ll_mass mass_g;
    struct ll_list packages;     /* of struct ll_package_count, by code; the statement commits */
    struct ll_str packages_salt; /* to them: 16 bytes, or empty */
    struct ll_plant_key_id plant_key_id;
    struct ll_receipt_id receipt_id;
    struct ll_date received_on;
    struct ll_shipment_id shipment_id;
    struct ll_str signature; /* 64 bytes, over statement */
    struct ll_str statement; /* canonical JSON */
    struct ll_units units;
};

/* treatment_recorded: units of a receipt become dismantled (interim) or recycled */
struct ll_treatment_output {
    struct ll_str fraction;
    struct ll_mass mass_g;
};
struct ll_treatment_recorded {
    struct ll_campaign_id campaign_id; /* that it closed */
    bool has_campaign_id;
    struct ll_facility_id facility_id;
    struct ll_mass input_mass_g;
    bool interim;
    int kind;                 /* enum ll_treatment_kind */
    struct ll_list materials; /* of struct ll_treatment_output */
    struct ll_str operation;  /* a code: r4 */
    struct ll_plant_key_id plant_key_id;
    bool has_plant_key_id; /* with `statement` and `signature`; always when metallurgical */
    struct ll_receipt_id receipt_id;
    int64_t rule_version;    /* of the selection rule; 0: the very units were named */
    struct ll_str signature; /* 64 bytes, over statement; or empty */
    struct ll_list spans;    /* of struct ll_lot_span, by (lot, number), joined */
    struct ll_str statement; /* canonical JSON; or empty */
    int64_t tolerance_ppm;
    struct ll_date treated_on;
    struct ll_treatment_id treatment_id;
};

/* material_dispatched: what a plant recovered goes to who makes something of it */
struct ll_dispatch_item {
    struct ll_str fraction;
    struct ll_mass mass_g;
    struct ll_treatment_id treatment_id;
};
struct ll_material_dispatched {
    struct ll_organisation_id buyer_id;
    struct ll_dispatch_id dispatch_id;
    struct ll_date dispatched_on;
    struct ll_facility_id facility_id;
    struct ll_list items; /* of struct ll_dispatch_item, by fraction and age */
    struct ll_str number; /* of the plant's delivery note */
    int64_t rule_version; /* of core/oldest_first.h; 0: the treatment was named */
};

/* units_removed: lost, diverted, returned or seized; what they served was released before */
struct ll_units_removed {
    struct ll_case_id case_id; /* opened about the rest of the package or shipment */
    bool has_case_id;
    struct ll_str class_code; /* of which they were counted; empty: of any */
    int fact;                 /* enum ll_fact: lose, divert, return, seize */
    struct ll_date happened_on;
    struct ll_package_id package_id; /* the smallest counted */
    bool has_package_id;
    struct ll_str reason;              /* a code */
    int64_t rule_version;              /* of the selection rule; 0: the very units were named */
    struct ll_shipment_id shipment_id; /* or the shipment, when a plant counted all of it */
    bool has_shipment_id;
    struct ll_list spans;             /* of struct ll_lot_span, by (lot, number), joined */
    struct ll_str test_record_digest; /* 32 bytes, exactly when diverted */
};

/* units_rejected: a plant refuses units of a shipment, just before the receipt, which does not
 * cover them; they lie loose there */
struct ll_units_rejected {
    struct ll_case_id case_id; /* opened about the shipment */
    struct ll_facility_id facility_id;
    struct ll_str reason; /* a code */
    struct ll_date
        rejected_on; /* the day of the receipt; when absent, that of the arrival stands */
    bool has_rejected_on;
    int64_t rule_version; /* of the selection rule */
    struct ll_shipment_id shipment_id;
    struct ll_list spans; /* of struct ll_lot_span, by (lot, number), joined */
};

/* units_reclassified: they turned out to be of another class; what it does not serve was released
 * before */
struct ll_units_reclassified {
    struct ll_case_id case_id; /* opened about the rest of the package */
    bool has_case_id;
    struct ll_str class_code;        /* what they are */
    struct ll_str from_class_code;   /* of which they were counted; empty: of any other */
    struct ll_package_id package_id; /* the smallest counted */
    bool has_package_id;
    struct ll_str reason; /* a code */
    int64_t rule_version; /* of the selection rule; 0: the very units were named */
    struct ll_list spans; /* of struct ll_lot_span, by (lot, number), joined */
};

/* case_opened: a discrepancy between parties; until it is closed its units are under review */
struct ll_case_opened {
    struct ll_money amount; /* what is claimed */
    bool has_amount;
    struct ll_case_id case_id;
    struct ll_str cause;                   /* a code */
    struct ll_organisation_id claimant_id; /* who found it */
    bool has_claimant_id;
    struct ll_organisation_id counterparty_id; /* who is to answer for it */
    bool has_counterparty_id;
    struct ll_date deadline;
    struct ll_annex_id note_annex_id;
    bool has_note_annex_id;
    /* what it is about: one of these, or single units */
    struct ll_package_id package_id;
    bool has_package_id;
    struct ll_receipt_id receipt_id;
    bool has_receipt_id;
    struct ll_shipment_id shipment_id;
    bool has_shipment_id;
    struct ll_list spans; /* of struct ll_lot_span: by lot, then unit; neighbours joined */
};

/* case_closed: its units are under review no more, but for other open cases */
struct ll_case_closed {
    struct ll_case_id case_id;
    struct ll_date closed_on;
    struct ll_annex_id note_annex_id;
    bool has_note_annex_id;
    struct ll_str outcome; /* a code */
};
/* case_reopened: its outcome was none; its units are under review again, and it has a deadline */
struct ll_case_reopened {
    struct ll_case_id case_id;
    struct ll_date deadline;
    struct ll_str reason; /* a code */
};

/* order_line_opened */
struct ll_order_line_opened {
    struct ll_organisation_id beneficiary_id;
    struct ll_str class_code;
    struct ll_str code;
    struct ll_list countries; /* of struct ll_str, in order; empty: any */
    struct ll_organisation_id funder_id;
    bool has_funder_id;
    int measure; /* enum ll_measure: grams; 0: pieces. As the programme's rule of the class */
    struct ll_order_line_id order_line_id;
    struct ll_organisation_id payer_id;
    struct ll_programme_id programme_id;
    struct ll_organisation_id reseller_id;
    bool has_reseller_id;
    struct ll_str standard; /* a code, or empty: what the recycler must be certified for */
    struct ll_month vintage_from;
    bool has_vintage_from;
    struct ll_month vintage_to;
    bool has_vintage_to;
};

/* demand_accepted: slices appended to order lines by one document; they queue at the event's time.
 * For what is carried, earlier positions stand: the beneficiary's carry-over */
struct ll_carried_span {
    int64_t from_lo;
    struct ll_order_line_id from_order_line_id;
    int64_t hi;
    int64_t lo;
};
struct ll_accepted_slice {
    struct ll_list carried; /* of struct ll_carried_span */
    int64_t hi;
    int64_t lo;
    struct ll_order_line_id order_line_id;
    int trigger; /* enum ll_trigger */
};
struct ll_demand_accepted {
    struct ll_str content_digest; /* 32 bytes */
    int64_t device_count;
    struct ll_str device_digest; /* 32 bytes over the registered devices, empty when none */
    struct ll_document_id document_id;
    struct ll_annex_id document_name_annex_id;
    struct ll_str identity; /* 32 bytes: issuer, kind and document id */
    struct ll_date issued_on;
    struct ll_str key_id; /* 8 bytes: of the key that identities and content are made with */
    struct ll_str kind;   /* a code: order, invoice, asset_list, call */
    struct ll_str order_identity; /* 32 bytes: of the order an invoice refers to; or empty */
    struct ll_list slices;        /* of struct ll_accepted_slice */
};

/* demand_voided: a credit note takes devices of a document back. Its positions are no longer
 * demanded, but those that a certificate holds: they are the client's carry-over */
struct ll_voided_span {
    int64_t hi;
    int64_t lo;
    struct ll_order_line_id order_line_id;
    int64_t slice_lo;
};
struct ll_demand_voided {
    struct ll_list carried;       /* of struct ll_voided_span */
    struct ll_str content_digest; /* 32 bytes */
    struct ll_document_id document_id;
    struct ll_annex_id document_name_annex_id;
    struct ll_str identity; /* 32 bytes: the client and the credit note's number */
    struct ll_date issued_on;
    struct ll_str key_id; /* 8 bytes, as above */
    struct ll_str kind;   /* a code: credit_note */
    bool has_of_document_id;
    struct ll_document_id of_document_id; /* when it is about one; else the slices say of which */
    struct ll_str reason;                 /* a code: returned */
    struct ll_list voided;                /* of struct ll_voided_span */
};

/* hold_placed: a slice without a document, which ends after a day unless a document confirms it */
struct ll_hold_placed {
    int64_t hi;
    struct ll_hold_id hold_id;
    int64_t lo;
    struct ll_order_line_id order_line_id;
    struct ll_date until;
};

/* hold_confirmed: it is a purchase from now on, at its place in the queue */
struct ll_hold_confirmed {
    struct ll_str content_digest; /* 32 bytes */
    struct ll_document_id document_id;
    struct ll_annex_id document_name_annex_id;
    struct ll_hold_id hold_id;
    struct ll_str identity; /* 32 bytes */
    struct ll_date issued_on;
    struct ll_str key_id; /* 8 bytes */
    struct ll_str kind;   /* a code: order */
    int trigger;          /* enum ll_trigger */
};

/* hold_ended: its positions are no longer demanded; what served them was released before */
struct ll_hold_ended {
    struct ll_hold_id hold_id;
    int reason; /* enum ll_hold_state: expired or withdrawn */
};

/* allocation_run: what a run of the allocator matched; provisional */
struct ll_allocated_span {
    int64_t credit;  /* of each unit; 0: 1, and as many positions as units */
    int64_t line_hi; /* with credit */
    int64_t line_lo;
    int64_t lot_accepted;
    bool lot_closed; /* nothing of the lot is free any more */
    int64_t lot_hi;
    struct ll_lot_id lot_id;
    int64_t lot_lo;
    struct ll_order_line_id order_line_id;
    bool slice_closed; /* nothing of the slice is open any more */
    int64_t slice_hi;
    int64_t slice_lo;
    const char *lot_number; /* [16], for the public part only: not in the event */
};
/* Where the positions end. */
int64_t ll_allocated_line_hi(const struct ll_allocated_span *row);
struct ll_allocation_run {
    struct ll_list allocations; /* of struct ll_allocated_span */
    struct ll_programme_id programme_id;
    int64_t rule_version;
};

/* allocation_released: parts of provisional allocations that no longer fit; their positions are
 * open again at their old queue place */
struct ll_released_span {
    int64_t line_hi;
    int64_t line_lo;
    int64_t lot_hi;
    struct ll_lot_id lot_id;
    int64_t lot_lo;
    struct ll_order_line_id order_line_id;
    int64_t slice_lo;
    const char *lot_number; /* [16], for the public part only: not in the event */
};
struct ll_allocation_released {
    struct ll_programme_id programme_id;
    struct ll_str reason;    /* a code: what took the units or positions away */
    struct ll_list released; /* of struct ll_released_span, by lot, then unit */
};

/* allocation_recredited: a plant weighed units less than they weighed where they were collected. On
 * lines in grams each counts so many from now on: what serves there provisionally keeps its units
 * and loses its last grams; what a certificate cites waits for what becomes of that. */
struct ll_recredited_span {
    int64_t credit; /* grams of each unit */
    int64_t hi;
    int64_t lo;
    struct ll_lot_id lot_id;
};
struct ll_allocation_recredited {
    struct ll_programme_id programme_id;
    struct ll_receipt_id receipt_id; /* just recorded */
    struct ll_list recredited;       /* of struct ll_recredited_span, by (lot, number), joined */
    int64_t rule_version;            /* LL_RECREDIT_RULE_VERSION */
};

/* certificate_stated: commits to the body before it is signed; from `received` on its units are
 * final */
struct ll_cited_span {
    int64_t line_lo;
    int64_t lot_hi;
    struct ll_lot_id lot_id;
    int64_t lot_lo;
    struct ll_order_line_id order_line_id;
    const char *lot_number; /* [16], for the public part only: not in the event */
};
struct ll_reissued_item {
    struct ll_certificate_id certificate_id; /* revoked; it cited some of the units */
    struct ll_str serial;                    /* not in the event */
};
struct ll_certificate_stated {
    struct ll_organisation_id beneficiary_id;
    struct ll_str body_digest; /* 32 bytes: SHA-256 of the canonical body without its proof */
    struct ll_certificate_id certificate_id;
    struct ll_list cited; /* of struct ll_cited_span */
    struct ll_programme_id programme_id;
    struct ll_list reissued_from;         /* of struct ll_reissued_item, by serial */
    struct ll_certificate_id replaces_id; /* superseded by this one */
    bool has_replaces_id;
    int64_t revision;
    struct ll_str serial;
    int stage; /* enum ll_stage */
    /* Its place in a status list (service/status_list.h); none without a log. */
    bool has_status;
    int64_t status_index;
    int64_t status_list;
    struct ll_str status_origin;
    struct ll_mass uncounted_g; /* cited grams of what nobody counted, each a unit; or 0 */
    struct ll_units units;      /* cited, of what was counted */
};

/* certificate_put_under_review: a fact breaks what a live certificate says of units it cites; it
 * keeps them until it is raised or revoked */
struct ll_certificate_put_under_review {
    struct ll_certificate_id certificate_id;
    struct ll_str reason; /* a code */
};

/* certificate_raised: a further revision of a certificate that is live or under review; live again.
 * It cites what it did before, less what left the supply */
struct ll_certificate_raised {
    struct ll_str body_digest; /* as of certificate_stated */
    struct ll_certificate_id certificate_id;
    struct ll_list cited;   /* of struct ll_cited_span */
    struct ll_list dropped; /* of struct ll_released_span: no longer allocated */
    int reason;             /* enum ll_raise_reason */
    int64_t revision;
    int stage;       /* enum ll_stage */
    bool has_status; /* as of certificate_stated: each revision has a place of its own */
    int64_t status_index;
    int64_t status_list;
    struct ll_str status_origin;
    struct ll_mass uncounted_g; /* cited grams of what nobody counted, each a unit; or 0 */
    struct ll_units units;      /* cited, of what was counted */
};

/* certificate_revoked: stated in error. Its units are provisional again; those that may serve
 * nobody any more are released */
struct ll_certificate_revoked {
    struct ll_certificate_id certificate_id;
    struct ll_annex_id note_annex_id;
    bool has_note_annex_id;
    struct ll_str reason;    /* a code */
    struct ll_list released; /* of struct ll_released_span */
};

/* certificate_superseded: the next event of its request states the one that replaces it */
struct ll_certificate_superseded {
    struct ll_certificate_id by_id;
    struct ll_certificate_id certificate_id;
    struct ll_list dropped; /* of struct ll_released_span: left the supply, no longer allocated */
};

/* The record tables, named as the events are. */
#define LL_EVENT(symbol, name, visibility) extern const struct ll_record ll_##name##_record;
#include "service/events.def"
#undef LL_EVENT

#endif
