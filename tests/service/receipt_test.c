/* Receipts signed by plants, and treatments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/support.h"

/* A lot of `units` phones that has arrived at hoboken with shipment s-1. Its id. */
static struct ll_str arrive(struct ll_ledger *l, const char *lots)
{
    ll_make_registry(l);
    struct ll_str lot = ll_text_at(ll_receive(l, "K-1", lots), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    return lot;
}

static void give_receipt(struct ll_ledger *l, const struct ll_sign_key *key, const char *units,
                         const char *mass)
{
    ll_give_file(l, "receipt.json", ll_signed_receipt(l, key, units, mass));
}

static void record(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = arrive(l, "smartphone:100:17kg:none");
    give_receipt(l, &l->plant_key, "99", "16.9kg");
    ll_refuse(l, LL_EREFUSED, "signed for 99 declared units, the shipment carries 100",
              "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    give_receipt(l, &l->other_key, "100", "16.9kg");
    ll_refuse(l, LL_ESIGNATURE, "plant 'hoboken'", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_refuse(l, LL_EINVAL, "arrived after", "receipt record", "file=receipt.json", "shipment=s-1",
              "received_on=2026-03-31", NULL);
    ll_refuse(l, LL_EINVAL, "ahead", "receipt record", "file=receipt.json", "shipment=s-1",
              "received_on=2026-04-02", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no shipment", "receipt record", "file=receipt.json", "shipment=s-9",
              NULL);
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 100);
    assert_int_equal(ll_number_at(answer, "mass_g"), 16900);
    ll_refuse(l, LL_EEXISTS, "recorded before", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_refuse(l, LL_EREFUSED, "received, not arrived", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    answer =
        ll_call(l, "receipt show", ll_option(l, "ref", ll_text_at(answer, "receipt_id")), NULL);
    ll_assert_text(answer, "received_on", "2026-04-01");
    ll_assert_text(answer, "basis", "counted");
    ll_assert_text(answer, "statement.basis", "counted");
    ll_assert_text(answer, "statement.month", "2026-04");
    ll_assert_text(answer, "statement.type", "loopledger receipt v1");
    assert_int_equal(ll_text_at(answer, "statement.receipt").len, 32);
    assert_int_equal(ll_text_at(answer, "signature").len, 128);
    answer = ll_call(l, "receipt list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "received");
    assert_non_null(ll_json_get(ll_at(answer, "custody.0"), "receipt_id"));
    answer = ll_call(l, "package show", "ref=box-1", NULL);
    assert_null(ll_json_get(answer, "facility_id"));
    assert_int_equal(ll_number_at(answer, "units"), 0);
    ll_refuse(l, LL_ENOTFOUND, "no receipt", "receipt show", "ref=s-1", NULL);
}

/* Whatever is changed in a signed receipt, it is not taken. */
static void forged(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l, "smartphone:100:17kg:none");
    struct ll_str good = ll_signed_receipt(l, &l->plant_key, "99", "16.9kg");
    static const struct {
        const char *from;
        const char *to;
        enum ll_status status;
    } forgeries[] = {
        {"\"units\":99", "\"units\":100", LL_ESIGNATURE},
        {"\"mass_g\":16900", "\"mass_g\":17000", LL_ESIGNATURE},
        {"\"month\":\"2026-04\"", "\"month\":\"2026-03\"", LL_ESIGNATURE},
        {"\"basis\":\"counted\"", "\"basis\":\"weighed\"", LL_ESIGNATURE},
        {"\"basis\":\"counted\"", "\"basis\":\"guessed\"", LL_EUNSUPPORTED},
        {"receipt v1", "receipt v2", LL_EUNSUPPORTED},
        {"\"units\":99", "\"extra\":1,\"units\":99", LL_EINVAL},
        {"\"units\":99", "\"units\":99,\"units\":100", LL_EPARSE},
        {"\"signature\":\"", "\"signature\":\"00", LL_EPARSE},
        {"{\"signature\"", "{\"also\":1,\"signature\"", LL_EPARSE},
        {"\"key\":\"z6Mk", "\"key\":\"z60k", LL_EPARSE},
    };
    for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++) {
        char text[2048];
        const char *at = strstr(ll_str_to_cstr(l->ctx.arena, good), forgeries[i].from);
        assert_non_null(at);
        size_t head = ll_str_find(good, ll_str_from_cstr(forgeries[i].from), false);
        (void)snprintf(text, sizeof(text), "%.*s%s%s", (int)head, good.ptr, forgeries[i].to,
                       at + strlen(forgeries[i].from));
        ll_give_file(l, "receipt.json", ll_str_from_cstr(text));
        ll_refuse(l, forgeries[i].status, "", "receipt record", "file=receipt.json", "shipment=s-1",
                  NULL);
    }
    ll_give_file(l, "receipt.json", LL_STR("not JSON"));
    ll_refuse(l, LL_EPARSE, "receipt.json", "receipt record", "file=receipt.json", "shipment=s-1",
              NULL);
    ll_give_file(l, "plant.key", LL_STR("{\"kind\":\"loopledger-signing-key\"}"));
    ll_refuse(l, LL_EPARSE, "plant.key", "receipt sign", "key=plant.key", "units=1", "mass=1kg",
              NULL);
}

/* One signed statement is one receipt: it cannot stand for a second shipment. */
static void statement_counts_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l, "smartphone:100:17kg:none");
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    struct ll_str receipt = l->file_bytes;
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    ll_refuse(l, LL_EEXISTS, "recorded before: rcp_", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    ll_pack(l, "box-2",
            ll_text_at(ll_receive(l, "K-2", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-2", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-04-02", "legs=air:blueline:5000", "packages=box-2", NULL);
    ll_book(l, "s-2",
            &(const struct ll_test_notified){.carriers = "carriers=blueline:air", .is_bare = true});
    ll_consents(l, "s-2", "valid_until=2026-12-31");
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_refuse(l, LL_EREFUSED, "departed, not arrived", "receipt record", "file=receipt.json",
              "shipment=s-2", NULL);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    ll_give_file(l, "receipt.json", receipt);
    ll_refuse(l, LL_EEXISTS, "recorded before", "receipt record", "file=receipt.json",
              "shipment=s-2", NULL);
    ll_advance_days(l, 31);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_refuse(l, LL_EINVAL, "another month", "receipt record", "file=receipt.json", "shipment=s-2",
              NULL);
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", "received_on=2026-05-01",
            NULL);
}

/* What goes to a store is not received by a plant. */
static void not_a_plant(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema", "planned_arrival=2026-03-05",
            "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_refuse(l, LL_EREFUSED, "not a plant", "receipt record", "file=receipt.json", "shipment=s-1",
              NULL);
}

/* Within the country: accepted, then received, without having been shipped. */
static void domestic_plant(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:100:17kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-03-05", "legs=road:blueline:250", "packages=box-1", NULL);
    ll_call(l, "shipment depart", "shipment=s-1", NULL);
    ll_call(l, "shipment arrive", "shipment=s-1", NULL);
    give_receipt(l, &l->other_key, "100", "16.9kg");
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_refuse(l, LL_EREFUSED, "treatment sign", "treatment record", receipt, "kind=metallurgical",
              "operation=r4", "outputs=copper:10g", NULL);
    answer = ll_call(
        l, "treatment record", receipt,
        ll_give_treatment(l, &l->other_key, ll_text_at(answer, "receipt_id"), "100", "copper:10g"),
        NULL);
    ll_assert_text(answer, "stage", "recycled");
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "recycled");
}

static void refuse_treatments(struct ll_ledger *l, const char *receipt)
{
    static const struct {
        enum ll_status status;
        const char *part;
        const char *kind;
        const char *operation;
        const char *outputs;
    } bad[] = {
        /* 16,900 g within 0.5 %: 84 g either way */
        {LL_EREFUSED, "balance", "kind=mechanical", "operation=r12", "outputs=boards:16.815kg"},
        {LL_EREFUSED, "balance", "kind=mechanical", "operation=r12", "outputs=boards:16.985kg"},
        {LL_EREFUSED, "weigh more", "kind=mechanical", "operation=r4", "outputs=copper:16.985kg"},
        /* 3,500 ppm of 16,900 g; 30 ppm of it is less than a gram */
        {LL_EREFUSED, "at most 59 g", "kind=mechanical", "operation=r4",
         "outputs=gold:60g,rest:16.84kg"},
        {LL_EREFUSED, "70 g of gold", "kind=mechanical", "operation=r4",
         "outputs=au-9999:30g,fine-gold:40g,rest:16.83kg"},
        {LL_EREFUSED, "680 g of precious-metals", "kind=mechanical", "operation=r4",
         "outputs=gold-silver:100g,dore-bars:580g,rest:16.22kg"},
        {LL_EREFUSED, "at most 1 g", "kind=mechanical", "operation=r4",
         "outputs=platinum:2g,rest:16.898kg"},
        {LL_EREFUSED, "no output", "kind=mechanical", "operation=r12", "outputs="},
        {LL_EREFUSED, "no output", "kind=metallurgical", "operation=r4", "outputs="},
        {LL_EREFUSED, "incineration", "kind=mechanical", "operation=d10", "outputs=ash:16.9kg"},
        {LL_EREFUSED, "fuel", "kind=mechanical", "operation=r1", "outputs=ash:16.9kg"},
        {LL_EREFUSED, "storage", "kind=mechanical", "operation=r13", "outputs=phones:16.9kg"},
        {LL_EINVAL, "operation", "kind=mechanical", "operation=r14", "outputs=boards:16.9kg"},
        {LL_EINVAL, "FRACTION:MASS", "kind=mechanical", "operation=r12", "outputs=boards"},
        {LL_EINVAL, "twice", "kind=mechanical", "operation=r12",
         "outputs=boards:16kg,boards:0.9kg"},
        {LL_EINVAL, "mass", "kind=mechanical", "operation=r12", "outputs=boards:0kg"},
        {LL_EINVAL, "fraction", "kind=mechanical", "operation=r12", "outputs=Boards:16.9kg"},
        {LL_EINVAL, "kind", "kind=magical", "operation=r12", "outputs=boards:16.9kg"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ll_refuse(l, bad[i].status, bad[i].part, "treatment record", receipt, bad[i].kind,
                  bad[i].operation, bad[i].outputs, NULL);
    }
    /* What is asked narrows the table's 5,000 ppm, and does not widen it. */
    ll_refuse(l, LL_EINVAL, "5001 ppm is wider than the 5000 ppm of mechanical treatments since",
              "treatment record", receipt, "kind=mechanical", "operation=r12",
              "outputs=boards:16.9kg", "tolerance_ppm=5001", NULL);
    ll_refuse(l, LL_EINVAL, "tolerance", "treatment record", receipt, "kind=mechanical",
              "operation=r12", "outputs=boards:16.9kg", "tolerance_ppm=1000001", NULL);
    ll_refuse(l, LL_EREFUSED,
              "off by 17 g, and may be by 16 g (mechanical treatments since 2000-01-01; "
              "uncertain: ",
              "treatment record", receipt, "kind=mechanical", "operation=r12",
              "outputs=boards:16.883kg", "tolerance_ppm=1000", NULL);
    ll_refuse(l, LL_EREFUSED, "off by 1 g, and may be by 0 g", "treatment record", receipt,
              "kind=mechanical", "operation=r12", "outputs=boards:16.901kg", "tolerance_ppm=0",
              NULL);
    ll_refuse(l, LL_EINVAL, "treated_on", "treatment record", receipt, "kind=mechanical",
              "operation=r12", "outputs=boards:16.9kg", "treated_on=2026-03-31", NULL);
    ll_refuse(l, LL_EINVAL, "treated_on", "treatment record", receipt, "kind=mechanical",
              "operation=r12", "outputs=boards:16.9kg", "treated_on=2026-04-02", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no receipt", "treatment record", "receipt=s-1", "kind=mechanical",
              "operation=r12", "outputs=boards:16.9kg", NULL);
}

static void treat(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = arrive(l, "smartphone:100:17kg:none");
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    struct ll_str receipt_id = ll_text_at(answer, "receipt_id");
    const char *receipt = ll_option(l, "receipt", receipt_id);
    refuse_treatments(l, receipt);
    answer = ll_call(l, "treatment record", receipt, "kind=mechanical", "operation=r12",
                     "outputs=boards:3kg,cells:4.116kg,metals:2.7kg,plastics:7kg", NULL);
    ll_assert_text(answer, "stage", "dismantled");
    assert_true(ll_bool_at(answer, "interim"));
    assert_int_equal(ll_number_at(answer, "output_mass_g"), 16816);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "dismantled");
    ll_refuse(l, LL_EREFUSED, "dismantled already", "treatment record", receipt, "kind=mechanical",
              "operation=r12", "outputs=boards:16.9kg", NULL);

    /* The outputs are what goes on. Calculated, it need not balance. */
    ll_refuse(l, LL_EREFUSED, "weigh more", "treatment record", receipt,
              ll_give_treatment(l, &l->plant_key, receipt_id, "100", "copper:16.901kg"), NULL);
    answer = ll_call(
        l, "treatment record", receipt,
        ll_give_treatment(l, &l->plant_key, receipt_id, "100", "copper:1.5kg,slag:3kg"), NULL);
    ll_assert_text(answer, "stage", "recycled");
    assert_int_equal(ll_number_at(answer, "input_mass_g"), 16816);
    answer =
        ll_call(l, "treatment show", ll_option(l, "ref", ll_text_at(answer, "treatment_id")), NULL);
    assert_true(ll_bool_at(answer, "calculated"));
    assert_int_equal(ll_at(answer, "outputs")->count, 2);
    ll_assert_text(answer, "outputs.0.fraction", "copper");
    assert_int_equal(ll_number_at(answer, "tolerance_ppm"), 5000);
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "recycled");
    answer = ll_call(l, "receipt show", ll_option(l, "ref", receipt_id), NULL);
    assert_int_equal(ll_at(answer, "treatments")->count, 2);
    ll_refuse(l, LL_EREFUSED, "recycled already", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=copper:1kg", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no treatment", "treatment show", "ref=s-1", NULL);
}

