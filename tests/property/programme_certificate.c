/* Certificates of the naive model, and the promises it checks. */
#include "property/programme_model.h"

static int state_new(struct model *model, enum ll_stage stage)
{
    model->certificate[model->certificates] = (struct model_certificate){CERTIFICATE_LIVE, stage};
    return model->certificates++;
}

/* Purchases came by papers of February, what holds became by papers of a later day. */
static bool is_meant(const struct model_slice *slice, int number, const struct model_part *part)
{
    return slice->hold != LL_HOLD_STATE_HELD &&
           (part->document == MODEL_NONE || part->document == number) &&
           (!part->february || slice->hold == 0) && (!part->later || slice->hold != 0);
}

/* Does a unit serve a device that came back, which stands for nothing since? */
static bool is_returned(const struct model *model, const struct model_unit *unit)
{
    for (int i = 0; i < unit->span; i++) {
        const struct model_position *position =
            &model->line[unit->line].position[unit->position + i];
        if (position->carried > 0 && !position->used) {
            return true;
        }
    }
    return false;
}

bool model_issue(struct model *model, int client, enum ll_stage stage, int units,
                 const struct model_part *part)
{
    int left = units == 0 ? MODEL_LINES * MODEL_POSITIONS : units;
    int certificate = MODEL_NONE;
    for (int line = 0; line < MODEL_LINES; line++) {
        bool meant = model->line[line].client == client && !model->erased[client];
        for (int p = 0; meant && p < model->line[line].demanded && left > 0; p++) {
            int slice = model_slice_of(model, line, p);
            const struct model_position *position = &model->line[line].position[p];
            struct model_unit *unit = position->lot == MODEL_NONE
                                          ? NULL
                                          : &model->lot[position->lot].unit[position->unit];
            if (unit == NULL || (units > 0 && model->lot[position->lot].uncounted) ||
                unit->stage != stage || unit->certificate != MODEL_NONE ||
                unit->under != MODEL_NONE || is_returned(model, unit) ||
                (unit->refused && stage == LL_STAGE_SHIPPED) ||
                !is_meant(&model->slice[slice], slice, part)) {
                continue;
            }
            certificate = certificate == MODEL_NONE ? state_new(model, stage) : certificate;
            unit->certificate = certificate;
            left--;
        }
    }
    model_part_rows(model);
    model->certified[client] = model->certified[client] || certificate != MODEL_NONE;
    return certificate != MODEL_NONE;
}

/* What a certificate's units are like. */
struct sum {
    int gone;
    int unfit;
    int under;
    int refused;
    int left;
    enum ll_stage lowest;
};
static struct sum sum_of(const struct model *model, int certificate)
{
    struct sum sum = {.lowest = LL_STAGE_RECYCLED};
    for (int l = 0; l < model->lots; l++) {
        for (int u = 0; u < model->lot[l].units; u++) {
            const struct model_unit *unit = &model->lot[l].unit[u];
            if (unit->certificate != certificate) {
                continue;
            }
            if (model_is_removed(unit)) {
                sum.gone++;
                continue;
            }
            sum.left++;
            sum.unfit += model_fits(model, l, unit) ? 0 : 1;
            sum.under += unit->under == MODEL_NONE ? 0 : 1;
            sum.refused += unit->refused && unit->stage == LL_STAGE_SHIPPED ? 1 : 0;
            sum.lowest = unit->stage < sum.lowest ? unit->stage : sum.lowest;
        }
    }
    return sum;
}

/* Units of one row that a certificate cited count what they weigh now: true when that is less. */
static bool shrink_cited(struct model *model, const struct model_marks *cited)
{
    bool less = false;
    for (int l = 0; l < model->lots; l++) {
        struct model_unit *units = model->lot[l].unit;
        for (int u = 0, end = 0; u < model->lot[l].units; u = end) {
            end = u + 1;
            if (!cited->on[l][u] || units[u].worth >= units[u].credit) {
                continue;
            }
            while (end < model->lot[l].units && cited->on[l][end] &&
                   units[end].row == units[u].row && units[end].worth == units[u].worth) {
                end++;
            }
            model_shrink(model, l, u, end, units[u].worth);
            less = true;
        }
    }
    return less;
}

