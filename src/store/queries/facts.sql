-- Requests, events, annex: append-only.

-- name: request_insert :rows
-- in: request_id request_id, request_key text, command text, actor text, digest bytes, key_id bytes, recorded_at time, answer text
-- gathered: 1, nothing else has to be there
INSERT INTO request (request_id, request_key, command, actor, digest, key_id, recorded_at, answer)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: request_by_key :many
-- in: request_key text
-- out: request_id request_id, command text, digest bytes, key_id bytes, answer text
-- The runner: was this asked before? One row or none; asked together with event_last.
SELECT request_id, command, digest, key_id, answer FROM request WHERE request_key = $1
ORDER BY request_key;

-- name: event_insert :rows
-- in: event_id event_id, request_id request_id, kind text, recorded_at time, body text, public_body text?, salt bytes?
-- gathered: 2, behind the request
INSERT INTO event (event_id, request_id, kind, recorded_at, body, public_body, salt)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: event_last :many
-- out: event_id event_id, recorded_at time, has_webhooks bool
-- The runner: what is made now must sort after all that is stored. And is anybody to be told
-- of it? One row or none.
SELECT event_id, recorded_at,
    CASE WHEN EXISTS (SELECT 1 FROM webhook WHERE disabled_at IS NULL) THEN CAST(1 AS BIGINT)
        ELSE CAST(0 AS BIGINT) END
FROM event ORDER BY event_id DESC LIMIT 1;

-- name: event_expect_last :exec
-- in: event_id event_id
-- The runner, when it goes ahead: nothing is stored after this event. What is would be put in twice, which
-- event_pkey refuses.
INSERT INTO event (event_id, request_id, kind, recorded_at, body, public_body, salt)
SELECT event_id, request_id, kind, recorded_at, body, public_body, salt FROM event
WHERE event_id > $1;

-- name: event_all :many
-- out: event_id event_id, kind text, recorded_at time, body text, public_body text?, salt bytes?
-- rebuild and audit.
SELECT event_id, kind, recorded_at, body, public_body, salt FROM event ORDER BY event_id;

-- name: event_of_kind :many
-- in: kind text
-- out: event_id event_id, body text, salt bytes?
-- Certificates' bundles, for what opens the commitments of allocation runs. Reads every event.
SELECT event_id, body, salt FROM event WHERE kind = $1 ORDER BY event_id;

-- name: event_of_certificate :one
-- in: begin text, from_id event_id
-- out: event_id event_id
-- What stated or raised a certificate, by the 74 letters with which its public part begins, the
-- digest of its body. It is among the first of the events from the moment of its issue on.
SELECT event_id FROM event
WHERE event_id >= $2 AND kind IN ('certificate_stated', 'certificate_raised')
    AND substr(public_body, 1, 74) = $1
ORDER BY event_id LIMIT 1;

-- name: event_count :one
-- out: events i64
SELECT count(*) FROM event;

-- name: annex_insert :rows
-- in: annex_id annex_id, event_id event_id, field text, body text
-- gathered: 3, behind the event
INSERT INTO annex (annex_id, event_id, field, body, erased_at) VALUES ($1, $2, $3, $4, NULL);

-- name: annex_body :one
-- in: annex_id annex_id
-- out: body text?
SELECT body FROM annex WHERE annex_id = $1;

-- name: annex_erase :exec
-- in: annex_id annex_id, erased_at time
-- An erased entry stays as it is when its event is applied again.
UPDATE annex SET body = NULL, erased_at = $2 WHERE annex_id = $1 AND body IS NOT NULL;

-- name: request_forget :exec
-- in: annex_id annex_id, answer text
-- What the request that made the entry was told.
UPDATE request SET answer = $2
WHERE answer <> $2 AND request_id = (
    SELECT event.request_id FROM annex JOIN event ON event.event_id = annex.event_id
    WHERE annex.annex_id = $1);

