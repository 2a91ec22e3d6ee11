#include "service/public.h"

#include "core/stage.h"
#include "store/q_allocate.h"
#include "store/q_certificate.h"

#include <string.h>

#define PUBLIC_BYTES_MAX ((size_t)1 << 30)

static const char commitment_label[] = "loopledger commitment v1";

void ll_commitment_salt(struct ll_crypto *crypto, const uint8_t secret[32], int64_t row,
                        uint8_t ret_salt[LL_COMMITMENT_SALT_SIZE])
{
    char text[24];
    size_t len = sizeof(text);
    do {
        text[--len] = (char)('0' + row % 10);
        row /= 10;
    } while (row > 0);
    uint8_t mac[32];
    ll_crypto_hmac_sha256(crypto, secret, 32, (struct ll_str){text + len, sizeof(text) - len}, mac);
    memcpy(ret_salt, mac, LL_COMMITMENT_SALT_SIZE);
}

void ll_commitment(struct ll_crypto *crypto, const uint8_t salt[LL_COMMITMENT_SALT_SIZE],
                   struct ll_str text, uint8_t ret_digest[32])
{
    struct ll_hash hash;
    ll_hash_begin(crypto, &hash);
    ll_hash_str(&hash, (struct ll_str){commitment_label, sizeof(commitment_label) - 1});
    ll_hash_str(&hash, (struct ll_str){(const char *)salt, LL_COMMITMENT_SALT_SIZE});
    ll_hash_str(&hash, text);
    ll_hash_end(&hash, ret_digest);
}

/* ---- pieces of JSON, members in canonical order ---- */
static void put_hex(struct ll_strbuf *out, const char *bytes, size_t count)
{
    ll_strbuf_char(out, '"');
    ll_strbuf_hex(out, (const uint8_t *)(const void *)bytes, count);
    ll_strbuf_char(out, '"');
}

static void put_id(struct ll_strbuf *out, const char *prefix, struct ll_id id)
{
    char text[LL_ID_TEXT_MAX];
    ll_id_format(prefix, id, text);
    ll_strbuf_char(out, '"');
    ll_strbuf_cstr(out, text);
    ll_strbuf_char(out, '"');
}

/* Codes and names of enumerations only: nothing in them needs an escape. */
static void put_word(struct ll_strbuf *out, struct ll_str word)
{
    ll_strbuf_char(out, '"');
    ll_strbuf_str(out, word);
    ll_strbuf_char(out, '"');
}

static void public_plant_key(const struct ll_plant_key_registered *b, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"public_key\":");
    put_hex(out, b->public_key.ptr, b->public_key.len);
    ll_strbuf_char(out, '}');
}

/* Without the signature: it is over a time, and bundles bring both. */
static void public_signing_key(const struct ll_signing_key_changed *b, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"public_key\":");
    put_hex(out, b->public_key.ptr, b->public_key.len);
    ll_strbuf_cstr(out, ",\"retired_key\":");
    put_hex(out, b->retired_key.ptr, b->retired_key.len);
    ll_strbuf_char(out, '}');
}

static void public_programme(const struct ll_programme_defined *b, struct ll_strbuf *out)
{
    char month[LL_TIME_TEXT_MAX];
    ll_month_format(b->oldest_vintage, month);
    const struct ll_programme_class_rule *rules = b->classes.items;
    ll_strbuf_cstr(out, "{\"classes\":[");
    for (size_t i = 0; i < b->classes.count; i++) {
        const struct ll_str *lot_classes = rules[i].lot_classes.items;
        ll_strbuf_cstr(out, i > 0 ? ",{\"demand_class\":" : "{\"demand_class\":");
        put_word(out, rules[i].demand_class);
        if (rules[i].grams_per_device > 0) {
            ll_strbuf_cstr(out, ",\"grams_per_device\":");
            ll_strbuf_i64(out, rules[i].grams_per_device);
        }
        ll_strbuf_cstr(out, ",\"lot_classes\":[");
        for (size_t j = 0; j < rules[i].lot_classes.count; j++) {
            if (j > 0) {
                ll_strbuf_char(out, ',');
            }
            put_word(out, lot_classes[j]);
        }
        ll_strbuf_cstr(out, "]}");
    }
    ll_strbuf_cstr(out, "],\"oldest_vintage\":");
    put_word(out, ll_str_from_cstr(month));
    ll_strbuf_cstr(out, ",\"programme_id\":");
    put_id(out, "prg", b->programme_id.raw);
    ll_strbuf_cstr(out, ",\"version\":");
    ll_strbuf_i64(out, b->version);
    ll_strbuf_char(out, '}');
}

