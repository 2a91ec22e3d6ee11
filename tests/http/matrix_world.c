#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/matrix_world.h"

#include "proof/multikey.h"
#include "service/keys.h"

#define TEXT_MAX 4096
#define print ll_matrix_print

const char *const ll_matrix_prefixes[WHOSE_COUNT] = {"mine", "zz", "qq"};
const struct ll_matrix_kind ll_matrix_kinds[KIND_COUNT] = {
#define X(name, code) {#name, code},
    KINDS(X)
#undef X
};

const char *ll_matrix_print(struct ll_arena *arena, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    assert_in_range(len, 0, sizeof(text) - 1);
    return ll_str_to_cstr(arena, ll_str_from_cstr(text));
}

/* ---- making it ---- */

/* "name=PREFIX-rest" */
static const char *of(struct ll_ledger *l, const char *option, const char *prefix, const char *rest)
{
    return print(l->ctx.arena, "%s=%s-%s", option, prefix, rest);
}

static const char *text_of(struct ll_ledger *l, const struct ll_json *answer, const char *path)
{
    return ll_str_to_cstr(l->ctx.arena, ll_text_at(answer, path));
}

/* Officials see notifications through the states of their route: the strangers' have another. */
static const char *country_of(const char *prefix)
{
    return strcmp(prefix, ll_matrix_prefixes[MINE]) == 0 ? "GH" : "NG";
}

static void add_organisations(struct ll_ledger *l, const char *prefix)
{
    static const char *const parts[][2] = {
        {"agent", "GH"},   {"client", "NL"}, {"reseller", "NL"}, {"recycler", "BE"},
        {"carrier", "NL"}, {"store", "GH"},  {"auditor", "NL"},  {"office", "GH"},
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        ll_call(l, "organisation add", of(l, "code", prefix, parts[i][0]),
                print(l->ctx.arena, "country=%s", parts[i][1]),
                print(l->ctx.arena, "name=%s-%s and sons", prefix, parts[i][0]), NULL);
    }
    ll_call(l, "facility add", of(l, "code", prefix, "depot"),
            print(l->ctx.arena, "country=%s", country_of(prefix)),
            of(l, "name", prefix, "depot in Kumasi"), of(l, "organisation", prefix, "store"), NULL);
    ll_call(l, "facility add", of(l, "code", prefix, "plant"), "country=BE",
            of(l, "name", prefix, "plant in Hoboken"), of(l, "organisation", prefix, "recycler"),
            "plant=yes", NULL);
}

static void add_licence(struct ll_matrix_world *m, enum whose whose)
{
    struct ll_ledger *l = m->ledger;
    const char *prefix = ll_matrix_prefixes[whose];
    const struct ll_json *answer = ll_call(
        l, "licence add", of(l, "number", prefix, "17"), "kind=carrier",
        of(l, "organisation", prefix, "carrier"),
        print(l->ctx.arena, "country=%s", country_of(prefix)), "valid_from=2026-01-01",
        "valid_until=2026-12-31", print(l->ctx.arena, "document_digest=ee%062d", whose), NULL);
    m->ids[KIND_licence][whose] = text_of(l, answer, "licence_id");
}

static void add_plant_key(struct ll_ledger *l, const char *prefix, struct ll_sign_key *key)
{
    uint8_t seed[LL_SEED_SIZE];
    char text[LL_MULTIKEY_PUBLIC_SIZE];
    ll_test_random_fill(&l->random, seed, sizeof(seed));
    ll_sign_key_from_seed(seed, key);
    ll_multikey_public_format(&key->public_key, text);
    ll_call(l, "licence add", of(l, "number", prefix, "T1"), "kind=treat",
            of(l, "facility", prefix, "plant"), "country=BE", "valid_from=2026-01-01",
            "valid_until=2026-12-31", print(l->ctx.arena, "document_digest=ef%062d", prefix[0]),
            NULL);
    ll_call(l, "facility key-add", of(l, "facility", prefix, "plant"),
            print(l->ctx.arena, "public_key=%s", text), NULL);
    ll_call(l, "facility certify", of(l, "facility", prefix, "plant"), "standard=r2v3",
            "scope=recycling", of(l, "number", prefix, "r2-0042"), "valid_from=2025-07-01",
            "valid_to=2028-06-30", NULL);
}

