/* What a replay knows so far. Not for others than replay*.c. */
#ifndef LL_AUDIT_REPLAY_MODEL_H
#define LL_AUDIT_REPLAY_MODEL_H

#include "audit/replay.h"

#define LL_REPLAY_KEY_MAX 32

/* From at most 32 bytes to a number. Doubles when it is half full. Who writes a log chooses the
 * keys: places come from a seed that is known only when the log is done, its root. */
struct ll_replay_map {
    struct ll_replay_map_row {
        uint8_t key[LL_REPLAY_KEY_MAX];
        bool used;
        size_t value;
    } * rows;
    size_t capacity; /* a power of two */
    size_t count;
    uint64_t seed;
};

#define LL_REPLAY_NONE SIZE_MAX

/* Neighbours of a lot's line that are equal in everything are one. */
struct ll_replay_segment {
    int64_t lo;
    int64_t hi;
    size_t certificate; /* that cites it, or LL_REPLAY_NONE */
    bool allocated;
    bool gone;
    bool reclassified;
    bool refused; /* its class was found to be one that the programme does not take */
};

struct ll_replay_lot {
    int64_t units;
    size_t programme;
    bool eligible;
    bool taken;                         /* the programme's rules take its class and month */
    bool grams;                         /* nobody counted: each gram is a unit */
    struct ll_replay_segment *segments; /* [count]: the whole line, in order */
    size_t count;
    size_t capacity;
};

struct ll_replay_span {
    size_t lot;
    int64_t lo;
    int64_t hi;
};

enum ll_replay_state {
    LL_REPLAY_LIVE,
    LL_REPLAY_UNDER_REVIEW,
    LL_REPLAY_REVOKED,
    LL_REPLAY_SUPERSEDED,
};

struct ll_replay_certificate {
    enum ll_replay_state state;
    uint8_t body[LL_DIGEST_SIZE]; /* of the latest revision */
    int stage;                    /* rank: 3 is received */
    int64_t revision;
    struct ll_replay_span *cited; /* [count], while live or under review; then what was left */
    size_t count;
    int64_t units;
    int64_t pieces; /* of these, of lots that were counted */
};

/* A class of scrap that serves demand in pieces or in grams. */
struct ll_replay_class {
    struct ll_str code;
    bool grams;
};

struct ll_replay_programme {
    struct ll_str oldest;            /* month */
    struct ll_replay_class *classes; /* [count]: what lots may be of */
    size_t count;
};

/* A list in the arena that doubles. */
struct ll_replay_list {
    void *items;
    size_t count;
    size_t capacity;
};

struct ll_replay {
    struct ll_arena *arena;   /* of the model */
    struct ll_arena *scratch; /* of one event */
    struct ll_proof_crypto crypto;
    struct ll_replay_report *report;
    enum ll_status status; /* LL_ENOMEM, latched */
    int64_t entry;         /* the one under way: the first of its event */

    struct ll_replay_map programme_ids;
    struct ll_replay_map lot_numbers;
    struct ll_replay_map plant_keys;
    struct ll_replay_map signing_keys;
    struct ll_public_key signing_key; /* the one in use, once it was ever changed */
    bool has_signing_key;
    struct ll_replay_map receipts;
    struct ll_replay_map bodies; /* digests of certificates' bodies, every revision's */
    struct ll_replay_list programmes;
    struct ll_replay_list lots;
    struct ll_replay_list certificates;
    size_t superseded; /* whose place the next event must take, or LL_REPLAY_NONE */
};

void ll_replay_find(struct ll_replay *r, enum ll_replay_code code);

/* ---- maps and lists ---- */
size_t ll_replay_map_get(const struct ll_replay_map *map, const uint8_t *key, size_t size);
/* False when it is there already. Latches LL_ENOMEM. */
bool ll_replay_map_put(struct ll_replay *r, struct ll_replay_map *map, const uint8_t *key,
                       size_t size, size_t value);
/* A new zeroed last item; NULL and latched when there is no memory. */
void *ll_replay_add(struct ll_replay *r, struct ll_replay_list *list, size_t size);

