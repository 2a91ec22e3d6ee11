-- What lists and shows give, as it is shown: every column is a member of the answer, by its name.
-- What has a code is named by it ("facility"), and its id stands beside it at the end
-- ("facility_id"). A list begins with what it is ordered and paged by.

-- ---------------------------------------------------------------- registry

-- name: class_list :list
-- in: after text, limit i64
-- out: class_code text, hs_code text, unu_key text, mass_low_g mass?, mass_g mass?, mass_high_g mass?
SELECT class_code, hs_code, unu_key, nullif(mass_low_g, 0), nullif(mass_g, 0), nullif(mass_high_g, 0)
FROM device_class
WHERE class_code > $1
ORDER BY class_code LIMIT $2;

-- name: class_item :item
-- in: class_code text
-- out: class_code text, hs_code text, unu_key text, mass_low_g mass?, mass_g mass?, mass_high_g mass?
SELECT class_code, hs_code, unu_key, nullif(mass_low_g, 0), nullif(mass_g, 0), nullif(mass_high_g, 0)
FROM device_class WHERE class_code = $1;

-- name: organisation_list :list
-- in: after text, limit i64, country text?, viewer user_id?
-- out: code text, name text?, country text, organisation_id organisation_id
SELECT organisation.code, annex.body, organisation.country, organisation.organisation_id
FROM organisation JOIN annex ON annex.annex_id = organisation.name_annex_id
WHERE organisation.code > $1
    AND organisation.country = $3
    AND organisation.organisation_id IN (@visible_organisation($4))
ORDER BY organisation.code LIMIT $2;

-- name: organisation_facilities :list
-- in: organisation_id organisation_id
-- out: code text, country text, is_plant bool, name text?, facility_id facility_id
SELECT facility.code, facility.country, facility.is_plant, annex.body, facility.facility_id
FROM facility JOIN annex ON annex.annex_id = facility.name_annex_id
WHERE facility.organisation_id = $1
ORDER BY facility.facility_id;

-- name: organisation_users :list
-- in: organisation_id organisation_id
-- out: name text?, email text?, disabled_at time?, language text?, user_id user_id
SELECT person.body, address.body, ledger_user.disabled_at, user_language.language, ledger_user.user_id
FROM ledger_user JOIN annex AS person ON person.annex_id = ledger_user.name_annex_id
    JOIN annex AS address ON address.annex_id = ledger_user.email_annex_id
    LEFT JOIN user_language ON user_language.user_id = ledger_user.user_id
WHERE ledger_user.organisation_id = $1
ORDER BY ledger_user.user_id;

-- name: user_list :list
-- in: after user_id, limit i64, organisation_id organisation_id?
-- out: user_id user_id, organisation text, name text?, email text?, disabled_at time?, organisation_id organisation_id
SELECT ledger_user.user_id, organisation.code, person.body, address.body, ledger_user.disabled_at,
    ledger_user.organisation_id
FROM ledger_user
    JOIN organisation ON organisation.organisation_id = ledger_user.organisation_id
    JOIN annex AS person ON person.annex_id = ledger_user.name_annex_id
    JOIN annex AS address ON address.annex_id = ledger_user.email_annex_id
WHERE ledger_user.user_id > $1
    AND ledger_user.organisation_id = $3
ORDER BY ledger_user.user_id LIMIT $2;

-- name: user_item :item
-- in: user_id user_id
-- out: user_id user_id, organisation text, name text?, email text?, disabled_at time?, language text?, organisation_id organisation_id
SELECT ledger_user.user_id, organisation.code, person.body, address.body, ledger_user.disabled_at,
    user_language.language, ledger_user.organisation_id
FROM ledger_user
    JOIN organisation ON organisation.organisation_id = ledger_user.organisation_id
    JOIN annex AS person ON person.annex_id = ledger_user.name_annex_id
    JOIN annex AS address ON address.annex_id = ledger_user.email_annex_id
    LEFT JOIN user_language ON user_language.user_id = ledger_user.user_id
WHERE ledger_user.user_id = $1;

-- name: user_roles :list
-- in: user_id user_id
-- out: role role
SELECT role FROM user_role WHERE user_id = $1 ORDER BY role;

-- name: proposal_list :list
-- in: after proposal_id, limit i64, state proposal_state?, expires_after time?
-- out: proposal_id proposal_id, command text, state proposal_state, proposed_by user_id, proposed_at time, expires_at time, decided_by user_id?, decided_at time?
SELECT proposal_id, command, state, proposed_by, proposed_at, expires_at, decided_by, decided_at
FROM proposal
WHERE proposal_id > $1
    AND state = $3
    AND expires_at > $4
ORDER BY proposal_id LIMIT $2;

-- name: proposal_item :item
-- in: proposal_id proposal_id
-- out: proposal_id proposal_id, command text, state proposal_state, proposed_by user_id, proposed_at time, expires_at time, decided_by user_id?, decided_at time?
SELECT proposal_id, command, state, proposed_by, proposed_at, expires_at, decided_by, decided_at
FROM proposal WHERE proposal_id = $1;

-- name: control_list :list
-- in: after control_id, limit i64
-- out: control_id control_id, step control_step, proposed_by user_id?, approved_by user_id?, single_control bool, recorded_at time
SELECT control.control_id, control.step, control.proposed_by, control.approved_by,
    control.single_control, event.recorded_at
FROM control JOIN event ON event.event_id = control.event_id
WHERE control.control_id > $1
ORDER BY control.control_id LIMIT $2;

-- name: control_of :list
-- in: object_id bytes
-- out: step control_step, single_control bool, recorded_at time
SELECT control.step, control.single_control, event.recorded_at
FROM control JOIN event ON event.event_id = control.event_id
WHERE control.object_id = $1
ORDER BY control.control_id;

-- fragment: controls_of certificate
-- Of the certificate, of lots of which it cites units, of shipments that left with these, however long
-- before, of incidents of these, of revoked ones that had cited some of them, and of the key that signs
-- it: the last change before it was issued. From what it cites on, so that it costs the same however
-- many others there are.
SELECT own.control_id FROM control AS own WHERE own.object_id = $certificate
UNION ALL
SELECT of_lot.control_id
FROM certificate_unit JOIN control AS of_lot ON of_lot.object_id = certificate_unit.lot_id
WHERE of_lot.step = 2 AND certificate_unit.certificate_id = $certificate
UNION ALL
SELECT of_shipment.control_id
FROM certificate_unit JOIN shipment_span ON shipment_span.lot_id = certificate_unit.lot_id
        AND shipment_span.lo < certificate_unit.lot_hi
        AND shipment_span.hi > certificate_unit.lot_lo
    JOIN control AS of_shipment ON of_shipment.object_id = shipment_span.shipment_id
WHERE of_shipment.step IN (9, 10) AND certificate_unit.certificate_id = $certificate
UNION ALL
SELECT of_revoked.control_id
FROM certificate_unit JOIN reissue ON reissue.lot_id = certificate_unit.lot_id
        AND reissue.lo < certificate_unit.lot_hi AND reissue.hi > certificate_unit.lot_lo
    JOIN control AS of_revoked ON of_revoked.object_id = reissue.certificate_id
WHERE of_revoked.step = 1 AND certificate_unit.certificate_id = $certificate
UNION ALL
SELECT latest.control_id FROM (SELECT changed.control_id AS control_id FROM control AS changed
        JOIN event AS change ON change.event_id = changed.event_id
        JOIN certificate ON change.recorded_at <= certificate.issued_at
    WHERE changed.step = 7 AND certificate.certificate_id = $certificate
    ORDER BY changed.control_id DESC LIMIT 1) AS latest;

-- name: certificate_control :list
-- in: certificate_id certificate_id
-- out: step control_step, single_control bool, recorded_at time
-- planned: once, from the certificate on, whichever it is
SELECT control.step, control.single_control, event.recorded_at
FROM control JOIN event ON event.event_id = control.event_id
WHERE control.control_id IN (@controls_of($1))
ORDER BY control.control_id;

-- name: certificate_single :many
-- in: certificate_id certificate_id
-- out: step control_step, recorded_from time, recorded_to time
-- The same, as far as no second person approved it, by step.
-- planned: once, from the certificate on, whichever it is
SELECT control.step, min(event.recorded_at), max(event.recorded_at)
FROM control JOIN event ON event.event_id = control.event_id
WHERE control.single_control = 1 AND control.control_id IN (@controls_of($1))
GROUP BY control.step
ORDER BY control.step;

-- name: token_list :list
-- in: after token_id, limit i64
-- out: token_id token_id, user_id user_id, permissions text, expires_on date, revoked_at time?
SELECT token_id, user_id, permissions, expires_on, revoked_at FROM token
WHERE token_id > $1
ORDER BY token_id LIMIT $2;

-- name: enquiry_list :list
-- in: after enquiry_id, limit i64, is_open bool?
-- out: enquiry_id enquiry_id, organisation text?, country text?, devices text?, units_a_year i64?, trigger trigger?, certificate text?, state text, certificate_id certificate_id?
SELECT enquiry.enquiry_id, firm.body, enquiry.country, enquiry.devices, enquiry.units_a_year, enquiry.trigger,
    certificate.serial,
    CASE WHEN enquiry.closed_at IS NULL THEN 'open'
        WHEN enquiry.certificate_id IS NOT NULL THEN 'answered'
        WHEN enquiry.user_id IS NULL THEN 'declined' ELSE 'accepted' END,
    enquiry.certificate_id
FROM enquiry LEFT JOIN annex AS firm ON firm.annex_id = enquiry.organisation_annex_id
    LEFT JOIN certificate ON certificate.certificate_id = enquiry.certificate_id
WHERE enquiry.enquiry_id > $1
    AND (CASE WHEN enquiry.closed_at IS NULL THEN 1 ELSE 0 END) = $3
ORDER BY enquiry.enquiry_id LIMIT $2;

-- name: enquiry_item :item
-- in: enquiry_id enquiry_id
-- out: enquiry_id enquiry_id, organisation text?, name text?, email text?, country text?, devices text?, units_a_year i64?, trigger trigger?, certificate text?, message text?, state text, closed_at time?, order_line text?, user_id user_id?, certificate_id certificate_id?
SELECT enquiry.enquiry_id, firm.body, person.body, address.body, enquiry.country, enquiry.devices,
    enquiry.units_a_year, enquiry.trigger, certificate.serial, words.body,
    CASE WHEN enquiry.closed_at IS NULL THEN 'open'
        WHEN enquiry.certificate_id IS NOT NULL THEN 'answered'
        WHEN enquiry.user_id IS NULL THEN 'declined' ELSE 'accepted' END,
    enquiry.closed_at, order_line.code, enquiry.user_id, enquiry.certificate_id
FROM enquiry
    LEFT JOIN annex AS firm ON firm.annex_id = enquiry.organisation_annex_id
    JOIN annex AS person ON person.annex_id = enquiry.name_annex_id
    JOIN annex AS address ON address.annex_id = enquiry.email_annex_id
    LEFT JOIN annex AS words ON words.annex_id = enquiry.message_annex_id
    LEFT JOIN order_line ON order_line.order_line_id = enquiry.order_line_id
    LEFT JOIN certificate ON certificate.certificate_id = enquiry.certificate_id
WHERE enquiry.enquiry_id = $1;

-- name: enquiry_by_id :one
-- in: enquiry_id enquiry_id
-- out: enquiry_id enquiry_id, organisation_annex_id annex_id?, name_annex_id annex_id, email_annex_id annex_id, country text?, certificate_id certificate_id?, closed_at time?
SELECT enquiry_id, organisation_annex_id, name_annex_id, email_annex_id, country, certificate_id, closed_at
FROM enquiry
WHERE enquiry_id = $1;

-- name: enquiry_open_count :one
-- in: limit i64, doubts i64
-- out: enquiries i64
-- Up to a limit; doubts (1) or those who ask to join (0).
SELECT count(*) FROM (SELECT enquiry_id FROM enquiry
    WHERE closed_at IS NULL AND (CASE WHEN certificate_id IS NULL THEN 0 ELSE 1 END) = $2
    LIMIT $1) AS waiting;

