/*
 * A container of 40,000 units from 900 lots, on SQLite and, where there is one, on PostgreSQL:
 * packed, split into 90 boxes at a sorting table, received with 500 units missing, and treated.
 * Each step by its service or what that does, timed to its commit; the way between is not timed. No
 * unit is allocated: bench_receipt has what releases and refills cost. The same number of rows as
 * custody has of the container after the split is put into a bare table by the engine's own library
 * in one commit, to compare with. Median of repetitions, each in a fresh ledger. The plant's
 * signature is left out. Goal: under 1 s. The benchmark states, it does not fail.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/stage.h"
#include "ledger.h"
#include "service/answer.h"
#include "service/find.h"
#include "service/receipt_difference.h"
#include "service/run.h"
#include "service/treatment_units.h"

#define LOTS 900
#define BOXES 90
#define UNITS 40000
#define MISSING 500
#define GOAL_SECONDS 1.0
#define RUNS 5
#define OPTION_BYTES 8192

enum step {
    PACK,
    SPLIT,
    RECEIVE,
    TREAT,
    STEPS
};
static const char *const step_names[STEPS] = {"packed", "split", "received", "treated"};

struct container {
    struct ll_facility_id plant_id;
    struct ll_plant_key_id key_id;
    struct ll_shipment_id shipment_id;
    struct ll_receipt_id receipt_id;
    struct ll_package_item boxes[BOXES];
    struct ll_lot_span lots[LOTS];
};

static void store(struct bench_ledger *ledger, enum ll_event_kind kind, const void *body)
{
    struct ll_event_meta meta = ll_event_begin(&ledger->ctx);
    BENCH_OK(ledger, ll_event_store(&ledger->ctx, &meta, kind, body, &ledger->err));
}

static void put(struct bench_ledger *ledger, const struct ll_service *service, void *input,
                const char *name, struct ll_str text)
{
    const struct ll_field *field = ll_record_find(service->input, ll_str_from_cstr(name));
    bench_must(field != NULL, name);
    BENCH_OK(ledger, ll_field_from_text(ledger->ctx.arena, field, text, input, &ledger->err));
}

/* The lots, whole, in the order in which allocations name them. */
static void read_lots(const struct bench_ledger *ledger, struct container *c)
{
    const struct ll_allocated_span *rows = ledger->run.allocations.items;
    size_t count = 0;
    for (size_t i = 0; i < ledger->run.allocations.count && count < LOTS; i++) {
        if (count == 0 || !ll_id_eq(c->lots[count - 1].lot_id.raw, rows[i].lot_id.raw)) {
            c->lots[count++] =
                (struct ll_lot_span){.lot_id = rows[i].lot_id, .lo = 0, .hi = rows[i].lot_accepted};
        }
    }
    bench_must(count == LOTS, "fewer lots than there should be");
}

static struct ll_package_id make_package(struct bench_ledger *ledger, const char *code,
                                         enum ll_package_kind kind, struct ll_facility_id at)
{
    struct ll_package_made made = {
        .code = ll_str_from_cstr(code),
        .country = LL_STR("GH"),
        .facility_id = at,
        .kind = (int)kind,
        .package_id = {ll_ctx_id(&ledger->ctx)},
        .programme_id = ledger->programme_id,
    };
    store(ledger, LL_EVENT_PACKAGE_MADE, &made);
    return made.package_id;
}

static void pack(struct bench_ledger *ledger, const struct ll_q_facility_by_id_row *here,
                 struct container *c)
{
    char code[32];
    bench_begin(ledger);
    struct ll_package_filled filled = {
        make_package(ledger, "container", LL_PACKAGE_KIND_CONTAINER, here->facility_id),
        {c->lots, LOTS}};
    store(ledger, LL_EVENT_PACKAGE_FILLED, &filled);
    for (size_t i = 0; i < BOXES; i++) {
        (void)snprintf(code, sizeof(code), "box-%zu", i);
        c->boxes[i].package_id = make_package(ledger, code, LL_PACKAGE_KIND_BOX, here->facility_id);
    }
    bench_commit(ledger);
}

static void split(struct bench_ledger *ledger)
{
    const struct ll_service *service = ll_service_find(LL_STR("package"), LL_STR("pour"));
    const struct ll_run_options options = {.key = LL_STR("")};
    struct ll_json *answer = NULL;
    char into[OPTION_BYTES];
    size_t len = 0;
    bench_must(service != NULL, "no service to pour by");
    void *input = ll_arena_alloc(ledger->ctx.arena, 1, service->input->size);
    bench_must(input != NULL, "out of memory");
    for (int i = 0; i < BOXES; i++) {
        len += (size_t)snprintf(into + len, sizeof(into) - len, "%sbox-%d:%d", i > 0 ? "," : "", i,
                                UNITS / BOXES + (i < UNITS % BOXES ? 1 : 0));
    }
    put(ledger, service, input, "from", LL_STR("container"));
    put(ledger, service, input, "into", (struct ll_str){into, len});
    BENCH_OK(ledger, ll_run(&ledger->ctx, service, input, &options, &answer, &ledger->err));
}

