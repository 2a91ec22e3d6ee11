/* Steps that need two people: proposed, approved, rejected, withdrawn; what one person does alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "service/control.h"
#include "service/run.h"
#include "service/support.h"
#include "service/webhook.h"
#include "store/q_access.h"
#include "store/q_control.h"
#include "store/q_identity.h"

/* Who asks from here on; NULL: the machine itself. */
static void ask_as(struct ll_ledger *l, const char *user, uint32_t role)
{
    l->ctx.viewer = (struct ll_viewer){0};
    l->ctx.actor = LL_STR("test");
    if (user != NULL) {
        struct ll_str id = ll_str_from_cstr(strchr(user, '=') + 1);
        l->ctx.viewer.is_limited = true;
        l->ctx.viewer.sees_all = true;
        l->ctx.viewer.roles.bits = 1U << role;
        assert_int_equal(ll_id_parse("usr", id, &l->ctx.viewer.user_id.raw, &l->err), LL_OK);
        l->ctx.actor = id;
    }
}

static const char *add(struct ll_ledger *l, const char *email, const char *role)
{
    const struct ll_json *answer =
        ll_call(l, "user add", email, "name=Ama", "organisation=oneforone", role, NULL);
    return ll_option(l, "user", ll_text_at(answer, "user_id"));
}

static const char *digest_of(struct ll_ledger *l, const struct ll_json *proposed)
{
    const struct ll_json *shown =
        ll_call(l, "proposal show", ll_option(l, "ref", ll_text_at(proposed, "proposal_id")), NULL);
    assert_true(ll_str_eq(ll_text_at(shown, "digest"), ll_text_at(proposed, "digest")));
    return ll_option(l, "digest", ll_text_at(shown, "digest"));
}

static const char *proposal_of(struct ll_ledger *l, const struct ll_json *proposed)
{
    return ll_option(l, "proposal", ll_text_at(proposed, "proposal_id"));
}

struct people {
    const char *ama; /* programme */
    const char *kofi;
    const char *esi; /* logistics */
    const char *lot; /* excluded */
};

static struct people start(struct ll_ledger *l)
{
    struct people people;
    ll_make_registry(l);
    people.ama = add(l, "email=ama@example.org", "role=programme");
    people.kofi = add(l, "email=kofi@example.org", "role=programme");
    people.esi = add(l, "email=esi@example.org", "role=logistics");
    const struct ll_json *received = ll_receive(l, "r-1", "smartphone:100:16kg:removed");
    people.lot = ll_option(l, "lot", ll_text_at(received, "lots.0.lot_id"));
    ll_call(l, "lot exclude", people.lot, "reason=doubt", NULL);
    return people;
}

/* The desk tells how many wait for a second person, and which; nobody has to open the list. */
static void assert_waiting(struct ll_ledger *l, int64_t count)
{
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    ll_assert_text(desk, "tasks.19.task", "proposals-open");
    assert_int_equal(ll_number_at(desk, "tasks.19.entries"), count);
    const struct ll_json *list = ll_at(ll_call(l, "proposal list", "open=true", NULL), "items");
    assert_int_equal(list->count, count);
    if (count > 0) {
        assert_int_equal(ll_at(desk, "tasks.19.first")->count, count);
        assert_true(ll_str_eq(ll_json_string(&ll_at(desk, "tasks.19.first")->items[0]),
                              ll_text_at(&list->items[0], "proposal_id")));
    }
}

