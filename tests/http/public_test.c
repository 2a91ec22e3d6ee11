/* Pages for everybody: what they say, whom they leave out, and that names of any kind leave them
 * whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "http/full.h"

#define PUBLIC_BYTES_MAX ((size_t)40 << 10)

static bool holds(struct ll_str text, const char *part)
{
    return ll_str_find(text, ll_str_from_cstr(part), false) != SIZE_MAX;
}

static struct ll_reply look(struct ll_served *served, const char *target, const char *language)
{
    return ll_ask(served, false,
                  "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Language: %s\r\n\r\n",
                  target, language);
}

static const struct ll_json *certificates(struct ll_full_served *full)
{
    const struct ll_json *items = ll_at(ll_call(full->ledger, "certificate list", NULL), "items");
    assert_true(items->count > 0);
    return items;
}

static const char *address(struct ll_served *served, struct ll_str serial, const char *end)
{
    struct ll_strbuf buf;
    struct ll_str text;
    ll_strbuf_init(&buf, &served->arena, 256);
    ll_strbuf_fmt(&buf, "/certificates/%.*s%s", LL_STR_ARG(serial), end);
    assert_int_equal(ll_strbuf_finish(&buf, &text, NULL), LL_OK);
    return ll_str_to_cstr(&served->arena, text);
}

/* Every certificate there is, by its serial, in each language: a page that is whole and small. */
static void a_certificate_is_for_everybody(void **state)
{
    static const char *const languages[] = {"en", "fr", "nl"};
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    const struct ll_json *items = certificates(full);
    for (size_t i = 0; i < items->count; i++) {
        struct ll_str serial = ll_text_at(&items->items[i], "serial");
        bool is_revoked = ll_str_eq_cstr(ll_text_at(&items->items[i], "state"), "revoked");
        for (size_t k = 0; k < 3; k++) {
            struct ll_reply reply = look(served, address(served, serial, ""), languages[k]);
            ll_assert_reply(&reply, 200, "class=\"claim\"");
            assert_true(reply.body.len < PUBLIC_BYTES_MAX);
            assert_true(holds(reply.body, "</html>"));
            assert_int_equal(holds(reply.body, "class=\"trail\""), !is_revoked);
            /* the story revokes on the machine itself */
            assert_true(!is_revoked || k > 0 || holds(reply.body, "Single control"));
            assert_int_equal(holds(reply.body, "/bundle\""), !is_revoked);
            assert_false(k == 0 && holds(reply.body, "<span>0 "));
        }
    }
}

/* Whose one that was revoked was is nobody's to read, nor can it be taken away: certificates of
 * others, which cite its units since, name its serial. */
static void what_was_revoked_says_little(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    const struct ll_json *items = certificates(full);
    size_t revoked = 0;
    for (size_t i = 0; i < items->count; i++) {
        struct ll_str serial = ll_text_at(&items->items[i], "serial");
        if (!ll_str_eq_cstr(ll_text_at(&items->items[i], "state"), "revoked")) {
            continue;
        }
        struct ll_reply reply = ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
                                       address(served, serial, ""));
        ll_assert_reply(&reply, 200, "\"state\":\"revoked\"");
        assert_true(holds(reply.body, "\"reason\""));
        assert_false(holds(reply.body, "\"beneficiary\""));
        assert_false(holds(reply.body, "\"receipts\""));
        reply = ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
                       address(served, serial, "/signed"));
        assert_int_equal(reply.status, 404);
        reply = ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
                       address(served, serial, "/bundle"));
        assert_int_equal(reply.status, 404);
        revoked++;
    }
    assert_true(revoked > 0);
}

/* Days, documents, order lines and places of collection stay with those who have a part in it. */
static void a_trail_names_no_day_or_document(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    const struct ll_json *items = certificates(full);
    const struct ll_json *lines = ll_at(ll_call(full->ledger, "order list", NULL), "items");
    for (size_t i = 0; i < items->count; i++) {
        struct ll_str serial = ll_text_at(&items->items[i], "serial");
        struct ll_reply reply = ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n",
                                       address(served, serial, ""));
        assert_int_equal(reply.status, 200);
        assert_false(holds(reply.body, "\"positions\""));
        assert_false(holds(reply.body, "\"document\""));
        assert_false(holds(reply.body, "receivedOn"));
        assert_false(holds(reply.body, "_id\""));
        for (size_t k = 0; k < lines->count; k++) {
            char code[128];
            (void)snprintf(code, sizeof(code), "\"%.*s\"",
                           LL_STR_ARG(ll_text_at(&lines->items[k], "code")));
            assert_false(holds(reply.body, code));
        }
    }
}