static void send(struct bench_ledger *ledger, const struct ll_q_facility_by_id_row *here,
                 struct container *c)
{
    static const uint8_t public_key[32] = {1};
    bench_begin(ledger);
    c->plant_id.raw = ll_ctx_id(&ledger->ctx);
    c->key_id.raw = ll_ctx_id(&ledger->ctx);
    c->shipment_id.raw = ll_ctx_id(&ledger->ctx);
    struct ll_facility_registered plant = {
        .code = LL_STR("plant"),
        .country = LL_STR("GH"),
        .facility_id = c->plant_id,
        .is_plant = true,
        .name_annex_id = {ll_ctx_id(&ledger->ctx)},
        .organisation_id = here->organisation_id,
    };
    struct ll_plant_key_registered key = {
        c->plant_id, c->key_id, {(const char *)public_key, sizeof(public_key)}};
    struct ll_shipment_leg leg = {here->organisation_id, 250, here->facility_id, LL_STR("road"),
                                  c->plant_id};
    struct ll_shipment_planned planned = {
        .code = LL_STR("s-1"),
        .from_facility_id = here->facility_id,
        .legs = {&leg, 1},
        .packages = {c->boxes, BOXES},
        .planned_arrival = {20510},
        .shipment_id = c->shipment_id,
        .to_facility_id = c->plant_id,
    };
    struct ll_shipment_departed departed = {.departed_on = {20505}, .shipment_id = c->shipment_id};
    struct ll_shipment_arrived arrived = {{20510}, c->shipment_id};
    store(ledger, LL_EVENT_FACILITY_REGISTERED, &plant);
    store(ledger, LL_EVENT_PLANT_KEY_REGISTERED, &key);
    store(ledger, LL_EVENT_SHIPMENT_PLANNED, &planned);
    store(ledger, LL_EVENT_SHIPMENT_DEPARTED, &departed);
    store(ledger, LL_EVENT_SHIPMENT_ARRIVED, &arrived);
    bench_commit(ledger);
}

static void receive(struct bench_ledger *ledger, struct container *c)
{
    struct ll_ctx *ctx = &ledger->ctx;
    struct ll_receipt_contents contents;
    struct ll_receipt_missing missing;
    struct ll_case_id case_id;
    static const uint8_t signature[64] = {1};
    const struct ll_package_claim no_claim = {0};
    struct ll_case_opened claimed = {0};
    struct ll_str reason = LL_STR("missing-at-receipt");
    bench_begin(ledger);
    BENCH_OK(ledger, ll_receipt_contents(ctx, c->shipment_id, &contents, &ledger->err));
    BENCH_OK(ledger,
             ll_receipt_missing_choose(ctx, c->shipment_id, &contents, (struct ll_units){MISSING},
                                       reason, &missing, &ledger->err));
    BENCH_OK(ledger,
             ll_receipt_claim(ctx, c->shipment_id, c->plant_id, &no_claim, &claimed, &ledger->err));
    BENCH_OK(ledger, ll_receipt_open_case(ctx, c->shipment_id, &claimed, reason, LL_STR(""),
                                          &case_id, &ledger->err));
    BENCH_OK(ledger, ll_receipt_missing_store(ctx, &missing, case_id, (struct ll_date){20510},
                                              &ledger->err));
    c->receipt_id.raw = ll_ctx_id(ctx);
    struct ll_receipt_recorded body = {
        .facility_id = c->plant_id,
        .mass_g = {(int64_t)(UNITS - MISSING) * 150},
        .plant_key_id = c->key_id,
        .receipt_id = c->receipt_id,
        .received_on = {20510},
        .shipment_id = c->shipment_id,
        .signature = {(const char *)signature, sizeof(signature)},
        .statement = LL_STR("{}"),
        .units = {UNITS - MISSING},
    };
    store(ledger, LL_EVENT_RECEIPT_RECORDED, &body);
    struct ll_json *answer = ll_answer_object(ctx);
    BENCH_OK(ledger, ll_receipt_missing_refill(ctx, &missing, answer, &ledger->err));
    bench_commit(ledger);
}

