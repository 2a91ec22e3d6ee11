/* Treatments: of parts, again and again, by interim plants, signed; and what they are refused for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

/* Two lots of a hundred phones each, with 17 and 15 kg, come to hoboken with shipment s-1, where
 * they weigh 30,001 g. */
struct arrived {
    struct ll_str first; /* lots */
    struct ll_str second;
    struct ll_str receipt_id;
    const char *receipt; /* "receipt=…" */
};

static struct arrived arrive(struct ll_ledger *l)
{
    struct arrived at;
    ll_make_registry(l);
    at.first = ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    at.second = ll_text_at(ll_receive(l, "K-2", "smartphone:100:15kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", at.first);
    ll_pack(l, "box-2", at.second);
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2");
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "200", "30001g"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    at.receipt_id = ll_text_at(answer, "receipt_id");
    at.receipt = ll_option(l, "receipt", at.receipt_id);
    return at;
}

/* Where the units of a lot are: "0-30 received; 30-100 dismantled". */
static const char *stages(struct ll_ledger *l, struct ll_str lot)
{
    static char text[512];
    const struct ll_json *items =
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "custody");
    int len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *one = &items->items[i];
        len += snprintf(text + len, sizeof(text) - (size_t)len, "%s%lld-%lld %.*s",
                        i > 0 ? "; " : "", (long long)ll_number_at(one, "lo"),
                        (long long)ll_number_at(one, "hi"), LL_STR_ARG(ll_text_at(one, "stage")));
    }
    return text;
}

/* Of a mechanical treatment of which nothing is said about what comes out, all is metal. */
static const struct ll_json *treat(struct ll_ledger *l, const struct arrived *at,
                                   const char *operation, const char *units, const char *outputs)
{
    return ll_call(l, "treatment record", at->receipt, "kind=mechanical", operation, units, outputs,
                   NULL);
}

/* Again and again until all are treated; the grams that go in sum to what the plant weighed. */
static void parts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct arrived at = arrive(l);
    /* 30,001 g by 17,000 and 15,000: 15,938 and 14,063 g. The first seventy of the first lot. */
    const struct ll_json *answer = treat(l, &at, "operation=r12", "units=70", "outputs=x:11156g");
    assert_int_equal(ll_number_at(answer, "units"), 70);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 11156);
    assert_string_equal(stages(l, at.first), "0-70 dismantled; 70-100 received");
    ll_refuse(l, LL_ESHORT, "130 units of the receipt wait for this, not 131", "treatment record",
              at.receipt, "kind=mechanical", "operation=r12", "units=131", "outputs=x:1kg", NULL);
    answer = treat(l, &at, "operation=r12", "units=40", "outputs=x:6188g");
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 15938 - 11156 + 1406);
    assert_string_equal(stages(l, at.second), "0-10 dismantled; 10-100 received");
    /* What is dismantled and what is not: the one weighs what came out, the other what came. */
    answer = treat(l, &at, "operation=r4", "units=150", "outputs=x:22971g");
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 11156 + 6188 + 5625);
    assert_string_equal(stages(l, at.first), "0-100 recycled");
    assert_string_equal(stages(l, at.second), "0-50 recycled; 50-100 received");
    answer = ll_call(l, "treatment record", at.receipt, "kind=mechanical", "operation=r4",
                     "outputs=x:7032g", NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 14063 - 1406 - 5625);
    assert_int_equal(ll_number_at(answer, "units"), 50);
    ll_refuse(l, LL_EREFUSED, "recycled already", "treatment record", at.receipt, "kind=mechanical",
              "operation=r4", "outputs=x:1kg", NULL);
    answer = ll_call(l, "receipt show", ll_option(l, "ref", at.receipt_id), NULL);
    assert_int_equal(ll_at(answer, "treatments")->count, 4);
    assert_int_equal(ll_number_at(answer, "treatments.2.units"), 150);
}

/* A sample binds 12 of 20 phones; all 20 were treated. What falls to the other eight of what was
 * made of them is said, and of the 12 no more than their share. */
