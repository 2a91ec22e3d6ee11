/* A demonstration under way: what it has planned and what it has done. Not for other folders. */
#ifndef LL_DEMO_STATE_H
#define LL_DEMO_STATE_H

#include "crypto/crypto.h"
#include "demo/demo.h"
#include "demo/random.h"
#include "service/service.h"

enum ll_demo_service {
#define LL_DEMO_SERVICE(symbol, noun, verb) LL_DEMO_##symbol,
#include "demo/services.def"
#undef LL_DEMO_SERVICE
    LL_DEMO_SERVICE_COUNT,
};

/* ---- the programme's world (world.c) ---- */

#define LL_DEMO_FIRST_YEAR 2021
#define LL_DEMO_MONTHS 60
#define LL_DEMO_PHONES INT64_C(2200000) /* at 100 percent, as all that follows */
#define LL_DEMO_PHONES_DEMANDED INT64_C(2110000)
#define LL_DEMO_PILOT_PHONES_DEMANDED INT64_C(24000)
#define LL_DEMO_COLLECTORS 3000
#define LL_DEMO_COLLECTIONS 13000
#define LL_DEMO_PURCHASES 10000
#define LL_DEMO_CONTAINER_UNITS 4500
#define LL_DEMO_COUNTRIES 7
#define LL_DEMO_POINTS_MAX 5 /* places of one country: number 0 is its warehouse */
#define LL_DEMO_PLANTS 3
#define LL_DEMO_CLIENTS 32
#define LL_DEMO_PAYERS 5
#define LL_DEMO_FUNDERS 3
#define LL_DEMO_TERMS 8
#define LL_DEMO_CODE_MAX 32
#define LL_DEMO_NUMBER_SIZE 32
#define LL_DEMO_CREDITS_MAX 1000    /* due at once */
#define LL_DEMO_CORRECTIONS_MAX 200 /* due at once */

enum ll_demo_programme {
    LL_DEMO_MAIN,
    LL_DEMO_PILOT,
    LL_DEMO_PROGRAMMES,
};

struct ll_demo_country {
    const char *code;
    const char *lower;
    const char *name;
    const char *currency;
    int currency_scale;
    int64_t price_minor;                   /* paid for one phone */
    int64_t share;                         /* of collections, in 100 */
    const char *towns[LL_DEMO_POINTS_MAX]; /* the warehouse's first; NULL: no more */
    const char *port;                      /* code of the facility */
    const char *port_country;
    int64_t port_km;
    int64_t sea_km;
};
extern const struct ll_demo_country ll_demo_countries[LL_DEMO_COUNTRIES];

struct ll_demo_plant {
    const char *recycler;
    const char *code;
    const char *country;
    const char *name;
    const char *port; /* where its containers come ashore */
    const char *port_country;
    int64_t port_km;
};
extern const struct ll_demo_plant ll_demo_plants[LL_DEMO_PLANTS];

/* How a client sends what it bought. */
enum ll_demo_paper {
    LL_DEMO_UBL_ORDER,
    LL_DEMO_UBL_INVOICE,
    LL_DEMO_CSV_GENERIC,
    LL_DEMO_CSV_COUPA,
    LL_DEMO_CSV_SAP,
    LL_DEMO_CSV_ODOO,
    LL_DEMO_CSV_DEVICES,
};

struct ll_demo_client {
    const char *name;
    const char *country;
    int64_t weight; /* of the size of its purchases */
    int payer;      /* 0: pays itself; else a payer's number */
    enum ll_demo_paper paper;
    const char *trigger; /* what it counts, as a word of the enumeration */
    enum ll_demo_programme program;
    const char *stage;      /* what its certificates state */
    int certificate_months; /* how often it gets one */
};
extern const struct ll_demo_client ll_demo_clients[LL_DEMO_CLIENTS];

struct ll_demo_payer {
    const char *code;
    const char *name;
    const char *country;
    bool is_reseller;
};
extern const struct ll_demo_payer ll_demo_payers[LL_DEMO_PAYERS + 1]; /* number 0: nobody */

struct ll_demo_funder {
    const char *code;
    const char *name;
    const char *country;
};
extern const struct ll_demo_funder ll_demo_funders[LL_DEMO_FUNDERS + 1]; /* number 0: nobody */

/* Order lines with terms of their own, beside the client's plain line. */
struct ll_demo_terms {
    int client; /* from 1; number 0 of the table: no terms */
    const char *suffix;
    const char *countries; /* "" any */
    const char *vintage_from;
    const char *vintage_to;
    int funder;
    int64_t share; /* of the client's purchases, in 100 */
};
extern const struct ll_demo_terms ll_demo_terms[LL_DEMO_TERMS + 1];

