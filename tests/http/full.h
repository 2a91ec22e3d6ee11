/*
 * A server over a full ledger: one in which every kind of object is there to be looked at. Its
 * clock goes on from where the ledger's stood. The server alone has the store that writes: the
 * ledger is looked at by one of its own, which only reads.
 */
#ifndef LL_TESTS_HTTP_FULL_H
#define LL_TESTS_HTTP_FULL_H

#include "http/support.h"
#include "service/support.h"

struct ll_full_served {
    struct ll_served served;  /* first: *state is that of ll_served_of, too */
    struct ll_ledger *ledger; /* only to be read */
};

/* For cmocka; *state is a struct ll_full_served, or NULL to skip. */
int ll_full_served_start(void **state);
int ll_full_served_end(void **state);
#define LL_FULL_TEST(f) cmocka_unit_test_setup_teardown(f, ll_full_served_start, ll_full_served_end)

#endif
