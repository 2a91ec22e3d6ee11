/*
 * Codes by which anybody looks a client's device up: made of its fingerprint by the key that lies
 * outside the database, so that who has the database cannot make them, and who has a code learns
 * nothing of the device. Nothing is stored for them: a code holds eight bytes of the fingerprint,
 * hidden by its other eight, which are a digest of the whole row. Whoever guesses has to hit both.
 */
#include "service/device.h"

#include <string.h>

#include "base/id.h"
#include "service/answer.h"
#include "service/keys.h"
#include "service/order.h"
#include "service/page_input.h"
#include "store/q_allocate.h"
#include "store/q_certificate.h"
#include "store/q_facts.h"
#include "store/q_supply.h"

#define PREFIX "dev"
#define HALF 8 /* of a code's 16 bytes */
#define DIGITS_MAX 18

/*
 * Each row has its code by the key that its fingerprint was made with, also when another is in use:
 * codes stay what they are, and none is another row's by another key.
 */
struct keyring {
    const struct ll_kept_key *now;
    struct ll_keys_former former;
    bool has_former; /* read: only when a row or code is not of the key in use */
};

static enum ll_status read_ring(struct ll_ctx *ctx, struct keyring *ring, struct ll_err *reterr)
{
    if (!ring->has_former) {
        LL_TRY(ll_keys_former(ctx, &ring->former, reterr));
        ring->has_former = true;
    }
    return LL_OK;
}

static void wipe_ring(struct keyring *ring)
{
    ll_wipe(&ring->former, sizeof(ring->former));
}

static bool is_of(const struct ll_kept_key *key, struct ll_str key_id)
{
    return key_id.len == sizeof(key->id) && memcmp(key_id.ptr, key->id, sizeof(key->id)) == 0;
}

static enum ll_status key_of(struct ll_ctx *ctx, struct keyring *ring, struct ll_str key_id,
                             const struct ll_kept_key **ret_key, struct ll_err *reterr)
{
    struct ll_strbuf hex;
    struct ll_str id;
    *ret_key = ring->now;
    if (is_of(ring->now, key_id)) {
        return LL_OK;
    }
    LL_TRY(read_ring(ctx, ring, reterr));
    for (size_t i = 0; i < ring->former.count; i++) {
        *ret_key = &ring->former.keys[i];
        if (is_of(*ret_key, key_id)) {
            return LL_OK;
        }
    }
    ll_strbuf_init(&hex, ctx->arena, 64);
    ll_strbuf_hex(&hex, (const uint8_t *)key_id.ptr, key_id.len);
    LL_TRY(ll_strbuf_finish(&hex, &id, reterr));
    enum ll_status status =
        LL_FAIL(reterr, LL_EIO, "the key by which these devices were listed is not there");
    ll_err_hint(reterr, "put it into the data directory as keys/fingerprint-%.*s.key",
                LL_STR_ARG(id));
    return status;
}

/* A row of the register, as its code needs it. */
struct row {
    struct ll_str fingerprint;
    struct ll_str claim_scope;
    int64_t life;
};

static void make_digest(const struct ll_fingerprint_key *key, const struct row *row,
                        uint8_t ret_half[HALF])
{
    uint8_t life[8];
    uint8_t digest[LL_FINGERPRINT_SIZE];
    for (int i = 0; i < 8; i++) {
        life[i] = (uint8_t)((uint64_t)row->life >> (56 - 8 * i));
    }
    const struct ll_str parts[] = {LL_STR("device code"),
                                   row->fingerprint,
                                   row->claim_scope,
                                   {(const char *)life, sizeof(life)}};
    ll_fingerprint(key, parts, 4, digest);
    memcpy(ret_half, digest, HALF);
}

/* Hides eight bytes, or shows them again. */
static void mask(const struct ll_fingerprint_key *key, const uint8_t half[HALF],
                 const uint8_t from[HALF], uint8_t ret_to[HALF])
{
    uint8_t digest[LL_FINGERPRINT_SIZE];
    const struct ll_str parts[] = {LL_STR("device code mask"), {(const char *)half, HALF}};
    ll_fingerprint(key, parts, 2, digest);
    for (int i = 0; i < HALF; i++) {
        ret_to[i] = from[i] ^ digest[i];
    }
}

