/*
 * sample draw: units for an auditor to look at, by a seed that anybody can draw with again, each
 * with all that is recorded of it and what is not (docs/sampling.md).
 */
#include "service/sample.h"

#include "service/answer.h"
#include "service/certificate.h"
#include "service/certificate_write.h"
#include "service/event.h"
#include "service/find.h"
#include "service/grow.h"
#include "service/visible.h"
#include "store/q_certificate.h"
#include "store/q_sample.h"
#include "store/q_supply.h"

#define ALGORITHM LL_SAMPLE_ALGORITHM
#define SEED_BYTES_MAX 128
#define INPUT_BYTES_MAX 512

static const struct ll_field draw_fields[] = {
    LL_MEMBER(ll_sample_draw, programme, LL_OPT(REF), .help = "programme, by code or id"),
    LL_MEMBER(ll_sample_draw, seed, LL_OPT(STR), .min = 1, .max = SEED_BYTES_MAX,
              .help = "any text: the same gives the same units again"),
    LL_MEMBER(ll_sample_draw, units, LL_OPT(I64), .min = 1, .max = LL_SAMPLE_UNITS_MAX,
              .help = "how many units (60)"),
    LL_MEMBER(ll_sample_draw, until, LL_OPT(STR), .min = 1, .max = 64,
              .help = "of what was received up to this event; the last one when left out"),
};
const struct ll_record ll_sample_draw_record =
    LL_RECORD("sample_draw", ll_sample_draw, draw_fields);

/* Units that a pour dealt into a package. */
struct poured {
    struct ll_event_id event_id;
    struct ll_time recorded_at;
    struct ll_package_id package_id;
    struct ll_lot_id lot_id;
    int64_t lo;
    int64_t hi;
};

struct drawing {
    struct ll_ctx *ctx;
    const struct ll_sample_draw *in;
    struct ll_programme_id programme_id;
    struct ll_event_id until_id;
    const struct ll_sample_span *spans;
    size_t span_count;
    int64_t population;
    struct ll_grow poured; /* of struct poured, in the order of the pours */
};

/* What evidence may lack, in the order of a unit's life. */
enum lack {
    LACK_COLLECTION,
    LACK_DEPARTURE,
    LACK_CONSENT,
    LACK_SIGNATURE,
    LACK_TREATMENT,
    LACK_CERTIFICATE,
    LACK_LOG,
    LACK_COUNT
};
static const char *const lack_names[LACK_COUNT] = {
    [LACK_COLLECTION] = "no-collection", [LACK_DEPARTURE] = "no-departure",
    [LACK_CONSENT] = "no-consent",       [LACK_SIGNATURE] = "no-signature",
    [LACK_TREATMENT] = "no-treatment",   [LACK_CERTIFICATE] = "no-certificate",
    [LACK_LOG] = "no-log-entry",
};

/* ---- what may be drawn ---- */

