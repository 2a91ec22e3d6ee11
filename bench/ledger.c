#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/q_facts.h"

#define ARENA_BYTES ((size_t)2 << 30)
#define EVENTS_A_COMMIT 1000

void bench_must(bool condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "bench: %s\n", what);
        exit(3);
    }
}

double bench_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return *x < *y ? -1 : *x > *y ? 1 : 0;
}

double bench_median(double *times, int count)
{
    qsort(times, (size_t)count, sizeof(*times), compare);
    return times[count / 2];
}

/* ---- a context as main.c makes one, but repeatable ---- */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void fill_random(void *ctx, uint8_t *ret_bytes, size_t count)
{
    struct bench_ledger *ledger = ctx;
    for (size_t i = 0; i < count; i += 8) {
        uint64_t word = mix(ledger->seed++);
        memcpy(ret_bytes + i, &word, count - i < 8 ? count - i : 8);
    }
}

static struct ll_time read_clock(void *ctx)
{
    struct bench_ledger *ledger = ctx;
    ledger->clock_us += 1000000;
    return (struct ll_time){ledger->clock_us};
}

static struct ll_str random_bytes(struct bench_ledger *ledger, size_t count)
{
    uint8_t *bytes = ll_arena_alloc(&ledger->arena, count, 1);
    bench_must(bytes != NULL, "out of memory");
    fill_random(ledger, bytes, count);
    return (struct ll_str){(const char *)bytes, count};
}

/* ---- requests ---- */
void bench_begin(struct bench_ledger *ledger)
{
    struct ll_ctx *ctx = &ledger->ctx;
    char key[LL_ID_TEXT_MAX];
    ctx->now = read_clock(ledger);
    ctx->request_id = (struct ll_request_id){ll_ctx_id(ctx)};
    ll_id_format("req", ctx->request_id.raw, key);
    struct ll_q_request_insert_in in = {
        .request_id = ctx->request_id,
        .request_key = ll_str_from_cstr(key),
        .command = LL_STR("bench"),
        .actor = LL_STR("bench"),
        .digest = random_bytes(ledger, 32),
        .key_id = random_bytes(ledger, LL_FINGERPRINT_KEY_ID_SIZE),
        .recorded_at = ctx->now,
        .answer = LL_STR("{}"),
    };
    BENCH_OK(ledger, ll_store_begin(ctx->store, LL_STORE_WRITE, &ledger->err));
    BENCH_OK(ledger, ll_q_request_insert(ctx->store, &in, &ledger->err));
}

void bench_commit(struct bench_ledger *ledger)
{
    BENCH_OK(ledger, ll_store_commit(ledger->ctx.store, &ledger->err));
    ll_arena_reset(&ledger->arena);
    /* ll_arena_reset keeps nothing: the context's own things are in rows_arena. */
}

static struct ll_event_meta store_event(struct bench_ledger *ledger, enum ll_event_kind kind,
                                        const void *body)
{
    struct ll_event_meta meta = ll_event_begin(&ledger->ctx);
    BENCH_OK(ledger, ll_event_store(&ledger->ctx, &meta, kind, body, &ledger->err));
    return meta;
}

/* ---- filling ---- */
struct registry {
    struct ll_organisation_id organisation_id;
    struct ll_facility_id facility_id;
};