/* ---- plans ---- */

struct ll_demo_collector {
    uint8_t country;
    uint8_t kind;   /* enum ll_demo_collector_kind */
    uint16_t agent; /* whose sub-agent, as its number + 1; 0: nobody's */
};
enum ll_demo_collector_kind {
    LL_DEMO_PERSON,
    LL_DEMO_SHOP,
    LL_DEMO_FIRM,
};

enum ll_demo_scrap {
    LL_DEMO_FEATURE_PHONE,
    LL_DEMO_SMARTPHONE,
    LL_DEMO_TABLET,
    LL_DEMO_LAPTOP,
    LL_DEMO_SCRAP_COUNT,
};

struct ll_demo_collection {
    int32_t day;
    uint16_t collector;
    uint8_t country;
    uint8_t place;
    uint8_t programme;
    uint8_t funder;
    int64_t weight; /* its share of all phones */
    int32_t units[LL_DEMO_SCRAP_COUNT];
};

enum ll_demo_goods {
    LL_DEMO_PHONES_BOUGHT,
    LL_DEMO_TABLETS_BOUGHT,
    LL_DEMO_LAPTOPS_BOUGHT, /* demanded by mass, as servers are */
    LL_DEMO_SERVERS_BOUGHT,
    LL_DEMO_GOODS_COUNT,
};

struct ll_demo_purchase {
    int32_t day;     /* of the paper */
    int32_t sent_on; /* when it is imported: lists come once a month */
    uint8_t client;  /* its place in the table */
    uint8_t terms;   /* its place in ll_demo_terms; 0: none */
    uint8_t paper;
    int32_t number;
    int64_t weight;
    int32_t units[LL_DEMO_GOODS_COUNT];
};

/* ---- what was done ---- */

struct ll_demo_lot {
    char id[LL_ID_TEXT_MAX];
    int32_t day;
    int32_t units;
    int32_t mass_g; /* 0 once it is packed */
    int32_t unit_mass_g;
    uint8_t country;
    uint8_t place;
    uint8_t programme;
    uint8_t funder;
    bool excluded;
    int32_t admit_on; /* 0: never again */
};

struct ll_demo_box {
    int32_t number;
    size_t first_lot; /* one of those in it, unless it is a pallet */
    int64_t units;
    int64_t mass_g;
    uint8_t country;
    uint8_t place; /* where it stands */
    uint8_t programme;
    uint8_t funder;
    bool is_pallet;
    bool gone; /* in a container, or poured out */
    bool held; /* until its case is closed */
};

enum ll_demo_container_state {
    LL_DEMO_AT_SEA,
    LL_DEMO_AT_PLANT,
    LL_DEMO_COUNTED,
    LL_DEMO_DISMANTLED, /* and to be recycled */
    LL_DEMO_TREATED,
};

struct ll_demo_container {
    int32_t number;
    size_t first_lot; /* one of those in it, or in what was poured onto its pallets */
    uint8_t country;
    uint8_t plant;
    enum ll_demo_container_state state;
    int32_t next_on; /* the day of its next step */
    int64_t units;
    int64_t mass_g;
    char receipt_id[LL_ID_TEXT_MAX];
    char receipt_number[LL_ID_TEXT_MAX]; /* the plant's own, in hexadecimal */
};

/* Units that left the supply, by what became of them. */
enum ll_demo_removal {
    LL_DEMO_LOST,
    LL_DEMO_DIVERTED,
    LL_DEMO_RETURNED,
    LL_DEMO_SEIZED,
    LL_DEMO_REMOVALS,
};

#define LL_DEMO_NO_BOX SIZE_MAX
struct ll_demo_case {
    char id[LL_ID_TEXT_MAX];
    int32_t close_on;                  /* 0: it is closed */
    char found_lot_id[LL_ID_TEXT_MAX]; /* that is explained when it is closed; or empty */
    size_t box;                        /* that is held for it, or LL_DEMO_NO_BOX */
};

/* A certificate that is raised, replaced or revoked when its day comes. */
struct ll_demo_correction {
    enum ll_demo_service what;
    int32_t on; /* not before this day */
    char serial[LL_DEMO_NUMBER_SIZE];
};

/* Devices of a paper that go back to their seller. */
struct ll_demo_credit {
    int32_t on;
    int32_t number; /* the paper's, from which its own follows */
    int64_t units;
    char document[LL_DEMO_NUMBER_SIZE];
    char order_line[64];
};

