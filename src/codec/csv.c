#include "codec/csv.h"

#include <string.h>

#include "codec/csv_decode.h"

#define ROW_CAP_START ((size_t)4096)
#define DECODE_BYTES ((size_t)8192) /* of input, at a time */

enum ll_status ll_csv_begin(struct ll_csv_reader *reader, struct ll_arena *arena,
                            struct ll_csv_format format, struct ll_err *reterr)
{
    struct ll_csv_reader r = {.arena = arena, .format = format, .line = 1};
    r.fields = LL_NEW_ARRAY(arena, struct ll_str, LL_CSV_COLUMNS_MAX);
    r.row = ll_arena_alloc(arena, ROW_CAP_START, 1);
    r.row_cap = ROW_CAP_START;
    if (format.encoding != LL_CSV_UTF8) {
        r.decoded = ll_arena_alloc(arena, DECODE_BYTES, LL_CSV_DECODE_GROWTH);
    }
    if (r.fields == NULL || r.row == NULL ||
        (format.encoding != LL_CSV_UTF8 && r.decoded == NULL)) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a CSV reader");
    }
    *reader = r;
    return LL_OK;
}

void ll_csv_feed(struct ll_csv_reader *reader, struct ll_str piece)
{
    LL_ASSERT(reader->piece.len == 0 && !reader->last);
    reader->piece = piece;
}

void ll_csv_finish(struct ll_csv_reader *reader)
{
    reader->last = true;
}

enum ll_status ll_csv_open(struct ll_csv_reader *reader, struct ll_arena *arena,
                           struct ll_str bytes, char delimiter, struct ll_err *reterr)
{
    struct ll_arena_mark before = ll_arena_mark(arena);
    struct ll_csv_sniff sniff;
    struct ll_csv_format format;
    LL_TRY(ll_csv_sniff_begin(&sniff, arena, bytes.len, reterr));
    ll_csv_sniff_feed(&sniff, bytes);
    LL_TRY(ll_csv_sniff_end(&sniff, arena, delimiter, &format, reterr));
    ll_arena_rewind(arena, before);
    LL_TRY(ll_csv_begin(reader, arena, format, reterr));
    ll_csv_feed(reader, bytes);
    ll_csv_finish(reader);
    return LL_OK;
}

/* ---- from the input's encoding to the window ---- */

static void take_piece(struct ll_csv_reader *r, size_t len)
{
    r->piece.ptr += len;
    r->piece.len -= len;
}

/* Up to three bytes of a mark may come in several pieces: collect them in `carry`. */
static bool pass_mark(struct ll_csv_reader *r)
{
    while (!r->begun && r->carry_len < 3 && r->piece.len > 0) {
        r->carry[r->carry_len++] = (uint8_t)r->piece.ptr[0];
        take_piece(r, 1);
    }
    if (r->carry_len < 3 && !r->last) {
        return false;
    }
    enum ll_csv_encoding encoding = r->format.encoding;
    struct ll_str head = {(const char *)r->carry, r->carry_len};
    size_t mark = ll_csv_mark(head, &encoding);
    if (encoding == r->format.encoding) {
        memmove(r->carry, r->carry + mark, r->carry_len - mark);
        r->carry_len -= mark;
    }
    r->begun = true;
    return true;
}

/* Decode the carried bytes with as much of the piece as completes their character. */
static enum ll_status decode_carry(struct ll_csv_reader *r, struct ll_err *reterr)
{
    while (r->carry_len < 4 && r->piece.len > 0) {
        size_t taken = 0;
        size_t len = 0;
        r->carry[r->carry_len++] = (uint8_t)r->piece.ptr[0];
        take_piece(r, 1);
        struct ll_str carry = {(const char *)r->carry, r->carry_len};
        LL_TRY(ll_csv_decode(r->format.encoding, carry, r->decoded, &taken, &len, reterr));
        if (taken > 0) {
            r->window = (struct ll_str){r->decoded, len};
            memmove(r->carry, r->carry + taken, r->carry_len - taken);
            r->carry_len -= taken;
            return LL_OK;
        }
    }
    return LL_OK;
}

