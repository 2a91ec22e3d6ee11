/* Shipping to Europe, and what the plants say. */
#include "demo/call.h"

#include <stdio.h>

#define NOTIFICATION "notification-%05d"
#define SEA_KM_A_DAY 420
#define SORT_EACH 4  /* containers */
#define SHORT_EACH 6 /* counts */
#define SAMPLED_EACH 12
#define ABOVE_EACH 13
#define SAMPLE 800     /* drawn, of a container */
#define BOXES_MAX 2000 /* nested at once */
#define RECEIPT_BYTES_MAX 8192
#define TREATMENT_BYTES_MAX 16384

static void container_code(const struct ll_demo_container *container,
                           char ret_code[LL_DEMO_CODE_MAX])
{
    (void)snprintf(ret_code, LL_DEMO_CODE_MAX, "container-%05d", (int)container->number);
}

static void shipment_code(const struct ll_demo_container *container,
                          char ret_code[LL_DEMO_CODE_MAX])
{
    (void)snprintf(ret_code, LL_DEMO_CODE_MAX, "voyage-%05d", (int)container->number);
}

/* ---- to Europe ---- */

#define NOTIFIED_BEFORE 30 /* days before the departure, and so on */
#define FORWARDED_BEFORE 25
#define CONSENTED_BEFORE 10
#define SENT_BEFORE 8
#define CONSENT_DAYS 120
#define STATES_MAX 4

/* Each state of the way once, in its order. */
static size_t list_states(const struct ll_demo_container *container,
                          const char *ret_states[STATES_MAX])
{
    const struct ll_demo_country *country = &ll_demo_countries[container->country];
    const struct ll_demo_plant *plant = &ll_demo_plants[container->plant];
    const char *const all[STATES_MAX] = {country->code, country->port_country, plant->port_country,
                                         plant->country};
    size_t count = 0;
    for (size_t i = 0; i < STATES_MAX; i++) {
        if (count == 0 || !ll_str_eq_cstr(ll_str_from_cstr(ret_states[count - 1]), all[i])) {
            ret_states[count++] = all[i];
        }
    }
    return count;
}

static enum ll_status draft(struct ll_demo *demo, const struct ll_demo_container *container,
                            const char *const *states, size_t count, int32_t day,
                            struct ll_err *reterr)
{
    const struct ll_demo_plant *plant = &ll_demo_plants[container->plant];
    struct ll_demo_call call;
    char from[32];
    char route[STATES_MAX * 3 + 1] = "";
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        int put = snprintf(route + len, sizeof(route) - len, "%s%s", i > 0 ? "," : "", states[i]);
        len += put > 0 ? (size_t)put : 0;
    }
    ll_demo_place_code(container->country, 0, from);
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_NOTIFICATION_DRAFT);
    ll_demo_put_fmt(&call, "code", NOTIFICATION, (int)container->number);
    ll_demo_put_cstr(&call, "notifier", "operator");
    ll_demo_put_cstr(&call, "consignee", plant->recycler);
    ll_demo_put_cstr(&call, "from", from);
    ll_demo_put_cstr(&call, "plant", plant->code);
    ll_demo_put_cstr(&call, "states", route);
    ll_demo_put_cstr(&call, "stream", "small-it-scrap");
    ll_demo_put_cstr(&call, "battery", "installed-intact");
    ll_demo_put_cstr(&call, "purpose", "recovery");
    ll_demo_put_cstr(&call, "operation", "r4");
    ll_demo_put_cstr(&call, "shipments_max", "1");
    ll_demo_put_cstr(&call, "mass_max", "25t");
    ll_demo_put_cstr(&call, "carriers", "carrier-land:road,carrier-sea:sea,carrier-europe:road");
    ll_demo_put_date(&call, "first_departure", day);
    ll_demo_put_date(&call, "last_departure", day + NOTIFIED_BEFORE);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_NOTIFICATION_NUMBER);
    ll_demo_put_fmt(&call, "notification", NOTIFICATION, (int)container->number);
    ll_demo_put_fmt(&call, "number", "%s/EX-%05d", states[0], (int)container->number);
    return ll_demo_call_run(&call, NULL, reterr);
}

