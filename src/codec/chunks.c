#include "codec/chunks.h"

#include <string.h>

#include "base/err.h"

#define FIRST_ROOM ((size_t)4)

/* ---- things ---- */

/* Make a list of chunks one longer; false without memory. */
static bool add_chunk(struct ll_arena *arena, char ***chunks, size_t *count, size_t *capacity,
                      size_t bytes)
{
    if (*count == *capacity) {
        size_t larger = *capacity == 0 ? FIRST_ROOM : *capacity * 2;
        char **copy = LL_NEW_ARRAY(arena, char *, larger);
        if (copy == NULL) {
            return false;
        }
        if (*count > 0) {
            memcpy(copy, *chunks, *count * sizeof(*copy));
        }
        *chunks = copy;
        *capacity = larger;
    }
    char *chunk = ll_arena_alloc(arena, bytes, 1);
    if (chunk == NULL) {
        return false;
    }
    (*chunks)[(*count)++] = chunk;
    return true;
}

void ll_chunks_init(struct ll_chunks *list, struct ll_arena *arena, size_t size)
{
    LL_ASSERT(size > 0 && size <= LL_CHUNK_BYTES);
    *list = (struct ll_chunks){.arena = arena, .size = size};
    while (size << (list->shift + 1) <= LL_CHUNK_BYTES) {
        list->shift++;
    }
}

/* The only chunk of a short list doubles, so that short lists are small. */
static bool grow_first(struct ll_chunks *list)
{
    size_t whole = (size_t)1 << list->shift;
    size_t room = list->room * 2 < whole ? list->room * 2 : whole;
    size_t bytes = list->room * list->size;
    if (!ll_arena_extend(list->arena, list->chunks[0], bytes, room * list->size)) {
        char *copy = ll_arena_alloc(list->arena, room, list->size);
        if (copy == NULL) {
            return false;
        }
        memcpy(copy, list->chunks[0], bytes);
        list->chunks[0] = copy;
    }
    list->room = room;
    return true;
}

static bool make_room(struct ll_chunks *list)
{
    size_t whole = (size_t)1 << list->shift;
    if (list->chunk_count == 1 && list->room < whole) {
        return grow_first(list);
    }
    size_t room = list->chunk_count > 0 || whole < FIRST_ROOM ? whole : FIRST_ROOM;
    if (!add_chunk(list->arena, &list->chunks, &list->chunk_count, &list->chunk_capacity,
                   room * list->size)) {
        return false;
    }
    list->room = room;
    return true;
}

void *ll_chunks_add(struct ll_chunks *list)
{
    size_t before = list->chunk_count == 0 ? 0 : (list->chunk_count - 1) << list->shift;
    if (list->count == UINT32_MAX || (list->count - before == list->room && !make_room(list))) {
        return NULL;
    }
    list->count++;
    return ll_chunks_at(list, list->count - 1);
}

void *ll_chunks_at(const struct ll_chunks *list, size_t i)
{
    size_t within = i & (((size_t)1 << list->shift) - 1);
    LL_ASSERT(i < list->count);
    return list->chunks[i >> list->shift] + within * list->size;
}

/* ---- texts ---- */

/* A name is the index of a chunk and the place within it where the text begins: its length in
 * groups of seven bits, then its bytes. A text longer than a chunk gets a chunk of its own. */
#define TEXT_SHIFT 14
#define TEXT_CHUNK_BYTES ((size_t)1 << TEXT_SHIFT)
#define FIRST_TEXT_BYTES ((size_t)1024)
#define TEXT_CHUNKS_MAX ((size_t)1 << (32 - TEXT_SHIFT))
#define LENGTH_BYTES_MAX ((size_t)10) /* of any size_t */

void ll_texts_init(struct ll_texts *texts, struct ll_arena *arena)
{
    *texts = (struct ll_texts){.arena = arena};
}

static size_t put_length(size_t len, char out[LENGTH_BYTES_MAX])
{
    size_t count = 0;
    while (len >= 0x80) {
        out[count++] = (char)(unsigned char)(0x80 | (len & 0x7f));
        len >>= 7;
    }
    out[count++] = (char)(unsigned char)len;
    return count;
}

static enum ll_status make_text_room(struct ll_texts *texts, size_t need, struct ll_err *reterr)
{
    /* The first byte of all is none's: so no text has the name 0. */
    size_t skip = texts->count == 0 ? 1 : 0;
    size_t usual = texts->count == 0 ? FIRST_TEXT_BYTES : TEXT_CHUNK_BYTES; /* most are short */
    size_t bytes = need + skip > usual ? need + skip : usual;
    if (texts->count == TEXT_CHUNKS_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "the texts of a file take more than 4 GiB: split it");
    }
    if (!add_chunk(texts->arena, &texts->chunks, &texts->count, &texts->capacity, bytes)) {
        return LL_FAIL(reterr, LL_ENOMEM, "no memory for the texts of a file");
    }
    texts->used = skip;
    texts->room = bytes;
    return LL_OK;
}

enum ll_status ll_texts_put(struct ll_texts *texts, struct ll_str text, uint32_t *ret_name,
                            struct ll_err *reterr)
{
    char length[LENGTH_BYTES_MAX];
    size_t length_bytes = put_length(text.len, length);
    if (text.len == 0) {
        *ret_name = 0;
        return LL_OK;
    }
    if (text.len > UINT32_MAX) {
        return LL_FAIL(reterr, LL_ELIMIT, "a text of %zu bytes is too long", text.len);
    }
    size_t need = length_bytes + text.len;
    /* Places behind a long text that was forgotten have no name. */
    if (need > texts->room - texts->used || texts->used >= TEXT_CHUNK_BYTES) {
        LL_TRY(make_text_room(texts, need, reterr));
    }
    char *at = texts->chunks[texts->count - 1] + texts->used;
    memcpy(at, length, length_bytes);
    memcpy(at + length_bytes, text.ptr, text.len);
    *ret_name = (uint32_t)((texts->count - 1) << TEXT_SHIFT | texts->used);
    texts->used += need;
    return LL_OK;
}

enum ll_status ll_texts_intern(struct ll_texts *texts, struct ll_str text, uint32_t *ret_name,
                               struct ll_err *reterr)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < text.len; i++) {
        hash = (hash ^ (unsigned char)text.ptr[i]) * 16777619U;
    }
    uint32_t *recent = &texts->recent[(hash ^ hash >> 16) % LL_TEXTS_RECENT];
    if (!ll_str_eq(ll_texts_get(texts, *recent), text)) {
        LL_TRY(ll_texts_put(texts, text, recent, reterr));
    }
    *ret_name = *recent;
    return LL_OK;
}

struct ll_str ll_texts_get(const struct ll_texts *texts, uint32_t name)
{
    if (name == 0) {
        return (struct ll_str){"", 0};
    }
    const char *at = texts->chunks[name >> TEXT_SHIFT] + (name & (TEXT_CHUNK_BYTES - 1));
    size_t len = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char c = (unsigned char)*at++;
        len |= (size_t)(c & 0x7f) << shift;
        if (c < 0x80) {
            return (struct ll_str){at, len};
        }
    }
}

void ll_texts_undo(struct ll_texts *texts, uint32_t name)
{
    if (name != 0) {
        LL_ASSERT(name >> TEXT_SHIFT == texts->count - 1);
        texts->used = name & (TEXT_CHUNK_BYTES - 1);
    }
}