-- name: webhook_list :list
-- in: after webhook_id, limit i64, organisation_id organisation_id?
-- out: webhook_id webhook_id, organisation text, url text?, disabled_at time?, disabled_reason text?, organisation_id organisation_id
SELECT webhook.webhook_id, organisation.code, annex.body, webhook.disabled_at,
    webhook.disabled_reason, webhook.organisation_id
FROM webhook
    JOIN organisation ON organisation.organisation_id = webhook.organisation_id
    JOIN annex ON annex.annex_id = webhook.url_annex_id
WHERE webhook.webhook_id > $1
    AND webhook.organisation_id = $3
ORDER BY webhook.webhook_id LIMIT $2;

-- name: organisation_webhooks :list
-- in: organisation_id organisation_id
-- out: url text?, disabled_at time?, webhook_id webhook_id
SELECT annex.body, webhook.disabled_at, webhook.webhook_id
FROM webhook JOIN annex ON annex.annex_id = webhook.url_annex_id
WHERE webhook.organisation_id = $1
ORDER BY webhook.webhook_id;

-- name: webhook_item :item
-- in: webhook_id webhook_id
-- out: webhook_id webhook_id, organisation text, url text?, secret_at time, disabled_at time?, disabled_reason text?, organisation_id organisation_id
SELECT webhook.webhook_id, organisation.code, annex.body, webhook.secret_at, webhook.disabled_at,
    webhook.disabled_reason, webhook.organisation_id
FROM webhook
    JOIN organisation ON organisation.organisation_id = webhook.organisation_id
    JOIN annex ON annex.annex_id = webhook.url_annex_id
WHERE webhook.webhook_id = $1;

-- name: webhook_deliveries :list
-- in: after delivery_id, limit i64, webhook_id webhook_id, state delivery_state?
-- out: delivery_id delivery_id, kind text, state delivery_state, made_at time, attempts i64, tried_at time?, due_at time?, http_status i64?, problem text?, event_id event_id?
SELECT delivery_id, kind, state, made_at, attempts, tried_at,
    CASE WHEN state = 1 THEN due_at ELSE NULL END, http_status, problem, event_id
FROM webhook_delivery
WHERE delivery_id > $1 AND webhook_id = $3
    AND state = $4
ORDER BY delivery_id LIMIT $2;

-- name: organisation_parts :list
-- in: organisation_id organisation_id
-- out: object_kind text, object_id bytes, role party_role
SELECT object_kind, object_id, role FROM party
WHERE organisation_id = $1
ORDER BY object_kind, object_id, role;

-- name: organisation_collections :list
-- in: organisation_id organisation_id
-- out: collected_on date, facility text, price_minor i64, price_currency text, record_key text?, collection_id collection_id
SELECT collection.collected_on, facility.code, collection.price_minor, collection.price_currency,
    collection.record_key, collection.collection_id
FROM collection JOIN facility ON facility.facility_id = collection.facility_id
WHERE collection.collector_id = $1
ORDER BY collection.collection_id;

-- name: organisation_documents :list
-- in: organisation_id organisation_id
-- out: kind text, number text?, issued_on date, document_id document_id
SELECT document.kind, annex.body, document.issued_on, document.document_id
FROM document JOIN annex ON annex.annex_id = document.name_annex_id
WHERE document.document_id IN (SELECT part.document_id
    FROM (SELECT order_line_id, document_id FROM demand_slice
        UNION SELECT order_line_id, document_id FROM voided
        UNION SELECT order_line_id, document_id FROM carry_over) AS part
    JOIN order_line ON order_line.order_line_id = part.order_line_id
    WHERE order_line.payer_id = $1 OR order_line.beneficiary_id = $1
        OR order_line.reseller_id = $1)
ORDER BY document.document_id;

-- name: organisation_cases :list
-- in: organisation_id organisation_id
-- out: cause text, deadline date, note text?, closing_note text?, case_id case_id
SELECT ledger_case.cause, ledger_case.deadline,
    (SELECT body FROM annex WHERE annex_id = ledger_case.note_annex_id),
    (SELECT body FROM annex WHERE annex_id = ledger_case.closing_note_annex_id),
    ledger_case.case_id
FROM ledger_case
WHERE ledger_case.counterparty_id = $1
ORDER BY ledger_case.case_id;

-- name: annex_list :list
-- in: after annex_id, limit i64, field text?
-- out: annex_id annex_id, field text, recorded_at time, body text?, erased_at time?
SELECT annex.annex_id, annex.field, event.recorded_at, annex.body, annex.erased_at
FROM annex JOIN event ON event.event_id = annex.event_id
WHERE annex.annex_id > $1
    AND annex.field = $3
ORDER BY annex.annex_id LIMIT $2;

-- name: facility_list :list
-- in: after text, limit i64, country text?, is_plant bool?, organisation_id organisation_id?, viewer user_id?, certified_until date?, plan_due_before date?
-- out: code text, name text?, organisation text, country text, is_plant bool, facility_id facility_id, organisation_id organisation_id
SELECT facility.code, annex.body, organisation.code, facility.country, facility.is_plant,
    facility.facility_id, facility.organisation_id
FROM facility JOIN organisation ON organisation.organisation_id = facility.organisation_id
    JOIN annex ON annex.annex_id = facility.name_annex_id
WHERE facility.code > $1
    AND facility.country = $3
    AND facility.is_plant = $4
    AND facility.organisation_id = $5
    AND facility.facility_id IN (@visible_facility($6))
    AND facility.facility_id IN (@facilities_certified_until($7))
    AND facility.facility_id IN (@facilities_plan_due($8))
ORDER BY facility.code LIMIT $2;

-- name: facility_item :item
-- in: facility_id facility_id
-- out: code text, organisation text, country text, is_plant bool, facility_id facility_id, organisation_id organisation_id
SELECT facility.code, organisation.code, facility.country, facility.is_plant, facility.facility_id,
    facility.organisation_id
FROM facility JOIN organisation ON organisation.organisation_id = facility.organisation_id
WHERE facility.facility_id = $1;

-- name: facility_keys :list
-- in: facility_id facility_id
-- out: plant_key_id plant_key_id, public_key public_key
SELECT plant_key_id, public_key FROM plant_key WHERE facility_id = $1 ORDER BY plant_key_id;

-- name: facility_certifications :list
-- in: facility_id facility_id
-- out: standard text, scope text, number text, valid_from date, valid_to date, certification_id certification_id
SELECT standard, scope, number, valid_from, valid_to, certification_id FROM certification
WHERE facility_id = $1 ORDER BY standard, valid_from, certification_id;

-- name: licence_list :list
-- in: after licence_id, limit i64, country text?, kind licence_kind?, organisation_id organisation_id?, facility_id facility_id?, viewer user_id?, ends_before date?
-- out: licence_id licence_id, organisation text, facility text?, kind licence_kind, country text, number text, valid_from date, valid_until date, withdrawn_on date?, organisation_id organisation_id, facility_id facility_id?
SELECT licence.licence_id, organisation.code, facility.code, licence.kind, licence.country,
    licence.number, licence.valid_from, licence.valid_until, licence.withdrawn_on,
    licence.organisation_id, licence.facility_id
FROM licence JOIN organisation ON organisation.organisation_id = licence.organisation_id
    LEFT JOIN facility ON facility.facility_id = licence.facility_id
WHERE licence.licence_id > $1
    AND licence.country = $3
    AND licence.kind = $4
    AND licence.organisation_id = $5
    AND licence.facility_id = $6
    AND licence.licence_id IN (@visible_licence($7))
    AND licence.licence_id IN (@licences_ending($8))
ORDER BY licence.licence_id LIMIT $2;

-- name: licence_item :item
-- in: licence_id licence_id
-- out: licence_id licence_id, organisation text, facility text?, kind licence_kind, country text, number text, mass_max_g mass?, document_digest bytes, valid_from date, valid_until date, withdrawn_on date?, withdraw_reason text?, organisation_id organisation_id, facility_id facility_id?
SELECT licence.licence_id, organisation.code, facility.code, licence.kind, licence.country,
    licence.number, licence.mass_max_g, licence.document_digest, licence.valid_from,
    licence.valid_until, licence.withdrawn_on, licence.withdraw_reason, licence.organisation_id,
    licence.facility_id
FROM licence JOIN organisation ON organisation.organisation_id = licence.organisation_id
    LEFT JOIN facility ON facility.facility_id = licence.facility_id
WHERE licence.licence_id = $1;

-- name: licence_streams :one
-- in: licence_id licence_id
-- out: streams text
SELECT streams FROM licence WHERE licence_id = $1;

-- name: programme_list :list
-- in: after text, limit i64
-- out: code text, version i64, operator text, oldest_vintage month, programme_id programme_id, operator_id organisation_id
SELECT programme.code, programme.version, organisation.code, programme.oldest_vintage,
    programme.programme_id, programme.operator_id
FROM programme JOIN organisation ON organisation.organisation_id = programme.operator_id
WHERE programme.code > $1
ORDER BY programme.code LIMIT $2;

-- name: programme_item :item
-- in: programme_id programme_id
-- out: code text, version i64, operator text, oldest_vintage month, programme_id programme_id, operator_id organisation_id
SELECT programme.code, programme.version, organisation.code, programme.oldest_vintage,
    programme.programme_id, programme.operator_id
FROM programme JOIN organisation ON organisation.organisation_id = programme.operator_id
WHERE programme.programme_id = $1;

-- name: object_parties :list
-- in: object_kind text, object_id id
-- out: organisation text, role party_role, organisation_id organisation_id
SELECT organisation.code, party.role, party.organisation_id
FROM party JOIN organisation ON organisation.organisation_id = party.organisation_id
WHERE party.object_kind = $1 AND party.object_id = $2
ORDER BY party.role, organisation.code;

-- ---------------------------------------------------------------- supply

-- name: collection_list :list
-- in: after collection_id, limit i64, collector_id organisation_id?, country text?, facility_id facility_id?, programme_id programme_id?, viewer user_id?, before collection_id?
-- out: collection_id collection_id, collected_on date, programme text, collector text, facility text, country text, record text?, programme_id programme_id, collector_id organisation_id, facility_id facility_id
SELECT collection.collection_id, collection.collected_on, programme.code, organisation.code,
    facility.code, collection.country, collection.record_key, collection.programme_id,
    collection.collector_id, collection.facility_id
FROM collection JOIN programme ON programme.programme_id = collection.programme_id
    JOIN organisation ON organisation.organisation_id = collection.collector_id
    JOIN facility ON facility.facility_id = collection.facility_id
WHERE collection.collection_id > $1
    AND collection.collector_id = $3
    AND collection.country = $4
    AND collection.facility_id = $5
    AND collection.programme_id = $6
    AND collection.collection_id IN (@visible_collection($7))
    AND collection.collection_id < $8
ORDER BY
    collection.collection_id DESC, $8,
    collection.collection_id LIMIT $2;

-- name: collection_item :item
-- in: collection_id collection_id
-- out: collection_id collection_id, collected_on date, programme text, collector text, facility text, country text, source source, record text?, evidence_digest bytes, evidence_again bool, programme_id programme_id, collector_id organisation_id, facility_id facility_id
SELECT collection.collection_id, collection.collected_on, programme.code, organisation.code,
    facility.code, collection.country, collection.source, collection.record_key,
    collection.evidence_digest, collection.evidence_again, collection.programme_id, collection.collector_id,
    collection.facility_id
FROM collection JOIN programme ON programme.programme_id = collection.programme_id
    JOIN organisation ON organisation.organisation_id = collection.collector_id
    JOIN facility ON facility.facility_id = collection.facility_id
WHERE collection.collection_id = $1;

-- name: collection_lots :list
-- in: collection_id collection_id
-- out: lot_id lot_id, class_code text, measure measure, units units?, mass_g mass, battery battery, funder text?, eligible bool, ineligible_reason text?, funder_id organisation_id?
SELECT lot.lot_id, lot.class_code, lot.measure, CASE WHEN lot.measure = 1 THEN lot.units END, lot.mass_g, lot.battery, funder.code, lot.eligible,
    lot.ineligible_reason, lot.funder_id
