#include "draw/certificates.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *ll_sample_name(enum ll_sample sample)
{
    static const char *const names[LL_SAMPLE_COUNT] = {"tiny",       "usual",   "huge", "hostile",
                                                       "commitment", "revoked", "grams"};
    return names[sample];
}

/* ---- lists, copied into the arena since they outlive the call ---- */

static void *kept(struct ll_draw_test *test, const void *items, size_t count, size_t size)
{
    char *copy = ll_arena_alloc(&test->arena, count, size);
    LL_ASSERT(copy != NULL);
    for (size_t i = 0; i < count * size; i++) {
        copy[i] = ((const char *)items)[i];
    }
    return copy;
}
#define KEPT(test, array) kept((test), (array), COUNT(array), sizeof((array)[0]))

static struct ll_str made(struct ll_draw_test *test, const char *format, int n)
{
    struct ll_strbuf buf;
    struct ll_str text = {"", 0};
    ll_strbuf_init(&buf, &test->arena, 200);
    ll_strbuf_cstr(&buf, format);
    ll_strbuf_i64(&buf, n);
    LL_ASSERT(ll_strbuf_finish(&buf, &text, NULL) == LL_OK);
    return text;
}

static struct ll_printed_amount pieces(int64_t n)
{
    return (struct ll_printed_amount){.units = {n}};
}

static struct ll_printed_amount grams(int64_t g)
{
    return (struct ll_printed_amount){.is_mass = true, .mass = {g}};
}

static const struct ll_str *notes(struct ll_draw_test *test)
{
    const struct ll_str list[] = {
        LL_STR("Which unit stands for which device is a convention: mixed units cannot be told "
               "apart."),
        LL_STR("The mass is that of the lots as weighed at collection, shared out by number of "
               "units."),
        LL_STR("The units are scrap devices of other owners; they are not this client's own "
               "waste."),
        LL_STR("The documents' dates are as written on them, or as booked where they bear none."),
        LL_STR("Paid for means that a price is recorded with every collection cited here; fees "
               "between the parties are settled elsewhere."),
    };
    return KEPT(test, list);
}

/* One device, one scrap device, nothing that can be left out. */
static struct ll_printed_certificate tiny(struct ll_draw_test *test)
{
    const struct ll_printed_demand demand[] = {{LL_STR("laptop"), pieces(1)}};
    const struct ll_printed_scrap scrap[] = {{LL_STR("GH"), LL_STR("feature_phone_nb"), pieces(1)}};
    const struct ll_printed_plant plants[] = {{.name = LL_STR("Smelter Antwerp"),
                                               .operator_name = LL_STR("Metallo Nova"),
                                               .country = LL_STR("BE"),
                                               .amount = pieces(1),
                                               .received_from = ll_date_from_ymd(2026, 3, 1),
                                               .received_to = ll_date_from_ymd(2026, 3, 1)}};
    return (struct ll_printed_certificate){
        .serial = LL_STR("LL-7Q2M4X6V8B0N1C3Z"),
        .revision = 1,
        .stage = LL_STAGE_RECEIVED,
        .issued_on = ll_date_from_ymd(2026, 4, 1),
        .issuer = LL_STR("Loop Programme"),
        .beneficiary = LL_STR("Ida"),
        .programme_code = LL_STR("phones-2026"),
        .programme_version = 1,
        .demand = KEPT(test, demand),
        .demand_count = 1,
        .scrap = KEPT(test, scrap),
        .scrap_count = 1,
        .mass = {90},
        .lots = 1,
        .collections = 1,
        .plants = KEPT(test, plants),
        .plant_count = 1,
    };
}

