/* Pages around their answers: the menu, the reader's language, words for members and values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "edge/http/route.h"
#include "edge/web/choice.h"
#include "edge/web/label.h"
#include "edge/web/row.h"
#include "edge/web/view.h"
#include "edge/web/yields.h"
#include "http/people.h"
#include "http/support.h"

#define PAGE(path) "GET " path " HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n"

static const char *const menu[] = {
#define LL_MENU_GROUP(...)
#define LL_MENU(address, ...) (address),
#define LL_MENU_ALSO(...)
#define LL_MENU_FORM(...)
#include "edge/web/menu.def"
#undef LL_MENU_ALSO
#undef LL_MENU_FORM
#undef LL_MENU_GROUP
#undef LL_MENU
};
#define MENU_COUNT (sizeof(menu) / sizeof(menu[0]))

static const struct ll_route *route_at(const char *path)
{
    for (size_t i = 0; i < ll_route_count; i++) {
        if (ll_routes[i].method == LL_METHOD_GET && strcmp(ll_routes[i].path, path) == 0) {
            return &ll_routes[i];
        }
    }
    return NULL;
}

static bool is_in_menu(const char *path)
{
    for (size_t i = 0; i < MENU_COUNT; i++) {
        if (strcmp(menu[i], path) == 0) {
            return true;
        }
    }
    return false;
}

static void the_menu_leads_somewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < MENU_COUNT; i++) {
        if (route_at(menu[i]) == NULL) {
            fail_msg("nothing is at %s", menu[i]);
        }
    }
}

static void every_list_is_in_the_menu(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        bool is_list = route->method == LL_METHOD_GET && route->service != NULL &&
                       strcmp(route->service->verb, "list") == 0 &&
                       strchr(route->path, '{') == NULL;
        if (is_list && !is_in_menu(route->path)) {
            fail_msg("%s is not in edge/web/menu.def", route->path);
        }
    }
}

/* They are looked up by halves. */
static void labels_are_sorted(void **state)
{
    static const char *const members[] = {
#define LL_LABEL(member, ...) (member),
#define LL_VALUE(word, TONE, ...)
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
    };
    static const char *const words[] = {
#define LL_LABEL(member, ...)
#define LL_VALUE(word, TONE, ...) (word),
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
    };
    (void)state;
    for (size_t i = 1; i < sizeof(members) / sizeof(members[0]); i++) {
        assert_true(strcmp(members[i - 1], members[i]) < 0);
    }
    for (size_t i = 1; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_true(strcmp(words[i - 1], words[i]) < 0);
    }
}

static void assert_label(const struct ll_locale *locale, const char *name, const char *expected)
{
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 16);
    struct ll_str text = ll_label(&arena, locale, ll_str_from_cstr(name));
    if (!ll_str_eq_cstr(text, expected)) {
        fail_msg("%s is called '%.*s'", name, LL_STR_ARG(text));
    }
    ll_arena_release(&arena);
}

static void members_have_words(void **state)
{
    struct ll_locale english;
    struct ll_locale french;
    enum ll_tone tone;
    (void)state;
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &english, NULL), LL_OK);
    assert_int_equal(ll_locale_open(LL_LANGUAGE_FR, &french, NULL), LL_OK);
    assert_label(&english, "mass_g", "mass");
    assert_label(&english, "order_line_id", "order line");
    assert_label(&french, "order_line_id", "ligne de commande");
    assert_label(&english, "never_heard_of_km", "never heard of");
    assert_true(
        ll_str_eq_cstr(ll_label_word(&english, LL_STR("under-review"), &tone), "under review"));
    assert_int_equal(tone, LL_TONE_WAIT);
    assert_true(ll_str_eq_cstr(ll_label_word(&french, LL_STR("pallet"), &tone), "palette"));
    assert_int_equal(tone, LL_TONE_CALM);
    assert_true(ll_str_eq_cstr(ll_label_word(&french, LL_STR("no-word"), &tone), "no-word"));
}

static struct ll_reply choose(struct ll_served *served, const char *form)
{
    return ll_ask(
        served, false,
        "POST /language HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
        strlen(form), form);
}

static void a_language_is_chosen(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = choose(served, "language=nl&to=%2Flog&_csrf=");
    assert_int_equal(reply.status, 303);
    assert_true(ll_str_starts(ll_reply_field(&reply, "Set-Cookie"), LL_STR("language=nl; ")));
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Location"), "/log"));
    reply = ll_ask(served, false,
                   PAGE("/api") "Accept-Language: fr\r\nCookie: a=b; language=nl\r\n\r\n");
    ll_assert_reply(&reply, 200, "<html lang=\"nl\">");
    reply = ll_ask(served, false, PAGE("/api") "Accept-Language: fr\r\nCookie: language=x\r\n\r\n");
    ll_assert_reply(&reply, 200, "<html lang=\"fr\">");
}

