/* What programs may not, people who are signed in may: every row of matrix.def with a cell 'p' is
 * answered to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/people.h"
#include "proof/multikey.h"
#include "service/answer.h"
#include "service/keys.h"

static const struct {
    const char *path;
    const char *cells;
} rows[] = {
#define MATRIX(method, path, kind, body, cells) {path, cells},
#include "http/matrix.def"
#undef MATRIX
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* Two administrators. */
struct world {
    struct ll_served *served;
    struct ll_signed_in ama;
    struct ll_signed_in kofi;
    const char *kofi_id;
    bool is_done[ROW_COUNT];
};

/* `path` of the matrix, with `id` in its braces; it is answered with 200. */
static struct ll_reply may(struct world *w, const struct ll_signed_in *who, const char *path,
                           const char *id, const char *json)
{
    const char *open = strchr(path, '{');
    const char *close = strchr(path, '}');
    assert_non_null(open);
    assert_non_null(close);
    const char *target = ll_text_of(w->served, "%.*s%s%s", (int)(open - path), path, id, close + 1);
    struct ll_reply reply = ll_far_post(w->served, target, who->fields, json);
    ll_assert_reply(&reply, 200, "{");
    for (size_t i = 0; i < ROW_COUNT; i++) {
        w->is_done[i] = w->is_done[i] || strcmp(rows[i].path, path) == 0;
    }
    return reply;
}

static void approve(struct world *w, const struct ll_reply *proposed, const char *part)
{
    const char *id = ll_member_of(w->served, proposed, "proposal_id");
    const char *body =
        ll_text_of(w->served, "{\"digest\":\"%s\"}", ll_member_of(w->served, proposed, "digest"));
    struct ll_reply reply = ll_far_post(
        w->served, ll_text_of(w->served, "/proposals/%s/approve", id), w->kofi.fields, body);
    ll_assert_reply(&reply, 200, part);
}

static void begin(struct world *w)
{
    struct ll_device device;
    ll_make_operator(w->served);
    (void)ll_make_person(w->served, "ama@example.org", "admin");
    w->ama = ll_enter(w->served, "ama@example.org", &device);
    w->kofi_id = ll_make_person(w->served, "kofi@example.org", "admin");
    w->kofi = ll_enter(w->served, "kofi@example.org", &device);
}

static void links(struct world *w)
{
    struct ll_reply reply = may(w, &w->ama, "/users/{user}/link", w->kofi_id, "{}");
    const struct ll_json *told = ll_json_get(ll_reply_read(w->served, &reply), LL_ANSWER_TRANSIENT);
    struct ll_str link = ll_json_string_at(told, "link");
    assert_true(ll_str_starts(link, LL_STR("/links/"))); /* there is no address to put in front */
}

static const char *propose(struct world *w)
{
    struct ll_reply reply =
        ll_far_post(w->served, "/access", w->ama.fields, "{\"second_factor\":\"nobody\"}");
    ll_assert_reply(&reply, 200, "proposal_id");
    return ll_member_of(w->served, &reply, "proposal_id");
}

static void proposals(struct world *w)
{
    const char *id = propose(w);
    (void)may(w, &w->kofi, "/proposals/{proposal}/reject", id, "{}");
    struct ll_reply reply =
        ll_far_get(w->served, ll_text_of(w->served, "/proposals/%s", id), w->ama.cookie);
    ll_assert_reply(&reply, 200, "rejected");
    id = propose(w);
    (void)may(w, &w->ama, "/proposals/{proposal}/withdraw", id, "{}");
    reply = ll_far_get(w->served, ll_text_of(w->served, "/proposals/%s", id), w->ama.cookie);
    ll_assert_reply(&reply, 200, "withdrawn");
}

