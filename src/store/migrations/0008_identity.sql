-- Who users are elsewhere: an issuer and what it calls them, as a keyed digest. As 0003_access.sql.
CREATE TABLE identity (
    digest @bytes NOT NULL,
    user_id @id NOT NULL,
    created_at @time NOT NULL,
    CONSTRAINT identity_pkey PRIMARY KEY (digest)
) @strict;
CREATE INDEX identity_by_user ON identity (user_id);