static struct ll_printed_certificate usual(struct ll_draw_test *test)
{
    const struct ll_printed_demand demand[] = {{LL_STR("smartphone"), pieces(1000)},
                                               {LL_STR("tablet"), pieces(180)},
                                               {LL_STR("laptop"), pieces(60)}};
    const struct ll_printed_purchase purchases[] = {
        {LL_STR("4500178231"), true, ll_date_from_ymd(2026, 3, 3), pieces(600)},
        {LL_STR("4500178777"), true, ll_date_from_ymd(2026, 4, 14), pieces(400)},
        {LL_STR("4500179002"), true, ll_date_from_ymd(2026, 5, 1), pieces(180)},
        {LL_STR("4500180415"), true, ll_date_from_ymd(2026, 6, 30), pieces(60)}};
    const struct ll_printed_scrap scrap[] = {
        {LL_STR("GH"), LL_STR("feature_phone_nb"), pieces(820)},
        {LL_STR("NG"), LL_STR("feature_phone_nb"), pieces(300)},
        {LL_STR("CM"), LL_STR("smartphone_nb"), pieces(120)}};
    const struct ll_printed_certification certifications[] = {
        {LL_STR("r2v3"), LL_STR("C-2024-01877"), ll_date_from_ymd(2027, 12, 31)},
        {LL_STR("en-50625"), LL_STR("BE/50625/112"), ll_date_from_ymd(2028, 5, 1)}};
    const struct ll_printed_plant plants[] = {
        {LL_STR("Smelter Antwerp"), LL_STR("Metallo Nova NV"), LL_STR("BE"), pieces(1240),
         ll_date_from_ymd(2026, 8, 4), ll_date_from_ymd(2026, 9, 17), KEPT(test, certifications), 2,
         1U << LL_RECEIPT_BASIS_COUNTED}};
    const struct ll_printed_material materials[] = {{LL_STR("copper"), {14737}, true},
                                                    {LL_STR("precious-metals"), {112}, true},
                                                    {LL_STR("slag"), {43316}, true},
                                                    {LL_STR("plastics"), {53475}, false}};
    const struct ll_str payers[] = {LL_STR("Brouwer & Van Dijk Accountants")};
    const struct ll_str resellers[] = {LL_STR("Kabel Zakelijk B.V.")};
    return (struct ll_printed_certificate){
        .serial = LL_STR("LL-7Q2M4X6V8B0N1C3Z"),
        .revision = 2,
        .stage = LL_STAGE_RECYCLED,
        .issued_on = ll_date_from_ymd(2026, 11, 3),
        .issuer = LL_STR("Stichting Loop Programma"),
        .beneficiary = LL_STR("Brouwer & Van Dijk Accountants"),
        .payers = KEPT(test, payers),
        .payer_count = 1,
        .resellers = KEPT(test, resellers),
        .reseller_count = 1,
        .programme_code = LL_STR("phones-2026"),
        .programme_version = 3,
        .triggers = 1U << LL_TRIGGER_PURCHASE | 1U << LL_TRIGGER_LEASE,
        .has_period = true,
        .period_from = ll_date_from_ymd(2026, 3, 3),
        .period_to = ll_date_from_ymd(2026, 6, 30),
        .demand = KEPT(test, demand),
        .demand_count = COUNT(demand),
        .purchases = KEPT(test, purchases),
        .purchase_count = COUNT(purchases),
        .scrap = KEPT(test, scrap),
        .scrap_count = COUNT(scrap),
        .mass = {111640},
        .lots = 14,
        .collections = 9,
        .is_paid = true,
        .plants = KEPT(test, plants),
        .plant_count = 1,
        .materials = KEPT(test, materials),
        .material_count = COUNT(materials),
        .notes = notes(test),
        .note_count = 5,
        .check_url = LL_STR("https://ledger.example/certificates/LL-7Q2M4X6V8B0N1C3Z"),
        .log = LL_PRINTED_LOG_ENTERED,
    };
}

#define MANY 10000

