#include "property/ledger_world.h"

#include "property/ledger_naive.h"

#include <string.h>

#define ARENA_CAP ((size_t)64 << 20)
#define MUST(world, call) SEED_CHECK((world)->seed, (call) == LL_OK)

static const char country_codes[WORLD_COUNTRIES][3] = {"GH", "NG", "CM", "AA"};

void world_start(struct world *world, struct seed *seed)
{
    memset(world, 0, sizeof(*world));
    world->seed = seed;
    ll_arena_init(&world->arena, &ll_arena_malloc, ARENA_CAP);
}

void world_end(struct world *world)
{
    ll_arena_release(&world->arena);
}

static struct ll_country random_country(struct world *world)
{
    const char *code = country_codes[seed_below(world->seed, WORLD_COUNTRIES)];
    return (struct ll_country){{code[0], code[1]}};
}

/* Often 1, the border between the measures; seldom more than any line takes. */
static int64_t random_credit(struct world *world)
{
    if (seed_chance(world->seed, 5)) {
        return seed_chance(world->seed, 2) ? 1 : LL_UNITS_MAX;
    }
    return (int64_t)seed_below(world->seed, 14);
}

static struct ll_allocate_lot random_lot(struct world *world)
{
    static const uint8_t classes[] = {0, 1, 5, 63};
    bool grams = seed_chance(world->seed, 4);
    return (struct ll_allocate_lot){
        .vintage = {24190 + (int32_t)seed_below(world->seed, 8)},
        .funder = seed_chance(world->seed, 3) ? 1 + (uint32_t)seed_below(world->seed, 3) : 0,
        .class_number = classes[seed_below(world->seed, 4)],
        .eligible = !seed_chance(world->seed, 10),
        .country = random_country(world),
        .measure = grams ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES,
        .credit_g = grams ? 1 : random_credit(world),
    };
}

void world_add_lot(struct world *world)
{
    if (world->lot_count == WORLD_LOTS) {
        return;
    }
    struct naive_lot *lot = &world->lots[world->lot_count++];
    memset(lot, 0, sizeof(*lot));
    lot->attributes = random_lot(world);
    lot->units = 1 + seed_below(world->seed, WORLD_UNITS);
    for (size_t u = 0; u < WORLD_UNITS; u++) {
        lot->line[u] = -1;
        lot->stage[u] = LL_STAGE_ACCEPTED;
    }
}

void world_add_line(struct world *world)
{
    if (world->line_count == WORLD_LINES) {
        return;
    }
    struct naive_line *line = &world->lines[world->line_count++];
    memset(line, 0, sizeof(*line));
    for (size_t p = 0; p < WORLD_POSITIONS; p++) {
        line->lot[p] = -1;
    }
    struct ll_restriction *restriction = &line->restriction;
    restriction->measure = seed_chance(world->seed, 2) ? LL_MEASURE_GRAMS : LL_MEASURE_PIECES;
    restriction->class_mask = seed_chance(world->seed, 3) ? UINT64_MAX : seed_next(world->seed);
    restriction->countries = line->countries;
    restriction->country_count =
        seed_chance(world->seed, 2) ? 0 : 1 + seed_below(world->seed, WORLD_COUNTRIES);
    for (size_t i = 0; i < restriction->country_count; i++) {
        line->countries[i] = random_country(world); /* the same twice is allowed */
    }
    restriction->has_vintage_from = seed_chance(world->seed, 2);
    restriction->has_vintage_to = seed_chance(world->seed, 2);
    restriction->vintage_from.months = 24190 + (int32_t)seed_below(world->seed, 8);
    restriction->vintage_to.months =
        restriction->vintage_from.months + (int32_t)seed_below(world->seed, 8);
    restriction->funder_rule = (enum ll_funder_rule)(1 + seed_below(world->seed, 3));
    if (restriction->funder_rule != LL_FUNDER_NONE) {
        restriction->funder = 1 + (uint32_t)seed_below(world->seed, 3);
    }
}

