/*
 * What a bundle says of allocations, as if its signatures were good: no crash, one reason, the same
 * again, and "opened" only when there is something to open. All digests are zeros here, so that
 * proofs and commitments do not keep the input out.
 */
#include <string.h>

#include "fuzz.h"
#include "proof/bundle.h"

#define ARENA_BYTES_MAX ((size_t)64 << 20)

static void zeros(void *ctx, const struct ll_str *pieces, size_t count,
                  uint8_t ret_digest[LL_DIGEST_SIZE])
{
    (void)ctx;
    (void)pieces;
    (void)count;
    memset(ret_digest, 0, LL_DIGEST_SIZE);
}

static void check(struct ll_arena *arena, struct ll_str text)
{
    const struct ll_proof_crypto crypto = {.sha256 = zeros};
    const struct ll_bundle_logged logged = {.outcome = LL_DI_OUTCOME_VALID, .index = 1, .size = 2};
    struct ll_json *whole = NULL;
    struct ll_bundle bundle;
    enum ll_bundle_reason sound;
    enum ll_allocated_reason reason;
    enum ll_allocated_reason again;
    struct ll_err err;
    if (ll_json_read(arena, text, LL_BUNDLE_BYTES_MAX, &whole, &err) != LL_OK ||
        ll_bundle_open(arena, text, whole, &sound, &bundle, &err) != LL_OK ||
        sound != LL_BUNDLE_SOUND || (bundle.log != NULL && !ll_json_get(bundle.log, "entries"))) {
        return;
    }
    LL_ASSERT(ll_bundle_check_allocated(arena, &crypto, &bundle, &logged, &reason, &err) == LL_OK);
    LL_ASSERT(ll_bundle_check_allocated(arena, &crypto, &bundle, &logged, &again, &err) == LL_OK);
    LL_ASSERT(reason == again && ll_allocated_reason_text(reason)[0] != '\0');
    LL_ASSERT(reason != LL_ALLOCATED_OPENED ||
              (bundle.units > 0 && ll_json_get(bundle.log, "allocations") != NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    check(&arena, (struct ll_str){(const char *)data, size});
    ll_arena_release(&arena);
    return 0;
}
