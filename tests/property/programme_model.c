#include "property/programme_model.h"

#include <string.h>

void model_start(struct model *model, struct seed *seed)
{
    memset(model, 0, sizeof(*model));
    model->seed = seed;
    for (int line = 0; line < MODEL_PLAIN; line++) {
        model->line[line].client = line / MODEL_DEMANDS;
        model->line[line].demand = (enum model_demand)(line % MODEL_DEMANDS);
    }
}

enum model_country model_country_of(int place)
{
    return place == PLACE_ABROAD ? COUNTRY_BE : place == PLACE_LAGOS ? COUNTRY_NG : COUNTRY_GH;
}

bool model_same_origin(const struct model_origin *a, const struct model_origin *b)
{
    return a->country == b->country && a->funded == b->funded;
}

int model_line_of(int client, enum model_demand demand)
{
    return client * MODEL_DEMANDS + (int)demand;
}

int model_device(const struct model *model, int line)
{
    return model->line[line].demand == DEMAND_GRAMS ? MODEL_DEVICE_G : 1;
}

static bool class_serves(int class, enum model_demand demand)
{
    return demand == DEMAND_GRAMS || class == (int)demand - DEMAND_FIRST;
}

bool model_is_removed(const struct model_unit *unit)
{
    return unit->stage == LL_STAGE_LOST || unit->stage == LL_STAGE_DIVERTED ||
           unit->stage == LL_STAGE_RETURNED || unit->stage == LL_STAGE_SEIZED;
}

bool model_certify(struct model *model, int place, int from, int to)
{
    if (from > to) {
        return false;
    }
    model->certification[model->certifications++] = (struct model_certification){place, from, to};
    return true;
}

bool model_lacks(const struct model *model, const struct model_unit *unit)
{
    for (int i = 0; unit->receipt != MODEL_NONE && i < model->certifications; i++) {
        const struct model_certification *held = &model->certification[i];
        int day = model->shipment[unit->receipt].day;
        if (held->place == model_plant_of(model, unit->receipt) && held->from <= day &&
            day <= held->to) {
            return false;
        }
    }
    return unit->receipt != MODEL_NONE;
}

static bool may_serve(const struct model *model, int lot, const struct model_unit *unit, int line)
{
    const struct model_lot *of = &model->lot[lot];
    const struct model_terms *terms = &model->line[line].terms;
    if (of->uncounted && model->line[line].demand != DEMAND_GRAMS) {
        return false;
    }
    if (!of->eligible || !class_serves(unit->class, model->line[line].demand) ||
        of->origin.funded != terms->funded) {
        return false;
    }
    if (terms->countries != 0 && (terms->countries >> of->origin.country & 1) == 0) {
        return false;
    }
    if ((terms->early && !of->early) || (terms->late && of->early)) {
        return false;
    }
    return !(terms->strict && model_lacks(model, unit));
}

/* May the unit serve whom it serves? */
bool model_fits(const struct model *model, int lot, const struct model_unit *unit)
{
    return may_serve(model, lot, unit, unit->line);
}

/* ---- serving ---- */
void model_free(struct model *model, struct model_unit *unit)
{
    for (int i = 0; unit->line != MODEL_NONE && i < unit->span; i++) {
        model->line[unit->line].position[unit->position + i].lot = MODEL_NONE;
    }
    unit->line = MODEL_NONE;
    unit->certificate = MODEL_NONE;
}

/* The next unit for a line: of a lot first those of its class, then the others. */
static bool next_unit(const struct model *model, int line, int *ret_lot, int *ret_unit)
{
    for (int l = 0; l < model->lots; l++) {
        for (int other = 0; other < 2; other++) {
            for (int u = 0; u < model->lot[l].units; u++) {
                const struct model_unit *unit = &model->lot[l].unit[u];
                if ((unit->class != model->lot[l].class) == other &&
                    may_serve(model, l, unit, line) && unit->line == MODEL_NONE &&
                    !model_is_removed(unit)) {
                    *ret_lot = l;
                    *ret_unit = u;
                    return true;
                }
            }
        }
    }
    return false;
}

/* Does the unit lack what some line demands of plants? */
static bool lacks(const struct model *model, const struct model_unit *unit)
{
    for (int line = 0; line < MODEL_LINES; line++) {
        if (model->line[line].opened && model->line[line].terms.strict &&
            model_lacks(model, unit)) {
            return true;
        }
    }
    return false;
}

