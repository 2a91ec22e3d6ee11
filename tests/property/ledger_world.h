/*
 * A small programme held twice: as intervals, kept by the functions of core, and unit by unit, in
 * arrays that are worked by brute force (ledger_naive.h). Every step does the same to both;
 * world_check compares them position by position.
 */
#ifndef LL_TESTS_PROPERTY_LEDGER_WORLD_H
#define LL_TESTS_PROPERTY_LEDGER_WORLD_H

#include "base/arena.h"
#include "core/allocate.h"
#include "core/ledger.h"
#include "property/seed.h"

#define WORLD_LOTS 160
#define WORLD_UNITS 40
#define WORLD_LINES 200
#define WORLD_POSITIONS 40
#define WORLD_SLICES 400
#define WORLD_ROWS 8000
#define WORLD_COUNTRIES 4

/* One array element a unit. */
struct naive_lot {
    struct ll_allocate_lot attributes;
    size_t units;
    bool excluded[WORLD_UNITS];
    int line[WORLD_UNITS];        /* -1: not allocated */
    size_t position[WORLD_UNITS]; /* the first it answers for */
    bool is_final[WORLD_UNITS];
    enum ll_stage stage[WORLD_UNITS];
};

struct naive_line {
    struct ll_restriction restriction;
    struct ll_country countries[WORLD_COUNTRIES];
    size_t demanded;
    bool voided[WORLD_POSITIONS];
    int lot[WORLD_POSITIONS]; /* -1: open */
    size_t unit[WORLD_POSITIONS];
};

struct naive_slice {
    size_t line;
    struct ll_slice slice;
};

struct world {
    struct seed *seed;
    struct ll_arena arena; /* emptied after every step */
    struct naive_lot lots[WORLD_LOTS];
    size_t lot_count;
    struct naive_line lines[WORLD_LINES];
    size_t line_count;
    struct naive_slice slices[WORLD_SLICES]; /* in queue order */
    size_t slice_count;
    struct ll_allocation rows[WORLD_ROWS]; /* the interval side, in no order */
    size_t row_count;
    uint64_t hash; /* of every row ever made by a run */
    size_t wait_count;
    size_t released_count;
    size_t divided_count;   /* rows whose units answer for several grams each */
    size_t shortfall_count; /* positions opened by lower weights */
    size_t set_count_max;   /* most different restrictions one run used */
};

/* An empty world; release it with world_end. */
void world_start(struct world *world, struct seed *seed);
void world_end(struct world *world);

void world_add_lot(struct world *world);
void world_add_line(struct world *world);
void world_add_slice(struct world *world); /* demand of a random line; needs a line */
void world_run(struct world *world);       /* allocate, compare, explain, compare */
void world_exclude(struct world *world);   /* loss, diversion and so on of some units of a lot */
void world_void(struct world *world);      /* cancel some positions of a line */
void world_cite(struct world *world);      /* a certificate for some positions of a line */
void world_change_lot(
    struct world *world);                 /* another class, country, vintage, funder, eligibility */
void world_recredit(struct world *world); /* another weight for a lot */
void world_advance(struct world *world);  /* some units of a lot reach another stage */
/* Promises 1 and 2, and that both sides say the same of every unit and position. */
void world_check(struct world *world);

#endif
