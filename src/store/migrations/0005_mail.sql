-- Mails that are to be sent, until they are. Neither facts nor projections (0003_access.sql). Text and
-- address are made when one is sent; a link's secret is made of mail_id by a key that is not in the store.
CREATE TABLE mail (
    mail_id @id NOT NULL,
    user_id @id NOT NULL,
    purpose @text NOT NULL,
    language @text NOT NULL,
    created_at @time NOT NULL,
    due_at @time NOT NULL,
    tries @i64 NOT NULL,
    CONSTRAINT mail_pkey PRIMARY KEY (mail_id)
) @strict;
CREATE INDEX mail_by_due ON mail (due_at);
CREATE INDEX mail_by_user ON mail (user_id);
