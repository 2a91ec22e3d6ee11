-- What the audit reads: every column of every table, as plain integers, texts and bytes, so that
-- nothing is judged on the way.

-- name: audit_event :many
-- out: event_id bytes, request_id bytes, kind text, recorded_at i64, body text, public_body text?, salt bytes?, request_at i64?, request_key_id bytes?, actor text?
SELECT event_id, request_id, kind, recorded_at, body, public_body, salt,
    (SELECT max(request.recorded_at) FROM request WHERE request.request_id = event.request_id),
    (SELECT request.key_id FROM request WHERE request.request_id = event.request_id
        ORDER BY request.request_key LIMIT 1),
    CASE WHEN event.kind IN ('control_recorded', 'user_disabled', 'user_role_taken', 'handover_given', 'handover_taken') THEN
        (SELECT request.actor FROM request WHERE request.request_id = event.request_id
            ORDER BY request.request_key LIMIT 1) END
FROM event ORDER BY event_id;

-- name: audit_event_count :one
-- out: events i64
SELECT count(*) FROM event;

-- name: audit_request :many
-- out: request_id bytes, request_key text, command text, actor text, digest bytes, key_id bytes, recorded_at i64, answer text, first_event_at i64?, erased_entries i64
SELECT request_id, request_key, command, actor, digest, key_id, recorded_at, answer,
    (SELECT min(event.recorded_at) FROM event WHERE event.request_id = request.request_id),
    (SELECT count(*) FROM event JOIN annex ON annex.event_id = event.event_id
        WHERE event.request_id = request.request_id AND annex.erased_at IS NOT NULL)
FROM request ORDER BY request_id;

-- name: audit_request_key_twice :many
-- out: request_key text, requests i64
SELECT request_key, count(*) FROM request GROUP BY request_key HAVING count(*) > 1
ORDER BY request_key;

-- name: audit_annex :many
-- out: annex_id bytes, event_id bytes, field text, has_text i64, erased_at i64?
SELECT annex_id, event_id, field,
    CASE WHEN body IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END, erased_at
FROM annex ORDER BY annex_id;

-- name: audit_body_of :many
-- in: certificate_id bytes, revision i64
-- out: body text
-- Cast, so that a body of another type does not end the transaction in the middle of the events.
SELECT CAST(body AS TEXT) FROM certificate_body WHERE certificate_id = $1 AND revision = $2
ORDER BY certificate_id, revision;

-- name: audit_body :many
-- out: certificate_id bytes, revision i64
SELECT certificate_id, revision FROM certificate_body ORDER BY certificate_id, revision;

-- name: audit_device :many
-- out: fingerprint bytes, claim_scope text, life i64, key_id bytes, order_line_id bytes, position i64, event_id bytes
-- In the order of the digest that the document's event holds.
SELECT fingerprint, claim_scope, life, key_id, order_line_id, position, event_id
FROM device ORDER BY event_id, order_line_id, position, claim_scope, fingerprint;

-- name: audit_device_life :many
-- out: fingerprint bytes, claim_scope text, life i64, event_id bytes
SELECT fingerprint, claim_scope, life, event_id
FROM device ORDER BY fingerprint, claim_scope, life;

-- name: audit_device_class :many
-- out: class_code text, unu_key text, hs_code text, mass_low_g i64, mass_g i64, mass_high_g i64, event_id bytes
SELECT class_code, unu_key, hs_code, mass_low_g, mass_g, mass_high_g, event_id
FROM device_class ORDER BY class_code;

-- name: audit_organisation :many
-- out: organisation_id bytes, code text, country text, name_annex_id bytes, event_id bytes
SELECT organisation_id, code, country, name_annex_id, event_id
FROM organisation ORDER BY organisation_id;

-- name: audit_facility :many
-- out: facility_id bytes, code text, organisation_id bytes, country text, is_plant i64, name_annex_id bytes, event_id bytes
SELECT facility_id, code, organisation_id, country, is_plant, name_annex_id, event_id
FROM facility ORDER BY facility_id;

