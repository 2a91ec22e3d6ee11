/* Where people begin: a page of their own for each role, in their language, of what they see; and a
 * certificate as files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "edge/http/audits.h"
#include "edge/web/start.h"
#include "edge/web/wait.h"
#include "http/full.h"

static struct ll_reply page(struct ll_served *served, const char *target, const char *token,
                            const char *language)
{
    return ll_ask(
        served, false,
        "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Language: %s\r\n%s\r\n", target,
        language, token);
}

static bool has(const struct ll_reply *reply, const char *words)
{
    return ll_str_find(reply->body, ll_str_from_cstr(words), false) != SIZE_MAX;
}

#define CLIENT_MAY "\"see-demand\",\"order\",\"see-supply\",\"see-transport\""

static void a_client_begins_with_what_is_theirs(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(&full->served, "utrecht", "client", CLIENT_MAY);
    struct ll_reply reply = page(served, "/", token, "en");
    ll_assert_reply(&reply, 200, "Your programme");
    ll_assert_reply(&reply, 200, "/orders/funded");
    assert_true(has(&reply, "/files/pdf"));
    assert_true(has(&reply, "href=\"/progress?newest_first=true\""));
    assert_false(has(&reply, "href=\"/collections\"")); /* no list that is empty for them */
    reply = page(served, "/", token, "fr");
    ll_assert_reply(&reply, 200, "Votre programme");
    reply = page(served, "/stories", token, "nl");
    ll_assert_reply(&reply, 200, "Er zijn hier nog geen verhalen.");
    reply = page(served, "/certificates", token, "en");
    ll_assert_reply(&reply, 200, "Bundle with proofs");
    reply = page(served, "/progress", token, "en");
    ll_assert_reply(&reply, 200, "funded");
}

