/* An auditor's sample: its signatures, and what the log's entries in it tell. */
#include "proof/sample_file.h"

#include "base/mem.h"
#include "proof/multikey.h"
#include "proof/verify.h"

#define ENTRY_BYTES_MAX ((size_t)64 << 10)
#define STATEMENT_BYTES_MAX ((size_t)8 << 10)

static const struct ll_json *list_of(const struct ll_json *object, const char *name)
{
    const struct ll_json *value = ll_json_get(object, name);
    return value != NULL && value->type == LL_JSON_ARRAY ? value : NULL;
}

static size_t count_of(const struct ll_json *list)
{
    return list == NULL ? 0 : list->count;
}

/* The object of a list whose member `name` is `value`; NULL: none. */
static const struct ll_json *find(const struct ll_json *list, const char *name, struct ll_str value)
{
    for (size_t i = 0; i < count_of(list); i++) {
        if (ll_str_eq(ll_json_string_at(&list->items[i], name), value)) {
            return &list->items[i];
        }
    }
    return NULL;
}

static bool lacks(const struct ll_json *unit, const char *word)
{
    const struct ll_json *missing = list_of(unit, "missing");
    for (size_t i = 0; i < count_of(missing); i++) {
        if (ll_str_eq_cstr(ll_json_string(&missing->items[i]), word)) {
            return true;
        }
    }
    return false;
}

/* ---- signatures ---- */

static bool is_signed_receipt(const struct ll_sample_file *file, const struct ll_json *receipt)
{
    struct ll_public_key key;
    struct ll_signature signature;
    struct ll_str hex = ll_json_string_at(receipt, "signature");
    return hex.len == 2 * sizeof(signature.b) && ll_hex_decode(hex, signature.b) == LL_OK &&
           ll_multikey_public_parse(ll_json_string_at(receipt, "key"), &key, NULL) == LL_OK &&
           file->crypto->ed25519_verify(file->crypto->ctx, &key,
                                        ll_json_string_at(receipt, "statement"), &signature);
}

/* The sample's issuer, or a key that it follows from. */
static bool is_issuer(const struct ll_sample_file *file, struct ll_str did)
{
    return ll_str_eq(did, file->issuer) || find(file->keys, "issuer", did) != NULL;
}

static enum ll_status check_certificate(const struct ll_sample_file *file,
                                        const struct ll_json *item, bool *ret_good,
                                        struct ll_err *reterr)
{
    const struct ll_json *certificate = ll_json_get(item, "certificate");
    struct ll_arena_mark mark = ll_arena_mark(file->arena);
    struct ll_di_opened opened;
    *ret_good = false;
    if (certificate == NULL || item->count != 2) {
        return LL_OK;
    }
    LL_TRY(ll_di_open_value(file->arena, file->crypto, certificate, &opened, reterr));
    *ret_good = opened.reason == LL_DI_VALID && !opened.has_added_context &&
                is_issuer(file, opened.issuer) &&
                ll_di_judge(file->crypto, &opened, &ll_di_did_key).reason == LL_DI_VALID;
    ll_arena_rewind(file->arena, mark);
    return LL_OK;
}

/* What a unit's trail names is in the file. */
static enum ll_sample_reason check_unit(const struct ll_sample_file *file,
                                        const struct ll_json *unit)
{
    const struct ll_json *named = list_of(ll_json_get(unit, "trail"), "certificates");
    if (!lacks(unit, "no-signature") &&
        find(file->receipts, "receipt_id", ll_json_string_at(unit, "receipt_id")) == NULL) {
        return LL_SAMPLE_RECEIPT;
    }
    if (!lacks(unit, "no-certificate") && count_of(named) == 0) {
        return LL_SAMPLE_CERTIFICATE;
    }
    for (size_t i = 0; i < count_of(named); i++) {
        if (find(file->certificates, "serial", ll_json_string_at(&named->items[i], "serial")) ==
            NULL) {
            return LL_SAMPLE_CERTIFICATE;
        }
    }
    return LL_SAMPLE_SOUND;
}

