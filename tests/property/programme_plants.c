/* The random commands of plants: what they receive, and what they make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "property/programme_steps.h"

/* What a plant says of a shipment, and how it knows, as options of its statement; the first NULL:
 * it counted. */
struct basis {
    const char *options[4];
    const char *counts; /* of packages */
    const char *found[2];
    struct model_receipt receipt;
};

static void sign(struct programme_world *w, int shipment, int declared, const struct basis *basis)
{
    const struct model_receipt *r = &basis->receipt;
    const char *mass = programme_text(w, "mass=%dg", r->grams);
    const char *all = programme_text(w, "declared=%d", declared);
    const struct ll_json *receipt;
    ll_give_key_file(w->ledger, model_plant_of(&w->model, shipment) == PLACE_ABROAD
                                    ? &w->ledger->plant_key
                                    : &w->ledger->other_key);
    if (basis->options[0] == NULL) {
        const char *units =
            programme_text(w, "units=%d", declared - r->missing - r->rejected + r->found);
        const char *rejected =
            r->rejected == 0 ? NULL : programme_text(w, "rejected=%d", r->rejected);
        receipt = programme_call(w, true, "receipt sign", "key=plant.key", all, units, mass,
                                 rejected != NULL ? rejected : basis->counts,
                                 rejected != NULL ? "reason=damaged" : NULL, NULL);
    } else {
        receipt =
            programme_call(w, true, "receipt sign", "key=plant.key", all, mass, basis->options[0],
                           basis->options[1], basis->options[2], basis->options[3], NULL);
    }
    ll_give_file(w->ledger, "receipt.json", ll_canonical(w->ledger, receipt));
}

/* Cases that a receipt opened. */
static void keep_cases(struct programme_world *w, int cases, bool by_package,
                       const struct ll_json *answer)
{
    int found = ll_json_get(answer, "found_case_id") != NULL ? 1 : 0;
    for (int i = cases; i < w->model.case_count - found; i++) {
        const char *path = by_package ? programme_text(w, "case_ids.%d", i - cases) : "case_id";
        w->case_id[i] = programme_answer_id(w, answer, path, "cas");
    }
    if (found > 0) {
        w->case_id[w->model.case_count - 1] =
            programme_answer_id(w, answer, "found_case_id", "cas");
        w->lot_id[w->model.lots - 1] = programme_answer_id(w, answer, "found_lot_id", "lot");
    }
}

static bool receive(struct programme_world *w, int shipment, const struct basis *basis)
{
    const struct model_receipt *receipt = &basis->receipt;
    bool arrived = w->model.shipment[shipment].state == SHIPMENT_ARRIVED;
    int declared = model_in_shipment(&w->model, shipment);
    int cases = w->model.case_count;
    int less = receipt->missing + receipt->rejected;
    if (cases + 2 > MODEL_CASES || (arrived && less >= declared)) {
        return false;
    }
    if (!arrived) {
        declared = less + 1;
    }
    char today[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){programme_day(w)}, today); /* of the month that is signed for */
    sign(w, shipment, declared, basis);
    const struct ll_json *answer = programme_call(
        w, model_receive(&w->model, shipment, receipt), "receipt record",
        shipment_option(w, shipment), "file=@r", programme_text(w, "received_on=%s", today),
        basis->found[0], basis->found[1], NULL);
    if (answer != NULL) {
        w->receipt_id[shipment] = programme_answer_id(w, answer, "receipt_id", "rcp");
        keep_cases(w, cases, receipt->by_package, answer);
    }
    return true;
}

/* What a scale shows of so many units: often less than where they were collected. */
static int some_grams(struct programme_world *w, int units)
{
    int each = WORLD_UNIT_G - 2 + below(w, 5);
    return units * each + below(w, 4);
}

