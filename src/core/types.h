/*
 * The domain's ids and enumerations: no rules. Shared by core, store, service and audit.
 */
#ifndef LL_CORE_TYPES_H
#define LL_CORE_TYPES_H

#include "base/id.h"
#include "base/qty.h"
#include "base/record.h"
#include "base/time.h"

#define LL_ID(name, prefix)                                                                        \
    struct ll_##name##_id {                                                                        \
        struct ll_id raw;                                                                          \
    };
#include "core/ids.def"
#undef LL_ID

/*
 * Enumerations: LL_ENUM(type, PREFIX, ROWS) makes `enum ll_type`, its count, and the functions
 *     const char *ll_type_name(enum ll_type value);
 *     bool ll_type_from_name(struct ll_str name, enum ll_type *ret_value);
 * Numbers are stored, and never reused. Names are the words of SQL, JSON, UI and docs.
 */
#define LL_STAGE_REACHED_ROWS(X)                                                                   \
    X(ACCEPTED, 1, "accepted")                                                                     \
    X(SHIPPED, 2, "shipped")                                                                       \
    X(RECEIVED, 3, "received")                                                                     \
    X(DISMANTLED, 4, "dismantled")                                                                 \
    X(RECYCLED, 5, "recycled")
#define LL_STAGE_ROWS(X)                                                                           \
    LL_STAGE_REACHED_ROWS(X)                                                                       \
    X(LOST, 11, "lost")                                                                            \
    X(DIVERTED, 12, "diverted")                                                                    \
    X(RETURNED, 13, "returned")                                                                    \
    X(SEIZED, 14, "seized")

#define LL_BATTERY_ROWS(X)                                                                         \
    X(NONE, 1, "none")                                                                             \
    X(REMOVED, 2, "removed")                                                                       \
    X(CONTAINED, 3, "contained")                                                                   \
    X(DAMAGED, 4, "damaged")                                                                       \
    X(UNKNOWN, 5, "unknown")

#define LL_SOURCE_ROWS(X)                                                                          \
    X(COLLECTION, 1, "collection")                                                                 \
    X(TAKE_BACK, 2, "take-back")                                                                   \
    X(FOUND, 3, "found")

/* Of documents; a hold is a hold until a document confirms it. */
#define LL_DOCUMENT_TRIGGER_ROWS(X)                                                                \
    X(PURCHASE, 1, "purchase")                                                                     \
    X(LEASE, 2, "lease")                                                                           \
    X(DISPOSAL, 3, "disposal")                                                                     \
    X(REUSE_EXPORT, 4, "reuse-export")
#define LL_TRIGGER_ROWS(X)                                                                         \
    LL_DOCUMENT_TRIGGER_ROWS(X)                                                                    \
    X(HOLD, 5, "hold")

#define LL_PACKAGE_KIND_ROWS(X)                                                                    \
    X(BAG, 1, "bag")                                                                               \
    X(BOX, 2, "box")                                                                               \
    X(PALLET, 3, "pallet")                                                                         \
    X(CONTAINER, 4, "container")

/* How hard a seal is to open unseen (ISO 17712). */
#define LL_SEAL_KIND_ROWS(X)                                                                       \
    X(INDICATIVE, 1, "indicative")                                                                 \
    X(SECURITY, 2, "security")                                                                     \
    X(HIGH_SECURITY, 3, "high-security")

/* What became of a package's seal: FOUND as it was put, or it DIFFERS. */
#define LL_SEAL_DEED_ROWS(X)                                                                       \
    X(PUT, 1, "put")                                                                               \
    X(BROKEN, 2, "broken")                                                                         \
    X(FOUND, 3, "found")                                                                           \
    X(DIFFERS, 4, "differs")

/* Provisional, until a certificate cites it: then committed, and final from `received` on. Released
 * is only what is provisional. */
#define LL_ALLOCATION_STATE_ROWS(X)                                                                \
    X(PROVISIONAL, 1, "provisional")                                                               \
    X(FINAL, 2, "final")                                                                           \
    X(COMMITTED, 3, "committed")

#define LL_CERTIFICATE_STATE_ROWS(X)                                                               \
    X(LIVE, 1, "live")                                                                             \
    X(UNDER_REVIEW, 2, "under-review")                                                             \
    X(SUPERSEDED, 3, "superseded")                                                                 \
    X(REVOKED, 4, "revoked")

