/*
 * The desk: every figure is the number of entries of the list that it names, or the sum over them,
 * and the filters of these lists find what a look at each entry finds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "audit/full_ledger.h"

#define WHOLE "limit=1000"

/* Things that wait at every stage. */
static void make_more(struct ll_ledger *l)
{
    const struct ll_json *answer = ll_receive(l, "D-1", "smartphone:40:6.8kg:none");
    answer = ll_receive(l, "D-2", "tablet:6:3kg:none");
    ll_pack(l, "d-box-2", ll_text_at(answer, "lots.0.lot_id"));
    answer = ll_receive(l, "D-3", "smartphone:20:3.4kg:none");
    ll_pack(l, "d-box-3", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=d-3", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-01",
            "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12",
            "packages=d-box-3", NULL);
    ll_call(l, "facility limit", "facility=kumasi", "units_max=66", NULL);
    ll_call(l, "case open", "package=d-box-2", "cause=short-count", "deadline=2026-07-01", NULL);
    ll_give_file(l, "po.csv",
                 LL_STR("document_id,line_id,device_class,quantity,date\n"
                        "DPO-1,1,smartphone,5000,2026-02-01\n"));
    ll_call(l, "order import", "programme=africa", "beneficiary=goodfund", "file=@doc", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
}

/* The list of a task, all of it. */
static const struct ll_json *entries(struct ll_ledger *l, const struct ll_json *task)
{
    const struct ll_json *filter = ll_at(task, "filter");
    const char *options[3] = {NULL, NULL, NULL};
    char command[64];
    assert_in_range(filter->count, 1, 3);
    for (size_t i = 0; i < filter->count; i++) {
        const char *name = ll_str_to_cstr(l->ctx.arena, filter->members[i].name);
        options[i] = ll_option(l, name, ll_json_string(&filter->members[i].value));
    }
    snprintf(command, sizeof(command), "%.*s list", LL_STR_ARG(ll_text_at(task, "list")));
    return ll_at(ll_call(l, command, WHOLE, options[0], options[1], options[2], NULL), "items");
}

static void check_tasks(struct ll_ledger *l, const struct ll_json *desk, size_t most_empty)
{
    const struct ll_json *tasks = ll_at(desk, "tasks");
    size_t empty = 0;
    assert_int_equal(tasks->count, 20);
    for (size_t i = 0; i < tasks->count; i++) {
        const struct ll_json *task = &tasks->items[i];
        const struct ll_json *items = entries(l, task);
        const struct ll_json *first = ll_json_get(task, "first");
        if ((int64_t)items->count != ll_number_at(task, "entries")) {
            fail_msg("%.*s: %lld, and its list has %zu", LL_STR_ARG(ll_text_at(task, "task")),
                     (long long)ll_number_at(task, "entries"), items->count);
        }
        empty += items->count == 0 ? 1 : 0;
        assert_true((first == NULL) == (items->count == 0));
        for (size_t k = 0; first != NULL && k < first->count; k++) {
            assert_true(ll_str_eq(ll_json_string(&first->items[k]),
                                  ll_json_string(&items->items[k].members[0].value)));
        }
    }
    if (empty > most_empty) {
        fail_msg("%zu figures are 0: they prove nothing", empty);
    }
}

static int64_t sum(const struct ll_json *items, const char *name)
{
    int64_t total = 0;
    for (size_t i = 0; i < items->count; i++) {
        const struct ll_json *value = ll_json_get(&items->items[i], name);
        total += value == NULL ? 0 : value->integer;
    }
    return total;
}

/* How long demand waits: each order line is in one row, and found by its days. */
static void check_backlog(struct ll_ledger *l, const struct ll_json *desk)
{
    const struct ll_json *rows = ll_at(desk, "backlog");
    int64_t lines = 0;
    assert_int_equal(rows->count, 4);
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        const struct ll_json *from = ll_json_get(row, "waiting_from");
        const char *before = ll_option(l, "waiting_before", ll_text_at(row, "waiting_before"));
        const char *since =
            from == NULL ? NULL : ll_option(l, "waiting_from", ll_json_string(from));
        const struct ll_json *items =
            ll_at(ll_call(l, "order list", WHOLE, before, since, NULL), "items");
        assert_int_equal(items->count, ll_number_at(row, "order_lines"));
        lines += (int64_t)items->count;
    }
    const struct ll_json *all =
        ll_at(ll_call(l, "order list", WHOLE, "waiting=yes", NULL), "items");
    assert_int_equal(lines, all->count);
    assert_true(lines > 0);
}