/* One statement of a plant is one receipt: it does not stand for others. */
static bool is_alone(const struct ll_sample_file *file, size_t at)
{
    const struct ll_json *items = file->receipts->items;
    for (size_t i = 0; i < at; i++) {
        if (ll_str_eq(ll_json_string_at(&items[i], "receipt_id"),
                      ll_json_string_at(&items[at], "receipt_id")) ||
            ll_str_eq(ll_json_string_at(&items[i], "statement"),
                      ll_json_string_at(&items[at], "statement"))) {
            return false;
        }
    }
    return true;
}

enum ll_status ll_sample_check_signed(const struct ll_sample_file *file,
                                      enum ll_sample_reason *ret_reason, struct ll_err *reterr)
{
    *ret_reason = LL_SAMPLE_SOUND;
    for (size_t i = 0; i < file->receipts->count; i++) {
        if (!is_alone(file, i) || !is_signed_receipt(file, &file->receipts->items[i])) {
            *ret_reason = LL_SAMPLE_RECEIPT;
            return LL_OK;
        }
    }
    for (size_t i = 0; i < file->certificates->count; i++) {
        bool good = false;
        LL_TRY(check_certificate(file, &file->certificates->items[i], &good, reterr));
        if (!good) {
            *ret_reason = LL_SAMPLE_CERTIFICATE;
            return LL_OK;
        }
    }
    for (size_t i = 0; *ret_reason == LL_SAMPLE_SOUND && i < file->units->count; i++) {
        *ret_reason = check_unit(file, &file->units->items[i]);
    }
    return LL_OK;
}

/* ---- what the log tells ---- */

/* A fact that an entry is to tell, of one drawn unit. */
struct fact {
    const struct ll_sample_file *file;
    const struct ll_json *unit;
    const struct ll_json *item; /* of the trail */
    int64_t number;             /* the unit's */
    const struct ll_json *from; /* its lot, of the trail */
    struct ll_str lot;          /* what the log calls that, in hex */
};
typedef enum ll_status fact_check(const struct fact *fact, struct ll_str kind,
                                  const struct ll_json *body, bool *ret_good,
                                  struct ll_err *reterr);

/* Both say the same of it, as the unit does. */
static bool is_same(const struct fact *fact, const char *name, const struct ll_json *entry)
{
    struct ll_str text = ll_json_string_at(entry, name);
    return ll_str_eq(ll_json_string_at(fact->from, name), text) &&
           ll_str_eq(ll_json_string_at(fact->unit, name), text);
}

/* A lot of pieces that has it. `body`: of the entry that has the lot, or is it. */
static bool has_unit(const struct fact *fact, const struct ll_json *body, const struct ll_json *lot)
{
    const struct ll_json *units = ll_json_get(lot, "units");
    return ll_str_eq(ll_json_string_at(lot, "number"), fact->lot) && units != NULL &&
           units->is_integer && fact->number < units->integer &&
           ll_json_get(lot, "measure") == NULL && is_same(fact, "class_code", lot) &&
           is_same(fact, "country", body) &&
           ll_str_eq(ll_json_string_at(body, "programme_id"),
                     ll_json_string_at(fact->file->draw, "programme_id"));
}

static enum ll_status tells_lot(const struct fact *fact, struct ll_str kind,
                                const struct ll_json *body, bool *ret_good, struct ll_err *reterr)
{
    const struct ll_json *lots = list_of(body, "lots");
    (void)reterr;
    *ret_good = ll_str_eq_cstr(kind, "units_found") && has_unit(fact, body, body);
    for (size_t i = 0; ll_str_eq_cstr(kind, "collection_received") && i < count_of(lots); i++) {
        *ret_good = *ret_good || has_unit(fact, body, &lots->items[i]);
    }
    return LL_OK;
}

static const struct ll_json *receipt_of(const struct fact *fact)
{
    return find(fact->file->receipts, "receipt_id", ll_json_string_at(fact->unit, "receipt_id"));
}