static void two_people_do_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    int64_t events = ll_event_total(l);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    const struct ll_json *proposed =
        ll_call(l, "lot admit", people.lot, "note=seen by Kofi's brother", NULL);
    assert_int_equal(ll_event_total(l), events);
    const char *proposal = proposal_of(l, proposed);
    const char *digest = digest_of(l, proposed);
    ll_refuse(l, LL_EEXISTS, "already", "lot admit", people.lot, "note=seen by Kofi's brother",
              NULL);
    ll_refuse(l, LL_EPERM, "cannot approve", "proposal approve", proposal, digest, NULL);
    ask_as(l, people.esi, LL_ROLE_LOGISTICS);
    ll_refuse(l, LL_EPERM, "roles", "proposal approve", proposal, digest, NULL);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    l->ctx.viewer.is_program = true;
    ll_refuse(l, LL_EPERM, "signed in", "proposal approve", proposal, digest, NULL);
    l->ctx.viewer.is_program = false;
    ll_refuse(l, LL_ECHANGED, "digest", "proposal approve", proposal,
              "digest=0000000000000000000000000000000000000000000000000000000000000000", NULL);
    ask_as(l, NULL, 0);
    ll_refuse(l, LL_EPERM, "signed in", "proposal approve", proposal, digest, NULL);
    assert_waiting(l, 1);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal, digest, NULL);
    ll_refuse(l, LL_EREFUSED, "approved already", "proposal approve", proposal, digest, NULL);
    ask_as(l, NULL, 0);
    assert_waiting(l, 0);
    const struct ll_json *shown = ll_call(
        l, "lot show", ll_option(l, "ref", ll_str_from_cstr(strchr(people.lot, '=') + 1)), NULL);
    assert_true(ll_bool_at(shown, "eligible"));
    const struct ll_json *controls = ll_at(ll_call(l, "control list", NULL), "items");
    const struct ll_json *last = &controls->items[controls->count - 1];
    ll_assert_text(last, "step", "lot-admit");
    assert_true(ll_str_eq_cstr(ll_text_at(last, "proposed_by"), strchr(people.ama, '=') + 1));
    assert_true(ll_str_eq_cstr(ll_text_at(last, "approved_by"), strchr(people.kofi, '=') + 1));
    assert_false(ll_bool_at(last, "single_control"));
    /* what was asked is gone once it is done */
    shown = ll_call(l, "proposal show",
                    ll_option(l, "ref", ll_str_from_cstr(strchr(proposal, '=') + 1)), NULL);
    ll_assert_text(shown, "state", "approved");
    assert_null(ll_json_get(shown, "input"));
}

/* What holds a token is no person, whoever it asks as. */
static void a_program_is_no_person(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    const char *admin = add(l, "email=first@example.org", "role=admin");
    int64_t events = ll_event_total(l);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    l->ctx.viewer.is_program = true;
    ll_refuse(l, LL_EPERM, "person who is signed in", "lot admit", people.lot, NULL);
    l->ctx.viewer.is_program = false;
    const struct ll_json *proposed = ll_call(l, "lot admit", people.lot, NULL);
    const char *proposal = proposal_of(l, proposed);
    const char *digest = digest_of(l, proposed);
    l->ctx.viewer.is_program = true;
    ll_refuse(l, LL_EPERM, "person who is signed in", "proposal withdraw", proposal, NULL);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    l->ctx.viewer.is_program = true;
    ll_refuse(l, LL_EPERM, "person who is signed in", "proposal reject", proposal, NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "proposal approve", proposal, digest, NULL);
    /* nor does it make a person, or a wider token */
    ask_as(l, admin, LL_ROLE_ADMIN);
    l->ctx.viewer.is_program = true;
    ll_refuse(l, LL_EPERM, "person who is signed in", "token make", people.kofi,
              "permissions=operate", "expires_on=2026-12-31", NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "user link", people.kofi, NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "user connect", people.kofi,
              "issuer=https://login.example", "subject=s-1", NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "user add", "email=other@example.org",
              "name=Other", "organisation=oneforone", NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "user give-role", people.kofi, "role=permits",
              NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "user reset-factor", people.kofi,
              "reason=lost", NULL);
    ll_refuse(l, LL_EPERM, "person who is signed in", "access set", "second_factor=nobody", NULL);
    assert_int_equal(ll_event_total(l), events);
    /* it may end what they may */
    ll_call(l, "user take-role", people.esi, "role=logistics", NULL);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal, digest, NULL);
    ask_as(l, NULL, 0);
}

