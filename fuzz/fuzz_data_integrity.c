/*
 * Any bytes as a signed document: no crash, a verdict that fits its reason, and the same verdict
 * for the same document in canonical form. Nothing verifies but what the one key really signed.
 */
#include "crypto/crypto.h"
#include "fuzz.h"
#include "proof/data_integrity.h"

#define ARENA_BYTES_MAX ((size_t)128 << 20)

static void check(struct ll_arena *arena, const struct ll_proof_crypto *functions,
                  struct ll_str text)
{
    struct ll_di_opened opened;
    struct ll_di_opened again;
    struct ll_di_verdict verdict;
    struct ll_di_verdict second;
    struct ll_json *whole = NULL;
    struct ll_str canonical;
    struct ll_err err;
    if (ll_di_verify(arena, functions, text, &ll_di_did_key, &opened, &verdict, &err) != LL_OK) {
        LL_ASSERT(err.text[0] != '\0');
        return;
    }
    LL_ASSERT(verdict.outcome == ll_di_outcome(verdict.reason));
    LL_ASSERT(verdict.signature_ok || verdict.outcome != LL_DI_OUTCOME_VALID);
    if (ll_json_read(arena, text, LL_DI_DOCUMENT_BYTES_MAX, &whole, &err) != LL_OK) {
        LL_ASSERT(verdict.outcome != LL_DI_OUTCOME_VALID);
        return;
    }
    if (ll_json_canonical(arena, whole, LL_DI_DOCUMENT_BYTES_MAX, &canonical, &err) != LL_OK ||
        ll_di_verify(arena, functions, canonical, &ll_di_did_key, &again, &second, &err) != LL_OK) {
        return;
    }
    LL_ASSERT(second.reason == verdict.reason);
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
