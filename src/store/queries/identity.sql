-- Who users are elsewhere.

-- name: identity_insert :exec
-- in: digest bytes, user_id user_id, at time
INSERT INTO identity (digest, user_id, created_at) VALUES ($1, $2, $3);

-- name: identity_by_digest :one
-- in: digest bytes
-- out: user_id user_id
-- Of a user who is not disabled.
SELECT identity.user_id
FROM identity JOIN ledger_user ON ledger_user.user_id = identity.user_id
WHERE identity.digest = $1 AND ledger_user.disabled_at IS NULL;

-- name: identity_count_of :one
-- in: user_id user_id
-- out: identities i64
SELECT count(*) FROM identity WHERE user_id = $1;

-- name: identity_delete_of :exec
-- in: user_id user_id
DELETE FROM identity WHERE user_id = $1;
