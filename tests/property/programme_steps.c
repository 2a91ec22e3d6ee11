/* The random commands: what is asked for, of the model and of the services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "property/programme_steps.h"

#define UNIT_MASS_G 300 /* a unit of either class may weigh that, also when taken for the other */

static const char *package_code(struct programme_world *w, int package)
{
    return programme_text(w, "k%lld-%d", (long long)w->number, package);
}

static const char *shipment_option(struct programme_world *w, int shipment)
{
    return programme_text(w, "shipment=s%lld-%d", (long long)w->number, shipment);
}

/* 32 bytes in hexadecimal that no other paper has. */
static const char *digest(struct programme_world *w, const char *option, int kind)
{
    return programme_text(w, "%s=%016llx%016llx%032x", option, (long long)w->number,
                          (long long)++w->documents, (unsigned)kind);
}

/* ---- supply ---- */
bool step_collect(struct programme_world *w)
{
    int class = below(w, 3) == 0 ? 1 : 0;
    int units = 1 + below(w, MODEL_UNITS);
    if (w->model.lots == MODEL_LOTS) {
        return false;
    }
    bool ok = model_collect(&w->model, class, units);
    const struct ll_json *answer = programme_call(
        w, ok, "collection receive", programme(w), "collector=kumasi-repair", "facility=kumasi",
        "collected_on=2026-03-01", "price=79.20 GHS", digest(w, "evidence_digest", 1),
        programme_text(w, "lots=%s:%d:%dg:none", classes[class], units, units * UNIT_MASS_G), NULL);
    w->lot_id[w->model.lots - 1] = programme_answer_id(w, answer, "lots.0.lot_id", "lot");
    return true;
}

bool step_exclude(struct programme_world *w)
{
    if (w->model.lots == 0) {
        return false;
    }
    int lot = below(w, w->model.lots);
    (void)programme_call(w, model_exclude(&w->model, lot), "lot exclude",
                         programme_id(w, "lot", "lot", w->lot_id[lot]), "reason=doubt", NULL);
    return true;
}

bool step_find(struct programme_world *w)
{
    int class = below(w, MODEL_CLASSES);
    int units = 1 + below(w, 3);
    if (w->model.lots == MODEL_LOTS) {
        return false;
    }
    bool ok = model_find(&w->model, class, units);
    const struct ll_json *answer = programme_call(
        w, ok, "units find", programme(w), "facility=kumasi",
        programme_text(w, "class_code=%s", classes[class]), programme_text(w, "units=%d", units),
        programme_text(w, "mass=%dg", units * UNIT_MASS_G), NULL);
    w->lot_id[w->model.lots - 1] = programme_answer_id(w, answer, "lot_id", "lot");
    return true;
}

bool step_admit(struct programme_world *w)
{
    if (w->model.lots == 0) {
        return false;
    }
    int lot = below(w, w->model.lots);
    bool explained = below(w, 3) > 0;
    (void)programme_call(w, model_admit(&w->model, lot, explained), "lot admit",
                         programme_id(w, "lot", "lot", w->lot_id[lot]),
                         explained ? "explanation=lost-before" : NULL, NULL);
    return true;
}

/* ---- packages ---- */
static const char *facility(int place)
{
    static const char *const codes[] = {"kumasi", "hoboken", "tema-plant"};
    return codes[PLACE_LOOSE - place];
}

void programme_make(struct programme_world *w, int place)
{
    int package = w->model.packages;
    const struct ll_json *answer = programme_call(
        w, model_make(&w->model, place), "package make",
        programme_text(w, "code=%s", package_code(w, package)), "kind=box", programme(w),
        programme_text(w, "facility=%s", facility(place)), "country=GH", NULL);
    w->package_id[package] = programme_answer_id(w, answer, "package_id", "pkg");
}

