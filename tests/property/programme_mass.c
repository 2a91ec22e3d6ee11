/* What units of the naive model weigh. */
#include "property/programme_model.h"

/* Of so many grams of so many units, those of the units before the nth. */
static int before(int grams, int units, int nth)
{
    return grams * nth / units;
}

/* What a unit weighed where it was collected. */
static int collected_g(const struct model_lot *lot, int unit)
{
    return before(lot->grams, lot->units, unit + 1) - before(lot->grams, lot->units, unit);
}

int model_collected_g(const struct model *model, int shipment)
{
    int grams = 0;
    EACH_UNIT(model, l, u)
    {
        if (model_is_aboard(model, shipment, &model->lot[l].unit[u])) {
            grams += collected_g(&model->lot[l], u);
        }
    }
    return grams;
}

/* Units of a lot that lie together, and their part of a whole. */
struct run {
    int lot;
    int lo;
    int hi;
    int weight;
    int grams;
    int rest; /* what dividing left, until a gram more made up for it */
};

static int find_runs(const struct model *model, const struct model_marks *marks, struct run *runs)
{
    int count = 0;
    EACH_UNIT(model, l, u)
    {
        if (!marks->on[l][u]) {
            continue;
        }
        if (u == 0 || !marks->on[l][u - 1]) {
            runs[count++] = (struct run){.lot = l, .lo = u, .hi = u};
        }
        runs[count - 1].hi++;
        runs[count - 1].weight += collected_g(&model->lot[l], u);
    }
    return count;
}

/* By what they weighed where they were collected; the grams that are left go where most was cut
 * off, of equals to the first. */
static void share(struct run *runs, int count, int grams)
{
    int all = 0;
    int left = grams;
    for (int i = 0; i < count; i++) {
        all += runs[i].weight;
    }
    for (int i = 0; i < count; i++) {
        runs[i].grams = grams * runs[i].weight / all;
        runs[i].rest = grams * runs[i].weight % all;
        left -= runs[i].grams;
    }
    for (; left > 0; left--) {
        int most = 0;
        for (int i = 1; i < count; i++) {
            most = runs[i].rest > runs[most].rest ? i : most;
        }
        runs[most].grams++;
        runs[most].rest = -1;
    }
}

/* ---- what units count ---- */
void model_part_rows(struct model *model)
{
    for (int l = 0; l < model->lots; l++) {
        const struct model_unit *last = NULL;
        int row = 0;
        for (int u = 0; u < model->lot[l].units; u++) {
            struct model_unit *unit = &model->lot[l].unit[u];
            bool joined = last != NULL && last->line != MODEL_NONE && unit->line != MODEL_NONE &&
                          row == unit->row && last->certificate == unit->certificate;
            row = unit->row;
            model->rows += joined ? 0 : 1;
            unit->row = model->rows;
            last = unit;
        }
    }
}

void model_shrink(struct model *model, int lot, int lo, int hi, int credit)
{
    struct model_unit *units = model->lot[lot].unit;
    struct model_position *positions = model->line[units[lo].line].position;
    int at = units[lo].position;
    int end = units[hi - 1].position + units[hi - 1].span;
    for (int p = at; p < end; p++) {
        positions[p].lot = MODEL_NONE;
    }
    model->rows++;
    for (int u = lo; u < hi; u++) {
        units[u].row = model->rows;
        units[u].credit = credit;
        units[u].position = at;
        units[u].span = credit < end - at ? credit : end - at;
        for (int i = 0; i < units[u].span; i++) {
            positions[at + i].lot = lot;
            positions[at + i].unit = u;
        }
        at += units[u].span;
    }
}

/* Units [lo, hi) of a lot lie together and count less than they did. */
static void count_less(struct model *model, int lot, int lo, int hi, int worth)
{
    struct model_unit *units = model->lot[lot].unit;
    for (int u = lo; u < hi; u++) {
        units[u].worth = worth;
        if (units[u].line != MODEL_NONE && units[u].certificate != MODEL_NONE &&
            units[u].credit > worth) {
            model_doubt(model, units[u].certificate);
        }
    }
    for (int u = lo; u < hi; u++) {
        int end = u + 1;
        while (end < hi && units[end].line != MODEL_NONE && units[end].row == units[u].row) {
            end++;
        }
        if (units[u].line != MODEL_NONE && units[u].certificate == MODEL_NONE &&
            units[u].credit > worth) {
            model_shrink(model, lot, u, end, worth);
        }
        u = end - 1;
    }
    model->opened = true; /* what is free may serve others now */
}

void model_recredit(struct model *model, const struct model_marks *marks, int grams, int beyond_g)
{
    int bound_g = 0;
    struct run runs[MODEL_LOTS * MODEL_UNITS];
    int count = find_runs(model, marks, runs);
    EACH_UNIT(model, l, u)
    {
        if (marks->on[l][u] && model->lot[l].unit[u].stage == LL_STAGE_DISMANTLED) {
            return; /* perhaps only a part of it was weighed */
        }
    }
    for (int i = 0; i < count; i++) {
        bound_g += runs[i].weight;
    }
    /* what the sample does not bind was weighed with the others */
    share(runs, count, beyond_g == 0 ? grams : grams * bound_g / (bound_g + beyond_g));
    for (int i = 0; i < count; i++) {
        const struct model_unit *units = model->lot[runs[i].lot].unit;
        int worth = runs[i].grams / (runs[i].hi - runs[i].lo); /* a gram is worth a gram */
        for (int u = runs[i].lo; u < runs[i].hi; u++) {
            int end = u;
            while (end < runs[i].hi && units[end].worth > worth) {
                end++;
            }
            if (u < end) {
                count_less(model, runs[i].lot, u, end, worth);
                u = end - 1;
            }
        }
    }
}

void model_weigh(struct model *model, const struct model_marks *marks, int grams)
{
    struct run runs[MODEL_LOTS * MODEL_UNITS];
    int count = find_runs(model, marks, runs);
    share(runs, count, grams);
    for (int i = 0; i < count; i++) {
        int units = runs[i].hi - runs[i].lo;
        for (int u = 0; u < units; u++) {
            model->lot[runs[i].lot].unit[runs[i].lo + u].grams =
                before(runs[i].grams, units, u + 1) - before(runs[i].grams, units, u);
        }
    }
}
