/* What the model holds of notifications. Private to the audit. */
#ifndef LL_AUDIT_MODEL_NOTIFICATION_H
#define LL_AUDIT_MODEL_NOTIFICATION_H

#include "audit/model_registry.h"

struct ll_shipment;

/* A state of a notification's route: where it stands with it, and what it consented to. */
struct ll_notified {
    struct ll_str country, entry, exit, authority, basis, digest, number;
    int64_t part, step, stepped_on, questions; /* step 0: none yet */
    bool has_consent;
    int64_t consented_on, valid_from, valid_until, shipments_max, mass_max_g;
    int64_t recorded_on; /* of the consent */
    bool stored;
};
/* A step with a state, a consent among them. */
struct ll_stepped {
    struct ll_id event_id;
    struct ll_str country;
    int64_t step, day;
    bool stored;
};
struct ll_notified_by {
    struct ll_organisation *carrier;
    struct ll_str mode;
    bool stored;
};
/* A paper of a notification's dossier. */
struct ll_paper {
    struct ll_str digest, kind;
    bool has_from, has_until, has_amount, final_here;
    bool is_late; /* attached once a state had acknowledged or judged what it is of */
    int64_t valid_from, valid_until, amount_minor, recorded_on;
    struct ll_str currency, un;
    struct ll_shipment *shipment; /* NULL: of the notification as a whole */
    int64_t serial;               /* of the movement that the shipment was then; 0: none */
    bool has_sent;
    int64_t sent_on;
    bool stored;
};
/* Free text or a contact of the form; of a carrier, or of the notification itself. */
struct ll_said {
    struct ll_str field;
    struct ll_id subject_id, annex_id;
    bool stored;
};
/* A movement of a notification: what a shipment takes of it. */
struct ll_booking {
    struct ll_shipment *shipment;
    struct ll_str number, reason; /* reason: of what was unbooked or cancelled; or empty */
    int64_t serial, mass_g, state, recorded_on;
    struct ll_id event_id;
    bool stored;
};
struct ll_notification {
    struct ll_object o;
    struct ll_str number; /* or empty */
    struct ll_str code, stream, battery, purpose, operation, packaging, physical;
    struct ll_organisation *notifier, *consignee;
    struct ll_facility *from, *plant;
    bool preconsented, special_handling, has_mass_min;
    int64_t shipments_max, mass_max_g, mass_min_g, first_departure, last_departure;
    struct ll_vec states;   /* of struct ll_notified, in travelling order */
    struct ll_vec steps;    /* of struct ll_stepped, as they were recorded */
    struct ll_vec carriers; /* of struct ll_notified_by */
    struct ll_vec papers;   /* of struct ll_paper */
    struct ll_vec texts;    /* of struct ll_said */
    struct ll_vec bookings; /* of struct ll_booking, by serial */
};

#endif
