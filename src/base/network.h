/* Internet addresses and networks, as people write them. */
#ifndef LL_BASE_NETWORK_H
#define LL_BASE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

#define LL_ADDRESS_SIZE 16
#define LL_NETWORKS_MAX 64

/* IPv6; an IPv4 address as ::ffff:a.b.c.d. */
struct ll_address {
    uint8_t b[LL_ADDRESS_SIZE];
};
struct ll_network {
    struct ll_address first;
    unsigned bits; /* of the 128 */
};

bool ll_address_is_v4(const struct ll_address *address);
/* False: it is none. */
bool ll_address_parse(struct ll_str text, struct ll_address *ret_address);
/* "10.0.0.0/8", "::1"; LL_EPARSE, also when bits are set behind those that count. */
LL_MUST enum ll_status ll_network_parse(struct ll_str text, struct ll_network *ret_network,
                                        struct ll_err *reterr);
bool ll_network_has(const struct ll_network *network, const struct ll_address *address);

#endif
