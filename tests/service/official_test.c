/* Links for officials, the log of what they open, and what a brief says of a notification. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/brief.h"
#include "service/official.h"
#include "service/run.h"
#include "service/support.h"

#define DRAFT                                                                                      \
    "code=n-1", "notifier=kumasi-repair", "consignee=smelter", "from=kumasi", "plant=hoboken",     \
        "stream=phone-scrap", "battery=installed-intact", "purpose=recovery", "operation=r4",      \
        "shipments_max=6", "mass_max=60 t", "first_departure=2026-05-01",                          \
        "last_departure=2027-04-30", "packaging=4", "physical=2",                                  \
        "states=GH::GHTEM:GH01,CI:CIABJ,BE:BEANR::BE001", "carriers=blueline:sea", NULL
#define STEP(country, step, on)                                                                    \
    "notification step", "notification=n-1", "country=" country, "step=" step, "on=" on, NULL

static void start(struct ll_ledger *l)
{
    ll_make_registry(l);
    ll_call(l, "notification draft", DRAFT);
    ll_call(l, "notification number", "notification=n-1", "number=GH/2026-7", NULL);
    ll_call(l, "notification describe", "notification=n-1", "field=notifier-address",
            "text=Harbour Road 1, Kumasi", NULL);
}

static struct ll_printed_brief brief_of(struct ll_ledger *l, const char *country,
                                        enum ll_language language)
{
    static struct ll_locale locale;
    struct ll_printed_brief brief;
    struct ll_err err = {0};
    const struct ll_brief_wanted wanted = {LL_STR("n-1"), ll_str_from_cstr(country)};
    assert_int_equal(ll_locale_open(language, &locale, &err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &err), LL_OK);
    enum ll_status status = ll_brief_make(&l->ctx, &wanted, &locale, &brief, &err);
    ll_store_rollback(l->ctx.store);
    if (status != LL_OK) {
        fail_msg("%s: %s", err.text, err.hint);
    }
    return brief;
}

/* The line of a section whose head begins so and in whose text it stands; NULL: none. */
static const struct ll_printed_line *line_of(const struct ll_printed_brief *brief,
                                             const char *title, const char *head, const char *text)
{
    for (size_t i = 0; i < brief->section_count; i++) {
        const struct ll_printed_section *section = &brief->sections[i];
        for (size_t j = 0; ll_str_eq_cstr(section->title, title) && j < section->line_count; j++) {
            const struct ll_printed_line *line = &section->lines[j];
            if (ll_str_starts(line->head, ll_str_from_cstr(head)) &&
                ll_str_find(line->text, ll_str_from_cstr(text), false) != SIZE_MAX) {
                return line;
            }
        }
    }
    return NULL;
}
#define ASSERT_LINE(brief, title, head, text) assert_non_null(line_of(brief, title, head, text))
#define ASSERT_NO_LINE(brief, title, head, text) assert_null(line_of(brief, title, head, text))
#define ASKED "What is asked of you"

/* Each authority is told its own part and its next step, with the law's term and its source. */
static void a_brief_says_what_is_asked(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    struct ll_printed_brief brief = brief_of(l, "GH", LL_LANGUAGE_EN);
    assert_true(ll_str_eq_cstr(brief.number, "GH/2026-7"));
    ASSERT_LINE(&brief, ASKED, "Ghana, state of export", "Nothing is asked of you yet");
    ASSERT_NO_LINE(&brief, ASKED, "Belgium", "");
    ASSERT_NO_LINE(&brief, ASKED, "", "Consent in writing");
    ll_call(l, STEP("GH", "submitted", "2026-03-02"));
    brief = brief_of(l, "GH", LL_LANGUAGE_EN);
    ASSERT_LINE(&brief, ASKED, "", "Within 30 days of 2\u00a0March 2026: by 1\u00a0April 2026.");
    const struct ll_printed_line *line = line_of(&brief, ASKED, "", "Consent in writing");
    assert_non_null(line);
    assert_true(ll_str_starts(line->note, LL_STR("BC-ART6")));
    ASSERT_LINE(&brief, ASKED, "", "does not bind you");
    ASSERT_LINE(&brief, ASKED, "", "silence is never consent of the state of export");
    ll_call(l, STEP("BE", "forwarded", "2026-03-02"));
    brief = brief_of(l, "BE", LL_LANGUAGE_EN);
    ASSERT_LINE(&brief, ASKED, "Belgium, state of import", "This is asked of you now");
    ASSERT_LINE(&brief, ASKED, "", "Confirm in writing that you received it.");
    ASSERT_NO_LINE(&brief, ASKED, "", "does not bind you");
    ll_give_file(l, "consent.pdf", LL_STR("a consent"));
    ll_call(l, "notification consent", "notification=n-1", "country=BE", "valid_from=2026-05-01",
            "valid_until=2027-04-30", "shipments_max=4", "mass_max=40 t", "document=consent.pdf",
            NULL);
    brief = brief_of(l, "BE", LL_LANGUAGE_EN);
    ASSERT_LINE(&brief, ASKED, "Belgium", "Nothing is asked of you now: you consented.");
    ASSERT_LINE(&brief, ASKED, "Belgium", "for 4 shipments and 40\u00a0t");
    ASSERT_NO_LINE(&brief, ASKED, "", "Consent in writing");
    ASSERT_NO_LINE(&brief, ASKED, "", "If you do not answer");
}

