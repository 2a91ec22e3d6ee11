/* The members of events: which each kind has, and in what shapes. */
#include "audit/members.h"

#include <string.h>

static const struct member money_items[] = {PLAIN("currency", CURRENCY), PLAIN("minor", COUNT)};
static const struct ll_audit_members money = MEMBERS(money_items);

static const struct member class_defined_items[] = {
    PLAIN("class_code", CODE),       PLAIN("hs_code", TOKEN),        PLAIN_OPT("mass_g", COUNT),
    PLAIN_OPT("mass_high_g", COUNT), PLAIN_OPT("mass_low_g", COUNT), PLAIN("unu_key", TOKEN),
};
static const struct member organisation_registered_items[] = {
    PLAIN("code", CODE),
    PLAIN("country", COUNTRY),
    ID("name_annex_id", "anx"),
    ID("organisation_id", "org"),
};
static const struct member erased_entry_items[] = {ID("annex_id", "anx")};
static const struct ll_audit_members erased_entry = MEMBERS(erased_entry_items);
static const struct member annex_erased_items[] = {
    PLAIN_OPT("again", BOOL),
    OBJECTS("entries", &erased_entry),
    ID_OPT("organisation_id", "org"),
    PLAIN("reason", CODE),
};
static const struct member facility_registered_items[] = {
    PLAIN("code", CODE),     PLAIN("country", COUNTRY),  ID("facility_id", "fac"),
    PLAIN("is_plant", BOOL), ID("name_annex_id", "anx"), ID("organisation_id", "org"),
};
static const struct member facility_certified_items[] = {
    ID("certification_id", "cfn"), ID("facility_id", "fac"), PLAIN("number", TOKEN),
    PLAIN("scope", CODE),          PLAIN("standard", CODE),  PLAIN("valid_from", DATE),
    PLAIN("valid_to", DATE),
};
static const struct member plan_step_stated_items[] = {
    PLAIN("due_on", DATE),
    HEX_OPT("evidence_digest", 32),
    ID("facility_id", "fac"),
    ID_OPT("helper_id", "org"),
    ID("plan_step_id", "pls"),
    PLAIN("scheme", CODE),
    WORD("state", plan_state, PLAN_STATE),
    PLAIN("step", CODE),
};
static const struct member licence_recorded_items[] = {
    PLAIN("country", COUNTRY),    HEX("document_digest", 32),
    ID_OPT("facility_id", "fac"), WORD("kind", licence_kind, LICENCE_KIND),
    ID("licence_id", "lic"),      PLAIN_OPT("mass_max_g", COUNT),
    PLAIN("number", TOKEN),       ID("organisation_id", "org"),
    PLAIN("streams", CODES),      PLAIN("valid_from", DATE),
    PLAIN("valid_until", DATE),
};
static const struct member licence_withdrawn_items[] = {
    ID("licence_id", "lic"),
    PLAIN("reason", CODE),
    PLAIN("withdrawn_on", DATE),
};
static const struct member plant_key_registered_items[] = {
    ID("facility_id", "fac"),
    ID("plant_key_id", "key"),
    HEX("public_key", 32),
};
static const struct member signing_key_changed_items[] = {
    HEX("public_key", 32),
    HEX("retired_key", 32),
    HEX("signature", 64),
    ID("signing_key_id", "sgk"),
};
static const struct ll_enum_row gram_rows[] = {{LL_MEASURE_GRAMS, "grams"}};
static const struct member rule_items[] = {
    PLAIN("demand_class", CODE),
    OBJECT("fee", &money),
    PLAIN_OPT("grams_per_device", COUNT),
    PLAIN("lot_classes", CODES),
};
static const struct ll_audit_members rule = MEMBERS(rule_items);
static const struct member programme_defined_items[] = {
    OBJECTS("classes", &rule), PLAIN("code", CODE),       PLAIN("oldest_vintage", MONTH),
    ID("operator_id", "org"),  ID("programme_id", "prg"), PLAIN("version", COUNT),
};
static const struct member party_added_items[] = {
    HEX("object_id", 16),
    PLAIN("object_kind", CODE),
    ID("organisation_id", "org"),
    WORD("role", party_role, PARTY_ROLE),
};
static const struct member user_added_items[] = {
    ID("email_annex_id", "anx"), HEX("email_digest", 32),      HEX("key_id", 8),
    ID("name_annex_id", "anx"),  ID("organisation_id", "org"), ID("user_id", "usr"),
};
static const struct member user_role_given_items[] = {
    WORD("role", role, ROLE),
    ID("user_id", "usr"),
};
static const struct member user_role_taken_items[] = {
    WORD("role", role, ROLE),
    ID("user_id", "usr"),
};
static const struct member user_disabled_items[] = {
    PLAIN("reason", CODE),
    ID("user_id", "usr"),
};
static const struct member user_enabled_items[] = {
    PLAIN("reason", CODE),
    ID("user_id", "usr"),
};
static const struct member second_factor_reset_items[] = {
    PLAIN("reason", CODE),
    ID("user_id", "usr"),
};
static const struct member control_recorded_items[] = {
    ID_OPT("approved_by", "usr"),
    ID("control_id", "ctl"),
    HEX("object_id", 16),
    ID_OPT("proposed_by", "usr"),
    PLAIN_OPT("single_control", BOOL),
    WORD("step", control_step, CONTROL_STEP),
};
static const struct member access_ruled_items[] = {
    ID("access_rule_id", "acr"),
    WORD("second_factor", asked_of, ASKED_OF),
};
static const struct member token_made_items[] = {
    PLAIN("expires_on", DATE),
    PLAIN("permissions", CODES),
    ID("token_id", "tok"),
    ID("user_id", "usr"),
};
static const struct member token_revoked_items[] = {ID("token_id", "tok")};
static const struct member site_set_items[] = {
    PLAIN("address", SITE),
    ID("name_annex_id", "anx"),
    ID("site_id", "sit"),
};
static const struct member webhook_added_items[] = {
    PLAIN("kinds", CODES),
    ID("organisation_id", "org"),
    ID("url_annex_id", "anx"),
    ID("webhook_id", "whk"),
};
static const struct member webhook_secret_changed_items[] = {ID("webhook_id", "whk")};
static const struct member webhook_disabled_items[] = {
    PLAIN("reason", CODE),
    ID("webhook_id", "whk"),
};
static const struct member webhook_enabled_items[] = {ID("webhook_id", "whk")};
static const struct member enquiry_received_items[] = {
    ID_OPT("certificate_id", "crt"),
    PLAIN_OPT("country", COUNTRY),
    PLAIN_OPT("devices", CODE),
    ID("email_annex_id", "anx"),
    ID("enquiry_id", "enq"),
    ID_OPT("message_annex_id", "anx"),
    ID("name_annex_id", "anx"),
    ID_OPT("organisation_annex_id", "anx"),
    WORD_OPT("trigger", trigger, TRIGGER),
    PLAIN_OPT("units_a_year", COUNT),
};
static const struct member enquiry_closed_items[] = {
    ID("enquiry_id", "enq"),
    ID_OPT("order_line_id", "ord"),
    ID_OPT("user_id", "usr"),
};
static const struct member lot_items[] = {
    WORD("battery", battery, BATTERY),
    PLAIN("class_code", CODE),
    PLAIN("eligible", BOOL),
    ID_OPT("funder_id", "org"),
    PLAIN_OPT("ineligible_reason", CODE),
    ID("lot_id", "lot"),
    PLAIN("mass_g", COUNT),
    ONLY_GRAMS,
    HEX("public_number", 16),
    PLAIN("units", COUNT),
};
static const struct ll_audit_members lot = MEMBERS(lot_items);
static const struct member collection_received_items[] = {
    PLAIN("collected_on", DATE),       ID("collection_id", "col"),
    ID("collector_id", "org"),         PLAIN("country", COUNTRY),
    PLAIN_OPT("evidence_again", BOOL), HEX("evidence_digest", 32),
    ID("facility_id", "fac"),          OBJECTS("lots", &lot),
    OBJECT("price", &money),           ID("programme_id", "prg"),
    PLAIN_OPT("record_key", TOKEN),    WORD("source", source, SOURCE),
};
static const struct member lot_excluded_items[] = {
    ID("lot_id", "lot"),
    PLAIN("reason", CODE),
};
static const struct member lot_admitted_items[] = {
    PLAIN_OPT("explanation", CODE),
    ID("lot_id", "lot"),
    ID_OPT("note_annex_id", "anx"),
};
static const struct member package_made_items[] = {
    PLAIN("code", CODE),
    PLAIN("country", COUNTRY),
    ID("facility_id", "fac"),
    ID_OPT("funder_id", "org"),
    WORD("kind", package_kind, PACKAGE_KIND),
    PLAIN_OPT("number", TOKEN),
    ID("package_id", "pkg"),
    ID("programme_id", "prg"),
};
static const struct member span_items[] = {
    PLAIN("hi", COUNT),
    PLAIN("lo", COUNT),
    ID("lot_id", "lot"),
};
static const struct ll_audit_members span = MEMBERS(span_items);
static const struct member facility_limited_items[] = {
    PLAIN_OPT("basis", TOKEN),      PLAIN_OPT("battery_mass_max_g", COUNT),
    PLAIN_OPT("days_max", COUNT),   ID("facility_id", "fac"),
    PLAIN_OPT("mass_max_g", COUNT), PLAIN_OPT("units_max", COUNT),
};
static const struct member labels_printed_items[] = {
    ID("label_sheet_id", "lbs"),
    PLAIN("labels", CODES),
    ID("organisation_id", "org"),
    ID("programme_id", "prg"),
};
static const struct member label_claimed_items[] = {
    PLAIN("label", CODE),
    ID("package_id", "pkg"),
};
static const struct member labels_withdrawn_items[] = {
    PLAIN("labels", CODES),
    PLAIN("reason", CODE),
};
static const struct member package_filled_items[] = {
    ID("package_id", "pkg"),
    OBJECTS("spans", &span),
};
static const struct member item_items[] = {ID("package_id", "pkg")};
static const struct ll_audit_members item = MEMBERS(item_items);
static const struct member package_nested_items[] = {
    OBJECTS("packages", &item),
    ID("parent_id", "pkg"),
};
static const struct member poured_items[] = {
    ID("package_id", "pkg"),
    OBJECTS("spans", &span),
};
static const struct ll_audit_members poured = MEMBERS(poured_items);
static const struct member package_poured_items[] = {
    ID("facility_id", "fac"),
    PLAIN("rule_version", COUNT),
    OBJECTS("sources", &item),
    OBJECTS("targets", &poured),
};
static const struct member package_weighed_items[] = {
    PLAIN("gross_g", COUNT), ID("package_id", "pkg"),   PLAIN("tare_g", COUNT),
    PLAIN("units", COUNT),   PLAIN("weighed_on", DATE),
};
static const struct member package_counted_items[] = {
    ID_OPT("case_id", "cas"), ID("counted_by", "org"),  PLAIN("counted_on", DATE),
    ID("package_id", "pkg"),  PLAIN("recorded", COUNT), PLAIN("units", COUNT),
};
static const struct member package_sealed_items[] = {
    WORD_OPT("kind", seal_kind, SEAL_KIND),
    ID("package_id", "pkg"),
    PLAIN("seal", TOKEN),
    ID_OPT("sealed_by", "org"),
    PLAIN_OPT("sealed_on", DATE),
};
static const struct member package_unsealed_items[] = {
    PLAIN("broken_on", DATE),
    ID("package_id", "pkg"),
    PLAIN("reason", CODE),
    PLAIN("seal", TOKEN),
};
static const struct member package_inspected_items[] = {
    ID_OPT("case_id", "cas"),
    PLAIN("inspected_on", DATE),
    ID("package_id", "pkg"),
    PLAIN_OPT("seal", TOKEN),
};
static const struct member leg_items[] = {
    ID("carrier_id", "org"), PLAIN("distance_km", COUNT), ID("from_facility_id", "fac"),
    PLAIN("mode", CODE),     ID("to_facility_id", "fac"),
};
static const struct ll_audit_members leg = MEMBERS(leg_items);
static const struct member shipment_planned_items[] = {
    PLAIN("code", CODE),      PLAIN("crosses_border", BOOL), ID("from_facility_id", "fac"),
    OBJECTS("legs", &leg),    OBJECTS("packages", &item),    PLAIN("planned_arrival", DATE),
    ID("shipment_id", "shp"), ID("to_facility_id", "fac"),
};
static const struct member consent_recorded_items[] = {
    PLAIN("country", COUNTRY),
    HEX("document_digest", 32),
    ID("shipment_id", "shp"),
    PLAIN("valid_until", DATE),
};
#include "audit/body_transport.def"
static const struct member package_count_items[] = {PLAIN("code", CODE), PLAIN("units", COUNT)};
static const struct ll_audit_members package_count = MEMBERS(package_count_items);
static const struct member receipt_recorded_items[] = {
    ID("facility_id", "fac"),
    PLAIN("mass_g", COUNT),
    OBJECTS_OPT("packages", &package_count),
    HEX_OPT("packages_salt", 16),
    ID("plant_key_id", "key"),
    ID("receipt_id", "rcp"),
    PLAIN("received_on", DATE),
    ID("shipment_id", "shp"),
    HEX("signature", 64),
    PLAIN("statement", STATEMENT),
    PLAIN("units", COUNT),
};
static const struct member material_items[] = {PLAIN("fraction", CODE), PLAIN("mass_g", COUNT)};
static const struct ll_audit_members material = MEMBERS(material_items);
static const struct member treatment_recorded_items[] = {
    ID_OPT("campaign_id", "cmp"),
    ID("facility_id", "fac"),
    PLAIN("input_mass_g", COUNT),
    PLAIN("interim", BOOL),
    WORD("kind", treatment_kind, TREATMENT_KIND),
    OBJECTS("materials", &material),
    PLAIN("operation", CODE),
    ID_OPT("plant_key_id", "key"),
    ID("receipt_id", "rcp"),
    PLAIN("rule_version", COUNT),
    HEX_OPT("signature", 64),
    OBJECTS("spans", &span),
    PLAIN_OPT("statement", STATEMENT),
    PLAIN("tolerance_ppm", COUNT),
    PLAIN("treated_on", DATE),
    ID("treatment_id", "trt"),
};
static const struct member campaign_opened_items[] = {
    ID("campaign_id", "cmp"), ID("facility_id", "fac"), PLAIN("interim", BOOL),
    PLAIN("number", TOKEN),   PLAIN("opened_on", DATE), PLAIN("operation", CODE),
};
static const struct member campaign_fed_items[] = {
    ID("campaign_id", "cmp"), PLAIN("fed_on", DATE),        PLAIN("input_mass_g", COUNT),
    ID("receipt_id", "rcp"),  PLAIN("rule_version", COUNT), OBJECTS("spans", &span),
};
static const struct member campaign_weighed_items[] = {
    ID("campaign_id", "cmp"),
    OBJECTS("materials", &material),
    PLAIN("weighed_on", DATE),
};
static const struct member campaign_closed_items[] = {
    ID("campaign_id", "cmp"),
    PLAIN("closed_on", DATE),
};
static const struct member campaign_corrected_items[] = {
    ID("campaign_id", "cmp"),
    PLAIN("entry", COUNT),
    PLAIN("reason", CODE),
};
static const struct member campaign_cancelled_items[] = {
    ID("campaign_id", "cmp"),
    PLAIN("cancelled_on", DATE),
    PLAIN("reason", CODE),
};
static const struct member dispatched_items[] = {
    PLAIN("fraction", CODE),
    PLAIN("mass_g", COUNT),
    ID("treatment_id", "trt"),
};
static const struct ll_audit_members dispatched = MEMBERS(dispatched_items);
static const struct member material_dispatched_items[] = {
    ID("buyer_id", "org"),        ID("dispatch_id", "dsp"),      PLAIN("dispatched_on", DATE),
    ID("facility_id", "fac"),     OBJECTS("items", &dispatched), PLAIN("number", TOKEN),
    PLAIN("rule_version", COUNT),
};
static const struct member assay_items[] = {
    PLAIN("fraction", CODE),
    PLAIN("metal", CODE),
    PLAIN("method", CODE),
    PLAIN("mg_per_t", COUNT),
};
static const struct ll_audit_members assay = MEMBERS(assay_items);
static const struct member settlement_recorded_items[] = {
    OBJECT_OPT("amount", &money), OBJECTS("assays", &assay),  ID("facility_id", "fac"),
    PLAIN("laboratory", CODE),    PLAIN("number", TOKEN),     ID_OPT("replaces_id", "stl"),
    PLAIN("settled_on", DATE),    ID("settlement_id", "stl"), ID("treatment_id", "trt"),
};
/* How units leave the programme, with the stage they come to. */
static const struct ll_enum_row removal_rows[] = {
    {LL_STAGE_LOST, "lose"},
    {LL_STAGE_DIVERTED, "divert"},
    {LL_STAGE_RETURNED, "return"},
    {LL_STAGE_SEIZED, "seize"},
};
static const struct member units_removed_items[] = {
    ID_OPT("case_id", "cas"),
    PLAIN_OPT("class_code", CODE),
    {.name = "fact", .shape = SHAPE_ENUM, .rows = removal_rows, .row_count = 4},
    PLAIN("happened_on", DATE),
    ID_OPT("package_id", "pkg"),
    PLAIN("reason", CODE),
    PLAIN("rule_version", COUNT),
    ID_OPT("shipment_id", "shp"),
    OBJECTS("spans", &span),
    HEX_OPT("test_record_digest", 32),
};
static const struct member units_found_items[] = {
    WORD("battery", battery, BATTERY),
    PLAIN("class_code", CODE),
    PLAIN("country", COUNTRY),
    ID("facility_id", "fac"),
    PLAIN("found_on", DATE),
    ID_OPT("funder_id", "org"),
    ID("lot_id", "lot"),
    PLAIN("mass_g", COUNT),
    ONLY_GRAMS,
    ID_OPT("package_id", "pkg"),
    ID("programme_id", "prg"),
    HEX("public_number", 16),
    ID_OPT("receipt_id", "rcp"),
    PLAIN("units", COUNT),
};
static const struct member units_rejected_items[] = {
    ID("case_id", "cas"),           ID("facility_id", "fac"),     PLAIN("reason", CODE),
    PLAIN_OPT("rejected_on", DATE), PLAIN("rule_version", COUNT), ID("shipment_id", "shp"),
    OBJECTS("spans", &span),
};
static const struct member units_reclassified_items[] = {
    ID_OPT("case_id", "cas"),    PLAIN("class_code", CODE), PLAIN_OPT("from_class_code", CODE),
    ID_OPT("package_id", "pkg"), PLAIN("reason", CODE),     PLAIN("rule_version", COUNT),
    OBJECTS("spans", &span),
};
static const struct member recredited_items[] = {PLAIN("credit", COUNT), PLAIN("hi", COUNT),
                                                 PLAIN("lo", COUNT), ID("lot_id", "lot")};
