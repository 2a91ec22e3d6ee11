#include "fault/powercut_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fault/env.h"

#define CUTS_PER_DISK 12

uint32_t powercut_txn_rows(uint32_t txn)
{
    return 1 + txn % 4;
}

uint32_t powercut_txn_lot(uint32_t txn)
{
    return txn * 5 % POWERCUT_LOTS;
}

int powercut_txn_body_bytes(uint32_t txn)
{
    return (int)(txn % 13 == 0 ? 5000 + txn : 20 + txn * 37 % 300);
}

/* ---- the books ---- */

static void settle(struct powercut_run *run, bool kept)
{
    if (kept && run->doubt_adds > 0) {
        run->live[run->doubt_adds] = true;
        run->live[run->doubt_releases] = false;
    }
    run->doubt_adds = 0;
    run->doubt_releases = 0;
}

static bool same_state(const struct powercut_run *run, const bool *there)
{
    return memcmp(run->live, there, sizeof(run->live)) == 0;
}

/* Settle the transaction in doubt by what is there. */
static enum powercut_verdict compare(struct powercut_run *run, const bool *there)
{
    struct powercut_run kept = *run;
    settle(&kept, true);
    if (run->doubt_adds > 0 && same_state(&kept, there)) {
        run->figures->unknown_kept++;
        settle(run, true);
        return POWERCUT_GOOD;
    }
    settle(run, false);
    if (same_state(run, there)) {
        return POWERCUT_GOOD;
    }
    for (uint32_t i = 1; i < POWERCUT_TXN_MAX; i++) {
        if (run->live[i] != there[i]) {
            (void)snprintf(run->why, sizeof(run->why), "transaction %u is %s", i,
                           there[i] ? "there but should not be" : "missing");
            break;
        }
    }
    return POWERCUT_LOST;
}

/* ---- one disk ---- */

static bool open_subject(struct powercut_run *run)
{
    run->is_open = true; /* also when it fails half-way */
    return run->setup->subject->open(run);
}

static void close_subject(struct powercut_run *run)
{
    if (run->is_open) {
        run->setup->subject->close(run);
        run->is_open = false;
    }
}

static bool write_one(struct powercut_run *run)
{
    const struct powercut_subject *subject = run->setup->subject;
    uint32_t adds = run->next++;
    if (fault_chance(&run->random, 1, 12)) {
        return subject->write_and_undo(run, adds);
    }
    uint32_t releases = 0;
    if (!run->setup->keeps_all && fault_chance(&run->random, 1, 4)) {
        uint32_t picked = (uint32_t)ll_test_random_below(&run->random, adds);
        releases = run->live[picked] ? picked : 0;
    }
    switch (subject->write(run, adds, releases)) {
    case POWERCUT_DONE:
        run->doubt_adds = adds;
        run->doubt_releases = releases;
        settle(run, true);
        run->figures->acked++;
        return true;
    case POWERCUT_FAILED:
        return false;
    case POWERCUT_UNKNOWN:
        run->doubt_adds = adds;
        run->doubt_releases = releases;
        run->figures->unknown++;
        return false;
    }
    return false;
}

/* Write until something fails. */
static void work(struct powercut_run *run)
{
    bool good = run->is_open || open_subject(run);
    while (good && run->next < POWERCUT_TXN_MAX) {
        uint64_t what = ll_test_random_below(&run->random, 32);
        if (what == 0) {
            close_subject(run);
            good = open_subject(run);
        } else if (what < 10) {
            good = run->setup->subject->other(run, ll_test_random_next(&run->random));
        } else {
            good = write_one(run);
        }
    }
}

static uint64_t operations_to_cut(struct powercut_run *run)
{
    static const uint64_t bounds[] = {12, 40, 40, 160};
    if (run->setup->hasty) {
        return ll_test_random_below(&run->random, run->setup->hasty_operations);
    }
    /* The first cut may also fall into the making, however long that is. */
    if (!run->made && fault_chance(&run->random, 1, 2)) {
        return ll_test_random_below(&run->random, 2 * run->setup->hasty_operations);
    }
    uint64_t stretch = run->setup->stretch == 0 ? 1 : run->setup->stretch;
    uint64_t bound = bounds[ll_test_random_below(&run->random, 4)] * stretch;
    return ll_test_random_below(&run->random, bound);
}

/* A cut while the last cut is being recovered from. */
static void cut_recovery(struct powercut_run *run)
{
    powercut_vfs_arm(run->vfs, ll_test_random_below(&run->random, 24));
    (void)open_subject(run);
    close_subject(run);
    if (powercut_vfs_is_off(run->vfs)) {
        run->figures->cuts++;
        run->figures->cuts_while_recovered++;
    }
    powercut_vfs_reboot(run->vfs);
}