/* Named only when it is not pieces. */
static void put_measure(struct ll_strbuf *out, int measure)
{
    if (measure != 0) {
        ll_strbuf_cstr(out, ",\"measure\":");
        put_word(out, ll_str_from_cstr(ll_measure_name((enum ll_measure)measure)));
    }
}

static void public_collection(const struct ll_collection_received *b, struct ll_strbuf *out)
{
    char month[LL_TIME_TEXT_MAX];
    ll_month_format(ll_date_month(b->collected_on), month);
    const struct ll_received_lot *lots = b->lots.items;
    ll_strbuf_cstr(out, "{\"country\":");
    put_word(out, b->country);
    ll_strbuf_cstr(out, ",\"lots\":[");
    for (size_t i = 0; i < b->lots.count; i++) {
        ll_strbuf_cstr(out, i > 0 ? ",{\"class_code\":" : "{\"class_code\":");
        put_word(out, lots[i].class_code);
        ll_strbuf_cstr(out, lots[i].eligible ? ",\"eligible\":true" : ",\"eligible\":false");
        put_measure(out, lots[i].measure);
        ll_strbuf_cstr(out, ",\"number\":");
        put_hex(out, lots[i].public_number.ptr, lots[i].public_number.len);
        ll_strbuf_cstr(out, ",\"units\":");
        ll_strbuf_i64(out, lots[i].units.n);
        ll_strbuf_char(out, '}');
    }
    ll_strbuf_cstr(out, "],\"month\":");
    put_word(out, ll_str_from_cstr(month));
    ll_strbuf_cstr(out, ",\"programme_id\":");
    put_id(out, "prg", b->programme_id.raw);
    ll_strbuf_char(out, '}');
}

/* A lot like others, but for where it comes from. */
static void public_found(const struct ll_units_found *b, struct ll_strbuf *out)
{
    char month[LL_TIME_TEXT_MAX];
    ll_month_format(ll_date_month(b->found_on), month);
    ll_strbuf_cstr(out, "{\"class_code\":");
    put_word(out, b->class_code);
    ll_strbuf_cstr(out, ",\"country\":");
    put_word(out, b->country);
    put_measure(out, b->measure);
    ll_strbuf_cstr(out, ",\"month\":");
    put_word(out, ll_str_from_cstr(month));
    ll_strbuf_cstr(out, ",\"number\":");
    put_hex(out, b->public_number.ptr, b->public_number.len);
    ll_strbuf_cstr(out, ",\"programme_id\":");
    put_id(out, "prg", b->programme_id.raw);
    ll_strbuf_cstr(out, ",\"units\":");
    ll_strbuf_i64(out, b->units.n);
    ll_strbuf_char(out, '}');
}

static enum ll_status put_lot_number(struct ll_ctx *ctx, struct ll_lot_id lot_id,
                                     struct ll_strbuf *out, struct ll_err *reterr)
{
    struct ll_q_lot_place_in in = {lot_id};
    struct ll_q_lot_place_row row;
    LL_TRY(ll_q_lot_place(ctx->store, ctx->arena, &in, &row, reterr));
    put_hex(out, row.public_number.ptr, row.public_number.len);
    return LL_OK;
}

/* Of an exclusion and of an admission: which lot. */
static enum ll_status public_lot(struct ll_ctx *ctx, struct ll_lot_id lot_id, struct ll_strbuf *out,
                                 struct ll_err *reterr)
{
    ll_strbuf_cstr(out, "{\"lot\":");
    LL_TRY(put_lot_number(ctx, lot_id, out, reterr));
    ll_strbuf_char(out, '}');
    return LL_OK;
}

/* The plant's statement is JSON of its own, put in as it was signed. */
static void public_receipt(const struct ll_receipt_recorded *b, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"signature\":");
    put_hex(out, b->signature.ptr, b->signature.len);
    ll_strbuf_cstr(out, ",\"statement\":");
    ll_strbuf_str(out, b->statement);
    ll_strbuf_char(out, '}');
}