-- name: audit_user :many
-- out: user_id bytes, organisation_id bytes, email_digest bytes, key_id bytes, name_annex_id bytes, email_annex_id bytes, disabled_at i64?, event_id bytes
SELECT user_id, organisation_id, email_digest, key_id, name_annex_id, email_annex_id, disabled_at, event_id
FROM ledger_user ORDER BY user_id;

-- name: audit_user_role :many
-- out: user_id bytes, role i64, event_id bytes
SELECT user_id, role, event_id FROM user_role ORDER BY user_id, role;

-- name: audit_token :many
-- out: token_id bytes, user_id bytes, permissions text, expires_on i64, revoked_at i64?, event_id bytes
SELECT token_id, user_id, permissions, expires_on, revoked_at, event_id FROM token ORDER BY token_id;

-- name: audit_site :many
-- out: site_id bytes, address text, name_annex_id bytes, event_id bytes
SELECT site_id, address, name_annex_id, event_id FROM site ORDER BY site_id;
-- name: audit_webhook :many
-- out: webhook_id bytes, organisation_id bytes, url_annex_id bytes, kinds text, secret_id bytes, secret_at i64, former_id bytes?, disabled_at i64?, disabled_reason text?, event_id bytes
SELECT webhook_id, organisation_id, url_annex_id, kinds, secret_id, secret_at, former_id, disabled_at,
    disabled_reason, event_id
FROM webhook ORDER BY webhook_id;

-- name: audit_enquiry :many
-- out: enquiry_id bytes, organisation_annex_id bytes?, name_annex_id bytes, email_annex_id bytes, message_annex_id bytes?, country text?, devices text?, units_a_year i64?, trigger i64?, certificate_id bytes?, closed_at i64?, order_line_id bytes?, user_id bytes?, event_id bytes
SELECT enquiry_id, organisation_annex_id, name_annex_id, email_annex_id, message_annex_id, country, devices,
    units_a_year, trigger, certificate_id, closed_at, order_line_id, user_id, event_id
FROM enquiry ORDER BY enquiry_id;

-- name: audit_control :many
-- out: control_id bytes, step i64, object_id bytes, proposed_by bytes?, approved_by bytes?, single_control i64, event_id bytes
SELECT control_id, step, object_id, proposed_by, approved_by, single_control, event_id FROM control
ORDER BY control_id;

-- name: audit_access_rule :many
-- out: access_rule_id bytes, second_factor i64, event_id bytes
SELECT access_rule_id, second_factor, event_id FROM access_rule ORDER BY access_rule_id;

-- name: audit_signing_key :many
-- out: signing_key_id bytes, public_key bytes, retired_key bytes, signature bytes, changed_at i64, event_id bytes
SELECT signing_key_id, public_key, retired_key, signature, changed_at, event_id FROM signing_key
ORDER BY signing_key_id;

-- name: audit_plant_key :many
-- out: plant_key_id bytes, facility_id bytes, public_key bytes, event_id bytes
SELECT plant_key_id, facility_id, public_key, event_id FROM plant_key ORDER BY plant_key_id;

-- name: audit_certification :many
-- out: certification_id bytes, facility_id bytes, standard text, scope text, number text, valid_from i64, valid_to i64, event_id bytes
SELECT certification_id, facility_id, standard, scope, number, valid_from, valid_to, event_id
FROM certification ORDER BY certification_id;

-- name: audit_plan_step :many
-- out: plan_step_id bytes, facility_id bytes, scheme text, step text, state i64, due_on i64, helper_id bytes?, evidence_digest bytes?, event_id bytes
SELECT plan_step_id, facility_id, scheme, step, state, due_on, helper_id, evidence_digest, event_id
FROM plan_step ORDER BY plan_step_id;

