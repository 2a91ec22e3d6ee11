/* Migrations of facts, and the canonical dump by which two stores are compared. */
#include "things.h"

#include <stdlib.h>
#include <string.h>

#include "support/random.h"

static const struct ll_time now = {INT64_C(1767225600000000)};

/* A copy of the tests' set, to be changed. */
struct set_copy {
    struct ll_store_set set;
    struct ll_store_migration migrations[4];
};

static struct set_copy copy_set(size_t migration_count)
{
    struct set_copy copy = {.set = ll_store_test_set};

    memcpy(copy.migrations, ll_store_test_set.migrations,
           ll_store_test_set.migration_count * sizeof(copy.migrations[0]));
    copy.set.migration_count = migration_count;
    return copy;
}

/* Open the fixture's store anew with another set, which lives until the fixture's end. */
static void reopen(struct ll_fixture *f, const struct set_copy *copy)
{
    struct set_copy *kept = LL_NEW(&f->arena, struct set_copy);

    assert_non_null(kept);
    *kept = *copy;
    kept->set.migrations = kept->migrations;
    f->set = &kept->set;
    ll_store_close(f->store);
    f->store = ll_fixture_open(f, false);
}

/* Upgrade without filling; how many migrations were applied, -1 when it failed. */
static int upgrade(struct ll_fixture *f, enum ll_status expected)
{
    struct ll_store_upgraded upgraded = {.migrations = -1};

    ASSERT_STATUS(f, expected,
                  ll_store_upgrade(f->store, &f->arena, now, NULL, &upgraded, &f->err));
    return upgraded.migrations;
}

static void steps_are_counted(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct set_copy one = copy_set(1);

    ASSERT_OK(f, ll_store_check_schema(f->store, &f->arena, &f->err));
    assert_int_equal(upgrade(f, LL_OK), 0);
    /* A program that knows only the first of the two. */
    reopen(f, &one);
    ASSERT_STATUS(f, LL_EREFUSED, ll_store_check_schema(f->store, &f->arena, &f->err));
    assert_int_equal(upgrade(f, LL_EREFUSED), -1);
    assert_non_null(strstr(f->err.text, "migration 2 (more)"));
}

static void unreleased_versions_are_named(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct set_copy copy = copy_set(2);

    copy.migrations[0].slug = "otherwise";
    reopen(f, &copy);
    ASSERT_STATUS(f, LL_EREFUSED, ll_store_check_schema(f->store, &f->arena, &f->err));
    assert_non_null(strstr(f->err.text, "unreleased version made the store"));
    assert_non_null(strstr(f->err.hint, "make it anew"));
    assert_int_equal(upgrade(f, LL_EREFUSED), -1);
}

static void changed_texts_are_noticed(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct set_copy copy = copy_set(2);

    copy.migrations[0].digest[31] ^= 1;
    reopen(f, &copy);
    ASSERT_STATUS(f, LL_ECORRUPT, ll_store_check_schema(f->store, &f->arena, &f->err));
    upgrade(f, LL_ECORRUPT);
    assert_string_equal(f->err.where, "schema_migration");
}

/* A migration that fails half-way leaves nothing, and comes through once it is mended. */
static void a_failed_step_leaves_nothing(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct set_copy copy = copy_set(3);

    copy.migrations[2] = (struct ll_store_migration){
        .version = 3,
        .slug = "broken",
        .sqlite = "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);",
        .postgres = "CREATE TABLE half (a BIGINT); INSERT INTO nowhere VALUES (1);",
    };
    reopen(f, &copy);
    assert_int_equal(upgrade(f, LL_ECORRUPT), -1);
    assert_non_null(strstr(f->err.where, "migration 3 broken"));
    ASSERT_STATUS(f, LL_EREFUSED, ll_store_check_schema(f->store, &f->arena, &f->err));
    assert_non_null(strstr(f->err.text, "2 of this program's 3"));
    copy.migrations[2].sqlite = "CREATE TABLE half (a INTEGER) STRICT";
    copy.migrations[2].postgres = "CREATE TABLE half (a BIGINT)";
    reopen(f, &copy);
    assert_int_equal(upgrade(f, LL_OK), 1);
    ASSERT_OK(f, ll_store_check_schema(f->store, &f->arena, &f->err));
    things_insert(f, 1, 2);
}

