#include "fault/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "proof/multikey.h"
#include "service/event.h"
#include "service/keys.h"
#include "service/run.h"
#include "service/table.h"
#include "store/q_facts.h"

#define ARENA_BYTES ((size_t)512 << 20)
#define OPTIONS_MAX 10
#define RETRIES_MAX 20000
#define SECOND_US INT64_C(1000000)
#define START "2026-03-02T08:00:00Z"

struct request {
    const char *noun;
    const char *verb;
    const char *options[OPTIONS_MAX]; /* '@' is the cycle's name, '#' its lot, '%' its client */
    const char *file;                 /* what the FILE option reads, or NULL */
};

static const struct request steps[STORY_STEPS] = {
    [STORY_RECEIVE] = {"collection",
                       "receive",
                       {"programme=africa", "collector=kumasi-repair", "facility=kumasi",
                        "collected_on=2026-02-20", "price=79.20 GHS", "evidence=photo.jpg",
                        "record=@", "lots=smartphone:5:850g:none"},
                       "photo of @"},
    [STORY_IMPORT] = {"order",
                      "import",
                      {"programme=africa", "beneficiary=client-%", "file=list.csv"},
                      "document_id,line_id,device_class,quantity,date\n"
                      "@,1,smartphone,2,2026-02-01\n"
                      "@,2,smartphone,1,2026-02-02\n"},
    [STORY_ALLOCATE] = {"allocation", "run", {"programme=africa"}, NULL},
    [STORY_CERTIFY] = {"certificate",
                       "issue",
                       {"programme=africa", "beneficiary=client-%", "stage=accepted"},
                       NULL},
    [STORY_MAKE] = {"package",
                    "make",
                    {"code=@", "kind=box", "programme=africa", "facility=kumasi"},
                    NULL},
    [STORY_FILL] = {"package", "fill", {"package=@", "lots=#"}, NULL},
    [STORY_SEAL] = {"package", "seal", {"package=@", "seal=S-@"}, NULL},
    [STORY_PLAN] = {"shipment",
                    "plan",
                    {"code=@", "from=kumasi", "to=tema-plant", "planned_arrival=2026-03-10",
                     "legs=road:blueline:250", "packages=@"},
                    NULL},
    [STORY_DEPART] = {"shipment", "depart", {"shipment=@"}, NULL},
    [STORY_ARRIVE] = {"shipment", "arrive", {"shipment=@"}, NULL},
    [STORY_COUNT] = {"receipt", "record", {"shipment=@", "file=receipt.json"}, ""},
};

static const struct request registry[] = {
    {"class", "load", {NULL}, NULL},
    {"organisation", "add", {"code=oneforone", "country=NL", "name=One for One"}, NULL},
    {"organisation", "add", {"code=kumasi-repair", "country=GH", "name=Kumasi Repair"}, NULL},
    {"organisation", "add", {"code=blueline", "country=NL", "name=Blue Line Shipping"}, NULL},
    {"organisation", "add", {"code=smelter", "country=BE", "name=Smelter"}, NULL},
    {"organisation", "add", {"code=client-0", "country=NL", "name=Client 0"}, NULL},
    {"organisation", "add", {"code=client-1", "country=NL", "name=Client 1"}, NULL},
    {"organisation", "add", {"code=client-2", "country=NL", "name=Client 2"}, NULL},
    {"organisation", "add", {"code=client-3", "country=NL", "name=Client 3"}, NULL},
    {"facility",
     "add",
     {"code=kumasi", "country=GH", "name=Kumasi store", "organisation=kumasi-repair", "plant=no"},
     NULL},
    {"facility",
     "add",
     {"code=tema-plant", "country=GH", "name=Tema plant", "organisation=smelter", "plant=yes"},
     NULL},
    {"facility", "key-add", {"facility=tema-plant", "public_key=#"}, NULL},
    {"licence",
     "add",
     {"number=C-1", "kind=carrier", "organisation=blueline", "country=GH", "valid_from=2026-01-01",
      "valid_until=2027-12-31",
      "document_digest=c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"},
     NULL},
    {"programme",
     "add",
     {"code=africa", "operator=oneforone", "oldest_vintage=2024-01",
      "classes=smartphone=smartphone:1.50 EUR"},
     NULL},
};
#define REGISTRY_COUNT (sizeof(registry) / sizeof(registry[0]))

