/* Facts beside the events: requests, the annex, certificate bodies, the device register. */
#include "audit/stored.h"

#include <string.h>

#define ID_TIME_SLACK_MS 1000

/* ---- requests ---- */
static bool is_actor(struct ll_str s)
{
    return s.len >= 1 && s.len <= 256;
}

/* "noun verb": small letters, digits, hyphens, one blank. */
static bool is_command(struct ll_str s)
{
    size_t blanks = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        blanks += c == ' ' ? 1 : 0;
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != ' ') {
            return false;
        }
    }
    return s.len >= 3 && s.len <= 64 && blanks == 1;
}

/* Ids that an answer names at its top are of objects that there are. */
static const char *bad_answer(struct ll_audit *a, struct ll_str answer)
{
    struct ll_json *json = NULL;
    struct ll_str canonical = LL_STR("");
    if (ll_json_read(a->scratch, answer, (size_t)1 << 30, &json, NULL) != LL_OK ||
        json->type != LL_JSON_OBJECT) {
        return LL_R("its answer is no JSON object");
    }
    if (ll_json_canonical(a->scratch, json, (size_t)1 << 30, &canonical, NULL) != LL_OK ||
        !ll_str_eq(canonical, answer)) {
        return LL_R("its answer is not canonical");
    }
    for (size_t i = 0; i < json->count; i++) {
        struct ll_str text = ll_json_string(&json->members[i].value);
        struct ll_str name = json->members[i].name;
        if (!ll_str_ends(name, LL_STR("_id")) || text.len == 0) {
            continue;
        }
        for (size_t k = 1; k < LL_KIND_COUNT; k++) {
            const char *prefix = ll_audit_kind_prefix((enum ll_audit_kind)k);
            struct ll_id id;
            if (prefix[0] != '\0' && k != LL_KIND_REQUEST &&
                ll_id_parse(prefix, text, &id, NULL) == LL_OK &&
                ll_audit_find_id(a, (enum ll_audit_kind)k, id) == NULL) {
                return LL_R("its answer names an object that is not there");
            }
        }
    }
    return NULL;
}

static void check_request(struct ll_audit *a, const struct ll_q_audit_request_row *r)
{
    struct ll_arena_mark mark = ll_arena_mark(a->scratch);
    const char *why = bad_answer(a, r->answer);
    ll_arena_rewind(a->scratch, mark);
    if (ll_str_eq_cstr(r->answer, "{\"erased\":true}") != (r->erased_entries > 0)) {
        why = r->erased_entries > 0
                  ? LL_R("what it was told is there, and an entry it made is erased")
                  : LL_R("what it was told is erased, and no entry that it made is");
    }
    if (r->request_id.len != 16 || r->digest.len != LL_FINGERPRINT_SIZE ||
        r->key_id.len != LL_FINGERPRINT_KEY_ID_SIZE) {
        why = LL_R("its id, digest or key's id is not of its size");
    } else if (r->request_key.len == 0 || !is_command(r->command) || !is_actor(r->actor)) {
        why = LL_R("its key, command or actor is not of its shape");
    } else {
        struct ll_id id;
        memcpy(id.b, r->request_id.ptr, sizeof(id.b));
        int64_t off_ms = ll_id_time(id).us / 1000 - r->recorded_at / 1000;
        if (off_ms < 0 || off_ms > ID_TIME_SLACK_MS) {
            why = LL_R("its time is not that of its id");
        }
        if (r->has_first_event_at && r->first_event_at != r->recorded_at) {
            why = LL_R("its time is not that of its first event");
        }
    }
    if (why != NULL) {
        ll_audit_find_fault_id(a, LL_AUDIT_REQUEST_SHAPE, LL_KIND_REQUEST, r->request_id, "%s",
                               why);
    }
    ll_audit_count(a, LL_AUDIT_COUNT_REQUESTS, 1);
}
LL_STORED_TABLE(request, "request")

static void check_request_key_twice(struct ll_audit *a,
                                    const struct ll_q_audit_request_key_twice_row *r)
{
    ll_audit_find_fault(
        a, LL_AUDIT_REQUEST_KEY, NULL, "%lld requests have the key '%.*s'", (long long)r->requests,
        (int)(r->request_key.len < 64 ? r->request_key.len : 64), r->request_key.ptr);
}
LL_STORED_TABLE(request_key_twice, "request")

