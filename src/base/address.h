/*
 * What kind of internet address this is: whether a program that asks other people's servers may
 * connect to it. After the registries of special-purpose addresses for IPv4 and IPv6: what they
 * set aside is never public, and what is not set aside for public use in IPv6 is neither.
 * Freestanding.
 */
#ifndef LL_BASE_ADDRESS_H
#define LL_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

enum ll_address_kind {
    LL_ADDRESS_PUBLIC,
    LL_ADDRESS_LOOPBACK, /* this machine */
    LL_ADDRESS_PRIVATE,  /* a network of one's own, a carrier's shared space too */
    LL_ADDRESS_SPECIAL,  /* link-local, unspecified, multicast, documentation, tunnels, the rest */
};

enum ll_address_kind ll_address_kind_v4(const uint8_t address[4]);
/* An IPv4 address inside (mapped, or translated by NAT64) decides; 6to4 and Teredo are special. */
enum ll_address_kind ll_address_kind_v6(const uint8_t address[16]);

#endif