-- name: audit_licence :many
-- out: licence_id bytes, organisation_id bytes, facility_id bytes?, kind i64, country text, number text, streams text, mass_max_g i64?, document_digest bytes, valid_from i64, valid_until i64, withdrawn_on i64?, withdraw_reason text?, event_id bytes
SELECT licence_id, organisation_id, facility_id, kind, country, number, streams, mass_max_g, document_digest,
    valid_from, valid_until, withdrawn_on, withdraw_reason, event_id
FROM licence ORDER BY licence_id;

-- name: audit_programme :many
-- out: programme_id bytes, code text, version i64, operator_id bytes, oldest_vintage i64, event_id bytes
SELECT programme_id, code, version, operator_id, oldest_vintage, event_id
FROM programme ORDER BY programme_id;

-- name: audit_programme_class :many
-- out: programme_id bytes, demand_class text, lot_classes text, fee_minor i64, fee_currency text, grams_per_device i64?
SELECT programme_id, demand_class, lot_classes, fee_minor, fee_currency, grams_per_device
FROM programme_class ORDER BY programme_id, demand_class;

-- name: audit_party :many
-- out: object_kind text, object_id bytes, role i64, organisation_id bytes
SELECT object_kind, object_id, role, organisation_id
FROM party ORDER BY object_kind, object_id, role, organisation_id;

-- name: audit_collection :many
-- out: collection_id bytes, programme_id bytes, collector_id bytes, facility_id bytes, country text, collected_on i64, source i64, record_key text?, evidence_digest bytes, evidence_again i64, price_minor i64, price_currency text, event_id bytes
SELECT collection_id, programme_id, collector_id, facility_id, country, collected_on, source,
    record_key, evidence_digest, evidence_again, price_minor, price_currency, event_id
FROM collection ORDER BY collection_id;

-- name: audit_lot :many
-- out: lot_id bytes, collection_id bytes?, programme_id bytes, class_code text, country text, vintage i64, funder_id bytes?, source i64, found_on i64?, units i64, accepted i64, mass_g i64, measure i64, battery i64, eligible i64, ineligible_reason text?, explanation text?, queue_at i64, public_number bytes, event_id bytes
SELECT lot_id, collection_id, programme_id, class_code, country, vintage, funder_id, source,
    found_on, units, accepted, mass_g, measure, battery, eligible, ineligible_reason, explanation, queue_at,
    public_number, event_id
FROM lot ORDER BY lot_id;

-- name: audit_open_lot :many
-- out: programme_id bytes, queue_at i64, lot_id bytes
SELECT programme_id, queue_at, lot_id FROM open_lot ORDER BY programme_id, queue_at, lot_id;

-- name: audit_custody :many
-- out: lot_id bytes, lo i64, hi i64, stage i64, facility_id bytes?, package_id bytes?, receipt_id bytes?, treatment_id bytes?, case_id bytes?, class_code text?, credit_g i64?, since i64
SELECT lot_id, lo, hi, stage, facility_id, package_id, receipt_id, treatment_id, case_id, class_code,
    credit_g, since
FROM custody ORDER BY lot_id, lo;

-- name: audit_receipt_span :many
-- out: receipt_id bytes, lot_id bytes, lo i64, hi i64
SELECT receipt_id, lot_id, lo, hi FROM receipt_span ORDER BY receipt_id, lot_id, lo;

-- name: audit_case :many
-- out: case_id bytes, cause text, deadline i64, amount_minor i64?, amount_currency text?, claimant_id bytes?, counterparty_id bytes?, note_annex_id bytes?, receipt_id bytes?, package_id bytes?, shipment_id bytes?, gone_units i64, gone_g i64, closed_on i64?, outcome text?, closing_note_annex_id bytes?, event_id bytes
SELECT case_id, cause, deadline, amount_minor, amount_currency, claimant_id, counterparty_id,
    note_annex_id, receipt_id, package_id, shipment_id, gone_units, gone_g, closed_on, outcome,
    closing_note_annex_id, event_id