FROM lot LEFT JOIN organisation AS funder ON funder.organisation_id = lot.funder_id
WHERE lot.collection_id = $1
ORDER BY lot.class_code;

-- name: lot_list :list
-- in: after lot_id, limit i64, class_code text?, country text?, not_eligible i64, programme_id programme_id?, source_first source, viewer user_id?, waits i64?, vintage_from month, vintage_to month, before lot_id?, source_last source
-- out: lot_id lot_id, programme text, class_code text, country text, vintage month, source source, units units?, mass_g mass, battery battery, eligible bool, ineligible_reason text?, programme_id programme_id
-- What nobody counted has a mass and no units. not_eligible: what lots are not; 2 is what none is.
-- planned: anew, a filter may leave a few of all lots, which are then looked up one by one
SELECT lot.lot_id, programme.code, lot.class_code, lot.country, lot.vintage, lot.source,
    CASE WHEN lot.measure = 1 THEN lot.accepted END, lot.mass_g, lot.battery, lot.eligible,
    lot.ineligible_reason, lot.programme_id
FROM lot JOIN programme ON programme.programme_id = lot.programme_id
WHERE lot.lot_id > $1
    AND lot.class_code = $3
    AND lot.country = $4
    AND lot.eligible <> $5
    AND lot.programme_id = $6
    AND lot.source BETWEEN $7 AND $13
    AND lot.lot_id IN (@visible_lot($8))
    AND lot.lot_id IN (@lots_waiting($9))
    AND lot.vintage >= $10 AND lot.vintage <= $11
    AND lot.lot_id < $12
ORDER BY
    lot.lot_id DESC, $12,
    lot.lot_id LIMIT $2;

-- name: lot_item :item
-- in: lot_id lot_id
-- out: lot_id lot_id, collection_id collection_id?, programme text, class_code text, country text, vintage month, source source, found_on date?, funder text?, measure measure, units units?, mass_g mass, battery battery, eligible bool, ineligible_reason text?, explanation text?, queue_at time, public_number bytes, programme_id programme_id, funder_id organisation_id?
SELECT lot.lot_id, lot.collection_id, programme.code, lot.class_code, lot.country, lot.vintage,
    lot.source, lot.found_on, funder.code, lot.measure, CASE WHEN lot.measure = 1 THEN lot.accepted END, lot.mass_g, lot.battery, lot.eligible,
    lot.ineligible_reason, lot.explanation, lot.queue_at, lot.public_number, lot.programme_id,
    lot.funder_id
FROM lot JOIN programme ON programme.programme_id = lot.programme_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = lot.funder_id
WHERE lot.lot_id = $1;

-- name: lot_custody :list
-- in: lot_id lot_id, after i64, limit i64?, viewer user_id?
-- out: lo i64, hi i64, stage stage, facility text?, package text?, receipt_id receipt_id?, treatment_id treatment_id?, case_id case_id?, class_code text?, credit_g i64?, facility_id facility_id?, package_id package_id?
SELECT custody.lo, custody.hi, custody.stage, facility.code, package.code, custody.receipt_id,
    custody.treatment_id, custody.case_id, custody.class_code, custody.credit_g,
    custody.facility_id, custody.package_id
FROM custody LEFT JOIN facility ON facility.facility_id = custody.facility_id
    LEFT JOIN package ON package.package_id = custody.package_id
WHERE custody.lot_id = $1 AND custody.lo >= coalesce((SELECT max(before.lo) FROM custody AS before
        WHERE before.lot_id = $1 AND before.lo <= $2), 0)
    AND @seen_units($4)
ORDER BY custody.lo
LIMIT $3;

-- name: lot_allocations :list
-- in: lot_id lot_id, after i64?, limit i64?, viewer user_id?
-- out: lo i64, hi i64, order_line text, line_lo i64, line_hi i64, credit_g i64?, state allocation_state, order_line_id order_line_id
SELECT allocation.lot_lo, allocation.lot_hi, order_line.code, allocation.line_lo, allocation.line_hi,
    CASE WHEN order_line.measure = 2 THEN allocation.credit END, allocation.state,
    allocation.order_line_id
FROM allocation JOIN order_line ON order_line.order_line_id = allocation.order_line_id
WHERE allocation.lot_id = $1
    AND allocation.lot_lo > $2
    AND allocation.order_line_id IN (@visible_order_line($4))
ORDER BY allocation.lot_lo
LIMIT $3;

-- fragment: packages_under_way on
-- Packages of shipments that are planned or on their way. What arrived long ago stays to be seen.
SELECT shipment_package.package_id
FROM shipment_package JOIN shipment AS moved ON moved.shipment_id = shipment_package.shipment_id
WHERE moved.state IN (1, 2) AND CAST($on AS BIGINT) = 1;

-- name: package_list :list
-- in: after text, limit i64, facility_id facility_id?, kind package_kind?, programme_id programme_id?, viewer user_id?, unplanned bool?, under_way bool?
-- out: code text, kind package_kind, number text?, programme text, country text, facility text?, parent text?, shipment text?, seal text?, package_id package_id, programme_id programme_id, facility_id facility_id?, parent_id package_id?, shipment_id shipment_id?
SELECT package.code, package.kind, package.number, programme.code, package.country, facility.code,
    parent.code, shipment.code, package.seal, package.package_id, package.programme_id, package.facility_id,
    package.parent_id, package.shipment_id
FROM package JOIN programme ON programme.programme_id = package.programme_id
    LEFT JOIN facility ON facility.facility_id = package.facility_id
    LEFT JOIN package AS parent ON parent.package_id = package.parent_id
    LEFT JOIN shipment ON shipment.shipment_id = package.shipment_id
WHERE package.code > $1
    AND package.facility_id = $3
    AND package.kind = $4
    AND package.programme_id = $5
    AND package.package_id IN (@visible_package($6))
    AND package.package_id IN (@packages_unplanned($7))
    AND package.package_id IN (@packages_under_way($8))
ORDER BY package.code LIMIT $2;

-- name: package_item :item
-- in: package_id package_id
-- out: code text, kind package_kind, number text?, programme text, country text, funder text?, facility text?, parent text?, shipment text?, seal text?, package_id package_id, programme_id programme_id, funder_id organisation_id?, facility_id facility_id?, parent_id package_id?, shipment_id shipment_id?
SELECT package.code, package.kind, package.number, programme.code, package.country, funder.code,
    facility.code, parent.code, shipment.code, package.seal, package.package_id, package.programme_id,
    package.funder_id, package.facility_id, package.parent_id, package.shipment_id
FROM package JOIN programme ON programme.programme_id = package.programme_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = package.funder_id
    LEFT JOIN facility ON facility.facility_id = package.facility_id
    LEFT JOIN package AS parent ON parent.package_id = package.parent_id
    LEFT JOIN shipment ON shipment.shipment_id = package.shipment_id
WHERE package.package_id = $1;

-- fragment: standing held
-- Units that are at a place, loose or in what stands there, until they are recycled or removed.
$held JOIN lot ON lot.lot_id = $held.lot_id
        LEFT JOIN package ON package.package_id = $held.package_id
        LEFT JOIN package AS box ON box.package_id = package.parent_id
        LEFT JOIN package AS pallet ON pallet.package_id = box.parent_id
        LEFT JOIN package AS container ON container.package_id = pallet.parent_id
        JOIN facility ON facility.facility_id = coalesce($held.facility_id, package.facility_id,
            box.facility_id, pallet.facility_id, container.facility_id);

-- name: stock_list :list
-- in: after text, limit i64, facility_id facility_id?, class_code text?, viewer user_id?, at_limit_on date?, keeper user_id?
-- out: stock text, facility text, class_code text, units i64, mass_g mass, since date, facility_id facility_id
-- The mass is about what it weighed where it was collected; since: the day of the oldest.
SELECT place.stock, place.facility, place.class_code, place.units, place.mass_g, place.since,
    place.facility_id
FROM (SELECT facility.code || ':' || coalesce(custody.class_code, lot.class_code) AS stock,
        facility.code AS facility, coalesce(custody.class_code, lot.class_code) AS class_code,
        CAST(sum(CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo ELSE 0 END) AS BIGINT) AS units,
        CAST(sum(lot.mass_g / lot.accepted * (custody.hi - custody.lo)) AS BIGINT) AS mass_g,
        min(custody.since) AS since, facility.facility_id AS facility_id
    FROM @standing(custody)
    WHERE custody.stage < 5
        AND facility.facility_id = $3
        AND coalesce(custody.class_code, lot.class_code) = $4
        AND (facility.facility_id IN (@kept($5)) OR lot.programme_id IN (@audited($5)))
        AND facility.facility_id IN (@facilities_at_limit($6))
        AND facility.facility_id IN (@kept($7))
    GROUP BY facility.code, coalesce(custody.class_code, lot.class_code), facility.facility_id)
    AS place
WHERE place.stock > $1
ORDER BY place.stock LIMIT $2;

-- name: stock_entries :list
-- in: facility_id facility_id, class_code text?, viewer user_id?
-- out: since date, lot_id lot_id, class_code text, battery battery, stage stage, package text?, units i64?, mass_g mass, case_id case_id?, package_id package_id?
-- What lies there, the oldest first.
SELECT custody.since, custody.lot_id, coalesce(custody.class_code, lot.class_code), lot.battery,
    custody.stage, package.code,
    CASE WHEN lot.measure = 1 THEN custody.hi - custody.lo ELSE NULL END,
    lot.mass_g / lot.accepted * (custody.hi - custody.lo), custody.case_id, custody.package_id
FROM @standing(custody)
WHERE custody.stage < 5
    AND facility.facility_id = $1
    AND coalesce(custody.class_code, lot.class_code) = $2
    AND (facility.facility_id IN (@kept($3)) OR lot.programme_id IN (@audited($3)))
ORDER BY custody.since, custody.lot_id, custody.lo;

-- name: label_list :list
-- in: after text, limit i64, label_sheet_id label_sheet_id?, programme_id programme_id?, viewer user_id?, open bool?
-- out: label text, open bool, label_sheet label_sheet_id, number i64, programme text, organisation text, package text?, reason text?, used_on date?, programme_id programme_id, organisation_id organisation_id, package_id package_id?
SELECT label.label, CASE WHEN label_use.label IS NULL THEN 1 ELSE 0 END, label.label_sheet_id,
    label.number, programme.code, organisation.code, package.code, label_use.reason, label_use.used_on,
    label_sheet.programme_id, label_sheet.organisation_id, package.package_id
FROM label JOIN label_sheet ON label_sheet.label_sheet_id = label.label_sheet_id
    JOIN programme ON programme.programme_id = label_sheet.programme_id
    JOIN organisation ON organisation.organisation_id = label_sheet.organisation_id
    LEFT JOIN label_use ON label_use.label = label.label
    LEFT JOIN package ON package.package_id = label_use.package_id
        AND package.package_id IN (@visible_package($5))
WHERE label.label > $1
    AND label.label_sheet_id = $3
    AND label_sheet.programme_id = $4
    AND label.label_sheet_id IN (@visible_label_sheet($5))
    AND (CASE WHEN label_use.label IS NULL THEN 1 ELSE 0 END) = $6
ORDER BY label.label LIMIT $2;

-- name: label_item :item
-- in: label text, seen i64
-- out: label text, open bool, label_sheet label_sheet_id, number i64, programme text, organisation text, package text?, reason text?, used_on date?, programme_id programme_id, organisation_id organisation_id, package_id package_id?
SELECT label.label, CASE WHEN label_use.label IS NULL THEN 1 ELSE 0 END, label.label_sheet_id,
    label.number, programme.code, organisation.code, package.code, label_use.reason, label_use.used_on,
    label_sheet.programme_id, label_sheet.organisation_id, package.package_id
FROM label JOIN label_sheet ON label_sheet.label_sheet_id = label.label_sheet_id
    JOIN programme ON programme.programme_id = label_sheet.programme_id
    JOIN organisation ON organisation.organisation_id = label_sheet.organisation_id
    LEFT JOIN label_use ON label_use.label = label.label
    LEFT JOIN package ON package.package_id = label_use.package_id AND $2 = 1