static void fill_lists(struct ll_draw_test *test, struct ll_printed_certificate *certificate)
{
    static const char *const countries[] = {"GH", "NG", "CM", "UG", "RW", "ZM", "ML", "BF",
                                            "TD", "CF", "CD", "GS", "VC", "BA", "XX"};
    static const char *const classes[] = {"feature_phone_nb", "smartphone_nb", "network_small",
                                          "a-class-of-a-programme-of-its-own"};
    struct ll_printed_purchase *purchases =
        LL_NEW_ARRAY(&test->arena, struct ll_printed_purchase, MANY);
    struct ll_printed_scrap *scrap = LL_NEW_ARRAY(&test->arena, struct ll_printed_scrap, 60);
    struct ll_printed_plant *plants = LL_NEW_ARRAY(&test->arena, struct ll_printed_plant, 40);
    struct ll_printed_material *materials =
        LL_NEW_ARRAY(&test->arena, struct ll_printed_material, 40);
    LL_ASSERT(purchases != NULL && scrap != NULL && plants != NULL && materials != NULL);
    for (int i = 0; i < MANY; i++) {
        purchases[i] =
            (struct ll_printed_purchase){made(test, "PO/2026/Nederland-West/hardware/batch-", i),
                                         i % 7 != 0,
                                         {ll_date_from_ymd(2026, 1, 1).days + i % 300},
                                         pieces(1000 + i % 13)};
    }
    for (int i = 0; i < 60; i++) {
        scrap[i] = (struct ll_printed_scrap){ll_str_from_cstr(countries[i % 15]),
                                             ll_str_from_cstr(classes[i % 4]),
                                             pieces(i == 0 ? 317102 : 317083)};
    }
    for (int i = 0; i < 40; i++) {
        plants[i] = certificate->plants[0];
        plants[i].name = made(test, "Integrated smelter and refinery, line ", i);
        plants[i].amount = pieces(1234567 - i * 1000);
        plants[i].bases = 0xE;
    }
    certificate->purchases = purchases;
    certificate->purchase_count = MANY;
    certificate->scrap = scrap;
    certificate->scrap_count = 60;
    for (int i = 0; i < 40; i++) {
        materials[i] = (struct ll_printed_material){
            made(test, "what-came-of-it-in-the-fraction-number-", i), {LL_MASS_G_MAX / 50}, i % 2};
    }
    certificate->plants = plants;
    certificate->plant_count = 40;
    certificate->materials = materials;
    certificate->material_count = 40;
}

/* More of everything than fits. */
static struct ll_printed_certificate huge(struct ll_draw_test *test)
{
    static const char *const classes[] = {
        "smartphone",         "tablet",      "laptop", "desktop", "server", "monitor_flat",
        "a-class-of-its-own", "network_rack"};
    struct ll_printed_demand demand[8];
    struct ll_str names[6];
    const struct ll_str reissued[] = {LL_STR("LL-3333333333333333"), LL_STR("LL-4444444444444444"),
                                      LL_STR("LL-5555555555555555")};
    struct ll_printed_certificate certificate = usual(test);
    for (int i = 0; i < 8; i++) {
        demand[i] =
            (struct ll_printed_demand){ll_str_from_cstr(classes[i]), pieces(7000000 / (i + 1))};
    }
    for (int i = 0; i < 6; i++) {
        names[i] = made(test, "Société internationale d’équipement numérique, filiale no. ", i);
    }
    fill_lists(test, &certificate);
    certificate.beneficiary =
        LL_STR("Vereniging van Samenwerkende Gemeenten en Waterschappen voor Maatschappelijk "
               "Verantwoord Inkopen van Digitale Middelen en Diensten in Noordoost-Nederland");
    certificate.issuer =
        LL_STR("Stichting voor de Uitvoering van het Internationale Loop Programma "
               "voor Elektronisch Afval uit Afrika");
    certificate.demand = KEPT(test, demand);
    certificate.demand_count = 8;
    certificate.payers = KEPT(test, names);
    certificate.payer_count = 6;
    certificate.resellers = certificate.payers;
    certificate.reseller_count = 3;
    certificate.triggers = 0x1E;
    certificate.revision = 1234;
    certificate.standing = LL_STANDING_UNDER_REVIEW;
    certificate.standing_reason = LL_STR(
        "A receipt of the plant counts 2,000 units fewer than were loaded; the case is open, and "
        "the certificate will be revised or confirmed when it closes, at the latest in six weeks.");
    certificate.replaces = LL_STR("LL-1111111111111111");
    certificate.superseded_by = LL_STR("LL-2222222222222222");
    certificate.reissued_from = KEPT(test, reissued);
    certificate.reissued_count = 3;
    certificate.mass = (struct ll_mass){987654321987};
    certificate.dropped = (struct ll_units){2000};
    certificate.lots = 123456;
    certificate.collections = 98765;
    certificate.log = LL_PRINTED_LOG_PENDING;
    return certificate;
}

