-- Requests, events, annex: append-only.

-- name: request_insert :exec
-- in: request_id request_id, request_key text, command text, actor text, digest bytes, key_id bytes, recorded_at time, answer text
INSERT INTO request (request_id, request_key, command, actor, digest, key_id, recorded_at, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: request_by_key :one
-- in: request_key text
-- out: request_id request_id, command text, digest bytes, key_id bytes, answer text
-- The runner: was this asked before?
SELECT request_id, command, digest, key_id, answer FROM request WHERE request_key = $1;

-- name: event_insert :exec
-- in: event_id event_id, request_id request_id, kind text, recorded_at time, body text, public_body text?, salt bytes?
INSERT INTO event (event_id, request_id, kind, recorded_at, body, public_body, salt)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: event_last :one
-- out: event_id event_id, recorded_at time
-- The runner: what is made now must sort after all that is stored.
SELECT event_id, recorded_at FROM event ORDER BY event_id DESC LIMIT 1;

-- name: event_all :many
-- out: event_id event_id, kind text, recorded_at time, body text, public_body text?, salt bytes?
-- rebuild and audit.
SELECT event_id, kind, recorded_at, body, public_body, salt FROM event ORDER BY event_id;

-- name: event_count :one
-- out: events i64
SELECT count(*) FROM event;

-- name: annex_insert :exec
-- in: annex_id annex_id, event_id event_id, field text, body text
INSERT INTO annex (annex_id, event_id, field, body, erased_at) VALUES ($1, $2, $3, $4, NULL);

-- name: annex_body :one
-- in: annex_id annex_id
-- out: body text?
SELECT body FROM annex WHERE annex_id = $1;

-- name: certificate_body_insert :exec
-- in: certificate_id certificate_id, revision i64, body text
INSERT INTO certificate_body (certificate_id, revision, body) VALUES ($1, $2, $3);

-- name: certificate_body_latest :one
-- in: certificate_id certificate_id
-- out: revision i64, body text
SELECT revision, body FROM certificate_body WHERE certificate_id = $1
ORDER BY revision DESC LIMIT 1;

-- name: device_insert :exec
-- in: fingerprint bytes, claim_scope text, life i64, key_id bytes, order_line_id order_line_id, position i64, event_id event_id
INSERT INTO device (fingerprint, claim_scope, life, key_id, order_line_id, position, event_id)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: device_claim :one
-- in: fingerprint bytes, claim_scope text
-- out: life i64, order_line_id order_line_id, position i64, event_id event_id
-- Import: has this device been claimed in this scope? The latest life.
SELECT life, order_line_id, position, event_id FROM device
WHERE fingerprint = $1 AND claim_scope = $2 ORDER BY life DESC LIMIT 1;

-- name: device_by_event :many
-- in: event_id event_id
-- out: fingerprint bytes, claim_scope text, life i64, key_id bytes, order_line_id order_line_id, position i64
-- Audit: the digest in the event is over these, in this order.
SELECT fingerprint, claim_scope, life, key_id, order_line_id, position FROM device
WHERE event_id = $1 ORDER BY order_line_id, position, claim_scope;
