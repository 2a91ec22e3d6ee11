/* The route table: every service has its address, and addresses find their rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/locale.h"
#include "edge/http/command_words.h"
#include "edge/http/openapi.h"
#include "edge/web/label.h"
#include "service/answers.h"
#include "service/permission.h"
#include "support/shared_data.h"

static struct ll_arena arena;

static int set_up(void **state)
{
    (void)state;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)16 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ll_arena_release(&arena);
    return 0;
}

static void every_service_has_one_address(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_service_count; i++) {
        size_t rows = 0;
        for (size_t k = 0; k < ll_route_count; k++) {
            rows += ll_routes[k].service == ll_services[i] ? 1 : 0;
        }
        if (rows != 1) {
            fail_msg("%s %s has %zu rows in routes.def", ll_services[i]->noun, ll_services[i]->verb,
                     rows);
        }
    }
}

static void every_address_says_what_it_is_for(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        assert_non_null(ll_route_help(&ll_routes[i]));
    }
}

static void assert_translated(const struct ll_locale *locale, const char *text)
{
    if (text != NULL && ll_catalogue_find(&locale->catalogue, NULL, text).ptr == NULL) {
        fail_msg("%s: not translated: %s", locale->language->tag, text);
    }
}

/* What a service does is the title of its form and the text of its button. */
static void every_form_speaks_each_language(void **state)
{
    (void)state;
    for (int language = LL_LANGUAGE_EN + 1; language < LL_LANGUAGE_COUNT; language++) {
        struct ll_locale locale = {0};
        struct ll_err err = {0};
        assert_int_equal(ll_locale_open((enum ll_language)language, &locale, &err), LL_OK);
        for (size_t i = 0; i < ll_service_count; i++) {
            const struct ll_record *input = ll_services[i]->input;
            assert_translated(&locale, ll_services[i]->help);
            for (size_t k = 0; input != NULL && k < input->field_count; k++) {
                assert_translated(&locale, input->fields[k].help);
            }
        }
    }
}

static const char *const labels[] = {
#define LL_LABEL(member, ...) (member),
#define LL_VALUE(word, TONE, ...)
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
};
static const char *const word_rows[] = {
#define LL_LABEL(member, ...)
#define LL_VALUE(word, TONE, ...) (word),
#include "edge/web/labels.def"
#undef LL_LABEL
#undef LL_VALUE
};

static bool is_among(const char *const *names, size_t count, struct ll_str name)
{
    for (size_t i = 0; i < count; i++) {
        if (ll_str_eq_cstr(name, names[i])) {
            return true;
        }
    }
    return false;
}

static bool has_label(struct ll_str name)
{
    const char *unit = ll_label_unit(name);
    size_t cut = unit != NULL ? strlen(unit) : ll_str_ends(name, LL_STR("_id")) ? 3 : 0;
    return is_among(labels, sizeof(labels) / sizeof(labels[0]), name) ||
           is_among(labels, sizeof(labels) / sizeof(labels[0]),
                    ll_str_sub(name, 0, name.len - cut));
}

/* Where no list is cut and gone on with. */
static bool is_of_paging(const char *name)
{
    return strcmp(name, "after") == 0 || strcmp(name, "limit") == 0;
}

static void every_control_has_its_words(void **state)
{
    (void)state;
    int lacking = 0;
    for (size_t i = 0; i < ll_service_count; i++) {
        const struct ll_record *input = ll_services[i]->input;
        for (size_t k = 0; input != NULL && k < input->field_count; k++) {
            const struct ll_field *field = &input->fields[k];
            if (!is_of_paging(field->name) && !has_label(ll_str_from_cstr(field->name))) {
                print_message("labels.def has no LL_LABEL(\"%s\")\n", field->name);
                lacking++;
            }
            for (size_t row = 0; row < field->enum_row_count; row++) {
                const char *word = field->enum_rows[row].name;
                if (!is_among(word_rows, sizeof(word_rows) / sizeof(word_rows[0]),
                              ll_str_from_cstr(word))) {
                    print_message("words.def has no LL_VALUE(\"%s\")\n", word);
                    lacking++;
                }
            }
        }
    }
    assert_int_equal(lacking, 0);
}

