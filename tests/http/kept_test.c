/* Answers that are kept: they are those that would be made now, and take no more than they may. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/kept.h"
#include "edge/http/route.h"
#include "http/full.h"

/* ---- the cache alone ---- */

static struct ll_http_made *make(char *body, size_t len)
{
    const struct ll_http_reply reply = {
        .status = 200,
        .type = "application/json",
        .body = {body, len},
        .fields = {{"ETag", LL_STR("\"x\"")}},
        .field_count = 1,
    };
    struct ll_http_made *made = ll_http_make(&reply);
    assert_non_null(made);
    return made;
}

static bool is_kept(struct ll_kept *kept, const char *key, uint64_t version)
{
    struct ll_http_made *made = ll_kept_find(kept, ll_str_from_cstr(key), version);
    ll_http_drop(made);
    return made != NULL;
}

static void put(struct ll_kept *kept, const char *key, uint64_t version, size_t len)
{
    static char body[100000];
    struct ll_http_made *made = make(body, len);
    ll_kept_put(kept, ll_str_from_cstr(key), version, made);
    ll_http_drop(made);
}

static void another_version_is_not_given(void **state)
{
    struct ll_kept *kept = NULL;
    (void)state;
    assert_int_equal(ll_kept_open(1 << 20, &kept, NULL), LL_OK);
    put(kept, "a", 1, 10);
    assert_true(is_kept(kept, "a", 1));
    assert_false(is_kept(kept, "a", 2));
    assert_false(is_kept(kept, "a", 0));
    assert_false(is_kept(kept, "b", 1));
    assert_false(is_kept(kept, "aa", 1));
    put(kept, "a", 2, 10);
    assert_true(is_kept(kept, "a", 2));
    assert_false(is_kept(kept, "a", 1));
    struct ll_kept_facts facts;
    ll_kept_facts(kept, &facts);
    assert_int_equal(facts.count, 1);
    assert_int_equal(facts.given, 2);
    ll_kept_close(kept);
}

static void memory_is_bounded(void **state)
{
    struct ll_kept *kept = NULL;
    struct ll_kept_facts facts;
    char key[32];
    (void)state;
    assert_int_equal(ll_kept_open(1 << 20, &kept, NULL), LL_OK);
    put(kept, "too large", 1, 1 << 16);
    assert_false(is_kept(kept, "too large", 1));
    for (int i = 0; i < 20000; i++) {
        (void)snprintf(key, sizeof(key), "%d", i);
        put(kept, key, 1, (size_t)i % 5000);
        assert_true(is_kept(kept, key, 1));
        assert_true(is_kept(kept, "0", 1)); /* what is asked for stays */
    }
    ll_kept_facts(kept, &facts);
    assert_true(facts.bytes > 1 << 19 && facts.bytes <= 1 << 20);
    assert_true(facts.count < 1000);
    assert_false(is_kept(kept, "1", 1));
    ll_kept_close(kept);
}

struct crowd {
    struct ll_kept *kept;
    int number;
};

static void *ask_some(void *arg)
{
    const struct crowd *crowd = arg;
    static char body[2000];
    char key[32];
    for (int i = 0; i < 5000; i++) {
        int what = (i * 7 + crowd->number) % 100;
        (void)snprintf(key, sizeof(key), "%d", what);
        struct ll_http_made *made = ll_kept_find(crowd->kept, ll_str_from_cstr(key), 1);
        if (made == NULL) {
            made = make(body, 1000 + (size_t)what);
            ll_kept_put(crowd->kept, ll_str_from_cstr(key), 1, made);
        }
        assert_true(ll_http_made_bytes(made) > 1000 + (size_t)what);
        ll_http_drop(made);
    }
    return NULL;
}