static void beyond_a_sample(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:20:3kg:none"), "lots.0.lot_id"));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer = ll_call(l, "receipt sign", "key=plant.key", "basis=sampled",
                                           "declared=20", "drawn=8", "good=7", "mass=3kg", NULL);
    struct ll_str text;
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 12);
    answer =
        ll_call(l, "treatment record", ll_option(l, "receipt", ll_text_at(answer, "receipt_id")),
                "kind=mechanical", "operation=r4", "outputs=metals:2001g,rest:999g", NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 3000);
    answer =
        ll_call(l, "treatment show", ll_option(l, "ref", ll_text_at(answer, "treatment_id")), NULL);
    assert_int_equal(ll_number_at(answer, "outputs.0.mass_g"), 2001);
    assert_int_equal(ll_number_at(answer, "outputs.0.beyond_mass_g"), 801);
    assert_int_equal(ll_number_at(answer, "shares.0.mass_g"), 1200);
    assert_int_equal(ll_number_at(answer, "outputs.1.beyond_mass_g"), 400);
    assert_int_equal(ll_number_at(answer, "shares.1.mass_g"), 599);
}

/* The very units, when they are known; and why others are refused. */
static void exact(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct arrived at = arrive(l);
    const char *first = ll_option(l, "lot", at.first);
    const struct ll_json *answer =
        ll_call(l, "treatment record", at.receipt, "kind=mechanical", "operation=r12", first,
                "from=10", "to=20", "outputs=x:1594g", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 10);
    assert_string_equal(stages(l, at.first), "0-10 received; 10-20 dismantled; 20-100 received");
    ll_refuse(l, LL_EREFUSED, "[10, 20) of lot_", "treatment record", at.receipt, "kind=mechanical",
              "operation=r12", first, "from=5", "to=25", "outputs=x:1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "treatment show trt_", "treatment record", at.receipt,
              "kind=mechanical", "operation=r12", first, "from=19", "to=20", "outputs=x:1kg", NULL);
    ll_refuse(l, LL_EINVAL, "its units are [0, 100)", "treatment record", at.receipt,
              "kind=mechanical", "operation=r12", first, "from=90", "to=101", "outputs=x:1kg",
              NULL);
    ll_refuse(l, LL_EINVAL, "no units [9, 9)", "treatment record", at.receipt, "kind=mechanical",
              "operation=r12", first, "from=9", "to=9", "outputs=x:1kg", NULL);
    ll_refuse(l, LL_EINVAL, "--from A --to B", "treatment record", at.receipt, "kind=mechanical",
              "operation=r12", first, "from=9", "outputs=x:1kg", NULL);
    ll_refuse(l, LL_EINVAL, "--from A --to B", "treatment record", at.receipt, "kind=mechanical",
              "operation=r12", "from=9", "to=10", "outputs=x:1kg", NULL);
    ll_refuse(l, LL_EINVAL, "--from A --to B", "treatment record", at.receipt, "kind=mechanical",
              "operation=r12", first, "from=9", "to=10", "units=1", "outputs=x:1kg", NULL);
    struct ll_str other =
        ll_text_at(ll_receive(l, "K-9", "smartphone:10:1.7kg:none"), "lots.0.lot_id");
    ll_refuse(l, LL_EREFUSED, "not received by any plant: they are accepted", "treatment record",
              at.receipt, "kind=mechanical", "operation=r12", ll_option(l, "lot", other), "from=0",
              "to=10", "outputs=x:1kg", NULL);
    ll_call(l, "units lose", first, "from=50", "to=60", "reason=fire", NULL);
    ll_refuse(l, LL_EREFUSED, "are lost", "treatment record", at.receipt, "kind=mechanical",
              "operation=r12", first, "from=45", "to=55", "outputs=x:1kg", NULL);
    /* Dismantled on the second of April: nothing was recycled the day before. */
    ll_advance_days(l, 32);
    ll_call(l, "treatment record", at.receipt, "kind=mechanical", "operation=r12", first, "from=60",
            "to=70", "outputs=x:1594g", "treated_on=2026-04-03", NULL);
    ll_refuse(l, LL_EINVAL, "dismantled, after that", "treatment record", at.receipt,
              "kind=mechanical", "operation=r4", first, "from=60", "to=70", "outputs=x:1594g",
              "treated_on=2026-04-02", NULL);
    ll_call(l, "treatment record", at.receipt, "kind=mechanical", "operation=r4", first, "from=70",
            "to=80", "outputs=x:1594g", "treated_on=2026-04-02", NULL);
}