static const struct ll_audit_members recredited = MEMBERS(recredited_items);
static const struct member allocation_recredited_items[] = {
    ID("programme_id", "prg"), ID("receipt_id", "rcp"), OBJECTS("recredited", &recredited),
    PLAIN("rule_version", COUNT)};
static const struct member case_opened_items[] = {
    OBJECT_OPT("amount", &money),
    ID("case_id", "cas"),
    PLAIN("cause", CODE),
    ID_OPT("claimant_id", "org"),
    ID_OPT("counterparty_id", "org"),
    PLAIN("deadline", DATE),
    ID_OPT("note_annex_id", "anx"),
    ID_OPT("package_id", "pkg"),
    ID_OPT("receipt_id", "rcp"),
    ID_OPT("shipment_id", "shp"),
    OBJECTS("spans", &span),
};
static const struct member case_closed_items[] = {
    ID("case_id", "cas"),
    PLAIN("closed_on", DATE),
    ID_OPT("note_annex_id", "anx"),
    PLAIN("outcome", CODE),
};
static const struct member case_reopened_items[] = {
    ID("case_id", "cas"),
    PLAIN("deadline", DATE),
    PLAIN("reason", CODE),
};
static const struct member order_line_opened_items[] = {
    ID("beneficiary_id", "org"),    PLAIN("class_code", CODE),   PLAIN("code", CODE),
    PLAIN("countries", COUNTRIES),  ID_OPT("funder_id", "org"),  ONLY_GRAMS,
    ID("order_line_id", "ord"),     ID("payer_id", "org"),       ID("programme_id", "prg"),
    ID_OPT("reseller_id", "org"),   PLAIN_OPT("standard", CODE), PLAIN_OPT("vintage_from", MONTH),
    PLAIN_OPT("vintage_to", MONTH),
};
static const struct member carried_items[] = {
    PLAIN("from_lo", COUNT),
    ID("from_order_line_id", "ord"),
    PLAIN("hi", COUNT),
    PLAIN("lo", COUNT),
};
static const struct ll_audit_members carried = MEMBERS(carried_items);
static const struct member slice_items[] = {
    OBJECTS_OPT("carried", &carried),
    PLAIN("hi", COUNT),
    PLAIN("lo", COUNT),
    ID("order_line_id", "ord"),
    WORD("trigger", trigger, TRIGGER),
};
static const struct ll_audit_members slice = MEMBERS(slice_items);
static const struct member demand_accepted_items[] = {
    HEX("content_digest", 32),
    PLAIN("device_count", COUNT),
    HEX_OPT("device_digest", 32),
    ID("document_id", "doc"),
    ID("document_name_annex_id", "anx"),
    HEX("identity", 32),
    PLAIN("issued_on", DATE),
    HEX("key_id", 8),
    PLAIN("kind", CODE),
    HEX_OPT("order_identity", 32),
    OBJECTS("slices", &slice),
};
static const struct member hold_placed_items[] = {
    PLAIN("hi", COUNT),         ID("hold_id", "hld"), PLAIN("lo", COUNT),
    ID("order_line_id", "ord"), PLAIN("until", DATE),
};
static const struct member hold_confirmed_items[] = {
    HEX("content_digest", 32), ID("document_id", "doc"), ID("document_name_annex_id", "anx"),
    ID("hold_id", "hld"),      HEX("identity", 32),      PLAIN("issued_on", DATE),
    HEX("key_id", 8),          PLAIN("kind", CODE),      WORD("trigger", trigger, TRIGGER),
};
static const struct member hold_ended_items[] = {
    ID("hold_id", "hld"),
    WORD("reason", hold_state, HOLD_STATE),
};
static const struct member voided_items[] = {
    PLAIN("hi", COUNT),
    PLAIN("lo", COUNT),
    ID("order_line_id", "ord"),
    PLAIN("slice_lo", COUNT),
};
static const struct ll_audit_members voided = MEMBERS(voided_items);
static const struct member demand_voided_items[] = {
    OBJECTS("carried", &voided),
    HEX("content_digest", 32),
    ID("document_id", "doc"),
    ID("document_name_annex_id", "anx"),
    HEX("identity", 32),
    PLAIN("issued_on", DATE),
    HEX("key_id", 8),
    PLAIN("kind", CODE),
    ID_OPT("of_document_id", "doc"),
    PLAIN("reason", CODE),
    OBJECTS("voided", &voided),
};
static const struct member allocation_items[] = {
    PLAIN_OPT("credit", COUNT),    PLAIN_OPT("line_hi", COUNT),
    PLAIN("line_lo", COUNT),       PLAIN("lot_accepted", COUNT),
    PLAIN_OPT("lot_closed", BOOL), PLAIN("lot_hi", COUNT),
    ID("lot_id", "lot"),           PLAIN("lot_lo", COUNT),
    ID("order_line_id", "ord"),    PLAIN_OPT("slice_closed", BOOL),
    PLAIN("slice_hi", COUNT),      PLAIN("slice_lo", COUNT),
};
static const struct ll_audit_members allocation = MEMBERS(allocation_items);
static const struct member allocation_run_items[] = {
    OBJECTS("allocations", &allocation),
    ID("programme_id", "prg"),
    PLAIN("rule_version", COUNT),
};
static const struct member released_items[] = {
    PLAIN("line_hi", COUNT),  PLAIN("line_lo", COUNT), PLAIN("lot_hi", COUNT),
    ID("lot_id", "lot"),      PLAIN("lot_lo", COUNT),  ID("order_line_id", "ord"),
    PLAIN("slice_lo", COUNT),
};
static const struct ll_audit_members released = MEMBERS(released_items);
static const struct member allocation_released_items[] = {
    ID("programme_id", "prg"),
    PLAIN("reason", CODE),
    OBJECTS("released", &released),
};
static const struct member cited_items[] = {
    PLAIN("line_lo", COUNT), PLAIN("lot_hi", COUNT),     ID("lot_id", "lot"),
    PLAIN("lot_lo", COUNT),  ID("order_line_id", "ord"),
};
static const struct ll_audit_members cited = MEMBERS(cited_items);
static const struct member reissued_items[] = {ID("certificate_id", "crt")};
static const struct ll_audit_members reissued = MEMBERS(reissued_items);
static const struct member certificate_stated_items[] = {
    ID("beneficiary_id", "org"),
    HEX("body_digest", 32),
    ID("certificate_id", "crt"),
    OBJECTS("cited", &cited),
    ID("programme_id", "prg"),
    OBJECTS_OPT("reissued_from", &reissued),
    ID_OPT("replaces_id", "crt"),
    PLAIN("revision", COUNT),
    PLAIN("serial", TOKEN),
    WORD("stage", stage, STAGE),
    PLAIN_OPT("status_index", COUNT),
    PLAIN_OPT("status_list", COUNT),
    PLAIN_OPT("status_origin", ORIGIN),
    PLAIN_OPT("uncounted_g", COUNT),
    PLAIN("units", COUNT),
};
static const struct member certificate_put_under_review_items[] = {
    ID("certificate_id", "crt"),
    PLAIN("reason", CODE),
};
static const struct member certificate_raised_items[] = {
    HEX("body_digest", 32),
    ID("certificate_id", "crt"),
    OBJECTS("cited", &cited),
    OBJECTS_OPT("dropped", &released),
    WORD("reason", raise_reason, RAISE_REASON),
    PLAIN("revision", COUNT),
    WORD("stage", stage, STAGE),
    PLAIN_OPT("status_index", COUNT),
    PLAIN_OPT("status_list", COUNT),
    PLAIN_OPT("status_origin", ORIGIN),
    PLAIN_OPT("uncounted_g", COUNT),
    PLAIN("units", COUNT),
};
static const struct member certificate_revoked_items[] = {
    ID("certificate_id", "crt"),
    ID_OPT("note_annex_id", "anx"),
    PLAIN("reason", CODE),
    OBJECTS_OPT("released", &released),
};
static const struct member certificate_superseded_items[] = {
    ID("by_id", "crt"),
    ID("certificate_id", "crt"),
    OBJECTS_OPT("dropped", &released),
};

