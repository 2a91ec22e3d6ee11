#include "fetch/smtp_server.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#define LINE_BYTES 1200

struct ll_smtp_server_test {
    int listener;
    int port;
    SSL_CTX *tls;
    pthread_t thread;
    atomic_int trouble;
    atomic_bool ending;
    pthread_mutex_t lock;
    struct ll_test_mail mails[LL_TEST_MAILS_MAX];
    size_t count;
    size_t connections;
};

struct wire {
    int fd;
    SSL *ssl; /* NULL: in plain text */
    char buffer[4096];
    size_t from;
    size_t to;
};

static void say(struct wire *wire, const char *text)
{
    size_t len = strlen(text);
    if (wire->ssl != NULL) {
        (void)SSL_write(wire->ssl, text, (int)len);
    } else {
        (void)send(wire->fd, text, len, MSG_NOSIGNAL);
    }
}

static bool fill(struct wire *wire)
{
    ssize_t got = wire->ssl != NULL ? SSL_read(wire->ssl, wire->buffer, (int)sizeof(wire->buffer))
                                    : recv(wire->fd, wire->buffer, sizeof(wire->buffer), 0);
    wire->from = 0;
    wire->to = got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* A line without its end. */
static bool hear(struct wire *wire, char line[LINE_BYTES])
{
    size_t len = 0;
    for (;;) {
        if (wire->from == wire->to && !fill(wire)) {
            return false;
        }
        char c = wire->buffer[wire->from++];
        if (c == '\n') {
            len -= len > 0 && line[len - 1] == '\r' ? 1 : 0;
            line[len] = '\0';
            return true;
        }
        if (len + 1 < LINE_BYTES) {
            line[len++] = c;
        }
    }
}

static bool starts(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

static bool go_secret(struct ll_smtp_server_test *server, struct wire *wire)
{
    wire->ssl = SSL_new(server->tls);
    return wire->ssl != NULL && SSL_set_fd(wire->ssl, wire->fd) == 1 && SSL_accept(wire->ssl) == 1;
}

static void keep(struct ll_smtp_server_test *server, const struct ll_test_mail *mail)
{
    (void)pthread_mutex_lock(&server->lock);
    if (server->count < LL_TEST_MAILS_MAX) {
        server->mails[server->count++] = *mail;
    }
    (void)pthread_mutex_unlock(&server->lock);
}

/* False: the connection ends here. */
static bool take_text(struct ll_smtp_server_test *server, struct wire *wire,
                      struct ll_test_mail *mail, int trouble)
{
    char line[LINE_BYTES];
    size_t len = 0;
    say(wire, "354 go on\r\n");
    while (hear(wire, line)) {
        if (trouble == LL_SMTP_DIES_IN_TEXT && len > 0) {
            return false;
        }
        if (strcmp(line, ".") == 0) {
            if (trouble == LL_SMTP_REFUSES_TEXT) {
                say(wire, "554 not this\r\n");
                return true;
            }
            keep(server, mail);
            if (trouble == LL_SMTP_DIES_AT_END) {
                return false;
            }
            say(wire, "250 taken\r\n");
            return true;
        }
        const char *text = line[0] == '.' ? line + 1 : line;
        int put = snprintf(mail->text + len, sizeof(mail->text) - len, "%s\n", text);
        len += put > 0 && (size_t)put < sizeof(mail->text) - len ? (size_t)put : 0;
    }
    return false;
}

static bool answer(struct ll_smtp_server_test *server, struct wire *wire, const char *line,
                   struct ll_test_mail *mail, int trouble)
{
    if (starts(line, "EHLO")) {
        bool offers = wire->ssl == NULL && trouble != LL_SMTP_OFFERS_NO_TLS;
        say(wire, offers ? "250-test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
                         : "250-test\r\n250 AUTH PLAIN\r\n");
    } else if (starts(line, "STARTTLS")) {
        if (trouble == LL_SMTP_LOSES_TLS) {
            say(wire, "454 not now\r\n");
            return true;
        }
        say(wire, "220 go on\r\n");
        return go_secret(server, wire);
    } else if (starts(line, "AUTH PLAIN")) {
        char secret[LINE_BYTES];
        say(wire, "334 \r\n");
        if (!hear(wire, secret)) {
            return false;
        }
        (void)snprintf(mail->user, sizeof(mail->user), "%.280s", secret);
        say(wire, "235 come in\r\n");
    } else if (starts(line, "MAIL FROM:")) {
        (void)snprintf(mail->from, sizeof(mail->from), "%.280s", line + 10);
        mail->was_secret = wire->ssl != NULL;
        say(wire, "250 fine\r\n");
    } else if (starts(line, "RCPT TO:")) {
        (void)snprintf(mail->to, sizeof(mail->to), "%.280s", line + 8);
        say(wire, trouble == LL_SMTP_REFUSES_RECIPIENT ? "550 no such mailbox\r\n"
                  : trouble == LL_SMTP_BUSY_RECIPIENT  ? "450 come again\r\n"
                                                       : "250 fine\r\n");
    } else if (starts(line, "DATA")) {
        return take_text(server, wire, mail, trouble);
    } else {
        say(wire, starts(line, "QUIT") ? "221 bye\r\n" : "500 what?\r\n");
        return !starts(line, "QUIT");
    }
    return true;
}

static void talk(struct ll_smtp_server_test *server, int fd)
{
    static const struct ll_test_mail none;
    struct wire wire = {.fd = fd};
    struct ll_test_mail *mail = calloc(1, sizeof(*mail));
    char line[LINE_BYTES];
    int trouble = atomic_load(&server->trouble);
    bool is_open = trouble != LL_SMTP_TLS_AT_ONCE || go_secret(server, &wire);
    if (trouble == LL_SMTP_SAYS_NOTHING) {
        (void)hear(&wire, line);
    } else if (mail != NULL && is_open && trouble != LL_SMTP_DIES_AT_GREETING) {
        *mail = none;
        say(&wire, "220 test ESMTP\r\n");
        while (hear(&wire, line) && answer(server, &wire, line, mail, trouble)) {
        }
    }
    SSL_free(wire.ssl);
    free(mail);
    (void)close(fd);
}

static void *serve(void *arg)
{
    struct ll_smtp_server_test *server = arg;
    for (;;) {
        int fd = accept(server->listener, NULL, NULL);
        if (atomic_load(&server->ending) || fd < 0) {
            (void)close(fd);
            return NULL;
        }
        (void)pthread_mutex_lock(&server->lock);
        server->connections++;
        (void)pthread_mutex_unlock(&server->lock);
        talk(server, fd);
    }
}

static SSL_CTX *make_tls(const struct ll_certificate *certificate)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    BIO *bio = BIO_new_mem_buf(certificate->certificate, -1);
    X509 *x509 = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    bio = BIO_new_mem_buf(certificate->key, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    assert_non_null(tls);
    assert_int_equal(SSL_CTX_use_certificate(tls, x509), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(tls, key), 1);
    X509_free(x509);
    EVP_PKEY_free(key);
    return tls;
}

struct ll_smtp_server_test *ll_test_smtp_start(const struct ll_certificate *certificate)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);
    struct ll_smtp_server_test *server = calloc(1, sizeof(*server));
    assert_non_null(server);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(server->listener >= 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server->listener, 8), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    server->tls = make_tls(certificate);
    (void)pthread_mutex_init(&server->lock, NULL);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
    return server;
}

