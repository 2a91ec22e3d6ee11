/* serve: the ledger as a service, until it is told to end. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "edge/cli/state.h"
#include "edge/http/http.h"
#include "edge/http/local.h"
#include "edge/http/server.h"
#include "service/site.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"
#define PEM_BYTES_MAX ((size_t)1 << 20)
#define END_WAIT_US INT64_C(10000000)
#define CONNECTIONS_MAX 2000
#define WAITING_MAX 256
#define COMMIT_US_MAX INT64_C(25000)
#define BATCH_MAX 256
#define HOOK_THREADS 4
#define SEQUENCE_US INT64_C(1000000)

struct serve_input {
    struct ll_str authorities;
    struct ll_str listen;
    struct ll_str log;
    struct ll_file openid;
    int64_t rates;
    bool has_rates;
    struct ll_str smtp;
    struct ll_str smtp_from;
    struct ll_file smtp_password;
    struct ll_str smtp_user;
    int64_t threads;
    struct ll_file tls_certificates;
    bool has_tls_certificates;
    struct ll_file tls_key;
    bool has_tls_key;
    struct ll_list trust_proxy;
    struct ll_list webhook_allow;
    struct ll_list witness_logs;
    struct ll_str witness_name;
};
static const struct ll_field serve_fields[] = {
    LL_MEMBER(serve_input, authorities, LL_OPT(STR), .min = 1, .max = 1024,
              .help =
                  "a file of PEM with those who sign the certificates of other servers that are "
                  "asked; without it the machine's own"),
    LL_MEMBER(serve_input, listen, LL_OPT(STR), .min = 1, .max = 255,
              .help = "HOST:PORT; without it 127.0.0.1:8080; port 0: any free one"),
    LL_MEMBER(serve_input, log, LL_OPT(STR), .min = 1, .max = 1024,
              .help = "a file that gets a line of JSON for each request; - for standard error"),
    LL_MEMBER(serve_input, openid, LL_OPT(FILE), .max = (int64_t)256 << 10,
              .help = "providers of OpenID Connect that people may sign in with, as JSON"),
    LL_MEMBER(serve_input, rates, LL_OPT(I64), LL_PRESENT(serve_input, has_rates), .min = 0,
              .max = 10000,
              .help = "how much each address, user and token may ask, in per cent of what is "
                      "usual; without it 100; 0: there are no limits"),
    LL_MEMBER(serve_input, smtp, LL_OPT(STR), .min = 1, .max = 1000,
              .help = "the mail server that sends links: smtp://HOST:PORT, or smtps://HOST:PORT; "
                      "without it they are printed"),
    LL_MEMBER(serve_input, smtp_from, LL_OPT(STR), .min = 3, .max = LL_SMTP_ADDRESS_MAX,
              .help = "the address that mail comes from"),
    LL_MEMBER(serve_input, smtp_password, LL_OPT(FILE), .max = 1024, .secret = true,
              .help = "the password there: a file with it and nothing else"),
    LL_MEMBER(serve_input, smtp_user, LL_OPT(STR), .min = 1, .max = 1000,
              .help = "who sends mail, for a mail server that asks"),
    LL_MEMBER(serve_input, threads, LL_OPT(I64), .min = 1, .max = 64,
              .help = "threads that answer; without it as many as the machine has processors"),
    LL_MEMBER(serve_input, tls_certificates, LL_OPT(FILE),
              LL_PRESENT(serve_input, has_tls_certificates), .max = PEM_BYTES_MAX,
              .help = "for HTTPS: the server's certificate and those above it, as PEM"),
    LL_MEMBER(serve_input, tls_key, LL_OPT(FILE), LL_PRESENT(serve_input, has_tls_key),
              .max = PEM_BYTES_MAX, .secret = true, .help = "the key of that certificate, as PEM"),
    LL_MEMBER(serve_input, trust_proxy, LL_OPT(STRS), .max = LL_NETWORKS_MAX,
              .help = "addresses or networks of proxies in front of this server, whose word on who "
                      "asks (X-Forwarded-For) is taken: 127.0.0.1, 10.0.0.0/8"),
    LL_MEMBER(serve_input, webhook_allow, LL_OPT(STRS), .max = LL_NETWORKS_MAX,
              .help = "networks that are not public and where webhooks may be sent to, in plain "
                      "HTTP too: 127.0.0.1, 10.0.0.0/8"),
    LL_MEMBER(serve_input, witness_logs, LL_OPT(STRS), .max = LL_WITNESS_LOGS_MAX,
              .help = "cosign these logs of others, at POST /add-checkpoint: their keys, as their "
                      "operators give them: NAME+HEX+BASE64"),
    LL_MEMBER(serve_input, witness_name, LL_OPT(STR), .min = 1, .max = LL_NOTE_NAME_MAX,
              .help = "the witness's own name: a host and path of yours, without https://"),
};
const struct ll_record ll_cmd_serve_record = LL_RECORD("serve", serve_input, serve_fields);

static void complain(void *ctx, const char *what, const struct ll_err *err)
{
    struct ll_cli *cli = ctx;
    (void)fprintf(cli->host->err, "loopledger: %s: %s%s%s\n", what, err->text,
                  err->hint[0] != '\0' ? "\n  hint: " : "", err->hint);
}

static void tell(void *ctx, const char *text)
{
    const struct ll_cli *cli = ctx;
    (void)fprintf(cli->host->err, "loopledger: %s\n", text);
    (void)fflush(cli->host->err);
}

static enum ll_status open_log(struct ll_cli *cli, struct ll_str name, FILE **ret_log,
                               struct ll_err *reterr)
{
    char path[LL_PATH_MAX];
    *ret_log = NULL;
    if (name.len == 0) {
        return LL_OK;
    }
    if (ll_str_eq_cstr(name, "-")) {
        *ret_log = cli->host->err;
        return LL_OK;
    }
    LL_TRY(ll_cli_path(name, "", path, reterr));
    *ret_log = fopen(path, "ae");
    if (*ret_log == NULL) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EIO, "cannot write the log: %s", strerror(errno));
        ll_err_where(reterr, "%s", path);
        return status;
    }
    return LL_OK;
}

/* PEM is read as a string ended by a zero. */
static enum ll_status take_pem(struct ll_cli *cli, const struct ll_file *file,
                               struct ll_str *ret_pem, struct ll_err *reterr)
{
    char *text = ll_str_to_cstr(&cli->arena, file->bytes);
    if (text == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the certificate");
    }
    *ret_pem = (struct ll_str){text, file->bytes.len};
    return LL_OK;
}

