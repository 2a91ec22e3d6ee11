/* Reading a file of queries: lines into blocks, "-- in:" and "-- out:" into fields. */
#include "sqlgen.h"

#include <string.h>

struct line {
    const char *ptr;
    size_t len;
    int number;
};

struct parser {
    struct host *host;
    struct sqlgen_file *file;
    struct sqlgen_query *query; /* the block being read, or NULL */
    struct sqlgen_query **tail;
    struct sqlgen_query **fragment_tail;
    struct host_text doc; /* comments that belong to the next block */
    bool sql_done;        /* its semicolon was seen */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct line trimmed(struct line line)
{
    while (line.len > 0 && is_space(line.ptr[line.len - 1])) {
        line.len--;
    }
    while (line.len > 0 && is_space(line.ptr[0])) {
        line.ptr++;
        line.len--;
    }
    return line;
}

static bool starts(struct line line, const char *word)
{
    size_t len = strlen(word);

    return line.len >= len && memcmp(line.ptr, word, len) == 0;
}

/* The next word of letters, digits and '_' of the line; what precedes it must be spaces. */
static struct line take_word(struct line *rest)
{
    struct line word = trimmed(*rest);
    size_t len = 0;

    while (len < word.len &&
           ((word.ptr[len] >= 'a' && word.ptr[len] <= 'z') ||
            (word.ptr[len] >= '0' && word.ptr[len] <= '9') || word.ptr[len] == '_')) {
        len++;
    }
    rest->ptr = word.ptr + len;
    rest->len = word.len - len;
    *rest = trimmed(*rest);
    word.len = len;
    return word;
}

static void copy_name(struct parser *p, struct line word, const char *what,
                      char ret_name[SQLGEN_NAME_MAX])
{
    if (word.len == 0 || word.ptr[0] < 'a' || word.ptr[0] > 'z') {
        host_die(p->host, p->file->path, word.number,
                 "%s expected: small letters, digits and '_', beginning with a letter", what);
    }
    if (word.len >= SQLGEN_NAME_MAX) {
        host_die(p->host, p->file->path, word.number, "%s \"%.*s\" is longer than %d", what,
                 (int)word.len, word.ptr, SQLGEN_NAME_MAX - 1);
    }
    memcpy(ret_name, word.ptr, word.len);
    ret_name[word.len] = '\0';
}

/* "lot_id lot_id, code text, note text?" */
static void parse_fields(struct parser *p, struct line rest, struct sqlgen_field *fields,
                         size_t *count)
{
    rest = trimmed(rest);
    while (rest.len > 0) {
        struct sqlgen_field *field = &fields[*count];
        struct line type;

        if (*count == SQLGEN_FIELDS_MAX) {
            host_die(p->host, p->file->path, rest.number, "more than %d fields", SQLGEN_FIELDS_MAX);
        }
        copy_name(p, take_word(&rest), "a field's name", field->name);
        for (size_t i = 0; i < *count; i++) {
            if (strcmp(fields[i].name, field->name) == 0) {
                host_die(p->host, p->file->path, rest.number, "field %s comes twice", field->name);
            }
        }
        type = take_word(&rest);
        field->type = sqlgen_type_find(type.ptr, type.len);
        if (field->type == NULL) {
            host_die(p->host, p->file->path, rest.number, "field %s: unknown type \"%.*s\"",
                     field->name, (int)type.len, type.ptr);
        }
        if (starts(rest, "?")) {
            field->nullable = true;
            rest.ptr++;
            rest.len--;
            rest = trimmed(rest);
        }
        (*count)++;
        if (rest.len == 0) {
            break;
        }
        if (rest.ptr[0] != ',') {
            host_die(p->host, p->file->path, rest.number, "',' expected after field %s",
                     field->name);
        }
        rest.ptr++;
        rest.len--;
        rest = trimmed(rest);
    }
}

static void check_ended(struct parser *p)
{
    if (p->query != NULL && !p->sql_done) {
        host_die(p->host, p->file->path, p->query->line, "query %s does not end with ';'",
                 p->query->name);
    }
}

/* What was told before it is about it, and about no query. */
static void begin_fragment(struct parser *p, struct line rest)
{
    struct sqlgen_query *fragment = host_alloc(p->host, sizeof(*fragment));

    check_ended(p);
    copy_name(p, take_word(&rest), "a fragment's name", fragment->name);
    fragment->line = rest.number;
    while (rest.len > 0 && fragment->in_count < SQLGEN_ARGUMENTS_MAX) {
        copy_name(p, take_word(&rest), "a parameter's name",
                  fragment->in[fragment->in_count++].name);
    }
    p->doc = (struct host_text){0};
    *p->fragment_tail = fragment;
    p->fragment_tail = &fragment->next;
    p->query = fragment;
    p->sql_done = false;
}

static void begin_query(struct parser *p, struct line rest)
{
    static const char *const kinds[] = {":one",  ":many", ":exec", ":changed",
                                        ":rows", ":list", ":item"};
    const size_t count = sizeof(kinds) / sizeof(kinds[0]);
    struct sqlgen_query *query = host_alloc(p->host, sizeof(*query));
    size_t kind = 0;

    check_ended(p);
    copy_name(p, take_word(&rest), "a query's name", query->name);
    query->line = rest.number;
    while (kind < count && !(rest.len == strlen(kinds[kind]) && starts(rest, kinds[kind]))) {
        kind++;
    }
    if (kind == count) {
        host_die(p->host, p->file->path, rest.number,
                 "query %s: :one, :many, :exec, :changed, :rows, :list or :item expected",
                 query->name);
    }
    query->kind = (enum sqlgen_kind)kind;
    query->doc = p->doc;
    p->doc = (struct host_text){0};
    *p->tail = query;
    p->tail = &query->next;
    p->query = query;
    p->sql_done = false;
}

static void add_line(struct parser *p, struct host_text *text, struct line line)
{
    host_add(p->host, text, line.ptr, line.len);
    host_add(p->host, text, "\n", 1);
}

/* "-- gathered: 4, WHY" or "-- gathered: 4, the last of $1"; what follows says why. */
static void parse_gathered(struct parser *p, struct line text)
{
    static const char last[] = ", the last of $1";

    if (!starts(text, "gathered: ")) {
        return;
    }
    p->query->gathered = 0;
    for (text.ptr += 10, text.len -= 10; text.len > 0 && *text.ptr >= '0' && *text.ptr <= '9';
         text.ptr++, text.len--) {
        p->query->gathered = p->query->gathered * 10 + (unsigned)(*text.ptr - '0');
    }
    p->query->is_last = starts(text, last);
    if (p->query->gathered == 0 || p->query->gathered > SQLGEN_GATHERED_MAX ||
        p->query->kind != (p->query->is_last ? SQLGEN_EXEC : SQLGEN_ROWS)) {
        host_die(p->host, p->file->path, text.number,
                 "query %s: \"gathered: 1 to %d\" of :rows, or of :exec with \"%s\"",
                 p->query->name, SQLGEN_GATHERED_MAX, last + 2);
    }
}

static void parse_comment(struct parser *p, struct line line)
{
    struct line text = {line.ptr + 2, line.len - 2, line.number};
    bool in_head = p->query != NULL && !p->sql_done && p->query->sql.len == 0;
    struct host_text *doc = p->query == NULL && p->file->queries == NULL ? &p->file->doc : &p->doc;

    text = trimmed(text);
    if (starts(text, "name:")) {
        begin_query(p, (struct line){text.ptr + 5, text.len - 5, text.number});
        return;
    }
    if (starts(text, "fragment:")) {
        begin_fragment(p, (struct line){text.ptr + 9, text.len - 9, text.number});
        return;
    }
    if (starts(text, "in:") || starts(text, "out:")) {
        size_t skip = starts(text, "in:") ? 3 : 4;
        struct line rest = {text.ptr + skip, text.len - skip, text.number};

        if (!in_head) {
            host_die(p->host, p->file->path, line.number,
                     "\"-- in:\" and \"-- out:\" belong between \"-- name:\" and the statement");
        }
        if (skip == 3) {
            parse_fields(p, rest, p->query->in, &p->query->in_count);
        } else {
            parse_fields(p, rest, p->query->out, &p->query->out_count);
        }
        return;
    }
    if (in_head) {
        bool is_hidden = starts(text, "standing, hidden:");
        p->query->is_hidden = p->query->is_hidden || is_hidden;
        p->query->is_standing = p->query->is_standing || is_hidden || starts(text, "standing:");
        p->query->is_planned_once = p->query->is_planned_once || starts(text, "planned: once,");
        p->query->is_planned_anew = p->query->is_planned_anew || starts(text, "planned: anew,");
        parse_gathered(p, text);
        add_line(p, &p->query->doc, text);
    } else if (p->query == NULL || p->sql_done) {
        add_line(p, doc, text);
    }
}

static void parse_line(struct parser *p, struct line line)
{
    line = trimmed(line);
    if (line.len == 0) {
        return;
    }
    if (starts(line, "--")) {
        parse_comment(p, line);
        return;
    }
    if (p->query == NULL || p->sql_done) {
        host_die(p->host, p->file->path, line.number,
                 "\"-- name: NAME :KIND\" expected before \"%.*s\"", (int)line.len, line.ptr);
    }
    if (line.ptr[line.len - 1] == ';') {
        p->sql_done = true;
        line.len--;
    }
    if (line.len == 0) {
        return;
    }
    add_line(p, &p->query->sql, line);
}

struct sqlgen_file sqlgen_parse(struct host *host, const char *path)
{
    struct sqlgen_file file = {.path = path, .stem = host_stem(host, path)};
    struct host_text text = host_read(host, path);
    struct parser p = {.host = host, .file = &file, .tail = &file.queries};
    int number = 0;

    p.fragment_tail = &file.fragments;

    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end == NULL ? text.len - at : (size_t)(end - (text.ptr + at));

        parse_line(&p, (struct line){text.ptr + at, len, ++number});
        at += len + 1;
    }
    check_ended(&p);
    return file;
}
