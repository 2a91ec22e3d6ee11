#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "property/programme_world.h"
#include "service/find.h"
#include "service/keys.h"
#include "service/treatment_units.h"
#include "store/q_certificate.h"
#include "store/q_demand.h"
#include "store/q_settle.h"
#include "store/q_supply.h"

#define TEXT_MAX 512
#define REPEAT_ONE_IN 16
#define NOW_US INT64_C(1772438400000000) /* 2026-03-02T08:00:00Z */
#define DAY_US INT64_C(86400000000)

static const char *const clients[MODEL_CLIENTS] = {"utrecht", "gent"};
const char *const programme_classes[MODEL_CLASSES] = {"card", "chip"};
const char *const programme_demands[MODEL_DEMANDS] = {"laptop", "smartphone", "tablet"};
const char *const programme_places[MODEL_PLACES] = {"kumasi", "hoboken", "tema-plant", "lagos"};
const char *const programme_countries[3] = {"GH", "NG", "BE"};

/* ---- calling ---- */
static const char *keep(struct programme_world *w, const char *text)
{
    struct ll_str copy = ll_str_copy(w->ledger->ctx.arena, ll_str_from_cstr(text));
    assert_non_null(copy.ptr);
    return ll_str_to_cstr(w->ledger->ctx.arena, copy);
}

const char *programme_text(struct programme_world *w, const char *format, ...)
{
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    assert_true(length > 0 && length < TEXT_MAX);
    return keep(w, text);
}

const char *programme_id(struct programme_world *w, const char *option, const char *prefix,
                         struct ll_id id)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format(prefix, id, text);
    return programme_text(w, "%s=%s", option, text);
}

struct ll_id programme_answer_id(struct programme_world *w, const struct ll_json *answer,
                                 const char *path, const char *prefix)
{
    struct ll_id id = {{0}};
    struct ll_err err;
    SEED_CHECK(&w->seed, answer != NULL);
    SEED_CHECK(&w->seed, ll_id_parse(prefix, ll_text_at(answer, path), &id, &err) == LL_OK);
    return id;
}

/* Does the status say that what was asked for is not possible, and nothing worse? */
static bool is_refusal(enum ll_status status)
{
    return status == LL_EREFUSED || status == LL_ESHORT || status == LL_EINVAL ||
           status == LL_ECONFLICT || status == LL_EEXISTS || status == LL_ENOTFOUND;
}

/* With LL_TRACE set: what is asked for, to follow a life that failed. */
static void trace(const char *command, va_list options)
{
    if (getenv("LL_TRACE") == NULL) {
        return;
    }
    (void)fprintf(stderr, "%s", command);
    for (const char *option = va_arg(options, const char *); option != NULL;
         option = va_arg(options, const char *)) {
        (void)fprintf(stderr, " %s", option);
    }
    (void)fprintf(stderr, "\n");
}

/* Never back: what was refused has used up ids. A life's minutes end long before its day. */
void programme_wake(struct programme_world *w)
{
    int64_t morning_us = NOW_US + (w->first_day + w->model.day) * DAY_US;
    w->ledger->clock.us = w->ledger->clock.us < morning_us ? morning_us : w->ledger->clock.us;
}

const struct ll_json *programme_call(struct programme_world *w, bool expected, const char *command,
                                     ...)
{
    const struct ll_json *answer = NULL;
    va_list options;
    programme_wake(w);
    va_start(options, command);
    trace(command, options);
    va_end(options);
    va_start(options, command);
    enum ll_status status =
        ll_try(w->ledger, seed_chance(&w->seed, REPEAT_ONE_IN), &answer, command, options);
    va_end(options);
    if (status == LL_OK ? !expected : (expected || !is_refusal(status))) {
        const struct ll_err *err = &w->ledger->err;
        (void)fprintf(stderr, "%s: %s, but the model says %s: [%s] %s (%s)\n", command,
                      ll_status_name(status), expected ? "yes" : "no", err->where, err->text,
                      err->hint);
        seed_failed(&w->seed, command, __FILE__, __LINE__);
    }
    programme_tally(command, expected);
    w->steps_accepted += expected ? 1 : 0;
    w->steps_refused += expected ? 0 : 1;
    return status == LL_OK ? answer : NULL;
}