/* What went on unopened is received where it goes, not where it was. */
static void gone_on(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)arrive(l, "smartphone:100:17kg:none");
    ll_call(l, "shipment plan", "code=s-2", "from=hoboken", "to=tema-plant",
            "planned_arrival=2026-05-01", "legs=sea:blueline:7600", "packages=box-1", NULL);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_refuse(l, LL_EREFUSED, "'box-1' goes on with shipment 's-2'", "receipt record",
              "file=receipt.json", "shipment=s-1", NULL);
    ll_agreed(l, "s-2");
    ll_call(l, "shipment depart", "shipment=s-2", NULL);
    ll_refuse(l, LL_EREFUSED, "'box-1' goes on with shipment 's-2'", "receipt record",
              "file=receipt.json", "shipment=s-1", NULL);
    ll_call(l, "shipment arrive", "shipment=s-2", NULL);
    ll_refuse(l, LL_EREFUSED, "'box-1' goes on with shipment 's-2'", "receipt record",
              "file=receipt.json", "shipment=s-1", NULL);
    give_receipt(l, &l->other_key, "100", "16.9kg");
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-2", NULL);
}

/* It stays after all, and is received. */
static void stays_after_all(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    (void)arrive(l, "smartphone:100:17kg:none");
    ll_call(l, "shipment plan", "code=s-2", "from=hoboken", "to=tema-plant",
            "planned_arrival=2026-05-01", "legs=sea:blueline:7600", "packages=box-1", NULL);
    ll_call(l, "shipment cancel", "shipment=s-2", "reason=no-ship", NULL);
    give_receipt(l, &l->plant_key, "100", "16.9kg");
    ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
}

