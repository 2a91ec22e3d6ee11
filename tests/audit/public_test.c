/*
 * What the public log gives away of a ledger in which everything happened: nothing but what
 * docs/log.md lists. Every value of every entry has a known shape at a known place, and nothing
 * that the store holds about clients, places, collectors, papers or people is anywhere in the
 * entries.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/full_ledger.h"
#include "audit/replay.h"
#include "proof/multikey.h"
#include "proof/tile.h"
#include "service/keys.h"
#include "service/log.h"
#include "store/q_log.h"

#define BYTES_MAX ((size_t)64 << 20)
#define FILES_MAX 64
#define WORDS_MAX 1000

/* ---- shapes ---- */
enum shape {
    WORD,      /* of a list that docs/events.md gives, or a device class */
    HEX16,     /* a random number of a lot or receipt */
    HEX32,     /* a digest, a commitment, a key */
    HEX64,     /* a signature */
    MONTH,     /* and no day */
    COUNTRY,   /* where scrap was collected */
    PROGRAMME, /* its id */
    KEY,       /* a plant's, as Multikey */
    COUNT,
    BOOLEAN,
    INSIDE, /* an object or list: what is in it counts */
};

/* What each member may hold, wherever it stands. */
static const struct {
    const char *name;
    enum shape shape;
} members[] = {
    {"body", INSIDE},
    {"kind", WORD},
    {"v", COUNT},
    {"part", COUNT},
    {"parts", COUNT},
    {"classes", INSIDE},
    {"demand_class", WORD},
    {"lot_classes", INSIDE},
    {"oldest_vintage", MONTH},
    {"programme_id", PROGRAMME},
    {"version", COUNT},
    {"public_key", HEX32},
    {"retired_key", HEX32},
    {"country", COUNTRY},
    {"lots", INSIDE},
    {"class_code", WORD},
    {"eligible", BOOLEAN},
    {"number", HEX16},
    {"units", COUNT},
    {"month", MONTH},
    {"lot", HEX16},
    {"signature", HEX64},
    {"statement", INSIDE},
    {"basis", WORD},
    {"declared", COUNT},
    {"collected_g", COUNT},
    {"drawn", COUNT},
    {"good", COUNT},
    {"rejected", COUNT},
    {"key", KEY},
    {"mass_g", COUNT},
    {"receipt", HEX16},
    {"type", WORD},
    {"fact", WORD},
    {"rows", INSIDE},
    {"rule_version", COUNT},
    {"released", INSIDE},
    {"cited", INSIDE},
    {"dropped", INSIDE},
    {"reissued_from", INSIDE},
    {"replaces", HEX32},
    {"raises", HEX32},
    {"revision", COUNT},
    {"stage", WORD},
    {"status", WORD},
    {"grams_per_device", COUNT},
    {"measure", WORD},
};

static bool is_hex(struct ll_str text, size_t bytes)
{
    uint8_t ignored[64];
    return text.len == 2 * bytes && ll_hex_decode(text, ignored) == LL_OK;
}

static const struct ll_json *device_classes; /* codes of those that are defined */

static bool is_class(struct ll_str text)
{
    for (size_t i = 0; i < device_classes->count; i++) {
        if (ll_str_eq(text, ll_text_at(&device_classes->items[i], "class_code"))) {
            return true;
        }
    }
    return false;
}

/* "reason" is a word of the program for a raise; of a plant's statement it is the plant's own. */
static bool is_word(struct ll_str text)
{
    static const char *const words[] = {
        "counted",
        "sampled",
        "weighed",
        "lose",
        "divert",
        "return",
        "seize",
        "accepted",
        "shipped",
        "received",
        "dismantled",
        "recycled",
        "live",
        "under-review",
        "revoked",
        "superseded",
        "progress",
        "restatement",
        "loopledger receipt v1",
        "plant_key_registered",
        "signing_key_changed",
        "programme_defined",
        "collection_received",
        "lot_excluded",
        "lot_admitted",
        "units_removed",
        "receipt_recorded",
        "allocation_run",
        "allocation_released",
        "certificate_stated",
        "certificate_put_under_review",
        "certificate_raised",
        "certificate_revoked",
        "certificate_superseded",
        "units_reclassified",
        "units_found",
        "grams",
        "wet",
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (ll_str_eq_cstr(text, words[i])) {
            return true;
        }
    }
    return is_class(text);
}

