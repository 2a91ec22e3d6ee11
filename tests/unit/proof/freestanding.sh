#!/bin/sh
# Compile base's freestanding half and all of proof for WebAssembly, without any C library, and
# check that what is left undefined is only what the host is to supply.
set -eu
clang=$1
source=$2
out=$3/freestanding
mkdir -p "$out"
rm -f "$out"/*.o
for module in arena catalogue err id json_build json_number json_read json_write locale qty sha256 \
    str time; do
    "$clang" --target=wasm32 -std=c17 -ffreestanding -nostdlib -Os -Wall -Wextra -Werror \
        -I"$source/src" -c "$source/src/base/$module.c" -o "$out/base_$module.o"
done
for file in "$source"/src/proof/*.c; do
    "$clang" --target=wasm32 -std=c17 -ffreestanding -nostdlib -Os -Wall -Wextra -Werror \
        -I"$source/src" -c "$file" -o "$out/proof_$(basename "$file" .c).o"
done
if command -v wasm-ld >/dev/null && command -v llvm-nm >/dev/null; then
    wasm-ld -r -o "$out/all.wasm.o" "$out"/*.o
    # __multi3 is the compiler's own helper for products of 128 bits.
    undefined=$(llvm-nm --undefined-only "$out/all.wasm.o" | awk '{ print $NF }' |
        grep -vxE '__linear_memory|__stack_pointer|__indirect_function_table' |
        grep -vxE 'll_assert_failed|mem(cmp|cpy|move|set)|__multi3' || true)
    if [ -n "$undefined" ]; then
        echo "undefined, and not for the host to supply: $undefined"
        exit 1
    fi
fi
