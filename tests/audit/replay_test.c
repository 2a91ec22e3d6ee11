/* Replaying a public log: small logs, each with what it breaks; and their files bent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audit/replay.h"
#include "proof/multikey.h"
#include "proof/tile.h"

#define ENTRIES_MAX 300
#define FILES_MAX 16
#define BYTES_MAX ((size_t)1 << 22)

/* Lots by their public numbers, bodies by their digests. */
#define A "\"000000000000000000000000000000aa\""
#define B "\"000000000000000000000000000000bb\""
#define X "\"000000000000000000000000000000ff\""
#define D "0000000000000000000000000000000000000000000000000000000000000"
#define D1 "\"" D "0d1\""
#define D2 "\"" D "0d2\""
#define D3 "\"" D "0d3\""
#define CM ",\"" D "0cc\"]"
#define PROGRAMME(id)                                                                              \
    "{\"body\":{\"classes\":[{\"demand_class\":\"smartphone\",\"lot_classes\":[\"smartphone\"]}]," \
    "\"oldest_vintage\":\"2024-01\",\"programme_id\":\"" id                                        \
    "\",\"version\":1},\"kind\":\"programme_defined\",\"v\":1}"
#define LOT(number, units)                                                                         \
    "{\"class_code\":\"smartphone\",\"eligible\":true,\"number\":" number ",\"units\":" units "}"
#define COLLECTION(lots, month)                                                                    \
    "{\"body\":{\"country\":\"GH\",\"lots\":[" lots "],\"month\":\"" month                         \
    "\",\"programme_id\":\"prg_a\"},\"kind\":\"collection_received\",\"v\":1}"
#define FOUND(lot)                                                                                 \
    "{\"body\":{\"class_code\":\"smartphone\",\"country\":\"GH\",\"month\":\"2026-04\","           \
    "\"number\":" lot ",\"programme_id\":\"prg_a\",\"units\":5},\"kind\":\"units_found\",\"v\":1}"
#define RUN(programme, rows)                                                                       \
    "{\"body\":{\"programme_id\":\"" programme "\",\"rows\":[" rows                                \
    "],\"rule_version\":1},\"kind\":\"allocation_run\",\"v\":1}"
#define RELEASED(rows)                                                                             \
    "{\"body\":{\"released\":[" rows "]},\"kind\":\"allocation_released\",\"v\":1}"
#define REMOVED(rows)                                                                              \
    "{\"body\":{\"fact\":\"lose\",\"rows\":[" rows "]},\"kind\":\"units_removed\",\"v\":1}"
#define RECLASSIFIED(code, rows)                                                                   \
    "{\"body\":{\"class_code\":\"" code "\",\"rows\":[" rows                                       \
    "]},\"kind\":\"units_reclassified\",\"v\":1}"
#define EXCLUDED(lot) "{\"body\":{\"lot\":" lot "},\"kind\":\"lot_excluded\",\"v\":1}"
#define ADMITTED(lot) "{\"body\":{\"lot\":" lot "},\"kind\":\"lot_admitted\",\"v\":1}"
#define STATED(digest, rows, more, stage)                                                          \
    "{\"body\":{\"body\":" digest ",\"cited\":[" rows "]," more                                    \
    "\"revision\":1,\"stage\":\"" stage                                                            \
    "\",\"status\":\"live\"},\"kind\":\"certificate_stated\",\"v\":1}"
#define RAISED(digest, rows, dropped, before, reason, revision, stage)                             \
    "{\"body\":{\"body\":" digest ",\"cited\":[" rows "],\"dropped\":[" dropped                    \
    "],\"raises\":" before ",\"reason\":\"" reason "\",\"revision\":" revision                     \
    ",\"stage\":\"" stage "\",\"status\":\"live\"},\"kind\":\"certificate_raised\",\"v\":1}"
#define REVIEW(digest)                                                                             \
    "{\"body\":{\"body\":" digest                                                                  \
    ",\"status\":\"under-review\"},\"kind\":\"certificate_put_under_review\",\"v\":1}"
#define ENDED(digest, rows, status)                                                                \
    "{\"body\":{\"body\":" digest ",\"released\":[" rows "],\"status\":\"" status                  \
    "\"},\"kind\":\"certificate_" status "\",\"v\":1}"
