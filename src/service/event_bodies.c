#include "service/event_bodies.h"

#include "core/stage.h"
#include "proof/note.h"
#include "service/status_list.h"

/* Tables are sorted by name, so that writing them in order is canonical JSON (base/record.h). */
#define RECORD(record) LL_RECORD(#record, ll_##record, record##_fields)
/* A measure is named only when it is not pieces. */
#define ONLY_GRAMS .enum_rows = &ll_measure_rows[LL_MEASURE_ROW_COUNT - 1], .enum_row_count = 1

static const struct ll_field class_defined_fields[] = {
    LL_MEMBER(ll_class_defined, class_code, LL_REQ(CODE)),
    LL_MEMBER(ll_class_defined, hs_code, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_class_defined, mass_g, LL_OPT(MASS)),
    LL_MEMBER(ll_class_defined, mass_high_g, LL_OPT(MASS)),
    LL_MEMBER(ll_class_defined, mass_low_g, LL_OPT(MASS)),
    LL_MEMBER(ll_class_defined, unu_key, LL_REQ(STR), .min = 1, .max = 64),
};
const struct ll_record ll_class_defined_record = RECORD(class_defined);

static const struct ll_field organisation_registered_fields[] = {
    LL_MEMBER(ll_organisation_registered, code, LL_REQ(CODE)),
    LL_MEMBER(ll_organisation_registered, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_organisation_registered, name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_organisation_registered, organisation_id, LL_REQ(ID), .id_prefix = "org"),
};
const struct ll_record ll_organisation_registered_record = RECORD(organisation_registered);

static const struct ll_field erased_entry_fields[] = {
    LL_MEMBER(ll_erased_entry, annex_id, LL_REQ(ID), .id_prefix = "anx"),
};
static const struct ll_record erased_entry_record = RECORD(erased_entry);

static const struct ll_field annex_erased_fields[] = {
    LL_MEMBER(ll_annex_erased, again, LL_OPT(BOOL)),
    LL_MEMBER(ll_annex_erased, entries, LL_REQ(LIST), .sub = &erased_entry_record),
    LL_MEMBER(ll_annex_erased, organisation_id, LL_OPT(ID),
              LL_PRESENT(ll_annex_erased, has_organisation_id), .id_prefix = "org"),
    LL_MEMBER(ll_annex_erased, reason, LL_REQ(CODE)),
};
const struct ll_record ll_annex_erased_record = RECORD(annex_erased);

static const struct ll_field facility_registered_fields[] = {
    LL_MEMBER(ll_facility_registered, code, LL_REQ(CODE)),
    LL_MEMBER(ll_facility_registered, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_facility_registered, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_facility_registered, is_plant, LL_REQ(BOOL)),
    LL_MEMBER(ll_facility_registered, name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_facility_registered, organisation_id, LL_REQ(ID), .id_prefix = "org"),
};
const struct ll_record ll_facility_registered_record = RECORD(facility_registered);

static const struct ll_field plant_key_registered_fields[] = {
    LL_MEMBER(ll_plant_key_registered, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_plant_key_registered, plant_key_id, LL_REQ(ID), .id_prefix = "key"),
    LL_MEMBER(ll_plant_key_registered, public_key, LL_REQ(BYTES), .min = 32, .max = 32),
};
const struct ll_record ll_plant_key_registered_record = RECORD(plant_key_registered);

static const struct ll_field signing_key_changed_fields[] = {
    LL_MEMBER(ll_signing_key_changed, public_key, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_signing_key_changed, retired_key, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_signing_key_changed, signature, LL_REQ(BYTES), .min = 64, .max = 64),
    LL_MEMBER(ll_signing_key_changed, signing_key_id, LL_REQ(ID), .id_prefix = "sgk"),
};
const struct ll_record ll_signing_key_changed_record = RECORD(signing_key_changed);

static const struct ll_field facility_certified_fields[] = {
    LL_MEMBER(ll_facility_certified, certification_id, LL_REQ(ID), .id_prefix = "cfn"),
    LL_MEMBER(ll_facility_certified, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_facility_certified, number, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_facility_certified, scope, LL_REQ(CODE)),
    LL_MEMBER(ll_facility_certified, standard, LL_REQ(CODE)),
    LL_MEMBER(ll_facility_certified, valid_from, LL_REQ(DATE)),
    LL_MEMBER(ll_facility_certified, valid_to, LL_REQ(DATE)),
};
const struct ll_record ll_facility_certified_record = RECORD(facility_certified);

static const struct ll_field programme_class_rule_fields[] = {
    LL_MEMBER(ll_programme_class_rule, demand_class, LL_REQ(CODE)),
    LL_MEMBER(ll_programme_class_rule, fee, LL_REQ(MONEY)),
    LL_MEMBER(ll_programme_class_rule, grams_per_device, LL_OPT(I64)),
    LL_MEMBER(ll_programme_class_rule, lot_classes, LL_REQ(STRS), .max = 64),
};
static const struct ll_record programme_class_rule_record = RECORD(programme_class_rule);

static const struct ll_field programme_defined_fields[] = {
    LL_MEMBER(ll_programme_defined, classes, LL_REQ(LIST), .sub = &programme_class_rule_record,
              .max = 64),
    LL_MEMBER(ll_programme_defined, code, LL_REQ(CODE)),
    LL_MEMBER(ll_programme_defined, oldest_vintage, LL_REQ(MONTH)),
    LL_MEMBER(ll_programme_defined, operator_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_programme_defined, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_programme_defined, version, LL_REQ(I64)),
};
const struct ll_record ll_programme_defined_record = RECORD(programme_defined);