void world_add_slice(struct world *world)
{
    size_t number = seed_below(world->seed, world->line_count);
    struct naive_line *line = &world->lines[number];
    size_t room = WORLD_POSITIONS - line->demanded;
    if (room == 0 || world->slice_count == WORLD_SLICES) {
        return;
    }
    size_t units = 1 + seed_below(world->seed, room < 12 ? room : 12);
    struct naive_slice added = {
        .line = number,
        .slice = {.span = {(int64_t)line->demanded, (int64_t)(line->demanded + units)},
                  .queue = {.at = {(int64_t)seed_below(world->seed, 50)},
                            .lo = (int64_t)line->demanded}},
    };
    /* Ids that sort as the numbers of the lines. */
    added.slice.queue.line.raw.b[0] = (uint8_t)number;
    line->demanded += units;
    size_t at = world->slice_count;
    while (at > 0 && ll_queue_key_cmp(&world->slices[at - 1].slice.queue, &added.slice.queue) > 0) {
        world->slices[at] = world->slices[at - 1];
        at--;
    }
    world->slices[at] = added;
    world->slice_count++;
}

/* ---- the interval side ---- */

/* The rows of one line or lot in order, and where each is in world->rows. */
static size_t pick_rows(struct world *world, enum ll_side side, size_t owner,
                        struct ll_allocation **ret_rows, size_t **ret_at)
{
    struct ll_allocation *rows =
        LL_NEW_ARRAY(&world->arena, struct ll_allocation, world->row_count);
    size_t *at = LL_NEW_ARRAY(&world->arena, size_t, world->row_count);
    SEED_CHECK(world->seed, rows != NULL && at != NULL);
    size_t count = 0;
    for (size_t i = 0; i < world->row_count; i++) {
        const struct ll_allocation *row = &world->rows[i];
        if ((side == LL_SIDE_LINE ? row->line : row->lot) != owner) {
            continue;
        }
        size_t to = count++;
        int64_t lo = side == LL_SIDE_LINE ? row->line_span.lo : row->lot_span.lo;
        while (to > 0 &&
               (side == LL_SIDE_LINE ? rows[to - 1].line_span.lo : rows[to - 1].lot_span.lo) > lo) {
            rows[to] = rows[to - 1];
            at[to] = at[to - 1];
            to--;
        }
        rows[to] = *row;
        at[to] = i;
    }
    *ret_rows = rows;
    *ret_at = at;
    return count;
}

static void add_row(struct world *world, const struct ll_allocation *row)
{
    SEED_CHECK(world->seed, world->row_count < WORLD_ROWS);
    world->rows[world->row_count++] = *row;
}

static void drop_dead_rows(struct world *world)
{
    size_t kept = 0;
    for (size_t i = 0; i < world->row_count; i++) {
        if (world->rows[i].state != 0) {
            world->rows[kept++] = world->rows[i];
        }
    }
    world->row_count = kept;
}

static void set_of_flags(struct world *world, const bool *flags, size_t count,
                         struct ll_span_set *set)
{
    ll_span_set_init(set, &world->arena);
    for (size_t i = 0; i < count; i++) {
        if (flags[i]) {
            struct ll_span one = {(int64_t)i, (int64_t)i + 1};
            MUST(world, ll_span_set_add(set, one, NULL));
        }
    }
}

struct queued {
    size_t slice; /* index into world->slices */
    struct ll_allocate_demand demand;
};