/* Told to the state, and consented to by it. */
static enum ll_status ask(struct ll_demo *demo, int32_t number, const char *state, bool is_first,
                          int32_t day, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_NOTIFICATION_STEP);
    ll_demo_put_fmt(&call, "notification", NOTIFICATION, (int)number);
    ll_demo_put_cstr(&call, "country", state);
    ll_demo_put_cstr(&call, "step", is_first ? "submitted" : "forwarded");
    ll_demo_put_date(&call, "on", day - (is_first ? NOTIFIED_BEFORE : FORWARDED_BEFORE));
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_NOTIFICATION_CONSENT);
    ll_demo_put_fmt(&call, "notification", NOTIFICATION, (int)number);
    ll_demo_put_cstr(&call, "country", state);
    ll_demo_put_date(&call, "on", day - CONSENTED_BEFORE);
    ll_demo_put_date(&call, "valid_from", day - CONSENTED_BEFORE);
    ll_demo_put_date(&call, "valid_until", day + CONSENT_DAYS);
    ll_demo_put_digest(&call, "document_digest");
    return ll_demo_call_run(&call, NULL, reterr);
}

static enum ll_status attach_papers(struct ll_demo *demo, int32_t number, const char *shipment,
                                    int32_t day, struct ll_err *reterr)
{
    static const struct {
        const char *kind;
        bool of_movement;
    } papers[] = {
        {"doc-contract", false}, {"doc-finguar", false},  {"doc-move", true},
        {"doc-dgd", true},       {"doc-batt-pack", true}, {"doc-cpc", true},
    };
    for (size_t i = 0; i < sizeof(papers) / sizeof(papers[0]); i++) {
        struct ll_demo_call call;
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_NOTIFICATION_ATTACH);
        ll_demo_put_fmt(&call, "notification", NOTIFICATION, (int)number);
        ll_demo_put_cstr(&call, "kind", papers[i].kind);
        ll_demo_put_digest(&call, "document_digest");
        if (papers[i].of_movement) {
            ll_demo_put_cstr(&call, "shipment", shipment);
        }
        if (i == 1) {
            ll_demo_put_cstr(&call, "amount", "25000 EUR");
            ll_demo_put_date(&call, "valid_until", day + 2 * CONSENT_DAYS);
        } else if (i == 2) {
            ll_demo_put_date(&call, "sent_on", day - SENT_BEFORE);
        } else if (i == 3) {
            ll_demo_put_cstr(&call, "un", "UN3481");
        }
        LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    }
    return LL_OK;
}

/* A notification of one shipment, on which it is booked, with its consents and papers. */
static enum ll_status notify(struct ll_demo *demo, const struct ll_demo_container *container,
                             const char *shipment, int32_t day, struct ll_err *reterr)
{
    const char *states[STATES_MAX];
    size_t count = list_states(container, states);
    struct ll_demo_call call;
    LL_TRY(draft(demo, container, states, count, day, reterr));
    for (size_t i = 0; i < count; i++) {
        LL_TRY(ask(demo, container->number, states[i], i == 0, day, reterr));
    }
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_SHIPMENT_BOOK);
    ll_demo_put_cstr(&call, "shipment", shipment);
    ll_demo_put_fmt(&call, "notification", NOTIFICATION, (int)container->number);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    return attach_papers(demo, container->number, shipment, day, reterr);
}

static enum ll_status send(struct ll_demo *demo, struct ll_demo_container *container, int32_t day,
                           struct ll_err *reterr)
{
    const struct ll_demo_country *country = &ll_demo_countries[container->country];
    const struct ll_demo_plant *plant = &ll_demo_plants[container->plant];
    struct ll_demo_call call;
    char code[LL_DEMO_CODE_MAX];
    char shipment[LL_DEMO_CODE_MAX];
    char from[32];
    int32_t arrives = day + 6 + (int32_t)(country->sea_km / SEA_KM_A_DAY);
    container_code(container, code);
    shipment_code(container, shipment);
    ll_demo_place_code(container->country, 0, from);
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_SHIPMENT_PLAN);
    ll_demo_put_cstr(&call, "code", shipment);
    ll_demo_put_cstr(&call, "from", from);
    ll_demo_put_cstr(&call, "to", plant->code);
    ll_demo_put_fmt(&call, "legs",
                    "road:carrier-land:%lld:%s,sea:carrier-sea:%lld:%s,road:carrier-europe:%lld",
                    (long long)country->port_km, country->port, (long long)country->sea_km,
                    plant->port, (long long)plant->port_km);
    ll_demo_put_cstr(&call, "packages", code);
    ll_demo_put_date(&call, "planned_arrival", arrives);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    LL_TRY(notify(demo, container, shipment, day, reterr));
    LL_TRY(ll_demo_run_on_shipment(demo, LL_DEMO_SHIPMENT_DEPART, shipment, reterr));
    container->next_on = arrives + (int32_t)ll_demo_random_between(&demo->numbers, -2, 9);
    demo->counts.shipments++;
    demo->counts.shipped_units += container->units;
    return LL_OK;
}

