/*
 * Migrations: NNNN_slug.sql, numbered from 0001 without gaps, expanded once per engine.
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
 * engine only. "-- projection: NAME" marks a table that is rebuilt from events; deleting the tables
 * in the reverse of the order in which they are marked must satisfy every foreign key.
 * Comments and literals are not expanded. The digest is of the file's own bytes.
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

struct migration {
    struct host *host;
    const char *path;
    struct host_text text[ENGINE_COUNT];
    struct host_text *projections; /* of all migrations: C strings, each with its comma */
    size_t *projection_count;
    bool quoted; /* inside a literal that began on an earlier line */
};

static void expand_word(struct migration *m, const char *ptr, size_t len, int line,
                        const bool wanted[ENGINE_COUNT])
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strlen(words[i].word) == len && memcmp(words[i].word, ptr, len) == 0) {
            for (size_t e = 0; e < ENGINE_COUNT; e++) {
                if (wanted[e]) {
                    host_fmt(m->host, &m->text[e], "%s", words[i].text[e]);
                }
            }
            return;
        }
    }
    host_die(m->host, m->path, line, "unknown word \"%.*s\"", (int)len, ptr);
}

static void add_char(struct migration *m, char c, const bool wanted[ENGINE_COUNT])
{
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        if (wanted[e]) {
            host_add(m->host, &m->text[e], &c, 1);
        }
    }
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static void expand_line(struct migration *m, const char *ptr, size_t len, int line,
                        const bool wanted[ENGINE_COUNT])
{
    bool comment = false;

    for (size_t i = 0; i < len;) {
        size_t word = 1;

        if (!m->quoted && ptr[i] == '-' && i + 1 < len && ptr[i + 1] == '-') {
            comment = true;
        }
        if (!comment && ptr[i] == '\'') {
            m->quoted = !m->quoted;
        }
        if (comment || m->quoted || ptr[i] != '@') {
            add_char(m, ptr[i++], wanted);
            continue;
        }
        while (i + word < len && is_word_char(ptr[i + word])) {
            word++;
        }
        expand_word(m, ptr + i, word, line, wanted);
        i += word;
    }
    add_char(m, '\n', wanted);
}

static bool line_is(const char *ptr, size_t len, const char *text)
{
    return strlen(text) == len && memcmp(ptr, text, len) == 0;
}

static void add_projection(struct migration *m, const char *name, size_t len, int line)
{
    struct host_text item = {0};

    for (size_t i = 0; i < len; i++) {
        if (!is_word_char(name[i])) {
            host_die(m->host, m->path, line, "\"-- projection:\" names no table: \"%.*s\"",
                     (int)len, name);
        }
    }
    host_fmt(m->host, &item, "    \"%.*s\",\n", (int)len, name);
    if (m->projections->len > 0 && strstr(m->projections->ptr, item.ptr) != NULL) {
        host_die(m->host, m->path, line, "projection %.*s is marked twice", (int)len, name);
    }
    host_add(m->host, m->projections, item.ptr, item.len);
    (*m->projection_count)++;
}

static void expand(struct migration *m, const struct host_text *source)
{
    static const char mark[] = "-- projection: ";
    bool wanted[ENGINE_COUNT] = {true, true};
    int line = 0;

    for (size_t at = 0; at < source->len;) {
        const char *ptr = source->ptr + at;
        const char *end = strchr(ptr, '\n');
        size_t len = end == NULL ? source->len - at : (size_t)(end - ptr);

        at += len + 1;
        line++;
        if (line_is(ptr, len, "-- @both") || line_is(ptr, len, "-- @sqlite") ||
            line_is(ptr, len, "-- @postgres")) {
            wanted[ENGINE_SQLITE] = !line_is(ptr, len, "-- @postgres");
            wanted[ENGINE_POSTGRES] = !line_is(ptr, len, "-- @sqlite");
            continue;
        }
        if (len > sizeof(mark) - 1 && memcmp(ptr, mark, sizeof(mark) - 1) == 0) {
            add_projection(m, ptr + sizeof(mark) - 1, len - (sizeof(mark) - 1), line);
        }
        expand_line(m, ptr, len, line, wanted);
    }
    if (m->quoted) {
        host_die(m->host, m->path, line, "a quote is not closed");
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

/* One migration: both texts to `out`, its row of the table to `rows`. */
static void emit_migration(struct host_text *out, struct host_text *rows, struct migration *m,
                           size_t version)
{
    static const char *const engines[ENGINE_COUNT] = {"sqlite", "postgres"};
    struct host_text source = host_read(m->host, m->path);
    const char *stem = host_stem(m->host, m->path);
    uint8_t digest[HOST_SHA256_BYTES];

    check_name(m->host, m->path, stem, version);
    expand(m, &source);
    host_sha256(source.ptr, source.len, digest);
    host_fmt(m->host, rows, "    {%zu, \"%s\",", version, stem + 5);
    for (size_t e = 0; e < ENGINE_COUNT; e++) {
        host_fmt(m->host, out, "\nstatic const char m%zu_%s[] = {\n", version, engines[e]);
        host_byte_list(m->host, out, m->text[e].ptr, m->text[e].len);
        host_fmt(m->host, out, "};\n");
        host_fmt(m->host, rows, " m%zu_%s,", version, engines[e]);
    }
    host_fmt(m->host, rows, "\n     {");
    host_digest_list(m->host, rows, digest);
    host_fmt(m->host, rows, "}},\n");
}

struct host_text sqlgen_set(struct host *host, const char *set, const struct sqlgen_file *files,
                            size_t file_count, unsigned query_count, char **paths,
                            size_t path_count)
{
    struct host_text out = {0};
    struct host_text rows = {0};
    struct host_text projections = {0};
    size_t projection_count = 0;

    host_fmt(host, &out, "/* Generated by tools/sqlgen; do not edit. */\n");
    host_fmt(host, &out, "#include \"store/set.h\"\n\n");
    emit_queries(host, &out, set, files, file_count);
    for (size_t i = 0; i < path_count; i++) {
        struct migration m = {host, paths[i], {{0}}, &projections, &projection_count, false};

        emit_migration(&out, &rows, &m, i + 1);
    }
    if (path_count > 0) {
        host_fmt(host, &out, "\nstatic const struct ll_store_migration migrations[] = {\n");
        host_add(host, &out, rows.ptr, rows.len);
        host_fmt(host, &out, "};\n");
    }
    if (projection_count > 0) {
        host_fmt(host, &out, "\nstatic const char *const projections[] = {\n");
        host_add(host, &out, projections.ptr, projections.len);
        host_fmt(host, &out, "};\n");
    }
    host_fmt(host, &out, "\nconst struct ll_store_set %s = {\n", set);
    host_fmt(host, &out, "    .query_count = %u,\n    .queries = queries,\n", query_count);
    host_fmt(host, &out, "    .migrations = %s,\n    .migration_count = %zu,\n",
             path_count > 0 ? "migrations" : "NULL", path_count);
    host_fmt(host, &out, "    .projections = %s,\n    .projection_count = %zu,\n};\n",
             projection_count > 0 ? "projections" : "NULL", projection_count);
    return out;
}
