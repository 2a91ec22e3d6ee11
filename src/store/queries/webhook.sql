-- Webhooks: whom to tell, what waits to be sent, whose turn it is.

-- name: webhook_by_id :one
-- in: webhook_id webhook_id
-- out: webhook_id webhook_id, organisation_id organisation_id, kinds text, secret_id event_id, disabled_at time?
SELECT webhook_id, organisation_id, kinds, secret_id, disabled_at FROM webhook
WHERE webhook_id = $1;

-- name: webhook_active_of :many
-- in: organisation_id organisation_id
-- out: webhook_id webhook_id
SELECT webhook_id FROM webhook WHERE organisation_id = $1 AND disabled_at IS NULL
ORDER BY webhook_id;

-- name: webhook_count_of :one
-- in: organisation_id organisation_id
-- out: webhooks i64
SELECT count(*) FROM webhook WHERE organisation_id = $1 AND disabled_at IS NULL;

-- name: webhook_operates :one
-- in: organisation_id organisation_id
-- out: operated i64
SELECT count(*) FROM programme WHERE operator_id = $1;

-- ---------------------------------------------------------------- whom to tell

-- name: webhook_of_operator :many
-- in: kind text
-- out: webhook_id webhook_id
-- The operator is told of everything. kind: with a blank before and after.
SELECT webhook.webhook_id FROM webhook
WHERE webhook.disabled_at IS NULL AND replace(webhook.kinds, $1, '') <> webhook.kinds
    AND webhook.organisation_id IN (SELECT operator_id FROM programme)
ORDER BY webhook.webhook_id;

-- name: webhook_of_party :many
-- in: object_kind text, object_id id, kind text
-- out: webhook_id webhook_id
-- Of those who have a part in an object, and do not operate the programme. The parts of operator and
-- funder show nothing, and a plant's are those of whose it is (visible.sql). A certificate is shown to
-- who pays or sells for another all of whose lines it cites: asked before it ends, when it still does.
SELECT webhook.webhook_id FROM webhook
WHERE webhook.disabled_at IS NULL AND replace(webhook.kinds, $3, '') <> webhook.kinds
    AND webhook.organisation_id IN (
        SELECT party.organisation_id FROM party
        WHERE party.object_kind = $1 AND party.object_id = $2 AND party.role NOT IN (1, 10)
        UNION ALL
        SELECT facility.organisation_id FROM shipment
            JOIN facility ON facility.facility_id = shipment.to_facility_id
        WHERE $1 = 'shipment' AND shipment.shipment_id = $2 AND facility.is_plant = 1
        UNION ALL
        SELECT facility.organisation_id FROM receipt
            JOIN facility ON facility.facility_id = receipt.facility_id
        WHERE $1 = 'receipt' AND receipt.receipt_id = $2
        UNION ALL
        SELECT theirs.organisation_id FROM (
            SELECT DISTINCT party.organisation_id AS organisation_id
            FROM certificate_unit
                JOIN allocation ON allocation.lot_id = certificate_unit.lot_id
                    AND allocation.lot_lo = certificate_unit.lot_lo
                JOIN order_line ON order_line.order_line_id = allocation.order_line_id
                JOIN party ON party.object_kind = 'order_line'
                    AND party.object_id = order_line.order_line_id AND party.role NOT IN (1, 10)
                    AND party.organisation_id <> order_line.beneficiary_id
            WHERE $1 = 'certificate' AND certificate_unit.certificate_id = $2) AS theirs
        WHERE NOT EXISTS (SELECT 1 FROM certificate_unit
                JOIN allocation ON allocation.lot_id = certificate_unit.lot_id
                    AND allocation.lot_lo = certificate_unit.lot_lo
            WHERE certificate_unit.certificate_id = $2 AND NOT EXISTS (SELECT 1 FROM party
                WHERE party.object_kind = 'order_line'
                    AND party.object_id = allocation.order_line_id
                    AND party.organisation_id = theirs.organisation_id
                    AND party.role NOT IN (1, 10))))
    AND webhook.organisation_id NOT IN (SELECT operator_id FROM programme)
ORDER BY webhook.webhook_id;

-- name: webhook_wants :one
-- in: kind text
-- out: is_wanted bool
-- Does anybody but the operator want to be told of the kind? It spares a look at each object.
SELECT CASE WHEN EXISTS (SELECT 1 FROM webhook
        WHERE webhook.disabled_at IS NULL AND replace(webhook.kinds, $1, '') <> webhook.kinds
            AND webhook.organisation_id NOT IN (SELECT operator_id FROM programme))
    THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END;

-- name: delivery_insert :exec
-- in: delivery_id delivery_id, webhook_id webhook_id, event_id event_id?, kind text, body text, made_at time
INSERT INTO webhook_delivery (delivery_id, webhook_id, event_id, kind, body, state, made_at, due_at,
    attempts, tried_at, http_status, problem)
VALUES ($1, $2, $3, $4, $5, 1, $6, $6, 0, NULL, NULL, NULL);

-- ---------------------------------------------------------------- sending

