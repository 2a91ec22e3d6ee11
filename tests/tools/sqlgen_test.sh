#!/bin/sh
# Does tools/sqlgen refuse what it should, and say where? And does it expand migrations as it says?
set -eu
sqlgen=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir out
failed=0

# refuse MESSAGE: the file q.sql given on stdin is refused with this message.
refuse() {
    cat >q.sql
    if "$sqlgen" out gen set q.sql -- 2>message; then
        echo "accepted, but expected: $1"
        failed=1
    elif [ "$(cat message)" != "sqlgen: $1" ]; then
        echo "expected: sqlgen: $1"
        echo "got:      $(cat message)"
        failed=1
    fi
}

# refuse_migration NAME MESSAGE
refuse_migration() {
    cat >"$1"
    if "$sqlgen" out gen set -- "$1" 2>message; then
        echo "accepted, but expected: $2"
        failed=1
    elif [ "$(cat message)" != "sqlgen: $2" ]; then
        echo "expected: sqlgen: $2"
        echo "got:      $(cat message)"
        failed=1
    fi
}

# refuse_projection MESSAGE
refuse_projection() {
    cat >p.sql
    if "$sqlgen" out gen set -- -- p.sql 2>message; then
        echo "accepted, but expected: $1"
        failed=1
    elif [ "$(cat message)" != "sqlgen: $1" ]; then
        echo "expected: sqlgen: $1"
        echo "got:      $(cat message)"
        failed=1
    fi
}

refuse 'q.sql:1: "-- name: NAME :KIND" expected before "SELECT 1;"' <<'SQL'
SELECT 1;
SQL
refuse 'q.sql:1: query a: :one, :many, :exec, :changed, :rows, :list or :item expected' <<'SQL'
-- name: a :some
SELECT 1;
SQL
for statement in 'DELETE FROM t WHERE x = $1' 'INSERT INTO t VALUES ($1), ($1 + 1) RETURNING x' \
    'INSERT INTO t SELECT x FROM (VALUES ($1)) AS v (x) WHERE x IN (VALUES ($1))'; do
    refuse 'q.sql:1: query a takes rows, but does not end with one VALUES (…)' <<SQL
-- name: a :rows
-- in: x i64
$statement;
SQL
done
refuse "q.sql:1: a query's name expected: small letters, digits and '_', beginning with a letter" \
    <<'SQL'
