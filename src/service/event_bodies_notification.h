/* What events of notifications say (service/event_bodies.h). */
#ifndef LL_SERVICE_EVENT_BODIES_NOTIFICATION_H
#define LL_SERVICE_EVENT_BODIES_NOTIFICATION_H

#include "base/record.h"
#include "core/types.h"

/* notification_drafted: what is to be notified to the states of a route. notification_changed: all
 * of it anew, as long as nobody was told */
struct ll_notified_state {
    struct ll_str authority; /* its code; or empty */
    struct ll_str country;
    struct ll_str entry; /* UN/LOCODE or a customs office's code; or empty */
    struct ll_str exit;
};
struct ll_notified_carrier {
    struct ll_organisation_id carrier_id;
    struct ll_str mode;
};
struct ll_notification_drafted {
    struct ll_str battery;   /* a code of data/permit */
    struct ll_list carriers; /* of struct ll_notified_carrier */
    struct ll_str code;
    struct ll_organisation_id consignee_id;
    struct ll_date first_departure;
    struct ll_facility_id from_facility_id;
    struct ll_date last_departure;
    struct ll_mass mass_max_g;
    struct ll_mass mass_min_g;
    bool has_mass_min_g;
    struct ll_notification_id notification_id;
    struct ll_organisation_id notifier_id;
    struct ll_str operation;  /* a code: r4 */
    struct ll_list packaging; /* of struct ll_str: codes of block 7 */
    struct ll_list physical;  /* of struct ll_str: codes of block 13 */
    struct ll_facility_id plant_id;
    bool preconsented;
    struct ll_str purpose;
    int64_t shipments_max;
    bool special_handling;
    struct ll_list states; /* of struct ll_notified_state: export, transit in order, import */
    struct ll_str stream;
};

/* notification_numbered: the number that the authority of export gave it, once for ever */
struct ll_notification_numbered {
    struct ll_notification_id notification_id;
    struct ll_str number; /* a token */
};

/* notification_attached: a paper of its dossier */
struct ll_notification_attached {
    struct ll_money amount; /* of a guarantee or insurance */
    bool has_amount;
    struct ll_str document_digest; /* 32 bytes */
    bool final_here;    /* a list of the plants after R12 or R13: the plant is one of them itself */
    struct ll_str kind; /* a code: the document's of data/permit, doc-contract */
    struct ll_notification_id notification_id;
    struct ll_date sent_on; /* of a movement document: the day on which the authorities had it */
    bool has_sent_on;
    struct ll_shipment_id shipment_id; /* of a paper of one movement */
    bool has_shipment_id;
    struct ll_str un; /* of a declaration of dangerous goods: UN3481; or empty */
    struct ll_date valid_from;
    bool has_valid_from;
    struct ll_date valid_until;
    bool has_valid_until;
};

/* notification_described: free text or a contact of the form, in place of what stood there */
struct ll_notification_described {
    struct ll_annex_id annex_id;
    struct ll_organisation_id carrier_id; /* of a field of a carrier */
    bool has_carrier_id;
    struct ll_str field; /* a code of core/notification.h */
    struct ll_notification_id notification_id;
};

/* notification_stepped: where it stands with a state's authority, but for a consent */
struct ll_notification_stepped {
    struct ll_str country;
    struct ll_notification_id notification_id;
    int step; /* enum ll_notification_step */
    struct ll_date stepped_on;
};

/* notification_consented: in place of an earlier consent of the state */
struct ll_notification_consented {
    struct ll_str basis; /* a code: by what law silence is the consent; empty: it is written */
    struct ll_date consented_on;
    struct ll_str country;
    struct ll_str document_digest; /* 32 bytes; or empty, when tacit */
    struct ll_mass mass_max_g;
    struct ll_notification_id notification_id;
    struct ll_str number; /* the authority's own, a token; or empty */
    int64_t shipments_max;
    struct ll_date valid_from;
    struct ll_date valid_until;
};

#endif
