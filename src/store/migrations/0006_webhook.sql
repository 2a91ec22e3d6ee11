-- What webhooks are sent: an outbox, written in the transaction of the event it tells of. Neither facts nor
-- projections: rows change and go after 30 days, survive a rebuild, and are left out of dumps.

-- One row for each webhook and event. event_id: none for a ping. due_at: when it is tried next. http_status,
-- problem: of the last try.
CREATE TABLE webhook_delivery (
    delivery_id @id NOT NULL,
    webhook_id @id NOT NULL,
    event_id @id,
    kind @text NOT NULL,
    body @text NOT NULL,
    state @i64 NOT NULL,
    made_at @time NOT NULL,
    due_at @time NOT NULL,
    attempts @i64 NOT NULL,
    tried_at @time,
    http_status @i64,
    problem @text,
    CONSTRAINT webhook_delivery_pkey PRIMARY KEY (delivery_id),
    CONSTRAINT webhook_delivery_once UNIQUE (webhook_id, event_id)
) @strict;
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, due_at) WHERE state = 1;
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (made_at);

-- Whose turn it is to send to a webhook: nobody else's before free_at. failures: since it last took anything.
CREATE TABLE webhook_turn (
    webhook_id @id NOT NULL,
    free_at @time NOT NULL,
    holder @text NOT NULL,
    failures @i64 NOT NULL,
    delivered_at @time,
    CONSTRAINT webhook_turn_pkey PRIMARY KEY (webhook_id)
) @strict;
