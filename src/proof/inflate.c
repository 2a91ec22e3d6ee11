#include "proof/inflate.h"

#include "base/mem.h"

#define HEADER_BYTES 10
#define TRAILER_BYTES 8
#define FLAG_NAME 0x08U
#define ZLIB_HEADER_BYTES 2
#define ZLIB_TRAILER_BYTES 4
#define ZLIB_FLAG_DICTIONARY 0x20U
#define LENGTH_BITS_MAX 15
#define LITERALS_MAX 286
#define DISTANCES_MAX 30
#define END_OF_BLOCK 256

struct input {
    const uint8_t *bytes;
    size_t size;
    size_t at;
    uint32_t hold; /* bits read and not yet taken, the next one lowest */
    unsigned held;
    bool bad; /* more was asked for than there is; what was answered means nothing */
};

struct output {
    uint8_t *bytes;
    size_t size;
    size_t at;
};

static uint32_t take(struct input *in, unsigned count)
{
    while (in->held < count) {
        if (in->at == in->size) {
            in->bad = true;
            return 0;
        }
        in->hold |= (uint32_t)in->bytes[in->at++] << in->held;
        in->held += 8;
    }
    uint32_t bits = in->hold & ((1U << count) - 1U);
    in->hold >>= count;
    in->held -= count;
    return bits;
}

/* ---- Huffman codes ---- */

/* By their lengths alone: how many codes of each, and the symbols by code. */
struct code {
    uint16_t count[LENGTH_BITS_MAX + 1];
    uint16_t symbols[LITERALS_MAX + 2]; /* the fixed code has two that stand for nothing */
};

/* Every text of bits must mean something, but for a code of one symbol, or of none. */
static bool make_code(const uint8_t *lengths, size_t symbols, bool may_be_single,
                      struct code *ret_code)
{
    uint16_t first[LENGTH_BITS_MAX + 1] = {0};
    int32_t left = 1;
    size_t used = 0;
    memset(ret_code, 0, sizeof(*ret_code));
    for (size_t i = 0; i < symbols; i++) {
        ret_code->count[lengths[i]]++;
        used += lengths[i] > 0;
    }
    ret_code->count[0] = 0;
    for (size_t bits = 1; bits <= LENGTH_BITS_MAX; bits++) {
        left = 2 * left - ret_code->count[bits];
        if (left < 0) {
            return false;
        }
        if (bits < LENGTH_BITS_MAX) {
            first[bits + 1] = (uint16_t)(first[bits] + ret_code->count[bits]);
        }
    }
    for (size_t i = 0; i < symbols; i++) {
        if (lengths[i] > 0) {
            ret_code->symbols[first[lengths[i]]++] = (uint16_t)i;
        }
    }
    bool is_single = used == 0 || (used == 1 && ret_code->count[1] == 1);
    return left == 0 || (may_be_single && is_single);
}

/* The next symbol; sets `bad` when the bits are no code. */
static size_t next_symbol(struct input *in, const struct code *code)
{
    int32_t bits = 0;
    int32_t first = 0;
    int32_t index = 0;
    for (size_t length = 1; length <= LENGTH_BITS_MAX && !in->bad; length++) {
        bits |= (int32_t)take(in, 1);
        int32_t count = code->count[length];
        if (bits - first < count) {
            return code->symbols[index + (bits - first)];
        }
        index += count;
        first = (first + count) * 2;
        bits *= 2;
    }
    in->bad = true;
    return 0;
}

/* ---- blocks ---- */

static bool copy_stored(struct input *in, struct output *out)
{
    in->hold = 0;
    in->held = 0;
    if (in->size - in->at < 4) {
        return false;
    }
    const uint8_t *head = in->bytes + in->at;
    size_t count = head[0] | (size_t)head[1] << 8;
    size_t inverse = head[2] | (size_t)head[3] << 8;
    in->at += 4;
    if ((count ^ inverse) != 0xffffU || count > in->size - in->at || count > out->size - out->at) {
        return false;
    }
    memcpy(out->bytes + out->at, in->bytes + in->at, count);
    in->at += count;
    out->at += count;
    return true;
}

