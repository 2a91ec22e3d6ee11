/*
 * Several processes book the last movement of a notification, or the last of its mass, at once: one
 * gets it, and each of the others is told why not, in the words of who comes too late. They begin
 * together: each says that it is ready, and waits for one word to all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"
#include "service/table.h"

#define RACERS 3
#define ROUNDS 4

enum outcome {
    WON,
    TOO_LATE,
    OTHERWISE,
    FAILED, /* to begin with */
};

/* ---- one of them: PROGRAM book TARGET FOLDER TIME SHIPMENT READY GO ---- */
enum {
    VERB = 1,
    TARGET,
    FOLDER,
    TIME,
    SHIPMENT,
    READY,
    GO,
    ARGUMENTS
};

static struct ll_time its_clock(void *ctx)
{
    return *(struct ll_time *)ctx;
}

/* As the program does between its tries. */
static void its_wait(void *ctx, int64_t wait_us)
{
    struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
    (void)ctx;
    (void)nanosleep(&wait, NULL);
}

static bool has(const struct ll_err *err, const char *part)
{
    return strstr(err->text, part) != NULL;
}

static enum outcome book(struct ll_ctx *ctx, const char *shipment)
{
    const struct ll_service *service = ll_service_find(LL_STR("shipment"), LL_STR("book"));
    const struct ll_run_options options = {.dry_run = false};
    struct ll_json *json = ll_json_new_object(ctx->arena);
    struct ll_json *answer = NULL;
    struct ll_err err = {0};
    void *input = ll_arena_alloc(ctx->arena, 1, service->input->size);
    ll_json_set_cstr(ctx->arena, json, "notification", "n-1");
    ll_json_set_cstr(ctx->arena, json, "shipment", shipment);
    if (input == NULL ||
        ll_record_from_json(ctx->arena, service->input, json, input, &err) != LL_OK) {
        return FAILED;
    }
    enum ll_status status = ll_run(ctx, service, input, &options, &answer, &err);
    if (status == LL_OK) {
        return WON;
    }
    if (status == LL_EREFUSED && (has(&err, "lets 1 shipments move on notification 'n-1', and 1") ||
                                  has(&err, "lets 8000 g move on notification 'n-1': 5100 g"))) {
        return TOO_LATE;
    }
    (void)fprintf(stderr, "%s: %s: %s\n", shipment, ll_status_name(status), err.text);
    return OTHERWISE;
}

static int number_of(const char *text)
{
    return (int)strtol(text, NULL, 10);
}

static int be_racer(char **argv)
{
    struct ll_store_options options = {.target = ll_str_from_cstr(argv[TARGET])};
    struct ll_time now = {strtoll(argv[TIME], NULL, 10)};
    struct ll_test_random random = {.state = (uint64_t)now.us + (uint64_t)getpid()};
    struct ll_err err = {0};
    struct ll_arena arena;
    char word = 'r';
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    struct ll_ctx ctx = {
        .arena = &arena,
        .clock = {.now = its_clock, .wait = its_wait, .ctx = &now},
        .ids = {.random = ll_test_random_fill, .ctx = &random},
        .data_dir = ll_str_from_cstr(argv[FOLDER]),
        .actor = LL_STR("racer"),
    };
    enum outcome outcome = FAILED;
    if (ll_crypto_open(&arena, &ctx.crypto, &err) == LL_OK &&
        ll_store_open(&options, &ctx.store, &err) == LL_OK &&
        write(number_of(argv[READY]), &word, 1) == 1 &&
        read(number_of(argv[GO]), &word, 1) == 0) { /* the other end is closed */
        outcome = book(&ctx, argv[SHIPMENT]);
    }
    ll_store_close(ctx.store);
    if (ctx.crypto != NULL) {
        ll_crypto_close(ctx.crypto);
    }
    ll_arena_release(&arena);
    return (int)outcome;
}

