/*
 * Promise 12 through real services: requests run one after another on a disk that loses its power.
 * After each cut every answered request is stored and answers as repeated, nothing is stored that
 * was not asked, the totals agree, and a rebuild from the events changes nothing.
 *
 * The secret keys lie in a folder of the machine's own disk, which keeps its power: how they are
 * written safely is the business of crypto/keyfile.c.
 *
 * LL_TEST_SEED and LL_FAULT_SERVICE_CUTS change the run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault/env.h"
#include "fault/powercut_run.h"
#include "fault/story.h"

/* About how many changes of the disk migration and registry take. */
#define MAKING_OPERATIONS 700

struct rig {
    struct story story;
    struct ll_store_set set;
    char dir[64];

    /* The books of one disk; forgotten when the next begins. */
    struct story_cycle cycle;
    uint32_t cycles;
    int step;                                   /* the next of the cycle */
    char keys[POWERCUT_TXN_MAX][STORY_KEY_MAX]; /* what each transaction asked for; "" nothing */
    struct story_cycle cycles_of[POWERCUT_TXN_MAX];
    int steps_of[POWERCUT_TXN_MAX];
    uint32_t doubt; /* the transaction whose outcome is not known; 0: none */

    uint64_t kept_by_key; /* figures: in doubt, asked again, and were there */
    uint64_t repeats;
    uint64_t rebuilds;
};

static struct rig *rig_of(const struct powercut_run *run)
{
    return run->subject;
}

static bool good(struct powercut_run *run, enum ll_status status, const struct ll_err *err)
{
    if (status == LL_OK) {
        return true;
    }
    (void)snprintf(run->why, sizeof(run->why), "%s %.60s: %.160s", ll_status_name(status),
                   err->where, err->text);
    return false;
}

/* ---- a disk ---- */

static void next_cycle(struct rig *rig)
{
    rig->cycle = (struct story_cycle){.client = rig->cycles % STORY_CLIENTS};
    (void)snprintf(rig->cycle.name, sizeof(rig->cycle.name), "r1-%u-%u", rig->cycle.client,
                   rig->cycles);
    rig->cycles++;
    rig->step = 0;
}

/* The run's own seed tells disks apart: its first use is before anything was made. */
static void begin_disk(struct powercut_run *run)
{
    struct rig *rig = rig_of(run);
    if (run->made || run->next > 1) {
        return;
    }
    memset(rig->keys, 0, sizeof(rig->keys));
    rig->cycles = 0;
    rig->doubt = 0;
    next_cycle(rig);
}

static enum ll_status open_story(struct powercut_run *run, struct ll_err *reterr)
{
    struct rig *rig = rig_of(run);
    struct ll_store_upgraded upgraded;
    const struct ll_store_options options = {
        .target = LL_STR("sqlite:" POWERCUT_DB_PATH),
        .create = true,
        .sqlite_vfs = POWERCUT_VFS_NAME,
        .set = &rig->set,
    };
    story_init(&rig->story, ll_test_random_fill, &run->random, rig->dir);
    LL_TRY(ll_store_open(&options, &rig->story.ctx.store, reterr));
    if (fault_chance(&run->random, 3, 4)) {
        LL_TRY(story_checkpoint_often(&rig->story, reterr));
    }
    if (run->made) {
        enum ll_status status =
            ll_store_check_schema(rig->story.ctx.store, &rig->story.arena, reterr);
        run->schema_lost = status == LL_EREFUSED;
        return status;
    }
    LL_TRY(ll_store_upgrade(rig->story.ctx.store, &rig->story.arena, rig->story.clock, NULL,
                            &upgraded, reterr));
    LL_TRY(story_make_registry(&rig->story, reterr));
    run->made = true;
    return LL_OK;
}

static bool rig_open(struct powercut_run *run)
{
    struct ll_err err = {0};
    begin_disk(run);
    return good(run, open_story(run, &err), &err);
}

static void rig_close(struct powercut_run *run)
{
    struct rig *rig = rig_of(run);
    if (rig->story.ctx.crypto == NULL) {
        return;
    }
    ll_store_close(rig->story.ctx.store);
    story_release(&rig->story);
    rig->story = (struct story){0};
}

/* ---- the writing ---- */

static void advance(struct rig *rig)
{
    rig->step++;
    if (rig->step == STORY_STEPS) {
        next_cycle(rig);
    }
}

