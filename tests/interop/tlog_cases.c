/*
 * Prints proofs over small logs, good and hostile, one a line as JSON with our verdict, for
 * checkers in other languages; before them the log's key: tlog_cases
 * {"entry", "proof", …} is a C2SP tlog-proof; {"old", "oldRoot", "size", "root", "hashes", …} shows
 * that one log begins with another. "taken": we accept it; "hostile": nobody may.
 */
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "crypto/crypto.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"

#define ORIGIN "log.example/cases"
#define LARGEST 300
#define TEXT_BYTES_MAX ((size_t)1 << 20)

struct cases {
    struct ll_arena arena;
    struct ll_proof_crypto crypto;
    struct ll_sign_key secret;
    struct ll_tlog_policy policy;
    struct ll_tree_hash leaves[LARGEST];
    int64_t size;
    struct ll_tree_hash root;
};

static struct ll_str finish(struct ll_strbuf *buf)
{
    struct ll_str text = LL_STR("");
    LL_ASSERT(ll_strbuf_finish(buf, &text, NULL) == LL_OK);
    return text;
}

static struct ll_str entry_of(struct cases *c, int64_t index)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &c->arena, 256);
    ll_strbuf_fmt(&buf, "{\"body\":{\"lot\":\"%032llx\"},\"kind\":\"lot_excluded\",\"v\":1}",
                  (unsigned long long)index);
    return finish(&buf);
}

static enum ll_status read_subtree(void *ctx, int level, int64_t index,
                                   struct ll_tree_hash *ret_hash, struct ll_err *reterr)
{
    struct cases *c = ctx;
    struct ll_tree_hash hashes[LARGEST];
    size_t count = (size_t)1 << (unsigned)level;
    (void)reterr;
    memcpy(hashes, c->leaves + (size_t)index * count, count * sizeof(hashes[0]));
    ll_tree_fold(&c->crypto, hashes, count, ret_hash);
    return LL_OK;
}

static struct ll_tree_hash root_of(struct cases *c, int64_t size)
{
    const struct ll_tree_reader reader = {read_subtree, c};
    struct ll_tree_hash root;
    LL_ASSERT(ll_tree_root(&c->crypto, &reader, size, &root, NULL) == LL_OK);
    return root;
}

/* ---- printing ---- */

static struct ll_json *hash_json(struct cases *c, const struct ll_tree_hash *hash)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &c->arena, 64);
    ll_base64_put(&buf, LL_BASE64_STANDARD, (struct ll_str){(const char *)hash->b, 32});
    return ll_json_new_string(&c->arena, finish(&buf));
}

static void print(struct cases *c, struct ll_json *line, const char *what, bool hostile, bool taken)
{
    struct ll_str text;
    LL_ASSERT(!hostile || !taken);
    ll_json_set_cstr(&c->arena, line, "what", what);
    ll_json_set_bool(&c->arena, line, "hostile", hostile);
    ll_json_set_bool(&c->arena, line, "taken", taken);
    LL_ASSERT(ll_json_canonical(&c->arena, line, TEXT_BYTES_MAX, &text, NULL) == LL_OK);
    (void)printf("%.*s\n", LL_STR_ARG(text));
}

static bool is_proven(struct cases *c, struct ll_str entry, const struct ll_tlog_proof *proof,
                      struct ll_str *ret_text)
{
    struct ll_tlog_verdict verdict;
    struct ll_tree_hash leaf;
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &c->arena, TEXT_BYTES_MAX);
    ll_tlog_proof_put(&buf, proof);
    *ret_text = finish(&buf);
    ll_tree_leaf(&c->crypto, entry, &leaf);
    ll_tlog_accept(&c->crypto, &c->policy, *ret_text, &leaf, &verdict);
    return verdict.reason == LL_TLOG_INCLUDED;
}

static void put_inclusion(struct cases *c, struct ll_str entry, const struct ll_tlog_proof *proof,
                          const char *what, bool hostile)
{
    struct ll_arena_mark mark = ll_arena_mark(&c->arena);
    struct ll_json *line = ll_json_new_object(&c->arena);
    struct ll_str text;
    bool taken = is_proven(c, entry, proof, &text);
    ll_json_set_str(&c->arena, line, "entry", entry);
    ll_json_set_str(&c->arena, line, "proof", text);
    print(c, line, what, hostile, taken);
    ll_arena_rewind(&c->arena, mark);
}

struct extension {
    int64_t old;
    struct ll_tree_hash old_root;
    int64_t size;
    struct ll_tree_hash root;
    struct ll_tree_proof proof;
};