/* In place of the books: all that was bought is somewhere, waits, or is served otherwise. */
static void a_client_reads_an_order_in_plain_words(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(served, "utrecht", "client", CLIENT_MAY);
    struct ll_reply reply = page(served, "/orders/funded", token, "en");
    ll_assert_reply(&reply, 200, "Where they are, and what comes next");
    assert_true(has(&reply, "<svg"));
    assert_false(has(&reply, "allocat"));
    assert_false(has(&reply, "slices<"));
    reply = page(served, "/orders/funded", token, "fr");
    ll_assert_reply(&reply, 200, "Où ils sont, et la suite");
    reply =
        ll_ask(served, true, "GET /orders/funded HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&reply, 200, "/orders/funded/trail"); /* the books, and a way to this */

    reply = ll_get(served, "/orders?limit=1000");
    const struct ll_json *lines = ll_json_get(ll_reply_read(served, &reply), "items");
    assert_true(lines->count > 2);
    for (size_t i = 0; i < lines->count; i++) {
        char target[256];
        struct ll_str code = ll_json_string_at(&lines->items[i], "code");
        (void)snprintf(target, sizeof(target), "/orders/%.*s/trail", LL_STR_ARG(code));
        reply = ll_get(served, target);
        const struct ll_json *trail = ll_reply_read(served, &reply);
        const struct ll_json *places = ll_json_get(trail, "places");
        int64_t there = 0;
        int64_t end = 0;
        for (size_t k = 0; k < places->count; k++) {
            assert_true(ll_json_integer_at(&places->items[k], "lo") >= end);
            end = ll_json_integer_at(&places->items[k], "hi");
            there += end - ll_json_integer_at(&places->items[k], "lo");
        }
        assert_int_equal(
            there + ll_json_integer_at(trail, "open_units") + ll_json_integer_at(trail, "open_g") +
                ll_json_integer_at(trail, "carried_units") + ll_json_integer_at(trail, "carried_g"),
            ll_json_integer_at(trail, "demanded_units") + ll_json_integer_at(trail, "demanded_g"));
        assert_int_equal(there, ll_json_integer_at(trail, "allocated_units") +
                                    ll_json_integer_at(trail, "allocated_g"));
    }
}

/* For who sells and who buys, at the fee or the price that is asked; and the way to accept it. */
static void a_quote_is_a_page(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(served, "utrecht", "client", CLIENT_MAY);
    struct ll_reply reply = ll_get(served, "/holds?state=held");
    struct ll_str id = ll_json_string_at(
        &ll_json_get(ll_reply_read(served, &reply), "items")->items[0], "hold_id");
    char target[256];
    (void)snprintf(target, sizeof(target), "/holds/%.*s", LL_STR_ARG(id));
    reply = page(served, target, token, "en");
    ll_assert_reply(&reply, 200, "/quote\">A quote for it, to be printed");
    (void)snprintf(target, sizeof(target), "/holds/%.*s/quote", LL_STR_ARG(id));
    reply = page(served, target, token, "en");
    ll_assert_reply(&reply, 200, "The price is the fee of the programme.");
    assert_true(has(&reply, "/confirm\">Accept the quote"));
    reply = page(served, target, token, "fr");
    ll_assert_reply(&reply, 200, "Accepter le devis");
    (void)snprintf(target, sizeof(target), "/holds/%.*s/quote?price=2.10+EUR", LL_STR_ARG(id));
    reply = page(served, target, token, "nl");
    ll_assert_reply(&reply, 200, "hij wordt hier niet vastgelegd");
    (void)snprintf(target, sizeof(target), "/holds/%.*s/quote?price=cheap", LL_STR_ARG(id));
    reply = page(served, target, token, "en");
    assert_int_equal(reply.status, 422);
}

/* What was asked wrongly can be put right where it was asked. */
static void a_refused_question_is_put_again(void **state)
{
    static const char *const targets[] = {"/lots?country=GHANA", "/orders?programme=nope",
                                          "/permits?origin=GHX", "/samples?units=none"};
    struct ll_full_served *full = *state;
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
        struct ll_reply reply =
            ll_ask(&full->served, true, "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n",
                   targets[i]);
        assert_true(reply.status >= 400 && reply.status < 500);
        assert_true(has(&reply, "aria-invalid=\"true\""));
        assert_true(has(&reply, "<form class=\"filter\""));
    }
    /* What is no list's question has no filter. */
    struct ll_reply doubt = ll_ask(&full->served, false,
                                   "GET /doubt?x HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    assert_true(doubt.status >= 400 && doubt.status < 500);
    assert_false(has(&doubt, "<form class=\"filter\""));
    struct ll_reply reply =
        ll_ask(&full->served, false,
               "GET /lots?country=GHANA HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&reply, 401, "");
    assert_false(has(&reply, "<form class=\"filter\""));
}

static void others_begin_with_theirs(void **state)
{
    static const struct {
        const char *role;
        const char *title;
    } roles[] = {
        {"reseller", "What you sell"},
        {"recycler", "Your plant"},
        {"carrier", "Your transports"},
        {"warehouse", "Your warehouse"},
        {"agent", "Your collections"},
        {"auditor", "Your audit"},
        {"official", "Shipments through your country"},
    };
    struct ll_full_served *full = *state;
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        const char *token = ll_make_token(&full->served, "utrecht", roles[i].role, "\"look-up\"");
        struct ll_reply reply = page(&full->served, "/", token, "en");
        ll_assert_reply(&reply, 200, roles[i].title);
        assert_false(has(&reply, "/orders/funded")); /* the token may not ask for it */
    }
}

/* What they may do something with, or are asked about, is in their menu. */
static void a_menu_has_what_they_see(void **state)
{
    static const struct {
        const char *role;
        const char *permissions;
        const char *href;
    } roles[] = {
        {"recycler", "\"see-transport\"", "href=\"/notifications\""},
        {"carrier", "\"see-supply\"", "href=\"/cases?by_deadline=true\""},
        {"warehouse", "\"see-supply\"", "href=\"/stock-limits\""},
        {"official", "\"see-transport\"", "href=\"/notifications\""},
        {"agent", "\"see-supply\"", "href=\"/collections?newest_first=true\""},
    };
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = NULL;
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        token = ll_make_token(served, "utrecht", roles[i].role, roles[i].permissions);
        struct ll_reply reply = page(served, "/", token, "en");
        ll_assert_reply(&reply, 200, roles[i].href);
    }
    /* asked for in an order, all of a list is asked for: what it lacks is begun, not widened */
    struct ll_reply reply = page(served, "/collections?newest_first=true", token, "en");
    assert_false(has(&reply, "Nothing fits"));
    assert_false(has(&reply, "<details class=\"filter\" open"));
    reply = page(served, "/collections?country=FR&newest_first=true", token, "en");
    ll_assert_reply(&reply, 200, "Nothing fits");
    ll_assert_reply(&reply, 200, "<details class=\"filter\" open");
}

