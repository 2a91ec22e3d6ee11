#!/bin/sh
# One kill loop from its preparation to its cleaning up.
#   kill_test.sh sqlite|postgres|postgres_server KILL_LOOP WRITER
# WRITER make|write|check TARGET: as fault_writer, ledger_writer and program_writer.sh say.
# LL_FAULT_KILLS, LL_FAULT_SERVER_KILLS: how many kills (200 of writers, 20 of servers);
# LL_TEST_SEED. LL_FAULT_CHECK_EVERY, LL_FAULT_ACKS_MAX: see kill_loop.c.
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
mkdir "$dir/empty"
LL_FAULT_DIR=$dir/empty/data "$writer" make "sqlite:$dir/empty/ledger.db"
if LL_FAULT_DIR=$dir/empty/data "$loop" --kills 2 --acks-max 40 \
    --write 'i=0; while :; do i=$((i + 1)); echo "ack r9-0-$i.0"; done' \
    --check "exec '$writer' check 'sqlite:$dir/empty/ledger.db' 2>/dev/null" \
    >/dev/null 2>"$dir/control"
then
    echo "kill_test: the loop passes though nothing was stored: it can prove nothing" >&2
    exit 1
fi
grep -q 'the check failed' "$dir/control" || { cat "$dir/control" >&2; exit 1; }

mkdir "$dir/ledger"
export LL_FAULT_DIR="$dir/ledger/data"
every=${LL_FAULT_CHECK_EVERY:-10} acks=${LL_FAULT_ACKS_MAX:-40}
case "$kind" in
sqlite)
    target=sqlite:$dir/ledger/ledger.db
    "$writer" make "$target"
    "$loop" --check-every "$every" --acks-max "$acks" \
        --write "exec '$writer' write '$target'" \
        --check "exec '$writer' check '$target'"
    ;;
postgres)
    "$server" init "$dir/pg"
    "$server" start "$dir/pg"
    target=$("$server" url "$dir/pg")
    "$writer" make "$target"
    "$loop" --writers 3 --check-every "$every" --acks-max "$acks" \
        --write "exec '$writer' write '$target'" \
        --check "exec '$writer' check '$target'"
    ;;
postgres_server)
    "$server" init "$dir/pg"
    target=$("$server" url "$dir/pg")
    "$server" start "$dir/pg"
    "$writer" make "$target"
    "$server" stop "$dir/pg"
    "$loop" --kills "${LL_FAULT_SERVER_KILLS:-20}" --writers 3 --check-every 5 \
        --acks-max "$acks" \
        --write "exec '$writer' write '$target' 2>/dev/null" \
        --check "exec '$writer' check '$target'" --postgres "$dir/pg" --server "$server"
    ;;
*)
    echo "kill_test: sqlite, postgres or postgres_server, not '$kind'" >&2
    exit 2
    ;;
esac