static unsigned thread_count(int64_t asked)
{
    long there = sysconf(_SC_NPROCESSORS_ONLN);
    return asked > 0 ? (unsigned)asked : there > 0 ? (unsigned)there : 1;
}

static enum ll_status fill_witness(struct ll_cli *cli, const struct serve_input *in,
                                   struct ll_witness *ret_witness, struct ll_err *reterr)
{
    size_t count = in->witness_logs.count;
    if ((count > 0) != (in->witness_name.len > 0)) {
        return LL_FAIL(reterr, LL_EUSAGE, "a witness needs both --witness-logs and --witness-name");
    }
    struct ll_note_key *logs = LL_NEW_ARRAY(&cli->arena, struct ll_note_key, count + 1);
    if (logs == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the logs' keys");
    }
    LL_TRY(ll_cli_log_keys(cli, &in->witness_logs, logs, reterr));
    *ret_witness = (struct ll_witness){in->witness_name, logs, count};
    return LL_OK;
}

static enum ll_status fill_hooks(struct ll_cli *cli, const struct serve_input *in,
                                 struct ll_server_options *options, struct ll_err *reterr)
{
    options->hooks = (struct ll_hooks_options){
        .threads = HOOK_THREADS,
        .allowed_count = in->webhook_allow.count,
        .alone = ll_cli_is_sqlite(options->work.target),
    };
    LL_TRY(ll_cli_networks(cli, &in->webhook_allow, &options->hooks.allowed, reterr));
    return ll_cli_authorities(cli, in->authorities, &options->hooks.authorities, reterr);
}