/* The open parts of one line, put in their places among those of the others. */
static size_t queue_line(struct world *world, size_t number, struct queued *queue, size_t count)
{
    struct naive_line *line = &world->lines[number];
    struct ll_allocation *rows;
    size_t *at;
    size_t row_count = pick_rows(world, LL_SIDE_LINE, number, &rows, &at);
    struct ll_span_set voided;
    struct ll_span_set open;
    set_of_flags(world, line->voided, line->demanded, &voided);
    struct ll_units demanded = {(int64_t)line->demanded};
    MUST(world, ll_ledger_open(&world->arena, demanded, &voided, rows, row_count, &open, NULL));

    struct ll_slice slices[WORLD_POSITIONS];
    size_t places[WORLD_POSITIONS];
    size_t slice_count = 0;
    for (size_t s = 0; s < world->slice_count; s++) {
        if (world->slices[s].line == number) {
            size_t to = slice_count++;
            while (to > 0 && slices[to - 1].span.lo > world->slices[s].slice.span.lo) {
                slices[to] = slices[to - 1];
                places[to] = places[to - 1];
                to--;
            }
            slices[to] = world->slices[s].slice;
            places[to] = s;
        }
    }
    struct ll_requeued *parts;
    size_t part_count;
    MUST(world,
         ll_ledger_requeue(&world->arena, slices, slice_count, &open, &parts, &part_count, NULL));
    for (size_t i = 0; i < part_count; i++) {
        struct queued part = {.slice = places[parts[i].slice],
                              .demand = {(uint32_t)number, (uint32_t)number, parts[i].open}};
        size_t to = count++;
        while (to > 0 && queue[to - 1].slice > part.slice) {
            queue[to] = queue[to - 1];
            to--;
        }
        queue[to] = part;
    }
    return count;
}

static void make_input(struct world *world, struct ll_allocate_input *input)
{
    size_t most = world->line_count * WORLD_POSITIONS;
    struct queued *queue = LL_NEW_ARRAY(&world->arena, struct queued, most);
    struct ll_allocate_demand *demand =
        LL_NEW_ARRAY(&world->arena, struct ll_allocate_demand, most);
    struct ll_restriction *restrictions =
        LL_NEW_ARRAY(&world->arena, struct ll_restriction, world->line_count);
    struct ll_allocate_lot *lots =
        LL_NEW_ARRAY(&world->arena, struct ll_allocate_lot, world->lot_count);
    struct ll_allocate_supply *supply =
        LL_NEW_ARRAY(&world->arena, struct ll_allocate_supply, world->lot_count * WORLD_UNITS);
    SEED_CHECK(world->seed, queue != NULL && demand != NULL && restrictions != NULL &&
                                lots != NULL && supply != NULL);
    size_t demand_count = 0;
    for (size_t i = 0; i < world->line_count; i++) {
        restrictions[i] = world->lines[i].restriction;
        demand_count = queue_line(world, i, queue, demand_count);
    }
    for (size_t i = 0; i < demand_count; i++) {
        demand[i] = queue[i].demand;
    }
    size_t supply_count = 0;
    for (size_t i = 0; i < world->lot_count; i++) {
        const struct naive_lot *lot = &world->lots[i];
        lots[i] = lot->attributes;
        struct ll_allocation *rows;
        size_t *at;
        size_t row_count = pick_rows(world, LL_SIDE_LOT, i, &rows, &at);
        struct ll_span_set excluded;
        struct ll_span_set free_units;
        set_of_flags(world, lot->excluded, lot->units, &excluded);
        struct ll_units accepted = {(int64_t)lot->units};
        MUST(world, ll_ledger_free(&world->arena, accepted, &excluded, rows, row_count, &free_units,
                                   NULL));
        for (size_t k = 0; k < free_units.count; k++) {
            supply[supply_count++] = (struct ll_allocate_supply){(uint32_t)i, free_units.spans[k]};
        }
    }
    *input = (struct ll_allocate_input){
        .lots = lots,
        .lot_count = world->lot_count,
        .supply = supply,
        .supply_count = supply_count,
        .demand = demand,
        .demand_count = demand_count,
        .restrictions = restrictions,
        .restriction_count = world->line_count,
        .line_count = world->line_count,
    };
}

