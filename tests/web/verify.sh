#!/bin/sh
# The page that verifies, in a real browser (verify.mjs): certificates of a demonstration in every
# form, whole and with a byte changed, against what the command says of the same files; and the
# public log, copied from its addresses (log.mjs).
#     verify.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3"

start_demo "$loopledger" 1
first() { # MEMBER: its first value in a list
    sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" | head -1
}
"$loopledger" log sequence --data demo --quiet
serial=$("$loopledger" certificate list --data demo --json | first serial)
"$loopledger" certificate write "$serial" --data demo --output bundle.json --quiet
"$loopledger" certificate write "$serial" --data demo --format jwt --output token.jwt --quiet
"$loopledger" certificate print "$serial" --data demo --output page.pdf --quiet
"$loopledger" certificate export "$serial" --data demo --json >signed.json
programme=$("$loopledger" programme list --data demo --json | first code)
"$loopledger" sample write --programme "$programme" --seed spring --units 20 --data demo \
    --output sample.json --quiet
token=$("$loopledger" token make "$user" --permissions see-demand --data demo --json \
    --expires-on "$(date -u -d '+30 days' +%F)" | first token)
"$node" "$here/verify.mjs" "$address" "$serial" "$token" "$chromium" "$loopledger"
"$loopledger" log export exported --data demo --quiet
"$node" "$here/log.mjs" "$address" "$folder/exported"
