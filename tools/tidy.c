/*
 * Checks the house rules that no compiler checks: which layer may include which, banned functions,
 * sizes, SQL outside the store, floating point near quantities, text hygiene.
 *
 *     tidy [ROOT]        prints "path:line: what is wrong", exits 1 when anything was found
 *
 * The files are those git knows or would add; without git, every file below ROOT. A host program:
 * it may use the C library freely, except where its own rules apply to it.
 */
#define _XOPEN_SOURCE 700
#include <ctype.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_COLUMNS_MAX 100
#define FUNCTION_LINES_MAX 70
#define FILE_LINES_MAX 800
#define FILES_MAX 20000
#define PATH_BYTES_MAX 1024
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the rules, as tables -------------------------------------------------------------------- */

/* What the files of a layer may include: a layer ("core/") or one header of it. */
struct edge {
    const char *from;
    const char *to[16];
};

static const struct edge edges[] = {
    {"base/", {"base/"}},
    {"core/", {"core/", "base/"}},
    {"proof/", {"proof/", "base/"}},
    {"crypto/", {"crypto/", "proof/", "base/"}},
    {"wasm/", {"wasm/", "proof/", "base/"}},
    {"store/", {"store/", "core/types.h", "core/ids.def", "base/"}},
    {"codec/", {"codec/", "core/types.h", "proof/", "base/"}},
    {"draw/", {"draw/", "core/types.h", "base/"}},
    {"template/", {"template/", "base/"}},
    {"service/",
     {"service/", "core/", "store/", "codec/", "draw/", "proof/", "crypto/", "audit/", "base/"}},
    {"audit/", {"audit/", "store/", "core/types.h", "proof/", "crypto/", "base/"}},
    {"demo/", {"demo/", "service/", "codec/", "crypto/", "base/"}},
    {"edge/",
     {"edge/", "demo/", "service/", "audit/", "store/store.h", "store/lock.h", "core/types.h",
      "codec/", "draw/", "template/", "proof/", "crypto/", "base/"}},
};

/* System headers a layer may include; the rest are refused. NULL: any. */
struct system_headers {
    const char *layer;
    const char *headers[8];
};

static const struct system_headers system_headers[] = {
    {"proof/", {"limits.h", "stdbool.h", "stddef.h", "stdint.h"}},
    {"wasm/", {"limits.h", "stdbool.h", "stddef.h", "stdint.h"}},
    {"core/", {"limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h", "inttypes.h"}},
};

/* Functions nobody may call, and what to use. */
struct ban {
    const char *name;
    const char *instead;
};

static const struct ban bans[] = {
    {"strcpy", "struct ll_str, ll_str_copy"},
    {"strncpy", "struct ll_str, ll_str_copy"},
    {"strcat", "struct ll_strbuf"},
    {"strncat", "struct ll_strbuf"},
    {"sprintf", "ll_strbuf_fmt or snprintf"},
    {"vsprintf", "ll_strbuf_fmt or vsnprintf"},
    {"strtok", "ll_str_find_char and ll_str_sub"},
    {"strtok_r", "ll_str_find_char and ll_str_sub"},
    {"atoi", "ll_str_to_i64"},
    {"atol", "ll_str_to_i64"},
    {"atoll", "ll_str_to_i64"},
    {"atof", "ll_json_parse_double"},
    {"gmtime", "base/time.h"},
    {"gmtime_r", "base/time.h"},
    {"localtime", "base/time.h"},
    {"localtime_r", "base/time.h"},
    {"mktime", "base/time.h"},
    {"rand", "the random source that is passed in"},
    {"random", "the random source that is passed in"},
    {"srand", "the random source that is passed in"},
    {"setlocale", "nothing: the C locale is a promise"},
    {"alloca", "the arena"},
    {"gets", "ll_str from a bounded read"},
    {"system", "posix_spawn with an argument list"},
    {"tmpnam", "mkdtemp or mkstemp"},
    {"mktemp", "mkdtemp or mkstemp"},
};

static const char *const heap_functions[] = {"malloc",  "calloc",  "realloc", "reallocarray",
                                             "free",    "strdup",  "strndup", "posix_memalign",
                                             "getline", "asprintf"};