static const struct ll_field party_added_fields[] = {
    LL_MEMBER(ll_party_added, object_id, LL_REQ(BYTES), .min = 16, .max = 16),
    LL_MEMBER(ll_party_added, object_kind, LL_REQ(CODE)),
    LL_MEMBER(ll_party_added, organisation_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_party_added, role, LL_REQ(ENUM), LL_ENUM_OF(party_role, PARTY_ROLE)),
};
const struct ll_record ll_party_added_record = RECORD(party_added);

static const struct ll_field received_lot_fields[] = {
    LL_MEMBER(ll_received_lot, battery, LL_REQ(ENUM), LL_ENUM_OF(battery, BATTERY)),
    LL_MEMBER(ll_received_lot, class_code, LL_REQ(CODE)),
    LL_MEMBER(ll_received_lot, eligible, LL_REQ(BOOL)),
    LL_MEMBER(ll_received_lot, funder_id, LL_OPT(ID), LL_PRESENT(ll_received_lot, has_funder_id),
              .id_prefix = "org"),
    LL_MEMBER(ll_received_lot, ineligible_reason, LL_OPT(CODE)),
    LL_MEMBER(ll_received_lot, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_received_lot, mass_g, LL_REQ(MASS)),
    LL_MEMBER(ll_received_lot, measure, LL_OPT(ENUM), ONLY_GRAMS),
    LL_MEMBER(ll_received_lot, public_number, LL_REQ(BYTES), .min = 16, .max = 16),
    LL_MEMBER(ll_received_lot, units, LL_REQ(UNITS)),
};
static const struct ll_record received_lot_record = RECORD(received_lot);

