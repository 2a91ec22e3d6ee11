# A log of some hundred entries, witnessed, exported and proven by our code, where we are. To be
# sourced with $ll, the program; $key and $witness are the keys to check it by.
export LOOPLEDGER_DATA=data
"$ll" demo --scale 1 --quiet
"$ll" log start log.example.org/interop --quiet
"$ll" log sequence --quiet
key=$("$ll" log show --json | jq -r .key)
size=$("$ll" log show --json | jq .size)
[ "$size" -gt 257 ]

"$ll" log request >request-0
mkdir -m 700 watch
"$ll" key make watch/keys/witness.key --quiet
"$ll" log witness request-0 --data watch --name witness.example.org --key "$key" --json >answer
jq -j .text answer >line
witness=$(jq -r .witness_key answer)
"$ll" log cosign line --witness "$witness" --quiet
"$ll" log export files --quiet

for old in 1 2 3 127 128 129 255 256 257 $((size - 1)) "$size"; do
    "$ll" log request --old "$old" >"request-$old"
done
n=0
for serial in $("$ll" certificate list --limit 5 --json | jq -r '.items[].serial'); do
    n=$((n + 1))
    "$ll" certificate write "$serial" | jq . >"bundle-$n"
    jq .log "bundle-$n" >"proven-$n"
done
[ "$n" -ge 2 ]

# Broken one at a time: each is found. `agree` is the caller's.
refuse() {
    cp "$1" whole
    sed -i "$2" "$1"
    if cmp -s "$1" whole || agree >answers 2>&1; then
        echo "taken as good: $1 after $2"
        exit 1
    fi
    cp whole "$1"
}
refuse_all() { # PROVEN
    refuse files/checkpoint '2s/$/0/'
    refuse files/tile/entries/000 '1s/"v":1/"v":2/'
    refuse request-257 '3s/[A-Za-z]/0/'
    refuse request-257 '1s/257/258/'
    refuse "$1" 's/index [0-9]*/index 3/'
}
