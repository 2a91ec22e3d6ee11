/* desk show: what waits for the operator, what is owed and what there is, month by month. */
#include "core/stage.h"
#include "service/answer.h"
#include "service/gate.h"
#include "service/table.h"
#include "service/visible.h"
#include "store/q_desk.h"

#define FILTERS_MAX 3
#define FIRST_MAX 3
#define NEXT_MAX 3
#define SOON_DAYS 60
#define MONTHS 24
#define DATE_TEXT "{on}"
#define SOON_TEXT "{soon}"

#define AGES 4

struct figure {
    int64_t entries;
    struct ll_amount amount;
};

/* What waits of order lines that are so old. */
struct wait {
    int64_t lines;
    int64_t slices;
    struct ll_amount amount;
};

/* What of each month is counted. */
enum flow {
    FLOW_ACCEPTED,
    FLOW_SHIPPED,
    FLOW_RECEIVED,
    FLOW_RECYCLED,
    FLOW_CERTIFIED,
    FLOWS
};

struct trend {
    struct ll_month first;
    int64_t units[MONTHS][FLOWS];
};

/* The days that figures go by, and what several of them are read from at once. */
struct desk {
    struct ll_date on;   /* today */
    struct ll_date soon; /* what ends before it runs out */
    struct wait waits[AGES];
    struct ll_str first_waiting[FIRST_MAX]; /* order lines, by code; empty: no more */
    struct figure doubtful;                 /* lots that are not eligible */
    struct trend trend;
    struct ll_json *coverage;
};

typedef enum ll_status count_fn(struct ll_ctx *ctx, const struct desk *desk,
                                struct figure *ret_figure, struct ll_err *reterr);

/* ---- counts ---- */