/* Is it as all of its lot were when they were collected, as far as that matters to lines? */
static bool is_plain(const struct model *model, const struct model_lot *lot,
                     const struct model_unit *unit)
{
    return unit->class == lot->class && !lacks(model, unit) &&
           unit->worth == lot->grams / lot->units;
}

/* Are a unit and the one before it matched together when both are free? Those that something was
 * found out about are when they have everything in common. */
static bool is_joined(const struct model *model, int lot, int unit)
{
    const struct model_unit *x = &model->lot[lot].unit[unit - 1];
    const struct model_unit *y = &model->lot[lot].unit[unit];
    if (is_plain(model, &model->lot[lot], x) && is_plain(model, &model->lot[lot], y)) {
        return true;
    }
    return x->stage == y->stage && x->place == y->place && x->receipt == y->receipt &&
           x->treatment == y->treatment && x->under == y->under && x->class == y->class &&
           x->worth == y->worth;
}

/* The open positions [lo, hi) of a slice. */
static void serve(struct model *model, int line, int lo, int hi)
{
    int last_lot = MODEL_NONE;
    int last_unit = MODEL_NONE;
    int lot;
    int number;
    while (lo < hi && next_unit(model, line, &lot, &number)) {
        struct model_unit *unit = &model->lot[lot].unit[number];
        bool joined = lot == last_lot && number == last_unit + 1 && is_joined(model, lot, number);
        model->rows += joined ? 0 : 1;
        unit->line = line;
        unit->position = lo;
        unit->credit = model->line[line].demand == DEMAND_GRAMS ? unit->worth : 1;
        unit->span = unit->credit < hi - lo ? unit->credit : hi - lo;
        unit->row = model->rows;
        for (int i = 0; i < unit->span; i++) {
            model->line[line].position[lo + i].lot = lot;
            model->line[line].position[lo + i].unit = number;
        }
        lo += unit->span;
        last_lot = lot;
        last_unit = number;
    }
}

static bool is_open(const struct model_position *position)
{
    return !position->voided && position->lot == MODEL_NONE;
}

bool model_run(struct model *model)
{
    (void)model_end_due(model);
    for (int s = 0; s < model->slices; s++) {
        int line = model->slice[s].line;
        const struct model_position *position = model->line[line].position;
        for (int lo = model->slice[s].lo; lo < model->slice[s].hi; lo++) {
            int hi = lo;
            while (hi < model->slice[s].hi && is_open(&position[hi])) {
                hi++;
            }
            if (lo < hi) {
                serve(model, line, lo, hi);
                lo = hi;
            }
        }
    }
    return true;
}

void model_doubt(struct model *model, int certificate)
{
    if (model->certificate[certificate].state == CERTIFICATE_LIVE) {
        model->certificate[certificate].state = CERTIFICATE_UNDER_REVIEW;
    }
}

/* The unit may not serve any more: who it serves provisionally looks for another; what a
 * certificate cites stays, and the certificate is in doubt. */
static void let_go(struct model *model, struct model_unit *unit)
{
    if (unit->certificate == MODEL_NONE) {
        model->opened = model->opened || unit->line != MODEL_NONE;
        model_free(model, unit);
        return;
    }
    model_doubt(model, unit->certificate);
}

/* Positions that a command opened are filled again in it. */
static bool run_if_open(struct model *model)
{
    bool opened = model->opened;
    model->opened = false;
    return opened ? model_run(model) : true;
}

/* ---- supply ---- */
static struct model_lot *add_lot(struct model *model, int place, const struct model_scrap *scrap,
                                 const struct model_origin *origin)
{
    struct model_lot *lot = &model->lot[model->lots++];
    lot->origin = *origin;
    lot->class = scrap->class;
    lot->uncounted = scrap->uncounted;
    lot->units = scrap->units;
    lot->grams = scrap->grams;
    for (int u = 0; u < scrap->units; u++) {
        lot->unit[u] = (struct model_unit){.stage = LL_STAGE_ACCEPTED,
                                           .class = scrap->class,
                                           .place = place,
                                           .receipt = MODEL_NONE,
                                           .under = MODEL_NONE,
                                           .line = MODEL_NONE,
                                           .certificate = MODEL_NONE,
                                           .worth = scrap->grams / scrap->units};
    }
    return lot;
}

