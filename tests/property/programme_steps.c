/* The random commands: what is asked for, of the model and of the services. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "property/programme_steps.h"

/* ---- supply ---- */
static struct model_scrap some_scrap(struct programme_world *w, int units)
{
    int class = below(w, 3) == 0 ? 1 : 0;
    int each = WORLD_UNIT_G - 1 + below(w, 4);
    return (struct model_scrap){class, units, units * each + below(w, units), false};
}

static void collect(struct programme_world *w, int place, const struct model_scrap *scrap,
                    bool funded, bool early)
{
    bool ok = model_collect(&w->model, place, scrap, funded, early);
    const struct ll_json *answer = programme_call(
        w, ok, "collection receive", programme(w), "collector=kumasi-repair",
        programme_text(w, "facility=%s", facility(place)),
        early ? "collected_on=2026-02-28" : "collected_on=2026-03-01", "price=79.20 GHS",
        digest(w, "evidence_digest", 1),
        programme_text(w, "lots=%s:%s:%dg:none%s", programme_classes[scrap->class],
                       scrap->uncounted ? "grams" : programme_text(w, "%d", scrap->units),
                       scrap->grams, funded ? ":goodfund" : ""),
        NULL);
    w->lot_id[w->model.lots - 1] = programme_answer_id(w, answer, "lots.0.lot_id", "lot");
}

bool step_collect(struct programme_world *w)
{
    int place = below(w, 4) == 0 ? PLACE_LAGOS : PLACE_LOOSE;
    struct model_scrap scrap = some_scrap(w, 1 + below(w, MODEL_UNITS));
    if (w->model.lots == MODEL_LOTS) {
        return false;
    }
    if (below(w, 6) == 0) {
        scrap.grams = scrap.units;
        scrap.uncounted = true;
    }
    bool funded = below(w, 5) == 0;
    collect(w, place, &scrap, funded, below(w, 3) == 0);
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
    const struct model_scrap scrap = some_scrap(w, 1 + below(w, 3));
    int place = below(w, 3) == 0 ? PLACE_LAGOS : PLACE_LOOSE;
    int package = w->model.packages == 0 ? MODEL_NONE : below(w, w->model.packages);
    bool funded = below(w, 4) == 0;
    const struct model_origin origin = {below(w, 2) == 0 ? COUNTRY_NG : COUNTRY_GH, funded};
    const char *options[3] = {NULL};
    bool ok;
    if (w->model.lots == MODEL_LOTS) {
        return false;
    }
    if (package != MODEL_NONE && below(w, 2) == 0) {
        if (w->model.package[package].state == PACKAGE_UNPACKED) {
            return false;
        }
        ok = model_find_in(&w->model, package, place, &scrap);
        options[0] = programme_text(w, "package=%s", package_code(w, package));
    } else {
        ok = model_find(&w->model, place, &scrap, &origin);
        options[0] = programme(w);
        options[1] = programme_text(w, "country=%s", programme_countries[origin.country]);
        options[2] = origin.funded ? "funder=goodfund" : NULL;
    }
    const struct ll_json *answer = programme_call(
        w, ok, "units find", programme_text(w, "facility=%s", facility(place)),
        programme_text(w, "class_code=%s", programme_classes[scrap.class]),
        programme_text(w, "units=%d", scrap.units), programme_text(w, "mass=%dg", scrap.grams),
        options[0], options[1], options[2], NULL);
    if (answer != NULL) {
        w->lot_id[w->model.lots - 1] = programme_answer_id(w, answer, "lot_id", "lot");
    }
    return true;
}

bool step_admit(struct programme_world *w)
{
    if (w->model.lots == 0) {
        return false;
    }
    int lot = below(w, w->model.lots);
    enum model_explanation explanation = (enum model_explanation)below(w, 3);
    (void)programme_call(w, model_admit(&w->model, lot, explanation), "lot admit",
                         programme_id(w, "lot", "lot", w->lot_id[lot]),
                         explanation == EXPLAINED_LOST        ? "explanation=lost-before"
                         : explanation == EXPLAINED_OTHERWISE ? "explanation=miscounted"
                                                              : some_note(w),
                         explanation == EXPLAINED_OTHERWISE ? "note=Counted again." : NULL, NULL);
    return true;
}

