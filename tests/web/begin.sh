#!/bin/sh
# A new operator's first hour (begin.mjs): what an empty data directory is made into by a browser,
# from the link that the server prints at its first start.
#     begin.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3" java

folder=$(mktemp -d)
trap finish_demo EXIT
cd "$folder"
mkdir html
for locale in en fr; do
    "$loopledger" init --data "$locale" --quiet
    serve_data "$loopledger" "$locale"
    first=$(sed -n 's|.*\(/links/[0-9a-f]*\) .*|\1|p' out)
    printf '{"first": "%s"}\n' "$first" >links.json
    "$node" "$here/begin.mjs" "$address" links.json "$chromium" html "$locale"
    kill "$server"
    wait "$server" || true
    server=
done
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
