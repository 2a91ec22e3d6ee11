#!/bin/sh
# Sign random documents with our code, check them with Node's; then change one letter of one and see
# it refused.
set -eu
sign_samples=$1
node=$2
here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$sign_samples" 300 >"$folder/signed"
"$node" "$here/data_integrity_verify.mjs" <"$folder/signed" >"$folder/answers"
[ "$(grep -cx valid "$folder/answers")" -eq 300 ]

sed '7s/"validFrom":"2026/"validFrom":"2025/' "$folder/signed" >"$folder/changed"
if "$node" "$here/data_integrity_verify.mjs" <"$folder/changed" >"$folder/answers"; then
    echo "a changed document was taken as valid"
    exit 1
fi
[ "$(grep -cx valid "$folder/answers")" -eq 299 ]
