/* Whom an event is told, and what: ids and what is public, for those who have a part in it. */
#include <string.h>

#include "core/sort.h"
#include "service/answer.h"
#include "service/grow.h"
#include "service/site.h"
#include "service/webhook.h"
#include "service/webhook_kind.h"
#include "store/q_certificate.h"
#include "store/q_demand.h"
#include "store/q_registry.h"
#include "store/q_webhook.h"

#define BODY_BYTES_MAX ((size_t)16384)
#define PUBLIC_BYTES_MAX ((size_t)4096)
#define IDS_MAX 100 /* of one kind in one message */
#define FEW_OBJECTS 1

/* An object that the event names. */
struct object {
    enum ll_webhook_object kind;
    struct ll_id id;
};

/* Who is told. */
struct target {
    struct ll_webhook_id webhook_id;
    bool is_operator;
    struct ll_grow objects; /* of size_t: those in which it has a part */
};

struct ll_webhook_telling {
    struct ll_ctx *ctx;
    const struct ll_event_meta *meta;
    enum ll_event_kind kind;
    const void *body;
    struct ll_str public_body;
    struct ll_str needle;   /* " kind " */
    struct ll_grow objects; /* of struct object, each once, by kind and id */
    struct ll_grow targets; /* of struct target */
};

/* ---- what the event names ---- */

static bool object_of(const char *prefix, enum ll_webhook_object *ret_kind)
{
    for (size_t i = 0; i < LL_WEBHOOK_OBJECT_COUNT; i++) {
        if (strcmp(prefix, ll_webhook_objects[i].prefix) == 0) {
            *ret_kind = (enum ll_webhook_object)i;
            return true;
        }
    }
    return false;
}

static bool is_absent(const struct ll_field *field, const char *value)
{
    bool present = true;
    if (field->present_offset != 0) {
        memcpy(&present, value + field->present_offset, sizeof(present));
    }
    return !present;
}

static struct ll_id id_of(const struct ll_field *field, const char *value)
{
    struct ll_id id;
    memcpy(&id, value + field->offset, sizeof(id));
    return id;
}

static enum ll_status add_object(struct ll_webhook_telling *t, enum ll_webhook_object kind,
                                 struct ll_id id, struct ll_err *reterr)
{
    const struct object *objects = t->objects.items;
    if (t->objects.count > 0 && objects[t->objects.count - 1].kind == kind &&
        ll_id_eq(objects[t->objects.count - 1].id, id)) {
        return LL_OK;
    }
    struct object *object = ll_grow_add(&t->objects);
    if (object == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for whom to tell");
    }
    *object = (struct object){kind, id};
    return LL_OK;
}

/* An event about a certificate names others too, that it replaces or whose units it cites: these
 * are of whom it may not be for. */
static bool is_about(const struct ll_field *field, enum ll_webhook_object kind)
{
    return kind != LL_WEBHOOK_CERTIFICATE || strcmp(field->name, "certificate_id") == 0;
}

/* Of a hold its order line is told. */
static enum ll_status add_hold(struct ll_webhook_telling *t, struct ll_id id, struct ll_err *reterr)
{
    struct ll_q_hold_by_id_in in = {{id}};
    struct ll_q_hold_by_id_row row;
    LL_TRY(ll_q_hold_by_id(t->ctx->store, t->ctx->arena, &in, &row, reterr));
    return add_object(t, LL_WEBHOOK_ORDER_LINE, row.order_line_id.raw, reterr);
}

static enum ll_status scan_ids(struct ll_webhook_telling *t, const struct ll_record *record,
                               const char *value, uint32_t wanted, struct ll_err *reterr)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        enum ll_webhook_object kind;
        if (field->type != LL_FIELD_ID || is_absent(field, value)) {
            continue;
        }
        if (object_of(field->id_prefix, &kind) && (wanted & 1U << kind) != 0 &&
            is_about(field, kind)) {
            LL_TRY(add_object(t, kind, id_of(field, value), reterr));
        } else if (strcmp(field->id_prefix, "hld") == 0) {
            LL_TRY(add_hold(t, id_of(field, value), reterr));
        }
    }
    return LL_OK;
}

