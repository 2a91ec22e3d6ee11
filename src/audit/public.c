/*
 * The public parts of events, written again from their bodies and salts, member by member as
 * docs/events.md says.
 */
#include "audit/model.h"

#include <string.h>

#define SALT_BYTES 16

static void put_quoted(struct ll_strbuf *out, struct ll_str text)
{
    ll_json_put_string(out, text);
}

static void put_member(struct ll_strbuf *out, const char *before, struct ll_str text)
{
    ll_strbuf_cstr(out, before);
    put_quoted(out, text);
}

static void put_number(struct ll_strbuf *out, const char *before, int64_t number)
{
    ll_strbuf_cstr(out, before);
    ll_strbuf_i64(out, number);
}

static struct ll_lot *lot_of(struct ll_audit *a, const struct ll_json *b)
{
    return ll_audit_find_id(a, LL_KIND_LOT, ll_body_id(b, "lot_id"));
}

static void put_lot_number(struct ll_audit *a, const struct ll_json *b, struct ll_strbuf *out)
{
    const struct ll_lot *lot = lot_of(a, b);
    struct ll_str number = lot == NULL ? LL_STR("") : lot->public_number;
    ll_strbuf_char(out, '"');
    ll_strbuf_hex(out, (const uint8_t *)(const void *)number.ptr, number.len);
    ll_strbuf_char(out, '"');
}

void ll_put_public_plant_key_registered(struct ll_audit *a, const struct ll_audit_event *event,
                                        struct ll_strbuf *out)
{
    (void)a;
    put_member(out, "{\"public_key\":", ll_body_str(event->body, "public_key"));
    ll_strbuf_char(out, '}');
}

static void put_bytes(struct ll_audit *a, const struct ll_json *b, const char *name,
                      struct ll_strbuf *out)
{
    struct ll_str bytes = ll_body_bytes(a, b, name);
    ll_strbuf_char(out, '"');
    ll_strbuf_hex(out, (const uint8_t *)(const void *)bytes.ptr, bytes.len);
    ll_strbuf_char(out, '"');
}

void ll_put_public_signing_key_changed(struct ll_audit *a, const struct ll_audit_event *event,
                                       struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"public_key\":");
    put_bytes(a, event->body, "public_key", out);
    ll_strbuf_cstr(out, ",\"retired_key\":");
    put_bytes(a, event->body, "retired_key", out);
    ll_strbuf_char(out, '}');
}

void ll_put_public_programme_defined(struct ll_audit *a, const struct ll_audit_event *event,
                                     struct ll_strbuf *out)
{
    (void)a;
    const struct ll_json *rules = ll_body_list(event->body, "classes");
    ll_strbuf_cstr(out, "{\"classes\":[");
    for (size_t i = 0; i < rules->count; i++) {
        const struct ll_json *lot_classes = ll_body_list(&rules->items[i], "lot_classes");
        put_member(out, i == 0 ? "{\"demand_class\":" : ",{\"demand_class\":",
                   ll_body_str(&rules->items[i], "demand_class"));
        if (ll_body_has(&rules->items[i], "grams_per_device")) {
            put_number(out,
                       ",\"grams_per_device\":", ll_body_i64(&rules->items[i], "grams_per_device"));
        }
        ll_strbuf_cstr(out, ",\"lot_classes\":[");
        for (size_t j = 0; j < lot_classes->count; j++) {
            put_member(out, j == 0 ? "" : ",", ll_json_string(&lot_classes->items[j]));
        }
        ll_strbuf_cstr(out, "]}");
    }
    put_member(out, "],\"oldest_vintage\":", ll_body_str(event->body, "oldest_vintage"));
    put_member(out, ",\"programme_id\":", ll_body_str(event->body, "programme_id"));
    put_number(out, ",\"version\":", ll_body_i64(event->body, "version"));
    ll_strbuf_char(out, '}');
}

static void put_measure(const struct ll_json *b, struct ll_strbuf *out)
{
    if (ll_body_has(b, "measure")) {
        put_member(out, ",\"measure\":", ll_body_str(b, "measure"));
    }
}