static void fill(struct programme_world *w, int package, int lot, int units, enum ll_stage stage)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format("lot", w->lot_id[lot], text);
    (void)programme_call(w, model_fill(&w->model, package, lot, units, stage), "package fill",
                         programme_text(w, "package=%s", package_code(w, package)),
                         programme_text(w, "lots=%s:%d", text, units),
                         stage == 0 ? NULL : programme_text(w, "stage=%s", ll_stage_name(stage)),
                         NULL);
}

bool step_pack(struct programme_world *w)
{
    if (w->model.lots == 0) {
        return false;
    }
    if (w->model.packages == 0 || (w->model.packages < MODEL_PACKAGES && below(w, 2) == 0)) {
        programme_make(w, PLACE_LOOSE);
    }
    int package = below(w, w->model.packages);
    int lot = below(w, w->model.lots);
    fill(w, package, lot, 1 + below(w, MODEL_UNITS), 0);
    return true;
}

/* What a plant has received goes on, as a whole or in parts. */
bool step_pack_onward(struct programme_world *w)
{
    enum ll_stage stage = below(w, 2) == 0 ? LL_STAGE_RECEIVED : LL_STAGE_DISMANTLED;
    int start = w->model.lots == 0 ? 0 : below(w, w->model.lots);
    for (int i = 0; i < w->model.lots; i++) {
        int lot = (start + i) % w->model.lots;
        for (int u = 0; u < w->model.lot[lot].units; u++) {
            const struct model_unit *unit = &w->model.lot[lot].unit[u];
            if (unit->stage != stage || unit->place >= 0) {
                continue;
            }
            int package = below(w, 2) == 0 ? 0 : w->model.packages;
            if (package == w->model.packages && package == MODEL_PACKAGES) {
                return false;
            }
            if (package == w->model.packages) {
                programme_make(w, unit->place);
            } else {
                package = below(w, w->model.packages);
            }
            fill(w, package, lot, 1 + below(w, 4), stage);
            return true;
        }
    }
    return false;
}

/* One or two packages, dealt again into themselves and perhaps a new one. */
bool step_pour(struct programme_world *w)
{
    int into[3];
    int units[3] = {0};
    if (w->model.packages < 2 || w->model.packages + 1 > MODEL_PACKAGES) {
        return false;
    }
    int from_count = 1 + below(w, 2);
    int into_count = 1 + below(w, from_count + 1);
    into[0] = below(w, w->model.packages);
    into[1] = (into[0] + 1 + below(w, w->model.packages - 1)) % w->model.packages;
    into[2] = MODEL_NONE;
    int total = 0;
    for (int i = 0; i < from_count; i++) {
        total += model_in_package(&w->model, into[i]);
    }
    if (total < into_count) {
        return false;
    }
    if (into_count > from_count) {
        into[into_count - 1] = w->model.packages;
        programme_make(w, w->model.package[into[0]].place);
    }
    int left = total - into_count;
    for (int i = 0; i < into_count; i++) {
        int more = i + 1 == into_count ? left : below(w, left + 1);
        units[i] = 1 + more;
        left -= more;
    }
    units[0] += below(w, 8) == 0 ? 1 : 0; /* what was not there */
    bool ok = model_pour(&w->model, into, from_count, into, units, into_count);
    const char *texts[3] = {"", "", ""};
    for (int i = 0; i < into_count; i++) {
        texts[i] =
            programme_text(w, "%s%s:%d", i == 0 ? "" : ",", package_code(w, into[i]), units[i]);
    }
    (void)programme_call(w, ok, "package pour",
                         programme_text(w, "from=%s%s%s", package_code(w, into[0]),
                                        from_count == 2 ? "," : "",
                                        from_count == 2 ? package_code(w, into[1]) : ""),
                         programme_text(w, "into=%s%s%s", texts[0], texts[1], texts[2]), NULL);
    return true;
}