/* ---- the queries ---- */

enum query {
    SET_CHECKPOINT,
    COUNT_REQUESTS,
    READ_TOTALS,
    QUERY_COUNT
};

/* Pairs that must be equal, with what they are. */
static const char *const totals[] = {
    "collections, received",    "units of lots, received", "units in custody, received",
    "units demanded, imported", "packages, made",          "shipments, planned",
    "receipts, recorded",       "certificates, issued",
};
#define TOTALS_COUNT (sizeof(totals) / sizeof(totals[0]))

static const char totals_sql[] =
    "SELECT (SELECT count(*) FROM collection),"
    " (SELECT 1 * count(*) FROM request WHERE command = 'collection receive'),"
    " (SELECT CAST(coalesce(sum(units), 0) AS BIGINT) FROM lot),"
    " (SELECT 5 * count(*) FROM request WHERE command = 'collection receive'),"
    " (SELECT CAST(coalesce(sum(hi - lo), 0) AS BIGINT) FROM custody),"
    " (SELECT 5 * count(*) FROM request WHERE command = 'collection receive'),"
    " (SELECT CAST(coalesce(sum(hi - lo), 0) AS BIGINT) FROM demand_slice),"
    " (SELECT 3 * count(*) FROM request WHERE command = 'order import'),"
    " (SELECT count(*) FROM package),"
    " (SELECT 1 * count(*) FROM request WHERE command = 'package make'),"
    " (SELECT count(*) FROM shipment),"
    " (SELECT 1 * count(*) FROM request WHERE command = 'shipment plan'),"
    " (SELECT count(*) FROM receipt),"
    " (SELECT 1 * count(*) FROM request WHERE command = 'receipt record'),"
    " (SELECT count(*) FROM certificate),"
    " (SELECT 1 * count(*) FROM request WHERE command = 'certificate issue')";

static const enum ll_store_type numbers[2 * TOTALS_COUNT] = {
    LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
    LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
    LL_STORE_I64, LL_STORE_I64, LL_STORE_I64, LL_STORE_I64,
};

/* Slots follow the product's. */
static struct ll_store_query query_of(enum query which)
{
    static const struct ll_store_query queries[QUERY_COUNT] = {
        [SET_CHECKPOINT] = {.name = "story_set_checkpoint",
                            .sql = "PRAGMA wal_autocheckpoint = 12",
                            .column_count = 1},
        [COUNT_REQUESTS] = {.name = "story_count_requests",
                            .sql = "SELECT count(*) FROM request",
                            .column_count = 1},
        [READ_TOTALS] = {.name = "story_read_totals",
                         .sql = totals_sql,
                         .column_count = 2 * TOTALS_COUNT},
    };
    struct ll_store_query query = queries[which];
    query.slot = (uint16_t)(ll_store_product_set.query_count + which);
    query.column_types = numbers;
    return query;
}

struct ll_store_set story_set(void)
{
    struct ll_store_set set = ll_store_product_set;
    set.query_count = (uint16_t)(set.query_count + QUERY_COUNT);
    return set;
}

/* The one row of a query without parameters. */
static enum ll_status read_row(struct story *story, enum query which,
                               struct ll_store_value *ret_row, struct ll_err *reterr)
{
    struct ll_store_query query = query_of(which);
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_store_begin(story->ctx.store, LL_STORE_READ, reterr));
    enum ll_status status =
        ll_store_query_open(story->ctx.store, &story->arena, &query, NULL, &cursor, reterr);
    if (status == LL_OK) {
        status = ll_store_query_step(cursor, ret_row, reterr);
        ll_store_query_close(cursor);
    }
    ll_store_rollback(story->ctx.store);
    return status;
}

enum ll_status story_checkpoint_often(struct story *story, struct ll_err *reterr)
{
    struct ll_store_value row;
    return read_row(story, SET_CHECKPOINT, &row, reterr);
}

enum ll_status story_count_requests(struct story *story, int64_t *ret_count, struct ll_err *reterr)
{
    struct ll_store_value row;
    LL_TRY(read_row(story, COUNT_REQUESTS, &row, reterr));
    *ret_count = row.i64;
    return LL_OK;
}