static void check_coverage(struct ll_ledger *l, const struct ll_json *desk)
{
    const struct ll_json *rows = ll_at(desk, "coverage");
    assert_true(rows->count > 1);
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        bool in_grams = ll_str_eq_cstr(ll_text_at(row, "measure"), "grams");
        const char *programme = ll_option(l, "programme", ll_text_at(row, "programme"));
        const char *class_code = ll_option(l, "class_code", ll_text_at(row, "class_code"));
        const struct ll_json *lines =
            ll_at(ll_call(l, "order list", WHOLE, programme, class_code, NULL), "items");
        const struct ll_json *lots = ll_at(
            ll_call(l, "lot list", WHOLE, programme, class_code, "eligible=yes", NULL), "items");
        const char *names[][2] = {{"demanded_units", "demanded_g"},
                                  {"allocated_units", "allocated_g"}};
        for (size_t k = 0; k < 2 && ll_json_get(row, names[k][in_grams]) != NULL; k++) {
            assert_int_equal(sum(lines, names[k][in_grams]), ll_number_at(row, names[k][in_grams]));
        }
        if (ll_json_get(row, "accepted_units") != NULL) {
            assert_int_equal(sum(lots, "units"), ll_number_at(row, "accepted_units"));
        }
    }
}

/* Month by month: the units of the entries of a list. */
static void check_months(struct ll_ledger *l, const struct ll_json *desk)
{
    static const struct {
        const char *name;
        const char *list;
        const char *by;
        const char *option;
    } flows[] = {
        {"accepted_units", "lot list", "vintage", NULL},
        {"shipped_units", "shipment list", "departed_in", NULL},
        {"received_units", "receipt list", "received_in", NULL},
        {"recycled_units", "treatment list", "treated_in", "interim=no"},
        {"certified_units", "certificate list", "issued_in", "live=yes"},
    };
    const struct ll_json *rows = ll_at(desk, "months");
    assert_int_equal(rows->count, 24);
    for (size_t k = 0; k < sizeof(flows) / sizeof(flows[0]); k++) {
        assert_true(sum(rows, flows[k].name) > 0);
        for (size_t i = 0; i < rows->count; i++) {
            const struct ll_json *row = &rows->items[i];
            const char *month = ll_option(l, flows[k].by, ll_text_at(row, "month"));
            const struct ll_json *items =
                ll_at(ll_call(l, flows[k].list, WHOLE, month, flows[k].option, NULL), "items");
            if (sum(items, "units") != ll_number_at(row, flows[k].name)) {
                fail_msg("%s of %s: %lld, and its list has %lld", flows[k].name, month,
                         (long long)ll_number_at(row, flows[k].name),
                         (long long)sum(items, "units"));
            }
        }
    }
}

/* What left and has not arrived, by both countries, is what its list has. */
static void check_under_way(struct ll_ledger *l, const struct ll_json *desk)
{
    const struct ll_json *rows = ll_at(desk, "under_way");
    const struct ll_json *items =
        ll_at(ll_call(l, "shipment list", WHOLE, "state=departed", NULL), "items");
    assert_true(items->count > 0);
    assert_int_equal(sum(rows, "shipments"), items->count);
    assert_int_equal(sum(rows, "units"), sum(items, "units"));
    assert_int_equal(sum(rows, "mass_g"), sum(items, "mass_g"));
    for (size_t i = 0; i < rows->count; i++) {
        assert_int_equal(ll_text_at(&rows->items[i], "from_country").len, 2);
        assert_int_equal(ll_text_at(&rows->items[i], "to_country").len, 2);
    }
}

