#include "base/json.h"
#include "base/mem.h"

#define FIRST_CAPACITY ((size_t)8)

static struct ll_json *new_value(struct ll_arena *arena, enum ll_json_type type)
{
    struct ll_json *value = LL_NEW(arena, struct ll_json);
    if (value != NULL) {
        value->type = type;
    }
    return value;
}

struct ll_json *ll_json_new_null(struct ll_arena *arena)
{
    return new_value(arena, LL_JSON_NULL);
}

struct ll_json *ll_json_new_bool(struct ll_arena *arena, bool value)
{
    return new_value(arena, value ? LL_JSON_TRUE : LL_JSON_FALSE);
}

struct ll_json *ll_json_new_integer(struct ll_arena *arena, int64_t value)
{
    LL_ASSERT(value >= -LL_JSON_INT_MAX && value <= LL_JSON_INT_MAX);
    struct ll_json *number = new_value(arena, LL_JSON_NUMBER);
    if (number != NULL) {
        number->is_integer = true;
        number->integer = value;
        number->number = (double)value;
    }
    return number;
}

struct ll_json *ll_json_new_string(struct ll_arena *arena, struct ll_str value)
{
    struct ll_json *string = new_value(arena, LL_JSON_STRING);
    if (string != NULL) {
        string->string = value;
    }
    return string;
}

struct ll_json *ll_json_new_cstr(struct ll_arena *arena, const char *value)
{
    return ll_json_new_string(arena, ll_str_from_cstr(value));
}

struct ll_json *ll_json_new_array(struct ll_arena *arena)
{
    return new_value(arena, LL_JSON_ARRAY);
}

struct ll_json *ll_json_new_object(struct ll_arena *arena)
{
    return new_value(arena, LL_JSON_OBJECT);
}

/* `old` with room for one more thing of `size` bytes, or NULL. A list that was read (capacity 0)
 * is copied at its first growth. */
static void *with_room(struct ll_arena *arena, struct ll_json *container, void *old, size_t size)
{
    size_t capacity = container->capacity;
    if (container->count < capacity) {
        return old;
    }
    size_t wanted = container->count < FIRST_CAPACITY ? FIRST_CAPACITY : container->count * 2;
    if (capacity != 0 && wanted <= SIZE_MAX / size &&
        ll_arena_extend(arena, old, capacity * size, wanted * size)) {
        container->capacity = wanted;
        return old;
    }
    void *items = ll_arena_alloc(arena, wanted, size);
    if (items == NULL) {
        container->broken = true;
        return NULL;
    }
    if (container->count != 0) {
        memcpy(items, old, container->count * size);
    }
    container->capacity = wanted;
    return items;
}

/* Is there something to put? If not, the container is broken from now on. */
static bool usable(struct ll_json *container, const struct ll_json *value)
{
    if (value == NULL) {
        container->broken = true;
        return false;
    }
    container->broken = container->broken || value->broken;
    return true;
}

void ll_json_append(struct ll_arena *arena, struct ll_json *array, struct ll_json *value)
{
    if (array == NULL) {
        return;
    }
    LL_ASSERT(array->type == LL_JSON_ARRAY);
    if (!usable(array, value)) {
        return;
    }
    struct ll_json *items = with_room(arena, array, array->items, sizeof(array->items[0]));
    if (items != NULL) {
        array->items = items;
        array->items[array->count++] = *value;
    }
}

void ll_json_set(struct ll_arena *arena, struct ll_json *object, const char *name,
                 struct ll_json *value)
{
    if (object == NULL) {
        return;
    }
    LL_ASSERT(object->type == LL_JSON_OBJECT);
    LL_ASSERT(ll_json_get(object, name) == NULL);
    if (!usable(object, value)) {
        return;
    }
    struct ll_json_member *members =
        with_room(arena, object, object->members, sizeof(object->members[0]));
    if (members != NULL) {
        object->members = members;
        object->members[object->count].name = ll_str_from_cstr(name);
        object->members[object->count].value = *value;
        object->count++;
    }
}

void ll_json_set_cstr(struct ll_arena *arena, struct ll_json *object, const char *name,
                      const char *value)
{
    ll_json_set(arena, object, name, ll_json_new_cstr(arena, value));
}

void ll_json_set_str(struct ll_arena *arena, struct ll_json *object, const char *name,
                     struct ll_str value)
{
    ll_json_set(arena, object, name, ll_json_new_string(arena, value));
}

void ll_json_set_integer(struct ll_arena *arena, struct ll_json *object, const char *name,
                         int64_t value)
{
    ll_json_set(arena, object, name, ll_json_new_integer(arena, value));
}

void ll_json_set_bool(struct ll_arena *arena, struct ll_json *object, const char *name, bool value)
{
    ll_json_set(arena, object, name, ll_json_new_bool(arena, value));
}

const struct ll_json *ll_json_get(const struct ll_json *object, const char *name)
{
    if (object == NULL || object->type != LL_JSON_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < object->count; i++) {
        if (ll_str_eq_cstr(object->members[i].name, name)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

struct ll_str ll_json_string(const struct ll_json *value)
{
    if (value == NULL || value->type != LL_JSON_STRING) {
        return LL_STR("");
    }
    return value->string;
}

struct ll_str ll_json_string_at(const struct ll_json *object, const char *name)
{
    return ll_json_string(ll_json_get(object, name));
}

int64_t ll_json_integer_at(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->is_integer ? value->integer : 0;
}

bool ll_json_true_at(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_TRUE;
}
