-- Mails that are to be sent.

-- name: mail_insert :exec
-- in: mail_id id, user_id user_id, purpose text, language text, at time
INSERT INTO mail (mail_id, user_id, purpose, language, created_at, due_at, tries)
VALUES ($1, $2, $3, $4, $5, $5, 0);

-- name: mail_due :one
-- in: now time
-- out: mail_id id, user_id user_id, purpose text, language text, created_at time, tries i64
SELECT mail_id, user_id, purpose, language, created_at, tries FROM mail
WHERE due_at <= $1 ORDER BY due_at, mail_id LIMIT 1;

-- name: mail_waiting :one
-- in: now time
-- out: mails i64, due i64
SELECT count(*), count(CASE WHEN due_at <= $1 THEN 1 END) FROM mail;

-- name: mail_again :exec
-- in: mail_id id, due_at time
UPDATE mail SET due_at = $2, tries = tries + 1 WHERE mail_id = $1;

-- name: mail_delete :exec
-- in: mail_id id
DELETE FROM mail WHERE mail_id = $1;

-- name: mail_delete_of :exec
-- in: user_id user_id
DELETE FROM mail WHERE user_id = $1;