/* ---- shipments ---- */
void programme_plan(struct programme_world *w, const int *packages, int count, int from, int to)
{
    int number = w->model.shipments;
    bool ok = model_plan(&w->model, packages, count, from, to);
    const struct ll_json *answer = programme_call(
        w, ok, "shipment plan", programme_text(w, "code=s%lld-%d", (long long)w->number, number),
        programme_text(w, "from=%s", facility(from)), programme_text(w, "to=%s", facility(to)),
        "planned_arrival=2027-01-01", "legs=road:blueline:250",
        programme_text(w, "packages=%s%s%s", package_code(w, packages[0]), count == 2 ? "," : "",
                       count == 2 ? package_code(w, packages[1]) : ""),
        NULL);
    if (answer != NULL) {
        w->shipment_id[number] = programme_answer_id(w, answer, "shipment_id", "shp");
    }
}

bool step_plan(struct programme_world *w)
{
    int packages[2];
    int to = below(w, 2) == 0 ? PLACE_ABROAD : PLACE_PLANT;
    if (w->model.packages < 2 || w->model.shipments == MODEL_SHIPMENTS) {
        return false;
    }
    int count = 1 + below(w, 2);
    packages[0] = below(w, w->model.packages);
    packages[1] = (packages[0] + 1 + below(w, w->model.packages - 1)) % w->model.packages;
    programme_plan(w, packages, count, PLACE_LOOSE, to);
    return true;
}

/* From a plant to the other, a package that stands there. */
bool step_plan_onward(struct programme_world *w)
{
    int start = w->model.packages == 0 ? 0 : below(w, w->model.packages);
    if (w->model.shipments == MODEL_SHIPMENTS) {
        return false;
    }
    for (int i = 0; i < w->model.packages; i++) {
        int package = (start + i) % w->model.packages;
        int place = w->model.package[package].place;
        if (place != PLACE_LOOSE && model_in_package(&w->model, package) > 0) {
            programme_plan(w, &package, 1, place,
                           place == PLACE_ABROAD ? PLACE_PLANT : PLACE_ABROAD);
            return true;
        }
    }
    return false;
}

static void consent(struct programme_world *w, int shipment)
{
    static const char *const countries[] = {"country=GH", "country=BE"};
    bool ok = model_consent(&w->model, shipment);
    const char *document = digest(w, "document_digest", 2);
    for (int i = 0; i < 2; i++) {
        (void)programme_call(w, ok, "shipment consent", shipment_option(w, shipment), countries[i],
                             "valid_until=2028-01-01", document, NULL);
    }
}

bool step_consent(struct programme_world *w)
{
    if (w->model.shipments == 0) {
        return false;
    }
    consent(w, below(w, w->model.shipments));
    return true;
}

static void move(struct programme_world *w, int shipment, bool (*step)(struct model *, int),
                 const char *command, const char *option)
{
    (void)programme_call(w, step(&w->model, shipment), command, shipment_option(w, shipment),
                         option, NULL);
}

static bool shipment_step(struct programme_world *w, bool (*step)(struct model *, int),
                          const char *command, const char *option)
{
    if (w->model.shipments == 0) {
        return false;
    }
    move(w, below(w, w->model.shipments), step, command, option);
    return true;
}

bool step_depart(struct programme_world *w)
{
    return shipment_step(w, model_depart, "shipment depart", NULL);
}

bool step_arrive(struct programme_world *w)
{
    return shipment_step(w, model_arrive, "shipment arrive", NULL);
}

bool step_cancel(struct programme_world *w)
{
    return shipment_step(w, model_cancel, "shipment cancel", "reason=no-ship");
}

/* The next that a shipment waits for; without it few would come to an end. */
bool step_forward(struct programme_world *w)
{
    int start = w->model.shipments == 0 ? 0 : below(w, w->model.shipments);
    for (int i = 0; i < w->model.shipments; i++) {
        int number = (start + i) % w->model.shipments;
        const struct model_shipment *shipment = &w->model.shipment[number];
        switch (shipment->state) {
        case SHIPMENT_PLANNED:
            if (shipment->abroad && !shipment->consented) {
                consent(w, number);
            }
            move(w, number, model_depart, "shipment depart", NULL);
            return true;
        case SHIPMENT_DEPARTED:
            move(w, number, model_arrive, "shipment arrive", NULL);
            return true;
        case SHIPMENT_ARRIVED:
            if (programme_receive(w, number, 0, 0)) {
                return true;
            }
            break;
        case SHIPMENT_RECEIVED:
        case SHIPMENT_CANCELLED:
            break;
        }
    }
    return false;
}