int32_t programme_day(const struct programme_world *w)
{
    return ll_time_date((struct ll_time){NOW_US}).days + w->first_day + w->model.day;
}

/* ---- the ledger's programmes ---- */
/* Devices so light that a line in grams has few positions. */
static void add_classes(struct ll_ledger *ledger)
{
    for (int class = 0; class < MODEL_CLASSES; class ++) {
        ll_call(ledger, "class add",
                ll_option(ledger, "code", ll_str_from_cstr(programme_classes[class])),
                "hs_code=8542.31", "mass=6g", "mass_high=12g", "mass_low=2g", "unu_key=0306", NULL);
    }
}

/* A programme that nothing of the others may be mixed with: one box of it is full, one is empty. */
static void add_stranger(struct ll_ledger *ledger)
{
    ll_call(ledger, "programme add", "code=other", "operator=oneforone", "oldest_vintage=2024-01",
            "classes=smartphone=card:1 EUR", NULL);
    const struct ll_json *answer =
        ll_call(ledger, "collection receive", "programme=other", "collector=kumasi-repair",
                "facility=kumasi", "collected_on=2026-03-01", "price=79.20 GHS", "record=other",
                "evidence_digest=00000000000000000000000000000000"
                "000000000000000000000000000000ff",
                "lots=card:3:18g:none", NULL);
    struct ll_str lot = ll_text_at(answer, "lots.0.lot_id");
    ll_call(ledger, "package make", "code=other-full", "kind=box", "programme=other",
            "facility=kumasi", NULL);
    ll_call(ledger, "package fill", "package=other-full", ll_option(ledger, "lots", lot), NULL);
    ll_call(ledger, "package make", "code=other-empty", "kind=box", "programme=other",
            "facility=kumasi", NULL);
}

void programme_registry(struct ll_ledger *ledger)
{
    ll_make_registry(ledger);
    ll_call(ledger, "licence add", "number=T-2", "kind=treat", "facility=tema-plant", "country=GH",
            "valid_from=2019-01-01", "valid_until=2099-12-31",
            "document_digest=c2c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf",
            NULL);
    add_classes(ledger);
    add_stranger(ledger);
    assert_int_equal(ll_keys_create(&ledger->ctx, &ledger->err), LL_OK);
}

const char *programme_client(struct programme_world *w, int client)
{
    return programme_text(w, "%s-%lld", clients[client], (long long)w->number);
}

void programme_line_code(const struct programme_world *w, int line, char ret_code[WORLD_TEXT])
{
    const struct model_line *of = &w->model.line[line];
    long long number = w->number;
    if (line < MODEL_PLAIN) {
        (void)snprintf(ret_code, WORLD_TEXT, "%s-%lld.%s.p%lld", clients[of->client], number,
                       programme_demands[of->demand], number);
    } else {
        (void)snprintf(ret_code, WORLD_TEXT, "z%d.p%lld", line - MODEL_PLAIN, number);
    }
}

static void open_line(struct programme_world *w, int line, int client, enum model_demand demand,
                      const struct model_terms *terms)
{
    const char *options[4] = {NULL};
    char code[WORLD_TEXT];
    int count = 0;
    bool ok = model_open(&w->model, line, client, demand, terms);
    programme_line_code(w, line, code);
    if (terms->strict) {
        options[count++] = programme_text(w, "standard=s%lld", (long long)w->number);
    }
    if (terms->funded) {
        options[count++] = "funder=goodfund";
    }
    if (terms->early || terms->late) {
        options[count++] = terms->early ? "vintage_to=2026-02" : "vintage_from=2026-03";
    }
    if (terms->countries != 0) {
        options[count++] = terms->countries == 3   ? "countries=NG,GH"
                           : terms->countries == 2 ? "countries=NG"
                                                   : "countries=GH";
    }
    (void)programme_call(w, ok, "order open", programme_text(w, "code=%s", code),
                         programme_text(w, "programme=p%lld", (long long)w->number),
                         programme_text(w, "beneficiary=%s", programme_client(w, client)),
                         programme_text(w, "class_code=%s", programme_demands[demand]), options[0],
                         options[1], options[2], options[3], NULL);
}