/* A count of entries with the units or grams that they are about. */
#define COUNT_AMOUNT(query, ...)                                                                   \
    static enum ll_status count_##query(struct ll_ctx *ctx, const struct desk *desk,               \
                                        struct figure *ret_figure, struct ll_err *reterr)          \
    {                                                                                              \
        struct ll_q_desk_##query##_in in = {__VA_ARGS__};                                          \
        struct ll_q_desk_##query##_row row;                                                        \
        (void)desk;                                                                                \
        LL_TRY(ll_q_desk_##query(ctx->store, ctx->arena, &in, &row, reterr));                      \
        *ret_figure = (struct figure){row.entries, {row.units, row.mass_g}};                       \
        return LL_OK;                                                                              \
    }
#define COUNT(query, ...)                                                                          \
    static enum ll_status count_##query(struct ll_ctx *ctx, const struct desk *desk,               \
                                        struct figure *ret_figure, struct ll_err *reterr)          \
    {                                                                                              \
        struct ll_q_desk_##query##_in in = {__VA_ARGS__};                                          \
        struct ll_q_desk_##query##_row row;                                                        \
        (void)desk;                                                                                \
        LL_TRY(ll_q_desk_##query(ctx->store, ctx->arena, &in, &row, reterr));                      \
        *ret_figure = (struct figure){.entries = row.entries};                                     \
        return LL_OK;                                                                              \
    }
COUNT_AMOUNT(lots_loose, true)
COUNT_AMOUNT(lots_under_review, true)
COUNT_AMOUNT(shipments_late, LL_SHIPMENT_STATE_DEPARTED, desk->on)
COUNT_AMOUNT(shipments_unreceived, true)
COUNT_AMOUNT(receipts_untreated, LL_STAGE_RECEIVED)
COUNT(packages_unplanned, true)
COUNT(campaigns_open, LL_CAMPAIGN_STATE_OPEN)
COUNT(shipments_unconsented, desk->on)
COUNT(shipments_conflicting, true)
COUNT(facilities_certified_until, desk->soon)
COUNT(facilities_plan_due, desk->on)
COUNT(stock_at_limit, desk->on)
COUNT(cases_late, desk->on)
COUNT(incidents_open, true)
COUNT(enquiries_open, true)
COUNT(proposals_open, LL_PROPOSAL_STATE_OPEN, ctx->now)

/* They keep their packages, and what they booked, from other shipments. */
static enum ll_status count_shipments_stale(struct ll_ctx *ctx, const struct desk *desk,
                                            struct figure *ret_figure, struct ll_err *reterr)
{
    struct ll_q_desk_shipments_late_in in = {LL_SHIPMENT_STATE_PLANNED, desk->on};
    struct ll_q_desk_shipments_late_row row;
    LL_TRY(ll_q_desk_shipments_late(ctx->store, ctx->arena, &in, &row, reterr));
    *ret_figure = (struct figure){.entries = row.entries};
    return LL_OK;
}

static enum ll_status count_certificates_under_review(struct ll_ctx *ctx, const struct desk *desk,
                                                      struct figure *ret_figure,
                                                      struct ll_err *reterr)
{
    struct ll_q_desk_certificates_in_in in = {LL_CERTIFICATE_STATE_UNDER_REVIEW};
    struct ll_q_desk_certificates_in_row row;
    (void)desk;
    LL_TRY(ll_q_desk_certificates_in(ctx->store, ctx->arena, &in, &row, reterr));
    *ret_figure = (struct figure){row.entries, {row.units, 0}};
    return LL_OK;
}

/* ---- how long demand has waited ---- */

/* Days since the first of it came: from the one, to before the other. */
static const int32_t ages[AGES][2] = {{0, 30}, {30, 90}, {90, 365}, {365, 0}};

static size_t age_of(const struct desk *desk, struct ll_time first_at)
{
    int32_t age = desk->on.days - ll_time_date(first_at).days;
    size_t i = 0;
    while (i + 1 < AGES && age >= ages[i][1]) {
        i++;
    }
    return i;
}

static enum ll_status count_orders_waiting(struct ll_ctx *ctx, const struct desk *desk,
                                           struct figure *ret_figure, struct ll_err *reterr)
{
    struct figure figure = {.entries = 0};
    (void)ctx;
    (void)reterr;
    for (size_t i = 0; i < AGES; i++) {
        figure.entries += desk->waits[i].lines;
        figure.amount.units += desk->waits[i].amount.units;
        figure.amount.mass_g += desk->waits[i].amount.mass_g;
    }
    *ret_figure = figure;
    return LL_OK;
}

static enum ll_status count_lots_doubtful(struct ll_ctx *ctx, const struct desk *desk,
                                          struct figure *ret_figure, struct ll_err *reterr)
{
    (void)ctx;
    (void)reterr;
    *ret_figure = desk->doubtful;
    return LL_OK;
}

/* ---- what waits ---- */

/* In the order of a shipment's life: what blocks the next one comes first. */
static const struct task {
    const char *name;
    enum ll_permission permission;
    const struct ll_service *list;       /* what it counts the entries of, */
    const char *filters[FILTERS_MAX][2]; /* with these */
    count_fn *count;
} tasks[] = {
#define LL_DESK_TASK(name, PERMISSION, list, count, ...)                                           \
    {name, LL_MAY_##PERMISSION, &ll_service_##list, {__VA_ARGS__}, count_##count},
#include "service/desk.def"
#undef LL_DESK_TASK
};

static bool may(const struct ll_ctx *ctx, enum ll_permission permission)
{
    return ll_viewer_may(&ctx->viewer, permission);
}

static struct ll_str filter_value(struct ll_ctx *ctx, const struct desk *desk, const char *value)
{
    char text[LL_TIME_TEXT_MAX];
    struct ll_str given = ll_str_from_cstr(value);
    if (!ll_str_eq_cstr(given, DATE_TEXT) && !ll_str_eq_cstr(given, SOON_TEXT)) {
        return given;
    }
    ll_date_format(ll_str_eq_cstr(given, DATE_TEXT) ? desk->on : desk->soon, text);
    return ll_str_copy(ctx->arena, ll_str_from_cstr(text));
}

/* Their list would ask once more what waits of each line. */
static void put_first_waiting(struct ll_ctx *ctx, const struct desk *desk, struct ll_json *answer)
{
    struct ll_json *first = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < FIRST_MAX && desk->first_waiting[i].len > 0; i++) {
        ll_json_append(ctx->arena, first, ll_json_new_string(ctx->arena, desk->first_waiting[i]));
    }
    ll_json_set(ctx->arena, answer, "first", first);
}

/* The first entries of the list, by what each is looked up by: what the list is ordered by. */
static enum ll_status put_first(struct ll_ctx *ctx, const struct task *task,
                                const struct ll_json *filter, struct ll_json *answer,
                                struct ll_err *reterr)
{
    const struct ll_record *record = task->list->input;
    struct ll_json *list = NULL;
    struct ll_json *first = ll_json_new_array(ctx->arena);
    void *input = ll_arena_alloc(ctx->arena, 1, record->size);
    if (input == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the desk");
    }
    LL_TRY(ll_field_from_text(ctx->arena, ll_record_find(record, LL_STR("limit")), LL_STR("3"),
                              input, reterr));
    for (size_t i = 0; i < filter->count; i++) {
        const struct ll_field *field = ll_record_find(record, filter->members[i].name);
        LL_ASSERT(field != NULL);
        LL_TRY(ll_field_from_text(ctx->arena, field, ll_json_string(&filter->members[i].value),
                                  input, reterr));
    }
    LL_TRY(task->list->run(ctx, input, &list, reterr));
    const struct ll_json *items = ll_json_get(list, "items");
    for (size_t i = 0; items != NULL && i < items->count && i < FIRST_MAX; i++) {
        ll_json_append(
            ctx->arena, first,
            ll_json_new_string(ctx->arena, ll_json_string(&items->items[i].members[0].value)));
    }
    ll_json_set(ctx->arena, answer, "first", first);
    return LL_OK;
}

static enum ll_status put_task(struct ll_ctx *ctx, const struct desk *desk, const struct task *task,
                               struct ll_json *tasks_of, struct ll_err *reterr)
{
    struct figure figure;
    struct ll_json *item = ll_answer_object(ctx);
    struct ll_json *filter = ll_answer_object(ctx);
    LL_TRY(task->count(ctx, desk, &figure, reterr));
    ll_json_set_cstr(ctx->arena, item, "task", task->name);
    ll_answer_i64(ctx, item, "entries", figure.entries);
    if (figure.amount.units > 0) {
        ll_answer_i64(ctx, item, "units", figure.amount.units);
    }
    if (figure.amount.mass_g > 0) {
        ll_answer_i64(ctx, item, "mass_g", figure.amount.mass_g);
    }
    ll_json_set_cstr(ctx->arena, item, "list", task->list->noun);
    for (size_t i = 0; i < FILTERS_MAX && task->filters[i][0] != NULL; i++) {
        ll_json_set_str(ctx->arena, filter, task->filters[i][0],
                        filter_value(ctx, desk, task->filters[i][1]));
    }
    if (filter == NULL || filter->broken) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the desk");
    }
    ll_json_set(ctx->arena, item, "filter", filter);
    if (figure.entries > 0 && task->count == count_orders_waiting) {
        put_first_waiting(ctx, desk, item);
    } else if (figure.entries > 0) {
        LL_TRY(put_first(ctx, task, filter, item, reterr));
    }
    ll_json_append(ctx->arena, tasks_of, item);
    return LL_OK;
}