static bool has_shape(const struct ll_json *value, enum shape shape)
{
    struct ll_str text = ll_json_string(value);
    struct ll_month month;
    switch (shape) {
    case WORD:
        return is_word(text);
    case HEX16:
        return is_hex(text, 16);
    case HEX32:
        return is_hex(text, 32);
    case HEX64:
        return is_hex(text, 64);
    case MONTH:
        return text.len == 7 && ll_month_parse(text, &month, NULL) == LL_OK;
    case COUNTRY:
        return text.len == 2;
    case PROGRAMME:
        return text.len == 30 && ll_str_starts(text, LL_STR("prg_"));
    case KEY:
        return text.len == 48 && ll_str_starts(text, LL_STR("z6Mk"));
    case COUNT:
        return value->type == LL_JSON_NUMBER && value->is_integer && value->integer >= 0;
    case BOOLEAN:
        return value->type == LL_JSON_TRUE || value->type == LL_JSON_FALSE;
    case INSIDE:
        return value->type == LL_JSON_OBJECT || value->type == LL_JSON_ARRAY;
    }
    return false;
}

static void check_value(const struct ll_json *value);

static void check_member(const struct ll_json_member *member)
{
    bool is_body = ll_str_eq_cstr(member->name, "body") && member->value.type == LL_JSON_STRING;
    if (is_body || ll_str_eq_cstr(member->name, "reason")) {
        assert_true(is_body ? is_hex(member->value.string, 32) : is_word(member->value.string));
        return;
    }
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (ll_str_eq_cstr(member->name, members[i].name)) {
            if (!has_shape(&member->value, members[i].shape)) {
                fail_msg("'%.*s' holds what it must not", LL_STR_ARG(member->name));
            }
            check_value(&member->value);
            return;
        }
    }
    fail_msg("an entry has the member '%.*s'", LL_STR_ARG(member->name));
}

/* In lists: rows of lot number, counts and a commitment; digests; words; objects. */
static void check_value(const struct ll_json *value)
{
    for (size_t i = 0; value->type == LL_JSON_OBJECT && i < value->count; i++) {
        check_member(&value->members[i]);
    }
    for (size_t i = 0; value->type == LL_JSON_ARRAY && i < value->count; i++) {
        const struct ll_json *item = &value->items[i];
        assert_true(has_shape(item, COUNT) || has_shape(item, HEX16) || has_shape(item, HEX32) ||
                    has_shape(item, WORD) || has_shape(item, INSIDE));
        check_value(item);
    }
}

/* ---- what the store holds ---- */
struct words {
    struct ll_arena *arena;
    struct ll_str words[WORDS_MAX];
    size_t count;
};

/* Tables whose texts are nobody's business. Codes of classes and reasons that a plant gives, and
 * currencies, are no secrets. */
static bool is_secret_table(struct ll_str line)
{
    static const char *const tables[] = {
        "table annex",      "table organisation",  "table facility",  "table order_line",
        "table document",   "table package",       "table shipment",  "table certificate",
        "table collection", "table certification", "table case_file", "table demand_slice",
        "table licence",
    };
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        if (ll_str_eq_cstr(line, tables[i])) {
            return true;
        }
    }
    return false;
}

static void add_word(struct words *words, struct ll_str word)
{
    static const char *const fine[] = {"order", "credit_note"};
    bool known = word.len < 4 || is_class(word);
    for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
        known = known || ll_str_eq_cstr(word, fine[i]);
    }
    for (size_t i = 0; i < words->count; i++) {
        known = known || ll_str_eq(words->words[i], word);
    }
    if (!known) {
        assert_true(words->count < WORDS_MAX);
        words->words[words->count++] = ll_str_copy(words->arena, word);
    }
}