static enum ll_status tells_receipt(const struct fact *fact, struct ll_str kind,
                                    const struct ll_json *body, bool *ret_good,
                                    struct ll_err *reterr)
{
    const struct ll_json *receipt = receipt_of(fact);
    const struct ll_json *statement = ll_json_get(body, "statement");
    struct ll_str text = LL_STR("");
    *ret_good = false;
    if (statement == NULL || !ll_str_eq_cstr(kind, "receipt_recorded")) {
        return LL_OK;
    }
    enum ll_status status =
        ll_json_canonical(fact->file->arena, statement, STATEMENT_BYTES_MAX, &text, reterr);
    if (status == LL_ENOMEM) {
        return status;
    }
    *ret_good =
        status == LL_OK && receipt != NULL &&
        ll_str_eq(text, ll_json_string_at(receipt, "statement")) &&
        ll_str_eq(ll_json_string_at(body, "signature"), ll_json_string_at(receipt, "signature"));
    return LL_OK;
}

static enum ll_status tells_key(const struct fact *fact, struct ll_str kind,
                                const struct ll_json *body, bool *ret_good, struct ll_err *reterr)
{
    struct ll_public_key key;
    struct ll_public_key told;
    struct ll_str hex = ll_json_string_at(body, "public_key");
    (void)reterr;
    *ret_good =
        ll_str_eq_cstr(kind, "plant_key_registered") && hex.len == 2 * sizeof(told.b) &&
        ll_hex_decode(hex, told.b) == LL_OK &&
        ll_multikey_public_parse(ll_json_string_at(receipt_of(fact), "key"), &key, NULL) == LL_OK &&
        memcmp(key.b, told.b, sizeof(key.b)) == 0;
    return LL_OK;
}

/* [lot, lo, hi] */
static bool cites(const struct fact *fact, const struct ll_json *row)
{
    return row->type == LL_JSON_ARRAY && row->count == 3 &&
           ll_str_eq(ll_json_string(&row->items[0]), fact->lot) && row->items[1].is_integer &&
           row->items[2].is_integer && row->items[1].integer <= fact->number &&
           fact->number < row->items[2].integer;
}

static enum ll_status tells_certificate(const struct fact *fact, struct ll_str kind,
                                        const struct ll_json *body, bool *ret_good,
                                        struct ll_err *reterr)
{
    const struct ll_json *item =
        find(fact->file->certificates, "serial", ll_json_string_at(fact->item, "serial"));
    const struct ll_json *cited = list_of(body, "cited");
    struct ll_str hex = ll_json_string_at(body, "body");
    uint8_t digest[LL_DIGEST_SIZE];
    struct ll_di_opened opened;
    bool is_cited = false;
    *ret_good = false;
    if (item == NULL || hex.len != 2 * sizeof(digest) || ll_hex_decode(hex, digest) != LL_OK) {
        return LL_OK;
    }
    LL_TRY(ll_di_open_value(fact->file->arena, fact->file->crypto, ll_json_get(item, "certificate"),
                            &opened, reterr));
    for (size_t i = 0; !is_cited && i < count_of(cited); i++) {
        is_cited = cites(fact, &cited->items[i]);
    }
    *ret_good = is_cited &&
                (ll_str_eq_cstr(kind, "certificate_stated") ||
                 ll_str_eq_cstr(kind, "certificate_raised")) &&
                memcmp(digest, opened.input + LL_DIGEST_SIZE, sizeof(digest)) == 0;
    return LL_OK;
}

static const struct {
    const char *list;
    bool always; /* of every unit whose trail is in the log */
    fact_check *tells;
} told[] = {
    {"lots", true, tells_lot},
    {"collections", false, tells_lot},
    {"receipts", true, tells_receipt},
    {"keys", true, tells_key},
    {"certificates", false, tells_certificate},
};

