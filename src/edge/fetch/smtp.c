#include "edge/fetch/smtp.h"

#include <string.h>

#include "base/url.h"
#include "edge/fetch/connect.h"
#include "proof/primitives.h"

#define CONNECT_MS 10000
#define WHOLE_MS 30000
#define SETTING_MAX 1024

struct ll_smtp {
    struct ll_smtp_server server;
    struct ll_connect connect;
    CURL *curl;
    bool is_near;
    char url[SETTING_MAX];
    char user[SETTING_MAX];
    char password[SETTING_MAX];
};

/* ---- settings ---- */

static enum ll_status take(struct ll_str text, const char *what, char ret_text[SETTING_MAX],
                           struct ll_err *reterr)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c == 0x7F || text.len >= SETTING_MAX) {
            return LL_FAIL(reterr, LL_EINVAL, "the mail server's %s cannot be", what);
        }
    }
    memcpy(ret_text, text.ptr != NULL ? text.ptr : "", text.len);
    ret_text[text.len] = '\0';
    return LL_OK;
}

static enum ll_status read_settings(struct ll_smtp *smtp, struct ll_err *reterr)
{
    const struct ll_smtp_server *server = &smtp->server;
    struct ll_url url;
    enum ll_status status = ll_url_parse(server->url, &url, NULL);
    bool is_ours = status == LL_OK &&
                   (ll_str_eq_cstr(url.scheme, "smtp") || ll_str_eq_cstr(url.scheme, "smtps"));
    if (!is_ours || (url.target.len > 0 && !ll_str_eq_cstr(url.target, "/"))) {
        status = LL_FAIL(reterr, LL_EINVAL, "this is no address of a mail server");
        ll_err_hint(reterr, "write it as smtp://mail.example:587 or smtps://mail.example");
        return status;
    }
    if (ll_smtp_check_address(server->from, NULL) != LL_OK) {
        return LL_FAIL(reterr, LL_EINVAL, "mail cannot come from this address");
    }
    if ((server->user.len > 0) != (server->password.len > 0)) {
        return LL_FAIL(reterr, LL_EINVAL, "a mail server's user and password go together");
    }
    smtp->is_near = ll_url_is_near(&url) && ll_str_eq_cstr(url.scheme, "smtp");
    LL_TRY(take(server->url, "address", smtp->url, reterr));
    LL_TRY(take(server->user, "user", smtp->user, reterr));
    return take(server->password, "password", smtp->password, reterr);
}

enum ll_status ll_smtp_open(const struct ll_smtp_server *server, struct ll_smtp **ret_smtp,
                            struct ll_err *reterr)
{
    struct ll_curl lib;
    LL_TRY(ll_curl_open(&lib, reterr));
    struct ll_smtp *smtp = ll_arena_malloc.take(ll_arena_malloc.ctx, sizeof(*smtp));
    if (smtp == NULL) {
        ll_curl_close(&lib);
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to send mail");
    }
    memset(smtp, 0, sizeof(*smtp));
    smtp->connect.lib = lib;
    smtp->server = *server;
    atomic_init(&smtp->connect.stopped, false);
    enum ll_status status = read_settings(smtp, reterr);
    if (status == LL_OK) {
        smtp->curl = lib.easy_init();
        status = smtp->curl != NULL ? LL_OK : LL_FAIL(reterr, LL_ENOMEM, "no memory to send mail");
    }
    if (status != LL_OK) {
        ll_smtp_close(smtp);
        return status;
    }
    *ret_smtp = smtp;
    return LL_OK;
}

void ll_smtp_close(struct ll_smtp *smtp)
{
    if (smtp == NULL) {
        return;
    }
    const struct ll_curl lib = smtp->connect.lib;
    lib.easy_cleanup(smtp->curl);
    ll_wipe(smtp->password, sizeof(smtp->password));
    ll_arena_malloc.give(ll_arena_malloc.ctx, smtp, sizeof(*smtp));
    ll_curl_close(&lib);
}

void ll_smtp_stop(struct ll_smtp *smtp)
{
    atomic_store(&smtp->connect.stopped, true);
}

