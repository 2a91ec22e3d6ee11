# Sourced: a demonstration served for a browser, until the script that asked ends.
#     start_demo LOOPLEDGER SCALE
# makes a folder and goes there; then address is the server's, and link signs its desk in.

skip() {
    echo "$1: left out" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 77
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
    "$1" access set --second-factor operators --data demo --quiet
    user=$("$1" user list --data demo --json |
        sed -n 's/.*"user_id": "\([^"]*\)".*/\1/p' | head -1)
    link=$("$1" user link "$user" --data demo --json |
        sed -n 's/.*"link": "\([^"]*\)".*/\1/p')
    "$1" serve --data demo --listen 127.0.0.1:0 >out 2>&1 &
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
