/* The server over its sockets: what it answers, refuses, repeats and survives. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/people.h"
#include "http/support.h"

#include "edge/http/http.h"
#include "edge/http/local.h"

#define ALIVE_S 10
#define ORGANISATION(code) "{\"code\":\"" code "\",\"country\":\"GH\",\"name\":\"Anokye\"}"

static void it_answers_what_is_there(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_get(served, "/health");
    ll_assert_reply(&reply, 200, "ok");
    reply = ll_get(served, "/ready");
    ll_assert_reply(&reply, 200, "ready");
    reply = ll_post(served, "/organisations", NULL, ORGANISATION("anokye"));
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = ll_get(served, "/organisations/anokye");
    ll_assert_reply(&reply, 200, "\"code\":\"anokye\"");
    reply = ll_get(served, "/organisations?country=GH&limit=5");
    ll_assert_reply(&reply, 200, "anokye");
    reply = ll_get(served, "/organisations?country=NG");
    ll_assert_reply(&reply, 200, "{\"items\":[]}");
    reply = ll_get(served, "/openapi.json");
    ll_assert_reply(&reply, 200, "/lots/{lot}/exclude");
    const struct ll_json *webhooks = ll_json_get(ll_reply_read(served, &reply), "webhooks");
    assert_non_null(ll_json_get(ll_json_get(webhooks, "certificate_stated"), "post"));
    assert_non_null(ll_json_get(webhooks, "ping"));
    assert_null(ll_json_get(webhooks, "user_added")); /* the operator's alone */
    reply = ll_get(served, "/metrics");
    ll_assert_reply(&reply, 200, "route=\"/organisations\",status=\"2xx\"");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Cache-Control"), "no-store"));
}

static void problems_say_where_what_and_what_to_do(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_get(served, "/nowhere");
    ll_assert_reply(&reply, 404, "\"code\":\"ENOTFOUND\"");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Content-Type"), "application/problem+json"));
    reply = ll_get(served, "/organisations/nobody");
    ll_assert_reply(&reply, 404, "nobody");
    reply = ll_ask(served, true, "PUT /lots HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&reply, 405, "PUT");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Allow"), "GET, HEAD"));
    reply = ll_post(served, "/organisations", NULL, "{\"code\":\"x\",\"country\":\"GH\"}");
    ll_assert_reply(&reply, 422, "\"where\":\"name\"");
    reply = ll_post(served, "/organisations", NULL, "{\"code\":1}");
    ll_assert_reply(&reply, 422, "\"where\":\"code\"");
    reply = ll_post(served, "/organisations", NULL, "{\"code\":\"a\",\"code\":\"b\"}");
    ll_assert_reply(&reply, 400, "EPARSE");
    reply = ll_post(served, "/organisations", NULL, "[]");
    ll_assert_reply(&reply, 422, "no JSON object");
    reply = ll_ask(served, true,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}");
    ll_assert_reply(&reply, 415, "compressed");
    reply = ll_ask(served, true,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   "Idempotency-Key: k-1\r\nIdempotency-Key: k-2\r\nContent-Length: 42\r\n\r\n"
                   "{\"code\":\"two\",\"country\":\"GH\",\"name\":\"Two\"}");
    ll_assert_reply(&reply, 422, "k-1,k-2");
    reply = ll_post(served, "/lots/x/exclude", NULL, "{\"lot\":\"y\",\"reason\":\"z\"}");
    ll_assert_reply(&reply, 422, "leave it out");
    reply = ll_get(served, "/lots?colour=red");
    ll_assert_reply(&reply, 422, "colour");
    reply = ll_get(served, "/lots?limit=0");
    ll_assert_reply(&reply, 422, "limit");
    reply = ll_get(served, "/lots?limit=5&limit=6");
    ll_assert_reply(&reply, 422, "twice");
    reply = ll_get(served, "/lots?limit=%zz");
    ll_assert_reply(&reply, 400, "escape");
    reply = ll_post(served, "/organisations?country=GH", NULL, ORGANISATION("b"));
    ll_assert_reply(&reply, 422, "dry_run");
    reply = ll_ask(served, true,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                   "Content-Length: 2\r\n\r\n{}");
    ll_assert_reply(&reply, 415, "Content-Type");
    reply = ll_ask(served, true, "GET /lots HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
    ll_assert_reply(&reply, 400, "no body");
}