-- name: annex_of_organisation :many
-- in: organisation_id organisation_id
-- out: annex_id annex_id
-- Erasing: what is kept of it and not erased. Its names, what was written about cases with it, whom
-- notifications name of it, the numbers of papers of lines in which it has a part, and of their credit notes.
SELECT annex_id FROM annex
WHERE body IS NOT NULL AND annex_id IN (
    SELECT name_annex_id FROM organisation WHERE organisation_id = $1
    UNION SELECT name_annex_id FROM facility WHERE organisation_id = $1
    UNION SELECT name_annex_id FROM ledger_user WHERE organisation_id = $1
    UNION SELECT email_annex_id FROM ledger_user WHERE organisation_id = $1
    UNION SELECT url_annex_id FROM webhook WHERE organisation_id = $1
    UNION SELECT note_annex_id FROM ledger_case WHERE counterparty_id = $1
    UNION SELECT closing_note_annex_id FROM ledger_case WHERE counterparty_id = $1
    UNION SELECT note_annex_id FROM handover WHERE giver_id = $1
    UNION SELECT annex_id FROM notification_text WHERE subject_id = $1
    UNION SELECT notification_text.annex_id FROM notification_text
        JOIN notification ON notification.notification_id = notification_text.notification_id
        WHERE (notification_text.field >= 'notifier-' AND notification_text.field < 'notifier.'
                AND notification.notifier_id = $1)
            OR (notification_text.field >= 'consignee-' AND notification_text.field < 'consignee.'
                AND notification.consignee_id = $1)
    UNION SELECT notification_text.annex_id FROM notification_text
        JOIN notification ON notification.notification_id = notification_text.notification_id
        JOIN facility ON facility.facility_id = notification.plant_id
        WHERE notification_text.field >= 'plant-' AND notification_text.field < 'plant.'
            AND facility.organisation_id = $1
    UNION SELECT document.name_annex_id FROM order_line
        JOIN demand_slice ON demand_slice.order_line_id = order_line.order_line_id
        JOIN document ON document.document_id = demand_slice.document_id
        WHERE order_line.payer_id = $1 OR order_line.beneficiary_id = $1
            OR order_line.reseller_id = $1
    UNION SELECT document.name_annex_id FROM order_line
        JOIN voided ON voided.order_line_id = order_line.order_line_id
        JOIN document ON document.document_id = voided.document_id
        WHERE order_line.payer_id = $1 OR order_line.beneficiary_id = $1
            OR order_line.reseller_id = $1
    UNION SELECT document.name_annex_id FROM order_line
        JOIN carry_over ON carry_over.order_line_id = order_line.order_line_id
        JOIN document ON document.document_id = carry_over.document_id
        WHERE order_line.payer_id = $1 OR order_line.beneficiary_id = $1
            OR order_line.reseller_id = $1)
ORDER BY annex_id;

-- name: annex_known :one
-- in: annex_id annex_id
-- out: field text, is_erased bool
SELECT field, CASE WHEN body IS NULL THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
FROM annex WHERE annex_id = $1;

-- name: certificate_that_names :many
-- in: organisation_id organisation_id
-- out: serial text
-- Erasing: signed texts are not changed, whatever has become of them. The first that names it, as
-- certificates do ({"code": ..., "country": ...}). Reads all of them, once in a while.
SELECT certificate.serial FROM certificate
    JOIN certificate_body ON certificate_body.certificate_id = certificate.certificate_id
WHERE replace(certificate_body.body, '"code":"' || (SELECT organisation.code FROM organisation
    WHERE organisation.organisation_id = $1) || '","country":', '') <> certificate_body.body
ORDER BY certificate.certificate_id LIMIT 1;

-- name: demand_that_names :many
-- in: organisation_id organisation_id
-- out: code text
-- Erasing: the first order line in which it has a part and on which something is still demanded.
SELECT order_line.code FROM order_line
WHERE (order_line.payer_id = $1 OR order_line.beneficiary_id = $1 OR order_line.reseller_id = $1)
    AND order_line.demanded > (SELECT coalesce(sum(voided.hi - voided.lo), 0) FROM voided
        WHERE voided.order_line_id = order_line.order_line_id)
ORDER BY order_line.order_line_id LIMIT 1;

-- name: programme_that_names :many
-- in: organisation_id organisation_id
-- out: code text
SELECT code FROM programme WHERE operator_id = $1 ORDER BY programme_id LIMIT 1;

-- name: plant_that_names :many
-- in: organisation_id organisation_id
-- out: code text
SELECT code FROM facility WHERE organisation_id = $1 AND is_plant = 1 ORDER BY facility_id LIMIT 1;

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

-- name: device_of_line :many
-- in: order_line_id order_line_id, claim_scope text, after i64, limit i64
-- out: fingerprint bytes, life i64, key_id bytes, position i64
-- Codes of an order line, page by page.
SELECT fingerprint, life, key_id, position FROM device
WHERE order_line_id = $1 AND claim_scope = $2 AND position > $3
ORDER BY position LIMIT $4;

-- name: device_between :many
-- in: lo bytes, hi bytes
-- out: fingerprint bytes, claim_scope text, life i64, key_id bytes, order_line_id order_line_id, position i64
-- Public look-up: whose fingerprints begin as a code says.
SELECT fingerprint, claim_scope, life, key_id, order_line_id, position FROM device
WHERE fingerprint >= $1 AND fingerprint <= $2 ORDER BY fingerprint, claim_scope, life;
