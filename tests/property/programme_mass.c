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
