-- Notifications, for services.

-- name: notification_id_by_code :one
-- in: code text
-- out: notification_id notification_id
SELECT notification_id FROM notification WHERE code = $1;

-- name: notification_by_id :one
-- in: notification_id notification_id
-- out: notification_id notification_id, code text, preconsented bool, shipments_max i64, mass_max_g mass
SELECT notification_id, code, preconsented, shipments_max, mass_max_g
FROM notification WHERE notification_id = $1;

-- name: notification_state_by_country :one
-- in: notification_id notification_id, country text
-- out: part route_part, step notification_step?, stepped_on date?
SELECT part, step, stepped_on FROM notification_state
WHERE notification_id = $1 AND country = $2;

-- name: notification_state_export :one
-- in: notification_id notification_id
-- out: country text, step notification_step?, stepped_on date?
SELECT country, step, stepped_on FROM notification_state
WHERE notification_id = $1 AND part = 1;

-- name: notification_document_by_digest :one
-- in: document_digest bytes
-- out: notification_id notification_id, code text, kind text
SELECT notification_document.notification_id, notification.code, notification_document.kind
FROM notification_document JOIN notification
    ON notification.notification_id = notification_document.notification_id
WHERE notification_document.document_digest = $1;

-- name: notification_by_number :one
-- in: number text
-- out: code text
SELECT code FROM notification WHERE number = $1;

-- name: notification_by_movement :one
-- in: front text, from text, to text
-- out: code text
-- Whose movements a number would be one of, or which has the number of a movement: `front` is what
-- stands before its last point and six digits, `from` and `to` are the first and last that it would
-- give its own.
SELECT code FROM notification
WHERE number = $1 OR (number >= $2 AND number <= $3 AND length(number) = length($2))
ORDER BY code LIMIT 1;

-- name: notification_whole :one
-- in: notification_id notification_id
-- out: number text?, notifier_id organisation_id, consignee_id organisation_id, from_facility_id facility_id, plant_id facility_id, stream text, battery text, purpose text, operation text, preconsented bool, shipments_max i64, mass_max_g mass, first_departure date, last_departure date, packaging text, physical text, booked i64, booked_g mass
SELECT number, notifier_id, consignee_id, from_facility_id, plant_id, stream, battery, purpose, operation,
    preconsented, shipments_max, mass_max_g, first_departure, last_departure, packaging, physical, booked, booked_g
FROM notification WHERE notification_id = $1;

-- name: notification_state_all :many
-- in: notification_id notification_id
-- out: country text, part route_part, entry text?, exit text?, authority text?, step notification_step?, stepped_on date?, questions i64, valid_from date?, valid_until date?, shipments_max i64?, mass_max_g mass?, consented_on date?, recorded_on date?, consent_number text?
SELECT country, part, entry, exit, authority, step, stepped_on, questions, valid_from, valid_until,
    shipments_max, mass_max_g, consented_on, recorded_on, consent_number
FROM notification_state WHERE notification_id = $1 ORDER BY number;

-- name: notification_carrier_all :many
-- in: notification_id notification_id
-- out: carrier_id organisation_id, code text, mode text
SELECT notification_carrier.carrier_id, organisation.code, notification_carrier.mode
FROM notification_carrier JOIN organisation
    ON organisation.organisation_id = notification_carrier.carrier_id
WHERE notification_carrier.notification_id = $1 ORDER BY notification_carrier.number;

-- name: notification_step_all :many
-- in: notification_id notification_id
-- out: country text, step notification_step, stepped_on date
-- Every step with every state, in the order in which they were recorded.
SELECT country, step, stepped_on FROM notification_step WHERE notification_id = $1 ORDER BY event_id;

-- name: notification_document_all :many
-- in: notification_id notification_id
-- out: kind text, valid_from date?, valid_until date?, recorded_on date, shipment_id shipment_id?, sent_on date?, un text?, movement_serial i64?
SELECT kind, valid_from, valid_until, recorded_on, shipment_id, sent_on, un, movement_serial
FROM notification_document
WHERE notification_id = $1 ORDER BY kind, document_digest;

