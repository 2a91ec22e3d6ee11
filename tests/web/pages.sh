#!/bin/sh
# Every page of a demonstration in a real browser (pages.mjs), their HTML checked by the Nu
# validator, all files at once, and public ones by Lighthouse (lighthouse.mjs).
#     pages.sh LOOPLEDGER NODE FOLDER
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
need_browser "$3" java

start_demo "$loopledger" 1
mkdir html
"$node" "$here/pages.mjs" "$address" "$link" "$chromium" html
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
"$node" "$here/lighthouse.mjs" "$address" "$chromium" tests / /log /verify /sessions
