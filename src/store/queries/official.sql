-- Links for officials, and what was opened by them.

-- name: official_link_insert :exec
-- in: official_link_id official_link_id, digest bytes, notification_id notification_id, country text, language text, expires_on date, made_at time
INSERT INTO official_link (official_link_id, digest, notification_id, country, language, expires_on, made_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: official_link_revoke :exec
-- in: official_link_id official_link_id, revoked_at time
UPDATE official_link SET revoked_at = $2 WHERE official_link_id = $1;

-- name: official_link_by_id :one
-- in: official_link_id official_link_id
-- out: notification_id notification_id, revoked_at time?
SELECT notification_id, revoked_at FROM official_link WHERE official_link_id = $1;

-- name: official_link_by_digest :one
-- in: digest bytes
-- out: official_link_id official_link_id, notification_id notification_id, country text, language text, expires_on date
-- One that was not revoked.
SELECT official_link_id, notification_id, country, language, expires_on FROM official_link
WHERE digest = $1 AND revoked_at IS NULL;

-- name: official_access_insert :exec
-- in: official_access_id official_access_id, notification_id notification_id?, official_link_id official_link_id?, opened_at time, opened text, address text?
INSERT INTO official_access
    (official_access_id, notification_id, official_link_id, opened_at, opened, address)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: official_bookings :many
-- in: notification_id notification_id
-- out: number text, mass_g mass, state booking_state, shipment text, departed_on date?, arrived_on date?
-- The movements of a notification that were not given back.
SELECT booking.number, booking.mass_g, booking.state, shipment.code, shipment.departed_on, shipment.arrived_on
FROM booking JOIN shipment ON shipment.shipment_id = booking.shipment_id
WHERE booking.notification_id = $1 AND booking.state <> 3 ORDER BY booking.serial;

-- name: official_papers :many
-- in: notification_id notification_id
-- out: kind text, document_digest bytes, valid_from date?, valid_until date?
SELECT kind, document_digest, valid_from, valid_until FROM notification_document
WHERE notification_id = $1 ORDER BY kind, document_digest;