WHERE label.label = $1;

-- name: package_labels :list
-- in: package_id package_id
-- out: label text, used_on date
SELECT label_use.label, label_use.used_on FROM label_use
WHERE label_use.package_id = $1 ORDER BY label_use.event_id;

-- name: package_content :list
-- in: package_id package_id, after_lot_id lot_id, after i64, limit i64?
-- out: lot_id lot_id, lo i64, hi i64, measure measure, class_code text, stage stage, case_id case_id?
-- Units directly in a package, as what they are taken for by now.
SELECT custody.lot_id, custody.lo, custody.hi, lot.measure, coalesce(custody.class_code, lot.class_code),
    custody.stage, custody.case_id
FROM custody JOIN lot ON lot.lot_id = custody.lot_id
WHERE custody.package_id = $1 AND (custody.lot_id, custody.lo) > ($2, $3)
ORDER BY custody.lot_id, custody.lo
LIMIT $4;

-- name: package_weighings :list
-- in: package_id package_id
-- out: weighed_on date, gross_g mass, tare_g mass, net_g mass, still_so bool
-- The last first; still so: as much is in it as then.
SELECT weighing.weighed_on, weighing.gross_g, weighing.tare_g, weighing.gross_g - weighing.tare_g,
    CASE WHEN weighing.units = (SELECT coalesce(sum(custody.hi - custody.lo), 0) FROM custody
        WHERE custody.package_id IN (
            @inside(SELECT package_id FROM package WHERE package_id = $1))) THEN 1 ELSE 0 END
FROM weighing WHERE weighing.package_id = $1 ORDER BY weighing.event_id DESC;

-- name: package_counts :list
-- in: package_id package_id
-- out: counted_on date, counted i64, recorded i64, organisation text?, case_id case_id?, organisation_id organisation_id?
-- The last first; of what nobody counts grams.
SELECT package_count.counted_on, package_count.units, package_count.recorded, organisation.code,
    package_count.case_id, package_count.organisation_id
FROM package_count JOIN organisation
    ON organisation.organisation_id = package_count.organisation_id
WHERE package_count.package_id = $1 ORDER BY package_count.event_id DESC;

-- name: package_seals :list
-- in: package_id package_id
-- out: happened_on date, deed seal_deed, seal text?, kind seal_kind?, organisation text?, reason text?, case_id case_id?, organisation_id organisation_id?
SELECT seal_entry.happened_on, seal_entry.deed, seal_entry.seal, seal_entry.kind, organisation.code,
    seal_entry.reason, seal_entry.case_id, seal_entry.organisation_id
FROM seal_entry LEFT JOIN organisation
    ON organisation.organisation_id = seal_entry.organisation_id
WHERE seal_entry.package_id = $1 ORDER BY seal_entry.event_id;

-- name: package_inside :list
-- in: package_id package_id, after text?, limit i64?, viewer user_id?
-- out: code text, kind package_kind, package_id package_id
-- What was put directly into a package.
SELECT code, kind, package_id FROM package WHERE parent_id = $1
    AND code > $2
    AND package_id IN (@visible_package($4))
ORDER BY code
LIMIT $3;

-- name: shipment_list :list
-- in: after text, limit i64, from_facility_id facility_id?, state_first shipment_state, to_facility_id facility_id?, viewer user_id?, arrival_before date, departed_from date, departed_before date, unconsented date?, to_plant bool, conflicting bool?, state_last shipment_state, before shipment_id?
-- out: code text, state shipment_state, from_facility text, to_facility text, crosses_border bool, planned_arrival date, units units?, mass_g mass?, shipment_id shipment_id, from_facility_id facility_id, to_facility_id facility_id
SELECT shipment.code, shipment.state, start.code, goal.code, shipment.crosses_border,
    shipment.planned_arrival, CASE WHEN shipment.measure = 2 THEN NULL ELSE shipment.units END,
    CASE WHEN shipment.measure = 2 THEN shipment.units END, shipment.shipment_id, shipment.from_facility_id,
    shipment.to_facility_id
FROM shipment JOIN facility AS start ON start.facility_id = shipment.from_facility_id
    JOIN facility AS goal ON goal.facility_id = shipment.to_facility_id
WHERE shipment.code > $1
    AND shipment.state BETWEEN $4 AND $13
    AND shipment.shipment_id < $14
    AND shipment.from_facility_id = $3
    AND shipment.to_facility_id = $5
    AND shipment.shipment_id IN (@visible_shipment($6))
    AND shipment.planned_arrival < $7
    AND coalesce(shipment.departed_on, -1) >= $8 AND coalesce(shipment.departed_on, -1) < $9
    AND shipment.shipment_id IN (@shipments_unconsented($10))
    AND goal.is_plant >= $11
    AND shipment.shipment_id IN (@shipments_conflicting($12))
ORDER BY
    shipment.shipment_id DESC, $14,
    shipment.code LIMIT $2;

-- name: shipment_item :item
-- in: shipment_id shipment_id
-- out: code text, state shipment_state, from_facility text, to_facility text, crosses_border bool, planned_arrival date, departed_on date?, arrived_on date?, units units?, mass_g mass?, cancel_reason text?, recorded_late bool, shipment_id shipment_id, from_facility_id facility_id, to_facility_id facility_id
SELECT shipment.code, shipment.state, start.code, goal.code, shipment.crosses_border,
    shipment.planned_arrival, shipment.departed_on, shipment.arrived_on,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE shipment.units END,
    CASE WHEN shipment.measure = 2 THEN shipment.units END,
    shipment.cancel_reason, shipment.recorded_late, shipment.shipment_id, shipment.from_facility_id,
    shipment.to_facility_id
FROM shipment JOIN facility AS start ON start.facility_id = shipment.from_facility_id
    JOIN facility AS goal ON goal.facility_id = shipment.to_facility_id
WHERE shipment.shipment_id = $1;

-- name: shipment_legs :list
-- in: shipment_id shipment_id
-- out: mode text, carrier text, distance_km i64, from_facility text, to_facility text, carrier_id organisation_id, from_facility_id facility_id, to_facility_id facility_id
SELECT leg.mode, carrier.code, leg.distance_km, start.code, goal.code, leg.carrier_id,
    leg.from_facility_id, leg.to_facility_id
FROM leg JOIN organisation AS carrier ON carrier.organisation_id = leg.carrier_id
    JOIN facility AS start ON start.facility_id = leg.from_facility_id
    JOIN facility AS goal ON goal.facility_id = leg.to_facility_id
WHERE leg.shipment_id = $1
ORDER BY leg.number;

-- name: shipment_packages :list
-- in: shipment_id shipment_id, after text?, limit i64?, viewer user_id?
-- out: code text, kind package_kind, seal text?, package_id package_id
SELECT package.code, package.kind, package.seal, package.package_id
FROM shipment_package JOIN package ON package.package_id = shipment_package.package_id
WHERE shipment_package.shipment_id = $1
    AND package.code > $2
    AND package.package_id IN (@visible_package($4))
ORDER BY package.code
LIMIT $3;

-- name: notification_list :list
-- in: after text, limit i64, viewer user_id?, plant_id facility_id?
-- out: code text, from_facility text, plant text, stream text, states i64, consents i64, shipments_max i64, mass_max_g mass, first_departure date, last_departure date, notification_id notification_id, from_facility_id facility_id, plant_id facility_id
SELECT notification.code, start.code, plant.code, notification.stream,
    (SELECT count(*) FROM notification_state
     WHERE notification_state.notification_id = notification.notification_id),
    (SELECT count(*) FROM notification_state
     WHERE notification_state.notification_id = notification.notification_id
        AND notification_state.valid_from IS NOT NULL),
    notification.shipments_max, notification.mass_max_g, notification.first_departure,
    notification.last_departure, notification.notification_id, notification.from_facility_id,
    notification.plant_id
FROM notification JOIN facility AS start ON start.facility_id = notification.from_facility_id
    JOIN facility AS plant ON plant.facility_id = notification.plant_id
WHERE notification.code > $1
    AND notification.notification_id IN (@visible_notification($3))
    AND notification.plant_id = $4
ORDER BY notification.code LIMIT $2;

-- name: notification_item :item
-- in: notification_id notification_id
-- out: code text, number text?, notifier text, consignee text, from_facility text, plant text, stream text, battery text, purpose text, operation text, preconsented bool, special_handling bool, shipments_max i64, mass_min_g mass?, mass_max_g mass, first_departure date, last_departure date, packaging text, physical text, notification_id notification_id, notifier_id organisation_id, consignee_id organisation_id, from_facility_id facility_id, plant_id facility_id
SELECT notification.code, notification.number, notifier.code, consignee.code, start.code, plant.code, notification.stream,
    notification.battery, notification.purpose, notification.operation, notification.preconsented,
    notification.special_handling, notification.shipments_max, notification.mass_min_g,
    notification.mass_max_g, notification.first_departure, notification.last_departure,
    notification.packaging, notification.physical, notification.notification_id,
    notification.notifier_id, notification.consignee_id, notification.from_facility_id,
    notification.plant_id
FROM notification JOIN facility AS start ON start.facility_id = notification.from_facility_id
    JOIN facility AS plant ON plant.facility_id = notification.plant_id
    JOIN organisation AS notifier ON notifier.organisation_id = notification.notifier_id
    JOIN organisation AS consignee ON consignee.organisation_id = notification.consignee_id
WHERE notification.notification_id = $1;

-- name: notification_states :list
-- in: notification_id notification_id
-- out: country text, part route_part, entry text?, exit text?, authority text?, step notification_step?, stepped_on date?, questions i64, consented_on date?, valid_from date?, valid_until date?, shipments_max i64?, mass_max_g mass?, basis text?, document_digest bytes?, consent_number text?
SELECT country, part, entry, exit, authority, step, stepped_on, questions, consented_on, valid_from,
    valid_until, shipments_max, mass_max_g, basis, consent_digest, consent_number
FROM notification_state WHERE notification_id = $1 ORDER BY number;

-- name: notification_carriers :list
-- in: notification_id notification_id
-- out: carrier text, mode text, carrier_id organisation_id
SELECT carrier.code, notification_carrier.mode, notification_carrier.carrier_id
FROM notification_carrier JOIN organisation AS carrier
    ON carrier.organisation_id = notification_carrier.carrier_id
WHERE notification_carrier.notification_id = $1 ORDER BY notification_carrier.number;

-- name: notification_steps :list
-- in: notification_id notification_id
-- out: country text, step notification_step, stepped_on date
SELECT country, step, stepped_on FROM notification_step
WHERE notification_id = $1 ORDER BY stepped_on, event_id;

-- name: notification_documents :list
-- in: notification_id notification_id
-- out: kind text, document_digest bytes, valid_from date?, valid_until date?, amount_minor i64?, amount_currency text?, movement_number text?, sent_on date?, un text?, final_here bool
-- Of one movement its number: that of the booking that its shipment had when it came.
SELECT kind, document_digest, valid_from, valid_until, amount_minor, amount_currency,
    (SELECT booking.number FROM booking
        WHERE booking.notification_id = notification_document.notification_id
            AND booking.serial = notification_document.movement_serial), sent_on, un, final_here
FROM notification_document
WHERE notification_id = $1 ORDER BY kind, document_digest;

-- name: notification_texts :list
-- in: notification_id notification_id
-- out: field text, carrier text?, text text?
SELECT notification_text.field, carrier.code, annex.body
FROM notification_text JOIN annex ON annex.annex_id = notification_text.annex_id
    LEFT JOIN organisation AS carrier ON carrier.organisation_id = notification_text.subject_id
WHERE notification_text.notification_id = $1
ORDER BY notification_text.field, notification_text.subject_id;

-- fragment: handovers_of_package package
SELECT handover_package.handover_id FROM handover_package
WHERE handover_package.package_id = $package;

-- fragment: handovers_of_shipment shipment
SELECT handover_package.handover_id FROM shipment_package JOIN handover_package
    ON handover_package.package_id = shipment_package.package_id
