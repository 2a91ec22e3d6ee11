/*
 * Migrations: NNNN_slug.sql, numbered from 0001 without gaps; and the files of projections. Both
 * expanded once per engine:
 *
 *     word             SQLite                   PostgreSQL
 *     @id              BLOB                     BYTEA
 *     @i64             INTEGER                  BIGINT
 *     @text            TEXT                     TEXT COLLATE "C"
 *     @bytes           BLOB                     BYTEA
 *     @time            INTEGER                  BIGINT
 *     @bool            INTEGER                  BIGINT
 *     @strict          STRICT                   (nothing)
 *     @strict_norowid  STRICT, WITHOUT ROWID    (nothing)
 *
 * Lines between "-- @sqlite" or "-- @postgres" and the next such line or "-- @both" are for one
 * engine only. Comments and literals are not expanded. A migration's digest is of its own bytes.
 *
 * Files of projections make tables, indexes, triggers and functions without parameters, each by a
 * line that begins with CREATE: what is made is known from these lines, and dropped by name in the
 * reverse order. They have one digest, of what the engines see of them: comments do not count, but
 * for "-- revision: N", to be raised when the same tables are filled in another way.
 */
#include "sqlgen.h"

#include <string.h>

enum engine {
    ENGINE_SQLITE,
    ENGINE_POSTGRES,
    ENGINE_COUNT,
};

static const struct {
    const char *word;
    const char *text[ENGINE_COUNT];
} words[] = {
    {"@id", {"BLOB", "BYTEA"}},
    {"@i64", {"INTEGER", "BIGINT"}},
    {"@text", {"TEXT", "TEXT COLLATE \"C\""}},
    {"@bytes", {"BLOB", "BYTEA"}},
    {"@time", {"INTEGER", "BIGINT"}},
    {"@bool", {"INTEGER", "BIGINT"}},
    {"@strict", {"STRICT", ""}},
    {"@strict_norowid", {"STRICT, WITHOUT ROWID", ""}},
};

/* Names of what is made: C strings, each with its comma. */
struct names {
    struct host_text list;
    size_t count;
};

/* What the files of projections make. */
struct made {
    struct names tables;
    struct names functions;
    struct host_text counted; /* what the digest is of */
};

struct script {
    struct host *host;
    const char *path;
    struct host_text text[ENGINE_COUNT];
    struct made *made; /* NULL: a migration */
    bool quoted;       /* inside a literal that began on an earlier line */
};

static void expand_word(struct script *s, const char *ptr, size_t len, int line,
                        const bool wanted[ENGINE_COUNT])
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i].word) == len && memcmp(words[i].word, ptr, len) == 0) {
            for (size_t e = 0; e < ENGINE_COUNT; e++) {
                if (wanted[e]) {
                    host_fmt(s->host, &s->text[e], "%s", words[i].text[e]);
                }
            }
            return;
        }
    }
    host_die(s->host, s->path, line, "unknown word \"%.*s\"", (int)len, ptr);
}

static void add_char(struct script *s, char c, const bool wanted[ENGINE_COUNT])
{
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (wanted[e]) {
            host_add(s->host, &s->text[e], &c, 1);
        }
    }
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Returns the length of the line without its comment. */
static size_t expand_line(struct script *s, const char *ptr, size_t len, int line,
                          const bool wanted[ENGINE_COUNT])
{
    size_t code = len;

    for (size_t i = 0; i < len;) {
        size_t word = 1;

        if (!s->quoted && code == len && ptr[i] == '-' && i + 1 < len && ptr[i + 1] == '-') {
            code = i;
        }
        if (code == len && ptr[i] == '\'') {
            s->quoted = !s->quoted;
        }
        if (code < len || s->quoted || ptr[i] != '@') {
            add_char(s, ptr[i++], wanted);
            continue;
        }
        while (i + word < len && is_word_char(ptr[i + word])) {
            word++;
        }
        expand_word(s, ptr + i, word, line, wanted);
        i += word;
    }
    add_char(s, '\n', wanted);
    return code;
}

static bool line_is(const char *ptr, size_t len, const char *text)
{
    return strlen(text) == len && memcmp(ptr, text, len) == 0;
}

static bool line_starts(const char *ptr, size_t len, const char *text)
{
    return len >= strlen(text) && memcmp(ptr, text, strlen(text)) == 0;
}

