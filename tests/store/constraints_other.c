/* The constraints that no promise names, one attempt each; and what must be allowed. */
#include <stddef.h>

#include "constraints_attempts.h"

#define FK "foreign key"
#define ROW "INSERT INTO allocation VALUES "

const struct attempt attempts_other[] = {
    BOTH("device_class_mass", NULL, "UPDATE device_class SET mass_low_g = 0"),
    BOTH("device_class_mass", NULL, "UPDATE device_class SET mass_g = 4"),
    BOTH("organisation_code", NULL, "UPDATE organisation SET code = 'op'"),
    BOTH("organisation_country", NULL, "UPDATE organisation SET country = 'NLD'"),
    BOTH("facility_code", NULL, "UPDATE facility SET code = 'wh'"),
    BOTH("facility_organisation", FK, "UPDATE facility SET organisation_id = #2f"),
    BOTH("plant_key_once", NULL, "UPDATE plant_key SET public_key = ##2a"),
    BOTH("plant_key_size", NULL, "UPDATE plant_key SET public_key = #2a"),
    BOTH("plant_key_facility", FK, "UPDATE plant_key SET facility_id = #2f"),
    BOTH("signing_key_once", NULL, "UPDATE signing_key SET public_key = ##2d"),
    BOTH("signing_key_retired_once", NULL, "UPDATE signing_key SET retired_key = ##2f"),
    BOTH("signing_key_other", NULL,
         "UPDATE signing_key SET retired_key = public_key WHERE signing_key_id = #2a"),
    BOTH("signing_key_size", NULL,
         "UPDATE signing_key SET signature = ##07 WHERE signing_key_id = #2a"),
    BOTH("certification_once", NULL,
         "UPDATE certification SET facility_id = #29, standard = 'r2v3', number = 'n1',"
         " valid_from = 1"),
    BOTH("certification_days", NULL, "UPDATE certification SET valid_to = valid_from - 1"),
    BOTH("certification_facility", FK, "UPDATE certification SET facility_id = #2f"),
    BOTH("licence_days", NULL, "UPDATE licence SET valid_until = valid_from - 1"),
    BOTH("licence_withdrawn", NULL, "UPDATE licence SET withdrawn_on = 5"),
    BOTH("licence_withdrawn", NULL,
         "UPDATE licence SET withdrawn_on = 10, withdraw_reason = 'revoked'"),
    BOTH("licence_mass", NULL, "UPDATE licence SET mass_max_g = 0"),
    BOTH("licence_digest_size", NULL, "UPDATE licence SET document_digest = #06"),
    BOTH("licence_organisation", FK, "UPDATE licence SET organisation_id = #2f"),
    BOTH("licence_facility", FK, "UPDATE licence SET facility_id = #2f WHERE licence_id = #2d"),
    BOTH("licence_once", NULL,
         "INSERT INTO licence VALUES"
         " (#2e, #20, NULL, 1, 'NL', 'n1', '', NULL, ##06, 1, 8, NULL, NULL, #11)"),
    BOTH("licence_once_there", NULL,
         "INSERT INTO licence VALUES"
         " (#2e, #20, #29, 3, 'NL', 'n1', '', NULL, ##06, 1, 8, NULL, NULL, #11)"),
    BOTH("programme_code", NULL, "UPDATE programme SET code = 'p1'"),
    BOTH("programme_operator", FK, "UPDATE programme SET operator_id = #2f"),
    BOTH("programme_class_grams", NULL, "UPDATE programme_class SET grams_per_device = 0"),
    BOTH("programme_class_grams", NULL,
         "UPDATE programme_class SET grams_per_device = 1000000000001"),
    BOTH("programme_class_programme", FK, "UPDATE programme_class SET programme_id = #3f"),
    BOTH("programme_class_class", FK, "UPDATE programme_class SET demand_class = 'x'"),
    BOTH("party_organisation", FK, "UPDATE party SET organisation_id = #2f"),
    BOTH("ledger_user_email_once", NULL, "UPDATE ledger_user SET email_digest = ##2f"),
    BOTH("ledger_user_email_once", NULL,
         "INSERT INTO ledger_user VALUES (#2d, #20, ##2f, #01, #18, #18, NULL, #11)"),
    BOTH("ledger_user_email_size", NULL,
         "UPDATE ledger_user SET email_digest = #2e WHERE user_id = #2e"),
    BOTH("ledger_user_organisation", FK, "UPDATE ledger_user SET organisation_id = #2f"),
    BOTH("site_address", NULL, "UPDATE site SET address = 'ftp://ledger.example'"),
    BOTH("webhook_delivery_once", NULL,
         "INSERT INTO webhook_delivery VALUES"
         " (#2f, #2e, #11, 'k', '{}', 1, 0, 0, 0, NULL, NULL, NULL)"),
    BOTH("webhook_disabled", NULL, "UPDATE webhook SET disabled_at = 1"),
    BOTH("webhook_organisation", FK, "UPDATE webhook SET organisation_id = #2f"),
    BOTH("enquiry_about", NULL,
         "INSERT INTO enquiry VALUES (#2e, #18, #18, #18, #18, 'GH', 'k', 1, 1, #2e, NULL, NULL, "
         "NULL,"
         " #11)"),
    BOTH("enquiry_about", NULL,
         "INSERT INTO enquiry VALUES (#2e, NULL, #18, #18, NULL, NULL, NULL, NULL, NULL, #2e, NULL,"
         " NULL, NULL, #11)"),
    BOTH(
        "enquiry_accepted", NULL,
        "INSERT INTO enquiry VALUES (#2e, #18, #18, #18, NULL, 'GH', 'k', 1, 1, NULL, 1, NULL, #2e,"
        " #11)"),
    BOTH("enquiry_order_line", FK,
         "INSERT INTO enquiry VALUES (#2e, #18, #18, #18, NULL, 'GH', 'k', 1, 1, NULL, 1, #2d, #2e,"
         " #11)"),
    BOTH("enquiry_user", FK,
         "INSERT INTO enquiry VALUES (#2e, #18, #18, #18, NULL, 'GH', 'k', 1, 1, NULL, 1, #60, #2d,"
         " #11)"),
    BOTH("control_two_people", NULL, "UPDATE control SET approved_by = #2e"),
    BOTH("control_two_people", NULL, "UPDATE control SET single_control = 1"),
    BOTH("control_proposed_by", FK, "UPDATE control SET proposed_by = #2d"),
    BOTH("control_approved_by", FK, "UPDATE control SET approved_by = #2d"),
    BOTH("token_user", FK, "UPDATE token SET user_id = #2d"),
    BOTH("user_role_user", FK, "UPDATE user_role SET user_id = #2d"),
    BOTH("collection_evidence_size", NULL,
         "INSERT INTO collection VALUES"
         " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, #-1, 0, 0, 'GHS', #11)"),
    BOTH("collection_evidence_again", NULL,
         "INSERT INTO collection VALUES"
         " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, ##4f, 2, 0, 'GHS', #11)"),
    BOTH("collection_price", NULL, "UPDATE collection SET price_minor = -1"),
    BOTH("collection_programme", FK, "UPDATE collection SET programme_id = #3f"),
    BOTH("collection_collector", FK,
         "INSERT INTO collection VALUES"
         " (#4f, #30, #2f, #28, 'GH', 1, 1, NULL, ##4f, 0, 0, 'GHS', #11)"),
    BOTH("collection_facility", FK, "UPDATE collection SET facility_id = #2f"),
    BOTH("lot_bounds", "lot_pkey|lot_bounds|lot_public_number|lot_collection_class",
         "INSERT INTO lot SELECT * FROM lot"),
    BOTH("lot_public_number", NULL, "UPDATE lot SET public_number = #50"),
    BOTH("lot_collection_class", NULL,
         "UPDATE lot SET class_code = 'phone' WHERE collection_id = #40"),
    BOTH("lot_mass", "lot_mass|lot_measure", "UPDATE lot SET mass_g = 0"),
    BOTH("lot_measure", NULL, "UPDATE lot SET measure = 0 WHERE lot_id = #50"),
    BOTH("lot_measure", NULL, "UPDATE lot SET measure = 2 WHERE lot_id = #50"),
    BOTH("lot_found", NULL, "UPDATE lot SET source = 3 WHERE lot_id = #51"),
    BOTH("lot_found", NULL, "UPDATE lot SET collection_id = NULL WHERE lot_id = #51"),
    BOTH("lot_found", NULL, "UPDATE lot SET found_on = 1 WHERE lot_id = #51"),
    BOTH("lot_class", FK, "UPDATE lot SET class_code = 'x' WHERE lot_id = #51"),
    BOTH("lot_funder", FK, "UPDATE lot SET funder_id = #2f"),
    BOTH("package_code", NULL, "UPDATE package SET code = 'box'"),
    BOTH("package_place", NULL, "UPDATE package SET facility_id = #28, shipment_id = #5a"),
    BOTH("package_parent", FK,
         "UPDATE package SET parent_id = #5f, facility_id = NULL, shipment_id = NULL"),
    BOTH("package_facility", FK, "UPDATE package SET parent_id = NULL, facility_id = #2f"),
    BOTH("weighing_net", NULL, "UPDATE weighing SET tare_g = gross_g"),
    BOTH("weighing_package", FK, "UPDATE weighing SET package_id = #5f"),
    BOTH("package_count_differs", NULL, "UPDATE package_count SET units = 8"),
    BOTH("package_count_package", FK, "UPDATE package_count SET package_id = #5f"),
    BOTH("package_count_organisation", FK, "UPDATE package_count SET organisation_id = #2f"),
    BOTH("seal_entry_which", NULL, "UPDATE seal_entry SET seal = NULL"),
    BOTH("seal_entry_which", NULL, "UPDATE seal_entry SET deed = 5"),
    BOTH("seal_entry_broken", NULL, "UPDATE seal_entry SET deed = 2"),
    BOTH("seal_entry_differs", NULL, "UPDATE seal_entry SET deed = 4"),
    BOTH("seal_entry_package", FK, "UPDATE seal_entry SET package_id = #5f"),
    BOTH("seal_entry_organisation", FK, "UPDATE seal_entry SET organisation_id = #2f"),
    BOTH("shipment_code", NULL, "UPDATE shipment SET code = 's1'"),
    BOTH("shipment_left_with", NULL, "UPDATE shipment SET units = 40"),
    BOTH("shipment_why_cancelled", NULL, "UPDATE shipment SET state = 5"),
    BOTH("shipment_from", FK, "UPDATE shipment SET from_facility_id = #2f"),
    BOTH("shipment_to", FK, "UPDATE shipment SET to_facility_id = #2f"),
    BOTH("leg_shipment", FK, "UPDATE leg SET shipment_id = #5f"),
    BOTH("leg_carrier", FK, "UPDATE leg SET carrier_id = #2f"),
    BOTH("shipment_package_shipment", FK, "UPDATE shipment_package SET shipment_id = #5f"),
    BOTH("shipment_package_package", FK, "UPDATE shipment_package SET package_id = #5f"),
    BOTH("consent_shipment", FK, "UPDATE consent SET shipment_id = #5f"),
    BOTH("consent_document_once", NULL, "INSERT INTO consent VALUES (#5b, 'GH', ##06, 9)"),
    BOTH("consent_document_once", NULL,
         "INSERT INTO consent VALUES (#5b, 'NL', ##07, 9);"
         "UPDATE consent SET document_digest = ##06 WHERE shipment_id = #5b"),
    BOTH("consent_document_once", "consent_document_once|consent_pkey",
         "INSERT INTO consent VALUES (#5a, 'GH', ##06, 9);"
         "UPDATE consent SET shipment_id = #5b WHERE country = 'GH'"),
    SQLITE("consent_document_once", NULL,
           "INSERT OR REPLACE INTO consent VALUES (#5b, 'NL', ##06, 9)"),
    BOTH("consent_digest_size", NULL, "UPDATE consent SET document_digest = #-1"),
    BOTH("notification_code", NULL, "UPDATE notification SET code = 'n1'"),
    BOTH("notification_number", NULL, "UPDATE notification SET number = 'x1'"),
    BOTH("notification_text_notification", FK,
         "UPDATE notification_text SET notification_id = #5f"),
    BOTH("notification_document_amount", NULL,
         "UPDATE notification_document SET amount_currency = 'EUR'"),
    BOTH("notification_document_days", NULL,
         "UPDATE notification_document SET valid_until = 0 WHERE valid_from = 1"),
    BOTH("notification_limits", NULL, "UPDATE notification SET mass_max_g = 0"),
    BOTH("notification_limits", NULL, "UPDATE notification SET shipments_max = 0"),
    BOTH("notification_days", NULL, "UPDATE notification SET last_departure = 0"),
    BOTH("notification_notifier", FK, "UPDATE notification SET notifier_id = #2f"),
    BOTH("notification_consignee", FK, "UPDATE notification SET consignee_id = #2f"),
    BOTH("notification_from", FK, "UPDATE notification SET from_facility_id = #2f"),
    BOTH("notification_plant", FK, "UPDATE notification SET plant_id = #2f"),
    BOTH("notification_carrier_once", NULL, "UPDATE notification_carrier SET mode = 'sea'"),
    BOTH("notification_carrier_notification", FK,
         "UPDATE notification_carrier SET notification_id = #5f"),
    BOTH("notification_carrier_carrier", FK, "UPDATE notification_carrier SET carrier_id = #2f"),
    BOTH("notification_document_of", "notification_document_of|notification_document_pkey",
         "INSERT INTO notification_document VALUES (##56, #56, 'k', NULL, NULL, NULL, NULL)"),
    BOTH("notification_document_size", NULL,
         "INSERT INTO notification_document VALUES (#56, #56, 'k', NULL, NULL, NULL, NULL)"),
    BOTH("notification_document_notification", FK,
         "INSERT INTO notification_document VALUES (##58, #5f, 'k', NULL, NULL, NULL, NULL)"),
    BOTH("notification_state_number", NULL, "UPDATE notification_state SET number = 1"),
    BOTH("notification_state_step", NULL, "UPDATE notification_state SET stepped_on = 1"),
    BOTH("notification_state_consent", NULL,
         "UPDATE notification_state SET valid_until = 0 WHERE country = 'GH'"),
    BOTH("notification_state_consent", NULL, "UPDATE notification_state SET basis = 'x'"),
    BOTH("notification_state_consent", NULL,
         "UPDATE notification_state SET mass_max_g = NULL WHERE country = 'GH'"),
    BOTH("notification_state_notification", FK,
         "UPDATE notification_state SET notification_id = #5f WHERE country = 'BE'"),
    BOTH("notification_state_document", FK,
         "UPDATE notification_state SET consent_digest = ##57 WHERE country = 'GH'"),
    BOTH("receipt_shipment_once", NULL,
         "INSERT INTO receipt VALUES (#5f, #5a, #29, #2a, 1, 1, 1, 'x', ###07, #11)"),
    BOTH("receipt_statement_once", NULL,
         "INSERT INTO receipt VALUES (#5f, #5b, #29, #2a, 1, 1, 1, '{}', ###07, #11)"),
    BOTH("receipt_statement_once", NULL,
         "INSERT INTO receipt VALUES (#5f, #5b, #29, #2a, 1, 1, 1, '{}', ###07, #11)"
         " ON CONFLICT (receipt_id) DO UPDATE SET shipment_id = #5b"),
    BOTH("receipt_signature_size", NULL, "UPDATE receipt SET signature = ##07"),
    BOTH("receipt_shipment", FK, "UPDATE receipt SET shipment_id = #5f"),
    BOTH("receipt_facility", FK, "UPDATE receipt SET facility_id = #2f"),
    BOTH("receipt_key", FK, "UPDATE receipt SET plant_key_id = #2f"),
    BOTH("treatment_statement_once", NULL,
         "INSERT INTO treatment VALUES (#5f, #5c, #29, 1, 'R4', 0, 1, 1, 1, #2a, '{}', ###07,"
         " #11)"),
    BOTH("treatment_signed", NULL, "UPDATE treatment SET statement = NULL"),
    BOTH("treatment_signed", NULL, "UPDATE treatment SET signature = NULL"),
    BOTH("treatment_signed", NULL, "UPDATE treatment SET plant_key_id = NULL"),
    BOTH("treatment_metallurgical", NULL,
         "UPDATE treatment SET kind = 2, statement = NULL, signature = NULL, plant_key_id = NULL"),
    BOTH("treatment_signature_size", NULL, "UPDATE treatment SET signature = ##07"),
    BOTH("treatment_key", FK, "UPDATE treatment SET plant_key_id = #2f"),
    BOTH("treatment_receipt", FK, "UPDATE treatment SET receipt_id = #5f"),
    BOTH("material_dispatched", NULL, "UPDATE material SET dispatched_g = mass_g + 1"),
    BOTH("material_dispatched", NULL, "UPDATE material SET dispatched_g = -1"),
    BOTH("material_dispatched", NULL, "UPDATE material SET mass_g = -1"),
    BOTH("dispatch_once", NULL, "UPDATE dispatch SET number = 'L-1'"),
    BOTH("dispatch_facility", FK, "UPDATE dispatch SET facility_id = #2f"),
    BOTH("dispatch_buyer", FK, "UPDATE dispatch SET buyer_id = #2f"),
    BOTH("dispatch_item_mass", NULL, "UPDATE dispatch_item SET mass_g = 0"),
    BOTH("dispatch_item_dispatch", FK, "UPDATE dispatch_item SET dispatch_id = #6f"),
    BOTH("dispatch_item_material", FK, "UPDATE dispatch_item SET fraction = 'gold'"),
    BOTH("settlement_once", NULL, "UPDATE settlement SET number = 'S-1'"),
    BOTH("settlement_counts", NULL, "UPDATE settlement SET replaced = 0"),
    BOTH("settlement_replaced_once", NULL,
         "INSERT INTO settlement VALUES (#5c, #5d, #29, 'S-3', 'l', 2, NULL, NULL, #5a, 1, #11)"),
    BOTH("settlement_amount", NULL, "UPDATE settlement SET amount_minor = -1"),
    BOTH("settlement_amount", NULL, "UPDATE settlement SET amount_currency = NULL"),
    BOTH("settlement_treatment", FK, "UPDATE settlement SET treatment_id = #5f"),
    BOTH("settlement_facility", FK, "UPDATE settlement SET facility_id = #2f"),
    BOTH("settlement_replaces", FK,
         "UPDATE settlement SET replaces_id = #5f WHERE replaces_id IS NOT NULL"),
    BOTH("settlement_assay_content", NULL, "UPDATE settlement_assay SET mg_per_t = -1"),
    BOTH("settlement_assay_content", NULL, "UPDATE settlement_assay SET mg_per_t = 1000000001"),
    BOTH("settlement_assay_settlement", FK, "UPDATE settlement_assay SET settlement_id = #5f"),
    BOTH("material_treatment", FK, "UPDATE material SET treatment_id = #5f"),
    BOTH("receipt_span_span", NULL, "UPDATE receipt_span SET hi = lo"),
    BOTH("receipt_span_span", NULL, "UPDATE receipt_span SET lo = -1"),
    BOTH("receipt_span_overlap", NULL, "INSERT INTO receipt_span VALUES (#5c, #50, 39, 41)"),
    BOTH("receipt_span_overlap", NULL,
         "INSERT INTO receipt_span VALUES (#5c, #50, 40, 50);"
         "UPDATE receipt_span SET lo = 39 WHERE lo = 40"),
    BOTH("receipt_span_receipt", FK, "UPDATE receipt_span SET receipt_id = #5f"),
    BOTH("receipt_span_lot", FK, "UPDATE receipt_span SET lot_id = #5f"),
    BOTH("treatment_span_span", NULL, "UPDATE treatment_span SET hi = lo"),
    BOTH("treatment_span_span", NULL, "UPDATE treatment_span SET lo = -1"),
    BOTH("treatment_span_overlap", NULL, "INSERT INTO treatment_span VALUES (#5d, #50, 39, 41)"),
    BOTH("treatment_span_overlap", NULL,
         "INSERT INTO treatment_span VALUES (#5d, #50, 40, 50);"
         "UPDATE treatment_span SET lo = 39 WHERE lo = 40"),
    BOTH("treatment_span_treatment", FK, "UPDATE treatment_span SET treatment_id = #5f"),
    BOTH("treatment_span_lot", FK, "UPDATE treatment_span SET lot_id = #5f"),
    BOTH("ledger_case_amount", NULL, "UPDATE ledger_case SET amount_minor = NULL"),
    BOTH("ledger_case_amount", NULL, "UPDATE ledger_case SET amount_currency = NULL"),
    BOTH("ledger_case_amount", NULL, "UPDATE ledger_case SET amount_minor = -1"),
    BOTH("ledger_case_about", NULL, "UPDATE ledger_case SET receipt_id = #5c"),
    BOTH("ledger_case_closed", NULL, "UPDATE ledger_case SET closed_on = 1"),
    BOTH("ledger_case_closed", NULL, "UPDATE ledger_case SET outcome = 'x'"),
    BOTH("ledger_case_closed", NULL, "UPDATE ledger_case SET closing_note_annex_id = #18"),
    BOTH("ledger_case_counterparty", FK, "UPDATE ledger_case SET counterparty_id = #2f"),
    BOTH("ledger_case_package", FK, "UPDATE ledger_case SET package_id = #5f"),
    BOTH("ledger_case_receipt", FK, "UPDATE ledger_case SET package_id = NULL, receipt_id = #5f"),
    BOTH("ledger_case_shipment", FK, "UPDATE ledger_case SET package_id = NULL, shipment_id = #5f"),
    BOTH("case_span_span", NULL, "UPDATE case_span SET hi = lo"),
    BOTH("case_span_span", NULL, "UPDATE case_span SET lo = -1"),
    BOTH("case_span_overlap", NULL, "INSERT INTO case_span VALUES (#5e, #51, 49, 51)"),
    BOTH("case_span_overlap", NULL,
         "INSERT INTO case_span VALUES (#5e, #51, 50, 60);"
         "UPDATE case_span SET lo = 49 WHERE lo = 50"),
    BOTH("case_span_case", FK, "UPDATE case_span SET case_id = #5f"),
    BOTH("case_span_lot", FK, "UPDATE case_span SET lot_id = #5f"),
    BOTH("order_line_measure", NULL, "UPDATE order_line SET measure = 3"),
    BOTH("order_line_code", NULL, "UPDATE order_line SET code = 'o1'"),
    BOTH("order_line_bounds", "order_line_pkey|order_line_bounds|order_line_code",
         "INSERT INTO order_line SELECT * FROM order_line"),
    BOTH("order_line_programme", FK,
         "INSERT INTO order_line VALUES"
         " (#6f, 'o9', #3f, #21, #21, NULL, 'phone', 1, '', NULL, NULL, NULL, NULL, 0, #12)"),
    BOTH("order_line_payer", FK, "UPDATE order_line SET payer_id = #2f"),
    BOTH("order_line_beneficiary", FK, "UPDATE order_line SET beneficiary_id = #2f"),
    BOTH("order_line_class", FK, "UPDATE order_line SET class_code = 'x'"),
    {NULL, ATTEMPT_BOTH, NULL, NULL},
};

