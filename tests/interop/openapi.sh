#!/bin/sh
# The description of the API, judged by npm's swagger-parser and, each schema of it, by ajv; broken
# ones are refused.
#     openapi.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
modules=$("$here/modules.sh" "$3") || exit $?
export LL_NODE_MODULES="$modules"
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"

"$loopledger" init --data data --quiet
"$loopledger" serve --data data --listen 127.0.0.1:0 2>said &
server=$!
for _ in $(seq 100); do
    grep -q 'listening on' said && break
    sleep 0.1
done
curl -sf --unix-socket data/server.sock http://x/openapi.json >openapi.json

[ "$("$node" "$here/openapi_verify.mjs" openapi.json)" = valid ]
refuse() {
    if "$node" "$here/openapi_verify.mjs" "$1" 2>/dev/null; then
        echo "$2"
        exit 1
    fi
}
sed 's/"responses"/"answers"/' openapi.json >broken.json
refuse broken.json "an operation without responses was taken as valid"
sed 's/"type":"integer"/"type":"whole"/' openapi.json >broken.json
refuse broken.json "a schema of no type was taken as valid"
sed 's|#/components/schemas/problem|#/components/schemas/nothing|' openapi.json >broken.json
refuse broken.json "a reference to nothing was taken as valid"
sed 's/"token":{/"tokens":{/' openapi.json >broken.json
refuse broken.json "a way to ask by a scheme that is not there was taken as valid"
sed 's/"description":"/"description":"give --units: /g' openapi.json >broken.json
refuse broken.json "an option of a command was taken as a description"
