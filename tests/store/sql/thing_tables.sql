-- Every type, kind of constraint and dialect word, for the tests of the store.
CREATE TABLE thing (
    thing_id @id NOT NULL,
    code @text NOT NULL,
    amount @i64 NOT NULL,
    note @text,
    raw @bytes NOT NULL,
    extra @bytes,
    flag @bool NOT NULL,
    seen_at @time NOT NULL,
    day @i64 NOT NULL,
    month @i64 NOT NULL,
    units @i64 NOT NULL,
    mass_g @i64 NOT NULL,
    lot_id @id,
    stage @i64 NOT NULL,
    battery @i64,
    CONSTRAINT thing_pkey PRIMARY KEY (thing_id),
    CONSTRAINT thing_code_once UNIQUE (code),
    CONSTRAINT thing_amount CHECK (amount <> 13)
) @strict;
-- What the words become: '@id' and "--" in a literal stay as they are.
CREATE UNIQUE INDEX thing_by_lot ON thing (lot_id, amount);

CREATE TABLE part (
    thing_id @id NOT NULL,
    lo @i64 NOT NULL,
    hi @i64 NOT NULL,
    label @text NOT NULL DEFAULT '@id -- x',
    PRIMARY KEY (thing_id, lo),
    UNIQUE (label, hi),
    CONSTRAINT part_span CHECK (lo < hi),
-- @postgres
    CONSTRAINT part_overlap EXCLUDE USING gist
        (thing_id WITH =, int8range(lo, hi) WITH &&),
-- @both
    CONSTRAINT part_thing FOREIGN KEY (thing_id) REFERENCES thing (thing_id)
        DEFERRABLE INITIALLY DEFERRED
) @strict_norowid;

CREATE TABLE piece (
    piece_id @id NOT NULL,
    thing_id @id NOT NULL,
    CONSTRAINT piece_pkey PRIMARY KEY (piece_id),
    CONSTRAINT piece_thing FOREIGN KEY (thing_id) REFERENCES thing (thing_id)
) @strict;

-- @sqlite
CREATE TRIGGER part_overlap_insert BEFORE INSERT ON part
WHEN (SELECT hi FROM part WHERE thing_id = new.thing_id AND lo < new.hi
      ORDER BY lo DESC LIMIT 1) > new.lo
BEGIN SELECT RAISE(ABORT, 'part_overlap'); END;
-- @postgres
CREATE FUNCTION thing_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.code = '' THEN
        RAISE EXCEPTION USING ERRCODE = 'P0001', MESSAGE = 'thing_named';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER thing_named BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION thing_named();
-- @both