/* Some with terms, perhaps two with the same. */
static void open_lines(struct programme_world *w, uint64_t seed)
{
    if (seed % 4 < 2) {
        enum model_demand demand = seed % 8 < 4 ? DEMAND_GRAMS : DEMAND_FIRST;
        open_line(w, model_line_of(1, demand), 1, demand,
                  &(const struct model_terms){.strict = true});
    }
    for (int line = MODEL_PLAIN; line < MODEL_LINES && seed % 3 > 0; line++) {
        /* one by one: the order in which arguments are worked out is the compiler's */
        int client = (int)seed_below(&w->seed, MODEL_CLIENTS);
        enum model_demand demand = (enum model_demand)seed_below(&w->seed, MODEL_DEMANDS);
        size_t season = seed_below(&w->seed, 4);
        bool strict = seed_chance(&w->seed, 4);
        bool funded = seed_chance(&w->seed, 3);
        const struct model_terms terms = {
            .strict = strict,
            .funded = funded,
            .early = season == 0,
            .late = season == 1,
            .countries = (unsigned)seed_below(&w->seed, 4),
        };
        open_line(w, line, client, demand, &terms);
    }
}

void programme_start(struct programme_world *w, struct ll_ledger *ledger, uint64_t seed,
                     int64_t number)
{
    memset(w, 0, sizeof(*w));
    w->ledger = ledger;
    w->seed = seed_make(seed);
    w->number = number;
    /* The morning after the one before ended. */
    w->first_day = (int)((ledger->clock.us - NOW_US + DAY_US - 1) / DAY_US);
    model_start(&w->model, &w->seed);
    for (int client = 0; client < MODEL_CLIENTS; client++) {
        (void)programme_call(w, true, "organisation add",
                             programme_text(w, "code=%s", programme_client(w, client)),
                             client == 0 ? "country=NL" : "country=BE",
                             programme_text(w, "name=City of %s", clients[client]), NULL);
    }
    (void)programme_call(w, true, "programme add",
                         programme_text(w, "code=p%lld", (long long)number), "operator=oneforone",
                         "oldest_vintage=2024-01",
                         "classes=laptop@10g=card+chip:4.00 EUR,smartphone=card:1.50 EUR,"
                         "tablet=chip:4.00 EUR",
                         NULL);
    programme_certify(w, PLACE_ABROAD, -WORLD_DAYS, 400);
    open_lines(w, seed);
}

/* Some more often than others, so that what is begun comes to an end. */
static bool (*const steps[])(struct programme_world *) = {
    step_seal,
    step_seal,
    step_certify,
    step_erase,
    step_erase_note,
    step_aside,
    step_seal,
    step_seal,
    step_certify,
    step_erase,
    step_erase_note,
    step_aside,
    step_credit_file,
    step_receive_counts,
    step_receive_counts,
    step_receive_more,
    step_mix,
    step_collect,
    step_collect,
    step_find,
    step_reclass,
    step_exclude,
    step_admit,
    step_buy,
    step_buy,
    step_credit,
    step_run,
    step_run,
    step_pack,
    step_pack,
    step_pack,
    step_pour,
    step_plan,
    step_plan,
    step_consent,
    step_depart,
    step_depart,
    step_arrive,
    step_arrive,
    step_cancel,
    step_receive,
    step_receive,
    step_treat,
    step_treat,
    step_remove,
    step_remove,
    step_open_case,
    step_close_case,
    step_close_case,
    step_issue,
    step_issue,
    step_issue,
    step_raise,
    step_raise,
    step_replace,
    step_revoke,
    step_receive_part,
    step_receive_part,
    step_hold,
    step_hold,
    step_confirm,
    step_withdraw,
    step_expire,
    step_wait,
    step_pack_onward,
    step_pack_onward,
    step_plan_onward,
    step_plan_onward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
    step_forward,
};

