/* Collections: who brings how much, where and when; and lots that come under doubt. */
#include "demo/call.h"

#include <stdlib.h>

/* Numbers of one collection's kind of collector: in 100 collections, and the range of its weight.
 */
static const struct {
    int64_t share;
    int64_t low;
    int64_t high;
} kinds[] = {
    [LL_DEMO_PERSON] = {64, 5, 120},
    [LL_DEMO_SHOP] = {28, 60, 600},
    [LL_DEMO_FIRM] = {8, 300, 3000},
};

/* A row's number by shares that sum to 100. */
static size_t draw_country(struct ll_demo *demo)
{
    int64_t left = ll_demo_random_between(&demo->numbers, 0, 99);
    for (size_t i = 0; i + 1 < LL_DEMO_COUNTRIES; i++) {
        left -= ll_demo_countries[i].share;
        if (left < 0) {
            return i;
        }
    }
    return LL_DEMO_COUNTRIES - 1;
}

static size_t draw_kind(struct ll_demo *demo)
{
    int64_t left = ll_demo_random_between(&demo->numbers, 0, 99);
    return left < kinds[LL_DEMO_FIRM].share                               ? LL_DEMO_FIRM
           : left < kinds[LL_DEMO_FIRM].share + kinds[LL_DEMO_SHOP].share ? LL_DEMO_SHOP
                                                                          : LL_DEMO_PERSON;
}

/*
 * Collectors, by country. Of each country the first 3 in 100 are firms, the next 12 shops; every
 * third person collects for one of the firms.
 */
static void plan_collectors(struct ll_demo *demo)
{
    size_t next = 0;
    for (size_t c = 0; c < LL_DEMO_COUNTRIES; c++) {
        size_t of_country = demo->collector_count * (size_t)ll_demo_countries[c].share / 100;
        size_t end = c + 1 == LL_DEMO_COUNTRIES ? demo->collector_count : next + of_country;
        size_t firms = (end - next) * 3 / 100 + 1;
        size_t shops = (end - next) * 12 / 100 + 1;
        demo->collectors_from[c] = next;
        for (size_t i = next; i < end; i++) {
            size_t at = i - next;
            struct ll_demo_collector *collector = &demo->collectors[i];
            collector->country = (uint8_t)c;
            collector->kind = at < firms           ? LL_DEMO_FIRM
                              : at < firms + shops ? LL_DEMO_SHOP
                                                   : LL_DEMO_PERSON;
            if (collector->kind == LL_DEMO_PERSON && at % 3 == 0) {
                collector->agent = (uint16_t)(next + at % firms + 1);
            }
        }
        next = end;
    }
    demo->collectors_from[LL_DEMO_COUNTRIES] = demo->collector_count;
}

static size_t count_places(size_t country)
{
    size_t count = 0;
    while (count < LL_DEMO_POINTS_MAX && ll_demo_countries[country].towns[count] != NULL) {
        count++;
    }
    return count;
}

/* A collector of the country and kind; of any kind when there is none. */
static size_t draw_collector(struct ll_demo *demo, size_t country, size_t kind)
{
    size_t from = demo->collectors_from[country];
    size_t to = demo->collectors_from[country + 1];
    size_t begin = from;
    size_t end = to;
    while (begin < to && demo->collectors[begin].kind != kind) {
        begin++;
    }
    for (end = begin; end < to && demo->collectors[end].kind == kind; end++) {
    }
    if (begin == end) {
        begin = from;
        end = to;
    }
    return (size_t)ll_demo_random_between(&demo->numbers, (int64_t)begin, (int64_t)end - 1);
}

static void plan_one(struct ll_demo *demo, struct ll_demo_collection *plan)
{
    size_t country = draw_country(demo);
    size_t kind = draw_kind(demo);
    plan->day = ll_demo_growing_day(demo);
    plan->country = (uint8_t)country;
    plan->collector = (uint16_t)draw_collector(demo, country, kind);
    plan->weight = ll_demo_random_between(&demo->numbers, kinds[kind].low, kinds[kind].high);
    plan->place =
        (uint8_t)ll_demo_random_between(&demo->numbers, 0, (int64_t)count_places(country) - 1);
    bool in_zambia = ll_demo_countries[country].code[0] == 'Z';
    int32_t pilot_from = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + 2, 7, 1).days;
    if (in_zambia && plan->day >= pilot_from && ll_demo_random_between(&demo->numbers, 0, 3) == 0) {
        plan->programme = LL_DEMO_PILOT;
    } else if (ll_demo_random_between(&demo->numbers, 0, 99) < 6) {
        plan->funder = (uint8_t)ll_demo_random_between(&demo->numbers, 1, LL_DEMO_FUNDERS);
    }
    if (ll_demo_random_between(&demo->numbers, 0, 99) < 4) {
        plan->units[LL_DEMO_TABLET] = (int32_t)ll_demo_random_between(&demo->numbers, 1, 12);
    }
    if (ll_demo_random_between(&demo->numbers, 0, 99) < 3) {
        plan->units[LL_DEMO_LAPTOP] = (int32_t)ll_demo_random_between(&demo->numbers, 1, 9);
    }
}

