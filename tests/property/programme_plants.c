/* The random commands of plants: what they receive, and what they make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "property/programme_steps.h"

/* How a plant knows how many there are, as options of its statement; the first NULL: it counted. */
struct basis {
    const char *options[3];
    int grams; /* that the scale shows */
};

/* What the plant signs: so many of those aboard are missing, so many it refuses. */
static void sign(struct programme_world *w, int shipment, int declared, int missing, int rejected,
                 const struct basis *basis)
{
    int units = declared - missing - rejected;
    const char *mass = programme_text(w, "mass=%dg", basis->grams);
    const char *all = programme_text(w, "declared=%d", declared);
    const struct ll_json *receipt;
    ll_give_key_file(w->ledger, model_plant_of(&w->model, shipment) == PLACE_ABROAD
                                    ? &w->ledger->plant_key
                                    : &w->ledger->other_key);
    if (basis->options[0] == NULL) {
        receipt = programme_call(w, true, "receipt sign", "key=plant.key", all,
                                 programme_text(w, "units=%d", units), mass,
                                 rejected == 0 ? NULL : programme_text(w, "rejected=%d", rejected),
                                 "reason=damaged", NULL);
    } else {
        receipt = programme_call(w, true, "receipt sign", "key=plant.key", all, mass,
                                 basis->options[0], basis->options[1], basis->options[2], NULL);
    }
    ll_give_file(w->ledger, "receipt.json", ll_canonical(w->ledger, receipt));
}

static bool receive(struct programme_world *w, int shipment, int missing, int rejected,
                    const struct basis *basis)
{
    bool arrived = w->model.shipment[shipment].state == SHIPMENT_ARRIVED;
    int declared = model_in_shipment(&w->model, shipment);
    int cases = w->model.case_count;
    if (cases == MODEL_CASES || (arrived && missing + rejected >= declared)) {
        return false;
    }
    if (!arrived) {
        declared = missing + rejected + 1;
    }
    char today[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){programme_day(w)}, today); /* of the month that is signed for */
    sign(w, shipment, declared, missing, rejected, basis);
    const struct ll_json *answer = programme_call(
        w, model_receive(&w->model, shipment, missing, rejected, basis->grams), "receipt record",
        shipment_option(w, shipment), "file=@r", programme_text(w, "received_on=%s", today), NULL);
    if (answer != NULL) {
        w->receipt_id[shipment] = programme_answer_id(w, answer, "receipt_id", "rcp");
    }
    if (w->model.case_count > cases) {
        w->case_id[cases] = programme_answer_id(w, answer, "case_id", "cas");
    }
    return true;
}

/* What a scale shows of so many units: often less than where they were collected. */
static int some_grams(struct programme_world *w, int units)
{
    int each = WORLD_UNIT_G - 2 + below(w, 5);
    return units * each + below(w, 4);
}

bool programme_receive(struct programme_world *w, int shipment, int missing, int rejected)
{
    int units = model_in_shipment(&w->model, shipment) - missing - rejected;
    const struct basis counted = {.grams = some_grams(w, units < 1 ? 1 : units)};
    return receive(w, shipment, missing, rejected, &counted);
}

__extension__ typedef __int128 wide;

/* n over k, by Pascal's triangle; n is small. */
static wide choose(int n, int k)
{
    wide row[MODEL_LOTS * MODEL_UNITS + 1] = {1};
    for (int i = 1; i <= n; i++) {
        for (int j = i; j > 0; j--) {
            row[j] += row[j - 1];
        }
    }
    return k < 0 || k > n ? 0 : row[k];
}

/* The fewest there may be for a sample as good as this to come up in one of twenty draws. */
static int sample_bound(int declared, int drawn, int good)
{
    int bound = good;
    for (; bound < declared - (drawn - good); bound++) {
        wide ways = 0;
        for (int k = good; k <= drawn; k++) {
            ways += choose(bound, k) * choose(declared - bound, drawn - k);
        }
        if (20 * ways > choose(declared, drawn)) {
            break;
        }
    }
    return bound;
}

/* Of a shipment that arrived: by a scale that shows less, or by a sample. */
bool step_receive_part(struct programme_world *w)
{
    if (w->model.shipments == 0) {
        return false;
    }
    int shipment = below(w, w->model.shipments);
    int declared = model_in_shipment(&w->model, shipment);
    if (w->model.shipment[shipment].state != SHIPMENT_ARRIVED || declared == 0) {
        return false;
    }
    if (below(w, 2) == 0) {
        int collected = model_collected_g(&w->model, shipment);
        int grams = collected + 2 - below(w, collected);
        int units = declared * grams / collected;
        const struct basis weighed = {
            .options = {"basis=weighed", programme_text(w, "collected=%dg", collected), NULL},
            .grams = grams,
        };
        return units > 0 &&
               receive(w, shipment, units > declared ? 0 : declared - units, 0, &weighed);
    }
    int drawn = 1 + below(w, declared);
    int good = 1 + below(w, drawn);
    int units = sample_bound(declared, drawn, good);
    const struct basis sampled = {
        .options = {"basis=sampled", programme_text(w, "drawn=%d", drawn),
                    programme_text(w, "good=%d", good)},
        .grams = some_grams(w, units),
    };
    return receive(w, shipment, declared - units, 0, &sampled);
}

bool step_receive(struct programme_world *w)
{
    if (w->model.shipments == 0) {
        return false;
    }
    int missing = below(w, 2) == 0 ? 0 : below(w, 3);
    int rejected = below(w, 3) > 0 ? 0 : below(w, 3);
    return programme_receive(w, below(w, w->model.shipments), missing, rejected);
}

/* So many units of a receipt, the first; 0: all that wait. */
bool programme_treat(struct programme_world *w, int receipt, bool interim, int units)
{
    if (w->model.shipment[receipt].state != SHIPMENT_RECEIVED) {
        return false;
    }
    int input = model_treatable_g(&w->model, receipt, interim, units);
    int mass = input + below(w, input / 20 + 1); /* it balances within a twentieth */
    bool ok = model_treat(&w->model, receipt, interim, units, mass);
    const struct ll_json *answer = programme_call(
        w, ok, "treatment record", programme_id(w, "receipt", "rcp", w->receipt_id[receipt]),
        "kind=mechanical", interim ? "operation=r12" : "operation=r4", "tolerance_ppm=50000",
        programme_text(w, "outputs=metals:%dg", mass == 0 ? 1 : mass),
        units == 0 ? NULL : programme_text(w, "units=%d", units), NULL);
    if (answer != NULL) {
        SEED_CHECK(&w->seed, ll_number_at(answer, "input_mass_g") == input);
        programme_add_shares(w, programme_answer_id(w, answer, "treatment_id", "trt"),
                             ll_number_at(answer, "input_mass_g"), mass);
    }
    return true;
}

bool step_treat(struct programme_world *w)
{
    bool interim = below(w, 3) == 0;
    int units = below(w, 2) == 0 ? 0 : 1 + below(w, 4);
    return w->model.shipments > 0 &&
           programme_treat(w, below(w, w->model.shipments), interim, units);
}
