/*
 * Promises 1 to 3, 6 and 8 cannot be broken by SQL written by hand: a table of attempts on a small
 * valid ledger, each of which must be refused by name on both engines. What an owner of the
 * database can do by changing the schema or its connection (dropping a trigger, switching checks
 * off) is not tried; audit finds it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "constraints_attempts.h"
#include "constraints_ledger.h"
#include "store/driver.h"
#include "support/store_fixture.h"

#define SQL_MAX 65536

struct text {
    char buf[1 << 20];
    size_t len;
};

static const struct attempt *const lists[] = {attempts_allocation, attempts_certificate,
                                              attempts_fact, attempts_log, attempts_other};

/* ---- SQL of the tests ---- */
static enum ll_status exec_one(struct ll_fixture *f, const char **text)
{
    struct ll_strbuf out;
    struct ll_str sql;
    int64_t changed = 0; /* asked for, so that PostgreSQL answers at once */

    ll_strbuf_init(&out, &f->arena, SQL_MAX);
    constraints_sql(&out, f->postgres, text);
    ll_strbuf_char(&out, '\0');
    ASSERT_OK(f, ll_strbuf_finish(&out, &sql, &f->err));
    const struct ll_store_query query = {
        .name = "attempt",
        .sql = sql.ptr,
        .slot = LL_STORE_SLOT_NONE,
    };
    return ll_store_exec(f->store, &query, NULL, &changed, &f->err);
}

static enum ll_status exec_all(struct ll_fixture *f, const char *text)
{
    enum ll_status status = LL_OK;

    while (status == LL_OK && *text != '\0') {
        status = exec_one(f, &text);
    }
    return status;
}

static bool keep_text(void *ctx, struct ll_str piece)
{
    struct text *text = ctx;

    assert_true(text->len + piece.len < sizeof(text->buf));
    memcpy(text->buf + text->len, piece.ptr, piece.len);
    text->len += piece.len;
    text->buf[text->len] = '\0';
    return true;
}

static void dump(struct ll_fixture *f, struct text *ret_text)
{
    ret_text->len = 0;
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_READ, &f->err));
    ASSERT_OK(f, ll_store_dump(f->store, &f->arena, false, keep_text, ret_text, &f->err));
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

/* ---- fixture ---- */
static int start(void **state)
{
    struct ll_fixture *f;

    if (ll_fixture_skip()) {
        return 0;
    }
    f = calloc(1, sizeof(*f));
    assert_non_null(f);
    ll_fixture_start(f, NULL);
    ll_fixture_migrate(f);
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (size_t i = 0; constraints_ledger[i] != NULL; i++) {
        ASSERT_OK(f, exec_all(f, constraints_ledger[i]));
    }
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
    *state = f;
    return 0;
}

static int end(void **state)
{
    if (*state != NULL) {
        ll_fixture_end(*state);
        free(*state);
    }
    return 0;
}

