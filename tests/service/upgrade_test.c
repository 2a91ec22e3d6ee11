/* A ledger whose projections another version made: upgraded, it is as if made by this one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/audit.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/support.h"
#include "store/driver.h"

/* When the fixture makes its store: recorded with the projections. */
#define MADE_AT_US INT64_C(1767225600000000)
#define TEXT_BYTES_MAX ((size_t)64 << 20)

/* All that makes the schema, as text. */
static const char sqlite_schema_sql[] =
    "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema"
    " ORDER BY type, name";
static const char postgres_schema_sql[] =
    "SELECT what COLLATE \"C\" FROM ("
    "SELECT table_name || '.' || column_name || ' ' || ordinal_position || ' ' || data_type || ' '"
    " || is_nullable || ' ' || coalesce(collation_name, '') FROM information_schema.columns"
    " WHERE table_schema = current_schema()"
    " UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
    " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " UNION ALL SELECT pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_class AS c"
    " ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace"
    " AND NOT t.tgisinternal"
    " UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace = current_schema()::regnamespace"
    ") AS parts (what) ORDER BY what COLLATE \"C\"";

static bool add_piece(void *ctx, struct ll_str piece)
{
    ll_strbuf_str(ctx, piece);
    return true;
}

static void add_schema(struct ll_ledger *ledger, struct ll_strbuf *out)
{
    static const enum ll_store_type types[] = {LL_STORE_TEXT};
    const struct ll_store_query query = {
        .name = "test_schema",
        .sql = ledger->fixture.postgres ? postgres_schema_sql : sqlite_schema_sql,
        .slot = LL_STORE_SLOT_NONE,
        .column_count = 1,
        .column_types = types,
    };
    struct ll_fixture *f = &ledger->fixture;
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value value;
    enum ll_status status;

    ASSERT_OK(f, ll_store_query_open(f->store, &f->arena, &query, NULL, &cursor, &f->err));
    while ((status = ll_store_query_step(cursor, &value, &f->err)) == LL_OK) {
        ll_strbuf_fmt(out, "%.*s\n", LL_STR_ARG(value.text));
    }
    ASSERT_STATUS(f, LL_EEND, status);
}

/* Schema and rows. */
static struct ll_str whole(struct ll_ledger *ledger)
{
    struct ll_fixture *f = &ledger->fixture;
    struct ll_strbuf out;
    struct ll_str text = LL_STR("");

    ll_strbuf_init(&out, &f->arena, TEXT_BYTES_MAX);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    add_schema(ledger, &out);
    ASSERT_OK(f, ll_store_dump(f->store, ledger->ctx.arena, false, add_piece, &out, &f->err));
    ll_store_rollback(f->store);
    ASSERT_OK(f, ll_strbuf_finish(&out, &text, &f->err));
    return text;
}