bool model_collect(struct model *model, int place, const struct model_scrap *scrap, bool funded,
                   bool early)
{
    const struct model_origin origin = {model_country_of(place), funded};
    struct model_lot *lot = add_lot(model, place, scrap, &origin);
    lot->eligible = true;
    lot->early = early;
    return true;
}

bool model_find(struct model *model, int place, const struct model_scrap *scrap,
                const struct model_origin *origin)
{
    struct model_lot *lot = add_lot(model, place, scrap, origin);
    lot->found = true;
    lot->found_on = model->day;
    for (int u = 0; u < lot->units; u++) {
        lot->unit[u].since = model->day;
    }
    return true;
}

bool model_find_in(struct model *model, int package, int place, const struct model_scrap *scrap)
{
    const struct model_package *p = &model->package[package];
    return p->state == PACKAGE_STANDS && p->place == place &&
           model_find(model, place, scrap, &p->origin);
}

/* Would the found lot be like what was lost of the excluded, and more than is left of losses? */
static bool unexplains(const struct model *model, int excluded, int number)
{
    const struct model_lot *found = &model->lot[number];
    bool by_it = false;
    int left = 0;
    EACH_UNIT(model, l, u)
    {
        const struct model_lot *lot = &model->lot[l];
        const struct model_unit *unit = &lot->unit[u];
        if (lot->origin.country != found->origin.country || lot->uncounted != found->uncounted) {
            continue;
        }
        bool lost = unit->stage == LL_STAGE_LOST && unit->class == found->class &&
                    unit->left_on <= found->found_on;
        by_it = by_it || (lost && l == excluded);
        left += lost && lot->eligible ? 1 : 0;
        left -= lot->eligible && lot->explained && lot->class == found->class &&
                        lot->found_on <= found->found_on
                    ? 1
                    : 0;
    }
    return by_it && left < 0;
}

bool model_exclude(struct model *model, int lot)
{
    if (!model->lot[lot].eligible) {
        return false;
    }
    model->lot[lot].eligible = false;
    for (int found = 0; found < model->lots; found++) {
        if (model->lot[found].eligible && model->lot[found].explained &&
            unexplains(model, lot, found)) {
            model->lot[lot].eligible = true;
            return false;
        }
    }
    for (int u = 0; u < model->lot[lot].units; u++) {
        let_go(model, &model->lot[lot].unit[u]);
    }
    return run_if_open(model);
}

/* Phones like these were lost before they were found, and are not those of another lot. */
static bool was_lost(const struct model *model, const struct model_lot *found)
{
    int left = -found->units;
    EACH_UNIT(model, l, u)
    {
        const struct model_lot *lot = &model->lot[l];
        const struct model_unit *unit = &lot->unit[u];
        if (!lot->eligible || lot->origin.country != found->origin.country ||
            lot->uncounted != found->uncounted) {
            continue;
        }
        left += unit->stage == LL_STAGE_LOST && unit->class == found->class &&
                        unit->left_on <= found->found_on
                    ? 1
                    : 0;
        left -= lot->explained && lot->class == found->class ? 1 : 0;
    }
    return left >= 0;
}

bool model_admit(struct model *model, int lot, enum model_explanation explanation)
{
    struct model_lot *admitted = &model->lot[lot];
    if (admitted->eligible || admitted->found == (explanation == EXPLAINED_NOT)) {
        return false;
    }
    if (admitted->found && explanation == EXPLAINED_LOST && !was_lost(model, admitted)) {
        return false;
    }
    admitted->explained = admitted->found && explanation == EXPLAINED_LOST;
    admitted->eligible = true;
    return model_run(model);
}

/* ---- cases ---- */
/* The case is about every unit marked; one that another has under review stays under that one. */
static void put_under(struct model *model, const struct model_marks *about)
{
    int number = model->case_count++;
    struct model_case *opened = &model->cases[number];
    opened->open = true;
    opened->about = *about;
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        if (about->on[l][u] && unit->under == MODEL_NONE) {
            unit->under = number;
        }
    }
}

bool model_open_case(struct model *model, int package, int shipment, int receipt)
{
    struct model_marks about = {{{false}}};
    if (package == MODEL_NONE && shipment != MODEL_NONE &&
        model->shipment[shipment].state == SHIPMENT_CANCELLED) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        const struct model_unit *unit = &model->lot[l].unit[u];
        bool meant = package != MODEL_NONE    ? unit->place == package
                     : shipment != MODEL_NONE ? model_is_aboard(model, shipment, unit)
                                              : unit->receipt == receipt;
        about.on[l][u] = meant && !model_is_removed(unit);
    }
    put_under(model, &about);
    return true;
}