/* Every text in quotes, and every id and digest, of a row; of a certificate the digest of its body
 * is what the log commits to. */
static void add_row(struct words *words, struct ll_str line, bool with_bytes)
{
    for (size_t i = 0; i + 1 < line.len; i++) {
        bool quoted = line.ptr[i] == '=' && line.ptr[i + 1] == '"';
        bool bytes = with_bytes && line.ptr[i] == '=' && line.ptr[i + 1] == 'x';
        if (!quoted && !bytes) {
            continue;
        }
        struct ll_str rest = ll_str_sub(line, i + 2, line.len);
        size_t end = ll_str_find_char(rest, quoted ? '"' : ' ');
        add_word(words, ll_str_sub(rest, 0, end));
        i += end;
    }
}

static bool keep_text(void *ctx, struct ll_str piece)
{
    ll_strbuf_str(ctx, piece);
    return true;
}

static void collect(struct ll_ledger *l, struct words *words)
{
    struct ll_strbuf buf;
    struct ll_str rest;
    bool secret = false;
    bool with_bytes = false;
    ll_strbuf_init(&buf, words->arena, BYTES_MAX);
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_store_dump(l->ctx.store, l->ctx.arena, false, keep_text, &buf, &l->err),
                     LL_OK);
    ll_store_rollback(l->ctx.store);
    assert_int_equal(ll_strbuf_finish(&buf, &rest, &l->err), LL_OK);
    while (rest.len > 0) {
        size_t end = ll_str_find_char(rest, '\n');
        struct ll_str line = ll_str_sub(rest, 0, end);
        if (ll_str_starts(line, LL_STR("table "))) {
            secret = is_secret_table(line);
            with_bytes = !ll_str_eq_cstr(line, "table certificate");
        } else if (secret) {
            add_row(words, line, with_bytes);
        }
        rest = ll_str_sub(rest, end + 1, rest.len);
    }
}

/* ---- the log ---- */
struct file {
    char path[LL_TILE_PATH_MAX];
    struct ll_str bytes;
};
struct files {
    struct ll_arena *arena;
    struct file files[FILES_MAX];
    size_t count;
};

static struct file *find_file(struct files *files, const char *path)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->files[i].path, path) == 0) {
            return &files->files[i];
        }
    }
    return NULL;
}

static bool has_file(void *ctx, const char *path)
{
    return find_file(ctx, path) != NULL;
}

static enum ll_status put_file(void *ctx, const char *path, struct ll_str bytes,
                               struct ll_err *reterr)
{
    struct files *files = ctx;
    struct file *file = &files->files[files->count++];
    (void)reterr;
    assert_true(files->count <= FILES_MAX);
    (void)snprintf(file->path, sizeof(file->path), "%s", path);
    file->bytes = ll_str_copy(files->arena, bytes);
    return LL_OK;
}

static enum ll_status read_file(void *ctx, struct ll_arena *arena, const char *path,
                                size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct file *file = find_file(ctx, path);
    if (file == NULL) {
        return LL_FAIL(reterr, LL_ENOTFOUND, "no %s", path);
    }
    assert_true(file->bytes.len <= max_bytes);
    *ret_bytes = ll_str_copy(arena, file->bytes);
    return LL_OK;
}

static enum ll_status no_checkpoint(void *ctx, struct ll_str *ret_note, struct ll_err *reterr)
{
    (void)ctx;
    (void)ret_note;
    return LL_FAIL(reterr, LL_ENOTFOUND, "none");
}