static struct ll_printed_certificate hostile(struct ll_draw_test *test)
{
    struct ll_printed_certificate certificate = usual(test);
    struct ll_printed_purchase *purchases =
        LL_NEW_ARRAY(&test->arena, struct ll_printed_purchase, LL_DRAW_HOSTILE_COUNT);
    struct ll_printed_plant *plants = kept(test, certificate.plants, 1, sizeof(*plants));
    LL_ASSERT(purchases != NULL);
    for (size_t i = 0; i < LL_DRAW_HOSTILE_COUNT; i++) {
        purchases[i] = (struct ll_printed_purchase){
            test->hostile[i], true, ll_date_from_ymd(9999, 12, 31), pieces(LL_UNITS_MAX / 20)};
    }
    plants[0].name = test->hostile[0];
    plants[0].operator_name = test->hostile[1];
    certificate.beneficiary = test->hostile[0];
    certificate.issuer = test->hostile[4];
    certificate.serial = test->hostile[2];
    certificate.programme_code = test->hostile[5];
    certificate.payers = test->hostile;
    certificate.payer_count = LL_DRAW_HOSTILE_COUNT;
    certificate.resellers = test->hostile + 8;
    certificate.reseller_count = 1;
    certificate.standing = LL_STANDING_SUPERSEDED;
    certificate.standing_reason = test->hostile[1];
    certificate.replaces = test->hostile[0];
    certificate.notes = test->hostile;
    certificate.note_count = LL_DRAW_HOSTILE_COUNT;
    certificate.purchases = purchases;
    certificate.purchase_count = LL_DRAW_HOSTILE_COUNT;
    certificate.plants = plants;
    return certificate;
}

struct ll_printed_certificate ll_sample_certificate(struct ll_draw_test *test,
                                                    enum ll_sample sample)
{
    struct ll_printed_certificate certificate = usual(test);
    switch (sample) {
    case LL_SAMPLE_TINY:
        return tiny(test);
    case LL_SAMPLE_USUAL:
        break;
    case LL_SAMPLE_HUGE:
        return huge(test);
    case LL_SAMPLE_HOSTILE:
        return hostile(test);
    case LL_SAMPLE_COMMITMENT:
        certificate.stage = LL_STAGE_SHIPPED;
        certificate.plant_count = 0;
        certificate.material_count = 0;
        certificate.purchase_count = 0;
        certificate.revision = 1;
        certificate.log = LL_PRINTED_LOG_PENDING;
        break;
    case LL_SAMPLE_REVOKED:
        certificate.standing = LL_STANDING_REVOKED;
        certificate.standing_reason = LL_STR("The receipt it rests on was withdrawn by the plant.");
        certificate.superseded_by = LL_STR("LL-2222222222222222");
        break;
    case LL_SAMPLE_GRAMS: {
        const struct ll_printed_demand demand[] = {{LL_STR("server"), grams(192000)}};
        struct ll_printed_plant *plant = kept(test, certificate.plants, 1, sizeof(*plant));
        const struct ll_printed_scrap scrap[] = {{LL_STR("GH"), LL_STR("mixed"), grams(150000)},
                                                 {LL_STR("TG"), LL_STR("mixed"), grams(42000)}};
        certificate.demand = KEPT(test, demand);
        certificate.demand_count = 1;
        certificate.scrap = KEPT(test, scrap);
        certificate.scrap_count = 2;
        plant->amount = grams(192000);
        certificate.plants = plant;
        certificate.mass = (struct ll_mass){192000};
        certificate.stage = LL_STAGE_DISMANTLED;
        certificate.triggers = 1U << LL_TRIGGER_DISPOSAL;
        certificate.period_to = certificate.period_from;
        certificate.purchase_count = 0;
        break;
    }
    }
    return certificate;
}