/* Let go of what has left the supply (and what may not serve), and let `by` cite the rest. */
static bool cite_again(struct model *model, int certificate, int by, bool keep_unfit)
{
    struct model_marks kept = {{{false}}};
    bool open = false;
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        if (unit->certificate != certificate) {
            continue;
        }
        unit->certificate = by;
        if (model_is_removed(unit) || (!keep_unfit && !model_fits(model, l, unit))) {
            model_free(model, unit);
            open = true;
        } else {
            kept.on[l][u] = model->line[unit->line].demand == DEMAND_GRAMS;
        }
    }
    open = shrink_cited(model, &kept) || open;
    return open ? model_run(model) : true;
}

static bool may_change(const struct model *model, int certificate)
{
    return model->certificate[certificate].state <= CERTIFICATE_UNDER_REVIEW;
}

static bool may_be_restated(const struct model *model, int certificate, const struct sum *sum)
{
    return may_change(model, certificate) && sum->unfit == 0 && sum->under == 0 && sum->left > 0 &&
           (sum->refused == 0 || sum->lowest != LL_STAGE_SHIPPED);
}

bool model_raise(struct model *model, int number)
{
    struct model_certificate *certificate = &model->certificate[number];
    struct sum sum = sum_of(model, number);
    if (!may_be_restated(model, number, &sum)) {
        return false;
    }
    if (sum.gone == 0 && certificate->state == CERTIFICATE_LIVE &&
        sum.lowest <= certificate->stage) {
        return false;
    }
    *certificate = (struct model_certificate){CERTIFICATE_LIVE, sum.lowest};
    return cite_again(model, number, number, true);
}

bool model_replace(struct model *model, int number)
{
    struct sum sum = sum_of(model, number);
    if (!may_be_restated(model, number, &sum)) {
        return false;
    }
    model->certificate[number].state = CERTIFICATE_SUPERSEDED;
    return cite_again(model, number, state_new(model, sum.lowest), true);
}

bool model_revoke(struct model *model, int number)
{
    if (!may_change(model, number)) {
        return false;
    }
    model->certificate[number].state = CERTIFICATE_REVOKED;
    return cite_again(model, number, MODEL_NONE, false);
}

/* ---- promises ---- */
static void check_unit(const struct model *model, int lot, const struct model_unit *unit)
{
    bool gone = model_is_removed(unit) || unit->stage == LL_STAGE_RECYCLED;
    SEED_CHECK(model->seed, gone == (unit->place == PLACE_NOWHERE));
    SEED_CHECK(model->seed, unit->certificate == MODEL_NONE || unit->line != MODEL_NONE);
    if (unit->line == MODEL_NONE) {
        return;
    }
    SEED_CHECK(model->seed, unit->span > 0 && unit->span <= unit->credit);
    for (int i = 0; i < unit->span; i++) {
        const struct model_position *position =
            &model->line[unit->line].position[unit->position + i];
        SEED_CHECK(model->seed, &model->lot[position->lot].unit[position->unit] == unit);
        SEED_CHECK(model->seed, !position->voided);
    }
    if (unit->certificate == MODEL_NONE) {
        SEED_CHECK(model->seed, model_fits(model, lot, unit) && !model_is_removed(unit));
        SEED_CHECK(model->seed, unit->credit <= unit->worth);
        return;
    }
    const struct model_certificate *certificate = &model->certificate[unit->certificate];
    SEED_CHECK(model->seed, certificate->state <= CERTIFICATE_UNDER_REVIEW);
    SEED_CHECK(model->seed, certificate->state == CERTIFICATE_UNDER_REVIEW ||
                                (!model_is_removed(unit) && unit->stage >= certificate->stage));
}

void model_check(const struct model *model)
{
    for (int l = 0; l < model->lots; l++) {
        for (int u = 0; u < model->lot[l].units; u++) {
            check_unit(model, l, &model->lot[l].unit[u]);
        }
    }
    for (int line = 0; line < MODEL_LINES; line++) {
        for (int p = 0; p < model->line[line].demanded; p++) {
            const struct model_position *position = &model->line[line].position[p];
            if (position->lot != MODEL_NONE) {
                const struct model_unit *unit = &model->lot[position->lot].unit[position->unit];
                SEED_CHECK(model->seed, unit->line == line && unit->position <= p &&
                                            p < unit->position + unit->span);
            }
        }
    }
}