static enum ll_status fill_mail(struct ll_cli *cli, const struct serve_input *in,
                                struct ll_mailer_options *ret_mail, struct ll_err *reterr)
{
    if ((in->smtp.len > 0) != (in->smtp_from.len > 0)) {
        return LL_FAIL(reterr, LL_EUSAGE, "mail needs both --smtp and --smtp-from");
    }
    if (in->smtp.len == 0 && (in->smtp_user.len > 0 || in->smtp_password.bytes.len > 0)) {
        return LL_FAIL(reterr, LL_EUSAGE, "--smtp-user and --smtp-password are of --smtp");
    }
    *ret_mail = (struct ll_mailer_options){
        .server =
            {
                .url = in->smtp,
                .from = in->smtp_from,
                .user = in->smtp_user,
                .password = ll_str_trim(in->smtp_password.bytes),
            },
    };
    return ll_cli_authorities(cli, in->authorities, &ret_mail->server.authorities, reterr);
}

static enum ll_status fill_options(struct ll_cli *cli, const struct serve_input *in,
                                   struct ll_str target, const char *socket_path,
                                   struct ll_server_options *ret_options, struct ll_err *reterr)
{
    unsigned threads = thread_count(in->threads);
    if (in->has_tls_key != in->has_tls_certificates) {
        return LL_FAIL(reterr, LL_EUSAGE, "HTTPS needs both --tls-certificates and --tls-key");
    }
    *ret_options = (struct ll_server_options){
        .work =
            {
                .target = target,
                .data_dir = cli->ctx.data_dir,
                .writer = cli->ctx.store,
                .readers = threads + 1, /* one of the local socket's */
                .waiting_max = WAITING_MAX,
                .commit_us_max = COMMIT_US_MAX,
                .batch_max = BATCH_MAX,
                .sequence_us = SEQUENCE_US,
                .clock = cli->host->clock,
                .timer = cli->host->timer,
                .random = cli->host->random,
                .random_ctx = cli->host->random_ctx,
                .complain = complain,
                .complain_ctx = cli,
            },
        .address = in->listen.len > 0 ? in->listen : LL_STR(LISTEN_DEFAULT),
        .local_path = socket_path,
        .threads = threads,
        .connections_max = CONNECTIONS_MAX,
        .idle_s = LL_HTTP_IDLE_S_MAX,
        .rate_percent = in->has_rates ? (unsigned)in->rates : 100,
        .tell = tell,
        .tell_ctx = cli,
    };
    if (in->has_tls_key) {
        LL_TRY(take_pem(cli, &in->tls_certificates, &ret_options->tls_chain, reterr));
        LL_TRY(take_pem(cli, &in->tls_key, &ret_options->tls_key, reterr));
    }
    ret_options->trusted_count = in->trust_proxy.count;
    LL_TRY(ll_cli_networks(cli, &in->trust_proxy, &ret_options->trusted, reterr));
    LL_TRY(fill_hooks(cli, in, ret_options, reterr));
    LL_TRY(fill_mail(cli, in, &ret_options->mail, reterr));
    ret_options->authorities = ret_options->mail.server.authorities;
    if (in->openid.bytes.len > 0) {
        LL_TRY(ll_cli_openid(cli, &in->openid, &ret_options->openid, reterr));
    }
    LL_TRY(fill_witness(cli, in, &ret_options->witness, reterr));
    return open_log(cli, in->log, &ret_options->log, reterr);
}

/* "http://127.0.0.1:8080" */
static void print_address(const struct ll_cli *cli, const struct ll_server_options *options,
                          int port)
{
    size_t colon = options->address.len;
    while (colon > 0 && options->address.ptr[colon - 1] != ':') {
        colon--;
    }
    (void)fprintf(cli->host->err, "%s://%.*s%d", options->tls_key.len > 0 ? "https" : "http",
                  (int)colon, options->address.ptr, port);
}

