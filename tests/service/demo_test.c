/*
 * The demonstration at one percent: what it says it made is there, the same seed makes the same
 * programme, on the other engine too, and a rebuild from its events changes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "demo/demo.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/support.h"

#define ARENA_BYTES ((size_t)512 << 20)
#define KEY_BYTE 0x5a

/* A ledger with a demonstration in it. */
struct shown {
    struct ll_fixture fixture;
    struct ll_arena arena;
    struct ll_ctx ctx;
    struct ll_json *summary;
    struct ll_str dump; /* of the projections */
};

static struct ll_time fixed_clock(void *ctx)
{
    (void)ctx;
    struct ll_time now = {0};
    assert_int_equal(ll_time_parse(LL_STR("2026-03-02T08:00:00Z"), &now, NULL), LL_OK);
    return now;
}

/* The same keys for all, so that what depends on them is the same. */
static void fixed_bytes(void *ctx, uint8_t *ret_bytes, size_t count)
{
    (void)ctx;
    memset(ret_bytes, KEY_BYTE, count);
}

static bool add_piece(void *ctx, struct ll_str piece)
{
    ll_strbuf_str(ctx, piece);
    return true;
}

static struct ll_str dump(struct shown *shown, bool projections_only)
{
    struct ll_strbuf buf;
    struct ll_str text = LL_STR("");
    struct ll_fixture *fixture = &shown->fixture;
    ll_strbuf_init(&buf, &fixture->arena, (size_t)128 << 20);
    ASSERT_OK(fixture, ll_store_begin(shown->ctx.store, LL_STORE_READ, &fixture->err));
    ASSERT_OK(fixture, ll_store_dump(shown->ctx.store, &shown->arena, projections_only, add_piece,
                                     &buf, &fixture->err));
    ll_store_rollback(shown->ctx.store);
    ASSERT_OK(fixture, ll_strbuf_finish(&buf, &text, &fixture->err));
    return text;
}

static struct shown *show_on(bool postgres, int64_t seed, int64_t scale_percent)
{
    struct shown *shown = calloc(1, sizeof(*shown));
    assert_non_null(shown);
    struct ll_fixture *fixture = &shown->fixture;
    ll_fixture_start_on(fixture, NULL, postgres);
    ll_fixture_migrate(fixture);
    ll_arena_init(&shown->arena, &ll_arena_malloc, ARENA_BYTES);
    shown->ctx = (struct ll_ctx){
        .store = fixture->store,
        .arena = &shown->arena,
        .clock = {.now = fixed_clock, .ctx = NULL},
        .ids = {.random = fixed_bytes},
        .data_dir = ll_str_from_cstr(fixture->dir),
        .actor = LL_STR("test"),
    };
    const struct ll_demo_options options = {seed, scale_percent};
    ASSERT_OK(fixture, ll_crypto_open(&shown->arena, &shown->ctx.crypto, &fixture->err));
    ASSERT_OK(fixture, ll_keys_create(&shown->ctx, &fixture->err));
    ASSERT_OK(fixture, ll_demo_fill(&shown->ctx, &options, &shown->summary, &fixture->err));
    return shown;
}

static void remove_keys(const struct ll_fixture *fixture)
{
    static const char *const names[] = {LL_KEYS_SIGNING, LL_KEYS_FINGERPRINT, LL_KEYS_FOLDER};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[512];
        int len = snprintf(path, sizeof(path), "%s/%s", fixture->dir, names[i]);
        assert_true(len > 0 && (size_t)len < sizeof(path));
        assert_int_equal(remove(path), 0);
    }
}

static void end(struct shown *shown)
{
    remove_keys(&shown->fixture);
    ll_crypto_close(shown->ctx.crypto);
    ll_arena_release(&shown->arena);
    ll_fixture_end(&shown->fixture);
    free(shown);
}

static void assert_same(struct ll_str a, struct ll_str b)
{
    size_t same = 0;
    while (same < a.len && same < b.len && a.ptr[same] == b.ptr[same]) {
        same++;
    }
    if (same != a.len || same != b.len) {
        size_t from = same > 300 ? same - 300 : 0;
        struct ll_str x = ll_str_sub(a, from, same + 100);
        struct ll_str y = ll_str_sub(b, from, same + 100);
        fail_msg("they differ at byte %zu\n...%.*s\n...%.*s", same, LL_STR_ARG(x), LL_STR_ARG(y));
    }
}

/* What the store says, asked past the services: one number. */
static int64_t lines_of(struct ll_str dump_text, const char *table)
{
    struct ll_str rest = dump_text;
    int64_t lines = 0;
    bool inside = false;
    while (rest.len > 0) {
        size_t end_at = ll_str_find_char(rest, '\n');
        struct ll_str line = ll_str_sub(rest, 0, end_at);
        rest = ll_str_sub(rest, end_at + 1, rest.len);
        if (ll_str_starts(line, LL_STR("table "))) {
            inside = ll_str_eq_cstr(ll_str_sub(line, 6, line.len), table);
        } else if (inside && line.len > 0) {
            lines++;
        }
    }
    return lines;
}