-- name: Upper :one
SELECT 1;
SQL
refuse "q.sql:1: query a does not end with ';'" <<'SQL'
-- name: a :exec
DELETE FROM t
SQL
refuse "q.sql:1: query a does not end with ';'" <<'SQL'
-- name: a :exec
DELETE FROM t
-- name: b :exec
DELETE FROM u;
SQL
refuse 'q.sql:3: field x: unknown type "int"' <<'SQL'
-- A comment of the file.
-- name: a :exec
-- in: x int
DELETE FROM t WHERE x = $1;
SQL
refuse "q.sql:2: ',' expected after field x" <<'SQL'
-- name: a :exec
-- in: x i64 y i64
DELETE FROM t WHERE x = $1;
SQL
refuse 'q.sql:2: field x comes twice' <<'SQL'
-- name: a :exec
-- in: x i64, x text
DELETE FROM t WHERE x = $1;
SQL
refuse 'q.sql:1: query a: $2 (y) is not used' <<'SQL'
-- name: a :exec
-- in: x i64, y text
-- The $2 of a literal does not count.
DELETE FROM t WHERE x = $1 AND z = '$2';
SQL
refuse 'q.sql:1: query a uses $2, but "-- in:" names 1 fields' <<'SQL'
-- name: a :exec
-- in: x i64
DELETE FROM t WHERE x = $1 AND y = $2;
SQL
refuse 'q.sql:1: query a gives rows, but has no "-- out:"' <<'SQL'
-- name: a :one
SELECT 1;
SQL
refuse 'q.sql:1: query a gives no rows, but has "-- out:"' <<'SQL'
-- name: a :exec
-- out: x i64
DELETE FROM t;
SQL
refuse 'q.sql:1: query a gives many rows and needs a total ORDER BY' <<'SQL'
-- name: a :many
-- out: x i64
SELECT x FROM t;
SQL
refuse 'q.sql:1: query a gives many rows and needs a total ORDER BY' <<'SQL'
-- name: a :list
-- out: x i64
SELECT x FROM t;
SQL
refuse 'q.sql:1: query a: a line that may be left out uses one parameter' <<'SQL'
-- name: a :list
-- in: x i64, y i64?
-- out: x i64
SELECT x FROM t
WHERE x > $1 AND y = $2
ORDER BY x;
SQL
refuse 'q.sql:1: query a: 7 parameters may be left out' <<'SQL'
-- name: a :list
-- in: a i64?, b i64?, c i64?, d i64?, e i64?, f i64?, g i64?
-- out: x i64
SELECT x FROM t
ORDER BY x;
SQL
refuse 'q.sql:1: query a: 1 parameters may be left out' <<'SQL'
-- name: a :item
-- in: a i64?
-- out: x i64
SELECT x FROM t WHERE a = $1;
SQL
refuse 'q.sql:1: query a: x is of a type that is not shown' <<'SQL'
-- name: a :item
-- out: x id
SELECT x FROM t;
SQL
refuse 'q.sql:1: query a has more than one statement' <<'SQL'
-- name: a :exec
DELETE FROM t; DELETE FROM u;
SQL
refuse 'q.sql:1: query a: parameters are written $1, $2, …' <<'SQL'
-- name: a :exec
DELETE FROM t WHERE x = ?;
SQL
refuse 'q.sql:1: query a: name the columns instead of *' <<'SQL'
-- name: a :many
-- out: x i64
SELECT t.* FROM t ORDER BY x;
SQL
refuse 'q.sql:1: query a: there is no fragment @seen' <<'SQL'
-- name: a :exec
DELETE FROM t WHERE x IN (@seen(1));
SQL
refuse 'q.sql:3: query a: fragment @seen takes 2 arguments' <<'SQL'
-- fragment: seen x y
SELECT $x, $y;
-- name: a :exec
DELETE FROM t WHERE x IN (@seen(1));
SQL
refuse 'q.sql:3: query a: a fragment is not closed' <<'SQL'
-- fragment: seen x
SELECT $x;
-- name: a :exec
DELETE FROM t WHERE x IN (@seen(1;
SQL
refuse 'q.sql:3: query a: a fragment names itself' <<'SQL'
-- fragment: seen x
SELECT @seen($x);
-- name: a :exec
DELETE FROM t WHERE x IN (@seen(1));
SQL
refuse 'q.sql:3: fragment @seen has no parameter $y' <<'SQL'
-- fragment: seen x
SELECT $y;
-- name: a :exec
DELETE FROM t WHERE x IN (@seen(1));
SQL
refuse 'q.sql:1: query a: a quote is not closed' <<'SQL'
-- name: a :exec
DELETE FROM t WHERE x = 'open;
SQL
refuse 'q.sql:1: query a has no statement' <<'SQL'
-- name: a :exec
;
SQL
refuse 'q.sql:4: "-- in:" and "-- out:" belong between "-- name:" and the statement' <<'SQL'
-- name: a :exec
DELETE FROM t
WHERE x
-- in: x i64
= $1;
SQL
refuse 'q.sql:3: query a is already defined in q.sql:1' <<'SQL'
-- name: a :exec
DELETE FROM t;
-- name: a :exec
DELETE FROM u;
SQL

refuse_migration 0002_late.sql \
    '0002_late.sql: expected to be called 0001_SLUG.sql: migrations have no gaps' <<'SQL'
CREATE TABLE t (a @i64) @strict;
SQL
refuse_migration 0001_word.sql '0001_word.sql:2: unknown word "@int"' <<'SQL'
-- A comment may say @anything.
CREATE TABLE t (a @int) @strict;
SQL
refuse_migration 0001_quote.sql '0001_quote.sql:1: a quote is not closed' <<'SQL'
INSERT INTO t VALUES ('open);
SQL

refuse_projection 'p.sql:2: t is made twice' <<'SQL'
CREATE TABLE t (a @i64) @strict;
CREATE TABLE t (b @i64) @strict;
SQL
refuse_projection 'p.sql:2: a table is the same on both engines' <<'SQL'
-- @postgres
CREATE TABLE t (a @i64) @strict;
-- @both
SQL
refuse_projection 'p.sql:1: projections are tables, indexes, triggers and functions' <<'SQL'
CREATE VIEW v AS SELECT 1;
SQL
refuse_projection \
    "p.sql:1: a name of at most 63 small letters, digits and '_' expected" <<'SQL'
CREATE TABLE IF NOT EXISTS t (a @i64) @strict;
SQL

# The bytes of an expanded text, back from the list of numbers in set.c.
text_of() {
    awk -v name="$1" '
        $0 ~ "char " name "\\[\\]" { inside = 1; next }
        inside && /};/ { inside = 0; sub(/};.*/, ""); line = line $0; exit }
        inside { line = line $0 }
        END {
            count = split(line, numbers, ",")
            for (i = 1; i < count; i++) printf "%c", numbers[i] + 0
        }' out/set.c
}

cat >0001_words.sql <<'SQL'
-- What is made.
CREATE TABLE t (
    a @id, b @i64, c @text, d @bytes, e @time, f @bool DEFAULT 1,
-- @sqlite
    g @text CHECK (g <> '@id ''-- @text'),
-- @postgres
    h @text,
-- @both
    PRIMARY KEY (a) -- @id
) @strict_norowid;
CREATE TABLE u (a @i64) @strict;
SQL
cat >sqlite.txt <<'SQL'
-- What is made.
CREATE TABLE t (
    a BLOB, b INTEGER, c TEXT, d BLOB, e INTEGER, f INTEGER DEFAULT 1,
    g TEXT CHECK (g <> '@id ''-- @text'),
    PRIMARY KEY (a) -- @id
) STRICT, WITHOUT ROWID;
CREATE TABLE u (a INTEGER) STRICT;
SQL
cat >postgres.txt <<'SQL'
-- What is made.
CREATE TABLE t (
    a BYTEA, b BIGINT, c TEXT COLLATE "C", d BYTEA, e BIGINT, f BIGINT DEFAULT 1,
    h TEXT COLLATE "C",
    PRIMARY KEY (a) -- @id
) ;
CREATE TABLE u (a BIGINT) ;
SQL
"$sqlgen" out gen set -- 0001_words.sql
for engine in sqlite postgres; do
    text_of "m1_$engine" >got.txt
    if ! cmp -s "$engine.txt" got.txt; then
        echo "the $engine text differs:"
        diff "$engine.txt" got.txt || true
        failed=1
    fi
done
digest=$(sha256sum 0001_words.sql | cut -c 1-64 | sed 's/../0x&,/g; s/,$//')
if ! tr -d '\n ' <out/set.c | grep -q "{$digest}"; then
    echo "the digest is not that of the file"
    failed=1
fi

# digest_of: of the projections in p.sql, given on stdin.
digest_of() {
    cat >p.sql
    "$sqlgen" out gen set -- -- p.sql
    sed -n '/projection_digest/,$p' out/set.c
}
first=$(digest_of <<'SQL'
CREATE TABLE t (a @i64) @strict;
SQL
)
if [ "$first" = "" ]; then
    echo "no digest of projections"
    failed=1
fi
same=$(digest_of <<'SQL'
-- A comment of its own.

CREATE TABLE t (a @i64) @strict; -- and one more
SQL
)
if [ "$same" != "$first" ]; then
    echo "a comment changes the digest of projections"
    failed=1
fi
for other in '-- revision: 2' 'CREATE INDEX t_by_a ON t (a);'; do
    changed=$(printf 'CREATE TABLE t (a @i64) @strict;\n%s\n' "$other" | digest_of)
    if [ "$changed" = "$first" ]; then
        echo "'$other' does not change the digest of projections"
        failed=1
    fi
done
exit $failed