bool model_close_case(struct model *model, int number)
{
    if (!model->cases[number].open) {
        return false;
    }
    model->cases[number].open = false;
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        if (unit->under != number) {
            continue;
        }
        unit->under = MODEL_NONE;
        for (int other = model->case_count - 1; other >= 0; other--) {
            if (model->cases[other].open && model->cases[other].about.on[l][u]) {
                unit->under = other; /* the earliest, in the end */
            }
        }
    }
    return true;
}

/* ---- units that leave ---- */
/* The later a unit's turn, the earlier an adverse fact takes it. */
static int turn_of(const struct model *model, const struct model_unit *unit)
{
    if (unit->line == MODEL_NONE) {
        return 4 * MODEL_SLICES;
    }
    int slice = model_slice_of(model, unit->line, unit->position);
    int held = unit->certificate == MODEL_NONE                                   ? 0
               : model->certificate[unit->certificate].stage < LL_STAGE_RECEIVED ? 1
                                                                                 : 2;
    return (2 - held) * MODEL_SLICES + slice;
}

/* Mark `units` of the candidates: those of the latest turn, of the highest lot and number. */
static void choose_adverse(const struct model *model, const struct model_marks *candidate,
                           int units, struct model_marks *ret_chosen)
{
    for (; units > 0; units--) {
        int best_l = MODEL_NONE;
        int best_u = MODEL_NONE;
        EACH_UNIT(model, l, u)
        {
            if (candidate->on[l][u] && !ret_chosen->on[l][u] &&
                (best_l == MODEL_NONE || turn_of(model, &model->lot[l].unit[u]) >=
                                             turn_of(model, &model->lot[best_l].unit[best_u]))) {
                best_l = l;
                best_u = u;
            }
        }
        ret_chosen->on[best_l][best_u] = true;
    }
}

static void leave(struct model *model, struct model_unit *unit, enum ll_stage stage, int day)
{
    unit->stage = stage;
    unit->place = PLACE_NOWHERE;
    unit->left_on = day;
    unit->since = day;
    let_go(model, unit);
}

/* Those of `about` that are chosen adversely leave; the rest stay. */
static void lose(struct model *model, struct model_marks *about, int units)
{
    struct model_marks lost = {{{false}}};
    choose_adverse(model, about, units, &lost);
    EACH_UNIT(model, l, u)
    {
        if (lost.on[l][u]) {
            about->on[l][u] = false;
            leave(model, &model->lot[l].unit[u], LL_STAGE_LOST, model->day);
        }
    }
}

/* Package by package, by their codes as text (10 comes before 2): each is under review. */
static void lose_of_packages(struct model *model, const struct model_receipt *receipt)
{
    static const int by_code[MODEL_PACKAGES] = {0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9};
    for (int i = 0; i < MODEL_PACKAGES; i++) {
        struct model_marks about = {{{false}}};
        int lacking = receipt->lacking[by_code[i]];
        EACH_UNIT(model, l, u)
        {
            about.on[l][u] = model->lot[l].unit[u].place == by_code[i];
        }
        if (lacking > 0) {
            put_under(model, &about);
        }
        lose(model, &about, lacking);
    }
}

/* What was counted above the papers is a lot of its own, under review. */
static void find_more(struct model *model, int number, const struct model_receipt *receipt,
                      struct model_marks *received)
{
    struct model_marks about = {{{false}}};
    bool uncounted = model_brought_uncounted(model, number);
    const struct model_scrap scrap = {receipt->found_class, receipt->found,
                                      receipt->found * (uncounted ? 1 : MODEL_CLASS_G), uncounted};
    int lot = model->lots;
    (void)model_find(model, model_plant_of(model, number), &scrap,
                     &model->package[receipt->found_in].origin);
    for (int u = 0; u < receipt->found; u++) {
        model->lot[lot].unit[u].stage = LL_STAGE_RECEIVED;
        model->lot[lot].unit[u].receipt = number;
        received->on[lot][u] = true;
        about.on[lot][u] = true;
    }
    put_under(model, &about);
}