struct ll_demo_counts {
    int64_t requests;
    int64_t organisations;
    int64_t collectors;
    int64_t facilities;
    int64_t collections;
    int64_t lots;
    int64_t phones;
    int64_t other_devices;
    int64_t uncounted_g; /* of what nobody counted */
    int64_t packages;
    int64_t shipments;
    int64_t containers;
    int64_t receipts;
    int64_t treatments;
    int64_t pours;
    int64_t incidents;
    int64_t cases;
    int64_t removed[LL_DEMO_REMOVALS]; /* units */
    int64_t found;                     /* units */
    int64_t excluded;
    int64_t admitted;
    int64_t files;
    int64_t documents;
    int64_t documents_repeated; /* sent twice, or an invoice of an order that was counted */
    int64_t runs;
    int64_t certificates;
    int64_t certified_units;
    int64_t raised;
    int64_t replaced;
    int64_t revoked;
    int64_t credit_notes;
    int64_t credited_units;
    int64_t voided_units; /* of them; the others are carried over */
    int64_t shipped_units;
    int64_t received_units;
    int64_t dismantled_units;
    int64_t recycled_units;
};

/* Codes for the user to try. */
struct ll_demo_examples {
    char serial[LL_DEMO_NUMBER_SIZE];
    char imei[LL_DEMO_NUMBER_SIZE];
    char certificate[LL_DEMO_NUMBER_SIZE];
    char revoked[LL_DEMO_NUMBER_SIZE]; /* certificate */
};

struct ll_demo {
    struct ll_ctx *ctx;
    struct ll_arena_mark mark; /* of ctx->arena: what lies above is one call's */
    int64_t scale_percent;
    struct ll_time clock; /* what services read */
    int32_t first_day;
    int32_t last_day; /* the programme's last */
    const struct ll_service *services[LL_DEMO_SERVICE_COUNT];
    struct ll_demo_random ids;
    struct ll_demo_random numbers;
    struct ll_sign_key plant_keys[LL_DEMO_PLANTS];

    struct ll_demo_collector *collectors;
    size_t collector_count;
    size_t collectors_from[LL_DEMO_COUNTRIES + 1]; /* the first of each country */
    struct ll_demo_collection *collections;
    size_t collection_count;
    size_t collection_next;
    struct ll_demo_purchase *purchases;
    size_t purchase_count;
    size_t purchase_next;

    struct ll_demo_lot *lots;
    size_t lot_count;
    size_t lot_capacity;
    size_t lot_unpacked; /* the first that was not packed */
    size_t lot_tried;    /* the first that nobody thought of excluding */
    struct ll_demo_box *boxes;
    size_t box_count;
    size_t box_capacity;
    size_t box_tried; /* the first that nothing could have happened to */
    struct ll_demo_container *containers;
    size_t container_count;
    size_t container_capacity;
    int64_t container_units; /* what fills one at this scale */

    struct ll_demo_case *cases;
    size_t case_count;
    size_t case_capacity;
    struct ll_demo_correction corrections[LL_DEMO_CORRECTIONS_MAX];
    size_t correction_count;
    struct ll_demo_credit credits[LL_DEMO_CREDITS_MAX];
    size_t credit_count;

    int32_t shipments;      /* numbers given out */
    int64_t devices_listed; /* serial numbers given out */
    struct ll_demo_counts counts;
    struct ll_demo_examples examples;
};

