/* What events of packages as they are say: weights, seals (service/event_bodies.h). */
#ifndef LL_SERVICE_EVENT_BODIES_CUSTODY_H
#define LL_SERVICE_EVENT_BODIES_CUSTODY_H

#include "base/record.h"
#include "core/types.h"

/* facility_limited: the most that may be stored there; takes the place of what was said before */
struct ll_facility_limited {
    struct ll_str basis; /* where it stands: the number of a licence; empty: not said */
    struct ll_mass battery_mass_max_g; /* with batteries; 0: no limit, as of the others */
    int64_t days_max;
    struct ll_facility_id facility_id;
    struct ll_mass mass_max_g;
    struct ll_units units_max;
};

/* labels_printed: codes for packages that are still to be made, or that have none */
struct ll_labels_printed {
    struct ll_label_sheet_id label_sheet_id;
    struct ll_list labels; /* of struct ll_str, in their one form (codec/label_code.h) */
    struct ll_organisation_id organisation_id; /* who is to stick them */
    struct ll_programme_id programme_id;
};

/* label_claimed: it is on this package, for ever */
struct ll_label_claimed {
    struct ll_str label;
    struct ll_package_id package_id;
};

/* labels_withdrawn: never claimed, and never to be */
struct ll_labels_withdrawn {
    struct ll_list labels; /* of struct ll_str */
    struct ll_str reason;  /* a code */
};

/* package_weighed: on a scale, full; its tare with that of all packages within it */
struct ll_package_weighed {
    struct ll_mass gross_g;
    struct ll_package_id package_id;
    struct ll_mass tare_g;
    struct ll_units units; /* that were in it */
    struct ll_date weighed_on;
};

/* package_counted: how many are in it, by whoever opened it; a difference is a case's */
struct ll_package_counted {
    struct ll_case_id case_id;
    bool has_case_id;
    struct ll_organisation_id counted_by;
    struct ll_date counted_on;
    struct ll_package_id package_id;
    struct ll_units recorded; /* that were in it by the ledger */
    struct ll_units units;    /* that were counted, or weighed of what nobody counts */
};

/* package_sealed */
struct ll_package_sealed {
    int kind; /* enum ll_seal_kind; 0: not said */
    struct ll_package_id package_id;
    struct ll_str seal;
    struct ll_organisation_id sealed_by; /* whose seal it is */
    bool has_sealed_by;
    struct ll_date sealed_on; /* without: the event's day */
    bool has_sealed_on;
};

/* package_unsealed: its seal was broken, and it is open */
struct ll_package_unsealed {
    struct ll_date broken_on;
    struct ll_package_id package_id;
    struct ll_str reason; /* a code */
    struct ll_str seal;   /* that it had */
};

/* package_inspected: somebody looked at its seal; one that differs is a case's */
struct ll_package_inspected {
    struct ll_case_id case_id;
    bool has_case_id;
    struct ll_date inspected_on;
    struct ll_package_id package_id;
    struct ll_str seal; /* that was found; empty: none */
};

/* handover_given: what the giver states and signs. Seals and masses are those of the ledger then.
 */
struct ll_given_package {
    struct ll_mass gross_g; /* 0: it was not weighed */
    struct ll_package_id package_id;
    struct ll_str seal; /* empty: none is on it */
};
struct ll_handover_given {
    struct ll_str condition; /* a code */
    struct ll_handover_id corrects_id;
    bool has_corrects_id;
    struct ll_str digest; /* 32 bytes: SHA-256 of what was signed (docs/custody.md) */
    struct ll_date given_on;
    struct ll_organisation_id giver_id;
    struct ll_handover_id handover_id;
    struct ll_list packages; /* of struct ll_given_package */
    struct ll_plant_key_id plant_key_id;
    bool has_plant_key_id;
    struct ll_organisation_id receiver_id;
    struct ll_shipment_id shipment_id;
    bool has_shipment_id;
    struct ll_str signature; /* 64 bytes; or empty */
    struct ll_user_id signed_by;
    bool has_signed_by; /* not: on the machine */
};

/* handover_taken: the receiver confirms it, or notes differences, each of which is a case's */
struct ll_handover_difference {
    struct ll_case_id case_id;
    struct ll_str cause; /* a code */
    struct ll_package_id package_id;
};
struct ll_handover_taken {
    struct ll_money amount; /* what is claimed of each difference */
    bool has_amount;
    struct ll_date deadline; /* by when they are to be settled */
    bool has_deadline;
    struct ll_list differences; /* of struct ll_handover_difference */
    struct ll_str digest;       /* as above */
    struct ll_handover_id handover_id;
    struct ll_annex_id note_annex_id;
    bool has_note_annex_id;
    struct ll_str note_digest; /* 32 bytes: SHA-256 of that entry, a salt and the note */
    struct ll_plant_key_id plant_key_id;
    bool has_plant_key_id;
    struct ll_str signature;
    struct ll_user_id signed_by;
    bool has_signed_by;
    struct ll_date taken_on;
    int64_t version; /* of what is signed; 0: the first, of neither amount, deadline nor note */
};

#endif