FROM ledger_case ORDER BY case_id;

-- name: audit_case_reopening :many
-- out: event_id bytes, case_id bytes, reason text, deadline i64, closed_on i64, outcome text, closing_note_annex_id bytes?
SELECT event_id, case_id, reason, deadline, closed_on, outcome, closing_note_annex_id
FROM case_reopening ORDER BY event_id;

-- name: audit_case_span :many
-- out: case_id bytes, lot_id bytes, lo i64, hi i64
SELECT case_id, lot_id, lo, hi FROM case_span ORDER BY case_id, lot_id, lo;

-- name: audit_package :many
-- out: package_id bytes, code text, kind i64, programme_id bytes, country text, funder_id bytes?, parent_id bytes?, facility_id bytes?, shipment_id bytes?, seal text?, number text?, event_id bytes
SELECT package_id, code, kind, programme_id, country, funder_id, parent_id, facility_id,
    shipment_id, seal, number, event_id
FROM package ORDER BY package_id;

-- name: audit_shipment :many
-- out: shipment_id bytes, code text, from_facility_id bytes, to_facility_id bytes, crosses_border i64, planned_arrival i64, state i64, departed_on i64?, arrived_on i64?, units i64?, measure i64?, beyond_g i64, cancel_reason text?, event_id bytes, recorded_late i64
SELECT shipment_id, code, from_facility_id, to_facility_id, crosses_border, planned_arrival, state,
    departed_on, arrived_on, units, measure, beyond_g, cancel_reason, event_id, recorded_late
FROM shipment ORDER BY shipment_id;

-- name: audit_leg :many
-- out: shipment_id bytes, number i64, from_facility_id bytes, to_facility_id bytes, mode text, carrier_id bytes, distance_km i64
SELECT shipment_id, number, from_facility_id, to_facility_id, mode, carrier_id, distance_km
FROM leg ORDER BY shipment_id, number;

-- name: audit_weighing :many
-- out: event_id bytes, package_id bytes, gross_g i64, tare_g i64, units i64, weighed_on i64
SELECT event_id, package_id, gross_g, tare_g, units, weighed_on FROM weighing
ORDER BY package_id, event_id;

-- name: audit_package_count :many
-- out: event_id bytes, package_id bytes, organisation_id bytes, counted_on i64, units i64, recorded i64, case_id bytes?
SELECT event_id, package_id, organisation_id, counted_on, units, recorded, case_id
FROM package_count ORDER BY package_id, event_id;

-- name: audit_seal_entry :many
-- out: event_id bytes, package_id bytes, deed i64, seal text?, kind i64?, organisation_id bytes?, happened_on i64, reason text?, case_id bytes?
SELECT event_id, package_id, deed, seal, kind, organisation_id, happened_on, reason, case_id
FROM seal_entry ORDER BY package_id, event_id;

-- name: audit_shipment_package :many
-- out: shipment_id bytes, package_id bytes
SELECT shipment_id, package_id FROM shipment_package ORDER BY shipment_id, package_id;

-- name: audit_consent :many
-- out: shipment_id bytes, country text, document_digest bytes, valid_until i64, recorded_on i64
SELECT shipment_id, country, document_digest, valid_until, recorded_on
FROM consent ORDER BY shipment_id, country;

-- name: audit_receipt :many
-- out: receipt_id bytes, shipment_id bytes, facility_id bytes, plant_key_id bytes, units i64, mass_g i64, received_on i64, statement text, signature bytes, event_id bytes
SELECT receipt_id, shipment_id, facility_id, plant_key_id, units, mass_g, received_on, statement,
    signature, event_id
FROM receipt ORDER BY receipt_id;