/* Source files that may use the heap, each because of what it wraps. */
static const char *const heap_files[] = {
    "src/base/arena_malloc.c", /* where arenas take their blocks from */
};

/* Layers that must not know floating point: units, mass, money and time are integers. */
static const char *const exact_layers[] = {"src/core/", "src/store/", "src/service/", "src/audit/"};

static const char *const sql_openings[] = {"SELECT ",      "INSERT INTO ", "DELETE FROM ",
                                           "CREATE TABLE", "DROP TABLE",   "ALTER TABLE",
                                           "CREATE INDEX", "PRAGMA ",      "BEGIN IMMEDIATE"};

/* Words of a query file: what both engines do not share, or what must come from the program. */
static const struct ban sql_bans[] = {
    {"now", "a time given as a parameter"},
    {"current_timestamp", "a time given as a parameter"},
    {"current_date", "a time given as a parameter"},
    {"random", "a value given as a parameter"},
    {"like", "a range over the prefix"},
    {"ilike", "a range over the prefix"},
    {"glob", "a range over the prefix"},
    {"autoincrement", "an id from the program"},
    {"real", "bigint, in the smallest unit"},
    {"float", "bigint, in the smallest unit"},
    {"double", "bigint, in the smallest unit"},
    {"numeric", "bigint, in the smallest unit"},
    {"json", "text: the program reads JSON itself"},
    {"jsonb", "text: the program reads JSON itself"},
};

/* Paths of one machine, which no file may name. Split so that this file does not hold them. */
static const char *const machine_paths[] = {"/wo"
                                            "rk/",
                                            "/ro"
                                            "ot/",
                                            "/ho"
                                            "me/"};
static const char *const marks[] = {"TO"
                                    "DO",
                                    "FIX"
                                    "ME",
                                    "X"
                                    "XX",
                                    "HA"
                                    "CK"};

static const char *const c_endings[] = {".c", ".h", ".def"};
static const char *const text_endings[] = {
    ".c",    ".h",   ".def", ".sql", ".cmake", ".txt", ".md",  ".json", ".js",      ".mjs",
    ".html", ".css", ".csv", ".sh",  ".py",    ".po",  ".yml", ".svg",  ".mustache"};
/* Folders whose files are taken over from elsewhere or made to be wrong. */
static const char *const foreign_folders[] = {"tests/data/", "fuzz/corpus/", "build/"};

/* ---- one file at a time ---------------------------------------------------------------------- */

struct file {
    const char *path; /* below the root */
    char *text;       /* as read, ended by a zero */
    char *code;       /* same length, comments and literals blanked */
    char *strings;    /* same length, everything but the content of string literals blanked */
    size_t len;
    bool generated;
};

static int findings;

static void report(const struct file *file, size_t line, const char *what, const char *detail)
{
    printf("%s:%zu: %s%s%s\n", file->path, line, what, detail[0] != '\0' ? ": " : "", detail);
    findings++;
}

static bool starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool ends(const char *s, const char *ending)
{
    size_t length = strlen(s);
    size_t ending_length = strlen(ending);
    return length >= ending_length && strcmp(s + length - ending_length, ending) == 0;
}

static bool ends_in_any(const char *s, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ends(s, endings[i])) {
            return true;
        }
    }
    return false;
}

static bool starts_with_any(const char *s, const char *const *prefixes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (starts(s, prefixes[i])) {
            return true;
        }
    }
    return false;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) != 0 || c == '_';
}

/* The line of a position, by counting: only called for what is reported. */
static size_t line_of(const struct file *file, const char *at)
{
    size_t line = 1;
    for (const char *p = file->text; p < at; p++) {
        if (*p == '\n') {
            line++;
        }
    }
    return line;
}

static void report_at(const struct file *file, const char *copy, const char *at, const char *what,
                      const char *detail)
{
    report(file, line_of(file, file->text + (at - copy)), what, detail);
}

enum part {
    PART_CODE,
    PART_COMMENT,
    PART_LINE_COMMENT,
    PART_STRING,
    PART_CHARACTER,
};

