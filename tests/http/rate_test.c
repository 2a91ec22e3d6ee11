/* Who asks too much: how addresses are told apart, how buckets fill, what is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/rate.h"
#include "http/support.h"

#define SECOND_US INT64_C(1000000)

/* ---- addresses ---- */

static void addresses_are_in_their_networks(void **state)
{
    static const struct {
        const char *network;
        const char *address;
        bool inside;
    } rows[] = {
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.0.0.0/8", "::ffff:10.1.2.3", true}, /* the same address in other words */
        {"127.0.0.1", "127.0.0.1", true},
        {"127.0.0.1", "127.0.0.2", false},
        {"0.0.0.0/0", "255.1.2.3", true},
        {"0.0.0.0/0", "::1", false},
        {"fd00::/8", "fdff::1", true},
        {"fd00::/8", "fe00::1", false},
        {"2001:db8:0:fe00::/55", "2001:db8:0:ffff::1", true},
        {"2001:db8:0:fe00::/55", "2001:db8:0:fdff::1", false},
        {"::/0", "1.2.3.4", true},
    };
    static const char *const none[] = {
        "",           "10.0.0.0/33", "10.0.0.0/",   "10.0.0.1/8", "10.0.0/8",    "fd00::/129",
        "fd00::1/64", "localhost",   "10.0.0.0/-1", "/8",         "127.0.0.1/x", "1.2.3.4 "};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_network network;
        struct ll_address address;
        assert_int_equal(ll_network_parse(ll_str_from_cstr(rows[i].network), &network, NULL),
                         LL_OK);
        assert_true(ll_address_parse(ll_str_from_cstr(rows[i].address), &address));
        if (ll_network_has(&network, &address) != rows[i].inside) {
            fail_msg("%s and %s", rows[i].network, rows[i].address);
        }
    }
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        struct ll_network network;
        assert_int_equal(ll_network_parse(ll_str_from_cstr(none[i]), &network, NULL), LL_EPARSE);
    }
}

