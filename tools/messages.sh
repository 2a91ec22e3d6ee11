#!/usr/bin/env bash
# Texts of the sources (marked LL_T, LL_TC, LL_TN; see base/catalogue.h; the .help of services and
# of their fields, which forms show; of addresses that the server answers itself; and what
# errors.def calls problems) and what refusals and findings of the audit say (base/refusal.h)
# against the catalogues.
#
#     messages.sh check [ROOT]    every text is in every catalogue, translated, with the same
#                                 {slots}, and no catalogue holds more; of refusals the Dutch one
#                                 may leave those in English that clients do not meet; exits 1 if
#                                 not
#     messages.sh update [ROOT]   bring po/*.po up to date: new texts come in, old ones go
set -euo pipefail
export LC_ALL=C.UTF-8
mode=${1:-}
case "$mode" in
check | update) ;;
*)
    echo "usage: messages.sh check|update [ROOT]" >&2
    exit 2
    ;;
esac
cd "${2:-.}"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
failed=0

find src -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) |
    LC_ALL=C sort >"$made/files"
# The marks' own definition is not a text.
grep -vx src/base/catalogue.h "$made/files" >"$made/sources" || true
# A help line is marked in a copy: it is the value of a member rather than what a mark encloses.
mkdir "$made/src" "$made/refusing.src"
xargs -r cp --parents -t "$made/src" <"$made/sources"
find "$made/src/src" -path '*/service/*' -type f -exec sed -i 's/\.help =/.help = LL_T(/' {} +
xgettext --from-code=UTF-8 --language=C --keyword --keyword=LL_T --keyword=LL_TC:1c,2 \
    --keyword=LL_TN:1,2 --keyword=LL_STATUS:5 --keyword=LL_ROUTE_OWN:5 \
    --keyword=LL_ROUTE_OWN_INPUT:6 --add-location=file --no-wrap --sort-output \
    --omit-header --force-po \
    --directory="$made/src" --files-from="$made/sources" --output="$made/marked.pot"
# What a refusal says to people: not what developers and operators of machines read on a terminal,
# nor the program's own failures, of which a page says no more than that they are (edge/http).
grep -vE '^src/(demo|draw|template|crypto|store|wasm|proof|main\.c|audit/replay)' "$made/sources" |
    grep -vE '^src/edge/(cli|fetch|hook)/' |
    grep -vE '^src/edge/http/(http|letter|listen|local|local_call|openapi|page|server|spool)\.c$' |
    grep -vE '^src/service/(erasures|keys|log_[a-z]*|witness)\.c$' |
    grep -vE '^src/base/(catalogue|json_[a-z]*|locale[a-z_]*|network)\.c$' >"$made/refusing" || true
xargs -r cp --parents -t "$made/refusing.src" <"$made/refusing"
find "$made/refusing.src" -type f -exec \
    sed -E -i 's/LL_FAIL(_TEXT)?\(([^,"]*,)? ?LL_(ECORRUPT|EIO|ENOMEM),/LL_OWN(\2/' {} +
# Calls with two texts are read twice: xgettext takes one of a call.
for pass in '--keyword=LL_FINDING:3 --keyword=LL_REFUSE:3' \
    '--keyword=LL_FINDING:4 --keyword=LL_REFUSE:4 --join-existing'; do
    # shellcheck disable=SC2086
    xgettext --from-code=UTF-8 --language=C --keyword --keyword=LL_FAIL:3 --keyword=LL_FAIL_TEXT:3 \
        --keyword=ll_err_hint:2 --keyword=ll_err_hint_text:2 --keyword=ll_field_refuse:3 \
        --keyword=LL_R --keyword=LL_STATUS:6 \
        --keyword=ll_audit_find_fault:4 --keyword=ll_audit_find_fault_id:5 \
        --keyword=LL_AUDIT_FINDING:4 --keyword=LL_PERMISSION:3 $pass --add-location=file --no-wrap \
        --sort-output --omit-header --force-po --directory="$made/refusing.src" \
        --files-from="$made/refusing" --output="$made/refusals.pot"