/* ---- all of them ---- */
static pid_t start_racer(struct ll_ledger *l, const char *shipment, int ready, int go, int other)
{
    char now[32];
    char name[16];
    char ready_text[16];
    char go_text[16];
    char program[] = "racer";
    char verb[] = "book";
    (void)snprintf(now, sizeof(now), "%lld", (long long)l->clock.us);
    (void)snprintf(name, sizeof(name), "%s", shipment);
    (void)snprintf(ready_text, sizeof(ready_text), "%d", ready);
    (void)snprintf(go_text, sizeof(go_text), "%d", go);
    char *argv[] = {program, verb, l->fixture.target, l->fixture.dir, now, name, ready_text,
                    go_text, NULL};
    pid_t child = fork();
    if (child == 0) {
        (void)close(other);
        execv("/proc/self/exe", argv);
        _exit(FAILED);
    }
    assert_true(child > 0);
    return child;
}

/* How many of each outcome. */
static void race(struct ll_ledger *l, int ret_counts[FAILED + 1])
{
    int ready[2];
    int go[2];
    pid_t children[RACERS];
    char word;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(go), 0);
    memset(ret_counts, 0, (FAILED + 1) * sizeof(*ret_counts));
    for (int i = 0; i < RACERS; i++) {
        char shipment[16];
        (void)snprintf(shipment, sizeof(shipment), "s-%d", i + 1);
        children[i] = start_racer(l, shipment, ready[1], go[0], go[1]);
    }
    (void)close(ready[1]);
    (void)close(go[0]);
    for (int i = 0; i < RACERS; i++) {
        assert_int_equal(read(ready[0], &word, 1), 1);
    }
    (void)close(go[1]);
    for (int i = 0; i < RACERS; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= FAILED);
        ret_counts[WEXITSTATUS(status)]++;
    }
    (void)close(ready[0]);
}

static void start(struct ll_ledger *l, const char *shipments_max, const char *mass_max)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "notification draft", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=phone-scrap-no-battery", "battery=none",
            "purpose=recovery", "operation=r4", shipments_max, mass_max,
            "first_departure=2026-03-01", "last_departure=2027-02-28",
            "states=GH::GHTEM:GH01,BE:BEANR::BE001", "carriers=blueline:sea", NULL);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-03", NULL);
    for (int i = 1; i <= RACERS; i++) {
        char text[3][32];
        (void)snprintf(text[0], sizeof(text[0]), "box-%d", i);
        (void)snprintf(text[1], sizeof(text[1]), "code=s-%d", i);
        (void)snprintf(text[2], sizeof(text[2]), "packages=box-%d", i);
        ll_pack(l, text[0],
                ll_text_at(ll_receive(l, text[0], "smartphone_nb:30:5.1kg:none"), "lots.0.lot_id"));
        ll_call(l, "shipment plan", text[1], "from=kumasi", "to=hoboken", "legs=sea:blueline:7600",
                "planned_arrival=2026-04-10", text[2], NULL);
    }
}

/* The winner's comes back, under another number, and they race again. */
static void give_back(struct ll_ledger *l, int round)
{
    const struct ll_json *bookings =
        ll_at(ll_call(l, "notification show", "ref=n-1", NULL), "bookings");
    assert_int_equal(bookings->count, round);
    for (size_t i = 0; i < bookings->count; i++) {
        if (ll_str_eq_cstr(ll_text_at(&bookings->items[i], "state"), "reserved")) {
            ll_call(l, "shipment unbook",
                    ll_option(l, "shipment", ll_text_at(&bookings->items[i], "shipment")),
                    "reason=again", NULL);
        }
    }
}

static void race_for(struct ll_ledger *l)
{
    for (int round = 1; round <= ROUNDS; round++) {
        int counts[FAILED + 1];
        race(l, counts);
        assert_int_equal(counts[WON], 1);
        assert_int_equal(counts[TOO_LATE], RACERS - 1);
        give_back(l, round);
    }
}

static void for_the_last_movement(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l, "shipments_max=1", "mass_max=60 kg");
    race_for(l);
}

static void for_the_last_of_the_mass(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l, "shipments_max=6", "mass_max=8 kg");
    race_for(l);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(for_the_last_movement),
        LL_LEDGER_TEST(for_the_last_of_the_mass),
    };
    if (argc == ARGUMENTS && strcmp(argv[VERB], "book") == 0) {
        return be_racer(argv);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