static void a_brief_says_why_and_where_it_stands(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_give_file(l, "contract.pdf", LL_STR("a contract"));
    ll_call(l, "notification attach", "notification=n-1", "kind=doc-contract",
            "valid_until=2027-06-30", "document=contract.pdf", NULL);
    ll_call(l, STEP("GH", "submitted", "2026-03-02"));
    struct ll_printed_brief brief = brief_of(l, "CI", LL_LANGUAGE_EN);
    const struct ll_printed_line *line =
        line_of(&brief, "The law it rests on", "Procedure", "Basel Convention Art.6");
    assert_non_null(line);
    assert_true(ll_str_find(line->note, LL_STR("BC-ART6"), false) != SIZE_MAX ||
                ll_str_find(line->note, LL_STR("EU-WSR2024"), false) != SIZE_MAX);
    line = line_of(&brief, "The law it rests on", "Côte d’Ivoire", "uncertain");
    assert_non_null(line);
    assert_true(line->is_doubtful);
    ASSERT_LINE(&brief, "What would move", "What", "scrap phones");
    ASSERT_LINE(&brief, "What would move", "Codes", "A1181");
    ASSERT_LINE(&brief, "What would move", "How much", "60\u00a0t in all, in at most 6 shipments");
    ASSERT_LINE(&brief, "Where it stands", "Ghana", "submitted, 2\u00a0March 2026");
    ASSERT_LINE(&brief, "Where it stands", "Belgium", "not told yet");
    ll_advance_days(l, 5);
    ll_call(l, STEP("GH", "questioned", "2026-03-03"));
    ll_call(l, STEP("GH", "answered", "2026-03-05"));
    brief = brief_of(l, "CI", LL_LANGUAGE_EN);
    ASSERT_LINE(&brief, "Where it stands", "",
                "Steps: submitted 2\u00a0March 2026; questioned 3\u00a0March 2026; answered "
                "5\u00a0March 2026.");
    line = line_of(&brief, "The forms", "Notification document", "");
    assert_non_null(line);
    assert_true(ll_str_eq_cstr(line->file, "ia"));
    line = line_of(&brief, "Other papers", "Contract", "valid until 30\u00a0June 2027");
    assert_non_null(line);
    assert_true(ll_str_starts(line->note, LL_STR("SHA-256 ")));
    ASSERT_LINE(&brief, "Other papers", "Packing list", "not in the dossier");
    ASSERT_LINE(&brief, "Who is who", "Notifier",
                "Kumasi Repair Collective, Harbour Road 1, Kumasi");
    line = line_of(&brief, "Who is who", "Côte d’Ivoire", "the office is not established");
    assert_non_null(line);
    assert_true(line->is_doubtful);
    brief = brief_of(l, "", LL_LANGUAGE_EN);
    ASSERT_LINE(&brief, ASKED, "Belgium", "");
    ASSERT_LINE(&brief, ASKED, "Ghana", "");
    brief = brief_of(l, "GH", LL_LANGUAGE_FR);
    ASSERT_LINE(&brief, "Ce qui vous est demandé", "Ghana, État d’exportation", "");
}

/* ---- links ---- */

static struct ll_str secret_of(const struct ll_json *answer)
{
    struct ll_str link = ll_text_at(answer, "transient.link");
    assert_true(ll_str_starts(link, LL_STR("/briefs/")));
    return ll_str_sub(link, strlen("/briefs/"), link.len);
}

static enum ll_status open_as(struct ll_ledger *l, struct ll_str link, struct ll_str *ret_country)
{
    struct ll_str notification = LL_STR("");
    struct ll_str language = LL_STR("");
    struct ll_date expires_on;
    struct ll_json *answer = NULL;
    const struct ll_run_options options = {0};
    const struct ll_official_open open = {
        .link = link,
        .opened = LL_OPENED_PAGE,
        .ret_notification = &notification,
        .ret_country = ret_country,
        .ret_language = &language,
        .ret_expires_on = &expires_on,
    };
    return ll_run(&l->ctx, &ll_official_open, &open, &options, &answer, &l->err);
}