/* Who may do the next step is told to; who may not, whose it is. */
static void what_is_not_there_yet_is_somebodys(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(served, "utrecht", "agent", "\"see-supply\",\"collect\"");
    struct ll_reply reply = page(served, "/collections", token, "en");
    ll_assert_reply(&reply, 200, "Record the first");
    ll_assert_reply(&reply, 200, "href=\"/forms/collections\"");
    token = ll_make_token(served, "smelter", "agent", "\"see-supply\"");
    reply = page(served, "/collections", token, "en");
    ll_assert_reply(&reply, 200, "Collectors and the operator&#39;s logistics record them");
    assert_false(has(&reply, "Record the first"));
    assert_false(has(&reply, "/forms/collections"));
    /* What has no other words reads the same. */
    reply = page(served, "/lots", token, "en");
    ll_assert_reply(&reply, 200, "Each collection that is recorded makes one");
}

static void a_certificate_is_taken_along(void **state)
{
    static const struct {
        const char *form;
        const char *type;
        const char *begin;
    } forms[] = {
        {"pdf", "application/pdf", "%PDF-"},
        {"json", "application/json", "{\"@context\""},
        {"jwt", "application/vc+jwt", "eyJ"},
        {"csv", "text/csv; charset=utf-8", "order_line,line_lo,"},
    };
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(&full->served, "utrecht", "client", CLIENT_MAY);
    struct ll_reply reply =
        ll_ask(served, false, "GET /certificates HTTP/1.1\r\nHost: x\r\n%s\r\n", token);
    const struct ll_json *items = ll_json_get(ll_reply_read(served, &reply), "items");
    assert_true(items->count > 0);
    struct ll_str serial = ll_json_string_at(&items->items[0], "serial");
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        reply =
            ll_ask(served, false, "GET /certificates/%.*s/files/%s HTTP/1.1\r\nHost: x\r\n%s\r\n",
                   LL_STR_ARG(serial), forms[i].form, token);
        assert_int_equal(reply.status, 200);
        assert_true(ll_str_eq_cstr(ll_reply_field(&reply, "Content-Type"), forms[i].type));
        assert_true(ll_str_starts(ll_reply_field(&reply, "Content-Disposition"),
                                  LL_STR("attachment; filename=\"LL-")));
        assert_true(ll_str_starts(reply.body, ll_str_from_cstr(forms[i].begin)));
    }
    char target[256];
    (void)snprintf(target, sizeof(target), "/certificates/%.*s", LL_STR_ARG(serial));
    reply = page(served, target, token, "en");
    ll_assert_reply(&reply, 200, "/files/jwt\">The certificate as a token (vc+jwt)");
    reply =
        ll_ask(served, false, "GET /certificates/%.*s/files/p%%64f HTTP/1.1\r\nHost: x\r\n%s\r\n",
               LL_STR_ARG(serial), token);
    assert_true(reply.status == 200 || reply.status == 404);
    reply = ll_ask(served, false,
                   "GET /certificates/LL-0000000000000000/files/csv HTTP/1.1\r\nHost: x\r\n%s\r\n",
                   token);
    assert_int_equal(reply.status, 404);
}

/* What a page asks is there to be asked. */
static void parts_are_of_services(void **state)
{
    (void)state;
    for (size_t i = 0; i < ll_start_part_count; i++) {
        const struct ll_start_part *part = &ll_start_parts[i];
        const struct ll_service *service =
            ll_service_find(ll_str_from_cstr(part->noun), ll_str_from_cstr(part->verb));
        if (part->noun[0] == '\0') {
            continue;
        }
        assert_non_null(service);
        struct ll_str query = ll_str_from_cstr(part->query);
        assert_non_null(
            ll_record_find(service->input, ll_str_sub(query, 0, ll_str_find_char(query, '='))));
    }
}

/* ---- samples ---- */

static const struct ll_json *draw(struct ll_ledger *l, const char *seed, const char *units,
                                  const char *until)
{
    return ll_call(l, "sample draw", "programme=africa", seed, units, until, NULL);
}