static int compare_collections(const void *a, const void *b)
{
    const struct ll_demo_collection *x = a;
    const struct ll_demo_collection *y = b;
    if (x->day != y->day) {
        return x->day < y->day ? -1 : 1;
    }
    /* No two alike in all of it come in one day, or their order does not matter. */
    if (x->collector != y->collector) {
        return x->collector < y->collector ? -1 : 1;
    }
    return (x->weight > y->weight) - (x->weight < y->weight);
}

/* Deal the phones of the programme by weight, at least one each; the parts sum to the whole. */
static void deal_phones(struct ll_demo *demo)
{
    int64_t phones = ll_demo_scaled(demo, LL_DEMO_PHONES, 1) - (int64_t)demo->collection_count;
    int64_t weights = 0;
    int64_t before = 0;
    for (size_t i = 0; i < demo->collection_count; i++) {
        weights += demo->collections[i].weight;
    }
    for (size_t i = 0; i < demo->collection_count; i++) {
        struct ll_demo_collection *plan = &demo->collections[i];
        int64_t after = before + plan->weight;
        int64_t units = 1 + phones * after / weights - phones * before / weights;
        /* Smartphones are one in ten at first and four in ten at last. */
        int64_t age = plan->day - demo->first_day;
        int64_t smart = units * (10 + age * 30 / (demo->last_day - demo->first_day)) / 100;
        plan->units[LL_DEMO_SMARTPHONE] = (int32_t)smart;
        plan->units[LL_DEMO_FEATURE_PHONE] = (int32_t)(units - smart);
        before = after;
    }
}

enum ll_status ll_demo_plan_collections(struct ll_demo *demo, struct ll_err *reterr)
{
    struct ll_arena *arena = demo->ctx->arena;
    demo->collector_count = (size_t)ll_demo_scaled(demo, LL_DEMO_COLLECTORS, 2 * LL_DEMO_COUNTRIES);
    demo->collection_count = (size_t)ll_demo_scaled(demo, LL_DEMO_COLLECTIONS, 100);
    demo->lot_capacity = demo->collection_count * LL_DEMO_SCRAP_COUNT;
    demo->collectors = LL_NEW_ARRAY(arena, struct ll_demo_collector, demo->collector_count);
    demo->collections = LL_NEW_ARRAY(arena, struct ll_demo_collection, demo->collection_count);
    demo->lots = LL_NEW_ARRAY(arena, struct ll_demo_lot, demo->lot_capacity);
    if (demo->collectors == NULL || demo->collections == NULL || demo->lots == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the collections of a demonstration");
    }
    plan_collectors(demo);
    for (size_t i = 0; i < demo->collection_count; i++) {
        plan_one(demo, &demo->collections[i]);
    }
    qsort(demo->collections, demo->collection_count, sizeof(*demo->collections),
          compare_collections);
    deal_phones(demo);
    return LL_OK;
}

/* ---- receiving ---- */

/* Grams of one device: the middle of its class, a little more or less. */
static int64_t draw_mass_g(struct ll_demo *demo, size_t scrap)
{
    static const struct {
        int64_t low;
        int64_t high;
    } bands[LL_DEMO_SCRAP_COUNT] = {{78, 99}, {101, 124}, {480, 700}, {1400, 2200}};
    return ll_demo_random_between(&demo->numbers, bands[scrap].low, bands[scrap].high);
}

/* "feature_phone_nb:180:16200g:removed:fund-lake,…" */
static void write_lots(struct ll_demo *demo, const struct ll_demo_collection *plan,
                       struct ll_strbuf *buf, int32_t ret_mass_g[LL_DEMO_SCRAP_COUNT])
{
    /* One collection in 700 was weighed wrongly, which shows. */
    bool weighed_wrongly = ll_demo_random_between(&demo->numbers, 0, 699) == 0;
    for (size_t s = 0; s < LL_DEMO_SCRAP_COUNT; s++) {
        if (plan->units[s] == 0) {
            continue;
        }
        int64_t mass_g = draw_mass_g(demo, s) * plan->units[s];
        mass_g = weighed_wrongly ? mass_g * 4 : mass_g;
        ret_mass_g[s] = (int32_t)mass_g;
        const char *battery =
            s == LL_DEMO_FEATURE_PHONE || s == LL_DEMO_SMARTPHONE ? "removed" : "contained";
        ll_strbuf_fmt(buf, "%s%s:%d:%lldg:%s", buf->len > 0 ? "," : "", ll_demo_scrap_classes[s],
                      (int)plan->units[s], (long long)mass_g, battery);
        if (plan->funder > 0) {
            ll_strbuf_fmt(buf, ":%s", ll_demo_funders[plan->funder].code);
        }
    }
}