#define LL_HOLD_STATE_ROWS(X)                                                                      \
    X(HELD, 1, "held")                                                                             \
    X(CONFIRMED, 2, "confirmed")                                                                   \
    X(EXPIRED, 3, "expired")                                                                       \
    X(WITHDRAWN, 4, "withdrawn")

/* Why a certificate has a further revision. */
#define LL_RAISE_REASON_ROWS(X)                                                                    \
    X(PROGRESS, 1, "progress")                                                                     \
    X(RESTATEMENT, 2, "restatement")

#define LL_SHIPMENT_STATE_ROWS(X)                                                                  \
    X(PLANNED, 1, "planned")                                                                       \
    X(DEPARTED, 2, "departed")                                                                     \
    X(ARRIVED, 3, "arrived")                                                                       \
    X(RECEIVED, 4, "received")                                                                     \
    X(CANCELLED, 5, "cancelled")

/* What a state of the route has to do with a notification. */
#define LL_ROUTE_PART_ROWS(X)                                                                      \
    X(EXPORT, 1, "export")                                                                         \
    X(TRANSIT, 2, "transit")                                                                       \
    X(IMPORT, 3, "import")

/* Where a notification stands with one authority; the order is core/notification.h's. */
#define LL_NOTIFICATION_STEP_ROWS(X)                                                               \
    X(SUBMITTED, 1, "submitted")                                                                   \
    X(FORWARDED, 2, "forwarded")                                                                   \
    X(ACKNOWLEDGED, 3, "acknowledged")                                                             \
    X(QUESTIONED, 4, "questioned")                                                                 \
    X(ANSWERED, 5, "answered")                                                                     \
    X(COMPLETED, 6, "completed")                                                                   \
    X(CONSENTED, 7, "consented")                                                                   \
    X(OBJECTED, 8, "objected")                                                                     \
    X(WITHDRAWN, 9, "withdrawn")

/* What became of the mass and the movement that a shipment takes of a notification. */
#define LL_BOOKING_STATE_ROWS(X)                                                                   \
    X(RESERVED, 1, "reserved")                                                                     \
    X(DRAWN, 2, "drawn")                                                                           \
    X(RELEASED, 3, "released")

#define LL_PARTY_ROLE_ROWS(X)                                                                      \
    X(OPERATOR, 1, "operator")                                                                     \
    X(PAYER, 2, "payer")                                                                           \
    X(BENEFICIARY, 3, "beneficiary")                                                               \
    X(RESELLER, 4, "reseller")                                                                     \
    X(COLLECTOR, 5, "collector")                                                                   \
    X(AGENT, 6, "agent")                                                                           \
    X(CARRIER, 7, "carrier")                                                                       \
    X(WAREHOUSE, 8, "warehouse")                                                                   \
    X(PLANT, 9, "plant")                                                                           \
    X(FUNDER, 10, "funder")                                                                        \
    X(AUDITOR, 11, "auditor")                                                                      \
    X(OFFICIAL, 12, "official")

#define LL_TREATMENT_KIND_ROWS(X)                                                                  \
    X(MECHANICAL, 1, "mechanical")                                                                 \
    X(METALLURGICAL, 2, "metallurgical")

/* How a plant knows how many units it received: that binds what its receipt covers. */
#define LL_RECEIPT_BASIS_ROWS(X)                                                                   \
    X(COUNTED, 1, "counted")                                                                       \
    X(SAMPLED, 2, "sampled")                                                                       \
    X(WEIGHED, 3, "weighed")

/* What one position of a line is: of an order line or of a lot. */
#define LL_MEASURE_ROWS(X)                                                                         \
    X(PIECES, 1, "pieces")                                                                         \
    X(GRAMS, 2, "grams")

/* What became of a message to a webhook. Held: it waited in a store that was restored. */
#define LL_DELIVERY_STATE_ROWS(X)                                                                  \
    X(WAITING, 1, "waiting")                                                                       \
    X(DELIVERED, 2, "delivered")                                                                   \
    X(FAILED, 3, "failed")                                                                         \
    X(HELD, 4, "held")

