#include "things.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int things_start(void **state)
{
    struct ll_fixture *fixture;

    if (ll_fixture_skip()) {
        return 0;
    }
    fixture = calloc(1, sizeof(*fixture));
    assert_non_null(fixture);
    ll_fixture_start(fixture, &ll_store_test_set);
    ll_fixture_migrate(fixture);
    *state = fixture;
    return 0;
}

int things_end(void **state)
{
    if (*state != NULL) {
        ll_fixture_end(*state);
        free(*state);
    }
    return 0;
}

struct ll_fixture *things_fixture(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

struct ll_id things_id(uint64_t number)
{
    struct ll_id id = {{0}};

    for (size_t i = 0; i < 8; i++) {
        id.b[15 - i] = (uint8_t)(number >> (8 * i));
    }
    return id;
}

struct ll_q_thing_insert_in things_make(uint64_t number)
{
    static char codes[64][32]; /* the last 64 made stay valid */
    char *code = codes[number % 64];

    snprintf(code, sizeof(codes[0]), "code-%06llu", (unsigned long long)number);
    return (struct ll_q_thing_insert_in){
        .thing_id = things_id(number),
        .code = ll_str_from_cstr(code),
        .amount = (int64_t)number + 100,
        .has_note = true,
        .note = LL_STR("a note"),
        .raw = {"\0\1\377\0", 4},
        .has_extra = true,
        .extra = {"", 0},
        .flag = true,
        .seen_at = {INT64_C(1767225600123456)},
        .day = {-365},
        .month = {24194},
        .units = {LL_UNITS_MAX},
        .mass = {LL_MASS_G_MAX},
        .has_lot_id = true,
        .lot_id = {things_id(number + 1)},
        .stage = LL_STAGE_SEIZED,
        .has_battery = true,
        .battery = LL_BATTERY_UNKNOWN,
    };
}

void things_insert(struct ll_fixture *f, uint64_t first, uint64_t last)
{
    ASSERT_OK(f, ll_store_begin(f->store, LL_STORE_WRITE, &f->err));
    for (uint64_t i = first; i <= last; i++) {
        struct ll_q_thing_insert_in in = things_make(i);

        ASSERT_OK(f, ll_q_thing_insert(f->store, &in, &f->err));
    }
    ASSERT_OK(f, ll_store_commit(f->store, &f->err));
}

int64_t things_count(struct ll_fixture *f, struct ll_store *store)
{
    struct ll_q_thing_count_row row = {0};
    bool own = !ll_store_in_transaction(store);

    if (own) {
        ASSERT_OK(f, ll_store_begin(store, LL_STORE_READ, &f->err));
    }
    ASSERT_OK(f, ll_q_thing_count(store, &f->arena, &row, &f->err));
    if (own) {
        ASSERT_OK(f, ll_store_commit(store, &f->err));
    }
    return row.things;
}
