#!/bin/sh
# The pictures of the README, docs/pictures/*.webp: pages of the whole demonstration, as Chromium
# shows them (pictures.mjs). The same program makes the same pictures on a day: the desk says what
# waits today.
#     pictures.sh LOOPLEDGER NODE_FOLDER FOLDER
set -eu
loopledger=$1
tools=$(cd "$(dirname "$0")" && pwd)
. "$tools/../tests/web/demo_server.sh"
need_browser "$2"

start_demo "$loopledger" "${LL_PICTURES_SCALE:-100}" nobody
"$loopledger" log sequence --data demo --quiet
node "$tools/pictures.mjs" "$address" "$link" "$chromium" "$3"
