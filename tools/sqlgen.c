/*
 * sqlgen OUT_DIR INCLUDE_DIR SET QUERY.sql… -- MIGRATION.sql… -- PROJECTION.sql…
 *
 * Makes OUT_DIR/q_NAME.h and q_NAME.c for every file of queries, and OUT_DIR/set.c with the
 * migrations and projections of both engines and what the drivers must know (store/set.h).
 * INCLUDE_DIR is how the generated headers are included.
 *
 * A file of queries holds blocks:
 *
 *     -- name: lot_by_code :one       (:one, :many, :exec, :changed, :rows, :list, :item)
 *     -- in: programme_id programme_id, code text, funder organisation_id?
 *     -- out: lot_id lot_id, units units, note text?
 *     -- Why, and who uses it: becomes the comment of the C function.
 *     SELECT lot_id, units, note FROM lot WHERE ... = $1 ...;
 *
 * "-- in:" is the parameters $1, $2, … in order, "-- out:" the columns in order; "?" says that
 * NULL is allowed and makes a field `has_NAME` beside. Both may be left out, and may go on over
 * several lines that start with the same word. Comments before the first block are the file's.
 *
 * The text goes unchanged to SQLite and PostgreSQL, so what they understand differently is refused
 * here (sqlgen_check.c): every $n used, one statement, :many ordered, no functions of one engine.
 *
 * "-- standing: WHY" says that rows which a :one or :many finds stay as they are for ever, as far
 * as its columns tell: a connection asks for them once (store/early.h). "-- standing, hidden:
 * WHY" is for rows that not everybody sees: who does not is not to tell by the time it takes
 * whether they are there.
 *
 * :rows is an :exec that ends with one "VALUES (…)", or with that and "ON CONFLICT (…)", and may be
 * called with many rows at a time (NAME_rows): up to 16, then 8, 4 and 2 go in one, which costs
 * either engine less.
 *
 * "-- planned: once, WHY" or "-- planned: anew, WHY" on a :list, :many or :one tells PostgreSQL
 * what it guesses of others after five times: that one plan is as good as any for whatever the
 * query is given, so that a millisecond is saved each time, or that the best one hangs on that.
 *
 * "-- gathered: 4, WHY" on such a query says that its rows may be put off and written with others
 * of their kind, after kinds of lower numbers and before those of higher (ll_store_gather); of an
 * :exec, with "the last of $1", that of statements with the same $1 only the last need be done.
 *
 * :list and :item give what is shown as it is: no row struct, but the names and shapes of the
 * columns, from which an answer is made (service/answer.h); :item gives one row. Parameters of a
 * :list that may be NULL are filters. A line that uses one is left out of the statement when the
 * filter is not given, so that the engine plans, and uses an index, for exactly what is asked: such
 * a line stands for itself ("    AND lot.country = $4").
 *
 * "-- fragment: NAME PARAMETER PARAMETER" begins a piece of a statement that uses $PARAMETER. A
 * query, or another fragment, of any file names it as @NAME(argument, argument): the piece stands
 * there instead, in one line, so that a filter may be a fragment.
 *
 * Migrations and the files of projections are expanded once per engine (sqlgen_set.c).
 */
#include "sqlgen.h"

#include <string.h>

static void write_out(struct host *host, const char *dir, const char *stem, const char *ending,
                      const struct host_text *text)
{
    struct host_text path = {0};

    host_fmt(host, &path, "%s/%s%s", dir, stem, ending);
    host_write(host, path.ptr, text);
}

/* Names are unique over all files: they are the names of C functions. */
static void check_unique(struct host *host, const struct sqlgen_file *files, size_t file_count)
{
    for (size_t i = 0; i < file_count; i++) {
        for (const struct sqlgen_query *a = files[i].queries; a != NULL; a = a->next) {
            for (size_t j = 0; j <= i; j++) {
                const struct sqlgen_query *b = files[j].queries;

                for (; b != NULL && b != a; b = b->next) {
                    if (strcmp(a->name, b->name) == 0) {
                        host_die(host, files[i].path, a->line,
                                 "query %s is already defined in %s:%d", a->name, files[j].path,
                                 b->line);
                    }
                }
            }
        }
    }
}

/* The arguments up to the next "--", which is skipped too. */
static struct sqlgen_paths take_paths(int argc, char **argv, int *arg)
{
    struct sqlgen_paths paths = {argv + *arg, 0};

    for (; *arg < argc && strcmp(argv[*arg], "--") != 0; ++*arg) {
        paths.count++;
    }
    *arg += *arg < argc ? 1 : 0;
    return paths;
}

int main(int argc, char **argv)
{
    struct host host = {.program = "sqlgen"};
    struct sqlgen_file *files;
    struct host_text text;
    unsigned slot = 0;
    struct sqlgen_paths queries;
    struct sqlgen_paths migrations;
    struct sqlgen_paths projections;
    int arg = 4;

    if (argc < 4) {
        host_die(&host, NULL, 0,
                 "usage: sqlgen OUT_DIR INCLUDE_DIR SET QUERY.sql… -- MIGRATION… -- PROJECTION…");
    }
    queries = take_paths(argc, argv, &arg);
    migrations = take_paths(argc, argv, &arg);
    projections = take_paths(argc, argv, &arg);
    files = host_alloc(&host, (size_t)argc * sizeof(*files));
    for (size_t i = 0; i < queries.count; i++) {
        files[i] = sqlgen_parse(&host, queries.paths[i]);
    }
    for (size_t i = 0; i < queries.count; i++) {
        for (struct sqlgen_query *q = files[i].queries; q != NULL; q = q->next) {
            sqlgen_expand(&host, queries.paths[i], q, files, queries.count);
            sqlgen_check(&host, queries.paths[i], q);
            q->slot = slot;
            slot += sqlgen_slots(q);
        }
    }
    if (slot >= UINT16_MAX) {
        host_die(&host, NULL, 0, "too many queries");
    }
    check_unique(&host, files, queries.count);
    for (size_t i = 0; i < queries.count; i++) {
        struct host_text stem = {0};

        host_fmt(&host, &stem, "q_%s", files[i].stem);
        text = sqlgen_header(&host, &files[i]);
        write_out(&host, argv[1], stem.ptr, ".h", &text);
        text = sqlgen_source(&host, &files[i], argv[3], argv[2]);
        write_out(&host, argv[1], stem.ptr, ".c", &text);
    }
    text = sqlgen_set(&host, argv[3], files, queries.count, slot, &migrations, &projections);
    write_out(&host, argv[1], "set", ".c", &text);
    host_release(&host);
    return 0;
}