static void every_figure(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    make_more(l);
    check_tasks(l, ll_call(l, "desk show", NULL), 16);
    check_under_way(l, ll_call(l, "desk show", NULL));
    ll_advance_days(l, 200);
    ll_receive(l, "D-9", "smartphone:1:0.17kg:none");
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    check_tasks(l, desk, 6);
    check_backlog(l, desk);
    check_coverage(l, desk);
    check_months(l, desk);
}

static bool has_row(const struct ll_json *rows, bool packing)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct ll_json *row = &rows->items[i];
        bool is_loose = ll_json_get(row, "facility") != NULL &&
                        ll_str_eq_cstr(ll_text_at(row, "stage"), "accepted");
        if (packing ? is_loose : ll_json_get(row, "case_id") != NULL) {
            return true;
        }
    }
    return false;
}

/* The same lots by a look at each. */
static void what_lots_wait_for(void **state)
{
    static const char *const options[] = {"waits=review", "waits=packing"};
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_full_ledger(l);
    make_more(l);
    const struct ll_json *all = ll_at(ll_call(l, "lot list", WHOLE, NULL), "items");
    for (size_t packing = 0; packing < 2; packing++) {
        const struct ll_json *found =
            ll_at(ll_call(l, "lot list", WHOLE, options[packing], NULL), "items");
        size_t at = 0;
        assert_true(found->count > 0);
        for (size_t i = 0; i < all->count; i++) {
            struct ll_str id = ll_text_at(&all->items[i], "lot_id");
            const struct ll_json *lot = ll_call(l, "lot show", ll_option(l, "ref", id), NULL);
            if (has_row(ll_at(lot, "custody"), packing == 1)) {
                assert_true(at < found->count);
                assert_true(ll_str_eq(ll_text_at(&found->items[at++], "lot_id"), id));
            }
        }
        assert_int_equal(at, found->count);
    }
}

/* How many positions of an allocation are served by units at a stage, by the lot's own page. */
static int64_t positions_at(struct ll_ledger *l, const struct ll_json *allocation,
                            const char *stage)
{
    const struct ll_json *credit = ll_json_get(allocation, "credit_g");
    int64_t each = credit == NULL ? 1 : credit->integer;
    int64_t lot_lo = ll_number_at(allocation, "lot_lo");
    int64_t lot_hi = ll_number_at(allocation, "lot_hi");
    int64_t length = ll_number_at(allocation, "hi") - ll_number_at(allocation, "lo");
    int64_t found = 0;
    const struct ll_json *lot =
        ll_call(l, "lot show", ll_option(l, "ref", ll_text_at(allocation, "lot_id")), NULL);
    const struct ll_json *rows = ll_at(lot, "custody");
    for (size_t i = 0; i < rows->count; i++) {
        int64_t lo = ll_number_at(&rows->items[i], "lo");
        int64_t hi = ll_number_at(&rows->items[i], "hi");
        if (hi <= lot_lo || lo >= lot_hi ||
            !ll_str_eq_cstr(ll_text_at(&rows->items[i], "stage"), stage)) {
            continue;
        }
        int64_t first = lo > lot_lo ? (lo - lot_lo) * each : 0;
        found += (hi < lot_hi ? (hi - lot_lo) * each : length) - first;
    }
    return found;
}

/* A line by itself is read from its allocations, all together from what is under way. */
static void is_told_alone(struct ll_ledger *l, const struct ll_json *lines, size_t i)
{
    struct ll_str before = i == 0 ? LL_STR("") : ll_text_at(&lines->items[i - 1], "code");
    const struct ll_json *alone = ll_at(
        ll_call(l, "order progress", "limit=1", ll_option(l, "after", before), NULL), "items");
    assert_int_equal(alone->count, 1);
    assert_int_equal(alone->items[0].count, lines->items[i].count);
    for (size_t k = 0; k < lines->items[i].count; k++) {
        const struct ll_json *one = &alone->items[0].members[k].value;
        const struct ll_json *same = &lines->items[i].members[k].value;
        assert_int_equal(one->integer, same->integer);
        assert_true(ll_str_eq(ll_json_string(one), ll_json_string(same)));
    }
}

