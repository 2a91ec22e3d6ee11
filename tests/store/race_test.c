/*
 * Two transactions at a time on PostgreSQL, at every level of isolation and by hand, past the
 * program: what one of them allocated, or appended to an order line, and has not committed, or
 * committed after the other's snapshot, the other cannot see. Of two that overlap, one is stored.
 */
#include <libpq-fe.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "constraints_ledger.h"
#include "support/store_fixture.h"

#define SQL_MAX 32768
#define SESSIONS 4
#define STORM_TRANSACTIONS 600

enum level {
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE,
    LEVELS,
};
static const char *const begins[LEVELS] = {
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    "BEGIN ISOLATION LEVEL REPEATABLE READ",
    "BEGIN ISOLATION LEVEL SERIALIZABLE",
};

/* What the second transaction writes over what the first writes. */
#define ROW "INSERT INTO allocation VALUES "
#define FIRST ROW "(#50, 50, 60, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)"
#define SLICE "INSERT INTO demand_slice VALUES "
#define REMOVED "UPDATE custody SET stage = 11, facility_id = NULL WHERE lot_id = #50 AND lo = 40"
#define VOIDED "INSERT INTO voided VALUES (#60, 45, 55, 0, 60, #30, #6a, NULL, NULL, #12)"
static const struct way {
    const char *what;
    const char *first;
    const char *second;
    const char *refused; /* the constraint */
} ways[] = {
    {"units of a lot", FIRST, ROW "(#50, 55, 65, 90, 1, #60, 70, 80, 60, 100, #30, 1, 1)",
     "allocation_lot_overlap"},
    {"positions of a line", FIRST, ROW "(#51, 20, 30, 50, 1, #60, 45, 55, 0, 60, #30, 1, 1)",
     "allocation_line_overlap"},
    {"positions of a line in whose slice nothing stood",
     ROW "(#53, 0, 10, 50, 1, #62, 0, 10, 0, 50, #31, 1, 1)",
     ROW "(#53, 20, 30, 50, 1, #62, 5, 15, 0, 50, #31, 1, 1)", "allocation_line_overlap"},
    {"a row that moves", FIRST,
     "UPDATE allocation SET lot_lo = 50, lot_hi = 70 WHERE lot_id = #50 AND lot_lo = 20",
     "allocation_lot_overlap"},
    {"after a row that moved",
     "UPDATE allocation SET lot_lo = 50, lot_hi = 70 WHERE lot_id = #50 AND lot_lo = 20",
     ROW "(#50, 65, 75, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)", "allocation_lot_overlap"},
    {"a row that a cascade moved", "UPDATE lot SET lot_id = #5e WHERE lot_id = #57",
     ROW "(#5e, 5, 15, 50, 1, #61, 20, 30, 0, 50, #30, 1, 1)", "allocation_lot_overlap"},
    {"a conflict passed over", FIRST,
     ROW "(#50, 55, 65, 90, 1, #60, 70, 80, 60, 100, #30, 1, 1) ON CONFLICT DO NOTHING",
     "allocation_lot_overlap"},
    {"a merge", FIRST,
     "MERGE INTO allocation AS a USING (SELECT 55 AS n) AS s ON a.lot_id = #50 AND a.lot_lo = n"
     " WHEN NOT MATCHED THEN INSERT VALUES (#50, n, n + 5, 90, 1, #60, 70, 75, 60, 100, #30, 1, 1)",
     "allocation_lot_overlap"},
    {"two statements in one",
     "WITH a AS (" FIRST " RETURNING 1)" ROW "(#51, 20, 30, 50, 1, #61, 20, 30, 0, 50, #30, 1, 1)",
     "WITH a AS (" ROW "(#51, 30, 40, 50, 1, #61, 35, 45, 0, 50, #30, 1, 1) RETURNING 1)" ROW
     "(#50, 55, 65, 90, 1, #60, 70, 80, 60, 100, #30, 1, 1)",
     "allocation_lot_overlap"},
    {"behind a savepoint", "SAVEPOINT a;" FIRST ";RELEASE a",
     "SAVEPOINT a;" ROW "(#50, 55, 65, 90, 1, #60, 70, 80, 60, 100, #30, 1, 1);RELEASE a",
     "allocation_lot_overlap"},
    {"units that are removed", FIRST, REMOVED, "allocation_removed"},
    {"units that were removed", REMOVED, FIRST, "allocation_removed"},
    {"positions that are taken back", FIRST, VOIDED, "allocation_voided"},
    {"positions that were taken back", VOIDED, FIRST, "allocation_voided"},
    {"after its programme was written", FIRST,
     "WITH a AS (UPDATE programme SET version = version WHERE programme_id = #30 RETURNING 1)"
     " INSERT INTO allocation SELECT #50, 55, 65, 90, 1, #60, 70, 80, 60, 100, #30, 1, 1 FROM a",
     "allocation_lot_overlap"},
    {"slices of a line with room", SLICE "(#62, 50, 60, #31, 1, NULL, 9, #12)",
     SLICE "(#62, 55, 65, #31, 1, NULL, 9, #12)", "demand_slice_overlap"},
    {"a slice that grows", SLICE "(#62, 50, 60, #31, 1, NULL, 9, #12)",
     "UPDATE demand_slice SET hi = 55 WHERE order_line_id = #62 AND lo = 0",
     "demand_slice_overlap"},
    {"slices of a line that grows",
     "UPDATE order_line SET demanded = 80 WHERE order_line_id = #62;" SLICE
     "(#62, 70, 80, #31, 1, NULL, 9, #12)",
     SLICE "(#62, 60, 75, #31, 1, NULL, 9, #12)", "demand_slice_overlap"},
    {"slices behind a savepoint",
     "SAVEPOINT a;" SLICE "(#62, 50, 60, #31, 1, NULL, 9, #12);RELEASE a",
     "SAVEPOINT a;" SLICE "(#62, 55, 65, #31, 1, NULL, 9, #12);RELEASE a", "demand_slice_overlap"},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

struct race {
    struct ll_fixture fixture;
    PGconn *conns[SESSIONS];
};

/* ---- sessions ---- */
static void expand(struct race *race, const char *text, char ret_sql[SQL_MAX])
{
    struct ll_arena_mark mark = ll_arena_mark(&race->fixture.arena);
    struct ll_strbuf out;
    struct ll_str sql;

    ll_strbuf_init(&out, &race->fixture.arena, SQL_MAX - 1);
    while (*text != '\0') {
        constraints_sql(&out, true, &text);
        ll_strbuf_char(&out, ';');
    }
    ASSERT_OK(&race->fixture, ll_strbuf_finish(&out, &sql, &race->fixture.err));
    memcpy(ret_sql, sql.ptr, sql.len);
    ret_sql[sql.len] = '\0';
    ll_arena_rewind(&race->fixture.arena, mark);
}

/* Ends what was sent; the first error's state and constraint, or "". */
static void finish(PGconn *conn, char ret_state[8], char ret_name[64])
{
    PGresult *result;

    ret_state[0] = '\0';
    ret_name[0] = '\0';
    while ((result = PQgetResult(conn)) != NULL) {
        if (PQresultStatus(result) == PGRES_FATAL_ERROR && ret_state[0] == '\0') {
            const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

            snprintf(ret_state, 8, "%s", state != NULL ? state : "lost");
            snprintf(ret_name, 64, "%s", PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
        }
        PQclear(result);
    }
}

static void start(struct race *race, int at, const char *text)
{
    char sql[SQL_MAX];

    expand(race, text, sql);
    if (PQsendQuery(race->conns[at], sql) != 1) {
        fail_msg("%s: %s", sql, PQerrorMessage(race->conns[at]));
    }
}

static void must(struct race *race, int at, const char *text)
{
    char state[8];
    char name[64];

    start(race, at, text);
    finish(race->conns[at], state, name);
    if (state[0] != '\0') {
        fail_msg("%s: %s %s", text, state, name);
    }
}

static long number(struct race *race, const char *sql)
{
    PGresult *result = PQexec(race->conns[2], sql);
    long value;

    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        fail_msg("%s: %s", sql, PQerrorMessage(race->conns[2]));
    }
    value = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    PQclear(result);
    return value;
}

/* Until the session has an answer, or waits for another one's locks. Returns whether it waits. */
static bool is_waiting(struct race *race, int at)
{
    char sql[128];

    snprintf(sql, sizeof(sql), "SELECT cardinality(pg_blocking_pids(%d))",
             PQbackendPID(race->conns[at]));
    for (;;) {
        assert_int_equal(PQconsumeInput(race->conns[at]), 1);
        if (PQisBusy(race->conns[at]) == 0) {
            return false;
        }
        if (number(race, sql) > 0) {
            return true;
        }
    }
}

static void assert_disjoint(struct race *race)
{
    assert_int_equal(
        number(race, "SELECT count(*) FROM allocation AS a JOIN allocation AS b"
                     " ON (a.lot_id = b.lot_id AND a.lot_lo < b.lot_lo AND b.lot_lo < a.lot_hi)"
                     " OR (a.order_line_id = b.order_line_id AND a.line_lo < b.line_lo"
                     " AND b.line_lo < a.line_hi)"
                     " OR (a.order_line_id = b.order_line_id AND a.line_lo = b.line_lo"
                     " AND a.lot_id <> b.lot_id)"),
        0);
    assert_int_equal(number(race, "SELECT count(*) FROM demand_slice AS a JOIN demand_slice AS b"
                                  " ON a.order_line_id = b.order_line_id AND a.lo < b.lo"
                                  " AND b.lo < a.hi"),
                     0);
}

/* ---- fixture ---- */
/* A lot that nothing but an allocation refers to, so that its id can change: #57. */
static const char free_lot[] =
    "CREATE TEMPORARY TABLE one AS SELECT * FROM lot WHERE lot_id = #51;"
    "UPDATE one SET lot_id = #57, public_number = #57, collection_id = #42;"
    "INSERT INTO lot SELECT * FROM one; DROP TABLE one";

/* What stands when a meeting begins: nothing cited. */
static void reset(struct race *race)
{
    must(race, 0,
         "DELETE FROM certificate_unit; DELETE FROM allocation;"
         "DELETE FROM voided; UPDATE lot SET lot_id = #57 WHERE lot_id = #5e;"
         "DELETE FROM demand_slice WHERE order_line_id = #62 AND lo > 0;"
         "UPDATE demand_slice SET hi = 50 WHERE order_line_id = #62;"
         "UPDATE order_line SET demanded = 100 WHERE order_line_id = #62;"
         "UPDATE custody SET stage = 1, facility_id = #28 WHERE stage = 11;" ROW
         "(#50, 20, 40, 90, 1, #60, 20, 40, 0, 60, #30, 1, 1),"
         " (#57, 0, 10, 50, 1, #61, 0, 10, 0, 50, #30, 1, 1)");
}

static void ignore_notice(void *ctx, const PGresult *result)
{
    (void)ctx;
    (void)result;
}

static int set_up(void **state)
{
    struct race *race;

    if (!ll_fixture_is_postgres() || ll_fixture_skip()) {
        return 0;
    }
    race = calloc(1, sizeof(*race));
    assert_non_null(race);
    ll_fixture_start(&race->fixture, NULL);
    ll_fixture_migrate(&race->fixture);
    for (int i = 0; i < SESSIONS; i++) {
        race->conns[i] = PQconnectdb(race->fixture.target);
        assert_int_equal(PQstatus(race->conns[i]), CONNECTION_OK);
        PQsetNoticeReceiver(race->conns[i], ignore_notice, NULL);
    }
    for (size_t i = 0; constraints_ledger[i] != NULL; i++) {
        must(race, 0, constraints_ledger[i]);
    }
    must(race, 0, free_lot);
    reset(race);
    *state = race;
    return 0;
}

static int tear_down(void **state)
{
    struct race *race = *state;

    if (race != NULL) {
        for (int i = 0; i < SESSIONS; i++) {
            PQfinish(race->conns[i]);
        }
        ll_fixture_end(&race->fixture);
        free(race);
    }
    return 0;
}

static struct race *race_of(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

/* ---- pairs ---- */
struct meeting {
    enum level levels[2];
    bool early; /* the first commits before the second writes */
    bool undone;
    const struct way *way;
};

static void fail_meeting(const struct meeting *m, const char *what, const char *state,
                         const char *name)
{
    fail_msg("%s: %s, then %s, %s%s: %s [%s] %s", m->way->what, begins[m->levels[0]],
             begins[m->levels[1]], m->early ? "one after the other" : "side by side",
             m->undone ? ", the first undone" : "", what, state, name);
}

/* The second transaction has its snapshot before the first one ends. */
static void meet(struct race *race, const struct meeting *m)
{
    const char *end = m->undone ? "ROLLBACK" : "COMMIT";
    char state[8];
    char name[64];

    must(race, 0, begins[m->levels[0]]);
    must(race, 1, begins[m->levels[1]]);
    must(race, 1, "SELECT count(*) FROM allocation");
    must(race, 0, m->way->first);
    if (m->early) {
        must(race, 0, end);
        start(race, 1, m->way->second);
    } else {
        start(race, 1, m->way->second);
        if (!is_waiting(race, 1)) {
            finish(race->conns[1], state, name);
            fail_meeting(m, "it does not wait", state, name);
        }
        must(race, 0, end);
    }
    finish(race->conns[1], state, name);
    if (m->undone) {
        if (state[0] != '\0') {
            fail_meeting(m, "it fails", state, name);
        }
        must(race, 1, "COMMIT");
    } else {
        bool refused = strcmp(state, "P0001") == 0 && strcmp(name, m->way->refused) == 0;
        bool stale = strcmp(state, "40001") == 0;

        if (m->levels[1] == READ_COMMITTED ? !refused : !stale) {
            fail_meeting(m, "it ends otherwise", state, name);
        }
        must(race, 1, "ROLLBACK");
    }
    assert_disjoint(race);
}

static bool is_cascade(const struct way *way)
{
    return strncmp(way->first, "UPDATE lot ", 11) == 0;
}

static void one_of_two_is_stored(void **state)
{
    struct race *race = race_of(state);
    struct meeting m;

    for (size_t i = 0; i < WAYS * LEVELS * LEVELS * 4; i++) {
        m.way = &ways[i % WAYS];
        m.levels[0] = (enum level)(i / WAYS % LEVELS);
        m.levels[1] = (enum level)(i / WAYS / LEVELS % LEVELS);
        m.early = i / WAYS / LEVELS / LEVELS % 2 == 1;
        m.undone = i / WAYS / LEVELS / LEVELS / 2 == 1;
        if (is_cascade(m.way) && m.undone) {
            continue; /* no such lot */
        }
        meet(race, &m);
        reset(race);
    }
}

/* Whoever gave its turn back, by undoing a savepoint, does not have it any longer. */
static void a_turn_is_given_back(void **state)
{
    struct race *race = race_of(state);
    char failed[8];
    char name[64];

    for (int i = 0; i < LEVELS * LEVELS; i++) {
        must(race, 0, begins[i % LEVELS]);
        must(race, 0, "SAVEPOINT a;" FIRST ";ROLLBACK TO a");
        must(race, 1, begins[i / LEVELS]);
        must(race, 1, ways[0].second);
        must(race, 1, "COMMIT");
        start(race, 0, FIRST);
        finish(race->conns[0], failed, name);
        assert_string_equal(failed, i % LEVELS == READ_COMMITTED ? "P0001" : "40001");
        must(race, 0, "ROLLBACK");
        reset(race);
    }
}

/* A transaction whose number is higher, as a savepoint's would be, but which has ended. */
static void a_later_turn_is_not_ones_own(void **state)
{
    struct race *race = race_of(state);
    char failed[8];
    char name[64];

    must(race, 0, begins[READ_COMMITTED]);
    must(race, 0, "SELECT pg_current_xact_id()");
    must(race, 1, ROW "(#51, 20, 30, 50, 1, #61, 20, 30, 0, 50, #30, 1, 1)");
    must(race, 0, FIRST);
    start(race, 1, ways[0].second);
    assert_true(is_waiting(race, 1));
    must(race, 0, "COMMIT");
    finish(race->conns[1], failed, name);
    assert_string_equal(name, ways[0].refused);
    reset(race);
}

/* ---- ways around ---- */
static void refuse(struct race *race, const char *before, const char *text, const char *where)
{
    char state[8];
    char name[64];

    must(race, 0, "BEGIN");
    must(race, 0, before);
    start(race, 0, text);
    finish(race->conns[0], state, name);
    must(race, 0, "ROLLBACK");
    if (strcmp(state, "P0001") != 0 || strcmp(name, where) != 0) {
        fail_msg("after %s: [%s] %s, not %s", before, state, name, where);
    }
    assert_disjoint(race);
}

/* Rows that come by COPY are looked at one by one. */
static void copies_are_refused(void **state)
{
    static const char rows[] = "\\\\x00000000000000000000000000000050\t50\t60\t90\t1"
                               "\t\\\\x00000000000000000000000000000060\t40\t50\t0\t60"
                               "\t\\\\x00000000000000000000000000000030\t1\t1\n"
                               "\\\\x00000000000000000000000000000050\t59\t60\t90\t1"
                               "\t\\\\x00000000000000000000000000000060\t50\t51\t0\t60"
                               "\t\\\\x00000000000000000000000000000030\t1\t1\n";
    struct race *race = race_of(state);
    char failed[8];
    char name[64];
    PGresult *result = PQexec(race->conns[0], "COPY allocation FROM STDIN");

    assert_int_equal(PQresultStatus(result), PGRES_COPY_IN);
    PQclear(result);
    assert_int_equal(PQputCopyData(race->conns[0], rows, (int)strlen(rows)), 1);
    assert_int_equal(PQputCopyEnd(race->conns[0], NULL), 1);
    finish(race->conns[0], failed, name);
    assert_string_equal(name, "allocation_lot_overlap");
    assert_disjoint(race);
}

/* Temporary tables, which SQL finds first, do not stand in for the ledger's. */
static void other_tables_do_not_count(void **state)
{
    struct race *race = race_of(state);
    char sql[1024];

    snprintf(sql, sizeof(sql),
             "INSERT INTO %s.allocation VALUES (#50, 35, 45, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)",
             race->fixture.schema);
    refuse(race, "CREATE TEMPORARY TABLE allocation (LIKE allocation)", sql,
           "allocation_lot_overlap");
    /* A programme of the same id is not the one that gives turns. */
    must(race, 0, "BEGIN");
    must(race, 0, "CREATE TEMPORARY TABLE programme AS SELECT * FROM programme");
    must(race, 0, FIRST);
    must(race, 1, "BEGIN");
    start(race, 1, ways[0].second);
    assert_true(is_waiting(race, 1));
    must(race, 0, "ROLLBACK");
    char failed[8];
    char name[64];
    finish(race->conns[1], failed, name);
    assert_string_equal(failed, "");
    must(race, 1, "ROLLBACK");
}

static void replicas_are_refused(void **state)
{
    struct race *race = race_of(state);

    if (number(race, "SELECT (current_setting('is_superuser') = 'on')::int") == 0) {
        skip();
    }
    refuse(race, "SET LOCAL session_replication_role = replica",
           ROW "(#50, 35, 45, 90, 1, #60, 40, 50, 0, 60, #30, 1, 1)", "allocation_lot_overlap");
}

/* ---- many at a time ---- */
static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Rows into lots #50 and #51 from one line, or some out of them, at some level. A transaction that
 * puts rows in does only that: it has no lock when it waits for its turn. */
static void random_transaction(uint64_t *seed, char ret_text[SQL_MAX])
{
    static const char *const ends[] = {"COMMIT", "COMMIT", "COMMIT", "ROLLBACK"};
    int count = 1 + (int)(next_random(seed) % 3);
    bool in = next_random(seed) % 3 != 0;
    int len =
        snprintf(ret_text, SQL_MAX, "%s;SELECT 1 FROM lot", begins[next_random(seed) % LEVELS]);

    for (int i = 0; i < count && in; i++) {
        int units = 1 + (int)(next_random(seed) % 5);
        int lot = (int)(next_random(seed) % 2);
        int unit = (int)(next_random(seed) % 45);
        int position = (int)(next_random(seed) % 45);
        bool saved = next_random(seed) % 3 == 0;

        len += snprintf(ret_text + len, (size_t)(SQL_MAX - len),
                        "%s;" ROW "(#5%d, %d, %d, %d, 1, #61, %d, %d, 0, 50, #30, 1, 1)%s",
                        saved ? ";SAVEPOINT s" : "", lot, unit, unit + units, lot == 0 ? 90 : 50,
                        position, position + units, saved ? ";RELEASE s" : "");
    }
    if (!in) {
        int unit = (int)(next_random(seed) % 45);

        len +=
            snprintf(ret_text + len, (size_t)(SQL_MAX - len),
                     ";DELETE FROM allocation WHERE lot_lo >= %d AND lot_lo < %d", unit, unit + 20);
    }
    snprintf(ret_text + len, (size_t)(SQL_MAX - len), ";%s", ends[next_random(seed) % 4]);
}

static void a_storm_leaves_no_overlap(void **state)
{
    const char *given = getenv("LL_TEST_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    struct race *race = race_of(state);
    struct pollfd fds[SESSIONS];
    int stored = 0;
    int refused = 0;
    char text[SQL_MAX];

    print_message("LL_TEST_SEED=%llu\n", (unsigned long long)seed);
    must(race, 0, "DELETE FROM allocation");
    for (int i = 0; i < SESSIONS; i++) {
        fds[i] = (struct pollfd){.fd = PQsocket(race->conns[i]), .events = POLLIN};
        random_transaction(&seed, text);
        start(race, i, text);
    }
    while (stored + refused < STORM_TRANSACTIONS) {
        assert_true(poll(fds, SESSIONS, -1) > 0);
        for (int i = 0; i < SESSIONS; i++) {
            char failed[8];
            char name[64];

            assert_int_equal(PQconsumeInput(race->conns[i]), 1);
            if (PQisBusy(race->conns[i]) != 0) {
                continue;
            }
            finish(race->conns[i], failed, name);
            stored += failed[0] == '\0';
            refused += failed[0] != '\0';
            if (failed[0] != '\0') {
                must(race, i, "ROLLBACK");
            }
            random_transaction(&seed, text);
            start(race, i, text);
        }
    }
    for (int i = 0; i < SESSIONS; i++) {
        char failed[8];
        char name[64];

        finish(race->conns[i], failed, name);
        PQclear(PQexec(race->conns[i], "ROLLBACK"));
    }
    assert_disjoint(race);
    assert_true(stored > STORM_TRANSACTIONS / 20);
    assert_true(refused > STORM_TRANSACTIONS / 20);
    reset(race);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_two_is_stored),         cmocka_unit_test(a_turn_is_given_back),
        cmocka_unit_test(a_later_turn_is_not_ones_own), cmocka_unit_test(copies_are_refused),
        cmocka_unit_test(other_tables_do_not_count),    cmocka_unit_test(replicas_are_refused),
        cmocka_unit_test(a_storm_leaves_no_overlap),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
