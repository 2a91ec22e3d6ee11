/*
 * Judging a bundle, in processor time, over intervals by the thousand; beside one SHA-256 over the
 * same bytes, which nothing that checks them can do without.
 */
#include <stdio.h>
#include <time.h>

#include "support/bundle_sample.h"

#define ROUNDS 9

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double verify_once(struct ll_arena *arena, const struct ll_proof_crypto *crypto,
                          const struct ll_trust *trust, struct ll_str bundle)
{
    struct ll_arena_mark mark = ll_arena_mark(arena);
    struct ll_verify_report report;
    double start = seconds();
    LL_ASSERT(ll_verify(arena, crypto, trust, bundle, &report, NULL) == LL_OK);
    double took = seconds() - start;
    LL_ASSERT(report.authentic == LL_AUTHENTIC_YES && report.logged == LL_LOGGED_YES);
    ll_arena_rewind(arena, mark);
    return took;
}

static double hash_once(const struct ll_proof_crypto *crypto, struct ll_str bundle)
{
    uint8_t digest[LL_DIGEST_SIZE];
    double start = seconds();
    crypto->sha256(crypto->ctx, &bundle, 1, digest);
    return seconds() - start;
}

/* The fastest round: the others tell of the machine. */
static double measure(const struct ll_proof_crypto *crypto, const struct ll_trust *trust,
                      int64_t rows)
{
    const struct ll_bundle_sample sample = {.rows = rows, .with_log = true};
    struct ll_arena arena;
    double verify_s = 1e9;
    double hash_s = 1e9;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)512 << 20);
    struct ll_str bundle = ll_sample_bundle(&arena, crypto, &sample);
    for (int round = 0; round < ROUNDS; round++) {
        double one = verify_once(&arena, crypto, trust, bundle);
        verify_s = one < verify_s ? one : verify_s;
        one = hash_once(crypto, bundle);
        hash_s = one < hash_s ? one : hash_s;
    }
    printf("%6lld intervals, %7zu bytes: %7.2f ms, %5.1f x one SHA-256 over it\n", (long long)rows,
           bundle.len, verify_s * 1e3, verify_s / hash_s);
    ll_arena_release(&arena);
    return verify_s;
}

int main(void)
{
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    struct ll_sign_key key;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    LL_ASSERT(ll_crypto_open(&arena, &crypto, NULL) == LL_OK);
    const struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    ll_sample_key(&key);
    const struct ll_trust trust = {.by_key = true, .key = key.public_key};
    double few = measure(&functions, &trust, 1000);
    double many = measure(&functions, &trust, 10000);
    printf("10 times the intervals take %.1f times as long\n", many / few);
    printf("10,000 intervals: %.1f ms; goal: below 50 ms, that is %.2f of it\n", many * 1e3,
           many / 0.05);
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
    return many < 0.05 ? 0 : 1;
}
