/* Maps, arrays and the objects in them. */
#include "audit/model.h"

#include <string.h>

#define MAP_CAPACITY_FIRST 64
#define VEC_CAPACITY_FIRST 4
#define KEY_BYTES_MAX 256

static const struct {
    const char *name;
    const char *prefix;
} kinds[LL_KIND_COUNT] = {
#define X(symbol, kind_name, id_prefix) [LL_KIND_##symbol] = {kind_name, id_prefix},
    LL_AUDIT_KINDS(X)
#undef X
};

const char *ll_audit_kind_name(enum ll_audit_kind kind)
{
    return kinds[kind].name;
}

const char *ll_audit_kind_prefix(enum ll_audit_kind kind)
{
    return kinds[kind].prefix;
}

enum ll_audit_kind ll_audit_kind_from_name(struct ll_str name)
{
    for (size_t i = 1; i < LL_KIND_COUNT; i++) {
        if (ll_str_eq_cstr(name, kinds[i].name)) {
            return (enum ll_audit_kind)i;
        }
    }
    return LL_KIND_NONE;
}

/* ---- memory ---- */
void *ll_audit_alloc(struct ll_audit *a, size_t size)
{
    void *ptr = ll_arena_alloc(a->arena, 1, size);
    if (ptr == NULL) {
        a->status = LL_ENOMEM;
    }
    return ptr;
}

struct ll_str ll_audit_copy(struct ll_audit *a, struct ll_str text)
{
    struct ll_str copy = ll_str_copy(a->arena, text);
    if (copy.ptr == NULL) {
        a->status = LL_ENOMEM;
        return LL_STR("");
    }
    return copy;
}

/* ---- maps ---- */
static uint64_t hash_of(struct ll_str key)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a, then mixed */
    for (size_t i = 0; i < key.len; i++) {
        hash = (hash ^ (uint8_t)key.ptr[i]) * UINT64_C(1099511628211);
    }
    return hash ^ (hash >> 29);
}

/* The slot of the key, or the empty one where it would go. */
static struct ll_map_slot *slot_of(struct ll_map_slot *slots, size_t capacity, uint64_t hash,
                                   struct ll_str key)
{
    size_t at = (size_t)hash & (capacity - 1);
    while (slots[at].value != NULL && (slots[at].hash != hash || !ll_str_eq(slots[at].key, key))) {
        at = (at + 1) & (capacity - 1);
    }
    return &slots[at];
}

void *ll_map_get(const struct ll_map *map, struct ll_str key)
{
    if (map->count == 0) {
        return NULL;
    }
    return slot_of(map->slots, map->capacity, hash_of(key), key)->value;
}

static bool grow_map(struct ll_audit *a, struct ll_map *map)
{
    size_t capacity = map->capacity == 0 ? MAP_CAPACITY_FIRST : map->capacity * 2;
    struct ll_map_slot *slots = LL_NEW_ARRAY(a->arena, struct ll_map_slot, capacity);
    if (slots == NULL) {
        a->status = LL_ENOMEM;
        return false;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].value != NULL) {
            *slot_of(slots, capacity, map->slots[i].hash, map->slots[i].key) = map->slots[i];
        }
    }
    map->slots = slots;
    map->capacity = capacity;
    return true;
}

bool ll_map_put(struct ll_audit *a, struct ll_map *map, struct ll_str key, void *value)
{
    if (map->count * 2 >= map->capacity && !grow_map(a, map)) {
        return false;
    }
    uint64_t hash = hash_of(key);
    struct ll_map_slot *slot = slot_of(map->slots, map->capacity, hash, key);
    if (slot->value != NULL) {
        return false;
    }
    struct ll_str copy = ll_audit_copy(a, key);
    if (a->status != LL_OK) {
        return false;
    }
    *slot = (struct ll_map_slot){hash, copy, value};
    map->count++;
    return true;
}