/* The members that `words` (answer_shape.h) names: "units?:int" does, "id:lot" is a kind. */
static int members_without_label(const char *words)
{
    int lacking = 0;
    size_t from = 0;
    for (size_t i = 0; words[i] != '\0'; i++) {
        bool is_inner = (words[i] >= 'a' && words[i] <= 'z') || words[i] == '_' ||
                        (words[i] >= '0' && words[i] <= '9');
        struct ll_str name = {words + from, i - from - (i > from && words[i - 1] == '?')};
        if (words[i] == ':' && name.len > 0 && (from == 0 || words[from - 1] != ':') &&
            !has_label(name)) {
            print_message("labels.def has no LL_LABEL(\"%.*s\")\n", LL_STR_ARG(name));
            lacking++;
        }
        from = is_inner || words[i] == '?' ? from : i + 1;
    }
    return lacking;
}

static void every_answer_has_its_words(void **state)
{
    (void)state;
    int lacking = 0;
    for (size_t i = 0; i < ll_service_count; i++) {
        lacking += members_without_label(ll_answers_words(ll_services[i]));
    }
    assert_int_equal(lacking, 0);
}

static void every_address_says_what_it_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        const char *type = NULL;
        if (ll_openapi_answer(&ll_routes[i], &type) == NULL && type == NULL) {
            fail_msg("%s has no row in answers.def or own_answers.def", ll_routes[i].path);
        }
    }
}

static void no_address_stands_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_false(ll_routes[i].method == ll_routes[k].method &&
                         strcmp(ll_routes[i].path, ll_routes[k].path) == 0);
        }
    }
}

/* What is to be signed bears a number of its own each time, and a plant's figures, which stand in
 * no address: it is asked by POST, though nothing is stored. */
static bool is_prepared(const struct ll_route *route)
{
    return strcmp(route->service->verb, "prepare") == 0;
}

/* What only looks is asked by GET, what changes something never is. */
static void methods_are_those_of_their_services(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        if (route->service != NULL) {
            bool looks =
                route->service->mode == LL_SERVICE_READ || route->service->mode == LL_SERVICE_VIEW;
            if ((looks && !is_prepared(route)) != (route->method == LL_METHOD_GET)) {
                fail_msg("%s", route->path);
            }
        }
    }
}

static void names_in_paths_are_fields(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_route_count; i++) {
        const struct ll_route *route = &ll_routes[i];
        struct ll_route_match match;
        struct ll_str allowed;
        assert_int_equal(ll_route_find(&arena, ll_str_from_cstr(ll_method_names[route->method]),
                                       ll_str_from_cstr(route->path), &match, &allowed, NULL),
                         LL_OK);
        assert_ptr_equal(match.route, route);
        for (size_t k = 0; route->service != NULL && k < match.count; k++) {
            const struct ll_field *field = ll_record_find(route->service->input, match.names[k]);
            assert_non_null(field);
            assert_true(field->required);
            assert_int_not_equal(field->type, LL_FIELD_FILE);
        }
    }
}

static struct ll_route_match found(const char *method, const char *path)
{
    struct ll_route_match match = {0};
    struct ll_str allowed;
    if (ll_route_find(&arena, ll_str_from_cstr(method), ll_str_from_cstr(path), &match, &allowed,
                      NULL) != LL_OK) {
        fail_msg("%s %s is not found", method, path);
    }
    return match;
}

static enum ll_status missed(const char *method, const char *path, struct ll_str *ret_allowed)
{
    struct ll_route_match match = {0};
    return ll_route_find(&arena, ll_str_from_cstr(method), ll_str_from_cstr(path), &match,
                         ret_allowed, NULL);
}

static void paths_find_their_rows(void **state)
{
    (void)state;
    struct ll_str allowed = LL_STR("");
    assert_string_equal(found("GET", "/lots").route->path, "/lots");
    struct ll_route_match match = found("POST", "/lots/lot_1%2f%C3%A9/exclude");
    assert_string_equal(match.route->path, "/lots/{lot}/exclude");
    assert_int_equal(match.count, 1);
    assert_true(ll_str_eq_cstr(match.values[0], "lot_1/é"));
    assert_true(ll_str_eq_cstr(match.names[0], "lot"));
    /* what is written out goes before what may be anything */
    assert_string_equal(found("POST", "/packages/pour").route->path, "/packages/pour");
    assert_int_equal(missed("POST", "/lots", &allowed), LL_EPERM);
    assert_true(ll_str_eq_cstr(allowed, "GET, HEAD"));
    assert_int_equal(missed("DELETE", "/classes", &allowed), LL_EPERM);
    assert_true(ll_str_eq_cstr(allowed, "GET, HEAD, POST"));
    static const char *const nowhere[] = {"",
                                          "lots",
                                          "//lots",
                                          "/lots/",
                                          "/lots//x",
                                          "/Lots",
                                          "/lots/a/b/c/d/e/f/g/h/i/j",
                                          "/%6Cots",
                                          "/lots/../lots",
                                          "*"};
    for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
        assert_int_equal(missed("GET", nowhere[i], &allowed), LL_ENOTFOUND);
    }
    static const char *const broken[] = {"/lots/%",   "/lots/%4",  "/lots/%zz",
                                         "/lots/%00", "/lots/%FF", "/lots/%C3"};
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        assert_int_equal(missed("GET", broken[i], &allowed), LL_EPARSE);
    }
}