/* The day becomes a month; collector, place, mass and price stay out. */
void ll_put_public_collection_received(struct ll_audit *a, const struct ll_audit_event *event,
                                       struct ll_strbuf *out)
{
    (void)a;
    const struct ll_json *lots = ll_body_list(event->body, "lots");
    put_member(out, "{\"country\":", ll_body_str(event->body, "country"));
    ll_strbuf_cstr(out, ",\"lots\":[");
    for (size_t i = 0; i < lots->count; i++) {
        const struct ll_json *lot = &lots->items[i];
        put_member(
            out, i == 0 ? "{\"class_code\":" : ",{\"class_code\":", ll_body_str(lot, "class_code"));
        ll_strbuf_cstr(out, ",\"eligible\":");
        ll_strbuf_cstr(out, ll_body_bool(lot, "eligible") ? "true" : "false");
        put_measure(lot, out);
        put_member(out, ",\"number\":", ll_body_str(lot, "public_number"));
        put_number(out, ",\"units\":", ll_body_i64(lot, "units"));
        ll_strbuf_char(out, '}');
    }
    put_member(out, "],\"month\":", ll_str_sub(ll_body_str(event->body, "collected_on"), 0, 7));
    put_member(out, ",\"programme_id\":", ll_body_str(event->body, "programme_id"));
    ll_strbuf_char(out, '}');
}

void ll_put_public_units_found(struct ll_audit *a, const struct ll_audit_event *event,
                               struct ll_strbuf *out)
{
    const struct ll_json *b = event->body;
    (void)a;
    put_member(out, "{\"class_code\":", ll_body_str(b, "class_code"));
    put_member(out, ",\"country\":", ll_body_str(b, "country"));
    put_measure(b, out);
    put_member(out, ",\"month\":", ll_str_sub(ll_body_str(b, "found_on"), 0, 7));
    put_member(out, ",\"number\":", ll_body_str(b, "public_number"));
    put_member(out, ",\"programme_id\":", ll_body_str(b, "programme_id"));
    put_number(out, ",\"units\":", ll_body_i64(b, "units"));
    ll_strbuf_char(out, '}');
}

static void put_lot_span(const struct ll_json *b, struct ll_strbuf *out)
{
    ll_strbuf_i64(out, ll_body_i64(b, "lot_lo"));
    put_number(out, ",", ll_body_i64(b, "lot_hi"));
}

/* Of an exclusion and of an admission: which lot. */
static void put_lot(struct ll_audit *a, const struct ll_audit_event *event, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"lot\":");
    put_lot_number(a, event->body, out);
    ll_strbuf_char(out, '}');
}

void ll_put_public_lot_excluded(struct ll_audit *a, const struct ll_audit_event *event,
                                struct ll_strbuf *out)
{
    put_lot(a, event, out);
}

void ll_put_public_lot_admitted(struct ll_audit *a, const struct ll_audit_event *event,
                                struct ll_strbuf *out)
{
    put_lot(a, event, out);
}

void ll_put_public_receipt_recorded(struct ll_audit *a, const struct ll_audit_event *event,
                                    struct ll_strbuf *out)
{
    (void)a;
    put_member(out, "{\"signature\":", ll_body_str(event->body, "signature"));
    ll_strbuf_cstr(out, ",\"statement\":");
    ll_strbuf_str(out, ll_body_str(event->body, "statement"));
    ll_strbuf_char(out, '}');
}

/*
 * SHA-256("loopledger commitment v1" || salt || text), salt: the first 16 bytes of
 * HMAC-SHA-256(event's salt, row number in decimal), text: canonical JSON of line and positions.
 */
