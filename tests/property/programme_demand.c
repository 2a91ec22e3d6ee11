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

/* What was carried over first of the line and stands for nothing yet. */
static int first_carried(const struct model_line *line)
{
    int first = MODEL_NONE;
    for (int p = 0; p < line->demanded; p++) {
        const struct model_position *position = &line->position[p];
        if (position->carried > 0 && !position->used &&
            (first == MODEL_NONE || position->carried < line->position[first].carried)) {
            first = p;
        }
    }
    return first;
}

bool model_buy(struct model *model, int client, int class, int units)
{
    int number = model_line_of(client, class);
    struct model_line *line = &model->line[number];
    model->slice[model->slices++] =
        (struct model_slice){.line = number, .lo = line->demanded, .hi = line->demanded + units};
    for (int i = 0; i < units; i++) {
        int from = first_carried(line);
        line->position[line->demanded++] =
            (struct model_position){.voided = from != MODEL_NONE, .from = from, .lot = MODEL_NONE};
        if (from != MODEL_NONE) {
            line->position[from].used = true;
        }
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
    if (standing == STANDING_PROVISIONAL) {
        model_free(model, &model->lot[position->lot].unit[position->unit]);
    }
    position->voided = standing != STANDING_HELD || position->from != MODEL_NONE;
    if (position->from != MODEL_NONE) {
        line->position[position->from].used = false;
        position->from = MODEL_NONE;
    }
    return standing == STANDING_PROVISIONAL;
}

/* Of those that a certificate holds, the lower were carried over first. */
static void count_carried(struct model *model, const struct model_slice *slice,
                          const bool *is_carried)
{
    for (int p = slice->lo; p < slice->hi; p++) {
        if (is_carried[p]) {
            model->line[slice->line].position[p].carried = ++model->carried;
        }
    }
}

/* Does a document say so? */
static bool is_bought(const struct model_slice *slice)
{
    return slice->hold == 0 || slice->hold == LL_HOLD_STATE_CONFIRMED;
}

bool model_credit(struct model *model, int number, int units)
{
    const struct model_slice *slice = &model->slice[number];
    struct model_line *line = &model->line[slice->line];
    bool is_carried[MODEL_POSITIONS] = {false};
    bool released = false;
    int left = 0;
    for (int p = slice->lo; p < slice->hi; p++) {
        left += standing_of(model, &line->position[p]) != STANDING_GONE ? 1 : 0;
    }
    if (units > left || !is_bought(slice)) {
        return false;
    }
    for (enum standing turn = STANDING_OPEN; turn < STANDING_GONE; turn++) {
        for (int p = slice->hi - 1; p >= slice->lo && units > 0; p--) {
            if (standing_of(model, &line->position[p]) == turn) {
                is_carried[p] = turn == STANDING_HELD && line->position[p].from == MODEL_NONE;
                released = take_back(model, line, p, turn) || released;
                units--;
            }
        }
    }
    count_carried(model, slice, is_carried);
    return released ? model_run(model) : true;
}

/* ---- holds ---- */
bool model_hold(struct model *model, int client, int class, int units, int until)
{
    int number = model_line_of(client, class);
    struct model_line *line = &model->line[number];
    /* the first purchase opens the line, unless it has terms */
    if ((line->demanded == 0 && !line->strict) || until < model->day) {
        return false;
    }
    model->slice[model->slices++] = (struct model_slice){.line = number,
                                                         .lo = line->demanded,
                                                         .hi = line->demanded + units,
                                                         .hold = LL_HOLD_STATE_HELD,
                                                         .until = until};
    for (int i = 0; i < units; i++) {
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