static struct registry make_registry(struct bench_ledger *ledger)
{
    struct ll_ctx *ctx = &ledger->ctx;
    struct ll_str smartphone = LL_STR("smartphone");
    struct registry registry = {{ll_ctx_id(ctx)}, {ll_ctx_id(ctx)}};
    ledger->programme_id = (struct ll_programme_id){ll_ctx_id(ctx)};
    struct ll_class_defined device_class = {smartphone, LL_STR("8517.13"), {150}, {250},
                                            {100},      LL_STR("0306")};
    struct ll_organisation_registered organisation = {
        LL_STR("bench"), LL_STR("GH"), {ll_ctx_id(ctx)}, registry.organisation_id};
    struct ll_facility_registered facility = {
        .code = LL_STR("bench"),
        .country = LL_STR("GH"),
        .facility_id = registry.facility_id,
        .name_annex_id = {ll_ctx_id(ctx)},
        .organisation_id = registry.organisation_id,
    };
    struct ll_programme_class_rule rule = {
        .demand_class = smartphone,
        .fee = {.minor = 150, .currency = "EUR"},
        .lot_classes = {&smartphone, 1},
    };
    struct ll_programme_defined programme = {
        .classes = {&rule, 1},
        .code = LL_STR("bench"),
        .oldest_vintage = {24000},
        .operator_id = registry.organisation_id,
        .programme_id = ledger->programme_id,
        .version = 1,
    };
    bench_begin(ledger);
    (void)store_event(ledger, LL_EVENT_CLASS_DEFINED, &device_class);
    (void)store_event(ledger, LL_EVENT_ORGANISATION_REGISTERED, &organisation);
    (void)store_event(ledger, LL_EVENT_FACILITY_REGISTERED, &facility);
    (void)store_event(ledger, LL_EVENT_PROGRAMME_DEFINED, &programme);
    bench_commit(ledger);
    return registry;
}

/* Where part `i` of `count` begins when `units` are divided into parts of uneven length. */
static int64_t cut(const struct bench_ledger *ledger, uint64_t salt, size_t i, size_t count)
{
    int64_t units = ledger->shape.units;
    if (i == 0 || i == count) {
        return i == 0 ? 0 : units;
    }
    int64_t width = units / (int64_t)count;
    int64_t at =
        units / (int64_t)count * (int64_t)i + units % (int64_t)count * (int64_t)i / (int64_t)count;
    int64_t swing = width * 4 / 5;
    return at + (swing == 0 ? 0 : (int64_t)(mix(salt ^ i) % (uint64_t)swing) - swing / 2);
}

#define LOT_SALT (UINT64_C(1) << 40)
#define SLICE_SALT (UINT64_C(2) << 40)

struct lot {
    struct ll_lot_id id;
    int64_t units;
    char number[16];
};

static void add_lot(struct bench_ledger *ledger, const struct registry *registry, struct lot *lot)
{
    struct ll_ctx *ctx = &ledger->ctx;
    fill_random(ledger, (uint8_t *)lot->number, sizeof(lot->number));
    lot->id = (struct ll_lot_id){ll_ctx_id(ctx)};
    struct ll_received_lot received = {
        .battery = LL_BATTERY_CONTAINED,
        .class_code = LL_STR("smartphone"),
        .eligible = true,
        .lot_id = lot->id,
        .mass_g = {lot->units * 150},
        .public_number = {lot->number, sizeof(lot->number)},
        .units = {lot->units},
    };
    struct ll_collection_received collection = {
        .collected_on = {20500},
        .collection_id = {ll_ctx_id(ctx)},
        .collector_id = registry->organisation_id,
        .country = LL_STR("GH"),
        .evidence_digest = random_bytes(ledger, 32),
        .facility_id = registry->facility_id,
        .lots = {&received, 1},
        .price = {.minor = 100, .currency = "GHS"},
        .programme_id = ledger->programme_id,
        .source = LL_SOURCE_COLLECTION,
    };
    (void)store_event(ledger, LL_EVENT_COLLECTION_RECEIVED, &collection);
}

struct slice {
    struct ll_order_line_id order_line_id;
    int64_t lo;
    int64_t hi;
};

static void add_slice(struct bench_ledger *ledger, const struct slice *slice)
{
    struct ll_ctx *ctx = &ledger->ctx;
    struct ll_accepted_slice accepted = {
        .hi = slice->hi,
        .lo = slice->lo,
        .order_line_id = slice->order_line_id,
        .trigger = LL_TRIGGER_PURCHASE,
    };
    struct ll_demand_accepted demand = {
        .content_digest = random_bytes(ledger, 32),
        .device_count = 0,
        .document_id = {ll_ctx_id(ctx)},
        .document_name_annex_id = {ll_ctx_id(ctx)},
        .identity = random_bytes(ledger, 32),
        .issued_on = {20500},
        .key_id = random_bytes(ledger, LL_FINGERPRINT_KEY_ID_SIZE),
        .kind = LL_STR("order"),
        .slices = {&accepted, 1},
    };
    (void)store_event(ledger, LL_EVENT_DEMAND_ACCEPTED, &demand);
}

