#!/usr/bin/env bash
# Runs command lines and judges what came of them.
#
#     run_cases.sh PROGRAM FILE
#
# A file holds cases; all cases of a file share one empty directory, so a later case sees what an
# earlier one left. Lines:
#
#     # a comment
#     needs: VARIABLE        the environment variable must be set; without LL_TEST_POSTGRES the file
#                            is skipped (exit code 77) where LL_SKIP_POSTGRES is 1
#     case: WORDS            begins a case and names it
#     run: ARGUMENTS         the command line after the program's name, quoted as for a shell
#     sh: COMMAND            a shell command in place of run; $LL is the program, $HELPERS the
#                            folder of the programs that help tests
#     env: NAME=VALUE        for this case
#     stdin: TEXT            standard input, with \n and the like (default: empty)
#     exit: N                expected exit code (default 0)
#     stdout~ ERE            some line of standard output matches; any number of such lines
#     stdout! ERE            no line matches
#     stdout:                standard output is empty
#     stderr~, stderr!, stderr:   the same
#     json: FILTER           jq -e FILTER on standard output succeeds
#
# Prints one line a failed case with what differed, and the count at the end.
set -uo pipefail

LL=$(realpath "$1")
HELPERS=$(dirname "$LL")
file=$(realpath "$2")
export LL HELPERS
unset LOOPLEDGER_DATA LOOPLEDGER_LOCK_WAIT_MS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home"
cd "$work/home" || exit 1

cases=0
failed=0
name=''

begin() { # NAME
    name=$1
    command=''
    input=''
    code=0
    settings=()
    checks=()
}

complain() { # TEXT
    if [ "$bad" -eq 0 ]; then
        printf 'FAILED %s: %s\n  %s\n' "$(basename "$file")" "$name" "$command"
    fi
    bad=1
    printf '  %s\n' "$1"
}

check() { # KIND ARGUMENT
    local output=$work/${1%?}
    case $1 in
    stdout~ | stderr~) grep -Eq -- "$2" "$output" || complain "${1%?} has no line like: $2" ;;
    stdout! | stderr!) ! grep -Eq -- "$2" "$output" || complain "${1%?} has a line like: $2" ;;
    stdout: | stderr:) [ ! -s "$output" ] || complain "${1%?} is not empty" ;;
    json:) jq -e "$2" "$work/stdout" >/dev/null 2>&1 || complain "not true of the JSON: $2" ;;
    esac
}

end() {
    [ -n "$name" ] || return 0
    cases=$((cases + 1))
    bad=0
    printf '%b' "$input" >"$work/stdin"
    (
        for setting in "${settings[@]}"; do
            export "${setting?}"
        done
        eval "$command"
    ) <"$work/stdin" >"$work/stdout" 2>"$work/stderr"
    local got=$?
    [ "$got" -eq "$code" ] || complain "exit code $got, not $code"
    local i
    for ((i = 0; i < ${#checks[@]}; i += 2)); do
        check "${checks[i]}" "${checks[i + 1]}"
    done
    if [ "$bad" -eq 1 ]; then
        failed=$((failed + 1))
        sed 's/^/  stdout: /' "$work/stdout" | head -n 20
        sed 's/^/  stderr: /' "$work/stderr" | head -n 20
    fi
    name=''
}

need() { # VARIABLE
    [ -z "${!1:-}" ] || return 0
    if [ "$1" = LL_TEST_POSTGRES ] && [ "${LL_SKIP_POSTGRES:-}" = 1 ]; then
        exit 77
    fi
    printf '%s: %s is not set\n' "$file" "$1"
    exit 1
}

number=0
while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case $line in
    '' | '#'*) ;;
    'needs: '*) need "${line#needs: }" ;;
    'case: '*)
        end
        begin "${line#case: }"
        ;;
    'run: '*) command="\"\$LL\" ${line#run: }" ;;
    'run:') command="\"\$LL\"" ;;
    'sh: '*) command=${line#sh: } ;;
    'env: '*) settings+=("${line#env: }") ;;
    'stdin: '*) input=${line#stdin: } ;;
    'exit: '*) code=${line#exit: } ;;
    'stdout~ '* | 'stdout! '* | 'stderr~ '* | 'stderr! '* | 'json: '*)
        checks+=("${line%% *}" "${line#* }")
        ;;
    'stdout:' | 'stderr:') checks+=("$line" '') ;;
    *)
        printf '%s:%d: not a line of a case: %s\n' "$file" "$number" "$line"
        exit 1
        ;;
    esac
done <"$file"
end

printf '%s: %d cases, %d failed\n' "$(basename "$file")" "$cases" "$failed"
[ "$cases" -gt 0 ] && [ "$failed" -eq 0 ]