static void hash_rows(struct world *world, const struct ll_allocate_result *result)
{
    for (size_t i = 0; i < result->row_count; i++) {
        const struct ll_allocation *row = &result->rows[i];
        const uint64_t values[] = {row->line,
                                   row->lot,
                                   (uint64_t)row->line_span.lo,
                                   (uint64_t)row->line_span.hi,
                                   (uint64_t)row->lot_span.lo,
                                   (uint64_t)row->lot_span.hi,
                                   (uint64_t)row->credit,
                                   (uint64_t)row->state};
        for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
            world->hash = (world->hash ^ values[k]) * UINT64_C(0x100000001b3);
        }
    }
}

static void check_waits(struct world *world, const struct ll_allocate_input *input,
                        const struct ll_allocate_result *result)
{
    struct ll_allocate_wait *waits;
    size_t count;
    MUST(world, ll_allocate_waits(&world->arena, input, result, &waits, &count, NULL));
    size_t open = 0;
    size_t explained = 0;
    for (size_t i = 0; i < world->line_count; i++) {
        for (size_t p = 0; p < world->lines[i].demanded; p++) {
            open += world->lines[i].lot[p] < 0 && !world->lines[i].voided[p] ? 1 : 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        explained += (size_t)ll_span_len(waits[i].open);
        naive_check_wait(world, input, &waits[i]);
    }
    SEED_CHECK(world->seed, open == explained);
    world->wait_count += count;
}

void world_run(struct world *world)
{
    struct ll_allocate_input input;
    struct ll_allocate_result result;
    make_input(world, &input);
    MUST(world, ll_allocate(&world->arena, &input, &result, NULL));
    SEED_CHECK(world->seed, result.row_count <= input.supply_count + input.demand_count);
    for (size_t i = 0; i < result.row_count; i++) {
        add_row(world, &result.rows[i]);
        world->divided_count += result.rows[i].credit > 1 ? 1 : 0;
    }
    if (world->line_count > world->set_count_max) {
        world->set_count_max = world->line_count;
    }
    hash_rows(world, &result);
    naive_run(world);
    world_check(world);
    check_waits(world, &input, &result);
    ll_arena_reset(&world->arena);
}

/* Apply a release to the rows and compare what it said of final parts. */
static void release(struct world *world, enum ll_side side, size_t owner,
                    const struct ll_span_set *out, size_t expected_final)
{
    struct ll_allocation *rows;
    size_t *at;
    size_t count = pick_rows(world, side, owner, &rows, &at);
    struct ll_ledger_release release;
    MUST(world, ll_ledger_release(&world->arena, rows, count, side, out, &release, NULL));
    for (size_t i = 0; i < release.released.count; i++) {
        world->rows[at[release.released.items[i].row]].state = (enum ll_allocation_state)0;
    }
    for (size_t i = 0; i < release.kept.count; i++) {
        add_row(world, &release.kept.items[i].part);
    }
    size_t final_units = 0;
    for (size_t i = 0; i < release.final.count; i++) {
        SEED_CHECK(world->seed, release.final.items[i].part.state == LL_ALLOCATION_STATE_FINAL);
        final_units += (size_t)ll_span_len(release.final.items[i].part.lot_span);
    }
    SEED_CHECK(world->seed, final_units == expected_final);
    drop_dead_rows(world);
}

static void random_flags(struct world *world, size_t count, bool *flags)
{
    memset(flags, 0, count * sizeof(flags[0]));
    size_t spans = 1 + seed_below(world->seed, 3);
    for (size_t i = 0; i < spans; i++) {
        size_t lo = seed_below(world->seed, count);
        size_t len = 1 + seed_below(world->seed, count - lo);
        for (size_t p = lo; p < lo + len; p++) {
            flags[p] = true;
        }
    }
}

void world_exclude(struct world *world)
{
    size_t number = seed_below(world->seed, world->lot_count);
    struct naive_lot *lot = &world->lots[number];
    bool out[WORLD_UNITS];
    random_flags(world, lot->units, out);
    struct ll_span_set set;
    set_of_flags(world, out, lot->units, &set);
    size_t final_units = 0;
    for (size_t u = 0; u < lot->units; u++) {
        if (out[u]) {
            lot->excluded[u] = true;
            lot->stage[u] = LL_STAGE_LOST;
            if (lot->line[u] >= 0 && lot->is_final[u]) {
                final_units++;
            } else if (lot->line[u] >= 0) {
                naive_release(world, number, u);
            }
        }
    }
    release(world, LL_SIDE_LOT, number, &set, final_units);
    world_check(world);
    ll_arena_reset(&world->arena);
}

void world_void(struct world *world)
{
    size_t number = seed_below(world->seed, world->line_count);
    struct naive_line *line = &world->lines[number];
    if (line->demanded == 0) {
        return;
    }
    bool out[WORLD_POSITIONS];
    random_flags(world, line->demanded, out);
    struct ll_span_set set;
    set_of_flags(world, out, line->demanded, &set);
    size_t final_units = 0;
    for (size_t p = 0; p < line->demanded; p++) {
        if (out[p] && line->lot[p] >= 0 && world->lots[line->lot[p]].is_final[line->unit[p]]) {
            /* A service refuses this; here the position stays demanded. Each unit counts once. */
            final_units += naive_touched_before(line, out, p) ? 0 : 1;
        } else if (out[p]) {
            line->voided[p] = true;
            if (line->lot[p] >= 0) {
                naive_release(world, (size_t)line->lot[p], line->unit[p]);
            }
        }
    }
    release(world, LL_SIDE_LINE, number, &set, final_units);
    world_check(world);
    ll_arena_reset(&world->arena);
}

void world_cite(struct world *world)
{
    static const enum ll_stage stages[] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED,
                                           LL_STAGE_RECEIVED, LL_STAGE_DISMANTLED,
                                           LL_STAGE_RECYCLED, LL_STAGE_LOST};
    size_t number = seed_below(world->seed, world->line_count);
    struct naive_line *line = &world->lines[number];
    if (line->demanded == 0) {
        return;
    }
    enum ll_stage stated = stages[seed_below(world->seed, 6)];
    bool cited[WORLD_POSITIONS];
    random_flags(world, line->demanded, cited);
    bool allowed = stated != LL_STAGE_LOST;
    for (size_t p = 0; p < line->demanded; p++) {
        if (seed_chance(world->seed, 20)) {
            continue; /* sometimes cite what is not allocated */
        }
        cited[p] = cited[p] && line->lot[p] >= 0;
    }
    if (!seed_chance(world->seed, 6)) {
        naive_add_whole_units(line, cited); /* sometimes cite a part of a unit */
    }
    for (size_t p = 0; p < line->demanded; p++) {
        allowed =
            allowed && (!cited[p] || (line->lot[p] >= 0 && naive_all_of_unit(line, cited, p)));
    }
    struct ll_span_set set;
    set_of_flags(world, cited, line->demanded, &set);
    struct ll_allocation *rows;
    size_t *at;
    size_t count = pick_rows(world, LL_SIDE_LINE, number, &rows, &at);
    struct ll_ledger_pieces pieces;
    enum ll_status status = ll_ledger_cite(&world->arena, rows, count, &set, stated, &pieces, NULL);
    SEED_CHECK(world->seed, status == (allowed ? LL_OK : LL_EREFUSED));
    for (size_t i = 0; allowed && i < pieces.count; i++) {
        world->rows[at[pieces.items[i].row]].state = (enum ll_allocation_state)0;
        add_row(world, &pieces.items[i].part);
    }
    drop_dead_rows(world);
    for (size_t p = 0; p < line->demanded && allowed; p++) {
        if (cited[p] && (stated == LL_STAGE_RECEIVED || stated == LL_STAGE_DISMANTLED ||
                         stated == LL_STAGE_RECYCLED)) {
            world->lots[line->lot[p]].is_final[line->unit[p]] = true;
        }
    }
    world_check(world);
    ll_arena_reset(&world->arena);
}

