/* E-waste that nobody counted: taken in by mass, each gram a unit, from the collection on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

#define SERVERS "ref=utrecht.server.mass"

/* Programme "mass": a server counts 20 kg, served by servers and what is mixed; a laptop in pieces.
 */
static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_call(l, "class add", "code=mixed_it", "hs_code=8549", "unu_key=0301", NULL);
    ll_call(l, "class add", "code=cables", "hs_code=8549", "unu_key=0301", NULL);
    ll_call(l, "programme add", "code=mass", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=server@20kg=server+mixed_it+cables+tablet:30 EUR,laptop=laptop:4 EUR,"
            "tablet=tablet:2 EUR",
            NULL);
    l->programme = "programme=mass";
}

static void import(struct ll_ledger *l, const char *rows)
{
    char text[512];
    (void)snprintf(text, sizeof(text), "document_id,line_id,device_class,quantity,date\n%s", rows);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=mass", "beneficiary=utrecht", "file=@doc", NULL);
}

static const struct ll_json *run(struct ll_ledger *l)
{
    return ll_call(l, "allocation run", "programme=mass", NULL);
}

static struct ll_str lot_of(const struct ll_json *received)
{
    return ll_text_at(received, "lots.0.lot_id");
}

static void refuse_lot(struct ll_ledger *l, enum ll_status status, const char *part,
                       const char *lots)
{
    static const char digest[] =
        "evidence_digest=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    ll_refuse(l, status, part, "collection receive", "programme=mass", "collector=kumasi-repair",
              "facility=kumasi", "collected_on=2026-03-01", "price=1 GHS", digest,
              ll_option(l, "lots", ll_str_from_cstr(lots)), NULL);
}

/* ---- taking in ---- */
static void it_is_taken_in_by_mass(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    const struct ll_json *answer = ll_receive(
        l, "K-1", "mixed_it:grams:312.5kg:unknown,laptop:3:4.5kg:removed,server:grams:40kg:none");
    ll_assert_text(answer, "lots.0.class_code", "mixed_it");
    assert_int_equal(ll_number_at(answer, "lots.0.mass_g"), 312500);
    assert_null(ll_json_get(&ll_at(answer, "lots")->items[0], "units"));
    assert_int_equal(ll_number_at(answer, "lots.1.units"), 3);
    const char *collection = ll_option(l, "ref", ll_text_at(answer, "collection_id"));
    const char *lot = ll_option(l, "ref", lot_of(answer));
    /* The same record again changes nothing; with a count in place of the mass it is another. */
    answer = ll_receive(
        l, "K-1", "mixed_it:grams:312.5kg:unknown,laptop:3:4.5kg:removed,server:grams:40kg:none");
    assert_true(ll_bool_at(answer, "repeated"));
    answer = ll_call(l, "collection show", collection, NULL);
    ll_assert_text(answer, "lots.0.measure", "pieces");
    ll_assert_text(answer, "lots.1.measure", "grams");
    assert_null(ll_json_get(&ll_at(answer, "lots")->items[1], "units"));
    assert_int_equal(ll_number_at(answer, "lots.1.mass_g"), 312500);
    answer = ll_call(l, "lot show", lot, NULL);
    ll_assert_text(answer, "measure", "grams");
    assert_null(ll_json_get(answer, "units"));
    assert_int_equal(ll_number_at(answer, "custody.0.hi"), 312500);
    answer = ll_call(l, "class show", "ref=cables", NULL);
    assert_null(ll_json_get(answer, "mass_g"));
}

static void what_cannot_be_is_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    refuse_lot(l, LL_EREFUSED, "cables:grams:12kg", "cables:40:12kg:none");
    refuse_lot(l, LL_EINVAL, "mass", "cables:grams:0:none");
    refuse_lot(l, LL_EINVAL, "mass", "cables:grams:1000001t:none");
    refuse_lot(l, LL_EINVAL, "units", "laptop:gram:12kg:none");
    refuse_lot(l, LL_EINVAL, "two lots", "laptop:2:3kg:none,laptop:grams:12kg:none");
    ll_refuse(l, LL_EINVAL, "not in order", "class add", "code=half", "hs_code=8549",
              "unu_key=0301", "mass=12g", NULL);
    /* Of a class that counts in pieces alone it serves nobody, and no admission changes that. */
    const struct ll_json *answer = ll_receive(l, "K-2", "laptop:grams:12kg:none");
    ll_assert_text(answer, "lots.0.ineligible_reason", "not-counted");
    ll_refuse(l, LL_EREFUSED, "not-counted", "lot admit",
              ll_option(l, "lot", ll_text_at(answer, "lots.0.lot_id")), NULL);
}

