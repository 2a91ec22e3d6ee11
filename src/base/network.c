#include "base/network.h"

#include <arpa/inet.h>
#include <string.h>

#define BITS 128U
#define BITS_BEFORE_V4 96U

static const uint8_t before_v4[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool ll_address_is_v4(const struct ll_address *address)
{
    return memcmp(address->b, before_v4, sizeof(before_v4)) == 0;
}

bool ll_address_parse(struct ll_str text, struct ll_address *ret_address)
{
    char buf[INET6_ADDRSTRLEN];
    if (text.len == 0 || text.len >= sizeof(buf)) {
        return false;
    }
    memcpy(buf, text.ptr, text.len);
    buf[text.len] = '\0';
    memcpy(ret_address->b, before_v4, sizeof(before_v4));
    return inet_pton(AF_INET, buf, ret_address->b + sizeof(before_v4)) == 1 ||
           inet_pton(AF_INET6, buf, ret_address->b) == 1;
}

/* Zero what stands behind `bits`. */
static void cut(struct ll_address *address, unsigned bits)
{
    for (unsigned i = 0; i < LL_ADDRESS_SIZE; i++) {
        unsigned kept = bits <= i * 8 ? 0 : bits - i * 8;
        if (kept < 8) {
            address->b[i] = (uint8_t)(address->b[i] & (0xFF00U >> kept));
        }
    }
}

enum ll_status ll_network_parse(struct ll_str text, struct ll_network *ret_network,
                                struct ll_err *reterr)
{
    struct ll_network network;
    size_t slash = ll_str_find_char(text, '/');
    bool good = ll_address_parse(ll_str_sub(text, 0, slash), &network.first);
    int64_t bits = good && ll_address_is_v4(&network.first) ? BITS - BITS_BEFORE_V4 : BITS;
    int64_t most = bits;
    if (good && slash < text.len) {
        good = ll_str_to_i64(ll_str_sub(text, slash + 1, text.len), &bits) == LL_OK && bits >= 0 &&
               bits <= most;
    }
    if (good) {
        network.bits = (unsigned)bits + (BITS - (unsigned)most);
        struct ll_address whole = network.first;
        cut(&network.first, network.bits);
        good = memcmp(whole.b, network.first.b, sizeof(whole.b)) == 0;
    }
    if (!good) {
        enum ll_status status =
            LL_FAIL(reterr, LL_EPARSE, "'%.*s' is no network", LL_STR_ARG(ll_str_sub(text, 0, 64)));
        ll_err_hint(reterr, "give an address or a network: 127.0.0.1, 10.0.0.0/8, fd00::/8");
        return status;
    }
    *ret_network = network;
    return LL_OK;
}

bool ll_network_has(const struct ll_network *network, const struct ll_address *address)
{
    struct ll_address front = *address;
    cut(&front, network->bits);
    return memcmp(front.b, network->first.b, sizeof(front.b)) == 0;
}