static struct ll_id code_of(const struct ll_fingerprint_key *key, const struct row *row)
{
    struct ll_id code;
    make_digest(key, row, code.b + HALF);
    mask(key, code.b + HALF, (const uint8_t *)row->fingerprint.ptr, code.b);
    return code;
}

/* ---- device codes ---- */

struct device_codes {
    struct ll_str after;
    int64_t limit;
    struct ll_str order_line;
    struct ll_str scope;
};
static const struct ll_field codes_fields[] = {
    LL_PAGE_AFTER(device_codes),
    LL_PAGE_LIMIT(device_codes),
    LL_MEMBER(device_codes, order_line, LL_REQ(REF), .operand = true, .help = "the order line"),
    LL_MEMBER(device_codes, scope, LL_OPT(CODE), .help = "claim scope; 'client' when left out"),
};
static const struct ll_record codes_record = LL_RECORD("device_codes", device_codes, codes_fields);

/* A position, or -1 before the first page. */
static enum ll_status read_after(struct ll_str after, int64_t *ret_position, struct ll_err *reterr)
{
    int64_t position = after.len == 0 ? -1 : 0;
    for (size_t i = 0; i < after.len; i++) {
        if (after.ptr[i] < '0' || after.ptr[i] > '9' || after.len > DIGITS_MAX) {
            enum ll_status status =
                LL_REFUSE(reterr, LL_EPARSE, "give a whole number from 0", "this is no position");
            ll_err_where(reterr, "after");
            return status;
        }
        position = position * 10 + (after.ptr[i] - '0');
    }
    *ret_position = position;
    return LL_OK;
}

static enum ll_status run_codes(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct device_codes *in = input;
    struct ll_q_order_line_by_id_row line;
    struct ll_q_device_of_line_row row;
    struct ll_store_cursor *cursor = NULL;
    struct keyring ring = {0};
    struct ll_json *answer = ll_answer_object(ctx);
    struct ll_json *items = ll_json_new_array(ctx->arena);
    enum ll_status status;
    int64_t count = 0;
    LL_TRY(ll_find_order_line(ctx, in->order_line, &line, reterr));
    LL_TRY(ll_keys_fingerprint(ctx, &ring.now, reterr));
    struct ll_q_device_of_line_in by = {
        .order_line_id = line.order_line_id,
        .claim_scope = in->scope.len > 0 ? in->scope : LL_STR("client"),
        .limit = ll_page_limit(in->limit),
    };
    LL_TRY(read_after(in->after, &by.after, reterr));
    LL_TRY(ll_q_device_of_line_open(ctx->store, ctx->arena, &by, &cursor, reterr));
    while ((status = ll_q_device_of_line_next(cursor, &row, reterr)) == LL_OK) {
        const struct row device = {row.fingerprint, by.claim_scope, row.life};
        const struct ll_kept_key *key = NULL;
        status = key_of(ctx, &ring, row.key_id, &key, reterr);
        if (status != LL_OK) {
            break;
        }
        struct ll_json *item = ll_answer_object(ctx);
        ll_answer_i64(ctx, item, "position", row.position);
        ll_answer_id(ctx, item, "device_code", PREFIX, code_of(&key->key, &device));
        ll_json_append(ctx->arena, items, item);
        if (++count == by.limit) {
            struct ll_strbuf next;
            struct ll_str text = LL_STR("");
            ll_strbuf_init(&next, ctx->arena, DIGITS_MAX + 2);
            ll_strbuf_fmt(&next, "%lld", (long long)row.position);
            status = ll_strbuf_finish(&next, &text, reterr);
            if (status != LL_OK) {
                break;
            }
            ll_json_set_str(ctx->arena, answer, "next", text);
        }
    }
    ll_store_query_close(cursor);
    wipe_ring(&ring);
    if (status != LL_EEND) {
        return status;
    }
    ll_json_set(ctx->arena, answer, "items", items);
    return ll_answer_done(answer, ret_answer, reterr);
}