static void strangers_see_what_is_public_only(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(served, false, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&reply, 200, "ok");
    reply = ll_ask(served, false, "GET /lots HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = ll_ask(served, false,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   "Content-Length: 2\r\n\r\n{}");
    ll_assert_reply(&reply, 401, "EAUTH");
    /* the local socket's way is nobody else's */
    reply =
        ll_ask(served, false,
               "POST /service/organisation/add HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    ll_assert_reply(&reply, 404, "ENOTFOUND");
}

static void a_key_is_done_once(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply first = ll_post(served, "/organisations", "k-1", ORGANISATION("once"));
    ll_assert_reply(&first, 200, "organisation_id");
    assert_true(ll_str_eq_cstr(ll_reply_field(&first, "Cache-Control"), "no-store"));
    struct ll_reply again = ll_post(served, "/organisations", "k-1", ORGANISATION("once"));
    ll_assert_reply(&again, 200, "\"repeated\":true");
    struct ll_reply other = ll_post(served, "/organisations", "k-1", ORGANISATION("other"));
    ll_assert_reply(&other, 409, "ECONFLICT");
    struct ll_reply made = ll_post(served, "/organisations", NULL, ORGANISATION("made"));
    ll_assert_reply(&made, 200, "organisation_id");
    char key[64];
    (void)snprintf(key, sizeof(key), "%.*s", LL_STR_ARG(ll_reply_field(&made, "Idempotency-Key")));
    made = ll_post(served, "/organisations", key, ORGANISATION("made"));
    ll_assert_reply(&made, 200, "\"repeated\":true");
}

static void what_changed_is_not_overwritten(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL, ORGANISATION("firm"));
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = ll_post(served, "/facilities", NULL,
                    "{\"code\":\"depot\",\"country\":\"GH\",\"name\":\"Depot\",\"organisation\":"
                    "\"firm\",\"plant\":true}");
    ll_assert_reply(&reply, 200, "facility_id");
    struct ll_reply seen = ll_get(served, "/facilities/depot");
    struct ll_str tag = ll_reply_field(&seen, "ETag");
    assert_int_equal(tag.len, 34);
    struct ll_reply same = ll_ask(
        served, true, "GET /facilities/depot HTTP/1.1\r\nHost: x\r\nIf-None-Match: %.*s\r\n\r\n",
        LL_STR_ARG(tag));
    assert_int_equal(same.status, 304);
    static const char *const certification =
        "{\"number\":\"N-1\",\"scope\":\"recycling\",\"standard\":\"r2v3\","
        "\"valid_from\":\"2026-01-01\",\"valid_to\":\"2027-01-01\"}";
    for (int i = 0; i < 2; i++) {
        reply = ll_ask(served, true,
                       "POST /facilities/depot/certifications HTTP/1.1\r\nHost: x\r\n"
                       "Content-Type: application/json\r\nIf-Match: %.*s\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       LL_STR_ARG(tag), strlen(certification), certification);
        ll_assert_reply(&reply, i == 0 ? 200 : 412, i == 0 ? "certification" : "ECHANGED");
    }
    reply = ll_ask(served, true,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   "If-Match: \"x\"\r\nContent-Length: 48\r\n\r\n"
                   "{\"code\":\"nil\",\"country\":\"GH\",\"name\":\"Nil Ltd\"}   ");
    ll_assert_reply(&reply, 422, "If-Match");
    /* nor is this the class called "load" */
    reply = ll_ask(served, true,
                   "POST /classes/load HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                   "If-Match: \"x\"\r\nContent-Length: 2\r\n\r\n{}");
    ll_assert_reply(&reply, 422, "If-Match");
}

static void a_dry_run_stores_nothing(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        ll_post(served, "/organisations?dry_run=true", NULL, ORGANISATION("dry"));
    ll_assert_reply(&reply, 200, "\"dry_run\":true");
    reply = ll_get(served, "/organisations/dry");
    assert_int_equal(reply.status, 404);
}

static void forms_are_the_same_input(void **state)
{
    struct ll_served *served = ll_served_of(state);
    static const char form[] = "code=form&country=GH&name=Form+%26+Co&_key=f-1&_csrf=x";
    for (int i = 0; i < 2; i++) {
        struct ll_reply reply =
            ll_ask(served, true,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: "
                   "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(form), form);
        ll_assert_reply(&reply, 200, i == 0 ? "organisation_id" : "repeated");
    }
    struct ll_reply reply = ll_get(served, "/organisations/form");
    ll_assert_reply(&reply, 200, "Form & Co");
    static const char parts[] =
        "--BBBB\r\nContent-Disposition: form-data; name=\"code\"\r\n\r\nparts"
        "\r\n--BBBB\r\nContent-Disposition: form-data; name=\"country\"\r\n"
        "\r\nGH\r\n--BBBB\r\nContent-Disposition: form-data; name=\"name\""
        "\r\n\r\nParts\r\n--BBBB--\r\n";
    reply = ll_ask(served, true,
                   "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
                   "boundary=BBBB\r\nContent-Length: %zu\r\n\r\n%s",
                   strlen(parts), parts);
    ll_assert_reply(&reply, 200, "organisation_id");
}

/* Each at its edge: the most that is taken, and one more. */
static void limits_hold_at_their_edges(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t room = LL_HTTP_TARGET_BYTES_MAX - strlen("/lotsafter=");
    char *text = malloc(LL_HTTP_LIST_BYTES_MAX + 100);
    assert_non_null(text);
    memset(text, 'x', LL_HTTP_LIST_BYTES_MAX + 100);
    struct ll_reply reply =
        ll_ask(served, true, "GET /lots?after=%.*s HTTP/1.1\r\nHost: x\r\n\r\n", (int)room, text);
    assert_int_equal(reply.status, 422); /* read, and no id */
    reply = ll_ask(served, true, "GET /lots?after=%.*s HTTP/1.1\r\nHost: x\r\n\r\n", (int)room + 1,
                   text);
    assert_int_equal(reply.status, 414);
    reply = ll_ask(served, true, "GET /health HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", 12000, text);
    assert_int_equal(reply.status, 200);
    reply = ll_ask(served, true, "GET /health HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", 40000, text);
    assert_int_equal(reply.status, 431);
    /* a body: its stated length is enough to refuse it */
    for (int over = 0; over < 2; over++) {
        int len = LL_HTTP_BODY_BYTES_MAX + over;
        reply = ll_ask(served, true,
                       "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
                       "\r\nContent-Length: %d\r\n\r\n%.*s",
                       len, over ? 0 : len, text);
        assert_int_equal(reply.status, over ? 413 : 400);
        reply = ll_ask(served, true,
                       "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
                       "\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%.*s\r\n0\r\n\r\n",
                       (unsigned)len, len, text);
        assert_int_equal(reply.status, over ? 413 : 400);
    }
    struct ll_strbuf buf;
    struct ll_str many;
    for (int over = 0; over < 2; over++) {
        ll_strbuf_init(&buf, &served->arena, 1 << 20);
        for (int i = 0; i < LL_HTTP_PARAMETERS_MAX + over; i++) {
            ll_strbuf_fmt(&buf, "%slimit=1", i == 0 ? "?" : "&");
        }
        assert_int_equal(ll_strbuf_finish(&buf, &many, NULL), LL_OK);
        reply = ll_ask(served, true, "GET /lots%.*s HTTP/1.1\r\nHost: x\r\n\r\n", LL_STR_ARG(many));
        ll_assert_reply(&reply, over ? 400 : 422, over ? "more than" : "twice");
    }
    free(text);
}

static void a_connection_goes_on(void **state)
{
    struct ll_served *served = ll_served_of(state);
    int fd = ll_connect(served, true);
    static const char *const targets[] = {"/health", "/nowhere", "/ready", "/lots?limit=0",
                                          "/classes"};
    static const int statuses[] = {200, 404, 200, 422, 200};
    for (size_t i = 0; i < 50; i++) {
        char request[200];
        (void)snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
                       targets[i % 5]);
        ll_send(fd, ll_str_from_cstr(request));
        struct ll_reply reply = ll_read_reply(served, fd);
        assert_int_equal(reply.status, statuses[i % 5]);
    }
    (void)close(fd);
}

/* Whatever comes, it is refused or the connection ends, and the server goes on. */
static void broken_requests_end_nothing(void **state)
{
    struct ll_served *served = ll_served_of(state);
    static const char *const broken[] = {
        "\r\n\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /health HTTP/1.1\r\n\r\n", /* no Host */
        "GET /health HTTP/1.1\r\nHost : x\r\n\r\n",
        "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\n"
        "Content-Length: 4\r\n\r\nabcd",
        "POST /organisations HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B"
        "\r\nContent-Length: 30\r\n\r\n--BBBB\r\nContent-Disposition: for",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03",
    };
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        int fd = ll_connect(served, true);
        ll_send(fd, ll_str_from_cstr(broken[i]));
        (void)shutdown(fd, SHUT_WR);
        struct ll_reply reply = ll_read_reply(served, fd);
        if (reply.status != 0 && (reply.status < 400 || reply.status > 505) && i != 0) {
            fail_msg("request %zu gets %d", i, reply.status);
        }
        (void)close(fd);
    }
    struct ll_reply reply = ll_get(served, "/health");
    ll_assert_reply(&reply, 200, "ok");
}

static void pages_go_on_by_their_links(void **state)
{
    struct ll_served *served = ll_served_of(state);
    char body[200];
    for (int i = 0; i < 5; i++) {
        (void)snprintf(body, sizeof(body), "{\"code\":\"org%d\",\"country\":\"GH\",\"name\":\"O\"}",
                       i);
        struct ll_reply reply = ll_post(served, "/organisations", NULL, body);
        assert_int_equal(reply.status, 200);
    }
    char target[300] = "/organisations?limit=2&country=GH";
    size_t items = 0;
    int pages = 0;
    for (; pages < 10 && target[0] != '\0'; pages++) {
        struct ll_reply reply = ll_get(served, target);
        assert_int_equal(reply.status, 200);
        items += ll_json_get(ll_reply_read(served, &reply), "items")->count;
        struct ll_str link = ll_reply_field(&reply, "Link");
        size_t end = ll_str_find_char(link, '>');
        (void)snprintf(target, sizeof(target), "%.*s", LL_STR_ARG(ll_str_sub(link, 1, end)));
    }
    assert_int_equal(items, 5);
    assert_int_equal(pages, 3);
}

static void a_browser_gets_pages(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        ll_post(served, "/organisations", NULL,
                "{\"code\":\"firm\",\"country\":\"GH\",\"name\":\"Firm <b>&amp; Co\"}");
    assert_int_equal(reply.status, 200);
#define PAGE(path) "GET " path " HTTP/1.1\r\nHost: x\r\nAccept: text/html,*/*;q=0.8\r\n"
    reply = ll_ask(served, true, PAGE("/organisations") "\r\n");
    ll_assert_reply(&reply, 200, "<a href=\"/organisations/firm\">firm</a>");
    assert_true(ll_str_starts(ll_reply_field(&reply, "Content-Type"), LL_STR("text/html")));
    reply = ll_ask(served, true, PAGE("/organisations/firm") "\r\n");
    ll_assert_reply(&reply, 200, "Firm &lt;b&gt;&amp;amp; Co");
    reply = ll_ask(served, true, PAGE("/nowhere") "Accept-Language: fr-CA\r\n\r\n");
    ll_assert_reply(&reply, 404, "lang=\"fr\"");
    reply = ll_ask(served, true, PAGE("/lots?limit=0") "\r\n");
    ll_assert_reply(&reply, 422, "<strong>limit</strong>");
    reply = ll_ask(served, false, PAGE("/lots") "\r\n");
    ll_assert_reply(&reply, 401, "<h1>");
    reply = ll_ask(served, false, PAGE("/") "\r\n");
    ll_assert_reply(&reply, 200, "href=\"/verify\"");
    assert_int_equal(ll_str_find(reply.body, LL_STR("/lots"), false), SIZE_MAX);
    reply = ll_ask(served, false, PAGE("/api") "\r\n");
    ll_assert_reply(&reply, 200, "/lots/{lot}/exclude");
    ll_assert_reply(&reply, 200, "<a class=\"site\" href=\"/\">Loopledger</a>");
    reply = ll_post(served, "/site", NULL,
                    "{\"address\":\"https://ledger.example\",\"name\":\"Phones & more\"}");
    ll_assert_reply(&reply, 200, "https://ledger.example");
    reply = ll_ask(served, false, PAGE("/site") "\r\n");
    ll_assert_reply(&reply, 200, "<a class=\"site\" href=\"/\">Phones &amp; more</a>");
    reply = ll_ask(served, true,
                   "GET /organisations HTTP/1.1\r\nHost: x\r\nAccept: "
                   "application/json, text/html\r\n\r\n");
    ll_assert_reply(&reply, 200, "{\"items\":");
    static const struct {
        const char *accept;
        const char *part;
    } wants[] = {
        {"text/html;q=0", "{\"items\":"},
        {"text/html; level=1; Q=0.000, */*", "{\"items\":"},
        {"text/html;q=0, application/xhtml+xml", "<html"},
        {"text/html;q=0.1", "<html"},
        {"application/json;q=0, text/html", "<html"},
    };
    for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
        reply = ll_ask(served, true, "GET /organisations HTTP/1.1\r\nHost: x\r\nAccept: %s\r\n\r\n",
                       wants[i].accept);
        ll_assert_reply(&reply, 200, wants[i].part);
    }
}

