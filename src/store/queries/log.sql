-- The public log: service/log*.c.

-- name: log_last :one
-- out: log_id i64, origin text, public_key bytes, started_at time
-- The log that goes on.
SELECT log_id, origin, public_key, started_at FROM log ORDER BY log_id DESC LIMIT 1;

-- name: log_now :many
-- out: log_id i64, origin text, public_key bytes, started_at time, size i64?, root bytes?, note text?, signed_at time?
-- The log that goes on, with its last checkpoint. One row or none; asked for ahead.
SELECT log.log_id, log.origin, log.public_key, log.started_at, log_checkpoint.size,
    log_checkpoint.root, log_checkpoint.note, log_checkpoint.signed_at
FROM log LEFT JOIN log_checkpoint ON log_checkpoint.log_id = log.log_id
    AND log_checkpoint.size = (
        SELECT max(last.size) FROM log_checkpoint AS last WHERE last.log_id = log.log_id
    )
ORDER BY log.log_id DESC LIMIT 1;

-- name: log_expect :exec
-- in: log_id i64, size i64, root bytes
-- The guard, when it goes ahead: the log is still this one (0: there is none), of that size and root.
-- Else a row without a root is refused.
INSERT INTO log_checkpoint (log_id, size, root, note, signed_at)
SELECT $1, $2, nullif($3, $3), '', 0
WHERE (SELECT coalesce(max(log_id), 0) FROM log) <> $1
    OR ($1 <> 0 AND NOT EXISTS (
        SELECT 1 FROM log_checkpoint AS last
        WHERE last.log_id = $1 AND last.size = $2 AND last.root = $3))
    OR EXISTS (SELECT 1 FROM log_checkpoint AS later WHERE later.log_id = $1 AND later.size > $2);

-- name: log_insert :exec
-- in: log_id i64, origin text, public_key bytes, started_at time
INSERT INTO log (log_id, origin, public_key, started_at) VALUES ($1, $2, $3, $4);

-- name: log_lease_insert :exec
-- in: log_id i64, holder text, until_at time
INSERT INTO log_lease (log_id, holder, until_at) VALUES ($1, $2, $3);

-- name: log_lease_take :changed
-- in: log_id i64, holder text, until_at time, now time
-- Take it, or keep it: nothing is changed while another has it.
UPDATE log_lease SET holder = $2, until_at = $3
WHERE log_id = $1 AND (holder = $2 OR until_at <= $4);

-- name: log_lease_row :one
-- in: log_id i64
-- out: holder text, until_at time
SELECT holder, until_at FROM log_lease WHERE log_id = $1;

-- name: log_checkpoint_insert :exec
-- in: log_id i64, size i64, root bytes, note text, signed_at time
INSERT INTO log_checkpoint (log_id, size, root, note, signed_at) VALUES ($1, $2, $3, $4, $5);

-- name: log_entry_last :one
-- in: log_id i64
-- out: log_index i64, event_id event_id
-- What was numbered last: events are numbered in the order of their ids.
SELECT log_index, event_id FROM log_entry WHERE log_id = $1 ORDER BY log_index DESC LIMIT 1;

-- name: log_pending :many
-- in: after event_id, limit i64
-- out: event_id event_id, kind text, public_body text?
-- The next events to number.
SELECT event_id, kind, public_body FROM event
WHERE event_id > $1 AND public_body IS NOT NULL ORDER BY event_id LIMIT $2;

-- name: log_pending_count :one
-- in: after event_id
-- out: events i64
SELECT count(*) FROM event WHERE event_id > $1 AND public_body IS NOT NULL;

-- name: log_entry_insert :rows
-- in: log_id i64, log_index i64, event_id event_id, part i64, entry text, leaf_hash bytes
INSERT INTO log_entry (log_id, log_index, event_id, part, entry, leaf_hash)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: log_tile_insert :exec
-- in: log_id i64, level i64, tile_index i64, hashes bytes, root bytes
INSERT INTO log_tile (log_id, level, tile_index, hashes, root) VALUES ($1, $2, $3, $4, $5);

-- name: log_tile_hashes :one
-- in: log_id i64, level i64, tile_index i64
-- out: hashes bytes
SELECT hashes FROM log_tile WHERE log_id = $1 AND level = $2 AND tile_index = $3;

-- name: log_leaf_range :many
-- in: log_id i64, lo i64, hi i64
-- out: hash bytes
-- Hashes of the last entries, which fill no tile.
SELECT leaf_hash FROM log_entry WHERE log_id = $1 AND log_index >= $2 AND log_index < $3
ORDER BY log_index;

-- name: log_root_range :many
-- in: log_id i64, level i64, lo i64, hi i64
-- out: hash bytes
-- The same of a higher level: roots of the tiles below.
SELECT root FROM log_tile
WHERE log_id = $1 AND level = $2 AND tile_index >= $3 AND tile_index < $4 ORDER BY tile_index;

-- name: log_entry_range :many
-- in: log_id i64, lo i64, hi i64
-- out: log_index i64, entry text
SELECT log_index, entry FROM log_entry WHERE log_id = $1 AND log_index >= $2 AND log_index < $3
ORDER BY log_index;

-- name: log_entry_of_event :many
-- in: log_id i64, event_id event_id
-- out: log_index i64, part i64, entry text
SELECT log_index, part, entry FROM log_entry WHERE log_id = $1 AND event_id = $2 ORDER BY part;