static void put_extension(struct cases *c, const struct extension *e, const char *what,
                          bool hostile)
{
    struct ll_arena_mark mark = ll_arena_mark(&c->arena);
    struct ll_json *line = ll_json_new_object(&c->arena);
    struct ll_json *hashes = ll_json_new_array(&c->arena);
    bool taken = ll_tree_extends(&c->crypto, e->old, &e->old_root, e->size, &e->root, &e->proof);
    for (size_t i = 0; i < e->proof.count; i++) {
        ll_json_append(&c->arena, hashes, hash_json(c, &e->proof.hashes[i]));
    }
    ll_json_set(&c->arena, line, "hashes", hashes);
    ll_json_set_integer(&c->arena, line, "old", e->old);
    ll_json_set(&c->arena, line, "oldRoot", hash_json(c, &e->old_root));
    ll_json_set_integer(&c->arena, line, "size", e->size);
    ll_json_set(&c->arena, line, "root", hash_json(c, &e->root));
    print(c, line, what, hostile, taken);
    ll_arena_rewind(&c->arena, mark);
}

/* ---- checkpoints ---- */

static struct ll_str checkpoint_of(struct cases *c, const char *origin, int64_t size,
                                   const struct ll_tree_hash *root,
                                   const struct ll_sign_key *secret)
{
    struct ll_checkpoint checkpoint = {
        .origin = ll_str_from_cstr(origin), .size = size, .root = *root};
    struct ll_note_key key;
    struct ll_signature signature;
    struct ll_strbuf buf;
    ll_note_key_make(&c->crypto, checkpoint.origin, LL_NOTE_ED25519, &secret->public_key, &key);
    ll_strbuf_init(&buf, &c->arena, TEXT_BYTES_MAX);
    ll_checkpoint_put(&buf, &checkpoint);
    ll_sign(secret, (struct ll_str){buf.ptr, buf.len}, &signature);
    ll_strbuf_char(&buf, '\n');
    ll_note_put_signature(&buf, &key, 0, &signature);
    return finish(&buf);
}

/* One byte of the text in the note's place `at`, which keeps its form. */
static struct ll_str bend(struct cases *c, struct ll_str note, size_t at)
{
    char *bytes = ll_arena_alloc(&c->arena, note.len, 1);
    LL_ASSERT(bytes != NULL);
    memcpy(bytes, note.ptr, note.len);
    bytes[at] = bytes[at] == 'A' ? 'B' : bytes[at] == '1' ? '2' : 'A';
    return (struct ll_str){bytes, note.len};
}

/* JSON carries no parts of letters. */
static bool is_ascii(struct ll_str text, size_t at)
{
    return ((unsigned char)text.ptr[at] & 0x80U) == 0;
}

static void bent_checkpoints(struct cases *c, struct ll_str entry, struct ll_tlog_proof proof)
{
    const struct ll_str good = proof.checkpoint;
    const uint8_t seed[LL_SEED_SIZE] = {9};
    struct ll_sign_key other;
    struct ll_tree_hash root = c->root;
    ll_sign_key_from_seed(seed, &other);
    /* Not the last letters of base 64, some of which stand for the same bytes. */
    for (size_t at = 0; at + 6 < good.len; at++) {
        if (good.ptr[at] != '\n' && good.ptr[at] != '=' && is_ascii(good, at)) {
            proof.checkpoint = bend(c, good, at);
            put_inclusion(c, entry, &proof, "a bent letter of the checkpoint", true);
        }
    }
    for (size_t end = 0; end < good.len; end += 3) {
        if (is_ascii(good, end)) {
            proof.checkpoint = ll_str_sub(good, 0, end);
            put_inclusion(c, entry, &proof, "a checkpoint cut off", true);
        }
    }
    proof.checkpoint = checkpoint_of(c, ORIGIN, c->size, &c->root, &other);
    put_inclusion(c, entry, &proof, "signed by another key", true);
    proof.checkpoint = checkpoint_of(c, "log.example/other", c->size, &c->root, &c->secret);
    put_inclusion(c, entry, &proof, "another log's name", true);
    root.b[31] ^= 1U;
    proof.checkpoint = checkpoint_of(c, ORIGIN, c->size, &root, &c->secret);
    put_inclusion(c, entry, &proof, "another root, signed", true);
    /* A path does not tell every size from the next: what counts is that all judge alike. */
    for (int64_t size = c->size > 3 ? c->size - 3 : 0; size <= c->size + 3; size++) {
        proof.checkpoint = checkpoint_of(c, ORIGIN, size, &c->root, &c->secret);
        put_inclusion(c, entry, &proof, "another size, signed", size <= proof.index);
    }
}

/* ---- proofs ---- */

/* Every way to bend a list of hashes. Number `n` of them; false: there are no more. */
static bool bend_hashes(struct ll_tree_proof *proof, size_t n, const char **ret_what)
{
    size_t count = proof->count;
    if (n < count) {
        proof->hashes[n].b[n % LL_DIGEST_SIZE] ^= 0x10U;
        *ret_what = "a bent hash";
    } else if (n < 2 * count) {
        size_t at = n - count;
        memmove(&proof->hashes[at], &proof->hashes[at + 1],
                (count - at - 1) * sizeof(proof->hashes[0]));
        proof->count--;
        *ret_what = "a hash left out";
    } else if (n + 1 < 3 * count) {
        size_t at = n - 2 * count;
        struct ll_tree_hash first = proof->hashes[at];
        proof->hashes[at] = proof->hashes[at + 1];
        proof->hashes[at + 1] = first;
        *ret_what = "two hashes changed about";
    } else if (n + 1 == 3 * count || (count == 0 && n == 0)) {
        memset(&proof->hashes[proof->count++], 0, sizeof(proof->hashes[0]));
        *ret_what = "a hash too many";
    } else {
        return false;
    }
    return true;
}

