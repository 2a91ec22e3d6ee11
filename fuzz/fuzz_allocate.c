/*
 * The bytes are the choices of a small programme's life: what happens next, to which lot or line.
 * The intervals and the unit-by-unit arrays of the property test must agree after every step.
 */
#include <stddef.h>
#include <stdint.h>

#include "property/ledger_world.h"

#define STEPS_MAX 60

static struct world world; /* too large for the stack */

static void (*const steps[])(struct world *) = {
    world_add_slice, world_add_lot,    world_add_line, world_exclude, world_void,
    world_cite,      world_change_lot, world_recredit, world_advance, world_run,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seed seed = seed_from_bytes(data, size);
    world_start(&world, &seed);
    world_add_lot(&world);
    world_add_line(&world);
    for (size_t i = 0; i < STEPS_MAX && seed.byte_count > 0; i++) {
        steps[seed_below(&seed, sizeof(steps) / sizeof(steps[0]))](&world);
    }
    world_run(&world);
    world_end(&world);
    return 0;
}
