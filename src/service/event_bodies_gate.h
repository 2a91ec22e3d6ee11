/* What events of licences and of the right to depart say (service/event_bodies.h). */
#ifndef LL_SERVICE_EVENT_BODIES_GATE_H
#define LL_SERVICE_EVENT_BODIES_GATE_H

#include "base/record.h"
#include "core/types.h"

/* licence_recorded: what an authority allows an organisation, or at one of its facilities only */
struct ll_licence_recorded {
    struct ll_str country;
    struct ll_str document_digest; /* 32 bytes */
    struct ll_facility_id facility_id;
    bool has_facility_id;
    int kind; /* enum ll_licence_kind */
    struct ll_licence_id licence_id;
    struct ll_mass mass_max_g; /* 0: no limit */
    struct ll_str number;      /* the authority's, a token */
    struct ll_organisation_id organisation_id;
    struct ll_list streams; /* of struct ll_str; none: all */
    struct ll_date valid_from;
    struct ll_date valid_until; /* the last day */
};

/* licence_withdrawn: from a day on it allows nothing */
struct ll_licence_withdrawn {
    struct ll_licence_id licence_id;
    struct ll_str reason;
    struct ll_date withdrawn_on;
};

/* shipment_booked: the movement of a notification that it is. What it takes is reserved. */
struct ll_shipment_booked {
    struct ll_mass mass_g;
    struct ll_notification_id notification_id;
    int64_t serial; /* the next of the notification, from 1 on */
    struct ll_shipment_id shipment_id;
};

/* shipment_unbooked: what it took is given back */
struct ll_shipment_unbooked {
    struct ll_str reason; /* a code */
    struct ll_shipment_id shipment_id;
};

/* departure_overridden: what two people let it leave without */
struct ll_overridden_blocker {
    struct ll_str blocker; /* a word of data/gate_blockers.csv */
    struct ll_str country; /* or empty */
    struct ll_str holder;  /* whose licence: an organisation's or facility's code; or empty */
    int kind;              /* enum ll_licence_kind; or 0 */
    struct ll_str rule;    /* by which it blocked; empty in events of before that was told */
};
struct ll_departure_overridden {
    struct ll_list blockers; /* of struct ll_overridden_blocker */
    struct ll_date departs_on;
    bool has_departs_on; /* not in events of before it was told: these let nothing leave any more */
    struct ll_str reason; /* a code */
    struct ll_shipment_id shipment_id;
};

/* incident_recorded: a departure that nothing authorised; the case has its units under review */
struct ll_incident_recorded {
    struct ll_case_id case_id;
    struct ll_str cause;           /* a code */
    struct ll_str document_digest; /* 32 bytes; or empty */
    struct ll_organisation_id found_by_id;
    bool has_found_by_id;
    struct ll_date found_on;
    struct ll_list lacked; /* of struct ll_str: words of data/gate_blockers.csv, each once */
    struct ll_shipment_id shipment_id;
};

/* incident_cleared: by two people, on a paper */
struct ll_incident_cleared {
    struct ll_date cleared_on;
    struct ll_str document_digest; /* 32 bytes */
    struct ll_str outcome;         /* a code */
    struct ll_str reason;          /* a code */
    struct ll_shipment_id shipment_id;
};

#endif
