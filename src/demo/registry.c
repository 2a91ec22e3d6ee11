/* Who and where: classes, organisations, facilities, programmes, order lines with terms. */
#include "demo/call.h"

#include <stdio.h>

static enum ll_status add_organisation(struct ll_demo *demo, const char *code, const char *country,
                                       const char *name, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_ORGANISATION_ADD);
    ll_demo_put_cstr(&call, "code", code);
    ll_demo_put_cstr(&call, "country", country);
    ll_demo_put_cstr(&call, "name", name);
    demo->counts.organisations++;
    return ll_demo_call_run(&call, NULL, reterr);
}

static enum ll_status add_facility(struct ll_demo *demo, const char *code, const char *country,
                                   const char *name, const char *organisation, bool plant,
                                   struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_FACILITY_ADD);
    ll_demo_put_cstr(&call, "code", code);
    ll_demo_put_cstr(&call, "country", country);
    ll_demo_put_cstr(&call, "name", name);
    ll_demo_put_cstr(&call, "organisation", organisation);
    if (plant) {
        ll_demo_put_cstr(&call, "plant", "true");
    }
    demo->counts.facilities++;
    return ll_demo_call_run(&call, NULL, reterr);
}

/* The built-in ones, and what nobody counts. */
static enum ll_status load_classes(struct ll_demo *demo, struct ll_err *reterr)
{
    static const char *const uncounted[] = {"cables", "mixed-it-scrap"};
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_CLASS_LOAD);
    LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    for (size_t i = 0; i < sizeof(uncounted) / sizeof(uncounted[0]); i++) {
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_CLASS_ADD);
        ll_demo_put_cstr(&call, "code", uncounted[i]);
        ll_demo_put_cstr(&call, "hs_code", "8549");
        ll_demo_put_cstr(&call, "unu_key", "0301");
        LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    }
    return LL_OK;
}

static enum ll_status add_programme(struct ll_demo *demo, enum ll_demo_programme number,
                                    const char *classes, struct ll_err *reterr)
{
    struct ll_demo_call call;
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_PROGRAMME_ADD);
    ll_demo_put_cstr(&call, "code", ll_demo_programme_codes[number]);
    ll_demo_put_cstr(&call, "classes", classes);
    ll_demo_put_cstr(&call, "oldest_vintage", "2021-01");
    ll_demo_put_cstr(&call, "operator", "operator");
    return ll_demo_call_run(&call, NULL, reterr);
}

static enum ll_status add_partners(struct ll_demo *demo, struct ll_err *reterr)
{
    static const struct {
        const char *code;
        const char *country;
        const char *name;
    } partners[] = {
        {"operator", "NL", "Example One-for-One Operator (invented)"},
        {"carrier-land", "GH", "Example Overland Carriers (invented)"},
        {"carrier-sea", "BE", "Example Ocean Line (invented)"},
        {"carrier-europe", "NL", "Example Haulage Europe (invented)"},
        {"ports", "NL", "Example Port Operators (invented)"},
        {"assurance", "BE", "Example Assurance (invented)"},
    };
    for (size_t i = 0; i < sizeof(partners) / sizeof(partners[0]); i++) {
        LL_TRY(add_organisation(demo, partners[i].code, partners[i].country, partners[i].name,
                                reterr));
    }
    for (size_t i = 1; i <= LL_DEMO_PAYERS; i++) {
        LL_TRY(add_organisation(demo, ll_demo_payers[i].code, ll_demo_payers[i].country,
                                ll_demo_payers[i].name, reterr));
    }
    for (size_t i = 1; i <= LL_DEMO_FUNDERS; i++) {
        LL_TRY(add_organisation(demo, ll_demo_funders[i].code, ll_demo_funders[i].country,
                                ll_demo_funders[i].name, reterr));
    }
    for (int i = 0; i < LL_DEMO_CLIENTS; i++) {
        char code[32];
        ll_demo_client_code(i, code);
        LL_TRY(add_organisation(demo, code, ll_demo_clients[i].country, ll_demo_clients[i].name,
                                reterr));
    }
    return LL_OK;
}

static enum ll_status add_ports(struct ll_demo *demo, struct ll_err *reterr)
{
    static const struct {
        const char *code;
        const char *country;
        const char *name;
    } ports[] = {
        {"port-tema", "GH", "Berth at Tema (invented)"},
        {"port-lagos", "NG", "Berth at Lagos (invented)"},
        {"port-douala", "CM", "Berth at Douala (invented)"},
        {"port-mombasa", "KE", "Berth at Mombasa (invented)"},
        {"port-dar", "TZ", "Berth at Dar es Salaam (invented)"},
        {"port-dakar", "SN", "Berth at Dakar (invented)"},
        {"port-antwerp", "BE", "Berth at Antwerp (invented)"},
        {"port-rotterdam", "NL", "Berth at Rotterdam (invented)"},
    };
    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        LL_TRY(add_facility(demo, ports[i].code, ports[i].country, ports[i].name, "ports", false,
                            reterr));
    }
    return LL_OK;
}