/* One step over C text at `at`, in `part`: what follows, and how many bytes belong together. */
static enum part c_step(const char *at, enum part part, size_t *ret_bytes)
{
    *ret_bytes = 1;
    switch (part) {
    case PART_CODE:
        if (at[0] == '/' && (at[1] == '*' || at[1] == '/')) {
            *ret_bytes = 2;
            return at[1] == '*' ? PART_COMMENT : PART_LINE_COMMENT;
        }
        return at[0] == '"' ? PART_STRING : at[0] == '\'' ? PART_CHARACTER : PART_CODE;
    case PART_COMMENT:
        if (at[0] == '*' && at[1] == '/') {
            *ret_bytes = 2;
            return PART_CODE;
        }
        return PART_COMMENT;
    case PART_LINE_COMMENT:
        return at[0] == '\n' ? PART_CODE : PART_LINE_COMMENT;
    case PART_STRING:
    case PART_CHARACTER:
        if (at[0] == '\\' && at[1] != '\0') {
            *ret_bytes = 2;
            return part;
        }
        if (at[0] == '\n' || at[0] == (part == PART_STRING ? '"' : '\'')) {
            return PART_CODE;
        }
        return part;
    }
    return PART_CODE;
}

/* Fill `code` and `strings` of a C file, and report line comments on the way. */
static void split_c(struct file *file)
{
    enum part part = PART_CODE;
    size_t bytes = 1;
    for (size_t i = 0; i < file->len; i += bytes) {
        enum part before = part;
        part = c_step(file->text + i, before, &bytes);
        if (before == PART_CODE && part == PART_LINE_COMMENT) {
            report(file, line_of(file, file->text + i), "comments are /* */ in C", "");
        }
        for (size_t k = i; k < i + bytes; k++) {
            bool newline = file->text[k] == '\n';
            bool is_code = before == PART_CODE && part == PART_CODE;
            bool is_string = before == PART_STRING && part == PART_STRING;
            file->code[k] = newline || is_code ? file->text[k] : ' ';
            file->strings[k] = newline || is_string ? file->text[k] : ' ';
        }
    }
}

/* ---- rules for every text file --------------------------------------------------------------- */

static void check_lines(const struct file *file)
{
    bool measured = ends_in_any(file->path, c_endings, COUNT(c_endings)) || ends(file->path, ".sh");
    bool markdown = ends(file->path, ".md");
    bool tabs_allowed = ends(file->path, ".csv");
    size_t line = 1;
    size_t columns = 0;
    for (size_t i = 0; i < file->len; i++) {
        char c = file->text[i];
        if (c == '\n') {
            if (measured && !file->generated && columns > LINE_COLUMNS_MAX) {
                report(file, line, "line is longer than 100 columns", "");
            }
            if (i > 0 && file->text[i - 1] == ' ' && !markdown) {
                report(file, line, "space at the end of the line", "");
            }
            line++;
            columns = 0;
            continue;
        }
        if (c == '\t' && !tabs_allowed) {
            report(file, line, "tab character", "");
        }
        if (c == '\r') {
            report(file, line, "carriage return", "");
        }
        if (((unsigned char)c & 0xC0U) != 0x80U) {
            columns++;
        }
    }
    if (file->len > 0 && file->text[file->len - 1] != '\n') {
        report(file, line, "no newline at the end of the file", "");
    }
    /* A table of rows is as long as there are rows. */
    bool is_table = ends(file->path, ".def");
    if (measured && !is_table && !file->generated && line - 1 > FILE_LINES_MAX) {
        report(file, line - 1, "file is longer than 800 lines", "");
    }
}

static void check_words(const struct file *file)
{
    for (size_t i = 0; i < COUNT(machine_paths); i++) {
        const char *path = machine_paths[i];
        for (const char *p = strstr(file->text, path); p != NULL; p = strstr(p + 1, path)) {
            bool inside = p > file->text && (is_word(p[-1]) || strchr(".-}", p[-1]) != NULL);
            if (!inside) {
                report_at(file, file->text, p, "names a path of one machine", path);
            }
        }
    }
    for (size_t i = 0; i < COUNT(marks); i++) {
        size_t length = strlen(marks[i]);
        for (const char *p = strstr(file->text, marks[i]); p != NULL; p = strstr(p + 1, marks[i])) {
            bool whole = (p == file->text || !is_word(p[-1])) && !is_word(p[length]);
            if (whole &&
                !(starts(p + length, "(#") && isdigit((unsigned char)p[length + 2]) != 0)) {
                report_at(file, file->text, p, "a mark without an issue, as in MARK(#12)",
                          marks[i]);
            }
        }
    }
}

