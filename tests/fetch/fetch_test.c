/* The client that asks other people's servers, against servers on this machine: what it takes, what
 * it refuses, and that nothing reaches a server that may not be asked. */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <microhttpd.h>

#include "edge/fetch/connect.h"
#include "edge/fetch/fetch.h"
#include "fetch/certificate.h"

#define CAP ((size_t)8 << 20)
#define URL_MAX 200

struct fixture {
    struct MHD_Daemon *plain;
    struct MHD_Daemon *secure;
    int plain_port;
    int secure_port;
    atomic_int requests;
    struct ll_certificate certificate;
    char authorities[64];
    struct ll_arena arena;
};

static void wait_ms(long ms)
{
    const struct timespec wait = {ms / 1000, ms % 1000 * 1000000};
    (void)nanosleep(&wait, NULL);
}

/* ---- the server ---- */

static enum MHD_Result reply(struct MHD_Connection *connection, unsigned status, char *body,
                             size_t len, const char *name, const char *value)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(len, body, MHD_RESPMEM_MUST_COPY);
    if (name != NULL) {
        (void)MHD_add_response_header(response, name, value);
    }
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

/* /bytes/N gives N bytes, /head/N a field of N bytes, /away points elsewhere, /echo gives back. */
static enum MHD_Result serve(void *ctx, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_size, void **state)
{
    struct fixture *fixture = ctx;
    static char got[256];
    static char bytes[200001];
    (void)version;
    if (*state == NULL) {
        *state = got;
        atomic_fetch_add(&fixture->requests, 1);
        got[0] = '\0';
        return MHD_YES;
    }
    if (*upload_size > 0) {
        (void)snprintf(got, sizeof(got), "%.*s", (int)*upload_size, upload);
        *upload_size = 0;
        return MHD_YES;
    }
    memset(bytes, 'x', sizeof(bytes));
    if (strncmp(url, "/bytes/", 7) == 0) {
        return reply(connection, 200, bytes, strtoul(url + 7, NULL, 10), "Cache-Control",
                     "max-age=60");
    }
    if (strncmp(url, "/head/", 6) == 0) {
        bytes[strtoul(url + 6, NULL, 10)] = '\0';
        return reply(connection, 200, got, 0, "X-Long", bytes);
    }
    if (strcmp(url, "/away") == 0) {
        return reply(connection, 302, got, 0, "Location", "/bytes/5");
    }
    if (strcmp(url, "/busy") == 0) {
        return reply(connection, 503, got, 0, "Retry-After", "120");
    }
    if (strcmp(url, "/slow") == 0) {
        wait_ms(1500);
    }
    const char *mark = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Mark");
    char text[600];
    int len =
        snprintf(text, sizeof(text), "%s %s %s %s", method, url, mark != NULL ? mark : "-", got);
    return reply(connection, 200, text, (size_t)len, "Content-Type", "text/plain");
}

static struct MHD_Daemon *start(struct fixture *fixture, bool is_secure, int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
    struct MHD_Daemon *daemon;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (is_secure) {
        daemon = MHD_start_daemon(
            flags | MHD_USE_TLS, 0, NULL, NULL, serve, fixture, MHD_OPTION_SOCK_ADDR,
            (struct sockaddr *)&address, MHD_OPTION_HTTPS_MEM_CERT,
            fixture->certificate.certificate, MHD_OPTION_HTTPS_MEM_KEY, fixture->certificate.key,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)1 << 20, MHD_OPTION_END);
    } else {
        daemon = MHD_start_daemon(flags, 0, NULL, NULL, serve, fixture, MHD_OPTION_SOCK_ADDR,
                                  (struct sockaddr *)&address, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                  (size_t)1 << 20, MHD_OPTION_END);
    }
    assert_non_null(daemon);
    *ret_port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return daemon;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    (void)signal(SIGPIPE, SIG_IGN);
    assert_non_null(fixture);
    ll_arena_init(&fixture->arena, &ll_arena_malloc, CAP);
    ll_certificate_make(&fixture->certificate);
    (void)snprintf(fixture->authorities, sizeof(fixture->authorities), "/tmp/fetch-test-XXXXXX");
    int fd = mkstemp(fixture->authorities);
    assert_true(fd >= 0);
    size_t len = strlen(fixture->certificate.certificate);
    assert_int_equal(write(fd, fixture->certificate.certificate, len), (ssize_t)len);
    (void)close(fd);
    fixture->plain = start(fixture, false, &fixture->plain_port);
    fixture->secure = start(fixture, true, &fixture->secure_port);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    MHD_stop_daemon(fixture->plain);
    MHD_stop_daemon(fixture->secure);
    (void)unlink(fixture->authorities);
    ll_arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

