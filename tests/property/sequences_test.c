/*
 * Every sequence of commands up to a length, for two clients, two lots and three units: through the
 * services, beside the naive model of programme_model.h, compared unit by unit after each command.
 * A tree is walked: each command is tried behind a savepoint, followed by all that may follow it,
 * and undone. What is refused changes nothing, which is checked; a sequence with a refused command
 * then is a shorter one, which is tried by itself.
 *
 *     LL_DEPTH=n   sequences up to this length
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "property/programme_world.h"
#include "service/run.h"

#define DEPTH 5
#define DEPTH_POSTGRES 3
#define DEPTH_MAX 8

static void collect(struct programme_world *w, int units)
{
    const struct model_scrap scrap = {1, units, units * WORLD_UNIT_G, false};
    bool ok = model_collect(&w->model, PLACE_LOOSE, &scrap, false, false);
    const struct ll_json *answer = programme_call(
        w, ok, "collection receive", "programme=p0", "collector=kumasi-repair", "facility=kumasi",
        "collected_on=2026-03-01", "price=79.20 GHS",
        programme_text(w, "evidence_digest=%064x", (unsigned)++w->documents),
        programme_text(w, "lots=chip:%d:%dg:none", units, units * WORLD_UNIT_G), NULL);
    w->lot_id[w->model.lots - 1] = programme_answer_id(w, answer, "lots.0.lot_id", "lot");
}

/* ---- the commands; false: not possible here ---- */
static bool buy(struct programme_world *w, int client, int units)
{
    char *document = w->document[w->model.slices];
    (void)snprintf(document, WORLD_TEXT, "D-%lld", (long long)++w->documents);
    ll_give_file(w->ledger, "po.csv",
                 ll_str_from_cstr(programme_text(
                     w,
                     "document_id,line_id,device_class,quantity,date\n%s,1,tablet,%d,"
                     "2026-02-01\n",
                     document, units)));
    (void)programme_call(w, model_buy(&w->model, model_line_of(client, DEMAND_SECOND), units),
                         "order import", "programme=p0",
                         programme_text(w, "beneficiary=%s", programme_client(w, client)),
                         "file=@doc", NULL);
    return true;
}

static bool buy_two(struct programme_world *w)
{
    return buy(w, 0, 2);
}

static bool buy_one(struct programme_world *w)
{
    return buy(w, 1, 1);
}

static bool credit_first(struct programme_world *w)
{
    if (w->model.slices == 0) {
        return false;
    }
    (void)programme_call(
        w, model_credit(&w->model, &(const struct model_return){0, 1}, 1), "order credit",
        programme_text(w, "order_line=%s.tablet.p0",
                       programme_client(w, w->model.line[w->model.slice[0].line].client)),
        programme_text(w, "document=%s", w->document[0]),
        programme_text(w, "number=C-%lld", (long long)++w->documents), "units=1", NULL);
    return true;
}

static bool exclude_first(struct programme_world *w)
{
    (void)programme_call(w, model_exclude(&w->model, 0), "lot exclude",
                         programme_id(w, "lot", "lot", w->lot_id[0]), "reason=doubt", NULL);
    return true;
}

static bool admit_first(struct programme_world *w)
{
    (void)programme_call(w, model_admit(&w->model, 0, EXPLAINED_NOT), "lot admit",
                         programme_id(w, "lot", "lot", w->lot_id[0]), NULL);
    return true;
}

static bool lose_of_box(struct programme_world *w)
{
    const struct model_choice choice = {.package = 0, .units = 1, .day = w->model.day};
    int cases = w->model.case_count;
    bool ok = model_remove(&w->model, LL_FACT_LOSE, &choice);
    const struct ll_json *answer =
        programme_call(w, ok, "units lose", "package=k0-0", "units=1", "reason=theft", NULL);
    if (answer != NULL && w->model.case_count > cases) {
        w->case_id[cases] = programme_answer_id(w, answer, "case_id", "cas");
    }
    return true;
}

static bool close_first(struct programme_world *w)
{
    if (w->model.case_count == 0) {
        return false;
    }
    (void)programme_call(w, model_close_case(&w->model, 0), "case close",
                         programme_id(w, "case", "cas", w->case_id[0]), "outcome=refunded", NULL);
    return true;
}

static void keep_certificate(struct programme_world *w, int number, const struct ll_json *answer)
{
    if (answer != NULL) {
        struct ll_str serial = ll_text_at(answer, "serial");
        w->certificate_id[number] = programme_answer_id(w, answer, "certificate_id", "crt");
        (void)snprintf(w->serial[number], WORLD_TEXT, "%.*s", LL_STR_ARG(serial));
    }
}

static bool issue(struct programme_world *w, enum ll_stage stage)
{
    int number = w->model.certificates;
    bool ok =
        model_issue(&w->model, 0, stage, 0, &(const struct model_part){.document = MODEL_NONE});
    keep_certificate(w, number,
                     programme_call(w, ok, "certificate issue", "programme=p0",
                                    "beneficiary=utrecht-0",
                                    programme_text(w, "stage=%s", ll_stage_name(stage)), NULL));
    return true;
}

static bool issue_accepted(struct programme_world *w)
{
    return issue(w, LL_STAGE_ACCEPTED);
}

static bool change_last(struct programme_world *w, bool (*change)(struct model *, int),
                        const char *command, const char *option)
{
    int last = w->model.certificates - 1;
    if (last < 0) {
        return false;
    }
    bool ok = change(&w->model, last);
    const struct ll_json *answer = programme_call(
        w, ok, command, programme_text(w, "serial=%s", w->serial[last]), option, NULL);
    if (w->model.certificates - 1 > last) {
        keep_certificate(w, last + 1, answer);
    }
    return true;
}

