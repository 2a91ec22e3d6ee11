#!/bin/sh
# Every byte changed natively, one in many in WebAssembly too, where there is one.
#     flips.sh FLIPS [NODE WASM]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
LL_TEST_ENGINE=sqlite LL_FLIPS_FOLDER=$folder "$1"
[ $# -eq 1 ] || "$2" "$here/flips.mjs" "$3" "$folder"
