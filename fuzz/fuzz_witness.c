/*
 * Any bytes as a request to a witness that knows one log, whose key is known to all, and cosigned
 * nothing yet: no crash, an answer with its reason, one text for each request, and nothing cosigned
 * that the log did not sign.
 */
#include "crypto/crypto.h"
#include "fuzz.h"
#include "proof/witness.h"

#define ARENA_BYTES_MAX ((size_t)8 << 20)

static void check(struct ll_arena *arena, const struct ll_proof_crypto *crypto, struct ll_str bytes)
{
    const uint8_t seed[LL_SEED_SIZE] = {2};
    struct ll_sign_key secret;
    struct ll_note_key log;
    struct ll_witness_opened opened;
    struct ll_witness_request request;
    struct ll_err problem = {0};
    struct ll_tree_hash empty;
    struct ll_strbuf out;
    struct ll_str again;
    ll_sign_key_from_seed(seed, &secret);
    ll_note_key_make(crypto, LL_STR("log.example/one"), LL_NOTE_ED25519, &secret.public_key, &log);
    ll_tree_empty(crypto, &empty);
    if (ll_witness_request_parse(bytes, &request, NULL) == LL_OK) {
        ll_strbuf_init(&out, arena, LL_WITNESS_REQUEST_BYTES_MAX);
        ll_witness_request_put(&out, &request);
        LL_ASSERT(ll_strbuf_finish(&out, &again, NULL) == LL_OK && ll_str_eq(again, bytes));
    }
    enum ll_witness_reason reason = ll_witness_open(crypto, &log, 1, bytes, &opened, &problem);
    LL_ASSERT((reason == LL_WITNESS_FORMAT) == (problem.text[0] != '\0'));
    LL_ASSERT(ll_witness_reason_text(reason)[0] != '\0');
    if (reason != LL_WITNESS_COSIGNED) {
        return;
    }
    LL_ASSERT(ll_str_eq(opened.checkpoint.origin, log.name) && opened.log == &log);
    if (ll_witness_judge(crypto, &opened, 0, &empty) == LL_WITNESS_COSIGNED) {
        LL_ASSERT(opened.request.old_size == 0 && opened.request.proof.count == 0);
    }
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