#define X(event_name)                                                                              \
    static const struct ll_audit_members event_name##_members = MEMBERS(event_name##_items);
LL_AUDIT_EVENTS(X)
#undef X

/* What is public, and who writes it again. */
#define NOT_PUBLIC(name)                                                                           \
    {                                                                                              \
#name, &name##_members, ll_apply_##name, NULL                                              \
    }
#define IS_PUBLIC(name)                                                                            \
    {                                                                                              \
#name, &name##_members, ll_apply_##name, ll_put_public_##name                              \
    }
/* One a line. clang-format would set them in columns. */
/* clang-format off */
const struct ll_audit_event_kind ll_audit_event_kinds[] = {
    NOT_PUBLIC(class_defined),
    NOT_PUBLIC(organisation_registered),
    NOT_PUBLIC(facility_registered),
    IS_PUBLIC(plant_key_registered),
    NOT_PUBLIC(facility_certified),
    NOT_PUBLIC(plan_step_stated),
    NOT_PUBLIC(facility_limited),
    NOT_PUBLIC(licence_recorded),
    NOT_PUBLIC(licence_withdrawn),
    IS_PUBLIC(programme_defined),
    IS_PUBLIC(signing_key_changed),
    NOT_PUBLIC(annex_erased),
    NOT_PUBLIC(party_added),
    NOT_PUBLIC(user_added),
    NOT_PUBLIC(user_role_given),
    NOT_PUBLIC(user_role_taken),
    NOT_PUBLIC(user_disabled),
    NOT_PUBLIC(user_enabled),
    NOT_PUBLIC(second_factor_reset),
    NOT_PUBLIC(control_recorded),
    NOT_PUBLIC(access_ruled),
    NOT_PUBLIC(token_made),
    NOT_PUBLIC(token_revoked),
    NOT_PUBLIC(site_set),
    NOT_PUBLIC(webhook_added),
    NOT_PUBLIC(webhook_secret_changed),
    NOT_PUBLIC(webhook_disabled),
    NOT_PUBLIC(webhook_enabled),
    NOT_PUBLIC(enquiry_received),
    NOT_PUBLIC(enquiry_closed),
    IS_PUBLIC(collection_received),
    IS_PUBLIC(lot_excluded),
    IS_PUBLIC(lot_admitted),
    NOT_PUBLIC(package_made),
    NOT_PUBLIC(labels_printed),
    NOT_PUBLIC(label_claimed),
    NOT_PUBLIC(labels_withdrawn),
    NOT_PUBLIC(package_filled),
    NOT_PUBLIC(package_poured),
    NOT_PUBLIC(package_nested),
    NOT_PUBLIC(package_weighed),
    NOT_PUBLIC(package_counted),
    NOT_PUBLIC(package_sealed),
    NOT_PUBLIC(package_unsealed),
    NOT_PUBLIC(package_inspected),
    NOT_PUBLIC(handover_given),
    NOT_PUBLIC(handover_taken),
    NOT_PUBLIC(shipment_planned),
    NOT_PUBLIC(consent_recorded),
    NOT_PUBLIC(shipment_cancelled),
    NOT_PUBLIC(shipment_departed),
    NOT_PUBLIC(shipment_arrived),
    NOT_PUBLIC(shipment_booked),
    NOT_PUBLIC(shipment_unbooked),
    NOT_PUBLIC(departure_overridden),
    NOT_PUBLIC(incident_recorded),
    NOT_PUBLIC(incident_cleared),
    NOT_PUBLIC(notification_drafted),
    NOT_PUBLIC(notification_changed),
    NOT_PUBLIC(notification_numbered),
    NOT_PUBLIC(notification_attached),
    NOT_PUBLIC(notification_described),
    NOT_PUBLIC(notification_stepped),
    NOT_PUBLIC(notification_consented),
    IS_PUBLIC(receipt_recorded),
    NOT_PUBLIC(treatment_recorded),
    NOT_PUBLIC(material_dispatched),
    NOT_PUBLIC(settlement_recorded),
    NOT_PUBLIC(campaign_opened),
    NOT_PUBLIC(campaign_fed),
    NOT_PUBLIC(campaign_weighed),
    NOT_PUBLIC(campaign_closed),
    NOT_PUBLIC(campaign_corrected),
    NOT_PUBLIC(campaign_cancelled),
    IS_PUBLIC(units_removed),
    IS_PUBLIC(units_reclassified),
    IS_PUBLIC(units_found),
    NOT_PUBLIC(units_rejected),
    NOT_PUBLIC(allocation_recredited),
    NOT_PUBLIC(case_opened),
    NOT_PUBLIC(case_closed),
    NOT_PUBLIC(case_reopened),
    NOT_PUBLIC(order_line_opened),
    NOT_PUBLIC(demand_accepted),
    NOT_PUBLIC(demand_voided),
    NOT_PUBLIC(hold_placed),
    NOT_PUBLIC(hold_confirmed),
    NOT_PUBLIC(hold_ended),
    IS_PUBLIC(allocation_run),
    IS_PUBLIC(allocation_released),
    IS_PUBLIC(certificate_stated),
    IS_PUBLIC(certificate_put_under_review),
    IS_PUBLIC(certificate_raised),
    IS_PUBLIC(certificate_revoked),
    IS_PUBLIC(certificate_superseded),
};
/* clang-format on */
const size_t ll_audit_event_kind_count =
    sizeof(ll_audit_event_kinds) / sizeof(ll_audit_event_kinds[0]);