static enum ll_status put_tasks(struct ll_ctx *ctx, const struct desk *desk, struct ll_json *answer,
                                struct ll_err *reterr)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < sizeof(tasks) / sizeof(tasks[0]); i++) {
        if (may(ctx, tasks[i].permission)) {
            LL_TRY(put_task(ctx, desk, &tasks[i], list, reterr));
        }
    }
    ll_json_set(ctx->arena, answer, "tasks", list);
    return LL_OK;
}

/* ---- the next shipments ---- */

struct next {
    struct ll_shipment_id shipment_id;
    struct ll_q_shipment_route_row route;
};

/* Those that are planned to arrive first: a plan holds no other day. One past it is stale. */
static enum ll_status read_next(struct ll_ctx *ctx, struct ll_date on, struct next *next,
                                size_t *ret_count, struct ll_err *reterr)
{
    struct ll_q_desk_next_all_in in = {on, NEXT_MAX};
    struct ll_q_desk_next_all_row row;
    struct ll_store_cursor *cursor = NULL;
    size_t count = 0;
    LL_TRY(ll_q_desk_next_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_desk_next_all_next(cursor, &row, reterr)) == LL_OK && count < NEXT_MAX) {
        next[count++] = (struct next){row.shipment_id,
                                      {.code = ll_str_copy(ctx->arena, row.code),
                                       .from_facility_id = row.from_facility_id,
                                       .to_facility_id = row.to_facility_id,
                                       .crosses_border = row.crosses_border,
                                       .planned_arrival = row.planned_arrival,
                                       .state = LL_SHIPMENT_STATE_PLANNED}};
    }
    ll_store_query_close(cursor);
    *ret_count = count;
    return status == LL_EEND ? LL_OK : status;
}

