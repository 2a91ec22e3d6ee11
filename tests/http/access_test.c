/* Signing in: passwords, sessions, cookies, one-time links; what strangers and other sites may not.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/http/hash.h"
#include "http/support.h"
#include "service/session.h"

#define PASSWORD "four quite usual words"
#define MINUTE_US INT64_C(60000000)

/* ---- a clock that tests set ---- */

static pthread_mutex_t clock_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t clock_us;

static struct ll_time clock_now(void *ctx)
{
    (void)ctx;
    pthread_mutex_lock(&clock_lock);
    struct ll_time now = {++clock_us};
    pthread_mutex_unlock(&clock_lock);
    return now;
}

static void advance(int64_t us)
{
    pthread_mutex_lock(&clock_lock);
    clock_us += us;
    pthread_mutex_unlock(&clock_lock);
}

static char told[512];

static void tell(void *ctx, const char *text)
{
    (void)ctx;
    (void)snprintf(told, sizeof(told), "%s", text);
}

static int start(void **state)
{
    int failed = ll_served_start(state);
    struct ll_served *served = *state;
    if (failed == 0 && served != NULL) {
        clock_us = INT64_C(1790000000000000);
        served->options.work.clock.now = clock_now;
        served->options.tell = tell;
        ll_served_again(served);
    }
    return failed;
}

/* ---- asking from afar ---- */

static struct ll_reply post(struct ll_served *served, const char *target, const char *fields,
                            const char *json)
{
    return ll_ask(served, false,
                  "POST %s HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n%s"
                  "Content-Length: %zu\r\n\r\n%s",
                  target, fields, strlen(json), json);
}

static struct ll_reply get(struct ll_served *served, const char *target, const char *fields)
{
    return ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: ledger\r\n%s\r\n", target, fields);
}

static const char *text_of(struct ll_served *served, const char *format, ...) LL_PRINTF(2, 3);
static const char *text_of(struct ll_served *served, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return ll_str_to_cstr(&served->arena, ll_str_from_cstr(text));
}

static struct ll_str member(struct ll_served *served, const struct ll_reply *reply,
                            const char *name)
{
    return ll_json_string_at(ll_reply_read(served, reply), name);
}

/* A user with a role; their id. */
static const char *add_user(struct ll_served *served, const char *email, const char *role)
{
    struct ll_reply reply = ll_post(
        served, "/users", NULL,
        text_of(served,
                "{\"email\":\"%s\",\"name\":\"Ama\",\"organisation\":\"op\",\"role\":\"%s\"}",
                email, role));
    ll_assert_reply(&reply, 200, "user_id");
    return ll_str_to_cstr(&served->arena, member(served, &reply, "user_id"));
}

static const char *link_of(struct ll_served *served, const char *user)
{
    struct ll_reply reply = ll_post(served, text_of(served, "/users/%s/link", user), NULL, "{}");
    ll_assert_reply(&reply, 200, "/links/");
    const struct ll_json *transient =
        ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT);
    return ll_str_to_cstr(&served->arena, ll_json_string_at(transient, "link"));
}

static void make_operator(struct ll_served *served)
{
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"op\",\"country\":\"NL\",\"name\":\"Operator\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    /* second factors: factor_test.c */
    reply = ll_post(served, "/access", NULL, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 200, "nobody");
}

/* What is rehearsed makes no secret that would never be one. */
static void a_rehearsal_shows_no_secret(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = add_user(served, "ama@example.org", "logistics");
    struct ll_reply reply =
        ll_post(served, text_of(served, "/users/%s/link?dry_run=true", user), NULL, "{}");
    ll_assert_reply(&reply, 200, "\"dry_run\":true");
    assert_null(ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT));
    reply = ll_post(served, "/tokens?dry_run=true", NULL,
                    text_of(served,
                            "{\"user\":\"%s\",\"permissions\":[\"ship\"],\"expires_on\":\"%s\"}",
                            user, "2026-12-31"));
    ll_assert_reply(&reply, 200, "\"dry_run\":true");
    assert_null(ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT));
}