-- name: audit_treatment :many
-- out: treatment_id bytes, receipt_id bytes, facility_id bytes, kind i64, operation text, interim i64, input_mass_g i64, tolerance_ppm i64, treated_on i64, plant_key_id bytes?, statement text?, signature bytes?, campaign_id bytes?, event_id bytes
SELECT treatment_id, receipt_id, facility_id, kind, operation, interim, input_mass_g,
    tolerance_ppm, treated_on, plant_key_id, statement, signature, campaign_id,
    event_id
FROM treatment ORDER BY treatment_id;

-- name: audit_campaign :many
-- out: campaign_id bytes, facility_id bytes, number text, operation text, interim i64, opened_on i64, state i64, ended_on i64?, reason text?, event_id bytes
SELECT campaign_id, facility_id, number, operation, interim, opened_on, state, ended_on, reason,
    event_id
FROM campaign ORDER BY campaign_id;

-- name: audit_campaign_input :many
-- out: event_id bytes, campaign_id bytes, receipt_id bytes, units i64, input_mass_g i64, fed_on i64, entry i64, correction text?
SELECT event_id, campaign_id, receipt_id, units, input_mass_g, fed_on, entry, correction
FROM campaign_input ORDER BY event_id;

-- name: audit_campaign_output :many
-- out: event_id bytes, fraction text, campaign_id bytes, mass_g i64, weighed_on i64, entry i64, correction text?
SELECT event_id, fraction, campaign_id, mass_g, weighed_on, entry, correction
FROM campaign_output ORDER BY event_id, fraction;

-- name: audit_campaign_span :many
-- out: campaign_id bytes, receipt_id bytes, lot_id bytes, lo i64, hi i64, entry i64
SELECT campaign_id, receipt_id, lot_id, lo, hi, entry FROM campaign_span ORDER BY lot_id, lo;

-- name: audit_treatment_span :many
-- out: treatment_id bytes, lot_id bytes, lo i64, hi i64
SELECT treatment_id, lot_id, lo, hi FROM treatment_span ORDER BY treatment_id, lot_id, lo;

-- name: audit_material :many
-- out: treatment_id bytes, fraction text, mass_g i64, dispatched_g i64
SELECT treatment_id, fraction, mass_g, dispatched_g FROM material ORDER BY treatment_id, fraction;

-- name: audit_dispatch :many
-- out: dispatch_id bytes, facility_id bytes, buyer_id bytes, number text, dispatched_on i64, event_id bytes
SELECT dispatch_id, facility_id, buyer_id, number, dispatched_on, event_id
FROM dispatch ORDER BY dispatch_id;

-- name: audit_dispatch_item :many
-- out: dispatch_id bytes, treatment_id bytes, fraction text, mass_g i64
SELECT dispatch_id, treatment_id, fraction, mass_g FROM dispatch_item
ORDER BY dispatch_id, treatment_id, fraction;

-- name: audit_settlement :many
-- out: settlement_id bytes, treatment_id bytes, facility_id bytes, number text, laboratory text, settled_on i64, amount_minor i64?, amount_currency text?, replaces_id bytes?, replaced i64, event_id bytes
SELECT settlement_id, treatment_id, facility_id, number, laboratory, settled_on, amount_minor,
    amount_currency, replaces_id, replaced, event_id
FROM settlement ORDER BY settlement_id;

-- name: audit_settlement_assay :many
-- out: settlement_id bytes, fraction text, metal text, mg_per_t i64, method text
SELECT settlement_id, fraction, metal, mg_per_t, method FROM settlement_assay
ORDER BY settlement_id, fraction, metal;

-- name: audit_order_line :many
-- out: order_line_id bytes, code text, programme_id bytes, payer_id bytes, beneficiary_id bytes, reseller_id bytes?, class_code text, measure i64, countries text, vintage_from i64?, vintage_to i64?, funder_id bytes?, demanded i64, event_id bytes, standard text?
SELECT order_line_id, code, programme_id, payer_id, beneficiary_id, reseller_id, class_code,
    measure, countries, vintage_from, vintage_to, funder_id, demanded, event_id, standard