static bool same_units(const struct ll_json *a, const struct ll_json *b)
{
    const struct ll_json *x = ll_at(a, "items");
    const struct ll_json *y = ll_at(b, "items");
    for (size_t i = 0; i < x->count && x->count == y->count; i++) {
        if (!ll_str_eq(ll_json_string_at(&x->items[i], "receipt_id"),
                       ll_json_string_at(&y->items[i], "receipt_id")) ||
            !ll_str_eq(ll_json_string_at(&x->items[i], "lot_id"),
                       ll_json_string_at(&y->items[i], "lot_id")) ||
            ll_json_get(&x->items[i], "unit")->integer !=
                ll_json_get(&y->items[i], "unit")->integer) {
            return false;
        }
    }
    return x->count == y->count;
}

/* The first unit as docs/sampling.md says it is drawn, of the whole population in its order: all
 * units of it are asked for, and sorted. */
static void check_first(struct ll_ledger *l, const struct ll_json *one, const struct ll_json *all)
{
    char text[512];
    uint8_t digest[LL_DIGEST_SIZE];
    uint64_t hash = 0;
    const struct ll_json *items = ll_at(all, "items");
    const struct ll_json *first = &ll_at(one, "items")->items[0];
    uint64_t size = (uint64_t)ll_json_get(one, "population_units")->integer;
    (void)snprintf(text, sizeof(text), "loopledger sample received-1\n%.*s\n%.*s\n0\nspring",
                   LL_STR_ARG(ll_text_at(one, "programme_id")),
                   LL_STR_ARG(ll_text_at(one, "until")));
    ll_crypto_sha256(l->ctx.crypto, ll_str_from_cstr(text), digest);
    for (size_t i = 0; i < 8; i++) {
        hash = hash << 8U | digest[i];
    }
    uint64_t before = 0; /* how many come before it in the order of receipts, lots and units */
    assert_int_equal(items->count, size);
    for (size_t i = 0; i < items->count; i++) {
        static const char *const names[] = {"receipt_id", "lot_id"};
        int order = 0;
        for (size_t k = 0; k < 2 && order == 0; k++) {
            order = ll_str_cmp(ll_json_string_at(&items->items[i], names[k]),
                               ll_json_string_at(first, names[k]));
        }
        if (order == 0) {
            order =
                ll_json_get(&items->items[i], "unit")->integer < ll_json_get(first, "unit")->integer
                    ? -1
                    : 0;
        }
        before += order < 0 ? 1 : 0;
    }
    assert_int_equal(before, hash % size);
}

static void a_sample_is_drawn_again(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_ledger *l = full->ledger;
    const struct ll_json *one = draw(l, "seed=spring", "units=8", NULL);
    const struct ll_json *again = draw(l, "seed=spring", "units=8", NULL);
    assert_int_equal(ll_at(one, "items")->count, 8);
    assert_true(same_units(one, again));
    assert_false(same_units(one, draw(l, "seed=autumn", "units=8", NULL)));
    /* What is recorded later changes nothing of a stated position. */
    const char *until = ll_option(l, "until", ll_text_at(one, "until"));
    struct ll_reply reply = ll_post(&full->served, "/organisations", NULL,
                                    "{\"code\":\"later\",\"country\":\"NL\",\"name\":\"Later\"}");
    ll_assert_reply(&reply, 200, "organisation_id");
    assert_true(same_units(one, draw(l, "seed=spring", "units=8", until)));
    const struct ll_json *all = draw(l, "seed=spring", "units=1000", until);
    check_first(l, one, all);
    /* What lacks is counted: as many as name it. */
    const struct ll_json *absent = ll_at(all, "absent.items");
    for (size_t i = 0; i < absent->count; i++) {
        int64_t named = 0;
        for (size_t k = 0; k < ll_at(all, "items")->count; k++) {
            const struct ll_json *missing = ll_json_get(&ll_at(all, "items")->items[k], "missing");
            for (size_t m = 0; m < missing->count; m++) {
                named += ll_str_eq(missing->items[m].string,
                                   ll_json_string_at(&absent->items[i], "missing"))
                             ? 1
                             : 0;
            }
        }
        assert_int_equal(ll_json_get(&absent->items[i], "units")->integer, named);
        assert_true(named > 0);
    }
    assert_true(absent->count > 0);
    assert_int_equal(ll_at(ll_call(l, "sample draw", NULL), "items")->count, 0);
    ll_refuse(l, LL_ENOTFOUND, "no programme", "sample draw", "programme=nowhere", "seed=a", NULL);
}