static void put_commitment(struct ll_audit *a, const struct ll_audit_event *event, size_t row,
                           const struct ll_json *b, struct ll_strbuf *out)
{
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    struct ll_strbuf number;
    struct ll_strbuf text;
    struct ll_str number_text = LL_STR("");
    struct ll_str line = LL_STR("");
    uint8_t mac[LL_DIGEST_SIZE];
    uint8_t digest[LL_DIGEST_SIZE];
    int64_t line_lo = ll_body_i64(b, "line_lo");
    ll_strbuf_init(&number, a->scratch, 32);
    ll_strbuf_i64(&number, (int64_t)row);
    ll_strbuf_init(&text, a->scratch, 256);
    put_number(&text, "{\"hi\":",
               ll_body_has(b, "credit")
                   ? ll_body_i64(b, "line_hi")
                   : line_lo + (ll_body_i64(b, "lot_hi") - ll_body_i64(b, "lot_lo")));
    put_number(&text, ",\"lo\":", line_lo);
    put_member(&text, ",\"order_line_id\":", ll_body_str(b, "order_line_id"));
    ll_strbuf_char(&text, '}');
    if (ll_strbuf_finish(&number, &number_text, NULL) != LL_OK ||
        ll_strbuf_finish(&text, &line, NULL) != LL_OK) {
        a->status = LL_ENOMEM;
        return;
    }
    ll_crypto_hmac_sha256(a->crypto, (const uint8_t *)(const void *)event->salt.ptr,
                          event->salt.len, number_text, mac);
    struct ll_hash hash;
    ll_hash_begin(a->crypto, &hash);
    ll_hash_str(&hash, LL_STR("loopledger commitment v1"));
    ll_hash_str(&hash, (struct ll_str){(const char *)mac, SALT_BYTES});
    ll_hash_str(&hash, line);
    ll_hash_end(&hash, digest);
    ll_arena_rewind(a->scratch, mark);
    ll_strbuf_cstr(out, ",\"");
    ll_strbuf_hex(out, digest, sizeof(digest));
    ll_strbuf_char(out, '"');
    ll_audit_count(a, LL_AUDIT_COUNT_COMMITMENTS, 1);
}

void ll_put_public_allocation_run(struct ll_audit *a, const struct ll_audit_event *event,
                                  struct ll_strbuf *out)
{
    const struct ll_json *rows = ll_body_list(event->body, "allocations");
    put_member(out, "{\"programme_id\":", ll_body_str(event->body, "programme_id"));
    ll_strbuf_cstr(out, ",\"rows\":[");
    for (size_t i = 0; i < rows->count; i++) {
        ll_strbuf_cstr(out, i == 0 ? "[" : ",[");
        put_lot_number(a, &rows->items[i], out);
        ll_strbuf_char(out, ',');
        put_lot_span(&rows->items[i], out);
        put_commitment(a, event, i, &rows->items[i], out);
        ll_strbuf_char(out, ']');
    }
    put_number(out, "],\"rule_version\":", ll_body_i64(event->body, "rule_version"));
    ll_strbuf_char(out, '}');
}

/* [lot, lo, hi] of each item. */
static void put_units(struct ll_audit *a, const struct ll_json *items, struct ll_strbuf *out)
{
    for (size_t i = 0; i < items->count; i++) {
        ll_strbuf_cstr(out, i == 0 ? "[" : ",[");
        put_lot_number(a, &items->items[i], out);
        ll_strbuf_char(out, ',');
        put_lot_span(&items->items[i], out);
        ll_strbuf_char(out, ']');
    }
}

void ll_put_public_allocation_released(struct ll_audit *a, const struct ll_audit_event *event,
                                       struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"released\":[");
    put_units(a, ll_body_list(event->body, "released"), out);
    ll_strbuf_cstr(out, "]}");
}

void ll_put_public_units_removed(struct ll_audit *a, const struct ll_audit_event *event,
                                 struct ll_strbuf *out)
{
    const struct ll_json *spans = ll_body_list(event->body, "spans");
    put_member(out, "{\"fact\":", ll_body_str(event->body, "fact"));
    ll_strbuf_cstr(out, ",\"rows\":[");
    for (size_t i = 0; i < spans->count; i++) {
        ll_strbuf_cstr(out, i == 0 ? "[" : ",[");
        put_lot_number(a, &spans->items[i], out);
        put_number(out, ",", ll_body_i64(&spans->items[i], "lo"));
        put_number(out, ",", ll_body_i64(&spans->items[i], "hi"));
        ll_strbuf_char(out, ']');
    }
    ll_strbuf_cstr(out, "]}");
}

void ll_put_public_units_reclassified(struct ll_audit *a, const struct ll_audit_event *event,
                                      struct ll_strbuf *out)
{
    const struct ll_json *spans = ll_body_list(event->body, "spans");
    put_member(out, "{\"class_code\":", ll_body_str(event->body, "class_code"));
    ll_strbuf_cstr(out, ",\"rows\":[");
    for (size_t i = 0; i < spans->count; i++) {
        ll_strbuf_cstr(out, i == 0 ? "[" : ",[");
        put_lot_number(a, &spans->items[i], out);
        put_number(out, ",", ll_body_i64(&spans->items[i], "lo"));
        put_number(out, ",", ll_body_i64(&spans->items[i], "hi"));
        ll_strbuf_char(out, ']');
    }
    ll_strbuf_cstr(out, "]}");
}