static enum powercut_outcome rig_write(struct powercut_run *run, uint32_t adds, uint32_t releases)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    bool repeated = false;
    enum story_step step = (enum story_step)rig->step;
    (void)releases;
    story_key(&rig->cycle, step, rig->keys[adds]);
    rig->cycles_of[adds] = rig->cycle;
    rig->steps_of[adds] = rig->step;
    enum ll_status status = story_run(&rig->story, &rig->cycle, step, false, &repeated, &err);
    if (good(run, status, &err)) {
        if (repeated) { /* the looking would have found it: it was not stored then */
            (void)snprintf(run->why, sizeof(run->why), "%s appeared by itself", rig->keys[adds]);
            return POWERCUT_FAILED;
        }
        rig->cycles_of[adds] = rig->cycle; /* with its lot */
        advance(rig);
        return POWERCUT_DONE;
    }
    if (status == LL_EUNKNOWN) {
        rig->doubt = adds;
        return POWERCUT_UNKNOWN;
    }
    return POWERCUT_FAILED;
}

/* The same, to be done, answered and rolled back. */
static bool rig_write_and_undo(struct powercut_run *run, uint32_t adds)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    bool repeated = false;
    struct story_cycle cycle = rig->cycle;
    (void)adds;
    return good(run,
                story_run(&rig->story, &cycle, (enum story_step)rig->step, true, &repeated, &err),
                &err);
}

/* Ask something acknowledged again: it must be answered, and change nothing. */
static bool ask_again(struct powercut_run *run, uint32_t txn)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    bool repeated = false;
    struct story_cycle cycle = rig->cycles_of[txn];
    enum ll_status status =
        story_run(&rig->story, &cycle, (enum story_step)rig->steps_of[txn], false, &repeated, &err);
    if (!good(run, status, &err)) {
        return false;
    }
    rig->repeats++;
    if (!repeated) {
        (void)snprintf(run->why, sizeof(run->why), "%s was done twice", rig->keys[txn]);
    }
    return repeated;
}

static bool rig_other(struct powercut_run *run, uint64_t what)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    uint32_t txn = (uint32_t)(what / 16 % run->next);
    if (what % 16 == 0) { /* a rebuild is one transaction too */
        rig->rebuilds++;
        return good(run, story_check(&rig->story, true, &err), &err);
    }
    return !run->live[txn] || ask_again(run, txn);
}

/* ---- the looking ---- */

/* The client asks again with the same key: what was in doubt is now known. */
static bool settle_doubt(struct powercut_run *run, const bool *there)
{
    struct rig *rig = rig_of(run);
    struct ll_err err = {0};
    bool repeated = false;
    uint32_t txn = rig->doubt;
    rig->doubt = 0;
    if (txn == 0 || !there[txn]) {
        return true;
    }
    enum ll_status status =
        story_run(&rig->story, &rig->cycle, (enum story_step)rig->step, false, &repeated, &err);
    if (!good(run, status, &err)) {
        return false;
    }
    rig->kept_by_key++;
    rig->cycles_of[txn] = rig->cycle;
    advance(rig);
    return repeated;
}

static enum ll_status look_keys(struct powercut_run *run, bool *ret_there, int64_t *ret_count,
                                struct ll_err *reterr)
{
    struct rig *rig = rig_of(run);
    *ret_count = 0;
    for (uint32_t i = 1; i < run->next; i++) {
        if (rig->keys[i][0] != '\0') {
            LL_TRY(story_is_stored(&rig->story, rig->keys[i], &ret_there[i], reterr));
            *ret_count += ret_there[i];
        }
        if (!ret_there[i]) {
            rig->keys[i][0] = '\0'; /* its request will be another transaction's */
        }
    }
    return LL_OK;
}

static enum ll_status look_all(struct powercut_run *run, bool *ret_there, struct ll_err *reterr)
{
    struct rig *rig = rig_of(run);
    int64_t expected = 0;
    int64_t stored = 0;
    bool rebuild = fault_chance(&run->random, 1, 2);
    rig->rebuilds += rebuild;
    LL_TRY(story_check(&rig->story, rebuild, reterr));
    LL_TRY(look_keys(run, ret_there, &expected, reterr));
    LL_TRY(story_count_requests(&rig->story, &stored, reterr));
    expected += story_registry_requests();
    return stored == expected ? LL_OK
                              : LL_FAIL(reterr, LL_EINVAL, "%lld requests are stored, not %lld",
                                        (long long)stored, (long long)expected);
}