static const char *key_in_use(struct world *w)
{
    struct ll_err err = {0};
    struct ll_sign_key key;
    char text[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_ctx ctx = {.arena = &w->served->arena,
                         .data_dir = ll_str_from_cstr(w->served->fixture.dir)};
    assert_int_equal(ll_keys_read_signing(&ctx, &key, &err), LL_OK);
    ll_multikey_public_format(&key.public_key, text);
    ll_sign_key_wipe(&key);
    return ll_text_of(w->served, "%s", text);
}

static void keys(struct world *w)
{
    const char *retired = key_in_use(w);
    struct ll_reply reply = may(w, &w->ama, "/keys/{retire}/change", retired, "{}");
    approve(w, &reply, retired);
}

/* A lot of devices that are heavier than any of their class are. */
static const char *doubted_lot(struct world *w)
{
    static const struct {
        const char *path;
        const char *json;
    } before[] = {
        {"/classes/load", "{}"},
        {"/organisations", "{\"code\":\"col\",\"country\":\"GH\",\"name\":\"Collector\"}"},
        {"/facilities",
         "{\"code\":\"depot\",\"country\":\"GH\",\"name\":\"Depot\",\"organisation\":\"col\"}"},
        {"/programmes", "{\"code\":\"africa\",\"operator\":\"op\",\"oldest_vintage\":\"2026-01\","
                        "\"classes\":[\"smartphone=smartphone:1.50 EUR\"]}"},
    };
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        struct ll_reply reply = ll_post(w->served, before[i].path, NULL, before[i].json);
        ll_assert_reply(&reply, 200, "{");
    }
    struct ll_reply reply =
        ll_post(w->served, "/collections", NULL,
                ll_text_of(w->served,
                           "{\"programme\":\"africa\",\"collector\":\"col\",\"facility\":\"depot\","
                           "\"collected_on\":\"2026-09-01\","
                           "\"price\":{\"currency\":\"GHS\",\"minor\":1000},"
                           "\"lots\":[\"smartphone:10:9kg:none\"],\"evidence_digest\":\"%064d\"}",
                           7));
    ll_assert_reply(&reply, 200, "mass-implausible");
    const struct ll_json *lots = ll_json_get(ll_reply_read(w->served, &reply), "lots");
    return ll_str_to_cstr(&w->served->arena, ll_json_string_at(&lots->items[0], "lot_id"));
}

static void lots(struct world *w)
{
    const char *lot = doubted_lot(w);
    struct ll_reply reply =
        may(w, &w->ama, "/lots/{lot}/admit", lot, "{\"explanation\":\"weighed-again\"}");
    approve(w, &reply, lot);
    reply = ll_get(w->served, ll_text_of(w->served, "/lots/%s", lot));
    ll_assert_reply(&reply, 200, "\"eligible\":true");
}

/* An empty bag, from the collector to the operator. */
static void handovers(struct world *w)
{
    struct ll_reply reply = ll_post(w->served, "/packages", NULL,
                                    "{\"code\":\"bag\",\"kind\":\"bag\",\"country\":\"GH\","
                                    "\"programme\":\"africa\",\"facility\":\"depot\"}");
    ll_assert_reply(&reply, 200, "{");
    reply = ll_far_post(w->served, "/handovers", w->ama.fields,
                        "{\"from\":\"col\",\"to\":\"op\",\"condition\":\"sound\","
                        "\"packages\":[\"bag\"]}");
    ll_assert_reply(&reply, 200, "digest");
    const char *id = ll_member_of(w->served, &reply, "handover_id");
    (void)may(w, &w->kofi, "/handovers/{handover}/take", id, "{}");
}

static void people_may(void **state)
{
    struct world w = {.served = ll_served_of(state)};
    begin(&w);
    links(&w);
    proposals(&w);
    keys(&w);
    lots(&w);
    handovers(&w);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        if (strchr(rows[i].cells, 'p') != NULL && !w.is_done[i]) {
            fail_msg("nobody is answered at %s", rows[i].path);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(people_may, ll_people_start, ll_served_end),
    };
    return cmocka_run_group_tests_name("person", tests, NULL, NULL);
}