/* A code is a link to what the id beside it names, and the id has no column of its own. */
static void codes_are_links(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL, ORGANISATION("firm"));
    ll_assert_reply(&reply, 200, "organisation_id");
    struct ll_str id = ll_json_string_at(ll_reply_read(served, &reply), "organisation_id");
    reply = ll_post(served, "/facilities", NULL,
                    "{\"code\":\"depot\",\"country\":\"GH\",\"name\":\"Depot\",\"organisation\":"
                    "\"firm\"}");
    ll_assert_reply(&reply, 200, "facility_id");
    char link[200];
    (void)snprintf(link, sizeof(link), "<a href=\"/organisations/%.*s\">firm</a>", LL_STR_ARG(id));
    reply = ll_ask(served, true, PAGE("/facilities") "\r\n");
    ll_assert_reply(&reply, 200, link);
    assert_int_equal(ll_str_find(reply.body, LL_STR("organisation id"), false), SIZE_MAX);
    reply = ll_ask(served, true, PAGE("/facilities/depot") "\r\n");
    ll_assert_reply(&reply, 200, link);
}

static void files_are_small_and_kept(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply plain =
        ll_ask(served, false, "GET /static/style.css HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&plain, 200, "color-scheme");
    struct ll_reply small = ll_ask(
        served, false,
        "GET /static/style.css?v=1 HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br, gzip\r\n\r\n");
    assert_int_equal(small.status, 200);
    assert_true(ll_str_eq_cstr(ll_reply_field(&small, "Content-Encoding"), "gzip"));
    assert_true(small.body.len > 100 && small.body.len < plain.body.len / 2);
    struct ll_str tag = ll_reply_field(&plain, "ETag");
    struct ll_reply same = ll_ask(
        served, false, "GET /static/style.css HTTP/1.1\r\nHost: x\r\nIf-None-Match: %.*s\r\n\r\n",
        LL_STR_ARG(tag));
    assert_int_equal(same.status, 304);
    assert_int_equal(same.body.len, 0);
    same = ll_ask(served, false, "GET /static/..%%2Fstyle.css HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(same.status, 404);
}

/* ---- many at once ---- */

struct crowd {
    struct ll_served *served;
    int number;
    const char *enquiry;
    int good;
};

static void *post_some(void *arg)
{
    struct crowd *crowd = arg;
    struct ll_served own = *crowd->served;
    ll_arena_init(&own.arena, &ll_arena_malloc, (size_t)64 << 20);
    for (int i = 0; i < 20; i++) {
        char body[200];
        char key[40];
        (void)snprintf(body, sizeof(body),
                       "{\"code\":\"c%d-%d\",\"country\":\"GH\",\"name\":\"C\"}", crowd->number, i);
        (void)snprintf(key, sizeof(key), "crowd-%d-%d", crowd->number, i);
        struct ll_reply reply = ll_post(&own, "/organisations", key, body);
        crowd->good += reply.status == 200 ? 1 : 0;
    }
    ll_arena_release(&own.arena);
    return NULL;
}

static void a_crowd_is_served(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct crowd crowds[8];
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        crowds[i] = (struct crowd){.served = served, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, post_some, &crowds[i]), 0);
    }
    int good = 0;
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        good += crowds[i].good;
    }
    assert_int_equal(good, 160);
    struct ll_reply reply = ll_get(served, "/organisations?limit=1000");
    assert_int_equal(ll_json_get(ll_reply_read(served, &reply), "items")->count, 160);
}

