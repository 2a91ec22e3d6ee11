/* Receipts that were sampled or weighed: what they bind, and what follows for the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

/* 1,240 phones that weighed 210,800 g arrived at hoboken with shipment s-1. */
static struct ll_str arrive(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    struct ll_str lot =
        ll_text_at(ll_receive(l, "K-1", "smartphone:1240:210.8kg:none"), "lots.0.lot_id");
    ll_pack(l, "box-1", lot);
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_key_file(l, &l->plant_key);
    return lot;
}

static void keep_receipt(struct ll_ledger *l, const struct ll_json *signed_receipt)
{
    struct ll_str text;
    assert_int_equal(ll_json_canonical(l->ctx.arena, signed_receipt, 4096, &text, &l->err), LL_OK);
    ll_give_file(l, "receipt.json", text);
}

static void sampled(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = arrive(l);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "basis=sampled", "declared=1240", "drawn=60",
                "good=58", "mass=205kg", NULL);
    ll_assert_text(answer, "statement.basis", "sampled");
    assert_int_equal(ll_number_at(answer, "statement.units"), 1117);
    keep_receipt(l, answer);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1117);
    assert_int_equal(ll_number_at(answer, "missing_units"), 123);
    const char *case_id = ll_option(l, "ref", ll_text_at(answer, "case_id"));
    answer =
        ll_call(l, "receipt show", ll_option(l, "ref", ll_text_at(answer, "receipt_id")), NULL);
    ll_assert_text(answer, "basis", "sampled: bound at 95 %");
    assert_int_equal(ll_number_at(answer, "statement.drawn"), 60);
    assert_int_equal(ll_number_at(answer, "statement.good"), 58);
    ll_assert_text(ll_call(l, "case show", case_id, NULL), "cause", "beyond-sample-bound");
    answer = ll_call(l, "lot show", ll_option(l, "ref", lot), NULL);
    ll_assert_text(answer, "custody.0.stage", "received");
    assert_int_equal(ll_number_at(answer, "custody.0.hi"), 1117);
    ll_assert_text(answer, "custody.1.stage", "lost");
}

/* What a small sample leaves out came all the same, and was weighed. */
static void sampled_in_small(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
    ll_pack(l, "box-1",
            ll_text_at(ll_receive(l, "K-1", "smartphone:20:3kg:none"), "lots.0.lot_id"));
    ll_ship_to_hoboken(l, "s-1", "box-1");
    ll_give_key_file(l, &l->plant_key);
    keep_receipt(l, ll_call(l, "receipt sign", "key=plant.key", "basis=sampled", "declared=20",
                            "drawn=1", "good=1", "mass=12kg", NULL));
    ll_refuse(l, LL_EREFUSED, "2 devices that the sample binds and at most 18 more",
              "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    ll_give_key_file(l, &l->plant_key);
    keep_receipt(l, ll_call(l, "receipt sign", "key=plant.key", "basis=sampled", "declared=20",
                            "drawn=1", "good=1", "mass=3kg", NULL));
    const struct ll_json *answer =
        ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 2);
    assert_int_equal(ll_number_at(answer, "missing_units"), 18);
}

/* A weight binds in proportion, and never more than was declared. */
static void weighed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l);
    const struct ll_json *answer = ll_call(l, "receipt sign", "key=plant.key", "basis=weighed",
                                           "declared=1240", "collected=210kg", "mass=200kg", NULL);
    keep_receipt(l, answer);
    ll_refuse(l, LL_EREFUSED, "--collected 210800g", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    ll_give_key_file(l, &l->plant_key);
    answer = ll_call(l, "receipt sign", "key=plant.key", "basis=weighed", "declared=1240",
                     "collected=210.8kg", "mass=230kg", NULL);
    assert_int_equal(ll_number_at(answer, "statement.units"), 1240);
    answer = ll_call(l, "receipt sign", "key=plant.key", "basis=weighed", "declared=1240",
                     "collected=210.8kg", "mass=200kg", NULL);
    keep_receipt(l, answer);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    /* 1,240 * 200,000 / 210,800 = 1,176.47 */
    assert_int_equal(ll_number_at(answer, "units"), 1176);
    const char *case_id = ll_option(l, "case", ll_text_at(answer, "case_id"));
    answer =
        ll_call(l, "receipt show", ll_option(l, "ref", ll_text_at(answer, "receipt_id")), NULL);
    ll_assert_text(answer, "basis", "weighed");
    assert_int_equal(ll_number_at(answer, "statement.collected_g"), 210800);

    /* A certificate says on what basis the plant signed. */
    ll_call(l, "case close", case_id, "outcome=accepted", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "PO-1,1,smartphone,60,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=received", NULL);
    answer = ll_call(l, "certificate export", ll_option(l, "serial", ll_text_at(answer, "serial")),
                     NULL);
    ll_assert_text(answer, "credentialSubject.receipts.0.basis", "weighed");
}

