/*
 * Any bytes as a policy: no crash, an error with its reason; and what is read can be judged by: no
 * checkpoint without cosignatures fulfils a quorum.
 */
#include "crypto/crypto.h"
#include "fuzz.h"
#include "proof/policy.h"

#define ARENA_BYTES_MAX ((size_t)1 << 20)

static void check(const struct ll_proof_crypto *crypto, struct ll_str bytes)
{
    static struct ll_policy policy;
    static const struct ll_note note = {.text = {"log.example\n", 12}};
    struct ll_err problem = {0};
    struct ll_witnessed witnessed;
    if (ll_policy_parse(crypto, bytes, &policy, &problem) != LL_OK) {
        LL_ASSERT(problem.text[0] != '\0');
        return;
    }
    LL_ASSERT(policy.witness_count <= policy.item_count);
    for (size_t i = 0; i < policy.item_count; i++) {
        const struct ll_policy_item *item = &policy.items[i];
        LL_ASSERT(item->group == LL_POLICY_NONE ||
                  (item->group > i && item->group < policy.item_count));
        LL_ASSERT(!item->is_group || item->threshold > 0);
    }
    ll_policy_judge(crypto, &policy, &note, NULL, &witnessed);
    LL_ASSERT(witnessed.count == 0 && witnessed.is_met == (policy.quorum == LL_POLICY_NONE));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    ll_arena_init(&arena, &ll_arena_malloc, ARENA_BYTES_MAX);
    if (ll_crypto_open(&arena, &crypto, NULL) == LL_OK) {
        struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
        check(&functions, (struct ll_str){(const char *)data, size});
        ll_crypto_close(crypto);
    }
    ll_arena_release(&arena);
    return 0;
}