-- name: webhook_due :many
-- in: now time, limit i64
-- out: webhook_id webhook_id
-- Who is to be sent something now and is nobody's turn, the one that waited longest first.
SELECT webhook.webhook_id
FROM webhook LEFT JOIN webhook_turn ON webhook_turn.webhook_id = webhook.webhook_id
WHERE webhook.disabled_at IS NULL
    AND (webhook_turn.free_at IS NULL OR webhook_turn.free_at <= $1)
    AND EXISTS (SELECT 1 FROM webhook_delivery WHERE webhook_delivery.webhook_id = webhook.webhook_id
        AND webhook_delivery.state = 1 AND webhook_delivery.due_at <= $1)
ORDER BY coalesce(webhook_turn.free_at, 0), webhook.webhook_id LIMIT $2;

-- name: turn_take :changed
-- in: webhook_id webhook_id, free_at time, holder text, now time
-- Nothing is changed while it is another's.
INSERT INTO webhook_turn (webhook_id, free_at, holder, failures, delivered_at)
VALUES ($1, $2, $3, 0, NULL)
ON CONFLICT (webhook_id) DO UPDATE SET free_at = $2, holder = $3 WHERE webhook_turn.free_at <= $4;

-- name: turn_of :one
-- in: webhook_id webhook_id
-- out: holder text, failures i64, delivered_at time?
SELECT holder, failures, delivered_at FROM webhook_turn WHERE webhook_id = $1;

-- name: turn_give :changed
-- in: webhook_id webhook_id, holder text, free_at time, failures i64, delivered_at time?
UPDATE webhook_turn SET free_at = $3, holder = '', failures = $4,
    delivered_at = coalesce($5, delivered_at)
WHERE webhook_id = $1 AND holder = $2;

-- name: turn_free :exec
-- in: webhook_id webhook_id
-- It may be tried at once, unless it is somebody's turn.
UPDATE webhook_turn SET free_at = 0, failures = 0 WHERE webhook_id = $1 AND holder = '';

-- name: turn_free_held :exec
-- Nobody holds one any more: their process has ended.
UPDATE webhook_turn SET free_at = 0, holder = '' WHERE holder <> '';

-- name: webhook_target :one
-- in: webhook_id webhook_id
-- out: url text?, secret_id event_id, secret_at time, former_id event_id?
SELECT annex.body, webhook.secret_id, webhook.secret_at, webhook.former_id
FROM webhook JOIN annex ON annex.annex_id = webhook.url_annex_id
WHERE webhook.webhook_id = $1 AND webhook.disabled_at IS NULL;

-- name: delivery_due :many
-- in: webhook_id webhook_id, now time, limit i64
-- out: delivery_id delivery_id, body text
-- What was tried most comes first: a webhook that takes nothing is known by it.
SELECT delivery_id, body FROM webhook_delivery
WHERE webhook_id = $1 AND state = 1 AND due_at <= $2
ORDER BY attempts DESC, due_at, delivery_id LIMIT $3;

-- name: delivery_by_id :one
-- in: delivery_id delivery_id
-- out: delivery_id delivery_id, webhook_id webhook_id, state delivery_state, attempts i64, made_at time
SELECT delivery_id, webhook_id, state, attempts, made_at FROM webhook_delivery
WHERE delivery_id = $1;

-- name: delivery_note :exec
-- in: delivery_id delivery_id, state delivery_state, due_at time, tried_at time, http_status i64?, problem text?
-- What is not waiting any more was sent again by hand, or held, meanwhile.
UPDATE webhook_delivery SET state = $2, due_at = $3, attempts = attempts + 1, tried_at = $4,
    http_status = $5, problem = $6
WHERE delivery_id = $1 AND state = 1;

-- name: delivery_again :exec
-- in: delivery_id delivery_id, due_at time
UPDATE webhook_delivery SET state = 1, due_at = $2, attempts = 0 WHERE delivery_id = $1;

-- name: delivery_again_all :changed
-- in: webhook_id webhook_id, due_at time
-- What failed, or was held.
UPDATE webhook_delivery SET state = 1, due_at = $2, attempts = 0
WHERE webhook_id = $1 AND state IN (3, 4);

-- name: delivery_soon :exec
-- in: webhook_id webhook_id, due_at time
UPDATE webhook_delivery SET due_at = $2, attempts = 0 WHERE webhook_id = $1 AND state = 1;

-- name: delivery_hold :changed
-- After a restore: what waited then may have been sent since.
UPDATE webhook_delivery SET state = 4 WHERE state = 1;

-- name: delivery_prune :exec
-- in: before time
DELETE FROM webhook_delivery WHERE made_at < $1;

-- name: delivery_facts :one
-- out: waiting i64, oldest time?
-- Measurements: what waits to be sent, for webhooks that are not disabled.
SELECT count(*), min(webhook_delivery.made_at)
FROM webhook_delivery JOIN webhook ON webhook.webhook_id = webhook_delivery.webhook_id
WHERE webhook_delivery.state = 1 AND webhook.disabled_at IS NULL;
