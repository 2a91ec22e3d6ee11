#!/bin/sh
# Are embedded files the bytes they were, sorted, with the right digests?
set -eu
embed=$1
compiler=$2
source=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p out root/sub
: >root/empty
printf 'a\0b\377\n"\\' >root/sub/bytes
head -c 100000 /dev/urandom >root/random
"$embed" out out things root sub/bytes empty random
cat >main.c <<'C'
#include <stdio.h>
#include "out/things.h"
int main(void)
{
    for (size_t i = 0; i < ll_things_file_count; i++) {
        const struct ll_embedded *file = &ll_things_files[i];
        FILE *out = NULL;
        char name[32];
        for (size_t k = 0; k < 32; k++) {
            printf("%02x", file->digest[k]);
        }
        printf("  %s\n", file->path);
        snprintf(name, sizeof(name), "got%zu", i);
        out = fopen(name, "wb");
        if (out == NULL || fwrite(file->bytes.ptr, 1, file->bytes.len, out) != file->bytes.len ||
            fclose(out) != 0 || file->bytes.ptr[file->bytes.len] != '\0') {
            return 1;
        }
    }
    return 0;
}
C
"$compiler" -std=c17 -I. -I"$source/src" -o main main.c out/things.c
./main >digests
(cd root && sha256sum empty random sub/bytes) >expected
cmp digests expected
cmp got0 root/empty
cmp got1 root/random
cmp got2 root/sub/bytes
if "$embed" out out things root empty empty 2>message; then
    echo "a file given twice is accepted"
    exit 1
fi
grep -q '^embed: empty: given twice$' message