/* Once it answers: who started it waits for this line. */
static void announce(const struct ll_cli *cli, const struct ll_server_options *options, int port)
{
    (void)fputs("loopledger: listening on ", cli->host->err);
    print_address(cli, options, port);
    (void)fputs("\n", cli->host->err);
    (void)fflush(cli->host->err);
}

/* Nobody has a password by default: whoever reads this becomes the first administrator. */
static enum ll_status invite(struct ll_cli *cli, const struct ll_server_options *options,
                             struct ll_server *server, struct ll_err *reterr)
{
    struct ll_str path;
    struct ll_err why = {0};
    enum ll_status status = ll_server_first_link(server, &cli->arena, &path, &why);
    if (status == LL_EREFUSED) { /* by the log's guard (service/log.h): so is all that writes */
        (void)fprintf(cli->host->err,
                      "loopledger: what is asked is answered, but nothing is written: %s\n"
                      "hint: %s\n",
                      why.text, why.hint);
        (void)fflush(cli->host->err);
        return LL_OK;
    }
    if (status != LL_OK) {
        *reterr = why;
        return status;
    }
    if (path.len > 0) {
        (void)fputs("loopledger: there are no users yet; for a day, once: ", cli->host->err);
        print_address(cli, options, ll_server_port(server));
        (void)fprintf(cli->host->err,
                      "%.*s makes the operator's organisation and its first administrator\n",
                      LL_STR_ARG(path));
        (void)fflush(cli->host->err);
    }
    return LL_OK;
}

/* Mails lead back to the site, and so do providers of sign-in: without its address neither works,
 * which would be noticed by who cannot sign in. */
static enum ll_status check_site(struct ll_cli *cli, const struct serve_input *in,
                                 struct ll_err *reterr)
{
    struct ll_str address = LL_STR("");
    if (in->smtp.len == 0 && in->openid.bytes.len == 0) {
        return LL_OK;
    }
    LL_TRY(ll_store_begin(cli->ctx.store, LL_STORE_READ, reterr));
    enum ll_status status = ll_site_address(&cli->ctx, &address, reterr);
    ll_store_rollback(cli->ctx.store);
    if (status == LL_OK && address.len == 0) {
        (void)fprintf(cli->host->err,
                      "loopledger: the site has no address yet: no mail is sent, and nobody signs "
                      "in elsewhere\n"
                      "  hint: loopledger site set --address https://ledger.example --name NAME\n");
        (void)fflush(cli->host->err);
    }
    return status;
}

static void wait_for_end(const sigset_t *ends)
{
    int got = 0;
    while (sigwait(ends, &got) != 0) {
    }
}

enum ll_status ll_cmd_serve(struct ll_cli *cli, const void *input, struct ll_json **ret_answer,
                            struct ll_err *reterr)
{
    struct ll_server_options options;
    struct ll_server *server = NULL;
    struct ll_str target;
    char socket_path[LL_PATH_MAX];
    sigset_t ends;
    sigset_t before;
    (void)ret_answer;
    LL_TRY(ll_cli_path(cli->ctx.data_dir, LL_LOCAL_SOCKET, socket_path, reterr));
    LL_TRY(ll_cli_target(cli, &target, reterr));
    LL_TRY(ll_cli_open(cli, target, LL_CLI_WRITE, true, reterr));
    LL_TRY(fill_options(cli, input, target, socket_path, &options, reterr));
    LL_TRY(check_site(cli, input, reterr));
    /* All threads are born with these held back, so that only this one gets them. */
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigaddset(&ends, SIGINT);
    (void)sigaddset(&ends, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &ends, &before);
    enum ll_status status = ll_server_open(&options, &server, reterr);
    if (status == LL_OK) {
        status = invite(cli, &options, server, reterr);
        if (status == LL_OK) {
            announce(cli, &options, ll_server_port(server));
            wait_for_end(&ends);
        }
        ll_server_close(server, END_WAIT_US);
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (options.log != NULL && options.log != cli->host->err) {
        (void)fclose(options.log);
    }
    return status;
}