/* A lot's attributes changed: what no longer fits is released. */
static void refit(struct world *world, size_t number)
{
    struct naive_lot *lot = &world->lots[number];
    for (size_t i = 0; i < world->row_count; i++) {
        struct ll_allocation *row = &world->rows[i];
        if (row->lot == number &&
            !ll_ledger_still_fits(row, &lot->attributes, &world->lines[row->line].restriction)) {
            row->state = (enum ll_allocation_state)0;
        }
    }
    drop_dead_rows(world);
    for (size_t u = 0; u < lot->units; u++) {
        if (lot->line[u] >= 0 && !lot->is_final[u] &&
            !naive_fits(&world->lines[lot->line[u]], lot)) {
            naive_release(world, number, u);
        }
    }
}

void world_change_lot(struct world *world)
{
    size_t number = seed_below(world->seed, world->lot_count);
    struct naive_lot *lot = &world->lots[number];
    struct ll_allocate_lot changed = random_lot(world);
    changed.measure = lot->attributes.measure;
    changed.credit_g = lot->attributes.credit_g;
    lot->attributes = changed;
    refit(world, number);
    world_check(world);
    ll_arena_reset(&world->arena);
}

/* Below a gram a unit: refused; then, when no certificate stands on it, the weight is taken and
 * what no longer fits is released. */
