#!/bin/sh
# Writes src/store/schema_postgres.txt anew: what this tree's migrations and projections make on
# PostgreSQL, which the audit compares stores with. For whoever changed one of them.
set -eu
cd "$(dirname "$0")/../.."

[ -d build/test ] || cmake --preset test >&2
ninja -C build/test bin/store_schema_text_test >&2
if [ -z "${LL_TEST_POSTGRES:-}" ]; then
    trap 'tests/support/pg_cluster.sh stop >&2 || true' EXIT
    LL_TEST_POSTGRES=$(tests/support/pg_cluster.sh start)
    export LL_TEST_POSTGRES
fi
LL_TEST_ENGINE=postgres LL_SCHEMA_TEXT=src/store/schema_postgres.txt \
    build/test/bin/store_schema_text_test
