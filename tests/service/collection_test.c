/* Collections, their import, lots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/support.h"

#define DIGEST "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define OTHER_DIGEST "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
#define PLACE "programme=africa", "collector=kumasi-repair", "facility=kumasi", "price=79.20 GHS"
#define HEAD PLACE, "evidence_digest=" DIGEST

/* Another photo with each call. */
static const char *photo(struct ll_ledger *l)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "photo %lld", (long long)l->calls);
    ll_give_file(l, "photo.jpg", ll_str_from_cstr(text));
    return "evidence=photo.jpg";
}

static void receive(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_call(
        l, "collection receive", HEAD, "record=K-1", "collected_on=2026-03-01",
        "lots=feature_phone_nb:180:16.2kg:removed,smartphone:20:3.4kg:contained:goodfund", NULL);
    assert_null(ll_json_get(answer, "repeated"));
    assert_int_equal(ll_at(answer, "lots")->count, 2);
    ll_assert_text(answer, "lots.0.class_code", "feature_phone_nb");
    assert_true(ll_bool_at(answer, "lots.0.eligible"));
    assert_true(ll_bool_at(answer, "lots.1.eligible"));
    int64_t events = ll_event_total(l);

    /* The collector's record sent again, under another request key. */
    const struct ll_json *again = ll_call(
        l, "collection receive", HEAD, "record=K-1", "collected_on=2026-03-01",
        "lots=smartphone:20:3.4kg:contained:goodfund,feature_phone_nb:180:16200g:removed", NULL);
    assert_true(ll_bool_at(again, "repeated"));
    assert_int_equal(ll_event_total(l), events);
    assert_true(ll_str_eq(ll_text_at(again, "collection_id"), ll_text_at(answer, "collection_id")));
    assert_true(ll_str_eq(ll_text_at(again, "lots.1.lot_id"), ll_text_at(answer, "lots.1.lot_id")));

    static const char *const others[] = {
        "lots=feature_phone_nb:181:16.2kg:removed,smartphone:20:3.4kg:contained:goodfund",
        "lots=feature_phone_nb:180:16.3kg:removed,smartphone:20:3.4kg:contained:goodfund",
        "lots=feature_phone_nb:180:16.2kg:unknown,smartphone:20:3.4kg:contained:goodfund",
        "lots=feature_phone_nb:180:16.2kg:removed,smartphone:20:3.4kg:contained",
        "lots=feature_phone_nb:180:16.2kg:removed",
        ("lots=feature_phone_nb:180:16.2kg:removed,smartphone:20:3.4kg:contained:goodfund,"
         "tablet:1:0.7kg:none"),
        "lots=feature_phone_nb:180:16.2kg:removed,tablet:20:14kg:contained:goodfund",
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ll_refuse(l, LL_ECONFLICT, "'K-1'", "collection receive", HEAD, "record=K-1",
                  "collected_on=2026-03-01", others[i], NULL);
    }
    ll_refuse(l, LL_ECONFLICT, "'K-1'", "collection receive", HEAD, "record=K-1",
              "collected_on=2026-02-28",
              "lots=feature_phone_nb:180:16.2kg:removed,smartphone:20:3.4kg:contained:goodfund",
              NULL);
    static const char same[] =
        "lots=feature_phone_nb:180:16.2kg:removed,smartphone:20:3.4kg:contained:goodfund";
    ll_refuse(l, LL_ECONFLICT, "'K-1'", "collection receive", HEAD, "record=K-1",
              "collected_on=2026-03-01", "source=take-back", same, NULL);
    static const char *const heads[][4] = {
        {"programme=africa", "facility=kumasi", "price=79.21 GHS", "evidence_digest=" DIGEST},
        {"programme=africa", "facility=kumasi", "price=79.20 EUR", "evidence_digest=" DIGEST},
        {"programme=africa", "facility=tema", "price=79.20 GHS", "evidence_digest=" DIGEST},
        {"programme=africa", "facility=kumasi", "price=79.20 GHS", "evidence_digest=" OTHER_DIGEST},
    };
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        ll_refuse(l, LL_ECONFLICT, "'K-1'", "collection receive", "collector=kumasi-repair",
                  heads[i][0], heads[i][1], heads[i][2], heads[i][3], "record=K-1",
                  "collected_on=2026-03-01", same, NULL);
    }
    /* Another collector may use the same number. */
    ll_call(l, "collection receive", "programme=africa", "collector=smelter", "facility=kumasi",
            "price=1.00 GHS", photo(l), "record=K-1", "collected_on=2026-03-01",
            "lots=tablet:2:1.4kg:contained", NULL);
    answer = ll_call(l, "collection show", ll_option(l, "ref", ll_text_at(answer, "collection_id")),
                     NULL);
    assert_int_equal(ll_number_at(answer, "price.minor"), 7920);
    ll_assert_text(answer, "country", "GH");
    ll_assert_text(answer, "evidence_digest", DIGEST);
    ll_assert_text(answer, "record", "K-1");
    ll_assert_text(answer, "source", "collection");
    answer = ll_call(l, "collection list", "limit=1", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    answer = ll_call(l, "collection list", ll_option(l, "after", ll_text_at(answer, "next")), NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
    ll_refuse(l, LL_EPARSE, "col", "collection list", "after=tomorrow", NULL);
}

/* The log is for ever: what could be a name or a note does not get into it. */
static void record_is_a_number(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    static const char *const records[] = {"record=Ama Mensah", "record=caf\xc3\xa9-1",
                                          "record=ama@example.org", "record=1,2"};
    ll_make_registry(l);
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        ll_refuse(l, LL_EINVAL, "record", "collection receive", "programme=africa",
                  "collector=kumasi-repair", "facility=kumasi", "collected_on=2026-03-01",
                  "price=1.00 GHS", "evidence_digest=" DIGEST, records[i],
                  "lots=smartphone:1:170g:none", NULL);
    }
    ll_call(l, "collection receive", "programme=africa", "collector=kumasi-repair",
            "facility=kumasi", "collected_on=2026-03-01", "price=1.00 GHS",
            "evidence_digest=" DIGEST, "record=GH/2026:07#12_a.b+c-9",
            "lots=smartphone:1:170g:none", NULL);
}