/* ---- device trail ---- */

struct device_trail {
    struct ll_str code;
};
static const struct ll_field trail_fields[] = {
    LL_MEMBER(device_trail, code, LL_REQ(STR), .min = 1, .max = 64, .operand = true,
              .help = "the device's code"),
};
static const struct ll_record trail_record = LL_RECORD("device_trail", device_trail, trail_fields);

static enum ll_status find_none(struct ll_err *reterr)
{
    return LL_REFUSE(
        reterr, LL_ENOTFOUND,
        "type the code again as it stands on the paper; nothing else leads to a device",
        "no device has this code");
}

/* Rows whose fingerprints begin as the code says by this key: one at most, but for chance. */
static enum ll_status find_by(struct ll_ctx *ctx, const struct ll_kept_key *key, struct ll_id code,
                              struct ll_order_line_id *ret_line, int64_t *ret_position,
                              struct ll_err *reterr)
{
    struct ll_q_device_between_row row;
    struct ll_store_cursor *cursor = NULL;
    uint8_t from[LL_FINGERPRINT_SIZE];
    uint8_t to[LL_FINGERPRINT_SIZE];
    bool is_found = false;
    enum ll_status status;
    memset(from, 0x00, sizeof(from));
    memset(to, 0xff, sizeof(to));
    mask(&key->key, code.b + HALF, code.b, from);
    memcpy(to, from, HALF);
    struct ll_q_device_between_in in = {{(const char *)from, sizeof(from)},
                                        {(const char *)to, sizeof(to)}};
    LL_TRY(ll_q_device_between_open(ctx->store, ctx->arena, &in, &cursor, reterr));
    while ((status = ll_q_device_between_next(cursor, &row, reterr)) == LL_OK) {
        const struct row device = {row.fingerprint, row.claim_scope, row.life};
        uint8_t half[HALF];
        make_digest(&key->key, &device, half);
        if (is_of(key, row.key_id) && ll_crypto_equal(half, code.b + HALF, HALF)) {
            *ret_line = row.order_line_id;
            *ret_position = row.position;
            is_found = true;
        }
    }
    ll_store_query_close(cursor);
    if (status != LL_EEND) {
        return status;
    }
    return is_found ? LL_OK : find_none(reterr);
}

static enum ll_status find_device(struct ll_ctx *ctx, struct ll_str text,
                                  struct ll_order_line_id *ret_line, int64_t *ret_position,
                                  struct ll_err *reterr)
{
    struct keyring ring = {0};
    struct ll_id code;
    if (ll_id_parse(PREFIX, text, &code, NULL) != LL_OK) {
        return find_none(reterr);
    }
    LL_TRY(ll_keys_fingerprint(ctx, &ring.now, reterr));
    enum ll_status status = find_by(ctx, ring.now, code, ret_line, ret_position, reterr);
    if (status == LL_ENOTFOUND) {
        LL_TRY(read_ring(ctx, &ring, reterr));
        for (size_t i = 0; status == LL_ENOTFOUND && i < ring.former.count; i++) {
            status = find_by(ctx, &ring.former.keys[i], code, ret_line, ret_position, reterr);
        }
        wipe_ring(&ring);
    }
    return status;
}

/* Of all that was collected in its country and month and is of its class: which one of them is a
 * convention, and no lot is named. */