/* Kept with who is signed in, so that it is theirs in another browser too; not for who has no token
 * of the session. */
static void a_language_is_kept_with_its_user(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_device device;
    ll_make_operator(served);
    (void)ll_make_person(served, "ama@example.org", "logistics");
    struct ll_signed_in ama = ll_enter(served, "ama@example.org", &device);
    const char *fields = ll_text_of(served, "%sAccept-Language: fr\r\n", ama.cookie);
    struct ll_reply reply = ll_form_post(served, "/language", ama.cookie, "language=nl&_csrf=x");
    assert_int_equal(reply.status, 303);
    reply = ll_page_get(served, "/sessions/me", fields);
    ll_assert_reply(&reply, 200, "<html lang=\"fr\">");
    reply = ll_form_post(served, "/language", ama.cookie,
                         ll_text_of(served, "language=nl&to=%%2Flog&_csrf=%s", ama.csrf));
    assert_int_equal(reply.status, 303);
    assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Location"), "/log"));
    assert_true(ll_str_starts(ll_reply_field(&reply, "Set-Cookie"), LL_STR("language=nl; ")));
    reply = ll_page_get(served, "/sessions/me", fields);
    ll_assert_reply(&reply, 200, "<html lang=\"nl\">");
    reply = ll_page_get(served, "/api", "Accept-Language: fr\r\n");
    ll_assert_reply(&reply, 200, "<html lang=\"fr\">");
}

/* Whoever made the form: a reader ends on this server. */
static void a_language_leads_nowhere_else(void **state)
{
    static const char *const forms[] = {"language=nl&to=https%3A%2F%2Felsewhere.example",
                                        "language=nl&to=%2F%2Felsewhere.example",
                                        "language=nl&to=%2F%5Celsewhere.example",
                                        "language=nl&to=",
                                        "language=nl",
                                        "language=nl&to=%2Fa+b"};
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct ll_reply reply = choose(served, forms[i]);
        assert_int_equal(reply.status, 303);
        assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Location"), "/"));
    }
    struct ll_reply reply = choose(served, "language=xx");
    ll_assert_reply(&reply, 422, "language");
}

static void values_are_in_the_readers_form(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/organisations", NULL,
                                    "{\"code\":\"firm\",\"country\":\"GH\",\"name\":\"Firm\"}");
    assert_int_equal(reply.status, 200);
    reply = ll_ask(served, true, PAGE("/organisations") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "<td data-label=\"pays\">Ghana");
    ll_assert_reply(&reply, 200,
                    "<td data-label=\"nom\">Firm"); /* three columns: cards when narrow */
    ll_assert_reply(&reply, 200, "<h1>Organisations</h1>");
    reply = ll_ask(served, true, PAGE("/organisations/firm") "Accept-Language: en\r\n\r\n");
    ll_assert_reply(&reply, 200, "<h1>Firm</h1>\n  <p class=\"ident id\">org_");
    ll_assert_reply(&reply, 200, "<dt>code</dt>");
    assert_int_equal(ll_str_find(reply.body, LL_STR("<dt>name</dt>"), false), SIZE_MAX);
}

/* What addresses are for is told in the reader's language; to programs in one. */
static void addresses_are_told_in_words_of_theirs(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(served, true, PAGE("/api") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "<a href=\"/api/packages\">Colis</a>");
    ll_assert_reply(&reply, 200, "GET /health</code> le serveur vit");
    reply = ll_ask(served, true, PAGE("/api/packages") "Accept-Language: nl\r\n\r\n");
    ll_assert_reply(&reply, 200, "<h1>Colli</h1>");
    ll_assert_reply(&reply, 200, "code of id");
    reply = ll_ask(served, true, "GET /api HTTP/1.1\r\nHost: x\r\nAccept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "\"what\":\"the server lives\"");
}