static bool raise_last(struct programme_world *w)
{
    return change_last(w, model_raise, "certificate raise", NULL);
}

static bool replace_last(struct programme_world *w)
{
    return change_last(w, model_replace, "certificate replace", NULL);
}

static bool revoke_last(struct programme_world *w)
{
    return change_last(w, model_revoke, "certificate revoke", "reason=wrong-client");
}

static bool run(struct programme_world *w)
{
    (void)programme_call(w, model_run(&w->model), "allocation run", "programme=p0", NULL);
    return true;
}

/* ---- the box goes to a plant ---- */
static bool plan(struct programme_world *w)
{
    static const int box[] = {0};
    if (w->model.shipments > 0) {
        return false; /* one is enough */
    }
    programme_plan(w, box, 1, PLACE_LOOSE, PLACE_PLANT);
    return true;
}

/* The box is poured into itself: no unit moves, but it is not possible everywhere. */
static bool pour(struct programme_world *w)
{
    static const int box[] = {0};
    int units = model_in_package(&w->model, 0);
    if (units == 0) {
        return false;
    }
    (void)programme_call(w, model_pour(&w->model, box, 1, box, &units, 1), "package pour",
                         "from=k0-0", programme_text(w, "into=k0-0:%d", units), NULL);
    return true;
}

static bool receive(struct programme_world *w)
{
    return w->model.shipments > 0 && programme_receive(w, 0, 0, 0);
}

static bool receive_one_less(struct programme_world *w)
{
    return w->model.shipments > 0 && programme_receive(w, 0, 1, 0);
}

static bool recycle(struct programme_world *w)
{
    return w->model.shipments > 0 && programme_treat(w, 0, false, 0);
}

static bool issue_received(struct programme_world *w)
{
    return issue(w, LL_STAGE_RECEIVED);
}

static bool (*const commands[])(struct programme_world *) = {
    buy_two,      buy_one,        run,
    credit_first, exclude_first,  admit_first,
    lose_of_box,  close_first,    pour,
    plan,         step_cancel,    step_depart,
    step_arrive,  receive,        receive_one_less,
    recycle,      issue_accepted, issue_received,
    raise_last,   replace_last,   revoke_last,
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* ---- the tree ---- */
struct walk {
    struct programme_world *world;
    struct programme_world before[DEPTH_MAX]; /* what the world was, by depth */
    size_t path[DEPTH_MAX];
    int64_t accepted;
    int64_t refused;
};

static void undo(struct programme_world *w)
{
    assert_int_equal(ll_store_rollback_to(w->ledger->ctx.store, &w->ledger->err), LL_OK);
}

static void descend(struct walk *walk, int depth, int limit)
{
    struct programme_world *w = walk->world;
    struct ll_arena *arena = w->ledger->ctx.arena;
    struct ll_time clock = w->ledger->clock;
    walk->before[depth] = *w;
    for (size_t i = 0; i < COMMANDS; i++) {
        struct ll_arena_mark mark = ll_arena_mark(arena);
        walk->path[depth] = i;
        assert_int_equal(ll_store_savepoint(w->ledger->ctx.store, &w->ledger->err), LL_OK);
        int accepted = w->steps_accepted;
        bool tried = commands[i](w);
        if (tried) {
            programme_compare(w);
            bool ok = w->steps_accepted > accepted;
            walk->accepted += ok ? 1 : 0;
            walk->refused += ok ? 0 : 1;
            if (ok && depth + 1 < limit) {
                descend(walk, depth + 1, limit);
            }
        }
        undo(w);
        *w = walk->before[depth];
        w->ledger->clock = clock; /* what was undone took no time */
        ll_arena_rewind(arena, mark);
    }
}

/* Two lots, of two units and of one, all three in a box. */
static void prepare(struct programme_world *w, struct ll_ledger *ledger)
{
    programme_registry(ledger);
    programme_start(w, ledger, 9, 0); /* a line that demands a standard, none with other terms */
    collect(w, 2);
    collect(w, 1);
    programme_make(w, PLACE_LOOSE, &w->model.lot[0].origin);
    for (int lot = 0; lot < 2; lot++) {
        char text[LL_ID_TEXT_MAX];
        ll_id_format("lot", w->lot_id[lot], text);
        (void)programme_call(w, model_fill(&w->model, 0, lot, 2 - lot, 0), "package fill",
                             "package=k0-0", programme_text(w, "lots=%s:%d", text, 2 - lot), NULL);
    }
}

static void test_every_sequence(void **state)
{
    (void)state;
    static struct programme_world world;
    static struct walk walk;
    if (ll_fixture_skip()) {
        skip();
    }
    const char *asked = getenv("LL_DEPTH");
    int limit = asked != NULL              ? (int)strtol(asked, NULL, 10)
                : ll_fixture_is_postgres() ? DEPTH_POSTGRES
                                           : DEPTH;
    assert_true(limit > 0 && limit <= DEPTH_MAX);
    struct ll_ledger *ledger = ll_ledger_make(ll_fixture_is_postgres());
    prepare(&world, ledger);
    walk.world = &world;
    assert_int_equal(ll_batch_begin(&ledger->ctx, &ledger->err), LL_OK);
    descend(&walk, 0, limit);
    ll_batch_abandon(&ledger->ctx);
    print_message("sequences up to %d commands: %lld accepted, %lld refused, as the model had it\n",
                  limit, (long long)walk.accepted, (long long)walk.refused);
    assert_true(walk.accepted > walk.refused / 2 && walk.refused > 0);
    ll_ledger_finish(ledger);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_sequence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
