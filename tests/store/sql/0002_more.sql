-- A later migration.
ALTER TABLE fact ADD COLUMN weight @i64;