static enum ll_status add_places(struct ll_demo *demo, struct ll_err *reterr)
{
    for (int c = 0; c < LL_DEMO_COUNTRIES; c++) {
        const struct ll_demo_country *country = &ll_demo_countries[c];
        for (int p = 0; p < LL_DEMO_POINTS_MAX && country->towns[p] != NULL; p++) {
            char code[32];
            char name[96];
            ll_demo_place_code(c, p, code);
            (void)snprintf(name, sizeof(name), "%s %s (invented)",
                           p == 0 ? "Warehouse" : "Collection point", country->towns[p]);
            LL_TRY(add_facility(demo, code, country->code, name, "operator", false, reterr));
        }
    }
    return LL_OK;
}

/* What the plants hold; the last one's is still to come. */
static enum ll_status certify_plants(struct ll_demo *demo, struct ll_err *reterr)
{
    static const struct {
        const char *plant;
        const char *standard;
        const char *number;
        int from_year;
    } held[] = {
        {"plant-be", "en-50625", "EX-50625-0117", 2019},
        {"plant-be", "r2v3", "EX-R2-4410", 2020},
        {"plant-nl", "weeelabex", "EX-WLX-0093", 2020},
        {"plant-de", "en-50625", "EX-50625-0388", 2024},
    };
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++) {
        struct ll_demo_call call;
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_FACILITY_CERTIFY);
        ll_demo_put_cstr(&call, "facility", held[i].plant);
        ll_demo_put_cstr(&call, "standard", held[i].standard);
        ll_demo_put_cstr(&call, "number", held[i].number);
        ll_demo_put_cstr(&call, "scope", "e-waste");
        ll_demo_put_date(&call, "valid_from", ll_date_from_ymd(held[i].from_year, 6, 1).days);
        ll_demo_put_date(&call, "valid_to", ll_date_from_ymd(2027, 12, 31).days);
        LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    }
    return LL_OK;
}

static enum ll_status add_plants(struct ll_demo *demo, struct ll_err *reterr)
{
    for (size_t i = 0; i < LL_DEMO_PLANTS; i++) {
        const struct ll_demo_plant *plant = &ll_demo_plants[i];
        struct ll_demo_call call;
        uint8_t seed[LL_SEED_SIZE];
        char name[64];
        char key[LL_MULTIKEY_PUBLIC_SIZE];
        (void)snprintf(name, sizeof(name), "Recycler %c (invented)", (int)('A' + i));
        LL_TRY(add_organisation(demo, plant->recycler, plant->country, name, reterr));
        LL_TRY(add_facility(demo, plant->code, plant->country, plant->name, plant->recycler, true,
                            reterr));
        ll_demo_random_fill(&demo->numbers, seed, sizeof(seed));
        ll_sign_key_from_seed(seed, &demo->plant_keys[i]);
        ll_multikey_public_format(&demo->plant_keys[i].public_key, key);
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_FACILITY_KEY_ADD);
        ll_demo_put_cstr(&call, "facility", plant->code);
        ll_demo_put_cstr(&call, "public_key", key);
        LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    }
    return LL_OK;
}

static enum ll_status add_collectors(struct ll_demo *demo, struct ll_err *reterr)
{
    static const char *const words[] = {"Collector", "Repair shop", "Collecting agent"};
    for (size_t i = 0; i < demo->collector_count; i++) {
        const struct ll_demo_collector *collector = &demo->collectors[i];
        char code[32];
        char name[96];
        ll_demo_collector_code(demo, i, code);
        (void)snprintf(name, sizeof(name), "%s %04zu (invented)", words[collector->kind], i + 1);
        LL_TRY(
            add_organisation(demo, code, ll_demo_countries[collector->country].code, name, reterr));
    }
    demo->counts.collectors = (int64_t)demo->collector_count;
    return LL_OK;
}

static enum ll_status open_line(struct ll_demo *demo, int client, const struct ll_demo_terms *terms,
                                struct ll_err *reterr)
{
    const struct ll_demo_payer *payer = &ll_demo_payers[ll_demo_clients[client].payer];
    struct ll_demo_call call;
    char code[32];
    ll_demo_client_code(client, code);
    ll_demo_forget(demo);
    ll_demo_call_begin(demo, &call, LL_DEMO_ORDER_OPEN);
    ll_demo_put_cstr(&call, "beneficiary", code);
    ll_demo_put_cstr(&call, "class_code", "smartphone");
    ll_demo_put_cstr(&call, "programme", ll_demo_programme_codes[ll_demo_clients[client].program]);
    ll_demo_put_fmt(&call, "code", "%s.%s", code, terms == NULL ? "phones" : terms->suffix);
    if (payer->code != NULL) {
        ll_demo_put_cstr(&call, "payer", payer->code);
    }
    if (payer->is_reseller) {
        ll_demo_put_cstr(&call, "reseller", payer->code);
    }
    if (terms != NULL) {
        if (terms->countries[0] != '\0') {
            ll_demo_put_cstr(&call, "countries", terms->countries);
        }
        if (terms->vintage_from != NULL) {
            ll_demo_put_cstr(&call, "vintage_from", terms->vintage_from);
        }
        if (terms->vintage_to != NULL) {
            ll_demo_put_cstr(&call, "vintage_to", terms->vintage_to);
        }
        if (terms->funder > 0) {
            ll_demo_put_cstr(&call, "funder", ll_demo_funders[terms->funder].code);
        }
    }
    return ll_demo_call_run(&call, NULL, reterr);
}