#define KEY_CHANGED(retired, next)                                                                 \
    "{\"body\":{\"public_key\":" next ",\"retired_key\":" retired                                  \
    "},\"kind\":\"signing_key_changed\",\"v\":1}"
#define RECEIPT "receipt" /* signed when it is built */
#define FORGED "forged"

static struct ll_arena arena;
static struct ll_crypto *crypto;
static struct ll_sign_key log_secret;
static struct ll_sign_key plant_secret;
static struct ll_note_key log_key;

/* What every log here begins with: 80 units signed for, 40 of the 70 allocated ones cited. */
static const char *const story[] = {
    "plant",
    PROGRAMME("prg_a"),
    COLLECTION(LOT(A, "100") "," LOT(B, "50"), "2026-03"),
    RUN("prg_a", "[" A ",0,60" CM ",[" B ",0,10" CM),
    RECEIPT,
    STATED(D1, "[" A ",0,40]", "", "received"),
};
#define STORY (sizeof(story) / sizeof(story[0]))

/* ---- building a log ---- */
struct file {
    char path[LL_TILE_PATH_MAX];
    struct ll_str bytes;
};
struct log {
    struct ll_str entries[ENTRIES_MAX];
    size_t count;
    struct file files[FILES_MAX];
    size_t file_count;
};

static struct ll_str finish(struct ll_strbuf *out)
{
    struct ll_str text;
    assert_int_equal(ll_strbuf_finish(out, &text, NULL), LL_OK);
    return text;
}

static struct ll_str plant_entry(void)
{
    struct ll_strbuf out;
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_cstr(&out, "{\"body\":{\"public_key\":\"");
    ll_strbuf_hex(&out, plant_secret.public_key.b, 32);
    ll_strbuf_cstr(&out, "\"},\"kind\":\"plant_key_registered\",\"v\":1}");
    return finish(&out);
}

static struct ll_str receipt_entry(bool forged)
{
    char key[LL_MULTIKEY_PUBLIC_SIZE];
    struct ll_strbuf statement;
    struct ll_strbuf out;
    struct ll_signature signature;
    ll_multikey_public_format(&plant_secret.public_key, key);
    ll_strbuf_init(&statement, &arena, BYTES_MAX);
    ll_strbuf_fmt(&statement,
                  "{\"basis\":\"counted\",\"declared\":80,\"key\":\"%s\",\"mass_g\":8000,"
                  "\"month\":\"2026-04\",\"receipt\":\"%032x\",\"type\":\"loopledger receipt "
                  "v1\",\"units\":80}",
                  key, forged ? 2U : 1U);
    struct ll_str text = finish(&statement);
    ll_sign(forged ? &log_secret : &plant_secret, text, &signature);
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_strbuf_cstr(&out, "{\"body\":{\"signature\":\"");
    ll_strbuf_hex(&out, signature.b, sizeof(signature.b));
    ll_strbuf_cstr(&out, "\",\"statement\":");
    ll_strbuf_str(&out, text);
    ll_strbuf_cstr(&out, "},\"kind\":\"receipt_recorded\",\"v\":1}");
    return finish(&out);
}

static void add(struct log *log, const char *entry)
{
    struct ll_str text = ll_str_from_cstr(entry);
    assert_true(log->count < ENTRIES_MAX);
    if (strcmp(entry, "plant") == 0) {
        text = plant_entry();
    } else if (strcmp(entry, RECEIPT) == 0 || strcmp(entry, FORGED) == 0) {
        text = receipt_entry(strcmp(entry, FORGED) == 0);
    }
    log->entries[log->count++] = text;
}

static struct log *begin(void)
{
    struct log *log = LL_NEW(&arena, struct log);
    assert_non_null(log);
    for (size_t i = 0; i < STORY; i++) {
        add(log, story[i]);
    }
    return log;
}

static void put_file(struct log *log, const struct ll_tile *tile, struct ll_str bytes)
{
    struct file *file = &log->files[log->file_count++];
    assert_true(log->file_count <= FILES_MAX);
    (void)ll_tile_path(tile, file->path);
    file->bytes = ll_str_copy(&arena, bytes);
}

static enum ll_status put_tile(void *ctx, const struct ll_tile *tile,
                               const struct ll_tree_hash hashes[LL_TILE_WIDTH],
                               const struct ll_tree_hash *root, struct ll_err *reterr)
{
    (void)root;
    (void)reterr;
    put_file(ctx, tile, (struct ll_str){(const char *)hashes->b, LL_TILE_BYTES});
    return LL_OK;
}