/* What somebody does in an organisation; what that allows is in core/permission.def. */
#define LL_ROLE_ROWS(X)                                                                            \
    X(ADMIN, 1, "admin")                                                                           \
    X(LOGISTICS, 2, "logistics")                                                                   \
    X(PERMITS, 3, "permits")                                                                       \
    X(FINANCE, 4, "finance")                                                                       \
    X(PROGRAMME, 5, "programme")                                                                   \
    X(CLIENT, 6, "client")                                                                         \
    X(RESELLER, 7, "reseller")                                                                     \
    X(RECYCLER, 8, "recycler")                                                                     \
    X(CARRIER, 9, "carrier")                                                                       \
    X(WAREHOUSE, 10, "warehouse")                                                                  \
    X(AGENT, 11, "agent")                                                                          \
    X(AUDITOR, 12, "auditor")                                                                      \
    X(OFFICIAL, 13, "official")

/* What an authority allows its holder: to carry waste, to store it, to treat it, to export it, to
 * deal in it. */
#define LL_LICENCE_KIND_ROWS(X)                                                                    \
    X(CARRIER, 1, "carrier")                                                                       \
    X(STORE, 2, "store")                                                                           \
    X(TREAT, 3, "treat")                                                                           \
    X(EXPORT, 4, "export")                                                                         \
    X(DEAL, 5, "deal")

/* Steps that need two people (service/control.def). */
#define LL_CONTROL_STEP_ROWS(X)                                                                    \
    X(CERTIFICATE_REVOKE, 1, "certificate-revoke")                                                 \
    X(LOT_ADMIT, 2, "lot-admit")                                                                   \
    X(ANNEX_ERASE, 3, "annex-erase")                                                               \
    X(GIVE_ROLE, 4, "give-role")                                                                   \
    X(FACTOR_RESET, 5, "factor-reset")                                                             \
    X(ACCESS_SET, 6, "access-set")                                                                 \
    X(KEY_CHANGE, 7, "key-change")                                                                 \
    X(SITE_SET, 8, "site-set")                                                                     \
    X(SHIPMENT_OVERRIDE, 9, "shipment-override")                                                   \
    X(INCIDENT_CLEAR, 10, "incident-clear")

/* How far a step towards a certification has come. */
#define LL_PLAN_STATE_ROWS(X)                                                                      \
    X(PLANNED, 1, "planned")                                                                       \
    X(BEGUN, 2, "begun")                                                                           \
    X(DONE, 3, "done")                                                                             \
    X(DROPPED, 4, "dropped")

/* A treatment that goes on over days. */
#define LL_CAMPAIGN_STATE_ROWS(X)                                                                  \
    X(OPEN, 1, "open")                                                                             \
    X(CLOSED, 2, "closed")                                                                         \
    X(CANCELLED, 3, "cancelled")

#define LL_PROPOSAL_STATE_ROWS(X)                                                                  \
    X(OPEN, 1, "open")                                                                             \
    X(APPROVED, 2, "approved")                                                                     \
    X(REJECTED, 3, "rejected")                                                                     \
    X(WITHDRAWN, 4, "withdrawn")

/* Of whom something is asked when they sign in. */
#define LL_ASKED_OF_ROWS(X)                                                                        \
    X(NOBODY, 1, "nobody")                                                                         \
    X(OPERATORS, 2, "operators")                                                                   \
    X(EVERYBODY, 3, "everybody")

