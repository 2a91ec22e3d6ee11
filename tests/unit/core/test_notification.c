/*
 * The steps of a notification: each can be reached, and docs/notifications.md shows this table and
 * no other rows. LL_UPDATE_DOCS=1 prints the rows that should stand there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/notification.h"
#include "core/notification_form.h"

#define DOCUMENT "docs/notifications.md"
#define DOCUMENT_MAX 65536
#define ROW_MAX 512

/* Every step can be reached, from the draft on, with a state of each part that it is for. */
static void every_step_is_reached(void **state)
{
    (void)state;
    for (unsigned part = LL_ROUTE_PART_EXPORT; part <= LL_ROUTE_PART_IMPORT; part++) {
        unsigned reached = LL_STEP_BIT_NONE;
        unsigned before = 0;
        while (before != reached) {
            before = reached;
            for (size_t i = 0; i < ll_notification_rule_count; i++) {
                const struct ll_notification_rule *rule = &ll_notification_rules[i];
                if ((rule->from & reached) != 0 && (rule->parts & 1U << part) != 0) {
                    reached |= 1U << (unsigned)rule->step;
                }
            }
        }
        unsigned not_for = part == LL_ROUTE_PART_EXPORT
                               ? LL_STEP_BIT(FORWARDED) | LL_STEP_BIT(ACKNOWLEDGED)
                               : LL_STEP_BIT(SUBMITTED);
        assert_int_equal(reached | not_for, (1U << (LL_NOTIFICATION_STEP_WITHDRAWN + 1)) - 1);
        assert_int_equal(reached & not_for, 0);
    }
    /* A year from a leap day ends with the first of March. */
    struct ll_date leap = ll_date_from_ymd(2028, 2, 29);
    assert_int_equal(ll_notification_years_after(leap, 1).days, ll_date_from_ymd(2029, 3, 1).days);
}

static void put_set(char *text, const char *(*name_of)(unsigned value), unsigned set)
{
    bool first = true;
    for (unsigned value = 0; value < 32; value++) {
        if ((set & 1U << value) != 0) {
            size_t at = strlen(text);
            (void)snprintf(text + at, ROW_MAX - at, "%s%s", first ? "" : ", ", name_of(value));
            first = false;
        }
    }
}

static const char *name_of_step(unsigned value)
{
    return value == 0 ? "drafted" : ll_notification_step_name((enum ll_notification_step)value);
}

static const char *name_of_part(unsigned value)
{
    return ll_route_part_name((enum ll_route_part)value);
}

static void print_row(const struct ll_notification_rule *rule, char text[ROW_MAX])
{
    char from[ROW_MAX] = "";
    char parts[ROW_MAX] = "";
    char days[64] = "";
    put_set(from, name_of_step, rule->from);
    put_set(parts, name_of_part, rule->parts);
    if (rule->days > 0) {
        (void)snprintf(days, sizeof(days), "%lld %s", (long long)rule->days,
                       rule->working ? "working days" : "days");
    }
    (void)snprintf(text, ROW_MAX, "| %.100s | %s | %.60s | %s | %s | %s |\n", from,
                   name_of_step(rule->step), parts, rule->actor, days, rule->source);
}

static void test_document(void **state)
{
    (void)state;
    static char found[DOCUMENT_MAX];
    bool update = getenv("LL_UPDATE_DOCS") != NULL;
    FILE *in = fopen(DOCUMENT, "rb");
    assert_non_null(in);
    size_t len = fread(found, 1, sizeof(found) - 1, in);
    (void)fclose(in);
    found[len] = '\0';
    const char *at = strstr(found, "| after | step |");
    assert_non_null(at);
    at = strstr(at, "| --- | --- |");
    assert_non_null(at);
    at = strchr(at, '\n') + 1;
    for (size_t i = 0; i < ll_notification_rule_count; i++) {
        char row[ROW_MAX];
        print_row(&ll_notification_rules[i], row);
        if (update) {
            (void)fputs(row, stdout);
        } else if (strncmp(at, row, strlen(row)) != 0) {
            fail_msg("%s is stale: its table lacks %s", DOCUMENT, row);
        } else {
            at += strlen(row);
        }
    }
    assert_true(update || at[0] != '|');
}