/* ---- rules for C ----------------------------------------------------------------------------- */

static bool edge_allowed(const char *layer, const char *header)
{
    for (size_t i = 0; i < COUNT(edges); i++) {
        if (strcmp(edges[i].from, layer) != 0) {
            continue;
        }
        for (size_t k = 0; k < COUNT(edges[i].to) && edges[i].to[k] != NULL; k++) {
            const char *to = edges[i].to[k];
            bool whole_layer = to[strlen(to) - 1] == '/';
            if (whole_layer ? starts(header, to) : strcmp(header, to) == 0) {
                return true;
            }
        }
        return false;
    }
    return false;
}

static bool system_header_allowed(const char *layer, const char *header)
{
    for (size_t i = 0; i < COUNT(system_headers); i++) {
        if (strcmp(system_headers[i].layer, layer) != 0) {
            continue;
        }
        for (size_t k = 0; k < COUNT(system_headers[i].headers); k++) {
            const char *allowed = system_headers[i].headers[k];
            if (allowed != NULL && strcmp(allowed, header) == 0) {
                return true;
            }
        }
        return false;
    }
    return true;
}

/* "src/core/custody.c" gives "core/"; files directly in src (the composition root) give "". */
static bool layer_of(const char *path, char ret_layer[32])
{
    if (!starts(path, "src/")) {
        return false;
    }
    const char *name = path + strlen("src/");
    const char *slash = strchr(name, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - name) + 1;
    if (length >= 32) {
        return false;
    }
    memcpy(ret_layer, name, length);
    ret_layer[length] = '\0';
    return true;
}

static void check_include(const struct file *file, const char *layer, const char *at)
{
    char header[256];
    char close = *at == '"' ? '"' : '>';
    const char *end = strchr(at + 1, close);
    if (end == NULL || (size_t)(end - at) > sizeof(header)) {
        report_at(file, file->text, at, "an include line that cannot be read", "");
        return;
    }
    memcpy(header, at + 1, (size_t)(end - at - 1));
    header[end - at - 1] = '\0';
    if (close == '>') {
        if (!system_header_allowed(layer, header)) {
            report_at(file, file->text, at, "this layer must not include", header);
        }
        return;
    }
    if (strchr(header, '/') == NULL && !starts(header, "ll_")) {
        report_at(file, file->text, at, "include by the path below src", header);
    } else if (layer[0] != '\0' && strchr(header, '/') != NULL && !edge_allowed(layer, header)) {
        report_at(file, file->text, at, "an include that the layers do not allow", header);
    }
}

static void check_includes(const struct file *file)
{
    char layer[32];
    if (!layer_of(file->path, layer)) {
        return;
    }
    for (const char *p = strstr(file->code, "#include"); p != NULL; p = strstr(p + 1, "#include")) {
        const char *at = file->text + (p - file->code) + strlen("#include");
        at += strspn(at, " ");
        if (*at == '"' || *at == '<') {
            check_include(file, layer, at);
        }
    }
}

static void check_call(const struct file *file, const char *at, const char *name, bool may_use_heap)
{
    for (size_t i = 0; i < COUNT(bans); i++) {
        if (strcmp(bans[i].name, name) == 0) {
            char detail[160];
            (void)snprintf(detail, sizeof(detail), "%s; use %s", name, bans[i].instead);
            report_at(file, file->code, at, "banned function", detail);
        }
    }
    for (size_t i = 0; i < COUNT(heap_functions) && !may_use_heap; i++) {
        if (strcmp(heap_functions[i], name) == 0) {
            report_at(file, file->code, at, "memory comes from an arena", name);
        }
    }
}

