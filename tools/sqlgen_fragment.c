/* Fragments: pieces of statements that queries name, with arguments, as @parts($2, 'lot'). */
#include "sqlgen.h"

#include <string.h>

#define DEPTH_MAX 64 /* of fragments that name fragments, so that one that names itself ends */

struct use {
    struct host *host;
    const char *path; /* of the query that is made whole */
    const struct sqlgen_query *query;
    const struct sqlgen_file *files;
    size_t file_count;
};

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_len(const char *text)
{
    size_t len = 0;

    while (is_word_char(text[len])) {
        len++;
    }
    return len;
}

static bool is_called(const char *name, const char *word, size_t len)
{
    return strlen(name) == len && memcmp(name, word, len) == 0;
}

static const struct sqlgen_query *find(const struct use *use, const char *word, size_t len)
{
    for (size_t i = 0; i < use->file_count; i++) {
        for (const struct sqlgen_query *f = use->files[i].fragments; f != NULL; f = f->next) {
            if (is_called(f->name, word, len)) {
                return f;
            }
        }
    }
    host_die(use->host, use->path, use->query->line, "query %s: there is no fragment @%.*s",
             use->query->name, (int)len, word);
}

/* The argument that begins at *at, up to its ',' or the last ')', behind which *at is then. */
static struct host_text take_argument(const struct use *use, const char **at)
{
    struct host_text argument = {0};
    int depth = 0;
    const char *end = *at;

    for (; *end != '\0' && (depth > 0 || (*end != ',' && *end != ')')); end++) {
        depth += *end == '(' ? 1 : *end == ')' ? -1 : 0;
    }
    if (*end == '\0') {
        host_die(use->host, use->path, use->query->line, "query %s: a fragment is not closed",
                 use->query->name);
    }
    while (**at == ' ') {
        ++*at;
    }
    host_add(use->host, &argument, *at, (size_t)(end - *at));
    *at = end + 1;
    return argument;
}

/* The fragment's text in one line, so that it stands and falls with the line that names it. */
static void put_body(const struct use *use, struct host_text *out,
                     const struct sqlgen_query *fragment, const struct host_text *arguments)
{
    for (const char *at = fragment->sql.ptr; *at != '\0'; at++) {
        size_t len = *at == '$' ? word_len(at + 1) : 0;
        size_t i = 0;

        if (*at != '$') {
            host_add(use->host, out, *at == '\n' ? " " : at, 1);
            continue;
        }
        while (i < fragment->in_count && !is_called(fragment->in[i].name, at + 1, len)) {
            i++;
        }
        if (i == fragment->in_count) {
            host_die(use->host, use->path, use->query->line, "fragment @%s has no parameter $%.*s",
                     fragment->name, (int)len, at + 1);
        }
        host_add(use->host, out, arguments[i].ptr, arguments[i].len);
        at += len;
    }
}

/* The text with what it names in place of the names; those may name others in turn. */
static bool expand_once(const struct use *use, const struct host_text *text, struct host_text *out)
{
    bool any = false;

    for (const char *at = text->ptr; *at != '\0';) {
        struct host_text arguments[SQLGEN_ARGUMENTS_MAX];
        size_t count = 0;
        size_t len = *at == '@' ? word_len(at + 1) : 0;

        if (len == 0 || at[1 + len] != '(') {
            host_add(use->host, out, at++, 1);
            continue;
        }
        const struct sqlgen_query *fragment = find(use, at + 1, len);
        for (at += len + 2; count < SQLGEN_ARGUMENTS_MAX && (count == 0 || at[-1] == ',');) {
            arguments[count++] = take_argument(use, &at);
        }
        if (count != fragment->in_count || at[-1] != ')') {
            host_die(use->host, use->path, use->query->line,
                     "query %s: fragment @%s takes %zu arguments", use->query->name, fragment->name,
                     fragment->in_count);
        }
        put_body(use, out, fragment, arguments);
        any = true;
    }
    return any;
}

void sqlgen_expand(struct host *host, const char *path, struct sqlgen_query *query,
                   const struct sqlgen_file *files, size_t file_count)
{
    const struct use use = {host, path, query, files, file_count};

    for (int depth = 0; query->sql.len > 0; depth++) {
        struct host_text out = {0};

        if (depth == DEPTH_MAX) {
            host_die(host, path, query->line, "query %s: a fragment names itself", query->name);
        }
        if (!expand_once(&use, &query->sql, &out)) {
            return;
        }
        query->sql = out;
    }
}