void programme_step(struct programme_world *w)
{
    for (int tries = 0; tries < 8; tries++) {
        if (steps[seed_below(&w->seed, sizeof(steps) / sizeof(steps[0]))](w)) {
            break;
        }
    }
    model_check(&w->model);
}

/* ---- comparing ---- */
#define MUST(w, call) SEED_CHECK(&(w)->seed, (call) == LL_OK)

static struct ll_id place_id(const struct programme_world *w, const struct ll_id *plants,
                             const struct model_unit *unit)
{
    struct ll_id none = {{0}};
    if (unit->place >= 0) {
        return w->package_id[unit->place];
    }
    for (int i = 0; i < MODEL_PLACES; i++) {
        if (unit->place == PLACE_LOOSE - i) {
            return plants[i];
        }
    }
    return none;
}

static bool same_ref(bool has, struct ll_id id, bool expected, struct ll_id expected_id)
{
    return has == expected && (!has || ll_id_eq(id, expected_id));
}

static bool same_custody(const struct programme_world *w, const struct ll_id *plants,
                         const struct ll_q_custody_near_row *row, const struct model_unit *unit)
{
    struct ll_id none = {{0}};
    return row->stage == unit->stage &&
           same_ref(row->has_package_id, row->package_id.raw, unit->place >= 0,
                    place_id(w, plants, unit)) &&
           same_ref(row->has_facility_id, row->facility_id.raw,
                    unit->place <= PLACE_LOOSE && unit->place >= PLACE_LAGOS,
                    place_id(w, plants, unit)) &&
           same_ref(row->has_receipt_id, row->receipt_id.raw, unit->receipt != MODEL_NONE,
                    unit->receipt == MODEL_NONE ? none : w->receipt_id[unit->receipt]) &&
           same_ref(row->has_case_id, row->case_id.raw, unit->under != MODEL_NONE,
                    unit->under == MODEL_NONE ? none : w->case_id[unit->under]);
}

/* Every position: v voided, c carried over, - open, or lot.unit that serves it; ! cited. */
static void tell_lines(const struct model *model)
{
    for (int s = 0; s < model->slices; s++) {
        const struct model_slice *slice = &model->slice[s];
        (void)fprintf(stderr, "slice %d, line %d [%d, %d):", s, slice->line, slice->lo, slice->hi);
        for (int p = slice->lo; p < slice->hi; p++) {
            const struct model_position *position = &model->line[slice->line].position[p];
            (void)fprintf(stderr, " %s%s", position->voided ? "v" : "",
                          position->carried > 0 ? "c" : "");
            if (position->lot == MODEL_NONE) {
                (void)fprintf(stderr, "-");
                continue;
            }
            const struct model_unit *unit = &model->lot[position->lot].unit[position->unit];
            (void)fprintf(stderr, "%d.%d%s", position->lot, position->unit,
                          unit->certificate == MODEL_NONE ? "" : "!");
        }
        (void)fprintf(stderr, "\n");
    }
}

static void fail_unit(struct programme_world *w, int lot, int unit, const char *what)
{
    const struct model_unit *u = &w->model.lot[lot].unit[unit];
    (void)fprintf(stderr,
                  "lot %d unit %d: the ledger has another %s; the model: %s, place %d, receipt %d, "
                  "case %d, line %d [%d, +%d) of %d, certificate %d\n",
                  lot, unit, what, ll_stage_name(u->stage), u->place, u->receipt, u->under, u->line,
                  u->position, u->span, u->credit, u->certificate);
    tell_lines(&w->model);
    seed_failed(&w->seed, what, __FILE__, __LINE__);
}