/* ---- requests ---- */

static struct ll_time read_clock(void *ctx)
{
    struct story *story = ctx;
    struct ll_time now = story->clock;
    story->clock.us += SECOND_US;
    return now;
}

void story_init(struct story *story, void (*random)(void *, uint8_t *, size_t), void *random_ctx,
                const char *data_dir)
{
    *story = (struct story){0};
    ll_arena_init(&story->arena, &ll_arena_malloc, ARENA_BYTES);
    story->ctx = (struct ll_ctx){
        .arena = &story->arena,
        .clock = {.now = read_clock, .ctx = story},
        .ids = {.random = random, .ctx = random_ctx},
        .data_dir = ll_str_from_cstr(data_dir),
        .actor = LL_STR("test"),
    };
    struct ll_err err = {0};
    if (ll_time_parse(LL_STR(START), &story->clock, &err) != LL_OK ||
        ll_crypto_open(&story->arena, &story->ctx.crypto, &err) != LL_OK) {
        (void)fprintf(stderr, "story: %s\n", err.text);
        abort();
    }
}

void story_release(struct story *story)
{
    ll_crypto_close(story->ctx.crypto);
    ll_arena_release(&story->arena);
}

static void plant_key(struct ll_sign_key *ret_key)
{
    uint8_t seed[LL_SEED_SIZE];
    memset(seed, 0x5a, sizeof(seed));
    ll_sign_key_from_seed(seed, ret_key);
}

/* The text with its placeholders filled in. */
static enum ll_status fill_in(struct story *story, const char *text,
                              const struct story_cycle *cycle, struct ll_str *ret_text,
                              struct ll_err *reterr)
{
    struct ll_strbuf buf;
    ll_strbuf_init(&buf, &story->arena, 4096);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '@') {
            ll_strbuf_cstr(&buf, cycle->name);
        } else if (*at == '#') {
            ll_strbuf_cstr(&buf, cycle->lot_id);
        } else if (*at == '%') {
            ll_strbuf_fmt(&buf, "%u", cycle->client);
        } else {
            ll_strbuf_char(&buf, *at);
        }
    }
    return ll_strbuf_finish(&buf, ret_text, reterr);
}

/* One "name=value" into the input, as the command line does it. */
static enum ll_status set_option(struct story *story, const struct ll_record *record,
                                 struct ll_str option, struct ll_str bytes, void *input,
                                 bool *given, struct ll_err *reterr)
{
    size_t equals = ll_str_find_char(option, '=');
    const struct ll_field *field = ll_record_find(record, ll_str_sub(option, 0, equals));
    LL_ASSERT(field != NULL);
    struct ll_str value = ll_str_sub(option, equals + 1, option.len);
    given[field - record->fields] = true;
    if (field->type != LL_FIELD_FILE) {
        return ll_field_from_text(&story->arena, field, value, input, reterr);
    }
    struct ll_file file = {value, bytes};
    memcpy((char *)input + field->offset, &file, sizeof(file));
    if (field->present_offset != 0) {
        *(bool *)((char *)input + field->present_offset) = true;
    }
    return LL_OK;
}

static enum ll_status ask(struct story *story, const struct request *request,
                          const struct story_cycle *cycle, struct ll_str bytes,
                          const struct ll_run_options *run, struct ll_json **ret_answer,
                          struct ll_err *reterr)
{
    bool given[64] = {false};
    const struct ll_service *service =
        ll_service_find(ll_str_from_cstr(request->noun), ll_str_from_cstr(request->verb));
    LL_ASSERT(service != NULL);
    size_t size = service->input == NULL ? 1 : service->input->size;
    void *input = ll_arena_alloc(&story->arena, 1, size);
    if (input == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for a service's input");
    }
    for (size_t i = 0; i < OPTIONS_MAX && request->options[i] != NULL; i++) {
        struct ll_str option;
        LL_TRY(fill_in(story, request->options[i], cycle, &option, reterr));
        LL_TRY(set_option(story, service->input, option, bytes, input, given, reterr));
    }
    if (service->input != NULL) {
        LL_TRY(ll_record_complete(service->input, given, reterr));
    }
    for (int i = 0;; i++) {
        struct ll_err err = {0};
        enum ll_status status = ll_run(&story->ctx, service, input, run, ret_answer, &err);
        bool lost = status == LL_ERETRY || status == LL_ECONSTRAINT || status == LL_EBUSY;
        if (status == LL_OK || !lost || i == RETRIES_MAX) {
            if (status != LL_OK) {
                *reterr = err;
            }
            return status;
        }
        story->retries++;
    }
}