/* ---- steps, each in a file of its own; all pass on a service's failure ---- */
LL_MUST enum ll_status ll_demo_register(struct ll_demo *demo, struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_add_people(struct ll_demo *demo, struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_plan_collections(struct ll_demo *demo, struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_plan_purchases(struct ll_demo *demo, struct ll_err *reterr);
/* What comes in on a day. */
LL_MUST enum ll_status ll_demo_collect(struct ll_demo *demo, int32_t day, struct ll_err *reterr);
/* Two lots in grams: mixed scrap and cables, which stay where they are. */
LL_MUST enum ll_status ll_demo_collect_uncounted(struct ll_demo *demo, int32_t day,
                                                 struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_buy(struct ll_demo *demo, int32_t day, struct ll_err *reterr);
/* Exclude some lots of the month, and admit again those whose doubt is cleared. */
LL_MUST enum ll_status ll_demo_doubt(struct ll_demo *demo, int32_t day, struct ll_err *reterr);
/* Pack what lies loose; `move`: bring boxes to the warehouses; `last`: of the year. */
LL_MUST enum ll_status ll_demo_pack(struct ll_demo *demo, int32_t day, bool move, bool last,
                                    struct ll_err *reterr);
/* Send the containers that are full; `last`: of the year, also those that are not. */
LL_MUST enum ll_status ll_demo_load(struct ll_demo *demo, int32_t day, bool last,
                                    struct ll_err *reterr);
/* Pour the boxes at the warehouse that are like this one onto pallets. */
LL_MUST enum ll_status ll_demo_sort(struct ll_demo *demo, const struct ll_demo_box *like,
                                    struct ll_err *reterr);
/* Containers that arrive, are counted and treated on a day. */
LL_MUST enum ll_status ll_demo_receive(struct ll_demo *demo, int32_t day, struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_allocate(struct ll_demo *demo, struct ll_err *reterr);
/* `month` counts from 1, of the programme. */
LL_MUST enum ll_status ll_demo_certify(struct ll_demo *demo, int32_t day, int month,
                                       struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_summarise(struct ll_demo *demo, const struct ll_demo_options *asked,
                                         struct ll_json **ret_summary, struct ll_err *reterr);

/* Thefts, tests, seizures, returns and credit notes of a month; cases whose time has come. */
LL_MUST enum ll_status ll_demo_trouble(struct ll_demo *demo, int32_t day, struct ll_err *reterr);
/* The plant signed for so many units, not always those that were sent: `answer` is the receipt's.
 */
LL_MUST enum ll_status ll_demo_count_difference(struct ll_demo *demo,
                                                struct ll_demo_container *container,
                                                const struct ll_json *answer, int64_t units,
                                                int32_t day, struct ll_err *reterr);
/* Now and then a unit burns at the plant before it is treated, or is sent back. */
LL_MUST enum ll_status ll_demo_lose_at_plant(struct ll_demo *demo,
                                             struct ll_demo_container *container,
                                             struct ll_err *reterr);
/* Plan that devices of some papers go back; `answer`: the import's. */
void ll_demo_plan_credit(struct ll_demo *demo, const struct ll_demo_purchase *plan,
                         const struct ll_json *answer);
/* Plan that a certificate turns out wrong, or is raised later; and do what was planned. */
void ll_demo_doubt_certificate(struct ll_demo *demo, const char *stage, struct ll_str serial,
                               int32_t day);
LL_MUST enum ll_status ll_demo_correct(struct ll_demo *demo, int32_t day, struct ll_err *reterr);

/* The bytes of the file that carries purchases[from..to): one paper, or a list of several. */
LL_MUST enum ll_status ll_demo_paper_write(struct ll_demo *demo, size_t from, size_t to,
                                           struct ll_str *ret_bytes, struct ll_err *reterr);

/* ---- packages (pack.c) ---- */
void ll_demo_box_code(const struct ll_demo_box *box, char ret_code[LL_DEMO_CODE_MAX]);
/* Both stand at the warehouse, and may be packed together. */
bool ll_demo_fits(const struct ll_demo_box *box, const struct ll_demo_box *like);
LL_MUST enum ll_status ll_demo_make_package(struct ll_demo *demo, const char *code,
                                            const char *kind, const struct ll_demo_box *like,
                                            struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_seal_package(struct ll_demo *demo, const char *code,
                                            struct ll_err *reterr);
LL_MUST enum ll_status ll_demo_run_on_shipment(struct ll_demo *demo, enum ll_demo_service what,
                                               const char *shipment, struct ll_err *reterr);

/* ---- shared ---- */
void ll_demo_purchase_number(const struct ll_demo_purchase *plan,
                             char ret_number[LL_DEMO_NUMBER_SIZE]);
/* Set the clock to this day, at the hour; it goes on by a second with each reading. */
void ll_demo_set_clock(struct ll_demo *demo, int32_t day, int hour);
/* A number of things at this scale, at least `least`. */
int64_t ll_demo_scaled(const struct ll_demo *demo, int64_t at_100_percent, int64_t least);
/* A day of the programme, later ones likelier, as programmes grow. */
int32_t ll_demo_growing_day(struct ll_demo *demo);
void ll_demo_client_code(int client, char ret_code[32]);
void ll_demo_collector_code(const struct ll_demo *demo, size_t collector, char ret_code[32]);
void ll_demo_place_code(int country, int place, char ret_code[32]);
extern const char *const ll_demo_programme_codes[LL_DEMO_PROGRAMMES];
extern const char *const ll_demo_scrap_classes[LL_DEMO_SCRAP_COUNT];

#endif