static const char *make_user(struct ll_served *served, const char *email, const char *role)
{
    const char *user = add_user(served, email, role);
    struct ll_reply reply =
        post(served, link_of(served, user), "", "{\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 200, "{}");
    return user;
}

static struct ll_reply sign_in(struct ll_served *served, const char *email, const char *password)
{
    return post(served, "/sessions", "",
                text_of(served, "{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

/* "Cookie: …" of who signed in, and with the token of the session. */
struct signed_in {
    const char *cookie;
    const char *fields;
};

static struct signed_in cookies_of(struct ll_served *served, const struct ll_reply *reply)
{
    ll_assert_reply(reply, 200, "csrf");
    struct ll_str set = ll_reply_field(reply, "Set-Cookie");
    struct signed_in in;
    in.cookie = text_of(served, "Cookie: a=b; %.*s\r\n",
                        LL_STR_ARG(ll_str_sub(set, 0, ll_str_find_char(set, ';'))));
    in.fields = text_of(served, "%sX-CSRF-Token: %.*s\r\n", in.cookie,
                        LL_STR_ARG(member(served, reply, "csrf")));
    return in;
}

static struct signed_in enter(struct ll_served *served, const char *email)
{
    struct ll_reply reply = sign_in(served, email, PASSWORD);
    return cookies_of(served, &reply);
}

/* ---- tests ---- */

#define ORGANISATION(code) "{\"code\":\"" code "\",\"country\":\"GH\",\"name\":\"Anokye\"}"

static void who_signs_in_may_what_their_roles_say(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = make_user(served, "ama@example.org", "logistics");
    struct signed_in ama = enter(served, "Ama@Example.org");
    struct ll_reply reply = get(served, "/sessions/me", ama.cookie);
    ll_assert_reply(&reply, 200, user);
    ll_assert_reply(&reply, 200, "\"roles\":[\"logistics\"]");
    reply = get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 200, "items");
    reply = ll_ask(served, false, "GET /lots HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n%s\r\n",
                   ama.cookie);
    ll_assert_reply(&reply, 200, "href=\"/sessions/password\"");
    ll_assert_reply(&reply, 200, "href=\"/sessions/enrolment/new\"");
    reply = get(served, "/orders", ama.cookie);
    ll_assert_reply(&reply, 403, "EPERM");
    reply = get(served, "/users", ama.cookie);
    ll_assert_reply(&reply, 403, "EPERM");
    reply = post(served, "/organisations", ama.fields, ORGANISATION("anokye"));
    ll_assert_reply(&reply, 200, "organisation_id");
    /* roles count from the moment they change */
    reply = ll_post(served, text_of(served, "/users/%s/take-role", user), NULL,
                    "{\"role\":\"logistics\"}");
    ll_assert_reply(&reply, 200, "user_id");
    reply = get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 403, "EPERM");
    reply = post(served, "/sessions/end", ama.cookie, "{}");
    ll_assert_reply(&reply, 403, "token");
    reply = post(served, "/sessions/end", ama.fields, "{}");
    ll_assert_reply(&reply, 200, "{}");
    reply = get(served, "/sessions/me", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
}

static void cookies_are_for_the_server_alone(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)make_user(served, "ama@example.org", "logistics");
    struct ll_reply reply = sign_in(served, "ama@example.org", PASSWORD);
    struct ll_str set = ll_reply_field(&reply, "Set-Cookie");
    assert_true(ll_str_starts(set, LL_STR("session=")));
    assert_true(ll_str_ends(set, LL_STR("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax")));
    /* behind something that speaks HTTPS */
    reply = post(served, "/sessions", "X-Forwarded-Proto: https\r\n",
                 "{\"email\":\"ama@example.org\",\"password\":\"" PASSWORD "\"}");
    set = ll_reply_field(&reply, "Set-Cookie");
    assert_true(ll_str_starts(set, LL_STR("__Host-session=")));
    assert_true(ll_str_ends(set, LL_STR("; HttpOnly; SameSite=Lax; Secure")));
    struct signed_in ama = cookies_of(served, &reply);
    reply = get(served, "/sessions/me", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    reply =
        get(served, "/sessions/me", text_of(served, "%sX-Forwarded-Proto: https\r\n", ama.cookie));
    ll_assert_reply(&reply, 200, "logistics");
}

/* The same words, whatever was wrong. */
static void nothing_tells_whether_there_is_an_account(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)make_user(served, "ama@example.org", "logistics");
    const char *left = make_user(served, "left@example.org", "logistics");
    (void)add_user(served, "new@example.org", "logistics");
    struct ll_reply reply =
        ll_post(served, text_of(served, "/users/%s/disable", left), NULL, "{\"reason\":\"left\"}");
    ll_assert_reply(&reply, 200, "user_id");
    struct ll_reply wrong = sign_in(served, "ama@example.org", "another password");
    ll_assert_reply(&wrong, 401, "EAUTH");
    static const char *const others[] = {"nobody@example.org", "new@example.org",
                                         "left@example.org", "no address"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        reply = sign_in(served, others[i], PASSWORD);
        assert_int_equal(reply.status, wrong.status);
        assert_true(ll_str_eq(reply.body, wrong.body));
    }
    struct ll_reply known = post(served, "/links", "", "{\"email\":\"ama@example.org\"}");
    ll_assert_reply(&known, 200, "on its way");
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        told[0] = '\0';
        reply = post(served, "/links", "", text_of(served, "{\"email\":\"%s\"}", others[i]));
        assert_int_equal(reply.status, known.status);
        assert_true(ll_str_eq(reply.body, known.body));
        assert_true((told[0] != '\0') == (i == 1));
    }
}

static void who_fails_often_waits(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)make_user(served, "ama@example.org", "logistics");
    for (int i = 0; i < 5; i++) {
        struct ll_reply reply = sign_in(served, "ama@example.org", "another password");
        ll_assert_reply(&reply, 401, "EAUTH");
    }
    /* now what is right is not right, until a second has passed */
    struct ll_reply reply = sign_in(served, "ama@example.org", PASSWORD);
    ll_assert_reply(&reply, 401, "EAUTH");
    advance(2 * 1000000);
    reply = sign_in(served, "ama@example.org", PASSWORD);
    ll_assert_reply(&reply, 200, "csrf");
    reply = sign_in(served, "ama@example.org", "another password");
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = sign_in(served, "ama@example.org", PASSWORD);
    ll_assert_reply(&reply, 200, "csrf");
}