/* [lot, lo, hi, commitment to the order line and the positions it serves] a row. */
static void public_run(struct ll_ctx *ctx, const struct ll_allocation_run *b,
                       const uint8_t secret[32], struct ll_strbuf *out)
{
    const struct ll_allocated_span *rows = b->allocations.items;
    ll_strbuf_cstr(out, "{\"programme_id\":");
    put_id(out, "prg", b->programme_id.raw);
    ll_strbuf_cstr(out, ",\"rows\":[");
    for (size_t i = 0; i < b->allocations.count; i++) {
        const struct ll_allocated_span *a = &rows[i];
        uint8_t salt[LL_COMMITMENT_SALT_SIZE];
        uint8_t digest[32];
        struct ll_arena_mark mark = ll_arena_mark(ctx->arena);
        struct ll_strbuf line;
        struct ll_str text = LL_STR("");
        ll_strbuf_init(&line, ctx->arena, 256);
        ll_strbuf_cstr(&line, "{\"hi\":");
        ll_strbuf_i64(&line, ll_allocated_line_hi(a));
        ll_strbuf_cstr(&line, ",\"lo\":");
        ll_strbuf_i64(&line, a->line_lo);
        ll_strbuf_cstr(&line, ",\"order_line_id\":");
        put_id(&line, "ord", a->order_line_id.raw);
        ll_strbuf_char(&line, '}');
        if (ll_strbuf_finish(&line, &text, NULL) != LL_OK) {
            out->failed = true;
            return;
        }
        ll_commitment_salt(ctx->crypto, secret, (int64_t)i, salt);
        ll_commitment(ctx->crypto, salt, text, digest);
        ll_arena_rewind(ctx->arena, mark);
        ll_strbuf_cstr(out, i > 0 ? ",[" : "[");
        put_hex(out, a->lot_number, 16);
        ll_strbuf_char(out, ',');
        ll_strbuf_i64(out, a->lot_lo);
        ll_strbuf_char(out, ',');
        ll_strbuf_i64(out, a->lot_hi);
        ll_strbuf_char(out, ',');
        put_hex(out, (const char *)digest, sizeof(digest));
        ll_strbuf_char(out, ']');
    }
    ll_strbuf_cstr(out, "],\"rule_version\":");
    ll_strbuf_i64(out, b->rule_version);
    ll_strbuf_char(out, '}');
}

/* [lot, lo, hi] a row. */
static void put_units(struct ll_strbuf *out, size_t row, const char *lot_number, int64_t lo,
                      int64_t hi)
{
    ll_strbuf_cstr(out, row > 0 ? ",[" : "[");
    put_hex(out, lot_number, 16);
    ll_strbuf_char(out, ',');
    ll_strbuf_i64(out, lo);
    ll_strbuf_char(out, ',');
    ll_strbuf_i64(out, hi);
    ll_strbuf_char(out, ']');
}

/* What left the programme, and how. */
static enum ll_status public_removal(struct ll_ctx *ctx, const struct ll_units_removed *b,
                                     struct ll_strbuf *out, struct ll_err *reterr)
{
    const struct ll_lot_span *spans = b->spans.items;
    ll_strbuf_cstr(out, "{\"fact\":");
    put_word(out, ll_str_from_cstr(ll_fact_name((enum ll_fact)b->fact)));
    ll_strbuf_cstr(out, ",\"rows\":[");
    for (size_t i = 0; i < b->spans.count; i++) {
        struct ll_q_lot_place_in in = {spans[i].lot_id};
        struct ll_q_lot_place_row row;
        LL_TRY(ll_q_lot_place(ctx->store, ctx->arena, &in, &row, reterr));
        put_units(out, i, row.public_number.ptr, spans[i].lo, spans[i].hi);
    }
    ll_strbuf_cstr(out, "]}");
    return LL_OK;
}

/* What units turned out to be. */
static enum ll_status public_reclass(struct ll_ctx *ctx, const struct ll_units_reclassified *b,
                                     struct ll_strbuf *out, struct ll_err *reterr)
{
    const struct ll_lot_span *spans = b->spans.items;
    ll_strbuf_cstr(out, "{\"class_code\":");
    put_word(out, b->class_code);
    ll_strbuf_cstr(out, ",\"rows\":[");
    for (size_t i = 0; i < b->spans.count; i++) {
        struct ll_q_lot_place_in in = {spans[i].lot_id};
        struct ll_q_lot_place_row row;
        LL_TRY(ll_q_lot_place(ctx->store, ctx->arena, &in, &row, reterr));
        put_units(out, i, row.public_number.ptr, spans[i].lo, spans[i].hi);
    }
    ll_strbuf_cstr(out, "]}");
    return LL_OK;
}

static void put_released(struct ll_strbuf *out, const struct ll_list *spans)
{
    const struct ll_released_span *released = spans->items;
    for (size_t i = 0; i < spans->count; i++) {
        put_units(out, i, released[i].lot_number, released[i].lot_lo, released[i].lot_hi);
    }
}

static void public_release(const struct ll_allocation_released *b, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"released\":[");
    put_released(out, &b->released);
    ll_strbuf_cstr(out, "]}");
}