static bool heap_allowed(const char *path)
{
    if (!starts(path, "src/")) {
        return true;
    }
    for (size_t i = 0; i < COUNT(heap_files); i++) {
        if (strcmp(heap_files[i], path) == 0) {
            return true;
        }
    }
    return false;
}

static void check_identifiers(const struct file *file)
{
    bool may_use_heap = heap_allowed(file->path);
    bool exact = starts_with_any(file->path, exact_layers, COUNT(exact_layers));
    const char *p = file->code;
    while (*p != '\0') {
        if (!is_word(*p)) {
            p++;
            continue;
        }
        const char *start = p;
        while (is_word(*p)) {
            p++;
        }
        char name[64];
        size_t length = (size_t)(p - start);
        if (length >= sizeof(name) || isdigit((unsigned char)*start) != 0) {
            continue;
        }
        memcpy(name, start, length);
        name[length] = '\0';
        if (exact && (strcmp(name, "float") == 0 || strcmp(name, "double") == 0)) {
            report_at(file, file->code, start, "no floating point in this layer", name);
        }
        bool member = start > file->code && (start[-1] == '.' || start[-1] == '>');
        if (*p == '(' && !member) {
            check_call(file, start, name, may_use_heap);
        }
    }
}

/* A function's body is what stands between a brace in the first column and its fellow. */
static void check_functions(const struct file *file)
{
    size_t line = 1;
    size_t opened = 0;
    for (size_t i = 0; i < file->len; i++) {
        bool first_column = i == 0 || file->code[i - 1] == '\n';
        if (first_column && file->code[i] == '{') {
            opened = line;
        } else if (first_column && file->code[i] == '}' && opened > 0) {
            if (line - opened - 1 > FUNCTION_LINES_MAX) {
                report(file, opened, "function is longer than 70 lines", "");
            }
            opened = 0;
        }
        if (file->code[i] == '\n') {
            line++;
        }
    }
}

static void check_sql_strings(const struct file *file)
{
    if (!starts(file->path, "src/") || starts(file->path, "src/store/")) {
        return;
    }
    for (size_t i = 0; i < COUNT(sql_openings); i++) {
        const char *word = sql_openings[i];
        for (const char *p = strstr(file->strings, word); p != NULL; p = strstr(p + 1, word)) {
            report_at(file, file->strings, p, "SQL belongs into src/store", word);
        }
    }
}

/* ---- rules for SQL --------------------------------------------------------------------------- */

/* Blank "-- …" comments and 'literals' of an SQL file into `code`. */
static void split_sql(struct file *file)
{
    bool comment = false;
    bool literal = false;
    for (size_t i = 0; i < file->len; i++) {
        char c = file->text[i];
        if (c == '\n') {
            comment = false;
        } else if (!literal && c == '-' && file->text[i + 1] == '-') {
            comment = true;
        } else if (!comment && c == '\'') {
            literal = !literal;
        }
        file->code[i] = c == '\n' || (!comment && !literal) ? c : ' ';
    }
}

static void check_sql(const struct file *file)
{
    const char *p = file->code;
    char word[64] = "";
    while (*p != '\0') {
        if (*p == '*' && strcmp(word, "select") == 0) {
            report_at(file, file->code, p, "name the columns", "SELECT *");
        }
        if (!is_word(*p)) {
            if (!isspace((unsigned char)*p)) {
                word[0] = '\0';
            }
            p++;
            continue;
        }
        const char *start = p;
        size_t length = 0;
        for (; is_word(*p); p++) {
            if (length + 1 < sizeof(word)) {
                word[length++] = (char)tolower((unsigned char)*p);
            }
        }
        word[length] = '\0';
        bool json = starts(word, "json_") || starts(word, "jsonb_");
        for (size_t i = 0; i < COUNT(sql_bans); i++) {
            if (strcmp(sql_bans[i].name, word) == 0) {
                report_at(file, file->code, start, "not in a query; use", sql_bans[i].instead);
            }
        }
        if (json) {
            report_at(file, file->code, start, "not in a query", "the program reads JSON itself");
        }
    }
}

/* ---- reading and walking --------------------------------------------------------------------- */