static enum ll_status put_unit(struct ll_ctx *ctx, struct ll_json *answer,
                               const struct ll_q_allocation_at_row *row, int64_t position,
                               struct ll_err *reterr)
{
    const struct ll_q_custody_of_unit_in key = {
        row->lot_id, row->lot_lo + (position - row->line_lo) / row->credit};
    const struct ll_q_lots_like_in like = {row->lot_id};
    struct ll_q_custody_of_unit_row custody;
    struct ll_q_lots_like_row lots;
    LL_TRY(ll_q_custody_of_unit(ctx->store, ctx->arena, &key, &custody, reterr));
    LL_TRY(ll_q_lots_like(ctx->store, ctx->arena, &like, &lots, reterr));
    ll_answer_text(ctx, answer, "class_code", custody.class_code);
    ll_answer_i64(ctx, answer, "collections", lots.collections);
    ll_answer_text(ctx, answer, "country", custody.country);
    ll_answer_measured(ctx, answer, custody.measure, lots.units);
    ll_json_set_cstr(ctx->arena, answer, "stage", ll_stage_name(custody.stage));
    ll_answer_bool(ctx, answer, "under_review", custody.under_review);
    ll_answer_month(ctx, answer, "vintage", custody.vintage);
    return LL_OK;
}

/* The one that cites the unit now; superseded and revoked ones cite nothing. */
static enum ll_status put_certificate(struct ll_ctx *ctx, struct ll_json *answer,
                                      const struct ll_q_allocation_at_row *row,
                                      struct ll_err *reterr)
{
    const struct ll_q_certificate_of_unit_in cited = {row->lot_id, row->lot_lo};
    struct ll_q_certificate_of_unit_row certificate;
    enum ll_status status =
        ll_q_certificate_of_unit(ctx->store, ctx->arena, &cited, &certificate, reterr);
    if (status == LL_OK) {
        ll_answer_text(ctx, answer, "certificate", certificate.serial);
    }
    return status == LL_ENOTFOUND ? LL_OK : status;
}

static enum ll_status run_trail(struct ll_ctx *ctx, const void *input, struct ll_json **ret_answer,
                                struct ll_err *reterr)
{
    const struct device_trail *in = input;
    struct ll_q_allocation_at_in at;
    struct ll_q_allocation_at_row row;
    struct ll_q_carried_at_row carried;
    struct ll_q_voided_at_row voided;
    LL_TRY(find_device(ctx, in->code, &at.order_line_id, &at.position, reterr));
    const struct ll_q_carried_at_in place = {at.order_line_id, at.position};
    enum ll_status status = ll_q_carried_at(ctx->store, ctx->arena, &place, &carried, reterr);
    if (status == LL_OK) {
        at.order_line_id = carried.from_order_line_id;
        at.position = carried.from_lo + (at.position - carried.lo);
    } else if (status != LL_ENOTFOUND) {
        return status;
    }
    struct ll_json *answer = ll_answer_object(ctx);
    status = ll_q_allocation_at(ctx->store, ctx->arena, &at, &row, reterr);
    if (status == LL_OK && at.position < row.line_hi) {
        ll_json_set_cstr(ctx->arena, answer, "allocation", ll_allocation_state_name(row.state));
        LL_TRY(put_certificate(ctx, answer, &row, reterr));
        LL_TRY(put_unit(ctx, answer, &row, at.position, reterr));
        return ll_answer_done(answer, ret_answer, reterr);
    }
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    const struct ll_q_voided_at_in gone = {at.order_line_id, at.position};
    status = ll_q_voided_at(ctx->store, ctx->arena, &gone, &voided, reterr);
    if (status != LL_OK && status != LL_ENOTFOUND) {
        return status;
    }
    ll_json_set_cstr(ctx->arena, answer, "allocation", status == LL_OK ? "voided" : "waiting");
    return ll_answer_done(answer, ret_answer, reterr);
}

const struct ll_service ll_service_device_codes = {
    .noun = "device",
    .verb = "codes",
    .help = "list the codes by which anybody looks devices of an order line up",
    .details = "Of devices that a document listed one by one, in the order of their places. A code "
               "is the same each time, says nothing of the device, and cannot be guessed: print "
               "it, or /devices/CODE as a QR code, on what the device comes in.",
    .input = &codes_record,
    .mode = LL_SERVICE_READ,
    .run = run_codes,
};
const struct ll_service ll_service_device_trail = {
    .noun = "device",
    .verb = "trail",
    .help = "what everybody may see of a device whose code they have",
    .input = &trail_record,
    .mode = LL_SERVICE_READ,
    .run = run_trail,
};
