#!/bin/sh
# The WebAssembly is small, asks for nothing of its page, and gives the verdicts that the native
# code gives over files good and bad.
#     verify.sh VERIFY_CASES NODE WASM CORPUS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
size=$(wc -c <"$3")
[ "$size" -le 131072 ] || {
    echo "verify.wasm has $size bytes, more than 128 KiB"
    exit 1
}
# Third-party vectors, where they are: none is a certificate that this installation trusts, and what
# is said of each must be the same.
shared=${LL_SHARED_DATA:-../shared/data}/traceability
vectors=''
if [ -d "$shared" ]; then
    vectors=$(find "$shared/tlog" "$shared/jcs" "$shared/vc" "$shared/untp" -type f -size -200k |
        grep -v ' ' | sort)
else
    echo "no third-party vectors here: left out"
fi
# Names without blanks, one an argument.
# shellcheck disable=SC2086
"$1" "$folder" "$4"/verify/* "$4"/data_integrity/* $vectors
"$2" "$here/verify.mjs" "$3" "$folder"
echo "verify.wasm: $size bytes"