WHERE shipment_package.shipment_id = $shipment;

-- name: handover_list :list
-- in: after handover_id, limit i64, open bool?, package_id package_id?, shipment_id shipment_id?, viewer user_id?
-- out: handover_id handover_id, open bool, giver text, receiver text, given_on date, taken_on date?, packages i64, differences i64, condition text, shipment text?, corrected bool, giver_id organisation_id, receiver_id organisation_id, shipment_id shipment_id?
SELECT handover.handover_id,
    CASE WHEN handover.taken_on IS NULL AND NOT EXISTS (@correction_of(handover)) THEN 1 ELSE 0 END,
    giver.code, receiver.code, handover.given_on, handover.taken_on,
    (SELECT count(*) FROM handover_package
     WHERE handover_package.handover_id = handover.handover_id),
    (SELECT count(handover_package.case_id) FROM handover_package
     WHERE handover_package.handover_id = handover.handover_id),
    handover.condition, shipment.code,
    CASE WHEN EXISTS (@correction_of(handover)) THEN 1 ELSE 0 END,
    handover.giver_id, handover.receiver_id, handover.shipment_id
FROM handover JOIN organisation AS giver ON giver.organisation_id = handover.giver_id
    JOIN organisation AS receiver ON receiver.organisation_id = handover.receiver_id
    LEFT JOIN shipment ON shipment.shipment_id = handover.shipment_id
WHERE handover.handover_id > $1
    AND (CASE WHEN handover.taken_on IS NULL AND NOT EXISTS (@correction_of(handover)) THEN 1 ELSE 0 END) = $3
    AND handover.handover_id IN (@handovers_of_package($4))
    AND handover.shipment_id = $5
    AND handover.handover_id IN (@visible_handover($6))
ORDER BY handover.handover_id LIMIT $2;

-- name: handover_item :item
-- in: handover_id handover_id
-- out: handover_id handover_id, open bool, giver text, receiver text, condition text, given_on date, given_digest bytes, given_by_organisation text?, given_key bytes?, taken_on date?, taken_digest bytes?, taken_by_organisation text?, taken_key bytes?, shipment text?, giver_id organisation_id, receiver_id organisation_id, given_by user_id?, taken_by user_id?, shipment_id shipment_id?, corrects_id handover_id?, corrected_by_id handover_id?, waiting_id handover_id?
SELECT handover.handover_id,
    CASE WHEN handover.taken_on IS NULL AND NOT EXISTS (@correction_of(handover)) THEN 1 ELSE 0 END,
    giver.code, receiver.code, handover.condition, handover.given_on, handover.given_digest,
    given_for.code, given_key.public_key, handover.taken_on, handover.taken_digest, taken_for.code,
    taken_key.public_key, shipment.code, handover.giver_id, handover.receiver_id, handover.given_by,
    handover.taken_by, handover.shipment_id, handover.corrects_id,
    (@correction_of(handover)),
    (SELECT waiting.handover_id FROM handover AS waiting
     WHERE waiting.replaces_id = handover.handover_id AND NOT EXISTS (@correction_of(handover))
     ORDER BY waiting.handover_id DESC LIMIT 1)
FROM handover JOIN organisation AS giver ON giver.organisation_id = handover.giver_id
    JOIN organisation AS receiver ON receiver.organisation_id = handover.receiver_id
    LEFT JOIN shipment ON shipment.shipment_id = handover.shipment_id
    LEFT JOIN ledger_user AS given_user ON given_user.user_id = handover.given_by
    LEFT JOIN organisation AS given_for ON given_for.organisation_id = given_user.organisation_id
    LEFT JOIN plant_key AS given_key ON given_key.plant_key_id = handover.given_key_id
    LEFT JOIN ledger_user AS taken_user ON taken_user.user_id = handover.taken_by
    LEFT JOIN organisation AS taken_for ON taken_for.organisation_id = taken_user.organisation_id
    LEFT JOIN plant_key AS taken_key ON taken_key.plant_key_id = handover.taken_key_id
WHERE handover.handover_id = $1;

-- name: handover_packages :list
-- in: handover_id handover_id
-- out: code text, kind package_kind, number text?, seal text?, gross_g mass?, cause text?, package_id package_id, case_id case_id?
SELECT package.code, package.kind, package.number, handover_package.seal, handover_package.gross_g,
    handover_package.cause, handover_package.package_id, handover_package.case_id
FROM handover_package JOIN package ON package.package_id = handover_package.package_id
WHERE handover_package.handover_id = $1 ORDER BY package.code;

-- name: handover_chain :list
-- in: package_id package_id?, shipment_id shipment_id?
-- out: handover_id handover_id, giver text, receiver text, given_on date, taken_on date?, differences i64, corrected bool, giver_id organisation_id, receiver_id organisation_id
-- Who handed a package, or any of a shipment, to whom: the first one first.
SELECT handover.handover_id, giver.code, receiver.code, handover.given_on, handover.taken_on,
    (SELECT count(handover_package.case_id) FROM handover_package
     WHERE handover_package.handover_id = handover.handover_id),
    CASE WHEN EXISTS (@correction_of(handover)) THEN 1 ELSE 0 END,
    handover.giver_id, handover.receiver_id
FROM handover JOIN organisation AS giver ON giver.organisation_id = handover.giver_id
    JOIN organisation AS receiver ON receiver.organisation_id = handover.receiver_id
WHERE handover.handover_id IS NOT NULL
    AND handover.handover_id IN (@handovers_of_package($1))
    AND handover.handover_id IN (@handovers_of_shipment($2))
ORDER BY handover.handover_id;

-- name: incident_list :list
-- in: after text, limit i64, open bool?, viewer user_id?
-- out: shipment text, open bool, cause text, departed_on date, found_on date, units units?, mass_g mass?, cleared_on date?, outcome text?, shipment_id shipment_id
SELECT shipment.code, CASE WHEN incident.cleared_on IS NULL THEN 1 ELSE 0 END, incident.cause,
    shipment.departed_on, incident.found_on,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE shipment.units END,
    CASE WHEN shipment.measure = 2 THEN shipment.units END, incident.cleared_on, incident.outcome,
    incident.shipment_id
FROM incident JOIN shipment ON shipment.shipment_id = incident.shipment_id
WHERE shipment.code > $1
    AND (CASE WHEN incident.cleared_on IS NULL THEN 1 ELSE 0 END) = $3
    AND incident.shipment_id IN (@visible_shipment($4))
ORDER BY shipment.code LIMIT $2;

-- name: incident_item :item
-- in: shipment_id shipment_id
-- out: shipment text, open bool, cause text, departed_on date, found_on date, found_by text?, units units?, mass_g mass?, cleared_on date?, outcome text?, reason text?, shipment_id shipment_id, case_id case_id, found_by_id organisation_id?, document_digest bytes?, clearing_digest bytes?
SELECT shipment.code, CASE WHEN incident.cleared_on IS NULL THEN 1 ELSE 0 END, incident.cause,
    shipment.departed_on, incident.found_on, organisation.code,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE shipment.units END,
    CASE WHEN shipment.measure = 2 THEN shipment.units END, incident.cleared_on, incident.outcome,
    incident.reason, incident.shipment_id, incident.case_id, incident.found_by_id,
    incident.document_digest, incident.clearing_digest
FROM incident JOIN shipment ON shipment.shipment_id = incident.shipment_id
    LEFT JOIN organisation ON organisation.organisation_id = incident.found_by_id
WHERE incident.shipment_id = $1;

-- name: incident_certificates :list
-- in: shipment_id shipment_id, viewer user_id?
-- out: serial text, state certificate_state, units i64, certificate_id certificate_id
-- What cites units that left with a shipment, and how many of these.
SELECT certificate.serial, certificate.state,
    CAST(sum(CASE WHEN shipment_span.hi < certificate_unit.lot_hi THEN shipment_span.hi
            ELSE certificate_unit.lot_hi END
        - CASE WHEN shipment_span.lo > certificate_unit.lot_lo THEN shipment_span.lo
            ELSE certificate_unit.lot_lo END) AS BIGINT),
    certificate.certificate_id
FROM shipment_span JOIN certificate_unit ON certificate_unit.lot_id = shipment_span.lot_id
        AND certificate_unit.lot_lo < shipment_span.hi
        AND certificate_unit.lot_hi > shipment_span.lo
    JOIN certificate ON certificate.certificate_id = certificate_unit.certificate_id
WHERE shipment_span.shipment_id = $1
    AND certificate.certificate_id IN (@visible_certificate($2))
GROUP BY certificate.serial, certificate.state, certificate.certificate_id
ORDER BY certificate.serial;

-- name: lot_incidents :list
-- in: lot_id lot_id
-- out: cause text, departed_on date, found_on date, cleared_on date?, outcome text?, shipment_id shipment_id
SELECT DISTINCT incident.cause, shipment.departed_on, incident.found_on, incident.cleared_on,
    incident.outcome, incident.shipment_id
FROM shipment_span JOIN incident ON incident.shipment_id = shipment_span.shipment_id
    JOIN shipment ON shipment.shipment_id = incident.shipment_id
WHERE shipment_span.lot_id = $1
ORDER BY incident.shipment_id;

-- name: shipment_overrides :list
-- in: shipment_id shipment_id
-- out: blocker text, country text?, holder text?, kind licence_kind?, rule text?, departs_on date?, reason text, recorded_at time
SELECT departure_override.blocker, departure_override.country, departure_override.holder,
    departure_override.kind, departure_override.rule, departure_override.departs_on,
    departure_override.reason, event.recorded_at
FROM departure_override JOIN event ON event.event_id = departure_override.event_id
WHERE departure_override.shipment_id = $1
ORDER BY departure_override.event_id, departure_override.number;

-- name: notification_bookings :list
-- in: notification_id notification_id
-- out: movement_number text, shipment text, state booking_state, mass_g mass, reason text?, shipment_id shipment_id
SELECT booking.number, shipment.code, booking.state, booking.mass_g, booking.reason, booking.shipment_id
FROM booking JOIN shipment ON shipment.shipment_id = booking.shipment_id
WHERE booking.notification_id = $1 ORDER BY booking.serial;

-- name: official_list :list
-- in: after official_link_id, limit i64
-- out: official_link_id official_link_id, notification text, country text, language text, expires_on date, made_at time, revoked_at time?, notification_id notification_id
SELECT official_link.official_link_id, notification.code, official_link.country, official_link.language,
    official_link.expires_on, official_link.made_at, official_link.revoked_at, official_link.notification_id
FROM official_link JOIN notification ON notification.notification_id = official_link.notification_id
WHERE official_link.official_link_id > $1
ORDER BY official_link.official_link_id LIMIT $2;

-- name: official_item :item
-- in: official_link_id official_link_id
-- out: official_link_id official_link_id, notification text, country text, language text, expires_on date, made_at time, revoked_at time?, notification_id notification_id
SELECT official_link.official_link_id, notification.code, official_link.country, official_link.language,
    official_link.expires_on, official_link.made_at, official_link.revoked_at, official_link.notification_id
FROM official_link JOIN notification ON notification.notification_id = official_link.notification_id
WHERE official_link.official_link_id = $1;

-- name: official_opened :list
-- in: official_link_id official_link_id, limit i64
-- out: opened_at time, opened text
SELECT opened_at, opened FROM official_access WHERE official_link_id = $1
ORDER BY official_access_id DESC LIMIT $2;

-- name: official_links :list
-- in: notification_id notification_id
-- out: official_link_id official_link_id, country text, expires_on date, revoked_at time?, accesses i64, opened_at time?
SELECT official_link.official_link_id, official_link.country, official_link.expires_on,
    official_link.revoked_at,
    (SELECT count(*) FROM official_access
     WHERE official_access.official_link_id = official_link.official_link_id),
    (SELECT max(official_access.opened_at) FROM official_access
     WHERE official_access.official_link_id = official_link.official_link_id)
FROM official_link WHERE official_link.notification_id = $1
ORDER BY official_link.official_link_id;

