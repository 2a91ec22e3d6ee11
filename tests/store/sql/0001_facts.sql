-- What is never made anew, for the tests of the store.
CREATE TABLE fact (
    fact_id @id NOT NULL,
    body @text NOT NULL,
    CONSTRAINT fact_pkey PRIMARY KEY (fact_id)
) @strict;

-- @sqlite
CREATE TRIGGER fact_append_only BEFORE UPDATE ON fact
BEGIN SELECT RAISE(ABORT, 'fact_append_only'); END;
-- @postgres
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = TG_ARGV[0];
END $$;
CREATE TRIGGER fact_append_only BEFORE UPDATE ON fact
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('fact_append_only');
-- @both