/* A certificate is called by the digest of its body. */
static enum ll_status put_certificate(struct ll_ctx *ctx, struct ll_certificate_id id,
                                      struct ll_strbuf *out, struct ll_err *reterr)
{
    struct ll_q_certificate_digest_in in = {id};
    struct ll_q_certificate_digest_row row;
    LL_TRY(ll_q_certificate_digest(ctx->store, ctx->arena, &in, &row, reterr));
    put_hex(out, row.body_digest.ptr, row.body_digest.len);
    return LL_OK;
}

/* What is said of every revision, but for the end of the list of what it cites. */
static void put_certificate_begin(struct ll_strbuf *out, struct ll_str body_digest,
                                  const struct ll_list *cited)
{
    const struct ll_cited_span *spans = cited->items;
    ll_strbuf_cstr(out, "{\"body\":");
    put_hex(out, body_digest.ptr, body_digest.len);
    ll_strbuf_cstr(out, ",\"cited\":[");
    for (size_t i = 0; i < cited->count; i++) {
        put_units(out, i, spans[i].lot_number, spans[i].lot_lo, spans[i].lot_hi);
    }
}

static void put_certificate_end(struct ll_strbuf *out, int64_t revision, int stage)
{
    ll_strbuf_cstr(out, ",\"revision\":");
    ll_strbuf_i64(out, revision);
    ll_strbuf_cstr(out, ",\"stage\":");
    put_word(out, ll_str_from_cstr(ll_stage_name((enum ll_stage)stage)));
    ll_strbuf_cstr(out, ",\"status\":\"live\"}");
}

static enum ll_status public_certificate(struct ll_ctx *ctx, const struct ll_certificate_stated *b,
                                         struct ll_strbuf *out, struct ll_err *reterr)
{
    put_certificate_begin(out, b->body_digest, &b->cited);
    const struct ll_reissued_item *from = b->reissued_from.items;
    ll_strbuf_char(out, ']');
    for (size_t i = 0; i < b->reissued_from.count; i++) {
        ll_strbuf_cstr(out, i == 0 ? ",\"reissued_from\":[" : ",");
        LL_TRY(put_certificate(ctx, from[i].certificate_id, out, reterr));
        ll_strbuf_cstr(out, i + 1 == b->reissued_from.count ? "]" : "");
    }
    if (b->has_replaces_id) {
        ll_strbuf_cstr(out, ",\"replaces\":");
        LL_TRY(put_certificate(ctx, b->replaces_id, out, reterr));
    }
    put_certificate_end(out, b->revision, b->stage);
    return LL_OK;
}

/* The revision before it is called by its body's digest. */
static enum ll_status public_raise(struct ll_ctx *ctx, const struct ll_certificate_raised *b,
                                   struct ll_strbuf *out, struct ll_err *reterr)
{
    put_certificate_begin(out, b->body_digest, &b->cited);
    ll_strbuf_cstr(out, "],\"dropped\":[");
    put_released(out, &b->dropped);
    ll_strbuf_cstr(out, "],\"raises\":");
    LL_TRY(put_certificate(ctx, b->certificate_id, out, reterr));
    ll_strbuf_cstr(out, ",\"reason\":");
    put_word(out, ll_str_from_cstr(ll_raise_reason_name((enum ll_raise_reason)b->reason)));
    put_certificate_end(out, b->revision, b->stage);
    return LL_OK;
}

/* What has ended: by the digest of its last body, with what is no longer allocated. */
static enum ll_status public_end(struct ll_ctx *ctx, struct ll_certificate_id id,
                                 const struct ll_list *released, const char *status,
                                 struct ll_strbuf *out, struct ll_err *reterr)
{
    ll_strbuf_cstr(out, "{\"body\":");
    LL_TRY(put_certificate(ctx, id, out, reterr));
    ll_strbuf_cstr(out, ",\"released\":[");
    put_released(out, released);
    ll_strbuf_fmt(out, "],\"status\":\"%s\"}", status);
    return LL_OK;
}

/* Its state is told; not why. */
static enum ll_status public_review(struct ll_ctx *ctx,
                                    const struct ll_certificate_put_under_review *b,
                                    struct ll_strbuf *out, struct ll_err *reterr)
{
    ll_strbuf_cstr(out, "{\"body\":");
    LL_TRY(put_certificate(ctx, b->certificate_id, out, reterr));
    ll_strbuf_cstr(out, ",\"status\":\"under-review\"}");
    return LL_OK;
}

