#!/bin/sh
# A throw-away PostgreSQL for tests: `start` prints its connection string (for LL_TEST_POSTGRES),
# `stop` ends it and removes everything; `start` again gives the one that runs. On a Unix socket in
# a folder of its own, without TCP. Run by root, the server runs as user postgres (initdb refuses
# root). The folder is LL_PG_DIR, or one per user and source tree below TMPDIR.
set -eu

bin=${LL_PG_BIN:-/usr/lib/postgresql/15/bin}
tree=$(cd "$(dirname "$0")/../.." && pwd)
key=$(printf '%s' "$tree" | cksum | cut -d ' ' -f 1)
dir=${LL_PG_DIR:-${TMPDIR:-/tmp}/loopledger-pg-$(id -u)-$key}
database=loopledger_test

as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

running() {
    [ -f "$dir/data/postmaster.pid" ] &&
        as_server "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1
}

stop() {
    if running; then
        as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null
    fi
    rm -rf "$dir"
}

# fsync and full_page_writes stay on: the store refuses a server without them. Few connections, a
# small WAL and no background work that tests do not need.
start() {
    stop
    mkdir -m 700 "$dir"
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$dir"
    fi
    as_server "$bin/initdb" -D "$dir/data" -U postgres --auth=trust --data-checksums \
        --encoding=UTF8 --locale=C --no-instructions >"$dir/log" 2>&1
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
max_connections = 60
shared_buffers = 64MB
max_wal_size = 512MB
max_pred_locks_per_transaction = 256
CONF
    as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -w start >/dev/null
    as_server "$bin/psql" -h "$dir" -U postgres -d postgres -q -c "CREATE DATABASE $database"
    as_server "$bin/psql" -h "$dir" -U postgres -d "$database" -q -c "CREATE EXTENSION btree_gist"
}

case "${1:-}" in
start)
    if ! running; then
        trap 'cat "$dir/log" "$dir/server.log" >&2 || true' EXIT
        start
        trap - EXIT
    fi
    echo "postgresql:///$database?host=$dir&user=postgres"
    ;;
stop)
    stop
    ;;
*)
    echo "usage: pg_cluster.sh start|stop" >&2
    exit 2
    ;;
esac