static int64_t units_at(const struct ll_json *custody, const char *stage, const char *place)
{
    int64_t units = 0;
    for (size_t i = 0; i < custody->count; i++) {
        const struct ll_json *row = &custody->items[i];
        if (ll_str_eq_cstr(ll_text_at(row, "stage"), stage) &&
            (place == NULL) == (ll_json_get(row, "package") == NULL) &&
            (place == NULL || ll_str_eq_cstr(ll_text_at(row, "package"), place))) {
            units += ll_number_at(row, "hi") - ll_number_at(row, "lo");
        }
    }
    return units;
}

/* What a plant refuses lies loose there and is not received; it goes back, or on to another. */
static void rejected(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = arrive(l);
    const char *show = ll_option(l, "ref", lot);
    ll_refuse(l, LL_EINVAL, "say both", "receipt sign", "key=plant.key", "units=1200",
              "rejected=40", "mass=200kg", NULL);
    ll_refuse(l, LL_EINVAL, "say both", "receipt sign", "key=plant.key", "units=1200",
              "reason=broken", "mass=200kg", NULL);
    ll_refuse(l, LL_EREFUSED, "--units 0", "receipt sign", "key=plant.key", "basis=sampled",
              "declared=9", "drawn=1", "good=1", "rejected=9", "reason=broken", "mass=200kg", NULL);
    ll_refuse(l, LL_EREFUSED, "10 of 9 units", "receipt sign", "key=plant.key", "units=0",
              "declared=9", "rejected=10", "reason=broken", NULL);
    ll_refuse(l, LL_EREFUSED, "units lose", "receipt sign", "key=plant.key", "units=0",
              "declared=9", NULL);
    ll_refuse(l, LL_EINVAL, "counted", "receipt sign", "key=plant.key", "declared=9", "rejected=9",
              "reason=broken", NULL);
    ll_refuse(l, LL_EINVAL, "1 g were weighed of it", "receipt sign", "key=plant.key", "units=0",
              "rejected=9", "reason=broken", "mass=1g", NULL);
    ll_refuse(l, LL_EINVAL, "9 units received weigh is not said", "receipt sign", "key=plant.key",
              "units=9", NULL);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "units=1190", "declared=1240", "rejected=30",
                "reason=not-phones", "mass=200kg", NULL);
    keep_receipt(l, answer);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "missing_units"), 20);
    assert_int_equal(ll_number_at(answer, "rejected_units"), 30);
    const char *case_id = ll_option(l, "case", ll_text_at(answer, "case_id"));
    answer = ll_call(l, "lot show", show, NULL);
    assert_int_equal(units_at(ll_at(answer, "custody"), "received", NULL), 1190);
    assert_int_equal(units_at(ll_at(answer, "custody"), "shipped", NULL), 30);
    assert_int_equal(units_at(ll_at(answer, "custody"), "lost", NULL), 20);

    /* While the case is open they stay where they are. */
    ll_call(l, "package make", "code=back", "kind=box", "programme=africa", "facility=hoboken",
            "country=GH", NULL);
    const char *lots = ll_option(l, "lots", lot);
    ll_refuse(l, LL_ESHORT, "0 units", "package fill", "package=back", lots, NULL);
    ll_call(l, "case close", case_id, "outcome=accepted", NULL);
    answer = ll_call(l, "package fill", "package=back", lots, NULL);
    assert_int_equal(ll_number_at(answer, "units"), 30);
    ll_call(l, "units return", "package=back", "units=10", "reason=refused", NULL);
    answer = ll_call(l, "lot show", show, NULL);
    assert_int_equal(units_at(ll_at(answer, "custody"), "shipped", "back"), 20);
    assert_int_equal(units_at(ll_at(answer, "custody"), "returned", NULL), 10);
}