/* Metals, as fractions, in the table and in the chart above it. */
static void metals_have_their_names(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_arena *arena = &served->arena;
    struct ll_locale locale;
    struct ll_json *value = NULL;
    struct ll_str text = LL_STR(
        "{\"yields\":[{\"compared_mass_g\":40,\"fraction\":\"silver\",\"settled_mass_g\":30}]}");
    assert_int_equal(ll_locale_open(LL_LANGUAGE_FR, &locale, NULL), LL_OK);
    assert_int_equal(ll_json_read(arena, text, text.len, &value, NULL), LL_OK);
    const struct ll_json *drawing =
        &ll_json_get(ll_yields_of(arena, &locale, value), "items")->items[0];
    const struct ll_json *bar = &ll_json_get(drawing, "legend")->items[1];
    assert_true(ll_str_eq_cstr(ll_json_string_at(bar, "text"), "Argent"));
    struct ll_json *row = ll_json_new_object(arena);
    ll_json_set_cstr(arena, row, "metal", "gold");
    const struct ll_json *cell = ll_view_cell(arena, &locale, row, "metal");
    assert_true(ll_str_eq_cstr(ll_json_string_at(cell, "text"), "Or"));
}

/* The operator's people begin at their desk, others where they would. */
static void the_desk_is_the_first_page(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(served, true, PAGE("/") "Accept-Language: en\r\n\r\n");
    ll_assert_reply(&reply, 200, "Nothing blocks the next shipment.");
    reply = ll_ask(served, true, PAGE("/desk") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "Rien ne bloque la prochaine expédition.");
    reply = ll_ask(served, false, PAGE("/") "\r\n");
    assert_int_equal(reply.status, 200);
    assert_int_equal(ll_str_find(reply.body, LL_STR("next shipment"), false), SIZE_MAX);
    /* Nothing of a public log, where none was started. */
    ll_assert_reply(&reply, 200, "the ledger refuses to count one twice");
    assert_int_equal(ll_str_find(reply.body, LL_STR("anybody check"), false), SIZE_MAX);
    reply = ll_ask(served, true, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&reply, 200, "\"address\":\"/lots\"");
}

/* ---- forms ---- */

/* The address of a form, each name in it as something that a path can hold. */
static struct ll_str form_address(struct ll_arena *arena, const char *path)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, arena, 512);
    ll_strbuf_cstr(&buf, "/forms");
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '{') {
            ll_strbuf_cstr(&buf, "some-name");
            at = strchr(at, '}');
        } else {
            ll_strbuf_char(&buf, *at);
        }
    }
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return text;
}

static void assert_asks(const struct ll_reply *reply, const struct ll_route *route)
{
    const struct ll_record *record = ll_route_input(route);
    for (size_t i = 0; record != NULL && i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        char name[128];
        char braced[128];
        (void)snprintf(name, sizeof(name), " name=\"%s\"", field->name);
        (void)snprintf(braced, sizeof(braced), "{%s}", field->name);
        bool is_told = strstr(route->path, braced) != NULL || field->type == LL_FIELD_LIST;
        if ((ll_str_find(reply->body, ll_str_from_cstr(name), false) == SIZE_MAX) != is_told) {
            fail_msg("the form of %s and its field %s", route->path, field->name);
        }
    }
}

/* What a program may ask for, a person may by a form; and a browser can send it whole. */
static void every_service_has_a_form(void **state)
{
    struct ll_served *served = ll_served_of(state);
    size_t count = 0;
    size_t rowed = 0;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->method != LL_METHOD_POST || route->service == NULL) {
            continue;
        }
        struct ll_str address = form_address(&served->arena, route->path);
        struct ll_reply reply =
            ll_ask(served, true, "GET %.*s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
                   LL_STR_ARG(address));
        ll_assert_reply(&reply, 200, "<form method=\"post\"");
        assert_asks(&reply, route);
        const struct ll_record *record = ll_route_input(route);
        size_t parts = record == NULL ? 0 : record->field_count;
        for (size_t k = 0; record != NULL && k < record->field_count; k++) {
            const struct ll_field *field = &record->fields[k];
            const struct ll_row_form *rows = ll_row_form_of(
                route->service->noun, route->service->verb, ll_str_from_cstr(field->name));
            parts += rows == NULL ? 0 : LL_ROWS_MAX * ll_row_cell_count(rows);
            rowed += rows == NULL ? 0 : 1;
            bool is_ticked =
                field->type == LL_FIELD_STRS && ll_choice_of(route->service->noun, field) != NULL;
            parts += is_ticked ? LL_CHOICE_TICKS_MAX : 0;
        }
        assert_true(!ll_route_takes_file(route) || parts + 3 <= LL_HTTP_PARTS_MAX);
        assert_true(parts + 3 <= LL_HTTP_PARAMETERS_MAX);
        count++;
    }
    assert_true(count > 40);
    assert_int_equal(rowed, 9); /* each row of row.def is some form's */
}

