#!/bin/sh
# A writer for kill_loop.c made of the program's own commands, and its check.
#   program_writer.sh make|write|check TARGET
# LL_FAULT_PROGRAM: the program; LL_FAULT_DIR: its data directory. `write` says "ack KEY" after a
# command's exit code 0; `check` runs each acknowledged command again, which must answer as
# repeated, then asks the program whether its store is sound.
set -eu
verb=${1:?verb} target=${2:?target}
export LOOPLEDGER_DATA="${LL_FAULT_DIR:?}"
program=${LL_FAULT_PROGRAM:?} papers=$LL_FAULT_DIR.papers

loopledger() {
    "$program" "$@" --store "$target" --json
}

# One step of a cycle: step NAME STEP. Its answer goes to standard output.
step() {
    name=$1
    key="$1.$2"
    client=client-${name#r*-}
    client=${client%-*}
    case "$2" in
    0)
        loopledger collection receive --programme africa --collector kumasi-repair \
            --facility kumasi --collected-on 2026-02-20 --price '79.20 GHS' --record "$name" \
            --evidence-digest "$(printf %s "$name" | sha256sum | cut -d ' ' -f 1)" \
            --lots smartphone:5:850g:none --key "$key"
        ;;
    1)
        printf 'document_id,line_id,device_class,quantity,date\n%s,1,smartphone,3,2026-02-01\n' \
            "$name" >"$papers/$name.csv"
        loopledger order import "$papers/$name.csv" --programme africa --beneficiary "$client" \
            --key "$key"
        ;;
    2) loopledger allocation run africa --key "$key" ;;
    3)
        loopledger certificate issue --programme africa --beneficiary "$client" --stage accepted \
            --key "$key"
        ;;
    4)
        loopledger package make "$name" --kind box --programme africa --facility kumasi \
            --key "$key"
        ;;
    5)
        lot=$(step "$1" 0 | sed -n 's/.*"lot_id": *"\([^"]*\)".*/\1/p' | head -n 1)
        key="$1.5"
        loopledger package fill "$1" --lots "$lot" --key "$key"
        ;;
    *) return 2 ;;
    esac
}

# A store that another process writes to, or a lost race: the same request again.
insist() {
    tries=0
    until step "$@" >/dev/null 2>"$papers/$1.err"; do
        tries=$((tries + 1))
        if [ "$tries" -ge 20 ]; then
            cat "$papers/$1.err" >&2
            exit 4
        fi
    done
}

case "$verb" in
make)
    mkdir -p "$papers"
    loopledger init >/dev/null
    loopledger organisation add oneforone --country NL --name 'One for One' >/dev/null
    loopledger organisation add kumasi-repair --country GH --name 'Kumasi' >/dev/null
    for client in client-0 client-1 client-2 client-3; do
        loopledger organisation add "$client" --country NL --name "$client" >/dev/null
    done
    loopledger facility add kumasi --country GH --name 'Kumasi store' \
        --organisation kumasi-repair >/dev/null
    loopledger programme add africa --operator oneforone --oldest-vintage 2024-01 \
        --classes 'smartphone=smartphone:1.50 EUR' >/dev/null
    ;;
write)
    number=0
    while :; do
        name="r${LL_FAULT_ROUND:?}-${LL_FAULT_WRITER:?}-$number"
        for step in 0 1 2 3 4 5; do
            insist "$name" "$step"
            echo "ack $name.$step"
        done
        number=$((number + 1))
    done
    ;;
check)
    while read -r key; do
        case "$(step "${key%.*}" "${key##*.}" 2>&1)" in
        *'"repeated": true'* | *'"repeated":true'*) ;;
        *)
            echo "program_writer: lost: $key" >&2
            exit 1
            ;;
        esac
    done <"${LL_FAULT_ACKS:?}"
    loopledger audit >"$papers/audit" || { cat "$papers/audit" >&2; exit 1; }
    # The dump is text, which --json refuses.
    before=$("$program" dump --store "$target" | sha256sum)
    loopledger rebuild >/dev/null
    after=$("$program" dump --store "$target" | sha256sum)
    [ "$before" = "$after" ] || { echo "program_writer: a rebuild changed the dump" >&2; exit 1; }
    ;;
*)
    echo "program_writer: make, write or check, not '$verb'" >&2
    exit 2
    ;;
esac
