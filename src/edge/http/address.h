/* Addresses of clients, and whose word on them is taken. */
#ifndef LL_EDGE_HTTP_ADDRESS_H
#define LL_EDGE_HTTP_ADDRESS_H

#include "base/network.h"

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