/* ---- serving ---- */
/* Gram for gram, beside whole servers; a line in pieces never. */
static void it_serves_grams_alone(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,server,2,2026-02-01\nPO-1,2,laptop,2,2026-02-01\n");
    ll_receive(l, "K-1", "cables:grams:15kg:none");
    ll_receive(l, "K-2", "server:1:18kg:none");
    ll_receive(l, "K-3", "mixed_it:grams:9kg:unknown");
    const struct ll_json *answer = ll_call(l, "allocation preview", "programme=mass", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    assert_int_equal(ll_number_at(answer, "mass_g"), 22000);
    assert_int_equal(ll_number_at(answer, "waiting.0.units"), 2);
    ll_assert_text(answer, "waiting.0.order_line", "utrecht.laptop.mass");
    ll_assert_text(answer, "waiting.0.why", "no eligible lot of this class");
    answer = run(l);
    assert_int_equal(ll_number_at(answer, "allocations"), 3);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    assert_int_equal(ll_number_at(answer, "mass_g"), 22000);
    answer = ll_call(l, "order show", SERVERS, NULL);
    assert_int_equal(ll_number_at(answer, "allocated_g"), 40000);
    assert_int_equal(ll_number_at(answer, "scrap_units"), 1);
    assert_int_equal(ll_number_at(answer, "uncounted_g"), 22000);
    assert_int_equal(ll_number_at(answer, "allocations.0.lot_hi"), 15000);
    assert_int_equal(ll_number_at(answer, "allocations.0.credit_g"), 1);
    assert_int_equal(ll_number_at(answer, "allocations.1.credit_g"), 18000);
    assert_int_equal(ll_number_at(answer, "allocations.2.lot_hi"), 7000);
    answer = ll_call(l, "order list", NULL);
    assert_int_equal(ll_number_at(answer, "items.1.scrap_units"), 1);
    assert_int_equal(ll_number_at(answer, "items.1.uncounted_g"), 22000);
    /* Tablets serve both kinds of lines: a line in pieces waits beside grams, and says so. */
    import(l, "PO-2,1,tablet,2,2026-02-03\n");
    ll_receive(l, "K-4", "tablet:grams:3kg:removed");
    answer = ll_call(l, "allocation preview", "programme=mass", NULL);
    assert_int_equal(ll_number_at(answer, "allocations"), 0);
    ll_assert_text(answer, "waiting.1.order_line", "utrecht.tablet.mass");
    ll_assert_text(answer, "waiting.1.why",
                   "all lots that would fit are in grams, not counted in pieces");
    assert_int_equal(ll_number_at(answer, "waiting.1.free_but_uncounted_g"), 3000);
}

/* ---- packing ---- */
static struct ll_str bag(struct ll_ledger *l, const char *code, const char *kind)
{
    return ll_text_at(ll_call(l, "package make", ll_option(l, "code", ll_str_from_cstr(code)),
                              ll_option(l, "kind", ll_str_from_cstr(kind)), "facility=kumasi",
                              "programme=mass", NULL),
                      "package_id");
}

static const char *of_lot(struct ll_ledger *l, struct ll_str lot, const char *amount)
{
    char text[128];
    (void)snprintf(text, sizeof(text), "%.*s%s", LL_STR_ARG(lot), amount);
    return ll_option(l, "lots", ll_str_from_cstr(text));
}

static void packages_carry_one_measure(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str cables = lot_of(ll_receive(l, "K-1", "cables:grams:15kg:none"));
    struct ll_str servers = lot_of(ll_receive(l, "K-2", "server:2:40kg:none"));
    bag(l, "bag-1", "bag");
    bag(l, "bag-2", "bag");
    bag(l, "bag-3", "bag");
    bag(l, "box-1", "box");
    const struct ll_json *answer =
        ll_call(l, "package fill", "package=bag-1", of_lot(l, cables, ":4.5kg"), NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 4500);
    assert_null(ll_json_get(answer, "units"));
    ll_refuse(l, LL_EREFUSED, "packed and shipped apart", "package fill", "package=bag-1",
              of_lot(l, servers, ":1"), NULL);
    answer = ll_call(l, "package fill", "package=bag-2", of_lot(l, servers, ":1"), NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    ll_refuse(l, LL_EREFUSED, "packed and shipped apart", "package fill", "package=bag-2",
              of_lot(l, cables, ""), NULL);
    ll_call(l, "package nest", "parent=box-1", "packages=bag-1", NULL);
    ll_refuse(l, LL_EREFUSED, "packed and shipped apart", "package nest", "parent=box-1",
              "packages=bag-2", NULL);
    ll_refuse(l, LL_EREFUSED, "packed and shipped apart", "package fill", "package=box-1",
              of_lot(l, servers, ":1"), NULL);
    answer = ll_call(l, "package show", "ref=box-1", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 4500);
    /* Poured with its like, and by mass. */
    ll_call(l, "package fill", "package=bag-3", of_lot(l, cables, ":2kg"), NULL);
    bag(l, "bag-4", "bag");
    ll_refuse(l, LL_EREFUSED, "packed and shipped apart", "package pour", "from=bag-2,bag-3",
              "into=bag-4:2001", NULL);
    ll_call(l, "package pour", "from=bag-3", "into=bag-4:1.5kg,bag-3:500g", NULL);
    answer = ll_call(l, "package show", "ref=bag-4", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 1500);
    ll_refuse(l, LL_EREFUSED, "shipment 's-1' would mix", "shipment plan", "code=s-1",
              "from=kumasi", "to=hoboken", "packages=bag-4,bag-2",
              "legs=road:blueline:85:tema,sea:blueline:7600:antwerp,road:blueline:20",
              "planned_arrival=2026-04-01", NULL);
}

/* So much of this package: by mass, by the rule, and what it served is served by others. */
static void so_many_grams_leave(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,server,1,2026-02-01\n");
    struct ll_str cables = lot_of(ll_receive(l, "K-1", "cables:grams:21kg:none"));
    run(l);
    ll_pack(l, "box-1", cables);
    ll_refuse(l, LL_EINVAL, "what it weighs, not how many", "units lose", "package=box-1",
              "units=3", "reason=theft", NULL);
    ll_refuse(l, LL_ESHORT, "21000 such grams", "units lose", "package=box-1", "mass=22kg",
              "reason=theft", NULL);
    const struct ll_json *answer = ll_call(l, "units lose", "package=box-1", "mass=3kg",
                                           "reason=theft", "happened_on=2026-03-02", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 3000);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    assert_int_equal(ll_number_at(answer, "released_g"), 2000);
    assert_int_equal(ll_number_at(answer, "still_open_g"), 2000);
    const char *case_id = ll_option(l, "ref", ll_text_at(answer, "case_id"));
    answer = ll_call(l, "case list", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.units"), 0);
    assert_int_equal(ll_number_at(answer, "items.0.mass_g"), 21000);
    ll_call(l, "case close",
            ll_option(l, "case", ll_text_at(ll_call(l, "case show", case_id, NULL), "case_id")),
            "outcome=accepted", NULL);
    /* Divert, return, seize and reclassify say it in the same way. */
    answer = ll_call(l, "units seize", "package=box-1", "mass=1kg", "reason=customs",
                     "happened_on=2026-03-02", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 1000);
    answer = ll_call(l, "units reclassify", ll_option(l, "lot", cables), "from=0", "to=500",
                     "class_code=mixed_it", "reason=sorted", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 500);
    struct ll_str laptops = lot_of(ll_receive(l, "K-2", "laptop:2:3kg:none"));
    ll_refuse(l, LL_EREFUSED, "nobody counts", "units reclassify", ll_option(l, "lot", laptops),
              "from=0", "to=1", "class_code=cables", "reason=sorted", NULL);
    /* What turns up is a lot of its own. */
    ll_refuse(l, LL_EINVAL, "what it weighs", "units find", "facility=kumasi", "programme=mass",
              "class_code=cables", "mass=2kg", "measure=grams", "units=3", NULL);
    ll_refuse(l, LL_EINVAL, "how many", "units find", "facility=kumasi", "programme=mass",
              "class_code=server", "mass=20kg", NULL);
    ll_refuse(l, LL_EREFUSED, "nobody counts", "units find", "facility=kumasi", "programme=mass",
              "class_code=cables", "mass=2kg", "units=3", NULL);
    answer = ll_call(l, "units find", "facility=kumasi", "programme=mass", "class_code=cables",
                     "mass=2kg", "measure=grams", NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 2000);
    answer = ll_call(l, "lot admit", ll_option(l, "lot", ll_text_at(answer, "lot_id")),
                     "explanation=lost-before", NULL);
    assert_int_equal(ll_number_at(answer, "refilled_g"), 2000);
    answer = ll_call(l, "units find", "facility=kumasi", "programme=mass", "class_code=cables",
                     "mass=1001g", "measure=grams", NULL);
    ll_refuse(l, LL_EREFUSED, "3000 grams of class 'cables'", "lot admit",
              ll_option(l, "lot", ll_text_at(answer, "lot_id")), "explanation=lost-before", NULL);
}

/* ---- receiving ---- */
static const struct ll_json *sign(struct ll_ledger *l, const char *collected, const char *mass,
                                  const char *rejected)
{
    struct ll_str text;
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "measure=grams", collected, mass, rejected,
                rejected == NULL ? NULL : "reason=wet", NULL);
    assert_int_equal(ll_json_canonical(l->ctx.arena, answer, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
    return answer;
}

static struct ll_str arrive(struct ll_ledger *l)
{
    start(l);
    import(l, "PO-1,1,server,1,2026-02-01\n");
    struct ll_str cables = lot_of(ll_receive(l, "K-1", "cables:grams:21kg:none"));
    ll_receive(l, "K-2", "cables:grams:5kg:none");
    run(l);
    ll_pack(l, "box-1", cables);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    return cables;
}

static void a_plant_weighs_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str cables = arrive(l);
    const struct ll_json *answer = ll_call(l, "shipment show", "ref=s-1", NULL);
    assert_null(ll_json_get(answer, "units"));
    assert_int_equal(ll_number_at(answer, "mass_g"), 21000);
    ll_give_key_file(l, &l->plant_key);
    ll_refuse(l, LL_EINVAL, "weighed, not counted", "receipt sign", "key=plant.key",
              "measure=grams", "basis=counted", "units=21000", "mass=21kg", NULL);
    ll_refuse(l, LL_EINVAL, "weighed, not sampled", "receipt sign", "key=plant.key",
              "measure=grams", "basis=sampled", "declared=21000", "drawn=10", "good=10",
              "mass=21kg", NULL);
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, &l->plant_key, "21000", "21kg"));
    ll_refuse(l, LL_EREFUSED, "--measure grams --collected 21000g", "receipt record",
              "file=receipt.json", "shipment=s-1", NULL);
    sign(l, "collected=20kg", "mass=20kg", NULL);
    ll_refuse(l, LL_EREFUSED, "--collected 21000g", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    answer = sign(l, "collected=21kg", "mass=18kg", NULL);
    ll_assert_text(answer, "statement.measure", "grams");
    assert_int_equal(ll_number_at(answer, "statement.units"), 18000);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "missing_g"), 3000);
    assert_int_equal(ll_number_at(answer, "mass_g"), 18000);
    assert_null(ll_json_get(answer, "units"));
    assert_null(ll_json_get(answer, "recredited"));
    /* One gram of the three kilograms served nobody; the other lot tops up the rest. */
    assert_int_equal(ll_number_at(answer, "settled.0.released_g"), 2000);
    assert_int_equal(ll_number_at(answer, "settled.0.refilled_g"), 2000);
    const char *receipt = ll_option(l, "ref", ll_text_at(answer, "receipt_id"));
    ll_assert_text(
        ll_call(l, "case show", ll_option(l, "ref", ll_text_at(answer, "case_id")), NULL), "cause",
        "missing-at-receipt");
    answer = ll_call(l, "receipt show", receipt, NULL);
    assert_null(ll_json_get(answer, "units"));
    assert_int_equal(ll_number_at(answer, "mass_g"), 18000);
    answer = ll_call(l, "lot show", ll_option(l, "ref", cables), NULL);
    ll_assert_text(answer, "custody.0.stage", "received");
    assert_int_equal(ll_number_at(answer, "custody.0.hi"), 18000);
    ll_assert_text(answer, "custody.1.stage", "lost");
    /* Treated by mass; once dismantled it does not go on. */
    const char *of = ll_option(l, "receipt", ll_str_sub(ll_str_from_cstr(receipt), 4, 100));
    ll_refuse(l, LL_EINVAL, "what it weighs", "treatment record", of, "kind=mechanical",
              "operation=r12", "units=5000", "outputs=copper:5kg", NULL);
    answer = ll_call(l, "treatment record", of, "kind=mechanical", "operation=r12", "mass=5kg",
                     "outputs=copper:2kg,plastics:3kg", NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 5000);
    assert_null(ll_json_get(answer, "units"));
    answer =
        ll_call(l, "treatment show", ll_option(l, "ref", ll_text_at(answer, "treatment_id")), NULL);
    assert_int_equal(ll_number_at(answer, "shares.0.treated_g"), 5000);
    assert_null(ll_json_get(&ll_at(answer, "shares")->items[0], "calculated_mass_g"));
    answer = ll_call(l, "treatment record", of, "kind=mechanical", "operation=r4",
                     "outputs=copper:8kg,plastics:10kg", NULL);
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 18000);
}

