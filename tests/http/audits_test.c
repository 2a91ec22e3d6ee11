/* Audits inside the server, and what they read as it was: they end when they have to, and what was
 * erased meanwhile does not stay behind them. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "edge/http/audits.h"
#include "http/support.h"
#include "store/q_audit.h"
#include "store/store.h"
#include "support/clock.h"

#define FILE_BYTES_MAX ((size_t)64 << 20)
#define TRIES 1500
#define NAME "Adjoa Unforgettable"

static const struct timespec moment = {.tv_nsec = 20000000};

/* ---- one that is stopped ---- */

/* Whoever asks for the time has to wait for it. */
struct held_clock {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_asked;
    bool is_let;
};

static struct ll_time held_now(void *ctx)
{
    struct held_clock *clock = ctx;
    (void)pthread_mutex_lock(&clock->lock);
    clock->is_asked = true;
    (void)pthread_cond_broadcast(&clock->changed);
    while (!clock->is_let) {
        (void)pthread_cond_wait(&clock->changed, &clock->lock);
    }
    (void)pthread_mutex_unlock(&clock->lock);
    return ll_test_wall_now(NULL);
}

/* Its thread waits for the time when the server's end comes. */
static void one_that_is_stopped_is_not_finished(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct held_clock clock = {.lock = PTHREAD_MUTEX_INITIALIZER,
                               .changed = PTHREAD_COND_INITIALIZER};
    struct ll_work_options work = served->options.work;
    struct ll_audits *audits = NULL;
    struct ll_err err = {0};
    int64_t wait_us = 0;
    work.clock = (struct ll_clock){.now = held_now, .ctx = &clock};
    assert_int_equal(ll_audits_open(&work, &audits, &err), LL_OK);
    assert_int_equal(ll_audits_begin(audits, &wait_us, &err), LL_OK);
    (void)pthread_mutex_lock(&clock.lock);
    while (!clock.is_asked) {
        (void)pthread_cond_wait(&clock.changed, &clock.lock);
    }
    ll_audits_stop(audits);
    clock.is_let = true;
    (void)pthread_cond_broadcast(&clock.changed);
    (void)pthread_mutex_unlock(&clock.lock);
    ll_audits_close(audits);

    const struct ll_json *kept = ll_audits_read(&served->arena, work.data_dir);
    assert_non_null(kept);
    assert_null(ll_json_get(kept, "report"));
    const struct ll_json *note = ll_json_get(kept, "unfinished");
    assert_non_null(note);
    assert_true(ll_str_eq_cstr(ll_json_string_at(note, "code"), "ESTOPPED"));
    assert_true(ll_json_string_at(note, "started_at").len > 0);
    struct ll_reply reply = ll_get(served, "/findings");
    ll_assert_reply(&reply, 200, "the audit was stopped before its end");
    ll_assert_reply(&reply, 200, "\"is_running\":false");

    /* One that comes to its end takes its place. */
    reply = ll_post(served, "/findings", NULL, "{}");
    assert_int_equal(reply.status, 200);
    for (int i = 0; i < TRIES && (i == 0 || ll_json_string_at(kept, "finished_at").len == 0); i++) {
        (void)nanosleep(&moment, NULL);
        kept = ll_audits_read(&served->arena, work.data_dir);
        assert_non_null(kept);
    }
    assert_null(ll_json_get(kept, "unfinished"));
    assert_non_null(ll_json_get(kept, "report"));
}

/* ---- what was erased ---- */

static struct ll_str file_of(struct ll_served *served, const char *ending)
{
    char path[400];
    struct ll_str target = ll_str_from_cstr(served->fixture.target);
    struct ll_str file = ll_str_sub(target, strlen("sqlite:"), target.len);
    (void)snprintf(path, sizeof(path), "%.*s%s", LL_STR_ARG(file), ending);
    char *bytes = ll_arena_alloc(&served->arena, 1, FILE_BYTES_MAX);
    assert_non_null(bytes);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t count = fread(bytes, 1, FILE_BYTES_MAX, f);
    (void)fclose(f);
    return (struct ll_str){bytes, count};
}

static bool is_in(struct ll_served *served, const char *ending)
{
    struct ll_arena_mark mark = ll_arena_mark(&served->arena);
    bool is = ll_str_find(file_of(served, ending), LL_STR(NAME), false) != SIZE_MAX;
    ll_arena_rewind(&served->arena, mark);
    return is;
}

/* Reads the store as it is now, until it is closed: as an audit does. */
static struct ll_store *look(struct ll_served *served)
{
    const struct ll_store_options open = {.target = ll_str_from_cstr(served->fixture.target),
                                          .read_only = true};
    struct ll_store *store = NULL;
    struct ll_err err = {0};
    struct ll_q_audit_event_count_row events;
    assert_int_equal(ll_store_open(&open, &store, &err), LL_OK);
    assert_int_equal(ll_store_begin(store, LL_STORE_READ, &err), LL_OK);
    assert_int_equal(ll_q_audit_event_count(store, &served->arena, &events, &err), LL_OK);
    assert_true(events.events > 0);
    return store;
}

static void what_was_erased_goes_when_nobody_reads_it(void **state)
{
    struct ll_served *served = ll_served_of(state);
    if (ll_store_engine(served->fixture.store) != LL_STORE_SQLITE) {
        skip();
    }
    struct ll_reply reply =
        ll_post(served, "/organisations", NULL,
                "{\"code\":\"adjoa\",\"country\":\"GH\",\"name\":\"" NAME "\"}");
    assert_int_equal(reply.status, 200);
    struct ll_store *reader = look(served);
    reply = ll_post(served, "/organisations/adjoa/erase", NULL, "{\"reason\":\"asked\"}");
    assert_int_equal(reply.status, 200);
    assert_true(is_in(served, "-wal")); /* the reader holds it there */
    /* Nobody waits for it. */
    reply = ll_post(served, "/organisations", NULL,
                    "{\"code\":\"kofi\",\"country\":\"GH\",\"name\":\"Kofi\"}");
    assert_int_equal(reply.status, 200);
    assert_true(is_in(served, "-wal"));
    ll_store_rollback(reader);
    for (int i = 0; i < TRIES && is_in(served, "-wal"); i++) {
        (void)nanosleep(&moment, NULL);
    }
    assert_false(is_in(served, "-wal"));
    assert_false(is_in(served, ""));
    ll_store_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(one_that_is_stopped_is_not_finished),
        LL_SERVED_TEST(what_was_erased_goes_when_nobody_reads_it),
    };
    return cmocka_run_group_tests_name("audits", tests, NULL, NULL);
}