static void an_empty_store_is_behind(void **state)
{
    struct ll_fixture f;
    bool empty = false;

    (void)things_fixture(state);
    ll_fixture_start(&f, &ll_store_test_set);
    ASSERT_OK(&f, ll_store_is_empty(f.store, &f.arena, &empty, &f.err));
    assert_true(empty);
    ASSERT_STATUS(&f, LL_EREFUSED, ll_store_check_schema(f.store, &f.arena, &f.err));
    assert_true(f.err.hint[0] != '\0');
    ll_fixture_migrate(&f);
    ASSERT_OK(&f, ll_store_is_empty(f.store, &f.arena, &empty, &f.err));
    assert_false(empty);
    ll_fixture_end(&f);
}

/* ---- dump ---- */
static bool collect(void *ctx, struct ll_str piece)
{
    ll_strbuf_str(ctx, piece);
    return true;
}

/* `arena` is not the fixture's, which the dump uses and gives back. */
static struct ll_str dump(struct ll_fixture *f, struct ll_arena *arena, bool projections_only)
{
    struct ll_strbuf out;
    struct ll_str text;

    ll_strbuf_init(&out, arena, (size_t)64 << 20);
    ASSERT_OK(f, ll_store_dump(f->store, &f->arena, projections_only, collect, &out, &f->err));
    ASSERT_OK(f, ll_strbuf_finish(&out, &text, &f->err));
    return text;
}

