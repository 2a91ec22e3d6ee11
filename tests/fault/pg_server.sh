#!/bin/sh
# A throw-away PostgreSQL cluster for the fault tests, whose postmaster is a plain child process.
#   pg_server.sh init DIR   make the cluster and its database "fault"
#   pg_server.sh run DIR    become the postmaster (a socket in DIR, no network)
#   pg_server.sh wait DIR   until it takes connections
#   pg_server.sh url DIR    the connection string
#   pg_server.sh start DIR  run in the background, then wait
#   pg_server.sh stop DIR   end what runs there, if anything
#   pg_server.sh there      is a server installed?
set -eu
verb=${1:?verb} dir=${2:-}
bin=${LL_PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
[ "$verb" != there ] || { [ -x "$bin/postgres" ] && exit 0 || exit 1; }
[ -x "$bin/postgres" ] || { echo "pg_server.sh: no PostgreSQL server found" >&2; exit 3; }

# The server refuses to run as root.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        exec setpriv --pdeathsig keep --reuid=postgres --regid=postgres --init-groups -- "$@"
    else
        exec "$@"
    fi
}
owner=$(if [ "$(id -u)" -eq 0 ]; then echo postgres; else id -un; fi)

case "$verb" in
init)
    mkdir -p "$dir"
    [ "$(id -u)" -ne 0 ] || chown postgres "$dir"
    (as_owner "$bin/initdb" -D "$dir/data" -U "$owner" --auth=trust --data-checksums \
        --encoding=UTF8 --locale=C --no-sync >"$dir.log" 2>&1) || { cat "$dir.log" >&2; exit 3; }
    (as_owner "$bin/postgres" --single -D "$dir/data" postgres >>"$dir.log" 2>&1) <<SQL
create database fault
SQL
    ;;
run)
    cd "$dir"
    as_owner "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c port=5432 \
        -c max_connections=20 -c shared_buffers=16MB -c log_min_messages=fatal \
        -c checkpoint_timeout=30s -c max_wal_size=64MB 2>>"$dir.log"
    ;;
wait)
    for _ in $(seq 600); do
        if "$bin/pg_isready" -q -h "$dir" -p 5432 -U "$owner" -d fault; then
            exit 0
        fi
        sleep 0.05
    done
    cat "$dir.log" >&2
    exit 3
    ;;
start)
    "$0" run "$dir" </dev/null >/dev/null 2>&1 &
    "$0" wait "$dir"
    ;;
stop)
    pid=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) || exit 0
    # The file may be left over from a killed server, its number now another process's.
    [ "$(readlink "/proc/$pid/exe" 2>/dev/null)" = "$(readlink -f "$bin/postgres")" ] || exit 0
    kill -INT "$pid" 2>/dev/null || exit 0
    while kill -0 "$pid" 2>/dev/null && [ -e "$dir/data/postmaster.pid" ]; do
        sleep 0.05
    done
    ;;
url)
    echo "postgresql:///fault?host=$dir&port=5432&user=$owner"
    ;;
*)
    echo "pg_server.sh: init, run, wait, url, start, stop or there, not '$verb'" >&2
    exit 2
    ;;
esac