static void take_away_weight(struct world *world, size_t number)
{
    struct naive_lot *lot = &world->lots[number];
    bool held = false;
    for (size_t u = 0; u < lot->units; u++) {
        held = held || (lot->line[u] >= 0 && lot->is_final[u] &&
                        world->lines[lot->line[u]].restriction.measure == LL_MEASURE_GRAMS);
    }
    if (!held) {
        lot->attributes.credit_g = 0;
        refit(world, number);
    }
}

/* The spans say what the unit-by-unit model did: each opened position once, in the right list. */
static void check_shortfalls(struct world *world, const struct ll_allocation *rows,
                             const struct ll_ledger_shortfalls *found, bool is_final,
                             const struct naive_opened *opened)
{
    size_t positions = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct ll_ledger_shortfall *shortfall = &found->items[i];
        size_t line = rows[shortfall->row].line;
        for (int64_t p = shortfall->open.lo; p < shortfall->open.hi; p++) {
            SEED_CHECK(world->seed,
                       opened->state[line][p] == (is_final ? NAIVE_OPENED_FINAL : NAIVE_OPENED));
            positions++;
        }
    }
    SEED_CHECK(world->seed, positions == (is_final ? opened->final_count : opened->count));
    world->shortfall_count += positions;
}

void world_recredit(struct world *world)
{
    static struct naive_opened opened;
    size_t number = seed_below(world->seed, world->lot_count);
    struct naive_lot *lot = &world->lots[number];
    int64_t credit_g = random_credit(world);
    struct ll_allocation *rows;
    size_t *at;
    struct ll_ledger_recredit recredit;
    if (lot->attributes.measure == LL_MEASURE_GRAMS) {
        return; /* its grams are its units: what is missing is a loss */
    }
    size_t count = pick_rows(world, LL_SIDE_LOT, number, &rows, &at);
    enum ll_status status =
        ll_ledger_recredit(&world->arena, rows, count, credit_g, &recredit, NULL);
    SEED_CHECK(world->seed, status == (credit_g == 0 ? LL_EREFUSED : LL_OK));
    if (credit_g == 0) {
        take_away_weight(world, number);
    } else {
        lot->attributes.credit_g = credit_g;
        naive_recredit(world, rows, count, credit_g, &opened);
        check_shortfalls(world, rows, &recredit.open, false, &opened);
        check_shortfalls(world, rows, &recredit.open_final, true, &opened);
        for (size_t i = 0; i < recredit.rows.count; i++) {
            world->rows[at[recredit.rows.items[i].row]] = recredit.rows.items[i].part;
        }
    }
    world_check(world);
    ll_arena_reset(&world->arena);
}