static bool object_before(const void *ctx, uint32_t a, uint32_t b)
{
    const struct object *objects = ctx;
    return objects[a].kind != objects[b].kind ? objects[a].kind < objects[b].kind
                                              : ll_id_cmp(objects[a].id, objects[b].id) < 0;
}

/* Each once. */
static enum ll_status sort_objects(struct ll_webhook_telling *t, struct ll_err *reterr)
{
    struct ll_arena *arena = t->ctx->arena;
    const struct object *objects = t->objects.items;
    size_t count = t->objects.count;
    uint32_t *order = LL_NEW_ARRAY(arena, uint32_t, count + 1);
    struct ll_grow sorted = LL_GROW(arena, struct object);
    if (order == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for whom to tell");
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = (uint32_t)i;
    }
    ll_sort_index(order, count, object_before, objects);
    t->objects = sorted;
    for (size_t i = 0; i < count; i++) {
        LL_TRY(add_object(t, objects[order[i]].kind, objects[order[i]].id, reterr));
    }
    return LL_OK;
}

/* Of a departure without authority, the certificates that cite what left: they say so from now on.
 */
static enum ll_status add_cited(struct ll_webhook_telling *t, struct ll_err *reterr)
{
    struct ll_q_incident_cited_in in;
    struct ll_q_incident_cited_row row;
    struct ll_store_cursor *cursor = NULL;
    if (t->kind == LL_EVENT_INCIDENT_RECORDED) {
        in.shipment_id = ((const struct ll_incident_recorded *)t->body)->shipment_id;
    } else if (t->kind == LL_EVENT_INCIDENT_CLEARED) {
        in.shipment_id = ((const struct ll_incident_cleared *)t->body)->shipment_id;
    } else {
        return LL_OK;
    }
    LL_TRY(ll_q_incident_cited_open(t->ctx->store, t->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_incident_cited_next(cursor, &row, reterr)) == LL_OK) {
        status = add_object(t, LL_WEBHOOK_CERTIFICATE, row.certificate_id.raw, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* Its own ids, and those of its lists' items. */
static enum ll_status find_objects(struct ll_webhook_telling *t, struct ll_err *reterr)
{
    const struct ll_record *record = ll_event_kinds[t->kind].record;
    uint32_t wanted = ll_webhook_kinds[t->kind].objects;
    if (wanted == 0) {
        return LL_OK;
    }
    LL_TRY(scan_ids(t, record, t->body, wanted, reterr));
    LL_TRY(add_cited(t, reterr));
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        struct ll_list list = {NULL, 0};
        if (field->type != LL_FIELD_LIST) {
            continue;
        }
        memcpy(&list, (const char *)t->body + field->offset, sizeof(list));
        for (size_t j = 0; j < list.count; j++) {
            const char *item = (const char *)list.items + j * field->sub->size;
            LL_TRY(scan_ids(t, field->sub, item, wanted & ~(1U << LL_WEBHOOK_CERTIFICATE), reterr));
        }
    }
    return sort_objects(t, reterr);
}

/* ---- who is told ---- */

static enum ll_status add_target(struct ll_webhook_telling *t, struct ll_webhook_id webhook_id,
                                 struct target **ret_target, struct ll_err *reterr)
{
    struct target *targets = t->targets.items;
    for (size_t i = 0; i < t->targets.count; i++) {
        if (ll_id_eq(targets[i].webhook_id.raw, webhook_id.raw)) {
            *ret_target = &targets[i];
            return LL_OK;
        }
    }
    struct target *target = ll_grow_add(&t->targets);
    if (target == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for whom to tell");
    }
    *target = (struct target){
        .webhook_id = webhook_id,
        .objects = LL_GROW(t->ctx->arena, size_t),
    };
    *ret_target = target;
    return LL_OK;
}

static enum ll_status add_part(struct target *target, size_t object, struct ll_err *reterr)
{
    size_t *at = ll_grow_add(&target->objects);
    if (at == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for whom to tell");
    }
    *at = object;
    return LL_OK;
}

static enum ll_status find_operators(struct ll_webhook_telling *t, struct ll_err *reterr)
{
    struct ll_q_webhook_of_operator_in in = {t->needle};
    struct ll_q_webhook_of_operator_row row;
    struct ll_store_cursor *cursor = NULL;
    struct target *target = NULL;
    LL_TRY(ll_q_webhook_of_operator_open(t->ctx->store, t->ctx->arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_webhook_of_operator_next(cursor, &row, reterr)) == LL_OK) {
        status = add_target(t, row.webhook_id, &target, reterr);
        for (size_t i = 0; status == LL_OK && i < t->objects.count; i++) {
            status = add_part(target, i, reterr);
        }
        if (status != LL_OK) {
            break;
        }
        target->is_operator = true;
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

static enum ll_status find_parties(struct ll_webhook_telling *t, size_t at, struct ll_err *reterr)
{
    const struct object *object = (const struct object *)t->objects.items + at;
    struct ll_q_webhook_of_party_in in = {
        ll_str_from_cstr(ll_webhook_objects[object->kind].word),
        object->id,
        t->needle,
    };
    struct ll_q_webhook_of_party_row row;
    struct ll_store_cursor *cursor = NULL;
    struct target *target = NULL;
    struct ll_arena *arena = t->ctx->arena;
    LL_TRY(ll_q_webhook_of_party_open(t->ctx->store, arena, &in, &cursor, reterr));
    enum ll_status status;
    while ((status = ll_q_webhook_of_party_next(cursor, &row, reterr)) == LL_OK) {
        status = add_target(t, row.webhook_id, &target, reterr);
        if (status == LL_OK) {
            status = add_part(target, at, reterr);
        }
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- what they are told ---- */

/* Ids that say to others than the operator what the event is about, beside those of objects. */
static bool is_told(const char *prefix, bool is_operator)
{
    enum ll_webhook_object kind;
    return is_operator ? strcmp(prefix, "anx") != 0
                       : object_of(prefix, &kind) || strcmp(prefix, "doc") == 0 ||
                             strcmp(prefix, "hld") == 0 || strcmp(prefix, "trt") == 0;
}

/* Is the object one of the event's own ids, rather than of a list's items? */
static bool is_own(const struct ll_webhook_telling *t, const struct object *object)
{
    const struct ll_record *record = ll_event_kinds[t->kind].record;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        if (field->type == LL_FIELD_ID && !is_absent(field, t->body) &&
            ll_id_eq(id_of(field, t->body), object->id)) {
            return true;
        }
    }
    return false;
}

static void put_own_ids(const struct ll_webhook_telling *t, bool is_operator, struct ll_json *data)
{
    const struct ll_record *record = ll_event_kinds[t->kind].record;
    for (size_t i = 0; i < record->field_count; i++) {
        const struct ll_field *field = &record->fields[i];
        if (field->type == LL_FIELD_ID && !is_absent(field, t->body) &&
            is_told(field->id_prefix, is_operator)) {
            ll_answer_id(t->ctx, data, field->name, field->id_prefix, id_of(field, t->body));
        }
    }
}

static const char *list_name(struct ll_ctx *ctx, enum ll_webhook_object kind)
{
    struct ll_strbuf buf;
    struct ll_str name;
    ll_strbuf_init(&buf, ctx->arena, 32);
    ll_strbuf_fmt(&buf, "%s_ids", ll_webhook_objects[kind].word);
    ll_strbuf_char(&buf, '\0');
    return ll_strbuf_finish(&buf, &name, NULL) == LL_OK ? name.ptr : NULL;
}

/* "order_line_ids": […]; "more": there are others. */
static enum ll_status put_part_ids(const struct ll_webhook_telling *t, const struct target *target,
                                   enum ll_webhook_object kind, bool *more, struct ll_json *data,
                                   struct ll_err *reterr)
{
    struct ll_arena *arena = t->ctx->arena;
    const struct object *objects = t->objects.items;
    const size_t *parts = target->objects.items;
    struct ll_json *list = ll_json_new_array(arena);
    size_t count = 0;
    for (size_t i = 0; i < target->objects.count; i++) {
        const struct object *object = &objects[parts[i]];
        char text[LL_ID_TEXT_MAX];
        if (object->kind != kind || is_own(t, object)) {
            continue;
        }
        if (count++ == IDS_MAX) {
            *more = true;
            break;
        }
        ll_id_format(ll_webhook_objects[kind].prefix, object->id, text);
        ll_json_append(arena, list,
                       ll_json_new_string(arena, ll_str_copy(arena, ll_str_from_cstr(text))));
    }
    const char *name = list_name(t->ctx, kind);
    if (name == NULL || list == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what to tell");
    }
    if (count > 0) {
        ll_json_set(arena, data, name, list);
    }
    return LL_OK;
}

static enum ll_status put_public(const struct ll_webhook_telling *t, bool is_operator,
                                 struct ll_json *data, struct ll_err *reterr)
{
    struct ll_json *part = NULL;
    bool is_told_of = is_operator || ll_webhook_kinds[t->kind].with_public;
    if (!is_told_of || t->public_body.len == 0 || t->public_body.len > PUBLIC_BYTES_MAX) {
        return LL_OK;
    }
    LL_TRY(ll_json_read(t->ctx->arena, t->public_body, PUBLIC_BYTES_MAX, &part, reterr));
    ll_json_set(t->ctx->arena, data, "public", part);
    return LL_OK;
}

/*
 * Of a certificate its serial, and where that leads: to who pays or sells, one that was revoked is
 * as one that there is not, since it cites nothing any more. Its public page says that it was
 * revoked, and why, to whoever has the serial; and who is told saw it until then. Of several there
 * are the ids alone.
 */
static enum ll_status put_serial(const struct ll_webhook_telling *t, const struct target *target,
                                 struct ll_json *data, struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    const struct object *objects = t->objects.items;
    struct ll_q_certificate_known_row row;
    struct ll_strbuf buf;
    struct ll_str text;
    const size_t *parts = target->objects.items;
    const struct object *certificate = NULL;
    size_t count = 0;
    for (size_t i = 0; i < target->objects.count; i++) {
        if (objects[parts[i]].kind == LL_WEBHOOK_CERTIFICATE) {
            certificate = &objects[parts[i]];
            count++;
        }
    }
    if (count != 1) {
        return LL_OK;
    }
    struct ll_q_certificate_known_in in = {{certificate->id}};
    LL_TRY(ll_q_certificate_known(ctx->store, ctx->arena, &in, &row, reterr));
    ll_answer_text(ctx, data, "serial", row.serial);
    LL_TRY(ll_site_address(ctx, &text, reterr));
    if (text.len == 0) {
        return LL_OK;
    }
    ll_strbuf_init(&buf, ctx->arena, LL_SITE_ADDRESS_MAX + 128);
    ll_strbuf_fmt(&buf, "%.*s/certificates/%.*s", LL_STR_ARG(text), LL_STR_ARG(row.serial));
    LL_TRY(ll_strbuf_finish(&buf, &text, reterr));
    ll_answer_text(ctx, data, "url", text);
    return LL_OK;
}

static enum ll_status tell(const struct ll_webhook_telling *t, const struct target *target,
                           struct ll_err *reterr)
{
    struct ll_ctx *ctx = t->ctx;
    struct ll_json *data = ll_answer_object(ctx);
    struct ll_delivery_id delivery_id;
    bool more = false;
    ll_answer_id(ctx, data, "event_id", "evt", t->meta->event_id.raw);
    put_own_ids(t, target->is_operator, data);
    for (int kind = 0; kind < LL_WEBHOOK_OBJECT_COUNT; kind++) {
        LL_TRY(put_part_ids(t, target, (enum ll_webhook_object)kind, &more, data, reterr));
    }
    if (more) {
        ll_answer_bool(ctx, data, "more", true);
    }
    LL_TRY(put_serial(t, target, data, reterr));
    LL_TRY(put_public(t, target->is_operator, data, reterr));
    return ll_webhook_put(ctx, target->webhook_id, &t->meta->event_id,
                          ll_str_from_cstr(ll_event_kinds[t->kind].name), data,
                          t->meta->recorded_at, &delivery_id, reterr);
}

/* A run names thousands of order lines. */
static enum ll_status is_wanted(struct ll_webhook_telling *t, bool *ret_wanted,
                                struct ll_err *reterr)
{
    struct ll_q_webhook_wants_in in = {t->needle};
    struct ll_q_webhook_wants_row row = {.is_wanted = t->objects.count > 0};
    if (t->objects.count > FEW_OBJECTS) {
        LL_TRY(ll_q_webhook_wants(t->ctx->store, t->ctx->arena, &in, &row, reterr));
    }
    *ret_wanted = row.is_wanted;
    return LL_OK;
}

static enum ll_status find_all(struct ll_webhook_telling *t, struct ll_err *reterr)
{
    bool wanted = false;
    LL_TRY(find_objects(t, reterr));
    LL_TRY(find_operators(t, reterr));
    LL_TRY(is_wanted(t, &wanted, reterr));
    for (size_t i = 0; wanted && i < t->objects.count; i++) {
        LL_TRY(find_parties(t, i, reterr));
    }
    return LL_OK;
}

static enum ll_status find(struct ll_ctx *ctx, enum ll_event_kind kind, const void *body,
                           struct ll_webhook_telling **ret_telling, struct ll_err *reterr)
{
    struct ll_webhook_telling *t = LL_NEW(ctx->arena, struct ll_webhook_telling);
    struct ll_strbuf buf;
    if (t == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for whom to tell");
    }
    *t = (struct ll_webhook_telling){
        .ctx = ctx,
        .kind = kind,
        .body = body,
        .objects = LL_GROW(ctx->arena, struct object),
        .targets = LL_GROW(ctx->arena, struct target),
    };
    ll_strbuf_init(&buf, ctx->arena, 80);
    ll_strbuf_fmt(&buf, " %s ", ll_event_kinds[kind].name);
    LL_TRY(ll_strbuf_finish(&buf, &t->needle, reterr));
    LL_TRY(find_all(t, reterr));
    *ret_telling = t;
    return LL_OK;
}

enum ll_status ll_webhook_before(struct ll_ctx *ctx, enum ll_event_kind kind, const void *body,
                                 struct ll_webhook_telling **ret_telling, struct ll_err *reterr)
{
    *ret_telling = NULL;
    return ctx->has_webhooks && ll_webhook_kinds[kind].is_end
               ? find(ctx, kind, body, ret_telling, reterr)
               : LL_OK;
}

enum ll_status ll_webhook_tell(struct ll_ctx *ctx, const struct ll_event_meta *meta,
                               enum ll_event_kind kind, const void *body, struct ll_str public_body,
                               struct ll_webhook_telling *telling, struct ll_err *reterr)
{
    if (!ctx->has_webhooks) {
        return LL_OK;
    }
    if (telling == NULL) {
        LL_TRY(find(ctx, kind, body, &telling, reterr));
    }
    telling->meta = meta;
    telling->public_body = public_body;
    const struct target *targets = telling->targets.items;
    for (size_t i = 0; i < telling->targets.count; i++) {
        LL_TRY(tell(telling, &targets[i], reterr));
    }
    return LL_OK;
}

enum ll_status ll_webhook_put(struct ll_ctx *ctx, struct ll_webhook_id webhook_id,
                              const struct ll_event_id *event_id, struct ll_str kind,
                              struct ll_json *data, struct ll_time at,
                              struct ll_delivery_id *ret_delivery_id, struct ll_err *reterr)
{
    struct ll_json *message = ll_answer_object(ctx);
    struct ll_q_delivery_insert_in in = {
        .delivery_id = {ll_ctx_id(ctx)},
        .webhook_id = webhook_id,
        .kind = kind,
        .made_at = at,
    };
    if (event_id != NULL) {
        in.has_event_id = true;
        in.event_id = *event_id;
    }
    ll_json_set(ctx->arena, message, "data", data);
    ll_answer_time(ctx, message, "timestamp", at);
    ll_answer_text(ctx, message, "type", kind);
    LL_TRY(ll_json_canonical(ctx->arena, message, BODY_BYTES_MAX, &in.body, reterr));
    LL_TRY(ll_q_delivery_insert(ctx->store, &in, reterr));
    *ret_delivery_id = in.delivery_id;
    return LL_OK;
}
