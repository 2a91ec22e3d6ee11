/* Sending mail through a server on this machine: what arrives, in secret, and what goes wrong. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "edge/fetch/smtp.h"
#include "fetch/smtp_server.h"

#define CAP ((size_t)8 << 20)

struct fixture {
    struct ll_certificate certificate;
    struct ll_smtp_server_test *server;
    char authorities[64];
    char url[100];
    int64_t whole_ms; /* 0: enough */
    struct ll_arena arena;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    (void)signal(SIGPIPE, SIG_IGN);
    assert_non_null(fixture);
    ll_arena_init(&fixture->arena, &ll_arena_malloc, CAP);
    ll_certificate_make(&fixture->certificate);
    fixture->server = ll_test_smtp_start(&fixture->certificate);
    (void)snprintf(fixture->authorities, sizeof(fixture->authorities), "/tmp/smtp-test-XXXXXX");
    int fd = mkstemp(fixture->authorities);
    assert_true(fd >= 0);
    size_t len = strlen(fixture->certificate.certificate);
    assert_int_equal(write(fd, fixture->certificate.certificate, len), (ssize_t)len);
    (void)close(fd);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    ll_test_smtp_end(fixture->server);
    (void)unlink(fixture->authorities);
    ll_arena_release(&fixture->arena);
    free(fixture);
    return 0;
}

/* 127.1 is this machine too, but by a name for which nothing goes in plain text; the certificate
 * names 127.0.0.1, which it is, but not 127.0.0.2. */
static enum ll_status send_to(struct fixture *fixture, const char *host, const char *authorities,
                              const struct ll_smtp_mail *mail, struct ll_err *reterr)
{
    struct ll_smtp *smtp = NULL;
    (void)snprintf(fixture->url, sizeof(fixture->url), "%s%s:%d",
                   strstr(host, "://") != NULL ? "" : "smtp://", host,
                   ll_test_smtp_port(fixture->server));
    const struct ll_smtp_server server = {
        .url = ll_str_from_cstr(fixture->url),
        .from = LL_STR("ledger@op.example"),
        .user = LL_STR("ledger"),
        .password = LL_STR("a secret"),
        .authorities = authorities,
        .whole_ms = fixture->whole_ms > 0 ? fixture->whole_ms : 5000,
    };
    assert_int_equal(ll_smtp_open(&server, &smtp, reterr), LL_OK);
    enum ll_status status = ll_smtp_send(smtp, mail, &fixture->arena, reterr);
    ll_smtp_close(smtp);
    return status;
}

static struct ll_smtp_mail some_mail(void)
{
    return (struct ll_smtp_mail){
        .to = LL_STR("ama@client.example"),
        .subject = LL_STR("Op: un lien pour r\xC3\xA9gler votre mot de passe"),
        .text = LL_STR("Bonjour,\n.\n.hidden\nd\xC3\xA9j\xC3\xA0 = vu \n"
                       "https://op.example/links/"
                       "0123456789012345678901234567890123456789012345678901234567890123\n"),
        .id = LL_STR("mail_1"),
        .at = {INT64_C(1772544896000000)},
    };
}