const struct attempt attempts_allowed[] = {
    BOTH("an allocation is split", NULL,
         "DELETE FROM allocation WHERE lot_id = #50 AND lot_lo = 20;" ROW
         "(#50, 20, 30, 90, 1, #60, 20, 30, 0, 60, #30, 1, 1);" ROW
         "(#50, 30, 40, 90, 1, #60, 30, 40, 0, 60, #30, 2, 1)"),
    BOTH("one is shortened and its rest released", NULL,
         "UPDATE allocation SET lot_hi = 30, line_hi = 30 WHERE lot_id = #50 AND lot_lo = 20"),
    BOTH("neighbours touch", NULL, ROW "(#50, 50, 60, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"),
    BOTH("the last unit and the last position", NULL,
         ROW "(#50, 89, 90, 90, 1, #60, 99, 100, 60, 100, #30, 1, 1)"),
    BOTH("units and positions cross", NULL,
         ROW "(#50, 50, 60, 90, 1, #60, 50, 60, 0, 60, #30, 1, 1),"
             "(#50, 60, 70, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"),
    BOTH("an uncited one moves", NULL,
         "UPDATE allocation SET lot_lo = 55, lot_hi = 75, line_lo = 40, line_hi = 60"
         " WHERE lot_id = #50 AND lot_lo = 20"),
    BOTH("a commitment becomes final", NULL,
         "UPDATE allocation SET state = 2 WHERE lot_id = #50 AND lot_lo = 40"),
    BOTH("an allocation is released", NULL,
         "DELETE FROM allocation WHERE lot_id = #50 AND lot_lo = 20"),
    BOTH("accepted grows under allocations, cited ones too", NULL,
         "UPDATE lot SET accepted = 95 WHERE lot_id = #50;" ROW
         "(#50, 90, 95, 95, 1, #60, 40, 45, 0, 60, #30, 1, 1)"),
    BOTH("accepted shrinks to what is allocated and held", NULL,
         "UPDATE custody SET hi = 10 WHERE lot_id = #51;"
         "UPDATE lot SET accepted = 10 WHERE lot_id = #51"),
    BOTH("a lot without allocations is excluded", NULL,
         "UPDATE lot SET eligible = 0, ineligible_reason = 'x' WHERE lot_id = #53"),
    BOTH("a lot is excluded under what certificates cite", NULL,
         "DELETE FROM allocation WHERE state = 1;"
         "UPDATE lot SET eligible = 0, ineligible_reason = 'x' WHERE lot_id = #50"),
    BOTH("a certificate comes under review, and is live again", NULL,
         "UPDATE certificate SET state = 2, state_reason = 'x' WHERE certificate_id = #70;"
         "UPDATE certificate SET state = 1, state_reason = NULL WHERE certificate_id = #71"),
    BOTH("a slice grows under allocations, cited ones too", NULL,
         "UPDATE order_line SET demanded = 120 WHERE order_line_id = #60;"
         "UPDATE demand_slice SET hi = 120 WHERE order_line_id = #60 AND lo = 60;" ROW
         "(#50, 50, 60, 90, 1, #60, 110, 120, 60, 120, #30, 1, 1)"),
    BOTH("a line grows at its tail", NULL,
         "UPDATE order_line SET demanded = 110 WHERE order_line_id = #60;"
         "INSERT INTO demand_slice VALUES (#60, 100, 110, #30, 1, NULL, 3, #12)"),
    BOTH("a whole programme changes hands with all its lines and lots", NULL,
         "DELETE FROM hold WHERE order_line_id = #62;"
         "DELETE FROM demand_slice WHERE order_line_id = #62;"
         "UPDATE order_line SET programme_id = #30 WHERE order_line_id = #62;"
         "UPDATE lot SET programme_id = #30 WHERE lot_id = #53"),
    BOTH("custody is split and moves on", NULL,
         "UPDATE custody SET hi = 60 WHERE lot_id = #50 AND lo = 40;"
         "INSERT INTO custody VALUES (#50, 60, 90, 2, NULL, #58, NULL, NULL, NULL, NULL, NULL, 9)"),
    BOTH("a later fact about cited units", NULL,
         "DELETE FROM allocation WHERE lot_id = #50 AND lot_lo = 20;"
         "UPDATE custody SET stage = 11, treatment_id = NULL WHERE lot_id = #50 AND lo = 0"),
    BOTH("a dismantled unit lies at the plant", NULL,
         "UPDATE custody SET stage = 4, facility_id = #29 WHERE lot_id = #50 AND lo = 0"),
    BOTH("a second receipt, and a second case, of the same units", NULL,
         "INSERT INTO receipt VALUES (#5f, #5b, #29, #2a, 1, 1, 1, 'x', ###07, #11);"
         "INSERT INTO receipt_span VALUES (#5f, #50, 10, 20);"
         "INSERT INTO treatment VALUES (#5f, #5f, #29, 1, 'R4', 0, 1, 1, 1, NULL, NULL, NULL, #11),"
         " (#6f, #5c, #29, 1, 'R4', 0, 1, 1, 1, NULL, NULL, NULL, #11);"
         "INSERT INTO treatment_span VALUES (#5f, #50, 10, 20);"
         "INSERT INTO ledger_case VALUES (#6f, 'late', 9, NULL, NULL, NULL, NULL, NULL, NULL, NULL,"
         " NULL, NULL, NULL, #12);"
         "INSERT INTO case_span VALUES (#6f, #51, 10, 20)"),
    BOTH("a case is closed", NULL,
         "UPDATE ledger_case SET closed_on = 1, outcome = 'x', closing_note_annex_id = #18;"
         "UPDATE custody SET case_id = NULL"),
    BOTH("units of two custody rows are cited", NULL,
         "UPDATE custody SET hi = 5 WHERE lot_id = #51;"
         "INSERT INTO custody VALUES (#51, 5, 50, 2, NULL, #58, NULL, NULL, NULL, NULL, NULL, 9);"
         "UPDATE allocation SET state = 3 WHERE lot_id = #51;"
         "INSERT INTO certificate_unit VALUES (#51, 0, 10, #71, 1)"),
    BOTH("units beyond the stated stage are cited", NULL,
         "UPDATE allocation SET state = 3 WHERE lot_id = #50 AND lot_lo = 20;"
         "INSERT INTO certificate_unit VALUES (#50, 20, 40, #71, 1)"),
    BOTH("a certificate is revoked and its units are free", NULL,
         "DELETE FROM certificate_unit WHERE certificate_id = #70;"
         "UPDATE certificate SET state = 4, state_reason = 'x' WHERE certificate_id = #70;"
         "DELETE FROM allocation WHERE lot_id = #50 AND lot_lo = 0;" ROW
         "(#50, 0, 20, 90, 1, #60, 40, 60, 0, 60, #30, 1, 1)"),
    BOTH("a certificate is restated at a later stage", NULL,
         "DELETE FROM certificate_unit WHERE certificate_id = #71;"
         "UPDATE custody SET hi = 50, stage = 3, receipt_id = #5c WHERE lot_id = #50 AND lo = 40;"
         "UPDATE certificate SET stage = 3, revision = 2 WHERE certificate_id = #71;"
         "INSERT INTO certificate_unit VALUES (#50, 40, 50, #71, 3)"),
    BOTH("a body is erased", NULL,
         "UPDATE annex SET body = NULL, erased_at = 6 WHERE body IS NOT NULL"),
    BOTH("a device's second life, and another scope", NULL,
         "INSERT INTO device VALUES (##80, 's', 2, #01, #60, 7, #12),"
         " (##80, 't', 1, #01, #60, 0, #12)"),
    BOTH("collections without a record number", NULL,
         "INSERT INTO collection VALUES"
         " (#4e, #30, #22, #28, 'GH', 1, 1, NULL, ##4e, 0, 0, 'GHS', #11),"
         " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, ##4f, 0, 0, 'GHS', #11)"),
    BOTH("evidence shown again, by those who say so", NULL,
         "INSERT INTO collection VALUES"
         " (#4e, #30, #22, #28, 'GH', 1, 1, NULL, ##40, 1, 0, 'GHS', #11),"
         " (#4f, #30, #22, #28, 'GH', 1, 1, NULL, ##40, 1, 0, 'GHS', #11)"),
    BOTH("a document that two countries signed, and one that takes its place", NULL,
         "INSERT INTO consent VALUES (#5a, 'GH', ##06, 9);"
         "UPDATE consent SET document_digest = ##07 WHERE shipment_id = #5a;"
         "INSERT INTO consent VALUES (#5b, 'NL', ##06, 9)"),
    BOTH("another collector's record of the same number", NULL,
         "INSERT INTO collection VALUES"
         " (#4e, #30, #20, #28, 'GH', 1, 1, 'r1', ##4e, 0, 0, 'GHS', #11)"),
    BOTH("an event before its request", NULL,
         "INSERT INTO event VALUES (#13, #03, 'k', 1, '{}', NULL, NULL);"
         "INSERT INTO request VALUES (#03, 'key-3', 'c', 'a', ##01, #01, 1, '{}')"),
    BOTH("units taken in a savepoint that was undone", NULL,
         "SAVEPOINT a;" ROW "(#50, 50, 60, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1);"
         "ROLLBACK TO a;" ROW "(#50, 55, 60, 90, 1, #60, 45, 50, 0, 60, #30, 1, 1)"),
    {NULL, ATTEMPT_BOTH, NULL, NULL},
};