/* Whatever is changed in what a plant signed, it is not taken; and it stands once. */
static void is_signed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct arrived at = arrive(l);
    ll_refuse(l, LL_EREFUSED, "treatment sign", "treatment record", at.receipt,
              "kind=metallurgical", "operation=r4", "outputs=copper:1kg", NULL);
    ll_refuse(l, LL_EINVAL, "--statement", "treatment record", at.receipt, NULL);
    ll_refuse(l, LL_EINVAL, "operation", "treatment record", at.receipt, "kind=mechanical", NULL);
    const char *statement =
        ll_give_treatment(l, &l->other_key, at.receipt_id, "200", "copper:3kg,slag:20kg");
    ll_refuse(l, LL_ESIGNATURE, "key of the receipt's plant", "treatment record", at.receipt,
              statement, NULL);
    statement = ll_give_treatment(l, &l->plant_key, at.receipt_id, "201", "copper:3kg");
    ll_refuse(l, LL_ESHORT, "200 units", "treatment record", at.receipt, statement, NULL);
    statement = ll_give_treatment(l, &l->plant_key, at.receipt_id, "20", "copper:300g,slag:2kg");
    ll_refuse(l, LL_EINVAL, "leave out --kind", "treatment record", at.receipt, statement,
              "kind=mechanical", NULL);
    ll_refuse(l, LL_EREFUSED, "signed for 20 units, not 21", "treatment record", at.receipt,
              statement, "units=21", NULL);
    ll_refuse(l, LL_EREFUSED, "signed for 20 units, not 5", "treatment record", at.receipt,
              statement, ll_option(l, "lot", at.first), "from=0", "to=5", NULL);
    struct ll_str file = l->file_bytes;
    static const struct {
        const char *from;
        const char *to;
        enum ll_status status;
    } forgeries[] = {
        {"\"units\":20", "\"units\":21", LL_ESIGNATURE},
        {"\"mass_g\":300", "\"mass_g\":400", LL_ESIGNATURE},
        {"treatment v1", "treatment v2", LL_EUNSUPPORTED},
        {"\"units\":20", "\"extra\":1,\"units\":20", LL_EINVAL},
        {"{\"signature\"", "{\"also\":1,\"signature\"", LL_EPARSE},
        {"\"metallurgical\"", "\"mechanical\"", LL_ESIGNATURE},
    };
    for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++) {
        char text[4096];
        size_t head = ll_str_find(file, ll_str_from_cstr(forgeries[i].from), false);
        size_t tail = head + strlen(forgeries[i].from);
        (void)snprintf(text, sizeof(text), "%.*s%s%.*s", (int)head, file.ptr, forgeries[i].to,
                       (int)(file.len - tail), file.ptr + tail);
        ll_give_file(l, "treatment.json", ll_str_from_cstr(text));
        ll_refuse(l, forgeries[i].status, "", "treatment record", at.receipt, statement, NULL);
    }
    ll_give_file(l, "treatment.json", file);
    ll_advance_days(l, 31);
    ll_refuse(l, LL_EINVAL, "another month", "treatment record", at.receipt, statement, NULL);
    const struct ll_json *answer =
        ll_call(l, "treatment record", at.receipt, statement, "treated_on=2026-04-01", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 20);
    ll_refuse(l, LL_EEXISTS, "recorded before: trt_", "treatment record", at.receipt, statement,
              "treated_on=2026-04-01", NULL);
    assert_string_equal(stages(l, at.first), "0-20 recycled; 20-100 received");
}

