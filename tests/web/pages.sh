#!/bin/sh
# Every page of a demonstration in a real browser (pages.mjs), their HTML checked by the Nu
# validator, all files at once, and public ones by Lighthouse (lighthouse.mjs).
#     pages.sh LOOPLEDGER NODE FOLDER
# Skipped (77) where npm has nothing to install from, or where Chromium or Java is missing, unless
# CI is set: there ./dev setup has installed both.
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/demo_server.sh"
chromium=$(command -v chromium || command -v chromium-browser) || skip 'no Chromium'
command -v java >/dev/null || skip 'no Java'
LL_NODE_MODULES=$("$here/../interop/modules.sh" "$3" "$here") || exit $?
export LL_NODE_MODULES

start_demo "$loopledger" 1
mkdir html
"$node" "$here/pages.mjs" "$address" "$link" "$chromium" html
java -jar "$LL_NODE_MODULES/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
"$node" "$here/lighthouse.mjs" "$address" "$chromium" tests / /log /verify /sessions