/* A plant may refuse all that came; what did not come is lost, and nothing was received. */
static void rejected_whole(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str lot = arrive(l);
    const char *show = ll_option(l, "ref", lot);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "units=0", "declared=1240", "rejected=1237",
                "reason=not-phones", NULL);
    assert_int_equal(ll_number_at(answer, "statement.mass_g"), 0);
    keep_receipt(l, answer);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 0);
    assert_int_equal(ll_number_at(answer, "missing_units"), 3);
    assert_int_equal(ll_number_at(answer, "rejected_units"), 1237);
    const char *receipt = ll_option(l, "receipt", ll_text_at(answer, "receipt_id"));
    const char *case_id = ll_option(l, "case", ll_text_at(answer, "case_id"));
    answer = ll_call(l, "lot show", show, NULL);
    assert_int_equal(units_at(ll_at(answer, "custody"), "received", NULL), 0);
    assert_int_equal(units_at(ll_at(answer, "custody"), "shipped", NULL), 1237);
    assert_int_equal(units_at(ll_at(answer, "custody"), "lost", NULL), 3);
    ll_assert_text(ll_call(l, "shipment show", "ref=s-1", NULL), "state", "received");
    ll_refuse(l, LL_EREFUSED, "refused all", "treatment record", receipt, "kind=mechanical",
              "operation=r4", "outputs=copper:1kg", NULL);

    /* It goes back: loose at the plant, to be packed once the case is closed. */
    ll_call(l, "case close", case_id, "outcome=accepted", NULL);
    ll_call(l, "package make", "code=back", "kind=box", "programme=africa", "facility=hoboken",
            "country=GH", NULL);
    answer = ll_call(l, "package fill", "package=back", ll_option(l, "lots", lot), NULL);
    assert_int_equal(ll_number_at(answer, "units"), 1237);
    ll_call(l, "units return", "package=back", "units=1237", "reason=refused", NULL);
    answer = ll_call(l, "lot show", show, NULL);
    assert_int_equal(units_at(ll_at(answer, "custody"), "returned", NULL), 1237);
}

/* Refused units are set aside before the rest is drawn from: it alone can be bound. */
static void rejected_beside_a_sample(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l);
    const struct ll_json *answer =
        ll_call(l, "receipt sign", "key=plant.key", "basis=sampled", "declared=1240", "drawn=60",
                "good=58", "rejected=40", "reason=broken", "mass=200kg", NULL);
    /* the bound of 58 in 60 of 1,200 */
    assert_int_equal(ll_number_at(answer, "statement.units"), 1081);
    keep_receipt(l, answer);
    answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1", NULL);
    assert_int_equal(ll_number_at(answer, "missing_units"), 1200 - 1081);
    assert_int_equal(ll_number_at(answer, "rejected_units"), 40);
}

static struct ll_str user_of(struct ll_ledger *l, const char *email, const char *organisation,
                             const char *role)
{
    return ll_text_at(ll_call(l, "user add", email, "name=Kofi", organisation, role, NULL),
                      "user_id");
}

/* Both see the case of each package, also of the one of which nothing came, with all that is
 * claimed; how much is gone, and what is left under review. */
static void check_cases(struct ll_ledger *l, const struct ll_json *cases)
{
    const struct ll_str plant =
        user_of(l, "email=p@example.org", "organisation=smelter", "role=recycler");
    const struct ll_str carrier =
        user_of(l, "email=c@example.org", "organisation=blueline", "role=carrier");
    static const int64_t gone[] = {2, 10};
    static const int64_t left[] = {8, 0};
    assert_int_equal(cases->count, 2);
    for (size_t i = 0; i < 4; i++) {
        const char *ref = ll_option(l, "ref", ll_json_string(&cases->items[i % 2]));
        ll_ask_as(l, ll_option(l, "user", i < 2 ? plant : carrier),
                  i < 2 ? LL_ROLE_RECYCLER : LL_ROLE_CARRIER);
        const struct ll_json *answer = ll_call(l, "case show", ref, NULL);
        ll_assert_text(answer, "claimant", "smelter");
        ll_assert_text(answer, "counterparty", "blueline");
        ll_assert_text(answer, "deadline", "2026-12-31");
        assert_int_equal(ll_number_at(answer, "amount.minor"), 120000);
        assert_int_equal(ll_number_at(answer, "units_gone"), gone[i % 2]);
        assert_int_equal(ll_number_at(answer, "units"), 10);
        assert_int_equal(ll_number_at(answer, "units_under_review"), left[i % 2]);
        assert_int_equal(ll_at(ll_call(l, "case list", NULL), "items")->count, 2);
    }
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
}

