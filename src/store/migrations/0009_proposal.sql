-- What one person proposed and another has to approve: no fact, until it is done. Left out of dumps.
-- input: canonical JSON, maybe with a name in it; gone once it is decided, or too old. digest: keyed.
CREATE TABLE proposal (
    proposal_id @id NOT NULL,
    command @text NOT NULL,
    input @text,
    digest @bytes NOT NULL,
    state @i64 NOT NULL,
    proposed_by @id NOT NULL,
    proposed_at @time NOT NULL,
    expires_at @time NOT NULL,
    decided_by @id,
    decided_at @time,
    CONSTRAINT proposal_pkey PRIMARY KEY (proposal_id)
) @strict;
CREATE INDEX proposal_by_state ON proposal (state, expires_at);