static void an_auditor_draws_what_they_audit(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(&full->served, "utrecht", "auditor", "\"audit\",\"look-up\"");
    struct ll_reply reply = page(served, "/samples?programme=africa&seed=a", token, "en");
    assert_int_equal(reply.status, 404);
    reply = ll_post(served, "/parties/programme:africa", NULL,
                    "{\"organisation\":\"utrecht\",\"role\":\"auditor\"}");
    assert_int_equal(reply.status, 200);
    reply = page(served, "/samples?programme=africa&seed=a", token, "fr");
    ll_assert_reply(&reply, 200, "Ce qui manque");
    ll_assert_reply(&reply, 200, "/samples/file?programme=africa&amp;seed=a&amp;until=evt_");
    reply = page(served, "/samples/file?programme=africa&seed=a&units=2", token, "fr");
    ll_assert_reply(&reply, 200, "leaf_hash");
    assert_true(ll_str_starts(ll_reply_field(&reply, "Content-Disposition"), LL_STR("attachment")));
}

static struct ll_reply local_page(struct ll_served *served, const char *target,
                                  const char *language)
{
    return ll_ask(served, true,
                  "GET %s HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Language: %s\r\n\r\n",
                  target, language);
}

/* An official who does not know the process asks, and reads the answer in French. */
static void the_permit_desk_answers(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(served, "utrecht", "official", "\"see-permits\"");
    struct ll_reply reply = page(served, "/permits", token, "en");
    ll_assert_reply(&reply, 200, "name=\"origin\"");
    ll_assert_reply(&reply, 200, "<option value=\"EG\">Egypt</option>");
    assert_false(has(&reply, "class=\"verdict\""));
    const char *asked = "/permits?origin=NG&transits=CM&destination=NL&stream=phone-scrap";
    reply = page(served, asked, token, "fr");
    ll_assert_reply(&reply, 200, "un \xC3\x89tat de transit interdit le transit");
    ll_assert_reply(&reply, 200, "CM-FACTSHEET");
    asked = "/permits?origin=NG&transits=MA&destination=NL&stream=phone-scrap&"
            "battery=installed-intact&departure=2026-12-15";
    reply = page(served, asked, token, "fr");
    ll_assert_reply(&reply, 200, "Qui doit consentir");
    ll_assert_reply(&reply, 200,
                    "11\xC2\xA0"
                    "d\xC3\xA9"
                    "cembre");
    reply = page(served, asked, token, "en");
    ll_assert_reply(&reply, 200, "Federal Ministry of Environment");
    ll_assert_reply(&reply, 200, "movement document sent");
    ll_assert_reply(&reply, 200, "confirm with the authority");
    reply = page(served, "/permits/tables?table=countries", token, "en");
    ll_assert_reply(&reply, 200, "CM-FACTSHEET");
    reply = page(served, "/permits?origin=XX&destination=NL&stream=phone-scrap", token, "en");
    assert_int_equal(reply.status, 422);
}

/* What few need is folded away, and open where it is filled or was refused. */
static void the_permit_desk_folds_what_few_need(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const char *token = ll_make_token(served, "smelter", "official", "\"see-permits\"");
    struct ll_reply reply = page(served, "/permits", token, "en");
    ll_assert_reply(&reply, 200, "name=\"submitted\"");
    ll_assert_reply(&reply, 200, "name=\"article_11\"");
    ll_assert_reply(&reply, 200, "<details class=\"fold\">");
    assert_false(has(&reply, "<details class=\"fold\" open>"));
    reply =
        page(served, "/permits?origin=NG&destination=NL&stream=phone-scrap&submitted=2026-09-01",
             token, "en");
    ll_assert_reply(&reply, 200, "<details class=\"fold\" open>");
    ll_assert_reply(&reply, 200, "value=\"2026-09-01\"");
    reply = page(served, "/permits?origin=NG&submitted=soon", token, "en");
    ll_assert_reply(&reply, 422, "<details class=\"fold\" open>");
    reply = page(served, "/permits?origin=XX&submitted=2026-09-01", token, "en");
    ll_assert_reply(&reply, 422, "value=\"2026-09-01\"");
}

