/*
 * The composition root: hands the outside (clock, random bytes, keys' library, streams,
 * environment) to the command line and returns its exit code.
 */
#define _DEFAULT_SOURCE

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "edge/cli/cli.h"

#define CRYPTO_ARENA_BYTES ((size_t)1 << 20)
#define EXIT_ENVIRONMENT 3

static struct ll_time read_clock(clockid_t id)
{
    struct timespec now = {0};
    clock_gettime(id, &now);
    return (struct ll_time){(int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000};
}

static struct ll_time wall_now(void *ctx)
{
    (void)ctx;
    return read_clock(CLOCK_REALTIME);
}

/* Cut short by a signal it is shorter: nothing depends on its length. */
static void wait_real(void *ctx, int64_t wait_us)
{
    struct timespec span = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
    (void)ctx;
    (void)nanosleep(&span, NULL);
}

static struct ll_time timer_now(void *ctx)
{
    (void)ctx;
    return read_clock(CLOCK_MONOTONIC);
}

/*
 * A process may be started with its standard streams closed; the next file opened would become one
 * of them, and be written over. Open for reading only: writing an answer there must fail.
 */
static bool fill_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd) {
            return false;
        }
    }
    return true;
}

/* 0: no terminal, or one that does not say. */
static size_t terminal_columns(int fd)
{
    struct winsize size = {0};
    return isatty(fd) == 1 && ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int main(int argc, char **argv)
{
    struct ll_arena arena;
    struct ll_crypto *crypto = NULL;
    struct ll_err err = {0};
    char actor[32];
    if (!fill_streams()) {
        return EXIT_ENVIRONMENT;
    }
    signal(SIGPIPE, SIG_IGN);  /* an output that goes away does not end what is under way */
    mode_t asked = umask(077); /* what is made is the owner's alone, but what is to be handed out */
    ll_arena_init(&arena, &ll_arena_malloc, CRYPTO_ARENA_BYTES);
    if (ll_crypto_open(&arena, &crypto, &err) != LL_OK) {
        fprintf(stderr, "loopledger: %s\n", err.text);
        ll_arena_release(&arena);
        return ll_status_exit_code(err.status);
    }
    snprintf(actor, sizeof(actor), "uid:%lu", (unsigned long)getuid());
    const struct ll_cli_host host = {
        .clock = {.now = wall_now, .wait = wait_real},
        .timer = {.now = timer_now},
        .random = ll_crypto_random,
        .crypto = crypto,
        .in = stdin,
        .out = stdout,
        .err = stderr,
        .out_is_terminal = isatty(STDOUT_FILENO) == 1,
        .out_columns = terminal_columns(STDOUT_FILENO),
        .err_is_terminal = isatty(STDERR_FILENO) == 1,
        .data_dir = getenv("LOOPLEDGER_DATA"),
        .lock_wait = getenv("LOOPLEDGER_LOCK_WAIT_MS"),
        .actor = actor,
        .shared_mode = 0666 & ~(unsigned)asked,
    };
    int code = ll_cli_main(&host, argc, argv);
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
    return code;
}
