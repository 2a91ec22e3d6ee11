/* One-time links by mail: written with what they tell of, sent beside the requests, tried again. */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fetch/smtp_server.h"
#include "http/support.h"
#include "service/session.h"

#define PASSWORD "four quite usual words"
#define MINUTE_US INT64_C(60000000)
#define HOUR_US (60 * MINUTE_US)
#define ADDRESS "https://ledger.example"
#define TRIES_MAX 3000
#define TOLD_MAX 4000

/* ---- a clock that tests set, and what the server says beside its answers ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t clock_us;
static char told[TOLD_MAX];

static struct ll_time clock_now(void *ctx)
{
    (void)ctx;
    (void)pthread_mutex_lock(&lock);
    struct ll_time now = {++clock_us};
    (void)pthread_mutex_unlock(&lock);
    return now;
}

static void advance(int64_t us)
{
    (void)pthread_mutex_lock(&lock);
    clock_us += us;
    (void)pthread_mutex_unlock(&lock);
}

static void tell(void *ctx, const char *text)
{
    (void)ctx;
    (void)pthread_mutex_lock(&lock);
    size_t len = strlen(told);
    (void)snprintf(told + len, sizeof(told) - len, "%s\n", text);
    (void)pthread_mutex_unlock(&lock);
}

static void complain(void *ctx, const char *what, const struct ll_err *err)
{
    char text[800];
    (void)snprintf(text, sizeof(text), "%s: %s", what, err->text);
    tell(ctx, text);
}

static bool was_told(const char *part)
{
    (void)pthread_mutex_lock(&lock);
    bool found = strstr(told, part) != NULL;
    (void)pthread_mutex_unlock(&lock);
    return found;
}

struct fixture {
    struct ll_served *served;
    struct ll_smtp_server_test *smtp;
    char url[100];
};

static struct fixture fixture;

static int start(void **state)
{
    struct ll_certificate certificate;
    (void)signal(SIGPIPE, SIG_IGN);
    int failed = ll_served_start(state);
    struct ll_served *served = *state;
    fixture = (struct fixture){.served = served};
    told[0] = '\0';
    if (failed == 0 && served != NULL) {
        ll_certificate_make(&certificate);
        fixture.smtp = ll_test_smtp_start(&certificate);
        (void)snprintf(fixture.url, sizeof(fixture.url), "smtp://127.0.0.1:%d",
                       ll_test_smtp_port(fixture.smtp));
        clock_us = INT64_C(1790000000000000);
        served->options.work.clock.now = clock_now;
        served->options.work.complain = complain;
        served->options.tell = tell;
        served->options.mail = (struct ll_mailer_options){
            .server = {.url = ll_str_from_cstr(fixture.url), .from = LL_STR("ledger@op.example")},
            .poll_us = 10000,
        };
        ll_served_again(served);
    }
    return failed;
}

static int end(void **state)
{
    int failed = ll_served_end(state);
    if (fixture.smtp != NULL) {
        ll_test_smtp_end(fixture.smtp);
    }
    return failed;
}

/* ---- asking ---- */

static struct ll_reply post(struct ll_served *served, const char *target, const char *fields,
                            const char *json)
{
    return ll_ask(served, false,
                  "POST %s HTTP/1.1\r\nHost: ledger\r\nContent-Type: application/json\r\n%s"
                  "Content-Length: %zu\r\n\r\n%s",
                  target, fields, strlen(json), json);
}

static void make_operator(struct ll_served *served)
{
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"op\",\"country\":\"NL\",\"name\":\"Operator\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    reply = ll_post(served, "/site", NULL,
                    "{\"address\":\"" ADDRESS "\",\"name\":\"R\xC3\xA9gistre\"}");
    ll_assert_reply(&reply, 200, "{");
}

static const char *add_user(struct ll_served *served)
{
    struct ll_reply reply = ll_post(served, "/users", NULL,
                                    "{\"email\":\"ama@client.example\",\"name\":\"Ama\","
                                    "\"organisation\":\"op\",\"role\":\"admin\"}");
    ll_assert_reply(&reply, 200, "user_id");
    return ll_str_to_cstr(&served->arena,
                          ll_json_string_at(ll_reply_read(served, &reply), "user_id"));
}