static void one_may_end_it(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    const struct ll_json *proposed = ll_call(l, "lot admit", people.lot, NULL);
    const char *proposal = proposal_of(l, proposed);
    ll_refuse(l, LL_EPERM, "withdraws", "proposal reject", proposal, NULL);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    ll_refuse(l, LL_EPERM, "who proposed", "proposal withdraw", proposal, NULL);
    /* nor do those end it who might not do it */
    ask_as(l, people.esi, LL_ROLE_LOGISTICS);
    ll_refuse(l, LL_EPERM, "roles", "proposal reject", proposal, NULL);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal reject", proposal, NULL);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    ll_refuse(l, LL_EREFUSED, "rejected already", "proposal withdraw", proposal, NULL);
    proposed = ll_call(l, "lot admit", people.lot, "note=seen by Kofi's brother", NULL);
    assert_int_equal(ll_str_find(ll_dump(l), LL_STR("brother"), false), SIZE_MAX);
    ll_call(l, "proposal withdraw", proposal_of(l, proposed), NULL);
    /* seven days, no more */
    proposed = ll_call(l, "lot admit", people.lot, NULL);
    const char *digest = digest_of(l, proposed);
    ll_advance_days(l, 20);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    ll_refuse(l, LL_EREFUSED, "too old", "proposal approve", proposal_of(l, proposed), digest,
              NULL);
    ll_call(l, "lot admit", people.lot, NULL);
    ask_as(l, NULL, 0);
}

static void what_cannot_be_is_not_proposed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    ll_refuse(l, LL_ENOTFOUND, "lot", "lot admit", "lot=lot_00000000000000000000000001", NULL);
    const struct ll_json *proposed = ll_call(l, "lot admit", people.lot, NULL);
    const char *digest = digest_of(l, proposed);
    /* who proposed it may not any more */
    ask_as(l, NULL, 0);
    ll_call(l, "user take-role", people.ama, "role=programme", NULL);
    ask_as(l, people.kofi, LL_ROLE_PROGRAMME);
    ll_refuse(l, LL_EREFUSED, "any more", "proposal approve", proposal_of(l, proposed), digest,
              NULL);
    /* now kofi is the only one, and does it alone */
    ll_call(l, "lot admit", people.lot, NULL);
    const struct ll_json *controls = ll_at(ll_call(l, "control list", NULL), "items");
    const struct ll_json *last = &controls->items[controls->count - 1];
    assert_true(ll_bool_at(last, "single_control"));
    assert_true(ll_str_eq_cstr(ll_text_at(last, "proposed_by"), strchr(people.kofi, '=') + 1));
    ask_as(l, NULL, 0);
    ll_refuse(l, LL_EREFUSED, "eligible", "lot admit", people.lot, NULL);
}

static void administrators_are_made_by_two(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    const char *first = add(l, "email=first@example.org", "role=admin");
    const char *second = add(l, "email=second@example.org", "role=admin");
    ask_as(l, first, LL_ROLE_ADMIN);
    /* other roles need nobody else */
    ll_call(l, "user give-role", people.esi, "role=permits", NULL);
    const struct ll_json *proposed = ll_call(l, "user add", "email=third@example.org", "name=Third",
                                             "organisation=oneforone", "role=admin", NULL);
    const char *digest = digest_of(l, proposed);
    ask_as(l, people.esi, LL_ROLE_PERMITS);
    ll_refuse(l, LL_EPERM, "roles", "proposal approve", proposal_of(l, proposed), digest, NULL);
    ask_as(l, second, LL_ROLE_ADMIN);
    const struct ll_json *answer =
        ll_call(l, "proposal approve", proposal_of(l, proposed), digest, NULL);
    const char *third = ll_option(l, "user", ll_text_at(answer, "answer.user_id"));
    ll_call(l, "user take-role", third, "role=admin", NULL);
    proposed = ll_call(l, "user give-role", third, "role=admin", NULL);
    ask_as(l, first, LL_ROLE_ADMIN);
    ll_call(l, "proposal approve", proposal_of(l, proposed), digest_of(l, proposed), NULL);
    proposed = ll_call(l, "access set", "second_factor=nobody", NULL);
    ask_as(l, second, LL_ROLE_ADMIN);
    ll_call(l, "proposal approve", proposal_of(l, proposed), digest_of(l, proposed), NULL);
    /* nor does anybody make a second person alone */
    proposed = ll_call(l, "user give-role", people.esi, "role=programme", NULL);
    (void)proposal_of(l, proposed);
    ask_as(l, NULL, 0);
    ll_assert_text(ll_call(l, "access show", NULL), "second_factor", "nobody");
}

