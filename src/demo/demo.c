/* The five years of a demonstration, day by day; one durable commit a month. */
#include "demo/call.h"

#include "service/run.h"

#include <stdio.h>
#include <string.h>

#define RUN_ON 20   /* the day of the month of the allocation run */
#define DOUBT_ON 22 /* lots come under doubt after they were allocated */
#define CERTIFY_ON 25
#define PACK_ON 26
#define HOUR_US INT64_C(3600000000)
#define SECOND_US INT64_C(1000000)

enum purpose {
    PURPOSE_IDS = 1,
    PURPOSE_NUMBERS = 2,
};

/* ---- shared ---- */

static struct ll_time read_clock(void *ctx)
{
    struct ll_demo *demo = ctx;
    struct ll_time now = demo->clock;
    demo->clock.us += SECOND_US;
    return now;
}

void ll_demo_set_clock(struct ll_demo *demo, int32_t day, int hour)
{
    struct ll_time at = ll_date_start((struct ll_date){day});
    at.us += hour * HOUR_US;
    if (at.us > demo->clock.us) {
        demo->clock = at;
    }
}

int64_t ll_demo_scaled(const struct ll_demo *demo, int64_t at_100_percent, int64_t least)
{
    int64_t scaled = at_100_percent * demo->scale_percent / 100;
    return scaled < least ? least : scaled;
}

/* Month m (from 0) is as likely as 8 + m: the last year has four times the first. */
int32_t ll_demo_growing_day(struct ll_demo *demo)
{
    int64_t weights = 8 * LL_DEMO_MONTHS + LL_DEMO_MONTHS * (LL_DEMO_MONTHS - 1) / 2;
    int64_t left = ll_demo_random_between(&demo->numbers, 0, weights - 1);
    int month = 0;
    while ((left -= 8 + month) >= 0) {
        month++;
    }
    int32_t from = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + month / 12, month % 12 + 1, 1).days;
    month++;
    int32_t to = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + month / 12, month % 12 + 1, 1).days - 1;
    return (int32_t)ll_demo_random_between(&demo->numbers, from, to);
}

void ll_demo_client_code(int client, char ret_code[32])
{
    (void)snprintf(ret_code, 32, "client-%02d", client + 1);
}

void ll_demo_collector_code(const struct ll_demo *demo, size_t collector, char ret_code[32])
{
    (void)snprintf(ret_code, 32, "%s-collector-%04zu",
                   ll_demo_countries[demo->collectors[collector].country].lower, collector + 1);
}

void ll_demo_place_code(int country, int place, char ret_code[32])
{
    if (place == 0) {
        (void)snprintf(ret_code, 32, "%s-warehouse", ll_demo_countries[country].lower);
    } else {
        (void)snprintf(ret_code, 32, "%s-point-%d", ll_demo_countries[country].lower, place);
    }
}

/* ---- days ---- */

static enum ll_status do_day(struct ll_demo *demo, int32_t date, struct ll_err *reterr)
{
    int year;
    int month;
    int day;
    ll_date_to_ymd((struct ll_date){date}, &year, &month, &day);
    ll_demo_set_clock(demo, date, 8);
    LL_TRY(ll_demo_receive(demo, date, reterr));
    LL_TRY(ll_demo_collect(demo, date, reterr));
    if (day == 15 && month % 6 == 2) {
        LL_TRY(ll_demo_collect_uncounted(demo, date, reterr));
    }
    ll_demo_set_clock(demo, date, 12);
    LL_TRY(ll_demo_buy(demo, date, reterr));
    ll_demo_set_clock(demo, date, 18);
    switch (day) {
    case RUN_ON:
        return ll_demo_allocate(demo, reterr);
    case DOUBT_ON:
        return ll_demo_doubt(demo, date, reterr);
    case CERTIFY_ON:
        return ll_demo_certify(demo, date, (year - LL_DEMO_FIRST_YEAR) * 12 + month, reterr);
    case PACK_ON:
        LL_TRY(ll_demo_trouble(demo, date, reterr));
        return ll_demo_pack(demo, date, month % 3 == 0, month == 12 && date + 31 < demo->last_day,
                            reterr);
    default:
        return LL_OK;
    }
}

/* One month in one transaction. */
static enum ll_status do_month(struct ll_demo *demo, int32_t from, int32_t to,
                               struct ll_err *reterr)
{
    struct ll_ctx *ctx = demo->ctx;
    enum ll_status status = LL_OK;
    ll_demo_set_clock(demo, from, 7);
    LL_TRY(ll_batch_begin(ctx, reterr));
    demo->mark = ll_arena_mark(ctx->arena);
    for (int32_t day = from; status == LL_OK && day < to; day++) {
        status = do_day(demo, day, reterr);
        if (status != LL_OK) {
            char text[LL_TIME_TEXT_MAX];
            ll_date_format((struct ll_date){day}, text);
            ll_err_where(reterr, "%s", text);
        } else if (ctx->progress.report != NULL) {
            ctx->progress.report(ctx->progress.ctx, "days", day - demo->first_day + 1,
                                 demo->last_day - demo->first_day + 1);
        }
    }
    if (status != LL_OK) {
        ll_batch_abandon(ctx);
        return status;
    }
    return ll_batch_end(ctx, reterr);
}

