#!/bin/sh
# Every page of a demonstration in a real browser (pages.mjs), and their HTML checked by the Nu
# validator, all files at once.
#     pages.sh LOOPLEDGER NODE FOLDER
# Skipped (77) where npm has nothing to install from, or where Chromium or Java is missing, unless
# CI is set: there ./dev setup has installed both.
set -eu
loopledger=$1
node=$2
here=$(cd "$(dirname "$0")" && pwd)
skip() {
    echo "$1: left out" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 77
}
chromium=$(command -v chromium || command -v chromium-browser) || skip 'no Chromium'
command -v java >/dev/null || skip 'no Java'
modules=$("$here/../interop/modules.sh" "$3" "$here") || exit $?
folder=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait
    rm -rf "$folder"
}
trap finish EXIT
cd "$folder"

"$loopledger" demo --data demo --scale 1 --quiet
"$loopledger" log start pages.example/log --data demo --quiet
"$loopledger" access set --second-factor operators --data demo --quiet
user=$("$loopledger" user list --data demo --json |
    sed -n 's/.*"user_id": "\([^"]*\)".*/\1/p' | head -1)
link=$("$loopledger" user link "$user" --data demo --json | sed -n 's/.*"link": "\([^"]*\)".*/\1/p')
"$loopledger" serve --data demo --listen 127.0.0.1:0 >out 2>&1 &
server=$!
for _ in $(seq 300); do
    grep -q 'listening on' out && break
    kill -0 "$server" || {
        cat out
        exit 1
    }
    sleep 0.1
done
address=$(sed -n 's/.*listening on //p' out)
mkdir html
LL_NODE_MODULES="$modules" "$node" "$here/pages.mjs" "$address" "$link" "$chromium" html
java -jar "$modules/vnu-jar/build/dist/vnu.jar" --errors-only html/*.html