static void reset(struct ll_served *served, const char *email, const char *language)
{
    char json[200];
    char fields[200];
    (void)snprintf(json, sizeof(json), "{\"email\":\"%s\"}", email);
    (void)snprintf(fields, sizeof(fields), "Accept-Language: %s\r\n", language);
    struct ll_reply reply = post(served, "/links", fields, json);
    ll_assert_reply(&reply, 200, "if there is such a user");
}

/* Until the server's counts hold the line: its thread has come so far. */
static void wait_for_count(struct ll_served *served, const char *line)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    struct ll_reply reply = {0};
    for (int i = 0; i < TRIES_MAX; i++) {
        reply = ll_get(served, "/metrics");
        if (ll_str_find(reply.body, ll_str_from_cstr(line), false) != SIZE_MAX) {
            return;
        }
        (void)nanosleep(&pause, NULL);
    }
    fail_msg("never: %s\n%.*s", line, LL_STR_ARG(reply.body));
}

#define SENT "loopledger_mails_total{outcome=\"sent\"} "
#define GIVEN_UP "loopledger_mails_total{outcome=\"given_up\"} "
#define FAILED "loopledger_mail_failures_total "
#define WAITING "loopledger_mails_waiting "

/* The path of the link in mail number `i`, which says `words`. */
static const char *link_in(struct ll_served *served, size_t i, const char *words)
{
    char text[LL_TEST_MAIL_MAX];
    const struct ll_test_mail *mail = ll_test_smtp_mail(fixture.smtp, i);
    assert_string_equal(mail->to, "<ama@client.example>");
    ll_test_mail_text(mail, text);
    assert_non_null(strstr(text, words));
    const char *at = strstr(text, ADDRESS "/links/");
    assert_non_null(at);
    at += strlen(ADDRESS);
    return ll_str_to_cstr(&served->arena,
                          (struct ll_str){at, strlen("/links/") + LL_SECRET_TEXT_SIZE});
}

static void sign_in(struct ll_served *served, const char *path)
{
    struct ll_reply reply = post(served, path, "", "{\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 200, "{}");
    reply = post(served, "/sessions", "",
                 "{\"email\":\"ama@client.example\",\"password\":\"" PASSWORD "\"}");
    ll_assert_reply(&reply, 200, "csrf");
}

/* ---- tests ---- */

static void a_forgotten_password_brings_a_mail(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)add_user(served);
    reset(served, "ama@client.example", "fr-FR, en;q=0.5");
    wait_for_count(served, SENT "1");
    assert_non_null(strstr(ll_test_smtp_mail(fixture.smtp, 0)->text, "From: <ledger@op.example>"));
    sign_in(served, link_in(served, 0, "nouveau mot de passe"));
    wait_for_count(served, WAITING "0");
    assert_int_equal(ll_test_smtp_count(fixture.smtp), 1);
    assert_false(was_told("/links/"));
    reset(served, "ama@client.example", "nl");
    wait_for_count(served, SENT "2");
    (void)link_in(served, 1, "nieuw wachtwoord");
}

static void nobody_gets_none(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    const char *user = add_user(served);
    for (int i = 0; i < 5; i++) {
        reset(served, "kofi@client.example", "en");
    }
    reset(served, "not an address", "en");
    /* a mail that waited when its user was disabled */
    ll_test_smtp_trouble(fixture.smtp, LL_SMTP_BUSY_RECIPIENT);
    reset(served, "ama@client.example", "en");
    wait_for_count(served, FAILED "1");
    ll_test_smtp_trouble(fixture.smtp, LL_SMTP_NO_TROUBLE);
    char target[100];
    (void)snprintf(target, sizeof(target), "/users/%s/disable", user);
    struct ll_reply reply = ll_post(served, target, NULL, "{\"reason\":\"left\"}");
    ll_assert_reply(&reply, 200, "user_id");
    advance(HOUR_US);
    wait_for_count(served, WAITING "0");
    assert_int_equal(ll_test_smtp_count(fixture.smtp), 0);
}