-- name: official_latest :list
-- in: notification_id notification_id, limit i64
-- out: opened_at time, opened text, official_link_id official_link_id?, address text?
-- The newest first.
SELECT opened_at, opened, official_link_id, address FROM official_access WHERE notification_id = $1
ORDER BY official_access_id DESC LIMIT $2;

-- name: official_accesses :list
-- in: after official_access_id, limit i64, notification_id notification_id?
-- out: official_access_id official_access_id, opened_at time, opened text, notification text?, official_link_id official_link_id?, notification_id notification_id?, address text?
SELECT official_access.official_access_id, official_access.opened_at, official_access.opened,
    notification.code, official_access.official_link_id, official_access.notification_id,
    official_access.address
FROM official_access LEFT JOIN notification
    ON notification.notification_id = official_access.notification_id
WHERE official_access.official_access_id > $1
    AND official_access.notification_id = $3
ORDER BY official_access.official_access_id LIMIT $2;

-- name: receipt_list :list
-- in: after receipt_id, limit i64, facility_id facility_id?, viewer user_id?, received_from date, received_before date, untreated stage?
-- out: receipt_id receipt_id, received_on date, shipment text, facility text, units units?, mass_g mass, shipment_id shipment_id, facility_id facility_id
-- What nobody counted has a mass and no units.
SELECT receipt.receipt_id, receipt.received_on, shipment.code, facility.code,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE receipt.units END,
    receipt.mass_g, receipt.shipment_id, receipt.facility_id
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
    JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id > $1
    AND receipt.facility_id = $3
    AND receipt.receipt_id IN (@visible_receipt($4))
    AND receipt.received_on >= $5 AND receipt.received_on < $6
    AND receipt.receipt_id IN (@receipts_untreated($7))
ORDER BY receipt.receipt_id LIMIT $2;

-- name: receipt_item :item
-- in: receipt_id receipt_id
-- out: receipt_id receipt_id, received_on date, shipment text, facility text, units units?, mass_g mass, plant_key_id plant_key_id, signature bytes, shipment_id shipment_id, facility_id facility_id
SELECT receipt.receipt_id, receipt.received_on, shipment.code, facility.code,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE receipt.units END,
    receipt.mass_g, receipt.plant_key_id, receipt.signature, receipt.shipment_id,
    receipt.facility_id
FROM receipt JOIN shipment ON shipment.shipment_id = receipt.shipment_id
    JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id = $1;

-- name: receipt_treatments :list
-- in: receipt_id receipt_id
-- out: treatment_id treatment_id, operation text, interim bool, treated_on date, units i64?, input_mass_g mass
SELECT treatment.treatment_id, treatment.operation, treatment.interim, treatment.treated_on,
    CASE WHEN shipment.measure = 2 THEN NULL ELSE
        (SELECT CAST(sum(treatment_span.hi - treatment_span.lo) AS BIGINT) FROM treatment_span
         WHERE treatment_span.treatment_id = treatment.treatment_id) END,
    treatment.input_mass_g
FROM treatment JOIN receipt ON receipt.receipt_id = treatment.receipt_id
    JOIN shipment ON shipment.shipment_id = receipt.shipment_id
WHERE treatment.receipt_id = $1 ORDER BY treatment.treatment_id;

-- name: treatment_list :list
-- in: after treatment_id, limit i64, facility_id facility_id?, kind treatment_kind?, viewer user_id?, interim bool?, treated_from date, treated_before date
-- out: treatment_id treatment_id, treated_on date, receipt_id receipt_id, facility text, kind treatment_kind, operation text, interim bool, units i64, input_mass_g mass, facility_id facility_id
SELECT treatment.treatment_id, treatment.treated_on, treatment.receipt_id, facility.code,
    treatment.kind, treatment.operation, treatment.interim,
    CAST(coalesce((SELECT sum(treatment_span.hi - treatment_span.lo)
        FROM treatment_span JOIN lot ON lot.lot_id = treatment_span.lot_id
        WHERE treatment_span.treatment_id = treatment.treatment_id AND lot.measure = 1), 0) AS BIGINT),
    treatment.input_mass_g, treatment.facility_id
FROM treatment JOIN facility ON facility.facility_id = treatment.facility_id
WHERE treatment.treatment_id > $1
    AND treatment.facility_id = $3
    AND treatment.kind = $4
    AND treatment.treatment_id IN (@visible_treatment($5))
    AND treatment.interim = $6
    AND treatment.treated_on >= $7 AND treatment.treated_on < $8
ORDER BY treatment.treatment_id LIMIT $2;

-- name: treatment_item :item
-- in: treatment_id treatment_id
-- out: treatment_id treatment_id, treated_on date, receipt_id receipt_id, facility text, kind treatment_kind, operation text, interim bool, input_mass_g mass, tolerance_ppm i64, facility_id facility_id
SELECT treatment.treatment_id, treatment.treated_on, treatment.receipt_id, facility.code,
    treatment.kind, treatment.operation, treatment.interim, treatment.input_mass_g,
    treatment.tolerance_ppm, treatment.facility_id
FROM treatment JOIN facility ON facility.facility_id = treatment.facility_id
WHERE treatment.treatment_id = $1;

-- name: material_list :list
-- in: after text, limit i64, facility_id facility_id?, fraction text?, viewer user_id?, from_g mass
-- out: material text, facility text, fraction text, mass_g mass, dispatched_g mass, left_g mass, treatments i64, facility_id facility_id
-- What plants recovered, what of it they handed on, and what is there. Dismantled units are not
-- materials yet: their parts go on to the next plant as units.
SELECT stock.material, stock.facility, stock.fraction, stock.mass_g, stock.dispatched_g,
    stock.mass_g - stock.dispatched_g, stock.treatments, stock.facility_id
FROM (SELECT facility.code || ':' || material.fraction AS material, facility.code AS facility,
        material.fraction AS fraction, CAST(sum(material.mass_g) AS BIGINT) AS mass_g,
        CAST(sum(material.dispatched_g) AS BIGINT) AS dispatched_g,
        CAST(count(*) AS BIGINT) AS treatments, facility.facility_id AS facility_id
    FROM treatment JOIN material ON material.treatment_id = treatment.treatment_id
        JOIN facility ON facility.facility_id = treatment.facility_id
    WHERE treatment.interim = 0
        AND treatment.facility_id = $3
        AND material.fraction = $4
        AND treatment.treatment_id IN (@whole_treatment($5))
    GROUP BY facility.code, material.fraction, facility.facility_id) AS stock
WHERE stock.material > $1 AND stock.mass_g - stock.dispatched_g >= $6
ORDER BY stock.material LIMIT $2;

-- name: dispatch_list :list
-- in: after dispatch_id, limit i64, facility_id facility_id?, buyer_id organisation_id?, viewer user_id?, dispatched_from date, dispatched_before date
-- out: dispatch_id dispatch_id, dispatched_on date, number text, facility text, buyer text, mass_g mass, facility_id facility_id, buyer_id organisation_id
SELECT dispatch.dispatch_id, dispatch.dispatched_on, dispatch.number, facility.code,
    organisation.code,
    CAST((SELECT sum(dispatch_item.mass_g) FROM dispatch_item
        WHERE dispatch_item.dispatch_id = dispatch.dispatch_id) AS BIGINT),
    dispatch.facility_id, dispatch.buyer_id
FROM dispatch JOIN facility ON facility.facility_id = dispatch.facility_id
    JOIN organisation ON organisation.organisation_id = dispatch.buyer_id
WHERE dispatch.dispatch_id > $1
    AND dispatch.facility_id = $3
    AND dispatch.buyer_id = $4
    AND dispatch.dispatch_id IN (@visible_dispatch($5))
    AND dispatch.dispatched_on >= $6 AND dispatch.dispatched_on < $7
ORDER BY dispatch.dispatch_id LIMIT $2;

-- name: dispatch_item :item
-- in: dispatch_id dispatch_id
-- out: dispatch_id dispatch_id, dispatched_on date, number text, facility text, facility_country text, buyer text, facility_id facility_id, buyer_id organisation_id
SELECT dispatch.dispatch_id, dispatch.dispatched_on, dispatch.number, facility.code,
    facility.country, organisation.code, dispatch.facility_id, dispatch.buyer_id
FROM dispatch JOIN facility ON facility.facility_id = dispatch.facility_id
    JOIN organisation ON organisation.organisation_id = dispatch.buyer_id
WHERE dispatch.dispatch_id = $1;

-- name: dispatch_materials :list
-- in: dispatch_id dispatch_id
-- out: fraction text, mass_g mass, calculated bool
SELECT dispatch_item.fraction, CAST(sum(dispatch_item.mass_g) AS BIGINT),
    max(CASE WHEN treatment.kind = 2 THEN 1 ELSE 0 END)
FROM dispatch_item JOIN treatment ON treatment.treatment_id = dispatch_item.treatment_id
WHERE dispatch_item.dispatch_id = $1
GROUP BY dispatch_item.fraction ORDER BY dispatch_item.fraction;

-- name: dispatch_sources :list
-- in: dispatch_id dispatch_id
-- out: fraction text, mass_g mass, kind treatment_kind, operation text, treated_on date, received_on date, treatment_id treatment_id, receipt_id receipt_id
SELECT dispatch_item.fraction, dispatch_item.mass_g, treatment.kind, treatment.operation,
    treatment.treated_on, receipt.received_on, dispatch_item.treatment_id, treatment.receipt_id
FROM dispatch_item JOIN treatment ON treatment.treatment_id = dispatch_item.treatment_id
    JOIN receipt ON receipt.receipt_id = treatment.receipt_id
WHERE dispatch_item.dispatch_id = $1
ORDER BY dispatch_item.fraction, treatment.treated_on, dispatch_item.treatment_id;

-- ---------------------------------------------------------------- demand, certificates

-- fragment: claimant_of c
-- Who found the difference that a case is of; of cases that do not say it, who took a package, counted
-- it or saw its seal, and the plant that received.
SELECT claimed.claimant_id FROM ledger_case AS claimed
WHERE claimed.case_id = $c.case_id AND claimed.claimant_id IS NOT NULL
UNION ALL
SELECT handover.receiver_id FROM handover_package
    JOIN handover ON handover.handover_id = handover_package.handover_id
WHERE handover_package.package_id = $c.package_id AND handover_package.case_id = $c.case_id
UNION ALL
SELECT package_count.organisation_id FROM package_count
WHERE package_count.package_id = $c.package_id AND package_count.case_id = $c.case_id
UNION ALL
SELECT seal_entry.organisation_id FROM seal_entry
WHERE seal_entry.package_id = $c.package_id AND seal_entry.case_id = $c.case_id
UNION ALL
SELECT facility.organisation_id FROM receipt
    JOIN facility ON facility.facility_id = receipt.facility_id
WHERE receipt.receipt_id = $c.receipt_id
LIMIT 1;

-- fragment: case_units c
-- How many counted units a case is about.
CAST(coalesce((SELECT sum(case_span.hi - case_span.lo)
        FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
        WHERE case_span.case_id = $c.case_id AND lot.measure = 1), 0) AS BIGINT);

-- fragment: case_mass c
-- And how much that nobody counted.
CAST((SELECT sum(case_span.hi - case_span.lo)
        FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
        WHERE case_span.case_id = $c.case_id AND lot.measure = 2) AS BIGINT);

-- fragment: case_reviewed c measure
-- How much of it an open case has under review: what did not leave the programme.
(SELECT sum(CASE WHEN custody.hi < case_span.hi THEN custody.hi ELSE case_span.hi END
        - CASE WHEN custody.lo > case_span.lo THEN custody.lo ELSE case_span.lo END)
    FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
        JOIN custody ON custody.lot_id = case_span.lot_id AND custody.lo < case_span.hi
            AND custody.hi > case_span.lo
    WHERE case_span.case_id = $c.case_id AND lot.measure = $measure AND custody.stage < 10
        AND $c.closed_on IS NULL);

