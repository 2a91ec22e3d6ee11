#include "demo_ledger.h"

#include <stdio.h>
#include <string.h>

#include "demo/demo.h"
#include "service/keys.h"

#define ARENA_BYTES ((size_t)1 << 30)
#define KEY_BYTE 0x5a

static struct ll_time fixed_clock(void *ctx)
{
    (void)ctx;
    return (struct ll_time){1772438400000000};
}

static void fixed_bytes(void *ctx, uint8_t *ret_bytes, size_t count)
{
    (void)ctx;
    memset(ret_bytes, KEY_BYTE, count);
}

static void remove_keys(const struct ll_fixture *fixture)
{
    static const char *const names[] = {LL_KEYS_SIGNING, LL_KEYS_FINGERPRINT, LL_KEYS_FOLDER};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[512];
        (void)snprintf(path, sizeof(path), "%s/%s", fixture->dir, names[i]);
        (void)remove(path);
    }
}

void bench_demo_start(struct bench_ledger *ledger, bool postgres)
{
    static const struct ll_demo_options options = {LL_DEMO_SEED_DEFAULT, 100};
    struct ll_fixture *fixture = &ledger->fixture;
    struct ll_json *summary = NULL;
    ll_fixture_start_on(fixture, NULL, postgres);
    ll_fixture_migrate(fixture);
    ll_arena_init(&ledger->arena, &ll_arena_malloc, ARENA_BYTES);
    ledger->ctx = (struct ll_ctx){
        .store = fixture->store,
        .arena = &ledger->arena,
        .clock = {.now = fixed_clock},
        .ids = {.random = fixed_bytes},
        .data_dir = ll_str_from_cstr(fixture->dir),
        .actor = LL_STR("bench"),
    };
    BENCH_OK(ledger, ll_crypto_open(&ledger->arena, &ledger->ctx.crypto, &ledger->err));
    BENCH_OK(ledger, ll_keys_create(&ledger->ctx, &ledger->err));
    BENCH_OK(ledger, ll_demo_fill(&ledger->ctx, &options, &summary, &ledger->err));
}

void bench_demo_end(struct bench_ledger *ledger)
{
    ll_crypto_close(ledger->ctx.crypto);
    ll_arena_release(&ledger->arena);
    remove_keys(&ledger->fixture);
    ll_fixture_end(&ledger->fixture);
}