/* A certificate is called by the digest of its body. */
static void put_digest(struct ll_str digest, struct ll_strbuf *out)
{
    ll_strbuf_char(out, '"');
    ll_strbuf_hex(out, (const uint8_t *)(const void *)digest.ptr, digest.len);
    ll_strbuf_char(out, '"');
}

static const struct ll_certificate *certificate_of(struct ll_audit *a, const struct ll_json *b,
                                                   const char *member)
{
    static const struct ll_certificate none = {.body_digest = {"", 0}, .last_digest = {"", 0}};
    const struct ll_certificate *c =
        ll_audit_find_id(a, LL_KIND_CERTIFICATE, ll_body_id(b, member));
    return c == NULL ? &none : c;
}

static void put_certificate_end(const struct ll_json *b, struct ll_strbuf *out)
{
    put_number(out, ",\"revision\":", ll_body_i64(b, "revision"));
    put_member(out, ",\"stage\":", ll_body_str(b, "stage"));
    ll_strbuf_cstr(out, ",\"status\":\"live\"}");
}

void ll_put_public_certificate_stated(struct ll_audit *a, const struct ll_audit_event *event,
                                      struct ll_strbuf *out)
{
    const struct ll_json *b = event->body;
    const struct ll_json *from = ll_body_list(b, "reissued_from");
    put_member(out, "{\"body\":", ll_body_str(b, "body_digest"));
    ll_strbuf_cstr(out, ",\"cited\":[");
    put_units(a, ll_body_list(b, "cited"), out);
    ll_strbuf_char(out, ']');
    for (size_t i = 0; i < from->count; i++) {
        ll_strbuf_cstr(out, i == 0 ? ",\"reissued_from\":[" : ",");
        put_digest(certificate_of(a, &from->items[i], "certificate_id")->body_digest, out);
        ll_strbuf_cstr(out, i + 1 == from->count ? "]" : "");
    }
    if (ll_body_has(b, "replaces_id")) {
        ll_strbuf_cstr(out, ",\"replaces\":");
        put_digest(certificate_of(a, b, "replaces_id")->body_digest, out);
    }
    put_certificate_end(b, out);
}

void ll_put_public_certificate_raised(struct ll_audit *a, const struct ll_audit_event *event,
                                      struct ll_strbuf *out)
{
    const struct ll_json *b = event->body;
    put_member(out, "{\"body\":", ll_body_str(b, "body_digest"));
    ll_strbuf_cstr(out, ",\"cited\":[");
    put_units(a, ll_body_list(b, "cited"), out);
    ll_strbuf_cstr(out, "],\"dropped\":[");
    put_units(a, ll_body_list(b, "dropped"), out);
    ll_strbuf_cstr(out, "],\"raises\":");
    put_digest(certificate_of(a, b, "certificate_id")->last_digest, out);
    put_member(out, ",\"reason\":", ll_body_str(b, "reason"));
    put_certificate_end(b, out);
}

/* Why it ended stays out. */
static void put_end(struct ll_audit *a, const struct ll_audit_event *event, const char *released,
                    const char *status, struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"body\":");
    put_digest(certificate_of(a, event->body, "certificate_id")->body_digest, out);
    ll_strbuf_cstr(out, ",\"released\":[");
    put_units(a, ll_body_list(event->body, released), out);
    ll_strbuf_fmt(out, "],\"status\":\"%s\"}", status);
}

void ll_put_public_certificate_revoked(struct ll_audit *a, const struct ll_audit_event *event,
                                       struct ll_strbuf *out)
{
    put_end(a, event, "released", "revoked", out);
}

void ll_put_public_certificate_superseded(struct ll_audit *a, const struct ll_audit_event *event,
                                          struct ll_strbuf *out)
{
    put_end(a, event, "dropped", "superseded", out);
}

/* Why stays out here, too. */
void ll_put_public_certificate_put_under_review(struct ll_audit *a,
                                                const struct ll_audit_event *event,
                                                struct ll_strbuf *out)
{
    ll_strbuf_cstr(out, "{\"body\":");
    put_digest(certificate_of(a, event->body, "certificate_id")->body_digest, out);
    ll_strbuf_cstr(out, ",\"status\":\"under-review\"}");
}