static enum ll_status find_until(struct drawing *d, struct ll_err *reterr)
{
    struct ll_q_sample_until_in in;
    struct ll_q_sample_until_row row;
    struct ll_store_cursor *cursor = NULL;
    for (size_t i = 0; i < sizeof(in.until_id.raw.b); i++) {
        in.until_id.raw.b[i] = 0xff;
    }
    if (d->in->until.len > 0) {
        LL_TRY(ll_id_parse("evt", d->in->until, &in.until_id.raw, reterr));
    }
    LL_TRY(ll_q_sample_until_open(d->ctx->store, d->ctx->arena, &in, &cursor, reterr));
    enum ll_status status = ll_q_sample_until_next(cursor, &row, reterr);
    if (status == LL_OK) {
        d->until_id = row.event_id;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND
               ? LL_REFUSE(reterr, LL_ENOTFOUND, "give a later entry, or leave --until out",
                           "nothing is recorded up to there")
               : status;
}

static enum ll_status read_population(struct drawing *d, struct ll_err *reterr)
{
    struct ll_q_sample_span_all_in in = {d->programme_id, d->until_id};
    struct ll_q_sample_span_all_row row;
    struct ll_store_cursor *cursor = NULL;
    struct ll_grow spans = LL_GROW(d->ctx->arena, struct ll_sample_span);
    enum ll_status status;
    LL_TRY(ll_q_sample_span_all_open(d->ctx->store, d->ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_sample_span_all_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_sample_span *span = ll_grow_add(&spans);
        if (span == NULL) {
            status = LL_FAIL(reterr, LL_ENOMEM, "no memory for what may be drawn");
            break;
        }
        *span = (struct ll_sample_span){row.receipt_id, row.lot_id, row.lo, row.hi, d->population};
        d->population += row.hi - row.lo;
    }
    ll_store_query_close(cursor);
    struct ll_list list = ll_grow_list(&spans);
    d->spans = list.items;
    d->span_count = list.count;
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status add_poured(struct drawing *d, const struct ll_q_sample_pour_row *row,
                                 const struct ll_package_poured *pour, struct ll_err *reterr)
{
    const struct ll_poured_package *targets = pour->targets.items;
    for (size_t i = 0; i < pour->targets.count; i++) {
        const struct ll_lot_span *spans = targets[i].spans.items;
        for (size_t k = 0; k < targets[i].spans.count; k++) {
            struct poured *item = ll_grow_add(&d->poured);
            if (item == NULL) {
                return LL_FAIL(reterr, LL_ENOMEM, "no memory for what was poured");
            }
            *item = (struct poured){
                .event_id = row->event_id,
                .recorded_at = row->recorded_at,
                .package_id = targets[i].package_id,
                .lot_id = spans[k].lot_id,
                .lo = spans[k].lo,
                .hi = spans[k].hi,
            };
        }
    }
    return LL_OK;
}

/* Custody forgets through which packages a unit came: the events tell. */
static enum ll_status read_pours(struct drawing *d, struct ll_err *reterr)
{
    const struct ll_record *record = ll_event_kinds[LL_EVENT_PACKAGE_POURED].record;
    struct ll_q_sample_pour_row row;
    struct ll_store_cursor *cursor = NULL;
    enum ll_status status;
    d->poured = (struct ll_grow)LL_GROW(d->ctx->arena, struct poured);
    LL_TRY(ll_q_sample_pour_open(d->ctx->store, d->ctx->arena, &cursor, reterr));
    while ((status = ll_q_sample_pour_next(cursor, &row, reterr)) == LL_OK) {
        struct ll_arena scratch;
        struct ll_json *body = NULL;
        struct ll_package_poured pour;
        ll_arena_child(&scratch, d->ctx->arena);
        status = ll_json_read(&scratch, row.body, row.body.len, &body, reterr);
        if (status == LL_OK) {
            status = ll_record_from_json(&scratch, record, body, &pour, reterr);
        }
        if (status == LL_OK) {
            status = add_poured(d, &row, &pour, reterr);
        }
        ll_arena_release(&scratch);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* The span that holds a number of the population. */
static const struct ll_sample_span *span_of(const struct drawing *d, int64_t number)
{
    size_t lo = 0;
    size_t hi = d->span_count;
    while (hi - lo > 1) {
        size_t middle = lo + (hi - lo) / 2;
        if (d->spans[middle].first <= number) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    return &d->spans[lo];
}

/* ---- drawing ---- */

/* The first 64 bits of SHA-256 over what is drawn and which draw it is. */
static enum ll_status hash_of(const struct drawing *d, int64_t draw, uint64_t *ret_hash,
                              struct ll_err *reterr)
{
    char programme[LL_ID_TEXT_MAX];
    char until[LL_ID_TEXT_MAX];
    uint8_t digest[LL_DIGEST_SIZE];
    struct ll_strbuf buf;
    struct ll_str text;
    ll_id_format("prg", d->programme_id.raw, programme);
    ll_id_format("evt", d->until_id.raw, until);
    ll_strbuf_init(&buf, d->ctx->arena, INPUT_BYTES_MAX);
    ll_strbuf_fmt(&buf, "loopledger sample " ALGORITHM "\n%s\n%s\n%lld\n", programme, until,
                  (long long)draw);
    ll_strbuf_str(&buf, d->in->seed);
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    ll_crypto_sha256(d->ctx->crypto, text, digest);
    *ret_hash = 0;
    for (size_t i = 0; i < 8; i++) {
        *ret_hash = *ret_hash << 8U | digest[i];
    }
    return LL_OK;
}

/* Was the number drawn before? */
static bool is_drawn(const int64_t *numbers, int64_t count, int64_t number)
{
    for (int64_t i = 0; i < count; i++) {
        if (numbers[i] == number) {
            return true;
        }
    }
    return false;
}

/* Hashes beyond the last whole multiple of the population are passed over, so that every unit is as
 * likely as any other; so are units that were drawn. */
static enum ll_status draw_numbers(const struct drawing *d, int64_t wanted, int64_t *ret_numbers,
                                   struct ll_err *reterr)
{
    uint64_t size = (uint64_t)d->population;
    uint64_t beyond = UINT64_MAX - (UINT64_MAX % size + 1) % size;
    int64_t count = 0;
    for (int64_t draw = 0; count < wanted; draw++) {
        uint64_t hash = 0;
        LL_TRY(hash_of(d, draw, &hash, reterr));
        int64_t number = (int64_t)(hash % size);
        if (hash <= beyond && !is_drawn(ret_numbers, count, number)) {
            ret_numbers[count++] = number;
        }
    }
    return LL_OK;
}

/* ---- what is known of one ---- */

struct trail {
    struct drawing *d;
    const struct ll_sample_span *span;
    int64_t unit;
    struct ll_json *json; /* all of it */
    bool lacks[LACK_COUNT];
};

#define ASK(name, query, ...)                                                                      \
    do {                                                                                           \
        const struct ll_q_##query##_in in_ = {__VA_ARGS__};                                        \
        struct ll_store_cursor *cursor_ = NULL;                                                    \
        LL_TRY(ll_q_##query##_open(t->d->ctx->store, t->d->ctx->arena, &in_, &cursor_, reterr));   \
        LL_TRY(ll_answer_items(t->d->ctx, cursor_, t->json, name, reterr));                        \
    } while (0)

static size_t count_of(const struct trail *t, const char *name)
{
    const struct ll_json *list = ll_json_get(t->json, name);
    return list == NULL ? 0 : list->count;
}

/* Where the event that tells it stands in the public log, beside each fact that names one. */
static enum ll_status add_log(struct trail *t, const char *name, struct ll_err *reterr)
{
    const struct ll_json *list = ll_json_get(t->json, name);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        struct ll_json *fact = &list->items[i];
        struct ll_q_sample_log_entry_in in;
        struct ll_store_cursor *cursor = NULL;
        LL_TRY(ll_id_parse("evt", ll_json_string_at(fact, "event_id"), &in.event_id.raw, reterr));
        LL_TRY(
            ll_q_sample_log_entry_open(t->d->ctx->store, t->d->ctx->arena, &in, &cursor, reterr));
        LL_TRY(ll_answer_items(t->d->ctx, cursor, fact, "log", reterr));
        const struct ll_json *entries = ll_json_get(fact, "log");
        t->lacks[LACK_LOG] = t->lacks[LACK_LOG] || entries == NULL || entries->count == 0;
    }
    return LL_OK;
}

static enum ll_status check_signature(struct trail *t, struct ll_err *reterr)
{
    struct ll_q_sample_signature_in in = {t->span->receipt_id};
    struct ll_q_sample_signature_row row;
    struct ll_public_key key;
    struct ll_signature signature;
    LL_TRY(ll_q_sample_signature(t->d->ctx->store, t->d->ctx->arena, &in, &row, reterr));
    bool fits = row.public_key.len == sizeof(key.b) && row.signature.len == sizeof(signature.b);
    for (size_t i = 0; fits && i < sizeof(key.b); i++) {
        key.b[i] = (uint8_t)row.public_key.ptr[i];
    }
    for (size_t i = 0; fits && i < sizeof(signature.b); i++) {
        signature.b[i] = (uint8_t)row.signature.ptr[i];
    }
    t->lacks[LACK_SIGNATURE] = !fits || !ll_sign_verify(&key, row.statement, &signature);
    return LL_OK;
}

/* What was agreed to be paid for the collection. */
static enum ll_status add_price(struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->d->ctx;
    const struct ll_json *collections = ll_json_get(t->json, "collections");
    struct ll_q_sample_price_in in = {t->span->lot_id};
    struct ll_q_sample_price_row row;
    struct ll_store_cursor *cursor = NULL;
    LL_TRY(ll_q_sample_price_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    enum ll_status status = ll_q_sample_price_next(cursor, &row, reterr);
    if (status == LL_OK && collections->count == 1) {
        ll_answer_money(ctx, &collections->items[0], "price", row.price_minor, row.price_currency);
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status add_pours(struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->d->ctx;
    const struct poured *poured = t->d->poured.items;
    struct ll_json *list = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < t->d->poured.count; i++) {
        if (!ll_id_eq(poured[i].lot_id.raw, t->span->lot_id.raw) || t->unit < poured[i].lo ||
            t->unit >= poured[i].hi) {
            continue;
        }
        struct ll_q_package_by_id_in in = {.has_package_id = true,
                                           .package_id = poured[i].package_id};
        struct ll_q_package_by_id_row package;
        struct ll_json *item = ll_answer_object(ctx);
        LL_TRY(ll_q_package_by_id(ctx->store, ctx->arena, &in, &package, reterr));
        ll_answer_id(ctx, item, "event_id", "evt", poured[i].event_id.raw);
        ll_answer_text(ctx, item, "package", package.code);
        ll_answer_id(ctx, item, "package_id", "pkg", poured[i].package_id.raw);
        ll_answer_time(ctx, item, "recorded_at", poured[i].recorded_at);
        ll_json_append(ctx->arena, list, item);
    }
    ll_json_set(ctx->arena, t->json, "pours", list);
    return LL_OK;
}

/* The event that stated or raised a certificate last. */
static enum ll_status add_certificate_events(struct trail *t, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->d->ctx;
    const struct ll_json *list = ll_json_get(t->json, "certificates");
    for (size_t i = 0; i < list->count; i++) {
        struct ll_q_certificate_by_serial_row row;
        struct ll_event_id event_id;
        LL_TRY(
            ll_certificate_find(ctx, ll_json_string_at(&list->items[i], "serial"), &row, reterr));
        LL_TRY(ll_certificate_event(ctx, &row, &event_id, reterr));
        ll_answer_id(ctx, &list->items[i], "event_id", "evt", event_id.raw);
    }
    return LL_OK;
}

static enum ll_status read_trail(struct trail *t, struct ll_err *reterr)
{
    static const char *const told[] = {"lots", "collections", "receipts", "keys",
                                       "certificates"}; /* by public events */
    ASK("lots", sample_lot, t->span->lot_id);
    ASK("collections", sample_collection, t->span->lot_id);
    LL_TRY(add_price(t, reterr));
    LL_TRY(add_pours(t, reterr));
    ASK("legs", sample_leg, t->span->lot_id, t->unit);
    ASK("shipments", sample_shipment, t->span->receipt_id);
    ASK("consents", sample_consent, t->span->receipt_id);
    ASK("receipts", sample_receipt, t->span->receipt_id);
    ASK("keys", sample_key, t->span->receipt_id);
    ASK("treatments", sample_treatment, t->span->lot_id, t->unit);
    ASK("certificates", sample_certificate, t->span->lot_id, t->unit);
    ASK("standing", sample_standing, t->span->lot_id, t->unit);
    LL_TRY(add_certificate_events(t, reterr));
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        LL_TRY(add_log(t, told[i], reterr));
    }
    LL_TRY(check_signature(t, reterr));
    const struct ll_json *shipments = ll_json_get(t->json, "shipments");
    const struct ll_json *shipment = shipments->count == 0 ? NULL : &shipments->items[0];
    const struct ll_json *crosses = ll_json_get(shipment, "crosses_border");
    t->lacks[LACK_COLLECTION] = count_of(t, "collections") == 0;
    t->lacks[LACK_DEPARTURE] = ll_json_get(shipment, "departed_on") == NULL;
    t->lacks[LACK_CONSENT] =
        crosses != NULL && crosses->type == LL_JSON_TRUE && count_of(t, "consents") == 0;
    t->lacks[LACK_TREATMENT] = count_of(t, "treatments") == 0;
    t->lacks[LACK_CERTIFICATE] = count_of(t, "certificates") == 0;
    return LL_OK;
}

/* What tells most of it, beside all of it: of the first object of a list, a member. */
static void tell(struct trail *t, struct ll_json *item, const char *name, const char *list,
                 const char *member)
{
    const struct ll_json *items = ll_json_get(t->json, list);
    const struct ll_json *value =
        items == NULL || items->count == 0 ? NULL : ll_json_get(&items->items[0], member);
    if (value != NULL) {
        struct ll_json copy = *value;
        ll_json_set(t->d->ctx->arena, item, name, &copy);
    }
}

static struct ll_json *item_of(struct trail *t, int64_t draw)
{
    struct ll_ctx *ctx = t->d->ctx;
    struct ll_json *item = ll_answer_object(ctx);
    struct ll_json *lacks = ll_json_new_array(ctx->arena);
    for (size_t i = 0; i < LACK_COUNT; i++) {
        if (t->lacks[i]) {
            ll_json_append(ctx->arena, lacks,
                           ll_json_new_string(ctx->arena, ll_str_from_cstr(lack_names[i])));
        }
    }
    ll_answer_i64(ctx, item, "draw", draw);
    ll_answer_id(ctx, item, "lot_id", "lot", t->span->lot_id.raw);
    ll_answer_i64(ctx, item, "unit", t->unit);
    tell(t, item, "class_code", "lots", "class_code");
    tell(t, item, "country", "lots", "country");
    tell(t, item, "collection_id", "collections", "collection_id");
    tell(t, item, "shipment", "shipments", "code");
    tell(t, item, "shipment_id", "shipments", "shipment_id");
    ll_answer_id(ctx, item, "receipt_id", "rcp", t->span->receipt_id.raw);
    tell(t, item, "stage", "standing", "stage");
    tell(t, item, "certificate", "certificates", "serial");
    tell(t, item, "certificate_id", "certificates", "certificate_id");
    ll_json_set(ctx->arena, item, "missing", lacks);
    ll_json_set(ctx->arena, item, "trail", t->json);
    return item;
}

/* ---- the service ---- */

static enum ll_status look_at(struct drawing *d, const int64_t *numbers, int64_t count,
                              struct ll_json *answer, struct ll_err *reterr)
{
    struct ll_ctx *ctx = d->ctx;
    struct ll_json *items = ll_json_new_array(ctx->arena);
    struct ll_json *absent = ll_answer_object(ctx);
    struct ll_json *rows = ll_json_new_array(ctx->arena);
    int64_t lacking[LACK_COUNT] = {0};
    int64_t complete = 0;
    for (int64_t i = 0; i < count; i++) {
        const struct ll_sample_span *span = span_of(d, numbers[i]);
        struct trail t = {.d = d, .span = span, .json = ll_answer_object(ctx)};
        bool lacks = false;
        t.unit = span->lo + (numbers[i] - span->first);
        LL_TRY(read_trail(&t, reterr));
        for (size_t k = 0; k < LACK_COUNT; k++) {
            lacking[k] += t.lacks[k] ? 1 : 0;
            lacks = lacks || t.lacks[k];
        }
        complete += lacks ? 0 : 1;
        ll_json_append(ctx->arena, items, item_of(&t, i + 1));
    }
    for (size_t k = 0; k < LACK_COUNT; k++) {
        if (lacking[k] > 0) {
            struct ll_json *row = ll_answer_object(ctx);
            ll_answer_text(ctx, row, "missing", ll_str_from_cstr(lack_names[k]));
            ll_answer_i64(ctx, row, "units", lacking[k]);
            ll_json_append(ctx->arena, rows, row);
        }
    }
    ll_answer_i64(ctx, answer, "complete_units", complete);
    ll_json_set(ctx->arena, absent, "items", rows);
    ll_json_set(ctx->arena, answer, "absent", absent);
    ll_json_set(ctx->arena, answer, "items", items);
    return LL_OK;
}

/* A viewer who does not audit the programme is told what is told of none. */
static enum ll_status find_audited(struct drawing *d, struct ll_err *reterr)
{
    struct ll_q_programme_by_id_row programme;
    struct ll_q_audits_programme_row seen;
    LL_TRY(ll_find_programme(d->ctx, d->in->programme, &programme, reterr));
    d->programme_id = programme.programme_id;
    if (!ll_viewer_is_partial(d->ctx)) {
        return LL_OK;
    }
    struct ll_q_audits_programme_in in = {d->ctx->viewer.user_id, programme.programme_id.raw};
    enum ll_status status = ll_q_audits_programme(d->ctx->store, d->ctx->arena, &in, &seen, reterr);
    if (status == LL_ENOTFOUND) {
        status = LL_FAIL(reterr, LL_ENOTFOUND, "no programme '%.*s'", LL_STR_ARG(d->in->programme));
        ll_err_hint(reterr, "list them with 'loopledger programme list'");
    }
    return status;
}

enum ll_status ll_sample_make(struct ll_ctx *ctx, const struct ll_sample_draw *in,
                              struct ll_sample *ret_sample, struct ll_err *reterr)
{
    struct drawing d = {.ctx = ctx, .in = in};
    struct ll_json *answer = ll_answer_object(ctx);
    ll_json_set_cstr(ctx->arena, answer, "algorithm", ALGORITHM);
    LL_TRY(find_audited(&d, reterr));
    LL_TRY(find_until(&d, reterr));
    LL_TRY(read_population(&d, reterr));
    LL_TRY(read_pours(&d, reterr));
    int64_t wanted = in->units == 0 ? 60 : in->units;
    wanted = wanted > d.population ? d.population : wanted;
    int64_t *numbers = LL_NEW_ARRAY(ctx->arena, int64_t, (size_t)wanted + 1);
    if (numbers == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the sample");
    }
    if (wanted > 0) {
        LL_TRY(draw_numbers(&d, wanted, numbers, reterr));
    }
    ll_answer_text(ctx, answer, "programme", in->programme);
    ll_answer_id(ctx, answer, "programme_id", "prg", d.programme_id.raw);
    ll_answer_text(ctx, answer, "seed", in->seed);
    ll_answer_id(ctx, answer, "until", "evt", d.until_id.raw);
    ll_answer_i64(ctx, answer, "population_units", d.population);
    ll_answer_i64(ctx, answer, "drawn_units", wanted);
    LL_TRY(look_at(&d, numbers, wanted, answer, reterr));
    *ret_sample = (struct ll_sample){answer, d.spans, d.span_count};
    return LL_OK;
}

static enum ll_status run_draw(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                               struct ll_err *reterr)
{
    const struct ll_sample_draw *in = input;
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_sample sample;
    if (in->programme.len == 0 || in->seed.len == 0) {
        ll_json_set_cstr(ctx->arena, answer, "algorithm", ALGORITHM);
        ll_json_set(ctx->arena, answer, "items", ll_json_new_array(ctx->arena));
        return ll_answer_done(answer, ret_answer, reterr);
    }
    LL_TRY(ll_sample_make(ctx, in, &sample, reterr));
    return ll_answer_done(sample.answer, ret_answer, reterr);
}

const struct ll_service ll_service_sample_draw = {
    .noun = "sample",
    .verb = "draw",
    .help = "draw units that plants signed for by a seed, each with its trail and what it lacks",
    .details =
        "Of all counted units of a programme that plants signed for up to an event, so many by a "
        "seed: the same programme, event and seed give the same units for ever, on any copy of "
        "the ledger (docs/sampling.md). Choose the seed before you look. Each comes with its "
        "collection, pours, legs, consents, receipt, treatments and certificate, with where the "
        "events that tell them stand in the public log, and with what is missing. 'sample write' "
        "makes the file that proves it. Without programme and seed nothing is drawn.",
    .input = &ll_sample_draw_record,
    .mode = LL_SERVICE_READ,
    .run = run_draw,
};