static bool copy_back(struct output *out, size_t distance, size_t count)
{
    if (distance > out->at || count > out->size - out->at) {
        return false;
    }
    /* One by one: what is copied may overlap what it makes. */
    for (size_t i = 0; i < count; i++, out->at++) {
        out->bytes[out->at] = out->bytes[out->at - distance];
    }
    return true;
}

static bool read_coded(struct input *in, struct output *out, const struct code *literals,
                       const struct code *distances)
{
    static const uint16_t length_base[] = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                           15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                           67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                          2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t distance_base[] = {
        1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
        193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    for (;;) {
        size_t symbol = next_symbol(in, literals);
        if (in->bad || symbol == END_OF_BLOCK) {
            return !in->bad;
        }
        if (symbol < END_OF_BLOCK) {
            if (out->at == out->size) {
                return false;
            }
            out->bytes[out->at++] = (uint8_t)symbol;
            continue;
        }
        size_t length = symbol - END_OF_BLOCK - 1;
        if (length >= sizeof(length_bits)) {
            return false;
        }
        size_t count = length_base[length] + take(in, length_bits[length]);
        size_t far = next_symbol(in, distances);
        if (in->bad || far >= DISTANCES_MAX) {
            return false;
        }
        size_t distance = distance_base[far] + take(in, far < 2 ? 0 : (unsigned)(far / 2 - 1));
        if (in->bad || !copy_back(out, distance, count)) {
            return false;
        }
    }
}

static bool read_fixed(struct input *in, struct output *out)
{
    uint8_t lengths[LITERALS_MAX + 2];
    struct code literals;
    struct code distances;
    for (size_t i = 0; i < sizeof(lengths); i++) {
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    bool good = make_code(lengths, sizeof(lengths), false, &literals);
    memset(lengths, 5, DISTANCES_MAX + 2);
    good = make_code(lengths, DISTANCES_MAX + 2, false, &distances) && good;
    return good && read_coded(in, out, &literals, &distances);
}

/* The lengths of both codes, themselves coded. */
static bool read_lengths(struct input *in, const struct code *code, size_t total, uint8_t *lengths)
{
    size_t at = 0;
    while (at < total) {
        size_t symbol = next_symbol(in, code);
        size_t times = 1;
        uint8_t length = 0;
        if (in->bad || (symbol == 16 && at == 0)) {
            return false;
        }
        if (symbol < 16) {
            length = (uint8_t)symbol;
        } else if (symbol == 16) {
            length = lengths[at - 1];
            times = 3 + take(in, 2);
        } else {
            times = symbol == 17 ? 3 + take(in, 3) : 11 + take(in, 7);
        }
        if (in->bad || times > total - at) {
            return false;
        }
        memset(lengths + at, length, times);
        at += times;
    }
    return true;
}

static bool read_dynamic(struct input *in, struct output *out)
{
    static const uint8_t order[] = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                    11, 4,  12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[LITERALS_MAX + DISTANCES_MAX] = {0};
    struct code literals;
    struct code distances;
    size_t literal_count = 257 + take(in, 5);
    size_t distance_count = 1 + take(in, 5);
    size_t count = 4 + take(in, 4);
    if (in->bad || literal_count > LITERALS_MAX || distance_count > DISTANCES_MAX) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        lengths[order[i]] = (uint8_t)take(in, 3);
    }
    if (in->bad || !make_code(lengths, sizeof(order), false, &literals)) {
        return false;
    }
    const struct code of_lengths = literals;
    memset(lengths, 0, sizeof(lengths));
    return read_lengths(in, &of_lengths, literal_count + distance_count, lengths) &&
           lengths[END_OF_BLOCK] > 0 && make_code(lengths, literal_count, true, &literals) &&
           make_code(lengths + literal_count, distance_count, true, &distances) &&
           read_coded(in, out, &literals, &distances);
}

static bool inflate(struct input *in, struct output *out)
{
    bool last = false;
    bool good = true;
    while (good && !last) {
        last = take(in, 1) == 1;
        uint32_t kind = take(in, 2);
        good = !in->bad && (kind == 0   ? copy_stored(in, out)
                            : kind == 1 ? read_fixed(in, out)
                            : kind == 2 ? read_dynamic(in, out)
                                        : false);
    }
    /* Whole bytes that were looked at and not taken belong to what follows. */
    in->at -= in->held / 8;
    return good;
}

/* ---- gzip around it ---- */

static uint32_t little_endian(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* CRC-32, four bits at a time: polynomial edb88320. */
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t table[16];
    uint32_t sum = 0xffffffffU;
    for (uint32_t i = 0; i < 16; i++) {
        table[i] = i;
        for (int bit = 0; bit < 4; bit++) {
            table[i] = (table[i] >> 1) ^ ((table[i] & 1U) != 0 ? 0xedb88320U : 0);
        }
    }
    for (size_t i = 0; i < size; i++) {
        sum ^= bytes[i];
        sum = (sum >> 4) ^ table[sum & 15U];
        sum = (sum >> 4) ^ table[sum & 15U];
    }
    return ~sum;
}

bool ll_gunzip_size(struct ll_str bytes, size_t *ret_size)
{
    if (bytes.len < HEADER_BYTES + TRAILER_BYTES) {
        return false;
    }
    *ret_size = little_endian((const uint8_t *)bytes.ptr + bytes.len - 4);
    return true;
}

static bool skip_header(const uint8_t *bytes, size_t size, size_t *ret_at)
{
    size_t at = HEADER_BYTES;
    if (bytes[0] != 0x1f || bytes[1] != 0x8b || bytes[2] != 8 || (bytes[3] & ~FLAG_NAME) != 0) {
        return false;
    }
    if (bytes[3] == FLAG_NAME) {
        while (at < size && bytes[at] != 0) {
            at++;
        }
        at++;
    }
    *ret_at = at;
    return at <= size;
}

bool ll_gunzip(struct ll_str bytes, size_t size, uint8_t *ret_bytes)
{
    const uint8_t *file = (const uint8_t *)bytes.ptr;
    struct input in = {.bytes = file};
    struct output out = {.bytes = ret_bytes, .size = size};
    if (bytes.len < HEADER_BYTES + TRAILER_BYTES) {
        return false;
    }
    in.size = bytes.len - TRAILER_BYTES;
    if (!skip_header(file, in.size, &in.at) || !inflate(&in, &out)) {
        return false;
    }
    const uint8_t *trailer = file + in.size;
    return in.at == in.size && out.at == size && size <= UINT32_MAX &&
           little_endian(trailer) == checksum(ret_bytes, size) &&
           little_endian(trailer + 4) == (uint32_t)size;
}

/* ---- zlib around it ---- */

/* Adler-32; a sum of 5,552 bytes is the longest that cannot overflow. */
static uint32_t adler(const uint8_t *bytes, size_t size)
{
    const uint32_t prime = 65521;
    uint32_t low = 1;
    uint32_t high = 0;
    for (size_t at = 0; at < size;) {
        size_t end = size - at < 5552 ? size : at + 5552;
        for (; at < end; at++) {
            low += bytes[at];
            high += low;
        }
        low %= prime;
        high %= prime;
    }
    return high << 16 | low;
}

static bool is_zlib_header(const uint8_t *bytes)
{
    return (bytes[0] & 15U) == 8 && bytes[0] >> 4 <= 7 && (bytes[1] & ZLIB_FLAG_DICTIONARY) == 0 &&
           (bytes[0] * 256U + bytes[1]) % 31 == 0;
}

bool ll_unzlib(struct ll_str bytes, size_t size, uint8_t *ret_bytes)
{
    const uint8_t *stream = (const uint8_t *)bytes.ptr;
    struct input in = {.bytes = stream, .at = ZLIB_HEADER_BYTES};
    struct output out = {.bytes = ret_bytes, .size = size};
    if (bytes.len < ZLIB_HEADER_BYTES + ZLIB_TRAILER_BYTES || !is_zlib_header(stream)) {
        return false;
    }
    in.size = bytes.len - ZLIB_TRAILER_BYTES;
    if (!inflate(&in, &out)) {
        return false;
    }
    const uint8_t *sum = stream + in.size;
    return in.at == in.size && out.at == size &&
           ((uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3]) ==
               adler(ret_bytes, size);
}
