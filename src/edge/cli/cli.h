/*
 * The command line: every service is a command, and some commands are of the edge only. This is
 * what the composition root (main.c) hands in, and the one function that it calls.
 */
#ifndef LL_EDGE_CLI_CLI_H
#define LL_EDGE_CLI_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "service/ctx.h"

/* Everything from outside that a command may touch, made by main.c or a test. */
struct ll_cli_host {
    struct ll_clock clock; /* wall clock */
    struct ll_clock timer; /* never steps back: for --stats and the progress bar */
    void (*random)(void *ctx, uint8_t *ret_bytes, size_t count);
    void *random_ctx;
    struct ll_crypto *crypto;
    FILE *in;
    FILE *out;
    FILE *err;
    bool out_is_terminal;
    size_t out_columns; /* of the terminal; 0: whatever is written fits */
    bool err_is_terminal;
    const char *data_dir;  /* $LOOPLEDGER_DATA, or NULL */
    const char *lock_wait; /* $LOOPLEDGER_LOCK_WAIT_MS, or NULL */
    const char *actor;     /* who runs this, for the record of requests */
    unsigned shared_mode;  /* of files to hand out: what the umask leaves of 0666 */
};

/*
 * Run one command line. The answer goes to host->out, errors and progress to host->err. The exit
 * code: 0 done, 1 refused or findings, 2 usage, 3 environment, 4 unknown. Every outcome, also an
 * output that cannot be written, is in it.
 */
LL_MUST int ll_cli_main(const struct ll_cli_host *host, int argc, char *const *argv);

#endif
