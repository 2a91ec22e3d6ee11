/* Packages and shipments of the naive model. */
#include "property/programme_model.h"

/* ---- packages ---- */
int model_in_package(const struct model *model, int package)
{
    int units = 0;
    EACH_UNIT(model, l, u)
    {
        units += model->lot[l].unit[u].place == package ? 1 : 0;
    }
    return units;
}

bool model_holds_uncounted(const struct model *model, int package)
{
    EACH_UNIT(model, l, u)
    {
        if (model->lot[l].unit[u].place == package && model->lot[l].uncounted) {
            return true;
        }
    }
    return false;
}

bool model_carries_uncounted(const struct model *model, int shipment)
{
    for (int package = 0; package < model->packages; package++) {
        if (model->shipment[shipment].has_package[package] &&
            model_holds_uncounted(model, package)) {
            return true;
        }
    }
    return false;
}

bool model_brought_uncounted(const struct model *model, int receipt)
{
    EACH_UNIT(model, l, u)
    {
        if (model->lot[l].unit[u].receipt == receipt && model->lot[l].uncounted) {
            return true;
        }
    }
    return false;
}

/* It stands somewhere and is on no shipment. */
static bool package_takes(const struct model *model, int package)
{
    const struct model_package *p = &model->package[package];
    return p->state == PACKAGE_STANDS && p->booked == MODEL_NONE;
}

static bool same_kind(const struct model *model, int x, int y)
{
    return model->package[x].place == model->package[y].place &&
           model_same_origin(&model->package[x].origin, &model->package[y].origin);
}

bool model_make(struct model *model, int place, const struct model_origin *origin)
{
    model->package[model->packages++] =
        (struct model_package){PACKAGE_STANDS, MODEL_NONE, false, place, *origin, 0};
    return true;
}

/* Loose where the package is, not under review, and come so far. */
static bool may_fill(const struct model *model, int package, enum ll_stage stage,
                     const struct model_unit *unit)
{
    return unit->place == model->package[package].place && unit->under == MODEL_NONE &&
           (stage == 0 ? unit->stage <= LL_STAGE_SHIPPED : unit->stage == stage);
}

bool model_fill(struct model *model, int package, int number, int units, enum ll_stage stage)
{
    struct model_lot *lot = &model->lot[number];
    int loose = 0;
    if (!package_takes(model, package) || model->package[package].sealed ||
        !model_same_origin(&lot->origin, &model->package[package].origin)) {
        return false;
    }
    if ((model_in_package(model, package) > 0 &&
         model_holds_uncounted(model, package) != lot->uncounted) ||
        (lot->uncounted && stage == LL_STAGE_DISMANTLED)) {
        return false;
    }
    for (int u = 0; u < lot->units; u++) {
        loose += may_fill(model, package, stage, &lot->unit[u]) ? 1 : 0;
    }
    if (loose < units) {
        return false;
    }
    for (int u = 0; u < lot->units && units > 0; u++) {
        if (may_fill(model, package, stage, &lot->unit[u])) {
            lot->unit[u].place = package;
            units--;
        }
    }
    return true;
}

bool model_seal(struct model *model, int number)
{
    struct model_package *package = &model->package[number];
    if (package->sealed || package->state == PACKAGE_UNPACKED ||
        model_in_package(model, number) == 0) {
        return false;
    }
    package->sealed = true;
    return true;
}

