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