static enum ll_status register_all(struct ll_demo *demo, struct ll_err *reterr)
{
    ll_demo_set_clock(demo, demo->first_day, 1);
    LL_TRY(ll_batch_begin(demo->ctx, reterr));
    demo->mark = ll_arena_mark(demo->ctx->arena);
    enum ll_status status = ll_demo_register(demo, reterr);
    if (status != LL_OK) {
        ll_batch_abandon(demo->ctx);
        return status;
    }
    return ll_batch_end(demo->ctx, reterr);
}

static enum ll_status plan(struct ll_demo *demo, struct ll_err *reterr)
{
    struct ll_arena *arena = demo->ctx->arena;
    LL_TRY(ll_demo_plan_collections(demo, reterr));
    LL_TRY(ll_demo_plan_purchases(demo, reterr));
    demo->box_capacity = 2 * demo->lot_capacity; /* no box is empty; pallets hold several */
    demo->container_capacity = demo->lot_capacity;
    demo->boxes = LL_NEW_ARRAY(arena, struct ll_demo_box, demo->box_capacity);
    demo->containers = LL_NEW_ARRAY(arena, struct ll_demo_container, demo->container_capacity);
    demo->case_capacity = demo->box_capacity + demo->container_capacity;
    demo->cases = LL_NEW_ARRAY(arena, struct ll_demo_case, demo->case_capacity);
    if (demo->boxes == NULL || demo->containers == NULL || demo->cases == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the packages of a demonstration");
    }
    /* At a small scale they are small, so that there are several of each country. */
    int64_t of_country = ll_demo_scaled(demo, LL_DEMO_PHONES, 1) / LL_DEMO_COUNTRIES / 8;
    demo->container_units =
        of_country < LL_DEMO_CONTAINER_UNITS ? of_country : LL_DEMO_CONTAINER_UNITS;
    return LL_OK;
}

static enum ll_status fill(struct ll_demo *demo, const struct ll_demo_options *options,
                           struct ll_json **ret_summary, struct ll_err *reterr)
{
    LL_TRY(plan(demo, reterr));
    LL_TRY(register_all(demo, reterr));
    for (int m = 0; m < LL_DEMO_MONTHS; m++) {
        int32_t from = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + m / 12, m % 12 + 1, 1).days;
        int32_t to = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + (m + 1) / 12, (m + 1) % 12 + 1, 1).days;
        LL_TRY(do_month(demo, from, to, reterr));
    }
    ll_demo_forget(demo);
    return ll_demo_summarise(demo, options, ret_summary, reterr);
}

enum ll_status ll_demo_fill(struct ll_ctx *ctx, const struct ll_demo_options *options,
                            struct ll_json **ret_summary, struct ll_err *reterr)
{
    LL_ASSERT(options->scale_percent >= 1 && options->scale_percent <= LL_DEMO_SCALE_MAX);
    struct ll_demo *demo = LL_NEW(ctx->arena, struct ll_demo);
    if (demo == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a demonstration");
    }
    struct ll_clock clock = ctx->clock;
    struct ll_id_source ids = ctx->ids;
    demo->ctx = ctx;
    demo->scale_percent = options->scale_percent;
    demo->first_day = ll_date_from_ymd(LL_DEMO_FIRST_YEAR, 1, 1).days;
    demo->last_day = ll_date_from_ymd(LL_DEMO_FIRST_YEAR + LL_DEMO_MONTHS / 12, 1, 1).days - 1;
    demo->ids = ll_demo_random_begin(options->seed, PURPOSE_IDS);
    demo->numbers = ll_demo_random_begin(options->seed, PURPOSE_NUMBERS);
    struct ll_str actor = ctx->actor;
    ctx->actor = LL_STR("demo");
    ctx->clock = (struct ll_clock){.now = read_clock, .ctx = demo};
    ctx->ids = (struct ll_id_source){.random = ll_demo_random_fill, .ctx = &demo->ids};
    enum ll_status status = fill(demo, options, ret_summary, reterr);
    ctx->actor = actor;
    ctx->clock = clock;
    ids.last = ctx->ids.last;
    ctx->ids = ids;
    for (size_t i = 0; i < LL_DEMO_PLANTS; i++) {
        ll_sign_key_wipe(&demo->plant_keys[i]);
    }
    return status;
}
