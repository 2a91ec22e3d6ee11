/* Labels: printed first, claimed once for a package, or withdrawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/locale.h"
#include "service/label.h"
#include "service/support.h"

#define MAKE "programme=africa", "facility=kumasi"
#define LABELS 26

/* Codes of a sheet, in the order of the list; the sheet's id. */
static struct ll_str print(struct ll_ledger *l, const char *labels, struct ll_str ret_codes[LABELS])
{
    struct ll_str sheet =
        ll_text_at(ll_call(l, "label print", ll_option(l, "labels", ll_str_from_cstr(labels)),
                           "programme=africa", NULL),
                   "label_sheet");
    const struct ll_json *items =
        ll_at(ll_call(l, "label list", ll_option(l, "label_sheet", sheet), NULL), "items");
    for (size_t i = 0; i < items->count && i < LABELS; i++) {
        ret_codes[i] = ll_json_string_at(&items->items[i], "label");
    }
    return sheet;
}

static void claimed_once(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str codes[LABELS];
    ll_make_registry(l);
    ll_call(l, "programme add", "code=second", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=tablet=tablet:4.00 EUR", NULL);
    (void)print(l, "3", codes);
    const char *first = ll_option(l, "label", codes[0]);
    const char *second = ll_option(l, "label", codes[1]);
    const struct ll_json *answer =
        ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, first, NULL);
    assert_true(ll_str_eq(ll_text_at(answer, "label"), codes[0]));
    ll_refuse(l, LL_EREFUSED, "was claimed for package 'bag-1' on ", "package make", "code=bag-2",
              "kind=bag", MAKE, first, NULL);
    ll_refuse(l, LL_ENOTFOUND, "no package 'bag-2'", "package show", "ref=bag-2", NULL);
    ll_refuse(l, LL_EREFUSED, "was printed for another programme", "package make", "code=bag-2",
              "kind=bag", "programme=second", "facility=kumasi", second, NULL);
    ll_refuse(l, LL_EREFUSED, "was claimed for package 'bag-1'", "label claim", first,
              "package=bag-1", NULL);
    ll_refuse(l, LL_EREFUSED, "was claimed", "label withdraw", first, "reason=lost", NULL);
    /* A package may bear several. */
    ll_call(l, "label claim", second, "package=bag-1", NULL);
    answer = ll_call(l, "package show", "ref=bag-1", NULL);
    assert_int_equal(ll_at(answer, "labels")->count, 2);
    answer = ll_call(l, "label show", ll_option(l, "label", codes[1]), NULL);
    ll_assert_text(answer, "package", "bag-1");
    assert_false(ll_bool_at(answer, "open"));
    answer = ll_call(l, "label list", "open=yes", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 1);
}

/* As it is read from paper; and not quite. */
static void typed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str codes[LABELS];
    char text[64];
    ll_make_registry(l);
    (void)print(l, "1", codes);
    (void)snprintf(text, sizeof(text), "label= %.4s%.4s %.4s", codes[0].ptr, codes[0].ptr + 5,
                   codes[0].ptr + 10);
    ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, text, NULL);
    char *last = &text[strlen(text) - 1];
    *last = *last == '7' ? '8' : '7';
    ll_refuse(l, LL_EINVAL, "this is no label's code", "package make", "code=bag-2", "kind=bag",
              MAKE, text, NULL);
    ll_refuse(l, LL_EINVAL, "has 12 characters, not 3", "label show", "label=abc", NULL);
    ll_refuse(l, LL_ENOTFOUND, "no label '0000-0000-0000'", "label show", "label=OOOO 0000 OOOO",
              NULL);
    ll_refuse(l, LL_EINVAL, "", "label print", "labels=0", "programme=africa", NULL);
    ll_refuse(l, LL_EINVAL, "", "label print", "labels=241", "programme=africa", NULL);
}

static void withdrawn(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str codes[LABELS];
    ll_make_registry(l);
    struct ll_str sheet = print(l, "4", codes);
    const char *all = ll_option(l, "label", sheet);
    ll_call(l, "package make", "code=bag-1", "kind=bag", MAKE, ll_option(l, "label", codes[2]),
            NULL);
    const char *first = ll_option(l, "label", codes[0]);
    ll_call(l, "label withdraw", first, "reason=torn", NULL);
    ll_refuse(l, LL_EREFUSED, "was withdrawn on ", "label claim", first, "package=bag-1", NULL);
    const struct ll_json *answer = ll_call(l, "label withdraw", all, "reason=lost", NULL);
    assert_int_equal(ll_number_at(answer, "labels"), 2);
    ll_refuse(l, LL_EREFUSED, "all of its labels are claimed or withdrawn", "label withdraw", all,
              "reason=lost", NULL);
    answer = ll_call(l, "label show", ll_option(l, "label", codes[0]), NULL);
    ll_assert_text(answer, "reason", "torn");
}