-- name: notification_text_all :many
-- in: notification_id notification_id
-- out: field text, subject_id id
-- What was erased is missing again.
SELECT notification_text.field, notification_text.subject_id
FROM notification_text JOIN annex ON annex.annex_id = notification_text.annex_id
WHERE notification_text.notification_id = $1 AND annex.body IS NOT NULL
ORDER BY notification_text.field, notification_text.subject_id;

-- name: notification_told :one
-- in: notification_id notification_id
-- out: states i64
-- How many states were told of it.
SELECT count(*) FROM notification_state WHERE notification_id = $1 AND step IS NOT NULL;

-- name: notification_judged :one
-- in: notification_id notification_id
-- out: states i64
-- How many states acknowledged it (3), found it complete (6), consented (7), objected (8) or withdrew
-- (9) last: not those that ask (4) or were answered (5).
SELECT count(*) FROM notification_state
WHERE notification_id = $1 AND step IN (3, 6, 7, 8, 9);

-- name: final_here :one
-- in: notification_id notification_id
-- out: papers i64
-- Does a list of the plants after R12 or R13 name the plant itself?
SELECT count(*) FROM notification_document
WHERE notification_id = $1 AND final_here = 1;

-- name: booking_of_shipment :one
-- in: shipment_id shipment_id
-- out: notification_id notification_id, code text, number text, serial i64, mass_g mass, state booking_state, first_departure date, last_departure date, stream text, battery text, purpose text, operation text, recorded_at time, preconsented bool, acknowledged_on date?
-- The movement that a shipment is, unless it was released; and when the state of import (3) had
-- acknowledged it at the latest: acknowledged (3), found it complete (6) or consented (7).
SELECT booking.notification_id, notification.code, booking.number, booking.serial, booking.mass_g,
    booking.state, notification.first_departure, notification.last_departure, notification.stream,
    notification.battery, notification.purpose, notification.operation, event.recorded_at,
    notification.preconsented,
    (SELECT min(notification_step.stepped_on) FROM notification_step JOIN notification_state
        ON notification_state.notification_id = notification_step.notification_id
            AND notification_state.country = notification_step.country
        WHERE notification_step.notification_id = booking.notification_id
            AND notification_state.part = 3 AND notification_step.step IN (3, 6, 7))
FROM booking JOIN notification ON notification.notification_id = booking.notification_id
    JOIN event ON event.event_id = booking.event_id
WHERE booking.shipment_id = $1 AND booking.state <> 3;

-- name: notification_of_route :one
-- in: from_facility_id facility_id, plant_id facility_id, departs_on date
-- out: code text
-- One that was notified of what goes between two places on a day.
SELECT code FROM notification
WHERE plant_id = $2 AND from_facility_id = $1 AND number IS NOT NULL
    AND first_departure <= $3 AND last_departure >= $3
ORDER BY notification_id LIMIT 1;

-- name: booking_last :one
-- in: notification_id notification_id
-- out: last i64
-- Numbers are never used again, those of movements that did not take place either.
SELECT coalesce(max(serial), 0) FROM booking WHERE notification_id = $1;

-- name: notification_names :one
-- in: notification_id notification_id
-- out: special_handling bool, mass_min_g mass?, notifier text, notifier_name text?, consignee text, consignee_name text?, start text, start_name text?, start_operator_name text?, start_country text, plant text, plant_name text?, plant_operator_name text?, plant_country text
-- Who and where, by names; those that were erased are missing.
SELECT notification.special_handling, notification.mass_min_g, notifier.code, notifier_name.body, consignee.code,
    consignee_name.body, start.code, start_name.body, start_operator_name.body, start.country,
    plant.code, plant_name.body, plant_operator_name.body, plant.country