void programme_open(struct programme_world *w)
{
    static bool (*const before[])(struct programme_world *) = {step_collect, step_collect, step_buy,
                                                               step_run};
    int to = below(w, 2) == 0 ? PLACE_ABROAD : PLACE_PLANT;
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        (void)before[i](w);
    }
    for (int i = 0; i < 2; i++) {
        programme_make(w, PLACE_LOOSE);
        fill(w, i, i, w->model.lot[i].units, 0);
    }
    programme_plan(w, (const int[]){0, 1}, 1 + below(w, 2), PLACE_LOOSE, to);
    for (int i = 0; i < 3; i++) {
        (void)step_forward(w); /* departs, arrives, is received */
    }
}

/* ---- plants ---- */
/* How a plant knows how many there are, as options of its statement; the first NULL: it counted. */
struct basis {
    const char *options[3];
    int grams; /* that the scale shows above what the units weigh */
};

/* What the plant signs: so many of those aboard are missing, so many it refuses. */
static void sign(struct programme_world *w, int shipment, int declared, int missing, int rejected,
                 const struct basis *basis)
{
    int units = declared - missing - rejected;
    const char *mass = programme_text(w, "mass=%dg", units * UNIT_MASS_G + basis->grams);
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
        w, model_receive(&w->model, shipment, missing, rejected), "receipt record",
        shipment_option(w, shipment), "file=@r", programme_text(w, "received_on=%s", today), NULL);
    if (answer != NULL) {
        w->receipt_id[shipment] = programme_answer_id(w, answer, "receipt_id", "rcp");
    }
    if (w->model.case_count > cases) {
        w->case_id[cases] = programme_answer_id(w, answer, "case_id", "cas");
    }
    return true;
}