#define MIXED_ROUNDS 30

/* Among many: what is only tried, what somebody else sends with the same key at the same time, what
 * is refused at once, and what is refused when it has written already. */
static void *post_mixed(void *arg)
{
    struct crowd *crowd = arg;
    struct ll_served own = *crowd->served;
    ll_arena_init(&own.arena, &ll_arena_malloc, (size_t)64 << 20);
    for (int i = 0; i < MIXED_ROUNDS; i++) {
        bool shared = i % 5 == 1;
        const char *target = i % 5 == 2 ? "/organisations?dry_run=true" : "/organisations";
        const char *body =
            ll_text_of(&own, "{\"code\":\"m%d-%d\",\"country\":\"GH\",\"name\":\"M\"}",
                       shared ? 0 : crowd->number, i);
        const char *key = ll_text_of(&own, "mixed-%d-%d", shared ? 0 : crowd->number, i);
        int status = 200;
        if (i % 5 == 3) {
            body = "{\"code\":\"first\",\"country\":\"GH\",\"name\":\"M\"}";
            status = 409;
        } else if (i % 5 == 4) {
            target = ll_text_of(&own, "/enquiries/%s/accept", crowd->enquiry);
            body = ll_text_of(&own,
                              "{\"class_code\":\"smartphone\",\"code\":\"e%d-%d\",\"order_code\":"
                              "\"x\",\"programme\":\"nowhere\"}",
                              crowd->number, i);
            status = 404;
        }
        struct ll_reply reply = ll_post(&own, target, key, body);
        crowd->good += reply.status == status ? 1 : 0;
    }
    ll_arena_release(&own.arena);
    return NULL;
}