static void inclusions(struct cases *c, int64_t index)
{
    const struct ll_tree_reader reader = {read_subtree, c};
    struct ll_tlog_proof good = {.index = index, .extra = {"", 0}};
    struct ll_str entry = entry_of(c, index);
    const char *what = NULL;
    LL_ASSERT(ll_tree_prove_inclusion(&c->crypto, &reader, index, c->size, &good.proof, NULL) ==
              LL_OK);
    good.checkpoint = checkpoint_of(c, ORIGIN, c->size, &c->root, &c->secret);
    put_inclusion(c, entry, &good, "good", false);
    for (size_t n = 0;; n++) {
        struct ll_tlog_proof bent = good;
        if (!bend_hashes(&bent.proof, n, &what)) {
            break;
        }
        put_inclusion(c, entry, &bent, what, true);
    }
    for (int64_t other = index > 2 ? index - 2 : 0; other <= index + 2; other++) {
        struct ll_tlog_proof moved = good;
        moved.index = other;
        put_inclusion(c, entry, &moved, "another index", other != index);
        put_inclusion(c, entry_of(c, other), &good, "another entry", other != index);
    }
    if (index == c->size / 2) {
        bent_checkpoints(c, entry, good);
    }
}

static void extensions(struct cases *c, int64_t old)
{
    const struct ll_tree_reader reader = {read_subtree, c};
    struct extension good = {old, root_of(c, old), c->size, c->root, {.count = 0}};
    const char *what = NULL;
    LL_ASSERT(ll_tree_prove_extension(&c->crypto, &reader, old, c->size, &good.proof, NULL) ==
              LL_OK);
    put_extension(c, &good, "good", false);
    for (size_t n = 0;; n++) {
        struct extension bent = good;
        if (!bend_hashes(&bent.proof, n, &what)) {
            break;
        }
        put_extension(c, &bent, what, true);
    }
    struct extension bent = good;
    bent.old_root.b[0] ^= 1U;
    put_extension(c, &bent, "another old root", true);
    bent = good;
    bent.root.b[0] ^= 1U;
    put_extension(c, &bent, "another new root", true);
    for (int64_t other = old > 2 ? old - 1 : 1; other <= old + 1; other++) {
        bent = good;
        bent.old = other;
        put_extension(c, &bent, "another old size", false);
        bent = good;
        bent.size = c->size + other - old;
        put_extension(c, &bent, "another new size", false);
    }
}

static void log_of(struct cases *c, int64_t size)
{
    struct ll_arena_mark mark = ll_arena_mark(&c->arena);
    const int64_t places[] = {0, 1, size / 3, size / 2, size - 2, size - 1};
    c->size = size;
    c->root = root_of(c, size);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        bool again = places[i] < 0 || places[i] >= size || (i > 0 && places[i] <= places[i - 1]);
        if (!again) {
            inclusions(c, places[i]);
            extensions(c, places[i] + 1);
        }
    }
    ll_arena_rewind(&c->arena, mark);
}

int main(void)
{
    static const int64_t sizes[] = {1,  2,  3,  4,  5,  6,   7,   8,   9,   13,     15,
                                    16, 17, 31, 32, 33, 100, 255, 256, 257, LARGEST};
    static struct cases c;
    const uint8_t seed[LL_SEED_SIZE] = {7};
    struct ll_crypto *crypto = NULL;
    struct ll_strbuf buf;
    ll_arena_init(&c.arena, &ll_arena_malloc, (size_t)64 << 20);
    LL_ASSERT(ll_crypto_open(&c.arena, &crypto, NULL) == LL_OK);
    c.crypto = ll_crypto_for_proof(crypto);
    ll_sign_key_from_seed(seed, &c.secret);
    ll_note_key_make(&c.crypto, LL_STR(ORIGIN), LL_NOTE_ED25519, &c.secret.public_key,
                     &c.policy.log);
    ll_strbuf_init(&buf, &c.arena, 1024);
    ll_note_key_put(&buf, &c.policy.log);
    (void)printf("%.*s\n", LL_STR_ARG(finish(&buf)));
    for (int64_t i = 0; i < LARGEST; i++) {
        ll_tree_leaf(&c.crypto, entry_of(&c, i), &c.leaves[i]);
    }
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        log_of(&c, sizes[i]);
    }
    ll_crypto_close(crypto);
    ll_arena_release(&c.arena);
    return 0;
}
