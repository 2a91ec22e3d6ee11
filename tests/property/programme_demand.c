/* Demand of the naive model: what is bought, held, given back. */
#include "property/programme_model.h"

int model_slice_of(const struct model *model, int line, int position)
{
    for (int s = 0; s < model->slices; s++) {
        if (model->slice[s].line == line && model->slice[s].lo <= position &&
            position < model->slice[s].hi) {
            return s;
        }
    }
    return MODEL_NONE;
}

/* ---- lines ---- */
bool model_open(struct model *model, int number, int client, enum model_demand demand,
                const struct model_terms *terms)
{
    model->line[number] = (struct model_line){.number = ++model->lines,
                                              .opened = true,
                                              .client = client,
                                              .demand = demand,
                                              .terms = *terms};
    return true;
}

static bool same_terms(const struct model_terms *a, const struct model_terms *b)
{
    return a->strict == b->strict && a->funded == b->funded && a->early == b->early &&
           a->late == b->late && a->countries == b->countries;
}

int model_line_for(const struct model *model, int client, enum model_demand demand)
{
    static const struct model_terms none = {.countries = 0};
    int all = 0;
    int plain = 0;
    int any = MODEL_NONE;
    int chosen = MODEL_NONE;
    for (int number = 0; number < MODEL_LINES; number++) {
        const struct model_line *line = &model->line[number];
        if (!line->opened || line->client != client || line->demand != demand) {
            continue;
        }
        all++;
        any = number;
        if (same_terms(&line->terms, &none)) {
            plain++;
            chosen = number;
        }
    }
    return all == 0   ? model_line_of(client, demand)
           : all == 1 ? any
                      : (plain == 1 ? chosen : MODEL_NONE);
}

/* What was carried over first, of lines like this one, and stands for nothing yet. */
static bool first_carried(const struct model *model, int like, int *ret_line, int *ret_position)
{
    int first = 0;
    for (int number = 0; number < MODEL_LINES; number++) {
        const struct model_line *line = &model->line[number];
        if (line->client != model->line[like].client || line->demand != model->line[like].demand ||
            !same_terms(&line->terms, &model->line[like].terms)) {
            continue;
        }
        for (int p = 0; p < line->demanded; p++) {
            int carried = line->position[p].carried;
            if (carried > 0 && !line->position[p].used && (first == 0 || carried < first)) {
                first = carried;
                *ret_line = number;
                *ret_position = p;
            }
        }
    }
    return first > 0;
}

bool model_buy(struct model *model, int number, int units)
{
    struct model_line *line = &model->line[number];
    int positions = units * model_device(model, number);
    if (!line->opened) {
        line->opened = true;
        line->number = ++model->lines;
    }
    model->slice[model->slices++] = (struct model_slice){
        .line = number, .lo = line->demanded, .hi = line->demanded + positions};
    for (int i = 0; i < positions; i++) {
        struct model_position *position = &line->position[line->demanded];
        *position = (struct model_position){.from = MODEL_NONE, .lot = MODEL_NONE};
        if (first_carried(model, number, &position->from_line, &position->from)) {
            position->voided = true;
            model->line[position->from_line].position[position->from].used = true;
        }
        line->demanded++;
    }
    return true;
}

/* How a position stands: the order in which positions are taken back. */
enum standing {
    STANDING_OPEN,
    STANDING_PROVISIONAL,
    STANDING_HELD,
    STANDING_GONE,
};
static enum standing standing_of(const struct model *model, const struct model_position *position)
{
    if (position->from != MODEL_NONE) {
        return STANDING_HELD;
    }
    if (position->voided || position->carried > 0) {
        return STANDING_GONE;
    }
    if (position->lot == MODEL_NONE) {
        return STANDING_OPEN;
    }
    return model->lot[position->lot].unit[position->unit].certificate == MODEL_NONE
               ? STANDING_PROVISIONAL
               : STANDING_HELD;
}

/* True when a unit was let go. */
static bool take_back(struct model *model, struct model_line *line, int number,
                      enum standing standing)
{
    struct model_position *position = &line->position[number];
    if (standing == STANDING_PROVISIONAL && position->lot != MODEL_NONE) {
        model_free(model, &model->lot[position->lot].unit[position->unit]);
    }
    position->voided = standing != STANDING_HELD || position->from != MODEL_NONE;
    if (position->from != MODEL_NONE) {
        model->line[position->from_line].position[position->from].used = false;
        position->from = MODEL_NONE;
    }
    return standing == STANDING_PROVISIONAL;
}

/* Does a document say so? */
static bool is_bought(const struct model_slice *slice)
{
    return slice->hold == 0 || slice->hold == LL_HOLD_STATE_CONFIRMED;
}

/* Positions of a line that a credit note is about. */
struct taken {
    enum standing standing[MODEL_POSITIONS]; /* before: a unit let go leaves other grams open */
    bool is_carried[MODEL_POSITIONS];
};

/* True when there are as many. */
static bool look_at(const struct model *model, const struct model_slice *slice, int units,
                    struct taken *taken)
{
    int left = 0;
    for (int p = slice->lo; p < slice->hi; p++) {
        taken->standing[p] = standing_of(model, &model->line[slice->line].position[p]);
        left += taken->standing[p] != STANDING_GONE ? 1 : 0;
    }
    return is_bought(slice) && units * model_device(model, slice->line) <= left;
}

