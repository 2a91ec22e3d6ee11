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

-- name: notification_whole :one
-- in: notification_id notification_id
-- out: number text?, notifier_id organisation_id, consignee_id organisation_id, from_facility_id facility_id, plant_id facility_id, stream text, battery text, purpose text, operation text, preconsented bool, shipments_max i64, mass_max_g mass, first_departure date, last_departure date, packaging text, physical text, booked i64, booked_g mass
SELECT number, notifier_id, consignee_id, from_facility_id, plant_id, stream, battery, purpose, operation,
    preconsented, shipments_max, mass_max_g, first_departure, last_departure, packaging, physical, booked, booked_g
FROM notification WHERE notification_id = $1;

-- name: notification_state_all :many
-- in: notification_id notification_id
-- out: country text, part route_part, entry text?, exit text?, authority text?, step notification_step?, stepped_on date?, questions i64, valid_from date?, valid_until date?, shipments_max i64?, mass_max_g mass?
SELECT country, part, entry, exit, authority, step, stepped_on, questions, valid_from, valid_until,
    shipments_max, mass_max_g
FROM notification_state WHERE notification_id = $1 ORDER BY number;

-- name: notification_carrier_all :many
-- in: notification_id notification_id
-- out: carrier_id organisation_id, code text, mode text
SELECT notification_carrier.carrier_id, organisation.code, notification_carrier.mode
FROM notification_carrier JOIN organisation
    ON organisation.organisation_id = notification_carrier.carrier_id
WHERE notification_carrier.notification_id = $1 ORDER BY notification_carrier.number;

-- name: notification_document_all :many
-- in: notification_id notification_id
-- out: kind text, valid_from date?, valid_until date?
SELECT kind, valid_from, valid_until FROM notification_document
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

-- name: booking_of_shipment :one
-- in: shipment_id shipment_id
-- out: notification_id notification_id, code text, number text, serial i64, mass_g mass, state booking_state, first_departure date, last_departure date, stream text, battery text
-- The movement that a shipment is, unless it was released.
SELECT booking.notification_id, notification.code, booking.number, booking.serial, booking.mass_g,
    booking.state, notification.first_departure, notification.last_departure, notification.stream,
    notification.battery
FROM booking JOIN notification ON notification.notification_id = booking.notification_id
WHERE booking.shipment_id = $1 AND booking.state <> 3;

-- name: booking_last :one
-- in: notification_id notification_id
-- out: last i64
-- Numbers are never used again, those of movements that did not take place either.
SELECT coalesce(max(serial), 0) FROM booking WHERE notification_id = $1;