static void treat(struct bench_ledger *ledger, const struct container *c)
{
    struct ll_ctx *ctx = &ledger->ctx;
    struct ll_treatment_asked asked = {.lot = LL_STR("")};
    struct ll_treatment_chosen chosen;
    struct ll_q_receipt_by_id_in by = {c->receipt_id};
    struct ll_q_receipt_by_id_row receipt;
    bench_begin(ledger);
    BENCH_OK(ledger, ll_q_receipt_by_id(ctx->store, ctx->arena, &by, &receipt, &ledger->err));
    BENCH_OK(ledger,
             ll_treatment_choose(ctx, &receipt, LL_FACT_RECYCLE, &asked, &chosen, &ledger->err));
    bench_must(chosen.units.n == UNITS - MISSING, "not all is treated");
    struct ll_treatment_output output = {LL_STR("metals"), chosen.input_mass_g};
    struct ll_treatment_recorded body = {
        .facility_id = c->plant_id,
        .input_mass_g = chosen.input_mass_g,
        .kind = LL_TREATMENT_KIND_MECHANICAL,
        .materials = {&output, 1},
        .operation = LL_STR("r4"),
        .receipt_id = c->receipt_id,
        .rule_version = chosen.rule_version,
        .signature = LL_STR(""),
        .spans = chosen.spans,
        .statement = LL_STR(""),
        .tolerance_ppm = 5000,
        .treated_on = {20511},
        .treatment_id = {ll_ctx_id(ctx)},
    };
    store(ledger, LL_EVENT_TREATMENT_RECORDED, &body);
    bench_commit(ledger);
}

/* ---- how long a step takes, and how often it waits for the database ---- */
struct timed {
    double seconds;
    uint64_t waits;
};

static void begin_step(const struct bench_ledger *ledger, struct timed *step)
{
    step->waits = ll_store_waits(ledger->ctx.store);
    step->seconds = bench_seconds();
}

static void end_step(const struct bench_ledger *ledger, struct timed *step)
{
    step->seconds = bench_seconds() - step->seconds;
    step->waits = ll_store_waits(ledger->ctx.store) - step->waits;
}

/* As many rows as custody has of the container, by the engine's own library. */
static double bare(const struct bench_ledger *ledger, int64_t *ret_rows)
{
    struct bench_raw *raw = bench_raw_open(ledger, NULL);
    struct ll_allocation_run run = ledger->run;
    *ret_rows = bench_raw_number(raw, "SELECT count(*) FROM custody WHERE package_id IS NOT NULL");
    bench_must((size_t)*ret_rows <= run.allocations.count, "fewer rows than custody has");
    run.allocations.count = (size_t)*ret_rows;
    bench_raw_make_bare(raw);
    double seconds = bench_raw_rows(raw, "allocation_bare", &run);
    bench_raw_close(raw);
    return seconds;
}

static void run_engine(const char *name, bool postgres)
{
    static const struct bench_shape shape = {LOTS, 50, 2000, UNITS};
    static struct bench_ledger ledger;
    static struct container c;
    double times[STEPS + 2][RUNS]; /* and their sum, and the bare rows */
    struct timed steps[STEPS];
    int64_t rows = 0;
    for (int i = 0; i < RUNS; i++) {
        struct ll_q_facility_by_id_row here;
        bench_ledger_start(&ledger, &shape, postgres);
        read_lots(&ledger, &c);
        bench_begin(&ledger);
        BENCH_OK(&ledger, ll_find_facility(&ledger.ctx, LL_STR("bench"), &here, &ledger.err));
        bench_commit(&ledger);
        begin_step(&ledger, &steps[PACK]);
        pack(&ledger, &here, &c);
        end_step(&ledger, &steps[PACK]);
        begin_step(&ledger, &steps[SPLIT]);
        split(&ledger);
        end_step(&ledger, &steps[SPLIT]);
        times[STEPS + 1][i] = bare(&ledger, &rows);
        send(&ledger, &here, &c);
        begin_step(&ledger, &steps[RECEIVE]);
        receive(&ledger, &c);
        end_step(&ledger, &steps[RECEIVE]);
        begin_step(&ledger, &steps[TREAT]);
        treat(&ledger, &c);
        end_step(&ledger, &steps[TREAT]);
        times[STEPS][i] = 0;
        for (int k = 0; k < STEPS; k++) {
            times[k][i] = steps[k].seconds;
            times[STEPS][i] += steps[k].seconds;
        }
        bench_ledger_end(&ledger);
    }
    double whole = bench_median(times[STEPS], RUNS);
    double alone = bench_median(times[STEPS + 1], RUNS);
    printf("%-10s %d units of %d lots: %.3f s (", name, UNITS, LOTS, whole);
    for (int k = 0; k < STEPS; k++) {
        printf("%s%s %.3f", k > 0 ? ", " : "", step_names[k], bench_median(times[k], RUNS));
        if (postgres) {
            printf(" by %llu waits", (unsigned long long)steps[k].waits);
        }
    }
    printf("), %.2f x the goal of %.0f s, %.0f x one bare commit of %lld rows (%.4f s)\n",
           whole / GOAL_SECONDS, GOAL_SECONDS, whole / alone, (long long)rows, alone);
}

int main(void)
{
    run_engine("sqlite", false);
    if (getenv("LL_TEST_POSTGRES") != NULL) {
        run_engine("postgres", true);
    }
    return 0;
}
