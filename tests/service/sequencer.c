#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/sequencer.h"
#include "service/table.h"

/* PROGRAM sequence TARGET FOLDER TIME WORD */
enum {
    VERB = 1,
    TARGET,
    FOLDER,
    TIME,
    WORD,
    ARGUMENTS
};

bool ll_is_sequencer(int argc, char **argv)
{
    return argc == ARGUMENTS && strcmp(argv[VERB], "sequence") == 0;
}

const char *ll_sequencer_word(char **argv)
{
    return argv[WORD];
}

static struct ll_time its_clock(void *ctx)
{
    return *(struct ll_time *)ctx;
}

int ll_be_sequencer(char **argv)
{
    struct ll_store_options options = {.target = ll_str_from_cstr(argv[TARGET])};
    struct ll_time now = {strtoll(argv[TIME], NULL, 10)};
    struct ll_test_random random = {.state = (uint64_t)now.us}; /* each is another holder */
    struct ll_json *answer = NULL;
    struct ll_err err = {0};
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    struct ll_ctx ctx = {
        .arena = &arena,
        .clock = {.now = its_clock, .ctx = &now},
        .ids = {.random = ll_test_random_fill, .ctx = &random},
        .data_dir = ll_str_from_cstr(argv[FOLDER]),
        .actor = LL_STR("other"),
    };
    const struct ll_run_options none = {.dry_run = false};
    const struct ll_service *service = ll_service_find(LL_STR("log"), LL_STR("sequence"));
    bool done = ll_crypto_open(&arena, &ctx.crypto, &err) == LL_OK &&
                ll_store_open(&options, &ctx.store, &err) == LL_OK &&
                ll_run(&ctx, service, NULL, &none, &answer, &err) == LL_OK;
    if (!done) {
        (void)fprintf(stderr, "the other process: %s\n", err.text);
    }
    ll_store_close(ctx.store);
    if (ctx.crypto != NULL) {
        ll_crypto_close(ctx.crypto);
    }
    ll_arena_release(&arena);
    return done ? 0 : 1;
}

int ll_run_sequencer(struct ll_ledger *ledger, const char *word)
{
    char now[32];
    char told[64];
    char program[] = "sequencer";
    char verb[] = "sequence";
    int status = -1;
    (void)snprintf(now, sizeof(now), "%lld", (long long)ledger->clock.us);
    (void)snprintf(told, sizeof(told), "%s", word);
    char *argv[] = {program, verb, ledger->fixture.target, ledger->fixture.dir, now, told, NULL};
    pid_t child = fork();
    if (child == 0) {
        execv("/proc/self/exe", argv);
        _exit(127);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}