/* What a row says, for the hash: the same on every engine and machine. */
static void add_hash(struct programme_world *w, int64_t a, int64_t b, int64_t c, int64_t d)
{
    const int64_t numbers[] = {a, b, c, d};
    for (int i = 0; i < 4; i++) {
        w->hash = (w->hash ^ (uint64_t)numbers[i]) * UINT64_C(0x100000001b3);
        w->hash ^= w->hash >> 29;
    }
}

static int lot_number(const struct programme_world *w, struct ll_id id)
{
    int lot = 0;
    while (lot < w->model.lots && !ll_id_eq(w->lot_id[lot], id)) {
        lot++;
    }
    SEED_CHECK(&w->seed, lot < w->model.lots);
    return lot;
}

void programme_add_shares(struct programme_world *w, struct ll_id treatment_id, int64_t input_g,
                          int64_t output_g)
{
    struct ll_ctx *ctx = &w->ledger->ctx;
    struct ll_treatment_whole whole;
    int64_t sum = 0;
    bool own = !ll_store_in_transaction(ctx->store);
    if (own) {
        MUST(w, ll_store_begin(ctx->store, LL_STORE_READ, &w->ledger->err));
    }
    MUST(w, ll_treatment_whole(ctx, (struct ll_treatment_id){treatment_id},
                               (struct ll_mass){output_g}, &whole, &w->ledger->err));
    for (size_t i = 0; i < whole.count; i++) {
        const struct ll_lot_span *span = &whole.spans[i];
        add_hash(w, lot_number(w, span->lot_id.raw), span->lo, span->hi, whole.shares[i].g);
        sum += whole.shares[i].g;
    }
    SEED_CHECK(&w->seed, sum == output_g);
    add_hash(w, input_g, output_g, (int64_t)whole.count, 0);
    if (own) {
        ll_store_rollback(ctx->store);
    }
}

static void compare_custody(struct programme_world *w, const struct ll_id *plants, int lot)
{
    struct ll_ctx *ctx = &w->ledger->ctx;
    const struct model_lot *model = &w->model.lot[lot];
    struct ll_q_custody_near_in in = {{w->lot_id[lot]}, 0, model->units};
    struct ll_q_custody_near_row row;
    struct ll_store_cursor *cursor = NULL;
    int64_t next = 0;
    MUST(w, ll_q_custody_near_open(ctx->store, ctx->arena, &in, &cursor, &w->ledger->err));
    while (ll_q_custody_near_next(cursor, &row, &w->ledger->err) == LL_OK) {
        SEED_CHECK(&w->seed, row.lo == next && row.hi <= model->units);
        add_hash(w, lot, row.lo, row.hi, (int64_t)row.stage);
        for (; next < row.hi; next++) {
            if (!same_custody(w, plants, &row, &model->unit[next])) {
                fail_unit(w, lot, (int)next, "custody");
            }
        }
    }
    ll_store_query_close(cursor);
    SEED_CHECK(&w->seed, next == model->units);
}

static bool same_allocation(const struct programme_world *w,
                            const struct ll_q_settle_of_lot_row *row, int64_t number,
                            const struct model_unit *unit)
{
    struct ll_id none = {{0}};
    char code[WORLD_TEXT];
    int certificate = unit->certificate;
    if (unit->line == MODEL_NONE) {
        return false;
    }
    programme_line_code(w, unit->line, code);
    enum ll_allocation_state state = certificate == MODEL_NONE ? LL_ALLOCATION_STATE_PROVISIONAL
                                     : w->model.certificate[certificate].stage < LL_STAGE_RECEIVED
                                         ? LL_ALLOCATION_STATE_COMMITTED
                                         : LL_ALLOCATION_STATE_FINAL;
    return ll_str_eq_cstr(row->line_code, code) &&
           row->line_lo + (number - row->lot_lo) * row->credit == unit->position &&
           row->credit == unit->credit && row->state == state &&
           (number + 1 < row->lot_hi || row->line_hi == unit->position + unit->span) &&
           same_ref(row->has_certificate_id, row->certificate_id.raw, certificate != MODEL_NONE,
                    certificate == MODEL_NONE ? none : w->certificate_id[certificate]) &&
           (certificate == MODEL_NONE ||
            (int)row->certificate_state == (int)w->model.certificate[certificate].state);
}

