/* Units that turn out to be of another class: what they serve then, and what it does to others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/keys.h"
#include "service/support.h"

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    assert_int_equal(ll_keys_create(&l->ctx, &l->err), LL_OK);
}

static struct ll_str receive(struct ll_ledger *l, const char *record, const char *lots)
{
    return ll_text_at(ll_receive(l, record, lots), "lots.0.lot_id");
}

static void order(struct ll_ledger *l, const char *id, const char *class, int units)
{
    char text[256];
    (void)snprintf(text, sizeof(text),
                   "document_id,line_id,device_class,quantity,date\n%s,1,%s,%d,2026-02-01\n", id,
                   class, units);
    ll_give_file(l, "po.csv", ll_str_from_cstr(text));
    ll_call(l, "order import", "programme=africa", "beneficiary=utrecht", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

static void fill_box(struct ll_ledger *l, const char *code, struct ll_str lot)
{
    ll_call(l, "package make", ll_option(l, "code", ll_str_from_cstr(code)), "kind=box",
            "programme=africa", "facility=kumasi", NULL);
    ll_call(l, "package fill", ll_option(l, "package", ll_str_from_cstr(code)),
            ll_option(l, "lots", lot), NULL);
}

/* "0-30 laptop; 30-100": classes of custody that are not the lot's. */
static const char *classes(struct ll_ledger *l, struct ll_str lot)
{
    static char text[512];
    const struct ll_json *items =
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "custody");
    int len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *one = &items->items[i];
        struct ll_str own = ll_json_string_at(one, "class_code");
        len +=
            snprintf(text + len, sizeof(text) - (size_t)len, "%s%lld-%lld%s%.*s", i > 0 ? "; " : "",
                     (long long)ll_number_at(one, "lo"), (long long)ll_number_at(one, "hi"),
                     own.len > 0 ? " " : "", LL_STR_ARG(own));
    }
    return text;
}

static const char *allocations(struct ll_ledger *l, struct ll_str lot)
{
    static char text[512];
    const struct ll_json *items =
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "allocations");
    int len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *one = &items->items[i];
        len +=
            snprintf(text + len, sizeof(text) - (size_t)len, "%s%lld-%lld %.*s", i > 0 ? "; " : "",
                     (long long)ll_number_at(one, "lo"), (long long)ll_number_at(one, "hi"),
                     LL_STR_ARG(ll_text_at(one, "order_line")));
    }
    return text;
}

/* Of a box of a hundred phones thirty are tablets: what the phones served is filled again from the
 * next lot, and the tablets serve whom no lot of tablets did. */
static void of_a_package(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:17kg:none");
    struct ll_str next = receive(l, "K-2", "smartphone:50:8.5kg:none");
    order(l, "PO-1", "smartphone", 90);
    order(l, "PO-2", "tablet", 25);
    fill_box(l, "box-1", lot);
    assert_string_equal(allocations(l, next), "");
    const struct ll_json *answer =
        ll_call(l, "units reclassify", "package=box-1", "units=30", "class_code=tablet",
                "reason=sorted", "note=Counted twice.", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 30);
    /* Ten served nobody. */
    assert_int_equal(ll_number_at(answer, "released_units"), 20);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 45);
    assert_int_equal(ll_number_at(answer, "still_open_units"), 0);
    struct ll_str case_id = ll_text_at(answer, "case_id");
    assert_string_equal(classes(l, lot), "0-70; 70-100 tablet");
    const struct ll_json *box = ll_call(l, "package show", "ref=box-1", NULL);
    ll_assert_text(box, "content.0.class_code", "smartphone");
    ll_assert_text(box, "content.1.class_code", "tablet");
    ll_assert_text(box, "content.1.stage", "accepted");
    assert_int_equal(
        ll_at(ll_call(l, "lot show", ll_option(l, "ref", lot), NULL), "allocations")->count, 2);
    assert_true(ll_str_eq_cstr(
        ll_text_at(ll_call(l, "case show", ll_option(l, "ref", case_id), NULL), "cause"),
        "sorted"));
    ll_refuse(l, LL_ESHORT, "holds 70 units", "units reclassify", "package=box-1", "units=71",
              "class_code=tablet", "reason=sorted", NULL);
    ll_refuse(l, LL_ESHORT, "holds 0 units", "units reclassify", "package=box-1", "units=1",
              "from_class=laptop", "class_code=tablet", "reason=sorted", NULL);
    /* Five more, of those that are phones; then some of the tablets are phones after all. */
    ll_call(l, "units reclassify", "package=box-1", "units=5", "from_class=smartphone",
            "class_code=laptop", "reason=sorted", NULL);
    assert_string_equal(classes(l, lot), "0-65; 65-70 laptop; 70-100 tablet");
    ll_call(l, "units reclassify", "package=box-1", "units=5", "from_class=tablet",
            "class_code=smartphone", "reason=misread", NULL);
    assert_string_equal(classes(l, lot), "0-65; 65-70 laptop; 70-95 tablet; 95-100");
    ll_call(l, "units lose", "package=box-1", "class_code=laptop", "units=5", "reason=theft", NULL);
    ll_call(l, "case close", ll_option(l, "case", case_id), "outcome=agreed", NULL);
}

