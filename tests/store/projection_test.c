/* Tables of projections: known by their digest, dropped and made anew in one transaction. */
#include "things.h"

#include <string.h>

static const struct ll_time now = {INT64_C(1767225600000000)};

/* Another version of the tests' program: one table more. */
static const struct ll_store_script later_script = {
    .name = "later",
    .sqlite = "CREATE TABLE later (thing_id BLOB NOT NULL PRIMARY KEY,"
              " FOREIGN KEY (thing_id) REFERENCES thing (thing_id)) STRICT",
    .postgres = "CREATE TABLE later (thing_id BYTEA NOT NULL PRIMARY KEY,"
                " FOREIGN KEY (thing_id) REFERENCES thing (thing_id));"
                "CREATE FUNCTION later_function() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN RETURN new; END';"
                "CREATE TRIGGER later_trigger BEFORE INSERT ON later"
                " FOR EACH ROW EXECUTE FUNCTION later_function()",
};

struct later_set {
    struct ll_store_set set;
    struct ll_store_migration migrations[3];
    struct ll_store_script scripts[2];
    const char *projections[4];
    const char *functions[2];
};

static struct later_set *later_set(struct ll_fixture *f)
{
    const struct ll_store_set *first = &ll_store_test_set;
    struct later_set *later = LL_NEW(&f->arena, struct later_set);

    assert_non_null(later);
    assert_int_equal(first->projection_count, 3);
    assert_int_equal(first->function_count, 1);
    later->set = *first;
    memcpy(later->migrations, first->migrations, 2 * sizeof(later->migrations[0]));
    later->scripts[0] = first->scripts[0];
    later->scripts[1] = later_script;
    memcpy(later->projections, first->projections, 3 * sizeof(later->projections[0]));
    later->projections[3] = "later";
    later->functions[0] = first->functions[0];
    later->functions[1] = "later_function";
    later->set.migrations = later->migrations;
    later->set.scripts = later->scripts;
    later->set.script_count = 2;
    later->set.projections = later->projections;
    later->set.projection_count = 4;
    later->set.functions = later->functions;
    later->set.function_count = 2;
    later->set.projection_digest[0] ^= 1;
    return later;
}

static void reopen(struct ll_fixture *f, const struct ll_store_set *set)
{
    f->set = set;
    ll_store_close(f->store);
    f->store = ll_fixture_open(f, false);
}

/* Things 1 to 3; then it fails when told so. */
struct filling {
    struct ll_fixture *f;
    bool fails;
    int calls;
};

static enum ll_status fill(void *ctx, struct ll_err *reterr)
{
    struct filling *filling = ctx;

    filling->calls++;
    for (uint64_t i = 1; i <= 3; i++) {
        struct ll_q_thing_insert_in in = things_make(i);

        LL_TRY(ll_q_thing_insert(filling->f->store, &in, reterr));
    }
    return filling->fails ? LL_FAIL(reterr, LL_ELIMIT, "told to fail") : LL_OK;
}

static void upgrade(struct ll_fixture *f, bool fails, enum ll_status expected)
{
    struct filling filling = {.f = f, .fails = fails};
    const struct ll_store_filler filler = {fill, &filling};
    struct ll_store_upgraded upgraded = {0};

    ASSERT_STATUS(f, expected,
                  ll_store_upgrade(f->store, &f->arena, now, &filler, &upgraded, &f->err));
    assert_int_equal(filling.calls, expected == LL_OK || fails ? 1 : 0);
    assert_true(upgraded.projections == (expected == LL_OK));
}

static bool collect(void *ctx, struct ll_str piece)
{
    ll_strbuf_str(ctx, piece);
    return true;
}

/* In the fixture's arena; the dump rewinds its own. */
static struct ll_str dump(struct ll_fixture *f)
{
    struct ll_arena arena;
    struct ll_strbuf out;
    struct ll_str text;

    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    ll_strbuf_init(&out, &f->arena, (size_t)64 << 20);
    ASSERT_OK(f, ll_store_dump(f->store, &arena, false, collect, &out, &f->err));
    ASSERT_OK(f, ll_strbuf_finish(&out, &text, &f->err));
    ll_arena_release(&arena);
    return text;
}

static bool has(struct ll_str text, const char *part)
{
    return ll_str_find(text, ll_str_from_cstr(part), false) < text.len;
}

static void assert_other(struct ll_fixture *f)
{
    struct ll_store_upgraded upgraded;

    ASSERT_STATUS(f, LL_EREFUSED, ll_store_check_schema(f->store, &f->arena, &f->err));
    assert_non_null(strstr(f->err.text, "another version"));
    assert_non_null(strstr(f->err.hint, "loopledger db upgrade"));
    ASSERT_STATUS(f, LL_EREFUSED,
                  ll_store_upgrade(f->store, &f->arena, now, NULL, &upgraded, &f->err));
}