static void sessions_end(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = make_user(served, "ama@example.org", "logistics");
    struct signed_in ama = enter(served, "ama@example.org");
    /* in use, a session lasts twelve hours */
    for (int i = 0; i < 25; i++) {
        advance(28 * MINUTE_US);
        struct ll_reply used = get(served, "/sessions/me", ama.cookie);
        ll_assert_reply(&used, 200, user);
        used = ll_post(served, "/organisations", NULL, /* behind what was to be noted */
                       text_of(served, ORGANISATION("o%d"), i));
        ll_assert_reply(&used, 200, "organisation_id");
    }
    advance(21 * MINUTE_US);
    struct ll_reply reply = get(served, "/sessions/me", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    /* unused, half an hour */
    ama = enter(served, "ama@example.org");
    advance(29 * MINUTE_US);
    reply = get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 200, "items");
    ama = enter(served, "ama@example.org");
    advance(31 * MINUTE_US);
    reply = get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    /* with the user */
    ama = enter(served, "ama@example.org");
    reply =
        ll_post(served, text_of(served, "/users/%s/disable", user), NULL, "{\"reason\":\"left\"}");
    ll_assert_reply(&reply, 200, "user_id");
    reply = get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
}

static void other_sites_write_nothing(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)make_user(served, "ama@example.org", "logistics");
    struct signed_in ama = enter(served, "ama@example.org");
    struct ll_reply reply = post(served, "/organisations", ama.cookie, ORGANISATION("evil"));
    ll_assert_reply(&reply, 403, "token");
    static const char *const foreign[] = {"Sec-Fetch-Site: cross-site\r\n",
                                          "Sec-Fetch-Site: same-site\r\n",
                                          "Origin: https://evil.example\r\n", "Origin: null\r\n"};
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        const char *fields = text_of(served, "%s%s", ama.fields, foreign[i]);
        reply = post(served, "/organisations", fields, ORGANISATION("evil"));
        ll_assert_reply(&reply, 403, "another site");
        reply = post(served, "/sessions", foreign[i],
                     "{\"email\":\"ama@example.org\",\"password\":\"" PASSWORD "\"}");
        ll_assert_reply(&reply, 403, "another site");
    }
    reply = get(served, "/organisations/evil", ama.cookie);
    ll_assert_reply(&reply, 404, "evil");
    const char *own =
        text_of(served, "%sSec-Fetch-Site: same-origin\r\nOrigin: http://ledger\r\n", ama.fields);
    reply = post(served, "/organisations", own, ORGANISATION("own"));
    ll_assert_reply(&reply, 200, "organisation_id");
    /* a form brings it as a field */
    const char *token = strstr(ama.fields, "Token: ") + 7;
    const char *body = text_of(served, "code=form&country=GH&name=Form&_csrf=%.64s", token);
    reply = ll_ask(served, false,
                   "POST /organisations HTTP/1.1\r\nHost: ledger\r\n%sContent-Type: "
                   "application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                   ama.cookie, strlen(body), body);
    ll_assert_reply(&reply, 200, "organisation_id");
}

