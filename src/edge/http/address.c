#include "edge/http/address.h"

#include <string.h>

#define BYTES_OF_ONE_V6 7
#define PORT_MAX 65535

static bool is_trusted(const struct ll_network *trusted, size_t count,
                       const struct ll_address *address)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_network_has(&trusted[i], address)) {
            return true;
        }
    }
    return false;
}

static bool is_port(struct ll_str text)
{
    int64_t port = 0;
    return ll_str_starts(text, LL_STR(":")) &&
           ll_str_to_i64(ll_str_sub(text, 1, text.len), &port) == LL_OK && port >= 0 &&
           port <= PORT_MAX;
}

/* "192.0.2.1:4711", "[2001:db8::1]:4711", "[2001:db8::1]": some proxies write these. */
static struct ll_str without_port(struct ll_str hop)
{
    size_t end = ll_str_find_char(hop, ']');
    struct ll_str behind = ll_str_sub(hop, end + 1, hop.len);
    if (ll_str_starts(hop, LL_STR("[")) && end < hop.len) {
        return behind.len == 0 || is_port(behind) ? ll_str_sub(hop, 1, end) : hop;
    }
    size_t colon = ll_str_find_char(hop, ':');
    return is_port(ll_str_sub(hop, colon, hop.len)) ? ll_str_sub(hop, 0, colon) : hop;
}

bool ll_address_of_client(struct ll_str peer, struct ll_str forwarded,
                          const struct ll_network *trusted, size_t trusted_count,
                          struct ll_address *ret_address)
{
    struct ll_address hop;
    if (!ll_address_parse(peer, ret_address)) {
        return false;
    }
    size_t end = forwarded.len;
    while (end > 0 && is_trusted(trusted, trusted_count, ret_address)) {
        size_t begin = end;
        while (begin > 0 && forwarded.ptr[begin - 1] != ',') {
            begin--;
        }
        /* A proxy of ours wrote it: a word that is no address is from no further away. */
        struct ll_str word = without_port(ll_str_trim(ll_str_sub(forwarded, begin, end)));
        if (!ll_address_parse(word, &hop)) {
            break;
        }
        *ret_address = hop;
        end = begin > 0 ? begin - 1 : 0;
    }
    return true;
}

void ll_address_mask(struct ll_address *address)
{
    if (!ll_address_is_v4(address)) {
        memset(address->b + BYTES_OF_ONE_V6, 0, LL_ADDRESS_SIZE - BYTES_OF_ONE_V6);
    }
}