/* What a plant received and treated did not leave it before, nor was it lost before. */
static void not_before_the_plant_had_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:9:1.5kg:none"), "lots.0.lot_id");
    const char *of_lot = ll_option(l, "lot", lot);
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-03-05", "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_advance_days(l, 3);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "9", "1.5kg"));
    const struct ll_json *answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1",
                                           "received_on=2026-03-04", NULL);
    ll_call(l, "treatment record", ll_option(l, "receipt", ll_text_at(answer, "receipt_id")),
            "kind=mechanical", "operation=r12", of_lot, "from=0", "to=3", "outputs=boards:500g",
            "treated_on=2026-03-05", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-04, after that", "units lose", "reason=theft", of_lot,
              "from=5", "to=6", "happened_on=2026-03-03", NULL);
    ll_refuse(l, LL_EINVAL, "2026-03-05, after that", "units lose", "reason=theft", of_lot,
              "from=2", "to=6", "happened_on=2026-03-04", NULL);
    ll_call(l, "units lose", "reason=theft", of_lot, "from=5", "to=6", "happened_on=2026-03-04",
            NULL);
    ll_call(l, "package make", "code=crate-1", "kind=box", "programme=africa",
            "facility=tema-plant", NULL);
    ll_call(l, "package fill", "package=crate-1", ll_option(l, "lots", lot), "stage=received",
            NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema-plant", "to=kumasi",
            "planned_arrival=2026-04-01", "legs=road:blueline:250", "packages=crate-1", NULL);
    ll_refuse(l, LL_EINVAL, "received by a plant on 2026-03-04", "shipment depart", "shipment=s-2",
              "departed_on=2026-03-03", NULL);
    ll_call(l, "shipment depart", "shipment=s-2", "departed_on=2026-03-04", NULL);
}

/* Dismantled where it was collected, recycled by another plant: both receipts cover it. */
static void interim_plant(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,80,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-03-05", "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->other_key, "100", "16.9kg"));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    struct ll_str domestic = ll_text_at(answer, "receipt_id");
    ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=received",
            "units=10", NULL);
    ll_call(l, "treatment record", ll_option(l, "receipt", domestic), "kind=mechanical",
            "operation=r12", "units=70", "outputs=boards:3kg,rest:8830g", NULL);
    char words[LL_ID_TEXT_MAX + 16];
    (void)snprintf(words, sizeof(words), "lots=%.*s:60", LL_STR_ARG(lot));
    ll_call(l, "package make", "code=crate-1", "kind=box", "programme=africa",
            "facility=tema-plant", NULL);
    ll_refuse(l, LL_ESHORT, "0 units", "package fill", "package=crate-1", words, NULL);
    answer = ll_call(l, "package fill", "package=crate-1", words, "stage=dismantled", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 60);
    ll_refuse(l, LL_EREFUSED, "packed to go on", "treatment record",
              ll_option(l, "receipt", domestic), "kind=mechanical", "operation=r4",
              ll_option(l, "lot", lot), "from=0", "to=60", "outputs=x:1kg", NULL);
    ll_call(l, "package seal", "package=crate-1", "seal=S-9", NULL);
    ll_call(l, "shipment plan", "code=s-2", "from=tema-plant", "to=hoboken",
            "planned_arrival=2026-04-01", "legs=sea:blueline:7000", "packages=crate-1", NULL);
    ll_book(l, "s-2", &(const struct ll_test_notified){.from = "from=tema-plant"});
    ll_consents(l, "s-2", "valid_until=2026-12-31");
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    /* Boards alone: far less than sixty phones, which the parts of dismantled ones may be. */
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "60", "2.5kg"));
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", NULL);
    struct ll_str onward = ll_text_at(answer, "receipt_id");
    assert_string_equal(stages(l, lot), "0-60 dismantled; 60-70 dismantled; 70-100 received");
    ll_refuse(l, LL_EREFUSED, "came last with another receipt", "treatment record",
              ll_option(l, "receipt", domestic), "kind=mechanical", "operation=r4",
              ll_option(l, "lot", lot), "from=0", "to=60", "outputs=x:1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "another receipt", "treatment record",
              ll_option(l, "receipt", domestic),
              ll_give_treatment(l, &l->plant_key, onward, "60", "copper:1kg"), NULL);
    answer =
        ll_call(l, "treatment record", ll_option(l, "receipt", onward),
                ll_give_treatment(l, &l->plant_key, onward, "60", "copper:1kg,slag:1kg"), NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 2500);
    assert_string_equal(stages(l, lot), "0-60 recycled; 60-70 dismantled; 70-100 received");
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=recycled", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 50);
    /* What stayed weighs its share of what came out of the first treatment. */
    answer = ll_call(l, "treatment record", ll_option(l, "receipt", domestic), "kind=mechanical",
                     "operation=r4", "outputs=x:6760g", NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 1690 + 5070);
}