bool programme_receive(struct programme_world *w, int shipment, int missing, int rejected)
{
    const struct basis counted = {.grams = below(w, 4)};
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
        const struct basis weighed = {
            .options = {"basis=weighed", programme_text(w, "collected=%dg", declared * UNIT_MASS_G),
                        NULL},
            .grams = below(w, 2),
        };
        return receive(w, shipment, below(w, declared), 0, &weighed);
    }
    int drawn = 1 + below(w, declared);
    int good = 1 + below(w, drawn);
    const struct basis sampled = {
        .options = {"basis=sampled", programme_text(w, "drawn=%d", drawn),
                    programme_text(w, "good=%d", good)},
    };
    return receive(w, shipment, declared - sample_bound(declared, drawn, good), 0, &sampled);
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
    int there = model_treatable(&w->model, receipt, interim);
    if (w->model.shipment[receipt].state != SHIPMENT_RECEIVED) {
        return false;
    }
    int mass = (units == 0 ? there : units) * UNIT_MASS_G + below(w, 4);
    const struct ll_json *answer =
        programme_call(w, model_treat(&w->model, receipt, interim, units), "treatment record",
                       programme_id(w, "receipt", "rcp", w->receipt_id[receipt]), "kind=mechanical",
                       interim ? "operation=r12" : "operation=r4", "tolerance_ppm=20000",
                       programme_text(w, "outputs=metals:%dg", mass == 0 ? 1 : mass),
                       units == 0 ? NULL : programme_text(w, "units=%d", units), NULL);
    if (answer != NULL) {
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

/* ---- units that leave ---- */
/* Units of a package, or of a lot; with the options that say which. False: there are none. */
static bool choose_units(struct programme_world *w, struct model_choice *choice,
                         const char *ret_options[3])
{
    *choice = (struct model_choice){.exact = below(w, 2) == 0};
    if (w->model.lots == 0 || w->model.case_count == MODEL_CASES ||
        (!choice->exact && w->model.packages == 0)) {
        return false;
    }
    if (choice->exact) {
        choice->lot = below(w, w->model.lots);
        choice->from = below(w, MODEL_UNITS);
        choice->to = choice->from + below(w, 3);
        ret_options[0] = programme_id(w, "lot", "lot", w->lot_id[choice->lot]);
        ret_options[1] = programme_text(w, "from=%d", choice->from);
        /* `to` 0 is no number of a unit at all */
        ret_options[2] = programme_text(w, "to=%d", choice->to == 0 ? ++choice->to : choice->to);
        return true;
    }
    choice->package = below(w, w->model.packages);
    choice->units = 1 + below(w, 3);
    ret_options[0] = programme_text(w, "package=%s", package_code(w, choice->package));
    ret_options[1] = programme_text(w, "units=%d", choice->units);
    ret_options[2] = NULL;
    return true;
}

static void keep_case(struct programme_world *w, int cases, const struct ll_json *answer)
{
    if (w->model.case_count > cases) {
        w->case_id[cases] = programme_answer_id(w, answer, "case_id", "cas");
    }
}

bool step_remove(struct programme_world *w)
{
    static const struct {
        const char *command;
        enum ll_fact fact;
    } facts[] = {
        {"units lose", LL_FACT_LOSE},
        {"units divert", LL_FACT_DIVERT},
        {"units return", LL_FACT_RETURN},
        {"units seize", LL_FACT_SEIZE},
    };
    int which = below(w, 4);
    int cases = w->model.case_count;
    struct model_choice choice;
    const char *options[3];
    if (!choose_units(w, &choice, options)) {
        return false;
    }
    char today[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){programme_day(w)}, today);
    bool ok = model_remove(&w->model, facts[which].fact, &choice);
    keep_case(w, cases,
              programme_call(w, ok, facts[which].command, "reason=theft", options[0], options[1],
                             which == 1 ? digest(w, "test_record_digest", 3)
                                        : programme_text(w, "happened_on=%s", today),
                             options[2], NULL));
    return true;
}

bool step_reclass(struct programme_world *w)
{
    int class = below(w, MODEL_CLASSES);
    int cases = w->model.case_count;
    struct model_choice choice;
    const char *options[3];
    if (!choose_units(w, &choice, options)) {
        return false;
    }
    bool ok = model_reclass(&w->model, class, &choice);
    keep_case(w, cases,
              programme_call(w, ok, "units reclassify", "reason=sorted",
                             programme_text(w, "class_code=%s", classes[class]), options[0],
                             options[1], options[2], NULL));
    return true;
}

/* ---- cases ---- */
bool step_open_case(struct programme_world *w)
{
    int package = w->model.packages > 0 ? below(w, w->model.packages) : MODEL_NONE;
    int shipment = w->model.shipments > 0 ? below(w, w->model.shipments) : MODEL_NONE;
    int turn = below(w, 3);
    int cases = w->model.case_count;
    const char *about;
    if (cases == MODEL_CASES) {
        return false;
    }
    if (turn == 0 && package != MODEL_NONE && model_in_package(&w->model, package) > 0) {
        about = programme_text(w, "package=%s", package_code(w, package));
        shipment = MODEL_NONE;
    } else if (turn == 1 && shipment != MODEL_NONE && model_in_shipment(&w->model, shipment) > 0) {
        about = shipment_option(w, shipment);
        package = MODEL_NONE;
    } else if (turn == 2 && shipment != MODEL_NONE &&
               w->model.shipment[shipment].state == SHIPMENT_RECEIVED) {
        about = programme_id(w, "receipt", "rcp", w->receipt_id[shipment]);
        package = MODEL_NONE;
    } else {
        return false;
    }
    bool ok = model_open_case(&w->model, package, turn == 2 ? MODEL_NONE : shipment, shipment);
    const struct ll_json *answer =
        programme_call(w, ok, "case open", about, "cause=short-count", "deadline=2027-01-01", NULL);
    if (answer != NULL) {
        w->case_id[cases] = programme_answer_id(w, answer, "case_id", "cas");
    }
    return true;
}