/* As a browser does: the statement that was answered, signed by the key, in a file. */
static void sign_prepared(struct ll_ledger *l, const char *name, const struct ll_sign_key *key,
                          const struct ll_json *answer, const char *from, const char *to)
{
    struct ll_signature signature;
    struct ll_strbuf buf;
    struct ll_str text;
    struct ll_str file;
    const struct ll_json *packages = ll_json_get(answer, "packages");
    text = ll_canonical(l, ll_json_get(answer, "statement"));
    ll_sign(key, text, &signature);
    ll_strbuf_init(&buf, l->ctx.arena, 8192);
    ll_strbuf_char(&buf, '{');
    if (packages != NULL) {
        ll_strbuf_fmt(&buf, "\"packages\":%.*s,", LL_STR_ARG(ll_canonical(l, packages)));
    }
    ll_strbuf_cstr(&buf, "\"signature\":\"");
    ll_strbuf_hex(&buf, signature.b, sizeof(signature.b));
    ll_strbuf_cstr(&buf, "\",\"statement\":");
    size_t at = from == NULL ? SIZE_MAX : ll_str_find(text, ll_str_from_cstr(from), false);
    assert_true((at == SIZE_MAX) == (from == NULL));
    ll_strbuf_str(&buf, ll_str_sub(text, 0, at));
    if (from != NULL) {
        ll_strbuf_cstr(&buf, to);
        ll_strbuf_str(&buf, ll_str_sub(text, at + strlen(from), text.len));
    }
    ll_strbuf_char(&buf, '}');
    assert_int_equal(ll_strbuf_finish(&buf, &file, &l->err), LL_OK);
    ll_give_file(l, name, file);
}