/* The units of a cycle are where its own lot is, or, when an earlier lot had some left, at the
 * plant already: a certificate cites units at one stage. */
static const struct request certify_received = {
    "certificate", "issue", {"programme=africa", "beneficiary=client-%", "stage=received"}, NULL};

static enum ll_status ask_step(struct story *story, enum story_step step,
                               const struct story_cycle *cycle, struct ll_str bytes,
                               const struct ll_run_options *run, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    enum ll_status status = ask(story, &steps[step], cycle, bytes, run, ret_answer, reterr);
    if (step != STORY_CERTIFY || (status != LL_ESHORT && status != LL_ECONFLICT)) {
        return status;
    }
    return ask(story, &certify_received, cycle, bytes, run, ret_answer, reterr);
}

/* ---- the plant's statement ---- */

/* Its number follows from the cycle's name, so that the same statement is sent again. */
static void fill_from_name(void *ctx, uint8_t *ret_bytes, size_t count)
{
    const struct story_cycle *cycle = ctx;
    uint64_t state = UINT64_C(14695981039346656037);
    for (const char *at = cycle->name; *at != '\0'; at++) {
        state = (state ^ (uint8_t)*at) * UINT64_C(1099511628211);
    }
    for (size_t i = 0; i < count; i++) {
        state = (state ^ i) * UINT64_C(6364136223846793005) + 1442695040888963407;
        ret_bytes[i] = (uint8_t)(state >> 56);
    }
}

static enum ll_status sign_statement(struct story *story, struct story_cycle *cycle,
                                     struct ll_str *ret_bytes, struct ll_err *reterr)
{
    static const struct request sign = {
        "receipt", "sign", {"key=plant.key", "units=5", "mass=850g", "month=2026-03"}, ""};
    const struct ll_run_options run = {.key = LL_STR("")};
    struct ll_sign_key key;
    char public_key[LL_MULTIKEY_PUBLIC_SIZE];
    char secret[LL_MULTIKEY_SECRET_SIZE];
    char file[1024];
    struct ll_json *answer = NULL;
    plant_key(&key);
    ll_multikey_public_format(&key.public_key, public_key);
    ll_multikey_secret_format(key.seed, secret);
    (void)snprintf(file, sizeof(file),
                   "{\"created\":\"2026-03-01T00:00:00Z\",\"kind\":\"loopledger-signing-key\","
                   "\"public\":\"%s\",\"secret\":\"%s\"}",
                   public_key, secret);
    struct ll_id_source ids = story->ctx.ids;
    struct ll_time clock = story->clock;
    story->ctx.ids.random = fill_from_name;
    story->ctx.ids.ctx = cycle;
    enum ll_status status = ll_time_parse(LL_STR(START), &story->clock, reterr);
    if (status == LL_OK) {
        status = ask(story, &sign, cycle, ll_str_from_cstr(file), &run, &answer, reterr);
    }
    story->ctx.ids = ids;
    story->clock = clock;
    LL_TRY(status);
    return ll_json_canonical(&story->arena, answer, (size_t)1 << 20, ret_bytes, reterr);
}

/* ---- making ---- */

enum ll_status story_make_keys(struct story *story, struct ll_err *reterr)
{
    struct ll_err err = {0};
    enum ll_status status = ll_keys_create(&story->ctx, &err);
    if (status != LL_OK && status != LL_EEXISTS) {
        *reterr = err;
        return status;
    }
    return LL_OK;
}