static const struct ll_field collection_received_fields[] = {
    LL_MEMBER(ll_collection_received, collected_on, LL_REQ(DATE)),
    LL_MEMBER(ll_collection_received, collection_id, LL_REQ(ID), .id_prefix = "col"),
    LL_MEMBER(ll_collection_received, collector_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_collection_received, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_collection_received, evidence_again, LL_OPT(BOOL)),
    LL_MEMBER(ll_collection_received, evidence_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_collection_received, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_collection_received, lots, LL_REQ(LIST), .sub = &received_lot_record, .max = 64),
    LL_MEMBER(ll_collection_received, price, LL_REQ(MONEY)),
    LL_MEMBER(ll_collection_received, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_collection_received, record_key, LL_OPT(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_collection_received, source, LL_REQ(ENUM), LL_ENUM_OF(source, SOURCE)),
};
const struct ll_record ll_collection_received_record = RECORD(collection_received);

static const struct ll_field lot_excluded_fields[] = {
    LL_MEMBER(ll_lot_excluded, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_lot_excluded, reason, LL_REQ(CODE)),
};
const struct ll_record ll_lot_excluded_record = RECORD(lot_excluded);

static const struct ll_field lot_admitted_fields[] = {
    LL_MEMBER(ll_lot_admitted, explanation, LL_OPT(CODE)),
    LL_MEMBER(ll_lot_admitted, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_lot_admitted, note_annex_id, LL_OPT(ID),
              LL_PRESENT(ll_lot_admitted, has_note_annex_id), .id_prefix = "anx"),
};
const struct ll_record ll_lot_admitted_record = RECORD(lot_admitted);

static const struct ll_field package_made_fields[] = {
    LL_MEMBER(ll_package_made, code, LL_REQ(CODE)),
    LL_MEMBER(ll_package_made, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_package_made, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_package_made, funder_id, LL_OPT(ID), LL_PRESENT(ll_package_made, has_funder_id),
              .id_prefix = "org"),
    LL_MEMBER(ll_package_made, kind, LL_REQ(ENUM), LL_ENUM_OF(package_kind, PACKAGE_KIND)),
    LL_MEMBER(ll_package_made, number, LL_OPT(STR), .max = 18),
    LL_MEMBER(ll_package_made, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_made, programme_id, LL_REQ(ID), .id_prefix = "prg"),
};
const struct ll_record ll_package_made_record = RECORD(package_made);

static const struct ll_field lot_span_fields[] = {
    LL_MEMBER(ll_lot_span, hi, LL_REQ(I64)),
    LL_MEMBER(ll_lot_span, lo, LL_REQ(I64)),
    LL_MEMBER(ll_lot_span, lot_id, LL_REQ(ID), .id_prefix = "lot"),
};
static const struct ll_record lot_span_record = RECORD(lot_span);

static const struct ll_field package_filled_fields[] = {
    LL_MEMBER(ll_package_filled, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_package_filled, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 100000),
};
const struct ll_record ll_package_filled_record = RECORD(package_filled);

static const struct ll_field package_item_fields[] = {
    LL_MEMBER(ll_package_item, package_id, LL_REQ(ID), .id_prefix = "pkg"),
};
static const struct ll_record package_item_record = RECORD(package_item);

static const struct ll_field package_nested_fields[] = {
    LL_MEMBER(ll_package_nested, packages, LL_REQ(LIST), .sub = &package_item_record, .max = 10000),
    LL_MEMBER(ll_package_nested, parent_id, LL_REQ(ID), .id_prefix = "pkg"),
};
const struct ll_record ll_package_nested_record = RECORD(package_nested);

static const struct ll_field poured_package_fields[] = {
    LL_MEMBER(ll_poured_package, package_id, LL_REQ(ID), .id_prefix = "pkg"),
    LL_MEMBER(ll_poured_package, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 10000000),
};
static const struct ll_record poured_package_record =
    LL_RECORD("poured_package", ll_poured_package, poured_package_fields);

static const struct ll_field package_poured_fields[] = {
    LL_MEMBER(ll_package_poured, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_package_poured, rule_version, LL_REQ(I64)),
    LL_MEMBER(ll_package_poured, sources, LL_REQ(LIST), .sub = &package_item_record, .max = 10000),
    LL_MEMBER(ll_package_poured, targets, LL_REQ(LIST), .sub = &poured_package_record,
              .max = 10000),
};
const struct ll_record ll_package_poured_record = RECORD(package_poured);

static const struct ll_field shipment_leg_fields[] = {
    LL_MEMBER(ll_shipment_leg, carrier_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_shipment_leg, distance_km, LL_REQ(I64)),
    LL_MEMBER(ll_shipment_leg, from_facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_shipment_leg, mode, LL_REQ(CODE)),
    LL_MEMBER(ll_shipment_leg, to_facility_id, LL_REQ(ID), .id_prefix = "fac"),
};
static const struct ll_record shipment_leg_record = RECORD(shipment_leg);

static const struct ll_field shipment_planned_fields[] = {
    LL_MEMBER(ll_shipment_planned, code, LL_REQ(CODE)),
    LL_MEMBER(ll_shipment_planned, crosses_border, LL_REQ(BOOL)),
    LL_MEMBER(ll_shipment_planned, from_facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_shipment_planned, legs, LL_REQ(LIST), .sub = &shipment_leg_record, .max = 32),
    LL_MEMBER(ll_shipment_planned, packages, LL_REQ(LIST), .sub = &package_item_record,
              .max = 10000),
    LL_MEMBER(ll_shipment_planned, planned_arrival, LL_REQ(DATE)),
    LL_MEMBER(ll_shipment_planned, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
    LL_MEMBER(ll_shipment_planned, to_facility_id, LL_REQ(ID), .id_prefix = "fac"),
};
const struct ll_record ll_shipment_planned_record = RECORD(shipment_planned);

static const struct ll_field consent_recorded_fields[] = {
    LL_MEMBER(ll_consent_recorded, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_consent_recorded, document_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_consent_recorded, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
    LL_MEMBER(ll_consent_recorded, valid_until, LL_REQ(DATE)),
};
const struct ll_record ll_consent_recorded_record = RECORD(consent_recorded);

static const struct ll_field shipment_cancelled_fields[] = {
    LL_MEMBER(ll_shipment_cancelled, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_shipment_cancelled, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_shipment_cancelled_record = RECORD(shipment_cancelled);

static const struct ll_field shipment_departed_fields[] = {
    LL_MEMBER(ll_shipment_departed, departed_on, LL_REQ(DATE)),
    LL_MEMBER(ll_shipment_departed, recorded_late, LL_OPT(BOOL)),
    LL_MEMBER(ll_shipment_departed, rule_version, LL_OPT(I64)),
    LL_MEMBER(ll_shipment_departed, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_shipment_departed_record = RECORD(shipment_departed);

static const struct ll_field shipment_arrived_fields[] = {
    LL_MEMBER(ll_shipment_arrived, arrived_on, LL_REQ(DATE)),
    LL_MEMBER(ll_shipment_arrived, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
};
const struct ll_record ll_shipment_arrived_record = RECORD(shipment_arrived);

static const struct ll_field package_count_fields[] = {
    LL_MEMBER(ll_package_count, code, LL_REQ(CODE)),
    LL_MEMBER(ll_package_count, units, LL_REQ(UNITS), .min = 0, .max = LL_UNITS_MAX),
};
static const struct ll_record package_count_record = RECORD(package_count);

static const struct ll_field receipt_recorded_fields[] = {
    LL_MEMBER(ll_receipt_recorded, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_receipt_recorded, mass_g, LL_REQ(MASS)),
    LL_MEMBER(ll_receipt_recorded, packages, LL_OPT(LIST), .sub = &package_count_record,
              .max = LL_PACKAGE_COUNTS_MAX),
    LL_MEMBER(ll_receipt_recorded, packages_salt, LL_OPT(BYTES), .min = LL_PACKAGES_SALT_SIZE,
              .max = LL_PACKAGES_SALT_SIZE),
    LL_MEMBER(ll_receipt_recorded, plant_key_id, LL_REQ(ID), .id_prefix = "key"),
    LL_MEMBER(ll_receipt_recorded, receipt_id, LL_REQ(ID), .id_prefix = "rcp"),
    LL_MEMBER(ll_receipt_recorded, received_on, LL_REQ(DATE)),
    LL_MEMBER(ll_receipt_recorded, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
    LL_MEMBER(ll_receipt_recorded, signature, LL_REQ(BYTES), .min = 64, .max = 64),
    LL_MEMBER(ll_receipt_recorded, statement, LL_REQ(STR), .min = 2, .max = 2048),
    LL_MEMBER(ll_receipt_recorded, units, LL_REQ(UNITS)),
};
const struct ll_record ll_receipt_recorded_record = RECORD(receipt_recorded);

static const struct ll_field treatment_output_fields[] = {
    LL_MEMBER(ll_treatment_output, fraction, LL_REQ(CODE)),
    LL_MEMBER(ll_treatment_output, mass_g, LL_REQ(MASS)),
};
static const struct ll_record treatment_output_record = RECORD(treatment_output);

static const struct ll_field treatment_recorded_fields[] = {
    LL_MEMBER(ll_treatment_recorded, campaign_id, LL_OPT(ID),
              LL_PRESENT(ll_treatment_recorded, has_campaign_id), .id_prefix = "cmp"),
    LL_MEMBER(ll_treatment_recorded, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_treatment_recorded, input_mass_g, LL_REQ(MASS)),
    LL_MEMBER(ll_treatment_recorded, interim, LL_REQ(BOOL)),
    LL_MEMBER(ll_treatment_recorded, kind, LL_REQ(ENUM),
              LL_ENUM_OF(treatment_kind, TREATMENT_KIND)),
    LL_MEMBER(ll_treatment_recorded, materials, LL_REQ(LIST), .sub = &treatment_output_record,
              .max = 64),
    LL_MEMBER(ll_treatment_recorded, operation, LL_REQ(CODE)),
    LL_MEMBER(ll_treatment_recorded, plant_key_id, LL_OPT(ID),
              LL_PRESENT(ll_treatment_recorded, has_plant_key_id), .id_prefix = "key"),
    LL_MEMBER(ll_treatment_recorded, receipt_id, LL_REQ(ID), .id_prefix = "rcp"),
    LL_MEMBER(ll_treatment_recorded, rule_version, LL_REQ(I64)),
    LL_MEMBER(ll_treatment_recorded, signature, LL_OPT(BYTES), .min = 64, .max = 64),
    LL_MEMBER(ll_treatment_recorded, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 10000000),
    LL_MEMBER(ll_treatment_recorded, statement, LL_OPT(STR), .min = 2, .max = 8192),
    LL_MEMBER(ll_treatment_recorded, tolerance_ppm, LL_REQ(I64)),
    LL_MEMBER(ll_treatment_recorded, treated_on, LL_REQ(DATE)),
    LL_MEMBER(ll_treatment_recorded, treatment_id, LL_REQ(ID), .id_prefix = "trt"),
};
const struct ll_record ll_treatment_recorded_record = RECORD(treatment_recorded);

static const struct ll_field dispatch_item_fields[] = {
    LL_MEMBER(ll_dispatch_item, fraction, LL_REQ(CODE)),
    LL_MEMBER(ll_dispatch_item, mass_g, LL_REQ(MASS)),
    LL_MEMBER(ll_dispatch_item, treatment_id, LL_REQ(ID), .id_prefix = "trt"),
};
static const struct ll_record dispatch_item_record = RECORD(dispatch_item);

static const struct ll_field material_dispatched_fields[] = {
    LL_MEMBER(ll_material_dispatched, buyer_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_material_dispatched, dispatch_id, LL_REQ(ID), .id_prefix = "dsp"),
    LL_MEMBER(ll_material_dispatched, dispatched_on, LL_REQ(DATE)),
    LL_MEMBER(ll_material_dispatched, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_material_dispatched, items, LL_REQ(LIST), .sub = &dispatch_item_record, .min = 1,
              .max = 10000),
    LL_MEMBER(ll_material_dispatched, number, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_material_dispatched, rule_version, LL_REQ(I64)),
};
const struct ll_record ll_material_dispatched_record = RECORD(material_dispatched);

static const struct ll_field units_removed_fields[] = {
    LL_MEMBER(ll_units_removed, case_id, LL_OPT(ID), LL_PRESENT(ll_units_removed, has_case_id),
              .id_prefix = "cas"),
    LL_MEMBER(ll_units_removed, class_code, LL_OPT(CODE)),
    LL_MEMBER(ll_units_removed, fact, LL_REQ(ENUM), LL_ENUM_OF(fact, FACT)),
    LL_MEMBER(ll_units_removed, happened_on, LL_REQ(DATE)),
    LL_MEMBER(ll_units_removed, package_id, LL_OPT(ID),
              LL_PRESENT(ll_units_removed, has_package_id), .id_prefix = "pkg"),
    LL_MEMBER(ll_units_removed, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_units_removed, rule_version, LL_REQ(I64)),
    LL_MEMBER(ll_units_removed, shipment_id, LL_OPT(ID),
              LL_PRESENT(ll_units_removed, has_shipment_id), .id_prefix = "shp"),
    LL_MEMBER(ll_units_removed, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 10000000),
    LL_MEMBER(ll_units_removed, test_record_digest, LL_OPT(BYTES), .min = 32, .max = 32),
};
const struct ll_record ll_units_removed_record = RECORD(units_removed);

static const struct ll_field units_found_fields[] = {
    LL_MEMBER(ll_units_found, battery, LL_REQ(ENUM), LL_ENUM_OF(battery, BATTERY)),
    LL_MEMBER(ll_units_found, class_code, LL_REQ(CODE)),
    LL_MEMBER(ll_units_found, country, LL_REQ(STR), .min = 2, .max = 2),
    LL_MEMBER(ll_units_found, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_units_found, found_on, LL_REQ(DATE)),
    LL_MEMBER(ll_units_found, funder_id, LL_OPT(ID), LL_PRESENT(ll_units_found, has_funder_id),
              .id_prefix = "org"),
    LL_MEMBER(ll_units_found, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_units_found, mass_g, LL_REQ(MASS)),
    LL_MEMBER(ll_units_found, measure, LL_OPT(ENUM), ONLY_GRAMS),
    LL_MEMBER(ll_units_found, package_id, LL_OPT(ID), LL_PRESENT(ll_units_found, has_package_id),
              .id_prefix = "pkg"),
    LL_MEMBER(ll_units_found, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_units_found, public_number, LL_REQ(BYTES), .min = 16, .max = 16),
    LL_MEMBER(ll_units_found, receipt_id, LL_OPT(ID), LL_PRESENT(ll_units_found, has_receipt_id),
              .id_prefix = "rcp"),
    LL_MEMBER(ll_units_found, units, LL_REQ(UNITS)),
};
const struct ll_record ll_units_found_record = RECORD(units_found);

static const struct ll_field units_rejected_fields[] = {
    LL_MEMBER(ll_units_rejected, case_id, LL_REQ(ID), .id_prefix = "cas"),
    LL_MEMBER(ll_units_rejected, facility_id, LL_REQ(ID), .id_prefix = "fac"),
    LL_MEMBER(ll_units_rejected, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_units_rejected, rejected_on, LL_OPT(DATE),
              LL_PRESENT(ll_units_rejected, has_rejected_on)),
    LL_MEMBER(ll_units_rejected, rule_version, LL_REQ(I64)),
    LL_MEMBER(ll_units_rejected, shipment_id, LL_REQ(ID), .id_prefix = "shp"),
    LL_MEMBER(ll_units_rejected, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 1000000),
};
const struct ll_record ll_units_rejected_record = RECORD(units_rejected);

static const struct ll_field units_reclassified_fields[] = {
    LL_MEMBER(ll_units_reclassified, case_id, LL_OPT(ID),
              LL_PRESENT(ll_units_reclassified, has_case_id), .id_prefix = "cas"),
    LL_MEMBER(ll_units_reclassified, class_code, LL_REQ(CODE)),
    LL_MEMBER(ll_units_reclassified, from_class_code, LL_OPT(CODE)),
    LL_MEMBER(ll_units_reclassified, package_id, LL_OPT(ID),
              LL_PRESENT(ll_units_reclassified, has_package_id), .id_prefix = "pkg"),
    LL_MEMBER(ll_units_reclassified, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_units_reclassified, rule_version, LL_REQ(I64)),
    LL_MEMBER(ll_units_reclassified, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 10000000),
};
const struct ll_record ll_units_reclassified_record = RECORD(units_reclassified);

static const struct ll_field case_opened_fields[] = {
    LL_MEMBER(ll_case_opened, amount, LL_OPT(MONEY), LL_PRESENT(ll_case_opened, has_amount)),
    LL_MEMBER(ll_case_opened, case_id, LL_REQ(ID), .id_prefix = "cas"),
    LL_MEMBER(ll_case_opened, cause, LL_REQ(CODE)),
    LL_MEMBER(ll_case_opened, claimant_id, LL_OPT(ID), LL_PRESENT(ll_case_opened, has_claimant_id),
              .id_prefix = "org"),
    LL_MEMBER(ll_case_opened, counterparty_id, LL_OPT(ID),
              LL_PRESENT(ll_case_opened, has_counterparty_id), .id_prefix = "org"),
    LL_MEMBER(ll_case_opened, deadline, LL_REQ(DATE)),
    LL_MEMBER(ll_case_opened, note_annex_id, LL_OPT(ID),
              LL_PRESENT(ll_case_opened, has_note_annex_id), .id_prefix = "anx"),
    LL_MEMBER(ll_case_opened, package_id, LL_OPT(ID), LL_PRESENT(ll_case_opened, has_package_id),
              .id_prefix = "pkg"),
    LL_MEMBER(ll_case_opened, receipt_id, LL_OPT(ID), LL_PRESENT(ll_case_opened, has_receipt_id),
              .id_prefix = "rcp"),
    LL_MEMBER(ll_case_opened, shipment_id, LL_OPT(ID), LL_PRESENT(ll_case_opened, has_shipment_id),
              .id_prefix = "shp"),
    LL_MEMBER(ll_case_opened, spans, LL_REQ(LIST), .sub = &lot_span_record, .max = 1000000),
};
const struct ll_record ll_case_opened_record = RECORD(case_opened);

static const struct ll_field case_closed_fields[] = {
    LL_MEMBER(ll_case_closed, case_id, LL_REQ(ID), .id_prefix = "cas"),
    LL_MEMBER(ll_case_closed, closed_on, LL_REQ(DATE)),
    LL_MEMBER(ll_case_closed, note_annex_id, LL_OPT(ID),
              LL_PRESENT(ll_case_closed, has_note_annex_id), .id_prefix = "anx"),
    LL_MEMBER(ll_case_closed, outcome, LL_REQ(CODE)),
};
const struct ll_record ll_case_closed_record = RECORD(case_closed);

static const struct ll_field case_reopened_fields[] = {
    LL_MEMBER(ll_case_reopened, case_id, LL_REQ(ID), .id_prefix = "cas"),
    LL_MEMBER(ll_case_reopened, deadline, LL_REQ(DATE)),
    LL_MEMBER(ll_case_reopened, reason, LL_REQ(CODE)),
};
const struct ll_record ll_case_reopened_record = RECORD(case_reopened);

static const struct ll_field order_line_opened_fields[] = {
    LL_MEMBER(ll_order_line_opened, beneficiary_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_order_line_opened, class_code, LL_REQ(CODE)),
    LL_MEMBER(ll_order_line_opened, code, LL_REQ(CODE)),
    LL_MEMBER(ll_order_line_opened, countries, LL_REQ(STRS), .max = 64),
    LL_MEMBER(ll_order_line_opened, funder_id, LL_OPT(ID),
              LL_PRESENT(ll_order_line_opened, has_funder_id), .id_prefix = "org"),
    LL_MEMBER(ll_order_line_opened, measure, LL_OPT(ENUM), ONLY_GRAMS),
    LL_MEMBER(ll_order_line_opened, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_order_line_opened, payer_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_order_line_opened, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_order_line_opened, reseller_id, LL_OPT(ID),
              LL_PRESENT(ll_order_line_opened, has_reseller_id), .id_prefix = "org"),
    LL_MEMBER(ll_order_line_opened, standard, LL_OPT(CODE)),
    LL_MEMBER(ll_order_line_opened, vintage_from, LL_OPT(MONTH),
              LL_PRESENT(ll_order_line_opened, has_vintage_from)),
    LL_MEMBER(ll_order_line_opened, vintage_to, LL_OPT(MONTH),
              LL_PRESENT(ll_order_line_opened, has_vintage_to)),
};
const struct ll_record ll_order_line_opened_record = RECORD(order_line_opened);

static const struct ll_field carried_span_fields[] = {
    LL_MEMBER(ll_carried_span, from_lo, LL_REQ(I64)),
    LL_MEMBER(ll_carried_span, from_order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_carried_span, hi, LL_REQ(I64)),
    LL_MEMBER(ll_carried_span, lo, LL_REQ(I64)),
};
static const struct ll_record carried_span_record = RECORD(carried_span);

static const struct ll_field accepted_slice_fields[] = {
    LL_MEMBER(ll_accepted_slice, carried, LL_OPT(LIST), .sub = &carried_span_record,
              .max = 1000000),
    LL_MEMBER(ll_accepted_slice, hi, LL_REQ(I64)),
    LL_MEMBER(ll_accepted_slice, lo, LL_REQ(I64)),
    LL_MEMBER(ll_accepted_slice, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_accepted_slice, trigger, LL_REQ(ENUM), LL_ENUM_OF(trigger, TRIGGER)),
};
static const struct ll_record accepted_slice_record = RECORD(accepted_slice);

static const struct ll_field demand_accepted_fields[] = {
    LL_MEMBER(ll_demand_accepted, content_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_demand_accepted, device_count, LL_REQ(I64)),
    LL_MEMBER(ll_demand_accepted, device_digest, LL_OPT(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_demand_accepted, document_id, LL_REQ(ID), .id_prefix = "doc"),
    LL_MEMBER(ll_demand_accepted, document_name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_demand_accepted, identity, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_demand_accepted, issued_on, LL_REQ(DATE)),
    LL_MEMBER(ll_demand_accepted, key_id, LL_REQ(BYTES), .min = 8, .max = 8),
    LL_MEMBER(ll_demand_accepted, kind, LL_REQ(CODE)),
    LL_MEMBER(ll_demand_accepted, order_identity, LL_OPT(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_demand_accepted, slices, LL_REQ(LIST), .sub = &accepted_slice_record,
              .max = 10000),
};
const struct ll_record ll_demand_accepted_record = RECORD(demand_accepted);

static const struct ll_field voided_span_fields[] = {
    LL_MEMBER(ll_voided_span, hi, LL_REQ(I64)),
    LL_MEMBER(ll_voided_span, lo, LL_REQ(I64)),
    LL_MEMBER(ll_voided_span, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_voided_span, slice_lo, LL_REQ(I64)),
};
static const struct ll_record voided_span_record = RECORD(voided_span);

static const struct ll_field demand_voided_fields[] = {
    LL_MEMBER(ll_demand_voided, carried, LL_REQ(LIST), .sub = &voided_span_record, .max = 1000000),
    LL_MEMBER(ll_demand_voided, content_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_demand_voided, document_id, LL_REQ(ID), .id_prefix = "doc"),
    LL_MEMBER(ll_demand_voided, document_name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_demand_voided, identity, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_demand_voided, issued_on, LL_REQ(DATE)),
    LL_MEMBER(ll_demand_voided, key_id, LL_REQ(BYTES), .min = 8, .max = 8),
    LL_MEMBER(ll_demand_voided, kind, LL_REQ(CODE)),
    LL_MEMBER(ll_demand_voided, of_document_id, LL_OPT(ID),
              LL_PRESENT(ll_demand_voided, has_of_document_id), .id_prefix = "doc"),
    LL_MEMBER(ll_demand_voided, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_demand_voided, voided, LL_REQ(LIST), .sub = &voided_span_record, .max = 1000000),
};
const struct ll_record ll_demand_voided_record = RECORD(demand_voided);

static const struct ll_field hold_placed_fields[] = {
    LL_MEMBER(ll_hold_placed, hi, LL_REQ(I64)),
    LL_MEMBER(ll_hold_placed, hold_id, LL_REQ(ID), .id_prefix = "hld"),
    LL_MEMBER(ll_hold_placed, lo, LL_REQ(I64)),
    LL_MEMBER(ll_hold_placed, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_hold_placed, until, LL_REQ(DATE)),
};
const struct ll_record ll_hold_placed_record = RECORD(hold_placed);

static const struct ll_field hold_confirmed_fields[] = {
    LL_MEMBER(ll_hold_confirmed, content_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_hold_confirmed, document_id, LL_REQ(ID), .id_prefix = "doc"),
    LL_MEMBER(ll_hold_confirmed, document_name_annex_id, LL_REQ(ID), .id_prefix = "anx"),
    LL_MEMBER(ll_hold_confirmed, hold_id, LL_REQ(ID), .id_prefix = "hld"),
    LL_MEMBER(ll_hold_confirmed, identity, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_hold_confirmed, issued_on, LL_REQ(DATE)),
    LL_MEMBER(ll_hold_confirmed, key_id, LL_REQ(BYTES), .min = 8, .max = 8),
    LL_MEMBER(ll_hold_confirmed, kind, LL_REQ(CODE)),
    LL_MEMBER(ll_hold_confirmed, trigger, LL_REQ(ENUM), LL_ENUM_OF(trigger, TRIGGER)),
};
const struct ll_record ll_hold_confirmed_record = RECORD(hold_confirmed);

static const struct ll_field hold_ended_fields[] = {
    LL_MEMBER(ll_hold_ended, hold_id, LL_REQ(ID), .id_prefix = "hld"),
    LL_MEMBER(ll_hold_ended, reason, LL_REQ(ENUM), LL_ENUM_OF(hold_state, HOLD_STATE)),
};
const struct ll_record ll_hold_ended_record = RECORD(hold_ended);

static const struct ll_field allocated_span_fields[] = {
    LL_MEMBER(ll_allocated_span, credit, LL_OPT(I64)),
    LL_MEMBER(ll_allocated_span, line_hi, LL_OPT(I64)),
    LL_MEMBER(ll_allocated_span, line_lo, LL_REQ(I64)),
    LL_MEMBER(ll_allocated_span, lot_accepted, LL_REQ(I64)),
    LL_MEMBER(ll_allocated_span, lot_closed, LL_OPT(BOOL)),
    LL_MEMBER(ll_allocated_span, lot_hi, LL_REQ(I64)),
    LL_MEMBER(ll_allocated_span, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_allocated_span, lot_lo, LL_REQ(I64)),
    LL_MEMBER(ll_allocated_span, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_allocated_span, slice_closed, LL_OPT(BOOL)),
    LL_MEMBER(ll_allocated_span, slice_hi, LL_REQ(I64)),
    LL_MEMBER(ll_allocated_span, slice_lo, LL_REQ(I64)),
};
static const struct ll_record allocated_span_record = RECORD(allocated_span);

static const struct ll_field allocation_run_fields[] = {
    LL_MEMBER(ll_allocation_run, allocations, LL_REQ(LIST), .sub = &allocated_span_record,
              .max = 10000000),
    LL_MEMBER(ll_allocation_run, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_allocation_run, rule_version, LL_REQ(I64)),
};
const struct ll_record ll_allocation_run_record = RECORD(allocation_run);

static const struct ll_field released_span_fields[] = {
    LL_MEMBER(ll_released_span, line_hi, LL_REQ(I64)),
    LL_MEMBER(ll_released_span, line_lo, LL_REQ(I64)),
    LL_MEMBER(ll_released_span, lot_hi, LL_REQ(I64)),
    LL_MEMBER(ll_released_span, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_released_span, lot_lo, LL_REQ(I64)),
    LL_MEMBER(ll_released_span, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
    LL_MEMBER(ll_released_span, slice_lo, LL_REQ(I64)),
};
static const struct ll_record released_span_record = RECORD(released_span);

static const struct ll_field allocation_released_fields[] = {
    LL_MEMBER(ll_allocation_released, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_allocation_released, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_allocation_released, released, LL_REQ(LIST), .sub = &released_span_record,
              .max = 10000000),
};
const struct ll_record ll_allocation_released_record = RECORD(allocation_released);

static const struct ll_field recredited_span_fields[] = {
    LL_MEMBER(ll_recredited_span, credit, LL_REQ(I64)),
    LL_MEMBER(ll_recredited_span, hi, LL_REQ(I64)),
    LL_MEMBER(ll_recredited_span, lo, LL_REQ(I64)),
    LL_MEMBER(ll_recredited_span, lot_id, LL_REQ(ID), .id_prefix = "lot"),
};
static const struct ll_record recredited_span_record = RECORD(recredited_span);

static const struct ll_field allocation_recredited_fields[] = {
    LL_MEMBER(ll_allocation_recredited, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_allocation_recredited, receipt_id, LL_REQ(ID), .id_prefix = "rcp"),
    LL_MEMBER(ll_allocation_recredited, recredited, LL_REQ(LIST), .sub = &recredited_span_record,
              .max = 10000000),
    LL_MEMBER(ll_allocation_recredited, rule_version, LL_REQ(I64)),
};
const struct ll_record ll_allocation_recredited_record = RECORD(allocation_recredited);

static const struct ll_field cited_span_fields[] = {
    LL_MEMBER(ll_cited_span, line_lo, LL_REQ(I64)),
    LL_MEMBER(ll_cited_span, lot_hi, LL_REQ(I64)),
    LL_MEMBER(ll_cited_span, lot_id, LL_REQ(ID), .id_prefix = "lot"),
    LL_MEMBER(ll_cited_span, lot_lo, LL_REQ(I64)),
    LL_MEMBER(ll_cited_span, order_line_id, LL_REQ(ID), .id_prefix = "ord"),
};
static const struct ll_record cited_span_record = RECORD(cited_span);

static const struct ll_field reissued_item_fields[] = {
    LL_MEMBER(ll_reissued_item, certificate_id, LL_REQ(ID), .id_prefix = "crt"),
};
static const struct ll_record reissued_item_record = RECORD(reissued_item);

static const struct ll_field certificate_stated_fields[] = {
    LL_MEMBER(ll_certificate_stated, beneficiary_id, LL_REQ(ID), .id_prefix = "org"),
    LL_MEMBER(ll_certificate_stated, body_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_certificate_stated, certificate_id, LL_REQ(ID), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_stated, cited, LL_REQ(LIST), .sub = &cited_span_record,
              .max = 10000000),
    LL_MEMBER(ll_certificate_stated, programme_id, LL_REQ(ID), .id_prefix = "prg"),
    LL_MEMBER(ll_certificate_stated, reissued_from, LL_OPT(LIST), .sub = &reissued_item_record),
    LL_MEMBER(ll_certificate_stated, replaces_id, LL_OPT(ID),
              LL_PRESENT(ll_certificate_stated, has_replaces_id), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_stated, revision, LL_REQ(I64)),
    LL_MEMBER(ll_certificate_stated, serial, LL_REQ(STR), .min = 1, .max = 64),
    LL_MEMBER(ll_certificate_stated, stage, LL_REQ(ENUM), LL_ENUM_OF(stage, STAGE)),
    LL_MEMBER(ll_certificate_stated, status_index, LL_OPT(I64),
              LL_PRESENT(ll_certificate_stated, has_status), .max = LL_STATUS_ENTRIES - 1),
    LL_MEMBER(ll_certificate_stated, status_list, LL_OPT(I64),
              LL_PRESENT(ll_certificate_stated, has_status), .min = 1, .max = INT32_MAX),
    LL_MEMBER(ll_certificate_stated, status_origin, LL_OPT(STR),
              LL_PRESENT(ll_certificate_stated, has_status), .min = 3, .max = LL_NOTE_NAME_MAX),
    LL_MEMBER(ll_certificate_stated, uncounted_g, LL_OPT(MASS)),
    LL_MEMBER(ll_certificate_stated, units, LL_REQ(UNITS)),
};
const struct ll_record ll_certificate_stated_record = RECORD(certificate_stated);

static const struct ll_field certificate_put_under_review_fields[] = {
    LL_MEMBER(ll_certificate_put_under_review, certificate_id, LL_REQ(ID), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_put_under_review, reason, LL_REQ(CODE)),
};
const struct ll_record ll_certificate_put_under_review_record =
    RECORD(certificate_put_under_review);

static const struct ll_field certificate_raised_fields[] = {
    LL_MEMBER(ll_certificate_raised, body_digest, LL_REQ(BYTES), .min = 32, .max = 32),
    LL_MEMBER(ll_certificate_raised, certificate_id, LL_REQ(ID), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_raised, cited, LL_REQ(LIST), .sub = &cited_span_record,
              .max = 10000000),
    LL_MEMBER(ll_certificate_raised, dropped, LL_OPT(LIST), .sub = &released_span_record,
              .max = 10000000),
    LL_MEMBER(ll_certificate_raised, reason, LL_REQ(ENUM), LL_ENUM_OF(raise_reason, RAISE_REASON)),
    LL_MEMBER(ll_certificate_raised, revision, LL_REQ(I64)),
    LL_MEMBER(ll_certificate_raised, stage, LL_REQ(ENUM), LL_ENUM_OF(stage, STAGE)),
    LL_MEMBER(ll_certificate_raised, status_index, LL_OPT(I64),
              LL_PRESENT(ll_certificate_raised, has_status), .max = LL_STATUS_ENTRIES - 1),
    LL_MEMBER(ll_certificate_raised, status_list, LL_OPT(I64),
              LL_PRESENT(ll_certificate_raised, has_status), .min = 1, .max = INT32_MAX),
    LL_MEMBER(ll_certificate_raised, status_origin, LL_OPT(STR),
              LL_PRESENT(ll_certificate_raised, has_status), .min = 3, .max = LL_NOTE_NAME_MAX),
    LL_MEMBER(ll_certificate_raised, uncounted_g, LL_OPT(MASS)),
    LL_MEMBER(ll_certificate_raised, units, LL_REQ(UNITS)),
};
const struct ll_record ll_certificate_raised_record = RECORD(certificate_raised);

static const struct ll_field certificate_revoked_fields[] = {
    LL_MEMBER(ll_certificate_revoked, certificate_id, LL_REQ(ID), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_revoked, note_annex_id, LL_OPT(ID),
              LL_PRESENT(ll_certificate_revoked, has_note_annex_id), .id_prefix = "anx"),
    LL_MEMBER(ll_certificate_revoked, reason, LL_REQ(CODE)),
    LL_MEMBER(ll_certificate_revoked, released, LL_OPT(LIST), .sub = &released_span_record,
              .max = 10000000),
};
const struct ll_record ll_certificate_revoked_record = RECORD(certificate_revoked);

static const struct ll_field certificate_superseded_fields[] = {
    LL_MEMBER(ll_certificate_superseded, by_id, LL_REQ(ID), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_superseded, certificate_id, LL_REQ(ID), .id_prefix = "crt"),
    LL_MEMBER(ll_certificate_superseded, dropped, LL_OPT(LIST), .sub = &released_span_record,
              .max = 10000000),
};
const struct ll_record ll_certificate_superseded_record = RECORD(certificate_superseded);

int64_t ll_allocated_line_hi(const struct ll_allocated_span *row)
{
    return row->credit == 0 ? row->line_lo + (row->lot_hi - row->lot_lo) : row->line_hi;
}
