/* The schema of a store beside the one that this program makes. */
#include "store/schema.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 256

enum ll_status ll_schema_add(struct ll_schema *schema, struct ll_schema_object object,
                             struct ll_err *reterr)
{
    struct ll_arena *arena = schema->arena;

    if (schema->count == schema->capacity) {
        size_t capacity = schema->capacity == 0 ? CAPACITY_FIRST : schema->capacity * 2;
        struct ll_schema_object *objects = LL_NEW_ARRAY(arena, struct ll_schema_object, capacity);

        if (objects == NULL) {
            return LL_FAIL(reterr, LL_ENOMEM, "no memory for the schema's objects");
        }
        if (schema->count > 0) {
            memcpy(objects, schema->objects, schema->count * sizeof(*objects));
        }
        schema->objects = objects;
        schema->capacity = capacity;
    }
    object = (struct ll_schema_object){
        ll_str_copy(arena, object.kind), ll_str_copy(arena, object.table),
        ll_str_copy(arena, object.name), ll_str_copy(arena, object.definition)};
    if (object.kind.ptr == NULL || object.table.ptr == NULL || object.name.ptr == NULL ||
        object.definition.ptr == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the schema's objects");
    }
    schema->objects[schema->count++] = object;
    return LL_OK;
}

/* Tables before what is of them, so that what is of a missing one is told by it. */
static int rank(struct ll_str kind)
{
    return ll_str_eq(kind, LL_STR("server")) ? 0 : ll_str_eq(kind, LL_STR("table")) ? 1 : 2;
}

static int compare(const struct ll_schema_object *a, const struct ll_schema_object *b)
{
    int order = rank(a->kind) - rank(b->kind);

    order = order != 0 ? order : ll_str_cmp(a->kind, b->kind);
    order = order != 0 ? order : ll_str_cmp(a->table, b->table);
    return order != 0 ? order : ll_str_cmp(a->name, b->name);
}

static int compare_places(const void *a, const void *b)
{
    return compare(a, b);
}

static void sort(struct ll_schema *schema)
{
    if (schema->count > 0) {
        qsort(schema->objects, schema->count, sizeof(*schema->objects), compare_places);
    }
}

enum ll_status ll_schema_read(struct ll_store *store, struct ll_schema *schema,
                              struct ll_err *reterr)
{
    static const enum ll_store_type types[] = {LL_STORE_TEXT, LL_STORE_TEXT, LL_STORE_TEXT,
                                               LL_STORE_TEXT};
    const struct ll_store_query query =
        LL_STORE_RUN_TIME_QUERY("schema_objects", store->driver->schema_sql, NULL, 0, types, 4);
    struct ll_store_cursor *cursor = NULL;
    struct ll_store_value row[4];
    enum ll_status status;

    LL_TRY(ll_store_query_open(store, schema->arena, &query, NULL, &cursor, reterr));
    while ((status = ll_store_query_step(cursor, row, reterr)) == LL_OK) {
        struct ll_schema_object object = {row[0].text, row[1].text, row[2].text, row[3].text};

        status = store->driver->engine == LL_STORE_SQLITE
                     ? ll_sqlite_schema_row(schema, object, reterr)
                     : ll_schema_add(schema, object, reterr);
        if (status != LL_OK) {
            break;
        }
    }
    ll_store_query_close(cursor);
    sort(schema);
    return status == LL_EEND ? LL_OK : status;
}

/* ---- comparing ---- */
struct comparison {
    const struct ll_store_set *set;
    struct ll_arena *arena;
    struct ll_store_difference *first;
    struct ll_store_difference **end;
    bool names_only; /* definitions are written by another version of the server */
};

static bool is_in(struct ll_str name, const char *const *names, size_t count)
{
    bool in = false;

    for (size_t i = 0; i < count && !in; i++) {
        in = ll_str_eq_cstr(name, names[i]);
    }
    return in;
}

/* What is of a table that is missing or foreign as a whole goes with it. */
static bool goes_with_table(const struct comparison *c, const struct ll_schema_object *object)
{
    const struct ll_store_difference *d = c->first;

    while (d != NULL && !(d->how != LL_STORE_CHANGED && ll_str_eq(d->table, object->table) &&
                          ll_str_eq(d->name, object->table) && rank(d->kind) == 1)) {
        d = d->next;
    }
    return d != NULL && rank(object->kind) > 1;
}

static enum ll_status add_difference(struct comparison *c, enum ll_store_difference_how how,
                                     const struct ll_schema_object *object, struct ll_err *reterr)
{
    struct ll_store_difference *difference;

    if (object->table.len > 0 && goes_with_table(c, object)) {
        return LL_OK;
    }
    difference = LL_NEW(c->arena, struct ll_store_difference);
    if (difference == NULL) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for what the schema has");
    }
    *difference = (struct ll_store_difference){
        .how = how,
        .kind = object->kind,
        .table = object->table,
        .name = object->name,
        .is_projection = is_in(object->table, c->set->projections, c->set->projection_count) ||
                         (object->table.len == 0 &&
                          is_in(object->name, c->set->functions, c->set->function_count)),
        .stops_reading =
            how != LL_STORE_FOREIGN && (ll_str_eq(object->kind, LL_STR("column")) ||
                                        (rank(object->kind) == 1 && how == LL_STORE_MISSING)),
    };
    *c->end = difference;
    c->end = &difference->next;
    return LL_OK;
}

static enum ll_status compare_all(struct comparison *c, const struct ll_schema *made,
                                  const struct ll_schema *there, struct ll_err *reterr)
{
    size_t m = 0;
    size_t t = 0;

    while (m < made->count || t < there->count) {
        int order = m == made->count    ? 1
                    : t == there->count ? -1
                                        : compare(&made->objects[m], &there->objects[t]);

        if (order < 0) {
            LL_TRY(add_difference(c, LL_STORE_MISSING, &made->objects[m], reterr));
        } else if (order > 0) {
            LL_TRY(add_difference(c, LL_STORE_FOREIGN, &there->objects[t], reterr));
        } else if (!ll_str_eq(made->objects[m].definition, there->objects[t].definition)) {
            if (rank(made->objects[m].kind) == 0) {
                c->names_only = true;
            } else if (!c->names_only) {
                LL_TRY(add_difference(c, LL_STORE_CHANGED, &made->objects[m], reterr));
            }
        }
        m += order <= 0 ? 1 : 0;
        t += order >= 0 ? 1 : 0;
    }
    return LL_OK;
}

enum ll_status ll_store_compare_schema(struct ll_store *store, struct ll_arena *arena,
                                       const struct ll_store_difference **ret_first,
                                       struct ll_err *reterr)
{
    struct ll_schema made = {.arena = arena};
    struct ll_schema there = {.arena = arena};
    struct comparison c = {.set = store->set, .arena = arena};

    c.end = &c.first;
    LL_TRY(store->driver->schema_made(store, &made, reterr));
    sort(&made);
    LL_TRY(ll_schema_read(store, &there, reterr));
    LL_TRY(compare_all(&c, &made, &there, reterr));
    *ret_first = c.first;
    return LL_OK;
}
