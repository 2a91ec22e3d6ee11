-- Shipments, hand-overs and incidents, notifications and what officials opened, as lists and pages show them.
-- Every column is a member of the answer, by its name. What has a code is named by it ("facility"), and its id stands beside it at
-- the end ("facility_id"). A list begins with what it is ordered and paged by.

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
