/* The signed summary of a notification and of a movement, and the prints that carry it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "draw/print.h"
#include "proof/verify.h"
#include "service/brief.h"
#include "service/log.h"
#include "service/notification_print.h"
#include "service/summary.h"
#include "service/support.h"

#define DRAFT(code, states)                                                                        \
    code, "notifier=kumasi-repair", "consignee=smelter", "from=kumasi", "plant=hoboken",           \
        "stream=phone-scrap", "battery=installed-intact", "purpose=recovery", "operation=r4",      \
        "shipments_max=6", "mass_max=60 t", "first_departure=2026-05-01",                          \
        "last_departure=2027-04-30", "packaging=4", "physical=2", states, "carriers=blueline:sea", \
        NULL

static void consent(struct ll_ledger *l, const char *country, const char *until)
{
    ll_give_file(l, "consent.pdf", ll_str_from_cstr(country));
    ll_call(l, "notification consent", "notification=n-1", country, "valid_from=2026-05-01", until,
            "shipments_max=4", "mass_max=40 t", "document=consent.pdf", NULL);
}

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    ll_call(l, "notification draft", DRAFT("code=n-1", "states=GH::GHTEM,BE:BEANR"));
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=GH", "step=submitted", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=forwarded", NULL);
}

/* What the verifier says of it, by the log's own key. */
static struct ll_verify_report judge(struct ll_ledger *l, struct ll_str summary)
{
    const struct ll_proof_crypto crypto = ll_crypto_for_proof(l->ctx.crypto);
    struct ll_trust trust = {.has_log = true};
    struct ll_verify_report report;
    struct ll_log log;
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_log_open(&l->ctx, &log, &l->err), LL_OK);
    trust.log = log.key;
    assert_int_equal(ll_verify(l->ctx.arena, &crypto, &trust, summary, &report, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    return report;
}

static void assert_says(struct ll_str summary, const char *line)
{
    if (ll_str_find(summary, ll_str_from_cstr(line), false) == SIZE_MAX) {
        fail_msg("'%s' is not in:\n%.*s", line, LL_STR_ARG(summary));
    }
}

static void a_notification_is_summed_up(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_refuse(l, LL_EREFUSED, "no public log", "notification summary", "notification=n-1", NULL);
    ll_call(l, "log start", "origin=ledger.example/log", NULL);
    consent(l, "country=GH", "valid_until=2027-04-30");
    consent(l, "country=BE", "valid_until=2027-03-31");
    const struct ll_json *answer = ll_call(l, "notification summary", "notification=n-1", NULL);
    struct ll_str summary = ll_text_at(answer, "summary");
    assert_int_equal(ll_number_at(answer, "bytes"), summary.len);
    struct ll_verify_report report = judge(l, summary);
    assert_int_equal(report.authentic, LL_AUTHENTIC_YES);
    assert_true(ll_str_eq_cstr(report.issuer, "ledger.example/log"));
    assert_says(summary, "notification GH/2026-7\n");
    assert_says(summary, "waste phone-scrap A1181\nmass 60000000\nshipments 6\n"
                         "departs 2026-05-01 2027-04-30\nway GH BE\n");
    assert_says(summary, "from GH kumasi\nto BE hoboken\n");
    assert_says(summary, "consent GH 2026-05-01 2027-04-30 4 40000000\n");
    assert_says(summary, "expires 2027-03-31\n"); /* the first consent that ends */
    ll_call(l, "notification draft", DRAFT("code=n-2", "states=GH,BE"));
    ll_refuse(l, LL_EREFUSED, "no number", "notification summary", "notification=n-2", NULL);
}

/* Of 40 boxes, planned as a movement. */
static void plan_movement(struct ll_ledger *l, const char *box)
{
    char packages[4096] = "packages=";
    start(l);
    ll_call(l, "log start", "origin=ledger.example/log", NULL);
    for (int i = 0; i < 40; i++) {
        char name[64];
        char record[16];
        (void)snprintf(record, sizeof(record), "r-%d", i);
        (void)snprintf(name, sizeof(name), "%s-%d", box, i);
        const struct ll_json *received = ll_receive(l, record, "smartphone:1:0.18kg:contained");
        (void)ll_pack(l, name, ll_text_at(received, "lots.0.lot_id"));
        (void)snprintf(packages + strlen(packages), sizeof(packages) - strlen(packages), "%s%s",
                       i == 0 ? "" : ",", name);
    }
    ll_call(l, "shipment plan", "code=s-1", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-01", "legs=sea:blueline:7600", packages, NULL);
}

/* With seals; and as many packages as there is room for, the others counted. */
static void a_movement_is_summed_up(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    plan_movement(l, "box-with-a-long-code-of-its-own");
    ll_refuse(l, LL_EREFUSED, "no movement", "notification summary", "notification=n-1",
              "shipment=s-1", NULL);
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    const struct ll_json *answer =
        ll_call(l, "notification summary", "notification=n-1", "shipment=s-1", NULL);
    struct ll_str summary = ll_text_at(answer, "summary");
    assert_true(summary.len <= LL_SUMMARY_BYTES_MAX);
    assert_true(summary.len > LL_SUMMARY_BYTES_MAX - 150); /* no room is left */
    assert_int_equal(judge(l, summary).authentic, LL_AUTHENTIC_YES);
    assert_says(summary, "movement GH/2026-7.000001\nshipment s-1\n");
    assert_says(summary, "package box-with-a-long-code-of-its-own-0 ");
    assert_says(summary, "\nmore ");
}

/* However short their codes are, there are no more than a reader takes. */
static void no_more_packages_than_are_read(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_locale locale;
    struct ll_str pdf;
    const struct ll_form_wanted of_another = {.notification = LL_STR("n-1"),
                                              .is_movement = true,
                                              .shipment = LL_STR("s-2"),
                                              .is_booked = true};
    plan_movement(l, "b");
    ll_call(l, "shipment book", "shipment=s-1", "notification=n-1", NULL);
    struct ll_str summary = ll_text_at(
        ll_call(l, "notification summary", "notification=n-1", "shipment=s-1", NULL), "summary");
    assert_int_equal(judge(l, summary).authentic, LL_AUTHENTIC_YES);
    assert_says(summary, "\nmore 8\n");
    /* Of a shipment to another plant a link tells as little as of none. */
    ll_pack(l, "box-9",
            ll_text_at(ll_receive(l, "r-99", "smartphone:1:0.18kg:contained"), "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=s-2", "from=kumasi", "to=tema-plant",
            "planned_arrival=2026-06-01", "legs=road:blueline:250", "packages=box-9", NULL);
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &locale, &l->err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_notification_pdf(&l->ctx, &of_another, &locale, &pdf, &l->err),
                     LL_ENOTFOUND);
    ll_store_rollback(l->ctx.store);
}

/* One that is in force by its own days would hide that a state refused. */
static void none_of_what_a_state_refused(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_call(l, "log start", "origin=ledger.example/log", NULL);
    ll_call(l, "notification summary", "notification=n-1", NULL);
    ll_call(l, "notification step", "notification=n-1", "country=BE", "step=objected", NULL);
    ll_refuse(l, LL_EREFUSED, "BE objected", "notification summary", "notification=n-1", NULL);
}

/* ---- prints ---- */

static struct ll_str brief_pdf(struct ll_ledger *l, const char *country, enum ll_language language)
{
    struct ll_locale locale;
    struct ll_str pdf = {0};
    const struct ll_brief_wanted wanted = {LL_STR("n-1"), ll_str_from_cstr(country)};
    assert_int_equal(ll_locale_open(language, &locale, &l->err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    enum ll_status status = ll_brief_pdf(&l->ctx, &wanted, &locale, &pdf, &l->err);
    ll_store_rollback(l->ctx.store);
    if (status != LL_OK) {
        fail_msg("%s", l->err.text);
    }
    return pdf;
}

static size_t count(struct ll_str text, const char *part)
{
    size_t n = 0;
    for (size_t at; (at = ll_str_find(text, ll_str_from_cstr(part), false)) != SIZE_MAX; n++) {
        text = ll_str_sub(text, at + 1, text.len);
    }
    return n;
}

static void a_brief_is_printed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_str without = brief_pdf(l, "GH", LL_LANGUAGE_EN);
    assert_true(count(without, "/Type /Page\n") <= 2);
    ll_call(l, "log start", "origin=ledger.example/log", NULL);
    struct ll_str english = brief_pdf(l, "GH", LL_LANGUAGE_EN);
    assert_true(english.len > without.len + 500); /* the QR code */
    assert_true(ll_str_eq(english, brief_pdf(l, "GH", LL_LANGUAGE_EN)));
    assert_true(count(english, "/Lang (en)") > 0);
    assert_true(count(brief_pdf(l, "BE", LL_LANGUAGE_FR), "/Lang (fr)") > 0);
}

/* However much there is to say, there are two pages. */
static void a_brief_has_two_pages_at_most(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_printed_line lines[300];
    struct ll_printed_section sections[2];
    struct ll_locale locale;
    struct ll_fonts *fonts = NULL;
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &locale, &l->err), LL_OK);
    for (size_t i = 0; i < 300; i++) {
        lines[i] = (struct ll_printed_line){.head = LL_STR("A head"),
                                            .text = LL_STR("A text of some length"),
                                            .note = LL_STR("where it is from")};
    }
    struct ll_printed_brief brief = {.title = LL_STR("A title"),
                                     .lead = LL_STR("A lead"),
                                     .sections = sections,
                                     .section_count = 2,
                                     .foot = LL_STR("all"),
                                     .foot_short = LL_STR("not all")};
    assert_int_equal(ll_fonts_open(l->ctx.arena, &fonts, &l->err), LL_OK);
    for (size_t most = 3; most <= 300; most *= 10) {
        const struct ll_scene *pages = NULL;
        size_t page_count = 0;
        sections[0] = (struct ll_printed_section){LL_STR("First"), LL_STR(""), lines, most, false};
        sections[1] = (struct ll_printed_section){LL_STR("Aside"), LL_STR(""), lines, most, true};
        assert_int_equal(
            ll_brief_print(&brief, &locale, fonts, l->ctx.arena, &pages, &page_count, &l->err),
            LL_OK);
        assert_int_equal(page_count, most == 3 ? 1 : 2);
    }
    ll_fonts_close(fonts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_notification_is_summed_up),
        LL_LEDGER_TEST(a_movement_is_summed_up),
        LL_LEDGER_TEST(no_more_packages_than_are_read),
        LL_LEDGER_TEST(none_of_what_a_state_refused),
        LL_LEDGER_TEST(a_brief_is_printed),
        LL_LEDGER_TEST(a_brief_has_two_pages_at_most),
    };
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