static void put_checkpoint(struct log *log, const struct ll_tree_hash *root)
{
    struct ll_checkpoint checkpoint = {log_key.name, (int64_t)log->count, *root, LL_STR("")};
    struct ll_strbuf out;
    struct ll_signature signature;
    struct file *file = &log->files[log->file_count++];
    ll_strbuf_init(&out, &arena, BYTES_MAX);
    ll_checkpoint_put(&out, &checkpoint);
    ll_sign(&log_secret, finish(&out), &signature);
    ll_strbuf_char(&out, '\n');
    ll_note_put_signature(&out, &log_key, 0, &signature);
    (void)snprintf(file->path, sizeof(file->path), "checkpoint");
    file->bytes = finish(&out);
}

static void publish(struct log *log)
{
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    struct ll_tile_edge *edge = LL_NEW(&arena, struct ll_tile_edge);
    struct ll_tile_sink sink = {put_tile, log};
    struct ll_tree_hash root;
    struct ll_strbuf bundle;
    ll_tile_edge_init(edge);
    ll_strbuf_init(&bundle, &arena, BYTES_MAX);
    for (size_t i = 0; i < log->count; i++) {
        struct ll_tree_hash leaf;
        ll_tree_leaf(&functions, log->entries[i], &leaf);
        assert_int_equal(ll_tile_edge_append(&functions, edge, &leaf, &sink, NULL), LL_OK);
        ll_bundle_put(&bundle, log->entries[i]);
        if ((i + 1) % LL_TILE_WIDTH == 0 || i + 1 == log->count) {
            struct ll_tile tile = {LL_TILE_ENTRIES, (int64_t)i / LL_TILE_WIDTH,
                                   (int)(i % LL_TILE_WIDTH) + 1};
            put_file(log, &tile, finish(&bundle));
            ll_strbuf_init(&bundle, &arena, BYTES_MAX);
        }
    }
    for (int level = 0; level < LL_TILE_LEVELS; level++) {
        struct ll_tile tile = {level, ll_tile_hashes(level, edge->size) / LL_TILE_WIDTH,
                               edge->width[level]};
        if (tile.width > 0) {
            put_file(log, &tile,
                     (struct ll_str){(const char *)edge->hashes[level][0].b,
                                     (size_t)tile.width * LL_DIGEST_SIZE});
        }
    }
    ll_tile_edge_root(&functions, edge, &root);
    put_checkpoint(log, &root);
}

static enum ll_status read_file(void *ctx, struct ll_arena *into, const char *path,
                                size_t max_bytes, struct ll_str *ret_bytes, struct ll_err *reterr)
{
    struct log *log = ctx;
    for (size_t i = 0; i < log->file_count; i++) {
        if (strcmp(log->files[i].path, path) == 0) {
            assert_true(log->files[i].bytes.len <= max_bytes);
            *ret_bytes = ll_str_copy(into, log->files[i].bytes);
            return ret_bytes->ptr == NULL ? LL_FAIL(reterr, LL_ENOMEM, "no memory") : LL_OK;
        }
    }
    return LL_FAIL(reterr, LL_ENOTFOUND, "no %s", path);
}

static enum ll_status replay(struct log *log, struct ll_replay_report **ret_report)
{
    struct ll_replay_files files = {read_file, log};
    struct ll_replay_trust trust = {.key = &log_key, .last = LL_STR("")};
    return ll_replay_run(&arena, crypto, &files, &trust, ret_report, NULL);
}

static struct ll_replay_report *replay_of(struct log *log)
{
    struct ll_replay_report *report = NULL;
    publish(log);
    assert_int_equal(replay(log, &report), LL_OK);
    return report;
}