-- name: case_list :list
-- in: after case_id, limit i64, open bool?, viewer user_id?, deadline_before date, later case_id?, by_deadline bool?
-- out: case_id case_id, open bool, cause text, deadline date, claimant text?, counterparty text?, receipt_id receipt_id?, package text?, shipment text?, units i64, mass_g mass?, closed_on date?, outcome text?, claimant_id organisation_id?, counterparty_id organisation_id?, package_id package_id?, shipment_id shipment_id?, units_gone i64, mass_gone_g mass?
SELECT ledger_case.case_id, CASE WHEN ledger_case.closed_on IS NULL THEN 1 ELSE 0 END,
    ledger_case.cause, ledger_case.deadline,
    (SELECT claimant.code FROM organisation AS claimant
     WHERE claimant.organisation_id = (@claimant_of(ledger_case))),
    organisation.code, ledger_case.receipt_id, package.code, shipment.code,
    @case_units(ledger_case), @case_mass(ledger_case),
    ledger_case.closed_on, ledger_case.outcome, (@claimant_of(ledger_case)),
    ledger_case.counterparty_id, ledger_case.package_id, ledger_case.shipment_id,
    ledger_case.gone_units, CASE WHEN ledger_case.gone_g > 0 THEN ledger_case.gone_g END
FROM ledger_case
    LEFT JOIN organisation ON organisation.organisation_id = ledger_case.counterparty_id
    LEFT JOIN package ON package.package_id = ledger_case.package_id
    LEFT JOIN shipment ON shipment.shipment_id = ledger_case.shipment_id
WHERE ledger_case.deadline < $5
    AND ledger_case.case_id > $1
    AND (ledger_case.deadline, ledger_case.case_id) > (SELECT last.deadline, last.case_id FROM ledger_case AS last WHERE last.case_id = $6)
    AND (CASE WHEN ledger_case.closed_on IS NULL THEN 1 ELSE 0 END) = $3
    AND ledger_case.case_id IN (@visible_case($4))
ORDER BY
    ledger_case.deadline, CAST($7 AS BIGINT),
    ledger_case.case_id LIMIT $2;

-- name: case_reopenings :list
-- in: case_id case_id
-- out: reopened_at time, reason text, deadline date, closed_on date, outcome text, closing_note text?
SELECT event.recorded_at, case_reopening.reason, case_reopening.deadline, case_reopening.closed_on,
    case_reopening.outcome, annex.body
FROM case_reopening JOIN event ON event.event_id = case_reopening.event_id
    LEFT JOIN annex ON annex.annex_id = case_reopening.closing_note_annex_id
WHERE case_reopening.case_id = $1
ORDER BY case_reopening.event_id;

-- name: case_item :item
-- in: case_id case_id
-- out: case_id case_id, cause text, deadline date, claimant text?, counterparty text?, receipt_id receipt_id?, package text?, shipment text?, closed_on date?, outcome text?, claimant_id organisation_id?, counterparty_id organisation_id?, package_id package_id?, shipment_id shipment_id?, units i64, mass_g mass?, units_gone i64, mass_gone_g mass?, units_under_review i64, mass_under_review_g mass?
SELECT ledger_case.case_id, ledger_case.cause, ledger_case.deadline,
    (SELECT claimant.code FROM organisation AS claimant
     WHERE claimant.organisation_id = (@claimant_of(ledger_case))),
    organisation.code, ledger_case.receipt_id, package.code, shipment.code, ledger_case.closed_on,
    ledger_case.outcome, (@claimant_of(ledger_case)), ledger_case.counterparty_id, ledger_case.package_id,
    ledger_case.shipment_id, @case_units(ledger_case), @case_mass(ledger_case),
    ledger_case.gone_units, CASE WHEN ledger_case.gone_g > 0 THEN ledger_case.gone_g END,
    CAST(coalesce(@case_reviewed(ledger_case, 1), 0) AS BIGINT),
    CAST(@case_reviewed(ledger_case, 2) AS BIGINT)
FROM ledger_case
    LEFT JOIN organisation ON organisation.organisation_id = ledger_case.counterparty_id
    LEFT JOIN package ON package.package_id = ledger_case.package_id
    LEFT JOIN shipment ON shipment.shipment_id = ledger_case.shipment_id
WHERE ledger_case.case_id = $1;

-- name: case_spans :list
-- in: case_id case_id, after_lot_id lot_id, after i64, limit i64?
-- out: lot_id lot_id, measure measure, lo i64, hi i64
SELECT case_span.lot_id, lot.measure, case_span.lo, case_span.hi
FROM case_span JOIN lot ON lot.lot_id = case_span.lot_id
WHERE case_span.case_id = $1 AND (case_span.lot_id, case_span.lo) > ($2, $3)
ORDER BY case_span.lot_id, case_span.lo
LIMIT $4;

-- name: order_list :list
-- in: after text, limit i64, beneficiary_id organisation_id?, class_code text?, programme_id programme_id?, viewer user_id?, waiting_before time?, waiting_from time?
-- out: code text, programme text, beneficiary text, class_code text, measure measure, demanded_units i64, voided_units i64, allocated_units i64, scrap_units i64, uncounted_g i64?, order_line_id order_line_id, programme_id programme_id, beneficiary_id organisation_id
-- Of a line in grams what is demanded, voided and allocated is grams; scrap_units: the units that
-- serve it, uncounted_g: and the grams that nobody counted. What was voided is not demanded any more.
-- A piece answers for one position: only for lines in grams is it asked what their lots count in.
SELECT page.code, programme.code, beneficiary.code, page.class_code, page.measure,
    CAST(page.demanded - page.voided AS BIGINT), CAST(page.voided AS BIGINT),
    CAST(page.allocated AS BIGINT),
    CAST(CASE WHEN page.measure = 1 THEN page.allocated
        ELSE coalesce((SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = page.order_line_id AND lot.measure = 1), 0) END
        AS BIGINT),
    CAST(CASE WHEN page.measure = 1 THEN NULL
        ELSE (SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = page.order_line_id AND lot.measure = 2) END AS BIGINT),
    page.order_line_id, page.programme_id, page.beneficiary_id
FROM (SELECT order_line.order_line_id, order_line.code, order_line.programme_id,
            order_line.beneficiary_id, order_line.class_code, order_line.measure,
            order_line.demanded,
            coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
                WHERE voided.order_line_id = order_line.order_line_id
                    AND voided.from_lo IS NULL), 0) AS voided,
            coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
                WHERE allocation.order_line_id = order_line.order_line_id), 0) AS allocated
        FROM order_line
        WHERE order_line.code > $1
            AND order_line.beneficiary_id = $3
            AND order_line.class_code = $4
            AND order_line.programme_id = $5
            AND order_line.order_line_id IN (@visible_order_line($6))
            AND order_line.order_line_id IN (@lines_waiting($7))
            AND order_line.order_line_id NOT IN (@lines_waiting($8))
        ORDER BY order_line.code LIMIT $2) AS page
    JOIN programme ON programme.programme_id = page.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = page.beneficiary_id
ORDER BY page.code;

-- fragment: positions_in piece
-- How many positions of an allocation those of its units serve that one piece of custody holds.
CASE WHEN $piece.lo <= allocation.lot_lo AND $piece.hi >= allocation.lot_hi
    THEN allocation.line_hi - allocation.line_lo
    ELSE (CASE WHEN $piece.hi >= allocation.lot_hi THEN allocation.line_hi
            ELSE allocation.line_lo + ($piece.hi - allocation.lot_lo) * allocation.credit END)
        - (allocation.line_lo + (CASE WHEN $piece.lo > allocation.lot_lo
            THEN $piece.lo - allocation.lot_lo ELSE 0 END) * allocation.credit) END;

-- name: order_progress :list
-- in: after text, limit i64, viewer user_id?, before order_line_id?
-- out: code text, programme text, beneficiary text, class_code text, measure measure, demanded_units i64, open_units i64, accepted_units i64, shipped_units i64, received_units i64, dismantled_units i64, recycled_units i64, certified_units i64, order_line_id order_line_id, programme_id programme_id, beneficiary_id organisation_id
-- Positions by how far the units have come that serve them; of a line in grams, the grams that those
-- answer for. Of every unit there is custody, so that what is not under way is recycled. All lines
-- together are read from what is under way, a few of many from their allocations (CROSS JOIN keeps
-- SQLite to that order). What a certificate cites is not provisional (1) any more.
-- planned: anew, all lines together are read in another order than a few of many
WITH listed AS (
    SELECT order_line.order_line_id, order_line.code, order_line.programme_id,
        order_line.beneficiary_id, order_line.class_code, order_line.measure, order_line.demanded
    FROM order_line
    WHERE order_line.code > $1
        AND order_line.order_line_id < $4
        AND order_line.order_line_id IN (@visible_order_line($3))
    ORDER BY
        order_line.order_line_id DESC, $4,
        order_line.code LIMIT $2)
SELECT page.code, programme.code, beneficiary.code, page.class_code, page.measure,
    CAST(page.demanded - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = page.order_line_id
            AND voided.from_lo IS NULL), 0) AS BIGINT),
    CAST(page.demanded
        - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
            WHERE voided.order_line_id = page.order_line_id), 0)
        - coalesce(served.allocated, 0) AS BIGINT),
    CAST(coalesce(under_way.accepted, 0) AS BIGINT), CAST(coalesce(under_way.shipped, 0) AS BIGINT),
    CAST(coalesce(under_way.received, 0) AS BIGINT),
    CAST(coalesce(under_way.dismantled, 0) AS BIGINT),
    CAST(coalesce(served.allocated, 0) - coalesce(under_way.positions, 0) AS BIGINT),
    CAST(coalesce(served.certified, 0) AS BIGINT),
    page.order_line_id, page.programme_id, page.beneficiary_id
FROM listed AS page
    LEFT JOIN (SELECT allocation.order_line_id AS order_line_id,
            sum(allocation.line_hi - allocation.line_lo) AS allocated,
            sum(CASE WHEN allocation.state <> 1
                THEN allocation.line_hi - allocation.line_lo END) AS certified
        FROM allocation
        WHERE allocation.order_line_id IN (SELECT listed.order_line_id FROM listed)
        GROUP BY allocation.order_line_id) AS served ON served.order_line_id = page.order_line_id
    LEFT JOIN (SELECT part.order_line_id AS order_line_id, sum(part.positions) AS positions,
            sum(CASE WHEN part.stage = 1 THEN part.positions END) AS accepted,
            sum(CASE WHEN part.stage = 2 THEN part.positions END) AS shipped,
            sum(CASE WHEN part.stage = 3 THEN part.positions END) AS received,
            sum(CASE WHEN part.stage = 4 THEN part.positions END) AS dismantled
        FROM (SELECT allocation.order_line_id AS order_line_id, custody.stage AS stage,
                @positions_in(custody) AS positions
            FROM custody CROSS JOIN allocation
            WHERE custody.stage <> 5 AND allocation.lot_id = custody.lot_id
                AND allocation.lot_lo < custody.hi AND allocation.lot_hi > custody.lo
                AND NOT EXISTS (SELECT 1 FROM order_line WHERE order_line.order_line_id
                    NOT IN (SELECT listed.order_line_id FROM listed))
            UNION ALL
            SELECT allocation.order_line_id, custody.stage, @positions_in(custody)
            FROM listed CROSS JOIN allocation CROSS JOIN custody
            WHERE allocation.order_line_id = listed.order_line_id AND custody.stage <> 5
                AND custody.lot_id = allocation.lot_id AND custody.lo < allocation.lot_hi
                AND custody.hi > allocation.lot_lo
                AND EXISTS (SELECT 1 FROM order_line WHERE order_line.order_line_id
                    NOT IN (SELECT listed.order_line_id FROM listed))) AS part
        GROUP BY part.order_line_id) AS under_way ON under_way.order_line_id = page.order_line_id
    JOIN programme ON programme.programme_id = page.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = page.beneficiary_id
ORDER BY
    page.order_line_id DESC, $4,
    page.code;

