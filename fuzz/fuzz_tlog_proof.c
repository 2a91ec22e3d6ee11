/*
 * Any bytes as a proof of inclusion, for a log and two witnesses whose keys are known to all: no
 * crash, a verdict with its reason, one text for each proof, and nothing accepted but the entries
 * that the log of the corpus has.
 */
#include "crypto/crypto.h"
#include "fuzz.h"
#include "proof/checkpoint.h"

#define ARENA_BYTES_MAX ((size_t)8 << 20)
#define WITNESSES 2

static void key_of(const struct ll_proof_crypto *crypto, uint8_t number, struct ll_str name,
                   enum ll_note_key_type type, struct ll_note_key *ret_key)
{
    uint8_t seed[LL_SEED_SIZE] = {number};
    struct ll_sign_key secret;
    ll_sign_key_from_seed(seed, &secret);
    ll_note_key_make(crypto, name, type, &secret.public_key, ret_key);
}

static void check_text(struct ll_arena *arena, struct ll_str text)
{
    struct ll_tlog_proof proof;
    struct ll_checkpoint checkpoint;
    struct ll_note note;
    struct ll_strbuf out;
    struct ll_str again;
    if (ll_tlog_proof_parse(text, &proof, NULL) != LL_OK) {
        return;
    }
    ll_strbuf_init(&out, arena, LL_NOTE_BYTES_MAX);
    ll_tlog_proof_put(&out, &proof);
    LL_ASSERT(ll_strbuf_finish(&out, &again, NULL) == LL_OK && ll_str_eq(again, text));
    if (ll_note_parse(proof.checkpoint, &note, NULL) == LL_OK &&
        ll_checkpoint_parse(note.text, &checkpoint, NULL) == LL_OK) {
        ll_strbuf_init(&out, arena, LL_NOTE_BYTES_MAX);
        ll_checkpoint_put(&out, &checkpoint);
        LL_ASSERT(ll_strbuf_finish(&out, &again, NULL) == LL_OK && ll_str_eq(again, note.text));
    }
}

static void check(struct ll_arena *arena, const struct ll_proof_crypto *crypto, struct ll_str text)
{
    struct ll_note_key witnesses[WITNESSES];
    struct ll_tlog_policy policy = {.witnesses = witnesses, .witness_count = WITNESSES};
    struct ll_tree_hash leaf;
    struct ll_tlog_verdict verdict;
    struct ll_tlog_verdict strict;
    key_of(crypto, 1, LL_STR("log.example/one"), LL_NOTE_ED25519, &policy.log);
    key_of(crypto, 2, LL_STR("witness.example/a"), LL_NOTE_COSIGNATURE, &witnesses[0]);
    key_of(crypto, 3, LL_STR("witness.example/b"), LL_NOTE_COSIGNATURE, &witnesses[1]);
    ll_tree_leaf(crypto, LL_STR("b"), &leaf);
    ll_tlog_accept(crypto, &policy, text, &leaf, &verdict);
    policy.quorum = WITNESSES;
    ll_tlog_accept(crypto, &policy, text, &leaf, &strict);
    LL_ASSERT(ll_tlog_reason_text(verdict.reason)[0] != '\0');
    LL_ASSERT(verdict.reason != LL_TLOG_FORMAT || verdict.problem.text[0] != '\0');
    if (verdict.reason == LL_TLOG_INCLUDED) {
        LL_ASSERT(verdict.index == 1 && verdict.size == 2);
    }
    LL_ASSERT(strict.reason == verdict.reason || strict.reason == LL_TLOG_WITNESSES);
    LL_ASSERT(strict.reason != LL_TLOG_INCLUDED || strict.cosigned == WITNESSES);
    check_text(arena, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    if (ll_crypto_open(&arena, &crypto, NULL) == LL_OK) {
        struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
        check(&arena, &functions, (struct ll_str){(const char *)data, size});
        ll_crypto_close(crypto);
    }
    ll_arena_release(&arena);
    return 0;
}
