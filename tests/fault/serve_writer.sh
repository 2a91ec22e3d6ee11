#!/bin/sh
# A writer for kill_loop.c that is a server with eight clients, and its check.
#   serve_writer.sh make|write|check TARGET
# LL_FAULT_PROGRAM: the program; LL_FAULT_LOAD: serve_load; LL_FAULT_DIR: the data directory, of
# which each writer has a copy of its own, since one server answers at a socket.
set -eu
verb=${1:?verb} target=${2:?target}
program=${LL_FAULT_PROGRAM:?} dir=${LL_FAULT_DIR:?}

case "$verb" in
make) exec "$program" init --data "$dir" --store "$target" --quiet ;;
write)
    own=$dir-${LL_FAULT_WRITER:?}
    [ -d "$own" ] || { mkdir -m 700 "$own" && cp -a "$dir/keys" "$own"; }
    exec "${LL_FAULT_LOAD:?}" write "$own" "$target"
    ;;
check)
    "${LL_FAULT_LOAD:?}" check "$dir" "$target"
    "$program" audit --data "$dir" --store "$target" --quiet || {
        echo "serve_writer: the audit finds something" >&2
        exit 1
    }
    ;;
*)
    echo "serve_writer: make, write or check, not '$verb'" >&2
    exit 2
    ;;
esac