/* What is refused is set aside before the rest is weighed; what weighs more is found. */
static void more_is_found(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l);
    sign(l, "collected=21kg", "mass=20.5kg", "rejected=1000");
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "found_g"), 500);
    assert_int_equal(ll_number_at(answer, "rejected_g"), 1000);
    assert_int_equal(ll_number_at(answer, "missing_g"), 0);
    const char *found = ll_option(l, "ref", ll_text_at(answer, "found_lot_id"));
    answer = ll_call(l, "lot show", found, NULL);
    ll_assert_text(answer, "measure", "grams");
    ll_assert_text(answer, "source", "found");
    assert_int_equal(ll_number_at(answer, "mass_g"), 500);
    ll_assert_text(answer, "custody.0.stage", "received");
}

/* Counted devices are not received by the gram, and dismantled grams go nowhere. */
static void each_in_its_own_way(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str cables = arrive(l);
    sign(l, "collected=21kg", "mass=21kg", NULL);
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *of = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_call(l, "treatment record", of, "kind=mechanical", "operation=r12", "mass=5kg",
            "outputs=copper:2kg,plastics:3kg", NULL);
    ll_call(l, "package make", "code=onward", "kind=box", "facility=hoboken", "programme=mass",
            "country=GH", NULL);
    ll_refuse(l, LL_EREFUSED, "last treatment where it is", "package fill", "package=onward",
              "stage=dismantled", of_lot(l, cables, ""), NULL);
    answer = ll_call(l, "package fill", "package=onward", "stage=received",
                     of_lot(l, cables, ":16kg"), NULL);
    assert_int_equal(ll_number_at(answer, "mass_g"), 16000);
    ll_pack(l, "box-2", lot_of(ll_receive(l, "K-3", "server:2:40kg:none")));
    ll_ship_to_hoboken(l, "s-2", "box-2");
    sign(l, "collected=40kg", "mass=40kg", NULL);
    ll_refuse(l, LL_EREFUSED, "without --measure", "receipt record", "file=receipt.json",
              "shipment=s-2", NULL);
}