static void compare_allocations(struct programme_world *w, int lot)
{
    struct ll_ctx *ctx = &w->ledger->ctx;
    const struct model_lot *model = &w->model.lot[lot];
    struct ll_q_settle_of_lot_in in = {{w->lot_id[lot]}, 0, model->units};
    struct ll_q_settle_of_lot_row row;
    struct ll_store_cursor *cursor = NULL;
    bool seen[MODEL_UNITS] = {false};
    MUST(w, ll_q_settle_of_lot_open(ctx->store, ctx->arena, &in, &cursor, &w->ledger->err));
    while (ll_q_settle_of_lot_next(cursor, &row, &w->ledger->err) == LL_OK) {
        add_hash(w, lot * 64 + row.credit, row.lot_lo, row.lot_hi,
                 row.line_lo * 8 + (int64_t)row.state);
        for (int64_t u = row.lot_lo; u < row.lot_hi; u++) {
            seen[u] = true;
            if (!same_allocation(w, &row, u, &model->unit[u])) {
                fail_unit(w, lot, (int)u, "allocation");
            }
        }
    }
    ll_store_query_close(cursor);
    for (int u = 0; u < model->units; u++) {
        if (seen[u] != (model->unit[u].line != MODEL_NONE)) {
            fail_unit(w, lot, u, "allocation");
        }
    }
}

/* What no unit tells: certificates that cite nothing, lots that are not eligible. */
static void compare_rest(struct programme_world *w)
{
    struct ll_ctx *ctx = &w->ledger->ctx;
    for (int c = 0; c < w->model.certificates; c++) {
        struct ll_q_certificate_by_serial_in in = {ll_str_from_cstr(w->serial[c])};
        struct ll_q_certificate_by_serial_row row;
        MUST(w, ll_q_certificate_by_serial(ctx->store, ctx->arena, &in, &row, &w->ledger->err));
        SEED_CHECK(&w->seed, (int)row.state == (int)w->model.certificate[c].state);
        SEED_CHECK(&w->seed, row.stage == w->model.certificate[c].stage);
    }
    for (int s = 0; s < w->model.slices; s++) {
        struct ll_q_hold_by_id_in in = {{w->hold_id[s]}};
        struct ll_q_hold_by_id_row row;
        if (w->model.slice[s].hold != 0) {
            MUST(w, ll_q_hold_by_id(ctx->store, ctx->arena, &in, &row, &w->ledger->err));
            SEED_CHECK(&w->seed, row.state == w->model.slice[s].hold);
        }
    }
    for (int l = 0; l < w->model.lots; l++) {
        struct ll_q_lot_by_id_in in = {{w->lot_id[l]}};
        struct ll_q_lot_by_id_row row;
        MUST(w, ll_q_lot_by_id(ctx->store, ctx->arena, &in, &row, &w->ledger->err));
        SEED_CHECK(&w->seed, row.eligible == w->model.lot[l].eligible);
    }
}

void programme_compare(struct programme_world *w)
{
    struct ll_ctx *ctx = &w->ledger->ctx;
    struct ll_id plants[MODEL_PLACES];
    bool own = !ll_store_in_transaction(ctx->store);
    if (own) {
        MUST(w, ll_store_begin(ctx->store, LL_STORE_READ, &w->ledger->err));
    }
    for (int i = 0; i < MODEL_PLACES; i++) {
        struct ll_q_facility_by_id_row row;
        MUST(w,
             ll_find_facility(ctx, ll_str_from_cstr(programme_places[i]), &row, &w->ledger->err));
        plants[i] = row.facility_id.raw;
    }
    for (int l = 0; l < w->model.lots; l++) {
        compare_custody(w, plants, l);
        compare_allocations(w, l);
    }
    compare_rest(w);
    if (own) {
        ll_store_rollback(ctx->store);
    }
}