static void roles_may_what_their_rows_say(void **state)
{
    (void)state;
    const struct ll_roles nobody = {0};
    const struct ll_roles admin = {1U << LL_ROLE_ADMIN};
    const struct ll_roles client = {1U << LL_ROLE_CLIENT};
    for (int i = 0; i < LL_PERMISSION_COUNT; i++) {
        enum ll_permission permission = (enum ll_permission)i;
        assert_int_equal(ll_roles_may(nobody, permission), permission == LL_MAY_PUBLIC);
        assert_int_equal(ll_roles_may(admin, permission), permission != LL_MAY_LOCAL);
    }
    assert_true(ll_roles_may(client, LL_MAY_LOOK_UP));
    assert_false(ll_roles_may(client, LL_MAY_HANDLE));
}

/* Commands of hints, as addresses of what does the same on the pages. */
static void commands_are_addresses(void **state)
{
    static const struct {
        const char *text;
        const char *told;
    } rows[] = {
        {"list them with 'loopledger organisation list'", "list them with '/organisations'"},
        {"see where it is with 'loopledger package show pal/1'",
         "see where it is with '/packages/pal%2F1'"},
        {"see 'loopledger package show'", "see '/packages'"},
        {"make one with 'loopledger package make --label'", "make one with '/forms/packages'"},
        {"'loopledger shipment cancel s-1', or 'loopledger shipment plan'",
         "'/forms/shipments/s-1/cancel', or '/forms/shipments'"},
        {"free it with 'loopledger shipment cancel'", "free it with '/shipments'"},
        {"see \xC2\xAB\xC2\xA0loopledger lot show lot_1\xC2\xA0\xC2\xBB.",
         "see \xC2\xAB\xC2\xA0/lots/lot_1\xC2\xA0\xC2\xBB."},
        {"sign it with 'loopledger receipt sign --month'",
         "sign it with 'loopledger receipt sign --month'"},
        {"run 'loopledger nothing here'", "run 'loopledger nothing here'"},
        {"mend it; --good-rows imports the good rows (--order-line)",
         "mend it; 'good rows' imports the good rows ('order line')"},
        {"close it first: 'case list --open' names it; the plant's --note",
         "close it first: '/cases' names it; the plant's 'note'"},
        {"take it back ('order credit', 'hold withdraw'), or give --order-line",
         "take it back ('/forms/orders/credit', '/holds'), or give 'order line'"},
        {"see \xE2\x80\x98lot list\xE2\x80\x99", "see \xE2\x80\x98/lots\xE2\x80\x99"},
        {"the lot list, 'no such' and 'key show'", "the lot list, 'no such' and 'key show'"},
        {"a -- b, x--note, --", "a -- b, x--note, --"},
        {"'loopledger ", "'loopledger "},
        {"loopledger", "loopledger"},
        {"", ""},
    };
    struct ll_locale english = {0};
    struct ll_err err = {0};
    (void)state;
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &english, &err), LL_OK);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str told = ll_command_words(&arena, &english, ll_str_from_cstr(rows[i].text));
        assert_string_equal(ll_str_to_cstr(&arena, told), rows[i].told);
    }
}