/* What the gate would say if each left today, as shipment check does. */
static enum ll_status put_next(struct ll_ctx *ctx, const struct desk *desk, struct ll_json *answer,
                               struct ll_err *reterr)
{
    struct next next[NEXT_MAX];
    size_t count = 0;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    LL_TRY(read_next(ctx, desk->on, next, &count, reterr));
    for (size_t i = 0; i < count; i++) {
        struct ll_gate_look look;
        struct ll_json *item = ll_answer_object(ctx);
        LL_TRY(ll_gate_look(ctx, next[i].shipment_id, &next[i].route, desk->on, &look, reterr));
        ll_answer_text(ctx, item, "shipment", next[i].route.code);
        ll_answer_id(ctx, item, "shipment_id", "shp", next[i].shipment_id.raw);
        ll_answer_date(ctx, item, "planned_arrival", next[i].route.planned_arrival);
        LL_TRY(ll_gate_put(ctx, &look, desk->on, item, reterr));
        ll_json_append(ctx->arena, list, item);
    }
    ll_json_set(ctx->arena, answer, "next_shipments", list);
    return LL_OK;
}

static void put_backlog(struct ll_ctx *ctx, const struct desk *desk, struct ll_json *answer)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < AGES; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_i64(ctx, item, "from_days", ages[i][0]);
        if (ages[i][1] > 0) {
            ll_answer_i64(ctx, item, "before_days", ages[i][1]);
            ll_answer_date(ctx, item, "waiting_from",
                           (struct ll_date){desk->on.days + 1 - ages[i][1]});
        }
        ll_answer_date(ctx, item, "waiting_before",
                       (struct ll_date){desk->on.days + 1 - ages[i][0]});
        ll_answer_i64(ctx, item, "order_lines", desk->waits[i].lines);
        ll_answer_i64(ctx, item, "slices", desk->waits[i].slices);
        ll_answer_i64(ctx, item, "units", desk->waits[i].amount.units);
        ll_answer_i64(ctx, item, "mass_g", desk->waits[i].amount.mass_g);
        ll_json_append(ctx->arena, list, item);
    }
    ll_json_set(ctx->arena, answer, "backlog", list);
}

/* ---- obligations and units ---- */

/* The row of a programme, class and measure; added where there is none. */
static struct ll_json *coverage_of(struct ll_ctx *ctx, struct ll_json *list,
                                   struct ll_str programme, struct ll_str class_code,
                                   enum ll_measure measure)
{
    const char *word = ll_measure_name(measure);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct ll_json *item = &list->items[i];
        if (ll_str_eq(ll_json_string_at(item, "programme"), programme) &&
            ll_str_eq(ll_json_string_at(item, "class_code"), class_code) &&
            ll_str_eq_cstr(ll_json_string_at(item, "measure"), word)) {
            return item;
        }
    }
    struct ll_json *item = ll_answer_object(ctx);
    ll_answer_text(ctx, item, "programme", programme);
    ll_answer_text(ctx, item, "class_code", class_code);
    ll_json_set_cstr(ctx->arena, item, "measure", word);
    ll_json_append(ctx->arena, list, item);
    return list == NULL || list->broken || list->count == 0 ? NULL : &list->items[list->count - 1];
}

