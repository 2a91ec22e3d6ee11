-- What projectors write; nothing else writes projections.

-- name: project_device_class :exec
-- in: class_code text, unu_key text, hs_code text, mass_low_g mass, mass_g mass, mass_high_g mass, event_id event_id
INSERT INTO device_class (class_code, unu_key, hs_code, mass_low_g, mass_g, mass_high_g, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_organisation :exec
-- in: organisation_id organisation_id, code text, country text, name_annex_id annex_id, event_id event_id
INSERT INTO organisation (organisation_id, code, country, name_annex_id, event_id)
VALUES ($1, $2, $3, $4, $5);

-- name: project_facility :exec
-- in: facility_id facility_id, code text, organisation_id organisation_id, country text, is_plant bool, name_annex_id annex_id, event_id event_id
INSERT INTO facility (facility_id, code, organisation_id, country, is_plant, name_annex_id, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_signing_key :exec
-- in: signing_key_id signing_key_id, public_key bytes, retired_key bytes, signature bytes, changed_at time, event_id event_id
INSERT INTO signing_key (signing_key_id, public_key, retired_key, signature, changed_at, event_id)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_plant_key :exec
-- in: plant_key_id plant_key_id, facility_id facility_id, public_key bytes, event_id event_id
INSERT INTO plant_key (plant_key_id, facility_id, public_key, event_id) VALUES ($1, $2, $3, $4);

-- name: project_certification :exec
-- in: certification_id certification_id, facility_id facility_id, standard text, scope text, number text, valid_from date, valid_to date, event_id event_id
INSERT INTO certification (certification_id, facility_id, standard, scope, number, valid_from, valid_to,
    event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: project_plan_step :exec
-- in: plan_step_id plan_step_id, facility_id facility_id, scheme text, step text, state plan_state, due_on date, helper_id organisation_id?, evidence_digest bytes?, event_id event_id
-- As it stands: what is said later of a step takes the place of what was said before.
INSERT INTO plan_step (plan_step_id, facility_id, scheme, step, state, due_on, helper_id,
    evidence_digest, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (plan_step_id) DO UPDATE SET state = $5, due_on = $6, helper_id = $7,
    evidence_digest = $8, event_id = $9;

-- name: project_licence :exec
-- in: licence_id licence_id, organisation_id organisation_id, facility_id facility_id?, kind licence_kind, country text, number text, streams text, mass_max_g mass?, document_digest bytes, valid_from date, valid_until date, event_id event_id
INSERT INTO licence (licence_id, organisation_id, facility_id, kind, country, number, streams, mass_max_g,
    document_digest, valid_from, valid_until, withdrawn_on, withdraw_reason, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, $12);

-- name: project_licence_withdrawn :exec
-- in: licence_id licence_id, withdrawn_on date, withdraw_reason text
UPDATE licence SET withdrawn_on = $2, withdraw_reason = $3 WHERE licence_id = $1;

-- name: project_programme :exec
-- in: programme_id programme_id, code text, version i64, operator_id organisation_id, oldest_vintage month, event_id event_id
INSERT INTO programme (programme_id, code, version, operator_id, oldest_vintage, event_id)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_programme_class :exec
-- in: programme_id programme_id, demand_class text, lot_classes text, fee_minor i64, fee_currency text, grams_per_device i64?
INSERT INTO programme_class (programme_id, demand_class, lot_classes, fee_minor, fee_currency,
    grams_per_device)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_party :exec
-- in: object_kind text, object_id id, role party_role, organisation_id organisation_id
INSERT INTO party (object_kind, object_id, role, organisation_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (object_kind, object_id, role, organisation_id) DO NOTHING;

-- name: project_user :exec
-- in: user_id user_id, organisation_id organisation_id, email_digest bytes, key_id bytes, name_annex_id annex_id, email_annex_id annex_id, event_id event_id
INSERT INTO ledger_user (user_id, organisation_id, email_digest, key_id, name_annex_id, email_annex_id,
    disabled_at, event_id)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7);

-- name: project_user_disabled :exec
-- in: user_id user_id, disabled_at time
UPDATE ledger_user SET disabled_at = $2 WHERE user_id = $1;

-- name: project_user_enabled :exec
-- in: user_id user_id
UPDATE ledger_user SET disabled_at = NULL WHERE user_id = $1;

-- name: project_user_roles_ended :exec
-- in: user_id user_id
DELETE FROM user_role WHERE user_id = $1;

-- name: project_user_role :exec
-- in: user_id user_id, role role, event_id event_id
INSERT INTO user_role (user_id, role, event_id) VALUES ($1, $2, $3);

-- name: project_user_role_taken :exec
-- in: user_id user_id, role role
DELETE FROM user_role WHERE user_id = $1 AND role = $2;

-- name: project_token :exec
-- in: token_id token_id, user_id user_id, permissions text, expires_on date, event_id event_id
INSERT INTO token (token_id, user_id, permissions, expires_on, revoked_at, event_id)
VALUES ($1, $2, $3, $4, NULL, $5);

-- name: project_control :exec
-- in: control_id control_id, step control_step, object_id bytes, proposed_by user_id?, approved_by user_id?, single_control bool, event_id event_id
INSERT INTO control (control_id, step, object_id, proposed_by, approved_by, single_control, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_access_rule :exec
-- in: access_rule_id access_rule_id, second_factor asked_of, event_id event_id
INSERT INTO access_rule (access_rule_id, second_factor, event_id) VALUES ($1, $2, $3);

-- name: project_token_revoked :exec
-- in: token_id token_id, revoked_at time
UPDATE token SET revoked_at = $2 WHERE token_id = $1;

-- name: project_site :exec
-- in: site_id site_id, address text, name_annex_id annex_id, event_id event_id
INSERT INTO site (site_id, address, name_annex_id, event_id) VALUES ($1, $2, $3, $4);
-- name: project_webhook :exec
-- in: webhook_id webhook_id, organisation_id organisation_id, url_annex_id annex_id, kinds text, event_id event_id, secret_at time
INSERT INTO webhook (webhook_id, organisation_id, url_annex_id, kinds, secret_id, secret_at, former_id,
    disabled_at, disabled_reason, event_id)
VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, NULL, $5);

-- name: project_webhook_secret :exec
-- in: webhook_id webhook_id, secret_id event_id, secret_at time
UPDATE webhook SET former_id = secret_id, secret_id = $2, secret_at = $3 WHERE webhook_id = $1;

-- name: project_webhook_disabled :exec
-- in: webhook_id webhook_id, disabled_at time, reason text
UPDATE webhook SET disabled_at = $2, disabled_reason = $3 WHERE webhook_id = $1;

-- name: project_webhook_enabled :exec
-- in: webhook_id webhook_id
UPDATE webhook SET disabled_at = NULL, disabled_reason = NULL WHERE webhook_id = $1;

-- name: project_enquiry :exec
-- in: enquiry_id enquiry_id, organisation_annex_id annex_id?, name_annex_id annex_id, email_annex_id annex_id, message_annex_id annex_id?, country text?, devices text?, units_a_year i64?, trigger trigger?, certificate_id certificate_id?, event_id event_id
INSERT INTO enquiry (enquiry_id, organisation_annex_id, name_annex_id, email_annex_id, message_annex_id,
    country, devices, units_a_year, trigger, certificate_id, closed_at, order_line_id, user_id, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL, NULL, $11);

-- name: project_enquiry_closed :exec
-- in: enquiry_id enquiry_id, closed_at time, order_line_id order_line_id?, user_id user_id?
UPDATE enquiry SET closed_at = $2, order_line_id = $3, user_id = $4 WHERE enquiry_id = $1;

-- name: project_collection :exec
-- in: collection_id collection_id, programme_id programme_id, collector_id organisation_id, facility_id facility_id, country text, collected_on date, source source, record_key text?, evidence_digest bytes, evidence_again bool, price_minor i64, price_currency text, event_id event_id
INSERT INTO collection (collection_id, programme_id, collector_id, facility_id, country, collected_on,
    source, record_key, evidence_digest, evidence_again, price_minor, price_currency, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: project_lot :exec
-- in: lot_id lot_id, collection_id collection_id?, programme_id programme_id, class_code text, country text, vintage month, funder_id organisation_id?, source source, found_on date?, units units, accepted units, mass_g mass, measure measure, battery battery, eligible bool, ineligible_reason text?, queue_at time, public_number bytes, event_id event_id
INSERT INTO lot (lot_id, collection_id, programme_id, class_code, country, vintage, funder_id, source,
    found_on, units, accepted, mass_g, measure, battery, eligible, ineligible_reason, queue_at, public_number,
    event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- name: project_lot_eligible :exec
-- in: lot_id lot_id, eligible bool, ineligible_reason text?
UPDATE lot SET eligible = $2, ineligible_reason = $3 WHERE lot_id = $1;

-- name: project_lot_explained :exec
-- in: lot_id lot_id, explanation text?
UPDATE lot SET explanation = $2 WHERE lot_id = $1;

-- name: project_open_lot :exec
-- in: programme_id programme_id, queue_at time, lot_id lot_id
INSERT INTO open_lot (programme_id, queue_at, lot_id) VALUES ($1, $2, $3)
ON CONFLICT (programme_id, queue_at, lot_id) DO NOTHING;

-- name: project_reopen_lot :exec
-- in: lot_id lot_id
-- After a release: its units may serve others, when the lot may.
INSERT INTO open_lot (programme_id, queue_at, lot_id)
SELECT programme_id, queue_at, lot_id FROM lot WHERE lot_id = $1 AND eligible = 1
ON CONFLICT (programme_id, queue_at, lot_id) DO NOTHING;

-- name: project_close_lot :exec
-- in: programme_id programme_id, lot_id lot_id
DELETE FROM open_lot WHERE programme_id = $1
    AND queue_at = (SELECT queue_at FROM lot WHERE lot_id = $2) AND lot_id = $2;

-- name: project_custody :rows
-- in: lot_id lot_id, lo i64, hi i64, stage stage, facility_id facility_id?, package_id package_id?, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, since date
INSERT INTO custody (lot_id, lo, hi, stage, facility_id, package_id, receipt_id, treatment_id, case_id,
    class_code, credit_g, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: project_custody_update :exec
-- in: lot_id lot_id, lo i64, stage stage, facility_id facility_id?, package_id package_id?, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, since date
UPDATE custody SET stage = $3, facility_id = $4, package_id = $5, receipt_id = $6, treatment_id = $7,
    case_id = $8, class_code = $9, credit_g = $10, since = $11
WHERE lot_id = $1 AND lo = $2;

-- name: project_custody_change :rows
-- in: lot_id lot_id, lo i64, hi i64, stage stage, facility_id facility_id?, package_id package_id?, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, since date
-- Rows that are there, many at a time: PostgreSQL reads CHECKs from their text at each statement. Not an
-- UPDATE that joins VALUES, whose plan, made while the table is small, may read all of it later. On SQLite,
-- where the triggers of an insert come before the conflict is met, project_custody_update is used.
INSERT INTO custody (lot_id, lo, hi, stage, facility_id, package_id, receipt_id, treatment_id, case_id,
    class_code, credit_g, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (lot_id, lo) DO UPDATE SET stage = excluded.stage, facility_id = excluded.facility_id,
    package_id = excluded.package_id, receipt_id = excluded.receipt_id,
    treatment_id = excluded.treatment_id, case_id = excluded.case_id, class_code = excluded.class_code,
    credit_g = excluded.credit_g, since = excluded.since;

-- name: project_custody_delete :exec
-- in: lot_id lot_id, lo i64
DELETE FROM custody WHERE lot_id = $1 AND lo = $2;

-- name: project_custody_clear :exec
-- in: lot_id lot_id
DELETE FROM custody WHERE lot_id = $1;

-- name: project_package :exec
-- in: package_id package_id, code text, kind package_kind, programme_id programme_id, country text, funder_id organisation_id?, facility_id facility_id, number text?, event_id event_id
INSERT INTO package (package_id, code, kind, programme_id, country, funder_id, parent_id, facility_id,
    shipment_id, seal, number, event_id)
VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, NULL, NULL, $8, $9);

-- name: project_package_parent :exec
-- in: package_id package_id, parent_id package_id
UPDATE package SET parent_id = $2, facility_id = NULL WHERE package_id = $1;

-- name: project_package_seal :exec
-- in: package_id package_id, seal text
UPDATE package SET seal = $2 WHERE package_id = $1;

-- name: project_package_unseal :exec
-- in: package_id package_id
UPDATE package SET seal = NULL WHERE package_id = $1;

-- name: project_weighing :exec
-- in: event_id event_id, package_id package_id, gross_g mass, tare_g mass, units units, weighed_on date
INSERT INTO weighing (event_id, package_id, gross_g, tare_g, units, weighed_on)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_package_count :exec
-- in: event_id event_id, package_id package_id, organisation_id organisation_id, counted_on date, units units, recorded units, case_id case_id?
INSERT INTO package_count (event_id, package_id, organisation_id, counted_on, units, recorded, case_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_seal_entry :exec
-- in: event_id event_id, package_id package_id, deed seal_deed, seal text?, kind seal_kind?, organisation_id organisation_id?, happened_on date, reason text?, case_id case_id?
INSERT INTO seal_entry (event_id, package_id, deed, seal, kind, organisation_id, happened_on, reason,
    case_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: project_seal_poured :exec
-- in: event_id event_id, package_id package_id, happened_on date
-- The seal that it has, if it has one, is broken by a pour.
INSERT INTO seal_entry (event_id, package_id, deed, seal, kind, organisation_id, happened_on, reason,
    case_id)
SELECT $1, package_id, 2, seal, NULL, NULL, $3, 'poured', NULL FROM package
WHERE package_id = $2 AND seal IS NOT NULL;

-- name: project_shipment :exec
-- in: shipment_id shipment_id, code text, from_facility_id facility_id, to_facility_id facility_id, crosses_border bool, planned_arrival date, event_id event_id
INSERT INTO shipment (shipment_id, code, from_facility_id, to_facility_id, crosses_border,
    planned_arrival, state, departed_on, arrived_on, units, beyond_g, cancel_reason, event_id,
    recorded_late)
VALUES ($1, $2, $3, $4, $5, $6, 1, NULL, NULL, NULL, 0, NULL, $7, 0);

-- name: project_shipment_beyond :exec
-- in: shipment_id shipment_id, beyond_g mass
UPDATE shipment SET beyond_g = $2 WHERE shipment_id = $1;

-- name: project_leg :exec
-- in: shipment_id shipment_id, number i64, from_facility_id facility_id, to_facility_id facility_id, mode text, carrier_id organisation_id, distance_km i64
INSERT INTO leg (shipment_id, number, from_facility_id, to_facility_id, mode, carrier_id, distance_km)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_shipment_package :exec
-- in: shipment_id shipment_id, package_id package_id
INSERT INTO shipment_package (shipment_id, package_id) VALUES ($1, $2);

-- name: project_consent :exec
-- in: shipment_id shipment_id, country text, document_digest bytes, valid_until date, recorded_on date
INSERT INTO consent (shipment_id, country, document_digest, valid_until, recorded_on)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (shipment_id, country) DO UPDATE SET document_digest = excluded.document_digest,
    valid_until = excluded.valid_until, recorded_on = excluded.recorded_on;

-- name: project_cancellation :exec
-- in: shipment_id shipment_id, reason text
-- Its packages stand where they stood; nothing books them any more.
UPDATE shipment SET state = 5, cancel_reason = $2 WHERE shipment_id = $1;

-- name: project_cancellation_consents :exec
-- in: shipment_id shipment_id
-- The documents may stand for another shipment.
DELETE FROM consent WHERE shipment_id = $1;

-- name: project_departure :exec
-- in: shipment_id shipment_id, departed_on date, units units, measure measure?, recorded_late bool
UPDATE shipment SET state = 2, departed_on = $2, units = $3, measure = $4, recorded_late = $5
WHERE shipment_id = $1;

-- name: project_departure_packages :exec
-- in: shipment_id shipment_id
UPDATE package SET facility_id = NULL, shipment_id = $1
WHERE package_id IN (SELECT package_id FROM shipment_package WHERE shipment_id = $1);

-- name: project_arrival :exec
-- in: shipment_id shipment_id, arrived_on date
UPDATE shipment SET state = 3, arrived_on = $2 WHERE shipment_id = $1;

-- name: project_arrival_packages :exec
-- in: shipment_id shipment_id, facility_id facility_id
UPDATE package SET facility_id = $2, shipment_id = NULL WHERE shipment_id = $1;

-- name: project_receipt :exec
-- in: receipt_id receipt_id, shipment_id shipment_id, facility_id facility_id, plant_key_id plant_key_id, units units, mass_g mass, received_on date, statement text, signature bytes, event_id event_id
INSERT INTO receipt (receipt_id, shipment_id, facility_id, plant_key_id, units, mass_g, received_on,
    statement, signature, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: project_receipt_shipment :exec
-- in: shipment_id shipment_id
UPDATE shipment SET state = 4 WHERE shipment_id = $1;

-- name: project_receipt_span :rows
-- in: receipt_id receipt_id, lot_id lot_id, lo i64, hi i64
INSERT INTO receipt_span (receipt_id, lot_id, lo, hi) VALUES ($1, $2, $3, $4);

-- name: project_receipt_packages :exec
-- in: shipment_id shipment_id
-- The outermost packages are unpacked: they are nowhere.
UPDATE package SET facility_id = NULL, shipment_id = NULL
WHERE package_id IN (SELECT package_id FROM shipment_package WHERE shipment_id = $1);

-- name: project_treatment :exec
-- in: treatment_id treatment_id, receipt_id receipt_id, facility_id facility_id, kind treatment_kind, operation text, interim bool, input_mass_g mass, tolerance_ppm i64, treated_on date, plant_key_id plant_key_id?, statement text?, signature bytes?, campaign_id campaign_id?, event_id event_id
INSERT INTO treatment (treatment_id, receipt_id, facility_id, kind, operation, interim, input_mass_g,
    tolerance_ppm, treated_on, plant_key_id, statement, signature, campaign_id, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: project_campaign :exec
-- in: campaign_id campaign_id, facility_id facility_id, number text, operation text, interim bool, opened_on date, event_id event_id
INSERT INTO campaign (campaign_id, facility_id, number, operation, interim, opened_on, state,
    ended_on, reason, event_id)
VALUES ($1, $2, $3, $4, $5, $6, 1, NULL, NULL, $7);

-- name: project_campaign_ended :exec
-- in: campaign_id campaign_id, state campaign_state, ended_on date, reason text?
UPDATE campaign SET state = $2, ended_on = $3, reason = $4 WHERE campaign_id = $1;

-- name: project_campaign_input :exec
-- in: event_id event_id, campaign_id campaign_id, receipt_id receipt_id, units units, input_mass_g mass, fed_on date, entry i64
INSERT INTO campaign_input (event_id, campaign_id, receipt_id, units, input_mass_g, fed_on, entry)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_campaign_output :exec
-- in: event_id event_id, fraction text, campaign_id campaign_id, mass_g mass, weighed_on date, entry i64
INSERT INTO campaign_output (event_id, fraction, campaign_id, mass_g, weighed_on, entry)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_campaign_input_none :exec
-- in: campaign_id campaign_id, entry i64, correction text
UPDATE campaign_input SET correction = $3 WHERE campaign_id = $1 AND entry = $2;

-- name: project_campaign_output_none :exec
-- in: campaign_id campaign_id, entry i64, correction text
UPDATE campaign_output SET correction = $3 WHERE campaign_id = $1 AND entry = $2;

-- name: project_campaign_entry_free :exec
-- in: campaign_id campaign_id, entry i64
DELETE FROM campaign_span WHERE campaign_id = $1 AND entry = $2;

-- name: project_campaign_span :rows
-- in: campaign_id campaign_id, receipt_id receipt_id, lot_id lot_id, lo i64, hi i64, entry i64
INSERT INTO campaign_span (campaign_id, receipt_id, lot_id, lo, hi, entry)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_campaign_free :exec
-- in: campaign_id campaign_id
DELETE FROM campaign_span WHERE campaign_id = $1;

-- name: project_treatment_span :rows
-- in: treatment_id treatment_id, lot_id lot_id, lo i64, hi i64
INSERT INTO treatment_span (treatment_id, lot_id, lo, hi) VALUES ($1, $2, $3, $4);

-- name: project_material :exec
-- in: treatment_id treatment_id, fraction text, mass_g mass
INSERT INTO material (treatment_id, fraction, mass_g, dispatched_g) VALUES ($1, $2, $3, 0);

-- name: project_dispatch :exec
-- in: dispatch_id dispatch_id, facility_id facility_id, buyer_id organisation_id, number text, dispatched_on date, event_id event_id
INSERT INTO dispatch (dispatch_id, facility_id, buyer_id, number, dispatched_on, event_id)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: project_dispatch_item :exec
-- in: dispatch_id dispatch_id, treatment_id treatment_id, fraction text, mass_g mass
INSERT INTO dispatch_item (dispatch_id, treatment_id, fraction, mass_g) VALUES ($1, $2, $3, $4);

-- name: project_material_dispatched :exec
-- in: treatment_id treatment_id, fraction text, mass_g mass
UPDATE material SET dispatched_g = dispatched_g + $3 WHERE treatment_id = $1 AND fraction = $2;

-- name: project_settlement :exec
-- in: settlement_id settlement_id, treatment_id treatment_id, facility_id facility_id, number text, laboratory text, settled_on date, amount_minor i64?, amount_currency text?, replaces_id settlement_id?, event_id event_id
INSERT INTO settlement (settlement_id, treatment_id, facility_id, number, laboratory, settled_on,
    amount_minor, amount_currency, replaces_id, replaced, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10);

-- name: project_settlement_assay :exec
-- in: settlement_id settlement_id, fraction text, metal text, mg_per_t i64, method text
INSERT INTO settlement_assay (settlement_id, fraction, metal, mg_per_t, method)
VALUES ($1, $2, $3, $4, $5);

-- name: project_settlement_replaced :exec
-- in: settlement_id settlement_id
UPDATE settlement SET replaced = 1 WHERE settlement_id = $1;

-- name: project_case :exec
-- in: case_id case_id, cause text, deadline date, amount_minor i64?, amount_currency text?, counterparty_id organisation_id?, note_annex_id annex_id?, receipt_id receipt_id?, package_id package_id?, shipment_id shipment_id?, event_id event_id, claimant_id organisation_id?
INSERT INTO ledger_case (case_id, cause, deadline, amount_minor, amount_currency, claimant_id,
    counterparty_id, note_annex_id, receipt_id, package_id, shipment_id, gone_units, gone_g, closed_on,
    outcome, closing_note_annex_id, event_id)
VALUES ($1, $2, $3, $4, $5, $12, $6, $7, $8, $9, $10, 0, 0, NULL, NULL, NULL, $11);

-- name: project_case_gone :exec
-- in: case_id case_id, units i64, lot_id lot_id
-- What left the programme with a case is of one measure, that of any of its lots.
UPDATE ledger_case SET
    gone_units = gone_units + (SELECT CASE WHEN lot.measure = 1 THEN CAST($2 AS BIGINT) ELSE 0 END
        FROM lot WHERE lot.lot_id = $3),
    gone_g = gone_g + (SELECT CASE WHEN lot.measure = 2 THEN CAST($2 AS BIGINT) ELSE 0 END
        FROM lot WHERE lot.lot_id = $3)
WHERE case_id = $1;

-- name: project_case_span :rows
-- in: case_id case_id, lot_id lot_id, lo i64, hi i64
INSERT INTO case_span (case_id, lot_id, lo, hi) VALUES ($1, $2, $3, $4);

-- name: project_case_closed :exec
-- in: case_id case_id, closed_on date, outcome text, closing_note_annex_id annex_id?
UPDATE ledger_case SET closed_on = $2, outcome = $3, closing_note_annex_id = $4 WHERE case_id = $1;

-- name: project_case_reopening :exec
-- in: case_id case_id, event_id event_id, reason text
INSERT INTO case_reopening (event_id, case_id, reason, deadline, closed_on, outcome, closing_note_annex_id)
SELECT $2, case_id, $3, deadline, closed_on, outcome, closing_note_annex_id
FROM ledger_case WHERE case_id = $1;

-- name: project_case_reopened :exec
-- in: case_id case_id, deadline date
UPDATE ledger_case SET deadline = $2, closed_on = NULL, outcome = NULL, closing_note_annex_id = NULL
WHERE case_id = $1;

-- name: project_order_line :exec
-- in: order_line_id order_line_id, code text, programme_id programme_id, payer_id organisation_id, beneficiary_id organisation_id, reseller_id organisation_id?, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder_id organisation_id?, standard text?, event_id event_id
INSERT INTO order_line (order_line_id, code, programme_id, payer_id, beneficiary_id, reseller_id, class_code,
    measure, countries, vintage_from, vintage_to, funder_id, demanded, standard, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14);

-- name: project_document :rows
-- in: document_id document_id, kind text, identity bytes, content_digest bytes, order_identity bytes?, issued_on date, name_annex_id annex_id, of_document_id document_id?, event_id event_id
-- gathered: 4, before the slices that it appends
INSERT INTO document (document_id, kind, identity, content_digest, order_identity, issued_on,
    name_annex_id, of_document_id, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: project_slice :rows
-- in: order_line_id order_line_id, lo i64, hi i64, trigger trigger, document_id document_id?, queue_at time, event_id event_id
-- gathered: 6, behind document and order line
INSERT INTO demand_slice (order_line_id, lo, hi, programme_id, trigger, document_id, queue_at, event_id)
VALUES ($1, $2, $3, (SELECT programme_id FROM order_line WHERE order_line_id = $1), $4, $5, $6, $7);

-- name: project_demanded :exec
-- in: order_line_id order_line_id, demanded i64
-- gathered: 5, the last of $1, before the slices that it has room for
UPDATE order_line SET demanded = $2 WHERE order_line_id = $1;

-- name: project_demanded_all :exec
-- At the end of a rebuild: each line as long as its slices reach.
UPDATE order_line SET demanded = coalesce((
    SELECT demand_slice.hi FROM demand_slice
    WHERE demand_slice.order_line_id = order_line.order_line_id
    ORDER BY demand_slice.lo DESC LIMIT 1), 0);

-- name: project_open_new :rows
-- in: order_line_id order_line_id, lo i64, hi i64, queue_at time
-- gathered: 7, behind the slice
-- Of a slice that is new: it need not be looked for.
INSERT INTO open_slice (programme_id, queue_at, order_line_id, lo, hi)
VALUES ((SELECT programme_id FROM order_line WHERE order_line_id = $1), $4, $1, $2, $3);

-- name: project_open_slice :exec
-- in: order_line_id order_line_id, lo i64
INSERT INTO open_slice (programme_id, queue_at, order_line_id, lo, hi)
SELECT programme_id, queue_at, order_line_id, lo, hi FROM demand_slice
WHERE order_line_id = $1 AND lo = $2
ON CONFLICT (programme_id, queue_at, order_line_id, lo) DO NOTHING;

-- name: project_close_slice :exec
-- in: programme_id programme_id, order_line_id order_line_id, lo i64
DELETE FROM open_slice WHERE programme_id = $1
    AND queue_at = (SELECT queue_at FROM demand_slice WHERE order_line_id = $2 AND lo = $3)
    AND order_line_id = $2 AND lo = $3;

-- name: project_voided :exec
-- in: order_line_id order_line_id, lo i64, hi i64, slice_lo i64, document_id document_id?, event_id event_id
INSERT INTO voided (order_line_id, lo, hi, slice_lo, slice_hi, programme_id, document_id, event_id)
SELECT $1, $2, $3, lo, hi, programme_id, $5, $6 FROM demand_slice
WHERE order_line_id = $1 AND lo = $4;

-- name: project_hold :exec
-- in: hold_id hold_id, order_line_id order_line_id, lo i64, until_on date, state hold_state, event_id event_id
INSERT INTO hold (hold_id, order_line_id, lo, programme_id, until_on, state, event_id)
SELECT $1, $2, $3, programme_id, $4, $5, $6 FROM order_line WHERE order_line_id = $2;

-- name: project_hold_state :exec
-- in: hold_id hold_id, state hold_state, document_id document_id?
UPDATE hold SET state = $2, document_id = $3 WHERE hold_id = $1;

-- name: project_slice_document :exec
-- in: hold_id hold_id, document_id document_id, trigger trigger
-- A hold's slice becomes a purchase's.
UPDATE demand_slice SET document_id = $2, trigger = $3
WHERE order_line_id = (SELECT order_line_id FROM hold WHERE hold_id = $1)
    AND lo = (SELECT lo FROM hold WHERE hold_id = $1);

-- name: project_carried :exec
-- in: order_line_id order_line_id, lo i64, hi i64, slice_lo i64, document_id document_id, from_order_line_id order_line_id, from_lo i64, event_id event_id
INSERT INTO voided (order_line_id, lo, hi, slice_lo, slice_hi, programme_id, document_id,
    from_order_line_id, from_lo, event_id)
SELECT $1, $2, $3, lo, hi, programme_id, $5, $6, $7, $8 FROM demand_slice
WHERE order_line_id = $1 AND lo = $4;

-- name: project_carried_delete :exec
-- in: order_line_id order_line_id, lo i64
DELETE FROM voided WHERE order_line_id = $1 AND lo = $2;

-- name: project_carry_over :exec
-- in: order_line_id order_line_id, lo i64, hi i64, slice_lo i64, document_id document_id, event_id event_id
INSERT INTO carry_over (order_line_id, lo, hi, slice_lo, slice_hi, programme_id, document_id, event_id)
SELECT $1, $2, $3, lo, hi, programme_id, $5, $6 FROM demand_slice
WHERE order_line_id = $1 AND lo = $4;

-- name: project_close_slice_full :exec
-- in: order_line_id order_line_id, lo i64
-- A slice of which nothing is open any more leaves the queue.
DELETE FROM open_slice
WHERE programme_id = (SELECT programme_id FROM demand_slice WHERE order_line_id = $1 AND lo = $2)
    AND queue_at = (SELECT queue_at FROM demand_slice WHERE order_line_id = $1 AND lo = $2)
    AND order_line_id = $1 AND lo = $2
    AND hi - lo = coalesce((SELECT sum(line_hi - line_lo) FROM allocation
            WHERE order_line_id = $1 AND line_lo >= $2 AND line_lo < open_slice.hi), 0)
        + coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
            WHERE voided.order_line_id = $1 AND voided.lo >= $2 AND voided.lo < open_slice.hi), 0);

-- name: project_open_between :one
-- in: programme_id programme_id, first_order_line_id order_line_id, first_lo i64, last_order_line_id order_line_id, last_lo i64
-- out: slices i64
-- How many open slices stand in the queue from one to another, both included.
SELECT count(*) FROM open_slice
WHERE programme_id = $1
    AND (queue_at, order_line_id, lo) >=
        ((SELECT queue_at FROM demand_slice WHERE order_line_id = $2 AND lo = $3), $2, $3)
    AND (queue_at, order_line_id, lo) <=
        ((SELECT queue_at FROM demand_slice WHERE order_line_id = $4 AND lo = $5), $4, $5);

-- name: project_close_between :exec
-- in: programme_id programme_id, first_order_line_id order_line_id, first_lo i64, last_order_line_id order_line_id, last_lo i64
DELETE FROM open_slice
WHERE programme_id = $1
    AND (queue_at, order_line_id, lo) >=
        ((SELECT queue_at FROM demand_slice WHERE order_line_id = $2 AND lo = $3), $2, $3)
    AND (queue_at, order_line_id, lo) <=
        ((SELECT queue_at FROM demand_slice WHERE order_line_id = $4 AND lo = $5), $4, $5);

-- name: project_allocation :rows
-- in: lot_id lot_id, lot_lo i64, lot_hi i64, lot_accepted i64, lot_eligible bool, order_line_id order_line_id, line_lo i64, line_hi i64, slice_lo i64, slice_hi i64, programme_id programme_id, state allocation_state, credit i64
INSERT INTO allocation (lot_id, lot_lo, lot_hi, lot_accepted, lot_eligible, order_line_id, line_lo,
    line_hi, slice_lo, slice_hi, programme_id, state, credit)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: project_allocation_delete :exec
-- in: lot_id lot_id, lot_lo i64
DELETE FROM allocation WHERE lot_id = $1 AND lot_lo = $2;

-- name: project_allocation_state :exec
-- in: lot_id lot_id, lot_lo i64, state allocation_state
UPDATE allocation SET state = $3 WHERE lot_id = $1 AND lot_lo = $2;

-- name: project_certificate :exec
-- in: certificate_id certificate_id, serial text, programme_id programme_id, beneficiary_id organisation_id, stage stage, units units, uncounted_g mass, revision i64, body_digest bytes, issued_at time, replaces_id certificate_id?, event_id event_id
INSERT INTO certificate (certificate_id, serial, programme_id, beneficiary_id, stage, units, uncounted_g, revision,
    body_digest, issued_at, state, state_reason, replaces_id, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, NULL, $11, $12);

-- name: project_certificate_raised :exec
-- in: certificate_id certificate_id, stage stage, units units, uncounted_g mass, revision i64, body_digest bytes, issued_at time
UPDATE certificate SET stage = $2, units = $3, uncounted_g = $4, revision = $5, body_digest = $6, issued_at = $7,
    state = 1, state_reason = NULL
WHERE certificate_id = $1;

-- name: project_certificate_state :exec
-- in: certificate_id certificate_id, state certificate_state, state_reason text?
UPDATE certificate SET state = $2, state_reason = $3 WHERE certificate_id = $1;

-- name: project_certificate_unit :rows
-- in: lot_id lot_id, lot_lo i64, lot_hi i64, certificate_id certificate_id, stage stage
INSERT INTO certificate_unit (lot_id, lot_lo, lot_hi, certificate_id, stage)
VALUES ($1, $2, $3, $4, $5);

-- name: project_certificate_uncite :exec
-- in: certificate_id certificate_id
DELETE FROM certificate_unit WHERE certificate_id = $1;

-- name: project_status_list :exec
-- in: list i64, origin text
INSERT INTO status_list (list, origin) VALUES ($1, $2);

-- name: project_status_place :exec
-- in: list i64, place i64, certificate_id certificate_id, revision i64
INSERT INTO status_place (list, place, certificate_id, revision, restated)
VALUES ($1, $2, $3, $4, 0);

-- name: project_status_restated :exec
-- in: certificate_id certificate_id
-- No revision so far stands any more.
UPDATE status_place SET restated = 1 WHERE certificate_id = $1;

-- name: project_reissue :rows
-- in: lot_id lot_id, lo i64, hi i64, certificate_id certificate_id
INSERT INTO reissue (lot_id, lo, hi, certificate_id) VALUES ($1, $2, $3, $4);

-- name: project_allocation_provisional :exec
-- in: lot_id lot_id, lo i64, hi i64
-- What is left allocated of units that were cited.
UPDATE allocation SET state = 1 WHERE lot_id = $1 AND lot_lo >= $2 AND lot_lo < $3;

-- name: project_notification :exec
-- in: notification_id notification_id, code text, notifier_id organisation_id, consignee_id organisation_id, from_facility_id facility_id, plant_id facility_id, stream text, battery text, purpose text, operation text, preconsented bool, special_handling bool, shipments_max i64, mass_max_g mass, mass_min_g mass?, first_departure date, last_departure date, packaging text, physical text, event_id event_id
INSERT INTO notification (notification_id, code, number, notifier_id, consignee_id, from_facility_id, plant_id,
    stream, battery, purpose, operation, preconsented, special_handling, shipments_max, mass_max_g,
    mass_min_g, first_departure, last_departure, packaging, physical, booked, booked_g, event_id)
VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, 0, $20);

-- name: project_notification_changed :exec
-- in: notification_id notification_id, notifier_id organisation_id, consignee_id organisation_id, from_facility_id facility_id, plant_id facility_id, stream text, battery text, purpose text, operation text, preconsented bool, special_handling bool, shipments_max i64, mass_max_g mass, mass_min_g mass?, first_departure date, last_departure date, packaging text, physical text
UPDATE notification SET notifier_id = $2, consignee_id = $3, from_facility_id = $4, plant_id = $5,
    stream = $6, battery = $7, purpose = $8, operation = $9, preconsented = $10, special_handling = $11,
    shipments_max = $12, mass_max_g = $13, mass_min_g = $14, first_departure = $15, last_departure = $16,
    packaging = $17, physical = $18
WHERE notification_id = $1;

-- name: project_notification_no_carriers :exec
-- in: notification_id notification_id
DELETE FROM notification_carrier WHERE notification_id = $1;

-- name: project_notification_no_states :exec
-- in: notification_id notification_id
DELETE FROM notification_state WHERE notification_id = $1;

-- name: project_notification_number :exec
-- in: notification_id notification_id, number text
UPDATE notification SET number = $2 WHERE notification_id = $1;

-- name: project_notification_text :exec
-- in: notification_id notification_id, field text, subject_id id, annex_id annex_id
INSERT INTO notification_text (notification_id, field, subject_id, annex_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (notification_id, field, subject_id) DO UPDATE SET annex_id = excluded.annex_id;

-- name: project_notification_carrier :exec
-- in: notification_id notification_id, number i64, carrier_id organisation_id, mode text
INSERT INTO notification_carrier (notification_id, number, carrier_id, mode) VALUES ($1, $2, $3, $4);

-- name: project_notification_state :exec
-- in: notification_id notification_id, country text, number i64, part route_part, entry text?, exit text?, authority text?
INSERT INTO notification_state (notification_id, country, number, part, entry, exit, authority, questions,
    booked, booked_g)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0);

-- name: project_notification_step :exec
-- in: notification_id notification_id, country text, step notification_step, stepped_on date, asked i64
UPDATE notification_state SET step = $3, stepped_on = $4, questions = questions + $5
WHERE notification_id = $1 AND country = $2;

-- name: project_notification_stepped :exec
-- in: event_id event_id, notification_id notification_id, country text, step notification_step, stepped_on date
INSERT INTO notification_step (event_id, notification_id, country, step, stepped_on)
VALUES ($1, $2, $3, $4, $5);

-- name: project_notification_unconsented :exec
-- in: notification_id notification_id, country text
UPDATE notification_state SET consented_on = NULL, valid_from = NULL, valid_until = NULL,
    shipments_max = NULL, mass_max_g = NULL, basis = NULL, consent_digest = NULL, recorded_on = NULL,
    consent_number = NULL
WHERE notification_id = $1 AND country = $2;

-- name: project_notification_document :exec
-- in: document_digest bytes, notification_id notification_id, kind text, valid_from date?, valid_until date?, amount_minor i64?, amount_currency text?, recorded_on date, shipment_id shipment_id?, sent_on date?, un text?, final_here bool
INSERT INTO notification_document (document_digest, notification_id, kind, valid_from, valid_until,
    amount_minor, amount_currency, recorded_on, shipment_id, sent_on, un, movement_serial, final_here)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
    (SELECT booking.serial FROM booking
        WHERE booking.shipment_id = $9 AND booking.notification_id = $2 AND booking.state <> 3), $12);

-- name: project_notification_consent_document :exec
-- in: document_digest bytes, notification_id notification_id, recorded_on date
-- One paper may be the consent of several states.
INSERT INTO notification_document (document_digest, notification_id, kind, recorded_on, final_here)
VALUES ($1, $2, 'consent', $3, 0)
ON CONFLICT (notification_id, document_digest) DO NOTHING;

-- name: project_notification_consent :exec
-- in: notification_id notification_id, country text, consented_on date, valid_from date, valid_until date, shipments_max i64, mass_max_g mass, basis text?, consent_digest bytes?, recorded_on date, consent_number text?
UPDATE notification_state SET step = 7, stepped_on = $3, consented_on = $3, valid_from = $4,
    valid_until = $5, shipments_max = $6, mass_max_g = $7, basis = $8, consent_digest = $9,
    recorded_on = $10, consent_number = $11
WHERE notification_id = $1 AND country = $2;

-- name: project_notification_consents_left :exec
-- in: notification_id notification_id
-- Papers that no state's consent refers to any more.
DELETE FROM notification_document WHERE notification_id = $1 AND kind = 'consent'
    AND NOT EXISTS (SELECT 1 FROM notification_state
        WHERE notification_state.notification_id = notification_document.notification_id
            AND notification_state.consent_digest = notification_document.document_digest);

-- name: project_booking :exec
-- in: notification_id notification_id, serial i64, number text, shipment_id shipment_id, mass_g mass, event_id event_id
INSERT INTO booking (notification_id, serial, number, shipment_id, mass_g, state, event_id)
VALUES ($1, $2, $3, $4, $5, 1, $6);

-- name: project_booking_drawn :exec
-- in: shipment_id shipment_id
UPDATE booking SET state = 2 WHERE shipment_id = $1 AND state = 1;

-- name: project_booking_released :exec
-- in: shipment_id shipment_id, reason text
UPDATE booking SET state = 3, reason = $2 WHERE shipment_id = $1 AND state = 1;

-- name: project_label_sheet :exec
-- in: label_sheet_id label_sheet_id, programme_id programme_id, organisation_id organisation_id, labels i64, event_id event_id
INSERT INTO label_sheet (label_sheet_id, programme_id, organisation_id, labels, event_id)
VALUES ($1, $2, $3, $4, $5);

-- name: project_label :exec
-- in: label text, label_sheet_id label_sheet_id, number i64
INSERT INTO label (label, label_sheet_id, number) VALUES ($1, $2, $3);

-- name: project_label_use :exec
-- in: label text, package_id package_id?, reason text?, used_on date, event_id event_id
INSERT INTO label_use (label, package_id, reason, used_on, event_id) VALUES ($1, $2, $3, $4, $5);

-- name: project_facility_limit_gone :exec
-- in: facility_id facility_id
DELETE FROM facility_limit WHERE facility_id = $1;

-- name: project_facility_limit :exec
-- in: facility_id facility_id, mass_max_g i64?, battery_mass_max_g i64?, units_max i64?, days_max i64?, basis text?, event_id event_id
INSERT INTO facility_limit (facility_id, mass_max_g, battery_mass_max_g, units_max, days_max, basis,
    event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: project_override :exec
-- in: event_id event_id, number i64, shipment_id shipment_id, blocker text, country text?, holder text?, kind licence_kind?, reason text, departs_on date?, rule text?
INSERT INTO departure_override (event_id, number, shipment_id, blocker, country, holder, kind, reason,
    departs_on, rule)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: project_shipment_span :rows
-- in: shipment_id shipment_id, lot_id lot_id, lo i64, hi i64
INSERT INTO shipment_span (shipment_id, lot_id, lo, hi) VALUES ($1, $2, $3, $4);

-- name: project_incident :exec
-- in: shipment_id shipment_id, case_id case_id, cause text, lacked text, found_by_id organisation_id?, found_on date, document_digest bytes?, event_id event_id
INSERT INTO incident (shipment_id, case_id, cause, lacked, found_by_id, found_on, document_digest,
    event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: project_incident_cleared :exec
-- in: shipment_id shipment_id, cleared_on date, outcome text, reason text, clearing_digest bytes
UPDATE incident SET cleared_on = $2, outcome = $3, reason = $4, clearing_digest = $5
WHERE shipment_id = $1;

-- name: project_handover :exec
-- in: handover_id handover_id, giver_id organisation_id, receiver_id organisation_id, shipment_id shipment_id?, condition text, corrects_id handover_id?, given_on date, given_by user_id?, given_digest bytes, given_key_id plant_key_id?, given_signature bytes?, event_id event_id, replaces_id handover_id?
INSERT INTO handover (handover_id, giver_id, receiver_id, shipment_id, condition, corrects_id, given_on,
    given_by, given_digest, given_key_id, given_signature, event_id, replaces_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: project_handover_package :exec
-- in: handover_id handover_id, package_id package_id, gross_g mass?, seal text?
INSERT INTO handover_package (handover_id, package_id, gross_g, seal) VALUES ($1, $2, $3, $4);

-- name: project_handover_taken :exec
-- in: handover_id handover_id, taken_on date, taken_by user_id?, taken_digest bytes, taken_key_id plant_key_id?, taken_signature bytes?, note_annex_id annex_id?
UPDATE handover SET taken_on = $2, taken_by = $3, taken_digest = $4, taken_key_id = $5,
    taken_signature = $6, note_annex_id = $7
WHERE handover_id = $1;

-- name: project_handover_difference :exec
-- in: handover_id handover_id, package_id package_id, cause text, case_id case_id
UPDATE handover_package SET cause = $3, case_id = $4 WHERE handover_id = $1 AND package_id = $2;
