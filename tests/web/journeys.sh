#!/bin/sh
# What people do in each role (journeys.mjs), in a demonstration served for them.
#     journeys.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3" java

member() { # NAME: its first value in an answer
    sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" | head -1
}
link_of() { # USER EMAIL: a line of the file of links
    printf '  "%s": "%s",\n' "$2" "$("$loopledger" user link "$1" --data demo --json | member link)"
}

start_demo "$loopledger" 1 nobody # pages.mjs sets up devices; here all sign in alike
# Somebody of the plant that a shipment is on its way to.
"$loopledger" user add scales@recycler-b.example --name 'Joris Scales (invented)' \
    --organisation recycler-b --role recycler --data demo --quiet
{
    echo '{'
    "$loopledger" user list --data demo --json |
        sed -n 's/.*"user_id": "\([^"]*\)".*/\1/p; s/.*"email": "\([^"]*\)".*/\1/p' |
        paste - - | while read -r id email; do
        link_of "$id" "$email"
    done
    echo '  "": ""'
    echo '}'
} >links.json
mkdir html
"$node" "$here/journeys.mjs" "$address" links.json "$chromium" html
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