static void what_fails_in_a_crowd_fails_alone(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct crowd crowds[8];
    pthread_t threads[8];
    struct ll_reply reply = ll_post(served, "/organisations", "first",
                                    "{\"code\":\"first\",\"country\":\"GH\",\"name\":\"F\"}");
    ll_assert_reply(&reply, 200, "first");
    reply = ll_post(served, "/enquiries", "ask",
                    "{\"country\":\"NL\",\"devices\":\"phones\",\"email\":\"a@firm.example\","
                    "\"name\":\"A\",\"organisation\":\"Firm\",\"trigger\":\"purchase\","
                    "\"units_a_year\":10}");
    const char *enquiry = ll_str_to_cstr(
        &served->arena, ll_json_string_at(ll_reply_read(served, &reply), "enquiry_id"));
    for (int i = 0; i < 8; i++) {
        crowds[i] = (struct crowd){.served = served, .number = i, .enquiry = enquiry};
        assert_int_equal(pthread_create(&threads[i], NULL, post_mixed, &crowds[i]), 0);
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(crowds[i].good, MIXED_ROUNDS);
    }
    reply = ll_get(served, "/organisations?limit=1000");
    assert_int_equal(ll_json_get(ll_reply_read(served, &reply), "items")->count,
                     1 + MIXED_ROUNDS / 5 * (8 + 1));
}