/* The units lie at the plant, and the receipt covers them. */
static void take_in(struct model *model, int number, const struct model_marks *received)
{
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        if (received->on[l][u]) {
            unit->stage =
                unit->stage < LL_STAGE_RECEIVED ? (enum ll_stage)LL_STAGE_RECEIVED : unit->stage;
            unit->receipt = number;
            if (unit->line != MODEL_NONE && !model_fits(model, l, unit)) {
                let_go(model, unit);
            }
        }
    }
}

bool model_receive(struct model *model, int number, const struct model_receipt *receipt)
{
    struct model_shipment *shipment = &model->shipment[number];
    struct model_marks aboard = {{{false}}};
    struct model_marks refused = {{{false}}};
    int declared_g;
    if (shipment->state != SHIPMENT_ARRIVED || model_goes_on(model, number)) {
        return false;
    }
    shipment->day = model->day;
    declared_g = model_collected_g(model, number);
    EACH_UNIT(model, l, u)
    {
        aboard.on[l][u] = model_is_aboard(model, number, &model->lot[l].unit[u]);
    }
    if (receipt->by_package) {
        lose_of_packages(model, receipt);
    } else if (receipt->missing + receipt->rejected > 0) {
        put_under(model, &aboard);
        lose(model, &aboard, receipt->missing);
    }
    int beyond_g = receipt->sampled ? declared_g - model_collected_g(model, number) : 0;
    EACH_UNIT(model, l, u)
    {
        aboard.on[l][u] = model_is_aboard(model, number, &model->lot[l].unit[u]);
    }
    choose_adverse(model, &aboard, receipt->rejected, &refused);
    EACH_UNIT(model, l, u)
    {
        if (aboard.on[l][u]) {
            model->lot[l].unit[u].place = model_plant_of(model, number);
            model->lot[l].unit[u].since = model->day;
        }
        aboard.on[l][u] = aboard.on[l][u] && !refused.on[l][u];
        model->lot[l].unit[u].refused = refused.on[l][u] || model->lot[l].unit[u].refused;
    }
    take_in(model, number, &aboard);
    if (receipt->found > 0) {
        find_more(model, number, receipt, &aboard);
    }
    model_recredit(model, &aboard, receipt->grams, beyond_g);
    model_weigh(model, &aboard, receipt->grams);
    shipment->state = SHIPMENT_RECEIVED;
    model_set_packages(model, number, PACKAGE_UNPACKED, MODEL_NONE);
    return run_if_open(model);
}

static bool may_treat(const struct model *model, int receipt, bool interim,
                      const struct model_unit *unit)
{
    return unit->receipt == receipt && unit->place == model_plant_of(model, receipt) &&
           (unit->stage == LL_STAGE_RECEIVED || (!interim && unit->stage == LL_STAGE_DISMANTLED));
}

int model_treatable(const struct model *model, int receipt, bool interim)
{
    int units = 0;
    EACH_UNIT(model, l, u)
    {
        units += may_treat(model, receipt, interim, &model->lot[l].unit[u]) ? 1 : 0;
    }
    return units;
}

int model_treatable_g(const struct model *model, int receipt, bool interim, int units)
{
    int grams = 0;
    int left = units == 0 ? MODEL_LOTS * MODEL_UNITS : units;
    EACH_UNIT(model, l, u)
    {
        if (left > 0 && may_treat(model, receipt, interim, &model->lot[l].unit[u])) {
            grams += model->lot[l].unit[u].grams;
            left--;
        }
    }
    return grams;
}

bool model_treat(struct model *model, int receipt, bool interim, int units, int grams)
{
    struct model_marks treated = {{{false}}};
    int there = model_treatable(model, receipt, interim);
    units = units == 0 ? there : units;
    if (there == 0 || units > there) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        if (units > 0 && may_treat(model, receipt, interim, unit)) {
            unit->stage = interim ? LL_STAGE_DISMANTLED : LL_STAGE_RECYCLED;
            unit->place = interim ? unit->place : PLACE_NOWHERE;
            unit->treatment = model->treatments + 1;
            unit->since = model->day;
            treated.on[l][u] = true;
            units--;
        }
    }
    model->treatments++;
    model_weigh(model, &treated, grams);
    return true;
}

/* May units that have come so far be lost, diverted, returned, seized? */
static bool may_leave(enum ll_stage stage, enum ll_fact fact)
{
    if (stage == LL_STAGE_SEIZED) {
        return fact == LL_FACT_RETURN;
    }
    if (stage == LL_STAGE_ACCEPTED || stage == LL_STAGE_DISMANTLED) {
        return fact != LL_FACT_RETURN;
    }
    return stage == LL_STAGE_SHIPPED || stage == LL_STAGE_RECEIVED;
}