FROM order_line ORDER BY order_line_id;

-- name: audit_document :many
-- out: document_id bytes, kind text, identity bytes, content_digest bytes, order_identity bytes?, issued_on i64, name_annex_id bytes, of_document_id bytes?, event_id bytes
SELECT document_id, kind, identity, content_digest, order_identity, issued_on, name_annex_id,
    of_document_id, event_id
FROM document ORDER BY document_id;

-- name: audit_slice :many
-- out: order_line_id bytes, lo i64, hi i64, programme_id bytes, trigger i64, document_id bytes?, queue_at i64, event_id bytes
SELECT order_line_id, lo, hi, programme_id, trigger, document_id, queue_at, event_id
FROM demand_slice ORDER BY order_line_id, lo;

-- name: audit_open_slice :many
-- out: programme_id bytes, queue_at i64, order_line_id bytes, lo i64, hi i64
SELECT programme_id, queue_at, order_line_id, lo, hi
FROM open_slice ORDER BY programme_id, queue_at, order_line_id, lo;

-- name: audit_voided :many
-- out: order_line_id bytes, lo i64, hi i64, slice_lo i64, slice_hi i64, programme_id bytes, document_id bytes?, from_order_line_id bytes?, from_lo i64?, event_id bytes
SELECT order_line_id, lo, hi, slice_lo, slice_hi, programme_id, document_id, from_order_line_id,
    from_lo, event_id
FROM voided ORDER BY order_line_id, lo;

-- name: audit_hold :many
-- out: hold_id bytes, order_line_id bytes, lo i64, programme_id bytes, until_on i64, state i64, document_id bytes?, event_id bytes
SELECT hold_id, order_line_id, lo, programme_id, until_on, state, document_id, event_id
FROM hold ORDER BY hold_id;

-- name: audit_carry_over :many
-- out: order_line_id bytes, lo i64, hi i64, slice_lo i64, slice_hi i64, programme_id bytes, document_id bytes, event_id bytes
SELECT order_line_id, lo, hi, slice_lo, slice_hi, programme_id, document_id, event_id
FROM carry_over ORDER BY order_line_id, lo;

-- name: audit_allocation :many
-- out: lot_id bytes, lot_lo i64, lot_hi i64, lot_accepted i64, lot_eligible i64, order_line_id bytes, line_lo i64, line_hi i64, slice_lo i64, slice_hi i64, programme_id bytes, state i64, credit i64
SELECT lot_id, lot_lo, lot_hi, lot_accepted, lot_eligible, order_line_id, line_lo, line_hi,
    slice_lo, slice_hi, programme_id, state, credit
FROM allocation ORDER BY lot_id, lot_lo;

-- name: audit_certificate :many
-- out: certificate_id bytes, serial text, programme_id bytes, beneficiary_id bytes, stage i64, units i64, uncounted_g i64, revision i64, body_digest bytes, issued_at i64, state i64, state_reason text?, replaces_id bytes?, event_id bytes
SELECT certificate_id, serial, programme_id, beneficiary_id, stage, units, uncounted_g, revision, body_digest,
    issued_at, state, state_reason, replaces_id, event_id
FROM certificate ORDER BY certificate_id;

-- name: audit_certificate_unit :many
-- out: lot_id bytes, lot_lo i64, lot_hi i64, certificate_id bytes, stage i64
SELECT lot_id, lot_lo, lot_hi, certificate_id, stage
FROM certificate_unit ORDER BY lot_id, lot_lo;

-- name: audit_reissue :many
-- out: lot_id bytes, lo i64, hi i64, certificate_id bytes
SELECT lot_id, lo, hi, certificate_id FROM reissue ORDER BY lot_id, lo, certificate_id;

