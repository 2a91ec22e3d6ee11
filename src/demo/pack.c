/* Packing what was collected, sorting it, and bringing it to the warehouses. */
#include "demo/call.h"

#include <stdio.h>

#define NUMBER_MAX 64
#define LOTS_IN_A_BOX 60
#define BOXES_MAX 2000 /* moved at once */

void ll_demo_box_code(const struct ll_demo_box *box, char ret_code[LL_DEMO_CODE_MAX])
{
    (void)snprintf(ret_code, LL_DEMO_CODE_MAX, "%s-%s-%05d", ll_demo_countries[box->country].lower,
                   box->is_pallet ? "pallet" : "box", (int)box->number);
}

/* ---- packages ---- */

/* "EXOU" and six digits with their check digit, by ISO 6346: EXO is 15, 36 and 26, U is 32. */
static void container_number(int64_t number, char ret_text[NUMBER_MAX])
{
    int64_t sum = 15 + 36 * 2 + 26 * 4 + 32 * 8;
    int64_t power = 100000;
    for (int at = 4; at < 10; at++) {
        sum += number / power % 10 << at;
        power /= 10;
    }
    (void)snprintf(ret_text, NUMBER_MAX, "EXOU%06lld%lld", (long long)number,
                   (long long)(sum % 11 % 10));
}

enum ll_status ll_demo_make_package(struct ll_demo *demo, const char *code, const char *kind,
                                    const struct ll_demo_box *like, struct ll_err *reterr)
{
    struct ll_demo_call call;
    char place[32];
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_PACKAGE_MAKE);
    ll_demo_place_code(like->country, like->place, place);
    ll_demo_put_cstr(&call, "code", code);
    ll_demo_put_cstr(&call, "facility", place);
    ll_demo_put_cstr(&call, "kind", kind);
    if (ll_str_eq_cstr(LL_STR("container"), kind)) {
        char number[NUMBER_MAX];
        container_number((int64_t)demo->container_count + 1, number);
        ll_demo_put_cstr(&call, "number", number);
    }
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[like->programme]);
    if (like->funder > 0) {
        ll_demo_put_cstr(&call, "funder", ll_demo_funders[like->funder].code);
    }
    demo->counts.packages++;
    return ll_demo_call_run(&call, NULL, reterr);
}

enum ll_status ll_demo_seal_package(struct ll_demo *demo, const char *code, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_PACKAGE_SEAL);
    ll_demo_put_cstr(&call, "package", code);
    ll_demo_put_fmt(&call, "seal", "EX%07lld", (long long)demo->counts.packages);
    return ll_demo_call_run(&call, NULL, reterr);
}

static bool same_box(const struct ll_demo_lot *lot, const struct ll_demo_box *box)
{
    return lot->country == box->country && lot->place == box->place &&
           lot->programme == box->programme && lot->funder == box->funder;
}

/* One box with the loose lots that are like lots[from], the first of them; marks them packed by
 * giving them the mass 0. */
static enum ll_status fill_box(struct ll_demo *demo, size_t from, struct ll_err *reterr)
{
    const struct ll_demo_lot *first = &demo->lots[from];
    struct ll_demo_box box = {
        .number = (int32_t)demo->box_count + 1,
        .country = first->country,
        .place = first->place,
        .programme = first->programme,
        .funder = first->funder,
        .first_lot = from,
    };
    struct ll_demo_call call;
    struct ll_strbuf buf;
    struct ll_str lots;
    char code[LL_DEMO_CODE_MAX];
    size_t count = 0;
    ll_demo_box_code(&box, code);
    LL_TRY(ll_demo_make_package(demo, code, "box", &box, reterr));
    ll_demo_forget(demo);
    ll_strbuf_init(&buf, demo->ctx->arena, (size_t)LOTS_IN_A_BOX * LL_ID_TEXT_MAX);
    for (size_t i = from; i < demo->lot_count && count < LOTS_IN_A_BOX; i++) {
        struct ll_demo_lot *lot = &demo->lots[i];
        if (lot->mass_g == 0 || !same_box(lot, &box)) {
            continue;
        }
        ll_strbuf_fmt(&buf, "%s%s", count > 0 ? "," : "", lot->id);
        box.units += lot->units;
        box.mass_g += lot->mass_g;
        lot->mass_g = 0;
        count++;
    }
    LL_TRY(ll_strbuf_finish(&buf, &lots, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_PACKAGE_FILL);
    ll_demo_put_cstr(&call, "package", code);
    ll_demo_put(&call, "lots", lots);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    LL_TRY(ll_demo_seal_package(demo, code, reterr));
    LL_ASSERT(demo->box_count < demo->box_capacity);
    demo->boxes[demo->box_count++] = box;
    return LL_OK;
}

/* ---- to the warehouse ---- */

enum ll_status ll_demo_run_on_shipment(struct ll_demo *demo, enum ll_demo_service what,
                                       const char *shipment, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, what);
    ll_demo_put_cstr(&call, "shipment", shipment);
    return ll_demo_call_run(&call, NULL, reterr);
}