/* And as what programs ask for, also without the program's name. */
static void commands_are_requests(void **state)
{
    static const struct {
        const char *text;
        const char *told;
    } rows[] = {
        {"list them with 'loopledger organisation list'", "list them with 'GET /organisations'"},
        {"not eligible until 'lot admit', which asks",
         "not eligible until 'POST /lots/{lot}/admit', which asks"},
        {"('site set'); 'package make --label'.", "('POST /site'); 'POST /packages'."},
        {"a receipt of --units, 'received' or 'case nothing' --mass",
         "a receipt of 'units', 'received' or 'case nothing' 'mass'"},
        {"sign it with 'receipt sign'", "sign it with 'receipt sign'"},
        {"the plant's own key, as 'lot admit", "the plant's own key, as 'lot admit"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct ll_str told = ll_command_words(&arena, NULL, ll_str_from_cstr(rows[i].text));
        assert_string_equal(ll_str_to_cstr(&arena, told), rows[i].told);
    }
}

/* The text of a line of a catalogue that begins with `what`, without its quotation marks. */
static bool take_text(struct ll_str *rest, const char *what, struct ll_str *ret_text)
{
    size_t len = ll_str_find_char(*rest, '\n');
    struct ll_str line = ll_str_sub(*rest, 0, len < rest->len ? len : rest->len);
    bool is_it = ll_str_starts(line, ll_str_from_cstr(what)) && line.len > strlen(what);
    *rest = ll_str_sub(*rest, line.len < rest->len ? line.len + 1 : rest->len, rest->len);
    *ret_text = is_it ? ll_str_sub(line, strlen(what), line.len - 1) : LL_STR("");
    return is_it;
}

/* Of a text of the catalogue: what a page can do is not told as a command. The field 'did document'
 * is called as one. */
static void check_told(const struct ll_locale *locale, struct ll_str text)
{
    static const char *const opening[] = {"'", "loopledger ", "\xC2\xAB\xC2\xA0", "\xE2\x80\x98"};
    struct ll_str told = ll_command_words(&arena, locale, text);
    for (size_t i = 0; i < told.len; i++) {
        for (size_t k = 0; k < sizeof(opening) / sizeof(opening[0]); k++) {
            struct ll_str rest = ll_str_sub(told, i, told.len);
            if (!ll_str_starts(rest, ll_str_from_cstr(opening[k]))) {
                continue;
            }
            rest = ll_str_sub(rest, strlen(opening[k]), rest.len);
            size_t noun = ll_str_find_char(rest, ' ');
            size_t end = noun < rest.len ? noun + 1 : rest.len;
            while (end < rest.len &&
                   (rest.ptr[end] == '-' || (rest.ptr[end] >= 'a' && rest.ptr[end] <= 'z'))) {
                end++;
            }
            const struct ll_service *service =
                noun < rest.len
                    ? ll_service_find(ll_str_sub(rest, 0, noun), ll_str_sub(rest, noun + 1, end))
                    : NULL;
            for (size_t r = 0; service != NULL && r < ll_route_count; r++) {
                if (ll_routes[r].service == service && strcmp(service->noun, "did") != 0 &&
                    ll_routes[r].permission != LL_MAY_LOCAL) {
                    fail_msg("a page would say: %.*s", LL_STR_ARG(told));
                }
            }
        }
    }
}

static void no_page_tells_of_commands(void **state)
{
    static const struct {
        enum ll_language language;
        const char *file;
        const char *what;
    } catalogues[] = {
        {LL_LANGUAGE_EN, "po/fr.po", "msgid \""},
        {LL_LANGUAGE_FR, "po/fr.po", "msgstr \""},
        {LL_LANGUAGE_NL, "po/nl.po", "msgstr \""},
    };
    struct ll_locale locale = {0};
    struct ll_err err = {0};
    size_t seen = 0;
    (void)state;
    for (size_t i = 0; i < sizeof(catalogues) / sizeof(catalogues[0]); i++) {
        struct ll_str rest = ll_test_read_file(&arena, catalogues[i].file);
        struct ll_str text;
        assert_int_equal(ll_locale_open(catalogues[i].language, &locale, &err), LL_OK);
        while (rest.len > 0) {
            bool is_it = take_text(&rest, catalogues[i].what, &text);
            if (is_it && ll_str_find(text, LL_STR("loopledger "), false) != SIZE_MAX) {
                seen++;
            }
            if (is_it && ll_str_find_char(text, ' ') < text.len) {
                check_told(&locale, text);
            }
        }
    }
    assert_true(seen > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_service_has_one_address),
        cmocka_unit_test(commands_are_addresses),
        cmocka_unit_test(commands_are_requests),
        cmocka_unit_test(no_page_tells_of_commands),
        cmocka_unit_test(every_address_says_what_it_is_for),
        cmocka_unit_test(every_form_speaks_each_language),
        cmocka_unit_test(every_control_has_its_words),
        cmocka_unit_test(every_answer_has_its_words),
        cmocka_unit_test(every_address_says_what_it_answers),
        cmocka_unit_test(no_address_stands_twice),
        cmocka_unit_test(methods_are_those_of_their_services),
        cmocka_unit_test(names_in_paths_are_fields),
        cmocka_unit_test(paths_find_their_rows),
        cmocka_unit_test(roles_may_what_their_rows_say),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
