-- The language that a user chose: as how people get in (0003_access.sql) neither fact nor projection.

CREATE TABLE user_language (
    user_id @id NOT NULL,
    language @text NOT NULL,
    CONSTRAINT user_language_pkey PRIMARY KEY (user_id)
) @strict;