/* Links in mails lead to the site: who moves it alone could read them all. */
static void the_site_is_moved_by_two(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    const char *admin = add(l, "email=first@example.org", "role=admin");
    ask_as(l, admin, LL_ROLE_ADMIN);
    /* nobody set it yet: nothing leads anywhere */
    int64_t events = ll_event_total(l);
    ll_call(l, "site set", "address=https://ledger.example", "name=The ledger", NULL);
    assert_int_equal(ll_event_total(l), events + 1);
    const struct ll_json *proposed =
        ll_call(l, "site set", "address=https://other.example", "name=The ledger", NULL);
    const char *proposal = proposal_of(l, proposed);
    const char *digest = digest_of(l, proposed);
    ll_assert_text(ll_call(l, "site show", NULL), "address", "https://ledger.example");
    ll_refuse(l, LL_EPERM, "cannot approve", "proposal approve", proposal, digest, NULL);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal, digest, NULL);
    ll_assert_text(ll_call(l, "site show", NULL), "address", "https://other.example");
    ask_as(l, admin, LL_ROLE_ADMIN);
    l->ctx.viewer.is_program = true;
    ll_refuse(l, LL_EPERM, "person who is signed in", "site set", "address=https://a.example",
              "name=The ledger", NULL);
    /* the machine does it at once, and says so */
    ask_as(l, NULL, 0);
    ll_call(l, "site set", "address=https://ledger.example", "name=The ledger", NULL);
    const struct ll_json *controls = ll_at(ll_call(l, "control list", NULL), "items");
    const struct ll_json *last = &controls->items[controls->count - 1];
    ll_assert_text(last, "step", "site-set");
    assert_true(ll_bool_at(last, "single_control"));
    assert_false(ll_bool_at(&controls->items[controls->count - 2], "single_control"));
}

/* How many links and accounts elsewhere lead to a user. */
static int64_t ways_in(struct ll_ledger *l, const char *user)
{
    struct ll_user_id user_id;
    struct ll_q_link_count_of_row links;
    struct ll_q_identity_count_of_row identities;
    assert_int_equal(
        ll_id_parse("usr", ll_str_from_cstr(strchr(user, '=') + 1), &user_id.raw, &l->err), LL_OK);
    const struct ll_q_link_count_of_in by_link = {user_id, l->ctx.now};
    const struct ll_q_identity_count_of_in by_identity = {user_id};
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_q_link_count_of(l->ctx.store, l->ctx.arena, &by_link, &links, &l->err),
                     LL_OK);
    assert_int_equal(
        ll_q_identity_count_of(l->ctx.store, l->ctx.arena, &by_identity, &identities, &l->err),
        LL_OK);
    ll_store_rollback(l->ctx.store);
    return links.links + identities.identities;
}

/* Nor does the only administrator, where others approve what needs two people: neither by roles,
 * nor by a device taken away, nor by a way in as one of them. */
static void one_administrator_makes_no_second_person(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    const char *first = add(l, "email=first@example.org", "role=admin");
    ask_as(l, first, LL_ROLE_ADMIN);
    const struct ll_json *proposed =
        ll_call(l, "user give-role", people.esi, "role=programme", NULL);
    const char *digest = digest_of(l, proposed);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal_of(l, proposed), digest, NULL);
    ask_as(l, first, LL_ROLE_ADMIN);
    proposed = ll_call(l, "access set", "second_factor=nobody", NULL);
    assert_true(ll_text_at(proposed, "proposal_id").len > 0);
    ll_refuse(l, LL_EREFUSED, "has no device yet", "user link", people.kofi, NULL);
    ll_refuse(l, LL_EREFUSED, "has no device yet", "user connect", people.kofi,
              "issuer=https://login.example", "subject=s-1", NULL);
    /* of others they are made, and end with the role of one who approves */
    const char *abena = add(l, "email=abena@example.org", "role=logistics");
    ll_call(l, "user link", abena, NULL);
    ll_call(l, "user connect", abena, "issuer=https://login.example", "subject=s-2", NULL);
    proposed = ll_call(l, "user give-role", abena, "role=programme", NULL);
    digest = digest_of(l, proposed);
    assert_int_equal(ways_in(l, abena), 2);
    ask_as(l, people.ama, LL_ROLE_PROGRAMME);
    ll_call(l, "proposal approve", proposal_of(l, proposed), digest, NULL);
    assert_int_equal(ways_in(l, abena), 0);
    /* on the machine there is nobody else anyway */
    ask_as(l, NULL, 0);
    ll_call(l, "user link", people.kofi, NULL);
    ll_call(l, "user connect", people.kofi, "issuer=https://login.example", "subject=s-1", NULL);
    assert_int_equal(ways_in(l, people.kofi), 2);
}