static struct ll_reply send_form(struct ll_served *served, const char *target, const char *form)
{
    return ll_ask(served, true,
                  "POST %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nSec-Fetch-Site: "
                  "same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  "Content-Length: %zu\r\n\r\n%s",
                  target, strlen(form), form);
}

static void a_form_leads_to_what_it_made(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = send_form(served, "/organisations?dry_run=true",
                                      "_csrf=&_key=form-1&code=firm&country=GH&name=Firm");
    ll_assert_reply(&reply, 200, "class=\"notice\"");
    ll_assert_reply(&reply, 200, "value=\"Firm\"");
    for (int again = 0; again < 2; again++) {
        reply = send_form(served, "/organisations",
                          "_csrf=&_key=form-2&code=firm&country=GH&name=Firm");
        assert_int_equal(reply.status, 303);
        struct ll_str there = ll_reply_field(&reply, "Location");
        assert_true(ll_str_starts(there, LL_STR("/organisations/org_")));
        assert_true(ll_str_ends(there, LL_STR("#stored")));
    }
    reply = ll_ask(served, true, PAGE("/organisations") "\r\n");
    ll_assert_reply(&reply, 200, ">firm</a>");
    ll_assert_reply(&reply, 200, "href=\"/forms/organisations\"");
    /* Forms that a page leads to have what the page says. */
    reply = ll_ask(served, true, PAGE("/organisations/firm") "\r\n");
    ll_assert_reply(&reply, 200, "href=\"/forms/orders/import?beneficiary=firm\"");
    reply = ll_ask(served, true, PAGE("/orders?beneficiary=firm&limit=7") "\r\n");
    ll_assert_reply(&reply, 200, "href=\"/forms/orders/import?beneficiary=firm\"");
}

/* Who brings more than may lie at a place is told so, and it is stored. */
static void a_full_place_is_told(void **state)
{
    static const char *const before[][2] = {
        {"/classes/load", "{}"},
        {"/organisations", "{\"code\":\"col\",\"country\":\"GH\",\"name\":\"Collector\"}"},
        {"/facilities",
         "{\"code\":\"depot\",\"country\":\"GH\",\"name\":\"Depot\",\"organisation\":\"col\"}"},
        {"/facilities/depot/limit", "{\"units_max\":10}"},
        {"/programmes", "{\"code\":\"africa\",\"operator\":\"col\",\"oldest_vintage\":\"2026-01\","
                        "\"classes\":[\"smartphone=smartphone:1.50 EUR\"]}"},
    };
    static const char form[] =
        "_csrf=&_key=%s&programme=africa&collector=col&facility=depot&collected_on=2026-09-01"
        "&price=10+GHS&lots=smartphone%%3A%d%%3A%dg%%3Anone&record=%s&evidence_digest=%064d";
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        struct ll_reply reply = ll_post(served, before[i][0], NULL, before[i][1]);
        ll_assert_reply(&reply, 200, "{");
    }
    struct ll_reply reply =
        send_form(served, "/collections", ll_text_of(served, form, "k-1", 5, 850, "R-1", 1));
    assert_int_equal(reply.status, 303);
    reply = send_form(served, "/collections", ll_text_of(served, form, "k-2", 8, 1360, "R-2", 2));
    ll_assert_reply(&reply, 200, "<span class=\"mark bad\">over the limit</span>");
    ll_assert_reply(&reply, 200, "href=\"/collections/col_");
    reply = ll_ask(served, true, PAGE("/stock?at_limit=true") "\r\n");
    ll_assert_reply(&reply, 200, "depot:smartphone");
    reply = ll_ask(served, true, PAGE("/desk") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "href=\"/stock?at_limit=true\"");
    ll_assert_reply(&reply, 200, "href=\"/stock-limits\"");
}

/* What a form names is chosen of what there is, without scripts; lists are ticked, and sent as
 * several fields of their name. */
