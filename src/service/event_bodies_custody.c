/* The records of event_bodies_custody.h. Sorted by name, as in event_bodies.c. */
#include "service/event_bodies.h"

#define RECORD(record) LL_RECORD(#record, ll_##record, record##_fields)

static const struct ll_field facility_limited_fields[] = {
    LL_MEMBER(ll_facility_limited, basis, LL_OPT(STR), .max = 64),
    LL_MEMBER(ll_facility_limited, battery_mass_max_g, LL_OPT(MASS)),
    LL_MEMBER(ll_facility_limited, days_max, LL_OPT(I64)),
    LL_MEMBER(ll_facility_limited, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_facility_limited, mass_max_g, LL_OPT(MASS)),
    LL_MEMBER(ll_facility_limited, units_max, LL_OPT(UNITS)),
};
const struct ll_record ll_facility_limited_record = RECORD(facility_limited);

static const struct ll_field labels_printed_fields[] = {
    LL_MEMBER(ll_labels_printed, label_sheet_id, LL_REQ(ID), .id_prefix = "lbs"),
    LL_MEMBER(ll_labels_printed, labels, LL_REQ(STRS), .min = 1, .max = 1000),
    LL_MEMBER(ll_labels_printed, organisation_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_labels_printed, programme_id, LL_REQ(ID), .id_prefix = "prg"),
};
const struct ll_record ll_labels_printed_record = RECORD(labels_printed);

static const struct ll_field label_claimed_fields[] = {
    LL_MEMBER(ll_label_claimed, label, LL_REQ(CODE)),
    LL_MEMBER(ll_label_claimed, package_id, LL_REQ(ID), .id_prefix = "pkg"),
};
const struct ll_record ll_label_claimed_record = RECORD(label_claimed);

static const struct ll_field labels_withdrawn_fields[] = {
    LL_MEMBER(ll_labels_withdrawn, labels, LL_REQ(STRS), .min = 1, .max = 1000),
    LL_MEMBER(ll_labels_withdrawn, reason, LL_REQ(CODE)),
};
const struct ll_record ll_labels_withdrawn_record = RECORD(labels_withdrawn);

static const struct ll_field package_weighed_fields[] = {
    LL_MEMBER(ll_package_weighed, gross_g, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX),
    LL_MEMBER(ll_package_weighed, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_weighed, tare_g, LL_REQ(MASS), .min = 1, .max = LL_MASS_G_MAX),
    LL_MEMBER(ll_package_weighed, units, LL_REQ(UNITS), .min = 1, .max = LL_UNITS_MAX),
    LL_MEMBER(ll_package_weighed, weighed_on, LL_REQ(DATE)),
};
const struct ll_record ll_package_weighed_record = RECORD(package_weighed);

static const struct ll_field package_counted_fields[] = {
    LL_MEMBER(ll_package_counted, case_id, LL_OPT(ID), LL_PRESENT(ll_package_counted, has_case_id),
              .id_prefix = "cas"),
    LL_MEMBER(ll_package_counted, counted_by, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_package_counted, counted_on, LL_REQ(DATE)),
    LL_MEMBER(ll_package_counted, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_counted, recorded, LL_REQ(UNITS), .max = LL_UNITS_MAX),
    LL_MEMBER(ll_package_counted, units, LL_REQ(UNITS)),
};
const struct ll_record ll_package_counted_record = RECORD(package_counted);

static const struct ll_field package_sealed_fields[] = {
    LL_MEMBER(ll_package_sealed, kind, LL_OPT(ENUM), LL_ENUM_OF(seal_kind, SEAL_KIND)),
    LL_MEMBER(ll_package_sealed, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_sealed, seal, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_package_sealed, sealed_by, LL_OPT(ID),
              LL_PRESENT(ll_package_sealed, has_sealed_by), .id_prefix = "org"),
    LL_MEMBER(ll_package_sealed, sealed_on, LL_OPT(DATE),
              LL_PRESENT(ll_package_sealed, has_sealed_on)),
};
const struct ll_record ll_package_sealed_record = RECORD(package_sealed);

static const struct ll_field package_unsealed_fields[] = {
    LL_MEMBER(ll_package_unsealed, broken_on, LL_REQ(DATE)),
    LL_MEMBER(ll_package_unsealed, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_unsealed, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_package_unsealed, seal, LL_REQ(STR), .min = 1, .max = 64),
};
const struct ll_record ll_package_unsealed_record = RECORD(package_unsealed);