static void an_unknown_serial_is_told_in_constant_words(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply one =
        ll_ask(served, false, "GET /certificates/LL-0000000000000000 HTTP/1.1\r\nHost: x\r\n\r\n");
    struct ll_reply two = ll_ask(served, false, "GET /certificates/zz HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&one, 404, "no certificate has this serial");
    assert_int_equal(two.status, 404);
    assert_true(ll_str_eq(one.body, two.body));
}

/* Sums by stage, for people and for programs, and for nobody who is signed in: they have a desk. */
static void home_says_how_far_it_has_come(void **state)
{
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = look(served, "/", "fr");
    ll_assert_reply(&reply, 200, "<html lang=\"fr\">");
    ll_assert_reply(&reply, 200, "class=\"trail\"");
    ll_assert_reply(&reply, 200, "class=\"map\"");
    assert_true(reply.body.len < PUBLIC_BYTES_MAX);
    assert_false(holds(reply.body, "/certificates/LL-"));
    struct ll_reply again = look(served, "/", "fr");
    assert_true(ll_str_eq(reply.body, again.body));
    reply = ll_ask(served, false, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ll_assert_reply(&reply, 200, "\"items\":[");
    const struct ll_json *figures = ll_at(ll_reply_read(served, &reply), "figures");
    assert_true(ll_at(figures, "stages")->count > 0);
    assert_true(ll_at(figures, "countries")->count > 0);
    assert_true(ll_at(figures, "ways")->count > 0);
    assert_true(ll_at(figures, "treated_in")->count > 0);
    assert_true(ll_json_get(figures, "logged")->type == LL_JSON_TRUE);
    reply = look(served, "/", "en");
    ll_assert_reply(&reply, 200, "a public log lets anybody check");
    ll_assert_reply(&reply, 200, "<dt>As of</dt>");
    for (size_t i = 0; i < ll_at(figures, "ways")->count; i++) {
        const struct ll_json *way = &ll_at(figures, "ways")->items[i];
        assert_int_equal(way->count, 3); /* from, to and how much: no shipment, no place, no day */
        assert_false(ll_str_eq(ll_text_at(way, "from_country"), ll_text_at(way, "to_country")));
        assert_true(ll_json_get(way, "units") != NULL || ll_json_get(way, "mass_g") != NULL);
    }
    reply = ll_get(served, "/");
    assert_false(holds(reply.body, "\"figures\""));
}

/* Whoever has its code, without being known: what stands for it, and neither whose nor which it is;
 * the list of codes is its order's own. */
static size_t look_devices_up(struct ll_served *served, struct ll_str line)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "/orders/%.*s/codes", LL_STR_ARG(line));
    struct ll_reply reply = ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
    assert_int_equal(reply.status, 401);
    reply = ll_get(served, path);
    const struct ll_json *codes = ll_at(ll_reply_read(served, &reply), "items");
    for (size_t i = 0; i < codes->count && i < 3; i++) {
        (void)snprintf(path, sizeof(path), "/devices/%.*s",
                       LL_STR_ARG(ll_text_at(&codes->items[i], "device_code")));
        reply = look(served, path, "nl");
        ll_assert_reply(&reply, 200, "<html lang=\"nl\">");
        assert_true(reply.body.len < PUBLIC_BYTES_MAX);
        assert_true(holds(reply.head, "no-store"));
        assert_true(ll_str_find(reply.body, line, false) == SIZE_MAX);
        reply = ll_ask(served, false, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path);
        ll_assert_reply(&reply, 200, "\"allocation\":");
        assert_false(holds(reply.body, "_id\""));
        assert_false(holds(reply.body, "\"position\""));
    }
    return codes->count;
}

