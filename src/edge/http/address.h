/* Addresses of clients, and whose word on them is taken. */
#ifndef LL_EDGE_HTTP_ADDRESS_H
#define LL_EDGE_HTTP_ADDRESS_H

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

/* False: it is none. */
bool ll_address_parse(struct ll_str text, struct ll_address *ret_address);
/* "10.0.0.0/8", "::1"; LL_EPARSE, also when bits are set behind those that count. */
LL_MUST enum ll_status ll_network_parse(struct ll_str text, struct ll_network *ret_network,
                                        struct ll_err *reterr);
bool ll_network_has(const struct ll_network *network, const struct ll_address *address);

/*
 * Who asks, of a connection from `peer`: the peer, unless it is one of `trusted`; then the last of
 * `forwarded` (X-Forwarded-For: each proxy appends whom it heard) that is none of them. What stands
 * before that is what the client says of itself. False: the peer has no address.
 */
bool ll_address_of_client(struct ll_str peer, struct ll_str forwarded,
                          const struct ll_network *trusted, size_t trusted_count,
                          struct ll_address *ret_address);

/* What is one asker: an IPv4 address, or the first 56 bits of an IPv6 one, since those who have one
 * IPv6 address have all of such a network. */
void ll_address_mask(struct ll_address *address);

#endif
