-- Who did what: events with their requests, the newest first.

-- name: activity_all :many
-- in: before_id event_id, from_id event_id, most i64
-- out: event_id event_id, kind text, recorded_at time, body text, actor text, command text
-- Read by the primary key alone: what a page costs does not depend on how much there is.
SELECT event.event_id, event.kind, event.recorded_at, event.body, request.actor, request.command
FROM event JOIN request ON request.request_id = event.request_id
WHERE event.event_id < $1 AND event.event_id >= $2
ORDER BY event.event_id DESC LIMIT $3;

-- name: activity_user :many
-- in: user_id user_id
-- out: name text?
-- What a user is called, as long as that is not erased. One row or none.
SELECT annex.body
FROM ledger_user JOIN annex ON annex.annex_id = ledger_user.name_annex_id
WHERE ledger_user.user_id = $1 ORDER BY annex.annex_id;

-- name: activity_object :many
-- in: object_id id
-- out: code text
-- What an object is called by, whatever it is. One row or none.
SELECT code FROM package WHERE package_id = $1
UNION ALL SELECT code FROM shipment WHERE shipment_id = $1
UNION ALL SELECT code FROM order_line WHERE order_line_id = $1
UNION ALL SELECT serial FROM certificate WHERE certificate_id = $1
UNION ALL SELECT code FROM facility WHERE facility_id = $1
UNION ALL SELECT code FROM organisation WHERE organisation_id = $1
UNION ALL SELECT code FROM programme WHERE programme_id = $1
ORDER BY 1;