static void what_a_link_opens_is_logged(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str country = LL_STR("");
    start(l);
    const struct ll_json *made = ll_call(l, "official invite", "notification=n-1", "country=CI",
                                         "expires_on=2026-03-31", "language=fr", NULL);
    struct ll_str secret = secret_of(made);
    assert_int_equal(open_as(l, secret, &country), LL_OK);
    assert_true(ll_str_eq_cstr(country, "CI"));
    assert_int_equal(open_as(l, secret, &country), LL_OK);
    const struct ll_json *log = ll_call(l, "official accesses", "notification=n-1", NULL);
    assert_int_equal(ll_at(log, "items")->count, 2);
    ll_assert_text(log, "items.0.opened", "page");
    assert_true(ll_str_eq(ll_text_at(log, "items.0.official_link_id"),
                          ll_text_at(made, "official_link_id")));
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_int_equal(ll_number_at(shown, "official_links.0.accesses"), 2);
    ll_assert_text(shown, "accesses.1.opened", "page");
    shown = ll_call(l, "official show", ll_option(l, "ref", ll_text_at(made, "official_link_id")),
                    NULL);
    assert_int_equal(ll_at(shown, "accesses")->count, 2);
    /* the secret is nowhere */
    assert_true(ll_str_find(ll_dump(l), secret, false) == SIZE_MAX);
}

static void a_link_ends(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct ll_str country = LL_STR("");
    start(l);
    const struct ll_json *made = ll_call(l, "official invite", "notification=n-1", "country=GH",
                                         "expires_on=2026-03-31", NULL);
    struct ll_str secret = secret_of(made);
    const char *id = ll_option(l, "official_link", ll_text_at(made, "official_link_id"));
    char wrong[65];
    memcpy(wrong, secret.ptr, 64);
    wrong[64] = '\0';
    wrong[10] = wrong[10] == 'a' ? 'b' : 'a';
    assert_int_equal(open_as(l, ll_str_from_cstr(wrong), &country), LL_ENOTFOUND);
    assert_string_equal(l->err.text, "there is no such link");
    assert_int_equal(open_as(l, secret, &country), LL_OK);
    ll_call(l, "official revoke", id, NULL);
    assert_int_equal(open_as(l, secret, &country), LL_ENOTFOUND);
    assert_string_equal(l->err.text, "there is no such link");
    ll_refuse(l, LL_EREFUSED, "revoked already", "official revoke", id, NULL);
    secret = secret_of(ll_call(l, "official invite", "notification=n-1", "country=GH",
                               "expires_on=2026-03-31", NULL));
    ll_advance_days(l, 29); /* the last day */
    assert_int_equal(open_as(l, secret, &country), LL_OK);
    ll_advance_days(l, 30);
    assert_int_equal(open_as(l, secret, &country), LL_ENOTFOUND);
    assert_string_equal(l->err.text, "there is no such link");
    assert_int_equal(ll_at(ll_call(l, "official accesses", NULL), "items")->count, 2);
    assert_int_equal(ll_at(ll_call(l, "official list", NULL), "items")->count, 2);
}

static void links_are_for_authorities_of_the_route(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    start(l);
    ll_refuse(l, LL_EREFUSED, "not on the route", "official invite", "notification=n-1",
              "country=FR", "expires_on=2026-03-31", NULL);
    ll_refuse(l, LL_EINVAL, "expires_on", "official invite", "notification=n-1", "country=GH",
              "expires_on=2026-03-01", NULL);
    ll_refuse(l, LL_EINVAL, "expires_on", "official invite", "notification=n-1", "country=GH",
              "expires_on=2027-03-31", NULL);
    ll_refuse(l, LL_EINVAL, "English and French", "official invite", "notification=n-1",
              "country=GH", "expires_on=2026-03-31", "language=nl", NULL);
    ll_refuse(l, LL_ENOTFOUND, "n-2", "official invite", "notification=n-2", "country=GH",
              "expires_on=2026-03-31", NULL);
    /* links are the permit people's: others of the operator see the notification without */
    ll_call(l, "official invite", "notification=n-1", "country=GH", "expires_on=2026-03-31", NULL);
    l->ctx.viewer = (struct ll_viewer){
        .is_limited = true, .sees_all = true, .roles = {1U << LL_ROLE_LOGISTICS}};
    const struct ll_json *shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_null(ll_json_get(shown, "official_links"));
    assert_null(ll_json_get(shown, "accesses"));
    l->ctx.viewer.roles.bits = 1U << LL_ROLE_PERMITS;
    shown = ll_call(l, "notification show", "ref=n-1", NULL);
    assert_non_null(ll_json_get(shown, "official_links"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(a_brief_says_what_is_asked),
        LL_LEDGER_TEST(a_brief_says_why_and_where_it_stands),
        LL_LEDGER_TEST(what_a_link_opens_is_logged),
        LL_LEDGER_TEST(a_link_ends),
        LL_LEDGER_TEST(links_are_for_authorities_of_the_route),
    };
    return cmocka_run_group_tests_name("official", tests, NULL, NULL);
}
