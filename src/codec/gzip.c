#include "codec/gzip.h"

#define RUN_MIN 3
#define RUN_MAX 258

/* Bits of the compressed part, the first one lowest in its byte. */
struct bits {
    struct ll_strbuf *out;
    uint32_t hold;
    unsigned held;
};

static void put_bits(struct bits *bits, uint32_t value, unsigned count)
{
    bits->hold |= value << bits->held;
    bits->held += count;
    while (bits->held >= 8) {
        ll_strbuf_char(bits->out, (char)(uint8_t)bits->hold);
        bits->hold >>= 8;
        bits->held -= 8;
    }
}

/* Huffman codes go the other way round, the highest bit first. */
static void put_code(struct bits *bits, uint32_t code, unsigned count)
{
    uint32_t turned = 0;
    for (unsigned i = 0; i < count; i++) {
        turned |= ((code >> i) & 1U) << (count - 1 - i);
    }
    put_bits(bits, turned, count);
}

/* The fixed codes of RFC 1951, 3.2.6. */
static void put_symbol(struct bits *bits, uint32_t symbol)
{
    if (symbol < 144) {
        put_code(bits, 0x30 + symbol, 8);
    } else if (symbol < 256) {
        put_code(bits, 0x190 + symbol - 144, 9);
    } else if (symbol < 280) {
        put_code(bits, symbol - 256, 7);
    } else {
        put_code(bits, 0xC0 + symbol - 280, 8);
    }
}

/* The last byte again, `count` times: a length from 3 to 258 (RFC 1951, 3.2.5) and distance 1. */
static void put_run(struct bits *bits, uint32_t count)
{
    uint32_t rest = count - RUN_MIN;
    unsigned extra = 0;
    if (count == RUN_MAX) {
        put_symbol(bits, 285);
    } else {
        /* Eight lengths alone, then four codes each for lengths with 1, 2, 3… further bits. */
        while (rest >> (extra + 3) != 0) {
            extra++;
        }
        put_symbol(bits, 257 + 4 * extra + (rest >> extra));
        put_bits(bits, rest & ((1U << extra) - 1U), extra);
    }
    put_code(bits, 0, 5);
}

static uint32_t checksum(struct ll_str bytes)
{
    uint32_t crc = 0xFFFFFFFFU;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint8_t)bytes.ptr[i];
        for (unsigned k = 0; k < 8; k++) {
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0);
        }
    }
    return ~crc;
}

static void put_number(struct ll_strbuf *out, uint32_t number)
{
    for (unsigned i = 0; i < 4; i++) {
        ll_strbuf_char(out, (char)(uint8_t)(number >> (8 * i)));
    }
}

void ll_gzip_put(struct ll_strbuf *out, struct ll_str bytes)
{
    static const char header[] = {0x1F, (char)0x8B, 8, 0, 0, 0, 0, 0, 0, (char)0xFF};
    struct bits bits = {.out = out};
    ll_strbuf_str(out, (struct ll_str){header, sizeof(header)});
    put_bits(&bits, 3, 3); /* the last block, of fixed codes */
    for (size_t i = 0; i < bytes.len;) {
        size_t run = i;
        while (i > 0 && run < bytes.len && run - i < RUN_MAX &&
               bytes.ptr[run] == bytes.ptr[i - 1]) {
            run++;
        }
        if (run - i >= RUN_MIN) {
            put_run(&bits, (uint32_t)(run - i));
            i = run;
        } else {
            put_symbol(&bits, (uint8_t)bytes.ptr[i]);
            i++;
        }
    }
    put_symbol(&bits, 256);
    put_bits(&bits, 0, 7); /* to the end of the byte */
    put_number(out, checksum(bytes));
    put_number(out, (uint32_t)bytes.len);
}
