-- How people get in: passwords, sessions, one-time links.

-- name: credential_of :one
-- in: user_id user_id
-- out: password text?, failures i64, failed_at time
SELECT password, failures, failed_at FROM credential WHERE user_id = $1;

-- name: credential_password :exec
-- in: user_id user_id, password text, at time
INSERT INTO credential (user_id, password, failures, failed_at) VALUES ($1, $2, 0, $3)
ON CONFLICT (user_id) DO UPDATE SET password = $2, failures = 0, failed_at = $3;

-- name: credential_rehash :exec
-- in: user_id user_id, password text
UPDATE credential SET password = $2 WHERE user_id = $1;

-- name: credential_tries :exec
-- in: user_id user_id, failures i64, at time
INSERT INTO credential (user_id, password, failures, failed_at) VALUES ($1, NULL, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET failures = $2, failed_at = $3;

-- name: credential_delete :exec
-- in: user_id user_id
DELETE FROM credential WHERE user_id = $1;

-- name: session_insert :exec
-- in: digest bytes, user_id user_id, csrf text, at time, waits_for text?
INSERT INTO session (digest, user_id, csrf, created_at, seen_at, waits_for)
VALUES ($1, $2, $3, $4, $4, $5);

-- name: session_by_digest :one
-- in: digest bytes
-- out: user_id user_id, organisation_id organisation_id, csrf text, created_at time, seen_at time, waits_for text?, language text?, passwords i64
-- Of a user who is not disabled.
SELECT session.user_id, ledger_user.organisation_id, session.csrf, session.created_at,
    session.seen_at, session.waits_for, user_language.language,
    (SELECT count(*) FROM credential
    WHERE credential.user_id = session.user_id AND credential.password IS NOT NULL)
FROM session JOIN ledger_user ON ledger_user.user_id = session.user_id
    LEFT JOIN user_language ON user_language.user_id = session.user_id
WHERE session.digest = $1 AND ledger_user.disabled_at IS NULL;

-- name: language_set :exec
-- in: user_id user_id, language text
INSERT INTO user_language (user_id, language) VALUES ($1, $2)
ON CONFLICT (user_id) DO UPDATE SET language = $2;

-- name: language_of :one
-- in: user_id user_id
-- out: language text
SELECT language FROM user_language WHERE user_id = $1;

-- name: language_delete :exec
-- in: user_id user_id
DELETE FROM user_language WHERE user_id = $1;

-- name: session_seen :exec
-- in: digest bytes, at time
UPDATE session SET seen_at = $2 WHERE digest = $1;

-- name: session_delete :exec
-- in: digest bytes
DELETE FROM session WHERE digest = $1;

-- name: session_delete_of :exec
-- in: user_id user_id
DELETE FROM session WHERE user_id = $1;

-- name: session_delete_others :exec
-- in: user_id user_id, digest bytes
DELETE FROM session WHERE user_id = $1 AND digest <> $2;

-- name: session_delete_old :exec
-- in: created_before time, seen_before time
DELETE FROM session WHERE created_at < $1 OR seen_at < $2;

-- name: second_factor_of :one
-- in: user_id user_id
-- out: secret bytes?, pending bytes?, last_step i64, failures i64, failed_at time
SELECT secret, pending, last_step, failures, failed_at FROM second_factor WHERE user_id = $1;

-- name: second_factor_begin :exec
-- in: user_id user_id, pending bytes, at time
INSERT INTO second_factor (user_id, pending, last_step, failures, failed_at)
VALUES ($1, $2, 0, 0, $3)
ON CONFLICT (user_id) DO UPDATE SET pending = $2;

-- name: second_factor_confirm :exec
-- in: user_id user_id, secret bytes, last_step i64
UPDATE second_factor SET secret = $2, pending = NULL, last_step = $3, failures = 0 WHERE user_id = $1;

-- name: second_factor_took :exec
-- in: user_id user_id, last_step i64
UPDATE second_factor SET last_step = $2, failures = 0 WHERE user_id = $1;

-- name: second_factor_tries :exec
-- in: user_id user_id, failures i64, at time
UPDATE second_factor SET failures = $2, failed_at = $3 WHERE user_id = $1;

-- name: second_factor_delete :exec
-- in: user_id user_id
DELETE FROM second_factor WHERE user_id = $1;

-- name: recovery_code_insert :exec
-- in: digest bytes, user_id user_id
INSERT INTO recovery_code (digest, user_id) VALUES ($1, $2);

-- name: recovery_code_known :one
-- in: digest bytes, user_id user_id
-- out: codes i64
SELECT count(*) FROM recovery_code WHERE digest = $1 AND user_id = $2;

-- name: recovery_code_count :one
-- in: user_id user_id
-- out: codes i64
SELECT count(*) FROM recovery_code WHERE user_id = $1;

-- name: recovery_code_delete :exec
-- in: digest bytes
DELETE FROM recovery_code WHERE digest = $1;

-- name: recovery_code_delete_of :exec
-- in: user_id user_id
DELETE FROM recovery_code WHERE user_id = $1;

-- name: link_insert :exec
-- in: digest bytes, user_id user_id?, purpose text, expires_at time
INSERT INTO one_time_link (digest, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4);

-- name: link_by_digest :one
-- in: digest bytes, now time
-- out: user_id user_id?, purpose text, expires_at time
SELECT user_id, purpose, expires_at FROM one_time_link WHERE digest = $1 AND expires_at > $2;

-- name: link_count_of :one
-- in: user_id user_id, now time
-- out: links i64
SELECT count(*) FROM one_time_link WHERE user_id = $1 AND expires_at > $2;

-- name: link_delete_of :exec
-- in: user_id user_id
DELETE FROM one_time_link WHERE user_id = $1;

-- name: link_delete_first :exec
DELETE FROM one_time_link WHERE user_id IS NULL;

-- name: link_delete_old :exec
-- in: now time
DELETE FROM one_time_link WHERE expires_at <= $1;

-- name: user_any :one
-- out: users i64
SELECT count(*) FROM ledger_user;

-- name: token_secret_insert :exec
-- in: digest bytes, token_id token_id
INSERT INTO token_secret (digest, token_id) VALUES ($1, $2);

-- name: token_secret_delete :exec
-- in: token_id token_id
DELETE FROM token_secret WHERE token_id = $1;

-- name: token_by_digest :one
-- in: digest bytes
-- out: user_id user_id, organisation_id organisation_id, permissions text, expires_on date
-- Not revoked, and of a user who is not disabled.
SELECT token.user_id, ledger_user.organisation_id, token.permissions, token.expires_on
FROM token_secret JOIN token ON token.token_id = token_secret.token_id
    JOIN ledger_user ON ledger_user.user_id = token.user_id
WHERE token_secret.digest = $1 AND token.revoked_at IS NULL AND ledger_user.disabled_at IS NULL;