static void a_form_offers_what_there_is(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        send_form(served, "/organisations", "_csrf=&_key=form-1&code=firm&country=GH&name=Firm");
    assert_int_equal(reply.status, 303);
    reply = send_form(served, "/facilities",
                      "_csrf=&_key=form-2&code=store&country=GH&name=Store&organisation=firm");
    assert_int_equal(reply.status, 303);
    reply = ll_ask(served, true, PAGE("/forms/facilities") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "<select id=\"f-organisation\" name=\"organisation\" required");
    ll_assert_reply(&reply, 200, "<option value=\"firm\" selected>firm · Firm, Ghana</option>");
    ll_assert_reply(&reply, 200, "<option value=\"DE\">Allemagne</option>");
    reply = ll_ask(served, true, PAGE("/forms/collections?facility=other") "\r\n");
    ll_assert_reply(&reply, 200, "<option value=\"other\" selected>other</option>");
    ll_assert_reply(&reply, 200, "<option value=\"store\">store · Store, Ghana</option>");
    /* of nothing there is nothing to choose */
    ll_assert_reply(&reply, 200, "<input id=\"f-programme\"");
    /* given twice, a list is one; anything else is refused */
    reply = send_form(served, "/packages/pour",
                      "_csrf=&from=box-1&from=&from=box-2%2Cbox-3&into=box-4%3A1");
    ll_assert_reply(&reply, 404, "value=\"box-1,box-2,box-3\"");
    /* a row is put together, and comes back as one; what fits no row is typed */
    reply = send_form(served, "/collections",
                      "_csrf=&lots.0.0=laptop&lots.0.1=&lots.0.2=3kg&lots.0.3=removed&lots.0.4="
                      "&lots.1.0=&lots.1.1=&lots.1.2=&lots.1.3=&lots.1.4="
                      "&lots=tablet%3A5%3A2kg%3Aremoved,a%3Ab%3Ac%3Ad%3Ae%3Af");
    assert_int_equal(reply.status, 422);
    ll_assert_reply(&reply, 422, "name=\"lots.0.0\" type=\"text\" value=\"laptop\"");
    ll_assert_reply(&reply, 422, "name=\"lots.0.1\" type=\"text\" value=\"\"");
    ll_assert_reply(&reply, 422, "name=\"lots.0.2\" type=\"text\" value=\"3kg\"");
    ll_assert_reply(&reply, 422, "name=\"lots.1.1\" type=\"text\" value=\"5\"");
    ll_assert_reply(&reply, 422, "name=\"lots.2.1\" type=\"text\" value=\"\"");
    ll_assert_reply(&reply, 422, "name=\"lots\" type=\"text\" value=\"a:b:c:d:e:f\"");
    reply = send_form(served, "/collections", "_csrf=&notes.0.0=laptop");
    ll_assert_reply(&reply, 422, "there is no field &#39;notes.0.0&#39; here");
    struct ll_str cells[LL_ROW_CELLS_MAX] = {LL_STR("laptop"), {0}, LL_STR("3kg"), {0}, {0}};
    const struct ll_row_form *rows = ll_row_form_of("collection", "receive", LL_STR("lots"));
    assert_true(ll_str_eq_cstr(ll_row_join(&served->arena, rows, cells), "laptop:grams:3kg"));
    reply = send_form(served, "/organisations", "_csrf=&code=a&code=b&country=GH&name=A");
    ll_assert_reply(&reply, 422, "the field is given twice");
}

static void assert_row(struct ll_served *served, const struct ll_row_form *rows,
                       const char *const cells[LL_ROW_CELLS_MAX], const char *item)
{
    struct ll_str given[LL_ROW_CELLS_MAX];
    struct ll_str again[LL_ROW_CELLS_MAX];
    for (size_t i = 0; i < LL_ROW_CELLS_MAX; i++) {
        given[i] = ll_str_from_cstr(cells[i]);
    }
    struct ll_str joined = ll_row_join(&served->arena, rows, given);
    assert_true(ll_str_eq_cstr(joined, item));
    assert_true(ll_row_split(rows, joined, again));
    struct ll_str same = ll_row_join(&served->arena, rows, again);
    assert_true(ll_str_eq(same, joined));
}

/* Signs of their own stand between some cells, and a comma within one never parts it. */
static void rows_are_put_together(void **state)
{
    struct ll_served *served = ll_served_of(state);
    const struct ll_row_form *classes = ll_row_form_of("programme", "add", LL_STR("classes"));
    const struct ll_row_form *lots = ll_row_form_of("collection", "receive", LL_STR("lots"));
    struct ll_str cells[LL_ROW_CELLS_MAX];
    assert_row(served, classes,
               (const char *const[]){"laptop", "2,1 kg", "laptop", "tablet", "4,00 EUR"},
               "laptop@2.1 kg=laptop+tablet:4.00 EUR");
    assert_row(served, classes, (const char *const[]){"laptop", "", "laptop", "", "4 EUR"},
               "laptop=laptop:4 EUR");
    assert_false(ll_row_split(classes, LL_STR("a=a+b+c:1 EUR"), cells));
    assert_false(ll_row_split(lots, LL_STR("a:b:c:d:e:f"), cells));
    assert_row(served, lots, (const char *const[]){"laptop", "2", "9,1kg", "none", ""},
               "laptop:2:9.1kg:none");
    /* twelve hundred, or a little more than one? */
    assert_row(served, lots, (const char *const[]){"laptop", "1,200", "1,2345kg", "", ""},
               "laptop:1\xE2\x80\x9A"
               "200:1.2345kg");
}