/* Of everything something: supply under way, demand, its allocation, a certificate. */
static void fill(struct ll_ledger *ledger)
{
    ll_make_registry(ledger);
    assert_int_equal(ll_keys_create(&ledger->ctx, &ledger->err), LL_OK);
    const struct ll_json *answer = ll_receive(ledger, "r-1", "smartphone_nb:100:18kg:removed");
    ll_pack(ledger, "box-1", ll_text_at(answer, "lots.0.lot_id"));
    ll_ship_to_hoboken(ledger, "s-1", "box-1");
    ll_receive(ledger, "r-2", "tablet:20:9kg:removed");
    ll_give_file(ledger, "doc",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,60,2026-02-01\nPO-2,1,tablet,30,2026-02-02\n"));
    ll_call(ledger, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(ledger, "allocation run", "programme=africa", NULL);
    ll_call(ledger, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=shipped",
            "units=50", NULL);
}

static void raw(struct ll_ledger *ledger, const char *sql)
{
    ll_fixture_raw(&ledger->fixture, sql);
}

/* What another version may have left: a table and a column of its own, none of ours. */
static void make_other(struct ll_ledger *ledger)
{
    raw(ledger, "ALTER TABLE order_line RENAME COLUMN demanded TO wanted");
    raw(ledger, "DROP TABLE certificate_unit");
    raw(ledger, "DROP TABLE party");
    raw(ledger, "DROP INDEX document_by_order");
    raw(ledger, "ALTER TABLE lot ADD COLUMN colour TEXT");
    raw(ledger, "CREATE TABLE older (lot_id TEXT PRIMARY KEY)");
    raw(ledger, "UPDATE schema_projection SET tables = tables || ' older'");
    raw(ledger, ledger->fixture.postgres ? "UPDATE schema_projection SET digest = '\\x00'"
                                         : "UPDATE schema_projection SET digest = x'00'");
}

/* What somebody took off projections of this very version is seen, said, and made anew. */
static void check_put_back(struct ll_ledger *ledger)
{
    struct ll_fixture *f = &ledger->fixture;
    struct ll_store_upgraded upgraded = {0};
    struct ll_audit_report *report = NULL;
    struct ll_time clock = ledger->clock;
    struct ll_str before = whole(ledger);

    raw(ledger, "DROP INDEX document_by_order");
    raw(ledger, f->postgres ? "DROP TRIGGER allocation_row ON allocation"
                            : "DROP TRIGGER allocation_overlap_insert");
    ASSERT_OK(
        f, ll_audit_run(ledger->ctx.store, ledger->ctx.crypto, &f->arena, NULL, &report, &f->err));
    assert_int_equal(report->finding_count, 2);
    assert_int_equal(report->code_counts[LL_AUDIT_SCHEMA_MISSING], 2);
    assert_string_equal(report->findings[0].text,
                        "index document_by_order of document is missing: 'loopledger db upgrade'"
                        " makes its table anew from the events");
    ledger->clock.us = MADE_AT_US;
    ASSERT_OK(f, ll_event_upgrade(&ledger->ctx, &upgraded, &f->err));
    ledger->clock = clock;
    assert_true(upgraded.projections);
    assert_true(ll_str_eq(whole(ledger), before));
    ASSERT_OK(
        f, ll_audit_run(ledger->ctx.store, ledger->ctx.crypto, &f->arena, NULL, &report, &f->err));
    assert_int_equal(report->finding_count, 0);
}

/* Facts are not made anew; without a table no row is read. */
static void check_told(struct ll_ledger *ledger)
{
    struct ll_fixture *f = &ledger->fixture;
    struct ll_audit_report *report = NULL;

    raw(ledger, f->postgres ? "ALTER TABLE event DISABLE TRIGGER event_append_only"
                            : "DROP TRIGGER event_append_only_update");
    raw(ledger, "DROP TABLE device");
    ASSERT_OK(
        f, ll_audit_run(ledger->ctx.store, ledger->ctx.crypto, &f->arena, NULL, &report, &f->err));
    assert_int_equal(report->finding_count, 3);
    assert_string_equal(report->findings[0].text,
                        "table device is missing: restore a backup that has it, and compare what"
                        " was stored since");
    assert_string_equal(report->findings[1].text,
                        f->postgres ? "trigger event_append_only of event is changed or switched"
                                      " off: restore a backup that has it, and compare what was"
                                      " stored since"
                                    : "trigger event_append_only_update of event is missing:"
                                      " restore a backup that has it, and compare what was stored"
                                      " since");
    assert_string_equal(ll_audit_code_name(report->findings[2].code), "row-unreadable");
}

static void an_upgraded_ledger_is_like_a_new_one(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_fixture *f = &ledger->fixture;
    struct ll_store_upgraded upgraded = {0};
    struct ll_time clock;

    fill(ledger);
    struct ll_str before = whole(ledger);
    make_other(ledger);
    assert_false(ll_str_eq(whole(ledger), before));
    ASSERT_STATUS(f, LL_EREFUSED, ll_store_check_schema(f->store, &f->arena, &f->err));
    clock = ledger->clock;
    ledger->clock.us = MADE_AT_US;
    ASSERT_OK(f, ll_event_upgrade(&ledger->ctx, &upgraded, &f->err));
    ledger->clock = clock;
    assert_int_equal(upgraded.migrations, 0);
    assert_true(upgraded.projections);
    assert_true(ll_str_eq(whole(ledger), before));
    check_put_back(ledger);
    /* And work goes on. */
    ll_receive(ledger, "r-3", "smartphone_nb:10:2kg:removed");
    ASSERT_OK(f, ll_event_upgrade(&ledger->ctx, &upgraded, &f->err));
    assert_false(upgraded.projections);
}

/* An older program finds what it cannot apply, and leaves all to the newer one. */
static void unknown_events_stop_an_upgrade(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_fixture *f = &ledger->fixture;
    struct ll_store_upgraded upgraded = {0};

    ledger->unsound = true;
    fill(ledger);
    raw(ledger, "INSERT INTO event (event_id, request_id, kind, recorded_at, body)"
                " SELECT x.event_id, request_id, 'lot_painted', recorded_at + 1, '{}' FROM event,"
                " (SELECT annex_id AS event_id FROM annex ORDER BY annex_id DESC LIMIT 1) AS x"
                " ORDER BY event.event_id DESC LIMIT 1");
    make_other(ledger);
    struct ll_str before = whole(ledger);
    ASSERT_STATUS(f, LL_ECORRUPT, ll_event_upgrade(&ledger->ctx, &upgraded, &f->err));
    assert_non_null(strstr(f->err.text, "'lot_painted', which this program does not know"));
    assert_non_null(strstr(f->err.hint, "at least as new"));
    assert_true(ll_str_eq(whole(ledger), before));
}

/* What takes checks off puts them back as they were, and custody as it was. */
static void many_events_are_rebuilt_the_same(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_fixture *f = &ledger->fixture;
    int64_t events = 0;

    fill(ledger);
    const struct ll_json *answer = ll_receive(ledger, "r-9", "tablet:20:9kg:removed");
    const char *lot = ll_option(ledger, "lot", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(ledger, "units lose", lot, "from=3", "to=5", "reason=stolen", NULL);
    struct ll_str before = whole(ledger);
    ledger->ctx.many_events = 1;
    for (size_t bytes_max = 0; bytes_max < 2; bytes_max++) {
        ledger->ctx.units_bytes_max = bytes_max;
        ASSERT_OK(f, ll_event_rebuild(&ledger->ctx, &events, &f->err));
        assert_true(events > 1);
        assert_true(ll_str_eq(whole(ledger), before));
    }
}

/* The first value of a query; in the fixture's arena. */
static struct ll_str ask(struct ll_ledger *ledger, const char *sql, enum ll_store_type type)
{
    struct ll_fixture *f = &ledger->fixture;
    const struct ll_store_query query = {
        .name = "test_ask",
        .sql = sql,
        .slot = LL_STORE_SLOT_NONE,
        .column_count = 1,
        .column_types = &type,
    };
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value value;

    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_store_query_open(f->store, &f->arena, &query, NULL, &cursor, &f->err));
    ASSERT_OK(f, ll_store_query_step(cursor, &value, &f->err));
    struct ll_str text = ll_str_copy(&f->arena, value.text);
    ll_store_query_close(cursor);
    ll_store_rollback(f->store);
    return text;
}

/* Another digit at the end of the id that a member names. */
static void change_id(char *body, const char *member)
{
    char *id = strstr(body, member);
    assert_non_null(id);
    char *end = strchr(id + strlen(member) + 3, '"');
    assert_non_null(end);
    end[-1] = end[-1] == '0' ? '1' : '0';
}

/* An id between those of events. */
#define LAST_ANNEX                                                                                 \
    "SELECT annex_id FROM annex WHERE annex_id < (SELECT event_id FROM event"                      \
    " ORDER BY event_id DESC LIMIT 1) ORDER BY annex_id DESC LIMIT 1"

/* A facility of no organisation, between events that are sound. */
static void the_event_that_breaks_a_check_is_named(void **state)
{
    struct ll_ledger *ledger = ll_ledger_of(state);
    struct ll_fixture *f = &ledger->fixture;
    char sql[4096];
    char name[LL_ID_TEXT_MAX];
    char where[LL_ID_TEXT_MAX + 16];
    struct ll_id id;
    int64_t events = 0;

    ledger->unsound = true;
    fill(ledger);
    char *body =
        ll_str_to_cstr(&f->arena, ask(ledger,
                                      "SELECT body FROM event WHERE kind = 'facility_registered'"
                                      " ORDER BY event_id LIMIT 1",
                                      LL_STORE_TEXT));
    assert_non_null(body);
    change_id(body, "\"facility_id\":");
    change_id(body, "\"organisation_id\":");
    char *code = strstr(body, "\"code\":\"");
    assert_non_null(code);
    code[8] = 'q';
    struct ll_str annex = ask(ledger, LAST_ANNEX, LL_STORE_BYTES);
    memcpy(id.b, annex.ptr, sizeof(id.b));
    ll_id_format("evt", id, name);
    (void)snprintf(where, sizeof(where), "event %s ", name);
    (void)snprintf(sql, sizeof(sql),
                   "INSERT INTO event (event_id, request_id, kind, recorded_at, body)"
                   " SELECT x.annex_id, request_id, 'facility_registered', recorded_at, '%s'"
                   " FROM event, (" LAST_ANNEX ") AS x LIMIT 1",
                   body);
    raw(ledger, sql);
    struct ll_str before = whole(ledger);
    for (int64_t many = 1; many < 1000; many += 998) {
        ledger->ctx.many_events = many;
        ASSERT_STATUS(f, LL_ECONSTRAINT, ll_event_rebuild(&ledger->ctx, &events, &f->err));
        assert_true(ll_str_starts(ll_str_from_cstr(f->err.where), ll_str_from_cstr(where)));
        assert_true(ll_str_eq(whole(ledger), before));
    }
    check_told(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(an_upgraded_ledger_is_like_a_new_one),
        LL_LEDGER_TEST(unknown_events_stop_an_upgrade),
        LL_LEDGER_TEST(many_events_are_rebuilt_the_same),
        LL_LEDGER_TEST(the_event_that_breaks_a_check_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
