/* docs/events.md explains every member of every kind of event, and no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/model.h"

struct page {
    char *text;
    size_t rows; /* of members, in the sections of kinds */
    size_t members;
};

/* The section of a kind: from its heading to the next. */
static struct ll_str section_of(const struct page *page, const char *kind)
{
    char heading[80];
    (void)snprintf(heading, sizeof(heading), "\n## %s\n", kind);
    const char *from = strstr(page->text, heading);
    if (from == NULL) {
        fail_msg("docs/events.md has no section on %s", kind);
    }
    const char *to = strstr(from + 4, "\n## ");
    return (struct ll_str){from, to == NULL ? strlen(from) : (size_t)(to - from)};
}

static void find_row(void *ctx, const char *kind, const char *member)
{
    struct page *page = ctx;
    char row[80];
    struct ll_str section = section_of(page, kind);
    (void)snprintf(row, sizeof(row), "\n| `%s` | ", member);
    if (ll_str_find(section, LL_STR("with the members of `"), false) != SIZE_MAX) {
        return; /* told once, for the kind that it names */
    }
    page->members++;
    if (ll_str_find(section, ll_str_from_cstr(row), false) == SIZE_MAX &&
        strcmp(member, "currency") != 0 && strcmp(member, "minor") != 0) {
        fail_msg("docs/events.md does not explain %s of %s", member, kind);
    }
}

static void the_page_explains_every_member(void **state)
{
    (void)state;
    FILE *file = fopen("docs/events.md", "rb");
    assert_non_null(file);
    struct page page = {.text = calloc(1, 100000)};
    assert_non_null(page.text);
    assert_true(fread(page.text, 1, 99999, file) > 1000);
    assert_int_equal(fclose(file), 0);
    ll_audit_each_member(find_row, &page);
    for (const char *at = page.text; (at = strstr(at, "\n| `")) != NULL; at++) {
        page.rows++;
    }
    /* Money's own members are in the table of shapes, for collections, cases, papers, settlements
     * and hand-overs; the spans of a credit note are told once for both of its lists. Those of a
     * carried span, four, lie deeper than members are counted. */
    assert_int_equal(page.rows, page.members - 14 + 4);
    free(page.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_explains_every_member),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