static void test_consents(void **state)
{
    (void)state;
    const struct ll_notification_terms notified = {.shipments_max = 4, .mass_max_g = 100};
    const struct ll_consent_terms good = {
        .part = LL_ROUTE_PART_IMPORT,
        .valid_from = ll_date_from_ymd(2026, 3, 1),
        .valid_until = ll_date_from_ymd(2027, 3, 1),
        .shipments_max = 4,
        .mass_max_g = 100,
    };
    struct ll_consent_terms bad[7] = {good, good, good, good, good, good, good};
    bad[0].valid_until.days++;
    bad[1].valid_until.days = good.valid_from.days - 1;
    bad[2].shipments_max = 5;
    bad[3].shipments_max = 0;
    bad[4].mass_max_g = 101;
    bad[5].mass_max_g = 0;
    bad[6].is_tacit = true;
    assert_int_equal(ll_notification_check_consent(&notified, &good, NULL), LL_OK);
    for (size_t i = 0; i < 7; i++) {
        struct ll_err err;
        assert_int_equal(ll_notification_check_consent(&notified, &bad[i], &err),
                         i == 6 ? LL_EREFUSED : LL_EINVAL);
        assert_true(err.hint[0] != '\0');
    }
    const struct ll_notification_terms longer = {4, 100, true};
    assert_int_equal(ll_notification_check_consent(&longer, &bad[0], NULL), LL_OK);
    bad[6].part = LL_ROUTE_PART_TRANSIT;
    assert_int_equal(ll_notification_check_consent(&notified, &bad[6], NULL), LL_OK);
}

/* Each field of the form has its row, each text its field. */
static void test_form(void **state)
{
    (void)state;
    size_t fields = 0;
    for (size_t i = 0; i < ll_permit_form_field_count; i++) {
        const struct ll_permit_form_field *field = &ll_permit_form_fields[i];
        if (strcmp(field->form, "IA") != 0) {
            continue;
        }
        const struct ll_form_entry *entry = ll_form_entry_of(field);
        if (entry == NULL) {
            fail_msg("block %s, %s: no row", field->block, field->field);
        }
        fields++;
        assert_int_equal(entry->source == LL_FORM_TEXT || entry->source == LL_FORM_HAZARD,
                         entry->text != NULL);
        if (entry->text != NULL) {
            const struct ll_form_text *text = ll_form_text_find(ll_str_from_cstr(entry->text));
            assert_non_null(text);
            assert_string_equal(text->block, field->block);
        }
    }
    assert_int_equal(fields, 84);
    assert_null(ll_form_text_find(LL_STR("mood")));
}

static void test_numbers(void **state)
{
    (void)state;
    char movement[LL_MOVEMENT_NUMBER_MAX];
    const char *const bad[] = {"NL012600004",
                               "NL01260000423",
                               "BE0126000042",
                               "NLX126000042",
                               "nl0126000042",
                               "NL01260000-2",
                               ""};
    assert_int_equal(ll_notification_check_number(LL_STR("NL0126000042"), LL_STR("NL"), true, NULL),
                     LL_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(
            ll_notification_check_number(ll_str_from_cstr(bad[i]), LL_STR("NL"), true, NULL),
            LL_EINVAL);
        assert_int_equal(
            ll_notification_check_number(ll_str_from_cstr(bad[i]), LL_STR("GH"), false, NULL),
            LL_OK);
    }
    ll_notification_movement_number(LL_STR("NL0126000042"), 7, movement);
    assert_string_equal(movement, "NL0126000042.000007");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step_is_reached), cmocka_unit_test(test_consents),
        cmocka_unit_test(test_document),         cmocka_unit_test(test_form),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