/* ---- packages ---- */
void programme_make(struct programme_world *w, int place, const struct model_origin *origin)
{
    int package = w->model.packages;
    const struct ll_json *answer =
        programme_call(w, model_make(&w->model, place, origin), "package make",
                       programme_text(w, "code=%s", package_code(w, package)), "kind=box",
                       programme(w), programme_text(w, "facility=%s", facility(place)),
                       programme_text(w, "country=%s", programme_countries[origin->country]),
                       origin->funded ? "funder=goodfund" : NULL, NULL);
    w->package_id[package] = programme_answer_id(w, answer, "package_id", "pkg");
}

static void fill(struct programme_world *w, int package, int lot, int units, enum ll_stage stage)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format("lot", w->lot_id[lot], text);
    (void)programme_call(
        w, model_fill(&w->model, package, lot, units, stage), "package fill",
        programme_text(w, "package=%s", package_code(w, package)),
        programme_text(w, "lots=%s:%d%s", text, units, w->model.lot[lot].uncounted ? "g" : ""),
        stage == 0 ? NULL : programme_text(w, "stage=%s", ll_stage_name(stage)), NULL);
}

/* A package that stands where the units of a lot are and is of their origin; or any. */
static int some_package(struct programme_world *w, int lot, int place)
{
    int start = below(w, w->model.packages);
    bool any = below(w, 4) == 0;
    for (int i = 0; i < w->model.packages && !any; i++) {
        int package = (start + i) % w->model.packages;
        const struct model_package *p = &w->model.package[package];
        if (p->state == PACKAGE_STANDS && p->place == place &&
            model_same_origin(&p->origin, &w->model.lot[lot].origin)) {
            return package;
        }
    }
    return start;
}

bool step_pack(struct programme_world *w)
{
    if (w->model.lots == 0) {
        return false;
    }
    int lot = below(w, w->model.lots);
    int place = w->model.lot[lot].unit[0].place == PLACE_LAGOS ? PLACE_LAGOS : PLACE_LOOSE;
    if (w->model.packages == 0 || (w->model.packages < MODEL_PACKAGES && below(w, 2) == 0)) {
        programme_make(w, place, &w->model.lot[lot].origin);
    }
    int package = some_package(w, lot, place);
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
                programme_make(w, unit->place, &w->model.lot[lot].origin);
            } else {
                package = some_package(w, lot, unit->place);
            }
            fill(w, package, lot, 1 + below(w, 4), stage);
            return true;
        }
    }
    return false;
}

bool step_seal(struct programme_world *w)
{
    if (w->model.packages == 0 || below(w, 3) > 0) {
        return false;
    }
    int package = below(w, w->model.packages);
    (void)programme_call(w, model_seal(&w->model, package), "package seal",
                         programme_text(w, "package=%s", package_code(w, package)),
                         programme_text(w, "seal=S-%d", w->steps_accepted + w->steps_refused),
                         NULL);
    return true;
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
        programme_make(w, w->model.package[into[0]].place, &w->model.package[into[0]].origin);
    }
    int left = total - into_count;
    for (int i = 0; i < into_count; i++) {
        int more = i + 1 == into_count ? left : below(w, left + 1);
        units[i] = 1 + more;
        left -= more;
    }
    units[0] += below(w, 8) == 0 ? 1 : 0; /* what was not there */
    const char *measure = model_holds_uncounted(&w->model, into[0]) ? "g" : "";
    bool ok = model_pour(&w->model, into, from_count, into, units, into_count);
    const char *texts[3] = {"", "", ""};
    for (int i = 0; i < into_count; i++) {
        texts[i] = programme_text(w, "%s%s:%d%s", i == 0 ? "" : ",", package_code(w, into[i]),
                                  units[i], measure);
    }
    (void)programme_call(w, ok, "package pour",
                         programme_text(w, "from=%s%s%s", package_code(w, into[0]),
                                        from_count == 2 ? "," : "",
                                        from_count == 2 ? package_code(w, into[1]) : ""),
                         programme_text(w, "into=%s%s%s", texts[0], texts[1], texts[2]), NULL);
    return true;
}