done
# Their directives become slots, numbered in the English order; what has no words is none.
awk 'function slots(line, out, kind) {
         out = ""
         while (match(line, /%([%]|<[A-Za-z0-9]+>|[-+#0-9.*]*(hh|h|ll|l|z)?[a-zA-Z])/)) {
             kind = substr(line, RSTART + RLENGTH - 1, 1)
             out = out substr(line, 1, RSTART - 1)
             line_rest = substr(line, RSTART + RLENGTH)
             if (kind == "%") {
                 out = out "%"
             } else {
                 count++
                 out = out "{" (kind ~ /[diu>]/ ? "n" : "t") count "}"
             }
             line = line_rest
         }
         return out line
     }
     BEGIN { RS = ""; FS = "\n"; ORS = "\n\n" }
     {
         count = 0
         entry = ""
         words = ""
         in_id = 0
         for (i = 1; i <= NF; i++) {
             line = $i
             if (line ~ /^#,/) {
                 continue
             }
             in_id = line ~ /^msgid / ? 1 : line ~ /^msgstr / ? 0 : in_id
             if (line ~ /^msgid /) {
                 entry = entry "msgctxt \"refusal\"\n"
             }
             if (in_id) {
                 line = slots(line)
                 words = words line
             }
             entry = entry line (i < NF ? "\n" : "")
         }
         gsub(/msgid|\{[tn][0-9]+\}/, "", words)
         if (words ~ /[a-zA-Z]/) {
             print entry
         }
         # The audit says grams of a lot that nobody counted (name_span in audit/report.c).
         if (sub(/msgid "units \[/, "msgid \"grams [", entry)) {
             print entry
         }
     }' "$made/refusals.pot" >"$made/slotted.pot"
msguniq --no-wrap --add-location=file "$made/slotted.pot" --output-file="$made/refusals.pot"
msgcat --no-wrap --sort-output --add-location=file "$made/marked.pot" "$made/refusals.pot" \
    --output-file="$made/all.pot"
# gettext compares the {slots} of a text and its translation where this flag says so.
awk 'BEGIN { RS = ""; ORS = "\n\n" }
     /\{[a-z_]+[0-9]*\}/ { sub(/\nmsg(ctxt|id) /, "\n#, perl-brace-format&") }
     { print }' "$made/all.pot" >"$made/messages.pot"

for catalogue in po/*.po; do
    name=${catalogue##*/}
    msgmerge --quiet --no-fuzzy-matching --no-wrap --sort-output --add-location=file \
        "$catalogue" "$made/messages.pot" --output-file="$made/merged.po"
    msgattrib --no-obsolete --no-wrap --sort-output --add-location=file "$made/merged.po" \
        --output-file="$made/$name"
    if [ "$mode" = update ]; then
        cp "$made/$name" "$catalogue"
    elif ! diff -u --label "$catalogue" --label sources "$catalogue" "$made/$name"; then
        echo "$catalogue: not as the sources are; ./dev messages brings it up to date"
        failed=1
    fi
    msgfmt --check --output-file=/dev/null "$made/$name" || failed=1
    for lack in untranslated only-fuzzy; do
        msgattrib --no-obsolete --$lack --no-wrap "$made/$name" | sed '1,/^$/d' |
            awk -v spared="$([ "$name" = nl.po ] && echo 'msgctxt "refusal"')" \
                'BEGIN { RS = ""; ORS = "\n\n" } spared == "" || index($0, spared) == 0' \
                >"$made/lacking"
        if [ -s "$made/lacking" ]; then
            echo "$catalogue: to be translated:"
            cat "$made/lacking"
            [ "$mode" = update ] || failed=1
        fi
    done
done
# What a helper is handed has to be marked, or nobody would translate it: xgettext reads what stands
# unmarked in their calls, one place of a call at a time. What answer_shape.c says developers read.
grep -vx 'src/service/answer_shape.c' "$made/refusing" >"$made/helping" || true
helpers=$(xargs -r grep -ohE '\<refuse[a-z_]*\(' <"$made/helping" | tr -d '(' | sort -u || true)
for at in 1 2 3 4 5 6; do
    # shellcheck disable=SC2086
    xgettext --from-code=UTF-8 --language=C --keyword ${helpers:+$(printf -- "--keyword=%s:$at " \
        $helpers)} --add-location=file --no-wrap --omit-header --force-po --directory=. \
        --files-from="$made/helping" --output=- | grep -B 2 -E '^msgid ".*[a-z%] [a-z]' || true
done >"$made/unmarked"
if [ -s "$made/unmarked" ]; then
    echo "handed to a helper unmarked (LL_R):"
    cat "$made/unmarked"
    failed=1
fi
# French sets a space that does not break before : ; ? ! % and within guillemets.
if grep -nE '^(msgstr|")' po/fr.po 2>/dev/null | grep -vE '^[0-9]+:"[A-Z][A-Za-z-]+: ' |
    grep -E "([^ ] [:;?!%»]|« |[[:alpha:]]'[[:alpha:]])"; then
    echo "po/fr.po: a space that breaks, or a straight apostrophe (write ’)"
    failed=1
fi
exit "$failed"