/* ---- sending ---- */

static size_t give(char *bytes, size_t size, size_t count, void *ctx)
{
    struct ll_str *left = ctx;
    size_t most = size * count < left->len ? size * count : left->len;
    memcpy(bytes, left->ptr, most);
    *left = ll_str_sub(*left, most, left->len);
    return most;
}

static bool set_mail(struct ll_smtp *smtp, const char *from, struct curl_slist *to,
                     struct ll_str *text)
{
    CURL *curl = smtp->curl;
    const struct ll_curl *lib = &smtp->connect.lib;
    CURLcode failed = CURLE_OK;
    int64_t whole_ms = smtp->server.whole_ms > 0 ? smtp->server.whole_ms : WHOLE_MS;
    /* In plain text nothing leaves this machine, whatever "localhost" may be elsewhere. */
    smtp->connect.reach = smtp->is_near ? LL_CONNECT_NEAR : LL_CONNECT_ANY;
    if (!ll_connect_set(curl, &smtp->connect, smtp->server.authorities, CONNECT_MS, whole_ms)) {
        return false;
    }
    failed |= lib->easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    failed |= lib->easy_setopt(curl, CURLOPT_URL, smtp->url);
    failed |= lib->easy_setopt(curl, CURLOPT_USE_SSL,
                               (long)(smtp->is_near ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    failed |= lib->easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(whole_ms / 1000 + 1));
    failed |= lib->easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    failed |= lib->easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    if (smtp->user[0] != '\0') {
        failed |= lib->easy_setopt(curl, CURLOPT_USERNAME, smtp->user);
        failed |= lib->easy_setopt(curl, CURLOPT_PASSWORD, smtp->password);
    }
    failed |= lib->easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    failed |= lib->easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    failed |= lib->easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    failed |= lib->easy_setopt(curl, CURLOPT_READFUNCTION, give);
    failed |= lib->easy_setopt(curl, CURLOPT_READDATA, text);
    return failed == CURLE_OK;
}

static enum ll_status perform(struct ll_smtp *smtp, struct ll_err *reterr)
{
    char text[CURL_ERROR_SIZE] = "";
    CURLcode failed = smtp->connect.lib.easy_setopt(smtp->curl, CURLOPT_ERRORBUFFER, text);
    if (failed == CURLE_OK) {
        failed = smtp->connect.lib.easy_perform(smtp->curl);
    }
    if (failed == CURLE_OK) {
        return LL_OK;
    }
    /* The recipient is refused for good; other refusals may be ours to mend. */
    if (ll_str_starts(ll_str_from_cstr(text), LL_STR("RCPT failed: 5"))) {
        return LL_FAIL(reterr, LL_EREFUSED, "the mail server refuses the recipient");
    }
    if (failed == CURLE_USE_SSL_FAILED) {
        return LL_FAIL(reterr, LL_EIO, "the mail server offers no TLS");
    }
    return ll_connect_failed(&smtp->connect, failed, text, reterr);
}

enum ll_status ll_smtp_send(struct ll_smtp *smtp, const struct ll_smtp_mail *mail,
                            struct ll_arena *arena, struct ll_err *reterr)
{
    struct ll_str text;
    LL_TRY(ll_smtp_write(mail, smtp->server.from, arena, &text, reterr));
    const char *from = ll_str_to_cstr(arena, smtp->server.from);
    const char *to = ll_str_to_cstr(arena, mail->to);
    if (atomic_load(&smtp->connect.stopped)) {
        return LL_FAIL(reterr, LL_EBUSY, "the program is ending");
    }
    struct curl_slist *list =
        from != NULL && to != NULL ? smtp->connect.lib.slist_append(NULL, to) : NULL;
    enum ll_status status = list != NULL && set_mail(smtp, from, list, &text)
                                ? perform(smtp, reterr)
                                : LL_FAIL(reterr, LL_ENOMEM, "no memory to send mail");
    smtp->connect.lib.easy_reset(smtp->curl);
    smtp->connect.lib.slist_free_all(list);
    return status;
}