/* The entry of this index, as they rise; NULL: none. */
static const struct ll_json *entry_at(const struct ll_json *entries, const struct ll_json *index)
{
    size_t lo = 0;
    size_t hi = entries->count;
    if (index == NULL || !index->is_integer) {
        return NULL;
    }
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (ll_json_get(&entries->items[middle], "index")->integer < index->integer) {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    return lo < entries->count &&
                   ll_json_get(&entries->items[lo], "index")->integer == index->integer
               ? &entries->items[lo]
               : NULL;
}

static bool is_leaf(const struct ll_sample_file *file, const struct ll_json *entry,
                    struct ll_str hex)
{
    struct ll_tree_hash leaf;
    uint8_t named[LL_DIGEST_SIZE];
    ll_tree_leaf(file->crypto, ll_json_string_at(entry, "entry"), &leaf);
    return hex.len == 2 * sizeof(named) && ll_hex_decode(hex, named) == LL_OK &&
           memcmp(named, leaf.b, sizeof(named)) == 0;
}

/* Does one of the entries that are named beside the fact tell it, and is each there? */
static enum ll_status check_fact(const struct fact *fact, fact_check *tells, bool *ret_good,
                                 struct ll_err *reterr)
{
    const struct ll_sample_file *file = fact->file;
    const struct ll_json *named = list_of(fact->item, "log");
    const struct ll_json *entries = list_of(file->log, "entries");
    bool is_told = count_of(named) == 0 && lacks(fact->unit, "no-log-entry");
    *ret_good = true;
    for (size_t i = 0; *ret_good && i < count_of(named); i++) {
        const struct ll_json *entry = entry_at(entries, ll_json_get(&named->items[i], "log_index"));
        struct ll_arena_mark mark = ll_arena_mark(file->arena);
        struct ll_json *json = NULL;
        struct ll_err problem;
        bool tells_it = false;
        *ret_good =
            entry != NULL && is_leaf(file, entry, ll_json_string_at(&named->items[i], "leaf_hash"));
        if (!*ret_good) {
            break;
        }
        enum ll_status status = ll_json_read(file->arena, ll_json_string_at(entry, "entry"),
                                             ENTRY_BYTES_MAX, &json, &problem);
        if (status == LL_ENOMEM) {
            return LL_FAIL_TEXT(reterr, LL_ENOMEM, "no memory left to read the log's entries");
        }
        *ret_good = status == LL_OK;
        if (*ret_good) {
            LL_TRY(tells(fact, ll_json_string_at(json, "kind"), ll_json_get(json, "body"),
                         &tells_it, reterr));
        }
        is_told = is_told || tells_it;
        ll_arena_rewind(file->arena, mark);
    }
    *ret_good = *ret_good && is_told;
    return LL_OK;
}

static enum ll_status check_facts(const struct ll_sample_file *file, const struct ll_json *unit,
                                  bool *ret_good, struct ll_err *reterr)
{
    const struct ll_json *trail = ll_json_get(unit, "trail");
    const struct ll_json *lots = list_of(trail, "lots");
    const struct ll_json *number = ll_json_get(unit, "unit");
    bool is_partial = lacks(unit, "no-log-entry");
    struct fact fact = {.file = file, .unit = unit};
    *ret_good = count_of(lots) == 1 && number != NULL && number->is_integer;
    if (!*ret_good) {
        return LL_OK;
    }
    fact.number = number->integer;
    fact.from = &lots->items[0];
    fact.lot = ll_json_string_at(fact.from, "public_number");
    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        const struct ll_json *list = list_of(trail, told[i].list);
        *ret_good = *ret_good && (count_of(list) > 0 || !told[i].always || is_partial);
        for (size_t k = 0; *ret_good && k < count_of(list); k++) {
            fact.item = &list->items[k];
            LL_TRY(check_fact(&fact, told[i].tells, ret_good, reterr));
        }
    }
    return LL_OK;
}

/* ---- the member "log" ---- */

static struct ll_bundle_logged answer(enum ll_di_outcome outcome, const char *reason,
                                      const char *text)
{
    return (struct ll_bundle_logged){.outcome = outcome, .reason = reason, .text = text};
}

