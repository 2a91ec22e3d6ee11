/*
 * The sequencer killed wherever it stores something: numbering, a full tile, the signature, the
 * checkpoint, the commit, and the checkpoint kept outside the store, before and after each. What is
 * left is a log that extends all that was ever signed, and the next sequencer goes on from there:
 * no event is lost or numbered twice (the audit at the end), no size has two roots.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/log.h"
#include "service/sequencer.h"
#include "store/q_log.h"

#define ORIGIN "log.example.org/kill"
#define ROUNDS_MAX 40

/* ---- where it dies: "before rename" ---- */

static const char *death = "";

static void pass(const char *when, const char *what)
{
    size_t length = strlen(when);
    if (strncmp(death, when, length) == 0 && strcmp(death + length, what) == 0) {
        (void)kill(getpid(), SIGKILL);
    }
}

#define WRAP(type, name, what, params, ...)                                                        \
    type __real_##name params;                                                                     \
    type __wrap_##name params;                                                                     \
    type __wrap_##name params                                                                      \
    {                                                                                              \
        pass("before ", what);                                                                     \
        type status = __real_##name(__VA_ARGS__);                                                  \
        pass("after ", what);                                                                      \
        return status;                                                                             \
    }
WRAP(enum ll_status, ll_q_log_entry_insert, "entry",
     (struct ll_store * store, const struct ll_q_log_entry_insert_in *in, struct ll_err *reterr),
     store, in, reterr)
WRAP(enum ll_status, ll_q_log_tile_insert, "tile",
     (struct ll_store * store, const struct ll_q_log_tile_insert_in *in, struct ll_err *reterr),
     store, in, reterr)
WRAP(enum ll_status, ll_q_log_checkpoint_insert, "checkpoint",
     (struct ll_store * store, const struct ll_q_log_checkpoint_insert_in *in,
      struct ll_err *reterr),
     store, in, reterr)
WRAP(enum ll_status, ll_store_commit, "commit", (struct ll_store * store, struct ll_err *reterr),
     store, reterr)
WRAP(int, fsync, "fsync", (int fd), fd)
WRAP(int, rename, "rename", (const char *from, const char *to), from, to)

void __real_ll_sign(const struct ll_sign_key *key, struct ll_str message,
                    struct ll_signature *ret_signature);
void __wrap_ll_sign(const struct ll_sign_key *key, struct ll_str message,
                    struct ll_signature *ret_signature);
void __wrap_ll_sign(const struct ll_sign_key *key, struct ll_str message,
                    struct ll_signature *ret_signature)
{
    pass("before ", "sign");
    __real_ll_sign(key, message, ret_signature);
    pass("after ", "sign");
}

/* In the order in which it comes by. Whether what it was about is stored when it dies there. */
static const struct {
    const char *death;
    bool stored;
    bool kept;
} points[] = {
    {"before entry", false, false},      {"after entry", false, false},
    {"before tile", false, false},       {"after tile", false, false},
    {"before sign", false, false},       {"after sign", false, false},
    {"before checkpoint", false, false}, {"after checkpoint", false, false},
    {"before commit", false, false},     {"after commit", true, false},
    {"before fsync", true, false},       {"after fsync", true, false},
    {"before rename", true, false},      {"after rename", true, true},
};

/* ---- the log so far ---- */

struct seen {
    int64_t size;
    struct ll_tree_hash root;
};

static void must(struct ll_ledger *ledger, enum ll_status status)
{
    if (status != LL_OK) {
        fail_msg("%s: %s", ll_status_name(status), ledger->err.text);
    }
}

static void add_lots(struct ll_ledger *ledger, int count)
{
    for (int i = 0; i < count; i++) {
        char record[32];
        (void)snprintf(record, sizeof(record), "r-%lld", (long long)ledger->calls);
        (void)ll_receive(ledger, record, "smartphone_nb:10:1.5kg:removed");
    }
}

/* It extends what is kept, and every size that was ever signed still has its root. */
static struct ll_log_view look(struct ll_ledger *ledger, const struct seen *seen, size_t count)
{
    struct ll_log_view view;
    struct ll_log_tree *tree = NULL;
    must(ledger, ll_log_view_begin(&ledger->ctx, &view, &ledger->err));
    must(ledger, ll_log_view_check(&view, &ledger->err));
    must(ledger, ll_log_tree(&ledger->ctx, &view.log, &tree, &ledger->err));
    struct ll_tree_reader reader = ll_log_tree_reader(tree);
    for (size_t i = 0; i < count; i++) {
        struct ll_tree_hash root;
        must(ledger, ll_tree_root(&view.log.crypto, &reader, seen[i].size, &root, &ledger->err));
        assert_true(ll_tree_hash_eq(&root, &seen[i].root));
    }
    ll_store_rollback(ledger->ctx.store);
    return view;
}

static void is_done(int status)
{
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void killed_anywhere(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct seen seen[ROUNDS_MAX];
    size_t count = 0;
    ll_make_registry(ledger);
    (void)ll_call(ledger, "log start", "origin=" ORIGIN, NULL);
    /* One short of a tile, so that the first rounds are about to fill it. */
    int64_t size = ll_number_at(ll_call(ledger, "log sequence", NULL), "size");
    add_lots(ledger, (int)(LL_TILE_WIDTH - 1 - size));
    size = ll_number_at(ll_call(ledger, "log sequence", NULL), "size");
    assert_int_equal(size, LL_TILE_WIDTH - 1);
    int64_t pending = 0;
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        struct ll_log_view before = look(ledger, seen, count);
        assert_true(count + 2 <= ROUNDS_MAX);
        seen[count++] = (struct seen){before.log.size, before.log.root};
        add_lots(ledger, 2);
        pending += 2;
        int status = ll_run_sequencer(ledger, points[i].death);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        struct ll_log_view after = look(ledger, seen, count);
        assert_int_equal(after.log.size, before.log.size + (points[i].stored ? pending : 0));
        assert_int_equal(after.kept_size, points[i].kept ? after.log.size : before.log.size);
        /* What was stored, or perhaps shown to somebody, is never taken back. */
        seen[count++] = (struct seen){after.log.size, after.log.root};
        ll_advance_days(ledger, 1); /* its lease has run out */
        if (points[i].stored) {
            pending = 0;
            add_lots(ledger, 1);
            is_done(ll_run_sequencer(ledger, ""));
            struct ll_log_view mended = look(ledger, seen, count);
            assert_int_equal(mended.log.size, after.log.size + 1);
            assert_int_equal(mended.kept_size, mended.log.size);
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {LL_LEDGER_TEST(killed_anywhere)};
    if (ll_is_sequencer(argc, argv)) {
        death = ll_sequencer_word(argv);
        return ll_be_sequencer(argv);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