/* ---- lines ---- */
bool ll_replay_line(struct ll_replay *r, struct ll_replay_lot *lot);
/* Cut so that whole segments make up [lo, hi), within the lot: *ret_first of *ret_count. False when
 * there is no memory. */
bool ll_replay_cut(struct ll_replay *r, struct ll_replay_lot *lot, int64_t lo, int64_t hi,
                   size_t *ret_first, size_t *ret_count);
/* Join equal neighbours about the segments that were cut. */
void ll_replay_join(struct ll_replay_lot *lot, size_t first, size_t count);

static inline struct ll_replay_lot *ll_replay_lot_at(struct ll_replay *r, size_t index)
{
    return &((struct ll_replay_lot *)r->lots.items)[index];
}

static inline struct ll_replay_certificate *ll_replay_certificate_at(struct ll_replay *r,
                                                                     size_t index)
{
    return &((struct ll_replay_certificate *)r->certificates.items)[index];
}

/* ---- values ---- */
struct ll_str ll_replay_text(const struct ll_json *object, const char *name);
/* Exactly so many bytes, in lower case. */
bool ll_replay_hex(struct ll_str text, uint8_t *ret_bytes, size_t size);
bool ll_replay_number(const struct ll_json *value, int64_t *ret_number);
/* The list, or an empty one. */
const struct ll_json *ll_replay_list_in(const struct ll_json *object, const char *name);
/* Its place among the words, from 1; 0: none of them. */
int ll_replay_word(struct ll_str text, const char *const *words, size_t count);
#define LL_REPLAY_WORD(text, words)                                                                \
    ll_replay_word((text), (words), sizeof(words) / sizeof((words)[0]))
/* A code as the ledger has them. */
bool ll_replay_is_code(const struct ll_json *value);
/* Exactly these members, parted by blanks; one that ends with '?' may be missing, and behind ':' is
 * what it must be: c a code, l a list, m a month, n a number, y a country; else the caller looks.
 */
bool ll_replay_has_members(const struct ll_json *object, const char *names);
/* Rows that are in order; of the others there are findings. In `arena`. */
struct ll_replay_span *ll_replay_rows(struct ll_replay *r, struct ll_arena *arena,
                                      const struct ll_json *list, bool committed,
                                      size_t *ret_count);

/* ---- segments ---- */
/* What is done with each segment of a span; the finding that it makes, or LL_REPLAY_CODE_COUNT. One
 * of a kind a span is enough. */
typedef enum ll_replay_code ll_replay_change_fn(struct ll_replay *r, struct ll_replay_lot *lot,
                                                struct ll_replay_segment *segment,
                                                size_t certificate);
#define LL_REPLAY_FINE LL_REPLAY_CODE_COUNT

/* Do it with whole segments that make up the spans, and join them. */
void ll_replay_change_all(struct ll_replay *r, const struct ll_replay_span *spans, size_t count,
                          ll_replay_change_fn *fn, size_t certificate);
/* It serves nobody, and nothing cites it. */
void ll_replay_free(struct ll_replay *r, const struct ll_replay_lot *lot,
                    struct ll_replay_segment *segment);
/* Add to a count of units, or for a lot in grams to that of grams beside it. */
void ll_replay_count(struct ll_replay *r, const struct ll_replay_lot *lot, enum ll_replay_count of,
                     int64_t units);

/* ---- events about certificates (replay_certificate.c) ---- */
void ll_replay_apply_stated(struct ll_replay *r, const struct ll_json *body);
void ll_replay_apply_review(struct ll_replay *r, const struct ll_json *body);
void ll_replay_apply_raised(struct ll_replay *r, const struct ll_json *body);
void ll_replay_apply_revoked(struct ll_replay *r, const struct ll_json *body);
void ll_replay_apply_superseded(struct ll_replay *r, const struct ll_json *body);

/* ---- events ---- */
/* One whole event. */
void ll_replay_apply(struct ll_replay *r, struct ll_str kind, const struct ll_json *body);
/* After the last. */
void ll_replay_end(struct ll_replay *r);

#endif
