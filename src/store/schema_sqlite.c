/* A schema of SQLite: the text of each statement that made something is stored beside it. */
#include <sqlite3.h>
#include <string.h>

#include "store/schema.h"
#include "store/sqlite.h"

/* ---- texts ---- */
static char closing(char c)
{
    return c == '[' ? ']' : c == '\'' || c == '"' || c == '`' ? c : '\0';
}

/* The end of what is quoted at `at`; a doubled quote is two in a row. */
static size_t quoted_end(struct ll_str sql, size_t at)
{
    char close = closing(sql.ptr[at]);

    for (at++; at < sql.len && sql.ptr[at] != close; at++) {
    }
    return at < sql.len ? at + 1 : at;
}

static size_t comment_end(struct ll_str sql, size_t at)
{
    bool line = sql.ptr[at] == '-';
    struct ll_str rest = ll_str_sub(sql, at + 2, sql.len);
    size_t end = ll_str_find(rest, line ? LL_STR("\n") : LL_STR("*/"), false);

    return end > rest.len ? sql.len : at + 2 + end + (line ? 1 : 2);
}

static bool is_comment(struct ll_str sql, size_t at)
{
    return at + 1 < sql.len && ((sql.ptr[at] == '-' && sql.ptr[at + 1] == '-') ||
                                (sql.ptr[at] == '/' && sql.ptr[at + 1] == '*'));
}

/* Without comments, and with one blank for any white space: how it is written does not count. */
static struct ll_str plain(struct ll_arena *arena, struct ll_str sql)
{
    char *text = ll_arena_alloc(arena, sql.len + 1, 1);
    size_t len = 0;
    size_t at = 0;

    while (text != NULL && at < sql.len) {
        size_t end = at + 1;

        if (closing(sql.ptr[at]) != '\0') {
            end = quoted_end(sql, at);
            memcpy(text + len, sql.ptr + at, end - at);
            len += end - at;
        } else if (is_comment(sql, at) || strchr(" \t\r\n", sql.ptr[at]) != NULL) {
            end = is_comment(sql, at) ? comment_end(sql, at) : end;
            if (len > 0 && text[len - 1] != ' ') {
                text[len++] = ' ';
            }
        } else {
            text[len++] = sql.ptr[at];
        }
        at = end;
    }
    return (struct ll_str){text, len};
}

static struct ll_str trim(struct ll_str text)
{
    while (text.len > 0 && text.ptr[0] == ' ') {
        text = ll_str_sub(text, 1, text.len);
    }
    while (text.len > 0 && text.ptr[text.len - 1] == ' ') {
        text.len--;
    }
    return text;
}

/* The first word, a name perhaps in quotes; *text is what comes after it. */
static struct ll_str take_word(struct ll_str *text)
{
    struct ll_str all = trim(*text);
    size_t end = 0;

    if (all.len > 0 && closing(all.ptr[0]) != '\0') {
        end = quoted_end(all, 0);
        *text = ll_str_sub(all, end, all.len);
        return ll_str_sub(all, 1, end > 1 ? end - 1 : end);
    }
    while (end < all.len && strchr(" (,", all.ptr[end]) == NULL) {
        end++;
    }
    *text = ll_str_sub(all, end, all.len);
    return ll_str_sub(all, 0, end);
}

/* ---- the parts of a table ---- */
static enum ll_status add_part(struct ll_schema *schema, struct ll_str table, struct ll_str part,
                               struct ll_err *reterr)
{
    static const char *const unnamed[] = {"PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};
    struct ll_str rest = trim(part);
    struct ll_schema_object object = {LL_STR("column"), table, {NULL, 0}, rest};

    object.name = take_word(&rest);
    if (ll_str_eq(object.name, LL_STR("CONSTRAINT"))) {
        object.kind = LL_STR("constraint");
        object.name = take_word(&rest);
    }
    for (size_t i = 0; i < sizeof(unnamed) / sizeof(unnamed[0]); i++) {
        if (ll_str_eq_cstr(object.name, unnamed[i])) {
            object.kind = LL_STR("constraint");
        }
    }
    return ll_schema_add(schema, object, reterr);
}

/* CREATE TABLE name (part, part…) options: a table is its name and options. */
static enum ll_status add_table(struct ll_schema *schema, struct ll_schema_object table,
                                struct ll_err *reterr)
{
    struct ll_str sql = table.definition;
    size_t depth = 0;
    size_t from = 0;
    size_t at = 0;

    while (at < sql.len) {
        size_t end = closing(sql.ptr[at]) != '\0' ? quoted_end(sql, at) : at + 1;
        char c = sql.ptr[at];

        if (c == '(' && depth++ == 0) {
            from = at + 1;
        } else if ((c == ',' && depth == 1) || (c == ')' && depth > 0 && --depth == 0)) {
            LL_TRY(add_part(schema, table.table, ll_str_sub(sql, from, at), reterr));
            from = at + 1;
            if (c == ')') {
                break;
            }
        }
        at = end;
    }
    table.definition = trim(ll_str_sub(sql, from, sql.len));
    return ll_schema_add(schema, table, reterr);
}

enum ll_status ll_sqlite_schema_row(struct ll_schema *schema, struct ll_schema_object row,
                                    struct ll_err *reterr)
{
    row.definition = plain(schema->arena, row.definition);
    if (row.definition.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the schema's texts");
    }
    return ll_str_eq(row.kind, LL_STR("table")) ? add_table(schema, row, reterr)
                                                : ll_schema_add(schema, row, reterr);
}

/* ---- made anew ---- */
static struct ll_str text_of(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return text == NULL ? LL_STR("") : ll_str_from_cstr(text);
}

static enum ll_status read_made(sqlite3 *db, const char *sql, struct ll_schema *schema,
                                struct ll_err *reterr)
{
    sqlite3_stmt *stmt = NULL;
    enum ll_status status = LL_OK;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

    while (rc == SQLITE_OK && status == LL_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct ll_schema_object row = {text_of(stmt, 0), text_of(stmt, 1), text_of(stmt, 2),
                                       text_of(stmt, 3)};

        status = ll_sqlite_schema_row(schema, row, reterr);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(stmt);
    if (status == LL_OK && rc != SQLITE_DONE) {
        status = ll_sqlite_fail(db, rc, sql, reterr);
    }
    return status;
}

static enum ll_status make(sqlite3 *db, const struct ll_store *store, struct ll_err *reterr)
{
    const struct ll_store_set *set = store->set;
    const char *sql = store->driver->bookkeeping_sql;
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

    for (size_t i = 0; rc == SQLITE_OK && i < set->migration_count; i++) {
        sql = set->migrations[i].sqlite;
        rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    for (size_t i = 0; rc == SQLITE_OK && i < set->script_count; i++) {
        sql = set->scripts[i].sqlite;
        rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    return rc == SQLITE_OK ? LL_OK : ll_sqlite_fail(db, rc, "making the schema in memory", reterr);
}

/* In memory: some milliseconds. */
enum ll_status ll_sqlite_schema_made(const struct ll_store *store, struct ll_schema *schema,
                                     struct ll_err *reterr)
{
    sqlite3 *db = NULL;
    enum ll_status status = LL_OK;
    int rc = sqlite3_open_v2(
        ":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc != SQLITE_OK) {
        status = db == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory for a schema")
                            : ll_sqlite_fail(db, rc, ":memory:", reterr);
    }
    if (status == LL_OK) {
        status = make(db, store, reterr);
    }
    if (status == LL_OK) {
        status = read_made(db, store->driver->schema_sql, schema, reterr);
    }
    sqlite3_close(db);
    return status;
}