static void links_work_once(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = add_user(served, "ama@example.org", "logistics");
    const char *link = link_of(served, user);
    struct ll_reply reply = get(served, link, "");
    ll_assert_reply(&reply, 200, "\"purpose\":\"set-up\"");
    reply = post(served, link, "", "{\"password\":\"too short\"}");
    ll_assert_reply(&reply, 422, "password");
    reply = post(served, link, "", "{\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 200, "{}");
    reply = post(served, link, "", "{\"password\":\"another of many words\"}");
    ll_assert_reply(&reply, 404, "was used");
    reply = get(served, link, "");
    ll_assert_reply(&reply, 404, "was used");
    struct signed_in ama = enter(served, "ama@example.org");
    /* a new password ends what began with the old one */
    reply = post(served, "/links", "", "{\"email\":\"ama@example.org\"}");
    ll_assert_reply(&reply, 200, "on its way");
    assert_non_null(strstr(told, user));
    link = text_of(served, "%s", strstr(told, "/links/"));
    reply = post(served, link, "", "{\"password\":\"another of many words\"}");
    ll_assert_reply(&reply, 200, "{}");
    reply = get(served, "/lots", ama.cookie);
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = sign_in(served, "ama@example.org", PASSWORD);
    ll_assert_reply(&reply, 401, "EAUTH");
    reply = sign_in(served, "ama@example.org", "another of many words");
    ll_assert_reply(&reply, 200, "csrf");
    /* a link is a day old at most */
    link = link_of(served, user);
    advance(LL_LINK_US);
    reply = post(served, link, "", "{\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 404, "too old");
}

static void the_first_administrator_comes_by_a_link(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str path;
    struct ll_err err = {0};
    make_operator(served);
    assert_int_equal(ll_server_first_link(served->server, &served->arena, &path, &err), LL_OK);
    const char *link = ll_str_to_cstr(&served->arena, path);
    struct ll_reply reply = get(served, link, "");
    ll_assert_reply(&reply, 200, "\"purpose\":\"first\"");
    reply = post(served, link, "", "{\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 422, "\"where\":\"email\"");
    const char *who = "{\"email\":\"first@example.org\",\"name\":\"First\",\"organisation\":\"op\","
                      "\"password\":\"" PASSWORD "\"}";
    reply = post(served, link, "", who);
    ll_assert_reply(&reply, 200, "{}");
    reply = post(served, link, "", who);
    ll_assert_reply(&reply, 404, "was used");
    struct signed_in first = enter(served, "first@example.org");
    reply = get(served, "/users", first.cookie);
    ll_assert_reply(&reply, 200, "first@example.org");
    assert_int_equal(ll_server_first_link(served->server, &served->arena, &path, &err), LL_OK);
    assert_int_equal(path.len, 0);
}

/* In one request with the person, or not at all. */
static void the_first_link_registers_the_operator(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str path;
    struct ll_err err = {0};
    static const char fields[] =
        "{\"country\":\"%s\",\"email\":\"%s\",\"name\":\"First\",\"organisation\":\"%s\","
        "\"organisation_name\":\"%s\",\"password\":\"" PASSWORD "\"}";
    static const struct {
        const char *country;
        const char *email;
        const char *code;
        const char *name;
        const char *wrong;
        int status;
    } rows[] = {
        {"", "first@example.org", "op", "", "organisation_name", 422},
        {"", "first@example.org", "op", "Operator", "country", 422},
        {"XX", "first@example.org", "op", "Operator", "country", 422},
        {"NL", "first@example.org", "carbon-neutral", "Operator", "organisation", 409},
        {"NL", "first@example.org", "op", "Carbon Neutral", "organisation_name", 409},
        {"NL", "nowhere", "op", "Operator", "email", 422},
    };
    assert_int_equal(ll_server_first_link(served->server, &served->arena, &path, &err), LL_OK);
    const char *link = ll_str_to_cstr(&served->arena, path);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_reply reply = post(
            served, link, "",
            text_of(served, fields, rows[i].country, rows[i].email, rows[i].code, rows[i].name));
        ll_assert_reply(&reply, rows[i].status, text_of(served, "\"where\":\"%s\"", rows[i].wrong));
        reply = ll_get(served, "/organisations");
        ll_assert_reply(&reply, 200, "\"items\":[]");
    }
    struct ll_reply reply = post(
        served, link, "", text_of(served, fields, "NL", "first@example.org", "op", "Operator"));
    ll_assert_reply(&reply, 200, "{}");
    advance(1000); /* events have times of their own, which are ahead of this clock */
    struct signed_in first = enter(served, "first@example.org");
    reply = get(served, "/sessions/me", first.cookie);
    ll_assert_reply(&reply, 200, "\"waits_for\":\"enrolment\"");
    reply = ll_get(served, "/organisations/op");
    ll_assert_reply(&reply, 200, "\"country\":\"NL\"");
    reply = ll_get(served, "/users");
    ll_assert_reply(&reply, 200, "first@example.org");
}

/* One that a command registered is named, not made again. */
static void the_first_link_makes_no_second_operator(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str path;
    struct ll_err err = {0};
    make_operator(served);
    assert_int_equal(ll_server_first_link(served->server, &served->arena, &path, &err), LL_OK);
    const char *link = ll_str_to_cstr(&served->arena, path);
    struct ll_reply reply = post(
        served, link, "",
        "{\"country\":\"NL\",\"email\":\"first@example.org\",\"name\":\"First\","
        "\"organisation\":\"op\",\"organisation_name\":\"Another\",\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 409, "\"where\":\"organisation\"");
    reply = ll_get(served, "/users");
    ll_assert_reply(&reply, 200, "\"items\":[]");
}

/* Who reads it later is not one more. */
static void the_first_link_ends_with_the_first_administrator(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str path;
    struct ll_err err = {0};
    make_operator(served);
    assert_int_equal(ll_server_first_link(served->server, &served->arena, &path, &err), LL_OK);
    const char *link = ll_str_to_cstr(&served->arena, path);
    /* somebody who administers nothing changes nothing */
    struct ll_reply reply = ll_post(served, "/users", NULL,
                                    "{\"email\":\"esi@example.org\",\"name\":\"Esi\","
                                    "\"organisation\":\"op\",\"role\":\"logistics\"}");
    ll_assert_reply(&reply, 200, "user_id");
    reply = get(served, link, "");
    ll_assert_reply(&reply, 200, "\"purpose\":\"first\"");
    reply = ll_post(served, "/users", NULL,
                    "{\"email\":\"ama@example.org\",\"name\":\"Ama\",\"organisation\":\"op\","
                    "\"role\":\"admin\"}");
    ll_assert_reply(&reply, 200, "user_id");
    reply = get(served, link, "");
    ll_assert_reply(&reply, 404, "was used");
    reply = post(served, link, "",
                 "{\"email\":\"first@example.org\",\"name\":\"First\",\"organisation\":\"op\","
                 "\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 404, "was used");
    reply = ll_get(served, "/users");
    ll_assert_reply(&reply, 200, "ama@example.org");
    assert_null(strstr(ll_str_to_cstr(&served->arena, reply.body), "first@example.org"));
}

/* When whoever was the administrator is one no more, by which command they were made one. */
static void the_first_link_does_not_come_back(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_str paths[2];
    struct ll_err err = {0};
    static const char role[] = "{\"role\":\"admin\"}";
    make_operator(served);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(ll_server_first_link(served->server, &served->arena, &paths[i], &err),
                         LL_OK);
    }
    const char *link = ll_str_to_cstr(&served->arena, paths[1]); /* a later one ends the first */
    struct ll_reply reply = get(served, ll_str_to_cstr(&served->arena, paths[0]), "");
    ll_assert_reply(&reply, 404, "was used");
    const char *user = add_user(served, "ama@example.org", "logistics");
    reply = get(served, link, "");
    ll_assert_reply(&reply, 200, "\"purpose\":\"first\"");
    reply = ll_post(served, text_of(served, "/users/%s/give-role", user), NULL, role);
    ll_assert_reply(&reply, 200, "user_id");
    reply = ll_post(served, text_of(served, "/users/%s/take-role", user), NULL, role);
    ll_assert_reply(&reply, 200, "user_id");
    reply = post(served, link, "",
                 "{\"email\":\"first@example.org\",\"name\":\"First\",\"organisation\":\"op\","
                 "\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 404, "was used");
}

/* The same key of two people is two requests, and tells neither of the other's. */
static void keys_are_each_users_own(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)make_user(served, "ama@example.org", "logistics");
    (void)make_user(served, "kofi@example.org", "logistics");
    const char *ama =
        text_of(served, "%sIdempotency-Key: k-1\r\n", enter(served, "ama@example.org").fields);
    const char *kofi =
        text_of(served, "%sIdempotency-Key: k-1\r\n", enter(served, "kofi@example.org").fields);
    struct ll_reply reply = post(served, "/organisations", ama, ORGANISATION("amas"));
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = post(served, "/organisations", kofi, ORGANISATION("kofis"));
    ll_assert_reply(&reply, 200, "kofis");
    reply = ll_post(served, "/organisations", "k-1", ORGANISATION("own"));
    ll_assert_reply(&reply, 200, "own");
    reply = post(served, "/organisations", ama, ORGANISATION("amas"));
    ll_assert_reply(&reply, 200, "\"repeated\":true");
    reply = post(served, "/organisations", ama, ORGANISATION("others"));
    ll_assert_reply(&reply, 409, "the key 'k-1' came before");
    assert_int_equal(ll_str_find(reply.body, LL_STR("usr_"), false), SIZE_MAX);
}

/* ---- tokens ---- */

static const char *make_token(struct ll_served *served, const char *user, const char *permissions,
                              const char *expires_on, const char **ret_id)
{
    struct ll_reply reply =
        ll_post(served, "/tokens", NULL,
                text_of(served, "{\"user\":\"%s\",\"permissions\":[%s],\"expires_on\":\"%s\"}",
                        user, permissions, expires_on));
    ll_assert_reply(&reply, 200, "\"token\":\"ll_");
    *ret_id = ll_str_to_cstr(&served->arena, member(served, &reply, "token_id"));
    struct ll_str token =
        ll_json_string_at(ll_json_get(ll_reply_read(served, &reply), LL_ANSWER_TRANSIENT), "token");
    return text_of(served, "Authorization: Bearer %.*s\r\n", LL_STR_ARG(token));
}

static void tokens_may_what_they_and_their_user_may(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = add_user(served, "ama@example.org", "logistics");
    const char *id = NULL;
    /* the clock stands in September 2026 */
    const char *token =
        make_token(served, user, "\"see-supply\",\"see-demand\"", "2026-12-31", &id);
    struct ll_reply reply = get(served, "/lots", token);
    ll_assert_reply(&reply, 200, "items");
    reply = get(served, "/shipments", token); /* the user may, the token may not */
    ll_assert_reply(&reply, 403, "the token does not include");
    reply = get(served, "/orders", token); /* the token may, the user may not */
    ll_assert_reply(&reply, 403, "your roles");
    /* what one may not look at is no condition either: it would tell when a guess is right */
    const char *blind = make_token(served, user, "\"register\"", "2026-12-31", &id);
    reply = ll_post(served, "/facilities", NULL,
                    "{\"code\":\"depot\",\"country\":\"GH\",\"name\":\"Depot\","
                    "\"organisation\":\"op\",\"plant\":true}");
    ll_assert_reply(&reply, 200, "facility_id");
    static const char certification[] = "{\"number\":\"N-1\",\"scope\":\"recycling\","
                                        "\"standard\":\"r2v3\",\"valid_from\":\"2026-01-01\","
                                        "\"valid_to\":\"2027-01-01\"}";
    reply = post(served, "/facilities/depot/certifications",
                 text_of(served, "%sIf-Match: \"00\"\r\n", blind), certification);
    ll_assert_reply(&reply, 403, "the token does not include");
    reply = post(served, "/facilities/depot/certifications", blind, certification);
    ll_assert_reply(&reply, 200, "certification");
    token = make_token(served, user, "\"see-supply\",\"see-demand\"", "2026-12-31", &id);
    reply = get(served, "/health", token);
    ll_assert_reply(&reply, 200, "ok");
    /* nothing tells how a token fails */
    char wrong[128];
    (void)snprintf(wrong, sizeof(wrong), "%s", token);
    wrong[40] = wrong[40] == 'a' ? 'b' : 'a';
    struct ll_reply refused = get(served, "/lots", wrong);
    ll_assert_reply(&refused, 401, "lets nobody in");
    reply = get(served, "/lots", "Authorization: Basic YTpi\r\n");
    assert_true(reply.status == 401 && ll_str_eq(reply.body, refused.body));
    reply = ll_post(served, text_of(served, "/tokens/%s/revoke", id), NULL, "{}");
    ll_assert_reply(&reply, 200, id);
    reply = get(served, "/lots", token);
    assert_true(reply.status == 401 && ll_str_eq(reply.body, refused.body));
    /* too old */
    token = make_token(served, user, "\"see-supply\"", "2026-10-31", &id);
    advance(60 * 24 * 60 * MINUTE_US);
    reply = get(served, "/lots", token);
    assert_true(reply.status == 401 && ll_str_eq(reply.body, refused.body));
    /* with the user */
    token = make_token(served, user, "\"see-supply\"", "2026-12-31", &id);
    reply = get(served, "/lots", token);
    ll_assert_reply(&reply, 200, "items");
    reply =
        ll_post(served, text_of(served, "/users/%s/disable", user), NULL, "{\"reason\":\"left\"}");
    ll_assert_reply(&reply, 200, user);
    reply = get(served, "/lots", token);
    assert_true(reply.status == 401 && ll_str_eq(reply.body, refused.body));
}

/* A program that subscribes to a calendar brings no fields: its token stands in the address, and
 * may nothing else. */
static void a_calendar_has_a_token_of_its_own(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = add_user(served, "ama@example.org", "logistics");
    const char *id = NULL;
    struct ll_reply reply = ll_post(served, "/facilities", NULL,
                                    "{\"code\":\"depot\",\"country\":\"GH\",\"name\":\"Depot\","
                                    "\"organisation\":\"op\",\"plant\":true}");
    ll_assert_reply(&reply, 200, "facility_id");
    reply = ll_post(served, "/facilities/depot/certifications", NULL,
                    "{\"number\":\"N-1\",\"scope\":\"recycling\",\"standard\":\"r2v3\","
                    "\"valid_from\":\"2026-01-01\",\"valid_to\":\"2026-10-31\"}");
    ll_assert_reply(&reply, 200, "certification");
    const char *field = make_token(served, user, "\"remind\"", "2026-12-31", &id);
    const char *token = strstr(field, "ll_");
    const char *address = text_of(served, "/calendars/%.51s.ics", token);
    reply = get(served, address, "");
    ll_assert_reply(&reply, 200, "BEGIN:VCALENDAR\r\n");
    ll_assert_reply(&reply, 200, "DTSTART;VALUE=DATE:20261031\r\n");
    ll_assert_reply(&reply, 200, "SUMMARY:a certification ends: depot (r2v3)\r\n");
    struct ll_reply again = get(served, address, "");
    assert_true(ll_str_eq(reply.body, again.body));
    reply = get(served, "/reminders", field);
    ll_assert_reply(&reply, 200, "certification-ends");
    reply = get(served, "/desk", field); /* it may nothing else */
    ll_assert_reply(&reply, 403, "the token does not include");
    /* One that may more has no place in an address. */
    const char *wide =
        strstr(make_token(served, user, "\"remind\",\"see-supply\"", "2026-12-31", &id), "ll_");
    struct ll_reply refused = get(served, text_of(served, "/calendars/%.51s", wide), "");
    ll_assert_reply(&refused, 404, "no such calendar");
    reply = get(served, "/calendars/0000.ics", "");
    assert_true(reply.status == 404 && ll_str_eq(reply.body, refused.body));
    /* Revoked, it is none. */
    field = make_token(served, user, "\"remind\"", "2026-12-31", &id);
    address = text_of(served, "/calendars/%.51s", strstr(field, "ll_"));
    reply = get(served, address, "");
    ll_assert_reply(&reply, 200, "BEGIN:VCALENDAR");
    reply = ll_post(served, text_of(served, "/tokens/%s/revoke", id), NULL, "{}");
    ll_assert_reply(&reply, 200, id);
    reply = get(served, address, "");
    ll_assert_reply(&reply, 404, "no such calendar");
}

static void tokens_last_a_year_at_most(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = add_user(served, "ama@example.org", "logistics");
    static const char *const wrong[][3] = {
        {"\"handle\"", "2028-01-01", "expires_on"},      {"\"handle\"", "2026-01-01", "expires_on"},
        {"\"everything\"", "2026-12-31", "permissions"}, {"\"local\"", "2026-12-31", "permissions"},
        {"\"ship\",\"ship\"", "2026-12-31", "twice"},
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct ll_reply reply =
            ll_post(served, "/tokens", NULL,
                    text_of(served, "{\"user\":\"%s\",\"permissions\":[%s],\"expires_on\":\"%s\"}",
                            user, wrong[i][0], wrong[i][1]));
        ll_assert_reply(&reply, 422, wrong[i][2]);
    }
}

/* ---- hashing ---- */

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int inside;
    int done;
    bool is_open;
};