static void add_line(struct bench_ledger *ledger, const struct registry *registry, size_t number,
                     struct ll_order_line_id *ret_id)
{
    char code[32];
    (void)snprintf(code, sizeof(code), "line-%zu", number);
    *ret_id = (struct ll_order_line_id){ll_ctx_id(&ledger->ctx)};
    struct ll_order_line_opened opened = {
        .beneficiary_id = registry->organisation_id,
        .class_code = LL_STR("smartphone"),
        .code = ll_str_from_cstr(code),
        .order_line_id = *ret_id,
        .payer_id = registry->organisation_id,
        .programme_id = ledger->programme_id,
    };
    (void)store_event(ledger, LL_EVENT_ORDER_LINE_OPENED, &opened);
}

static void between_commits(struct bench_ledger *ledger, size_t i)
{
    if (i % EVENTS_A_COMMIT == EVENTS_A_COMMIT - 1) {
        bench_commit(ledger);
        bench_begin(ledger);
    }
}

/* The first slice meets the first lot, and so on: what the allocator finds without restrictions. */
static void make_run(struct bench_ledger *ledger, const struct lot *lots,
                     const struct slice *slices)
{
    const struct bench_shape *shape = &ledger->shape;
    struct ll_allocated_span *rows =
        LL_NEW_ARRAY(&ledger->rows_arena, struct ll_allocated_span, shape->lots + shape->slices);
    bench_must(rows != NULL, "out of memory");
    size_t count = 0;
    int64_t lot_lo = 0;
    int64_t line_lo = slices[0].lo;
    for (size_t lot = 0, slice = 0; lot < shape->lots && slice < shape->slices; count++) {
        int64_t lot_left = lots[lot].units - lot_lo;
        int64_t slice_left = slices[slice].hi - line_lo;
        int64_t units = lot_left < slice_left ? lot_left : slice_left;
        rows[count] = (struct ll_allocated_span){
            .line_lo = line_lo,
            .lot_accepted = lots[lot].units,
            .lot_closed = units == lot_left,
            .lot_hi = lot_lo + units,
            .lot_id = lots[lot].id,
            .lot_lo = lot_lo,
            .order_line_id = slices[slice].order_line_id,
            .slice_closed = units == slice_left,
            .slice_hi = slices[slice].hi,
            .slice_lo = slices[slice].lo,
            .lot_number = lots[lot].number,
        };
        lot_lo += units;
        line_lo += units;
        if (units == lot_left) {
            lot++;
            lot_lo = 0;
        }
        if (units == slice_left && ++slice < shape->slices) {
            line_lo = slices[slice].lo;
        }
    }
    ledger->run = (struct ll_allocation_run){{rows, count}, ledger->programme_id, 1};
}

static void fill(struct bench_ledger *ledger)
{
    const struct bench_shape *shape = &ledger->shape;
    struct registry registry = make_registry(ledger);
    struct lot *lots = LL_NEW_ARRAY(&ledger->rows_arena, struct lot, shape->lots);
    struct slice *slices = LL_NEW_ARRAY(&ledger->rows_arena, struct slice, shape->slices);
    int64_t *ends = LL_NEW_ARRAY(&ledger->rows_arena, int64_t, shape->lines);
    struct ll_order_line_id *lines =
        LL_NEW_ARRAY(&ledger->rows_arena, struct ll_order_line_id, shape->lines);
    bench_must(lots != NULL && slices != NULL && ends != NULL && lines != NULL, "out of memory");
    bench_begin(ledger);
    for (size_t i = 0; i < shape->lines; i++) {
        add_line(ledger, &registry, i, &lines[i]);
    }
    for (size_t i = 0; i < shape->lots; i++) {
        lots[i].units =
            cut(ledger, LOT_SALT, i + 1, shape->lots) - cut(ledger, LOT_SALT, i, shape->lots);
        add_lot(ledger, &registry, &lots[i]);
        between_commits(ledger, i);
    }
    for (size_t i = 0; i < shape->slices; i++) {
        size_t line = i % shape->lines;
        int64_t units = cut(ledger, SLICE_SALT, i + 1, shape->slices) -
                        cut(ledger, SLICE_SALT, i, shape->slices);
        slices[i] = (struct slice){lines[line], ends[line], ends[line] + units};
        ends[line] += units;
        add_slice(ledger, &slices[i]);
        between_commits(ledger, i);
    }
    bench_commit(ledger);
    make_run(ledger, lots, slices);
}