static void nobody_ends_four_eyes_alone(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    const char *first = add(l, "email=first@example.org", "role=admin");
    ask_as(l, first, LL_ROLE_ADMIN);
    /* the only administrator */
    ll_refuse(l, LL_EREFUSED, "nobody", "user take-role", first, "role=admin", NULL);
    ll_refuse(l, LL_EREFUSED, "nobody", "user disable", first, "reason=left", NULL);
    /* three may admit lots: one of them may go, another not */
    ll_call(l, "user take-role", people.ama, "role=programme", NULL);
    ll_refuse(l, LL_EREFUSED, "one person alone", "user take-role", people.kofi, "role=programme",
              NULL);
    ll_refuse(l, LL_EREFUSED, "one person alone", "user disable", people.kofi, "reason=left", NULL);
    ll_call(l, "user disable", people.esi, "reason=left", NULL);
    ask_as(l, NULL, 0);
    const char *second = add(l, "email=second@example.org", "role=admin");
    ask_as(l, second, LL_ROLE_ADMIN);
    ll_call(l, "user disable", people.kofi, "reason=left", NULL);
    ll_refuse(l, LL_EREFUSED, "one person alone", "user take-role", first, "role=admin", NULL);
    ll_refuse(l, LL_EREFUSED, "one person alone", "user take-role", second, "role=admin", NULL);
    ll_refuse(l, LL_EREFUSED, "one person alone", "user disable", first, "reason=left", NULL);
    /* the machine may */
    ask_as(l, NULL, 0);
    ll_call(l, "user disable", first, "reason=left", NULL);
}

/* Takes the role `admin` from a user, as another, through a connection of its own. */
struct taking {
    struct ll_ctx ctx;
    const struct ll_service *service;
    void *input;
    struct taking *meanwhile; /* done while this one has looked, and before it writes; then NULL */
    enum ll_status status;
    struct ll_err err;
};

static void take(struct taking *taking);

static enum ll_status let_the_other_go_first(void *before_ctx, struct ll_ctx *ctx,
                                             struct ll_err *reterr)
{
    struct taking *taking = before_ctx;
    struct taking *other = taking->meanwhile;
    (void)ctx;
    (void)reterr;
    taking->meanwhile = NULL;
    if (other != NULL) {
        take(other);
    }
    return LL_OK;
}

static void take(struct taking *taking)
{
    const struct ll_run_options options = {.before = let_the_other_go_first, .before_ctx = taking};
    struct ll_json *answer = NULL;
    taking->status =
        ll_run(&taking->ctx, taking->service, taking->input, &options, &answer, &taking->err);
}

static void prepare(struct ll_ledger *l, struct taking *taking, const char *by, const char *from)
{
    struct ll_json *json = ll_json_new_object(&l->fixture.arena);
    ask_as(l, by, LL_ROLE_ADMIN);
    taking->ctx = l->ctx;
    ask_as(l, NULL, 0);
    taking->service = ll_service_find(LL_STR("user"), LL_STR("take-role"));
    ll_json_set_cstr(&l->fixture.arena, json, "role", "admin");
    ll_json_set_cstr(&l->fixture.arena, json, "user", strchr(from, '=') + 1);
    taking->input = ll_arena_alloc(&l->fixture.arena, 1, taking->service->input->size);
    assert_int_equal(ll_record_from_json(&l->fixture.arena, taking->service->input, json,
                                         taking->input, &l->err),
                     LL_OK);
}

/* Two who take each other away at the same time, each having seen the other: two stay. On SQLite
 * the second waits for the first, before it looks. */
