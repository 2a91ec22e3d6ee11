#!/bin/sh
# Does tools/tidy find what it should? Writes one offending file per rule into an empty folder
# (no git there, so the walk is tested too) and compares what is reported, line by line.
set -eu
tidy=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p src/base src/core src/proof src/edge/cli src/store/queries src/audit docs .git

many() { # COUNT TEXT
    awk -v count="$1" -v text="$2" 'BEGIN { for (i = 0; i < count; i++) print text }'
}

cat >src/core/layers.c <<'C'
#include <stdio.h>
#include "base/str.h"
#include "core/types.h"
#include "store/store.h"
#include "types.h"
static const char *text = "#include \"edge/cli.h\"";
C
cat >src/audit/layers.c <<'C'
#include "core/types.h"
#include "core/custody.h"
#include "service/run.h"
#include "store/store.h"
C
cat >src/proof/memory.c <<'C'
#include <stdint.h>
#include <stdlib.h>
void *p = malloc(1); /* malloc(1) */
int n = x->free(p) + sprintf(a, "system(1)") + my_atoi(b);
double d;
C
cat >src/core/float.c <<'C'
double mass; /* a float */
C
cat >src/edge/cli/sql.c <<'C'
const char *q = "SELECT a FROM b"; /* SELECT a */
int x = 'a'; // "a line comment"
C
cat >src/store/queries/q.sql <<'SQL'
-- SELECT * is named here only, like now()
SELECT * FROM a;
SELECT count(*), 'like' FROM a WHERE b LIKE $1 AND c < now();
SELECT json_extract(b, '$.a') FROM a;
SQL
{
    echo 'void f(void)'
    echo '{'
    many 71 '    g();'
    echo '}'
} >src/base/long.c
{
    echo 'void f(void)'
    echo '{'
    many 70 '    g();'
    echo '}'
} >src/base/short.c
many 801 'int x;' >src/base/high.c
many 800 'int x;' >src/base/even.c
# 100 columns of two-byte letters are allowed, 101 are not
awk 'BEGIN { printf "/*"; for (i = 0; i < 96; i++) printf "\303\251"; print "*/" }' >src/base/w100.c
awk 'BEGIN { printf "/*"; for (i = 0; i < 97; i++) printf "\303\251"; print "*/" }' >src/base/w101.c
mark=TO
printf '%sDO: later\n%sDO(#12): later\n' "$mark" "$mark" >docs/marks.md
printf 'a\tb \nsee /ro%s x\nhttps://a.example/ro%s\nend' 'ot/' 'ot/' >docs/text.txt
printf 'see /ro%s x\n' 'ot/' >.git/config.txt

cat >expected <<'TEXT'
docs/marks.md:1: a mark without an issue, as in MARK(#12): TO_DO
docs/text.txt:1: tab character
docs/text.txt:1: space at the end of the line
docs/text.txt:4: no newline at the end of the file
docs/text.txt:2: names a path of one machine: /ro_ot/
src/audit/layers.c:2: an include that the layers do not allow: core/custody.h
src/audit/layers.c:3: an include that the layers do not allow: service/run.h
src/base/high.c:801: file is longer than 800 lines
src/base/long.c:2: function is longer than 70 lines
src/base/w101.c:1: line is longer than 100 columns
src/core/float.c:1: no floating point in this layer: double
src/core/layers.c:1: this layer must not include: stdio.h
src/core/layers.c:4: an include that the layers do not allow: store/store.h
src/core/layers.c:5: include by the path below src: types.h
src/edge/cli/sql.c:2: comments are /* */ in C
src/edge/cli/sql.c:1: SQL belongs into src/store: SELECT_
src/proof/memory.c:2: this layer must not include: stdlib.h
src/proof/memory.c:3: memory comes from an arena: malloc
src/proof/memory.c:4: banned function: sprintf; use ll_strbuf_fmt or snprintf
src/store/queries/q.sql:2: name the columns: SELECT *
src/store/queries/q.sql:3: not in a query; use: a range over the prefix
src/store/queries/q.sql:3: not in a query; use: a time given as a parameter
src/store/queries/q.sql:4: not in a query: the program reads JSON itself
TEXT
sed -i "s/TO_DO/${mark}DO/; s/ro_ot/ro""ot/; s/SELECT_/SELECT /" expected
mv expected ../expected.$$
status=0
"$tidy" . >../found.$$ 2>/dev/null || status=$?
same=0
diff -u ../expected.$$ ../found.$$ || same=$?
rm -f ../expected.$$ ../found.$$
[ "$status" -eq 1 ] && [ "$same" -eq 0 ]