/* ---- arrays ---- */
void *ll_vec_insert(struct ll_audit *a, struct ll_vec *vec, size_t at, size_t item_size)
{
    LL_ASSERT(at <= vec->count);
    if (vec->count == vec->capacity) {
        size_t capacity = vec->capacity == 0 ? VEC_CAPACITY_FIRST : vec->capacity * 2;
        if (!ll_arena_extend(a->arena, vec->items, vec->capacity * item_size,
                             capacity * item_size)) {
            void *items = ll_arena_alloc(a->arena, capacity, item_size);
            if (items == NULL) {
                a->status = LL_ENOMEM;
                return NULL;
            }
            if (vec->count > 0) {
                memcpy(items, vec->items, vec->count * item_size);
            }
            vec->items = items;
        }
        vec->capacity = capacity;
    }
    char *place = (char *)vec->items + at * item_size;
    memmove(place + item_size, place, (vec->count - at) * item_size);
    memset(place, 0, item_size);
    vec->count++;
    return place;
}

void *ll_vec_push(struct ll_audit *a, struct ll_vec *vec, size_t item_size)
{
    return ll_vec_insert(a, vec, vec->count, item_size);
}

void ll_vec_remove(struct ll_vec *vec, size_t at, size_t item_size)
{
    LL_ASSERT(at < vec->count);
    char *place = (char *)vec->items + at * item_size;
    vec->count--;
    memmove(place, place + item_size, (vec->count - at) * item_size);
}

static const struct ll_interval *interval_at(const struct ll_vec *vec, size_t item_size, size_t at)
{
    return (const struct ll_interval *)(const void *)((const char *)vec->items + at * item_size);
}

size_t ll_vec_find(const struct ll_vec *vec, size_t item_size, int64_t position)
{
    size_t lo = 0;
    size_t hi = vec->count;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (interval_at(vec, item_size, mid)->hi > position) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return lo;
}

void *ll_vec_find_lo(const struct ll_vec *vec, size_t item_size, int64_t lo)
{
    size_t at = ll_vec_find(vec, item_size, lo);
    if (at == vec->count || interval_at(vec, item_size, at)->lo != lo) {
        return NULL;
    }
    return (char *)vec->items + at * item_size;
}

/* ---- objects ---- */
struct object_key {
    char bytes[1 + sizeof(struct ll_id)];
};

static struct ll_str object_key(enum ll_audit_kind kind, struct ll_id id, struct object_key *key)
{
    key->bytes[0] = (char)kind;
    memcpy(key->bytes + 1, id.b, sizeof(id.b));
    return (struct ll_str){key->bytes, sizeof(key->bytes)};
}

void *ll_audit_find_id(struct ll_audit *a, enum ll_audit_kind kind, struct ll_id id)
{
    struct object_key key;
    return ll_map_get(&a->objects, object_key(kind, id, &key));
}

void *ll_audit_find(struct ll_audit *a, enum ll_audit_kind kind, struct ll_str id)
{
    struct ll_id raw;
    if (id.len != sizeof(raw.b)) {
        return NULL;
    }
    memcpy(raw.b, id.ptr, sizeof(raw.b));
    return ll_audit_find_id(a, kind, raw);
}

void *ll_audit_named(struct ll_audit *a, enum ll_audit_kind kind, const struct ll_json *object,
                     const char *member)
{
    if (!ll_body_has(object, member)) {
        return NULL;
    }
    struct ll_id id = ll_body_id(object, member);
    void *found = ll_audit_find_id(a, kind, id);
    if (found == NULL) {
        ll_audit_find_fault_id(a, LL_AUDIT_OBJECT_UNKNOWN, kind,
                               (struct ll_str){(const char *)id.b, sizeof(id.b)},
                               "there is no %s of this id when the event names it as %s",
                               ll_audit_kind_name(kind), member);
    }
    return found;
}

void *ll_audit_make(struct ll_audit *a, enum ll_audit_kind kind, struct ll_id id, size_t size)
{
    struct object_key buffer;
    struct ll_str key = object_key(kind, id, &buffer);
    struct ll_object *known = ll_map_get(&a->objects, key);
    if (known != NULL) {
        ll_audit_find_fault(a, LL_AUDIT_OBJECT_TWICE, known, "this %s was made before",
                            ll_audit_kind_name(kind));
        return NULL;
    }
    struct ll_object *object = ll_audit_alloc(a, size);
    struct ll_object **place = ll_vec_push(a, &a->all, sizeof(*place));
    if (object == NULL || place == NULL) {
        return NULL;
    }
    *place = object;
    object->kind = kind;
    object->id = id;
    object->event_id = a->event->id;
    ll_audit_count(a, LL_AUDIT_COUNT_OBJECTS, 1);
    return ll_map_put(a, &a->objects, key, object) ? object : NULL;
}