FROM notification JOIN organisation AS notifier ON notifier.organisation_id = notification.notifier_id
    JOIN annex AS notifier_name ON notifier_name.annex_id = notifier.name_annex_id
    JOIN organisation AS consignee ON consignee.organisation_id = notification.consignee_id
    JOIN annex AS consignee_name ON consignee_name.annex_id = consignee.name_annex_id
    JOIN facility AS start ON start.facility_id = notification.from_facility_id
    JOIN annex AS start_name ON start_name.annex_id = start.name_annex_id
    JOIN organisation AS start_operator ON start_operator.organisation_id = start.organisation_id
    JOIN annex AS start_operator_name ON start_operator_name.annex_id = start_operator.name_annex_id
    JOIN facility AS plant ON plant.facility_id = notification.plant_id
    JOIN annex AS plant_name ON plant_name.annex_id = plant.name_annex_id
    JOIN organisation AS plant_operator ON plant_operator.organisation_id = plant.organisation_id
    JOIN annex AS plant_operator_name ON plant_operator_name.annex_id = plant_operator.name_annex_id
WHERE notification.notification_id = $1;

-- name: notification_said :many
-- in: notification_id notification_id
-- out: field text, subject_id id, body text
SELECT notification_text.field, notification_text.subject_id, annex.body
FROM notification_text JOIN annex ON annex.annex_id = notification_text.annex_id
WHERE notification_text.notification_id = $1 AND annex.body IS NOT NULL
ORDER BY notification_text.field, notification_text.subject_id;

-- name: notification_carrier_names :many
-- in: notification_id notification_id
-- out: carrier_id organisation_id, code text, mode text, name text?
SELECT notification_carrier.carrier_id, organisation.code, notification_carrier.mode, annex.body
FROM notification_carrier JOIN organisation
    ON organisation.organisation_id = notification_carrier.carrier_id
    JOIN annex ON annex.annex_id = organisation.name_annex_id
WHERE notification_carrier.notification_id = $1 ORDER BY notification_carrier.number;

-- name: movement_item :one
-- in: shipment_id shipment_id
-- out: code text, departed_on date?, received_on date?, received_mass_g mass?
SELECT shipment.code, shipment.departed_on, receipt.received_on, receipt.mass_g
FROM shipment LEFT JOIN receipt ON receipt.shipment_id = shipment.shipment_id
WHERE shipment.shipment_id = $1;

-- name: movement_carriers :many
-- in: shipment_id shipment_id
-- out: carrier_id organisation_id, code text, mode text, name text?
SELECT leg.carrier_id, organisation.code, leg.mode, annex.body
FROM leg JOIN organisation ON organisation.organisation_id = leg.carrier_id
    JOIN annex ON annex.annex_id = organisation.name_annex_id
WHERE leg.shipment_id = $1 ORDER BY leg.number;

-- name: movement_packages :many
-- in: shipment_id shipment_id
-- out: code text, kind package_kind, number text?, seal text?, within i64, net_g mass?
-- What is loaded: how many packages are in each, and what its content weighed last.
SELECT package.code, package.kind, package.number, package.seal,
    (SELECT count(*) FROM package AS part WHERE part.parent_id = package.package_id),
    (SELECT weighing.gross_g - weighing.tare_g FROM weighing
     WHERE weighing.package_id = package.package_id ORDER BY weighing.event_id DESC LIMIT 1)
FROM shipment_package JOIN package ON package.package_id = shipment_package.package_id
WHERE shipment_package.shipment_id = $1 ORDER BY package.code;

-- name: override_all :many
-- in: shipment_id shipment_id, departs_on date, limit i64
-- out: departs_on date, rule text, blocker text, country text?, holder text?, kind licence_kind?
-- Those for a day. Of before they told their day there may be some, for none.
SELECT departs_on, rule, blocker, country, holder, kind FROM departure_override
WHERE shipment_id = $1 AND departs_on = $2
ORDER BY event_id, number LIMIT $3;