static struct ll_fixture *fixture(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

/* ---- attempts ---- */
static bool is_for(const struct ll_fixture *f, enum attempt_engine engine)
{
    return engine == ATTEMPT_BOTH || (engine == ATTEMPT_POSTGRES) == f->postgres;
}

/* Is `name` one of "a|b|c_*"? */
static bool is_one_of(const char *name, const char *names)
{
    size_t len = strlen(name);

    for (;;) {
        size_t next = strcspn(names, "|");

        if ((next == len && memcmp(names, name, len) == 0) ||
            (next > 0 && names[next - 1] == '*' && strncmp(names, name, next - 1) == 0)) {
            return true;
        }
        if (names[next] == '\0') {
            return false;
        }
        names += next + 1;
    }
}

/* Run and commit; nothing may stay. Returns whether it was refused by that name. */
static bool is_refused(struct ll_fixture *f, const char *where, const char *sql)
{
    memset(&f->err, 0, sizeof(f->err));
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    enum ll_status status = exec_all(f, sql);

    if (status == LL_OK) {
        status = ll_store_commit(f->store, &f->err);
    } else {
        ll_store_rollback(f->store);
    }
    if (status == LL_OK) {
        fail_msg("%s\n  is not refused by %s; what follows would fail, too", sql, where);
    }
    if (status == LL_ECONSTRAINT && is_one_of(f->err.where, where)) {
        return true;
    }
    print_error("%s\n  is %s [%s] %s\n  not refused by %s\n", sql, ll_status_name(status),
                f->err.where, f->err.text, where);
    return false;
}

static void refuse_all(void **state, const struct attempt *list)
{
    static struct text before;
    static struct text after;
    struct ll_fixture *f = fixture(state);
    int wrong = 0;

    dump(f, &before);
    for (; list->target != NULL; list++) {
        const char *where = list->where == NULL ? list->target : list->where;

        if (is_for(f, list->engine) && !is_refused(f, where, list->sql)) {
            wrong++;
        }
    }
    dump(f, &after);
    assert_int_equal(wrong, 0);
    assert_string_equal(before.buf, after.buf);
}

static void allocations_stay_disjoint(void **state)
{
    refuse_all(state, attempts_allocation);
}

static void certificates_stay_true(void **state)
{
    refuse_all(state, attempts_certificate);
}

static void facts_stay(void **state)
{
    refuse_all(state, attempts_fact);
}

static void logs_stay(void **state)
{
    refuse_all(state, attempts_log);
}

static void other_constraints_hold(void **state)
{
    refuse_all(state, attempts_other);
}

static void the_rest_is_allowed(void **state)
{
    struct ll_fixture *f = fixture(state);

    for (const struct attempt *list = attempts_allowed; list->target != NULL; list++) {
        if (!is_for(f, list->engine)) {
            continue;
        }
        memset(&f->err, 0, sizeof(f->err));
        ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
        if (exec_all(f, list->sql) != LL_OK) {
            fail_msg("%s: [%s] %s", list->target, f->err.where, f->err.text);
        }
        ll_store_rollback(f->store);
    }
}

/* ---- every table of the schema ---- */
/* The word after `mark` in the line at `line`, or false. */
static bool word_after(const char *line, const char *mark, char ret_word[64])
{
    size_t mark_len = strlen(mark);

    line += strspn(line, " ");
    if (strncmp(line, mark, mark_len) != 0) {
        return false;
    }
    snprintf(ret_word, 64, "%.*s",
             (int)strspn(line + mark_len, "abcdefghijklmnopqrstuvwxyz_0123456789"),
             line + mark_len);
    return ret_word[0] != '\0';
}

/* Names that say a table takes no change at all, whatever it is. */
static const char fixed_names[] =
    "event_append_only|request_append_only|certificate_body_append_only|device_append_only|"
    "annex_only_erased|document_fixed|certificate_unit_fixed|collection_record_fixed|"
    "booking_fixed|handover_fixed|handover_package_fixed|reissue_fixed|log_append_only|"
    "log_entry_append_only|log_tile_append_only|log_checkpoint_append_only|"
    "official_access_append_only";

/* The texts that make the schema, one after another; NULL after the last. */
static const char *schema_text(size_t at, bool postgres)
{
    const struct ll_store_set *set = &ll_store_product_set;

    if (at < set->migration_count) {
        return postgres ? set->migrations[at].postgres : set->migrations[at].sqlite;
    }
    at -= set->migration_count;
    if (at < set->script_count) {
        return postgres ? set->scripts[at].postgres : set->scripts[at].sqlite;
    }
    return NULL;
}

/* A table's rows once more, and NULL into every column that has none. Counts both. */
static int try_tables(struct ll_fixture *f, const char *line, int *tables, int *columns)
{
    char table[64] = "";
    char word[64];
    char sql[256];
    char where[512];
    int wrong = 0;

    for (; line != NULL; line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1) {
        const char *line_end = line + strcspn(line, "\n");
        const char *not_null = strstr(line, " NOT NULL");

        if (word_after(line, "CREATE TABLE ", table)) {
            snprintf(sql, sizeof(sql), "INSERT INTO %s SELECT * FROM %s", table, table);
            snprintf(where, sizeof(where), "%s_*", table);
            wrong += is_refused(f, where, sql) ? 0 : 1;
            ++*tables;
        } else if (table[0] != '\0' && not_null != NULL && not_null < line_end &&
                   strncmp(line, "    ", 4) == 0 && word_after(line, "", word)) {
            snprintf(sql, sizeof(sql), "UPDATE %s SET %s = NULL", table, word);
            snprintf(where, sizeof(where), "%s.%s|%s", table, word, fixed_names);
            wrong += is_refused(f, where, sql) ? 0 : 1;
            ++*columns;
        } else if (line[0] == ')') {
            table[0] = '\0';
        }
    }
    return wrong;
}

static void no_row_twice_and_no_null(void **state)
{
    struct ll_fixture *f = fixture(state);
    const char *text;
    int tables = 0;
    int columns = 0;
    int wrong = 0;

    for (size_t i = 0; (text = schema_text(i, false)) != NULL; i++) {
        wrong += try_tables(f, text, &tables, &columns);
    }
    assert_int_equal(wrong, 0);
    assert_true(columns > 150);
    /* official_access is made twice: anew by 0012 */
    assert_int_equal(tables, 25 + ll_store_product_set.projection_count);
}

static bool is_attempted(const char *name)
{
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (const struct attempt *at = lists[i]; at->target != NULL; at++) {
            if (is_one_of(name, at->where == NULL ? at->target : at->where) ||
                is_one_of(name, at->target)) {
                return true;
            }
        }
    }
    return false;
}

