#!/bin/sh
# The WebAssembly is small, asks for nothing of its page, and gives the verdicts that the native
# code gives over files good and bad.
#     verify.sh VERIFY_CASES NODE WASM CORPUS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
size=$(wc -c <"$3")
[ "$size" -le 102400 ] || {
    echo "verify.wasm has $size bytes, more than 100 KiB"
    exit 1
}
"$1" "$folder" "$4"/verify/* "$4"/data_integrity/*
"$2" "$here/verify.mjs" "$3" "$folder"
echo "verify.wasm: $size bytes"
