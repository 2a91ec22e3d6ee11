/*
 * Any bytes as a file to verify: no crash, a verdict with its reason, and the same verdict again.
 * Nothing is authentic but to a reader who trusts its issuer.
 */
#include <string.h>

#include "crypto/crypto.h"
#include "fuzz.h"
#include "proof/verify.h"

#define ARENA_BYTES_MAX ((size_t)128 << 20)

static void check(struct ll_arena *arena, const struct ll_proof_crypto *functions,
                  struct ll_str bytes)
{
    const struct ll_trust nobody = {.by_key = false};
    const struct ll_trust other = {.issuer = LL_STR("did:web:other.example")};
    struct ll_verify_report report;
    struct ll_verify_report again;
    struct ll_verify_report distrusted;
    struct ll_err err;
    LL_ASSERT(ll_verify(arena, functions, &nobody, bytes, &report, &err) == LL_OK);
    LL_ASSERT(report.authentic != LL_AUTHENTIC_YES && report.reason[0] != '\0');
    LL_ASSERT(report.text[0] != '\0');
    LL_ASSERT(ll_verify(arena, functions, &nobody, bytes, &again, &err) == LL_OK);
    LL_ASSERT(again.authentic == report.authentic && strcmp(again.reason, report.reason) == 0);
    LL_ASSERT(ll_verify(arena, functions, &other, bytes, &distrusted, &err) == LL_OK);
    LL_ASSERT(distrusted.authentic != LL_AUTHENTIC_YES);
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