/* Names of constraints in `text` after `mark`, each with an attempt on it; how many. */
static int check_attempts(const char *text, const char *mark)
{
    int names = 0;

    for (const char *at = strstr(text, mark); at != NULL; at = strstr(at + 1, mark)) {
        char name[64];

        if (!word_after(at, mark, name)) {
            continue;
        }
        names++;
        if (strstr(name, "_pkey") == NULL && !is_attempted(name)) {
            fail_msg("no attempt is made on %s", name);
        }
    }
    return names;
}

/* A constraint or a trigger added to the schema needs its attempt here. Primary keys are tried
 * above.
 */
static void every_constraint_is_attempted(void **state)
{
    struct ll_fixture *f = fixture(state);
    static const char *const marks[] = {"CONSTRAINT ", "CREATE UNIQUE INDEX ", "RAISE(ABORT, '",
                                        "ll_refuse('", "MESSAGE = '"};
    const char *text;
    int names = 0;

    for (size_t i = 0; (text = schema_text(i, f->postgres)) != NULL; i++) {
        for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++) {
            names += check_attempts(text, marks[m]);
        }
    }
    assert_true(names > 120);
}

/* With a row in every table, so that no layout of one confuses the check that `restore` makes. */
static void a_sound_store_is_found_so(void **state)
{
    struct ll_fixture *f = fixture(state);

    ASSERT_STATUS(f, f->postgres ? LL_EUNSUPPORTED : LL_OK,
                  ll_store_check_integrity(f->store, &f->arena, &f->err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_store_is_found_so),
        cmocka_unit_test(allocations_stay_disjoint),
        cmocka_unit_test(certificates_stay_true),
        cmocka_unit_test(facts_stay),
        cmocka_unit_test(logs_stay),
        cmocka_unit_test(other_constraints_hold),
        cmocka_unit_test(the_rest_is_allowed),
        cmocka_unit_test(no_row_twice_and_no_null),
        cmocka_unit_test(every_constraint_is_attempted),
    };

    return cmocka_run_group_tests(tests, start, end);
}