/* What a plant signs. */
static const struct member statement_items[] = {
    WORD("basis", receipt_basis, RECEIPT_BASIS),
    PLAIN_OPT("collected_g", COUNT),
    PLAIN("declared", COUNT),
    PLAIN_OPT("drawn", COUNT),
    PLAIN_OPT("good", COUNT),
    PLAIN("key", TOKEN),
    PLAIN("mass_g", COUNT),
    ONLY_GRAMS,
    PLAIN("month", MONTH),
    HEX_OPT("packages_digest", 32),
    PLAIN_OPT("reason", CODE),
    HEX("receipt", 16),
    PLAIN_OPT("rejected", COUNT),
    PLAIN("type", WORDS),
    PLAIN("units", COUNT),
};
static const struct ll_audit_members statement = MEMBERS(statement_items);

static const struct member treatment_statement_items[] = {
    PLAIN("key", TOKEN),
    WORD("kind", treatment_kind, TREATMENT_KIND),
    OBJECTS("materials", &material),
    ONLY_GRAMS,
    PLAIN("month", MONTH),
    PLAIN("operation", CODE),
    HEX("receipt", 16),
    HEX("treatment", 16),
    PLAIN("type", WORDS),
    PLAIN("units", COUNT),
};
static const struct ll_audit_members treatment_statement = MEMBERS(treatment_statement_items);

void ll_audit_each_member(void (*each)(void *ctx, const char *kind, const char *member), void *ctx)
{
    for (size_t i = 0; i < ll_audit_event_kind_count; i++) {
        const struct ll_audit_event_kind *kind = &ll_audit_event_kinds[i];
        for (size_t j = 0; j < kind->members->count; j++) {
            const struct member *member = &kind->members->items[j];
            each(ctx, kind->name, member->name);
            for (size_t k = 0; member->sub != NULL && k < member->sub->count; k++) {
                each(ctx, kind->name, member->sub->items[k].name);
            }
        }
    }
}

bool ll_audit_check_body(struct ll_audit *a, const struct ll_audit_event_kind *kind,
                         const struct ll_json *body)
{
    return ll_shape_check(a, kind->members, body);
}

bool ll_audit_check_statement(struct ll_audit *a, const struct ll_json *value)
{
    return ll_shape_check(a, &statement, value);
}

bool ll_audit_check_treatment_statement(struct ll_audit *a, const struct ll_json *value)
{
    return ll_shape_check(a, &treatment_statement, value);
}