/* A certificate says of what class its units are: it is under review until it says so again, and
 * for what does not serve it any more until it is revoked. */
static void cited(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:35kg:none");
    const char *of = ll_option(l, "lot", lot);
    order(l, "PO-1", "smartphone", 80);
    const struct ll_json *answer =
        ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht", "stage=accepted",
                "units=40", NULL);
    const char *serial = ll_option(l, "serial", ll_text_at(answer, "serial"));
    const char *shown = ll_option(l, "ref", ll_text_at(answer, "serial"));
    answer = ll_call(l, "units reclassify", of, "from=0", "to=10", "class_code=smartphone_nb",
                     "reason=misread", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 1);
    ll_call(l, "certificate raise", serial, NULL);
    answer = ll_call(l, "certificate list", NULL);
    ll_assert_text(answer, "items.0.state", "live");
    (void)shown;
    /* Phones without a battery serve the line as well: what is provisional stays. */
    answer = ll_call(l, "units reclassify", of, "from=50", "to=60", "class_code=smartphone_nb",
                     "reason=misread", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 0);
    /* Laptops do not. */
    answer = ll_call(l, "units reclassify", of, "from=5", "to=45", "class_code=laptop",
                     "reason=misread", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 5);
    assert_int_equal(ll_number_at(answer, "refilled_units"), 5);
    assert_int_equal(ll_at(answer, "certificates_under_review")->count, 1);
    ll_refuse(l, LL_EREFUSED, "35 units", "certificate raise", serial, NULL);
    answer = ll_call(l, "certificate revoke", serial, "reason=misread", NULL);
    assert_int_equal(ll_number_at(answer, "released_units"), 35);
    assert_string_equal(classes(l, lot),
                        "0-5 smartphone_nb; 5-45 laptop; 45-50; 50-60 smartphone_nb; 60-100");
    answer = ll_call(l, "certificate issue", "programme=africa", "beneficiary=utrecht",
                     "stage=accepted", NULL);
    assert_int_equal(ll_number_at(answer, "units"), 60);
}

