#!/bin/sh
# A log of ours checked by Go's x/mod, and proofs good and hostile judged by both alike; then some
# of the log changed, which x/mod refuses and our own reader too.
#     tlog_go.sh LOOPLEDGER TLOG_CASES CACHE
# Skipped (77) where Go or x/mod is missing, unless CI is set: there ./dev setup has installed both.
set -eu
ll=$(realpath "$1")
cases=$(realpath "$2")
cache=$3
here=$(cd "$(dirname "$0")" && pwd)
gopath=/usr/share/gocode
if ! command -v go >/dev/null || ! [ -d "$gopath/src/golang.org/x/mod/sumdb/tlog" ]; then
    echo "no Go, or no golang.org/x/mod below $gopath: ./dev setup test installs both"
    [ -z "${CI:-}" ] || exit 1
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Nothing is fetched: Debian's packages are the only place to look.
env -u GOROOT GO111MODULE=off GOFLAGS= GOPROXY=off GOPATH="$gopath" GOCACHE="$cache" CGO_ENABLED=0 \
    go build -o judge "$here/tlog_judge.go"

"$cases" >cases
./judge cases <cases
sed '2s/"taken":true/"taken":false/' cases >changed
if cmp -s cases changed || ./judge cases <changed 2>answers; then
    echo "another verdict of ours was passed over"
    exit 1
fi

. "$here/tlog_log.sh"
agree() {
    ./judge files files "$key" "$witness" request-* -- bundle-*
}
agree
refuse_all bundle-2
refuse bundle-2 's/"index": [0-9]*/"index": 3/'
# A salt's last digit.
refuse bundle-2 '/"rows"/,$ {
    s/\([0-9a-f]\{31\}\)0"$/\11"/
    t
    s/\([0-9a-f]\{31\}\)[1-9a-f]"$/\10"/
}'
refuse bundle-2 's/"orderLineId": "ord_/"orderLineId": "ord_0/'
# What we read ourselves, we refuse as well.
rest=$((size - 256))
for file in checkpoint tile/entries/000 tile/entries/001.p/$rest tile/0/000 tile/1/000.p/1; do
    cp "files/$file" whole
    printf 0000 | dd of="files/$file" bs=1 seek=25 conv=notrunc status=none
    if agree >answers 2>&1 || "$ll" log replay files --key "$key" --quiet >answers 2>&1; then
        echo "taken as good: $file, changed"
        exit 1
    fi
    cp whole "files/$file"
done
"$ll" log replay files --key "$key" --quiet
agree >answers