/* The database was started anew, say: who asks next is answered, and nobody has to end the server.
 */
static void a_lost_connection_is_made_anew(void **state)
{
    struct ll_served *served = ll_served_of(state);
    char sql[256];
    if (!served->fixture.postgres) {
        skip();
    }
    (void)snprintf(sql, sizeof(sql),
                   "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                   "WHERE application_name = '%s' AND pid <> pg_backend_pid()",
                   served->fixture.schema);
    struct ll_reply reply = ll_post(served, "/organisations", "k-1",
                                    "{\"code\":\"before\",\"country\":\"NL\",\"name\":\"B\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    for (int i = 0; i < 2; i++) {
        char body[100];
        (void)snprintf(body, sizeof(body),
                       "{\"code\":\"after-%d\",\"country\":\"NL\",\"name\":\"A\"}", i);
        ll_fixture_raw(&served->fixture, sql);
        reply = ll_post(served, "/organisations", i == 0 ? "k-2" : "k-3", body);
        ll_assert_reply(&reply, 200, "organisation_id");
        assert_null(ll_json_get(ll_reply_read(served, &reply), "repeated"));
        for (int j = 0; j < 4; j++) { /* each reader's own was lost, too */
            reply = ll_get(served, "/organisations");
            ll_assert_reply(&reply, 200, "before");
        }
    }
    reply = ll_get(served, "/ready");
    ll_assert_reply(&reply, 200, "ready");
    reply = ll_get(served, "/organisations?limit=1000");
    assert_int_equal(ll_json_get(ll_reply_read(served, &reply), "items")->count, 3);
    /* signing in has a transaction of its own */
    ll_fixture_raw(&served->fixture, sql);
    reply = ll_ask(served, false,
                   "POST /sessions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                   "Content-Length: 53\r\n\r\n"
                   "{\"email\":\"a@example.org\",\"password\":\"none of them\"}  ");
    ll_assert_reply(&reply, 401, "EAUTH");
}

static void too_much_is_refused_at_once(void **state)
{
    struct ll_served *served = ll_served_of(state);
    served->options.work.waiting_max = 0;
    ll_served_again(served);
    struct ll_reply reply = ll_post(served, "/organisations", "shed-1", ORGANISATION("shed"));
    ll_assert_reply(&reply, 503, "EBUSY");
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Retry-After"), "1"));
    served->options.work.waiting_max = 10;
    ll_served_again(served);
    reply = ll_post(served, "/organisations", "shed-1", ORGANISATION("shed"));
    ll_assert_reply(&reply, 200, "organisation_id");
}

