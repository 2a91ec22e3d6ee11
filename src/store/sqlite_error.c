#include "store/sqlite.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define COLUMNS_TEXT_MAX 512

/* Which columns of which table a UNIQUE or PRIMARY KEY message names. */
struct named_columns {
    char table[128];
    char columns[COLUMNS_TEXT_MAX]; /* "programme_id,code" */
};

/* "lot.programme_id, lot.code" -> lot and "programme_id,code". False when it is not like that. */
static bool columns_parse(const char *list, struct named_columns *ret)
{
    const char *dot = strchr(list, '.');
    size_t table_len = dot == NULL ? 0 : (size_t)(dot - list);
    size_t len = 0;

    if (dot == NULL || table_len >= sizeof(ret->table)) {
        return false;
    }
    memcpy(ret->table, list, table_len);
    ret->table[table_len] = '\0';
    while (strncmp(list, ret->table, table_len) == 0 && list[table_len] == '.') {
        const char *column = list + table_len + 1;
        size_t column_len = strcspn(column, ",");

        if (len + column_len + 2 > sizeof(ret->columns)) {
            return false;
        }
        memcpy(ret->columns + len, column, column_len);
        len += column_len;
        if (column[column_len] == '\0') {
            ret->columns[len] = '\0';
            return true;
        }
        ret->columns[len++] = ',';
        list = column + column_len + 1;
        list += strspn(list, " ");
    }
    return false;
}

/* The first column of the first row of a query over two texts; false when there is none. */
static bool lookup(sqlite3 *db, const char *sql, const struct named_columns *named, char *ret_text,
                   size_t size)
{
    sqlite3_stmt *stmt = NULL;
    bool found = false;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_bind_text(stmt, 1, named->table, -1, SQLITE_STATIC) == SQLITE_OK &&
        (sqlite3_bind_parameter_count(stmt) < 2 ||
         sqlite3_bind_text(stmt, 2, named->columns, -1, SQLITE_STATIC) == SQLITE_OK) &&
        sqlite3_step(stmt) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(stmt, 0);
        size_t len = text == NULL ? 0 : (size_t)sqlite3_column_bytes(stmt, 0);

        found = text != NULL && len < size;
        if (found) {
            memcpy(ret_text, text, len + 1);
        }
    }
    sqlite3_finalize(stmt);
    return found;
}

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* After a word in any case, or NULL. */
static const char *skip_word(const char *at, const char *word)
{
    size_t len = strlen(word);

    return sqlite3_strnicmp(at, word, (int)len) == 0 ? skip_space(at + len) : NULL;
}

/* Is "(programme_id, code)" at `at` the columns? */
static bool same_columns(const char *at, const char *columns)
{
    if (*at != '(') {
        return false;
    }
    for (at++; *at != '\0' && *at != ')'; at++) {
        if (strchr(" \t\r\n", *at) != NULL) {
            continue;
        }
        if (*at != *columns) {
            return false;
        }
        columns++;
    }
    return *at == ')' && *columns == '\0';
}

