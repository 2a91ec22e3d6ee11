#!/bin/sh
# Our drawings in the eyes of programs that share no code with ours: MAKE_SAMPLES
set -eu
make_samples=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/again"
"$make_samples" "$folder"
"$make_samples" "$folder/again"
export TZ=UTC LC_ALL=C.UTF-8

fail() {
    echo "$*"
    exit 1
}
says() { # FILE LINE
    grep -qxF -- "$2" "$1" || {
        cat "$1"
        fail "there is no line: $2"
    }
}

for file in "$folder"/*.*; do
    cmp "$file" "$folder/again/${file##*/}" || fail "another run gives other bytes"
done
for svg in "$folder"/*.svg; do
    xmllint --noout --nonet "$svg" || fail "$svg is not well-formed"
done
for pdf in "$folder"/*.pdf; do
    qpdf --check "$pdf" >"$folder/check" || {
        cat "$folder/check"
        fail "$pdf is broken"
    }
    pdfinfo "$pdf" | sed 's/:  */: /' >"$folder/facts"
    says "$folder/facts" 'Pages: 1'
    says "$folder/facts" 'Tagged: yes'
    says "$folder/facts" 'Page size: 595.276 x 841.89 pts (A4)'
    says "$folder/facts" 'CreationDate: Tue Mar  3 12:00:00 2026 UTC'
    # embedded as subsets, and nothing but Inter
    pdffonts "$pdf" | tail -n +3 >"$folder/fonts"
    grep -q Inter "$folder/fonts" || fail "$pdf has no fonts"
    if grep -vE '^[A-Z]{6}\+Inter(Display)?-[A-Za-z]+ .* yes yes yes ' "$folder/fonts"; then
        fail "$pdf has other fonts, or not embedded as subsets"
    fi
    [ "$(wc -c <"$pdf")" -le 100000 ] || fail "$pdf is larger than 100 kB"
done

# Certificates: what a reader copies out of them, in three languages.
for name in tiny-en usual-en usual-fr usual-nl huge-en huge-fr huge-nl; do
    pdftotext -raw "$folder/$name.pdf" "$folder/$name.txt"
done
says "$folder/tiny-en.txt" 'Ida'
says "$folder/usual-en.txt" 'Brouwer & Van Dijk Accountants'
grep -qF 'LL-7Q2M4X6V8B0N1C3Z, revision 2' "$folder/usual-en.txt" || fail "no serial"
says "$folder/usual-en.txt" 'ledger.example/certificates/LL-7Q2M4X6V8B0N1C3Z'
says "$folder/usual-fr.txt" 'Émis le'
says "$folder/usual-fr.txt" '3 novembre 2026'
says "$folder/usual-nl.txt" 'Uitgegeven op'
grep -q '^19,024,999 ' "$folder/huge-en.txt" || fail "no number in English"
grep -qF 'Pour 19 024 999 appareils, ' "$folder/huge-fr.txt" || fail "no number in French"
grep -q '^19[.]024[.]999 ' "$folder/huge-nl.txt" || fail "no number in Dutch"
pdfinfo "$folder/usual-nl.pdf" | sed 's/:  */: /' >"$folder/facts"
says "$folder/facts" 'Author: Stichting Loop Programma'
says "$folder/facts" \
    'Title: Eén-voor-één-certificaat LL-7Q2M4X6V8B0N1C3Z: Brouwer & Van Dijk Accountants'
qpdf --qdf --object-streams=disable "$folder/usual-nl.pdf" - | grep -aq '/Lang (nl)' ||
    fail "no language"

pdfinfo "$folder/sample.pdf" | sed 's/:  */: /' >"$folder/facts"
says "$folder/facts" 'Title: Échantillon <&> (1)'
says "$folder/facts" 'Author: Kadir "B" Ltd'
says "$folder/facts" 'Subject: Every shape & type'
pdftotext -raw "$folder/sample.pdf" "$folder/text"
count=$(grep -cxF 'Déjà vu: 1,234 kg, 100 % office 0O' "$folder/text")
[ "$count" -ge 11 ] || fail "only $count of the lines can be taken as text"
says "$folder/text" 'ledger.example/certificates/LL-7Q2M'
grep -qF ']]>&<script x="1">' "$folder/text" || fail "markup is not text"
pdfinfo -struct-text "$folder/sample.pdf" >"$folder/structure" 2>&1
grep -q '^ *H1 (block)' "$folder/structure" || fail "no heading"
grep -q '^ *Figure' "$folder/structure" || fail "no figure"