/* Connections that began a request and say no more wait by themselves: nobody else does. */
#define SLOW 200
#define SLOW_LOCAL 40
static void the_slow_stop_nobody(void **state)
{
    static const char half[] = "GET /health HTTP/1.1\r\nHost: x\r\nX-Sl";
    struct ll_served *served = ll_served_of(state);
    int slow[SLOW + SLOW_LOCAL];
    served->options.connections_max = 600; /* shared out among the threads */
    served->options.idle_s = 3600;         /* none of them is closed meanwhile */
    ll_served_again(served);
    for (int i = 0; i < SLOW + SLOW_LOCAL; i++) {
        slow[i] = ll_connect(served, i >= SLOW);
        ll_send(slow[i], ll_str_from_cstr(half));
    }
    struct ll_reply reply;
    for (int i = 0; i < 20; i++) {
        char body[200];
        reply = ll_ask(served, false, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        ll_assert_reply(&reply, 200, "ok");
        (void)snprintf(body, sizeof(body), ORGANISATION("quick%d"), i);
        reply = ll_post(served, "/organisations", NULL, body);
        ll_assert_reply(&reply, 200, "organisation_id");
    }
    for (int i = 0; i < SLOW + SLOW_LOCAL; i++) {
        ll_send(slow[i], LL_STR("ow: 1\r\n\r\n"));
        reply = ll_read_reply(served, slow[i]);
        ll_assert_reply(&reply, 200, "ok");
        (void)close(slow[i]);
    }
}

/* ---- the local socket ---- */

static void a_command_is_the_same_call(void **state)
{
    struct ll_served *served = ll_served_of(state);
    const struct ll_service *service = ll_service_find(LL_STR("organisation"), LL_STR("add"));
    struct ll_json *answer = NULL;
    struct ll_json *problem = NULL;
    struct ll_err err = {0};
    bool is_served = false;
    struct ll_json *object = NULL;
    void *input = ll_arena_alloc(&served->arena, 1, service->input->size);
    assert_int_equal(
        ll_json_read(&served->arena, LL_STR(ORGANISATION("called")), 1000, &object, &err), LL_OK);
    assert_int_equal(ll_record_from_json(&served->arena, service->input, object, input, &err),
                     LL_OK);
    const struct ll_run_options options = {.key = LL_STR("call-1")};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ll_local_call(&served->arena, served->socket_path, ALIVE_S, service, input,
                                       &options, &is_served, &answer, &problem, &err),
                         LL_OK);
        assert_true(is_served);
        assert_int_equal(ll_json_get(answer, "repeated") != NULL, i == 1);
    }
    const struct ll_run_options another = {.key = LL_STR("call-2")};
    assert_int_equal(ll_local_call(&served->arena, served->socket_path, ALIVE_S, service, input,
                                   &another, &is_served, &answer, &problem, &err),
                     LL_EEXISTS);
    assert_non_null(strstr(err.text, "called"));
    assert_int_equal(ll_local_call(&served->arena, "/nonexistent", ALIVE_S, service, input,
                                   &another, &is_served, &answer, &problem, &err),
                     LL_OK);
    assert_false(is_served);
}

/* One that takes connections and says nothing. */
static void a_server_that_hangs_is_asked_nothing(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct ll_json *answer = NULL;
    struct ll_json *problem = NULL;
    struct ll_err err = {0};
    char byte;
    bool is_served = false;
    const struct ll_run_options options = {.key = LL_STR("hangs-1")};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_in_range(snprintf(at.sun_path, sizeof(at.sun_path), "%.90s/hangs", served->fixture.dir),
                    1, sizeof(at.sun_path) - 1);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(listen(fd, 4), 0);
    assert_int_equal(ll_local_call(&served->arena, at.sun_path, 1,
                                   ll_service_find(LL_STR("log"), LL_STR("sequence")), NULL,
                                   &options, &is_served, &answer, &problem, &err),
                     LL_EBUSY);
    int asked = accept(fd, NULL, NULL);
    assert_true(asked >= 0 && recv(asked, &byte, 1, 0) == 1 && byte == 'G'); /* whether it lives */
    assert_int_equal(accept(fd, NULL, NULL), -1);                            /* and no more */
    (void)close(asked);
    (void)close(fd);
}

/* ---- ".json" ---- */

static struct ll_reply look(struct ll_served *served, const char *target, const char *more)
{
    return ll_ask(served, true, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, more);
}