static void check_entries(struct ll_ledger *l, const struct words *words, int64_t size)
{
    struct ll_q_log_entry_range_in in = {1, 0, size};
    struct ll_q_log_entry_range_row row;
    struct ll_store_cursor *cursor = NULL;
    int64_t seen = 0;
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_q_log_entry_range_open(l->ctx.store, l->ctx.arena, &in, &cursor, &l->err),
                     LL_OK);
    while (ll_q_log_entry_range_next(cursor, &row, &l->err) == LL_OK) {
        struct ll_json *entry = NULL;
        assert_int_equal(ll_json_read(l->ctx.arena, row.entry, BYTES_MAX, &entry, &l->err), LL_OK);
        check_value(entry);
        for (size_t i = 0; i < words->count; i++) {
            if (ll_str_find(row.entry, words->words[i], true) != SIZE_MAX) {
                fail_msg("an entry holds '%.*s': %.*s", LL_STR_ARG(words->words[i]),
                         LL_STR_ARG(row.entry));
            }
        }
        seen++;
    }
    ll_store_query_close(cursor);
    ll_store_rollback(l->ctx.store);
    assert_int_equal(seen, size);
}

static void change_key(struct ll_ledger *l)
{
    struct ll_sign_key key;
    char multikey[LL_MULTIKEY_PUBLIC_SIZE];
    assert_int_equal(ll_store_begin(l->ctx.store, LL_STORE_READ, &l->err), LL_OK);
    assert_int_equal(ll_keys_signing(&l->ctx, &key, &l->err), LL_OK);
    ll_store_rollback(l->ctx.store);
    ll_multikey_public_format(&key.public_key, multikey);
    (void)ll_call(l, "key change", ll_option(l, "retire", ll_str_from_cstr(multikey)), NULL);
}

static void nothing_is_given_away(void **state)
{
    struct ll_ledger *l = ll_ledger_of(state);
    struct words *words = LL_NEW(&l->fixture.arena, struct words);
    struct files *files = LL_NEW(&l->fixture.arena, struct files);
    struct ll_log_files sink = {has_file, put_file, no_checkpoint, files};
    struct ll_log_exported exported;
    struct ll_replay_report *report = NULL;
    struct ll_replay_files source = {read_file, files};
    struct ll_note_key key;
    struct ll_replay_trust trust = {.key = &key, .last = LL_STR("")};
    struct ll_proof_crypto functions = ll_crypto_for_proof(l->ctx.crypto);
    ll_make_full_ledger(l);
    const struct ll_json *lost = ll_receive(l, "r-lost", "smartphone_nb:10:1.5kg:removed");
    (void)ll_call(l, "units lose", ll_option(l, "lot", ll_text_at(lost, "lots.0.lot_id")), "from=2",
                  "to=5", "reason=stolen-from-store", NULL);
    change_key(l);
    change_key(l);
    int64_t size = ll_number_at(ll_call(l, "log sequence", NULL), "size");
    assert_true(size > 20);
    device_classes = ll_at(ll_call(l, "class list", "limit=1000", NULL), "items");
    words->arena = &l->fixture.arena;
    collect(l, words);
    assert_true(words->count > 100);
    check_entries(l, words, size);

    files->arena = &l->fixture.arena;
    assert_int_equal(ll_log_export(&l->ctx, &sink, &exported, &l->err), LL_OK);
    struct ll_str key_text = ll_text_at(ll_call(l, "log show", NULL), "key");
    assert_int_equal(ll_note_key_parse(&functions, key_text, &key, NULL), LL_OK);
    assert_int_equal(
        ll_replay_run(&l->fixture.arena, l->ctx.crypto, &source, &trust, &report, &l->err), LL_OK);
    for (size_t i = 0; i < report->kept; i++) {
        print_error("finding %d at entry %lld\n", (int)report->findings[i].code,
                    (long long)report->findings[i].entry);
    }
    assert_int_equal(report->finding_count, 0);
    for (size_t i = 0; i < LL_REPLAY_COUNT_COUNT; i++) {
        if (report->counts[i] == 0) {
            fail_msg("nothing was there to be followed of count %zu", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_given_away, ll_ledger_start, ll_full_ledger_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