/* What would mix two programmes: never possible, however the packages stand. */
bool step_mix(struct programme_world *w)
{
    if (w->model.packages == 0 || w->model.lots == 0) {
        return false;
    }
    int package = below(w, w->model.packages);
    int units = model_in_package(&w->model, package);
    const char *code = package_code(w, package);
    char lot[LL_ID_TEXT_MAX];
    ll_id_format("lot", w->lot_id[below(w, w->model.lots)], lot);
    switch (below(w, 3)) {
    case 0:
        (void)programme_call(w, false, "package fill", "package=other-empty",
                             programme_text(w, "lots=%s:1", lot), NULL);
        break;
    case 1:
        (void)programme_call(w, false, "package pour",
                             programme_text(w, "from=%s,other-full", code),
                             programme_text(w, "into=%s:%d", code, units + 3), NULL);
        break;
    default:
        (void)programme_call(w, false, "package pour", programme_text(w, "from=%s", code),
                             programme_text(w, "into=other-empty:%d", units == 0 ? 1 : units),
                             NULL);
        break;
    }
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
    int from = below(w, 4) == 0 ? PLACE_LAGOS : PLACE_LOOSE;
    if (w->model.packages < 2 || w->model.shipments == MODEL_SHIPMENTS) {
        return false;
    }
    int count = 1 + below(w, 2);
    packages[0] = below(w, w->model.packages);
    packages[1] = (packages[0] + 1 + below(w, w->model.packages - 1)) % w->model.packages;
    if (w->model.package[packages[0]].place == PLACE_LAGOS) {
        from = PLACE_LAGOS;
    }
    programme_plan(w, packages, count, from, to);
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
        if (place != PLACE_LOOSE && place != PLACE_LAGOS &&
            model_in_package(&w->model, package) > 0) {
            programme_plan(w, &package, 1, place,
                           place == PLACE_ABROAD ? PLACE_PLANT : PLACE_ABROAD);
            return true;
        }
    }
    return false;
}

/* A notification of that movement alone, with the consents of both states. */
static void notify(struct programme_world *w, int shipment)
{
    const struct model_shipment *s = &w->model.shipment[shipment];
    const char *countries[] = {programme_countries[model_country_of(s->from)],
                               programme_countries[model_country_of(s->to)]};
    const char *code = programme_text(w, "s%lld-%d", (long long)w->number, shipment);
    const struct ll_test_notified of = {
        .from = programme_text(w, "from=%s", facility(s->from)),
        .plant = programme_text(w, "plant=%s", facility(s->to)),
        .states = programme_text(w, "states=%s,%s", countries[0], countries[1]),
        .carriers = "carriers=blueline:road",
    };
    programme_wake(w);
    ll_book(w->ledger, code, &of);
    for (int i = 0; i < 2; i++) {
        ll_consent(w->ledger, code, programme_text(w, "country=%s", countries[i]),
                   "valid_until=2027-02-09");
    }
}

