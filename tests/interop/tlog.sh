#!/bin/sh
# A log of ours checked by Node's crypto; then one bit of it changed, and it is refused.
#     tlog.sh LOOPLEDGER NODE
set -eu
ll=$(realpath "$1")
node=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
. "$here/tlog_log.sh"

agree() {
    "$node" "$here/tlog_verify.mjs" files "$key" "$witness" request-* -- proven-*
}
agree
refuse_all
agree >answers
