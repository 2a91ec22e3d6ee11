/* Lists as CSV: the same entries as the JSON has, for whoever may see them, and nothing in them
 * that a spreadsheet runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "codec/csv.h"
#include "edge/http/list.h"
#include "http/full.h"

#define PATH_BYTES 256

static struct ll_reply look(struct ll_served *served, const char *target, const char *fields)
{
    return ll_ask(served, true, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, fields);
}

static bool is_csv(const struct ll_reply *reply)
{
    return reply->status == 200 &&
           ll_str_eq_cstr(ll_reply_field(reply, "Content-Type"), "text/csv; charset=utf-8");
}

/* A file as it is read again: rows of the same number of fields. */
struct table {
    struct ll_str *cells;
    size_t columns;
    size_t rows; /* with the heading */
};

static struct table read_table(struct ll_served *served, const struct ll_reply *reply)
{
    struct table table = {0};
    struct ll_csv_reader reader;
    struct ll_csv_row row;
    struct ll_err err = {0};
    size_t room = 4096;
    table.cells = LL_NEW_ARRAY(&served->arena, struct ll_str, room);
    assert_int_equal(ll_csv_open(&reader, &served->arena, reply->body, ',', &err), LL_OK);
    while (ll_csv_next(&reader, &row, &err) == LL_OK) {
        table.columns = table.rows == 0 ? row.count : table.columns;
        assert_int_equal(row.count, table.columns);
        assert_true((table.rows + 1) * table.columns <= room);
        for (size_t i = 0; i < row.count; i++) {
            table.cells[table.rows * table.columns + i] =
                ll_str_copy(&served->arena, row.fields[i]);
        }
        table.rows++;
    }
    assert_int_equal(err.status, LL_OK);
    return table;
}

static struct ll_str cell(const struct table *table, size_t row, const char *name)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (ll_str_eq_cstr(table->cells[i], name)) {
            return table->cells[row * table->columns + i];
        }
    }
    fail_msg("no column %s", name);
    return (struct ll_str){0};
}

static void check_value(const char *path, const struct ll_json *value, struct ll_str text)
{
    char number[32];
    (void)snprintf(number, sizeof(number), "%lld", (long long)value->integer);
    struct ll_str wanted = value->type == LL_JSON_NUMBER  ? ll_str_from_cstr(number)
                           : value->type == LL_JSON_TRUE  ? LL_STR("true")
                           : value->type == LL_JSON_FALSE ? LL_STR("false")
                                                          : ll_json_string(value);
    if (!ll_str_eq(text, wanted)) {
        fail_msg("%s: %.*s for %.*s", path, LL_STR_ARG(text), LL_STR_ARG(wanted));
    }
}

static void check_list(struct ll_served *served, const char *path, size_t *ret_rows)
{
    char target[PATH_BYTES];
    (void)snprintf(target, sizeof(target), "%s?limit=1000", path);
    struct ll_reply reply = look(served, target, "");
    const struct ll_json *items = ll_json_get(ll_reply_read(served, &reply), "items");
    (void)snprintf(target, sizeof(target), "%s.csv", path);
    reply = look(served, target, "Accept: text/html\r\n");
    if (!is_csv(&reply)) {
        fail_msg("%s: %d %.*s", target, reply.status, LL_STR_ARG(reply.head));
    }
    struct table table = read_table(served, &reply);
    assert_int_equal(table.rows, items->count + 1);
    for (size_t i = 0; i < items->count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < items->items[i].count; k++) {
            const struct ll_json_member *member = &items->items[i].members[k];
            char *name = ll_str_to_cstr(&served->arena, member->name);
            check_value(path, &member->value, cell(&table, i + 1, name));
            found += member->value.type == LL_JSON_STRING && member->value.string.len == 0 ? 0 : 1;
        }
        for (size_t k = 0; k < table.columns; k++) { /* and nothing beside */
            found -= table.cells[(i + 1) * table.columns + k].len > 0 ? 1 : 0;
        }
        assert_int_equal(found, 0);
    }
    *ret_rows += items->count;
}

static void every_list_is_a_file_of_the_same_entries(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t lists = 0;
    size_t rows = 0;
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_list_is(&ll_routes[i]) && strchr(ll_routes[i].path, '{') == NULL) {
            check_list(served, ll_routes[i].path, &rows);
            lists++;
        }
    }
    assert_true(lists >= 20 && rows >= 60);
}

static const char *const hostile[][2] = {
    /* a name, and what is in its cell */
    {"=HYPERLINK(\\\"http://x\\\",\\\"y\\\")", "'=HYPERLINK(\"http://x\",\"y\")"},
    {"+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"},
    {"-2+3", "'-2+3"},
    {"@SUM(1,2)", "'@SUM(1,2)"},
    {"Ama, \\\"the\\\" Ofori", "Ama, \"the\" Ofori"},
    {"\xe2\x80\xaetxt.exe \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
     "\xe2\x80\xaetxt.exe \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d"},
};
#define HOSTILE_COUNT (sizeof(hostile) / sizeof(hostile[0]))

static void names_are_text_in_a_spreadsheet(void **state)
{
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        char body[512];
        (void)snprintf(body, sizeof(body),
                       "{\"email\":\"h%zu@utrecht.example\",\"name\":\"%s\","
                       "\"organisation\":\"utrecht\",\"role\":\"client\"}",
                       i, hostile[i][0]);
        struct ll_reply reply = ll_post(served, "/users", NULL, body);
        ll_assert_reply(&reply, 200, "user_id");
    }
    struct ll_reply reply = look(served, "/users.csv", "");
    assert_true(is_csv(&reply));
    struct table table = read_table(served, &reply);
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        size_t found = 0;
        for (size_t row = 1; row < table.rows; row++) {
            found += ll_str_eq_cstr(cell(&table, row, "name"), hostile[i][1]) ? 1 : 0;
        }
        if (found != 1) {
            fail_msg("%s: %zu times in %.*s", hostile[i][1], found, LL_STR_ARG(reply.body));
        }
    }
}

