/*
 * A writer for kill_loop.c that works through the services, and its check.
 *
 *     ledger_writer make|write|check TARGET
 *
 * LL_FAULT_DIR is the folder of the secret keys. `make` makes the schema, the keys and a registry.
 * `write` goes through story.h's steps for ever, one request a transaction, and says "ack KEY"
 * after each answer. `check` asks every key of LL_FAULT_ACKS again and expects "repeated"; sees
 * whether there is one request for each and few more; and whether the store is sound.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/crypto.h"
#include "fault/env.h"
#include "fault/story.h"
#include "store/lock.h"

#define LOCK_WAIT_MS 10000
#define LINE_MAX_BYTES 256

static void report(const char *what, const struct ll_err *err)
{
    (void)fprintf(stderr, "ledger_writer: %s: %s [%s] %s\n", what, ll_status_name(err->status),
                  err->where, err->text);
}

/* ---- write ---- */

/* In one write, so that a killed writer has said it or has not. */
static bool acknowledge(const struct story_cycle *cycle, enum story_step step)
{
    char key[STORY_KEY_MAX];
    char line[STORY_KEY_MAX + 8];
    story_key(cycle, step, key);
    int len = snprintf(line, sizeof(line), "ack %s\n", key);
    return write(STDOUT_FILENO, line, (size_t)len) == (ssize_t)len;
}

static int write_for_ever(struct story *story)
{
    uint64_t round = fault_env("LL_FAULT_ROUND", 0);
    unsigned writer = (unsigned)fault_env("LL_FAULT_WRITER", 0);
    for (uint64_t number = 0;; number++) {
        struct story_cycle cycle = {.client = writer % STORY_CLIENTS};
        (void)snprintf(cycle.name, sizeof(cycle.name), "r%llu-%u-%llu", (unsigned long long)round,
                       writer, (unsigned long long)number);
        for (int step = 0; step < STORY_STEPS; step++) {
            struct ll_err err = {0};
            bool repeated = false;
            if (story_run(story, &cycle, (enum story_step)step, false, &repeated, &err) != LL_OK) {
                report("write", &err);
                return 4;
            }
            if (repeated || !acknowledge(&cycle, (enum story_step)step)) {
                (void)fputs("ledger_writer: a new request is answered as repeated\n", stderr);
                return 4;
            }
        }
    }
}

/* ---- check ---- */

/* The acknowledgements of one cycle come in the order of its steps, and together but for those of
 * other writers: the lots of the cycles under way are kept. */
struct known {
    struct story_cycle cycles[16];
};

static bool check_key(struct story *story, struct known *known, const char *key)
{
    struct story_cycle cycle;
    enum story_step step = STORY_RECEIVE;
    struct ll_err err = {0};
    bool repeated = false;
    if (!story_parse_key(key, &cycle, &step)) {
        (void)fprintf(stderr, "ledger_writer: what is '%s'?\n", key);
        return false;
    }
    struct story_cycle *kept = &known->cycles[cycle.client];
    if (step > STORY_RECEIVE && strcmp(kept->name, cycle.name) == 0) {
        cycle = *kept;
    }
    enum ll_status status = story_run(story, &cycle, step, true, &repeated, &err);
    if (status != LL_OK) {
        report(key, &err);
    } else if (!repeated) {
        (void)fprintf(stderr, "ledger_writer: lost: %s\n", key);
    }
    *kept = cycle;
    return status == LL_OK && repeated;
}

static bool check_keys(struct story *story, FILE *keys, int64_t *ret_count)
{
    char line[LINE_MAX_BYTES];
    struct known known = {0};
    int64_t count = 0;
    bool good = true;
    while (fgets(line, sizeof(line), keys) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        good = check_key(story, &known, line) && good;
        count++;
    }
    *ret_count = count;
    return good;
}

static int run_check(struct story *story)
{
    const char *path = getenv("LL_FAULT_ACKS");
    FILE *keys = path == NULL ? NULL : fopen(path, "r");
    int64_t acked = 0;
    int64_t stored = 0;
    struct ll_err err = {0};
    if (keys == NULL) {
        (void)fputs("ledger_writer: LL_FAULT_ACKS names no file that can be read\n", stderr);
        return 3;
    }
    bool good = check_keys(story, keys, &acked);
    (void)fclose(keys);
    if (!good) {
        return 1;
    }
    if (story_check(story, true, &err) != LL_OK ||
        story_count_requests(story, &stored, &err) != LL_OK) {
        report("check", &err);
        return 1;
    }
    /* Stored, but killed before it said so: at most one a kill and writer. */
    int64_t unsaid = stored - story_registry_requests() - acked;
    int64_t most =
        (int64_t)(fault_env("LL_FAULT_ROUND", 0) * (fault_env("LL_FAULT_WRITER", 0) + 1));
    if (unsaid < 0 || unsaid > most) {
        (void)fprintf(stderr, "ledger_writer: %lld requests are stored, %lld acknowledged\n",
                      (long long)stored, (long long)acked);
        return 1;
    }
    return 0;
}

/* ---- all ---- */

/* SQLite: one process at a time, by the lock on the folder of the file. */
static enum ll_status lock_folder(struct ll_str target, struct ll_err *reterr)
{
    struct ll_str scheme = LL_STR("sqlite:");
    int fd = -1;
    if (!ll_str_starts(target, scheme)) {
        return LL_OK;
    }
    size_t end = target.len;
    while (end > scheme.len && target.ptr[end - 1] != '/') {
        end--;
    }
    struct ll_str folder = ll_str_sub(target, scheme.len, end);
    return ll_lock_take(folder.len == 0 ? LL_STR(".") : folder, LOCK_WAIT_MS, &fd, reterr);
}

static enum ll_status make(struct story *story, const char *dir, struct ll_err *reterr)
{
    struct ll_store_upgraded upgraded;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        return LL_FAIL(reterr, LL_EIO, "cannot make '%s': %s", dir, strerror(errno));
    }
    LL_TRY(story_make_keys(story, reterr));
    LL_TRY(
        ll_store_upgrade(story->ctx.store, &story->arena, story->clock, NULL, &upgraded, reterr));
    return story_make_registry(story, reterr);
}

static int run_verb(struct story *story, const char *verb, const char *dir)
{
    struct ll_err err = {0};
    if (strcmp(verb, "write") == 0) {
        return write_for_ever(story);
    }
    if (strcmp(verb, "check") == 0) {
        return run_check(story);
    }
    if (make(story, dir, &err) != LL_OK) {
        report("make", &err);
        return 3;
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *verb = argc == 3 ? argv[1] : "";
    const char *dir = getenv("LL_FAULT_DIR");
    struct ll_store_set set = story_set();
    struct story story;
    struct ll_err err = {0};
    if (dir == NULL ||
        (strcmp(verb, "make") != 0 && strcmp(verb, "write") != 0 && strcmp(verb, "check") != 0)) {
        (void)fputs("usage: LL_FAULT_DIR=… ledger_writer make|write|check TARGET\n", stderr);
        return 2;
    }
    struct ll_store_options options = {
        .target = ll_str_from_cstr(argv[2]),
        .create = strcmp(verb, "make") == 0,
        .set = &set,
    };
    story_init(&story, ll_crypto_random, NULL, dir);
    int exit_code = 3;
    if (lock_folder(options.target, &err) != LL_OK ||
        ll_store_open(&options, &story.ctx.store, &err) != LL_OK) {
        report("open", &err);
    } else {
        exit_code = run_verb(&story, verb, dir);
    }
    ll_store_close(story.ctx.store);
    story_release(&story);
    return exit_code;
}