static void add_programme(struct ll_ledger *l, const char *prefix)
{
    const char *object = print(l->ctx.arena, "object=programme:%s-prog", prefix);
    ll_call(l, "programme add", of(l, "code", prefix, "prog"), "operator=oneforone",
            "oldest_vintage=2024-01", "classes=smartphone=smartphone:1.50 EUR", NULL);
    ll_call(l, "party add", object, of(l, "organisation", prefix, "auditor"), "role=auditor", NULL);
    ll_call(l, "party add", object, of(l, "organisation", prefix, "office"), "role=official", NULL);
    ll_call(l, "party add", print(l->ctx.arena, "object=facility:%s-depot", prefix),
            of(l, "organisation", prefix, "agent"), "role=agent", NULL);
}

static void buy(struct ll_ledger *l, const char *prefix, const char *client, const char *reseller,
                const char *line, const char *list)
{
    ll_call(l, "order open", of(l, "programme", prefix, "prog"),
            print(l->ctx.arena, "beneficiary=%s", client),
            print(l->ctx.arena, "reseller=%s", reseller), "class_code=smartphone",
            print(l->ctx.arena, "code=%s", line), NULL);
    ll_give_file(l, "list.csv", ll_str_from_cstr(list));
    ll_call(l, "order import", of(l, "programme", prefix, "prog"),
            print(l->ctx.arena, "beneficiary=%s", client),
            print(l->ctx.arena, "reseller=%s", reseller),
            print(l->ctx.arena, "order_line=%s", line), "file=@doc", NULL);
}

/* 977 phones: two serve the client's listed devices, 399 more its order, 311 the neighbour's. */
static void trade(struct ll_matrix_world *m, const char *prefix, enum whose whose,
                  const char *imeis)
{
    struct ll_ledger *l = m->ledger;
    struct ll_arena *arena = l->ctx.arena;
    const char *digest = print(arena, "%s%062d", whose == MINE ? "aa" : "bb", 1);
    const struct ll_json *answer = ll_call(
        l, "collection receive", of(l, "programme", prefix, "prog"),
        of(l, "collector", prefix, "agent"), of(l, "facility", prefix, "depot"),
        "collected_on=2026-03-01", "price=2931 GHS", print(arena, "evidence_digest=%s", digest),
        of(l, "record", prefix, "record-1"), "lots=smartphone:977:166090g:none", NULL);
    m->ids[KIND_collection][whose] = text_of(l, answer, "collection_id");
    m->ids[KIND_lot][whose] = text_of(l, answer, "lots.0.lot_id");
    m->ids[KIND_digest][whose] = print(arena, "%s%062d", whose == MINE ? "cc" : "dd", 1);
    const char *reseller = print(arena, "%s-reseller", prefix);
    buy(l, prefix, print(arena, "%s-client", prefix), reseller, print(arena, "%s-line", prefix),
        imeis);
    ll_give_file(l, "list.csv",
                 ll_str_from_cstr(print(arena,
                                        "document_id,line_id,device_class,quantity,date\n"
                                        "%s-PO-2,1,smartphone,399,2026-02-01\n",
                                        prefix)));
    ll_call(l, "order import", of(l, "programme", prefix, "prog"),
            of(l, "beneficiary", prefix, "client"), print(arena, "reseller=%s", reseller),
            of(l, "order_line", prefix, "line"), "file=@doc", NULL);
    if (whose == MINE) {
        buy(l, prefix, "nb-client", "nb-reseller", "nb-line",
            "document_id,line_id,device_class,quantity,date\n"
            "nb-PO-1,1,smartphone,311,2026-02-01\n");
    }
    ll_call(l, "allocation run", of(l, "programme", prefix, "prog"), NULL);
    answer = ll_call(l, "hold place", of(l, "order_line", prefix, "line"), "units=3",
                     "until=2026-12-31", NULL);
    m->ids[KIND_hold][whose] = text_of(l, answer, "hold_id");
}