static enum ll_status decode_piece(struct ll_csv_reader *r, struct ll_err *reterr)
{
    if (r->carry_len > 0) {
        LL_TRY(decode_carry(r, reterr));
        if (r->window.len == 0 && r->piece.len == 0 && r->last && r->carry_len > 0) {
            size_t taken = 0;
            size_t len = 0;
            struct ll_str carry = {(const char *)r->carry, r->carry_len};
            LL_TRY(ll_csv_decode(r->format.encoding, carry, r->decoded, &taken, &len, reterr));
            if (taken < carry.len) {
                return LL_FAIL(reterr, LL_EPARSE, "the file ends within a character");
            }
            r->window = (struct ll_str){r->decoded, len};
            r->carry_len = 0;
        }
        return LL_OK;
    }
    size_t taken = 0;
    size_t len = 0;
    struct ll_str in = ll_str_sub(r->piece, 0, DECODE_BYTES);
    LL_TRY(ll_csv_decode(r->format.encoding, in, r->decoded, &taken, &len, reterr));
    take_piece(r, taken);
    r->window = (struct ll_str){r->decoded, len};
    while (taken < in.len && r->piece.len > 0 && r->piece.len < 4) {
        r->carry[r->carry_len++] = (uint8_t)r->piece.ptr[0];
        take_piece(r, 1);
    }
    return LL_OK;
}

/* Fill the window. LL_EEND when the piece is used up. */
static enum ll_status fill(struct ll_csv_reader *r, struct ll_err *reterr)
{
    if (!r->begun && !pass_mark(r)) {
        return LL_EEND;
    }
    while (r->window.len == 0) {
        if (r->piece.len == 0 && (r->carry_len == 0 || !r->last)) {
            return LL_EEND;
        }
        if (r->format.encoding != LL_CSV_UTF8) {
            LL_TRY(decode_piece(r, reterr));
        } else if (r->carry_len > 0) {
            r->window = (struct ll_str){(const char *)r->carry, r->carry_len};
            r->carry_len = 0;
        } else {
            r->window = r->piece;
            take_piece(r, r->piece.len);
        }
    }
    return LL_OK;
}

/* ---- from the window to rows ---- */

static enum ll_status grow(struct ll_csv_reader *r, size_t need, struct ll_err *reterr)
{
    if (need > LL_CSV_ROW_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT,
                       "the row is longer than %zu bytes: a quote may not be closed",
                       LL_CSV_ROW_MAX);
    }
    size_t cap = r->row_cap;
    while (cap < need) {
        cap *= 2;
    }
    char *row = ll_arena_alloc(r->arena, cap, 1);
    if (row == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a row of %zu bytes", need);
    }
    memcpy(row, r->row, r->row_len);
    r->row = row;
    r->row_cap = cap;
    return LL_OK;
}

static enum ll_status append(struct ll_csv_reader *r, const char *ptr, size_t len,
                             struct ll_err *reterr)
{
    if (r->row_len - r->field_start + len > LL_CSV_FIELD_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT,
                       "column %zu is longer than %zu bytes: a quote may not be closed",
                       r->columns + 1, LL_CSV_FIELD_MAX);
    }
    if (r->row_len + len > r->row_cap) {
        LL_TRY(grow(r, r->row_len + len, reterr));
    }
    memcpy(r->row + r->row_len, ptr, len);
    r->row_len += len;
    return LL_OK;
}

static enum ll_status end_field(struct ll_csv_reader *r, struct ll_err *reterr)
{
    if (r->columns == LL_CSV_COLUMNS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "the row has more than %d columns", LL_CSV_COLUMNS_MAX);
    }
    r->fields[r->columns].len = r->row_len - r->field_start;
    r->columns++;
    r->field_start = r->row_len;
    r->state = LL_CSV_FIELD_START;
    return LL_OK;
}

/* How many bytes at the head of the window have no meaning of their own in this state. */
static size_t plain_run(const struct ll_csv_reader *r, struct ll_str window)
{
    size_t i = 0;
    if (r->state == LL_CSV_QUOTED) {
        while (i < window.len && window.ptr[i] != '"' && window.ptr[i] != '\n' &&
               window.ptr[i] != '\r' && window.ptr[i] != '\0') {
            i++;
        }
    } else {
        while (i < window.len && window.ptr[i] != r->format.delimiter && window.ptr[i] != '\n' &&
               window.ptr[i] != '\r' && window.ptr[i] != '\0') {
            i++;
        }
    }
    return i;
}

