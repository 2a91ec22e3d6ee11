-- The SHA-256 of each token's text (0003_access.sql).
CREATE TABLE token_secret (
    digest @bytes NOT NULL,
    token_id @id NOT NULL,
    CONSTRAINT token_secret_pkey PRIMARY KEY (digest)
) @strict;