static void pack(struct ll_ledger *l, const char *prefix, const char *code, const char *lot)
{
    ll_call(l, "package make", of(l, "code", prefix, code), "kind=box",
            of(l, "programme", prefix, "prog"), of(l, "facility", prefix, "depot"), NULL);
    if (lot != NULL) {
        ll_call(l, "package fill", of(l, "package", prefix, code), lot, NULL);
    }
}

static void depart(struct ll_ledger *l, const char *prefix, const char *code, const char *package)
{
    char name[64];
    ll_call(l, "shipment plan", of(l, "code", prefix, code), of(l, "from", prefix, "depot"),
            of(l, "to", prefix, "plant"), "planned_arrival=2026-04-20",
            print(l->ctx.arena, "legs=sea:%s-carrier:7600", prefix),
            of(l, "packages", prefix, package), NULL);
    (void)snprintf(name, sizeof(name), "%s-%s", prefix, code);
    const struct ll_test_notified notified = {
        .notifier = of(l, "notifier", prefix, "store"),
        .consignee = of(l, "consignee", prefix, "recycler"),
        .from = of(l, "from", prefix, "depot"),
        .plant = of(l, "plant", prefix, "plant"),
        .states = print(l->ctx.arena, "states=%s,BE", country_of(prefix)),
        .carriers = print(l->ctx.arena, "carriers=%s-carrier:sea", prefix),
    };
    ll_book(l, name, &notified);
    ll_consent(l, name, print(l->ctx.arena, "country=%s", country_of(prefix)),
               "valid_until=2026-12-31");
    ll_consent(l, name, "country=BE", "valid_until=2026-12-31");
    ll_call(l, "shipment depart", of(l, "shipment", prefix, code), NULL);
}

/* Five more that are to go as the first movement of a notification. The stranger's is of a place in
 * another country, since officials see those through their own. */
static void notify(struct ll_ledger *l, const char *prefix, const char *lot, enum whose whose)
{
    struct ll_arena *arena = l->ctx.arena;
    const char *notification = of(l, "notification", prefix, "ntf");
    const char *country = whose == MINE ? "GH" : "NG";
    ll_call(l, "facility add", of(l, "code", prefix, "yard"), print(arena, "country=%s", country),
            of(l, "name", prefix, "yard"), of(l, "organisation", prefix, "store"), NULL);
    ll_call(l, "notification draft", of(l, "code", prefix, "ntf"),
            of(l, "notifier", prefix, "store"), of(l, "consignee", prefix, "recycler"),
            of(l, "from", prefix, whose == MINE ? "depot" : "yard"),
            of(l, "plant", prefix, "plant"), "stream=phone-scrap-no-battery", "battery=none",
            "purpose=recovery", "operation=r4", "shipments_max=6", "mass_max=60 kg",
            "first_departure=2026-03-01", "last_departure=2027-02-28",
            print(arena, "states=%s::AUTH:X01,BE:BEANR::BE001", country),
            print(arena, "carriers=%s-carrier:sea", prefix), NULL);
    if (whose != MINE) {
        return;
    }
    ll_call(l, "notification number", notification, "number=GH/7", NULL);
    ll_call(l, "notification step", notification, "country=GH", "step=submitted", "on=2026-02-02",
            NULL);
    ll_call(l, "notification step", notification, "country=BE", "step=forwarded", "on=2026-02-03",
            NULL);
    pack(l, prefix, "carton", print(arena, "lots=%s:5", lot));
    ll_call(l, "shipment plan", of(l, "code", prefix, "booked"), of(l, "from", prefix, "depot"),
            of(l, "to", prefix, "plant"), "planned_arrival=2026-09-20",
            print(arena, "legs=sea:%s-carrier:7600", prefix), of(l, "packages", prefix, "carton"),
            NULL);
    ll_call(l, "shipment book", of(l, "shipment", prefix, "booked"), notification, NULL);
}