static void what_fails_is_tried_again(void **state)
{
    static const enum ll_smtp_trouble troubles[] = {LL_SMTP_DIES_AT_GREETING, LL_SMTP_DIES_IN_TEXT,
                                                    LL_SMTP_BUSY_RECIPIENT, LL_SMTP_REFUSES_TEXT,
                                                    LL_SMTP_DIES_AT_END};
    struct ll_served *served = ll_served_of(state);
    const size_t count = sizeof(troubles) / sizeof(troubles[0]);
    make_operator(served);
    (void)add_user(served);
    ll_test_smtp_trouble(fixture.smtp, troubles[0]);
    reset(served, "ama@client.example", "en");
    for (size_t i = 0; i < count; i++) {
        char line[100];
        (void)snprintf(line, sizeof(line), FAILED "%zu\n", i + 1);
        wait_for_count(served, line);
        assert_int_equal(ll_test_smtp_connections(fixture.smtp), i + 1);
        ll_test_smtp_trouble(fixture.smtp, i + 1 < count ? troubles[i + 1] : LL_SMTP_NO_TROUBLE);
        advance(MINUTE_US << i);
    }
    wait_for_count(served, SENT "1");
    /* the one whose server went away before it said so, and the last: the same link */
    assert_int_equal(ll_test_smtp_count(fixture.smtp), 2);
    const char *path = link_in(served, 0, "new password");
    assert_string_equal(path, link_in(served, 1, "new password"));
    sign_in(served, path);
    assert_true(was_told("a mail to usr_"));
    assert_false(was_told("ama@"));
    assert_false(was_told("/links/"));
}

static void it_outlives_the_server(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)add_user(served);
    ll_test_smtp_trouble(fixture.smtp, LL_SMTP_DIES_IN_TEXT);
    reset(served, "ama@client.example", "en");
    wait_for_count(served, FAILED "1");
    ll_test_smtp_trouble(fixture.smtp, LL_SMTP_NO_TROUBLE);
    ll_served_again(served);
    wait_for_count(served, WAITING "1");
    advance(MINUTE_US);
    wait_for_count(served, SENT "1");
    sign_in(served, link_in(served, 0, "new password"));
}

static void it_is_given_up_after_a_day(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_operator(served);
    (void)add_user(served);
    ll_test_smtp_trouble(fixture.smtp, LL_SMTP_BUSY_RECIPIENT);
    reset(served, "ama@client.example", "en");
    wait_for_count(served, FAILED "1");
    advance(23 * HOUR_US);
    wait_for_count(served, FAILED "2");
    advance(HOUR_US);
    wait_for_count(served, GIVEN_UP "1");
    wait_for_count(served, WAITING "0");
    assert_true(was_told("given up"));
    assert_false(was_told("ama@"));
    /* a mailbox that is not there is not asked again */
    ll_test_smtp_trouble(fixture.smtp, LL_SMTP_REFUSES_RECIPIENT);
    reset(served, "ama@client.example", "en");
    wait_for_count(served, GIVEN_UP "2");
    wait_for_count(served, WAITING "0");
    assert_true(was_told("refuses the recipient"));
}

static void a_link_can_be_mailed_unseen(void **state)
{
    struct ll_served *served = ll_served_of(state);
    char target[100];
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"op\",\"country\":\"NL\",\"name\":\"Operator\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    (void)snprintf(target, sizeof(target), "/users/%s/link", add_user(served));
    reply = ll_post(served, target, NULL, "{\"mail\":true}");
    ll_assert_reply(&reply, 409, "POST /site");
    reply = ll_post(served, "/site", NULL, "{\"address\":\"" ADDRESS "\",\"name\":\"Ledger\"}");
    ll_assert_reply(&reply, 200, "{");
    reply = ll_post(served, target, NULL, "{\"language\":\"xx\",\"mail\":true}");
    ll_assert_reply(&reply, 422, "nl");
    reply = ll_post(served, target, NULL, "{\"language\":\"nl\",\"mail\":true}");
    ll_assert_reply(&reply, 200, "expires_at");
    assert_int_equal(ll_str_find(reply.body, LL_STR("links/"), false), SIZE_MAX);
    wait_for_count(served, SENT "1");
    sign_in(served, link_in(served, 0, "uw wachtwoord"));
    /* it is theirs from then on, whatever the browser says that asks for a link */
    reset(served, "ama@client.example", "fr");
    wait_for_count(served, SENT "2");
    (void)link_in(served, 1, "nieuw wachtwoord");
}

#define MAILED(test) cmocka_unit_test_setup_teardown(test, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MAILED(a_forgotten_password_brings_a_mail), MAILED(nobody_gets_none),
        MAILED(what_fails_is_tried_again),          MAILED(it_outlives_the_server),
        MAILED(it_is_given_up_after_a_day),         MAILED(a_link_can_be_mailed_unseen),
    };
    return cmocka_run_group_tests_name("edge/http/mail", tests, NULL, NULL);
}