/* What nobody counted is weighed: every gram that is not there is missing, or found. */
static bool receive_grams(struct programme_world *w, int shipment)
{
    int declared = model_in_shipment(&w->model, shipment);
    int rejected = below(w, 3) == 0 ? below(w, (declared + 1) / 2) : 0;
    int grams = 1 + below(w, declared - rejected + 1);
    int more = grams + rejected - declared;
    int package = 0;
    while (!w->model.shipment[shipment].has_package[package] ||
           model_in_package(&w->model, package) == 0) {
        package++;
    }
    if (more > 0 && (w->model.lots == MODEL_LOTS || rejected > 0)) {
        return false;
    }
    struct basis basis = {
        .options = {"measure=grams", programme_text(w, "collected=%dg", declared)},
        .receipt = {.missing = more < 0 ? -more : 0,
                    .rejected = rejected,
                    .grams = grams,
                    .found = more > 0 ? more : 0,
                    .found_in = package},
    };
    if (rejected > 0) {
        basis.options[2] = programme_text(w, "rejected=%d", rejected);
        basis.options[3] = "reason=damaged";
    }
    if (more > 0) {
        basis.found[0] = programme_text(w, "found_class=%s", programme_classes[0]);
        basis.found[1] = programme_text(w, "found_package=%s", package_code(w, package));
    }
    return receive(w, shipment, &basis);
}

static bool is_weighed(const struct programme_world *w, int shipment)
{
    return w->model.shipment[shipment].state == SHIPMENT_ARRIVED &&
           model_carries_uncounted(&w->model, shipment);
}

bool programme_receive(struct programme_world *w, int shipment, int missing, int rejected)
{
    if (is_weighed(w, shipment)) {
        return receive_grams(w, shipment);
    }
    int units = model_in_shipment(&w->model, shipment) - missing - rejected;
    const struct basis counted = {
        .receipt = {.missing = missing,
                    .rejected = rejected,
                    .grams = some_grams(w, units < 1 ? 1 : units)},
    };
    return receive(w, shipment, &counted);
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
    if (w->model.shipment[shipment].state != SHIPMENT_ARRIVED || declared == 0 ||
        is_weighed(w, shipment)) {
        return false;
    }
    if (below(w, 2) == 0) {
        int collected = model_collected_g(&w->model, shipment);
        int grams = collected + 2 - below(w, collected);
        int units = declared * grams / collected;
        const struct basis weighed = {
            .options = {"basis=weighed", programme_text(w, "collected=%dg", collected), NULL},
            .receipt = {.missing = units > declared ? 0 : declared - units, .grams = grams},
        };
        return units > 0 && receive(w, shipment, &weighed);
    }
    int drawn = 1 + below(w, declared);
    int good = 1 + below(w, drawn);
    int units = sample_bound(declared, drawn, good);
    const struct basis sampled = {
        .options = {"basis=sampled", programme_text(w, "drawn=%d", drawn),
                    programme_text(w, "good=%d", good)},
        .receipt = {.sampled = true, .missing = declared - units, .grams = some_grams(w, units)},
    };
    return receive(w, shipment, &sampled);
}

/* A shipment that arrived, of several packages perhaps; MODEL_NONE: there is none. */
static int some_arrived(struct programme_world *w)
{
    int start = w->model.shipments == 0 ? 0 : below(w, w->model.shipments);
    for (int i = 0; i < w->model.shipments; i++) {
        int shipment = (start + i) % w->model.shipments;
        if (w->model.shipment[shipment].state == SHIPMENT_ARRIVED &&
            model_in_shipment(&w->model, shipment) > 0) {
            return shipment;
        }
    }
    return MODEL_NONE;
}

/* Package by package. */
static bool receive_counts(struct programme_world *w, int shipment)
{
    struct basis basis = {.receipt = {.by_package = true}};
    if (shipment == MODEL_NONE || is_weighed(w, shipment)) {
        return false;
    }
    int units = model_in_shipment(&w->model, shipment);
    for (int package = 0; package < w->model.packages; package++) {
        int holds = model_in_package(&w->model, package);
        if (!w->model.shipment[shipment].has_package[package] || holds == 0) {
            continue;
        }
        int lacking = below(w, holds + 1);
        basis.receipt.lacking[package] = lacking;
        basis.receipt.missing += lacking;
        basis.counts = programme_text(w, "%s%s:%d",
                                      basis.counts == NULL ? "package_counts="
                                                           : programme_text(w, "%s,", basis.counts),
                                      package_code(w, package), holds - lacking);
    }
    basis.receipt.grams = some_grams(w, units - basis.receipt.missing);
    return receive(w, shipment, &basis);
}