/* ---- certificates ---- */
static bool says(struct ll_ledger *l, const struct ll_json *list, const char *words)
{
    (void)l;
    for (size_t i = 0; i < list->count; i++) {
        if (ll_str_find(ll_json_string(&list->items[i]), ll_str_from_cstr(words), false) !=
            SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static const struct ll_json *body_of(struct ll_ledger *l, const char *serial)
{
    return ll_at(ll_call(l, "certificate export", serial, NULL), "credentialSubject");
}

/* Grams are never stated as devices: alone, beside servers, dropped, and after a receipt. */
static void certificates_state_its_mass(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    import(l, "PO-1,1,server,2,2026-02-01\n");
    struct ll_str cables = lot_of(ll_receive(l, "K-1", "cables:grams:22kg:none"));
    ll_receive(l, "K-2", "server:1:18kg:none");
    run(l);
    /* So many units are so many counted ones. */
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", "stage=accepted",
                "units=5", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    assert_null(ll_json_get(answer, "uncounted_g"));
    ll_assert_text(answer, "left_out.0.reason", "uncounted");
    assert_int_equal(ll_number_at(answer, "left_out.0.mass_g"), 22000);
    const char *first = ll_option(l, "serial", ll_text_at(answer, "serial"));
    ll_call(l, "certificate revoke", first, "reason=error", NULL);
    answer = ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht",
                     "stage=accepted", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    assert_int_equal(ll_number_at(answer, "uncounted_g"), 22000);
    assert_int_equal(ll_number_at(answer, "mass_g"), 40000);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = body_of(l, serial);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    assert_int_equal(ll_number_at(answer, "uncountedGrams"), 22000);
    assert_int_equal(ll_number_at(answer, "demand.0.grams"), 40000);
    ll_assert_text(answer, "scrap.0.classCode", "cables");
    assert_int_equal(ll_number_at(answer, "scrap.0.grams"), 22000);
    assert_null(ll_json_get(&ll_at(answer, "scrap")->items[0], "units"));
    assert_int_equal(ll_number_at(answer, "scrap.1.units"), 1);
    assert_true(says(l, ll_at(answer, "statements"),
                     "1 scrap device and 22\u00A0kg of uncounted e-waste (together 40\u00A0kg"));
    assert_true(says(l, ll_at(answer, "conventions"), "how many devices were in it is not known"));
    answer = ll_call(l, "certificate show", serial, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1);
    assert_int_equal(ll_number_at(answer, "uncounted_g"), 22000);
    answer = ll_call(l, "certificate list", "state=live", NULL);
    assert_int_equal(ll_number_at(answer, "items.0.uncounted_g"), 22000);
    /* Some of it is lost: the restatement says how much. */
    answer = ll_call(l, "units lose", ll_option(l, "lot", cables), "from=0", "to=2000",
                     "reason=theft", "happened_on=2026-03-02", NULL);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 1);
    answer = ll_call(l, "certificate raise", serial, NULL);
    assert_int_equal(ll_number_at(answer, "uncounted_g"), 20000);
    assert_int_equal(ll_number_at(answer, "released_g"), 2000);
    answer = body_of(l, serial);
    assert_int_equal(ll_number_at(answer, "droppedGrams"), 2000);
    assert_null(ll_json_get(answer, "droppedUnits"));
    assert_true(
        says(l, ll_at(answer, "statements"), "2\u00A0kg of uncounted e-waste cited before"));
    answer = ll_call(l, "certificate replace", serial, NULL);
    assert_int_equal(ll_number_at(answer, "uncounted_g"), 20000);
}

static void a_certificate_of_nothing_else(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l);
    sign(l, "collected=21kg", "mass=18kg", NULL);
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_call(l, "case close", ll_option(l, "case", ll_text_at(answer, "case_id")),
            "outcome=accepted", NULL);
    ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r4",
            "outputs=copper:8kg,plastics:10kg", NULL);
    answer = ll_call(l, "certificate issue", "programme=mass", "beneficiary=utrecht", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 0);
    assert_int_equal(ll_number_at(answer, "uncounted_g"), 18000);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    answer = body_of(l, serial);
    assert_int_equal(ll_number_at(answer, "units"), 0);
    assert_int_equal(ll_number_at(answer, "receipts.0.gramsCited"), 18000);
    assert_int_equal(ll_number_at(answer, "receipts.0.gramsSigned"), 18000);
    assert_null(ll_json_get(&ll_at(answer, "receipts")->items[0], "unitsCited"));
    assert_int_equal(ll_number_at(answer, "materials.0.massGrams"), 8000);
    assert_true(says(l, ll_at(answer, "statements"),
                     "18\u00A0kg of uncounted e-waste (weighed at collection) were collected"));
    assert_false(says(l, ll_at(answer, "statements"), "scrap device"));
    assert_false(says(l, ll_at(answer, "conventions"), "A number from a weight"));
    answer = ll_call(l, "device show", "order_line=utrecht.server.mass", "position=7", NULL);
    assert_int_equal(ll_number_at(answer, "gram"), 7);
    assert_null(ll_json_get(answer, "lot_units"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(it_is_taken_in_by_mass),
        LL_LEDGER_TEST(what_cannot_be_is_refused),
        LL_LEDGER_TEST(it_serves_grams_alone),
        LL_LEDGER_TEST(packages_carry_one_measure),
        LL_LEDGER_TEST(so_many_grams_leave),
        LL_LEDGER_TEST(a_plant_weighs_it),
        LL_LEDGER_TEST(more_is_found),
        LL_LEDGER_TEST(each_in_its_own_way),
        LL_LEDGER_TEST(certificates_state_its_mass),
        LL_LEDGER_TEST(a_certificate_of_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