bool step_close_case(struct programme_world *w)
{
    if (w->model.case_count == 0) {
        return false;
    }
    int number = below(w, w->model.case_count);
    (void)programme_call(w, model_close_case(&w->model, number), "case close",
                         programme_id(w, "case", "cas", w->case_id[number]), "outcome=refunded",
                         NULL);
    return true;
}

/* ---- certificates ---- */
static void keep_certificate(struct programme_world *w, int number, const struct ll_json *answer)
{
    if (answer == NULL) {
        return;
    }
    w->certificate_id[number] = programme_answer_id(w, answer, "certificate_id", "crt");
    struct ll_str serial = ll_text_at(answer, "serial");
    (void)snprintf(w->serial[number], WORLD_TEXT, "%.*s", LL_STR_ARG(serial));
}

/* All, a document, or a period; with the option that says which. */
static struct model_part choose_part(struct programme_world *w, const char **ret_option)
{
    struct model_part part = {.document = MODEL_NONE};
    int turn = below(w, 6);
    int slice = w->model.slices == 0 ? MODEL_NONE : below(w, w->model.slices);
    if (turn == 0 && slice != MODEL_NONE && w->document[slice][0] != '\0') {
        part.document = slice;
        *ret_option = programme_text(w, "document=%s", w->document[slice]);
    } else if (turn == 1) {
        part.february = true;
        *ret_option = "to=2026-02-28";
    } else if (turn == 2) {
        part.later = true;
        *ret_option = "from=2026-03-01";
    }
    return part;
}

bool step_issue(struct programme_world *w)
{
    static const enum ll_stage stages[] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED, LL_STAGE_RECEIVED,
                                           LL_STAGE_DISMANTLED, LL_STAGE_RECYCLED};
    int client = below(w, MODEL_CLIENTS);
    enum ll_stage stage = stages[below(w, 5)];
    int units = below(w, 2) == 0 ? 0 : 1 + below(w, 4);
    int number = w->model.certificates;
    if (number == MODEL_CERTIFICATES) {
        return false;
    }
    const char *option = NULL;
    const struct model_part part = choose_part(w, &option);
    bool ok = model_issue(&w->model, client, stage, units, &part);
    keep_certificate(w, number,
                     programme_call(w, ok, "certificate issue", programme(w),
                                    programme_text(w, "beneficiary=%s", clients[client]),
                                    programme_text(w, "stage=%s", ll_stage_name(stage)),
                                    units == 0 ? option : programme_text(w, "units=%d", units),
                                    units == 0 ? NULL : option, NULL));
    return true;
}

bool step_raise(struct programme_world *w)
{
    if (w->model.certificates == 0) {
        return false;
    }
    int number = below(w, w->model.certificates);
    (void)programme_call(w, model_raise(&w->model, number), "certificate raise",
                         programme_text(w, "serial=%s", w->serial[number]), NULL);
    return true;
}

bool step_replace(struct programme_world *w)
{
    int next = w->model.certificates;
    if (next == 0 || next == MODEL_CERTIFICATES) {
        return false;
    }
    int number = below(w, next);
    keep_certificate(w, next,
                     programme_call(w, model_replace(&w->model, number), "certificate replace",
                                    programme_text(w, "serial=%s", w->serial[number]), NULL));
    return true;
}

bool step_revoke(struct programme_world *w)
{
    if (w->model.certificates == 0) {
        return false;
    }
    int number = below(w, w->model.certificates);
    (void)programme_call(w, model_revoke(&w->model, number), "certificate revoke",
                         programme_text(w, "serial=%s", w->serial[number]), "reason=wrong-client",
                         NULL);
    return true;
}