/* Which units a fact is about; false when there are no such. */
static bool choose(const struct model *model, const struct model_choice *choice,
                   struct model_marks *ret_about, struct model_marks *ret_chosen)
{
    if (choice->exact) {
        for (int u = choice->from; u < choice->to; u++) {
            if (u >= model->lot[choice->lot].units) {
                return false;
            }
            ret_chosen->on[choice->lot][u] = true;
        }
        return choice->from < choice->to;
    }
    if (choice->units > model_in_package(model, choice->package)) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        ret_about->on[l][u] = model->lot[l].unit[u].place == choice->package;
    }
    choose_adverse(model, ret_about, choice->units, ret_chosen);
    return true;
}

/* Nothing leaves before the last that became of it, or of its package. */
static bool was_there(const struct model *model, const struct model_unit *unit, int day)
{
    return unit->since <= day && (unit->place < 0 || model->package[unit->place].moved <= day);
}

bool model_remove(struct model *model, enum ll_fact fact, const struct model_choice *choice)
{
    struct model_marks about = {{{false}}};
    struct model_marks chosen = {{{false}}};
    bool reviewed = false;
    if (!choose(model, choice, &about, &chosen)) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        const struct model_unit *unit = &model->lot[l].unit[u];
        if ((chosen.on[l][u] && !may_leave(unit->stage, fact)) ||
            ((chosen.on[l][u] || about.on[l][u]) && !was_there(model, unit, choice->day))) {
            return false;
        }
        reviewed = reviewed || (about.on[l][u] && model->lot[l].unit[u].under != MODEL_NONE);
    }
    if (!choice->exact && !reviewed && choice->units < model_in_package(model, choice->package)) {
        put_under(model, &about);
    }
    EACH_UNIT(model, l, u)
    {
        if (chosen.on[l][u]) {
            leave(model, &model->lot[l].unit[u],
                  fact == LL_FACT_LOSE     ? LL_STAGE_LOST
                  : fact == LL_FACT_DIVERT ? LL_STAGE_DIVERTED
                  : fact == LL_FACT_RETURN ? LL_STAGE_RETURNED
                                           : LL_STAGE_SEIZED,
                  choice->day);
        }
    }
    return run_if_open(model);
}

/* Units of a package that are of another class, or these very ones: adverse as a loss. */
static bool choose_others(const struct model *model, int class, const struct model_choice *choice,
                          struct model_marks *ret_about, struct model_marks *ret_chosen)
{
    int others = 0;
    if (choice->exact) {
        for (int u = choice->from; u < choice->to; u++) {
            const struct model_unit *unit = &model->lot[choice->lot].unit[u];
            if (u >= model->lot[choice->lot].units || unit->class == class ||
                unit->place == PLACE_NOWHERE) {
                return false;
            }
            ret_chosen->on[choice->lot][u] = true;
        }
        return choice->from < choice->to;
    }
    EACH_UNIT(model, l, u)
    {
        const struct model_unit *unit = &model->lot[l].unit[u];
        ret_about->on[l][u] = unit->place == choice->package && unit->class != class;
        others += ret_about->on[l][u] ? 1 : 0;
    }
    if (others < choice->units) {
        return false;
    }
    choose_adverse(model, ret_about, choice->units, ret_chosen);
    return true;
}

bool model_reclass(struct model *model, int class, const struct model_choice *choice)
{
    struct model_marks about = {{{false}}};
    struct model_marks chosen = {{{false}}};
    struct model_marks package = {{{false}}};
    bool reviewed = false;
    int others = 0;
    if (!choose_others(model, class, choice, &about, &chosen)) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        const struct model_unit *unit = &model->lot[l].unit[u];
        package.on[l][u] = !choice->exact && unit->place == choice->package;
        others += about.on[l][u] ? 1 : 0;
        reviewed = reviewed || (about.on[l][u] && unit->under != MODEL_NONE);
    }
    if (!choice->exact && !reviewed && choice->units < others) {
        put_under(model, &package);
    }
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        if (chosen.on[l][u]) {
            unit->class = class;
            if (unit->line != MODEL_NONE &&
                (unit->certificate != MODEL_NONE ||
                 !class_serves(class, model->line[unit->line].demand))) {
                let_go(model, unit);
            }
        }
    }
    model->opened = false;
    return model_run(model);
}