/* Without a record number the evidence alone tells two receipts apart. */
static void receive_without_record(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    for (int i = 0; i < 2; i++) {
        ll_call(l, "collection receive", PLACE, photo(l), "collected_on=2026-03-02",
                "lots=tablet:2:1.4kg:contained", NULL);
    }
    const struct ll_json *answer = ll_call(l, "collection list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 2);
}

/* What was shown for one collection does not make another, whoever shows it, unless somebody lets
 * it in; then its lots wait for a decision. */
static void evidence_makes_one_collection(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *first = ll_call(l, "collection receive", HEAD, "collected_on=2026-03-01",
                                          "record=K-1", "lots=tablet:2:1.4kg:contained", NULL);
    const char *first_id = ll_str_to_cstr(l->ctx.arena, ll_text_at(first, "collection_id"));
    static const char *const others[][2] = {
        {"collector=kumasi-repair", "record=K-2"},
        {"collector=smelter", "record=K-1"},
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ll_refuse(l, LL_ECONFLICT, first_id, "collection receive", "programme=africa",
                  "facility=tema", "price=1 GHS", "evidence_digest=" DIGEST, others[i][0],
                  others[i][1], "collected_on=2026-03-02", "lots=smartphone:5:850g:none", NULL);
        assert_non_null(strstr(l->err.text, "'kumasi-repair', 2026-03-01, record 'K-1'"));
    }
    /* Also without a number. */
    ll_refuse(l, LL_ECONFLICT, "--evidence-again", "collection receive", HEAD,
              "collected_on=2026-03-01", "lots=tablet:2:1.4kg:contained", NULL);
    for (int i = 0; i < 2; i++) {
        const struct ll_json *again =
            ll_call(l, "collection receive", HEAD, "collected_on=2026-03-01", "evidence_again=yes",
                    "lots=laptop:1:1650:contained,smartphone:5:850g:none,tablet:1:1g:none", NULL);
        ll_assert_text(again, "lots.0.ineligible_reason", "class-not-in-programme");
        ll_assert_text(again, "lots.1.ineligible_reason", "evidence-seen-before");
        ll_assert_text(again, "lots.2.ineligible_reason", "evidence-seen-before");
        again = ll_call(l, "collection show",
                        ll_option(l, "ref", ll_text_at(again, "collection_id")), NULL);
        assert_true(ll_bool_at(again, "evidence_again"));
        if (i == 1) {
            const char *both = ll_option(l, "lot", ll_text_at(again, "lots.2.lot_id"));
            ll_call(l, "lot admit", ll_option(l, "lot", ll_text_at(again, "lots.1.lot_id")), NULL);
            ll_refuse(l, LL_EREFUSED, "two doubts", "lot admit", both, NULL);
            ll_call(l, "lot admit", both, "explanation=weighed-again", NULL);
        }
    }
    /* The option lets in what was shown before; evidence of its own is none the worse for it. */
    const struct ll_json *fresh =
        ll_call(l, "collection receive", PLACE, photo(l), "collected_on=2026-03-01",
                "evidence_again=yes", "lots=smartphone:5:850g:none", NULL);
    assert_true(ll_bool_at(fresh, "lots.0.eligible"));
    /* The record of the first, sent again, is known before its evidence is asked for. */
    first = ll_call(l, "collection receive", HEAD, "collected_on=2026-03-01", "record=K-1",
                    "lots=tablet:2:1.4kg:contained", NULL);
    assert_true(ll_bool_at(first, "repeated"));
}

static void refusals(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    static const struct {
        enum ll_status status;
        const char *part;
        const char *lots;
    } bad[] = {
        {LL_EINVAL, "lots[0]", "lots=feature_phone_nb:180:16.2kg"},
        {LL_EINVAL, "lots[1]", "lots=tablet:1:0.7kg:none,smartphone:1:0.2kg:none:goodfund:x"},
        {LL_ENOTFOUND, "'phablet'", "lots=phablet:1:0.7kg:none"},
        {LL_EINVAL, "units", "lots=tablet:0:0.7kg:none"},
        {LL_EINVAL, "units", "lots=tablet:1.5:0.7kg:none"},
        {LL_EINVAL, "mass", "lots=tablet:1:0:none"},
        {LL_EINVAL, "mass", "lots=tablet:1:0.7lb:none"},
        {LL_EINVAL, "battery", "lots=tablet:1:0.7kg:full"},
        {LL_ENOTFOUND, "'nobody'", "lots=tablet:1:0.7kg:none:nobody"},
        {LL_EREFUSED, "less than 1 g each", "lots=smartphone:1000000000000:4.4kg:none"},
        {LL_EREFUSED, "less than 1 g each", "lots=feature_phone_nb:100:99g:none"},
        {LL_EREFUSED, "more than 1000 times", "lots=feature_phone_nb:2:260001g:none"},
        {LL_EINVAL, "one lot a class", "lots=tablet:1:0.7kg:none,tablet:2:1.4kg:none"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        ll_refuse(l, bad[i].status, bad[i].part, "collection receive", HEAD,
                  "collected_on=2026-03-01", bad[i].lots, NULL);
    }
    static const char lots[] = "lots=tablet:1:0.7kg:none";
    ll_refuse(l, LL_EINVAL, "collected_on", "collection receive", HEAD, "collected_on=2026-03-03",
              lots, NULL);
    ll_refuse(l, LL_EINVAL, "evidence is missing", "collection receive", "programme=africa",
              "collector=kumasi-repair", "facility=kumasi", "price=1.00 GHS",
              "collected_on=2026-03-01", lots, NULL);
    ll_give_file(l, "photo.jpg", LL_STR("test"));
    ll_refuse(l, LL_EINVAL, "as a file and as a digest", "collection receive", HEAD,
              "evidence=photo.jpg", "collected_on=2026-03-01", lots, NULL);
    ll_refuse(l, LL_EINVAL, "price", "collection receive", "programme=africa",
              "collector=kumasi-repair", "facility=kumasi", "price=-1.00 GHS",
              "evidence_digest=" DIGEST, "collected_on=2026-03-01", lots, NULL);
    static const char *const missing[][3] = {
        {"programme=nowhere", "collector=kumasi-repair", "facility=kumasi"},
        {"programme=africa", "collector=nobody", "facility=kumasi"},
        {"programme=africa", "collector=kumasi-repair", "facility=nowhere"},
    };
    for (size_t i = 0; i < 3; i++) {
        ll_refuse(l, LL_ENOTFOUND, "list them with", "collection receive", missing[i][0],
                  missing[i][1], missing[i][2], "price=1.00 GHS", "evidence_digest=" DIGEST,
                  "collected_on=2026-03-01", lots, NULL);
    }
    ll_refuse(l, LL_ENOTFOUND, "no collection", "collection show", "ref=smartphone", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no collection", "collection show",
              "ref=col_00000000000000000000000000", NULL);
}

static void evidence_file(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_give_file(l, "photo.jpg", LL_STR("test")); /* DIGEST is the SHA-256 of "test" */
    const struct ll_json *answer =
        ll_call(l, "collection receive", "programme=africa", "collector=kumasi-repair",
                "facility=kumasi", "price=1.00 GHS", "evidence=photo.jpg",
                "collected_on=2026-03-01", "lots=tablet:1:0.7kg:none", NULL);
    answer = ll_call(l, "collection show", ll_option(l, "ref", ll_text_at(answer, "collection_id")),
                     NULL);
    ll_assert_text(answer, "evidence_digest", DIGEST);
}

/* feature_phone_nb is 70 to 130 g: 35 to 195 g a unit are plausible, both ends included. */
static void eligibility(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    static const struct {
        const char *date;
        const char *lots;
        const char *reason;
    } cases[] = {
        {"collected_on=2026-03-01", "lots=feature_phone_nb:100:3500:removed", NULL},
        {"collected_on=2026-03-01", "lots=feature_phone_nb:100:3499:removed", "mass-implausible"},
        {"collected_on=2026-03-01", "lots=feature_phone_nb:100:19500:removed", NULL},
        {"collected_on=2026-03-01", "lots=feature_phone_nb:100:19501:removed", "mass-implausible"},
        {"collected_on=2026-03-01", "lots=feature_phone_nb:2:260000:none", "mass-implausible"},
        {"collected_on=2026-03-01", "lots=feature_phone_nb:100:100:none", "mass-implausible"},
        {"collected_on=2024-01-01", "lots=smartphone:1:171:contained", NULL},
        {"collected_on=2023-12-31", "lots=smartphone:1:171:contained", "too-old"},
        {"collected_on=2026-03-01", "lots=laptop:1:1650:contained", "class-not-in-programme"},
        {"collected_on=2023-12-31", "lots=laptop:1:1:contained", "class-not-in-programme"},
        {"collected_on=2023-12-31", "lots=smartphone:1:1:contained", "too-old"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct ll_json *answer =
            ll_call(l, "collection receive", PLACE, photo(l), cases[i].date, cases[i].lots, NULL);
        bool eligible = cases[i].reason == NULL;
        assert_int_equal(ll_bool_at(answer, "lots.0.eligible"), eligible);
        answer =
            ll_call(l, "lot show", ll_option(l, "ref", ll_text_at(answer, "lots.0.lot_id")), NULL);
        assert_int_equal(ll_bool_at(answer, "eligible"), eligible);
        if (!eligible) {
            ll_assert_text(answer, "ineligible_reason", cases[i].reason);
        }
    }
    const struct ll_json *answer = ll_call(l, "lot list", "limit=4", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 4);
    answer = ll_call(l, "lot list", ll_option(l, "after", ll_text_at(answer, "next")), NULL);
    assert_int_equal(ll_at(answer, "items")->count, 7);
}

#define LIST_HEAD "record,collected_on,collector,facility,lots,price,evidence_digest\n"
/* `mark` is two hex digits. */
#define LIST_DIGEST(mark) mark "86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define LIST_ROW(record, mark, lots)                                                               \
    record ",2026-03-01,kumasi-repair,kumasi," lots ",10.00 GHS," LIST_DIGEST(mark) "\n"

static void import_list(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_give_file(l, "march.csv",
                 LL_STR(LIST_HEAD LIST_ROW("K-1", "01", "tablet:1:0.7kg:none") LIST_ROW(
                     "K-2", "02", "\"tablet:1:0.7kg:none,smartphone:2:0.3kg:none\"")));
    const struct ll_json *answer =
        ll_call(l, "collection import", "file=march.csv", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "imported_rows"), 2);
    assert_int_equal(ll_at(answer, "collections.1.lots")->count, 2);
    int64_t events = ll_event_total(l);
    /* The list again, with one more row: it counts once. */
    ll_give_file(l, "april.csv",
                 LL_STR(LIST_HEAD LIST_ROW("K-1", "01", "tablet:1:0.7kg:none")
                            LIST_ROW("K-3", "03", "smartphone:5:0.8kg:none")));
    answer = ll_call(l, "collection import", "file=april.csv", "programme=africa", NULL);
    assert_int_equal(ll_number_at(answer, "imported_rows"), 1);
    assert_int_equal(ll_number_at(answer, "repeated_rows"), 1);
    assert_int_equal(ll_event_total(l), events + 1);
}

static void import_bad_rows(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_give_file(l, "bad.csv",
                 LL_STR(LIST_HEAD LIST_ROW("K-1", "01", "tablet:1:0.7kg:none") LIST_ROW(
                     "K-2", "02", "tablet:none") LIST_ROW("K-1", "01", "tablet:2:1.4kg:none")
                            LIST_ROW("K-4", "04", "phablet:2:1.4kg:none") "K-5,2026-03-01\n"
                                                                          "K-6,yesterday,a,b,"
                                                                          "c,d,e\n"));
    ll_refuse(l, LL_EINVAL, "5 bad rows", "collection import", "file=bad.csv", "programme=africa",
              NULL);
    const struct ll_json *findings = ll_at(l->ctx.problem, "findings");
    assert_int_equal(findings->count, 5);
    static const struct {
        int64_t line;
        const char *code;
        const char *field;
    } expected[] = {{3, "EINVAL", "lots"},
                    {4, "ECONFLICT", "record"},
                    {5, "ENOTFOUND", "lots"},
                    {6, "EPARSE", ""},
                    {7, "EINVAL", "collected_on"}};
    for (size_t i = 0; i < 5; i++) {
        const struct ll_json *finding = &findings->items[i];
        assert_int_equal(ll_number_at(finding, "line"), expected[i].line);
        ll_assert_text(finding, "code", expected[i].code);
        ll_assert_text(finding, "document", "bad.csv");
        assert_true(
            ll_str_starts(ll_text_at(finding, "field"), ll_str_from_cstr(expected[i].field)));
        assert_true(ll_text_at(finding, "message").len > 0);
    }
    const struct ll_json *answer =
        ll_call(l, "collection import", "file=bad.csv", "programme=africa", "good_rows=yes", NULL);
    assert_int_equal(ll_number_at(answer, "imported_rows"), 1);
    assert_int_equal(ll_number_at(answer, "bad_rows"), 5);
    assert_int_equal(ll_at(answer, "transient.findings")->count, 5);
    answer = ll_call(l, "collection list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);

    ll_give_file(l, "empty.csv", LL_STR(""));
    ll_refuse(l, LL_EINVAL, "empty", "collection import", "file=x", "programme=africa", NULL);
    ll_give_file(l, "head.csv", LL_STR("record,colour\n"));
    ll_refuse(l, LL_EINVAL, "'colour'", "collection import", "file=x", "programme=africa", NULL);
    ll_give_file(l, "head.csv", LL_STR("record,record\n"));
    ll_refuse(l, LL_EINVAL, "twice", "collection import", "file=x", "programme=africa", NULL);
    ll_give_file(l, "head.csv", LL_STR("record,lots\n"));
    ll_refuse(l, LL_EINVAL, "collected_on", "collection import", "file=x", "programme=africa",
              NULL);
    ll_give_file(l, "quote.csv", LL_STR(LIST_HEAD "K-1,\"2026-03-01"));
    ll_refuse(l, LL_EPARSE, "quote.csv", "collection import", "file=x", "programme=africa", NULL);
}

/* Rows are judged one by one, also against the rows before them. */
static void import_evidence(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_give_file(l, "twice.csv",
                 LL_STR(LIST_HEAD LIST_ROW("K-1", "aa", "tablet:1:0.7kg:none")
                            LIST_ROW("K-2", "aa", "smartphone:2:0.3kg:none")
                                LIST_ROW("K-3", "bb", "smartphone:2:0.3kg:none")));
    ll_refuse(l, LL_EINVAL, "1 bad rows", "collection import", "file=@doc", "programme=africa",
              NULL);
    ll_assert_text(l->ctx.problem, "findings.0.code", "ECONFLICT");
    ll_assert_text(l->ctx.problem, "findings.0.field", "evidence");
    assert_int_equal(ll_number_at(l->ctx.problem, "findings.0.line"), 3);
    const struct ll_json *answer =
        ll_call(l, "collection import", "file=@doc", "programme=africa", "good_rows=yes", NULL);
    assert_int_equal(ll_number_at(answer, "imported_rows"), 2);
    ll_give_file(l, "again.csv",
                 LL_STR("record,collected_on,collector,facility,lots,price,evidence_digest,"
                        "evidence_again\n"
                        "K-2,2026-03-01,kumasi-repair,kumasi,smartphone:2:0.3kg:none,1 "
                        "GHS," LIST_DIGEST("aa") ",yes\n"));
    answer = ll_call(l, "collection import", "file=@doc", "programme=africa", NULL);
    ll_assert_text(answer, "collections.0.lots.0.ineligible_reason", "evidence-seen-before");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(receive),
        LL_LEDGER_TEST(record_is_a_number),
        LL_LEDGER_TEST(receive_without_record),
        LL_LEDGER_TEST(evidence_makes_one_collection),
        LL_LEDGER_TEST(refusals),
        LL_LEDGER_TEST(evidence_file),
        LL_LEDGER_TEST(eligibility),
        LL_LEDGER_TEST(import_list),
        LL_LEDGER_TEST(import_bad_rows),
        LL_LEDGER_TEST(import_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