static void only_proxies_say_who_asks(void **state)
{
    static const struct {
        const char *peer;
        const char *forwarded;
        const char *client;
    } rows[] = {
        {"127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.7", "192.0.2.7"},
        {"192.0.2.7", "198.51.100.1", "192.0.2.7"}, /* no proxy of ours: its word is nothing */
        {"127.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7"}, /* the client made the first up */
        {"127.0.0.1", "198.51.100.1,192.0.2.7, 10.0.0.9", "192.0.2.7"}, /* two proxies */
        {"127.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"},
        {"127.0.0.1", "192.0.2.7, unknown", "127.0.0.1"},
        {"127.0.0.1", ",", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.7,unknown,10.0.0.9", "10.0.0.9"},
        {"127.0.0.1", "2001:db8::1", "2001:db8::1"},
        {"127.0.0.1", "192.0.2.7:4711", "192.0.2.7"}, /* with their ports */
        {"127.0.0.1", "192.0.2.7:4711, 10.0.0.9:80", "192.0.2.7"},
        {"127.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"},
        {"127.0.0.1", "[2001:db8::1]", "2001:db8::1"},
        {"127.0.0.1", "192.0.2.7:65536", "127.0.0.1"}, /* no port */
        {"127.0.0.1", "192.0.2.7:", "127.0.0.1"},
        {"127.0.0.1", "192.0.2.7:x", "127.0.0.1"},
        {"127.0.0.1", "[2001:db8::1", "127.0.0.1"},
        {"127.0.0.1", "[2001:db8::1]4711", "127.0.0.1"},
        {"127.0.0.1", "::1", "::1"}, /* no port either */
    };
    struct ll_network trusted[2];
    (void)state;
    assert_int_equal(ll_network_parse(LL_STR("127.0.0.1"), &trusted[0], NULL), LL_OK);
    assert_int_equal(ll_network_parse(LL_STR("10.0.0.0/8"), &trusted[1], NULL), LL_OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_address is;
        struct ll_address ought;
        assert_true(ll_address_of_client(ll_str_from_cstr(rows[i].peer),
                                         ll_str_from_cstr(rows[i].forwarded), trusted, 2, &is));
        assert_true(ll_address_parse(ll_str_from_cstr(rows[i].client), &ought));
        if (memcmp(is.b, ought.b, sizeof(is.b)) != 0) {
            fail_msg("%s of %s", rows[i].forwarded, rows[i].peer);
        }
    }
    struct ll_address none;
    assert_false(ll_address_of_client(LL_STR("uid:1000"), LL_STR(""), trusted, 2, &none));
}

/* ---- buckets ---- */

static bool let_through(struct ll_rates *rates, const char *who, int64_t now_us)
{
    int64_t wait_us = 0;
    enum ll_status status =
        ll_rates_take(rates, LL_RATE_SIGN_IN, ll_str_from_cstr(who), now_us, &wait_us, NULL);
    assert_true(status == LL_OK || (status == LL_ERATE && wait_us > 0));
    return status == LL_OK;
}

static struct ll_rates *open_rates(unsigned percent)
{
    struct ll_rates *rates = NULL;
    const struct ll_id_source ids = {.random = ll_crypto_random};
    assert_int_equal(ll_rates_open(percent, &ids, &rates, NULL), LL_OK);
    return rates;
}

static void buckets_fill_evenly(void **state)
{
    const struct ll_rate_row *row = &ll_rate_rows[LL_RATE_SIGN_IN];
    int64_t each_us = 60 * SECOND_US / row->per_minute;
    (void)state;
    for (int64_t start_us = 0; start_us < 1000 * SECOND_US; start_us += 999 * SECOND_US) {
        struct ll_rates *rates = open_rates(100);
        for (int64_t i = 0; i < row->at_once; i++) {
            assert_true(let_through(rates, "a", start_us));
        }
        assert_false(let_through(rates, "a", start_us));
        assert_true(let_through(rates, "b", start_us));
        assert_false(let_through(rates, "a", start_us + each_us - 1));
        assert_true(let_through(rates, "a", start_us + each_us));
        assert_false(let_through(rates, "a", start_us + each_us));
        /* what was refused cost nothing; what was not asked for is saved, to as many as at once */
        int64_t later_us = start_us + 1000 * each_us;
        for (int64_t i = 0; i < row->at_once; i++) {
            assert_true(let_through(rates, "a", later_us));
        }
        assert_false(let_through(rates, "a", later_us));
        assert_int_equal(ll_rates_refused(rates, LL_RATE_SIGN_IN), 4);
        ll_rates_close(rates);
    }
    assert_true(let_through(NULL, "a", 0));
}

/* What the wait says is when the next one is let through, not sooner. */
static void the_wait_is_true(void **state)
{
    struct ll_rates *rates = open_rates(7);
    int64_t wait_us = 0;
    int64_t now_us = 5 * SECOND_US;
    (void)state;
    while (ll_rates_take(rates, LL_RATE_USER, LL_STR("x"), now_us, &wait_us, NULL) == LL_OK) {
    }
    int64_t rest_us = 0;
    assert_int_equal(
        ll_rates_take(rates, LL_RATE_USER, LL_STR("x"), now_us + wait_us - 1, &rest_us, NULL),
        LL_ERATE);
    assert_int_equal(rest_us, 1);
    assert_int_equal(
        ll_rates_take(rates, LL_RATE_USER, LL_STR("x"), now_us + wait_us, &rest_us, NULL), LL_OK);
    ll_rates_close(rates);
}

/* Many more askers than there is room for: none of those who ask little is refused. */
static void a_full_table_forgets_who_asked_least(void **state)
{
    struct ll_rates *rates = open_rates(100);
    char who[32];
    (void)state;
    while (let_through(rates, "greedy", 0)) {
    }
    for (int i = 0; i < 300000; i++) {
        (void)snprintf(who, sizeof(who), "%d", i);
        assert_true(let_through(rates, who, 0));
    }
    assert_false(let_through(rates, "greedy", 0));
    ll_rates_close(rates);
}

static void free_routes_are_those_of_watchers(void **state)
{
    size_t free_count = 0;
    size_t sign_in_count = 0;
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        enum ll_rate rate = ll_rate_of(&ll_routes[i]);
        free_count += rate == LL_RATE_FREE ? 1 : 0;
        sign_in_count += rate == LL_RATE_SIGN_IN ? 1 : 0;
    }
    assert_int_equal(free_count, 2);
    assert_true(sign_in_count >= 4); /* each row names a route that is there */
    assert_int_equal(ll_rate_of(NULL), LL_RATE_PLAIN);
}

/* ---- over a socket ---- */

static atomic_llong timer_us;

static struct ll_time timer_now(void *ctx)
{
    (void)ctx;
    return (struct ll_time){atomic_load(&timer_us)};
}

static struct ll_time clock_now(void *ctx)
{
    (void)ctx;
    return (struct ll_time){INT64_C(1790000000000000)};
}

static struct ll_reply get(struct ll_served *served, const char *target, const char *fields)
{
    return ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, fields);
}