/* The boxes of one collection point, by road, within a day. */
static enum ll_status move_boxes(struct ll_demo *demo, uint8_t country, uint8_t place, int32_t day,
                                 struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_strbuf buf;
    struct ll_str packages;
    char shipment[LL_DEMO_CODE_MAX];
    char from[32];
    char to[32];
    ll_demo_forget(demo);
    ll_strbuf_init(&buf, demo->ctx->arena, (size_t)BOXES_MAX * LL_DEMO_CODE_MAX);
    for (size_t i = 0; i < demo->box_count; i++) {
        struct ll_demo_box *box = &demo->boxes[i];
        if (box->country == country && box->place == place && !box->held) {
            char code[LL_DEMO_CODE_MAX];
            ll_demo_box_code(box, code);
            ll_strbuf_fmt(&buf, "%s%s", buf.len > 0 ? "," : "", code);
            box->place = 0;
        }
    }
    LL_TRY(ll_strbuf_finish(&buf, &packages, reterr));
    if (packages.len == 0) {
        return LL_OK;
    }
    (void)snprintf(shipment, sizeof(shipment), "%s-road-%05d", ll_demo_countries[country].lower,
                   (int)++demo->shipments);
    ll_demo_place_code(country, place, from);
    ll_demo_place_code(country, 0, to);
    ll_demo_call_begin(demo, &call, LL_DEMO_SHIPMENT_PLAN);
    ll_demo_put_cstr(&call, "code", shipment);
    ll_demo_put_cstr(&call, "from", from);
    ll_demo_put_cstr(&call, "to", to);
    ll_demo_put_fmt(&call, "legs", "road:carrier-land:%d", 120 + 160 * place);
    ll_demo_put(&call, "packages", packages);
    ll_demo_put_date(&call, "planned_arrival", day + 1);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    LL_TRY(ll_demo_run_on_shipment(demo, LL_DEMO_SHIPMENT_DEPART, shipment, reterr));
    demo->counts.shipments++;
    return ll_demo_run_on_shipment(demo, LL_DEMO_SHIPMENT_ARRIVE, shipment, reterr);
}

bool ll_demo_fits(const struct ll_demo_box *box, const struct ll_demo_box *like)
{
    return !box->gone && !box->held && box->place == 0 && box->country == like->country &&
           box->programme == like->programme && box->funder == like->funder;
}

enum ll_status ll_demo_pack(struct ll_demo *demo, int32_t day, bool move, bool last,
                            struct ll_err *reterr)
{
    for (; demo->lot_unpacked < demo->lot_count; demo->lot_unpacked++) {
        if (demo->lots[demo->lot_unpacked].mass_g > 0) {
            LL_TRY(fill_box(demo, demo->lot_unpacked, reterr));
        }
    }
    for (uint8_t c = 0; move && c < LL_DEMO_COUNTRIES; c++) {
        for (uint8_t p = 1; p < LL_DEMO_POINTS_MAX; p++) {
            LL_TRY(move_boxes(demo, c, p, day, reterr));
        }
    }
    return ll_demo_load(demo, day, last, reterr);
}