static enum ll_status quoted_byte(struct ll_csv_reader *r, char c, struct ll_err *reterr)
{
    if (c == '"') {
        r->state = LL_CSV_QUOTE_SEEN;
        r->after_cr = false;
        return LL_OK;
    }
    r->line += c == '\r' || (c == '\n' && !r->after_cr);
    r->after_cr = c == '\r';
    return append(r, &c, 1, reterr);
}

/* One byte with a meaning. *ret_row_ended when it ends the row. */
static enum ll_status special_byte(struct ll_csv_reader *r, char c, bool *ret_row_ended,
                                   struct ll_err *reterr)
{
    if (c == '\0') {
        return LL_FAIL(reterr, LL_EPARSE,
                       "a NUL byte: this is no text, or UTF-16 without its mark; save it as "
                       "\"CSV UTF-8\"");
    }
    if (r->state == LL_CSV_QUOTED) {
        return quoted_byte(r, c, reterr);
    }
    if (c == '\r' || c == '\n') {
        *ret_row_ended = true;
        r->after_cr = c == '\r';
        return end_field(r, reterr);
    }
    if (c == r->format.delimiter) {
        return end_field(r, reterr);
    }
    if (c == '"' && r->state == LL_CSV_FIELD_START) {
        r->state = LL_CSV_QUOTED;
        r->quote_line = r->line;
        return LL_OK;
    }
    if (c == '"' && r->state == LL_CSV_QUOTE_SEEN) {
        r->state = LL_CSV_QUOTED;
        return append(r, &c, 1, reterr);
    }
    if (r->state == LL_CSV_QUOTE_SEEN) {
        return LL_FAIL(reterr, LL_EPARSE,
                       "text after the closing quote of column %zu: double the quotes inside a "
                       "field",
                       r->columns + 1);
    }
    return LL_FAIL(reterr, LL_EPARSE, "byte 0x%02x is not expected here", (unsigned char)c);
}

/* Take bytes of the window until a row has ended (true) or the window is used up. */
static enum ll_status scan(struct ll_csv_reader *r, bool *ret_row_ended, struct ll_err *reterr)
{
    while (r->window.len > 0 && !*ret_row_ended) {
        char c = r->window.ptr[0];
        if (r->after_cr && c == '\n' && !r->row_open) {
            /* The second half of CRLF. */
            r->after_cr = false;
            r->window = ll_str_sub(r->window, 1, r->window.len);
            continue;
        }
        if (!r->row_open) {
            r->row_open = true;
            r->after_cr = false;
            r->row_line = r->line;
        }
        size_t run = 0;
        if (r->state != LL_CSV_QUOTE_SEEN && !(r->state == LL_CSV_FIELD_START && c == '"')) {
            run = plain_run(r, r->window);
        }
        if (run > 0) {
            r->state = r->state == LL_CSV_QUOTED ? LL_CSV_QUOTED : LL_CSV_PLAIN;
            r->after_cr = false;
            LL_TRY(append(r, r->window.ptr, run, reterr));
        } else {
            LL_TRY(special_byte(r, c, ret_row_ended, reterr));
            run = 1;
        }
        r->window.ptr += run;
        r->window.len -= run;
    }
    return LL_OK;
}

static bool row_is_blank(const struct ll_csv_reader *r)
{
    return r->columns == 1 && r->row_len == 0;
}

/* "sep=;" is split by its own delimiter into "sep=" and "". */
static bool row_names_delimiter(const struct ll_csv_reader *r)
{
    return r->rows == 0 && r->row_len >= 4 && r->row_len <= 5 && r->columns <= 2 &&
           memcmp(r->row, "sep=", 4) == 0;
}