/* "CONSTRAINT name UNIQUE (columns)" or PRIMARY KEY in the text of CREATE TABLE. */
static bool constraint_in_text(const char *sql, bool primary, const char *columns,
                               char ret_name[LL_ERR_WHERE_MAX])
{
    static const char identifier[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

    for (const char *at = sql; *at != '\0'; at++) {
        const char *name = skip_word(at, "CONSTRAINT");
        size_t len = name == NULL ? 0 : strspn(name, identifier);
        const char *rest;

        if (len == 0 || len >= LL_ERR_WHERE_MAX) {
            continue;
        }
        rest = skip_space(name + len);
        if (primary) {
            rest = skip_word(rest, "PRIMARY");
            rest = rest == NULL ? NULL : skip_word(rest, "KEY");
        } else {
            rest = skip_word(rest, "UNIQUE");
        }
        if (rest != NULL && same_columns(rest, columns)) {
            memcpy(ret_name, name, len);
            ret_name[len] = '\0';
            return true;
        }
    }
    return false;
}

static void unique_name(sqlite3 *db, bool primary, const char *list,
                        char ret_name[LL_ERR_WHERE_MAX])
{
    static const char table_sql[] =
        "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    static const char index_sql[] =
        "SELECT name FROM pragma_index_list(?1) AS list WHERE \"unique\" = 1 AND origin = 'c' AND "
        "(SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(list.name) "
        "ORDER BY seqno)) = ?2";
    struct named_columns named;
    char text[8192];

    if (!columns_parse(list, &named)) {
        snprintf(ret_name, LL_ERR_WHERE_MAX, "%s", list);
        return;
    }
    if ((lookup(db, table_sql, &named, text, sizeof(text)) &&
         constraint_in_text(text, primary, named.columns, ret_name)) ||
        (!primary && lookup(db, index_sql, &named, ret_name, LL_ERR_WHERE_MAX))) {
        return;
    }
    if (primary) {
        snprintf(ret_name, LL_ERR_WHERE_MAX, "%s_pkey", named.table);
        return;
    }
    for (char *at = named.columns; *at != '\0'; at++) {
        *at = *at == ',' ? '_' : *at;
    }
    snprintf(text, sizeof(text), "%s_%s_key", named.table, named.columns);
    snprintf(ret_name, LL_ERR_WHERE_MAX, "%.63s", text);
}

/* What follows "UNIQUE constraint failed: "; or the whole message (a trigger raises its name). */
static const char *after_colon(const char *message)
{
    static const char mark[] = " constraint failed: ";
    const char *at = strstr(message, mark);

    return at == NULL ? message : at + sizeof(mark) - 1;
}

static enum ll_status constraint_fail(sqlite3 *db, int rc, const char *what, struct ll_err *reterr)
{
    char message[LL_ERR_TEXT_MAX];
    char name[LL_ERR_WHERE_MAX];
    enum ll_status status;

    snprintf(message, sizeof(message), "%s", sqlite3_errmsg(db));
    if (rc == SQLITE_CONSTRAINT_FOREIGNKEY) {
        snprintf(name, sizeof(name), "foreign key");
    } else if (rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY) {
        unique_name(db, rc == SQLITE_CONSTRAINT_PRIMARYKEY, after_colon(message), name);
    } else {
        snprintf(name, sizeof(name), "%.*s", LL_ERR_WHERE_MAX - 1, after_colon(message));
    }
    status = LL_FAIL(reterr, LL_ECONSTRAINT, "%s: the store refuses this: %s", what, name);
    if (reterr != NULL) {
        ll_err_where(reterr, "%s", name);
    }
    return status;
}

/* Primary codes; what is not here is LL_EIO. */
static const struct {
    int code;
    enum ll_status status;
} statuses[] = {
    {SQLITE_BUSY, LL_ERETRY},      {SQLITE_LOCKED, LL_ERETRY},     {SQLITE_NOMEM, LL_ENOMEM},
    {SQLITE_CORRUPT, LL_ECORRUPT}, {SQLITE_NOTADB, LL_ECORRUPT},   {SQLITE_ERROR, LL_ECORRUPT},
    {SQLITE_SCHEMA, LL_ECORRUPT},  {SQLITE_TOOBIG, LL_ELIMIT},     {SQLITE_READONLY, LL_EPERM},
    {SQLITE_PERM, LL_EPERM},       {SQLITE_MISMATCH, LL_ECORRUPT},
};

enum ll_status ll_sqlite_fail(sqlite3 *db, int rc, const char *what, struct ll_err *reterr)
{
    enum ll_status status = LL_EIO;
    const char *message = db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(db);

    if ((rc & 0xff) == SQLITE_CONSTRAINT) {
        return constraint_fail(db, rc, what, reterr);
    }
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (statuses[i].code == (rc & 0xff)) {
            status = statuses[i].status;
        }
    }
    if (strcmp(message, "integer overflow") == 0) {
        status = LL_EOVERFLOW;
    }
    status = LL_FAIL(reterr, status, "%s: SQLite: %s (code %d)", what, message, rc);
    if (reterr != NULL && (rc & 0xff) == SQLITE_FULL) {
        ll_err_hint(reterr, "free space on the disk");
    }
    if (reterr != NULL && (rc & 0xff) == SQLITE_ERROR) {
        ll_err_hint(reterr, "is the schema this program's? bring it up to date");
    }
    return status;
}