static void consent(struct programme_world *w, int shipment)
{
    const struct model_shipment *s = &w->model.shipment[shipment];
    const int places[] = {s->from, s->to};
    bool ok = model_consent(&w->model, shipment);
    if (ok && s->is_notified) {
        return;
    }
    if (ok && model_is_notified(&w->model, shipment)) {
        w->model.shipment[shipment].is_notified = true;
        notify(w, shipment);
        return;
    }
    const char *document = digest(w, "document_digest", 2);
    for (int i = 0; i < 2; i++) {
        const char *country = programme_countries[model_country_of(places[i])];
        (void)programme_call(w, ok, "shipment consent", shipment_option(w, shipment),
                             programme_text(w, "country=%s", country), "valid_until=2028-01-01",
                             document, NULL);
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
            if (programme_receive_somehow(w, number)) {
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
    int place = below(w, 4) == 0 ? PLACE_LAGOS : PLACE_LOOSE;
    int to = below(w, 2) == 0 ? PLACE_ABROAD : PLACE_PLANT;
    bool uncounted = below(w, 6) == 0;
    for (int i = 0; i < 2; i++) {
        struct model_scrap scrap = some_scrap(w, 1 + below(w, MODEL_UNITS));
        scrap.grams = uncounted ? scrap.units : scrap.grams;
        scrap.uncounted = uncounted;
        collect(w, place, &scrap, false, false);
    }
    for (int i = below(w, 3); i >= 0; i--) {
        (void)step_buy(w);
        (void)programme_buy(w, model_line_of(i % MODEL_CLIENTS, DEMAND_GRAMS));
    }
    (void)step_run(w);
    for (int i = below(w, 3); i > 0; i--) {
        int client = below(w, MODEL_CLIENTS);
        (void)programme_issue(w, client, LL_STAGE_ACCEPTED, 1 + below(w, 3));
    }
    for (int i = 0; i < 2; i++) {
        programme_make(w, place, &w->model.lot[i].origin);
        fill(w, i, i, w->model.lot[i].units, 0);
    }
    programme_plan(w, (const int[]){0, 1}, 1 + below(w, 2), place, to);
    for (int i = 0; i < 3; i++) {
        (void)step_forward(w); /* departs, arrives, is received */
    }
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
    ret_options[1] = model_holds_uncounted(&w->model, choice->package)
                         ? programme_text(w, "mass=%dg", choice->units)
                         : programme_text(w, "units=%d", choice->units);
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
    char day[LL_TIME_TEXT_MAX];
    choice.day = w->model.day;
    if (which != 1 && w->model.day > 0 && below(w, 3) == 0) {
        choice.day = below(w, w->model.day); /* earlier: perhaps it was not there yet */
    }
    ll_date_format((struct ll_date){programme_day(w) - w->model.day + choice.day}, day);
    bool ok = model_remove(&w->model, facts[which].fact, &choice);
    keep_case(w, cases,
              programme_call(w, ok, facts[which].command, "reason=theft", options[0], options[1],
                             which == 1 ? digest(w, "test_record_digest", 3)
                                        : programme_text(w, "happened_on=%s", day),
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
                             programme_text(w, "class_code=%s", programme_classes[class]),
                             options[0], options[1], options[2], NULL));
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
    const struct ll_json *answer = programme_call(w, ok, "case open", about, "cause=short-count",
                                                  "deadline=2027-01-01", some_note(w), NULL);
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
static struct model_part choose_part(struct programme_world *w, const char **ret_option,
                                     bool *ret_known)
{
    struct model_part part = {.document = MODEL_NONE};
    int turn = below(w, 6);
    int slice = w->model.slices == 0 ? MODEL_NONE : below(w, w->model.slices);
    *ret_known = true;
    if (turn == 0 && slice != MODEL_NONE && w->document[slice][0] != '\0') {
        part.document = slice;
        *ret_option = programme_document(w, slice, ret_known);
    } else if (turn == 1) {
        part.february = true;
        *ret_option = "to=2026-02-28";
    } else if (turn == 2) {
        part.later = true;
        *ret_option = "from=2026-03-01";
    }
    return part;
}

/* `part` NULL: of what nobody knows. */
static bool issue(struct programme_world *w, int client, enum ll_stage stage, int units,
                  const struct model_part *part, const char *option)
{
    int number = w->model.certificates;
    if (number == MODEL_CERTIFICATES) {
        return false;
    }
    bool ok = part != NULL && model_issue(&w->model, client, stage, units, part);
    keep_certificate(
        w, number,
        programme_call(w, ok, "certificate issue", programme(w),
                       programme_text(w, "beneficiary=%s", programme_client(w, client)),
                       programme_text(w, "stage=%s", ll_stage_name(stage)),
                       units == 0 ? option : programme_text(w, "units=%d", units),
                       units == 0 ? NULL : option, NULL));
    return true;
}

bool programme_issue(struct programme_world *w, int client, enum ll_stage stage, int units)
{
    const struct model_part all = {.document = MODEL_NONE};
    return issue(w, client, stage, units, &all, NULL);
}

bool step_issue(struct programme_world *w)
{
    static const enum ll_stage stages[] = {LL_STAGE_ACCEPTED, LL_STAGE_SHIPPED, LL_STAGE_RECEIVED,
                                           LL_STAGE_DISMANTLED, LL_STAGE_RECYCLED};
    int client = below(w, MODEL_CLIENTS);
    enum ll_stage stage = stages[below(w, 5)];
    int units = below(w, 2) == 0 ? 0 : 1 + below(w, 4);
    const char *option = NULL;
    bool known = true;
    const struct model_part part = choose_part(w, &option, &known);
    return issue(w, client, stage, units, known ? &part : NULL, option);
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
                         some_note(w), NULL);
    return true;
}