/* What is to be signed has what the papers say filled in, and is refused where the record would be;
 * signed and changed it is not taken. */
static void prepared(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l, "smartphone:100:17kg:none");
    const char *of = "shipment=s-1";
    ll_refuse(l, LL_EINVAL, "how many devices", "receipt prepare", of, "mass=16.9kg", NULL);
    ll_refuse(l, LL_EINVAL, "arrived after", "receipt prepare", of, "units=98", "mass=16.9kg",
              "received_on=2026-03-31", NULL);
    ll_refuse(l, LL_EINVAL, "no such key", "receipt prepare", of, "units=98", "mass=16.9kg",
              "public_key=z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no package", "receipt prepare", of, "units=98", "mass=16.5kg",
              "package_counts=box-9:98", NULL);
    ll_refuse(l, LL_EREFUSED, "was sent with 100 units, not 101", "receipt prepare", of, "units=98",
              "mass=16.5kg", "package_counts=box-1:101", NULL);
    const struct ll_json *answer = ll_call(l, "receipt prepare", of, "units=98", "mass=16.5kg",
                                           "package_counts=box-1:98", NULL);
    assert_int_equal(ll_number_at(answer, "statement.declared"), 100);
    assert_int_equal(ll_number_at(answer, "statement.units"), 98);
    ll_assert_text(answer, "statement.month", "2026-04");
    ll_assert_text(answer, "with.received_on", "2026-04-01");
    ll_assert_text(answer, "with.shipment", "s-1");
    sign_prepared(l, "receipt.json", &l->plant_key, answer, "\"units\":98", "\"units\":99");
    ll_refuse(l, LL_ESIGNATURE, "", "receipt record", "file=receipt.json", of, NULL);
    sign_prepared(l, "receipt.json", &l->other_key, answer, NULL, NULL);
    ll_refuse(l, LL_ESIGNATURE, "", "receipt record", "file=receipt.json", of, NULL);
    sign_prepared(l, "receipt.json", &l->plant_key, answer, NULL, NULL);
    answer = ll_call(l, "receipt record", "file=receipt.json", of, NULL);
    assert_int_equal(ll_number_at(answer, "missing_units"), 2);
    ll_refuse(l, LL_EREFUSED, "not arrived", "receipt prepare", of, "units=98", "mass=16.5kg",
              NULL);

    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    ll_refuse(l, LL_EREFUSED, "", "treatment prepare", receipt, "kind=metallurgical",
              "operation=r4", "outputs=metals:60kg", NULL);
    answer = ll_call(l, "treatment prepare", receipt, "kind=metallurgical", "operation=r4",
                     "outputs=metals:6kg,slag:10.5kg", NULL);
    assert_int_equal(ll_number_at(answer, "statement.units"), 98);
    sign_prepared(l, "treatment.json", &l->plant_key, answer, "\"mass_g\":6000", "\"mass_g\":6100");
    ll_refuse(l, LL_ESIGNATURE, "", "treatment record", receipt, "statement=treatment.json", NULL);
    sign_prepared(l, "treatment.json", &l->plant_key, answer, NULL, NULL);
    answer = ll_call(l, "treatment record", receipt, "statement=treatment.json", NULL);
    ll_assert_text(answer, "stage", "recycled");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(record),          LL_LEDGER_TEST(gone_on),
        LL_LEDGER_TEST(stays_after_all), LL_LEDGER_TEST(forged),
        LL_LEDGER_TEST(not_a_plant),     LL_LEDGER_TEST(statement_counts_once),
        LL_LEDGER_TEST(treat),           LL_LEDGER_TEST(domestic_plant),
        LL_LEDGER_TEST(prepared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
