/* Any bytes as a signed note, a checkpoint, a verifier key, a tile's path and an entry bundle: no
 * crash, what was read is within the bytes and is written as it was read. */
#include "crypto/crypto.h"
#include "fuzz.h"
#include "proof/checkpoint.h"
#include "proof/tile.h"

#define ARENA_BYTES_MAX ((size_t)8 << 20)

static void check_note(struct ll_str bytes)
{
    struct ll_note note;
    size_t length = 0;
    if (ll_note_parse(bytes, &note, NULL) != LL_OK) {
        return;
    }
    LL_ASSERT(note.text.ptr == bytes.ptr && note.count > 0);
    LL_ASSERT(note.text.ptr[note.text.len - 1] == '\n');
    length = note.text.len + 1;
    for (size_t i = 0; i < note.count; i++) {
        LL_ASSERT(ll_note_name_ok(note.signatures[i].name));
        length += 3 + 1 + note.signatures[i].name.len + 1 + note.signatures[i].base64.len + 1;
    }
    LL_ASSERT(length == bytes.len);
}

static void check_rest(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                       struct ll_str bytes)
{
    struct ll_checkpoint checkpoint;
    struct ll_note_key key;
    struct ll_tile tile;
    struct ll_strbuf out;
    struct ll_str text;
    struct ll_str rest = bytes;
    struct ll_str entry;
    size_t length = 0;
    if (ll_checkpoint_parse(bytes, &checkpoint, NULL) == LL_OK) {
        ll_strbuf_init(&out, arena, ARENA_BYTES_MAX);
        ll_checkpoint_put(&out, &checkpoint);
        LL_ASSERT(ll_strbuf_finish(&out, &text, NULL) == LL_OK && ll_str_eq(text, bytes));
    }
    if (ll_note_key_parse(crypto, bytes, &key, NULL) == LL_OK) {
        ll_strbuf_init(&out, arena, ARENA_BYTES_MAX);
        ll_note_key_put(&out, &key);
        LL_ASSERT(ll_strbuf_finish(&out, &text, NULL) == LL_OK && ll_str_eq_nocase(text, bytes));
    }
    if (ll_tile_parse(bytes, &tile) == LL_OK) {
        LL_ASSERT(tile.index >= 0 && tile.width >= 1 && tile.width <= LL_TILE_WIDTH);
    }
    while (ll_bundle_next(&rest, &entry) == LL_OK) {
        length += 2 + entry.len;
    }
    LL_ASSERT(length + rest.len == bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    struct ll_str bytes = {(const char *)data, size};
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    if (ll_crypto_open(&arena, &crypto, NULL) == LL_OK) {
        struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
        check_note(bytes);
        check_rest(&arena, &functions, bytes);
        ll_crypto_close(crypto);
    }
    ll_arena_release(&arena);
    return 0;
}