/* ---- annex ---- */
static void check_annex(struct ll_audit *a, const struct ll_q_audit_annex_row *r)
{
    struct ll_annex *x = ll_audit_find(a, LL_KIND_ANNEX, r->annex_id);
    const char *why = NULL;
    if (x == NULL) {
        why = LL_R("no event refers to it");
    } else if (x->o.stored) {
        why = LL_R("it is there twice");
    } else if (r->event_id.len != 16 || memcmp(r->event_id.ptr, x->o.event_id.b, 16) != 0) {
        why = LL_R("it names another event than the one that refers to it");
    } else if (!ll_str_eq_cstr(r->field, x->field)) {
        why = LL_R("it is for another field");
    } else if ((r->has_text == 0) != r->has_erased_at) {
        why = LL_R("it is erased in part only");
    } else if (x->erased != r->has_erased_at) {
        why = x->erased ? LL_R("an event says that it is erased, and it is not")
                        : LL_R("it is erased, and no event says so");
    } else if (x->erased && r->erased_at != x->erased_at_us) {
        why = LL_R("it was erased at another time than the event says");
    }
    if (x != NULL) {
        x->o.stored = true;
    }
    if (why != NULL) {
        ll_audit_find_fault_id(a, LL_AUDIT_ANNEX_ROW, LL_KIND_ANNEX, r->annex_id, "%s", why);
    }
}
LL_STORED_TABLE(annex, "annex")

/* ---- certificate bodies ---- */
static void check_body(struct ll_audit *a, const struct ll_q_audit_body_row *r)
{
    struct ll_certificate *c = ll_audit_find(a, LL_KIND_CERTIFICATE, r->certificate_id);
    struct ll_stored row;
    bool known = c != NULL && r->revision >= 1 && r->revision <= (int64_t)c->bodies.count;
    (void)ll_stored_row(&row, a, "certificate_body", known ? &c->o : NULL, LL_KIND_CERTIFICATE,
                        r->certificate_id,
                        known ? LL_VEC_AT(&c->bodies, bool, r->revision - 1) : NULL);
}
LL_STORED_TABLE(body, "certificate_body")

/* ---- device register ---- */
/* The devices of one event. */
struct group {
    struct ll_document *document;
    struct ll_id event_id;
    struct ll_hash hash;
    int64_t count;
    struct ll_id last_line;
    int64_t last_position;
    bool open;
};

static void end_group(struct ll_audit *a, struct group *g)
{
    uint8_t digest[LL_DIGEST_SIZE];
    if (!g->open) {
        return;
    }
    ll_hash_end(&g->hash, digest);
    g->open = false;
    struct ll_document *d = g->document;
    if (d == NULL) {
        return;
    }
    d->devices_seen = true;
    if (d->device_count != g->count || d->device_digest.len != sizeof(digest) ||
        memcmp(d->device_digest.ptr, digest, sizeof(digest)) != 0) {
        ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, &d->o,
                            d->device_count == g->count
                                ? LL_R("%lld devices are registered, the event commits to %lld "
                                       "others")
                                : LL_R("%lld devices are registered, the event commits to %lld"),
                            (long long)g->count, (long long)d->device_count);
    }
}

static void begin_group(struct ll_audit *a, struct group *g, struct ll_str event_id)
{
    *g = (struct group){
        .document = ll_audit_name(a, "demand event", event_id), .last_position = -1, .open = true};
    memcpy(g->event_id.b, event_id.ptr, sizeof(g->event_id.b));
    if (g->document == NULL) {
        ll_audit_find_fault_id(a, LL_AUDIT_DEVICE_REGISTER, LL_KIND_NONE, event_id,
                               "devices of an event that booked no document");
    }
    ll_hash_begin(a->crypto, &g->hash);
}

/* The device stands for a position that this document appended, alone in its scope. */
static void check_place(struct ll_audit *a, struct group *g, const struct ll_q_audit_device_row *r)
{
    const struct ll_line *line = ll_audit_find(a, LL_KIND_ORDER_LINE, r->order_line_id);
    const struct ll_slice *slice = NULL;
    if (line != NULL && r->position >= 0 && r->position < line->demanded) {
        size_t at = ll_vec_find(&line->slices, sizeof(struct ll_slice), r->position);
        slice = at < line->slices.count ? LL_VEC_AT(&line->slices, struct ll_slice, at) : NULL;
    }
    const struct ll_object *object = g->document == NULL ? NULL : &g->document->o;
    if (slice == NULL || slice->document != g->document) {
        ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, object,
                            "a device stands at position %lld, which the document did not append",
                            (long long)r->position);
    }
    if (line != NULL && ll_id_eq(line->o.id, g->last_line) && r->position == g->last_position) {
        ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, object,
                            "two devices stand at position %lld", (long long)r->position);
    }
    if (r->fingerprint.len != 32 || r->key_id.len != LL_FINGERPRINT_KEY_ID_SIZE) {
        ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, object,
                            "a fingerprint or its key's id is not of its size");
    }
    if (line != NULL) {
        g->last_line = line->o.id;
    }
    g->last_position = r->position;
}

