/*
 * Turn a data table (CSV) into rows a C file includes, at build time:
 *     csv_rows IN.csv OUT.def
 * writes one ROW("cell", "cell", …) per record and leaves out the heading. The compiler then checks
 * the number of columns, and the table is constant: nothing to load, nothing that can fail later.
 * The tables are ours: RFC 4180, UTF-8, LF or CRLF. A malformed table stops the build.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define CSV_ROWS_COLUMNS_MAX 32

struct scan {
    FILE *in;
    FILE *out;
    const char *in_name;
    int line;
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

/* One cell; answers what ended it: ',' '\n' or EOF. */
static int copy_cell(struct scan *scan, bool keep)
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
        if (keep) {
            put_byte(scan, c);
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

static int copy_record(struct scan *scan, bool keep, int *ret_columns)
{
    int columns = 0;
    int end = ',';
    if (keep) {
        (void)fputs("ROW(", scan->out);
    }
    while (end == ',') {
        if (keep) {
            (void)fputs(columns == 0 ? "\"" : ", \"", scan->out);
        }
        end = copy_cell(scan, keep);
        if (keep) {
            (void)fputc('"', scan->out);
        }
        columns++;
        if (columns > CSV_ROWS_COLUMNS_MAX) {
            stop(scan, "too many columns");
        }
    }
    if (keep) {
        (void)fputs(")\n", scan->out);
    }
    scan->line++;
    *ret_columns = columns;
    return end;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fputs("usage: csv_rows IN.csv OUT.def\n", stderr);
        return 2;
    }
    struct scan scan = {.in_name = argv[1], .line = 1};
    scan.in = fopen(argv[1], "rb");
    scan.out = fopen(argv[2], "wb");
    if (scan.in == NULL || scan.out == NULL) {
        stop(&scan, "cannot open the input or the output");
    }
    int heading = 0;
    int end = copy_record(&scan, false, &heading);
    while (end != EOF) {
        int c = getc(scan.in);
        if (c == EOF) {
            break;
        }
        (void)ungetc(c, scan.in);
        int columns = 0;
        end = copy_record(&scan, true, &columns);
        if (columns != heading) {
            stop(&scan, "another number of columns than the heading");
        }
    }
    if (ferror(scan.in) != 0 || fclose(scan.in) != 0 || fclose(scan.out) != 0) {
        stop(&scan, "reading or writing failed");
    }
    return 0;
}