/* ---- names ---- */
static struct ll_str name_key(const char *word, struct ll_str name, char buffer[KEY_BYTES_MAX])
{
    size_t length = strlen(word);
    LL_ASSERT(length < 64);
    memcpy(buffer, word, length + 1);
    size_t kept = name.len < KEY_BYTES_MAX - length - 1 ? name.len : KEY_BYTES_MAX - length - 1;
    if (kept > 0) {
        memcpy(buffer + length + 1, name.ptr, kept);
    }
    return (struct ll_str){buffer, length + 1 + kept};
}

bool ll_audit_take_name(struct ll_audit *a, const char *word, struct ll_str name, void *value)
{
    char buffer[KEY_BYTES_MAX];
    struct ll_str key = name_key(word, name, buffer);
    return ll_map_put(a, &a->names, key, value) || a->status != LL_OK;
}

void *ll_audit_name(struct ll_audit *a, const char *word, struct ll_str name)
{
    char buffer[KEY_BYTES_MAX];
    return ll_map_get(&a->names, name_key(word, name, buffer));
}

/* ---- parties ---- */
struct party_key {
    char bytes[1 + 16 + 1 + 16];
};

static struct ll_str party_key(enum ll_audit_kind kind, struct ll_id object, int64_t role,
                               struct ll_id organisation, struct party_key *key)
{
    key->bytes[0] = (char)kind;
    memcpy(key->bytes + 1, object.b, 16);
    key->bytes[17] = (char)(role & 0x7f);
    memcpy(key->bytes + 18, organisation.b, 16);
    return (struct ll_str){key->bytes, sizeof(key->bytes)};
}

void ll_audit_add_party(struct ll_audit *a, enum ll_audit_kind kind, struct ll_id object,
                        int64_t role, struct ll_id organisation)
{
    struct party_key buffer;
    struct ll_str key = party_key(kind, object, role, organisation, &buffer);
    if (ll_map_get(&a->parties, key) != NULL) {
        return;
    }
    struct ll_party *party = LL_AUDIT_NEW(a, struct ll_party);
    struct ll_party **place = ll_vec_push(a, &a->party_list, sizeof(*place));
    if (party == NULL || place == NULL) {
        return;
    }
    *place = party;
    *party = (struct ll_party){.object_id = object,
                               .organisation_id = organisation,
                               .event_id = a->event->id,
                               .object_kind = kind,
                               .role = role};
    (void)ll_map_put(a, &a->parties, key, party);
}

struct ll_party *ll_audit_find_party(struct ll_audit *a, struct ll_str kind, struct ll_str object,
                                     int64_t role, struct ll_str organisation)
{
    struct ll_id object_id;
    struct ll_id organisation_id;
    struct party_key buffer;
    enum ll_audit_kind object_kind = ll_audit_kind_from_name(kind);
    if (object.len != 16 || organisation.len != 16 || role < 0 || role > 0x7f ||
        object_kind == LL_KIND_NONE) {
        return NULL;
    }
    memcpy(object_id.b, object.ptr, 16);
    memcpy(organisation_id.b, organisation.ptr, 16);
    return ll_map_get(&a->parties,
                      party_key(object_kind, object_id, role, organisation_id, &buffer));
}

struct ll_id ll_audit_annex_of(struct ll_audit *a, const struct ll_json *object, const char *member,
                               const char *field)
{
    struct ll_id id = ll_body_id(object, member);
    struct ll_annex *annex =
        !ll_body_has(object, member) ? NULL : ll_audit_make(a, LL_KIND_ANNEX, id, sizeof(*annex));
    if (annex != NULL) {
        annex->field = field;
    }
    return id;
}