static void a_mail_arrives_in_secret(void **state)
{
    struct fixture *fixture = *state;
    char text[LL_TEST_MAIL_MAX];
    const struct ll_smtp_mail mail = some_mail();
    size_t before = ll_test_smtp_count(fixture->server);
    struct ll_err err = {0};
    if (send_to(fixture, "127.1", fixture->authorities, &mail, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(ll_test_smtp_count(fixture->server), before + 1);
    const struct ll_test_mail *got = ll_test_smtp_mail(fixture->server, before);
    assert_true(got->was_secret);
    assert_string_equal(got->from, "<ledger@op.example>");
    assert_string_equal(got->to, "<ama@client.example>");
    assert_non_null(strstr(got->user, "AGxlZGdlcgBhIHNlY3JldA=="));
    assert_non_null(strstr(got->text, "From: <ledger@op.example>\nTo: <ama@client.example>\n"
                                      "Subject: =?utf-8?Q?Op=3A_un_lien_p"));
    assert_non_null(strstr(got->text, "Date: Tue, 3 Mar 2026 13:34:56 +0000\n"));
    assert_non_null(strstr(got->text, "\nMessage-ID: <mail_1@op.example>\n"));
    ll_test_mail_text(got, text);
    assert_int_equal(strncmp(text, mail.text.ptr, mail.text.len), 0);
}

static void tls_is_demanded_from_afar(void **state)
{
    struct fixture *fixture = *state;
    const struct ll_smtp_mail mail = some_mail();
    struct ll_err err = {0};
    size_t before = ll_test_smtp_count(fixture->server);
    assert_int_equal(send_to(fixture, "127.0.0.2", fixture->authorities, &mail, &err), LL_EIO);
    assert_int_equal(send_to(fixture, "127.1", NULL, &mail, &err), LL_EIO);
    ll_test_smtp_trouble(fixture->server, LL_SMTP_OFFERS_NO_TLS);
    assert_int_equal(send_to(fixture, "127.1", fixture->authorities, &mail, &err), LL_EIO);
    assert_non_null(strstr(err.text, "no TLS"));
    ll_test_smtp_trouble(fixture->server, LL_SMTP_LOSES_TLS);
    assert_int_equal(send_to(fixture, "127.1", fixture->authorities, &mail, &err), LL_EIO);
    ll_test_smtp_trouble(fixture->server, LL_SMTP_NO_TROUBLE);
    assert_int_equal(ll_test_smtp_count(fixture->server), before);
    assert_int_equal(send_to(fixture, "localhost", NULL, &mail, &err), LL_OK);
    assert_false(ll_test_smtp_mail(fixture->server, before)->was_secret);
}

static void what_goes_wrong_is_told_apart(void **state)
{
    static const struct {
        enum ll_smtp_trouble trouble;
        enum ll_status status;
    } rows[] = {
        {LL_SMTP_DIES_AT_GREETING, LL_EIO}, {LL_SMTP_DIES_IN_TEXT, LL_EIO},
        {LL_SMTP_DIES_AT_END, LL_EIO},      {LL_SMTP_REFUSES_TEXT, LL_EIO},
        {LL_SMTP_BUSY_RECIPIENT, LL_EIO},   {LL_SMTP_REFUSES_RECIPIENT, LL_EREFUSED},
        {LL_SMTP_NO_TROUBLE, LL_OK},
    };
    struct fixture *fixture = *state;
    const struct ll_smtp_mail mail = some_mail();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_err err = {0};
        ll_test_smtp_trouble(fixture->server, rows[i].trouble);
        enum ll_status status = send_to(fixture, "localhost", NULL, &mail, &err);
        if (status != rows[i].status) {
            fail_msg("trouble %d: %s: %s", (int)rows[i].trouble, ll_status_name(status), err.text);
        }
        assert_null(strstr(err.text, "ama"));
    }
}

static void tls_may_come_first(void **state)
{
    struct fixture *fixture = *state;
    const struct ll_smtp_mail mail = some_mail();
    struct ll_err err = {0};
    size_t before = ll_test_smtp_count(fixture->server);
    ll_test_smtp_trouble(fixture->server, LL_SMTP_TLS_AT_ONCE);
    if (send_to(fixture, "smtps://127.0.0.1", fixture->authorities, &mail, &err) != LL_OK) {
        fail_msg("%s", err.text);
    }
    assert_true(ll_test_smtp_mail(fixture->server, before)->was_secret);
    assert_int_equal(send_to(fixture, "smtps://127.0.0.1", NULL, &mail, &err), LL_EIO);
    assert_int_equal(send_to(fixture, "smtps://127.0.0.2", fixture->authorities, &mail, &err),
                     LL_EIO);
    assert_int_equal(ll_test_smtp_count(fixture->server), before + 1);
    ll_test_smtp_trouble(fixture->server, LL_SMTP_NO_TROUBLE);
}

static void silence_has_an_end(void **state)
{
    struct fixture *fixture = *state;
    const struct ll_smtp_mail mail = some_mail();
    struct ll_err err = {0};
    ll_test_smtp_trouble(fixture->server, LL_SMTP_SAYS_NOTHING);
    fixture->whole_ms = 300;
    assert_int_equal(send_to(fixture, "localhost", NULL, &mail, &err), LL_EIO);
    fixture->whole_ms = 0;
    ll_test_smtp_trouble(fixture->server, LL_SMTP_NO_TROUBLE);
}

static void nothing_can_be_slipped_in(void **state)
{
    static const char *const addresses[] = {
        "",
        "ama",
        "@client.example",
        "ama@",
        "ama@a@b",
        "ama@client.example\r\nBcc: eve@evil.example",
        "ama@client.example\nDATA",
        "ama@client.example>\r\nRCPT TO:<eve@evil.example",
        "ama@client.example,eve@evil.example",
        "<ama@client.example>",
        "ama @client.example",
        "\"ama\"@client.example",
        "ama@client.example SIZE=1",
        "am\xC3\xA1@client.example",
    };
    struct fixture *fixture = *state;
    struct ll_smtp_mail mail = some_mail();
    struct ll_str text;
    size_t connections = ll_test_smtp_connections(fixture->server);
    for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
        mail.to = ll_str_from_cstr(addresses[i]);
        assert_int_equal(send_to(fixture, "localhost", NULL, &mail, NULL), LL_EREFUSED);
    }
    mail.to = (struct ll_str){"ama\0@x", 6};
    assert_int_equal(send_to(fixture, "localhost", NULL, &mail, NULL), LL_EREFUSED);
    assert_int_equal(ll_test_smtp_connections(fixture->server), connections);
    mail = some_mail();
    mail.id = LL_STR("a>\r\nBcc: <eve@evil.example");
    assert_int_equal(send_to(fixture, "localhost", NULL, &mail, NULL), LL_EINVAL);
    mail = some_mail();
    mail.subject = LL_STR("Hello\r\nBcc: eve@evil.example\r\n\r\n<script>");
    mail.text = LL_STR("a\r\n.\r\nMAIL FROM:<eve@evil.example>\r\n");
    assert_int_equal(ll_smtp_write(&mail, LL_STR("op@op.example"), &fixture->arena, &text, NULL),
                     LL_OK);
    assert_int_equal(ll_str_find(text, LL_STR("\nBcc"), true), SIZE_MAX);
    assert_int_equal(ll_str_find(text, LL_STR("\n."), false), SIZE_MAX);
    assert_true(ll_str_find(text, LL_STR("=?utf-8?Q?Hello=3F=3FBcc"), false) < text.len);
    /* no byte but those of plain lines */
    size_t column = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        assert_true(c == '\r' || c == '\n' || (c >= ' ' && c < 0x7F));
        column = c == '\n' ? 0 : column + 1;
        assert_true(column <= 78);
    }
}