/* Remember the lots of an answer, in the order in which they were asked for. */
static enum ll_status keep_lots(struct ll_demo *demo, const struct ll_demo_collection *plan,
                                const int32_t mass_g[LL_DEMO_SCRAP_COUNT],
                                const struct ll_json *answer, struct ll_err *reterr)
{
    const struct ll_json *lots = ll_json_get(answer, "lots");
    size_t next = 0;
    for (size_t s = 0; s < LL_DEMO_SCRAP_COUNT; s++) {
        if (plan->units[s] == 0) {
            continue;
        }
        if (lots == NULL || next >= lots->count) {
            return LL_FAIL(reterr, LL_ECORRUPT, "the answer does not name the lots");
        }
        LL_ASSERT(demo->lot_count < demo->lot_capacity);
        const struct ll_json *item = &lots->items[next++];
        const struct ll_json *eligible = ll_json_get(item, "eligible");
        struct ll_demo_lot *lot = &demo->lots[demo->lot_count++];
        LL_TRY(ll_demo_answer_id(item, "lot_id", lot->id, reterr));
        lot->day = plan->day;
        lot->units = plan->units[s];
        lot->mass_g = mass_g[s];
        lot->unit_mass_g = mass_g[s] / lot->units;
        lot->country = plan->country;
        lot->place = plan->place;
        lot->programme = plan->programme;
        lot->funder = plan->funder;
        lot->excluded = eligible == NULL || eligible->type != LL_JSON_TRUE;
        demo->counts.lots++;
        if (s == LL_DEMO_FEATURE_PHONE || s == LL_DEMO_SMARTPHONE) {
            demo->counts.phones += lot->units;
        } else {
            demo->counts.other_devices += lot->units;
        }
    }
    return LL_OK;
}

static void put_price(struct ll_demo_call *call, const struct ll_demo_collection *plan)
{
    const struct ll_demo_country *country = &ll_demo_countries[plan->country];
    int64_t minor = country->price_minor *
                    (plan->units[LL_DEMO_FEATURE_PHONE] + 2 * plan->units[LL_DEMO_SMARTPHONE] +
                     5 * (plan->units[LL_DEMO_TABLET] + plan->units[LL_DEMO_LAPTOP]));
    if (country->currency_scale == 0) {
        ll_demo_put_fmt(call, "price", "%lld %s", (long long)minor, country->currency);
    } else {
        ll_demo_put_fmt(call, "price", "%lld.%02lld %s", (long long)(minor / 100),
                        (long long)(minor % 100), country->currency);
    }
}

/* The agent for whom the collector works has a part in what it brings. */
static enum ll_status add_agent(struct ll_demo *demo, const struct ll_demo_collection *plan,
                                const struct ll_json *received, struct ll_err *reterr)
{
    char collection_id[LL_ID_TEXT_MAX];
    char code[32];
    struct ll_demo_call call;
    size_t agent = demo->collectors[plan->collector].agent;
    if (agent == 0) {
        return LL_OK;
    }
    LL_TRY(ll_demo_answer_id(received, "collection_id", collection_id, reterr));
    ll_demo_collector_code(demo, agent - 1, code);
    ll_demo_call_begin(demo, &call, LL_DEMO_PARTY_ADD);
    ll_demo_put_cstr(&call, "object", collection_id);
    ll_demo_put_cstr(&call, "organisation", code);
    ll_demo_put_cstr(&call, "role", "agent");
    return ll_demo_call_run(&call, NULL, reterr);
}

static enum ll_status receive(struct ll_demo *demo, const struct ll_demo_collection *plan,
                              struct ll_err *reterr)
{
    struct ll_demo_call call;
    struct ll_strbuf buf;
    struct ll_str lots;
    struct ll_json *answer = NULL;
    int32_t mass_g[LL_DEMO_SCRAP_COUNT] = {0};
    char code[32];
    ll_demo_forget(demo);
    ll_strbuf_init(&buf, demo->ctx->arena, 1024);
    write_lots(demo, plan, &buf, mass_g);
    LL_TRY(ll_strbuf_finish(&buf, &lots, reterr));
    ll_demo_call_begin(demo, &call, LL_DEMO_COLLECTION_RECEIVE);
    ll_demo_collector_code(demo, plan->collector, code);
    ll_demo_put_cstr(&call, "collector", code);
    ll_demo_place_code(plan->country, plan->place, code);
    ll_demo_put_cstr(&call, "facility", code);
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[plan->programme]);
    ll_demo_put_date(&call, "collected_on", plan->day);
    ll_demo_put(&call, "lots", lots);
    ll_demo_put_fmt(&call, "record", "R-%06lld", (long long)demo->counts.collections + 1);
    ll_demo_put_digest(&call, "evidence_digest");
    put_price(&call, plan);
    LL_TRY(ll_demo_call_run(&call, &answer, reterr));
    demo->counts.collections++;
    LL_TRY(keep_lots(demo, plan, mass_g, answer, reterr));
    return add_agent(demo, plan, answer, reterr);
}