static enum ll_status end_row(struct ll_csv_reader *r, bool *ret_keep, struct ll_err *reterr)
{
    *ret_keep = !row_is_blank(r) && !row_names_delimiter(r);
    if (!*ret_keep) {
        return LL_OK;
    }
    struct ll_str row = {r->row, r->row_len};
    if (r->format.encoding == LL_CSV_UTF8 && !ll_str_is_utf8(row)) {
        return LL_FAIL(reterr, LL_EPARSE,
                       "the row is not UTF-8: name the file's encoding, or save it as "
                       "\"CSV UTF-8\"");
    }
    if (r->rows > LL_CSV_ROWS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "more than %lld rows and a heading: split the file",
                       (long long)LL_CSV_ROWS_MAX);
    }
    r->rows++;
    size_t at = 0;
    for (size_t i = 0; i < r->columns; i++) {
        r->fields[i].ptr = r->row + at;
        at += r->fields[i].len;
    }
    return LL_OK;
}

static void new_row(struct ll_csv_reader *r)
{
    r->row_open = false;
    r->row_len = 0;
    r->field_start = 0;
    r->columns = 0;
    r->state = LL_CSV_FIELD_START;
}

/* Bytes until a row has ended. LL_EEND: none did. */
static enum ll_status next_raw(struct ll_csv_reader *r, struct ll_err *reterr)
{
    bool ended = false;
    while (!ended) {
        enum ll_status status = fill(r, reterr);
        if (status == LL_EEND && r->last && r->row_open) {
            if (r->state == LL_CSV_QUOTED) {
                r->row_line = r->quote_line;
                return LL_FAIL(reterr, LL_EPARSE, "the quote opened here is never closed");
            }
            return end_field(r, reterr);
        }
        LL_TRY(status);
        LL_TRY(scan(r, &ended, reterr));
    }
    r->line++;
    return LL_OK;
}

enum ll_status ll_csv_next(struct ll_csv_reader *reader, struct ll_csv_row *ret_row,
                           struct ll_err *reterr)
{
    if (reader->failed) {
        return LL_FAIL(reterr, LL_EPARSE, "the file could not be read any further");
    }
    bool keep = false;
    while (!keep) {
        enum ll_status status = next_raw(reader, reterr);
        if (status == LL_OK) {
            status = end_row(reader, &keep, reterr);
        }
        if (status == LL_EEND) {
            return LL_EEND;
        }
        if (status != LL_OK) {
            reader->failed = true;
            if (reterr != NULL) {
                int64_t line = reader->row_open ? reader->row_line : reader->line;
                ll_err_where(reterr, "line %lld", (long long)line);
            }
            return status;
        }
        *ret_row = (struct ll_csv_row){.line = reader->row_line,
                                       .number = reader->rows,
                                       .fields = reader->fields,
                                       .count = reader->columns};
        new_row(reader);
    }
    return LL_OK;
}

/* ---- writing ---- */

void ll_csv_write_begin(struct ll_csv_writer *writer, struct ll_strbuf *buf, char delimiter)
{
    *writer = (struct ll_csv_writer){.buf = buf, .delimiter = delimiter};
}

static void begin_cell(struct ll_csv_writer *writer)
{
    if (writer->in_row) {
        ll_strbuf_char(writer->buf, writer->delimiter);
    }
    writer->in_row = true;
}

void ll_csv_write_text(struct ll_csv_writer *writer, struct ll_str text)
{
    begin_cell(writer);
    bool formula = text.len > 0 && memchr("=+-@\t\r", text.ptr[0], 6) != NULL;
    bool quote = text.len > 0 && (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        quote = quote || c == writer->delimiter || c == '"' || c == '\r' || c == '\n';
    }
    if (quote) {
        ll_strbuf_char(writer->buf, '"');
    }
    if (formula) {
        ll_strbuf_char(writer->buf, '\'');
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"') {
            ll_strbuf_char(writer->buf, '"');
        }
        ll_strbuf_char(writer->buf, text.ptr[i]);
    }
    if (quote) {
        ll_strbuf_char(writer->buf, '"');
    }
}

void ll_csv_write_i64(struct ll_csv_writer *writer, int64_t value)
{
    begin_cell(writer);
    ll_strbuf_i64(writer->buf, value);
}

void ll_csv_write_end_row(struct ll_csv_writer *writer)
{
    ll_strbuf_cstr(writer->buf, "\r\n");
    writer->in_row = false;
}