/* Order lines and programmes lead to what waits in theirs, told in sentences. */
static void what_waits_is_told_in_sentences(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    struct ll_reply reply = local_page(served, "/orders/funded", "en");
    ll_assert_reply(&reply, 200, "href=\"/programmes/africa/allocations/preview\"");
    reply = local_page(served, "/programmes/africa", "nl");
    ll_assert_reply(&reply, 200, "href=\"/programmes/africa/allocations/preview\"");
    reply = local_page(served, "/programmes/africa/allocations/preview", "fr");
    ll_assert_reply(&reply, 200, "</html>");
    struct ll_arena *arena = &served->arena;
    struct ll_locale locale;
    struct ll_json *data = ll_json_new_object(arena);
    struct ll_json *list = ll_json_new_array(arena);
    struct ll_json *wait = ll_json_new_object(arena);
    ll_json_set_integer(arena, wait, "units", 5);
    ll_json_set_integer(arena, wait, "free_of_other_class_units", 1200);
    ll_json_set_cstr(arena, wait, "why", "no eligible lot of this class");
    ll_json_append(arena, list, wait);
    ll_json_set(arena, data, "waiting", list);
    assert_int_equal(ll_locale_open(LL_LANGUAGE_EN, &locale, NULL), LL_OK);
    const struct ll_json *shown = ll_json_get(ll_wait_of(arena, &locale, data), "shown");
    struct ll_str why = ll_json_string_at(&ll_json_get(shown, "waiting")->items[0], "why");
    assert_true(ll_str_eq_cstr(why, "5 units: no eligible lot of this class; still free: 1,200 "
                                    "units of other classes"));
}

/* An open enquiry is accepted with codes made of its name; a doubt, and what was answered, is not.
 */
static void an_enquiry_is_accepted_once(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    char target[256];
    struct ll_reply reply = ll_post(
        served, "/enquiries", NULL,
        "{\"country\":\"FR\",\"devices\":\"phones\",\"email\":\"ann@firm.example\",\"name\":"
        "\"Ann\",\"organisation\":\"Soci\xC3\xA9t\xC3\xA9 \xC3\x89gale (SA)\",\"trigger\":"
        "\"purchase\",\"units_a_year\":1200}");
    assert_int_equal(reply.status, 200);
    (void)snprintf(target, sizeof(target), "/enquiries/%.*s",
                   LL_STR_ARG(ll_text_at(ll_reply_read(served, &reply), "enquiry_id")));
    reply = local_page(served, target, "en");
    ll_assert_reply(&reply, 200, "accept?code=societe-egale-sa&amp;order_code=societe-egale-sa-1");
    ll_assert_reply(&reply, 200, "/decline");
    (void)snprintf(target + strlen(target), sizeof(target) - strlen(target), "/decline");
    reply = ll_post(served, target, NULL, "{}");
    assert_int_equal(reply.status, 200);
    target[strlen(target) - strlen("/decline")] = '\0';
    reply = local_page(served, target, "en");
    assert_false(has(&reply, "/decline"));
    assert_false(has(&reply, "/accept"));
    const struct ll_json *list =
        ll_call(full->ledger, "certificate list", "programme=africa", NULL);
    (void)snprintf(target, sizeof(target),
                   "{\"certificate\":\"%.*s\",\"email\":\"jo@x.example\","
                   "\"message\":\"So?\",\"name\":\"Jo\"}",
                   LL_STR_ARG(ll_text_at(list, "items.0.serial")));
    reply = ll_post(served, "/enquiries/doubt", NULL, target);
    assert_int_equal(reply.status, 200);
    (void)snprintf(target, sizeof(target), "/enquiries/%.*s",
                   LL_STR_ARG(ll_text_at(ll_reply_read(served, &reply), "enquiry_id")));
    reply = local_page(served, target, "en");
    ll_assert_reply(&reply, 200, "/decline");
    assert_false(has(&reply, "/accept"));
}