/* Whose sheet it is is told that a label is used, and not of what another packed with it. */
static void of_a_sheet_not_of_a_package(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "label print", "labels=3", "programme=africa", "organisation=kumasi-repair", NULL);
    const struct ll_json *answer = ll_call(l, "label list", NULL);
    const char *first = ll_option(l, "label", ll_text_at(answer, "items.0.label"));
    ll_call(l, "package make", "code=bag-9", "kind=bag", "facility=tema", l->programme, NULL);
    ll_call(l, "label claim", first, "package=bag-9", NULL);
    ll_assert_text(ll_call(l, "label show", first, NULL), "package", "bag-9");
    answer = ll_call(l, "user add", "email=kofi@example.org", "name=Kofi",
                     "organisation=kumasi-repair", "role=warehouse", NULL);
    struct ll_viewer viewer = {.is_limited = true, .roles.bits = 1U << LL_ROLE_WAREHOUSE};
    assert_int_equal(
        ll_id_parse("usr", ll_text_at(answer, "user_id"), &viewer.user_id.raw, &l->err), LL_OK);
    answer = ll_call(l, "organisation show", "ref=kumasi-repair", NULL);
    assert_int_equal(ll_id_parse("org", ll_text_at(answer, "organisation_id"),
                                 &viewer.organisation_id.raw, &l->err),
                     LL_OK);
    l->ctx.viewer = viewer;
    answer = ll_call(l, "label show", first, NULL);
    assert_false(ll_bool_at(answer, "open"));
    assert_null(ll_json_get(answer, "package"));
    assert_null(ll_json_get(answer, "package_id"));
    answer = ll_call(l, "label list", NULL);
    assert_int_equal(ll_at(answer, "items")->count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_null(ll_json_get(&ll_at(answer, "items")->items[i], "package"));
    }
    l->ctx.viewer = (struct ll_viewer){0};
}

static struct ll_str pdf_of(struct ll_ledger *l, struct ll_str ref, enum ll_status expected)
{
    struct ll_locale locale;
    struct ll_err err = {0};
    struct ll_str pdf = LL_STR("");
    ASSERT_OK(&l->fixture, ll_locale_open(LL_LANGUAGE_EN, &locale, &err));
    ASSERT_OK(&l->fixture, ll_store_begin(l->ctx.store, LL_STORE_READ, &err));
    enum ll_status status = ll_label_pdf(&l->ctx, ref, &locale, &pdf, &err);
    ll_store_rollback(l->ctx.store);
    assert_int_equal(status, expected);
    return pdf;
}

static size_t pages_of(struct ll_str pdf)
{
    static const struct ll_str mark = {"/Type /Page ", 12};
    size_t count = 0;
    for (size_t i = 0; i + mark.len <= pdf.len; i++) {
        count += memcmp(pdf.ptr + i, mark.ptr, mark.len) == 0 ? 1 : 0;
    }
    return count;
}

static void printed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str codes[LABELS];
    ll_make_registry(l);
    struct ll_str sheet = print(l, "26", codes);
    assert_int_equal(pages_of(pdf_of(l, sheet, LL_OK)), 2);
    struct ll_str one = pdf_of(l, codes[3], LL_OK);
    assert_int_equal(pages_of(one), 1);
    /* What is used is not printed again. */
    for (size_t i = 0; i < 2; i++) {
        ll_call(l, "label withdraw", ll_option(l, "label", codes[i]), "reason=torn", NULL);
    }
    assert_int_equal(pages_of(pdf_of(l, sheet, LL_OK)), 1);
    (void)pdf_of(l, codes[0], LL_EREFUSED);
    ll_call(l, "label withdraw", ll_option(l, "label", sheet), "reason=lost", NULL);
    (void)pdf_of(l, sheet, LL_EREFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(claimed_once), LL_LEDGER_TEST(typed),
        LL_LEDGER_TEST(withdrawn),    LL_LEDGER_TEST(of_a_sheet_not_of_a_package),
        LL_LEDGER_TEST(printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
