#include "base/address.h"

#include <stddef.h>

/* The first `bits` of an address, and what those that begin so are. The first row that fits. */
struct block {
    uint8_t first[16];
    uint8_t bits;
    uint8_t kind; /* enum ll_address_kind */
};

static const struct block v4_blocks[] = {
    {{0}, 8, LL_ADDRESS_SPECIAL},             /* this network; Linux connects to itself */
    {{10}, 8, LL_ADDRESS_PRIVATE},            /* */
    {{100, 64}, 10, LL_ADDRESS_PRIVATE},      /* a carrier's NAT */
    {{127}, 8, LL_ADDRESS_LOOPBACK},          /* */
    {{169, 254}, 16, LL_ADDRESS_SPECIAL},     /* link-local: a cloud's metadata */
    {{172, 16}, 12, LL_ADDRESS_PRIVATE},      /* */
    {{192, 0, 0}, 24, LL_ADDRESS_SPECIAL},    /* protocol assignments */
    {{192, 0, 2}, 24, LL_ADDRESS_SPECIAL},    /* documentation */
    {{192, 88, 99}, 24, LL_ADDRESS_SPECIAL},  /* 6to4 relays, deprecated */
    {{192, 168}, 16, LL_ADDRESS_PRIVATE},     /* */
    {{198, 18}, 15, LL_ADDRESS_SPECIAL},      /* benchmarks */
    {{198, 51, 100}, 24, LL_ADDRESS_SPECIAL}, /* documentation */
    {{203, 0, 113}, 24, LL_ADDRESS_SPECIAL},  /* documentation */
    {{224}, 4, LL_ADDRESS_SPECIAL},           /* multicast */
    {{240}, 4, LL_ADDRESS_SPECIAL},           /* reserved, broadcast */
    {{0}, 0, LL_ADDRESS_PUBLIC},
};

static const struct block v6_blocks[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, LL_ADDRESS_LOOPBACK},
    {{0xFC}, 7, LL_ADDRESS_PRIVATE},                    /* unique local */
    {{0x20, 0x01}, 23, LL_ADDRESS_SPECIAL},             /* protocol assignments, Teredo too */
    {{0x20, 0x01, 0x0D, 0xB8}, 32, LL_ADDRESS_SPECIAL}, /* documentation */
    {{0x20, 0x02}, 16, LL_ADDRESS_SPECIAL},             /* 6to4 */
    {{0x3F, 0xFE}, 16, LL_ADDRESS_SPECIAL},             /* the 6bone, gone */
    {{0x3F, 0xFF, 0x00}, 20, LL_ADDRESS_SPECIAL},       /* documentation */
    {{0x20}, 3, LL_ADDRESS_PUBLIC},                     /* global unicast */
    {{0}, 0, LL_ADDRESS_SPECIAL},                       /* link-local, multicast, the rest */
};

static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
static const uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};

static bool begins(const uint8_t *address, const uint8_t *first, unsigned bits)
{
    unsigned whole = bits / 8;
    for (unsigned i = 0; i < whole; i++) {
        if (address[i] != first[i]) {
            return false;
        }
    }
    uint8_t mask = (uint8_t)(0xFF00U >> (bits % 8));
    return mask == 0 || ((address[whole] ^ first[whole]) & mask) == 0;
}

static enum ll_address_kind kind_of(const struct block *blocks, const uint8_t *address)
{
    while (!begins(address, blocks->first, blocks->bits)) {
        blocks++;
    }
    return (enum ll_address_kind)blocks->kind;
}

enum ll_address_kind ll_address_kind_v4(const uint8_t address[4])
{
    return kind_of(v4_blocks, address);
}

enum ll_address_kind ll_address_kind_v6(const uint8_t address[16])
{
    if (begins(address, mapped, 96)) {
        return ll_address_kind_v4(address + 12);
    }
    if (begins(address, nat64, 96)) {
        /* The translator's own machine and networks are not meant for us. */
        enum ll_address_kind kind = ll_address_kind_v4(address + 12);
        return kind == LL_ADDRESS_PUBLIC ? kind : LL_ADDRESS_SPECIAL;
    }
    return kind_of(v6_blocks, address);
}