/* ---- what breaks ---- */
#define MORE 6
struct broken {
    enum ll_replay_code code; /* the only one that is found */
    const char *entries[MORE];
    enum ll_replay_code also; /* but for this one, where it is another's consequence */
};
static const struct broken cases[] = {
    {.code = LL_REPLAY_OVERLAP, .entries = {RUN("prg_a", "[" A ",59,61" CM)}},
    {.code = LL_REPLAY_OVERLAP, .entries = {RUN("prg_a", "[" A ",70,80" CM ",[" A ",79,90" CM)}},
    {.code = LL_REPLAY_GONE,
     .entries = {REMOVED("[" A ",90,100]"), RUN("prg_a", "[" A ",95,96" CM)}},
    {.code = LL_REPLAY_GONE, .entries = {REMOVED("[" A ",90,100]"), REMOVED("[" A ",80,91]")}},
    {.code = LL_REPLAY_OUTSIDE, .entries = {RUN("prg_a", "[" A ",90,101" CM)}},
    {.code = LL_REPLAY_OUTSIDE, .entries = {RELEASED("[" A ",50,50]")}},
    {.code = LL_REPLAY_UNKNOWN, .entries = {RUN("prg_a", "[" X ",0,1" CM)}},
    {.code = LL_REPLAY_UNKNOWN, .entries = {RUN("prg_b", "[" A ",90,91" CM)}},
    {.code = LL_REPLAY_UNKNOWN, .entries = {REVIEW(D3)}},
    {.code = LL_REPLAY_PROGRAMME, .entries = {PROGRAMME("prg_b"), RUN("prg_b", "[" A ",90,91" CM)}},
    {.code = LL_REPLAY_PROGRAMME, .entries = {COLLECTION(LOT(X, "5"), "2023-12")}},
    {.code = LL_REPLAY_ELIGIBLE,
     .entries = {RELEASED("[" B ",0,10]"), EXCLUDED(B), RUN("prg_a", "[" B ",20,21" CM)}},
    {.code = LL_REPLAY_ELIGIBLE, .entries = {RELEASED("[" B ",0,10]"), EXCLUDED(B), EXCLUDED(B)}},
    {.code = LL_REPLAY_ELIGIBLE, .entries = {ADMITTED(B)}},
    {.code = LL_REPLAY_STRANDED, .entries = {EXCLUDED(B)}},
    {.code = LL_REPLAY_STRANDED, .entries = {REMOVED("[" A ",50,61]")}},
    {.code = LL_REPLAY_RELEASE, .entries = {RELEASED("[" A ",60,61]")}},
    {.code = LL_REPLAY_RELEASE, .entries = {RELEASED("[" A ",39,41]")}}, /* 39 is cited */
    {.code = LL_REPLAY_CITED, .entries = {STATED(D2, "[" A ",55,61]", "", "accepted")}},
    {.code = LL_REPLAY_CITED_TWICE, .entries = {STATED(D2, "[" A ",30,45]", "", "accepted")}},
    {.code = LL_REPLAY_CITED_TWICE,
     .entries = {STATED(D2, "[" A ",40,45],[" A ",44,46]", "", "accepted")}},
    {.code = LL_REPLAY_FINAL,
     .entries = {RUN("prg_a", "[" A ",60,100" CM), STATED(D2, "[" A ",40,81]", "", "received")}},
    {.code = LL_REPLAY_TWICE, .entries = {COLLECTION(LOT(A, "5"), "2026-03")}},
    {.code = LL_REPLAY_TWICE, .entries = {RECEIPT}},
    {.code = LL_REPLAY_TWICE, .entries = {PROGRAMME("prg_a")}},
    {.code = LL_REPLAY_TWICE, .entries = {"plant"}},
    {.code = LL_REPLAY_TWICE, .entries = {STATED(D1, "[" A ",40,45]", "", "accepted")}},
    {.code = LL_REPLAY_PROGRAMME,
     .entries = {RECLASSIFIED("server", "[" A ",90,95]"), RUN("prg_a", "[" A ",94,96" CM)}},
    {.code = LL_REPLAY_STRANDED, .entries = {RECLASSIFIED("server", "[" A ",50,55]")}},
    {.code = LL_REPLAY_CERTIFICATE, .entries = {RECLASSIFIED("smartphone", "[" A ",0,5]")}},
    {.code = LL_REPLAY_GONE,
     .entries = {REMOVED("[" A ",90,95]"), RECLASSIFIED("server", "[" A ",94,96]")}},
    {.code = LL_REPLAY_ELIGIBLE, .entries = {FOUND(X), RUN("prg_a", "[" X ",0,5" CM)}},
    {.code = LL_REPLAY_TWICE, .entries = {FOUND(B)}},
    {.code = LL_REPLAY_MEMBER, .entries = {COLLECTION(LOT(X, "1000000000001"), "2026-03")}},
    /* What must not be public would fit in there. */
    {.code = LL_REPLAY_MEMBER, .entries = {COLLECTION(LOT(X, "10"), "2026-03, from A. Mensah")}},
    {.code = LL_REPLAY_MEMBER,
     .entries = {"{\"body\":{\"country\":\"12 High Street\",\"lots\":[],\"month\":\"2026-03\","
                 "\"programme_id\":\"prg_a\"},\"kind\":\"collection_received\",\"v\":1}"}},
    {.code = LL_REPLAY_MEMBER, .entries = {PROGRAMME("A. Mensah")}},
    {.code = LL_REPLAY_MEMBER, .entries = {RECLASSIFIED("of A. Mensah", "[" A ",90,95]")}},
    {.code = LL_REPLAY_MEMBER,
     .entries = {"{\"body\":{\"programme_id\":\"prg_a\",\"rows\":[],\"rule_version\":\"x\"},"
                 "\"kind\":\"allocation_run\",\"v\":1}"}},
    {.code = LL_REPLAY_MEMBER,
     .entries = {"{\"body\":{\"body\":" D2 ",\"cited\":{},\"revision\":1,\"stage\":"
                 "\"received\",\"status\":\"live\"},\"kind\":\"certificate_stated\",\"v\":1}"}},
    {.code = LL_REPLAY_TWICE, .entries = {KEY_CHANGED(D1, D1)}},
    {.code = LL_REPLAY_TWICE, .entries = {KEY_CHANGED(D1, D2), KEY_CHANGED(D2, D1)}},
    {.code = LL_REPLAY_UNKNOWN, .entries = {KEY_CHANGED(D1, D2), KEY_CHANGED(D1, D3)}},
    {.code = LL_REPLAY_MEMBER, .entries = {KEY_CHANGED(D1, "\"00\"")}},
    {.code = LL_REPLAY_RECEIPT, .entries = {FORGED}},
    {.code = LL_REPLAY_KIND, .entries = {"{\"body\":{},\"kind\":\"order_line_opened\",\"v\":1}"}},
    {.code = LL_REPLAY_MEMBER,
     .entries = {"{\"body\":{\"client\":\"x\",\"lot\":" A "},\"kind\":\"lot_admitted\",\"v\":1}"}},
    {.code = LL_REPLAY_MEMBER, .entries = {RUN("prg_a", "[" A ",90,91]")}},
    {.code = LL_REPLAY_MEMBER, .entries = {RELEASED("[" A ",-1,1]")}},
    {.code = LL_REPLAY_MEMBER, .entries = {RELEASED("7")}},
    {.code = LL_REPLAY_MEMBER, .entries = {COLLECTION("7", "2026-03")}},
    {.code = LL_REPLAY_MEMBER,
     .entries = {"{\"body\":{\"signature\":\"00\",\"statement\":7},\"kind\":\"receipt_"
                 "recorded\",\"v\":1}"}},
    {.code = LL_REPLAY_ENTRY, .entries = {"{ \"body\":{},\"kind\":\"x\",\"v\":1}"}},
    {.code = LL_REPLAY_ENTRY, .entries = {"{\"body\":{},\"kind\":\"lot_admitted\",\"v\":2}"}},
    {.code = LL_REPLAY_ENTRY,
     .entries = {"{\"body\":{},\"kind\":\"lot_admitted\",\"v\":1,\"z\":1}"}},
    {.code = LL_REPLAY_ENTRY,
     .entries = {"{\"body\":{},\"body\":{},\"kind\":\"lot_admitted\",\"v\":1}"}},
    {.code = LL_REPLAY_ENTRY, .entries = {"[]"}},
    {.code = LL_REPLAY_ENTRY, .entries = {""}},
    {.code = LL_REPLAY_PARTS,
     .entries = {"{\"body\":{\"released\":[]},\"kind\":\"allocation_released\",\"part\":0,"
                 "\"parts\":2,\"v\":1}"}},
    {.code = LL_REPLAY_PARTS,
     .entries = {"{\"body\":{\"released\":[]},\"kind\":\"allocation_released\",\"part\":1,"
                 "\"parts\":2,\"v\":1}"}},
    /* certificates */
    {.code = LL_REPLAY_CERTIFICATE, .entries = {REMOVED("[" A ",0,5]")}},
    {.code = LL_REPLAY_CERTIFICATE, .entries = {REVIEW(D1), REVIEW(D1)}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {RAISED(D2, "[" A ",0,40]", "", D1, "progress", "3", "recycled")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {RAISED(D2, "[" A ",0,40]", "", D1, "progress", "2", "received")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {RAISED(D2, "[" A ",0,40]", "", D1, "restatement", "2", "shipped")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {RAISED(D2, "[" A ",0,39]", "", D1, "progress", "2", "recycled")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {RAISED(D2, "[" A ",0,41]", "", D1, "progress", "2", "recycled")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {RAISED(D2, "[" A ",0,40]", "", D1, "progress", "2", "recycled"), REVIEW(D1)}},
    {.code = LL_REPLAY_RELEASE,
     .entries = {REVIEW(D1),
                 RAISED(D2, "[" A ",5,40]", "[" A ",0,5]", D1, "restatement", "2", "received")},
     .also = LL_REPLAY_CERTIFICATE},
    {.code = LL_REPLAY_RELEASE, .entries = {ENDED(D1, "[" A ",0,5]", "revoked")}},
    {.code = LL_REPLAY_STRANDED,
     .entries = {REVIEW(D1), REMOVED("[" A ",0,5]"), ENDED(D1, "", "revoked")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {ENDED(D1, "", "revoked"), ENDED(D1, "", "revoked")}},
    {.code = LL_REPLAY_CERTIFICATE, .entries = {ENDED(D1, "", "superseded")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {ENDED(D1, "", "superseded"), ADMITTED(X)},
     .also = LL_REPLAY_UNKNOWN},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {ENDED(D1, "", "superseded"),
                 STATED(D2, "[" A ",0,39]", "\"replaces\":" D1 ",", "received")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {STATED(D2, "[" A ",40,41]", "\"replaces\":" D1 ",", "accepted")}},
    {.code = LL_REPLAY_CERTIFICATE,
     .entries = {STATED(D2, "[" A ",40,41]", "\"reissued_from\":[" D1 "],", "accepted")}},
};

static void what_breaks_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct log *log = begin();
        bool found = false;
        for (size_t k = 0; k < MORE && cases[i].entries[k] != NULL; k++) {
            add(log, cases[i].entries[k]);
        }
        struct ll_replay_report *report = replay_of(log);
        for (size_t k = 0; k < report->kept; k++) {
            enum ll_replay_code also = report->findings[k].code;
            found = found || report->findings[k].code == cases[i].code;
            if (also != cases[i].code && also != cases[i].also) {
                fail_msg("case %zu: also finding %d", i, (int)also);
            }
            assert_true(report->findings[k].entry >= (int64_t)STORY);
        }
        if (!found) {
            fail_msg("case %zu: nothing was found", i);
        }
    }
}

/* ---- what is right ---- */
static void nothing_is_found(const char *const *entries)
{
    struct log *log = begin();
    for (size_t i = 0; entries[i] != NULL; i++) {
        add(log, entries[i]);
    }
    struct ll_replay_report *report = replay_of(log);
    if (report->finding_count != 0) {
        fail_msg("finding %d at %lld", (int)report->findings[0].code,
                 (long long)report->findings[0].entry);
    }
}

static void sound_logs(void **state)
{
    static const char *const raised[] = {
        REVIEW(D1), REMOVED("[" A ",0,5]"),
        RAISED(D2, "[" A ",5,40]", "[" A ",0,5]", D1, "restatement", "2", "received"),
        RAISED(D3, "[" A ",5,40]", "", D2, "progress", "3", "recycled"), NULL};
    static const char *const changed[] = {KEY_CHANGED(D1, D2), KEY_CHANGED(D2, D3), NULL};
    static const char *const replaced[] = {
        REVIEW(D1), REMOVED("[" A ",0,5]"), ENDED(D1, "[" A ",0,5]", "superseded"),
        STATED(D2, "[" A ",5,45]", "\"replaces\":" D1 ",", "received"), NULL};
    static const char *const reissued[] = {
        REVIEW(D1), REMOVED("[" A ",0,5]"), ENDED(D1, "[" A ",0,5]", "revoked"),
        STATED(D2, "[" A ",5,45]", "\"reissued_from\":[" D1 "],", "received"), NULL};
    static const char *const excluded[] = {
        RELEASED("[" B ",0,4],[" B ",4,10]"), EXCLUDED(B), ADMITTED(B),
        RUN("prg_a", "[" B ",0,50" CM ",[" A ",60,100" CM), NULL};
    static const char *const in_parts[] = {
        "{\"body\":{\"released\":[[" B ",0,4]]},\"kind\":\"allocation_released\",\"part\":0,"
        "\"parts\":2,\"v\":1}",
        "{\"body\":{\"released\":[[" B ",4,10]]},\"kind\":\"allocation_released\",\"part\":1,"
        "\"parts\":2,\"v\":1}",
        RUN("prg_a", "[" B ",0,50" CM), NULL};
    static const char *const reclassified[] = {RELEASED("[" B ",0,10]"),
                                               RECLASSIFIED("server", "[" B ",0,10]"),
                                               REVIEW(D1),
                                               RECLASSIFIED("server", "[" A ",0,5]"),
                                               ENDED(D1, "[" A ",0,5]", "revoked"),
                                               RUN("prg_a", "[" B ",10,20" CM),
                                               NULL};
    static const char *const nothing[] = {NULL};
    (void)state;
    nothing_is_found(nothing);
    nothing_is_found(raised);
    nothing_is_found(changed);
    nothing_is_found(replaced);
    nothing_is_found(reissued);
    nothing_is_found(excluded);
    nothing_is_found(reclassified);
    nothing_is_found(in_parts);
}

static void counted(void **state)
{
    struct log *log = begin();
    struct ll_json *json = NULL;
    (void)state;
    struct ll_replay_report *report = replay_of(log);
    assert_int_equal(report->counts[LL_REPLAY_COUNT_LOT_UNITS], 150);
    assert_int_equal(report->counts[LL_REPLAY_COUNT_ALLOCATED_UNITS], 70);
    assert_int_equal(report->counts[LL_REPLAY_COUNT_RECEIVED_UNITS], 80);
    assert_int_equal(report->counts[LL_REPLAY_COUNT_FINAL_UNITS], 40);
    assert_int_equal(ll_replay_report_json(&arena, report, &json, NULL), LL_OK);
    assert_int_equal(ll_json_get(json, "ok")->type, LL_JSON_TRUE);
}

/* More than a tile: full ones are looked at, too. */
static void several_tiles(void **state)
{
    struct log *log = begin();
    (void)state;
    while (log->count < ENTRIES_MAX) {
        add(log, RUN("prg_a", "[" A ",60,70" CM));
        add(log, RELEASED("[" A ",60,70]"));
    }
    assert_int_equal(replay_of(log)->finding_count, 0);
}

/* ---- files ---- */
static struct file *file_of(struct log *log, const char *path)
{
    for (size_t i = 0; i < log->file_count; i++) {
        if (strcmp(log->files[i].path, path) == 0) {
            return &log->files[i];
        }
    }
    fail_msg("no %s", path);
    return &log->files[0];
}

static void bend(struct file *file, size_t at)
{
    char *bytes = ll_str_to_cstr(&arena, file->bytes);
    bytes[at] = (char)(bytes[at] ^ 1);
    file->bytes.ptr = bytes;
}

/* Every byte of every file changed, one at a time: always found, never a crash. */
static void every_byte_counts(void **state)
{
    struct log *log = begin();
    (void)state;
    publish(log);
    for (size_t f = 0; f < log->file_count; f++) {
        struct ll_str good = log->files[f].bytes;
        for (size_t i = 0; i < good.len; i++) {
            struct ll_replay_report *report = NULL;
            struct ll_arena_mark mark = ll_arena_mark(&arena);
            bend(&log->files[f], i);
            assert_true(replay(log, &report) != LL_OK || report->finding_count > 0);
            log->files[f].bytes = good;
            ll_arena_rewind(&arena, mark);
        }
    }
}

static void files_that_lack(void **state)
{
    struct log *log = begin();
    struct ll_replay_report *report = NULL;
    (void)state;
    publish(log);
    for (size_t f = 0; f < log->file_count; f++) {
        char first = log->files[f].path[0];
        struct ll_str good = log->files[f].bytes;
        log->files[f].path[0] = '-';
        assert_int_equal(replay(log, &report), LL_ENOTFOUND);
        log->files[f].path[0] = first;
        log->files[f].bytes.len--;
        assert_true(replay(log, &report) != LL_OK || report->finding_count > 0);
        log->files[f].bytes = good;
    }
}

static void by_another_key(void **state)
{
    struct log *log = begin();
    struct ll_replay_report *report = NULL;
    struct ll_note_key other = log_key;
    struct ll_replay_trust trust = {.key = &other, .last = LL_STR("")};
    struct ll_replay_trust nobody = {.key = NULL, .last = LL_STR("")};
    struct ll_replay_files files = {read_file, log};
    (void)state;
    publish(log);
    other.key.b[0] ^= 1U;
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &trust, &report, NULL), LL_OK);
    assert_int_equal(report->findings[0].code, LL_REPLAY_SIGNATURE);
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &nobody, &report, NULL), LL_OK);
    assert_int_equal(report->finding_count, 0);
    assert_false(report->key_given);
    bend(file_of(log, "tile/0/000.p/6"), 40);
    assert_int_equal(replay(log, &report), LL_OK);
    assert_int_equal(report->findings[0].code, LL_REPLAY_TILE);
}

/* Looked at before: longer now, the same, shorter, or with another past. */
static void followed(void **state)
{
    struct log *first = begin();
    struct log *longer = begin();
    struct log *forked = begin();
    struct ll_replay_report *report = NULL;
    (void)state;
    add(longer, RELEASED("[" B ",0,10]"));
    forked->entries[2] = ll_str_from_cstr(COLLECTION(LOT(A, "100") "," LOT(B, "51"), "2026-03"));
    add(forked, RELEASED("[" B ",0,10]"));
    publish(first);
    publish(longer);
    publish(forked);
    struct ll_replay_trust trust = {.key = &log_key, .last = file_of(first, "checkpoint")->bytes};
    struct ll_replay_files files = {read_file, longer};
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &trust, &report, NULL), LL_OK);
    assert_int_equal(report->finding_count, 0);
    assert_int_equal(report->last_size, STORY);
    files.ctx = first;
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &trust, &report, NULL), LL_OK);
    assert_int_equal(report->finding_count, 0);
    files.ctx = forked;
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &trust, &report, NULL), LL_OK);
    assert_int_equal(report->finding_count, 1);
    assert_int_equal(report->findings[0].code, LL_REPLAY_FORKED);
    files.ctx = first;
    trust.last = file_of(longer, "checkpoint")->bytes;
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &trust, &report, NULL), LL_OK);
    assert_int_equal(report->finding_count, 1);
    assert_int_equal(report->findings[0].code, LL_REPLAY_SHRUNK);
    trust.last = LL_STR("nothing");
    assert_int_equal(ll_replay_run(&arena, crypto, &files, &trust, &report, NULL), LL_EINVAL);
}