static void add_name(struct script *s, struct names *names, const char *ptr, size_t len, int line)
{
    struct host_text item = {0};
    size_t name = 0;

    while (name < len && is_word_char(ptr[name])) {
        name++;
    }
    if (name == 0 || name >= SQLGEN_NAME_MAX) {
        host_die(s->host, s->path, line,
                 "a name of at most %d small letters, digits and '_' expected",
                 SQLGEN_NAME_MAX - 1);
    }
    host_fmt(s->host, &item, "    \"%.*s\",\n", (int)name, ptr);
    if (names->count > 0 && strstr(names->list.ptr, item.ptr) != NULL) {
        host_die(s->host, s->path, line, "%.*s is made twice", (int)name, ptr);
    }
    host_add(s->host, &names->list, item.ptr, item.len);
    names->count++;
}

/* A line of a file of projections that makes something: by what name is it dropped? */
static void note_made(struct script *s, const char *ptr, size_t len, int line,
                      const bool wanted[ENGINE_COUNT])
{
    static const char *const with_their_table[] = {"CREATE INDEX ", "CREATE UNIQUE INDEX ",
                                                   "CREATE TRIGGER "};
    static const char table[] = "CREATE TABLE ";
    static const char function[] = "CREATE FUNCTION ";

    if (line_starts(ptr, len, table)) {
        if (!wanted[ENGINE_SQLITE] || !wanted[ENGINE_POSTGRES]) {
            host_die(s->host, s->path, line, "a table is the same on both engines");
        }
        add_name(s, &s->made->tables, ptr + strlen(table), len - strlen(table), line);
        return;
    }
    if (line_starts(ptr, len, function)) {
        add_name(s, &s->made->functions, ptr + strlen(function), len - strlen(function), line);
        return;
    }
    for (size_t i = 0; i < sizeof(with_their_table) / sizeof(with_their_table[0]); i++) {
        if (line_starts(ptr, len, with_their_table[i])) {
            return;
        }
    }
    host_die(s->host, s->path, line, "projections are tables, indexes, triggers and functions");
}

/* A line of a file of projections; its first `code` bytes are no comment. */
static void note_line(struct script *s, const char *ptr, size_t len, size_t code, int line,
                      const bool wanted[ENGINE_COUNT])
{
    if (line_starts(ptr, len, "CREATE ")) {
        note_made(s, ptr, len, line, wanted);
    }
    if (line_starts(ptr, len, "-- revision: ")) {
        code = len;
    }
    while (code > 0 && ptr[code - 1] == ' ') {
        code--;
    }
    if (code > 0) {
        host_fmt(s->host, &s->made->counted, "%d%d %.*s\n", wanted[ENGINE_SQLITE],
                 wanted[ENGINE_POSTGRES], (int)code, ptr);
    }
}

static void expand(struct script *s, const struct host_text *source)
{
    bool wanted[ENGINE_COUNT] = {true, true};
    int line = 0;

    for (size_t at = 0; at < source->len;) {
        const char *ptr = source->ptr + at;
        const char *end = strchr(ptr, '\n');
        size_t len = end == NULL ? source->len - at : (size_t)(end - ptr);
        size_t code;

        at += len + 1;
        line++;
        if (line_is(ptr, len, "-- @both") || line_is(ptr, len, "-- @sqlite") ||
            line_is(ptr, len, "-- @postgres")) {
            wanted[ENGINE_SQLITE] = !line_is(ptr, len, "-- @postgres");
            wanted[ENGINE_POSTGRES] = !line_is(ptr, len, "-- @sqlite");
            continue;
        }
        code = expand_line(s, ptr, len, line, wanted);
        if (s->made != NULL) {
            note_line(s, ptr, len, code, line, wanted);
        }
    }
    if (s->quoted) {
        host_die(s->host, s->path, line, "a quote is not closed");
    }
}

static void check_name(struct host *host, const char *path, const char *stem, size_t version)
{
    struct host_text expected = {0};

    host_fmt(host, &expected, "%04zu_", version);
    if (strncmp(stem, expected.ptr, expected.len) != 0 || stem[expected.len] == '\0') {
        host_die(host, path, 0, "expected to be called %sSLUG.sql: migrations have no gaps",
                 expected.ptr);
    }
}

/* The queries of every file, as a list of lists. */
static void emit_queries(struct host *host, struct host_text *out, const char *set,
                         const struct sqlgen_file *files, size_t file_count)
{
    for (size_t i = 0; i < file_count; i++) {
        host_fmt(host, out, "extern const struct ll_store_query *const %s_%s[];\n", set,
                 files[i].stem);
    }
    host_fmt(host, out, "static const struct ll_store_query *const *const queries[] = {\n");
    for (size_t i = 0; i < file_count; i++) {
        host_fmt(host, out, "    %s_%s,\n", set, files[i].stem);
    }
    host_fmt(host, out, "    NULL,\n};\n");
}

