/*
 * What every power-cut test does: write numbered transactions on a disk that loses its power, cut,
 * reboot, look, and compare with what was acknowledged. A subject says how to open, write and look;
 * this file keeps the books.
 *
 * After each cut the subject must hold exactly the acknowledged transactions; the one whose COMMIT
 * failed may be there or not, but whole; one that failed earlier or was rolled back may not.
 *
 * LL_TEST_SEED changes every run; a failure prints the seed of its disk.
 */
#ifndef LL_TESTS_FAULT_POWERCUT_RUN_H
#define LL_TESTS_FAULT_POWERCUT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "fault/powercut_vfs.h"
#include "support/random.h"

#define POWERCUT_TXN_MAX 1024
#define POWERCUT_VFS_NAME "powercut"
#define POWERCUT_DB_PATH "/ledger.db"
#define POWERCUT_LOTS 8
#define POWERCUT_WHY_MAX 240

enum powercut_verdict {
    POWERCUT_GOOD,
    POWERCUT_LOST,   /* an acknowledged fact is missing, or one is there that should not be */
    POWERCUT_CORRUPT /* the engine itself reports damage */
};

enum powercut_outcome {
    POWERCUT_DONE,
    POWERCUT_FAILED, /* before COMMIT: must not be there */
    POWERCUT_UNKNOWN /* COMMIT failed: may be there */
};

struct powercut_figures {
    uint64_t cuts;
    uint64_t cuts_while_made; /* before the schema was acknowledged */
    uint64_t cuts_while_recovered;
    uint64_t acked;
    uint64_t unknown;
    uint64_t unknown_kept;
    uint64_t disks;
    uint64_t disks_lost;
    uint64_t disks_corrupt;
    uint64_t first_bad_seed;
    char first_bad[POWERCUT_WHY_MAX];
};

/* One disk's run, as its subject sees it. */
struct powercut_run {
    const struct powercut_setup *setup;
    void *subject; /* its state */
    struct powercut_vfs *vfs;
    struct ll_test_random random;
    struct powercut_figures *figures;
    bool made;        /* the subject sets it once its schema was acknowledged */
    bool schema_lost; /* the subject sets it when an acknowledged schema is away */
    bool is_open;
    char why[POWERCUT_WHY_MAX]; /* the subject says what it saw */

    /* Which transactions were acknowledged and not released since; and the one in doubt. */
    bool live[POWERCUT_TXN_MAX];
    uint32_t next;
    uint32_t doubt_adds; /* 0: none */
    uint32_t doubt_releases;
};

struct powercut_subject {
    /* Open, and make the schema when it is not there and was never acknowledged. close follows
     * also when it fails. */
    bool (*open)(struct powercut_run *run);
    void (*close)(struct powercut_run *run);
    /* One transaction that adds `adds` and takes away `releases` (0: nothing). */
    enum powercut_outcome (*write)(struct powercut_run *run, uint32_t adds, uint32_t releases);
    /* The same, rolled back at its end. False when anything fails. */
    bool (*write_and_undo)(struct powercut_run *run, uint32_t adds);
    /* Something else that happens between transactions; `what` is any number. */
    bool (*other)(struct powercut_run *run, uint64_t what);
    /* Look at all there is: which transactions, each whole? */
    enum powercut_verdict (*look)(struct powercut_run *run, bool *ret_there);
};

/* One kind of run. */
struct powercut_setup {
    const char *name;
    const struct powercut_subject *subject;
    const void *options; /* the subject's */
    bool keeps_all;      /* its transactions take nothing away */
    uint64_t stretch;    /* operations between cuts, as a multiple of the usual; 0: 1 */
    unsigned disk_flags; /* enum powercut_flag */
    bool hasty;          /* cut each disk soon, so that most cuts fall into its making */
    uint64_t hasty_operations;
};

/* What a transaction holds follows from its number. */
uint32_t powercut_txn_rows(uint32_t txn);
uint32_t powercut_txn_lot(uint32_t txn);
int powercut_txn_body_bytes(uint32_t txn); /* every thirteenth does not fit on one page */

/* One disk from its first use; `subject_state` is handed on as run->subject. */
void powercut_run_seed(const struct powercut_setup *setup, void *subject_state, uint64_t seed,
                       struct powercut_figures *figures, uint64_t *ret_digest);
/* Disks until that many cuts; prints the figures. */
struct powercut_figures powercut_run(const struct powercut_setup *setup, void *subject_state,
                                     uint64_t cuts);
/* As powercut_run; asserts (cmocka) that nothing was lost and that something was at stake. */
void powercut_expect_clean(const struct powercut_setup *setup, void *subject_state, uint64_t cuts);

#endif
