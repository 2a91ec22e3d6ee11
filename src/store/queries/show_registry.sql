-- Classes, organisations, users, programmes, facilities and licences, tokens, webhooks, enquiries and steps of two people,
-- as lists and pages show them.
-- Every column is a member of the answer, by its name. What has a code is named by it ("facility"), and its id stands beside it at
-- the end ("facility_id"). A list begins with what it is ordered and paged by.

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
-- many others there are; and no look at how it was carried where no departure ever was overridden.
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
    AND EXISTS (SELECT 1 FROM control AS ever WHERE ever.step IN (9, 10))
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
