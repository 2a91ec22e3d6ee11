#!/bin/sh
# One kill loop from its preparation to its cleaning up.
#   kill_test.sh sqlite|postgres|postgres_server KILL_LOOP WRITER
# LL_FAULT_KILLS: how many kills (200 of writers, 20 of servers); LL_TEST_SEED.
# Exit 77: no PostgreSQL server on this machine.
set -eu
kind=${1:?kind} loop=${2:?kill_loop} writer=${3:?writer}
here=$(cd "$(dirname "$0")" && pwd)
server=$here/pg_server.sh
dir=$(mktemp -d /tmp/ll-kill-XXXXXX)
chmod 755 "$dir"

clean() {
    [ ! -d "$dir/pg" ] || "$server" stop "$dir/pg" || true
    rm -rf "$dir"
}
trap clean EXIT
trap 'exit 130' INT TERM

if [ "$kind" != sqlite ] && ! "$server" there; then
    echo "kill_test: no PostgreSQL server here: skipped" >&2
    exit 77
fi

# The loop must be able to fail: here the keys are made up and the store is empty.
"$writer" make "sqlite:$dir/empty.db"
if "$loop" --kills 2 --write 'i=0; while :; do i=$((i + 1)); echo "ack $i"; done' \
    --check "exec '$writer' check 'sqlite:$dir/empty.db' 2>/dev/null" >/dev/null 2>"$dir/control"
then
    echo "kill_test: the loop passes though nothing was stored: it can prove nothing" >&2
    exit 1
fi
grep -q 'the check failed' "$dir/control" || { cat "$dir/control" >&2; exit 1; }

case "$kind" in
sqlite)
    target=sqlite:$dir/ledger.db
    "$loop" --write "exec '$writer' write '$target'" --check "exec '$writer' check '$target'"
    ;;
postgres)
    "$server" init "$dir/pg"
    "$server" start "$dir/pg"
    target=$("$server" url "$dir/pg")
    "$loop" --writers 3 --write "exec '$writer' write '$target'" \
        --check "exec '$writer' check '$target'"
    ;;
postgres_server)
    "$server" init "$dir/pg"
    target=$("$server" url "$dir/pg")
    "$loop" --kills "${LL_FAULT_SERVER_KILLS:-20}" --writers 3 --check-every 5 \
        --write "exec '$writer' write '$target' 2>/dev/null" \
        --check "exec '$writer' check '$target'" --postgres "$dir/pg" --server "$server"
    ;;
*)
    echo "kill_test: sqlite, postgres or postgres_server, not '$kind'" >&2
    exit 2
    ;;
esac