static void the_dump_is_canonical(void **state)
{
    static const char expected[] =
        "table part\n"
        "row hi=10 label=\"a\\\"\\\\\\n\\u0001\xc3\xa9\" lo=-3 "
        "thing_id=x00000000000000000000000000000001\n"
        "table piece\n"
        "table thing\n"
        "row amount=101 battery=5 code=\"code-000001\" day=-365 extra=x flag=1 "
        "lot_id=x00000000000000000000000000000002 mass_g=1000000000000000 month=24194 "
        "note=\"a note\" raw=x0001ff00 seen_at=1767225600123456 stage=14 "
        "thing_id=x00000000000000000000000000000001 units=1000000000000\n";
    struct ll_fixture *f = things_fixture(state);
    struct ll_arena arena;
    struct ll_str text;

    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    things_insert(f, 1, 1);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_part_insert(f->store,
                                  &(struct ll_q_part_insert_in){things_id(1), -3, 10,
                                                                LL_STR("a\"\\\n\1\xc3\xa9")},
                                  &f->err));
    ASSERT_OK(f, ll_q_fact_insert(f->store,
                                  &(struct ll_q_fact_insert_in){things_id(1), LL_STR("fact")},
                                  &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    text = dump(f, &arena, true);
    assert_int_equal(text.len, sizeof(expected) - 1);
    assert_memory_equal(text.ptr, expected, text.len);
    text = dump(f, &arena, false);
    assert_true(ll_str_find(text,
                            LL_STR("table schema_migration\nrow applied_at=1767225600000000 "
                                   "digest=x"),
                            false) < text.len);
    assert_true(ll_str_find(text, LL_STR("row body=\"fact\" "), false) < text.len);
    ll_arena_release(&arena);
}

static void clearing_leaves_the_facts(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_arena arena;
    struct ll_str text;

    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    things_insert(f, 1, 40);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_piece_insert(f->store,
                                   &(struct ll_q_piece_insert_in){things_id(1), things_id(2)},
                                   &f->err));
    ASSERT_OK(f, ll_q_fact_insert(f->store,
                                  &(struct ll_q_fact_insert_in){things_id(1), LL_STR("fact")},
                                  &f->err));
    ASSERT_OK(f, ll_store_clear_projections(f->store, true, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    text = dump(f, &arena, false);
    assert_true(ll_str_find(text, LL_STR("row body=\"fact\" "), false) < text.len);
    assert_true(ll_str_find(text, LL_STR("code="), false) == SIZE_MAX);
    ll_arena_release(&arena);
}

/* ---- the same random work on both engines ---- */
static enum ll_status random_step(struct ll_fixture *f, struct ll_test_random *random)
{
    uint64_t number = ll_test_random_below(random, 60);
    uint64_t kind = ll_test_random_below(random, 6);
    int64_t amount = (int64_t)ll_test_random_below(random, 20);
    int64_t lo = (int64_t)ll_test_random_below(random, 40);
    struct ll_q_thing_insert_in thing = things_make(number);
    int64_t changed;

    if (kind <= 1) {
        thing.amount = amount;
        thing.has_note = number % 3 == 0;
        thing.note = ll_str_sub(LL_STR("h\xc3\xa9 \"quoted\"\n"), 0, number % 2 == 0 ? 3 : 13);
        thing.has_lot_id = number % 4 == 0;
        return ll_q_thing_insert(f->store, &thing, &f->err);
    }
    if (kind == 2) {
        return ll_q_thing_delete(f->store, &(struct ll_q_thing_delete_in){thing.code}, &changed,
                                 &f->err);
    }
    if (kind == 3) {
        return ll_q_thing_rename_all(f->store,
                                     &(struct ll_q_thing_rename_all_in){amount, (int64_t)number},
                                     &changed, &f->err);
    }
    if (kind == 4) {
        return ll_q_piece_insert(
            f->store, &(struct ll_q_piece_insert_in){things_id((uint64_t)lo), things_id(number)},
            &f->err);
    }
    return ll_q_part_insert(
        f->store, &(struct ll_q_part_insert_in){things_id(number), lo, lo + amount, thing.code},
        &f->err);
}

/* One transaction of a few steps, each in a savepoint; equal seeds must go equally. */
static void random_transaction(struct ll_fixture *f, struct ll_test_random *random,
                               struct ll_strbuf *log)
{
    uint64_t steps = ll_test_random_below(random, 12);
    enum ll_status status;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (uint64_t i = 0; i < steps; i++) {
        ASSERT_OK(f, ll_store_savepoint(f->store, &f->err));
        status = random_step(f, random);
        status = status == LL_OK ? ll_store_release(f->store, &f->err) : status;
        /* Not the constraint's name: which of several violated ones is the engine's choice. */
        ll_strbuf_fmt(log, "%s\n", ll_status_name(status));
        if (status != LL_OK) {
            ASSERT_OK(f, ll_store_rollback_to(f->store, &f->err));
        }
    }
    if (ll_test_random_below(random, 8) == 0) {
        ll_store_rollback(f->store);
        return;
    }
    status = ll_store_commit(f->store, &f->err);
    ll_strbuf_fmt(log, "commit %s %s\n", ll_status_name(status),
                  status == LL_OK ? "" : f->err.where);
}

static void the_engines_agree(void **state)
{
    struct ll_fixture *first = things_fixture(state);
    struct ll_test_random seed = ll_test_random_begin();
    struct ll_fixture fixtures[2];
    struct ll_strbuf logs[2];
    struct ll_str texts[2];

    if (!first->postgres) {
        skip(); /* the PostgreSQL run of this program compares the two */
    }
    for (int i = 0; i < 2; i++) {
        struct ll_fixture *f = &fixtures[i];
        struct ll_test_random random = seed;
        struct ll_str log;

        ll_fixture_start_on(f, &ll_store_test_set, i == 1);
        ll_fixture_migrate(f);
        ll_strbuf_init(&logs[i], &f->arena, (size_t)16 << 20);
        for (int t = 0; t < 300; t++) {
            random_transaction(f, &random, &logs[i]);
        }
        ASSERT_OK(f, ll_strbuf_finish(&logs[i], &log, &f->err));
        ll_strbuf_str(&logs[i], dump(f, &first->arena, false));
        ASSERT_OK(f, ll_strbuf_finish(&logs[i], &texts[i], &f->err));
    }
    assert_string_equal(texts[0].len > 0 ? "full" : "empty", "full");
    if (!ll_str_eq(texts[0], texts[1])) {
        size_t at = 0;

        while (texts[0].ptr[at] == texts[1].ptr[at]) {
            at++;
        }
        at = at < 100 ? 0 : at - 100;
        fail_msg("SQLite: …%.*s\nPostgreSQL: …%.*s", 300, texts[0].ptr + at, 300,
                 texts[1].ptr + at);
    }
    ll_fixture_end(&fixtures[0]);
    ll_fixture_end(&fixtures[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(steps_are_counted),         THINGS_TEST(unreleased_versions_are_named),
        THINGS_TEST(changed_texts_are_noticed), THINGS_TEST(a_failed_step_leaves_nothing),
        THINGS_TEST(an_empty_store_is_behind),  THINGS_TEST(the_dump_is_canonical),
        THINGS_TEST(clearing_leaves_the_facts), THINGS_TEST(the_engines_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