/* Where a plant counts package by package, only those that lack something are under review, and
 * the rule takes what is missing from them. */
static void counts_of_packages(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    struct ll_str lots[3];
    static const char *const records[] = {"K-1", "K-2", "K-3"};
    static const char *const boxes[] = {"box-1", "box-2", "box-3"};
    for (size_t i = 0; i < 3; i++) {
        lots[i] =
            ll_text_at(ll_receive(l, records[i], "smartphone:10:1.7kg:none"), "lots.0.lot_id");
        ll_pack(l, boxes[i], lots[i]);
    }
    ll_ship_to_hoboken(l, "s-1", "box-1,box-2,box-3");
    ll_give_key_file(l, &l->plant_key);
    ll_refuse(l, LL_EINVAL, "PACKAGE:UNITS", "receipt sign", "key=plant.key", "declared=30",
              "units=18", "mass=3kg", "package_counts=box-1", NULL);
    ll_refuse(l, LL_EINVAL, "twice", "receipt sign", "key=plant.key", "declared=30", "units=18",
              "mass=3kg", "package_counts=box-1:8,box-1:8", NULL);
    ll_refuse(l, LL_EINVAL, "one by one", "receipt sign", "key=plant.key", "declared=30",
              "units=18", "mass=3kg", "package_counts=box-1:8", "rejected=1", "reason=wet", NULL);
    static const struct {
        enum ll_status status;
        const char *part;
        const char *counts;
    } bad[] = {
        {LL_EREFUSED, "lack 2", "package_counts=box-1:8"},
        {LL_EREFUSED, "sent with 10 units, not 11", "package_counts=box-1:11,box-3:0"},
        {LL_ENOTFOUND, "", "package_counts=box-9:8"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ll_give_key_file(l, &l->plant_key);
        keep_receipt(l, ll_call(l, "receipt sign", "key=plant.key", "declared=30", "units=18",
                                "mass=3kg", bad[i].counts, NULL));
        ll_refuse(l, bad[i].status, bad[i].part, "receipt record", "file=receipt.json",
                  "shipment=s-1", NULL);
    }
    ll_give_key_file(l, &l->plant_key);
    const struct ll_json *signed_file =
        ll_call(l, "receipt sign", "key=plant.key", "declared=30", "units=18", "mass=3kg",
                "package_counts=box-3:0,box-1:8", NULL);
    /* The codes are not in what becomes public, and what goes beside it is what was signed. */
    assert_null(ll_json_get(ll_at(signed_file, "statement"), "packages"));
    ll_assert_text(signed_file, "packages.counts.0.code", "box-1");
    keep_receipt(l, signed_file);
    size_t from = ll_str_find(l->file_bytes, LL_STR("\"units\":8"), false);
    assert_true(from < l->file_bytes.len);
    char *at = (char *)(uintptr_t)l->file_bytes.ptr + from;
    at[8] = '7';
    ll_refuse(l, LL_ESIGNATURE, "not those that were signed", "receipt record", "file=receipt.json",
              "shipment=s-1", NULL);
    at[8] = '8';
    ll_refuse(l, LL_EINVAL, "'smelter' runs the plant", "receipt record", "file=receipt.json",
              "shipment=s-1", "counterparty=smelter", NULL);
    const struct ll_json *answer = ll_call(l, "receipt record", "file=receipt.json", "shipment=s-1",
                                           "amount=1200.00 EUR", "deadline=2026-12-31", NULL);
    assert_int_equal(ll_number_at(answer, "missing_units"), 12);
    check_cases(l, ll_at(answer, "case_ids"));
    static const int64_t lost[] = {2, 0, 10};
    for (size_t i = 0; i < 3; i++) {
        answer = ll_call(l, "lot show", ll_option(l, "ref", lots[i]), NULL);
        const struct ll_json *custody = ll_at(answer, "custody");
        assert_int_equal(units_at(custody, "lost", NULL), lost[i]);
        assert_int_equal(units_at(custody, "received", NULL), 10 - lost[i]);
        assert_int_equal(ll_json_get(&custody->items[0], "case_id") != NULL, i != 1);
    }
}

/* A plant may sign with a program of its own: what it says twice is not believed. */
static void packages_named_twice(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const char *const bad[] = {
        "{\"code\":\"box-1\",\"units\":1238},{\"code\":\"box-1\",\"units\":1240}",
        "{\"code\":\"box-1\",\"units\":1238},{\"code\":\"a-box\",\"units\":0}",
    };
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    arrive(l);
    ll_multikey_public_format(&l->plant_key.public_key, key);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char counts[256];
        char text[1024];
        char file[2048];
        struct ll_strbuf digest_hex;
        struct ll_strbuf signature_hex;
        struct ll_str hex[2];
        uint8_t digest[32];
        struct ll_signature signature;
        (void)snprintf(counts, sizeof(counts),
                       "{\"counts\":[%s],\"salt\":\"0123456789abcdef0123456789abcdef\"}", bad[i]);
        ll_crypto_sha256(l->ctx.crypto, ll_str_from_cstr(counts), digest);
        ll_strbuf_init(&digest_hex, l->ctx.arena, 256);
        ll_strbuf_hex(&digest_hex, digest, sizeof(digest));
        assert_int_equal(ll_strbuf_finish(&digest_hex, &hex[0], &l->err), LL_OK);
        (void)snprintf(text, sizeof(text),
                       "{\"basis\":\"counted\",\"declared\":1240,\"key\":\"%s\","
                       "\"mass_g\":210000,\"month\":\"2026-03\",\"packages_digest\":\"%.*s\","
                       "\"receipt\":\"0123456789abcdef0123456789abcdef\","
                       "\"type\":\"loopledger receipt v1\",\"units\":1238}",
                       key, LL_STR_ARG(hex[0]));
        ll_sign(&l->plant_key, ll_str_from_cstr(text), &signature);
        ll_strbuf_init(&signature_hex, l->ctx.arena, 256);
        ll_strbuf_hex(&signature_hex, signature.b, sizeof(signature.b));
        assert_int_equal(ll_strbuf_finish(&signature_hex, &hex[1], &l->err), LL_OK);
        (void)snprintf(file, sizeof(file),
                       "{\"packages\":%s,\"signature\":\"%.*s\",\"statement\":%s}", counts,
                       LL_STR_ARG(hex[1]), text);
        ll_give_file(l, "receipt.json", ll_str_from_cstr(file));
        ll_refuse(l, LL_EINVAL, "counted twice, or not in its place", "receipt record",
                  "file=receipt.json", "shipment=s-1", NULL);
    }
}