/* ---- asking ---- */

static struct ll_fetch *open_near(const struct fixture *fixture, bool is_trusting)
{
    struct ll_fetch *fetch = NULL;
    struct ll_fetch_rules rules = {
        .may_near = true,
        .authorities = is_trusting ? fixture->authorities : NULL,
        .body_max = 100000,
        .whole_ms = 5000,
    };
    assert_int_equal(ll_fetch_open(&rules, &fetch, NULL), LL_OK);
    return fetch;
}

static enum ll_status get(struct fixture *fixture, struct ll_fetch *fetch, const char *url,
                          struct ll_fetch_answer *ret_answer, struct ll_err *reterr)
{
    struct ll_fetch_request request = {.method = "GET", .url = ll_str_from_cstr(url)};
    return ll_fetch(fetch, &request, &fixture->arena, ret_answer, reterr);
}

static const char *at(const struct fixture *fixture, bool is_secure, const char *path)
{
    static char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "http%s://localhost:%d%s", is_secure ? "s" : "",
                   is_secure ? fixture->secure_port : fixture->plain_port, path);
    return url;
}

static void it_asks_and_answers(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_fetch *fetch = open_near(fixture, true);
    for (int is_secure = 0; is_secure < 2; is_secure++) {
        struct ll_fetch_field field = {"X-Mark", LL_STR("m 1")};
        struct ll_fetch_request request = {
            .method = "POST",
            .url = ll_str_from_cstr(at(fixture, is_secure, "/echo/../a")),
            .fields = &field,
            .field_count = 1,
            .body = LL_STR("the body"),
        };
        assert_int_equal(ll_fetch(fetch, &request, &fixture->arena, &answer, NULL), LL_OK);
        assert_int_equal(answer.status, 200);
        assert_true(ll_str_eq_cstr(answer.body, "POST /echo/../a m 1 the body"));
        assert_true(ll_str_eq_cstr(answer.content_type, "text/plain"));
        assert_int_equal(get(fixture, fetch, at(fixture, is_secure, "/x"), &answer, NULL), LL_OK);
        assert_true(ll_str_eq_cstr(answer.body, "GET /x - "));
    }
    assert_int_equal(get(fixture, fetch, at(fixture, false, "/busy"), &answer, NULL), LL_OK);
    assert_int_equal(answer.status, 503);
    assert_true(ll_str_eq_cstr(answer.retry_after, "120"));
    ll_fetch_close(fetch);
}

static void a_certificate_has_to_hold(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_err err = {0};
    char url[URL_MAX];
    struct ll_fetch *fetch = open_near(fixture, false);
    int before = atomic_load(&fixture->requests);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/x"), &answer, &err), LL_EIO);
    assert_non_null(strstr(err.text, "certificate"));
    ll_fetch_close(fetch);
    fetch = open_near(fixture, true);
    /* another name of the same machine */
    (void)snprintf(url, sizeof(url), "https://127.0.0.2:%d/", fixture->secure_port);
    assert_int_equal(get(fixture, fetch, url, &answer, &err), LL_EIO);
    assert_int_equal(atomic_load(&fixture->requests), before);
    ll_fetch_close(fetch);
}

static void redirects_are_answers(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_fetch *fetch = open_near(fixture, true);
    int before = atomic_load(&fixture->requests);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/away"), &answer, NULL), LL_OK);
    assert_int_equal(answer.status, 302);
    assert_int_equal(answer.body.len, 0);
    assert_int_equal(atomic_load(&fixture->requests), before + 1);
    ll_fetch_close(fetch);
}

static void sizes_and_times_have_limits(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_err err = {0};
    struct ll_fetch *fetch = open_near(fixture, true);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/bytes/100000"), &answer, &err), LL_OK);
    assert_int_equal(answer.body.len, 100000);
    assert_true(ll_str_eq_cstr(answer.cache_control, "max-age=60"));
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/bytes/100001"), &answer, &err),
                     LL_ELIMIT);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/head/60000"), &answer, &err), LL_OK);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/head/66000"), &answer, &err),
                     LL_ELIMIT);
    ll_fetch_close(fetch);
    struct ll_fetch_rules rules = {.may_near = true, .whole_ms = 300};
    assert_int_equal(ll_fetch_open(&rules, &fetch, NULL), LL_OK);
    assert_int_equal(get(fixture, fetch, at(fixture, false, "/slow"), &answer, &err), LL_EIO);
    ll_fetch_close(fetch);
}