static enum ll_status public_of_certificate(struct ll_ctx *ctx, enum ll_event_kind kind,
                                            const void *body, struct ll_strbuf *out,
                                            struct ll_err *reterr)
{
    const struct ll_certificate_revoked *revoked = body;
    const struct ll_certificate_superseded *superseded = body;
    if (kind == LL_EVENT_CERTIFICATE_STATED) {
        return public_certificate(ctx, body, out, reterr);
    }
    if (kind == LL_EVENT_CERTIFICATE_PUT_UNDER_REVIEW) {
        return public_review(ctx, body, out, reterr);
    }
    if (kind == LL_EVENT_CERTIFICATE_RAISED) {
        return public_raise(ctx, body, out, reterr);
    }
    if (kind == LL_EVENT_CERTIFICATE_REVOKED) {
        return public_end(ctx, revoked->certificate_id, &revoked->released, "revoked", out, reterr);
    }
    LL_ASSERT(kind == LL_EVENT_CERTIFICATE_SUPERSEDED);
    return public_end(ctx, superseded->certificate_id, &superseded->dropped, "superseded", out,
                      reterr);
}

static enum ll_status public_of_lot(struct ll_ctx *ctx, enum ll_event_kind kind, const void *body,
                                    struct ll_strbuf *out, struct ll_err *reterr)
{
    const struct ll_lot_excluded *excluded = body;
    const struct ll_lot_admitted *admitted = body;
    bool is_excluded = kind == LL_EVENT_LOT_EXCLUDED;
    return public_lot(ctx, is_excluded ? excluded->lot_id : admitted->lot_id, out, reterr);
}

static void public_of_key(enum ll_event_kind kind, const void *body, struct ll_strbuf *out)
{
    if (kind == LL_EVENT_PLANT_KEY_REGISTERED) {
        public_plant_key(body, out);
    } else {
        public_signing_key(body, out);
    }
}

static enum ll_status put_public(struct ll_ctx *ctx, enum ll_event_kind kind, const void *body,
                                 const uint8_t secret[32], struct ll_strbuf *out,
                                 struct ll_err *reterr)
{
    switch (kind) {
    case LL_EVENT_PLANT_KEY_REGISTERED:
    case LL_EVENT_SIGNING_KEY_CHANGED:
        public_of_key(kind, body, out);
        break;
    case LL_EVENT_PROGRAMME_DEFINED:
        public_programme(body, out);
        break;
    case LL_EVENT_COLLECTION_RECEIVED:
        public_collection(body, out);
        break;
    case LL_EVENT_LOT_EXCLUDED:
    case LL_EVENT_LOT_ADMITTED:
        LL_TRY(public_of_lot(ctx, kind, body, out, reterr));
        break;
    case LL_EVENT_UNITS_FOUND:
        public_found(body, out);
        break;
    case LL_EVENT_RECEIPT_RECORDED:
        public_receipt(body, out);
        break;
    case LL_EVENT_ALLOCATION_RUN:
        public_run(ctx, body, secret, out);
        break;
    case LL_EVENT_ALLOCATION_RELEASED:
        public_release(body, out);
        break;
    case LL_EVENT_UNITS_REMOVED:
        return public_removal(ctx, body, out, reterr);
    case LL_EVENT_UNITS_RECLASSIFIED:
        return public_reclass(ctx, body, out, reterr);
    case LL_EVENT_CERTIFICATE_STATED:
    case LL_EVENT_CERTIFICATE_PUT_UNDER_REVIEW:
    case LL_EVENT_CERTIFICATE_RAISED:
    case LL_EVENT_CERTIFICATE_REVOKED:
    case LL_EVENT_CERTIFICATE_SUPERSEDED:
        return public_of_certificate(ctx, kind, body, out, reterr);
/* clang-format off */
#define PRIVATE_CASE_PUBLIC(symbol)
#define PRIVATE_CASE_PRIVATE(symbol) case LL_EVENT_##symbol:
#define LL_EVENT(symbol, name, visibility) PRIVATE_CASE_##visibility(symbol)
#include "service/events.def"
#undef LL_EVENT
        /* clang-format on */
    case LL_EVENT_KIND_COUNT:
        break;
    }
    return LL_OK;
}

enum ll_status ll_public_part(struct ll_ctx *ctx, enum ll_event_kind kind, const void *body,
                              const uint8_t secret[32], struct ll_str *ret_text,
                              struct ll_err *reterr)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, ctx->arena, PUBLIC_BYTES_MAX);
    LL_TRY(put_public(ctx, kind, body, secret, &out, reterr));
    return ll_strbuf_finish(&out, ret_text, reterr);
}
