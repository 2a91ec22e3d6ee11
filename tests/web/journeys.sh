#!/bin/sh
# What people do in each role (journeys.mjs, roles.mjs), in a demonstration served for them; and
# what names do to it that nobody wishes for (hostile.mjs).
#     journeys.sh LOOPLEDGER NODE FOLDER [WALKS]
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
# And of those whose work is one part of the way.
"$loopledger" user add store@operator.example --name 'Sefu Store (invented)' \
    --organisation operator --role warehouse --data demo --quiet
"$loopledger" user add ship@carrier-sea.example --name 'Rosa Ship (invented)' \
    --organisation carrier-sea --role carrier --data demo --quiet
collector=$("$loopledger" collection list --limit 1 --data demo --json | member collector)
"$loopledger" user add agent@collector.example --name 'Kofi Agent (invented)' \
    --organisation "$collector" --role agent --data demo --quiet
"$loopledger" organisation add nl-customs --name 'Customs (invented)' --country NL \
    --data demo --quiet
"$loopledger" party add programme:one-for-one --organisation nl-customs --role official \
    --data demo --quiet
"$loopledger" user add officer@customs.example --name 'Lotte Officer (invented)' \
    --organisation nl-customs --role official --data demo --quiet
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
for walk in ${4:-journeys roles hostile}; do
    "$node" "$here/$walk.mjs" "$address" links.json "$chromium" html "$loopledger"
done
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