/* What a run did is shown, with the way back; and a preview leads to what it previews. */
static void what_was_done_is_told(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_post(served, "/classes/load", NULL, "{}");
    ll_assert_reply(&reply, 200, "{");
    reply = send_form(served, "/organisations", "_csrf=&_key=d-1&code=col&country=GH&name=Col");
    assert_int_equal(reply.status, 303);
    reply = send_form(served, "/programmes",
                      "_csrf=&_key=d-2&code=africa&operator=col&oldest_vintage=2026-01"
                      "&classes.0.0=smartphone&classes.0.1=&classes.0.2=smartphone&classes.0.3="
                      "&classes.0.4=1%2C50+EUR");
    assert_int_equal(reply.status, 303);
    reply = ll_ask(served, true, PAGE("/programmes/africa/allocations/preview") "\r\n");
    ll_assert_reply(&reply, 200,
                    "<a class=\"button\" href=\"/forms/programmes/africa/allocations\">");
    reply = send_form(served, "/programmes/africa/allocations", "_csrf=&_key=d-3");
    ll_assert_reply(&reply, 200, "<p class=\"notice\" role=\"status\">Stored.</p>");
    ll_assert_reply(&reply, 200, "<a href=\"/programmes/africa\">africa</a>");
    ll_assert_reply(&reply, 200, "units still open");
    reply = send_form(served, "/programmes/africa/allocations?dry_run=true", "_csrf=");
    ll_assert_reply(&reply, 200, "<a href=\"#tried\">Nothing was stored");
    ll_assert_reply(&reply, 200, "<div id=\"tried\"");
}

/* What is done only in some state is done by a route, and its page offers it then. */
static void deeds_are_offered_in_their_time(void **state)
{
    static const char *const paths[] = {
#define LL_DEED(path, member, words) (path),
#include "edge/web/deed.def"
#undef LL_DEED
    };
    struct ll_served *served = ll_served_of(state);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        size_t at = 0;
        while (at < ll_route_count && (ll_routes[at].method != LL_METHOD_POST ||
                                       strcmp(ll_routes[at].path, paths[i]) != 0)) {
            at++;
        }
        if (at == ll_route_count) {
            fail_msg("nothing does %s", paths[i]);
        }
    }
    struct ll_reply reply =
        send_form(served, "/organisations", "_csrf=&_key=l-1&code=firm&country=GH&name=Firm");
    assert_int_equal(reply.status, 303);
    reply = send_form(served, "/licences",
                      ll_text_of(served,
                                 "_csrf=&_key=l-2&country=GH&kind=carrier&number=GH-1&organisation="
                                 "firm&valid_from=2026-01-01&valid_until=2027-01-01"
                                 "&document_digest=%064d",
                                 1));
    assert_int_equal(reply.status, 303);
    reply = ll_get(served, "/licences");
    size_t at = ll_str_find(reply.body, LL_STR("\"lic_"), false);
    assert_true(at != SIZE_MAX);
    const char *id = ll_str_to_cstr(&served->arena, ll_str_sub(reply.body, at + 1, at + 31));
    const char *page = ll_text_of(served, PAGE("/licences/%s") "\r\n", id);
    const char *offer = ll_text_of(served, "/forms/licences/%s/withdraw", id);
    reply = ll_ask(served, true, "%s", page);
    ll_assert_reply(&reply, 200, offer);
    reply = send_form(served, ll_text_of(served, "/licences/%s/withdraw", id),
                      "_csrf=&_key=l-3&reason=revoked&withdrawn_on=2026-06-01");
    assert_int_equal(reply.status, 303);
    reply = ll_ask(served, true, "%s", page);
    ll_assert_reply(&reply, 200, "GH-1");
    assert_true(ll_str_find(reply.body, ll_str_from_cstr(offer), false) == SIZE_MAX);
}

/* Countries stand where their readers look for them. */
static void countries_are_in_the_readers_order(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply =
        ll_ask(served, true, PAGE("/forms/organisations") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "Égypte</option>");
    size_t egypt = ll_str_find(reply.body, LL_STR(">Égypte<"), false);
    assert_true(egypt > ll_str_find(reply.body, LL_STR(">Dominique<"), false));
    assert_true(egypt < ll_str_find(reply.body, LL_STR(">Finlande<"), false));
}