static const struct ll_field package_inspected_fields[] = {
    LL_MEMBER(ll_package_inspected, case_id, LL_OPT(ID),
              LL_PRESENT(ll_package_inspected, has_case_id), .id_prefix = "cas"),
    LL_MEMBER(ll_package_inspected, inspected_on, LL_REQ(DATE)),
    LL_MEMBER(ll_package_inspected, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_inspected, seal, LL_OPT(STR), .max = 64),
};
const struct ll_record ll_package_inspected_record = RECORD(package_inspected);

static const struct ll_field given_package_fields[] = {
    LL_MEMBER(ll_given_package, gross_g, LL_OPT(MASS)),
    LL_MEMBER(ll_given_package, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_given_package, seal, LL_OPT(STR), .max = 64),
};
static const struct ll_record given_package_record = RECORD(given_package);

static const struct ll_field handover_given_fields[] = {
    LL_MEMBER(ll_handover_given, condition, LL_REQ(CODE)),
    LL_MEMBER(ll_handover_given, corrects_id, LL_OPT(ID),
              LL_PRESENT(ll_handover_given, has_corrects_id), .id_prefix = "hnd"),
    LL_MEMBER(ll_handover_given, digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_handover_given, given_on, LL_REQ(DATE)),
    LL_MEMBER(ll_handover_given, giver_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_handover_given, handover_id, LL_REQ(ID), .id_prefix = "hnd"),
    LL_MEMBER(ll_handover_given, packages, LL_REQ(LIST), .sub = &given_package_record, .min = 1,
              .max = 1000),
    LL_MEMBER(ll_handover_given, plant_key_id, LL_OPT(ID),
              LL_PRESENT(ll_handover_given, has_plant_key_id), .id_prefix = "key"),
    LL_MEMBER(ll_handover_given, receiver_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_handover_given, shipment_id, LL_OPT(ID),
              LL_PRESENT(ll_handover_given, has_shipment_id), .id_prefix = "shp"),
    LL_MEMBER(ll_handover_given, signature, LL_OPT(BYTES), .max = 64),
    LL_MEMBER(ll_handover_given, signed_by, LL_OPT(ID),
              LL_PRESENT(ll_handover_given, has_signed_by), .id_prefix = "usr"),
};
const struct ll_record ll_handover_given_record = RECORD(handover_given);

static const struct ll_field handover_difference_fields[] = {
    LL_MEMBER(ll_handover_difference, case_id, LL_REQ(ID), .id_prefix = "cas"),
    LL_MEMBER(ll_handover_difference, cause, LL_REQ(CODE)),
    LL_MEMBER(ll_handover_difference, package_id, LL_REQ(ID), .id_prefix = "pkg"),
};
static const struct ll_record handover_difference_record = RECORD(handover_difference);

static const struct ll_field handover_taken_fields[] = {
    LL_MEMBER(ll_handover_taken, amount, LL_OPT(MONEY), LL_PRESENT(ll_handover_taken, has_amount)),
    LL_MEMBER(ll_handover_taken, deadline, LL_OPT(DATE),
              LL_PRESENT(ll_handover_taken, has_deadline)),
    LL_MEMBER(ll_handover_taken, differences, LL_REQ(LIST), .sub = &handover_difference_record,
              .max = 1000),
    LL_MEMBER(ll_handover_taken, digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_handover_taken, handover_id, LL_REQ(ID), .id_prefix = "hnd"),
    LL_MEMBER(ll_handover_taken, note_annex_id, LL_OPT(ID),
              LL_PRESENT(ll_handover_taken, has_note_annex_id), .id_prefix = "anx"),
    LL_MEMBER(ll_handover_taken, note_digest, LL_OPT(BYTES), .max = 32),
    LL_MEMBER(ll_handover_taken, plant_key_id, LL_OPT(ID),
              LL_PRESENT(ll_handover_taken, has_plant_key_id), .id_prefix = "key"),
    LL_MEMBER(ll_handover_taken, signature, LL_OPT(BYTES), .max = 64),
    LL_MEMBER(ll_handover_taken, signed_by, LL_OPT(ID),
              LL_PRESENT(ll_handover_taken, has_signed_by), .id_prefix = "usr"),
    LL_MEMBER(ll_handover_taken, taken_on, LL_REQ(DATE)),
    LL_MEMBER(ll_handover_taken, version, LL_OPT(I64), .max = 2),
};
const struct ll_record ll_handover_taken_record = RECORD(handover_taken);