/* Of the log that counts, signed by it. */
static bool open_checkpoint(const struct ll_sample_file *file, const struct ll_log_trust *trust,
                            struct ll_bundle_logged *logged)
{
    static const struct ll_verify_row *policy = &ll_verify_rows[LL_VERIFY_LOG_POLICY];
    struct ll_str text = ll_json_string_at(file->log, "checkpoint");
    struct ll_note_key key;
    struct ll_note note;
    struct ll_checkpoint checkpoint;
    if (trust->policy != NULL) {
        key = ll_bundle_log_key(trust->policy, text);
    } else if (trust->log != NULL) {
        key = *trust->log;
    } else if (!ll_bundle_read_policy(file->crypto, ll_json_string_at(file->log, "policy"), &key)) {
        *logged = answer(LL_DI_OUTCOME_UNSUPPORTED, policy->code, policy->text);
        return false;
    }
    enum ll_status status = ll_checkpoint_open(file->crypto, text, &key, &note, &checkpoint, NULL);
    enum ll_tlog_reason reason = status == LL_ENOTFOUND    ? LL_TLOG_UNSIGNED
                                 : status == LL_ESIGNATURE ? LL_TLOG_SIGNATURE
                                                           : LL_TLOG_CHECKPOINT;
    if (status != LL_OK) {
        *logged =
            answer(LL_DI_OUTCOME_INVALID, ll_tlog_reason_code(reason), ll_tlog_reason_text(reason));
        return false;
    }
    *logged = answer(LL_DI_OUTCOME_VALID, ll_verify_rows[LL_VERIFY_SAMPLE_LOGGED].code,
                     ll_verify_rows[LL_VERIFY_SAMPLE_LOGGED].text);
    logged->size = checkpoint.size;
    logged->root = checkpoint.root;
    if (trust->policy != NULL) {
        ll_policy_judge(file->crypto, trust->policy, &note, trust->now, &logged->witnessed);
    }
    if (trust->policy != NULL && logged->witnessed.reason == LL_POLICY_COSIGNATURE) {
        logged->outcome = LL_DI_OUTCOME_INVALID;
        logged->reason = ll_tlog_reason_code(LL_TLOG_COSIGNATURE);
        logged->text = ll_tlog_reason_text(LL_TLOG_COSIGNATURE);
    }
    return logged->outcome == LL_DI_OUTCOME_VALID;
}

/* Each under the checkpoint, by rising index. */
static bool are_included(const struct ll_sample_file *file, const struct ll_json *entries,
                         const struct ll_bundle_logged *logged)
{
    int64_t last = -1;
    for (size_t i = 0; i < entries->count; i++) {
        const struct ll_json *item = &entries->items[i];
        const struct ll_json *index = ll_json_get(item, "index");
        struct ll_tree_proof proof;
        struct ll_tree_hash leaf;
        if (item->count != 3 || index == NULL || !index->is_integer || index->integer <= last ||
            !ll_bundle_read_proof(list_of(item, "hashes"), &proof)) {
            return false;
        }
        last = index->integer;
        ll_tree_leaf(file->crypto, ll_json_string_at(item, "entry"), &leaf);
        if (last >= logged->size ||
            !ll_tree_includes(file->crypto, last, logged->size, &leaf, &proof, &logged->root)) {
            return false;
        }
    }
    return true;
}

enum ll_status ll_sample_check_log(const struct ll_sample_file *file,
                                   const struct ll_log_trust *trust,
                                   struct ll_bundle_logged *ret_logged, struct ll_err *reterr)
{
    const struct ll_verify_row *shape = &ll_verify_rows[LL_VERIFY_LOG_SHAPE];
    const struct ll_json *entries = list_of(file->log, "entries");
    bool good = true;
    if (entries == NULL || file->log->count != 3) {
        *ret_logged = answer(LL_DI_OUTCOME_INVALID, shape->code, shape->text);
        return LL_OK;
    }
    if (!open_checkpoint(file, trust, ret_logged)) {
        return LL_OK;
    }
    if (!are_included(file, entries, ret_logged)) {
        *ret_logged = answer(LL_DI_OUTCOME_INVALID, ll_tlog_reason_code(LL_TLOG_NOT_INCLUDED),
                             ll_tlog_reason_text(LL_TLOG_NOT_INCLUDED));
        return LL_OK;
    }
    for (size_t i = 0; good && i < file->units->count; i++) {
        LL_TRY(check_facts(file, &file->units->items[i], &good, reterr));
    }
    if (!good) {
        *ret_logged = answer(LL_DI_OUTCOME_INVALID, ll_sample_reason_code(LL_SAMPLE_ENTRY),
                             ll_sample_reason_text(LL_SAMPLE_ENTRY));
    }
    return LL_OK;
}
