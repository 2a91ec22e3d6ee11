#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "http/full.h"

#include "audit/full_ledger.h"

#define ARENA_BYTES ((size_t)512 << 20)

int ll_full_served_start(void **state)
{
    *state = NULL;
    if (ll_fixture_skip()) {
        return 0;
    }
    struct ll_full_served *full = calloc(1, sizeof(*full));
    assert_non_null(full);
    full->ledger = ll_ledger_make(ll_fixture_is_postgres());
    ll_make_full_ledger(full->ledger);
    ll_arena_init(&full->served.arena, &ll_arena_malloc, ARENA_BYTES);
    ll_served_over(&full->served, &full->ledger->fixture);
    full->served.options.work.clock = full->ledger->ctx.clock;
    full->ledger->ctx.store = ll_fixture_open(&full->ledger->fixture, true);
    ll_served_again(&full->served);
    *state = full;
    return 0;
}

int ll_full_served_end(void **state)
{
    struct ll_full_served *full = *state;
    if (full != NULL) {
        void *ledger = full->ledger;
        ll_served_off(&full->served);
        ll_store_close(full->ledger->ctx.store);
        full->ledger->ctx.store = full->ledger->fixture.store;
        ll_arena_release(&full->served.arena);
        free(full);
        return ll_full_ledger_end(&ledger);
    }
    return 0;
}
