#!/bin/sh
# From the bag to the slag, a journey from each country of origin (countries.mjs), and what the
# audit says of the ledger that they leave.
#     countries.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3"

start_demo "$loopledger" 1 nobody
printf '{ "desk@operator.example": "%s" }\n' "$link" >links.json
"$node" "$here/countries.mjs" "$address" links.json "$chromium" "$loopledger"
kill "$server"
wait
server=
"$loopledger" audit --data demo --json >audit.json || {
    cat audit.json
    exit 1
}