/* Five in a bag that stays, five on their way, 900 at the plant and five that it has not received
 * yet, the rest loose. */
static void transport(struct ll_matrix_world *m, const char *prefix, enum whose whose)
{
    struct ll_ledger *l = m->ledger;
    struct ll_arena *arena = l->ctx.arena;
    struct ll_sign_key *key = &m->keys[whose];
    const char *lot = m->ids[KIND_lot][whose];
    add_plant_key(l, prefix, key);
    ll_call(l, "package make", of(l, "code", prefix, "bag"), "kind=bag",
            of(l, "programme", prefix, "prog"), of(l, "facility", prefix, "depot"), NULL);
    ll_call(l, "package fill", of(l, "package", prefix, "bag"), print(arena, "lots=%s:5", lot),
            NULL);
    const struct ll_json *sheet =
        ll_call(l, "label print", "labels=1", of(l, "programme", prefix, "prog"),
                of(l, "organisation", prefix, "store"), NULL);
    const struct ll_json *labels = ll_call(
        l, "label list", ll_option(l, "label_sheet", ll_text_at(sheet, "label_sheet")), NULL);
    m->ids[KIND_label][whose] = text_of(l, labels, "items.0.label");
    const struct ll_json *given =
        ll_call(l, "handover give", of(l, "from", prefix, "store"), of(l, "to", prefix, "carrier"),
                of(l, "packages", prefix, "bag"), "condition=sound", NULL);
    m->ids[KIND_handover][whose] = text_of(l, given, "handover_id");
    pack(l, prefix, "empty", NULL);
    pack(l, prefix, "crate", print(arena, "lots=%s:5", lot));
    pack(l, prefix, "box", print(arena, "lots=%s:900", lot));
    depart(l, prefix, "ship", "box");
    depart(l, prefix, "going", "crate");
    ll_call(l, "incident record", of(l, "shipment", prefix, "going"), "cause=forged-consent", NULL);
    pack(l, prefix, "last", print(arena, "lots=%s:5", lot));
    depart(l, prefix, "late", "last");
    notify(l, prefix, lot, whose);
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", of(l, "shipment", prefix, "ship"), NULL);
    ll_call(l, "shipment arrive", of(l, "shipment", prefix, "late"), NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, key, "900", "153kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", of(l, "shipment", prefix, "ship"), NULL);
    m->ids[KIND_receipt][whose] = text_of(l, answer, "receipt_id");
    answer =
        ll_call(l, "treatment record", ll_option(l, "receipt", ll_text_at(answer, "receipt_id")),
                "kind=mechanical", "operation=r4", "outputs=boards:50kg,metals:103kg", NULL);
    m->ids[KIND_treatment][whose] = text_of(l, answer, "treatment_id");
    ll_call(l, "organisation add", of(l, "code", prefix, "maker"), "country=BE", "name=Wires",
            NULL);
    answer = ll_call(l, "dispatch record", of(l, "facility", prefix, "plant"),
                     of(l, "buyer", prefix, "maker"), "number=L-0", "materials=metals:1kg", NULL);
    m->ids[KIND_dispatch][whose] = text_of(l, answer, "dispatch_id");
    answer = ll_call(l, "settlement record",
                     ll_option(l, "treatment", ll_str_from_cstr(m->ids[KIND_treatment][whose])),
                     "number=S-0", "laboratory=lab", "assays=boards/gold:300:fire-assay", NULL);
    m->ids[KIND_settlement][whose] = text_of(l, answer, "settlement_id");
    answer = ll_call(l, "campaign open", of(l, "facility", prefix, "plant"), "number=K-0",
                     "operation=r4", NULL);
    m->ids[KIND_campaign][whose] = text_of(l, answer, "campaign_id");
}

