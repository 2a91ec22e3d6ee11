/*
 * A mail server for one test, in a thread of its own: it says what RFC 5321 asks for, with STARTTLS
 * and AUTH, keeps what it was given, and fails as it is told to.
 */
#ifndef LL_TESTS_FETCH_SMTP_SERVER_H
#define LL_TESTS_FETCH_SMTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "fetch/certificate.h"

#define LL_TEST_MAIL_MAX 16384
#define LL_TEST_MAILS_MAX 16

enum ll_smtp_trouble {
    LL_SMTP_NO_TROUBLE,
    LL_SMTP_DIES_AT_GREETING,
    LL_SMTP_DIES_IN_TEXT, /* having read some of it */
    LL_SMTP_DIES_AT_END,  /* having taken the mail, before it says so */
    LL_SMTP_REFUSES_RECIPIENT,
    LL_SMTP_BUSY_RECIPIENT,
    LL_SMTP_REFUSES_TEXT,
    LL_SMTP_OFFERS_NO_TLS,
    LL_SMTP_LOSES_TLS,    /* offers it, and refuses it when asked */
    LL_SMTP_TLS_AT_ONCE,  /* no trouble: TLS before anything is said */
    LL_SMTP_SAYS_NOTHING, /* until the other side goes */
};

struct ll_test_mail {
    char from[300]; /* as MAIL and RCPT say */
    char to[300];
    char user[300]; /* of AUTH PLAIN, as it came */
    bool was_secret;
    char text[LL_TEST_MAIL_MAX];
};

struct ll_smtp_server_test;
struct ll_smtp_server_test *ll_test_smtp_start(const struct ll_certificate *certificate);
void ll_test_smtp_end(struct ll_smtp_server_test *server);
int ll_test_smtp_port(const struct ll_smtp_server_test *server);
void ll_test_smtp_trouble(struct ll_smtp_server_test *server, enum ll_smtp_trouble trouble);
/* How many mails came through whole; how many connections were made; mail number `i`. */
size_t ll_test_smtp_count(struct ll_smtp_server_test *server);
size_t ll_test_smtp_connections(struct ll_smtp_server_test *server);
const struct ll_test_mail *ll_test_smtp_mail(struct ll_smtp_server_test *server, size_t i);
/* A mail's text with quoted-printable undone, after its head. */
void ll_test_mail_text(const struct ll_test_mail *mail, char ret_text[LL_TEST_MAIL_MAX]);

#endif