-- name: order_item :item
-- in: order_line_id order_line_id
-- out: code text, programme text, payer text, beneficiary text, reseller text?, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder text?, standard text?, demanded_units i64, voided_units i64, carried_units i64, allocated_units i64, scrap_units i64, uncounted_g i64?, served_units i64, open_units i64, carry_over_units i64, order_line_id order_line_id, programme_id programme_id, payer_id organisation_id, beneficiary_id organisation_id, reseller_id organisation_id?, funder_id organisation_id?
SELECT order_line.code, programme.code, payer.code, beneficiary.code, reseller.code,
    order_line.class_code, order_line.measure, order_line.countries, order_line.vintage_from,
    order_line.vintage_to, funder.code, order_line.standard,
    CAST(order_line.demanded - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id
            AND voided.from_lo IS NULL), 0) AS BIGINT),
    CAST(coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id
            AND voided.from_lo IS NULL), 0) AS BIGINT),
    CAST(coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id
            AND voided.from_lo IS NOT NULL), 0) AS BIGINT),
    CAST(coalesce(served.positions, 0) AS BIGINT),
    CAST(CASE WHEN order_line.measure = 1
        THEN coalesce(served.positions, 0)
        ELSE coalesce((SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = order_line.order_line_id AND lot.measure = 1), 0) END
        AS BIGINT),
    CAST(CASE WHEN order_line.measure = 1 THEN NULL
        ELSE (SELECT sum(allocation.lot_hi - allocation.lot_lo)
            FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
            WHERE allocation.order_line_id = order_line.order_line_id AND lot.measure = 2) END
        AS BIGINT),
    -- Carried positions are served as long as the earlier ones are.
    CAST(coalesce(served.positions, 0)
        + coalesce((SELECT sum(
            CASE WHEN allocation.line_hi < voided.from_lo + (voided.hi - voided.lo)
                THEN allocation.line_hi ELSE voided.from_lo + (voided.hi - voided.lo) END
            - CASE WHEN allocation.line_lo > voided.from_lo
                THEN allocation.line_lo ELSE voided.from_lo END)
        FROM voided JOIN allocation ON allocation.order_line_id = voided.from_order_line_id
            AND allocation.line_lo < voided.from_lo + (voided.hi - voided.lo)
            AND allocation.line_hi > voided.from_lo
        WHERE voided.order_line_id = order_line.order_line_id), 0) AS BIGINT),
    CAST(order_line.demanded
        - coalesce((SELECT sum(voided.hi - voided.lo) FROM voided
            WHERE voided.order_line_id = order_line.order_line_id), 0)
        - coalesce(served.positions, 0) AS BIGINT),
    CAST(coalesce((SELECT sum(carry_over.hi - carry_over.lo) FROM carry_over
        WHERE carry_over.order_line_id = order_line.order_line_id), 0)
        - coalesce((SELECT sum(used.hi - used.lo) FROM voided AS used
            WHERE used.from_order_line_id = order_line.order_line_id), 0) AS BIGINT),
    order_line.order_line_id, order_line.programme_id, order_line.payer_id,
    order_line.beneficiary_id, order_line.reseller_id, order_line.funder_id
FROM order_line JOIN programme ON programme.programme_id = order_line.programme_id
    JOIN organisation AS payer ON payer.organisation_id = order_line.payer_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = order_line.beneficiary_id
    LEFT JOIN organisation AS reseller ON reseller.organisation_id = order_line.reseller_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = order_line.funder_id
    LEFT JOIN (SELECT allocation.order_line_id AS order_line_id,
            sum(allocation.line_hi - allocation.line_lo) AS positions
        FROM allocation WHERE allocation.order_line_id = $1
        GROUP BY allocation.order_line_id) AS served
        ON served.order_line_id = order_line.order_line_id
WHERE order_line.order_line_id = $1;

-- name: order_slices :list
-- in: order_line_id order_line_id, after i64?, limit i64?
-- out: lo i64, hi i64, trigger trigger, queue_at time, document_id document_id?
SELECT lo, hi, trigger, queue_at, document_id FROM demand_slice
WHERE order_line_id = $1
    AND lo > $2
ORDER BY lo
LIMIT $3;

-- name: order_voided :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, document_id document_id?
-- What credit notes took back, and, without a document, holds that ended.
SELECT lo, hi, document_id FROM voided WHERE order_line_id = $1 AND from_lo IS NULL ORDER BY lo;

-- name: order_carried :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, from_order_line text, from_lo i64, from_order_line_id order_line_id
-- Positions for which earlier ones stand.
SELECT voided.lo, voided.hi, earlier.code, voided.from_lo, voided.from_order_line_id
FROM voided JOIN order_line AS earlier ON earlier.order_line_id = voided.from_order_line_id
WHERE voided.order_line_id = $1 ORDER BY voided.lo;

-- name: order_carry_over :list
-- in: order_line_id order_line_id
-- out: lo i64, hi i64, document_id document_id
SELECT lo, hi, document_id FROM carry_over WHERE order_line_id = $1 ORDER BY lo;

-- name: order_allocations :list
-- in: order_line_id order_line_id, after i64?, limit i64?
-- out: lo i64, hi i64, lot_id lot_id, lot_lo i64, lot_hi i64, credit_g i64?, country text, class_code text, state allocation_state
SELECT allocation.line_lo, allocation.line_hi, allocation.lot_id, allocation.lot_lo,
    allocation.lot_hi, CASE WHEN order_line.measure = 2 THEN allocation.credit END, lot.country, lot.class_code, allocation.state
FROM allocation JOIN lot ON lot.lot_id = allocation.lot_id
    JOIN order_line ON order_line.order_line_id = allocation.order_line_id
WHERE allocation.order_line_id = $1
    AND allocation.line_lo > $2
ORDER BY allocation.line_lo
LIMIT $3;

-- name: hold_list :list
-- in: after hold_id, limit i64, programme_id programme_id?, state hold_state?, viewer user_id?
-- out: hold_id hold_id, order_line text, programme text, until_on date, state hold_state, positions i64, order_line_id order_line_id, programme_id programme_id
SELECT hold.hold_id, order_line.code, programme.code, hold.until_on, hold.state,
    demand_slice.hi - demand_slice.lo, hold.order_line_id, hold.programme_id
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
        AND demand_slice.lo = hold.lo
WHERE hold.hold_id > $1
    AND hold.programme_id = $3
    AND hold.state = $4
    AND hold.hold_id IN (@visible_hold($5))
ORDER BY hold.hold_id LIMIT $2;

-- name: hold_item :item
-- in: hold_id hold_id
-- out: hold_id hold_id, order_line text, programme text, until_on date, state hold_state, lo i64, hi i64, allocated_positions i64, queue_at time, order_line_id order_line_id, programme_id programme_id, document_id document_id?
SELECT hold.hold_id, order_line.code, programme.code, hold.until_on, hold.state, hold.lo,
    demand_slice.hi,
    CAST(coalesce((SELECT sum(allocation.line_hi - allocation.line_lo) FROM allocation
        WHERE allocation.order_line_id = hold.order_line_id
            AND allocation.line_lo >= hold.lo AND allocation.line_lo < demand_slice.hi), 0)
        AS BIGINT),
    demand_slice.queue_at, hold.order_line_id, hold.programme_id, hold.document_id
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN demand_slice ON demand_slice.order_line_id = hold.order_line_id
        AND demand_slice.lo = hold.lo
WHERE hold.hold_id = $1;

-- name: quote_item :item
-- in: hold_id hold_id
-- out: hold_id hold_id, order_line text, programme text, state hold_state, until_on date, beneficiary text, reseller text?, class_code text, measure measure, countries text, vintage_from month?, vintage_to month?, funder text?, standard text?, order_line_id order_line_id, programme_id programme_id, beneficiary_id organisation_id, reseller_id organisation_id?, funder_id organisation_id?
SELECT hold.hold_id, order_line.code, programme.code, hold.state, hold.until_on, beneficiary.code,
    reseller.code, order_line.class_code, order_line.measure, order_line.countries,
    order_line.vintage_from, order_line.vintage_to, funder.code, order_line.standard,
    hold.order_line_id, hold.programme_id, order_line.beneficiary_id, order_line.reseller_id,
    order_line.funder_id
FROM hold JOIN order_line ON order_line.order_line_id = hold.order_line_id
    JOIN programme ON programme.programme_id = hold.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = order_line.beneficiary_id
    LEFT JOIN organisation AS reseller ON reseller.organisation_id = order_line.reseller_id
    LEFT JOIN organisation AS funder ON funder.organisation_id = order_line.funder_id
WHERE hold.hold_id = $1;

-- name: quote_shipments :list
-- in: order_line_id order_line_id, lo i64, hi i64, day date, viewer user_id?
-- out: shipment text, planned_arrival date, shipment_id shipment_id
-- Planned shipments with units that serve [lo, hi) of a line, which a country does not consent to.
WITH RECURSIVE around (package_id) AS (
    SELECT custody.package_id
    FROM allocation JOIN custody ON custody.lot_id = allocation.lot_id
        AND custody.lo < allocation.lot_hi AND custody.hi > allocation.lot_lo
    WHERE allocation.order_line_id = $1 AND allocation.line_lo >= $2 AND allocation.line_lo < $3
        AND custody.package_id IS NOT NULL
    UNION
    SELECT package.parent_id FROM package JOIN around ON around.package_id = package.package_id
    WHERE package.parent_id IS NOT NULL)
SELECT shipment.code, shipment.planned_arrival, shipment.shipment_id
FROM shipment
WHERE shipment.shipment_id IN (SELECT shipment_package.shipment_id
        FROM around JOIN shipment_package ON shipment_package.package_id = around.package_id)
    AND shipment.shipment_id IN (@shipments_unconsented($4))
    AND shipment.shipment_id IN (@visible_shipment($5))
ORDER BY shipment.code;

-- name: certificate_list :list
-- in: after text, limit i64, beneficiary_id organisation_id?, programme_id programme_id?, stage stage?, state certificate_state?, viewer user_id?, issued_from time, issued_before time, last_state certificate_state, before certificate_id?
-- out: serial text, programme text, beneficiary text, stage stage, units units, uncounted_g mass?, revision i64, issued_at time, state certificate_state, reason text?, certificate_id certificate_id, programme_id programme_id, beneficiary_id organisation_id
SELECT certificate.serial, programme.code, beneficiary.code, certificate.stage, certificate.units,
    nullif(certificate.uncounted_g, 0), certificate.revision, certificate.issued_at, certificate.state, certificate.state_reason,
    certificate.certificate_id, certificate.programme_id, certificate.beneficiary_id
FROM certificate JOIN programme ON programme.programme_id = certificate.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = certificate.beneficiary_id
WHERE certificate.serial > $1
    AND certificate.certificate_id < $11
    AND certificate.beneficiary_id = $3
    AND certificate.programme_id = $4
    AND certificate.stage = $5
    AND certificate.state = $6
    AND certificate.certificate_id IN (@visible_certificate($7))
    AND certificate.issued_at >= $8 AND certificate.issued_at < $9 AND certificate.state <= $10
ORDER BY
    certificate.certificate_id DESC, $11,
    certificate.serial LIMIT $2;

-- name: certificate_item :item
-- in: certificate_id certificate_id
-- out: serial text, state certificate_state, reason text?, revision i64, stage stage, units units, uncounted_g mass?, programme text, beneficiary text, issued_at time, replaces text?, superseded_by text?, certificate_id certificate_id, programme_id programme_id, beneficiary_id organisation_id, replaces_id certificate_id?, superseded_by_id certificate_id?
SELECT certificate.serial, certificate.state, certificate.state_reason, certificate.revision,
    certificate.stage, certificate.units, nullif(certificate.uncounted_g, 0), programme.code, beneficiary.code, certificate.issued_at,
    replaced.serial, superseding.serial, certificate.certificate_id, certificate.programme_id,
    certificate.beneficiary_id, replaced.certificate_id, superseding.certificate_id
FROM certificate JOIN programme ON programme.programme_id = certificate.programme_id
    JOIN organisation AS beneficiary ON beneficiary.organisation_id = certificate.beneficiary_id
    LEFT JOIN certificate AS replaced ON replaced.certificate_id = certificate.replaces_id
    LEFT JOIN certificate AS superseding
        ON superseding.replaces_id = certificate.certificate_id
WHERE certificate.certificate_id = $1;
