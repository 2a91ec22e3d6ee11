/*
 * The unit-by-unit side of a programme (ledger_world.h): the slow and obvious version of the rules.
 */
#ifndef LL_TESTS_PROPERTY_LEDGER_NAIVE_H
#define LL_TESTS_PROPERTY_LEDGER_NAIVE_H

#include "property/ledger_world.h"

bool naive_fits(const struct naive_line *line, const struct naive_lot *lot);

/* Serve every open position, one after another in queue order. */
void naive_run(struct world *world);
/* Free one unit: all positions it answers for are open. */
void naive_release(struct world *world, size_t lot, size_t unit);

/* Was the unit of position `p` touched by a flag before it? */
bool naive_touched_before(const struct naive_line *line, const bool *flags, size_t p);
/* Are all positions flagged that the unit of position `p` answers for? Flag them. */
bool naive_all_of_unit(const struct naive_line *line, const bool *flags, size_t p);
void naive_add_whole_units(const struct naive_line *line, bool *flags);

enum {
    NAIVE_OPENED = 1,
    NAIVE_OPENED_FINAL = 2,
};
struct naive_opened {
    uint8_t state[WORLD_LINES][WORLD_POSITIONS];
    size_t count;
    size_t final_count;
};
/* Deal the positions of every row that credits more than `credit_g` to its units anew. */
void naive_recredit(struct world *world, const struct ll_allocation *rows, size_t count,
                    int64_t credit_g, struct naive_opened *ret_opened);

/* One explanation, against the definition of all its numbers. */
void naive_check_wait(struct world *world, const struct ll_allocate_input *input,
                      const struct ll_allocate_wait *wait);

#endif
