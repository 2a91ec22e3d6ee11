-- Queries over the tables of the tests.

-- name: thing_insert :rows
-- in: thing_id id, code text, amount i64, note text?, raw bytes, extra bytes?, flag bool, seen_at time, day date
-- in: month month, units units, mass mass, lot_id lot_id?, stage stage, battery battery?
-- gathered: 1, nothing else has to be there
INSERT INTO thing (thing_id, code, amount, note, raw, extra, flag, seen_at, day, month, units,
    mass_g, lot_id, stage, battery)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: thing_insert_raw :changed
-- in: thing_id bytes, code text?, amount i64, flag i64, seen_at i64, day i64, month i64, units i64, mass_g i64, stage i64
-- What typed fields would not let through.
INSERT INTO thing (thing_id, code, amount, raw, flag, seen_at, day, month, units, mass_g, stage)
VALUES ($1, $2, $3, $1, $4, $5, $6, $7, $8, $9, $10);

-- name: thing_by_id :one
-- in: thing_id id
-- out: code text, amount i64, note text?, raw bytes, extra bytes?, flag bool, seen_at time, day date
-- out: month month, units units, mass mass, lot_id lot_id?, stage stage, battery battery?
-- All of one thing.
SELECT code, amount, note, raw, extra, flag, seen_at, day, month, units, mass_g, lot_id, stage,
    battery
FROM thing WHERE thing_id = $1;

-- name: thing_note_needed :one
-- in: code text
-- out: note text
SELECT note FROM thing WHERE code = $1;

-- name: thing_id_of_code :one
-- in: code text
-- out: thing_id id
SELECT thing_id FROM thing WHERE code = $1;

-- name: thing_of_amount :one
-- in: amount i64
-- out: code text
SELECT code FROM thing WHERE amount = $1 ORDER BY code;

-- name: thing_of_code :one
-- in: code text
-- out: thing_id id, code text
-- standing, hidden: for tests, which change it all the same
SELECT thing_id, code FROM thing WHERE code = $1;

-- name: thing_maybe :one
-- in: code text, amount i64?
-- out: code text
-- A parameter that may be NULL, used twice and out of order.
SELECT code FROM thing WHERE ($2 IS NULL OR amount = $2) AND code = $1;

-- name: thing_rename_all :changed
-- in: old_amount i64, new_amount i64
UPDATE thing SET amount = $2 WHERE amount = $1;

-- name: thing_amount :exec
-- in: thing_id id, amount i64
-- gathered: 2, the last of $1, behind the things
UPDATE thing SET amount = $2 WHERE thing_id = $1;

-- name: thing_delete :changed
-- in: code text
DELETE FROM thing WHERE code = $1;

-- name: thing_above :many
-- in: amount i64
-- out: code text, amount i64
SELECT code, amount FROM thing WHERE amount > $1 ORDER BY amount, code;

-- name: thing_above_once :many
-- in: amount i64
-- out: code text
-- planned: once, for the test
SELECT code FROM thing WHERE amount > $1 ORDER BY amount, code;

-- name: thing_above_anew :list
-- in: amount i64
-- out: code text
-- planned: anew, for the test
SELECT code FROM thing WHERE amount > $1 ORDER BY code, amount;

-- name: thing_plans :one
-- in: name text
-- out: once i64, anew i64
-- How often PostgreSQL planned a statement of this connection for any value and for the one given.
SELECT CAST(sum(generic_plans) AS BIGINT), CAST(sum(custom_plans) AS BIGINT)
FROM pg_prepared_statements WHERE name = $1;

-- name: thing_all :many
-- out: code text, amount i64
SELECT code, amount FROM thing ORDER BY code;

-- name: thing_list :list
-- in: after text, limit i64, stage stage?, units units?, battery battery?
-- out: code text, amount i64, units units
-- A page with filters; any of them may be left out.
SELECT code, amount, units FROM thing
WHERE code > $1
    AND stage = $3
    AND units = $4
    AND battery = $5
ORDER BY code LIMIT $2;

-- name: thing_item :item
-- in: thing_id id
-- out: code text, amount i64, note text?, raw bytes, flag bool, seen_at time, day date, month month
-- out: units units, mass_g mass, lot_id lot_id?, stage stage, battery battery?
SELECT code, amount, note, raw, flag, seen_at, day, month, units, mass_g, lot_id, stage, battery
FROM thing WHERE thing_id = $1;

-- name: thing_keys :list
-- out: key public_key, thing text
-- Bytes that may be a key, or not.
SELECT raw, code FROM thing ORDER BY code;

-- name: thing_sum :one
-- out: total i64
SELECT CAST(sum(amount) AS BIGINT) FROM thing;

-- name: thing_count :one
-- out: things i64
SELECT count(*) FROM thing;

-- name: part_insert :exec
-- in: thing_id id, lo i64, hi i64, label text
INSERT INTO part (thing_id, lo, hi, label) VALUES ($1, $2, $3, $4);

-- name: piece_insert :exec
-- in: piece_id id, thing_id id
INSERT INTO piece (piece_id, thing_id) VALUES ($1, $2);

-- name: fact_insert :exec
-- in: fact_id id, body text
INSERT INTO fact (fact_id, body) VALUES ($1, $2);

-- name: fact_insert_get :one
-- in: fact_id id, body text
-- out: body text
-- Writes and reads at once.
INSERT INTO fact (fact_id, body) VALUES ($1, $2) RETURNING body;

-- name: fact_change :changed
-- in: body text
UPDATE fact SET body = $1;