static void certify(struct ll_matrix_world *m, const char *prefix, enum whose whose)
{
    struct ll_ledger *l = m->ledger;
    const struct ll_json *answer =
        ll_call(l, "certificate issue", of(l, "programme", prefix, "prog"),
                of(l, "beneficiary", prefix, "client"), "units=20", NULL);
    m->ids[KIND_certificate][whose] = text_of(l, answer, "serial");
    if (whose == MINE) {
        ll_call(l, "certificate issue", of(l, "programme", prefix, "prog"), "beneficiary=nb-client",
                "units=20", NULL);
    }
    answer = ll_call(l, "case open", of(l, "shipment", prefix, "going"), "cause=delay",
                     "deadline=2026-12-01", of(l, "counterparty", prefix, "recycler"),
                     of(l, "note", prefix, "waits at the port"), NULL);
    m->ids[KIND_case][whose] = text_of(l, answer, "case_id");
}

/* ---- who asks ---- */

static const char *token_of(struct ll_matrix_world *m, const char *user, const char *permissions)
{
    struct ll_ledger *l = m->ledger;
    const struct ll_json *answer = ll_call(l, "token make", print(l->ctx.arena, "user=%s", user),
                                           permissions, "expires_on=2026-12-31", NULL);
    m->ids[KIND_token][MINE] = text_of(l, answer, "token_id");
    return print(l->ctx.arena, "Authorization: Bearer %s\r\n",
                 text_of(l, answer, "transient.token"));
}

/* All that there are, but what nobody may from afar. */
static const char *all_permissions(struct ll_arena *arena)
{
    const char *text = "permissions=";
    for (int i = 0; i < LL_PERMISSION_COUNT; i++) {
        if (i != LL_MAY_PUBLIC && i != LL_MAY_LOCAL) {
            text = print(arena, "%s%s%s", text, text[strlen(text) - 1] == '=' ? "" : ",",
                         ll_permission_rows[i].name);
        }
    }
    return text;
}

static void add_webhooks(struct ll_matrix_world *m)
{
    struct ll_ledger *l = m->ledger;
    for (int w = MINE; w <= STRANGERS; w++) {
        const struct ll_json *answer =
            ll_call(l, "webhook add", of(l, "organisation", ll_matrix_prefixes[w], "client"),
                    print(l->ctx.arena, "url=https://%s-client.example/h", ll_matrix_prefixes[w]),
                    "events=certificate_stated", NULL);
        m->ids[KIND_webhook][w] = text_of(l, answer, "webhook_id");
    }
}

static void add_users(struct ll_matrix_world *m)
{
    static const char *const organisations[LL_ROLE_ROW_COUNT] = {
        "oneforone",   "oneforone",     "oneforone",     "oneforone",    "oneforone",
        "mine-client", "mine-reseller", "mine-recycler", "mine-carrier", "mine-store",
        "mine-agent",  "mine-auditor",  "mine-office"};
    struct ll_ledger *l = m->ledger;
    struct ll_arena *arena = l->ctx.arena;
    const char *all = all_permissions(arena);
    for (size_t i = 0; i < LL_ROLE_ROW_COUNT; i++) {
        const struct ll_json *answer =
            ll_call(l, "user add", print(arena, "email=%s@example.org", ll_role_rows[i].name),
                    "name=Ama", print(arena, "organisation=%s", organisations[i]),
                    print(arena, "role=%s", ll_role_rows[i].name), NULL);
        const char *user = text_of(l, answer, "user_id");
        m->fields[i] = token_of(m, user, all);
        if (ll_role_rows[i].value == LL_ROLE_CLIENT) {
            m->fields[LL_ROLE_ROW_COUNT + 1] = token_of(m, user, "permissions=look-up");
        }
    }
    const struct ll_json *answer = ll_call(l, "user add", "email=left@example.org", "name=Kofi",
                                           "organisation=mine-client", "role=client", NULL);
    const char *left = text_of(l, answer, "user_id");
    m->fields[LL_ROLE_ROW_COUNT] = "";
    m->fields[LL_ROLE_ROW_COUNT + 2] = token_of(m, left, all);
    ll_call(l, "user disable", print(arena, "user=%s", left), "reason=left", NULL);
    answer = ll_call(l, "user add", "email=zz@example.org", "name=zz-ama", "organisation=zz-client",
                     "role=client", NULL);
    add_webhooks(m);
    m->ids[KIND_token][STRANGERS] = m->ids[KIND_token][MINE];
    m->ids[KIND_user][MINE] = left;
    m->ids[KIND_user][STRANGERS] = text_of(l, answer, "user_id");
}

