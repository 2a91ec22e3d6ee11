#!/bin/sh
# A log of ours checked by Node's crypto; then one bit of it changed, and it is refused.
#     tlog.sh LOOPLEDGER NODE
set -eu
ll=$(realpath "$1")
node=$2
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
. "$here/tlog_log.sh"

agree() {
    "$node" "$here/tlog_verify.mjs" files "$key" "$witness" request-* -- proven-*
}
agree
refuse_all proven-2
agree >answers

# A bundle brings the cosignature: the reader who chose that witness is told so, who demands another
# one beside it is told that it is not there.
mkdir -m 700 second
"$ll" key make second/keys/witness.key --quiet
other=$("$ll" log request | "$ll" log witness - --data second --name other.example.org \
    --key "$key" --json | jq -r .witness_key)
printf 'log %s\nwitness a %s\nquorum a\n' "$key" "$witness" >one
printf 'log %s\nwitness a %s\nwitness b %s\ngroup g all a b\nquorum g\n' \
    "$key" "$witness" "$other" >both
issuer=$("$ll" key show --json | jq -r .did)
serial=$("$ll" certificate list --state live --limit 1 --json | jq -r '.items[0].serial')
"$ll" certificate write "$serial" >bundle
"$ll" verify bundle --issuer "$issuer" --policy one --json |
    jq -e '.in_the_log == "yes" and .witnessed == "witnessed by 1 of 1" and
        .witness_reason == "quorum" and (.witnessed_since | startswith("20"))' >/dev/null
code=0
"$ll" verify bundle --issuer "$issuer" --policy both --json >answers || code=$?
[ "$code" -eq 4 ]
jq -e '.in_the_log == "yes" and .witnessed == "not witnessed: by 1 of 2" and
    .witness_reason == "witnesses"' answers >/dev/null
printf 'log %s\nquorum none\n' "$witness" | sed 's/^log [^+]*/log elsewhere.example/' >strange
if "$ll" verify bundle --issuer "$issuer" --policy strange >answers 2>&1; then
    echo "a key of a witness was taken as a log's"
    exit 1
fi