static void pass(void *ctx)
{
    struct gate *gate = ctx;
    pthread_mutex_lock(&gate->lock);
    gate->inside++;
    pthread_cond_broadcast(&gate->moved);
    while (!gate->is_open) {
        pthread_cond_wait(&gate->moved, &gate->lock);
    }
    gate->done++;
    pthread_mutex_unlock(&gate->lock);
}

static void few_may_wait(void **state)
{
    (void)state;
    struct gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
    struct ll_hash_job jobs[LL_HASH_THREADS + LL_HASH_WAITING_MAX + 1];
    const int most = LL_HASH_THREADS + LL_HASH_WAITING_MAX;
    struct ll_hashers *hashers = NULL;
    struct ll_err err = {0};
    assert_int_equal(ll_hashers_open(&hashers, &err), LL_OK);
    for (int i = 0; i <= most; i++) {
        jobs[i] = (struct ll_hash_job){.run = pass, .ctx = &gate};
        enum ll_status status = ll_hashers_give(hashers, &jobs[i], &err);
        assert_int_equal(status, i < most ? LL_OK : LL_ERATE);
        pthread_mutex_lock(&gate.lock);
        while (gate.inside < i + 1 && gate.inside < LL_HASH_THREADS) {
            pthread_cond_wait(&gate.moved, &gate.lock);
        }
        assert_in_range(gate.inside, 0, LL_HASH_THREADS);
        pthread_mutex_unlock(&gate.lock);
    }
    pthread_mutex_lock(&gate.lock);
    gate.is_open = true;
    pthread_cond_broadcast(&gate.moved);
    pthread_mutex_unlock(&gate.lock);
    ll_hashers_close(hashers);
    assert_int_equal(gate.done, most);
}

#define SERVED(name) cmocka_unit_test_setup_teardown(name, start, ll_served_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVED(who_signs_in_may_what_their_roles_say),
        SERVED(a_rehearsal_shows_no_secret),
        SERVED(cookies_are_for_the_server_alone),
        SERVED(nothing_tells_whether_there_is_an_account),
        SERVED(who_fails_often_waits),
        SERVED(sessions_end),
        SERVED(other_sites_write_nothing),
        SERVED(links_work_once),
        SERVED(the_first_administrator_comes_by_a_link),
        SERVED(the_first_link_registers_the_operator),
        SERVED(the_first_link_makes_no_second_operator),
        SERVED(the_first_link_does_not_come_back),
        SERVED(the_first_link_ends_with_the_first_administrator),
        SERVED(keys_are_each_users_own),
        SERVED(tokens_may_what_they_and_their_user_may),
        SERVED(a_calendar_has_a_token_of_its_own),
        SERVED(tokens_last_a_year_at_most),
        cmocka_unit_test(few_may_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
