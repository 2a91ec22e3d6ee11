#!/bin/sh
# Lighthouse on the public pages of a demonstration, its judgement of speed included: at least 95.
#     lighthouse.sh LOOPLEDGER FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../tests/web/demo_server.sh"
need_browser "$2"

start_demo "$1" 1
node "$here/../tests/web/lighthouse.mjs" "$address" "$chromium" performance / /log /sessions
