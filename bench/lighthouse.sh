#!/bin/sh
# Lighthouse on the public pages of a demonstration, its judgement of speed included: at least 95.
#     lighthouse.sh LOOPLEDGER FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../tests/web/demo_server.sh"
chromium=$(command -v chromium || command -v chromium-browser) || skip 'no Chromium'
LL_NODE_MODULES=$("$here/../tests/interop/modules.sh" "$2" "$here/../tests/web") || exit $?
export LL_NODE_MODULES

start_demo "$1" 1
node "$here/../tests/web/lighthouse.mjs" "$address" "$chromium" performance / /log /sessions