static enum powercut_verdict verify(struct powercut_run *run)
{
    bool there[POWERCUT_TXN_MAX] = {false};
    if (!open_subject(run)) {
        return run->schema_lost ? POWERCUT_LOST : POWERCUT_CORRUPT;
    }
    enum powercut_verdict verdict = run->setup->subject->look(run, there);
    if (verdict == POWERCUT_GOOD) {
        verdict = compare(run, there);
    }
    /* Closing well syncs more than going on does. */
    if (!run->setup->hasty && fault_chance(&run->random, 1, 2)) {
        close_subject(run);
    }
    return verdict;
}

/* Write, cut, reboot, look; several times on one disk. */
static enum powercut_verdict run_disk(struct powercut_run *run)
{
    unsigned cuts = run->setup->hasty ? 2 : CUTS_PER_DISK;
    for (unsigned i = 0; i < cuts && run->next < POWERCUT_TXN_MAX; i++) {
        powercut_vfs_arm(run->vfs, operations_to_cut(run));
        work(run);
        bool cut = powercut_vfs_is_off(run->vfs);
        close_subject(run);
        if (!cut && run->next < POWERCUT_TXN_MAX) {
            return POWERCUT_CORRUPT; /* it failed with the power on */
        }
        run->why[0] = '\0';
        run->figures->cuts += cut;
        run->figures->cuts_while_made += cut && !run->made;
        powercut_vfs_reboot(run->vfs);
        if (fault_chance(&run->random, 1, 4)) {
            cut_recovery(run);
        }
        enum powercut_verdict verdict = verify(run);
        if (verdict != POWERCUT_GOOD) {
            return verdict;
        }
    }
    return POWERCUT_GOOD;
}

/* ---- runs ---- */

void powercut_run_seed(const struct powercut_setup *setup, void *subject_state, uint64_t seed,
                       struct powercut_figures *figures, uint64_t *ret_digest)
{
    struct powercut_run run = {
        .setup = setup,
        .subject = subject_state,
        .vfs = powercut_vfs_new(POWERCUT_VFS_NAME, seed, setup->disk_flags),
        .random = {~seed},
        .figures = figures,
        .next = 1,
    };
    enum powercut_verdict verdict = run_disk(&run);
    figures->disks++;
    figures->disks_lost += verdict == POWERCUT_LOST;
    figures->disks_corrupt += verdict == POWERCUT_CORRUPT;
    if (verdict != POWERCUT_GOOD && figures->first_bad[0] == '\0') {
        figures->first_bad_seed = seed;
        (void)snprintf(figures->first_bad, sizeof(figures->first_bad), "%s",
                       run.why[0] == '\0' ? "no reason given" : run.why);
    }
    close_subject(&run);
    if (ret_digest != NULL) {
        *ret_digest = powercut_vfs_digest(run.vfs);
    }
    powercut_vfs_free(run.vfs);
}

struct powercut_figures powercut_run(const struct powercut_setup *setup, void *subject_state,
                                     uint64_t cuts)
{
    struct powercut_figures figures = {0};
    uint64_t first_seed = fault_env("LL_TEST_SEED", 1);
    uint64_t seed = first_seed * 1000000;
    while (figures.cuts < cuts) {
        powercut_run_seed(setup, subject_state, seed++, &figures, NULL);
    }
    print_message("%s: seed %llu: %llu cuts (%llu while made, %llu while recovered) on %llu disks, "
                  "%llu acked,"
                  " %llu unknown of which %llu kept; disks with losses %llu, corrupt %llu\n",
                  setup->name, (unsigned long long)first_seed, (unsigned long long)figures.cuts,
                  (unsigned long long)figures.cuts_while_made,
                  (unsigned long long)figures.cuts_while_recovered,
                  (unsigned long long)figures.disks, (unsigned long long)figures.acked,
                  (unsigned long long)figures.unknown, (unsigned long long)figures.unknown_kept,
                  (unsigned long long)figures.disks_lost,
                  (unsigned long long)figures.disks_corrupt);
    if (figures.first_bad[0] != '\0') {
        print_message("  first: disk seed %llu: %s\n", (unsigned long long)figures.first_bad_seed,
                      figures.first_bad);
    }
    return figures;
}

void powercut_expect_clean(const struct powercut_setup *setup, void *subject_state, uint64_t cuts)
{
    struct powercut_figures figures = powercut_run(setup, subject_state, cuts);
    assert_int_equal(figures.disks_lost, 0);
    assert_int_equal(figures.disks_corrupt, 0);
    /* A run in which nothing was at stake would pass as well. */
    assert_true(setup->hasty ? figures.cuts_while_made > figures.cuts / 8
                             : figures.acked > figures.cuts / 4);
    assert_true(figures.unknown_kept < figures.unknown);
    assert_true(figures.unknown_kept > 0 || figures.unknown < 400); /* one in twenty */
}