static void test_totals(void **state)
{
    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    struct shown *shown = show_on(ll_fixture_is_postgres(), LL_DEMO_SEED_DEFAULT, 2);
    const struct ll_json *s = shown->summary;
    assert_int_equal(ll_number_at(s, "counts.phones"), 44000);
    int64_t all =
        44000 + ll_number_at(s, "counts.other_devices") + ll_number_at(s, "counts.found_units");
    assert_int_equal(ll_number_at(s, "stages.accepted") + ll_number_at(s, "stages.shipped") +
                         ll_number_at(s, "stages.received") + ll_number_at(s, "stages.dismantled") +
                         ll_number_at(s, "stages.recycled") + ll_number_at(s, "stages.lost") +
                         ll_number_at(s, "stages.diverted") + ll_number_at(s, "stages.returned") +
                         ll_number_at(s, "stages.seized"),
                     all);
    assert_int_equal(ll_number_at(s, "not_allocated_units"),
                     all - ll_number_at(s, "allocated_units") -
                         ll_number_at(s, "allocated_by_mass_units"));
    assert_true(ll_number_at(s, "demanded_g") >= ll_number_at(s, "allocated_g"));
    assert_true(ll_number_at(s, "allocated_by_mass_units") > 0);
    assert_in_range(ll_number_at(s, "allocated_uncounted_g"), 1,
                    ll_number_at(s, "counts.uncounted_g"));
    assert_true(ll_number_at(s, "stages.recycled") > all / 2);
    assert_true(ll_number_at(s, "stages.accepted") > 0);
    assert_true(ll_number_at(s, "open_units") > 0);
    assert_true(ll_number_at(s, "not_allocated_units") > 0);
    assert_true(ll_number_at(s, "counts.lots_excluded") > 0);
    assert_true(ll_number_at(s, "counts.certificates") >= 32);
    assert_true(ll_number_at(s, "counts.documents_sent_again") > 0);
    assert_int_equal(ll_number_at(s, "counts.documents"), 200);
    static const char *const troubles[] = {
        "counts.pours",
        "counts.found_units",
        "counts.incidents",
        "counts.cases",
        "counts.credit_notes",
        "counts.certificates_raised",
        "counts.certificates_replaced",
        "counts.certificates_revoked",
        "stages.lost",
        "stages.diverted",
        "stages.returned",
        "stages.seized",
    };
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        if (ll_number_at(s, troubles[i]) == 0) {
            fail_msg("it shows no %s", troubles[i]);
        }
    }
    struct ll_str text = dump(shown, true);
    assert_int_equal(lines_of(text, "collection"), ll_number_at(s, "counts.collections"));
    assert_int_equal(lines_of(text, "lot"), ll_number_at(s, "counts.lots"));
    assert_int_equal(lines_of(text, "organisation"), ll_number_at(s, "counts.organisations"));
    assert_int_equal(lines_of(text, "package"), ll_number_at(s, "counts.packages"));
    assert_int_equal(lines_of(text, "shipment"), ll_number_at(s, "counts.shipments"));
    assert_int_equal(lines_of(text, "receipt"), ll_number_at(s, "counts.receipts"));
    assert_int_equal(lines_of(text, "treatment"), ll_number_at(s, "counts.treatments"));
    assert_int_equal(lines_of(text, "document"),
                     ll_number_at(s, "counts.documents") + ll_number_at(s, "counts.credit_notes"));
    assert_int_equal(lines_of(text, "ledger_case"), ll_number_at(s, "counts.cases"));
    assert_int_equal(lines_of(text, "certificate"), ll_number_at(s, "counts.certificates"));
    end(shown);
}

static void test_clock_is_given_back(void **state)
{
    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    struct shown *shown = show_on(ll_fixture_is_postgres(), 7, 1);
    assert_ptr_equal(shown->ctx.clock.now, fixed_clock);
    assert_ptr_equal(shown->ctx.ids.random, fixed_bytes);
    assert_true(ll_str_eq(shown->ctx.actor, LL_STR("test")));
    assert_false(shown->ctx.batch);
    end(shown);
}

static void test_rebuild_changes_nothing(void **state)
{
    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    struct shown *shown = show_on(ll_fixture_is_postgres(), LL_DEMO_SEED_DEFAULT, 1);
    struct ll_str before = dump(shown, false);
    int64_t events = 0;
    ASSERT_OK(&shown->fixture, ll_event_rebuild(&shown->ctx, &events, &shown->fixture.err));
    assert_true(events > 1000);
    assert_same(before, dump(shown, false));
    end(shown);
}

static void test_seed_decides(void **state)
{
    (void)state;
    if (ll_fixture_skip()) {
        skip();
    }
    bool postgres = ll_fixture_is_postgres();
    struct shown *first = show_on(postgres, 11, 1);
    struct shown *second = show_on(postgres, 11, 1); /* beside the first */
    struct shown *other = show_on(postgres, 12, 1);
    struct ll_str text = dump(first, true);
    assert_true(text.len > 100000);
    assert_same(text, dump(second, true));
    assert_false(ll_str_eq(text, dump(other, true)));
    end(other);
    end(second);
    end(first);
}

/* The differential run: both engines, event for event. */
static void test_engines_agree(void **state)
{
    (void)state;
    if (!ll_fixture_is_postgres() || ll_fixture_skip()) {
        skip();
    }
    struct shown *postgres = show_on(true, 5, 2);
    struct shown *sqlite = show_on(false, 5, 2);
    struct ll_str text = dump(sqlite, true);
    assert_true(text.len > 100000);
    assert_same(text, dump(postgres, true));
    end(sqlite);
    end(postgres);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_clock_is_given_back),
        cmocka_unit_test(test_rebuild_changes_nothing),
        cmocka_unit_test(test_seed_decides),
        cmocka_unit_test(test_engines_agree),
    };
    return cmocka_run_group_tests_name("demo", tests, NULL, NULL);
}