/* The texts of a script as arrays PREFIX_ENGINE, and their names as the next items of its row. */
static void emit_texts(struct script *s, const char *prefix, size_t number, struct host_text *out,
                       struct host_text *rows)
{
    static const char *const engines[ENGINE_COUNT] = {"sqlite", "postgres"};

    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        host_fmt(s->host, out, "\nstatic const char %s%zu_%s[] = {\n", prefix, number, engines[e]);
        host_byte_list(s->host, out, s->text[e].ptr, s->text[e].len);
        host_fmt(s->host, out, "};\n");
        host_fmt(s->host, rows, " %s%zu_%s,", prefix, number, engines[e]);
    }
}

/* One migration: both texts to `out`, its row of the table to `rows`. */
static void emit_migration(struct host *host, const char *path, size_t version,
                           struct host_text *out, struct host_text *rows)
{
    struct script s = {.host = host, .path = path};
    struct host_text source = host_read(host, path);
    const char *stem = host_stem(host, path);
    uint8_t digest[HOST_SHA256_BYTES];

    check_name(host, path, stem, version);
    expand(&s, &source);
    host_sha256(source.ptr, source.len, digest);
    host_fmt(host, rows, "    {%zu, \"%s\",", version, stem + 5);
    emit_texts(&s, "m", version, out, rows);
    host_fmt(host, rows, "\n     {");
    host_digest_list(host, rows, digest);
    host_fmt(host, rows, "}},\n");
}

static void emit_script(struct host *host, const char *path, size_t number, struct made *made,
                        struct host_text *out, struct host_text *rows)
{
    struct script s = {.host = host, .path = path, .made = made};
    struct host_text source = host_read(host, path);

    expand(&s, &source);
    host_fmt(host, rows, "    {\"%s\",", host_stem(host, path));
    emit_texts(&s, "p", number, out, rows);
    host_fmt(host, rows, "},\n");
}

/* "static const TYPE NAME[] = {…};", and "NAME, COUNT" to the set's members; nothing for none. */
static void emit_table(struct host *host, struct host_text *out, struct host_text *members,
                       const char *type, const char *name, const char *count_name,
                       const struct host_text *rows, size_t count)
{
    if (count == 0) {
        return;
    }
    host_fmt(host, out, "\nstatic const %s%s[] = {\n", type, name);
    host_add(host, out, rows->ptr, rows->len);
    host_fmt(host, out, "};\n");
    host_fmt(host, members, "    .%s = %s,\n    .%s = %zu,\n", name, name, count_name, count);
}

struct host_text sqlgen_set(struct host *host, const char *set, const struct sqlgen_file *files,
                            size_t file_count, unsigned query_count,
                            const struct sqlgen_paths *migrations,
                            const struct sqlgen_paths *projections)
{
    struct host_text out = {0};
    struct host_text members = {0};
    struct host_text migration_rows = {0};
    struct host_text script_rows = {0};
    struct made made = {0};
    uint8_t digest[HOST_SHA256_BYTES];

    host_fmt(host, &out, "/* Generated by tools/sqlgen; do not edit. */\n");
    host_fmt(host, &out, "#include \"store/set.h\"\n\n");
    emit_queries(host, &out, set, files, file_count);
    for (size_t i = 0; i < migrations->count; i++) {
        emit_migration(host, migrations->paths[i], i + 1, &out, &migration_rows);
    }
    for (size_t i = 0; i < projections->count; i++) {
        emit_script(host, projections->paths[i], i + 1, &made, &out, &script_rows);
    }
    emit_table(host, &out, &members, "struct ll_store_migration ", "migrations", "migration_count",
               &migration_rows, migrations->count);
    emit_table(host, &out, &members, "struct ll_store_script ", "scripts", "script_count",
               &script_rows, projections->count);
    emit_table(host, &out, &members, "char *const ", "projections", "projection_count",
               &made.tables.list, made.tables.count);
    emit_table(host, &out, &members, "char *const ", "functions", "function_count",
               &made.functions.list, made.functions.count);
    host_fmt(host, &out, "\nconst struct ll_store_set %s = {\n", set);
    host_fmt(host, &out, "    .query_count = %u,\n    .queries = queries,\n", query_count);
    host_add(host, &out, members.ptr, members.len);
    if (projections->count > 0) {
        host_sha256(made.counted.ptr, made.counted.len, digest);
        host_fmt(host, &out, "    .projection_digest = {");
        host_digest_list(host, &out, digest);
        host_fmt(host, &out, "},\n");
    }
    host_fmt(host, &out, "};\n");
    return out;
}