static void fields_cannot_be_broken_out_of(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_fetch *fetch = open_near(fixture, true);
    static const char *const bad[] = {"a\r\nX-Mark: b", "a\nb", "a\rb", "a\x7F"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ll_fetch_field field = {"X-Mark", ll_str_from_cstr(bad[i])};
        struct ll_fetch_request request = {.method = "GET",
                                           .url = ll_str_from_cstr(at(fixture, false, "/x")),
                                           .fields = &field,
                                           .field_count = 1};
        assert_int_equal(ll_fetch(fetch, &request, &fixture->arena, &answer, NULL), LL_EINVAL);
    }
    struct ll_fetch_field zero = {"X-Mark", {"a\0b", 3}};
    struct ll_fetch_request request = {.method = "GET",
                                       .url = ll_str_from_cstr(at(fixture, false, "/x")),
                                       .fields = &zero,
                                       .field_count = 1};
    assert_int_equal(ll_fetch(fetch, &request, &fixture->arena, &answer, NULL), LL_EINVAL);
    zero.value = LL_STR("");
    assert_int_equal(ll_fetch(fetch, &request, &fixture->arena, &answer, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(answer.body, "GET /x  "));
    ll_fetch_close(fetch);
}

/* ---- where it may go ---- */

static void this_machine_is_not_asked(void **state)
{
    static const char *const hosts[] = {
        "localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",

    };
    struct fixture *fixture = *state;
    struct ll_fetch *fetch = NULL;
    struct ll_fetch_rules rules = {.authorities = fixture->authorities, .connect_ms = 2000};
    struct ll_fetch_answer answer;
    int before = atomic_load(&fixture->requests);
    assert_int_equal(ll_fetch_open(&rules, &fetch, NULL), LL_OK);
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        char url[URL_MAX];
        struct ll_err err = {0};
        (void)snprintf(url, sizeof(url), "https://%s:%d/x", hosts[i], fixture->secure_port);
        enum ll_status status = get(fixture, fetch, url, &answer, &err);
        if (status != LL_EPERM) {
            fail_msg("%s: %s %s", hosts[i], ll_status_name(status), err.text);
        }
    }
    assert_int_equal(get(fixture, fetch, at(fixture, false, "/x"), &answer, NULL), LL_EPERM);
    assert_int_equal(atomic_load(&fixture->requests), before);
    ll_fetch_close(fetch);
}

static void only_the_web_is_asked(void **state)
{
    static const char *const urls[] = {
        "file:///etc/passwd", "ftp://localhost/x",  "gopher://localhost/x", "dict://localhost/x",
        "smtp://localhost/x", "ldap://localhost/x", "telnet://localhost/",
    };
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_fetch *fetch = open_near(fixture, true);
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        enum ll_status status = get(fixture, fetch, urls[i], &answer, NULL);
        assert_true(status == LL_EPERM || status == LL_EINVAL);
    }
    ll_fetch_close(fetch);
}

static bool may(enum ll_connect_reach reach, const char *text)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        return ll_connect_may(reach, (const struct sockaddr *)&v4);
    }
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return ll_connect_may(reach, (const struct sockaddr *)&v6);
}

static void reach_is_by_address(void **state)
{
    struct sockaddr_storage other = {.ss_family = AF_UNIX};
    (void)state;
    assert_true(may(LL_CONNECT_PUBLIC, "9.9.9.9"));
    assert_true(may(LL_CONNECT_PUBLIC, "2620:fe::fe"));
    assert_false(may(LL_CONNECT_PUBLIC, "10.0.0.1"));
    assert_false(may(LL_CONNECT_PUBLIC, "fd00::1"));
    assert_false(may(LL_CONNECT_PUBLIC, "169.254.169.254"));
    assert_true(may(LL_CONNECT_OWN, "10.0.0.1"));
    assert_true(may(LL_CONNECT_OWN, "::1"));
    assert_true(may(LL_CONNECT_OWN, "9.9.9.9"));
    assert_false(may(LL_CONNECT_OWN, "169.254.169.254"));
    assert_false(may(LL_CONNECT_OWN, "fe80::1"));
    assert_false(may(LL_CONNECT_OWN, "0.0.0.0"));
    assert_true(may(LL_CONNECT_NEAR, "127.0.0.1"));
    assert_false(may(LL_CONNECT_NEAR, "10.0.0.1"));
    assert_false(may(LL_CONNECT_NEAR, "9.9.9.9"));
    assert_false(ll_connect_may(LL_CONNECT_ANY, (const struct sockaddr *)&other));
}

