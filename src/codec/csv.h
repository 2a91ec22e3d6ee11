/*
 * Comma-separated values: a reader that takes bytes in pieces and gives rows, the guess of encoding
 * and delimiter that comes before it, and a writer whose cells no spreadsheet takes for formulas.
 *
 * Reading (RFC 4180): fields may be quoted, quotes inside are doubled, quoted fields may hold line
 * breaks; lines end in CRLF, LF or CR. A quote inside an unquoted field is a plain character. Blank
 * lines are passed over, and so is a first line "sep=;" as some spreadsheets write it. NUL, text
 * after a closing quote, a quote never closed and bytes that are not in the stated encoding are
 * errors. Fields come out as UTF-8.
 */
#ifndef LL_CODEC_CSV_H
#define LL_CODEC_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define LL_CSV_ROW_MAX ((size_t)1 << 20)    /* bytes of one row, as UTF-8 */
#define LL_CSV_FIELD_MAX ((size_t)64 << 10) /* bytes of one field, as UTF-8 */
#define LL_CSV_COLUMNS_MAX 512
#define LL_CSV_ROWS_MAX INT64_C(1000000) /* beside the heading */
#define LL_CSV_SNIFF_LINES 20
#define LL_CSV_SNIFF_BYTES ((size_t)64 << 10)
/* The most a reader takes from its arena, however many rows pass through it. */
#define LL_CSV_ARENA_BYTES ((size_t)4 << 20)

enum ll_csv_encoding {
    LL_CSV_UTF8 = 1,
    LL_CSV_UTF16LE,
    LL_CSV_UTF16BE,
    LL_CSV_WINDOWS_1252,
};

/* "UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252". */
const char *ll_csv_encoding_name(enum ll_csv_encoding encoding);

struct ll_csv_format {
    enum ll_csv_encoding encoding;
    bool encoding_guessed;  /* not UTF-8 and no mark: Windows-1252 is only the likeliest */
    char delimiter;         /* ',' ';' '\t' or '|' */
    bool delimiter_guessed; /* no candidate splits the lines alike: one column, or a guess */
};

/* ---- the guess ---- */

/*
 * Looks at all bytes for the encoding and at the first LL_CSV_SNIFF_LINES lines for the delimiter.
 * Takes pieces, so that a first pass over a long input needs no more than LL_CSV_SNIFF_BYTES.
 */
struct ll_csv_sniff {
    uint8_t *head;
    size_t head_len;
    size_t head_max;
    bool not_utf8;
    uint32_t tail_need; /* continuation bytes still expected */
    uint8_t tail_min;   /* bounds of the next one */
    uint8_t tail_max;
};

/* bytes_max: no more than so many will come; SIZE_MAX when that is not known. LL_ENOMEM. */
LL_MUST enum ll_status ll_csv_sniff_begin(struct ll_csv_sniff *sniff, struct ll_arena *arena,
                                          size_t bytes_max, struct ll_err *reterr);
void ll_csv_sniff_feed(struct ll_csv_sniff *sniff, struct ll_str piece);
/* `delimiter` is 0 to guess it. LL_ENOMEM. */
LL_MUST enum ll_status ll_csv_sniff_end(struct ll_csv_sniff *sniff, struct ll_arena *arena,
                                        char delimiter, struct ll_csv_format *ret_format,
                                        struct ll_err *reterr);

/* ---- reading ---- */

struct ll_csv_row {
    int64_t line;                /* of its first byte, from 1 */
    int64_t number;              /* of the row, from 1 (the heading is row 1) */
    const struct ll_str *fields; /* valid until the next call on the reader */
    size_t count;
};

enum ll_csv_state {
    LL_CSV_FIELD_START,
    LL_CSV_PLAIN,
    LL_CSV_QUOTED,
    LL_CSV_QUOTE_SEEN,
};

struct ll_csv_reader {
    struct ll_arena *arena;
    struct ll_csv_format format;
    struct ll_str piece;  /* not yet taken, in the input's encoding */
    struct ll_str window; /* not yet taken, as UTF-8 */
    bool last;            /* no more pieces will come */
    bool failed;
    bool begun; /* the byte order mark is behind */
    bool after_cr;
    bool row_open; /* a row has begun */
    enum ll_csv_state state;
    int64_t line;
    int64_t row_line;
    int64_t quote_line; /* where the open quote is */
    int64_t rows;
    char *row; /* bytes of the row, field after field */
    size_t row_len;
    size_t row_cap;
    size_t field_start;
    size_t columns;
    struct ll_str *fields; /* [LL_CSV_COLUMNS_MAX] */
    char *decoded;         /* scratch for other encodings than UTF-8 */
    uint8_t carry[4];      /* bytes of a character cut by the end of a piece */
    size_t carry_len;
};

/* Ready for the first piece. The arena must live as long as the reader. LL_ENOMEM. */
LL_MUST enum ll_status ll_csv_begin(struct ll_csv_reader *reader, struct ll_arena *arena,
                                    struct ll_csv_format format, struct ll_err *reterr);

/*
 * Give the next piece, which must stay valid until ll_csv_next has answered LL_EEND for it; asserts
 * that the piece before is used up. Then ll_csv_finish, once, after the last piece.
 */
void ll_csv_feed(struct ll_csv_reader *reader, struct ll_str piece);
void ll_csv_finish(struct ll_csv_reader *reader);

/* All of it at once: guess, begin, feed, finish. `delimiter` is 0 to guess it. */
LL_MUST enum ll_status ll_csv_open(struct ll_csv_reader *reader, struct ll_arena *arena,
                                   struct ll_str bytes, char delimiter, struct ll_err *reterr);

/*
 * The next row. LL_EEND: give another piece, or, after ll_csv_finish, there are no more rows.
 * LL_EPARSE, LL_ELIMIT and LL_ENOMEM (reterr->where is "line N") are final: the reader answers the
 * same again. Cost: O(bytes); memory: LL_CSV_ARENA_BYTES.
 */
LL_MUST enum ll_status ll_csv_next(struct ll_csv_reader *reader, struct ll_csv_row *ret_row,
                                   struct ll_err *reterr);

/* ---- writing ---- */

/*
 * Writes into `buf`, whose own failure (cap, memory) is asked at ll_strbuf_finish. Rows end in
 * CRLF. Text that a spreadsheet would take for a formula (it starts with = + - @, a tab or a
 * carriage return) gets an apostrophe in front; numbers do not.
 */
struct ll_csv_writer {
    struct ll_strbuf *buf;
    char delimiter;
    bool in_row;
};

void ll_csv_write_begin(struct ll_csv_writer *writer, struct ll_strbuf *buf, char delimiter);
void ll_csv_write_text(struct ll_csv_writer *writer, struct ll_str text);
void ll_csv_write_i64(struct ll_csv_writer *writer, int64_t value);
void ll_csv_write_end_row(struct ll_csv_writer *writer);

#endif