/* What progress says of lines, by a look at each of their allocations. */
static void how_far_lines_have_come(void **state)
{
    static const char *const stages[] = {"accepted", "shipped", "received", "dismantled",
                                         "recycled"};
    struct ll_ledger *l = ll_ledger_of(state);
    int64_t certified = 0;
    int64_t parts = 0;
    ll_make_full_ledger(l);
    make_more(l);
    const struct ll_json *lines = ll_at(ll_call(l, "order progress", WHOLE, NULL), "items");
    assert_true(lines->count > 1);
    for (size_t i = 0; i < lines->count; i++) {
        const struct ll_json *line = &lines->items[i];
        bool grams = ll_str_eq_cstr(ll_text_at(line, "measure"), "grams");
        const char *ref = ll_option(l, "ref", ll_text_at(line, "code"));
        const struct ll_json *show = ll_call(l, "order show", ref, NULL);
        const struct ll_json *allocations = ll_at(show, "allocations");
        const char *open = grams ? "open_g" : "open_units";
        int64_t reached[5] = {0};
        int64_t cited = 0;
        is_told_alone(l, lines, i);
        assert_int_equal(ll_number_at(line, open), ll_number_at(show, open));
        for (size_t k = 0; k < allocations->count; k++) {
            const struct ll_json *one = &allocations->items[k];
            for (size_t s = 0; s < 5; s++) {
                reached[s] += positions_at(l, one, stages[s]);
            }
            cited += ll_str_eq_cstr(ll_text_at(one, "state"), "provisional")
                         ? 0
                         : ll_number_at(one, "hi") - ll_number_at(one, "lo");
        }
        for (size_t s = 0; s < 5; s++) {
            char name[32];
            (void)snprintf(name, sizeof(name), "%s_%s", stages[s], grams ? "g" : "units");
            assert_int_equal(ll_number_at(line, name), reached[s]);
            parts += reached[s] > 0;
        }
        assert_int_equal(ll_number_at(line, grams ? "certified_g" : "certified_units"), cited);
        certified += cited;
    }
    assert_true(parts > 3 && certified > 0);
}

/* What lacks a consent, and what is planned, is so no more once it is mended. */
static void a_shipment_is_mended(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_receive(l, "D-1", "smartphone:40:6.8kg:none");
    ll_pack(l, "d-box", ll_text_at(answer, "lots.0.lot_id"));
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.1.entries"), 1);
    ll_call(l, "shipment plan", "code=d-1", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-01",
            "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12",
            "packages=d-box", NULL);
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    assert_int_equal(ll_number_at(desk, "tasks.1.entries"), 0);
    assert_int_equal(ll_number_at(desk, "tasks.2.entries"), 1);
    ll_assert_text(desk, "tasks.2.first.0", "d-1");
    ll_consents(l, "d-1", "valid_until=2026-06-03"); /* a day too early */
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.2.entries"), 1);
    ll_consents(l, "d-1", "valid_until=2026-06-04");
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.2.entries"), 0);
    ll_advance_days(l, 92); /* 2026-06-02: it cannot arrive as planned */
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.2.entries"), 1);
}