/* ---- a ledger ---- */
static void copy_file(const char *from, const char *to)
{
    static char buffer[1 << 20];
    FILE *in = fopen(from, "rb");
    FILE *out = fopen(to, "wb");
    size_t count;
    bench_must(in != NULL && out != NULL, "cannot copy the store");
    while ((count = fread(buffer, 1, sizeof(buffer), in)) > 0) {
        bench_must(fwrite(buffer, 1, count, out) == count, "cannot copy the store");
    }
    bench_must(fclose(in) == 0 && fclose(out) == 0, "cannot copy the store");
}

void bench_ledger_start(struct bench_ledger *ledger, const struct bench_shape *shape, bool postgres)
{
    *ledger = (struct bench_ledger){.shape = *shape, .seed = 1, .clock_us = 1767225600000000};
    ll_fixture_start_on(&ledger->fixture, NULL, postgres);
    ll_fixture_migrate(&ledger->fixture);
    ll_arena_init(&ledger->arena, &ll_arena_malloc, ARENA_BYTES);
    ll_arena_init(&ledger->rows_arena, &ll_arena_malloc, ARENA_BYTES);
    ledger->ctx = (struct ll_ctx){
        .store = ledger->fixture.store,
        .arena = &ledger->arena,
        .clock = {.now = read_clock, .ctx = ledger},
        .ids = {.random = fill_random, .ctx = ledger},
        .data_dir = ll_str_from_cstr(ledger->fixture.dir),
        .actor = LL_STR("bench"),
    };
    ledger->ctx.fingerprint.is_there = true; /* a key of zeros is as dear as any */
    BENCH_OK(ledger, ll_crypto_open(&ledger->rows_arena, &ledger->ctx.crypto, &ledger->err));
    fill(ledger);
    if (!postgres) {
        const char *path = ledger->fixture.target + strlen("sqlite:");
        (void)snprintf(ledger->kept, sizeof(ledger->kept), "%s.kept", path);
        ll_store_close(ledger->fixture.store); /* moves all into the file */
        copy_file(path, ledger->kept);
        ledger->fixture.store = ll_fixture_open(&ledger->fixture, false);
        ledger->ctx.store = ledger->fixture.store;
    } else {
        ll_fixture_raw(&ledger->fixture, "VACUUM ANALYZE");
    }
}

void bench_ledger_reset(struct bench_ledger *ledger)
{
    if (ledger->fixture.postgres) {
        ll_fixture_raw(&ledger->fixture,
                       "BEGIN; TRUNCATE allocation, certificate_unit, open_lot, open_slice;"
                       "INSERT INTO open_lot SELECT programme_id, queue_at, lot_id FROM lot;"
                       "INSERT INTO open_slice SELECT programme_id, queue_at, order_line_id, lo, hi"
                       " FROM demand_slice; COMMIT");
        ll_fixture_raw(&ledger->fixture, "VACUUM ANALYZE");
    } else {
        const char *path = ledger->fixture.target + strlen("sqlite:");
        ll_store_close(ledger->fixture.store);
        copy_file(ledger->kept, path);
        ledger->fixture.store = ll_fixture_open(&ledger->fixture, false);
        ledger->ctx.store = ledger->fixture.store;
    }
    ll_arena_reset(&ledger->arena);
}

void bench_ledger_end(struct bench_ledger *ledger)
{
    ll_crypto_close(ledger->ctx.crypto);
    ll_fixture_end(&ledger->fixture);
    ll_arena_release(&ledger->arena);
    ll_arena_release(&ledger->rows_arena);
}