static void settings_are_checked(void **state)
{
    static const struct ll_smtp_server bad[] = {
        {.url = {"http://localhost", 16}, .from = {"a@b", 3}},
        {.url = {"mail.example", 12}, .from = {"a@b", 3}},
        {.url = {"smtp://mail.example/x", 21}, .from = {"a@b", 3}},
        {.url = {"smtp://u:p@mail.example", 23}, .from = {"a@b", 3}},
        {.url = {"smtp://localhost", 16}, .from = {"a@b>", 4}},
        {.url = {"smtp://localhost", 16}, .from = {"a@b", 3}, .user = {"u", 1}},
        {.url = {"smtp://localhost", 16},
         .from = {"a@b", 3},
         .user = {"u", 1},
         .password = {"a\nb", 3}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ll_smtp *smtp = NULL;
        assert_int_equal(ll_smtp_open(&bad[i], &smtp, NULL), LL_EINVAL);
        assert_null(smtp);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_arrives_in_secret),
        cmocka_unit_test(tls_is_demanded_from_afar),
        cmocka_unit_test(what_goes_wrong_is_told_apart),
        cmocka_unit_test(tls_may_come_first),
        cmocka_unit_test(silence_has_an_end),
        cmocka_unit_test(nothing_can_be_slipped_in),
        cmocka_unit_test(settings_are_checked),
    };
    return cmocka_run_group_tests_name("edge/fetch/smtp", tests, set_up, tear_down);
}
