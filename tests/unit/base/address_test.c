/* Kinds of internet addresses: each block of the table at its edges, and what hides inside. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/address.h"

struct sample {
    const char *text;
    enum ll_address_kind kind;
};

static const struct sample samples[] = {
    {"0.0.0.0", LL_ADDRESS_SPECIAL},
    {"0.255.255.255", LL_ADDRESS_SPECIAL},
    {"1.0.0.0", LL_ADDRESS_PUBLIC},
    {"9.255.255.255", LL_ADDRESS_PUBLIC},
    {"10.0.0.0", LL_ADDRESS_PRIVATE},
    {"10.255.255.255", LL_ADDRESS_PRIVATE},
    {"11.0.0.0", LL_ADDRESS_PUBLIC},
    {"100.63.255.255", LL_ADDRESS_PUBLIC},
    {"100.64.0.0", LL_ADDRESS_PRIVATE},
    {"100.127.255.255", LL_ADDRESS_PRIVATE},
    {"100.128.0.0", LL_ADDRESS_PUBLIC},
    {"126.255.255.255", LL_ADDRESS_PUBLIC},
    {"127.0.0.1", LL_ADDRESS_LOOPBACK},
    {"127.255.255.255", LL_ADDRESS_LOOPBACK},
    {"128.0.0.0", LL_ADDRESS_PUBLIC},
    {"169.253.255.255", LL_ADDRESS_PUBLIC},
    {"169.254.169.254", LL_ADDRESS_SPECIAL},
    {"169.255.0.0", LL_ADDRESS_PUBLIC},
    {"172.15.255.255", LL_ADDRESS_PUBLIC},
    {"172.16.0.0", LL_ADDRESS_PRIVATE},
    {"172.31.255.255", LL_ADDRESS_PRIVATE},
    {"172.32.0.0", LL_ADDRESS_PUBLIC},
    {"192.0.0.8", LL_ADDRESS_SPECIAL},
    {"192.0.1.0", LL_ADDRESS_PUBLIC},
    {"192.0.2.1", LL_ADDRESS_SPECIAL},
    {"192.88.99.1", LL_ADDRESS_SPECIAL},
    {"192.167.255.255", LL_ADDRESS_PUBLIC},
    {"192.168.0.1", LL_ADDRESS_PRIVATE},
    {"192.169.0.0", LL_ADDRESS_PUBLIC},
    {"198.17.255.255", LL_ADDRESS_PUBLIC},
    {"198.19.255.255", LL_ADDRESS_SPECIAL},
    {"198.51.100.1", LL_ADDRESS_SPECIAL},
    {"203.0.113.255", LL_ADDRESS_SPECIAL},
    {"203.0.114.0", LL_ADDRESS_PUBLIC},
    {"223.255.255.255", LL_ADDRESS_PUBLIC},
    {"224.0.0.1", LL_ADDRESS_SPECIAL},
    {"239.255.255.255", LL_ADDRESS_SPECIAL},
    {"240.0.0.0", LL_ADDRESS_SPECIAL},
    {"255.255.255.255", LL_ADDRESS_SPECIAL},
    {"::", LL_ADDRESS_SPECIAL},
    {"::1", LL_ADDRESS_LOOPBACK},
    {"::2", LL_ADDRESS_SPECIAL},
    {"::8.8.8.8", LL_ADDRESS_SPECIAL}, /* compatible, gone */
    {"::ffff:8.8.8.8", LL_ADDRESS_PUBLIC},
    {"::ffff:127.0.0.1", LL_ADDRESS_LOOPBACK},
    {"::ffff:10.1.2.3", LL_ADDRESS_PRIVATE},
    {"::ffff:169.254.169.254", LL_ADDRESS_SPECIAL},
    {"::ffff:0.0.0.0", LL_ADDRESS_SPECIAL},
    {"::fffe:8.8.8.8", LL_ADDRESS_SPECIAL},
    {"64:ff9b::8.8.8.8", LL_ADDRESS_PUBLIC},
    {"64:ff9b::127.0.0.1", LL_ADDRESS_SPECIAL},
    {"64:ff9b::10.0.0.1", LL_ADDRESS_SPECIAL},
    {"64:ff9b::169.254.169.254", LL_ADDRESS_SPECIAL},
    {"64:ff9b:1::8.8.8.8", LL_ADDRESS_SPECIAL}, /* a network's own translation */
    {"100::1", LL_ADDRESS_SPECIAL},
    {"1fff:ffff::1", LL_ADDRESS_SPECIAL},
    {"2000::1", LL_ADDRESS_PUBLIC},
    {"2001::1", LL_ADDRESS_SPECIAL}, /* Teredo */
    {"2001:1ff:ffff::1", LL_ADDRESS_SPECIAL},
    {"2001:200::1", LL_ADDRESS_PUBLIC},
    {"2001:db7:ffff::1", LL_ADDRESS_PUBLIC},
    {"2001:db8::1", LL_ADDRESS_SPECIAL},
    {"2001:db9::1", LL_ADDRESS_PUBLIC},
    {"2001:4860:4860::8888", LL_ADDRESS_PUBLIC},
    {"2002:7f00:1::1", LL_ADDRESS_SPECIAL}, /* 6to4 of 127.0.0.1 */
    {"2002:808:808::1", LL_ADDRESS_SPECIAL},
    {"2003::1", LL_ADDRESS_PUBLIC},
    {"3fff:fff::1", LL_ADDRESS_SPECIAL},
    {"3fff:1000::1", LL_ADDRESS_PUBLIC},
    {"4000::1", LL_ADDRESS_SPECIAL},
    {"5f00::1", LL_ADDRESS_SPECIAL},
    {"fbff::1", LL_ADDRESS_SPECIAL},
    {"fc00::1", LL_ADDRESS_PRIVATE},
    {"fdff:ffff::1", LL_ADDRESS_PRIVATE},
    {"fe80::1", LL_ADDRESS_SPECIAL},
    {"fec0::1", LL_ADDRESS_SPECIAL},
    {"ff02::1", LL_ADDRESS_SPECIAL},
};

static void each_block_at_its_edges(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        uint8_t bytes[16];
        bool is_v6 = strchr(samples[i].text, ':') != NULL;
        assert_int_equal(inet_pton(is_v6 ? AF_INET6 : AF_INET, samples[i].text, bytes), 1);
        enum ll_address_kind kind = is_v6 ? ll_address_kind_v6(bytes) : ll_address_kind_v4(bytes);
        if (kind != samples[i].kind) {
            fail_msg("%s is of kind %d", samples[i].text, (int)kind);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_block_at_its_edges),
    };
    return cmocka_run_group_tests_name("base/address", tests, NULL, NULL);
}