/* What was typed stands there again, and what is wrong with it beside it. */
static void a_refused_form_comes_back(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = send_form(served, "/organisations",
                                      "_csrf=&code=firm&country=Ghana&name=A+%3Cb%3E%22+firm");
    ll_assert_reply(&reply, 422, "value=\"A &lt;b&gt;&quot; firm\"");
    ll_assert_reply(&reply, 422, "<option value=\"Ghana\" selected>Ghana</option>");
    ll_assert_reply(&reply, 422, "name=\"country\" required aria-invalid=\"true\"");
    reply = ll_get(served, "/organisations/firm");
    assert_int_equal(reply.status, 404);
    reply = send_form(served, "/lots/lot_unknown/exclude", "_csrf=&reason=doubtful-evidence");
    assert_true(reply.status == 404 || reply.status == 422);
    assert_true(ll_str_find(reply.body, LL_STR("value=\"doubtful-evidence\""), false) != SIZE_MAX);
}

/* What a problem is called is in the reader's language. */
static void a_problem_is_called_in_words_of_theirs(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(
        served, true, PAGE("/lots/lot_01h2xcejqtf2nbrexx3vqjhp41") "Accept-Language: nl\r\n\r\n");
    ll_assert_reply(&reply, 404, "<h1>dit is er niet</h1>");
}

/* So is why it is one, and what would mend it; programs read the English whatever they speak. */
static void a_refusal_is_told_in_words_of_theirs(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(
        served, true, PAGE("/lots/lot_01h2xcejqtf2nbrexx3vqjhp41") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 404, "pas de lot \xC2\xAB");
    ll_assert_reply(&reply, 404, "listez-les avec");
    reply = ll_ask(served, true, PAGE("/orders/nothing") "Accept-Language: nl\r\n\r\n");
    ll_assert_reply(&reply, 404, "geen orderregel ");
    reply = ll_ask(served, true,
                   "GET /lots/lot_01h2xcejqtf2nbrexx3vqjhp41 HTTP/1.1\r\nHost: x\r\n"
                   "Accept: application/json\r\nAccept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 404, "\"detail\":\"no lot 'lot_01h2xcejqtf2nbrexx3vqjhp41'\"");
}

static void put(struct ll_served *served, const char *target, const char *json)
{
    struct ll_reply reply = ll_post(served, target, NULL, json);
    ll_assert_reply(&reply, 200, "{");
}

static void make_notification(struct ll_served *served)
{
    put(served, "/organisations", "{\"code\":\"n\",\"country\":\"GH\",\"name\":\"Notifier\"}");
    put(served, "/organisations", "{\"code\":\"c\",\"country\":\"BE\",\"name\":\"Consignee\"}");
    put(served, "/facilities",
        "{\"code\":\"yard\",\"country\":\"GH\",\"name\":\"Yard\",\"organisation\":\"n\"}");
    put(served, "/facilities",
        "{\"code\":\"plant\",\"country\":\"BE\",\"name\":\"Plant\",\"organisation\":\"c\","
        "\"plant\":true}");
    put(served, "/notifications",
        "{\"code\":\"n-1\",\"notifier\":\"n\",\"consignee\":\"c\",\"from\":\"yard\",\"plant\":"
        "\"plant\","
        "\"stream\":\"phone-scrap\",\"battery\":\"installed-intact\",\"purpose\":\"recovery\","
        "\"operation\":\"r4\",\"packaging\":[\"4\"],\"physical\":[\"2\"],\"shipments_max\":6,"
        "\"mass_max\":60000000,\"first_departure\":\"2026-05-01\","
        "\"last_departure\":\"2027-04-30\",\"states\":[\"GH::GHTEM\",\"BE:BEANR::BE001\"],"
        "\"carriers\":[\"c:sea\"]}");
}

/* And so is what somebody may not. */
static void what_is_not_allowed_is_told_in_words_of_theirs(void **state)
{
    struct ll_served *served = ll_served_of(state);
    ll_make_operator(served);
    const char *token = ll_make_token(served, "op", "logistics", "\"collect\"");
    struct ll_reply reply =
        ll_ask(served, false, PAGE("/orders") "Accept-Language: nl\r\n%s\r\n", token);
    ll_assert_reply(&reply, 403, "orderregels, reserveringen, certificaten en apparaten zien");
}

