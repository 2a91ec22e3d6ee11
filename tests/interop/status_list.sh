#!/bin/sh
# Status lists of a demonstration, decoded and judged by Node's zlib and crypto and by our code; a
# changed one is refused by both.
#     status_list.sh LOOPLEDGER NODE
set -eu
ll=$(realpath "$1")
node=$2
verifier=$(cd "$(dirname "$0")" && pwd)/status_list_verify.mjs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export LOOPLEDGER_DATA=data

"$ll" demo --scale 1 --quiet
"$ll" log start log.example.org/interop --quiet
# From now on what is stated has a place: three are stated again, one of these twice, one revoked.
"$ll" certificate list --state live --limit 3 --json | jq -r '.items[].serial' >serials
[ "$(wc -l <serials)" -eq 3 ]
: >again
while read -r serial; do
    "$ll" certificate replace "$serial" --json | jq -r .serial >>again
done <serials
live=$(sed -n 1p again)
revoked=$(sed -n 2p again)
superseded=$(sed -n 3p again)
for name in live revoked superseded; do
    eval serial=\$$name
    "$ll" certificate export "$serial" --json >"$name.json"
    "$ll" certificate write "$serial" --format jwt >"$name.jwt"
    "$ll" certificate print "$serial" --output "$name.pdf" --quiet
done
"$ll" certificate revoke "$revoked" --reason wrong-client --quiet
"$ll" certificate replace "$superseded" --quiet
"$ll" log sequence --quiet
"$ll" log export files --json | jq -e '.status_lists == 1' >/dev/null
"$ll" certificate status-list more --quiet
for file in status/1/revocation status/1/suspension; do
    [ -f "files/$file" ] && [ -f "files/$file.json" ] && [ -f "more/$file" ]
done

place() {
    jq -r '.credentialStatus[0].statusListIndex' "$1.json"
}
agree() {
    "$node" "$verifier" files/status/1/revocation "$(place revoked)" "$(place superseded)" &&
        "$node" "$verifier" files/status/1/suspension &&
        "$node" "$verifier" entries live.json live.jwt
}
agree

issuer=$("$ll" key show --json | jq -r .did)
lists=files/status/1/revocation,files/status/1/suspension
json=files/status/1/revocation.json,files/status/1/suspension.json
say() {
    "$ll" verify "$1" --issuer "$issuer" --status-list "$2" --json >answer || true
    jq -r '.status' answer
}
for form in json jwt pdf; do
    for given in "$lists" "$json"; do
        [ "$(say "live.$form" "$given")" = live ]
        [ "$(say "revoked.$form" "$given")" = revoked ]
        [ "$(say "superseded.$form" "$given")" = revoked ]
    done
done

# One character of the list: neither takes it.
sed -i 's/encodedList":"uH4sI/encodedList":"uH4sJ/' files/status/1/revocation.json
[ "$(say live.json files/status/1/revocation.json)" = unknown ]
cp files/status/1/revocation whole
sed 's/./A/400' whole >files/status/1/revocation
[ "$(say live.json files/status/1/revocation)" = unknown ]
if agree >/dev/null 2>&1; then
    echo "a changed list was taken as good"
    exit 1
fi
