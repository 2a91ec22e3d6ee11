#!/bin/sh
# A new operator's first hour (begin.mjs): what an empty data directory is made into by a browser.
#     begin.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3" java

member() { # NAME: its first value in an answer
    sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" | head -1
}

folder=$(mktemp -d)
trap finish_demo EXIT
cd "$folder"
mkdir html
for locale in en fr; do
    "$loopledger" init --data "$locale" --quiet
    "$loopledger" organisation add oneforone --country NL --name 'One for One (example)' \
        --data "$locale" --quiet
    user=$("$loopledger" user add desk@one.example --name 'Ada Desk (invented)' \
        --organisation oneforone --role admin --data "$locale" --json | member user_id)
    "$loopledger" access set --second-factor nobody --data "$locale" --quiet
    for role in logistics permits programme; do
        "$loopledger" user give-role "$user" --role $role --data "$locale" --quiet
    done
    link=$("$loopledger" user link "$user" --data "$locale" --json | member link)
    printf '{"desk@one.example": "%s"}\n' "$link" >links.json
    serve_data "$loopledger" "$locale"
    "$node" "$here/begin.mjs" "$address" links.json "$chromium" html "$locale"
    kill "$server"
    wait "$server" || true
    server=
done
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
