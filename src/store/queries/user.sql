-- Users and their rights.

-- name: user_by_id :one
-- in: user_id user_id
-- out: user_id user_id, organisation_id organisation_id, name_annex_id annex_id, email_annex_id annex_id, disabled_at time?
SELECT user_id, organisation_id, name_annex_id, email_annex_id, disabled_at
FROM ledger_user WHERE user_id = $1;

-- name: user_by_email :one
-- in: email_digest bytes
-- out: user_id user_id
SELECT user_id FROM ledger_user WHERE email_digest = $1 AND disabled_at IS NULL;

-- name: user_of_entry :one
-- in: annex_id annex_id
-- out: user_id user_id, disabled_at time?
-- Erasing: whose name or address an entry of the annex is.
SELECT user_id, disabled_at FROM ledger_user WHERE name_annex_id = $1 OR email_annex_id = $1;

-- name: user_active_of :many
-- in: organisation_id organisation_id
-- out: user_id user_id
SELECT user_id FROM ledger_user WHERE organisation_id = $1 AND disabled_at IS NULL
ORDER BY user_id;

-- name: user_role_of :many
-- in: user_id user_id
-- out: role role
SELECT role FROM user_role WHERE user_id = $1 ORDER BY role;

-- name: operator_known :one
-- in: organisation_id organisation_id
-- out: programmes i64, operated i64
-- Does it operate a programme, and is there any?
SELECT (SELECT count(*) FROM programme),
    (SELECT count(*) FROM programme WHERE operator_id = $1);

-- name: access_rule_last :one
-- out: second_factor asked_of
-- Which one counts.
SELECT second_factor FROM access_rule ORDER BY access_rule_id DESC LIMIT 1;

-- name: user_email :one
-- in: user_id user_id
-- out: email_digest bytes, is_erased bool
-- Is their name or their address erased?
SELECT ledger_user.email_digest,
    CASE WHEN person.erased_at IS NULL AND address.erased_at IS NULL THEN CAST(0 AS BIGINT)
        ELSE CAST(1 AS BIGINT) END
FROM ledger_user JOIN annex AS person ON person.annex_id = ledger_user.name_annex_id
    JOIN annex AS address ON address.annex_id = ledger_user.email_annex_id
WHERE ledger_user.user_id = $1
ORDER BY ledger_user.user_id;

-- name: token_live_of :one
-- in: user_id user_id
-- out: token_id token_id
SELECT token_id FROM token WHERE user_id = $1 AND revoked_at IS NULL ORDER BY token_id LIMIT 1;

-- name: token_by_id :one
-- in: token_id token_id
-- out: token_id token_id, revoked_at time?
SELECT token_id, revoked_at FROM token WHERE token_id = $1;