/* Ids that there are not: another's with its last letters changed. */
static void name_what_is_not(struct ll_matrix_world *m)
{
    static const char *const fixed[][2] = {
        {"class", "smartphone"}, {"key", "z6MkNone"}, {"did", "none"}, {"link", "none"},
        {"static", "style.css"}, {"group", "lots"},   {"log", "none"}, {"annex", "none"},
    };
    for (size_t k = 0; k < KIND_COUNT; k++) {
        const char *mine = m->ids[k][MINE];
        if (mine != NULL && m->ids[k][NOBODYS] == NULL) {
            m->ids[k][NOBODYS] =
                print(m->ledger->ctx.arena, "%.*s0000", (int)strlen(mine) - 4, mine);
        }
        for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
            for (size_t w = 0; w < WHOSE_COUNT && strcmp(ll_matrix_kinds[k].name, fixed[i][0]) == 0;
                 w++) {
                m->ids[k][w] = fixed[i][1];
            }
        }
        for (size_t w = 0; w < WHOSE_COUNT && ll_matrix_kinds[k].code != NULL; w++) {
            m->ids[k][w] = print(m->ledger->ctx.arena, "%s-%s", ll_matrix_prefixes[w],
                                 ll_matrix_kinds[k].code);
        }
    }
}

void ll_matrix_make(struct ll_matrix_world *m, struct ll_ledger *l)
{
    m->ledger = l;
    /* Those that the server will read. */
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    l->ctx.fingerprint = (struct ll_kept_key){0};
    m->ids[KIND_imei][MINE] = "490154203237518";
    m->ids[KIND_imei][STRANGERS] = "356938035643809";
    m->ids[KIND_imei][NOBODYS] = "352099001761481";
    m->ids[KIND_label][NOBODYS] = "08wd-yscj-xk8y";
    ll_make_registry(l);
    ll_call(l, "organisation add", "code=nb-client", "country=NL", "name=nb-client", NULL);
    ll_call(l, "organisation add", "code=nb-reseller", "country=NL", "name=nb-reseller", NULL);
    for (int w = MINE; w <= STRANGERS; w++) {
        add_organisations(l, ll_matrix_prefixes[w]);
        add_licence(m, (enum whose)w);
        add_programme(l, ll_matrix_prefixes[w]);
        trade(
            m, ll_matrix_prefixes[w], (enum whose)w,
            print(
                l->ctx.arena,
                "document_id,line_id,device_class,imei,date\n%s-PO-1,1,smartphone,%s,2026-02-01\n",
                ll_matrix_prefixes[w], m->ids[KIND_imei][w]));
        transport(m, ll_matrix_prefixes[w], (enum whose)w);
        certify(m, ll_matrix_prefixes[w], (enum whose)w);
        m->ids[KIND_device][w] = text_of(
            l, ll_call(l, "device codes", of(l, "order_line", ll_matrix_prefixes[w], "line"), NULL),
            "items.0.device_code");
    }
    ll_call(l, "log start", "origin=log.example.org/matrix", NULL);
    ll_call(l, "log sequence", NULL);
    for (int w = MINE; w <= STRANGERS; w++) {
        m->receipts[w] = ll_signed_receipt(l, &m->keys[w], "5", "850g");
    }
    m->receipts[NOBODYS] = m->receipts[STRANGERS];
    add_users(m);
    name_what_is_not(m);
}