#define LL_ENUMS(ENUM)                                                                             \
    ENUM(stage, STAGE, LL_STAGE_ROWS)                                                              \
    ENUM(battery, BATTERY, LL_BATTERY_ROWS)                                                        \
    ENUM(source, SOURCE, LL_SOURCE_ROWS)                                                           \
    ENUM(trigger, TRIGGER, LL_TRIGGER_ROWS)                                                        \
    ENUM(document_trigger, DOCUMENT_TRIGGER, LL_DOCUMENT_TRIGGER_ROWS)                             \
    ENUM(package_kind, PACKAGE_KIND, LL_PACKAGE_KIND_ROWS)                                         \
    ENUM(seal_kind, SEAL_KIND, LL_SEAL_KIND_ROWS)                                                  \
    ENUM(seal_deed, SEAL_DEED, LL_SEAL_DEED_ROWS)                                                  \
    ENUM(allocation_state, ALLOCATION_STATE, LL_ALLOCATION_STATE_ROWS)                             \
    ENUM(certificate_state, CERTIFICATE_STATE, LL_CERTIFICATE_STATE_ROWS)                          \
    ENUM(raise_reason, RAISE_REASON, LL_RAISE_REASON_ROWS)                                         \
    ENUM(hold_state, HOLD_STATE, LL_HOLD_STATE_ROWS)                                               \
    ENUM(shipment_state, SHIPMENT_STATE, LL_SHIPMENT_STATE_ROWS)                                   \
    ENUM(route_part, ROUTE_PART, LL_ROUTE_PART_ROWS)                                               \
    ENUM(notification_step, NOTIFICATION_STEP, LL_NOTIFICATION_STEP_ROWS)                          \
    ENUM(booking_state, BOOKING_STATE, LL_BOOKING_STATE_ROWS)                                      \
    ENUM(party_role, PARTY_ROLE, LL_PARTY_ROLE_ROWS)                                               \
    ENUM(treatment_kind, TREATMENT_KIND, LL_TREATMENT_KIND_ROWS)                                   \
    ENUM(receipt_basis, RECEIPT_BASIS, LL_RECEIPT_BASIS_ROWS)                                      \
    ENUM(measure, MEASURE, LL_MEASURE_ROWS)                                                        \
    ENUM(delivery_state, DELIVERY_STATE, LL_DELIVERY_STATE_ROWS)                                   \
    ENUM(role, ROLE, LL_ROLE_ROWS)                                                                 \
    ENUM(asked_of, ASKED_OF, LL_ASKED_OF_ROWS)                                                     \
    ENUM(plan_state, PLAN_STATE, LL_PLAN_STATE_ROWS)                                               \
    ENUM(campaign_state, CAMPAIGN_STATE, LL_CAMPAIGN_STATE_ROWS)                                   \
    ENUM(licence_kind, LICENCE_KIND, LL_LICENCE_KIND_ROWS)                                         \
    ENUM(control_step, CONTROL_STEP, LL_CONTROL_STEP_ROWS)                                         \
    ENUM(proposal_state, PROPOSAL_STATE, LL_PROPOSAL_STATE_ROWS)

enum ll_stage {
#define X(symbol, number, name) LL_STAGE_##symbol = (number),
    LL_STAGE_ROWS(X)
#undef X
};
enum ll_battery {
#define X(symbol, number, name) LL_BATTERY_##symbol = (number),
    LL_BATTERY_ROWS(X)
#undef X
};
enum ll_source {
#define X(symbol, number, name) LL_SOURCE_##symbol = (number),
    LL_SOURCE_ROWS(X)
#undef X
};
enum ll_trigger {
#define X(symbol, number, name) LL_TRIGGER_##symbol = (number),
    LL_TRIGGER_ROWS(X)
#undef X
};
enum ll_document_trigger {
#define X(symbol, number, name) LL_DOCUMENT_TRIGGER_##symbol = (number),
    LL_DOCUMENT_TRIGGER_ROWS(X)
#undef X
};
enum ll_package_kind {
#define X(symbol, number, name) LL_PACKAGE_KIND_##symbol = (number),
    LL_PACKAGE_KIND_ROWS(X)
#undef X
};
enum ll_seal_kind {
#define X(symbol, number, name) LL_SEAL_KIND_##symbol = (number),
    LL_SEAL_KIND_ROWS(X)
#undef X
};
enum ll_seal_deed {
#define X(symbol, number, name) LL_SEAL_DEED_##symbol = (number),
    LL_SEAL_DEED_ROWS(X)
#undef X
};
enum ll_allocation_state {
#define X(symbol, number, name) LL_ALLOCATION_STATE_##symbol = (number),
    LL_ALLOCATION_STATE_ROWS(X)
#undef X
};
enum ll_certificate_state {
#define X(symbol, number, name) LL_CERTIFICATE_STATE_##symbol = (number),
    LL_CERTIFICATE_STATE_ROWS(X)
#undef X
};
enum ll_raise_reason {
#define X(symbol, number, name) LL_RAISE_REASON_##symbol = (number),
    LL_RAISE_REASON_ROWS(X)
#undef X
};
enum ll_hold_state {
#define X(symbol, number, name) LL_HOLD_STATE_##symbol = (number),
    LL_HOLD_STATE_ROWS(X)
#undef X
};
enum ll_shipment_state {
#define X(symbol, number, name) LL_SHIPMENT_STATE_##symbol = (number),
    LL_SHIPMENT_STATE_ROWS(X)
#undef X
};
enum ll_route_part {
#define X(symbol, number, name) LL_ROUTE_PART_##symbol = (number),
    LL_ROUTE_PART_ROWS(X)
#undef X
};
enum ll_notification_step {
#define X(symbol, number, name) LL_NOTIFICATION_STEP_##symbol = (number),
    LL_NOTIFICATION_STEP_ROWS(X)
#undef X
};
enum ll_booking_state {
#define X(symbol, number, name) LL_BOOKING_STATE_##symbol = (number),
    LL_BOOKING_STATE_ROWS(X)
#undef X
};
enum ll_party_role {
#define X(symbol, number, name) LL_PARTY_ROLE_##symbol = (number),
    LL_PARTY_ROLE_ROWS(X)
#undef X
};
enum ll_treatment_kind {
#define X(symbol, number, name) LL_TREATMENT_KIND_##symbol = (number),
    LL_TREATMENT_KIND_ROWS(X)
#undef X
};
enum ll_receipt_basis {
#define X(symbol, number, name) LL_RECEIPT_BASIS_##symbol = (number),
    LL_RECEIPT_BASIS_ROWS(X)
#undef X
};
enum ll_measure {
#define X(symbol, number, name) LL_MEASURE_##symbol = (number),
    LL_MEASURE_ROWS(X)
#undef X
};