/* Units for a line of a standard, in a box within a pallet, on their way to a plant without it. */
static void what_is_loaded_conflicts(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    ll_call(l, "order open", "programme=africa", "beneficiary=utrecht", "code=utrecht.r2",
            "class_code=smartphone", "standard=r2v3", NULL);
    const struct ll_json *answer = ll_receive(l, "D-1", "smartphone:40:6.8kg:none");
    ll_pack(l, "d-box", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "package make", "code=d-pallet", "kind=pallet", "programme=africa",
            "facility=kumasi", NULL);
    ll_call(l, "package nest", "parent=d-pallet", "packages=d-box", NULL);
    ll_call(l, "shipment plan", "code=d-1", "from=kumasi", "to=hoboken",
            "planned_arrival=2026-06-01",
            "legs=road:blueline:250:tema,sea:blueline:7600:antwerp,road:blueline:12",
            "packages=d-pallet", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.3.entries"), 0);
    ll_call(l, "hold place", "order_line=utrecht.r2", "units=10", "until=2026-12-31", NULL);
    ll_call(l, "allocation run", "programme=africa", NULL);
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    ll_assert_text(desk, "tasks.3.task", "shipments-conflicting");
    assert_int_equal(ll_number_at(desk, "tasks.3.entries"), 1);
    ll_assert_text(desk, "tasks.3.first.0", "d-1");
    /* The look at it says the same, by the rules of the receipt. */
    answer = ll_call(l, "shipment show", "ref=d-1", NULL);
    assert_int_equal(ll_at(answer, "conflicts")->count, 1);
    /* Until the day before it arrives is not enough. */
    ll_call(l, "facility certify", "facility=hoboken", "standard=r2v3", "scope=recycling",
            "number=N-1", "valid_from=2025-01-01", "valid_to=2026-05-31", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.3.entries"), 1);
    ll_call(l, "facility certify", "facility=hoboken", "standard=r2v3", "scope=recycling",
            "number=N-2", "valid_from=2026-05-31", "valid_to=2026-06-01", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.3.entries"), 0);
    assert_null(ll_json_get(ll_call(l, "shipment show", "ref=d-1", NULL), "conflicts"));
}

/* Whoever asks to join, or doubts a certificate, is not left to be found in a list. */
static void who_asks_is_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    ll_assert_text(desk, "tasks.16.task", "enquiries-open");
    assert_int_equal(ll_number_at(desk, "tasks.16.entries"), 0);
    const struct ll_json *answer = ll_call(
        l, "enquiry receive", "email=kofi@new.example", "name=Kofi", "organisation=New firm",
        "country=NL", "devices=phones", "units_a_year=1200", "trigger=purchase", NULL);
    const char *enquiry = ll_option(l, "enquiry", ll_text_at(answer, "enquiry_id"));
    desk = ll_call(l, "desk show", NULL);
    assert_int_equal(ll_number_at(desk, "tasks.16.entries"), 1);
    assert_int_equal(ll_at(desk, "tasks.16.first")->count, 1);
    ll_call(l, "enquiry decline", enquiry, NULL);
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.16.entries"), 0);
}

/* Nor is what somebody proposed, while it may still be approved. */
static void what_takes_two_is_told(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    ll_assert_text(desk, "tasks.19.task", "proposals-open");
    assert_int_equal(ll_number_at(desk, "tasks.19.entries"), 0);
    assert_int_equal(ll_at(ll_call(l, "proposal list", "open=true", NULL), "items")->count, 0);
}

/* A plan whose day is over keeps its packages from others until it is cancelled. */
static void a_plan_is_stale(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    const struct ll_json *answer = ll_receive(l, "D-1", "smartphone:40:6.8kg:none");
    ll_pack(l, "d-box", ll_text_at(answer, "lots.0.lot_id"));
    ll_call(l, "shipment plan", "code=d-1", "from=kumasi", "to=tema", "planned_arrival=2026-03-20",
            "legs=road:blueline:250", "packages=d-box", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.4.entries"), 0);
    ll_advance_days(l, 60);
    const struct ll_json *desk = ll_call(l, "desk show", NULL);
    ll_assert_text(desk, "tasks.4.task", "shipments-stale");
    assert_int_equal(ll_number_at(desk, "tasks.4.entries"), 1);
    ll_refuse(l, LL_EREFUSED, "is booked on shipment 'd-1'", "shipment plan", "code=d-2",
              "from=kumasi", "to=tema", "planned_arrival=2026-06-20", "legs=road:blueline:250",
              "packages=d-box", NULL);
    ll_call(l, "shipment cancel", "shipment=d-1", "reason=late", NULL);
    assert_int_equal(ll_number_at(ll_call(l, "desk show", NULL), "tasks.4.entries"), 0);
}

static struct ll_str as_text(struct ll_ledger *l, const struct ll_json *value)
{
    struct ll_str text;
    assert_int_equal(ll_json_canonical(l->ctx.arena, value, 65536, &text, NULL), LL_OK);
    return text;
}

/* What would keep the next shipments from leaving today: as the gate says of each, in the order in
 * which they are to arrive, three at most. */
static void what_the_next_shipments_lack(void **state)
{
    static const char *const arrivals[] = {
        "planned_arrival=2026-06-01", "planned_arrival=2026-05-01", "planned_arrival=2026-03-20",
        "planned_arrival=2026-05-20"};
    struct ll_ledger *l = ll_ledger_of(state);
    ll_make_registry(l);
    assert_int_equal(ll_at(ll_call(l, "desk show", NULL), "next_shipments")->count, 0);
    for (size_t i = 0; i < sizeof(arrivals) / sizeof(arrivals[0]); i++) {
        char code[16];
        char record[16];
        (void)snprintf(code, sizeof(code), "code=d-%zu", i);
        (void)snprintf(record, sizeof(record), "D-%zu", i);
        const struct ll_json *answer = ll_receive(l, record, "smartphone:40:6.8kg:none");
        char box[16];
        char packages[32];
        (void)snprintf(box, sizeof(box), "d-box-%zu", i);
        (void)snprintf(packages, sizeof(packages), "packages=%s", box);
        ll_pack(l, box, ll_text_at(answer, "lots.0.lot_id"));
        ll_call(l, "shipment plan", code, "from=kumasi", "to=hoboken", arrivals[i],
                "legs=road:smelter:250:tema,sea:blueline:7600", packages, NULL);
    }
    static const char *const order[] = {"d-2", "d-1", "d-3"};
    const struct ll_json *next = ll_at(ll_call(l, "desk show", NULL), "next_shipments");
    assert_int_equal(next->count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct ll_json *check = ll_call(
            l, "shipment check", ll_option(l, "shipment", ll_str_from_cstr(order[i])), NULL);
        ll_assert_text(&next->items[i], "shipment", order[i]);
        assert_false(ll_bool_at(&next->items[i], "authorised"));
        assert_int_equal(ll_at(&next->items[i], "blockers")->count, 2);
        assert_true(ll_str_eq(as_text(l, ll_at(&next->items[i], "blockers")),
                              as_text(l, ll_at(check, "blockers"))));
        assert_true(ll_text_at(&next->items[i], "blockers.0.source").len > 0);
    }
    ll_assert_text(&next->items[0], "blockers.0.who", "notifier");
    ll_assert_text(&next->items[0], "blockers.1.holder", "smelter");
    /* What was mended is so here; a plan past its day is another task's. */
    ll_book(l, "d-1",
            &(const struct ll_test_notified){.carriers = "carriers=smelter:road,blueline:sea"});
    ll_consents(l, "d-1", "valid_until=2026-12-31");
    ll_advance_days(l, 19);
    next = ll_at(ll_call(l, "desk show", NULL), "next_shipments");
    ll_assert_text(&next->items[0], "shipment", "d-1");
    assert_int_equal(ll_at(&next->items[0], "blockers")->count, 1);
    ll_assert_text(&next->items[2], "shipment", "d-0");
    ll_call(l, "licence add", "number=B-1", "kind=carrier", "organisation=smelter", "country=GH",
            "document_digest=a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0",
            "valid_from=2026-01-01", "valid_until=2026-12-31", NULL);
    next = ll_at(ll_call(l, "desk show", NULL), "next_shipments");
    assert_true(ll_bool_at(&next->items[0], "authorised"));
    /* Who does not see transport is told nothing of it. */
    ll_ask_as(l, ll_add_user(l, "email=f@one.example", "role=finance"), LL_ROLE_FINANCE);
    assert_null(ll_json_get(ll_call(l, "desk show", NULL), "next_shipments"));
    ll_ask_as(l, NULL, LL_ROLE_ADMIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_figure, ll_ledger_start, ll_full_ledger_end),
        cmocka_unit_test_setup_teardown(what_lots_wait_for, ll_ledger_start, ll_full_ledger_end),
        cmocka_unit_test_setup_teardown(how_far_lines_have_come, ll_ledger_start,
                                        ll_full_ledger_end),
        LL_LEDGER_TEST(a_shipment_is_mended),
        LL_LEDGER_TEST(what_is_loaded_conflicts),
        LL_LEDGER_TEST(who_asks_is_told),
        LL_LEDGER_TEST(what_takes_two_is_told),
        LL_LEDGER_TEST(a_plan_is_stale),
        LL_LEDGER_TEST(what_the_next_shipments_lack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