/* What a firm clears out beside its devices: nobody counts it. */
enum ll_status ll_demo_collect_uncounted(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    struct ll_demo_collection plan = {
        .day = day,
        .country = demo->collectors[0].country,
        .programme = LL_DEMO_MAIN,
        .units = {[LL_DEMO_LAPTOP] = 20}, /* paid for as so many */
    };
    int64_t mixed_g = ll_demo_scaled(demo, 900000 + day % 97 * 7310, 30000);
    int64_t cables_g = ll_demo_scaled(demo, 300000 + day % 89 * 2170, 12000);
    struct ll_demo_call call;
    char code[32];
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_COLLECTION_RECEIVE);
    ll_demo_collector_code(demo, plan.collector, code);
    ll_demo_put_cstr(&call, "collector", code);
    ll_demo_place_code(plan.country, plan.place, code);
    ll_demo_put_cstr(&call, "facility", code);
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[plan.programme]);
    ll_demo_put_date(&call, "collected_on", plan.day);
    ll_demo_put_fmt(&call, "lots", "mixed-it-scrap:grams:%lldg:unknown,cables:grams:%lldg:none",
                    (long long)mixed_g, (long long)cables_g);
    ll_demo_put_fmt(&call, "record", "R-%06lld", (long long)demo->counts.collections + 1);
    ll_demo_put_fmt(&call, "evidence_digest", "%064llx", (unsigned long long)day);
    put_price(&call, &plan);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    demo->counts.collections++;
    demo->counts.lots += 2;
    demo->counts.uncounted_g += mixed_g + cables_g;
    return LL_OK;
}

enum ll_status ll_demo_collect(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    while (demo->collection_next < demo->collection_count &&
           demo->collections[demo->collection_next].day <= day) {
        LL_TRY(receive(demo, &demo->collections[demo->collection_next], reterr));
        demo->collection_next++;
    }
    return LL_OK;
}

/* ---- doubt ---- */

static enum ll_status exclude(struct ll_demo *demo, struct ll_demo_lot *lot, int32_t day,
                              struct ll_err *reterr)
{
    static const char *const reasons[] = {"doubtful-evidence", "count-disputed", "under-review"};
    struct ll_demo_call call;
    struct ll_err refused = {0};
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_LOT_EXCLUDE);
    ll_demo_put_cstr(&call, "lot", lot->id);
    ll_demo_put_cstr(&call, "reason", reasons[ll_demo_random_between(&demo->numbers, 0, 2)]);
    bool cleared = ll_demo_random_between(&demo->numbers, 0, 9) < 7;
    int32_t wait = (int32_t)ll_demo_random_between(&demo->numbers, 40, 120);
    enum ll_status status = ll_demo_call_run(&call, NULL, &refused);
    if (status == LL_EREFUSED) {
        return LL_OK; /* a certificate came first */
    }
    if (status != LL_OK) {
        *reterr = refused;
        return status;
    }
    lot->excluded = true;
    lot->admit_on = cleared ? day + wait : 0;
    demo->counts.excluded++;
    return LL_OK;
}

static enum ll_status admit(struct ll_demo *demo, struct ll_demo_lot *lot, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_LOT_ADMIT);
    ll_demo_put_cstr(&call, "lot", lot->id);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    lot->excluded = false;
    lot->admit_on = 0;
    demo->counts.admitted++;
    return LL_OK;
}

enum ll_status ll_demo_doubt(struct ll_demo *demo, int32_t day, struct ll_err *reterr)
{
    for (size_t i = 0; i < demo->lot_tried; i++) {
        struct ll_demo_lot *lot = &demo->lots[i];
        if (lot->admit_on != 0 && lot->admit_on <= day) {
            LL_TRY(admit(demo, lot, reterr));
        }
    }
    for (; demo->lot_tried < demo->lot_count; demo->lot_tried++) {
        struct ll_demo_lot *lot = &demo->lots[demo->lot_tried];
        if (!lot->excluded && ll_demo_random_between(&demo->numbers, 0, 249) == 0) {
            LL_TRY(exclude(demo, lot, day, reterr));
        }
    }
    return LL_OK;
}