enum ll_delivery_state {
#define X(symbol, number, name) LL_DELIVERY_STATE_##symbol = (number),
    LL_DELIVERY_STATE_ROWS(X)
#undef X
};

enum ll_role {
#define X(symbol, number, name) LL_ROLE_##symbol = (number),
    LL_ROLE_ROWS(X)
#undef X
};

enum ll_licence_kind {
#define X(symbol, number, name) LL_LICENCE_KIND_##symbol = (number),
    LL_LICENCE_KIND_ROWS(X)
#undef X
};

enum ll_control_step {
#define X(symbol, number, name) LL_CONTROL_STEP_##symbol = (number),
    LL_CONTROL_STEP_ROWS(X)
#undef X
};

enum ll_campaign_state {
#define X(symbol, number, name) LL_CAMPAIGN_STATE_##symbol = (number),
    LL_CAMPAIGN_STATE_ROWS(X)
#undef X
};
enum ll_plan_state {
#define X(symbol, number, name) LL_PLAN_STATE_##symbol = (number),
    LL_PLAN_STATE_ROWS(X)
#undef X
};

enum ll_proposal_state {
#define X(symbol, number, name) LL_PROPOSAL_STATE_##symbol = (number),
    LL_PROPOSAL_STATE_ROWS(X)
#undef X
};

enum ll_asked_of {
#define X(symbol, number, name) LL_ASKED_OF_##symbol = (number),
    LL_ASKED_OF_ROWS(X)
#undef X
};

/* One table per enumeration, for records, commands and documents. */
#define LL_ROW_ONE(symbol, number, name) +1
#define ENUM(type, PREFIX, ROWS)                                                                   \
    extern const struct ll_enum_row ll_##type##_rows[];                                            \
    enum {                                                                                         \
        LL_##PREFIX##_ROW_COUNT = 0 ROWS(LL_ROW_ONE)                                               \
    };                                                                                             \
    const char *ll_##type##_name(enum ll_##type value); /* "?" for a value not in the table */     \
    bool ll_##type##_from_name(struct ll_str name, enum ll_##type *ret_value);
LL_ENUMS(ENUM)
#undef ENUM

/* Stages on the way: the first rows of ll_stage_rows, and those that a certificate may state. */
enum {
    LL_STAGE_REACHED_ROW_COUNT = 0 LL_STAGE_REACHED_ROWS(LL_ROW_ONE)
};

#endif