static void add_device(struct ll_audit *a, struct group *g, const struct ll_q_audit_device_row *r)
{
    uint8_t position[8];
    if (r->event_id.len != 16) {
        ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, NULL, "a device names no event");
        return;
    }
    if (!g->open || memcmp(g->event_id.b, r->event_id.ptr, sizeof(g->event_id.b)) != 0) {
        end_group(a, g);
        begin_group(a, g, r->event_id);
    }
    for (size_t i = 0; i < sizeof(position); i++) {
        position[i] = (uint8_t)((uint64_t)r->position >> (8 * (7 - i)));
    }
    ll_hash_str(&g->hash, r->fingerprint);
    ll_hash_str(&g->hash, r->order_line_id);
    ll_hash_str(&g->hash, (struct ll_str){(const char *)position, sizeof(position)});
    ll_hash_str(&g->hash, r->claim_scope);
    ll_hash_str(&g->hash, LL_STR("\n"));
    g->count++;
    check_place(a, g, r);
    ll_audit_count(a, LL_AUDIT_COUNT_DEVICES, 1);
}

static enum ll_status read_devices(struct ll_audit *a, struct ll_err *reterr)
{
    struct ll_q_audit_device_row row;
    struct ll_store_cursor *cursor = NULL;
    struct group group = {0};
    LL_TRY(ll_q_audit_device_open(a->store, a->scratch, &cursor, reterr));
    enum ll_status status = LL_OK;
    while (a->status == LL_OK && (status = ll_q_audit_device_next(cursor, &row, reterr)) == LL_OK) {
        ll_audit_count(a, LL_AUDIT_COUNT_ROWS, 1);
        add_device(a, &group, &row);
    }
    ll_store_query_close(cursor);
    end_group(a, &group);
    LL_TRY(ll_stored_end(a, "device", a->status == LL_OK ? status : LL_EEND, reterr));
    for (size_t i = 0; i < a->all.count; i++) {
        const struct ll_object *o = *LL_VEC_AT(&a->all, struct ll_object *, i);
        const struct ll_document *d = (const struct ll_document *)(const void *)o;
        if (o->kind == LL_KIND_DOCUMENT && d->device_count > 0 && !d->devices_seen) {
            ll_audit_find_fault(a, LL_AUDIT_DEVICE_REGISTER, o,
                                "no device is registered, the event commits to %lld",
                                (long long)d->device_count);
        }
    }
    return LL_OK;
}

/* Lives of one device in one scope: 1, 2, 3… */
static enum ll_status read_lives(struct ll_audit *a, struct ll_err *reterr)
{
    struct ll_q_audit_device_life_row row;
    struct ll_store_cursor *cursor = NULL;
    uint8_t fingerprint[32] = {0};
    char scope[64] = "";
    size_t scope_length = 0;
    int64_t life = 0;
    LL_TRY(ll_q_audit_device_life_open(a->store, a->scratch, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_audit_device_life_next(cursor, &row, reterr)) == LL_OK) {
        bool same = row.fingerprint.len == sizeof(fingerprint) &&
                    memcmp(fingerprint, row.fingerprint.ptr, sizeof(fingerprint)) == 0 &&
                    ll_str_eq(row.claim_scope, (struct ll_str){scope, scope_length});
        bool follows = same ? life < INT64_MAX && row.life == life + 1 : row.life == 1;
        if (!follows) {
            ll_audit_find_fault_id(a, LL_AUDIT_DEVICE_LIFE, LL_KIND_NONE, row.event_id,
                                   "life %lld follows life %lld of a device", (long long)row.life,
                                   (long long)(same ? life : 0));
        }
        life = row.life;
        if (row.fingerprint.len == sizeof(fingerprint)) {
            memcpy(fingerprint, row.fingerprint.ptr, sizeof(fingerprint));
        }
        scope_length = row.claim_scope.len < sizeof(scope) ? row.claim_scope.len : 0;
        memcpy(scope, row.claim_scope.ptr, scope_length);
    }
    ll_store_query_close(cursor);
    return ll_stored_end(a, "device", status, reterr);
}

enum ll_status ll_audit_facts(struct ll_audit *a, struct ll_err *reterr)
{
    LL_TRY(read_request(a, reterr));
    LL_TRY(read_request_key_twice(a, reterr));
    LL_TRY(read_annex(a, reterr));
    LL_TRY(read_body(a, reterr));
    LL_TRY(read_devices(a, reterr));
    return read_lives(a, reterr);
}