-- name: audit_status_list :many
-- out: list i64, origin text
SELECT list, origin FROM status_list ORDER BY list;

-- name: audit_status_place :many
-- out: list i64, place i64, certificate_id bytes, revision i64, restated bool
SELECT list, place, certificate_id, revision, restated FROM status_place ORDER BY list, place;

-- name: audit_log :many
-- out: log_id i64, origin text, public_key bytes, started_at i64
SELECT log_id, origin, public_key, started_at FROM log ORDER BY log_id, origin;

-- name: audit_log_event :many
-- out: event_id bytes, kind text, public_body text
-- What a log has to hold, in its order.
SELECT event_id, kind, public_body FROM event WHERE public_body IS NOT NULL ORDER BY event_id;

-- name: audit_log_entry :many
-- out: log_id i64, log_index i64, event_id bytes, part i64, entry text, leaf_hash bytes
SELECT log_id, log_index, event_id, part, entry, leaf_hash FROM log_entry
ORDER BY log_id, log_index, event_id, part;

-- name: audit_log_tile :many
-- out: log_id i64, level i64, tile_index i64, hashes bytes, root bytes
SELECT log_id, level, tile_index, hashes, root FROM log_tile ORDER BY log_id, level, tile_index;

-- name: audit_log_checkpoint :many
-- out: log_id i64, size i64, root bytes, note text, signed_at i64
SELECT log_id, size, root, note, signed_at FROM log_checkpoint ORDER BY log_id, size;

-- name: audit_notification :many
-- out: notification_id bytes, code text, number text?, notifier_id bytes, consignee_id bytes, from_facility_id bytes, plant_id bytes, stream text, battery text, purpose text, operation text, preconsented i64, special_handling i64, shipments_max i64, mass_max_g i64, mass_min_g i64?, first_departure i64, last_departure i64, packaging text, physical text, booked i64, booked_g i64, event_id bytes
SELECT notification_id, code, number, notifier_id, consignee_id, from_facility_id, plant_id, stream, battery,
    purpose, operation, preconsented, special_handling, shipments_max, mass_max_g, mass_min_g,
    first_departure, last_departure, packaging, physical, booked, booked_g, event_id
FROM notification ORDER BY notification_id;

-- name: audit_notification_carrier :many
-- out: notification_id bytes, number i64, carrier_id bytes, mode text
SELECT notification_id, number, carrier_id, mode FROM notification_carrier
ORDER BY notification_id, number;

-- name: audit_notification_state :many
-- out: notification_id bytes, country text, number i64, part i64, entry text?, exit text?, authority text?, step i64?, stepped_on i64?, questions i64, consented_on i64?, valid_from i64?, valid_until i64?, shipments_max i64?, mass_max_g i64?, basis text?, consent_digest bytes?, booked i64, booked_g i64, recorded_on i64?, consent_number text?
SELECT notification_id, country, number, part, entry, exit, authority, step, stepped_on, questions,
    consented_on, valid_from, valid_until, shipments_max, mass_max_g, basis, consent_digest,
    booked, booked_g, recorded_on, consent_number
FROM notification_state ORDER BY notification_id, number;

-- name: audit_notification_step :many
-- out: event_id bytes, notification_id bytes, country text, step i64, stepped_on i64
SELECT event_id, notification_id, country, step, stepped_on
FROM notification_step ORDER BY notification_id, event_id;

-- name: audit_notification_document :many
-- out: document_digest bytes, notification_id bytes, kind text, valid_from i64?, valid_until i64?, amount_minor i64?, amount_currency text?, recorded_on i64, shipment_id bytes?, sent_on i64?, un text?, movement_serial i64?, final_here i64
SELECT document_digest, notification_id, kind, valid_from, valid_until, amount_minor, amount_currency,
    recorded_on, shipment_id, sent_on, un, movement_serial, final_here
FROM notification_document
ORDER BY notification_id, document_digest;

