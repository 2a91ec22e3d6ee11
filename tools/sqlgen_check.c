/*
 * What a query's header and text must agree on. Words that the engines take differently are found
 * by tools/tidy.
 */
#include "sqlgen.h"

#include <string.h>

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The statement in small letters with literals and comments blanked: what the checks look at. */
static char *bare_sql(struct host *host, const char *path, const struct sqlgen_query *query)
{
    char *bare = host_alloc(host, query->sql.len + 1);
    char quote = '\0';
    bool comment = false;

    for (size_t i = 0; i < query->sql.len; i++) {
        char c = query->sql.ptr[i];

        if (comment) {
            comment = c != '\n';
        } else if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
            bare[i] = ' ';
            continue;
        } else if (c == '\'' || c == '"') {
            quote = c;
            bare[i] = ' ';
            continue;
        } else if (c == '-' && query->sql.ptr[i + 1] == '-') {
            comment = true;
        }
        bare[i] = comment ? ' ' : lower(c);
    }
    if (quote != '\0') {
        host_die(host, path, query->line, "query %s: a quote is not closed", query->name);
    }
    return bare;
}

static void check_params(struct host *host, const char *path, const struct sqlgen_query *query,
                         const char *bare)
{
    bool used[SQLGEN_FIELDS_MAX + 1] = {false};

    for (const char *at = strchr(bare, '$'); at != NULL; at = strchr(at + 1, '$')) {
        size_t number = 0;

        for (const char *digit = at + 1; *digit >= '0' && *digit <= '9' && number < 1000; digit++) {
            number = number * 10 + (size_t)(*digit - '0');
        }
        if (number == 0 || number > query->in_count) {
            host_die(host, path, query->line, "query %s uses $%zu, but \"-- in:\" names %zu fields",
                     query->name, number, query->in_count);
        }
        used[number] = true;
    }
    for (size_t i = 1; i <= query->in_count; i++) {
        if (!used[i]) {
            host_die(host, path, query->line, "query %s: $%zu (%s) is not used", query->name, i,
                     query->in[i - 1].name);
        }
    }
}

static void check_statement(struct host *host, const char *path, const struct sqlgen_query *query,
                            const char *bare)
{
    if (strchr(bare, ';') != NULL) {
        host_die(host, path, query->line, "query %s has more than one statement", query->name);
    }
    if (strchr(bare, '?') != NULL || strchr(bare, '@') != NULL) {
        host_die(host, path, query->line, "query %s: parameters are written $1, $2, …",
                 query->name);
    }
    if (strstr(bare, "select *") != NULL || strstr(bare, "returning *") != NULL ||
        strstr(bare, ".*") != NULL) {
        host_die(host, path, query->line, "query %s: name the columns instead of *", query->name);
    }
}

/* One row's VALUES, at the end but for ON CONFLICT: what is repeated for the next row. */
static void check_rows(struct host *host, const char *path, const struct sqlgen_query *query,
                       const char *bare)
{
    const char *values = strstr(bare, "values (");
    size_t len = strlen(bare);

    while (len > 0 && (bare[len - 1] == ' ' || bare[len - 1] == '\n')) {
        len--;
    }
    if (values == NULL || strstr(values + 1, "values (") != NULL ||
        (bare[len - 1] != ')' && strstr(values, "on conflict (") == NULL) || query->in_count == 0) {
        host_die(host, path, query->line,
                 "query %s takes rows, but does not end with one VALUES (…)", query->name);
    }
}

/* Two parameters, or more? One may come again and again. */
static bool uses_several(const char *line, size_t len)
{
    const char *first = memchr(line, '$', len);

    for (const char *at = first; at != NULL;
         at = memchr(at + 1, '$', len - (size_t)(at + 1 - line))) {
        size_t digits = strspn(first + 1, "0123456789");

        if (strspn(at + 1, "0123456789") != digits || memcmp(at, first, digits + 1) != 0) {
            return true;
        }
    }
    return false;
}

/* What a line stands for must be plain: one filter and nothing that other lines need. */
static void check_list(struct host *host, const char *path, const struct sqlgen_query *query)
{
    size_t optional = 0;

    for (size_t i = 0; i < query->in_count; i++) {
        optional += query->in[i].nullable ? 1 : 0;
    }
    if (optional > (query->kind == SQLGEN_LIST ? SQLGEN_OPTIONAL_MAX : 0)) {
        host_die(host, path, query->line, "query %s: %zu parameters may be left out", query->name,
                 optional);
    }
    for (size_t i = 0; i < query->out_count; i++) {
        if (query->out[i].type->shape == NULL) {
            host_die(host, path, query->line, "query %s: %s is of a type that is not shown",
                     query->name, query->out[i].name);
        }
    }
    for (size_t at = 0; at < query->sql.len;) {
        const char *line = query->sql.ptr + at;
        size_t len = (size_t)(strchr(line, '\n') - line);

        if (sqlgen_line_needs(query, line, len) != NULL && uses_several(line, len)) {
            host_die(host, path, query->line,
                     "query %s: a line that may be left out uses one parameter", query->name);
        }
        at += len + 1;
    }
}

void sqlgen_check(struct host *host, const char *path, const struct sqlgen_query *query)
{
    const char *bare = bare_sql(host, path, query);
    bool shown = query->kind == SQLGEN_LIST || query->kind == SQLGEN_ITEM;
    bool many = query->kind == SQLGEN_MANY || query->kind == SQLGEN_LIST;
    bool reads = query->kind == SQLGEN_ONE || many || shown;

    if (query->sql.len == 0) {
        host_die(host, path, query->line, "query %s has no statement", query->name);
    }
    if (reads && query->out_count == 0) {
        host_die(host, path, query->line, "query %s gives rows, but has no \"-- out:\"",
                 query->name);
    }
    if (!reads && query->out_count > 0) {
        host_die(host, path, query->line, "query %s gives no rows, but has \"-- out:\"",
                 query->name);
    }
    if (many && strstr(bare, "order by") == NULL) {
        host_die(host, path, query->line, "query %s gives many rows and needs a total ORDER BY",
                 query->name);
    }
    if (query->kind == SQLGEN_ROWS) {
        check_rows(host, path, query, bare);
    }
    if (shown) {
        check_list(host, path, query);
    }
    check_params(host, path, query, bare);
    check_statement(host, path, query, bare);
}