/* To what is there already. */
static void add_measured(struct ll_ctx *ctx, struct ll_json *item, enum ll_measure measure,
                         const char *units_name, const char *mass_name, int64_t amount)
{
    const char *name = measure == LL_MEASURE_GRAMS ? mass_name : units_name;
    for (size_t i = 0; item != NULL && i < item->count; i++) {
        if (ll_str_eq_cstr(item->members[i].name, name)) {
            item->members[i].value.integer += amount;
            return;
        }
    }
    ll_answer_i64(ctx, item, name, amount);
}

static enum ll_status put_demanded(struct ll_ctx *ctx, struct ll_json *list, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_desk_demanded_all_row row;
    LL_TRY(ll_q_desk_demanded_all_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_desk_demanded_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = coverage_of(ctx, list, row.programme, row.class_code, row.measure);
        add_measured(ctx, item, row.measure, "demanded_units", "demanded_g", row.demanded);
        add_measured(ctx, item, row.measure, "allocated_units", "allocated_g", row.left);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* The first codes of those that come, in order. */
static void keep_first(struct ll_ctx *ctx, struct desk *desk, struct ll_str code)
{
    size_t at = 0;
    while (at < FIRST_MAX && desk->first_waiting[at].len > 0 &&
           ll_str_cmp(desk->first_waiting[at], code) < 0) {
        at++;
    }
    if (at == FIRST_MAX) {
        return;
    }
    for (size_t i = FIRST_MAX - 1; i > at; i--) {
        desk->first_waiting[i] = desk->first_waiting[i - 1];
    }
    desk->first_waiting[at] = ll_str_copy(ctx->arena, code);
}

/* What waits is not allocated. */
static enum ll_status read_waits(struct ll_ctx *ctx, struct desk *desk, struct ll_err *reterr)
{
    struct ll_q_desk_waiting_all_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_desk_waiting_all_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_desk_waiting_all_next(cursor, &row, reterr)) == LL_OK) {
        struct wait *wait = &desk->waits[age_of(desk, row.first_at)];
        keep_first(ctx, desk, row.code);
        wait->lines++;
        wait->slices += row.slices;
        ll_amount_add(&wait->amount, row.measure, row.open_count);
        struct ll_json *item =
            coverage_of(ctx, desk->coverage, row.programme, row.class_code, row.measure);
        add_measured(ctx, item, row.measure, "allocated_units", "allocated_g", -row.open_count);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static void add_flow(struct trend *trend, enum flow flow, struct ll_month month, int64_t units)
{
    int32_t at = month.months - trend->first.months;
    if (at >= 0 && at < MONTHS) {
        trend->units[at][flow] += units;
    }
}

static enum ll_status put_supplied(struct ll_ctx *ctx, struct desk *desk, struct ll_err *reterr)
{
    struct ll_store_cursor *cursor = NULL;
    struct ll_q_desk_supplied_all_row row;
    LL_TRY(ll_q_desk_supplied_all_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_desk_supplied_all_next(cursor, &row, reterr)) == LL_OK) {
        if (row.measure == LL_MEASURE_PIECES) {
            add_flow(&desk->trend, FLOW_ACCEPTED, row.vintage, row.accepted);
        }
        if (!row.eligible) {
            desk->doubtful.entries += row.lots;
            ll_amount_add(&desk->doubtful.amount, row.measure, row.accepted);
            continue;
        }
        struct ll_json *item =
            coverage_of(ctx, desk->coverage, row.programme, row.class_code, row.measure);
        add_measured(ctx, item, row.measure, "accepted_units", "accepted_g", row.accepted);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- month by month ---- */

static const struct {
    const char *name;
    enum ll_permission permission;
} flows[FLOWS] = {
    [FLOW_ACCEPTED] = {"accepted_units", LL_MAY_SEE_SUPPLY},
    [FLOW_SHIPPED] = {"shipped_units", LL_MAY_SEE_TRANSPORT},
    [FLOW_RECEIVED] = {"received_units", LL_MAY_SEE_TRANSPORT},
    [FLOW_RECYCLED] = {"recycled_units", LL_MAY_SEE_TRANSPORT},
    [FLOW_CERTIFIED] = {"certified_units", LL_MAY_SEE_DEMAND},
};

#define ADD_BY_DAY(query, FLOW, ...)                                                               \
    static enum ll_status add_##query(struct ll_ctx *ctx, struct trend *trend,                     \
                                      struct ll_err *reterr)                                       \
    {                                                                                              \
        const struct ll_date first = ll_month_start(trend->first);                                 \
        struct ll_q_desk_##query##_by_day_in in = {__VA_ARGS__};                                   \
        struct ll_q_desk_##query##_by_day_row row;                                                 \
        struct ll_store_cursor *cursor = NULL;                                                     \
        LL_TRY(ll_q_desk_##query##_by_day_open(ctx->store, ctx->arena, &in, &cursor, reterr));     \
        enum ll_status status;                                                                     \
        while ((status = ll_q_desk_##query##_by_day_next(cursor, &row, reterr)) == LL_OK) {        \
            add_flow(trend, FLOW, ll_date_month(row.day), row.units);                              \
        }                                                                                          \
        ll_store_query_close(cursor);                                                              \
        return status == LL_EEND ? LL_OK : status;                                                 \
    }
ADD_BY_DAY(shipped, FLOW_SHIPPED, first)
ADD_BY_DAY(received, FLOW_RECEIVED, first)
ADD_BY_DAY(recycled, FLOW_RECYCLED, first)
ADD_BY_DAY(certified, FLOW_CERTIFIED, ll_date_start(first), LL_CERTIFICATE_STATE_UNDER_REVIEW)

/* The month of what was recorded last is the last one shown: a programme that rests still has its
 * trend. */
static enum ll_status last_month(struct ll_ctx *ctx, struct ll_month *ret_month,
                                 struct ll_err *reterr)
{
    struct ll_q_desk_last_event_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_desk_last_event_open(ctx->store, ctx->arena, &cursor, reterr));
    enum ll_status status = ll_q_desk_last_event_next(cursor, &row, reterr);
    struct ll_time last = status == LL_OK ? row.recorded_at : ctx->now;
    ll_store_query_close(cursor);
    *ret_month = ll_date_month(ll_time_date(last));
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status put_months(struct ll_ctx *ctx, struct desk *desk, struct ll_json *answer,
                                 struct ll_err *reterr)
{
    struct ll_json *list = ll_json_new_array(ctx->arena);
    struct trend *trend = &desk->trend;
    LL_TRY(add_shipped(ctx, trend, reterr));
    LL_TRY(add_received(ctx, trend, reterr));
    LL_TRY(add_recycled(ctx, trend, reterr));
    LL_TRY(add_certified(ctx, trend, reterr));
    for (int32_t i = 0; i < MONTHS; i++) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_month(ctx, item, "month", (struct ll_month){trend->first.months + i});
        for (size_t k = 0; k < FLOWS; k++) {
            if (may(ctx, flows[k].permission)) {
                ll_answer_i64(ctx, item, flows[k].name, trend->units[i][k]);
            }
        }
        ll_json_append(ctx->arena, list, item);
    }
    ll_json_set(ctx->arena, answer, "months", list);
    return LL_OK;
}

/* ---- the first steps ---- */

/* Told until a first shipment is planned: what is to be done once, in its order. */
static enum ll_status put_steps(struct ll_ctx *ctx, struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_q_desk_begun_row row;
    struct ll_q_desk_first_programme_row programme;
    LL_TRY(ll_q_desk_begun(ctx->store, ctx->arena, &row, reterr));
    if (row.shipments) {
        return LL_OK;
    }
    const struct {
        const char *name;
        bool done;
    } steps[] = {
        {"partners", row.partners},      {"facilities", row.facilities},
        {"programme", row.programmes},   {"collection", row.collections},
        {"order", row.orders},           {"demand", row.demand},
        {"allocation", row.allocations}, {"package", row.packages},
        {"shipment", row.shipments},
    };
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct ll_json *step = ll_answer_object(ctx);
        ll_answer_text(ctx, step, "step", ll_str_from_cstr(steps[i].name));
        ll_answer_bool(ctx, step, "done", steps[i].done);
        ll_json_append(ctx->arena, list, step);
    }
    ll_json_set(ctx->arena, answer, "steps", list);
    enum ll_status status = ll_q_desk_first_programme(ctx->store, ctx->arena, &programme, reterr);
    if (status == LL_OK) {
        ll_answer_text(ctx, answer, "programme", programme.code);
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

/* ---- */

/* What several figures are read from. */
static enum ll_status read_desk(struct ll_ctx *ctx, struct desk *desk, struct ll_err *reterr)
{
    desk->on = ll_time_date(ctx->now);
    desk->soon = (struct ll_date){desk->on.days + SOON_DAYS};
    desk->coverage = ll_json_new_array(ctx->arena);
    LL_TRY(last_month(ctx, &desk->trend.first, reterr));
    desk->trend.first.months -= MONTHS - 1;
    if (may(ctx, LL_MAY_SEE_DEMAND)) {
        LL_TRY(put_demanded(ctx, desk->coverage, reterr));
        LL_TRY(read_waits(ctx, desk, reterr));
    }
    return may(ctx, LL_MAY_SEE_SUPPLY) ? put_supplied(ctx, desk, reterr) : LL_OK;
}

/* What left and has not arrived, by the countries that it left and goes to. */
static enum ll_status put_under_way(struct ll_ctx *ctx, struct ll_json *answer,
                                    struct ll_err *reterr)
{
    struct ll_q_desk_under_way_all_in in = {LL_SHIPMENT_STATE_DEPARTED};
    struct ll_q_desk_under_way_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    LL_TRY(ll_q_desk_under_way_all_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_desk_under_way_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_text(ctx, item, "from_country", row.from_country);
        ll_answer_text(ctx, item, "to_country", row.to_country);
        ll_answer_i64(ctx, item, "shipments", row.shipments);
        ll_answer_amount(ctx, item, "units", "mass_g", (struct ll_amount){row.units, row.mass_g});
        ll_json_append(ctx->arena, list, item);
    }
    ll_store_query_close(cursor);
    ll_json_set(ctx->arena, answer, "under_way", list);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status run_show(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    struct desk *desk = LL_NEW(ctx->arena, struct desk);
    struct ll_json *answer = ll_answer_object(ctx);
    (void)input;
    if (ll_viewer_is_partial(ctx)) {
        enum ll_status status = LL_FAIL(reterr, LL_EPERM, "the desk is the operator's");
        ll_err_hint(reterr, "your own lists show what you have a part in");
        return status;
    }
    if (desk == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the desk");
    }
    LL_TRY(read_desk(ctx, desk, reterr));
    ll_answer_date(ctx, answer, "on", desk->on);
    LL_TRY(put_steps(ctx, answer, reterr));
    if (may(ctx, LL_MAY_SEE_TRANSPORT)) {
        LL_TRY(put_next(ctx, desk, answer, reterr));
    }
    LL_TRY(put_tasks(ctx, desk, answer, reterr));
    if (may(ctx, LL_MAY_SEE_DEMAND)) {
        put_backlog(ctx, desk, answer);
    }
    ll_json_set(ctx->arena, answer, "coverage", desk->coverage);
    LL_TRY(put_months(ctx, desk, answer, reterr));
    if (may(ctx, LL_MAY_SEE_TRANSPORT)) {
        LL_TRY(put_under_way(ctx, answer, reterr));
    }
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_desk_show = {
    .noun = "desk",
    .verb = "show",
    .help = "what waits for the operator, coverage, and the last months",
    .details =
        "Each figure is the number of entries of a list with a filter, which stands beside "
        "it: 'lot list --loose'. Demand is owed until it is served or voided; how long it "
        "waits is counted from when it came. Of the three planned shipments that arrive first "
        "each has what would keep it from leaving today, as 'shipment check' tells it. Months end "
        "with the one in which something "
        "was recorded last. Until a first shipment is planned, the steps to it are "
        "told.",
    .mode = LL_SERVICE_READ,
    .run = run_show,
};