/* A container with the boxes at the warehouse that are like this one. */
static enum ll_status load(struct ll_demo *demo, const struct ll_demo_box *like, int32_t day,
                           struct ll_err *reterr)
{
    struct ll_demo_container container = {
        .number = (int32_t)demo->container_count + 1,
        .country = like->country,
        .first_lot = like->first_lot,
        /* Two in three go to the smelter; the others are taken apart first. */
        .plant = (uint8_t)(demo->container_count % 3 == 2 ? 1 + demo->container_count / 3 % 2 : 0),
    };
    struct ll_demo_call call;
    struct ll_strbuf buf;
    struct ll_str packages;
    char code[LL_DEMO_CODE_MAX];
    if (container.number % SORT_EACH == 0) {
        LL_TRY(ll_demo_sort(demo, like, reterr));
    }
    container_code(&container, code);
    LL_TRY(ll_demo_make_package(demo, code, "container", like, reterr));
    ll_demo_forget(demo);
    ll_strbuf_init(&buf, demo->ctx->arena, (size_t)BOXES_MAX * LL_DEMO_CODE_MAX);
    for (size_t i = 0; i < demo->box_count; i++) {
        struct ll_demo_box *box = &demo->boxes[i];
        if (ll_demo_fits(box, like)) {
            char inner[LL_DEMO_CODE_MAX];
            ll_demo_box_code(box, inner);
            ll_strbuf_fmt(&buf, "%s%s", buf.len > 0 ? "," : "", inner);
            container.units += box->units;
            container.mass_g += box->mass_g;
        }
    }
    struct ll_demo_box group = *like;
    for (size_t i = 0; i < demo->box_count; i++) {
        demo->boxes[i].gone = demo->boxes[i].gone || ll_demo_fits(&demo->boxes[i], &group);
    }
    LL_TRY(ll_strbuf_finish(&buf, &packages, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_PACKAGE_NEST);
    ll_demo_put_cstr(&call, "parent", code);
    ll_demo_put(&call, "packages", packages);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    LL_TRY(ll_demo_seal_package(demo, code, reterr));
    LL_TRY(send(demo, &container, day, reterr));
    LL_ASSERT(demo->container_count < demo->container_capacity);
    demo->containers[demo->container_count++] = container;
    demo->counts.containers++;
    return LL_OK;
}

static int64_t waiting_units(const struct ll_demo *demo, const struct ll_demo_box *like)
{
    int64_t units = 0;
    for (size_t i = 0; i < demo->box_count; i++) {
        units += ll_demo_fits(&demo->boxes[i], like) ? demo->boxes[i].units : 0;
    }
    return units;
}

/* Load what fills a container; at the end of a year, what fills a tenth of one. */
enum ll_status ll_demo_load(struct ll_demo *demo, int32_t day, bool last, struct ll_err *reterr)
{
    int64_t enough = last ? demo->container_units / 10 : demo->container_units;
    for (size_t i = 0; i < demo->box_count; i++) {
        const struct ll_demo_box *box = &demo->boxes[i];
        if (ll_demo_fits(box, box) && waiting_units(demo, box) >= enough) {
            LL_TRY(load(demo, box, day, reterr));
        }
    }
    return LL_OK;
}

/* ---- at the plant ---- */

/* The plant's own key file, which only this demonstration holds. */
static enum ll_status write_key(struct ll_demo *demo, size_t plant, struct ll_str *ret_text,
                                struct ll_err *reterr)
{
    const struct ll_sign_key *key = &demo->plant_keys[plant];
    struct ll_strbuf buf;
    char public_text[LL_MULTIKEY_PUBLIC_SIZE];
    char secret_text[LL_MULTIKEY_SECRET_SIZE];
    ll_multikey_public_format(&key->public_key, public_text);
    ll_multikey_secret_format(key->seed, secret_text);
    ll_strbuf_init(&buf, demo->ctx->arena, 1024);
    ll_strbuf_fmt(&buf,
                  "{\"created\":\"2021-01-01T00:00:00Z\",\"kind\":\"loopledger-signing-key\","
                  "\"public\":\"%s\",\"secret\":\"%s\"}",
                  public_text, secret_text);
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* How the plant learns how many there are: it counts them all, or draws a sample. */
static void put_basis(struct ll_demo *demo, struct ll_demo_call *call,
                      const struct ll_demo_container *container)
{
    int64_t sample = container->units < SAMPLE ? container->units : SAMPLE;
    if (container->number % SAMPLED_EACH == SAMPLED_EACH / 2 - 1) {
        ll_demo_put_cstr(call, "basis", "sampled");
        ll_demo_put_i64(call, "drawn", sample);
        ll_demo_put_i64(call, "good", sample);
        return;
    }
    int64_t counted = container->units;
    if (container->number % SHORT_EACH == 0) {
        counted -= ll_demo_random_between(&demo->numbers, 1, 1 + container->units / 150);
    } else if (container->number % ABOVE_EACH == ABOVE_EACH / 2) {
        counted += ll_demo_random_between(&demo->numbers, 1, 3);
    }
    ll_demo_put_i64(call, "units", counted);
}

/* What the plant counted and weighed, a little less than was sent: dust stays in the boxes. */
static enum ll_status sign_receipt(struct ll_demo *demo, struct ll_demo_container *container,
                                   struct ll_str *ret_receipt, int64_t *ret_units,
                                   struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_str key;
    struct ll_json *answer = NULL;
    container->mass_g -= container->mass_g * ll_demo_random_between(&demo->numbers, 0, 6) / 1000;
    LL_TRY(write_key(demo, container->plant, &key, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_RECEIPT_SIGN);
    ll_demo_put_file(&call, "key", "plant.key", key);
    ll_demo_put_i64(&call, "declared", container->units);
    put_basis(demo, &call, container);
    ll_demo_put_fmt(&call, "mass", "%lldg", (long long)container->mass_g);
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    LL_TRY(ll_demo_answer_id(ll_json_get(answer, "statement"), "receipt", container->receipt_number,
                             reterr));
    const struct ll_json *units = ll_json_get(ll_json_get(answer, "statement"), "units");
    *ret_units = units == NULL ? container->units : units->integer;
    return ll_json_canonical(demo->ctx->arena, answer, RECEIPT_BYTES_MAX, ret_receipt, reterr);
}

static enum ll_status count_container(struct ll_demo *demo, struct ll_demo_container *container,
                                      int32_t day, struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_str receipt;
    struct ll_json *answer = NULL;
    char shipment[LL_DEMO_CODE_MAX];
    int64_t units = 0;
    shipment_code(container, shipment);
    ll_demo_forget(demo);
    LL_TRY(sign_receipt(demo, container, &receipt, &units, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_RECEIPT_RECORD);
    ll_demo_put_cstr(&call, "shipment", shipment);
    ll_demo_put_date(&call, "received_on", day);
    ll_demo_put_file(&call, "file", "receipt.json", receipt);
    if (units > container->units) {
        ll_demo_put_cstr(&call, "found_class", ll_demo_scrap_classes[LL_DEMO_FEATURE_PHONE]);
    }
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    LL_TRY(ll_demo_answer_id(answer, "receipt_id", container->receipt_id, reterr));
    LL_TRY(ll_demo_count_difference(demo, container, answer, units, day, reterr));
    demo->counts.receipts++;
    demo->counts.received_units += container->units;
    return LL_OK;
}

/* Outputs in parts of 1,000; what is left over is the last one's, so that they balance. */
static const struct {
    const char *fraction;
    int64_t per_mille;
} smelted[] = {{"copper", 132},
               {"precious-metals", 1},
               {"other-metals", 61},
               {"slag", 388},
               {"energy-from-plastics", 418}},
  dismantled[] = {{"boards", 262},
                  {"displays", 118},
                  {"ferrous-metals", 74},
                  {"aluminium", 38},
                  {"plastics", 508}};

static void put_outputs(struct ll_demo_call *call, const struct ll_demo_container *container)
{
    char text[256];
    size_t len = 0;
    int64_t left_g = container->mass_g;
    bool smelter = container->plant == 0;
    size_t count =
        smelter ? sizeof(smelted) / sizeof(smelted[0]) : sizeof(dismantled) / sizeof(dismantled[0]);
    for (size_t i = 0; i < count; i++) {
        const char *fraction = smelter ? smelted[i].fraction : dismantled[i].fraction;
        int64_t per_mille = smelter ? smelted[i].per_mille : dismantled[i].per_mille;
        int64_t mass_g = i + 1 == count ? left_g : container->mass_g * per_mille / 1000;
        left_g -= mass_g;
        int more = snprintf(text + len, sizeof(text) - len, "%s%s:%lldg", i > 0 ? "," : "",
                            fraction, (long long)mass_g);
        LL_ASSERT(more > 0 && (size_t)more < sizeof(text) - len);
        len += (size_t)more;
    }
    ll_demo_put_cstr(call, "outputs", text);
}

/* What is calculated stands on the plant's signature. */
static enum ll_status sign_treatment(struct ll_demo *demo,
                                     const struct ll_demo_container *container, int32_t day,
                                     struct ll_str *ret_treatment, struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_str key;
    struct ll_json *answer = NULL;
    char month[LL_TIME_TEXT_MAX];
    ll_date_format((struct ll_date){day}, month);
    LL_TRY(write_key(demo, container->plant, &key, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_TREATMENT_SIGN);
    ll_demo_put_file(&call, "key", "plant.key", key);
    ll_demo_put_cstr(&call, "receipt", container->receipt_number);
    ll_demo_put_cstr(&call, "kind", "metallurgical");
    ll_demo_put_cstr(&call, "operation", "r4");
    ll_demo_put_i64(&call, "units", container->units);
    ll_demo_put_fmt(&call, "month", "%.7s", month);
    put_outputs(&call, container);
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    return ll_json_canonical(demo->ctx->arena, answer, TREATMENT_BYTES_MAX, ret_treatment, reterr);
}

/* The smelter recycles at once; the works dismantle, and three loads in four are recycled later. */
static enum ll_status treat_container(struct ll_demo *demo, struct ll_demo_container *container,
                                      int32_t day, struct ll_err *reterr)
{
    struct ll_demo_call call;
    bool smelter = container->plant == 0;
    bool again = container->state == LL_DEMO_DISMANTLED;
    struct ll_str treatment = LL_STR("");
    if (!again) {
        LL_TRY(ll_demo_lose_at_plant(demo, container, reterr));
    }
    ll_demo_forget(demo);
    if (smelter || again) {
        LL_TRY(sign_treatment(demo, container, day, &treatment, reterr));
    }
    ll_demo_call_begin(demo, &call, LL_DEMO_TREATMENT_RECORD);
    ll_demo_put_cstr(&call, "receipt", container->receipt_id);
    ll_demo_put_date(&call, "treated_on", day);
    if (smelter || again) {
        ll_demo_put_file(&call, "statement", "treatment.json", treatment);
    } else {
        ll_demo_put_cstr(&call, "kind", "mechanical");
        ll_demo_put_cstr(&call, "operation", "r12");
        put_outputs(&call, container);
    }
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    demo->counts.treatments++;
    if (smelter || again) {
        demo->counts.recycled_units += container->units;
        demo->counts.dismantled_units -= again ? container->units : 0;
        container->state = LL_DEMO_TREATED;
        return LL_OK;
    }
    demo->counts.dismantled_units += container->units;
    container->state = container->number % 4 == 0 ? LL_DEMO_TREATED : LL_DEMO_DISMANTLED;
    container->next_on = day + (int32_t)ll_demo_random_between(&demo->numbers, 30, 90);
    return LL_OK;
}

static enum ll_status take_step(struct ll_demo *demo, struct ll_demo_container *container,
                                int32_t day, struct ll_err *reterr)
{
    char shipment[LL_DEMO_CODE_MAX];
    shipment_code(container, shipment);
    switch (container->state) {
    case LL_DEMO_AT_SEA:
        LL_TRY(ll_demo_run_on_shipment(demo, LL_DEMO_SHIPMENT_ARRIVE, shipment, reterr));
        container->state = LL_DEMO_AT_PLANT;
        container->next_on = day + (int32_t)ll_demo_random_between(&demo->numbers, 2, 9);
        return LL_OK;
    case LL_DEMO_AT_PLANT:
        LL_TRY(count_container(demo, container, day, reterr));
        container->state = LL_DEMO_COUNTED;
        container->next_on = day + (int32_t)ll_demo_random_between(&demo->numbers, 14, 60);
        return LL_OK;
    case LL_DEMO_COUNTED:
    case LL_DEMO_DISMANTLED:
        return treat_container(demo, container, day, reterr);
    case LL_DEMO_TREATED:
        return LL_OK;
    }
    LL_ASSERT(false);
}

enum ll_status ll_demo_receive(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    for (size_t i = 0; i < demo->container_count; i++) {
        struct ll_demo_container *container = &demo->containers[i];
        if (container->state != LL_DEMO_TREATED && container->next_on <= day) {
            LL_TRY(take_step(demo, container, day, reterr));
        }
    }
    return LL_OK;
}