static void store_fact(struct ll_fixture *f)
{
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    ASSERT_OK(f, ll_q_fact_insert(f->store,
                                  &(struct ll_q_fact_insert_in){things_id(1), LL_STR("fact")},
                                  &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

static void they_are_made_anew_to_and_fro(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_str first;
    struct ll_str later;

    store_fact(f);
    things_insert(f, 1, 3);
    first = dump(f);
    things_insert(f, 4, 9);
    reopen(f, &later_set(f)->set);
    assert_other(f);
    upgrade(f, false, LL_OK);
    ASSERT_OK(f, ll_store_check_schema(f->store, &f->arena, &f->err));
    later = dump(f);
    assert_true(has(later, "table later\n"));
    assert_true(has(later, "row body=\"fact\" "));
    assert_int_equal(things_count(f, f->store), 3);
    /* The older program does not know the later table; the store does. */
    reopen(f, &ll_store_test_set);
    assert_other(f);
    upgrade(f, false, LL_OK);
    assert_true(ll_str_eq(dump(f), first));
}

/* Nothing of it stays: no table, no row, no migration. */
static void a_failure_leaves_what_was(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct later_set *later = later_set(f);
    struct ll_str before;

    store_fact(f);
    things_insert(f, 1, 20);
    before = dump(f);
    later->migrations[2] = (struct ll_store_migration){
        .version = 3,
        .slug = "third",
        .sqlite = "CREATE TABLE third (a INTEGER) STRICT",
        .postgres = "CREATE TABLE third (a BIGINT)",
    };
    later->set.migration_count = 3;
    reopen(f, &later->set);
    upgrade(f, true, LL_ELIMIT);
    assert_string_equal(f->err.text, "told to fail");
    assert_true(ll_str_eq(dump(f), before));
    reopen(f, &ll_store_test_set);
    ASSERT_OK(f, ll_store_check_schema(f->store, &f->arena, &f->err));
    things_insert(f, 21, 21);
}

static void a_broken_script_leaves_what_was(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct later_set *later = later_set(f);
    struct ll_str before;

    things_insert(f, 1, 20);
    before = dump(f);
    later->scripts[1].sqlite = "CREATE TABLE half (a INTEGER); INSERT INTO nowhere VALUES (1)";
    later->scripts[1].postgres = "CREATE TABLE half (a BIGINT); INSERT INTO nowhere VALUES (1)";
    reopen(f, &later->set);
    upgrade(f, false, LL_ECORRUPT);
    assert_non_null(strstr(f->err.where, "projections later"));
    assert_true(ll_str_eq(dump(f), before));
}

/* A table is missing, and there is one that this program does not know. */
static void what_others_did_is_no_obstacle(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_str first;

    things_insert(f, 1, 3);
    first = dump(f);
    ll_store_close(f->store);
    f->store = NULL;
    ll_fixture_raw(f, "DROP TABLE piece; CREATE TABLE older (a BIGINT PRIMARY KEY)");
    ll_fixture_raw(f, f->postgres ? "UPDATE schema_projection SET digest = '\\x00',"
                                    " tables = 'thing part piece older'"
                                  : "UPDATE schema_projection SET digest = x'00',"
                                    " tables = 'thing part piece older'");
    f->store = ll_fixture_open(f, false);
    assert_other(f);
    upgrade(f, false, LL_OK);
    assert_true(ll_str_eq(dump(f), first));
}

static void recorded_names_are_only_names(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_str before;

    things_insert(f, 1, 3);
    ll_fixture_raw(f, "UPDATE schema_projection SET tables = 'thing; part'");
    before = dump(f);
    reopen(f, &later_set(f)->set);
    upgrade(f, false, LL_ECORRUPT);
    assert_true(ll_str_eq(dump(f), before));
}

/* Who knows the schema as it is keeps it so, until the connection ends. */
static void others_are_not_overtaken(void **state)
{
    struct ll_fixture *f = things_fixture(state);
    struct ll_store *other;

    if (!f->postgres) {
        skip(); /* the lock on the data directory does it */
    }
    other = ll_fixture_open(f, true);
    ASSERT_OK(f, ll_store_check_schema(other, &f->arena, &f->err));
    reopen(f, &later_set(f)->set);
    upgrade(f, false, LL_EBUSY);
    assert_non_null(strstr(f->err.hint, "end them"));
    ll_store_close(other);
    upgrade(f, false, LL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        THINGS_TEST(they_are_made_anew_to_and_fro),   THINGS_TEST(a_failure_leaves_what_was),
        THINGS_TEST(a_broken_script_leaves_what_was), THINGS_TEST(what_others_did_is_no_obstacle),
        THINGS_TEST(recorded_names_are_only_names),   THINGS_TEST(others_are_not_overtaken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
