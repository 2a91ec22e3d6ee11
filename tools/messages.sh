#!/usr/bin/env bash
# Texts of the sources (marked LL_T, LL_TC, LL_TN; see base/catalogue.h; the .help of services and
# of their fields, which forms show; and what errors.def calls problems) against the catalogues.
#
#     messages.sh check [ROOT]    every text is in every catalogue, translated, with the same
#                                 {slots}, and no catalogue holds more; exits 1 if not
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
while read -r source; do
    mkdir -p "$made/src/${source%/*}"
    case "$source" in
    src/service/*) sed 's/\.help =/.help = LL_T(/' "$source" ;;
    *) cat "$source" ;;
    esac >"$made/src/$source"
done <"$made/sources"
xgettext --from-code=UTF-8 --language=C --keyword --keyword=LL_T --keyword=LL_TC:1c,2 \
    --keyword=LL_TN:1,2 --keyword=LL_STATUS:5 --add-location=file --no-wrap --sort-output \
    --omit-header --force-po \
    --directory="$made/src" --files-from="$made/sources" --output="$made/marked.pot"
# gettext compares the {slots} of a text and its translation where this flag says so.
awk 'BEGIN { RS = ""; ORS = "\n\n" }
     /\{[a-z_]+\}/ { sub(/\nmsg(ctxt|id) /, "\n#, perl-brace-format&") }
     { print }' "$made/marked.pot" >"$made/messages.pot"

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
        msgattrib --no-obsolete --$lack --no-wrap "$made/$name" | sed '1,/^$/d' >"$made/lacking"
        if [ -s "$made/lacking" ]; then
            echo "$catalogue: to be translated:"
            cat "$made/lacking"
            [ "$mode" = update ] || failed=1
        fi
    done
done
# French sets a space that does not break before : ; ? ! % and within guillemets.
if grep -nE '^(msgstr|")' po/fr.po 2>/dev/null | grep -vE '^[0-9]+:"[A-Z][A-Za-z-]+: ' |
    grep -E "([^ ] [:;?!%»]|« |[[:alpha:]]'[[:alpha:]])"; then
    echo "po/fr.po: a space that breaks, or a straight apostrophe (write ’)"
    failed=1
fi
exit "$failed"