/* The plain line first: papers that name no line go to it. */
static enum ll_status open_lines(struct ll_demo *demo, struct ll_err *reterr)
{
    for (size_t i = 1; i <= LL_DEMO_TERMS; i++) {
        LL_TRY(open_line(demo, ll_demo_terms[i].client - 1, NULL, reterr));
        LL_TRY(open_line(demo, ll_demo_terms[i].client - 1, &ll_demo_terms[i], reterr));
    }
    return LL_OK;
}

/* ---- what authorities allow ---- */
static enum ll_status add_licence(struct ll_demo *demo, const char *kind, const char *holder_option,
                                  const char *holder, const char *country, struct ll_err *reterr)
{
    static const int years[][2] = {{2021, 2023}, {2024, 2027}}; /* renewed once */
    for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
        struct ll_demo_call call;
        ll_demo_forget(demo);
        ll_demo_call_begin(demo, &call, LL_DEMO_LICENCE_ADD);
        ll_demo_put_fmt(&call, "number", "EX/%s/%.1s-%d/%s", country, kind, years[i][0], holder);
        ll_demo_put_cstr(&call, "kind", kind);
        ll_demo_put_cstr(&call, holder_option, holder);
        ll_demo_put_cstr(&call, "country", country);
        ll_demo_put_date(&call, "valid_from", ll_date_from_ymd(years[i][0], 1, 1).days);
        ll_demo_put_date(&call, "valid_until", ll_date_from_ymd(years[i][1], 12, 31).days);
        ll_demo_put_file(&call, "document", "licence.pdf", LL_STR("an invented licence"));
        LL_TRY(ll_demo_call_run(&call, NULL, reterr));
    }
    return LL_OK;
}

/* Carriers where they carry; stores where they are licensed, too. */
static enum ll_status add_licences(struct ll_demo *demo, struct ll_err *reterr)
{
    for (int c = 0; c < LL_DEMO_COUNTRIES; c++) {
        const struct ll_demo_country *country = &ll_demo_countries[c];
        LL_TRY(add_licence(demo, "carrier", "organisation", "carrier-land", country->code, reterr));
        for (int p = 0; p < LL_DEMO_POINTS_MAX && country->towns[p] != NULL; p++) {
            char code[32];
            ll_demo_place_code(c, p, code);
            LL_TRY(add_licence(demo, "store", "facility", code, country->code, reterr));
        }
    }
    LL_TRY(add_licence(demo, "carrier", "organisation", "carrier-sea", "BE", reterr));
    for (size_t i = 0; i < LL_DEMO_PLANTS; i++) {
        const struct ll_demo_plant *plant = &ll_demo_plants[i];
        LL_TRY(
            add_licence(demo, "carrier", "organisation", "carrier-europe", plant->country, reterr));
        LL_TRY(add_licence(demo, "treat", "facility", plant->code, plant->country, reterr));
    }
    return LL_OK;
}

enum ll_status ll_demo_register(struct ll_demo *demo, struct ll_err *reterr)
{
    LL_TRY(load_classes(demo, reterr));
    LL_TRY(add_partners(demo, reterr));
    LL_TRY(add_ports(demo, reterr));
    LL_TRY(add_places(demo, reterr));
    LL_TRY(add_plants(demo, reterr));
    LL_TRY(certify_plants(demo, reterr));
    LL_TRY(add_licences(demo, reterr));
    LL_TRY(add_programme(demo, LL_DEMO_MAIN,
                         "smartphone=smartphone+smartphone_nb+feature_phone_nb:2.50 EUR,"
                         "feature_phone_nb=smartphone_nb+feature_phone_nb:1.80 EUR,"
                         "tablet=tablet:3.90 EUR,laptop@1650g=laptop:6.50 EUR,"
                         "server@22.2kg=laptop+tablet+mixed-it-scrap+cables:60.00 EUR",
                         reterr));
    LL_TRY(add_programme(demo, LL_DEMO_PILOT, "smartphone=smartphone_nb+feature_phone_nb:2.00 EUR",
                         reterr));
    LL_TRY(add_collectors(demo, reterr));
    LL_TRY(open_lines(demo, reterr));
    return ll_demo_add_people(demo, reterr);
}