/* By name of its network: in plain HTTP too, and nothing else is. */
static void networks_may_be_allowed(void **state)
{
    struct fixture *fixture = *state;
    struct ll_network networks[2];
    struct ll_fetch *fetch = NULL;
    struct ll_fetch_answer answer;
    char url[URL_MAX];
    assert_int_equal(ll_network_parse(LL_STR("127.0.0.0/8"), &networks[0], NULL), LL_OK);
    assert_int_equal(ll_network_parse(LL_STR("10.0.0.0/8"), &networks[1], NULL), LL_OK);
    int before = atomic_load(&fixture->requests);
    for (size_t i = 0; i < 2; i++) {
        struct ll_fetch_rules rules = {
            .authorities = fixture->authorities,
            .allowed = &networks[i],
            .allowed_count = 1,
        };
        enum ll_status expected = i == 0 ? LL_OK : LL_EPERM;
        assert_int_equal(ll_fetch_open(&rules, &fetch, NULL), LL_OK);
        assert_int_equal(get(fixture, fetch, at(fixture, false, "/x"), &answer, NULL), expected);
        assert_int_equal(get(fixture, fetch, at(fixture, true, "/x"), &answer, NULL), expected);
        (void)snprintf(url, sizeof(url), "HTTP://localhost:%d/x", fixture->plain_port);
        assert_int_equal(get(fixture, fetch, url, &answer, NULL), LL_EINVAL);
        (void)snprintf(url, sizeof(url), "http://[::1]:%d/x", fixture->plain_port);
        assert_int_equal(get(fixture, fetch, url, &answer, NULL), LL_EPERM);
        ll_fetch_close(fetch);
    }
    assert_int_equal(atomic_load(&fixture->requests), before + 2);
}

static void a_long_answer_may_be_cut(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch *fetch = NULL;
    struct ll_fetch_answer answer;
    struct ll_fetch_rules rules = {.may_near = true, .body_max = 4096, .cuts_body = true};
    assert_int_equal(ll_fetch_open(&rules, &fetch, NULL), LL_OK);
    assert_int_equal(get(fixture, fetch, at(fixture, false, "/bytes/100000"), &answer, NULL),
                     LL_OK);
    assert_int_equal(answer.status, 200);
    assert_true(answer.body.len <= 4096);
    assert_int_equal(get(fixture, fetch, at(fixture, false, "/x"), &answer, NULL), LL_OK);
    assert_true(ll_str_eq_cstr(answer.body, "GET /x - "));
    ll_fetch_close(fetch);
}

static void *stop_soon(void *arg)
{
    wait_ms(200);
    ll_fetch_stop(arg);
    return NULL;
}

static void it_stops_when_told(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_fetch *fetch = open_near(fixture, true);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stop_soon, fetch), 0);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/slow"), &answer, NULL), LL_EBUSY);
    assert_int_equal(get(fixture, fetch, at(fixture, true, "/x"), &answer, NULL), LL_EBUSY);
    (void)pthread_join(thread, NULL);
    ll_fetch_close(fetch);
}

static void nobody_there_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    struct ll_fetch_answer answer;
    struct ll_fetch *fetch = open_near(fixture, true);
    struct ll_err err = {0};
    assert_int_equal(get(fixture, fetch, "https://127.0.0.1:1/x", &answer, &err), LL_EIO);
    assert_int_equal(get(fixture, fetch, "https://no-such-host.invalid/x", &answer, &err), LL_EIO);
    ll_fetch_close(fetch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_asks_and_answers),
        cmocka_unit_test(a_certificate_has_to_hold),
        cmocka_unit_test(redirects_are_answers),
        cmocka_unit_test(sizes_and_times_have_limits),
        cmocka_unit_test(fields_cannot_be_broken_out_of),
        cmocka_unit_test(this_machine_is_not_asked),
        cmocka_unit_test(only_the_web_is_asked),
        cmocka_unit_test(reach_is_by_address),
        cmocka_unit_test(networks_may_be_allowed),
        cmocka_unit_test(a_long_answer_may_be_cut),
        cmocka_unit_test(it_stops_when_told),
        cmocka_unit_test(nobody_there_is_an_error),
    };
    return cmocka_run_group_tests_name("edge/fetch", tests, set_up, tear_down);
}