/* What falls to each lot sums to what came out, and stands beside what such devices hold. */
static void shares(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct arrived at = arrive(l);
    ll_call(l, "units reclassify", ll_option(l, "lot", at.second), "from=90", "to=100",
            "class_code=laptop", "reason=sorted", NULL);
    const struct ll_json *answer = ll_call(
        l, "treatment record", at.receipt,
        ll_give_treatment(l, &l->plant_key, at.receipt_id, "200", "aluminium:5kg,copper:3001g"),
        NULL);
    answer =
        ll_call(l, "treatment show", ll_option(l, "ref", ll_text_at(answer, "treatment_id")), NULL);
    assert_true(ll_bool_at(answer, "calculated"));
    ll_assert_text(answer, "outputs.0.fraction", "aluminium");
    /* No average says how much aluminium is in a laptop. */
    assert_null(ll_json_get(ll_at(answer, "outputs.0"), "calculated_mass_g"));
    /* 190 phones of 15 g copper and 10 laptops of 386 g. */
    assert_int_equal(ll_number_at(answer, "outputs.1.calculated_mass_g"), 190 * 15 + 10 * 386);
    assert_int_equal(ll_at(answer, "shares")->count, 4);
    ll_assert_text(answer, "shares.1.fraction", "copper");
    assert_int_equal(
        ll_number_at(answer, "shares.1.mass_g") + ll_number_at(answer, "shares.3.mass_g"), 3001);
    /* 17,000 g of 32,000 g: 1,594.28 g */
    assert_int_equal(ll_number_at(answer, "shares.1.mass_g"), 1594);
    assert_int_equal(ll_number_at(answer, "shares.1.units"), 100);
    assert_int_equal(ll_number_at(answer, "shares.1.calculated_mass_g"), 1500);
    assert_int_equal(ll_number_at(answer, "shares.0.calculated_mass_g"), 2500);
    assert_int_equal(ll_number_at(answer, "shares.3.calculated_mass_g"), 90 * 15 + 10 * 386);
    assert_null(ll_json_get(ll_at(answer, "shares.2"), "calculated_mass_g"));
}

#define LIST_DIGEST                                                                                \
    "document_digest=486ea46224d1bb4fb680f34f7c9ad96a8f24ec88be73ea8e5a6c65260e9cb8a7"

/* Thirty phones at hoboken by a notification for r12 alone; `goes_on`: its list of the plants after
 * it has hoboken itself. The receipt, "receipt=rcp_...". */
static const char *receive_to_be_sorted(struct ll_ledger *l, bool goes_on, struct ll_str *ret_lot)
{
    ll_make_registry(l);
    ll_call(l, "notification draft", "code=n-1", "notifier=kumasi-repair", "consignee=smelter",
            "from=kumasi", "plant=hoboken", "stream=phone-scrap-no-battery", "battery=none",
            "purpose=recovery", "operation=r12", "shipments_max=1", "mass_max=60 kg",
            "first_departure=2026-03-01", "last_departure=2027-02-28", "states=GH::GHTEM,BE:BEANR",
            "carriers=blueline:sea", NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-contract",
            "document_digest="
            "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-finguar", "amount=25000 EUR",
            "valid_until=2027-12-31",
            "document_digest="
            "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
            NULL);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted",
            "on=2026-02-02", NULL);
    if (goes_on) {
        ll_call(l, "notification attach", "notification=n-1", "kind=doc-subseq-fac",
                "final_here=yes", LIST_DIGEST, NULL);
    }
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded",
            "on=2026-02-03", NULL);
    static const char *const states[] = {"country=GH", "country=BE"};
    for (size_t i = 0; i < 2; i++) {
        ll_call(l, "notification consent", "notification=n-1", states[i], "on=2026-02-10",
                "valid_from=2026-03-01", "valid_until=2027-02-28",
                "document_digest="
                "baa5a0964d3320fbc0c6a922140453c8513ea24ab8fd0577034804a967248096",
                NULL);
    }
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone_nb:30:5.1kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken", "packages=box-1",
            "legs=sea:blueline:7600", "planned_arrival=2026-04-10", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    ll_send_movement(l, "s-1", "2026-02-20");
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_advance_days(l, 30);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "30", "5.1kg"));
    *ret_lot = lot;
    return ll_option(
        l, "receipt",
        ll_text_at(ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL),
                   "receipt_id"));
}

