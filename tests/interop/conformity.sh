#!/bin/sh
# Tokens of a demonstration's certificates, checked by npm's jose and ajv; a changed one is refused.
#     conformity.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/modules.sh" "$3") || exit $?
export LL_NODE_MODULES="$modules"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

schema="${LL_SHARED_DATA:-}/traceability/untp/0.7.0/dcc.json"
[ -f "$schema" ] || schema=
"$loopledger" demo --data demo --scale 1 --quiet
"$loopledger" certificate list --data demo --limit 3 --json |
    sed -n 's/.*"serial": "\(.*\)".*/\1/p' >serials
[ "$(wc -l <serials)" -eq 3 ]
while read -r serial; do
    "$loopledger" certificate write "$serial" --data demo --format jwt >token
    [ "$("$node" "$here/conformity_verify.mjs" token ${schema:+"$schema"})" = valid ]
    "$loopledger" certificate write "$serial" --data demo --format jwt \
        --issuer did:web:loop.example:registry >web
    [ "$("$node" "$here/conformity_verify.mjs" web ${schema:+"$schema"})" = valid ]
done <serials
sed 's/\.ey/.ex/' token >changed
if "$node" "$here/conformity_verify.mjs" changed 2>/dev/null; then
    echo "a changed token was taken as valid"
    exit 1
fi