static void too_little_memory(void **state)
{
    struct log *log = begin();
    struct ll_replay_files files = {read_file, log};
    struct ll_replay_trust trust = {.key = &log_key, .last = LL_STR("")};
    size_t refused = 0;
    size_t bytes = (size_t)64 << 10;
    struct ll_replay_report *report = NULL;
    (void)state;
    publish(log);
    for (; report == NULL; bytes += bytes / 8) {
        struct ll_arena small;
        ll_arena_init(&small, &ll_arena_malloc, bytes);
        enum ll_status status = ll_replay_run(&small, crypto, &files, &trust, &report, NULL);
        assert_true(status == LL_OK || status == LL_ENOMEM || status == LL_ENOTFOUND);
        refused += status == LL_OK ? 0 : 1;
        ll_arena_release(&small);
    }
    assert_true(refused > 0 && bytes < ((size_t)64 << 20));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_breaks_is_found),
        cmocka_unit_test(sound_logs),
        cmocka_unit_test(counted),
        cmocka_unit_test(several_tiles),
        cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(files_that_lack),
        cmocka_unit_test(by_another_key),
        cmocka_unit_test(followed),
        cmocka_unit_test(too_little_memory),
    };
    uint8_t seed[LL_SEED_SIZE] = {1};
    ll_arena_init(&arena, &ll_arena_malloc, (size_t)1 << 30);
    if (ll_crypto_open(&arena, &crypto, NULL) != LL_OK) {
        return 1;
    }
    struct ll_proof_crypto functions = ll_crypto_for_proof(crypto);
    ll_sign_key_from_seed(seed, &log_secret);
    seed[0] = 2;
    ll_sign_key_from_seed(seed, &plant_secret);
    ll_note_key_make(&functions, LL_STR("log.example/replay"), LL_NOTE_ED25519,
                     &log_secret.public_key, &log_key);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    ll_crypto_close(crypto);
    ll_arena_release(&arena);
    return failed;
}
