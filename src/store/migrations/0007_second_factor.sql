-- Second factors (0003_access.sql): of whom there is one, signing in waits for it.

-- waits_for: what has to be done before the session lets anybody in; none: it does.
ALTER TABLE session ADD COLUMN waits_for @text;

-- secret, pending: sealed with a key that is not in the store. pending: until a first code of it came.
-- last_step: of the last code that was taken. failures: since then.
CREATE TABLE second_factor (
    user_id @id NOT NULL,
    secret @bytes,
    pending @bytes,
    last_step @i64 NOT NULL,
    failures @i64 NOT NULL,
    failed_at @time NOT NULL,
    CONSTRAINT second_factor_pkey PRIMARY KEY (user_id)
) @strict;

-- Instead of a code, each once: keyed digests.
CREATE TABLE recovery_code (
    digest @bytes NOT NULL,
    user_id @id NOT NULL,
    CONSTRAINT recovery_code_pkey PRIMARY KEY (digest)
) @strict;
CREATE INDEX recovery_code_by_user ON recovery_code (user_id);