static bool is_among(const int *numbers, int count, int number)
{
    for (int i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

static bool may_pour(const struct model *model, const int *from, int from_count, const int *into,
                     const int *units, int into_count)
{
    int poured = 0;
    int dealt = 0;
    for (int i = 0; i < from_count; i++) {
        if (!package_takes(model, from[i]) || !same_kind(model, from[i], from[0]) ||
            model_holds_uncounted(model, from[i]) != model_holds_uncounted(model, from[0]) ||
            model_in_package(model, from[i]) == 0) {
            return false;
        }
        poured += model_in_package(model, from[i]);
    }
    EACH_UNIT(model, l, u)
    {
        const struct model_unit *unit = &model->lot[l].unit[u];
        if (is_among(from, from_count, unit->place) && unit->under != MODEL_NONE) {
            return false;
        }
    }
    for (int i = 0; i < into_count; i++) {
        if (!package_takes(model, into[i]) || !same_kind(model, into[i], from[0]) ||
            (!is_among(from, from_count, into[i]) &&
             (model->package[into[i]].sealed || model_in_package(model, into[i]) > 0))) {
            return false;
        }
        dealt += units[i];
    }
    return poured == dealt;
}

bool model_pour(struct model *model, const int *from, int from_count, const int *into,
                const int *units, int into_count)
{
    int target = 0;
    int dealt = 0;
    struct model_unit *mixed[MODEL_LOTS * MODEL_UNITS];
    int count = 0;
    int since = 0;
    if (!may_pour(model, from, from_count, into, units, into_count)) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        if (is_among(from, from_count, model->lot[l].unit[u].place)) {
            mixed[count++] = &model->lot[l].unit[u];
        }
    }
    for (int i = 0; i < from_count; i++) {
        model->package[from[i]].sealed = false;
    }
    for (int i = 0; i < count; i++) {
        since = mixed[i]->since > since ? mixed[i]->since : since;
    }
    for (int i = 0; i < count; i++) {
        while (dealt == units[target]) {
            target++;
            dealt = 0;
        }
        mixed[i]->place = into[target];
        mixed[i]->since = since;
        dealt++;
    }
    return true;
}

/* ---- shipments ---- */
bool model_is_aboard(const struct model *model, int shipment, const struct model_unit *unit)
{
    return unit->place >= 0 && model->shipment[shipment].has_package[unit->place];
}

int model_in_shipment(const struct model *model, int shipment)
{
    int units = 0;
    EACH_UNIT(model, l, u)
    {
        units += model_is_aboard(model, shipment, &model->lot[l].unit[u]) ? 1 : 0;
    }
    return units;
}

int model_plant_of(const struct model *model, int shipment)
{
    return model->shipment[shipment].to;
}

void model_set_packages(struct model *model, int shipment, enum model_package_state state,
                        int booked)
{
    const struct model_shipment *s = &model->shipment[shipment];
    for (int p = 0; p < model->packages; p++) {
        if (s->has_package[p]) {
            model->package[p].state = state;
            model->package[p].booked = booked;
            model->package[p].place = s->state == SHIPMENT_ARRIVED ? s->to : s->from;
        }
    }
}

bool model_plan(struct model *model, const int *packages, int count, int from, int to)
{
    for (int i = 0; i < count; i++) {
        if (!package_takes(model, packages[i]) || model->package[packages[i]].place != from ||
            from == to || model_in_package(model, packages[i]) == 0 ||
            model_holds_uncounted(model, packages[i]) !=
                model_holds_uncounted(model, packages[0])) {
            return false;
        }
    }
    struct model_shipment *shipment = &model->shipment[model->shipments];
    *shipment = (struct model_shipment){
        .state = SHIPMENT_PLANNED,
        .from = from,
        .to = to,
        .abroad = model_country_of(from) != model_country_of(to),
    };
    for (int i = 0; i < count; i++) {
        shipment->has_package[packages[i]] = true;
    }
    model_set_packages(model, model->shipments, PACKAGE_STANDS, model->shipments);
    model->shipments++;
    return true;
}

bool model_goes_on(const struct model *model, int shipment)
{
    for (int later = shipment + 1; later < model->shipments; later++) {
        for (int p = 0; p < model->packages; p++) {
            if (model->shipment[shipment].has_package[p] && model->shipment[later].has_package[p] &&
                model->shipment[later].state != SHIPMENT_CANCELLED) {
                return true;
            }
        }
    }
    return false;
}

bool model_consent(struct model *model, int shipment)
{
    struct model_shipment *s = &model->shipment[shipment];
    if (s->state != SHIPMENT_PLANNED || !s->abroad) {
        return false;
    }
    s->consented = true;
    return true;
}

/* Its packages, and what is in them, leave or arrive today. */
static void move(struct model *model, int shipment)
{
    for (int p = 0; p < model->packages; p++) {
        if (model->shipment[shipment].has_package[p]) {
            model->package[p].moved = model->day;
        }
    }
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        unit->since = model_is_aboard(model, shipment, unit) ? model->day : unit->since;
    }
}

/* From Europe nothing goes to Africa but home. */
static bool is_banned(const struct model *model, int number)
{
    const struct model_shipment *shipment = &model->shipment[number];
    bool banned = false;
    EACH_UNIT(model, l, u)
    {
        banned = banned || (model_is_aboard(model, number, &model->lot[l].unit[u]) &&
                            model->lot[l].origin.country != model_country_of(shipment->to));
    }
    return banned && shipment->from == PLACE_ABROAD && shipment->abroad;
}

bool model_is_notified(const struct model *model, int number)
{
    const struct model_shipment *shipment = &model->shipment[number];
    bool from_elsewhere = false;
    EACH_UNIT(model, l, u)
    {
        from_elsewhere =
            from_elsewhere || (model_is_aboard(model, number, &model->lot[l].unit[u]) &&
                               model->lot[l].origin.country != model_country_of(shipment->to));
    }
    return shipment->abroad && from_elsewhere && !is_banned(model, number);
}

bool model_depart(struct model *model, int number)
{
    struct model_shipment *shipment = &model->shipment[number];
    if (shipment->state != SHIPMENT_PLANNED || (shipment->abroad && !shipment->consented) ||
        is_banned(model, number)) {
        return false;
    }
    EACH_UNIT(model, l, u)
    {
        const struct model_unit *unit = &model->lot[l].unit[u];
        if (model_is_aboard(model, number, unit) && unit->under != MODEL_NONE) {
            return false;
        }
    }
    EACH_UNIT(model, l, u)
    {
        struct model_unit *unit = &model->lot[l].unit[u];
        bool is_aboard = model_is_aboard(model, number, unit);
        unit->refused = unit->refused && !is_aboard;
        if (shipment->abroad && unit->stage == LL_STAGE_ACCEPTED && is_aboard) {
            unit->stage = LL_STAGE_SHIPPED;
        }
    }
    move(model, number);
    shipment->state = SHIPMENT_DEPARTED;
    model_set_packages(model, number, PACKAGE_AWAY, number);
    return true;
}

bool model_arrive(struct model *model, int shipment)
{
    if (model->shipment[shipment].state != SHIPMENT_DEPARTED) {
        return false;
    }
    move(model, shipment);
    model->shipment[shipment].state = SHIPMENT_ARRIVED;
    model_set_packages(model, shipment, PACKAGE_STANDS, MODEL_NONE);
    return true;
}

bool model_cancel(struct model *model, int shipment)
{
    if (model->shipment[shipment].state != SHIPMENT_PLANNED) {
        return false;
    }
    model->shipment[shipment].state = SHIPMENT_CANCELLED;
    model_set_packages(model, shipment, PACKAGE_STANDS, MODEL_NONE);
    return true;
}