static void *must_allocate(size_t bytes)
{
    void *memory = calloc(1, bytes);
    if (memory == NULL) {
        (void)fprintf(stderr, "tidy: out of memory\n");
        exit(3);
    }
    return memory;
}

static char *read_whole(const char *path, size_t *ret_len)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return NULL;
    }
    struct stat status;
    if (fstat(fileno(stream), &status) != 0 || !S_ISREG(status.st_mode)) {
        (void)fclose(stream);
        return NULL;
    }
    char *text = must_allocate((size_t)status.st_size + 2);
    *ret_len = fread(text, 1, (size_t)status.st_size, stream);
    (void)fclose(stream);
    return text;
}

static bool is_generated(const char *text)
{
    char head[256];
    (void)snprintf(head, sizeof(head), "%s", text);
    return strstr(head, "Generated by tools/") != NULL;
}

static void check_file(const char *path)
{
    bool shell = strcmp(path, "dev") == 0 || strcmp(path, ".ci/run") == 0;
    if (starts_with_any(path, foreign_folders, COUNT(foreign_folders)) ||
        (!shell && !ends_in_any(path, text_endings, COUNT(text_endings)))) {
        return;
    }
    struct file file = {.path = path};
    file.text = read_whole(path, &file.len);
    if (file.text == NULL) {
        return; /* git still lists what was just removed */
    }
    file.code = must_allocate(file.len + 2);
    file.strings = must_allocate(file.len + 2);
    file.generated = is_generated(file.text);
    if (strlen(file.text) != file.len) {
        report(&file, 1, "a zero byte in a text file", "");
    }
    check_lines(&file);
    check_words(&file);
    if (ends_in_any(path, c_endings, COUNT(c_endings))) {
        split_c(&file);
        check_includes(&file);
        check_identifiers(&file);
        check_functions(&file);
        check_sql_strings(&file);
    } else if (ends(path, ".sql")) {
        split_sql(&file);
        check_sql(&file);
    }
    free(file.text);
    free(file.code);
    free(file.strings);
}

static char paths[FILES_MAX][PATH_BYTES_MAX];
static size_t path_count;

static void add_path(const char *path)
{
    if (path_count == FILES_MAX || strlen(path) >= PATH_BYTES_MAX) {
        (void)fprintf(stderr, "tidy: too many files or too long a path: %s\n", path);
        exit(3);
    }
    (void)snprintf(paths[path_count], PATH_BYTES_MAX, "%s", path);
    path_count++;
}

static bool list_by_git(void)
{
    FILE *stream = popen("git ls-files -z --cached --others --exclude-standard 2>/dev/null", "r");
    if (stream == NULL) {
        return false;
    }
    char path[PATH_BYTES_MAX];
    size_t length = 0;
    for (int c = getc(stream); c != EOF; c = getc(stream)) {
        path[length] = (char)c;
        length += length + 1 < sizeof(path) ? 1 : 0;
        if (c == '\0') {
            add_path(path);
            length = 0;
        }
    }
    return pclose(stream) == 0 && path_count > 0;
}

static int walk_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    if (type == FTW_F && strstr(path, "/.git/") == NULL) {
        add_path(starts(path, "./") ? path + 2 : path);
    }
    return 0;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(a, b);
}

int main(int argc, char **argv)
{
    if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
        (void)fprintf(stderr, "usage: tidy [ROOT]\n");
        return 2;
    }
    if (argc == 2 && chdir(argv[1]) != 0) {
        perror(argv[1]);
        return 3;
    }
    if (!list_by_git()) {
        path_count = 0;
        if (nftw(".", walk_one, 16, FTW_PHYS) != 0) {
            perror("tidy: walking the folder");
            return 3;
        }
    }
    qsort(paths, path_count, sizeof(paths[0]), by_path);
    for (size_t i = 0; i < path_count; i++) {
        check_file(paths[i]);
    }
    if (path_count == 0) {
        (void)fprintf(stderr, "tidy: no files found\n");
        return 3;
    }
    (void)fprintf(stderr, "tidy: %zu files, %d findings\n", path_count, findings);
    return findings == 0 ? 0 : 1;
}