-- name: audit_notification_text :many
-- out: notification_id bytes, field text, subject_id bytes, annex_id bytes
SELECT notification_id, field, subject_id, annex_id FROM notification_text
ORDER BY notification_id, field, subject_id;

-- name: audit_booking :many
-- out: notification_id bytes, serial i64, number text, shipment_id bytes, mass_g i64, state i64, reason text?, event_id bytes
SELECT notification_id, serial, number, shipment_id, mass_g, state, reason, event_id FROM booking
ORDER BY notification_id, serial;

-- name: audit_label_sheet :many
-- out: label_sheet_id bytes, programme_id bytes, organisation_id bytes, labels i64, event_id bytes
SELECT label_sheet_id, programme_id, organisation_id, labels, event_id FROM label_sheet
ORDER BY label_sheet_id;

-- name: audit_label :many
-- out: label text, label_sheet_id bytes, number i64
SELECT label, label_sheet_id, number FROM label ORDER BY label;

-- name: audit_label_use :many
-- out: label text, package_id bytes?, reason text?, used_on i64, event_id bytes
SELECT label, package_id, reason, used_on, event_id FROM label_use ORDER BY label;

-- name: audit_facility_limit :many
-- out: facility_id bytes, mass_max_g i64?, battery_mass_max_g i64?, units_max i64?, days_max i64?, basis text?, event_id bytes
SELECT facility_id, mass_max_g, battery_mass_max_g, units_max, days_max, basis, event_id
FROM facility_limit ORDER BY facility_id;

-- name: audit_departure_override :many
-- out: event_id bytes, number i64, shipment_id bytes, blocker text, country text?, holder text?, kind i64?, reason text, departs_on i64?, rule text?
SELECT event_id, number, shipment_id, blocker, country, holder, kind, reason, departs_on, rule
FROM departure_override ORDER BY shipment_id, event_id, number;

-- name: audit_shipment_span :many
-- out: shipment_id bytes, lot_id bytes, lo i64, hi i64
SELECT shipment_id, lot_id, lo, hi FROM shipment_span ORDER BY shipment_id, lot_id, lo;

-- name: audit_incident :many
-- out: shipment_id bytes, case_id bytes, cause text, lacked text, found_by_id bytes?, found_on i64, document_digest bytes?, cleared_on i64?, outcome text?, reason text?, clearing_digest bytes?, event_id bytes
SELECT shipment_id, case_id, cause, lacked, found_by_id, found_on, document_digest, cleared_on, outcome,
    reason, clearing_digest, event_id
FROM incident ORDER BY shipment_id;

-- name: audit_handover :many
-- out: handover_id bytes, giver_id bytes, receiver_id bytes, shipment_id bytes?, condition text, corrects_id bytes?, given_on i64, given_by bytes?, given_digest bytes, given_key_id bytes?, given_signature bytes?, taken_on i64?, taken_by bytes?, taken_digest bytes?, taken_key_id bytes?, taken_signature bytes?, event_id bytes, replaces_id bytes?, note_annex_id bytes?
SELECT handover_id, giver_id, receiver_id, shipment_id, condition, corrects_id, given_on, given_by,
    given_digest, given_key_id, given_signature, taken_on, taken_by, taken_digest, taken_key_id,
    taken_signature, event_id, replaces_id, note_annex_id
FROM handover ORDER BY handover_id;

-- name: audit_handover_note :many
-- out: handover_id bytes, body text
SELECT handover.handover_id, annex.body
FROM handover JOIN annex ON annex.annex_id = handover.note_annex_id
WHERE annex.body IS NOT NULL
ORDER BY handover.handover_id;

-- name: audit_handover_package :many
-- out: handover_id bytes, package_id bytes, gross_g i64?, seal text?, cause text?, case_id bytes?
SELECT handover_id, package_id, gross_g, seal, cause, case_id FROM handover_package
ORDER BY handover_id, package_id;
