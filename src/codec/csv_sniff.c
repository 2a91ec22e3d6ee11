#include <string.h>

#include "codec/csv_decode.h"

static const char candidates[] = {',', ';', '\t', '|'};

enum ll_status ll_csv_sniff_begin(struct ll_csv_sniff *sniff, struct ll_arena *arena,
                                  size_t bytes_max, struct ll_err *reterr)
{
    size_t head_max = bytes_max < LL_CSV_SNIFF_BYTES ? bytes_max : LL_CSV_SNIFF_BYTES;
    uint8_t *head = LL_NEW_ARRAY(arena, uint8_t, head_max);
    if (head == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory to look at the head of a CSV file");
    }
    *sniff = (struct ll_csv_sniff){.head = head, .head_max = head_max};
    return LL_OK;
}

/* The lead byte of a character of more than one byte (Unicode, table 3-7). */
static void lead(struct ll_csv_sniff *sniff, uint8_t c)
{
    sniff->tail_min = 0x80;
    sniff->tail_max = 0xbf;
    if (c >= 0xc2 && c <= 0xdf) {
        sniff->tail_need = 1;
    } else if (c >= 0xe0 && c <= 0xef) {
        sniff->tail_need = 2;
        sniff->tail_min = c == 0xe0 ? 0xa0 : 0x80;
        sniff->tail_max = c == 0xed ? 0x9f : 0xbf;
    } else if (c >= 0xf0 && c <= 0xf4) {
        sniff->tail_need = 3;
        sniff->tail_min = c == 0xf0 ? 0x90 : 0x80;
        sniff->tail_max = c == 0xf4 ? 0x8f : 0xbf;
    } else {
        sniff->not_utf8 = true;
    }
}

void ll_csv_sniff_feed(struct ll_csv_sniff *sniff, struct ll_str piece)
{
    if (piece.len == 0) {
        return;
    }
    size_t room = sniff->head_max - sniff->head_len;
    size_t take = piece.len < room ? piece.len : room;
    memcpy(sniff->head + sniff->head_len, piece.ptr, take);
    sniff->head_len += take;
    for (size_t i = 0; i < piece.len && !sniff->not_utf8; i++) {
        uint8_t c = (uint8_t)piece.ptr[i];
        if (sniff->tail_need > 0) {
            sniff->not_utf8 = c < sniff->tail_min || c > sniff->tail_max;
            sniff->tail_need--;
            sniff->tail_min = 0x80;
            sniff->tail_max = 0xbf;
        } else if (c >= 0x80) {
            lead(sniff, c);
        }
    }
}

struct shape {
    size_t rows;
    size_t alike;   /* rows with as many columns as the first */
    size_t columns; /* of the first row */
};

/* Columns of the first lines if `delimiter` were the one. `whole`: the text does not go on. */
static struct shape measure(struct ll_str text, char delimiter, bool whole)
{
    struct shape shape = {0};
    bool quoted = false;
    bool field_start = true;
    size_t columns = 1;
    size_t row_start = 0;
    for (size_t i = 0; i <= text.len && shape.rows < LL_CSV_SNIFF_LINES; i++) {
        bool end = i == text.len;
        if (end && !whole && shape.rows > 0) {
            break;
        }
        char c = end ? '\n' : text.ptr[i];
        if (quoted && !end) {
            quoted = c != '"';
        } else if (c == '"' && (field_start || (i > 0 && text.ptr[i - 1] == '"'))) {
            quoted = true;
            field_start = false;
        } else if (c == delimiter) {
            columns++;
            field_start = true;
        } else if (c == '\n' || c == '\r') {
            if (i > row_start) {
                shape.columns = shape.rows == 0 ? columns : shape.columns;
                shape.alike += columns == shape.columns;
                shape.rows++;
            }
            columns = 1;
            field_start = true;
            row_start = i + 1;
        } else {
            field_start = false;
        }
    }
    return shape;
}

static bool better(struct shape a, struct shape b)
{
    if (a.columns < 2 || b.columns < 2) {
        return a.columns >= 2 && b.columns < 2;
    }
    size_t left = a.alike * b.rows;
    size_t right = b.alike * a.rows;
    return left != right ? left > right : a.columns > b.columns;
}

static void sniff_delimiter(struct ll_str text, bool whole, struct ll_csv_format *format)
{
    if (text.len >= 5 && ll_str_starts(text, LL_STR("sep=")) &&
        memchr(candidates, text.ptr[4], sizeof(candidates)) != NULL) {
        format->delimiter = text.ptr[4];
        return;
    }
    struct shape best = {0};
    format->delimiter = ',';
    for (size_t i = 0; i < sizeof(candidates); i++) {
        struct shape shape = measure(text, candidates[i], whole);
        if (better(shape, best)) {
            best = shape;
            format->delimiter = candidates[i];
        }
    }
    format->delimiter_guessed = best.columns < 2 || best.alike < best.rows;
}

enum ll_status ll_csv_sniff_end(struct ll_csv_sniff *sniff, struct ll_arena *arena, char delimiter,
                                struct ll_csv_format *ret_format, struct ll_err *reterr)
{
    struct ll_str head = {(const char *)sniff->head, sniff->head_len};
    struct ll_csv_format format = {.encoding = LL_CSV_UTF8, .delimiter = delimiter};
    size_t mark = ll_csv_mark(head, &format.encoding);
    if (mark == 0 && (sniff->not_utf8 || sniff->tail_need > 0)) {
        format.encoding = LL_CSV_WINDOWS_1252;
        format.encoding_guessed = true;
    }
    if (delimiter == 0) {
        struct ll_arena_mark before = ll_arena_mark(arena);
        struct ll_str text = ll_str_sub(head, mark, head.len);
        bool whole = head.len < LL_CSV_SNIFF_BYTES;
        if (format.encoding != LL_CSV_UTF8) {
            char *out = ll_arena_alloc(arena, text.len, LL_CSV_DECODE_GROWTH);
            if (out == NULL) {
                return LL_FAIL(reterr, LL_ENOMEM, "no memory to look at the head of a CSV file");
            }
            size_t taken = 0;
            size_t len = 0;
            /* Bytes outside the encoding are the reader's to report, with their line. */
            if (ll_csv_decode(format.encoding, text, out, &taken, &len, NULL) != LL_OK) {
                len = 0;
            }
            text = (struct ll_str){out, len};
        }
        sniff_delimiter(text, whole, &format);
        ll_arena_rewind(arena, before);
    }
    *ret_format = format;
    return LL_OK;
}