/* And so is what a notification lacks and what a rehearsal of it tried. */
static void what_lacks_is_told_in_words_of_theirs(void **state)
{
    struct ll_served *served = ll_served_of(state);
    make_notification(served);
    struct ll_reply reply =
        ll_ask(served, true, PAGE("/notifications/n-1/rehearsal") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200, "l\xE2\x80\x99itin\xC3\xA9raire a consenti");
    ll_assert_reply(&reply, 200, "voyez ce qui manque avec");
    reply = ll_ask(served, true, PAGE("/notifications/n-1/check") "Accept-Language: fr\r\n\r\n");
    ll_assert_reply(&reply, 200,
                    "avec le code de l\xE2\x80\x99"
                    "autorit\xC3\xA9 de GH");
    ll_assert_reply(&reply, 200,
                    "chaque exp\xC3\xA9"
                    "dition");
    reply = ll_get(served, "/notifications/n-1/check");
    ll_assert_reply(&reply, 200, "with the authority's code of GH\"");
}

/* A form is for who may send it, and there is none for what is not there. */
static void forms_are_for_who_may(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(served, false, PAGE("/forms/organisations") "\r\n");
    assert_int_equal(reply.status, 401);
    static const char *const none[] = {"/forms/nowhere", "/forms/log/proofs/x", "/forms/sessions",
                                       "/forms/forms/lots", "/forms/lots/a%00b/exclude"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        reply = ll_ask(served, true, "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
                       none[i]);
        assert_true(reply.status == 404 || reply.status == 400 || reply.status == 405);
    }
    /* What nobody wrote is nothing, no blanks either. */
    reply = ll_ask(served, true, PAGE("/forms/cases") "\r\n");
    ll_assert_reply(&reply, 200, "aria-describedby=\"h-note\"></textarea>");
    reply = ll_ask(served, true, PAGE("/forms/organisations?name=Filled+%%26+in") "\r\n");
    ll_assert_reply(&reply, 200, "value=\"Filled &amp; in\"");
}

static void lists_are_narrowed_by_a_form(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(served, true, PAGE("/lots?country=GH&eligible=false") "\r\n");
    ll_assert_reply(&reply, 200, "<details class=\"filter\" open>");
    ll_assert_reply(&reply, 200, "value=\"GH\"");
    ll_assert_reply(&reply, 200, "<option value=\"false\" selected>");
    reply = ll_ask(served, true, PAGE("/lots?country=&eligible=") "\r\n");
    assert_int_equal(reply.status, 200);
    /* What is no month stands where it can be mended: a control for months would not show it. */
    reply = ll_ask(served, true, PAGE("/lots?vintage=soon") "\r\n");
    ll_assert_reply(&reply, 422, "name=\"vintage\" type=\"text\" value=\"soon\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_menu_leads_somewhere),
        cmocka_unit_test(every_list_is_in_the_menu),
        cmocka_unit_test(labels_are_sorted),
        cmocka_unit_test(members_have_words),
        LL_SERVED_TEST(a_language_is_chosen),
        cmocka_unit_test_setup_teardown(a_language_is_kept_with_its_user, ll_people_start,
                                        ll_served_end),
        LL_SERVED_TEST(a_language_leads_nowhere_else),
        LL_SERVED_TEST(values_are_in_the_readers_form),
        LL_SERVED_TEST(addresses_are_told_in_words_of_theirs),
        LL_SERVED_TEST(metals_have_their_names),
        LL_SERVED_TEST(the_desk_is_the_first_page),
        LL_SERVED_TEST(a_full_place_is_told),
        LL_SERVED_TEST(every_service_has_a_form),
        LL_SERVED_TEST(a_form_leads_to_what_it_made),
        LL_SERVED_TEST(a_form_offers_what_there_is),
        LL_SERVED_TEST(rows_are_put_together),
        LL_SERVED_TEST(what_was_done_is_told),
        LL_SERVED_TEST(deeds_are_offered_in_their_time),
        LL_SERVED_TEST(countries_are_in_the_readers_order),
        LL_SERVED_TEST(a_refused_form_comes_back),
        LL_SERVED_TEST(a_problem_is_called_in_words_of_theirs),
        LL_SERVED_TEST(a_refusal_is_told_in_words_of_theirs),
        LL_SERVED_TEST(what_is_not_allowed_is_told_in_words_of_theirs),
        LL_SERVED_TEST(what_lacks_is_told_in_words_of_theirs),
        LL_SERVED_TEST(forms_are_for_who_may),
        LL_SERVED_TEST(lists_are_narrowed_by_a_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