enum ll_status story_make_registry(struct story *story, struct ll_err *reterr)
{
    struct story_cycle cycle = {.name = "registry"};
    struct ll_sign_key key;
    char text[LL_MULTIKEY_PUBLIC_SIZE];
    plant_key(&key);
    ll_multikey_public_format(&key.public_key, text);
    struct request with_key = {"facility", "key-add", {"facility=tema-plant", NULL}, NULL};
    char option[LL_MULTIKEY_PUBLIC_SIZE + 16];
    (void)snprintf(option, sizeof(option), "public_key=%s", text);
    with_key.options[1] = option;
    for (size_t i = 0; i < REGISTRY_COUNT; i++) {
        char name[32];
        struct ll_json *answer = NULL;
        struct ll_arena_mark mark = ll_arena_mark(&story->arena);
        (void)snprintf(name, sizeof(name), "registry.%zu", i);
        const struct ll_run_options run = {.key = ll_str_from_cstr(name)};
        bool adds_key = strcmp(registry[i].verb, "key-add") == 0;
        enum ll_status status = ask(story, adds_key ? &with_key : &registry[i], &cycle, LL_STR(""),
                                    &run, &answer, reterr);
        ll_arena_rewind(&story->arena, mark);
        LL_TRY(status);
    }
    return LL_OK;
}

int64_t story_registry_requests(void)
{
    return (int64_t)REGISTRY_COUNT;
}

/* ---- steps ---- */

void story_key(const struct story_cycle *cycle, enum story_step step, char ret_key[STORY_KEY_MAX])
{
    (void)snprintf(ret_key, STORY_KEY_MAX, "%s.%d", cycle->name, (int)step);
}

bool story_parse_key(const char *key, struct story_cycle *ret_cycle, enum story_step *ret_step)
{
    unsigned long long round = 0;
    unsigned long long number = 0;
    unsigned client = 0;
    unsigned step = 0;
    char rest = '\0';
    if (sscanf(key, "r%llu-%u-%llu.%u%c", &round, &client, &number, &step, &rest) != 4 ||
        step >= STORY_STEPS) {
        return false;
    }
    *ret_cycle = (struct story_cycle){.client = client % STORY_CLIENTS};
    (void)snprintf(ret_cycle->name, sizeof(ret_cycle->name), "r%llu-%u-%llu", round, client,
                   number);
    *ret_step = (enum story_step)step;
    return true;
}

/* What the answer says that later steps need. */
static enum ll_status keep_lot(struct story_cycle *cycle, const struct ll_json *answer,
                               struct ll_err *reterr)
{
    const struct ll_json *lots = ll_json_get(answer, "lots");
    const struct ll_json *id =
        lots == NULL || lots->count != 1 ? NULL : ll_json_get(&lots->items[0], "lot_id");
    if (id == NULL || id->string.len >= sizeof(cycle->lot_id)) {
        return LL_FAIL(reterr, LL_ECORRUPT, "the answer names no lot");
    }
    memcpy(cycle->lot_id, id->string.ptr, id->string.len);
    cycle->lot_id[id->string.len] = '\0';
    return LL_OK;
}

static enum ll_status run_step(struct story *story, struct story_cycle *cycle, enum story_step step,
                               bool dry, bool *ret_repeated, struct ll_err *reterr)
{
    char key[STORY_KEY_MAX];
    struct ll_str bytes = LL_STR("");
    struct ll_json *answer = NULL;
    story_key(cycle, step, key);
    const struct ll_run_options run = {.key = ll_str_from_cstr(key), .dry_run = dry};
    if (step == STORY_COUNT) {
        LL_TRY(sign_statement(story, cycle, &bytes, reterr));
    } else if (steps[step].file != NULL) {
        LL_TRY(fill_in(story, steps[step].file, cycle, &bytes, reterr));
    }
    LL_TRY(ask_step(story, step, cycle, bytes, &run, &answer, reterr));
    const struct ll_json *repeated = ll_json_get(answer, "repeated");
    bool was = repeated != NULL && repeated->type == LL_JSON_TRUE;
    if (step == STORY_RECEIVE && (was || !dry)) {
        LL_TRY(keep_lot(cycle, answer, reterr));
    }
    *ret_repeated = was;
    return LL_OK;
}

enum ll_status story_run(struct story *story, struct story_cycle *cycle, enum story_step step,
                         bool dry, bool *ret_repeated, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(&story->arena);
    enum ll_status status = run_step(story, cycle, step, dry, ret_repeated, reterr);
    ll_arena_rewind(&story->arena, mark);
    return status;
}

