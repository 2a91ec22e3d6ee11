-- Steps that need two people.

-- name: role_of_others :many
-- in: user_id user_id
-- out: role role
-- Of users who act, other than this one.
SELECT DISTINCT user_role.role FROM user_role
    JOIN ledger_user ON ledger_user.user_id = user_role.user_id
WHERE ledger_user.disabled_at IS NULL AND user_role.user_id <> $1
ORDER BY user_role.role;

-- name: user_roles_of_others :many
-- in: user_id user_id
-- out: user_id user_id, role role
-- The same, of each.
SELECT user_role.user_id, user_role.role FROM user_role
    JOIN ledger_user ON ledger_user.user_id = user_role.user_id
WHERE ledger_user.disabled_at IS NULL AND user_role.user_id <> $1
ORDER BY user_role.user_id, user_role.role;

-- name: proposal_insert :exec
-- in: proposal_id proposal_id, command text, input text, digest bytes, proposed_by user_id, proposed_at time, expires_at time
INSERT INTO proposal (proposal_id, command, input, digest, state, proposed_by, proposed_at,
    expires_at)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7);

-- name: proposal_forget :exec
-- in: now time
-- What was asked and is too old.
UPDATE proposal SET input = NULL WHERE state = 1 AND expires_at <= $1 AND input IS NOT NULL;

-- name: proposal_same :one
-- in: digest bytes, now time
-- out: proposal_id proposal_id
SELECT proposal_id FROM proposal
WHERE state = 1 AND expires_at > $2 AND digest = $1
ORDER BY proposal_id LIMIT 1;

-- name: proposal_by_id :one
-- in: proposal_id proposal_id
-- out: proposal_id proposal_id, command text, input text?, state proposal_state, proposed_by user_id, expires_at time
SELECT proposal_id, command, input, state, proposed_by, expires_at
FROM proposal WHERE proposal_id = $1;

-- name: proposal_decide :exec
-- in: proposal_id proposal_id, state proposal_state, decided_by user_id?, decided_at time
UPDATE proposal SET state = $2, decided_by = $3, decided_at = $4, input = NULL
WHERE proposal_id = $1;