/* More than the papers say. */
static bool receive_more(struct programme_world *w, int shipment)
{
    if (shipment == MODEL_NONE || is_weighed(w, shipment) || w->model.lots == MODEL_LOTS) {
        return false;
    }
    int package = below(w, w->model.packages);
    while (!w->model.shipment[shipment].has_package[package] ||
           model_in_package(&w->model, package) == 0) {
        package = (package + 1) % w->model.packages;
    }
    int class = below(w, MODEL_CLASSES);
    int found = 1 + below(w, 2);
    const struct basis basis = {
        .found = {programme_text(w, "found_class=%s", programme_classes[class]),
                  programme_text(w, "found_package=%s", package_code(w, package))},
        .receipt = {.found = found,
                    .found_class = class,
                    .found_in = package,
                    .grams = some_grams(w, model_in_shipment(&w->model, shipment) + found)},
    };
    return receive(w, shipment, &basis);
}

bool step_receive_counts(struct programme_world *w)
{
    return receive_counts(w, some_arrived(w));
}

bool step_receive_more(struct programme_world *w)
{
    return receive_more(w, some_arrived(w));
}

bool programme_receive_somehow(struct programme_world *w, int shipment)
{
    int turn = model_in_shipment(&w->model, shipment) == 0 ? 0 : below(w, 6);
    return turn == 5   ? receive_more(w, shipment)
           : turn == 4 ? receive_counts(w, shipment)
                       : programme_receive(w, shipment, 0, 0);
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

/* By the plant's statement: what came of it is calculated. */
static const struct ll_json *treat_signed(struct programme_world *w, int receipt, bool expected,
                                          bool interim, int units, int grams)
{
    const struct ll_sign_key *key = model_plant_of(&w->model, receipt) == PLACE_ABROAD
                                        ? &w->ledger->plant_key
                                        : &w->ledger->other_key;
    char id[LL_ID_TEXT_MAX];
    ll_id_format("rcp", w->receipt_id[receipt], id);
    const char *statement = ll_give_treatment_by(
        w->ledger, key, interim ? "operation=r12" : "operation=r4", ll_str_from_cstr(id),
        programme_text(w, "%d", units == 0 ? 1 : units), programme_text(w, "metals:%dg", grams));
    return programme_call(w, expected, "treatment record",
                          programme_id(w, "receipt", "rcp", w->receipt_id[receipt]), statement,
                          NULL);
}

/* By what the plant weighed. */
static const struct ll_json *treat(struct programme_world *w, int receipt, bool expected,
                                   bool interim, const char *units, int grams, int ppm)
{
    return programme_call(w, expected, "treatment record",
                          programme_id(w, "receipt", "rcp", w->receipt_id[receipt]),
                          "kind=mechanical", interim ? "operation=r12" : "operation=r4",
                          programme_text(w, "tolerance_ppm=%d", ppm),
                          programme_text(w, "outputs=metals:%dg", grams), units, NULL);
}

/* So many units of a receipt, the first; 0: all that wait. */
bool programme_treat(struct programme_world *w, int receipt, bool interim, int units)
{
    if (w->model.shipment[receipt].state != SHIPMENT_RECEIVED) {
        return false;
    }
    int there = model_treatable(&w->model, receipt, interim);
    int input = model_treatable_g(&w->model, receipt, interim, units);
    bool uncounted = model_brought_uncounted(&w->model, receipt);
    bool is_signed = !uncounted && below(w, 3) == 0;
    /* What was weighed balances within half a percent, or less where that was asked; what is
     * calculated is no more than went in, and that half of a percent. */
    int ppm = below(w, 3) == 0 ? 1250 : 5000;
    int off = below(w, input * 5 / 1000 + 2);
    int mass = is_signed          ? input - below(w, input / 3 + 1)
               : below(w, 2) == 0 ? input + off
                                  : input - off;
    mass = mass == 0 ? 1 : mass;
    off = mass > input ? mass - input : input - mass;
    bool balances = is_signed ? mass <= input || off * 200 <= input
                              : off * 800 <= input * (ppm == 1250 ? 1 : 4);
    bool ok = balances && model_treat(&w->model, receipt, interim, units, mass);
    const char *how_many = units == 0  ? NULL
                           : uncounted ? programme_text(w, "mass=%dg", units)
                                       : programme_text(w, "units=%d", units);
    const struct ll_json *answer =
        is_signed ? treat_signed(w, receipt, ok, interim, units == 0 ? there : units, mass)
                  : treat(w, receipt, ok, interim, how_many, mass, ppm);
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
