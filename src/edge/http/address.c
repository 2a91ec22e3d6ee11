#include "edge/http/address.h"

#include <string.h>

#define BYTES_OF_ONE_V6 7

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
        if (!ll_address_parse(ll_str_trim(ll_str_sub(forwarded, begin, end)), &hop)) {
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
