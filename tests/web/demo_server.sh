# Sourced: a demonstration served for a browser, until the script that asked ends.
#     need_browser FOLDER [java]
# finds Chromium and installs the npm packages into FOLDER: chromium and LL_NODE_MODULES. Where npm
# has nothing to install from, or something is missing, the script is skipped (77), unless CI is
# set: there ./dev setup has installed all.
#     serve_data LOOPLEDGER DATA
# serves a data directory: address is the server's.
#     start_demo LOOPLEDGER SCALE [SECOND_FACTOR]
# makes a folder and goes there; then address is the server's, and link signs its desk in; who is
# asked for a second factor (operators).

skip() {
    echo "$1: left out" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 77
}

need_browser() {
    tests=$(dirname "$0")/../tests # of bench and tools
    [ -e "$tests/web" ] || tests=$(dirname "$0")/.. # the script is one of its neighbours
    tests=$(cd "$tests" && pwd)
    chromium=$(command -v chromium || command -v chromium-browser) || skip 'no Chromium'
    [ -z "${2:-}" ] || command -v "$2" >/dev/null || skip "no $2"
    LL_NODE_MODULES=$("$tests/interop/modules.sh" "$1" "$tests/web") || exit $?
    export LL_NODE_MODULES
}

server=
folder=
finish_demo() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    wait
    rm -rf "$folder"
}

start_demo() {
    folder=$(mktemp -d)
    trap finish_demo EXIT
    cd "$folder"
    "$1" demo --data demo --scale "$2" --quiet
    "$1" log start pages.example/log --data demo --quiet
    "$1" access set --second-factor "${3:-operators}" --data demo --quiet
    user=$("$1" user list --data demo --json |
        sed -n 's/.*"user_id": "\([^"]*\)".*/\1/p' | head -1)
    link=$("$1" user link "$user" --data demo --json |
        sed -n 's/.*"link": "\([^"]*\)".*/\1/p')
    serve_data "$1" demo
}

# serve_data LOOPLEDGER DATA: at `address`, as process `server`.
serve_data() {
    "$1" serve --data "$2" --listen 127.0.0.1:0 --rates 0 >out 2>&1 &
    server=$!
    for _ in $(seq 300); do
        grep -q 'listening on' out && break
        kill -0 "$server" || {
            cat out
            exit 1
        }
        sleep 0.1
    done
    address=$(sed -n 's/.*listening on //p' out)
}