/* The facts of one basis, all of them, and none of another's. */
static void contradictions(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    arrive(l);
    static const struct {
        enum ll_status status;
        const char *part;
        const char *options[5];
    } bad[] = {
        {LL_EINVAL, "units", {"basis=counted"}},
        {LL_EINVAL, "basis", {"units=9", "drawn=3", "good=3"}},
        {LL_EINVAL, "basis", {"units=9", "collected=1kg"}},
        {LL_EINVAL, "--drawn and --good", {"basis=sampled", "declared=9", "drawn=3"}},
        {LL_EINVAL, "basis", {"basis=sampled", "declared=9", "drawn=3", "good=3", "collected=1kg"}},
        {LL_EINVAL, "declared", {"basis=sampled", "drawn=3", "good=3"}},
        {LL_EINVAL, "declared", {"basis=sampled", "declared=9", "units=9", "drawn=3", "good=3"}},
        {LL_EINVAL, "at most the next", {"basis=sampled", "declared=9", "drawn=10", "good=3"}},
        {LL_EINVAL, "at most the next", {"basis=sampled", "declared=9", "drawn=3", "good=4"}},
        {LL_EINVAL, "basis", {"basis=weighed", "declared=9"}},
        {LL_EINVAL, "declared", {"basis=weighed", "collected=1kg"}},
        {LL_EREFUSED, "shows 0", {"basis=weighed", "declared=9", "collected=10kg"}},
        {LL_EINVAL, "basis", {"basis=guessed", "declared=9"}},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const char *const *o = bad[i].options;
        ll_refuse(l, bad[i].status, bad[i].part, "receipt sign", "key=plant.key", "mass=1kg", o[0],
                  o[1], o[2], o[3], o[4], NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(sampled),
        LL_LEDGER_TEST(sampled_in_small),
        LL_LEDGER_TEST(weighed),
        LL_LEDGER_TEST(rejected),
        LL_LEDGER_TEST(rejected_whole),
        LL_LEDGER_TEST(rejected_beside_a_sample),
        LL_LEDGER_TEST(counts_of_packages),
        LL_LEDGER_TEST(packages_named_twice),
        LL_LEDGER_TEST(contradictions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