/* True when a unit was let go. */
static bool return_units(struct model *model, const struct model_slice *slice, int units,
                         struct taken *taken)
{
    struct model_line *line = &model->line[slice->line];
    int left = units * model_device(model, slice->line);
    bool released = false;
    for (enum standing turn = STANDING_OPEN; turn < STANDING_GONE; turn++) {
        for (int p = slice->hi - 1; p >= slice->lo && left > 0; p--) {
            if (taken->standing[p] == turn) {
                taken->is_carried[p] =
                    turn == STANDING_HELD && line->position[p].from == MODEL_NONE;
                released = take_back(model, line, p, turn) || released;
                left--;
            }
        }
    }
    return released;
}

/* Of what certificates hold, the lower positions of the earlier line were carried over first. */
static void count_carried(struct model *model, const struct taken *taken)
{
    for (int number = 1; number <= model->lines; number++) {
        for (int line = 0; line < MODEL_LINES; line++) {
            for (int p = 0; p < MODEL_POSITIONS && model->line[line].number == number; p++) {
                if (taken[line].is_carried[p]) {
                    model->line[line].position[p].carried = ++model->carried;
                }
            }
        }
    }
}

bool model_credit(struct model *model, const struct model_return *returns, int count)
{
    struct taken taken[MODEL_LINES] = {{.is_carried = {false}}};
    int units[MODEL_SLICES] = {0};
    bool released = false;
    for (int i = 0; i < count; i++) {
        units[returns[i].slice] += returns[i].units;
    }
    for (int s = 0; s < model->slices; s++) {
        const struct model_slice *slice = &model->slice[s];
        if (units[s] > 0 && !look_at(model, slice, units[s], &taken[slice->line])) {
            return false;
        }
    }
    for (int s = 0; s < model->slices; s++) {
        const struct model_slice *slice = &model->slice[s];
        if (units[s] > 0) {
            released = return_units(model, slice, units[s], &taken[slice->line]) || released;
        }
    }
    count_carried(model, taken);
    return released ? model_run(model) : true;
}

/* ---- holds ---- */
bool model_hold(struct model *model, int number, int units, int until)
{
    struct model_line *line = &model->line[number];
    int positions = units * model_device(model, number);
    if (!line->opened || until < model->day) {
        return false;
    }
    model->slice[model->slices++] = (struct model_slice){.line = number,
                                                         .lo = line->demanded,
                                                         .hi = line->demanded + positions,
                                                         .hold = LL_HOLD_STATE_HELD,
                                                         .until = until};
    for (int i = 0; i < positions; i++) {
        line->position[line->demanded++] =
            (struct model_position){.from = MODEL_NONE, .lot = MODEL_NONE};
    }
    return true;
}

bool model_confirm(struct model *model, int number, bool known)
{
    struct model_slice *slice = &model->slice[number];
    if (slice->hold != LL_HOLD_STATE_HELD || slice->until < model->day || known) {
        return false;
    }
    slice->hold = LL_HOLD_STATE_CONFIRMED;
    return true;
}

/* True when a unit was let go. */
static bool end_hold(struct model *model, struct model_slice *slice, enum ll_hold_state state)
{
    bool released = false;
    for (int p = slice->lo; p < slice->hi; p++) {
        struct model_position *position = &model->line[slice->line].position[p];
        if (position->lot != MODEL_NONE) {
            model_free(model, &model->lot[position->lot].unit[position->unit]);
            released = true;
        }
        position->voided = true;
    }
    slice->hold = state;
    return released;
}

bool model_withdraw(struct model *model, int number)
{
    struct model_slice *slice = &model->slice[number];
    if (slice->hold != LL_HOLD_STATE_HELD) {
        return false;
    }
    return end_hold(model, slice, LL_HOLD_STATE_WITHDRAWN) ? model_run(model) : true;
}

bool model_end_due(struct model *model)
{
    bool ended = false;
    for (int s = 0; s < model->slices; s++) {
        if (model->slice[s].hold == LL_HOLD_STATE_HELD && model->slice[s].until < model->day) {
            (void)end_hold(model, &model->slice[s], LL_HOLD_STATE_EXPIRED);
            ended = true;
        }
    }
    return ended;
}

bool model_expire(struct model *model)
{
    return model_end_due(model) ? model_run(model) : true;
}

/* ---- forgetting ---- */
bool model_erase(struct model *model, int client)
{
    for (int n = 0; n < MODEL_LINES; n++) {
        const struct model_line *line = &model->line[n];
        for (int p = 0; line->opened && line->client == client && p < line->demanded; p++) {
            if (!line->position[p].voided) {
                return false;
            }
        }
    }
    if (model->certified[client]) {
        return false;
    }
    model->erased[client] = true;
    for (int s = 0; s < model->slices; s++) {
        if (model->line[model->slice[s].line].client == client && is_bought(&model->slice[s])) {
            model->slice[s].erased = true;
        }
    }
    return true;
}