static void an_address_with_json_behind_is_json(void **state)
{
    static const char browser[] = "Accept: text/html\r\n";
    static const struct {
        const char *target;
        int status;
        const char *type;
        const char *part;
    } rows[] = {
        {"/organisations.json", 200, "application/json", "\"items\""},
        {"/organisations/dots.json", 200, "text/html", "dots.json"}, /* its own name */
        {"/organisations/dots.json.json", 200, "application/json", "\"dots.json\""},
        {"/organisations/plain.json", 200, "application/json", "\"plain\""},
        {"/organisations/plain.json?x=1", 422, "application/problem+json", "no field 'x'"},
        {"/organisations/nobody.json", 404, "application/problem+json", "nobody"},
        {"/api.json", 200, "application/json", "\"groups\""},
        {"/api/lots.json", 200, "application/json", "\"addresses\""},
        {"/openapi.json", 200, "application/json", "\"openapi\""},
        {"/health.json", 200, "application/json", "ok"},
        {"/nothing.json", 404, "text/html", "nothing at this address"},
        {"/static/style.css.json", 404, "application/problem+json", "no such file"},
        {"/.json", 200, "application/json", "\"items\""},
    };
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"dots.json\",\"country\":\"GH\",\"name\":\"D\"}");
    assert_int_equal(reply.status, 200);
    reply = ll_post(served, "/organisations", NULL,
                    "{\"code\":\"plain\",\"country\":\"GH\",\"name\":\"P\"}");
    assert_int_equal(reply.status, 200);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        reply = look(served, rows[i].target, browser);
        struct ll_str type = ll_reply_field(&reply, "Content-Type");
        if (reply.status != rows[i].status ||
            !ll_str_starts(type, ll_str_from_cstr(rows[i].type)) ||
            ll_str_find(reply.body, ll_str_from_cstr(rows[i].part), false) == SIZE_MAX) {
            fail_msg("%s: %d %.*s: %.*s", rows[i].target, reply.status, LL_STR_ARG(type),
                     LL_STR_ARG(ll_str_sub(reply.body, 0, 300)));
        }
    }
    reply = ll_ask(served, true, "POST /organisations.json HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(reply.status, 404);
}

static void a_tag_is_of_the_json_however_it_was_asked(void **state)
{
    static const char *const pairs[][2] = {
        {"/organisations/plain.json", "/organisations/plain"},
        {"/classes.json", "/classes"}, /* of those that are kept */
    };
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"plain\",\"country\":\"GH\",\"name\":\"P\"}");
    assert_int_equal(reply.status, 200);
    for (size_t i = 0; i < 4; i++) { /* made, and kept */
        struct ll_reply suffixed = look(served, pairs[i % 2][0], "Accept: text/html\r\n");
        struct ll_reply plain = look(served, pairs[i % 2][1], "");
        struct ll_str tag = ll_reply_field(&suffixed, "ETag");
        char field[100];
        assert_true(ll_str_eq(suffixed.body, plain.body));
        assert_true(tag.len > 0 && ll_str_eq(tag, ll_reply_field(&plain, "ETag")));
        assert_int_equal(ll_reply_field(&suffixed, "Vary").len, 0); /* on nothing */
        assert_true(ll_str_eq_cstr(ll_reply_field(&plain, "Vary"), "Accept"));
        (void)snprintf(field, sizeof(field), "If-None-Match: %.*s\r\n", LL_STR_ARG(tag));
        suffixed = look(served, pairs[i % 2][0], field);
        assert_int_equal(suffixed.status, 304);
        assert_int_equal(ll_reply_field(&suffixed, "Vary").len, 0);
    }
    for (int i = 0; i < 3; i++) {
        char body[100];
        (void)snprintf(body, sizeof(body), "{\"code\":\"o%d\",\"country\":\"GH\",\"name\":\"O\"}",
                       i);
        reply = ll_post(served, "/organisations", NULL, body);
        assert_int_equal(reply.status, 200);
    }
    reply = look(served, "/organisations.json?limit=2", "");
    struct ll_str link = ll_reply_field(&reply, "Link");
    assert_true(ll_str_starts(link, LL_STR("</organisations.json?limit=2&after=")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_SERVED_TEST(it_answers_what_is_there),
        LL_SERVED_TEST(problems_say_where_what_and_what_to_do),
        LL_SERVED_TEST(strangers_see_what_is_public_only),
        LL_SERVED_TEST(a_key_is_done_once),
        LL_SERVED_TEST(what_changed_is_not_overwritten),
        LL_SERVED_TEST(a_dry_run_stores_nothing),
        LL_SERVED_TEST(forms_are_the_same_input),
        LL_SERVED_TEST(limits_hold_at_their_edges),
        LL_SERVED_TEST(a_connection_goes_on),
        LL_SERVED_TEST(broken_requests_end_nothing),
        LL_SERVED_TEST(pages_go_on_by_their_links),
        LL_SERVED_TEST(a_browser_gets_pages),
        LL_SERVED_TEST(an_address_with_json_behind_is_json),
        LL_SERVED_TEST(a_tag_is_of_the_json_however_it_was_asked),
        LL_SERVED_TEST(codes_are_links),
        LL_SERVED_TEST(files_are_small_and_kept),
        LL_SERVED_TEST(a_crowd_is_served),
        LL_SERVED_TEST(what_fails_in_a_crowd_fails_alone),
        LL_SERVED_TEST(a_lost_connection_is_made_anew),
        LL_SERVED_TEST(too_much_is_refused_at_once),
        LL_SERVED_TEST(the_slow_stop_nobody),
        LL_SERVED_TEST(a_command_is_the_same_call),
        LL_SERVED_TEST(a_server_that_hangs_is_asked_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