void ll_test_smtp_end(struct ll_smtp_server_test *server)
{
    atomic_store(&server->ending, true);
    (void)shutdown(server->listener, SHUT_RDWR);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listener);
    SSL_CTX_free(server->tls);
    (void)pthread_mutex_destroy(&server->lock);
    free(server);
}

int ll_test_smtp_port(const struct ll_smtp_server_test *server)
{
    return server->port;
}

void ll_test_smtp_trouble(struct ll_smtp_server_test *server, enum ll_smtp_trouble trouble)
{
    atomic_store(&server->trouble, (int)trouble);
}

size_t ll_test_smtp_count(struct ll_smtp_server_test *server)
{
    (void)pthread_mutex_lock(&server->lock);
    size_t count = server->count;
    (void)pthread_mutex_unlock(&server->lock);
    return count;
}

size_t ll_test_smtp_connections(struct ll_smtp_server_test *server)
{
    (void)pthread_mutex_lock(&server->lock);
    size_t count = server->connections;
    (void)pthread_mutex_unlock(&server->lock);
    return count;
}

const struct ll_test_mail *ll_test_smtp_mail(struct ll_smtp_server_test *server, size_t i)
{
    assert_true(i < ll_test_smtp_count(server));
    return &server->mails[i];
}

static int value_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void ll_test_mail_text(const struct ll_test_mail *mail, char ret_text[LL_TEST_MAIL_MAX])
{
    const char *from = strstr(mail->text, "\n\n");
    size_t len = 0;
    assert_non_null(from);
    for (from += 2; *from != '\0'; from++) {
        if (from[0] != '=') {
            ret_text[len++] = *from;
        } else if (from[1] == '\n') {
            from++;
        } else {
            assert_true(value_of(from[1]) >= 0 && value_of(from[2]) >= 0);
            ret_text[len++] = (char)(value_of(from[1]) * 16 + value_of(from[2]));
            from += 2;
        }
    }
    ret_text[len] = '\0';
}