/* One per cent: six at once, one a second of an address. */
static void start_limited(struct ll_served *served)
{
    static struct ll_network near;
    assert_int_equal(ll_network_parse(LL_STR("127.0.0.1"), &near, NULL), LL_OK);
    served->options.rate_percent = 1;
    served->options.trusted = &near;
    served->options.trusted_count = 1;
    served->options.work.timer.now = timer_now;
    served->options.work.clock.now = clock_now;
    ll_served_again(served);
}

static void who_asks_too_much_waits(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply;
    start_limited(served);
    for (int i = 0; i < 6; i++) {
        reply = get(served, "/", "");
        assert_int_equal(reply.status, 200);
    }
    reply = get(served, "/", "");
    ll_assert_reply(&reply, 429, "\"code\":\"ERATE\"");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Retry-After"), "1"));
    reply = get(served, "/", "Accept: text/html\r\n");
    ll_assert_reply(&reply, 429, "<h1>");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Retry-After"), "1"));
    reply = get(served, "/nowhere", ""); /* what is not there costs, too */
    assert_int_equal(reply.status, 429);
    reply = get(served, "/health", "");
    assert_int_equal(reply.status, 200);
    reply = get(served, "/ready", "");
    assert_int_equal(reply.status, 200);
    /* the proxy's word counts: another client is another asker, whatever it says of itself */
    reply = get(served, "/", "X-Forwarded-For: 192.0.2.7\r\n");
    assert_int_equal(reply.status, 200);
    for (int i = 0; i < 6; i++) {
        char fields[100];
        (void)snprintf(fields, sizeof(fields),
                       "X-Forwarded-For: 198.51.100.%d\r\nX-Forwarded-For: 192.0.2.7\r\n", i);
        reply = get(served, "/", fields);
        assert_int_equal(reply.status, i < 5 ? 200 : 429);
    }
    /* the machine's own user is not counted */
    for (int i = 0; i < 20; i++) {
        reply = ll_get(served, "/");
        assert_int_equal(reply.status, 200);
    }
    atomic_fetch_add(&timer_us, SECOND_US);
    reply = get(served, "/", "");
    assert_int_equal(reply.status, 200);
    reply = ll_get(served, "/metrics");
    ll_assert_reply(&reply, 200, "loopledger_rate_limited_total{limit=\"address\"} 4\n");
}

/* A body that is refused is not waited for; signing in has less. */
static void signing_in_has_its_own(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply;
    start_limited(served);
    for (int i = 0; i < 2; i++) {
        reply = ll_ask(served, false,
                       "POST /sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                       "Content-Length: %d\r\n\r\n{}",
                       i == 0 ? 2 : 60000);
        ll_assert_reply(&reply, i == 0 ? 422 : 429, i == 0 ? "email" : "to get in");
    }
    reply = get(served, "/", "");
    assert_int_equal(reply.status, 200);
}

static void users_and_tokens_have_theirs(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"op\",\"country\":\"NL\",\"name\":\"Operator\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = ll_post(served, "/users", NULL,
                    "{\"email\":\"a@op.example\",\"name\":\"Ama\",\"organisation\":\"op\","
                    "\"role\":\"auditor\"}");
    ll_assert_reply(&reply, 200, "user_id");
    char body[300];
    char fields[300];
    (void)snprintf(
        body, sizeof(body),
        "{\"expires_on\":\"2026-12-31\",\"permissions\":[\"look-up\"],\"user\":\"%.*s\"}",
        LL_STR_ARG(ll_json_string_at(ll_reply_read(served, &reply), "user_id")));
    reply = ll_post(served, "/tokens", NULL, body);
    ll_assert_reply(&reply, 200, "\"token\"");
    const struct ll_json *said = ll_json_get(ll_reply_read(served, &reply), "transient");
    (void)snprintf(fields, sizeof(fields), "Authorization: Bearer %.*s\r\n",
                   LL_STR_ARG(ll_json_string_at(said, "token")));
    start_limited(served);
    for (int i = 0; i < 7; i++) {
        /* each from another address */
        char all[400];
        (void)snprintf(all, sizeof(all), "%sX-Forwarded-For: 192.0.2.%d\r\n", fields, i);
        reply = get(served, "/classes", all);
        assert_int_equal(reply.status, i < 6 ? 200 : 429);
    }
    ll_assert_reply(&reply, 429, "one token");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_in_their_networks),
        cmocka_unit_test(only_proxies_say_who_asks),
        cmocka_unit_test(buckets_fill_evenly),
        cmocka_unit_test(the_wait_is_true),
        cmocka_unit_test(a_full_table_forgets_who_asked_least),
        cmocka_unit_test(free_routes_are_those_of_watchers),
        LL_SERVED_TEST(who_asks_too_much_waits),
        LL_SERVED_TEST(signing_in_has_its_own),
        LL_SERVED_TEST(users_and_tokens_have_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