static void refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:25kg:none");
    const char *of = ll_option(l, "lot", lot);
    fill_box(l, "box-1", lot);
    static const char *const to_tablet = "class_code=tablet";
    ll_refuse(l, LL_EINVAL, "--package CODE", "units reclassify", to_tablet, "reason=x", NULL);
    ll_refuse(l, LL_EINVAL, "--package CODE", "units reclassify", to_tablet, "reason=x", of,
              "from=0", NULL);
    ll_refuse(l, LL_EINVAL, "--package CODE", "units reclassify", to_tablet, "reason=x", of,
              "from=0", "to=9", "from_class=smartphone", NULL);
    ll_refuse(l, LL_EINVAL, "--package CODE", "units reclassify", to_tablet, "reason=x",
              "package=box-1", NULL);
    ll_refuse(l, LL_EINVAL, "no unit", "units reclassify", to_tablet, "reason=x", of, "from=9",
              "to=9", NULL);
    ll_refuse(l, LL_EINVAL, "does not reach", "units reclassify", to_tablet, "reason=x", of,
              "from=9", "to=101", NULL);
    ll_refuse(l, LL_ENOTFOUND, "class", "units reclassify", "class_code=fridge", "reason=x", of,
              "from=0", "to=9", NULL);
    ll_refuse(l, LL_EREFUSED, "of that class already", "units reclassify", "class_code=smartphone",
              "reason=x", of, "from=0", "to=9", NULL);
    ll_call(l, "units lose", of, "from=90", "to=100", "reason=fire", NULL);
    ll_refuse(l, LL_EREFUSED, "is lost", "units reclassify", to_tablet, "reason=x", of, "from=85",
              "to=95", NULL);
    /* A whole package leaves no doubt about which. */
    const struct ll_json *answer =
        ll_call(l, "units reclassify", to_tablet, "reason=x", "package=box-1", "units=90", NULL);
    assert_null(ll_json_get(answer, "case_id"));
    assert_string_equal(classes(l, lot), "0-90 tablet; 90-100");
    /* Poured with others they stay what they are. */
    struct ll_str more = receive(l, "K-2", "smartphone:10:1.7kg:none");
    fill_box(l, "box-2", more);
    ll_call(l, "package make", "code=box-3", "kind=box", "programme=africa", "facility=kumasi",
            NULL);
    ll_call(l, "package pour", "from=box-1,box-2", "into=box-3:100", NULL);
    assert_string_equal(classes(l, lot), "0-90 tablet; 90-100");
}

/* What a lot weighs says what it cannot hold, whoever counts it how often. */
static void of_a_mass(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str lot = receive(l, "K-1", "smartphone:100:17kg:none");
    const char *of = ll_option(l, "lot", lot);
    /* 97 phones of at least 71.5 g and three servers of 3,320 g are 16,895 g; with four, 20,144 g.
     */
    ll_refuse(l, LL_EREFUSED, "too little for 4 of 'server'", "units reclassify", of, "from=0",
              "to=4", "class_code=server", "reason=x", NULL);
    ll_call(l, "units reclassify", of, "from=0", "to=3", "class_code=server", "reason=x", NULL);
    ll_refuse(l, LL_EREFUSED, "too little for 1 of 'laptop'", "units reclassify", of, "from=3",
              "to=4", "class_code=laptop", "reason=x", NULL);
    ll_call(l, "units reclassify", of, "from=0", "to=3", "class_code=smartphone", "reason=x", NULL);
    fill_box(l, "box-1", lot);
    ll_refuse(l, LL_EREFUSED, "too little for 75 of 'tablet'", "units reclassify", "package=box-1",
              "units=75", "class_code=tablet", "reason=x", NULL);

    /* 165 kg of phones: at most 19.5 kg are in 100 of them. */
    struct ll_str laptops = receive(l, "K-2", "laptop:100:165kg:none");
    of = ll_option(l, "lot", laptops);
    ll_refuse(l, LL_EREFUSED, "too much for 100 of 'feature_phone_nb'", "units reclassify", of,
              "from=0", "to=100", "class_code=feature_phone_nb", "reason=x", NULL);
    ll_call(l, "units reclassify", of, "from=0", "to=50", "class_code=feature_phone_nb", "reason=x",
            NULL);

    /* Servers that weigh as much as phones were a mistake, which is mended in two steps. */
    struct ll_str doubtful = receive(l, "K-3", "server:10:1.7kg:none");
    of = ll_option(l, "lot", doubtful);
    ll_call(l, "units reclassify", of, "from=0", "to=5", "class_code=smartphone", "reason=x", NULL);
    ll_refuse(l, LL_EREFUSED, "too little for 1 of 'tablet'", "units reclassify", of, "from=0",
              "to=1", "class_code=tablet", "reason=x", NULL);
    ll_call(l, "units reclassify", of, "from=5", "to=10", "class_code=smartphone", "reason=x",
            NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(of_a_package),
        LL_LEDGER_TEST(cited),
        LL_LEDGER_TEST(refused),
        LL_LEDGER_TEST(of_a_mass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
