/* The records of event_bodies_gate.h. Sorted by name, as in event_bodies.c. */
#include "service/event_bodies.h"

#define RECORD(record) LL_RECORD(#record, ll_##record, record##_fields)

static const struct ll_field licence_recorded_fields[] = {
    LL_MEMBER(ll_licence_recorded, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_licence_recorded, document_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_licence_recorded, facility_id, LL_OPT(ID),
              LL_PRESENT(ll_licence_recorded, has_facility_id), .id_prefix = "fac"),
    LL_MEMBER(ll_licence_recorded, kind, LL_REQ(ENUM), LL_ENUM_OF(licence_kind, LICENCE_KIND)),
    LL_MEMBER(ll_licence_recorded, licence_id, LL_REQ(ID), .id_prefix = "lic"),
    LL_MEMBER(ll_licence_recorded, mass_max_g, LL_OPT(MASS)),
    LL_MEMBER(ll_licence_recorded, number, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_licence_recorded, organisation_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_licence_recorded, streams, LL_REQ(STRS), .max = 64),
    LL_MEMBER(ll_licence_recorded, valid_from, LL_REQ(DATE)),
    LL_MEMBER(ll_licence_recorded, valid_until, LL_REQ(DATE)),
};
const struct ll_record ll_licence_recorded_record = RECORD(licence_recorded);

static const struct ll_field licence_withdrawn_fields[] = {
    LL_MEMBER(ll_licence_withdrawn, licence_id, LL_REQ(ID), .id_prefix = "lic"),
    LL_MEMBER(ll_licence_withdrawn, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_licence_withdrawn, withdrawn_on, LL_REQ(DATE)),
};
const struct ll_record ll_licence_withdrawn_record = RECORD(licence_withdrawn);

static const struct ll_field shipment_booked_fields[] = {
    LL_MEMBER(ll_shipment_booked, mass_g, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX),
    LL_MEMBER(ll_shipment_booked, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
    LL_MEMBER(ll_shipment_booked, serial, LL_REQ(I64), .min = 1, .max = 999999),
    LL_MEMBER(ll_shipment_booked, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_shipment_booked_record = RECORD(shipment_booked);

static const struct ll_field shipment_unbooked_fields[] = {
    LL_MEMBER(ll_shipment_unbooked, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_shipment_unbooked, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_shipment_unbooked_record = RECORD(shipment_unbooked);

static const struct ll_field overridden_blocker_fields[] = {
    LL_MEMBER(ll_overridden_blocker, blocker, LL_REQ(CODE)),
    LL_MEMBER(ll_overridden_blocker, country, LL_OPT(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_overridden_blocker, holder, LL_OPT(CODE)),
    LL_MEMBER(ll_overridden_blocker, kind, LL_OPT(ENUM), LL_ENUM_OF(licence_kind, LICENCE_KIND)),
    LL_MEMBER(ll_overridden_blocker, rule, LL_OPT(STR), .min = 1, .max = 64),
};
static const struct ll_record overridden_blocker_record = RECORD(overridden_blocker);

static const struct ll_field departure_overridden_fields[] = {
    LL_MEMBER(ll_departure_overridden, blockers, LL_REQ(LIST), .sub = &overridden_blocker_record,
              .min = 1, .max = 256),
    LL_MEMBER(ll_departure_overridden, departs_on, LL_OPT(DATE),
              LL_PRESENT(ll_departure_overridden, has_departs_on)),
    LL_MEMBER(ll_departure_overridden, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_departure_overridden, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_departure_overridden_record = RECORD(departure_overridden);

static const struct ll_field incident_recorded_fields[] = {
    LL_MEMBER(ll_incident_recorded, case_id, LL_REQ(ID), .id_prefix = "cas"),
    LL_MEMBER(ll_incident_recorded, cause, LL_REQ(CODE)),
    LL_MEMBER(ll_incident_recorded, document_digest, LL_OPT(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_incident_recorded, found_by_id, LL_OPT(ID),
              LL_PRESENT(ll_incident_recorded, has_found_by_id), .id_prefix = "org"),
    LL_MEMBER(ll_incident_recorded, found_on, LL_REQ(DATE)),
    LL_MEMBER(ll_incident_recorded, lacked, LL_REQ(STRS), .max = 64),
    LL_MEMBER(ll_incident_recorded, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_incident_recorded_record = RECORD(incident_recorded);

static const struct ll_field incident_cleared_fields[] = {
    LL_MEMBER(ll_incident_cleared, cleared_on, LL_REQ(DATE)),
    LL_MEMBER(ll_incident_cleared, document_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_incident_cleared, outcome, LL_REQ(CODE)),
    LL_MEMBER(ll_incident_cleared, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_incident_cleared, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_incident_cleared_record = RECORD(incident_cleared);
