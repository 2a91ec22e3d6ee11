/* What events of notifications say. */
#include "core/notification.h"
#include "service/event_bodies.h"

#define RECORD(record) LL_RECORD(#record, ll_##record, record##_fields)

static const struct ll_field notified_state_fields[] = {
    LL_MEMBER(ll_notified_state, authority, LL_OPT(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_notified_state, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_notified_state, entry, LL_OPT(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_notified_state, exit, LL_OPT(STR), .min = 1, .max = 64),
};
static const struct ll_record notified_state_record = RECORD(notified_state);

static const struct ll_field notified_carrier_fields[] = {
    LL_MEMBER(ll_notified_carrier, carrier_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_notified_carrier, mode, LL_REQ(CODE)),
};
static const struct ll_record notified_carrier_record = RECORD(notified_carrier);

static const struct ll_field notification_drafted_fields[] = {
    LL_MEMBER(ll_notification_drafted, battery, LL_REQ(CODE)),
    LL_MEMBER(ll_notification_drafted, carriers, LL_OPT(LIST), .sub = &notified_carrier_record,
              .max = LL_NOTIFICATION_CARRIERS_MAX),
    LL_MEMBER(ll_notification_drafted, code, LL_REQ(CODE)),
    LL_MEMBER(ll_notification_drafted, consignee_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_notification_drafted, first_departure, LL_REQ(DATE)),
    LL_MEMBER(ll_notification_drafted, from_facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_notification_drafted, last_departure, LL_REQ(DATE)),
    LL_MEMBER(ll_notification_drafted, mass_max_g, LL_REQ(MASS)),
    LL_MEMBER(ll_notification_drafted, mass_min_g, LL_OPT(MASS),
              LL_PRESENT(ll_notification_drafted, has_mass_min_g)),
    LL_MEMBER(ll_notification_drafted, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
    LL_MEMBER(ll_notification_drafted, notifier_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_notification_drafted, operation, LL_REQ(CODE)),
    LL_MEMBER(ll_notification_drafted, packaging, LL_OPT(STRS), .max = 9),
    LL_MEMBER(ll_notification_drafted, physical, LL_OPT(STRS), .max = 7),
    LL_MEMBER(ll_notification_drafted, plant_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_notification_drafted, preconsented, LL_OPT(BOOL)),
    LL_MEMBER(ll_notification_drafted, purpose, LL_REQ(CODE)),
    LL_MEMBER(ll_notification_drafted, shipments_max, LL_REQ(I64), .min = 1,
              .max = LL_NOTIFICATION_SHIPMENTS_MAX),
    LL_MEMBER(ll_notification_drafted, special_handling, LL_OPT(BOOL)),
    LL_MEMBER(ll_notification_drafted, states, LL_REQ(LIST), .sub = &notified_state_record,
              .min = 2, .max = LL_NOTIFICATION_STATES_MAX),
    LL_MEMBER(ll_notification_drafted, stream, LL_REQ(CODE)),
};
const struct ll_record ll_notification_drafted_record = RECORD(notification_drafted);

/* All of a draft anew. */
const struct ll_record ll_notification_changed_record =
    LL_RECORD("notification_changed", ll_notification_drafted, notification_drafted_fields);

static const struct ll_field notification_numbered_fields[] = {
    LL_MEMBER(ll_notification_numbered, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
    LL_MEMBER(ll_notification_numbered, number, LL_REQ(STR), .min = 1, .max = 64),
};
const struct ll_record ll_notification_numbered_record = RECORD(notification_numbered);

static const struct ll_field notification_attached_fields[] = {
    LL_MEMBER(ll_notification_attached, amount, LL_OPT(MONEY),
              LL_PRESENT(ll_notification_attached, has_amount)),
    LL_MEMBER(ll_notification_attached, document_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_notification_attached, final_here, LL_OPT(BOOL)),
    LL_MEMBER(ll_notification_attached, kind, LL_REQ(CODE)),
    LL_MEMBER(ll_notification_attached, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
    LL_MEMBER(ll_notification_attached, sent_on, LL_OPT(DATE),
              LL_PRESENT(ll_notification_attached, has_sent_on)),
    LL_MEMBER(ll_notification_attached, shipment_id, LL_OPT(ID), .id_prefix = "shp",
              LL_PRESENT(ll_notification_attached, has_shipment_id)),
    LL_MEMBER(ll_notification_attached, un, LL_OPT(STR), .min = 1, .max = 16),
    LL_MEMBER(ll_notification_attached, valid_from, LL_OPT(DATE),
              LL_PRESENT(ll_notification_attached, has_valid_from)),
    LL_MEMBER(ll_notification_attached, valid_until, LL_OPT(DATE),
              LL_PRESENT(ll_notification_attached, has_valid_until)),
};
const struct ll_record ll_notification_attached_record = RECORD(notification_attached);

static const struct ll_field notification_described_fields[] = {
    LL_MEMBER(ll_notification_described, annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_notification_described, carrier_id, LL_OPT(ID), .id_prefix = "org",
              LL_PRESENT(ll_notification_described, has_carrier_id)),
    LL_MEMBER(ll_notification_described, field, LL_REQ(CODE)),
    LL_MEMBER(ll_notification_described, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
};
const struct ll_record ll_notification_described_record = RECORD(notification_described);

static const struct ll_field notification_stepped_fields[] = {
    LL_MEMBER(ll_notification_stepped, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_notification_stepped, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
    LL_MEMBER(ll_notification_stepped, step, LL_REQ(ENUM),
              LL_ENUM_OF(notification_step, NOTIFICATION_STEP)),
    LL_MEMBER(ll_notification_stepped, stepped_on, LL_REQ(DATE)),
};
const struct ll_record ll_notification_stepped_record = RECORD(notification_stepped);

static const struct ll_field notification_consented_fields[] = {
    LL_MEMBER(ll_notification_consented, basis, LL_OPT(CODE)),
    LL_MEMBER(ll_notification_consented, consented_on, LL_REQ(DATE)),
    LL_MEMBER(ll_notification_consented, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_notification_consented, document_digest, LL_OPT(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_notification_consented, mass_max_g, LL_REQ(MASS)),
    LL_MEMBER(ll_notification_consented, notification_id, LL_REQ(ID), .id_prefix = "ntf"),
    LL_MEMBER(ll_notification_consented, number, LL_OPT(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_notification_consented, shipments_max, LL_REQ(I64), .min = 1,
              .max = LL_NOTIFICATION_SHIPMENTS_MAX),
    LL_MEMBER(ll_notification_consented, valid_from, LL_REQ(DATE)),
    LL_MEMBER(ll_notification_consented, valid_until, LL_REQ(DATE)),
};
const struct ll_record ll_notification_consented_record = RECORD(notification_consented);