/* Which positions of each row's line have units that reached a stage, against unit by unit. */
static void check_reached(struct world *world, size_t number, enum ll_stage least)
{
    const struct naive_lot *lot = &world->lots[number];
    struct ll_stage_span spans[WORLD_UNITS];
    size_t span_count = 0;
    for (size_t u = 0; u < lot->units; u++) {
        if (u > 0 && lot->stage[u] == lot->stage[u - 1]) {
            spans[span_count - 1].units.hi++;
        } else {
            spans[span_count++] =
                (struct ll_stage_span){{(int64_t)u, (int64_t)u + 1}, lot->stage[u]};
        }
    }
    for (size_t i = 0; i < world->row_count; i++) {
        const struct ll_allocation *row = &world->rows[i];
        if (row->lot == number) {
            struct ll_span_set reached;
            ll_span_set_init(&reached, &world->arena);
            MUST(world, ll_ledger_reached(row, spans, span_count, least, &reached, NULL));
            for (int64_t k = 0; k < ll_span_len(row->line_span); k++) {
                enum ll_stage stage = lot->stage[row->lot_span.lo + k / row->credit];
                bool expected = stage >= least && stage <= LL_STAGE_RECYCLED;
                SEED_CHECK(world->seed,
                           ll_span_set_contains(&reached, row->line_span.lo + k) == expected);
            }
        }
    }
    struct ll_units counts[LL_PLACE_COUNT];
    MUST(world,
         ll_stage_balance(spans, span_count, (struct ll_units){(int64_t)lot->units}, counts, NULL));
    int64_t sum = 0;
    for (size_t i = 0; i < LL_PLACE_COUNT; i++) {
        sum += counts[i].n;
    }
    SEED_CHECK(world->seed, sum == (int64_t)lot->units);
}

void world_advance(struct world *world)
{
    static const enum ll_stage stages[] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED, LL_STAGE_RECEIVED,
                                           LL_STAGE_DISMANTLED, LL_STAGE_RECYCLED};
    size_t number = seed_below(world->seed, world->lot_count);
    struct naive_lot *lot = &world->lots[number];
    bool some[WORLD_UNITS];
    random_flags(world, lot->units, some);
    enum ll_stage stage = stages[seed_below(world->seed, 5)];
    for (size_t u = 0; u < lot->units; u++) {
        if (some[u] && !lot->excluded[u]) {
            lot->stage[u] = stage;
        }
    }
    check_reached(world, number, stages[seed_below(world->seed, 5)]);
    ll_arena_reset(&world->arena);
}

/* The lengths answer for each other, and the credit is one that the measures allow. */
static void check_credit(struct world *world, const struct ll_allocation *row)
{
    bool to_grams = world->lines[row->line].restriction.measure == LL_MEASURE_GRAMS;
    bool of_grams = world->lots[row->lot].attributes.measure == LL_MEASURE_GRAMS;
    int64_t units = ll_span_len(row->lot_span);
    SEED_CHECK(world->seed, row->credit >= 1 && row->credit <= LL_UNITS_MAX);
    SEED_CHECK(world->seed, ll_span_len(row->line_span) <= units * row->credit);
    SEED_CHECK(world->seed, ll_span_len(row->line_span) > (units - 1) * row->credit);
    SEED_CHECK(world->seed, row->credit == 1 || (to_grams && !of_grams));
    SEED_CHECK(world->seed, to_grams || !of_grams);
}

/* Every unit and position of the intervals is where the arrays say; the counts then make them
 * equal. Adds the counts of this row. */