static void many_threads_ask_at_once(void **state)
{
    struct ll_kept *kept = NULL;
    struct crowd crowds[4];
    pthread_t threads[4];
    (void)state;
    /* Room for some of them, so that what one holds is forgotten by another. */
    assert_int_equal(ll_kept_open((size_t)16 * 12000, &kept, NULL), LL_OK);
    for (int i = 0; i < 4; i++) {
        crowds[i] = (struct crowd){kept, i};
        assert_int_equal(pthread_create(&threads[i], NULL, ask_some, &crowds[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    ll_kept_close(kept);
}

/* ---- over a socket ---- */

static int64_t metric(struct ll_served *served, const char *name)
{
    char line[80];
    struct ll_reply reply = ll_get(served, "/metrics");
    (void)snprintf(line, sizeof(line), "\nloopledger_%s ", name);
    size_t at = ll_str_find(reply.body, ll_str_from_cstr(line), false);
    int64_t count = -1;
    assert_true(at < reply.body.len);
    struct ll_str rest = ll_str_sub(reply.body, at + strlen(line), reply.body.len);
    assert_int_equal(ll_str_to_i64(ll_str_sub(rest, 0, ll_str_find_char(rest, '\n')), &count),
                     LL_OK);
    return count;
}

static int64_t given(struct ll_served *served)
{
    return metric(served, "kept_given_total");
}

/* A head but for its date. */
static struct ll_str head_of(struct ll_served *served, const struct ll_reply *reply)
{
    struct ll_str date = ll_reply_field(reply, "Date");
    size_t at = (size_t)(date.ptr - reply->head.ptr);
    char *text = ll_str_to_cstr(&served->arena, reply->head);
    assert_non_null(text);
    memset(text + at, 'x', date.len);
    return ll_str_from_cstr(text);
}

/*
 * Whoever else changes something in the whole PostgreSQL, in another database too, makes servers
 * look again: what they keep is told by asking more than once.
 */
#define LOOKS_MAX 200

static void the_same_is_given_again(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply first = ll_get(served, "/classes?limit=3");
    struct ll_reply second = {0};
    assert_int_equal(first.status, 200);
    int64_t before = given(served);
    for (int looks = 0; looks < LOOKS_MAX && given(served) == before; looks++) {
        second = ll_get(served, "/classes?limit=3");
    }
    assert_int_equal(given(served), before + 1);
    assert_true(ll_str_eq(first.body, second.body));
    assert_true(ll_str_eq(head_of(served, &first), head_of(served, &second)));
    struct ll_reply same = ll_ask(
        served, true, "GET /classes?limit=3 HTTP/1.1\r\nHost: x\r\nIf-None-Match: %.*s\r\n\r\n",
        LL_STR_ARG(ll_reply_field(&first, "ETag")));
    assert_int_equal(same.status, 304);
    assert_true(ll_str_eq(ll_reply_field(&same, "ETag"), ll_reply_field(&first, "ETag")));
    struct ll_reply page = ll_ask(
        served, true, "GET /classes?limit=3 HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&page, 200, "<h1>");
    struct ll_reply stranger =
        ll_ask(served, false, "GET /classes?limit=3 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(stranger.status, 401);
    struct ll_reply head =
        ll_ask(served, true, "HEAD /classes?limit=3 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(ll_str_eq(head_of(served, &first), head_of(served, &head)));
}

/* Of who is not signed in, by language; what is refused is not kept. */
static void pages_for_everybody_are_given_again(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    const struct ll_json *items = ll_at(ll_call(full->ledger, "certificate list", NULL), "items");
    struct ll_str serial = ll_text_at(&items->items[0], "serial");
    static const char *const languages[][2] = {{"fr", "<html lang=\"fr\">"},
                                               {"en", "<html lang=\"en\">"}};
    int64_t before = given(served);
    for (int i = 0; i < 2; i++) {
        for (int looks = 0; looks < LOOKS_MAX && given(served) == before + i; looks++) {
            struct ll_reply reply = ll_ask(served, false,
                                           "GET /certificates/%.*s HTTP/1.1\r\nHost: x\r\n"
                                           "Accept: text/html\r\nAccept-Language: %s\r\n\r\n",
                                           LL_STR_ARG(serial), languages[i][0]);
            ll_assert_reply(&reply, 200, languages[i][1]);
            ll_assert_reply(&reply, 200, "class=\"claim\"");
        }
    }
    assert_int_equal(given(served), before + 2);
    for (int i = 0; i < 2; i++) {
        struct ll_reply reply =
            ll_ask(served, false, "GET /classes HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
        assert_int_equal(reply.status, 401);
    }
    assert_int_equal(given(served), before + 2);
}

/* Revoked, and nobody sees it live from then on: each look comes right after the change. */
static void a_change_is_seen_at_once(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    const struct ll_json *items = ll_at(ll_call(full->ledger, "certificate list", NULL), "items");
    size_t revoked = 0;
    for (size_t i = 0; i < items->count; i++) {
        struct ll_str serial = ll_text_at(&items->items[i], "serial");
        struct ll_str was = ll_text_at(&items->items[i], "state");
        char target[200];
        (void)snprintf(target, sizeof(target), "/certificates/%.*s", LL_STR_ARG(serial));
        for (int k = 0; k < 3; k++) {
            struct ll_reply reply = ll_get(served, target);
            assert_int_equal(reply.status, 200);
            ll_assert_text(ll_reply_read(served, &reply), "state",
                           ll_str_to_cstr(&served->arena, was));
        }
        if (!ll_str_eq_cstr(was, "live") && !ll_str_eq_cstr(was, "under_review")) {
            continue;
        }
        (void)snprintf(target, sizeof(target), "/certificates/%.*s/revoke", LL_STR_ARG(serial));
        struct ll_reply reply = ll_post(served, target, NULL, "{\"reason\":\"wrong-client\"}");
        ll_assert_reply(&reply, 200, "released_units");
        (void)snprintf(target, sizeof(target), "/certificates/%.*s", LL_STR_ARG(serial));
        reply = ll_get(served, target);
        ll_assert_reply(&reply, 200, "\"state\":\"revoked\"");
        revoked++;
    }
    assert_true(revoked > 0);
}

/* Another server on the same store, with a socket of its own. */
static void open_other(struct ll_served *served, struct ll_served *ret_other)
{
    *ret_other = *served;
    ll_arena_init(&ret_other->arena, &ll_arena_malloc, served->arena.cap_bytes);
    ret_other->options.local_path = ret_other->socket_path;
    ret_other->options.work.writer = ll_fixture_open(&served->fixture, false);
    (void)snprintf(ret_other->socket_path, sizeof(ret_other->socket_path), "%s/other.sock",
                   served->fixture.dir);
    struct ll_err err = {0};
    assert_int_equal(ll_server_open(&ret_other->options, &ret_other->server, &err), LL_OK);
}

static void close_other(struct ll_served *other)
{
    ll_server_close(other->server, INT64_C(10000000));
    ll_store_close(other->options.work.writer);
    ll_arena_release(&other->arena);
}

/* A programme of a number is made by one, and is in what the other answers right after. */
static void make_programme(struct ll_served *from, struct ll_served *to, int number)
{
    char body[200];
    char code[40];
    (void)snprintf(body, sizeof(body),
                   "{\"classes\":[\"tablet=tablet:4.00 EUR\"],\"code\":\"p%d\",\"oldest_vintage\":"
                   "\"2024-01\",\"operator\":\"oneforone\"}",
                   number);
    struct ll_reply reply = ll_post(from, "/programmes", NULL, body);
    ll_assert_reply(&reply, 200, "programme_id");
    (void)snprintf(code, sizeof(code), "\"code\":\"p%d\"", number);
    reply = ll_get(to, "/programmes?limit=1000");
    ll_assert_reply(&reply, 200, code);
}

/* Two servers on one store: what one has answered, the other knows. */
static void another_server_is_heard(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_served other;
    if (!ll_fixture_is_postgres()) {
        skip(); /* one process holds the file */
    }
    open_other(served, &other);
    for (int i = 0; i < 20; i++) {
        struct ll_served *from = i % 2 == 0 ? served : &other;
        struct ll_served *to = i % 2 == 0 ? &other : served;
        for (int k = 0; k < 2; k++) {
            struct ll_reply reply = ll_get(to, "/programmes?limit=1000");
            assert_int_equal(reply.status, 200);
        }
        make_programme(from, to, i);
    }
    assert_true(given(&other) > 0);
    close_other(&other);
}

struct reader {
    struct ll_served served; /* with an arena of its own */
    atomic_bool *is_over;
    pthread_t thread;
};

static void *read_on(void *arg)
{
    struct reader *reader = arg;
    while (!atomic_load(reader->is_over)) {
        struct ll_reply reply = ll_get(&reader->served, "/programmes?limit=1000");
        assert_int_equal(reply.status, 200);
        ll_arena_reset(&reader->served.arena);
    }
    return NULL;
}

#define READERS 4
#define ROUNDS_MIN 50
#define ROUNDS_MAX 2000

/* While others ask all the time, so that a question is mostly under way when one more comes: nobody
 * gets an answer that was found out before they asked. */
static void who_comes_late_shares_the_next_look(void **state)
{
    static struct reader readers[READERS];
    struct ll_served *served = ll_served_of(state);
    struct ll_served other;
    atomic_bool is_over = false;
    bool is_shared = false;
    if (!ll_fixture_is_postgres()) {
        skip(); /* its version is not asked for */
    }
    open_other(served, &other);
    for (int i = 0; i < READERS; i++) {
        readers[i].served = *served;
        readers[i].is_over = &is_over;
        ll_arena_init(&readers[i].served.arena, &ll_arena_malloc, served->arena.cap_bytes);
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_on, &readers[i]), 0);
    }
    for (int i = 0; i < ROUNDS_MIN || (!is_shared && i < ROUNDS_MAX); i++) {
        make_programme(&other, served, 1000 + i);
        is_shared = metric(served, "kept_looks_total") > metric(served, "kept_questions_total");
        ll_arena_reset(&other.arena);
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < READERS; i++) {
        assert_int_equal(pthread_join(readers[i].thread, NULL), 0);
        ll_arena_release(&readers[i].served.arena);
    }
    assert_true(is_shared);
    close_other(&other);
}

static void kept_services_only_look(void **state)
{
    size_t count = 0;
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_service *service = ll_routes[i].service;
        if (service != NULL && ll_kept_service(service)) {
            assert_true(service->mode == LL_SERVICE_READ || service->mode == LL_SERVICE_VIEW);
            count++;
        }
    }
    assert_true(count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_version_is_not_given),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(many_threads_ask_at_once),
        cmocka_unit_test(kept_services_only_look),
        LL_FULL_TEST(the_same_is_given_again),
        LL_FULL_TEST(pages_for_everybody_are_given_again),
        LL_FULL_TEST(a_change_is_seen_at_once),
        LL_FULL_TEST(another_server_is_heard),
        LL_FULL_TEST(who_comes_late_shares_the_next_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