/* What was let in to be sorted is sorted: the states consented to no more at this plant. */
static void an_interim_plant_recycles_nothing(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot;
    const char *receipt = receive_to_be_sorted(l, false, &lot);
    ll_refuse(l, LL_EREFUSED, "lets this plant do r12 with it, which is interim, and not r4",
              "treatment record", receipt, "kind=mechanical", "operation=r4",
              "outputs=metals:5.1kg", NULL);
    const char *campaign = ll_option(l, "campaign",
                                     ll_text_at(ll_call(l, "campaign open", "facility=hoboken",
                                                        "number=K-1", "operation=r4", NULL),
                                                "campaign_id"));
    ll_refuse(l, LL_EREFUSED, "which is interim", "campaign input", campaign, receipt, NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r12",
            "outputs=boards:1kg,rest:4.1kg", NULL);
    assert_string_equal(stages(l, lot), "0-30 dismantled");
    ll_refuse(l, LL_EREFUSED, "which is interim", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:5.1kg", NULL);
    ll_refuse(l, LL_EREFUSED, "states have acknowledged or judged", "notification attach",
              "notification=n-1", "kind=doc-subseq-fac", "final_here=yes", LIST_DIGEST, NULL);
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-subseq-fac", LIST_DIGEST, NULL);
}

/* Where the list of the plants after it names the plant itself, it recycles what it took apart. */
static void an_interim_plant_goes_on(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot;
    const char *receipt = receive_to_be_sorted(l, true, &lot);
    ll_refuse(l, LL_EINVAL, "lists no plants", "notification attach", "notification=n-1",
              "kind=doc-insurance", "final_here=yes", LIST_DIGEST, NULL);
    ll_refuse(l, LL_EINVAL, "as long as the notification does", "notification attach",
              "notification=n-1", "kind=doc-subseq-fac", "final_here=yes", "valid_from=2026-01-01",
              LIST_DIGEST, NULL);
    ll_refuse(l, LL_EREFUSED, "were not taken apart", "treatment record", receipt,
              "kind=mechanical", "operation=r4", "outputs=metals:5.1kg", NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r12", "units=20",
            "outputs=boards:1kg,rest:2.4kg", NULL);
    ll_refuse(l, LL_EREFUSED, "[20, 30)", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=metals:5.1kg", NULL);
    const char *campaign = ll_option(l, "campaign",
                                     ll_text_at(ll_call(l, "campaign open", "facility=hoboken",
                                                        "number=K-1", "operation=r4", NULL),
                                                "campaign_id"));
    ll_refuse(l, LL_EREFUSED, "were not taken apart", "campaign input", campaign, receipt, NULL);
    ll_call(l, "campaign input", campaign, receipt, "units=5", NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4", "units=15",
            "outputs=metals:2.55kg", NULL);
    assert_string_equal(stages(l, lot), "0-5 dismantled; 5-20 recycled; 20-30 received");
    ll_call(l, "campaign output", campaign, "outputs=metals:850g", NULL);
    ll_call(l, "campaign close", campaign, NULL);
    assert_string_equal(stages(l, lot), "0-5 recycled; 5-20 recycled; 20-30 received");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(an_interim_plant_recycles_nothing),
        LL_LEDGER_TEST(an_interim_plant_goes_on),
        LL_LEDGER_TEST(parts),
        LL_LEDGER_TEST(beyond_a_sample),
        LL_LEDGER_TEST(exact),
        LL_LEDGER_TEST(is_signed),
        LL_LEDGER_TEST(interim_plant),
        LL_LEDGER_TEST(not_before_the_plant_had_it),
        LL_LEDGER_TEST(shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