static void check_row(struct world *world, const struct ll_allocation *row, size_t *units,
                      size_t *positions)
{
    const struct naive_lot *lot = &world->lots[row->lot];
    const struct naive_line *line = &world->lines[row->line];
    check_credit(world, row);
    for (int64_t p = row->line_span.lo; p < row->line_span.hi; p++) {
        int64_t unit = row->lot_span.lo + (p - row->line_span.lo) / row->credit;
        SEED_CHECK(world->seed, unit < row->lot_span.hi && unit < (int64_t)lot->units);
        SEED_CHECK(world->seed, p < (int64_t)line->demanded);
        SEED_CHECK(world->seed, line->lot[p] == (int)row->lot);
        SEED_CHECK(world->seed, (int64_t)line->unit[p] == unit);
        SEED_CHECK(world->seed, !line->voided[p]);
    }
    for (int64_t unit = row->lot_span.lo; unit < row->lot_span.hi; unit++) {
        int64_t first = row->line_span.lo + (unit - row->lot_span.lo) * row->credit;
        SEED_CHECK(world->seed, lot->line[unit] == (int)row->line);
        SEED_CHECK(world->seed, (int64_t)lot->position[unit] == first);
        SEED_CHECK(world->seed, lot->is_final[unit] == (row->state == LL_ALLOCATION_STATE_FINAL));
    }
    *units += (size_t)ll_span_len(row->lot_span);
    *positions += (size_t)ll_span_len(row->line_span);
}

static void check_units_of_lot(struct world *world)
{
    size_t number = seed_below(world->seed, world->lot_count);
    const struct naive_lot *lot = &world->lots[number];
    struct ll_allocation *rows;
    size_t *at;
    size_t count = pick_rows(world, LL_SIDE_LOT, number, &rows, &at);
    for (size_t u = 0; u < lot->units; u++) {
        size_t row = 0;
        int64_t position = 0;
        bool found = ll_ledger_counterpart(rows, count, LL_SIDE_LOT, (int64_t)u, &row, &position);
        SEED_CHECK(world->seed, found == (lot->line[u] >= 0));
        SEED_CHECK(world->seed, !found || ((int)rows[row].line == lot->line[u] &&
                                           position == (int64_t)lot->position[u]));
    }
}

static void check_counterparts(struct world *world)
{
    size_t number = seed_below(world->seed, world->line_count);
    const struct naive_line *line = &world->lines[number];
    struct ll_allocation *rows;
    size_t *at;
    size_t count = pick_rows(world, LL_SIDE_LINE, number, &rows, &at);
    for (size_t p = 0; p < line->demanded; p++) {
        size_t row = 0;
        int64_t unit = 0;
        bool found = ll_ledger_counterpart(rows, count, LL_SIDE_LINE, (int64_t)p, &row, &unit);
        SEED_CHECK(world->seed, found == (line->lot[p] >= 0));
        SEED_CHECK(world->seed, !found || ((int)rows[row].lot == line->lot[p] &&
                                           unit == (int64_t)line->unit[p]));
    }
}

void world_check(struct world *world)
{
    size_t by_rows[2] = {0};
    size_t by_arrays[2] = {0};
    for (size_t i = 0; i < world->row_count; i++) {
        check_row(world, &world->rows[i], &by_rows[0], &by_rows[1]);
    }
    for (size_t i = 0; i < world->lot_count; i++) {
        for (size_t u = 0; u < world->lots[i].units; u++) {
            by_arrays[0] += world->lots[i].line[u] >= 0 ? 1 : 0;
        }
    }
    for (size_t i = 0; i < world->line_count; i++) {
        for (size_t p = 0; p < world->lines[i].demanded; p++) {
            by_arrays[1] += world->lines[i].lot[p] >= 0 ? 1 : 0;
        }
    }
    SEED_CHECK(world->seed, by_rows[0] == by_arrays[0]); /* no unit twice, none forgotten */
    SEED_CHECK(world->seed, by_rows[1] == by_arrays[1]); /* and no position */
    if (world->line_count > 0) {
        check_counterparts(world);
        check_units_of_lot(world);
    }
}
