/* Rows do not depend on how the bytes are cut into pieces; memory stays within the stated bound. */
#include "codec/csv.h"
#include "fuzz.h"

#define INPUT_MAX ((size_t)256 << 10)

/* A sum over the rows that any change of a byte, field or line would change. */
struct sum {
    enum ll_status status;
    uint64_t value;
};

static uint64_t mix(uint64_t value, uint64_t more)
{
    return (value ^ more) * UINT64_C(0x9e3779b97f4a7c15) + (value >> 7);
}

static enum ll_status drain(struct ll_csv_reader *reader, uint64_t *value)
{
    struct ll_csv_row row;
    struct ll_err err;
    enum ll_status status;
    while ((status = ll_csv_next(reader, &row, &err)) == LL_OK) {
        *value = mix(*value, (uint64_t)row.line);
        for (size_t i = 0; i < row.count; i++) {
            *value = mix(*value, row.fields[i].len);
            for (size_t k = 0; k < row.fields[i].len; k++) {
                *value = mix(*value, (unsigned char)row.fields[i].ptr[k]);
            }
        }
    }
    LL_ASSERT(status == LL_EEND || err.where[0] != '\0');
    return status;
}

static struct sum read_pieces(struct ll_str bytes, struct ll_csv_format format, size_t piece)
{
    struct ll_arena arena;
    struct ll_csv_reader reader;
    struct ll_err err;
    struct sum sum = {.status = LL_EEND, .value = 1};
    ll_arena_init(&arena, &ll_arena_malloc, LL_CSV_ARENA_BYTES);
    enum ll_status status = ll_csv_begin(&reader, &arena, format, &err);
    LL_ASSERT(status == LL_OK);
    for (size_t at = 0; at < bytes.len && sum.status == LL_EEND; at += piece) {
        ll_csv_feed(&reader, ll_str_sub(bytes, at, at + piece));
        sum.status = drain(&reader, &sum.value);
    }
    if (sum.status == LL_EEND) {
        ll_csv_finish(&reader);
        sum.status = drain(&reader, &sum.value);
    }
    ll_arena_release(&arena);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > INPUT_MAX) {
        return 0;
    }
    struct ll_arena arena;
    struct ll_csv_sniff sniff;
    struct ll_csv_format format;
    struct ll_err err;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)8 << 20);
    struct ll_str bytes = ll_str_copy(&arena, (struct ll_str){(const char *)data + 1, size - 1});
    enum ll_status status = ll_csv_sniff_begin(&sniff, &arena, bytes.len, &err);
    LL_ASSERT(bytes.ptr != NULL && status == LL_OK);
    ll_csv_sniff_feed(&sniff, bytes);
    status = ll_csv_sniff_end(&sniff, &arena, 0, &format, &err);
    LL_ASSERT(status == LL_OK);
    LL_ASSERT((format.encoding != LL_CSV_WINDOWS_1252) || !ll_str_is_utf8(bytes));
    struct sum whole = read_pieces(bytes, format, bytes.len + 1);
    struct sum pieces = read_pieces(bytes, format, (size_t)(data[0] % 16) + 1);
    LL_ASSERT(whole.status == pieces.status && whole.value == pieces.value);
    ll_arena_release(&arena);
    return 0;
}