/* The desk says what the next shipments lack, who has to act and why. */
static void the_next_shipments_are_told(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    struct ll_reply reply = local_page(served, "/desk", "en");
    ll_assert_reply(&reply, 200, "<h3>What the next shipments lack</h3>");
    ll_assert_reply(&reply, 200, "<td><a href=\"/shipments/s-7\">s-7</a>");
    ll_assert_reply(&reply, 200, "<span class=\"mark bad\">no consent</span>");
    ll_assert_reply(&reply, 200, "BC-ART6 p.3-4; EU-WSR2024 Art.9, 51(4)");
    reply = local_page(served, "/desk", "fr");
    ll_assert_reply(&reply, 200, "<h3>Ce qui manque aux prochaines expéditions</h3>");
    reply = local_page(served, "/shipments/s-7/check", "en");
    ll_assert_reply(&reply, 200, "<span class=\"mark bad\">no consent</span>");
}

/* One audit is run from the page; what one found is told in full to the operator's people alone. */
static void an_audit_is_run_and_told(void **state)
{
    struct ll_full_served *full = *state;
    struct ll_served *served = &full->served;
    const struct timespec moment = {.tv_nsec = 20000000};
    struct ll_reply reply =
        ll_ask(served, true, "GET /findings HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&reply, 200, "No audit was kept yet");
    ll_assert_reply(&reply, 200, "Run an audit now");
    reply = ll_post(served, "/findings", NULL, "{}");
    ll_assert_reply(&reply, 200, "is_running");
    for (int i = 0; i < 1500 && !has(&reply, "\"is_running\":false"); i++) {
        (void)nanosleep(&moment, NULL);
        reply = ll_get(served, "/findings");
    }
    ll_assert_reply(&reply, 200, "\"finding_count\":0");
    reply = ll_ask(served, true, "GET /findings HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&reply, 200, "Nothing was found: the ledger is whole up to its entry number");

    struct ll_err err = {0};
    struct ll_json *report = NULL;
    struct ll_str text =
        LL_STR("{\"checked\":{\"events\":7},\"finding_count\":1,\"findings\":[{\"finding\":\"row-"
               "differs\","
               "\"object\":\"lot_01h2xcejqtf2nbrexx3vqjhp41\",\"text\":\"its <mass> differs\"}]}");
    assert_int_equal(ll_json_read(&served->arena, text, text.len, &report, &err), LL_OK);
    assert_int_equal(ll_audits_keep(&served->arena, ll_str_from_cstr(served->fixture.dir),
                                    (struct ll_time){0}, (struct ll_time){0}, report, &err),
                     LL_OK);
    reply = ll_ask(served, true, "GET /findings HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n");
    ll_assert_reply(&reply, 200, "href=\"/lots/lot_01h2xcejqtf2nbrexx3vqjhp41\"");
    ll_assert_reply(&reply, 200, "its &lt;mass&gt; differs");
    ll_assert_reply(&reply, 200, "loopledger rebuild");
    reply =
        page(served, "/findings", ll_make_token(served, "utrecht", "auditor", "\"audit\""), "fr");
    ll_assert_reply(&reply, 200, "row-differs");
    assert_false(has(&reply, "lot_01h2xcejqtf2nbrexx3vqjhp41"));
    assert_false(has(&reply, "differs</"));
    reply = page(served, "/findings", ll_make_token(served, "utrecht", "client", CLIENT_MAY), "fr");
    assert_int_equal(reply.status, 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_of_services),
        LL_FULL_TEST(a_client_begins_with_what_is_theirs),
        LL_FULL_TEST(a_client_reads_an_order_in_plain_words),
        LL_FULL_TEST(a_quote_is_a_page),
        LL_FULL_TEST(a_refused_question_is_put_again),
        LL_FULL_TEST(others_begin_with_theirs),
        LL_FULL_TEST(a_menu_has_what_they_see),
        LL_FULL_TEST(what_is_not_there_yet_is_somebodys),
        LL_FULL_TEST(a_certificate_is_taken_along),
        LL_FULL_TEST(a_sample_is_drawn_again),
        LL_FULL_TEST(an_auditor_draws_what_they_audit),
        LL_FULL_TEST(what_waits_is_told_in_sentences),
        LL_FULL_TEST(the_next_shipments_are_told),
        LL_FULL_TEST(an_enquiry_is_accepted_once),
        LL_FULL_TEST(an_audit_is_run_and_told),
        LL_FULL_TEST(the_permit_desk_answers),
        LL_FULL_TEST(the_permit_desk_folds_what_few_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
