/*
 * Turn a data table (CSV) into rows a C file includes, at build time:
 *     csv_rows IN.csv OUT.def [COLUMN…]
 * writes one ROW("cell", "cell", …) per record and leaves out the heading. The cells of the columns
 * named are written bare, to become enumerators: ROW(cell, "cell", …). The compiler then checks the
 * number of columns and those names, and the table is constant: nothing to load, nothing that can
 * fail later.
 * The tables are ours: RFC 4180, UTF-8, LF or CRLF. A malformed table stops the build.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CSV_ROWS_COLUMNS_MAX 32

#define CSV_ROWS_HEADING_MAX 64

struct scan {
    FILE *in;
    FILE *out;
    const char *in_name;
    int line;
    char **bare; /* headings */
    int bare_count;
    int bare_found;
    bool is_bare[CSV_ROWS_COLUMNS_MAX];
};

static void stop(const struct scan *scan, const char *what)
{
    (void)fprintf(stderr, "csv_rows: %s:%d: %s\n", scan->in_name, scan->line, what);
    exit(1);
}

/* One byte of a cell as part of a C string literal; octal needs no look at the next byte. */
static void put_byte(struct scan *scan, int c)
{
    if (c < 0x20 || c == 0x7f) {
        stop(scan, "a control character in a cell");
    }
    if (c == '"' || c == '\\' || c == '?' || c >= 0x80) {
        (void)fprintf(scan->out, "\\%03o", (unsigned)c);
    } else {
        (void)fputc(c, scan->out);
    }
}

/* A byte of an enumerator. */
static void put_bare(struct scan *scan, int c)
{
    if (c != '_' && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
        stop(scan, "a cell of a bare column is no name");
    }
    (void)fputc(c, scan->out);
}

struct heading {
    char text[CSV_ROWS_HEADING_MAX];
    size_t len;
};

/* One cell: into `heading`, or out as `bare` or not; answers what ended it: ',' '\n' or EOF. */
static int copy_cell(struct scan *scan, struct heading *heading, bool bare)
{
    int c = getc(scan->in);
    bool quoted = c == '"';
    if (quoted) {
        c = getc(scan->in);
    }
    for (;; c = getc(scan->in)) {
        if (quoted && c == '"') {
            c = getc(scan->in);
            if (c != '"') {
                break;
            }
        } else if (quoted && c == EOF) {
            stop(scan, "a quote is never closed");
        } else if (!quoted && (c == ',' || c == '\r' || c == '\n' || c == EOF)) {
            break;
        }
        if (heading == NULL) {
            (bare ? put_bare : put_byte)(scan, c);
        } else if (heading->len + 1 < CSV_ROWS_HEADING_MAX) {
            heading->text[heading->len++] = (char)c;
        } else {
            stop(scan, "a heading is too long");
        }
    }
    if (c == '\r') {
        c = getc(scan->in);
    }
    if (c != ',' && c != '\n' && c != EOF) {
        stop(scan, "text after a closing quote");
    }
    return c;
}

static int read_heading(struct scan *scan, int *ret_columns)
{
    int columns = 0;
    int end = ',';
    while (end == ',') {
        struct heading heading = {{0}, 0};
        if (columns == CSV_ROWS_COLUMNS_MAX) {
            stop(scan, "too many columns");
        }
        end = copy_cell(scan, &heading, false);
        for (int i = 0; i < scan->bare_count; i++) {
            if (strcmp(scan->bare[i], heading.text) == 0) {
                scan->is_bare[columns] = true;
                scan->bare_found++;
            }
        }
        columns++;
    }
    if (scan->bare_found != scan->bare_count) {
        stop(scan, "a bare column is not in the heading");
    }
    scan->line++;
    *ret_columns = columns;
    return end;
}

static int copy_record(struct scan *scan, int *ret_columns)
{
    int columns = 0;
    int end = ',';
    (void)fputs("ROW(", scan->out);
    while (end == ',') {
        if (columns == CSV_ROWS_COLUMNS_MAX) {
            stop(scan, "too many columns");
        }
        const char *quote = scan->is_bare[columns] ? "" : "\"";
        (void)fprintf(scan->out, "%s%s", columns == 0 ? "" : ", ", quote);
        end = copy_cell(scan, NULL, scan->is_bare[columns]);
        (void)fputs(quote, scan->out);
        columns++;
    }
    (void)fputs(")\n", scan->out);
    scan->line++;
    *ret_columns = columns;
    return end;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fputs("usage: csv_rows IN.csv OUT.def [COLUMN…]\n", stderr);
        return 2;
    }
    struct scan scan = {.in_name = argv[1], .line = 1, .bare = argv + 3, .bare_count = argc - 3};
    scan.in = fopen(argv[1], "rb");
    scan.out = fopen(argv[2], "wb");
    if (scan.in == NULL || scan.out == NULL) {
        stop(&scan, "cannot open the input or the output");
    }
    int heading = 0;
    int end = read_heading(&scan, &heading);
    while (end != EOF) {
        int c = getc(scan.in);
        if (c == EOF) {
            break;
        }
        (void)ungetc(c, scan.in);
        int columns = 0;
        end = copy_record(&scan, &columns);
        if (columns != heading) {
            stop(&scan, "another number of columns than the heading");
        }
    }
    if (ferror(scan.in) != 0 || fclose(scan.in) != 0 || fclose(scan.out) != 0) {
        stop(&scan, "reading or writing failed");
    }
    return 0;
}