enum ll_status story_is_stored(struct story *story, const char *key, bool *ret_stored,
                               struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(&story->arena);
    struct ll_q_request_by_key_in in = {.request_key = ll_str_from_cstr(key)};
    struct ll_q_request_by_key_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_store_begin(story->ctx.store, LL_STORE_READ, reterr));
    enum ll_status status =
        ll_q_request_by_key_open(story->ctx.store, &story->arena, &in, &cursor, reterr);
    if (status == LL_OK) {
        status = ll_q_request_by_key_next(cursor, &row, reterr);
    }
    ll_store_rollback(story->ctx.store);
    ll_arena_rewind(&story->arena, mark);
    if (status != LL_OK && status != LL_EEND) {
        return status;
    }
    *ret_stored = status == LL_OK;
    return LL_OK;
}

/* ---- checks ---- */

static bool hash_piece(void *ctx, struct ll_str piece)
{
    ll_hash_str(ctx, piece);
    return true;
}

static enum ll_status dump_digest(struct story *story, uint8_t ret_digest[LL_DIGEST_SIZE],
                                  struct ll_err *reterr)
{
    struct ll_hash hash;
    LL_TRY(ll_store_begin(story->ctx.store, LL_STORE_READ, reterr));
    ll_hash_begin(story->ctx.crypto, &hash);
    enum ll_status status =
        ll_store_dump(story->ctx.store, &story->arena, false, hash_piece, &hash, reterr);
    ll_hash_end(&hash, ret_digest);
    ll_store_rollback(story->ctx.store);
    return status;
}

static enum ll_status check_rebuild(struct story *story, struct ll_err *reterr)
{
    uint8_t before[LL_DIGEST_SIZE];
    uint8_t after[LL_DIGEST_SIZE];
    int64_t events = 0;
    LL_TRY(dump_digest(story, before, reterr));
    LL_TRY(ll_event_rebuild(&story->ctx, &events, reterr));
    LL_TRY(dump_digest(story, after, reterr));
    return memcmp(before, after, sizeof(before)) == 0
               ? LL_OK
               : LL_FAIL(reterr, LL_ECORRUPT, "a rebuild changed the dump");
}

static enum ll_status check_totals(struct story *story, struct ll_err *reterr)
{
    struct ll_store_value row[2 * TOTALS_COUNT];
    LL_TRY(read_row(story, READ_TOTALS, row, reterr));
    for (size_t i = 0; i < TOTALS_COUNT; i++) {
        long long is = (long long)row[2 * i].i64;
        long long asked = (long long)row[2 * i + 1].i64;
        if (is != asked) {
            return LL_FAIL(reterr, LL_ECORRUPT, "%s: %lld, %lld", totals[i], is, asked);
        }
    }
    return LL_OK;
}

static enum ll_status check_audit(struct story *story, struct ll_err *reterr)
{
    struct ll_audit_report *report = NULL;
    LL_TRY(ll_audit_run(story->ctx.store, story->ctx.crypto, &story->arena, NULL, &report, reterr));
    if (report->finding_count > 0) {
        return LL_FAIL(reterr, LL_ECORRUPT, "audit: %lld findings, the first is %s: %.140s",
                       (long long)report->finding_count,
                       ll_audit_code_name(report->findings[0].code), report->findings[0].text);
    }
    return LL_OK;
}

enum ll_status story_check(struct story *story, bool rebuild, struct ll_err *reterr)
{
    struct ll_arena_mark mark = ll_arena_mark(&story->arena);
    enum ll_status status = LL_OK;
    if (ll_store_engine(story->ctx.store) == LL_STORE_SQLITE) {
        status = ll_store_check_integrity(story->ctx.store, &story->arena, reterr);
    }
    if (status == LL_OK) {
        status = check_totals(story, reterr);
    }
    if (status == LL_OK) {
        status = check_audit(story, reterr);
    }
    if (status == LL_OK && rebuild) {
        status = check_rebuild(story, reterr);
    }
    ll_arena_rewind(&story->arena, mark);
    return status;
}