static void two_stay_when_two_take_each_other_away(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct taking one = {.meanwhile = NULL};
    struct taking other = {.meanwhile = NULL};
    ll_make_registry(l);
    const char *ama = add(l, "email=ama@example.org", "role=admin");
    const char *kofi = add(l, "email=kofi@example.org", "role=admin");
    (void)add(l, "email=esi@example.org", "role=admin");
    prepare(l, &one, ama, kofi);
    prepare(l, &other, kofi, ama);
    struct ll_store *store = ll_fixture_open(&l->fixture, false);
    other.ctx.store = store;
    struct ll_arena arena;
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)64 << 20);
    other.ctx.arena = &arena;
    if (ll_fixture_is_postgres()) {
        one.meanwhile = &other;
        take(&one);
    } else {
        take(&other);
        take(&one);
    }
    assert_int_equal(other.status, LL_OK);
    assert_int_equal(one.status, LL_EREFUSED);
    assert_non_null(strstr(one.err.text, "one person alone"));
    const struct ll_json *users = ll_at(ll_call(l, "user list", NULL), "items");
    size_t admins = 0;
    for (size_t i = 0; i < users->count; i++) {
        const struct ll_json *shown = ll_call(
            l, "user show", ll_option(l, "ref", ll_text_at(&users->items[i], "user_id")), NULL);
        admins += ll_at(shown, "roles")->count > 0 ? 1 : 0;
    }
    assert_int_equal(admins, 2);
    ll_store_close(store);
    ll_arena_release(&arena);
}

static struct ll_q_proposal_by_id_row stored(struct ll_ledger *l, struct ll_str id)
{
    struct ll_q_proposal_by_id_in by;
    struct ll_q_proposal_by_id_row row;
    assert_int_equal(ll_id_parse("pps", id, &by.proposal_id.raw, &l->err), LL_OK);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_q_proposal_by_id(l->ctx.store, l->ctx.arena, &by, &row, &l->err), LL_OK);
    row.input = row.has_input ? ll_str_copy(l->ctx.arena, row.input) : LL_STR("");
    ll_store_rollback(l->ctx.store);
    return row;
}

/* Who does not do such steps, and whoever has the store alone, does not read who is named in one.
 */
static void what_is_asked_lies_sealed(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct people people = start(l);
    const char *first = add(l, "email=first@example.org", "role=admin");
    const char *second = add(l, "email=second@example.org", "role=admin");
    ask_as(l, first, LL_ROLE_ADMIN);
    const struct ll_json *proposed = ll_call(l, "user add", "email=third@example.org", "name=Third",
                                             "organisation=oneforone", "role=admin", NULL);
    struct ll_str id = ll_text_at(proposed, "proposal_id");
    const char *ref = ll_option(l, "ref", id);
    struct ll_str input = stored(l, id).input;
    assert_true(input.len > 0);
    assert_int_equal(ll_str_find(input, LL_STR("third"), false), SIZE_MAX);
    assert_int_equal(ll_str_find(input, LL_STR("7468697264"), false), SIZE_MAX);
    ask_as(l, people.esi, LL_ROLE_LOGISTICS);
    const struct ll_json *shown = ll_call(l, "proposal show", ref, NULL);
    assert_null(ll_json_get(shown, "input"));
    assert_null(ll_json_get(shown, "digest"));
    ask_as(l, second, LL_ROLE_ADMIN);
    l->ctx.viewer.is_program = true;
    assert_null(ll_json_get(ll_call(l, "proposal show", ref, NULL), "input"));
    l->ctx.viewer.is_program = false;
    ll_assert_text(ll_call(l, "proposal show", ref, NULL), "input.email", "third@example.org");
    /* once it is too old it is gone, also when nobody proposes anything more */
    ll_advance_days(l, 8);
    assert_null(ll_json_get(ll_call(l, "proposal show", ref, NULL), "input"));
    ask_as(l, NULL, 0);
    assert_true(stored(l, id).has_input);
    const struct ll_webhook_tidy tidy = {false};
    const struct ll_run_options options = {0};
    struct ll_json *answer = NULL;
    assert_int_equal(ll_run(&l->ctx, &ll_webhook_tidy, &tidy, &options, &answer, &l->err), LL_OK);
    assert_false(stored(l, id).has_input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        LL_LEDGER_TEST(two_people_do_it),
        LL_LEDGER_TEST(a_program_is_no_person),
        LL_LEDGER_TEST(one_may_end_it),
        LL_LEDGER_TEST(what_cannot_be_is_not_proposed),
        LL_LEDGER_TEST(administrators_are_made_by_two),
        LL_LEDGER_TEST(one_administrator_makes_no_second_person),
        LL_LEDGER_TEST(the_site_is_moved_by_two),
        LL_LEDGER_TEST(nobody_ends_four_eyes_alone),
        LL_LEDGER_TEST(two_stay_when_two_take_each_other_away),
        LL_LEDGER_TEST(what_is_asked_lies_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