static void a_device_is_looked_up_by_its_code(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    const struct ll_json *lines = ll_at(ll_call(full->ledger, "order list", NULL), "items");
    size_t devices = 0;
    for (size_t i = 0; i < lines->count; i++) {
        devices += look_devices_up(served, ll_text_at(&lines->items[i], "code"));
    }
    assert_true(devices > 0);
    struct ll_reply reply = look(served, "/devices/dev_00000000000000000000000000", "en");
    ll_assert_reply(&reply, 404, "no device has this code");
}

/* Across borders a shipment has a map of its route; the desk tells what is under way. */
static void routes_are_drawn(void **state)
{
    static const char page[] =
        "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Language: fr\r\n\r\n";
    struct ll_served *served = ll_served_of(state);
    struct ll_reply reply = ll_ask(served, true, page, "/shipments/s-7");
    ll_assert_reply(&reply, 200, "<figure class=\"map\">");
    ll_assert_reply(&reply, 200, "L’itinéraire");
    ll_assert_reply(&reply, 200, "Départ :");
    ll_assert_reply(&reply, 200, "Arrivée :");
    ll_assert_reply(&reply, 200, "Belgique</text>");
    reply = ll_ask(served, true, page, "/shipments/s-0");
    assert_int_equal(reply.status, 200);
    assert_false(holds(reply.body, "class=\"map\""));
    reply = ll_ask(served, true, page, "/desk");
    ll_assert_reply(&reply, 200, "Ce qui est en route");
}

/* From the certificate's page to the operator's desk; what is wrong is said in the form. */
static void a_doubt_reaches_the_desk(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = ll_served_of(state);
    struct ll_str serial = ll_text_at(&certificates(full)->items[0], "serial");
    char path[128];
    (void)snprintf(path, sizeof(path), "/doubt?certificate=%.*s", LL_STR_ARG(serial));
    struct ll_reply reply = look(served, address(served, serial, ""), "fr");
    assert_true(holds(reply.body, path));
    reply = look(served, path, "fr");
    ll_assert_reply(&reply, 200, "action=\"/doubt\"");
    assert_true(ll_str_find(reply.body, serial, false) != SIZE_MAX);
    assert_true(reply.body.len < PUBLIC_BYTES_MAX);

    static const struct {
        const char *certificate; /* NULL: the first */
        const char *more;
        int status;
        const char *says;
    } sent[] = {
        {"LL-0000000000000000", "&message=no&name=Kofi&email=k%40paper.example", 404,
         "aria-invalid=\"true\""},
        {NULL, "&message=&name=Kofi&email=k%40paper.example", 422, "aria-invalid=\"true\""},
        {NULL, "&message=no&name=Kofi&email=k%40paper.example&website=x", 303, ""},
        {NULL, "&message=%3Cb%3Eno%E2%80%AE&name=Kofi&email=k%40paper.example", 303, ""},
    };
    for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++) {
        char body[512];
        int len = sent[i].certificate != NULL ? snprintf(body, sizeof(body), "certificate=%s%s",
                                                         sent[i].certificate, sent[i].more)
                                              : snprintf(body, sizeof(body), "certificate=%.*s%s",
                                                         LL_STR_ARG(serial), sent[i].more);
        reply = ll_ask(served, false,
                       "POST /doubt HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\n"
                       "Content-Length: %d\r\n\r\n%s",
                       len, body);
        ll_assert_reply(&reply, sent[i].status, sent[i].says);
    }
    reply = ll_get(served, "/enquiries?open=true");
    const struct ll_json *items = ll_at(ll_reply_read(served, &reply), "items");
    size_t doubts = 0;
    for (size_t i = 0; i < items->count; i++) {
        doubts += ll_str_eq(ll_json_string_at(&items->items[i], "certificate"), serial);
    }
    assert_int_equal(doubts, 1); /* what a program sent is thanked for, and stored nowhere */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_FULL_TEST(a_certificate_is_for_everybody),
        LL_FULL_TEST(what_was_revoked_says_little),
        LL_FULL_TEST(a_trail_names_no_day_or_document),
        LL_FULL_TEST(an_unknown_serial_is_told_in_constant_words),
        LL_FULL_TEST(routes_are_drawn),
        LL_FULL_TEST(home_says_how_far_it_has_come),
        LL_FULL_TEST(a_device_is_looked_up_by_its_code),
        LL_FULL_TEST(a_doubt_reaches_the_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
