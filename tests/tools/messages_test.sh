#!/bin/sh
# Does tools/messages.sh find what it should? Small sources and catalogues, one fault at a time.
set -eu
messages=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p src/base po

cat >src/texts.c <<'C'
static const char *a = LL_T("Issued on {date}");
static const char *b[] = {LL_TC("verb", "open"), LL_TN("{n} lot", "{n} lots")};
static const char *c = "not marked";
C
cat >good.po <<'PO'
msgid ""
msgstr ""
"Project-Id-Version: t\n"
"PO-Revision-Date: 2026-11-22 12:00+0000\n"
"Last-Translator: t\n"
"Language-Team: French\n"
"Language: fr\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

#: src/texts.c
#, perl-brace-format
msgid "Issued on {date}"
msgstr "Délivré le {date}"

#: src/texts.c
msgctxt "verb"
msgid "open"
msgstr "ouvrir"

#: src/texts.c
#, perl-brace-format
msgid "{n} lot"
msgid_plural "{n} lots"
msgstr[0] "{n} lot"
msgstr[1] "{n} lots"
PO

refused() { # WHAT WORDS: the check fails and says so
    if "$messages" check . >out 2>&1; then
        echo "not found: $1"
        exit 1
    fi
    grep -q -- "$2" out || {
        echo "$1: does not say '$2', but:"
        cat out
        exit 1
    }
}

cp good.po po/fr.po
"$messages" check . >out 2>&1 || {
    echo "refuses what is good:"
    cat out
    exit 1
}

grep -v 'ouvrir' good.po | sed 's/^msgid "open"/&\nmsgstr ""/' >po/fr.po
refused 'an empty translation' 'to be translated'
sed '/msgctxt/,/ouvrir/d' good.po >po/fr.po
refused 'a missing text' '+msgid "open"'
sed 's/"open"/"opened"/' good.po >po/fr.po
refused 'a text that no source has' '-msgid "opened"'
sed 's/le {date}/le {day}/' good.po >po/fr.po
refused 'another slot' "argument 'date'"
sed '/msgstr\[1\]/d' good.po >po/fr.po
refused 'a missing plural' 'only one plural form'
sed 's/^#, perl/#, fuzzy, perl/' good.po >po/fr.po
refused 'a guess' 'to be translated'
sed 's/"ouvrir"/"ouvrir :"/' good.po >po/fr.po
refused 'a space that breaks' 'a space that breaks'

cp good.po po/fr.po
mkdir src/service
cat >src/service/helper.c <<'C'
    return refuse(reterr, "mass", "fill its packages before it is booked");
C
refused 'what a helper is handed unmarked' 'handed to a helper unmarked'
rm -r src/service

sed '/msgctxt/,/ouvrir/d' good.po >po/fr.po
"$messages" update . >out 2>&1
grep -q 'msgctxt "verb"' po/fr.po
if "$messages" check . >out 2>&1; then
    echo 'an update must not pass for a translation'
    exit 1
fi
sed -i '/msgid "open"/{n;s/""/"ouvrir"/}' po/fr.po
"$messages" check . >out 2>&1
sed -i '/LL_TC/d' src/texts.c
"$messages" update . >out 2>&1
"$messages" check . >out 2>&1
if grep -q 'ouvrir' po/fr.po; then
    echo 'a text that went is still in the catalogue'
    exit 1
fi
