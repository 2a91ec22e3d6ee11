-- How people get in: passwords, sessions, one-time links. Neither facts nor projections: rows change and
-- go, survive a rebuild, and are left out of dumps. Secrets are kept as digests only.

-- password: Argon2id in its PHC form. failures: since the last success.
CREATE TABLE credential (
    user_id @id NOT NULL,
    password @text,
    failures @i64 NOT NULL,
    failed_at @time NOT NULL,
    CONSTRAINT credential_pkey PRIMARY KEY (user_id)
) @strict;

CREATE TABLE session (
    digest @bytes NOT NULL,
    user_id @id NOT NULL,
    csrf @text NOT NULL,
    created_at @time NOT NULL,
    seen_at @time NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (digest)
) @strict;
CREATE INDEX session_by_user ON session (user_id);

-- user_id: none for the first administrator, whom the link is to make.
CREATE TABLE one_time_link (
    digest @bytes NOT NULL,
    user_id @id,
    purpose @text NOT NULL,
    expires_at @time NOT NULL,
    CONSTRAINT one_time_link_pkey PRIMARY KEY (digest)
) @strict;
CREATE INDEX one_time_link_by_user ON one_time_link (user_id);