/* ---- how it is asked for ---- */

static void it_is_asked_for_by_address_or_accept(void **state)
{
    static const struct {
        const char *target;
        const char *accept;
        int status;
        const char *type;
    } rows[] = {
        {"/lots.csv", "text/html", 200, "text/csv"},
        {"/lots", "text/csv", 200, "text/csv"},
        {"/lots", "text/csv;q=0.9, application/json;q=0.1", 200, "text/csv"},
        {"/lots", "application/json, text/csv", 200, "application/json"},
        {"/lots", "text/html, text/csv", 200, "text/html"},
        {"/lots", "text/csv;q=0, text/html", 200, "text/html"},
        {"/lots.csv?waits=nothing", "", 422, "application/problem+json"},
        {"/lots.csv?x=1", "", 422, "application/problem+json"},
        {"/desk.csv", "", 404, "application/problem+json"},
        {"/desk", "text/csv", 200, "application/json"},
        {"/organisations/utrecht.csv", "", 404, "application/problem+json"},
        {"/classes.csv", "", 200, "text/csv"}, /* of those that are kept */
        {"/classes", "", 200, "application/json"},
    };
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < 2 * sizeof(rows) / sizeof(rows[0]); i++) {
        size_t k = i % (sizeof(rows) / sizeof(rows[0]));
        char accept[100];
        (void)snprintf(accept, sizeof(accept), "%s%s%s",
                       rows[k].accept[0] == '\0' ? "" : "Accept: ", rows[k].accept,
                       rows[k].accept[0] == '\0' ? "" : "\r\n");
        struct ll_reply reply = look(served, rows[k].target, accept);
        struct ll_str type = ll_reply_field(&reply, "Content-Type");
        if (reply.status != rows[k].status ||
            !ll_str_starts(type, ll_str_from_cstr(rows[k].type))) {
            fail_msg("%s as %s: %d %.*s", rows[k].target, rows[k].accept, reply.status,
                     LL_STR_ARG(type));
        }
    }
}

static void filters_and_places_are_those_of_the_list(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = look(served, "/organisations.csv", "");
    struct table all = read_table(served, &reply);
    assert_true(all.rows > 4);
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Content-Disposition"),
                               "attachment; filename=\"organisations.csv\""));
    assert_int_equal(ll_reply_field(&reply, "Link").len, 0);
    reply = look(served, "/organisations.csv?limit=2", "");
    struct table part = read_table(served, &reply);
    assert_int_equal(part.rows, 1 + 2 + 1);
    assert_true(ll_str_starts(part.cells[3 * part.columns],
                              LL_STR("more: /organisations.csv?limit=2&after=")));
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Content-Disposition"),
                               "attachment; filename=\"organisations-part.csv\""));
    struct ll_str link = ll_reply_field(&reply, "Link");
    assert_true(ll_str_ends(link, LL_STR(">; rel=\"next\"")));
    char *target = ll_str_to_cstr(&served->arena, ll_str_sub(link, 1, ll_str_find_char(link, '>')));
    reply = look(served, target, "");
    struct table rest = read_table(served, &reply);
    assert_true(ll_str_eq(cell(&rest, 1, "code"), cell(&all, 3, "code")));
    reply = look(served, "/lots.csv?source=found", "");
    struct table found = read_table(served, &reply);
    reply = look(served, "/lots.csv", "");
    struct table lots = read_table(served, &reply);
    assert_true(found.rows < lots.rows);
    reply = look(served, "/lots?source=found", "Accept: text/html\r\n");
    ll_assert_reply(&reply, 200, "href=\"/lots.csv?source=found\"");
}

/* ---- who asks ---- */

#define CLIENT_MAY "\"see-demand\",\"see-supply\""

static struct ll_reply far(struct ll_served *served, const char *target, const char *token)
{
    return ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, token);
}

static void it_shows_nobody_more(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = far(served, "/lots.csv", "Accept: text/html\r\n");
    assert_int_equal(reply.status, 401);
    reply = ll_post(served, "/organisations", NULL,
                    "{\"code\":\"nobody\",\"country\":\"NL\",\"name\":\"N\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    const char *client = ll_make_token(served, "utrecht", "client", CLIENT_MAY);
    const char *stranger = ll_make_token(served, "nobody", "client", CLIENT_MAY);
    reply = far(served, "/users.csv", client);
    assert_int_equal(reply.status, 403);
    reply = far(served, "/orders?limit=1000", client);
    const struct ll_json *items = ll_json_get(ll_reply_read(served, &reply), "items");
    assert_true(items->count > 0);
    reply = far(served, "/orders.csv", client);
    assert_int_equal(read_table(served, &reply).rows, items->count + 1);
    reply = far(served, "/orders.csv", stranger);
    assert_true(is_csv(&reply));
    assert_int_equal(read_table(served, &reply).rows, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_FULL_TEST(every_list_is_a_file_of_the_same_entries),
        LL_FULL_TEST(names_are_text_in_a_spreadsheet),
        LL_FULL_TEST(it_is_asked_for_by_address_or_accept),
        LL_FULL_TEST(filters_and_places_are_those_of_the_list),
        LL_FULL_TEST(it_shows_nobody_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