static enum powercut_verdict rig_look(struct powercut_run *run, bool *ret_there)
{
    struct ll_err err = {0};
    enum ll_status status = look_all(run, ret_there, &err);
    if (!good(run, status, &err)) {
        return status == LL_EINVAL ? POWERCUT_LOST : POWERCUT_CORRUPT;
    }
    if (!settle_doubt(run, ret_there)) {
        return POWERCUT_LOST;
    }
    for (int i = 0; i < 3; i++) {
        uint32_t txn = (uint32_t)ll_test_random_below(&run->random, run->next);
        if (ret_there[txn] && !ask_again(run, txn)) {
            return POWERCUT_LOST;
        }
    }
    return POWERCUT_GOOD;
}

static const struct powercut_subject subject = {
    .open = rig_open,
    .close = rig_close,
    .write = rig_write,
    .write_and_undo = rig_write_and_undo,
    .other = rig_other,
    .look = rig_look,
};

/* ---- what must hold ---- */

static struct rig *start(void)
{
    struct rig *rig = calloc(1, sizeof(*rig));
    struct ll_err err = {0};
    struct story story;
    assert_non_null(rig);
    rig->set = story_set();
    (void)snprintf(rig->dir, sizeof(rig->dir), "/tmp/ll-powercut-XXXXXX");
    assert_non_null(mkdtemp(rig->dir));
    story_init(&story, ll_crypto_random, NULL, rig->dir);
    assert_int_equal(story_make_keys(&story, &err), LL_OK);
    story_release(&story);
    return rig;
}

static void end(struct rig *rig)
{
    static const char *const names[] = {"keys/signing.key", "keys/fingerprint.key", "keys"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[128];
        (void)snprintf(path, sizeof(path), "%s/%s", rig->dir, names[i]);
        (void)remove(path);
    }
    (void)rmdir(rig->dir);
    print_message(
        "  %llu in doubt were there when asked again, %llu other repeats, %llu rebuilds\n",
        (unsigned long long)rig->kept_by_key, (unsigned long long)rig->repeats,
        (unsigned long long)rig->rebuilds);
    free(rig);
}

static uint64_t cuts(void)
{
    return fault_env("LL_FAULT_SERVICE_CUTS", 2400);
}

static void services_keep_all(void **state)
{
    const struct powercut_setup setup = {.name = "services",
                                         .subject = &subject,
                                         .keeps_all = true,
                                         .stretch = 3,
                                         .hasty_operations = MAKING_OPERATIONS};
    struct rig *rig = start();
    (void)state;
    powercut_expect_clean(&setup, rig, cuts());
    assert_true(rig->repeats > 0 && rig->rebuilds > 0);
    end(rig);
}

static void services_keep_all_on_torn_sectors(void **state)
{
    const struct powercut_setup setup = {.name = "services, torn sectors",
                                         .subject = &subject,
                                         .disk_flags = POWERCUT_TORN_SECTORS,
                                         .keeps_all = true,
                                         .stretch = 3,
                                         .hasty_operations = MAKING_OPERATIONS};
    struct rig *rig = start();
    (void)state;
    powercut_expect_clean(&setup, rig, cuts() / 8);
    end(rig);
}

static void registry_is_made_safely(void **state)
{
    const struct powercut_setup setup = {.name = "services, cut while made",
                                         .subject = &subject,
                                         .keeps_all = true,
                                         .hasty = true,
                                         .hasty_operations = MAKING_OPERATIONS};
    struct rig *rig = start();
    (void)state;
    powercut_expect_clean(&setup, rig, cuts() / 8);
    end(rig);
}

static void lying_disk_is_caught(void **state)
{
    const struct powercut_setup setup = {.name = "CONTROL services, lying disk",
                                         .subject = &subject,
                                         .disk_flags = POWERCUT_LYING_DISK,
                                         .keeps_all = true,
                                         .stretch = 3,
                                         .hasty_operations = MAKING_OPERATIONS};
    struct rig *rig = start();
    (void)state;
    struct powercut_figures figures = powercut_run(&setup, rig, 100);
    assert_true(figures.disks_lost + figures.disks_corrupt > figures.disks / 2);
    end(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(services_keep_all),
        cmocka_unit_test(services_keep_all_on_torn_sectors),
        cmocka_unit_test(registry_is_made_safely),
        cmocka_unit_test(lying_disk_is_caught),
    };
    return cmocka_run_group_tests_name("powercut_service", tests, NULL, NULL);
}
